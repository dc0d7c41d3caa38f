"""Fit the models of `gongwen.language.fitted` from coded real text: `make fit REAL=folder`.

The paragraphs of tests/gold/real/counted.csv and the sentences of devices.csv there are found by
their hash in a folder outside; those of the halves *fit* and *read* are used, so that the others
stay unread. Small weights are left out. Prints how often the choice is right, with whole
repositories left out in turn; of a device, its F1 with the threshold at which that is highest.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from gongwen.claims import parties, quantities_in, role
from gongwen.claims.scores import read_annotated
from gongwen.common.characters import fold
from gongwen.common.files import project_root
from gongwen.common.gold import read_gold
from gongwen.common.sheets import read_rows
from gongwen.common.spans import span_of
from gongwen.language import counted as things
from gongwen.language.people import is_public, people_in
from gongwen.language.quantities import Quantity, counted_in, shorthands
from gongwen.language.speech import speeches
from gongwen.language.words import tagged
from gongwen.pages.sources import texts as page_texts
from gongwen.rhetoric import DEVICES
from gongwen.rhetoric.candidates import THRESHOLD, Candidate, model
from gongwen.rhetoric.mark import read as read_devices
from scipy import sparse
from scipy.optimize import minimize

from . import counted, devices
from .accuracy import texts_by_hash

HALVES = ("fit", "read")
INVENTED = (
    ("tests/gold/seeds.csv", "seeds"),
    ("tests/gold/claims/seen.csv", "tests/gold/claims/texts"),
)
SENTENCES, CASES = "tests/gold/sentences.csv", "tests/gold/devices/cases.csv"
OUT = Path("lib") / "gongwen" / "lexicons" / "weights.csv"
WORDS = ("war", "loyalty", "slogan", "urgency", "imagery")  # devices told by the words of lists
KINDS = 0.02  # of the penalty is on what each candidate of a device has
FOLDS = 5
OWN = 4  # a choice of the seeds and of invented texts of their kind counts so often
HEAD = (
    "# The weights of the models of `language.fitted`, by feature: fitted by"
    " `python -m benchmarks.fit` from coded text."
)


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a choice by their features, and those that are right (0: the first,
    nothing); `group`: what is left out together; `apart`: each candidate is a choice of its own;
    `places`: of those of a device, as in `candidates.chosen`.
    """

    group: str
    candidates: list[Sequence[str]]
    right: list[int]
    apart: bool = False
    places: Sequence[int] = ()

    def total(self, sums: Sequence[float]) -> float:
        """How much the strongest of each place together outweigh that there is none."""
        best: dict[int, float] = {}
        for place, value in zip(self.places, sums[1:], strict=True):
            best[place] = max(value, best.get(place, value))
        return float(np.logaddexp.reduce(list(best.values()))) if best else -np.inf

    def choices(self) -> list[Example]:
        """What is to be learnt from it; nothing, where what is right is no candidate."""
        if not self.apart or len(self.candidates) == 1:
            return [self] if self.right else []
        nothing, *found = self.candidates
        if self.right == [0]:
            return [Example(self.group, [nothing, own], [0]) for own in found]
        return [Example(self.group, [nothing, found[i - 1]], [1]) for i in self.right]


def of_counted(texts: dict[str, str]) -> Iterator[Example]:
    """What numbers count."""
    for text, group, label, own in labelled(texts):
        if "counted" in label.free:
            continue
        found = things.candidates(fold(text), (own.start, own.end), own.kind, own.unit)
        right = _right(found, label, "counted", text)
        if not right:
            _, high = label.spans["counted"]
            right = [i for i, c in enumerate(found) if i and c.end == high]
        if right:
            yield Example(group, [c.features for c in found], right)


def _right(found: list[things.Candidate], label: counted.Coded, name: str, text: str) -> list[int]:
    """The candidates that are what is labelled; the first one, nobody, where nothing is."""
    if name not in label.spans:
        return [0]
    spans = [counted.Coded(c.start, c.end, spans={name: span_of(c)}) for c in found]
    return [i for i, own in enumerate(spans) if i and counted.right(label, own, name, text)]


def of_role(texts: dict[str, str]) -> Iterator[Example]:
    """What quantities are said for; the role of the one before is that of the label."""
    last: Quantity | None = None
    before = ""
    for text, group, label, own in labelled(texts):
        wanted = label.values.get("role", "unclear")
        last, before = last if text == before else None, text
        if wanted in role.ROLES and "role" not in label.free:
            folded = fold(text)
            told = [*role.features(own, folded, last), *role.topic(folded)]
            choices = [[f"{name}|{f}" for f in told] for name in role.ROLES]
            yield Example(group, choices, [role.ROLES.index(wanted)])
        last = replace(own, role=wanted)


def of_party(texts: dict[str, str], side: str) -> Iterator[Example]:
    """Who gives, or who gets."""
    for text, group, labels in _real(texts):
        folded, own, people = fold(text), quantities_in(text), people_in(text)
        wholes = dict(zip(own, parties.wholes(own, folded)))
        for label in labels:
            q = counted.same_place(own, label)
            if not q or q.kind not in parties.GIVEN or {"quantity", side} & label.free:
                continue
            found = parties.candidates(q, wholes[q], folded, people)
            right = _right(found, label, side, text)
            if right:
                yield Example(group, [c.features for c in found], right)


def labelled(texts: dict[str, str]) -> Iterator[tuple[str, str, counted.Coded, Quantity]]:
    """The quantities to fit from: text, repository or account, label, quantity."""
    for text, group, labels in [*_real(texts), *_invented()]:
        folded = fold(text)
        own = list(counted_in(text, folded, shorthands(text, folded)))
        for label in labels:
            q = counted.same_place(own, label)
            if q and "quantity" not in label.free:
                yield text, group, label, q


def _real(texts: dict[str, str]) -> Iterator[tuple[str, str, list[counted.Coded]]]:
    for half in HALVES:
        for text, labels in counted.chosen(texts).get(half, []):
            yield text, labels[0].more["address"], counted.coded(labels)


def _invented() -> Iterator[tuple[str, str, list[counted.Coded]]]:
    """The seeds, and the invented accounts that were read."""
    root = project_root()
    for path, folder in INVENTED:
        for row in read_annotated(root / path, page_texts(root / folder)):
            coded: dict[int, counted.Coded] = {}
            for label in row["quantities"]:
                own = coded[label.start] = counted.Coded(label.start, label.end)
                noun = label.more["counted"]
                at = _nearest(row["text"], noun, label.start, label.end) if noun else None
                if at is not None:
                    own.spans["counted"] = (at, at + len(noun))
                if label.more["optional"] or (noun and at is None):
                    own.free.add("counted")
            for label in row["roles"]:
                if label.start in coded:
                    coded[label.start].values["role"] = label.value
            yield row["text"], row["account"], list(coded.values())


# --- devices


@cache
def _candidates(text: str) -> dict[str, Sequence[Candidate]]:
    spoken = [(s.start, s.end, s.speaker) for s in speeches(text)]
    return read_devices(text, fold(text), spoken)


@cache
def _rows(path: str) -> tuple[dict[str, str], ...]:
    """A coded table, read once for all devices."""
    return read_rows(project_root() / path)


def of_device(texts: dict[str, str], device: str) -> Iterator[Example]:
    """What shows a device, or that there is none: the seeds, single cases, real sentences."""
    for row in _rows(SENTENCES):
        coded = device in row["devices"].split(",")
        yield _shown(row["text"], row["account"], device, coded, [])
    for text, cases in read_gold(project_root() / CASES).items():
        for case in cases:
            if case.kind == device:
                spans = [span_of(case)] if case.surface else []
                yield _shown(text, text, device, case.value == "yes", spans)
    for row in _rows(devices.GOLD):
        text = texts.get(row["sha256"])
        if text and row["half"] in HALVES and device not in row["doubt"].split():
            spans = [(a, b) for name, a, b in devices.spans(row) if name == device]
            yield _shown(text, row["address"], device, device in row["devices"].split(), spans)


def _shown(
    text: str, group: str, device: str, coded: bool, spans: Sequence[tuple[int, int]]
) -> Example:
    """Nothing, or what may be a device; where it is coded, what most overlaps its characters is
    right, and anything where they are not known. Words are right or wrong one by one.
    """
    found = _candidates(text).get(device, [])
    apart = device in WORDS or (bool(spans or not coded) and device in ("figures", "shorthand"))
    right = list(range(1, len(found) + 1)) if coded else [0]
    if coded and spans:
        right = [i for i, c in enumerate(found, 1) if any(_mostly(c, span) for span in spans)]
    places = [c.start if c.place is None else c.place for c in found]
    return Example(group, [[], *(c.features for c in found)], right, apart, places)


def _mostly(candidate: Candidate, span: tuple[int, int]) -> bool:
    """Whether a candidate and a span have a third of their characters in common."""
    both = min(candidate.end, span[1]) - max(candidate.start, span[0])
    return 3 * both > max(candidate.end, span[1]) - min(candidate.start, span[0])


def _nearest(text: str, noun: str, start: int, end: int) -> int | None:
    places = [m.start() for m in re.finditer(re.escape(noun), text)]
    return min(places, key=lambda at: max(start - at - len(noun), at - end), default=None)


def fitted(
    examples: list[Example], penalty: float, least: float, kinds: float = 1
) -> dict[str, float]:
    """Weights by feature: those that make what is right most probable, less a penalty on their
    squares; without those of less than `least`. `kinds`: how much of the penalty is on what each
    candidate of a kind has (its feature is one word), which only says how many there are.
    """
    examples = [choice for example in examples for choice in example.choices()]
    seen = Counter(f for e in examples for c in e.candidates for f in set(c))
    names = {
        f: i
        for i, f in enumerate(
            sorted(f for f, n in seen.items() if n > 2 and f == f.strip() and not _names(f))
        )
    }
    rows, columns, owner, good = [], [], [], []
    for n, example in enumerate(examples):
        for i, candidate in enumerate(example.candidates):
            for feature in candidate:
                if feature in names:
                    rows.append(len(owner))
                    columns.append(names[feature])
            owner.append(n)
            good.append(i in example.right)
    penalty = np.array([penalty * (1 if " " in name else kinds) for name in names])
    shape = (len(owner), len(names))
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape)
    owner, good = np.array(owner), np.array(good)
    counts = _times(examples)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = matrix @ weights
        top = np.full(len(examples), -np.inf)
        np.maximum.at(top, owner, sums)
        powers = np.exp(sums - top[owner])
        every = np.bincount(owner, powers, len(examples))
        right = np.bincount(owner, powers * good, len(examples))
        shares = (powers / every[owner] - powers * good / right[owner]) * counts[owner]
        value = -(counts * np.log(right / every)).sum() + penalty @ weights**2
        return value, matrix.T @ shares + 2 * penalty * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    kept = {name: round(float(found[i]), 3) for name, i in names.items()}
    return {name: weight for name, weight in kept.items() if abs(weight) >= least}


def _times(examples: list[Example]) -> np.ndarray:
    """How often each example counts: those of real repositories once."""
    return np.array([1 if "/" in example.group else OWN for example in examples])


@cache
def _names(feature: str) -> bool:
    """Whether a feature has a word that may be somebody's name: none enters the list."""
    words = re.findall("[一-龥]+", feature)
    return any(
        is_public(word) or tag.startswith("nr") for word in words for _, tag in tagged(word, ())
    )


def left_out(
    examples: list[Example], penalty: float, least: float, kinds: float = 1
) -> list[list[float]]:
    """The sums of each example's candidates, with each fifth of the groups left out in turn."""
    fold_of = [zlib.crc32(example.group.encode()) % FOLDS for example in examples]
    sums: list[list[float]] = [[] for _ in examples]
    for k in range(FOLDS):
        kept = [e for e, n in zip(examples, fold_of) if n != k]
        weights = fitted(kept, penalty, least, kinds)
        for i, n in enumerate(fold_of):
            if n == k:
                sums[i] = [sum(weights.get(f, 0.0) for f in c) for c in examples[i].candidates]
    return sums


def threshold(examples: list[Example], sums: list[list[float]]) -> tuple[float, float]:
    """How much must speak for a device so that the F1 of sentences is highest, and that F1."""
    coded = np.array([e.right != [0] for e in examples])
    totals = np.array([e.total(own) for e, own in zip(examples, sums)])

    def f1(least: float) -> float:
        marked = totals > least
        return float(2 * (marked & coded).sum() / max(1, marked.sum() + coded.sum()))

    most = max(np.round(np.arange(-2.5, 1.05, 0.05), 2), key=f1)
    return float(most), f1(most)


MODELS = {  # how to read its examples, the penalty on its weights, the least of them
    "counted": (of_counted, 0.5, 0.2),
    "role": (of_role, 3, 0.1),
    "giver": (partial(of_party, side="giver"), 3, 0.1),
    "receiver": (partial(of_party, side="receiver"), 3, 0.1),
    **{
        model(d): (partial(of_device, device=d), 2 if d == "parallelism" else 1, 0.1)
        for d in DEVICES
    },
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the texts are")
    parser.add_argument("--write", action="store_true", help="the weights")
    options = parser.parse_args()
    texts = texts_by_hash(options.folder)
    lines = [HEAD, "model,feature,weight"]
    for name, (read, penalty, least) in MODELS.items():
        examples = list(read(texts))
        if not any("/" in example.group for example in examples):
            print(f"{options.folder} has none of the texts to fit from")
            return 1
        kinds = KINDS if name.startswith(model("")) else 1
        sums = left_out(examples, penalty, least, kinds)
        weights = fitted(examples, penalty, least, kinds)
        right = sum(own.index(max(own)) in e.right for e, own in zip(examples, sums))
        said = f"{right / len(examples):.3f} right"
        if name.startswith(model("")):
            weights[THRESHOLD], f1 = threshold(examples, sums)
            said = f"F1 {f1:.3f} above {weights[THRESHOLD]:g}"
        print(f"{name}: {len(examples)} choices, {len(weights)} weights, {said}")
        lines += [f'{name},"{f.replace(chr(34), chr(34) * 2)}",{w:g}' for f, w in weights.items()]
    if options.write:
        path = project_root() / OUT
        path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
