"""Keyness, dispersion, divergence, diversity, intervals, agreement: numbers in, numbers out.

Each function names its convention. An undefined value is NaN, and the docstring says when;
impossible input (negative counts, a share above one) raises ValueError. Words of a text are not
drawn independently, so no function here turns a G² into a p-value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike


def log_likelihood(a: ArrayLike, b: ArrayLike, n_a: ArrayLike, n_b: ArrayLike):
    """Dunning's G² of the whole 2×2 table, without continuity correction; negative if the word is
    rarer in the first corpus.

    `a` and `b`: occurrences in corpora of `n_a` and `n_b` words; scalars or arrays. A zero cell
    adds nothing; an empty corpus gives NaN. Source: Dunning 1993, Computational Linguistics 19(1),
    61–74.

    >>> float(log_likelihood(10, 3, 10, 31767).round(2))
    167.23
    """
    from scipy.special import xlogy

    a, b, n_a, n_b = _table(a, b, n_a, n_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (a + b) / (n_a + n_b)
        observed = (
            xlogy(a, a / n_a)
            + xlogy(n_a - a, 1 - a / n_a)
            + xlogy(b, b / n_b)
            + xlogy(n_b - b, 1 - b / n_b)
        )
        expected = xlogy(a + b, share) + xlogy(n_a + n_b - a - b, 1 - share)
        g2 = np.maximum(2 * (observed - expected), 0) * np.where(a / n_a >= b / n_b, 1.0, -1.0)
    return np.where((n_a > 0) & (n_b > 0), g2, np.nan)[()]


def log_ratio(a: ArrayLike, b: ArrayLike, n_a: ArrayLike, n_b: ArrayLike):
    """Binary logarithm of the ratio of relative frequencies: 1 is twice as often, -1 half as often.

    A count of zero is taken as 0.5, on either side; an empty corpus gives NaN. Source: Hardie 2014,
    Log Ratio: an informal introduction (CASS, Lancaster).

    >>> float(log_ratio(6, 3, 1000, 1000))
    1.0
    """
    a, b, n_a, n_b = _table(a, b, n_a, n_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log2(np.where(a == 0, 0.5, a) / n_a) - np.log2(np.where(b == 0, 0.5, b) / n_b)
    return np.where((n_a > 0) & (n_b > 0), ratio, np.nan)[()]


def _table(a: ArrayLike, b: ArrayLike, n_a: ArrayLike, n_b: ArrayLike) -> tuple[np.ndarray, ...]:
    a, b, n_a, n_b = (np.asarray(x, dtype=float) for x in (a, b, n_a, n_b))
    if (a < 0).any() or (b < 0).any() or (a > n_a).any() or (b > n_b).any():
        raise ValueError("counts are 0 or more and no more than their corpus has words")
    return a, b, n_a, n_b


def log_odds(counts_a: ArrayLike, counts_b: ArrayLike, prior: ArrayLike) -> np.ndarray:
    """Log-odds ratio with a Dirichlet prior, in standard deviations (z), one for each word.

    `counts_a`, `counts_b`: occurrences of the same words on both sides; `prior`: pseudo-counts for
    each word, or one number for all, above zero. Natural logarithms; the variance is the two-term
    one, 1/(y_a + prior) + 1/(y_b + prior). A single word has no odds: NaN. Source: Monroe, Colaresi
    & Quinn 2008, Political Analysis 16(4), 372–403, equations 15 to 22.
    """
    y_a, y_b = np.asarray(counts_a, dtype=float), np.asarray(counts_b, dtype=float)
    alpha = np.broadcast_to(np.asarray(prior, dtype=float), y_a.shape)
    if y_a.shape != y_b.shape or y_a.ndim != 1:
        raise ValueError(f"one count for each word on both sides: {y_a.shape} and {y_b.shape}")
    if (y_a < 0).any() or (y_b < 0).any() or not (alpha > 0).all():
        raise ValueError("counts are 0 or more, and the prior is above 0 for every word")
    a, b = y_a + alpha, y_b + alpha
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
    return np.where(np.isfinite(delta), delta / np.sqrt(1 / a + 1 / b), np.nan)


def dp(counts: ArrayLike, sizes: ArrayLike):
    """Gries's deviation of proportions: 0 for a word spread in proportion to the sizes of the
    parts, near 1 for a word in one small part.

    `counts`: occurrences in each part (last axis); `sizes`: words of each part. A word that does
    not occur gives NaN, a corpus of one part 0. Source: Gries 2008, International Journal of Corpus
    Linguistics 13(4), 403–437.

    >>> round(float(dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11])), 2)
    0.18
    """
    v, s = _parts(counts, sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = v / v.sum(axis=-1, keepdims=True)
    return (0.5 * np.abs(shares - s / s.sum()).sum(axis=-1))[()]


def dp_norm(counts: ArrayLike, sizes: ArrayLike):
    """DP divided by its largest possible value, 1 - the smallest part's share; NaN for a corpus of
    one part and for a word that does not occur.

    Source: Lijffijt & Gries 2012, International Journal of Corpus Linguistics 17(1), 147–149.
    """
    share = _parts(counts, sizes)[1]
    room = 1 - share.min() / share.sum()
    return (dp(counts, sizes) / room if room > 0 else dp(counts, sizes) * np.nan)[()]


def juilland_d(counts: ArrayLike, sizes: ArrayLike):
    """Juilland's D of the relative frequencies in n parts of unequal size: 1 is even; with the
    population standard deviation.

    NaN for a corpus of one part and for a word that does not occur; an empty part raises
    ValueError. It can be below 0 if parts differ in size. Source: Gries 2008, section 2.1, after
    Juilland, Brodin & Davidovitch 1970.
    """
    v, s = _parts(counts, sizes)
    if (s == 0).any():
        raise ValueError("a part without words has no relative frequency: leave it out")
    p = v / s
    with np.errstate(divide="ignore", invalid="ignore"):
        return (1 - p.std(axis=-1) / p.mean(axis=-1) / np.sqrt(len(s) - 1))[()]


def _parts(counts: ArrayLike, sizes: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    v, s = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float)
    if s.ndim != 1 or not len(s) or v.shape[-1:] != s.shape:
        raise ValueError(f"one count and one size for each part: {v.shape} and {s.shape}")
    if (v < 0).any() or (s < 0).any() or s.sum() <= 0 or ((v > 0) & (s == 0)).any():
        raise ValueError(
            "counts and sizes (words, or shares) are 0 or more, and a part with "
            "occurrences has a size above 0"
        )
    return v, s


def jsd(p: ArrayLike, q: ArrayLike) -> float:
    """Jensen–Shannon divergence, base 2, 0 to 1 (the divergence, not its root, which is the
    distance).

    `p` and `q`: weights of the same events, normalised here. All-zero weights give NaN. Source: Lin
    1991, IEEE Transactions on Information Theory 37(1), 145–151.

    >>> jsd([1, 0], [0, 1])
    1.0
    """
    from scipy.spatial.distance import jensenshannon

    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if p.shape != q.shape or p.ndim != 1 or (p < 0).any() or (q < 0).any():
        raise ValueError("two lists of the same length, with weights of 0 or more")
    if p.sum() == 0 or q.sum() == 0:
        return float("nan")
    return float(jensenshannon(p, q, base=2) ** 2)


def mattr(tokens: Sequence, window: int) -> float:
    """Moving-average type–token ratio: the mean share of different tokens over all windows of
    `window` tokens.

    A text shorter than the window gives its plain type–token ratio, an empty one NaN. Source:
    Covington & McFall 2010, Journal of Quantitative Linguistics 17(2), 94–100.

    >>> mattr(list("aabb"), 2)
    0.6666666666666666
    """
    if window < 1:
        raise ValueError(f"a window has at least one token: {window}")
    if not len(tokens):
        return float("nan")
    size = min(window, len(tokens))
    inside = Counter(tokens[:size])
    types = [len(inside)]
    for old, new in zip(tokens, tokens[size:]):
        inside[new] += 1
        inside[old] -= 1
        if not inside[old]:
            del inside[old]
        types.append(len(inside))
    return sum(types) / len(types) / size


def yule_k(tokens: Sequence) -> float:
    """Yule's K, 10,000 (Σ m² V(m) − N) / N²: larger when words repeat more; an empty text gives
    NaN.

    V(m) is the number of words that occur m times, N the number of tokens. Source: Yule 1944, The
    Statistical Study of Literary Vocabulary.

    >>> yule_k(["the", "the", "cat"])
    2222.222222222222
    """
    n = len(tokens)
    return 10_000 * (sum(m * m for m in Counter(tokens).values()) - n) / n**2 if n else float("nan")


def bootstrap(
    values: ArrayLike,
    clusters: ArrayLike,
    statistic: Callable[[np.ndarray], float],
    n: int = 2000,
    seed: int = 0,
) -> tuple[float, float, float]:
    """The statistic with its 95 % percentile interval from resampling whole clusters: (estimate,
    low, high).

    `values`: one row for each observation; `clusters`: the cluster (account) of each. A draw takes
    as many clusters as there are, with replacement, and all their rows. One cluster gives NaN for
    low and high; without values all three are NaN. Source: Davison & Hinkley 1997, Bootstrap
    Methods and their Application, section 3.8.
    """
    estimate, drawn = bootstrap_draws(values, clusters, statistic, n, seed)
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (float("nan"),) * 2
    return estimate, float(low), float(high)


def bootstrap_draws(
    values: ArrayLike,
    clusters: ArrayLike,
    statistic: Callable[[np.ndarray], float],
    n: int = 2000,
    seed: int = 0,
) -> tuple[float, np.ndarray]:
    """The statistic, and its value in each draw of `bootstrap`; no draws for fewer than two
    clusters.
    """
    values, clusters = np.asarray(values), np.asarray(clusters)
    if len(values) != len(clusters) or n < 1:
        raise ValueError(
            "one cluster for each value, and at least one draw: "
            f"{len(values)}, {len(clusters)}, {n}"
        )
    if not len(values):
        return float("nan"), np.empty(0)
    if any(name != name for name in clusters.tolist()):
        raise ValueError("a value without a cluster: leave it out, or give it one")
    names = np.unique(clusters)
    if len(names) == 1:
        return float(statistic(values)), np.empty(0)
    rows = [np.flatnonzero(clusters == name) for name in names]
    draws = np.random.default_rng(seed).integers(0, len(rows), (n, len(rows)))
    if len(rows) == len(values):  # a row to each cluster
        taken = np.concatenate(rows)[draws]
    else:
        taken = (np.concatenate([rows[i] for i in draw]) for draw in draws)
    return float(statistic(values)), np.array([float(statistic(values[draw])) for draw in taken])


def percentiles(estimate: float, drawn: ArrayLike) -> tuple[float, float]:
    """95 % interval of an estimate from its draws, without the undefined ones: (low, high).

    NaN without an estimate, or with fewer than two defined draws.
    """
    known = np.asarray(drawn)[~np.isnan(drawn)]
    if np.isnan(estimate) or len(known) < 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def auc(scores: ArrayLike, positive: ArrayLike, groups: ArrayLike | None = None) -> float:
    """Area under the ROC curve: how often a positive case has a higher score than another case,
    ties counting half.

    With `groups` only cases of the same group are compared, each pair counting once. NaN if there
    is no such pair. Source: Hanley & McNeil 1982, Radiology 143(1), 29–36.

    >>> auc([0.1, 0.4, 0.4, 0.8], [False, False, True, True])
    0.875
    """
    import pandas as pd

    scores, positive = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    groups = np.zeros(len(scores), int) if groups is None else np.asarray(groups)
    if not scores.shape == positive.shape == groups.shape or np.isnan(scores).any():
        raise ValueError("one score (not NaN), one label and one group for each case")
    wins = pairs = 0.0
    for group in np.unique(groups):
        here = groups == group
        yes = positive[here]
        n, m = int(yes.sum()), int((~yes).sum())
        if n and m:
            wins += pd.Series(scores[here]).rank().to_numpy()[yes].sum() - n * (n + 1) / 2
            pairs += n * m
    return float(wins / pairs) if pairs else float("nan")


def holm(p: ArrayLike) -> np.ndarray:
    """p-values adjusted after Holm 1979 (family-wise error); NaN stays NaN and does not count, as
    in R's p.adjust.
    """
    p, known = _probabilities(p)
    m, order = int(known.sum()), np.argsort(p[known], kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.maximum.accumulate((m - np.arange(m)) * p[known][order]))
    return _filled(p, known, adjusted)


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """q-values after Benjamini & Hochberg 1995 (false discovery rate); NaN stays NaN and does not
    count, as in R's p.adjust.
    """
    p, known = _probabilities(p)
    if not known.any():
        return p.copy()
    from scipy.stats import false_discovery_control

    return _filled(p, known, false_discovery_control(p[known]))


def _probabilities(p: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    p = np.asarray(p, dtype=float)
    known = ~np.isnan(p)
    if p.ndim != 1 or ((p[known] < 0) | (p[known] > 1)).any():
        raise ValueError("a list of p-values between 0 and 1 (NaN for none)")
    return p, known


def _filled(p: np.ndarray, known: np.ndarray, values: np.ndarray) -> np.ndarray:
    result = np.full(len(p), np.nan)
    result[known] = values
    return result


def wilson(successes: int, n: int) -> tuple[float, float]:
    """95 % interval of a share after Wilson 1927, without continuity correction: (low, high); NaN
    for n = 0.

    >>> tuple(round(x, 4) for x in wilson(81, 263))
    (0.2553, 0.3662)
    """
    from scipy.stats import binomtest

    if not 0 <= successes <= n:
        raise ValueError(f"successes are between 0 and n: {successes} of {n}")
    if n == 0:
        return float("nan"), float("nan")
    interval = binomtest(int(successes), int(n)).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def krippendorff_alpha(table: ArrayLike, level: str) -> float:
    """Krippendorff's α, 1 for full agreement and 0 for agreement by chance.

    `table`: coders × units, NaN (or None) where a coder gave no value; nominal values may be words.
    `level`: nominal, ordinal, interval or ratio. Units with fewer than two values do not count. NaN
    if no unit has two values, or if all values are the same. Source: Krippendorff 2011, Computing
    Krippendorff's alpha-reliability.
    """
    if level not in _DIFFERENCES:
        raise ValueError(f"no level {level!r}; there are: {', '.join(_DIFFERENCES)}")
    cells = _numbers(table) if level == "nominal" else np.asarray(table, dtype=float)
    if cells.ndim != 2:
        raise ValueError(f"a table of coders × units, not {cells.ndim} dimension(s)")
    cells = cells[:, (~np.isnan(cells)).sum(axis=0) > 1]
    values = np.unique(cells[~np.isnan(cells)])
    if len(values) < 2:
        return float("nan")
    counts = sum((row[:, None] == values).astype(float) for row in cells)  # units × values
    weights, times = 1 / (counts.sum(axis=1) - 1), counts.sum(axis=0)
    observed = (counts.T * weights) @ counts - np.diag(weights @ counts)
    squared = _DIFFERENCES[level](values, times) ** 2
    return float(1 - (times.sum() - 1) * (observed * squared).sum() / (times @ squared @ times))


def _relative(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Differences of values as shares of their sums; 0 where the sum is 0."""
    sums = np.add.outer(values, values)
    apart = np.subtract.outer(values, values)
    return np.divide(apart, sums, out=np.zeros_like(sums), where=sums != 0)


# By the level of measurement, how far values are apart; `times`: how often each was given.
_DIFFERENCES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "nominal": lambda values, times: 1.0 - np.eye(len(values)),
    "ordinal": lambda values, times: np.subtract.outer(*[np.cumsum(times) - times / 2] * 2),
    "interval": lambda values, times: np.subtract.outer(values, values),
    "ratio": _relative,
}


def _numbers(table: ArrayLike) -> np.ndarray:
    """Numbers for the labels of a nominal table."""
    cells = np.asarray(table, dtype=object)
    known = np.array(
        [[cell is not None and cell == cell for cell in row] for row in cells], dtype=bool
    ).reshape(cells.shape)
    code = {label: i for i, label in enumerate(dict.fromkeys(cells[known]))}
    return np.array(
        [code[cell] if ok else np.nan for cell, ok in zip(cells.ravel(), known.ravel())],
        dtype=float,
    ).reshape(cells.shape)
