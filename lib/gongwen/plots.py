"""The figures of the notebooks: each plotter takes a tidy table and returns the figure.

Titles are English; Chinese words stand with their gloss.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .figures import titled
from .grouping import labels as labels

WIDTH = 5.6  # inches: in a column of 8 cm a letter of 10 points is still 5.6 points high
# After Okabe & Ito 2008: told apart by readers with any colour vision.
COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7", "#F0E442", "#000000")
KIND_COLOURS = {
    "paragraph": "#56B4E9",
    "heading": "#0072B2",
    "title": "#000000",
    "metadata": "#E69F00",
    "signature": "#F0E442",
    "caption": "#009E73",
    "image": "#004D38",
    "tag": "#CC79A7",
    "furniture": "#7F7F7F",
    "duplicate": "#D55E00",
    "markup": "#C9C9C9",
    "blank": "#FFFFFF",
}
KIND_GLOSS = {
    "paragraph": "paragraph 正文",
    "heading": "heading 小标题",
    "title": "title 标题",
    "metadata": "date, source 来源",
    "signature": "sign-off 落款",
    "caption": "caption 图注",
    "image": "image name 图片名",
    "tag": "keyword 标签",
    "furniture": "portal's own 页面部件",
    "duplicate": "printed again 重复",
    "markup": "HTML tags 标记",
    "blank": "space 空白",
}


def anatomy(blocks: pd.DataFrame, names: dict[str, str], most: int = 30):
    """One bar per page, its characters from first to last, coloured by kind of block; the first
    `most` pages.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    pages = list(dict.fromkeys(blocks["account"]))[:most]
    fig, ax = plt.subplots(figsize=(WIDTH, 1.75 + 0.42 * len(pages)))
    for row, page in enumerate(pages):
        part = blocks[blocks["account"] == page]
        size = max(1, int(part["end"].max()))
        ax.barh(
            row,
            100 * (part["end"] - part["start"]) / size,
            left=100 * part["start"] / size,
            color=part["kind"].map(KIND_COLOURS),
            height=0.7,
            linewidth=0,
        )
        ax.barh(row, 100, color="none", edgecolor="#7F7F7F", linewidth=0.6, height=0.7)
    ax.set(
        yticks=range(len(pages)),
        yticklabels=[names.get(p, p) for p in pages],
        xlim=(0, 100),
        xlabel="place on the page, % of its characters",
    )
    ax.set_ylim(len(pages) - 0.4, -0.6)
    present = [k for k in KIND_COLOURS if k in set(blocks["kind"])]
    handles = [
        Patch(facecolor=KIND_COLOURS[k], edgecolor="#7F7F7F", linewidth=0.6, label=KIND_GLOSS[k])
        for k in present
    ]
    fig.legend(
        handles=handles, loc="outside lower center", ncol=3, handlelength=1.2, columnspacing=1.2
    )
    part = _part(len(pages), blocks["account"].nunique(), "pages, the first")
    alt = (
        "A bar for each page, from its first character to its last, coloured by the kind of "
        "each stretch: the account itself in two blues."
    )
    return titled(fig, f"What is on each page{part}", alt)


def removed(rules: pd.DataFrame, most: int = 20):
    """Characters that each rule took away from the pages: a bar per rule, coloured by kind (columns
    why kind characters).
    """
    import matplotlib.pyplot as plt

    part = rules.sort_values(["characters", "why"], ascending=[False, True]).head(most)
    fig, ax = plt.subplots(figsize=(WIDTH, 1.0 + 0.27 * len(part)))
    ax.barh(
        range(len(part)),
        part["characters"],
        color=part["kind"].map(KIND_COLOURS),
        edgecolor="#7F7F7F",
        linewidth=0.6,
    )
    ax.set(yticks=range(len(part)), yticklabels=part["why"])
    for i, n in enumerate(part["characters"]):
        ax.annotate(
            f"{n:,}", (n, i), xytext=(3, 0), textcoords="offset points", va="center", fontsize=9
        )
    ax.set_ylim(len(part) - 0.4, -0.6)
    ax.set(
        xlabel="characters, all pages",
        xlim=(0, 1.15 * part["characters"].max() if len(part) else 1),
    )
    alt = (
        "A bar for each rule of cleaning, as long as the number of characters it took away, "
        "coloured by their kind."
    )
    return titled(fig, "What each rule took away", alt)


def _busiest(table: pd.DataFrame, pages: int) -> list[str]:
    """The accounts with most occurrences, in the table's order."""
    order = list(dict.fromkeys(table["account"]))
    totals = table.groupby("account")["n"].sum()
    kept = sorted(order, key=lambda account: -totals[account])[:pages]
    return [account for account in order if account in kept]


def _empty(text: str):
    """A figure that says why there is nothing to draw."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(WIDTH, 1.5))
    ax.set_axis_off()
    ax.text(0, 0.5, text)
    return fig


def _heads(ax, texts: Iterable[str]) -> None:
    """Heads over the columns of a table of cells, a word to a line, and no frame around it."""
    ax.set_xticklabels([text.replace(" ", "\n") for text in texts], fontsize=8)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)


def _part(shown: int, of: int, what: str) -> str:
    return "" if shown == of else f" ({shown} of {of} {what})"


def counts(
    table: pd.DataFrame,
    names: dict[str, str],
    most: int = 20,
    pages: int = 12,
    title: str = "Formulas that the accounts use",
):
    """How often each account uses each phrase: the number in each cell, the shade its rate per
    10,000 characters.

    `table` has account phrase gloss n per_10k; the phrases used by most accounts, then those used
    most, come first.
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import PowerNorm

    used = table[table["n"] > 0]
    order = (
        used.groupby("phrase").agg(accounts=("account", "nunique"), n=("n", "sum")).reset_index()
    )
    order = (
        order.sort_values(["accounts", "n", "phrase"], ascending=[False, False, True])
        .head(most)["phrase"]
        .tolist()
    )
    pages = _busiest(table, pages)
    n = table.pivot(index="phrase", columns="account", values="n").reindex(
        index=order, columns=pages
    )
    rate = table.pivot(index="phrase", columns="account", values="per_10k").reindex(
        index=order, columns=pages
    )
    gloss = dict(zip(table["phrase"], table["gloss"]))
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.3 + 0.45 * max(0, len(pages) - 5), 1.6 + 0.29 * len(order))
    )
    if not order:
        ax.set_axis_off()
        ax.text(0, 0.5, "No phrase of the lexicon occurs in these accounts.")
        return fig
    ceiling = max(1e-9, float(rate.to_numpy().max()))
    image = ax.imshow(rate.to_numpy(), cmap="Blues", aspect="auto", norm=PowerNorm(0.5, 0, ceiling))
    for y in range(len(order)):
        for x in range(len(pages)):
            value = int(n.iat[y, x])
            dark = rate.iat[y, x] > 0.35 * ceiling
            ax.text(
                x,
                y,
                str(value) if value else "·",
                ha="center",
                va="center",
                color="white" if dark else "black",
                fontsize=9,
            )
    ax.set(xticks=range(len(pages)), yticks=range(len(order)))
    _heads(ax, [names.get(p, p) for p in pages])
    ax.set_yticklabels([f"{p}  {_short(gloss.get(p, ''))}" for p in order], fontsize=9)
    bar = fig.colorbar(image, ax=ax, orientation="horizontal", shrink=0.6, pad=0.02, aspect=30)
    wide = " " if len(pages) > 3 else "\n"
    bar.set_label(
        f"shade: per 10,000 characters{wide}(square-root scale)\nnumber: occurrences", fontsize=9
    )
    bar.outline.set_visible(False)
    part = _part(len(pages), table["account"].nunique(), "accounts, those that use most")
    alt = (
        "A table of cells: a row for each phrase, a column for each account or group; in "
        "each cell the "
        "number of occurrences, darker for a higher rate."
    )
    return titled(fig, f"{title}{part}", alt)


def _short(gloss: str, size: int = 34) -> str:
    return gloss if len(gloss) <= size else gloss[: size - 1].rsplit(" ", 1)[0] + " …"


def positions(
    table: pd.DataFrame,
    names: dict[str, str],
    glosses: dict[str, str],
    first: str = "",
    most: int = 6,
    pages: int = 30,
):
    """Where in each account the formulas stand (column `at`, 0 to 1): one row per account, one mark
    and colour per family.

    The family `first` is always shown, then those that occur most; `glosses` are added to families
    without one of their own.
    """
    import matplotlib.pyplot as plt

    shown = list(names)[:pages]
    sizes = (
        table.groupby("family")
        .size()
        .reset_index(name="n")
        .sort_values(["n", "family"], ascending=[False, True])
    )
    families = sorted(sizes["family"], key=lambda family: family != first)[:most]
    marks = dict(zip(families, zip("osD^vPX*", COLOURS)))
    fig, ax = plt.subplots(
        figsize=(WIDTH, 1.6 + 0.5 * len(shown) + 0.2 * ((len(families) + 1) // 2))
    )
    for y, account in enumerate(shown):
        ax.axhline(y, color="#C9C9C9", linewidth=0.8, zorder=0)
        for k, family in enumerate(families):
            at = table.loc[(table["account"] == account) & (table["family"] == family), "at"]
            mark, colour = marks[family]
            step = 0.09 * (k - (len(families) - 1) / 2)
            # of a group with many, where they lie close
            shade = {} if len(at) <= 60 else {"alpha": max(0.1, 25 / len(at)), "linewidth": 0}
            style = {"s": 26, "edgecolor": "white", "linewidth": 0.4} | shade
            ax.scatter(100 * at, [y + step] * len(at), marker=mark, color=colour, zorder=2, **style)
    for family in families:
        mark, colour = marks[family]
        ax.scatter(
            [],
            [],
            marker=mark,
            color=colour,
            s=26,
            label=f"{family}  {_short(glosses.get(family, ''), 30)}",
        )
    ax.set(
        yticks=range(len(shown)),
        yticklabels=[names[a] for a in shown],
        xlim=(-1, 101),
        ylim=(len(shown) - 0.4, -0.6),
        xlabel="place in the account, % of its characters",
    )
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if families:
        fig.legend(loc="outside lower center", ncol=2, handletextpad=0.3, columnspacing=1.0)
    alt = (
        "A line for each account, from its first character to its last; a mark wherever a "
        "formula occurs, one shape and colour for each family."
    )
    return titled(
        fig, f"Where the formulas stand{_part(len(shown), len(names), 'accounts, the first')}", alt
    )
