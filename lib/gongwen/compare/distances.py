"""How far apart the wordings of accounts are: Jensen–Shannon divergences, how much one paragraph
changes them, and a map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ..common import stats
from ..common.characters import fold
from ..common.columns import rows_of
from ..common.lists import with_lists
from ..language import words
from ..rhetoric.mark import mark

Cut = Callable[[str], list[str]]
KINDS = ("words", "characters", "devices")
WINDOW = 100  # words in a window of MATTR


def lexical_diversity(tokens: Mapping[str, list[str]], window: int = WINDOW) -> pd.Series:
    """MATTR of each account's words; NaN for accounts with fewer than `window` words."""
    return pd.Series(
        {a: stats.mattr(t, window) if len(t) >= window else np.nan for a, t in tokens.items()},
        dtype="float64",
    )


@with_lists
def counted(sentences: pd.DataFrame, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How often each word, character or device occurs in each paragraph: one row per account and
    paragraph, one column for each.

    Words are in simplified script and lower case, without punctuation and spaces; `cut`: another
    segmenter than `words.cut`. Raises ValueError for an unknown `by`.
    """
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
    grid = np.zeros((len(table), len(columns)), int)
    for row, counts in enumerate(table.values()):
        for token, n in counts.items():
            grid[row, place[token]] = n
    index = pd.MultiIndex.from_tuples(table, names=["account", "paragraph"]) if table else None
    return pd.DataFrame(grid, index=index, columns=columns)


def distances(corpus, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """Jensen–Shannon divergence (base 2, 0 to 1) between the words, characters or devices of each
    pair of accounts: a square table.

    `corpus`: a Corpus, its sentences, or a table of `counted`. An account without any (for example
    no device) is left out. The words of a short text are a small sample, so divergences of short
    accounts are larger: compare divergences with each other, not with 0.
    """
    totals = _totals(_counts(corpus, by, cut))
    names, grid = list(totals.index), totals.to_numpy()
    square = np.zeros((len(names), len(names)))
    for i, j in combinations(range(len(names)), 2):
        square[i, j] = square[j, i] = stats.jsd(grid[i], grid[j])
    return pd.DataFrame(square, index=names, columns=names)


def moved(corpus, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How much a distance changes if any one paragraph is left out: account_a account_b distance
    low high account paragraph.

    `low` and `high`: the smallest and largest distance without one paragraph of either account.
    `account` and `paragraph`: the paragraph that changes it most. A paragraph that is all of an
    account is not left out.
    """
    from scipy.spatial.distance import jensenshannon

    table = _counts(corpus, by, cut)
    totals = _totals(table)
    parts = {
        account: part.droplevel("account")
        for account, part in table.groupby(level="account", sort=False)
    }
    rows = []
    for a, b in combinations(totals.index, 2):
        whole = stats.jsd(totals.loc[a], totals.loc[b])
        tried = []
        for own, other in ((a, b), (b, a)):
            left = totals.loc[own].to_numpy() - parts[own].to_numpy()
            moves = parts[own].any(axis=1).to_numpy() & left.any(axis=1) & (len(left) > 1)
            without = jensenshannon(left[moves], totals.loc[[other]].to_numpy(), base=2, axis=1)
            paragraphs = parts[own].index[moves]
            tried += [(float(d) ** 2, own, p) for d, p in zip(without, paragraphs)]
        far = max(tried, key=lambda t: (abs(t[0] - whole), t[1], -t[2]), default=(whole, "", -1))
        low, high = min([whole, *(t[0] for t in tried)]), max([whole, *(t[0] for t in tried)])
        rows.append((a, b, whole, low, high, far[1], far[2]))
    return rows_of("moved", rows)


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


def _counts(corpus, by: str, cut) -> pd.DataFrame:
    if isinstance(corpus, pd.DataFrame) and isinstance(corpus.index, pd.MultiIndex):
        return corpus
    return counted(corpus if isinstance(corpus, pd.DataFrame) else corpus.sentences, by, cut)


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    totals = table.groupby(level="account", sort=False).sum()
    return totals[totals.sum(axis=1) > 0]
