"""Days and spans of days that a text names: calendar dates, festivals, and words relative to the
day of publication; and the date that a page gives for itself.

A date without a year gets the year named before it in the paragraph, otherwise that of the
publication, or the year before if it would be more than six months in the future (a plan may name a
future day). A day without a month gets the month of the date named before it, otherwise that of the
publication. 上周 and 本周 are from Monday to Sunday; 去年同期 is last year; 20世纪80年代 is 1980 to
1989. Not dates: durations (50天), times of day, recurring days (每月5日), words for the present
(当前), and numbers in names of documents.

Festivals are looked up in lexicons/festivals.csv, words in lexicons/date_words.csv; days of the
Chinese calendar are computed by borax.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from ..common.characters import CLOSING, OPENING, alternatives, fold
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
    if row["calendar"] == "weekday":
        nth, weekday = divmod(int(row["day"]), 10)
        first = date(year, int(row["month"]), 1)
        return first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    from borax.calendars.lunardate import TermUtils

    try:
        return TermUtils.day_start_from_term(year, name.removesuffix("节气"))
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


# --- the dates of a text
#
# 1. `_pattern`: one pattern finds what names a year, a month, a day … (lexicons/date_words.csv).
# 2. `_names`: tokens side by side, from the longer period to the shorter, are one name (2019年2月).
#    A number without a unit has that of the next one: 1月24、25日, 1979—1985年.
# 3. `_Paragraph`: what a name leaves out is taken from the date last named in the paragraph, then
#    from the page; two names with 至 between them are a span.

_DIGITS = "一二三四五六七八九"
_C = f"〇零{_DIGITS}十"
_YEAR = rf"(?:1[5-9]\d\d|2[0o〇][\do〇]{{2}}|[一二][{ZEROS}零{_DIGITS}]{{3}})"
_MONTH = rf"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|[{_DIGITS}])"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9](?!\d)|三十一?|[二廿]?十[{_DIGITS}]?|廿[{_DIGITS}]?|[{_DIGITS}])"
_PAIRS = "|".join(a + b for a, b in zip(_DIGITS, _DIGITS[1:]))  # 六七年 may be six or seven
_TO = r"(?:起|开始)?[ ]?(?:直?至|到|[-–—~〜─―]{1,4})[ ]?"
_LISTED = "[、和及与]"
_TURN_NOT = "级夜饭中步衷心赛审评层线气部下蕴"
_FIRST_YEAR, _LAST_YEAR = 1500, 2199
_OLDEST = 40  # of two digits, from here on a year is of the last century
_STOP = re.compile("[。!?;\n]")


_AHEAD = 3  # days ahead that a day without a month may be
_LASTS = 60  # days after which a holiday without a stated end is over


@dataclass(frozen=True, slots=True)
class DateMention:
    """A named day or span: both days included, None if that end is open or the text does not fix
    it. `relative`: it depends on the day of publication or on the story. Positions are 0-based, end
    exclusive.

    `basis`: where its days come from: stated (all of it is written there), paragraph (something is
    taken from a date named before in the paragraph), page (the year is), publication; "" without
    days.
    """

    surface: str
    start_date: date | None
    end_date: date | None
    start: int
    end: int
    relative: bool = False
    basis: str = ""


@with_lists
def dates_in(
    text: str, published: date | None = None, year: int | None = None
) -> list[DateMention]:
    """The dates of a text (a sentence or a paragraph), in order.

    `published`: the day of publication, `year`: the page's own year, where its day is not known.
    Without both only those that need neither have days.

    >>> named = dates_in("1月24日至30日,大年初二", date(2020, 2, 18))
    >>> [(d.surface, str(d.start_date), str(d.end_date)) for d in named]
    [('1月24日至30日', '2020-01-24', '2020-01-30'), ('大年初二', '2020-01-26', '2020-01-26')]
    >>> [str(d.start_date) for d in dates_in("2015年3月动工,同年8月完工,次年启用")]
    ['2015-03-01', '2015-08-01', '2016-01-01']
    """
    folded = fold(text)
    return _Paragraph(text, folded, published, year).read(_names(folded))


@per_lists
def _words(kind: str) -> dict[str, str]:
    """The words of a kind in lexicons/date_words.csv, each with its shift."""
    return {row["term"]: row["shift"] for row in read_lexicon("date_words") if row["kind"] == kind}


@per_lists
def _shifts(period: str) -> dict[str, tuple[str, int]]:
    """The words for a period: from what they count (page, told), and how many of it."""
    return {
        word: (base, int(shift))
        for base, kind in (("page", period), ("told", f"{period} told"))
        for word, shift in _words(kind).items()
    }


def _any(*kinds: str) -> str:
    """A pattern for the words of these kinds; one that matches nothing where there are none."""
    return alternatives(word for kind in kinds for word in _words(kind)) or "(?!)"


@per_lists
def _pattern() -> re.Pattern[str]:
    """What names a period or a day; the group that ends in _ is the kind of a token."""
    bare = {name for name in festivals() if name not in _words("framed")}
    named, framed = (alternatives(sorted(n)) or "(?!)" for n in (bare, festivals().keys() - bare))
    # 春节探亲 names what people do, and no day; nor does 五一路
    used = alternatives(row["term"] for row in read_lexicon("festival_uses"))
    part, around = _any("part of month"), _any("around")
    unit = rf"(?:年|月|[日号]|季度|{_LISTED}|{_TO})"
    pattern = rf"""
        (?P<not_> 《[^《》]*》 | {_any("not")} )
      | (?P<iso_> (?<![\d.]) (?P<i_year>(?:19|20)\d\d) [-./] (?P<i_month>1[0-2]|0?[1-9])
            [-./] (?P<i_day>3[01]|[12]\d|0?[1-9]) (?![\d.]) )
      | (?P<decade_> (?: (?P<century>(?<!\d)(?:19|20)|十九|二十)世纪 | (?P<now>[上本])个?世纪 )?
            (?<![\d.]) (?P<decade>(?:1[5-9]|20)?\d0|[二三四五六七八九]十) 年代 )
      | (?P<year_> (?<![\d.]) (?: (?P<y_year>{_YEAR}) [ ]? 年
            | (?P<y_short>\d\d(?=年{_MONTH}月)
                | (?<![{_C}两百千万]) [〇零{_DIGITS}][〇零{_DIGITS}] (?=年{_MONTH}月)
                | (?<![{_C}两百千万]) (?!{_PAIRS}) [〇零{_DIGITS[3:]}][〇零{_DIGITS}]) 年
            | 民国 (?P<y_republic>\d{{1,2}}|[{_C}]{{1,3}}) 年
            | (?P<y_word>{_any("year", "year told")}) )
            (?!代(?!表)) (?: 度(?!假) )?
            (?: 年? (?P<y_turn>初|底|末) (?![{_TURN_NOT}]) )? )
      | (?P<turn_> (?<![\d去今前明成全半学多几余过近整{_C}两百千万]) 年
            (?P<turn>初|底|末|前) (?![{_TURN_NOT}{_C}]) )
      | (?P<lunar_> (?:农历|阴历) [ ]? (?P<l_month>闰?(?:{_MONTH}|正|腊|冬)) 月
            (?: [ ]? (?P<l_day>初[ ]?{_DAY}|{_DAY}) 日? (?![{_C}\d个])
                (?: {_TO} (?P<l_to>初?{_DAY}) (?![{_C}\d月日号个]) )? )?
          | (?: 大年 | (?<![今去明前]) 年(?=初[{_C}])
              | (?P<l_name>{_any("lunar month")}|闰{_MONTH}月) )
            (?: (?P<l_day2>初[ ]?{_DAY}|{_DAY}) 日? (?![{_C}\d个])
                (?: {_TO} (?:大年|正月)? (?P<l_to2>初?{_DAY}) (?![{_C}\d月日号个]) )? )?
          | (?<![\d{_C}个]) (?P<l_of>[{_DIGITS}]|十[一二]?) 月
            初 (?P<l_of_day>[{_DIGITS}十]) (?![{_C}\d个天中高级年班等]) )
      | (?P<lunar_day_> (?<!年) 初 (?P<l_alone>10|[1-9]|十|[{_DIGITS}]) (?![{_C}\d中高级年班等]) )
      | (?P<festival_> (?:农历)?
            (?: [{OPENING}'] (?P<f_quoted>{named}|{framed}) [{CLOSING}']
              | (?P<f_name>{named}|(?:{framed})(?=节|{around})) )
            (?! 饭 | [东西南北中]?(?:{_any("place")}) | 节?[{CLOSING}']?(?:{used}) ) 节?
            (?P<f_around>{around})? )
      | (?P<month_> (?<![\d.个第每{_C}]) (?: (?P<m_month>{_MONTH}) [ ]? 月
            (?! {_any("after month")}
              | (?<![\d ]月) [ ]?[{_C}] (?![{_C}]{{0,2}} (?:[日号]|{_LISTED}|{_TO})) )
            | (?P<m_word>{_any("month", "month told", "month name")}) )
            份? (?: (?P<m_part>{part}) (?: (?<!中) | (?![国央医心断等办共直宣组纪联]) )
                (?![层级班]) )? )
      | (?P<month_part_> (?<![\d{_C}个本上下每这当同次满整足月]) (?: 月 (?P<mp>初|底|末) (?!级)
            | (?P<tenth>[上中下]旬|上中旬|中下旬) ) )
      | (?P<day_> (?<![\d.{_C}]) (?P<d_day>{_DAY}) [ ]? [日号] )
      | (?P<quarter_> (?<![\d{_C}个每]) (?: (?P<q_first>前|头)(?P<q_many>[二两三2-3]) 个? 季度
            | 第? (?P<q_number>[{_DIGITS[:4]}1-4]) 季度 | (?P<q_word>{_any("quarter")}) ) )
      | (?P<months_> [前头] (?P<first>1[01]|[2-9]|十一?|[两{_DIGITS[1:]}]) 个?月
            (?!份?[底初末{_C}\d]) )
      | (?P<part_> (?P<half>{_any("part of year")}) (?!年) )
      | (?P<week_> (?P<w_word>{_any("week")}) (?![边围转密全期岁])
            (?: (?P<weekday>[{_DIGITS[:6]}日天]) (?![报本])
                (?: {_TO} (?:周|星期) (?P<w_to>[{_DIGITS[:6]}日天]) )?
              | (?P<weekend>末) )? )
      | (?P<word_> {_any("day", "day told", "now", "loose")} )
      | (?P<ago_> (?<![^,。;:!?、“"(\s]) (?P<ago>\d{{1,2}}|[两{_C}]{{1,2}}) 天 [之以]?
            (?P<a_side>前|后) )
      | (?P<bare_> (?<![\d.%{_C}/]) (?<!\d,) 第? (?P<number>\d{{1,4}}|[{_C}]{{1,4}}) (?!\d)
            (?= [ ]? (?:{_LISTED}|{_TO}) 第? (?:\d{{1,4}}|[{_C}]{{1,4}}) [ ]? {unit} ) )
    """
    return re.compile(rf"(?={_beginnings(named, framed)})(?:{pattern})", re.VERBOSE)


def _beginnings(*patterns: str) -> str:
    """The first two letters that a token may have: a search that looks for them first is several
    times as fast.
    """
    kinds = ("not", "year", "month", "month name", "lunar month", "quarter", "part of year", "week")
    words = [w for k in kinds for w in (*_words(k), *_words(f"{k} told"))]
    words += [w for k in ("day", "day told", "now", "loose") for w in _words(k)]
    words += [name for pattern in patterns for name in pattern.split("|")]
    numbers = f"{_C}两廿闰卅0123456789"
    first = {*numbers, *OPENING, *"'年月上中下本前头第大农阴民初", *(word[0] for word in words)}
    marks = {re.escape(mark) for mark in "-–—~〜─―、和及与至到直起开 ./"}
    second = {*numbers, *ZEROS, *marks, *"年月日号天季世历国初底末前个旬正腊冬"}
    second |= {letter for word in words for letter in word[:2]}
    return rf"《|[{''.join(sorted(first))}][{''.join(sorted(second))}]"


# --- names: tokens side by side


@dataclass(slots=True)
class _Name:
    """A date as it is written: `kind` of its last token, and what it states.

    parts: year, months (first and last), days (first and last; 0 is the end of the month), lunar
    (month, leap), festival, around, word, weekday, and shifts: (year, month …: page or told, how
    many).
    """

    kind: str
    start: int
    end: int
    parts: dict


# the kinds that may follow each kind
_JOINS = {
    "year": ("month", "part", "quarter", "months", "lunar", "festival"),
    "month": ("day",),
    "festival": ("festival",),
}
_UNITS = {"year": "year", "month": "months", "day": "days", "quarter": "months"}
_LINK = re.compile(rf"[ ]?(?:{_LISTED}|{_TO})")


def _names(text: str) -> list[_Name]:
    """The names of a folded text, in order."""
    names: list[_Name] = []
    tokens = [_token(match) for match in _pattern().finditer(text)]
    for token in _united(text, [token for token in tokens if not _overlaps(text, token)]):
        last = names[-1] if names else None
        if (
            last
            and token.kind in _JOINS.get(last.kind, ())
            and text[last.end : token.start] in ("", " ", "  ", "的")
            and (token.kind != "festival" or last.kind == "year" or _same_day(last, token))
        ):
            last.kind, last.end, last.parts = token.kind, token.end, last.parts | token.parts
        elif token.kind != "not":
            names.append(token)
    return names


def _overlaps(text: str, token: _Name) -> bool:
    """Whether the first letter of a token ends another word: 明日 in 光明日报."""
    words = token.kind in ("year", "month", "week", "word")
    return words and text[token.start - 1 : token.start + 1] in _words("overlap")


def _same_day(a: _Name, b: _Name) -> bool:
    """“八一”建军节 is one day with two names."""
    rows = (festivals()[name.parts["festival"]] for name in (a, b))
    return len({(row["calendar"], row["month"], row["day"]) for row in rows}) == 1


def _united(text: str, tokens: list[_Name]) -> list[_Name]:
    """The tokens; a number without a unit has that of the number after it, or is left out."""
    united: list[_Name] = []
    for i in range(len(tokens) - 1, -1, -1):
        token, after = tokens[i], united[-1] if united else None
        if token.kind == "bare":
            number = token.parts["number"]
            link = after and _LINK.fullmatch(text, token.end, after.start)
            most = {"year": _LAST_YEAR, "month": 12, "day": 31, "quarter": 4}
            least = _FIRST_YEAR if after and after.kind == "year" else 1
            if not link or not least <= number <= most.get(after.kind, 0):
                continue
            # item 2 of a list: 2、3月5日
            before_day = after.kind == "month" and len(united) > 1 and united[-2].kind == "day"
            if before_day and united[-2].start == after.end and link[0].strip() in _LISTED:
                continue
            if _UNITS[after.kind] not in after.parts:
                continue
            unit = _UNITS[after.kind]
            value = number if unit == "year" else (number, number)
            if after.kind == "quarter":
                value = (3 * number - 2, 3 * number)
            token = _Name(after.kind, token.start, token.end, {unit: value})
        united.append(token)
    return united[::-1]


def _token(match: re.Match[str]) -> _Name:
    kind = match.lastgroup.rstrip("_")
    return _Name(kind, *match.span(), _PARTS[kind](match))


def _part_of_month(part: str | None) -> dict:
    return {"days": _range(_words("part of month")[part])} if part else {}


def _range(shift: str) -> tuple[int, int]:
    first, _, last = shift.partition("-")
    return int(first), int(last)


def _turn(turn: str | None) -> dict:
    """年初 is January, 年底 the last day of the year."""
    if not turn:
        return {}
    return {"months": (1, 1)} if turn == "初" else {"months": (12, 12), "days": (0, 0)}


def _iso_parts(match) -> dict:
    month, day = int(match["i_month"]), int(match["i_day"])
    return {"year": int(match["i_year"]), "months": (month, month), "days": (day, day)}


def _decade_parts(match) -> dict:
    decade, century = integer(match["decade"]), match["century"]
    if decade < 100:
        of_this = match["now"] == "本" or century in ("21", "二十一")
        decade += {"19": 1800, "十九": 1800}.get(century, 2000 if of_this else 1900)
    return {"year": decade, "years": 10}


def _year_parts(match) -> dict:
    turn = _turn(match["y_turn"])
    if match["y_word"]:
        return {"shift": ("year", *_shifts("year")[match["y_word"]])} | turn
    if match["y_short"]:
        year = integer(match["y_short"])
        return {"year": year + (1900 if year > _OLDEST else 2000)} | turn
    if match["y_republic"]:
        return {"year": 1911 + integer(match["y_republic"])} | turn
    return {"year": integer(match["y_year"])} | turn


def _lunar_parts(match) -> dict:
    name = match["l_month"] or match["l_of"] or (match["l_name"] or "正月").removesuffix("月")
    leap, name = name.startswith("闰"), name.removeprefix("闰")
    named = {word.removesuffix("月"): int(n) for word, n in _words("lunar month").items()}
    parts = {"lunar": (named.get(name) or integer(name), leap)}
    day = match["l_day"] or match["l_day2"] or match["l_of_day"]
    to = match["l_to"] or match["l_to2"]
    if day:
        first, final = (integer(d.lstrip("初 ")) for d in (day, to or day))
        parts["days"] = (first, final)
    elif not match["l_month"] and not match["l_name"]:  # 大年
        parts["days"] = (32, 32)
    return parts


def _festival_parts(match) -> dict:
    around = {"around": match["f_around"]} if match["f_around"] else {}
    return {"festival": match["f_quoted"] or match["f_name"]} | around


def _month_parts(match) -> dict:
    part, word = _part_of_month(match["m_part"]), match["m_word"]
    if word and word not in _words("month name"):
        return {"shift": ("month", *_shifts("month")[word])} | part
    month = int(_words("month name")[word]) if word else integer(match["m_month"])
    return {"months": (month, month)} | part


def _day_parts(match) -> dict:
    day = integer(match["d_day"])
    return {"days": (day, day)}


def _quarter_parts(match) -> dict:
    if match["q_word"]:
        return {"shift": ("quarter", *_shifts("quarter")[match["q_word"]])}
    number = integer(match["q_many"] or match["q_number"])
    return {"months": (1 if match["q_first"] else 3 * number - 2, 3 * number)}


def _week_parts(match) -> dict:
    days = [min("一二三四五六日天".index(d), 6) for d in (match["weekday"], match["w_to"]) if d]
    span = (days[0], days[-1]) if days else (5 if match["weekend"] else 0, 6)
    return {"shift": ("week", *_shifts("week")[match["w_word"]]), "weekdays": span}


def _word_parts(match) -> dict:
    word = match[0]
    if word in _words("loose"):
        return {"word": "loose"}
    if word in _words("now"):
        return {"word": "now", "shift": ("day", "page", 0)}
    return {"shift": ("day", *_shifts("day")[word])}


def _ago_parts(match) -> dict:
    days, later = integer(match["ago"]), match["a_side"] == "后"
    return {"shift": ("day", "told", days) if later else ("day", "page", -days)}


_PARTS = {
    "not": lambda match: {},
    "iso": _iso_parts,
    "decade": _decade_parts,
    "year": _year_parts,
    "turn": lambda match: {"turn": match["turn"]} | _turn(match["turn"]),
    "lunar": _lunar_parts,
    "lunar_day": lambda match: {"lunar": None, "days": (integer(match["l_alone"]),) * 2},
    "festival": _festival_parts,
    "month": _month_parts,
    "month_part": lambda match: (
        {"shift": ("month", "told", 0)} | _part_of_month(match["mp"] or match["tenth"])
    ),
    "day": _day_parts,
    "quarter": _quarter_parts,
    "months": lambda match: {"months": (1, integer(match["first"])), "first": True},
    "part": lambda match: {"months": _range(_words("part of year")[match["half"]])},
    "week": _week_parts,
    "word": _word_parts,
    "ago": _ago_parts,
    "bare": lambda match: {"number": integer(match["number"])},
}


# --- days: what a name leaves out


@per_lists
def _contexts() -> dict[str, re.Pattern[str]]:
    """What is passed over between a date and a word for its end, and words beside a date."""
    skipped = rf"""
        \)? (?: [ ] | \([^()]{{1,14}}\) | {_any("time of day")}
          | \d{{1,2}}:\d\d(?::\d\d)? | [{_C}\d]{{1,3}}[时点](?:整|半|\d{{1,2}}分|[{_C}]{{1,3}}分)?
          | (?:星期|周)[{_DIGITS[:6]}日天] )*
    """
    rises = rf"起(?:(?!{_any('rise')})|(?={_any('from')}))"
    opens = alternatives(word for word in _words("open") if word != "起") + "|" + rises
    patterns = {
        "to": rf"{skipped}{_TO}",
        "open": rf"{skipped}(?!至今[年天日晚早晨期])(?:{opens}|来(?=[,、]))",
        "from": rf"[^,。;]{{0,8}}(?<![发掀引一想提兴说谈讲看算]){rises}",
        "recurring": rf"(?:{_any('recurring')})的?$",
        "plan": rf"(?:{_any('plan')})[^,。;]{{0,3}}$",
        "in force": "起?(?:正式)?(?:施行|实施|执行)",
        "lasting": rf"(?:{_any('lasting')}|[\d.月第每/年\-)\]〕】﹞字{_C}])\s*$",
        "after days": rf"{_any('after days')}|来(?![到自访京华临])",
        "compared": rf"(?:{_any('compared')})$",
        "on": rf"(?:{_any('on')})$",
        "clause": r"(?:^|[,。;:!?、(\s])$",
        "named number": rf"(?:{_any('named number')})$",
        "after number": rf"(?:{_LISTED}\d{{1,3}}号?){{0,4}}(?:{_any('after number')})",
    }
    return {name: re.compile(p, re.VERBOSE) for name, p in patterns.items()}


def _date(year: int, month: int, day: int) -> date:
    """A day; day 0 is the last of the month. Raises ValueError."""
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _period(parts: dict, year: int) -> tuple[date, date]:
    """First and last day of a name in a year. Raises ValueError where the calendar has no such
    days.
    """
    if "festival" in parts:
        day = festival(parts["festival"], year)
        if day is None:
            raise ValueError(parts["festival"])
        return day, day
    if "lunar" in parts:
        return _lunar_period(year, *parts["lunar"], parts.get("days"))
    (first, last), days = parts.get("months", (1, 12)), parts.get("days", (1, 0))
    return _date(year, first, days[0]), _date(year + parts.get("years", 1) - 1, last, days[1])


def _lunar_period(year: int, month: int, leap: bool, days: tuple[int, int] | None):
    """The days of a month of the Chinese calendar, all of them for None."""
    from borax.calendars.lunardate import LunarDate

    first = LunarDate(year, month, days[0] if days else 1, leap).to_solar_date()
    if days:
        return first, LunarDate(year, month, days[1], leap).to_solar_date()
    try:
        return first, LunarDate(year, month, 30, leap).to_solar_date()
    except ValueError:
        return first, LunarDate(year, month, 29, leap).to_solar_date()


class _Paragraph:
    """Reads the names of a paragraph one after another. What it keeps: the year, the month and the
    day last named, and in which sentence.
    """

    def __init__(self, text: str, folded: str, published: date | None, page_year: int | None):
        self.text, self.folded, self.contexts = text, folded, _contexts()
        self.published, self.page_year = published, page_year
        self.sentence = self.at = 0
        self.year: int | None = None  # one that is stated: written, or 同年, 去年
        self.year_in = -1  # the sentence in which it was last meant
        self.tale = False  # it was meant in a sentence after that which states it
        self.year_month = 0  # the last month named in it; 0: it is named alone
        self.topic = False  # it is not only said of somebody, as in 1998年入伍的老兵
        self.month: tuple[int, int] | None = None
        self.month_in = -1
        self.last: date | None = None  # the last day named
        self.lunar: tuple[int, int, bool] | None = None
        self.day: date | None = None  # the day of which the text speaks (当天)

    def read(self, names: list[_Name]) -> list[DateMention]:
        mentions: list[DateMention] = []
        starts = {name.start: i for i, name in enumerate(names)}
        i, left_out, end = 0, -1, -1
        while i < len(names):
            name, upper, following = names[i], None, i + 1
            self._go_to(name.start)
            to = self.contexts["to"].match(self.folded, name.end)
            place = starts.get(to.end()) if to and name.parts.get("word") is None else None
            if place is not None and self._may_end(names[place], name):
                upper, following = names[place], place + 1
            final = (upper or name).end
            if self._recurs(name, left_out):
                left_out = final
            elif self._is_date(name, final, end):
                try:
                    mentions.append(self._mention(name, upper))
                    end = final
                except (ValueError, OverflowError):
                    pass  # no calendar has this day
            i = following
        return mentions

    def _may_end(self, upper: _Name, name: _Name) -> bool:
        """Whether a span that begins with `name` may end with `upper`."""
        if upper.kind == "lunar_day" and self.lunar is None:
            return bool(name.parts.get("lunar"))
        return upper.parts.get("word") is None

    def _go_to(self, start: int) -> None:
        self.sentence += bool(_STOP.search(self.folded, self.at, start))
        self.at = start

    def _before(self, context: str, name: _Name, reach: int = 8) -> bool:
        """Whether words of this context are directly before a name."""
        before = self.folded[max(0, name.start - reach) : name.start]
        return bool(self.contexts[context].search(before))

    def _recurs(self, name: _Name, left_out: int) -> bool:
        """每年3月; and the 9月 of 每年3月、9月."""
        return self._listed(left_out, name) or self._before("recurring", name, 4)

    def _listed(self, end: int, name: _Name) -> bool:
        """Whether only a mark of a list is between the end of a date and the next one."""
        return name.start - end == 1 and self.folded[end] in _LISTED

    def _is_date(self, name: _Name, end: int, last: int) -> bool:
        """Whether a name that may be a duration, the number of a house or part of a word is a date;
        `end`: of the span that it begins, `last`: of the date before it.
        """
        parts, words = name.parts, self.folded[name.start : name.end]
        period, base, number = parts.get("shift", ("", "", 0))
        if name.kind == "lunar_day":
            return self.lunar is not None
        if name.kind == "lunar":  # not 大年 alone
            return parts.get("days") != (32, 32)
        if parts.get("first"):
            return words[0] not in "前头" or self._before("clause", name)
        if name.kind == "year" and base == "told":
            here = self.year_in == self.sentence  # 当年 may be long ago
            return number < 0 or (self.year is not None and (number > 0 or here))
        if name.kind in ("month", "year"):
            return not self._lasts(name, words, end)
        if name.kind == "day" and "months" not in parts and not period:
            return self._is_day(name, end, self._listed(last, name))
        return True

    def _lasts(self, name: _Name, words: str, end: int) -> bool:
        """Whether a month or a year is a duration: 历时三月, 有2000年历史."""
        if name.kind == "month":
            within = self.folded[end : end + 1] == "内" or self._before("lasting", name, 3)
            return len(words) == 2 and words[0] in _C and within
        after = re.match("前(?!后)|的?历史", self.folded[end : end + 3])
        return words.endswith("00年") and (bool(after) or self._before("lasting", name, 2))

    def _is_day(self, name: _Name, end: int, listed: bool) -> bool:
        """Whether a number with 日 or 号, and no month, is a day; `listed`: after a day."""
        words, after = self.folded[name.start : name.end], self.folded[end : end + 24]
        if self.folded[end - 1] == "号" and (
            self._before("named number", name) or self.contexts["after number"].match(after)
        ):
            return False
        if listed:
            return True
        if words[0] in _DIGITS and len(words) < 3 and not self._before("on", name):  # 五日
            return False
        item = name.start == 0 and len(words) == 1 and self.folded[name.end : name.end + 1] == "、"
        lasting = self._before("lasting", name, 3) or self.contexts["after days"].match(after)
        return not (item or lasting)

    def _mention(self, name: _Name, upper: _Name | None) -> DateMention:
        """A name, or the span to a second one, as a date. Raises ValueError for days that no
        calendar has.
        """
        end = (upper or name).end
        if upper and "year" in upper.parts and not {"year", "shift"} & name.parts.keys():
            name = self._year_from(name, upper)
        first, final, basis = self._days(name)
        if upper:
            if first:
                self._keep(name, first, first, basis)
            _, final, later = self._days(upper, first) if first else (None, None, "")
            basis = later if basis == "stated" else basis
            if first and (final is None or final < first):
                raise ValueError(f"{final} is before {first}")
        if first and basis:
            self._keep(upper or name, final if upper else first, final, basis)
        relative = any(map(_is_relative, filter(None, (name, upper))))
        if first and not upper:
            first, final = self._ends(name, first, final)
        basis = basis if first or final else ""
        return DateMention(
            self.text[name.start : end], first, final, name.start, end, relative, basis
        )

    @staticmethod
    def _year_from(name: _Name, upper: _Name) -> _Name:
        """A name whose year is that of the end of its span: 3月至2020年5月."""
        if "months" not in name.parts:
            return name
        later = name.parts["months"][0] > upper.parts.get("months", (12,))[0]
        return replace(name, parts=name.parts | {"year": upper.parts["year"] - later})

    def _days(self, name: _Name, since: date | None = None) -> tuple[date | None, date | None, str]:
        """First and last day of a name, and where they come from; `since`: the day with which its
        span begins.
        """
        parts, shift = name.parts, name.parts.get("shift", ("", "", 0))
        if parts.get("word") == "loose":
            return None, None, ""
        if shift[0] in ("day", "week"):
            return self._counted_day(*shift, parts.get("weekdays"))
        if parts.get("turn") == "前":
            day = self.published and lunar_day(lunar_year(self.published), 1, 1)
            return (day, day, "publication") if day else (None, None, "")
        if parts.get("lunar", 1) is None:
            year, *month = self.lunar
            return *_lunar_period(year, *month, parts["days"]), "paragraph"
        if shift[0] in ("month", "quarter"):
            return self._counted_months(*shift, parts)
        if name.kind == "day" and "months" not in parts:
            return self._day_alone(name, since)
        year, basis = self._year_of(name, since)
        return (None, None, "") if year is None else (*_period(parts, year), basis)

    def _counted_day(self, period: str, base: str, number: int, weekdays):
        """昨天, 次日, 上周五."""
        day, basis = (self.published, "publication") if base == "page" else (self.day, "paragraph")
        if day is None:
            return None, None, ""
        if period == "day":
            return (*(day + timedelta(number),) * 2, basis)
        monday = day - timedelta(day.weekday() - 7 * number)
        return monday + timedelta(weekdays[0]), monday + timedelta(weekdays[1]), basis

    def _counted_months(self, period: str, base: str, number: int, parts: dict):
        """上月25日, 同月, 下季度."""
        told = base == "told" and self.month
        if not told and not self.published:
            return None, None, ""
        year, month = told or (self.published.year, self.published.month)
        size = 3 if period == "quarter" else 1
        first = ((year * 12 + month - 1) // size + number) * size
        year, month = divmod(first, 12)
        months = {"months": (month + 1, month + size)}
        return *_period(parts | months, year), "paragraph" if told else "publication"

    def _day_alone(self, name: _Name, since: date | None):
        """A day without a month: in the month last named, otherwise the last such day up to the
        publication or three days after it, or the next one for a plan.
        """
        day = name.parts["days"][0]
        if since:  # 1月31日至3日
            month = (since.year, since.month)
            return (*(_month_on(month, int(day + 14 < since.day), day),) * 2, "stated")
        if self.month and (self.last or self.month_in == self.sentence):
            year, month = self.month
            # 1月28日到达,3日返回
            over = self.last is not None and day + 14 < self.last.day
            if over and self.published and _month_on(self.month, 1, day) <= self.published:
                return (*(_month_on(self.month, 1, day),) * 2, "paragraph")
            if day <= calendar.monthrange(year, month)[1]:
                return (*(_date(year, month, day),) * 2, "paragraph")
        if self.published is None:
            return None, None, ""
        here, plan = self.published, self._before("plan", name)
        months = int(plan and day < here.day) - int(not plan and day > here.day + _AHEAD)
        return (*(_month_on((here.year, here.month), months, day),) * 2, "publication")

    def _year_of(self, name: _Name, since: date | None) -> tuple[int | None, str]:
        """The year of a name: its own, that of the paragraph, or that of the page."""
        parts, (_, base, number) = name.parts, name.parts.get("shift", ("", "", 0))
        if "year" in parts:
            return parts["year"], "stated"
        here = self.published.year if self.published else self.page_year
        of_page = "publication" if self.published else "page"
        if base:
            told = since.year if since else self.year
            if base == "told" and told:
                return told + number, "paragraph"
            if here and (base == "page" or number < 0):  # 今年, 上年
                return here + number, of_page
            if base == "page":
                return None, ""
        if since:
            return since.year + (_period(parts, since.year)[0] < since), "stated"
        if "turn" not in parts and (carried := self._carried(parts)):
            return carried, "paragraph"
        return self._nearest(name) if self.published else here, of_page

    def _carried(self, parts: dict) -> int | None:
        """The stated year, where it is also that of what follows: in the same sentence, or later
        than the month named before. A year that is only said of somebody (1998年入伍的老兵) is not.
        """
        if self.year is None:
            return None
        here = self.published.year if self.published else self.page_year
        old = here is not None and self.year < here - 1
        try:
            month = _period(parts, self.year)[0].month
        except ValueError:  # no 29 February
            return None
        # 2019年 of somebody, and a month that is not yet over in the year of publication
        ahead = not old and bool(self.published) and month > self.published.month
        here_again = self.year_in == self.sentence
        if here_again:
            goes_on = self.topic or self.year_month or ahead
        else:
            topic = self.topic and (not old or "days" not in parts)
            goes_on = month >= self.year_month and (self.year_month or topic or ahead)
        if not (goes_on or self.tale) and here:
            return None
        return self.year + (self.year_month - month > (6 if here_again else 9))

    def _nearest(self, name: _Name) -> int:
        """The year nearest to the publication: its own, or the year before if that would be more
        than six months ahead; a festival may be three months ahead in the next year, a plan is
        ahead.
        """
        here, festive = self.published, "festival" in name.parts or "lunar" in name.parts
        after = self.contexts["in force"].match(self.folded, name.end)
        plan = self._before("plan", name) or bool(after)
        if turn := name.parts.get("turn"):  # in March 年底 was the last one, but not 年底前
            ahead = plan or self.folded[name.end : name.end + 1] == "前"
            return here.year - (turn != "初" and here.month < 4 and not ahead)
        for year in (here.year + 1, here.year, here.year - 1):
            try:
                day = _period(name.parts, year)[0]
            except ValueError:
                continue
            ahead = 12 * (day.year - here.year) + day.month - here.month
            if ahead <= (6 if day.year == here.year else 3 if festive else 0):
                break
            if plan and ahead < 11:
                break
        return year

    def _keep(self, name: _Name, first: date, final: date, basis: str) -> None:
        """Keep what a name says for those after it."""
        parts, shift = name.parts, name.parts.get("shift", ("", "", 0))
        if "years" in parts or "around" in parts or parts.get("word") or "turn" in parts:
            return
        if first == final:
            self.day = first
        if shift[0] in ("day", "week"):
            return
        backwards = shift[:2] == ("year", "told") and shift[2] < 0
        if backwards or (name.kind == "year" and self._before("compared", name, 3)):
            return  # 比1952年增长, 比上年增长
        if "year" in parts or shift[0] == "year":
            self.year, self.year_in, self.year_month = first.year, self.sentence, 0
            self.tale = False
            self.topic = self.folded[name.end : name.end + 1] in (",", ":", "")
        elif self.year:
            self.year = first.year if basis == "paragraph" else None
        if {"months", "days"} & parts.keys() or shift[0] == "month":
            self._keep_month(name, first, final)
        if parts.get("lunar"):
            year = first.year - (parts["lunar"][0] > 10 and first.month < 3)
            self.lunar = (year, *parts["lunar"])

    def _keep_month(self, name: _Name, first: date, final: date) -> None:
        if self.year == final.year:
            self.tale = self.tale or self.sentence > self.year_in
            self.year_month, self.year_in = final.month, self.sentence
        ahead = self.published is not None and final > self.published
        near = first if ahead else final  # 1月7日至2月6日
        single = (first.year, first.month) == (final.year, final.month)
        days = name.kind in ("day", "iso") or first == final
        self.month = (near.year, near.month) if single or days else None
        self.month_in, self.last = self.sentence, near if days else None

    def _ends(self, name: _Name, first: date, final: date) -> tuple[date | None, date | None]:
        """The two ends of a single name: one is open beside some words."""
        around = _words("around").get(name.parts.get("around"))
        if around == "before" or name.parts.get("turn") == "前":
            return None, first
        if around:
            ago = (self.published - first).days if self.published else 0
            return first, final if around == "during" and not 0 <= ago <= _LASTS else None
        if name.parts.get("word"):
            return first, final
        match = self.contexts["open"].match(self.folded, name.end)
        begun = self.folded[name.start - 1 : name.start] in ("自", "从")
        if match or (begun and self.contexts["from"].match(self.folded, name.end)):
            return first, None
        return first, final


def _is_relative(name: _Name) -> bool:
    """Whether a name depends on the day of publication or on the story."""
    period, base, _ = name.parts.get("shift", ("", "", 0))
    counted = base == "page" or period in ("day", "week")
    return counted or bool({"around", "turn", "word"} & name.parts.keys())


def _month_on(month: tuple[int, int], number: int, day: int) -> date:
    """A day so many months after a month."""
    year, index = divmod(month[0] * 12 + month[1] - 1 + number, 12)
    return _date(year, index + 1, day)
