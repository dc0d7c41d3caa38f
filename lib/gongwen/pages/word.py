"""The lines of a Word document as a reader sees it when all changes are accepted: inserted text is
in, deleted text and the instructions of fields are not.

The text of a paragraph can be inside of many things (changes, smart tags, content controls, fields,
links), which are all walked through. Elements are known by their names without namespace, since
Word has two. What is in a text box comes after the paragraph to which it is anchored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

# not to be read: deleted or moved away, pinyin above a character, and properties
_OUT = frozenset(
    "del moveFrom rt pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr instrText delText "
    "delInstrText customXmlPr smartTagPr fldData".split()
)
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_SPANS = 64  # most columns that the cells of a document may span on average


def word_lines(body: Any) -> list[str]:
    """The paragraphs and rows of a document's body (an lxml element), in order.

    A row of a table is one line, its cells parted by tabs and merged cells there once. A row with a
    single cell that has text, which is layout, gives the lines in it. Raises ValueError for cells
    that span more columns than any table has.
    """
    spans = [int(_value(e) or 1) for e in body.iter("{*}gridSpan")]
    if sum(spans) > _SPANS * max(1, sum(1 for _ in body.iter("{*}tc"))):
        raise ValueError(f"cells that span {sum(spans)} columns")
    return _Lines().of(body)


class _Lines:
    """The lines of one part of a document: paragraphs, rows, and whatever holds some of them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.joined = ""  # of a paragraph whose end is deleted: it goes on in the next one

    def of(self, holder: Any) -> list[str]:
        self._walk(holder)
        self._end()
        return self.lines

    def _end(self) -> None:
        if self.joined:
            self.lines += self.joined.split("\n")
            self.joined = ""

    def _walk(self, holder: Any) -> None:
        for element, name in _children(holder):
            if name == "p":
                self._paragraph(element)
            elif name == "tr":
                self._row(element)
            elif name == "AlternateContent":
                self._walk(_alternative(element))
            else:
                self._walk(element)

    def _paragraph(self, element: Any) -> None:
        text, boxes = _paragraph(element)
        text = self.joined + text
        marks = element.find("{*}pPr/{*}rPr")
        if marks is not None and (_has(marks, "del") or _has(marks, "moveFrom")):
            self.joined = text
        else:
            self.joined = ""
            self.lines += text.split("\n")
        self.lines += boxes

    def _row(self, element: Any) -> None:
        if _has(element, "trPr", "del"):
            return
        self._end()
        cells = list(_cells(element))
        texts = [_cell(cell) for cell, goes_on in cells if not goes_on]
        if len(texts) == len(cells) and sum(bool(own or more) for own, more in texts) <= 1:
            self.lines += [line for own, more in texts for line in (*own, *more)]
            return
        if any(own for own, _ in texts):
            self.lines.append("\t".join(" ".join(own) for own, _ in texts))
        self.lines += [line for _, more in texts for line in more]


def _cells(row: Any) -> Iterator[tuple[Any, bool]]:
    """The cells of a row, also inside of content controls, without those that are deleted; and
    whether each is only the rest of a cell above or before.
    """
    for element, name in _children(row):
        if name != "tc":
            yield from _cells(element)
        elif not _has(element, "tcPr", "cellDel"):
            merged = [element.find(f"{{*}}tcPr/{{*}}{way}") for way in ("vMerge", "hMerge")]
            yield element, any(m is not None and _value(m) != "restart" for m in merged)


def _cell(cell: Any) -> tuple[list[str], list[str]]:
    """The paragraphs of a cell without those that are empty, and the rows of tables in it."""
    if next(cell.iter("{*}tbl"), None) is None:
        return [line.strip() for line in _Lines().of(cell) if line.strip()], []
    own, more = _Lines(), _Lines()
    for element, name in _children(cell):
        part = own if name == "p" else more
        part._paragraph(element) if name == "p" else part._walk(element)
    return [line.strip() for line in own.of(()) if line.strip()], more.of(())


def _paragraph(element: Any) -> tuple[str, list[str]]:
    """The text of a paragraph, and the lines of the text boxes that are anchored to it."""
    pieces: list[str] = []
    boxes: list[str] = []
    # for each open field where its instruction begins, None once its result has begun
    fields: list[int | None] = []
    for inline, name in _inline(element, boxes.extend):
        if name == "t":
            pieces += [inline.text or "", *(comment.tail or "" for comment in inline)]
        elif name == "fldChar":
            _field(_value(inline, "fldCharType"), pieces, fields)
        elif name == "br":
            pieces.append("\n" if _value(inline, "type") in ("", "textWrapping") else "")
        elif name == "sym":
            pieces.append(_symbol(_value(inline, "char")))
        else:
            pieces.append(_MARKS.get(name, ""))
    return "".join(pieces), boxes


def _field(kind: str, pieces: list[str], fields: list[int | None]) -> None:
    """Take a mark of a field: what was read since it began is its instruction, which may be made of
    other fields; without such a mark after it, it is text.
    """
    if kind == "begin":
        fields.append(len(pieces))
    elif fields and kind in ("separate", "end"):
        begin = fields.pop()
        if begin is not None:
            del pieces[begin:]
        if kind == "separate":
            fields.append(None)


def _inline(element: Any, box: Callable[[Iterable[str]], None]) -> Iterator[tuple[Any, str]]:
    """What a paragraph is made of, in order; the lines of its text boxes are given to `box`."""
    for child, name in _children(element):
        if name == "AlternateContent":
            yield from _inline(_alternative(child), box)
        elif name in ("txbxContent", "txBody"):
            box(_Lines().of(child))
        elif name == "textpath" and child.get("string"):  # WordArt
            box([child.get("string")])
        elif name == "r" and _hidden(child):
            continue
        elif len(child) and name != "t":
            yield from _inline(child, box)
        else:
            yield child, name


def _alternative(element: Any) -> Any:
    """Of the forms of a drawing the first that has text: each has the same."""
    forms = list(element)
    return next((form for form in forms if next(form.iter("{*}t"), None) is not None), forms[-1:])


def _children(element: Any) -> Iterator[tuple[Any, str]]:
    """The elements in an element that are to be read, with their names."""
    for child in element:
        if isinstance(child.tag, str):  # no comment
            name = child.tag.rpartition("}")[2]
            if name not in _OUT:
                yield child, name


def _has(element: Any, *path: str) -> bool:
    return element.find("/".join(f"{{*}}{name}" for name in path)) is not None


def _hidden(run: Any) -> bool:
    """Whether a run has the property that Word calls hidden."""
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")


def _symbol(code: str) -> str:
    """A symbol that has a code of its own, not that of a place in a font."""
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return letter if letter.isprintable() else ""


def _value(element: Any, name: str = "val") -> str:
    """The attribute of that name, in whatever namespace; "" without it."""
    values = (v for key, v in element.attrib.items() if key.rpartition("}")[2] == name)
    return next(values, "")
