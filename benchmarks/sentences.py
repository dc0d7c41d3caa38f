"""How well numbers and days are read in real sentences, which are not in the repository.

`make accuracy REAL=folder` finds the paragraphs of tests/gold/real/numbers.csv by their hash. A
quantity or a day is found where a reading has a character of it; it is right if the value, both
ends of a range and the sign are, or both days.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from gongwen.claims import dates_in, quantities_in
from gongwen.common.files import project_root
from gongwen.common.gold import Label, read_gold
from gongwen.common.spans import covers, overlaps, span_of

GOLD = Path("tests") / "gold" / "real" / "numbers.csv"


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader gives: characters of the paragraph, and their value as the set writes it."""

    start: int
    end: int
    value: str


def paragraphs(texts: Mapping[str, str]) -> list[tuple[str, list[Label]]]:
    """The paragraphs of the set whose texts (by their hashes) are there, with their labels."""
    gold = read_gold(project_root() / GOLD, texts, some=True)
    return [(texts[sha256], labels) for sha256, labels in sorted(gold.items())]


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def quantities(text: str, published: date | None) -> Iterator[Found]:
    for q in quantities_in(text):
        ends = [number(q.value)] + ([number(q.high)] if q.high is not None else [])
        yield Found(q.start, q.end, "/".join(ends))


def days(text: str, published: date | None) -> Iterator[Found]:
    for d in dates_in(text, published):
        ends = [day.isoformat() if day else ".." for day in (d.start_date, d.end_date)]
        yield Found(d.start, d.end, "" if ends == ["..", ".."] else "/".join(dict.fromkeys(ends)))


READERS = {"quantity": quantities, "date": days}


def peers() -> dict[tuple[str, str], Callable[[str, date | None], Iterator[Found]]]:
    """The other readers that are installed, by kind and name: JioNLP for days (it reads of numbers
    only money).
    """
    try:
        import jionlp
    except ImportError:
        return {}
    logging.getLogger().setLevel(logging.CRITICAL)  # it logs what it cannot read

    def times(text: str, published: date | None) -> Iterator[Found]:
        day = published or date.today()
        base = datetime(day.year, day.month, day.day).timestamp()
        try:
            found_here = jionlp.ner.extract_time(text, time_base=base, with_parsing=True)
        except Exception:  # it fails at some paragraphs, and has read nothing of them
            found_here = []
        for read in found_here:
            found = read["detail"].get("time")
            found = found if isinstance(found, list) else []
            ends = [end[:10] for end in found if isinstance(end, str)]
            start, end = read["offset"]
            if ends:
                yield Found(start, end, "/".join(dict.fromkeys(ends)))

    return {("date", "JioNLP"): times}


def same(kind: str, found: str, label: str) -> bool:
    """Whether a value is the one of the label; a label without one takes any."""
    if not label:
        return True
    if kind == "date":
        return found == label
    return found == "/".join(number(float(end)) for end in label.split("/"))


def score(
    kind: str,
    chosen: Iterable[tuple[str, list[Label]]],
    read: Callable[[str, date | None], Iterator[Found]] | None = None,
) -> dict[str, object]:
    """How many labels of a kind there are and are found, what else is found, how many of those
    found are right.
    """
    read = read or READERS[kind]
    n = found = extra = right = judged = 0
    for text, labels in chosen:
        sentence = next(label for label in labels if label.kind == "sentence")
        stated = [label.value for label in labels if label.kind == "published"]
        day = date.fromisoformat(stated[0]) if stated else None
        given = [g for g in read(text, day) if covers([span_of(sentence)], *span_of(g))]
        used = set()
        for label in (label for label in labels if label.kind == kind):
            hits = [i for i, g in enumerate(given) if overlaps([span_of(g)], *span_of(label))]
            used |= set(hits)
            if label.more["optional"]:
                continue
            n, found = n + 1, found + bool(hits)
            judged += bool(hits and label.value)
            right += bool(hits and label.value) and same(kind, given[hits[0]].value, label.value)
        extra += len(given) - len(used)
    return row(kind, n, found, extra, right, judged)


def row(
    what: str, n: int, found: int, extra: int, right: int = 0, judged: int = 0
) -> dict[str, object]:
    """A row of a table of scores: of `n` labels so many are found, `extra` is found beside them,
    and of those `judged` so many are right.
    """
    shares = {
        "precision": found / max(1, found + extra),
        "recall": found / max(1, n),
        "F1": 2 * found / max(1, n + found + extra),
        "right": right / max(1, judged),
    }
    return {"what": what, "n": n} | {name: f"{share:.3f}" for name, share in shares.items()}


def table(texts: Mapping[str, str], with_peers: bool = True) -> pd.DataFrame:
    """A row for each half, kind and reader: half what reader n precision recall F1 right."""
    chosen = paragraphs(texts)
    readers = {(kind, "gongwen"): read for kind, read in READERS.items()}
    readers |= peers() if with_peers and chosen else {}
    rows = [
        {"half": half, "what": kind, "reader": reader}
        | score(kind, [p for p in chosen if p[1][0].more["half"] == half], read)
        for half in ("fresh", "unread", "read")
        for (kind, reader), read in sorted(readers.items(), key=lambda item: item[0][0] == "date")
        if chosen
    ]
    return pd.DataFrame(rows)
