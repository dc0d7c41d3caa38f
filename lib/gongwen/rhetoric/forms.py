"""Devices of form: parallelism (排比, 对偶), where neighbouring segments match, and runs of at
least three four-character segments (四字格).

Segments are compared by the characters at the same place, by their beginning and end, and by their
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..common.characters import CLOSING, MARKS, OPENING, PAIRS, QUOTE
from ..common.spans import merged
from ..language.words import (
    DIGIT,
    INSIDE,
    LETTERS,
    PERSONS,
    Segment,
    Words,
    listed,
    make_segment,
    position,
)

# --- similar form of two segments

EMPTY = "的了和与及我他她你们这那各年月日"  # characters whose repetition is not a figure of speech
_FRAMES = "从在以为对把让向用有是不要既为靠凭"
# The topics of such pages: neighbouring segments have them anyway.
_TOPICS = frozenset(
    "疫情 防控 工作 肺炎 病毒 退役 军人 干部 人员 党员 群众 我局 我县 我市 我校 我区 社区 "
    "街道 全国 全省 全市 全县 全区 冠状 感染".split()
)
_HINGES = (
    "不有无必皆就是而得"  # repeated in the middle, these are noticed: 退役不褪色, 头顶晨星而来
)
_NUMERALS = "一二三四五六七八九十"
# beginnings that make two segments of any length a pair
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
    """For each place, whether two segments have the same character, two numerals, or two opposites
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
    """Whether both segments have the same hinge word at the same place in the middle: 退役不褪色
    and 退伍不褪志, 头顶晨星而来 and 夜披月光而去.
    """
    return len(a) <= 8 and any(x == y and x in _HINGES for x, y in zip(a[1:], b[1:]))


def shape(a: str) -> int:
    """How a segment repeats its first character: 1 at once (时时, 一面面), 2 after one other
    character (点对点, 严防严控), 0 not.
    """
    if a[:1] == a[1:2] or (a[0] == "一" and a[1:2] == a[2:3]):
        return 1
    return 2 if a[:1] == a[2:3] else 0


def echo(a: str, b: str) -> bool:
    """Whether two segments of the same length have the same characters where it is noticed: at the
    beginning, at the end, or at two or more places.
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
    """Whether two segments have the same length and either a noticeable repetition or the same
    pattern of words.
    """
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
    """Whether two lists have the same parts of speech, except for at most one word in three."""
    return len(a) == len(b) and 3 * sum(x != y for x, y in zip(a, b)) <= len(a)


def common(a: str, b: str) -> int:
    """The length of the common beginning of two strings."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def framed(a: str, b: str, pause: str) -> bool:
    """Whether two segments of unequal length have the same beginning and end, or a long common
    beginning.
    """
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


_JOINS = ("、", ",", " ", ":", ";")  # pauses across which two segments may match
_PARTS = ("有的", "有人", "一边", "一手", "一头", "既要", "不得", "严禁", "必须", "凡是", "哪里")
_LEADING = "也又更还并且而就都要能以让使"


def parallels(text: str, segments: list[Segment]) -> list[tuple[int, int]]:
    """Stretches of a folded text where neighbouring segments match in form: (start, end), in order.
    `segments`: its segments.
    """
    spans = [
        span for a, b in pairwise(segments) if a.pause in _JOINS and (span := _matched(text, a, b))
    ]
    spans += [
        span for i in range(len(segments) - 2) if (span := _ladder(text, segments[i : i + 3]))
    ]
    if _couplet(text, segments):
        spans.append((segments[0].start, segments[-1].end))
    spans += _strophes(segments)
    clauses = _clauses(segments)
    spans += [
        (a.start, b.end)
        for a, b in pairwise(clauses)
        if a.pause in _JOINS and framed(a.letters, b.letters, a.pause)
    ]
    return merged(spans + [m.span() for m in INSIDE.finditer(text)])


def _couplet(text: str, segments: list[Segment]) -> bool:
    """Whether a line consists only of two to four segments of the same length, like a heading or a
    verse.
    """
    size = len(segments[0].letters) if segments else 0
    return (
        1 < len(segments) <= 4
        and 4 <= size <= 8
        and segments[0].start == 0
        and all(len(s.letters) == size and not s.named for s in segments)
    )


def _strophes(segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """Groups of segments between semicolons whose last segments match in form:
    万众一心,没有翻不过的山;心手相牵,没有跨不过的坎.
    """
    groups: list[list[Segment]] = [[]]
    for segment in segments:
        groups[-1].append(segment)
        if segment.pause == ";":
            groups.append([])
    for a, b in pairwise(g for g in groups if g):
        x, y = a[-1].letters, b[-1].letters
        if common(a[0].letters, b[0].letters) >= 2 and a[0].letters[:2] in _PARTS:
            yield a[0].start, b[-1].end
        if (
            len(a) == len(b) > 1
            and len(x) == len(y) >= 4
            and not listed(x, y)
            and (echo(x, y) or len(a[0].letters) == len(b[0].letters))
        ):
            yield a[0].start, b[-1].end


def _clauses(segments: list[Segment]) -> list[Segment]:
    """Segments, joined across 、."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last and last.pause == "、":
            joined[-1] = Segment(
                last.letters + "、" + segment.letters,
                (),
                last.start,
                segment.end,
                segment.pause,
                {},
                (),
                False,
            )
        else:
            joined.append(segment)
    return joined


def _matched(text: str, a: Segment, b: Segment) -> tuple[int, int] | None:
    """Where two neighbours match in form, as a whole or the end of the first with the beginning of
    the second: (start, end), or None.
    """
    if a.named or b.named or a.letters == b.letters or listed(a.letters, b.letters):
        return None
    quoted = text[a.end : b.start].strip() in _JOINS
    if (
        len(a.letters) != len(b.letters)
        and not quoted
        and not set(a.letters) & set(b.letters)
        and len(b.letters) > 4
    ):
        return None
    if a.letters[0] != b.letters[0]:
        a, b = (
            _bare(a, after=False),
            _bare(b) if b.letters[0] not in a.letters else _bare(b, before=False),
        )
    n, m = len(a.letters), len(b.letters)
    marks = quoted and (
        QUOTE.search(text, a.start, a.end) or QUOTE.search(text, b.start, b.end + 1)
    )
    for k in range(min(n, m, 24), 2, -1) if marks else ():
        # “…,…” set apart by the marks themselves
        if _opened(text, a, k) and _closed(text, b, k) and not DIGIT.search(a.letters[n - k :]):
            return position(text, a, n - k), position(text, b, k - 1) + 1
    if n == m and alike(a, b, quoted and (_opened(text, a, n) or _closed(text, b, n))):
        return a.start, b.end
    verbal = bool({"V", "A", "D"} & set(b.tags))
    if verbal and m >= 5 and b.words[0][1] in "VDAPM" and b.letters[:3] in a.letters[-m - 2 :]:
        return position(text, a, a.letters.rfind(b.letters[:3])), b.end
    if framed(a.letters, b.letters, a.pause) and b.words[0][1] not in "LHR":
        return a.start, b.end
    for k in range(min(n, m, 12), 2, -1):
        if (
            marks
            or (k in b.edges and n - k in a.edges)
            or (5 <= k <= 7 and a.letters[n - k] == b.letters[0])
        ):
            if _aligned(text, a, b, k, quoted):
                return position(text, a, n - k), position(text, b, k - 1) + 1
    return None


def _opened(text: str, a: Segment, k: int) -> bool:
    """Whether a quotation opens before the last k characters of a segment and is not closed in
    them.
    """
    return text[a.end - k - 1 : a.end - k] in PAIRS and not any(
        mark in text[a.end - k : a.end] for mark in CLOSING
    )


def _closed(text: str, b: Segment, k: int) -> bool:
    """Whether a quotation that was open before the segment closes after its first k characters."""
    return text[b.start + k : b.start + k + 1] in PAIRS.values() and not any(
        mark in text[b.start : b.start + k] for mark in OPENING
    )


def _bare(segment: Segment, after: bool = True, before: bool = True) -> Segment:
    """The segment without a conjunction at its beginning and a particle at its end."""
    letters, words, start, end = segment.letters, segment.words, segment.start, segment.end
    if letters[0] not in _LEADING and not (after and letters[-1] in "的等地了"):
        return segment
    if before and len(words) > 2 and letters[0] in _LEADING and words[0][0] == 1:
        letters, words, start = letters[1:], words[1:], start + 1
    if after and len(words) > 2 and letters[-1] in "的等地了" and words[-1][0] == 1:
        letters, words, end = letters[:-1], words[:-1], end - 1
    return make_segment(letters, words, start, end, segment.pause)


def _aligned(text: str, a: Segment, b: Segment, k: int, quoted: bool) -> bool:
    """Whether the last k characters of the first segment match the first k of the second, where a
    word or a quotation ends.
    """
    n, m = len(a.letters), len(b.letters)
    if n == m == k:
        return False
    opened, closed = quoted and _opened(text, a, k), quoted and _closed(text, b, k)
    x, y = a.letters[n - k :], b.letters[:k]
    if x == y or listed(x, y):
        return False
    if (opened and (closed or k == m)) or (closed and k == n):
        return not DIGIT.search(x)
    if 5 <= k <= 7 and x[0] == y[0] and x[0] not in EMPTY and hinged(x, y):
        return True
    first, second = ((), ()) if opened else a.part(n - k, n), ((), ()) if closed else b.part(0, k)
    if not first or not second:
        return False
    if opened or closed or n == k or m == k:
        if k == 3 and _pattern(first[1]) == _pattern(second[1]) == ((2, "N"), (1, "")):
            return True
        nouns = not set(_tags(first[1]) + _tags(second[1])) - set("NLHMX")
        if nouns or not echo(x, y):
            return False
        equal = same(x, y)
        edge = shape(x) == shape(y) != 0 or hinged(x, y) or equal[0] or equal[-1]
        return a.pause == "、" or (edge and (k != 4 or sum(equal) >= 2))
    if a.pause == "、" and k >= 5 and first[1] and first[1] == second[1] and first[1][0][1] == "V":
        return True
    return (
        a.pause == "、"
        and k >= 4
        and x[0] == y[0]
        and sum(same(x, y)) >= 2
        and "V" in _tags(first[1])
    )


def _pattern(words: Words) -> Words:
    """Words as (length, part of speech); single characters without the part of speech."""
    return tuple((k, "" if k == 1 else t) for k, t in words)


def _tags(words: Words) -> list[str]:
    return [tag for _, tag in words]


def _ladder(text: str, three: list[Segment]) -> tuple[int, int] | None:
    """Where three neighbours have the same beginning, end or frame: (start, end), or None. The
    match may start inside the first.
    """
    if (
        any(s.pause not in _JOINS for s in three[:2])
        or all(s.named for s in three)
        or not _climbs(*three)
    ):
        return None
    first, second, third = three
    extra = len(first.letters) - len(second.letters)
    if (
        extra <= 0
        or first.letters[0] == second.letters[0]
        or not (first.part(extra, len(first.letters)))
    ):
        extra = 0
    size = len(second.letters)
    ended = (
        size
        if len(third.letters) > size
        and third.letters[0] == second.letters[0]
        and third.part(0, size)
        else len(third.letters)
    )
    return position(text, first, extra), position(text, third, ended - 1) + 1


def _climbs(*three: Segment) -> bool:
    """Whether three neighbours have the same beginning, end or frame."""
    a, b, c = (s.letters for s in three)
    if (
        len(b) != len(c)
        and b[0] != c[0]
        and b[-1] != c[-1]
        and not (c[0] in _LEADING or c[-1] in "的等地了")
        and b[-2:-1] != "之"
    ):
        return False
    alike_heads = three[1].letters[0] == three[2].letters[0]
    first, second, third = (_bare(s, before=not alike_heads) for s in three)
    n = len(second.letters)
    start = (
        first.part(len(first.letters) - n, len(first.letters)) if len(first.letters) > n else None
    )
    texts = [start[0] if start else first.letters, second.letters, third.letters]
    if len(set(texts)) < 3 or any(listed(x, y) for x, y in pairwise(texts)):
        return False
    words = [start[1] if start else first.words, second.words, third.words]
    sizes = set(map(len, texts))
    if sizes == {3}:
        return not all(t in "NLHMX" for w in words for t in _tags(w))
    if sizes == {4}:
        frames = [["D" if t == "A" else t for t in _tags(w)] for w in words]
        if frames[0] == frames[1] == frames[2] and len(frames[0]) == 2 and "V" in frames[0]:
            return True
    if len(sizes) == 1 and any(x == y == z and x not in EMPTY for x, y, z in zip(*texts)):
        return True
    short, long = sorted((n, len(third.letters)))
    head = common(second.letters, third.letters)
    heads = (
        head
        and second.letters[0] not in EMPTY
        and any(
            first.letters[-k:].startswith(second.letters[0]) for k in (*sizes, len(first.letters))
        )
    )
    tails = min(common(x[::-1], y[::-1]) for x, y in pairwise([first.letters, *texts[1:]]))
    if long > 2 * short + 4 or texts[1].endswith(("工作", "情况")):
        return False
    return (
        bool(heads)
        or tails >= 2
        or (tails == 1 and long <= 1.5 * short)
        or all(len(t) > 2 and t[-2] == "之" for t in texts)
    )


# --- runs of four-character segments (四字格): at least three next to each other

_DATED = re.compile("[一二三四五六七八九十][月日年]|^第[一二三四五六七八九十]")
_OPENER = re.compile(
    "^(?:截[至止]|"
    "连日|近日|日前|目前|"
    "与此|在此|为此|因此|"
    "同时|其中|一直以来|长期以来|疫情期间|春节期间|防控期间|据统计|一方面)|(?:以来|期间|目前|之际|之后|之前|同时|当天|上午|下午)$"
)


def fours(text: str, segments: list[Segment]) -> list[tuple[int, int]]:
    """Runs of at least three adjacent four-character segments of a folded text: (start, end).
    `segments`: its segments.

    The first may be the end of a longer segment (确保职责明晰、分工明确、…), and the last the
    beginning of one (…、善做善为的精神). Lists of persons, offices and places do not count.
    """
    spans = [m.span() for m in INSIDE.finditer(text) if m[2]]
    if not any(len(segment.letters) % 4 == 0 for segment in segments):
        return merged(spans)
    run: list[tuple[str, int, int]] = []
    for segment in segments:
        whole = _whole(text, segment)
        if whole:
            run += whole
            if segment.pause in ("、", ",", ";"):
                continue
        elif run and (head := _head(text, segment, run)):
            run.append(head)
        spans += _long(run)
        tail = None if whole else _tail(text, segment)
        run = [tail] if tail else []
    return merged([*spans, *_long(run)])


def _long(run: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    persons = sum(bool(PERSONS.search(unit)) for unit, _, _ in run)
    if len(run) >= 3 and 2 * persons < len(run):
        yield run[0][1], run[-1][2]


def _unit(text: str, segment: Segment, start: int, end: int) -> tuple[str, int, int]:
    return (
        segment.letters[start:end],
        position(text, segment, start),
        position(text, segment, end - 1) + 1,
    )


def _whole(text: str, segment: Segment) -> list[tuple[str, int, int]]:
    """The four-character units of a segment that consists only of them; an empty list for other
    segments.
    """
    n = len(segment.letters)
    if n == 4 and LETTERS.fullmatch(segment.letters):
        none = segment.named or _DATED.search(segment.letters) or _OPENER.search(segment.letters)
        return [] if none else [_unit(text, segment, 0, 4)]
    parts = [segment.part(i, i + 4) for i in range(0, n, 4)] if n % 4 == 0 and n <= 24 else [None]
    if not all(parts) or not _even([p for p in parts if p]):
        return []
    return [_unit(text, segment, i, i + 4) for i in range(0, n, 4)]


def _even(parts: list[tuple[str, Words]]) -> bool:
    """Whether four-character units without a pause between them still read as units: idioms, or
    units with the same end or frame.
    """
    idioms = all((4, "I") in words for _, words in parts)
    ends = all(a[0][-2:] == b[0][-2:] for a, b in pairwise(parts))
    clauses = all([t for _, t in words] in (["N", "V"], ["N", "A"]) for _, words in parts)
    return idioms or ends or clauses


def _tail(text: str, segment: Segment) -> tuple[str, int, int] | None:
    """The last four characters of a longer segment, if it belongs to a list with 、 or if they
    begin at a quotation mark or colon.
    """
    n = len(segment.letters)
    if n <= 4 or segment.pause not in ("、", ","):
        return None
    unit = _unit(text, segment, n - 4, n)
    part = segment.part(n - 4, n)
    before = segment.part(0, n - 4)
    free = part and before and (before[0][-1] in "要能须应均都将" or part[1] == ((4, "I"),))
    whole = text[unit[1] - 1 : unit[1]] in PAIRS or (part and (segment.pause == "、" or free))
    return unit if whole and LETTERS.fullmatch(unit[0]) else None


def _head(
    text: str, segment: Segment, run: list[tuple[str, int, int]]
) -> tuple[str, int, int] | None:
    """The first four characters of a longer segment, if the list ends there."""
    if not run or len(segment.letters) <= 4:
        return None
    unit = _unit(text, segment, 0, 4)
    after = text[unit[2] : unit[2] + 1]
    if not LETTERS.fullmatch(unit[0]) or not (after in PAIRS.values() or segment.part(0, 4)):
        return None
    rest = segment.part(4, len(segment.letters))
    verb = text[run[-1][2] : unit[1]].strip(MARKS + " ") == "、" and rest and rest[1][0][1] == "V"
    return unit if verb or after in (*"的地等之", *CLOSING) else None
