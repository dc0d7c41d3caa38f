"""Rhetorical devices, marked in the sentence: each with the characters that show it.

Devices shown by words (war, loyalty, slogan, urgency, imagery, and your own) come from
lexicons/devices/*.csv; the others (parallelism, fourchar, shorthand, quote, figures, sacrifice)
come from the form of the sentence. `tests/gold/CODEBOOK.md` defines them.

Quotation marks show some of them: an image in inverted commas after a verb (织密“防护网”), or a
couplet as a watchword.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..common.characters import CLAUSE_ENDS, alternatives, clause_start, fold
from ..common.characters import MARKS as QUOTATION_MARKS
from ..common.columns import columns, typed
from ..common.files import progress
from ..common.lists import per_lists, read_lexicon, with_lists
from ..common.paragraphs import paragraphs
from ..common.spans import Span, balanced, covers, merged, overlaps, paired
from ..language.quantities import Quantity, counted_in, shorthands
from ..language.speech import speeches
from ..language.terms import Hit, Terms, finder, read_terms
from ..language.words import Segment, segments
from .forms import fours, parallels
from .sacrifice import sacrifices

if TYPE_CHECKING:
    import pandas as pd

# --- figures of speech in quotation marks

_RULE = re.compile(
    "的?(?:[一-龥]{0,4}?)(?:原则|"
    "要求|方针|思路|措施|"
    "建议|工作法|方法|"
    "机制|制度|模式|标准|规定|任务|字样|短信|通知|一文|活动|工作|职责|纪律|流程|[^一-龥]{0,2}内容|主题教育)"
)


@per_lists
def _verbs() -> re.Pattern[str]:
    verbs = alternatives(row["term"] for row in read_lexicon("image_verbs"))
    return re.compile(rf"(?:{verbs})[^,。;、{QUOTATION_MARKS}]{{0,8}}$")


def images(text: str) -> Iterator[tuple[int, int]]:
    """Images in quotation marks, recognised by a verb of making or becoming before them: (start,
    end) in a folded text.
    """
    for opens, closes in paired(text).pairs:
        words = text[opens + 1 : closes]
        if (
            2 <= len(words) <= 8
            and not re.search(r"[\d,、。!?]|^[一二三四五六七八九十两双]", words)
            and _verbs().search(text[max(0, opens - 14) : opens])
        ):
            yield opens + 1, closes


def watchwords(text: str) -> Iterator[tuple[int, int]]:
    """Couplets of equally long segments in quotation marks: (start, end) in a folded text. Rules
    and methods of the same form do not count.
    """
    for opens, closes in paired(text).pairs:
        words = text[opens + 1 : closes]
        if len(words) > 60:
            continue
        sizes = [len(re.sub(r"\W", "", piece)) for piece in re.split("[,、;! ]", words) if piece]
        if (
            2 <= len(sizes) <= 4
            and min(sizes) >= 4
            and max(sizes) == min(sizes)
            and not re.search(r"\d", words)
            and not _RULE.match(text, closes + 1)
        ):
            yield opens + 1, closes


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
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)[余多]?个?\Z")
# and words that return to the present
_EPIDEMIC = re.compile("疫|防控|病毒|肺炎|隔离|武汉|湖北|如今|现在|今天|今年|这次|此次|眼下")
_VETERAN = re.compile("老兵|老战士|老军人|老英雄|老人|老党员|退役|退伍|功臣|军人")
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

    >>> [(m.device, m.surface) for m in mark_text("第一时间发放口罩300个,做到不信谣")]
    [('urgency', '第一时间'), ('figures', '300个'), ('slogan', '不信谣')]
    """
    spoken = tuple((s.start, s.end, s.speaker) for s in speeches(text))
    return _marks(text, spoken, _own(add))


def _own(add: Mapping[str, object] | None) -> Terms | None:
    taken = sorted(set(add or ()) & set(DEVICES))
    if taken:
        raise ValueError(
            f"{taken[0]!r} is a device already: give yours another name, or edit "
            f"lexicons/devices/{taken[0]}.csv"
        )
    return Terms({device: read_terms(source) for device, source in add.items()}) if add else None


Marked = tuple[str, int, int, str]  # device start end detail
_REMEMBERED = 1 << 18  # sentences: those of 5,000 accounts, some 150 MB


def _marks(text: str, spoken: tuple[tuple[int, int, str], ...], own: Terms | None) -> list[Mark]:
    folded = fold(text)
    marked = list(_listed()(text, folded, spoken))
    if own:
        marked += [(hit.device, hit.start, hit.end, hit.category) for hit in own(folded)]
    spans = ((*balanced(folded, a, b), device, detail) for a, b, device, detail in _joined(marked))
    return [
        Mark(device, text[a:b], a, b, detail) for a, b, device, detail in sorted(spans) if a < b
    ]


@per_lists
def _listed() -> Callable[[str, str, tuple[tuple[int, int, str], ...]], tuple[Marked, ...]]:
    """The marks of a sentence by the lists in use, remembered: a comparison marks the same
    sentences by account and by group, with and without what the accounts share.
    """
    return lru_cache(maxsize=_REMEMBERED)(_marked)


def _marked(text: str, folded: str, spoken: tuple[tuple[int, int, str], ...]) -> tuple[Marked, ...]:
    hits, parts = finder()(folded), segments(folded)
    marked = [("quote", a, b, speaker) for a, b, speaker in spoken]
    wars = real_wars(folded)
    marked += [
        (hit.device, _number(folded, hit), hit.end, hit.category)
        for hit in hits
        if _meant(hit, wars) and not _across(hit, parts)
    ]
    marked += [("parallelism", a, b, "") for a, b in parallels(folded, parts)]
    marked += [("fourchar", a, b, "") for a, b in fours(folded, parts)]
    marked += _quoted(folded, marked)
    names = shorthands(text, folded)
    marked += [("shorthand", s.start, s.end, s.expansion) for s in names]
    numbers = counted_in(text, folded, names, things=False)
    marked += [("figures", q.start, q.end, q.kind) for q in numbers if evidence(q)]
    marked += [
        ("sacrifice", a, b, why)
        for a, b, why in sacrifices(folded, [h for h in hits if h.device == "sacrifice"], parts)
    ]
    return tuple(marked)


def _quoted(text: str, marked: list[tuple[str, int, int, str]]) -> list[tuple[str, int, int, str]]:
    """Images and couplets in quotation marks, except those that are another device already."""
    imagery = [
        ("imagery", a, b, "quoted")
        for a, b in images(text)
        if not _is(marked, a, b, "war", "slogan", "quote", "loyalty")
    ]
    couplets = [
        ("slogan", a, b, "couplet")
        for a, b in watchwords(text)
        if not _is(marked, a, b, "war", "quote")
    ]
    return imagery + couplets


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


def _is(marked: list[tuple[str, int, int, str]], start: int, end: int, *devices: str) -> bool:
    """Whether the characters from start to end overlap a mark of one of these devices."""
    return overlaps([(a, b) for device, a, b, _ in marked if device in devices], start, end)


def _across(hit: Hit, parts: list[Segment]) -> bool:
    """Whether a short term begins inside one word and ends inside another (化作 in 强化作用)."""
    if hit.end - hit.start > 2 or hit.device == "war":
        # 战疫 and 疫线 are not words of the dictionary
        return False
    part = next((p for p in parts if p.start <= hit.start and hit.end <= p.end), None)
    if part is None or len(part.letters) != part.end - part.start:
        return False
    return hit.start - part.start not in part.edges and hit.end - part.start not in part.edges


def _number(text: str, hit: Hit) -> int:
    """The start of a term, with the number before its unit (2小时内)."""
    number = (
        _NUMBER.search(text[max(0, hit.start - 8) : hit.start])
        if hit.term[0] in "小分天日"
        else None
    )
    return hit.start - len(number[0]) if number else hit.start


def _meant(hit: Hit, wars: list[tuple[int, int]]) -> bool:
    """Whether a term marks its device: sacrifice needs more than a word, and a real war is not a
    metaphor.
    """
    return hit.device != "sacrifice" and not (hit.device == "war" and within(hit, wars))


def evidence(quantity: Quantity) -> bool:
    """Whether a quantity is evidence by numbers. Not a schedule, a temperature, 数百, or a small
    number in characters (两名, 三天).
    """
    few = (
        quantity.surface[0] in "一二两三四五六七八九十"
        and (quantity.value or 0) <= 10
        and quantity.kind in ("people", "goods", "time")
    )
    return not (
        quantity.flag
        or few
        or quantity.qualifier == "unspecified"
        or quantity.unit in ("℃", "摄氏度", "度")
    )


@per_lists
def _history() -> re.Pattern[str]:
    return re.compile(
        alternatives(row["term"] for row in read_lexicon("military") if row["kind"] == "history")
    )


def within(hit: Hit, stretches: list[tuple[int, int]]) -> bool:
    """Whether a hit begins in one of the stretches."""
    return covers(stretches, hit.start, hit.start + 1)


def real_wars(text: str) -> list[tuple[int, int]]:
    """Stretches of a folded text about a real war: (start, end).

    A stretch begins with the clause that has a word of lexicons/military.csv (kind history) and
    runs on over the next clauses. It ends at the veteran whom it describes
    (参加过对越自卫反击战的老兵), before a clause that names the epidemic, or with the sentence.
    """
    stretches = []
    for match in _history().finditer(text):
        start = clause_start(text, match.start(), CLAUSE_ENDS + QUOTATION_MARKS, 60)
        person = _VETERAN.search(text, match.end(), match.end() + 12)
        end = person.start() if person else _clauses_end(text, match.end())
        if person or not _EPIDEMIC.search(text, start, end):
            stretches.append((start, max(end, match.end())))
    return stretches


def _clauses_end(text: str, place: int) -> int:
    """The end of the following clauses that do not name the epidemic."""
    end = place
    for clause in _CLAUSE.finditer(text, place, place + 80):
        if _EPIDEMIC.search(clause[0]):
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
