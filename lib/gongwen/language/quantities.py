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
from dataclasses import dataclass, fields, replace

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
from ..common.lists import per_lists, read_lexicon, roles, words_of
from ..common.spans import paired, span_of
from .counted import PERSONS, counted
from .numerals import (
    ARABIC,
    DIGIT,
    DIGITS,
    LEADS,
    NUMERAL,
    POWERS,
    ZEROS,
    Numeral,
    integer,
    powers_behind,
    read_numeral,
)

# --- numeral shorthand (四个意识, 十六字方针)

_NUMBER = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九双]|百|[1-9][0-9]?)"
# more than one
_MORE = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]|[2-9]|1[0-9])"
_QUOTED = re.compile(f"[{OPENING}](?=[0-9一二两三四五六七八九十双百])")
_IN_A_ROW = re.compile(r"一(?=[^一\W]{1,2}一)|[1-9](?=个1)")
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
        re.compile(rf"(?P<s>(?:一[^一\W]{{1,2}}){{3,6}}|[1-9]个1)(?={_CLOSE})"),
        # a number and a word that only such names have
        re.compile(rf"(?P<s>{more}个?{_OPEN}?{any_of('name')})"),
        re.compile(
            rf"(?<![一-九十])(?P<s>(?:{more}|双)个?{any_of('verb')})(?=$|[^一-龥]|{any_of('behind')})"
        ),
    )


@per_lists
def _before_words() -> re.Pattern[str]:
    """A numeral before the first letter of a word that such names have: searched for first."""
    words = (r["term"] for r in read_lexicon("shorthand") if r["kind"] in ("name", "verb"))
    first = "".join(sorted({re.escape(word[0]) for word in words}))
    return re.compile(
        f"[0-9二两三四五六七八九十双](?=[十0-9一二三四五六七八九]{{0,2}}个?{_OPEN}?[{first}])"
    )


def shorthands(text: str, folded: str | None = None) -> list[Shorthand]:
    """The numeral shorthands of `text`, in order.

    >>> [s.surface for s in shorthands("增强“四个意识”,制定“五不准”,抽调三名同志")]
    ['四个意识', '五不准']
    """
    folded = fold(text) if folded is None else folded
    names: list[Shorthand] = []
    taken = bytearray(len(folded))
    begins = (_QUOTED, _IN_A_ROW, _before_words(), _before_words())  # tried there alone
    for pattern, begin in zip(_patterns(), begins):
        for at in begin.finditer(folded):
            if (match := pattern.match(folded, at.start())) is None:
                continue
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


# --- quantities

_OUTCOME = re.compile(
    "(?:零|无一?例?|"
    "[无零]新增|(?:未|"
    "没有)(?:发生|出现)?一[例起])(?P<what>确诊病例|"
    "疑似病例|感染病例|感染|确诊|疑似|病例|输入|扩散|传播|事故|死亡|投诉|发生|差错)(?!病例)"
)
# as on a receipt
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_FORMAL_DIGIT = "壹贰叁肆伍陆柒捌玖"
_FORMAL_DIGITS = re.compile(f"[{_FORMAL_DIGIT}]")
_RECEIPT = re.compile(
    rf"(?<![{_FORMAL_DIGIT}拾佰仟零万亿])"
    rf"(?:[{_FORMAL_DIGIT}]?[拾佰仟万亿](?=[{_FORMAL_DIGIT}零拾佰仟万亿元圆整])"
    rf"|[{_FORMAL_DIGIT}](?=[拾佰仟十百千万亿元圆角]|点[零{_FORMAL_DIGIT}]))"
    rf"[元圆角分整零{_FORMAL_DIGIT}拾佰仟十百千万亿点]*"
)
# Where a number may begin: searched for first, so that the grammar is tried there alone. Not in a
# year; and 一 is mostly none: it counts before other characters of a number, or in some units.
_BEGINS = re.compile(
    rf"""[\d半廿卅{DIGIT}{POWERS}{LEADS}](?:
        (?<=\d)(?<![\d.]\d)(?!(?<=1)9\d\d年|(?<=2)0\d\d年)
      | (?<=[半廿卅{DIGIT.replace("一", "")}{POWERS}])
      | (?<=[{LEADS}])(?=[{POWERS}](?!分之))
      | (?<=第一) | (?<=一)(?=[{DIGIT}{POWERS}点分又至到、~〜—–―─元块圆角公吨亩米-]
                             |.{{0,3}}[多余半元币镑郎]) )""",
    re.ASCII | re.VERBOSE,
)
_BOUND = r"[ ]?(?:至|到|[~〜—–―─-]{1,2}|−)[ ]?"
_SIGNS = frozenset("￥¥$€£负下-− ")  # the last characters of _BEFORE
# units that are given in another one: 五角钱, 八折
_GIVEN_IN = dict.fromkeys(("角", "角钱", "毛", "毛钱"), ("元", 0.1)) | {
    "分钱": ("元", 0.01),
    "折": ("%", 10),
}
_SYMBOLS = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
# what belongs to a number that stands behind it
_BEFORE = re.compile(
    r"(?P<symbol>[￥¥$€£])\s?$|(?:零下|(?:(?<![一-龥])|(?<=[为至到是达约近由从]))负|(?<![\w)\]%℃.])[-−])$",
    re.ASCII,
)
_HALVED = ("time", "measure", "area")  # kinds of units of which there is a half
YUAN = ("元", "圆", "块", "块钱", "人民币", "rmb", "cny")  # which are one currency
IN_YUAN = ("", *YUAN)  # 捐款746万: yuan, too
_OPEN_END = f"{POWERS}余多来几"  # a number may end in these and count without a unit
_MONEY = tuple("￥¥$€£币元 ")  # and behind these
_SMALL_LETTERS = ("m", "g", "t")  # metres, grams, tonnes
_ANY_DIGIT = re.compile(rf"[\d{DIGIT}]")
_OF_MONEY = re.compile("[捐款资钱金租费税币额]")
_OF_SHARES = re.compile(f"[{DIGIT}]个$")  # 三个100%
_CODE = re.compile(r"(?:(?<![a-zA-Z])[a-zA-Z]|[-+/.]|\d:)$")
_NUMERALS = frozenset(DIGIT + POWERS)
_LARGE = frozenset(POWERS + "余多")
_YEAR = re.compile(rf"[一二][{DIGIT}{ZEROS}]{{3}}")
_YEAR_IN_DIGITS = re.compile(r"(?:19|20)\d\d")
_CLOCK = re.compile(r"\d[时点:]\d\d?分$")
_TWO_DIGITS = re.compile(f"[{DIGIT}]{{2}}")
_PERCENT = re.compile(r" ?\d+%")
_OLD = re.compile("大(?![约概])")  # 六个月大
_YEARS_AND = re.compile("岁[^。;!?]{0,6}$")  # 一岁六个月
_OF_A_YEAR = re.compile(r"\d|[一二三四五六七八九十]+月|初|末|底|以来|春")
_WITHIN = re.compile("(?:以|之)?内|以[上下]")  # 30日内 is a span of time, 30日 a day
_BEFORE_FRACTION = re.compile("[占达近约过超为有的于中,]$")
_BEHIND_FRACTION = re.compile("的|以[上下]|左右|强|弱")
_LISTED = re.compile(
    rf"[一二三四五六七八九两](?![般直定些样起致同旦系])(?P<between>[^\d{DIGIT}{CLAUSE_ENDS}、\s]{{1,3}})$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. `value` is None if unspecified (数百, 多名); `high` is the upper end
    of a range, otherwise None.

    qualifier: exact, over, about, below, range or unspecified. kind: money, people, goods, area,
    measure, time, actions, percent; age, ordinal and outcome (零感染). flag: "", schedule
    (24小时值班), each (分别捐款一万元), copy (the same sentence in another account), or one that a
    sum must leave out: part (of a total next to it), same (an equal span in another unit, the same
    amount in another currency or once more in words), again, per (每人每天50元), ceiling
    (最高50万元), floor (五千元以上五万元以下). role: input, output, outcome, publicity, penalty,
    credit, market, promise, none or unclear; "" before the text around is read. each: for the flag
    each, how many gave or got the amount, if the text states or names them. giver, receiver: who
    gives money or goods and who gets them, None where nobody is named (`claims.parties`).
    Positions are 0-based, end exclusive.
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
    giver: str | None = None
    giver_start: int | None = None
    giver_end: int | None = None
    receiver: str | None = None
    receiver_start: int | None = None
    receiver_end: int | None = None
    counted_start: int | None = None
    counted_end: int | None = None

    def moved(self, by: int) -> Quantity:
        """The same at places so many characters further on."""
        known = {name: place for name in PLACES if (place := getattr(self, name)) is not None}
        return replace(self, **{name: place + by for name, place in known.items()})


FIELDS = tuple(f.name for f in fields(Quantity))
PLACES = tuple(name for name in FIELDS if name.endswith(("start", "end")))


@per_lists
def _units() -> dict[str, str]:
    return {fold(row["unit"]): row["kind"] for row in read_lexicon("units")}


@per_lists
def _words(*kinds: str) -> frozenset[str]:
    return frozenset(words_of("number_words", *kinds))


@per_lists
def _currency() -> re.Pattern[str]:
    """The names of currencies but the yuan, behind a number or (searched for) at the end."""
    names = [u for u, kind in _units().items() if kind == "money" and u not in YUAN]
    return re.compile(f"(?:{alternatives(names)})")


@per_lists
def _pattern(ranges: bool = True) -> re.Pattern[str]:
    """A quantity from the first character of its number on. Without `ranges` the second number of
    two is left for itself.
    """
    unit = rf"(?:(?:{alternatives((*_units(), '周岁', '岁'))})(?:(?<![A-Za-z])|(?![A-Za-z\d])))"
    halved = alternatives(
        u
        for u, kind in _units().items()
        if kind in _HALVED and "个" not in u and u.isalpha() and u not in ("夜", "晚")
    )
    neighbours = "|".join(  # 3、4个, 六、七万
        [rf"(?<=(?<!\d){i})、(?={i + 1}(?!\d))" for i in range(1, 10)]
        + [f"(?<={a})、(?={b})" for a, b in zip("一二三四五六七八", "二三四五六七八九")]
    )
    second = rf"""(?:
        (?: (?:(?P<low_unit>{unit})[ ]?)?(?:\(不?含[^)]{{0,4}}\))?{_BOUND} | {neighbours} )
        (?:[百千万]分之)?(?P<minus>[-−]|零下|负)?(?P<high>{NUMERAL}) )?"""
    alone = "(?P<minus>(?!))?(?P<low_unit>(?!))?(?P<high>(?!))?"
    listed = rf"(?=(?:、{ARABIC}){{0,6}}(?:、|和|及){NUMERAL}\s?(?P<its>{unit}))"  # 20、30和50名
    return re.compile(
        rf"""
          半(?P<half>个多?(?:月|小时|世纪|钟头)|(?:{halved})多?)
        | (?P<fraction>(?<![\d/.])\d{{1,3}}/\d{{1,4}}(?![\d/年月日.]))
        | (?P<per>[百千万][ ]?分[ ]?之[ ]?)?(?P<inner>(?<=之)(?:负|-))?(?P<low>{NUMERAL})(?:
            分之(?P<above>{NUMERAL})
          | 又(?:(?P<below>{NUMERAL})分之(?P<over>{NUMERAL})|(?P<mixed>\d{{1,3}}/\d{{1,4}}))
          | {second if ranges else alone}(?:
              \s?(?P<infix>个[余多来])?
              (?P<unit>{unit})(?:\((?:{unit})\))?(?P<more>多|余|半(?![天年月小个]))?
              (?:(?<=[米块成])(?P<tenth>[一二三四五六七八九])(?![{DIGIT}{POWERS}点]|{unit}))?
              (?:(?<=[元块])零?(?P<jiao>[\d{DIGIT}])[角毛])?
              (?:(?<=[元角毛])零?(?P<fen>[\d{DIGIT}])
                (?:分(?!之|[钟店局公部析享别])|(?<=毛.)(?![\d{DIGIT}{POWERS}.]|{unit})))?
            | (?<=\d){listed}
            | ) )
        """,
        re.ASCII | re.VERBOSE,
    )


@dataclass(slots=True)
class _Read:
    """A number as read: where it stands, its shape (a group of the pattern), its digits, its unit
    and value (None if unspecified), the upper end of a range, and by which characters it is not
    exact. `minus`: what stands before it and makes it less than zero.
    """

    start: int
    end: int
    shape: str
    digits: str
    unit: str = ""
    value: float | None = None
    high: float | None = None
    vague: str = ""
    minus: str = ""


def counted_in(
    text: str, folded: str, names: list[Shorthand], every: bool = False, things: bool = True
) -> Iterator[Quantity]:
    """The quantities of a text whose key and numeral shorthands are already known; without
    `things`, what they count is not looked for, and `counted` is "".
    """
    if _FORMAL_DIGITS.search(folded):
        folded = _RECEIPT.sub(lambda match: match[0].translate(_FORMAL), folded)
    taken = bytearray(len(folded))
    for start, end in [span_of(s) for s in names] + [m.span() for m in DOCUMENT.finditer(folded)]:
        taken[start:end] = b"\1" * (end - start)
    at = 0
    for begin in _BEGINS.finditer(folded):
        start = begin.start()
        if start < at or (folded[start] in LEADS and _ends_word(folded, start)):
            continue
        match = _match(folded, start)
        if match is None:
            continue
        at = max(match.end(), start + 1)
        number = _read(folded, match)
        if number is None or (number.unit in _SMALL_LETTERS and text[number.end - 1].isupper()):
            continue  # 3M is a maker, 5G a network
        kind = "" if 1 in taken[number.start : number.end] else _kind(folded, number)
        if kind and (every or kind not in ("age", "ordinal")):
            yield _quantity(text, folded, number, kind, things)
    for match in _OUTCOME.finditer(folded) if every else ():
        start, end = match.span()
        what = (match["what"], "outcome", "", start, end, "outcome")
        yield Quantity(text[start:end], 0.0, None, "", "exact", *what)


def _ends_word(text: str, at: int) -> bool:
    """Whether the character that would open a number is the last of a word: 网上, 最近, 人数."""
    return any(text[max(0, at - n) : at + 1] in _words("word") for n in (1, 2))


# From the pattern to a number


def _match(text: str, start: int) -> re.Match[str] | None:
    """What looks like a quantity at a place, as one number or as the two of a range."""
    match = _pattern().match(text, start)
    if match and match["high"] and not _one_range(match):
        match = _pattern(False).match(text, start)
    return match


def _read(text: str, match: re.Match[str]) -> _Read | None:
    """The number of a match, with what belongs to it before and behind; None if it is none."""
    start, end = match.span()
    if match["half"]:
        more = "多" * ("多" in match["half"])
        return _Read(start, end, "half", "半", match["half"].replace("多", ""), 0.5, None, more)
    if match["fraction"] or match["above"] or match["over"] or match["mixed"]:
        return _with_signs(text, number) if (number := _fraction(match)) else None
    before = text[start - 1 : start]
    if not (
        match["unit"]
        or match["its"]
        or match["per"]
        or match["low"][-1] in _OPEN_END
        or before in _MONEY
    ):
        return None  # nothing says that it counts
    if "日" in (match["unit"], match["its"]) and not _in_days(text, start, end):
        return None
    number = _single(match)
    return number and _with_signs(text, number)


def _in_days(text: str, start: int, end: int) -> bool:
    """Whether 日 counts days (30日内, 过去14日) and does not name one of a month."""
    span = _WITHIN.match(text, end) or text.endswith(words_of("number_words", "span"), 0, start)
    return bool(span) and text[start - 1 : start] != "月"


def _one_range(match: re.Match[str]) -> bool:
    """Whether two numbers with a dash or 至 between them are the ends of one range: not where their
    kinds differ (3天至5个), nor where the first is what something was before (由10%到15%).
    """
    low, unit = match["low_unit"], match["unit"]
    kinds = [_units().get(u or "", "time") for u in (low, unit)]  # ages are in no list of units
    ages = {low, unit} <= {"岁", "周岁", "个月", "天"}
    if low and (kinds[0] != kinds[1] or (kinds[0] == "time" and low != unit and not ages)):
        return False
    grown = match.string[match.start() - 1 : match.start()] in ("由", "从")
    return not (low and grown and kinds[0] in ("percent", "money"))


def _fraction(match: re.Match[str]) -> _Read | None:
    """A fraction: 1/3, 三分之一."""
    if digits := match["fraction"] or match["mixed"]:
        words = digits.split("/")
    else:
        words = [match["above"] or match["over"], match["below"] or match["low"]]
    above, below = map(read_numeral, words)
    whole = read_numeral(match["low"]) if match["over"] or match["mixed"] else Numeral(0)
    if not all(n and n.value is not None for n in (above, below, whole)) or not below.value:
        return None
    if match["fraction"] and above.value > below.value:
        return None
    shape, value = "fraction" if match["fraction"] else "part", above.value / below.value
    return _Read(*match.span(), shape, match[0], "", whole.value + value)


def _single(match: re.Match[str]) -> _Read | None:
    """A number with its unit, or a range: what the last alternative of the pattern reads."""
    low, high = _lower(match), match["high"] and read_numeral(match["high"])
    if low is None or (match["high"] and high is None):
        return None
    unit = match["unit"] or match["its"] or ""
    vague = low.vague + (match["infix"] or "")[1:] + ("多" * ("多" in unit))
    vague += (match["more"] or "").replace("半", "")
    value, most = low.value, low.high
    if high is not None:
        value, most = _lower_end(value, match["high"], high), high.high or high.value
        most = -most if match["minus"] and most else most
    elif value is not None and most is None:
        value = _with_rest(value, match, unit)
    number = _Read(*match.span(), "", match["low"], unit, value, most, vague)
    if unit == "块" and (match["tenth"] or match["jiao"] or match["fen"]):
        number.unit = "块钱"  # 两块五
    return _as_share(number, match) if match["per"] else number


def _lower(match: re.Match[str]) -> Numeral | None:
    if match["unit"] == "折" and _TWO_DIGITS.fullmatch(match["low"]):  # 八五折
        return Numeral(integer(match["low"]) / 10)
    return read_numeral(match["low"])


def _with_rest(value: float, match: re.Match[str], unit: str) -> float:
    """The value with what stands behind its unit: 一年半, 一米八, 7元3角5分."""
    half = match["more"] == "半" or unit.startswith("个半")
    if match.end() == match.end("unit") and not half:
        return value
    tenths, hundredths = _digit(match["tenth"]) + _digit(match["jiao"]), _digit(match["fen"])
    return round(value + 0.5 * half + tenths / 10 + hundredths / 100, 6)


def _as_share(number: _Read, match: re.Match[str]) -> _Read:
    """A number behind 百分之, 千分之 or 万分之."""
    per = match["per"].replace(" ", "")
    number.shape, number.digits = "per", per + number.digits
    if match["inner"] and number.value is not None:  # 百分之负五
        number.value = -number.value
    if per == "百分之":
        number.unit = "%"
        return number
    among = powers_behind(per[0])[0]
    number.value, number.high = (
        None if end is None else round(end / among, 9) for end in (number.value, number.high)
    )
    number.unit = ""
    return number


def _lower_end(low: float | None, words: str, high: Numeral) -> float | None:
    """The lower end of a range whose powers are written once: 10–20万, 二十至三十万, 三至五千万.
    Those of the upper end are taken as far as the lower end stays the lower one.
    """
    top = high.high or high.value
    if low is None or top is None:
        return low
    return next((low * times for times in powers_behind(words) if low * times < top), low)


def _digit(digit: str | None) -> int:
    return integer(digit) if digit else 0


def _with_signs(text: str, number: _Read) -> _Read:
    """The number with what belongs to it before and behind: ￥, a minus, the name of a currency."""
    start, end = number.start, number.end
    near = start and text[start - 1] in _SIGNS
    sign = _BEFORE.search(text, max(0, start - 3), start) if near else None
    if sign and sign["symbol"] is None:
        number.minus = sign[0]
    elif sign and number.unit in IN_YUAN:
        number.unit, number.start = number.unit or _SYMBOLS[sign["symbol"]], sign.start()
    if number.unit in IN_YUAN:
        named = next(
            (m for m in _currency().finditer(text, max(0, start - 6), start) if m.end() == start),
            None,
        )
        behind = number.unit and _currency().match(text, end)
        if named:
            number.unit = named[0]
        elif behind:
            number.unit, number.end = behind[0], behind.end()
        elif not number.unit and text.endswith("人民币", 0, start):
            number.unit = "元"
    return number


# What the number is


def _kind(text: str, number: _Read) -> str:
    """The kind of the number with its unit; "" for any other."""
    start, end, unit = number.start, number.end, number.unit
    first = start - len(number.minus)
    before, behind = text[max(0, first - 6) : first], text[end : end + 4]
    if number.shape == "fraction":
        near = _BEFORE_FRACTION.search(before) or _BEHIND_FRACTION.match(behind)
        return "percent" if near or behind[:1] in _units() else ""  # 1/3杯
    if number.shape in ("per", "part") or unit in ("%", "‰"):
        return "" if _OF_SHARES.search(before) else "percent"  # 三个100%
    if _in_code(before, unit):
        return ""
    if unit and (before.endswith("第") or (before.endswith("前") and unit in ("位", "名"))):
        return "ordinal"
    if _is_age(text, number):
        return "age"
    if not unit:
        return _kind_without_unit(text, number)
    return _kind_of_unit(text, number, before, behind)


def _kind_of_unit(text: str, number: _Read, before: str, behind: str) -> str:
    """The kind of a number with a unit, if it counts in it."""
    unit = number.unit
    if number.shape == "half":
        if before.endswith(("上", "下")):  # 上半年
            return ""
        return _units().get(unit, "time")  # 个小时, 个月
    kind = _units()[unit]
    if _dated(number, before, behind) or _longer(number, behind):
        return ""
    counts = number.digits[0].isascii() or (number.high is not None and len(number.digits) < 3)
    return kind if counts or _chinese_counts(text, number, kind) else ""


def _in_code(before: str, unit: str) -> bool:
    """Whether the text before a number makes it part of a code or a time: K123+500处, 18:00起."""
    if not before or not before[-1].isascii():
        return False
    if _CODE.search(before):
        return True
    return before[-1].isalpha() and _units().get(unit) != "goods"


def _is_age(text: str, number: _Read) -> bool:
    """Whether years, months or days are an age: 5岁, 六个月大, 一个5岁,一个6个月."""
    unit, end = number.unit, number.end
    return bool(
        unit.endswith("岁")
        or (unit in ("个月", "天") and _OLD.match(text, end))
        or (unit == "个月" and _YEARS_AND.search(text, max(0, number.start - 12), number.start))
    )


def _kind_without_unit(text: str, number: _Read) -> str:
    """The kind of a number without a unit, which counts if it ends in 万 or 亿 or is not exact:
    people if a word for them is next, money if one for money is near.
    """
    last = number.digits.strip("余多来")[-1]
    if last not in "万亿" and not (number.vague and last in POWERS + "0123456789"):
        return ""
    named = _ANY_DIGIT.search(number.digits) and number.digits != "一万"
    if not named and number.digits[0] not in LEADS:
        return ""
    if _people().match(text, number.end):
        return "people"
    if last not in "万亿" or "a" <= text[number.end : number.end + 1] <= "z":
        return ""
    before = text[max(0, number.start - 12) : number.start]
    return "money" if _OF_MONEY.search(before) else "goods"


@per_lists
def _people() -> re.Pattern[str]:
    return re.compile(f"[一-龥]{{0,6}}?(?:{roles(*PERSONS)})")


def _longer(number: _Read, behind: str) -> bool:
    """Whether unit and what follows are another word (三元区, 二支队, 三轮车), or count floors."""
    if number.unit in ("层", "楼"):
        return number.high is not None
    after = number.unit + behind
    match = _longer_words(number.digits[0].isascii()).match(after)
    longer = match and len(match[0]) > len(number.unit) and match[0] not in _words("kept")
    return bool(longer or _PERCENT.match(behind))


@per_lists
def _longer_words(in_digits: bool) -> re.Pattern[str]:
    kinds = ["longer", "kept"] + ["longer in characters"] * (not in_digits)
    return re.compile(alternatives(_words(*kinds)))


def _dated(number: _Read, before: str, behind: str) -> bool:
    """Whether a number with its unit names a date or an issue: 1998年, 一九九七年, 11日夜里,
    二期工程.
    """
    digits, unit = number.digits, number.unit
    if unit == "年":
        if before.endswith(words_of("number_words", "era")) or behind.startswith("代"):
            return True
        # of 二0二0年 the number is its last digit
        full = _YEAR.fullmatch((before + digits)[-4:]) or _YEAR_IN_DIGITS.fullmatch(digits)
        short = len(digits) == 2 and digits.isascii() and _OF_A_YEAR.match(behind)
        return bool(full or short)
    if unit in ("秒", "秒钟"):  # 14时27分50秒
        return bool(_CLOCK.search(before))
    if unit == "点":  # an hour, unless it is of an index
        return not (number.value or 0) > 24
    if unit in ("日夜", "夜", "晚"):
        eve = unit == "晚" and digits == "三十"  # 大年三十晚
        return before.endswith(("月", "日")) or behind.startswith("里") or eve
    return unit == "期" and (before.endswith("第") or not digits.isascii())


def _chinese_counts(text: str, read: _Read, kind: str) -> bool:
    """Whether a number in characters counts: not 一名, 千方百计, 万一, 百家, or a part of an idiom
    or a name.
    """
    number, unit, start = read.digits.strip(), read.unit, read.start
    if number in ("一", "零", "〇") and read.high is None and read.value in (0, 1, None):
        halves = unit.startswith("个半") or (kind == "time" and read.vague != "")
        return kind == "money" or halves or unit in ("公斤", "吨", "亩")
    if len(number) == 1 and number in POWERS.replace("十", ""):  # 百家, 千户, 万人
        return _bound(text, start) in ("over", "about") or read.vague != ""
    if text[read.end : read.end + 1] in _NUMERALS or _in_idiom(text, start):
        return not _LARGE.isdisjoint(number[1:])  # not 三番五次, 千家万户
    if text[start - 1 : start] in ("之", "每", "独", "唯") or _idiom().match(text, read.end):
        return False
    if len(number) == 1 and kind == "goods" and _in_name(text, start):
        return False
    return unit not in _words("naming") or not _LARGE.isdisjoint(number.replace("十", ""))


def _in_idiom(text: str, start: int) -> bool:
    """Whether a number stands two characters before this one, as in 三番五次."""
    around = text[max(0, start - 2) : start]
    return (
        len(around) == 2
        and around[0] in _NUMERALS
        and around[1] not in ",、。;:至到"
        and around not in _words("word")
    )


def _in_name(text: str, start: int) -> bool:
    """Whether a number follows another one with something that is no unit: 一中心两站, but not
    两名党员三名群众.
    """
    listed = _LISTED.search(text, max(0, start - 4), start)
    return bool(listed) and not any(listed["between"].startswith(unit) for unit in _units())


@per_lists
def _idiom() -> re.Pattern[str]:
    return re.compile(alternatives(_words("idiom")))


# How exact it is, and what it counts


def _quantity(text: str, folded: str, number: _Read, kind: str, things: bool) -> Quantity:
    value, high, start = number.value, number.high, number.start
    if number.minus:
        start -= len(number.minus)
        value = None if value is None else -value
        if high is not None and number.minus == "零下" and high > 0:
            high = -high
    if value is not None and high is not None:
        value, high = sorted((value, high))
    unit, times = _GIVEN_IN.get(number.unit, (number.unit, 1))
    if times != 1:
        value, high = (end and round(end * times, 6) for end in (value, high))
    bound = _bound(folded, number.start)
    thing = counted(folded, (start, number.end), kind, number.unit) if things else None
    flag = "schedule" if number.unit in ("小时", "个小时") and number.value == 24 else ""
    return Quantity(
        text[start : number.end],
        value,
        high,
        unit,
        "range" if number.high is not None else _qualifier(folded, number, bound),
        text[slice(*thing)] if thing else "",
        kind,
        flag,
        start,
        number.end,
        counted_start=thing and thing[0],
        counted_end=thing and thing[1],
    )


def _qualifier(text: str, number: _Read, before: str) -> str:
    """How exact a number is; `before`: what the words before it make of it."""
    if number.value is None:
        return "unspecified"
    behind = _behind_bounds().match(text, _past_bracket(text, number.end))
    after = behind.lastgroup if behind else ""
    if "below" in (before, after):
        return "below"
    if "over" in (before, after) or not _MORE_THAN.isdisjoint(number.vague):
        return "over"
    about = "about" in (before, after) or not _NEARLY.isdisjoint(number.vague)
    return "about" if about else "exact"


_MORE_THAN, _NEARLY = frozenset("余多几上逾超"), frozenset("近来")
_BRACKET = re.compile(r"\(不?含[^)]{0,4}\)")
_FILLER = re.compile("(?:人民币|为|了|有)$")


def _past_bracket(text: str, end: int) -> int:
    """Where what is said of a number goes on behind (含): 5万元(含)以上."""
    bracket = _BRACKET.match(text, end)
    return bracket.end() if bracket else end


def _bound(text: str, start: int) -> str:
    """What the words before a number make of it: over, about, below or "". The longest decides, and
    a “not” before it turns it round: 不得超过 is below, 不低于 over.
    """
    before = _FILLER.sub("", text[max(0, start - 14) : start])
    bounds = _bounds()
    n = next((n for n in (5, 4, 3, 2, 1) if before[-n:] in bounds), 0)
    kind = bounds.get(before[-n:], "")
    if kind not in ("more", "less"):
        return kind
    return _MEANS[kind, bool(_NOT.search(before[:-n]))]


@per_lists
def _bounds() -> dict[str, str]:
    """What a number is made of by each word before it."""
    return {word: kind for kind in _BOUNDS for word in words_of("number_words", kind)}


@per_lists
def _behind_bounds() -> re.Pattern[str]:
    kinds = ("below", "over", "about")
    return re.compile("|".join(f"(?P<{k}>{alternatives(_words(f'{k} behind'))})" for k in kinds))


_NOT = re.compile("[不未没](?![仅但只光断])[一-龥]?$")
_BOUNDS = ("about", "below", "over", "more", "less")
_MEANS = {("more", False): "over", ("more", True): "below", ("less", False): "below"} | {
    ("less", True): "over"
}
