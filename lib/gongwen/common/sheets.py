"""Tables that people edit in a spreadsheet: read in all its encodings, written so that no cell runs
as a formula.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from .characters import INVISIBLE, cjk
from .files import atomically


def write_sheet(path: Path, table) -> None:
    """Write a table atomically as a CSV for spreadsheets: UTF-8 with BOM, LF, cells and header safe
    (`spreadsheet_safe`).
    """
    import pandas as pd

    safe = table.copy()
    for i, kind in enumerate(table.dtypes):  # by position: two columns may have the same name
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            safe.isetitem(
                i, table.iloc[:, i].astype(object).map(spreadsheet_safe, na_action="ignore")
            )
    header = [spreadsheet_safe(str(column)) for column in table.columns]
    atomically(
        path,
        lambda name: safe.to_csv(
            name, index=False, header=header, encoding="utf-8-sig", lineterminator="\n"
        ),
    )


_FORMULA = re.compile(rf"[\s{INVISIBLE}]*+(?:[=+@＝＋＠]|[-－](?![\d.,]*\d[\d.,]*%?$))")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def spreadsheet_safe(cell):
    """A cell that a spreadsheet opens without running it or breaking its line; anything but text is
    unchanged.

    An apostrophe is put before text that begins, after spaces or not, with = + @ or - (also the
    wide forms, which East Asian versions accept) and is not a plain negative number, and before
    text that begins with a tab or a line break. Line breaks become LF; other control characters,
    which end a line of CSV or are not allowed in XML, become �.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-5.2%"), spreadsheet_safe("战疫")
    ("'=1+1", '-5.2%', '战疫')
    """
    if not isinstance(cell, str):
        return cell
    if not cell.isprintable():
        cell = _CONTROL.sub("\ufffd", cell.replace("\r\n", "\n").replace("\r", "\n"))
    # a cell written as '=1 gets a second apostrophe, so that `from_spreadsheet` restores it
    bare = cell.lstrip("'")
    return "'" + cell if _FORMULA.match(bare) or bare[:1] in ("\t", "\n") else cell


def from_spreadsheet(cell: str) -> str:
    """A cell without the apostrophe that `spreadsheet_safe` put in front."""
    return cell[1:] if cell.startswith("'") and spreadsheet_safe(cell[1:]) == cell else cell


def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Rows of an edited CSV: a header, comment lines that begin with `#`; comma, semicolon or tab;
    encodings as in `sheet_text`.
    """
    lines = [
        line
        for line in sheet_text(path).splitlines()
        if line.strip(" ,;\t") and not line.startswith("#")
    ]
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    rows = csv.DictReader(lines, delimiter=delimiter, restval="")
    return tuple(
        {
            name: cell.strip() if isinstance(cell, str) else cell
            for name, cell in row.items()
            if name
        }
        for row in rows
    )


def sheet_text(path: Path) -> str:
    """The text of a small table that somebody edited: UTF-8, or as Excel saves it on Chinese
    Windows (UTF-16, GB 18030).

    Its encoding is not guessed from the bytes, as that of a page: a table of mostly Latin letters
    has too little evidence. GB 18030 that is also valid UTF-8 (医院 as Cyrillic and Armenian) is
    recognised by such letters. Raises UnicodeDecodeError for anything else.
    """
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
    foreign = re.search("[\u0370-\u07ff]", text) and not cjk(text)
    return data.decode("gb18030", "replace") if foreign else text
