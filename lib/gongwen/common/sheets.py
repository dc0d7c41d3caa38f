"""Tables that people edit in a spreadsheet: read in any of its encodings, written so that no cell
runs as a formula.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from .characters import INVISIBLE, cjk
from .files import atomically


def write_sheet(path: Path, table) -> None:
    """Write a table atomically as a CSV that spreadsheets open: UTF-8 with BOM, LF, cells and
    header safe (`spreadsheet_safe`).
    """
    import pandas as pd

    shown = table.copy()
    for i, kind in enumerate(table.dtypes):  # by place: two columns of one name are two
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            shown.isetitem(
                i, table.iloc[:, i].astype(object).map(spreadsheet_safe, na_action="ignore")
            )
    header = [spreadsheet_safe(str(column)) for column in table.columns]
    atomically(
        path,
        lambda name: shown.to_csv(
            name, index=False, header=header, encoding="utf-8-sig", lineterminator="\n"
        ),
    )


_FORMULA = re.compile(rf"[\s{INVISIBLE}]*+(?:[=+@＝＋＠]|[-－](?![\d.,]*\d[\d.,]*%?$))")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def spreadsheet_safe(cell):
    """A cell as a spreadsheet can open it, without running it or breaking its line; what is no
    text, as it is.

    An apostrophe stands in front where the text begins, after spaces or not, with = + @ or - (also
    the wide ones, which East Asian versions take for them) and is not a plain negative number, and
    where it begins with a tab or a line break. Line breaks become LF; other control characters,
    which end a line of CSV or are not allowed in XML, become �.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-5.2%"), spreadsheet_safe("战疫")
    ("'=1+1", '-5.2%', '战疫')
    """
    if not isinstance(cell, str):
        return cell
    if not cell.isprintable():
        cell = _CONTROL.sub("\ufffd", cell.replace("\r\n", "\n").replace("\r", "\n"))
    # '=1 as it was written gets another one, so that `from_spreadsheet` gives it back
    bare = cell.lstrip("'")
    return "'" + cell if _FORMULA.match(bare) or bare[:1] in ("\t", "\n") else cell


def from_spreadsheet(cell: str) -> str:
    """A cell without the apostrophe that `spreadsheet_safe` has put in front."""
    return cell[1:] if cell.startswith("'") and spreadsheet_safe(cell[1:]) == cell else cell


def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Rows of an edited CSV: a header, `#` starts a comment line; comma, semicolon or tab;
    encodings as `sheet_text` reads them.
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
    """The text of a small table that somebody edited: UTF-8, or as Excel saves it on a Chinese
    Windows (UTF-16, GB 18030).

    It is not guessed from the bytes, as a page's encoding is: a table of mostly Latin letters tells
    too little. GB 18030 that happens to be UTF-8 (医院 as Cyrillic and Armenian) is known by that.
    Raises UnicodeDecodeError for anything else.
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
