"""What the comparison says, in sentences: for the titles of figures and for the findings.

Each takes tables of this room and gives None (a title: "") where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, listed, number, of, short
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
    """The column whose value fixes that of most others (a b accounts decides)."""
    if confounded.empty:
        return None
    n = int(confounded["accounts"].iloc[0])
    decided: dict[str, list[str]] = {}
    for row in confounded.itertuples():
        if row.decides in ("a", "both"):
            decided.setdefault(row.a, []).append(row.b)
        if row.decides in ("b", "both"):
            decided.setdefault(row.b, []).append(row.a)
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
    return Finding(
        f"Among the {number(n)} accounts {first} fixes {listed(others)}, so that no difference can "
        f"be put down to {listed([first, *others], 'or')} alone.",
        f"在这 {n} 份文本中，{name}一定，{'、'.join(fixed)}也就定了，"
        "因此任何差异都不能单独归因于其中一项。",
    )


def range_of(profile: pd.DataFrame) -> pd.Series:
    """The devices by how far the accounts differ in them, most first: device → largest less
    smallest share of sentences, in percentage points.
    """
    rows = profile[profile["measure"].isin(list(DEVICES))]
    shares = rows.groupby("measure", sort=False)["estimate"]
    return (shares.max() - shares.min()).sort_values(ascending=False, kind="stable")


def widest(profile: pd.DataFrame, names: Mapping[str, str]) -> Finding | None:
    """The device in which the accounts differ most (account measure estimate)."""
    spans = range_of(profile)
    if spans.empty or not spans.max() > 0:
        return None
    rows = profile[profile["measure"] == spans.index[0]].set_index("account")["estimate"]
    low, high = rows.idxmin(), rows.idxmax()
    label = DEVICE_NAMES.get(spans.index[0], spans.index[0])
    (least, few), (most, many) = _name(names, low), _name(names, high)
    groups = "n" in profile and bool(profile["n"].max() > 1)
    return Finding(
        f"The device that differs most is {short(label)}: {'on average ' * groups}"
        f"{rows[low]:.0f}% of the sentences in {least}, {rows[high]:.0f}% in {most}.",
        f"相差最大的手法是{chinese(label)}：{few}{'平均' * groups}占 {rows[low]:.0f}% 的句子，"
        f"{many}占 {rows[high]:.0f}%。",
    )


def _name(names: Mapping[str, str], account: str) -> tuple[str, str]:
    """An account or group as a sentence names it, in English and in Chinese."""
    label = names.get(account, account)
    return ("those without any", "未注明者") if label == "—" else (short(label), chinese(label))


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


def nearest(pairs: pd.DataFrame, names: Mapping[str, str]) -> Finding | None:
    """The nearest and the farthest pair by their words, and whether another one may be nearest
    (account_a account_b distance high distance_without_shared kind).
    """
    rows = _pairs(pairs)
    if len(rows) < 2:
        return None
    near, far = rows.iloc[0], rows.iloc[-1]
    (a, b), (c, d) = ([_name(names, row[f"account_{x}"]) for x in "ab"] for row in (near, far))
    english = (
        f"By their words {a[0]} and {b[0]} are nearest (Jensen–Shannon divergence "
        f"{near['distance']:.2f}) and {c[0]} and {d[0]} farthest ({far['distance']:.2f})"
    )
    text = (
        f"就用词而言，{a[1]}与{b[1]}最近（詹森—香农散度 {near['distance']:.2f}），"
        f"{c[1]}与{d[1]}最远（{far['distance']:.2f}）"
    )
    doubts = _doubts(rows)
    if doubts:
        english += f"; without {' or '.join(doubts)} another pair may come first"
        left = "或".join({"one paragraph": "一个段落"}.get(doubt, "共有文句") for doubt in doubts)
        text += f"；但去掉{left}，最近的就可能是另一对"
    return Finding(f"{english}.", f"{text}。")


def pair(pairs: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The title of the figure on distances."""
    rows = _pairs(pairs)
    if len(rows) < 2:
        return ""
    a, b = (_name(names, rows[f"account_{x}"].iloc[0])[0] for x in "ab")
    doubts = _doubts(rows)
    change = f", but {' or '.join(doubts)} can change that" if doubts else ""
    return f"{a} and {b} are nearest by their words{change}"


def key_word(
    key: pd.DataFrame, names: Mapping[str, str], glosses: Mapping[str, str], others: str
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
    there = f"{_times(other) if other else 'never'} in {others}"
    where = _name(names, row["account"])[0]
    return f"{word} occurs {_times(int(row['n']))} in {where} and {there}"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{number(n)} times")


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
    where = f"{verb} in no account"
    if accounts == 1:
        where = f"{'does' if len(missing) == 1 else 'do'} not occur in the account"
    among = ": " if len(missing) <= len(first) else ", among them "
    examples = listed(f"{row.word} ({row.gloss})" for row in first.itertuples())
    return Finding(
        f"{capitalised(of(len(missing), total, 'word'))} that one might expect of an epidemic "
        f"{where}{among}{examples}.",
        f"在可以预期的 {total} 个疫情用词中，有 {len(missing)} 个不见于"
        f"{'任何一篇' if accounts > 1 else '文中'}"
        f"（如{'、'.join(first['word'])}）。",
    )
