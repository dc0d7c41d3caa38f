"""Files and folders → text. A file that cannot be read becomes a Failure; the others are still
read.

Kinds: text (.txt, .text, .md and files without an ending), saved pages (.html, .htm, .shtml,
.xhtml), tables of pages (.csv, .tsv, .jsonl, .parquet, with a column `text`), Word files (.docx),
and PDFs with a text layer (`documents`). Other kinds are listed in `errors`, not skipped.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import IO

from ..common.characters import digest, legible, whole
from ..common.files import inside, is_file
from .encodings import BOMS, MAGIC, decoded, encoding_of, wide
from .packed import LIMITS, Limits, PageError, Reader

TEXT = frozenset((".txt", ".text", ".md", ""))
HTML = frozenset((".html", ".htm", ".shtml", ".xhtml"))
TABLES = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"))
DOCUMENTS = frozenset((".docx", ".pdf"))
NOTEBOOKS = "notebooks"  # the folder of a corpus with notebooks of its owner
BUILT = ("build.json", "building.json")  # files by which a built corpus is recognised
# characters of a line or cell of a table of pages: longer ones are never held in memory
_LINE = 2 * LIMITS.size
_WHOLE = 10 * LIMITS.size  # bytes: up to this size a damaged table is read as a whole
_DEEP = 50  # levels of folders
FEW = 100  # failures in one table that are named
_NAME = 200  # characters of a name of a table's row
_NOT_PAGES = re.compile(
    r"(?:manifest(?:_draft)?\.csv|review\.html|corrections\.csv|readme.*|sha256sums)$",
    re.IGNORECASE,
)
NO_PAGE = (
    "no page was read in {!r}: put .txt or .html pages or a table with a column `text` into it"
)
OUTSIDE = "a link that leads out of the folder: not read"
_FAULT = "\0fault"  # the only column of a row that cannot be read
_TEXT_COLUMNS = ("text", "content", "raw", "html", "body", "正文", "内容", "文本")
_NAME_COLUMNS = ("account", "name", "id", "file", "url", "编号", "文件", "名称")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` (unique in its corpus), `text`, `file` (its path in the folder), `sha256` of
    the bytes. `furniture`: stretches of the text that are running heads and page numbers (PDF).
    """

    name: str
    text: str
    file: str
    sha256: str
    furniture: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no page, or a note on one that did; a row of `errors`."""

    name: str
    error: str
    message: str


def decode(data: bytes) -> str:
    """The text of a page's bytes: by byte-order mark, else UTF-8, else the declared encoding if the
    text then looks Chinese, else the one in which it does, else a detected one (chardet).

    The byte-order mark is not part of the text. Raises PageError for empty and binary data and for
    bytes that no encoding reads. A page with a few damaged bytes is not lost: each damaged place is
    a �, and `pages` adds a Failure that says how many.
    """
    return _decode(data)[0]


def _decode(data: bytes) -> tuple[str, str]:
    text, notice = decoded(data) if data.strip() else ("", "")
    if not text.strip():  # for example a byte-order mark alone
        raise PageError("empty", "the file is empty")
    return text, notice


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of one file; raises PageError."""
    return decode(Path(path).read_bytes())


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that may have pages: the `name` of its page (of a table: the beginning of its pages'
    names), and its `relative` path.
    """

    file: Path
    name: str
    relative: str


def pages(path: str | os.PathLike[str], limits: Limits = LIMITS) -> Iterator[Page | Failure]:
    """Every page below `path` (a folder, a file, or a table of pages) in the order of `listing`,
    with Failures in between.

    `limits`: what one page may cost. Raises FileNotFoundError if there is nothing at `path`.
    """
    with Reader(limits) as reader:
        for item in listing(path):
            yield from read(item, reader) if isinstance(item, Listed) else (item,)


def texts(path: str | os.PathLike[str]) -> dict[str, str]:
    """The text of every page below `path`, by its name."""
    return {page.name: page.text for page in pages(path) if isinstance(page, Page)}


def listing(path: str | os.PathLike[str]) -> Iterator[Listed | Failure]:
    """The files below `path`, folder by folder, each sorted by name and before its subfolders; and
    a Failure for each one left out.

    Notebooks in the folder notebooks/ are no pages. If two files differ only in their ending, it is
    part of their pages' names. Links that lead out
    of the folder are not followed. Only one folder's names are in memory at a time. Raises
    FileNotFoundError if there is nothing at `path`.
    """
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(f"there is no file or folder {str(path)!r}")
    if not root.is_dir():
        yield _listed(root, root.parent, twice=False)
        return
    lost: list[OSError] = []
    for folder, subfolders, names in os.walk(root, onerror=lost.append):
        here = Path(folder)
        yield from _lost(lost, root)
        subfolders[:] = sorted(d for d in subfolders if not d.startswith(".") and d != "lexicons")
        yield from _left_out(subfolders, here, root, names)
        names = sorted(
            n
            for n in names
            if not (n.startswith((".", "~$")) or _NOT_PAGES.match(n) or _runs(here / n, root))
        )
        stems = _stems(names, subfolders)
        for name in names:
            yield _listed(here / name, root, twice=stems[Path(name).stem] > 1)
    yield from _lost(lost, root)


def _runs(path: Path, root: Path) -> bool:
    """Whether a path is that of a notebook, which `run` executes: notebooks/*.ipynb."""
    return path.suffix == ".ipynb" and path.parent == root / NOTEBOOKS


def is_notebook(path: Path, root: Path) -> bool:
    """Whether a path is a notebook of its owner in a corpus; not a hidden one, and no link that
    leads out of the corpus.
    """
    return (
        _runs(path, root) and not path.name.startswith(".") and inside(path, root) and is_file(path)
    )


def _left_out(subfolders: list[str], here: Path, root: Path, names: list[str]) -> Iterator[Failure]:
    """Remove from `subfolders` those that are not read; a Failure for each, or one for all that are
    too deep.
    """

    def take(folders: list[str], kind: str, message: str) -> Iterator[Failure]:
        for folder in folders:
            subfolders.remove(folder)
            yield Failure(_relative(here / folder, root), kind, message)

    yield from take([d for d in subfolders if not inside(here / d, root)], "outside", OUTSIDE)
    if subfolders and len(here.relative_to(root).parts) >= _DEEP:
        yield Failure(
            _relative(here, root),
            "too deep",
            f"folders in it are not read: it is {_DEEP} deep already",
        )
        subfolders.clear()
    yield from take(
        [d for d in subfolders if any(is_file(here / d / mark) for mark in BUILT)],
        "not a page",
        "a built corpus: read it by itself",
    )
    yield from take(
        [d for d in subfolders if _is_assets(d, names)],
        "not a page",
        "pictures and scripts of a saved page: not read",
    )


def _stems(names: list[str], subfolders: list[str]) -> Counter[str]:
    """How many pages and subfolders of a folder have each name, without endings."""
    stems = Counter(
        Path(n).stem for n in names if Path(n).suffix.lower() in TEXT | HTML | TABLES | DOCUMENTS
    )
    # the pages of a.csv are a/…, and a.html.txt is not a.html
    stems.update([*subfolders, *(n for n in names if n in stems)])
    return stems


def _lost(errors: list[OSError], root: Path) -> Iterator[Failure]:
    """A Failure for each folder that could not be listed."""
    while errors:
        error = errors.pop(0)
        yield Failure(
            _relative(Path(error.filename), root), "unreadable", f"a folder: {error.strerror}"
        )


def _listed(file: Path, root: Path, twice: bool) -> Listed | Failure:
    relative = _relative(file, root)
    if not inside(file, root):
        return Failure(relative, "outside", OUTSIDE)
    if not is_file(file):
        return Failure(relative, "not a file", "not a file, or a link to nothing")
    return Listed(file, relative if twice else _relative(file.with_suffix(""), root), relative)


def _relative(file: Path, base: Path) -> str:
    return legible(file.relative_to(base).as_posix())


def _is_assets(folder: str, names: list[str]) -> bool:
    """Whether a browser made the folder for a saved page (page_files beside page.html)."""
    stem = re.sub(r"[_.]files$", "", folder)
    return stem != folder and any(name.startswith(stem + ".htm") for name in names)


def read(listed: Listed, reader: Reader) -> Iterator[Page | Failure]:
    """The page of a file, or the pages of a table, with Failures for what cannot be read.

    `reader`: for Word, PDF and Parquet files, with the limits of a page.
    """
    try:
        yield from _few(_read(listed, reader), listed.relative)
    except PageError as error:
        yield Failure(listed.relative, error.kind, str(error))
    except OSError as error:
        yield Failure(listed.relative, "unreadable", error.strerror or type(error).__name__)
    except Exception as error:  # one bad file never stops a run, whatever a library makes of it
        yield Failure(listed.relative, "format", f"not read ({type(error).__name__}: {error})")


def _few(items: Iterator[Page | Failure], relative: str) -> Iterator[Page | Failure]:
    """Pages and failures; of more than FEW failures in one table the number of the others."""
    more: Counter[str] = Counter()
    failures = 0
    for item in items:
        if isinstance(item, Failure):
            failures += 1
            if failures > FEW:
                more[item.error] += 1
                continue
        yield item
    for error, n in sorted(more.items()):
        yield Failure(relative, error, f"so are {n:,} more rows")


def _read(listed: Listed, reader: Reader) -> Iterator[Page | Failure]:
    file, relative, most = listed.file, listed.relative, reader.limits.size
    kind = file.suffix.lower()
    if kind in TABLES:
        yield from _table(listed, reader)
        return
    if kind not in TEXT | HTML | DOCUMENTS:
        raise PageError("format", f"{kind} is not read: save the page as .txt or .html")
    size = file.stat().st_size
    if size > most:
        raise PageError(
            "too large",
            f"{size / 2**20:.0f} MB: a page may have {most / 2**20:.0f} MB; is this one page?",
        )
    data = file.read_bytes()
    text, notice, furniture = (
        (*_decode(data), []) if kind not in DOCUMENTS else _document(data, kind, reader)
    )
    yield Page(listed.name, text, relative, hashlib.sha256(data).hexdigest(), tuple(furniture))
    if notice:
        yield Failure(relative, "damaged", notice)


def _document(data: bytes, kind: str, reader: Reader) -> tuple[str, str, list[tuple[int, int]]]:
    """The text of a Word or PDF file, a note or "", and the stretches that are furniture."""
    if not data.strip():
        raise PageError("empty", "the file is empty")
    [(text, furniture)] = reader.ask(kind[1:], data)
    if not text.strip():
        raise PageError("empty", "the file has no text")
    if len(text) > reader.limits.size:
        raise PageError(
            "too large", f"{len(text):,} characters: a page may have {reader.limits.size:,}"
        )
    lost = text.count("\ufffd")
    notice = (
        f"{lost} characters have a shape but no code in this file and are shown as \ufffd: "
        "compare it with the page"
        if lost
        else ""
    )
    return whole(text), notice, furniture


def _table(listed: Listed, reader: Reader) -> Iterator[Page | Failure]:
    """The rows of a table as pages named <file>/<row's name>, or by the row's number. The file is
    read twice, and never held in memory as a whole.
    """
    file, relative, most = listed.file, listed.relative, reader.limits.size
    text_column, name_column = _columns(_header(file, reader))
    # for rows without a name, since others may be called 000001
    plain = "row-" if name_column else ""
    twice: set[int] = set()
    if name_column:
        names = (_own_name(row, name_column) for row in _rows(file, [name_column], reader))
        twice = _repeated(names)
    wanted = [text_column, *([name_column] if name_column else [])]
    for number, row in enumerate(_rows(file, wanted, reader)):
        own = _own_name(row, name_column)
        page = legible(
            f"{listed.name}/{own if own and digest(own) not in twice else f'{plain}{number:06d}'}"
        )
        text = row.get(text_column)
        if _FAULT in row:
            yield Failure(relative, "format", row[_FAULT])
        elif text is not None and text == text and not isinstance(text, str):
            yield Failure(page, "format", f"row {number} of {relative} is no text")
        elif not isinstance(text, str) or not text.strip():
            yield Failure(page, "empty", f"row {number} of {relative} has no text")
        elif len(text) > most:
            yield Failure(
                page, "too large", f"row {number} of {relative} has over {most:,} characters"
            )
        else:
            yield Page(
                page,
                whole(text),
                relative,
                hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            )
            if whole(text) != text:
                yield Failure(
                    page, "damaged", "half characters (lone surrogates) are shown as \ufffd"
                )


def _header(file: Path, reader: Reader) -> list[str]:
    """The names of a table's columns. Raises PageError if it has no row that can be read."""
    fault = ""
    if file.suffix.lower() == ".parquet":
        [(columns, sizes)] = reader.ask("parquet shape", str(file.absolute()))
        columns = columns if sum(sizes) else []
    else:
        columns = list(next((row for row in _lines_of(file) if _FAULT not in row), {}))
        if not columns:
            fault = next((f" ({row[_FAULT]})" for row in _lines_of(file) if _FAULT in row), "")
    if not columns:
        raise PageError(
            "format" if fault else "empty", f"the table has no rows that can be read{fault}"
        )
    return columns


def _columns(header: list[str]) -> tuple[str, str | None]:
    """The column of texts and, if there is one, of names. Raises PageError without texts."""
    columns = {str(column).strip().lower(): column for column in reversed(header)}
    text = next((columns[c] for c in _TEXT_COLUMNS if c in columns), None)
    if text is None:
        raise PageError(
            "no text column",
            f"a table of pages needs a column `text`; this one has: {', '.join(map(str, header))}",
        )
    return text, next((columns[c] for c in _NAME_COLUMNS if c in columns), None)


def _own_name(row: dict, column: str | None) -> str:
    value = row.get(column) if column else None
    try:
        name = "" if value is None or value != value else str(value)
    except ValueError:  # a number of thousands of digits
        return ""
    return legible(name) if len(name) <= _NAME else ""


def _repeated(names: Iterable[str]) -> set[int]:
    """Digests of the names that occur more than once; takes eight bytes of memory per name."""
    from array import array

    import numpy as np

    digests, n = np.unique(
        np.frombuffer(array("q", map(digest, names)), np.int64), return_counts=True
    )
    return set(digests[n > 1].tolist())


def _rows(file: Path, columns: list[str], reader: Reader) -> Iterator[dict]:
    """The rows of a table (of a Parquet table these columns alone), one by one, with the reason in
    place of those that cannot be read. Raises PageError.
    """
    if file.suffix.lower() == ".parquet":
        yield from _parquet(str(file.absolute()), columns, reader)
    else:
        yield from _lines_of(file)


def _parquet(path: str, columns: list[str], reader: Reader) -> Iterator[dict]:
    """The rows of a Parquet table; what cannot be read ends its group of rows, and the next one is
    read.
    """
    [(_, sizes)] = reader.ask("parquet shape", path)
    ends = list(accumulate(sizes))
    number = 0
    while number < sum(sizes):
        group = bisect_right(ends, number)
        try:
            for rows in reader.ask("parquet rows", path, columns, group, reader.limits.size):
                for row in rows:
                    yield row if isinstance(row, dict) else {_FAULT: f"row {number}: {row}"}
                    number += 1
            return
        except PageError as error:
            first, number = number, ends[bisect_right(ends, number)]
            yield {_FAULT: f"rows {first} to {number - 1} are not read: {error}"}


def _lines_of(file: Path) -> Iterator[dict]:
    """The rows of a table that has one on each line. Raises PageError."""
    with _open(file) as stream:
        lines = _lines(stream)
        try:
            if file.suffix.lower() in (".csv", ".tsv"):
                yield from _csv(lines, "\t" if file.suffix.lower() == ".tsv" else None)
            else:
                yield from (
                    _json(line, number) for number, line in enumerate(lines, 1) if line.strip()
                )
        except (csv.Error, _TooLong):  # where the row ends is not known
            yield {
                _FAULT: f"a line or cell has more than {_LINE:,} characters: the rest of the table "
                "is left out"
            }


class _TooLong(ValueError):
    """A line too long to be held in memory."""


def _lines(stream: IO[str]) -> Iterator[str]:
    while line := stream.readline(_LINE):
        if len(line) == _LINE:
            raise _TooLong
        yield line


def _json(line: str, number: int) -> dict:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {_FAULT: f"line {number} is not JSON: this row is left out"}
    return row if isinstance(row, dict) else {"text": row}


def _open(file: Path) -> IO[str]:
    """A table's lines, in the encoding that `decode` would choose, read piece by piece. Raises
    PageError.
    """
    with file.open("rb") as stream:
        sample = stream.read(200_000)
    bom = next((encoding for mark, encoding in BOMS if sample.startswith(mark)), "")
    small = len(sample) < 200_000
    if b"\x00" in sample and not bom and not sample.startswith(tuple(MAGIC)):
        return io.StringIO(wide(sample if small else file.read_bytes())[0], newline="")
    if small or sample.startswith(tuple(MAGIC)):
        return io.StringIO(decode(sample if small else file.read_bytes()), newline="")
    for encoding in (bom, "utf-8", encoding_of(sample)):
        if encoding and _is_in(file, encoding):
            return file.open(encoding=encoding, newline="")
    if file.stat().st_size > _WHOLE:
        raise PageError(
            "encoding",
            "a large table in no known encoding, or with damaged bytes: save it as UTF-8",
        )
    return io.StringIO(decode(file.read_bytes()), newline="")  # a few damaged bytes, or an error


def _is_in(file: Path, encoding: str) -> bool:
    """Whether a whole file can be read in an encoding."""
    try:
        with file.open(encoding=encoding) as stream:
            while stream.read(2**20):
                pass
    except (UnicodeError, LookupError):
        return False
    return True


def read_csv(text: str, delimiter: str | None = None) -> list[dict[str, str]]:
    """Rows of a CSV text (comma, semicolon or tab, as in the header), with names and values
    trimmed.
    """
    return list(_csv(io.StringIO(text, newline=""), delimiter))


def _csv(lines: Iterable[str], delimiter: str | None) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LINE)
    lines = (line.replace("\x00", "") for line in lines)
    header = next(lines, "")
    reader = csv.DictReader(
        chain([header], lines), delimiter=delimiter or max(",;\t", key=header.count)
    )
    for row in reader:
        yield {
            (k or "").strip(): (v or "").strip() for k, v in row.items() if not isinstance(v, list)
        }
