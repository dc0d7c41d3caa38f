"""Which element of a saved page holds the article: the one with the most running text close below
it.

Paragraphs of an article are children of one element; menus, comments and lists of other articles
are in others. Each paragraph counts for the elements around it, less for each step outwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from .line import Line
from .markup import tags

_BOXES = frozenset(
    "article blockquote body center dd div form li main ol section table td ul".split()
)
_STEP = 0.5  # what a paragraph counts for an element one step further out
_RIVAL = 0.3  # of the most text in long lines: enough below the line that describes the article
_LONG = 60  # Chinese characters of a line that few comments and digests reach
_PARTS = frozenset(("dd", "li", "tbody", "td"))  # of a table or list, which is one thing
_LINKED = 0.3  # share of links from which a table or list is a menu
_RUNNING = 0.6  # share of running text by which the rest of the parent belongs to the article


@dataclass(slots=True)
class Box:
    """An element of a page: raw[start:end], and the number of its parent (-1: none)."""

    name: str
    start: int
    end: int
    parent: int


def boxes(raw: str) -> list[Box]:
    """The elements of a page that may hold an article, by their start. One that is not closed ends
    with the one around it, as in a browser.
    """
    result: list[Box] = []
    open_boxes: list[tuple[str, int]] = []
    for name, closing, start, end in tags(raw):
        if name not in _BOXES:
            continue
        if not closing:
            result.append(Box(name, end, len(raw), open_boxes[-1][1] if open_boxes else -1))
            open_boxes.append((name, len(result) - 1))
        elif any(name == other for other, _ in open_boxes):
            while open_boxes:
                last, number = open_boxes.pop()
                result[number].end = start
                if last == name:
                    break
    return result


def article_box(raw: str, lines: list[Line], prose: list[int], anchor: int) -> Box | None:
    """The element that holds the article, of running text in the lines `prose`; None if there is no
    element around it. `anchor`: the line that describes the article.
    """
    tree = boxes(raw)
    around = {i: _around(tree, lines[i].segment.start) for i in prose}
    scores = [0.0] * len(tree)
    for i, chain in around.items():
        weight = len(lines[i].text) * (1 - lines[i].segment.linked)
        for number in chain:
            scores[number] += weight
            weight *= _STEP
    if not any(scores):
        return None
    sizes = _Sizes(lines)
    best = _with_siblings(tree, sizes, max(range(len(tree)), key=lambda n: (scores[n], n)))
    below = next((around[i] for i in prose if i > anchor), None)
    if below:
        near = _with_siblings(tree, sizes, below[0])
        if sizes.of(tree[near])[3] >= _RIVAL * sizes.of(tree[best])[3]:
            best = near
    return tree[best]


def _around(tree: list[Box], position: int) -> list[int]:
    """The elements around a position, innermost first."""
    number = bisect_right(tree, position, key=lambda box: box.start) - 1
    chain = []
    while number >= 0:
        if position < tree[number].end:
            chain.append(number)
        number = tree[number].parent
    return chain


def _with_siblings(tree: list[Box], sizes: _Sizes, number: int) -> int:
    """The element, or the one around it as long as what that adds is mostly running text, or is the
    rest of a table or list without links.
    """
    while (outer := tree[number].parent) >= 0:
        inside, around = sizes.of(tree[number]), sizes.of(tree[outer])
        added, running, linked, _ = (a - b for a, b in zip(around, inside))
        whole = tree[number].name in _PARTS and linked <= _LINKED * added
        if added and running < _RUNNING * added and not whole:
            break
        number = outer
    return number


def _is_running(line: Line) -> bool:
    """Whether a line has a stop, as comments and titles of other articles mostly have not."""
    return not line.kind and ("。" in line.key or line.key[-1] in ",、;:")


class _Sizes:
    """Characters, those of running text, of links and of long lines, of the lines in an element."""

    def __init__(self, lines: list[Line]):
        self.starts = [line.segment.start for line in lines]
        plain = (len(line.text) if not line.kind else 0 for line in lines)
        running = (len(line.text) * _is_running(line) for line in lines)
        linked = (len(line.text) * line.segment.linked for line in lines)
        long = (len(line.text) * (_is_running(line) and line.size >= _LONG) for line in lines)
        self.sums = [list(accumulate(sizes, initial=0)) for sizes in (plain, running, linked, long)]

    def of(self, box: Box) -> list[float]:
        first, last = (bisect_left(self.starts, edge) for edge in (box.start, box.end))
        return [sums[last] - sums[first] for sums in self.sums]
