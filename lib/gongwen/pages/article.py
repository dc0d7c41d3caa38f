"""Where the article begins and ends on the page, and what each of its lines is: paragraph, heading,
caption, keywords, sign-off.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, pairwise, takewhile

from ..common.characters import CLOSING, MARKS, OPENING
from ..common.lists import per_lists
from . import wechat
from .boxes import article_box
from .captions import CAPTION, caption_by_form, label_captions, label_photo_story
from .credit import is_credit, is_names
from .furniture import FURNITURE
from .headings import headings, set_levels
from .line import HEADING, REPORTER, Line
from .markup import is_document
from .metadata import byline, source_like
from .vocabulary import one_of, role, words

Region = tuple[int, int]  # first and last line of the article, inclusive; (0, -1) if there is none


def is_prose(line: Line) -> bool:
    """Whether a line, by itself, may be a paragraph of the article."""
    return (
        not line.kind
        and line.prose
        and line.size >= 8
        and line.segment.linked < 0.7
        and not line.hint
    )


def region(raw: str, lines: list[Line]) -> Region:
    """First and last line of the article.

    Running text makes an article. It starts after the line of metadata if only little running text
    is above that line (a banner), and it ends before a list of other articles or comments, unless
    most of the text is after that.
    """
    prose = [i for i, line in enumerate(lines) if is_prose(line)]
    prose = _below_menus(lines, prose)
    start, end, table = 0, len(lines), False
    document = is_document(raw)
    if document:
        start, end, table = _box(raw, lines, prose)
        prose = [i for i in prose if start <= i < end]
    else:
        prose = _densest(lines, prose)
    prose = _after_metadata(lines, prose)
    prose = _before_sections(lines, prose, 1.0 if document else 0.5)
    prose = _before_tools(lines, _before_teasers(lines, prose))
    prose = _before_sign_off(lines, prose)
    if not prose:
        prose = _unpunctuated(lines)
    if not prose:
        return 0, -1
    first, last = _reach_up(lines, prose[0]), prose[-1]
    first = _first_below_metadata(lines, first, last)
    last = min(_reach_down(lines, first, last), end - 1)
    if table:
        first = next(i for i in range(start, end) if not _not_text(lines[i]))
        last = next(i for i in range(end - 1, start - 1, -1) if not _not_text(lines[i]))
    return max(first, start), last


def _box(raw: str, lines: list[Line], prose: list[int]) -> tuple[int, int, bool]:
    """The lines of the element that holds the article: the first, the first after it, and whether
    it is a table or a list of short lines, all of which are text.
    """
    starts = [line.segment.start for line in lines]
    if text := wechat.container(raw):
        return bisect_left(starts, text[0]), bisect_left(starts, text[1]), False
    anchor = next((i for i, line in enumerate(lines) if describes(line)), -1)
    box = article_box(raw, lines, prose, anchor)
    if not box:
        return 0, len(lines), False
    start, end = bisect_left(starts, box.start), bisect_left(starts, box.end)
    free = sum(len(line.text) for line in lines[start:end] if not line.kind)
    rows = free > 2 * _size(lines, [i for i in prose if start <= i < end])
    return start, end, rows and box.name in ("ol", "table", "tbody", "ul")


def is_list(lines: list[Line]) -> bool:
    """Whether a page lists others: titles with a date at one end, and little running text beside
    them.
    """
    if any(describes(line) and _opens_text(after) for line, after in pairwise(lines)):
        return False
    titles = {i for i in range(len(lines)) if _is_entry(lines, i)}
    prose = [i for i, line in enumerate(lines) if is_prose(line) and i not in titles]
    above = titles | {i for i, line in enumerate(lines) if _is_linked_title(line)}
    digests = [i for i in prose if above & {i - 1, i - 2} and lines[i].size <= _DIGEST]
    if len(digests) >= 4 and len(digests) >= 0.8 * len(prose):
        return True
    return len(titles) >= 5 and _size(lines, sorted(titles)) > 2 * _size(lines, prose)


_DIGEST = 120  # letters of what a list of articles says of each


def _is_entry(lines: list[Line], i: int) -> bool:
    """Whether line i is an entry of a list: a title with its day at one end or below it."""
    line = lines[i]
    if _is_dated_title(line):
        return True
    below = i + 1 < len(lines) and lines[i + 1].only_date
    return below and not line.kind and not line.prose and 8 <= line.size <= HEADING


def _is_linked_title(line: Line) -> bool:
    return line.segment.linked > 0.7 and not line.prose and 6 <= line.size <= HEADING


def _opens_text(line: Line) -> bool:
    return is_prose(line) and "。" in line.key


def _is_dated_title(line: Line) -> bool:
    if len(line.text) > 100 or "。" in line.key or line.day is None or line.size < 8:
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
        not line.kind and not line.hint and line.size >= 4 and not source_like(line.key)
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
    if chosen and lines[chosen[0]].tags & {"h1", "h2", "h3"}:
        return chosen[1:]  # the title, below the line that describes it
    if not chosen and anchor is not None:
        verse = list(takewhile(lambda i: not _not_text(lines[i]), range(anchor + 1, len(lines))))
        return verse if len(verse) > 3 else []
    return chosen


@per_lists
def _greeting() -> re.Pattern[str]:
    """A pattern for a salutation: 各位老兵:, 战友们:; 某开发区,各镇人民政府:."""
    opens, ends = one_of("greeting"), one_of("addressed")
    return re.compile(
        rf"(?:{opens}).{{1,25}}:$|.{{0,12}}(?:{ends})们?:$|[^。;]{{0,40}}[,、]各[^。;]{{2,60}}:$"
    )


def _first_below_metadata(lines: list[Line], first: int, last: int) -> int:
    """The first line after title and metadata that reads like a line of the article though it has
    no full stop; else `first`.
    """
    anchor = _metadata_line(lines, first)
    if anchor is None:  # a letter begins with its salutation
        return next(
            (i for i in range(first) if not lines[i].kind and _greeting().match(lines[i].key)),
            first,
        )
    if _is_verse(lines, anchor + 1, first, last):
        return anchor + 1
    indent = _common_indent(line for line in lines[first : last + 1] if line.prose)
    if len(indent) < 2 or indent == lines[anchor].indent:
        indent = ""
    below = (i for i in range(anchor + 1, first) if not _not_text(lines[i]))
    return next((i for i in below if _may_open(lines[i], indent)), first)


_VERSE = 20  # longest line of verse, in Chinese characters


def _is_verse(lines: list[Line], start: int, first: int, last: int) -> bool:
    """Whether the lines from `start` on are an article in short lines, of which those from `first`
    on are only the first that end in a stop.
    """
    rest = [line for line in lines[first : last + 1] if not line.kind]
    return (
        first - start >= 3
        and not any(map(_not_text, lines[start:first]))
        and all(line.size <= _VERSE for line in (*lines[start:first], *rest))
    )


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
    spoken = line.key[-1] in CLOSING and line.key[0] in OPENING and line.key[0] != "【"
    return bool(
        line.style not in ("", "☞")
        or ((spoken or line.key[-1] in "。!?;:") and line.size >= 3)
        or runs_on(line)
        or re.match(r"\d{1,2}月\d{1,2}日", line.key)
        or (indent and line.indent == indent)
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


_TELLING = frozenset(("published", "source", "views", "author", "editor"))


def describes(line: Line) -> bool:
    """Whether the line says when or where the article was published."""
    return line.kind == "metadata" and (
        line.why == "date and time by themselves" or any(f.name in _TELLING for f in line.fields)
    )


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


def _before_sections(lines: list[Line], prose: list[int], share: float) -> list[int]:
    """Running text without what follows the title of a list of other articles, if that is not much:
    `share` is what must be above, of what is below.
    """
    sizes = list(accumulate((len(lines[i].text) for i in prose), initial=0))
    for mark in (i for i, line in enumerate(lines) if line.why == FURNITURE["section"]):
        cut = bisect_left(prose, mark)
        if cut and sizes[cut] >= share * (sizes[-1] - sizes[cut]):
            return prose[:cut]
    return prose


def _below_menus(lines: list[Line], prose: list[int]) -> list[int]:
    """Running text without long titles of other pages above the line that describes the article: of
    several, none is a sentence.
    """
    anchor = next((i for i, line in enumerate(lines) if describes(line)), 0)
    cut = bisect_left(prose, anchor)
    menu = cut >= 3 and not any("。" in lines[i].key for i in prose[:cut])
    return prose[cut:] if menu else prose


_SHORT, _PORTAL = 12, 30  # characters of running text that a short line or one of the portal costs
_SENTENCE = 30  # characters that a line with a full stop counts at least


def _densest(lines: list[Line], prose: list[int]) -> list[int]:
    """Running text of the stretch that has most of it for its short lines: what the portal lists
    after an article, such as comments, is mostly short lines.
    """
    best = total = 0
    start = 0
    stretch = range(0)
    running = set(prose)
    for i, line in enumerate(lines):
        total += _gain(line, i in running)
        if total > best:
            best, stretch = total, range(start, i + 1)
        if total <= 0:
            start, total = i + 1, 0
    return [i for i in prose if i in stretch]


def _gain(line: Line, running: bool) -> int:
    if running:
        return max(len(line.text), _SENTENCE) if "。" in line.key else len(line.text)
    if line.kind in ("image", "duplicate") or line.style or "\t" in line.text:
        return 0
    return -_PORTAL if line.kind == "furniture" else -_SHORT


_ENDED = re.compile(rf"[。;][{CLOSING}]*$")


def _before_teasers(lines: list[Line], prose: list[int]) -> list[int]:
    """Running text without the titles of other articles after its last sentence: four lines and
    more that read like titles, or such that end in three dots.
    """
    whole = (i for i in reversed(prose) if _ENDED.search(lines[i].key))
    end = next(whole, len(lines))
    after = next((i for i in range(end + 1, len(lines)) if lines[i].kind), len(lines))
    cut = [i for i in range(end + 1, after) if re.search(r"[^.]\.{3}$|[^…]…$", lines[i].key)]
    titles = list(takewhile(lambda i: _reads_like_title(lines[i]), range(end + 1, after)))
    long = sum(lines[i].size for i in titles) >= _TITLE * max(4, len(titles))
    last = max([*cut[-1:], *(titles[-1:] if long else ())], default=end)
    if last == end or any("。" in line.key for line in lines[end + 1 : last + 1]):
        return prose
    for line in lines[end + 1 : last + 1]:
        line.hint = line.hint or "teaser"
    return prose[: bisect_left(prose, end + 1)]


_TITLE = 14  # mean length of titles, in Chinese characters; verse and slogans are shorter


def _reads_like_title(line: Line) -> bool:
    """Whether a line may be the title of another article: of middle length, without number, indent,
    or the stop, colon or comma of a list or of verse at its end.
    """
    bare = not (line.kind or line.hint or line.style or "\t" in line.text or line.indent)
    return bare and 8 <= line.size <= HEADING and line.key[-1] not in "。;:,、"


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
    cut = bisect_left(prose, next(marks, len(lines)))
    return prose[:cut] if _size(lines, prose[cut:]) <= _size(lines, prose[:cut]) else prose


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
            not (line.kind or line.hint or line.fields)
            and line.key.endswith(":")
            and 2 <= line.size <= (90 if "各" in line.key else 30)
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
    short = sum(not (line.kind or line.prose or line.style) for line in article)
    in_lists = bool(article) and (short > 0.3 * len(article) or article[-1].key[-1] in ":,、")
    tags = tag_run(lines, last + 1, article)
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if line.kind == "image":
            continue
        signs = _signs(lines, i)
        if signs and i not in tags and _annexed(lines, i):
            line.set("signature", "signature, date or unit")
        elif i in tags or signs or _is_after(lines, i):
            break
        elif _goes_on(line, styles, indent, in_lists):
            last = i
            in_lists = in_lists or line.key[-1] in ":,、" or _ENTRY.search(line.key) is not None
        else:
            break
    return last


def _is_after(lines: list[Line], i: int) -> bool:
    """Whether line i, below the article, is not part of it by itself: it has a label or a hint, or
    says who made the text.
    """
    line = lines[i]
    named = REPORTER.match(line.key) or is_credit(line.key)
    return bool(line.kind or line.hint or named or (is_names(line.key) and i + 1 == len(lines)))


# 某公司 1000元; 联系电话:0797-6230000; 某某名单
_ENTRY = re.compile(r"[^ ]{2} +[^ ]|:.|\d{2}|名单|[,、]$")


def _goes_on(line: Line, styles: set[str], indent: str, in_lists: bool) -> bool:
    """Whether a line continues the article: it is numbered or indented like the article, or close
    below like a list, where there is one. Bylines do not, nor the title of another article with its
    date.
    """
    if byline(line.text, line.key) or (_DATED.search(line.key) and not line.prose):
        return False
    if line.key[-1] in "。!?" and line.breaks <= 2 and line.segment.linked < 0.5:
        return True
    indented = bool(indent) and line.indent == indent
    listed = len(line.tight) >= 4 and line.breaks <= 2 and line.segment.linked < 0.5
    listed = listed and (in_lists or bool(_ENTRY.search(line.key)))
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
        re.search(rf"(?:{one_of('listed')})[{CLOSING})]?(?:[(].{{1,12}}[)])?$", following[0].key)
    )


_MARK = re.compile(rf"[,.、。;:!?()《》{MARKS}]")


def tag_run(lines: list[Line], start: int, article: list[Line]) -> set[int]:
    """Lines of a list of keywords after the article: at least three very short ones, most of them
    words of the article.
    """
    run: list[int] = []
    for i in range(start, len(lines)):
        line = lines[i]
        if not run and _signs(lines, i):
            continue
        short = not line.kind and 1 < len(line.text) <= 10 and not _MARK.search(line.key)
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
    if _is_signed_date(line):
        return True
    short = line.size <= 30 and not line.prose and not line.style
    return (
        short
        and any(after.only_date for after in lines[i + 1 : i + 3])
        and not re.search(r"[,;:。!?]", line.key)
    )


def _is_signed_date(line: Line) -> bool:
    """Whether a line is an office and the date on which it signs: 某县某局 2020年2月3日."""
    day = line.day if len(line.text) <= 60 and not line.prose else None
    return (
        day is not None
        and day.time is None
        and line.key[day.end :].strip(" 。") in ("", "印发", "制发", "发")
        and source_like(line.key[: day.start].strip(" ,"))
    )


def _signs(lines: list[Line], i: int) -> bool:
    """Whether line i signs the article: it is a date alone, or names who signs, above a date."""
    return lines[i].only_date or is_unit_line(lines, i)


# --- below the article


_HASHED = re.compile(r"(?:#[^#\s]{2,20}#?\s*)+")


def label_below(lines: list[Line], region: Region) -> None:
    """Label everything after the article: keywords, bylines, sign-offs, labelled fields, and the
    portal's own lines.
    """
    first, last = region
    if last < first:
        return
    label_photo_story(lines[first:], last - first)
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
        elif _HASHED.fullmatch(line.key):
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
    if is_names(line.key) and lines[i - 1].kind in ("paragraph", "signature", ""):
        return "signature", "signature, names alone"
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
    _label_signed(inside)
    label_captions(inside)
    _label_bylines(inside)
    rows = [line for line in inside if not line.kind]
    rules = headings(rows)
    end = max(
        (i for i, row in enumerate(rows) if row.prose and row.hint != "disclaimer"), default=-1
    )
    for i, row in enumerate(rows):
        if not row.tight:
            row.set("furniture", "furniture, marks alone")
        elif row.hint == "disclaimer" and i > end:
            row.set("furniture", FURNITURE["disclaimer"])
        elif row in rules:
            row.set("heading", f"heading, {rules[row]}", None)
        else:
            row.set("paragraph", "paragraph")
    set_levels(rows)


def _label_signed(inside: list[Line]) -> None:
    """Label the sign-off of a notice whose annex follows: an office above its day."""
    for office, day in pairwise(inside):
        free = not (office.kind or day.kind or office.prose or office.style)
        if free and day.only_date and office.size <= 30 and source_like(office.key):
            for line in (office, day):
                line.set("signature", "signature, date or unit")


def _strong(line: Line) -> bool:
    """Whether the line has fields that never occur inside an article."""
    labels = {f.label for f in line.fields}
    named = {f.name for f in line.fields}
    return bool(named & {"views", "tool"}) or len(named) >= 3 or bool(labels & words("own"))


@per_lists
def _maker() -> re.Pattern[str]:
    return re.compile(rf"图片|照片|{role()}")


def _label_bylines(inside: list[Line]) -> None:
    """Label a byline in brackets among the paragraphs, if it names a role, and lines of credits."""
    for line in inside:
        if not line.kind and is_credit(line.key):
            line.set("signature", "signature, credits")
        if not line.kind and len(line.text) <= 40 and REPORTER.match(line.key):
            line.set("signature", "signature, byline")
        if (
            not line.kind
            and len(line.text) <= 40
            and _maker().search(line.text)
            and byline(line.text, line.key)
        ):
            line.set("signature", "signature, byline")
