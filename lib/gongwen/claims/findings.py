"""What the tables of claims say, in sentences: for the titles of figures and for the findings.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, listed, number, of, short
from ..corpus.findings import among, as_units, named
from ..corpus.groups import Units

DEEDS = {
    "output": ("what was done", "讲所做之事"),
    "input": ("what was put in", "讲投入"),
    "publicity": ("what was publicised", "讲宣传"),
}
CODERS = Finding("language models", "语言模型")
RARE = 0.1  # up to this share of results a sentence says “only”


def results(counted: pd.DataFrame, coders: Finding | None = CODERS) -> Finding | None:
    """What the quantities count, and how many claim a result (account role kind n, and coded where
    coders have decided).
    """
    by_hand = "coded" in counted
    roles = counted.groupby("role")["coded" if by_hand else "n"].sum()
    total, claimed = int(roles.sum()), int(roles.get("outcome", 0))
    deeds = [(int(roles[role]), *DEEDS[role]) for role in DEEDS if roles.get(role, 0)]
    if total < 2 or not deeds:
        return None
    deeds.sort(key=lambda deed: -deed[0])
    (first, what, _), *others = deeds
    verb = "counts" if first == 1 else "count"
    parts = [f"{number(first)} {verb} {what}", *(f"{number(n)} {what}" for n, what, _ in others)]
    sorted_by = f", as {coders.english} sorted them" if by_hand and coders else ""
    only = "只有 " if claimed < RARE * total else ""
    last = f"{only}{claimed} 处讲成效" if claimed else "没有一处讲成效"
    by = f"（由{coders.chinese}归类）" if by_hand and coders else ""
    claim = f"{number(claimed)} claim{'s' * (claimed == 1)}" if claimed else "none claims"
    unsorted = total - claimed - sum(n for n, *_ in deeds)
    english, text = f"{claim} a result", last
    if unsorted:
        english += f" and {number(unsorted)} remain{'s' * (unsorted == 1)} unsorted"
        text += f"，其余 {unsorted} 处未归类"
    return Finding(
        f"Of {number(total)} quantities{sorted_by}, {listed(parts)}; {english}.",
        f"{total} 处数字{by}中，{'、'.join(f'{n} 处{text_}' for n, _, text_ in deeds)}，{text}。",
    )


# how a sum goes on whose upper end, and lower end, is open
_OPEN = {
    (False, False): ("", ""),
    (True, False): (" or more", "以上"),
    (False, True): (" or less", "以下"),
    (True, True): (" or so", "上下"),
}


def amount(sums) -> str:
    """The range of a sum (a row of `claims.sums`): 1,000,000 to 1,021,166 yuan or more."""
    least = f"{sums.at_least:,.0f} to " if sums.at_least < sums.at_most else ""
    return f"{least}{sums.at_most:,.0f} yuan{_OPEN[bool(sums.open), bool(sums.below)][0]}"


def _amount(sums) -> str:
    least = f"{sums.at_least:,.0f} 至 " if sums.at_least < sums.at_most else ""
    return f"{least}{sums.at_most:,.0f} 元{_OPEN[bool(sums.open), bool(sums.below)][1]}"


def most(totals: pd.DataFrame, names: Units | Mapping[str, str]) -> Finding | None:
    """Who names most money (rows of `claims.sums` in yuan; names: account → label, or what is
    drawn), as a clause without its full stop.
    """
    if totals.empty:
        return None
    first = next(totals.nlargest(1, "at_most").itertuples())
    groups = as_units(names)
    who, some = named(groups, first.account), among(groups)
    if len(totals) == 1:
        return Finding(
            f"{some.english}{who.english} names {amount(first)} as put in",
            f"{some.chinese}{who.chinese}写明投入的钱款为 {_amount(first)}",
        )
    return Finding(
        f"{some.english}{who.english} names the largest sum put in, {amount(first)}",
        f"{some.chinese}写明的投入款额以{who.chinese}为最大（{_amount(first)}）",
    )


def money(totals: pd.DataFrame, names: Mapping[str, str]) -> Finding | None:
    """Who names most money, and where adding every number would count some of it twice (rows of
    `claims.sums` for accounts; names: account → label).
    """
    yuan = totals[totals["currency"] == "yuan"]
    first = most(yuan, names)
    if not first:
        return None
    twice = yuan[(yuan["left_out"] > 0) & (yuan["all"] > yuan["at_most"])]
    if twice.empty:
        return Finding(f"{first.english}.", f"{first.chinese}。")
    worst = twice.loc[(twice["all"] / twice["at_most"].clip(lower=1)).idxmax()]
    whole, least, who = f"{worst['all']:,.0f}", f"{worst['at_most']:,.0f}", names[worst["account"]]
    if len(yuan) == 1:
        english, text = (
            f"adding every number would give {whole}",
            f"若把各数一概相加，则为 {whole} 元",
        )
    else:
        which = f"{number(len(twice))} of the {number(len(yuan))}"
        if len(twice) == len(yuan):
            which = "both" if len(yuan) == 2 else f"all {number(len(yuan))}"
        english = f"adding every number would count some money twice in {which} accounts that "
        english += f"name yuan and give {short(who)} {whole} in place of {least}"
        text = f"若把各数一概相加，写明款额的 {len(yuan)} 份中有 {len(twice)} 份会重复计算，"
        text += f"{chinese(who)}便成了 {whole} 元，而非 {least} 元"
    return Finding(f"{first.english}; {english}.", f"{first.chinese}；{text}。")


def gifts(given: pd.DataFrame) -> Finding | None:
    """How many of the amounts of money and goods put in name who gives and who gets them (rows of
    `claims.given`).
    """
    put_in = given[given["role"] == "input"]
    n = len(put_in)
    if n < 2:
        return None
    giver, receiver = (int(put_in[f"{side}_kind"].ne("").sum()) for side in ("giver", "receiver"))
    return Finding(
        f"Of {number(n)} amounts put in, {number(giver)} name who gives and {number(receiver)} "
        "who gets it",
        f"{n} 笔投入的款物中，写明给予者的 {giver} 笔，写明接受者的 {receiver} 笔",
    )


def quoted(speakers: pd.DataFrame) -> Finding | None:
    """How many quotations have a named speaker (rows of `claims.speakers`; credited formulas do not
    count), as a clause without its full stop.
    """
    speech = speakers[~speakers["formula"].astype(bool)]
    named, n = int((speech["who"] == "named").sum()), len(speech)
    if not n:
        return None
    verb = "has" if named < 2 else "have"
    return Finding(
        f"{capitalised(of(named, n, 'quotation'))} {verb} a named speaker",
        f"{n} 处引语中，说话人有姓名的 {named} 处",
    )


def voices(speakers: pd.DataFrame, persons: pd.DataFrame) -> Finding | None:
    """How many quotations have a named speaker, and how many persons are named (rows of
    `claims.persons`).
    """
    speech, n = quoted(speakers), persons["name"].nunique()
    if not speech and not n:
        return None
    one = "person is" if n == 1 else "persons are"
    people = Finding(
        f"{capitalised(number(n)) if not speech else number(n)} {one} named", f"共提到 {n} 个人名"
    )
    if not speech:
        return Finding(
            f"Nobody is quoted; {people.english.lower()}.", f"没有引语，{people.chinese}。"
        )
    return Finding(f"{speech.english}; {people.english}.", f"{speech.chinese}；{people.chinese}。")


def lag(reach: pd.DataFrame) -> str:
    """The title of the timeline: how many days the last day that an account names is before its
    publication (rows of `claims.reach`).
    """
    gaps = reach["gap"].dropna()
    if gaps.empty or gaps.min() < 0 or not gaps.max():
        return ""
    low, high = int(gaps.min()), int(gaps.max())
    between = f"{low} to {high}" if 0 < low < high else number(high) if low else f"up to {high}"
    which = "the account" if len(gaps) == 1 else "an account"
    days = "day" if high == 1 else "days"
    return f"The last day that {which} names is {between} {days} before its publication"
