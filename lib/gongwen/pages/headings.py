"""Which lines of an article are its headings, and of which level."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ..common.characters import CLOSING, OPENING, cjk
from ..common.lists import per_lists
from ..language.numerals import integer
from .captions import shape
from .line import HEADING, Line
from .vocabulary import one_of

_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_DIGIT, _STOP = re.compile(r"\d"), re.compile("[。!?;]")
_DAY, _DAY_OR_FIGURES = re.compile(r"\d+月\d+日"), re.compile(r"\d+月\d+日|[\d,.% ]+$")

STYLES = ("part", "一、", "(一)", "1.", "(1)")


def headings(rows: list[Line]) -> dict[Line, str]:
    """The lines of an article that are headings, each with the rule for it."""
    rules = _numbers_alone(rows)
    tagged = _tagged_headings(rows)
    for i, row in enumerate(rows):
        if row not in rules and (why := _heading(rows, i, tagged)):
            rules[row] = why
    plain = Counter(shape(row) for row, why in rules.items() if why == "unnumbered")
    for row in rows[:-1]:
        if row not in rules and _sibling(row, plain):
            rules[row] = "unnumbered, as its siblings"
    return rules


_ALONE = re.compile(r"0?(\d{1,2})|([一二三四五六七八九十]{1,2})")


def _numbers_alone(rows: list[Line]) -> dict[Line, str]:
    """The lines that are only a number, one more than the last, above text: 1, 2; 一, 二."""
    numbered = [
        (int(match[1]) if match[1] else integer(match[2]), row)
        for row, after in pairwise(rows)
        if (match := _ALONE.fullmatch(row.key)) and not _ALONE.fullmatch(after.key)
    ]
    if len(numbered) < 2 or [n for n, _ in numbered] != list(range(1, len(numbered) + 1)):
        return {}
    return dict.fromkeys((row for _, row in numbered), "number alone")


# a question, a name with its office
_ASKED = re.compile(r"(?:记者|主持人|[问答qa])[:.]|[\u3400-\u9fff·]{2,4}[(].*[)]$")
_TELEPHONE = re.compile(r"\d{7}|\d{3,4}-\d{7}")


def _heading(rows: list[Line], i: int, tagged: bool) -> str:
    row, key = rows[i], rows[i].key
    before, after = rows[i - 1] if i else None, rows[i + 1] if i + 1 < len(rows) else None
    if after is None or not _may_be_heading(row) or _is_bound(row, before):
        return ""
    if [other.key for other in rows[max(0, i - 20) : i + 20]].count(key) > 1:
        return ""  # a refrain
    if tagged and row.tags & _TAGS and "。" not in key[:-1]:
        return "by its tag"
    if _STOP.search(key, 0, len(key) - 1):
        return ""
    if row.style:
        return _numbered(rows, i)
    return "unnumbered" if _reads_like_heading(row) and _stands_above_text(rows, i) else ""


def _may_be_heading(row: Line) -> bool:
    """Whether a line is no row of a table, question, name, attribution or telephone number, and has
    the length of a heading.
    """
    key = row.key
    return (
        2 <= row.rest_size <= HEADING
        and key[-1] not in ";,、"
        and (key[-1] != ":" or row.style in STYLES)
        and "\t" not in row.rest
        and not _ASKED.match(key)
        and not key.startswith(("--", "—", "附件"))
        and not (_TELEPHONE.search(key) or (not row.style and len(_DIGIT.findall(key)) >= 5))
    )


def _is_bound(row: Line, before: Line | None) -> bool:
    """Whether the line above announces this one, or continues in it."""
    if before is None:
        return False
    return before.key.startswith("附件") or (before.key[-1] in ",:" and not row.style)


def _reads_like_heading(row: Line) -> bool:
    """Whether a line without a number has the form of a heading, not of speech, a day or a list."""
    key, size = row.key, row.size
    if key[-1] in "。…" or (key[-1] in "!?" and size > 20) or (key[-1] in "—-" and size > 15):
        return False
    framed = key[0] in OPENING + "'(" and key[-1] in CLOSING + "')"
    if framed and (size > 15 or re.search(r"[,。!?;:()]", key)):
        return False
    return not _DAY_OR_FIGURES.match(key) and not _is_list_line(row)


def _stands_above_text(rows: list[Line], i: int) -> bool:
    """Whether text follows line i, or one more heading; very short lines need text above, too."""
    row, after = rows[i], rows[i + 1]
    if len(row.tight) < 4 and not (i and rows[i - 1].prose and after.prose):
        return False
    run = _run_of_items(rows, i)
    if run >= 3:
        return False
    if run == 2 and _is_item(after):
        return bool(i) and rows[i - 1].prose and _opens_section(rows, i + 1)
    return _opens_section(rows, i)


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
    listed = row.key.count("、") >= 3 and max(map(len, re.split("[、,]", row.key))) <= 8
    return names or listed or bool(_amount().search(row.key))


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
