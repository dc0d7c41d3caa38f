"""Quotations in an account, and who is quoted.

A clause is read by jieba's parts of speech: its subject is the first noun phrase that is not the
object of a verb or a preposition.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import NamedTuple

from ..common.characters import CLAUSE_ENDS, MARKS, OPENING, alternatives, clause_start, fold
from ..common.lists import per_lists, with_lists, words_of
from ..language.people import Person, people_in, roles
from ..language.speech import Clause, Frame, frames, is_epigraph
from ..common.spans import Span
from ..language.words import tagged

_REACH = 160  # a subject is searched for in this many characters before the words
_STOPS = "。!?;…\n"


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
    quoted: list[Quotation] = []
    for last, frame in pairwise([None, *said]):
        speaker = reader.speaker(frame, last, quoted[-1].speaker if last else "")
        quoted.append(Quotation(text[frame.start : frame.end], speaker, frame.start, frame.end))
    for i, (frame, following) in enumerate(pairwise(said)):
        # “好!”李明说:“我来。”
        if not (quoted[i].speaker or frame.introduced) and reader.beside(frame, following):
            quoted[i] = replace(quoted[i], speaker=quoted[i + 1].speaker)
    return quoted


def _named(text: str) -> list[Person]:
    """The persons of a paragraph, at every place where their names occur."""
    people = people_in(text)
    role, names = {p.start: p.role for p in people}, alternatives({p.name for p in people})
    found = re.finditer(names, text) if names else ()
    return [Person(m[0], role.get(m.start(), ""), *m.span()) for m in found]


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    tag: str


class _Phrase(NamedTuple):
    """A noun phrase that may be a subject: `name` as a speaker is called; `kind`: name, someone (a
    role or a group), pronoun, owner (李明 in 李明的声音) or thing. `head` of a relative clause:
    坐在一旁的老人.
    """

    end: int
    name: str
    kind: str
    head: bool = False


class _Patterns(NamedTuple):
    person: re.Pattern[str]
    body: re.Pattern[str]
    counted: re.Pattern[str]
    silent: re.Pattern[str]
    adverb: frozenset[str]


@per_lists
def _patterns() -> _Patterns:
    who = roles("role", "family", "crowd", "calling", "title", "nameless", "ending")
    organ = roles("organ")
    number = r"[一几数多两二三四五六七八九十百千万\d]+"
    return _Patterns(
        re.compile(rf"(?:{who})$"),
        re.compile(rf"[村镇乡县市区州省街路]|{'|'.join(w for w in organ.split('|') if len(w) > 1)}|..+(?:{organ})"),
        re.compile(rf"(?:{number}[多余来]?|这|那|该|哪)[名位个群些对]|全体|广大"),
        re.compile(rf"(?:{roles('letter', 'thing', 'document')})[上中里内]?$"),
        frozenset(words_of("attribution", "lead", "manner")),
    )


_PRONOUNS = frozenset("他她我你您俺咱")
_NO_NOUN = frozenset("其中 这样 怎么 如何 自己 这么 有些 这 那 什么 此 其 之 时 中 上 后".split())
_TO = frozenset("对向跟给与同")  # whom somebody speaks to
_NEW = frozenset("有 是 据 正如 有个 有位".split())  # a subject follows these verbs
_JOINED = frozenset(f"、·• 兼{MARKS}")
_SENTENCE = re.compile(rf"[。,]?[^{_STOPS}:{OPENING}]{{1,60}}(?!:)")
_SUBJECTS = ("name", "someone", "pronoun")


@dataclass(frozen=True, slots=True)
class _Reader:
    """A paragraph, its key, and the persons it names."""

    text: str
    folded: str
    people: list[Person]

    def speaker(self, frame: Frame, last: Frame | None, said: str) -> str:
        """The speaker of a quotation; `last`: the one before it, which somebody has `said`."""
        low = last.end + 1 if last else 0
        after, before = frame.after, frame.before
        if frame.introduced:
            at = clause_start(self.folded, max(0, before.start - 1), _STOPS, _REACH)
            ways = [
                lambda: self._said(before, self._clauses(before.start, low)),
                lambda: said if last else None,
                lambda: self._first(reversed(list(self._clauses(at, low, _STOPS)))),
            ]
        else:
            ways = [
                lambda: after and self._said(after, [*self._clauses(after.start, frame.end)][::-1]),
                lambda: said if last and self._goes_on(last, frame) else None,
                lambda: self._first(self._following(frame.end + 1)),
                lambda: self._first(self._clauses(frame.start - 1, low), ("name",)),
            ]
        return next((name for way in ways if (name := way()) is not None), "")

    def _said(self, clause: Clause, others: Iterable[Span]) -> str | None:
        """Who is the subject of a clause, or else of one of the others."""
        own = self._subject(clause.start, clause.verb, clause.subject, clause.says)
        return self._called(own) if own else self._first(others)

    def _first(self, clauses: Iterable[Span], kinds=_SUBJECTS) -> str | None:
        """Who is the subject of the first of these clauses that has one."""
        phrases = (self._subject(*span) for span in clauses)
        return next((self._called(p) for p in phrases if p and p.kind in kinds), None)

    def _goes_on(self, last: Frame, frame: Frame) -> bool:
        """Whether little more than who spoke is between two quotations."""
        between = self.folded[last.end + 1 : frame.start - 1].strip(" 、")
        parted = last.after and last.after.end + 2 >= frame.start - 1
        near = len(between) < 25 and not re.search(f"[{_STOPS}].", between)
        return bool(between and (parted or near))

    def _following(self, start: int) -> Iterator[Span]:
        """The clauses of the sentence that begins at `start`: “…”李明抹了抹眼角."""
        match = _SENTENCE.match(self.folded, start)
        for clause in re.finditer("[^,]+", match[0]) if match else ():
            yield start + clause.start(), start + clause.end()

    def beside(self, frame: Frame, following: Frame) -> bool:
        """Whether what introduces a quotation begins right after another."""
        between = self.folded[frame.end + 1 : following.start - 1]
        return following.introduced and not re.search(f"[{_STOPS}].", between)

    def _clauses(self, at: int, low: int, ends: str = ",:") -> Iterator[Span]:
        """The clauses of a sentence before `at`, the nearest first; `ends`: what may end the
        last.
        """
        low = max(low, at - _REACH)
        while at - 1 > low and self.folded[at - 1] in ends:
            end, at = at - 1, max(low, clause_start(self.folded, at - 1, CLAUSE_ENDS))
            ends = ",:"
            yield at, end

    def _subject(self, start: int, end: int, close: int = -1, says: bool = False) -> _Phrase | None:
        """The subject of the words from start to end; `close`: what follows from here on says how
        and to whom somebody speaks; `says`: a verb of speech follows.
        """
        found = list(self._phrases(start, end, close))
        if found and found[-1].end == close and found[-1].kind in _SUBJECTS:
            return found[-1]
        order = [p for p in found if p.kind in _SUBJECTS and not p.head]
        order += [p for p in found if p.kind == "owner"]
        order += [p for p in found if p.kind in _SUBJECTS and p.head and (says or p.end == end)]
        order += [p for p in found if p.kind == "thing" and says]
        return order[0] if order else None

    def _phrases(self, start: int, end: int, close: int) -> Iterator[_Phrase]:
        """The noun phrases from start to end that are not objects."""
        run: list[_Token] = []
        governed = held = some = False
        for token in [*self._tokens(start, end, close), _Token(end, end, "", "")]:
            if _nominal(token) or (run and run[-1].tag == "uj" and token.tag[:1] == "v"):
                run.append(token)
                continue
            head = _after_of(run)
            if run and (not governed or (head is not run and not held)):
                if phrase := self._phrase(head if governed else run):
                    some = True
                    yield phrase._replace(head=governed)
            run = []
            if some and token.word in _TO:
                return
            held = token.tag == "uz"  # 拉着
            if token.tag[:1] in ("v", "p") and token.word not in _NEW | _patterns().adverb:
                governed = True
            elif not held:
                governed = False

    def _tokens(self, start: int, end: int, close: int) -> Iterator[_Token]:
        """The words from start to end with their parts of speech; a person is one word."""
        i = bisect_left(self.people, start, key=lambda person: person.start)
        inside = [p for p in self.people[i : i + 20] if p.end <= end and not p.start < close < p.end]
        for person in [*inside, Person("", "", end, end)]:
            for word, tag in tagged(self.folded[start : person.start], None, True):
                yield _Token(start, start + len(word), word, tag)
                start += len(word)
            if person.name:
                yield _Token(person.start, person.end, person.name, "nr")
            start = person.end

    def _phrase(self, run: list[_Token]) -> _Phrase | None:
        """A run of nouns as a phrase."""
        p = _patterns()
        while run and run[-1].tag[:1] in ("u", "x", "a", "b", "m", "q", "s"):
            run = run[:-1]
        if not run:
            return None
        head = _after_of(run)
        owner = run[: len(run) - len(head) - 1]
        last = len(head)
        if not p.body.fullmatch(head[-1].word):
            # 老人出院: what comes after a person is a verb
            while last and not (_is_name(head[last - 1]) or p.person.search(head[last - 1].word)):
                last -= 1
        end = head[last - 1 if last else -1].end
        if head[-1].word in _PRONOUNS:
            return _Phrase(end, head[-1].word, "pronoun")
        if name := self._name(head[:last]):
            return _Phrase(end, name, "name")
        if last and p.person.search(self.folded, head[0].start, end):
            start = run[0].start if end - run[0].start <= 12 else head[0].start
            counted = [m.start() for m in p.counted.finditer(self.folded, start, end)]
            start = counted[-1] if counted else start
            return _Phrase(end, self.text[start:end], "someone") if end - start > 1 else None
        if owner and owner[-1].word in _PRONOUNS:
            return _Phrase(end, owner[-1].word, "pronoun")
        if owner and (name := self._name(owner)):
            return _Phrase(end, name, "owner")
        start = run[0].start
        if end - start < 2 or p.silent.search(self.folded, start, end):
            return None
        return _Phrase(end, self.text[start:end], "thing")

    def _name(self, tokens: list[_Token]) -> str:
        """The name that some nouns end with, perhaps with a title after it."""
        i = len(tokens) - 1
        while i >= 0 and not _is_name(tokens[i]):
            i -= 1
        if i < 0:
            return ""
        start, end, last = tokens[i].start, tokens[i].end, tokens[-1].end
        if end < last and not _patterns().person.search(self.folded, end, last):
            return ""
        while i > 1 and tokens[i - 1].word in "·•" and tokens[i - 2].tag[:1] in "nr":
            i -= 2
            start = tokens[i].start
        if end - start == 1:
            end = last  # 崔大爷
        return self.text[start:end] if end - start > 1 else ""

    def _called(self, phrase: _Phrase) -> str:
        """The name of whom a phrase means: 老人 is the last person who was called so, or 老战士."""
        if phrase.kind == "pronoun":
            return self._meant(phrase.end)
        if phrase.kind == "someone":
            i = bisect_left(self.people, phrase.end, key=lambda person: person.start)
            for p in reversed(self.people[max(0, i - 9) : i]):
                if phrase.name[0] in (p.role[:1], self.folded[p.end : p.end + 1]):
                    return p.name
        return phrase.name

    def _meant(self, at: int) -> str:
        """The person named before `at`, if only one is in the last sentence that names any."""
        i = bisect_left(self.people, at, key=lambda person: person.start)
        if not i:
            start = clause_start(self.folded, at, CLAUSE_ENDS)
            found = map(lambda span: self._subject(*span), self._clauses(start, 0, CLAUSE_ENDS))
            return next((p.name for p in found if p and p.kind in ("name", "owner")), "")
        low = clause_start(self.folded, self.people[i - 1].start, _STOPS)
        names = {person.name for person in self.people[max(0, i - 9) : i] if person.start >= low}
        return names.pop() if len(names) == 1 else ""


def _is_name(token: _Token) -> bool:
    """Whether a word is a name."""
    return token.tag.startswith("nr") or (token.tag == "eng" and token.word.isalpha())


def _nominal(token: _Token) -> bool:
    """Whether a word may belong to a noun phrase."""
    if token.word in _NO_NOUN | _NEW or token.word in _patterns().adverb:
        return False
    noun = token.tag[:1] in ("n", "r", "m", "q", "j", "b", "s", "a", "k")
    return noun or token.tag in ("eng", "uj", "vn", "l") or token.word in _JOINED


def _after_of(run: list[_Token]) -> list[_Token]:
    """The nouns after the last 的."""
    of = [i for i, token in enumerate(run) if token.tag == "uj"]
    return run[of[-1] + 1 :] if of and of[-1] + 1 < len(run) else run
