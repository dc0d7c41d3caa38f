"""Captions of pictures: known by their form, by the picture before them, or by the gap where a
picture was.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from ..common.characters import CLOSING, DIRECTED, OPENING, cjk, fold
from ..common.lists import per_lists, read_lexicon
from ..language.places import mentions
from .credit import is_credit
from .line import HEADING, HEADINGS, Line
from .metadata import byline
from .vocabulary import one_of

CAPTION = 60  # longest caption, in Chinese characters


@per_lists
def _caption_words() -> re.Pattern[str]:
    return re.compile("|".join(row["term"] for row in read_lexicon("captions")))


_OPENS_CAPTION = re.compile(
    r"(?:图为|图[注说][:：]|图片?[一二三四五六七八九十\d]{0,2} ?[:：]|[上下左右]图 ?[:：为]"
    r"|[(]?[上下左右]图[)]|[▲△↑▼↓◀◁◄←].{3}|资料图片?[:：]|图[①-⑳] ?[:：])"
)
_ENDS_CAPTION = re.compile(
    r".{4,40}[。 ][\u3400-\u9fff]{2,4} ?摄$|.{0,40}[\u3400-\u9fff][(]"
    r"(?:[左右中前后][一二三四1-4]?|图[左右中])[)]"
    r"|.{4,40}[(][^()]{2,12}(?:供图|提供)[)]?$"
    r"|.{4,}[(（ ][\u3400-\u9fff ·]{2,12}[ /]?摄(?:影|影报道|于[^()]{2,10})?[)）]?$"
    r"|.{4,}[。 ][^。 ]{2,10}[社网报局台](?:记者|发|供图)[^。]{0,12}(?:摄|发|供图)?$"
    r"|.{4,}(?:的|报道)(?:网页|手机|视频)?截图[。)]?$"
    r"|.{4,}[(（ 。][^ ()]{0,12}(?:供图|图源[:：].{2,12}|资料图片|无人机照片)[)）]?$"
)


def caption_by_form(text: str, folded: str | None = None) -> bool:
    """Whether a text has the form of a caption: 图为…, 图1:…, ▲…, …(张三 摄). `folded`: the text
    folded, if known.

    >>> caption_by_form("图为党员在卡点值守。"), caption_by_form("党员在卡点值守")
    (True, False)
    """
    key = (fold(text) if folded is None else folded).strip("()【】")
    short = len(key) <= CAPTION or cjk(key) <= CAPTION
    stops = key.count("。") - bool(_BY.search(key))
    return short and stops <= 1 and bool(_OPENS_CAPTION.match(key) or _ENDS_CAPTION.match(key))


_BY = re.compile(r"[(][^()]{2,12}(?:摄|摄影报道|供图)$")  # the last bracket is off


def label_captions(inside: list[Line]) -> None:
    """Label the captions among the lines of an article, from first to last."""
    layout = Layout(inside)
    for i, line in enumerate(inside):
        if not line.kind and (why := _caption(inside, i, layout)):
            line.set("caption", why)


def label_photo_story(lines: list[Line], last: int) -> None:
    """Label the captions at the end of an article of pictures: three short lines and more without a
    stop, right above who took the pictures. `last`: the last line of the article.
    """
    end = next((i for i in range(last + 1, len(lines)) if is_credit(lines[i].key)), 0)
    if end and re.search("图|摄", lines[end].key):
        above = (line for line in reversed(lines[:end]) if line.kind != "image")
        run = list(takewhile(_may_be_caption, above))
        for line in run if 3 <= len(run) <= _STORY and len(run) < end else ():
            line.set("caption", "caption, in a row above the photographer")


_STORY = 12  # most captions at the end of an article


def _may_be_caption(line: Line) -> bool:
    if line.kind or line.style or line.prose or line.day or line.only_date:
        return False
    return len(line.text.split()) <= 2 and not re.search(r"[。!?,;:…]$", line.key)


def _is_bold(line: Line) -> bool:
    return line.bold and line.size <= HEADING


class Layout:
    """The layout of the lines of one article: their usual gap, and which short lines have the same
    form.
    """

    def __init__(self, inside: list[Line]):
        self.tagged = sum("<" in line.gap for line in inside) > 0.5 * len(inside)
        self.gaps = Counter(line.breaks for line in inside[1:])
        self.usual = max(self.gaps, key=lambda n: (self.gaps[n], -n)) if self.gaps else 1
        self.shapes = Counter(shape(line) for line in inside if line.size <= HEADING)
        self.small = sum(line.small for line in inside) > 0.5 * len(inside)
        self.bold = sum(map(_is_bold, inside))
        self.pictured = all(line.picture_before for line in inside if _is_bold(line))
        self.hollow = any(line.hollow_gap for line in inside if line.prose and line.size > CAPTION)

    def picture_lost(self, line: Line) -> bool:
        """Whether a picture may be missing above the line: the gap above it is wider than most on
        the page, or has an empty indented line while no gap between paragraphs has one. Where the
        page has its tags, pictures are seen.
        """
        if self.tagged:
            return False
        rare = self.gaps[line.breaks] <= 0.5 * self.gaps.total()
        return (line.breaks > self.usual and rare) or (line.hollow_gap and not self.hollow)

    def like_headings(self, line: Line) -> bool:
        """Whether two other short lines have the form of this one, another is in bold type as it
        is, or it has two halves as headings have.
        """
        if line.bold and self.bold > 1:
            scene = _caption_words().search(line.text) and not line.tags & HEADINGS
            return not (self.pictured and (scene or self.bold > 2))
        alike = self.shapes[shape(line)] > 2 and "," in line.key
        halves = re.split(r"[, ]", line.key)
        paired = (
            len(halves) == 2
            and min(map(cjk, halves)) >= 4
            and not _caption_words().search(line.text)
        )
        return alike or paired


def shape(line: Line) -> tuple[str, int]:
    """First character and number of commas, which parallel headings share."""
    return line.key[:1], line.key.count(",")


_ROUND, _SQUARE = re.compile(r"[(][^()]{4,80}[)]"), re.compile("【[^【】]{4,80}】")
_UNFINISHED = re.compile(rf"。|[!?,;:…{CLOSING}]$")


def _caption(inside: list[Line], i: int, layout: Layout) -> str:
    """The rule by which line i is a caption, else ""."""
    line = inside[i]
    bracketed = bool(_ROUND.fullmatch(line.key)) and not line.style
    if _SQUARE.fullmatch(line.key):  # more often the frame of a heading
        bracketed = (
            _describes_scene(line) and not layout.like_headings(line) and layout.picture_lost(line)
        )
    if caption_by_form(line.text, line.key):
        return "caption, by its form"
    if line.is_alt:
        return "caption, by the picture's own words"
    if not bracketed and (
        line.size > CAPTION or line.key.count("。") > 1 or line.style not in ("", "☞")
    ):
        return ""
    before = inside[i - 1] if i else None
    pictured = line.picture_before or (
        before is not None and (before.kind == "image" or before.why == "copy, of the title")
    )
    second = i > 1 and inside[i - 1].kind == "caption" and inside[i - 2].kind == "image"
    if bracketed and (pictured or second) and not byline(line.text, line.key):
        return "caption, in brackets behind an image"
    if bracketed and _describes_scene(line) and not byline(line.text, line.key):
        return "caption, in brackets"
    small = line.small and not layout.small and not line.bold
    if "figcaption" in line.tags or (line.picture_before and small):
        return "caption, by its tag"
    if not _plain(line):
        return ""
    captionlike = not line.key.endswith("。") or _describes_scene(line)
    if pictured and captionlike and not layout.like_headings(line):
        return "caption, behind an image"
    last = i + 1 == len(inside) and not _UNFINISHED.search(line.key)
    return (
        "caption, where a picture stood"
        if i and layout.picture_lost(line) and (_describes_scene(line) or last)
        else ""
    )


# A clause in quotation marks. Straight ones do not count: what is between two of them may also be
# between two quotations.
_SPOKEN = re.compile(
    "|".join(
        (
            f"[!?][{CLOSING}]?$",
            *(f"{a}[^{a}{b},。!?]*+[,。!?][^{a}{b}]*+{b}" for a, b in DIRECTED.items()),
        )
    )
)


def _plain(line: Line) -> bool:
    """Whether a short line has no number, is not speech, and does not introduce another line."""
    spoken = _SPOKEN.search(line.key)
    return (
        not line.style
        and bool(re.search(r"[\u3400-\u9fff]{2}", line.key))  # a number opens a section
        and not line.key.endswith((":", ";", ","))
        and not spoken
        and line.size <= 45
    )


def _describes_scene(line: Line) -> bool:
    """Whether a short line says who is seen doing what: it has a word for an act or a scene, and
    names somebody or a day.
    """
    key = line.key
    if key.count(",") > 1 or "!" in key or key.startswith((*OPENING, "《")):
        return False
    somebody = bool(mentions(line.text, folded=key)) or re.search(
        rf"{one_of('seen')}|\d+月\d+日",
        key,
    )
    return bool(_caption_words().search(line.text)) and bool(somebody)
