"""What a notebook needs: `study = gw.open("seeds")`."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from ..common import figures
from ..common.files import atomically, located, project_root, setting
from ..common.prose import Finding, many, of_them, short
from ..common.show import Shown
from ..language.people import Mask, masker
from .corpus import Corpus, read_corpus
from .groups import Units, labels, units
from .reposts import collapse, in_corpus
from .tables import Trace, trace

SEEDS = "seeds"
_FIVE = 5
_TABLES = 5  # whose columns are told in a summary; the others are in `errors`
Made = TypeVar("Made")


@dataclass(frozen=True, repr=False)
class Study:
    """A corpus as a notebook works with it.

    `corpus`: the accounts, a text that several files have once; `pages`: with every file.
    `sentences`: its table of sentences. `names`: account → label (Shaanxi 陕西), of
    the accounts that have sentences. `groups`: what is
    drawn, at most 12 accounts or groups of accounts: call it with a table to have the groups in
    place of the accounts. `mask`: hides the given names of private persons in a text or a table.
    `folder`: where figures and tables go. `seeds`: whether it is the project's own five.
    """

    corpus: Corpus
    pages: Corpus
    name: str
    names: dict[str, str]
    groups: Units
    mask: Mask
    folder: Path
    seeds: bool = False

    @property
    def sentences(self) -> pd.DataFrame:
        return self.corpus.sentences

    @property
    def by(self) -> str:
        return self.groups.by

    @property
    def lists(self) -> str:
        """The corpus's own folder of word lists, so that `lists=study` means its lists."""
        return self.corpus.lists

    @property
    def where(self) -> Finding:
        """What the findings rest on, as a beginning of their first sentence."""
        n = len(self.names)
        if self.seeds:
            return Finding("On the five seeds: ", "就本项目的五份文本而言：")
        return Finding(
            f"On {many(n, 'account')} of {self.name}: ", f"就 {self.name} 的 {n:,} 份文本而言："
        )

    @property
    def source(self) -> str:
        """The line below a figure: n and source."""
        n = f"{many(len(self.names), 'account')}, {many(len(self.sentences), 'sentence')}"
        part = "" if len(self.groups.names) == self.groups.total else f" In {self.groups}."
        return f"n = {n}.{part} Source: {self.name}."

    def save(self, fig, table: pd.DataFrame, name: str, source: str | None = None):
        """Save a figure with the table behind it, both with the names of private persons hidden, as
        <name>.svg, .png and .csv; the picture that a notebook shows.

        `source`: the line below the figure, where it is not that of the study.
        """
        figures.noted(fig, self.source if source is None else source)
        if self.mask.names:
            figures.rewritten(fig, self.mask)
        return figures.save_figure(fig, self.mask(table), name, self.folder)

    def table(self, table: pd.DataFrame, name: str, columns: Iterable[str] = (), rows: int = 20):
        """Save a table as <name>.csv, with the names of private persons hidden, and show it."""
        figures.save_table(self.mask(table), name, self.folder)
        return self.show(table, columns, rows)

    def show(self, table: pd.DataFrame, columns: Iterable[str] = (), rows: int = 20) -> Shown:
        """The first rows of a table to look at: accounts by their labels, the names of private
        persons hidden, `columns` alone if there are some.
        """
        chosen = table[list(columns)] if columns else table
        if isinstance(chosen.index, pd.MultiIndex) or chosen.index.name:
            chosen = chosen.reset_index()
        known = self.names | self.groups.names
        labelled = {
            column: chosen[column].map(lambda a: known.get(a, a))
            for column in chosen
            if str(column).startswith("account") and chosen[column].isin(known).any()
        }
        return Shown(self.mask(chosen).assign(**labelled), rows)

    def trace(self, table: pd.DataFrame) -> Trace | str:
        """The first row of a table, on its page with what is around it.

        `table` has account and page_start, page_end (`corpus.to_page`), or start, end on the page.
        """
        ends = ["page_start", "page_end"] if "page_start" in table else ["start", "end"]
        for account, start, end in table[["account", *ends]].head(1).itertuples(index=False):
            return trace(self.pages.account(account), start, end, hide=self.mask)
        return "There is no such row."

    def findings(self, *sentences: Finding | None) -> None:
        """Print the findings, in English on one line and in Chinese on the next; those that a
        corpus does not give (None) are left out.
        """
        nothing = Finding("nothing that this notebook could tell.", "没有可报告的发现。")
        first, *others = [sentence for sentence in sentences if sentence] or [nothing]
        after = of_them(first, len(self.names))
        if self.seeds:  # their beginning does not call them accounts
            after = Finding(first.english, after.chinese)
        present = [after, *others]
        english = " ".join(sentence.english for sentence in present)
        labels = tuple(short(label) for label in (self.names | self.groups.names).values())
        if english[1:2].islower() and not english.startswith(labels):
            english = english[0].lower() + english[1:]
        print(self.mask(self.where.english + english))
        print(self.mask(self.where.chinese + "".join(sentence.chinese for sentence in present)))

    def __str__(self) -> str:
        grouped = self.groups.by != "account" or self.groups.total > len(self.groups.names)
        bare = len(self.corpus.accounts) - len(self.names)
        drawn = f"; no text in {many(bare, 'account')}" if bare else ""
        drawn += f"; figures: {self.groups}" if grouped else ""
        notes = self.corpus.errors
        tables = notes[notes["error"] == "columns"].drop_duplicates("name").head(_TABLES)
        lines = [": ".join(row) for row in zip(tables["name"], tables["message"])]
        lines += [self.groups.chosen] if self.groups.chosen else []
        if self.folder.is_relative_to(project_root() / figures.MINE):
            lines.append(f"Figures and tables go to {figures.MINE}/{self.folder.name}/.")
        return "\n".join([f"{self.corpus}{drawn}", *map(self.mask, lines)])

    def __repr__(self) -> str:
        return f"<Study of {self.name}: {self.corpus}>"


def open_study(
    path: str | os.PathLike[str] = SEEDS,
    by: str | None = None,
    most: int | None = None,
    reposts: bool | None = None,
    show_names: bool | None = None,
) -> Study:
    """Open a folder of pages, a page, a table of pages or a built corpus for a notebook.

    `by`: draw groups of accounts with one value of a column (province, level, month, or one of
    your manifest) in place of accounts; above 12 accounts the first such column is taken. `most`:
    of a larger corpus this many accounts are drawn at random. `reposts`: count a text in every
    file that has it, not once. `show_names`: show the names of private persons. What is not given
    here is asked of the environment (GONGWEN_BY, _MOST, _REPOSTS, _SHOW_NAMES).

    Figures go to GONGWEN_OUT, else to figures/mine/<name of the corpus>/. Raises FileNotFoundError
    where there is nothing at `path`, ValueError where it names nothing, no account was read, or
    `by` is no column.
    """
    by = setting("by", "") if by is None else by
    most = setting("most", 5000) if most is None else most
    reposts = setting("reposts", False) if reposts is None else reposts
    show_names = setting("show_names", False) if show_names is None else show_names
    if not isinstance(path, str | os.PathLike) or not str(path).strip():
        raise ValueError(f"no corpus {path!r}: give a folder of pages, a page, or a table of pages")
    place = located(path)
    own = place.resolve() == (project_root() / SEEDS).resolve()
    name = place.resolve().name if place.is_dir() else place.stem
    every = _once("pages", place, lambda: read_corpus(place).sample(most), most)
    if not len(every.sentences):
        raise ValueError(f"no account was read from {str(path)!r}: see read_corpus(…).errors")
    corpus = every
    if not reposts:
        again = _once("reposts", place, lambda: in_corpus(every), most)
        corpus = collapse(every, again=again)
    mask = _once("mask", place, lambda: masker(every.blocks["text"], show_names), most, show_names)
    out = str(setting("out", "") or f"{figures.MINE}/{name}")
    written = set(corpus.sentences["account"])
    names = {
        account: label for account, label in labels(corpus.accounts).items() if account in written
    }
    return Study(
        corpus,
        every,
        name,
        names,
        units(corpus, by),
        mask,
        project_root() / out,
        own and len(names) == _FIVE,
    )


def _once(what: str, place: Path, make: Callable[[], Made], *options) -> Made:
    """What `make` gives. In a run of the notebooks, which names a folder of its own for this
    (GONGWEN_ONCE), it is made once of the run's corpus, by the notebook that comes first; the
    others wait for it and read it.
    """
    folder = setting("once", "")
    if not folder or place.resolve() != located(str(setting("corpus", SEEDS))).resolve():
        return make()
    from filelock import FileLock

    path = Path(folder) / f"{'-'.join(map(str, [what, *options]))}.pickle"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            made = make()
            atomically(path, lambda temporary: _write(made, Path(temporary)))
            return made
    with path.open("rb") as file:
        return pickle.load(file)


def _write(made: object, path: Path) -> None:
    with path.open("wb") as file:
        pickle.dump(made, file, protocol=pickle.HIGHEST_PROTOCOL)
