"""The subject of a clause, read by jieba's parts of speech: a noun phrase that is not the object of
a verb or a preposition.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from ..common.characters import MARKS
from ..common.lists import per_lists, roles, words_of
from .people import Person
from .terms import SURNAMES
from .words import tagged


class Phrase(NamedTuple):
    """A noun phrase that may be a subject: where it ends, and what it is called; `kind`: name,
    someone (a role or a group), counted (一名老党员), pronoun, owner (李明 in 李明的声音) or thing.
    `governed`: a verb is before it, as before the head of a relative clause (坐在一旁的老人).
    """

    end: int
    name: str
    kind: str
    governed: bool = False


class _Token(NamedTuple):
    """A word, with jieba's part of speech."""

    start: int
    end: int
    word: str
    tag: str

    @property
    def is_name(self) -> bool:
        if self.word[:1] in ("老", "小") and self.word[1:] in tuple(SURNAMES):  # 老何
            return True
        return self.tag.startswith("nr") or (self.tag == "eng" and self.word.isalpha())


class _Patterns(NamedTuple):
    """`role`: a word for a person; `person`: how a word for a person or a group ends; `body`: a
    word for a place or an office; `counted`: what counts persons; `silent`: what bears words;
    `function`: words that are no nouns and do not govern one.
    """

    role: re.Pattern[str]
    person: re.Pattern[str]
    body: re.Pattern[str]
    counted: re.Pattern[str]
    silent: re.Pattern[str]
    function: frozenset[str]


@per_lists
def _patterns() -> _Patterns:
    organ = words_of("attribution", "organ")
    number = r"[一几数多两二三四五六七八九十百千万\d]+"
    titles = ("role", "crowd", "calling", "title")
    return _Patterns(
        re.compile(_one_of(*titles)),
        re.compile(rf"{_one_of(*titles, 'family', 'nameless', 'ending')}$"),
        re.compile(
            "[村镇乡县市区州省街路]"
            + "".join(f"|{'' if len(word) > 1 else '..+'}{re.escape(word)}" for word in organ)
        ),
        re.compile(rf"(?:{number}[多余来]?|这|那|该|哪)[名位个群些对]|全体|广大"),
        re.compile(rf"{_one_of('letter', 'thing', 'document')}[上中里内]?$"),
        frozenset(words_of("attribution", "lead", "manner", "function")),
    )


def _one_of(*kinds: str) -> str:
    """A pattern for the words of these kinds; one that matches nothing where a list has none."""
    return f"(?:{roles(*kinds) or '(?!)'})"


SUBJECTS = ("name", "someone", "counted", "pronoun")
_PRONOUNS = frozenset("他她我你您俺咱")
_TO = frozenset("对向跟给与同冲")  # whom somebody speaks to
_LATIN = re.compile(r"[a-z]+(?:\.? [a-z]+)*$")
_GUESSED = "n?"  # what jieba takes for a name and is none
_AND = frozenset("和与")
_ASPECT = ("uz", "ul", "ug")  # 着 了 过
_JOINED = frozenset(f"、·• 兼等{MARKS}")
_NOUNS = ("m", "q", "j", "b", "s", "a", "k", "eng", "uj", "vn", "zg")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its key, and the persons it names, in order, at every place."""

    text: str
    folded: str
    people: Sequence[Person]

    def subject(self, start: int, end: int, close: int = -1, says: bool = False) -> Phrase | None:
        """The subject of the words from start to end, None where it is not there.

        `close`: if a verb of speech or a colon follows, what comes from here on says how and to
        whom somebody speaks; `says`: a verb does.
        """
        found = list(self._phrases(start, end, close))
        if found and found[-1].end == close and found[-1].kind in SUBJECTS:
            return found[-1]
        found.sort(key=lambda phrase: phrase.governed)
        for kinds in (SUBJECTS, ("owner",), ("thing",) if says else ()):
            phrase = next((p for p in found if p.kind in kinds), None)
            if phrase and (phrase.kind != "thing" or phrase.end <= close):
                return phrase
        return None

    def is_name(self, start: int, end: int) -> bool:
        """Whether the words from start to end are a name, perhaps with a title."""
        phrases = list(self._phrases(start, end, -1))
        return len(phrases) == 1 and phrases[0].kind == "name" and phrases[0].end == end

    def names(self, start: int, end: int) -> list[str]:
        """The names from start to end that are no objects."""
        phrases = self._phrases(start, end, -1)
        return [p.name for p in phrases if p.kind == "name" or p.kind == "owner"]

    def _phrases(self, start: int, end: int, close: int) -> Iterator[Phrase]:
        """The noun phrases from start to end that are not objects."""
        run: list[_Token] = []
        governor, some = "", False
        for token in chain(self._tokens(start, end, close), [_Token(end, end, "", "")]):
            if _continues(run, token) and (token.start != close or close == start):
                run.append(token)
                continue
            phrase = self._free(run, governor, start, close >= 0 and not some)
            if phrase:
                alone = governor in ("", "c")
                some = phrase.kind in SUBJECTS and (alone or phrase.end == close)
                yield phrase
            if some and token.word in _TO:
                return
            governor = _governor(token, governor)
            if token.word in _AND:  # 跑去和李明说, but 公安局和王明说
                governor = "c" if run else "p"
            run = []

    def _free(self, run: list[_Token], governor: str, start: int, first: bool) -> Phrase | None:
        """A run of nouns as a phrase, unless it is the object of what governs it; `first`: no
        subject is before it in a clause of speech, so that a verb before it may belong to it
        (返乡大学生李明说).
        """
        alone = governor in ("", "c")
        free = alone or (governor != "a" and any(token.tag == "uj" for token in run))
        if not (free or (governor == "v" and first)):
            return None
        phrase = self._phrase(run, not alone, start)
        if phrase is None or (governor == "c" and phrase.kind == "pronoun"):
            return None  # 李明和我说
        return phrase if free or phrase.kind in SUBJECTS[:3] else None

    def _tokens(self, start: int, end: int, close: int) -> Iterator[_Token]:
        """The words from start to end; 老 or 小 and a surname is one word (小顾|递来)."""
        last: _Token | None = None
        for token in chain(self._words(start, end, close), [None]):
            called = last and token and last.word in ("老", "小") and token.word[0] in SURNAMES
            if called and (token.tag == _GUESSED or len(token.word) == 1):
                yield _Token(last.start, token.start + 1, last.word + token.word[0], "nr")
                rest = token.word[1:]
                token, last = _Token(token.start + 1, token.end, rest, "v") if rest else None, None
            if last:
                yield last
            last = token

    def _words(self, start: int, end: int, close: int) -> Iterator[_Token]:
        """The words from start to end with their parts of speech; none goes beyond `close`."""
        i = bisect_left(self.people, start, key=lambda person: person.start)
        edges = [Person("", "", at, at) for at in (close, end) if at >= start]
        for person in sorted([*self.people[i : i + 20], *edges], key=lambda p: (p.start, p.end)):
            if person.end > end or person.start < start:
                continue
            if person.start < close < person.end:  # 苏|说
                person = replace(person, name=person.name[: close - person.start], end=close)
            for word, tag in tagged(self.folded[start : person.start], None, True):
                if tag.startswith("nr") and len(word) > 1 and not _is_called(word):
                    tag = _GUESSED  # 安静, 小姐
                yield _Token(start, start + len(word), word, tag)
                start += len(word)
            if person.name:
                yield _Token(person.start, person.end, person.name, "nr")
            start = person.end

    def _phrase(self, run: list[_Token], governed: bool, low: int) -> Phrase | None:
        """A run of nouns as a phrase; only what is after 的 if a verb is before it. `low`: where
        its clause begins.
        """
        owner, head = _parted(_trimmed(run))
        if not head:
            return None
        person = _to_person(head)
        who = person or owner or head  # 他 of 他的声音
        if who[-1].word in _PRONOUNS:
            return Phrase((person or head)[-1].end, who[-1].word, "pronoun", governed)
        if name := self._name(person):
            return Phrase(person[-1].end, name, "name", governed)
        if person and _patterns().person.search(self.folded, head[0].start, person[-1].end):
            return self._someone(owner if owner and not governed else head, person, low, governed)
        start, end = head[0].start, head[-1].end
        silent = head[-1].tag == "r" or _patterns().silent.search(self.folded, start, end)
        name = self._name(_to_person(owner)) or self._group(owner)
        if name and (silent or not governed):  # 转达李明的口信, not 拉着李明的手
            return Phrase(end, name, "owner", governed)
        thing = self.text[start:end]
        return None if silent or len(thing) < 2 else Phrase(end, thing, "thing", governed)

    def _someone(
        self, first: list[_Token], person: list[_Token], low: int, governed: bool
    ) -> Phrase | None:
        """A role or a group as the text calls it, with what counts it: 一位不愿留名的老兵."""
        start, end = first[0].start, person[-1].end
        near = self.folded[max(low, end - 16) : end]
        counted = [m.start() for m in _patterns().counted.finditer(near)]
        if counted:
            start = end - len(near) + counted[-1]
        elif end - start > 12:
            start = person[0].start
        kind = "counted" if counted else "someone"
        if end - start == 1 and self.folded[start - 1 : start] == "的":  # 卖票的人
            start = max(low, end - 12)
        return Phrase(end, self.text[start:end], kind, governed) if end - start > 1 else None

    def _group(self, tokens: list[_Token]) -> str:
        """Some nouns that end with a word for a person."""
        if not tokens or not _patterns().person.search(tokens[-1].word):
            return ""
        return self.text[tokens[0].start : tokens[-1].end]

    def _name(self, tokens: list[_Token]) -> str:
        """The name that some nouns end with, perhaps with a title after it."""
        i = max((i for i, token in enumerate(tokens) if token.is_name), default=-1)
        if i < 0:
            return ""
        start, end, last = tokens[i].start, tokens[i].end, tokens[-1].end
        if end < last and not _patterns().person.search(self.folded, end, last):
            return ""
        before = tokens[i - 1].word if i else " "
        if before in SURNAMES and end - start < 3:
            start -= 1
        while i > 1 and tokens[i - 1].word in "·•" and tokens[i - 2].tag[:1] in "nr":
            i -= 2
            start = tokens[i].start
        if end - start == 1:
            end = last  # 崔大爷
        if latin := _LATIN.search(self.folded, max(0, start - 40), end):  # Sarah Franklin
            start = latin.start()
        return self.text[start:end] if end - start > 1 else ""


def _is_called(word: str) -> bool:
    """Whether a word is a surname and what somebody is called (陈老师), or begins so (小陈递)."""
    if word[0] in "老小":
        return word[1] in SURNAMES
    return word[0] in SURNAMES and bool(_patterns().role.fullmatch(word, 1))


def _governor(token: _Token, last: str) -> str:
    """The part of speech of the word that governs the next noun: a verb (v), a preposition (p), or
    a verb with 着 (a), which does not belong to that noun.
    """
    if token.tag in _ASPECT:
        return last and "a"
    governs = token.tag[:1] in ("v", "p") and token.word not in _patterns().function
    return token.tag[0] if governs else ""


def _continues(run: list[_Token], token: _Token) -> bool:
    """Whether a word goes on with a noun phrase; after 的 a verb does as well (餐馆的会计)."""
    return _nominal(token) or (run != [] and run[-1].tag == "uj" and token.tag[:1] == "v")


def _nominal(token: _Token) -> bool:
    """Whether a word may belong to a noun phrase."""
    if token.word in _patterns().function:
        return False
    if token.tag == "l":  # a set phrase: 发言人, but not 紧紧抓住
        return bool(_patterns().person.search(token.word))
    if token.is_name or _patterns().role.fullmatch(token.word):  # 站长, to jieba a verb
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
    if head and not p.body.fullmatch(head[-1].word):
        while last and not (head[last - 1].is_name or p.person.search(head[last - 1].word)):
            last -= 1
    return head[:last]
