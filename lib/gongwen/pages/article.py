"""Where the article begins and ends on the page, and what each of its lines is: paragraph, heading,
caption, keywords, sign-off.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from ..common.characters import CLOSING, MARKS, OPENING, squeeze
from .captions import CAPTION, caption_by_form, label_captions
from .credit import is_credit
from .furniture import FURNITURE
from .headings import headings, set_levels
from .line import HEADING, REPORTER, Line
from .metadata import byline

Region = tuple[int, int]  # first and last line of the article, inclusive; (0, -1) if there is none


def extracted(raw: str) -> str | None:
    """The article of a saved HTML page as trafilatura finds it, squeezed; None if it finds nothing
    or fails.
    """
    if raw.count("<") > 200_000:
        return None
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        text = trafilatura.extract(
            raw, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        # it is only a second opinion: a page that it cannot read is read by the rules
        return None
    return squeeze(text) if text else None


def is_prose(line: Line) -> bool:
    """Whether a line, by itself, may be a paragraph of the article."""
    return (
        not line.kind
        and line.prose
        and line.size >= 8
        and line.segment.linked < 0.7
        and not line.hint
    )


def region(lines: list[Line], extracted: str | None) -> Region:
    """First and last line of the article.

    Running text makes an article. It starts after the line of metadata if only little running text
    is above that line (a banner), and it ends before a list of other articles or comments, unless
    most of the text is after that.
    """
    prose = [i for i, line in enumerate(lines) if is_prose(line)]
    if extracted:
        agreed = [i for i in prose if lines[i].tight in extracted]
        if _size(lines, agreed) >= 0.4 * _size(lines, prose):
            prose = agreed
    if _is_list(lines, prose):
        return 0, -1
    prose = _after_metadata(lines, prose)
    prose = _before_sign_off(lines, _before_tools(lines, _before_sections(lines, prose)))
    if not prose:
        prose = _unpunctuated(lines)
    if not prose:
        return 0, -1
    first, last = _reach_up(lines, prose[0]), prose[-1]
    first = _first_below_metadata(lines, first, last)
    return first, _reach_down(lines, first, last)


def _is_list(lines: list[Line], prose: list[int]) -> bool:
    """Whether a page lists others: titles with a date at one end, and little running text beside
    them.
    """
    titles = {i for i, line in enumerate(lines) if _is_dated_title(line)}
    return len(titles) >= 8 and len(titles) > 3 * len(set(prose) - titles)


def _is_dated_title(line: Line) -> bool:
    if len(line.text) > 100 or "。" in line.key or line.size < 8 or line.day is None:
        return False
    return line.day.start <= 1 or line.day.end >= len(line.text) - 1


def _metadata_line(lines: list[Line], end: int) -> int | None:
    """The last line of metadata above `end` (the first if `end` is the end of the page), if a line
    above it may be a title.
    """
    anchors = [
        i for i in range(end) if describes(lines[i]) or (not lines[i].kind and lines[i].only_date)
    ]
    anchor = (min if end == len(lines) else max)(anchors, default=None)
    titled = anchor is not None and any(
        not line.kind
        and not line.hint
        and line.size >= 4
        and not re.search(r"(?:网|政府|局|厅|委|部|中心|办)$", line.key)
        for line in lines[:anchor]
    )
    return anchor if titled else None


def _unpunctuated(lines: list[Line]) -> list[int]:
    """The article of a page without any full stop: the lines after its metadata, up to the portal's
    next line.
    """
    anchor = _metadata_line(lines, len(lines))
    chosen: list[int] = []
    for i in range(len(lines) if anchor is None else anchor + 1, len(lines)):
        if lines[i].kind == "furniture" and chosen:
            break
        if (
            not lines[i].kind
            and not lines[i].hint
            and lines[i].segment.linked < 0.5
            and lines[i].size >= 8
        ):
            chosen.append(i)
    return chosen


_GREETING = re.compile(
    r"(?:各位|亲爱|尊敬|敬爱|全体|广大|各).{1,25}:$|.{0,12}(?:同志|朋友|乡亲|居民|市民|战友)们?:$"
)


def _first_below_metadata(lines: list[Line], first: int, last: int) -> int:
    """The first line after title and metadata that reads like a line of the article though it has
    no full stop; else `first`.
    """
    anchor = _metadata_line(lines, first)
    if anchor is None:  # a letter begins with its salutation
        return next(
            (i for i in range(first) if not lines[i].kind and _GREETING.match(lines[i].key)), first
        )
    indent = _common_indent(line for line in lines[first : last + 1] if line.prose)
    below = (i for i in range(anchor + 1, first) if not _not_text(lines[i]))
    return next((i for i in below if _may_open(lines[i], indent)), first)


def _not_text(line: Line) -> bool:
    """Whether a line after the metadata is not part of the text: it has a label or a hint, is a
    link, a subtitle or a reporter's name.
    """
    return bool(
        line.kind
        or line.hint
        or line.segment.linked > 0.5
        or line.text.startswith(("——", "--", "#"))
        or REPORTER.match(line.key)
    )


def _may_open(line: Line, indent: str) -> bool:
    """Whether an article may begin with this line: it has a number, is a date, has the form of a
    sentence, or the indent of the paragraphs.
    """
    spoken = line.key[-1] in CLOSING and line.key[0] in OPENING
    return bool(
        line.style not in ("", "☞")
        or ((spoken or line.key[-1] in "。!?;:") and line.size >= 3)
        or runs_on(line)
        or re.match(r"\d{1,2}月\d{1,2}日", line.key)
        or (indent.strip(" ") and line.indent == indent)
    )


def runs_on(line: Line) -> bool:
    """Whether a line reads like running text even without a full stop: long, with a comma."""
    return "," in line.key and line.size >= 20


def _common_indent(lines: Iterable[Line]) -> str:
    """The most frequent indent of these lines."""
    indents = Counter(line.indent for line in lines)
    return indents.most_common(1)[0][0] if indents else ""


def _size(lines: list[Line], chosen: list[int]) -> int:
    return sum(len(lines[i].text) for i in chosen)


def describes(line: Line) -> bool:
    """Whether the line says when or where the article was published."""
    telling = any(
        f.name in ("published", "source", "views", "author", "editor") for f in line.fields
    )
    return line.kind == "metadata" and (telling or line.why == "date and time by themselves")


def _after_metadata(lines: list[Line], prose: list[int]) -> list[int]:
    for anchor in (i for i, line in enumerate(lines) if describes(line)):
        if prose and anchor < prose[0]:
            continue
        cut = bisect_left(prose, anchor)
        if (
            cut > 3
            or cut == len(prose)
            or _size(lines, prose[:cut]) >= min(200, 0.4 * _size(lines, prose[cut:]))
        ):
            break
        prose = prose[cut:]
    return prose


def _before_sections(lines: list[Line], prose: list[int]) -> list[int]:
    sizes = list(accumulate((len(lines[i].text) for i in prose), initial=0))
    for mark in (i for i, line in enumerate(lines) if line.why == FURNITURE["section"]):
        cut = bisect_left(prose, mark)
        if cut and sizes[cut] >= 0.5 * (sizes[-1] - sizes[cut]):
            return prose[:cut]
    return prose


def _before_tools(lines: list[Line], prose: list[int]) -> list[int]:
    """Running text without what follows a line of the portal, or of metadata, if no sentence ends
    in it: lists of sites and of other articles.
    """
    ends = [i for i in prose if "。" in lines[i].key]
    marks = (
        i
        for i in range(ends[-1] + 1 if ends else len(lines), len(lines))
        if lines[i].kind in ("furniture", "metadata")
    )
    mark = next(marks, len(lines))
    return prose[: bisect_left(prose, mark)]


def _before_sign_off(lines: list[Line], prose: list[int]) -> list[int]:
    """Running text without a stray sentence far below the date that signs the article, since that
    is the portal's.
    """
    for mark in range(len(lines) - 1, -1, -1):
        if not lines[mark].kind and lines[mark].only_date:
            cut = bisect_left(prose, mark)
            far = cut < len(prose) and prose[cut] - mark > 3
            return (
                prose[:cut]
                if far and _size(lines, prose[cut:]) < 0.1 * _size(lines, prose[:cut])
                else prose
            )
    return prose


def _reach_up(lines: list[Line], first: int) -> int:
    """The first line with the headings right above included: numbered ones, and a salutation
    (各县区:).
    """
    while first > 0:
        line = lines[first - 1]
        numbered = not line.kind and line.style and line.size <= HEADING and line.style != "☞"
        salutation = (
            not line.kind and line.key.endswith(":") and 2 <= line.size <= 30 and not line.fields
        )
        if not (
            numbered
            or salutation
            or line.kind == "image"
            and first > 1
            and lines[first - 2].style
            and not lines[first - 2].kind
        ):
            return first
        first -= 1
    return first


def _reach_down(lines: list[Line], first: int, last: int) -> int:
    """The last line with the lines right after it included that continue the article: list items,
    lines with its indent.
    """
    article = lines[first : last + 1]
    indent = _common_indent(line for line in article if is_prose(line))
    styles = {line.style for line in article} - {""}
    tags = tag_run(lines, last + 1, article)
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if i in tags:
            break
        if line.kind == "image":
            continue
        signs = _signs(lines, i)
        if signs and _annexed(lines, i):
            line.set("signature", "signature, date or unit")
        elif (
            signs
            or line.kind
            or line.hint
            or REPORTER.match(line.key)
            or not _goes_on(line, styles, indent)
        ):
            break
        else:
            last = i
    return last


def _goes_on(line: Line, styles: set[str], indent: str) -> bool:
    """Whether a line continues the article: it is numbered or indented like the article, or close
    below like a list. Bylines do not, nor the title of another article with its date.
    """
    if byline(line.text, line.key) or (_DATED.search(line.key) and not line.prose):
        return False
    indented = bool(indent) and line.indent == indent
    listed = len(line.tight) >= 4 and line.breaks <= 2 and line.segment.linked < 0.5
    return line.style in styles or indented or listed


_DATED = re.compile(
    r"[\[(]?(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}日?[\])]?$|^[\[(]?"
    r"(?:\d{4}[-./])?\d{1,2}[-./]\d{1,2}[\])]? "
)


def _annexed(lines: list[Line], i: int) -> bool:
    """Whether a list that belongs to the article (…名单) follows the sign-off at line i."""
    following = [
        line
        for line in lines[i + 1 : i + 5]
        if not line.kind and not line.only_date and not re.fullmatch(r"附件\d*:?", line.key)
    ]
    return bool(following) and bool(
        re.search(rf"(?:名单|一览表|汇总表)[{CLOSING})]?(?:[(].{{1,12}}[)])?$", following[0].key)
    )


def tag_run(lines: list[Line], start: int, article: list[Line]) -> set[int]:
    """Lines of a list of keywords after the article: at least three very short ones, most of them
    words of the article.
    """
    run: list[int] = []
    for i in range(start, len(lines)):
        line = lines[i]
        if not run and _signs(lines, i):
            continue
        short = (
            not line.kind
            and 1 < len(line.text) <= 10
            and not re.search(rf"[,.、。;:!?()《》{MARKS}]", line.key)
        )
        if not short:
            break
        run.append(i)
    if len(run) < 3:
        return set()
    text = "".join(line.key for line in article)
    known = [i for i in run if lines[i].key.strip("#") in text]
    return set(run) if len(known) >= 0.6 * len(run) else set()


def is_unit_line(lines: list[Line], i: int) -> bool:
    """Whether line i names who signs: an organisation or persons, with a date-only line right after
    it.
    """
    line = lines[i]
    short = line.size <= 30 and not line.prose and not line.style
    return (
        short
        and any(after.only_date for after in lines[i + 1 : i + 3])
        and not re.search(r"[,;:。!?]", line.key)
    )


def _signs(lines: list[Line], i: int) -> bool:
    """Whether line i signs the article: it is a date alone, or names who signs, above a date."""
    return lines[i].only_date or is_unit_line(lines, i)


# --- below the article


def label_below(lines: list[Line], region: Region) -> None:
    """Label everything after the article: keywords, bylines, sign-offs, labelled fields, and the
    portal's own lines.
    """
    first, last = region
    if last < first:
        return
    keywords = tag_run(lines, last + 1, lines[first : last + 1])
    closed = False  # after a line of the portal but buttons, short lines are the portal's, too
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if line.kind in ("duplicate", "image", "tag"):
            continue
        if i in keywords:
            line.set("tag", "tag, keywords behind the article")
        elif line.kind == "metadata":
            kind = "furniture" if closed else "signature"
            line.set(kind, f"{kind}, labelled")
        elif line.kind:
            closed = closed or (line.kind == "furniture" and line.why != FURNITURE["word"])
        elif not closed and (ending := _ending(lines, i)):
            line.set(*ending)
        elif re.fullmatch(r"(?:#[^#\s]{2,20}#?\s*)+", line.key):
            line.set("tag", "tag, hash")
        else:
            line.set("furniture", FURNITURE.get(line.hint, "furniture, behind the article"))


def _ending(lines: list[Line], i: int) -> tuple[str, str] | None:
    """Kind and rule of a line after the article that still belongs to it; None for others."""
    line = lines[i]
    if _signs(lines, i):
        return "signature", "signature, date or unit"
    if caption_by_form(line.text, line.key):
        return "caption", "caption, by its form"
    if byline(line.text, line.key) or REPORTER.match(line.key):
        return "signature", "signature, byline"
    if is_credit(line.key):
        return "signature", "signature, credits"
    if lines[i - 1].kind == "image" and line.size <= CAPTION and not line.hint:
        return "caption", "caption, behind an image name"
    return None


# --- inside the article ---------------------------------------------------------------------------


def label_inside(lines: list[Line], region: Region) -> None:
    """Label the lines of the article: captions, headings, paragraphs. Lines of the portal keep
    their label.
    """
    first, last = region
    inside = [lines[i] for i in range(first, last + 1)]
    for line in inside:
        if line.kind == "metadata" and not _strong(line):
            line.set("", "")  # 时间:2月5日 in a notice is a line of the notice
            line.fields = ()
    label_captions(inside)
    _label_bylines(inside)
    rows = [line for line in inside if not line.kind]
    rules = headings(rows)
    end = max(
        (i for i, row in enumerate(rows) if row.prose and row.hint != "disclaimer"), default=-1
    )
    for i, row in enumerate(rows):
        if row.hint == "disclaimer" and i > end:
            row.set("furniture", FURNITURE["disclaimer"])
        elif row in rules:
            row.set("heading", f"heading, {rules[row]}", None)
        else:
            row.set("paragraph", "paragraph")
    set_levels(rows)


def _strong(line: Line) -> bool:
    """Whether the line has fields that never occur inside an article."""
    labels = {f.label for f in line.fields}
    named = {f.name for f in line.fields}
    return (
        bool(named & {"views", "tool"})
        or len(named) >= 3
        or bool(
            labels
            & {
                "来源",
                "责任编辑",
                "责编",
                "发布时间",
                "发布日期",
                "浏览次数",
                "文章来源",
                "信息来源",
                "编辑",
                "供稿",
                "审核",
                "校对",
            }
        )
    )


def _label_bylines(inside: list[Line]) -> None:
    """Label a byline in brackets among the paragraphs, if it names a role, and lines of credits."""
    for line in inside:
        if not line.kind and is_credit(line.key):
            line.set("signature", "signature, credits")
        if (
            not line.kind
            and len(line.text) <= 40
            and re.search(r"供稿|撰稿|通讯员|记者|文/|图/|摄影|编辑|图片|照片|作者", line.text)
            and byline(line.text, line.key)
        ):
            line.set("signature", "signature, byline")
