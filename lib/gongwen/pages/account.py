"""One page → one `Account`: every character of the page gets exactly one label.

The rules look at how such pages are built: where a line is, how it is marked, what its neighbours
are. Each rule has a name, which the block carries in `why`. Words that a scholar may want to edit
are in `lexicons/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from ..common.characters import DIRECTED, cjk
from ..common.lists import with_lists
from ..language.places import Place
from . import article, title, wechat
from .copies import copies
from .furniture import FURNITURE, furniture
from .hidden import hidden_lines
from .line import Line
from .markup import Segment, gap_kind, segments
from .metadata import account_fields, fields, inline_fields, is_image
from .vocabulary import ends

Kind = Literal[
    "title",
    "metadata",
    "heading",
    "paragraph",
    "caption",
    "image",
    "tag",
    "signature",
    "furniture",
    "duplicate",
    "markup",
    "blank",
]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the page with one label: `text` is raw[start:end] without markup, `why` the name
    of the rule that labelled it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    level: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The report on a page, with its title, date, source and places. `raw` is the whole page;
    `blocks` cover it without gaps or overlaps.
    """

    name: str
    raw: str
    title: str | None
    published: date | None
    published_time: time | None
    source: str | None
    author: str | None
    editor: str | None
    site: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    unit: str | None
    places: tuple[Place, ...]
    blocks: tuple[Block, ...]

    def _of(self, *kinds: Kind) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.kind in kinds)

    @property
    def paragraphs(self) -> tuple[Block, ...]:
        """Headings and paragraphs of the article, in order, each once."""
        return self._of("heading", "paragraph")

    @property
    def text(self) -> str:
        """The article: its paragraphs, one per line."""
        return "\n".join(b.text for b in self.paragraphs)

    @property
    def captions(self) -> tuple[Block, ...]:
        return self._of("caption")

    @property
    def images(self) -> tuple[Block, ...]:
        return self._of("image")

    @property
    def tags(self) -> tuple[Block, ...]:
        return self._of("tag")

    @property
    def furniture(self) -> tuple[Block, ...]:
        return self._of("furniture")

    @property
    def duplicates(self) -> tuple[Block, ...]:
        return self._of("duplicate")


@with_lists
def parse_page(text: str, name: str = "") -> Account:
    """The account on a page.

    Any str gives one: a page without an article is an Account without paragraphs. Raises TypeError
    for anything but str.

    >>> page = "某局抗击疫情\\n来源:本网 时间:2020-02-04\\n疫情就是命令,全体干部坚守岗位。\\n打印"
    >>> parse_page(page).paragraphs[0].text
    '疫情就是命令,全体干部坚守岗位。'
    """
    if not isinstance(text, str):
        raise TypeError(
            f"{name or 'page'}: parse_page takes the decoded text (str), not {type(text).__name__}"
        )
    lines = label(text)
    blocks = tuple(_tile(text, lines))
    return Account(name=name, raw=text, blocks=blocks, **account_fields(text, lines))


def label(raw: str) -> list[Line]:
    """The lines of a page, each with its label; a later rule sees the labels of earlier ones."""
    parts = [part for segment in segments(raw) for part in _split_line(segment)]
    lines = [
        Line(segment, _between(raw, before, segment))
        for before, segment in zip([None, *parts], parts)
    ]
    tagged = _trusts_tags(lines)
    for line in lines:
        _label_alone(line, tagged)
    _label_hidden(hidden_lines(raw, lines, wechat.container(raw)))
    _label_copies(lines)
    if article.is_list(lines):
        for line in lines:
            line.set("furniture", FURNITURE["list"])
        return lines
    title.join_values(lines)
    region = article.region(raw, lines)
    title_line = title.label_title(raw, lines, region)
    title.label_above(lines, region, title_line)
    article.label_below(lines, region)
    article.label_inside(lines, region)
    return lines


_TITLES = frozenset(("title", "h1"))


def _label_copies(lines: list[Line]) -> None:
    """Label what repeats an earlier part of the page; a date or source in it stays one."""
    comparable = [not line.kind and line.tags.isdisjoint(_TITLES) for line in lines]
    texts = [line.text if compared else "" for line, compared in zip(lines, comparable)]
    tight = [line.tight if compared else "" for line, compared in zip(lines, comparable)]
    for index, how in copies(texts, tight).items():
        line = lines[index]
        told = any(field.value for field in line.fields)
        first = told and not any(other.fields for other in lines[:index])
        if how != "line in between" or not first:
            line.set("duplicate", f"copy, {how}")


def _label_hidden(lines: list[Line]) -> None:
    """Label the lines that the page hides; a date or a source in them is one all the same."""
    for line in lines:
        if line.kind != "metadata":
            line.set("furniture", "furniture, hidden by the page")


def _split_line(segment: Segment) -> list[Segment]:
    """Title, labelled fields and article of a page that was printed on one line, as separate
    segments.
    """
    cut = inline_fields(segment.text, segment.key) or (0, 0)
    tail = _trailing_fields(segment.text, segment.key)
    if cut == (0, 0) and tail == len(segment.text):
        return [segment]
    parts = (
        segment.part(a, b) for a, b in ((0, cut[0]), cut, (cut[1], tail), (tail, len(segment.text)))
    )
    return [part for part in parts if part]


# no straight mark: the first one in 来源:"某报" opens
_SENTENCE_ENDS = ("。", "！", "？", *DIRECTED.values())


def _trailing_fields(text: str, folded: str) -> int:
    """Where fields or buttons after the last sentence of a line begin; the length of the line if
    there are none.
    """
    if ">" not in folded and len(text.split(maxsplit=1)) < 2:
        return len(text)
    stop = max(map(text.rfind, _SENTENCE_ENDS))
    tail = text[stop + 1 :]
    key = folded[stop + 1 :]
    if stop > 0 and ">" in key and furniture(tail, key) == "word":
        return stop + 1
    if stop <= 0 or not 4 <= len(tail) <= 120 or not tail[:1].isspace():
        return len(text)
    described = fields(tail.strip(), key.strip())
    portal = described or furniture(tail, key) in ("word", "start", "anywhere")
    return stop + 1 if portal else len(text)


def _between(raw: str, before, segment) -> str:
    return raw[before.end if before else 0 : segment.start]


_PORTAL_TAGS = frozenset(("nav", "footer", "option", "select", "button", "textarea", "label"))
_TELLING = frozenset(("published", "source", "author", "editor"))


def _trusts_tags(lines: list[Line]) -> bool:
    """Whether less running text is in the portal's tags than outside them; else one of them, such
    as <button/>, is not closed.
    """
    if not any(line.tags & _PORTAL_TAGS for line in lines):
        return True
    sizes = [0, 0]
    for line in lines:
        if line.prose:
            sizes[bool(line.tags & _PORTAL_TAGS)] += len(line.text)
    return sizes[1] <= sizes[0]


def _label_alone(line: Line, tagged: bool) -> None:
    """Label a line by itself, whatever is around it; what depends on its place becomes a hint.
    `tagged`: whether its tags are to be trusted.
    """
    why, labelled = furniture(line.text, line.key), fields(line.text, line.key)
    telling = bool(labelled) and any(f.value and f.name in _TELLING for f in labelled)
    dated = telling and line.day is not None
    if tagged and line.tags & _PORTAL_TAGS and not dated:
        line.set("furniture", "furniture, by its HTML tag")
    elif is_image(line.text):
        line.set("image", "image name")
    elif _dated(line, why, bool(labelled)):
        line.set("metadata", "date and time by themselves")
        line.fields = labelled
    elif why in ("word", "section") or (
        why in ("start", "anywhere") and not telling and not _sentence(line)
    ):
        line.set("furniture", FURNITURE[why])
    elif labelled and labelled[0].name == "tags":
        line.set("tag", "tag, labelled")
    elif labelled:
        line.set_fields(labelled)
    else:
        # 扫码、测温、登记,一个都不能少。 may be a sentence of an article
        line.hint = why or ""


_HAN = re.compile(r"[\u3400-\u9fff]{2,13}")


def _dated(line: Line, why: str | None, labelled: bool) -> bool:
    """Whether a line is a date among buttons, or a date with its time of day and at most a short
    name.
    """
    day = line.day if len(line.text) <= 120 and not line.prose else None
    if day is None:
        return False
    rest = line.text[: day.start] + line.text[day.end :]
    if line.key[: day.start].rstrip().endswith("发表于"):
        return True
    name = rest.strip(" |/-")
    if not labelled and _HAN.fullmatch(name):
        apart = line.text[day.end : day.end + 1] + line.text[day.start - 1 : day.start]
        short = apart.isspace() and "年" not in line.key and 4 <= len(name) <= 8
        office = ends("organisation").search(name)
        if ends("medium").search(name) or (short and not office):
            return not ends("genre").search(name)
    return why == "word" or (
        day.time is not None
        and not labelled
        and (cjk(rest) <= 12 or (day.start == 0 and cjk(rest) <= 30))
    )


def _sentence(line: Line) -> bool:
    """Whether the line is a whole sentence, which a button never is."""
    return line.key[-1] in "。!?" and line.size >= 6 and not line.key.endswith("...")


def _tile(raw: str, lines: list[Line]):
    """Blocks that cover the page: the labelled lines, and the gaps between them (markup, blank)."""
    position = 0
    for line in lines:
        start, end = line.segment.start, line.segment.end
        if start > position:
            yield _gap(raw, position, start)
        yield Block(line.kind or "furniture", line.text, start, end, line.level, line.why)
        position = end
    if position < len(raw):
        yield _gap(raw, position, len(raw))


def _gap(raw: str, start: int, end: int) -> Block:
    kind = gap_kind(raw, start, end)
    return Block(kind, "", start, end, None, "tags and scripts" if kind == "markup" else "space")
