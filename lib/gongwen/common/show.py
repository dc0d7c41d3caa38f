"""Tables as a notebook shows them: text to the left, numbers to the right with commas, a
concordance with its keyword in the middle. Every cell is escaped.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

# Where a column of a concordance leans; its translation has a line of its own.
_LEAN = {"left": "right", "keyword": "center", "right": "left"}
TRANSLATION = "english"
# as pandas marks its own tables; a $ in a text is no mathematics
_CLASSES = "dataframe tex2jax_ignore mathjax_ignore"


_NOTE = "note"  # in the attrs of a table, so that tables made from it have it, too


def noting(table: pd.DataFrame, note: str) -> pd.DataFrame:
    """The table with a note that is shown below it, such as what it leaves out."""
    table.attrs[_NOTE] = note
    return table


def note_of(table: pd.DataFrame) -> str:
    """The note of a table, or of the table that it was made from; "" without one."""
    return table.attrs.get(_NOTE, "")


@dataclass(frozen=True)
class Shown:
    """The first `rows` rows of a table, to look at, and its note; `frame` is the whole table."""

    frame: pd.DataFrame
    rows: int = 20
    decimals: int = 2

    def __repr__(self) -> str:
        return "\n".join([self._cells().to_string(index=False), *self._notes()])

    def _repr_html_(self) -> str:
        cells = self._cells()
        concordance = set(_LEAN) <= set(cells)
        below = cells.pop(TRANSLATION) if concordance and TRANSLATION in cells else None
        lean = {
            name: _LEAN.get(name, "left") if concordance else self._lean(name) for name in cells
        }
        head = "".join(_cell("th", name, lean[name]) for name in cells)
        lines = []
        for place, row in enumerate(cells.to_dict("records")):
            lines.append("".join(_cell("td", text, lean[name]) for name, text in row.items()))
            if below is not None and below.iat[place]:
                lines.append(_cell("td", below.iat[place], "center", f" colspan='{len(lean)}'"))
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self._notes())
        return (
            f"<table class='{_CLASSES}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{notes}"
        )

    def _notes(self) -> list[str]:
        n = len(self.frame)
        more = f"The first {self.rows:,} of {n:,} rows." if n > self.rows else ""
        return [note for note in (more, note_of(self.frame)) if note]

    def _cells(self) -> pd.DataFrame:
        part = self.frame.head(self.rows)
        return pd.DataFrame({name: self._texts(column) for name, column in part.items()})

    def _texts(self, column: pd.Series) -> list[str]:
        """The cells of a column as they are read: 1,000,000, 0.62, 2020-02-15, nothing for NaN."""
        if pd.api.types.is_float_dtype(column) and not column.dropna().mod(1).any():
            column = column.astype("Int64")
        if pd.api.types.is_bool_dtype(column):
            text = {True: "yes", False: "no"}.__getitem__
        elif pd.api.types.is_integer_dtype(column):
            text = "{:,}".format
        elif pd.api.types.is_float_dtype(column):
            text = f"{{:,.{self.decimals}f}}".format
        elif pd.api.types.is_datetime64_any_dtype(column):
            text = "{:%Y-%m-%d}".format
        else:
            text = str
        return ["" if pd.isna(value) else text(value) for value in column]

    def _lean(self, name: str) -> str:
        column = self.frame[name]
        number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        return "right" if number else "left"


def _cell(tag: str, text: str, lean: str, more: str = "") -> str:
    return f"<{tag}{more} style='text-align:{lean}'>{html.escape(str(text))}</{tag}>"
