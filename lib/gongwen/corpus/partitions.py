"""Tables in partitions of Parquet files, and work on all of them with Dask; all rows of an
account are in one partition.

    accounts/part-000000.parquet blocks/… sentences/… errors/… pages/… (the pages' text and fields)
    done/part-000000.json (its mark, written last), build.json (its bytes, and those of all parts)

Dask is the extra `scale` (requirements-scale.txt). Functions hold one partition in
memory, or the results of all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from ..common.columns import typed
from ..common.files import atomically, file_hash, is_file, own_file, progress
from ..common.lists import carrying, own_folder
from ..language.places import Place
from ..pages import sources
from ..pages.account import Account, Block
from .tables import TABLES

FIELDS = tuple(f.name for f in fields(Account) if f.name not in ("places", "blocks"))
FOLDERS = (*TABLES, "pages")
STATE, BEGUN = sources.BUILT  # that all is there; that a build was begun here
AGAIN = "call build_corpus again, and what is damaged is read anew"
# what a worker does first: Ctrl-C is for the process that waits for it
_WAITS = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
STEP, PATIENCE = 5, 60  # seconds: how often workers are looked for, how long without any


class MissingExtra(ImportError):
    """A library of the extra `scale` that is not installed."""


def dask():
    """The package dask, with distributed. Raises MissingExtra, which says what to do."""
    try:
        import dask
        import distributed  # noqa: F401
    except ImportError:
        raise MissingExtra(
            "a corpus in partitions needs Dask: pip install -r requirements-scale.txt"
        ) from None
    return dask


def is_built(root: Path) -> bool:
    return own_file(root, STATE) is not None


def is_begun(root: Path) -> bool:
    """Whether a build was begun in the folder, so that its contents are the build's."""
    try:
        return "layout" in json.loads((root / BEGUN).read_text("utf8"))
    except (OSError, ValueError, RecursionError, TypeError):
        return False


def state(root: Path) -> dict:
    """The content of build.json: `sizes` (accounts in each partition), `bytes` (of the files of
    each partition), `sentences`, `errors`, `lazy`, and `made_with`. Raises ValueError if it is
    damaged.
    """
    try:
        content = checked(_opened(root, STATE).read_text("utf8"))
    except ValueError:
        raise ValueError(f"{root / STATE} is damaged: {AGAIN}") from None
    return content


def with_check(content: dict) -> str:
    """A mark or state as JSON, with a hash of all else that is in it."""
    return json.dumps({**content, "check": _check(content)}, ensure_ascii=False) + "\n"


def checked(text: str) -> dict:
    """The content of a mark or state. Raises ValueError if it is not what was written."""
    try:
        content = json.loads(text)
        check = content.pop("check", None)
        # an earlier version wrote neither
        sound = check == _check(content) if "check" in text or "bytes" in content else True
        sound = sound and all(isinstance(n, int) for n in content.get("sizes", []))
    except (ValueError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise ValueError("not what was written")
    return content


def _is_sound(mark: Path) -> bool:
    try:
        checked(mark.read_text("utf8"))
    except (OSError, ValueError):
        return False
    return True


def _check(content: dict) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf8", "replace")).hexdigest()


def part_files(root: Path, number: int) -> list[Path]:
    """The files of a partition, its mark last."""
    return [
        *(table_path(root, table, number) for table in FOLDERS),
        mark_path(root, number),
    ]


def part_bytes(root: Path, number: int) -> list[int]:
    """The size of each file of a partition; 0 for one that is not there."""
    return [path.stat().st_size if is_file(path) else 0 for path in part_files(root, number)]


def part_hashes(root: Path, number: int) -> list[str]:
    """The SHA-256 of each table of a partition; "" for one that is not there, or is a link."""
    tables = part_files(root, number)[:-1]
    return [file_hash(p) if is_file(p) and not p.is_symlink() else "" for p in tables]


def mark_path(root: Path, number: int) -> Path:
    """The file that says that a partition is complete, and what was read in it."""
    return root / "done" / f"part-{number:06d}.json"


def damages(root: Path) -> list[str]:
    """What is not as it was built: partitions with a file that is missing or of another size, and
    files that are no partition's. None of a corpus that an earlier version built.
    """
    written = state(root).get("bytes", [])
    wrong = [
        n
        for n, sizes in enumerate(written)
        if sizes != part_bytes(root, n) or (sizes[-1] and not _is_sound(mark_path(root, n)))
    ]
    known = {table_path(root, table, n) for table in FOLDERS for n in range(len(written))}
    more = {path for table in FOLDERS if written for path in (root / table).glob("part-*")} - known
    return [f"partition {n} is damaged or not complete" for n in wrong] + [
        f"{path.relative_to(root)} is no part of it" for path in sorted(more)
    ]


def _opened(root: Path, name: str) -> Path:
    """The path of a file of a built corpus. Raises FileNotFoundError if it is missing, or if a link
    leads out of the corpus.
    """
    path = own_file(root, name)
    if path is None:
        raise FileNotFoundError(f"{root / name} is not there, or a link leads out of the corpus")
    return path


def table_path(root: Path, table: str, number: int) -> Path:
    return root / table / f"part-{number:06d}.parquet"


def _part(root: Path, table: str, number: int) -> Path:
    """The path of a partition's file. Raises FileNotFoundError as `_opened` does."""
    return _opened(root, table_path(root, table, number).relative_to(root).as_posix())


def write_part(root: Path, number: int, corpus) -> None:
    """Write the tables and pages of one partition, each file atomically and safe from a power
    cut.
    """
    rows = [
        [getattr(a, f) for f in FIELDS]
        + [json.dumps([asdict(p) for p in a.places], ensure_ascii=False)]
        for a in map(corpus.account, corpus.accounts["account"])
    ]
    pages = pd.DataFrame(rows, columns=[*FIELDS, "places"]).astype(
        {f: "str" for f in FIELDS if not f.startswith("published")}
    )
    for table in FOLDERS:
        frame = pages if table == "pages" else getattr(corpus, table).copy(deep=False)
        frame.attrs = {}  # a file holds no path of this machine
        atomically(
            table_path(root, table, number),
            lambda path, frame=frame: frame.to_parquet(path, index=False),
            durable=True,
        )


def read_part(
    number: int, root: Path, table: str, names: frozenset[str] | None = None
) -> pd.DataFrame:
    """A table of one partition with the types that it has in memory; only the rows of `names`
    (accounts or pages), if they are given.
    """
    key = "name" if table in ("pages", "errors") else "account"
    path = _part(root, table, number)
    try:
        frame = pd.read_parquet(path, filters=[(key, "in", names)] if names else None)
    except (OSError, ValueError) as error:  # pyarrow's errors are either
        raise ValueError(f"{path} is damaged ({type(error).__name__}): {AGAIN}") from None
    if names is not None and not names:
        frame = frame.head(0)
    if table == "accounts":  # Parquet has days by the millisecond
        frame = typed(frame, table)
    return carrying(frame, own_folder(root))


def read_parts(
    numbers: Iterable[int],
    root: Path,
    table: str,
    names: Mapping[int, frozenset[str] | None] | None = None,
) -> pd.DataFrame:
    """A table of several partitions as one; `names`: the accounts wanted from each (None: all)."""
    return _joined(
        [read_part(n, root, table, (names or {}).get(n)) for n in numbers]
        or [read_part(0, root, table).head(0)]
    )


def accounts_of(number: int, root: Path, names: frozenset[str] | None = None) -> Iterator[Account]:
    """The accounts of one partition."""
    blocks = {
        name: tuple(
            Block(r.kind, r.text, r.start, r.end, None if pd.isna(r.level) else int(r.level), r.why)
            for r in part.itertuples()
        )
        for name, part in read_part(number, root, "blocks", names).groupby("account", sort=False)
    }
    for row in read_part(number, root, "pages", names).astype(object).to_dict("records"):
        values = {field: None if pd.isna(row[field]) else row[field] for field in FIELDS}
        yield Account(
            **values,
            places=tuple(Place(**p) for p in json.loads(row["places"])),
            blocks=blocks.get(row["name"], ()),
        )


def lazy(root: Path, table: str, parts: int):
    """A table of all partitions as a Dask DataFrame."""
    config = dask().config
    from dask.dataframe import from_map

    with config.set({"dataframe.convert-string": False}):
        return from_map(
            read_part, range(parts), root=root, table=table, meta=read_part(0, root, table).head(0)
        )


@contextmanager
def cluster(address: str | None = None, workers: int | None = None):
    """A context with a Dask client: of the scheduler at an address, or of `workers` processes on
    this machine (None: one per core).
    """
    dask()
    from distributed import Client, LocalCluster

    if address:
        with Client(address) as client:
            yield client
        return
    quiet = {"dashboard_address": None, "silence_logs": 50, "preload": [_WAITS]}
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, **quiet) as processes,
        Client(processes) as client,
    ):
        yield client


@contextmanager
def connected(client=None):
    """A context with the client to use: `client`, else the one in use, else one with a process per
    core. None if Dask is set to its synchronous scheduler
    (dask.config.set(scheduler="synchronous")), which works in this process.
    """
    config = dask().config
    if client is None and str(config.get("scheduler", "")) in (
        "sync",
        "synchronous",
        "single-threaded",
    ):
        yield None
        return
    from distributed import get_client

    with suppress(ValueError):  # there is none
        client = client or get_client()
    if client is not None:
        yield client
        return
    with cluster() as own:
        yield own


def finished(
    work: Callable, tasks: Iterable[tuple[int, tuple]], client, retry: Callable | None = None
) -> Iterator[tuple[int, Any]]:
    """(number, work(*arguments)) for each of `tasks` (number, arguments), as they end; only as many
    run at once as keep the workers busy.

    `client`: from `connected`. `retry(client, arguments)` is called for a task whose workers died.
    """
    if client is None:
        library = dask()
        for number, arguments in tasks:
            yield (
                number,
                library.delayed(work, pure=False)(*arguments).compute(scheduler="synchronous"),
            )
        return
    from distributed import KilledWorker, wait

    room = 2 * max(1, sum(client.nthreads().values()))
    running: dict = {}
    waiting = iter(tasks)
    while True:
        while len(running) < room and (task := next(waiting, None)) is not None:
            running[client.submit(work, *task[1], pure=False)] = task
        if not running:
            return
        first = partial(wait, list(running), return_when="FIRST_COMPLETED")
        future = next(iter(patiently(client, first).done))
        number, arguments = running.pop(future)
        try:
            result = future.result()
        except KilledWorker:
            if retry is None:
                raise
            result = retry(client, arguments)
        yield number, result


def patiently(client, result: Callable):
    """`result(timeout=seconds)`, called again as long as there is a worker to wait for.

    Raises ConnectionError if all workers have died and none has come back for PATIENCE seconds.
    """
    alone = 0
    while True:
        try:
            return result(timeout=STEP)
        except TimeoutError:
            alone = 0 if client.nthreads() else alone + STEP
        if alone >= PATIENCE:
            raise ConnectionError(
                "all workers have died and none has come back: run it again, and it goes on where "
                "it stopped"
            )


def over_all(
    parts: Sequence[Sequence[int]], work: Callable, combine: Callable | None = None
) -> pd.DataFrame:
    """work(numbers) for each of `parts` (numbers of partitions), joined in their order; `combine`
    reduces the results as they come in.
    """
    early: dict[int, pd.DataFrame] = {}  # results that came before their turn
    tables: list[pd.DataFrame] = []
    taken = 0
    with connected() as client:
        tasks = ((i, (numbers,)) for i, numbers in enumerate(parts))
        for i, table in progress(finished(work, tasks, client), "measuring", " parts", len(parts)):
            early[i] = table
            while taken in early:
                tables.append(early.pop(taken))
                taken += 1
            if combine and len(tables) > 32:
                tables = [combine(_joined(tables))]
    return combine(_joined(tables)) if combine else _joined(tables)


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([t for t in tables if len(t)] or tables[:1], ignore_index=True)


class Pages(Mapping):
    """The accounts of all partitions by name, each read when asked for."""

    def __init__(self, root: Path, sizes: list[int]):
        self.root, self.sizes = root, sizes

    def __getitem__(self, name: str) -> Account:
        for number in self.parts_of([name]):
            return next(accounts_of(number, self.root, frozenset([name])))
        raise KeyError(name)

    def __contains__(self, name) -> bool:
        return bool(self.parts_of([name]))

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self.sizes)):
            yield from pd.read_parquet(_part(self.root, "accounts", number), columns=["account"])[
                "account"
            ]

    def __len__(self) -> int:
        return sum(self.sizes)

    def parts_of(self, names: Iterable[str]) -> dict[int, frozenset[str]]:
        """The partitions that contain accounts of these names, and which of them each contains."""
        wanted = frozenset(names)
        if not wanted:
            return {}
        parts = {}
        for number in range(len(self.sizes)):
            here = pd.read_parquet(
                _part(self.root, "accounts", number),
                columns=["account"],
                filters=[("account", "in", wanted)],
            )
            if len(here):
                parts[number] = frozenset(here["account"])
        return parts
