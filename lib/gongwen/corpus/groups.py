"""The units to count and draw: accounts, or all accounts with one value of a column (a province, a
level, a month).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from ..common.characters import width
from ..common.columns import columns
from ..common.lists import read_lexicon, with_lists
from ..common.prose import many, of
from ..pages.rows import field_of

FEW = 12  # up to this many units, all are drawn
FIRST = ("group", "province", "level", "office")  # columns to draw groups by, before those of
LAST = ("prefecture", "month", "year", "decade")  # a scholar's own tables, and after them
PERIODS = LAST[1:]
COVERED = 0.8  # of the accounts are in the groups that are drawn, else they are no default
LARGEST = 0.9  # of the accounts may be in one group
LONGEST = 20  # characters of a value that can be the name of a group
_ALIKE = 5  # accounts may be called by their province, with a number
_LABEL = 24  # Latin letters as wide as the name of an account may be; then its title is taken
NOT_STATED = "not stated"  # the group of accounts without a value


@dataclass(frozen=True)
class Units:
    """The units of a corpus: `by` (account, or a column), `names` (unit → label), `sentences`
    (their `account` is the unit), `of` (account → unit), `total` (number of units), `chosen` (how
    the column was chosen, where nobody named one, and which others there are).

    Call it with any table that has a column `account`: it returns the table with the units in place
    of the accounts, without those that no figure shows (`names` has the at most 12 with most text).
    The paragraphs of a group are numbered anew, so that those of different accounts are not mixed.
    """

    by: str
    names: dict[str, str]
    sentences: pd.DataFrame
    total: int
    of: dict[str, str]
    _paragraph: dict[tuple[str, int], int]
    chosen: str = ""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        units = frame["account"].map(self.of)
        if self.by != "account" and "paragraph" in frame:
            places = zip(frame["account"], frame["paragraph"])
            frame = frame.assign(paragraph=[self._paragraph.get(place, -1) for place in places])
        drawn = frame.assign(account=units.astype("str"))[units.isin(set(self.names)).to_numpy()]
        return drawn.sort_values("account", kind="stable") if self.by in PERIODS else drawn

    def __str__(self) -> str:
        what = many(self.total, "account" if self.by == "account" else "group")
        by = "" if self.by == "account" else f" by {self.by}"
        part = len(self.names) < self.total
        return f"{what}{by}" + f", drawn: the {len(self.names)} with most text" * part


@with_lists
def units(corpus, by: str = "", most: int = FEW) -> Units:
    """The units by a column of the accounts, or by month, year or decade of publication; "": the
    accounts, and if there are more than `most`, the first column that groups them (`column`).

    A column may have any of its names in table_columns.csv (来源 for source). Raises ValueError for
    an unknown column.
    """
    accounts, sentences = corpus.accounts, corpus.sentences
    if by and by not in accounts:
        by = field_of(by) or by  # 来源, as the scholar's table calls the source
    if not isinstance(sentences, pd.DataFrame):
        raise ValueError("units are made of a corpus in memory: give built.sample(n)")
    chosen = ""
    if not by:
        by = column(corpus, most)
        chosen = choice(corpus, by, most)
    present = list(dict.fromkeys(sentences["account"]))
    unit = (
        dict(zip(present, present)) if by == "account" else values(accounts, present, by).to_dict()
    )
    number = {
        place: i
        for i, place in enumerate(dict.fromkeys(zip(sentences["account"], sentences["paragraph"])))
    }
    size = sentences["text"].str.len().groupby(sentences["account"].map(unit), sort=False).sum()
    largest = set(size.sort_values(ascending=False, kind="stable").index[:most])
    label = labels(accounts) if by == "account" else {value: value for value in size.index}
    order = sorted(set(unit.values())) if by in PERIODS else list(dict.fromkeys(unit.values()))
    order.sort(key=lambda value: by != "account" and value == NOT_STATED)
    names = {value: label[value] for value in order if value in largest}
    made = Units(by, names, sentences, len(size), unit, number, chosen)
    return replace(made, sentences=made(sentences))


def column(corpus, most: int = FEW) -> str:
    """The column to compare by: "account" for up to `most` accounts, else the first whose `most`
    largest groups hold four fifths of the accounts and none nine tenths, else "account".

    In this order: group, province, level, office, the scholar's own columns of a few short words,
    prefecture, month, year, decade.
    """
    accounts = _drawn(corpus)
    if len(accounts) <= most:
        return "account"
    return next((c for c in _candidates(accounts) if _groups_well(accounts[c], most)), "account")


def choice(corpus, by: str, most: int = FEW) -> str:
    """Why `column` chose `by` for more than `most` accounts, and how to choose another; "" for
    fewer.
    """
    accounts = _drawn(corpus)
    if len(accounts) <= most:
        return ""
    others = [c for c in _candidates(accounts) if c != by and accounts[c].nunique() > 1]
    why = f"Drawn are the {most} longest accounts: no column groups four fifths of them."
    if by != "account":
        stated = int(accounts[by].notna().sum())
        why = f"Drawn by {by}, which {of(stated, len(accounts), 'account')} state."
    named = [f"{c} ({many(accounts[c].nunique(), 'value')})" for c in others[:8]]
    more = f", {len(others) - 8} more" * (len(others) > 8)
    return f"{why} Other columns (BY=…): {', '.join(named)}{more}." if others else why


def _drawn(corpus) -> pd.DataFrame:
    """The accounts with sentences, with their periods."""
    return with_periods(
        corpus.accounts[corpus.accounts["account"].isin(set(corpus.sentences["account"]))]
    )


def _candidates(accounts: pd.DataFrame) -> list[str]:
    """The columns that may group accounts, the most telling first."""
    known = {*columns("accounts"), "from_manifest", *FIRST, *LAST}
    own = [c for c in accounts if c not in known and _named_groups(accounts[c])]
    return [c for c in (*FIRST, *own, *LAST) if c in accounts]


def _named_groups(values: pd.Series) -> bool:
    """Whether the values are few and short words, not numbers, addresses or yes and no."""
    kinds = values.dropna().astype(str).unique()
    words = [k for k in kinds if len(k) <= LONGEST and any(map(str.isalpha, k)) and "/" not in k]
    return 1 < len(kinds) <= max(2, len(values) // 5) and len(words) > 0.9 * len(kinds)


def _groups_well(values: pd.Series, most: int) -> bool:
    sizes = values.value_counts()  # the largest first
    enough = COVERED * len(values) <= sizes.head(most).sum()
    return len(sizes) > 1 and enough and sizes.iloc[0] <= LARGEST * len(values)


def with_periods(accounts: pd.DataFrame) -> pd.DataFrame:
    """`accounts` with columns month (2020-02), year (2020) and decade (2020s) of publication,
    unless they are there already.
    """
    if "published" not in accounts:
        return accounts
    days = accounts["published"].dt
    periods = {"month": days.strftime("%Y-%m"), "year": days.strftime("%Y")}
    periods["decade"] = periods["year"].str[:3] + "0s"
    return accounts.assign(**{c: p for c, p in periods.items() if c not in accounts})


def values(accounts: pd.DataFrame, names: list[str], by: str) -> pd.Series:
    """The value of a column for each account of `names`, as text; NOT_STATED if it has none. Raises
    ValueError for an unknown column.
    """
    table = with_periods(accounts)
    if by not in table:
        raise ValueError(
            f"no column {by!r} in the table of accounts; there are: "
            f"{', '.join(map(str, table.columns))}"
        )
    return (
        table.set_index("account")[by]
        .reindex(names)
        .astype("object")
        .where(lambda c: c.notna(), NOT_STATED)
        .astype(str)
    )


def short_name(account: str, title: object = None) -> str:
    """The name of an account, or its title where the name is long or the number of a row, cut to
    the width of a label.
    """
    poor = width(account) > _LABEL or account.rpartition("/")[2].isdecimal()
    name = title if poor and isinstance(title, str) and title else account
    cut = next((n for n in range(len(name)) if width(name[: n + 1]) > _LABEL), len(name))
    return name if cut == len(name) else f"{name[:cut]}…"


@with_lists
def labels(accounts: pd.DataFrame) -> dict[str, str]:
    """A short name for each account: its province in English and Chinese, if most have one and no
    more than five share one, else its own name, for which its title stands where that is
    long or a number; with a number if several have the same.
    """
    english = {row["name"]: f"{row['english']} {row['short']}" for row in read_lexicon("provinces")}
    table = accounts.reindex(columns=["account", "province", "title"]).astype("object")
    often = table["province"].value_counts()
    # else all have names of their own, so that none stands out
    few = 2 * often.sum() > len(table) and often.max() <= _ALIKE
    wanted = [
        english[row.province]
        if few and row.province in english
        else short_name(str(row.account), row.title)
        for row in table.itertuples()
    ]
    twice = {label for label, n in Counter(wanted).items() if n > 1}
    number: dict[str, int] = {}
    result = {}
    for account, label in zip(accounts["account"], wanted):
        number[label] = number.get(label, 0) + 1
        result[account] = f"{label} {number[label]}" if label in twice else label
    return result
