"""Labels that were made by hand: which characters of a text are what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from .sheets import read_rows


@dataclass(frozen=True, slots=True)
class Label:
    """`kind`: what the characters from `start` to `end` are (`surface`), or the whole text (both
    0); `value`: what was read there; `more`: the other columns of the set.
    """

    kind: str
    start: int
    end: int
    surface: str
    value: str
    more: dict[str, str]

    @property
    def words(self) -> str:
        """What is to be read: the value, else the characters themselves."""
        return self.value or self.surface


def read_gold(
    path: str | PathLike[str], texts: Mapping[str, str] | None = None, some: bool = False
) -> dict[str, list[Label]]:
    """The labels of each text of a set, by the set's first column: the key of the text in `texts`,
    or without `texts` the text itself.

    `path`: a CSV with the columns kind, start, end, surface, value and others; tests/gold/README.md
    describes them. `some`: only the labels of texts that are there. Raises ValueError for a text
    that `texts` does not have, and for a label whose `surface` is not what begins at its `start`.
    """
    labels: dict[str, list[Label]] = {}
    for number, row in enumerate(read_rows(Path(path)), 1):
        key = row.pop(next(iter(row)))
        text = key if texts is None else texts.get(key)
        if text is None and some:
            continue
        if text is None:
            raise ValueError(f"{path}: row {number}: there is no text of {key!r}")
        start, end = (int(row.pop(name) or 0) for name in ("start", "end"))
        kind, surface, value = map(row.pop, ("kind", "surface", "value"))
        stretch = text[start:end]
        if len(stretch) != end - start or not stretch.startswith(surface):
            raise ValueError(
                f"{path}: row {number}: {surface!r} is not at {start} to {end} of its text"
            )
        labels.setdefault(key, []).append(Label(kind, start, end, stretch, value, row))
    return labels
