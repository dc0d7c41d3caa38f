"""A question of one's own, put to groups of accounts: what the answer says, in sentences.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, listed, number, of, short
from ..corpus.findings import as_units, in_figure, named
from ..corpus.folders import INVENTED
from ..corpus.groups import Units
from .profile import AccountTables, Measure

FEW = 4  # groups that a sentence still lists


def frequency(marks: pd.DataFrame, sentences: pd.DataFrame, label: str) -> Finding | None:
    """How many sentences have a device (its rows of `rhetoric.mark`); label: English 中文."""
    n = len(marks[["account", "paragraph", "sentence"]].drop_duplicates())
    if not len(sentences):
        return None
    verb = "has" if n < 2 else "have"
    words = f"含“{chinese(label)}”一类词"
    which = capitalised(of(n, len(sentences), "sentence"))
    if len(sentences) == 1:
        verb, has = ("has", "") if n else ("has no", "不")
        return Finding(
            f"The one sentence {verb} words of {short(label)}.", f"仅有一句，{has}{words}。"
        )
    return Finding(
        f"{which} {verb} words of {short(label)}.",
        f"{len(sentences):,} 句中" + (f"，{words}的有 {n:,} 句。" if n else f"没有一句{words}。"),
    )


def device(name: str, label: str) -> Measure:
    """A measure of a device by its list's name: % of sentences. Raises ValueError where the lists
    of the accounts have no such device.
    """

    def share(read: AccountTables) -> pd.Series:
        if name not in read.shares:
            raise ValueError(
                f"no list lexicons/devices/{name}.csv; there are: {', '.join(read.shares)}"
            )
        return 100 * read.shares[name]

    return Measure(label, "% of sentences", share)


def by_group(
    profile: pd.DataFrame,
    measure: str,
    label: str,
    corpus: str,
    names: Units | Mapping[str, str] | None = None,
) -> Finding | None:
    """The mean share of sentences with a device in the accounts of each group (rows of `profile`),
    the largest first.

    `label`: the device, English 中文; `corpus`: the name of the corpus that the accounts are of;
    `names`: the groups that are drawn.
    """
    own = profile[(profile["measure"] == measure) & profile["estimate"].notna()]
    own = own.sort_values("estimate", ascending=False, kind="stable")
    if len(own) < 2:
        return None
    n, groups = int(own["n"].sum()), as_units(names or {})
    groups = replace(groups, by="group")
    shares = [
        (named(groups, group), f"{value:.0f}%")
        for group, value in zip(own["account"], own["estimate"])
    ]
    invented = corpus == INVENTED
    texts = f"{number(n)} " + ("invented letters" if invented else f"accounts of {corpus}")
    text = f"{n} 封虚构的感谢信" if invented else f"{corpus} 的 {n} 份文本"
    begin, text = f"In {texts} ", f"{text}里，含“{chinese(label)}”一类词的句子"
    if not own["estimate"].any():
        return Finding(f"{begin}no sentence has words of {short(label)}.", f"{text}一句也没有。")
    parts = [
        f"{value} of {'those' if place else 'the sentences'} of {group.english}"
        for place, (group, value) in enumerate(shares)
    ]
    where = f"in {listed(parts)}"
    places = [f"在{group.chinese}组占 {value}" for group, value in shares]
    if len(shares) > FEW:
        where = f"between {parts[0]} and {parts[-1]}"
        places = [f"{places[0]}（最多）", f"{places[-1]}（最少）"]
    return Finding(
        f"{begin}words of {short(label)} are on average {where}.",
        f"{text}平均{'，'.join(places)}。",
    )


def apart(counts: pd.DataFrame, names: Units | Mapping[str, str]) -> str:
    """The title of the figure: how many phrases occur in one group alone (account phrase n; names:
    group → label, or what is drawn).
    """
    groups = as_units(names)
    names = groups.names
    used = counts[(counts["n"] > 0) & counts["account"].isin(set(names))]
    alone = used[~used.duplicated("phrase", keep=False)]["account"].value_counts()
    parts = [f"{number(n)} in {named(groups, group).english} only" for group, n in alone.items()]
    if len(names) < 2 or not parts or len(parts) > FEW:
        return ""
    verb = "occurs" if alone.iloc[0] == 1 else "occur"
    parts[0] = parts[0].replace(" in ", f" {verb} in ", 1)
    return in_figure(f"Of {number(used['phrase'].nunique())} phrases {listed(parts)}")
