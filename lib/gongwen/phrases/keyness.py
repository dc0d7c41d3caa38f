"""Keyness: which words an account uses more often than a reference does, one row per word.

The choice of the reference decides the answer. The other accounts show what is special to this one;
general Chinese shows the topic (疫情, 防控); a folder of other official prose removes what all
official prose says. The table is ordered by effect size (log ratio), not by significance: the words
of a text are not independent draws, so G² grows with length and repetition alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from ..common import stats
from ..common.characters import fold
from ..common.columns import columns, groups, typed
from ..common.lists import with_lists
from ..language.words import count as count_words
from ..language.words import cut as cut_words
from .references import GENERAL, SIZE
from .references import reference as read_reference

KEYNESS = columns("keyness")
OTHERS = "others"
_COUNTED, _GENERAL = -1, -2  # groups of references without sentences
_CELLS = 500_000  # counts of words in parts in memory at once
SAMPLE = 20  # an interval is given only for at least this many accounts,
LEAST = 5  # of which each side has at least this many


@with_lists
def keyness(
    sentences: pd.DataFrame,
    reference: pd.DataFrame | str | Path = OTHERS,
    by: str | None = "account",
    cut: Callable[[str], list[str]] = cut_words,
    min_n: int = 3,
    n: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Words of each account compared with a reference: account word n n_reference per_10k
    per_10k_reference g2 log_ratio z dp accounts low high q.

    `reference`: "others" (the rest of the corpus); "general" (general Chinese: the frequencies of
    wordfreq as counts in 100 million words; then segment with jieba's own words, since wordfreq
    knows no others); "peoples_daily_1998"; the path of a CSV of counted words (word n) or of a
    folder of pages; or sentences (`phrases.reference`). Words are
    compared in simplified script and lower case; rates are per 10,000 words. `by`: the column whose
    values are compared; None for the corpus as a whole. Lists the words that occur at least `min_n`
    times, sorted by log ratio, then G², then the word.

    `g2`: Dunning's G², signed. `log_ratio`: binary logarithm, with 0.5 for a count of zero. `z`:
    log-odds with the words of both sides as the prior (their counts, scaled so that they add up to
    the number of types). `dp`: Gries's dispersion over the accounts of the compared side, or over
    its paragraphs if it is a single account. `accounts`: in how many of them the word occurs. `low`
    and `high` (95 % interval of the log ratio) and `q` (Benjamini–Hochberg over all words of all
    rows) come from resampling accounts on both sides, after Lijffijt et al. 2016; they are empty if
    there are fewer than 20 accounts in all or fewer than 5 on a side. Raises ValueError for an
    unknown reference or column, and if there is nothing to compare with.
    """
    others = isinstance(reference, str) and reference == OTHERS
    values, codes = ([None], np.zeros(len(sentences), int)) if by is None else groups(sentences, by)
    if others and len(values) < 2:
        raise ValueError(
            "there are no others to compare with: give reference='general' or sentences of "
            "other pages"
        )
    cells = _cells(sentences, codes, cut)
    outside = None  # the reference; None: the other accounts
    if not others:
        outside = _outside(reference, cut)
    named = ["all" if by is None else str(value) for value in values]
    frames = [pd.DataFrame(columns=list(KEYNESS)), *_sides(cells, outside, named, min_n, n, seed)]
    table = pd.concat(frames[1:] or frames, ignore_index=True)
    table["q"] = stats.benjamini_hochberg(table["q"].astype("float64"))
    return typed(table[list(KEYNESS)], "keyness")


def _sides(
    cells: pd.DataFrame,
    outside: pd.DataFrame | None,
    names: list[str],
    min_n: int,
    draws: int,
    seed: int,
) -> Iterator[pd.DataFrame]:
    """The rows of each group of `cells`, compared with `outside`, or with the other groups. What
    the others count is all without its own, so that this grows with the words and not with the
    pairs of groups.
    """
    parts = [cells] if outside is None else [cells, outside]
    number, words = pd.factorize(pd.concat([part["word"] for part in parts]), sort=True)
    parts = [part.assign(word=n) for part, n in zip(parts, np.split(number, [len(cells)]))]
    cells, other = parts[0], parts[-1]
    every = _counts(other, len(words))
    for code, name in enumerate(names):
        own = cells[cells["group"] == code]
        a, b = _counts(own, len(words)), every
        if outside is None:
            b = every - a
            many = own["account"].nunique() >= LEAST
            other = cells[cells["group"] != code] if many else None
        if len(own) and b.any():
            yield _side(name, own, other, a, b, words, min_n, draws, seed)


def _cells(
    sentences: pd.DataFrame, codes: np.ndarray, cut: Callable[[str], list[str]]
) -> pd.DataFrame:
    """Word counts per paragraph, in simplified script and lower case: account paragraph group word
    n.
    """
    places = list(zip(sentences["account"], sentences["paragraph"], codes.tolist()))
    number = {place: i for i, place in enumerate(dict.fromkeys(places))}
    counted = count_words(
        pd.DataFrame({"place": [number[p] for p in places], "text": sentences["text"].tolist()}),
        cut,
        "place",
    )
    where = (
        pd.DataFrame(list(number), columns=["account", "paragraph", "group"])
        .iloc[counted["place"].astype(int)]
        .reset_index(drop=True)
    )
    return where.assign(
        paragraph=where["paragraph"].astype(str), word=counted["word"].map(fold), n=counted["n"]
    )


def _outside(source: pd.DataFrame | str | Path, cut: Callable[[str], list[str]]) -> pd.DataFrame:
    """The cells of a reference; counted words are those of one account."""
    table = read_reference(source)
    if "text" in table:
        cells = _cells(table, np.zeros(len(table), int), cut)
        if cells.empty:
            raise ValueError("the reference has no words: give sentences with text")
        return cells
    group = _GENERAL if isinstance(source, str) and source == GENERAL else _COUNTED
    counted = table.assign(word=table["word"].map(fold)).groupby("word", as_index=False)["n"].sum()
    return counted.assign(account="", paragraph="0", group=group)


def _counts(cells: pd.DataFrame, types: int) -> np.ndarray:
    """How often each word (a number below `types`) occurs in `cells`."""
    return np.bincount(cells["word"], cells["n"], types).astype(np.int64)


def _side(
    name: str,
    own: pd.DataFrame,
    other: pd.DataFrame | None,
    a: np.ndarray,
    b: np.ndarray,
    words: pd.Index,
    min_n: int,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """The rows of one compared side. `own`, `other`: its cells and those of the reference, with the
    numbers of words; `a`, `b`: how often each of `words` occurs on either side. Without `other`
    there are too few accounts to draw from.
    """
    kind = 0 if other is None else int(other["group"].iloc[0])
    n_a, n_b = int(a.sum()), SIZE if kind == _GENERAL else int(b.sum())
    listed = np.flatnonzero(a >= min_n)
    x, y = a[listed], b[listed]
    part = "account" if own["account"].nunique() > 1 else "paragraph"
    accounts = _counts(own.drop_duplicates(["account", "word"]).assign(n=1), len(words))
    frame = pd.DataFrame(
        {
            "account": name,
            "word": words[listed],
            "n": x,
            "n_reference": y,
            "per_10k": 10_000 * x / n_a,
            "per_10k_reference": 10_000 * y / n_b if n_b else np.nan,
            "g2": stats.log_likelihood(x, y, n_a, n_b),
            "log_ratio": stats.log_ratio(x, y, n_a, n_b),
            "z": _z(a, b)[listed],
            "dp": _dispersion(own, part, listed),
            "accounts": accounts[listed],
        }
    )
    low, high, p = np.nan, np.nan, np.nan
    if other is not None:
        low, high, p = _drawn(own, other, listed, n_b if kind < 0 else 0, draws, seed)
    frame = frame.assign(low=low, high=high, q=p).astype({"account": "str", "word": "str"})
    return frame.sort_values(
        ["log_ratio", "g2", "word"], ascending=[False, False, True], ignore_index=True
    )


def _dispersion(own: pd.DataFrame, part: str, words: np.ndarray) -> np.ndarray:
    """Gries's DP of each word over the accounts or paragraphs; a group of accounts may have ten
    thousand paragraphs, so the counts of a few words at a time are in memory.
    """
    from scipy.sparse import csr_array

    code, parts = pd.factorize(own[part], sort=True)
    sizes = np.bincount(code, own["n"], len(parts))
    listed = own["word"].isin(words).to_numpy()
    cells = np.searchsorted(words, own["word"][listed]), code[listed]
    counts = csr_array((own["n"][listed], cells), shape=(len(words), len(parts)))
    step = max(1, _CELLS // max(1, len(parts)))
    return np.concatenate(
        [np.zeros(0)]
        + [stats.dp(counts[i : i + step].toarray(), sizes) for i in range(0, len(words), step)]
    )


def _z(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Log-odds z of each word, from its counts on both sides; NaN where `a` has none. The prior is
    the distribution of words on both sides together, with one pseudo-count per type on average.

    Words that occur only in `b` are merged into one entry, since they enter the odds of a word only
    through their sum.
    """
    here = a > 0
    x, y = a[here].astype(float), b[here].astype(float)
    only = b[~here & (b > 0)]
    rest = float(only.sum())
    weight = np.append(np.maximum(x + y, 0.5), np.maximum(only, 0.5).sum())
    types = np.count_nonzero(b) + np.count_nonzero(here & (b == 0))
    inside = np.append(np.ones(len(x), bool), rest > 0)
    z = np.full(len(a), np.nan)
    z[here] = stats.log_odds(
        np.append(x, 0)[inside], np.append(y, rest)[inside], (weight / weight.sum() * types)[inside]
    )[: len(x)]
    return z


def _drawn(
    own: pd.DataFrame, other: pd.DataFrame, words: np.ndarray, counted: int, draws: int, seed: int
):
    """95 % interval of the log ratio and bootstrap p (Lijffijt et al. 2016) from resampling
    accounts; NaN if there are too few. `counted`: the size of a reference that is mere counts.
    """
    sides = [own] if counted else [own, other]
    accounts = [side["account"].nunique() for side in sides]
    if sum(accounts) < SAMPLE or min(accounts) < LEAST or not len(words):
        return np.nan, np.nan, np.nan
    rng = np.random.default_rng(seed)
    shares = [_shares(side, words, draws, rng) for side in sides]
    if counted:
        counts = other.set_index("word")["n"].reindex(words, fill_value=0).to_numpy()
        shares.append(np.tile(np.maximum(counts, 0.5) / counted, (draws, 1)))
    ratio = np.log2(shares[0]) - np.log2(shares[1])
    low, high = np.quantile(ratio, [0.025, 0.975], axis=0)
    if counted:  # the ratio of a word that wordfreq does not list is unknown
        low, high = (np.where(counts > 0, bound, np.nan) for bound in (low, high))
    below = ((ratio < 0).mean(axis=0) + (ratio <= 0).mean(axis=0)) / 2
    return low, high, (1 + 2 * draws * np.minimum(below, 1 - below)) / (1 + draws)


def _shares(
    side: pd.DataFrame, words: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """The share of each word in accounts drawn with replacement: an array of draws × words; a count
    of 0 is taken as 0.5.
    """
    sizes = side.groupby("account")["n"].sum()
    table = side[side["word"].isin(words)].pivot_table(
        index="account", columns="word", values="n", aggfunc="sum", fill_value=0
    )
    table = table.reindex(index=sizes.index, columns=words, fill_value=0)
    times = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=draws)
    return np.maximum(times @ table.to_numpy(), 0.5) / (times @ sizes.to_numpy())[:, None]
