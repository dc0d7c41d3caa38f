"""Persons whom a text names, with what it calls them; and the mask for the names of private ones.

`names` finds the names. What a person is called stands directly before the name (县民政局局长李明)
or behind it (李明局长; 李明(党员)); it is the person's own, and not that of others in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ..common.characters import CLAUSE_ENDS, OPENING, alternatives, clause_start, fold
from ..common.lists import callings, per_lists, read_lexicon, roles, with_lists, words_of
from ..common.spans import Span
from .names import names_in, public_names, read_ahead
from .places import countries, gazetteer
from .speech import verbs_of_speech
from .terms import ONE_LETTER_SURNAMES, TWO_LETTER_SURNAMES
from .words import tagged, whole_word


@dataclass(frozen=True, slots=True)
class Person:
    """A named person; `role` as the text gives it next to the name, several joined by 、 ("" if it
    gives none); `gender` female or male where a word next to the name says it. Positions are
    0-based, end exclusive.
    """

    name: str
    role: str
    start: int
    end: int
    gender: str = ""


@with_lists
def people_in(text: str) -> list[Person]:
    """The persons that a text names, in order.

    >>> [(p.name, p.role) for p in people_in("党员潘德、李水生主动请战,李明局长说:“我先上!”")]
    [('潘德', '党员'), ('李水生', ''), ('李明', '局长')]
    """
    folded = fold(text)
    persons = []
    for start, end in names_in(folded):
        called = list(_called(folded, start, end))
        own = [text[a:b] for a, b in called if folded[a:b] not in _addresses()]
        gender = _gender(folded, end, [folded[a:b] for a, b in called])
        persons.append(Person(text[start:end], "、".join(own), start, end, gender))
    return persons


_BETWEEN = re.compile("(?:的|、|——|[: ]{1,2})?(?:[0-9]{1,3}岁的?)?$")
_DOT = re.compile("[·•‧・⋅∙．. ]+")
_AND = re.compile("(?:、|兼|/| )$")
_IN_BRACKETS = re.compile(r"\(([^()]{1,30})\)")
_OF_OTHERS = ("family", "kin")  # behind a name: 李明妻子 is not Li Ming
_REACH = 8  # letters of the longest word for a person


def _called(folded: str, start: int, end: int) -> Iterator[Span]:
    """Where the text says next to a name what the person is: offices and callings before it (党委
    书记、局长李明), one behind it (李明局长), and in brackets behind it.
    """
    before: list[Span] = []
    at = _BETWEEN.search(folded, max(0, start - 8), start).start()
    while len(before) < 4 and (role := _role_before(folded, at)):
        before.append(role)
        joined = _AND.search(folded, max(0, role[0] - 1), role[0])
        if not joined:
            break
        at = joined.start()
    yield from reversed(before)
    if size := _role_behind(folded[end : end + _REACH]):
        yield end, end + size
    bracket = _IN_BRACKETS.match(folded, end)
    for part in re.finditer("[^,、;: ]+", bracket[1]) if bracket else ():
        if role := _role_before(folded, bracket.start(1) + part.end(), bracket.start(1)):
            yield role


def _role_before(folded: str, end: int, floor: int = 0) -> Span | None:
    """The word for a person that ends at `end`: one of the lists, with what is part of the same
    word (工作者 for 作者, 副局长), or another with such an ending (炊事员).
    """
    start = max(floor, clause_start(folded, end - 1), end - 12)
    if end - start < 2 or folded[end - 1] not in _last_letters():
        return None
    known = callings(*_CALLED)
    for size in range(_REACH, 1, -1):
        if end - size >= start and folded[end - size : end] in known:
            return max(floor, whole_word(folded, end - size, end)), end
    word, tag = tagged(folded[start:end], ())[-1]
    other = folded[end - 1] in _heads() and word not in _no_callings() and len(word) > 1
    return (end - len(word), end) if other and tag.startswith("n") else None


def _role_behind(text: str) -> int:
    """The length of the word for a person, and not for a relative of theirs, that a text begins
    with, or 0.
    """
    known, verbs = callings(*_CALLED), _verbs()
    sizes = range(_REACH, 1, -1)
    fits = (n for n in sizes if known.get(text[:n], "kin") not in _OF_OTHERS)
    return next((n for n in fits if text[:n] not in verbs), 0)


_CALLED = ("title", "role", "calling", "family", "crowd", "office", "kin")


def offices(role: str) -> list[str]:
    """The offices in the role of a person (副局长、党员: 副局长)."""
    kinds = callings(*_CALLED)
    return [
        word
        for word in role.split("、")
        if any(kinds.get(word[i:]) in ("title", "office") for i in range(len(word)))
    ]


def is_public(name: str) -> bool:
    """Whether a name is that of a person of public life (lexicons/public_persons.csv)."""
    return name in public_names()


@per_lists
def _last_letters() -> frozenset[str]:
    return _heads() | {word[-1] for word in callings(*_CALLED)}


@per_lists
def _heads() -> frozenset[str]:
    return frozenset(words_of("callings", "head"))


@per_lists
def _no_callings() -> frozenset[str]:
    return frozenset(words_of("callings", "except"))


@per_lists
def _verbs() -> frozenset[str]:
    """Words for persons that are verbs behind a name: 李明领导大家."""
    return frozenset(words_of("callings", "verb"))


@per_lists
def _addresses() -> frozenset[str]:
    """Forms of address, which do not say what somebody is: 同志, 先生, 女士."""
    return frozenset((*words_of("persons", "pronoun"), "同志", "老人"))


@per_lists
def _genders() -> dict[str, str]:
    rows = (*read_lexicon("persons"), *read_lexicon("callings"))
    return {row["term"]: row["gender"] for row in rows if row["gender"]}


@per_lists
def _address() -> re.Pattern[str]:
    """A form of address that says the gender: 李娜女士."""
    return re.compile(alternatives(word for word in _genders() if word in _addresses()))


def _gender(folded: str, end: int, called: list[str]) -> str:
    """The gender that a word next to the name says: 妻子李娜, 女教师李娜, 李娜(女), 李娜女士."""
    beside = re.match(r"[,(]([男女])[,、)]", folded[end : end + 3])
    if beside:
        return "female" if beside[1] == "女" else "male"
    if address := _address().match(folded, end):
        return _genders()[address[0]]
    said = {
        "female" if word[0] == "女" else "male" if word[0] == "男" else _genders().get(word, "")
        for word in called
    } - {""}
    return said.pop() if len(said) == 1 else ""


@per_lists
def _behind() -> str:
    """What can only follow a name: a title or role, an age, a verb of speech."""
    role = roles("role", "title", "calling")
    speech = (
        rf"(?:[对向跟同][^{CLAUSE_ENDS}{OPENING}]{{1,8}})?{verbs_of_speech()}[^,。]{{0,4}}"
        rf"[,:。{OPENING}]"
    )
    aged = r"(?:,|\(|今年)?(?:男|女)?,?今?年?\d{1,3}岁"
    return (
        rf"是?(?:同志|先生|女士|老人|大爷|大妈|大娘|阿姨|医生|护士|{aged}|\([一-龥]{{1,4}}族\)"
        rf"|{role}|{speech})"
    )


@dataclass(frozen=True)
class Mask:
    """Replaces the given names of these persons by ×. Call it with a text, or with a table to mask
    its text columns (not `account`).

    `pieces`: parts of these names that occur nowhere else in the corpus, so that they identify the
    person by themselves (建明 of 曹建明, which a tokenizer splits off); a single character only if
    it is a whole cell of a table. `given_names`: those that do occur elsewhere; they are masked
    only where a person speaks or is spoken of (胜利说, but not 走向胜利). A masked text keeps its
    length, so positions still fit; but words found in it are not those of the original.

    >>> Mask(("李明", "欧阳明"))("李明和欧阳明捐款")
    '李×和欧阳×捐款'
    >>> mask = Mask(("曹建明", "杨胜利"), pieces=("建明",), given_names=("胜利",))
    >>> mask("曹建明捐款,建明说,走向胜利。胜利说:“好!”")
    '曹××捐款,××说,走向胜利。××说:“好!”'
    """

    names: tuple[str, ...]
    keep: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()

    def __call__(self, content):
        if not self.names:
            return content
        if isinstance(content, str):
            return self._hidden(content)
        texts = [
            c
            for c, kind in content.dtypes.items()
            if c != "account" and kind in (object, "str", "string")
        ]
        hidden = cache(self._hidden)  # shared passages are in many rows
        return content.assign(
            **{c: content[c].map(lambda x: hidden(x) if isinstance(x, str) else x) for c in texts}
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = (piece for piece in self.pieces if len(piece) > 1)
        # the longest first: 张富清 is not 张富
        return re.compile(alternatives({*self.names, *self.keep, *pieces}))

    @cached_property
    def _mentions(self) -> re.Pattern[str] | None:
        return (
            re.compile(rf"(?<![一-龥·])(?:{alternatives(self.given_names)})(?={_behind()})")
            if self.given_names
            else None
        )

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(piece for piece in self.pieces if len(piece) == 1)

    def _hidden(self, cell):
        if not isinstance(cell, str):
            return cell
        if cell in self._letters:
            return "×"
        masked = self._pattern.sub(self._masked, cell)
        if self._mentions:
            for match in reversed(list(self._mentions.finditer(fold(masked)))):
                masked = masked[: match.start()] + "×" * len(match[0]) + masked[match.end() :]
        return masked

    def _masked(self, match: re.Match[str]) -> str:
        if match[0] in self.keep:
            return match[0]
        return _masked(match[0]) if match[0] in self.names else "×" * len(match[0])


@per_lists
def _public_office() -> re.Pattern[str]:
    """An office of ministry or province rank at the end of a text, with further titles after it
    (lexicons/public_offices.csv).
    """
    office, body, title = (
        alternatives(words_of("public_offices", kind)) for kind in ("office", "body", "title")
    )
    return re.compile(
        rf"(?:^|[^市州县区旗盟])(?:{office}|(?:{body})(?:{title}))"  # of no lower place
        r"(?:[、,兼][一-龥]{2,14}){0,3}$"
    )


def _public(named: Iterable[tuple[str, str, int]]) -> set[str]:
    """Persons of public life, by the list or by the office that the text gives them directly before
    the name (name, folded text, start of the name).
    """
    office = _public_office()
    return public_names() | {
        name for name, text, start in named if office.search(text[max(0, start - 60) : start])
    }


@per_lists
def _set_phrases() -> frozenset[str]:
    """The formulas, their wordings and the words of devices in the lists."""
    columns = {"slogans": "phrase", "wordings": "wording", "words": "word"}
    columns |= dict.fromkeys(("devices/war", "devices/loyalty", "devices/slogan"), "term")
    return frozenset(row[column] for name, column in columns.items() for row in read_lexicon(name))


@with_lists
def masker(texts: Iterable[str], show=False, bylines: Iterable[str | None] = ()) -> Mask:
    """A `Mask` for the private persons whom the texts name, at every place where their names occur;
    with `show` (True, "1", "yes") it masks nobody.

    `bylines`: authors and editors as the pages name them; those that are names of persons are
    masked too. Not masked are the names in lexicons/public_persons.csv, and persons of whom a text
    says directly before the name that they hold an office of ministry or province rank
    (lexicons/public_offices.csv). Names that `people_in` misses are not masked either: check before
    you publish.
    """
    if str(show).lower() in ("true", "1", "yes"):
        return Mask(())
    texts = list(texts)
    folded = list(map(fold, texts))
    read_ahead(folded)
    named = [
        (text[start:end], key, start)
        for text, key in zip(texts, folded)
        for start, end in names_in(key)
    ]
    public = _public(named)
    persons = {name for name, *_ in named} | set(_signed(bylines))
    # 依明 of 库尔班江·依明 is the given name of the same person
    persons -= {part for name in persons for part in _DOT.split(name)[1:]}
    names = {name for name in persons - public if fold(name) not in public}
    names -= set(_divisions(names, folded))
    # 闻令而动 and 俄罗斯 name nobody, though 闻令 and 罗斯 may be taken for names
    phrases = _set_phrases() | countries()
    public |= {phrase for phrase in phrases if _has_part(phrase, names)}
    pieces = _pieces(names, texts)
    given_names = {
        part
        for name in names
        for part in _DOT.split(name[max(1, _surname(name)) :] if name.isalpha() else name)
        if len(part) > 1
    }
    return Mask(*(tuple(sorted(part)) for part in (names, public, pieces, given_names - pieces)))


def _has_part(phrase: str, names: set[str]) -> bool:
    """Whether a phrase has one of the names in it and more."""
    size = len(phrase)
    parts = (phrase[a:b] for a in range(size) for b in range(a + 2, size + 1) if b - a < size)
    return any(part in names for part in parts)


def _divisions(names: set[str], folded: list[str]) -> Iterator[str]:
    """The names with which the name of a division begins (沈北) that stands in the texts in full
    (沈北新区).
    """
    for division in gazetteer().values():
        full = division.name
        for size in (2, 3):
            name = full[:size]
            if name in names and len(full) > size and any(full in text for text in folded):
                yield name


def _signed(bylines: Iterable[str | None]) -> Iterator[str]:
    """The names in bylines: whatever has the form of a name there."""
    for line in filter(None, bylines):
        yield from (line[start:end] for start, end in names_in(fold(line)))
        for word in re.findall("[一-龥]+", line):
            if _surname(word) and 0 < len(word) - _surname(word) < 3:
                yield word


def _pieces(names: set[str], texts: Iterable[str]) -> set[str]:
    """Parts of names, longer than the surname, that occur in the texts only as parts of these
    names.
    """
    import ahocorasick_rs

    parts = {
        name[a:b]
        for name in names
        for a in range(len(name))
        for b in range(a + 1, len(name) + 1)
        if b > max(1, _surname(name))
    } - names
    words = sorted(names | {part for part in parts if len(part) > 1})
    if not words:
        return set()
    automaton, elsewhere = ahocorasick_rs.AhoCorasick(words), set()
    for text in texts:
        hits = [
            (words[i], a, b)
            for i, a, b in automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        inside, rest = bytearray(len(text)), 0
        for word, a, b in sorted(hits, key=lambda hit: hit[1]):
            if word in names:
                inside[a:b] = b"\1" * (b - a)
                elsewhere.update(text[rest:a])
                rest = max(rest, b)
        elsewhere.update(text[rest:])
        elsewhere.update(word for word, a, b in hits if word in parts and not all(inside[a:b]))
    return parts - elsewhere


@with_lists
def without_names(texts: Iterable[str], keep: Iterable[str] = ()) -> list[str]:
    """The texts with the given names of private persons masked, wherever they occur; `keep`: names
    that are not masked.

    >>> without_names(["党员李明说:“我先上!”", "李明捐款"])
    ['党员李×说:“我先上!”', '李×捐款']
    """
    texts = list(texts)
    mask = masker(texts)
    mask = replace(mask, names=tuple(sorted(set(mask.names) - set(keep))), keep=(*mask.keep, *keep))
    return [mask(text) for text in texts]


def _surname(name: str) -> int:
    """The length of the surname that a name begins with; 0 if it begins with none."""
    if name.startswith(TWO_LETTER_SURNAMES):
        return 2
    return int(name[:1] in ONE_LETTER_SURNAMES)


def _masked(name: str) -> str:
    shown = max(1, _surname(name))
    return name[:shown] + "×" * (len(name) - shown)
