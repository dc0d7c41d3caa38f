"""The figures that compare accounts. Labels are next to their marks, and Chinese words have a
gloss.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..common.figures import (
    COLOURS,
    WIDTH,
    column_heads,
    empty_figure,
    how_many,
    matrix,
    shortened,
    titled,
)
from ..common.lists import with_lists
from ..corpus.groups import FEW
from ..phrases.plots import _labelled
from ..rhetoric.plots import NAMES as DEVICE_NAMES
from .authority import LEVELS
from .profile import MEASURES, Measure

LEVEL_NAMES = {
    "leader": "the leader 领袖",
    "centre": "the centre 中央",
    "ministry": "ministry 部",
    "province": "province 省",
    "department": "provincial office 省厅",
    "prefecture": "prefecture 市州",
    "bureau": "its office 市局",
    "county": "county 区县",
    "office": "own Party group 本单位",
    "headquarters": "headquarters 指挥部",
    "above": "“superiors” 上级",
}
KIND_NAMES = {"words": "words 词", "characters": "characters 字", "devices": "devices 修辞手法"}


def label(measure: str) -> str:
    """The name of a measure in figures and tables."""
    known = MEASURES.get(measure)
    return DEVICE_NAMES.get(measure) or (known.label if known else measure)


def _short_names(names: Mapping[str, str], accounts) -> list[str]:
    return [names.get(a, a) for a in accounts]


def _first(accounts, most: int = FEW) -> tuple[list[str], int]:
    every = list(dict.fromkeys(accounts))
    return every[:most], len(every)


def profiles(
    table: pd.DataFrame,
    names: Mapping[str, str],
    other: pd.DataFrame | None = None,
    columns: int = 2,
    own: Mapping[str, Measure] | None = None,
):
    """A panel for each measure, a dot for each account (account measure estimate low high); hollow
    dots for the same table of `other`.

    `own`: your own measures by name, for their labels and units.
    """
    import matplotlib.pyplot as plt

    accounts, total = _first(table["account"])
    measures = [
        m
        for m in dict.fromkeys(table["measure"])
        if table.loc[table["measure"] == m, "estimate"].notna().any()
    ]
    rows = -(-len(measures) // columns)
    size = (0.6 + 2.1 * columns, 0.9 + rows * (0.66 + 0.17 * len(accounts)))
    fig, grid = plt.subplots(rows, columns, sharey=True, squeeze=False, figsize=size)
    for ax, measure in zip(grid.ravel(), measures):
        parts = [
            t[t["measure"] == measure].set_index("account").reindex(accounts)
            for t in (table, other)
            if t is not None
        ]
        _panel(ax, *parts)
        known = (own or {}).get(measure) or MEASURES.get(measure)
        ax.set_title(
            known.label if known and measure in (own or {}) else label(measure), fontsize=9
        )
        ax.set_xlabel(known.unit if known else "", fontsize=8, labelpad=1)
        ax.tick_params(axis="x", labelsize=8, pad=1)
        ax.xaxis.set_major_locator(plt.MaxNLocator(nbins=3))
    for ax in grid.ravel()[len(measures) :]:
        ax.set_axis_off()
    for ax in grid[:, 0]:
        ax.set(yticks=range(len(accounts)), ylim=(len(accounts) - 0.5, -0.5))
        ax.set_yticklabels(_short_names(names, accounts), fontsize=8.5)
    for ax in grid.ravel():
        ax.tick_params(axis="y", length=0)
    if other is not None:
        grid[0, 0].scatter([], [], s=22, color=COLOURS[0], label="the account as it is")
        grid[0, 0].scatter(
            [],
            [],
            s=24,
            color="white",
            edgecolor=COLOURS[4],
            label="without wording that another account has too",
        )
        fig.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=1)
    alt = (
        "A row for each account or group, a dot at its value, in a panel for each of: "
        f"{', '.join(measures)}"
    )
    alt += "; a hollow dot at the value without shared wording." if other is not None else "."
    return titled(fig, f"The accounts side by side{how_many(len(accounts), total, 'of them')}", alt)


def _panel(ax, part: pd.DataFrame, other: pd.DataFrame | None = None) -> None:
    """One measure of each account: dots with their intervals, and hollow dots at the estimates of
    `other`.
    """
    places = range(len(part))
    extent = pd.concat([part["estimate"], part["low"], part["high"]])
    for y in places:
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
    if part["low"].notna().any():
        ax.hlines(places, part["low"], part["high"], color=COLOURS[1], linewidth=2, zorder=1)
    if other is not None:
        left = other["estimate"]
        ax.hlines(places, part["estimate"], left, color=COLOURS[4], linewidth=0.8, zorder=1)
        ax.scatter(left, places, s=24, color="white", edgecolor=COLOURS[4], linewidth=1, zorder=2)
        extent = pd.concat([extent, left])
    ax.scatter(part["estimate"], places, s=22, color=COLOURS[0], zorder=3)
    low, top = min(0, extent.min()), extent.max()
    ax.set_xlim(low - 0.06 * (top - low or 1), top + 0.12 * (top - low or 1))


def pair_distances(tables: Mapping[str, pd.DataFrame], names: Mapping[str, str], most: int = 15):
    """The distance of each pair of accounts (`compare.moved`), with its range if one paragraph is
    left out; a panel for each kind.
    """
    import matplotlib.pyplot as plt

    filled = {kind: table for kind, table in tables.items() if len(table)}
    if not filled:
        return empty_figure("One account only: there is no distance.")
    first = next(iter(filled.values())).sort_values(["distance", "account_a", "account_b"])
    pairs = list(zip(first["account_a"], first["account_b"]))
    total, pairs = len(pairs), pairs[:most]
    fig, axes = plt.subplots(
        1, len(filled), sharey=True, squeeze=False, figsize=(WIDTH, 1.3 + 0.27 * len(pairs))
    )
    for ax, (kind, table) in zip(axes[0], filled.items()):
        rows = table.set_index(["account_a", "account_b"]).reindex(pd.MultiIndex.from_tuples(pairs))
        ax.hlines(range(len(pairs)), rows["low"], rows["high"], color=COLOURS[1], linewidth=3)
        ax.plot(rows["distance"], range(len(pairs)), "o", color=COLOURS[0], markersize=4.5)
        for y in range(len(pairs)):
            ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
        ax.set_title(KIND_NAMES.get(kind, kind), fontsize=9)
        if "distance_without_shared" in rows:
            ax.scatter(
                rows["distance_without_shared"],
                range(len(pairs)),
                s=26,
                color="white",
                edgecolor=COLOURS[4],
                linewidth=1,
                zorder=3,
            )
        ax.tick_params(axis="x", labelsize=8)
    axes[0, 0].set(yticks=range(len(pairs)), ylim=(len(pairs) - 0.5, -0.5))
    axes[0, 0].set_yticklabels(
        [f"{_english(names, a)} – {_english(names, b)}" for a, b in pairs], fontsize=9
    )
    for ax in axes[0]:
        ax.tick_params(axis="y", length=0)
    hollow = (
        "; hollow: shared wording taken out"
        if any("distance_without_shared" in table for table in filled.values())
        else ""
    )
    note = (
        "Jensen–Shannon divergence, 0 same to 1 nothing in common (axes begin where the values do)"
    )
    note += f"\nbar: range when one paragraph is left out{hollow}"
    fig.supxlabel(note, fontsize=8.5)
    alt = (
        "A panel for words, characters and devices, a row for each pair of accounts: a dot at "
        "their distance, a bar for how far one paragraph moves it, a hollow dot without "
        "shared wording."
    )
    return titled(
        fig,
        f"How far apart the accounts are{how_many(len(pairs), total, 'pairs, the nearest')}",
        alt,
    )


def beside(table: pd.DataFrame, square: pd.DataFrame | None) -> pd.DataFrame:
    """A table of pairs (`compare.moved`) with their distances in another square table, for example
    without shared wording.
    """
    known = set() if square is None else set(square.index)
    pairs = zip(table["account_a"], table["account_b"])
    values = [float(square.at[a, b]) if {a, b} <= known else np.nan for a, b in pairs]
    return table.assign(distance_without_shared=pd.Series(values, dtype="float64"))


def _english(names: Mapping[str, str], account: str) -> str:
    words = names.get(account, account).split()
    return " ".join(w for w in words if w.isascii()) or names.get(account, account)


def key_panels(
    table: pd.DataFrame,
    names: Mapping[str, str],
    most: int = 5,
    pages: int = FEW,
):
    """The key words of each account against the others: a bar for the log ratio, and the counts on
    both sides.
    """
    import matplotlib.pyplot as plt

    accounts, total = _first(table["account"], pages)
    parts = [table[table["account"] == a].head(most) for a in accounts]
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty_figure("No word is used more by one of these than by the others.")
    size = (WIDTH, 0.9 + sum(0.5 + 0.24 * len(part) for part in parts))
    fig, axes = plt.subplots(
        len(parts),
        1,
        sharex=True,
        squeeze=False,
        figsize=size,
        height_ratios=[1 + len(p) for p in parts],
    )
    widest = max(part["log_ratio"].max() for part in parts)
    for ax, part in zip(axes[:, 0], parts):
        ax.barh(range(len(part)), part["log_ratio"], color=COLOURS[1], height=0.7)
        for y, row in enumerate(part.itertuples()):
            text = f"{row.n}× here, {row.n_reference:,}× there"
            ax.annotate(
                text,
                (row.log_ratio, y),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        ax.set(
            yticks=range(len(part)),
            yticklabels=_labelled(part["word"].tolist(), 30),
            ylim=(len(part) - 0.4, -0.6),
            xlim=(0, 1.9 * widest),
        )
        ax.tick_params(axis="y", length=0, labelsize=9)
        ax.set_title(names.get(part["account"].iat[0], part["account"].iat[0]), fontsize=9)
    axes[-1, 0].set_xlabel("log ratio: +1 is twice as often as in the others")
    alt = (
        "A panel for each account, a bar for each of its key words: how many times as often "
        "it occurs there as in the others, on a scale of doublings."
    )
    return titled(
        fig, f"Key words against the others{how_many(len(parts), total, 'accounts')}", alt
    )


def shared_matrix(table: pd.DataFrame, names: Mapping[str, str]):
    """How much of each account another one, or any other, has too: % of its characters (account
    other share).
    """
    import matplotlib.pyplot as plt

    accounts, total = _first(table["account"])
    others = [*accounts, "any other"]
    grid = (
        table.pivot(index="account", columns="other", values="share")
        .reindex(index=accounts, columns=others)
        .to_numpy()
    )
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.3 * max(0, len(accounts) - 5), 1.5 + 0.36 * len(accounts))
    )
    matrix(ax, grid, [["" if np.isnan(share) else f"{share:.1f}" for share in row] for row in grid])
    ax.axvline(len(accounts) - 0.5, color="black", linewidth=0.8)
    column_heads(ax, _short_names(names, others))
    ax.set_yticklabels(_short_names(names, accounts), fontsize=9)
    ax.set_xlabel(
        "% of the characters of the account in the row\n(names of the disease are in)", fontsize=9
    )
    alt = (
        "A square of cells, account by account: the share of the row's characters in "
        "passages that the "
        "column's account has, too; the last column is any other account."
    )
    return titled(
        fig, f"Wording that two accounts share{how_many(len(accounts), total, 'accounts')}", alt
    )


def chains(table: pd.DataFrame, names: Mapping[str, str]):
    """Which authorities each account names (`compare.chain`), from the leader down: how often, and
    in which order.
    """
    import matplotlib.pyplot as plt

    accounts = [a for a in names if a in set(table["account"])][:FEW] or _first(table["account"])[0]
    if not accounts:
        return empty_figure("No authority of the lexicon is named in these accounts.")
    levels = [level for level in LEVELS if level in set(table["level"])]
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.45 * max(0, len(accounts) - 5), 1.3 + 0.4 * len(levels))
    )
    ranked = "rank" in table
    summed = (
        (table if ranked else table.assign(rank=0))
        .groupby(["account", "level"])
        .agg(n=("n", "sum"), rank=("rank", "min"))
        .reset_index()
    )
    if ranked:  # ranks of the levels, without gaps
        summed["rank"] = summed.groupby("account")["rank"].rank().astype(int)
    for row in summed[summed["account"].isin(accounts)].itertuples():
        x, y = accounts.index(row.account), levels.index(row.level)
        ax.scatter(x, y, s=120 + 45 * min(row.n, 12), color=COLOURS[0], alpha=0.9)
        ax.text(x, y, str(row.n), ha="center", va="center", color="white", fontsize=9)
        if ranked:
            ax.annotate(
                f"{row.rank}.",
                (x, y),
                xytext=(13, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color="#555555",
            )
    for y in range(len(levels)):
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
    ax.set(
        xticks=range(len(accounts)),
        yticks=range(len(levels)),
        xlim=(-0.5, len(accounts) - 0.3),
        ylim=(len(levels) - 0.5, -0.5),
    )
    column_heads(ax, _short_names(names, accounts))
    ax.set_yticklabels([LEVEL_NAMES[level] for level in levels], fontsize=9)
    ax.set_xlabel(
        "in the circle: how often"
        + ("; beside it: which level is named first, second …" if ranked else ""),
        fontsize=9,
    )
    alt = (
        "A row for each level of authority from the leader down, a column for each account; "
        "in each circle how often it is named, beside it the order of first mention."
    )
    return titled(fig, "Which authorities the accounts name", alt)


@with_lists
def namings(table: pd.DataFrame, names: Mapping[str, str], glosses: Mapping[str, str]):
    """What the disease is called (`compare.disease_names`), with the accounts in order of
    publication.
    """
    import matplotlib.pyplot as plt

    if not len(table):
        return empty_figure("No name of the disease occurs in these accounts.")
    accounts = _first(table["account"])[0]
    rows = [name for name in glosses if name in set(table["name"])]
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.45 * max(0, len(accounts) - 5), 1.5 + 0.5 * len(rows))
    )
    n = table.set_index(["name", "account"])["n"]
    for y, name in enumerate(rows):
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
        for x, account in enumerate(accounts):
            if (name, account) in n.index:
                ax.scatter(x, y, s=190, color=COLOURS[0])
                ax.text(
                    x, y, str(n[name, account]), ha="center", va="center", color="white", fontsize=9
                )
    dates = table.drop_duplicates("account").set_index("account")["published"]
    days = (
        {a: f"\n{dates[a]:%Y-%m-%d}" if pd.notna(dates[a]) else "\nno date" for a in accounts}
        if dates.notna().any()
        else {}
    )
    official = table.dropna(subset=["since"]).drop_duplicates("name").set_index("name")["since"]
    ax.set(
        xticks=range(len(accounts)),
        yticks=range(len(rows)),
        xlim=(-0.5, len(accounts) - 0.5),
        ylim=(len(rows) - 0.5, -0.6),
    )
    column_heads(ax, [names.get(a, a) + days.get(a, "") for a in accounts])
    dated = {name: f"\nfrom {official[name]:%Y-%m-%d}" if name in official else "" for name in rows}
    ax.set_yticklabels(
        [f"{name}\n{shortened(glosses[name], 30)}{dated[name]}" for name in rows],
        fontsize=8.5,
        linespacing=1.05,
    )
    alt = (
        "A row for each name of the disease, a column for each account in order of "
        "publication; in each circle how often it occurs."
    )
    return titled(fig, "What the disease is called, by day of publication", alt)


def absences(table: pd.DataFrame):
    """Expected words and the number of accounts that use each (`compare.expected`); words that no
    account uses are red.
    """
    import matplotlib.pyplot as plt

    accounts = table["account"].nunique()
    rows = table[table["n"] > 0].groupby("word")["account"].nunique()
    listed = table.drop_duplicates("word")[["word", "gloss", "theme"]].assign(
        used=lambda t: t["word"].map(rows).fillna(0).astype(int)
    )
    fig, ax = plt.subplots(figsize=(4.2, 1.0 + 0.2 * len(listed)))
    ax.barh(range(len(listed)), listed["used"], color=COLOURS[1], height=0.7)
    for y, used in enumerate(listed["used"]):
        if not used:
            ax.text(0.02 * accounts, y, "none", va="center", fontsize=8.5, color=COLOURS[4])
    ax.set(
        yticks=range(len(listed)),
        ylim=(len(listed) - 0.4, -0.6),
        xlim=(0, accounts),
        xlabel="accounts that use it",
    )
    ax.set_yticklabels([f"{row.word} {row.gloss}" for row in listed.itertuples()], fontsize=8.5)
    for tick, used in zip(ax.get_yticklabels(), listed["used"]):
        tick.set_color("black" if used else COLOURS[4])
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_locator(plt.MaxNLocator(integer=True, nbins=5))
    alt = (
        "A bar for each expected word, as long as the number of accounts that use it; the "
        "word is red and marked “none” where no account does."
    )
    return titled(
        fig,
        f"Expected words: {int((listed['used'] == 0).sum())} of {len(listed)} in no account",
        alt,
    )
