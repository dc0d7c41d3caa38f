"""The rows of a table of pages, one at a time, and what its columns hold.

A table is a file with a page on each row: .csv, .tsv, .jsonl, .ndjson, .json, .parquet, or a
workbook (.xlsx, .xlsm, .xls, .ods). Its columns are known by the names in table_columns.csv: one
has the text, one names the page, some say what an account is (title, 日期, 来源 …), and all others
stay columns of the accounts.
"""

from __future__ import annotations

import csv
import io
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import IO

from ..common.characters import legible
from ..common.columns import columns as columns_of
from ..common.lists import per_lists, read_lexicon
from ..common.prose import listed
from ..language.dates import stated_day
from ..language.places import province_named
from .encodings import BOMS, MAGIC, decode, encoding_of, wide
from .packed import LIMITS, UNREAD, PageError, Reader

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))
ENDINGS = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")) | WORKBOOKS
FIELDS = ("title", "published", "source", "author", "province", "prefecture", "county", "unit")
FAULT = "\0fault"  # the only column of a row that cannot be read
NOTE = "\0note"  # the only column of what is no row: a remark on the table
BEYOND = "\0beyond"  # how many cells a row has beyond its header
NAMES = ("account", "file", "address")  # what names a page, the best first
CELL = 10_000  # characters of a cell that is kept as a column of the accounts
EXCEL_FULL = 32_767  # characters of a cell in Excel: a longer text is cut
# characters of a line or cell of a table of pages: longer ones are never held in memory
_LINE = 2 * LIMITS.size
_WHOLE = 10 * LIMITS.size  # bytes: up to this size a table is read as a whole, if it must be
_TOP = 10  # rows above which a header may stand (a table's name, empty rows)
_MANY = 200  # columns


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold: `text` and `name` of the pages, `fields` (column → field of
    an account), `own` (column → its name among the columns of the accounts), `left` (why → columns
    that are not kept).
    """

    text: str
    name: str | None
    fields: Mapping[str, str]
    own: Mapping[str, str]
    left: Mapping[str, tuple[str, ...]]

    def with_names(self) -> Columns:
        """The same, with the names of the pages also as a column of the accounts."""
        return replace(self, own={self.name: self.name, **self.own}) if self.name else self

    @property
    def kept(self) -> dict[str, str]:
        """Every column that says something of an account, with its name there."""
        return {**self.fields, **self.own}

    def __str__(self) -> str:
        said = [f"{self.text} is the text"]
        if self.name:
            said[0] += f", {self.name} the name"
        if self.fields:
            named = [c if c == f else f"{c} (as {f})" for c, f in self.fields.items()]
            verb = "replaces" if len(named) == 1 else "replace"
            said.append(f"{listed(named)} {verb} what is read on the page")
        if self.own:
            are = "is a column" if len(self.own) == 1 else "are columns"
            said.append(f"{listed(self.own.values())} {are} of the accounts")
        said += [f"{listed(columns)} not kept: {why}" for why, columns in self.left.items()]
        return "; ".join(said)


@per_lists
def _known() -> dict[str, str]:
    """The field that each name of a column stands for, best names first."""
    return {row["term"]: row["field"] for row in read_lexicon("table_columns")}


def field_of(column: str) -> str | None:
    """The field that the name of a column stands for: text, one of NAMES, or one of FIELDS.

    >>> field_of("Publish_Date"), field_of("来源"), field_of("genre")
    ('published', 'source', None)
    """
    return _known().get(_key(column))


def fields_of(header: Iterable[str]) -> dict[str, str]:
    """The column of each field that a header names: of several that which the list has first."""
    order = list(_known())
    ranked = sorted((c for c in header if field_of(c)), key=lambda c: order.index(_key(c)))
    first: dict[str, str] = {}
    for column in ranked:
        first.setdefault(_known()[_key(column)], column)
    return first


def _key(column: object) -> str:
    return re.sub(r"[\s_-]+", "", str(column)).casefold()


def roles(header: list[str]) -> Columns:
    """What the columns of a table hold. Of several names for one field the first of the list counts
    (text before content), the others are columns of their own. Raises PageError without a text.
    """
    first = fields_of(header)
    if "text" not in first:
        raise PageError(
            "no text column",
            "a table of pages needs a column `text`; this one has: "
            f"{', '.join(map(str, header[:20]))}{' …' * (len(header) > 20)}",
        )
    fields = {column: field for field, column in first.items() if field in FIELDS}
    named = next((first[field] for field in NAMES if field in first), None)
    measured = {*columns_of("accounts"), "from_manifest"} - {*FIELDS}
    left: dict[str, tuple[str, ...]] = {}
    own: dict[str, str] = {}
    for column in header:
        name = legible(str(column).strip())[:100]
        if column in (first["text"], named) or column in fields:
            continue
        if name in measured:
            left["measured, not given"] = (*left.get("measured, not given", ()), name)
        elif name and len(own) < _MANY:
            own[column] = name if name not in FIELDS else f"{name}_given"
        else:
            why = f"more than {_MANY} columns" if name else "no name"
            left[why] = (*left.get(why, ()), name or "a column")[:5]
    in_order = {column: fields[column] for column in header if column in fields}
    return Columns(first["text"], named, in_order, own, left)


def given(row: Mapping[str, object], columns: Columns) -> tuple[dict[str, str], list[str]]:
    """What a row says of its account (every kept column, "" where it says nothing), and what is
    wrong with its cells.
    """
    cells, faults = {}, [f"{c}: it cannot be read" for c in row.get(UNREAD, ())]
    for column, name in columns.kept.items():
        text = cell(row.get(column))
        if len(text) > CELL:
            faults.append(f"{column}: {len(text):,} characters: not kept as a column")
            text = ""
        if text and column in columns.fields:
            text, fault = as_field(name, text)
            faults += [f"{column}: {fault}"] if fault else []
        cells[name] = text
    return cells, faults


def as_field(field: str, text: str) -> tuple[str, str]:
    """A cell as the account has it (a day as 2020-02-10, 陕西 as 陕西省), and what is wrong with
    it.
    """
    if field == "published":
        day = stated_day(text)
        shown = text if len(text) <= 50 else f"{text[:50]}…"
        serial = ", or give the cells of a workbook the format of dates" * text.isdecimal()
        fault = f"not a date: {shown!r}; write it as 2020-02-10{serial}"
        return (str(day), "") if day else ("", fault)
    return (province_named(text) or text, "") if field == "province" else (text, "")


def cell(value: object) -> str:
    """A cell as text; "" for nothing.

    >>> cell(2020.0), cell(None), cell(float("nan")), cell(["a"]), cell(" 陕西 ")
    ('2020', '', '', '["a"]', '陕西')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    try:
        return legible(str(value).strip())
    except ValueError:  # a number of thousands of digits
        return ""


# --- the rows of each kind of file ----------------------------------------------------------------


def header(file: Path, reader: Reader) -> list[str]:
    """The names of a table's columns, of .jsonl those of all rows. Raises PageError if it has no
    row that can be read.
    """
    kind, fault = file.suffix.lower(), ""
    if kind == ".parquet":
        [(names, sizes)] = reader.ask("parquet shape", str(file.absolute()))
        names = names if sum(sizes) else []
    else:
        seen: dict[str, None] = {}
        for row in rows(file, [], reader):
            fault = fault or str(row.get(FAULT, ""))
            seen.update(dict.fromkeys(c for c in row if c not in (FAULT, NOTE, BEYOND)))
            if seen and kind not in (".jsonl", ".ndjson", ".json"):
                break
        names = list(seen)
    if not names:
        raise PageError(
            "format" if fault else "empty",
            f"the table has no rows that can be read{f' ({fault})' if fault else ''}",
        )
    return names


def rows(file: Path, columns: list[str], reader: Reader) -> Iterator[dict]:
    """The rows of a table, one by one, with the reason in place of those that cannot be read; of a
    Parquet table these columns alone, the text first. Raises PageError.
    """
    kind = file.suffix.lower()
    if kind == ".parquet":
        yield from _parquet(str(file.absolute()), columns, reader)
    elif kind in WORKBOOKS:
        yield from _workbook(file, reader)
    elif kind == ".json":
        yield from _json_rows(file)
    else:
        yield from _lines_of(file)


def _parquet(path: str, columns: list[str], reader: Reader) -> Iterator[dict]:
    """The rows of a Parquet table; what cannot be read ends its group of rows, and the next one is
    read.
    """
    [(_, sizes)] = reader.ask("parquet shape", path)
    ends = list(accumulate(sizes))
    number = 0
    while number < sum(sizes):
        group = bisect_right(ends, number)
        try:
            for some in reader.ask("parquet rows", path, columns, group, reader.limits.size):
                for row in some:
                    yield row if isinstance(row, dict) else {FAULT: f"row {number}: {row}"}
                    number += 1
            return
        except PageError as error:
            first, number = number, ends[bisect_right(ends, number)]
            yield {FAULT: f"rows {first} to {number - 1} are not read: {error}"}


def _workbook(file: Path, reader: Reader) -> Iterator[dict]:
    """The rows of the first sheet that has a text column below its first rows, else of the first
    one; other sheets with something in them are named.
    """
    path = str(file.absolute())
    [tops] = reader.ask("workbook tops", path, _TOP)
    tops = {sheet: top for sheet, top in tops.items() if any(map(any, top))}
    if not tops:
        return
    best = [s for s, top in tops.items() if any(field_of(c) == "text" for row in top for c in row)]
    sheet = (best or list(tops))[0]
    some = reader.ask("workbook rows", path, sheet)
    yield from _below_header(chain.from_iterable(some), titled=True)
    if others := [name for name in tops if name != sheet]:
        yield {NOTE: f"of this workbook the sheet {sheet!r} is read, not {listed(others)}"}


def _json_rows(file: Path) -> Iterator[dict]:
    """The objects of a .json file: a list, the first list of objects in an object, or one object;
    an object on each line is read, too.
    """
    if file.stat().st_size > _WHOLE:
        raise PageError(
            "too large", "a .json file is read as a whole: save it as .jsonl, a page on each line"
        )
    text = decode(file.read_bytes())
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        if "Extra data" in str(error):
            yield from map(_json, text.splitlines(), range(1, text.count("\n") + 2))
            return
        raise PageError("format", f"not JSON ({type(error).__name__}): save it as .jsonl") from None
    yield from map(_object, _objects(content))


def _objects(content: object) -> Iterable[object]:
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        return [content]
    if any(field_of(key) == "text" and isinstance(v, str) for key, v in content.items()):
        return [content]
    values = list(content.values())
    nested = next((v for v in values if isinstance(v, list) and v and isinstance(v[0], dict)), None)
    if nested is not None:
        return nested
    if values and all(isinstance(value, dict) for value in values):
        return [{"account": key, **value} for key, value in content.items()]
    return [content]


def is_one_object(file: Path) -> bool:
    """Whether a .json file is a single page, not a table of pages."""
    if file.suffix.lower() != ".json":
        return False
    with file.open("rb") as stream:
        start = stream.read(100).lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] == b"{" and sum(1 for _ in islice(_json_rows(file), 2)) == 1


def _lines_of(file: Path) -> Iterator[dict]:
    """The rows of a table that has one on each line. Raises PageError."""
    with _open(file) as stream:
        lines = _lines(stream)
        try:
            if file.suffix.lower() in (".csv", ".tsv"):
                yield from csv_rows(lines, "\t" if file.suffix.lower() == ".tsv" else None, True)
            else:
                yield from (
                    _json(line, number) for number, line in enumerate(lines, 1) if line.strip()
                )
        except (csv.Error, _TooLong):  # where the row ends is not known
            yield {
                FAULT: f"a line or cell has more than {_LINE:,} characters: the rest of the table "
                "is left out"
            }


class _TooLong(ValueError):
    """A line too long to be held in memory."""


def _lines(stream: IO[str]) -> Iterator[str]:
    while line := stream.readline(_LINE):
        if len(line) == _LINE:
            raise _TooLong
        yield line


def _json(line: str, number: int) -> dict:
    try:
        return _object(json.loads(line))
    except (ValueError, RecursionError):
        return {FAULT: f"line {number} is not JSON: this row is left out"}


def _object(row: object) -> dict:
    return row if isinstance(row, dict) else {"text": row}


def _open(file: Path) -> IO[str]:
    """A table's lines, in the encoding that `decode` would choose, read piece by piece. Raises
    PageError.
    """
    with file.open("rb") as stream:
        sample = stream.read(200_000)
    bom = next((encoding for mark, encoding in BOMS if sample.startswith(mark)), "")
    small = len(sample) < 200_000
    if b"\x00" in sample and not bom and not sample.startswith(tuple(MAGIC)):
        return io.StringIO(wide(sample if small else file.read_bytes())[0], newline="")
    if small or sample.startswith(tuple(MAGIC)):
        return io.StringIO(decode(sample if small else file.read_bytes()), newline="")
    for encoding in (bom, "utf-8", encoding_of(sample)):
        if encoding and _is_in(file, encoding):
            return file.open(encoding=encoding, newline="")
    if file.stat().st_size > _WHOLE:
        raise PageError(
            "encoding",
            "a large table in no known encoding, or with damaged bytes: save it as UTF-8",
        )
    return io.StringIO(decode(file.read_bytes()), newline="")  # a few damaged bytes, or an error


def _is_in(file: Path, encoding: str) -> bool:
    """Whether a whole file can be read in an encoding."""
    try:
        with file.open(encoding=encoding) as stream:
            while stream.read(2**20):
                pass
    except (UnicodeError, LookupError):
        return False
    return True


def csv_rows(
    lines: Iterable[str], delimiter: str | None = None, titled: bool = False
) -> Iterator[dict[str, str]]:
    """Rows of a CSV (comma, semicolon or tab, as in the header), with names and values trimmed.
    `titled`: the header may stand below a title; it is the first row that names a column of texts.
    """
    csv.field_size_limit(_LINE)
    clean = (line.replace("\x00", "") for line in lines)
    top = _to_header(clean, _split, titled)
    header = next((line for line in reversed(top) if line.strip()), "")
    mark = delimiter or max(",;\t", key=header.count)
    yield from _below_header(csv.reader(chain(top, clean), delimiter=mark), titled)


def _to_header(rows: Iterator, split: Callable, titled: bool) -> list:
    """The rows up to the header, which is the first with anything in it, or, if that is a title,
    the first of the next rows that names a column of texts; without one as many as were looked at.
    """
    top = []
    for row in islice(rows, _TOP):
        top.append(row)
        names = split(row)
        if "text" in map(field_of, names) or (any(names) and not titled):
            break
    return top


def _split(line: str) -> list[str]:
    return [name.strip(' "\ufeff') for name in re.split("[,;\t]", line.strip())]


def _below_header(table: Iterable[list], titled: bool) -> Iterator[dict]:
    """The rows below the header: the first row with anything in it, or, if that is a title, the
    first of the top rows with the name of a column of texts.
    """
    rest = iter(table)
    top = _to_header(rest, lambda row: list(map(cell, row)), titled)
    named = "text" in map(field_of, map(cell, top[-1] if top else []))
    at = len(top) - 1 if named else next((n for n, row in enumerate(top) if any(map(cell, row))), 0)
    names: list[str] = []
    times: Counter[str] = Counter()
    for name in map(cell, top[at] if top else []):
        times[name] += 1
        names.append(f"{name} {times[name]}" if name and times[name] > 1 else name)
    for row in chain(top[at + 1 :], rest):
        values = [c.strip() if isinstance(c, str) else c for c in row]
        named = dict(zip(names, [*values, *[""] * (len(names) - len(values))]))
        beyond = sum(1 for value in values[len(names) :] if cell(value))
        if any(map(cell, values)):
            yield named | ({BEYOND: str(beyond)} if beyond else {})
