"""The figures about formulas: how often, where in the text, credited to whom, next to which
clauses, and in which shared passages.
"""

from __future__ import annotations

import re

import pandas as pd

from ..common.figures import (
    COLOURS,
    WIDTH,
    busiest,
    column_heads,
    empty_figure,
    how_many,
    matrix,
    shortened,
    titled,
)
from ..common.lists import read_lexicon, with_lists
from ..corpus.groups import labels as labels

CREDIT_COLOURS = {"nobody": "#C9C9C9", "quotation marks": "#56B4E9", "named source": "#0072B2"}
CREDIT_GLOSS = {
    "nobody": "nobody",
    "quotation marks": "quotation marks only",
    "named source": "a source that the text names",
}


@with_lists
def glosses() -> dict[str, str]:
    """English for Chinese words: from the slogans, the words of the segmenter, and
    lexicons/glosses.csv.
    """
    slogans = {row["phrase"]: row["gloss"] for row in read_lexicon("slogans")}
    return slogans | {
        row["word"]: row["gloss"] for name in ("words", "glosses") for row in read_lexicon(name)
    }


def _labelled(words: list[str], size: int = 28) -> list[str]:
    english = glosses()
    brief = {
        word: shortened(re.sub(r" \(.*\)", "", english[word]), size)
        for word in words
        if word in english
    }
    return [f"{word}  {brief[word]}" if word in brief else word for word in words]


def credit_bars(table: pd.DataFrame, most: int = 14):
    """How often each phrase is credited to nobody, is only in quotation marks, or has a named
    source (phrase credit n).

    Only phrases that are quoted or credited at least once, the most frequent first.
    """
    import matplotlib.pyplot as plt

    wide = table.pivot_table(
        index="phrase", columns="credit", values="n", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=list(CREDIT_COLOURS), fill_value=0)
    quoted = (wide["quotation marks"] + wide["named source"]).rename("quoted").reset_index()
    order = (
        quoted[quoted["quoted"] > 0]
        .sort_values(["quoted", "phrase"], ascending=[False, True])
        .head(most)["phrase"]
        .tolist()
    )
    if not order:
        return empty_figure("No phrase of the lexicon is quoted or credited in these accounts.")
    fig, ax = plt.subplots(figsize=(WIDTH, 1.5 + 0.29 * len(order)))
    left = pd.Series(0, index=order)
    for kind, colour in CREDIT_COLOURS.items():
        n = wide.loc[order, kind]
        ax.barh(
            range(len(order)),
            n,
            left=left,
            color=colour,
            edgecolor="white",
            linewidth=0.6,
            label=CREDIT_GLOSS[kind],
        )
        left = left + n
    ax.set(
        yticks=range(len(order)),
        yticklabels=_labelled(order),
        ylim=(len(order) - 0.4, -0.6),
        xlabel="occurrences, all accounts",
    )
    ax.xaxis.get_major_locator().set_params(integer=True)
    fig.legend(loc="outside lower center", ncol=3, handlelength=1.2, columnspacing=1.0)
    alt = (
        "A bar for each formula, divided by whose words the text says they are: nobody's, in "
        "quotation marks only, or of a named source."
    )
    return titled(fig, "To whom the formulas are credited", alt)


@with_lists
def network(edges: pd.DataFrame, formula: str, names: dict[str, str], most: int = 8):
    """The clauses around a formula as a directed graph: an arrow leads to the clause that follows
    (left right account n).

    Columns are the distance from the formula. Each arrow shows the number of occurrences and the
    accounts, or only how many accounts if there are more than three. On each side of the formula
    the `most` arrows with the most accounts are drawn.
    """
    import matplotlib.pyplot as plt

    drawn = (
        edges.groupby(["left", "right"])
        .agg(n=("n", "sum"), accounts=("account", list))
        .reset_index()
    )
    drawn = drawn.assign(size=drawn["accounts"].map(len)).sort_values(
        ["size", "n", "left", "right"], ascending=[False, False, True, True]
    )
    level = _levels(drawn, formula, most)
    drawn = drawn[drawn["left"].isin(level) & drawn["right"].isin(level)]
    if len(level) < 2:
        return empty_figure(f"No clause directly precedes or follows {formula}.")
    columns = sorted(set(level.values()))
    rows = {x: [clause for clause in level if level[clause] == x] for x in columns}
    place = {
        clause: (x, (len(rows[x]) - 1) / 2 - i) for x in columns for i, clause in enumerate(rows[x])
    }
    tallest = max(map(len, rows.values()))
    fig, ax = plt.subplots(figsize=(WIDTH + 1.6 * max(0, len(columns) - 3), 0.9 + 1.15 * tallest))
    english = glosses()
    boxes = {}
    for clause, (x, y) in place.items():
        style = {
            "boxstyle": "round,pad=0.35",
            "facecolor": "#FFF3D6" if clause == formula else "white",
            "edgecolor": "#7F7F7F",
        }
        text = _wrapped(_middle(clause, 30), 10)
        if clause in english:
            text += "\n" + _wrapped(shortened(english[clause], 51), 17)
        boxes[clause] = ax.text(
            x, y, text, ha="center", va="center", fontsize=9, bbox=style, zorder=3, linespacing=1.25
        )
    ax.set(
        xlim=(columns[0] - 0.45, columns[-1] + 0.45), ylim=(-tallest / 2 - 0.05, tallest / 2 + 0.05)
    )
    ax.set_axis_off()
    alt = (
        f"Arrows from each clause to the clause that directly follows it, around {formula}; "
        "beside each arrow how often, and in which accounts."
    )
    titled(fig, "Which clause follows which", alt)
    fig.canvas.draw()  # the boxes have a size only once drawn
    for row in drawn.itertuples():
        ends = boxes[row.left].get_bbox_patch(), boxes[row.right].get_bbox_patch()
        _arrow(
            ax,
            place[row.left],
            place[row.right],
            f"{row.n}×\n{_who(row.accounts, names)}",
            row.size,
            ends,
        )
    return fig


def _levels(edges: pd.DataFrame, formula: str, most: int) -> dict[str, int]:
    """The clauses at most two steps from the formula, and the column of each."""
    level = {formula: 0}
    for side, other, step in (("right", "left", -1), ("left", "right", 1)):
        for clause in edges.loc[edges[side] == formula, other].head(most):
            level.setdefault(clause, step)
    for clause, x in list(level.items())[1:]:
        for side, other, step in (("right", "left", -1), ("left", "right", 1)):
            for far in edges.loc[edges[side] == clause, other].head(most):
                level.setdefault(far, x + step)
    return level


def _who(accounts: list[str], names: dict[str, str]) -> str:
    short_names = [names.get(account, account).rsplit(" ", 1)[0] for account in accounts]
    return f"{len(short_names)} accounts" if len(short_names) > 3 else "\n".join(short_names)


def _wrapped(text: str, size: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, size))


def _arrow(
    ax, start: tuple[float, float], end: tuple[float, float], label: str, accounts: int, ends: tuple
) -> None:
    back = end[0] <= start[0]
    look = {
        "arrowstyle": "-|>",
        "color": COLOURS[4] if back else COLOURS[0],
        "linewidth": 0.8 + 0.5 * min(accounts, 5),
    }
    reach = {
        "shrinkA": 3,
        "shrinkB": 3,
        "patchA": ends[0],
        "patchB": ends[1],
        "connectionstyle": f"arc3,rad={0.35 if back else 0}",
    }
    ax.annotate("", xy=end, xytext=start, arrowprops=look | reach, zorder=1)
    rise = end[1] - start[1]
    side = {"ha": "center" if rise == 0 else "right" if rise > 0 else "left", "va": "bottom"}
    middle = (
        (start[0] + end[0]) / 2 - 0.03 * (rise > 0) + 0.03 * (rise < 0),
        (start[1] + end[1]) / 2 + (-0.3 if back else 0.03),
    )
    ax.text(*middle, label, fontsize=7.5, color="#333333", zorder=2, linespacing=1.1, **side)


@with_lists
def passages(table: pd.DataFrame, names: dict[str, str], most: int = 16, pages: int = 12):
    """The longest passages that occur in several accounts, and how often in each (columns phrase
    length, then one for each account).
    """
    import matplotlib.pyplot as plt

    longest = table.sort_values(["length", "phrase"], ascending=[False, True]).head(most)
    if longest.empty:
        return empty_figure("No passage occurs in two accounts.")
    having = [account for account in names if account in table]
    busiest = sorted(having, key=lambda account: -(longest[account] > 0).sum())[:pages]
    # all if there are few, otherwise those with the most passages
    accounts = [account for account in having if account in busiest]
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.3 * max(0, len(accounts) - 5), 1.1 + 0.36 * len(longest))
    )
    english = glosses()
    for y, row in enumerate(longest[accounts].itertuples(index=False)):
        for x, n in enumerate(row):
            if n:
                ax.scatter(x, y, s=150, color=COLOURS[0])
                ax.text(x, y, str(n), ha="center", va="center", color="white", fontsize=8)
        gloss = shortened(english.get(longest["phrase"].iat[y], ""), 52)
        ax.annotate(
            gloss,
            (-0.6, y),
            xytext=(-4, -7),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6.5,
            color="#555555",
        )
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
    ax.set(
        xticks=range(len(accounts)),
        yticks=range(len(longest)),
        xlim=(-0.6, len(accounts) - 0.4),
        ylim=(len(longest) - 0.4, -0.6),
    )
    column_heads(ax, [names[a] for a in accounts])
    ax.set_yticklabels(
        [_middle(phrase.replace("\n", "¶")) for phrase in longest["phrase"]],
        fontsize=9,
        va="bottom" if english.keys() & set(longest["phrase"]) else "center",
    )
    part = how_many(len(accounts), len(names), "accounts")
    alt = (
        "A row for each passage that several accounts have, the longest first; a circle under "
        "each account that has it, with the number of times."
    )
    return titled(fig, f"The longest shared passages{part}", alt)


def _middle(text: str, size: int = 20) -> str:
    """The text, shortened in the middle to `size` characters if it is longer."""
    return text if len(text) <= size else f"{text[: size // 2]}…{text[1 - size // 2 :]}"


def counts(
    table: pd.DataFrame,
    names: dict[str, str],
    most: int = 20,
    pages: int = 12,
    title: str = "Formulas that the accounts use",
):
    """How often each account uses each phrase: the count in each cell, shaded by the rate per
    10,000 characters.

    `table` has account phrase gloss n per_10k. The phrases used by the most accounts come first,
    then the most frequent.
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
    pages = busiest(table, pages)
    n = table.pivot(index="phrase", columns="account", values="n").reindex(
        index=order, columns=pages
    )
    rate = table.pivot(index="phrase", columns="account", values="per_10k").reindex(
        index=order, columns=pages
    )
    gloss = dict(zip(table["phrase"], table["gloss"]))
    if not order:
        return empty_figure("No phrase of the lexicon occurs in these accounts.")
    fig, ax = plt.subplots(
        figsize=(WIDTH + 0.3 + 0.45 * max(0, len(pages) - 5), 1.6 + 0.29 * len(order))
    )
    ceiling = max(1e-9, float(rate.to_numpy().max()))
    numbers = [[f"{int(value)}" if value else "·" for value in row] for row in n.to_numpy()]
    image = matrix(ax, rate.to_numpy(), numbers, PowerNorm(0.5, 0, ceiling))
    column_heads(ax, [names.get(p, p) for p in pages])
    ax.set_yticklabels([f"{p}  {shortened(gloss.get(p, ''))}" for p in order], fontsize=9)
    bar = fig.colorbar(image, ax=ax, orientation="horizontal", shrink=0.6, pad=0.02, aspect=30)
    wide = " " if len(pages) > 3 else "\n"
    bar.set_label(
        f"shade: per 10,000 characters{wide}(square-root scale)\nnumber: occurrences", fontsize=9
    )
    bar.outline.set_visible(False)
    part = how_many(len(pages), table["account"].nunique(), "accounts, those that use most")
    alt = (
        "A table of cells: a row for each phrase, a column for each account or group; in "
        "each cell the "
        "number of occurrences, darker for a higher rate."
    )
    return titled(fig, f"{title}{part}", alt)


@with_lists
def positions(
    table: pd.DataFrame,
    names: dict[str, str],
    glosses: dict[str, str],
    first: str = "",
    most: int = 6,
    pages: int = 30,
):
    """Where in each account the formulas occur (column `at`, 0 to 1): one row per account, one mark
    and colour per family.

    The family `first` is always drawn, then the most frequent ones; `glosses`: family -> English,
    for the legend.
    """
    import matplotlib.pyplot as plt

    accounts = list(names)[:pages]
    sizes = (
        table.groupby("family")
        .size()
        .reset_index(name="n")
        .sort_values(["n", "family"], ascending=[False, True])
    )
    families = sorted(sizes["family"], key=lambda family: family != first)[:most]
    marks = dict(zip(families, zip("osD^vPX*", COLOURS)))
    fig, ax = plt.subplots(
        figsize=(WIDTH, 1.6 + 0.5 * len(accounts) + 0.2 * ((len(families) + 1) // 2))
    )
    for y, account in enumerate(accounts):
        ax.axhline(y, color="#C9C9C9", linewidth=0.8, zorder=0)
        for k, family in enumerate(families):
            at = table.loc[(table["account"] == account) & (table["family"] == family), "at"]
            mark, colour = marks[family]
            step = 0.09 * (k - (len(families) - 1) / 2)
            # a group may have many, close together
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
            label=f"{family}  {shortened(glosses.get(family, ''), 30)}",
        )
    ax.set(
        yticks=range(len(accounts)),
        yticklabels=[names[a] for a in accounts],
        xlim=(-1, 101),
        ylim=(len(accounts) - 0.4, -0.6),
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
        fig,
        "Where in the account the formulas occur"
        + how_many(len(accounts), len(names), "accounts, the first"),
        alt,
    )
