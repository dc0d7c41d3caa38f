"""Words that an account gives as somebody's own, and who that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .credit import verbs_of_speech
from .people import people_in, roles
from .speech import speeches
from .text import clause_start, fold

_CLOSING = '”’』」"'
_STOPS = "。!?;"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech or writing without its outer marks; `speaker` as the text names it ("" where it names nobody). Positions are
    0-based, end exclusive."""

    text: str
    speaker: str
    start: int
    end: int


def quotations_in(text: str) -> list[Quotation]:
    """The quotations of a paragraph, in order, each with its speaker.

    A speaker is looked for behind the words (“…”,李明说), before them (李明说:“…”), and where a pronoun or nobody stands there, in the
    sentences before: the person named last, or whoever spoke last.

    >>> [(q.text, q.speaker) for q in quotations_in("党员李明说:“我先上!”")]
    [('我先上!', '李明')]
    """
    folded = fold(text)
    found: list[Quotation] = []
    for speech in speeches(text):
        last = found[-1] if found else None
        speaker = _behind(text, folded, speech.end) or _before(text, folded, speech.start, last) or speech.speaker
        found.append(Quotation(text[speech.start : speech.end], speaker, speech.start, speech.end))
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    say = verbs_of_speech()
    behind = re.compile(rf"[{_CLOSING}]{{0,2}}[,。]?(?P<who>[^,。;:!?“”]{{1,30}}?){say}")
    role = re.compile(rf"(?:一[名位个]|这[名位个]|有)?[一-龥]{{0,6}}?(?:{roles('role', 'family')})")
    return behind, role


def _behind(text: str, folded: str, end: int) -> str:
    match = _patterns()[0].match(folded, end)
    return _who(text[match.start("who") : match.end("who")], first=True) if match else ""


def _before(text: str, folded: str, start: int, last: Quotation | None) -> str:
    """Whoever is named before the words: in the clauses of the sentence, else last in the sentences before; or who spoke last."""
    floor = last.end if last else 0
    sentence = clause_start(folded, max(floor, start - 1), _STOPS, max(0, start - 1 - floor))
    named = _who(text[sentence:start], first=False)
    if named:
        return named
    if last and start - last.end < 40:
        return last.speaker
    earlier = people_in(text[floor:sentence])
    return earlier[-1].name if earlier else last.speaker if last else ""


def _who(words: str, first: bool) -> str:
    """The person in some words (the first or the last), else the role; "" where there is neither."""
    people = people_in(words)
    if people:
        return people[0 if first else -1].name
    named = list(_patterns()[1].finditer(words))
    return named[0 if first else -1][0].removeprefix("有") if named else ""
