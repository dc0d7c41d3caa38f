"""Dates as official pages write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from .text import fold

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "o": "0",
    "十": "",
}
_CLOCK = r"(?:[ t,]{0,8}(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d)(?:[:分][0-5]\d)?)?"
_DATES = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d) ?[年./-] ?(?P<month>1[0-2]|0?[1-9]) ?[月./-] ?"
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d) ?[日号]?{_CLOCK}",
    rf"民国 ?(?P<year>\d{{2,3}}) ?年 ?(?P<month>1[0-2]|0?[1-9]) ?月 ?(?P<day>3[01]|[12]\d"
    rf"|0?[1-9]) ?日{_CLOCK}",
    r"(?P<year>[一二][〇零○o一二三四五六七八九]{3})年"
    r"(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})[日号]",
)
_FULL = [re.compile(pattern) for pattern in _DATES]
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


def _chinese_number(digits: str) -> int:
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.partition("十") if "十" in digits else ("", "", digits)
    value = int("".join(_DIGITS.get(c, "") for c in ones) or 0)
    return value + 10 * int(_DIGITS.get(tens, "1") or 1) if "十" in digits else value


def find_date(text: str, year: int | None = None, labelled: bool = False) -> FoundDate | None:
    """The first full date in `text`, with its time of day; with `year` given, a date without a year
    will do.

    `labelled` says that a label has called the text a date: then 109年2月18日 is one, of the year
    109 of the Republic.

    Read are 2020-2-24 14:59, 2020年2月4日, 2020.2.4, 2020/2/4, 二〇二〇年二月十八日,
    民国109年2月4日. A date that no calendar has (2020-02-30) is not one.

    >>> find_date("二〇二〇年二月十八日").date
    datetime.date(2020, 2, 18)
    """
    key = fold(text)
    found = [m for pattern in _FULL for m in pattern.finditer(key)]
    found.sort(key=lambda m: m.start())
    if not found and labelled:
        found = list(_REPUBLIC.finditer(key))
    if not found and year is not None:
        found = list(_SHORT.finditer(key))
    for match in found:
        parts = match.groupdict()
        full = _chinese_number(parts["year"]) if parts.get("year") else year
        full = full + 1911 if full and full < 1000 else full
        try:
            day = date(full or 1, _chinese_number(parts["month"]), _chinese_number(parts["day"]))
        except ValueError:
            continue
        clock = time(int(parts["hour"]), int(parts["minute"])) if parts.get("hour") else None
        return FoundDate(day, clock, match.start(), match.end())
    return None
