"""Characters and word lists: what every other module stands on.

Nothing here changes a text that is kept. `fold` makes a key for *matching* that is as long as its
input, so that a position in the key is a position in the text.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache, lru_cache, wraps
from pathlib import Path

# the columns that tell one sentence of a table from the others
KEYS = [
    "account",
    "paragraph",
    "sentence",
]
# what to do where a package is missing
INSTALL = "run `make clean` and `make`, or pip install -r requirements.txt"
# the name of a document: a number or a day in it counts nothing
DOCUMENT = re.compile("《[^《》]*》")
LISTS = "lexicons"  # the folder of lists, the package's and that of a folder of pages
LEXICONS = Path(__file__).parent / LISTS
# devices without a list
_FORMS = tuple(
    f"devices/{form}" for form in ("parallelism", "fourchar", "shorthand", "quote", "figures")
)
_IN_USE = (
    "GONGWEN_LEXICONS"  # in the environment: the folder of lists that stand in for the package's
)

# Format controls (zero-width, bidi) and control codes: they carry no reading and are dropped from
# `Block.text`.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f"
_NO_LETTER = re.compile(r"[\W_]+")
_EDGE = re.compile(f"[\\s{INVISIBLE}]+")
# What turns the direction of what follows, ends a line or is no letter at all: a name holds none of
# it.
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_FORMULA = re.compile(rf"[\s{INVISIBLE}]*+(?:[=+@＝＋＠]|[-－](?![\d.,]*\d[\d.,]*%?$))")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def package_file(package: str, suffix: str) -> Path:
    """Path of a data file inside an installed package, without importing the package.

    Raises FileNotFoundError naming the package when it is not installed or ships no such file.
    """
    import importlib.metadata

    try:
        found = [f for f in importlib.metadata.files(package) or () if str(f).endswith(suffix)]
    except importlib.metadata.PackageNotFoundError:
        found = []
    if not found:
        raise FileNotFoundError(
            f"the package {package} with its file *{suffix} is not installed: run `make "
            "clean` and `make`"
        )
    return Path(str(found[0].locate()))


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional → simplified, one character to one (OpenCC's TSCharacters, Apache-2.0, from its
    package).
    """
    lines = (
        package_file("opencc-python-reimplemented", "dictionary/TSCharacters.txt")
        .read_text("utf8")
        .splitlines()
    )
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split()[0][0] for old, new in pairs if len(old) == 1}


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return {
        **_simplified(),
        **wide,
        0x3000: " ",
        0xA0: " ",
        ord("○"): "〇",
        ord("﹕"): ":",
        ord("∶"): ":",
        ord("｜"): "|",
        ord("丨"): ":",
    }


def fold(text: str) -> str:
    """A key for matching: simplified script, ASCII punctuation, digits and letters, lower case;
    same length as `text`.

    >>> fold("來源：2020 年")
    '来源:2020 年'
    """
    key = text.translate(_folding())
    if not key.isprintable():
        key = whole(key)
    lower = key.lower()
    # İ is two letters in lower case, and Σ another one at the end of a word: there each letter by
    # itself, so that a key is the same in
    # every text.
    return (
        lower
        if len(lower) == len(key) and "Σ" not in key
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)
    )


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, _simplified()))


def simplified(text: str) -> str:
    """`text` with each traditional character as a simplified one; the very text where there is
    none.

    A text that GB 2312 can write is simplified: that is quickly seen, and keeps 乾 in 乾隆.

    >>> simplified("聯防聯控")
    '联防联控'
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return text if _traditional().isdisjoint(text) else text.translate(_simplified())
    return text


def squeeze(text: str) -> str:
    """A key for comparing two lines: folded, without spaces, punctuation or symbols.

    >>> squeeze("“战疫” 纪实")
    '战疫纪实'
    """
    return _NO_LETTER.sub("", fold(text))


def trim(text: str) -> tuple[int, int]:
    """Start and end of `text` without spaces and invisible characters at both ends.

    >>> trim("\\u3000 战疫 ")
    (2, 4)
    """
    head = _EDGE.match(text)
    start = head.end() if head else 0
    end = len(text)
    while end > start and _EDGE.match(text, end - 1, end):
        # one character: to the end of the text it would be the same again and again
        end -= 1
    return start, end


def cjk(text: str) -> int:
    """Number of Chinese characters (ideographs of any block) in `text`."""
    return len(re.findall(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]", text))


def whole(text: str) -> str:
    """`text` with � for each lone surrogate, which has no UTF-8 form: no file, table or matcher can
    hold it.
    """
    return text if text.isascii() else re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def legible(name: str) -> str:
    """A name as it can be written into any line of any table: � for control characters and for
    those that turn the direction.
    """
    return _NO_NAME.sub("\ufffd", whole(name))


def inside(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, stays in a folder; a link that leads to itself does."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def own_file(folder: str | os.PathLike[str], name: str) -> Path | None:
    """The file of a folder that has this name, in capitals or not; None for none, and where a link
    leads out of the folder.

    Whatever is opened by a name that somebody else's folder gives a meaning to (a manifest, a data
    statement) is asked for here: a README.md that is a link to a file elsewhere on the machine must
    not be read, and still less be printed.
    """
    folder = Path(folder)
    alike = [folder / name]
    if not alike[0].is_file() and folder.is_dir():
        alike = sorted(path for path in folder.iterdir() if path.name.lower() == name.lower())
    return next((path for path in alike if path.is_file() and inside(path, folder)), None)


def atomically(path: Path, write: Callable[[str], object]) -> None:
    """`write` to a temporary file beside `path`, which takes its place when all is written, and
    leaves nothing when not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
    os.close(handle)
    try:
        write(temporary)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text atomically: UTF-8, and line ends as they are on every machine."""
    atomically(
        path, lambda temporary: Path(temporary).write_text(text, encoding="utf8", newline="\n")
    )


def digest(text: str) -> int:
    """A number of 64 bits that tells texts apart."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf8", "surrogatepass"), digest_size=8).digest(),
        "little",
        signed=True,
    )


def files_hash(paths: Iterable[Path]) -> str:
    """The sha256 of files with their names, whatever their line ends."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


def alternatives(words: Iterable[str]) -> str:
    """The words as one pattern, the longest first, so that of two that begin alike the longer is
    found.
    """
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def clause_start(text: str, place: int, stops: str = ",。;:!?", reach: int | None = None) -> int:
    """Where the clause begins in which `place` stands: behind the last stop before it, or `reach`
    characters before.
    """
    least = 0 if reach is None else max(0, place - reach)
    return max(least, *(text.rfind(stop, least, place) + 1 for stop in stops))


def spreadsheet_safe(cell):
    """A cell as a spreadsheet can open it, without running it or breaking its line; what is no
    text, as it is.

    An apostrophe stands in front where the text begins, behind spaces or not, with = + @ or - (also
    the wide ones, which East Asian versions take for them) and is no plain negative number, and
    where it begins with a tab or a line break. Line breaks become LF; other control characters,
    which end a line of CSV or are no XML, �.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-5.2%"), spreadsheet_safe("战疫")
    ("'=1+1", '-5.2%', '战疫')
    """
    if not isinstance(cell, str):
        return cell
    if not cell.isprintable():
        cell = _CONTROL.sub("\ufffd", cell.replace("\r\n", "\n").replace("\r", "\n"))
    # '=1 as it was written gets another one, so that `from_spreadsheet` gives it back
    bare = cell.lstrip("'")
    return "'" + cell if _FORMULA.match(bare) or bare[:1] in ("\t", "\n") else cell


def from_spreadsheet(cell: str) -> str:
    """A cell without the apostrophe that `spreadsheet_safe` has put in front."""
    return cell[1:] if cell.startswith("'") and spreadsheet_safe(cell[1:]) == cell else cell


def write_sheet(path: Path, table) -> None:
    """Write a table atomically as a CSV that spreadsheets open: UTF-8 with BOM, LF, cells and
    header safe (`spreadsheet_safe`).
    """
    import pandas as pd

    shown = table.copy()
    for i, kind in enumerate(table.dtypes):  # by place: two columns of one name are two
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            shown.isetitem(
                i, table.iloc[:, i].astype(object).map(spreadsheet_safe, na_action="ignore")
            )
    header = [spreadsheet_safe(str(column)) for column in table.columns]
    atomically(
        path,
        lambda name: shown.to_csv(
            name, index=False, header=header, encoding="utf-8-sig", lineterminator="\n"
        ),
    )


def progress(items: Iterable, doing: str, unit: str = " sentences", total: int | None = None):
    """`items`, with a progress bar when they take longer than two seconds."""
    from tqdm import tqdm

    return tqdm(items, desc=doing, unit=unit, total=total, delay=2, leave=False)


def groups(sentences, by: str):
    """The values of a column in order of appearance, and for each row the number of its value;
    missing values are one value.

    Raises ValueError for an unknown column, saying how to join one of the accounts.
    """
    if by not in sentences:
        known = ", ".join(map(str, sentences.columns))
        raise ValueError(
            f"no column {by!r} to group by; there are: {known}. A column of the accounts "
            "is joined so: "
            f"sentences.merge(corpus.accounts[['account', {by!r}]], on='account')"
        )
    import pandas as pd

    codes, values = pd.factorize(sentences[by], use_na_sentinel=False)
    return list(values), codes


def setting(name: str, default):
    """The environment's GONGWEN_<NAME> as what `default` is (True or False, a number, else text),
    else `default`.

    A value that names an existing path is resolved from the project. A notebook's own literals go
    through here, so that `python -m gongwen run --corpus …` can change them from outside. Raises
    ValueError for a word where a number is needed.
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


def per_lists(function):
    """Keep the results of a function that reads word lists, apart for each folder of lists in use
    (`use_lists`).
    """
    kept = cache(lambda folder, *args, **named: function(*args, **named))

    @wraps(function)
    def call(*args, **named):
        return kept(os.environ.get(_IN_USE, ""), *args, **named)

    return call


def use_lists(folder: str | os.PathLike[str] | None) -> None:
    """From now on the lists of `folder` stand in for the package's of the same names; None: the
    package's own.

    `read_corpus` calls it with the folder's lexicons/. The choice is kept in the environment, so
    that processes started later have it, with a digest of the files' names, sizes and times, so
    that a list that was edited, added or taken away is seen.
    """
    told = [
        (str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns)
        for path in lists_in(folder)
        if path.is_file()
    ]
    digest = hashlib.sha256(repr(told).encode("utf8", "replace")).hexdigest()[:16]
    os.environ[_IN_USE] = f"{Path(folder).resolve()}{os.pathsep}{digest}" if folder and told else ""


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


@contextmanager
def lists_of(folder: str | os.PathLike[str] | None):
    """The lists of `folder` for as long as this lasts."""
    before = os.environ.get(_IN_USE, "")
    use_lists(folder)
    try:
        yield
    finally:
        os.environ[_IN_USE] = before


def own_lists() -> dict[str, Path]:
    """The lists in use that are not the package's, by name: those of the folder given to
    `use_lists` that have the needed columns.
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
    folder = os.environ.get(_IN_USE, "").rpartition(os.pathsep)[0]
    return lists_in(folder)


def _list_name(path: Path) -> str:
    return (
        path.relative_to(os.environ[_IN_USE].rpartition(os.pathsep)[0]).with_suffix("").as_posix()
    )


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


@per_lists
def read_lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a list in the file's order: the folder's own (`use_lists`), else
    `lexicons/<name>.csv` of the package.

    Raises FileNotFoundError for an unknown name, with those there are.
    """
    path = own_lists().get(name, LEXICONS / f"{name}.csv")
    if not path.is_file():
        raise FileNotFoundError(f"no lexicon named {name!r}; there are: {', '.join(_names())}")
    return read_rows(path)


@per_lists
def roles(*kinds: str) -> str:
    """A pattern of the words for persons of these kinds, in lexicons/persons.csv and
    attribution.csv.
    """
    return alternatives(
        {
            row["term"]
            for name in ("persons", "attribution")
            for row in read_lexicon(name)
            if row["kind"] in kinds
        }
    )


def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Rows of an edited CSV: a header, `#` starts a comment line; comma, semicolon or tab;
    encodings as `sheet_text` reads them.
    """
    lines = [
        line
        for line in sheet_text(path).splitlines()
        if line.strip(" ,;\t") and not line.startswith("#")
    ]
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    rows = csv.DictReader(lines, delimiter=delimiter, restval="")
    return tuple(
        {
            name: cell.strip() if isinstance(cell, str) else cell
            for name, cell in row.items()
            if name
        }
        for row in rows
    )


def sheet_text(path: Path) -> str:
    """The text of a small table that somebody edited: UTF-8, or as Excel saves it on a Chinese
    Windows (UTF-16, GB 18030).

    It is not guessed from the bytes, as a page's encoding is: a table of mostly Latin letters tells
    too little. GB 18030 that happens to be UTF-8 (医院 as Cyrillic and Armenian) is known by that.
    Raises UnicodeDecodeError for anything else.
    """
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
    foreign = re.search("[\u0370-\u07ff]", text) and not cjk(text)
    return data.decode("gb18030", "replace") if foreign else text
