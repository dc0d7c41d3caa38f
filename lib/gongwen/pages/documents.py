"""Text of Word and PDF files: paragraphs, with lines that the margin broke joined again, and
running heads and page numbers kept apart; and the rows of Parquet tables and workbooks.

They are read in a child process (`packed`). The libraries are the extra `documents` (python-docx,
pypdfium2, python-calamine); if one is missing, each file of its kind is an error that says so.
Headers, footers and automatic numbers of Word are not read, nor pages of a PDF that are pictures.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from math import ceil

from ..common.characters import CLOSING
from .packed import UNREAD, PageError
from .word import word_lines

_ENDS = (*"。！？!?：:；;…）)", *CLOSING)
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[.、．]|第[一二三四五六七八九十\d]+[章节条])"
)
_NUMBER = re.compile(
    r"[-—–·\s]*+(?:第\s*+)?\d{1,4}\s*+(?:页|/\s*+\d{1,4})?(?:\s*+"
    r"(?:[，,]\s*+)?共\s*+\d++\s*+页)?[-—–·\s]*+"
)
MAX_UNPACKED = 100 * 2**20  # bytes of all parts of a Word file, pictures too
_ROWS = 64  # of a Parquet table at once
_FULL = 0.8  # of the usual width: the margin broke a line this long, not its writer


def docx_text(data: bytes) -> str:
    """The paragraphs and table rows of a Word file in order, one per line (see `word`). Raises
    PageError for a file that is not Word.
    """
    try:
        import docx
    except ImportError:
        raise PageError(
            "library",
            "Word files need python-docx: pip install python-docx, or save the page as text",
        ) from None
    _check_unpacked(data)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = word_lines(document.element.body)
    except Exception as error:  # a zip of anything: whatever the library raises
        raise PageError(
            "format",
            f"this Word file cannot be read ({type(error).__name__}): save it again, or as text",
        ) from None
    return "\n".join(lines)


def _check_unpacked(data: bytes) -> None:
    """Raise PageError for a file that is not Word, or that unpacks to far more than a page may
    have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PageError(
            "format",
            f"this Word file cannot be read ({type(error).__name__}): save it again, or as text",
        ) from None
    if size > MAX_UNPACKED:
        raise PageError(
            "format",
            f"this Word file unpacks to {size / 2**20:,.0f} MB; {MAX_UNPACKED >> 20} MB "
            "are read: save it as text",
        )


def pdf_text(data: bytes) -> tuple[str, list[tuple[int, int]]]:
    """The text of a PDF, and the stretches of it that are running heads or page numbers. Raises
    PageError for a scan without text.

    Lines that the margin broke are joined, also across pages. The running heads and page numbers of
    all pages come after the text, one per line.
    """
    pages = _pdf_pages(data)
    if not any(pages):
        raise PageError(
            "format",
            "a PDF without a text layer (pictures of pages): run it through text recognition first",
        )
    running = _running(pages)
    width = _width([line for page in pages for line in page])
    paragraphs: list[str] = []
    running_heads: list[str] = []
    last = ""
    for page in pages:
        for i, line in enumerate(page):
            if i in (0, 1, len(page) - 2, len(page) - 1) and _key(line) in running:
                running_heads.append(line.strip())
                continue
            if last and _goes_on(last, line, width):
                paragraphs[-1] += ("" if _joins(paragraphs[-1], line) else " ") + line.strip()
            else:
                paragraphs.append(line.strip())
            last = line
    starts = list(accumulate((len(line) + 1 for line in (*paragraphs, *running_heads)), initial=0))
    return "\n".join([*paragraphs, *running_heads]), [
        (starts[i], starts[i + 1] - 1) for i in range(len(paragraphs), len(starts) - 1)
    ]


def _pdf_pages(data: bytes) -> list[list[str]]:
    try:
        import pypdfium2
    except ImportError:
        raise PageError(
            "library",
            "PDF files need pypdfium2: pip install pypdfium2, or save the page as text",
        ) from None
    try:
        with pypdfium2.PdfDocument(data) as document:
            texts = [_page_text(page.get_textpage()) for page in document]
    except pypdfium2.PdfiumError as error:
        raise PageError(
            "format",
            f"this PDF cannot be read ({error}): open it and save it again without a password",
        ) from None
    return [
        [line for line in re.split(r"\r?\n|\r", text.replace("\ufffe", "")) if line.strip()]
        for text in texts
    ]


def _page_text(page) -> str:
    """The text of a page, with � for each character that has a shape but no code in the file."""
    from pypdfium2 import raw

    codes = [raw.FPDFText_GetUnicode(page, i) for i in range(page.count_chars())]
    return page.get_text_bounded() if all(codes) else "".join(chr(code or 0xFFFD) for code in codes)


def _key(line: str) -> str:
    """A line without its digits and spaces, so that a running head with a page number is the same
    on every page.
    """
    return "#" if _NUMBER.fullmatch(line) else re.sub(r"[\d\s]+", "", line)


def _running(pages: list[list[str]]) -> set[str]:
    """Lines at the top or bottom of at least half of the pages, and of three; page numbers from two
    pages on.
    """
    edges = Counter(
        key for page in pages for key in {_key(line) for line in (*page[:2], *page[-2:])}
    )
    return {
        key
        for key, n in edges.items()
        if (n >= 3 and 2 * n >= len(pages)) or (key == "#" and n >= 2)
    }


def _width(lines: list[str]) -> int:
    sizes = sorted(len(line.strip()) for line in lines)
    return sizes[ceil(0.9 * (len(sizes) - 1))] if sizes else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the margin broke a line: it is about as wide as most lines, has no stop, and no new
    item follows.
    """
    full = len(line.strip()) >= _FULL * width
    return (
        full
        and not (line.rstrip().endswith(_ENDS) and len(line.strip()) < width)
        and not _BEGINS.match(following)
        and following[:2] != "　　"
    )


def _joins(before: str, following: str) -> bool:
    """Whether two lines join without a space, as Chinese does; two Latin words need one."""
    return not (
        before[-1:].isascii()
        and before[-1:].isalnum()
        and following.strip()[:1].isascii()
        and following.strip()[:1].isalnum()
    )


# --- tables of pages ------------------------------------------------------------------------------


def _parquet(path: str):
    import pyarrow.parquet

    try:
        return pyarrow.parquet.ParquetFile(path)
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        raise PageError("format", f"not a Parquet table: {str(error).splitlines()[0]}") from None


def _parquet_shape(path: str) -> Iterator[tuple[list[str], list[int]]]:
    """The names of the columns, and the number of rows in each group of rows."""
    with _parquet(path) as table:
        groups = range(table.metadata.num_row_groups)
        sizes = [table.metadata.row_group(group).num_rows for group in groups]
        yield list(table.schema_arrow.names), sizes


def _parquet_rows(
    path: str, columns: list[str], group: int, longest: int
) -> Iterator[list[dict | str]]:
    """The rows of these columns from a group of rows on, a few at a time (a file of a few bytes can
    hold one long text a million times), or why a row cannot be read; texts are cut one character
    after the longest.
    """
    with _parquet(path) as table:
        for one in range(group, table.metadata.num_row_groups):
            for batch in table.iter_batches(_ROWS, [one], columns, use_threads=False):
                cells = {name: batch.column(i) for i, name in enumerate(batch.schema.names)}
                yield [_row(cells, i, longest) for i in range(batch.num_rows)]


def _row(cells: dict, i: int, longest: int) -> dict | str:
    """A row; without its text, which is the first cell, why it cannot be read; UNREAD names the
    other cells that cannot.
    """
    values, unread = {}, []
    for name, column in cells.items():
        try:
            value = column[i].as_py()
        except (ValueError, ArithmeticError, LookupError) as error:  # not UTF-8, or no day at all
            if not values and not unread:
                return f"it cannot be read ({type(error).__name__}): this row is left out"
            unread.append(name)
            continue
        values[name] = value[: longest + 1] if isinstance(value, str) else value
    return values | ({UNREAD: unread} if unread else {})


def _workbook(path: str):
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError:
        raise PageError(
            "library",
            "workbooks need python-calamine: pip install python-calamine, or save the table as "
            ".csv",
        ) from None
    try:
        return load_workbook(path)
    except (CalamineError, OSError, ValueError) as error:
        what = (str(error) or type(error).__name__).splitlines()[0]
        raise PageError("format", f"not a workbook that can be read: {what}") from None


def _workbook_tops(path: str, rows: int) -> Iterator[dict[str, list[list]]]:
    """The first rows of each sheet of a workbook that has cells (a chart has none)."""
    book = _workbook(path)
    names = [sheet.name for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    yield {name: book.get_sheet_by_name(name).to_python(nrows=rows) for name in names}


def _workbook_rows(path: str, name: str) -> Iterator[list[list]]:
    """The rows of a sheet, a few at a time."""
    rows = _workbook(path).get_sheet_by_name(name).iter_rows()
    while some := list(islice(rows, _ROWS)):
        yield some


# --- what a child process reads: the library, and the function that gives it piece by piece

READINGS: dict[str, tuple[str, Callable[..., Iterator]]] = {
    "docx": ("docx", lambda data: iter([(docx_text(data), [])])),
    "pdf": ("pypdfium2", lambda data: iter([pdf_text(data)])),
    "parquet shape": ("pyarrow.parquet", _parquet_shape),
    "parquet rows": ("pyarrow.parquet", _parquet_rows),
    "workbook tops": ("python_calamine", _workbook_tops),
    "workbook rows": ("python_calamine", _workbook_rows),
}
