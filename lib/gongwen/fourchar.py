"""Runs of four-character segments (四字格): at least three next to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .segments import CLOSING, INSIDE, LETTERS, OPENING, PERSONS, Segment, Words, merged, place

_MARKS = "".join((*OPENING, *CLOSING, " "))
_DATED = re.compile("[一二三四五六七八九十][月日年]|^第[一二三四五六七八九十]")
_OPENER = re.compile(
    "^(?:截[至止]|"
    "连日|近日|日前|目前|"
    "与此|在此|为此|因此|"
    "同时|其中|一直以来|长期以来|疫情期间|春节期间|防控期间|据统计|一方面)|(?:以来|期间|目前|之际|之后|之前|同时|当天|上午|下午)$"
)


def fours(text: str, found: list[Segment]) -> list[tuple[int, int]]:
    """Runs of at least three adjacent four-character segments of a folded text: (start, end).

    The first may be the end of a longer segment (确保职责明晰、分工明确、…) and the last the
    beginning of one (…、善做善为的精神). Lists of persons, offices and places are none.
    """
    spans = [m.span() for m in INSIDE.finditer(text) if m[2]]
    if not any(len(segment.letters) % 4 == 0 for segment in found):
        return merged(spans)
    run: list[tuple[str, int, int]] = []
    for segment in found:
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
        place(text, segment, start),
        place(text, segment, end - 1) + 1,
    )


def _whole(text: str, segment: Segment) -> list[tuple[str, int, int]]:
    """The units of a segment that is nothing but four-character units."""
    n = len(segment.letters)
    if n == 4 and LETTERS.fullmatch(segment.letters):
        none = segment.named or _DATED.search(segment.letters) or _OPENER.search(segment.letters)
        return [] if none else [_unit(text, segment, 0, 4)]
    parts = [segment.part(i, i + 4) for i in range(0, n, 4)] if n % 4 == 0 and n <= 24 else [None]
    if not all(parts) or not _even([p for p in parts if p]):
        return []
    return [_unit(text, segment, i, i + 4) for i in range(0, n, 4)]


def _even(parts: list[tuple[str, Words]]) -> bool:
    """Whether four-character units without a pause between them are felt as such: idioms, or the
    same end or frame.
    """
    idioms = all((4, "I") in words for _, words in parts)
    ends = all(a[0][-2:] == b[0][-2:] for a, b in pairwise(parts))
    clauses = all([t for _, t in words] in (["N", "V"], ["N", "A"]) for _, words in parts)
    return idioms or ends or clauses


def _tail(text: str, segment: Segment) -> tuple[str, int, int] | None:
    """The last four characters of a longer segment: of a list with 、, or from a quotation mark or
    colon on.
    """
    n = len(segment.letters)
    if n <= 4 or segment.pause not in ("、", ","):
        return None
    unit = _unit(text, segment, n - 4, n)
    part = segment.part(n - 4, n)
    before = segment.part(0, n - 4)
    free = part and before and (before[0][-1] in "要能须应均都将" or part[1] == ((4, "I"),))
    whole = text[unit[1] - 1 : unit[1]] in OPENING or (part and (segment.pause == "、" or free))
    return unit if whole and LETTERS.fullmatch(unit[0]) else None


def _head(
    text: str, segment: Segment, run: list[tuple[str, int, int]]
) -> tuple[str, int, int] | None:
    """The first four characters of a longer segment, where the list ends there."""
    if not run or len(segment.letters) <= 4:
        return None
    unit = _unit(text, segment, 0, 4)
    behind = text[unit[2] : unit[2] + 1]
    if not LETTERS.fullmatch(unit[0]) or not (behind in CLOSING or segment.part(0, 4)):
        return None
    rest = segment.part(4, len(segment.letters))
    verb = text[run[-1][2] : unit[1]].strip(_MARKS) == "、" and rest and rest[1][0][1] == "V"
    return unit if verb or behind in (*"的地等之", *CLOSING) else None
