"""Devices told by words: terms of the lists of devices, images and couplets in quotation marks,
numeral shorthands, numbers, and what somebody said.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..common.lists import per_lists, words_of
from ..common.spans import Span, overlaps
from ..language.quantities import Quantity, Shorthand
from ..language.terms import Hit, of_lexicon
from .candidates import Candidate
from .reading import STOP, Reading, within

Spoken = tuple[int, int, str]  # where somebody's words start and end, and the speaker
CLAUSE = 30  # words of a clause before a verb of speech
FEW = "一二两三四五六七八九十"  # a number that begins with one of these may be a mere article
UNITS = "小分天日"  # how a unit of time begins, before which a term has its number
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)[余多]?个?\Z")


def terms(
    reading: Reading, wars: Sequence[Span], own: Mapping[str, frozenset[str]]
) -> dict[str, list[Candidate]]:
    """The terms of the lists, by device; `wars`: stretches about a real war; `own`: terms that the
    reader has added, which no model knows: they count as they stand.
    """
    found: dict[str, list[Candidate]] = {}
    n = Counter(hit.device for hit in reading.hits)
    soldiers = min(len(of_lexicon("military", category="kind")(reading.text)), 2) if n["war"] else 0
    for hit in reading.hits:
        if hit.device == "war" and within(hit, wars):
            continue  # a real war is no metaphor
        told = [
            "term",
            f"category {hit.category}",
            f"term {hit.term}",
            f"hits {min(n[hit.device], 3)}",
            f"letters {min(hit.end - hit.start, 6)}",
            *reading.around(hit.start, hit.end),
        ]
        if hit.device == "war":
            told.append(f"soldiers {soldiers}")
        start = _with_number(reading.text, hit)
        sure = hit.term in own.get(hit.device, ())
        candidate = Candidate(start, hit.end, told, hit.category, sure=sure)
        found.setdefault(hit.device, []).append(candidate)
    return found


def _with_number(text: str, hit: Hit) -> int:
    """The start of a term, with the number before its unit (2小时内)."""
    if hit.term[0] not in UNITS:
        return hit.start
    number = _NUMBER.search(text[max(0, hit.start - 8) : hit.start])
    return hit.start - len(number[0]) if number else hit.start


def images(reading: Reading) -> Iterator[Candidate]:
    """Words in quotation marks that may be an image."""
    text = reading.text
    for opens, closes in reading.quoted:
        words = text[opens + 1 : closes]
        if 2 <= len(words) <= 8 and not re.search(r"[\d,、。!?]", words):
            before = text[max(0, opens - 14) : opens]
            verb = any(v in before for v in words_of("image_verbs"))
            told = [
                "marks",
                f"image verb {verb}",
                f"marks {len(words)}",
                f"numeral {words[0] in FEW}",
                f"tail {words[-1]}",
                *(f"holds {word}" for word in _inside(reading, opens, closes)),
                *reading.around(opens, closes + 1),
            ]
            yield Candidate(opens + 1, closes, told, "quoted")


def couplets(reading: Reading) -> Iterator[Candidate]:
    """Two to four equally long segments in quotation marks, which may be a watchword."""
    text = reading.text
    for opens, closes in reading.quoted:
        words = text[opens + 1 : closes]
        sizes = [len(re.sub(r"\W", "", piece)) for piece in re.split("[,、;! ]", words) if piece]
        if len(words) <= 60 and 2 <= len(sizes) <= 4 and 4 <= min(sizes) == max(sizes):
            told = [
                "couplet",
                f"pieces {len(sizes)}",
                f"letters {sizes[0]}",
                f"digits {bool(re.search(r'[0-9]', words))}",
                *reading.around(opens, closes + 1),
            ]
            yield Candidate(opens + 1, closes, told, "couplet")


def _inside(reading: Reading, start: int, end: int) -> list[str]:
    """The words between two places."""
    i, j = bisect_left(reading.starts, start), bisect_right(reading.ends, end)
    return [word for word, _ in reading.words[i:j]]


def numbers(reading: Reading, quantities: Sequence[Quantity]) -> Iterator[Candidate]:
    """Quantities, which may be evidence, a norm or a mere article (一名)."""
    for q in quantities:
        how = "digits" if re.search(r"\d", q.surface) else "letters"
        few = q.surface[0] in FEW and (q.value or 0) <= 10
        size = "-" if q.value is None else len(f"{min(abs(q.value), 1e4):.0f}")
        told = [
            "number",
            f"kind {q.kind}",
            f"unit {q.unit}",
            f"flag {q.flag}",
            f"qualifier {q.qualifier}",
            f"few {few} {q.kind}",
            f"{how} {q.kind}",
            f"size {size} {q.kind}",
            f"numbers {min(len(quantities), 4)}",
            *reading.around(q.start, q.end),
        ]
        yield Candidate(q.start, q.end, told, q.kind)


def abbreviations(reading: Reading, names: Sequence[Shorthand]) -> Iterator[Candidate]:
    """What looks like a numeral shorthand."""
    for s in names:
        text = reading.text[s.start : s.end]
        told = [
            "shorthand",
            f"term {text}",
            f"head {text[0]}",
            f"tail {text[-1]}",
            f"letters {len(text)}",
            f"spelt out {bool(s.expansion)}",
            *reading.around(s.start, s.end),
        ]
        yield Candidate(s.start, s.end, told, s.expansion)


# --- what somebody said


def speech(reading: Reading, spoken: Sequence[Spoken]) -> Iterator[Candidate]:
    """Words that the paragraph gives as somebody's speech (`language.speech`)."""
    text = reading.text
    for start, end, speaker in spoken:
        words = text[start:end]
        told = [
            "speech",
            f"speaker {bool(speaker)}",
            f"speech {min((end - start) // 6, 5)}",
            f"commas {min(words.count(','), 2)}",
            f"stopped {words[-1:] in '。!?…'}",
            f"whole {not start and end == len(text)}",
            *reading.around(max(0, start - 1), min(len(text), end + 1)),
        ]
        yield Candidate(start, end, told, speaker)


@per_lists
def _verbs() -> tuple[frozenset[str], frozenset[str]]:
    """The verbs of speech, and how a word before speech ends."""
    verbs = frozenset(words_of("attribution", "verb", "speech"))
    return verbs, frozenset(verb[-1] for verb in verbs) | {":"}


def reports(reading: Reading, spoken: Sequence[Spoken]) -> Iterator[Candidate]:
    """What follows a verb of speech (会议指出,…) or a colon, to the end of the sentence."""
    text, words, (verbs, lasts) = reading.text, reading.words, _verbs()
    taken = [(start, end) for start, end, _ in spoken]
    stops = [*(match.end() for match in STOP.finditer(text)), len(text)]
    for i, (word, _) in enumerate(words):
        if word[-1] not in lasts:
            continue
        verb = next((word[-n:] for n in (3, 2, 1) if word[-n:] in verbs), "")
        if not verb and word != ":":
            continue
        j = _pause(reading, i) if verb else i
        start = reading.ends[i if j is None else j]
        end = stops[bisect_right(stops, start)] if start < len(text) else start
        if end - start < 4 or overlaps(taken, start, start + 2):
            continue
        pause = "none" if j is None else words[j][0] + "+" * (j > i + 1)
        told = list(_reported(reading, i, i if j is None else j, verb, pause))
        told.append(f"length {min((end - start) // 10, 4)}")
        yield Candidate(start, end, told)


def _pause(reading: Reading, i: int) -> int | None:
    """The comma or colon that ends a verb of speech and whom it addresses."""
    for j in range(i + 1, min(len(reading.words), i + 5)):
        mark = reading.words[j][0]
        if mark in ",:":
            return j
        if mark in ("。", ";", "、", "!", "?"):
            return None
    return None


def _reported(reading: Reading, i: int, j: int, verb: str, pause: str) -> Iterator[str]:
    words = reading.words
    clause: list[str] = []
    for word, _ in reversed(words[max(0, i - CLAUSE) : i]):
        if word in ",:" or STOP.search(word):
            break
        clause.append(word)
    before, tag = words[i - 1] if i else ("^", "^")
    after, kind = words[j + 1] if j + 1 < len(words) else ("$", "$")
    yield from (
        "report",
        f"verb {verb}",
        f"word {words[i][0]}",
        f"pause {pause}",
        f"verb {verb} pause {pause}",
        f"before {before}",
        f"before tag {tag[0]}",
        f"opens with {clause[-1] if clause else '-'}",
        f"clause of {min(len(clause), 6)}",
        f"after {after}",
        f"after tag {kind[0]} pause {pause}",
    )
    yield from (f"clause {word}" for word in clause if len(word) > 1)
