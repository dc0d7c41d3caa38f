from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..common.characters import key
from ..common.columns import columns, rows_of
from ..common.files import progress
from ..common.show import noting
from ..common.spans import disjoint
from .repeats import Intervals, SuffixOrder

# a stretch that occurs at more places than this is an ordinary word or name: it does not start a
# passage
_COMMON = 1000
# a stretch in more accounts than this is everybody's wording: its pairs would grow with the square
# of the accounts, so each account is compared with the next ones that have it, not with all
MANY = 50
NEIGHBOURS = 4
_GAP = 6  # letters between two equal stretches of one passage
_AT_ONCE = 2_000_000  # places or pairs of places in memory at once
REUSE = columns("reuse")


def reuse(
    sentences: pd.DataFrame, min_length: int = 12, min_similarity: float = 0.8
) -> pd.DataFrame:
    """Shared wording of each pair of accounts: account_a account_b start_a end_a start_b end_b text
    similarity.

    A passage has at least `min_length` letters on both sides and is the same but for small changes.
    It is built from equal stretches of at least a third of `min_length` (and at least 4) letters,
    joined over gaps of up to 6 letters that are not longer than the stretches around them. Keys are
    compared (letters only, simplified), so punctuation and spaces may differ. Each stretch has one
    partner in the other account, the longest and most similar first: a name that both accounts
    repeat is not listed for every pair of places. A stretch shorter than `min_length` that occurs
    at more than 1,000 places does not start a passage. Of a stretch in more than 50 accounts each
    account is compared with the next 4 that have it, not with all: such wording is found in every
    account, but not for every pair. Then a note says so below the table.

    Positions are on the page (`Account.raw`); if a sentence's text was repaired (markup inside it),
    they are those of the whole sentence. `text` is the wording of account_a; `similarity` is 1
    minus the edits divided by the length of the longer key. Shared does not mean copied: the texts
    do not tell who wrote it first.
    """
    if min_length < 4:
        raise ValueError(f"min_length is at least 4 letters: {min_length}")
    accounts = [_Letters(name, part) for name, part in sentences.groupby("account", sort=False)]
    order = SuffixOrder([x.letters for x in accounts])
    intervals = _started(order.intervals(max(4, min_length // 3)), min_length)
    rows = []
    for a, b, pieces in _equal_stretches(order, intervals, min_length):
        one, other = accounts[a], accounts[b]
        passages = [
            p
            for chain in _chains(pieces)
            for p in _passages(chain, one, other, min_length, min_similarity)
        ]
        for (a1, a2, b1, b2), similarity in _aligned(passages):
            rows.append(
                (
                    one.name,
                    other.name,
                    *one.page(a1, a2),
                    *other.page(b1, b2),
                    one.wording(a1, a2),
                    similarity,
                )
            )
    return _noted(rows_of("reuse", rows), intervals, min_length)


def _noted(table: pd.DataFrame, intervals: Intervals, min_length: int) -> pd.DataFrame:
    """The table with a note on the stretches that were not compared for all pairs."""
    common = intervals.length[intervals.texts > MANY]
    if not len(common):
        return table
    long = int((common >= min_length).sum())
    return noting(
        table,
        f"Stretches that occur in more than {MANY} accounts: {len(common):,}, of them {long:,} of "
        f"{min_length} letters or more. For them each account is compared with the next "
        f"{NEIGHBOURS} accounts that have the stretch, not with all.",
    )


class _Letters:
    """The letters of an account in order, and the position of each."""

    def __init__(self, name: str, sentences: pd.DataFrame):
        self.name = name
        self.rows = list(sentences[["start", "end", "text"]].itertuples(index=False))
        keys = [key(row.text) for row in self.rows]
        self.letters = "".join(letters for letters, _ in keys)
        self.row = np.repeat(np.arange(len(keys), dtype=np.int32), [len(at) for _, at in keys])
        self.at = np.array([n for _, at in keys for n in at], np.int32)

    def _place(self, letter: int) -> tuple[int, int]:
        return int(self.row[letter]), int(self.at[letter])

    def page(self, first: int, last: int) -> tuple[int, int]:
        """Positions on the page of the letters `first` to `last` (exclusive)."""
        (i, a), (j, b) = self._place(first), self._place(last - 1)
        whole_i, whole_j = (
            len(self.rows[k].text) == self.rows[k].end - self.rows[k].start for k in (i, j)
        )
        return self.rows[i].start + (a if whole_i else 0), self.rows[
            j
        ].start + b + 1 if whole_j else self.rows[j].end

    def wording(self, first: int, last: int) -> str:
        (i, a), (j, b) = self._place(first), self._place(last - 1)
        if i == j:
            return self.rows[i].text[a : b + 1]
        return (
            self.rows[i].text[a:]
            + "".join(self.rows[k].text for k in range(i + 1, j))
            + self.rows[j].text[: b + 1]
        )


# --- equal stretches of two accounts: arrays with a place for each pair of places ---------------


def _started(intervals: Intervals, min_length: int) -> Intervals:
    """The intervals that may start a passage: in two accounts, and not only an ordinary word."""
    places = intervals.last - intervals.first + 1
    kept = (intervals.texts > 1) & ((places <= _COMMON) | (intervals.length >= min_length))
    return Intervals(
        intervals.first[kept], intervals.last[kept], intervals.length[kept], intervals.texts[kept]
    )


def _equal_stretches(
    order: SuffixOrder, intervals: Intervals, min_length: int
) -> Iterator[tuple[int, int, list[tuple[int, int, int]]]]:
    """Pairs of texts with the equal stretches that a passage can be made of: a, b, and (start in a,
    start in b, length) of each.
    """
    text = order.text_of(np.arange(len(order.suffixes)))
    starts = np.concatenate([[0], order.ends[:-1] + 1])
    x, y, length = _places(order, intervals, text)
    cuts = np.searchsorted(x, [*starts, len(order.suffixes)])
    for a in progress(range(len(starts)), "shared wording", " accounts"):
        own = slice(cuts[a], cuts[a + 1])
        if own.start == own.stop:
            continue
        other = text[y[own]].astype(np.int64)
        stretches = _joined(other, x[own] - starts[a], y[own] - starts[other], length[own])
        other, *at = (part[_linked(*stretches, min_length)] for part in stretches)
        firsts = np.flatnonzero(np.diff(other, prepend=-1))
        for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(other)]):
            pieces = zip(*(part[first:last].tolist() for part in at))
            yield a, int(other[first]), list(pieces)


def _places(
    order: SuffixOrder, intervals: Intervals, text: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The equal stretches of each two texts that no longer one contains, by their place in the
    earlier text: place in it, place in the later text, length.
    """
    doubtful = _repeating(order, intervals, text)
    parts = [(np.zeros(0, np.int32),) * 3]
    doing = progress(_groups(order, intervals), "equal stretches", " parts")
    for group, places, many, length in doing:
        apart = _apart(group, places, length, text)
        couples = _couples(group[apart], text[places[apart]], many[apart])
        for i, j in couples:
            x, y, size = places[apart][i], places[apart][j], length[apart][i]
            kept = _longest(order.symbols, x, y, size) | doubtful[x] | doubtful[y]
            parts.append((x[kept], y[kept], size[kept]))
    x, y, size = (np.concatenate(part) for part in zip(*parts))
    by_place = np.argsort(x, kind="stable")
    return x[by_place], y[by_place], size[by_place]


def _groups(order: SuffixOrder, intervals: Intervals) -> Iterator[tuple[np.ndarray, ...]]:
    """The places of the intervals, of so many at once as memory should hold: the number of the
    interval, the place (sorted within each), whether it is in many accounts, the length.
    """
    sizes = (intervals.last - intervals.first + 1).astype(np.int64)
    parts = np.searchsorted(np.cumsum(sizes), np.arange(0, sizes.sum() + _AT_ONCE, _AT_ONCE))
    for first, last in zip(parts, parts[1:]):
        size = sizes[first:last]
        group = np.repeat(np.arange(first, last), size)
        within = np.arange(len(group)) - np.repeat(np.cumsum(size) - size, size)
        places = order.suffixes[intervals.first[group] + within]
        places = places[np.lexsort((places, group))]
        yield group, places, intervals.texts[group] > MANY, intervals.length[group]


def _apart(
    group: np.ndarray, places: np.ndarray, length: np.ndarray, text: np.ndarray
) -> np.ndarray:
    """Which places do not overlap the one before: a run of one character is one place."""
    apart = np.ones(len(places), bool)
    here = text[places]
    apart[1:] = (
        (np.diff(places) >= length[1:]) | (here[1:] != here[:-1]) | (group[1:] != group[:-1])
    )
    return apart


def _repeating(order: SuffixOrder, intervals: Intervals, text: np.ndarray) -> np.ndarray:
    """The letters of stretches that overlap themselves (哈哈哈哈哈). There the longest stretch of
    two accounts may have been left out, so the shorter ones in it are kept.
    """
    changes = np.zeros(len(text) + 1, np.int32)
    for group, places, _, length in _groups(order, intervals):
        again = ~_apart(group, places, length, text)
        np.add.at(changes, places[again], 1)
        np.add.at(changes, places[again] + length[again], -1)
    return np.cumsum(changes[:-1]) > 0


def _couples(
    group: np.ndarray, text: np.ndarray, many: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each place with the later ones of its interval that are in other accounts, or in the next
    few accounts where there are many; two arrays of numbers, of so many as memory should hold.
    """
    if not len(group):
        return
    new_group = np.diff(group, prepend=-1) != 0
    new_run = new_group | (np.diff(text.astype(np.int64), prepend=-1) != 0)
    run = np.cumsum(new_run) - 1  # the places of one account in one interval
    ends = np.append(np.flatnonzero(new_run)[1:], len(group))
    group_ends = np.append(np.flatnonzero(new_group)[1:], len(group))
    stop = group_ends[np.cumsum(new_group) - 1]
    near = ends[np.minimum(run + NEIGHBOURS, run[-1])]
    stop, start = np.where(many, np.minimum(near, stop), stop), ends[run]
    n = stop - start
    total = np.cumsum(n)
    parts = np.searchsorted(total, np.arange(0, total[-1] + _AT_ONCE, _AT_ONCE))
    for first, last in zip(parts, parts[1:]):
        one = np.repeat(np.arange(first, last), n[first:last])
        before = total[first] - n[first]
        yield one, start[one] + np.arange(len(one)) - (total[one] - n[one] - before)


def _longest(symbols: np.ndarray, x: np.ndarray, y: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Whether equal stretches would not be equal with one more letter before or after them."""
    # place -1 is the end of the last text: an end, 0, is unlike any letter and any other end
    before, after = symbols[x - 1], symbols[x + size]
    return ((before != symbols[y - 1]) | (before == 0)) & (
        (after != symbols[y + size]) | (after == 0)
    )


def _joined(
    other: np.ndarray, x: np.ndarray, y: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The stretches of one text with all others, those that touch joined, by other text and place:
    other text, start in this one, start in the other, length.
    """
    order = np.lexsort((x, y - x, other))
    other, x, y, size = other[order], x[order], y[order], size[order]
    new = np.append(True, (np.diff(other) != 0) | (np.diff(y - x) != 0))
    line = np.cumsum(new) * (int((x + size).max()) + 1)  # so that ends of another line are less
    ends = np.maximum.accumulate(line + x + size)
    new[1:] |= (line + x)[1:] > ends[:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(x)) - 1
    other, x, y, size = other[first], x[first], y[first], (ends - line)[last] - x[first]
    order = np.lexsort((y, x, other))
    return other[order], x[order], y[order], size[order]


def _linked(
    other: np.ndarray, x: np.ndarray, y: np.ndarray, size: np.ndarray, min_length: int
) -> np.ndarray:
    """Which stretches a passage can be made of: those that are long enough, and those with another
    one after or before them, over a gap that `_chains` joins.
    """
    line = other * (int((x + size).max()) + _GAP + 2)
    first, last = (np.searchsorted(line + x, line + x + size + gap) for gap in (0, _GAP + 1))
    n = last - first
    one = np.repeat(np.arange(len(x)), n)
    after = np.repeat(first - (np.cumsum(n) - n), n) + np.arange(len(one))
    gap_a, gap_b = (at[after] - at[one] - size[one] for at in (x, y))
    near = (gap_b >= 0) & (
        np.maximum(gap_a, gap_b) <= np.minimum(size[one], size[after]).clip(max=_GAP)
    )
    linked = size >= min_length
    linked[one[near]] = linked[after[near]] = True
    return linked


def _chains(pieces: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Equal stretches that follow each other on both sides with small gaps, each joined to the
    nearest one before it.
    """
    chains: list[list[tuple[int, int, int]]] = []
    for x, y, size in sorted(pieces):
        candidates = []
        for chain in chains[-50:]:
            x0, y0, size0 = chain[-1]
            gap_a = x - x0 - size0
            if 0 <= gap_a <= _GAP:
                gap_b = y - y0 - size0
                if gap_b >= 0 and max(gap_a, gap_b) <= min(_GAP, size, size0):
                    candidates.append((gap_a + gap_b, chain))
        if candidates:
            min(candidates, key=lambda pair: pair[0])[1].append((x, y, size))
        else:
            chains.append([(x, y, size)])
    return chains


def _passages(
    chain: list[tuple[int, int, int]],
    one: _Letters,
    other: _Letters,
    min_length: int,
    min_similarity: float,
):
    """The chain as one passage or, if its two sides differ too much, those of its parts that are
    long enough: ((start_a, end_a, start_b, end_b), similarity).
    """
    from rapidfuzz.distance import Levenshtein

    x, y, _ = chain[0]
    x2, y2, size = chain[-1]
    span = (x, x2 + size, y, y2 + size)
    if min(span[1] - span[0], span[3] - span[2]) < min_length:
        return []
    if len(chain) == 1:
        return [(span, 1.0)]
    alike = Levenshtein.normalized_similarity(
        one.letters[span[0] : span[1]], other.letters[span[2] : span[3]]
    )
    if alike >= min_similarity:
        return [(span, round(alike, 4))]
    return [((a, a + n, b, b + n), 1.0) for a, b, n in chain if n >= min_length]


def _aligned(passages: list[tuple]) -> list[tuple]:
    """One partner for each stretch: the longest and most similar passages first; later ones that
    overlap them on either side are dropped.
    """
    return disjoint(
        passages,
        lambda p: (-p[1] * (p[0][1] - p[0][0]), p[0]),
        lambda p: p[0][:2],
        lambda p: p[0][2:],
    )


def other_texts(shared: pd.DataFrame, corpus) -> list[str]:
    """For each row of `reuse` the wording of account_b, as its page has it."""
    raw = {account: corpus.account(account).raw for account in set(shared["account_b"])}
    return [raw[row.account_b][row.start_b : row.end_b] for row in shared.itertuples()]
