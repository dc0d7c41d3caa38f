"""Passages that stand more than once: all maximal repeats of any length.

A suffix array (by pydivsufsort) sorts every position of all texts by what follows; neighbours share
a prefix whose length is the LCP array. A maximal repeat is an interval of that order, cut out here
with numpy. Time and memory grow in line with the text (benchmarks/).

`repeats_over` takes a corpus that is too large for one array shard by shard. First round: in each
shard all maximal repeats that stand in two of its texts, then what is repeated among these. Second
round: all of them are counted in every shard. What is given is given exactly: each is a maximal
repeat of the whole, n and texts are those of the whole. Not found is what no shard has in two
texts: a passage that stands once in each of a few shards. A repeat that stands in more texts than
there are shards stands in two texts of one of them, so that it is found, or stands inside a longer
one that is. Short formulas are for `count`: one that goes with one neighbour in each shard is given
with its neighbour here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..common.characters import whole
from ..common.columns import columns, typed
from ..language.terms import automaton

REPEATS = columns("repeats")
# characters of all phrases together; a page of one character repeated has the square of its length
_MOST = 500_000_000


def repeats(
    texts: Iterable[str] | Mapping[str, str], min_length: int = 4, min_texts: int = 2
) -> pd.DataFrame:
    """All maximal repeats: phrase length n texts; those in most texts first, then the longest, the
    most frequent, the phrase.

    A repeat stands at least twice, has at least `min_length` characters and stands in at least
    `min_texts` texts (1: also within one). It is maximal: it cannot be made longer to either side
    without losing an occurrence. `n` counts overlapping occurrences too. A character counts as
    itself, punctuation and spaces too. Raises ValueError for a length or number below 1, and where
    the passages together would have more than 500 million characters.
    """
    if min_length < 1 or min_texts < 1:
        raise ValueError(f"min_length and min_texts are at least 1: {min_length}, {min_texts}")
    listed = (
        [texts]
        if isinstance(texts, str | pd.DataFrame)
        else list(texts.values() if isinstance(texts, Mapping) else texts)
    )
    if isinstance(texts, str | pd.DataFrame) or not all(isinstance(text, str) for text in listed):
        raise ValueError(
            "repeats looks across several texts: give a list of them, such as [text_a, text_b]"
        )
    order = SuffixOrder(listed)
    found = order.intervals(min_length)
    kept = found.texts >= min_texts
    first, length, spread = (
        found.first[kept],
        found.length[kept].astype(np.int64),
        found.texts[kept],
    )
    count = found.last[kept] - first + 1
    if length.sum() > _MOST:
        raise ValueError(
            f"the passages together have {length.sum():,} characters: give a greater "
            f"min_length than {min_length}"
        )
    # the order of suffixes is that of the phrases
    rank = np.lexsort((first, -count, -length, -spread))
    text = order.joined
    phrases = [
        text[a : a + n] for a, n in zip(order.suffixes[first[rank]].tolist(), length[rank].tolist())
    ]
    values = {
        "phrase": pd.array(phrases, dtype="str"),
        "length": length[rank],
        "n": count[rank],
        "texts": spread[rank],
    }
    return typed(pd.DataFrame(values), "repeats")


@dataclass(frozen=True, slots=True)
class Intervals:
    """Stretches of the suffix order, ends included: what their suffixes share in characters, and in
    how many texts they stand.
    """

    first: np.ndarray
    last: np.ndarray
    length: np.ndarray
    texts: np.ndarray


class SuffixOrder:
    """All texts, each ended by a separator, and the order of their suffixes."""

    def __init__(self, texts: list[str]):
        from pydivsufsort import divsufsort

        self.joined = "\x00".join(texts) + "\x00"
        try:
            points = np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)
        except UnicodeEncodeError:  # half a character
            self.joined = whole(self.joined)
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
        """Intervals of all repeats that no character before or after prolongs at
        every occurrence.
        """
        shared = self._shared()
        long = np.flatnonzero(shared >= min_length).astype(np.int32)
        if not len(long):
            return Intervals(*(np.zeros(0, np.int64) for _ in range(4)))
        # Only stretches of the order with enough in common are kept, with a zero before and after
        # each.
        place = (np.arange(len(long)) + np.cumsum(np.diff(long, prepend=-2) > 1)).astype(np.int32)
        height, at = (np.zeros(int(place[-1]) + 2, np.int32) for _ in range(2))
        height[place], at[place] = shared[long], long
        del shared
        before = _lower(height, -1)
        again = self._again(long, place, at, before)
        del long, place
        heads = np.flatnonzero(height)
        # one for each interval: its first place at that height
        heads = heads[height[before[heads]] < height[heads]]
        behind = _lower(height, 1)[heads]
        first = at[heads] - (heads - before[heads] - 1)
        last = at[heads] + (behind - heads)
        differs = self._left_changes()
        maximal = differs[last] > differs[first]
        first, last, length = first[maximal], last[maximal], height[heads][maximal]
        return Intervals(first, last, length, last - first + 1 - (again[last] - again[first]))

    def _shared(self) -> np.ndarray:
        """How many characters each suffix shares with the next in order, none of them after its
        text's end.
        """
        from pydivsufsort import kasai

        common = kasai(self.symbols, self.suffixes)[:-1].astype(np.int32)
        here = self.suffixes[:-1]
        sizes = np.diff(self.ends, prepend=-1)
        room = np.repeat(self.ends.astype(np.int32), sizes)  # where the text of each position ends
        room -= np.arange(len(room), dtype=np.int32)
        return np.minimum(common, room[here])

    def _left_changes(self) -> np.ndarray:
        """A count along the order that grows where the character before a suffix differs from the
        previous one's.
        """
        # before the first text stands the last one's separator
        left = self.symbols[self.suffixes - 1]
        changes = np.zeros(len(left), np.int32)
        # a text's start is unlike any other
        changes[1:] = (left[1:] != left[:-1]) | (left[1:] == 0)
        return np.cumsum(changes, dtype=np.int32)

    def _again(
        self, long: np.ndarray, place: np.ndarray, at: np.ndarray, before: np.ndarray
    ) -> np.ndarray:
        """A count along the order that grows where a suffix's text has stood before, so that a
        difference tells an interval's texts.

        A suffix and the one before it of the same text lie both in an interval exactly when the
        lowest point between them does (after Hui 1992); the lowest point is found by going down
        from the suffix as long as that leads no further back.
        """
        beside = np.zeros(len(self.suffixes), bool)
        beside[long] = beside[long + 1] = True
        members = np.flatnonzero(beside).astype(np.int32)
        text = self.text_of(self.suffixes[members])
        order = np.argsort(text, kind="stable")
        same = text[order[1:]] == text[order[:-1]]
        earlier, later = members[order[:-1][same]], members[order[1:][same]]
        del beside, members, text, order, same
        # of each place in the order among the long ones
        number = np.full(len(self.suffixes), -1, np.int32)
        number[long] = np.arange(len(long), dtype=np.int32)
        high = number[later - 1]
        low = high - (later - 1 - earlier)
        joined = low >= 0
        joined[joined] = long[low[joined]] == earlier[joined]  # nothing shorter lies between
        bottom, floor = place[high[joined]], place[low[joined]]
        del number, earlier, later, high, low, joined
        active = np.arange(len(bottom))
        while len(active):
            active = active[before[bottom[active]] >= floor[active]]
            bottom[active] = before[bottom[active]]
        counts = np.bincount(at[bottom], minlength=len(self.suffixes)).astype(np.int32)
        return np.concatenate([[0], np.cumsum(counts, dtype=np.int32)]).astype(np.int32)


def _lower(height: np.ndarray, way: int) -> np.ndarray:
    """For each place the nearest one before (way -1: lower or equal) or after (way 1: lower) by
    doubling jumps.
    """
    jump = np.arange(way, len(height) + way, dtype=np.int32)
    active = np.flatnonzero(height)
    while len(active):
        target = height[jump[active]]
        high = target > height[active] if way < 0 else target >= height[active]
        active = active[high]
        jump[active] = jump[jump[active]]
    return jump


# --- shard by shard: a corpus that is too large for one suffix array


def repeats_over(
    corpus, min_length: int = 12, min_texts: int = 2, at_once: int = 10
) -> pd.DataFrame:
    """Maximal repeats over the partitions of a corpus: phrase length n texts, in the order of
    `repeats`; the module says what it can miss.

    A text is an account's paragraphs, a line each. A shard is `at_once` partitions: the larger, the
    less is missed, at some 30 bytes of memory for each of its characters. A corpus in memory is one
    shard, and gives what `repeats` gives. Raises ValueError for a length or number below 1.
    """
    if min_length < 1 or min_texts < 1:
        raise ValueError(f"min_length and min_texts are at least 1: {min_length}, {min_texts}")
    found = corpus.apply(
        _candidates, min_length, min(2, min_texts), combine=_distinct, at_once=at_once
    )["phrase"].tolist()
    among = repeats(found, min_length, 2)["phrase"].tolist()
    phrases = list(dict.fromkeys([*found, *among]))
    empty = pd.DataFrame({"phrase": pd.Series(dtype="str"), "n": [], "texts": []})
    counted = corpus.apply(_recount, phrases, combine=_added) if phrases else empty
    counted = counted[(counted["n"] > 1) & (counted["texts"] >= min_texts)].assign(
        length=lambda t: t["phrase"].str.len()
    )
    ranked = counted.sort_values(
        ["texts", "length", "n", "phrase"], ascending=[False, False, False, True], ignore_index=True
    )
    return typed(ranked[list(REPEATS)], "repeats")


def texts_of(sentences: pd.DataFrame) -> dict[str, str]:
    """The text of each account: its paragraphs, a line each."""
    paragraphs = sentences.groupby(["account", "paragraph"], sort=False)["text"].agg("".join)
    return paragraphs.groupby(level="account", sort=False).agg("\n".join).to_dict()


def _candidates(sentences: pd.DataFrame, min_length: int, min_texts: int) -> pd.DataFrame:
    return repeats(texts_of(sentences), min_length, min_texts)[["phrase"]]


def _distinct(found: pd.DataFrame) -> pd.DataFrame:
    return found.drop_duplicates(ignore_index=True)


def _recount(sentences: pd.DataFrame, phrases: list[str]) -> pd.DataFrame:
    """phrase n texts: places of each phrase in these texts, overlapping ones too, and in how many
    texts.
    """
    search, n, texts = (
        automaton(phrases),
        np.zeros(len(phrases), np.int64),
        np.zeros(len(phrases), np.int64),
    )
    for text in texts_of(sentences).values():
        hits = Counter(i for i, _, _ in search.find_matches_as_indexes(text, overlapping=True))
        for i, times in hits.items():
            n[i] += times
            texts[i] += 1
    kept = np.flatnonzero(n)
    return pd.DataFrame(
        {
            "phrase": pd.array([phrases[i] for i in kept], dtype="str"),
            "n": n[kept],
            "texts": texts[kept],
        }
    )


def _added(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.groupby("phrase", sort=False)[["n", "texts"]].sum().reset_index()
