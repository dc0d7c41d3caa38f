"""Files and folders → text. A file that cannot be read becomes a Failure; the others are still
read.

Kinds: text (.txt, .text, .md and files without an ending), saved pages (.html, .htm, .shtml,
.xhtml), tables of pages (`rows`: .csv, .json, .xlsx …, with a column `text`), Word files (.docx),
and PDFs with a text layer (`documents`). Other kinds are listed in `errors`, not skipped.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..common.characters import digest, legible, whole
from ..common.files import in_notebooks, inside, is_file
from . import rows
from .encodings import checked, decode
from .packed import LIMITS, Limits, PageError, Reader

TEXT = frozenset((".txt", ".text", ".md", ""))
HTML = frozenset((".html", ".htm", ".shtml", ".xhtml"))
TABLES = rows.ENDINGS
DOCUMENTS = frozenset((".docx", ".pdf"))
BUILT = ("build.json", "building.json")  # files by which a built corpus is recognised
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
# what to do with files of other kinds
_ADVICE = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), "save it as .docx"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "unpack it"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), "save the page as .html alone"),
    **dict.fromkeys((".epub", ".mobi", ".caj", ".ofd"), "save its text as .txt"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"),
        "it is a picture, and the text on it is not looked at",
    ),
    **dict.fromkeys((".ppt", ".pptx"), "save its text as .txt"),
    **dict.fromkeys(
        (".dta", ".sav", ".rds", ".feather", ".pkl", ".db", ".sqlite"),
        "save the table as .csv, with a column `text`",
    ),
    ".xml": "save its text as .txt, or as a table of pages (.csv)",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` (unique in its corpus), `text`, `file` (its path in the folder), `sha256` of
    the bytes. `furniture`: stretches of the text that are running heads and page numbers (PDF).
    `given`: what other columns of its table say of the account, "" where they say nothing.
    """

    name: str
    text: str
    file: str
    sha256: str
    furniture: tuple[tuple[int, int], ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no page, or a note on one that did; a row of `errors`."""

    name: str
    error: str
    message: str


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
            if not (
                n.startswith((".", "~$")) or _NOT_PAGES.match(n) or in_notebooks(here / n, root)
            )
        )
        stems = _stems(names, subfolders)
        for name in names:
            yield _listed(here / name, root, twice=stems[Path(name).stem] > 1)
    yield from _lost(lost, root)


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
        advice = _ADVICE.get(kind, "save the page as .txt or .html")
        raise PageError("format", f"{kind} is not read: {advice}")
    size = file.stat().st_size
    if size > most:
        raise PageError(
            "too large",
            f"{size / 2**20:.0f} MB: a page may have {most / 2**20:.0f} MB; is this one page?",
        )
    data = file.read_bytes()
    text, notice, furniture = (
        (*checked(data), []) if kind not in DOCUMENTS else _document(data, kind, reader)
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
    """The rows of a table as pages named <file>/<row's name>, or by the row's number, with what
    its other columns say. The file is read several times, and but for .json never held in memory as
    a whole.
    """
    file, relative = listed.file, listed.relative
    columns = rows.roles(rows.header(file, reader))
    alone = rows.is_one_object(file)
    # for rows without a name, since others may be called 000001
    plain = "row-" if columns.name else ""
    twice: set[int] = set()
    if columns.name:
        names = (_own_name(row, columns.name) for row in rows.rows(file, [columns.name], reader))
        twice = _repeated(names)
    if twice:  # what such rows are called in the table is not lost
        columns = columns.with_names()
    if (columns.kept or columns.left) and not alone:
        yield Failure(relative, "columns", str(columns))
    wanted = list(dict.fromkeys(c for c in (columns.text, columns.name, *columns.kept) if c))
    for number, row in enumerate(rows.rows(file, wanted, reader)):
        own = _own_name(row, columns.name)
        page = (
            f"{listed.name}/{own if own and digest(own) not in twice else f'{plain}{number:06d}'}"
        )
        if rows.NOTE in row:
            yield Failure(relative, "not a page", row[rows.NOTE])
        elif rows.FAULT in row:
            yield Failure(relative, "format", row[rows.FAULT])
        else:
            place = (listed.name if alone else legible(page), number, relative)
            yield from _row(row, columns, place, reader.limits.size)


def _row(
    row: dict, columns: rows.Columns, place: tuple[str, int, str], most: int
) -> Iterator[Page | Failure]:
    """The page of a row (`place`: the page's name, the row's number, the file), and notes on it."""
    page, number, relative = place
    where = f"row {number + 1:,} below the header of {relative}"
    text = row.get(columns.text)
    if text is not None and text == text and not isinstance(text, str):
        yield Failure(page, "format", f"{where} is no text")
        return
    if not isinstance(text, str) or not text.strip():
        yield Failure(page, "empty", f"{where} has no text")
        return
    if len(text) > most:
        yield Failure(page, "too large", f"{where} has over {most:,} characters")
        return
    given, faults = rows.given(row, columns)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    yield Page(page, whole(text), relative, sha256, given=given)
    yield from (Failure(page, "cell", fault) for fault in faults)
    if whole(text) != text:
        yield Failure(page, "damaged", "half characters (lone surrogates) are shown as \ufffd")
    if rows.BEYOND in row:
        more = f"{row[rows.BEYOND]} cells beyond the header: not read; is a text in it quoted?"
        yield Failure(page, "damaged", more)
    if len(text) == rows.EXCEL_FULL:
        full = f"{len(text):,} characters, where Excel cuts a text: look at its end"
        yield Failure(page, "damaged", full)


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
