"""Quotations in an account, and who is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..common.characters import CLAUSE_ENDS, CLOSING, MARKS, clause_start, fold
from ..common.lists import per_lists, with_lists
from ..language.people import Person, people_in, roles
from ..language.speech import speeches, verbs_of_speech
from ..language.terms import SURNAMES

_STOPS = "。!?;"
_CLAUSE = re.compile(f"[^{CLAUSE_ENDS}]+")


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

    The speaker is searched for after the words (“…”,李明说), before them, clause by clause
    (李明说:“…”), and then in the sentences before. 他 and 老人 mean the person who was named or
    spoke last.

    >>> [(q.text, q.speaker) for q in quotations_in("党员李明说:“我先上!”")]
    [('我先上!', '李明')]
    """
    folded = fold(text)
    quotations: list[Quotation] = []
    said = speeches(text)
    people = people_in(text) if said else []
    for speech in said:
        if speech.epigraph:
            continue
        last = quotations[-1] if quotations else None
        speaker = (
            _behind(text, folded, speech.end, people)
            or _before(text, folded, speech.start, last, people)
            or speech.speaker
        )
        speaker = speaker or _next(text, folded, speech.end)
        quotations.append(
            Quotation(text[speech.start : speech.end], speaker, speech.start, speech.end)
        )
    return quotations


@per_lists
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    say = verbs_of_speech()
    # 李明说: introduces the next quotation
    behind = re.compile(
        rf"[{CLOSING}]{{0,2}}[,。!?]?(?P<who>[^{CLAUSE_ENDS}{MARKS}]{{1,30}}?){say}(?!道?:)"
    )
    who = roles("role", "family", "crowd")
    called = (
        rf"[老小](?!{who})[{SURNAMES}]|[{SURNAMES}](?:大姐|大哥|奶奶|爷爷|大爷|大妈|大娘|师傅"
        r"|老师|教授|主任|书记|医生|护士长|女士|先生)"
    )
    role = re.compile(
        rf"(?P<new>有|(?:有|又)?(?:一|几|数|多|\d+)多?[名位个]|这[名位个])?(?:{called}"
        rf"|[一-龥]{{0,6}}?(?P<role>{who}))"
    )
    pronoun = re.compile("(?<![其吉排])[他她](?!们|人|乡|国)")
    return behind, role, pronoun


def _behind(text: str, folded: str, end: int, people: list[Person]) -> str:
    match = _patterns()[0].match(folded, end)
    if not match:
        return ""
    words = text[match.start("who") : match.end("who")]
    named = people_in(words)
    if named:
        return named[0].name
    if _patterns()[2].search(words):
        earlier = [p for p in people if p.end <= match.start()]
        return earlier[-1].name if earlier else ""
    return _role(words)


def _next(text: str, folded: str, end: int) -> str:
    """The name at the beginning of the next sentence: “…”李明今年54岁."""
    start = end + len(folded[end:]) - len(folded[end:].lstrip(CLOSING + "。 "))
    people = [p for p in people_in(text[start : start + 40]) if p.start == 0]
    return people[0].name if people and start > end else ""


def _before(
    text: str, folded: str, start: int, last: Quotation | None, people: list[Person]
) -> str:
    """The speaker before the words: whoever is named in a clause of the sentence, otherwise the
    previous speaker if it is close, otherwise whoever is named last in the sentences before.
    """
    floor = last.end if last else 0
    sentence = clause_start(folded, max(floor, start - 1), _STOPS, max(0, start - 1 - floor))
    people = [p for p in people if p.end <= start]
    for clause in reversed(list(_CLAUSE.finditer(folded, sentence, start))):
        speaker = _in_clause(text[clause.start() : clause.end()], clause.start(), people, last)
        if speaker:
            return speaker
    if last and start - last.end < 40:
        return last.speaker
    return _earlier(sentence, people, last)


def _in_clause(words: str, at: int, people: list[Person], last: Quotation | None) -> str:
    """The speaker in a clause: a named person who is not the one spoken to, the person meant by a
    pronoun, or a role: a new one (一名老党员) or, for one mentioned before (老人), its name.
    """
    named = [
        p.name
        for p in people
        if at <= p.start < at + len(words)
        and words[: p.start - at][-1:] not in tuple("对向给跟同和与为")
    ]
    if named:
        return named[-1]
    if _patterns()[2].search(words):
        return _earlier(at, people, last)
    role = _patterns()[1].match(words.lstrip())
    before = [p for p in people if p.start < at]
    if role and not role["new"] and role[0] == role["role"] and before:
        return before[-1].name
    return _role(words)


def _earlier(at: int, people: list[Person], last: Quotation | None) -> str:
    """Whoever was named last before `at` or spoke last, whichever is nearer."""
    before = [p for p in people if p.start < at]
    if before and (not last or not last.speaker or before[-1].start > last.end):
        return before[-1].name
    return last.speaker if last else ""


def _role(words: str) -> str:
    """The last role in some words, or ""."""
    matches = list(_patterns()[1].finditer(words))
    return matches[-1][0].removeprefix("有") if matches else ""
