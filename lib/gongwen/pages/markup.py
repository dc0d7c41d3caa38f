"""From a raw page to its segments: the stretches of text between line breaks and block tags.

A segment knows where each of its characters is on the page. What is between two segments (spaces,
tags, scripts) is a gap. Segments and gaps cover the page without overlaps; nothing is decided about
meaning here.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..common.characters import CLOSING, DIRECTED, INVISIBLE, alternatives, cjk, fold, trim
from .wraps import goes_on

BLOCK_TAGS = frozenset(
    (
        "address article aside blockquote body br center dd div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 "
        "head header hr html iframe img legend li main meta link nav noscript object ol "
        "option p pre script section select style "
        "svg table tbody td textarea template tfoot th thead title tr ul video button input label"
    ).split()
)
CONTEXT_TAGS = frozenset(
    "a aside b button center figcaption footer form h1 h2 h3 h4 h5 h6 header label nav "
    "option pre select strong textarea title".split()
)
_CELLS = frozenset(("td", "th"))
_IN_ROW = _CELLS | frozenset("p div br center".split())  # break no row of a table
RAW_TEXT_TAGS = frozenset(["script", "style", "noscript", "template", "svg", "iframe", "object"])

_INLINE = [
    "a",
    "b",
    "big",
    "em",
    "font",
    "i",
    "o:p",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
]
_NAMES = alternatives([*BLOCK_TAGS, *_INLINE])
_NEWLINES = r"\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
NEWLINE = rf"\r\n|[{_NEWLINES}]"
_TAG = (
    # a whole tag
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:_.-]*+)(?:[^<>\"'\u3400-\u9fff]"
    r"|\"[^\"<>]*\"|'[^'<>]*')*+>"
    # a tag that lost its end
    rf"|<(?P<broken_close>/?)(?P<broken>{_NAMES})(?![A-Za-z0-9])[ -;=?-~\t]*+>?"
    r"|<[!?/][^<>\u3400-\u9fff]*+>?"  # doctype, processing instruction, stray end
    # the tail of a tag cut in two
    rf"|(?m:^)[ \t]{{0,40}}(?:[ -;=?-~]{{0,200}}[\"']\s{{0,9}}/?|/?(?:{_NAMES})\s{{0,9}}/?)>"
)
_TOKEN = re.compile(rf"(?P<comment><!--)|{_TAG}|(?P<newline>{NEWLINE})", re.IGNORECASE)
_ACCENTS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = rf"[(（][a-z]*[{_ACCENTS}][a-z{_ACCENTS} ]*[)）]"
# an element within a line that is not shown, mostly words against copying
_HIDDEN = (
    r"<(?P<inline>span|font|b|i|em|u|strong|small|sub|sup|code)\s[^<>]{0,200}?"
    r"(?:(?<=\s)style\s{0,9}=\s{0,9}[\"']?[^<>\"']{0,200}?(?<![\w-])"
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden"
    r"|font-size\s{0,9}:\s{0,9}0(?:px|pt|r?em|%)?(?![\w.]))"
    r"|(?<=\s)hidden(?=[\s>]))[^<>]{0,200}>[^<>]{0,200}</(?P=inline)\s*>"
)
_ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|&nbsp"
_MARKUP = re.compile(rf"(?P<comment><!--)|{_TAG}", re.IGNORECASE)
# The named inline repairs: what is cut out or replaced inside a block's text.
_REPAIR = re.compile(
    rf"(?P<comment><!--(?:[^-]|-(?!->))*-->)|(?P<hidden>{_HIDDEN})|(?P<tag>{_TAG})"
    rf"|(?P<entity>{_ENTITY})|(?P<pinyin>{_PINYIN})"
    rf"|(?P<invisible>[{INVISIBLE}]+)|(?P<wrap>(?:{NEWLINE})\s*)",
    re.IGNORECASE,
)
# what every text that needs one of them has
_TO_REPAIR = re.compile(rf"[<>&{_ACCENTS}{_ACCENTS.upper()}{INVISIBLE}{_NEWLINES}]")
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_INDENT = re.compile(r"[ \xa0]*\u3000{2,}[ \xa0\u3000]*|[ \xa0\u3000]{4,}")
_SPACES = re.compile(r"[ \xa0\u3000\t]+")
_STEP = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十]{1,3}[章节部]"
)
_STOPS = "。！？!?…；;" + CLOSING
# where single spaces end paragraphs: no straight mark, which may open what follows the space
_ENDS = "。！？" + "".join(DIRECTED.values())
_GLUE = re.compile(rf"[{_ENDS}][ \xa0\u3000]+(?=\S)")


@dataclass(slots=True)
class Segment:
    """A stretch of the page without breaks: `text` is raw[start:end] after the repairs of
    `_REPAIR`.

    `runs`: (position in text, position in raw, width in raw); the width is 1 for unchanged
    characters. `key`: the text folded, character by character; "" if nothing matches it.
    """

    text: str
    runs: tuple[tuple[int, int, int], ...]
    tags: frozenset[str] = frozenset()
    linked: float = 0.0  # share of the characters inside links
    key: str = ""

    def at(self, position: int) -> tuple[int, int]:
        """Start and end in raw of the character at `position` of the text."""
        i = bisect_right(self.runs, position, key=lambda run: run[0]) - 1
        text_start, raw_start, width = self.runs[i]
        start = raw_start + (position - text_start if width == 1 else 0)
        return start, start + width

    @property
    def start(self) -> int:
        return self.runs[0][1]

    @property
    def end(self) -> int:
        text_start, raw_start, width = self.runs[-1]
        return raw_start + (len(self.text) - text_start if width == 1 else width)

    def part(self, start: int, end: int) -> Segment | None:
        """The stretch [start, end) of the text as a segment of its own, trimmed; None if nothing is
        left.
        """
        left, right = trim(self.text[start:end])
        start, end = start + left, start + right
        if end <= start:
            return None
        first = bisect_right(self.runs, start, key=lambda run: run[0]) - 1
        runs = []
        for text_start, raw_start, width in self.runs[first:]:
            if text_start >= end:
                break
            skip = max(0, start - text_start)
            runs.append((text_start + skip - start, raw_start + (skip if width == 1 else 0), width))
        return Segment(
            self.text[start:end], tuple(runs), self.tags, self.linked, self.key[start:end]
        )


def clean(raw: str, start: int = 0, end: int | None = None) -> Segment | None:
    """raw[start:end] without markup, entities decoded, trimmed; pinyin in brackets, invisible
    characters and line wraps removed. None if nothing is left.

    >>> clean("<p>&nbsp;战&ldquo;疫&rdquo;</p>").text
    '战“疫”'
    """
    end = len(raw) if end is None else end
    if not _TO_REPAIR.search(raw, start, end):
        text = raw[start:end].strip()
        return Segment(text, ((0, raw.index(text, start), 1),)) if text else None
    texts, runs, length, last = [], [], 0, start
    for match in _REPAIR.finditer(raw, start, end):
        if match.start() > last:
            runs.append((length, last, 1))
            texts.append(raw[last : match.start()])
            length += match.start() - last
        replacement = _replacement(match)
        if match["wrap"] and texts and runs[-1][2] == 1:  # spaces before a line wrap belong to it
            length -= len(texts[-1]) - len(texts[-1].rstrip(" \t"))
            texts[-1] = texts[-1].rstrip(" \t")
        if replacement:
            runs.append((length, match.start(), match.end() - match.start()))
            texts.append(replacement)
            length += len(replacement)
        last = match.end()
    if last < end:
        runs.append((length, last, 1))
        texts.append(raw[last:end])
        length += end - last
    # A run of width > 1 is one character (or the few of one entity); each of them points to the
    # whole.
    return Segment("".join(texts), tuple(runs)).part(0, length) if length else None


def _replacement(match: re.Match[str]) -> str:
    if match["entity"]:
        entity = match[0] if match[0].endswith(";") else match[0] + ";"
        decoded = re.sub(rf"{NEWLINE}|\t", " ", html.unescape(entity))
        return "" if re.fullmatch(f"[{INVISIBLE}]+", decoded) else decoded
    if (match["name"] or "").lower() in _CELLS:
        return "" if match["close"] else "\t"
    if match["wrap"]:
        before, after = (
            match.string[match.start() - 1 : match.start()],
            match.string[match.end() : match.end() + 1],
        )
        return (
            " "
            if before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
            else ""
        )
    return ""


def is_document(raw: str) -> bool:
    """Whether the page is a whole HTML document, in which a line break is only a space. A dump that
    kept some tags is not one.
    """
    return bool(_BODY.search(raw))


_BULLETS = "•▪■●◆▶►◎○□"
_BULLET = re.compile(rf"[{_BULLETS}][ \t\xa0\u3000]*(?=\S)")


def _bullets(raw: str) -> str:
    """The bullets that a list of HTML became in a dump: •, and one before half of the lines."""
    first = Counter(line.lstrip()[:1] for line in raw.splitlines() if line.strip())
    half = max(4, first.total() / 2)
    return "•" + "".join(bullet for bullet in _BULLETS if first[bullet] >= half)


def segments(raw: str) -> list[Segment]:
    """The page's stretches of text in order (see the module's docstring), each without the bullet
    that a list of HTML becomes in a dump.
    """
    whole: list[Segment] = []
    lines = not is_document(raw)
    bullets = _bullets(raw) if lines else "•"
    tagged = not lines or "<" in raw or _MARKUP.search(raw)
    for start, end, tags, links in _stretches(raw, lines) if tagged else _lines(raw):
        segment = clean(raw, start, end)
        if segment and segment.text[0] in bullets and (bullet := _BULLET.match(segment.text)):
            segment = segment.part(bullet.end(), len(segment.text))
        if segment is None:
            continue
        segment.tags = tags
        if links:
            linked = sum(b - a for a, b in links) / max(1, segment.end - segment.start)
            segment.linked = min(1.0, linked)
        whole.append(segment)
    if lines:
        whole = _rejoined(raw, whole)
    folded = fold("".join(segment.text for segment in whole))  # all at once, which is quicker
    at = 0
    for segment in whole:
        segment.key = folded[at : at + len(segment.text)]
        at += len(segment.text)
    return [part for segment in whole for part in _split(segment)]


def _rejoined(raw: str, parts: list[Segment]) -> list[Segment]:
    """The segments of a dump, with paragraphs that were broken over lines in one piece."""
    whole = parts[:1]
    for before, part, joined in zip(parts, parts[1:], goes_on([part.text for part in parts])):
        if joined and part.start - before.end <= 2:
            begun = whole[-1]
            whole[-1] = clean(raw, begun.start, part.end) or begun
            whole[-1].tags, whole[-1].linked = begun.tags, begun.linked
        else:
            whole.append(part)
    return whole


def _lines(raw: str) -> Iterator[tuple[int, int, frozenset[str], tuple]]:
    """The lines of a page without tags, as `_stretches` gives them."""
    start, none = 0, frozenset()
    for line, ended in zip(raw.splitlines(), raw.splitlines(keepends=True)):
        yield start, start + len(line), none, ()
        start += len(ended)


def _stretches(
    raw: str, breaks: bool
) -> Iterator[tuple[int, int, frozenset[str], list[tuple[int, int]]]]:
    """(start, end, open context tags, links inside) of each stretch between breaks, without scripts
    and comments.
    """
    depth: dict[str, int] = {}
    links = _Links()
    start = position = 0
    context: frozenset[str] = frozenset()
    missing: set[str] = set()  # ends (--> and </script>) that the rest of the page does not have
    empty = True  # whether the stretch has no text yet: tags that open now contain all of it
    row_end = 0  # where the row of a table ends that is one stretch
    while match := _TOKEN.search(raw, position):
        name, closing = _tag(match)
        empty = empty and not raw[position : match.start()].replace("&nbsp;", "").strip()
        skip = _skipped(raw, match, name, closing, missing)
        position = skip or match.end()
        menu = False
        if name == "a":
            menu = not (closing or empty) and links.side_by_side(raw, start, match.start())
            links.tag(match.start(), position, closing)
        if name == "tr" and not closing:
            row_end = _row_end(raw, position)
        if skip:
            breaking = empty or not raw.endswith("-->", 0, skip)  # a comment among words is none
        else:
            lines = breaks or depth.get("pre", 0) > 0
            in_row = position < row_end and name in _IN_ROW
            breaking = menu or (not in_row and _breaks(raw, start, match, name, lines))
        if breaking:
            yield start, match.start(), context, links.cut(match.start(), position)
            start, empty = position, True
        if name in CONTEXT_TAGS:
            depth[name] = max(0, depth.get(name, 0) + (-1 if closing else 1))
        if empty:
            context = frozenset(filter(depth.get, depth))  # the open ones
    yield start, len(raw), context, links.cut(len(raw), len(raw))


class _Links:
    """Where the links of a stretch are: `closed` is the end of the last one."""

    def __init__(self) -> None:
        self.inside: list[tuple[int, int]] = []
        self.opened, self.closed = -1, -1

    def tag(self, start: int, end: int, closing: bool) -> None:
        """Note the tag of a link, which also ends the link before it."""
        if self.opened >= 0:
            self.inside.append((self.opened, start))
        self.opened, self.closed = (-1, end) if closing else (end, self.closed)

    def side_by_side(self, raw: str, start: int, at: int) -> bool:
        """Whether a link that opens here follows another as in a menu: in a stretch that began at
        `start` with a link, not among words.
        """
        return self.closed == at and not _MARKUP.sub("", raw[start : self.inside[0][0]]).strip()

    def cut(self, at: int, end: int) -> list[tuple[int, int]]:
        """The links up to a break; one that is open there goes on after it."""
        if 0 <= self.opened <= at:
            self.inside.append((self.opened, at))
            self.opened = end
        inside, self.inside = self.inside, []
        return inside


def tags(raw: str) -> Iterator[tuple[str, bool, int, int]]:
    """Name, whether it closes, start and end of each tag outside scripts and comments."""
    missing: set[str] = set()
    position = 0
    while match := _MARKUP.search(raw, position):
        name, closing = _tag(match)
        skip = _skipped(raw, match, name, closing, missing)
        position = skip or match.end()
        if name and not match["comment"]:
            yield name, closing, match.start(), match.end()


def _tag(match: re.Match[str]) -> tuple[str, bool]:
    """A tag's name ("" for a comment or a line break), and whether it closes an element."""
    name = match["name"] or match["broken"] or ""
    return name.lower(), bool(match["close"] or match["broken_close"])


def _breaks(raw: str, start: int, match: re.Match[str], name: str, breaks: bool) -> bool:
    """Whether a tag or a line break ends the stretch that began at `start`; a <br> after a comma
    does not.
    """
    if name == "br" and raw[start : match.start()].rstrip()[-1:] in tuple(",，、"):
        return False
    return name in BLOCK_TAGS or (breaks and match["newline"] is not None)


_ROW_EDGE = re.compile(r"<(/?)(?:tr|table)\b", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_LINES = re.compile(r"<(?:p|div|br|li|h[1-6])\b", re.IGNORECASE)
_LONGEST_CELL = 60  # characters of a cell of figures; text in columns is longer


def _row_end(raw: str, start: int) -> int:
    """Where a row of a table that starts here ends, if it is one of figures or short words: two
    cells and more with a short line each; 0 for a table that only lays out the page.
    """
    edge = _ROW_EDGE.search(raw, start)
    if not edge or not edge[1] or edge.start() - start > 10_000:
        return 0
    cells = _CELL.split(raw[start : edge.start()])[1:]
    texts = [text for cell in cells if (text := _MARKUP.sub("", cell).strip())]
    short = all(len(text) <= _LONGEST_CELL for text in texts)
    plain = all(len(_LINES.findall(cell)) <= 1 for cell in cells)
    return edge.start() if len(texts) >= 2 and short and plain else 0


def _skipped(raw: str, match: re.Match[str], name: str, closing: bool, missing: set[str]) -> int:
    """Where a comment or a script that opens at `match` ends; 0 if nothing is skipped."""
    opens = name in RAW_TEXT_TAGS and not closing and not match[0].endswith("/>")
    if not (match["comment"] or opens):
        return 0
    end = rf"</{name}\b[^<>]*>" if opens else "-->"
    close = None if end in missing else re.compile(end, re.IGNORECASE).search(raw, match.end())
    if close:
        return close.end()
    missing.add(end)
    return match.end() if match["comment"] else 0


def _split(segment: Segment) -> list[Segment]:
    """The parts of a segment between its soft breaks: paragraphs of a page that was printed on one
    line.
    """
    cuts = _soft_breaks(segment.text)
    if not cuts:
        return [segment]
    parts = [segment.part(a, b) for a, b in pairwise((0, *cuts, len(segment.text)))]
    return [p for p in parts if p]


def _soft_breaks(text: str) -> list[int]:
    """Positions of spaces that end a paragraph: an indent after a full stop, or around a numbered
    heading.

    >>> _soft_breaks("全部到岗。    二、做法    (一)宣传到位。")
    [5, 13]
    """
    cuts: list[int] = []
    if len(text) < 20 or not _SPACES.search(text):
        return cuts
    glued = len(text) > 200 and len(_GLUE.findall(text)) >= 2
    stops = _STOPS + ":：" if len(text) > 200 else _STOPS
    indent = _own_indent(text)
    last = 0
    for space in _SPACES.finditer(text):
        before = text[max(last, space.start() - 50) : space.start()].strip()
        if not before:
            continue
        ends = (before[-1] in stops and cjk(before[-12:]) > 0) or space[0] == indent
        headed = space.start() - last <= 45 and _STEP.match(before) and "。" not in before[:-1]
        numbered = headed or _STEP.match(text, space.end())
        if (_INDENT.fullmatch(space[0]) and (ends or numbered)) or (
            glued and (numbered or (ends and before[-1] in _ENDS + "!?…"))
        ):
            last = space.start()
            cuts.append(last)
    return cuts


def _own_indent(text: str) -> str | None:
    """The indent that follows the page's full stops most often, if three times or more."""
    indents = [m[0] for m in _INDENT.finditer(text) if text[max(0, m.start() - 1)] in _STOPS]
    if len(indents) < 3:
        return None
    return next((s for s, n in Counter(indents).most_common(1) if n >= 3), None)


def gap_kind(raw: str, start: int, end: int) -> str:
    """'markup' if the gap raw[start:end] has a tag or a script, 'blank' if it is only space."""
    return "markup" if raw[start:end].strip() else "blank"
