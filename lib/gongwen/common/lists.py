"""Word lists: the package's own in lexicons/, and a folder's lists, which replace those of the same
names.
"""

from __future__ import annotations

import csv
import hashlib
import inspect
import os
import re
import shutil
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path

from .characters import alternatives
from .files import inside, is_file
from .sheets import read_rows

LISTS = "lexicons"  # the folder of lists, in the package and in a folder of pages
LEXICONS = Path(__file__).parents[1] / LISTS
# devices without a list
_FORMS = tuple(
    f"devices/{form}" for form in ("parallelism", "fourchar", "shorthand", "quote", "figures")
)
# The folder whose lists replace the package's, and a digest of its state, inside `lists_of`.
_IN_USE: ContextVar[tuple[str, str]] = ContextVar("lists in use", default=("", ""))


def per_lists(function):
    """Cache the results of a function that reads word lists, separately for each folder of lists in
    use.
    """
    results = {}  # a plain dict: these functions are called for each line of each page

    @wraps(function)
    def call(*args, **named):
        key = (_IN_USE.get(), args, *named.items()) if named else (_IN_USE.get(), args)
        if key not in results:
            results[key] = function(*args, **named)
        return results[key]

    return call


def with_lists(function):
    """Make a public function read the word lists of the corpus that its tables come from.

    A table of a corpus with its own lists carries their folder (`attrs`), and so do tables made
    from it. If no argument carries a folder, the function's `lists` (a corpus, one of its tables,
    or a folder) names one; the default is the package's lists.
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

    signature = inspect.signature(function)
    option = inspect.Parameter("lists", inspect.Parameter.KEYWORD_ONLY, default=None)
    call.__signature__ = signature.replace(parameters=[*signature.parameters.values(), option])
    return call


def carried(value) -> str | None:
    """The folder of lists that a table or a corpus carries, else None."""
    attrs = getattr(value, "attrs", None)
    folder = attrs.get("lists") if isinstance(attrs, dict) else getattr(value, "lists", None)
    return folder if isinstance(folder, str) else None


def carrying(value, folder: str):
    """`value`, which now carries a folder of lists if it is a table and `folder` is not ""."""
    if folder and isinstance(getattr(value, "attrs", None), dict):
        value.attrs["lists"] = folder
    return value


def own_folder(root: Path) -> str:
    """The lists' folder in a folder of pages or a built corpus; "" if it has no lists."""
    folder = root / LISTS
    return str(folder.resolve()) if lists_in(folder) else ""


@contextmanager
def lists_of(folder: str | os.PathLike[str] | None):
    """A context in which the lists of `folder` replace the package's lists of the same names; with
    None nothing is replaced.

    Cached results are kept apart by a digest of the files' names, sizes and times, so that a list
    that was edited, added or removed takes effect.
    """
    state = [
        (str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns)
        for path in lists_in(folder)
        if is_file(path)
    ]
    digest = hashlib.sha256(repr(state).encode("utf8", "replace")).hexdigest()[:16]
    before = _IN_USE.set((str(Path(folder).resolve()), digest) if folder and state else ("", ""))
    try:
        yield
    finally:
        _IN_USE.reset(before)


def copy_lists(folder: str | os.PathLike[str] | None, out: Path) -> list[str]:
    """Copy the folder's lists into `out`, after deleting what was there; the names of those that
    cannot be read.
    """
    shutil.rmtree(out, ignore_errors=True)
    unread = []
    for path in (path for path in lists_in(folder) if is_file(path)):
        relative = path.relative_to(Path(folder).resolve())
        copy = out / relative
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(path, copy)
        except OSError:
            unread.append(f"{LISTS}/{relative.as_posix()}")
    return unread


def lists_in(folder: str | os.PathLike[str] | None) -> list[Path]:
    """All paths in a folder of lists, sorted, except those that a link leads to from outside the
    folder; none if the folder itself is such a link.
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
    """The lists in use that replace the package's, by name: those in the folder of `lists_of` that
    have the needed columns.
    """
    return {name: path for name, (path, fault) in _checked().items() if not fault}


def list_faults() -> list[tuple[str, str]]:
    """(file, what is wrong) of each file in the folder of lists that cannot be used."""
    other = [p for p in _lists_folder() if is_file(p) and p.suffix != ".csv" and p.name[0] != "."]
    faults = [(f"lexicons/{name}.csv", fault) for name, (_, fault) in _checked().items() if fault]
    return faults + [
        (f"lexicons/{_list_name(p)}{p.suffix}", "not read: save the list as .csv") for p in other
    ]


@per_lists
def _checked() -> dict[str, tuple[Path, str]]:
    """The lists in the folder by name, and what is wrong with each."""
    lists = {_list_name(path): path for path in _lists_folder() if path.suffix == ".csv"}
    return {name: (path, _fault(name, path)) for name, path in lists.items()}


def _lists_folder() -> list[Path]:
    """What is in the folder of lists in use."""
    return lists_in(_IN_USE.get()[0])


def _list_name(path: Path) -> str:
    return path.relative_to(_IN_USE.get()[0]).with_suffix("").as_posix()


def _fault(name: str, path: Path) -> str:
    """Why a file cannot replace the list of its name; "" if it can. A new list in devices/ is a new
    device.
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
    """The rows of a list in the file's order: the folder's own (`lists_of`), else
    `lexicons/<name>.csv` of the package.

    Raises FileNotFoundError for an unknown name, listing the known ones.
    """
    path = own_lists().get(name, LEXICONS / f"{name}.csv")
    if not path.is_file():
        raise FileNotFoundError(f"no lexicon named {name!r}; there are: {', '.join(_names())}")
    return read_rows(path)


@per_lists
def words_of(name: str, *kinds: str) -> tuple[str, ...]:
    """The words of a list (column term) in the file's order; only those of these kinds, if any are
    named.
    """
    return tuple(row["term"] for row in read_lexicon(name) if not kinds or row.get("kind") in kinds)


@per_lists
def callings(*kinds: str) -> dict[str, str]:
    """The words of these kinds for what a person is called, with their kinds: of persons.csv,
    callings.csv and attribution.csv in lexicons/, of which the last that has a word decides.
    """
    return {
        row["term"]: row["kind"]
        for name in ("persons", "callings", "attribution")
        for row in read_lexicon(name)
        if row["kind"] in kinds
    }


@per_lists
def roles(*kinds: str) -> str:
    """A pattern for the words of these kinds in lexicons/persons.csv and attribution.csv."""
    return alternatives({*words_of("persons", *kinds), *words_of("attribution", *kinds)})
