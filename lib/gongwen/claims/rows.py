"""Numbers in the rows of a table, whose unit is in the head of their column: 金额(万元)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..language.quantities import Quantity

_UNIT = re.compile(r"[(（] ?(?:单位[:：] ?)?([^()（）\d]{1,6}?) ?[)）]$")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


class Columns:
    """The units of the columns of the table that is being read."""

    def __init__(self) -> None:
        self.units: list[str] = []

    def read(self, row: str, read: Callable[[str], list[Quantity]]) -> list[Quantity]:
        """The quantities of a row, its cells parted by tabs; a row without numbers is the head
        of a table. `read`: reads those of a text. Positions are characters of the row; the surface
        is the number alone.
        """
        cells = row.split("\t")
        numbers = [bool(_NUMBER.fullmatch(cell.strip())) for cell in cells]
        if not any(numbers):
            self.units = [match[1] if (match := _UNIT.search(c.strip())) else "" for c in cells]
        if len(cells) != len(self.units):
            self.units = []
            return read(row)
        found: list[Quantity] = []
        start = 0
        for cell, number, unit in zip(cells, numbers, self.units):
            bare = cell.strip()
            shift = start + cell.index(bare)
            found += [
                replace(
                    q.moved(shift),
                    end=min(q.end, len(bare)) + shift,
                    surface=q.surface[: len(bare) - q.start],
                )
                for q in read(bare + unit if number else bare)
                if q.start < len(bare)
            ]
            start += len(cell) + 1
        return found
