"""Segments: what stands between two pauses (、 , ; : 。 …) of a sentence, with its words; quotation
marks in it do not count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .credit import SURNAMES
from .near import PAIRS, QUOTE
from .terms import without_marks
from .words import tagged

_SEGMENT = re.compile(r"(?<![\d.])(?!\d{1,2}\.)[^,、;:。!?…\s()《》\[\]【】—]+")
OPENING, CLOSING = tuple(PAIRS), tuple(PAIRS.values())
DIGIT = re.compile(r"\d|[一二三四五六七八九十]+[月日时点]")
LETTERS = re.compile(r"[\u3400-\u9fff]+")
# The same character or ending three times within a segment: 抓紧抓实抓细, 政治纪律组织纪律工作纪律.
INSIDE = re.compile(
    r"((?![有分一])[一-龥])(?!\1)[一-龥]\1(?!\1)[一-龥]\1[一-龥]|[一-龥]{2}"
    r"([一-龥]{2})[、]?(?:[一-龥]{2}\2[、]?){2,}"
    r"|[一-龥]{2}([感性力度心化观量])、[一-龥]{2}\3(?:、|和|与|及)[一-龥]{2}\3|"
    r"(?<![一-龥])[一-龥]{2}([一-龥])[一-龥]{2}\4(?![一-龥])"
)
_NAME = re.compile(f"^[{SURNAMES}][一-龥]{{1,2}}$")
_COARSE = {
    "n": "N",
    "v": "V",
    "a": "A",
    "d": "D",
    "m": "M",
    "q": "M",
    "r": "R",
    "p": "P",
    "u": "U",
    "i": "I",
    "l": "I",
    "t": "N",
    "s": "N",
    "f": "F",
    "c": "C",
    "z": "A",
    "b": "A",
    "j": "N",
    "nr": "H",
    "ns": "L",
    "nt": "L",
}
PERSONS = re.compile(
    "(?:人员|军人|同胞|"
    "地区|干部|职工|群众|"
    "党员|同志|医生|护士|"
    "民警|干警|队员|志愿者|代表|负责人|书记|主任|局长|委员|居民|村民|老人|医院|学校|社区|街道|组长|队长|院长|厅长|[镇县市省区乡处科站会校部局]长|乡镇|机关|单位|部门|公司|企业|机构|中心|支部|小区"
    "|委会|政府|商场|"
    "超市|车站|机场|酒店|"
    "宾馆|饭店|工地|工厂|"
    "市场|公园|广场|大队|支队|分局|商会|协会|银行|法院|[省市县区镇乡村组部科处室队员局厅委办])$"
)


Words = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between pauses: its characters, its words as (length, part of speech), and the
    pause behind it.
    """

    letters: str
    words: Words
    start: int
    end: int
    pause: str
    edges: dict[int, int]  # where words begin and end, and the number of the word
    # coarse parts of speech: N noun, V verb, A adjective, D adverb, H person, L place …
    tags: tuple[str, ...]
    named: bool  # the name of a person or a place, or begins with that of a place

    def part(self, start: int, end: int) -> tuple[str, Words] | None:
        """Letters and words from start to end; None where a word would be cut."""
        i, j = self.edges.get(start), self.edges.get(end)
        return None if i is None or j is None else (self.letters[start:end], self.words[i:j])


@cache
def _coarse(tag: str) -> str:
    return _COARSE.get(tag[:2]) or _COARSE.get(tag[:1], "X")


def make_segment(
    letters: str, words: Sequence[tuple[int, str]], start: int, end: int, pause: str
) -> Segment:
    edges, place = {0: 0}, 0
    for i, (length, _) in enumerate(words, 1):
        place += length
        edges[place] = i
    tags = tuple(tag for _, tag in words)
    return Segment(
        letters,
        tuple(words),
        start,
        end,
        pause,
        edges,
        tags,
        tags[:1] == ("L",) or set(tags) <= {"H", "L", "X"},
    )


def segments(text: str) -> list[Segment]:
    """The segments of a folded text that have Chinese characters; positions count in `text`."""
    bare, at = without_marks(text)
    words = tagged(bare)
    starts, coarse, place = [], [], 0
    for word, tag in words:
        starts.append(place)
        place += len(word)
        coarse.append((len(word), _coarse(tag)))
    found = []
    for match in _SEGMENT.finditer(bare):
        start, end = match.span()
        if not LETTERS.search(bare, start, end):
            continue
        i, j = bisect_left(starts, start), bisect_left(starts, end)
        found.append(
            make_segment(
                bare[start:end], coarse[i:j], at[start], at[end - 1] + 1, bare[end : end + 1]
            )
        )
    return found


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def listed(a: str, b: str) -> bool:
    """Whether two segments are items of a list of persons, offices, places or numbers, whose
    likeness is no figure.
    """
    if DIGIT.search(a) and DIGIT.search(b):
        return True
    return bool(PERSONS.search(a) and PERSONS.search(b)) or bool(
        a[0] != b[0] and _NAME.match(a) and _NAME.match(b)
    )


def place(text: str, segment: Segment, i: int) -> int:
    """Where the i-th letter of a segment stands in the text, whose quotation marks are
    no letters.
    """
    if len(segment.letters) == segment.end - segment.start:
        return segment.start + i
    return [place for place in range(segment.start, segment.end) if not QUOTE.match(text, place)][i]
