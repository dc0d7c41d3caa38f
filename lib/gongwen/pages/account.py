"""One page → one Account: every character of the page gets exactly one label.

The rules look at how such pages are built (where a line stands, how it is marked, what its
neighbours are), each under a name that the block carries in `why`. Words that a scholar may want to
edit are in `lexicons/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from ..common.characters import DIRECTED, cjk
from ..common.lists import with_lists
from ..language.places import Place
from . import article
from . import title as head
from .copies import copies
from .furniture import FURNITURE, furniture
from .line import Line
from .markup import Segment, gap_kind, is_document, segments
from .metadata import facts, fields, inline_fields, is_image

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
    """A stretch of the page of one kind; `text` is raw[start:end] without markup, `why` names the
    rule that labelled it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    level: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What a page's publisher meant to say, found on the page. `raw` is the page; the blocks tile
    it.
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
        """Headings and paragraphs of the body, in order, each once."""
        return self._of("heading", "paragraph")

    @property
    def text(self) -> str:
        """The body: the paragraphs, one a line."""
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
    """Read one page. Never fails on a str: a page without an article is an Account without
    paragraphs.

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
    return Account(name=name, raw=text, blocks=blocks, **facts(text, lines))


def label(raw: str) -> list[Line]:
    """The lines of a page, each with its label; the order of the rules is the order of this
    function.
    """
    found = [part for segment in segments(raw) for part in _apart(segment)]
    lines = [
        Line(segment, _breaks(raw, before, segment))
        for before, segment in zip([None, *found], found)
    ]
    for line in lines:
        _label_alone(line)
    comparable = [not line.kind and not line.tags & {"title", "h1"} for line in lines]
    texts = [line.text if compared else "" for line, compared in zip(lines, comparable)]
    folded = [line.key if compared else "" for line, compared in zip(lines, comparable)]
    for index, how in copies(texts, folded).items():
        lines[index].set("duplicate", f"copy, {how}")
    votes = article.votes(raw) if is_document(raw) else None
    head.join_values(lines)
    region = article.region(lines, votes)
    title = head.label_title(raw, lines, region)
    head.label_head(lines, region, title)
    article.label_tail(lines, region)
    article.label_body(lines, region)
    return lines


def _apart(segment: Segment) -> list[Segment]:
    """Title, labelled fields and article of a page that was printed on one line, each by itself."""
    cut = inline_fields(segment.text, segment.key) or (0, 0)
    tail = _trailing_fields(segment.text, segment.key)
    if cut == (0, 0) and tail == len(segment.text):
        return [segment]
    parts = (
        segment.part(a, b) for a, b in ((0, cut[0]), cut, (cut[1], tail), (tail, len(segment.text)))
    )
    return [part for part in parts if part]


# no straight mark: in 来源:"某报" the first one opens
_SENTENCE_ENDS = ("。", "！", "？", *DIRECTED.values())


def _trailing_fields(text: str, folded: str) -> int:
    """Where the fields or buttons begin that stand behind the last sentence of a line; its length
    when there are none.
    """
    stop = max(map(text.rfind, _SENTENCE_ENDS))
    tail = text[stop + 1 :]
    if stop <= 0 or not 4 <= len(tail) <= 120 or not tail[:1].isspace():
        return len(text)
    key = folded[stop + 1 :]
    described = fields(tail.strip(), key.strip())
    portal = described or furniture(tail, key) in ("word", "start", "anywhere")
    return stop + 1 if portal else len(text)


def _breaks(raw: str, before, segment) -> str:
    return raw[before.end if before else 0 : segment.start]


_PORTAL_TAGS = frozenset(("nav", "footer", "option", "select", "button", "textarea", "label"))
_TELLING = frozenset(("published", "source", "author", "editor"))


def _label_alone(line: Line) -> None:
    """What a line is whatever stands around it; what depends on where it stands becomes a hint."""
    why, found = furniture(line.text, line.key), fields(line.text, line.key)
    telling = any(f.value and f.name in _TELLING for f in found)
    if line.tags & _PORTAL_TAGS:
        line.set("furniture", "furniture, by its HTML tag")
    elif is_image(line.text):
        line.set("image", "image name")
    elif _dated(line, why, bool(found)):
        line.set("metadata", "date and time by themselves")
        line.fields = found
    elif why in ("word", "section") or (
        why in ("start", "anywhere") and not telling and not _sentence(line)
    ):
        line.set("furniture", FURNITURE[why])
    elif found and found[0].name == "tags":
        line.set("tag", "tag, labelled")
    elif found:
        line.set_fields(found)
    else:
        # 扫码、测温、登记,一个都不能少。 is a sentence of an article where it stands in one
        line.hint = why or ""


def _dated(line: Line, why: str | None, labelled: bool) -> bool:
    """A date among buttons, or a date with its time of day and at most a short name."""
    day = line.day if len(line.text) <= 120 and not line.prose else None
    if day is None:
        return False
    rest = line.text[: day.start] + line.text[day.end :]
    return why == "word" or (
        day.time is not None
        and not labelled
        and (cjk(rest) <= 12 or (day.start == 0 and cjk(rest) <= 30))
    )


def _sentence(line: Line) -> bool:
    """Whether the line is a whole sentence, as no button is."""
    return line.key[-1] in "。!?" and cjk(line.key) >= 6 and not line.key.endswith("...")


def _tile(raw: str, lines: list[Line]):
    """Blocks that tile the page: the labelled lines, and the gaps between them as
    markup or blank.
    """
    position = 0
    for line in lines:
        segment = line.segment
        if segment.start > position:
            yield _gap(raw, position, segment.start)
        yield Block(
            line.kind or "furniture", segment.text, segment.start, segment.end, line.level, line.why
        )
        position = segment.end
    if position < len(raw):
        yield _gap(raw, position, len(raw))


def _gap(raw: str, start: int, end: int) -> Block:
    kind = gap_kind(raw, start, end)
    return Block(kind, "", start, end, None, "tags and scripts" if kind == "markup" else "space")
