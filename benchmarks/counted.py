"""How well it is read what real numbers count and are said for, and who gives and gets it, in text
that is not in the repository.

`make accuracy REAL=folder` finds the paragraphs of tests/gold/real/counted.csv by their hash. What
is counted is right where it lies in the noun as it was labelled and holds its shortest form; a
giver and a receiver where it is a part of who was labelled and holds the shortest form, here or
where the text names it again; a role where it is the label. `unclear` is the share of quantities
to which no role is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pandas as pd
from gongwen.claims import quantities_in
from gongwen.claims.role import UNCLEAR
from gongwen.common.files import project_root
from gongwen.common.gold import Label, read_gold
from gongwen.common.spans import Span, overlaps, span_of
from gongwen.common.stats import krippendorff_alpha

from .sentences import row

GOLD = Path("tests") / "gold" / "real" / "counted.csv"
HALVES = ("fresh", "unread", "read")
NAMED = ("counted", "giver", "receiver")
MARKED = ("each", "per", "ceiling")
Place = TypeVar("Place")


@dataclass(slots=True)
class Coded:
    """What one coder says of a quantity: its place, values (role, each), and the spans of what is
    named, each with that of its shortest form; `free`: what could as well be otherwise.
    """

    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    heads: dict[str, Span] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)


def coded(labels: Iterable[Label], coder: str = "") -> list[Coded]:
    """The quantities of a text as a coder has them, in order."""
    found: dict[int, Coded] = {}
    mine = [label for label in labels if label.more["coder"] == coder]
    for label in mine:
        if label.kind == "quantity":
            found[label.start] = Coded(label.start, label.end)
            if label.more["optional"]:
                found[label.start].free.add("quantity")
    for label in mine:
        if label.kind in ("role", "each"):
            found[label.start].values[label.kind] = label.value
            at = label.start
        elif label.kind in ("sentence", "quantity"):
            continue
        else:
            at = int(label.value)
            name = label.kind.removesuffix("_head")
            place = found[at].heads if label.kind.endswith("_head") else found[at].spans
            if label.end:
                place[name] = (label.start, label.end)
        if label.more["optional"]:
            found[at].free.add(label.kind)
    return [found[at] for at in sorted(found)]


def read(text: str) -> Iterator[Coded]:
    """The quantities of a text as the program reads them."""
    for q in quantities_in(text):
        flag = q.flag if q.flag in MARKED else ""
        mark = f"each/{q.each}" if flag == "each" and q.each else flag
        own = Coded(q.start, q.end, {"role": q.role, "each": mark})
        for name in NAMED:
            start, end = getattr(q, f"{name}_start"), getattr(q, f"{name}_end")
            if start is not None:
                own.spans[name] = (start, end)
        yield own


def pairs(text: str, wanted: list[Coded]) -> Iterator[tuple[Coded, Coded]]:
    """Each quantity of the label with the same as it is read; those that are not read are left to
    the benchmark of quantities.
    """
    given = list(read(text))
    for label in wanted:
        own = same_place(given, label)
        if own and "quantity" not in label.free:
            yield label, own


def same_place(found: Iterable[Place], label: Coded) -> Place | None:
    """The first of what is found that shares a character with a label."""
    return next((f for f in found if overlaps([span_of(f)], *span_of(label))), None)


def right(label: Coded, own: Coded, name: str, text: str) -> bool:
    """Whether a noun lies in that of the label and holds its shortest form; a giver and a receiver
    also by the same words elsewhere.
    """
    if name not in own.spans or name not in label.spans:
        return False
    start, end = own.spans[name]
    first, last = label.heads.get(name, label.spans[name])
    low, high = label.spans[name]
    if low <= start <= first and last <= end <= high:
        return True
    words = text[start:end]
    return name != "counted" and text[first:last] in words and words in text[low:high]


def scores(found: list[tuple[str, Coded, Coded]]) -> Iterator[dict]:
    """A row for each column. `found`: texts, with a quantity of the label and as it is read."""
    both = [(a, b) for _, a, b in found]
    for name in NAMED:
        judged = [(a, b) for a, b in both if name not in a.free]
        wanted = sum(name in a.spans for a, _ in judged)
        given = sum(name in b.spans for _, b in judged)
        hits = sum(right(a, b, name, text) for text, a, b in found if name not in a.free)
        yield row(name, wanted, hits, given - hits) | {"right": ""}
    for mark in MARKED:
        judged = [(a.values["each"], b.values["each"]) for a, b in both if "each" not in a.free]
        wanted, given = (sum(v.startswith(mark) for v in side) for side in zip(*judged))
        hits = sum(a.startswith(mark) and b == a for a, b in judged)
        yield row(mark, wanted, hits, given - hits) | {"right": ""}
    judged = [(a.values["role"], b.values["role"]) for a, b in both if "role" not in a.free]
    same = sum(a == b for a, b in judged) / max(1, len(judged))
    unclear = sum(b == UNCLEAR for _, b in judged) / max(1, len(judged))
    blank = dict.fromkeys(("precision", "recall", "F1"), "")
    told = {"right": f"{same:.3f}", "unclear": f"{unclear:.3f}"}
    yield {"what": "role", "n": len(judged)} | blank | told


def chosen(texts: Mapping[str, str]) -> dict[str, list[tuple[str, list[Label]]]]:
    """The texts that are there with their labels, by half."""
    gold = read_gold(project_root() / GOLD, texts, some=True)
    halves: dict[str, list[tuple[str, list[Label]]]] = {}
    for sha256, labels in sorted(gold.items()):
        halves.setdefault(labels[0].more["half"], []).append((texts[sha256], labels))
    return halves


def table(texts: Mapping[str, str]) -> pd.DataFrame:
    """A row for each half and column: half what n precision recall F1 right unclear."""
    rows = []
    found = chosen(texts)
    for half, of in ((half, found[half]) for half in HALVES if half in found):
        both = [(text, *pair) for text, labels in of for pair in pairs(text, coded(labels))]
        rows += [{"half": half} | row for row in scores(both)]
    return pd.DataFrame(rows).fillna("")


def agreement(texts: Mapping[str, str]) -> pd.DataFrame:
    """Krippendorff's α of the two coders by column, on the quantities that both have: what n alpha.
    What is named is the same where the spans overlap.
    """
    units: dict[str, list[tuple[str, str]]] = {}
    for of in chosen(texts).values():
        for _, labels in of:
            others = {b.start: b for b in coded(labels, "b")}
            for a in coded(labels, "a"):
                if (b := others.get(a.start)) is None:
                    continue
                for name in ("role", "each"):
                    units.setdefault(name, []).append((a.values[name], b.values[name]))
                for name in NAMED:
                    one, other = a.spans.get(name), b.spans.get(name)
                    if one and other and overlaps([one], *other):
                        other = one
                    units.setdefault(name, []).append((str(one), str(other)))
    rows = []
    for name, values in units.items():
        codes = {value: i for i, value in enumerate(sorted({v for pair in values for v in pair}))}
        coders = [[codes[value] for value in side] for side in zip(*values)]
        alpha = krippendorff_alpha(pd.DataFrame(coders), "nominal")
        rows.append({"what": name, "n": len(values), "alpha": round(float(alpha), 3)})
    return pd.DataFrame(rows)
