"""Who gives money or goods and who gets them, where the sentence of a quantity or the one before
names them: 市慈善总会向县医院捐赠口罩5000只.

Every noun of the two sentences is a candidate, and nobody; which one gives, and which one gets, two
models decide that were fitted from coded text (`language.fitted`): by the verb by which something
changes hands (lexicons/parties.csv), and by what stands between the noun, the verb and the number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..common.characters import alternatives, clause_start, fold
from ..common.lists import per_lists, read_lexicon, words_of
from ..common.spans import Span
from ..language.counted import Candidate, Word, words
from ..language.fitted import best, weights
from ..language.people import Person, people_in
from ..language.quantities import Quantity

SIDES = ("giver", "receiver")
SURE = 0.35  # who is less probable is left out: empty rather than wrong
KINDS = ("person", "people", "office", "firm", "society", "place")
GIVEN = ("money", "goods", "measure")  # kinds of quantities that are given
_ROLES = ("input", "output", "promise", "penalty", "credit")  # roles of what changes hands
_VERBS = ("give", "get", "fine", "lend")
_ANY_VERB = frozenset((*_VERBS, "verb"))
_REACH, _BEHIND = 160, 60  # letters before and behind a quantity that are read
_STOPS = "。!?;\n\t"
_STOP = re.compile(f"[{_STOPS}]")
_CASES = frozenset("由被给为向对从用把将替于往到在")
_QUOTES = frozenset("“”‘’\"'《》·")
_POINTING = frozenset(
    ("其中", "这", "那", "此", "这些", "那些", "其余", "其他", "什么", "哪", "多少")
)
_PARTS = frozenset("的等被所之")  # small words that show how nouns are joined
_NOUNS = frozenset("nbajlisfgkx")  # jieba's parts of speech that a name may consist of
NAME = "nr"  # jieba's part of speech of names
_MOST_BEFORE, _MOST_BEHIND = 12, 5  # noun phrases on either side that may name a party
_INSIDE = 5  # words at the end of a noun phrase with which the party may end (县财政|资金)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A noun phrase, a verb or a small word; `sign`: noun, amount (资金), the kind of a verb, the
    text of a small word or mark, # for a number, or quantity.
    """

    start: int
    end: int
    sign: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return self.words[-1].text


def with_parties(quantities: Iterable[Quantity], text: str, folded: str) -> Iterator[Quantity]:
    """The quantities of a text, each with its giver and receiver, where they are named; `folded`:
    its key.
    """
    people: list[Person] | None = None
    quantities = list(quantities)
    for q, whole in zip(quantities, wholes(quantities, folded)):
        if q.kind in GIVEN and q.role in _ROLES:
            people = people_in(text) if people is None else people
            q = replace(q, **_named(candidates(q, whole, folded, people), text))
        yield q


def _named(found: list[Candidate], text: str) -> dict[str, str | int]:
    """The fields of a quantity that say who gives and gets it, among the candidates."""
    features = [c.features for c in found]
    chosen = {side: best(weights(side), features) for side in SIDES}
    told = {side: place for side, (place, sure) in chosen.items() if place and sure >= SURE}
    if len(told) == 2 and told["giver"] == told["receiver"]:  # nobody gives to himself
        told.pop(min(SIDES, key=lambda side: chosen[side][1]))
    named: dict[str, str | int] = {}
    for side, place in told.items():
        start, end = found[place].start, found[place].end
        named |= {side: text[start:end], f"{side}_start": start, f"{side}_end": end}
    return named


def wholes(quantities: Sequence[Quantity], folded: str) -> Iterator[Span]:
    """The list that each quantity is in, from its first to its last one (口罩500只、酒精20瓶):
    it is given as a whole.
    """
    runs: list[list[Quantity]] = []
    for q in quantities:
        between = folded[runs[-1][-1].end : q.start] if runs else ""
        joins = runs and len(between) < _LIST and not _APART.search(between)
        if joins and runs[-1][-1].kind in GIVEN and q.kind in GIVEN:
            runs[-1].append(q)
        else:
            runs.append([q])
    for run in runs:
        yield from [(run[0].start, run[-1].end)] * len(run)


_LIST = 14  # letters between two quantities of a list
_APART = re.compile(f"[{_STOPS}给向为赠捐送拨发罚奖补由被从]")


def candidates(q: Quantity, whole: Span, folded: str, people: Sequence[Person]) -> list[Candidate]:
    """Who may give or get a quantity: first nobody, then the nouns near it. `whole`: the list that
    it is in; `people`: the persons named in the text.
    """
    scene = _scene(q, whole, folded, people)
    return [Candidate(q.start, q.start, tuple(scene.nobody())), *scene.nouns()]


def _scene(q: Quantity, whole: Span, folded: str, people: Sequence[Person]) -> _Scene:
    start, end = whole
    sentence = clause_start(folded, start, _STOPS, _REACH)
    low = clause_start(folded, max(0, sentence - 1), _STOPS, _REACH)
    stop = _STOP.search(folded, end, end + _BEHIND)
    high = stop.start() if stop else min(len(folded), end + _BEHIND)
    before, behind = (
        _with_names(words(folded, *stretch), people) for stretch in ((low, start), (end, high))
    )
    number = _Chunk(start, end, "quantity", ())
    chunks = _lists([*_chunks(before), number, *_chunks(behind)])
    at = chunks.index(number)
    giving = [i for i, c in enumerate(chunks) if c.sign in _VERBS and c.start >= sentence]
    return _Scene(q, sentence, chunks, at, min(giving, key=lambda i: (abs(i - at), i), default=-1))


def _with_names(row: list[Word], people: Sequence[Person]) -> list[Word]:
    """The words, with those that are a person's name as one."""
    named: list[Word] = []
    for word in row:
        i = bisect_right(people, word.start, key=lambda person: person.start) - 1
        person = people[i] if i >= 0 and word.start < people[i].end else None
        if person is None or person.name[1:] == "某" and person.name[0] in _CASES:  # 向某公司
            named.append(word)
        elif not named or named[-1].start != person.start:
            named.append(Word(person.start, person.end, person.name, NAME, True, False))
    return named


def _chunks(row: list[Word]) -> Iterator[_Chunk]:
    """The noun phrases, verbs and small words of a row of words."""
    held: list[Word] = []
    for i, word in enumerate(row):
        sign = _sign(word, row[i + 1] if i + 1 < len(row) else None)
        apart = word.tag[0] == "r" if sign == "noun" else sign or word.text not in _QUOTES
        if held and apart:
            yield _phrase(held)
            held = []
        if sign == "noun":
            held.append(word)
        elif sign:
            yield _Chunk(word.start, word.end, sign, (word,))
    if held:
        yield _phrase(held)


def _phrase(held: list[Word]) -> _Chunk:
    sign = "amount" if _amount().search(held[-1].text) else "noun"
    return _Chunk(held[0].start, held[-1].end, sign, tuple(held))


def _sign(word: Word, following: Word | None) -> str:
    """What a word is, "" for one that tells nothing (adverbs, days, quotation marks)."""
    text, tag = word.text, word.tag[0]
    if not text.isalnum():
        return next((sign for sign, marks in _SIGNS.items() if text in marks), "")
    kind = _verb_kinds().get(text)
    if kind and (tag in "vndp" or len(text) == 1):
        return kind
    if tag == "v" and word.tag != "vn":
        return "verb"
    if tag in "pc" or text in _PARTS:
        return text
    if tag == "m":
        day = text[-1] in "年月日" or (following is not None and following.text in "年月日号时")
        return "" if day else "#"
    noun = tag in _NOUNS or word.tag in ("eng", "zg") or (tag == "r" and text not in _POINTING)
    return "noun" if noun else ""


_SIGNS = {",": (*",:()",), "。": (*_STOPS,), "、": ("、",)}


def _lists(chunks: list[_Chunk]) -> list[_Chunk]:
    """The chunks, with a number and its noun as one (13名学生), and nouns of a list as one."""
    found: list[_Chunk] = []
    for c in chunks:
        last = found[-1] if found else None
        after_number = last is not None and last.sign == "#"
        if after_number and c.start - last.end < _GAPS.get(c.sign, 0):
            c = replace(c, start=found.pop().start)
        elif after_number and c.sign == "、":  # 甲公司捐款10万元、乙公司捐款20万元
            c = replace(c, sign=",")
        elif c.sign == "等" and last is not None and last.sign == "noun":
            continue
        listed = len(found) > 1 and found[-1].sign in _AND_SIGNS and found[-2].sign == "noun"
        if c.sign == "noun" and listed:
            found.pop()
            c = replace(c, start=found.pop().start)
        found.append(c)
    return found


_GAPS = {"#": 2, "noun": 3}  # letters that may stand before it, behind a number: 10余, 10余名党员
_AND_SIGNS = frozenset(("、", "和", "与", "及", "以及"))


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is around a quantity; `sentence`: where its sentence begins; `at`: its place among the
    chunks; `verb`: that of the nearest verb of giving in its sentence (of two the one before), -1
    if there is none.
    """

    quantity: Quantity
    sentence: int
    chunks: list[_Chunk]
    at: int
    verb: int

    def sign(self, i: int) -> str:
        return self.chunks[i].sign if 0 <= i < len(self.chunks) else "end"

    def verb_told(self) -> tuple[str, str]:
        """The kind of the verb with its side, and its text."""
        if self.verb < 0:
            return "-", "-"
        side = "before" if self.verb < self.at else "behind"
        return f"{self.sign(self.verb)} {side}", self.chunks[self.verb].text

    def nobody(self) -> Iterator[str]:
        q, at, (kind, verb) = self.quantity, self.at, self.verb_told()
        yield from ("none", f"none {q.kind}", f"none {q.unit}", f"none {verb}", f"none {q.role}")
        yield from (f"none {kind}", f"none {kind} {q.kind}", f"none {kind} {q.role}")
        yield from (f"none after {self.sign(at - 1)}", f"none then {self.sign(at + 1)}")

    def nouns(self) -> Iterator[Candidate]:
        """The nouns as candidates: each phrase, and what is left of it without its last words."""
        at, rank, told = self.at, 0, self.verb_told()
        nouns = [i for i, chunk in enumerate(self.chunks) if chunk.sign in ("noun", "amount")]
        before, behind = [i for i in nouns if i < at], [i for i in nouns if i > at]
        for i in (*before[: -_MOST_BEFORE - 1 : -1], *behind[:_MOST_BEHIND]):
            chunk = self.chunks[i]
            where = self._where(i)
            near = self._near(i, where, told)
            if i < at and _kind(chunk.words[-1]) in (*KINDS, "name", "pronoun"):
                rank += 1
            ranked = f"rank {min(rank, 5) if i < at else 'behind'}"
            for k, word in enumerate(chunk.words):
                last = k == len(chunk.words) - 1
                if len(chunk.words) - k > _INSIDE or (last and chunk.sign == "amount"):
                    continue
                beside = self.sign(i + 1) if last else f"in {chunk.words[k + 1].tag[0]}"
                following = "" if last else chunk.words[k + 1].text
                own = self._own(i, word, where, told[0], (beside, following, ranked))
                features = [*near, *own]
                yield Candidate(chunk.start, word.end, tuple(dict.fromkeys(features)))

    def _near(self, i: int, where: str, told_of_verb: tuple[str, str]) -> list[str]:
        """What the place of a phrase tells: what is between it, the number and the verb."""
        at, verb, (kind, text) = self.at, self.verb, told_of_verb
        between = [c.sign for c in self.chunks[min(i, at) + 1 : max(i, at)]]
        path = " ".join(s for s in between if s not in ("noun", "amount", "的", "#", "、"))
        before = self.sign(i - 1)
        commas = min(between.count(","), 4)
        told = [where, f"{where} {commas}", f"{where} {before}", f"{where} {kind} {before}"]
        if len(path.split()) < 8:
            told.append(f"{where} {before} path {path}")
        if verb >= 0:
            side = "<" if i < verb else ">"
            middle = [c.sign for c in self.chunks[min(i, verb) + 1 : max(i, verb)]]
            told += [f"{side} {text}", f"{side} {kind} {before}"]
            told.append(f"{side} {kind} nouns {min(middle.count('noun'), 4)}")
            if len(middle) < 5:
                way = " ".join(middle)
                told += [f"{side} {kind} path {way}", f"{side} {kind} {before} path {way}"]
            if not middle:
                told.append(f"{side} touches {text}")
        told += [f"{where} over {sign}" for sign in sorted({*between})]
        return [*told, *self._clause(i, where)]

    def _clause(self, i: int, where: str) -> Iterator[str]:
        """What its clause tells of a phrase: whether it is the first in it, the preposition that
        governs it, and the verbs before and behind it.
        """
        low = next((n for n in range(i - 1, -1, -1) if self.sign(n) in ",。"), -1) + 1
        high = next(
            (n for n in range(i, len(self.chunks)) if self.sign(n) in ",。"), len(self.chunks)
        )
        before, behind = ([c.sign for c in self.chunks[a:b]] for a, b in ((low, i), (i + 1, high)))
        where = f"{where} {low <= self.at < high}"
        first = not any(sign in _ANY_VERB or sign in _CASES for sign in before)
        case = next((s for s in reversed(before) if s in _ANY_VERB or s in _CASES), "-")
        gives = next((sign for sign in behind if sign in _VERBS), "-")
        verb = next((sign for sign in behind if sign in _ANY_VERB), "-")
        role = self.quantity.role
        yield from (f"{where} first {first} {gives}", f"{where} {case} {gives}", f"{case} {verb}")
        yield from (f"{where} {case} {gives} {role}", f"first {first} {role}")

    def _where(self, i: int) -> str:
        if i > self.at:
            return "behind"
        return "before" if self.chunks[i].start >= self.sentence else "earlier"

    def _own(
        self, i: int, word: Word, where: str, kind: str, beside_it: tuple[str, str, str]
    ) -> Iterator[str]:
        """What the noun itself tells, with the words beside it: the sign and the text of what
        follows, and its rank.
        """
        beside, following, ranked = beside_it
        before = self.sign(i - 1)
        own, role = _kind(word), self.quantity.role
        yield from (f"is {own}", f"{where} {own}", f"{where} {kind} {own}", f"{before} {own}")
        if own != "name":
            yield from (f"word {word.text}", f"ends {word.text[-1]}")
        yield f"then {beside} {own}"
        yield from (f"then {beside}", f"{where} {before} then {beside}", f"inside {following}")
        yield from (ranked, f"{ranked} {kind}", f"{ranked} {own}", f"{where} {role} {before}")
        yield from (f"{where} {role} {own}", f"{before} {own} then {beside}")
        verb = next(
            (c for c in self.chunks[i + 1 :] if c.sign in _ANY_VERB or c.sign in (",", "。")), None
        )
        if verb is not None:
            yield from (f"{before} does {verb.text}", f"{where} does {verb.sign} {before}")


def _kind(word: Word) -> str:
    """What a word names: a name, pronoun, one of KINDS, or its part of speech."""
    if word.tag.startswith(NAME):
        return "name"
    if word.tag[0] == "r":
        return "pronoun" if word.text in _pronouns() else "r"
    return "place" if word.tag == "ns" else kind_of(word.text) or word.tag


def kind_of(party: str) -> str:
    """The kind of a party by how it ends (one of KINDS); "" if none."""
    match = _endings().search(party)
    return _end_kinds()[match[0]] if match else ""


def kind_of_all(party: str) -> str:
    """The kind of all who are named together (李明和王芳: people), one of KINDS, mixed or other."""
    folded = fold(party)
    ends = [person.end for person in people_in(party)]
    listed, _, rest = folded.rpartition("等")
    if listed and kind_of(rest):  # 李明、王芳等党员
        return kind_of(rest)
    last_named = len(folded) - max(ends, default=0) < _TITLE
    if kind_of(folded) == "people" and last_named:  # 李明夫妇
        return "people"
    kinds = _member_kinds(listed or folded, ends)
    if len(ends) == 1 and last_named and not _AND.search(folded):  # 老党员、志愿者李明同志
        return "person" if set(kinds) <= {"person", "people", "other"} else "mixed"
    several = len(kinds) > 1 or bool(listed)
    found = {"people" if several and kind == "person" else kind for kind in kinds}
    return found.pop() if len(found) == 1 else "mixed"


def _member_kinds(folded: str, ends: list[int]) -> list[str]:
    """The kind of each member of a list; `ends`: where the names of persons end."""
    kinds = []
    for match in _MEMBER.finditer(folded):
        one = match.end() in ends or _ONE.search(match[0])
        kinds.append("person" if one else kind_of(match[0]) or "other")
    return kinds


_TITLE = 3  # letters of a title behind a name, and one more
_AND = re.compile("[和与及等]")
_MEMBER = re.compile("[^、和与及,]+")
_ONE = re.compile(r"(?<!\d)[一1][名位个](?!个)|^[他她我你某]$")


@per_lists
def _verb_kinds() -> dict[str, str]:
    return {row["term"]: row["kind"] for row in read_lexicon("parties") if row["kind"] in _VERBS}


@per_lists
def _end_kinds() -> dict[str, str]:
    return {row["term"]: row["kind"] for row in read_lexicon("parties") if row["kind"] in KINDS}


@per_lists
def _endings() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(_end_kinds())})$")


@per_lists
def _pronouns() -> frozenset[str]:
    return frozenset(words_of("parties", "pronoun"))


@per_lists
def _amount() -> re.Pattern[str]:
    """How the names of amounts end: 资金, 补贴."""
    return re.compile(f"(?:{alternatives(words_of('number_words', 'amount'))})$")
