"""Lines that stand under pictures: known by their form, by the picture before them, or by the gap where it stood."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from .fields import byline
from .lines import Line
from .places import mentions
from .text import cjk, fold, read_lexicon

HEADING = 40  # other short lines are compared up to this length
CAPTION = 60  # longest caption, in Chinese characters


@lru_cache(maxsize=1)
def _caption_words() -> re.Pattern[str]:
    return re.compile("|".join(row["term"] for row in read_lexicon("captions")))


_CAPTION_FORM = re.compile(
    r"(?:图为|图片?[一二三四五六七八九十\d]{0,2} ?[:：]|[上下左右]图 ?[:：为]|[(]?[上下左右]图[)]|[▲△↑▼↓].{3})"
    r"|.{4,40}[。 ][\u3400-\u9fff]{2,4} ?摄$|.{0,40}[\u3400-\u9fff][(](?:[左右中前后][一二三四1-4]?|图[左右中])[)]"
    r"|.{4,}[(（ ][\u3400-\u9fff ·]{2,12} ?摄[)）]?$"
)


def caption_by_form(text: str) -> bool:
    """图为…, 图1:…, ▲…, …(张三 摄): captions by their form alone.

    >>> caption_by_form("图为党员在卡点值守。"), caption_by_form("党员在卡点值守")
    (True, False)
    """
    key = fold(text)
    return cjk(key) <= CAPTION and bool(_CAPTION_FORM.match(key)) and key.count("。") <= 1


def caption(inside: list[Line], i: int) -> str:
    """By which rule line i is a caption, else ""."""
    line = inside[i]
    if caption_by_form(line.text):
        return "caption, by its form"
    if cjk(line.text) > CAPTION or line.key.count("。") > 1 or line.style not in ("", "☞"):
        bracketed = re.fullmatch(r"[(][^()]{4,80}[)]", line.key) and line.style == ""
        if not bracketed:
            return ""
    pictured = line.picture_before or (i > 0 and (inside[i - 1].kind == "image" or inside[i - 1].why == "title, again"))
    behind_caption = i > 1 and inside[i - 1].kind == "caption" and inside[i - 2].kind == "image"
    if re.fullmatch(r"[(][^()]{4,80}[)]", line.key) and (pictured or behind_caption) and not byline(line.text):
        return "caption, in brackets behind an image"
    if "figcaption" in line.tags:
        return "caption, by its tag"
    spoken = re.search(r"[!?][”\"]?$|“[^“”]*[,。!?][^“”]*”", line.key)
    plain = not line.style and not line.key.endswith((":", ";", ",")) and not spoken
    if (
        pictured
        and plain
        and cjk(line.text) <= 45
        and not line.key.startswith('"“')
        and (not line.key.endswith("。") or bool(_caption_words().search(line.text)))
    ):
        if not _parallel(line, inside) and not _slogan_pair(line):
            return "caption, behind an image"
    ends = i + 1 == len(inside) and not re.search(r"[。!?,;:…”]$", line.key)
    if plain and _lost_picture(inside, i) and (_shows(line) or ends):
        return "caption, where a picture stood"
    return ""


def _parallel(line: Line, inside: list[Line]) -> bool:
    """Whether other short lines are built alike (same first character and same number of clauses)."""
    alike = [
        o
        for o in inside
        if o is not line and cjk(o.text) <= HEADING and o.key[:1] == line.key[:1] and o.key.count(",") == line.key.count(",")
    ]
    return len(alike) >= 2 and "," in line.key


def _slogan_pair(line: Line) -> bool:
    """Two halves of nearly one length, as headings have: 筑牢战斗堡垒,切实抢占主动权."""
    halves = re.split(r"[, ]", line.key)
    return len(halves) == 2 and min(map(cjk, halves)) >= 4 and not _caption_words().search(line.text)


def _lost_picture(inside: list[Line], i: int) -> bool:
    """Whether the gap above is wider than the page's usual gap between paragraphs, or holds an empty indented line."""
    usual = Counter(line.breaks for line in inside[1:])
    common = max(usual, key=lambda n: (usual[n], -n)) if usual else 1
    wide = inside[i].breaks > common and usual[inside[i].breaks] <= 0.5 * sum(usual.values())
    empty = bool(re.search(r"\n[ \t\u3000\xa0]+(?:\r?\n)", inside[i].gap)) and not any(
        re.search(r"\n[ \t\u3000\xa0]+(?:\r?\n)", line.gap) for line in inside if line.prose and cjk(line.text) > CAPTION
    )
    return i > 0 and cjk(inside[i].text) <= 45 and (wide or empty)


def _shows(line: Line) -> bool:
    """Whether a short line says who is seen doing what: an act or a scene, and somebody or a day at its head."""
    key = line.key
    if key.count(",") > 1 or "!" in key or key.startswith(('"', "“", "《")):
        return False
    somebody = bool(mentions(line.text)) or re.search(
        r"党员|干部|军人|老兵|志愿|队员|职工|人员|群众|同志|医护|医生|护士|民警|学生|老人|书记|局长|主任|队|局|中心|社区|医院|村|镇|\d+月\d+日",
        key,
    )
    return bool(_caption_words().search(line.text)) and bool(somebody)
