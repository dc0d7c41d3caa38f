"""Spans of a text, each a start and an end: which overlap, which are chosen, which are joined, and
which quotations they contain.

A span goes from its start to just before its end, like a slice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from .characters import PAIRS, QUOTE

Span = tuple[int, int]
Item = TypeVar("Item")


def span_of(item: Any) -> Span:
    """Start and end of an object that has both."""
    return item.start, item.end


def merged(spans: Iterable[Span], touching: bool = False) -> list[Span]:
    """The spans in order, with overlapping ones joined; with `touching` also those that meet.

    >>> merged([(4, 6), (0, 2), (1, 4)])
    [(0, 4), (4, 6)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1] + touching:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def disjoint(
    items: Iterable[Item], order: Callable[[Item], Any], *sides: Callable[[Item], Span]
) -> list[Item]:
    """Items of which no two overlap, by their place in the text: of two that do, the first in
    `order` stays.

    `sides` gives the span of an item; if an item has several (a passage in two texts), no two items
    overlap on any side.

    >>> disjoint([(0, 2), (1, 5), (5, 6)], lambda span: span[0] - span[1], lambda span: span)
    [(1, 5), (5, 6)]
    """
    taken: list[list[Span]] = [[] for _ in sides]
    chosen = []
    for item in sorted(items, key=order):
        places = [
            (spans, bisect_left(spans, span), span)
            for spans, side in zip(taken, sides)
            for span in [side(item)]
        ]
        if all(
            (i == 0 or spans[i - 1][1] <= start) and (i == len(spans) or end <= spans[i][0])
            for spans, i, (start, end) in places
        ):
            chosen.append(item)
            for spans, i, span in places:
                spans.insert(i, span)
    return sorted(chosen, key=sides[0])


def overlaps(spans: Iterable[Span], start: int, end: int) -> bool:
    """Whether any span shares a character with start to end."""
    return any(a < end and start < b for a, b in spans)


def covers(spans: Iterable[Span], start: int, end: int) -> bool:
    """Whether one span contains everything from start to end."""
    return any(a <= start and end <= b for a, b in spans)


class Marks(NamedTuple):
    """The quotation marks of a stretch: positions of both marks of each pair, in order, and of the
    marks that close or open a quotation of which the other mark is not in the stretch.
    """

    pairs: list[Span]
    closing: list[int]
    opening: list[int]


def paired(text: str, start: int = 0, end: int | None = None) -> Marks:
    """Which quotation marks in a stretch of a folded text belong together, nested ones too.

    A mark between the two of a pair that belongs to no other is left out. A straight mark opens
    and closes by turns, counted from the beginning of the text.

    >>> paired("他说:“记住‘疫情就是命令’。”他”")
    Marks(pairs=[(3, 15), (6, 13)], closing=[17], opening=[])
    """
    open_at: list[int] = []
    opened: Counter[str] = Counter()  # open quotations by the mark that would close them
    pairs, closing = [], []
    straight = text.count('"', 0, start) % 2 == 1  # whether one is open before the stretch
    for match in QUOTE.finditer(text, start, len(text) if end is None else end):
        i, mark = match.start(), match[0]
        if opened[mark]:
            while PAIRS[text[open_at[-1]]] != mark:
                opened[PAIRS[text[open_at.pop()]]] -= 1
            pairs.append((open_at.pop(), i))
            opened[mark] -= 1
        elif mark in PAIRS and not (straight and mark == '"'):
            open_at.append(i)
            opened[PAIRS[mark]] += 1
        else:
            straight &= mark != '"'
            closing += [] if open_at else [i]
    return Marks(sorted(pairs), closing, open_at)


def balanced(text: str, start: int, end: int) -> Span:
    """The stretch of a folded text with both marks of each pair: extended to the other mark where
    that is next to it; otherwise its longest part without a mark whose other mark is outside.

    >>> text = "战“疫”一线的“逆行者”们"
    >>> [text[slice(*balanced(text, *span))] for span in ((0, 3), (2, 6), (0, 8), (9, 13))]
    ['战“疫”', '“疫”一线', '战“疫”一线的', '行者']
    """
    if not QUOTE.search(text, start, end):
        return start, end
    _, closing, opening = paired(text, start, end)
    while closing and start and PAIRS.get(text[start - 1]) == text[closing[0]]:
        start -= 1
        del closing[0]
    while opening and text[end : end + 1] == PAIRS[text[opening[-1]]]:
        end += 1
        opening.pop()
    parts = [(a + 1, b) for a, b in pairwise([start - 1, *closing, *opening, end])]
    closes, opens = set(closing), set(opening)
    # of two parts of the same length, the quoted one
    return max(parts, key=lambda s: (s[1] - s[0], s[1] in closes or s[0] - 1 in opens))
