"""Accounts → tidy tables, with the scholar's own manifest and corrections.

Positions are 0-based characters of the page, end exclusive. A measure is a function from the table of sentences to a table;
`Corpus.apply` runs it, `Corpus.to_page` leads its offsets back to the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from os import PathLike
from pathlib import Path

import pandas as pd

from . import sources
from .manifest import apply_manifest, correct, manifest_path, relabel
from .markup import clean
from .page import Account, Block, parse_page
from .places import Place
from .text import KEYS, list_faults, progress, use_lists, whole

ACCOUNTS = (
    "account",
    "title",
    "published",
    "source",
    "author",
    "province",
    "prefecture",
    "county",
    "unit",
    "characters",
    "sentences",
    "sha256",
)
BLOCKS = ("account", "block", "kind", "level", "start", "end", "text", "why")
SENTENCES = ("account", "paragraph", "sentence", "kind", "start", "end", "text")
ERRORS = ("name", "error", "message")
_INTEGERS = ("characters", "sentences", "block", "start", "end", "paragraph", "sentence")
_PARSED = ("title", "source", "author", "province", "prefecture", "county", "unit")
# A sentence ends with its stops, and the closing marks behind them belong to it; a stop inside 《》 does not end one.
_SENTENCE = re.compile(r"(?:《[^《》]{0,200}》|[^。！？!?…《]|《)*(?:[。！？!?…]+[”’』」》）)\]\"'】]*|$)")


@dataclass(frozen=True)
class Corpus:
    """The four tables, and the accounts they were made from (`corpus.account(name)`)."""

    accounts: pd.DataFrame
    blocks: pd.DataFrame
    sentences: pd.DataFrame
    errors: pd.DataFrame
    _parsed: dict[str, Account] = field(default_factory=dict, repr=False)

    def account(self, name: str) -> Account:
        """The account of that name; raises KeyError naming those there are."""
        if name not in self._parsed:
            known = ", ".join(sorted(self._parsed)[:10])
            raise KeyError(f"no account named {name!r}; there are: {known}")
        return self._parsed[name]

    def __str__(self) -> str:
        notes = f"; {len(self.errors):,} note{'s' * (len(self.errors) > 1)} in corpus.errors" if len(self.errors) else ""
        return f"{len(self.accounts):,} accounts, {len(self.sentences):,} sentences{notes}"

    def sample(self, n: int, seed: int = 0) -> Corpus:
        """`n` accounts drawn at random, in their order, with a note in `errors`; the corpus itself where it has no more."""
        if len(self.accounts) <= n:
            return self
        import numpy as np

        drawn = sorted(np.random.default_rng(seed).choice(len(self.accounts), n, replace=False))
        return self.only(self.accounts["account"].iloc[drawn]).noted(
            ("corpus", "sample", f"{n:,} of {len(self.accounts):,} accounts, drawn at random")
        )

    def only(self, names: Iterable[str]) -> Corpus:
        """The corpus with the tables of these accounts alone."""
        kept = set(names)
        tables = {table: getattr(self, table) for table in ("accounts", "blocks", "sentences")}
        return replace(self, **{name: t[t["account"].isin(kept)].reset_index(drop=True) for name, t in tables.items()})

    def noted(self, *notes: tuple[str, str, str]) -> Corpus:
        """The corpus with further rows of `errors`: name, error, message."""
        return replace(self, errors=pd.concat([self.errors, _frame(list(notes), ERRORS)], ignore_index=True))

    def apply(self, measure: Callable[..., pd.DataFrame], *args, **kwargs) -> pd.DataFrame:
        """The measure over all sentences (an account is never split)."""
        return measure(self.sentences, *args, **kwargs)

    def to_page(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` (with account, paragraph, sentence, and start and end in the sentence's text) with page_start and page_end."""
        where = {tuple(row[:3]): row[3:] for row in self.sentences[[*KEYS, "start", "end"]].itertuples(index=False)}
        starts, ends = [], []
        for account, paragraph, sentence, start, end in frame[[*KEYS, "start", "end"]].itertuples(index=False):
            first, last = where[account, paragraph, sentence]
            segment = clean(self.account(account).raw, first, last)
            starts.append(segment.at(int(start))[0])
            ends.append(segment.at(int(end) - 1)[1] if end > start else starts[-1])
        return frame.assign(page_start=starts, page_end=ends)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph: up to 。！？… (or ! ?) and the closing marks behind it.

    >>> text = "“好!”他说。出发"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['“好!”', '他说。', '出发']
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        piece = match[0].strip()
        if piece:
            start = match.start() + match[0].index(piece)
            spans.append((start, start + len(piece)))
    return spans


def read_corpus(path: str | PathLike[str], manifest: str | PathLike[str] | None = None, lists: bool = True) -> Corpus:
    """Read a folder of pages, one file, a table of pages (.csv, .tsv, .jsonl, .parquet), or a saved corpus.

    A folder's manifest.csv (or `manifest`) overrides what was parsed and adds its own columns; its corrections.csv relabels
    stretches of pages; the lists of its lexicons/ take the place of the package's until another corpus is read (`lists`: False for
    a corpus to compare with, which is read by the lists in use). What cannot be read is a row of `errors`. Raises FileNotFoundError
    when `path` does not exist.
    """
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(f"there is no file or folder {str(path)!r}")
    if lists:
        use_lists(root / "lexicons")
    if _is_saved(root):
        if manifest is not None:
            raise ValueError("a saved corpus has its manifest in it: give the manifest when reading the folder of pages")
        return load(root)
    found = list(progress(sources.pages(root), "reading pages", " pages"))
    pages = [p for p in found if isinstance(p, sources.Page)]
    errors = [(f.name, f.error, f.message) for f in found if isinstance(f, sources.Failure)]
    accounts: dict[str, Account] = {}
    for page in pages:
        try:
            account = parse_page(page.text, page.name)
            for start, end in page.furniture:
                account = relabel(account, start, end, "furniture", "running head or page number")
            accounts[page.name] = account
        except Exception as error:  # one bad page never stops a run; it is named with its error
            errors.append((page.name, "parser", f"{type(error).__name__}: {error}"))
    errors += correct(accounts, root)
    errors += [(file, "lexicon", fault) for file, fault in list_faults()] if lists else []
    corpus = from_accounts(accounts.values(), {p.name: p.sha256 for p in pages}, errors)
    table, problems = apply_manifest(corpus.accounts, {p.name: p.file for p in pages}, manifest_path(root, manifest))
    return replace(corpus, accounts=table, errors=pd.concat([corpus.errors, _frame(problems, ERRORS)], ignore_index=True))


def from_accounts(accounts: Iterable[Account], hashes: dict[str, str] | None = None, errors: Iterable[tuple] = ()) -> Corpus:
    """The corpus of accounts that were parsed one by one."""
    import hashlib

    parsed = {a.name: a for a in accounts}
    rows: dict[str, list] = {"accounts": [], "blocks": [], "sentences": []}
    failed = list(errors)
    for name, account in parsed.items():
        digest = (hashes or {}).get(name) or hashlib.sha256(account.raw.encode("utf-8", "surrogatepass")).hexdigest()
        sentences = list(_sentence_rows(account))
        values = [getattr(account, column) for column in _PARSED]
        rows["accounts"].append(
            (name, values[0], account.published, *values[1:], sum(len(b.text) for b in account.paragraphs), len(sentences), digest)
        )
        rows["blocks"] += [(name, i, b.kind, b.level, b.start, b.end, b.text, b.why) for i, b in enumerate(account.blocks)]
        rows["sentences"] += sentences
        if not account.paragraphs:
            failed.append((name, "no article", "the page was read, but no article was found on it: see its blocks"))
    return Corpus(
        _frame(rows["accounts"], ACCOUNTS),
        _frame(rows["blocks"], BLOCKS),
        _frame(rows["sentences"], SENTENCES),
        _frame(failed, ERRORS),
        parsed,
    )


def _frame(rows: list[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    rows = [tuple(whole(v) if isinstance(v, str) else v for v in row) for row in rows]
    frame = pd.DataFrame(rows, columns=list(columns))
    for column in columns:
        if column == "level":
            frame[column] = frame[column].astype("Int64")
        elif column == "published":
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        else:
            frame[column] = frame[column].astype("int64" if column in _INTEGERS else "str")
    return frame


def _sentence_rows(account: Account):
    for number, block in enumerate(account.paragraphs):
        segment = clean(account.raw, block.start, block.end)
        for i, (start, end) in enumerate(split_sentences(block.text)):
            yield account.name, number, i, block.kind, segment.at(start)[0], segment.at(end - 1)[1], block.text[start:end]


# --- a saved corpus --------------------------------------------------------------------------------------------------------

_TABLES = ("accounts", "blocks", "sentences", "errors")
_FIELDS = tuple(f.name for f in fields(Account) if f.name not in ("places", "blocks"))


def save(corpus: Corpus, folder: str | PathLike[str]) -> None:
    """Write the four tables and the pages as Parquet into a new folder, for `read_corpus` to read again."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=False)
    for table in _TABLES:
        getattr(corpus, table).to_parquet(out / f"{table}.parquet", index=False)
    rows = [
        [getattr(a, f) for f in _FIELDS] + [json.dumps([asdict(p) for p in a.places], ensure_ascii=False)] for a in corpus._parsed.values()
    ]
    pd.DataFrame(rows, columns=[*_FIELDS, "places"]).to_parquet(out / "pages.parquet", index=False)


def _is_saved(root: Path) -> bool:
    return root.is_dir() and all((root / f"{table}.parquet").is_file() for table in (*_TABLES, "pages"))


def load(folder: str | PathLike[str]) -> Corpus:
    """Read a corpus that `save` wrote, as it was: labels corrected by hand stay corrected."""
    root = Path(folder)
    tables = {table: pd.read_parquet(root / f"{table}.parquet") for table in _TABLES}
    tables["accounts"]["published"] = tables["accounts"]["published"].astype("datetime64[s]")
    blocks = {
        name: tuple(Block(r.kind, r.text, r.start, r.end, None if pd.isna(r.level) else int(r.level), r.why) for r in part.itertuples())
        for name, part in tables["blocks"].groupby("account", sort=False)
    }
    parsed = {}
    for row in pd.read_parquet(root / "pages.parquet").astype(object).to_dict("records"):
        values = {field: None if pd.isna(row[field]) else row[field] for field in _FIELDS}
        places = tuple(Place(**place) for place in json.loads(row["places"]))
        parsed[row["name"]] = Account(**values, places=places, blocks=blocks.get(row["name"], ()))
    return Corpus(**tables, _parsed=parsed)
