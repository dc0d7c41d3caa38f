"""Numbers as texts write them: in digits (200), in characters (两百) or in both (20万)."""

from __future__ import annotations

import re

# of a year in characters, also those that only look like one: 二0二0年, 二o二o年 (the letters o of
# three alphabets)
ZEROS = "〇零○0oοо"
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    **dict.fromkeys(ZEROS, 0),
    "两": 2,
    "双": 2,
}
_TENS = {"廿": "二十", "卅": "三十"}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
POWERS = "".join([*_UNITS, *_LARGE])


def integer(number: str) -> int:
    """A whole number in digits or in characters; raises KeyError for a character that is neither.

    Characters side by side are read by place, as in the year 二〇二〇.

    >>> integer("28"), integer("二十八"), integer("廿八"), integer("二〇二〇"), integer("两万三千")
    (28, 28, 28, 2020, 23000)
    """
    if number.isascii() and number.isdigit():
        return int(number)
    total = section = 0
    digit: int | None = None
    for character in "".join(_TENS.get(c, c) for c in number):
        if character in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        elif character in _LARGE:
            total = (total + section + (digit or 0) or 1) * _LARGE[character]
            section, digit = 0, None
        else:
            digit = (digit or 0) * 10 + _digit(character)
    return total + section + (digit or 0)


def _digit(character: str) -> int:
    return int(character) if character.isascii() and character.isdigit() else DIGITS[character]


def scale(number: str) -> float:
    """The powers of ten at the end of a number, multiplied: 1.0 without any.

    >>> scale("20余万"), scale("3千万")
    (10000.0, 10000000.0)
    """
    product = 1.0
    for character in re.sub(r"[余多几来个\s]", "", number)[::-1]:
        power = (_UNITS | _LARGE).get(character)
        if power is None:
            break
        product *= power
    return product


def read_number(number: str) -> float | None:
    """The value of a number with its decimals and powers of ten; None for one that names no digit
    (数百). 余, 多 and 近 are passed over: who reads them says that the number is not exact.

    >>> [read_number(number) for number in "200.69万 两千三百 20余万 三点五亿 数百".split()]
    [2006900.0, 2300.0, 200000.0, 350000000.0, None]
    """
    bare = re.sub(r"[余多来个,\s]", "", number).replace("·", ".")
    if re.search("[数几]", bare) or not bare:
        return None
    bare = bare.lstrip("上近成")
    digits = re.match(r"\d+(?:\.\d+)?", bare)
    if digits:
        return round(float(digits[0]) * scale(bare), 6)
    if "点" in bare:
        whole, _, part = bare.partition("点")
        decimals = "".join(str(_digit(c)) for c in part.rstrip("".join(_LARGE)))
        return (integer(whole) + float(f"0.{decimals}")) * scale(part)
    return float(integer(bare))
