"""Shared wording: passages of two accounts that are the same but for small changes, with their
positions on both pages.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from ..common.characters import key
from ..common.columns import columns, rows_of
from ..common.spans import disjoint, merged
from .repeats import SuffixOrder

# a stretch that occurs at more places than this is an ordinary word or name: it does not start a
# passage
_COMMON = 1000
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
    at more than 1,000 places does not start a passage.

    Positions are on the page (`Account.raw`); if a sentence's text was repaired (markup inside it),
    they are those of the whole sentence. `text` is the wording of account_a; `similarity` is 1
    minus the edits divided by the length of the longer key. Shared does not mean copied: the texts
    do not tell who wrote it first.
    """
    if min_length < 4:
        raise ValueError(f"min_length is at least 4 letters: {min_length}")
    accounts = [_Letters(name, part) for name, part in sentences.groupby("account", sort=False)]
    rows = []
    for (a, b), pieces in _equal_stretches(
        [x.letters for x in accounts], max(4, min_length // 3), min_length
    ).items():
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
    return rows_of("reuse", rows)


class _Letters:
    """The letters of an account in order, and the position of each."""

    def __init__(self, name: str, sentences: pd.DataFrame):
        self.name = name
        self.rows = list(sentences[["start", "end", "text"]].itertuples(index=False))
        keys = [key(row.text) for row in self.rows]
        self.letters = "".join(letters for letters, _ in keys)
        self.place = [(i, n) for i, (_, at) in enumerate(keys) for n in at]

    def page(self, first: int, last: int) -> tuple[int, int]:
        """Positions on the page of the letters `first` to `last` (exclusive)."""
        (i, a), (j, b) = self.place[first], self.place[last - 1]
        whole_i, whole_j = (
            len(self.rows[k].text) == self.rows[k].end - self.rows[k].start for k in (i, j)
        )
        return self.rows[i].start + (a if whole_i else 0), self.rows[
            j
        ].start + b + 1 if whole_j else self.rows[j].end

    def wording(self, first: int, last: int) -> str:
        (i, a), (j, b) = self.place[first], self.place[last - 1]
        if i == j:
            return self.rows[i].text[a : b + 1]
        return (
            self.rows[i].text[a:]
            + "".join(self.rows[k].text for k in range(i + 1, j))
            + self.rows[j].text[: b + 1]
        )


def _equal_stretches(
    texts: list[str], size: int, min_length: int
) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """For each pair of texts, their longest stretches of at least `size` equal letters: (start in
    a, start in b, length).
    """
    order = SuffixOrder(texts)
    intervals = order.intervals(size)
    starts = np.concatenate([[0], order.ends[:-1] + 1])
    diagonals: dict[tuple[int, int, int], list[tuple[int, int]]] = defaultdict(list)
    for first, last, length in zip(intervals.first, intervals.last, intervals.length):
        if last - first >= _COMMON and length < min_length:
            continue
        members = _apart(np.sort(order.suffixes[first : last + 1]), order, int(length))
        for i, (a, x) in enumerate(members):
            for b, y in members[i + 1 :]:
                if a != b:
                    x1, y1 = x - int(starts[a]), y - int(starts[b])
                    diagonals[a, b, y1 - x1].append((x1, x1 + int(length)))
    pairs: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for (a, b, shift), spans in sorted(diagonals.items()):
        pairs[a, b] += [(x, x + shift, end - x) for x, end in merged(spans, touching=True)]
    return dict(sorted(pairs.items()))


def _apart(positions: np.ndarray, order: SuffixOrder, length: int) -> list[tuple[int, int]]:
    """(text, position) of each place, without places that overlap the one before: a run of one
    character is one place.
    """
    numbers = np.searchsorted(order.ends, positions)
    apart = np.ones(len(positions), bool)
    apart[1:] = (np.diff(positions) >= length) | (numbers[1:] != numbers[:-1])
    return list(zip(numbers[apart].tolist(), positions[apart].tolist()))


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
            if 0 <= gap_a <= 6:
                gap_b = y - y0 - size0
                if gap_b >= 0 and max(gap_a, gap_b) <= min(6, size, size0):
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
