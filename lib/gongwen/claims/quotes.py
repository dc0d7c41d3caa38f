"""Quotations in an account, and who is quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..common.characters import CLAUSE_ENDS, alternatives, clause_start, fold
from ..common.lists import per_lists, with_lists
from ..language.people import Person, people_in, roles
from ..language.speech import Clause, Frame, frames, is_epigraph
from ..language.terms import SURNAMES

_REACH = 120  # a subject is searched for in this many characters before


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
    (“…”,李明说); or else the one of the quotation before, if this goes on with it, or the subject
    of the sentence before. 他 and 老人 mean a person who was named, if only one was.

    >>> [(q.text, q.speaker) for q in quotations_in("党员李明说:“我先上!”")]
    [('我先上!', '李明')]
    """
    folded = fold(text)
    said = [frame for frame in frames(folded) if not is_epigraph(folded, frame)]
    reader = _Reader(text, folded, _named(text) if said else [])
    quotations: list[Quotation] = []
    for frame in said:
        speaker = reader.speaker(frame, quotations[-1] if quotations else None)
        quotations.append(Quotation(text[frame.start : frame.end], speaker, frame.start, frame.end))
    return quotations


def _named(text: str) -> list[Person]:
    """The persons of a paragraph, at every place where their names occur."""
    people = people_in(text)
    roles_, first = {p.start: p.role for p in people}, alternatives({p.name for p in people})
    return [
        Person(m[0], roles_.get(m.start(), ""), *m.span())
        for m in re.finditer(first, text)
        if first
    ]


class _Mention(NamedTuple):
    """A person or group in a text: `name` as a speaker is called, and whether it is a named person,
    a pronoun, or a role (`known`: with nothing that says that it is a new one, as in 一名老人).
    """

    start: int
    end: int
    name: str
    kind: str


class _Patterns(NamedTuple):
    mention: re.Pattern[str]
    counted: re.Pattern[str]
    object: re.Pattern[str]
    name: re.Pattern[str]
    owner: re.Pattern[str]


@per_lists
def _patterns() -> _Patterns:
    who = roles("role", "family", "crowd", "calling", "title")
    everybody = roles("nameless")
    surname = rf"[{SURNAMES}]"
    called = (
        rf"[老小](?!{who}){surname}(?![一-龥]{{0,1}}[市县区镇乡村])|{surname}(?:大姐|大哥|奶奶|爷爷|大爷|大妈|大娘|师傅"
        r"|老师|教授|主任|书记|医生|护士长|女士|先生|阿姨|叔叔|老汉|老伯|大伯|大叔)"
    )
    return _Patterns(
        re.compile(
            rf"(?P<pronoun>(?<![其吉排])[他她](?!们|人|乡|国))|(?P<called>{called})"
            rf"|(?P<role>(?:[老小女男]?(?:{who}))+们?)|(?P<group>{everybody}|[一-龥]{{1,3}}们)"
        ),
        re.compile(
            r"(?:[一几数多两二三四五六七八九十百千万\d]+[多余来]?|这|那|该)[名位个群些]|[全]体|广大|\d+[多余]?名"
        ),
        # what stands before an object, or after an owner: not the subject of the clause
        re.compile("[对向给跟同与为把被让叫请问见看着了过到起住在从找帮替和送]$"),
        re.compile(rf"(?:(?<![一-龥])|的|{who})({surname}[一-龥]{{1,2}})$"),
        re.compile("的|家|身边|面前|那里|手中|手里|所在"),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who is mentioned where in a paragraph."""

    text: str
    folded: str
    people: list[Person]

    def speaker(self, frame: Frame, last: Quotation | None) -> str:
        """The speaker of a quotation."""
        introduced = frame.before.verb >= 0 or frame.colon
        said = (
            lambda: self._of(frame.before, frame.low, introduced),
            lambda: self._of(frame.after, frame.end, True) if frame.after else "",
        )
        for of in said[:1] if introduced else said[::-1]:
            if speaker := of():
                return speaker
        between = self.folded[last.end + 1 : frame.start - 1] if last else ""
        if last and not re.search("[。!?;].", between) and between.strip(" 、"):
            return last.speaker
        return self._follows(frame) if not last and not introduced else ""

    def _of(self, clause: Clause, low: int, introduced: bool) -> str:
        """The subject of a clause, or of the clauses before it in the same sentence."""
        end = clause.subject
        start = clause.start
        while True:
            if mention := self._subject(start, end, start == clause.start and clause.verb >= 0):
                return self._called(mention)
            end = start - 1
            low = max(low, clause.start - _REACH)
            if end <= low or self.folded[end] not in ",:":
                return ""
            start = max(low, clause_start(self.folded, end, CLAUSE_ENDS))

    def _subject(self, start: int, end: int, said: bool) -> _Mention | None:
        """The mention that ends with the words from start to end, else the first one in them.
        Without a verb of speech (`said`), a role is the subject only at their beginning.
        """
        found = [
            m
            for m in self._mentions(start, end)
            if said or m.kind == "name" or m.start == start or self.folded[m.start - 1] == "的"
        ]
        last = next((m for m in found if m.end == end), None)
        named = next((m for m in found if m.kind == "name"), None)
        return last or self._unknown(start, end) or named or (found[0] if found else None)

    def _unknown(self, start: int, end: int) -> _Mention | None:
        """A name that only the verb of speech after it shows: 一旁的王芳说."""
        name = _patterns().name.search(self.folded, start, end)
        return (
            _Mention(name.start(1), end, self.text[name.start(1) : end], "name") if name else None
        )

    def _mentions(self, start: int, end: int) -> Iterator[_Mention]:
        """Who may be the subject of the words from start to end, in order: nobody to whom somebody
        speaks or whom something belongs to.
        """
        p = _patterns()
        i = bisect_left(self.people, start, key=lambda person: person.start)
        named = [person for person in self.people[i : i + 20] if person.end <= end]
        others = [m for m in p.mention.finditer(self.folded, start, end)]
        at = start
        spans = sorted(
            [(x.start, x.end, x.name, "name") for x in named]
            + [(*m.span(), self.text[m.start() : m.end()], m.lastgroup) for m in others]
        )
        merged: list[_Mention] = []
        for a, b, name, kind in spans:
            if merged and a < merged[-1].end and merged[-1].kind == "name":
                continue
            if merged and kind == "name" and a <= merged[-1].end:
                a = merged.pop().start  # 党员李明
            elif merged and merged[-1].kind == "name" and a == merged[-1].end:
                merged[-1] = merged[-1]._replace(end=b)  # 李明医生
                continue
            merged.append(_Mention(a, b, name, kind))
        for m in merged:
            object_ = p.object.search(self.folded, at, m.start)
            if (object_ and m.start > start) or p.owner.match(self.folded, m.end, end):
                continue
            yield self._counted(m, start) if m.kind in ("role", "group") else m

    def _counted(self, mention: _Mention, start: int) -> _Mention:
        """A role with what counts it: 一位不愿透露姓名的老兵."""
        matches = list(_patterns().counted.finditer(self.folded, start, mention.start))
        if matches:
            at = matches[-1].start()
            return mention._replace(name=self.text[at : mention.end], kind="new")
        return mention

    def _called(self, mention: _Mention) -> str:
        """The name of whom a mention means."""
        if mention.kind == "pronoun":
            return self._meant(mention.start)
        if mention.kind == "role" and (known := self._meant(mention.start)):
            role = {p.role for p in self.people if p.name == known and p.role}
            if any(r[0] == mention.name[0] for r in role):
                return known
        return mention.name

    def _meant(self, at: int) -> str:
        """The person named before `at`, if only one is."""
        i = bisect_left(self.people, at, key=lambda person: person.start)
        last = self.people[i - 1].start if i else 0
        low = clause_start(self.folded, last, "。!?;\n")
        names = {person.name for person in self.people[max(0, i - 9) : i] if person.start >= low}
        return names.pop() if len(names) == 1 else ""

    def _follows(self, frame: Frame) -> str:
        """The name at the beginning of the next sentence: “…”李明今年54岁."""
        rest = self.folded[frame.end :]
        start = frame.end + len(rest) - len(rest.lstrip("”’」』。 "))
        return next((p.name for p in self.people if p.start == start), "")
