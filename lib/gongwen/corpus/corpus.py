"""Tidy tables of accounts, with the scholar's own manifest and corrections.

Positions are 0-based characters of the page, end exclusive. A measure is a function from the table
of sentences to a table; `Corpus.apply` runs it, and `Corpus.to_page` turns its positions into
positions on the page. A corpus in memory and one in partitions (`build_corpus`) have the same
tables and methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from ..common.columns import KEYS
from ..common.files import progress, write_text
from ..common.lists import LISTS, carried, carrying, copy_lists, list_faults, lists_of, own_folder
from ..common.prose import many
from ..pages import sources
from ..pages.account import Account, parse_page
from ..pages.furniture import FURNITURE
from ..pages.markup import clean
from ..pages.packed import LIMITS, Limits
from . import partitions
from .manifest import (
    Manifest,
    apply_manifest,
    correct,
    manifest_path,
    read_corrections,
    read_manifest,
    relabel,
    strays,
    unused,
)
from .tables import PARSED, TABLES, frame, sentence_rows


def _summary(accounts: int, sentences: int, errors: int) -> str:
    notes = f"; {many(errors, 'note')} in corpus.errors" if errors else ""
    return f"{many(accounts, 'account')}, {many(sentences, 'sentence')}{notes}"


@dataclass(frozen=True, repr=False)
class Corpus:
    """The four tables, and the accounts from which they were made (`corpus.account(name)`)."""

    accounts: pd.DataFrame
    blocks: pd.DataFrame
    sentences: pd.DataFrame
    errors: pd.DataFrame
    _parsed: Mapping[str, Account] = field(default_factory=dict, repr=False)

    def account(self, name: str) -> Account:
        """The account of this name. Raises KeyError, listing known names."""
        if name not in self._parsed:
            known = ", ".join(sorted(self._parsed)[:10])
            raise KeyError(f"no account named {name!r}; there are: {known}")
        return self._parsed[name]

    @property
    def lists(self) -> str:
        """The folder of its own word lists; "" if it has none."""
        return carried(self.sentences) or ""

    def __str__(self) -> str:
        return _summary(len(self.accounts), len(self.sentences), len(self.errors))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def sample(self, n: int, seed: int = 0) -> Corpus:
        """`n` accounts drawn at random, in their order, in memory, with a note in `errors`; all
        accounts if there are no more.
        """
        if n < 1:
            raise ValueError(f"a sample has one account or more: {n}")
        total = self._total()
        if total <= n:
            return self._loaded()
        drawn = np.sort(np.random.default_rng(seed).choice(total, n, replace=False))
        return self._nth(drawn).noted(
            ("corpus", "sample", f"{n:,} of {total:,} accounts, drawn at random")
        )

    def _total(self) -> int:
        return len(self.accounts)

    def _loaded(self) -> Corpus:
        return self

    def _nth(self, places: np.ndarray) -> Corpus:
        return self.only(self.accounts["account"].iloc[places])

    def only(self, names: Iterable[str]) -> Corpus:
        """The corpus with only these accounts in its tables."""
        wanted = set(names)
        tables = {table: getattr(self, table) for table in TABLES[:3]}
        parsed = {name: account for name, account in self._parsed.items() if name in wanted}
        return replace(
            self,
            _parsed=parsed,
            **{
                name: t[t["account"].isin(wanted)].reset_index(drop=True)
                for name, t in tables.items()
            },
        )

    def noted(self, *notes: tuple[str, str, str]) -> Corpus:
        """The corpus with more rows in `errors`: name, error, message."""
        if not notes:
            return self
        return replace(
            self, errors=pd.concat([self.errors, frame("errors", list(notes))], ignore_index=True)
        )

    def apply(
        self,
        measure: Callable[..., pd.DataFrame],
        *args,
        join: Iterable[str] = (),
        combine: Callable | None = None,
        at_once: int = 1,
        **kwargs,
    ) -> pd.DataFrame:
        """The result of a measure on all sentences, an account never split: measure(sentences,
        *args, **kwargs).

        `join`: columns of the accounts to add to the sentences, for a measure with by="province".
        `combine`: a function that makes one table from the joined tables of several partitions, for
        sums over accounts, such as lambda t: t.groupby(["province", "phrase"],
        sort=False)["n"].sum().reset_index(); it may be called again on its own results. `at_once`:
        how many partitions of a built corpus are measured together.
        """
        work = partial(_called, measure, args, kwargs)
        with lists_of(self.lists):
            table = _measured(self.sentences, self.accounts, _names(join), work)
            return carrying(combine(table) if combine else table, self.lists)

    def to_page(self, table: pd.DataFrame) -> pd.DataFrame:
        """`table` with the columns page_start and page_end; it has account, paragraph, sentence,
        and start and end in the sentence's text.
        """
        where = {
            tuple(row[:3]): row[3:]
            for row in self.sentences[[*KEYS, "start", "end"]].itertuples(index=False)
        }
        starts, ends = [], []
        for account, paragraph, sentence, start, end in table[[*KEYS, "start", "end"]].itertuples(
            index=False
        ):
            first, last = where[account, paragraph, sentence]
            segment = clean(self.account(account).raw, first, last)
            starts.append(segment.at(int(start))[0])
            ends.append(segment.at(int(end) - 1)[1] if end > start else starts[-1])
        return table.assign(page_start=starts, page_end=ends)


class BuiltCorpus(Corpus):
    """A corpus in partitions on disk: its tables are Dask DataFrames, `apply` works through the
    partitions, `account` reads one page.

    `sample(n)` and `only(names)` give a corpus in memory. `apply` gives the same result as in
    memory if each row of a measure comes from one account. A measure that compares accounts does so
    within a partition, unless it has as attributes the functions for each partition (`part`) and
    for all results together (`joined`), like `claims.quantities`.
    """

    @classmethod
    def of(cls, root: Path) -> BuiltCorpus:
        sizes = partitions.state(root)["sizes"]
        return cls(
            *(partitions.lazy(root, table, len(sizes)) for table in TABLES),
            partitions.Pages(root, sizes),
        )

    @property
    def lists(self) -> str:
        return own_folder(self._parsed.root)

    def __str__(self) -> str:
        state = partitions.state(self._parsed.root)
        return _summary(len(self._parsed), state["sentences"], state["errors"])

    def only(self, names: Iterable[str]) -> Corpus:
        return _read_parts(self._parsed.root, self._parsed.parts_of(names))

    def _total(self) -> int:
        return len(self._parsed)

    def _loaded(self) -> Corpus:
        return _read_parts(self._parsed.root, dict.fromkeys(range(len(self._parsed.sizes))))

    def _nth(self, places: np.ndarray) -> Corpus:
        starts = np.cumsum([0, *self._parsed.sizes])
        wanted = {}
        for number in np.unique(np.searchsorted(starts, places, side="right") - 1).tolist():
            here = (
                places[(places >= starts[number]) & (places < starts[number + 1])] - starts[number]
            )
            wanted[number] = frozenset(
                partitions.read_part(number, self._parsed.root, "accounts")["account"].iloc[here]
            )
        return _read_parts(self._parsed.root, wanted)

    def apply(
        self,
        measure: Callable[..., pd.DataFrame],
        *args,
        join: Iterable[str] = (),
        combine: Callable | None = None,
        at_once: int = 1,
        **kwargs,
    ) -> pd.DataFrame:
        root, sizes = self._parsed.root, self._parsed.sizes
        if at_once < 1:
            raise ValueError(f"at_once is a number of partitions, 1 or more: {at_once}")
        if isinstance(measure, partial) and not measure.args:
            measure, kwargs = measure.func, measure.keywords | kwargs
        if kwargs.get("by", "account") != "account" and combine is None:
            raise ValueError(
                f"by={kwargs['by']!r} adds over accounts of several partitions: give "
                "combine, a function that adds them up"
            )
        part, joined = getattr(measure, "part", measure), getattr(measure, "joined", None)
        work = partial(
            _measured_parts,
            root=root,
            join=_names(join),
            measure=partial(_called, part, args, kwargs),
        )
        parts = [range(n, min(n + at_once, len(sizes))) for n in range(0, len(sizes), at_once)]
        if joined is None:
            return carrying(partitions.over_all(parts, work, combine), self.lists)
        with lists_of(self.lists):
            table = joined(partitions.over_all(parts, work), *args, **kwargs)
            return carrying(combine(table) if combine else table, self.lists)

    def to_page(self, table: pd.DataFrame) -> pd.DataFrame:
        return self.only(table["account"].unique()).to_page(table)


def _names(join: Iterable[str] | str) -> tuple[str, ...]:
    return (join,) if isinstance(join, str) else tuple(join)


def _called(measure: Callable, args: tuple, kwargs: dict, sentences: pd.DataFrame) -> pd.DataFrame:
    return measure(sentences, *args, **kwargs)


def _measured(
    sentences: pd.DataFrame,
    accounts: pd.DataFrame | None,
    join: tuple[str, ...],
    measure: Callable,
) -> pd.DataFrame:
    if not join:
        return measure(sentences)
    unknown = [column for column in join if column not in accounts]
    if unknown:
        raise ValueError(
            f"no column {unknown[0]!r} of the accounts to join (a list of names); there "
            f"are: {', '.join(accounts.columns)}"
        )
    return measure(sentences.merge(accounts[["account", *join]], on="account", how="left"))


def _measured_parts(
    numbers: Iterable[int], root: Path, join: tuple[str, ...], measure: Callable
) -> pd.DataFrame:
    sentences = partitions.read_parts(numbers, root, "sentences")
    accounts = partitions.read_parts(numbers, root, "accounts") if join else None
    with lists_of(root / LISTS):
        return _measured(sentences, accounts, join, measure)


def _read_parts(root: Path, wanted: Mapping[int, frozenset[str] | None]) -> Corpus:
    """A corpus in memory of these partitions and accounts (None: all); its errors are those of the
    whole corpus.
    """
    tables = [partitions.read_parts(wanted, root, table, wanted) for table in TABLES[:3]]
    errors = partitions.read_parts(range(len(partitions.state(root)["sizes"])), root, "errors")
    return Corpus(
        *tables,
        errors,
        {a.name: a for n, names in wanted.items() for a in partitions.accounts_of(n, root, names)},
    )


def read_corpus(
    path: str | PathLike[str],
    manifest: str | PathLike[str] | None = None,
    lists: bool = True,
    limits: Limits = LIMITS,
) -> Corpus:
    """The corpus of a folder of pages, one file, a table of pages (.csv, .jsonl, .xlsx …), or a
    corpus that was built or saved.

    What a table's other columns say of a page replaces what is read on it, or is added. A folder's
    manifest.csv (or `manifest`) overrides both and adds columns; its corrections.csv relabels
    stretches of pages; its lexicons/ replace the package's lists for its pages and all its tables.
    `lists`: False for a corpus that is only compared with another one, by the lists of that one.
    What cannot be read is a row of `errors`. Raises FileNotFoundError if `path` does not exist.
    """
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(
            f"there is no file or folder {str(path)!r} in {Path.cwd()}: open the notebook "
            "in its project, or give a full path"
        )
    if partitions.is_begun(root) and not partitions.is_built(root):
        raise ValueError(
            f"the build in {str(path)!r} was not finished: call build_corpus again, and it "
            "goes on where it stopped"
        )
    if partitions.is_built(root):
        if manifest is not None:
            raise ValueError(
                "a built corpus has its manifest in it: give the manifest when reading the "
                "folder of pages"
            )
        if damages := partitions.damages(root):
            few = "; ".join(damages[:3]) + " …" * (len(damages) > 3)
            raise ValueError(f"{str(path)!r}: {few}: {partitions.AGAIN}")
        built = BuiltCorpus.of(root) if partitions.state(root)["lazy"] else None
        return built or _read_parts(root, {0: None})
    overrides, problems = read_manifest(manifest_path(root, manifest))
    rows, faults = read_corrections(root)
    pages = progress(sources.pages(root, limits), "reading pages", " pages")
    if not lists:
        corpus, used = parse_all(pages, overrides, rows)
        return corpus.noted(*problems, *strays(root), *faults, *unused(overrides, used))
    with lists_of(root / LISTS):
        corpus, used = parse_all(pages, overrides, rows)
        problems += [(file, "lexicon", fault) for file, fault in list_faults()]
    for table in (corpus.accounts, corpus.blocks, corpus.sentences):
        carrying(table, own_folder(root))
    return corpus.noted(*problems, *strays(root), *faults, *unused(overrides, used))


def parse_all(
    pages: Iterable[sources.Page | sources.Failure], manifest: Manifest, rows: list[dict]
) -> tuple[Corpus, set[str]]:
    """The corpus of `pages`, with manifest and corrections (`rows`), and the rows of the manifest
    that were used.
    """
    accounts: dict[str, Account] = {}
    hashes, files, given, errors, failed = {}, {}, {}, [], set()
    for page in pages:
        if isinstance(page, sources.Failure):
            errors.append((page.name, page.error, page.message))
            failed.add(page.name)
            continue
        if page.name in accounts:
            errors.append(
                (
                    page.name,
                    "name",
                    f"another page has this name: {page.file} is not read; rename it",
                )
            )
            continue
        try:
            account = parse_page(page.text, page.name)
            for start, end in page.furniture:
                account = relabel(account, start, end, "furniture", "running head or page number")
            accounts[page.name] = account
            hashes[page.name], files[page.name] = page.sha256, page.file
            given[page.name] = page.given
        except Exception as error:  # one bad page never stops a run; it is named with its error
            errors.append((page.name, "parser", f"{type(error).__name__}: {error}"))
    errors += correct(accounts, rows)
    corpus = from_accounts(accounts.values(), hashes, errors)
    table, problems, used = apply_manifest(corpus.accounts, files, manifest, given)
    return replace(corpus, accounts=table).noted(*problems), used | (failed & set(manifest.rows))


def from_accounts(
    accounts: Iterable[Account], hashes: dict[str, str] | None = None, errors: Iterable[tuple] = ()
) -> Corpus:
    """The corpus of accounts that are already parsed."""
    import hashlib

    parsed = {a.name: a for a in accounts}
    rows: dict[str, list] = {"accounts": [], "blocks": [], "sentences": []}
    failed = list(errors)
    for name, account in parsed.items():
        digest = (hashes or {}).get(name) or hashlib.sha256(
            account.raw.encode("utf-8", "surrogatepass")
        ).hexdigest()
        sentences = list(sentence_rows(account))
        values = [getattr(account, column) for column in PARSED]
        rows["accounts"].append(
            (
                name,
                values[0],
                account.published,
                *values[1:],
                sum(len(b.text) for b in account.paragraphs),
                len(sentences),
                digest,
            )
        )
        rows["blocks"] += [
            (name, i, b.kind, b.level, b.start, b.end, b.text, b.why)
            for i, b in enumerate(account.blocks)
        ]
        rows["sentences"] += sentences
        if not account.paragraphs:
            failed.append(
                (
                    name,
                    "no article",
                    _not_found(account),
                )
            )
    return Corpus(
        *(frame(table, part) for table, part in rows.items()),
        frame("errors", failed),
        parsed,
    )


def _not_found(account: Account) -> str:
    if any(block.why == FURNITURE["list"] for block in account.blocks):
        return "the page was read, but it only lists other pages: see its blocks"
    return "the page was read, but no article was found on it: see its blocks"


def save(corpus: Corpus, folder: str | PathLike[str]) -> None:
    """Write a corpus in memory into a new folder, as one partition; `read_corpus` reads it into
    memory again.
    """
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=False)
    partitions.write_part(out, 0, corpus)
    copy_lists(corpus.lists, out / LISTS)
    state = {
        "lazy": False,
        "sizes": [len(corpus.accounts)],
        "sentences": len(corpus.sentences),
        "errors": len(corpus.errors),
        "bytes": [partitions.part_bytes(out, 0)],
    }
    write_text(out / partitions.STATE, partitions.with_check(state), durable=True)
