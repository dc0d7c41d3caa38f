"""Numbers as texts write them: in digits (200), in characters (两百) or in both (3亿5千万).

One grammar for all of them. `NUMERAL` is a pattern of what may be a number in a folded text, and
`read_numeral` says which number it is. A numeral is a row of terms, each of digits and powers of
ten; between and behind them stand words that say that it is not exact (20余万, 三十多, 近百). Two
neighbouring digits in one place are a range (三十五六 is 35 to 36).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

# of a year in characters, also those that only look like one: 二0二0年, 二o二o年 (the letters o of
# three alphabets)
ZEROS = "〇零○0oοо"
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    **dict.fromkeys(ZEROS, 0),
    "两": 2,
    "双": 2,
}
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_POWERS = _SMALL | _LARGE
POWERS = "".join(_POWERS)
DIGIT = "零〇一二两三四五六七八九"
_WRITTEN = DIGIT + "廿卅"
_VAGUE = "余多来几"  # within a numeral or behind it
LEADS = "数几上近逾超"  # in place of its digit: 数百, 上千

# Of a bounded length: a row of thousands of digits is not a number, and would be tried from each of
# them.
_GROUPED = r"\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,3}(?:[ ]\d{3}(?!\d)){1,6}"
ARABIC = rf"(?:{_GROUPED}|\d{{1,20}})(?:[.·]\d{{1,20}}|(?<=0)(?<![\d.]0)\.[ ]\d{{1,20}})?"
_POWER = rf"(?:(?!千[克米瓦卡伏赫焦帕]|百分点|百帕)[{POWERS}])"  # 5千克 are five kilograms
NUMERAL = rf"""(?:
    (?: (?<![\d.]){ARABIC}
      | (?<![{_WRITTEN}{POWERS}])(?:[{_WRITTEN}]{{1,20}} | [{LEADS}]?(?={_POWER})) )
    (?: [ ]?(?:个?[{_VAGUE}])?{_POWER}{{1,4}}
        (?:(?:[ ](?=[{_WRITTEN}]+{_POWER}))?[{_WRITTEN}]{{1,20}}|{ARABIC})?
      | 点[{DIGIT}]{{1,20}} ){{0,12}}
    [{_VAGUE}]?
)"""
_TOKEN = re.compile(
    rf"(?P<arabic>{ARABIC})|点(?P<decimals>[{DIGIT}]+)|(?P<digits>[{DIGIT}]+)|(?P<power>[{POWERS}])"
    rf"|(?P<vague>[{_VAGUE}{LEADS}])|个|\s",
    re.ASCII,
)
# two digits that are one or the other: 七八十, 一两百; by itself also 三五名
_EITHER = {a + b for a, b in zip("一二三四五六七八", "二三四五六七八九")} | {"一两", "两三"}
_EITHER_ALONE = _EITHER | {"三五"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as read. `value` is None where the text names none (数百, 十几); `high` is the upper
    end of a range, else None. `vague`: the characters by which it is not exact (余, 多, 近 …).
    """

    value: float | None
    high: float | None = None
    vague: str = ""


@lru_cache(maxsize=4096)
def read_numeral(run: str) -> Numeral | None:
    """The number that a match of `NUMERAL` stands for; None for one that is none (千千万万, 三七).

    >>> [read_numeral(run).value for run in ("3亿5千万", "一万零十二", "四亿五千万", "1万2000")]
    [350000000.0, 10012.0, 450000000.0, 12000.0]
    >>> read_numeral("一百七八十")
    Numeral(value=170.0, high=180.0, vague='')
    """
    tokens = [(m.lastgroup or "", m[0]) for m in _TOKEN.finditer(run.translate(_TENS))]
    vague = "".join(text for kind, text in tokens if kind == "vague")
    terms = [(kind, text.lstrip("点")) for kind, text in tokens if kind not in ("vague", "")]
    if "几" in vague or "数" in vague:
        return Numeral(None, None, vague)
    either = [
        i
        for i, (kind, text) in enumerate(terms)
        if kind == "digits" and text.lstrip("零〇") in (_EITHER if i else _EITHER_ALONE)
    ]
    if not either:
        value = _value(terms, alone=len(terms) == 1) if not _empty(terms) else None
        return None if value is None else Numeral(float(value), None, vague)
    at, text = either[-1], terms[either[-1]][1]
    low, high = (
        _value([*terms[:at], ("digits", text[:-2] + digit), *terms[at + 1 :]])
        for digit in text[-2:]
    )
    return None if low is None or high is None else Numeral(float(low), float(high), vague)


def _value(terms: list[tuple[str, str]], before: int = 1, alone: bool = False) -> Decimal | None:
    """The value of digits and powers: what stands before the greatest power times that power, and
    what stands behind it. None where they do not make a number.

    `before`: the power before these terms; `alone`: they are all of a numeral.
    """
    powers = [(_POWERS[text], i) for i, (kind, text) in enumerate(terms) if kind == "power"]
    if not powers:
        return _without_powers(terms, before, alone)
    power, at = max(powers)
    head, tail = terms[:at], terms[at + 1 :]
    if power < 10**4 and len(head) > 1 and (power == 10 or head[1][0] != "decimals"):
        return None  # 百千, 九点三十, but 三点五百万
    times = _value(head) if head else Decimal(1)
    rest = _value(tail, power) if tail else Decimal(0)
    if times is None or rest is None:
        return None
    return (1 if power == 10 and not times else times) * power + rest  # 两万零十六


def _without_powers(terms: list[tuple[str, str]], before: int, alone: bool) -> Decimal | None:
    if terms[0][0] == "decimals":  # 一百点五
        terms = [("digits", "零"), *terms]
    (kind, text), *decimals = terms
    digits = _digits(kind, text, alone)
    if digits is None or len(decimals) > 1:
        return None
    if before > 10 and len(text) == 1 and not decimals:
        return digits * before / 10  # of 三万五 the last digit stands in the place below
    places = "".join(str(DIGITS[c]) for _, text in decimals for c in text)
    return digits + Decimal(f"0.{places or 0}")


def _empty(terms: list[tuple[str, str]]) -> bool:
    """Whether there are powers alone that are no number: 千千万万, 百十, but not 百, 千万, 万亿."""
    powers = [_POWERS[text] for kind, text in terms if kind == "power"]
    return len(powers) == len(terms) > 1 and not (
        len(powers) == 2 and powers[0] < powers[1] >= 10**4
    )


def _digits(kind: str, text: str, alone: bool) -> Decimal | None:
    """The value of digits side by side: those in characters are read by place where they are all of
    the numeral and three or more, or hold a zero (二〇二〇, but not 三七).
    """
    if kind == "arabic":
        return Decimal(re.sub("[, ]", "", text).replace("·", "."))
    bare = text.lstrip("零〇")
    if len(bare) > 1 and not (alone and (len(text) > 2 or "〇" in text or "零" in text)):
        return None
    return Decimal("".join(str(DIGITS[c]) for c in text))


def integer(number: str) -> int:
    """A whole number in digits or in characters; raises ValueError for one that is none.

    Characters side by side are read by place, as in the year 二〇二〇.

    >>> integer("28"), integer("二十八"), integer("廿八"), integer("二〇二〇"), integer("两万三千")
    (28, 28, 28, 2020, 23000)
    """
    if number.isascii() and number.isdigit():
        return int(number)
    number = number.translate(_TENS)
    if all(c in DIGITS or c in "0123456789" for c in number):
        return int("".join(str(DIGITS.get(c, c)) for c in number))  # also 2o12
    read = read_numeral(number)
    if read is None or read.value is None:
        raise ValueError(f"no number: {number!r}")
    return int(read.value)


def powers_behind(run: str) -> tuple[int, int]:
    """The powers at the end of a numeral multiplied, all of them and only 万 and 亿: 1 without any.

    >>> powers_behind("20余万"), powers_behind("3千万"), powers_behind("五百")
    ((10000, 10000), (10000000, 10000), (100, 1))
    """
    every = large = 1
    for character in re.sub(rf"[{_VAGUE}个\s]", "", run)[::-1]:
        if character not in _POWERS:
            break
        every *= _POWERS[character]
        large *= _LARGE.get(character, 1)
    return every, large
