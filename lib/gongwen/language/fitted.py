"""Choices by small log-linear models: each candidate has features with names, each feature a
weight, and the candidate with the greatest sum is taken.

The weights are in lexicons/weights.csv; `python -m benchmarks.fit` fits them from coded text
(docs/accuracy.md: how well they do, beside rules).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp

from ..common.lists import per_lists, read_lexicon


@per_lists
def weights(model: str) -> dict[str, float]:
    """The weight of each feature of a model, by its name; 0 for one that is not there."""
    return {
        row["feature"]: float(row["weight"])
        for row in read_lexicon("weights")
        if row["model"] == model
    }


def total(model: str, features: Iterable[str]) -> float:
    """The sum of the weights of some features."""
    known = weights(model)
    return sum(known.get(feature, 0.0) for feature in features)


def best(model: str, candidates: Sequence[Iterable[str]]) -> tuple[int, float]:
    """The candidate (its place) with the greatest sum, the first of several, and its probability
    among them.
    """
    sums = [total(model, features) for features in candidates]
    top = max(sums)
    return sums.index(top), 1 / sum(exp(value - top) for value in sums)
