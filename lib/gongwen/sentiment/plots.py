"""The figures about sentiment scores: how they come about, run to the ends, and what they are
worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..common.figures import COLOURS, WIDTH, busiest, empty_figure, legend_below, titled
from ..common.prose import headline
from . import findings
from .polarity import NAME, PRIOR
from .validity import INSIDE, NEUTRAL, OUTSIDE, REAL, SCORER_NAMES

if TYPE_CHECKING:
    import pandas as pd

UNSEEN = "#CFCFCF"


def _log(ax) -> None:
    """A logarithmic x axis with plain numbers."""
    from matplotlib.ticker import NullFormatter

    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter(NullFormatter())


def saturation(course: pd.DataFrame, names: Mapping[str, str], most: int = 5):
    """Above, the score of each account read up to a sentence, by the words read so far; below, of
    single sentences by their words. At most the `most` longest accounts are drawn.
    """
    import matplotlib.pyplot as plt

    scored = course.dropna(subset=["p"])
    if not scored["account"].duplicated().any():
        return empty_figure("No account has two sentences with a score, so that nothing grows.")
    accounts, total = busiest(course.assign(n=1), most), course["account"].nunique()
    fig, axes = plt.subplots(2, 1, sharex=True, sharey=True, figsize=(WIDTH, 4.6))
    for account, colour in zip(accounts, COLOURS):
        part = course[course["account"] == account]
        # a single point makes no line
        style = {"color": colour, "linewidth": 1.2, "marker": "." if len(part) == 1 else ""}
        words = part["words"].cumsum().clip(lower=1)
        axes[0].plot(words, part["p_so_far"], label=names.get(account, account), **style)
    dots = {"s": 12, "color": "#7F7F7F", "alpha": 0.6, "linewidth": 0}
    axes[1].scatter(course["words"].clip(lower=1), course["p"], **dots)
    titles = ("accounts, read up to a sentence", "single sentences")
    for ax, title in zip(axes, titles):
        ax.set_title(title, fontsize=9)
        ax.set(ylim=(-0.05, 1.05), ylabel="score")
        _log(ax)
    axes[1].set_xlabel("words (logarithmic)")
    legend_below(fig, axes[0].get_legend_handles_labels()[0], ncol=2)
    alt = (
        "Two panels of scores from 0 to 1 by number of words: above a line for each account as "
        "more of it is read, below a dot for each single sentence."
    )
    finding = findings.ends(course)
    title = headline(finding, "A score as its text grows")
    some = len(accounts) < total
    part = (
        f"the {len(accounts)} accounts of {total} with most sentences" if some else "all accounts"
    )
    return titled(fig, title, alt, f"{NAME}. Lines: {part}.")


def contributions(
    parts: pd.DataFrame, texts: Mapping[str, str], glosses: Mapping[str, str], most: int = 6
):
    """What moved the score of each text (text_id word n log_odds unseen): below each sentence a bar
    for each of its `most` words and one for the rest. `texts`: each text with its translation, in
    the order of the parts.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch
    from matplotlib.transforms import blended_transform_factory as blended

    groups = [part for _, part in parts.groupby("text_id", sort=False)]
    if not groups:
        return empty_figure("There is no sentence to explain.")
    fig, ax = plt.subplots(figsize=(WIDTH, 1))
    # one panel for all sentences, so that their bars have one axis; headings begin at the left
    at, y, ticks = blended(fig.transFigure, ax.transData), 0.0, {}
    for part, (text, gloss), p in zip(groups, texts.items(), findings.chances(parts)):
        heading = {"transform": at, "va": "top", "in_layout": False, "linespacing": 1.15}
        ax.text(0.01, y, f"{text}: {p:.2f}\n{gloss}", **heading)
        rows = _bars(part, glosses, most)
        for place, (label, value, colour) in enumerate(rows, 1):
            ax.barh(y + 1.4 + place, value, color=colour, height=0.7)
            ticks[y + 1.4 + place] = label
        ax.vlines(0, y + 1.9, y + 1.9 + len(rows), color="black", linewidth=0.8)
        y += len(rows) + 2.4
    fig.set_figheight(0.9 + 0.21 * y)
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set(ylim=(y - 0.4, -0.2), xlabel="log-odds that the word adds")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    kinds = (
        ("more in good reviews", COLOURS[0]),
        ("more in bad ones", COLOURS[4]),
        ("in no review", UNSEEN),
    )
    legend_below(fig, [Patch(color=c, label=label) for label, c in kinds], ncol=2)
    alt = (
        "Below each example sentence a bar for each of its words: what the word adds to the "
        "log-odds of a favourable review, or takes from it."
    )
    title = findings.extremes(parts, texts) or "Which words make the SnowNLP score"
    return titled(fig, title, alt, f"After a sentence: its {NAME}.")


def _bars(part: pd.DataFrame, glosses: Mapping[str, str], most: int) -> list[tuple]:
    """Label, value and colour of each bar of a sentence: its `most` words, and the rest as one."""
    # in place of a single other word, the word itself
    most = most if len(part) > most + 1 else len(part)
    rows, rest = [], part.iloc[most:]
    for row in part.head(most).itertuples():
        colour = UNSEEN if row.unseen else COLOURS[0] if row.log_odds > 0 else COLOURS[4]
        label = f"{row.word} {glosses.get(row.word, '')}".rstrip()
        rows.append(
            ("(share of good reviews)" if row.word == PRIOR else label, row.log_odds, colour)
        )
    if len(rest):
        rows.append((f"{len(rest)} others", rest["log_odds"].sum(), "#7F7F7F"))
    return rows


def worth(table: pd.DataFrame, coders: str = "language models"):
    """AUC of each scorer with its interval on each set of sentences (`sentiment.worth`), the best
    on real ones first, if they are there, else on held-out ones.
    """
    import matplotlib.pyplot as plt

    table = table[table["scorer"] != NEUTRAL]
    last = REAL if (table["where"] == REAL).any() else OUTSIDE
    outside = table[table["where"] == last]
    order = list(outside.sort_values(["auc", "scorer"], ascending=[False, True])["scorer"])
    fig, ax = plt.subplots(figsize=(WIDTH, 1.5 + 0.42 * len(order)))
    kinds = [
        (INSIDE, "coded sentences, fitted on the other accounts", COLOURS[1], "o"),
        (OUTSIDE, "held-out sentences, fitted on the coded ones", COLOURS[0], "D"),
        (REAL, "real sentences, fitted on the coded ones", COLOURS[2], "s"),
    ]
    kinds = [kind for kind in kinds if (table["where"] == kind[0]).any()]
    for i, (where, label, colour, mark) in enumerate(kinds):
        part = table[table["where"] == where].set_index("scorer").loc[order]
        rows = np.arange(len(order)) + 0.5 * (i - (len(kinds) - 1) / 2) / max(1, len(kinds) - 1)
        ax.hlines(rows, part["low"], part["high"], color=colour, linewidth=1.6)
        style = {"color": colour, "markersize": 5, "linestyle": "none"}
        ax.plot(part["auc"], rows, mark, label=label, **style)
    ax.axvline(0.5, color="black", linewidth=0.8, linestyle=":")
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlabel="AUC within an account (.5 is chance)")
    ax.set_yticks(range(len(order)), [SCORER_NAMES.get(name, name) for name in order])
    ax.tick_params(axis="y", length=0)
    legend_below(fig, handletextpad=0.3)
    alt = (
        "A row for each scorer: how well it tells positive sentences from others (AUC), with 95 % "
        "intervals, on coded, held-out and real sentences."
    )
    title = findings.better(table) or "How well each scorer tells positive sentences from the rest"
    return titled(fig, title, alt, f"Lines: 95 % intervals. Labels by {coders}.")
