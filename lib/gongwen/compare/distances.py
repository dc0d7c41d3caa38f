"""How far apart the wordings of accounts are: Jensen–Shannon divergences, how much one paragraph
changes them, and a map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..common import stats
from ..common.characters import fold
from ..common.columns import rows_of
from ..common.lists import with_lists
from ..language import words
from ..rhetoric.mark import mark

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Cut = Callable[[str], list[str]]
KINDS = ("words", "characters", "devices")
MOST = 2000  # accounts whose pairs are compared
WINDOW = 100  # words in a window of MATTR


def lexical_diversity(tokens: Mapping[str, list[str]], window: int = WINDOW) -> pd.Series:
    """MATTR of each account's words; NaN for accounts with fewer than `window` words."""
    return pd.Series(
        {a: stats.mattr(t, window) if len(t) >= window else np.nan for a, t in tokens.items()},
        dtype="float64",
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each word, character or device (`columns`) occurs in each paragraph (`index`:
    account, paragraph): a sparse array of paragraphs × columns.
    """

    index: pd.MultiIndex
    columns: list[str]
    cells: csr_array

    @property
    def totals(self) -> tuple[list[str], csr_array]:
        """The accounts that have any, and their counts: accounts × columns."""
        from scipy.sparse import csr_array

        code, names = pd.factorize(self.index.get_level_values("account"))
        ones, rows = np.ones(len(code), int), np.arange(len(code))
        sums = csr_array((ones, (code, rows)), shape=(len(names), len(code))) @ self.cells
        present = sums.sum(axis=1) > 0
        return [name for name, some in zip(names, present) if some], csr_array(sums[present])


def _counts(sentences: pd.DataFrame, by: str, cut: Cut | None) -> _Counts:
    from scipy.sparse import csr_array

    if by not in KINDS:
        raise ValueError(f"distances are by {', '.join(KINDS)}, not {by!r}")
    keys = list(sentences[["account", "paragraph"]].itertuples(index=False, name=None))
    table: dict[tuple, Counter] = {key: Counter() for key in keys}
    if by == "devices":
        for account, paragraph, device in mark(sentences)[
            ["account", "paragraph", "device"]
        ].itertuples(index=False, name=None):
            table[account, paragraph][device] += 1
    else:
        tokens = cut or (words.characters if by == "characters" else words.cut)
        for key, text in zip(keys, sentences["text"]):
            table[key].update(fold(token) for token in tokens(text) if words.is_word(token))
    columns = sorted({token for counts in table.values() for token in counts})
    place = {token: i for i, token in enumerate(columns)}
    sizes = np.cumsum([0, *map(len, table.values())])
    at = [place[token] for counts in table.values() for token in counts]
    n = np.array([times for counts in table.values() for times in counts.values()], int)
    index = pd.MultiIndex.from_tuples(table or [], names=["account", "paragraph"])
    cells = csr_array((n, np.array(at, int), sizes), shape=(len(table), len(columns)))
    return _Counts(index, columns, cells)


@with_lists
def counted(sentences: pd.DataFrame, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How often each word, character or device occurs in each paragraph: one row per account and
    paragraph, one column for each.

    Words are in simplified script and lower case, without punctuation and spaces; `cut`: another
    segmenter than `words.cut`. The table has a cell for every word of the corpus in every
    paragraph. Raises ValueError for an unknown `by`.
    """
    counts = _counts(sentences, by, cut)
    index = counts.index if len(counts.index) else None
    return pd.DataFrame(counts.cells.toarray(), index=index, columns=counts.columns)


def distances(corpus, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """Jensen–Shannon divergence (base 2, 0 to 1) between the words, characters or devices of each
    pair of accounts: a square table.

    `corpus`: a Corpus, its sentences, or a table of `counted`. An account without any (for example
    no device) is left out. The words of a short text are a small sample, so divergences of short
    accounts are larger: compare divergences with each other, not with 0. Time and memory grow with
    the square of the accounts: raises ValueError for more than 2,000, of which nobody reads four
    million numbers.
    """
    names, totals = _few(_of(corpus, by, cut))
    return pd.DataFrame(_square(totals), index=names, columns=names)


def _square(totals: csr_array) -> np.ndarray:
    """The divergences of all pairs of rows, a row at a time."""
    shares = totals.multiply(1 / totals.sum(axis=1)[:, None]).tocsr()
    by_word = shares.tocsc()
    square = np.zeros((shares.shape[0],) * 2)
    for i in range(len(square)):
        own = slice(shares.indptr[i], shares.indptr[i + 1])
        used, p = shares.indices[own], shares.data[own]
        n = np.diff(by_word.indptr)[used]  # accounts with each word
        every = np.repeat(by_word.indptr[used] - (np.cumsum(n) - n), n) + np.arange(n.sum())
        common = _common(np.repeat(p, n), by_word.data[every])
        square[i] = 1 + np.bincount(by_word.indices[every], common, len(square))
    np.fill_diagonal(square, 0)
    return _rounded((square + square.T) / 2)


def _rounded(divergences: np.ndarray) -> np.ndarray:
    """Without the noise of the last digits, so that equal divergences are equal."""
    return np.clip(divergences.round(12), 0, 1)


def _common(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What words with these shares in two accounts take from their divergence, which is 1 if they
    have no word in common: 0 or less, 0 for a word that only one of them has.
    """
    from scipy.special import xlogy

    bits = (xlogy(p, p) + xlogy(q, q)) / 2 - xlogy((p + q) / 2, (p + q) / 2)
    return bits / np.log(2) - (p + q) / 2


def moved(corpus, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How much a distance changes if any one paragraph is left out: account_a account_b distance
    low high account paragraph.

    `low` and `high`: the smallest and largest distance without one paragraph of either account.
    `account` and `paragraph`: the paragraph that changes it most. A paragraph that is all of an
    account is not left out. Time grows with the square of the accounts; raises ValueError for more
    than 2,000.
    """
    counts = _of(corpus, by, cut)
    names, totals = _few(counts)
    square, whole = _square(totals), totals.toarray()
    of = counts.index.get_level_values("account")
    parts = {a: counts.cells[np.flatnonzero(of == a)] for a in names}
    paragraphs = {a: counts.index[of == a].get_level_values("paragraph") for a in names}
    rows = []
    for i, j in combinations(range(len(names)), 2):
        distance, tried = float(square[i, j]), []
        for own, other in ((i, j), (j, i)):
            name = names[own]
            without = _without_one(whole[own], parts[name], whole[other])
            tried += [
                (float(d), name, p) for d, p in zip(without, paragraphs[name]) if not np.isnan(d)
            ]
        far = max(
            tried, key=lambda t: (abs(t[0] - distance), t[1], -t[2]), default=(distance, "", -1)
        )
        every = [distance, *(t[0] for t in tried)]
        rows.append((names[i], names[j], distance, min(every), max(every), *far[1:]))
    return rows_of("moved", rows)


def _without_one(own: np.ndarray, parts: csr_array, other: np.ndarray) -> np.ndarray:
    """The divergence of two accounts without each paragraph of the first (`parts`); NaN for one
    that has no word or all of them.

    Words with the same counts in both accounts add the same, so they are added up together, once
    for each length of a paragraph; then the words of the paragraph are set right.
    """
    size = np.asarray(parts.sum(axis=1)).ravel()
    left = own.sum() - size
    kept = np.flatnonzero((size > 0) & (left > 0))
    lefts, which = np.unique(left[kept], return_inverse=True)
    both = (own > 0) & (other > 0)
    alike, times = np.unique(np.stack([own[both], other[both]]), axis=1, return_counts=True)
    share = other / other.sum()
    sums = _common(alike[0] / lefts[:, None], alike[1] / other.sum()) @ times
    chosen = parts[kept].tocoo()
    row, word = chosen.coords
    n, q = left[kept][row], share[word]
    change = _common((own[word] - chosen.data) / n, q) - _common(own[word] / n, q)
    without = np.full(len(left), np.nan)
    without[kept] = _rounded(1 + sums[which] + np.bincount(row, change, len(kept)))
    return without


def pairs(
    sentences: pd.DataFrame, own: pd.DataFrame | None = None, kinds: Iterable[str] = KINDS
) -> pd.DataFrame:
    """`moved` by words, characters and devices in one table, the nearest pairs of each kind first,
    with the columns distance_without_shared and kind.

    `own`: the sentences without shared wording; without them, and for accounts of which nothing
    remains there, distance_without_shared is empty.
    """
    tables = []
    for kind in kinds:
        table = moved(sentences, kind)
        square = distances(own, kind) if own is not None and len(own) else pd.DataFrame()
        known = set(square.index)
        again = [
            float(square.at[a, b]) if {a, b} <= known else np.nan
            for a, b in zip(table["account_a"], table["account_b"])
        ]
        table = table.assign(distance_without_shared=np.array(again, float), kind=kind)
        tables.append(table.sort_values(["distance", "account_a", "account_b"]))
    return pd.concat(tables, ignore_index=True)


def correspondence(table: pd.DataFrame, least: int = 2) -> pd.DataFrame:
    """A map of accounts and of the items that they use (accounts × counts), by correspondence
    analysis: side name x y n share_x share_y.

    `side`: account or item. `share_x`, `share_y`: the share of the inertia on each axis. Items that
    occur fewer than `least` times are left out. Accounts and items are in principal coordinates:
    distances within a side can be read, between the sides only directions. Signs are fixed so that
    the first account not at 0 on an axis is positive. Source: Greenacre 2017, Correspondence
    Analysis in Practice. Raises ValueError for fewer than three accounts or items with counts, and
    if all accounts have the same shares.
    """
    counts = table.loc[table.sum(axis=1) > 0, table.sum() >= least]
    counts = counts.loc[counts.sum(axis=1) > 0]
    if min(counts.shape) < 3:
        raise ValueError(
            "a map needs three accounts and three items that they use; there are "
            f"{counts.shape[0]} and {counts.shape[1]}"
        )
    shares = counts.div(counts.sum(axis=1), axis=0)
    if np.allclose(shares, shares.iloc[0]):
        raise ValueError("all accounts use the items in the same shares: there is nothing to map")
    rows_at, columns_at, inertia = _principal(counts.to_numpy(float))
    sides = (
        ("account", counts.index, counts.sum(axis=1), rows_at),
        ("item", counts.columns, counts.sum(), columns_at),
    )
    rows = [
        (side, str(name), *at, int(n))
        for side, names, sums, points in sides
        for name, n, at in zip(names, sums, points)
    ]
    frame = pd.DataFrame(rows, columns=["side", "name", "x", "y", "n"])
    for axis in "xy":
        off = frame.loc[(frame["side"] == "account") & (frame[axis].abs() > 1e-9), axis]
        frame[axis] *= np.sign(off.iloc[0]) if len(off) else 1
    return frame.assign(share_x=inertia[0], share_y=inertia[1]).round({"x": 9, "y": 9})


def _principal(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Principal coordinates of rows and of columns on the first two axes, and the share of the
    inertia on each axis.
    """
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(rows, columns)
    left, values, right = np.linalg.svd(
        (shares - expected) / np.sqrt(expected), full_matrices=False
    )
    at = [
        (vectors * values / np.sqrt(mass)[:, None])[:, :2]
        for vectors, mass in ((left, rows), (right.T, columns))
    ]
    return *at, (values**2 / (values**2).sum())[:2].tolist()


def _of(corpus, by: str, cut: Cut | None) -> _Counts:
    """The counts of a corpus, of sentences, or of a table of `counted`."""
    from scipy.sparse import csr_array

    if isinstance(corpus, pd.DataFrame) and isinstance(corpus.index, pd.MultiIndex):
        return _Counts(corpus.index, list(corpus.columns), csr_array(corpus.to_numpy()))
    return _counts(corpus if isinstance(corpus, pd.DataFrame) else corpus.sentences, by, cut)


def _few(counts: _Counts) -> tuple[list[str], csr_array]:
    """The accounts and their counts; raises ValueError if their pairs are too many."""
    names, totals = counts.totals
    if len(names) > MOST:
        raise ValueError(
            f"{len(names):,} accounts have {len(names) * (len(names) - 1) // 2:,} distances: give "
            f"at most {MOST:,} (corpus.sample({MOST})), or groups of them (study.groups.sentences)"
        )
    return names, totals
