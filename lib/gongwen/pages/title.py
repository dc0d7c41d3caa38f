"""What is above the article: its title, the lines that describe it, and the site around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container
from dataclasses import replace
from itertools import accumulate
from operator import add

from ..common.characters import BRACKETS, CLOSING, CLOSING_BRACKETS, OPENING_BRACKETS, cjk, squeeze
from ..common.lists import per_lists
from .article import Region, describes, runs_on
from .captions import caption_by_form
from .credit import is_credit
from .furniture import FURNITURE, furniture
from .line import HEADING, REPORTER, Line
from .metadata import MEDIUM, byline, fields, is_image, meta, source_like
from .vocabulary import ends, one_of


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
    runs = _runs(lines[:end], stated)
    candidates = sorted(runs) or _candidates(lines[:end])
    if not candidates or (last < first and not stated and len(candidates) > 8):
        return None
    article = _pairs(lines[first : last + 1])
    twice = Counter(line.tight for line in lines)
    distance = Distance(lines[:end])
    runs = runs or {i: _whole(lines[:end], i, article) for i in candidates}
    scores = {
        i: _title_score(lines[run.start : run.stop], run, distance, article)
        + 2 * (twice[lines[i].tight] > 1)
        for i, run in runs.items()
    }
    best = min(scores, key=lambda i: (-scores[i], i))
    short = last >= first and all(lines[i].size < _SHORT_TITLE for i in candidates)
    if scores[best] < (-2 if short else 2 if len(candidates) > 1 else 0.5):
        return None
    whole = runs[best]
    for line in lines[whole.start : whole.stop]:
        line.set("title", "title")
    _label_again(lines, "".join(line.tight for line in lines[whole.start : whole.stop]), region)
    return whole.stop - 1


_SHORT_TITLE = 6  # Chinese characters; shorter lines are mostly names of columns


def _labelled_title(lines: list[Line]) -> str:
    """The title after a label on the page (标题:…), squeezed; "" without one."""
    values = (f.value for line in lines for f in line.fields if f.name == "title" and f.value)
    return squeeze(next(values, ""))


def _candidates(above: list[Line]) -> list[int]:
    """The lines above the article that may be the title. Of more than 80 (a list of links), the
    first 20 and the last 60.
    """
    candidates = [i for i in range(len(above)) if _may_be_title(above, i)]
    whole = {above[i].key for i in candidates if len(above[i].key) >= 10 <= cjk(above[i].key)}
    candidates = [i for i in candidates if not any(_tailed(above[i].key, key) for key in whole)]
    return candidates if len(candidates) <= 80 else candidates[:20] + candidates[-60:]


def _tailed(key: str, title: str) -> bool:
    """Whether a line is a title with a tail behind a space or a bar, as in a window's title."""
    return key.startswith(title) and key[len(title) : len(title) + 1] in tuple(" _|-—丨")


def _runs(above: list[Line], stated: str) -> dict[int, range]:
    """The lines, one after the other, that make up the title that the page states, by the first."""
    runs = {}
    for i, line in enumerate(above):
        if line.kind or not line.tight or not stated.startswith(line.tight):
            continue
        if "title" in line.tags and any(o.tags & {"h1"} for o in above):
            continue  # the window's title, with the site's name
        rest, end = stated[len(line.tight) :], i + 1
        while rest and end < len(above) and _adds_to(above[end], rest):
            rest, end = rest[len(above[end].tight) :], end + 1
        if not rest:
            runs[i] = range(i, end)
    return runs


def _adds_to(line: Line, rest: str) -> bool:
    return not line.kind and bool(line.tight) and rest.startswith(line.tight)


def _label_again(lines: list[Line], chosen: str, region: Region) -> None:
    """Label the other places of the title: above the article, in it as the name of a picture, above
    a second copy.
    """
    first, last = region
    article = range(first, last + 1)
    above = first if last >= first else len(lines)
    for i, line in enumerate(lines):
        if line.why == "title" or line.kind not in ("", "metadata", "duplicate"):
            continue
        if i in article and _SENTENCE.search(line.key):
            continue  # a paragraph in the words of the title
        if line.tight == chosen:
            line.set(*(("title", "title, again") if i < above else _COPY))
        elif line.kind:
            continue
        elif i in article:
            if not line.bold and _names_picture(line.tight, chosen):
                line.set(*_COPY)
        elif i < above and _with_site(line, chosen):
            line.set("title", "title, with the site's name")


_SENTENCE = re.compile(rf"[。!?][{CLOSING}]?$")
_COPY = ("duplicate", "copy, of the title")


def _with_site(line: Line, chosen: str) -> bool:
    """Whether a line above the article is the window's title: the title and the site's name."""
    if "title" in line.tags:
        return chosen in line.tight
    return len(chosen) >= 8 and line.tight.startswith(chosen) and len(line.tight) > len(chosen)


def _names_picture(tight: str, chosen: str) -> bool:
    """Whether a line inside the article only names a picture by the title: the title but for a
    label, or with a number behind it.
    """
    if len(tight) < 10 or len(chosen) < 10:
        return False
    if tight.startswith(chosen):
        return len(tight) - len(chosen) <= 20
    from rapidfuzz.fuzz import ratio

    same = min(len(tight), len(chosen)) >= 0.6 * max(len(tight), len(chosen))
    return same and (chosen.endswith(tight) or ratio(tight, chosen[-len(tight) :]) >= 85)


def _whole(above: list[Line], best: int, article: Container[str]) -> range:
    """The lines of a title that is broken over several, of which `best` is one."""
    start, end = best, best + 1
    while end < len(above) and _continues(above[end - 1], above[end], article):
        end += 1
    while start and _continues(above[start - 1], above[start], article):
        start -= 1
    return range(start, end)


def _continues(upper: Line, lower: Line, article: Container[str]) -> bool:
    """Whether two lines, one right below the other, are one title: the upper one breaks off, or is
    an office whose 关于… or bare genre follows, or the lower one is like it or names the genre.
    """
    if not _may_join(upper, lower) or ends("genre").search(upper.tight):
        return False
    genre = bool(ends("genre").search(lower.tight)) and len(lower.tight) <= 20
    if ends("open").search(upper.tight):
        return True
    if ends("office").search(upper.tight):
        return lower.tight.startswith("关于") or (genre and len(lower.tight) <= 6)
    broken = not lower.prose and _broken(upper, lower, article)
    return broken or (genre and upper.size >= 8)


_NO_TITLE = re.compile(r"[。!?:;…>|_]")


def _may_join(upper: Line, lower: Line) -> bool:
    return (
        not upper.kind
        and not lower.kind
        and not upper.hint
        and upper.segment.linked <= 0.7
        and lower.breaks <= 2
        and upper.tags - {"a"} == lower.tags - {"a"}
        and all(2 <= line.size <= HEADING for line in (upper, lower))
        and not any(_NO_TITLE.search(line.key) for line in (upper, lower))
        and not any(line.text.startswith(("——", "--", "(", "（")) for line in (upper, lower))
        and not upper.key.endswith("号")
        and lower.tight not in upper.tight
    )


def _broken(upper: Line, lower: Line, article: Container[str]) -> bool:
    """Whether two lines without a gap are one title: alike in length and tags, without a stop, and
    both in the words of the article, which names of columns and sites are not.
    """
    both = (upper, lower)
    return (
        lower.breaks <= 1
        and upper.tags == lower.tags
        and all(8 <= line.size <= HEADING and not line.hint for line in both)
        and not any(_NO_TITLE.search(line.key) or line.day for line in both)
        and all(_shared(line.key, article) >= _SHARED for line in both)
    )


_SHARED = 0.5  # of the pairs of letters
_LONG = 10_000  # characters, from which on a set is quicker to search than the text


def _pairs(article: list[Line]) -> Container[str]:
    """The pairs of letters of an article, of which few are looked up in most: its text, or a set if
    that is long.
    """
    text = "\n".join(line.key for line in article)
    return set(map(add, text, text[1:])) if len(text) > _LONG else text


def _shared(key: str, article: Container[str]) -> float:
    """The share of a line's pairs of letters that are in the article."""
    pairs = [key[k : k + 2] for k in range(len(key) - 1)]
    return sum(pair in article for pair in pairs) / max(1, len(pairs))


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
        and not re.fullmatch(r"【[^【】]{2,12}】", line.key)
        and not is_credit(line.key)
        and not _adopted().match(line.key)
    )


@per_lists
def _adopted() -> re.Pattern[str]:
    """A pattern for a note of adoption: (2020年3月6日某市第十届人民代表大会第三次会议通过)."""
    return re.compile(
        rf"[{OPENING_BRACKETS}].{{0,60}}(?:{one_of('adopted')}).{{0,12}}[{CLOSING_BRACKETS}]$"
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


def _title_score(
    title: list[Line], at: range, distance: Distance, article: Container[str]
) -> float:
    """How much the lines `at` these places look like a title, about -5 to 12."""
    line, key = title[0], "".join(line.key for line in title)
    i = at.start
    size = cjk(key)
    score = min(size, 24) / 8
    between = min(filter(lambda n: n is not None, map(distance.nearest, at)), default=None)
    if between is not None:
        score += 2.5 if between == 0 else 1 if between <= 2 else 0
    elif distance.last_free < at.stop:
        score += 1.5
    score += 3 * _shared(key, article)
    if "title" in line.tags:  # a document's <title> usually has the site's name, too
        score -= 2
    if line.tags & {"h1", "h2", "h3"}:
        score += 2 if "h1" in line.tags else 1
    if ends("site").search(key.strip()) and size <= 20:
        score -= 3
    if re.search(r"[>»_|]", key) or len(key.split()) >= 4:
        score -= 2
    if size < _SHORT_TITLE:
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
    titled = bool(ends("genre").search(line.tight)) and line.size >= 8
    return len(line.text) <= 40 and not line.prose and line.day is not None and not titled


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
            line.set("furniture", FURNITURE.get(line.hint, FURNITURE["above"]))


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
    if _beside_date(lines, i, -1 if title is None else title):
        return "metadata", MEDIUM
    if _describes_alone(line) or (above == "title" and byline(line.text, line.key)):
        return "metadata", "date, name or byline above the article"
    return None


def _beside_date(lines: list[Line], i: int, title: int) -> bool:
    """Whether line i, below the title, is a medium's name alone, right above or below a date; one
    that does not end as media do, between title and date.
    """
    text = lines[i].text
    if i <= title:
        return False
    between = i == title + 1 > 0 and i + 1 < len(lines) and lines[i + 1].only_date
    if between and re.fullmatch("[\u3400-\u9fff]{4,8}", text):
        return True
    beside = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines)]
    return bool(
        re.fullmatch("[\u3400-\u9fff]+", text)
        and source_like(text)
        and cjk(text) <= 20
        and any(line.only_date or line.why.startswith("date") for line in beside)
    )


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
        if ends("genre").search(line.tight) and day.end < len(line.text.rstrip()):
            return False  # the title of a report of one day
        tokens = [t for t in re.split(r"[\s|]+", rest) if squeeze(t)]
        return cjk(rest) <= 24 and all(
            source_like(t.strip(BRACKETS)) or furniture(t) or len(squeeze(t)) <= 6 for t in tokens
        )
    return bool(REPORTER.match(line.key)) or bool(_NUMBERED_OR_SIGNED.fullmatch(line.key))


_NUMBERED_OR_SIGNED = re.compile(
    rf"[{OPENING_BRACKETS}].{{0,30}}(?:发文|令|号|通过|供稿|报道|通讯员|记者).{{0,20}}"
    rf"[{CLOSING_BRACKETS}]"
    r"|.{1,12}[〔\[]\d{4}[〕\]].{0,8}号(?: .{0,20})?"
)


def _like_built(line: Line, article: list[Line]) -> bool:
    """Whether an article has more short lines in bold type, as this one is."""
    return line.bold and any(o.bold and o.size <= HEADING and not o.prose for o in article)


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
        and line.size <= HEADING
        and line.tight
        and _like_built(line, lines[end:])
    ):
        line.set("heading", "heading, above the first paragraph", 1)
    else:
        line.set("furniture", FURNITURE["above"])
