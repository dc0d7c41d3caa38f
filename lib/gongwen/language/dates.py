"""Days and spans of days that a text names: calendar dates, festivals, and words relative to the
day of publication; and the date that a page gives for itself.

A date without a year gets the year of publication, or the year before if it would otherwise be more
than six months in the future (a plan may name a future day). A day without a month gets the month
of the date named before it, otherwise that of the publication. Not dates: durations (50天), times
of day, recurring days (每月5日), words for the present (当前), and numbers in names of documents.

Festivals are looked up in lexicons/festivals.csv; days of the first and last month of the Chinese
calendar are computed by borax.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from ..common.characters import DOCUMENT, alternatives, fold
from ..common.lists import per_lists, read_lexicon, with_lists
from .numerals import ZEROS, integer

# --- dates as official pages write them

_CLOCK = r"(?:[ t,]{0,8}(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d)(?:[:分][0-5]\d)?)?"
_WESTERN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d) ?[年./-] ?(?P<month>1[0-2]|0?[1-9]) ?[月./-] ?"
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d) ?[日号]?{_CLOCK}"
)
_OF_REPUBLIC = re.compile(
    rf"民国 ?(?P<year>\d{{2,3}}) ?年 ?(?P<month>1[0-2]|0?[1-9]) ?月 ?(?P<day>3[01]|[12]\d"
    rf"|0?[1-9]) ?日{_CLOCK}"
)
_IN_WORDS = re.compile(
    rf"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][{ZEROS}一二三四五六七八九]{{3}}) ?年 ?"
    r"(?P<month>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2}) ?月 ?"
    r"(?P<day>3[01]|[12]\d|0?[1-9]|[一二三四五六七八九十廿卅]{1,3}) ?[日号]"
)
_SHORT = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|0?[1-9])(?:月|[-/](?=\d\d?(?: |$)))(?P<day>3[01]|[12]\d"
    rf"|0?[1-9])(?!\d)日?{_CLOCK}"
)
_REPUBLIC = re.compile(
    r"(?<!\d)(?P<year>1[01]\d) ?[年./-] ?(?P<month>1[0-2]|0?[1-9]) ?[月./-] ?(?P<day>3[01]"
    rf"|[12]\d|0?[1-9])(?!\d)日?{_CLOCK}"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    date: date
    time: time | None
    start: int
    end: int


def find_date(
    text: str, year: int | None = None, labelled: bool = False, folded: str | None = None
) -> FoundDate | None:
    """The first full date in `text`, with its time of day; with `year` given, a date without a year
    will do.

    `labelled` says that a label has called the text a date: then 109年2月18日 is one, of the year
    109 of the Republic. `folded`: the text folded, where that was done before.

    Read are 2020-2-24 14:59, 2020年2月4日, 2020.2.4, 2020/2/4, 二〇二〇年二月十八日,
    民国109年2月4日. A date that no calendar has (2020-02-30) is not one.

    >>> find_date("二〇二〇年二月十八日").date
    datetime.date(2020, 2, 18)
    """
    key = fold(text) if folded is None else folded
    matches = _full_dates(key)
    if not matches and labelled:
        matches = list(_REPUBLIC.finditer(key))
    if not matches and year is not None and ("月" in key or "-" in key or "/" in key):
        matches = list(_SHORT.finditer(key))
    for match in matches:
        parts = match.groupdict()
        full = integer(parts["year"]) if parts.get("year") else year
        full = full + 1911 if full and full < 1000 else full
        try:
            day = date(full or 1, integer(parts["month"]), integer(parts["day"]))
        except ValueError:
            continue
        clock = time(int(parts["hour"]), int(parts["minute"])) if parts.get("hour") else None
        return FoundDate(day, clock, match.start(), match.end())
    return None


def stated_day(cell: str) -> date | None:
    """The day that a cell of a table states: a date as `find_date` reads it, 20200210, the date of
    a mail (Mon, 10 Feb 2020), or seconds or milliseconds since 1970 (a day in China); else None.

    >>> str(stated_day("2020/2/10 8:00")), str(stated_day("20200210")), stated_day("2020")
    ('2020-02-10', '2020-02-10', None)
    """
    if found := find_date(cell):
        return found.date
    digits = cell if cell.isascii() and cell.isdecimal() else ""
    try:
        if len(digits) == 8 and "1900" <= digits < "2101":
            return datetime.strptime(digits, "%Y%m%d").date()
        if len(digits) in (10, 13):
            seconds = int(digits) // (1000 if len(digits) == 13 else 1)
            return datetime.fromtimestamp(seconds, timezone(timedelta(hours=8))).date()
        return parsedate_to_datetime(cell).date() if cell.isascii() else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _full_dates(key: str) -> list[re.Match[str]]:
    """Matches with a year in a folded text, in order; a pattern is tried where its signs are."""
    matches: list[re.Match[str]] = []
    if "20" in key or "19" in key:
        matches += _WESTERN.finditer(key)
    if "年" in key and "月" in key:
        matches += _OF_REPUBLIC.finditer(key)
        matches += _IN_WORDS.finditer(key)
    return sorted(matches, key=lambda m: m.start()) if len(matches) > 1 else matches


# --- days of the Chinese calendar


@per_lists
def festivals() -> dict[str, dict[str, str]]:
    """The rows of lexicons/festivals.csv, by name."""
    return {row["name"]: row for row in read_lexicon("festivals")}


def festival(name: str, year: int) -> date | None:
    """The day of a festival in a calendar year; None where the calendar has none (before 1900,
    after 2100).

    >>> str(festival("除夕", 2020)), str(festival("清明", 2020))
    ('2020-01-24', '2020-04-04')
    """
    row = festivals()[name]
    if row["calendar"] == "solar":
        return date(year, int(row["month"]), int(row["day"]))
    if row["calendar"] == "lunar":
        return lunar_day(year, int(row["month"]), int(row["day"]))
    from borax.calendars.lunardate import TermUtils

    try:
        return TermUtils.day_start_from_term(year, name)
    except ValueError:
        return None


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of a date of the Chinese calendar; day 0 is the eve of the month. None where there is
    no such day.

    >>> str(lunar_day(2020, 1, 2))
    '2020-01-26'
    """
    from borax.calendars.lunardate import LunarDate

    try:
        return LunarDate(year, month, max(1, day)).to_solar_date() - timedelta(days=day < 1)
    except ValueError:
        return None


def lunar_year(published: date) -> int:
    """The Chinese year that begins nearest to the day: that of the calendar year, from November on
    the next.
    """
    return published.year + (published.month > 10)


_C = "〇零一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)\d\d|[一二][{_C}{ZEROS}]{{3}})"
_MONTH = r"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9](?!\d)|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_HOUR = "(?:凌晨|早晨|上午|中午|下午|晚上?)?"
_TO = rf"{_HOUR}起?(?:至|到|—+|-|~|―+)"
# 五一路, 中秋小区
_PLACE = "[东西南北中]?[路街巷村镇乡河桥湖山]|小区|社区|广场|大道|公园|小学|中学|医院"
_PARTS = "上中旬|中下旬|上旬|中旬|下旬|初|中(?![国央医心])|底|末"
_RELATIVE = {
    "截至目前": 0,
    "截止目前": 0,
    "截至目前为止": 0,
    "截止目前为止": 0,
    "到目前为止": 0,
    "目前": 0,
    "截至今日": 0,
    "截至发稿": 0,
    "今天": 0,
    "今日": 0,
    "今晨": 0,
    "今晚": 0,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "前天": -2,
    "前日": -2,
    "明天": 1,
    "明日": 1,
    "后天": 2,
}
_LOOSE = (  # days that the story, not the calendar, fixes
    "近日",
    "日前",
    "连日来",
    "当天",
    "当日",
    "当晚",
    "次日",
    "第二天",
    "这几天",
    "前几天",
    "几天前",
    "不久前",
    "节前",
    "近期",
    "近来",
)
_DAYS_OF = {
    None: (1, 0),
    "上旬": (1, 10),
    "初": (1, 10),
    "上中旬": (1, 20),
    "中旬": (11, 20),
    "中": (11, 20),
    "中下旬": (11, 0),
    "下旬": (21, 0),
}
_NOT_ALONE = re.compile(
    r"(?:连续|近|余|满|过去|工作|[前共达约第每整]|长达|为期|历时|累计|隔离|[\d个几多数])\s*$"
)
_OPEN = re.compile(
    rf"^(?:{_HOUR}|[\d零一二十]{{1,3}}[时点](?:整|30分)?)(?:起(?!至|到)|开始|以来|以后|之后"
    r"|至今|来(?=[,、]))"
)
_RECURS = re.compile("(?:每年?|逢)$")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A named day or span: both days included, None if that end is open or the text does not fix
    it. `relative`: it depends on the day of publication or on the story. Positions are 0-based, end
    exclusive.
    """

    surface: str
    start_date: date | None
    end_date: date | None
    start: int
    end: int
    relative: bool = False


@with_lists
def dates_in(text: str, published: date | None = None) -> list[DateMention]:
    """The dates of a text, in order; without `published` only those that need no day of publication
    have days.

    >>> named = dates_in("1月24日至30日,大年初二", date(2020, 2, 18))
    >>> [(d.surface, str(d.start_date), str(d.end_date)) for d in named]
    [('1月24日至30日', '2020-01-24', '2020-01-30'), ('大年初二', '2020-01-26', '2020-01-26')]
    """
    folded = fold(text)
    mentions: list[DateMention] = []
    last = None
    names = [m.span() for m in DOCUMENT.finditer(folded)]
    for kind, match in _matches(folded):
        start, end = match.span()
        if any(a < start < b for a, b in names) or _RECURS.search(
            folded[max(0, start - 2) : start]
        ):
            continue
        days = _READERS[kind](match, published, last)
        if days is None or (
            kind == "alone" and _NOT_ALONE.search(folded[max(0, start - 3) : start])
        ):
            continue
        first, final, relative = days
        if first and not relative and _open(folded, start, end):
            final = None
        last = last if relative else first or final
        mention = DateMention(text[start:end], first, final, start, end, relative)
        joined = (
            mentions
            and re.fullmatch(_TO, folded[mentions[-1].end : start])
            and _joined(mentions[-1], mention, text)
        )
        mentions[-1:] = [joined] if joined else [*mentions[-1:], mention]
    return mentions


def _open(text: str, start: int, end: int) -> bool:
    """Whether a day is the beginning of something that continues: 自2月2日起, 2月2日以来."""
    return bool(
        _OPEN.match(text[end:])
        or (text[start - 1 : start] in ("自", "从") and re.match("[^,。;]{0,8}起", text[end:]))
    )


def _joined(a: DateMention, b: DateMention, text: str) -> DateMention | None:
    """Two days as one span (正月初三至元宵节), or None if they do not form one."""
    # 目前; but 今年1月 is a span
    leans = a.relative and (a.end_date is None or a.start_date == a.end_date)
    if None in (a.start_date, b.end_date) or leans or b.relative or b.end_date < a.start_date:
        return None
    return DateMention(text[a.start : b.end], a.start_date, b.end_date, a.start, b.end)


@per_lists
def _pattern() -> re.Pattern[str]:
    named, words = alternatives(festivals()), alternatives([*_RELATIVE, *_LOOSE])
    # 春节探亲 names what people do, and no day
    used = alternatives(row["term"] for row in read_lexicon("festival_uses"))
    behind = rf"(?={_TO}(?:{_MONTH}月)?{_DAY}[日号])|(?=[、和及]{_DAY}[日号])"
    patterns = {
        "iso": r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-./](?P<month>1[0-2]|0?[1-9])[-./](?P<day>3[01]"
        r"|[12]\d|0?[1-9])(?![\d.])",
        "full": rf"(?:(?P<f_year>{_YEAR})年)?(?P<f_now>今年|去年|前年|明年|本月|上月|当月|上个月)?"
        rf"(?<![\d.])(?P<f_month>{_MONTH})月份?"
        rf"(?P<f_day>{_DAY})(?:[日号]|{behind})"
        rf"(?:[日号]?{_TO}(?:(?P<t_year>{_YEAR})年)?(?:(?P<t_month>{_MONTH})月份?)?"
        rf"(?P<t_day>{_DAY})[日号])?",
        "month": rf"(?:(?P<m_year>{_YEAR})年)?(?P<m_now>今年|去年|前年"
        rf"|明年)?(?<![\d.个第每{_C}])(?:"
        rf"(?P<m_from>{_MONTH}){_TO})?"
        rf"(?P<m_month>{_MONTH})月(?:份|(?P<m_part>{_PARTS})|(?!\d|[{_C}]|龄|大|光|饼|亮|嫂"
        rf"|月))(?:{_TO}(?P<m_to>{_MONTH})月(?:份|(?P<m_to_part>{_PARTS}))?(?!\d|[{_C}]))?",
        "turn": r"(?<![\d去今前明成全半学多几余过近整〇零一二两三四五六七八九十百])年(?P<turn>初"
        rf"|底|末|前)(?!级|夜|饭|[{_C}])",
        "named": rf"(?:农历)?(?:(?P<n_year>{_YEAR})年|(?P<n_now>今年|去年"
        rf"|明年))?(?P<n_name>{named})"
        rf"(?!饭|{_PLACE}|节?(?:{used}))节?"
        r"(?P<n_around>假期|期间|前夕|前后|前|后|长假|将至|来临|临近)?",
        "lunar": rf"(?:农历)?(?:大年|正月"
        rf"|(?<![今去明前])年(?=初[{_C}])|(?P<l_last>腊月)|农历"
        r"(?P<l_month>[二三四五六七八九]|十[一二]?)月)初?"
        rf"(?P<l_day>{_DAY}|廿[一二三四五六七八九]?)日?(?![{_C}])(?:(?:至|到|—+|-|~)(?:大年"
        rf"|正月)?初?(?P<l_to>{_DAY})(?![{_C}月日]))?",
        "now": r"(?P<now>本月|上月|当月|上个月|今年|去年)"
        rf"(?P<now_part>{_PARTS})?(?=[^\d月]|\d+岁|$)",
        "quarter": rf"(?:(?P<q_year>{_YEAR})年|(?P<q_now>今年|去年))?第?"
        r"(?P<quarter>[一二三四1-4])季度",
        "year_alone": rf"(?<![\d.])(?P<y_year>{_YEAR})年(?:年?(?P<y_part>初|底"
        rf"|末))?(?!\d|度(?!假)|[{_C}]月|代)",
        "alone": rf"(?<![\d.月第每{_C}/年\-)\]〕字])(?P<a_day>3[01]|[12]\d|0?[1-9]"
        r"|[二三]?十[一二三四五六七八九]?(?=日))[日号]"
        rf"(?:{_TO}(?P<a_to>{_DAY})[日号])?(?![内来游后间楼院门栋线令报均用店])",
        "word": words,
    }
    return re.compile("|".join(f"(?P<{kind}_>{pattern})" for kind, pattern in patterns.items()))


_FOLLOWS = re.compile(rf"[、和及与]{_DAY}[日号]")
_LUNAR_FOLLOWS = re.compile(rf"[、和及与](?=初{_DAY})")
_LUNAR_ENUMERATED = re.compile(
    rf"初(?P<l_day>{_DAY})(?P<l_last>(?!))?(?P<l_month>(?!))?(?P<l_to>(?!))?"
)
_ENUMERATED = re.compile(rf"(?P<a_day>{_DAY})[日号](?P<a_to>(?!))?")


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Matches in order with their kind; after 1月28日 also 、29日, after 大年初三 also 、初四."""
    at = 0
    while match := _pattern().search(text, at):
        at = match.end()
        yield match.lastgroup.rstrip("_"), match
        while match["full_"] and (follower := _FOLLOWS.match(text, at)):
            at = follower.end()
            yield "alone", _ENUMERATED.match(text, follower.start() + 1)
        while match["lunar_"] and (follower := _LUNAR_FOLLOWS.match(text, at)):  # 大年初三、初四
            day = _LUNAR_ENUMERATED.match(text, follower.end())
            at = day.end()
            yield "lunar", day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(year: int, month: int, part: str | None = None) -> tuple[date, date]:
    """A month or a part of it: 上旬 and 初 the first ten days, 中旬 the second, 下旬 the rest, 底
    and 末 the last day.
    """
    length = calendar.monthrange(year, month)[1]
    first, final = _DAYS_OF.get(part, (length, length))
    return date(year, month, first), date(year, month, final or length)


def _base(now: str | None, year: str | None, month: int, published: date | None) -> int | None:
    """The year that is stated, or the one the publication gives."""
    if year:
        return integer(year)
    if published is None:
        return None
    if now in ("去年", "前年", "明年"):
        return published.year + {"去年": -1, "前年": -2, "明年": 1}[now]
    return published.year - (month - published.month > 6)


def _iso(match, published, last):
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    return (day, day, False) if day else None


def _full(match, published, last):
    month, relative = integer(match["f_month"]), bool(match["f_now"]) and not match["f_year"]
    year = _base(match["f_now"], match["f_year"], month, published)
    if year is None:
        return None, None, False
    first = final = _date(year, month, integer(match["f_day"]))
    if match["t_day"]:
        to = integer(match["t_month"]) if match["t_month"] else month
        final = _date(
            integer(match["t_year"]) if match["t_year"] else year + (to < month),
            to,
            integer(match["t_day"]),
        )
    return (first, final, relative) if first and final and first <= final else None


def _month(match, published, last):
    month = integer(match["m_month"])
    year = _base(match["m_now"], match["m_year"], month, published)
    if year is None:
        return None, None, False
    first, final = _span(year, month, match["m_part"])
    if match["m_from"]:
        first = _span(year - (integer(match["m_from"]) > month), integer(match["m_from"]))[0]
    if match["m_to"]:
        final = _span(
            year + (integer(match["m_to"]) < month), integer(match["m_to"]), match["m_to_part"]
        )[1]
    return first, final, bool(match["m_now"]) and not match["m_year"]


def _turn(match, published, last):
    """年初 is January, 年底 the last day of the year, 年前 open up to the Spring Festival."""
    if published is None:
        return None, None, True
    if match["turn"] == "前":
        return None, lunar_day(lunar_year(published), 1, 1), True
    return _whole_year(
        published.year - (match["turn"] != "初" and published.month < 4), match["turn"], True
    )


def _whole_year(year: int, part: str | None, relative: bool):
    if part in ("底", "末"):
        return date(year, 12, 31), date(year, 12, 31), relative
    return date(year, 1, 1), date(year, 1, 31) if part == "初" else date(year, 12, 31), relative


def _named(match, published, last):
    around, name, now = match["n_around"], match["n_name"], match["n_now"]
    if match["n_year"]:
        year = integer(match["n_year"])
    elif published is None:
        return None, None, bool(around)
    else:
        ahead = not now and published.month > 10 and festivals()[name]["month"] == "1"
        year = published.year + {"去年": -1, "明年": 1}.get(now, 0) + ahead
    day = festival(name, year)
    if day is None:
        return None
    if around in ("前", "前夕", "将至", "来临", "临近"):
        return None, day, True
    return (day, None, True) if around else (day, day, False)


def _lunar(match, published, last):
    """A day of the first or the last month of the Chinese calendar, in the year nearest to the
    publication.
    """
    if published is None:
        return None, None, False
    year, month = (lunar_year(published) - 1, 12) if match["l_last"] else (lunar_year(published), 1)
    if match["l_month"]:
        month = integer(match["l_month"])
    day = lunar_day(year, month, integer(match["l_day"]))
    final = lunar_day(year, month, integer(match["l_to"])) if match["l_to"] else day
    return (day, final, False) if day and final and day <= final else None


def _now(match, published, last):
    if published is None:
        return None, None, True
    if match["now"] == "今年" and match.string[match.end() :].startswith("以来"):
        return date(published.year, 1, 1), published, True
    if match["now"] in ("今年", "去年"):
        return _whole_year(published.year - (match["now"] == "去年"), match["now_part"], True)
    before = published.replace(day=1) - timedelta(days=1)
    day = before if match["now"] in ("上月", "上个月") else published
    return *_span(day.year, day.month, match["now_part"]), True


def _quarter(match, published, last):
    number = "一二三四1234".index(match["quarter"]) % 4
    year = _base(match["q_now"], match["q_year"], 3 * number + 1, published)
    return (
        (None, None, False)
        if year is None
        else (_span(year, 3 * number + 1)[0], _span(year, 3 * number + 3)[1], False)
    )


def _year_alone(match, published, last):
    return _whole_year(integer(match["y_year"]), match["y_part"], False)


def _alone(match, published, last):
    """A day without a month: in the month of the date before it in the text, otherwise the last
    such day up to the publication.
    """
    day, base = integer(match["a_day"]), last or published
    if base is None:
        return None, None, False
    if not last and day > base.day:
        base = base.replace(day=1) - timedelta(days=1)
    first = final = _date(base.year, base.month, day)
    if match["a_to"]:
        final = _date(base.year, base.month, integer(match["a_to"]))
    return (first, final, False) if first and final and first <= final else None


def _word(match, published, last):
    if published is None or match["word_"] not in _RELATIVE:
        return None, None, True
    day = published + timedelta(days=_RELATIVE[match["word_"]])
    return day, day, True


_READERS = {
    "iso": _iso,
    "full": _full,
    "month": _month,
    "turn": _turn,
    "named": _named,
    "lunar": _lunar,
    "now": _now,
    "quarter": _quarter,
    "year_alone": _year_alone,
    "alone": _alone,
    "word": _word,
}
