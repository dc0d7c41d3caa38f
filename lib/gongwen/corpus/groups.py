"""The units to count and draw: accounts, or all accounts with one value of a column (a province, a
level, a month).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from ..common.lists import read_lexicon, with_lists
from ..common.prose import many

FEW = 12  # up to this many units, all are drawn
COLUMNS = ("group", "province", "level", "office", "month")


@dataclass(frozen=True)
class Units:
    """The units of a corpus: `by` (account, or a column), `names` (unit → label), `sentences`
    (their `account` is the unit), `of` (account → unit), `total` (number of units).

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

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        units = frame["account"].map(self.of)
        if self.by != "account" and "paragraph" in frame:
            places = zip(frame["account"], frame["paragraph"])
            frame = frame.assign(paragraph=[self._paragraph.get(place, -1) for place in places])
        drawn = frame.assign(account=units.astype("str"))[units.isin(set(self.names)).to_numpy()]
        return drawn.sort_values("account", kind="stable") if self.by == "month" else drawn

    def __str__(self) -> str:
        what = many(self.total, "account" if self.by == "account" else "group")
        by = "" if self.by == "account" else f" by {self.by}"
        part = len(self.names) < self.total
        return f"{what}{by}" + f", drawn: the {len(self.names)} with most text" * part


@with_lists
def units(corpus, by: str = "", most: int = FEW) -> Units:
    """The units by a column of the accounts, or by month; "": accounts, and if there are more than
    `most`, the first column that groups them.

    Raises ValueError for an unknown column.
    """
    accounts, sentences = corpus.accounts, corpus.sentences
    if not isinstance(sentences, pd.DataFrame):
        raise ValueError("units are made of a corpus in memory: give built.sample(n)")
    by = by or column(corpus, most)
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
    order = sorted(set(unit.values())) if by == "month" else dict.fromkeys(unit.values())
    names = {value: label[value] for value in order if value in largest}
    made = Units(by, names, sentences, len(size), unit, number)
    return replace(made, sentences=made(sentences))


def column(corpus, most: int = FEW, columns: Iterable[str] = COLUMNS) -> str:
    """The column to compare by: "account" for up to `most` accounts, else the first of `columns`
    with 2 to `most` values, else "account".
    """
    accounts = with_month(
        corpus.accounts[corpus.accounts["account"].isin(set(corpus.sentences["account"]))]
    )
    if len(accounts) <= most:
        return "account"
    return next(
        (c for c in columns if c in accounts and 2 <= accounts[c].nunique(dropna=False) <= most),
        "account",
    )


def with_month(accounts: pd.DataFrame) -> pd.DataFrame:
    """`accounts` with a column month of publication (2020-02), unless it is there already."""
    if "month" in accounts or "published" not in accounts:
        return accounts
    return accounts.assign(month=accounts["published"].dt.strftime("%Y-%m"))


def values(accounts: pd.DataFrame, names: list[str], by: str) -> pd.Series:
    """The value of a column for each account of `names`, as text; — if it has none. Raises
    ValueError for an unknown column.
    """
    table = with_month(accounts)
    if by not in table:
        raise ValueError(
            f"no column {by!r} in the table of accounts; there are: "
            f"{', '.join(map(str, table.columns))}"
        )
    return (
        table.set_index("account")[by]
        .reindex(names)
        .astype("object")
        .where(lambda c: c.notna(), "—")
        .astype(str)
    )


@with_lists
def labels(accounts: pd.DataFrame) -> dict[str, str]:
    """A short name for each account: its province in English and Chinese, else its own name; with a
    number if several have the same.
    """
    english = {row["name"]: f"{row['english']} {row['short']}" for row in read_lexicon("provinces")}
    provinces = accounts["province"] if "province" in accounts else accounts["account"]
    wanted = [
        english.get(str(province), str(account))
        for account, province in zip(accounts["account"], provinces)
    ]
    twice = {label for label, n in Counter(wanted).items() if n > 1}
    number: dict[str, int] = {}
    result = {}
    for account, label in zip(accounts["account"], wanted):
        number[label] = number.get(label, 0) + 1
        result[account] = f"{label} {number[label]}" if label in twice else label
    return result
