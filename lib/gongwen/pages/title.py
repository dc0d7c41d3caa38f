"""What stands above the article: its title, the lines that describe it, and the site around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from itertools import accumulate

from ..common.characters import BRACKETS, CLOSING, CLOSING_BRACKETS, OPENING_BRACKETS, cjk, squeeze
from .article import Region, describes, runs_on
from .captions import caption_by_form
from .furniture import FURNITURE, furniture
from .line import HEADING, REPORTER, Line
from .metadata import SITE, byline, fields, is_image, meta, source_like


def join_values(lines: list[Line]) -> None:
    """A label alone on its line takes the next line as its value, when that reads like one."""
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
    """Whether a line may still be the value of the label above it."""
    return line.kind in ("", "furniture") or (line.kind == "metadata" and not line.fields)


def label_title(raw: str, lines: list[Line], region: Region) -> int | None:
    """Label the title; its index, None on a page without one.

    Every line above the body that is not the portal's is a candidate. It gains by standing next to
    the line of metadata, by standing on the page twice, by sharing words with the body, and by its
    length; it loses by reading like a site's name.
    """
    first, last = region
    end = first if last >= first else len(lines)
    said = squeeze(meta(raw).get("title", "")) or _labelled_title(lines)
    candidates = _candidates(lines[:end], said)
    if not candidates or (last < first and not said and len(candidates) > 8):
        return None
    body = {
        line.key[k : k + 2] for line in lines[first : last + 1] for k in range(len(line.key) - 1)
    }
    twice = Counter(line.tight for line in lines)
    distance = Distance(lines[:end])
    scores = {
        i: _title_score(lines, i, distance, body) + 2 * (twice[lines[i].tight] > 1)
        for i in candidates
    }
    best = min(scores, key=lambda i: (-scores[i], i))
    if scores[best] < (2 if len(candidates) > 1 else 0.5):
        return None
    _label_again(lines, lines[best].tight, range(end, last + 1))
    lines[best].set("title", "title")
    if best + 1 < end and _goes_on(lines[best], lines[best + 1]):
        lines[best + 1].set("title", "title, second line")
    return best


def _labelled_title(lines: list[Line]) -> str:
    """The title that the page gives under a label (标题:…), squeezed; "" without one."""
    labelled = (f.value for line in lines for f in line.fields if f.name == "title" and f.value)
    return squeeze(next(labelled, ""))


def _candidates(above: list[Line], said: str) -> list[int]:
    """The lines above the body that may be the title: those that read as the page says it does, if
    any; of very many (a list of links) the first and the last.
    """
    candidates = [i for i in range(len(above)) if _may_be_title(above, i)]
    candidates = [i for i in candidates if said and above[i].tight == said] or candidates
    return candidates if len(candidates) <= 80 else candidates[:20] + candidates[-60:]


def _label_again(lines: list[Line], chosen: str, body: range) -> None:
    """Label the other places where the title stands: above the body, as a picture's name inside it,
    above a second copy.
    """
    for i, line in enumerate(lines):
        picture = (
            i in body
            and len(line.tight) >= 10
            and len(chosen) >= 12
            and chosen.endswith(line.tight)
        )
        # a paragraph that is the title's words
        said = i in body and bool(re.search(rf"[。!?][{CLOSING}]?$", line.key))
        if (line.tight == chosen and line.kind in ("", "metadata", "duplicate") and not said) or (
            picture and not line.kind
        ):
            line.set("title", "title, again") if i < body.start else line.set(
                "duplicate", "copy, of the title"
            )
        elif not line.kind and "title" in line.tags and chosen in line.tight:
            line.set("title", "title, with the site's name")


_GENRE = re.compile(
    r"(?:通知|决定|意见|方案|报告|公告|通报|函|办法|公开信|倡议书|纪实|综述|总结|侧记|纪要"
    r"|规定|的信)$"
)


def _goes_on(title: Line, after: Line) -> bool:
    """Whether a title was broken in two: its second half, right below it, names the genre that the
    first lacks.
    """
    if (
        after.kind
        or after.breaks > 2
        or cjk(after.text) > HEADING
        or after.text.startswith(("——", "--"))
    ):
        return False
    return bool(_GENRE.search(after.key)) and not _GENRE.search(title.key)


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
    """How far each line above the body stands from the nearest line that tells date or source."""

    def __init__(self, above: list[Line]):
        bare = [_bare_date(line) for line in above]
        self.telling = [i for i, line in enumerate(above) if bare[i] or describes(line)]
        self.standing = list(
            accumulate(
                (not (bare[i] or _passed_over(line)) for i, line in enumerate(above)), initial=0
            )
        )
        self.last_free = max((i for i, line in enumerate(above) if not line.kind), default=-1)

    def nearest(self, i: int) -> int | None:
        """Lines that stand between line i and the nearest telling one; None when there is none."""
        at = bisect_left(self.telling, i)
        near = [
            k for k in (*self.telling[max(0, at - 1) : at], *self.telling[at : at + 2]) if k != i
        ]
        return min(
            (self.standing[max(i, k)] - self.standing[min(i, k) + 1] for k in near), default=None
        )

    def behind(self, i: int) -> bool:
        """Whether line i stands behind a telling line."""
        return bool(self.telling) and self.telling[0] < i


def _title_score(lines: list[Line], i: int, distance: Distance, body: set[str]) -> float:
    line, key = lines[i], lines[i].key
    size = cjk(key)
    score = min(size, 24) / 8
    between = distance.nearest(i)
    if between is not None:
        score += 2.5 if between == 0 else 1 if between <= 2 else 0
    elif distance.last_free <= i:
        score += 1.5
    pairs = [key[k : k + 2] for k in range(len(key) - 1)]
    score += 3 * sum(p in body for p in pairs) / max(1, len(pairs))
    if "title" in line.tags:  # a document's <title> mostly bears the site's name too
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
        or (distance.behind(i) and line.indent.strip("\n"))
    ):
        score -= 2  # the first paragraph, though it has no full stop
    return score


def _passed_over(line: Line) -> bool:
    """Lines that may stand between a title and its metadata."""
    return line.kind in ("metadata", "title") or line.text.startswith(("——", "--"))


def _bare_date(line: Line) -> bool:
    return len(line.text) <= 40 and not line.prose and line.day is not None


def label_head(lines: list[Line], region: Region, title: int | None) -> None:
    """The rest of what stands above the body; what stands between title and first paragraph may
    still be the article's.
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
        if found := _around_title(lines, i, title, start):
            line.set(*found)
        elif i > start and title is not None and not line.hint:
            _first_lines(lines, i, end)
        else:
            line.set("furniture", FURNITURE.get(line.hint, "furniture, above the article"))


def _around_title(
    lines: list[Line], i: int, title: int | None, start: int
) -> tuple[str, str] | None:
    """Kind and rule of a line above the body that goes with the article by its form or by what is
    above it; None for another. `start` is the last line of title and metadata.
    """
    line, above = lines[i], lines[i - 1].kind if i else ""
    if title is not None and i > title and line.text.startswith(("——", "--", "—")):
        return "title", "subtitle"
    if i > start and above == "image" and cjk(line.text) <= 45:
        return "caption", "caption, behind an image"
    if caption_by_form(line.text, line.key):
        return "caption", "caption, by its form"
    if line.text.startswith("#"):
        return "tag", "tag, hash"
    if _describes_alone(line) or (above == "title" and byline(line.text, line.key)):
        return "metadata", "date, name or byline above the article"
    return None


def _icons(text: str) -> bool:
    """Names of a toolbar's pictures: several on one line, or short words in Latin letters without a
    number.
    """
    stem = text.rsplit(".", 1)[0].lower()
    return (
        len(re.findall(r"\.(?:png|gif|jpe?g|svg|bmp|webp)", text.lower())) > 1
        or bool(re.fullmatch(r"[a-z_-]{1,12}\d?", stem))
        or bool(re.search(r"icon|logo|btn|share|print|qrcode|weixin|weibo|arrow|banner", stem))
    )


def _describes_alone(line: Line) -> bool:
    """A date alone, a date with a medium's name, a reporter's line."""
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


def _first_lines(lines: list[Line], i: int, end: int) -> None:
    """A line between metadata and first paragraph: text without a full stop, or the first heading
    when it is short and stands right above the text.
    """
    line = lines[i]
    if runs_on(line):
        line.set("paragraph", "paragraph")
    elif (
        i == end - 1
        and line.segment.linked < 0.5
        and not line.prose
        and line.key[-1] not in ":;,。"
        and 4 <= cjk(line.text) <= HEADING
    ):
        line.set("heading", "heading, above the first paragraph", 1)
    else:
        line.set("furniture", "furniture, above the article")
