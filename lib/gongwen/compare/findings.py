"""What the comparison says, in sentences: for the titles of figures and for the findings.

Each takes tables of this room and gives None (a title: "") where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, how_often, listed, number, of, short
from ..corpus.findings import among, as_units, named, unit
from ..corpus.groups import Units
from ..rhetoric.mark import DEVICES
from ..rhetoric.plots import NAMES as DEVICE_NAMES

COLUMN_NAMES = {
    "province": "省份",
    "level": "层级",
    "office": "部门",
    "genre": "体裁",
    "month": "月份",
}


def goes_with(confounded: pd.DataFrame) -> Finding | None:
    """The column whose value fixes that of most others, and what cannot be told apart for it (a b
    accounts values_a values_b decides).

    Where a province has several accounts, provinces of one level can be compared: then only the
    difference of levels may be one of provinces.
    """
    if confounded.empty:
        return None
    n = int(confounded["accounts"].iloc[0])
    decided: dict[str, list[str]] = {}
    mutual, values = set(), {}
    for row in confounded.itertuples():
        values |= {row.a: row.values_a, row.b: row.values_b}
        if row.decides in ("a", "both"):
            decided.setdefault(row.a, []).append(row.b)
        if row.decides in ("b", "both"):
            decided.setdefault(row.b, []).append(row.a)
        if row.decides == "both":
            mutual |= {(row.a, row.b), (row.b, row.a)}
    columns = list(dict.fromkeys([*confounded["a"], *confounded["b"]]))
    texts = [COLUMN_NAMES.get(column, column) for column in columns]
    if not decided:
        none = f"None of {listed(columns)} fixes another one"
        if len(columns) == 2:
            none = f"Neither {columns[0]} nor {columns[1]} fixes the other"
        return Finding(
            f"{none} among the {number(n)} accounts.",
            f"在这 {n} 份文本中，{'、'.join(texts)}互不决定。",
        )
    first = max(decided, key=lambda column: len(decided[column]))
    others, name = decided[first], COLUMN_NAMES.get(first, first)
    fixed = [COLUMN_NAMES.get(column, column) for column in others]
    english = f"a difference by {listed(others, 'or')} may be one by {first}"
    text = f"按{'、'.join(fixed)}看到的差异也可能只是{name}的差异"
    if values[first] == n or all((first, other) in mutual for other in others):
        english = f"no difference can be put down to {listed([first, *others], 'or')} alone"
        text = "任何差异都不能单独归因于其中一项"
    return Finding(
        f"Among the {number(n)} accounts {first} fixes {listed(others)}, so that {english}.",
        f"在这 {n} 份文本中，{name}一定，{'、'.join(fixed)}也就定了，因此{text}。",
    )


def range_of(profile: pd.DataFrame) -> pd.Series:
    """The devices by how far the accounts differ in them, most first: device → largest less
    smallest share of sentences, in percentage points.
    """
    rows = profile[profile["measure"].isin(list(DEVICES))]
    shares = rows.groupby("measure", sort=False)["estimate"]
    return (shares.max() - shares.min()).sort_values(ascending=False, kind="stable")


def widest(profile: pd.DataFrame, names: Units | Mapping[str, str]) -> Finding | None:
    """The device in which the accounts differ most (account measure estimate; names: account →
    label, or what is drawn).
    """
    spans = range_of(profile)
    if spans.empty or not spans.max() > 0:
        return None
    rows = profile[profile["measure"] == spans.index[0]].set_index("account")["estimate"]
    low, high = rows.idxmin(), rows.idxmax()
    label = DEVICE_NAMES.get(spans.index[0], spans.index[0])
    groups = as_units(names)
    (least, few), (most, many), some = named(groups, low), named(groups, high), among(groups)
    mean = "n" in profile and bool(profile["n"].max() > 1)
    return Finding(
        f"{some.english}{'the' if some.english else 'The'} device that differs most is "
        f"{short(label)}: {'on average ' * mean}"
        f"{rows[low]:.0f}% of the sentences in {least}, {rows[high]:.0f}% in {most}.",
        f"{some.chinese}相差最大的手法是{chinese(label)}：{few}{'平均' * mean}占 {rows[low]:.0f}% "
        f"的句子，{many}占 {rows[high]:.0f}%。",
    )


def first_measure(
    profile: pd.DataFrame, measure: str, label: str, unit: str, names: Units | Mapping[str, str]
) -> str:
    """The title of a figure of chosen measures: where the first of them is largest and least."""
    rows = profile[(profile["measure"] == measure) & profile["estimate"].notna()]
    rows = rows.set_index("account")["estimate"].sort_values(ascending=False, kind="stable")
    if len(rows) < 2 or rows.iloc[0] == rows.iloc[-1]:
        return ""
    groups = as_units(names)
    most, least = named(groups, rows.index[0]).english, named(groups, rows.index[-1]).english
    high, low = (f"{value:.{0 if abs(value) >= 10 else 1}f}" for value in rows.iloc[[0, -1]])
    percent = "%" if unit.startswith("%") else ""
    what = unit.removeprefix("%").strip()
    mean = "on average " if "n" in profile and profile["n"].max() > 1 else ""
    of_what = f"{percent} {what}"
    return (
        f"{capitalised(short(label))}: {mean}{high}{of_what} in {most}, {low}{percent} in {least}"
    )


def _pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs by their words, the nearest first."""
    return pairs[pairs["kind"] == "words"].sort_values(["distance", "account_a", "account_b"])


def _doubts(rows: pd.DataFrame) -> list[str]:
    """What may bring another pair to the first place."""
    doubts = []
    if rows["high"].iloc[0] >= rows["distance"].iloc[1]:
        doubts.append("one paragraph")
    own = rows["distance_without_shared"]
    if own.notna().all() and own.idxmin() != rows.index[0]:
        doubts.append("the shared wording")
    return doubts


def nearest(pairs: pd.DataFrame, names: Units | Mapping[str, str]) -> Finding | None:
    """The nearest and the farthest pair by their words, and whether another one may be nearest
    (account_a account_b distance high distance_without_shared kind; names: account → label, or
    what is drawn).
    """
    rows = _pairs(pairs)
    if len(rows) < 2:
        return None
    near, far = rows.iloc[0], rows.iloc[-1]
    groups = as_units(names)
    (a, b), (c, d) = ([named(groups, row[f"account_{x}"]) for x in "ab"] for row in (near, far))
    some = among(groups)
    english = (
        f"{some.english}{'by' if some.english else 'By'} their words {a[0]} and {b[0]} are nearest "
        f"(Jensen–Shannon divergence {near['distance']:.2f}) and {c[0]} and {d[0]} farthest "
        f"({far['distance']:.2f})"
    )
    text = (
        f"{some.chinese}就用词而言，{a[1]}与{b[1]}最近（詹森—香农散度 {near['distance']:.2f}），"
        f"{c[1]}与{d[1]}最远（{far['distance']:.2f}）"
    )
    doubts = _doubts(rows)
    if doubts:
        english += f"; without {' or '.join(doubts)} another pair may come first"
        left = "或".join({"one paragraph": "一个段落"}.get(doubt, "共有文句") for doubt in doubts)
        text += f"；但去掉{left}，最近的就可能是另一对"
    return Finding(f"{english}.", f"{text}。")


def pair(pairs: pd.DataFrame, names: Units | Mapping[str, str]) -> str:
    """The title of the figure on distances."""
    rows = _pairs(pairs)
    if len(rows) < 2:
        return ""
    groups = as_units(names)
    a, b = (named(groups, rows[f"account_{x}"].iloc[0]).english for x in "ab")
    doubts = _doubts(rows)
    change = f", but {' or '.join(doubts)} can change that" if doubts else ""
    return f"{among(groups).english}{a} and {b} are nearest by their words{change}"


def others_of(names: Units | Mapping[str, str]) -> str:
    """What an account is compared with where that is the others, as a sentence has it."""
    groups = as_units(names)
    n = len(groups.names)
    if n == 2:
        return f"the other {unit(groups)}"
    return f"the {number(n - 1)} others drawn" if n < groups.total else "the others together"


def key_word(
    key: pd.DataFrame,
    names: Units | Mapping[str, str],
    glosses: Mapping[str, str],
    others: str,
) -> str:
    """The title of the figure on key words: the one with the most evidence (account word n
    n_reference g2); `others`: what they are compared with, as a sentence has it.
    """
    rows = key[key["word"].str.len() > 1]
    if rows.empty:
        return ""
    row = rows.loc[rows["g2"].idxmax()]
    word = f"{row['word']} ({glosses[row['word']]})" if glosses.get(row["word"]) else row["word"]
    other = int(row["n_reference"])
    there = f"{how_often(other)} in {others}"
    where = named(as_units(names), row["account"]).english
    return f"{word} occurs {how_often(int(row['n']))} in {where} and {there}"


def absent(expected: pd.DataFrame) -> Finding | None:
    """How many of the expected words occur in no account, with one of each of the three themes
    that lack most (word gloss theme account n).
    """
    words = expected.groupby(["theme", "word", "gloss"], sort=False)["n"].sum().reset_index()
    missing, total, accounts = words[words["n"] == 0], len(words), expected["account"].nunique()
    if missing.empty:
        return None
    themes = missing["theme"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    first = missing.drop_duplicates("theme").set_index("theme").loc[themes.index[:3]]
    verb = "occurs" if len(missing) == 1 else "occur"
    where = f"{verb} in {'neither' if accounts == 2 else 'no'} account"
    if accounts == 1:
        where = f"{'does' if len(missing) == 1 else 'do'} not occur in the account"
    what = f"{capitalised(of(len(missing), total, 'word'))} that one might expect of an epidemic"
    if len(missing) == total > 1:
        what = f"None of the {number(total)} words that one might expect of an epidemic"
        where = f"occurs in {({1: 'the', 2: 'either'}).get(accounts, 'any')} account"
    many = ": " if len(missing) <= len(first) else ", among them "
    if len(missing) == total > len(first):
        many = ", not even "
    examples = listed(
        (f"{row.word} ({row.gloss})" for row in first.itertuples()),
        "or" if many == ", not even " else "and",
    )
    return Finding(
        f"{what} {where}{many}{examples}.",
        f"在可以预期的 {total} 个疫情用词中，有 {len(missing)} 个不见于"
        f"{'任何一篇' if accounts > 1 else '文中'}"
        f"（如{'、'.join(first['word'])}）。",
    )
