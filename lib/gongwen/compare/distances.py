"""How far apart the wordings of accounts are: Jensen–Shannon divergences, what one paragraph does
to them, a map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
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
WINDOW = 100  # words of the windows of MATTR


def lexical_diversity(tokens: Mapping[str, list[str]], window: int = WINDOW) -> pd.Series:
    """MATTR of each account's words; missing for an account of fewer than `window`."""
    return pd.Series(
        {a: stats.mattr(t, window) if len(t) >= window else np.nan for a, t in tokens.items()},
        dtype="float64",
    )


@with_lists
def counted(sentences: pd.DataFrame, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How often each word, character or device stands in each paragraph: a row for each account and
    paragraph, a column for each.

    Words in simplified script and lower case, without marks and spaces; `cut`: another segmenter
    than `words.cut`. Raises ValueError for another `by`.
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
    """Jensen–Shannon divergence (base 2, 0 to 1) of each two accounts' words, characters or
    devices: a square table.

    `corpus`: a Corpus, its sentences, or a table of `counted`. An account in which nothing is
    counted (no device at all) is left out. Words of a short text are a small sample of themselves,
    so that divergences of short accounts are larger; they are compared with each other, not with 0.
    """
    totals = _totals(_counts(corpus, by, cut))
    names, grid = list(totals.index), totals.to_numpy()
    square = np.zeros((len(names), len(names)))
    for i, j in combinations(range(len(names)), 2):
        square[i, j] = square[j, i] = stats.jsd(grid[i], grid[j])
    return pd.DataFrame(square, index=names, columns=names)


def moved(corpus, by: str = "words", cut: Cut | None = None) -> pd.DataFrame:
    """How far a distance moves when any one paragraph is left out: account_a account_b distance low
    high account paragraph.

    `low` and `high`: the smallest and the largest distance without one paragraph of either account;
    `account` and `paragraph`: the one that moves it most. An account of one paragraph cannot lose
    it.
    """
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
            for paragraph, counts in parts[own].iterrows() if len(parts[own]) > 1 else ():
                left = totals.loc[own].to_numpy() - counts.to_numpy()
                if counts.any() and left.any():
                    tried.append((stats.jsd(left, totals.loc[other]), own, paragraph))
        far = max(tried, key=lambda t: (abs(t[0] - whole), t[1], -t[2]), default=(whole, "", -1))
        low, high = min([whole, *(t[0] for t in tried)]), max([whole, *(t[0] for t in tried)])
        rows.append((a, b, whole, low, high, far[1], far[2]))
    return rows_of("moved", rows)


def correspondence(table: pd.DataFrame, least: int = 2) -> pd.DataFrame:
    """A map of accounts and of what they use (accounts × counts), by correspondence analysis: side
    name x y n share_x share_y.

    `side`: account or item; `share_x`, `share_y`: what of the inertia the two axes hold; items that
    stand fewer than `least` times are left out. Points of accounts and of items are in principal
    coordinates, so that distances within a side can be read, between the sides only directions.
    Signs are fixed: the first account that is off an axis is on its positive side. Source:
    Greenacre 2017, Correspondence Analysis in Practice. Raises ValueError for fewer than three
    accounts or items with counts, and where all have the same shares.
    """
    kept = table.loc[table.sum(axis=1) > 0, table.sum() >= least]
    kept = kept.loc[kept.sum(axis=1) > 0]
    if min(kept.shape) < 3:
        raise ValueError(
            "a map needs three accounts and three items that they use; there are "
            f"{kept.shape[0]} and {kept.shape[1]}"
        )
    shares = kept.div(kept.sum(axis=1), axis=0)
    if np.allclose(shares, shares.iloc[0]):
        raise ValueError("all accounts use the items in the same shares: there is nothing to map")
    rows_at, columns_at, inertia = _principal(kept.to_numpy(float))
    sides = (
        ("account", kept.index, kept.sum(axis=1), rows_at),
        ("item", kept.columns, kept.sum(), columns_at),
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
    inertia that each axis holds.
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
