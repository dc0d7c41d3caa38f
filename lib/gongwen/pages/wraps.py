"""Which lines of a dump go on in the next: those that a margin broke, or that end inside a word."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, pairwise

from ..common.characters import CLOSING

_WRAPPED = 5  # lines of one width in a dump that was broken at a margin
_LONG = 20  # characters of a line that a margin may have broken
_HAN = re.compile("[\u3400-\u9fff]")
_COMMA, _PAUSE = re.compile("[,，]"), re.compile("[,，。]")
_STOPS = "。！？!?；;：:…" + CLOSING


def goes_on(lines: list[str]) -> list[bool]:
    """For each line but the last, whether the next one belongs to it.

    >>> goes_on(["他们坚守卡点", "，送去棉衣。", "老兵们不退。"])
    [True, False]
    """
    width = _margin(lines)
    return [
        _at_mark(upper, lower) or _at_margin(upper, width) or _inside_word(upper, lower)
        for upper, lower in pairwise(lines)
    ]


def _margin(lines: list[str]) -> int:
    """The width at which a dump was broken: five lines and a third of the longer ones have it, or
    one character less, and none is longer; 0 for other dumps.
    """
    widths = Counter(len(line) for line in lines if len(line) >= _LONG)
    widest = max(widths, default=0)
    full = widths[widest] + widths[widest - 1]
    return widest if full >= max(_WRAPPED, widths.total() / 3) else 0


def _at_mark(upper: str, lower: str) -> bool:
    """Whether the next line begins with a mark that ends something."""
    opening = {")": "(", "）": "（", "】": "【", "》": "《"}.get(lower[0])
    if opening:
        return upper.count(opening) > upper.count(lower[0])
    return lower[0] in "，。、；：！？" and bool(_HAN.match(upper[-1]))


def _at_margin(upper: str, width: int) -> bool:
    """Whether a line is as wide as the margin and has no stop."""
    return 0 < width <= len(upper) + 1 and upper[-1] not in _STOPS


def _inside_word(upper: str, lower: str) -> bool:
    """Whether a sentence was broken inside a word."""
    if not (_HAN.match(upper[-1]) and _HAN.match(lower[0]) and _PAUSE.search(lower)):
        return False
    if "。" not in upper and not (len(upper) >= 30 and _COMMA.search(upper)):
        return False
    from ..language.words import cut

    ends = accumulate(map(len, cut(upper[-6:] + lower[:6])))
    return len(upper[-6:]) not in ends
