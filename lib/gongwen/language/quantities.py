"""Quantities: numbers with their units, as Chinese prose writes them.

A quantity is a number with a unit that counts or measures something. Not quantities: numbers in
names (84消毒液, 一线), in shorthand (四个意识), in dates and document numbers, and a bare 一 (一名,
一场). Ages and ordinals have kinds of their own.

Shorthand (四个意识, “十二有”, 三道防线, 十六字方针) is a number that refers to a list which the
reader is expected to know. `shorthands` finds its name and, if the text spells it out, the list.
Ordinary counts (三个小区, 两名同志) are not shorthand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from ..common.characters import (
    CLAUSE_ENDS,
    CLOSING,
    DOCUMENT,
    MARKS,
    OPENING,
    PAIRS,
    alternatives,
    clause_start,
    fold,
)
from ..common.lists import per_lists, read_lexicon, roles
from ..common.spans import paired
from .numerals import DIGITS, POWERS, ZEROS, integer, read_number, scale
from .words import tagged

# --- numeral shorthand (四个意识, 十六字方针)

_NUMBER = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九双]|百|[1-9][0-9]?)"
# more than one
_MORE = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]|[2-9]|1[0-9])"
_NUMERAL = re.compile("[0-9一二两三四五六七八九十双百]")
_OPEN, _CLOSE = f"[{OPENING}]", f"[{CLOSING}]"
_NAMES = "(?:[工月年日岁点时分秒]|名单$)"
# 80后, 二单元
_PART = re.compile(rf"{_NUMBER}(?:后|成|单元|号楼|楼|栋|期|中|院|区|院区|病区|病房)")
_BEHIND = re.compile(rf"{_CLOSE}?[一-龥》]{{0,8}}?(?:(?:,?(?:即|就是|分别是|包括):?|:)\s*|(?=[(]))")
_UP_TO_TEN = DIGITS | {"十": 10}
_CLOSED = re.compile(f"{_CLOSE}(?:的|这)?{_OPEN}?$")


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A numeral shorthand and its expansion ("" if the text gives none). Positions are 0-based, end
    exclusive.
    """

    surface: str
    start: int
    end: int
    expansion: str = ""


@per_lists
def _patterns() -> tuple[re.Pattern[str], ...]:
    rows = read_lexicon("shorthand")

    def any_of(kind: str) -> str:
        return f"(?:{alternatives(r['term'] for r in rows if r['kind'] == kind)})".replace(
            "…", "[一-龥]{0,4}?"
        )

    more = f"(?=[二两三四五六七八九十双1-9])(?<!第){_MORE}"
    return (
        # in quotation marks: “四个意识”, “十二有”, “三个”责任, “双报到”, “一断三不断”, “1+3+N”
        re.compile(
            rf"{_OPEN}(?!第|{any_of('not')}{_CLOSE})(?P<s>{_NUMBER}个?{_CLOSE}(?=[一-龥])|"
            rf"(?:{_NUMBER}(?!{_NUMBER})"
            rf"[^{MARKS}{CLAUSE_ENDS}、\s0-9]{{1,7}}|[0-9]+"
            rf"(?:\+[0-9NnXx]+)+[一-龥]{{0,4}}){_CLOSE})"
        ),
        # “一图一码一指数”, “5个1”
        re.compile(rf"{_OPEN}?(?P<s>(?:一[^一\W]{{1,2}}){{3,6}}|[1-9]个1)(?={_CLOSE})"),
        # a number and a word that only such names have
        re.compile(rf"(?P<s>{more}个?{_OPEN}?{any_of('name')})"),
        re.compile(
            rf"(?<![一-九十])(?P<s>(?:{more}|双)个?{any_of('verb')})(?=$|[^一-龥]|{any_of('behind')})"
        ),
    )


def shorthands(text: str, folded: str | None = None) -> list[Shorthand]:
    """The numeral shorthands of `text`, in order.

    >>> [s.surface for s in shorthands("增强“四个意识”,制定“五不准”,抽调三名同志")]
    ['四个意识', '五不准']
    """
    folded = fold(text) if folded is None else folded
    names: list[Shorthand] = []
    if not _NUMERAL.search(folded):
        return names
    taken = bytearray(len(folded))
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            start = match.start("s")
            end = start + len(re.split(_CLOSE, match["s"])[0])
            if not any(taken[start:end]) and not _plain(folded, start, end, pattern):
                taken[start:end] = b"\1" * (end - start)
                words = _expansion(text, folded, start, end)
                names.append(Shorthand(text[start:end], start, end, words))
    return sorted(names, key=lambda s: s.start)


def _plain(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Whether the words in quotation marks are just an ordinary count, a date or a slogan."""
    words = text[start:end]
    if words in _no_shorthands() or _PART.fullmatch(words):
        return True
    if pattern is not _patterns()[0]:
        return False
    return (
        bool(re.match(rf"[一1](?!个|断)|{_NUMBER}(?:{_NAMES}|(?:余|多)[个名人万元件家天])", words))
        or bool(_counter().fullmatch(words))
        and "个" not in words[:3]
    )


@per_lists
def _no_shorthands() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("shorthand") if row["kind"] == "not")


@per_lists
def _counter() -> re.Pattern[str]:
    units = alternatives(
        row["unit"] for row in read_lexicon("units") if row["kind"] in ("money", "time", "measure")
    )
    return re.compile(rf"{_NUMBER}(?:{units})[一-龥]{{2,}}")


def _expansion(text: str, folded: str, start: int, end: int) -> str:
    """The list that the text gives, after the name (after a colon, 即 or in brackets) or before it;
    "" if none.
    """
    if lead := _BEHIND.match(folded, end):
        ends = {"(": ")", **PAIRS}.get(folded[lead.end() : lead.end() + 1], "。;!?")
        stop = re.compile(f"[{ends}]").search(folded, lead.end() + 1, lead.end() + 160)
        words = text[lead.end() : stop.start() if stop else len(text)].strip("(（ " + OPENING)
        return words if re.search("[、;；,，]", words) else ""
    if closed := _CLOSED.search(folded, max(0, start - 100), start):
        pairs = paired(folded, max(0, start - 100), start).pairs
        quoted = "".join(text[a + 1 : b] for a, b in pairs if b == closed.start())
        if 4 <= len(quoted) <= 80 and re.search("[、,，]", quoted):
            return quoted
    first = max(0, start - 60)
    before = folded[first:start].rstrip(OPENING)
    clause = text[first + clause_start(before, len(before)) : first + len(before)]
    listed = re.split("[、和与及]", clause)
    announced = _UP_TO_TEN.get(text[start : start + 1])
    return clause if len(listed) > 1 and len(listed) == announced else ""


_DIGIT = "零〇一二两三四五六七八九"
# Of a bounded length: a row of thousands of digits is not a number, and would be tried from each of
# them.
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?: \d{3}(?!\d)){1,6}|\d{1,20}(?:,\d{3}){0,6})(?:[.·]\d{1,20})?"
_CHINESE = f"(?<![{_DIGIT}十百千万亿])[{_DIGIT}十百千万亿]{{1,16}}(?:点[{_DIGIT}]{{1,4}})?"
_VAGUE = f"(?:数|几|上|近|成)[{POWERS}]{{1,4}}"
_NUMBER_QUANTITY = (
    rf"(?:{_VAGUE}|{_ARABIC}|{_CHINESE})\s?(?:个?[余多几来])?[{POWERS}]{{0,4}}[余多几来]?"
)
# 七八斤 is seven or eight, 三五名 three to five
_NEXT = "|".join(
    [*(f"{a}{b}" for a, b in zip("一二三四五六七八", "二三四五六七八九")), "一两", "两三", "三五"]
)
_OVER = re.compile(r"(?:(?<![不未没])(?:超过|超|高于|突破)|逾|多达|不少于|不低于|至少|不下)$")
_ABOUT = re.compile(r"(?:大约|约|将近|近|接近|左右)$")
_BELOW = re.compile(r"(?:不到|不足|(?<!不)(?:少于|低于)|未到|[不未没]超过|不高于|至多|最多)$")
_NUMERAL_QUANTITY = re.compile(rf"[\d{_DIGIT}{POWERS}数几]", re.ASCII)
# Small numbers of these name things: 三类, 四面, 五项.
_NAMING = frozenset("字 地 面 路 条心 层 类 种 款 县 市 省 区 校 镇 村 项 道".split())
# of jieba's parts of speech: nouns, abbreviations, idioms, places, what is unknown
_NOUNS = frozenset("njlisx")
_EMPTY = frozenset(  # words between a thing and its number that are not the thing
    "为 共 计 约 超 近 达 到 至 由 从 有 的 占 累计 合计 总计 总额 价值 分别 分别为 超过 "
    "不超过 不低于 低于 高于 达到 升至 降至 升到 降到"
    " 增至 最远 最多 最高 平均 不少于 至少 多达 接近 不足 不到 "
    "新增 目前 截至 共计 等 人民币".split()
)
_DONE = ("actions", "time", "area")  # kinds that count what was done, too: 测量体温7372人次
_TOTALS = frozenset("合计 总计 总额 累计 共计 共".split())  # after which 捐款 is a thing
_TO = ("给", "向", "为", "对")
_COVERBS = "对向为在从把被给由用与和同跟到于以按"  # with which no noun begins that is counted in 次
_OUTCOME = re.compile(
    "(?:零|无一?例?|"
    "[无零]新增|(?:未|"
    "没有)(?:发生|出现)?一[例起])(?P<what>确诊病例|"
    "疑似病例|感染病例|感染|确诊|疑似|病例|输入|扩散|传播|事故|死亡|投诉|发生|差错)(?!病例)"
)
# as on a receipt
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_RECEIPT = re.compile(
    "(?<![壹贰叁肆伍陆柒捌玖拾佰仟零万亿])[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}+(?=[元圆整])"
)
# a unit, and after it the rest of a name or another word: 三单元, 十五支队, 三轮车, 三个100%
_NAMED = re.compile(r"单 元|支 队(?![伍员])|轮 [车摩]|个 \d+%")
# where the number is in characters: 社区二支部, 三组组长, 二支队
_NAMED_IN_CHARACTERS = re.compile(
    "党?支部 |支 部|组 [组长]|支队 (?![伍员])|[周天] [一二三四五六日年]"
)
_IDIOM = re.compile("方面|环节|心|意|色|面八|级|手抓|头|大|体|态|线|倒|走|洗手|打鱼|晒网")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. `value` is None if unspecified (数百, 多名); `high` is the upper end
    of a range, otherwise None.

    qualifier: exact, over, about, below, range or unspecified. kind: money, people, goods, area,
    measure, time, actions, percent; age, ordinal and outcome (零感染). flag: "", schedule
    (24小时值班), each (分别捐款一万元), copy (the same sentence in another account), or one that a
    sum must leave out: part (of a total next to it), same (an equal span in another unit, or the
    same amount in another currency), again. role: input, output, outcome or publicity, "" if no
    word shows it. each: for the flag each, how many gave or got the amount, if the text states or
    names them. Positions are 0-based, end exclusive.
    """

    surface: str
    value: float | None
    high: float | None
    unit: str
    qualifier: str
    counted: str
    kind: str
    flag: str
    start: int
    end: int
    role: str = ""
    each: int | None = None


FIELDS = tuple(f.name for f in fields(Quantity))


@per_lists
def _units() -> dict[str, str]:
    return {row["unit"]: row["kind"] for row in read_lexicon("units")}


@per_lists
def _pattern() -> re.Pattern[str]:
    unit = alternatives((*_units(), "周岁", "岁"))
    share = rf"(?P<share>百分之{_CHINESE}(?:点{_CHINESE})?|{_ARABIC}%)"
    bound = r"(?:至|到|~|—+|-)"
    neighbours = "|".join(rf"(?<=(?<!\d){i})、(?={i + 1}(?!\d))" for i in range(1, 10))  # 3、4个
    return re.compile(
        rf"(?:零下)?(?=[\d{_DIGIT}{POWERS}数几上近成半])(?:{share}|"
        rf"(?P<part>{_CHINESE}分之{_CHINESE})"
        rf"|半(?P<half>个多?(?:月|小时|世纪|钟头)|(?:年|天|小时|里|斤|吨|亩|日)多?)"
        rf"|(?<![{_DIGIT}十百千万])(?P<either>{_NEXT})(?P<times>[十百千万亿]{{0,8}})(?P<of>{unit})"
        rf"|(?P<shared>{_ARABIC})(?=(?:、{_ARABIC}){{0,6}}(?:、|和|及){_NUMBER_QUANTITY}\s?"
        rf"(?P<its>{unit}))(?!(?:{neighbours}))"
        rf"|(?P<low>{_NUMBER_QUANTITY})(?:(?:(?:{unit})?{bound}|{neighbours})"
        rf"(?P<high>{_NUMBER_QUANTITY}))?\s?(?:(?P<unit>{unit})(?:\((?:{unit})\))?"
        r"(?P<more>多|余|半(?![天年月小个]))?(?P<small>\d(?:毛|角))?|(?<=[万亿])(?P<none>"
        rf"(?=[^{_DIGIT}{POWERS}\w]|$|助力|元|支持))))",
        re.ASCII,
    )


def counted_in(
    text: str, folded: str, names: list[Shorthand], every: bool = False
) -> Iterator[Quantity]:
    """The quantities of a text whose key and numeral shorthands are already known."""
    if _RECEIPT.search(folded):
        folded = _RECEIPT.sub(lambda match: match[0].translate(_FORMAL), folded)
    if not _NUMERAL_QUANTITY.search(folded) and not every:
        return
    taken = bytearray(len(folded))
    for start, end in [(s.start, s.end) for s in names] + [
        m.span() for m in DOCUMENT.finditer(folded)
    ]:
        taken[start:end] = b"\1" * (end - start)
    for match in _pattern().finditer(folded):
        start, end = match.span()
        number = _read(match)
        kind = "" if any(taken[start:end]) else _kind(folded, match, number)
        if kind and (every or kind not in ("age", "ordinal")):
            yield _quantity(text, folded, match, number, kind)
    for match in _OUTCOME.finditer(folded) if every else ():
        start, end = match.span()
        yield Quantity(
            text[start:end],
            0.0,
            None,
            "",
            "exact",
            match["what"],
            "outcome",
            "",
            start,
            end,
            "outcome",
        )


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as read: its digits, its unit, its value (None if unspecified) and the upper end of
    a range.
    """

    digits: str
    unit: str
    value: float | None
    high: float | None = None


def _read(match: re.Match[str]) -> _Number:
    if match["share"]:
        return _Number(
            match["share"], "%", read_number(match["share"].rstrip("%").removeprefix("百分之"))
        )
    if match["part"]:
        below, above = match["part"].split("分之")
        return _Number(match["part"], "", read_number(above) / (read_number(below) or 1))
    if match["half"]:
        return _Number("半" + "多" * ("多" in match["half"]), match["half"].replace("多", ""), 0.5)
    if match["either"]:
        low, high = (integer(digit) * scale(match["times"]) for digit in match["either"])
        return _Number(match["either"] + match["times"], match["of"], low, high)
    if match["shared"]:
        return _Number(match["shared"], match["its"], read_number(match["shared"]))
    low, high = read_number(match["low"]), read_number(match["high"]) if match["high"] else None
    if (
        high is not None
        and low is not None
        and match["high"].strip()[-1:] in "万千百亿"
        and low < high / 1000
    ):
        low *= scale(match["high"])
    if low is not None:
        low += (
            0.5 * (match["more"] == "半" or (match["unit"] or "").startswith("个半"))
            + int((match["small"] or "0")[0]) / 10
        )
    value = -low if low is not None and match[0].startswith("零下") else low
    return _Number(match["low"], match["unit"] or "", value, high)


def _kind(text: str, match: re.Match[str], number: _Number) -> str:
    """The kind of the number with its unit; "" for any other."""
    start, end = match.span()
    before, behind, unit = text[max(0, start - 4) : start], text[end : end + 4], number.unit
    if match["share"] or match["part"]:
        return "" if re.search(f"[{_DIGIT}]个$", before) else "percent"  # 三个100%
    if _in_code(before, unit):
        return ""
    if before.endswith("第") or (unit and before.endswith("前") and unit in ("位", "名")):
        return "ordinal"
    if _is_age(text, match, unit):
        return "age"
    if not unit:
        return _kind_without_unit(text, match, number)
    if match["half"]:
        if before.endswith(("上", "下")):  # 上半年
            return ""
        return "time" if unit[-1] in "月时纪头年天日" else "measure"
    kind = _units()[unit]
    if _dated(number, before, behind) or _named(number, behind):
        return ""
    counts = number.digits[0].isascii() or match["either"]
    return kind if counts or _chinese_counts(text, match, number, kind) else ""


def _in_code(before: str, unit: str) -> bool:
    """Whether the text before a number makes it part of a code or a fraction: K123+500处, 2/3."""
    if before.endswith("+"):
        return True
    if re.search(r"(?:(?<![a-zA-Z])[a-zA-Z]|[\-/第·.])$", before) and not before.endswith("第"):
        return True
    return bool(re.search("[a-zA-Z]$", before)) and _units().get(unit) != "goods"


def _is_age(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether years, months or days are an age: 5岁, 六个月大, 一个5岁,一个6个月."""
    start, end = match.span()
    return bool(
        unit.endswith("岁")
        or (unit in ("个月", "天") and re.match("大(?![约概])", text[end : end + 4]))
        or (unit == "个月" and re.search("岁[^。;!?]{0,6}$", text[max(0, start - 12) : start]))
    )


def _kind_without_unit(text: str, match: re.Match[str], number: _Number) -> str:
    """The kind of a number in 万 or 亿 without a unit: money if a word for money is near."""
    if match["none"] is None or not re.search(r"\d", number.digits):
        return ""
    before = text[max(0, match.start() - 12) : match.start()]
    return "money" if re.search("[捐款资钱金租费税币额]", before) else "goods"


def _named(number: _Number, behind: str) -> bool:
    """Whether a number with its unit is part of a name or another word (三元区, 二支队, 三轮车), or
    counts floors.
    """
    if number.unit == "元":
        return not number.digits.isascii() and bool(re.match("[区县里镇乡村桥]", behind))
    if number.unit in ("层", "楼"):
        return number.high is not None
    after = f"{number.unit} {behind}"
    in_characters = not number.digits[0].isascii()
    return bool(_NAMED.match(after) or (in_characters and _NAMED_IN_CHARACTERS.match(after)))


def _dated(number: _Number, before: str, behind: str) -> bool:
    """Whether a number with its unit names a date or an issue: 1998年, 一九九七年, 11日夜里,
    二期工程.
    """
    digits, unit = number.digits, number.unit
    if unit == "年":
        year = (before + digits)[-4:]  # 二0二0年: the number is its last digit
        return bool(re.fullmatch(rf"[一二][{_DIGIT}{ZEROS}]{{3}}", year)) or bool(
            re.fullmatch(rf"(?:19|20)\d\d|\d\d|[一二][{_DIGIT}]{{3}}", digits)
            and (
                len(digits) == 4
                or re.match(r"\d|[一二三四五六七八九十]+月|代|初|末|底|以来|春", behind)
            )
        )
    if unit in ("日夜", "夜"):
        return before.endswith(("月", "日")) or behind.startswith("里")
    return unit == "期" and (before.endswith("第") or not digits.isascii())


def _chinese_counts(text: str, match: re.Match[str], read: _Number, kind: str) -> bool:
    """Whether a number in characters counts: not 一名, 千方百计, 万一, 百家, or a part of an idiom
    or a name.
    """
    number, unit, start, end = read.digits.strip(), read.unit, *match.span()
    around = text[start - 2 : start] if start >= 2 else text[:start]
    if number in ("一", "零", "〇") and read.high is None:
        return (
            kind == "money"
            or unit.startswith("个半")
            or (kind == "time" and match["more"] == "多")
            or unit in ("公斤", "吨", "亩")
        )
    if set(number) <= set(POWERS) - {"十"} and len(number) == 1:  # 百家, 千户, 万人
        return False
    if re.match(rf"[{_DIGIT}{POWERS}]", text[end : end + 1]) or (
        len(around) == 2 and around[0] in _DIGIT + POWERS and around[1] not in ",、。;:至到"
    ):
        return bool(re.search(rf"[{POWERS}余多]", number[1:]))  # 三番五次, 千家万户
    if around[-1:] in ("之", "每", "独", "唯") or _IDIOM.match(text[end : end + 2]):
        return False
    return unit not in _NAMING or bool(re.search("[百千万亿余多]", number))


def _quantity(text: str, folded: str, match: re.Match[str], number: _Number, kind: str) -> Quantity:
    start, end = match.span()
    flag = "schedule" if number.unit in ("小时", "个小时") and number.value == 24 else ""
    more = "多" if match["more"] in ("多", "余") or "多" in number.unit else ""
    qualifier = (
        "range" if number.high is not None else _qualifier(folded, match, number.digits + more)
    )
    counted = _counted(folded, match, kind)
    return Quantity(
        text[start:end],
        number.value,
        number.high,
        number.unit,
        qualifier,
        counted,
        kind,
        flag,
        start,
        end,
    )


def _qualifier(text: str, match: re.Match[str], number: str) -> str:
    before = text[max(0, match.start() - 4) : match.start()]
    behind = text[match.end() : match.end() + 2]
    if re.search("[数几]", number) and not re.search(r"\d", number):
        return "unspecified"
    if _BELOW.search(before) or behind in ("以下", "以内"):
        return "below"
    if re.search("[余多几]|^上", number) or _OVER.search(before) or behind == "以上":
        return "over"
    about = (
        _ABOUT.search(before)
        or number.startswith("近")
        or "来" in number
        or behind in ("左右", "上下")
    )
    return "about" if about else "exact"


def _counted(text: str, match: re.Match[str], kind: str) -> str:
    """What is counted: the noun directly after the unit, otherwise the one that ends directly
    before the number. "" instead of part of a noun, or of another thing nearby (a recipient, a
    giver).
    """
    behind = re.match(rf"(?:以上|左右)?的?{_OPEN}?([一-龥]{{1,12}})", text[match.end() :])
    noun = _noun(behind[1], kind) if behind and kind not in ("percent", "time") else None
    if noun is not None and noun not in _EMPTY:
        return noun
    before = text[max(0, match.start() - 14) : match.start()]
    before = re.split(f"[,。;、:()《》{MARKS}]", before)[-1]
    for bound in (_OVER, _ABOUT, _BELOW):
        before = bound.sub("", before)
    tokens, totals = tagged(before, None), False
    while tokens and tokens[-1][0] in _EMPTY:
        totals |= tokens.pop()[0] in _TOTALS
    if not tokens or len(tokens[-1][0]) < 2:
        return ""
    last = len(tokens) - 1
    done = tokens[last][1][0] == "v" and (kind in _DONE or match["unit"] == "人次" or totals)
    if not (_is_noun(tokens[last][1]) or done):
        return ""  # 捐款5万元: 捐款 is what was done, and of whom or to whom is said before it
    first = last
    while (
        first
        and (_is_noun(tokens[first - 1][1]) or tokens[first - 1][1][0] == "b")
        and last - first < 2
    ):
        first -= 1
    # 发给退役军人2000份: whoever gets it is not what is counted
    is_receiver = first and tokens[first - 1][0] in _TO
    noun = "".join(w for w, _ in tokens[first:])
    return noun if noun.isalpha() and not is_receiver else ""


def _is_noun(tag: str) -> bool:
    return tag[0] in _NOUNS or tag == "vn"


def _noun(words: str, kind: str) -> str | None:
    """The noun phrase at the beginning of some words, if it is complete: 军休干部 in
    军休干部全员纳入; None if there is none.

    Before a verb it depends on the tagger: there money has no noun (3万元定向捐给), and people must
    end with a word for persons.
    """
    phrase, stop = "", ""
    for token, tag in tagged(words, None):
        if not (_is_noun(tag) or tag[0] in "abm"):
            stop = tag[0]
            break
        phrase += token
    if not phrase or (kind == "actions" and words[0] in _COVERBS):
        return None
    if stop == "z":  # a character that is not a word: 军 of 军休机构
        return ""
    if stop == "v" and kind == "money":
        return None
    if kind == "people":
        ends = [
            match.end()
            for match in re.finditer(roles("role", "title", "calling", "family", "crowd"), phrase)
        ]
        phrase = phrase[: ends[-1]] if ends else "" if stop == "v" else phrase
    return phrase if len(phrase) > 1 else ""
