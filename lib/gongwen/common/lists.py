"""Word lists: the package's own in lexicons/, and those of a folder that stand in for them."""

from __future__ import annotations

import csv
import hashlib
import inspect
import os
import re
import shutil
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path

from .characters import alternatives
from .files import inside
from .sheets import read_rows

LISTS = "lexicons"  # the folder of lists, the package's and that of a folder of pages
LEXICONS = Path(__file__).parents[1] / LISTS
# devices without a list
_FORMS = tuple(
    f"devices/{form}" for form in ("parallelism", "fourchar", "shorthand", "quote", "figures")
)
# The folder whose lists stand in for the package's, and a digest of its state; for as long as
# `lists_of` lasts.
_IN_USE: ContextVar[tuple[str, str]] = ContextVar("lists in use", default=("", ""))


def per_lists(function):
    """Keep the results of a function that reads word lists, apart for each folder of lists in
    use.
    """
    kept = cache(lambda in_use, *args, **named: function(*args, **named))

    @wraps(function)
    def call(*args, **named):
        return kept(_IN_USE.get(), *args, **named)

    return call


def with_lists(function):
    """A public function that reads word lists: by those of the corpus that its tables come from.

    A table of a corpus that has lists of its own carries their folder (`attrs`), and so do the
    tables that are made of it. Where no argument carries any, the function's `lists` (a corpus, one
    of its tables, or a folder) says which, else they are the package's.
    """

    @wraps(function)
    def call(*args, lists=None, **named):
        if lists is not None:
            folder = str(lists) if isinstance(lists, str | os.PathLike) else carried(lists) or ""
        else:
            folder = next(filter(None, map(carried, (*args, *named.values()))), None)
        if folder is None:
            return function(*args, **named)
        with lists_of(folder):
            return carrying(function(*args, **named), _IN_USE.get()[0])

    told = inspect.signature(function)
    given = inspect.Parameter("lists", inspect.Parameter.KEYWORD_ONLY, default=None)
    call.__signature__ = told.replace(parameters=[*told.parameters.values(), given])
    return call


def carried(value) -> str | None:
    """The folder of lists that a table or a corpus carries; None for none."""
    attrs = getattr(value, "attrs", None)
    folder = attrs.get("lists") if isinstance(attrs, dict) else getattr(value, "lists", None)
    return folder if isinstance(folder, str) else None


def carrying(value, folder: str):
    """A table that carries a folder of lists ("": none); anything else as it is."""
    if folder and isinstance(getattr(value, "attrs", None), dict):
        value.attrs["lists"] = folder
    return value


def own_folder(root: Path) -> str:
    """The folder of lists in a folder of pages or a built corpus; "" without any."""
    folder = root / LISTS
    return str(folder.resolve()) if lists_in(folder) else ""


@contextmanager
def lists_of(folder: str | os.PathLike[str] | None):
    """For as long as this lasts, the lists of `folder` stand in for the package's of the same
    names; None: the package's own.

    A digest of the files' names, sizes and times goes with it, so that a list that was edited,
    added or taken away is seen.
    """
    told = [
        (str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns)
        for path in lists_in(folder)
        if path.is_file()
    ]
    digest = hashlib.sha256(repr(told).encode("utf8", "replace")).hexdigest()[:16]
    before = _IN_USE.set((str(Path(folder).resolve()), digest) if folder and told else ("", ""))
    try:
        yield
    finally:
        _IN_USE.reset(before)


def copy_lists(folder: str | os.PathLike[str] | None, out: Path) -> None:
    """The folder's lists, in a new folder `out`; what was there is gone."""
    shutil.rmtree(out, ignore_errors=True)
    for path in (path for path in lists_in(folder) if path.is_file()):
        copy = out / path.relative_to(Path(folder).resolve())
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)


def lists_in(folder: str | os.PathLike[str] | None) -> list[Path]:
    """What is in a folder of lists; nothing that a link leads to from outside the folder that it is
    part of.
    """
    if (
        not folder
        or not Path(folder).is_dir()
        or not inside(Path(folder), Path(folder).absolute().parent)
    ):
        return []
    return sorted(path for path in Path(folder).resolve().rglob("*") if inside(path, Path(folder)))


@with_lists
def own_lists() -> dict[str, Path]:
    """The lists in use that are not the package's, by name: those of the folder given to
    `lists_of` that have the needed columns.
    """
    return {name: path for name, (path, fault) in _given().items() if not fault}


def list_faults() -> list[tuple[str, str]]:
    """(file, what is wrong) of the files in the folder of lists that cannot be used."""
    other = [p for p in _lists_folder() if p.is_file() and p.suffix != ".csv" and p.name[0] != "."]
    faults = [(f"lexicons/{name}.csv", fault) for name, (_, fault) in _given().items() if fault]
    return faults + [
        (f"lexicons/{_list_name(p)}{p.suffix}", "not read: save the list as .csv") for p in other
    ]


@per_lists
def _given() -> dict[str, tuple[Path, str]]:
    """The lists in the folder by name, and what is wrong with each."""
    lists = {_list_name(path): path for path in _lists_folder() if path.suffix == ".csv"}
    return {name: (path, _fault(name, path)) for name, path in lists.items()}


def _lists_folder() -> list[Path]:
    """What is in the folder of lists in use."""
    return lists_in(_IN_USE.get()[0])


def _list_name(path: Path) -> str:
    return path.relative_to(_IN_USE.get()[0]).with_suffix("").as_posix()


def _fault(name: str, path: Path) -> str:
    """Why a file cannot stand in for the list of its name; "" where it can. A new list in devices/
    is a new device.
    """
    own = LEXICONS / f"{name}.csv"
    if name in _FORMS:
        return "not used: this device is known by its form and has no list; give yours another name"
    if not own.is_file() and not name.startswith("devices/"):
        return f"no list of this name; there are: {', '.join(_names())}"
    like = read_rows(own) if own.is_file() else ({"term": ""},)
    try:
        rows = read_rows(path)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        return f"not read ({type(error).__name__}): save it as CSV, UTF-8"
    if not rows:
        return f"not used: it has no rows below a header; the columns are {', '.join(like[0])}"
    missing = [column for column in like[0] if column not in rows[0]]
    if missing:
        return f"not used, it needs the column{'s' * (len(missing) > 1)} {', '.join(missing)}"
    key, numbers = (
        next(iter(like[0])),
        [c for c in like[0] if all(_is_number(row[c]) for row in like)],
    )
    wrong = next(
        (
            i
            for i, row in enumerate(rows, 1)
            if not row[key] or any(not _is_number(row[c]) for c in numbers)
        ),
        0,
    )
    return (
        f"not used: row {wrong} needs {' and a number in '.join([key, *numbers])}" if wrong else ""
    )


def _is_number(cell: str | None) -> bool:
    return bool(re.fullmatch(r"[-+]?\d+(?:\.\d+)?", cell or ""))


def _names() -> list[str]:
    return sorted(
        p.relative_to(LEXICONS).with_suffix("").as_posix() for p in LEXICONS.rglob("*.csv")
    )


@with_lists
@per_lists
def read_lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a list in the file's order: the folder's own (`lists_of`), else
    `lexicons/<name>.csv` of the package.

    Raises FileNotFoundError for an unknown name, with those there are.
    """
    path = own_lists().get(name, LEXICONS / f"{name}.csv")
    if not path.is_file():
        raise FileNotFoundError(f"no lexicon named {name!r}; there are: {', '.join(_names())}")
    return read_rows(path)


@per_lists
def words_of(name: str, *kinds: str) -> tuple[str, ...]:
    """The words of a list's column term in the file's order; of these kinds, or all."""
    return tuple(row["term"] for row in read_lexicon(name) if not kinds or row.get("kind") in kinds)


@per_lists
def roles(*kinds: str) -> str:
    """A pattern of the words for persons of these kinds, in lexicons/persons.csv and
    attribution.csv.
    """
    return alternatives({*words_of("persons", *kinds), *words_of("attribution", *kinds)})
