"""Passages that stand more than once: all maximal repeats of any length, and shared passages with small changes.

A suffix array (by pydivsufsort) sorts every position of all texts by what follows; neighbours share a prefix whose length is
the LCP array. A maximal repeat is an interval of that order, cut out here with numpy. Time and memory grow in line with the
text (benchmarks/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from .text import whole
from .variants import key

REPEATS = ("phrase", "length", "n", "texts")
REUSE = ("account_a", "account_b", "start_a", "end_a", "start_b", "end_b", "text", "similarity")
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
    order = _Order(listed)
    found = order.intervals(min_length)
    count = found.last - found.first + 1
    spread = order.spread(found.first, count)
    kept = spread >= min_texts
    first, length, count, spread = (x[kept] for x in (found.first, found.length, count, spread))
    rank = np.lexsort((first, -count, -length, -spread))  # the order of suffixes is that of the phrases
    first, length = first[rank], length[rank]
    phrases = [order.read(a, n) for a, n in zip(order.suffixes[first].tolist(), length.tolist())]
    values = {"phrase": phrases, "length": length.astype("int64"), "n": count[rank], "texts": spread[rank]}
    return pd.DataFrame(values).astype({"phrase": "str", "n": "int64", "texts": "int64"})


class _Intervals:
    """Intervals of the suffix order, ends included, with the length of what their suffixes share."""

    def __init__(self, first: np.ndarray, last: np.ndarray, length: np.ndarray):
        self.first, self.last, self.length = first, last, length


class _Order:
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

    def read(self, start: int, size: int) -> str:
        return self.joined[start : start + size]

    def text_of(self, positions: np.ndarray) -> np.ndarray:
        """The number of the text in which each position lies."""
        sizes = np.diff(self.ends, prepend=-1)
        kind = np.uint16 if len(sizes) < 1 << 16 else np.uint32
        return np.repeat(np.arange(len(sizes), dtype=kind), sizes)[positions]

    def intervals(self, min_length: int) -> _Intervals:
        """Intervals of all repeats that no character before or behind prolongs at every occurrence."""
        shared = self._shared()
        long = np.flatnonzero(shared >= min_length)
        if not len(long):
            return _Intervals(*(np.zeros(0, np.int64) for _ in range(3)))
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
        return _Intervals(first[maximal], last[maximal], height[heads][maximal])

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


# --- shared wording ---------------------------------------------------------------------------------------------------------


def reuse(sentences: pd.DataFrame, min_length: int = 12, min_similarity: float = 0.8) -> pd.DataFrame:
    """Shared wording of each two accounts: account_a account_b start_a end_a start_b end_b text similarity.

    Passages of at least `min_length` letters on both sides, alike but for small changes: equal stretches of a third of
    `min_length` (at least 4) letters are joined over gaps of up to 6 letters that are shorter than what they join. Compared are
    keys (letters only, simplified), so marks and spaces may differ. Each stretch gets one partner in the other account, the
    longest and most alike first: a name that both repeat is not listed once for each two places. Positions count in the page (`Account.raw`); where a
    sentence's text was repaired (markup inside it) they are those of the whole sentence. `text` is the wording of account_a,
    `similarity` 1 less the edits over the longer key. Shared is not copied: who wrote it first the texts do not tell.
    """
    if min_length < 4:
        raise ValueError(f"min_length is at least 4 letters: {min_length}")
    accounts = [_Letters(name, part) for name, part in sentences.groupby("account", sort=False)]
    rows = []
    for (a, b), pieces in _equal_stretches([x.letters for x in accounts], max(4, min_length // 3)).items():
        passages = [
            passage for chain in _chains(pieces) for passage in _passages(chain, accounts[a], accounts[b], min_length, min_similarity)
        ]
        for (a1, a2, b1, b2), similarity in _aligned(passages):
            one, other = accounts[a], accounts[b]
            rows.append((one.name, other.name, *one.page(a1, a2), *other.page(b1, b2), one.wording(a1, a2), similarity))
    frame = pd.DataFrame(rows, columns=list(REUSE))
    types = dict.fromkeys(REUSE[2:6], "int64") | {"account_a": "str", "account_b": "str", "text": "str", "similarity": "float64"}
    return frame.astype(types)


class _Letters:
    """An account's letters one behind the other, and where each stands."""

    def __init__(self, name: str, sentences: pd.DataFrame):
        self.name = name
        self.rows = list(sentences[["start", "end", "text"]].itertuples(index=False))
        keys = [key(row.text) for row in self.rows]
        self.letters = "".join(letters for letters, _ in keys)
        self.place = [(i, n) for i, (_, at) in enumerate(keys) for n in at]

    def page(self, first: int, last: int) -> tuple[int, int]:
        """Positions on the page of the letters from first to last (exclusive)."""
        (i, a), (j, b) = self.place[first], self.place[last - 1]
        whole_i, whole_j = (len(self.rows[k].text) == self.rows[k].end - self.rows[k].start for k in (i, j))
        return self.rows[i].start + (a if whole_i else 0), self.rows[j].start + b + 1 if whole_j else self.rows[j].end

    def wording(self, first: int, last: int) -> str:
        (i, a), (j, b) = self.place[first], self.place[last - 1]
        if i == j:
            return self.rows[i].text[a : b + 1]
        return self.rows[i].text[a:] + "".join(self.rows[k].text for k in range(i + 1, j)) + self.rows[j].text[: b + 1]


def _equal_stretches(texts: list[str], size: int) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """For each two texts, stretches of at least `size` equal letters: (start in a, start in b, length), each as long as it goes."""
    order = _Order(texts)
    found = order.intervals(size)
    starts = np.concatenate([[0], order.ends[:-1] + 1])
    diagonals: dict[tuple[int, int, int], list[tuple[int, int]]] = defaultdict(list)
    for first, last, length in zip(found.first, found.last, found.length):
        positions = np.sort(order.suffixes[first : last + 1])
        members = list(zip(order.text_of(positions).tolist(), positions.tolist()))
        for i, (a, x) in enumerate(members):
            for b, y in members[i + 1 :]:
                if a != b:
                    x1, y1 = x - int(starts[a]), y - int(starts[b])
                    diagonals[a, b, y1 - x1].append((x1, x1 + int(length)))
    pairs: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for (a, b, shift), spans in sorted(diagonals.items()):
        pairs[a, b] += [(x, x + shift, end - x) for x, end in _union(spans)]
    return dict(sorted(pairs.items()))


def _union(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = -1, -1
    for a, b in sorted(spans):
        if a > end:
            if end > start:
                yield start, end
            start, end = a, b
        end = max(end, b)
    yield start, end


def _chains(pieces: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Equal stretches that follow each other on both sides with small gaps, joined to the nearest one before."""
    chains: list[list[tuple[int, int, int]]] = []
    for x, y, size in sorted(pieces):
        near = []
        for chain in chains[-50:]:
            x0, y0, size0 = chain[-1]
            gap_a, gap_b = x - x0 - size0, y - y0 - size0
            if min(gap_a, gap_b) >= 0 and max(gap_a, gap_b) <= min(6, size, size0):
                near.append((gap_a + gap_b, chain))
        if near:
            min(near, key=lambda pair: pair[0])[1].append((x, y, size))
        else:
            chains.append([(x, y, size)])
    return chains


def _passages(chain: list[tuple[int, int, int]], one: _Letters, other: _Letters, min_length: int, min_similarity: float):
    """The chain as one passage, or, where that is too unlike, its long enough parts: ((start_a, end_a, start_b, end_b), similarity)."""
    from rapidfuzz.distance import Levenshtein

    x, y, _ = chain[0]
    x2, y2, size = chain[-1]
    span = (x, x2 + size, y, y2 + size)
    if min(span[1] - span[0], span[3] - span[2]) < min_length:
        return []
    alike = Levenshtein.normalized_similarity(one.letters[span[0] : span[1]], other.letters[span[2] : span[3]])
    if alike >= min_similarity:
        return [(span, round(alike, 4))]
    return [((a, a + n, b, b + n), 1.0) for a, b, n in chain if n >= min_length]


def _aligned(passages: list[tuple]) -> list[tuple]:
    """One partner for each stretch: the longest alike passages first, and none that overlaps one taken on either side."""
    taken: list[tuple] = []
    for span, alike in sorted(passages, key=lambda p: (-p[1] * (p[0][1] - p[0][0]), p[0])):
        if all((span[1] <= o[0] or o[1] <= span[0]) and (span[3] <= o[2] or o[3] <= span[2]) for o, _ in taken):
            taken.append((span, alike))
    return sorted(taken)
