"""What a table of quantities must not add twice: parts of a total, one span in several units, a
claim made again.

A flag is set only where the text shows it: 其中 “of which”, values that add up to a total, spans of
time that are equal. The total stays; its parts are flagged. `each` says that a thing was given
several times (分别捐款一万元), and how often where the text states or names how many givers or
receivers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..common.characters import alternatives, clause_start, fold
from ..common.lists import per_lists, read_lexicon
from ..language.people import people_in
from ..language.quantities import Quantity

_HOURS = {
    "天": 24,
    "日": 24,
    "昼夜": 24,
    "天天": 24,
    "小时": 1,
    "个小时": 1,
    "分钟": 1 / 60,
    "周": 168,
    "个月": 720,
}
_TOTAL = re.compile(
    "(?:共|合计|累计|总计|总额|总共|一共|总)[^,。;0-9一二三四五六七八九十百千万]{0,8}$"
)
_WITHIN = re.compile("其中(?!一[位名人个])|(?<=[,(])(?:包括|含|内含|包含)")
_EQUAL = re.compile("(?:折合|约合|合人民币|相当于|折算)[^,。;]{0,6}$")  # 10万美元,折合人民币70万元
_GROWN = re.compile(
    "^[^,。;]{0,4}(?:增至|增加到|增加至|上升到|上升至|提高到|提高至|降到|降至|减至)"
)
_ENDS = re.compile("[。;!?]")
_CLAUSE_ENDS = re.compile("[,。;!?)]")
_NEAR = 12  # quantities on either side among which the parts of a total are looked for
# 分别捐款一万元: each of them; not 分别为3人和5人, which are in turn, and not 各类, 各地
_DEEDS = "捐赠献送发领奖补出筹缴交拨投拿给汇转得获"
_EACH = re.compile(
    "(?:分别(?![为是达有计])|"
    f"每[人户家名位]|人均|各自?(?=[{_DEEDS}\\d一二两三四五六七八九十]))[^,。;:!?、]{{0,10}}$"
)
_COUNTED = ("people", "goods")  # kinds that givers and receivers are: 3名党员, 12个社区, 5家企业
_LEAST = 1000  # from this sum of money on, equal sums are looked at without a word for a total


def repeated(claims: Sequence[tuple[tuple, Quantity, str]]) -> set[int]:
    """Which quantities of an account say what was said before, (place, quantity, sentence) in
    order: their numbers.

    In another paragraph of the account the same value and unit, from 100 on, after the same four
    characters, or counting the same with three digits before the zeros or with a word for a total.
    `place`: account and paragraph.
    """
    seen: dict[tuple, tuple] = {}
    found: set[int] = set()
    for number, ((account, paragraph), q, sentence) in enumerate(claims):
        if not q.value or q.value < 100:
            continue
        before = fold(sentence[max(0, q.start - 4) : q.start])
        telling = _significant(q.value) or total_stated(sentence, q.start)
        keys = [(account, q.value, q.unit, before)] if len(before) == 4 else []
        keys += [(account, q.value, q.unit, q.kind, q.counted)] if telling else []
        if any(seen.get(key, (account, paragraph)) != (account, paragraph) for key in keys):
            found.add(number)
        for key in keys:
            seen.setdefault(key, (account, paragraph))
    return found


def total_stated(text: str, start: int) -> bool:
    """Whether a word for a total (累计, 合计, 共) stands before the number that begins at
    `start`.
    """
    return bool(_TOTAL.search(fold(text[max(0, start - 12) : start])))


def _significant(value: float) -> bool:
    """Whether a number has three digits before its zeros: it is not met twice by chance."""
    return len(str(int(value)).rstrip("0")) >= 3


def hours(unit: str) -> float:
    """How many hours a unit of time has; 0 for one without a fixed length."""
    return _HOURS.get(unit, 0)


def flagged(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities of a paragraph with `flag` set to part, same, again or each where it was
    empty, and `each` to how many; positions count in `text`.
    """
    folded, found = fold(text), list(quantities)
    each = _each(found, folded)
    found = [
        replace(q, each=q.each or _how_many(found, q, text, folded)) if i in each else q
        for i, q in enumerate(found)
    ]
    wholes = _of_which(found, folded)
    flags = (
        each
        | _repeated(found, folded)
        | _equal(found, folded)
        | _spans(found, folded)
        | dict.fromkeys([*wholes, *_sums(found, folded, wholes)], "part")
    )
    return [replace(q, flag=q.flag or flags.get(i, "")) for i, q in enumerate(found)]


def _of_which(found: list[Quantity], text: str) -> dict[int, int]:
    """Quantities after 其中 that are of the kind and unit of one before it, and no larger: the
    part and its whole.
    """
    wholes: dict[int, int] = {}
    for match in _WITHIN.finditer(text):
        stop = (_ENDS if match[0].startswith("其中") else _CLAUSE_ENDS).search(text, match.end())
        reach = clause_start(text, match.start(), "。!?")
        if not text[
            reach : match.start()
        ].strip():  # it opens its sentence: the total stands in the one before
            reach = clause_start(text, max(0, reach - 1), "。!?")
        before = [i for i, q in enumerate(found) if reach <= q.start and q.end <= match.start()]
        for i, q in enumerate(found):
            if match.end() <= q.start < (stop.start() if stop else len(text)):
                whole = [
                    j
                    for j in before
                    if _alike(found[j], q) and (found[j].value or 0) >= (q.value or 0)
                ]
                wholes |= {i: whole[-1]} if whole else {}
    return wholes


def _alike(a: Quantity, b: Quantity) -> bool:
    # 人 and 名, 元 and no unit
    return a.kind == b.kind and (a.unit == b.unit or a.kind in ("money", "people"))


def _sums(found: list[Quantity], text: str, wholes: dict[int, int]) -> list[int]:
    """Neighbouring quantities of one kind that add up to another of the paragraph, which is then
    their total.
    """
    parts: list[int] = []
    for total, q in enumerate(found):
        if q.kind not in ("money", "people", "goods") or not q.value:
            continue
        told = total_stated(text, q.start)
        near = range(max(0, total - _NEAR), min(len(found), total + _NEAR + 1))
        row = [
            i
            for i in near
            if _alike(q, found[i])
            and found[i].value
            and wholes.get(i, total) == total
            or i == total
        ]
        place = row.index(total)
        for side in (
            (row[:place][::-1], row[place + 1 :])
            if told or (q.kind == "money" and q.value >= _LEAST)
            else ()
        ):
            n = _adding_up([found[i] for i in side], q.value)
            parts += side[:n] if told or _telling(q.value, n) else []
    return parts


def _telling(total: float, parts: int) -> bool:
    """Whether an equal sum without a word for a total is not a coincidence: of a number that
    is not round, or of many parts.
    """
    return _significant(total) or parts >= 4


def _adding_up(parts: list[Quantity], total: float) -> int:
    """How many of the first quantities (at least two, or one that several gave) add up to the
    total; 0 where none do.
    """
    added = 0.0
    for n, q in enumerate(parts, 1):
        added += q.value * (q.each or 1)
        if (n > 1 or q.each) and abs(added - total) < 0.005:
            return n
    return 0


def _spans(found: list[Quantity], text: str) -> dict[int, str]:
    """A span of time that follows an equal one in another unit: 50天、1200小时、72000分钟."""
    flags: dict[int, str] = {}
    for i, (a, b) in enumerate(zip(found, found[1:])):
        one, other = ((q.value or 0) * hours(q.unit) for q in (a, b))
        if a.unit != b.unit and one and abs(one - other) < 0.01 and len(text[a.end : b.start]) < 8:
            flags[i + 1] = "same"
    return flags


def _each(found: list[Quantity], text: str) -> dict[int, str]:
    """Money or goods that each of several gives or gets: one amount after 分别, 各 or 每人, and no
    other of its unit in the clause but such as are each's too.
    """
    each = [bool(_given(q, text)) for q in found]
    flags: dict[int, str] = {}
    for i, q in enumerate(found):
        if q.kind in ("money", "goods", "measure") and each[i]:
            start = clause_start(text, q.start)
            alone = all(
                each[j] or o is q or o.unit != q.unit or clause_start(text, o.start) != start
                for j, o in enumerate(found)
            )
            flags |= {i: "each"} if alone else {}
    return flags


def _given(q: Quantity, text: str) -> re.Match[str] | None:
    """The words before a quantity that make it one of each: 分别捐款."""
    return _EACH.search(text, max(0, q.start - 14), q.start)


def _how_many(found: list[Quantity], q: Quantity, text: str, folded: str) -> int | None:
    """Of how many it is said that each gave or got so much: who is counted in its clause, else who
    is named there, couples as one.

    Where the clause begins with 分别 or 每人, the clause before it is asked. None where neither
    says it, where the number is not exact, and where two clauses before count people
    (男职工30名,女职工20名,每人…).
    """
    given = _given(q, folded)
    sentence, clause = clause_start(folded, q.start, "。;!?"), clause_start(folded, q.start)
    last = max(
        (o.end for o in found if o.unit == q.unit and clause <= o.start and o.end <= q.start),
        default=clause,
    )
    here = _counted(found, folded, last, given.start()) or _named(text, folded, last, given.start())
    here = here or _counted(found, folded, given.start(), q.start)  # 分别向两个社区捐款
    if here or folded[last : given.start()].strip("、并 "):
        return here
    before = clause_start(folded, max(sentence, clause - 1))
    earlier = clause_start(folded, max(sentence, before - 1))
    if earlier < before and any(o.kind == "people" and earlier <= o.start < before for o in found):
        return None
    return _counted(found, folded, before, given.start()) or _named(
        text, folded, before, given.start()
    )


def _counted(found: list[Quantity], text: str, start: int, end: int) -> int | None:
    """How many people or bodies a stretch counts: the last, with those that are listed before it
    (2名烈属、3名军属, 30人和二级单位20人).
    """
    stated = [o for o in found if o.kind in _COUNTED and start <= o.start and o.end <= end]
    listed = stated[-1:]
    while (
        listed
        and len(listed) < len(stated)
        and re.search("[、和与及]", text[stated[-len(listed) - 1].end : listed[0].start])
    ):
        listed = stated[-len(listed) - 1 :]
    exact = all(o.qualifier == "exact" and o.value for o in listed)
    total = int(sum(o.value for o in listed)) if exact else 0
    return total if total > 1 else None


def _named(text: str, folded: str, start: int, end: int) -> int | None:
    """How many persons a stretch names, couples as one; of one couple alone both are meant."""
    names = people_in(text[start:end] + ",")
    apart = len(names) - len(_couple().findall(folded, start, end))
    return next((n for n in (apart, len(names)) if n > 1), None)


@per_lists
def _couple() -> re.Pattern[str]:
    """What makes two names one giver: 和爱人李明, 李明、王芳夫妻."""
    spouse, couple = (
        alternatives(row["term"] for row in read_lexicon("persons") if row["pair"] == kind)
        for kind in ("spouse", "couple")
    )
    return re.compile(f"[和与及](?:其|他|她)?的?(?:{spouse})|(?:{couple})")


def _equal(found: list[Quantity], text: str) -> dict[int, str]:
    """An amount that is the one before it in another currency (折合人民币70万元), and one that has
    grown to the next (由2万元增至5万元).
    """
    flags: dict[int, str] = {}
    for i, (a, b) in enumerate(zip(found, found[1:])):
        if (
            a.kind == b.kind == "money"
            and a.unit != b.unit
            and _EQUAL.search(text[a.end : b.start])
        ):
            flags[i] = "same"  # the amount in yuan stays
        if a.kind == b.kind and a.unit == b.unit and _GROWN.match(text[a.end : b.start + 1]):
            flags[i] = "part"
    return flags


def _repeated(found: list[Quantity], text: str) -> dict[int, str]:
    """A number of three digits and more that stands again with its unit, what it counts, and the
    words before it.
    """
    seen: set[tuple] = set()
    flags: dict[int, str] = {}
    for i, q in enumerate(found):
        key = (q.value, q.unit, q.counted, text[max(0, q.start - 4) : q.start])
        if q.value and q.value >= 100 and q.counted and key in seen:
            flags[i] = "again"
        seen.add(key)
    return flags
