"""Days of the Chinese calendar: festivals by name (lexicons/festivals.csv) and days of the first
and last month (by borax).
"""

from __future__ import annotations

from datetime import date, timedelta

from .text import per_lists, read_lexicon


@per_lists
def festivals() -> dict[str, dict[str, str]]:
    """The rows of lexicons/festivals.csv by name."""
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
    """The Chinese year whose beginning lies nearest: that of the calendar year, from November on
    the next.
    """
    return published.year + (published.month > 10)
