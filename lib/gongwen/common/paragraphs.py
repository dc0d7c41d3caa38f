"""Paragraphs put together from the sentences of a table: a quotation, a sum or an attribution may
run over several sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from .columns import KEYS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one paragraph in order: their numbers, rows in the table, and texts;
    `starts`: where each begins in the paragraph.
    """

    account: str
    number: int
    sentences: tuple[int, ...]
    rows: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def starts(self) -> list[int]:
        return list(accumulate(map(len, self.texts[:-1]), initial=0))

    def cut(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The parts of a stretch of the paragraph in its sentences: (position of the sentence,
        start, end), counted in that sentence.
        """
        return [
            (i, max(0, start - begin), min(len(text), end - begin))
            for i, (begin, text) in enumerate(zip(self.starts, self.texts))
            if start < begin + len(text) and begin < end
        ]


def paragraphs(sentences: pd.DataFrame) -> list[Paragraph]:
    """The paragraphs of a table of sentences, in the order of their first rows."""
    lines: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
    table = sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
    for row, (account, number, sentence, text) in enumerate(table):
        lines.setdefault((account, number), []).append((sentence, row, text))
    return [
        Paragraph(*place, *zip(*sorted(part, key=lambda line: line[:2])))
        for place, part in lines.items()
    ]
