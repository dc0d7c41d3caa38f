"""Coding by people, and how well the detector does against it: sheets to fill in, agreement of the
coders, precision and recall, corrected shares.

A coded table has the columns account, paragraph, sentence and `devices`: the names of the devices
in the sentence, separated by commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..common.characters import fold
from ..common.columns import KEYS, columns, groups, rows_of
from ..common.lists import with_lists
from ..common.sheets import from_spreadsheet, read_rows, write_sheet
from ..common.stats import bootstrap_draws, percentiles
from ..language import terms
from .mark import DEVICES, mark

if TYPE_CHECKING:
    import pandas as pd

SHEET, EVALUATION, AGREEMENT = map(columns, ("sheet", "evaluate", "agreement"))
CORRECTED = columns("corrected_shares")[1:]
ALL = "all devices"  # the row of `scores` for all decisions together
UNREAD = "unread"  # real documents that nobody who made the detector had read
SAMPLE = 40  # sentences on a sheet, unless one says how many


def read_coded(source) -> pd.DataFrame:
    """A coded table: account paragraph sentence devices (sets of names) and its other columns.

    `source`: a table, or the path of a CSV as a spreadsheet saves it (UTF-8, UTF-16 or GB 18030).
    An empty cell in `devices` means that the sentence has none. Raises ValueError for a missing
    column, for a number that cannot be read (naming its row), and for a sentence that occurs twice.
    """
    table = read_sheet(source, "devices", "is not a whole number: leave that column as it was")
    return table.assign(devices=table["devices"].map(_names))


def read_sheet(source, column: str, unless: str) -> pd.DataFrame:
    """A table of coded sentences with the keys of a sentence and `column`, each sentence once.
    `source`: a table, or the path of a CSV.

    Raises ValueError for a missing column, for a number that cannot be read (naming its row, with
    the advice `unless`), and for a sentence that occurs twice.
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
    """A column as integers. Raises ValueError for the first row whose number is not `right`;
    `unless` is the end of the message.
    """
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    wrong = ~right(numbers)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(f"{named}row {row + 1}: {column.name} {column.tolist()[row]!r} {unless}")
    return numbers.astype("int64")


def _names(cell) -> frozenset[str]:
    """The devices named in a cell, separated by commas, spaces or similar marks."""
    if isinstance(cell, (set, frozenset)):
        return frozenset(cell)
    words = re.split(r"[\s,、;/|]+", fold(cell)) if isinstance(cell, str) else []
    return frozenset(word for word in words if word and word not in ("-", "none"))


def evaluate(
    marks: pd.DataFrame, gold, devices: Sequence[str] | None = None, n: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """The detector compared with a coded table: device precision recall f1 n low high, one row per
    device.

    A sentence counts once per device, however often the device is marked in it; marks in sentences
    that are not coded are ignored. `n` (column): sentences that are coded with the device. `low`,
    `high`: 95 % interval of f1, by bootstrap over paragraphs. Precision is NaN if the device was
    never marked, recall if it was never coded, f1 if neither. `devices`: which devices; None for
    all that are marked or coded. `n` (parameter): number of draws. Raises ValueError for an unknown
    device, and if there are marks but none in a coded account.
    """
    table = read_coded(gold)
    names = _devices(devices, marks, table)
    if len(marks) and len(table) and set(marks["account"]).isdisjoint(table["account"]):
        raise ValueError(
            "no account of the coded table is marked: it has "
            f"{sorted(set(table['account']))[:3]}, not {sorted(set(marks['account']))[:3]}"
        )
    marked_devices, clusters = shown_in(marks, table), paragraphs_of(table)
    rows = []
    for device in names:
        coded, marked = (
            np.array([device in have for have in column], bool)
            for column in (table["devices"], marked_devices)
        )
        hits = np.column_stack([coded & marked, ~coded & marked, coded & ~marked]).astype(int)
        tp, fp, fn = hits.sum(axis=0)
        f1, low, high = _interval(hits, clusters, _f1, n, seed)
        rows.append((device, _ratio(tp, tp + fp), _ratio(tp, tp + fn), f1, int(tp + fn), low, high))
    return rows_of("evaluate", rows)


def check_names(names: Iterable[str], known: Iterable[str], where: str = "") -> None:
    """Raise ValueError for a name that is not among the known devices; the message lists them."""
    unknown = set(names) - set(known)
    if unknown:
        raise ValueError(
            f"{where}no device named {min(unknown)!r}; there are: {', '.join(sorted(known))}"
        )


def _interval(
    values: np.ndarray, clusters: np.ndarray, statistic: Callable, n: int, seed: int
) -> tuple[float, float, float]:
    """`stats.bootstrap` for a statistic of column sums: the estimate and its interval, (estimate,
    low, high).

    The rows of a cluster are added up only once, before drawing. Draws without a value are left
    out; without an estimate there is no interval.
    """
    names, place = np.unique(clusters, return_inverse=True)
    added = np.zeros((len(names), values.shape[1]))
    np.add.at(added, place, values)
    estimate, drawn = bootstrap_draws(added, names, statistic, n, seed)
    return estimate, *percentiles(estimate, drawn)


def overall(marks: pd.DataFrame, gold, devices: Sequence[str] | None = None) -> dict[str, float]:
    """Micro and macro F1: of all decisions together, and the mean of the devices' F1 (without those
    that are NaN).
    """
    scores = evaluate(marks, gold, devices, n=1)
    table = read_coded(gold)
    names = set(scores["device"])
    marked = [have & names for have in shown_in(marks, table)]
    coded = [have & names for have in table["devices"]]
    tp = sum(len(a & b) for a, b in zip(marked, coded))
    wrong = sum(len(a ^ b) for a, b in zip(marked, coded))
    return {"micro_f1": _ratio(2 * tp, 2 * tp + wrong), "macro_f1": float(scores["f1"].mean())}


def real_scores(source) -> pd.DataFrame:
    """How well the detector does on real documents whose texts are not here: half what n precision
    recall f1 low high, as `make accuracy` wrote them (tests/gold/real/devices_scores.csv).

    `half`: unread (nobody who made the detector had read them) or read. `what`: all devices, those
    of a part (all devices: office), or a device. `low`, `high`: 95 % interval of f1, by bootstrap
    over documents.
    """
    import pandas as pd

    table = pd.DataFrame(read_rows(Path(source)))
    return table[["half", "what"]].join(table.drop(columns=["half", "what"]).apply(pd.to_numeric))


@with_lists
def scores(
    gold: pd.DataFrame,
    heldout: pd.DataFrame,
    devices: Sequence[str] = DEVICES,
    n: int = 2000,
    seed: int = 0,
    real: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The detector against two coded tables (`read_coded`), one that its authors had read and one
    held out: device n precision recall f1 low high of the first, the same with _heldout of the
    second, and with _real of unread real documents (the table `real` of `real_scores`; NaN without
    it), and alpha, the agreement of the coders of the first where it has the codes of each
    (devices_a, devices_b). A row for each device, then "all devices" with the micro F1.
    """
    coders = [
        gold.assign(devices=gold[column]) for column in gold if str(column).startswith("devices_")
    ]
    parts = []
    for table in (gold, heldout):
        marks = mark(table)
        part = evaluate(marks, table, devices, n, seed)
        part.loc[len(part)] = {
            "device": ALL,
            "n": part["n"].sum(),
            "f1": overall(marks, table, devices)["micro_f1"],
        }
        parts.append(part)
    joined = parts[0].merge(parts[1], on="device", suffixes=("", "_heldout"), validate="one_to_one")
    alpha = agreement(coders, devices, n, seed).set_index("device")["alpha"] if coders[1:] else {}
    joined = joined.assign(alpha=joined["device"].map(alpha))
    measures = ["n", "precision", "recall", "f1", "low", "high"]
    if real is None:
        return joined.assign(**{f"{measure}_real": float("nan") for measure in measures})
    unread = real[real["half"] == UNREAD].set_index("what")[measures].add_suffix("_real")
    return joined.join(unread, on="device")


def _devices(wanted: Iterable[str] | None, marks: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """The devices wanted, or all that are marked or coded. Raises ValueError for a name that is no
    device, wanted or coded: a device of your own is one where it is marked, or wanted and coded.
    """
    coded = frozenset().union(*table["devices"])
    known = {*DEVICES, *terms.devices(), *marks["device"]}
    if wanted is None:
        check_names(coded, known, "the coded table has a name that is not known: ")
        return sorted({*marks["device"], *coded})
    check_names(wanted, known | coded)
    return list(dict.fromkeys(wanted))


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
    n: int | None = None,
    by: str = "account",
    seed: int = 0,
    to=None,
    coders: Sequence[str] = ("a", "b"),
) -> pd.DataFrame:
    """A sheet of `n` sentences for coders: account paragraph sentence text devices doubt; the last
    two columns are empty.

    Sentences are drawn at random within each value of the column `by`, in proportion and at least
    one for each value, and listed in the order of the text. `to`: a folder in which one sheet per
    coder is written (sheet_a.csv, …), safe to open in a spreadsheet. Without `n` there are 40, or
    as near to it as the sentences allow. Raises ValueError if n is more than the number of
    sentences or less than the number of values, and FileExistsError if a sheet exists already.
    """
    if sentences.duplicated(KEYS).any():
        raise ValueError(
            "a sentence occurs twice in the table: draw from the sentences of a corpus"
        )
    if len(set(coders)) < len(coders) or not all(
        re.fullmatch(r"\w+", str(coder)) for coder in coders
    ):
        raise ValueError(
            f"one name of letters or digits for each coder: {', '.join(map(str, coders))}"
        )
    values, codes = groups(sentences, by)
    sizes = np.bincount(codes, minlength=len(values))
    n = max(len(values), min(SAMPLE, len(sentences))) if n is None else n
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
    """How many to draw from parts of these sizes: one from each, the others in proportion (largest
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
            f"{there} exists already: code it, or move it away before you draw a new sample"
        )
    for path in paths:
        write_sheet(path, sheet)


def agreement(
    sheets: Iterable, devices: Sequence[str] | None = None, n: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Krippendorff's α of the coders for each device: device alpha low high n units.

    `sheets`: two or more coded tables or their paths. A sentence that is not in a sheet is a
    missing value. `n` (column): sentences to which at least one coder gives the device. `units`:
    sentences with at least two coders. `low`, `high`: 95 % interval by bootstrap over paragraphs.
    NaN if all coders give the same value everywhere, because then agreement by chance is complete
    too. Raises ValueError for fewer than two sheets and, if `devices` is set, for a code that is
    not in it.
    """
    import pandas as pd

    tables = [read_coded(sheet) for sheet in sheets]
    if len(tables) < 2:
        raise ValueError(f"agreement needs at least two sheets: {len(tables)}")
    coded = frozenset().union(*(have for table in tables for have in table["devices"]))
    names = sorted(coded) if devices is None else list(dict.fromkeys(devices))
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
        values = np.array(
            [
                [device in have if isinstance(have, frozenset) else np.nan for have in row]
                for row in columns
            ],
            float,
        )
        values = values.reshape(-1, len(tables))
        alpha, low, high = _interval(_coincidences(values), clusters, _alpha, n, seed)
        rows.append(
            (device, alpha, low, high, int((np.nan_to_num(values) > 0).any(axis=1).sum()), units)
        )
    return rows_of("agreement", rows)


def _coincidences(values: np.ndarray) -> np.ndarray:
    """For each unit with at least two coders: the number of its values, of those that are 1, and of
    ordered pairs that differ divided by the number of values less 1. `values`: units × coders, 0, 1
    or NaN; units with fewer coders get zeros.
    """
    ones, known = np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1)
    paired = known > 1
    differ = 2 * ones * (known - ones) / np.maximum(known - 1, 1)
    return np.column_stack([known, ones, differ]) * paired[:, None]


def _alpha(coincidences: np.ndarray) -> float:
    """α for values 0 and 1: the result of `stats.krippendorff_alpha`, about 100 times as fast."""
    total, ones, differ = coincidences.sum(axis=0)
    expected = 2 * ones * (total - ones)
    return float(1 - (total - 1) * differ / expected) if expected else float("nan")


def corrected_shares(
    marks: pd.DataFrame, sentences: pd.DataFrame, coded, by: str = "account", devices=None
) -> pd.DataFrame:
    """Share of sentences with each device, as marked and as coded sentences of the same corpus
    correct it: `by` device sentences coded marked share corrected low high.

    `coded`: a table or sheet of sentences drawn at random within each value of `by`, as `sample`
    draws them; nothing is corrected by sentences of other texts, since a detector seldom makes the
    same errors there. `corrected` is the share that is marked plus the mean over the coded
    sentences of what they lack (1) or have too much (-1), the difference estimator (Särndal,
    Swensson & Wretman 1992, 6.3). The 95 % interval is that of a random sample without replacement
    (Student's t with the correction for a finite population); one more sentence that lacks the
    device and one that has it too much are counted in its width, so that a few coded sentences
    without an error do not mean certainty. NaN where fewer than two sentences are coded. Raises
    ValueError for an unknown device, and where no coded sentence is one of `sentences`.
    """
    from scipy.stats import t as student

    table = read_coded(coded)
    values, codes = groups(sentences, by)
    names = _devices(devices, marks, table)
    labels = dict(zip(table[KEYS].itertuples(index=False, name=None), table["devices"]))
    keys = list(sentences[KEYS].itertuples(index=False, name=None))
    if not labels.keys() & set(keys):
        raise ValueError("no coded sentence is one of these: code some of them (rhetoric.sample)")
    here = shown_in(marks, sentences)
    rows = []
    parts: list[list[int]] = [[] for _ in values]
    for i, code in enumerate(codes):
        parts[code].append(i)
    for value, part in zip(values, parts):
        drawn = [i for i in part if keys[i] in labels]
        for device in names:
            marked = sum(device in here[i] for i in part)
            missing = [(device in labels[keys[i]]) - (device in here[i]) for i in drawn]
            share = marked / len(part)
            corrected = low = high = float("nan")
            if (n := len(missing)) > 1:
                corrected = share + float(np.mean(missing))
                rest = 1 - n / len(part)
                error = np.std([*missing, 1, -1], ddof=1) * np.sqrt(rest / n)
                half = float(student.ppf(0.975, n - 1) * error)
                low, high = max(0.0, corrected - half), min(1.0, corrected + half)
                corrected = min(1.0, max(0.0, corrected))
            rows.append((value, device, len(part), n, marked, share, corrected, low, high))
    return rows_of("corrected_shares", rows, by)
