"""What the measures need of a corpus, each read once and when it is first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from . import claims, deeds, device_tables, formulas, marking, polarity, reuse, terms, words
from .authority import authorities
from .terms import of_lexicon
from .text import fold

_LEAST = 12  # characters from which on what is left of a shared passage counts, as `reuse` has it


class Readings:
    """A corpus's sentences and accounts with everything that is read from them; tables as the named
    functions give them.
    """

    def __init__(self, sentences: pd.DataFrame, accounts: pd.DataFrame):
        self.sentences, self.accounts = sentences, accounts

    @cached_property
    def names(self) -> list[str]:
        """The accounts that have sentences, in order."""
        return list(dict.fromkeys(self.sentences["account"]))

    @cached_property
    def characters(self) -> pd.Series:
        """Characters of each account's sentences."""
        return self.per(self.sentences["text"].str.len())

    @cached_property
    def tokens(self) -> dict[str, list[str]]:
        """The words of each account in order (`words.cut`), without marks."""
        return words.by_account(self.sentences)

    @cached_property
    def marks(self) -> pd.DataFrame:
        return marking.mark(self.sentences)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Share of each account's sentences with each device: a row for each account, a column for
        each device.
        """
        # with those of the folder's own lists
        every = list(dict.fromkeys([*marking.DEVICES, *terms.devices()]))
        table = device_tables.shares(self.marks, self.sentences, devices=every)
        return table.pivot(index="account", columns="device", values="share")

    @cached_property
    def occurrences(self) -> pd.DataFrame:
        return formulas.occurrences(self.sentences)

    @cached_property
    def quantities(self) -> pd.DataFrame:
        return deeds.once(claims.quantities(self.sentences, every=True))

    @cached_property
    def quotations(self) -> pd.DataFrame:
        return claims.quotations(self.sentences)

    @cached_property
    def persons(self) -> pd.DataFrame:
        return deeds.persons(self.sentences)

    @cached_property
    def tone(self) -> pd.DataFrame:
        return polarity.by_account(self.sentences).set_index("account")

    @cached_property
    def authorities(self) -> pd.DataFrame:
        return authorities(self.sentences)

    @cached_property
    def shared(self) -> pd.DataFrame:
        return reuse.reuse(self.sentences)

    def per(self, values: pd.Series) -> pd.Series:
        """The sum of a value for each sentence, by account; every account is there."""
        return values.groupby(self.sentences["account"], sort=False).sum()

    def count(self, table: pd.DataFrame) -> pd.Series:
        """Rows of a table by account, with zeros."""
        return table.groupby("account").size().reindex(self.names, fill_value=0)


def without(sentences: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The sentences without passages that stand on both pages of a row of `reuse`; those with
    nothing left are gone.

    A passage counts on the page; of a sentence whose text was repaired (markup inside it) the whole
    is taken out.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for side in "ab":
        for account, a, b in passages[
            [f"account_{side}", f"start_{side}", f"end_{side}"]
        ].itertuples(index=False, name=None):
            spans.setdefault(account, []).append((a, b))
    texts = [_cut(row, spans.get(row.account, [])) for row in sentences.itertuples(index=False)]
    kept = sentences.assign(text=pd.Series(texts, index=sentences.index, dtype="str"))
    return kept[kept["text"].str.contains(r"\w", regex=True)]


def shared_shares(
    sentences: pd.DataFrame, passages: pd.DataFrame, groups: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """How much of each account stands in another one too (rows of `reuse`): account other share
    share_without_names.

    In % of the account's characters. `other`: each other account, and "any other". Passages that
    overlap count once; counted are the characters of the sentences, as they stand on the page.
    `share_without_names`: the names of the disease (lexicons/disease_names.csv), which everybody
    writes, are cut out of the passages, and what is left of one counts from 12 characters on.
    `groups` (account to group): how much of a group's accounts stands in accounts of another group,
    and in any other account.
    """
    group = dict(groups or {a: a for a in sentences["account"].unique()})
    columns = ["account", "other", "start", "end"]
    sides = [
        passages[[f"account_{a}", f"account_{b}", f"start_{a}", f"end_{a}"]].set_axis(
            columns, axis=1
        )
        for a, b in ("ab", "ba")
    ]
    both = pd.concat(
        [
            *(side.assign(other=side["other"].map(group)) for side in sides),
            *(side.assign(other="any other") for side in sides),
        ]
    )
    spans = {
        key: part[["start", "end"]].to_numpy() for key, part in both.groupby(["account", "other"])
    }
    names = list(dict.fromkeys(group[a] for a in sentences["account"].unique()))
    covered: Counter[tuple[str, str]] = Counter()
    unnamed: Counter[tuple[str, str]] = Counter()
    length: Counter[str] = Counter()
    find = of_lexicon("disease_names", "name")
    for account, part in sentences.groupby("account", sort=False)[["start", "end", "text"]]:
        at = np.concatenate([np.arange(x, y) for x, y in part[["start", "end"]].to_numpy()])
        # of a repaired text nobody knows
        rows = [row for row in part.itertuples(index=False) if len(row.text) == row.end - row.start]
        named = [
            (row.start + hit.start, row.start + hit.end)
            for row in rows
            for hit in find(fold(row.text))
        ]
        length[group[account]] += len(at)
        for other in [*names, "any other"]:
            passages = spans.get((account, other), ())
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
        for o in [*names, "any other"]
        if o != a
    ]
    frame = pd.DataFrame(table, columns=["account", "other", "share", "share_without_names"])
    return frame.astype(
        {"account": "str", "other": "str", "share": "float64", "share_without_names": "float64"}
    )


def _between(start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a stretch between the spans that lie in it."""
    for a, b in sorted(span for span in spans if span[0] < end and start < span[1]):
        yield start, a
        start = b
    yield start, end


def _inside(spans, places: np.ndarray) -> np.ndarray:
    """For each of the places, whether it lies in any of the spans."""
    inside = np.zeros(len(places), bool)
    for start, end in spans:
        inside |= (places >= start) & (places < end)
    return inside


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
