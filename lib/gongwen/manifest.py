"""What a scholar says about the pages: manifest.csv (what a page does not tell) and corrections.csv (labels by hand)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path

import pandas as pd

from . import sources
from .dates import find_date
from .markup import clean
from .page import KINDS, Account, Block

Problem = tuple[str, str, str]  # name, error, message: a row of `errors`
MEASURED = ("characters", "sentences", "sha256")
OVERRIDES = ("title", "published", "source", "author", "province", "prefecture", "county", "unit")


def manifest_path(root: Path, manifest: str | PathLike[str] | None) -> Path | None:
    if manifest is not None:
        if not Path(manifest).is_file():
            raise FileNotFoundError(f"there is no manifest {str(manifest)!r}")
        return Path(manifest)
    own = (root if root.is_dir() else root.parent) / "manifest.csv"
    return own if own.is_file() and (root.is_dir() or root.suffix.lower() not in sources.TABLES) else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a scholar says of the pages: `columns` (without file), `rows` by the file or account that they name, `source` (its file)."""

    columns: tuple[str, ...] = ()
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    source: str = ""


def read_manifest(path: Path | None) -> tuple[Manifest, list[Problem]]:
    """A manifest, and what is wrong with it: it cannot be read, a column is missing or measured, two rows name one file."""
    if path is None:
        return Manifest(), []
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return Manifest(), [(path.name, "manifest", f"not read: {error}")]
    if not rows or "file" not in rows[0]:
        return Manifest(), [(path.name, "manifest", "needs a header with a column `file`, then columns of accounts or your own")]
    columns = tuple(c for c in rows[0] if c and c not in ("file", "from_manifest"))
    problems = [(path.name, "manifest", f"the column {c} is measured, not given: ignored") for c in columns if c in MEASURED]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["file"] in found:
            problems.append((row["file"] or path.name, "manifest", "two rows for one file: the first is used"))
        found.setdefault(row["file"], row)
    return Manifest(tuple(c for c in columns if c not in MEASURED and c != "account"), found, path.name), problems


def apply_manifest(accounts: pd.DataFrame, files: dict[str, str], manifest: Manifest) -> tuple[pd.DataFrame, list[Problem], set[str]]:
    """`accounts` with the manifest's columns, problems, and the rows used (by what they name).

    `from_manifest` names the parsed columns that it overrides in each row. `files` leads from an account's name to its file.
    """
    if not manifest.source or not manifest.columns and not manifest.rows:
        return accounts, [], set()
    names = accounts["account"].tolist()
    used = {name: key for name in names for key in (name, files.get(name, "")) if key in manifest.rows}
    given = {name: manifest.rows[key] for name, key in used.items()}
    problems = [
        (files[name], "manifest", "two rows for one file: that of the file is used")
        for name in names
        if name in manifest.rows and files.get(name) in manifest.rows and files[name] != name
    ]
    accounts = accounts.copy()
    for column in manifest.columns:
        cells = [given.get(name, {}).get(column) or None for name in names]
        if column in OVERRIDES:
            accounts[column] = _override(accounts[column], cells, column, problems, manifest.source)
        else:
            accounts[column] = pd.Series(cells, dtype="str")
    overridden = [",".join(c for c in OVERRIDES if given.get(name, {}).get(c)) for name in names]
    accounts["from_manifest"] = pd.Series(overridden, dtype="str")
    return accounts, problems, {*used.values(), *(name for name in names if name in manifest.rows)}


def unused(manifest: Manifest, used: set[str]) -> list[Problem]:
    """The rows that name no page."""
    said = "a row without a file of this name in the folder"
    return [(key or manifest.source, "manifest", said) for key in manifest.rows if key not in used]


def _override(column: pd.Series, given: list[str | None], name: str, problems: list[Problem], manifest: str) -> pd.Series:
    if name == "published":
        days = [find_date(value) if value else None for value in given]
        problems += [(manifest, "manifest", f"not a date: {value!r}") for value, day in zip(given, days) if value and not day]
        given = [pd.Timestamp(day.date) if day else None for day in days]
    return pd.Series([old if new is None else new for old, new in zip(column, given)], index=column.index, dtype=column.dtype)


def read_corrections(root: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a folder's corrections.csv, each with its line in the file (`line`)."""
    path = root / "corrections.csv"
    if not path.is_file():
        return [], []
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return [], [(path.name, "corrections", f"not read: {error}")]
    return [row | {"line": str(number)} for number, row in enumerate(rows, 2)], []


def correct(accounts: dict[str, Account], rows: list[dict[str, str]]) -> list[Problem]:
    """Relabel stretches by rows with account, start, end, kind; rows that do not fit are problems."""
    problems = []
    for row in rows:
        try:
            name, start, end, kind = row["account"], int(row["start"]), int(row["end"]), row["kind"]
            accounts[name] = relabel(accounts[name], start, end, kind)
        except (KeyError, ValueError) as error:
            reason = f"no column or account {error}" if isinstance(error, KeyError) else str(error)
            problems.append(("corrections.csv", "corrections", f"line {row['line']} is not used: {reason}"))
    return problems


def relabel(account: Account, start: int, end: int, kind: str, why: str = "corrected by hand") -> Account:
    """The account with raw[start:end] labelled `kind`; blocks across the edge are cut. Raises ValueError for bad bounds or kinds."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; there are: {', '.join(KINDS)}")
    if not 0 <= start < end <= len(account.raw):
        raise ValueError(f"{start}:{end} is not a stretch of a page of {len(account.raw)} characters")
    blocks: list[Block] = []
    for block in account.blocks:
        for a, b in ((block.start, min(block.end, start)), (max(block.start, end), block.end)):
            if a < b:
                blocks.append(
                    block if (a, b) == (block.start, block.end) else _piece(account.raw, a, b, block.kind, block.why, block.level)
                )
    blocks.append(_piece(account.raw, start, end, kind, why, 1 if kind == "heading" else None))
    return replace(account, blocks=tuple(sorted(blocks, key=lambda b: b.start)))


def _piece(raw: str, start: int, end: int, kind: str, why: str, level: int | None) -> Block:
    segment = clean(raw, start, end)
    return Block(kind, segment.text if segment else "", start, end, level, why)  # type: ignore[arg-type]
