"""What a scholar says about the pages: manifest.csv (what a page does not tell) and corrections.csv (labels by hand)."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

import pandas as pd

from . import sources
from .dates import find_date
from .markup import clean
from .page import KINDS, Account, Block

Problem = tuple[str, str, str]  # name, error, message: a row of `errors`
OVERRIDES = ("title", "published", "source", "author", "province", "prefecture", "county", "unit")


def manifest_path(root: Path, manifest: str | PathLike[str] | None) -> Path | None:
    if manifest is not None:
        if not Path(manifest).is_file():
            raise FileNotFoundError(f"there is no manifest {str(manifest)!r}")
        return Path(manifest)
    own = (root if root.is_dir() else root.parent) / "manifest.csv"
    return own if own.is_file() and (root.is_dir() or root.suffix.lower() not in sources.TABLES) else None


def apply_manifest(accounts: pd.DataFrame, files: dict[str, str], path: Path | None) -> tuple[pd.DataFrame, list[Problem]]:
    """`accounts` with the manifest's columns; `from_manifest` names the parsed columns that it overrides in each row.

    `files` leads from an account's name to its file. A manifest that cannot be read, and rows that fit no file, are problems.
    """
    if path is None:
        return accounts, []
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return accounts, [(path.name, "manifest", f"not read: {error}")]
    if not rows or "file" not in rows[0]:
        return accounts, [(path.name, "manifest", "needs a header with a column `file`, then columns of accounts or your own")]
    by_name, problems = _match(rows, files, path.name)
    parsed = tuple(accounts.columns)
    accounts = accounts.copy()
    added = [c for c in rows[0] if c and c not in ("file", "from_manifest", *parsed)]
    overridden = [[c for c in OVERRIDES if by_name.get(name, {}).get(c)] for name in accounts["account"]]
    problems += [
        (path.name, "manifest", f"the column {c} is measured, not given: ignored")
        for c in rows[0]
        if c in parsed and c not in (*OVERRIDES, "account")
    ]
    for column in [c for c in rows[0] if c in OVERRIDES]:
        given = [by_name.get(name, {}).get(column) or None for name in accounts["account"]]
        accounts[column] = _override(accounts[column], given, column, problems, path.name)
    for column in added:
        accounts[column] = pd.Series([by_name.get(name, {}).get(column) or None for name in accounts["account"]], dtype="str")
    accounts["from_manifest"] = pd.Series([",".join(o) for o in overridden], dtype="str")
    return accounts, problems


def _match(rows: list[dict], files: dict[str, str], manifest: str) -> tuple[dict[str, dict], list[Problem]]:
    """Rows of the manifest by account; a row whose file is not there, or is there twice, is a problem."""
    names = {file: name for name, file in files.items()} | {name: name for name in files}
    found: dict[str, dict] = {}
    problems = []
    for row in rows:
        name = names.get(row["file"])
        if name is None:
            problems.append((row["file"] or manifest, "manifest", "a row without a file of this name in the folder"))
        elif name in found:
            problems.append((row["file"], "manifest", "two rows for one file: the first is used"))
        else:
            found[name] = row
    return found, problems


def _override(column: pd.Series, given: list[str | None], name: str, problems: list[Problem], manifest: str) -> pd.Series:
    if name == "published":
        days = [find_date(value) if value else None for value in given]
        problems += [(manifest, "manifest", f"not a date: {value!r}") for value, day in zip(given, days) if value and not day]
        given = [pd.Timestamp(day.date) if day else None for day in days]
    return pd.Series([old if new is None else new for old, new in zip(column, given)], index=column.index, dtype=column.dtype)


def correct(accounts: dict[str, Account], root: Path) -> list[Problem]:
    """Relabel stretches by the folder's corrections.csv (account, start, end, kind); rows that do not fit are errors."""
    path = root / "corrections.csv"
    if not path.is_file():
        return []
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return [(path.name, "corrections", f"not read: {error}")]
    problems = []
    for number, row in enumerate(rows, 2):
        try:
            name, start, end, kind = row["account"], int(row["start"]), int(row["end"]), row["kind"]
            accounts[name] = relabel(accounts[name], start, end, kind)
        except (KeyError, ValueError) as error:
            reason = f"no column or account {error}" if isinstance(error, KeyError) else str(error)
            problems.append((path.name, "corrections", f"line {number} is not used: {reason}"))
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
