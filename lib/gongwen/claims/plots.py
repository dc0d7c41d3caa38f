"""The figures about claims: what is counted, what was given, when, who speaks, and how well claims
are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..common.figures import (
    COLOURS,
    WIDTH,
    busiest,
    column_heads,
    empty_figure,
    how_many,
    matrix,
    titled,
)
from .tables import LEFT_OUT

ROLE_NAMES = {
    "input": "input 投入",
    "output": "output 行动",
    "outcome": "outcome claimed 成效",
    "publicity": "publicity 宣传",
    "untold": "no word tells 未说明",
}
KIND_NAMES = {
    "money": "money 钱款",
    "people": "people 人",
    "goods": "things 物",
    "area": "area 面积",
    "measure": "measure 度量",
    "time": "time 时间",
    "actions": "times 次数",
    "percent": "percent 比率",
    "outcome": "zero 零",
}
_LONGEST = 100  # in days; longer spans (2019年) are not drawn
_STACK = 5  # at most this many dots above each other; a + for more
_OPEN = pd.Timedelta(days=6)  # how far the arrow of an open span reaches
WHO_NAMES = {"named": "a named person 实名", "role": "a role 身份", "nobody": "nobody 无名"}
VOICE_NAMES = {
    "own": "our office 我局",
    "told": "the office 该局",
    "we": "we 我们",
    "i": "I 我",
    "nation": "our country 我国",
}


def _accounts(table: pd.DataFrame, most: int) -> tuple[list[str], int]:
    counted = table if "n" in table else table.assign(n=1)
    return busiest(counted, most), table["account"].nunique()


def _named(ax, accounts: Sequence[str], names: dict[str, str]) -> None:
    ax.set(
        yticks=range(len(accounts)),
        yticklabels=[names.get(a, a) for a in accounts],
        ylim=(len(accounts) - 0.4, -0.6),
    )
    ax.tick_params(axis="y", length=0)


def kinds(
    table: pd.DataFrame,
    names: dict[str, str],
    coded: pd.DataFrame | None = None,
    coders: str = "language models",
    most: int = 12,
):
    """How many quantities of each role and kind each account has (account role kind n); in brackets
    what coders counted.
    """
    import matplotlib.pyplot as plt

    if not len(table):
        return empty_figure("No quantities were found in these accounts.")
    accounts, total = _accounts(table, most)
    both = table if coded is None else pd.concat([table, coded])
    cells = {(row.role, row.kind) for row in both.itertuples() if row.account in accounts}
    rows = [(role, kind) for role in ROLE_NAMES for kind in KIND_NAMES if (role, kind) in cells]
    grid = _grid(table, rows, accounts)
    by_hand = grid if coded is None else _grid(coded, rows, accounts)
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.3 + 0.55 * max(0, len(accounts) - 5), 1.5 + 0.29 * len(rows))
    )
    numbers = [
        [
            (f"{n:.0f}" if n else "·") + (f" ({coded_n:.0f})" if coded_n != n else "")
            for n, coded_n in zip(*both_n)
        ]
        for both_n in zip(grid, by_hand)
    ]
    matrix(ax, grid, numbers)
    column_heads(ax, [names.get(a, a) for a in accounts])
    _row_heads(ax, rows)
    if coded is not None:
        ax.set_xlabel(f"in brackets, where it differs: by {coders}", fontsize=9)
    alt = (
        "A table of cells: a row for each role and kind of quantity, a column for each "
        "account; in each cell how many there are."
    )
    return titled(fig, f"What the accounts count{how_many(len(accounts), total, 'accounts')}", alt)


def _grid(table: pd.DataFrame, rows: list[tuple[str, str]], accounts: list[str]) -> np.ndarray:
    """How many quantities each account (a column) has of each role and kind (a row)."""
    n = table.set_index(["role", "kind", "account"])["n"]
    return np.array([[n.get((*row, account), 0) for account in accounts] for row in rows], float)


def _row_heads(ax, rows: list[tuple[str, str]]) -> None:
    """Labels for the rows: each kind, with its role before the first of them, and a line between
    roles.
    """
    heads = []
    for y, (role, kind) in enumerate(rows):
        begins = not y or role != rows[y - 1][0]
        heads.append((f"{ROLE_NAMES[role]}:  " if begins else "") + KIND_NAMES[kind])
        if begins and y:
            ax.axhline(y - 0.5, color="black", linewidth=0.6)
    ax.set_yticklabels(heads, fontsize=9)


def span(sums) -> str:
    """The range of a sum (a row of `deeds.sums`) in words: 1,000,000 to 1,021,166 or more."""
    least = f"{sums.at_least:,.0f} to " if sums.at_least < sums.at_most else ""
    return f"{least}{sums.at_most:,.0f}{' or more' if sums.open else ''}"


def money(claims: pd.DataFrame, totals: pd.DataFrame, names: dict[str, str], most: int = 12):
    """Amounts of money that each account names (rows of quantities), hollow if a sum leaves them
    out, with the range of the sum (`deeds.sums`).
    """
    import matplotlib.pyplot as plt

    claims = claims[claims["value"].fillna(0) > 0]
    if not len(claims):
        return empty_figure("No sums of money were found in these accounts.")
    accounts, total = _accounts(claims, most)
    fig, ax = plt.subplots(figsize=(WIDTH + 0.4, 1.9 + 0.55 * len(accounts)))
    out = claims["flag"].isin(LEFT_OUT)
    for y, account in enumerate(accounts):
        ax.axhline(y, color="#E0E0E0", linewidth=0.8, zorder=0)
        for row, hollow in zip(
            claims[claims["account"] == account].itertuples(), out[claims["account"] == account]
        ):
            fill = "white" if hollow else COLOURS[0]
            ax.scatter(
                row.value,
                y,
                s=42,
                marker="D" if row.flag == "each" else "o",
                color=fill,
                edgecolor=COLOURS[0],
                linewidth=1.2,
                zorder=3,
            )
        sums = totals[totals["account"] == account].iloc[0]
        twice = f"; all numbers added up: {sums['all']:,.0f}" if sums["left_out"] else ""
        ax.annotate(
            f"{span(sums)}{twice}",
            (0, y),
            xytext=(4, 9),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            fontsize=8,
        )
    _named(ax, accounts, names)
    ax.set_ylim(len(accounts) - 0.4, -0.8)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x / 1e6:,.0f} m" if x >= 1e6 else f"{x:,.0f}")
    ax.xaxis.set_minor_formatter(lambda x, _: "")
    ax.set_xlabel("yuan 元 (m: million), each step ten times as much")
    for mark, fill, label in (
        ("o", COLOURS[0], "an amount that is added"),
        ("o", "white", "part of another: left out"),
        ("D", COLOURS[0], "given by each of several"),
    ):
        ax.scatter(
            [], [], marker=mark, color=fill, edgecolor=COLOURS[0], linewidth=1.2, s=42, label=label
        )
    fig.legend(loc="outside lower center", ncol=3, handletextpad=0.2, columnspacing=1.0)
    alt = (
        "A line for each account on a logarithmic scale of yuan: a mark for each amount of "
        "money, hollow where a sum leaves it out, and the sum in words."
    )
    return titled(
        fig,
        f"Sums of money that the accounts name{how_many(len(accounts), total, 'accounts')}",
        alt,
    )


def timeline(
    dates: pd.DataFrame,
    accounts: pd.DataFrame,
    names: dict[str, str],
    events: pd.DataFrame,
    window: Sequence[str],
    most: int = 20,
):
    """Days that each account mentions (rows of `claims.dates`), its publication, and central events
    (date end gloss), between the two days of `window`.
    """
    import matplotlib.dates as md
    import matplotlib.pyplot as plt

    first, final = (pd.Timestamp(day) for day in window)
    length = (dates["end_date"] - dates["start_date"]).dt.days.fillna(0)
    inside = dates[
        dates["start_date"].fillna(dates["end_date"]).between(first, final) & (length <= _LONGEST)
    ]["account"]
    dated = {*inside, *accounts.loc[accounts["published"].between(first, final), "account"]}
    every = list(dict.fromkeys(accounts["account"]))
    drawn, total = [a for a in every if a in dated or not dated][:most], len(every)
    seen = events[(events["date"] <= final) & (events["end"] >= first)].reset_index(drop=True)
    fig, ax = plt.subplots(figsize=(WIDTH + 1.2, 1.7 + 0.5 * len(drawn) + 0.2 * len(seen)))
    for i, event in enumerate(seen.itertuples()):
        ax.axvspan(
            event.date - pd.Timedelta(hours=9),
            event.end + pd.Timedelta(hours=9),
            color="#E69F00",
            alpha=0.35,
            linewidth=0,
        )
        ax.annotate(
            str(i + 1),
            (event.date, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    for y, account in enumerate(drawn):
        ax.axhline(y, color="#E0E0E0", linewidth=0.8, zorder=0)
        published = sorted(set(accounts.loc[accounts["account"] == account, "published"].dropna()))
        _days(ax, y, dates[dates["account"] == account], first, final, dict.fromkeys(published, 0))
        for day in published:
            if first <= day <= final:
                ax.scatter(
                    day,
                    y,
                    marker="D",
                    s=52,
                    color=COLOURS[4],
                    edgecolor="white",
                    linewidth=0.5,
                    zorder=2,
                )
    _named(ax, drawn, names)
    ax.set_xlim(first - pd.Timedelta(days=2), final + pd.Timedelta(days=2))
    long = (final - first).days > 370
    ax.xaxis.set_major_locator(md.AutoDateLocator(maxticks=8) if long else md.MonthLocator())
    ax.xaxis.set_major_formatter(lambda x, _: _day(md.num2date(x), year=long))
    lines = [
        f"{i + 1}  {_day(event.date, long)}: {event.gloss}"
        for i, event in enumerate(seen.itertuples())
    ]
    ax.set_xlabel("\n".join(lines), fontsize=8, loc="left")
    for mark, fill, edge, label in (
        ("o", COLOURS[0], COLOURS[0], "a day mentioned"),
        ("o", "white", COLOURS[0], "relative (目前 “now”)"),
        ("D", COLOURS[4], "white", "day of publication"),
    ):
        ax.scatter([], [], marker=mark, color=fill, edgecolor=edge, s=36, label=label)
    ax.plot([], [], color=COLOURS[0], linewidth=2, marker="|", label="a span; arrow: open")
    ax.plot(
        [],
        [],
        color=COLOURS[1],
        linewidth=2,
        marker="|",
        label="a loose one (春节前 “before New Year”)",
    )
    fig.legend(loc="outside lower center", ncol=3, handletextpad=0.3, columnspacing=1.0)
    part = how_many(len(drawn), total, "accounts")
    alt = (
        "A line for each account over the days: a dot for each day mentioned, a bar for each "
        "span, a diamond for the day of publication; central events as bands."
    )
    return titled(
        fig,
        f"Days that the accounts mention, {_day(first, True)} to {_day(final, True)}{part}",
        alt,
    )


def _day(day, year: bool = False) -> str:
    """3 Feb 2020, in English on every machine."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{day.day} {months[day.month - 1]}" + (f" {day.year}" if year else "")


def _days(
    ax,
    y: float,
    part: pd.DataFrame,
    first: pd.Timestamp,
    final: pd.Timestamp,
    taken: dict[pd.Timestamp, int],
) -> None:
    """The days of one account as dots, several of one day above each other (five, then a +); below
    them spans in lanes, open ones as arrows.
    """
    lanes: list[pd.Timestamp] = []
    for row in part.sort_values(["start_date", "end_date"]).itertuples():
        start, end = row.start_date, row.end_date
        day = start if pd.notna(start) else end
        # a missing day fails the first test, a span open at one end passes the second
        if not first <= day <= final or (end - start).days > _LONGEST:
            continue
        if start == end:
            level = taken[day] = taken.get(day, -1) + 1
            _dot(ax, day, y, level, row.relative)
            continue
        a = start if pd.notna(start) else day - _OPEN
        b = min(end, final) if pd.notna(end) else day + _OPEN
        lane = next((i for i, used in enumerate(lanes) if used < a), len(lanes))
        lanes[lane : lane + 1] = [b]
        at = y + 0.17 + 0.12 * min(lane, 2)
        style = {"color": COLOURS[1] if row.relative else COLOURS[0], "linewidth": 2}
        if row.relative or (pd.notna(start) and pd.notna(end)):
            # 春节假期 has both ends, even if they are not stated
            ax.plot([a, b], [at, at], marker="|", markersize=5, zorder=2, **style)
        else:
            tip, tail = (b, a) if pd.isna(end) else (a, b)
            ax.annotate(
                "",
                (tip, at),
                (tail, at),
                arrowprops={"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0, **style},
            )


def _dot(ax, day: pd.Timestamp, y: float, level: int, relative: bool) -> None:
    """A dot for a day, above `level` others; a + if there is no more room."""
    if level < _STACK:
        ax.scatter(
            day,
            y - 0.15 * level,
            s=24,
            color="white" if relative else COLOURS[0],
            edgecolor=COLOURS[0],
            linewidth=1,
            zorder=3,
        )
    elif level == _STACK:
        ax.text(day, y - 0.15 * level, "+", ha="center", va="center", fontsize=8)


def speaking(speakers: pd.DataFrame, voices: pd.DataFrame, names: dict[str, str], most: int = 12):
    """Who is quoted (rows of `deeds.speakers`), and how the accounts refer to themselves outside
    quotations (rows of `deeds.voices`).
    """
    import matplotlib.pyplot as plt

    plain = voices[~voices["quoted"]]
    both = pd.concat([speakers[["account"]], plain[["account"]]])
    order = [a for a in names if a in set(both["account"])]
    accounts = busiest(both.assign(n=1), most) if len(order) > most else order
    if not accounts:
        return empty_figure(
            "Nobody is quoted in these accounts, and they do not speak of themselves."
        )
    fig, axes = plt.subplots(1, 2, sharey=True, figsize=(WIDTH + 1.4, 1.9 + 0.42 * len(accounts)))
    sides = (
        (axes[0], speakers, "who", WHO_NAMES, (COLOURS[0], COLOURS[1], "#C9C9C9"), "quotations"),
        (
            axes[1],
            plain,
            "kind",
            VOICE_NAMES,
            (COLOURS[2], COLOURS[3], COLOURS[5], COLOURS[4], "#C9C9C9"),
            "times, outside quotations",
        ),
    )
    for ax, table, column, labels, colours, unit in sides:
        left = np.zeros(len(accounts))
        for key, colour in zip(labels, colours):
            n = np.array(
                [int(((table["account"] == a) & (table[column] == key)).sum()) for a in accounts]
            )
            if n.any():
                ax.barh(
                    range(len(accounts)), n, left=left, color=colour, height=0.65, label=labels[key]
                )
            for y in np.flatnonzero(n):
                ax.text(
                    left[y] + n[y] / 2,
                    y,
                    str(n[y]),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color="white" if colour == COLOURS[0] else "black",
                )
            left += n
        ax.set_xlabel(unit)
        ax.xaxis.set_major_locator(plt.MaxNLocator(integer=True, nbins=5))
    _named(axes[0], accounts, names)
    handles, texts = (
        sum(parts, []) for parts in zip(*(ax.get_legend_handles_labels() for ax in axes))
    )
    fig.legend(handles, texts, loc="outside lower center", ncol=3, columnspacing=1.2)
    axes[0].set_title("Who is quoted", fontsize=10)
    axes[1].set_title("How the account calls itself", fontsize=10)
    total = both["account"].nunique()
    alt = (
        "Two bars for each account: on the left its quotations, by whether the speaker has a "
        "name, a role or neither; on the right the words it uses for its own office."
    )
    return titled(fig, f"Who speaks{how_many(len(accounts), total, 'accounts')}", alt)


def readers(tables: dict[str, pd.DataFrame], annotators: str = "language models"):
    """Precision and recall of each reader (what precision recall right; `claim_scores.scores`), one
    mark for each set of texts.
    """
    import matplotlib.pyplot as plt

    what = list(dict.fromkeys(w for table in tables.values() for w in table["what"]))
    fig, axes = plt.subplots(1, 3, sharey=True, figsize=(WIDTH + 1.6, 1.9 + 0.42 * len(what)))
    for ax, (column, title) in zip(
        axes,
        (
            ("precision", "precision"),
            ("recall", "recall"),
            ("right", "of these, value, day\nor speaker right"),
        ),
    ):
        for k, (label, table) in enumerate(tables.items()):
            rows = [what.index(w) + 0.18 * (k - (len(tables) - 1) / 2) for w in table["what"]]
            ax.plot(
                table[column],
                rows,
                "oDs^"[k % 4],
                color=(COLOURS[0], COLOURS[4], COLOURS[2], COLOURS[3])[k % 4],
                markersize=6,
                linestyle="none",
                label=label,
            )
        ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
        ax.set(xlim=(0.45, 1.03), title=title)
        ax.title.set_fontsize(10)
    _named(axes[0], what, {})
    fig.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncol=1,
        title=f"annotated by {annotators}",
    )
    alt = (
        "Three panels, a row for each reader of claims: precision, recall, and the share of "
        "what is found whose value, days or speaker is right, one mark for each material."
    )
    return titled(fig, "How well claims are read", alt)
