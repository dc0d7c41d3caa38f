"""What the tables about formulas say, in sentences: for the titles of figures and for the findings.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from ..common.characters import key, squeeze
from ..common.prose import Finding, capitalised, how_often, listed, number, of
from ..corpus.findings import among, as_units, named, unit
from ..corpus.groups import Units

FEW = 4  # names or words that a sentence still lists
LONGEST = 32  # characters of a passage that a sentence gives in full
VOICES = {
    "nobody": Finding("in the account's own voice", "自述"),
    "quotation marks": Finding("in quotation marks only", "只加引号"),
    "named source": Finding("with a source", "注明出处"),
}
_AS_LISTED = ["as written", "marks", "script"]  # no other wording


def sayers(
    accounts: Iterable[str], formula: str, names: Units | Mapping[str, str]
) -> Finding | None:
    """How often and in how many accounts or groups a formula occurs, and which never say it.

    `accounts`: the account or group of each occurrence; `names`: account → label, or what is drawn.
    """
    groups = as_units(names)
    names, one, some = groups.names, unit(groups), among(groups)
    what = "份文本" if one == "account" else "组"
    total = f"{len(names)} {what}"
    occurrences = [account for account in accounts if account in names]
    having, n = set(occurrences), len(occurrences)
    if len(names) == 1:
        english = f"{formula} occurs {how_often(n)}." if n else f"{formula} does not occur."
        return Finding(english, f"“{formula}”出现 {n} 次。" if n else f"没有“{formula}”。")
    if not having:
        none = of(0, len(names), one)
        return Finding(f"{formula} occurs in {none}.", f"{total}都没有“{formula}”。")
    silent = [named(groups, account) for account in names if account not in having]
    verb = "says" if len(having) == 1 else "say"
    times = f", {how_often(len(occurrences))} in all" if len(occurrences) > len(having) else ""
    english = f"{some.english}{of(len(having), len(names), one)} {verb} {formula}{times}"
    who = f"{total}都" if not silent else f"{total}中有 {len(having)} {what[0]}"
    text = f"{who}用了“{formula}”，共 {len(occurrences)} 次"
    if 0 < len(silent) <= FEW:
        does = "does" if len(silent) == 1 else "do"
        english += f"; {listed(one.english for one in silent)} never {does}"
        text += f"，{'、'.join(one.chinese for one in silent)}未见"
    return Finding(f"{capitalised(english)}.", f"{some.chinese}{text}。")


def everywhere(counts: pd.DataFrame, names: Mapping[str, str]) -> Finding | None:
    """Which formulas every account uses."""
    used = counts[counts["n"] > 0].groupby("phrase", sort=False)["account"].nunique()
    phrases = list(used.index[used == len(names)])
    if not phrases or len(names) < 2:
        return None
    rest = len(phrases) - FEW
    some = phrases if rest <= 0 else [*phrases[:FEW], f"{number(rest)} more"]
    total = counts["phrase"].nunique()
    verb = "is" if len(phrases) == 1 else "are"
    return Finding(
        f"{capitalised(of(len(phrases), total, 'formula'))} {verb} in every account: "
        f"{listed(some)}.",
        f"词表的 {total} 个提法中，各篇都用的有 {len(phrases)} 个：{'、'.join(phrases[:FEW])}"
        f"{'等' if len(phrases) > FEW else ''}。",
    )


def voices(credited: pd.DataFrame, formula: str) -> Finding | None:
    """Whose words a formula is said to be (phrase credit source)."""
    own = credited[credited["phrase"] == formula]
    if own.empty:
        return None
    n = own["credit"].value_counts()
    sources = list(dict.fromkeys(own.loc[own["source"] != "", "source"]))
    some = 0 < len(sources) <= FEW
    parts = [(voice, int(n[kind])) for kind, voice in VOICES.items() if n.get(kind, 0)]
    total = [f" of {number(len(own))}"] * (len(parts) > 1) + [""] * len(parts)
    english = listed(
        f"{voice.english} {how_often(k)}{rest}" for (voice, k), rest in zip(parts, total)
    )
    text = f"处用例中，{'、'.join(f'{voice.chinese} {k} 处' for voice, k in parts)}"
    if len(parts) == 1:
        text = f"处用例{'均' * (len(own) > 1)}属{parts[0][0].chinese}"
    if some:
        english, text = f"{english} ({listed(sources)})", f"{text}（{'、'.join(sources)}）"
    return Finding(f"{formula} is said {english}.", f"“{formula}”的 {len(own)} {text}。")


def credit(credited: pd.DataFrame, formula: str) -> str:
    """The title of the figure on credits: how often a formula is marked as somebody else's."""
    own = credited[credited["phrase"] == formula]
    marked = int((own["credit"] != "nobody").sum())
    if not len(own):
        return ""
    return (
        f"{capitalised(of(marked, len(own), 'occurrence'))} of {formula} "
        f"{'is' if marked == 1 else 'are'} marked as somebody else's words"
    )


def opening(occurrences: pd.DataFrame, formula: str, share: float = 0.05) -> str:
    """The title of the figure on positions: how many of the accounts with a formula have it within
    the first `share` of their characters.
    """
    first = occurrences[occurrences["phrase"] == formula].groupby("account")["at"].min()
    begin = int((first < share).sum())
    if not begin:
        return ""
    verb = "says" if begin == 1 else "say"
    whole = of(begin, len(first), "account")
    return f"{capitalised(whole)} with {formula} {verb} it in the first {share:.0%}"


def company(edges: pd.DataFrame, formula: str, n: int) -> Finding | None:
    """The clauses that adjoin a formula most often, before and after it (left right n); `n`: the
    formula's occurrences.
    """
    after = edges[edges["left"] == formula].groupby("right")["n"].sum()
    before = edges[edges["right"] == formula].groupby("left")["n"].sum()
    sides = [
        (int(side.max()), side.idxmax(), verb, word)
        for side, verb, word in ((after, "follows", "其后"), (before, "precedes", "其前"))
        if len(side)
    ]
    sides = [side for side in sides if side[0] > 1]
    if not sides:
        return None
    (times, clause, verb, word), *others = sides
    english = f"{clause} {verb} {formula} in {number(times)} of {number(n)} places"
    text = f"“{formula}”出现 {n} 次，{word} {times} 次紧接“{clause}”"
    for times, clause, verb, word in others:
        english += f", and {clause} {verb} it in {number(times)}"
        text += f"，{word} {times} 次紧接“{clause}”"
    return Finding(f"{english}.", f"{text}。")


def rewording(forms: pd.DataFrame, listed_phrases: Iterable[str]) -> Finding | None:
    """How many of the other wordings of formulas are formulas of the list themselves, and which are
    not (phrase surface how).
    """
    other = list(dict.fromkeys(forms.loc[~forms["how"].isin(_AS_LISTED), "surface"]))
    if not other:
        return None
    known = {squeeze(phrase) for phrase in listed_phrases}
    new = [surface for surface in other if squeeze(surface) not in known]
    n, old = len(other), len(other) - len(new)
    if n == 1:
        what = "a formula" if old else "no formula"
        english = f"The one other wording, {other[0]}, is {what} of the list itself"
    else:
        verb = "is a formula of its own" if old == 1 else "are formulas of their own"
        english = f"{capitalised(of(old, n, 'other wording'))} {verb} in the list"
    text = f"另有 {n} 种说法，其中 {old} 种本身也是词表中的提法"
    if 0 < len(new) <= FEW and n > 1:
        english, text = (
            f"{english}; {listed(new)} {'is' if len(new) == 1 else 'are'} not",
            f"{text}，{'、'.join(new)}则不是",
        )
    return Finding(f"{english}.", f"{text}。")


def documented(sources: pd.DataFrame, formula: str) -> Finding | None:
    """From when on a formula is documented, and where (rows of `phrases.sources`)."""
    for row in sources[(sources["formula"] == formula) & (sources["date"] != "")].itertuples():
        day = date.fromisoformat(row.date)
        place, _, english = row.source.partition(" ")
        return Finding(
            f"{formula} is documented from {day.day} {day:%B %Y} on ({english or place}).",
            f"“{formula}”可查到的最早用例见于"
            f" {day.year} 年 {day.month} 月 {day.day} 日（{place}）。",
        )
    return None


def longest(passages: pd.DataFrame) -> Finding | None:
    """The longest passage that several accounts share (phrase length texts)."""
    if passages.empty:
        return None
    row = passages.sort_values(["length", "phrase"], ascending=[False, True]).iloc[0]
    passage, texts = row["phrase"].replace("\n", ""), int(row["texts"])
    length = len(key(passage)[0])
    if len(passage) > LONGEST:
        passage = f"{passage[: LONGEST // 2]}…{passage[-LONGEST // 2 :]}"
    return Finding(
        f"The longest passage in several accounts is {passage}, {length} characters in "
        f"{number(texts)} of them.",
        f"多份文本共有的最长一段是“{passage}”，{length} 字，见于 {texts} 份。",
    )
