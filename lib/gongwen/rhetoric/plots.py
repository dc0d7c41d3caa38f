"""The figures about rhetorical devices: how much of each, how well they are found, how war words
are used, and one account in colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..common.figures import (
    COLOURS,
    WIDTH,
    column_heads,
    empty_figure,
    legend_below,
    matrix,
    row_heads,
    titled,
)
from ..common.prose import headline
from . import findings
from .coding import ALL
from .tables import NAMES as NAMES
from .tables import STYLES, USE_NAMES, MarkedText, name, style

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 10  # sentences with a device, for its F1 on real documents to be drawn

# use of a word of war: label and colour
USES = {
    use: (label, colour)
    for (use, label), colour in zip(USE_NAMES.items(), ("#D55E00", "#0072B2", "#C9C9C9"))
}
_LINE = 0.21  # inches of a line of the account in colour


def device_shares(
    table: pd.DataFrame,
    names: Mapping[str, str],
    title: str = "",
    most: int = 12,
    every: pd.DataFrame | None = None,
    of: int = 0,
):
    """Share of sentences with each device (account device sentences with_device share): a row for
    each device, the most frequent first, a column for each account or group of sentences.

    `title`: in place of the finding. Only the `most` accounts with the most sentences are drawn.
    `every`: the same table of all accounts, for the finding and the order of the rows, where
    `table` has only some of them or groups; `of`: how many accounts or groups there are.
    """
    import matplotlib.pyplot as plt

    every = table if every is None else every
    if table.empty or not every["with_device"].any():
        return empty_figure("No device is marked in these sentences.")
    sizes = table.groupby("account", sort=False)["sentences"].max()
    largest = set(sizes.sort_values(ascending=False, kind="stable").index[:most])
    accounts = [account for account in sizes.index if account in largest]
    rates = 100 * table.pivot(index="device", columns="account", values="share")[accounts]
    total = every.groupby("device", sort=False)["with_device"].sum()
    order = total.sort_values(ascending=False, kind="stable").index
    rates = rates.loc[order].to_numpy()
    size = (WIDTH + 0.4 * max(0, len(accounts) - 5), 1.7 + 0.36 * len(order))
    fig, ax = plt.subplots(figsize=size)
    numbers = [[f"{value:.0f}" if value else "·" for value in row] for row in rates]
    matrix(ax, rates, numbers)
    column_heads(ax, [names.get(account, account) for account in accounts])
    english, chinese = zip(*(name(device).rpartition(" ")[::2] for device in order))
    heads = [word or device for word, device in zip(english, order)]
    row_heads(ax, heads, {h: c for h, c, e in zip(heads, chinese, english) if e})
    alt = (
        "A table of cells: a row for each device, a column for each account or group of sentences; "
        "in each cell the share of sentences that has it, darker for a larger share."
    )
    finding = findings.leading(every, by_account=False)
    fallback = headline(finding, "Which devices carry each account")
    columns, of = len(accounts), of or len(sizes)
    mean = ", the mean over a group's accounts" if every["account"].nunique() > of else ""
    part = f"the {columns} longest of {of}" if columns < of else f"{columns} of {of}"
    note = f"Number: % of sentences with the device{mean}. Columns: {part}."
    return titled(fig, title or fallback, alt, note)


def detector(scores: pd.DataFrame, coders: str = "language models"):
    """F1 of the detector for each device on real documents, on sentences its authors had read and
    on held-out ones, each with its interval, and the coders' α (the table of `rhetoric.scores`).

    Rows by the F1 on real documents, where there are any, else held out; `coders`: who coded the
    sentences. A device that the real documents have fewer than ten times has no mark for them.
    """
    import matplotlib.pyplot as plt

    table = scores[scores["device"] != ALL].copy()
    measured = table["n_real"] >= ENOUGH
    for column in ("f1_real", "low_real", "high_real"):
        table[column] = table[column].where(measured)
    order = ["f1_real", "f1_heldout", "device"]
    table = table.sort_values(order, ascending=[False, False, True])
    fig, ax = plt.subplots(figsize=(WIDTH, 1.3 + 0.4 * len(table)))
    kinds = [
        ("", "F1 in-sample, 95 % interval", "o", COLOURS[1], 0),
        ("_heldout", "F1 held out (invented accounts), 95 % interval", "D", COLOURS[0], 0.25),
    ]
    if measured.any():
        label = "F1 on real documents, not read before, 95 % interval"
        kinds.insert(0, ("_real", label, "s", COLOURS[2], -0.25))
    for end, label, mark, colour, shift in kinds:
        rows = [y + shift for y in range(len(table))]
        ax.hlines(rows, table[f"low{end}"], table[f"high{end}"], color=colour, linewidth=1.6)
        style = {"color": colour, "linestyle": "none", "markersize": 5}
        ax.plot(table[f"f1{end}"], rows, mark, label=label, **style)
    if table["alpha"].notna().any():
        style = {"color": "black", "linestyle": "none", "markersize": 13}
        ax.plot(table["alpha"], range(len(table)), "|", label="α of two coders", **style)
    english, chinese = zip(*(name(device).rpartition(" ")[::2] for device in table["device"]))
    ax.set_yticks(
        range(len(table)),
        [f"{e or c} ({n})\n{c}" for e, c, n in zip(english, chinese, table["n_heldout"])],
    )
    shown = ["alpha", *(f"{c}{end}" for end, *_ in kinds for c in ("low", "f1"))]
    lowest = table[shown].min().min()
    ax.set(
        ylim=(len(table) - 0.4, -0.6),
        xlim=(min(0.5, lowest) - 0.03, 1.03),
        xlabel=f"agreement with labels by {coders}",
    )
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
    ax.tick_params(axis="y", length=0)
    legend_below(fig, handletextpad=0.3)
    alt = (
        "A row for each device: the detector's F1 on real documents, on sentences its authors had "
        "read and on held-out ones, each with an interval, and the agreement of the two coders."
    )
    title = findings.detection(scores) or "How well the detector finds the devices"
    return titled(fig, title, alt, "In brackets: held-out sentences coded with the device.")


def war_uses(
    table: pd.DataFrame, glosses: Mapping[str, str], most: tuple[int, int, int] = (9, 3, 4)
):
    """The words of war and soldiering by use (word use n), those of each main use together, the
    most frequent first. `most`: how many metaphors, creeds and plain words are drawn.
    """
    import matplotlib.pyplot as plt

    if table.empty:
        return empty_figure("No word of war or soldiering occurs in these accounts.")
    wide = table.pivot_table(index="word", columns="use", values="n", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(USES), fill_value=0)
    main, sizes = wide.idxmax(axis=1), wide.sum(axis=1)
    ranked = sizes.reset_index(name="n").sort_values(["n", "word"], ascending=[False, True])["word"]
    parts = [[word for word in ranked if main[word] == use][:k] for use, k in zip(USES, most)]
    order = [word for part in parts for word in part]
    fig, ax = plt.subplots(figsize=(WIDTH, 1.2 + 0.36 * len(order)))
    left = 0 * sizes[order]
    for use, (label, colour) in USES.items():
        style = {"color": colour, "edgecolor": "white", "linewidth": 0.6}
        ax.barh(range(len(order)), wide.loc[order, use], left=left, label=label, **style)
        left = left + wide.loc[order, use]
    for row in (len(parts[0]), len(parts[0]) + len(parts[1])):
        if 0 < row < len(order):
            ax.axhline(row - 0.5, color="#7F7F7F", linewidth=0.6)
    # the font draws ’ as wide as a Chinese character
    brief = {word: glosses.get(word, "").replace("’", "'") for word in order}
    row_heads(ax, order, brief, 28)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlabel="occurrences, all accounts")
    ax.xaxis.get_major_locator().set_params(integer=True)
    legend_below(fig, handlelength=1.2)
    alt = (
        "A bar for each word of war or soldiering, as long as its occurrences, divided by "
        "use: metaphor, the veteran's creed, or meant plainly."
    )
    finding = findings.war(table)
    title = headline(finding, "Words of war and their use")
    note = "The most frequent words of each use"
    if len(order) < len(wide):
        note += f", {len(order)} of {len(wide)}"
    return titled(fig, title, alt, f"{note}.")


def annotated(text: MarkedText, label: str, width: int = 28, tallest: float = 9.0):
    """An account with its devices in colour, `width` Chinese characters per line, as many lines as
    make a figure `tallest` inches tall. `label`: what the account is called.

    If several devices share a stretch, its background is split into bands, in the order of the key.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    cells = list(_cells(text, width))
    lines = 1 + max((y for _, y, _, _ in cells), default=0)
    order = [*STYLES, *sorted({d for *_, devices in cells for d in devices} - set(STYLES))]
    # title, key and note take the rest
    key = 0.19 * ((len({d for *_, devices in cells for d in devices}) + 1) // 2)
    rows = min(lines, int((tallest - 1.4 - key) / _LINE))
    present = [d for d in order if any(d in devices for _, y, _, devices in cells if y < rows)]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.6 + _LINE * rows))
    for x, y, character, devices in cells:
        if y < rows:
            _draw(ax, x, y, character, sorted(devices, key=order.index))
    ax.set(xlim=(0, width), ylim=(rows, 0))
    ax.set_axis_off()
    if present:
        handles = [Patch(facecolor=style(d)[0], label=name(d)) for d in present]
        legend_below(fig, handles, ncol=2, handlelength=1.2, columnspacing=1.0)
    alt = (
        "The text of one account, its devices marked by coloured ground behind the characters, "
        "one colour for each device."
    )
    title = findings.covered(text, label) or f"{label}: no device is marked"
    many = f"The first {rows} of {lines} lines. " if rows < lines else ""
    note = f"{many}Bands: several devices share the characters."
    return titled(fig, title, alt, note)


def _draw(ax, x: float, y: int, character: str, devices: list[str]) -> None:
    """A character on its ground, one band for each device."""
    from matplotlib.patches import Rectangle

    size = 0.5 if character.isascii() else 1
    for i, device in enumerate(devices):
        height = 0.88 / len(devices)
        corner, colour = (x, y + 0.06 + i * height), style(device)[0]
        ax.add_patch(Rectangle(corner, size, height, color=colour, linewidth=0))
    # it lies within the axes: the layout need not measure it
    where = {"ha": "center", "va": "center", "in_layout": False}
    ax.text(x + size / 2, y + 0.55, character, **where)


def _cells(text: MarkedText, width: int):
    """Each character of a marked text on a grid: (x, y, character, devices)."""
    y = 0
    for pieces in text.paragraphs:
        x = 2.0  # two characters of indent
        for piece in pieces:
            for character in piece.text:
                size = 0.5 if character.isascii() else 1
                if x + size > width:
                    x, y = 0.0, y + 1
                if not character.isspace():
                    yield x, y, character, piece.devices
                x += size
        y += 1
