"""Rhetorical devices, marked in the sentence: each with the characters that show it.

What may be war, loyalty, slogan, urgency, imagery, sacrifice or a device of your own is a word of
lexicons/devices/*.csv (an image, a couplet and a gift also have forms); what may be one of the
others comes from the form of the sentence. `candidates.chosen` decides which of it is one.
`tests/gold/CODEBOOK.md` defines the devices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..common.characters import (
    CLAUSE_ENDS,
    QUOTE,
    alternatives,
    clause_start,
    fold,
)
from ..common.characters import (
    MARKS as QUOTATION_MARKS,
)
from ..common.columns import columns, typed
from ..common.files import progress
from ..common.lists import LEXICONS, own_lists, per_lists, with_lists, words_of
from ..common.paragraphs import paragraphs
from ..common.sheets import read_rows
from ..common.spans import Span, balanced, merged
from ..language.quantities import counted_in, shorthands
from ..language.speech import speeches
from ..language.terms import Terms, devices, read_terms
from . import told
from .candidates import Candidate, chosen
from .frames import frames
from .reading import Reading
from .runs import runs
from .sacrifice import sacrifices
from .told import Spoken

if TYPE_CHECKING:
    import pandas as pd

DEVICES = (
    "war",
    "loyalty",
    "slogan",
    "parallelism",
    "fourchar",
    "shorthand",
    "quote",
    "sacrifice",
    "urgency",
    "figures",
    "imagery",
)
_CLAUSE = re.compile("[^,。;!?]*[,。;!?]?")
# two marks of these are not joined if they only touch
_APART = (
    "figures",
    "quote",
    "shorthand",
    "parallelism",
    "fourchar",
)
MARKS = columns("marks")


@dataclass(frozen=True, slots=True)
class Mark:
    """A device and the characters that show it (0-based, end exclusive). `detail` is the category
    of the term, the expansion of a shorthand, the speaker of a quotation or the kind of a quantity.
    """

    device: str
    surface: str
    start: int
    end: int
    detail: str = ""


@with_lists
def mark_text(text: str, add: Mapping[str, object] | None = None) -> list[Mark]:
    """The devices of one sentence, in order. `add`: further devices, as in `mark`.

    >>> [(m.device, m.surface) for m in mark_text("第一时间发放口罩300个,打赢阻击战")]
    [('urgency', '第一时间'), ('figures', '300个'), ('war', '打赢阻击战')]
    """
    spoken = tuple((s.start, s.end, s.speaker) for s in speeches(text))
    return _marks(text, spoken, _own(add))


def _own(add: Mapping[str, object] | None) -> Terms | None:
    taken = sorted(set(add or ()) & set(DEVICES))
    if taken:
        edit = f", or edit lexicons/devices/{taken[0]}.csv" if taken[0] in devices() else ""
        raise ValueError(f"{taken[0]!r} is a device already: give yours another name{edit}")
    return Terms({device: read_terms(source) for device, source in add.items()}) if add else None


Marked = tuple[str, int, int, str]  # device start end detail
_REMEMBERED = 1 << 18  # sentences: those of 5,000 accounts, some 150 MB


def _marks(text: str, spoken: tuple[Spoken, ...], own: Terms | None) -> list[Mark]:
    folded = fold(text)
    marked = list(remembered()(text, folded, spoken))
    if own:
        marked += [(hit.device, hit.start, hit.end, hit.category) for hit in own(folded)]
    spans = ((*balanced(folded, a, b), device, detail) for a, b, device, detail in _joined(marked))
    return [
        Mark(device, text[a:b], a, b, detail) for a, b, device, detail in sorted(spans) if a < b
    ]


@per_lists
def remembered() -> Callable[[str, str, tuple[Spoken, ...]], tuple[Marked, ...]]:
    """The marks of a sentence by the lists in use, remembered: a comparison marks the same
    sentences by account and by group, with and without what the accounts share.
    """
    return lru_cache(maxsize=_REMEMBERED)(_marked)


def _marked(text: str, folded: str, spoken: tuple[Spoken, ...]) -> tuple[Marked, ...]:
    return tuple(
        (device, found.start, found.end, found.detail)
        for device, candidates in read(text, folded, spoken).items()
        for found in chosen(device, candidates)
    )


def read(text: str, folded: str, spoken: Sequence[Spoken] = ()) -> dict[str, Sequence[Candidate]]:
    """What may be each device in a sentence (`folded`: its key)."""
    reading = Reading(folded)
    names = shorthands(text, folded)
    numbers = list(counted_in(text, folded, names, things=False))
    own = _own_terms()
    found: dict[str, list[Candidate]] = told.terms(reading, real_wars(folded), own)
    found["quote"] = [*told.speech(reading, spoken), *told.reports(reading, spoken)]
    found["parallelism"] = list(frames(reading))
    found["fourchar"] = list(runs(reading))
    found["shorthand"] = list(told.abbreviations(reading, names))
    found["figures"] = list(told.numbers(reading, numbers))
    found["sacrifice"] = list(sacrifices(reading, numbers, own.get("sacrifice", ())))
    if QUOTE.search(folded):
        found.setdefault("imagery", []).extend(told.images(reading))
        found.setdefault("slogan", []).extend(told.couplets(reading))
    return found


def war_marks(folded: str, wars: Sequence[Span]) -> list[Candidate]:
    """The words of war that are metaphors in a folded sentence; `wars`: its `real_wars`."""
    return chosen("war", told.terms(Reading(folded), wars, _own_terms()).get("war", ()))


@per_lists
def _own_terms() -> dict[str, frozenset[str]]:
    """The terms of a reader's own lists that the package's list of the device does not have."""
    own = {}
    for name in own_lists():
        if name.startswith("devices/"):
            path = LEXICONS / f"{name}.csv"
            known = {row["term"] for row in read_rows(path)} if path.exists() else set()
            terms = frozenset(row["term"] for row in read_terms(name))
            own[name.removeprefix("devices/")] = terms - known
    return own


def _joined(marked: list[tuple[str, int, int, str]]) -> list[tuple[int, int, str, str]]:
    """Marks in order: (start, end, device, detail). Marks of one device that overlap are joined;
    those of word devices also if they touch (战斗堡垒).
    """
    spans: dict[str, list[Span]] = {}
    details: dict[tuple[str, int], str] = {}  # of the first of those that are joined
    for device, start, end, detail in sorted(marked, key=lambda m: (m[1], -m[2])):
        spans.setdefault(device, []).append((start, end))
        details.setdefault((device, start), detail)
    return sorted(
        (start, end, device, details[device, start])
        for device, stretches in spans.items()
        for start, end in merged(stretches, touching=device not in _APART)
    )


@per_lists
def _words(lexicon: str, *kinds: str) -> re.Pattern[str]:
    return re.compile(alternatives(words_of(lexicon, *kinds)))


def real_wars(text: str) -> list[tuple[int, int]]:
    """Stretches of a folded text about a real war: (start, end).

    A stretch begins with the clause that has a word of lexicons/military.csv (kind history) and
    runs on over the next clauses. It ends at the veteran whom it describes
    (参加过对越自卫反击战的老兵), before a clause that names the epidemic, or with the sentence.
    """
    stretches = []
    veteran = _words("war_stretches", "veteran")
    for match in _words("military", "history").finditer(text):
        start = clause_start(text, match.start(), CLAUSE_ENDS + QUOTATION_MARKS, 60)
        person = veteran.search(text, match.end(), match.end() + 12)
        end = person.start() if person else _clauses_end(text, match.end())
        if person or not _today().search(text, start, end):
            stretches.append((start, max(end, match.end())))
    return stretches


def _today() -> re.Pattern[str]:
    return _words("war_stretches", "epidemic", "present")


def _clauses_end(text: str, place: int) -> int:
    """The end of the following clauses that do not name the epidemic."""
    end = place
    for clause in _CLAUSE.finditer(text, place, place + 80):
        if _today().search(clause[0]):
            break
        end = clause.end()
        if text[end - 1 : end] in tuple("。;!?"):
            break
    return end


@with_lists
def mark(
    sentences: pd.DataFrame, add: Mapping[str, object] | None = None, details: bool = False
) -> pd.DataFrame:
    """The devices of each sentence: account paragraph sentence device surface start end. Positions
    are characters of the sentence.

    A quotation may run on over several sentences of a paragraph. `add`: further devices, each with
    a list of terms: the name of a lexicon ("discipline"), the path of a CSV, a table with a column
    `term`, or strings. `details` adds a column `detail` (see `Mark`). Raises ValueError for a
    sentence without text, and for a name in `add` that is a device already.
    """
    import pandas as pd

    own = _own(add)
    if not sentences["text"].map(lambda text: isinstance(text, str)).all():
        raise ValueError("a sentence without text: leave out the rows whose text is missing")
    rows = []
    for part in progress(paragraphs(sentences), "marking devices", " paragraphs"):
        spoken: list[list[tuple[int, int, str]]] = [[] for _ in part.texts]
        for speech in speeches(part.text, details):
            for i, start, end in part.cut(speech.start, speech.end):
                spoken[i].append((start, end, speech.speaker))
        for row, number, text, here in zip(part.rows, part.sentences, part.texts, spoken):
            place = (row, part.account, part.number, number)
            rows += [
                (*place, m.device, m.surface, m.start, m.end, m.detail)
                for m in _marks(text, tuple(here), own)
            ]
    rows = [row[1:] for row in sorted(rows, key=lambda row: row[0])]
    frame = typed(pd.DataFrame(rows, columns=[*MARKS, "detail"]), "marks")
    return frame.astype({"detail": "str"}) if details else frame[list(MARKS)]
