"""A profile of accounts: all measures side by side, with their uncertainty.

A few fully observed texts are described, not tested: low, high and q are given only for corpora of
at least 20 accounts, or from the known error of a detector. `AccountTables` makes each table once,
when a measure first needs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..claims.tables import once, persons, quantities, quotations
from ..common import stats
from ..common.characters import fold
from ..common.columns import columns, rows_of
from ..common.lists import carried, lists_of, with_lists
from ..common.show import noting
from ..common.spans import Span
from ..corpus.groups import values, with_periods
from ..language import terms, words
from ..language.terms import of_lexicon
from ..phrases.count import occurrences
from ..phrases.keyness import SAMPLE
from ..phrases.reuse import reuse
from ..rhetoric.mark import DEVICES, mark
from ..rhetoric.tables import shares
from ..sentiment.polarity import by_account, polarity
from .authority import authorities
from .distances import WINDOW, lexical_diversity

# --- the tables that the measures need, each made once, when first needed

_LEAST = 12  # what is left of a shared passage counts from this many characters on, as in `reuse`
_PAIRED = 500  # accounts or groups of which each pair has a row in `shared_shares`


class AccountTables:
    """The sentences and accounts of a corpus, and the tables made from them, each named after the
    function that makes it. `whole`: the tables of which these sentences are a part, namely these
    `rows` of them, some shortened.
    """

    def __init__(
        self,
        sentences: pd.DataFrame,
        accounts: pd.DataFrame,
        whole: AccountTables | None = None,
        rows: np.ndarray | None = None,
    ):
        self.sentences, self.accounts, self.whole, self.rows = sentences, accounts, whole, rows

    @property
    def lists(self) -> str:
        """The folder of the corpus's own word lists, or ""."""
        return carried(self.sentences) or ""

    @cached_property
    def names(self) -> list[str]:
        """The accounts with sentences, in order."""
        return list(dict.fromkeys(self.sentences["account"]))

    @cached_property
    def characters(self) -> pd.Series:
        """Characters of each account's sentences."""
        return self.per(self.sentences["text"].str.len())

    @cached_property
    def tokens(self) -> dict[str, list[str]]:
        """The words of each account in order (`words.cut`), without punctuation."""
        return words.by_account(self.sentences)

    @cached_property
    def marks(self) -> pd.DataFrame:
        return mark(self.sentences)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Share of sentences with each device: one row per account, one column per device."""
        # with the devices of the folder's own lists
        with lists_of(self.lists):
            every = list(dict.fromkeys([*DEVICES, *terms.devices()]))
        table = shares(self.marks, self.sentences, devices=every)
        return table.pivot(index="account", columns="device", values="share")

    @cached_property
    def occurrences(self) -> pd.DataFrame:
        return occurrences(self.sentences)

    @cached_property
    def quantities(self) -> pd.DataFrame:
        return once(quantities(self.sentences, every=True))

    @cached_property
    def quotations(self) -> pd.DataFrame:
        return quotations(self.sentences)

    @cached_property
    def persons(self) -> pd.DataFrame:
        return persons(self.sentences)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """`polarity` of each sentence, in order; of a sentence that the whole has too, its row."""
        texts = self.sentences["text"].reset_index(drop=True)
        if self.whole is None:
            return polarity(texts)
        whole = self.whole.sentences["text"].iloc[self.rows].reset_index(drop=True)
        same = texts == whole
        known = self.whole.scored.iloc[self.rows[same]].assign(text_id=texts.index[same])
        parts = [known, polarity(texts[~same])]
        scored = pd.concat([part for part in parts if len(part)] or parts)
        return scored.sort_values("text_id", ignore_index=True)

    @cached_property
    def tone(self) -> pd.DataFrame:
        return by_account(self.sentences, self.scored).set_index("account")

    @cached_property
    def authorities(self) -> pd.DataFrame:
        return authorities(self.sentences)

    @cached_property
    def shared(self) -> pd.DataFrame:
        return reuse(self.sentences)

    @cached_property
    def own(self) -> AccountTables:
        """The same without the wording that two accounts share."""
        numbered = self.sentences.reset_index(drop=True)
        own = without(numbered, self.shared)
        rows = own.index.to_numpy()
        return AccountTables(own.set_axis(self.sentences.index[rows]), self.accounts, self, rows)

    def per(self, values: pd.Series) -> pd.Series:
        """Sums per account of a value given for each sentence; every account is included."""
        return values.groupby(self.sentences["account"], sort=False).sum()

    def count(self, table: pd.DataFrame) -> pd.Series:
        """Number of rows of a table per account, with zeros."""
        return table.groupby("account").size().reindex(self.names, fill_value=0)


def account_tables(study) -> AccountTables:
    """What a study (`gw.open`) draws, to be measured: its accounts, or all accounts of its
    groups.
    """
    drawn = study.groups.sentences if study.by == "account" else study.sentences
    return AccountTables(drawn, study.corpus.accounts)


def without(sentences: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The sentences without the passages that two pages share (rows of `reuse`); sentences with
    nothing left are dropped.

    Passages are positions on the page; a sentence whose text was repaired (markup inside it) is
    removed whole.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for side in "ab":
        for account, a, b in passages[
            [f"account_{side}", f"start_{side}", f"end_{side}"]
        ].itertuples(index=False, name=None):
            spans.setdefault(account, []).append((a, b))
    texts = [_cut(row, spans.get(row.account, [])) for row in sentences.itertuples(index=False)]
    remaining = sentences.assign(text=pd.Series(texts, index=sentences.index, dtype="str"))
    return remaining[remaining["text"].str.contains(r"\w", regex=True)]


def shared_shares(
    sentences: pd.DataFrame, passages: pd.DataFrame, groups: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """How much of each account occurs in another one, too (rows of `reuse`), in % of its
    characters: account other share share_without_names.

    `other`: each other account, and "any other". Overlapping passages count once.
    `share_without_names`: the names of the disease (lexicons/disease_names.csv), which everybody
    uses, are cut out of the passages, and what is left counts if it has at least 12 characters.
    `groups` (account -> group): how much of a group's accounts occurs in accounts of another group,
    and in any other account. Of more than 500 accounts or groups only "any other" has rows, since
    the others would be the square of their number; then a note says so.
    """
    group = dict(groups or {a: a for a in sentences["account"].unique()})
    spans = _stretches(passages, group)
    names = list(dict.fromkeys(group[a] for a in sentences["account"].unique()))
    others = [*(names if len(names) <= _PAIRED else ()), "any other"]
    covered: Counter[tuple[str, str]] = Counter()
    unnamed: Counter[tuple[str, str]] = Counter()
    length: Counter[str] = Counter()
    for account, part in sentences.groupby("account", sort=False)[["start", "end", "text"]]:
        at = np.concatenate([np.arange(x, y) for x, y in part[["start", "end"]].to_numpy()])
        named = _disease_named(part)
        length[group[account]] += len(at)
        for other in others:
            passages = spans.get((account, other))
            if not passages:
                continue
            plain = [
                piece
                for a, b in passages
                for piece in _between(a, b, named)
                if piece[1] - piece[0] >= _LEAST
            ]
            covered[group[account], other] += int(_inside(passages, at).sum())
            unnamed[group[account], other] += int(_inside(plain, at).sum())
    table = [
        (a, o, *(100 * n[a, o] / max(1, length[a]) for n in (covered, unnamed)))
        for a in names
        for o in others
        if o != a
    ]
    shares = rows_of("shared_shares", table)
    if len(others) > len(names):
        return shares
    return noting(shares, f"Of {len(names):,} accounts each is compared with all others together.")


def _stretches(
    passages: pd.DataFrame, group: Mapping[str, str]
) -> dict[tuple[str, str | None], list[Span]]:
    """Start and end on the page of an account's passages that a group has too, each once: (account,
    group or "any other") -> spans.
    """
    spans: dict[tuple[str, str | None], set[Span]] = {}
    places = ["account_a", "account_b", "start_a", "end_a", "start_b", "end_b"]
    for a, b, *at in passages[places].itertuples(index=False, name=None):
        for account, other, span in ((a, b, tuple(at[:2])), (b, a, tuple(at[2:]))):
            for whose in (group.get(other), "any other"):
                spans.setdefault((account, whose), set()).add(span)
    return {key: sorted(part) for key, part in spans.items()}


def _disease_named(sentences: pd.DataFrame) -> list[tuple[int, int]]:
    """Where on the page the sentences name the disease; sentences with repaired text are skipped,
    since their positions are unknown.
    """
    find = of_lexicon("disease_names", "name")
    return [
        (row.start + hit.start, row.start + hit.end)
        for row in sentences.itertuples(index=False)
        if len(row.text) == row.end - row.start
        for hit in find(fold(row.text))
    ]


def _between(start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a stretch outside the spans."""
    for a, b in sorted(span for span in spans if span[0] < end and start < span[1]):
        yield start, a
        start = b
    yield start, end


def _inside(spans, places: np.ndarray) -> np.ndarray:
    """For each place, whether it is in any of the spans."""
    if not len(spans) or not len(places):
        return np.zeros(len(places), bool)
    first, end = int(places.min()), int(places.max()) + 1
    starts, ends = np.clip(np.asarray(spans).T, first, end) - first
    size = end - first + 1
    depth = np.bincount(starts, minlength=size) - np.bincount(ends, minlength=size)
    return np.cumsum(depth)[places - first] > 0


def _cut(row, spans: list[tuple[int, int]]) -> str:
    inside = [
        (max(a, row.start) - row.start, min(b, row.end) - row.start)
        for a, b in spans
        if a < row.end and row.start < b
    ]
    if not inside:
        return row.text
    if len(row.text) != row.end - row.start:
        return ""
    gone = {i for a, b in inside for i in range(a, b)}
    return "".join(c for i, c in enumerate(row.text) if i not in gone)


PROFILE = columns("profile")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of each account: its label and unit for figures, and a function from
    `AccountTables` to one number per account.
    """

    label: str
    unit: str
    of: Callable[[AccountTables], pd.Series]


def _rate(table: str) -> Callable[[AccountTables], pd.Series]:
    return lambda r: 1000 * r.count(getattr(r, table)) / r.characters


def _device(device: str) -> Callable[[AccountTables], pd.Series]:
    return lambda r: 100 * r.shares[device]


def _quoted(r: AccountTables) -> pd.Series:
    length = (r.quotations["end"] - r.quotations["start"]).groupby(r.quotations["account"]).sum()
    return 100 * length.reindex(r.names).fillna(0) / r.characters


def _median_length(r: AccountTables) -> pd.Series:
    return r.sentences["text"].str.len().groupby(r.sentences["account"], sort=False).median()


def _centre(r: AccountTables) -> pd.Series:
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


@with_lists
def profile(
    corpus,
    measures: Iterable[str] | Mapping[str, Measure] | None = None,
    by: str = "account",
    error: pd.DataFrame | None = None,
    n: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Every measure for each account, or for each value of a column of the accounts: account
    measure estimate low high q n.

    `measures`: names of MEASURES (None: all), or a mapping of your own names to `Measure`. `by`:
    "account", or a column of corpus.accounts; then `account` holds its values, `estimate` is the
    mean over their accounts, and `n` is the number of these accounts. In a corpus of at least 20
    accounts, a mean of 5 or more accounts has a bootstrap interval over accounts, and q for its
    difference from the other accounts (permutation test, Benjamini–Hochberg over all rows).
    `error`: the table of `rhetoric.corrected_shares`; for the devices of single accounts, its
    corrected share is the estimate, with its low and high. Otherwise low, high and q are empty: a
    few texts are described, not tested. `n` (parameter): number of draws. Raises ValueError for an
    unknown measure or column, and for a corpus without sentences.
    """
    chosen = _chosen(measures)
    r = (
        corpus
        if isinstance(corpus, AccountTables)
        else AccountTables(corpus.sentences, corpus.accounts)
    )
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
        return rows_of("profile", rows)
    groups = values(r.accounts, r.names, by)
    rng = np.random.default_rng(seed)
    draws = n if len(r.names) >= SAMPLE else 0
    codes, names = pd.factorize(groups)
    drawn = {m: _by_group(measured[m].to_numpy(), codes, len(names), draws, rng) for m in chosen}
    rows = [(name, m, *drawn[m][i]) for i, name in enumerate(names) for m in chosen]
    table = rows_of("profile", rows)
    return table.assign(q=stats.benjamini_hochberg(table["q"]))


def both_ways(
    tables: AccountTables,
    measures: Iterable[str] | Mapping[str, Measure] | None = None,
    by: str = "account",
) -> pd.DataFrame:
    """The profile with a column without_shared: the estimate without the wording that another
    account has too; empty where no text is left.
    """
    table, own = profile(tables, measures, by), tables.own
    keys = ["account", "measure"]
    left = profile(own, measures, by, n=0) if len(own.sentences) else table.head(0)
    places = pd.MultiIndex.from_frame(table[keys])
    again = left.set_index(keys)["estimate"].reindex(places)
    return table.assign(without_shared=again.to_numpy())


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
    """(estimate, low, high): corrected for a detector's known error, in %, or as measured, without
    an interval.
    """
    row = (
        None
        if error is None
        else error[(error["account"] == account) & (error["device"] == measure)]
    )
    if row is None or not len(row):
        return plain, np.nan, np.nan
    return tuple(100 * float(row[c].iloc[0]) for c in ("corrected", "low", "high"))


_AT_ONCE = 1_000_000  # values of a permutation test in memory at once


def _by_group(
    values: np.ndarray, codes: np.ndarray, groups: int, n: int, rng: np.random.Generator
) -> list[tuple[float, float, float, float, int]]:
    """For each group the mean of its accounts, its interval, the p of its difference from the
    others (NaN if there are too few accounts, or `n` draws are none), and the number of accounts.
    """
    known = ~np.isnan(values)
    values, codes = values[known], codes[known]
    values = values[np.argsort(codes, kind="stable")]
    sizes = np.bincount(codes, minlength=groups)
    mixed = _mixed_sums(values, sizes, n, rng)
    return [
        _group(own, values.sum(), len(values) - len(own), sums, n, rng)
        for own, sums in zip(np.split(values, np.cumsum(sizes)[:-1]), mixed)
    ]


def _mixed_sums(values: np.ndarray, sizes: np.ndarray, n: int, rng) -> np.ndarray:
    """The sum of each group in `n` random divisions of all values into groups of these sizes: an
    array of groups × draws. A few draws at a time are in memory.
    """
    ends = np.cumsum(sizes)
    sums = np.empty((len(sizes), n))
    step = max(1, _AT_ONCE // max(1, len(values)))
    for first in range(0, n, step):
        part = np.tile(values, (min(step, n - first), 1))
        up_to = np.cumsum(rng.permuted(part, axis=1), axis=1)
        up_to = np.hstack([np.zeros((len(part), 1)), up_to])
        sums[:, first : first + len(part)] = (up_to[:, ends] - up_to[:, ends - sizes]).T
    return sums


def _group(
    own: np.ndarray, total: float, others: int, mixed: np.ndarray, n: int, rng
) -> tuple[float, float, float, float, int]:
    """One row of `_by_group`. `total`: of all accounts; `mixed`: sums of as many random ones."""
    size = len(own)
    mean = float(own.mean()) if size else np.nan
    if not n or size < 5:
        return mean, np.nan, np.nan, np.nan, size
    low, high = np.quantile(rng.choice(own, (n, size)).mean(axis=1), [0.025, 0.975])
    if others < 5:
        return mean, low, high, np.nan, size
    gap = abs(mean - (total - own.sum()) / others)
    gaps = np.abs(mixed / size - (total - mixed) / others)
    # sums in another order may differ in the last digits
    p = (1 + (gaps >= gap - 1e-9 * (1 + gap)).sum()) / (1 + n)
    return mean, low, high, p, size


def confounded(
    accounts: pd.DataFrame,
    columns: Iterable[str] = ("province", "level", "office", "genre", "month"),
) -> pd.DataFrame:
    """Pairs of columns of the accounts, and whether their effects can be told apart: a b accounts
    values_a values_b decides rests_on.

    `decides` is "a" if each value of a occurs with only one value of b, "b" for the reverse, "both"
    if both hold, and "" if neither does. If a decides b, a difference between values of b may just
    as well be one between values of a. `rests_on`: the number of accounts whose value is not the
    most frequent one, in the column of the two where they are fewest; 1 means that a single account
    makes the whole difference. `month`: month of publication. A missing value counts as a value.
    Columns that are missing, or have the same value everywhere, are left out, and so are the
    account itself and accounts without sentences.
    """
    table = with_periods(accounts)
    if "sentences" in table:
        table = table[table["sentences"] > 0]
    table = (
        table[[c for c in dict.fromkeys(columns) if c in table and c != "account"]]
        .astype("object")
        .fillna("—")
    )
    table = table.loc[:, table.nunique() > 1]
    rows = []
    for i, a in enumerate(table.columns if len(table) > 1 else []):
        for b in table.columns[i + 1 :]:
            forth, back = (table.groupby(x)[y].nunique().max() == 1 for x, y in ((a, b), (b, a)))
            decides = "both" if forth and back else "a" if forth else "b" if back else ""
            other = len(table) - max(table[x].value_counts().iloc[0] for x in (a, b))
            rows.append((a, b, len(table), table[a].nunique(), table[b].nunique(), decides, other))
    return rows_of("confounded", rows)


Readings = AccountTables  # its name in 0.1
