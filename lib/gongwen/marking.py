"""Rhetorical devices, marked in the sentence: each with the characters that show it.

Devices of words (war, loyalty, slogan, urgency, imagery, and one's own) come from lexicons/devices/*.csv; the others from the
form of the sentence: parallelism, fourchar, shorthand, quote, figures, sacrifice. `tests/gold/CODEBOOK.md` defines them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import pandas as pd

from .claims import Quantity, counted_in
from .figurative import images, watchwords
from .fourchar import fours
from .parallelism import parallels
from .sacrifice import sacrifices
from .segments import segments
from .shorthand import shorthands
from .speech import speeches
from .terms import Hit, Terms, finder, read_terms
from .text import fold, progress, read_lexicon

DEVICES = ("war", "loyalty", "slogan", "parallelism", "fourchar", "shorthand", "quote", "sacrifice", "urgency", "figures", "imagery")
_APART = ("figures", "quote", "shorthand", "parallelism", "fourchar")  # two of these that touch stay two
MARKS = ("account", "paragraph", "sentence", "device", "surface", "start", "end")


@dataclass(frozen=True, slots=True)
class Mark:
    """A device and the characters that show it (0-based, end exclusive); `detail` is the category of the term, the expansion of
    a shorthand, the speaker of a quotation or the kind of a quantity."""

    device: str
    surface: str
    start: int
    end: int
    detail: str = ""


def mark_text(text: str, add: Mapping[str, object] | None = None) -> list[Mark]:
    """The devices of one sentence, in order. `add`: further devices, as in `mark`.

    >>> [(m.device, m.surface) for m in mark_text("第一时间发放口罩300个,做到不信谣、不传谣")]
    [('urgency', '第一时间'), ('figures', '300个'), ('slogan', '不信谣'), ('parallelism', '不信谣、不传谣'), ('slogan', '不传谣')]
    """
    spoken = [(s.start, s.end, s.speaker) for s in speeches(text)]
    return _marks(text, spoken, _own(add))


def _own(add: Mapping[str, object] | None) -> Terms | None:
    return Terms({device: read_terms(source) for device, source in add.items()}) if add else None


def _marks(text: str, spoken: list[tuple[int, int, str]], own: Terms | None) -> list[Mark]:
    folded = fold(text)
    hits, parts = finder()(folded), segments(folded)
    found = [("quote", a, b, speaker) for a, b, speaker in spoken]
    found += [(hit.device, hit.start, hit.end, hit.category) for hit in hits if _meant(folded, hit)]
    found += [("parallelism", a, b, "") for a, b in parallels(folded, parts)]
    found += [("fourchar", a, b, "") for a, b in fours(folded, parts)]
    found += [("imagery", a, b, "quoted") for a, b in images(folded) if not _is(found, a, b, "war", "slogan", "quote", "loyalty")]
    found += [("slogan", a, b, "couplet") for a, b in watchwords(folded) if not _is(found, a, b, "war", "quote")]
    names = shorthands(text, folded)
    found += [("shorthand", s.start, s.end, s.expansion) for s in names]
    found += [("figures", q.start, q.end, q.kind) for q in counted_in(text, folded, names) if evidence(q)]
    found += [("sacrifice", a, b, why) for a, b, why in sacrifices(folded, [h for h in hits if h.device == "sacrifice"], parts)]
    if own:
        found += [(hit.device, hit.start, hit.end, hit.category) for hit in own(folded)]
    return [Mark(device, text[a:b], a, b, detail) for a, b, device, detail in _joined(found)]


def _joined(found: list[tuple[str, int, int, str]]) -> list[tuple[int, int, str, str]]:
    """Marks in order, those of one device that overlap as one; words that touch too (战斗堡垒)."""
    kept: dict[str, list[list]] = {}
    for device, start, end, detail in sorted(found, key=lambda m: (m[1], -m[2])):
        spans = kept.setdefault(device, [])
        if spans and start < spans[-1][1] + (device not in _APART):
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([start, end, detail])
    return sorted((start, end, device, detail) for device, spans in kept.items() for start, end, detail in spans)


def _is(found: list[tuple[str, int, int, str]], start: int, end: int, *devices: str) -> bool:
    """Whether the characters from start to end are shown to be one of these devices already."""
    return any(a < end and start < b for device, a, b, _ in found if device in devices)


def _meant(text: str, hit: Hit) -> bool:
    """Whether a hit of a list of words is the device: sacrifice takes more than a word, and a real war is no metaphor."""
    return hit.device != "sacrifice" and not (hit.device == "war" and literal(text, hit.start, hit.end))


def evidence(quantity: Quantity) -> bool:
    """Whether a quantity is evidence by numbers: not a schedule, not a temperature, not 数百, and not 两名 or 三天 in characters."""
    few = quantity.surface[0] in "一二两三四五六七八九十" and (quantity.value or 0) <= 10 and quantity.kind in ("people", "goods", "time")
    return not (quantity.flag or few or quantity.qualifier == "unspecified" or quantity.unit in ("℃", "摄氏度", "度"))


@lru_cache(maxsize=1)
def _history() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(row["term"]) for row in read_lexicon("military") if row["kind"] == "history"))


def literal(text: str, start: int, end: int) -> bool:
    """Whether a word of war stands in a clause that tells of a real war."""
    first = max(text.rfind(mark, 0, start) for mark in ",。;:!?“”") + 1
    last = min((i for i in (text.find(mark, end) for mark in ",。;:!?“”") if i >= 0), default=len(text))
    return bool(_history().search(text, first, last))


def mark(sentences: pd.DataFrame, add: Mapping[str, object] | None = None, details: bool = False) -> pd.DataFrame:
    """The devices of each sentence: account paragraph sentence device surface start end; offsets count in the sentence.

    A quotation that stays open runs on over the sentences of its paragraph. `add` names further devices, each with a list of
    terms: the name of a lexicon ("discipline"), the path of a CSV, a table with a column `term`, or strings. `details` adds a
    column `detail` (see `Mark`).
    """
    own = _own(add)
    rows = []
    lines = sentences[["account", "paragraph", "sentence", "text"]].itertuples(index=False, name=None)
    listed = progress(lines, "marking devices", " sentences", len(sentences))
    for (account, paragraph), part in groupby(listed, lambda row: row[:2]):
        _, _, numbers, texts = zip(*part)
        spoken = [(s.start, s.end, s.speaker) for s in speeches("".join(texts), details)]
        shift = 0
        for number, text in zip(numbers, texts):
            here = [(max(0, a - shift), min(len(text), b - shift), who) for a, b, who in spoken if a < shift + len(text) and shift < b]
            rows += [(account, paragraph, number, m.device, m.surface, m.start, m.end, m.detail) for m in _marks(text, here, own)]
            shift += len(text)
    frame = pd.DataFrame(rows, columns=[*MARKS, "detail"])
    kinds = dict.fromkeys(("account", "device", "surface", "detail"), "str") | dict.fromkeys(
        ("paragraph", "sentence", "start", "end"), "int64"
    )
    return frame.astype(kinds)[[*MARKS, "detail"] if details else list(MARKS)]
