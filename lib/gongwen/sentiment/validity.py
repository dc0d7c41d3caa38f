"""How well sentiment scores agree with coded sentences: discrimination, accuracy, calibration,
correlation.

The question is always whether a sentence is coded positive (praise, resolve, warmth) or not; the
few negative ones count as not. Everything is fitted on other accounts than those it is judged on.
Two baselines know nothing of tone: the length of a sentence, and a naive Bayes model of its single
characters and pairs of characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..common.columns import KEYS, columns, rows_of
from ..common.lists import with_lists
from ..common.sheets import read_rows
from ..common.stats import percentiles
from ..rhetoric.coding import paragraphs_of, read_sheet, shown_in, whole_numbers
from ..rhetoric.mark import DEVICES, mark
from .polarity import polarity
from .tone import reader, scale

if TYPE_CHECKING:
    import pandas as pd

NEUTRAL, LENGTH, RAW, SNOW = "always neutral", "length", "SnowNLP as it is", "SnowNLP"
GRAMS = "character n-grams"
WORDS = ("HowNet", "DUTIR", "official words")  # lexicons
DEVICE, LEXICONS, ALL = "devices", "SnowNLP + lexicons", "SnowNLP + lexicons + devices"
SCORERS = {  # each scorer and the columns of `scorers` that it uses
    NEUTRAL: (),
    LENGTH: (LENGTH,),
    GRAMS: ("text",),
    RAW: (RAW,),
    SNOW: (SNOW,),
    **{name: (name,) for name in WORDS},
    LEXICONS: (SNOW, *WORDS),
    DEVICE: DEVICES,
    ALL: (SNOW, *WORDS, *DEVICES),
}
SCORER_NAMES = {
    NEUTRAL: "always neutral",
    LENGTH: "length 句长 (baseline)",
    GRAMS: "character n-grams\n单字与双字 (baseline)",
    RAW: "SnowNLP, as it is",
    SNOW: "SnowNLP, log-odds",
    "HowNet": "HowNet 知网",
    "DUTIR": "DUTIR 大连理工",
    "official words": "official praise 褒扬词",
    DEVICE: "devices 修辞手法",
    LEXICONS: "SnowNLP + lexicons",
    ALL: "SnowNLP + lexicons\n+ devices",
}
VALIDITY = columns("validity")
DOCUMENTS = 10  # an interval over documents is given for so many at least
INSIDE, OUTSIDE, REAL = "coded", "held out", "real"  # the sentences that `worth` asks


def read_polarity(source) -> pd.DataFrame:
    """A table of coded sentences: account paragraph sentence text polarity (-1, 0 or 1), and its
    other columns.

    `source`: a table or the path of a CSV. Raises ValueError for a missing column, a code that
    cannot be read (with its row), and a sentence that occurs twice.
    """
    import pandas as pd

    table = read_sheet(source, "polarity", "is not a whole number")
    named = "" if isinstance(source, pd.DataFrame) else f"{source}: "
    if "text" not in table:
        raise ValueError(f"{named}a table of coded sentences needs the column 'text'")
    return table.assign(
        polarity=whole_numbers(
            table["polarity"], lambda codes: codes.isin((-1, 0, 1)), "is not -1, 0 or 1", named
        )
    )


def named(table: pd.DataFrame) -> pd.DataFrame:
    """A table of scorers (scorer, or a and b) with their names as in the figure."""
    label = {name: " ".join(label.split()) for name, label in SCORER_NAMES.items()}
    present = [column for column in ("scorer", "a", "b") if column in table]
    return table.assign(**{c: table[c].map(lambda name: label.get(name, name)) for c in present})


@with_lists
def scorers(
    sentences: pd.DataFrame, scored: pd.DataFrame | None = None, marks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What each scorer uses of a sentence: account paragraph sentence text, SnowNLP as it is (p),
    SnowNLP (log-odds over the root of the words), HowNet, DUTIR and official words (`tone.scale`),
    length (log of characters), and 0 or 1 for each device. A sentence without a SnowNLP score gets
    the middle of the scale.
    """
    scored = polarity(sentences["text"]) if scored is None else scored
    marks = mark(sentences) if marks is None else marks
    table = sentences[[*KEYS, "text"]].reset_index(drop=True)
    table[RAW], table[SNOW] = (
        scored["p"].fillna(0.5).to_numpy(),
        scored["per_root_n"].fillna(0.0).to_numpy(),
    )
    for column, name in zip(WORDS, ("hownet", "dutir", "official")):
        table[column] = [scale(reader(name)(text)) for text in sentences["text"]]
    table[LENGTH] = np.log(sentences["text"].str.len().clip(lower=1)).to_numpy()
    marked = shown_in(marks, table)
    return table.assign(
        **{device: [float(device in devices) for devices in marked] for device in DEVICES}
    )


def _logistic(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    """A logistic regression of `y` (0 or 1) on the columns of `x`, as a function from columns to
    log-odds.

    Columns are standardised. `ridge`: the penalty on the squares of their weights (not of the
    constant); without it, a column that separates the two kinds has no finite weight. Newton's
    method. Without columns, the share of positive sentences.
    """
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)

    def design(columns: np.ndarray) -> np.ndarray:
        return np.column_stack([np.ones(len(columns)), (columns - middle) / spread])

    a, penalty = design(x), ridge * np.diag([1e-6, *np.ones(x.shape[1])])
    weight = np.zeros(a.shape[1])
    for _ in range(25):
        p = _logistic(a @ weight)
        step = np.linalg.solve(
            a.T @ (a * (p * (1 - p))[:, None]) + penalty, a.T @ (y - p) - penalty @ weight
        )
        weight = weight + step
        if np.abs(step).max() < 1e-10:
            break
    # equal rows are ties on every machine
    return lambda columns: (design(columns) @ weight).round(9)


def naive_bayes(texts: Sequence[str], y: np.ndarray) -> Callable[[Sequence[str]], np.ndarray]:
    """A multinomial naive Bayes model of the single characters and pairs of neighbouring characters
    of texts, as a function from texts to the log-odds that `y` is 1. Each count is one more than it
    is (Laplace); what no text had says nothing.
    """
    counts = Counter(), Counter()
    for text, positive in zip(texts, y):
        counts[int(positive)].update(_grams(text))
    known = counts[0].keys() | counts[1].keys()
    no, yes = (np.log(sum(n.values()) + len(known)) for n in counts)
    weight = {g: np.log(counts[1][g] + 1) - np.log(counts[0][g] + 1) + no - yes for g in known}
    prior = np.log((np.sum(y) + 1) / (len(y) - np.sum(y) + 1))
    return lambda others: np.array(
        [prior + sum(weight.get(g, 0.0) for g in _grams(text)) for text in others]
    ).round(9)


def _grams(text: str) -> list[str]:
    return [*text, *map("".join, pairwise(text))]


def _columns(table: pd.DataFrame, scorer: str) -> np.ndarray:
    names = list(SCORERS[scorer])
    if scorer == GRAMS:
        return table["text"].to_numpy()
    return table[names].to_numpy(float).reshape(len(table), -1)


def probabilities(
    scorer: str, seen: pd.DataFrame, gold: pd.DataFrame, others: pd.DataFrame | None = None
) -> np.ndarray:
    """Probability that a sentence is positive, from a fit on other accounts: rows of `seen`, or of
    `others`.

    For the sentences of `seen` (`scorers` of the coded table `gold`, row for row) each account is
    left out in turn; for those of `others` the fit is on all of `seen`. Raises ValueError if an
    account would be judged by a fit on itself.
    """
    if scorer not in SCORERS:
        raise ValueError(f"no scorer named {scorer!r}; there are: {', '.join(SCORERS)}")
    if scorer in (NEUTRAL, RAW):  # nothing to fit: never positive, and SnowNLP's own number
        table = seen if others is None else others
        return table[RAW].to_numpy() if scorer == RAW else np.zeros(len(table))
    return _logistic(_log_odds(scorer, seen, gold, others)).round(9)


def _log_odds(
    scorer: str, seen: pd.DataFrame, gold: pd.DataFrame, others: pd.DataFrame | None
) -> np.ndarray:
    """As `probabilities`, before they are squeezed between 0 and 1."""
    fit = naive_bayes if scorer == GRAMS else fitted
    x, y = _columns(seen, scorer), (gold["polarity"] > 0).to_numpy(float)
    if others is not None:
        return fit(x, y)(_columns(others, scorer))
    accounts = gold["account"].to_numpy()
    if len(set(accounts)) < 2:
        raise ValueError(
            "nothing can be fitted on other accounts where there is only one: code "
            "sentences of a second account"
        )
    result = np.empty(len(y))
    for account in sorted(set(accounts)):
        here = accounts == account
        result[here] = fit(x[~here], y[~here])(x[here])
    return result


@with_lists
def validity(
    gold: pd.DataFrame,
    table: pd.DataFrame | None = None,
    trained: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    names: Sequence[str] = tuple(SCORERS),
    n: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Each scorer against coded sentences, one row each (columns: VALIDITY).

    auc: how often a positive sentence has a higher score than another one *of its account* (ties
    count half), so that neither an account's own level nor the fit that left it out matters; .5 is
    chance. A scorer of one number is ranked by it, others by their log-odds. over_length: auc
    minus that of length. After a fit on the other accounts (`probabilities`) accuracy: share of
    sentences on the right side of one half; balanced: mean of that share of the positive ones and
    of the others (.5 for whoever always says the same); brier: mean squared error of the
    probability. average_precision: mean, over the positive sentences, of the share of positive ones
    among all that rank as high (that of chance is the share of positive sentences). With `trained`
    (`scorers` and the coded table they were made from) everything is fitted there and judged here.
    low and high: 95 % intervals, by bootstrap over paragraphs (the same draws for every scorer).
    adds: what it adds to length, by two nested logistic regressions on these sentences (length
    alone; length and the scorer's number): the factor by which the odds of a positive sentence grow
    with one standard deviation of the number between sentences that are as long. adds_low and
    adds_high allow for sentences of a document being alike (sandwich variance by document, Liang &
    Zeger 1986, Biometrika 73(1), 13–22, times G/(G - 1), with Student's t of G - 1 degrees for G
    documents), NaN for fewer than ten; a document is an account, or what the column `document` of
    `gold` says.
    """
    if not len(gold):
        raise ValueError("no coded sentence: code some, or leave out what needs them")
    table = scorers(gold) if table is None else table
    y, accounts = gold["polarity"].to_numpy() > 0, gold["account"].factorize()[0]
    weight = _draws(paragraphs_of(gold), n, seed)
    length = _areas(table[LENGTH].to_numpy(), y, accounts, weight)
    named = gold["document" if "document" in gold else "account"]
    documents = named.factorize(use_na_sentinel=False)[0]
    rows = []
    for name in names:
        ranked, p = _judged(name, *((*trained, table) if trained else (table, gold, None)))
        area = _areas(ranked, y, accounts, weight)
        right = weight @ ((p > 0.5) == y) / weight.sum(axis=1)
        intervals = (
            (float(draws[0]), *percentiles(draws[0], draws[1:]))
            for draws in (area, area - length, right)
        )
        rows.append(
            (
                name,
                len(y),
                int(y.sum()),
                *(x for interval in intervals for x in interval),
                _balanced((p > 0.5) == y, y),
                average_precision(ranked, y),
                *_adds(ranked, table[LENGTH].to_numpy(), y, documents),
                float(((p - y) ** 2).mean()),
            )
        )
    return rows_of("validity", rows)


def _judged(
    scorer: str, seen: pd.DataFrame, gold: pd.DataFrame, others: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray]:
    """What a scorer ranks sentences by, its number or its log-odds where it has several; and the
    probability of each to be positive.
    """
    if scorer in (NEUTRAL, RAW):
        p = probabilities(scorer, seen, gold, others)
        return p, p
    odds = _log_odds(scorer, seen, gold, others)
    table = seen if others is None else others
    single = len(SCORERS[scorer]) == 1 and scorer != GRAMS
    return (_columns(table, scorer)[:, 0] if single else odds), _logistic(odds).round(9)


def _balanced(right: np.ndarray, y: np.ndarray) -> float:
    """The mean of the shares that are right of the positive cases and of the others."""
    return (
        float("nan") if len(np.unique(y)) < 2 else float((right[y].mean() + right[~y].mean()) / 2)
    )


def average_precision(scores: np.ndarray, positive: np.ndarray) -> float:
    """The mean, over positive cases, of the share of positive ones among all whose score is at
    least theirs; NaN without one, and where a score is NaN. Source: Buckley & Voorhees 2000, SIGIR,
    33–40.

    >>> average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]))
    0.8333333333333333
    """
    scores, positive = np.asarray(scores, float), np.asarray(positive, bool)
    own = scores[positive]
    if not len(own) or np.isnan(scores).any():
        return float("nan")
    every, ranked = np.sort(scores), np.sort(own)
    above = len(every) - np.searchsorted(every, own)
    return float(((len(ranked) - np.searchsorted(ranked, own)) / above).mean())


@with_lists
def worth(
    gold: pd.DataFrame,
    heldout: pd.DataFrame,
    n: int = 2000,
    seed: int = 0,
    real: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each scorer against tables of coded sentences: where ("coded": fitted on the other accounts
    of `gold`; "held out": on `heldout`, fitted on `gold`), then as `validity`. `real`: the rows of
    real sentences (`real_worth`), which are not here.
    """
    import pandas as pd

    seen, others = scorers(gold), scorers(heldout)
    inside = validity(gold, seen, n=n, seed=seed)
    outside = validity(heldout, others, trained=(seen, gold), n=n, seed=seed)
    parts = {INSIDE: inside, OUTSIDE: outside}
    table = pd.concat(parts, names=["where"]).reset_index("where").reset_index(drop=True)
    return table if real is None else pd.concat([table, real], ignore_index=True)


def real_worth(source) -> pd.DataFrame:
    """What the scorers are worth on real sentences whose texts are not here, fitted on the coded
    ones of the seeds: as `worth` (where: real), as `make accuracy` wrote it
    (tests/gold/real/tone_scores.csv). A document stands for an account's paragraph, its genre for
    the account. Raises ValueError for a file that is none.
    """
    import pandas as pd

    table = pd.DataFrame(read_rows(Path(source)))
    missing = [name for name in ("where", *VALIDITY) if name not in table]
    if missing:
        raise ValueError(f"{source}: scores of real sentences need the column {missing[0]!r}")
    numbers = table.drop(columns=["where", "scorer"]).apply(pd.to_numeric)
    return table[["where", "scorer"]].join(numbers)


def _adds(
    scores: np.ndarray, length: np.ndarray, y: np.ndarray, documents: np.ndarray
) -> tuple[float, float, float]:
    """By how much the odds of a positive sentence grow with one standard deviation of a score
    between sentences that are as long, and its 95 % interval, which allows for sentences of a
    document being alike; NaN with fewer than ten documents, where the score says nothing that
    length does not, and where all sentences are of one kind.
    """
    from scipy.stats import t as student

    values, size = np.column_stack([length, scores]), int(documents.max()) + 1
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    a = np.column_stack([np.ones(len(y)), scaled])
    if size < DOCUMENTS or len(np.unique(y)) < 2 or np.linalg.matrix_rank(a, tol=1e-6) < 3:
        return (float("nan"),) * 3
    odds = fitted(values, y.astype(float), ridge=1e-3)(values)
    p = _logistic(odds)
    bread = np.linalg.inv(a.T @ (a * (p * (1 - p))[:, None]))
    parts = np.zeros((size, 3))
    np.add.at(parts, documents, a * (y - p)[:, None])
    error = np.sqrt((bread @ (parts.T @ parts) @ bread)[2, 2] * size / (size - 1))
    weight = np.linalg.lstsq(a, odds, rcond=None)[0][2]
    half = student.ppf(0.975, size - 1) * error
    low, high = (float(np.exp(np.clip(weight + side * half, -300, 300))) for side in (-1, 1))
    return float(np.exp(weight)), low, high


def _draws(clusters: np.ndarray, n: int, seed: int) -> np.ndarray:
    """How often each row occurs in a draw of whole clusters (draws × rows), drawn as in
    `stats.bootstrap`; the first row is the table itself.
    """
    size = int(clusters.max()) + 1
    draws = np.random.default_rng(seed).integers(0, size, (n, size))
    times = np.stack([np.bincount(draw, minlength=size) for draw in draws])
    return np.vstack([np.ones(len(clusters)), times[:, clusters]])


def _areas(scores: np.ndarray, y: np.ndarray, groups: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """`stats.auc` within groups in every draw, by counting the pairs once."""
    wins = pairs = np.zeros(len(weight))
    for group in np.unique(groups):
        yes, no = (np.flatnonzero((groups == group) & side) for side in (y, ~y))
        better = (scores[yes][:, None] > scores[no]) + 0.5 * (scores[yes][:, None] == scores[no])
        wins = wins + ((weight[:, yes] @ better) * weight[:, no]).sum(axis=1)
        pairs = pairs + weight[:, yes].sum(axis=1) * weight[:, no].sum(axis=1)
    return np.divide(wins, pairs, out=np.full(len(weight), np.nan), where=pairs > 0)


def correlations(table: pd.DataFrame, codes=None) -> pd.DataFrame:
    """Spearman's rank correlation between each pair of columns of `scorers` (SnowNLP, the lexicons,
    length) and the codes: a b rho n.

    `codes`: the polarity of each sentence; sentences without one are left out. NaN for fewer than
    three sentences.
    """
    values = table[[SNOW, *WORDS, LENGTH]].copy()
    if codes is not None:
        values["coded polarity"] = np.asarray(codes, float)
    values = values.dropna()
    names = list(values)
    rho = np.full((len(names),) * 2, np.nan) if len(values) < 3 else values.rank().corr().to_numpy()
    rows = [
        (a, b, float(rho[i, j]), len(values))
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if j > i
    ]
    return rows_of("correlations", rows)
