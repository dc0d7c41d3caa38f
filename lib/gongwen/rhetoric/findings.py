"""What the tables about devices say, in sentences: for the titles of figures and for the findings.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..common.prose import Finding, capitalised, listed, number, of, short
from ..common.prose import chinese as chinese_part
from .coding import ALL, UNREAD
from .tables import MarkedText, name

if TYPE_CHECKING:
    import pandas as pd


GENRES = {"epidemic": "疫情报道", "office": "单位文稿", "other": "其他"}


def leading(shares: pd.DataFrame, by_account: bool = True) -> Finding | None:
    """The most frequent devices, and, `by_account`, how many accounts have the first one most often
    (account device sentences with_device share).
    """
    n = shares.groupby("device", sort=False)["with_device"].sum()
    n = n[n > 0].sort_values(ascending=False, kind="stable")
    if n.empty:
        return None
    sentences = int(shares.groupby("account")["sentences"].max().sum())
    if sentences == 1:
        return Finding(
            f"The one sentence has {listed(map(_english, n.index))}.",
            f"仅有的一句用了{'、'.join(map(_chinese, n.index))}。",
        )
    total = f"{sentences:,} sentences"
    tops, percent = list(n.index[n == n.iloc[0]]), f"{n.iloc[0] / sentences:.0%}"
    if len(tops) > 1:
        each = "both" if len(tops) == 2 else "each"
        names = listed(map(_english, tops))
        return Finding(
            f"The most frequent devices are {names}, {each} in {percent} of {total}.",
            f"最常见的手法是{'、'.join(map(_chinese, tops))}，"
            f"各见于 {sentences} 句中的 {percent}。",
        )
    english = f"The most frequent device is {_english(tops[0])}, in {percent} of {total}"
    text = f"最常见的手法是{_chinese(tops[0])}，见于 {sentences} 句中的 {percent}"
    if len(n) > 1:
        second, next_ = f"{n.iloc[1] / sentences:.0%}", n.index[n == n.iloc[1]]
        english += f", then {listed(map(_english, next_))} ({second})"
        text += f"，其次是{'、'.join(map(_chinese, next_))}（{second}）"
    accounts = shares["account"].nunique()
    if by_account and accounts > 1:
        highest = shares.groupby("account")["share"].transform("max")
        leads = shares[(shares["share"] == highest) & (highest > 0)]
        ahead = leads["device"].groupby(leads["account"]).agg(set)
        own = [devices for devices in ahead if tops[0] in devices]
        tied = any(len(devices) > 1 for devices in own)
        english += f"; it comes first{', alone or tied,' * tied} in "
        english += of(len(own), accounts, "account")
        text += f"；在 {accounts} 份文本中有 {len(own)} 份居首{'（含并列）' * tied}"
    return Finding(f"{english}.", f"{text}。")


def war(words: pd.DataFrame) -> Finding | None:
    """How many words of war and soldiering are metaphors, are meant plainly and belong to the
    veteran's creed (use, and n if there is one row for each word).
    """
    n = words.groupby("use")["n"].sum() if "n" in words else words["use"].value_counts()
    total, metaphor, literal, creed = (
        int(k) for k in (n.sum(), *(n.get(use, 0) for use in ("metaphor", "literal", "identity")))
    )
    if total < 2:
        return None
    english = (
        f"{capitalised(of(metaphor, total, 'word'))} of war and soldiering "
        f"{'is a metaphor' if metaphor == 1 else 'are metaphors'}"
    )
    text = f"战争与军人用语共出现 {total} 次，其中隐喻 {metaphor} 次"
    others = []
    if literal:
        others.append(f"{number(literal)} {'is' if literal == 1 else 'are'} meant plainly")
        text += f"，用其本义 {literal} 次"
    if creed:
        others.append(f"{number(creed)} belong{'s' * (creed == 1)} to the veteran's creed")
        text += f"，表明军人身份 {creed} 次"
    if others:
        english += f"; {listed(others)}"
    return Finding(f"{english}.", f"{text}。")


def detector(
    scores: pd.DataFrame,
    n: int,
    real: pd.DataFrame | None = None,
    coders: str = "language models",
) -> Finding | None:
    """What the detector reaches on real documents (the table of `rhetoric.real_scores`), on
    sentences its authors had read, and on `n` held-out ones (the table of `rhetoric.scores`).
    """
    each, whole = scores[scores["device"] != ALL], scores[scores["device"] == ALL]
    known = each.dropna(subset=["f1_heldout"])
    if known.empty or whole.empty:
        return None
    inside, outside = float(whole["f1"].iloc[0]), float(whole["f1_heldout"].iloc[0])
    worst = known.loc[known["f1_heldout"].idxmin()]
    device, f1 = worst["device"], f"{worst['f1_heldout']:.2f}"
    who = "语言模型" if coders == "language models" else f" {coders} "
    parts = _genres(real) if real is not None else []
    if parts:
        whole_of_it, *genres = parts
        low, high = f"{whole_of_it.low:.2f}", f"{whole_of_it.high:.2f}"
        names = [(row.what.removeprefix(ALL)[2:], f"{row.f1:.2f}") for row in genres]
        each_genre = "".join(f"; {genre} {f1}" for genre, f1 in names)
        each_chinese = "".join(f"；{GENRES.get(genre, genre)} {f1}" for genre, f1 in names)
        english = (
            f"Whatever the corpus, on real documents that nobody who made it had read, the "
            f"detector's micro F1 against labels by {coders} is {whole_of_it.f1:.2f} "
            f"({low} to {high}{each_genre}); it is "
        )
        chinese = (
            f"不论语料为何，以{who}的标注为准，在制作者未曾读过的真实文本上，"
            f"程序的微平均 F1 为 {whole_of_it.f1:.2f}（{low} 至 {high}{each_chinese}）；"
        )
    else:
        english = f"Whatever the corpus, against labels by {coders} the detector's micro F1 is "
        chinese = f"不论语料为何，以{who}的标注为准，程序的微平均 F1 "
    return Finding(
        f"{english}{inside:.2f} in-sample and {outside:.2f} on {n:,} sentences of invented "
        f"accounts, least for {_english(device)} ({f1}).",
        f"{chinese}在样本内为 {inside:.2f}，在 {n} 句未曾用过的虚构文本上为 {outside:.2f}，"
        f"{_chinese(device)}最低（{f1}）。",
    )


def _genres(real: pd.DataFrame) -> list:
    """The rows of all unread sentences and of each part of them."""
    unread = real[(real["half"] == UNREAD) & real["what"].str.startswith(ALL)]
    return list(unread.itertuples())


def detection(scores: pd.DataFrame) -> str:
    """The title of the figure on the detector: its micro F1 on real documents, in-sample and held
    out.
    """
    whole = scores[scores["device"] == ALL].dropna(subset=["f1", "f1_heldout"])
    if whole.empty:
        return ""
    inside, outside = float(whole["f1"].iloc[0]), float(whole["f1_heldout"].iloc[0])
    real = float(whole["f1_real"].iloc[0]) if "f1_real" in whole else float("nan")
    first = f"{real:.2f} on real documents, " if real == real else ""
    return f"The detector's F1 is {first}{inside:.2f} in-sample and {outside:.2f} on invented ones"


def covered(text: MarkedText, label: str) -> str:
    """The title of the account in colour: the share of its characters that carry a device."""
    pieces = [piece for paragraph in text.paragraphs for piece in paragraph]
    size = sum(len(piece.text) for piece in pieces)
    marked = sum(len(piece.text) for piece in pieces if piece.devices)
    return f"{marked / size:.0%} of the characters of {label} carry a device" if marked else ""


def _english(device: str) -> str:
    return short(name(device))


def _chinese(device: str) -> str:
    return f"“{chinese_part(name(device))}”"
