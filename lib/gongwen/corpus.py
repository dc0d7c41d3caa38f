"""Accounts → tidy tables, with the scholar's own manifest and corrections.

Positions are 0-based characters of the page, end exclusive. A measure is a function from the table of sentences to a table;
`Corpus.apply` runs it, `Corpus.to_page` leads its offsets back to the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Callable, Iterable

import pandas as pd

from . import sources
from .markup import clean
from .page import KINDS, Account, Block, parse_page

ACCOUNTS = ("account", "title", "published", "source", "author", "province", "prefecture", "county", "unit", "characters", "sentences", "sha256")
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

    def apply(self, measure: Callable[..., pd.DataFrame], *args, **kwargs) -> pd.DataFrame:
        """The measure over all sentences (an account is never split)."""
        return measure(self.sentences, *args, **kwargs)

    def to_page(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` (with account, paragraph, sentence, and start and end in the sentence's text) with page_start and page_end."""
        keys = ["account", "paragraph", "sentence"]
        where = {tuple(row[:3]): row[3:] for row in self.sentences[[*keys, "start", "end"]].itertuples(index=False)}
        starts, ends = [], []
        for account, paragraph, sentence, start, end in frame[[*keys, "start", "end"]].itertuples(index=False):
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


def read_corpus(path: str | PathLike[str], manifest: str | PathLike[str] | None = None) -> Corpus:
    """Read a folder of pages, one file, a table of pages (.csv, .tsv, .jsonl, .parquet), or a saved corpus.

    A folder's manifest.csv (or `manifest`) overrides what was parsed and adds its own columns; its corrections.csv relabels
    stretches of pages. What cannot be read is a row of `errors`. Raises FileNotFoundError when `path` does not exist.
    """
    root = Path(path)
    if _is_saved(root):
        return load(root)
    found = list(_progress(sources.pages(root)))
    pages = [p for p in found if isinstance(p, sources.Page)]
    errors = [(f.name, f.error, f.message) for f in found if isinstance(f, sources.Failure)]
    accounts: dict[str, Account] = {}
    for page in pages:
        try:
            accounts[page.name] = parse_page(page.text, page.name)
        except Exception as error:  # one bad page never stops a run; it is named with its error
            errors.append((page.name, "parser", f"{type(error).__name__}: {error}"))
    errors += _correct(accounts, root)
    corpus = from_accounts(accounts.values(), {p.name: p.sha256 for p in pages}, errors)
    return _with_manifest(corpus, {p.name: p.file for p in pages}, _manifest_path(root, manifest))


def _progress(items: Iterable):
    """A progress bar for anything that takes longer than two seconds."""
    from tqdm import tqdm

    return tqdm(items, desc="reading pages", unit=" pages", delay=2, leave=False)


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
        rows["accounts"].append((name, values[0], account.published, *values[1:], sum(len(b.text) for b in account.paragraphs), len(sentences), digest))
        rows["blocks"] += [(name, i, b.kind, b.level, b.start, b.end, b.text, b.why) for i, b in enumerate(account.blocks)]
        rows["sentences"] += sentences
        if not account.paragraphs:
            failed.append((name, "no article", "the page was read, but no article was found on it: see its blocks"))
    return Corpus(
        _frame(rows["accounts"], ACCOUNTS), _frame(rows["blocks"], BLOCKS), _frame(rows["sentences"], SENTENCES), _frame(failed, ERRORS), parsed
    )


def _frame(rows: list[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
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


# --- manifest and corrections ----------------------------------------------------------------------------------------------


def _manifest_path(root: Path, manifest: str | PathLike[str] | None) -> Path | None:
    if manifest is not None:
        if not Path(manifest).is_file():
            raise FileNotFoundError(f"there is no manifest {str(manifest)!r}")
        return Path(manifest)
    own = (root if root.is_dir() else root.parent) / "manifest.csv"
    return own if own.is_file() and (root.is_dir() or root.suffix.lower() not in sources.TABLES) else None


def _with_manifest(corpus: Corpus, files: dict[str, str], path: Path | None) -> Corpus:
    """The corpus with the manifest's columns; `from_manifest` names the parsed columns that it overrides in each row."""
    if path is None:
        return corpus
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return _with_errors(corpus, [(path.name, "manifest", f"not read: {error}")])
    if not rows or "file" not in rows[0]:
        return _with_errors(corpus, [(path.name, "manifest", "needs a header with a column `file`, then columns of accounts or your own")])
    by_name, problems = _match(rows, files, path.name)
    accounts = corpus.accounts.copy()
    added = [c for c in rows[0] if c and c not in ("file", "account", *ACCOUNTS)]
    overridden = [[c for c in ACCOUNTS if by_name.get(name, {}).get(c)] for name in accounts["account"]]
    for column in [c for c in rows[0] if c in ACCOUNTS[1:9]]:
        given = [by_name.get(name, {}).get(column) or None for name in accounts["account"]]
        accounts[column] = _override(accounts[column], given, column, problems, path.name)
    for column in added:
        accounts[column] = pd.Series([by_name.get(name, {}).get(column) or None for name in accounts["account"]], dtype="str")
    accounts["from_manifest"] = pd.Series([",".join(o) for o in overridden], dtype="str")
    return _with_errors(replace(corpus, accounts=accounts), problems)


def _match(rows: list[dict], files: dict[str, str], manifest: str) -> tuple[dict[str, dict], list[tuple]]:
    """Rows of the manifest by account; a row whose file is not there, or is there twice, is a problem."""
    names = {file: name for name, file in files.items()} | {name: name for name in files}
    found: dict[str, dict] = {}
    problems = []
    for row in rows:
        name = names.get(row["file"])
        if name is None:
            problems.append((row["file"] or manifest, "manifest", "a row without a file of this name in the folder"))
        elif name in found:
            problems.append((row["file"], "manifest", "two rows for one file: the first is used"))
        else:
            found[name] = row
    return found, problems


def _override(column: pd.Series, given: list[str | None], name: str, problems: list[tuple], manifest: str) -> pd.Series:
    if name == "published":
        from .fields import find_date

        days = [find_date(value) if value else None for value in given]
        problems += [(manifest, "manifest", f"not a date: {value!r}") for value, day in zip(given, days) if value and not day]
        given = [pd.Timestamp(day.date) if day else None for day in days]
    return pd.Series([old if new is None else new for old, new in zip(column, given)], index=column.index, dtype=column.dtype)


def _with_errors(corpus: Corpus, rows: list[tuple]) -> Corpus:
    return replace(corpus, errors=pd.concat([corpus.errors, _frame(rows, ERRORS)], ignore_index=True) if rows else corpus.errors)


def _correct(accounts: dict[str, Account], root: Path) -> list[tuple]:
    """Relabel stretches by the folder's corrections.csv (account, start, end, kind); rows that do not fit are errors."""
    path = root / "corrections.csv"
    if not path.is_file():
        return []
    try:
        rows = sources.read_csv(sources.read_text(path))
    except (sources.PageError, OSError) as error:
        return [(path.name, "corrections", f"not read: {error}")]
    problems = []
    for number, row in enumerate(rows, 2):
        try:
            name, start, end, kind = row["account"], int(row["start"]), int(row["end"]), row["kind"]
            accounts[name] = relabel(accounts[name], start, end, kind)
        except (KeyError, ValueError) as error:
            reason = f"no column or account {error}" if isinstance(error, KeyError) else str(error)
            problems.append((path.name, "corrections", f"line {number} is not used: {reason}"))
    return problems


def relabel(account: Account, start: int, end: int, kind: str) -> Account:
    """The account with raw[start:end] labelled `kind`; blocks across the edge are cut. Raises ValueError for bad bounds or kinds."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; there are: {', '.join(KINDS)}")
    if not 0 <= start < end <= len(account.raw):
        raise ValueError(f"{start}:{end} is not a stretch of a page of {len(account.raw)} characters")
    blocks: list[Block] = []
    for block in account.blocks:
        for a, b in ((block.start, min(block.end, start)), (max(block.start, end), block.end)):
            if a < b:
                blocks.append(block if (a, b) == (block.start, block.end) else _piece(account.raw, a, b, block.kind, block.why, block.level))
    blocks.append(_piece(account.raw, start, end, kind, "corrected by hand", 1 if kind == "heading" else None))
    return replace(account, blocks=tuple(sorted(blocks, key=lambda b: b.start)))


def _piece(raw: str, start: int, end: int, kind: str, why: str, level: int | None) -> Block:
    segment = clean(raw, start, end)
    return Block(kind, segment.text if segment else "", start, end, level, why)  # type: ignore[arg-type]


# --- a saved corpus --------------------------------------------------------------------------------------------------------

_TABLES = ("accounts", "blocks", "sentences", "errors")


def save(corpus: Corpus, folder: str | PathLike[str]) -> None:
    """Write the four tables and the pages as Parquet into a new folder, for `read_corpus` to read again."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=False)
    for table in _TABLES:
        getattr(corpus, table).to_parquet(out / f"{table}.parquet", index=False)
    raw = [(a.name, a.raw, a.published_time.isoformat() if a.published_time else None, a.editor, a.site) for a in corpus._parsed.values()]
    pd.DataFrame(raw, columns=["account", "raw", "published_time", "editor", "site"]).to_parquet(out / "pages.parquet", index=False)


def _is_saved(root: Path) -> bool:
    return root.is_dir() and all((root / f"{table}.parquet").is_file() for table in (*_TABLES, "pages"))


def load(folder: str | PathLike[str]) -> Corpus:
    """Read a corpus that `save` wrote; its pages are parsed again only where an account is asked for."""
    root = Path(folder)
    tables = {table: pd.read_parquet(root / f"{table}.parquet") for table in _TABLES}
    pages = pd.read_parquet(root / "pages.parquet")
    return Corpus(**tables, _parsed=_Lazy(zip(pages["account"], pages["raw"])))


class _Lazy(dict):
    """Pages by name that become accounts when they are asked for."""

    def __getitem__(self, name: str) -> Account:
        value = super().__getitem__(name)
        return parse_page(value, name) if isinstance(value, str) else value


