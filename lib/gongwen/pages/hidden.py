"""What a page itself hides from its readers: elements with display:none, visibility:hidden or the
attribute `hidden`.

aria-hidden hides nothing from who sees the page, and a closed <details> opens at a click. A form's
hidden field has no text. What a style sheet or a script hides is not known here.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .line import Line
from .markup import RAW_TEXT_TAGS

_HINT = re.compile(r"display\s*:\s*none|visibility\s*:|\shidden\b", re.IGNORECASE)
_TAG = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[a-z][a-z0-9:_.-]*+)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*+)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]++)(?:\s*+=\s*+(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]++))?"
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# a <p> that is not closed ends where one of these begins or ends
_ENDS_P = frozenset(
    "address article aside blockquote body center div dl fieldset figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr html li main nav ol p pre section table td th tr ul".split()
)
_OPENED = 0.7  # of the running text is in hidden elements: a script shows them
_MAIN = 0.2  # of the running text: an element with as much of it is one of those


def hides(attributes: str) -> bool:
    """Whether an element with these attributes is not shown.

    >>> hides(' class="a" style="color:red; display : none"'), hides(' title="a hidden b"')
    (True, False)
    """
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        values.setdefault(match["name"].lower(), (match["value"] or "").strip("\"'"))
    style: dict[str, str] = {}
    for rule in html.unescape(values.get("style", "")).lower().split(";"):
        name, _, value = rule.partition(":")
        style[name.strip()] = value.replace("!important", "").strip()
    display = style.get("display") or ("none" if "hidden" in values else "")
    return display == "none" or style.get("visibility") in ("hidden", "collapse")


def hidden(raw: str) -> list[tuple[int, int]]:
    """Where the contents of the hidden elements of a page are, in order of their beginnings; one
    may be inside of another. An element that its own tag does not close hides nothing.
    """
    if "<" not in raw or not _HINT.search(raw):
        return []
    stretches: list[tuple[int, int]] = []
    # the open elements: name, and where the contents begin if they are hidden
    stack: list[tuple[str, int | None]] = []
    depth: Counter[str] = Counter()
    missing: set[str] = set()
    position = 0
    while match := _TAG.search(raw, position):
        name = (match["name"] or "").lower()
        position = _after(raw, match, name, missing)
        if not name or name in _VOID or match["attributes"].endswith("/"):
            continue
        if stack and stack[-1][0] == "p" and name in _ENDS_P:
            _close("p", match.start(), stack, depth, stretches)
        if match["close"]:
            _close(name, match.start(), stack, depth, stretches)
        elif name not in RAW_TEXT_TAGS:
            stack.append((name, match.end() if hides(match["attributes"]) else None))
            depth[name] += 1
    return sorted(stretches)


def _after(raw: str, match: re.Match[str], name: str, missing: set[str]) -> int:
    """Where the page goes on after a tag, or after the comment or script that it opens."""
    opens = name in RAW_TEXT_TAGS and not match["close"]
    if name and not opens:
        return match.end()
    end = rf"</{name}\b[^<>]*>" if opens else "-->"
    close = None if end in missing else re.compile(end, re.IGNORECASE).search(raw, match.end())
    if close is None:
        missing.add(end)
        return match.end()
    return close.end()


def _close(
    name: str,
    end: int,
    stack: list[tuple[str, int | None]],
    depth: Counter[str],
    stretches: list[tuple[int, int]],
) -> None:
    """Take an element from the stack, with those in it that were not closed."""
    while depth[name]:
        last, start = stack.pop()
        depth[last] -= 1
        if last == name:
            if start is not None:
                stretches.append((start, end))
            return


def hidden_lines(raw: str, lines: Sequence[Line], text: tuple[int, int] | None) -> list[Line]:
    """The lines of a page that it hides. `text`: where WeChat has its text, which a script shows.

    If most of the running text is hidden, a script shows the elements with much of it, such as the
    pages of a long article, and they hide nothing.
    """
    stretches = [stretch for stretch in hidden(raw) if text is None or stretch[0] != text[0]]
    most = _OPENED * sum(len(line.text) for line in lines if line.prose) if stretches else 0
    while stretches:
        outer = _outer(stretches)
        inside = _inside(lines, outer)
        sizes = {one: sum(len(n.text) for n in part if n.prose) for one, part in inside.items()}
        if sum(sizes.values()) <= most:
            return [line for part in inside.values() for line in part]
        opened = {one for one in outer if sizes[one] >= _MAIN * most} or set(outer)
        stretches = [one for one in stretches if one not in opened]
    return []


def _outer(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that are in no other."""
    outer: list[tuple[int, int]] = []
    for start, end in stretches:
        if not outer or end > outer[-1][1]:
            outer.append((start, end))
    return outer


def _inside(
    lines: Sequence[Line], stretches: list[tuple[int, int]]
) -> dict[tuple[int, int], list[Line]]:
    """The lines in each stretch; lines and stretches are in order, and stretches do not overlap."""
    inside: dict[tuple[int, int], list[Line]] = {one: [] for one in stretches}
    rest = iter(stretches)
    one = next(rest, None)
    for line in lines:
        while one and one[1] <= line.segment.start:
            one = next(rest, None)
        if one and one[0] <= line.segment.start and line.segment.end <= one[1]:
            inside[one].append(line)
    return inside
