"""Clauses that occur together: which clause directly precedes or follows a formula."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from ..common.characters import CLOSING, INVISIBLE, OPENING, QUOTE, fold, squeeze
from ..common.columns import columns, rows_of
from ..common.files import progress
from ..common.lists import per_lists, with_lists, words_of
from ..common.paragraphs import paragraphs
from ..common.spans import Span, paired
from .count import lexicon

COUPLETS = columns("couplets")
# Where a clause of a folded text ends; not inside a number or a time of day (5,000; 12:30).
_BREAK = re.compile(r"[;。!?、…\n|]|(?<!\d)[,:]|[,:](?!\d)|[—─–]+|\.{3,}")
_STOP = re.compile(r"[。!?…\n]")
_SPACE = re.compile(r"\s+")


@per_lists
def _item() -> re.Pattern[str]:
    """The number of a list item (三, (3)), which is not a clause."""
    digits = rf"[\d{re.escape(''.join(words_of('wording_words', 'digit')))}]+"
    return re.compile(rf"{digits}|[(]{digits}[)]\s*")


@with_lists
def couplets(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Pairs of neighbouring clauses of which at least one is a formula: left right account n.

    A clause ends at a comma, enumeration comma, semicolon, colon, dash or full stop, and at
    quotation marks around more than one word (“战疫”责无旁贷 is one clause). Formulas are compared
    by their key (`characters.key`), so punctuation and script may differ. Only a clause that
    touches the formula is its neighbour: in 我们深知疫情就是命令 the formula has no left neighbour,
    and a neighbour does not reach across quotation marks. A neighbouring sentence counts if it is a
    single clause of at most 12 characters (疫情就是命令!防控就是责任!). A neighbour is named by the
    phrase of `phrases` that it has on the side facing the formula, otherwise by its own words.
    `left` precedes `right` in the text. A pair of two formulas is counted once.
    """
    table = lexicon(phrases)
    keys = {squeeze(phrase): phrase for phrase in table["phrase"] if squeeze(phrase)}
    edges: dict[tuple[str, str, str], int] = defaultdict(int)
    formulas = _Formulas.of(keys)
    for part in progress(paragraphs(sentences), "neighbouring clauses", " paragraphs"):
        for left, right in _edges(list(part.texts), formulas):
            edges[left, right, part.account] += 1
    return _in_order(rows_of("couplets", [(*edge, n) for edge, n in edges.items()]))


def _in_order(frame: pd.DataFrame, *_, **__) -> pd.DataFrame:
    return frame.sort_values(["left", "right"], kind="stable", ignore_index=True)


couplets.joined = _in_order  # applied to the joined tables of all partitions


@dataclass(frozen=True, slots=True)
class _Formulas:
    """The formulas (key, phrase) by the first and by the last letter of their keys, and those of
    several clauses as the keys of these, by the last letter of the first.
    """

    by_first: dict[str, list[tuple[str, str]]]
    by_last: dict[str, list[tuple[str, str]]]
    parted: dict[str, list[list[str]]]

    @classmethod
    def of(cls, keys: dict[str, str]) -> _Formulas:
        made = cls({}, {}, {})
        for k, phrase in keys.items():
            made.by_first.setdefault(k[0], []).append((k, phrase))
            made.by_last.setdefault(k[-1], []).append((k, phrase))
            parts = [squeeze(clause[0]) for clause in _clauses(phrase)]
            if len(parts) > 1:
                made.parted.setdefault(parts[0][-1:], []).append(parts)
        return made


def _edges(texts: list[str], formulas: _Formulas) -> list[tuple[str, str]]:
    """Pairs of touching clauses in one paragraph where at least one has a formula on the side of
    the other.
    """
    pairs = []
    clauses = _joined([clause for text in texts for clause in _clauses(text)], formulas)
    for one, other in zip(clauses, clauses[1:]):
        left, right = _end(one[0], formulas), _start(other[0], formulas)
        alone = (left and _alone(other)) or (right and _alone(one))
        if (left or right) and _adjoin(one[1]) and (alone or not _STOP.search(fold(one[1]))):
            pairs.append((left or _words(one[0]), right or _words(other[0])))
    return pairs


def _clauses(text: str) -> list[tuple[str, str, int]]:
    """The clauses of a sentence: (words, the mark after them, number of clauses in the
    sentence).
    """
    folded = fold(text)
    cuts = sorted(
        {
            *(m.span() for m in _BREAK.finditer(folded)),
            *_quotation_marks(folded),
            *_wide_spaces(text),
        }
    )
    pieces, start = [], 0
    for a, b in [*cuts, (len(text), len(text))]:
        if text[start:a].strip() and not (
            _item().fullmatch(folded[start:a].strip()) and not pieces
        ):
            pieces.append([text[start:a].strip(), text[a:b]])
        elif pieces:
            pieces[-1][1] += text[start:b]
        start = b
    return [(words, mark, len(pieces)) for words, mark in pieces]


def _joined(clauses: list[tuple[str, str, int]], formulas: _Formulas) -> list[tuple[str, str, int]]:
    """The clauses, with those joined that make up one formula (若有战,召必回)."""
    letters = [squeeze(clause[0]) for clause in clauses]
    result: list[tuple[str, str, int]] = []
    i = 0
    while i < len(clauses):
        possible = formulas.parted.get(letters[i][-1:], ())
        size = max(
            (len(parts) for parts in possible if _make_up(parts, letters[i : i + len(parts)])),
            default=1,
        )
        group = clauses[i : i + size]
        words = "".join(c[0] + c[1] for c in group[:-1]) + group[-1][0]
        result.append((words, group[-1][1], group[-1][2] - (size - 1)))
        i += size
    return result


def _make_up(parts: list[str], letters: list[str]) -> bool:
    """Whether clauses (`letters`) are the parts of a formula; the first may begin, and the last may
    end, with other words.
    """
    if len(letters) != len(parts) or letters[1:-1] != parts[1:-1]:
        return False
    return letters[0].endswith(parts[0]) and letters[-1].startswith(parts[-1])


def _quotation_marks(text: str) -> list[Span]:
    """Quotation marks of a folded text that enclose more than one word: five or more letters, or a
    mark that ends a clause; and those that have no other mark.
    """
    pairs, closing, opening = paired(text)
    around = (pair for pair in pairs if pair[1] - pair[0] > 5 or _BREAK.search(text, *pair))
    return [(i, i + 1) for i in (*closing, *opening, *chain.from_iterable(around))]


def _wide_spaces(text: str) -> list[tuple[int, int]]:
    """Spaces between two stretches of at least four characters each, as in a banner or a
    heading.
    """
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    return [(a[1], b[0]) for a, b in zip(words, words[1:]) if min(a[1] - a[0], b[1] - b[0]) >= 4]


def _adjoin(between: str) -> bool:
    """Whether two clauses touch: only a pause is between them, or each has its own quotation marks
    (“疫情就是命令”“防控就是责任”).
    """
    marks = QUOTE.findall(fold(between))
    return not marks or (len(marks) == 2 and marks[0] in CLOSING and marks[1] in OPENING)


def _alone(clause: tuple[str, str, int]) -> bool:
    """Whether a clause is a whole sentence of at most 12 characters."""
    return clause[2] == 1 and len(clause[0]) <= 12


def _start(words: str, formulas: _Formulas) -> str:
    letters = squeeze(words)
    possible = formulas.by_first.get(letters[:1], ())
    return max((phrase for k, phrase in possible if letters.startswith(k)), key=len, default="")


def _end(words: str, formulas: _Formulas) -> str:
    letters = squeeze(words)
    possible = formulas.by_last.get(letters[-1:], ())
    return max((phrase for k, phrase in possible if letters.endswith(k)), key=len, default="")


def _words(clause: str) -> str:
    return _SPACE.sub(" ", re.sub(f"[{INVISIBLE}]", "", clause).strip())
