"""Statistics against values that were published, and their stated results at the edges."""

import math
import random
from itertools import chain, permutations

import numpy as np
import pytest
from gongwen.common import stats

NAN = float("nan")


# Dunning 1993, Table 1: −2 log λ and the four cells k(AB), k(A~B), k(~AB), k(~A~B).
@pytest.mark.parametrize(
    ("g2", "ab", "a", "b", "neither"),
    [
        (270.72, 110, 2442, 111, 29114),
        (263.90, 29, 13, 123, 31612),
        (256.84, 31, 23, 139, 31584),
        (167.23, 10, 0, 3, 31764),
        (157.21, 76, 104, 2476, 29121),
    ],
)
def test_dunning(g2, ab, a, b, neither):
    assert stats.log_likelihood(ab, b, ab + a, b + neither) == pytest.approx(g2, abs=0.006)


def test_g2_is_signed_and_agrees_with_scipy():
    from scipy.stats import chi2_contingency

    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 50, 200), rng.integers(0, 50, 200)
    ours = stats.log_likelihood(a, b, 900, 1400)
    for x, y, g2 in zip(a, b, ours):
        if x + y:
            theirs = chi2_contingency(
                [[x, 900 - x], [y, 1400 - y]], correction=False, lambda_="log-likelihood"
            ).statistic
            assert abs(g2) == pytest.approx(theirs, abs=1e-9)
        assert (g2 >= 0) == (x / 900 >= y / 1400)


def test_g2_edges():
    assert stats.log_likelihood(0, 0, 10, 10) == 0
    assert stats.log_likelihood(10, 0, 10, 20) > 0 > stats.log_likelihood(0, 10, 10, 20)
    assert math.isnan(stats.log_likelihood(0, 0, 0, 10)) and math.isnan(
        stats.log_ratio(0, 1, 0, 10)
    )
    for wrong in ((-1, 0, 5, 5), (6, 0, 5, 5)):
        with pytest.raises(ValueError, match="no more than"):
            stats.log_likelihood(*wrong)


def test_log_ratio():
    # Hardie 2014: each further point doubles the ratio; a zero is taken as 0.5.
    assert stats.log_ratio([8, 4, 1, 0], [1, 4, 8, 4], 100, 100) == pytest.approx([3, 0, -3, -3])
    assert stats.log_ratio(4, 0, 100, 100) == 3


def test_log_odds():
    # Monroe, Colaresi & Quinn 2008, equations 15 (δ), 20 (variance) and 22 (z), worked by hand for
    # the first word.
    z = stats.log_odds([10, 30, 60], [5, 45, 50], [0.5, 1, 1.5])
    delta = math.log(10.5 / (103 - 10.5)) - math.log(5.5 / (103 - 5.5))
    assert z[0] == pytest.approx(delta / math.sqrt(1 / 10.5 + 1 / 5.5))
    assert stats.log_odds([5, 45, 50], [10, 30, 60], [0.5, 1, 1.5])[0] == pytest.approx(-z[0])
    assert math.isnan(stats.log_odds([3], [4], 1)[0])
    assert stats.log_odds([0, 9], [0, 9], 0.1).tolist() == [0, 0]
    with pytest.raises(ValueError, match="prior"):
        stats.log_odds([1, 2], [1, 2], 0)
    with pytest.raises(ValueError, match="one count"):
        stats.log_odds([1, 2], [1], 1)


def test_gries_2008():
    # The toy corpus of Gries 2008: five parts of 9, 10, 10, 10 and 11 letters, `a` in them 1 to 5
    # times.
    counts, sizes = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]
    assert stats.dp(counts, sizes) == pytest.approx(0.18)
    assert stats.dp_norm(counts, sizes) == pytest.approx(0.18 / 0.82)
    assert stats.juilland_d(counts, sizes) == pytest.approx(0.785, abs=5e-4)


def test_lijffijt_and_gries_2012():
    assert stats.dp([2, 1, 0], [1, 1, 1]) == pytest.approx(1 / 3)
    assert stats.dp_norm([2, 1, 0], [1, 1, 1]) == pytest.approx(0.5)


def test_carroll_1970():
    assert stats.juilland_d([0, 4, 3, 2, 1], [1] * 5) == pytest.approx(0.6464, abs=5e-5)  # p. 14


def test_dispersion_edges():
    assert (
        stats.dp([3], [10]) == 0
        and math.isnan(stats.dp_norm([3], [10]))
        and math.isnan(stats.juilland_d([3], [10]))
    )
    assert all(math.isnan(f([0, 0], [5, 5])) for f in (stats.dp, stats.dp_norm, stats.juilland_d))
    assert stats.dp([[1, 1], [2, 0]], [5, 5]).tolist() == [0, 0.5]
    for wrong in (([1, 2], [3]), ([], []), ([-1], [3]), ([0], [0])):
        with pytest.raises(ValueError, match="part|size"):
            stats.dp(*wrong)
    with pytest.raises(ValueError, match="without words"):
        stats.juilland_d([1, 0], [5, 0])


def test_jsd():
    assert stats.jsd([1, 2], [2, 4]) == 0 and stats.jsd([1, 0, 0], [0, 1, 1]) == 1
    # scipy's own documentation: the root, in natural logarithms, for [1, 0] and [.5, .5] is
    # 0.46450140402245893.
    assert stats.jsd([1, 0], [0.5, 0.5]) == pytest.approx(0.46450140402245893**2 / math.log(2))
    assert math.isnan(stats.jsd([0, 0], [1, 1]))
    with pytest.raises(ValueError, match="same length"):
        stats.jsd([1], [1, 2])


def test_diversity():
    assert stats.mattr("abacab", 3) == pytest.approx(5 / 6)
    assert stats.mattr("aab", 10) == pytest.approx(2 / 3) and math.isnan(stats.mattr("", 5))
    # five words, each twenty times: 10,000 (5 · 20² − 100) / 100²
    assert stats.yule_k(list("abcde") * 20) == pytest.approx(1900)
    assert stats.yule_k("abc") == 0 and math.isnan(stats.yule_k([]))
    with pytest.raises(ValueError, match="at least one"):
        stats.mattr("abc", 0)


def test_wilson():
    # Newcombe 1998, Statistics in Medicine 17, 857–872, Table I, method 3.
    for successes, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert stats.wilson(successes, n) == pytest.approx((low, high), abs=6e-5)
    assert all(math.isnan(x) for x in stats.wilson(0, 0))
    with pytest.raises(ValueError, match="between"):
        stats.wilson(3, 2)


# Benjamini & Hochberg 1995, section 3.2: fifteen p-values, of which their procedure rejects four at
# 0.05 and Bonferroni three.
P = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def test_adjusted_p():
    assert (stats.benjamini_hochberg(P) <= 0.05).sum() == 4
    assert stats.benjamini_hochberg(P)[:4] == pytest.approx([0.0015, 0.0030, 0.0095, 0.035625])
    assert (stats.holm(P) <= 0.05).sum() == 3
    # R: p.adjust(…, "holm")
    assert stats.holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx(
        [0.05, 0.08, 0.09, 0.09, 0.09]
    )
    assert stats.holm([0.05, 0.01]) == pytest.approx([0.05, 0.02])


def test_adjusted_p_edges():
    for adjust in (stats.holm, stats.benjamini_hochberg):
        assert len(adjust([])) == 0
        assert np.isnan(adjust([NAN])).all()
        assert adjust([0.02, NAN, 0.04]) == pytest.approx([0.04, NAN, 0.04], nan_ok=True)
        with pytest.raises(ValueError, match="between 0 and 1"):
            adjust([1.2])


# Krippendorff 2011, section E: four observers, twelve units.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorff(level, alpha):
    assert stats.krippendorff_alpha(KRIPPENDORFF, level) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("level", ["nominal", "interval", "ratio"])
def test_krippendorff_is_its_definition(level):
    """1 less the mean square difference within units, over that between all values that are paired
    with another one: pair by pair.
    """
    apart = {
        "nominal": lambda a, b: a != b,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0,
    }[level]
    draw = random.Random(0)
    for _ in range(40):
        units = [
            [draw.randint(0, 4) for _ in range(draw.choice([0, 1, 2, 3, 3]))] for _ in range(9)
        ]
        table = [[unit[i] if i < len(unit) else NAN for unit in units] for i in range(3)]
        paired = [unit for unit in units if len(unit) > 1]
        every = list(chain.from_iterable(paired))
        within = sum(
            sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in paired
        ) / len(every)
        between = np.mean([apart(a, b) for a, b in permutations(every, 2)])
        assert stats.krippendorff_alpha(table, level) == pytest.approx(1 - within / between)


def test_krippendorff_edges():
    words = [["warm", "cold", None], ["warm", "warm", "cold"]]
    assert stats.krippendorff_alpha(words, "nominal") == stats.krippendorff_alpha(
        [[1, 2, NAN], [1, 1, 2]], "nominal"
    )
    assert math.isnan(stats.krippendorff_alpha([[1, 1], [1, 1]], "nominal"))
    assert math.isnan(stats.krippendorff_alpha([[1, NAN], [NAN, 2]], "interval"))
    with pytest.raises(ValueError, match="there are: nominal"):
        stats.krippendorff_alpha([[1], [1]], "cardinal")


def test_bootstrap():
    values, clusters = np.arange(40), np.repeat(list("abcdefgh"), 5)
    estimate, low, high = stats.bootstrap(values, clusters, np.mean)
    assert estimate == 19.5 and low < estimate < high
    assert stats.bootstrap(values, clusters, np.mean) == (estimate, low, high)
    assert stats.bootstrap(values, clusters, np.std, n=20) != stats.bootstrap(
        values, clusters, np.std, n=20, seed=1
    )
    # rows of a cluster that are all alike add nothing: the interval is that of the clusters
    single = stats.bootstrap(np.arange(8), list("abcdefgh"), np.mean)
    assert stats.bootstrap(
        np.repeat(np.arange(8), 50), np.repeat(list("abcdefgh"), 50), np.mean
    ) == pytest.approx(single)
    assert (
        np.isnan(stats.bootstrap([1, 2], ["a", "a"], np.mean)[1:]).all()
        and np.isnan(stats.bootstrap([], [], np.mean)).all()
    )
    with pytest.raises(ValueError, match="one cluster"):
        stats.bootstrap([1, 2], ["a"], np.mean)


def test_bootstrap_covers():
    """Of 200 samples of 40 clusters the 95 % interval holds the true mean in 88 to 99 %."""
    rng = np.random.default_rng(0)
    samples = [np.repeat(rng.normal(0, 1, 40), 3) + rng.normal(0, 0.5, 120) for _ in range(200)]
    held = [
        low <= 0 <= high
        for _, low, high in (
            stats.bootstrap(x, np.repeat(np.arange(40), 3), np.mean, n=200) for x in samples
        )
    ]
    assert 0.88 <= np.mean(held) <= 0.99
