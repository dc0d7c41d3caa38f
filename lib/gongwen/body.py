"""What the lines of the article are, and those behind it: paragraphs, headings, captions, keywords,
sign-offs.
"""

from __future__ import annotations

import re

from .captions import CAPTION, caption_by_form, label_captions
from .fields import byline
from .furniture import FURNITURE
from .headings import headings, set_levels
from .lines import REPORTER, Line
from .region import Region, is_unit_line, sign_off, tag_run
from .text import cjk


def label_tail(lines: list[Line], region: Region) -> None:
    """Everything behind the body: keywords, bylines, sign-offs, labelled fields, and the portal's
    own.
    """
    first, last = region
    if last < first:
        return
    keywords = tag_run(lines, last + 1, lines[first : last + 1])
    closed = False  # once the portal speaks, short lines are its own
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if line.kind in ("duplicate", "image", "tag"):
            continue
        if i in keywords:
            line.set("tag", "tag, keywords behind the article")
        elif line.kind == "metadata":
            line.set(
                "signature" if not closed else "furniture",
                "signature, labelled" if not closed else "furniture, labelled",
            )
        elif line.kind:
            closed = closed or line.kind == "furniture"
        elif not closed and (sign_off(line.text) or is_unit_line(lines, i)):
            line.set("signature", "signature, date or unit")
        elif not closed and caption_by_form(line.text):
            line.set("caption", "caption, by its form")
        elif not closed and (byline(line.text) or REPORTER.match(line.key)):
            line.set("signature", "signature, byline")
        elif (
            not closed
            and lines[i - 1].kind == "image"
            and cjk(line.text) <= CAPTION
            and not line.hint
        ):
            line.set("caption", "caption, behind an image name")
        elif re.fullmatch(r"(?:#[^#\s]{2,20}#?\s*)+", line.key):
            line.set("tag", "tag, hash")
        else:
            line.set("furniture", FURNITURE.get(line.hint, "furniture, behind the article"))


# --- inside the article ---------------------------------------------------------------------------


def label_body(lines: list[Line], region: Region) -> None:
    """Lines of the body: captions, headings, paragraphs; labels of the portal keep theirs."""
    first, last = region
    inside = [lines[i] for i in range(first, last + 1)]
    for line in inside:
        if line.kind == "metadata" and not _strong(line):
            line.set("", "")  # 时间:2月5日 in a notice is a line of the notice
            line.fields = ()
    label_captions(inside)
    _signed_inside(inside)
    rows = [line for line in inside if not line.kind]
    heads = headings(rows)
    end = max(
        (i for i, row in enumerate(rows) if row.prose and row.hint != "disclaimer"), default=-1
    )
    for i, row in enumerate(rows):
        if row.hint == "disclaimer" and i > end:
            row.set("furniture", FURNITURE["disclaimer"])
        elif row in heads:
            row.set("heading", f"heading, {heads[row]}", None)
        else:
            row.set("paragraph", "paragraph")
    set_levels(rows)


def _strong(line: Line) -> bool:
    """Fields that no article has inside it."""
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


def _signed_inside(inside: list[Line]) -> None:
    """A byline in brackets among the paragraphs, when it names a role."""
    for line in inside:
        if (
            not line.kind
            and len(line.text) <= 40
            and re.search(r"供稿|撰稿|通讯员|记者|文/|图/|摄影|编辑|图片|照片|作者", line.text)
            and byline(line.text)
        ):
            line.set("signature", "signature, byline")
