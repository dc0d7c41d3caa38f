"""Which lines of an article are its headings, and of which level."""

from __future__ import annotations

import re
from collections import Counter

from ..common.characters import CLOSING, OPENING, cjk
from ..common.lists import per_lists
from .captions import shape
from .line import HEADING, Line
from .vocabulary import one_of

_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_ASKED_OR_NAMED = re.compile(r"[问答qa][:.]|[\u3400-\u9fff·]{2,4}[(].*[)]$")
_DIGIT, _STOP = re.compile(r"\d"), re.compile("[。!?;]")
_DAY, _DAY_OR_FIGURES = re.compile(r"\d+月\d+日"), re.compile(r"\d+月\d+日|[\d,.% ]+$")

STYLES = ("part", "一、", "(一)", "1.", "(1)")


def headings(rows: list[Line]) -> dict[Line, str]:
    """The lines of an article that are headings, each with the rule for it."""
    rules: dict[Line, str] = {}
    tagged = _tagged_headings(rows)
    for i, row in enumerate(rows):
        why = _heading(rows, i, tagged)
        if why:
            rules[row] = why
    plain = Counter(shape(row) for row, why in rules.items() if why == "unnumbered")
    for row in rows[:-1]:
        if row not in rules and _sibling(row, plain):
            rules[row] = "unnumbered, as its siblings"
    return rules


def _heading(rows: list[Line], i: int, tagged: bool) -> str:
    row = rows[i]
    before, after = rows[i - 1] if i else None, rows[i + 1] if i + 1 < len(rows) else None
    size, key = row.rest_size, row.key
    if after is None or not 2 <= size <= HEADING or key[-1] in ":;,、,":
        return ""
    if "\t" in row.rest:
        return ""  # a row of a table
    if _ASKED_OR_NAMED.match(key) or len(_DIGIT.findall(key)) >= 5:
        return ""  # a question, a name with its office, a telephone number
    if before is not None and before.key[-1] in ",:" and not row.style:
        return ""  # the line above announces it, or continues in it
    if [other.key for other in rows[max(0, i - 20) : i + 20]].count(key) > 1:
        return ""  # a refrain
    if tagged and row.tags & _TAGS and "。" not in key[:-1]:
        return "by its tag"
    if _STOP.search(key, 0, len(key) - 1):
        return ""
    if key.startswith("附件") or (before is not None and before.key.startswith("附件")):
        return ""
    if row.style:
        return _numbered(rows, i)
    if key[-1] in "。…" or (key[-1] in "!?" and size > 20):
        return ""
    framed = key[0] in OPENING + "'(" and key[-1] in CLOSING + "')"
    if framed and (size > 15 or re.search(r"[,。!?;:()]", key)):
        return ""  # speech
    if len(row.tight) < 4 or _DAY_OR_FIGURES.match(key) or _is_list_line(row):
        return ""
    neighbours = [n for n in (before, after) if n is not None and _is_item(n)]
    run = _run_of_items(rows, i)
    if run >= 3 or (
        run == 2 and neighbours and after in neighbours and not _opens_section(rows, i + 1)
    ):
        return ""
    return "unnumbered" if _opens_section(rows, i) else ""


def _is_item(row: Line) -> bool:
    return (
        not row.style
        and not row.prose
        and row.size <= HEADING
        and not _is_list_line(row)
        and not _DAY.match(row.key)
    )


def _is_list_line(row: Line) -> bool:
    """Whether a row lists names, or things with numbers: 张三 李四 王五; 某公司 1000元."""
    tokens = row.key.split()
    names = len(tokens) >= 4 and all(len(t) <= 4 for t in tokens)
    return names or row.key.count("、") >= 3 or bool(_amount().search(row.key))


@per_lists
def _amount() -> re.Pattern[str]:
    return re.compile(rf"\d[\d,.余多万亿]*(?:{one_of('counted')})(?:[(].*[)])?[;,。]?$")


def _run_of_items(rows: list[Line], i: int) -> int:
    """Length of the run of short lines around line i, counted up to three on either side."""
    start, end = i, i
    while start > max(0, i - 3) and _is_item(rows[start - 1]):
        start -= 1
    while end + 1 < min(len(rows), i + 4) and _is_item(rows[end + 1]):
        end += 1
    return end - start + 1


def _opens_section(rows: list[Line], i: int) -> bool:
    """Whether line i is followed by text, or by a numbered line without being the text of a number
    itself.
    """
    before, after = rows[i - 1] if i else None, rows[i + 1] if i + 1 < len(rows) else None
    # 二、会议地点 / 市政府三楼会议室
    answers = before is not None and bool(before.style) and not before.prose
    return after is not None and (after.prose or (bool(after.style) and not answers))


def _numbered(rows: list[Line], i: int) -> str:
    row, key = rows[i], rows[i].key
    size = row.rest_size
    if key.endswith("。") and (size > 25 or row.style in ("1.", "(1)")):
        return ""
    neighbours = [rows[k] for k in (i - 1, i + 1) if 0 <= k < len(rows)]
    short = [
        n
        for n in neighbours
        if n.style == row.style and n.rest_size <= HEADING and "。" not in n.key[:-1]
    ]
    if short or (row.style in ("1.", "(1)", "☞") and _is_list_line(row)):
        return ""  # a list: items follow each other without text between
    if row.style == "☞" and (size > 30 or rows[i + 1].style == "☞"):
        return ""
    return f"numbered {row.style}" if row.style != "☞" else "marked"


def _tagged_headings(rows: list[Line]) -> bool:
    """Whether the page uses <h1>…<h5> for headings; some editors wrap whole paragraphs in them."""
    wrapped = [row for row in rows if row.tags & _TAGS]
    return bool(wrapped) and all(row.size <= HEADING for row in wrapped)


def _sibling(row: Line, plain: Counter[tuple[str, int]]) -> bool:
    """Whether a short sentence has the same form as at least half of the unnumbered headings;
    `plain`: their forms.
    """
    key, alike = row.key, plain[shape(row)]
    if alike < 2:
        return False
    shaped = key.endswith("。") and "。" not in key[:-1] and 4 <= cjk(key) <= 30 and not row.style
    return shaped and alike >= 0.5 * plain.total()


def set_levels(rows: list[Line]) -> None:
    """Set the levels of headings by the kinds of numbers in the article, in their customary order;
    unnumbered ones are highest, unless numbered ones of the first kind are.
    """
    styles = [
        s
        for s in STYLES
        if any(row.style == s and (row.kind == "heading" or row.prose) for row in rows)
    ]
    if (
        styles
        and styles[0] in ("1.", "(1)")
        and not any(row.kind == "heading" and row.style in STYLES for row in rows)
    ):
        styles = []
    own = any(row.kind == "heading" and row.style not in STYLES for row in rows)
    top = styles and styles[0] in ("part", "一、")
    for row in rows:
        if row.kind != "heading":
            continue
        if row.style in styles:
            row.level = styles.index(row.style) + (1 if top or not own else 2)
        else:
            row.level = 2 if top else 1
