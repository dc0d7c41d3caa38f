"""Spans of a text, each a start and an end: which overlap, which are chosen, which are joined.

A span goes from its start to just before its end, like a slice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

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
