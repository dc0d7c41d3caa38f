"""Coding by people, and what a detector is worth against it: sheets to fill, agreement, precision
and recall, corrected shares.

A coded table has account, paragraph, sentence and `devices`, the names of the devices in the
sentence, separated by commas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..common.characters import fold
from ..common.columns import KEYS, columns, groups, rows_of
from ..common.sheets import from_spreadsheet, read_rows, write_sheet
from ..common.stats import bootstrap_draws, percentiles
from .mark import DEVICES

if TYPE_CHECKING:
    import pandas as pd

SHEET, EVALUATION, AGREEMENT = map(columns, ("sheet", "evaluate", "agreement"))
PREVALENCE = columns("prevalence")[1:]


def read_coded(source) -> pd.DataFrame:
    """A coded table: account paragraph sentence devices (sets of names) and whatever else it has.

    `source`: a table, or the path of a CSV as a spreadsheet saves it (UTF-8, UTF-16 or GB 18030).
    An empty cell of `devices` says that the sentence has none. Raises ValueError naming a missing
    column, a number that cannot be read, with its row, or a sentence that occurs twice.
    """
    table = read_sheet(source, "devices", "is no whole number: leave that column as it was")
    return table.assign(devices=table["devices"].map(_names))


def read_sheet(source, column: str, unless: str) -> pd.DataFrame:
    """A table of coded sentences (a table, or the path of a CSV) that has the keys of a sentence
    and `column`, each sentence once.

    Raises ValueError naming a missing column, a number that cannot be read, with its row and what
    it should be (`unless`), or a sentence that occurs twice.
    """
    import pandas as pd

    named = "" if isinstance(source, pd.DataFrame) else f"{source}: "
    table = (
        source.copy() if isinstance(source, pd.DataFrame) else pd.DataFrame(read_rows(Path(source)))
    )
    missing = [needed for needed in (*KEYS, column) if needed not in table]
    if missing:
        columns = ", ".join(map(str, table.columns))
        raise ValueError(
            f"{named}a coded table needs the column {missing[0]!r}, with commas between "
            f"the columns; this one has: {columns}"
        )
    for number in KEYS[1:]:
        table[number] = whole_numbers(table[number], lambda values: values % 1 == 0, unless, named)
    table["account"] = table["account"].astype("str").map(from_spreadsheet)
    if table.duplicated(KEYS).any():
        twice = tuple(table.loc[table.duplicated(KEYS), KEYS].iloc[0])
        raise ValueError(
            f"{named}the sentence {twice} is coded twice: keep one row for each sentence"
        )
    return table.reset_index(drop=True)


def whole_numbers(
    column: pd.Series, right: Callable[[pd.Series], pd.Series], unless: str, named: str = ""
) -> pd.Series:
    """A column as integers; raises ValueError with the first row whose number is not `right`, which
    `unless` explains.
    """
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    wrong = ~right(numbers)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(f"{named}row {row + 1}: {column.name} {column.tolist()[row]!r} {unless}")
    return numbers.astype("int64")


def _names(cell) -> frozenset[str]:
    """The devices named in a cell, whatever separates them."""
    if isinstance(cell, (set, frozenset)):
        return frozenset(cell)
    words = re.split(r"[\s,、;/|]+", fold(cell)) if isinstance(cell, str) else []
    return frozenset(word for word in words if word and word not in ("-", "none"))


def evaluate(
    marks: pd.DataFrame, gold, devices: Sequence[str] | None = None, n: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """The detector against a coded table: device precision recall f1 n low high, a row for each
    device.

    A sentence counts once for a device, however often it is marked; marks in sentences that are not
    coded are left out. `n` (column) is the number of sentences that the table gives the device. low
    and high: 95 % interval of f1, by bootstrap over paragraphs. NaN for the precision of what was
    never marked, the recall of what was never coded, and the f1 of neither. `devices`: which ones;
    None for all that are marked or coded. Raises ValueError for a device that nobody knows, and
    where there are marks but none in a coded account.
    """
    table = read_coded(gold)
    names = _devices(devices, marks["device"], table["devices"])
    check_names(names, {*DEVICES, *marks["device"], *frozenset().union(*table["devices"])})
    if len(marks) and len(table) and set(marks["account"]).isdisjoint(table["account"]):
        raise ValueError(
            "no account of the coded table is marked: it has "
            f"{sorted(set(table['account']))[:3]}, not {sorted(set(marks['account']))[:3]}"
        )
    shown, clusters = shown_in(marks, table), paragraphs_of(table)
    rows = []
    for device in names:
        coded, marked = (
            np.array([device in have for have in column], bool)
            for column in (table["devices"], shown)
        )
        hits = np.column_stack([coded & marked, ~coded & marked, coded & ~marked]).astype(int)
        tp, fp, fn = hits.sum(axis=0)
        f1, low, high = _interval(hits, clusters, _f1, n, seed)
        rows.append((device, _ratio(tp, tp + fp), _ratio(tp, tp + fn), f1, int(tp + fn), low, high))
    return rows_of("evaluate", rows)


def check_names(names: Iterable[str], known: Iterable[str], where: str = "") -> None:
    """Raise ValueError for a device that is not known, naming them."""
    unknown = set(names) - set(known)
    if unknown:
        raise ValueError(
            f"{where}no device named {min(unknown)!r}; there are: {', '.join(sorted(known))}"
        )


def _interval(
    values: np.ndarray, clusters: np.ndarray, statistic: Callable, n: int, seed: int
) -> tuple[float, float, float]:
    """`stats.bootstrap` of what rests on the sums of columns, so that the rows of a cluster are
    added once; draws without a value are left out, and where there is no estimate there is no
    interval.
    """
    names, place = np.unique(clusters, return_inverse=True)
    added = np.zeros((len(names), values.shape[1]))
    np.add.at(added, place, values)
    estimate, drawn = bootstrap_draws(added, names, statistic, n, seed)
    return estimate, *percentiles(estimate, drawn)


def overall(marks: pd.DataFrame, gold, devices: Sequence[str] | None = None) -> dict[str, float]:
    """Micro and macro F1 over devices: of all decisions together, and the mean of the devices' F1
    (those without one left out).
    """
    scores = evaluate(marks, gold, devices, n=1)
    table = read_coded(gold)
    names = set(scores["device"])
    shown = [have & names for have in shown_in(marks, table)]
    coded = [have & names for have in table["devices"]]
    tp = sum(len(a & b) for a, b in zip(shown, coded))
    wrong = sum(len(a ^ b) for a, b in zip(shown, coded))
    return {"micro_f1": _ratio(2 * tp, 2 * tp + wrong), "macro_f1": float(scores["f1"].mean())}


def _devices(wanted, *columns) -> list[str]:
    found: dict[str, None] = dict.fromkeys(wanted or ())
    if wanted is None:
        for column in columns:
            for cell in column:
                found.update(dict.fromkeys([cell] if isinstance(cell, str) else sorted(cell)))
        return sorted(found)
    return list(found)


def shown_in(marks: pd.DataFrame, table: pd.DataFrame) -> list[frozenset[str]]:
    """The devices marked in each sentence of a coded table."""
    have = marks.groupby(KEYS)["device"].agg(frozenset).to_dict() if len(marks) else {}
    return [have.get(key, frozenset()) for key in table[KEYS].itertuples(index=False, name=None)]


def paragraphs_of(table: pd.DataFrame) -> np.ndarray:
    return table.groupby(["account", "paragraph"], sort=False).ngroup().to_numpy()


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _f1(hits: np.ndarray) -> float:
    tp, fp, fn = hits.sum(axis=0)
    return _ratio(2 * tp, 2 * tp + fp + fn)


def sample(
    sentences: pd.DataFrame,
    n: int,
    by: str = "account",
    seed: int = 0,
    to=None,
    coders: Sequence[str] = ("a", "b"),
) -> pd.DataFrame:
    """A sheet of `n` sentences for coders: account paragraph sentence text devices doubt, the last
    two empty.

    Drawn at random within each value of the column `by`, in proportion and at least one from each;
    in the order of the text. `to`: a folder, into which one sheet for each coder is written
    (sheet_a.csv, …), as a spreadsheet opens it safely. Raises ValueError where n is more than there
    is, or less than there are values, and FileExistsError rather than write over a sheet.
    """
    if sentences.duplicated(KEYS).any():
        raise ValueError(
            "a sentence stands twice in the table: draw from the sentences of a corpus"
        )
    if len(set(coders)) < len(coders) or not all(
        re.fullmatch(r"\w+", str(coder)) for coder in coders
    ):
        raise ValueError(
            f"one name of letters or digits for each coder: {', '.join(map(str, coders))}"
        )
    values, codes = groups(sentences, by)
    sizes = np.bincount(codes, minlength=len(values))
    if not len(sentences) or not len(values) <= n <= len(sentences):
        raise ValueError(
            f"n is between {len(values)} (one of each {by}) and "
            f"{len(sentences)} (all sentences): {n}"
        )
    draw = np.random.default_rng(seed)
    chosen = [
        draw.choice(np.flatnonzero(codes == i), k, replace=False)
        for i, k in enumerate(_quotas(sizes, n))
    ]
    sheet = (
        sentences.iloc[np.sort(np.concatenate(chosen))][[*KEYS, "text"]]
        .assign(devices="", doubt="")
        .reset_index(drop=True)
    )
    if to is not None:
        _write(sheet, [Path(to) / f"sheet_{coder}.csv" for coder in coders])
    return sheet


def _quotas(sizes: np.ndarray, n: int) -> np.ndarray:
    """How many to draw from parts of these sizes: one each, the rest in proportion (largest
    remainders).
    """
    rest = n - len(sizes)
    exact = rest * (sizes - 1) / max(1, (sizes - 1).sum())
    quotas = np.floor(exact).astype(int)
    order = np.lexsort((np.arange(len(sizes)), quotas - exact))
    quotas[order[: rest - quotas.sum()]] += 1
    return 1 + quotas


def _write(sheet: pd.DataFrame, paths: list[Path]) -> None:
    there = next((path for path in paths if path.exists()), None)
    if there:
        raise FileExistsError(
            f"{there} is there already: code it, or move it away before a new sample is drawn"
        )
    for path in paths:
        write_sheet(path, sheet)


def agreement(
    sheets: Iterable, devices: Sequence[str] | None = None, n: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Krippendorff's α of the coders for each device: device alpha low high n units.

    `sheets`: two or more coded tables or paths. A sentence that a sheet does not have is a missing
    value. `n` (column): sentences to which some coder gives the device; `units`: sentences with at
    least two coders. low and high: 95 % interval by bootstrap over paragraphs. NaN where all say
    the same throughout, which leaves nothing to agree on by more than chance. Raises ValueError for
    fewer than two sheets, and with `devices` given for a code that is not among them.
    """
    import pandas as pd

    tables = [read_coded(sheet) for sheet in sheets]
    if len(tables) < 2:
        raise ValueError(f"agreement needs at least two sheets: {len(tables)}")
    names = _devices(devices, *(table["devices"] for table in tables))
    for table in tables if devices is not None else ():
        for number, have in enumerate(table["devices"], 1):
            check_names(have, names, f"row {number}: ")
    joined = pd.concat(
        [t.set_index(KEYS)["devices"].rename(str(i)) for i, t in enumerate(tables)], axis=1
    ).reset_index()
    cells = joined[[str(i) for i in range(len(tables))]]
    clusters, units = paragraphs_of(joined), int((cells.notna().sum(axis=1) > 1).sum())
    columns = list(cells.itertuples(index=False, name=None))
    rows = []
    for device in names:
        given = np.array(
            [
                [device in have if isinstance(have, frozenset) else np.nan for have in row]
                for row in columns
            ],
            float,
        )
        given = given.reshape(-1, len(tables))
        alpha, low, high = _interval(_coincidences(given), clusters, _alpha, n, seed)
        rows.append(
            (device, alpha, low, high, int((np.nan_to_num(given) > 0).any(axis=1).sum()), units)
        )
    return rows_of("agreement", rows)


def _coincidences(given: np.ndarray) -> np.ndarray:
    """Of each unit that at least two coders have coded (units × coders, values 0, 1 and NaN): its
    values, those that are 1, and the pairs that differ, by the number of the others.
    """
    ones, known = np.nansum(given, axis=1), (~np.isnan(given)).sum(axis=1)
    paired = known > 1
    differ = 2 * ones * (known - ones) / np.maximum(known - 1, 1)
    return np.column_stack([known, ones, differ]) * paired[:, None]


def _alpha(coincidences: np.ndarray) -> float:
    """α of two values: `stats.krippendorff_alpha`, a hundred times as fast."""
    total, ones, differ = coincidences.sum(axis=0)
    expected = 2 * ones * (total - ones)
    return float(1 - (total - 1) * differ / expected) if expected else float("nan")


def prevalence(
    marks: pd.DataFrame,
    sentences: pd.DataFrame,
    gold,
    by: str = "account",
    devices=None,
    gold_marks=None,
    n: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of sentences with each device, as marked and corrected for the detector's error on a
    coded table.

    `by` device sentences marked share corrected low high. The correction is Rogan & Gladen's 1978:
    (share + specificity - 1) / (sensitivity + specificity - 1), between 0 and 1, with the error
    that the coded table shows; give one that no rule was written for. The interval holds the coded
    table's uncertainty only, since the sentences are counted, not sampled: 95 % of draws of
    sensitivity and specificity from Beta distributions with half a hit and half a miss added
    (Jeffreys), so that a table without an error does not pass for a detector without one. It
    assumes that the detector errs on these sentences as on the coded ones. `gold_marks`: the marks
    of the coded sentences where `marks` does not hold them. NaN for a device that is never coded,
    and where the detector does no better than chance.

    Warning: that the detector errs alike on other texts is seldom true. On real texts with known
    labels the interval held the coded share in 13 of 22 cases, not in 21; no figure of the
    notebooks uses the correction, and it is to be replaced.
    """
    table = read_coded(gold)
    values, codes = groups(sentences, by)
    names = _devices(devices, marks["device"], table["devices"])
    shown, here = (
        shown_in(marks if gold_marks is None else gold_marks, table),
        shown_in(marks, sentences),
    )
    rates = {device: _rates(device, table["devices"], shown, n, seed) for device in names}
    rows = []
    for code, value in enumerate(values):
        part = [found for found, c in zip(here, codes) if c == code]
        for device in names:
            marked = sum(device in found for found in part)
            (sensitivity, specificity), (draws, others) = rates[device]
            corrected = float(_rogan_gladen(marked / len(part), sensitivity, specificity))
            low, high = (
                np.nanquantile(_rogan_gladen(marked / len(part), draws, others), [0.025, 0.975])
                if corrected == corrected
                else (np.nan, np.nan)
            )
            rows.append(
                (
                    value,
                    device,
                    len(part),
                    marked,
                    marked / len(part),
                    corrected,
                    min(low, corrected),
                    max(high, corrected),
                )
            )
    return rows_of("prevalence", rows, by)


def _rates(
    device: str, coded: Iterable[frozenset[str]], shown: Iterable[frozenset[str]], n: int, seed: int
):
    """Sensitivity and specificity of a detector, and draws of both."""
    pairs = Counter((device in c, device in s) for c, s in zip(coded, shown))
    counts = [(pairs[True, True], pairs[True, False]), (pairs[False, False], pairs[False, True])]
    random = np.random.default_rng(seed)
    return [_ratio(a, a + b) for a, b in counts], [
        random.beta(a + 0.5, b + 0.5, n) for a, b in counts
    ]


def _rogan_gladen(share: float, sensitivity, specificity):
    """The corrected share, between 0 and 1; NaN where sensitivity and specificity are those of
    chance.
    """
    power = np.asarray(sensitivity + specificity - 1, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(power > 0, np.clip((share + specificity - 1) / power, 0, 1), np.nan)
