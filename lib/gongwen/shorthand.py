"""Numeral shorthand (四个意识, “十二有”, 三道防线, 十六字方针): a number that stands for a list the
reader is to know.

What is found is the name of the list, and where the text spells it out, the list. Ordinary counts
(三个小区, 两名同志) are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import alternatives, fold, per_lists, read_lexicon

_NUMBER = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九双]|百|[1-9][0-9]?)"
# more than one
_MORE = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]|[2-9]|1[0-9])"
_NUMERAL = re.compile("[0-9一二两三四五六七八九十双百]")
_OPEN, _CLOSE = '[“‘「『"]', '[”’」』"]'
_NAMES = "(?:[工月年日岁点时分秒]|名单$)"
# 80后, 二单元
_PART = re.compile(rf"{_NUMBER}(?:后|成|单元|号楼|楼|栋|期|中|院|区|院区|病区|病房)")
_BEHIND = re.compile(
    r"[”’」』\"]?[一-龥》]{0,8}?(?:(?:[,，]?(?:即|就是|分别是|包括)[:：]?|[:：])\s*|(?=[(（]))"
)
_BEFORE = re.compile(r"[“「]([^“”「」]{4,80})[”」](?:的|这)?[“「]?$")
_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A numeral shorthand and its expansion ("" where the text gives none). Positions are 0-based,
    end exclusive.
    """

    surface: str
    start: int
    end: int
    expansion: str = ""


@per_lists
def _patterns() -> tuple[re.Pattern[str], ...]:
    rows = read_lexicon("shorthand")

    def terms(kind: str) -> str:
        return f"(?:{alternatives(r['term'] for r in rows if r['kind'] == kind)})".replace(
            "…", "[一-龥]{0,4}?"
        )

    more = f"(?=[二两三四五六七八九十双1-9])(?<!第){_MORE}"
    return (
        # in quotation marks: “四个意识”, “十二有”, “三个”责任, “双报到”, “一断三不断”, “1+3+N”
        re.compile(
            rf"{_OPEN}(?!第|{terms('not')}{_CLOSE})(?P<s>{_NUMBER}个?{_CLOSE}(?=[一-龥])|"
            rf"(?:{_NUMBER}(?!{_NUMBER})"
            rf"[^“”‘’「」『』\"\s,，。、:：;；!！?？0-9]{{1,7}}|[0-9]+"
            rf"(?:\+[0-9NnXx]+)+[一-龥]{{0,4}}){_CLOSE})"
        ),
        # “一图一码一指数”, “5个1”
        re.compile(rf"{_OPEN}?(?P<s>(?:一[^一\W]{{1,2}}){{3,6}}|[1-9]个1)(?={_CLOSE})"),
        # a number and a word that only such names have
        re.compile(rf"(?P<s>{more}个?{_OPEN}?{terms('name')})"),
        re.compile(
            rf"(?<![一-九十])(?P<s>(?:{more}|双)个?{terms('verb')})(?=$|[^一-龥]|{terms('behind')})"
        ),
    )


def shorthands(text: str, folded: str | None = None) -> list[Shorthand]:
    """The numeral shorthands of `text`, in order.

    >>> [s.surface for s in shorthands("增强“四个意识”,制定“五不准”,抽调三名同志")]
    ['四个意识', '五不准']
    """
    folded = fold(text) if folded is None else folded
    found: list[Shorthand] = []
    if not _NUMERAL.search(folded):
        return found
    taken = bytearray(len(folded))
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            start = match.start("s")
            end = start + len(re.split(_CLOSE, match["s"])[0])
            if not any(taken[start:end]) and not _plain(folded, start, end, pattern):
                taken[start:end] = b"\1" * (end - start)
                found.append(Shorthand(text[start:end], start, end, _expansion(text, start, end)))
    return sorted(found, key=lambda s: s.start)


def _plain(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Whether the words in quotation marks are an ordinary count, a date or a slogan after all."""
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


def _expansion(text: str, start: int, end: int) -> str:
    """The list that the text gives: behind the name after a colon, 即 or in brackets, or in front
    of it; "" for none.
    """
    lead = _BEHIND.match(text, end)
    if lead:
        first = text[lead.end() : lead.end() + 1]
        stop = re.compile(
            {"(": "[)）]", "（": "[)）]", "“": "”", "「": "」"}.get(first, "[。；;！？!?]")
        ).search(text, lead.end() + 1, lead.end() + 160)
        words = text[lead.end() : stop.start() if stop else len(text)].strip("(（“「 ")
        return words if re.search("[、;；,，]", words) else ""
    quoted = _BEFORE.search(text, max(0, start - 100), start)
    if quoted and re.search("[、,，]", quoted[1]):
        return quoted[1]
    clause = re.split("[,，。;；:：!！?？]", text[max(0, start - 60) : start].rstrip('“「‘『"'))[-1]
    listed = re.split("[、和与及]", clause)
    return clause if len(listed) > 1 and len(listed) == _VALUE.get(text[start : start + 1]) else ""
