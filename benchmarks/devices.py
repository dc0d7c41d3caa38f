"""How well rhetorical devices are marked in sentences of real documents that are not in the
repository.

`make accuracy REAL=folder` finds the sentences of tests/gold/real/devices.csv by their hash. A
device counts once for a sentence; what could as well be otherwise (`doubt`) counts for nothing. The
interval of the F1 of all devices is that over documents, drawn with replacement.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from gongwen.common.files import project_root
from gongwen.common.sheets import read_rows
from gongwen.common.stats import bootstrap, krippendorff_alpha
from gongwen.rhetoric import DEVICES, mark_text

GOLD = "tests/gold/real/devices.csv"
HALVES = ("unread", "seen", "read")
ALL = "all devices"
COLUMNS = ("half", "what", "n", "precision", "recall", "f1", "low", "high")
SCORES = "tests/gold/real/devices_scores.csv"


def coded(texts: Mapping[str, str]) -> pd.DataFrame:
    """The sentences that are there, with their codes and what the program marks: half part document
    and for each device hit, extra and missed.
    """
    rows = []
    for label in read_rows(project_root() / GOLD):
        text = texts.get(label["sha256"]) if label["half"] in HALVES else None
        if text is None:
            continue
        marked = {mark.device for mark in mark_text(text)}
        wanted, doubt = (set(label[name].split()) for name in ("devices", "doubt"))
        for device in DEVICES:
            if device not in doubt:
                have, want = device in marked, device in wanted
                counts = (have and want, have and not want, want and not have)
                place = (label["half"], label["part"], label["document"], device)
                rows.append((*place, *map(int, counts)))
    names = ["half", "part", "document", "device", "hit", "extra", "missed"]
    return pd.DataFrame(rows, columns=names)


def spans(label: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """The characters that show each device, where the coders wrote them down."""
    parts = (part.split() for part in label["spans"].split(";") if part)
    return [(device, int(start), int(end)) for device, start, end in parts]


def scores(texts: Mapping[str, str]) -> pd.DataFrame:
    """Numbers for each half: of all devices, all devices of each part, and each device: half what n
    precision recall f1 low high.
    """
    found = coded(texts)
    rows = []
    for half in HALVES:
        of = found[found["half"] == half]
        if len(of):
            parts = [(f"{ALL}: {name}", part) for name, part in of.groupby("part")]
            every = [(ALL, of), *parts, *of.groupby("device")]
            rows += [(half, what, *_scored(part)) for what, part in every]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Scores as they are printed, the interval in one cell."""
    interval = [f"{a:.2f} to {b:.2f}" for a, b in zip(rows["low"], rows["high"])]
    shown = rows.assign(interval=interval).drop(columns=["low", "high"])
    measures = ["precision", "recall", "f1"]
    shown[measures] = shown[measures].map("{:.3f}".format)
    return shown.rename(columns={"f1": "F1"}).replace({"nan": "–", "nan to nan": "–"})


def _scored(of: pd.DataFrame) -> tuple[float, ...]:
    """n precision recall f1, and the interval of the F1 over documents; NaN for what cannot be
    known, where nothing is marked or no sentence has it.
    """
    sums = of.groupby("document")[["hit", "extra", "missed"]].sum().to_numpy()

    def f1(rows: np.ndarray) -> float:
        hit, extra, missed = rows.sum(axis=0)
        return 2 * hit / max(1, 2 * hit + extra + missed)

    hit, extra, missed = map(int, sums.sum(axis=0))
    precision = hit / (hit + extra) if hit + extra else math.nan
    if not hit + missed:
        return 0, precision, math.nan, math.nan, math.nan, math.nan
    interval = bootstrap(sums, np.arange(len(sums)), f1, n=2000, seed=0)
    return hit + missed, precision, hit / (hit + missed), *map(float, interval)


def agreement() -> Iterator[dict[str, object]]:
    """Krippendorff's α of the two coders, by device: what n alpha (n: sentences that either gave
    it).
    """
    labels = [label for label in read_rows(project_root() / GOLD) if label["half"] in HALVES]
    for device in DEVICES:
        coders = [
            [int(device in label[f"devices_{coder}"].split()) for label in labels] for coder in "ab"
        ]
        n = sum(map(any, zip(*coders)))
        alpha = krippendorff_alpha(pd.DataFrame(coders), "nominal")
        yield {"what": device, "n": n, "alpha": f"{float(alpha):.3f}"}
