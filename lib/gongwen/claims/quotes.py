"""Quotations in an account, and who is quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..common.characters import CLAUSE_ENDS, MARKS, OPENING, clause_start, fold
from ..common.lists import with_lists
from ..common.spans import Span
from ..language.people import Person, people_in
from ..language.speech import Clause, Frame, frames, is_epigraph, read_clause, well_turned
from ..language.subjects import SUBJECTS, Paragraph, Phrase

_REACH = 160  # a subject is searched for in this many characters before the words
_STOPS = "。!?;…\n"
_CLAUSE = re.compile(f"[^{CLAUSE_ENDS}]*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech or writing without its outer quotation marks; `speaker` as the text names the
    person ("" if it names nobody). Positions are 0-based, end exclusive.
    """

    text: str
    speaker: str
    start: int
    end: int


@with_lists
def quotations_in(text: str) -> list[Quotation]:
    """The quotations of a paragraph, in order, each with its speaker; an epigraph is not a
    quotation.

    The speaker is the subject of the verb of speech before the words (李明说:“…”) or after them
    (“…”,李明说); or else the speaker of the quotation before, if this one goes on with it, or the
    subject of the next sentence. 他 is the person who was named last, if only one was, and 老人
    one who was called so.

    >>> [(q.text, q.speaker) for q in quotations_in("党员李明说:“我先上!”")]
    [('我先上!', '李明')]
    """
    folded = well_turned(fold(text))
    said = [frame for frame in frames(folded) if not is_epigraph(folded, frame)]
    label = _LABEL.match(folded)
    reader = _Reader(text, folded, _named(text, folded) if said or label else [])
    if label and reader.is_name(*label.span("who")):
        clause = Clause(label.start("who"), *[label.end("who")] * 3)
        said = [Frame(label.end(), len(folded.rstrip()), clause, None, True)]
    quoted: list[Quotation] = []
    for last, frame in pairwise([None, *said]):
        speaker = reader.speaker(frame, last, quoted)
        quoted.append(Quotation(text[frame.start : frame.end], speaker, frame.start, frame.end))
    for i, (frame, following) in enumerate(pairwise(said)):
        # “好!”李明说:“我来。”
        if not (quoted[i].speaker or frame.introduced) and reader.beside(frame, following):
            quoted[i] = replace(quoted[i], speaker=quoted[i + 1].speaker)
    return quoted


def _named(text: str, folded: str) -> list[Person]:
    """The persons of a paragraph, at every place where their names occur."""
    import ahocorasick_rs

    names = sorted({folded[person.start : person.end] for person in people_in(text)})
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    found = ahocorasick_rs.AhoCorasick(names, longest).find_matches_as_indexes(folded)
    return [Person(text[start:end], "", start, end) for i, start, end in found]


# an answer in an interview: a paragraph that a name opens, with 我 or 你 in it
_LABEL = re.compile(rf"\s*(?P<who>[一-龥·]{{2,14}}):\s*(?=[^{MARKS}]{{0,60}}(?:我|你|您|咱))")
_SENTENCE = re.compile(rf"(?!的)[。,]?[^{_STOPS}:{OPENING}]{{1,60}}+(?!:)")


class _Reader(Paragraph):
    """A paragraph, for which it tells who says each quotation."""

    __slots__ = ()

    def speaker(self, frame: Frame, last: Frame | None, quoted: list[Quotation]) -> str:
        """The speaker of a quotation; `last`: the one before it; `quoted`: those before it."""
        said = quoted[-1].speaker if quoted else ""
        low = last.end + 1 if last else 0
        after, before = frame.after, frame.before
        earlier = self._clauses(before.start, low)
        ways: tuple[Callable[[], str | None], ...]
        if frame.introduced:
            sentence = clause_start(self.folded, before.start, _STOPS, _REACH)
            ways = (
                lambda: self._said(before, earlier),
                lambda: said if last else None,
                lambda: self._first([*self._clauses(sentence, low, _STOPS)][::-1]),
            )
        else:
            ways = (
                lambda: after and self._said(after, self._following(frame.end + 1)),
                lambda: said if last and self._goes_on(last, frame) else None,
                lambda: self._in_turn(frame, quoted),
                lambda: self._first(self._following(frame.end + 1)),
                lambda: self._first([(before.start, before.end), *earlier], ("name",)),
                lambda: self._reported(before.start, low),
                lambda: self._first([*self._clauses(before.start, low, _STOPS)][::-1], ("name",)),
            )
        return next((name for way in ways if (name := way()) is not None), "")

    def _reported(self, at: int, low: int) -> str | None:
        """Who is reported to say something in the sentence before: 孙丽说,她不怕。“…”"""
        clauses = (read_clause(self.folded, *span) for span in self._clauses(at, low, _STOPS))
        return next((self._said(clause, ()) for clause in clauses if clause.says), None)

    def beside(self, frame: Frame, following: Frame) -> bool:
        """Whether what introduces a quotation begins right after another."""
        between = self.folded[frame.end + 1 : following.start - 1]
        return following.introduced and not re.search(f"[{_STOPS},].", between)

    def _goes_on(self, last: Frame, frame: Frame) -> bool:
        """Whether little more than who spoke is between two quotations."""
        between = self.folded[last.end + 1 : frame.start - 1].strip(" 、")
        near = 0 < len(between) < 25 and not re.search(f"[{_STOPS}]", between)
        return last.attributed(frame) or near

    def _in_turn(self, frame: Frame, quoted: list[Quotation]) -> str | None:
        """The speaker of the last quotation but one, if nothing is between the three."""
        if len(quoted) < 2:
            return None
        row = [*quoted[-2:], frame]
        gaps = (self.folded[a.end + 1 : b.start - 1] for a, b in pairwise(row))
        return None if any(gap.strip() for gap in gaps) else row[0].speaker

    # --- which clauses are read

    def _clauses(self, at: int, low: int, ends: str = ",:") -> Iterator[Span]:
        """The clauses of a sentence before `at`, the nearest first; `ends`: what may end the
        last.
        """
        low = max(low, at - _REACH)
        while at - 1 > low and self.folded[at - 1] in ends:
            end, at = at - 1, max(low, clause_start(self.folded, at - 1, CLAUSE_ENDS))
            ends = ",:"
            yield at, end

    def _following(self, start: int) -> Iterator[Span]:
        """The clauses of the sentence that begins at `start`: “…”李明抹了抹眼角."""
        match = _SENTENCE.match(self.folded, start)
        for clause in re.finditer("[^,]+", match[0]) if match else ():
            yield start + clause.start(), start + clause.end()

    def _said(self, clause: Clause, others: Iterable[Span]) -> str | None:
        """Who is the subject of a clause, or else of the first of the others that has one."""
        own = self._subject(clause)
        return self._called(own) if own else self._first(others)

    def _subject(self, clause: Clause) -> Phrase | None:
        return self.subject(clause.start, clause.verb, clause.subject, clause.says)

    def _first(self, clauses: Iterable[Span], kinds=(*SUBJECTS, "owner")) -> str | None:
        """Who is the subject of the first of these clauses that has one; one with a verb before it
        (面对排队的居民,…) if no other.
        """
        read = (read_clause(self.folded, *span) for span in clauses)
        found = [p for p in map(self._subject, read) if p and p.kind in kinds]
        found.sort(key=lambda phrase: phrase.governed)
        return self._called(found[0]) if found else None

    # --- whom it means

    def _called(self, phrase: Phrase) -> str:
        """The name of whom a phrase means: 局长 is the last person who was called so, and 老人 the
        last who was called old.
        """
        name = phrase.name
        if phrase.kind == "pronoun":
            return self._meant(phrase.end) if name in "他她" else ""
        if phrase.kind == "someone":
            for p in reversed(self._earlier(phrase.end)):
                title = self.folded[max(0, p.start - 3) : p.start]
                old = name[0] == "老" and "老" in title + self.folded[p.end : p.end + 1]
                if old or title.endswith(name):
                    return p.name
        return name

    def _meant(self, at: int) -> str:
        """The person named before `at`, if only one is in the last sentence that names any, or the
        subject of that sentence.
        """
        earlier = self._earlier(at)
        if not earlier:
            start = clause_start(self.folded, at, CLAUSE_ENDS, _REACH)
            clauses = self._clauses(start, 0, CLAUSE_ENDS)
            names = next(filter(None, (self.names(*clause) for clause in clauses)), [])
            return names[0] if len(names) == 1 else ""
        low = clause_start(self.folded, earlier[-1].start, _STOPS, _REACH)
        within = [person for person in earlier if person.start >= low]
        if len({person.name for person in within}) == 1:
            return within[0].name
        clause = _CLAUSE.match(self.folded, within[0].start)
        names = self.names(low, min(clause.end(), at))
        return names[0] if len(names) == 1 else ""

    def _earlier(self, at: int) -> list[Person]:
        """The last persons named before `at`."""
        i = bisect_left(self.people, at, key=lambda person: person.start)
        return self.people[max(0, i - 9) : i]
