"""The figures of notebook 01: what is on each page, and what each rule of cleaning removed.

A plotter takes a tidy table and returns the figure. Titles are English; Chinese words have a gloss.
"""

from __future__ import annotations

import pandas as pd

from ..common.figures import WIDTH, how_many, titled

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
    part = how_many(len(pages), blocks["account"].nunique(), "pages, the first")
    alt = (
        "A bar for each page, from its first character to its last, coloured by the kind of "
        "each stretch: the account itself in two blues."
    )
    return titled(fig, f"What is on each page{part}", alt)


def removed(rules: pd.DataFrame, most: int = 20):
    """Characters that each rule removed from the pages: a bar per rule, coloured by kind (columns
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
