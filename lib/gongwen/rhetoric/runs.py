"""Runs of at least three four-character segments next to each other (四字格)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .candidates import Candidate
from .reading import NOMINAL, Reading, Segment, listed

JOINS = frozenset("、,; ")
FOUR, LEAST = 4, 3
_VERBAL = frozenset("VDI")


def runs(reading: Reading) -> Iterator[Candidate]:
    """Runs of four-character units: whole segments, or segments of several units each.

    The first unit may be the end of a longer segment (确保职责明晰、分工明确、…), and the last the
    beginning of one (…、善做善为的精神).
    """
    segments = reading.segments
    i = 0
    while i < len(segments):
        j, units = i, []
        while j < len(segments) and (own := _units(segments[j])):
            units += own
            j += 1
            if segments[j - 1].pause not in JOINS:
                break
        if j > i:
            yield from _widened(reading, i, j, units)
        i = max(j, i + 1)


def _units(s: Segment) -> list[str]:
    """The parts of speech of the four-letter units of which a segment consists; none if it does
    not.
    """
    n = len(s.letters)
    if n % FOUR or n > 4 * FOUR or not all(s.begins(i) for i in range(FOUR, n, FOUR)):
        return []
    return [s.tags[i : i + FOUR] for i in range(0, n, FOUR)]


def _widened(reading: Reading, i: int, j: int, units: list[str]) -> Iterator[Candidate]:
    """The run of the segments from i to j, with what it may begin and end with."""
    segments = reading.segments
    start, end = segments[i].start, segments[j - 1].end
    left, right = [], []
    if i and segments[i - 1].pause in JOINS:
        s = segments[i - 1]
        at = len(s.letters) - FOUR
        if at > 0 and (s.begins(at) or at == s.opens):
            left = [s.tags[at:]]
            before = s.at[at]
    if j < len(segments) and segments[j - 1].pause in JOINS:
        s = segments[j]
        if len(s.letters) > FOUR and s.begins(FOUR):
            right = [s.tags[:FOUR]]
            behind = s.at[FOUR - 1] + 1
    whole = segments[i:j]
    for a in ([], left) if left else ([],):
        for b in ([], right) if right else ([],):
            if len(all_ := [*a, *units, *b]) >= LEAST:
                span = (before if a else start, behind if b else end)
                told = _features(reading, whole, all_, bool(a), bool(b), span)
                yield Candidate(*span, told, place=segments[i].start)


def _features(
    reading: Reading,
    whole: list[Segment],
    units: list[str],
    left: bool,
    right: bool,
    span: tuple[int, int],
) -> list[str]:
    n = len(units)

    def share(of: int) -> str:
        return "all" if of == n else "most" if 3 * of >= 2 * n else "some" if of else "none"

    kinds = [set(unit.upper()) for unit in units]
    verbal = share(sum(bool(kind & _VERBAL) for kind in kinds))
    nominal = share(sum(kind <= NOMINAL for kind in kinds))
    idioms = share(sum(unit == "Iiii" for unit in units))
    words = share(sum(unit[:1].isupper() and unit[2:3].isupper() for unit in units))
    pauses = "".join(sorted({s.pause for s in whole[:-1]}))
    cut = f"{'left' * left}-{'right' * right}"
    before = reading.text[span[0] - 1 : span[0]] if span[0] else ""
    pairs = [listed(a.letters, b.letters) for a, b in zip(whole, whole[1:])]
    told = [
        "run",
        f"units {min(n, 6)}",
        f"cut {cut}",
        f"cut {cut} units {min(n, 4)}",
        f"verbal {verbal}",
        f"nominal {nominal}",
        f"idioms {idioms}",
        f"words {words}",
        f"pauses {pauses}",
        f"verbal {verbal} pauses {pauses}",
        f"verbal {verbal} cut {cut}",
        f"verbal {verbal} idioms {idioms}",
        f"same heads {share(_most(s.letters[0] for s in whole))}",
        f"same tails {share(_most(s.letters[-1] for s in whole))}",
        f"same units {share(_most(units))}",
        f"listed {any(pairs)}",
        f"joined {any(len(s.letters) > FOUR for s in whole)}",
        f"opens {before}",
        f"closes {reading.text[span[1] : span[1] + 1]}",
        f"latin {any(not s.letters.isalpha() or s.letters.isascii() for s in whole)}",
    ]
    return told + sorted({f"unit {unit}" for unit in units})


def _most(items: Iterable[str]) -> int:
    """How often the most frequent one occurs."""
    return max(Counter(items).values())
