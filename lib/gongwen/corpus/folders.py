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
from .corpus import Corpus

TOLD = (".csv", ".md")  # endings of what a folder says of its pages
LONGEST = 14  # characters of a last paragraph that may be a sign-off


def pages_alone(source: str | os.PathLike[str], name: str = "my_pages") -> Path:
    """A new folder of this name with the pages of another, without its manifest, corrections and
    lists. It is a temporary one: copy what you want to keep.
    """
    folder = Path(tempfile.mkdtemp()) / name
    folder.mkdir()
    for path in sorted((project_root() / source).iterdir()):
        if path.is_file() and path.suffix not in TOLD:
            shutil.copy(path, folder, follow_symlinks=False)
    return folder


def take(folder: Path, source: str | os.PathLike[str], name: str) -> Path:
    """Copy a file or folder of `source` (manifest.csv, lexicons) into `folder`; its new path."""
    path = project_root() / source / name
    if path.is_dir():
        return Path(shutil.copytree(path, folder / name, symlinks=True))
    return Path(shutil.copy(path, folder / name, follow_symlinks=False))


def sign_offs(corpus: Corpus, longest: int = LONGEST) -> pd.DataFrame:
    """Last paragraphs so short that they are mostly sign-offs (出院患者：…), as rows of
    corrections.csv: account start end kind, and their text to look at.
    """
    last = [(name, corpus.account(name).paragraphs[-1:]) for name in corpus.accounts["account"]]
    rows = [
        (name, block.start, block.end, "signature", block.text)
        for name, blocks in last
        for block in blocks
        if len(block.text) <= longest
    ]
    return pd.DataFrame(rows, columns=["account", "start", "end", "kind", "text"])


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
