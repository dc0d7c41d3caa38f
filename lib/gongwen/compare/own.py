"""A question of one's own, put to groups of accounts: what the answer says, in sentences.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, listed, number, of, short

FEW = 4  # groups that a sentence still lists


def frequency(marks: pd.DataFrame, sentences: pd.DataFrame, label: str) -> Finding | None:
    """How many sentences have a device (its rows of `rhetoric.mark`); label: English 中文."""
    n = len(marks[["account", "paragraph", "sentence"]].drop_duplicates())
    if not len(sentences):
        return None
    verb = "has" if n < 2 else "have"
    words = f"含“{chinese(label)}”一类词"
    return Finding(
        f"{capitalised(of(n, len(sentences), 'sentence'))} {verb} words of {short(label)}.",
        f"{len(sentences):,} 句中" + (f"，{words}的有 {n:,} 句。" if n else f"没有一句{words}。"),
    )


def by_group(profile: pd.DataFrame, measure: str, texts: str, chinese: str) -> Finding | None:
    """The mean share of sentences with a device in the texts of each group (rows of `profile`), the
    largest first.

    `texts`: what they are, as an English plural; `chinese`: the same with a measure word.
    """
    own = profile[(profile["measure"] == measure) & profile["estimate"].notna()]
    own = own.sort_values("estimate", ascending=False, kind="stable")
    if len(own) < 2:
        return None
    n = int(own["n"].sum())
    shares = [(group, f"{value:.0f}%") for group, value in zip(own["account"], own["estimate"])]
    (first, most), *others = shares
    parts = [
        f"{most} of the sentences of {first}",
        *(f"{value} of those of {group}" for group, value in others),
    ]
    return Finding(
        f"In {number(n)} {texts} such words are on average in {listed(parts)}.",
        f"{n} {chinese}里，含这类词的句子平均"
        f"{'，'.join(f'在 {group} 组占 {value}' for group, value in shares)}。",
    )


def apart(counts: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The title of the figure: how many phrases occur in one group alone (account phrase n; names:
    group → label).
    """
    used = counts[(counts["n"] > 0) & counts["account"].isin(set(names))]
    alone = used[~used.duplicated("phrase", keep=False)]["account"].value_counts()
    parts = [f"{number(n)} in {short(names[group])} only" for group, n in alone.items()]
    if len(names) < 2 or not parts or len(parts) > FEW:
        return ""
    verb = "occurs" if alone.iloc[0] == 1 else "occur"
    parts[0] = parts[0].replace(" in ", f" {verb} in ", 1)
    return f"Of {number(used['phrase'].nunique())} phrases {listed(parts)}"
