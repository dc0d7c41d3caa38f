"""The figures about rhetorical devices: how much of each, how well they are found, how war words
are used, and one account in colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..common.figures import COLOURS, WIDTH, how_many, shortened, titled
from .tables import STYLES, MarkedText, style

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "war": "war 战争",
    "loyalty": "loyalty 忠诚",
    "slogan": "slogan 口号",
    "parallelism": "parallelism 排比",
    "fourchar": "four-character runs 四字格",
    "shorthand": "numeral shorthand 数字简称",
    "quote": "quotation 引语",
    "sacrifice": "sacrifice 奉献",
    "urgency": "urgency 紧迫",
    "figures": "figures 数字",
    "imagery": "imagery 比喻",
}
USE_COLOURS = {
    "metaphor: offensive": "#D55E00",
    "metaphor: defensive": "#E69F00",
    "metaphor: process": "#F0E442",
    "metaphor: actors": "#CC79A7",
    "identity": "#0072B2",
    "literal": "#C9C9C9",
}
USE_GLOSS = {
    "metaphor: offensive": "metaphor, attack 进攻",
    "metaphor: defensive": "metaphor, defence 防守",
    "metaphor: process": "metaphor, course of war 过程",
    "metaphor: actors": "metaphor, fighters 主体",
    "identity": "the veteran's creed 军人身份",
    "literal": "real soldiers and wars 本义",
}


def name(device: str) -> str:
    """English and Chinese for a device; a device of your own keeps its name."""
    return NAMES.get(device, device)


def device_shares(
    table: pd.DataFrame,
    names: dict[str, str],
    against: pd.DataFrame | None = None,
    most: int = 6,
    coders: str = "language models",
    title: str = "Which devices carry each account",
):
    """Share of sentences with each device, a panel of bars per account (account device share, and
    low and high if given).

    `against`: account device share of a coded table, drawn as diamonds; `coders`: who coded it.
    Only the `most` accounts with the most sentences are drawn.
    """
    import matplotlib.pyplot as plt

    sizes = table.groupby("account", sort=False)["sentences"].max()
    chosen = set(sizes.sort_values(ascending=False, kind="stable").index[:most])
    accounts = [a for a in sizes.index if a in chosen]
    devices = list(dict.fromkeys(table["device"]))
    fig, axes = plt.subplots(
        1,
        len(accounts),
        sharey=True,
        sharex=True,
        squeeze=False,
        figsize=(WIDTH + 1.2, 1.7 + 0.27 * len(devices)),
    )
    top = 100 * max(
        [
            0.1,
            table["share"].max(),
            table["high"].max() if "high" in table else 0,
            against["share"].max() if against is not None else 0,
        ]
    )
    for ax, account in zip(axes[0], accounts):
        part = table[table["account"] == account].set_index("device").reindex(devices)
        rows = range(len(devices))
        ax.barh(rows, 100 * part["share"], color="#56B4E9", height=0.7)
        if "low" in part:
            known = [i for i, low in enumerate(part["low"]) if low == low]
            ax.hlines(
                known,
                100 * part["low"].iloc[known],
                100 * part["high"].iloc[known],
                color="black",
                linewidth=1,
            )
        if against is not None:
            coded = (
                against[against["account"] == account].set_index("device")["share"].reindex(devices)
            )
            ax.plot(100 * coded, rows, "D", color="black", markersize=3.5, linestyle="none")
        ax.set(
            xlim=(0, 1.08 * top),
            ylim=(len(devices) - 0.4, -0.6),
            yticks=rows,
            yticklabels=[name(d) for d in devices],
        )
        ax.set_title(f"{names.get(account, account)}".replace(" ", "\n"), fontsize=8, loc="center")
        ax.tick_params(axis="y", length=0)
        ax.tick_params(axis="x", labelsize=8)
    corrected = "bar: corrected for the detector's error; line: 95 % interval"
    plain = corrected if "low" in table else "bar: detector"
    note = f"bar: detector; diamond: labels by {coders}" if against is not None else plain
    fig.supxlabel(
        f"% of the account's sentences ({note})"
        if "account" in title
        else f"% of the sentences ({note})",
        fontsize=9,
    )
    alt = (
        "A panel for each account or group of sentences, a bar for "
        "each device: the share that has it"
    )
    alt += "; a diamond where the labels put it." if against is not None else "."
    return titled(
        fig, f"{title}{how_many(len(accounts), len(sizes), 'accounts, the longest')}", alt
    )


def detector(
    evaluation: pd.DataFrame,
    agreement: pd.DataFrame,
    unseen: pd.DataFrame | None = None,
    coders: str = "language models",
):
    """Precision, recall and F1 with its interval for each device, next to the coders' α (device
    precision recall f1 n low high alpha).

    `unseen`: the same for a table that no rule was written for; its F1 is drawn too. `coders`: who
    coded the table.
    """
    import matplotlib.pyplot as plt

    table = evaluation.merge(agreement[["device", "alpha"]], on="device", how="left")
    rows = range(len(table))
    fig, ax = plt.subplots(figsize=(WIDTH, 2.0 + 0.32 * len(table)))
    ax.hlines(
        rows,
        table["low"],
        table["high"],
        color="#7F7F7F",
        linewidth=3,
        alpha=0.5,
        label="F1, 95 % interval",
    )
    marks = [
        ("precision", ">", COLOURS[4], -0.18, "precision"),
        ("recall", "s", COLOURS[0], 0.18, "recall"),
        ("f1", "o", "black", 0, "F1, in-sample"),
        ("alpha", "|", COLOURS[5], 0, f"α of two coders ({coders})"),
    ]
    if unseen is not None:
        table = table.merge(
            unseen[["device", "f1"]].rename(columns={"f1": "unseen"}), on="device", how="left"
        )
        marks.append(("unseen", "D", "white", 0, "F1, invented held-out accounts"))
    for column, mark, colour, shift, label in marks:
        size = 14 if mark == "|" else 5
        edge = {"markeredgecolor": "black"} if colour == "white" else {}
        ax.plot(
            table[column],
            [y + shift for y in rows],
            mark,
            color=colour,
            linestyle="none",
            markersize=size,
            label=label,
            **edge,
        )
    lowest = table[[column for column, *_ in marks] + ["low"]].min().min()
    ax.set(
        yticks=rows,
        yticklabels=[f"{name(d)} ({n})" for d, n in zip(table["device"], table["n"])],
        ylim=(len(table) - 0.4, -0.6),
    )
    ax.set(
        xlim=(min(0.5, lowest) - 0.02, 1.02),
        xlabel=f"score against labels by {coders}\n(in brackets: sentences with the device)",
    )
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
    fig.legend(loc="outside lower center", ncol=2, handletextpad=0.4, columnspacing=1.0)
    alt = (
        "A row for each device with precision, recall and F1 of the program on the coded "
        "sentences, the F1 on held-out ones, and the agreement of the coders."
    )
    return titled(fig, "How well the detector finds the devices", alt)


def war_uses(table: pd.DataFrame, gloss: dict[str, str], most: tuple[int, int, int] = (14, 6, 6)):
    """The words of war and soldiering by use (word use category n). `most`: how many metaphors,
    creeds and plain words are drawn.
    """
    import matplotlib.pyplot as plt
    import pandas as pd

    kind = table["use"].where(table["use"] != "metaphor", "metaphor: " + table["category"])
    wide = table.assign(kind=kind).pivot_table(
        index="word", columns="kind", values="n", aggfunc="sum", fill_value=0
    )
    total = (
        wide.sum(axis=1)
        .rename("n")
        .reset_index()
        .assign(use=lambda t: t["word"].map(lambda w: wide.loc[w].idxmax().split(":")[0]))
    )
    total = total.sort_values(["n", "word"], ascending=[False, True])
    chosen = [
        total.loc[total["use"] == use, "word"].head(k).tolist()
        for use, k in zip(("metaphor", "identity", "literal"), most)
    ]
    order = [word for part in chosen for word in part]
    fig, ax = plt.subplots(figsize=(WIDTH, 1.9 + 0.27 * max(1, len(order))))
    left = pd.Series(0, index=order)
    for use, colour in USE_COLOURS.items():
        if use in wide:
            n = wide.loc[order, use]
            ax.barh(
                range(len(order)),
                n,
                left=left,
                color=colour,
                edgecolor="#7F7F7F",
                linewidth=0.5,
                label=USE_GLOSS[use],
            )
            left = left + n
    ax.set(
        yticks=range(len(order)),
        yticklabels=[
            f"{w}  {shortened(gloss.get(w, '').replace('’', chr(39)), 26)}".rstrip() for w in order
        ],
        xlabel="occurrences, all accounts",
    )
    ax.set_ylim(max(1, len(order)) - 0.4, -0.6)
    ax.xaxis.get_major_locator().set_params(integer=True)
    if order:
        fig.legend(loc="outside lower center", ncol=2, handlelength=1.2, columnspacing=1.0)
    alt = (
        "A bar for each word of war or soldiering, as long as its occurrences, divided by "
        "use: metaphor, the veteran's creed, or plain fact."
    )
    return titled(
        fig,
        f"Words of war: metaphor, creed or plain fact{how_many(len(order), len(wide), 'words')}",
        alt,
    )


def annotated(marked: MarkedText, title: str, width: int = 40, most: int = 60):
    """An account with its devices in colour, `width` Chinese characters per line, the first `most`
    lines.

    If several devices share a stretch, its background is split into bands, in the order of the key.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch, Rectangle

    cells = list(_cells(marked, width))
    lines = 1 + max((y for _, y, _, _ in cells), default=0)
    cells = [cell for cell in cells if cell[1] < most]
    rows = min(lines, most)
    fig, ax = plt.subplots(figsize=(WIDTH + 1.4, 1.3 + 0.2 * rows))
    order = [*STYLES, *sorted({d for *_, devices in cells for d in devices} - set(STYLES))]
    for x, y, character, devices in cells:
        size = 0.5 if character.isascii() else 1
        used = sorted(devices, key=order.index)
        for i, device in enumerate(used):
            ax.add_patch(
                Rectangle(
                    (x, y + 0.06 + 0.88 * i / len(used)),
                    size,
                    0.88 / len(used),
                    color=style(device)[0],
                    linewidth=0,
                )
            )
        # it lies within the axes: the layout need not measure it
        ax.text(
            *(x + size / 2, y + 0.55, character),
            ha="center",
            va="center",
            fontsize=8,
            in_layout=False,
        )
    ax.set(xlim=(0, width), ylim=(rows, 0))
    ax.set_axis_off()
    present = [d for d in order if any(d in devices for *_, devices in cells)]
    handles = [Patch(facecolor=style(d)[0], label=name(d)) for d in present]
    if handles:
        fig.legend(
            handles=handles,
            loc="outside lower center",
            ncol=4,
            handlelength=1.2,
            columnspacing=1.0,
            fontsize=8,
        )
    alt = (
        "The text of one account, its devices marked by coloured ground behind the characters, "
        "one colour for each device."
    )
    return titled(fig, f"{title}{how_many(rows, lines, 'lines, the first')}", alt)


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
