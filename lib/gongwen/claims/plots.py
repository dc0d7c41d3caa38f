"""The figures about claims: what is counted, what was given, when, and who speaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from ..common.figures import (
    COLOURS,
    WIDTH,
    column_heads,
    empty_figure,
    legend_below,
    matrix,
    titled,
)
from ..common.prose import chinese, headline, short
from ..corpus.findings import drawn as drawn_of
from ..corpus.groups import Units
from . import findings
from .days import reach
from .totals import NOT_ADDED, sums

ROLE_NAMES = {
    "input": "put in 投入",
    "output": "done 行动",
    "outcome": "result claimed 成效",
    "publicity": "publicised 宣传",
    "penalty": "penalty 处罚",
    "credit": "credit 借贷",
    "market": "trade 交易",
    "promise": "promised 承诺",
    "none": "size, background 背景",
    "unclear": "unclear 不明",
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
REST = ("none", "unclear")  # roles that are drawn last
_YEAR = 370  # in days; a longer timeline has years beside its days
_LONGEST = 100  # in days; longer spans (2019年) are not drawn
_STACK = 3  # at most this many dots above each other; a + for more
_OPEN = pd.Timedelta(days=6)  # how far the arrow of an open span reaches
WHO_NAMES = {"named": "a named person 实名", "role": "a role 身份", "nobody": "nobody 无名"}
VOICE_NAMES = {
    "own": "our office 我局",
    "told": "the office 该局",
    "we": "we 我们",
    "i": "I 我",
    "nation": "our country 我国",
}
_WHO_COLOURS = (COLOURS[0], COLOURS[1], "#C9C9C9")
_VOICE_COLOURS = (COLOURS[2], COLOURS[3], COLOURS[5], COLOURS[4], "#C9C9C9")
_DIGITS = 1e10  # yuan: with more the ticks are powers of 10,000
_POWERS = {0: "1", 4: "10,000\n1 万", 8: "100 million\n1 亿", 12: "1 trillion\n1 万亿"}
_LINE = {"color": "#E0E0E0", "linewidth": 0.8, "zorder": 0}


def _row_heads(ax, accounts: Sequence[str], names: Mapping[str, str]) -> None:
    """Heads of the rows: English, and Chinese below it."""
    parts = [(short(names[account]), chinese(names[account])) for account in accounts]
    heads = [one if one == other else f"{one}\n{other}" for one, other in parts]
    ax.set(yticks=range(len(accounts)), yticklabels=heads, ylim=(len(accounts) - 0.4, -0.6))
    ax.tick_params(axis="y", length=0)


def kinds(counted: pd.DataFrame, groups: Units):
    """How many quantities of each role and kind each account or group has (account role kind n); in
    brackets what coders counted, where there is a column `coded`.
    """
    import matplotlib.pyplot as plt

    names, table = groups.names, groups(counted)
    if not len(table):
        return empty_figure("No quantities were found in these accounts.")
    accounts = [account for account in names if account in set(table["account"])]
    rows, values, numbers = _cells(table, accounts)
    wide = 0.42 if "coded" in table else 0.26
    size = (WIDTH + wide * max(0, len(accounts) - 5), 1.4 + 0.22 * len(rows))
    fig, ax = plt.subplots(figsize=size)
    matrix(ax, values, numbers)
    column_heads(ax, [names[account] for account in accounts])
    ax.set_yticks(range(len(rows)), [KIND_NAMES[k] if k else ROLE_NAMES[r] for r, k in rows])
    for y, (_, kind) in enumerate(rows):
        if not kind:
            ax.axhspan(y - 0.5, y + 0.5, color="#EDEDED", linewidth=0, zorder=1)
            ax.get_yticklabels()[y].set_color("#0F4C81")
    alt = (
        "A table of cells: a grey row for each role of quantities with its sum, below it a row for "
        "each kind; a column for each account or group; in each cell how many there are."
    )
    note = "Number: claims, not amounts; grey: all of a role."
    if "coded" in table:
        note = (
            "Number: claims, not amounts, as the program sorts them; in brackets, where it "
            f"differs, and in the title: as {findings.CODERS.english} sorted them. Grey: all of a "
            "role."
        )
    finding = findings.results(counted)
    title = headline(finding, "What the accounts count")
    return titled(fig, title, alt, note + drawn_of(groups))


def _cells(table: pd.DataFrame, accounts: list[str]) -> tuple[list[tuple[str, str]], list, list]:
    """Rows (role, kind) for the table of cells, with their values and numbers: for each role one
    with its sum (kind ""; not shaded), then its kinds; the most frequent first, `untold` last.
    """
    columns = [column for column in ("n", "coded") if column in table]
    n = table.groupby(["role", "kind", "account"])[columns].sum().unstack("account", fill_value=0)
    sizes = table.groupby(["role", "kind"])[columns[-1]].sum()
    of_role, sums_ = sizes.groupby("role").sum(), n.groupby("role").sum()
    rows, values, numbers = [], [], []
    for role in sorted(of_role.index, key=lambda role: (role in REST, -of_role[role], role)):
        kinds_ = sizes[role].sort_values(ascending=False, kind="stable").index
        parts = [("", sums_.loc[role]), *((kind, n.loc[(role, kind)]) for kind in kinds_)]
        for kind, part in parts:
            both = [[int(part[column, account]) for column in columns] for account in accounts]
            rows.append((role, kind))
            values.append([pair[0] if kind else 0 for pair in both])
            numbers.append([_number(*pair) for pair in both])
    return rows, values, numbers


def _number(n: int, coded: int | None = None) -> str:
    """A cell: 3, or 3 (4) where coders counted four; a dot for none."""
    return (str(n) if n else "·") + (f" ({coded})" if coded not in (None, n) else "")


def _sum(value: float, wide: bool) -> str:
    """A sum at a tick: 1,000,000, or on a `wide` axis 100 million, in English and in Chinese."""
    if wide:
        return _POWERS.get(round(math.log10(value)), f"{value:g}")
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def given(gifts: pd.DataFrame, groups: Units):
    """From whom to whom, in yuan and in kinds of goods (rows of `claims.given`): for each account
    or group the sum of money put in, with a row below it for each kind of giver and of receiver;
    hollow marks if a sum leaves them out; the largest sum first.
    """
    import matplotlib.pyplot as plt

    put_in = gifts[gifts["role"] == "input"]
    if groups.by != "account":  # what several pages give counts once
        put_in = put_in[put_in["flag"] != "copy"]
    totals, drawn = _yuan(groups, put_in), groups(put_in)
    rows = list(_gift_rows(drawn, totals))
    if not rows:
        return empty_figure("No gifts of money or goods were found in these accounts.")
    fig, ax = plt.subplots(figsize=(WIDTH, 1.3 + 0.2 * len(rows)))
    for y, (account, pair, part) in enumerate(rows):
        if pair:
            _gift_row(ax, y, part)
        else:
            ax.axhspan(y - 0.5, y + 0.5, color="#EDEDED", linewidth=0, zorder=0)
            row = totals.loc[account] if account in totals.index else None
            sum_ = findings.amount(row) if row is not None else ""
            ax.annotate(f"{_gloss(groups.names[account])}{sum_}", (0, y), (3, 0), **_AT)
    heads = [_gift_head(pair) if pair else short(groups.names[name]) for name, pair, _ in rows]
    ax.set(yticks=range(len(rows)), yticklabels=heads, ylim=(len(rows) - 0.5, -0.5))
    ax.tick_params(axis="y", length=0)
    for label, (_, pair, _) in zip(ax.get_yticklabels(), rows):
        label.set_color("black" if pair else "#0F4C81")
    _yuan_axis(ax)
    for mark, fill, label in (
        ("o", COLOURS[0], "an amount"),
        ("o", "white", "left out of the sum"),
        ("D", COLOURS[0], "given by each of several"),
    ):
        ax.scatter([], [], marker=mark, color=fill, edgecolor=COLOURS[0], s=22, label=label)
    legend_below(fig, ncol=2, handletextpad=0.3, columnspacing=0.8, handlelength=1.2)
    alt = (
        "For each account or group a grey row with the sum of money in digits, and below it a row "
        "for each kind of giver and of receiver, with a mark for each amount on a logarithmic "
        "scale of yuan, hollow where a sum leaves it out, and how many kinds of goods were given."
    )
    finding = findings.gifts(drawn)
    by = findings.CODERS.english if "coded" in gifts and gifts["coded"].any() else ""
    read = (
        f"who gives and who gets it as {by} read it" if by else "who gives as the program reads it"
    )
    names = " · ".join(f"{name} {gloss}" for name, gloss in PARTY_NAMES.items())
    note = f"Money and goods said to be put in; {read}. {names}; –: not said 未写明."
    return titled(fig, headline(finding, "From whom to whom"), alt, note + drawn_of(groups))


PARTY_NAMES = {
    "person": "个人",
    "people": "众人",
    "office": "机关",
    "firm": "企业",
    "society": "社团",
    "place": "地方",
    "mixed": "多方",
    "other": "其他",
}
_MOST = 8  # rows of givers and receivers that an account has at most


def _yuan(groups: Units, gifts: pd.DataFrame) -> pd.DataFrame:
    """The sums of yuan, by account or group."""
    totals = groups(sums(gifts[gifts["currency"] == "yuan"]))
    ends = ["at_most", "at_least", "open", "below"]
    totals = totals.groupby("account", sort=False)[ends].sum()
    return totals[totals["at_most"] > 0].astype({"open": bool, "below": bool})


def _gift_rows(
    gifts: pd.DataFrame, totals: pd.DataFrame
) -> Iterator[tuple[str, tuple, pd.DataFrame]]:
    """Rows (account, pair of kinds, gifts): for each account one without a pair, then its pairs,
    those with most money first.
    """
    names = sorted(
        dict.fromkeys(gifts["account"]),
        key=lambda name: -totals["at_most"].get(name, 0),
    )
    for name in names:
        own = gifts[gifts["account"] == name]
        pairs = own.groupby(["giver_kind", "receiver_kind"], sort=False)
        parts = sorted(
            pairs, key=lambda part: -part[1]["value"].where(part[1]["currency"] == "yuan").sum()
        )
        yield name, (), own
        for pair, part in parts[:_MOST]:
            yield name, pair, part


_AT = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}


def _gloss(name: str) -> str:
    """The Chinese name of an account, with a space, where it has another one."""
    return f"{chinese(name)} " if chinese(name) != short(name) else ""


def _gift_row(ax, y: int, part: pd.DataFrame) -> None:
    """The amounts of yuan of a row, and how many kinds of goods it has."""
    ax.axhline(y, **_LINE)
    yuan = part[part["currency"].eq("yuan") & part["value"].gt(0)]
    for flag, value in zip(yuan["flag"], yuan["value"]):
        fill = "white" if flag in NOT_ADDED else COLOURS[0]
        style = {"s": 22, "edgecolor": COLOURS[0], "linewidth": 1, "zorder": 3}
        ax.scatter(value, y, marker="D" if flag == "each" else "o", color=fill, **style)
    goods = part[part["kind"] != "money"]
    n = goods["counted"].mask(goods["counted"].eq(""), goods["surface"]).nunique()
    if n:
        told = f"{n} kind{'s' * (n > 1)} of goods"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.annotate(told, (1, y), (-2, 0), ha="right", color=COLOURS[4], bbox=box, **_AT)


def _gift_head(pair: tuple[str, str]) -> str:
    giver, receiver = (kind or "–" for kind in pair)
    return f"{giver} → {receiver}"


def _yuan_axis(ax) -> None:
    """A logarithmic axis of yuan, in words where the numbers are long."""
    import matplotlib.pyplot as plt

    ax.set(xscale="log", xlabel="yuan 元 (logarithmic scale)")
    ax.set_xlim(ax.get_xlim()[0] / 1.5, ax.get_xlim()[1] * 1.5)
    wide = ax.get_xlim()[1] > _DIGITS  # then the numbers are too long for the ticks
    ax.xaxis.set_major_locator(plt.LogLocator(base=10_000 if wide else 100))
    ax.xaxis.set_minor_locator(plt.NullLocator())
    ax.xaxis.set_major_formatter(lambda x, _: _sum(x, wide))


def timeline(
    dates: pd.DataFrame,
    accounts: pd.DataFrame,
    groups: Units,
    events: pd.DataFrame,
    window: Sequence[str],
):
    """Days that each account or group mentions (rows of `claims.dates`), its publication, and
    central events (date end gloss), between the two days of `window`; by the first publication.
    """
    import matplotlib.pyplot as plt

    first, final = (pd.Timestamp(day) for day in window)
    days, pages = groups(dates), groups(accounts)
    published = pages.groupby("account", sort=False)["published"].min()
    drawn = sorted(
        (account for account in groups.names if account in published.index),
        key=lambda account: (pd.isna(published[account]), published[account]),
    )
    within = pages["published"].between(first, final).any() or any(
        days[column].between(first, final).any() for column in ("start_date", "end_date")
    )
    between = f"{_day(first, True)} to {_day(final, True)}"
    if not within:
        return empty_figure(f"These accounts name no day from {between}.")
    seen = events[(events["date"] <= final) & (events["end"] >= first)].reset_index(drop=True)
    fig, ax = plt.subplots(figsize=(WIDTH, 1.0 + 0.46 * len(drawn)))
    _events(ax, seen, final - first)
    for y, account in enumerate(drawn):
        ax.axhline(y, **_LINE)
        own = pages.loc[pages["account"] == account, "published"].dropna()
        own = sorted({day for day in own if first <= day <= final})
        _days(ax, y, days[days["account"] == account], first, final, dict.fromkeys(own, 0))
        style = {"marker": "D", "s": 34, "edgecolor": "white", "linewidth": 0.5}
        ax.scatter(own, [y] * len(own), color=COLOURS[4], zorder=2, **style)
    _row_heads(ax, drawn, groups.names)
    ax.set_ylim(len(drawn) - 0.3, -0.7)
    ax.set_xlim(first - pd.Timedelta(days=2), final + pd.Timedelta(days=2))
    long = (final - first).days > _YEAR
    ticks = _ticks(first, final)
    ax.set_xticks(ticks, [_day(day, year=long) for day in ticks])
    for mark, fill, edge, label in (
        ("o", COLOURS[0], COLOURS[0], "a day"),
        ("o", "white", COLOURS[0], "relative (目前 “now”)"),
        ("D", COLOURS[4], "white", "publication"),
    ):
        ax.scatter([], [], marker=mark, color=fill, edgecolor=edge, s=26, label=label)
    ax.plot([], [], color=COLOURS[0], linewidth=2, marker="|", label="a span; arrow: open")
    ax.plot([], [], color=COLOURS[1], linewidth=2, marker="|", label="loose (春节前)")
    legend_below(fig, ncol=2, handletextpad=0.3, columnspacing=0.8, handlelength=1.2)
    alt = (
        "A line for each account or group over the days: a dot for each day mentioned, a bar for "
        "each span, a diamond for the day of publication; central events as numbered bands."
    )
    title = findings.lag(reach(dates, accounts, window))
    bands = "; ".join(
        f"{i}: {_day(event.date, long)}, {event.gloss}"
        for i, event in enumerate(seen.itertuples(), 1)
    )
    note = "A + stands for more days." + (f" Bands: {bands}." if bands else "") + drawn_of(groups)
    return titled(fig, title or f"Days that the accounts mention, {between}", alt, note)


def _ticks(first: pd.Timestamp, final: pd.Timestamp) -> list[pd.Timestamp]:
    """First days of months between two days: of every one in up to a year, else as many as there
    is room for.
    """
    months = list(pd.date_range(first.normalize(), final, freq="MS"))
    room = 13 if (final - first).days <= _YEAR else 4
    step = next(n for n in (1, 3, 6, *range(12, 12 + len(months), 12)) if len(months) <= room * n)
    return [day for day in months if (day.year * 12 + day.month - 1) % step == 0] or [first]


def _events(ax, events: pd.DataFrame, length: pd.Timedelta) -> None:
    """Events as bands with their numbers above, on two levels where they are close together."""
    half, near = pd.Timedelta(hours=9), length / 30
    last: dict[int, pd.Timestamp] = {}
    for i, event in enumerate(events.itertuples(), 1):
        band = {"color": COLOURS[3], "alpha": 0.35, "linewidth": 0}
        ax.axvspan(event.date - half, event.end + half, **band)
        level = 1 if 0 in last and event.date - last[0] < near else 0
        last[level] = event.date
        at = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        ax.annotate(str(i), (event.date, 1), xytext=(0, 1 + 9 * level), ha="center", **at)


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
    """The days of one account as dots, several of one day above each other (three, then a +); below
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
        ax.text(day, y - 0.15 * level, "+", ha="center", va="center")


def speaking(speakers: pd.DataFrame, voices: pd.DataFrame, groups: Units):
    """Who is quoted (rows of `claims.speakers` without credited formulas), and how the accounts
    refer to themselves outside quotations (rows of `claims.voices`).
    """
    import matplotlib.pyplot as plt

    speech = groups(speakers[~speakers["formula"].astype(bool)])
    plain = groups(voices[~voices["quoted"].astype(bool)])
    n = pd.concat([speech["account"], plain["account"]]).value_counts()
    quoted = speech["account"].value_counts()
    accounts = sorted((a for a in groups.names if a in n), key=lambda a: (-quoted.get(a, 0), -n[a]))
    if not accounts:
        return empty_figure(
            "Nobody is quoted in these accounts, and they do not speak of themselves."
        )
    sides = [
        side
        for side in (
            (speech, "who", WHO_NAMES, _WHO_COLOURS, "who is quoted"),
            (plain, "kind", VOICE_NAMES, _VOICE_COLOURS, "what it calls itself"),
        )
        if len(side[0])
    ]
    size = (WIDTH, 1.0 + 0.4 * len(accounts))
    fig, grid = plt.subplots(1, len(sides), sharey=True, squeeze=False, figsize=size)
    axes = grid[0]
    for ax, (table, column, labels, colours, head) in zip(axes, sides):
        _bars(ax, pd.crosstab(table["account"], table[column]), accounts, labels, colours)
        ax.set_title(head)
        ax.xaxis.set_major_locator(plt.MaxNLocator(integer=True, nbins=4))
    _row_heads(axes[0], accounts, groups.names)
    for ax in axes[::-1]:  # the first legend is the lowest
        if ax.get_legend_handles_labels()[0]:
            legend_below(
                fig, ax.get_legend_handles_labels()[0], ncol=2, columnspacing=0.8, handlelength=1.2
            )
    alt = (
        "Bars for each account or group: its quotations, by whether the speaker has a name, a role "
        "or neither, and to the right the words it uses for its own office."
    )
    finding = findings.quoted(speakers)
    note = "Left: quotations, by speaker; right: words for itself outside quotations, times."
    if not len(plain):
        note = "Quotations, by speaker; outside them there is no word for the office itself."
    elif not len(speech):
        note = "Words for itself, times; nobody is quoted."
    title = finding.english if finding else "Nobody is quoted"
    return titled(fig, title, alt, note + drawn_of(groups))


def _bars(ax, n: pd.DataFrame, accounts, labels: Mapping[str, str], colours) -> None:
    """A bar for each account, divided by kind, with the number in each part that has room."""
    n = n.reindex(index=accounts, columns=list(labels), fill_value=0)
    left, widest = np.zeros(len(accounts)), max(1, int(n.sum(axis=1).max()))
    for kind, colour in zip(labels, colours):
        width = n[kind].to_numpy()
        if not width.any():
            continue
        ax.barh(range(len(accounts)), width, left=left, color=colour, label=labels[kind])
        for y in np.flatnonzero(width / widest > 0.06 * len(str(width.max()))):
            ink = "white" if colour == COLOURS[0] else "black"
            ax.text(left[y] + width[y] / 2, y, width[y], ha="center", va="center", color=ink)
        left += width
