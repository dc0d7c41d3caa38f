"""What a sum of quantities must leave out: parts of a total, the same span in another unit, a claim
that is repeated.

A flag is set only if the text shows it: 其中 “of which”, values that add up to a total, equal spans
of time. The total remains unflagged; its parts are flagged. The flag `each` means that each of
several gave or got the amount (分别捐款一万元); the field `each` is their number, if the text
states it or names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..common.characters import alternatives, clause_start, fold
from ..common.lists import per_lists, read_lexicon, words_of
from ..language.people import people_in
from ..language.quantities import IN_YUAN, YUAN, Quantity

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
    "(?:(?<!中)共(?![产青同和享建])|合计|累计|总计|总额|总共|一共|总(?![工公书部经裁理队厂局院会社]))"
    "[^,。;0-9一二三四五六七八九十百千万]{0,8}$"
)
_WITHIN = re.compile("其中(?!一[位名人个])|(?<=[,(])(?:包括|含|内含|包含)")
_EQUAL = re.compile(
    "(?:折合|约合|合人民币|相当于|折算|[(]约)[^,。;]{0,6}$"
)  # 10万美元,折合人民币70万元
# 5元(大写:伍元整), 伍万元整,(小写)50000元
_AGAIN = re.compile(
    "整?[ ]?[(,]?(?:人民币|大写|小写|即|计)?[:)]?(?:人民币)?[(]?(?:小写|大写)?[:)]?$"
)
_GROWN = re.compile(
    "^[^,。;]{0,4}(?:增至|增加到|增加至|上升到|上升至|提高到|提高至|降到|降至|减至)"
)
_ENDS = re.compile("[。;!?]|,(?:另|此外|同时还)")
_BRACKET_ENDS = re.compile("[。;!?)]")
_CLAUSE_ENDS = re.compile("[,。;!?)]")
_REACH = 400  # characters of a clause or a sentence that are read on either side of a number
_NEAR = 12  # the parts of a total are searched for among this many quantities on either side
# 分别捐款一万元: each of them; but 分别为3人和5人 is “respectively”, and 各类, 各地 are not meant
_GIVING = "捐赠献送发领奖补出筹缴交拨投拿给汇转得获"
_EACH = re.compile(
    "(?:分别(?![为是达有计])|"
    f"每[人户家名位]|人均(?=[{_GIVING}])|各自?(?=[{_GIVING}\\d一二两三四五六七八九十]))[^,。;:!?、]{{0,10}}$"
)
_COUNTED = ("people", "goods")  # kinds of givers and receivers: 3名党员, 12个社区, 5家企业
_LEAST = 1000  # yuan: from here on parts may add up to a sum even without a word for a total


def repeated(claims: Sequence[tuple[tuple, Quantity, str]]) -> set[int]:
    """The numbers of the claims that repeat an earlier one. `claims`: (place, quantity, sentence)
    in order; `place` is (account, paragraph).

    A claim repeats another if it has the same value (100 or more) and unit in another paragraph of
    the same account, and either the same four characters before it, or the same kind and counted
    thing; the latter only if the value has three digits before its final zeros or follows a word
    for a total.
    """
    seen: dict[tuple, tuple[tuple, Quantity]] = {}
    repeats: set[int] = set()
    for number, ((account, paragraph), q, sentence) in enumerate(claims):
        if not q.value or q.value < 100:
            continue
        before = fold(sentence[max(0, q.start - 4) : q.start])
        total = total_stated(sentence, q.start)
        telling = _significant(q.value) or total
        keys = [(account, q.value, q.unit, before)] if len(before) == 4 else []
        keys += [(account, q.value, q.unit, q.kind, q.counted)] if telling else []
        this = q.kind == "money" and _THIS.search(sentence, max(0, q.start - 6), q.start)
        anyhow = (account, q.value, q.unit)
        earlier = [seen[key] for key in [*keys, *([anyhow] if this else [])] if key in seen]
        places = [place for place, o in earlier if total or not _others(q, o)]
        if any(place != (account, paragraph) for place in places):
            repeats.add(number)
        for key in (*keys, anyhow):
            seen.setdefault(key, ((account, paragraph), q))
    return repeats


def _others(a: Quantity, b: Quantity) -> bool:
    """Whether others give two amounts, or others get them; 他 may be anybody."""
    sides = ({a.giver, b.giver}, {a.receiver, b.receiver})
    return any(len(named - {None, *words_of("parties", "pronoun")}) > 1 for named in sides)


def total_stated(text: str, start: int) -> bool:
    """Whether a word for a total (累计, 合计, 共) precedes the number that begins at `start`."""
    return _after_total(fold(text[max(0, start - 12) : start]))


def _after_total(before: str) -> bool:
    return bool(_TOTAL.search(before))


def _significant(value: float) -> bool:
    """Whether a number has three digits before its final zeros, so that it hardly occurs twice by
    chance.
    """
    return len(str(int(value)).rstrip("0")) >= 3


def hours(unit: str) -> float:
    """The number of hours in a unit of time; 0 if it has no fixed length."""
    return _HOURS.get(unit, 0)


class _Row(list[Quantity]):
    """The quantities of a paragraph in order; those of a stretch are found by bisection."""

    def __init__(self, quantities: Iterable[Quantity]):
        super().__init__(quantities)
        self.starts = [q.start for q in self]

    def indices(self, start: int, end: int) -> range:
        """Those that begin in a stretch and end before its end."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        while last > first and self[last - 1].end > end:
            last -= 1
        return range(first, last)

    def within(self, start: int, end: int) -> list[Quantity]:
        return [self[i] for i in self.indices(start, end)]


def flagged(quantities: Iterable[Quantity], text: str, folded: str | None = None) -> list[Quantity]:
    """The quantities of a paragraph with `flag` set to part, same, again or each, if it was empty,
    and `each` to the number of givers or receivers. Positions are characters of `text`; `folded`:
    its key, where that is known.
    """
    numbers = _Row(quantities)
    if not numbers:
        return numbers
    folded = fold(text) if folded is None else folded
    each = _each(numbers, folded)
    if each:
        numbers = _Row(
            replace(q, each=q.each or _how_many(numbers, q, each[i], text, folded))
            if i in each
            else q
            for i, q in enumerate(numbers)
        )
    wholes = _of_which(numbers, folded)
    every = {i for i in each if _is_rate(each[i][0], bool(numbers[i].each))}
    flags = (
        _rates(numbers, folded)
        | {i: "each" for i in each if i not in every}
        | _repeated(numbers, folded)
        | _equal(numbers, folded)
        | _spans(numbers, folded)
        | dict.fromkeys([*wholes, *_sums(numbers, folded, wholes)], "part")
    )
    return [
        replace(q, flag=flags[i]) if i in flags and not q.flag else q for i, q in enumerate(numbers)
    ]


def _of_which(numbers: _Row, text: str) -> dict[int, int]:
    """Quantities after 其中 and the whole that each is a part of, by index. The whole precedes, has
    the same kind and unit, and is not smaller.
    """
    wholes: dict[int, int] = {}
    if not any(word in text for word in ("其中", "包括", "包含", "含")):
        return wholes
    for match in _WITHIN.finditer(text):
        reach, limit = _scope(match, text)
        before = numbers.indices(reach, match.start())
        held: dict[int, float] = {}  # how much of each whole its parts are
        for i in numbers.indices(match.end(), limit):
            size = (numbers[i].value or 0) * (numbers[i].each or 1)
            whole = next((j for j in reversed(before) if _holds(numbers[j], numbers[i], size)), -1)
            if whole < 0:
                continue
            held[whole] = held.get(whole, 0) + size
            if numbers[i].kind == "money" and held[whole] > (numbers[whole].value or 0):
                break  # 共捐款10万元,其中党员捐款6万元,企业捐款8万元: not of the ten
            wholes[i] = whole
    return wholes


def _holds(whole: Quantity, part: Quantity, size: float) -> bool:
    return _alike(whole, part) and (whole.value or 0) >= size


def _scope(match: re.Match[str], text: str) -> tuple[int, int]:
    """From where the whole is searched for, and as far as the parts reach."""
    ends = _CLAUSE_ENDS
    if match[0].startswith("其中"):
        bracketed = text[match.start() - 1 : match.start()] == "("
        ends = _BRACKET_ENDS if bracketed else _ENDS
    limit = match.end() + _REACH
    stop = ends.search(text, match.end(), limit)
    reach = clause_start(text, match.start(), "。!?", _REACH)
    if not text[reach : match.start()].strip():
        # 其中 opens its sentence: the total is in the sentence before
        reach = clause_start(text, max(0, reach - 1), "。!?", _REACH)
    return reach, stop.start() if stop else limit


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether one may be a part of the other: people may differ in unit (人, 名), money not in
    currency, and neither money nor goods in what they are said for.
    """
    if a.kind != b.kind or a.kind != "people" and a.role != b.role:
        return False
    if a.kind == "money":
        return _currency(a) == _currency(b)
    return a.unit == b.unit or a.kind == "people"


def _sums(numbers: list[Quantity], text: str, wholes: dict[int, int]) -> list[int]:
    """Indices of neighbouring quantities of one kind that add up to another one of the paragraph,
    their total.
    """
    parts: list[int] = []
    for total, q in enumerate(numbers):
        if q.kind not in ("money", "people", "goods") or not q.value:
            continue
        stated = _after_total(text[max(0, q.start - 12) : q.start])
        if not stated and (q.kind != "money" or q.value < _LEAST):
            continue
        neighbours = range(max(0, total - _NEAR), min(len(numbers), total + _NEAR + 1))
        row = [
            i
            for i in neighbours
            if _alike(q, numbers[i])
            and numbers[i].value
            and wholes.get(i, total) == total
            or i == total
        ]
        place = row.index(total)
        for side in (row[:place][::-1], row[place + 1 :]):
            n = _adding_up([numbers[i] for i in side], q.value)
            parts += side[:n] if stated or _telling(q.value, n) else []
    return parts


def _telling(total: float, parts: int) -> bool:
    """Whether an equal sum is no coincidence even without a word for a total: the total is not a
    round number, or has at least four parts.
    """
    return _significant(total) or parts >= 4


def _adding_up(parts: list[Quantity], total: float) -> int:
    """How many of the first quantities add up to the total (at least two, or a single one that
    several gave each); 0 if none do.
    """
    added = 0.0
    for n, q in enumerate(parts, 1):
        added += q.value * (q.each or 1)
        if (n > 1 or q.each) and abs(added - total) < 0.005:
            return n
    return 0


def _spans(numbers: list[Quantity], text: str) -> dict[int, str]:
    """Flags for spans of time that follow an equal one in another unit:
    50天、1200小时、72000分钟.
    """
    flags: dict[int, str] = {}
    for i, (a, b) in enumerate(zip(numbers, numbers[1:])):
        one, other = ((q.value or 0) * hours(q.unit) for q in (a, b))
        if a.unit != b.unit and one and abs(one - other) < 0.01 and len(text[a.end : b.start]) < 8:
            flags[i + 1] = "same"
    return flags


def _each(numbers: list[Quantity], text: str) -> dict[int, re.Match[str]]:
    """Money or goods that each of several gives or gets, by index, with the words that say so: an
    amount after 分别, 各 or 每人. Other amounts of the same unit in the clause must be of this
    kind, too.
    """
    cues = _cues(numbers, text)
    if not any(cues):
        return {}
    clauses = [(clause_start(text, q.start, reach=_REACH), q.unit) for q in numbers]
    others = {clause for clause, cue in zip(clauses, cues) if not cue}
    return {
        i: cue
        for i, (q, cue) in enumerate(zip(numbers, cues))
        if cue and q.kind in ("money", "goods", "measure") and clauses[i] not in others
    }


def _cues(numbers: list[Quantity], text: str) -> list[re.Match[str] | None]:
    """The words before each number that say that it is meant of each; none for the two of
    分别捐款1万元和2万元, and the same for the second of 各捐款1000元、口罩50只.
    """
    cues = [_given(q, text) for q in numbers]
    for i, (a, b) in enumerate(zip(numbers, numbers[1:])):
        cue = cues[i]
        if cue and _JOINED.fullmatch(text, a.end, b.start):
            if a.unit == b.unit:
                cues[i] = cues[i + 1] = None
            elif b.kind == "goods" and cue[0][0] in "各自每":
                cues[i + 1] = cue
    return cues


_JOINED = re.compile(r"[、和与及][^,。;:!?、\d]{0,8}")


def _is_rate(cue: str, told: bool) -> bool:
    """Whether 每人 says at which rate (每人每天补助50元), and not what each of some gave; `told`:
    whether the text says how many these are.
    """
    if cue[0] not in "每人":
        return False
    return bool(re.search("[天日月年次周时]|学期|季度", cue)) or (
        not told and not set(_GIVING) & set(cue)
    )


def _rates(numbers: list[Quantity], text: str) -> dict[int, str]:
    """Flags for what was not given as it stands: a ceiling (最高补助50万元, 20万元以内) and the
    floor below it (五千元以上五万元以下), and an amount by time or thing (每人每天50元, 3元/斤,
    人均收入2万元).
    """
    flags: dict[int, str] = {}
    before, rates = _ceilings(), _rate_words()
    for i, q in enumerate(numbers):
        near = text[max(0, q.start - 14) : q.start]
        if before.search(near) or _WITHIN_LIMIT.match(text, q.end):
            flags[i] = "ceiling"
        elif _PER.search(near) or rates.search(near) or _PER_BEHIND.match(text, q.end):
            flags[i] = "per"
        elif i - 1 in flags and numbers[i - 1].unit == q.unit:
            if text[numbers[i - 1].end : q.start] in ("、", "和", "或"):  # 每人每天200元、300元
                flags[i] = flags[i - 1]
    for i, (a, b) in enumerate(zip(numbers, numbers[1:])):
        if flags.get(i + 1) == "ceiling" and text[a.end : b.start] == "以上":
            flags.setdefault(i, "floor")  # 五千元以上五万元以下的罚款
    return flags


_WITHIN_LIMIT = re.compile(
    "以内|之内|封顶|为限|为上限|的上限|以下(?=[的之]?(?:罚|拘留|有期徒刑|保险|保费))"
)
_PER = re.compile(
    f"每(?!个人都)[^,。;:!?、]{{1,12}}$"
    f"|(?<![十\\d第二同〇零唯进统前后这那另])一(?:个月|[年天](?![来里内度])|亩|小时)[^,。;:!?、{_GIVING}]{{0,8}}$"
)
_PER_BEHIND = re.compile(
    r"(?:/|每)(?:公|平方)?[一-龥a-z]"
    r"|\s?一\s?(?:[斤亩吨张辆件套份只瓶袋盒棵股]|[天晚](?![后内前里])|个(?![人月])|个?月|小时|人)"
)


@per_lists
def _ceilings() -> re.Pattern[str]:
    words = alternatives(words_of("number_words", "ceiling"))
    return re.compile(
        f"(?<!捐款)(?<![捐赠献共仅了])(?:{words})(?![的一了])[^,。;:!?、(]{{0,6}}$|≤$"
    )


@per_lists
def _rate_words() -> re.Pattern[str]:
    words = alternatives(words_of("number_words", "rate"))
    # 今年减免, 2020年产业, 2月交: the letter before belongs to the day
    return re.compile(
        rf"(?<![\d今去前当同本第全每〇零一二三四五六七八九十])(?:{words})[^,。;!?、]{{0,8}}$"
    )


def _given(q: Quantity, text: str) -> re.Match[str] | None:
    """The words before a quantity that show that each of several gives or gets it: 分别捐款."""
    return _EACH.search(text, max(0, q.start - 14), q.start)


def _how_many(numbers: _Row, q: Quantity, cue: re.Match[str], text: str, folded: str) -> int | None:
    """How many people or bodies each gave or got the amount: those counted in its clause, otherwise
    those named there, with a couple as one.

    If the clause begins with 分别 or 每人, the clause before it is read. None if neither says it,
    if the number is not exact, or if the two clauses before both count people
    (男职工30名,女职工20名,每人…).
    """
    sentence = clause_start(folded, q.start, "。;!?", _REACH)
    clause = clause_start(folded, q.start, reach=_REACH)
    last = max((o.end for o in numbers.within(clause, q.start) if o.unit == q.unit), default=clause)
    here = _counted(numbers, folded, last, cue.start()) or _named(text, folded, last, cue.start())
    here = here or _counted(numbers, folded, cue.start(), q.start)  # 分别向两个社区捐款
    if here or folded[last : cue.start()].strip("、并 "):
        return here
    before = clause_start(folded, max(sentence, clause - 1), reach=_REACH)
    earlier = clause_start(folded, max(sentence, before - 1), reach=_REACH)
    if any(o.kind == "people" for o in numbers.within(earlier, before)):
        return None
    return _counted(numbers, folded, before, cue.start()) or _named(
        text, folded, before, cue.start()
    )


def _counted(numbers: _Row, text: str, start: int, end: int) -> int | None:
    """How many people or bodies a stretch counts: its last number, plus those listed with it
    (2名烈属、3名军属, 30人和二级单位20人).
    """
    stated = [o for o in numbers.within(start, end) if o.kind in _COUNTED]
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
    """How many persons a stretch names, with a couple as one; a single couple counts as two. None
    where there are others (李明、王芳等).
    """
    if folded.endswith("等", start, end):
        return None
    names = people_in(text[start:end] + ",")
    apart = len(names) - len(_couple().findall(folded, start, end))
    return next((n for n in (apart, len(names)) if n > 1), None)


@per_lists
def _couple() -> re.Pattern[str]:
    """A pattern for what makes two names one giver: 和爱人李明, 李明、王芳夫妻."""
    spouse, couple = (
        alternatives(row["term"] for row in read_lexicon("persons") if row["pair"] == kind)
        for kind in ("spouse", "couple")
    )
    return re.compile(f"[和与及](?:其|他|她)?的?(?:{spouse})|(?:{couple})")


def _equal(numbers: list[Quantity], text: str) -> dict[int, str]:
    """Flags for an amount that is repeated in another currency (折合人民币70万元; the one in yuan
    counts) or in words (大写:伍万元整), for one that has grown to the next (由2万元增至5万元), and
    for what it has grown by (同比增加200万元).
    """
    flags: dict[int, str] = {}
    for i, (a, b) in enumerate(zip(numbers, numbers[1:])):
        if a.kind != b.kind:
            continue
        between = text[a.end : b.start]
        if a.kind == "money" and _currency(a) != _currency(b) and _EQUAL.search(between):
            flags[i + (_currency(a) == YUAN[0])] = "same"
        if a.kind == "money" and a.value == b.value and _AGAIN.match(between):
            flags[i + 1] = "same"
        if a.unit == b.unit and _GROWN.match(text[a.end : b.start + 1]):
            flags[i] = "part"
        if a.unit == b.unit and _MORE.search(between):
            flags[i + 1] = "part"
    return flags


_MORE = re.compile(
    "(?:同比|环比|[比较](?:上年|去年|前年|同期|上月)[^,。;]{0,4})[^,。;]{0,6}[增减多少][^,。;]{0,4}$"
)


def _currency(q: Quantity) -> str:
    """The currency of an amount: 元, also where none is named, or another one."""
    return YUAN[0] if q.unit in IN_YUAN else q.unit


_OWN = re.compile("(?<!也)[捐赠献给][^,。;:!?也]{0,6}$")
_THIS = re.compile(r"(?:[这那该此]|上述|前述)[笔些个一份]?(?:善款|捐款|款项|资金|钱)?$")


def _repeated(numbers: list[Quantity], text: str) -> dict[int, str]:
    """Flags for a number of 100 or more that occurs again with the same unit, counted thing and
    words before it; and for an amount of money said before that is pointed at (这5万元), or said by
    somebody (“我捐5万元”).
    """
    seen: dict[tuple, Quantity] = {}
    amounts: dict[tuple, int] = {}  # how many quotations were open where each was first said
    flags: dict[int, str] = {}
    inside = last = 0
    for i, q in enumerate(numbers):
        inside += text.count("“", last, q.start) - text.count("”", last, q.start)
        last = q.start
        key = (q.value, q.unit, q.counted, text[max(0, q.start - 4) : q.start])
        if q.value and q.value >= 100 and q.counted and key in seen:
            if not _others(q, seen[key]):
                flags[i] = "again"
        seen.setdefault(key, q)
        if q.kind == "money" and q.value:
            earlier = amounts.setdefault((q.value, q.unit), inside)
            this = _THIS.search(text, max(0, q.start - 6), q.start)
            said = inside > earlier and _OWN.search(text, max(0, q.start - 8), q.start)
            first = seen.setdefault((q.value, q.unit), q)
            if first is not q and (this or said and not _others(q, first)):
                flags[i] = "again"
    return flags
