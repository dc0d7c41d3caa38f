"""What the page says about its account: title, date, names, place; as fields of `Account`."""

from __future__ import annotations

import html
import re
from datetime import date, time

from . import places
from .dates import find_date
from .fields import Field, byline, person, source_like
from .furniture import furniture
from .lines import REPORTER, Line
from .text import cjk, squeeze

_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|content)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE
)
_META_NAMES = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "source": "source",
    "sitename": "site",
    "og:site_name": "site",
    "author": "author",
    "article:author": "author",
}
_PLACEHOLDERS = frozenset(
    "未知 佚名 本站 admin administrator 管理员 无 null none 不详 匿名 消息 通讯员 记者 "
    "网站管理员 系统管理员 超级管理员 空".split()
)
SITE = re.compile(
    r"(?:网|网站|政府|之家|门户|在线|频道|厅|局|委员会|办公室|委|部|党建|日报|晚报|中心"
    r"|信息网|公开|院|学校|大学|街道|协会|联合会)$"
)


def meta(raw: str) -> dict[str, str]:
    """What the page's <meta> elements say: title, published, source, site, author."""
    found: dict[str, str] = {}
    for element in _META.finditer(raw[:200_000]):
        attributes = {
            m[1].lower(): m[2] if m[2] is not None else m[3]
            for m in _ATTRIBUTE.finditer(element[0])
        }
        name = _META_NAMES.get((attributes.get("name") or attributes.get("property") or "").lower())
        value = html.unescape(attributes.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    return found


def facts(raw: str, lines: list[Line]) -> dict:
    """Title, dates, names and places of the account, as fields of Account."""
    said = meta(raw)
    chosen = next((line.text for line in lines if line.why == "title"), None)
    chosen = (
        chosen + next((line.text for line in lines if line.why == "title, second line"), "")
        if chosen
        else None
    )
    title = _bare(chosen) if chosen else _clean_title(said.get("title"), lines)
    published, clock = _published(lines, said)
    named = sorted(
        _fields(lines, "source"),
        key=lambda f: not re.search(r"来源|来自|出处|稿源|转自|转载", f.label),
    )
    source = next((f.value for f in named), None) or _placeholder(said.get("source"))
    source = (
        source
        or _wechat(lines, 1)
        or next(
            (_medium(line) for line in lines if line.why.startswith("date") and _medium(line)), None
        )
    )
    signed_author, signed_unit = _bylines(lines)
    site = said.get("site") or _site(lines)
    found = _places(
        lines,
        title,
        site,
        source,
        signed_unit,
        published.year if published else places.DEFAULT_YEAR,
    )
    by_level = {p.level: p.name for p in found}
    return {
        "title": title,
        "published": published,
        "published_time": clock,
        "source": source,
        "author": _author(lines)
        or _wechat(lines, 0)
        or signed_author
        or _person_only(said.get("author")),
        "editor": _editor(lines),
        "site": site,
        "province": by_level.get("province"),
        "prefecture": by_level.get("prefecture"),
        "county": by_level.get("county"),
        "unit": by_level.get("unit"),
        "places": found,
    }


def _wechat(lines: list[Line], which: int) -> str | None:
    """Author (0) or account (1) from the line under a WeChat title: 原创 杨柳青 某某发布
    2020-09-10.
    """
    for line in lines:
        match = re.match(
            r"原创:? +([\u3400-\u9fff·]{2,6}) +([\u3400-\u9fffA-Za-z·]{2,20}) ", line.text + " "
        )
        if match and line.kind in ("metadata", "furniture"):
            return match[1 + which]
    return None


def _bare(text: str) -> str:
    """A title without its label, the category before it ([部门] …) and the button behind it (…
    [复制链接]).
    """
    text = re.sub(r"^(?:标\s*题|题\s*目)\s*[:：]\s*|^\[[\u3400-\u9fff]{2,6}\] +", "", text)
    return re.sub(r"\s*\[(?:复制链接|打印|关闭|收藏)\]$", "", text)


def _clean_title(text: str | None, lines: list[Line]) -> str | None:
    return text if text and any(line.kind == "paragraph" for line in lines) else None


def _placeholder(value: str | None) -> str | None:
    """None for a value that fills a form without saying anything."""
    return None if value is None or squeeze(value) in _PLACEHOLDERS or not squeeze(value) else value


def _fields(lines: list[Line], *names: str) -> list[Field]:
    """Labelled fields of these names with a value that says something, in the page's order."""
    described = (line for line in lines if line.kind in ("metadata", "signature"))
    return [
        f for line in described for f in line.fields if f.name in names and _placeholder(f.value)
    ]


def _author(lines: list[Line]) -> str | None:
    """The first author field that names a person; else the first."""
    values = [person(f.value) for f in _fields(lines, "author")]
    return next((v for v in values if v and not source_like(v)), values[0] if values else None)


def _person_only(value: str | None) -> str | None:
    return (
        value
        if value
        and 2 <= cjk(value) == len(value) <= 4
        and not source_like(value)
        and _placeholder(value)
        else None
    )


def _editor(lines: list[Line]) -> str | None:
    """The editor's name; an account's name (admin) or an office is none, and who uploaded a page
    comes last.
    """
    found = sorted(
        _fields(lines, "editor"), key=lambda f: bool(re.match(r"发布|录入|上传|管理", f.label))
    )
    return next(
        (
            person(f.value)
            for f in found
            if cjk(f.value) >= 2 and not (source_like(f.value) and cjk(f.value) > 4)
        ),
        None,
    )


def _medium(line: Line) -> str | None:
    found = find_date(line.text)
    rest = (line.text[: found.start] + " " + line.text[found.end :]) if found else ""
    return next(
        (
            t.strip("[]()【】")
            for t in re.split(r"[\s|]+", rest)
            if source_like(t.strip("[]()【】")) and not furniture(t)
        ),
        None,
    )


def _bylines(lines: list[Line]) -> tuple[str | None, str | None]:
    for line in lines:
        if line.kind in ("signature", "metadata") and not line.fields:
            if signed := byline(line.text):
                return signed
            if match := REPORTER.match(line.key):
                return match["names"].strip(), None
    return None, None


# A page bears the day it was published; the day it was drafted or signed comes after it.
_DRAFTED = re.compile(r"成文|生成|撰写|撰稿|录入|稿件|发文")


def _published(lines: list[Line], said: dict[str, str]) -> tuple[date | None, time | None]:
    """Date and time: a labelled one, then the page's own <meta>, then one above the article, then
    the sign-off.
    """
    year = _year(lines)
    labelled = sorted(_fields(lines, "published"), key=lambda f: bool(_DRAFTED.match(f.label)))
    tries = [f.value for f in labelled] + [said.get("published", "")]
    tries += [line.text for line in lines if line.kind == "metadata"] + [
        f.value for f in _fields(lines, "updated")
    ]
    tries += [line.text for line in lines if line.kind == "signature"]
    days = [day for text in tries if text and (day := find_date(text))]
    found = (
        next((day for day in days if day.date == days[0].date and day.time), days[0])
        if days
        else None
    )
    found = found or next(
        (d for d in (find_date(f.value, labelled=True) for f in labelled if f.value) if d), None
    )
    found = found or (
        next((d for d in (find_date(t, year) for t in tries if t) if d), None) if year else None
    )
    return (found.date, found.time) if found else (None, None)


def _year(lines: list[Line]) -> int | None:
    """The one year that the article's full dates agree on."""
    years = {
        m
        for line in lines
        if line.kind in ("paragraph", "title", "heading")
        for m in re.findall(r"(?<!\d)((?:19|20)\d\d) ?年", line.key)
    }
    return int(years.pop()) if len(years) == 1 else None


def _site(lines: list[Line]) -> str | None:
    """The site's name: the first name of an organisation or medium among the portal's lines above
    the title.
    """
    for line in lines:
        if line.kind == "title" and line.why == "title":
            return None
        if line.kind == "furniture":
            for token in re.split(r"[\s|>»:：/]+", line.text):
                token = token.strip("[]【】()")
                if cjk(token) >= 4 and SITE.search(token) and not furniture(token):
                    return token
    return None


def _places(lines: list[Line], title, site, source, signed, year: int) -> tuple[places.Place, ...]:
    """Passages that say for which place the account speaks, the telling ones with more weight."""
    passages = []
    for line in lines:
        weight = {
            "title": 6.0,
            "signature": 5.0,
            "heading": 1.0,
            "paragraph": 1.0,
            "furniture": 0.2,
        }.get(line.kind, 0.0)
        if line.kind == "metadata":
            weight = (
                4.0 if any(f.name in ("source", "author") and f.value for f in line.fields) else 0.0
            )
        if line.kind == "furniture" and site and site in line.text:
            weight = 4.0
        if weight:
            passages.append(places.Passage(line.text, weight, line.segment.at))
    return places.account_places(passages, [t for t in (title, source, signed, site) if t], year)
