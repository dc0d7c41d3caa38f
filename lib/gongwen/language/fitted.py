"""Choices by small log-linear models: each candidate has features with names, each feature a
weight, and the candidate with the greatest sum is taken.

The weights are in lexicons/weights.csv; `python -m benchmarks.fit` fits them from coded text
(docs/accuracy.md: how well they do, beside rules).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp

from ..common.lists import per_lists, read_lexicon


@per_lists
def weights(model: str) -> dict[str, float]:
    """The weight of each feature of a model, by its name."""
    return {
        row["feature"]: float(row["weight"])
        for row in read_lexicon("weights")
        if row["model"] == model
    }


def best(known: Mapping[str, float], candidates: Sequence[Iterable[str]]) -> tuple[int, float]:
    """The candidate (its place) with the greatest sum of weights, the first of several, and its
    probability among them; a feature without a weight counts nothing.
    """
    return _top([sum(known.get(f, 0.0) for f in features) for features in candidates])


def best_class(
    model: str, classes: tuple[str, ...], features: Iterable[str], beside: Sequence[float]
) -> tuple[int, float]:
    """The class (its place) for which some features and the sums `beside` speak most, and its
    probability.
    """
    own = class_sums(model, classes, features)
    return _top([a + b for a, b in zip(own, beside, strict=True)])


def class_sums(model: str, classes: tuple[str, ...], features: Iterable[str]) -> list[float]:
    """How much some features speak for each class; a feature of a class is named class|feature."""
    known = _by_class(model, classes)
    rows = [known[feature] for feature in features if feature in known]
    return [sum(column) for column in zip(*rows)] or [0.0] * len(classes)


@per_lists
def _by_class(model: str, classes: tuple[str, ...]) -> dict[str, list[float]]:
    """The weights of each feature, by class."""
    table: dict[str, list[float]] = {}
    for name, weight in weights(model).items():
        of, _, feature = name.partition("|")
        table.setdefault(feature, [0.0] * len(classes))[classes.index(of)] = weight
    return table


def _top(sums: list[float]) -> tuple[int, float]:
    top = max(sums)
    return sums.index(top), 1 / sum(exp(value - top) for value in sums)
