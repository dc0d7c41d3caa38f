"""The four tables of a corpus (columns and types), how a paragraph is cut into sentences, and
`trace`, from a row of any table back to its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..common.characters import CLOSING, CLOSING_BRACKETS, brief, whole
from ..common.columns import columns, rows_of
from ..pages.account import Account
from ..pages.markup import clean

TABLES = ("accounts", "blocks", "sentences", "errors")
ACCOUNTS, BLOCKS, SENTENCES, ERRORS = map(columns, TABLES)
PARSED = ("title", "source", "author", "province", "prefecture", "county", "unit")
# A sentence ends with its stops, and the closing marks after them belong to it. Not one inside 《》
# or brackets, nor one that ends a quotation if the clause goes on behind it (“我先上!”的誓言).
_STOPS = rf"[。！？!?…]++[》'{CLOSING}{CLOSING_BRACKETS}]*+"
_GOES_ON = rf"(?<=[{CLOSING}])(?=[是等之,，、;；:：]|的(?!确)|这[句种一]|这样[的一]|成为|——)"
_SENTENCE = re.compile(
    rf"""
      \s*[(（][^()（）]{{0,300}}[。！？!?][)）]  # a sentence in brackets
    | (?: [^。！？!?…《(（]++ | 《[^《》]{{0,200}}》
        | [(（](?:[^()（）]|[(（][^()（）]{{0,100}}[)）]){{0,300}}[)）] | [《(（]
        | {_STOPS}{_GOES_ON}
      )* (?:{_STOPS}|$)
    """,
    re.VERBOSE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph: up to 。！？… (or ! ?) and the closing marks
    after it.

    >>> text = "“好!”他说。出发"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['“好!”', '他说。', '出发']
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        piece = match[0].strip()
        if piece:
            start = match.start() + match[0].index(piece)
            spans.append((start, start + len(piece)))
    return spans


def frame(table: str, rows: list[tuple]) -> pd.DataFrame:
    """Rows as one of the four tables; � for characters that no file can hold. Errors are brief."""
    if table == "errors":
        rows = [tuple(map(brief, row)) for row in rows]
    return rows_of(table, [tuple(whole(v) if isinstance(v, str) else v for v in r) for r in rows])


def sentence_rows(account: Account) -> Iterator[tuple]:
    """The rows of an account in the table of sentences."""
    for number, block in enumerate(account.paragraphs):
        segment = clean(account.raw, block.start, block.end)
        for i, (start, end) in enumerate(split_sentences(block.text)):
            yield (
                account.name,
                number,
                i,
                block.kind,
                segment.at(start)[0],
                segment.at(end - 1)[1],
                block.text[start:end],
            )


# --- from a row of any table back to the characters of the page

if TYPE_CHECKING:
    from ..pages.account import Account


@dataclass(frozen=True, slots=True)
class Trace:
    """The page around raw[start:end]: pairs of kind and text; the stretch itself has the kind
    'here'. Text is escaped when shown.
    """

    account: str
    start: int
    end: int
    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "\n".join(f"{kind:>10}  {text}" for kind, text in self.parts)

    def _repr_html_(self) -> str:
        import html

        rows = "".join(
            f"<tr><td>{html.escape(kind)}</td><td "
            f"style='text-align:left'>{'<mark>' * (kind == 'here')}{html.escape(text)}</td></tr>"
            for kind, text in self.parts
        )
        return (
            f"<table class='mathjax_ignore'><caption>{html.escape(self.account)} "
            f"{self.start}–{self.end}</caption>{rows}</table>"
        )


def trace(
    account: Account, start: int, end: int, around: int = 80, hide: Callable[[str], str] = str
) -> Trace:
    """raw[start:end] with up to `around` characters of the page on both sides, each with its
    block's kind.

    `hide` is called with every text to show: a `people.Mask` masks the names of private persons.
    Raises ValueError if the positions are not on the page.
    """
    if not 0 <= start <= end <= len(account.raw):
        raise ValueError(
            f"{start}:{end} is not on the page {account.name!r}, which has "
            f"{len(account.raw)} characters"
        )
    parts: list[tuple[str, str]] = []
    for block in account.blocks:
        for a, b, kind in (
            (start - around, start, block.kind),
            (start, end, "here"),
            (end, end + around, block.kind),
        ):
            a, b = max(a, block.start, 0), min(b, block.end)
            if a < b and (kind == "here" or block.kind != "blank"):
                parts.append((kind, hide(" ".join(account.raw[a:b].split()))))
    return Trace(account.name, int(start), int(end), tuple(parts))
