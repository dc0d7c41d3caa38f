"""A sentence as it is read for devices: its words, and its segments, the text between two pauses
(、 , ; : 。 …). Quotation marks are no letters; positions count in the text with them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from string import ascii_letters

from ..common.characters import CLOSING, MARKS, OPENING, alternatives
from ..common.lists import per_lists, words_of
from ..common.spans import Span, covers, paired
from ..language.terms import Hit, finder, without_marks
from ..language.words import tagged

NEAR = 6  # words to each side of what may be a device
NOMINAL = frozenset("NLHMXFB")  # parts of speech that say nothing of anything
_MARKS = frozenset(MARKS)
_LETTERS = re.compile(r"[\u3400-\u9fff]")
STOP = re.compile("[。!?;]")
_SEGMENT = re.compile(r"(?<![\d.])(?!\d{1,2}\.)[^,、;:。!?…\s()《》\[\]【】—]+")
_DIGIT = re.compile(r"\d|[一二三四五六七八九十]+[月日时点]")
# coarse parts of speech: N noun, V says something, D adverb, H person, L place …
_COARSE = {
    "n": "N", "v": "V", "a": "V", "d": "D", "m": "M", "q": "M", "r": "R", "p": "V", "u": "U",
    "i": "I", "l": "I", "t": "N", "s": "N", "f": "F", "c": "C", "z": "V", "b": "B", "j": "N",
    "nr": "H", "ns": "L", "nt": "L",
}  # fmt: skip


@cache
def _coarse(tag: str) -> str:
    return _COARSE.get(tag[:2]) or _COARSE.get(tag[:1], "X")


@cache
def _tags(tag: str, size: int) -> str:
    """The part of speech of each letter of a word."""
    coarse = _coarse(tag)
    return coarse + coarse.lower() * (size - 1)


_STARTS = str.maketrans({c: "10"[c.islower()] for c in ascii_letters})


def _edges(tags: str, opens: int, closes: int) -> tuple[int, int]:
    """The bits of `Segment.heads` and `Segment.tails`."""
    n, starts = len(tags), tags.translate(_STARTS)
    heads, tails = int(starts[::-1], 2) | 1 << n, int(starts, 2) << 1 | 1
    if opens >= 0:
        tails |= 1 << (n - opens)
    if closes >= 0:
        heads |= 1 << closes
    return heads, tails


@dataclass(frozen=True, slots=True)
class Segment:
    """The text between two pauses.

    `letters`: its characters without quotation marks; `tags`: the part of speech of each, in lower
    case within a word; `at`: the place of each in the text; `pause`: the mark after it; `opens`,
    `closes`: how many letters are before a quotation mark in it or beside it (-1: there is none).
    `heads`, `tails`: sets of bits, the n-th for a word or quotation that ends after n letters, and
    for one that begins n letters before the end.
    """

    letters: str
    tags: str
    at: list[int] | range
    start: int
    end: int
    pause: str
    opens: int
    closes: int
    heads: int
    tails: int

    def begins(self, i: int) -> bool:
        """Whether a word or a quotation begins or ends before the i-th letter."""
        return bool(self.heads >> i & 1)


class Reading:
    """A folded sentence with its words (`words`, with parts of speech), and where each begins and
    ends in it.
    """

    def __init__(self, text: str):
        self.text = text
        self.bare, self.at = without_marks(text)
        self.words = tagged(self.bare)
        places = list(accumulate((len(word) for word, _ in self.words), initial=0))
        if self.bare is text:
            self.starts, self.ends = places[:-1], places[1:]
        else:
            self.starts = [self.at[place] for place in places[:-1]]
            self.ends = [self.at[place - 1] + 1 for place in places[1:]]

    @cached_property
    def hits(self) -> list[Hit]:
        """The words of the lists of devices."""
        return finder()(self.text)

    @cached_property
    def quoted(self) -> list[Span]:
        """The places of both marks of each quotation."""
        return paired(self.text).pairs

    @cached_property
    def epidemic(self) -> bool:
        return bool(_epidemic().search(self.text))

    @cached_property
    def segments(self) -> list[Segment]:
        """The segments that have Chinese characters."""
        tags = "".join([_tags(tag, len(word)) for word, tag in self.words])
        return [
            self._segment(tags, *match.span())
            for match in _SEGMENT.finditer(self.bare)
            if _LETTERS.search(match[0])
        ]

    def _segment(self, tags: str, low: int, high: int) -> Segment:
        start, end = self.at[low], self.at[high - 1] + 1
        opens = closes = -1
        if self.bare is not self.text:
            for i in range(max(0, start - 1), min(len(self.text), end + 1)):
                if self.text[i] in OPENING:
                    opens = bisect_left(self.at, i) - low
                elif self.text[i] in CLOSING:
                    closes = bisect_left(self.at, i) - low
        pause = self.bare[high : high + 1]
        kept = tags[low].upper() + tags[low + 1 : high]
        letters, at = self.bare[low:high], self.at[low:high]
        return Segment(
            letters, kept, at, start, end, pause, opens, closes, *_edges(kept, opens, closes)
        )

    def around(self, start: int, end: int) -> Iterator[str]:
        """Features by name of the characters from start to end: the words beside them, those of
        the clause, and whether they begin and end where words do.
        """
        words = self.words
        i, j = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if self.starts[i : i + 1] != [start]:
            yield "begins inside"
        if self.ends[j - 1 : j] != [end]:
            yield "ends inside"
        for at, name in ((i - 1, "before"), (j, "after")):
            word, tag = words[at] if 0 <= at < len(words) else ("^", "^")
            yield f"{name} {word}"
            yield f"{name} tag {tag[0]}"
        side = "clause"
        for word, tag in reversed(words[max(0, i - NEAR) : i]):
            if STOP.search(word):
                break
            if word in ",:":
                side = "left"
            if len(word) > 1 or tag[0] in "vdpr":
                yield f"{side} {word}"
        for word, tag in words[j : j + NEAR]:
            if STOP.search(word):
                break
            if len(word) > 1 or tag[0] in "vdpr":
                yield f"right {word}"
        if start and self.text[start - 1] in _MARKS:
            yield "opened"
        if self.text[end : end + 1] in _MARKS:
            yield "closed"
        yield f"epidemic {self.epidemic}"


def within(hit: Hit, stretches: Sequence[Span]) -> bool:
    """Whether a hit begins in one of the stretches."""
    return covers(stretches, hit.start, hit.start + 1)


@per_lists
def _epidemic() -> re.Pattern[str]:
    return re.compile(alternatives(words_of("war_stretches", "epidemic")))


@per_lists
def _ends() -> re.Pattern[str]:
    """How persons, offices and places are called, at the end of a name."""
    kinds = ("person", "people", "office", "firm", "society", "place")
    return re.compile(f"(?:{alternatives(words_of('parties', *kinds))})$")


def listed(a: str, b: str) -> bool:
    """Whether two stretches are items in a list of persons, offices, places or numbers."""
    if _DIGIT.search(a) and _DIGIT.search(b):
        return True
    return bool(_ends().search(a) and _ends().search(b))
