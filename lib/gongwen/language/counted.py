"""What a number counts: the noun behind its unit (1500名志愿者) or behind a clause that says more
of it (两台运行系统的主机), or before it (口罩5000只, 注册资本达到1亿元); none where none is
named (捐款5万元).

Every noun near the number is a candidate; which one is taken, or none, a model decides that was
fitted from coded text (`fitted`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from ..common.characters import alternatives
from ..common.lists import per_lists, roles, words_of
from ..common.spans import Span
from .fitted import best, weights
from .words import tagged

_REACH = 36  # letters before a number, and behind it, that are read
_SURE = 0.4  # what is less probable is left out: empty rather than wrong
_STOPS = re.compile("[。!?;\n]")
# jieba's parts of speech: nouns, abbreviations, idioms, places, what is unknown
_NOUNS = frozenset("njlisx")
PERSONS = ("role", "title", "calling", "family", "crowd")  # kinds of words for persons
_TOLD = frozenset("pcudvfr")  # parts of speech whose words are features by themselves
_JOINED = ("n", "vn", "nz", "b", "j", "eng", "a", "l")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with jieba's part of speech, at its place in a text."""

    start: int
    end: int
    text: str
    tag: str
    is_noun: bool
    may_be_counted: bool  # a noun, a verb that may be one (附加, 浇水), or a measured thing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun that may be what is counted, with what speaks for it; `whole`: whether it is no part
    of a word that jieba does not know.
    """

    start: int
    end: int
    features: tuple[str, ...]
    whole: bool = True


def counted(folded: str, span: Span, kind: str, unit: str) -> Span | None:
    """The noun that a number counts (`span`: the number with its unit), as characters of a folded
    text; None where none near it is.
    """
    found = candidates(folded, span, kind, unit)
    place, sure = best(weights("counted"), [c.features for c in found])
    told = place and sure >= _SURE and found[place].whole
    return (found[place].start, found[place].end) if told else None


def words(folded: str, start: int, end: int) -> list[Word]:
    """The words of a stretch."""
    pairs = tagged(folded[start:end], None)
    starts = accumulate((len(word) for word, _ in pairs), initial=start)
    no_nouns = _no_nouns()
    return [_word(at, word, tag, no_nouns) for at, (word, tag) in zip(starts, pairs)]


def _word(start: int, text: str, tag: str, no_nouns: frozenset[str]) -> Word:
    named = text.isalnum() and text not in no_nouns
    noun = named and (tag[0] in _NOUNS or tag in ("vn", "eng"))
    verb = named and tag[0] in "vq" and len(text) > 1
    return Word(start, start + len(text), text, tag, noun, noun or verb)


def candidates(folded: str, span: Span, kind: str, unit: str) -> list[Candidate]:
    """What a number may count: first nothing, then the nouns near it."""
    start, end = span
    low = max((m.end() for m in _STOPS.finditer(folded, max(0, start - _REACH), start)), default=0)
    stop = _STOPS.search(folded, end, end + _REACH)
    before = words(folded, max(low, start - _REACH), start)[::-1]
    behind = words(folded, end, stop.start() if stop else end + _REACH)
    touching = (("behind", behind), ("before", before))
    near = [f"{name} {_told(row[0] if row else None)}" for name, row in touching]
    patterns = _amount(), _person()
    sides = [_Side(name, row, kind, unit, near, *patterns) for name, row in touching]
    nothing = ["none", f"none {kind}", f"none {unit}", *(f"none {n}" for n in near)]
    nothing += [f"none {kind} {n}" for n in near]
    return [
        Candidate(end, end, tuple(nothing)),
        *(c for side in sides for c in _nouns(side) if _is_free(folded, c)),
    ]


def _is_free(folded: str, noun: Candidate) -> bool:
    """Whether a noun is not who gets something (捐给灾区), and no title."""
    before, behind = folded[noun.start - 1 : noun.start], folded[noun.end : noun.end + 1]
    return before not in tuple("给向往予《") and behind != "》"


def _told(word: Word | None) -> str:
    """A word as a feature: by its text where that says how nouns are joined, "end" for none."""
    return (_joint(word) or word.tag[0]) if word else "end"


def _joint(word: Word) -> str:
    """The text of a word that says how nouns are joined, or of a mark; "" of another."""
    return word.text if word.tag[0] in _TOLD or not word.text.isalnum() else ""


def _nouns(side: _Side) -> Iterator[Candidate]:
    """The nouns on one side of a number."""
    between: list[str] = []
    runs, last_noun = 0, False
    for i, word in enumerate(side.row):
        runs += word.is_noun and not last_noun
        # 捐款5万元: what was done, but 捐款合计5万元
        named = side.amount.search(word.text) and (i or side.name == "behind")
        fits = side.kind != "money" or word.is_noun or named
        if word.may_be_counted and fits:
            yield side.candidate(i, between, runs)
        last_noun = word.is_noun
        between.append(_joint(word))


def _letters(row: list[Word], first: int, last: int) -> tuple[int, int]:
    """The words from first to last with the single letters beside them."""
    while first and len(row[first - 1].text) == 1 and row[first - 1].text.isalpha():
        first -= 1
    if last + 1 < len(row) and len(row[last + 1].text) == 1 and row[last + 1].text.isalpha():
        last += 1
    return first, last


def _is_part(row: list[Word], i: int, before: int) -> bool:
    """Whether letters that are no words stand beside a word, so that it is a part of one: 机构 in
    军休机构, 公众 in 公众号. `before`: the step to the word before.
    """
    beside = [row[j] for j in (i - before, i + before) if 0 <= j < len(row)]
    return any(len(w.text) == 1 and w.tag in ("zg", "g", "k") for w in beside) or any(
        len(w.text) == 1 and w.tag in ("m", "q") and w.text.isalpha() for w in beside[:1]
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """The words on one side of a number, the nearest first; `near`: what touches the number behind
    and before it.
    """

    name: str
    row: list[Word]
    kind: str
    unit: str
    near: list[str]
    amount: re.Pattern[str]
    person: re.Pattern[str]

    @property
    def step(self) -> int:
        """From a word to the one that stands before it in the text."""
        return -1 if self.name == "behind" else 1

    def at(self, i: int) -> Word | None:
        return self.row[i] if 0 <= i < len(self.row) else None

    def candidate(self, i: int, between: list[str], runs: int) -> Candidate:
        """The noun that ends with a word, with another one before it if it belongs to it."""
        other = self.at(i + self.step)
        # 指挥部捐款5万元: 捐款 is what it does
        noun = self.row[i].is_noun or self.kind != "money"
        joined = noun and other is not None and other.tag in _JOINED and other.text.isalnum()
        first = i + self.step if joined else i
        beside = [(self.at(i - self.step), "next"), (self.at(first + self.step), "previous")]
        features = [f"{n} {_told(w)}" for w, n in beside]
        features += [*self._place(i, between, runs), *self._shape(i)]
        if i < 5:
            path = " ".join(_told(w) for w in self.row[:i])
            features += [f"path {path}", f"path {path} {self.kind}"]
            features.append(f"path {path} then {features[0]}")
        told = (self.name, *(f"{self.name} {feature}" for feature in features))
        start, end = self.row[first].start, self.row[i].end
        whole = not _is_part(self.row, i, self.step)
        if not whole and self.name == "behind":  # 57个卡|点, 83个军|休|机构
            low, high = _letters(self.row, first, i)
            if whole := low == 0:
                start, end = self.row[0].start, self.row[high].end
        return Candidate(start, end, told, whole)

    def _place(self, i: int, between: list[str], runs: int) -> Iterator[str]:
        yield from (self.kind, str(i) if i < 6 else "far", f"run {runs}", f"run {runs} {self.kind}")
        yield from (self.unit, f"{self.unit} {i}")
        for near in self.near:
            yield f"{self.kind} {near}"
            if i < 3:
                yield f"{i} {near}"
        for text in sorted({*between} - {""}):
            yield f"over {text}"

    def _shape(self, i: int) -> Iterator[str]:
        word, following = self.row[i], self.at(i - self.step)
        shapes = {
            "inside": following is not None and following.is_noun,
            "letter": len(word.text) == 1,
            "amount": self.amount.search(word.text),
            "person": self.person.search(word.text),
            "place": word.tag in ("ns", "nt", "nr", "s"),
            f"ends {word.text[-1]}": True,
        }
        for shape, holds in shapes.items():
            if holds:
                yield from (shape, f"{shape} {self.kind}")
        yield from (word.tag, f"word {word.text}")


@per_lists
def _no_nouns() -> frozenset[str]:
    """Words that jieba takes for nouns and that count nothing (全员)."""
    return frozenset(words_of("number_words", "adverb", "total", "between"))


@per_lists
def _person() -> re.Pattern[str]:
    return re.compile(f"(?:{roles(*PERSONS)})$")


@per_lists
def _amount() -> re.Pattern[str]:
    """How the names of amounts end: 注册资本, 面积, 慰问金."""
    return re.compile(f"(?:{alternatives(words_of('number_words', 'amount'))})$")
