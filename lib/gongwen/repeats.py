"""Passages that stand more than once: all maximal repeats of any length.

A suffix array (by pydivsufsort) sorts every position of all texts by what follows; neighbours share a prefix whose length is
the LCP array. A maximal repeat is an interval of that order, cut out here with numpy. Time and memory grow in line with the
text (benchmarks/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from .text import whole

REPEATS = ("phrase", "length", "n", "texts")
_CHUNK = 1 << 22  # occurrences looked at together, so that memory stays bounded


def repeats(texts: Iterable[str] | Mapping[str, str], min_length: int = 4, min_texts: int = 2) -> pd.DataFrame:
    """All maximal repeats: phrase length n texts; those in most texts first, then the longest, the most frequent, the phrase.

    A repeat stands at least twice, has at least `min_length` characters and stands in at least `min_texts` texts (1: also within
    one). It is maximal: it cannot be made longer to either side without losing an occurrence. `n` counts overlapping occurrences
    too. A character counts as itself, punctuation and spaces too. Raises ValueError for a length or number below 1.
    """
    if min_length < 1 or min_texts < 1:
        raise ValueError(f"min_length and min_texts are at least 1: {min_length}, {min_texts}")
    if isinstance(texts, str):
        raise ValueError("repeats looks across several texts: give a list of them, such as [text_a, text_b]")
    listed = [whole(t) for t in (texts.values() if isinstance(texts, Mapping) else texts)]
    order = SuffixOrder(listed)
    found = order.intervals(min_length)
    count = found.last - found.first + 1
    spread = order.spread(found.first, count)
    kept = spread >= min_texts
    first, length, count, spread = (x[kept] for x in (found.first, found.length, count, spread))
    rank = np.lexsort((first, -count, -length, -spread))  # the order of suffixes is that of the phrases
    first, length = first[rank], length[rank]
    text = order.joined
    phrases = [text[a : a + n] for a, n in zip(order.suffixes[first].tolist(), length.tolist())]
    values = {"phrase": pd.array(phrases, dtype="str"), "length": length.astype("int64"), "n": count[rank], "texts": spread[rank]}
    return pd.DataFrame(values).astype({"n": "int64", "texts": "int64"})


class Intervals:
    """Intervals of the suffix order, ends included, with the length of what their suffixes share."""

    def __init__(self, first: np.ndarray, last: np.ndarray, length: np.ndarray):
        self.first, self.last, self.length = first, last, length


class SuffixOrder:
    """All texts, each ended by a separator, and the order of their suffixes."""

    def __init__(self, texts: list[str]):
        from pydivsufsort import divsufsort

        self.joined = "\x00".join(texts) + "\x00"
        points = np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)
        self.ends = np.cumsum([len(t) + 1 for t in texts or [""]]) - 1  # where the separators stand
        used = np.zeros(int(points.max()) + 1, bool)
        used[points] = True
        kind = np.uint16 if used.sum() < 1 << 16 else np.uint32
        self.symbols = np.cumsum(used).astype(kind)[points]
        self.symbols[self.ends] = 0  # less than any character, and a NUL of a text is not one
        self.suffixes = divsufsort(self.symbols)

    def text_of(self, positions: np.ndarray) -> np.ndarray:
        """The number of the text in which each position lies."""
        sizes = np.diff(self.ends, prepend=-1)
        kind = np.uint16 if len(sizes) < 1 << 16 else np.uint32
        return np.repeat(np.arange(len(sizes), dtype=kind), sizes)[positions]

    def intervals(self, min_length: int) -> Intervals:
        """Intervals of all repeats that no character before or behind prolongs at every occurrence."""
        shared = self._shared()
        long = np.flatnonzero(shared >= min_length)
        if not len(long):
            return Intervals(*(np.zeros(0, np.int64) for _ in range(3)))
        # Only stretches of the order with enough in common are kept, with a zero before and behind each.
        place = np.arange(len(long)) + np.cumsum(np.diff(long, prepend=-2) > 1)
        height = np.zeros(int(place[-1]) + 2, np.int32)
        at = np.zeros(len(height), np.int64)
        height[place], at[place] = shared[long], long
        before = _lower(height, -1)
        heads = np.flatnonzero(height)
        heads = heads[height[before[heads]] < height[heads]]  # one for each interval: its first place at that height
        behind = _lower(height, 1)[heads]
        first = at[heads] - (heads - before[heads] - 1)
        last = at[heads] + (behind - heads)
        differs = self._left_changes()
        maximal = differs[last] > differs[first]
        return Intervals(first[maximal], last[maximal], height[heads][maximal])

    def _shared(self) -> np.ndarray:
        """How many characters each suffix shares with the next in order, none of them behind its text's end."""
        from pydivsufsort import kasai

        common = kasai(self.symbols, self.suffixes)[:-1].astype(np.int32)
        here = self.suffixes[:-1]
        room = np.empty(len(self.symbols), np.int32)  # from each position to the end of its text
        start = 0
        for end in self.ends.tolist():
            room[start : end + 1] = np.arange(end - start, -1, -1)
            start = end + 1
        return np.minimum(common, room[here])

    def _left_changes(self) -> np.ndarray:
        """A count along the order that grows where the character before a suffix differs from the previous one's."""
        left = self.symbols[self.suffixes - 1]  # before the first text stands the last one's separator
        changes = np.zeros(len(left), np.int32)
        changes[1:] = (left[1:] != left[:-1]) | (left[1:] == 0)  # a text's start is unlike any other
        return np.cumsum(changes, dtype=np.int32)

    def spread(self, first: np.ndarray, count: np.ndarray) -> np.ndarray:
        """In how many texts the suffixes of each interval stand: those counted whose text does not stand before in it."""
        text = self.text_of(self.suffixes)
        order = np.argsort(text, kind="stable")
        before = np.full(len(order), -1, np.int32)  # the place in the order where the same text stands last
        before[order[1:]] = np.where(text[order[1:]] == text[order[:-1]], order[:-1], -1)
        texts = np.zeros(len(first), np.int64)
        for part in _parts(count):
            start, size = first[part], count[part]
            inside = np.arange(size.sum()) + np.repeat(start - np.cumsum(size) + size, size)
            texts[part] = np.add.reduceat(before[inside] < np.repeat(start, size), np.cumsum(size) - size)
        return texts


def _lower(height: np.ndarray, way: int) -> np.ndarray:
    """For each place the nearest one before (way -1: lower or equal) or behind (way 1: lower) by doubling jumps."""
    jump = np.arange(len(height)) + way
    active = np.flatnonzero(height)
    while len(active):
        target = height[jump[active]]
        high = target > height[active] if way < 0 else target >= height[active]
        active = active[high]
        jump[active] = jump[jump[active]]
    return jump


def _parts(count: np.ndarray) -> Iterator[slice]:
    """Slices of the intervals with at most about _CHUNK occurrences each."""
    total = np.cumsum(count)
    start = 0
    while start < len(count):
        stop = max(start + 1, int(np.searchsorted(total, (total[start - 1] if start else 0) + _CHUNK, "right")))
        yield slice(start, stop)
        start = stop
