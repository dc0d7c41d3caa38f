"""What may be a device, and which of it is one.

For each device a reader of this room finds the characters that may show it and tells of them by
features with names. A small fitted model (`language.fitted`) weighs the features: what it knows of
coded sentences decides, for all devices in the same way (docs/accuracy.md: how well).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import exp, log

from ..language.fitted import weights

SURE = 99.0
BESIDE = 2.5  # so much weaker than the strongest, a candidate may go on from it
THRESHOLD = "threshold"  # the weight of this name: how much must speak for a device


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters that may show a device (0-based, end exclusive), and their features by name.

    `detail`: as in `Mark`. `place`: candidates of one place exclude each other, and those of others
    may go on from one that is the device; None for the place where it starts, if none goes on.
    `sure`: it is one whatever the model says.
    """

    start: int
    end: int
    features: Sequence[str]
    detail: str = ""
    place: int | None = None
    sure: bool = False


def model(device: str) -> str:
    """The name of a device's model."""
    return f"device {device}"


def chosen(device: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of a sentence's candidates that are the device.

    The sentence has it if the candidates together outweigh that there is none (as in a model of
    choice with none among the choices) by more than the threshold; then the strongest is one, and
    so is every other that passes by itself, or goes on from one that is and is nearly as strong.
    """
    known = weights(model(device))
    get = known.get
    best: dict[int, tuple[float, Candidate]] = {}
    for candidate in candidates:
        value = SURE if candidate.sure else sum(map(get, candidate.features, repeat(0.0)))
        place = candidate.start if candidate.place is None else candidate.place
        if place not in best or value > best[place][0]:
            best[place] = (value, candidate)
    if not best:
        return []
    least = known.get(THRESHOLD, 0.0)
    (top, strongest), *others = sorted(best.values(), key=lambda one: -one[0])
    if top + log(1 + sum(exp(value - top) for value, _ in others)) <= least:
        return []
    found, taken = [strongest], bytearray()
    if strongest.place is not None:
        taken = bytearray(max(own.end for _, own in best.values()))
        taken[strongest.start : strongest.end] = b"\1" * (strongest.end - strongest.start)
    for value, own in others:
        goes_on = value > top - BESIDE and taken.find(1, own.start, own.end) >= 0
        if value > least or goes_on:
            found.append(own)
            if taken:
                taken[own.start : own.end] = b"\1" * (own.end - own.start)
    return found
