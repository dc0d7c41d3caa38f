"""Parallelism (排比, 对偶): where neighbouring segments have matched form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .likeness import EMPTY, alike, common, echo, framed, hinged, same, shape
from .near import QUOTE
from .segments import (
    CLOSING,
    DIGIT,
    INSIDE,
    OPENING,
    Segment,
    Words,
    listed,
    make_segment,
    merged,
    place,
)

_JOINS = ("、", ",", " ", ":", ";")  # pauses over which form can be matched
_PARTS = ("有的", "有人", "一边", "一手", "一头", "既要", "不得", "严禁", "必须", "凡是", "哪里")
_LEADING = "也又更还并且而就都要能以让使"


def parallels(text: str, found: list[Segment]) -> list[tuple[int, int]]:
    """Stretches of a folded text in which neighbouring segments have matched form: (start, end), in
    order.
    """
    spans = [
        span for a, b in pairwise(found) if a.pause in _JOINS and (span := _matched(text, a, b))
    ]
    spans += [span for i in range(len(found) - 2) if (span := _ladder(text, found[i : i + 3]))]
    if _couplet(text, found):
        spans.append((found[0].start, found[-1].end))
    spans += _strophes(found)
    clauses = _clauses(found)
    spans += [
        (a.start, b.end)
        for a, b in pairwise(clauses)
        if a.pause in _JOINS and framed(a.letters, b.letters, a.pause)
    ]
    return merged(spans + [m.span() for m in INSIDE.finditer(text)])


def _couplet(text: str, found: list[Segment]) -> bool:
    """Whether a line is nothing but two to four equal segments: a heading or a verse rather than a
    report.
    """
    size = len(found[0].letters) if found else 0
    return (
        1 < len(found) <= 4
        and 4 <= size <= 8
        and found[0].start == 0
        and all(len(s.letters) == size and not s.named for s in found)
    )


def _strophes(found: list[Segment]) -> Iterator[tuple[int, int]]:
    """Groups of segments between semicolons whose last ones have matched form:
    万众一心,没有翻不过的山;心手相牵,没有跨不过的坎.
    """
    groups: list[list[Segment]] = [[]]
    for segment in found:
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


def _clauses(found: list[Segment]) -> list[Segment]:
    """Segments joined over 、."""
    joined: list[Segment] = []
    for segment in found:
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
    """Where two neighbours have matched form: whole, or the end of the first with the beginning of
    the second; None where not.
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
            _bare(a, behind=False),
            _bare(b) if b.letters[0] not in a.letters else _bare(b, before=False),
        )
    n, m = len(a.letters), len(b.letters)
    marks = quoted and (
        QUOTE.search(text, a.start, a.end) or QUOTE.search(text, b.start, b.end + 1)
    )
    for k in range(min(n, m, 24), 2, -1) if marks else ():
        # “…,…” set apart by the marks themselves
        if _opened(text, a, k) and _closed(text, b, k) and not DIGIT.search(a.letters[n - k :]):
            return place(text, a, n - k), place(text, b, k - 1) + 1
    if n == m and alike(a, b, quoted and (_opened(text, a, n) or _closed(text, b, n))):
        return a.start, b.end
    verbal = bool({"V", "A", "D"} & set(b.tags))
    if verbal and m >= 5 and b.words[0][1] in "VDAPM" and b.letters[:3] in a.letters[-m - 2 :]:
        return place(text, a, a.letters.rfind(b.letters[:3])), b.end
    if framed(a.letters, b.letters, a.pause) and b.words[0][1] not in "LHR":
        return a.start, b.end
    for k in range(min(n, m, 12), 2, -1):
        if (
            marks
            or (k in b.edges and n - k in a.edges)
            or (5 <= k <= 7 and a.letters[n - k] == b.letters[0])
        ):
            if _aligned(text, a, b, k, quoted):
                return place(text, a, n - k), place(text, b, k - 1) + 1
    return None


def _opened(text: str, a: Segment, k: int) -> bool:
    """Whether a quotation opens before the last k characters and stays open."""
    return text[a.end - k - 1 : a.end - k] in OPENING and not any(
        mark in text[a.end - k : a.end] for mark in CLOSING
    )


def _closed(text: str, b: Segment, k: int) -> bool:
    """Whether a quotation closes behind the first k characters that was open before them."""
    return text[b.start + k : b.start + k + 1] in CLOSING and not any(
        mark in text[b.start : b.start + k] for mark in OPENING
    )


def _bare(segment: Segment, behind: bool = True, before: bool = True) -> Segment:
    """The segment without a conjunction before it and a particle behind."""
    letters, words, start, end = segment.letters, segment.words, segment.start, segment.end
    if letters[0] not in _LEADING and not (behind and letters[-1] in "的等地了"):
        return segment
    if before and len(words) > 2 and letters[0] in _LEADING and words[0][0] == 1:
        letters, words, start = letters[1:], words[1:], start + 1
    if behind and len(words) > 2 and letters[-1] in "的等地了" and words[-1][0] == 1:
        letters, words, end = letters[:-1], words[:-1], end - 1
    return make_segment(letters, words, start, end, segment.pause)


def _aligned(text: str, a: Segment, b: Segment, k: int, quoted: bool) -> bool:
    """Whether the last k characters of the first match the first k of the second, where words or
    quotation marks end there.
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
    """Words by length and part of speech, single characters by length alone."""
    return tuple((k, "" if k == 1 else t) for k, t in words)


def _tags(words: Words) -> list[str]:
    return [tag for _, tag in words]


def _ladder(text: str, three: list[Segment]) -> tuple[int, int] | None:
    """Where three neighbours have the same head, tail or frame; the first may begin earlier. None
    where they have not.
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
    return place(text, first, extra), place(text, third, ended - 1) + 1


def _climbs(*three: Segment) -> bool:
    """Whether three neighbours have the same head, tail or frame."""
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
