"""Execute the notebooks so that a second run changes no byte: `python -m gongwen run`.

Notebooks run in the order of their numbers, each in a fresh kernel. A notebook is written back, in
one step, only if all its cells passed, and without times, random ids or machine names.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from ..common.files import own_file, project_root, setting, write_text
from . import docs

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
# the name of a cell in a warning, which differs in each run
_CELL = re.compile(r"\S*ipykernel_\d+\S*\.py")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LOCK = Lock()
PNG = "image/png"
CORPUS = "corpus.txt"  # in the folder of executed copies: the corpus that they were run on
MARKS = ("<!-- findings: written by the notebooks' last cells -->", "<!-- end of findings -->")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of running one notebook: `error` is "" if all cells passed."""

    name: str
    seconds: float
    error: str = ""


def notebooks(wanted: list[str] | None = None) -> list[Path]:
    """The project's notebooks in order, or those whose names begin with one of `wanted` (01, 02 …).

    Raises FileNotFoundError, naming the existing ones.
    """
    existing = numbered(project_root() / "notebooks")
    if not existing:
        raise FileNotFoundError(
            "no notebooks/NN_name.ipynb here: run this from the project's folder"
        )
    unknown = [w for w in wanted or [] if not any(p.name.startswith(w) for p in existing)]
    if unknown:
        raise FileNotFoundError(
            f"no notebook {', '.join(unknown)}; there are: {', '.join(p.stem for p in existing)}"
        )
    return [p for p in existing if not wanted or any(p.name.startswith(w) for w in wanted)]


def run(
    wanted: list[str] | None = None,
    corpus: str | None = None,
    out: str | None = None,
    jobs: int = 1,
    timeout: int = 600,
) -> list[Result]:
    """Execute notebooks. With `corpus` or `out` the stored ones stay as they are, and copies go to
    <out>/notebooks.

    `jobs`: how many notebooks run at once; 0: one for each core. `timeout`: seconds for one cell.
    Figures go to `out` (default figures/; figures/mine if only a corpus is given). With one job the
    first failure ends the run. Raises FileNotFoundError if the corpus does not exist, ValueError if
    it has no page.
    """
    root = project_root()
    if corpus and not (root / corpus).exists():
        raise FileNotFoundError(
            f"there is no corpus {corpus!r}: give a folder of pages, a page, or a table of pages"
        )
    if corpus:
        _check(root / corpus)
    figures, folder = folders(corpus, out)
    environment = {"GONGWEN_OUT": str(figures)} | (
        {"GONGWEN_CORPUS": str((root / corpus).resolve())} if corpus else {}
    )
    paths = notebooks(wanted)
    results: list[Result] = []
    jobs = jobs or os.cpu_count() or 1
    if jobs > 1:
        with ThreadPoolExecutor(jobs) as pool:
            # the largest notebooks take longest, so they start first
            begun = {
                p: pool.submit(execute, p, folder, environment, timeout)
                for p in sorted(paths, key=lambda p: -p.stat().st_size)
            }
            results = [begun[path].result() for path in paths]
    else:
        for path in paths:
            results.append(execute(path, folder, environment, timeout))
            if results[-1].error:
                break
    if corpus or out:
        write_text(folder / CORPUS, (corpus or setting("corpus", "seeds")) + "\n")
    keep_findings(folder, figures, None if corpus or out else root / "README.md")
    return results


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
        why = "; ".join(f"{f.name}: {f.message}" for f, _ in zip(sources.pages(corpus), range(3)))
        raise ValueError(f"{sources.NO_PAGE.format(str(corpus))}. {why}")


def findings(folder: Path) -> dict[str, dict[str, str]]:
    """What the last cell of each executed notebook in a folder prints: notebook -> its finding as
    english (the first line) and chinese (the second).
    """
    texts = {}
    for path in numbered(folder):
        cells = [
            cell
            for cell in json.loads(path.read_text("utf8"))["cells"]
            if cell["cell_type"] == "code"
        ]
        outputs = cells[-1]["outputs"] if cells else []
        printed = "".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream")
        english, _, chinese = printed.strip().partition("\n")
        if english:
            texts[path.stem] = {"english": english, "chinese": chinese}
    return texts


def ran_on(folder: Path) -> str:
    """The corpus that the executed copies in a folder were run on; "" for the project's own
    notebooks.
    """
    path = own_file(folder, CORPUS)
    return path.read_text("utf8").strip() if path else ""


def keep_findings(folder: Path, figures: Path, readme: Path | None) -> None:
    """Write the notebooks' findings to figures/findings.json, and into the table of the README
    between its two marks.
    """
    texts = findings(folder)
    if not texts:
        return
    write_text(figures / "findings.json", json.dumps(texts, ensure_ascii=False, indent=1) + "\n")
    if readme and readme.is_file():
        before, start, rest = readme.read_text("utf8").partition(MARKS[0])
        _, end, after = rest.partition(MARKS[1])
        if start and end:
            write_text(
                readme, before + start + "\n" + docs.findings(texts, folder, figures) + end + after
            )


def execute(path: Path, folder: Path, environment: dict[str, str], timeout: int) -> Result:
    """Run one notebook and write it to `folder`. If it fails, nothing is written, and the result
    says which cell failed and how.
    """
    nbformat = notebook_format()
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    notebook = nbformat.read(path, as_version=4)
    stored = pictures(notebook)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    started, done = time.monotonic(), 0

    def progress(**_) -> None:
        nonlocal done
        done += 1
        _say(f"{path.stem}: cell {done}/{total}", final=False)

    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=180,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        on_cell_executed=progress,
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    with tempfile.TemporaryDirectory() as profile:
        fixed = {"MPLBACKEND": "agg", "IPYTHONDIR": profile, "PYTHONUTF8": "1", "TQDM_DISABLE": "1"}
        client.create_kernel_manager().kernel_spec_manager.kernel_dirs = kernel_folders()
        try:
            client.execute(env={"PYTHONHASHSEED": "0", **os.environ, **fixed, **environment})
        except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
            return _failed(path, notebook, error, time.monotonic() - started)
    keep_pictures(notebook, stored)
    text = nbformat.writes(tidy(notebook)).rstrip("\n") + "\n"
    write_text(folder / path.name, text)
    seconds = time.monotonic() - started
    _say(f"{path.stem}: {total} cells passed, {seconds:.1f} s", final=True)
    return Result(path.name, seconds)


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
    kernel versions.
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
        for output in cell.get("outputs", []):  # the pieces of a stream depend on timing
            same = (
                joined
                and output.output_type == "stream"
                and joined[-1].output_type == "stream"
                and joined[-1].name == output.name
            )
            if same:
                joined[-1].text += output.text
            else:
                joined.append(output)
        for output in joined:
            if output.output_type == "stream":
                output.text = _CELL.sub("cell", output.text)
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


def _failed(path: Path, notebook, error: Exception, seconds: float) -> Result:
    # numbers as shown to the reader: [1], [2] …
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    number = next(
        (
            i
            for i, c in enumerate(cells, 1)
            if any(o.output_type == "error" for o in c.get("outputs", []))
        ),
        None,
    )
    if number is None:
        number = next(
            (
                i
                for i, c in enumerate(cells, 1)
                if c.source.strip() and not c.get("execution_count")
            ),
            "?",
        )
    text = _ANSI.sub("", str(error)).strip()
    _say(f"FAILED {path.name}, cell {number} (the notebook was not written):\n{text}", final=True)
    return Result(
        path.name,
        seconds,
        f"cell {number}: {text.splitlines()[-1] if text else type(error).__name__}",
    )


def _say(text: str, final: bool) -> None:
    with _LOCK:
        if final:
            print(("\r\x1b[K" if sys.stderr.isatty() else "") + text, file=sys.stderr, flush=True)
        elif sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
