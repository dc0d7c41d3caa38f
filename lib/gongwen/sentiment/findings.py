"""What the tables about sentiment say, in sentences: for titles of figures and for the findings.

Each takes tables of this room and gives None, or no text, where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..common.prose import Finding, capitalised, listed, number, of
from .polarity import SATURATED
from .validity import DEVICE, LENGTH, NEUTRAL, OUTSIDE, SNOW

if TYPE_CHECKING:
    import pandas as pd

FEW = 3  # scorers that a sentence still lists


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
    """What SnowNLP's score is worth on held-out sentences beside their length (`sentiment.worth`:
    where scorer n auc over_low).
    """
    held = table[table["where"] == OUTSIDE].set_index("scorer")
    if held.empty or held.loc[[SNOW, LENGTH], "auc"].isna().any():
        return None
    snow, length, n = held.loc[SNOW, "auc"], held.loc[LENGTH, "auc"], int(held["n"].iloc[0])
    beats = bool(held.loc[SNOW, "over_low"] > 0)
    verdict = "which beats" if beats else "which is not shown to beat"
    others = [name for name in held.index if held.loc[name, "over_low"] > 0 and name != SNOW]
    english = (
        f"On {n:,} held-out sentences, which are not of this corpus but of invented accounts, "
        f"labelled by {coders}, SnowNLP tells positive ones from the rest with an AUC of "
        f"{snow:.2f}, {verdict} their length ({length:.2f})"
    )
    who = "语言模型" if coders == "language models" else f" {coders} "
    text = (
        f"在{who}标注的 {n} 句未曾用过的虚构文本（不属于本语料）上，SnowNLP 区分褒扬句与其他句的"
        f" AUC 为 {snow:.2f}，{'优于' if beats else '未见优于'}句子长度（{length:.2f}）"
    )
    if DEVICE in others:
        auc = held.loc[DEVICE, "auc"]
        english += f"; the marks of rhetorical devices are shown to beat it ({auc:.2f})"
        text += f"；修辞手法的标注则优于句长（{auc:.2f}）"
    right, neutral = held.loc[SNOW, "accuracy"], held.loc[NEUTRAL, "accuracy"]
    more = "more" if right > neutral else "fewer" if right < neutral else "as many"
    than = "as" if right == neutral else "than"
    english += f". It puts {right:.0%} on the right side, {more} {than} calling none positive"
    english += f" ({neutral:.0%})"
    text += f"。判断正确的占 {right:.0%}，一律判为“非褒扬”则为 {neutral:.0%}"
    return Finding(f"{english}.", f"{text}。")


def better(table: pd.DataFrame) -> str:
    """The title of the figure on worth: which scorers are shown to beat length, held out."""
    held = table[table["where"] == OUTSIDE]
    names = list(held.loc[held["over_low"] > 0, "scorer"])
    if held.empty:
        return ""
    if not names:
        return "No scorer is shown to beat the length of the sentence"
    some = listed(names) if len(names) <= FEW else f"{number(len(names))} scorers"
    verb = "is" if len(names) == 1 and names != [DEVICE] else "are"
    only = "Only " if len(names) < len(held) / 2 else ""
    return capitalised(f"{only}{some} {verb} shown to beat the length of the sentence")


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
