"""From a folder of pages to a corpus, a step at a time, as notebook 08 goes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..common.files import project_root
from ..common.lists import own_lists
from ..common.prose import Finding, capitalised, listed, number
from .corpus import Corpus
from .groups import with_periods

TOLD = (".csv", ".md")  # endings of what a folder says of its pages
LONGEST = 14  # characters of a last paragraph that may be a sign-off
EXAMPLE = "notebooks/example"  # the invented letters of notebook 08
INVENTED = "invented_letters"  # the name of a corpus of them
LISTS = "lexicons"
# What a sentence calls the files of each step of notebook 08, after those of the pages.
STEPS = {
    "manifest": Finding("a manifest", "文件清单"),
    "corrections": Finding("corrections", "更正表"),
    "lists": Finding("word lists", "词表"),
}


def pages_alone(source: str | os.PathLike[str], name: str = "") -> Path:
    """A new folder with the pages of another, without its manifest, corrections and lists. It is a
    temporary one: copy what you want to keep.

    `name`: of the new folder; without one that of `source`, and for the project's example, whose
    pages are invented, INVENTED.
    """
    place = (project_root() / source).resolve()
    if not name:
        name = INVENTED if place == (project_root() / EXAMPLE).resolve() else place.name
    folder = Path(tempfile.mkdtemp()) / name
    folder.mkdir()
    for path in sorted(place.iterdir()):
        if path.is_file() and path.suffix not in TOLD:
            shutil.copy(path, folder, follow_symlinks=False)
    return folder


def take(folder: Path, source: str | os.PathLike[str], name: str) -> Path:
    """Copy a file or folder of `source` (manifest.csv, lexicons) into `folder`; its new path.

    Where `source` has none, nothing is copied; of lists, without which a question about their words
    cannot be asked, those of the project's example are taken. Raises FileNotFoundError where there
    is no `source`.
    """
    path = project_root() / source / name
    if name == LISTS and not path.exists():
        path = project_root() / EXAMPLE / name
    if (project_root() / source).is_dir() and not path.exists():
        return folder / name
    if path.is_dir():
        return Path(shutil.copytree(path, folder / name, symlinks=True))
    return Path(shutil.copy(path, folder / name, follow_symlinks=False))


def sign_offs(corpus: Corpus, longest: int = LONGEST) -> pd.DataFrame:
    """Last paragraphs so short that they are mostly sign-offs (出院患者：…), as rows of
    corrections.csv: account start end kind, and their text to look at.
    """
    # a page that is a single paragraph has nothing to sign
    last = [(name, corpus.account(name).paragraphs[1:][-1:]) for name in corpus.accounts["account"]]
    rows = [
        (name, block.start, block.end, "signature", block.text)
        for name, blocks in last
        for block in blocks
        if len(block.text) <= longest
    ]
    return pd.DataFrame(rows, columns=["account", "start", "end", "kind", "text"])


def described(corpus: Corpus, before: Corpus, by: str) -> pd.DataFrame:
    """The accounts with what a manifest says of them: account, published, province, the column to
    compare `by`, then the columns that the corpus `before` does not have.
    """
    accounts = with_periods(corpus.accounts)
    new = [column for column in corpus.accounts if column not in before.accounts]
    columns = dict.fromkeys(["account", "published", "province", by, *new])
    return accounts[[column for column in columns if column in accounts]]


def steps(corpora: Mapping[str, Corpus]) -> pd.DataFrame:
    """What each step changed (name of the step → the corpus after it): step accounts sentences
    characters columns lists.

    `columns`: those of the accounts that the first corpus does not have; `lists`: the corpus's own.
    """
    first = list(corpora.values())[:1]
    known = {column for corpus in first for column in corpus.accounts}
    rows = [
        (
            step,
            len(corpus.accounts),
            len(corpus.sentences),
            int(corpus.sentences["text"].str.len().sum()),
            ", ".join(str(column) for column in corpus.accounts if column not in known),
            ", ".join(own_lists(lists=corpus)),
        )
        for step, corpus in corpora.items()
    ]
    columns = ["step", "accounts", "sentences", "characters", "columns", "lists"]
    return pd.DataFrame(rows, columns=columns)


def outcome(table: pd.DataFrame, name: str, groups: int) -> Finding | None:
    """How many pages became how many accounts in how many groups, with which files (rows of
    `steps`; name: that of the corpus).
    """
    if table.empty:
        return None
    pages, accounts = int(table["accounts"].iloc[0]), int(table["accounts"].iloc[-1])
    fewer = table.set_index("step")["sentences"].diff() < 0
    used = [
        STEPS[step]
        for step, present in {
            "manifest": table["columns"].str.contains("from_manifest").any(),
            "corrections": fewer.get("corrections", False),
            "lists": table["lists"].iloc[-1] != "",
        }.items()
        if present
    ]
    invented = name == INVENTED
    one = "letter" if invented else "page"
    made = f"{'invented ' * invented}{one}{'s' * (pages != 1)}{f' of {name}' * (not invented)}"
    english = f"With {listed(step.english for step in used)}, " if used else ""
    english += (
        f"{number(pages)} {made} became {number(accounts)} account{'s' * (accounts != 1)}"
        f" in {number(groups)} group{'s' * (groups != 1)}"
    )
    what = "封虚构的感谢信" if invented else f"个 {name} 的网页"
    with_ = f"配上{'、'.join(step.chinese for step in used)}，" if used else ""
    once = pages - accounts
    if once:
        english += f", as {number(once)} {'is a reprint' if once == 1 else 'are reprints'}"
    again = f"（另 {once} 个为重复）" if once else ""
    return Finding(
        f"{capitalised(english)}.",
        f"{with_}{pages} {what}成为 {accounts} 份文本{again}，分为 {groups} 组。",
    )
