"""What is above the article: its title, the lines that describe it, and the site around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from itertools import accumulate
from operator import add

from ..common.characters import BRACKETS, CLOSING, CLOSING_BRACKETS, OPENING_BRACKETS, cjk, squeeze
from .article import Region, describes, runs_on
from .captions import caption_by_form
from .credit import is_credit
from .furniture import FURNITURE, furniture
from .line import HEADING, REPORTER, Line
from .metadata import SITE, byline, fields, is_image, meta, source_like


def join_values(lines: list[Line]) -> None:
    """Give a label alone on its line the next line as its value, if that reads like one."""
    for line, after in zip(lines, lines[1:]):
        if line.kind != "metadata" or not line.fields or line.fields[-1].value or not _free(after):
            continue
        last, text = line.fields[-1], after.text
        if len(text) > 40 or is_image(text) or after.prose or fields(text, after.key):
            continue
        day = last.name in ("published", "updated") and after.day
        who = (
            last.name in ("source", "author", "editor", "reviewer")
            and not after.kind
            and after.breaks <= 1
            and (source_like(text) or 2 <= cjk(text) == len("".join(text.split())) <= 4)
        )
        number = last.name in ("views", "comments", "record") and re.fullmatch(
            r"[\d,.\[\]次 -]{1,12}", text
        )
        if day or who or number:
            line.fields = (*line.fields[:-1], replace(last, value=None if number else text.strip()))
            after.set("metadata", "value of the label above")


def _free(line: Line) -> bool:
    """Whether a line may be the value of the label above it."""
    return line.kind in ("", "furniture") or (line.kind == "metadata" and not line.fields)


def label_title(raw: str, lines: list[Line], region: Region) -> int | None:
    """Label the title and return its index; None for a page without one.

    Each line above the article that is not the portal's is a candidate. It gains by being next to
    the line of metadata, by occurring twice on the page, by sharing words with the article, and by
    its length; it loses by reading like a site's name.
    """
    first, last = region
    end = first if last >= first else len(lines)
    stated = squeeze(meta(raw).get("title", "")) or _labelled_title(lines)
    candidates = _candidates(lines[:end], stated)
    if not candidates or (last < first and not stated and len(candidates) > 8):
        return None
    pairs: set[str] = set()
    for line in lines[first : last + 1]:
        pairs.update(map(add, line.key, line.key[1:]))
    twice = Counter(line.tight for line in lines)
    distance = Distance(lines[:end])
    scores = {
        i: _title_score(lines, i, distance, pairs) + 2 * (twice[lines[i].tight] > 1)
        for i in candidates
    }
    best = min(scores, key=lambda i: (-scores[i], i))
    if scores[best] < (2 if len(candidates) > 1 else 0.5):
        return None
    _label_again(lines, lines[best].tight, range(end, last + 1))
    lines[best].set("title", "title")
    if best + 1 < end and _goes_on(lines[best], lines[best + 1], pairs):
        lines[best + 1].set("title", "title, second line")
    elif best - 1 in candidates and _broken(lines[best - 1], lines[best], pairs):
        lines[best - 1].set("title", "title, first line")
    return best


def _labelled_title(lines: list[Line]) -> str:
    """The title after a label on the page (标题:…), squeezed; "" without one."""
    values = (f.value for line in lines for f in line.fields if f.name == "title" and f.value)
    return squeeze(next(values, ""))


def _candidates(above: list[Line], stated: str) -> list[int]:
    """The lines above the article that may be the title: those that equal the title that the page
    states, if any. Of more than 80 (a list of links), the first 20 and the last 60.
    """
    candidates = [i for i in range(len(above)) if _may_be_title(above, i)]
    candidates = [i for i in candidates if stated and above[i].tight == stated] or candidates
    return candidates if len(candidates) <= 80 else candidates[:20] + candidates[-60:]


def _label_again(lines: list[Line], chosen: str, article: range) -> None:
    """Label the other places of the title: above the article, in it as a picture's name, above a
    second copy.
    """
    for i, line in enumerate(lines):
        picture = (
            i in article
            and len(line.tight) >= 10
            and len(chosen) >= 12
            and chosen.endswith(line.tight)
        )
        # a paragraph in the words of the title
        sentence = i in article and bool(re.search(rf"[。!?][{CLOSING}]?$", line.key))
        if (
            line.tight == chosen and line.kind in ("", "metadata", "duplicate") and not sentence
        ) or (picture and not line.kind):
            line.set("title", "title, again") if i < article.start else line.set(
                "duplicate", "copy, of the title"
            )
        elif not line.kind and "title" in line.tags and chosen in line.tight:
            line.set("title", "title, with the site's name")


_GENRE = re.compile(
    r"(?:通知|决定|意见|方案|报告|公告|通报|函|办法|公开信|倡议书|纪实|综述|总结|侧记|纪要"
    r"|规定|的信)$"
)


def _goes_on(title: Line, after: Line, article_pairs: set[str]) -> bool:
    """Whether a title was broken in two: the line right below it names the genre, which the first
    does not, or is like it.
    """
    if (
        after.kind
        or after.breaks > 2
        or after.size > HEADING
        or after.text.startswith(("——", "--"))
    ):
        return False
    if _broken(title, after, article_pairs) and not after.prose:
        return True
    return bool(_GENRE.search(after.key)) and not _GENRE.search(title.key)


def _broken(upper: Line, lower: Line, article_pairs: set[str]) -> bool:
    """Whether two lines without a gap are one title: alike in length and tags, without a stop, and
    both in the words of the article, which names of columns and sites are not.
    """
    both = (upper, lower)
    return (
        lower.breaks <= 1
        and upper.tags == lower.tags
        and all(8 <= line.size <= HEADING and not line.hint for line in both)
        and not any(re.search(r"[。!?:;…>|_]", line.key) or line.day for line in both)
        and all(_shared(line.key, article_pairs) >= _SHARED for line in both)
    )


_SHARED = 0.5  # of the pairs of letters


def _shared(key: str, article_pairs: set[str]) -> float:
    """The share of a line's pairs of letters that are in the article."""
    pairs = [key[k : k + 2] for k in range(len(key) - 1)]
    return sum(pair in article_pairs for pair in pairs) / max(1, len(pairs))


def _may_be_title(lines: list[Line], i: int) -> bool:
    line = lines[i]
    if line.kind or line.hint or not 4 <= len(line.tight) <= 100:
        return False
    if (
        line.key.endswith(("。", ":", ";", ","))
        or line.style in ("一、", "(一)", "(1)")
        or line.segment.linked > 0.7
    ):
        return False
    return (
        "。" not in line.key
        and not line.only_date
        and not REPORTER.match(line.key)
        and not line.text.startswith(("——", "--"))
    )


class Distance:
    """How far each line above the article is from the nearest line with its date or source."""

    def __init__(self, above: list[Line]):
        bare = [_bare_date(line) for line in above]
        self.telling = [i for i, line in enumerate(above) if bare[i] or describes(line)]
        self.counted = list(
            accumulate(
                (not (bare[i] or _passed_over(line)) for i, line in enumerate(above)), initial=0
            )
        )
        self.last_free = max((i for i, line in enumerate(above) if not line.kind), default=-1)

    def nearest(self, i: int) -> int | None:
        """Number of lines between line i and the nearest one with date or source; None if there is
        no such line.
        """
        at = bisect_left(self.telling, i)
        neighbours = [
            k for k in (*self.telling[max(0, at - 1) : at], *self.telling[at : at + 2]) if k != i
        ]
        return min(
            (self.counted[max(i, k)] - self.counted[min(i, k) + 1] for k in neighbours),
            default=None,
        )

    def after(self, i: int) -> bool:
        """Whether line i comes after a line with date or source."""
        return bool(self.telling) and self.telling[0] < i


def _title_score(lines: list[Line], i: int, distance: Distance, article_pairs: set[str]) -> float:
    line, key = lines[i], lines[i].key
    size = cjk(key)
    score = min(size, 24) / 8
    between = distance.nearest(i)
    if between is not None:
        score += 2.5 if between == 0 else 1 if between <= 2 else 0
    elif distance.last_free <= i:
        score += 1.5
    score += 3 * _shared(key, article_pairs)
    if "title" in line.tags:  # a document's <title> usually has the site's name, too
        score -= 2
    if line.tags & {"h1", "h2", "h3"}:
        score += 2 if "h1" in line.tags else 1
    if SITE.search(key.strip()) and size <= 20:
        score -= 3
    if re.search(r"[>»_|]", key) or len(key.split()) >= 4:
        score -= 2
    if size < 6:
        score -= 2
    if (
        key.count(",") >= 2
        or re.match(r"\d{1,2}月|\d{4}年\d", key)
        or (distance.after(i) and line.indent.strip("\n"))
    ):
        score -= 2  # the first paragraph, though it has no full stop
    return score


def _passed_over(line: Line) -> bool:
    """Whether a line may come between a title and its metadata."""
    return line.kind in ("metadata", "title") or line.text.startswith(("——", "--"))


def _bare_date(line: Line) -> bool:
    return len(line.text) <= 40 and not line.prose and line.day is not None


def label_above(lines: list[Line], region: Region, title: int | None) -> None:
    """Label the other lines above the article; those between title and first paragraph may belong
    to it.
    """
    first, last = region
    end = first if last >= first else len(lines)
    start = max(
        [i for i in range(end) if lines[i].kind == "title" or describes(lines[i])], default=-1
    )
    for i in range(end):
        line = lines[i]
        if line.kind == "image" and (i <= start or _icons(line.text)):
            line.set("furniture", "furniture, toolbar icons")
        if line.kind:
            continue
        if kind_and_rule := _around_title(lines, i, title, start):
            line.set(*kind_and_rule)
        elif i > start and title is not None and not line.hint:
            _first_lines(lines, i, end)
        else:
            line.set("furniture", FURNITURE.get(line.hint, "furniture, above the article"))


def _around_title(
    lines: list[Line], i: int, title: int | None, start: int
) -> tuple[str, str] | None:
    """Kind and rule of a line above the article that belongs to it, by its form or by the line
    above; None for others. `start`: the last line of title and metadata.
    """
    line, above = lines[i], lines[i - 1].kind if i else ""
    if title is not None and i > title and line.text.startswith(("——", "--", "—")):
        return "title", "subtitle"
    if i > start and above == "image" and line.size <= 45:
        return "caption", "caption, behind an image"
    if caption_by_form(line.text, line.key):
        return "caption", "caption, by its form"
    if line.text.startswith("#"):
        return "tag", "tag, hash"
    if _describes_alone(line) or (above == "title" and byline(line.text, line.key)):
        return "metadata", "date, name or byline above the article"
    return None


def _icons(text: str) -> bool:
    """Whether a text is names of a toolbar's pictures: several on one line, or short Latin words
    without a number.
    """
    stem = text.rsplit(".", 1)[0].lower()
    return (
        len(re.findall(r"\.(?:png|gif|jpe?g|svg|bmp|webp)", text.lower())) > 1
        or bool(re.fullmatch(r"[a-z_-]{1,12}\d?", stem))
        or bool(re.search(r"icon|logo|btn|share|print|qrcode|weixin|weibo|arrow|banner", stem))
    )


def _describes_alone(line: Line) -> bool:
    """Whether a line is a date alone, a date with a medium's name, or a reporter's line."""
    day = line.day if len(line.text) <= 80 else None
    if day and not line.prose and not re.search(r"[至起止前]|截", line.text):
        rest = line.text[: day.start] + " " + line.text[day.end :]
        tokens = [t for t in re.split(r"[\s|]+", rest) if squeeze(t)]
        return cjk(rest) <= 24 and all(
            source_like(t.strip(BRACKETS)) or furniture(t) or len(squeeze(t)) <= 6 for t in tokens
        )
    return bool(REPORTER.match(line.key)) or bool(
        re.fullmatch(
            rf"[{OPENING_BRACKETS}].{{0,30}}(?:发文|令|号|通过|供稿|报道|通讯员|记者).{{0,20}}"
            rf"[{CLOSING_BRACKETS}]"
            r"|.{1,12}[〔\[]\d{4}[〕\]].{0,8}号(?: .{0,20})?",
            line.key,
        )
    )


_SET_OFF = frozenset(("h2", "h3", "h4", "h5", "strong", "b"))


def _first_lines(lines: list[Line], i: int, end: int) -> None:
    """Label a line between metadata and first paragraph: as text without a full stop, or as the
    first heading if it is short, set off by its tag and right above the text.
    """
    line = lines[i]
    if runs_on(line):
        line.set("paragraph", "paragraph")
    elif is_credit(line.key):
        line.set("signature", "signature, credits")
    elif (
        i == end - 1
        and line.segment.linked < 0.5
        and not line.prose
        and line.key[-1] not in ":;,。"
        and 4 <= line.size <= HEADING
        and line.tags & _SET_OFF
    ):
        line.set("heading", "heading, above the first paragraph", 1)
    else:
        line.set("furniture", "furniture, above the article")
