"""What a scholar says about the pages: manifest.csv (what a page does not say) and corrections.csv
(labels by hand); what needs a look, and a first version of the manifest.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path

import pandas as pd

from ..common.characters import legible
from ..common.files import NOTEBOOKS, inside, is_file, own_file
from ..common.lists import LISTS
from ..common.sheets import from_spreadsheet, sheet_text
from ..pages import sources
from ..pages.account import KINDS, Account, Block
from ..pages.furniture import FURNITURE
from ..pages.markup import clean
from ..pages.metadata import said
from ..pages.rows import BEYOND, FIELDS, as_field, csv_rows, fields_of
from . import reposts

Problem = tuple[str, str, str]  # name, error, message: a row of `errors`
MEASURED = ("characters", "sentences", "sha256")
NAMED = ("manifest.csv", "corrections.csv")  # files about the pages of a folder
BELOW = ("prefecture", "county")  # a place that goes with the province that was read


def manifest_path(root: Path, manifest: str | PathLike[str] | None) -> Path | None:
    if manifest is not None:
        if not Path(manifest).is_file():
            raise FileNotFoundError(f"there is no manifest {str(manifest)!r}")
        return Path(manifest)
    if not root.is_dir() and root.suffix.lower() in sources.TABLES:
        return None
    return own_file(root if root.is_dir() else root.parent, "manifest.csv")


def strays(root: Path) -> list[Problem]:
    """Problems with files about the pages that are not read: links to a place outside their
    folder, and what is no file or may not be opened.
    """
    if not root.is_dir():
        return _beside(root)
    own = [p for p in root.iterdir() if p.name.lower() in (*NAMED, "readme.md") or p.name == LISTS]
    lists = root / LISTS
    own += lists.rglob("*") if lists.is_dir() and inside(lists, root) else []
    notebooks = root / NOTEBOOKS
    own += notebooks.glob("*.ipynb") if notebooks.is_dir() and inside(notebooks, root) else []
    faults = [(p, fault) for p in sorted(own) if (fault := _stray(p, root))]
    return [(legible(p.relative_to(root).as_posix()), *fault) for p, fault in faults]


def _beside(file: Path) -> list[Problem]:
    """What a folder says of its pages and is not read where one file of it is the corpus."""
    unread = [(NAMED[1], "corrections"), (LISTS, "lexicon")]
    if file.suffix.lower() in sources.TABLES:  # of a page the manifest is read
        unread.insert(0, (NAMED[0], "manifest"))
    told = "it is beside the file that is read: to use it, give the folder as the corpus"
    return [
        (name, kind, told)
        for name, kind in unread
        if name != file.name and (file.parent / name).exists()
    ]


def _stray(path: Path, root: Path) -> tuple[str, str] | None:
    """Why a file or folder about the pages is not read, as kind and message."""
    if not inside(path, root):
        return "outside", sources.OUTSIDE
    if path.name == LISTS and path.parent == root:
        closed = path.is_dir() and not os.access(path, os.R_OK | os.X_OK)
        return ("unreadable", "a folder that may not be opened") if closed else None
    if (path.name.lower() in NAMED or path.suffix == ".ipynb") and not is_file(path):
        return "not a file", "not a file: not read"
    return None


def _sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a table that somebody edited; empty lines and comments (#) above its header are
    skipped.
    """
    lines = sheet_text(path).splitlines(keepends=True)
    first = next(
        (i for i, line in enumerate(lines) if line.strip(" ,;\t\r\n") and not line.startswith("#")),
        len(lines),
    )
    return [
        {from_spreadsheet(column): from_spreadsheet(cell) for column, cell in row.items()}
        for row in csv_rows(lines[first:])
    ]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a scholar says about the pages: `columns` (without file), `rows` by the file or account
    that they name, `source` (the manifest's file name).
    """

    columns: tuple[str, ...] = ()
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    source: str = ""


def read_manifest(path: Path | None) -> tuple[Manifest, list[Problem]]:
    """A manifest, and its problems: it cannot be read, a column is missing or measured, two rows
    name one file.
    """
    if path is None:
        return Manifest(), []
    try:
        rows = _sheet(path)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        return Manifest(), [(path.name, "manifest", f"not read ({error}): save it as CSV, UTF-8")]
    if not rows:
        message = "is empty: it needs a header such as file,published,province,group and rows below"
        return Manifest(), [(path.name, "manifest", f"{message} it")]
    fields = {column: field for field, column in fields_of(rows[0]).items() if field in FIELDS}
    key = "file" if "file" in rows[0] else fields_of(rows[0]).get("file")
    if key is None:
        message = f"needs a header with a column `file`; this one has: {', '.join(rows[0])}"
        return Manifest(), [(path.name, "manifest", message)]
    rows = [{fields.get(column, column): cell for column, cell in row.items()} for row in rows]
    given = [c for c in rows[0] if c and c not in (key, "from_manifest", "account", BEYOND)]
    problems = [
        (path.name, "manifest", f"the column {c} is measured, not given: ignored")
        for c in given
        if c in MEASURED
    ]
    by_file, more = _by_file(rows, key, path.name)
    columns = tuple(c for c in given if c not in MEASURED)
    return Manifest(columns, by_file, path.name), problems + more


def _by_file(
    rows: list[dict[str, str]], key: str, source: str
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The first row for each file, and problems."""
    by_file: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for row in rows:
        name = legible(row[key].replace("\\", "/").removeprefix("./"))
        at = name or source
        if name in by_file:
            problems.append((at, "manifest", "two rows for one file: the first is used"))
        if row.pop(BEYOND, ""):
            problems.append((at, "manifest", "more cells than the header has: they are not used"))
        by_file.setdefault(name, row)
    return by_file, problems


def apply_manifest(
    accounts: pd.DataFrame,
    files: Mapping[str, str],
    manifest: Manifest,
    given: Mapping[str, Mapping[str, str]],
) -> tuple[pd.DataFrame, list[Problem], set[str]]:
    """`accounts` with the manifest's columns and those of tables of pages; problems; and which rows
    were used (the files or accounts that they name).

    `from_manifest` lists the parsed columns that are overridden in each row. `files`: the file of
    each account. `given`: what the account's row in a table of pages says; the manifest overrides
    it.
    """
    names = accounts["account"].tolist()
    in_tables = (column for name in names for column in given.get(name, ()))
    columns = list(dict.fromkeys([*manifest.columns, *in_tables]))
    if not columns and not manifest.rows:
        return accounts, [], set()
    matching, problems, used = _rows_for(
        manifest.rows, [(name, files.get(name, name)) for name in names]
    )
    said = [
        {**given.get(name, {}), **_checked(name, row, problems)}
        for name, row in zip(names, matching)
    ]
    return _with_columns(accounts.copy(), columns, said), problems, used


def _with_columns(
    accounts: pd.DataFrame, columns: list[str], said: list[dict[str, str]]
) -> pd.DataFrame:
    """`accounts` with what is said of each (column → cell) over what was read."""
    read = accounts["province"].tolist()
    others = [bool(a.get("province")) and a["province"] != b for a, b in zip(said, read)]
    accounts.loc[others, list(BELOW)] = None  # what was read lies in another province
    for column in columns:
        new = [row.get(column) or None for row in said]
        if column == "published":
            new = [pd.Timestamp(day) if day else None for day in new]
        old = accounts[column] if column in FIELDS else None
        accounts[column] = pd.Series(new, dtype="str") if old is None else _over(old, new)
    overridden = [[field for field in FIELDS if row.get(field)] for row in said]
    accounts["from_manifest"] = pd.Series(map(",".join, overridden), dtype="str")
    return accounts


def _checked(name: str, row: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    """The cells of a row with something in them, as the account has them."""
    cells = {}
    for column, cell in row.items():
        if cell and column in FIELDS:
            cells[column], fault = as_field(column, cell)
            problems += [(name, "manifest", fault)] if fault else []
        elif cell:
            cells[column] = cell
    return {column: cell for column, cell in cells.items() if cell}


def _rows_for(
    rows: dict[str, dict[str, str]], accounts: list[tuple[str, str]]
) -> tuple[list[dict[str, str]], list[Problem], set[str]]:
    """The row of each account, by its name or else its file ({} if there is none); problems; and
    the names and files that have a row.
    """
    keys = [[key for key in dict.fromkeys(account) if key in rows] for account in accounts]
    problems = [
        (file, "manifest", f"two rows for one file, {own} and {file}: the first is used")
        for own, file in (matches for matches in keys if len(matches) == 2)
        if Path(file).suffix.lower() not in sources.TABLES
    ]
    used = {key for matches in keys for key in matches}
    return [rows[matches[0]] if matches else {} for matches in keys], problems, used


def _over(old: pd.Series, new: list) -> pd.Series:
    """A parsed column, replaced by the manifest's cells where these are not empty."""
    merged = [before if cell is None else cell for before, cell in zip(old, new)]
    return pd.Series(merged, index=old.index, dtype=old.dtype)


def unused(manifest: Manifest, used: set[str]) -> list[Problem]:
    """Problems with rows that name no page."""
    message = "a row without a file of this name in the folder"
    return [
        (key or manifest.source, "manifest", message) for key in manifest.rows if key not in used
    ]


def read_corrections(root: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a folder's corrections.csv, each with its `line` in the file, and problems."""
    path = own_file(root, "corrections.csv")
    if path is None:
        return [], []
    try:
        rows = _sheet(path)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        return [], [(path.name, "corrections", f"not read ({error}): save it as CSV, UTF-8")]
    return [row | {"line": str(number)} for number, row in enumerate(rows, 2)], []


def correct(accounts: dict[str, Account], rows: list[dict[str, str]]) -> list[Problem]:
    """Relabel stretches of `accounts` by rows with account, start, end, kind; returns the rows that
    do not fit as problems.
    """
    problems = []
    # a cell is read without the spaces around it
    known = {name.strip(): name for name in accounts} | {name: name for name in accounts}
    for row in rows:
        try:
            name, start, end, kind = (
                known[row["account"]],
                _whole(row["start"]),
                _whole(row["end"]),
                row["kind"],
            )
            accounts[name] = relabel(accounts[name], start, end, kind)
        except (KeyError, ValueError) as error:
            missing = (
                f"no column or account {error} (an account is named as in corpus.accounts, "
                "without its ending)"
            )
            reason = missing if isinstance(error, KeyError) else str(error)
            problems.append(
                ("corrections.csv", "corrections", f"line {row['line']} is not used: {reason}")
            )
    return problems


def _whole(cell: str) -> int:
    try:
        return int(float(cell))
    except (ValueError, OverflowError):  # 1e999 is not a number of characters
        raise ValueError(
            f"start and end are characters of the page, such as 0 and 12, not {cell!r}"
        ) from None


def relabel(
    account: Account, start: int, end: int, kind: str, why: str = "corrected by hand"
) -> Account:
    """The account with raw[start:end] labelled `kind`; blocks across its edges are cut. A title
    becomes the account's, metadata and a signature give the day and the source that it has not.
    Raises ValueError for wrong positions or kinds.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; there are: {', '.join(KINDS)}")
    if not 0 <= start < end <= len(account.raw):
        raise ValueError(
            f"{start}:{end} is not a stretch of a page of {len(account.raw)} characters"
        )
    blocks: list[Block] = []
    for block in account.blocks:
        for a, b in ((block.start, min(block.end, start)), (max(block.start, end), block.end)):
            if a < b:
                blocks.append(
                    block
                    if (a, b) == (block.start, block.end)
                    else _piece(account.raw, a, b, block.kind, block.why, block.level)
                )
    block = _piece(account.raw, start, end, kind, why, 1 if kind == "heading" else None)
    blocks = sorted([*blocks, block], key=lambda b: b.start)
    return replace(account, blocks=tuple(blocks), **_said(account, block))


def _said(account: Account, block: Block) -> dict:
    """What a block that was relabelled by hand says of its account: a title, or a day and a source
    where none was read.
    """
    if block.kind == "title" and block.text:
        return {"title": block.text}
    if block.kind not in ("metadata", "signature"):
        return {}
    return {name: v for name, v in said(block.text).items() if getattr(account, name) is None}


def _piece(raw: str, start: int, end: int, kind: str, why: str, level: int | None) -> Block:
    segment = clean(raw, start, end)
    text = segment.text if segment else ""
    return Block(kind, text, start, end, level, why)  # type: ignore[arg-type]


# --- what to check: what is missing or odd on a page, and a first manifest

KEPT = ("title", "heading", "paragraph")
SHORT = 150  # a shorter account (in characters) needs a look
REMOVED = 0.8  # so does a page of whose text a greater part was removed
_ROWS = 5  # paragraphs of the shortest account that may look like a list
COLUMNS = ("file", *FIELDS, "group", "evidence", "look")


def extents(corpus) -> pd.DataFrame:
    """Of what each page is made, in characters that can be seen (no tags, no blanks), by account:
    kept, removed, listed (in a list of other pages); paragraphs, and rows: those of them without a
    mark of a clause, or with a tab.
    """
    parts = [_extents(blocks) for blocks in _parts(corpus.blocks)]
    return pd.concat(parts).groupby(level=0, sort=False).sum()


def _parts(table) -> Iterator[pd.DataFrame]:
    """A table of a corpus, or the parts of one in partitions, one after the other."""
    if isinstance(table, pd.DataFrame):
        yield table
        return
    for number in range(table.npartitions):
        yield table.partitions[number].compute()


def in_memory(table) -> pd.DataFrame:
    """A table of a corpus as a whole, also of one in partitions."""
    return table if isinstance(table, pd.DataFrame) else table.compute()


def _extents(blocks: pd.DataFrame) -> pd.DataFrame:
    seen = blocks[~blocks["kind"].isin(("markup", "blank"))]
    size, kept = seen["text"].str.len(), seen["kind"].isin(KEPT)
    running = seen["kind"] == "paragraph"
    rows = ~seen["text"].str.contains(r"[，。；：！？,;:!?…]") | seen["text"].str.contains("\t")
    columns = {
        "kept": size.where(kept, 0),
        "removed": size.where(~kept, 0),
        "listed": size.where(seen["why"] == FURNITURE["list"], 0),
        "paragraphs": running,
        "rows": running & rows,
    }
    return pd.DataFrame(columns).astype("int64").groupby(seen["account"], sort=False).sum()


def looks(corpus) -> pd.DataFrame:
    """What is missing or odd, a row for each: account, look (a kind), note (in words).

    Kinds: no text; list (the page only lists others, or most paragraphs are rows of a list or
    table); short; no title; no date; no place; removed (most of what can be seen on the page);
    reprint (`note` ends with the page that has the text, too). The corpus may be in partitions.
    """
    again = reposts.in_corpus(corpus).set_index("account")["original"]
    own = ["account", "title", "published", "province", "characters"]
    accounts = in_memory(corpus.accounts)[own]
    sizes = extents(corpus).reindex(accounts["account"], fill_value=0)
    rows = [
        (row.account, *look)
        for row in accounts.join(sizes, on="account").itertuples(index=False)
        for look in _looks(row, again.get(row.account, ""))
    ]
    return pd.DataFrame(rows, columns=["account", "look", "note"], dtype="str")


def _looks(row, original: str) -> Iterator[tuple[str, str]]:
    if not row.characters:
        yield "no text", "no text was kept"
    elif row.characters < SHORT:
        yield "short", f"short: {row.characters} characters"
    if not row.characters and row.listed > 0:
        yield "list", "only lists other pages"
    elif row.paragraphs >= _ROWS and row.rows > row.paragraphs / 2:
        yield "list", f"{row.rows} of {row.paragraphs} paragraphs look like rows of a list or table"
    for column, what in (("title", "title"), ("published", "date"), ("province", "place")):
        if pd.isna(getattr(row, column)):
            yield f"no {what}", f"no {what}"
    if row.removed > REMOVED * (row.kept + row.removed):
        share = row.removed / (row.kept + row.removed)
        yield "removed", f"{share:.0%} of the page was removed"
    if original:
        yield "reprint", f"the text of {original}"


def proposed(corpus, files: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A manifest to check: file, what was read on each page, an empty column `group`, evidence, and
    what needs a look.

    `files`: the file of each account (default: its name, which a manifest also takes). `evidence`:
    the words from which the places were read. `look`: what is missing or odd (`looks`).
    """
    noted = looks(corpus).groupby("account", sort=False)["note"].agg("; ".join)
    rows = []
    for row in corpus.accounts.itertuples(index=False):
        account = corpus.account(row.account)
        places = "; ".join(f"{p.level} {p.name}: {p.basis}, {p.evidence}" for p in account.places)
        parsed = {
            c: "" if pd.isna(value := getattr(row, c)) else str(value)
            for c in FIELDS
            if c != "published"
        }
        day = "" if pd.isna(row.published) else f"{row.published:%Y-%m-%d}"
        rows.append(
            {
                "file": (files or {}).get(row.account, row.account),
                **parsed,
                "published": day,
                "group": "",
                "evidence": places,
                "look": noted.get(row.account, ""),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
