"""Builds tables in partitions from a folder of any size, on Dask: in bounded memory, and resumable
after an interruption.

The listing is cut into parts of a given number of pages. One worker parses each part, writes its
files atomically, and marks it in done/ last. A second run does the parts without a mark, those
whose pages have changed, and those whose files are not as they were written. Tables of pages are
first cut into pieces, also by the workers.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from ..common.files import (
    LOCK,
    UNFINISHED,
    atomically,
    files_hash,
    progress,
    remove,
    sole_writer,
    sweep,
    write_text,
)
from ..common.lists import LEXICONS, LISTS, copy_lists, list_faults, lists_of
from ..pages import sources
from ..pages.account import parse_page
from ..pages.packed import LIMITS, Limits, Reader
from . import partitions
from .corpus import Corpus, from_accounts, parse_all, read_corpus
from .manifest import (
    Manifest,
    correct,
    manifest_path,
    read_corrections,
    read_manifest,
    strays,
    unused,
)

VERSION = 2  # of the folder's layout
SIZE = 1000  # pages of a partition
BYTES = 64 * 2**20  # of its files, or of the text of a piece
_PIECE = ("name", "text", "file", "sha256", "given", "error", "message")
_KILLED = "the process that read this page died repeatedly: look at the page"


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker reads: files (and failures of the listing), or a piece of a table."""

    files: tuple[sources.Listed | sources.Failure, ...] = ()
    piece: Path | None = None
    limits: Limits = LIMITS

    def pages(self, skip: frozenset[str]) -> Iterator[sources.Page | sources.Failure]:
        """Its pages and failures; `skip`: pages that killed a worker."""
        with Reader(self.limits) as reader:
            for item in self.files if self.piece is None else _of_piece(self.piece):
                if isinstance(item, sources.Failure):
                    yield item
                elif item.name in skip:
                    yield sources.Failure(item.name, "parser", _KILLED)
                elif isinstance(item, sources.Listed):
                    yield from sources.read(item, reader)
                else:
                    yield item

    def mark(self) -> str:
        """A hash that changes if one of its files does."""
        return _mark(
            [self.piece.name]
            if self.piece
            else [_stat(f) if isinstance(f, sources.Listed) else f.name for f in self.files]
        )


def build_corpus(
    path: str | PathLike[str],
    out: str | PathLike[str],
    client=None,
    size: int = SIZE,
    limits: Limits = LIMITS,
) -> Corpus:
    """The corpus of `path` (as for `read_corpus`), built in the folder `out` as Parquet in
    partitions of `size` pages, with lazy tables.

    `client`: a Dask client, such as Client("tcp://…") of a cluster whose workers see both folders;
    None: the one in use, else one process per core of this machine. Memory does not grow with the
    number of pages, only with the manifest, the names in one folder, and by eight bytes per row of
    a table. After an interruption, call it again to continue. Called again on the same pages, it
    parses only files that changed; if the manifest, the corrections, the lists, the version of
    gongwen or a reader (python-docx) changed, it parses all. A page that cannot be read, or that
    costs more than `limits`, is a row of `errors`. Raises FileNotFoundError if there is no `path`,
    ValueError if `out` contains anything else, is inside `path` or is being written by another
    process, and MissingExtra without Dask.
    """
    root, out = Path(path), Path(out)
    if size < 1:
        raise ValueError(f"a partition has one page or more: {size}")
    check_folders(root, out)
    partitions.dask()
    out.mkdir(parents=True, exist_ok=True)
    if not partitions.is_begun(out):
        write_text(out / partitions.BEGUN, json.dumps(_made_with()) + "\n")
    with sole_writer(out):
        for folder in ("", "done", "cut", "plan", *partitions.FOLDERS):
            sweep(out / folder)
        _build_all(root, out, client, size, limits)
    return read_corpus(out)


def _build_all(root: Path, out: Path, client, size: int, limits: Limits) -> None:
    unread = _prepare(root, out)
    manifest, problems = read_manifest(manifest_path(root, None))
    corrections, faults = read_corrections(root)
    own = files_hash(sorted((out / LISTS).rglob("*.csv")))
    settings = _mark([_made_with(), own, asdict(limits), *manifest.rows.items(), *corrections])
    _store_rows(out, manifest, corrections)
    done: dict[int, dict] = {}
    with partitions.connected(client) as workers:
        pieces, in_tables = _cut_tables(root, out, size, limits, workers)
        parts = _parts(root, size, limits, pieces)
        # every partition has the columns of the manifest and of all tables
        columns = tuple(dict.fromkeys([*manifest.columns, *in_tables]))
        tasks = _tasks(out, _mark([settings, columns]), parts, columns, done)
        for number, counts in progress(
            partitions.finished(_build, tasks, workers, _page_by_page), "parsing", " partitions"
        ):
            done[number] = counts
    used, corrected = (
        {key for n in done for key in done[n][what]} for what in ("used", "corrected")
    )
    problems += [
        *strays(root),
        *faults,
        *correct({}, [row for row in corrections if row.get("account") not in corrected]),
    ]
    with lists_of(out / LISTS):
        wrong = [(file, "lexicon", fault) for file, fault in list_faults()]
    wrong += [(name, "lexicon", "not read: it may not be opened") for name in unread]
    problems += [*unused(manifest, used), *wrong]
    _finish(out, done, problems)


def check_folders(path: str | PathLike[str], out: str | PathLike[str]) -> None:
    """Raise what `build_corpus` raises for a path that does not exist, and for two folders that
    cannot be pages and their corpus.
    """
    root, out = Path(path), Path(out)
    if not root.exists():
        raise FileNotFoundError(f"there is no file or folder {str(path)!r}")
    if root.is_dir() and out.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"{out} lies inside the pages: give a folder outside of them")
    if partitions.is_built(root) or partitions.is_begun(root):
        raise ValueError(
            f"{root} is a built corpus: give the folder of pages that it was made from"
        )
    known = partitions.is_begun(out) or partitions.is_built(out)
    if out.exists() and not known and (not out.is_dir() or _is_used(out)):
        raise ValueError(
            f"{out} holds something else: give a new folder, or the one of an earlier build"
        )


def _is_used(folder: Path) -> bool:
    """Whether something is in a folder, besides what a killed process left."""
    return any(
        not path.name.startswith(UNFINISHED) and path.name != LOCK for path in folder.iterdir()
    )


def _prepare(root: Path, out: Path) -> list[str]:
    """Make the folder of the corpus, with its lists; those that cannot be read."""
    (out / "done").mkdir(parents=True, exist_ok=True)
    write_text(out / partitions.BEGUN, json.dumps(_made_with()) + "\n")
    remove(out / partitions.STATE)  # not a corpus until it is complete
    return copy_lists(root / LISTS, out / LISTS)


def _made_with() -> dict[str, str]:
    """What decides the result besides the pages: versions, installed readers, the package's
    lists.
    """
    packages = {}
    for name in ("gongwen", "python-docx", "pypdfium2", "python-calamine"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = ""
    return {
        "layout": str(VERSION),
        "lists": files_hash(sorted(LEXICONS.rglob("*.csv"))),
        **packages,
    }


def _mark(content) -> str:
    return hashlib.sha256(
        json.dumps(content, default=str, ensure_ascii=False).encode("utf8", "replace")
    ).hexdigest()


def _stat(listed: sources.Listed) -> tuple:
    """The state of a file; without size and time if it is no longer there."""
    try:
        stat = listed.file.stat()
    except OSError:
        return (listed.relative,)
    return listed.relative, stat.st_size, stat.st_mtime_ns


# --- the parts ------------------------------------------------------------------------------------


def _cut_tables(
    root: Path, out: Path, size: int, limits: Limits, workers
) -> tuple[dict[str, list[Path]], list[str]]:
    """The pieces of each table of pages, by its path in the folder; and the columns that the tables
    add to the accounts, in the order of the listing.
    """
    tables = (
        f
        for f in sources.listing(root)
        if isinstance(f, sources.Listed) and f.file.suffix.lower() in sources.TABLES
    )
    shutil.rmtree(out / "cut", ignore_errors=True)
    tasks = ((i, (table, out / "cut", size, limits)) for i, table in enumerate(tables))
    cut = dict(sorted(partitions.finished(_cut, tasks, workers)))
    columns = dict.fromkeys(column for _, _, added in cut.values() for column in added)
    return {relative: pieces for relative, pieces, _ in cut.values()}, list(columns)


def _cut(
    table: sources.Listed, folder: Path, size: int, limits: Limits
) -> tuple[str, list[Path], list[str]]:
    """A table of pages as Parquet files of `size` rows, with a hash of the table's state in their
    names; and the columns that it adds to the accounts.
    """
    stem = _mark(_stat(table))[:16]
    paths: list[Path] = []
    columns: dict[str, None] = {}
    with Reader(limits) as reader:
        items = sources.read(table, reader)
        for chunk in _chunks(items, size, lambda item: 4 * len(getattr(item, "text", ""))):
            columns.update(dict.fromkeys(c for item in chunk for c in getattr(item, "given", ())))
            paths.append(_write_piece(folder / f"{stem}-{size}-{len(paths):06d}.parquet", chunk))
    return table.relative, paths, list(columns)


def _chunks(items: Iterable, size: int, weight: Callable[[Any], int]) -> Iterator[list]:
    """The items in lists of at most `size`; a list ends earlier if its items weigh more than
    BYTES.
    """
    chunk, room = [], BYTES
    for item in items:
        chunk.append(item)
        room -= weight(item)
        if len(chunk) >= size or room < 0:
            yield chunk
            chunk, room = [], BYTES
    if chunk:
        yield chunk


def _write_piece(path: Path, items: list[sources.Page | sources.Failure]) -> Path:
    frame = pd.DataFrame(
        [
            {c: getattr(item, c, "") for c in _PIECE} | {"given": _json(getattr(item, "given", {}))}
            for item in items
        ],
        columns=list(_PIECE),
        dtype="str",
    )
    atomically(path, lambda temporary: frame.to_parquet(temporary, index=False))
    return path


def _json(content: Mapping) -> str:
    return json.dumps(dict(content), ensure_ascii=False)


def _of_piece(path: Path) -> Iterator[sources.Page | sources.Failure]:
    for row in pd.read_parquet(path).itertuples(index=False):
        page = (row.name, row.text, row.file, row.sha256)
        yield (
            sources.Failure(row.name, row.error, row.message)
            if row.error
            else sources.Page(*page, given=json.loads(row.given))
        )


def _parts(root: Path, size: int, limits: Limits, pieces: dict[str, list[Path]]) -> Iterator[Part]:
    """The listing in parts, in its order: the pieces of its tables, and the files between them."""
    for cut, run in groupby(
        sources.listing(root), lambda item: getattr(item, "relative", None) in pieces
    ):
        if cut:
            yield from (Part(piece=piece) for item in run for piece in pieces[item.relative])
        else:
            yield from (Part(tuple(files), None, limits) for files in _chunks(run, size, _bytes))


def _bytes(item: sources.Listed | sources.Failure) -> int:
    return sum(_stat(item)[1:2]) if isinstance(item, sources.Listed) else 0


def _tasks(
    out: Path, settings: str, parts: Iterator[Part], columns: tuple[str, ...], done: dict[int, dict]
) -> Iterator[tuple[int, tuple]]:
    """Number and arguments of each part without a mark of an earlier run; the results of the others
    go into `done`.
    """
    for number, part in enumerate(parts):
        mark = _mark([settings, part.mark()])
        earlier = _earlier(out, number, mark)
        if earlier:
            done[number] = earlier
        else:
            atomically(
                _planned(out, number),
                lambda path, part=part: Path(path).write_bytes(pickle.dumps(part)),
            )
            yield number, (out, number, mark, columns)


def _earlier(out: Path, number: int, mark: str) -> dict | None:
    """The stored result of a part with this mark: from an earlier run, or from a worker that died
    before it could report it. None if there is none, or if a file of the part is not as it was
    written; then what is in its place is removed.
    """
    try:
        result = partitions.checked(partitions.mark_path(out, number).read_text("utf8"))
        if result["mark"] == mark and result["sha256"] == partitions.part_hashes(out, number):
            return result
    except (OSError, ValueError, LookupError, TypeError):
        pass
    for path in partitions.part_files(out, number):
        if path.is_symlink() or path.is_dir():
            remove(path)
    return None


def _planned(out: Path, number: int) -> Path:
    """The file that lists the pages of a part until the part is done; given to the scheduler, the
    list would stay in memory.
    """
    return out / "plan" / f"part-{number:06d}.pickle"


# --- one part, on a worker ------------------------------------------------------------------------


def _build(
    out: Path, number: int, mark: str, columns: tuple[str, ...], skip: frozenset[str] = frozenset()
) -> dict:
    """Parse a part and write it, the mark last; returns the mark and the counts."""
    if result := _earlier(out, number, mark):
        return result
    items = list(_part(out, number).pages(skip))
    names = {page.name for page in items}
    rows = {
        row.pop("file"): row
        for row in _stored_rows(
            out, "manifest", "file", names | {getattr(page, "file", "") for page in items}
        )
    }
    manifest = Manifest(columns, rows, "manifest.csv" if columns or rows else "")
    corrections = _stored_rows(out, "corrections", "account", names)
    with lists_of(out / LISTS):
        corpus, used = parse_all(items, manifest, corrections)
    partitions.write_part(out, number, corpus)
    counts = {name: len(getattr(corpus, name)) for name in ("accounts", "sentences", "errors")}
    result = {
        "mark": mark,
        "sha256": partitions.part_hashes(out, number),
        **counts,
        "used": sorted(used),
        "corrected": sorted({row["account"] for row in corrections}),
    }
    write_text(partitions.mark_path(out, number), partitions.with_check(result), True)
    _planned(out, number).unlink(missing_ok=True)
    return result


def _part(out: Path, number: int) -> Part:
    return pickle.loads(_planned(out, number).read_bytes())


def _store_rows(out: Path, manifest: Manifest, corrections: list[dict[str, str]]) -> None:
    """Store manifest and corrections so that a worker reads only the rows of its pages."""
    for name, rows in (
        ("manifest", [{**row, "file": key} for key, row in manifest.rows.items()]),
        ("corrections", corrections),
    ):
        if rows and all("account" in row or "file" in row for row in rows):
            atomically(
                out / f"{name}.parquet",
                lambda path, rows=rows: pd.DataFrame(rows, dtype="str").to_parquet(
                    path, index=False
                ),
            )
        else:
            (out / f"{name}.parquet").unlink(missing_ok=True)


def _stored_rows(out: Path, name: str, key: str, keys: set[str]) -> list[dict[str, str]]:
    path = out / f"{name}.parquet"
    if not path.is_file() or not keys:
        return []
    return pd.read_parquet(path, filters=[(key, "in", keys)]).fillna("").to_dict("records")


def _page_by_page(workers, arguments: tuple) -> dict:
    """Build a part whose workers died: try each of its pages alone, then build the part without
    those that kill a worker.
    """
    from distributed import KilledWorker

    out, number, mark, columns = arguments
    if result := _earlier(out, number, mark):  # done, and the worker died before it could say so
        return result
    part = _part(out, number)
    pages = [part.piece] if part.piece else [f for f in part.files if isinstance(f, sources.Listed)]
    tries = [
        (page, i) for page in pages for i in range(len(pd.read_parquet(page)) if part.piece else 1)
    ]
    killers = set()
    for page, i in tries:
        try:
            partitions.patiently(workers, workers.submit(_try, page, i, pure=False).result)
        except KilledWorker:
            killers.add(page.name if not part.piece else pd.read_parquet(page)["name"].iloc[i])
    again = workers.submit(_build, out, number, mark, columns, frozenset(killers), pure=False)
    return partitions.patiently(workers, again.result)


def _try(page: sources.Listed | Path, row: int) -> None:
    with Reader() as reader:
        items = _of_piece(page) if isinstance(page, Path) else sources.read(page, reader)
        for i, item in enumerate(items):
            if isinstance(item, sources.Page) and i >= row:
                parse_page(item.text, item.name)
                return


# --- the end --------------------------------------------------------------------------------------


def _finish(out: Path, done: dict[int, dict], problems: list[tuple[str, str, str]]) -> None:
    """Write the problems that concern no single page as a last partition, and build.json, which
    makes the folder a corpus.
    """
    numbers = sorted(done)
    sizes = [done[n]["accounts"] for n in numbers] + [0]
    last = from_accounts([]).noted(*problems)
    if numbers:
        like = partitions.read_part(numbers[0], out, "accounts").head(0)
        last = replace(last, accounts=like)
    partitions.write_part(out, len(numbers), last)
    for table in partitions.FOLDERS:  # what an earlier run left, finished or not
        wanted = {partitions.table_path(out, table, n) for n in range(len(numbers) + 1)}
        for path in set((out / table).glob("part-*")) - wanted:
            remove(path)
    marks = {partitions.mark_path(out, n) for n in numbers}
    for path in set((out / "done").glob("part-*")) - marks:
        remove(path)
    counts = {name: sum(done[n][name] for n in numbers) for name in ("sentences", "errors")}
    state = {
        "lazy": True,
        "sizes": sizes,
        "sentences": counts["sentences"],
        "errors": counts["errors"] + len(problems),
    }
    state["made_with"] = _made_with()
    state["bytes"] = [partitions.part_bytes(out, n) for n in range(len(sizes))]
    write_text(out / partitions.STATE, partitions.with_check(state), durable=True)
    for folder in ("cut", "plan"):
        shutil.rmtree(out / folder, ignore_errors=True)
