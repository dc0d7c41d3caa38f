"""Quotations in an account, and who is quoted.

A clause is read by jieba's parts of speech: its subject is a noun phrase that is not the object of
a verb or a preposition.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import NamedTuple

from ..common.characters import CLAUSE_ENDS, MARKS, OPENING, alternatives, clause_start, fold
from ..common.lists import per_lists, with_lists, words_of
from ..common.spans import Span
from ..language.people import Person, people_in, roles
from ..language.speech import Clause, Frame, frames, is_epigraph, well_turned
from ..language.terms import SURNAMES
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
    (“…”,李明说); or else the speaker of the quotation before, if this one goes on with it, or the
    subject of the next sentence. 他 is the person who was named last, if only one was, and 老人
    one who was called so.

    >>> [(q.text, q.speaker) for q in quotations_in("党员李明说:“我先上!”")]
    [('我先上!', '李明')]
    """
    folded = well_turned(fold(text))
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
    names = {person.name for person in people_in(text)}
    found = re.finditer(alternatives(names), text) if names else ()
    return [Person(match[0], "", *match.span()) for match in found]


class _Token(NamedTuple):
    """A word, with jieba's part of speech."""

    start: int
    end: int
    word: str
    tag: str

    @property
    def is_name(self) -> bool:
        if self.tag == "r":  # 老何
            return self.word[0] in "老小" and self.word[1:] in tuple(SURNAMES)
        return self.tag.startswith("nr") or (self.tag == "eng" and self.word.isalpha())


class _Phrase(NamedTuple):
    """A noun phrase that may be a subject: `name` as a speaker is called; `kind`: name, someone (a
    role or a group), pronoun, owner (李明 in 李明的声音) or thing. `governed`: a verb is before
    it, as before the head of a relative clause (坐在一旁的老人).
    """

    end: int
    name: str
    kind: str
    governed: bool = False


class _Patterns(NamedTuple):
    """`role`: a word for a person; `person`: how a word for a person or a group ends; `body`: a word for a place or an office;
    `counted`: what counts persons; `silent`: what bears words; `function`: words that are no nouns
    and do not govern one.
    """

    role: re.Pattern[str]
    person: re.Pattern[str]
    body: re.Pattern[str]
    counted: re.Pattern[str]
    silent: re.Pattern[str]
    function: frozenset[str]


@per_lists
def _patterns() -> _Patterns:
    who = roles("role", "family", "crowd", "calling", "title", "nameless", "ending")
    organ = words_of("attribution", "organ")
    whole = alternatives(word for word in organ if len(word) > 1)
    number = r"[一几数多两二三四五六七八九十百千万\d]+"
    return _Patterns(
        re.compile(roles("role", "crowd", "calling", "title")),
        re.compile(rf"(?:{who})$"),
        re.compile(rf"[村镇乡县市区州省街路]|{whole}|..+(?:{alternatives(organ)})"),
        re.compile(rf"(?:{number}[多余来]?|这|那|该|哪)[名位个群些对]|全体|广大"),
        re.compile(rf"(?:{roles('letter', 'thing', 'document')})[上中里内]?$"),
        frozenset(words_of("attribution", "lead", "manner", "function")),
    )


_PRONOUNS = frozenset("他她我你您俺咱")
_TO = frozenset("对向跟给与同冲")  # whom somebody speaks to
_ASPECT = ("uz", "ul", "ug")  # 着 了 过
_JOINED = frozenset(f"、·• 兼{MARKS}")
_NOUNS = ("n", "r", "m", "q", "j", "b", "s", "a", "k", "eng", "uj", "vn", "zg")
_SENTENCE = re.compile(rf"[。,]?[^{_STOPS}:{OPENING}]{{1,60}}(?!:)")
_SUBJECTS = ("name", "someone", "pronoun")


@dataclass(frozen=True, slots=True)
class _Reader:
    """A paragraph, its key, and the persons it names, at each place."""

    text: str
    folded: str
    people: list[Person]

    def speaker(self, frame: Frame, last: Frame | None, said: str) -> str:
        """The speaker of a quotation; `last`: the one before it, which somebody has `said`."""
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
                lambda: after and self._said(after, [*self._clauses(after.start, frame.end)][::-1]),
                lambda: said if last and self._goes_on(last, frame) else None,
                lambda: self._first(self._following(frame.end + 1)),
                lambda: self._first([(before.start, before.end), *earlier], ("name",)),
            )
        return next((name for way in ways if (name := way()) is not None), "")

    def beside(self, frame: Frame, following: Frame) -> bool:
        """Whether what introduces a quotation begins right after another."""
        between = self.folded[frame.end + 1 : following.start - 1]
        return following.introduced and not re.search(f"[{_STOPS}].", between)

    def _goes_on(self, last: Frame, frame: Frame) -> bool:
        """Whether little more than who spoke is between two quotations."""
        between = self.folded[last.end + 1 : frame.start - 1].strip(" 、")
        near = len(between) < 25 and not re.search(f"[{_STOPS}].", between)
        return last.attributed(frame) or (near and (between != "" or last.introduced))

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
        own = self._subject(clause.start, clause.verb, clause.subject, clause.says)
        return self._called(own) if own else self._first(others)

    def _first(self, clauses: Iterable[Span], kinds=(*_SUBJECTS, "owner")) -> str | None:
        """Who is the subject of the first of these clauses that has one."""
        phrases = (self._subject(*span) for span in clauses)
        return next((self._called(p) for p in phrases if p and p.kind in kinds), None)

    # --- the subject of a clause

    def _subject(self, start: int, end: int, close: int = -1, says: bool = False) -> _Phrase | None:
        """The subject of the words from start to end; `close`: what follows from here on says how
        and to whom somebody speaks; `says`: a verb of speech follows.
        """
        found = list(self._phrases(start, end, close))
        if found and found[-1].end == close and found[-1].kind in _SUBJECTS:
            return found[-1]
        found.sort(key=lambda phrase: phrase.governed)
        for kinds in (_SUBJECTS, ("owner",), ("thing",) if says else ()):
            if phrase := next((p for p in found if p.kind in kinds), None):
                return phrase
        return None

    def _phrases(self, start: int, end: int, close: int) -> Iterator[_Phrase]:
        """The noun phrases from start to end that are not objects."""
        run: list[_Token] = []
        governor, held, some = "", False, False
        for token in [*self._tokens(start, end, close), _Token(end, end, "", "")]:
            if _nominal(token) or (run and run[-1].tag == "uj" and token.tag[:1] == "v"):
                run.append(token)
                continue
            phrase = None if governor and held else self._phrase(run, governor != "", start)
            # 返乡大学生李明说: a verb may belong to the noun
            if phrase and (
                not governor
                or any(token.tag == "uj" for token in run)
                or (governor == "v" and close >= 0 and not some and phrase.kind in _SUBJECTS[:2])
            ):
                some = not governor or phrase.end == close
                yield phrase
            run = []
            if some and token.word in _TO:
                return
            held = token.tag in _ASPECT
            if token.tag[:1] in ("v", "p") and token.word not in _patterns().function:
                governor = token.tag[0]
            elif not held:
                governor = ""

    def _tokens(self, start: int, end: int, close: int) -> Iterator[_Token]:
        """The words from start to end with their parts of speech; a person is one word, also where
        jieba joins a name with a verb, or takes a given name for a word.
        """
        last = None
        for token in chain(self._words(start, end, close), [None]):
            if last and token and last.is_name:
                if len(last.word) > 1 and token.tag in _ASPECT:  # 周明握着
                    yield _Token(last.start, last.end - 1, last.word[:-1], "nr")
                    last = _Token(last.end - 1, last.end, last.word[-1], "v")
                elif (
                    last.word in SURNAMES
                    and len(token.word) == 2
                    and not _of_persons(token)
                    and self.folded[last.start - 1 : last.start] not in tuple("老小")
                ):
                    token = _Token(last.start, token.end, last.word + token.word, "nr")  # 赵国庆
                    last = None
            if last:
                yield last
            last = token

    def _words(self, start: int, end: int, close: int) -> Iterator[_Token]:
        """The words from start to end; a person is one word."""
        i = bisect_left(self.people, start, key=lambda person: person.start)
        for person in [*self.people[i : i + 20], Person("", "", end, end)]:
            if person.end > end or person.start < close < person.end:
                continue
            for word, tag in tagged(self.folded[start : person.start], None, True):
                yield _Token(start, start + len(word), word, tag)
                start += len(word)
            if person.name:
                yield _Token(person.start, person.end, person.name, "nr")
            start = person.end

    def _phrase(self, run: list[_Token], governed: bool, low: int) -> _Phrase | None:
        """A run of nouns as a phrase; only what is after 的 if a verb is before it. `low`: where
        the clause begins.
        """
        run = _trimmed(run)
        owner, head = _parted(run)
        if not head:
            return None
        p, person = _patterns(), _to_person(head)
        first = head if governed or not person else run
        start, end = first[0].start, (person or head)[-1].end
        name, kind = "", "thing"
        if head[-1].word in _PRONOUNS or (not person and owner and owner[-1].word in _PRONOUNS):
            kind = "pronoun"
        elif name := self._name(person):
            kind = "name"
        elif person and p.person.search(self.folded, head[0].start, end):
            kind, start = "someone", start if end - start <= 12 else head[0].start
            start = max(
                (m.start() for m in p.counted.finditer(self.folded, max(low, end - 16), end)),
                default=start,
            )
        elif owner and (name := self._name(_to_person(owner)) or self._group(owner)):
            kind = "owner"
        elif p.silent.search(self.folded, start, end):
            return None
        name = name or self.text[start:end]
        return _Phrase(end, name, kind, governed) if len(name) > 1 or kind == "pronoun" else None

    def _group(self, tokens: list[_Token]) -> str:
        """Some nouns that end with a word for a person."""
        start, end = tokens[0].start, tokens[-1].end
        return self.text[start:end] if _patterns().person.search(self.folded, start, end) else ""

    def _name(self, tokens: list[_Token]) -> str:
        """The name that some nouns end with, perhaps with a title after it."""
        i = max((i for i, token in enumerate(tokens) if token.is_name), default=-1)
        if i < 0:
            return ""
        start, end, last = tokens[i].start, tokens[i].end, tokens[-1].end
        if end < last and not _patterns().person.search(self.folded, end, last):
            return ""
        if i and (
            (end - start < 3 and tokens[i - 1].word in SURNAMES)
            or (end - start == 1 and tokens[i - 1].word in ("老", "小"))
        ):
            start -= 1
        while i > 1 and tokens[i - 1].word in "·•" and tokens[i - 2].tag[:1] in "nr":
            i -= 2
            start = tokens[i].start
        if end - start == 1:
            end = last  # 崔大爷
        return self.text[start:end] if end - start > 1 else ""

    # --- whom it means

    def _called(self, phrase: _Phrase) -> str:
        """The name of whom a phrase means: 老人 is the last person who was called so, or 老战士."""
        name = phrase.name
        if phrase.kind == "pronoun":
            return self._meant(phrase.end)
        if phrase.kind == "someone" and name[-1] != "们" and not _patterns().counted.match(name):
            for p in reversed(self._earlier(phrase.end)):
                if name[0] in self.folded[max(0, p.start - 3) : p.start] + self.folded[p.end :][:1]:
                    return p.name
        return name

    def _meant(self, at: int) -> str:
        """The person named before `at`, if only one is in the last sentence that names any."""
        earlier = self._earlier(at)
        if not earlier:
            start = clause_start(self.folded, at, CLAUSE_ENDS)
            found = (self._subject(*span) for span in self._clauses(start, 0, CLAUSE_ENDS))
            return next((p.name for p in found if p and p.kind in ("name", "owner")), "")
        low = clause_start(self.folded, earlier[-1].start, _STOPS)
        names = {person.name for person in earlier if person.start >= low}
        return names.pop() if len(names) == 1 else ""

    def _earlier(self, at: int) -> list[Person]:
        """The last persons named before `at`."""
        i = bisect_left(self.people, at, key=lambda person: person.start)
        return self.people[max(0, i - 9) : i]


def _of_persons(token: _Token) -> bool:
    """Whether a word is one for a person, a group or an office."""
    p = _patterns()
    return bool(p.person.search(token.word) or p.body.fullmatch(token.word))


def _nominal(token: _Token) -> bool:
    """Whether a word may belong to a noun phrase."""
    if token.word in _patterns().function:
        return False
    if token.tag == "l":  # a set phrase: 发言人, but not 紧紧抓住
        return bool(_patterns().person.search(token.word))
    if _patterns().role.fullmatch(token.word):  # 站长, which jieba takes for a verb
        return True
    return token.tag in _NOUNS or token.tag[:1] in ("n", "r") or token.word in _JOINED


def _trimmed(run: list[_Token]) -> list[_Token]:
    """A run of nouns without what cannot begin or end a phrase."""
    while run and run[0].tag[:1] in ("u", "x"):
        run = run[1:]
    while run and run[-1].tag[:1] in ("u", "x", "a", "b", "m", "q", "s"):
        run = run[:-1]
    return run


def _parted(run: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """The nouns before the last 的, and those after it."""
    of = max((i for i, token in enumerate(run) if token.tag == "uj"), default=-1)
    return run[: max(of, 0)], run[of + 1 :]


def _to_person(head: list[_Token]) -> list[_Token]:
    """Some nouns up to the last that is a person: what comes after one is a verb (老人出院), unless
    it is a body of persons.
    """
    p, last = _patterns(), len(head)
    if not p.body.fullmatch(head[-1].word):
        while last and not (head[last - 1].is_name or p.person.search(head[last - 1].word)):
            last -= 1
    return head[:last]
