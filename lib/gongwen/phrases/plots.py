"""The figures about formulas: how often, where in the text, credited to whom, next to which
clauses, in which wordings, and in which shared passages.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.figures import (
    COLOURS,
    WIDTH,
    column_heads,
    empty_figure,
    legend_below,
    matrix,
    row_heads,
    shortened,
    titled,
)
from ..common.lists import read_lexicon, with_lists
from ..common.prose import Finding, headline
from ..common.show import note_of
from ..corpus.groups import labels as labels
from . import findings

CREDIT_COLOURS = {"nobody": "#C9C9C9", "quotation marks": "#56B4E9", "named source": "#0072B2"}
CREDIT_GLOSS = {
    "nobody": "the account's own voice 自述",
    "quotation marks": "quotation marks only 只加引号",
    "named source": "a source that the text names 注明出处",
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


@with_lists
def credit_bars(table: pd.DataFrame, formula: str = "", most: int = 12):
    """How often each phrase is credited to nobody, is only in quotation marks, or has a named
    source (the table of `credits`).

    `formula` first, then of the phrases that are quoted or credited at least once the most
    frequent.
    """
    import matplotlib.pyplot as plt

    wide = table.groupby(["phrase", "credit"]).size().unstack(fill_value=0)
    wide = wide.reindex(columns=list(CREDIT_COLOURS), fill_value=0)
    wide["quoted"] = wide["quotation marks"] + wide["named source"]
    quoted = wide[wide["quoted"] > 0].reset_index()
    ranked = quoted.sort_values(["quoted", "phrase"], ascending=[False, True])["phrase"]
    own = [formula] if formula in wide.index else []  # the title speaks of it
    order = [*own, *ranked[ranked != formula]][:most]
    if quoted.empty:
        return empty_figure("No phrase of the lexicon is quoted or credited in these accounts.")
    fig, ax = plt.subplots(figsize=(WIDTH, 1.2 + 0.36 * len(order)))
    left = pd.Series(0, index=order)
    for kind, colour in CREDIT_COLOURS.items():
        n, label = wide.loc[order, kind], CREDIT_GLOSS[kind]
        style = {"color": colour, "edgecolor": "white", "linewidth": 0.6}
        bars = ax.barh(range(len(order)), n, left=left, label=label, **style)
        left = left + n
    ax.bar_label(bars, left, padding=3)  # a short bar is hardly seen beside a long one
    row_heads(ax, order, glosses(), 26)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlabel="occurrences, all accounts")
    ax.xaxis.get_major_locator().set_params(integer=True)
    legend_below(fig, handlelength=1.2)
    alt = (
        "A bar for each formula, divided by whose words the text says they are: nobody's, in "
        "quotation marks only, or of a named source; at its end the number of occurrences."
    )
    title = findings.credit(table, formula) or "To whom the formulas are credited"
    drawn = [phrase for phrase in order if wide["quoted"][phrase]]
    note = f"Quoted or credited at least once: {len(quoted)} formulas{_of(drawn, quoted)}."
    return titled(fig, title, alt, note)


def clauses(edges: pd.DataFrame, formula: str, names: Mapping[str, str], n: int, most: int = 12):
    """Which clause directly follows which (left right account n), and how often in each account or
    group: a row for each pair, those with the formula and those of most accounts first.

    `n`: the occurrences of the formula, for the title.
    """
    table = edges.pivot_table(
        index=["left", "right"], columns="account", values="n", aggfunc="sum", fill_value=0
    )
    if table.empty:
        return empty_figure("No clause directly precedes or follows another one.")
    ranked = table.assign(
        own=[formula not in pair for pair in table.index], size=-(table > 0).sum(axis=1)
    )
    rows = table.loc[ranked.sort_values(["own", "size", "left", "right"]).index[:most]]
    fig = _grid([f"{_middle(a, 9)} → {_middle(b, 9)}" for a, b in rows.index], rows, names)
    alt = (
        "A row for each pair of clauses of which the second directly follows the first; a circle "
        "under each account that has it, with the number of times."
    )
    finding = findings.company(edges, formula, n)
    title = headline(finding, "Which clause follows which")
    return titled(fig, title, alt, "In a circle: how many times.")


def _of(drawn, known) -> str:
    """How many of them a figure shows, where it does not show all."""
    return f", the first {len(drawn)} are drawn" if len(drawn) < len(known) else ""


def _grid(labels: list[str], rows: pd.DataFrame, names: Mapping[str, str]):
    """A figure with a row for each label and a column for each account or group that `rows` has; a
    circle with the number where it is not 0.
    """
    import matplotlib.pyplot as plt

    accounts = [account for account in names if account in rows]
    size = (WIDTH + 0.3 * max(0, len(accounts) - 5), 1.7 + 0.28 * len(labels))
    fig, ax = plt.subplots(figsize=size)
    for y, numbers in enumerate(rows[accounts].to_numpy()):
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
        for x, n in enumerate(numbers):
            if n:
                ax.scatter(x, y, s=130, color=COLOURS[0])
                ax.text(x, y, str(int(n)), ha="center", va="center", color="white")
    ax.set(xlim=(-0.6, len(accounts) - 0.4), ylim=(len(labels) - 0.4, -0.6))
    ax.set_yticks(range(len(labels)), labels)
    column_heads(ax, [names[account] for account in accounts])
    return fig


@with_lists
def wordings(forms: pd.DataFrame, formula: str = "", most: int = 18):
    """The wordings in which formulas occur (phrase surface how n accounts): a dot at the number of
    occurrences, hollow for the formula as the list has it; only formulas with other wordings, that
    of `formula` first, and at most `most` rows.
    """
    import matplotlib.pyplot as plt

    forms = forms[~forms["how"].isin(["marks", "script"])]
    other = forms[forms["how"] != "as written"]
    if other.empty:
        return empty_figure("No formula occurs in another wording.")
    order = sorted(dict.fromkeys(other["phrase"]), key=lambda phrase: phrase != formula)
    rows = pd.concat([forms[forms["phrase"] == phrase] for phrase in order]).head(most)
    fig, ax = plt.subplots(figsize=(WIDTH, 1.3 + 0.25 * len(rows)))
    for y, row in enumerate(rows.itertuples()):
        own = row.how == "as written"
        ax.axhline(y, color="#E5E5E5", linewidth=0.6, zorder=0)
        ax.scatter(row.n, y, s=36, color="white" if own else COLOURS[0], edgecolor=COLOURS[0])
        if not own:
            ax.annotate(row.how, (row.n, y), xytext=(8, 0), textcoords="offset points", va="center")
        if y and row.phrase != rows["phrase"].iat[y - 1]:
            ax.axhline(y - 0.5, color="#7F7F7F", linewidth=0.6)
    ax.set_yticks(range(len(rows)), rows["surface"])
    ax.set(
        ylim=(len(rows) - 0.4, -0.6),
        xlim=(0, 1.3 * rows["n"].max() + 0.5),
        xlabel="occurrences, all accounts",
    )
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.tick_params(axis="y", length=0)
    alt = (
        "Groups of rows, one for each formula: a dot at the number of occurrences of each wording, "
        "hollow for the formula as the list has it; beside the others what is changed."
    )
    finding = findings.rewording(forms, [row["phrase"] for row in read_lexicon("slogans")])
    title = headline(finding, "In which wordings the formulas occur")
    return titled(fig, title, alt, "Hollow: as the list has it; beside the others what changes.")


def passages(table: pd.DataFrame, names: Mapping[str, str], most: int = 12):
    """The longest passages that occur in several accounts, and how often in each (columns phrase
    length, then one for each account or group).
    """
    rows = table.sort_values(["length", "phrase"], ascending=[False, True]).head(most)
    if rows.empty:
        return empty_figure("No passage occurs in two accounts.")
    fig = _grid([_middle(phrase.replace("\n", "¶"), 16) for phrase in rows["phrase"]], rows, names)
    alt = (
        "A row for each passage that several accounts have, the longest first; a circle under "
        "each account that has it, with the number of times."
    )
    finding = findings.longest(table)
    title = headline(finding, "The longest shared passages")
    note = f"In a circle: how many times. {len(table):,} passages{_of(rows, table)}."
    return titled(fig, title, alt, f"{note} {note_of(table)}".strip())


def counts(
    table: pd.DataFrame,
    names: Mapping[str, str],
    formula: str = "",
    most: int = 16,
    title: Finding | str | None = None,
):
    """How often each account uses each phrase: the count in each cell, shaded by the rate per
    10,000 characters.

    `table` has account phrase gloss n per_10k; `title`: what it shows. `formula` is drawn first,
    then the phrases that most accounts use, then the most frequent.
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import PowerNorm

    used = table[table["n"] > 0]
    sizes = used.groupby("phrase").agg(accounts=("account", "nunique"), n=("n", "sum"))
    sizes = sizes.reset_index().sort_values(
        ["accounts", "n", "phrase"], ascending=[False, False, True]
    )
    order = sorted(sizes["phrase"], key=lambda phrase: phrase != formula)[:most]
    if not order:
        return empty_figure("No phrase of the lexicon occurs in these accounts.")
    accounts = [account for account in names if account in set(table["account"])]
    n, rate = (
        table.pivot(index="phrase", columns="account", values=value).loc[order, accounts]
        for value in ("n", "per_10k")
    )
    size = (WIDTH + 0.4 * max(0, len(accounts) - 5), 1.9 + 0.36 * len(order))
    fig, ax = plt.subplots(figsize=size)
    numbers = [[f"{int(value)}" if value else "·" for value in row] for row in n.to_numpy()]
    ceiling = max(1e-9, float(rate.to_numpy().max()))
    matrix(ax, rate.to_numpy(), numbers, PowerNorm(0.5, 0, ceiling))
    column_heads(ax, [names[account] for account in accounts])
    row_heads(ax, order, dict(zip(table["phrase"], table["gloss"])), 24)
    alt = (
        "A table of cells: a row for each phrase, a column for each account or group; in each cell "
        "the number of occurrences, darker for a higher rate."
    )
    note = (
        "Number: occurrences; shade: occurrences per 10,000 characters (square-root scale). "
        f"{len(sizes)} phrases occur{_of(order, sizes)}."
    )
    return titled(fig, headline(title, "Formulas that the accounts use"), alt, note)


@with_lists
def positions(
    table: pd.DataFrame,
    names: Mapping[str, str],
    formula: str = "",
    most: int = 5,
    title: str = "",
):
    """Where in each account the formulas occur (column `at`, 0 to 1): one row per account or group,
    one mark and colour per family.

    The family of `formula` is always drawn, its other formulas hollow; then the most frequent ones.
    """
    import matplotlib.pyplot as plt

    accounts = list(names)
    sizes = table.groupby("family").size().reset_index(name="n")
    first = dict(zip(table["phrase"], table["family"])).get(formula)
    order = sizes.sort_values(["n", "family"], ascending=[False, True])["family"]
    families = sorted(order, key=lambda family: family != first)[:most]
    series = []  # label, rows, offset, whether hollow, style
    for k, (family, mark, colour) in enumerate(zip(families, "osD^vPX*", COLOURS)):
        rows, step = table[table["family"] == family], 0.11 * (k - (len(families) - 1) / 2)
        style = {"marker": mark, "color": colour, "edgecolor": "white", "linewidth": 0.4}
        if family != first:
            series.append((family, rows, step, False, style))
            continue
        own = rows["phrase"] == formula  # the title speaks of it alone
        label = f"{formula} {glosses().get(formula, '')}".strip()
        series.append((label, rows[own], step, False, style | {"zorder": 3}))
        if not own.all():
            hollow = style | {"color": "white", "edgecolor": colour, "linewidth": 0.8}
            series.append(("other formulas of its family", rows[~own], step, True, hollow))
    size = (WIDTH, 1.0 + 0.5 * len(accounts))
    fig, ax = plt.subplots(figsize=size)
    for y, account in enumerate(accounts):
        ax.axhline(y, color="#C9C9C9", linewidth=0.8, zorder=0)
        for _, rows, step, hollow, style in series:
            at = rows.loc[rows["account"] == account, "at"]
            style = {"s": 22, "zorder": 2} | style
            if len(at) > 60:  # a group may have many, close together
                style |= {"alpha": max(0.1, 25 / len(at))} | ({} if hollow else {"linewidth": 0})
            ax.scatter(100 * at, [y + step] * len(at), **style)
    for label, *_, style in series:
        ax.scatter([], [], s=26, label=shortened(label, 44), **style)
    ax.set(
        yticks=range(len(accounts)),
        yticklabels=[names[a].replace(" ", "\n") for a in accounts],
        xlim=(-1.5, 101.5),
        ylim=(len(accounts) - 0.4, -0.6),
        xlabel="place in the account, % of its characters",
    )
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if families:
        legend_below(fig, handletextpad=0.3)
    alt = (
        "A line for each account or group, from the first character to the last; the accounts of a "
        "group lie one upon another on its line. A mark wherever a formula occurs, one shape and "
        "colour for each family; in the family of the formula of the title the others are hollow."
    )
    note = "A mark: one occurrence of a formula. "
    title = title if title and first else "Where in the account the formulas occur"
    return titled(fig, title, alt, f"{note}{len(order)} families occur{_of(families, order)}.")


def _middle(text: str, size: int = 20) -> str:
    """The text, shortened in the middle to `size` characters if it is longer."""
    return text if len(text) <= size else f"{text[: size // 2]}…{text[1 - size // 2 :]}"
