"""How well sentiment scores agree with coded sentences: discrimination, accuracy, calibration,
correlation.

The question is always whether a sentence is coded positive (praise, resolve, warmth) or not; the
few negative ones count as not. Everything is fitted on other accounts than those it is judged on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..common.columns import KEYS, columns, rows_of
from ..common.lists import with_lists
from ..common.stats import percentiles
from ..rhetoric.coding import paragraphs_of, read_sheet, shown_in, whole_numbers
from ..rhetoric.mark import DEVICES, mark
from .polarity import polarity
from .tone import reader, scale

if TYPE_CHECKING:
    import pandas as pd

NEUTRAL, LENGTH, RAW, SNOW = "always neutral", "length", "SnowNLP as it is", "SnowNLP"
WORDS = ("HowNet", "DUTIR", "official words")  # lexicons
DEVICE, LEXICONS, ALL = "devices", "SnowNLP + lexicons", "SnowNLP + lexicons + devices"
SCORERS = {  # each scorer and the columns of `scorers` that it uses
    NEUTRAL: (),
    LENGTH: (LENGTH,),
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
INSIDE, OUTSIDE = "coded", "held out"  # the sentences that `worth` asks


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
    """What each scorer uses of a sentence: account paragraph sentence, SnowNLP as it is (p),
    SnowNLP (log-odds over the root of the words), HowNet, DUTIR and official words (`tone.scale`),
    length (log of characters), and 0 or 1 for each device. A sentence without a SnowNLP score gets
    the middle of the scale.
    """
    scored = polarity(sentences["text"]) if scored is None else scored
    marks = mark(sentences) if marks is None else marks
    table = sentences[KEYS].reset_index(drop=True)
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


def fitted(x: np.ndarray, y: np.ndarray, ridge: float = 1.0):
    """A logistic regression of `y` (0 or 1) on the columns of `x`, as a function from columns to
    probabilities.

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
        p = 1 / (1 + np.exp(-(a @ weight)))
        step = np.linalg.solve(
            a.T @ (a * (p * (1 - p))[:, None]) + penalty, a.T @ (y - p) - penalty @ weight
        )
        weight = weight + step
        if np.abs(step).max() < 1e-10:
            break
    # equal rows are ties on every machine
    return lambda columns: (1 / (1 + np.exp(-(design(columns) @ weight)))).round(9)


def _columns(table: pd.DataFrame, scorer: str) -> np.ndarray:
    return table[list(SCORERS[scorer])].to_numpy(float).reshape(len(table), -1)


def probabilities(
    scorer: str, seen: pd.DataFrame, gold: pd.DataFrame, others: pd.DataFrame | None = None
) -> np.ndarray:
    """Probability that a sentence is positive, from a fit on other accounts.

    For the sentences of `seen` (`scorers` of the coded table `gold`, row for row) each account is
    left out in turn; for those of `others` the fit is on all of `seen`. Raises ValueError if an
    account would be judged by a fit on itself.
    """
    if scorer not in SCORERS:
        raise ValueError(f"no scorer named {scorer!r}; there are: {', '.join(SCORERS)}")
    if scorer in (NEUTRAL, RAW):  # nothing to fit: never positive, and SnowNLP's own number
        table = seen if others is None else others
        return table[RAW].to_numpy() if scorer == RAW else np.zeros(len(table))
    x, y = _columns(seen, scorer), (gold["polarity"] > 0).to_numpy(float)
    if others is not None:
        return fitted(x, y)(_columns(others, scorer))
    accounts = gold["account"].to_numpy()
    if len(set(accounts)) < 2:
        raise ValueError(
            "nothing can be fitted on other accounts where there is only one: code "
            "sentences of a second account"
        )
    result = np.empty(len(y))
    for account in sorted(set(accounts)):
        here = accounts == account
        result[here] = fitted(x[~here], y[~here])(x[here])
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
    chance. A scorer of one column is ranked by that column, others by their probability.
    over_length: auc minus that of length. accuracy: share of sentences on the right side of one
    half, and brier: mean squared error of the probability, after a logistic fit on the other
    accounts (`probabilities`); with `trained` (`scorers` and the coded table they were made from)
    everything is fitted there and judged here. low and high: 95 % intervals, by bootstrap over
    paragraphs (the same draws for every scorer).
    """
    if not len(gold):
        raise ValueError("no coded sentence: code some, or leave out what needs them")
    table = scorers(gold) if table is None else table
    y, accounts = gold["polarity"].to_numpy() > 0, gold["account"].factorize()[0]
    weight = _draws(paragraphs_of(gold), n, seed)
    length = _areas(table[LENGTH].to_numpy(), y, accounts, weight)
    rows = []
    for name in names:
        p = probabilities(name, *trained, table) if trained else probabilities(name, table, gold)
        ranked = _columns(table, name)[:, 0] if len(SCORERS[name]) == 1 else p
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
                float(((p - y) ** 2).mean()),
            )
        )
    return rows_of("validity", rows)


@with_lists
def worth(gold: pd.DataFrame, heldout: pd.DataFrame, n: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Each scorer against two tables of coded sentences: where ("coded": fitted on the other
    accounts of `gold`; "held out": on `heldout`, fitted on `gold`), then as `validity`.
    """
    import pandas as pd

    seen, others = scorers(gold), scorers(heldout)
    inside = validity(gold, seen, n=n, seed=seed)
    outside = validity(heldout, others, trained=(seen, gold), n=n, seed=seed)
    parts = {INSIDE: inside, OUTSIDE: outside}
    return pd.concat(parts, names=["where"]).reset_index("where").reset_index(drop=True)


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
