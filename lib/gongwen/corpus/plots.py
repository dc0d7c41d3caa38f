"""The figure of notebook 01: what is on each page.

A plotter takes a tidy table and returns the figure. Titles are English; Chinese words have their
gloss.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.figures import WIDTH, empty_figure, how_many, legend_below, titled
from .findings import GROUP_OF, headline
from .groups import short_name

GROUP_COLOURS = {
    "article": "#0072B2",
    "about": "#E69F00",
    "picture": "#009E73",
    "portal": "#B0B0B0",
    "again": "#D55E00",
}
GROUP_LABELS = {
    "article": "article 正文",
    "about": "title, date, signature 标题、来源、落款",
    "picture": "caption, image 图注、图片",
    "portal": "portal's text, keywords, HTML tags 页面文字、网页标记",
    "again": "printed again 重复",
}


def anatomy(blocks: pd.DataFrame, names: Mapping[str, str], most: int = 16):
    """One bar per page, its characters from first to last, coloured by five groups of kinds; the
    first `most` pages, those with the largest share of article first.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    sized = blocks.assign(size=blocks["end"] - blocks["start"], group=blocks["kind"].map(GROUP_OF))
    pages = list(dict.fromkeys(sized["account"]))[:most]
    if not pages:
        return empty_figure("There is no page.")
    length = sized.groupby("account")["size"].sum().clip(lower=1)
    own = sized[sized["group"] == "article"].groupby("account")["size"].sum() / length
    pages.sort(key=lambda page: -own.fillna(0)[page])
    fig, ax = plt.subplots(figsize=(WIDTH, 1.0 + 0.34 * len(pages)))
    for row, page in enumerate(pages):
        part = sized[(sized["account"] == page) & sized["group"].notna()]
        ax.barh(
            row,
            100 * part["size"] / length[page],
            left=100 * part["start"] / length[page],
            color=part["group"].map(GROUP_COLOURS),
            height=0.7,
            linewidth=0,
        )
        ax.barh(row, 100, color="none", edgecolor="#7F7F7F", linewidth=0.6, height=0.7)
    ax.set(
        yticks=range(len(pages)),
        yticklabels=[names.get(page) or short_name(page) for page in pages],
        xlim=(0, 100),
        ylim=(len(pages) - 0.4, -0.6),
        xlabel="place on the page, % of its characters",
    )
    ax.tick_params(axis="y", length=0)
    present = set(sized["group"])
    handles = [
        Patch(facecolor=colour, label=GROUP_LABELS[group])
        for group, colour in GROUP_COLOURS.items()
        if group in present
    ]
    legend_below(fig, handles, handlelength=1.2)
    alt = (
        "A bar for each page, from its first character to its last, coloured by what each stretch "
        "is: the article itself in blue."
    )
    title = headline(blocks) or "What is on each page"
    part = how_many(len(pages), blocks["account"].nunique(), "pages, the first")
    return titled(fig, title, alt, f"White: space between the lines.{part}")
