"""Lines that say who made a text or its pictures: 责编/王五, 每经记者 李四, 图片均来自网络."""

from __future__ import annotations

import re

from ..common.characters import CLOSING, MARKS
from ..common.lists import per_lists
from ..language.terms import SURNAMES
from .metadata import origin, reads_like_name, source_like
from .vocabulary import role

_LONGEST = 60  # letters of a line of credits
_APART = re.compile(rf"[\s/|:,、&·丨()《》@+—{MARKS}-]+")
_SPACED = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff]) +(?=[\u3400-\u9fff](?![\u3400-\u9fff]))"
)
_STOP = re.compile("[。!?;]")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")


@per_lists
def _roles() -> re.Pattern[str]:
    return re.compile(role())


@per_lists
def _about() -> re.Pattern[str]:
    """A line that says where all pictures are from, in which paper the text was, or what its title
    was there.
    """
    return re.compile(
        r"[(]?(?:本文|文中|文章)?(?:图片|配图|照片|视频)均?(?:来自|来源|由|系|为).{2,20}$"
        r"|[(]?《 ?[^《》]{2,12}(?:报|刊|杂志) ?》 ?[(]?.{4,24}版 ?[)]{0,2}$"
        r"|[(]?原(?:标题|题目?)(?:为|是|[:《]).{4,}$"
        r"|[(]?.{2,6}(?:社|网|报).{0,8}\d{1,2}月\d{1,2}日 ?[电讯]$|-*—*编 *者$"
    )


def is_credit(key: str) -> bool:
    """Whether a folded line has only names, media or offices beside words for what they did.

    >>> is_credit("责编/王小五 校对/李四"), is_credit("记者从会上获悉"), is_credit("王小五摄影")
    (True, False, True)
    """
    if not 3 <= len(key) <= _LONGEST or _STOP.search(key, 0, len(key) - 1):
        return False
    key = key.strip("[]【】()<>。 ")
    key = _SPACED.sub(r"\1", key) if " " in key else key
    if _about().match(key) or origin(key, key):
        return True
    bound, beside = 0, []
    last = 0
    for match in _roles().finditer(key):
        before = key[last : match.start()]
        bound += _binds(match[0], before, key[match.end() :])
        beside.append(before)
        last = match.end()
    if not bound:
        return False
    beside.append(key[last:])
    words = [word for part in beside for word in _APART.split(part) if word]
    return bool(words) and all(_is_name(word) for word in words)


def _binds(role: str, before: str, after: str) -> bool:
    """Whether a word for a role stands beside a name: it ends the line, a separator or a surname
    follows. A role of one letter (图) needs a separator.
    """
    word = len(role) > 1
    if not after:
        return word or not before or bool(_APART.match(before[-1]))
    apart = bool(_APART.match(after)) and (word or after[0] not in CLOSING)
    return apart or (word and after[0] in SURNAMES)


def is_names(key: str) -> bool:
    """Whether a folded line has one to four names of persons and nothing else.

    >>> is_names("李四 王五"), is_names("全体党员")
    (True, False)
    """
    words = key.strip("()[] ").split()
    return 1 <= len(words) <= 4 and all(map(reads_like_name, words))


def _is_name(word: str) -> bool:
    return bool(_NAME.fullmatch(word)) or source_like(word) or word.isascii()
