"""What the tables about sentiment say, in sentences: for titles of figures and for the findings.

Each takes tables of this room and gives None, or no text, where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..common.prose import Finding, capitalised, listed, number, of
from .polarity import SATURATED
from .validity import ALL, DEVICE, GRAMS, LENGTH, LEXICONS, NEUTRAL, OUTSIDE, REAL, SNOW

if TYPE_CHECKING:
    import pandas as pd

FEW = 3  # scorers that a sentence still lists
SETS = {OUTSIDE: ("held-out", "留出的句子"), REAL: ("real", "真实文本的句子")}
CHINESE = {
    DEVICE: "修辞手法",
    GRAMS: "单字与双字",
    LENGTH: "句长",
    "SnowNLP as it is": "SnowNLP 原分",
    "HowNet": "知网词典",
    "DUTIR": "大连理工词典",
    "official words": "褒扬词",
    LEXICONS: "SnowNLP 加词典",
    ALL: "SnowNLP 加词典加修辞手法",
}


def ends(course: pd.DataFrame) -> Finding | None:
    """How many accounts score near 0 or 1 when each is read as one text (account p_so_far)."""
    whole = course.groupby("account", sort=False)["p_so_far"].last().dropna()
    high, low = int((whole > 1 - SATURATED).sum()), int((whole < SATURATED).sum())
    parts = [(high, "above", 1 - SATURATED, "以上"), (low, "below", SATURATED, "以下")]
    parts = [part for part in parts if part[0]]
    if not parts:
        return None
    (n, side, limit, end), others = parts[0], parts[1:]
    verb = "scores" if n == 1 else "score"
    english = f"Read as one text, {of(n, len(whole), 'account')} {verb} {side} {limit:.3f}"
    many = f"{n} 份" if n == len(whole) else f"{len(whole)} 份中有 {n} 份"
    text = f"整篇当作一个文本打分，{many}得分{'都' * (1 < n == len(whole))}在 {limit:.3f} {end}"
    for n, side, limit, end in others:
        english += f" and {number(n)} {side} {limit:.3f}"
        text += f"，{n} 份在 {limit:.3f} {end}"
    return Finding(f"{english}.", f"{text}。")


def examples(parts: pd.DataFrame, texts: Mapping[str, str]) -> Finding | None:
    """The sentences with the highest and the lowest score (text_id log_odds; texts: sentence →
    translation).
    """
    scores = chances(parts)
    if len(scores) < 2:
        return None
    order = np.argsort(scores, kind="stable")
    (high, gloss), (low, other) = (list(texts.items())[place] for place in (order[-1], order[0]))
    p, q = scores[order[-1]], scores[order[0]]
    return Finding(
        f"Whatever the corpus, the score asks whether words are those of favourable reviews, so "
        f"that {high} ({gloss}) gets {p:.2f} and {low} ({other}) {q:.2f}.",
        f"不论语料为何，分数衡量的只是用词像不像好评：“{high}”得 {p:.2f}，“{low}”得 {q:.2f}。",
    )


def worth(table: pd.DataFrame, coders: str = "language models") -> Finding | None:
    """Which scorers tell positive sentences from the rest wherever they were asked, and what
    SnowNLP's score is worth beside length (`sentiment.worth`).
    """
    asked = _asked(table)
    if not asked or any(part.loc[[SNOW, LENGTH], "auc"].isna().any() for _, part in asked):
        return None
    sets = [f"{int(part['n'].iloc[0]):,} {SETS[where][0]}" for where, part in asked]
    who = "语言模型" if coders == "language models" else f" {coders} "
    counted = "、".join(f"{int(part['n'].iloc[0])} 个{SETS[where][1]}" for where, part in asked)
    first = [part["auc"].idxmax() for _, part in asked]
    tops = [f"{part['auc'].max():.2f}" for _, part in asked]
    if len(set(first)) == 1:
        best, chinese = (
            f"the highest AUC is that of {first[0]} ({listed(tops)})",
            f"{_zh(first[0])}最高（{'、'.join(tops)}）",
        )
    else:
        parts = [
            f"{name} on the {SETS[w][0]} ({top})" for (w, _), name, top in zip(asked, first, tops)
        ]
        best = f"the highest AUC is that of {listed(parts)}"
        chinese = "AUC 最高的" + "，".join(
            f"在{SETS[w][1]}上是{_zh(name)}（{top}）"
            for (w, _), name, top in zip(asked, first, tops)
        )
    always = _shown(asked)
    own, length = ([f"{part.loc[name, 'auc']:.2f}" for _, part in asked] for name in (SNOW, LENGTH))
    only = " on every set" if len(asked) > 1 else ""
    beat = f"{listed(always) or 'no scorer'} {_is(always)}"
    names = "、".join(map(_zh, always))
    english = (
        f"Asked whether a sentence is positive, against labels by {coders} on {listed(sets)} "
        f"sentences that are not of this corpus, {best}; {beat} shown to beat the length of the "
        f"sentence{only}. "
        f"SnowNLP alone has an AUC of {listed(own)}, length {listed(length)}"
    )
    text = (
        f"以{who}的标注为准，在不属于本语料的 {counted}上区分褒扬句与其他句：{chinese}；"
        f"{'各组均优于句长的有' * bool(always) + names or '没有一种在各组均优于句长'}。"
        f"SnowNLP 本身的 AUC 为 {'、'.join(own)}，句长为 {'、'.join(length)}"
    )
    ratios = [_ratio(part.loc[SNOW]) for _, part in asked]
    if all(ratios):
        english += (
            "; at the same length one standard deviation of it multiplies the odds by "
            f"{listed(ratios)}"
        )
        times = "、".join(ratios).replace(" (", "（").replace(")", "）").replace(" to ", " 至 ")
        text += f"；句长相同时，它每高一个标准差，褒扬的几率乘以 {times}"
    neutral = [f"{part.loc[NEUTRAL, 'accuracy']:.0%}" for _, part in asked]
    english += f"; calling none positive is right for {listed(neutral)}."
    text += f"；一律判为“非褒扬”，正确的占 {'、'.join(neutral)}。"
    return Finding(english, text)


def _asked(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The sets of sentences that nothing was fitted on, each by scorer."""
    parts = [(where, table[table["where"] == where].set_index("scorer")) for where in SETS]
    return [(where, part) for where, part in parts if len(part)]


def _shown(asked: list[tuple[str, pd.DataFrame]]) -> list[str]:
    """The scorers that are shown to beat length on each of the sets."""
    return [
        name
        for name in (asked[0][1].index if asked else ())
        if all(part.loc[name, "over_low"] > 0 for _, part in asked)
    ]


def _ratio(row: pd.Series) -> str:
    if row["adds"] != row["adds"]:
        return ""
    return f"{row['adds']:.1f} ({row['adds_low']:.1f} to {row['adds_high']:.1f})"


def _is(names: list[str]) -> str:
    return "are" if len(names) > 1 or names[:1] and names[0].endswith("s") else "is"


def _zh(name: str) -> str:
    known = CHINESE.get(name, name)
    return f" {known}" if known[0].isascii() else known


def better(table: pd.DataFrame) -> str:
    """The title of the figure on worth: which scorers are shown to beat length on every set that
    nothing was fitted on.
    """
    asked = _asked(table)
    if not asked:
        return ""
    names = _shown(asked)
    if all(part["auc"].isna().all() for _, part in asked):
        return ""
    if not names:
        return "No scorer is shown to beat the length of the sentence"
    some = listed(names) if len(names) <= FEW else f"{number(len(names))} scorers"
    only = "Only " if len(names) < len(asked[0][1]) / 2 else ""
    sets = " on every set" * (len(asked) > 1)
    return capitalised(f"{only}{some} {_is(names)} shown to beat the length of the sentence{sets}")


def chances(parts: pd.DataFrame) -> list[float]:
    """The score of each text, from what its words add (text_id log_odds)."""
    odds = parts.groupby("text_id", sort=False)["log_odds"].sum()
    return [float(1 / (1 + np.exp(-value))) for value in odds]


def extremes(parts: pd.DataFrame, texts: Mapping[str, str]) -> str:
    """The title of the figure on words: the translations of the sentences with the highest and the
    lowest score.
    """
    scores = chances(parts)
    if len(scores) < 2:
        return ""
    glosses, high, low = list(texts.values()), int(np.argmax(scores)), int(np.argmin(scores))
    return (
        f'"{capitalised(glosses[high])}" scores {scores[high]:.2f}, '
        f'"{glosses[low]}" {scores[low]:.2f}'
    )
