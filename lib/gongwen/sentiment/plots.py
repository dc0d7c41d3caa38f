"""The figures about sentiment scores: how they are distributed, saturate and come about, agree, and
how good they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..common.figures import COLOURS, WIDTH, busiest, how_many, titled
from .polarity import NAME, PRIOR

if TYPE_CHECKING:
    import pandas as pd

CODES = {
    1: ("positive 褒扬", "#0072B2"),
    0: ("neutral 平实", "#BDBDBD"),
    -1: ("negative 负面", "#D55E00"),
}
UNCODED = ("nobody has coded", "#EBD9A8")
SCORER_NAMES = {
    "always neutral": "always neutral (baseline)",
    "length": "length 句长 (baseline)",
    "SnowNLP as it is": "SnowNLP score as it is",
    "SnowNLP": "SnowNLP log-odds, fitted",
    "HowNet": "HowNet words 知网",
    "DUTIR": "DUTIR words 大连理工",
    "official words": "words of official praise 褒扬词表",
    "devices": "rhetorical devices 修辞手法",
}


def _coded(table: pd.DataFrame, codes: pd.Series | None) -> list[tuple[str, str, np.ndarray]]:
    """Label, colour and rows of each code; all rows as one if nobody has coded."""
    if codes is None:
        return [("sentences", CODES[1][1], np.ones(len(table), bool))]
    parts = [
        (f"coded {label}", colour, (codes == code).to_numpy())
        for code, (label, colour) in CODES.items()
    ]
    parts.append((*UNCODED, codes.isna().to_numpy()))
    return [part for part in parts if part[2].any()]


def _log(ax) -> None:
    """A logarithmic x axis with plain numbers."""
    from matplotlib.ticker import NullFormatter

    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter(NullFormatter())


def _legend(fig, ax, coders: str, codes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    if codes is not None:
        fig.legend(handles, labels, loc="outside lower center", ncol=3, title=f"labels by {coders}")


def spread(
    table: pd.DataFrame,
    names: dict[str, str],
    codes: pd.Series | None = None,
    coders: str = "language models",
    most: int = 6,
):
    """How the scores of sentences are distributed in each account (account p), stacked by code if
    there are any.
    """
    import matplotlib.pyplot as plt

    accounts, total = busiest(table.assign(n=1), most), table["account"].nunique()
    fig, axes = plt.subplots(
        len(accounts), 1, sharex=True, squeeze=False, figsize=(WIDTH, 1.6 + 0.85 * len(accounts))
    )
    edges = np.linspace(0, 1, 21)
    for ax, account in zip(axes[:, 0], accounts):
        bottom = np.zeros(20)
        for label, colour, rows in _coded(table, codes):
            here = table.loc[rows & (table["account"] == account).to_numpy(), "p"].dropna()
            n = np.histogram(here, edges)[0]
            ax.bar(
                edges[:-1],
                n,
                0.05,
                bottom,
                align="edge",
                color=colour,
                edgecolor="white",
                linewidth=0.5,
                label=label,
            )
            bottom += n
        p = table.loc[table["account"] == account, "p"]
        ax.set_title(
            f"{names.get(account, account)}: {(p > 0.5).mean():.0%} of {p.notna().sum()} "
            "above one half",
            fontsize=9,
        )
        ax.axvline(0.5, color="black", linewidth=0.8, linestyle=":")
        ax.yaxis.get_major_locator().set_params(integer=True, nbins=3)
    axes[-1, 0].set(xlim=(0, 1), xlabel=NAME)
    fig.supylabel("sentences", fontsize=10)
    _legend(fig, axes[0, 0], coders, codes)
    alt = (
        "A histogram for each account: how many of its sentences have which SnowNLP score, "
        "from 0 to 1, coloured by their code where there is one."
    )
    return titled(
        fig, f"How the scores of sentences spread{how_many(len(accounts), total, 'accounts')}", alt
    )


def saturation(course: pd.DataFrame, names: dict[str, str], most: int = 7):
    """On the left, the score of each account read up to a sentence, by the words read so far; on
    the right, the scores of single sentences by their words.
    """
    import matplotlib.pyplot as plt

    accounts, total = busiest(course.assign(n=1), most), course["account"].nunique()
    fig, (left, right) = plt.subplots(1, 2, sharey=True, figsize=(WIDTH + 0.8, 3.6))
    for account, colour in zip(accounts, COLOURS):
        part = course[course["account"] == account]
        left.plot(
            part["words"].cumsum().clip(lower=1),
            part["p_so_far"],
            color=colour,
            linewidth=1.6,
            marker="o",
            markersize=2,
            label=names.get(account, account),
        )
    left.set(xlabel="words read so far", ylabel=NAME, ylim=(-0.03, 1.03))
    _log(left)
    _log(right)
    left.set_title("accounts, read up to a sentence", fontsize=9)
    right.scatter(
        course["words"].clip(lower=1), course["p"], s=12, color="#7F7F7F", alpha=0.6, linewidth=0
    )
    right.set_xlabel("words in the sentence")
    right.set_title("single sentences", fontsize=9)
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncol=3)
    alt = (
        "Two panels of scores from 0 to 1 by number of words: on the left a line for each "
        "account as more of it is read, on the right a dot for each single sentence."
    )
    return titled(
        fig, f"The score of a text as it grows{how_many(len(accounts), total, 'accounts')}", alt
    )


def contributions(parts: pd.DataFrame, titles: list[str], glosses: dict[str, str], most: int = 8):
    """What moved the score of each text (text_id word n log_odds unseen): a panel per text, with
    its first `most` words and the rest.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    groups = [part for _, part in parts.groupby("text_id", sort=False)]
    bars = [min(most + 1, len(part)) for part in groups]
    size = (WIDTH + 0.4, 1.0 + sum(0.75 + 0.24 * n for n in bars))
    fig, axes = plt.subplots(
        len(groups),
        1,
        sharex=True,
        squeeze=False,
        figsize=size,
        height_ratios=[2 + n for n in bars],
    )
    for ax, part, title in zip(axes[:, 0], groups, titles):
        top, rest = part.head(most), part.iloc[most:]
        labels = [
            f"{word}  {glosses.get(word, '')}".rstrip()
            if word != PRIOR
            else "(good reviews in all)"
            for word in top["word"]
        ]
        values, colours = (
            list(top["log_odds"]),
            [_side(row.log_odds, row.unseen) for row in top.itertuples()],
        )
        if len(rest):
            labels, values, colours = (
                [*labels, f"{len(rest)} others"],
                [*values, rest["log_odds"].sum()],
                [*colours, "#7F7F7F"],
            )
        ax.barh(range(len(values)), values, color=colours, height=0.7)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.set(yticks=range(len(values)), yticklabels=labels, ylim=(len(values) - 0.4, -0.6))
        ax.tick_params(axis="y", length=0, labelsize=9)
        ax.set_title(title, fontsize=9)
    axes[-1, 0].set_xlabel("log-odds that the word adds")
    kinds = (
        ("as in good reviews", COLOURS[0]),
        ("as in bad ones", COLOURS[4]),
        ("in no review", "#CFCFCF"),
    )
    fig.legend(
        handles=[Patch(color=colour, label=label) for label, colour in kinds],
        loc="outside lower center",
        ncol=3,
    )
    alt = (
        "A panel for each example sentence, a bar for each of its words: what the word adds "
        "to the log-odds of a favourable review, or takes from it."
    )
    return titled(fig, "Which words make the SnowNLP score", alt)


def _side(log_odds: float, unseen: bool) -> str:
    return "#CFCFCF" if unseen else COLOURS[0] if log_odds > 0 else COLOURS[4]


def worth(
    inside: pd.DataFrame, outside: pd.DataFrame | None = None, coders: str = "language models"
):
    """AUC and accuracy of each scorer with intervals (`sentiment.validity`), on coded and on
    held-out sentences.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 2, sharey=True, figsize=(WIDTH + 1.6, 1.9 + 0.4 * len(inside)))
    kinds = [(inside, "coded sentences, fitted on the other accounts", COLOURS[0], -0.16, "o")]
    if outside is not None:
        kinds.append(
            (
                outside,
                "held-out sentences of invented accounts, fitted on the coded ones",
                COLOURS[4],
                0.16,
                "D",
            )
        )
    for ax, column, (low, high) in (
        (axes[0], "auc", ("low", "high")),
        (axes[1], "accuracy", ("accuracy_low", "accuracy_high")),
    ):
        for table, label, colour, shift, mark in kinds:
            rows = np.arange(len(table)) + shift
            ax.hlines(rows, table[low], table[high], color=colour, linewidth=1.6)
            ax.plot(
                table[column], rows, mark, color=colour, markersize=5, linestyle="none", label=label
            )
        ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
        ax.set_ylim(len(inside) - 0.4, -0.6)
    axes[0].axvline(0.5, color="black", linewidth=0.8, linestyle=":")
    axes[0].set_xlabel("AUC within an account\n(.5 is chance)")
    axes[1].set_xlabel("share on the right side\nof one half")
    axes[0].set(
        yticks=range(len(inside)),
        yticklabels=[SCORER_NAMES.get(name, name) for name in inside["scorer"]],
    )
    fig.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncol=1,
        title=f"labels by {coders}; lines: 95 % intervals, by paragraphs",
    )
    alt = (
        "Two panels, a row for each scorer: its AUC and the share of sentences on the right "
        "side, with 95 % intervals, on coded and on held-out sentences."
    )
    return titled(fig, "How well each scorer tells positive sentences from the rest", alt)


def triangle(table: pd.DataFrame, codes: pd.Series | None = None, coders: str = "language models"):
    """Three scores of each sentence against each other: SnowNLP, words of official praise, length
    (columns of `scorers`).
    """
    import matplotlib.pyplot as plt

    sides = {
        "SnowNLP": "SnowNLP log-odds per root of words",
        "official words": "words of official praise (logit scale)",
        "length": "characters in the sentence",
    }
    drawn = table.assign(length=np.exp(table["length"]))
    fig, axes = plt.subplots(1, 3, figsize=(WIDTH + 2.4, 3.5))
    for ax, (x, y) in zip(
        axes, (("SnowNLP", "official words"), ("length", "SnowNLP"), ("length", "official words"))
    ):
        for label, colour, rows in _coded(drawn, codes):
            ax.scatter(
                drawn.loc[rows, x],
                drawn.loc[rows, y],
                s=14,
                color=colour,
                alpha=0.7,
                linewidth=0,
                label=label,
            )
        rho = drawn[[x, y]].rank().corr().iloc[0, 1]
        ax.set(xlabel=sides[x], ylabel=sides[y])
        if x == "length":
            _log(ax)
        ax.set_title(f"Spearman's ρ = {rho:.2f}" if rho == rho else "", fontsize=9)
    _legend(fig, axes[0], coders, codes)
    alt = (
        "Three scatter plots of sentences, each pair of scorers against each other, with "
        "Spearman's rank correlation above."
    )
    return titled(fig, "Three opinions on each sentence: do they say the same?", alt)
