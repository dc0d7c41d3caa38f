"""Which superiors an account names, what it calls the disease, and which expected words it does not
use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ..common.characters import alternatives, fold
from ..common.columns import KEYS, rows_of, typed
from ..common.files import progress
from ..common.lists import read_lexicon, with_lists, words_of
from ..language.terms import of_lexicon

LEVELS = (
    "leader",
    "centre",
    "ministry",
    "province",
    "department",
    "prefecture",
    "bureau",
    "county",
    "office",
    "headquarters",
    "above",
)


@with_lists
def authorities(sentences: pd.DataFrame) -> pd.DataFrame:
    """Superiors named in the accounts, by lexicons/authorities.csv: account paragraph sentence term
    authority level at start end.

    `authority` is the same for all names of one authority (总书记, 习近平总书记); 省委、省政府 is
    one mention, like 省委省政府. `at`: characters of the account before the mention divided by all
    its characters, 0 to 1. `level` is that of the authority; whether it is above the account's own
    office is not checked.
    """
    known, find = (
        {row["term"]: row for row in read_lexicon("authorities")},
        of_lexicon("authorities"),
    )
    joins = ("", "、", *words_of("clause_words", "and"))
    length = sentences["text"].str.len()
    total = length.groupby(sentences["account"]).sum()
    before = length.groupby(sentences["account"]).cumsum() - length
    rows = []
    columns = zip(sentences[[*KEYS, "text"]].itertuples(index=False, name=None), before)
    for (*key, text), shift in progress(columns, "reading authorities", total=len(sentences)):
        mentions: list[list] = []
        for hit in find(fold(text)):
            row = known[hit.term]
            last = mentions[-1] if mentions else None
            if last and last[0] == row["authority"] and text[last[3] : hit.start] in joins:
                last[3] = hit.end
            else:
                mentions.append([row["authority"], row["level"], hit.start, hit.end])
        for authority, level, start, end in mentions:
            rows.append(
                (
                    *key,
                    text[start:end],
                    authority,
                    level,
                    (shift + start) / total[key[0]],
                    start,
                    end,
                )
            )
    return rows_of("authorities", rows)


def chain(mentions: pd.DataFrame) -> pd.DataFrame:
    """The authorities of each account in the order of their first mention: account authority level
    n first rank.

    `first`: place of the first mention in the account, 0 to 1. `rank`: 1 for the authority named
    first.
    """
    table = mentions.groupby(["account", "authority"], sort=False).agg(
        level=("level", "first"), n=("at", "size"), first=("at", "min")
    )
    table = table.reset_index().sort_values(
        ["account", "first", "authority"], kind="stable", ignore_index=True
    )
    return table.assign(rank=table.groupby("account").cumcount() + 1)


def levels(found: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """How often each account names an authority of each level: account, then a column for each
    level that any of them names, from the leader down.
    """
    columns = [level for level in LEVELS if level in set(found["level"])]
    table = pd.crosstab(found["account"], found["level"]).reindex(
        index=list(names), columns=columns, fill_value=0
    )
    return table.rename_axis(index="account", columns=None).reset_index()


@with_lists
def disease_names(sentences: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """What each account calls the disease and its virus, by lexicons/disease_names.csv: account
    published name kind since n.

    `since`: the day of the first document with the name, if known. Only the longest name counts:
    新型冠状病毒 inside 新型冠状病毒肺炎 is not counted again.
    """
    kinds = {row["name"]: row["kind"] for row in read_lexicon("disease_names")}
    since = {
        row["name"]: pd.Timestamp(row["since"])
        for row in read_lexicon("disease_names")
        if row["since"]
    }
    hits = [
        (account, hit.term)
        for account, text in sentences[["account", "text"]].itertuples(index=False, name=None)
        for hit in of_lexicon("disease_names", "name")(fold(text))
    ]
    table = (
        typed(pd.DataFrame(hits, columns=["account", "name"]), "disease_names")
        .groupby(["account", "name"], sort=False)
        .size()
        .reset_index(name="n")
    )
    table = table.assign(kind=table["name"].map(kinds), since=table["name"].map(since))
    table = typed(table, "disease_names")
    table = accounts[["account", "published"]].merge(table, on="account", how="inner")
    order = {name: i for i, name in enumerate(kinds)}
    return table.sort_values(
        ["published", "account", "name"],
        key=lambda c: c.map(order) if c.name == "name" else c,
        ignore_index=True,
    )[["account", "published", "name", "kind", "since", "n"]]


@with_lists
def expected(sentences: pd.DataFrame) -> pd.DataFrame:
    """Expected words and how often each occurs in each account (lexicons/expected.csv): word gloss
    theme account n; also where n is 0.

    Forms in lexicons/expected_forms.csv count as the word: 不信谣、不传谣 counts as 谣言.
    """
    rows = read_lexicon("expected")
    forms: dict[str, list[str]] = {}
    for row in read_lexicon("expected_forms"):
        forms.setdefault(row["word"], []).append(row["form"])
    texts = {
        account: "\n".join(map(fold, part))
        for account, part in sentences.groupby("account", sort=False)["text"]
    }
    counted = []
    for row in rows:
        pattern = re.compile(alternatives(map(fold, (row["word"], *forms.get(row["word"], ())))))
        counted += [
            (row["word"], row["gloss"], row["theme"], a, len(pattern.findall(text)))
            for a, text in texts.items()
        ]
    return rows_of("expected", counted)
