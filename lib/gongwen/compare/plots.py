"""The figures that compare accounts: their profile, their distances, their key words, and the
expected words that they lack. Chinese words have a gloss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ..common.characters import width
from ..common.figures import (
    COLOURS,
    WIDTH,
    empty_figure,
    how_many,
    legend_below,
    shortened,
    titled,
)
from ..common.lists import with_lists
from ..common.prose import headline, short
from ..corpus.findings import as_units, drawn, in_figure
from ..corpus.groups import FEW, Units
from ..phrases.plots import glosses
from ..phrases.references import name_of
from ..rhetoric.mark import DEVICES
from ..rhetoric.plots import NAMES as DEVICE_NAMES
from . import findings
from .profile import MEASURES, Measure

BESIDE = ("formulas", "quantities", "quoted", "centre")  # drawn beside the devices
_LONG = 36  # Latin letters as wide as the names of a pair may be on one line
TALLEST = 8.0  # inches of the panels of a figure
_HOLLOW = {"color": "white", "edgecolor": COLOURS[4], "linewidth": 1}
_LINE = {"color": "#E5E5E5", "linewidth": 0.6, "zorder": 0}


def label(measure: str) -> str:
    """The name of a measure in figures and tables."""
    known = MEASURES.get(measure)
    return DEVICE_NAMES.get(measure) or (known.label if known else measure)


def _first(accounts, names: Mapping[str, str]) -> list[str]:
    """The accounts to draw: those with a name, and without any of them the first."""
    every = list(dict.fromkeys(accounts))
    return [account for account in every if account in names] or every[:FEW]


def profiles(
    table: pd.DataFrame,
    names: Units | Mapping[str, str],
    measures: Iterable[str] | Mapping[str, Measure] | None = None,
):
    """A panel for each measure, a dot for each account (account measure estimate low high, and
    without_shared for hollow dots; names: account → label, or what is drawn).

    `measures`: without them, to the left the devices in which the accounts differ most, all on one
    axis, to the right BESIDE; a mapping names measures of one's own. Accounts are in the order of
    the first panel.
    """
    import matplotlib.pyplot as plt

    if "without_shared" in table and table["without_shared"].equals(table["estimate"]):
        table = table.drop(columns="without_shared")  # nothing is shared
    known = MEASURES | (dict(measures) if isinstance(measures, Mapping) else {})
    groups = as_units(names)
    names = groups.names
    accounts = _first(table["account"], names)
    table = table[table["account"].isin(accounts)]
    height = 0.55 + 0.165 * len(accounts)  # of a panel
    chosen = _measures(table, measures, max(1, int(TALLEST / height)))
    if not chosen:
        return empty_figure("None of these measures has a value.")
    first = table[table["measure"] == chosen[0]].set_index("account")["estimate"].reindex(accounts)
    accounts = list(first.sort_values(ascending=False, kind="stable").index)
    rows = -(-len(chosen) // 2)
    size = (WIDTH, 0.5 + rows * height)
    fig, grid = plt.subplots(rows, min(2, len(chosen)), sharey=True, squeeze=False, figsize=size)
    shares = table.loc[table["measure"].isin(set(chosen) & set(DEVICES)), "estimate"]
    for ax, measure in zip(grid.ravel(), chosen):
        part = table[table["measure"] == measure].set_index("account").reindex(accounts)
        _panel(ax, part, shares.max() if measure in DEVICES else 0)
        unit = known[measure].unit if measure in known else ""
        ax.set_title(_label(measure, known))
        ax.set_xlabel(unit.replace("1,000 characters", "1,000 char."), labelpad=1)
        ax.xaxis.set_major_locator(plt.MaxNLocator(nbins=3))
    for ax in grid.ravel()[len(chosen) :]:
        ax.set_axis_off()
    grid[0, 0].set_yticks(range(len(accounts)), [short(names.get(a, a)) for a in accounts])
    grid[0, 0].set_ylim(len(accounts) - 0.5, -0.5)
    if "without_shared" in table:
        grid[0, 0].scatter(
            [], [], s=22, color=COLOURS[0], label=f"the {findings.unit(groups)} as it is"
        )
        grid[0, 0].scatter([], [], s=24, label="without wording that another one has", **_HOLLOW)
        legend_below(fig, grid[0, 0].get_legend_handles_labels()[0], handletextpad=0.3)
    alt = (
        "A row for each account or group, a dot at its value, in a panel for each of: "
        f"{', '.join(chosen)}"
    )
    alt += "; hollow: without shared wording." if "without_shared" in table else "."
    finding = None if measures else findings.widest(table, groups)
    title = headline(finding, "The accounts side by side")
    if measures and chosen[0] in known:
        one = known[chosen[0]]
        about = (chosen[0], _label(chosen[0], known), one.unit)
        title = findings.first_measure(table, *about, groups) or title
    note = "Bars: 95 % intervals. " if table["low"].notna().any() else ""
    note += "" if measures else "Devices share an axis."
    return titled(fig, in_figure(title), alt, (note + drawn(groups)).strip())


def _label(measure: str, known: Mapping[str, Measure]) -> str:
    return label(measure) if measure in MEASURES else known[measure].label


def _measures(table: pd.DataFrame, measures: Iterable[str] | None, rows: int) -> list[str]:
    """The measures to draw, of those with a value: `measures`, or pairs of a device and another
    one, at most `rows` of them.
    """
    known = table.loc[table["estimate"].notna(), "measure"].unique()
    if measures is not None:
        return [m for m in measures if m in known]
    left = [m for m in findings.range_of(table).index if m in known]
    right = [m for m in BESIDE if m in known]
    return [m for both in zip(left, right) for m in both][: 2 * rows] or list(known)


def _panel(ax, part: pd.DataFrame, top: float) -> None:
    """One measure of each account: dots with their intervals, and hollow dots without shared
    wording; `top`: what the axis reaches at least, where panels share it.
    """
    places = range(len(part))
    extent = pd.concat([part["estimate"], part["low"], part["high"]])
    for y in places:
        ax.axhline(y, **_LINE)
    if part["low"].notna().any():
        ax.hlines(places, part["low"], part["high"], color=COLOURS[1], linewidth=2, zorder=1)
    if "without_shared" in part:
        left = part["without_shared"]
        ax.hlines(places, part["estimate"], left, color=COLOURS[4], linewidth=0.8, zorder=1)
        ax.scatter(left, places, s=24, zorder=2, **_HOLLOW)
        extent = pd.concat([extent, left])
    ax.scatter(part["estimate"], places, s=22, color=COLOURS[0], zorder=3)
    low, high = min(0, extent.min()), max(extent.max(), top)
    high += low == high
    ax.set_xlim(low - 0.06 * (high - low), high + 0.12 * (high - low))
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", pad=1)


def pair_distances(pairs: pd.DataFrame, names: Units | Mapping[str, str], most: int = 15):
    """The distance of each pair of accounts by their words (`compare.pairs`), with its range if one
    paragraph is left out, and hollow without shared wording; the nearest first.
    """
    import matplotlib.pyplot as plt

    every = pairs[pairs["kind"] == "words"].sort_values(["distance", "account_a", "account_b"])
    rows, groups = every.head(most), as_units(names)
    names = groups.names
    if rows.empty:
        return empty_figure("One account only: there is no distance.")
    places, both = range(len(rows)), zip(rows["account_a"], rows["account_b"])
    beside = [(short(names.get(a, a)), short(names.get(b, b))) for a, b in both]
    long = max(width(a) + width(b) for a, b in beside) > _LONG
    labels = [(" –\n" if long else " – ").join(pair) for pair in beside]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.9 + (0.4 if long else 0.24) * len(rows)))
    for y in places:
        ax.axhline(y, **_LINE)
    ax.hlines(places, rows["low"], rows["high"], color=COLOURS[1], linewidth=3)
    ax.scatter(rows["distance_without_shared"], places, s=26, zorder=3, **_HOLLOW)
    ax.plot(rows["distance"], places, "o", color=COLOURS[0], markersize=4.5, zorder=4)
    ax.set_yticks(places, labels)
    ax.set(ylim=(len(rows) - 0.5, -0.5), xlabel="Jensen–Shannon divergence")
    ax.tick_params(axis="y", length=0)
    alt = (
        "A row for each pair of accounts: a dot at the distance of their words, a bar for how far "
        "one paragraph moves it, a hollow dot without shared wording."
    )
    note = (
        "0: the same words in the same shares; 1: none in common (the axis begins where the values "
        "do). Bar: range with one paragraph left out; hollow: without shared wording."
    )
    title = findings.pair(pairs, groups) or "How far apart the accounts are"
    some = how_many(len(rows), len(every), "pairs, the nearest")
    return titled(fig, in_figure(title), alt, note + some + drawn(groups))


@with_lists
def key_panels(
    table: pd.DataFrame,
    names: Units | Mapping[str, str],
    reference: str | None = None,
    most: int = 5,
):
    """The key words of each account (`compare.keywords`): a dot at the log ratio, with its interval
    where there is one, and the counts on both sides.

    `reference`: what the accounts were compared with, if not with each other.
    """
    import matplotlib.pyplot as plt

    groups = as_units(names)
    names = groups.names
    accounts = _first(table["account"], names)
    if not accounts:
        return empty_figure("No word is used more by one of these than by the others.")
    most = max(1, min(most, 30 // len(accounts)))
    parts = [table[table["account"] == account].head(most) for account in accounts]
    english = glosses()
    fig, ax = plt.subplots(figsize=(WIDTH, 0.8 + 0.2 * sum(1 + len(part) for part in parts)))
    ticks, y, widest = [], 0, max(part["log_ratio"].max() for part in parts)
    for account, part in zip(accounts, parts):
        ticks.append((y, names.get(account, account)))
        for row in part.itertuples():
            y += 1
            ax.axhline(y, **_LINE)
            if pd.notna(row.low):
                ax.hlines(y, row.low, row.high, color=COLOURS[1], linewidth=2)
            ax.scatter(row.log_ratio, y, s=24, color=COLOURS[0], zorder=3)
            ax.text(1.24 * widest, y, f"{row.n}", ha="right", va="center")
            ax.text(1.54 * widest, y, f"{row.n_reference:,}", ha="right", va="center")
            gloss = shortened(english.get(row.word, ""), 24)
            ticks.append((y, f"{row.word} {gloss}".strip()))
        y += 1
    ax.text(1.24 * widest, -0.1, "here", ha="right", va="center", color="#555555")
    ax.text(1.54 * widest, -0.1, "there", ha="right", va="center", color="#555555")
    ax.set(xlim=(0, 1.55 * widest), ylim=(y - 0.4, -0.6))
    ax.set_yticks([place for place, _ in ticks], [text for _, text in ticks])
    heads = {names.get(account, account) for account in accounts}
    for tick in ax.get_yticklabels():
        tick.set_color(COLOURS[0] if tick.get_text() in heads else "black")
    ax.tick_params(axis="y", length=0)
    ax.set_xticks(range(0, int(widest) + 1, 2))
    ax.set_xlabel("log ratio: +1 is twice as often", loc="left")
    others = name_of(reference) if reference else findings.others_of(groups)
    alt = (
        "Groups of rows, one for each account: a dot for each of its key words at how many times "
        "as often it occurs there, on a scale of doublings, with the counts."
    )
    note = f"Here: occurrences in the {findings.unit(groups)}; there: in {others}."
    title = findings.key_word(table, groups, english, others) or f"Key words against {others}"
    return titled(fig, in_figure(title), alt, note + drawn(groups))


def absences(table: pd.DataFrame):
    """Expected words and the number of accounts that use each (`compare.expected`), by theme in two
    columns; words that no account uses are orange, with a hollow dot.
    """
    import matplotlib.pyplot as plt

    accounts = table["account"].nunique()
    used = table[table["n"] > 0].groupby("word")["account"].nunique()
    words = table.drop_duplicates("word")[["word", "gloss", "theme"]]
    words = words.assign(used=words["word"].map(used).fillna(0).astype(int))
    missing = (words["used"] == 0).groupby(words["theme"]).sum()
    blocks: tuple[list, list] = ([], [])  # the longest themes first, into the shorter column
    for theme in sorted(missing.index, key=lambda theme: -(words["theme"] == theme).sum()):
        part = words[words["theme"] == theme].sort_values("used", ascending=False, kind="stable")
        lacking = f"{missing[theme]} of {len(part)} absent" if missing[theme] else "all used"
        head = (f"{theme}: {lacking}", None)
        rows = [(f"{row.word} {shortened(row.gloss, 18)}", row.used) for row in part.itertuples()]
        min(blocks, key=len).extend([head, *rows])
    longest = max(map(len, blocks))
    fig, axes = plt.subplots(
        1, 2, sharex=True, squeeze=False, figsize=(WIDTH, 0.8 + 0.185 * longest)
    )
    for ax, block in zip(axes[0], blocks):
        for y, (_, n) in enumerate(block):
            if n is not None:
                ax.axhline(y, **_LINE)
                colour = {"color": COLOURS[0]} if n else _HOLLOW
                ax.scatter(n, y, s=20, zorder=3, clip_on=False, **colour)
        ax.set_yticks(range(len(block)), [text for text, _ in block])
        for tick, (_, n) in zip(ax.get_yticklabels(), block):
            tick.set_color(COLOURS[0] if n is None else "black" if n else COLOURS[4])
        ax.set(ylim=(longest - 0.4, -0.6), xlim=(-0.12 * accounts, 1.04 * accounts))
        ax.set_xlabel("accounts")
        ax.tick_params(axis="y", length=0, pad=1)
        ax.set_xticks([0, accounts])
    alt = (
        "A row for each expected word, by theme: a dot at the number of accounts that use it; the "
        "word is orange and the dot hollow where no account does."
    )
    finding = findings.absent(table)
    # without the examples
    title = re.split(r":|, among|, not even|\.$", finding.english)[0] if finding else ""
    note = "Orange, hollow: in no account; beside a theme: how many of its words are absent."
    return titled(fig, title or "The words that one might expect", alt, note)
