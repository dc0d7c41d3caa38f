"""Files and folders → text. A file that cannot be read becomes a Failure; the rest is read.

Read are text (.txt, .text, .md and files without an ending), saved pages (.html, .htm, .shtml, .xhtml) and tables of pages
(.csv, .tsv, .jsonl, .parquet, with a column `text`), Word files (.docx) and PDFs with a text layer (`documents`). What is of another
kind is named in `errors`, not skipped.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .text import cjk, whole

TEXT = frozenset((".txt", ".text", ".md", ""))
HTML = frozenset((".html", ".htm", ".shtml", ".xhtml"))
TABLES = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"))
DOCUMENTS = frozenset((".docx", ".pdf"))
MAX_BYTES = 20 * 2**20  # per page; a table of pages may be larger
_NOT_PAGES = re.compile(r"(?:manifest(?:_draft)?\.csv|review\.html|corrections\.csv|readme.*|sha256sums)$", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_MAGIC = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a zip file (perhaps Word or Excel)", b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"\x1f\x8b": "a gzip file",
    b"Rar!": "a RAR file", b"SQLite": "a database", b"\x7fELF": "a program",
}  # fmt: skip
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
# A page that declares gb2312 is mostly GBK; its superset reads both.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_TEXT_COLUMNS = ("text", "content", "raw", "html", "body", "正文", "内容", "文本")
_NAME_COLUMNS = ("account", "name", "id", "file", "url", "编号", "文件", "名称")


class PageError(ValueError):
    """A page that cannot be read: `kind` (empty, binary, encoding, too large, …) and what to do about it."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` (unique in its corpus), `text`, `file` (its path in the folder), `sha256` of the bytes; `furniture`: stretches of
    the text that are known to be running heads and page numbers (PDF)."""

    name: str
    text: str
    file: str
    sha256: str
    furniture: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no page, or a notice about one that did; a row of `errors`."""

    name: str
    error: str
    message: str


def decode(data: bytes) -> str:
    """Bytes of a page as text: by its byte-order mark, else UTF-8, else what it declares, else detected (chardet).

    The byte-order mark is not part of the text. Raises PageError for empty and binary data and for bytes that no encoding
    reads. A few damaged bytes do not lose the page: `pages` says so in a Failure beside it.
    """
    return _decode(data)[0]


def _decode(data: bytes) -> tuple[str, str]:
    if not data.strip():
        raise PageError("empty", "the file is empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise PageError("binary", f"this is {what}, not text: save the page as text or HTML")
    if b"\x00" in data:
        return _wide(data), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        return _damaged_utf8(data) or _other(data, error)


def _strict(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start > 4:
            raise PageError("encoding", f"not valid {encoding} at byte {error.start}: save the file as UTF-8") from None
        text = data[: error.start].decode(encoding)
        return text, f"the last {len(data) - error.start} bytes belong to no character and were left out"
    return text.removeprefix("\ufeff"), ""


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: the zero bytes of its ASCII characters all stand on one side, and most of it is readable."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    text = data.decode("utf-16-le" if odd else "utf-16-be", errors="replace")
    readable = cjk(text) + sum(c.isascii() and (c.isprintable() or c.isspace()) for c in text)
    if (even and odd) or len(data) % 2 or readable < 0.7 * len(text):
        raise PageError("binary", "the file holds zero bytes: it is no text, or it is damaged")
    return text


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """A UTF-8 page with a few damaged bytes, read with � in their place; None when it is another encoding."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    sound = sum(not c.isascii() for c in text) - lost
    return (text, f"{lost} damaged characters are shown as \ufffd") if sound >= 10 * lost else None


def _other(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    declared = _DECLARED.search(data[:5000])
    name = declared[1].decode("ascii").lower() if declared else ""
    for encoding in (_SUPERSETS.get(name, name), _detected(data)):
        try:
            if encoding and encoding not in ("utf-8", "utf8", "ascii"):
                return data.decode(encoding), ""
        except (UnicodeDecodeError, LookupError):
            continue
    raise PageError("encoding", f"no encoding reads it (not UTF-8 at byte {error.start}): save the file as UTF-8")


def _detected(data: bytes) -> str:
    import chardet

    found = (chardet.detect(data[:200_000]).get("encoding") or "").lower()
    return _SUPERSETS.get(found, found)


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of one file; raises PageError."""
    return decode(Path(path).read_bytes())


def pages(path: str | os.PathLike[str], max_bytes: int = MAX_BYTES) -> Iterator[Page | Failure]:
    """Every page below `path` (a folder, a file, or a table of pages), sorted by name; Failures in between.

    Raises FileNotFoundError when there is nothing at `path`. Links that lead out of the folder are not followed.
    """
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(f"there is no file or folder {str(path)!r}")
    files, failures = _files(root) if root.is_dir() else ([root], [])
    base = root if root.is_dir() else root.parent
    yield from failures
    stems = Counter(_stem(f, base) for f in files if f.suffix.lower() in TEXT | HTML | TABLES | DOCUMENTS)
    for file in files:
        name = _stem(file, base) if stems[_stem(file, base)] <= 1 else _relative(file, base)
        yield from _read(file, name, base, max_bytes)


def _stem(file: Path, base: Path) -> str:
    return file.relative_to(base).with_suffix("").as_posix()


def _files(root: Path) -> tuple[list[Path], list[Failure]]:
    """The files below a folder that may be pages, and what was left out and why."""
    found: dict[str, Path] = {}
    failures = []
    inside = root.resolve()
    for folder, subfolders, names in os.walk(root):
        here = Path(folder)
        subfolders[:] = sorted(d for d in subfolders if not d.startswith(".") and d != "lexicons")
        for assets in [d for d in subfolders if _is_assets(d, names)]:
            subfolders.remove(assets)
            failures.append(Failure(_relative(here / assets, root), "not a page", "pictures and scripts of a saved page: not read"))
        for name in names:
            file, relative = here / name, _relative(here / name, root)
            if name.startswith((".", "~$")) or _NOT_PAGES.match(name):
                continue
            if not file.resolve().is_relative_to(inside):
                failures.append(Failure(relative, "outside", "a link that leads out of the folder: not read"))
            elif not file.is_file():
                failures.append(Failure(relative, "not a file", "no file, or a link to nothing"))
            else:
                found[relative] = file
    return [found[relative] for relative in sorted(found)], sorted(failures, key=lambda f: f.name)


def _relative(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix()


def _is_assets(folder: str, names: list[str]) -> bool:
    """Whether a browser made the folder for a saved page: page_files beside page.html."""
    stem = re.sub(r"[_.]files$", "", folder)
    return stem != folder and any(name.startswith(stem + ".htm") for name in names)


def _read(file: Path, name: str, base: Path, max_bytes: int) -> Iterator[Page | Failure]:
    relative, name, kind = whole(_relative(file, base)), whole(name), file.suffix.lower()
    try:
        if kind in TABLES:
            yield from _table(file, name, relative, max_bytes)
            return
        if kind not in TEXT | HTML | DOCUMENTS:
            raise PageError("format", f"{kind} is not read: save the page as .txt or .html")
        size = file.stat().st_size
        if size > max_bytes:
            raise PageError("too large", f"{size / 2**20:.0f} MB: a page may have {max_bytes / 2**20:.0f} MB; is this one page?")
        data = file.read_bytes()
        text, notice, furniture = (*_decode(data), []) if kind not in DOCUMENTS else _document(data, kind)
    except PageError as error:
        yield Failure(relative, error.kind, str(error))
    except OSError as error:
        yield Failure(relative, "unreadable", error.strerror or type(error).__name__)
    else:
        yield Page(name, text, relative, hashlib.sha256(data).hexdigest(), tuple(furniture))
        if notice:
            yield Failure(relative, "damaged", notice)


def _document(data: bytes, kind: str) -> tuple[str, str, list[tuple[int, int]]]:
    """The text of a Word or PDF file, no notice, and the stretches known to be furniture."""
    from . import documents

    if not data.strip():
        raise PageError("empty", "the file is empty")
    try:
        text, furniture = (documents.docx_text(data), []) if kind == ".docx" else documents.pdf_text(data)
    except documents.Missing as error:
        raise PageError("library", str(error)) from None
    except ValueError as error:
        raise PageError("format", str(error)) from None
    if not text.strip():
        raise PageError("empty", "the file has no text")
    return whole(text), "", furniture


def _table(file: Path, name: str, relative: str, max_bytes: int) -> Iterator[Page | Failure]:
    """The rows of a table as pages named <file>/<row's name>, or by the row's number."""
    rows = list(_rows(file))
    if not rows:
        raise PageError("empty", "the table has no rows")
    text_column = next((c for c in _TEXT_COLUMNS if c in rows[0]), None)
    if text_column is None:
        raise PageError("no text column", f"a table of pages needs a column `text`; this one has: {', '.join(map(str, rows[0]))}")
    name_column = next((c for c in _NAME_COLUMNS if c in rows[0]), None)
    given = Counter(str(row.get(name_column) or "") for row in rows) if name_column else Counter()
    for number, row in enumerate(rows):
        own = str(row.get(name_column) or "") if name_column else ""
        page = f"{name}/{own if own and given[own] == 1 else f'{number:06d}'}"
        text = row.get(text_column)
        if not isinstance(text, str) or not text.strip():
            yield Failure(page, "empty", f"row {number} of {relative} has no text")
        elif len(text) > max_bytes:
            yield Failure(page, "too large", f"row {number} of {relative} has {len(text):,} characters")
        else:
            yield Page(page, whole(text), relative, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
            if whole(text) != text:
                yield Failure(page, "damaged", "half characters (lone surrogates) are shown as \ufffd")


def _rows(file: Path) -> Iterator[dict]:
    if file.suffix.lower() == ".parquet":
        import pyarrow.parquet

        try:
            yield from pyarrow.parquet.read_table(file).to_pylist()
        except (OSError, ValueError) as error:
            raise PageError("format", f"not a Parquet table: {str(error).splitlines()[0]}") from None
        return
    text = read_text(file)
    if file.suffix.lower() in (".csv", ".tsv"):
        yield from read_csv(text, "\t" if file.suffix.lower() == ".tsv" else None)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError:
                raise PageError("format", f"line {number} is not JSON") from None
            yield row if isinstance(row, dict) else {"text": row}


def read_csv(text: str, delimiter: str | None = None) -> list[dict[str, str]]:
    """Rows of a CSV text; comma, semicolon or tab, whichever the header shows; names and values trimmed."""
    import csv
    import io

    csv.field_size_limit(2**31 - 1)
    head = text.split("\n", 1)[0]
    delimiter = delimiter or max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    return [{(k or "").strip(): (v or "").strip() for k, v in row.items() if not isinstance(v, list)} for row in reader]
