"""A line of the page while rules label it, and a labelled field in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..common.characters import CLOSING, OPENING, cjk, fold, letters
from ..language.dates import FoundDate, find_date
from .markup import NEWLINE, Segment

_BREAK = re.compile(rf"{NEWLINE}|<br\b", re.IGNORECASE)
_HOLLOW = re.compile(r"\n[ \t\u3000\xa0]+\r?\n")
_IMAGE_TAG = re.compile(r"<img\b|<figure\b", re.IGNORECASE)
_ALT = re.compile(r"<img\b[^<>]*?\b(?:alt|title)\s*=\s*[\"']([^\"'<>]{4,})[\"']", re.IGNORECASE)
_SMALL = re.compile(
    r"<small\b|font-size\s*:\s*(?:[1-9](?:\.\d)?\s*pt|(?:[1-9]|1[0-2])(?:\.\d)?\s*px)\b"
    r"|\bclass\s*=\s*[\"'][^\"'<>]*(?:caption|descr|pictext|img[_-]?(?:txt|text|note|title))",
    re.IGNORECASE,
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_BOLD = HEADINGS | {"strong", "b"}
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STYLES = (
    ("part", r"第[一二三四五六七八九十]{1,3}(?:部分|章|节|篇)"),
    ("一、", r"[一二三四五六七八九十]{1,3} ?(?:、|[.,:](?!\d))"),
    ("(一)", r"[(] ?[一二三四五六七八九十]{1,3} ?[)]"),
    ("1.", r"\d{1,2} ?(?:、|\.(?!\d))"),
    ("(1)", r"[(] ?\d{1,2} ?[)]|\d{1,2}[)]|[①-⑳]"),
    ("☞", r"[☞☛◆●■★▶►◇□※✦❖√➤➢◎⊙·•*♦✓✔❤♥▪◼★☆]"),
)
_NUMERALS = "第一二三四五六七八九十"
_NUMBER = re.compile("|".join(f"(?P<n{i}>{form})" for i, (_, form) in enumerate(_STYLES)))
_DOT = re.compile(r"[\u3400-\u9fff]\.$")
_SPOKEN = re.compile(rf"[!?…,;]|:[{OPENING}]")
_PROSE_ENDS = frozenset(".!?…;" + CLOSING)
_PAUSE = re.compile("[,、;:]")
_STEPS = re.compile(rf"{NEWLINE}|>")

_BESIDE_DATE = ("", "完", "星期", "上午", "下午")
HEADING = 40  # longest heading, in Chinese characters
# 本报记者 张三, 文/张三
REPORTER = re.compile(
    r"^[□■◇ ]*(?:(?:本报|本网|本台|新华社|.{2,12}?(?:网|报|台|社|客户端))? ?(?:特约)?"
    r"(?:记者|通讯员|实习生|首席记者)"
    r"|文 ?[/|丨] ?|作者 ?[/|丨] ?)[: ]*(?P<names>[\u3400-\u9fff· ]{2,30})$"
)


def sign_off(text: str, folded: str | None = None) -> bool:
    """Whether the text is only a date, as below a letter: 二〇二〇年二月十八日, 2020年2月18日,
    2月18日. `folded`: the text folded, if known.

    >>> sign_off("二〇二〇年二月十八日"), sign_off("2月18日到岗")
    (True, False)
    """
    if len(text) > 40:
        return False
    key = fold(text) if folded is None else folded
    day = find_date(text, year=2000, folded=key)
    return day is not None and letters(key[: day.start] + key[day.end :]) in _BESIDE_DATE


class once:
    """A property that is computed when it is first asked for; unlike that of functools it takes no
    lock (Python 3.11), which would cost more than most of those of a line.
    """

    def __init__(self, compute):
        self.compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.compute(instance)
        return value


class Line:
    """A segment with its label so far; `kind` is "" until a rule has decided.

    `key`: the folded text, made once per page: rules match it and pass it on as `folded`.
    """

    def __init__(self, segment: Segment, gap: str):
        self.segment, self.gap = segment, gap
        self.text, self.key, self.tags = segment.text, segment.key, segment.tags
        self.kind, self.level, self.why, self.hint = "", None, "", ""
        self.fields: tuple[Field, ...] = ()

    def __repr__(self) -> str:
        return f"Line({self.kind!r}, {self.why!r}, {self.text[:20]!r})"

    def set(self, kind: str, why: str, level: int | None = None) -> None:
        self.kind, self.why, self.level = kind, why, level

    def set_fields(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.set("metadata", "labelled fields")

    @once
    def size(self) -> int:
        """Number of Chinese characters."""
        return cjk(self.text)

    @once
    def tight(self) -> str:
        """The key without spaces and punctuation, for comparing lines."""
        return letters(self.key)

    @once
    def day(self) -> FoundDate | None:
        """The first full date in the line."""
        return find_date(self.text, folded=self.key)

    @once
    def only_date(self) -> bool:
        """Whether the line is only a date, as below a letter."""
        return sign_off(self.text, self.key)

    @once
    def breaks(self) -> int:
        """Line breaks between this line and the one before."""
        gap = self.gap
        return 1 if gap == "\n" else len(_BREAK.findall(gap))

    @once
    def picture_before(self) -> bool:
        """Whether there is an <img> in the gap before the line."""
        return bool(_IMAGE_TAG.search(self.gap))

    @once
    def is_alt(self) -> bool:
        """Whether the line is what the page says in place of the picture before it."""
        return any(letters(fold(alt)) == self.tight for alt in _ALT.findall(self.gap))

    @once
    def small(self) -> bool:
        """Whether the page sets the line in small type or says that it describes a picture."""
        return bool(_SMALL.search(self.gap.rpartition("</")[2]))

    @once
    def bold(self) -> bool:
        """Whether the line is wholly in bold type."""
        return bool(self.tags & _BOLD) or bool(_HEAVY.search(self.gap.rpartition("</")[2]))

    @once
    def hollow_gap(self) -> bool:
        """Whether there is an empty but indented line in the gap before the line."""
        return bool(_HOLLOW.search(self.gap))

    @once
    def indent(self) -> str:
        return _STEPS.split(self.gap)[-1].replace("&nbsp;", "\xa0")

    @once
    def number(self) -> re.Match[str] | None:
        """Its number or marker, the group's name (n and a place in STYLES) says of which kind."""
        first = self.key[0]
        plain = first.isalpha() and first not in _NUMERALS  # as in most lines
        return None if plain else _NUMBER.match(self.key)

    @once
    def style(self) -> str:
        """The kind of its number or marker: 一、 (一) 1. (1) ☞ or "" (none)."""
        return _STYLES[int(self.number.lastgroup[1:])][0] if self.number else ""

    @once
    def rest(self) -> str:
        """The text after the number or marker."""
        return self.text[self.number.end() :].strip() if self.number else self.text

    @once
    def rest_size(self) -> int:
        """Number of Chinese characters after the number or marker."""
        return cjk(self.rest) if self.number else self.size

    @once
    def prose(self) -> bool:
        """Whether the line reads like running text: it has a full stop, ends like a sentence, or is
        long with commas.
        """
        key = self.key
        if len(key) < 45 and key[-1] not in _PROSE_ENDS and "。" not in key:
            return False  # as are most lines
        size = self.size
        if ("。" in key or (key[-1] == "." and _DOT.search(key))) and size >= 2:
            return True
        quoted = key[-1] in CLOSING and (key[0] in OPENING or bool(_SPOKEN.search(key[:-1])))
        ends = (key[-1] in "!?…;" or quoted) and size >= 8
        return ends or (size >= 45 and bool(_PAUSE.search(key)))


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value of a line; `value` is None if nothing follows the label (来源:)."""

    name: str
    label: str
    value: str | None
    start: int
    end: int
