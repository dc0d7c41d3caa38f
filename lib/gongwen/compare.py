"""Accounts side by side: a profile of everything measured, distances between their wordings, and
how far these can be trusted.

Five fully observed texts are described, not tested: low, high and q are filled only for corpora of
at least 20 accounts, or by the known error of a detector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import stats
from .authority import LEVELS as LEVELS
from .authority import authorities as authorities
from .authority import chain as chain
from .authority import disease_names as disease_names
from .authority import expected as expected
from .coding import DEVICES
from .distances import WINDOW, lexical_diversity
from .distances import correspondence as correspondence
from .distances import counted as counted
from .distances import distances as distances
from .distances import moved as moved
from .grouping import values, with_month
from .keyness import SAMPLE
from .readings import Readings as Readings
from .readings import shared_shares as shared_shares
from .readings import without as without

PROFILE = ("account", "measure", "estimate", "low", "high", "q", "n")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of each account: a label for figures, a unit, and a function from `Readings`
    to one number per account.
    """

    label: str
    unit: str
    of: Callable[[Readings], pd.Series]


def _rate(table: str) -> Callable[[Readings], pd.Series]:
    return lambda r: 1000 * r.count(getattr(r, table)) / r.characters


def _device(device: str) -> Callable[[Readings], pd.Series]:
    return lambda r: 100 * r.shares[device]


def _quoted(r: Readings) -> pd.Series:
    length = (r.quotations["end"] - r.quotations["start"]).groupby(r.quotations["account"]).sum()
    return 100 * length.reindex(r.names).fillna(0) / r.characters


def _median_length(r: Readings) -> pd.Series:
    return r.sentences["text"].str.len().groupby(r.sentences["account"], sort=False).median()


def _centre(r: Readings) -> pd.Series:
    return (
        1000
        * r.count(r.authorities[r.authorities["level"].isin(["leader", "centre"])])
        / r.characters
    )


MEASURES: dict[str, Measure] = {
    "characters": Measure("length 篇幅", "characters", lambda r: r.characters.astype(float)),
    "sentence_length": Measure("sentence 句长", "characters, median", _median_length),
    "mattr": Measure(
        "different words 词汇丰富度",
        f"% of {WINDOW} words (MATTR)",
        lambda r: 100 * lexical_diversity(r.tokens),
    ),
    "formulas": Measure("formulas 套语", "per 1,000 characters", _rate("occurrences")),
    **{device: Measure(device, "% of sentences", _device(device)) for device in DEVICES},
    "tone": Measure(
        "words of praise 褒扬词", "logit scale, mean of sentences", lambda r: r.tone["lexicon"]
    ),
    "snownlp": Measure("SnowNLP score", "median of sentences", lambda r: r.tone["p_50"]),
    "quantities": Measure("quantities 数量", "per 1,000 characters", _rate("quantities")),
    "quoted": Measure("quoted speech 引语", "% of characters", _quoted),
    "persons": Measure("persons named 人名", "per 1,000 characters", _rate("persons")),
    "authorities": Measure("authorities named 上级", "per 1,000 characters", _rate("authorities")),
    "centre": Measure("leader and centre 中央", "per 1,000 characters", _centre),
}


def profile(
    corpus,
    measures: Iterable[str] | Mapping[str, Measure] | None = None,
    by: str = "account",
    error: pd.DataFrame | None = None,
    n: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """account measure estimate low high q n: every measure for each account, or for each value of a
    column of the accounts.

    `measures`: names of MEASURES (None: all), or a mapping of names of your own to `Measure`. `by`:
    "account", or a column of corpus.accounts: then `account` holds its values, `estimate` is the
    mean over their accounts and `n` how many these are. From 20 accounts in the corpus on, such a
    mean has a bootstrap interval over accounts (5 or more) and q (its difference from the other
    accounts by permutation, Benjamini–Hochberg over all rows). `error`: the table of
    `rhetoric.prevalence`: for the devices of single accounts its corrected share is the estimate,
    with its low and high. Else low, high and q are empty: five texts are described, not tested.
    Raises ValueError for an unknown measure or column, and for a corpus without sentences.
    """
    chosen = _chosen(measures)
    r = corpus if isinstance(corpus, Readings) else Readings(corpus.sentences, corpus.accounts)
    if not len(r.sentences):
        raise ValueError("there is no sentence to compare: see corpus.errors")
    measured = pd.DataFrame(
        {name: measure.of(r).reindex(r.names) for name, measure in chosen.items()}, index=r.names
    )
    if by == "account":
        rows = [
            (a, m, *_known_error(error, a, m, measured.at[a, m]), np.nan, 1)
            for a in r.names
            for m in chosen
        ]
        return _typed(pd.DataFrame(rows, columns=list(PROFILE)))
    groups = values(r.accounts, r.names, by)
    rng = np.random.default_rng(seed)
    sample = len(r.names) >= SAMPLE
    rows = [
        (group, m, *_group(measured[m].to_numpy(), (groups == group).to_numpy(), sample, n, rng))
        for group in dict.fromkeys(groups)
        for m in chosen
    ]
    table = _typed(pd.DataFrame(rows, columns=list(PROFILE)))
    return table.assign(q=stats.benjamini_hochberg(table["q"]))


def _chosen(measures) -> dict[str, Measure]:
    if isinstance(measures, Mapping):
        return dict(measures)
    names = (
        list(MEASURES)
        if measures is None
        else [measures]
        if isinstance(measures, str)
        else list(measures)
    )
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise ValueError(f"no measure {unknown[0]!r}; there are: {', '.join(MEASURES)}")
    return {name: MEASURES[name] for name in names}


def _known_error(
    error: pd.DataFrame | None, account: str, measure: str, plain: float
) -> tuple[float, float, float]:
    """The estimate with its interval: corrected for a detector's known error in %, or as it is."""
    row = (
        None
        if error is None
        else error[(error["account"] == account) & (error["device"] == measure)]
    )
    if row is None or not len(row):
        return plain, np.nan, np.nan
    return tuple(100 * float(row[c].iloc[0]) for c in ("corrected", "low", "high"))


def _group(
    values: np.ndarray, inside: np.ndarray, sample: bool, n: int, rng
) -> tuple[float, float, float, float, int]:
    """Mean of a group's accounts, its interval and the p of its difference from the others (both
    NaN for few), and how many.
    """
    own, rest = values[inside & ~np.isnan(values)], values[~inside & ~np.isnan(values)]
    mean = float(own.mean()) if len(own) else np.nan
    if not sample or len(own) < 5:
        return mean, np.nan, np.nan, np.nan, len(own)
    low, high = np.quantile(rng.choice(own, (n, len(own))).mean(axis=1), [0.025, 0.975])
    if len(rest) < 5:
        return mean, low, high, np.nan, len(own)
    both = np.concatenate([own, rest])
    mixed = rng.permuted(np.tile(both, (n, 1)), axis=1)
    gaps = mixed[:, : len(own)].mean(axis=1) - mixed[:, len(own) :].mean(axis=1)
    p = (1 + (np.abs(gaps) >= abs(own.mean() - rest.mean()) - 1e-12).sum()) / (1 + n)
    return mean, low, high, p, len(own)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(
        {"account": "str", "measure": "str", "n": "int64"}
        | dict.fromkeys(("estimate", "low", "high", "q"), "float64")
    )


def confounded(
    accounts: pd.DataFrame,
    columns: Iterable[str] = ("province", "level", "office", "genre", "month"),
) -> pd.DataFrame:
    """Which columns of the accounts cannot be told apart: a b accounts values_a values_b decides
    rests_on.

    `decides`: "both" where each value of one goes with one value of the other and back, "a" where
    the value of a leaves no choice of b, "b" the other way round, "" where neither does. Where a
    decides b, a difference by b may as well be one by a. `rests_on`: how many accounts have another
    value than most, in that of the two columns that has fewest of them: 1 where a single account
    makes all the difference. `month`: that of publication. Missing values are a value of their own;
    columns that are not there, or are the same everywhere, are left out.
    """
    table = with_month(accounts)
    table = table[[c for c in dict.fromkeys(columns) if c in table]].astype("object").fillna("—")
    table = table.loc[:, table.nunique() > 1]
    rows = []
    for i, a in enumerate(table.columns if len(table) > 1 else []):
        for b in table.columns[i + 1 :]:
            forth, back = (table.groupby(x)[y].nunique().max() == 1 for x, y in ((a, b), (b, a)))
            decides = "both" if forth and back else "a" if forth else "b" if back else ""
            other = len(table) - max(table[x].value_counts().iloc[0] for x in (a, b))
            rows.append((a, b, len(table), table[a].nunique(), table[b].nunique(), decides, other))
    return pd.DataFrame(
        rows, columns=["a", "b", "accounts", "values_a", "values_b", "decides", "rests_on"]
    )
