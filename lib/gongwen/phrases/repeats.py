"""Passages that occur more than once: all maximal repeats of any length.

A suffix array (pydivsufsort) sorts every position of all texts by the text that follows it.
Neighbours in this order share a prefix, whose length is in the LCP array; a maximal repeat is an
interval of the order, found here with numpy. Time and memory grow linearly with the text
(benchmarks/).

`repeats_over` handles a corpus that is too large for one array, shard by shard. Round one collects
the maximal repeats that occur in two texts of the same shard, then the repeats among these. Round
two counts all of them in every shard. Every row is therefore exact: a maximal repeat of the whole
corpus, with n and texts of the whole corpus. A passage is missed if no shard has it in two texts. A
passage that occurs in more texts than there are shards is in two texts of one of them, so it is
found, alone or within a longer one. A short formula that always has the same neighbour within each
shard is listed only with that neighbour; count formulas with `count`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..common.characters import alternatives, key, whole
from ..common.columns import columns, typed
from ..common.lists import read_lexicon, with_lists
from ..common.show import noting
from ..common.spans import balanced
from ..language.terms import automaton

REPEATS = columns("repeats")
# limit for the characters of all phrases together: they grow with the square of the length of a
# page that repeats one character
_MOST = 500_000_000
_ENDS = "\n ,，。、;；:：!！?？"  # what a passage neither begins nor ends with


def repeats(
    texts: Iterable[str] | Mapping[str, str], min_length: int = 4, min_texts: int = 2
) -> pd.DataFrame:
    """All maximal repeats: phrase length n texts; sorted by texts, then length, then n (each
    descending), then the phrase.

    A repeat occurs at least twice, has at least `min_length` characters and occurs in at least
    `min_texts` texts (1: also within one text). It is maximal: extending it on either side would
    lose an occurrence. `n` counts overlapping occurrences too. Every character counts, also
    punctuation and spaces. Raises ValueError for a length or number below 1, and if the phrases
    together would have more than 500 million characters.
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
    intervals = order.intervals(min_length)
    enough = intervals.texts >= min_texts
    first, length, spread = (
        intervals.first[enough],
        intervals.length[enough].astype(np.int64),
        intervals.texts[enough],
    )
    count = intervals.last[enough] - first + 1
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
    """Intervals of the suffix order, both ends included; `length` is the number of characters that
    their suffixes share, `texts` the number of texts that they come from.
    """

    first: np.ndarray
    last: np.ndarray
    length: np.ndarray
    texts: np.ndarray


class SuffixOrder:
    """All texts, each ended by a separator, and the sorted order of their suffixes."""

    def __init__(self, texts: list[str]):
        from pydivsufsort import divsufsort

        self.joined = "\x00".join(texts) + "\x00"
        try:
            points = np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)
        except UnicodeEncodeError:  # half a character
            self.joined = whole(self.joined)
            points = np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)
        self.ends = (
            np.cumsum([len(t) + 1 for t in texts or [""]]) - 1
        )  # positions of the separators
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
        """Intervals of all repeats that cannot be extended by one character on either side at every
        occurrence.
        """
        shared = self._shared()
        long = np.flatnonzero(shared >= min_length).astype(np.int32)
        if not len(long):
            return Intervals(*(np.zeros(0, np.int64) for _ in range(4)))
        # Keep only the stretches of the order that share enough, with a zero before and after each.
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
        after = _lower(height, 1)[heads]
        first = at[heads] - (heads - before[heads] - 1)
        last = at[heads] + (after - heads)
        differs = self._left_changes()
        maximal = differs[last] > differs[first]
        first, last, length = first[maximal], last[maximal], height[heads][maximal]
        return Intervals(first, last, length, last - first + 1 - (again[last] - again[first]))

    def _shared(self) -> np.ndarray:
        """The number of characters that each suffix shares with the next one in order, up to the
        end of its text.
        """
        from pydivsufsort import kasai

        common = kasai(self.symbols, self.suffixes)[:-1].astype(np.int32)
        here = self.suffixes[:-1]
        sizes = np.diff(self.ends, prepend=-1)
        room = np.repeat(self.ends.astype(np.int32), sizes)  # the end of each position's text
        room -= np.arange(len(room), dtype=np.int32)
        return np.minimum(common, room[here])

    def _left_changes(self) -> np.ndarray:
        """For each place in the order, how often the character before the suffix has changed up to
        there.
        """
        # index -1: the separator of the last text precedes the first text
        left = self.symbols[self.suffixes - 1]
        changes = np.zeros(len(left), np.int32)
        # a text's start is unlike any other
        changes[1:] = (left[1:] != left[:-1]) | (left[1:] == 0)
        return np.cumsum(changes, dtype=np.int32)

    def _again(
        self, long: np.ndarray, place: np.ndarray, at: np.ndarray, before: np.ndarray
    ) -> np.ndarray:
        """For each place in the order, how many suffixes up to there come from a text already seen;
        the difference of two places gives the repeated texts of an interval.

        A suffix and the previous suffix of the same text both lie in an interval if and only if the
        lowest LCP value between them does (after Hui 1992). That value is found by moving from the
        suffix to ever lower values, as long as this does not lead past the previous suffix.
        """
        beside = np.zeros(len(self.suffixes), bool)
        beside[long] = beside[long + 1] = True
        members = np.flatnonzero(beside).astype(np.int32)
        text = self.text_of(self.suffixes[members])
        order = np.argsort(text, kind="stable")
        same = text[order[1:]] == text[order[:-1]]
        earlier, later = members[order[:-1][same]], members[order[1:][same]]
        del beside, members, text, order, same
        # the number of each place among those in `long`
        number = np.full(len(self.suffixes), -1, np.int32)
        number[long] = np.arange(len(long), dtype=np.int32)
        high = number[later - 1]
        low = high - (later - 1 - earlier)
        joined = low >= 0
        joined[joined] = long[low[joined]] == earlier[joined]  # no shorter value lies between
        bottom, floor = place[high[joined]], place[low[joined]]
        del number, earlier, later, high, low, joined
        active = np.arange(len(bottom))
        while len(active):
            active = active[before[bottom[active]] >= floor[active]]
            bottom[active] = before[bottom[active]]
        counts = np.bincount(at[bottom], minlength=len(self.suffixes)).astype(np.int32)
        return np.concatenate([[0], np.cumsum(counts, dtype=np.int32)]).astype(np.int32)


def _lower(height: np.ndarray, way: int) -> np.ndarray:
    """For each place, the nearest one before it that is lower or equal (way -1), or after it that
    is lower (way 1), by doubling jumps.
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
    `repeats`. The module's docstring says which it may miss.

    The text of an account is its paragraphs, one per line. A shard is `at_once` partitions: larger
    shards miss less and need about 30 bytes of memory per character. A corpus in memory is one
    shard, with the same result as `repeats`. Raises ValueError for a length or number below 1.
    """
    if min_length < 1 or min_texts < 1:
        raise ValueError(f"min_length and min_texts are at least 1: {min_length}, {min_texts}")
    candidates = corpus.apply(
        _candidates, min_length, min(2, min_texts), combine=_distinct, at_once=at_once
    )["phrase"].tolist()
    among = repeats(candidates, min_length, 2)["phrase"].tolist()
    phrases = list(dict.fromkeys([*candidates, *among]))
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
    """The text of each account: its paragraphs, one per line."""
    paragraphs = sentences.groupby(["account", "paragraph"], sort=False)["text"].agg("".join)
    return paragraphs.groupby(level="account", sort=False).agg("\n".join).to_dict()


def _candidates(sentences: pd.DataFrame, min_length: int, min_texts: int) -> pd.DataFrame:
    return repeats(texts_of(sentences), min_length, min_texts)[["phrase"]]


def _distinct(candidates: pd.DataFrame) -> pd.DataFrame:
    return candidates.drop_duplicates(ignore_index=True)


def _recount(sentences: pd.DataFrame, phrases: list[str]) -> pd.DataFrame:
    """Occurrences of each phrase in these texts, overlapping ones too, and the number of texts that
    have it: phrase n texts.
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
    occurring = np.flatnonzero(n)
    return pd.DataFrame(
        {
            "phrase": pd.array([phrases[i] for i in occurring], dtype="str"),
            "n": n[occurring],
            "texts": texts[occurring],
        }
    )


def _added(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.groupby("phrase", sort=False)[["n", "texts"]].sum().reset_index()


_COLUMNS = 500  # units up to which each has a column in `whole_passages`
_LONGEST = 50  # and of more units, those with most text


@with_lists
def whole_passages(
    table: pd.DataFrame, texts: Mapping[str, str], units: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The rows of `repeats` that are passages for themselves, with a column for each account (or
    unit: account → unit) that has the number of occurrences in it.

    Stops at the ends and quotation marks without their partner are cut off. Left out are pieces of
    a longer row, and rows that are little more than a name of the disease
    (lexicons/disease_names.csv): without it, fewer than half of their characters are left. Of more
    than 500 units the 50 with most text have a column; then a note says so.
    """
    passages = _whole(table)
    names = list(texts)
    passage, account, times = _sparse_counts(passages, texts.values())
    n = np.bincount(passage, times, len(passages)).astype(np.int64)
    spread = np.bincount(passage, minlength=len(passages))
    chosen = pd.DataFrame(
        {"phrase": passages, "length": list(map(len, passages)), "n": n, "texts": spread}
    )
    of_unit = units or dict(zip(names, names))
    size: Counter[str] = Counter()
    for name, text in texts.items():
        if name in of_unit:
            size[of_unit[name]] += len(text)
    most = {unit for unit, _ in size.most_common(len(size) if len(size) <= _COLUMNS else _LONGEST)}
    columns = {unit: i for i, unit in enumerate(unit for unit in size if unit in most)}
    column = np.array([columns.get(of_unit.get(name), -1) for name in names], np.int64)[account]
    shown = column >= 0
    cells = np.zeros((len(passages), len(columns)), np.int64)
    np.add.at(cells, (passage[shown], column[shown]), times[shown])
    whole = typed(chosen, "repeats").join(pd.DataFrame(cells, columns=list(columns)))
    if len(columns) == len(size):
        return whole
    note = f"Of {len(size):,} accounts or groups the {_LONGEST} with most text have a column."
    return noting(whole, note)


def _whole(table: pd.DataFrame) -> list[str]:
    """The passages of `repeats` that are no piece of another one, the longest first."""
    named = re.compile(alternatives(row["name"] for row in read_lexicon("disease_names")))
    passages: dict[str, str] = {}  # letters → passage
    for phrase in table.sort_values(["length", "phrase"], ascending=[False, True])["phrase"]:
        passage = phrase.strip(_ENDS)
        passage = passage[slice(*balanced(passage, 0, len(passage)))].strip(_ENDS)
        letters = key(passage)[0]
        if letters and 2 * len(named.sub("", passage)) >= len(passage):
            passages.setdefault(letters, passage)
    if not passages:
        return []
    search = automaton(list(passages))
    pieces = {
        i
        for number, letters in enumerate(passages)
        for i, _, _ in search.find_matches_as_indexes(letters, overlapping=True)
        if i > number
    }
    return [passage for i, passage in enumerate(passages.values()) if i not in pieces]


def _sparse_counts(
    passages: list[str], texts: Iterable[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often each passage occurs in each text, occurrences that overlap an earlier one not
    counted: numbers of the passage, numbers of the text, times.
    """
    search, cells = automaton(passages), []
    for number, text in enumerate(texts if passages else ()):
        times: Counter[int] = Counter()
        ends: dict[int, int] = {}
        for i, start, end in search.find_matches_as_indexes(whole(text), overlapping=True):
            if ends.get(i, 0) <= start:
                times[i] += 1
                ends[i] = end
        cells += [(i, number, n) for i, n in times.items()]
    return tuple(np.array(cells, np.int64).reshape(-1, 3).T)
