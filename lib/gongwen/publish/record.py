"""What a run wrote, in run.json beside the figures: the corpus, and of each notebook the run that
made it and the files that it wrote, with their hashes, or why it failed.

A report shows nothing else, so that it never has one corpus under the name of another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from ..common.characters import legible
from ..common.files import (
    file_hash,
    files_hash,
    inside,
    is_file,
    is_notebook,
    own_file,
    project_root,
    setting,
    write_text,
)
from ..common.lists import LEXICONS

NAME = "run.json"
_SETTINGS = ("by", "most", "reposts", "show_names")
_CHANGED = "it was changed since it was run: run it again"
_OTHER = "it was run on another state of the pages, lists or settings: run it again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one notebook: the `run` that made it, the hash of the `notebook` as it was executed, those
    of its `files` by their names, and `error` ("" if all cells passed).
    """

    run: str
    notebook: str = ""
    files: dict[str, str] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """`corpus`: its path, from the project if it is inside; `state`: a hash of its files, the word
    lists and the version; `settings`: those of the environment; `notebooks`: what became of each,
    by its name.
    """

    corpus: str
    state: str
    settings: dict[str, str] = field(default_factory=dict)
    notebooks: dict[str, Outcome] = field(default_factory=dict)

    @property
    def run(self) -> str:
        """What names a run: the same corpus, in the same state, with the same settings."""
        parts = [self.corpus, self.state, *map(str, sorted(self.settings.items()))]
        return hashlib.sha256("\0".join(parts).encode("utf8", "replace")).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The corpus as it can be shown."""
        return legible(self.corpus)

    def files(self, stem: str) -> dict[str, str]:
        """The hashes of the files of a notebook, by their names."""
        return self.notebooks[stem].files if stem in self.notebooks else {}


def new(corpus: Path) -> Record:
    """The record of a run on a corpus as it is now, before any notebook is run."""
    root, place = project_root(), corpus.resolve()
    where = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)
    lists = files_hash(sorted(LEXICONS.rglob("*.csv")))
    digest = hashlib.sha256(f"{version('gongwen')} {lists}".encode())
    for path in _files(place):
        with suppress(OSError):  # a file that may not be read is no part of what was run on
            digest.update(os.fsencode(path.name) + b"\0" + file_hash(path).encode())
    settings = {name: value for name in _SETTINGS if (value := str(setting(name, "")))}
    return Record(where, digest.hexdigest()[:16], settings)


def _files(corpus: Path) -> Iterator[Path]:
    """The files that decide what a corpus is: all of a folder but its notebooks; of a built corpus
    its state, which knows the others.
    """
    if not corpus.is_dir():
        yield corpus
    elif built := own_file(corpus, "build.json"):
        yield built
    else:
        yield from sorted(
            p
            for p in corpus.rglob("*")
            if is_file(p) and inside(p, corpus) and not is_notebook(p, corpus)
        )


def content(notebook: Path) -> str:
    """A hash of the cells of a notebook and what they gave, whatever an editor adds; "" if it
    cannot be read.
    """
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
        shown = [[c["cell_type"], "".join(c["source"]), c.get("outputs", [])] for c in cells]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def outcome(run: str, notebook: Path, files: list[Path]) -> Outcome:
    """What became of a notebook that passed."""
    return Outcome(run, content(notebook), {path.name: file_hash(path) for path in sorted(files)})


def read(figures: Path) -> Record | None:
    """The record of the last run that wrote into a folder of figures; None if there is none."""
    path = own_file(figures, NAME)
    if path is None:
        return None
    try:
        stored = json.loads(path.read_text("utf8"))
        notebooks = {name: Outcome(**it) for name, it in stored.pop("notebooks").items()}
        found = Record(**stored, notebooks=notebooks)
        texts = [found.corpus, found.state, *found.settings, *found.settings.values()]
        for outcome in notebooks.values():
            texts += [outcome.run, outcome.notebook, outcome.error]
            texts += [*outcome.files, *outcome.files.values()]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return found if all(isinstance(text, str) for text in texts) else None


def write(figures: Path, record: Record) -> None:
    """Write a record into a folder of figures."""
    write_text(figures / NAME, json.dumps(asdict(record), indent=1, sort_keys=True) + "\n")


def fault(record: Record, stem: str, figures: Path, folder: Path) -> str:
    """Why a notebook does not belong to what its record says of it; "" if it does."""
    outcome = record.notebooks.get(stem)
    if outcome is None:
        return "it was not run"
    if outcome.error:
        return f"it did not pass: {outcome.error}"
    if outcome.run != record.run:
        return _OTHER
    notebook = folder / f"{stem}.ipynb"
    if not outcome.notebook or content(notebook) != outcome.notebook:
        return _CHANGED
    kept = all(
        (figures / name).is_file() and file_hash(figures / name) == sha256
        for name, sha256 in outcome.files.items()
    )
    return "" if kept else "its figures or tables were changed since it was run: run it again"
