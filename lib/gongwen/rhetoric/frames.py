"""Parallelism (排比, 对偶): neighbouring stretches of the same length and the same frame.

Two stretches stand side by side at a pause (the end of one segment and the beginning of the next,
a whole segment each, or two or three segments each), or share one segment. They are aligned letter
by letter, each letter with the part of speech of its word; how far lengths, parts of speech and
letters agree are the features from which a fitted model tells parallelism from mere lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import eq

from .candidates import Candidate
from .reading import NOMINAL, Reading, Segment, listed

LEAST, MOST = 3, 24  # letters of a stretch
AGREE = 0.45  # of letters must have the same part of speech, or one must be the same
LOOSE = 6  # from so many letters on, one more or less will do
JOINS = frozenset("、,;: ")
EMPTY = frozenset("的了和与及我他她你们这那各年月日")  # their repetition is no figure of speech
MANY = 4  # segments in a row: more are not counted
HINGES = frozenset("不有无必皆就是而得之")  # in the same place in the middle, they are noticed
ALIKE = (
    *("内外", "上下", "大小", "前后", "有无", "军民", "多少", "新老", "远近"),
    "一二三四五六七八九十百千万两",
)
_ALIKE = {c: i for i, group in enumerate(ALIKE) for c in group}
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters side by side with others.

    `tags`: the part of speech of each, in lower case within a word; `whole`: they fill segments;
    `marked`: a quotation mark sets them apart.
    """

    letters: str
    tags: str
    start: int
    end: int
    whole: bool
    marked: bool = False


def frames(reading: Reading) -> Iterator[Candidate]:
    """Stretches of a sentence that may be parallel: from the first of two to the end of the second.

    The features of strophes (s …) and of halves (h …) are apart from those of single stretches.
    """
    segments = reading.segments
    for i, a in enumerate(segments):
        yield from _shares(a)
        if i + 1 < len(segments) and a.pause in JOINS:
            run = _run(segments, i)
            sole = i == 0 and len(segments) == 2
            for x, y in _side_by_side(a, segments[i + 1], run):
                told = features(x, y, a.pause, run, sole)
                yield Candidate(x.start, y.end, told, place=a.end)
        for size in (2, 3):
            if pair := _strophes(segments[i : i + 2 * size], size):
                pause, sole = segments[i + size - 1].pause, 2 * size == len(segments)
                told = [f"s {f}" for f in features(*pair, pause, str(size), sole)]
                yield Candidate(pair[0].start, pair[1].end, told, place=-pair[0].end)


def _tail(s: Segment, size: int) -> Stretch:
    at = len(s.letters) - size
    return Stretch(s.letters[at:], s.tags[at:], s.at[at], s.end, not at, at == s.opens)


def _head(s: Segment, size: int) -> Stretch:
    whole = size == len(s.letters)
    end = s.at[size - 1] + 1
    return Stretch(s.letters[:size], s.tags[:size], s.start, end, whole, size == s.closes)


def _side_by_side(a: Segment, b: Segment, run: str) -> Iterator[tuple[Stretch, Stretch]]:
    """The ends of a segment and the beginnings of the next that are as long, by whole words or
    marks; two that fill no segment only if their words are alike.
    """
    n, m = len(a.letters), len(b.letters)
    for by in (0, 1, -1):  # how much longer the first is
        both = (a.tails >> by if by >= 0 else a.tails << -by) & b.heads
        both = both >> LEAST << LEAST if not by else both >> LOOSE << LOOSE
        while both:
            end = (both & -both).bit_length() - 1
            both &= both - 1
            at = n - end - by
            if end > MOST:
                break
            apart = end == m or not at or at == a.opens or end == b.closes
            # the end of one as long as the beginning of the other says little by itself
            row = end == m and (not at or run >= "2+")
            least = 0.0 if row else AGREE if apart else 0.5
            if _agree(a.letters[at:], b.letters[:end], a.tags[at:], b.tags[:end], least, apart):
                yield _tail(a, end + by), _head(b, end)


def _agree(a: str, b: str, tags: str, others: str, least: float, letters: bool) -> bool:
    """Whether two stretches have anything in common: parts of speech, or (with `letters`) a
    letter. What is said again and a list of numbers are none.
    """
    if a == b:
        return False
    if least and _alike(tags, others) < least:
        if not letters or all(x != y or x in EMPTY for x, y in zip(a, b)):
            return False
    return not (_DIGIT.search(a) and _DIGIT.search(b))


def _shares(s: Segment) -> Iterator[Candidate]:
    """The two or three equal parts of a segment, or of its end (抓紧抓实抓细)."""
    letters, tails, n = s.letters, s.tails, len(s.letters)
    for parts, least in ((2, LEAST), (3, LEAST - 1)):
        most = min(n // parts, MOST // parts)
        sizes = (tails & (2 << most) - 1) >> least << least  # where the last part may begin
        while sizes:
            size = (sizes & -sizes).bit_length() - 1
            sizes &= sizes - 1
            if not tails >> 2 * size & tails >> parts * size & 1:
                continue
            at = n - parts * size
            middle, end = at + size, at + 2 * size
            tied = letters[at] == letters[middle] or letters[middle - 1] == letters[end - 1]
            if not tied and at:
                continue
            x, y = _part(s, at, middle), _part(s, middle, end)
            if _agree(x.letters, y.letters, x.tags, y.tags, AGREE, True):
                told = features(x, y, "", str(parts), not at)
                yield Candidate(x.start, s.end, [f"h {f}" for f in told], place=-s.end)


def _part(s: Segment, low: int, high: int) -> Stretch:
    whole = low == 0 or high == len(s.letters)
    return Stretch(s.letters[low:high], s.tags[low:high], s.at[low], s.at[high - 1] + 1, whole)


def _strophes(both: list[Segment], size: int) -> tuple[Stretch, Stretch] | None:
    """Two stretches of `size` segments each, of which those in the same place are as long."""
    if len(both) < 2 * size:
        return None
    first, second = both[:size], both[size:]
    for a, b in zip(first, second):
        if abs(len(a.tags) - len(b.tags)) > (len(a.tags) >= LOOSE):
            return None
    if any(s.pause not in JOINS for s in both[:-1]) or any(len(s.tags) < 2 for s in both):
        return None
    x, y = (
        Stretch(
            "".join(s.letters for s in part),
            "".join(s.tags for s in part),
            part[0].start,
            part[-1].end,
            True,
        )
        for part in (first, second)
    )
    return (x, y) if _agree(x.letters, y.letters, x.tags, y.tags, AGREE, True) else None


def _run(segments: list[Segment], i: int) -> str:
    """How many neighbouring segments about the i-th and the next have the length of the next, 4 for
    more; with + if the end or the beginning of a longer one at an end of the run has it, too.
    """
    size, n, more = len(segments[i + 1].letters), 1, 0
    for step in (1, -1):
        j = i + 1 + step
        while n < MANY and 0 <= j < len(segments) and len(segments[j].letters) == size:
            n, j = n + 1, j + step
        if 0 <= j < len(segments):
            more |= (segments[j].heads if step > 0 else segments[j].tails) >> size & 1
    return f"{n}{'+' * more}"


def _alike(a: str, b: str) -> float:
    """The share of letters with the same part of speech at the same place, from either end."""
    same = sum(map(eq, a, b))
    if len(a) != len(b):
        same = max(same, sum(map(eq, a[::-1], b[::-1])))
    return same / max(len(a), len(b))


def _shape(tags: str) -> str:
    """The parts of speech of a stretch, those in a row once."""
    whole = [tag for tag in tags if tag.isupper()]
    return "".join(t for t, last in zip(whole, ["", *whole]) if t != last)[:6]


def features(x: Stretch, y: Stretch, pause: str, run: str, sole: bool) -> list[str]:
    """How far two stretches agree, as features by name; the most telling ones also together.

    `run`: how many neighbours are as long; `sole`: they fill the sentence.
    """
    n, even = len(x.letters), len(x.letters) == len(y.letters)
    size = str(n) if n <= 9 else "10" if n <= 12 else "13" if n <= 16 else "17"
    tied = [a == b and a not in EMPTY for a, b in zip(x.letters, y.letters)]
    times = sum(tied)
    if not even:
        pairs = zip(x.letters[::-1], y.letters[::-1])
        times = max(times, sum(a == b and a not in EMPTY for a, b in pairs))
    letters = _share(times, n)
    alike = _alike(x.tags, y.tags)
    frame = "all" if alike == 1 else "most" if alike >= 0.7 else "half" if alike >= 0.45 else "few"
    cut = ("m" if x.marked else "w" if x.whole else "-") + (
        "m" if y.marked else "w" if y.whole else "-"
    )
    first, last = x.tags[0] + y.tags[0].upper(), f"{x.tags[-1]}{y.tags[-1]}".upper()
    verbs = f"{not {'V', 'I'}.isdisjoint(x.tags)} {not {'V', 'I'}.isdisjoint(y.tags)}"
    length = run if even else "odd"
    rhythm = _rhythm(x.tags, y.tags)
    shape = _shape(x.tags)
    same_shape = shape == _shape(y.tags)
    told = [
        "pair",
        f"size {size}",
        f"cut {cut}",
        f"pause {pause}",
        f"letters {letters}",
        f"frame {frame}",
        f"verbs {verbs}",
        f"run {length}",
        f"first {first}",
        f"last {last}",
        f"ends {first} {last}",
        f"shape {shape} {same_shape}",
        f"shape {same_shape} {cut}",
        f"shape {same_shape} verbs {verbs}",
        f"shape {same_shape} letters {letters}",
        f"size {size} frame {frame}",
        f"size {size} {cut}",
        f"{cut} letters {letters}",
        f"{cut} verbs {verbs} pause {pause}",
        f"{cut} letters {letters} frame {frame} verbs {verbs}",
        f"frame {frame} letters {letters}",
        f"frame {frame} run {length}",
        f"sole {sole} {cut}",
        f"rhythm {rhythm} {cut}",
        f"rhythm {rhythm} size {size}",
        f"rhythm {rhythm} verbs {verbs} letters {letters}",
        f"rhythm {rhythm} frame {frame} pause {pause}",
    ]
    told += _noticed(x, y, tied, f"{cut} even {even}")
    return told


def _rhythm(a: str, b: str) -> str:
    """Whether words begin at the same places."""
    starts = [tag < "a" for tag in a]
    others = [tag < "a" for tag in b]
    if starts == others:
        return "same"
    both = sum(x and y for x, y in zip(starts, others))
    return "near" if 3 * both >= 2 * max(sum(starts), sum(others)) else "other"


def _share(times: int, n: int) -> str:
    """How many of the letters are the same, in a word."""
    if times < 2:
        return "none" if not times else "one"
    return "few" if 3 * times < n else "half" if 3 * times < 2 * n else "most"


def _noticed(x: Stretch, y: Stretch, tied: list[bool], how: str) -> Iterator[str]:
    """What a reader notices of two stretches: the same letters at a head, a tail or a hinge."""
    if tied[0]:
        yield from ("same head", f"same head {how}", f"head {x.letters[0]}")
    if all(tied[:2]):
        yield "same head of two"
    if x.letters[-1] == y.letters[-1]:
        yield from ("same tail", f"same tail {how}", f"tail {x.letters[-1]}")
    if x.letters[-2:] == y.letters[-2:]:
        yield "same tail of two"
    middles = list(zip(x.letters[1:-1], y.letters[1:-1]))
    if any(a == b and a in HINGES for a, b in middles):
        yield "same hinge"
    if any(a != b and _ALIKE.get(a, a) == _ALIKE.get(b, b) for a, b in zip(x.letters, y.letters)):
        yield "kin letters"
    if {x.letters[0], y.letters[0]} <= set(ALIKE[-1]):
        yield "numerals"
    if not set((x.tags + y.tags).upper()) - NOMINAL:
        yield "nominal"
    if not {"L", "H"}.isdisjoint(x.tags + y.tags):
        yield "names"
    if listed(x.letters, y.letters):
        yield "listed"
