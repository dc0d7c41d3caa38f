"""Figures that quotation marks show: an image in inverted commas behind a verb (织密“防护网”), a
couplet set as a watchword.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text import alternatives, per_lists, read_lexicon

_PAIR = re.compile(r"[“「\"]([^“”「」\"]{2,60})[”」\"]")
_RULE = re.compile(
    "^的?(?:[一-龥]{0,4}?)(?:原则|"
    "要求|方针|思路|措施|"
    "建议|工作法|方法|"
    "机制|制度|模式|标准|规定|任务|字样|短信|通知|一文|活动|工作|职责|纪律|流程|[^一-龥]{0,2}内容|主题教育)"
)


@per_lists
def _verbs() -> re.Pattern[str]:
    verbs = alternatives(row["term"] for row in read_lexicon("image_verbs"))
    return re.compile(rf"(?:{verbs})[^“”,。;、]{{0,8}}$")


def images(text: str) -> Iterator[tuple[int, int]]:
    """Words in quotation marks that a verb of making or becoming shows to be an image: (start, end)
    in a folded text.
    """
    for match in _PAIR.finditer(text):
        words = match[1]
        if (
            2 <= len(words) <= 8
            and not re.search(r"[\d,、。!?]|^[一二三四五六七八九十两双]", words)
            and _verbs().search(text[max(0, match.start() - 14) : match.start()])
        ):
            yield match.start(1), match.end(1)


def watchwords(text: str) -> Iterator[tuple[int, int]]:
    """Couplets of equal segments in quotation marks: (start, end) in a folded text; rules and
    methods in such form are none.
    """
    for match in _PAIR.finditer(text):
        sizes = [len(re.sub(r"\W", "", piece)) for piece in re.split("[,、;! ]", match[1]) if piece]
        if (
            2 <= len(sizes) <= 4
            and min(sizes) >= 4
            and max(sizes) == min(sizes)
            and not re.search(r"\d", match[1])
            and not _RULE.match(text[match.end() :])
        ):
            yield match.start(1), match.end(1)
