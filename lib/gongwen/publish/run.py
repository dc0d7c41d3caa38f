"""Execute the notebooks so that a second run changes no byte: `python -m gongwen run`.

Each notebook runs in a fresh kernel and writes into a folder of its own. When all have ended, the
notebooks whose cells all passed, with their figures, take the place of what was there, without
times, random ids or machine names. A run that is stopped changes nothing.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..common.characters import brief, legible
from ..common.files import (
    LOCK,
    NOTEBOOKS,
    UNFINISHED,
    cache_folder,
    is_file,
    is_notebook,
    project_root,
    remove,
    setting,
    sole_writer,
    sweep,
    write_text,
)
from ..common.prose import many
from . import docs, record

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_NUMBERED = re.compile(r"\d\d_", re.ASCII)
PNG = "image/png"
MARKS = ("<!-- findings: written by the notebooks' last cells -->", "<!-- end of findings -->")


class Running:
    """The notebooks that run: their clients, a bar of their cells, and whether they are being
    stopped.
    """

    def __init__(self, bar=None):
        self.bar = bar
        self.clients: dict = {}
        self.stopped = False

    def run(self, client, environment: dict[str, str]) -> None:
        """Execute the notebook of a client, until it ends or is stopped."""

        async def execute() -> None:
            self.clients[client] = asyncio.get_running_loop(), asyncio.current_task()
            await client.async_execute(env=environment)

        try:
            asyncio.run(execute())
        except asyncio.CancelledError:
            raise RuntimeError("stopped") from None
        finally:
            self.clients.pop(client, None)

    def stop(self, begun: list[Future]) -> None:
        """Begin no more, and end the kernels until none is left."""
        self.stopped = True
        for future in begun:
            future.cancel()
        told = set()
        while wait(begun, timeout=0.1).not_done:
            for client, (loop, task) in list(self.clients.items()):
                kernel = getattr(client.km, "provisioner", None)
                if kernel is not None and kernel.process is not None:
                    kernel.process.kill()
                if client not in told:  # a kernel that dies while it starts may not be missed
                    told.add(client)
                    with suppress(RuntimeError):  # its loop has ended
                        loop.call_soon_threadsafe(task.cancel)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of running one notebook: `error` is "" if all cells passed."""

    name: str
    seconds: float
    error: str = ""

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".ipynb")


def notebooks(wanted: list[str] | None = None, corpus: Path | None = None) -> dict[str, Path]:
    """The project's notebooks in order and then those of a corpus, by the names of their executed
    copies; or those whose names begin with one of `wanted` (01, 02 …).

    Raises FileNotFoundError, naming the existing ones.
    """
    existing = {path.name: path for path in numbered(project_root() / "notebooks")}
    if not existing:
        raise FileNotFoundError(
            "no notebooks/NN_name.ipynb here: run this from the project's folder"
        )
    if corpus:
        existing |= own_notebooks(corpus)
    unknown = [w for w in wanted or [] if not any(name.startswith(w) for name in existing)]
    if unknown:
        stems = ", ".join(name.removesuffix(".ipynb") for name in existing)
        raise FileNotFoundError(f"no notebook {', '.join(unknown)}; there are: {stems}")
    return {
        name: path
        for name, path in existing.items()
        if not wanted or any(name.startswith(w) for w in wanted)
    }


def own_notebooks(corpus: Path) -> dict[str, Path]:
    """The notebooks in the folder notebooks/ of a corpus, by the names of their executed copies.

    A name without a number, or one of the project's, gets 99_ in front. Links that lead out of the
    corpus are not followed; `read_corpus` names them in its errors.
    """
    project = project_root() / "notebooks"
    folder = corpus / NOTEBOOKS
    if not folder.is_dir() or folder.resolve() == project.resolve():
        return {}
    taken = {path.name for path in numbered(project)}
    own: dict[str, Path] = {}
    found = sorted(path for path in folder.iterdir() if is_notebook(path, corpus))
    for path in sorted(found, key=lambda path: not _NUMBERED.match(path.name)):
        name = legible(path.name)
        while not _NUMBERED.match(name) or name in taken:
            name = f"99_{name}"
        taken.add(name)
        own[name] = path
    return own


def run(
    wanted: list[str] | None = None,
    corpus: str | None = None,
    out: str | None = None,
    jobs: int = 1,
    timeout: int = 600,
    by: str | None = None,
) -> list[Result]:
    """Execute notebooks. With `corpus` or `out` the stored ones stay as they are, and copies go to
    <out>/notebooks; with `corpus` those in its own folder notebooks/ run, too.

    `jobs`: how many notebooks run at once; 0: one for each core. `timeout`: seconds for one cell.
    `by`: the column by which they group accounts (default: of the setting GONGWEN_BY). Figures go
    to `out` (default figures/; figures/mine if only a corpus is given), with a record of the run
    (run.json). Of a notebook that fails nothing is written; copies and figures of an earlier run on
    another corpus go. Raises FileNotFoundError if the corpus does not exist, ValueError if it has
    no page or if another run writes there, and KeyboardInterrupt, within seconds, if it is stopped;
    then nothing is changed.
    """
    root = project_root()
    place = root / (corpus or str(setting("corpus", "seeds")))
    if corpus and not place.exists():
        raise FileNotFoundError(
            f"there is no corpus {corpus!r}: give a folder of pages, a page, or a table of pages"
        )
    if corpus:
        _check(place)
    figures, folder = folders(corpus, out)
    if (corpus or out) and folder == root / "notebooks":
        raise ValueError("copies of the notebooks would take their place: give another --out")
    paths = notebooks(wanted, place if corpus else None)
    with sole_writer(figures):
        _clear(figures, folder)
        if not (corpus or out):
            sweep(root)
        staged = figures / f"{UNFINISHED}{os.getpid()}"
        try:
            begun = record.new(place)
            environment = {"GONGWEN_CORPUS": str(place.resolve())} if corpus else {}
            if by:
                environment["GONGWEN_BY"] = by
            if len(paths) > 1:  # pages are read once for all of them
                environment["GONGWEN_ONCE"] = str(staged / "once")
            results = _executed(paths, staged, environment | _caches(staged), jobs, timeout)
            results = _distinct(results, staged, record.read(figures), begun.run)
            with _exchange(staged, figures, folder):
                _put(results, begun, staged, figures, folder, copies=bool(corpus or out))
                keep_findings(folder, figures, None if corpus or out else root / "README.md")
        finally:
            remove(staged)
    return results


def _caches(staged: Path) -> dict[str, str]:
    """Where libraries keep what they make once: in the cache of gongwen; where that cannot be
    written, in the folder of the run.
    """
    try:
        cache = cache_folder()
        cache.mkdir(parents=True, exist_ok=True)
        writable = os.access(cache, os.W_OK)
    except (OSError, RuntimeError):  # a user without a home
        writable = False
    kept = cache if writable else staged / "cache"
    return {"GONGWEN_CACHE": str(kept), "MPLCONFIGDIR": str(kept / "matplotlib")}


def _executed(
    paths: dict[str, Path], staged: Path, environment: dict[str, str], jobs: int, timeout: int
) -> list[Result]:
    """Run notebooks, each with its figures in a folder of its name; the results in their order."""
    with _bar(paths.values()) as bar, ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        running = Running(bar)
        # the largest notebooks take longest, so they start first
        begun = {
            name: pool.submit(
                execute,
                paths[name],
                staged / "notebooks",
                {**environment, "GONGWEN_OUT": str(staged / name.removesuffix(".ipynb"))},
                timeout,
                running,
                name,
            )
            for name in sorted(paths, key=lambda name: -paths[name].stat().st_size)
        }
        try:
            while wait(begun.values(), timeout=1).not_done:
                bar.refresh()  # the time goes on
        except KeyboardInterrupt:
            done = sum(future.done() for future in begun.values())
            running.stop(list(begun.values()))
            _say(
                f"stopped: {done} of {many(len(paths), 'notebook')} had ended; figures and "
                "notebooks are as they were"
            )
            raise
    return [begun[name].result() for name in paths]


def _distinct(
    results: list[Result], staged: Path, earlier: record.Record | None, run: str
) -> list[Result]:
    """The results; a notebook that writes a file with the name of one of another notebook, or of
    the run's own, has failed: neither may take the other's place.
    """
    writers = {record.NAME: "the run", "findings.json": "the run"}
    if earlier:
        writers |= {
            file: stem
            for stem, outcome in earlier.notebooks.items()
            if outcome.run == run and stem not in {result.stem for result in results}
            for file in outcome.files
        }
    checked = []
    for result in results:
        files = [] if result.error else sorted((staged / result.stem).glob("*.*"))
        twice = next((file.name for file in files if file.name in writers), None)
        if twice:
            why = f"it writes {twice}, as {writers[twice]} does: give its file another name"
            _say(f"FAILED {result.name} (nothing of it was written): {why}")
            result = replace(result, error=why)
        else:
            writers |= {file.name: result.stem for file in files}
        checked.append(result)
    return checked


_BEFORE = "before"  # in the folder of a run: what its results take the place of
_ABSENT = ".absent"  # the end of the name of what was not there


def _clear(figures: Path, folder: Path) -> None:
    """Remove what a killed run left; if it was killed while its results took the place of earlier
    ones, put these back first.
    """
    for left in figures.glob(f"{UNFINISHED}*"):
        _put_back(left, figures, folder)
    sweep(figures)
    if not (folder / LOCK).exists():  # else it has a writer of its own
        sweep(folder)


def _touched(staged: Path, figures: Path, folder: Path) -> dict[str, list[Path]]:
    """The files that the results of a run may take the place of, or whose place they take."""
    earlier = record.read(figures) or record.Record("", "")
    stems = {*earlier.notebooks, *(path.stem for path in numbered(staged / "notebooks"))}
    names = {record.NAME, "findings.json"}
    for stem in stems:
        names |= {*earlier.files(stem), *(path.name for path in (staged / stem).glob("*.*"))}
    plain = sorted(name for name in names if Path(name).name == name)
    return {
        "figures": [figures / name for name in plain],
        "notebooks": [
            folder / f"{stem}.ipynb" for stem in sorted(stems) if Path(stem).name == stem
        ],
    }


@contextmanager
def _exchange(staged: Path, figures: Path, folder: Path):
    """A context in which results take the place of earlier ones: all of them, or none. Ctrl-C is
    heeded when it has ended.
    """
    making = staged / f"{_BEFORE} it"
    for place, paths in _touched(staged, figures, folder).items():
        (making / place).mkdir(parents=True)
        for path in paths:
            if path.is_file():
                shutil.copy2(path, making / place / path.name)
            else:
                (making / place / f"{path.name}{_ABSENT}").touch()
    making.replace(staged / _BEFORE)  # from now on there is something to put back
    with _unstopped():
        try:
            yield
        except BaseException:
            _put_back(staged, figures, folder)
            raise
        remove(staged / _BEFORE)


def _put_back(staged: Path, figures: Path, folder: Path) -> None:
    """Undo an exchange that did not end."""
    if not (staged / _BEFORE).is_dir():
        return
    for place, kept in ((figures, "figures"), (folder, "notebooks")):
        for path in (staged / _BEFORE / kept).iterdir():
            if path.name.endswith(_ABSENT):
                name = place / path.name.removesuffix(_ABSENT)
                if is_file(name):
                    name.unlink()
            else:
                place.mkdir(parents=True, exist_ok=True)
                path.replace(place / path.name)
    remove(staged / _BEFORE)


@contextmanager
def _unstopped():
    """A context of a moment in which Ctrl-C waits."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list = []
    before = signal.signal(signal.SIGINT, lambda *_: asked.append(1))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if asked:
            raise KeyboardInterrupt


def _put(
    results: list[Result],
    begun: record.Record,
    staged: Path,
    figures: Path,
    folder: Path,
    copies: bool,
) -> None:
    """Put what notebooks wrote in the place of what was there, and write the record.

    `copies`: what belongs to another run goes, with the copies of notebooks that
    failed; the project's own notebooks stay.
    """
    earlier = record.read(figures) or record.Record("", "")
    outcomes = dict(earlier.notebooks)
    stale: set[str] = set()
    if copies and earlier.run != begun.run:
        stale.update(*(outcome.files for outcome in outcomes.values()))
        for stem in outcomes:
            if f"{stem}.ipynb" == Path(f"{stem}.ipynb").name:
                (folder / f"{stem}.ipynb").unlink(missing_ok=True)
        outcomes = {}
    for result in results:
        stale.update(earlier.files(result.stem))
        if result.error:
            outcomes[result.stem] = record.Outcome(begun.run, error=brief(result.error))
            if copies:
                (folder / result.name).unlink(missing_ok=True)
            else:
                stale.difference_update(earlier.files(result.stem))
            continue
        files = [_moved(path, figures) for path in sorted((staged / result.stem).glob("*.*"))]
        notebook = _moved(staged / "notebooks" / result.name, folder)
        outcomes[result.stem] = record.outcome(begun.run, notebook, files)
    present = {path.stem for path in numbered(folder)} | {result.stem for result in results}
    kept = replace(begun, notebooks={n: outcome for n, outcome in outcomes.items() if n in present})
    for name in stale.difference(*map(kept.files, present)):
        if Path(name).name == name:
            (figures / name).unlink(missing_ok=True)
    record.write(figures, kept)


def _moved(path: Path, folder: Path) -> Path:
    """A file in its new place. A picture with the pixels of the one that is there stays as it is,
    since compression depends on the machine's zlib.
    """
    from ..common.figures import same_picture

    new = folder / path.name
    folder.mkdir(parents=True, exist_ok=True)
    if not (
        path.suffix == ".png"
        and new.is_file()
        and same_picture(new.read_bytes(), path.read_bytes())
    ):
        path.replace(new)
    return new


def folders(corpus: str | None, out: str | None) -> tuple[Path, Path]:
    """The folders of the figures and of the executed notebooks, for a run with these options."""
    root = project_root()
    figures = (root / (out or ("figures/mine" if corpus else "figures"))).resolve()
    return figures, figures / "notebooks" if corpus or out else root / "notebooks"


def numbered(folder: Path) -> list[Path]:
    """The notebooks of a folder whose names begin with a number, in order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def _check(corpus: Path) -> None:
    """Raises ValueError for a corpus without a page, before any kernel is started."""
    from ..corpus import partitions
    from ..pages import sources

    if not partitions.is_built(corpus) and not any(
        isinstance(page, sources.Page) for page in sources.pages(corpus)
    ):
        why = "; ".join(
            f"{f.name}: {brief(f.message)}" for f, _ in zip(sources.pages(corpus), range(3))
        )
        raise ValueError(f"{sources.NO_PAGE.format(str(corpus))}. {why}")


def findings(folder: Path) -> dict[str, dict[str, str]]:
    """What the last cell of each executed notebook in a folder prints: notebook -> its finding as
    english (the first line) and chinese (the second), of at most 2,000 characters.
    """
    texts = {}
    for path in numbered(folder):
        try:
            cells = json.loads(path.read_text("utf8"))["cells"]
            outputs = [cell.get("outputs", []) for cell in cells if cell["cell_type"] == "code"]
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue  # a notebook that is damaged; a report says so
        last = outputs[-1] if outputs else []
        printed = "".join("".join(o["text"]) for o in last if o["output_type"] == "stream")
        english, chinese, *_ = *printed.strip().split("\n", 2)[:2], "", ""
        if english:
            texts[path.stem] = {"english": brief(english, 2000), "chinese": brief(chinese, 2000)}
    return texts


def keep_findings(folder: Path, figures: Path, readme: Path | None) -> None:
    """Write the notebooks' findings to figures/findings.json, and into the table of the README
    between its two marks.
    """
    texts = findings(folder)
    if not texts:
        (figures / "findings.json").unlink(missing_ok=True)
        return
    write_text(figures / "findings.json", json.dumps(texts, ensure_ascii=False, indent=1) + "\n")
    if readme and readme.is_file():
        before, start, rest = readme.read_text("utf8").partition(MARKS[0])
        _, end, after = rest.partition(MARKS[1])
        if start and end:
            write_text(
                readme, before + start + "\n" + docs.findings(texts, folder, figures) + end + after
            )


def execute(
    path: Path,
    folder: Path,
    environment: dict[str, str],
    timeout: int,
    running: Running | None = None,
    name: str = "",
) -> Result:
    """Run one notebook and write it to `folder`, as `name` ("": its own). If it fails, nothing is
    written, and the result says which cell failed and how. `running` has its client as long as it
    runs.
    """
    nbformat = notebook_format()
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    name = name or path.name
    stem = name.removesuffix(".ipynb")
    try:
        notebook = nbformat.read(path, as_version=4)
        stored = pictures(notebook)
    except Exception as error:  # a file that somebody made: the others still run
        why = f"it cannot be read as a notebook: {brief(str(error)) or type(error).__name__}"
        _say(f"FAILED {name}: {why}")
        return Result(name, 0, why)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    started, number = time.monotonic(), 0
    running = running or Running()

    def begin(cell_index: int, **_) -> None:
        nonlocal number
        before = notebook.cells[: cell_index + 1]
        number = sum(cell.cell_type == "code" for cell in before)
        if running.bar is not None:
            running.bar.set_description_str(f"{stem}: {_heading(before)}")
            running.bar.update()

    with tempfile.TemporaryDirectory() as profile:
        client = NotebookClient(
            notebook,
            timeout=timeout,
            startup_timeout=180,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            on_cell_execute=begin,
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )
        fixed = {"MPLBACKEND": "agg", "IPYTHONDIR": profile, "PYTHONUTF8": "1", "TQDM_DISABLE": "1"}
        manager = client.create_kernel_manager()
        manager.kernel_spec_manager.kernel_dirs = kernel_folders()
        manager.connection_file = str(Path(profile) / "kernel.json")
        try:
            running.run(client, {"PYTHONHASHSEED": "0", **os.environ, **fixed, **environment})
        except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
            text = _ANSI.sub("", str(error)).strip() or type(error).__name__
            if not running.stopped:
                _say(f"FAILED {name}, cell {number} (the notebook was not written):\n{text}")
            lines = text.splitlines()
            why = lines[0] if isinstance(error, CellTimeoutError) else lines[-1]
            return Result(name, time.monotonic() - started, f"cell {number}: {why}")
        finally:
            # it ends its kernel here; at the end of Python it would fail to end it once more
            atexit.unregister(client._cleanup_kernel)
    keep_pictures(notebook, stored)
    for text in errors_printed(notebook):
        _say(f"{stem}, beside its outputs: {brief(text.strip(), 2000)}")
    text = nbformat.writes(tidy(notebook)).rstrip("\n") + "\n"
    write_text(folder / name, text)
    seconds = time.monotonic() - started
    _say(f"{stem}: {total} cells passed, {seconds:.1f} s")
    return Result(name, seconds)


def errors_printed(notebook) -> list[str]:
    """What cells printed to stderr: warnings of libraries, which may name a machine, for whoever
    runs the notebook. `tidy` leaves it out.
    """
    return [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    ]


def notebook_format():
    """The module nbformat, imported without the URI grammar that jsonschema would take three
    seconds to build and that no notebook needs.
    """
    grammar = sys.modules.setdefault("rfc3987_syntax", None)
    try:
        import nbformat
    finally:
        if grammar is None:
            sys.modules.pop("rfc3987_syntax", None)  # another thread may have removed it
    return nbformat


def kernel_folders() -> list[str]:
    """Folders with kernels: this environment's first, before kernels of the same name elsewhere."""
    from jupyter_core.paths import jupyter_path

    own = str(Path(sys.prefix) / "share" / "jupyter" / "kernels")
    return list(dict.fromkeys([own, *jupyter_path("kernels")]))


def tidy(notebook):
    """The notebook without anything that differs between runs or machines: times, widget states,
    kernel versions, warnings.
    """
    language = notebook.metadata.get("language_info", {}).get("name", "python")
    notebook.metadata.clear()
    notebook.metadata.update({"kernelspec": _KERNEL, "language_info": {"name": language}})
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {
            key: value
            for key, value in cell.metadata.items()
            if key in ("tags", "jupyter", "collapsed")
        }
        cell["id"] = cell.get("id") or f"cell-{number:02d}"
        joined: list = []
        for output in cell.get("outputs", []):
            if output.output_type != "stream":
                joined.append(output)
            elif output.name == "stdout":  # its pieces depend on timing
                if joined and joined[-1].output_type == "stream":
                    joined[-1].text += output.text
                else:
                    joined.append(output)
        if "outputs" in cell:
            cell.outputs = joined
    return notebook


def pictures(notebook) -> list[str]:
    """The stored PNGs of a notebook, in order."""
    return [output.data[PNG] for output in _drawn(notebook)]


def keep_pictures(notebook, stored: list[str]) -> None:
    """Put back the stored bytes of each picture whose pixels are unchanged, since compression
    depends on the machine's zlib.
    """
    from ..common.figures import same_picture

    for output in _drawn(notebook):
        new = base64.b64decode(output.data[PNG])
        output.data[PNG] = next(
            (old for old in stored if same_picture(base64.b64decode(old), new)), output.data[PNG]
        )


def _drawn(notebook) -> list:
    return [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if PNG in output.get("data", {})
    ]


def _say(text: str) -> None:
    """A line that stays, above the bar if there is one."""
    from tqdm import tqdm

    tqdm.write(text, file=sys.stderr)
    sys.stderr.flush()


def _bar(paths: Iterable[Path]):
    """A bar for the cells of all notebooks, on a terminal only."""
    from tqdm import tqdm

    nbformat = notebook_format()
    total = 0
    for path in paths:
        with suppress(Exception):  # a file that cannot be read is named when its turn comes
            cells = nbformat.read(path, as_version=4).cells
            total += sum(cell.cell_type == "code" for cell in cells)
    form = "{percentage:3.0f}% {bar:20} {n}/{total} cells, {elapsed} {desc}"
    quiet = {"disable": None, "leave": False, "dynamic_ncols": True}
    return tqdm(total=total, bar_format=form, file=sys.stderr, **quiet)


def _heading(cells: list) -> str:
    """The last heading of these cells: what the next one does."""
    lines = [
        line for cell in cells if cell.cell_type == "markdown" for line in cell.source.split("\n")
    ]
    headings = [line.strip("# ") for line in lines if line.startswith("#")]
    return headings[-1] if headings else ""
