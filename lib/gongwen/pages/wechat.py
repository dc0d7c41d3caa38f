"""A saved article of WeChat (公众号): the account that published it, the day from its script, and
where its text is.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

_TEXT = re.compile(r"<(?P<tag>[a-z]+)\b[^<>]*\bid=[\"']js_content[\"'][^<>]*>", re.IGNORECASE)
_NAME = re.compile(
    r"id=[\"']js_name[\"'][^<>]*>\s*([^<>]{1,40}?)\s*<|\bnickname ?= ?[\"']([^\"'<>]{1,40})[\"']"
)
_SECOND = re.compile(r"\bct ?= ?[\"'](\d{10})[\"']")
_CHINA = timedelta(hours=8)


def stated(raw: str) -> dict[str, str]:
    """What the page says outside of its text: source (the account) and published (the day in
    China); nothing if it is no article of WeChat.
    """
    if not _TEXT.search(raw):
        return {}
    said = {}
    if name := _NAME.search(raw):
        said["source"] = html.unescape(name[1] or name[2]).strip()
    if second := _SECOND.search(raw):
        said["published"] = f"{datetime.fromtimestamp(int(second[1]), UTC) + _CHINA:%Y-%m-%d %H:%M}"
    return said


def container(raw: str) -> tuple[int, int] | None:
    """Where the text of an article of WeChat begins and ends on its page; None if it is none."""
    opening = _TEXT.search(raw)
    if not opening:
        return None
    depth = 0
    for tag in re.compile(rf"<(/?){opening['tag']}\b", re.IGNORECASE).finditer(
        raw, opening.start()
    ):
        depth += -1 if tag[1] else 1
        if not depth:
            return opening.end(), tag.start()
    return opening.end(), len(raw)
