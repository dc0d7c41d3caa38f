"""Likeness of form between two segments: by the characters at the same place, by head and tail, by
their words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .segments import DIGIT, Segment, listed

EMPTY = "的了和与及我他她你们这那各年月日"  # characters whose repetition is no figure
_FRAMES = "从在以为对把让向用有是不要既为靠凭"
# What such a page is about stands in neighbouring segments anyway.
_TOPICS = frozenset(
    "疫情 防控 工作 肺炎 病毒 退役 军人 干部 人员 党员 群众 我局 我县 我市 我校 我区 社区 "
    "街道 全国 全省 全市 全县 全区 冠状 感染".split()
)
_HINGES = (
    "不有无必皆就是而得"  # words whose repetition in the middle is felt: 退役不褪色, 头顶晨星而来
)
_NUMERALS = "一二三四五六七八九十"
# heads that make a pair of segments of any length
_PAIRED = (
    "不得",
    "不准",
    "严禁",
    "必须",
    "有的",
    "一律",
    "凡是",
    "既要",
)
_EACH = re.compile(r"一([一-龥])\1")  # 一面面, 一个个
_ALIKE = {
    c: i
    for i, group in enumerate(
        (
            "一二三四五六七八九十百千万",
            "内外",
            "上下",
            "大小",
            "前后",
            "有无",
            "军民",
            "多少",
            "新老",
            "远近",
        )
    )
    for c in group
}


def same(a: str, b: str) -> list[bool]:
    """Where two segments have the same character, two numerals, or the two of a pair of opposites
    (内防输入、外防扩散).
    """
    equal = [
        x not in EMPTY and (x == y or (x in _ALIKE and _ALIKE[x] == _ALIKE.get(y)))
        for x, y in zip(a, b)
    ]
    if a[1:2] == b[1:2] == "是" and a[0] in _NUMERALS and b[0] in _NUMERALS:  # 一是…,二是…
        equal[0] = equal[1] = False
    for i in range(len(equal) - 1):
        if equal[i] and equal[i + 1] and a[i : i + 2] in _TOPICS:
            equal[i] = equal[i + 1] = False
    return equal


def hinged(a: str, b: str) -> bool:
    """Whether they turn on the same word in their middle: 退役不褪色 and 退伍不褪志, 头顶晨星而来
    and 夜披月光而去.
    """
    return len(a) <= 8 and any(x == y and x in _HINGES for x, y in zip(a[1:], b[1:]))


def shape(a: str) -> int:
    """How a segment repeats its first character: 1 at once (时时, 一面面), 2 after another (点对点,
    严防严控), 0 not.
    """
    if a[:1] == a[1:2] or (a[0] == "一" and a[1:2] == a[2:3]):
        return 1
    return 2 if a[:1] == a[2:3] else 0


def echo(a: str, b: str) -> bool:
    """Whether segments of one length have the same characters where it is felt: at the head, at the
    tail, or two and more.
    """
    equal = same(a, b)
    if shape(a) == shape(b) != 0 or len(a) <= 3:
        return any(equal) or shape(a) == shape(b) != 0
    if len(a) == 4:
        return (
            equal[0]
            or sum(equal) >= 2
            or any(equal[i] and a[i] in "不无而之必可应皆" for i in (1, 2))
        )
    if equal[-1] and any(x == y == "的" for x, y in zip(a, b)):
        return True
    return (
        hinged(a, b)
        or (sum(equal) >= 2 if len(a) <= 12 else sum(equal) >= 3 and (equal[0] or equal[-1]))
        or (equal[0] and len(a) <= 12)
    )


def alike(a: Segment, b: Segment, quoted: bool) -> bool:
    """Equal length, and the same character at the same place or the same frame of words."""
    n = len(a.letters)
    if n < 3 or n > 24:
        return False
    tags_a, tags_b = a.tags, b.tags
    if quoted and not DIGIT.search(a.letters):
        return True
    if echo(a.letters, b.letters):
        return bool(set(tags_a + tags_b) - set("NLHMX"))
    lengths = [k for k, _ in a.words] == [k for k, _ in b.words]
    if n >= 5:
        if (
            n <= 10
            and lengths
            and _agree(tags_a, tags_b)
            and tags_a[0] == tags_b[0]
            and "V" in tags_a
            and "V" in tags_b
        ):
            return True
        return (
            n <= 8
            and tags_a[0] == tags_b[0] == "V"
            and tags_a[-1] == tags_b[-1]
            and a.words[-1][0] == b.words[-1][0]
        )
    return lengths and tags_a == tags_b and tags_a in (("V", "N"), ("N", "A"))


def _agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """The same parts of speech, but for one word in three."""
    return len(a) == len(b) and 3 * sum(x != y for x, y in zip(a, b)) <= len(a)


def common(a: str, b: str) -> int:
    """How many characters two strings begin with in common."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def framed(a: str, b: str, pause: str) -> bool:
    """Segments of unequal length with the same head and tail, or a long head."""
    short, long = sorted((len(a), len(b)))
    if short < (3 if a[0] == "是" else 4) or a in b or b in a or listed(a, b) or b[0] in "我他她你":
        return False
    if "一" in a and "一" in b and _EACH.search(a) and _EACH.search(b):
        return True
    if a[0] != b[0] and a[-2:] != b[-2:] and a[-1] != b[-1] and a.find("是") != b.find("是"):
        return False
    head, tail = common(a, b), common(a[::-1], b[::-1])
    if a.endswith(("工作", "情况")) and tail < 3:
        tail = 0
    if a[:2] == b[:2] in _PAIRED or 2 <= a.find("是") == b.find("是") <= 3:
        return True
    if a[0] == b[0] == "是" or (a[-3:-2] == b[-3:-2] == "有" and tail == 1):
        return True
    if tail >= 2 and b[:3] in a or (a[0] == b[0] == "从" and "到" in a and "到" in b):
        return True
    if a[0] in EMPTY:
        return False
    if head >= 3:
        return 5 * short >= 2 * long
    if head >= 2:
        return 10 * short >= 7 * long or (tail >= 1 and 2 * short >= long)
    return (
        pause != "、"
        and head == 1
        and 2 * short >= long
        and (tail >= 2 or (tail == 1 and a[0] in _FRAMES))
    )
