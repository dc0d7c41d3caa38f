"""The columns of every public table, with their types: columns.csv, which docs/tables.md shows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .sheets import read_rows

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = Path(__file__).with_name("columns.csv")
# the columns that identify a sentence
KEYS = ["account", "paragraph", "sentence"]


@cache
def _types() -> dict[str, dict[str, str]]:
    """The type of each column of each table."""
    types: dict[str, dict[str, str]] = {}
    for row in read_rows(COLUMNS):
        types.setdefault(row["table"], {})[row["column"]] = row["type"]
    return types


def columns(table: str) -> tuple[str, ...]:
    """The columns of a table, in their order."""
    return tuple(_types()[table])


def typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """`frame` with the column types of a table, also without rows; columns that the table does not
    have are unchanged.
    """
    import pandas as pd

    changed = {}
    for name, kind in frame.dtypes.items():
        wanted = _types()[table].get(name)
        if wanted and kind != pd.api.types.pandas_dtype(wanted):
            column = pd.to_datetime(frame[name]) if "datetime" in wanted else frame[name]
            changed[name] = column.astype(wanted)
    return frame.assign(**changed)


def rows_of(table: str, rows: list[tuple], by: str = "account") -> pd.DataFrame:
    """Rows as a table with its columns and their types; the column account is called `by`."""
    import pandas as pd

    if not rows:
        return _empty(table, by).copy()
    return typed(pd.DataFrame(rows, columns=_names(table, by)), table)


def _names(table: str, by: str) -> list[str]:
    return [by if name == "account" else name for name in columns(table)]


@cache
def _empty(table: str, by: str) -> pd.DataFrame:
    import pandas as pd

    return typed(pd.DataFrame([], columns=_names(table, by)), table)


def groups(sentences, by: str):
    """The values of a column in order of appearance, and for each row the number of its value;
    missing values count as one value.

    Raises ValueError for an unknown column; the message says how to join a column of the accounts.
    """
    if by not in sentences:
        known = ", ".join(map(str, sentences.columns))
        raise ValueError(
            f"no column {by!r} to group by; there are: {known}. A column of the accounts "
            "is joined like this: "
            f"sentences.merge(corpus.accounts[['account', {by!r}]], on='account')"
        )
    import pandas as pd

    codes, values = pd.factorize(sentences[by], use_na_sentinel=False)
    return list(values), codes
