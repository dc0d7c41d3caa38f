"""What stands above the article: its title, the lines that describe it, and the site around it."""

from __future__ import annotations

import html
import re

from . import places
from .body import HEADING, Region, caption_by_form, describes, sign_off
from .fields import byline, fields, find_date, is_image, person, source_like
from .furniture import furniture
from .lines import Line
from .text import cjk, fold, squeeze

_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|property|content)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)
_META_NAMES = {
    "articletitle": "title", "og:title": "title", "pubdate": "published", "publishdate": "published", "article:published_time": "published",
    "contentsource": "source", "source": "source", "sitename": "site", "og:site_name": "site", "author": "author", "article:author": "author",
}  # fmt: skip
_PLACEHOLDERS = frozenset("未知 佚名 本站 admin administrator 管理员 无 null none 不详 匿名 消息 通讯员 记者 网站管理员 系统管理员 超级管理员 空".split())
_REPORTER = re.compile(r"^[□■◇ ]*(?:(?:本报|本网|本台|新华社|.{2,12}?(?:网|报|台|社|客户端))? ?(?:特约)?(?:记者|通讯员|实习生|首席记者)|文 ?[/|丨] ?|作者 ?[/|丨] ?)[: ]*(?P<names>[\u3400-\u9fff· ]{2,30})$")
_SITE = re.compile(r"(?:网|网站|政府|之家|门户|在线|频道|厅|局|委员会|办公室|委|部|党建|日报|晚报|中心|信息网|公开)$")


def meta(raw: str) -> dict[str, str]:
    """What the page's <meta> elements say: title, published, source, site, author."""
    found: dict[str, str] = {}
    for element in _META.finditer(raw[:200_000]):
        attributes = {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _ATTRIBUTE.finditer(element[0])}
        name = _META_NAMES.get((attributes.get("name") or attributes.get("property") or "").lower())
        value = html.unescape(attributes.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    return found


def join_values(lines: list[Line]) -> None:
    """A label alone on its line takes the next line as its value, when that reads like one."""
    from dataclasses import replace

    for line, after in zip(lines, lines[1:]):
        if line.kind != "metadata" or not line.fields or line.fields[-1].value or after.kind not in ("", "furniture"):
            continue
        last, text = line.fields[-1], after.text
        if len(text) > 40 or is_image(text) or after.prose or fields(text):
            continue
        day = last.name in ("published", "updated") and find_date(text)
        who = last.name in ("source", "author", "editor", "reviewer") and not after.kind and after.breaks <= 1 and (source_like(text) or 2 <= cjk(text) == len("".join(text.split())) <= 4)
        number = last.name in ("views", "comments", "record") and re.fullmatch(r"[\d,.\[\]次 -]{1,12}", text)
        if day or who or number:
            line.fields = (*line.fields[:-1], replace(last, value=None if number else text.strip()))
            after.set("metadata", "value of the label above")


def label_title(raw: str, lines: list[Line], region: Region) -> int | None:
    """Label the title; its index, None on a page without one.

    Every line above the body that is not the portal's is a candidate. It gains by standing next to the line of metadata,
    by standing on the page twice, by sharing words with the body, and by its length; it loses by reading like a site's name.
    """
    first, last = region
    end = first if last >= first else len(lines)
    said = squeeze(meta(raw).get("title", ""))
    labelled = next((f.value for line in lines for f in line.fields if f.name == "title" and f.value), None)
    said = said or squeeze(labelled or "")
    candidates = [i for i in range(end) if _may_be_title(lines, i)]
    if said:
        exact = [i for i in candidates if squeeze(lines[i].text) == said]
        candidates = exact or candidates
    if not candidates or (last < first and not said and len(candidates) > 8):
        return None
    body = {fold(line.text)[k : k + 2] for line in lines[first : last + 1] for k in range(len(line.text) - 1)}
    scores = {i: _title_score(lines, i, end, body) for i in candidates}
    best = min(scores, key=lambda i: (-scores[i], i))
    if scores[best] < 2:
        return None
    chosen = squeeze(lines[best].text)
    for i, line in enumerate(lines):
        same = squeeze(line.text) == chosen
        inside = end <= i <= last and len(chosen) >= 12 and squeeze(line.text) and chosen.endswith(squeeze(line.text)) and cjk(line.text) >= 10
        if same and line.kind in ("", "metadata", "duplicate") or (inside and not line.kind):
            line.set("title" if i < end else "duplicate", "title" if i == best else "title, again")
        elif not line.kind and "title" in line.tags and chosen and chosen in squeeze(line.text):
            line.set("title", "title, with the site's name")
    lines[best].set("title", "title")
    return best


def _may_be_title(lines: list[Line], i: int) -> bool:
    line = lines[i]
    if line.kind or line.hint in ("channel", "site", "disclaimer") or not 4 <= len(squeeze(line.text)) <= 100:
        return False
    if line.key.endswith(("。", ":", ";", ",")) or line.style in ("一、", "(一)", "(1)") or line.segment.linked > 0.7:
        return False
    return "。" not in line.key and not sign_off(line.text) and not _REPORTER.match(line.key) and not line.text.startswith(("——", "--"))


def _title_score(lines: list[Line], i: int, end: int, body: set[str]) -> float:
    line, key = lines[i], lines[i].key
    size = cjk(key)
    score = min(size, 24) / 8
    others = [k for k in range(end) if k != i]
    near = [k for k in others if describes(lines[k]) or _bare_date(lines[k])]
    between = [sum(1 for m in range(min(i, k) + 1, max(i, k)) if lines[m].kind not in ("metadata", "title") and not _bare_date(lines[m])) for k in near]
    if near:
        score += 2.5 if min(between) == 0 else 1 if min(between) <= 2 else 0
    elif not any(not lines[m].kind for m in range(i + 1, end)):
        score += 1.5
    if sum(1 for other in lines if other is not line and squeeze(other.text) == squeeze(line.text)):
        score += 2
    pairs = [key[k : k + 2] for k in range(len(key) - 1)]
    score += 3 * sum(p in body for p in pairs) / max(1, len(pairs))
    if "title" in line.tags:  # a document's <title> mostly bears the site's name too
        score -= 2
    if line.tags & {"h1", "h2", "h3"}:
        score += 2 if "h1" in line.tags else 1
    if _SITE.search(key.strip()) and size <= 20:
        score -= 3
    if re.search(r"[>»_|]", key) or len(key.split()) >= 4:
        score -= 2
    if size < 6:
        score -= 2
    return score


def _bare_date(line: Line) -> bool:
    return bool(find_date(line.text)) and len(line.text) <= 40 and not line.prose


def label_head(lines: list[Line], region: Region, title: int | None) -> None:
    """The rest of what stands above the body; what stands between title and first paragraph may still be the article's."""
    first, last = region
    end = first if last >= first else len(lines)
    start = max([i for i in range(end) if lines[i].kind in ("title",) or describes(lines[i])], default=-1)
    for i in range(end):
        line = lines[i]
        if line.kind == "image" and (i <= start or _icons(line.text)):
            line.set("furniture", "furniture, toolbar icons")
        if line.kind:
            continue
        if title is not None and i > title and line.text.startswith(("——", "--", "—")):
            line.set("title", "subtitle")
        elif i > start and i > 0 and lines[i - 1].kind == "image" and cjk(line.text) <= 45:
            line.set("caption", "caption, behind an image")
        elif caption_by_form(line.text):
            line.set("caption", "caption, by its form")
        elif line.text.startswith("#"):
            line.set("tag", "tag, hash")
        elif _describes_alone(line) or (i > 0 and lines[i - 1].kind == "title" and byline(line.text)):
            line.set("metadata", "date, name or byline above the article")
        elif i > start and title is not None and not line.hint and line.segment.linked < 0.5 and cjk(line.text) <= HEADING:
            _first_lines(lines, i, end)
        else:
            line.set("furniture", f"furniture, {line.hint}" if line.hint else "furniture, above the article")


def _icons(text: str) -> bool:
    """Names of a toolbar's pictures: several on one line, or short words in Latin letters without a number."""
    stem = text.rsplit(".", 1)[0].lower()
    return len(re.findall(r"\.(?:png|gif|jpe?g|svg|bmp|webp)", text.lower())) > 1 or bool(re.fullmatch(r"[a-z_-]{1,12}\d?", stem)) or bool(re.search(r"icon|logo|btn|share|print|qrcode|weixin|weibo|arrow|banner", stem))


def _describes_alone(line: Line) -> bool:
    """A date alone, a date with a medium's name, a reporter's line."""
    found = find_date(line.text)
    if found and len(line.text) <= 80 and not line.prose:
        rest = line.text[: found.start] + " " + line.text[found.end :]
        tokens = [t for t in re.split(r"[\s|]+", rest) if squeeze(t)]
        return cjk(rest) <= 24 and all(source_like(t.strip("[]()【】")) or furniture(t) or len(squeeze(t)) <= 6 for t in tokens)
    return bool(_REPORTER.match(line.key)) or bool(re.fullmatch(r"[(\[【].{0,30}(?:发文|令|号|通过|供稿|报道|通讯员|记者).{0,20}[)\]】]", line.key))


def _first_lines(lines: list[Line], i: int, end: int) -> None:
    """A short line between metadata and first paragraph: the first heading when it stands right above the text."""
    line = lines[i]
    if i == end - 1 and not line.prose and line.key[-1] not in ":;,。" and cjk(line.text) >= 4:
        line.set("heading", "heading, above the first paragraph", 1)
    else:
        line.set("furniture", "furniture, above the article")


# --- what the page says about itself ---------------------------------------------------------------------------------------


def facts(raw: str, lines: list[Line]) -> dict:
    """Title, dates, names and places of the account, as fields of Account."""
    said = meta(raw)
    chosen = next((line.text for line in lines if line.why == "title"), None)
    title = _without_label(chosen) if chosen else _clean_title(said.get("title"), lines)
    published, clock = _published(raw, lines, said)
    source = _value(lines, "source") or _placeholder(said.get("source"))
    source = source or _wechat(lines, 1) or next((_medium(line) for line in lines if line.why.startswith("date, name") and _medium(line)), None)
    signed_author, signed_unit = _bylines(lines)
    site = said.get("site") or _site(lines)
    found = _places(lines, title, site, source, signed_unit, published.year if published else places.DEFAULT_YEAR)
    named = {p.level: p.name for p in found}
    return {
        "title": title, "published": published, "published_time": clock, "source": source,
        "author": person(_value(lines, "author")) or _wechat(lines, 0) or signed_author or _person_only(said.get("author")),
        "editor": _editor(lines), "site": site,
        "province": named.get("province"), "prefecture": named.get("prefecture"), "county": named.get("county"),
        "unit": named.get("unit"), "places": found,
    }  # fmt: skip


def _wechat(lines: list[Line], which: int) -> str | None:
    """Author (0) or account (1) from the line under a WeChat title: 原创 杨柳青 某某发布 2020-09-10."""
    for line in lines:
        match = re.match(r"原创:? +([\u3400-\u9fff·]{2,6}) +([\u3400-\u9fffA-Za-z·]{2,20}) ", line.text + " ")
        if match and line.kind in ("metadata", "furniture"):
            return match[1 + which]
    return None


def _without_label(text: str) -> str:
    return re.sub(r"^(?:标\s*题|题\s*目)\s*[:：]\s*", "", text)


def _clean_title(text: str | None, lines: list[Line]) -> str | None:
    return text if text and any(line.kind == "paragraph" for line in lines) else None


def _placeholder(value: str | None) -> str | None:
    """None for a value that fills a form without saying anything."""
    return None if value is None or squeeze(value) in _PLACEHOLDERS or not squeeze(value) else value


def _value(lines: list[Line], name: str) -> str | None:
    return next((f.value for line in lines if line.kind in ("metadata", "signature") for f in line.fields if f.name == name and _placeholder(f.value)), None)


def _person_only(value: str | None) -> str | None:
    return value if value and 2 <= cjk(value) == len(value) <= 4 and not source_like(value) and _placeholder(value) else None


def _editor(lines: list[Line]) -> str | None:
    """The editor's name; an account's name (admin, bpslgbj) or an office is none."""
    values = [f.value for line in lines if line.kind in ("metadata", "signature") for f in line.fields if f.name == "editor" and _placeholder(f.value)]
    return next((person(v) for v in values if cjk(v) >= 2 and not (source_like(v) and cjk(v) > 4)), None)


def _medium(line: Line) -> str | None:
    found = find_date(line.text)
    rest = (line.text[: found.start] + " " + line.text[found.end :]) if found else ""
    return next((t.strip("[]()【】") for t in re.split(r"[\s|]+", rest) if source_like(t.strip("[]()【】")) and not furniture(t)), None)


def _bylines(lines: list[Line]) -> tuple[str | None, str | None]:
    for line in lines:
        if line.kind in ("signature", "metadata") and not line.fields:
            if signed := byline(line.text):
                return signed
            if match := _REPORTER.match(line.key):
                return match["names"].strip(), None
    return None, None


def _published(raw: str, lines: list[Line], said: dict[str, str]):
    """Date and time: a labelled one, then one above the article, then the page's own <meta>, then the sign-off."""
    year = _year(lines)
    values = [(f.name, f.value) for line in lines if line.kind in ("metadata", "signature") for f in line.fields if f.name in ("published", "updated") and f.value]
    tries = [v for n, v in values if n == "published"] + [said.get("published", "")]
    drafted = [f.value for line in lines if line.kind == "metadata" for f in line.fields if f.value and re.match(r"成文|生成|撰写|撰稿|录入|稿件", f.label)]
    tries.sort(key=lambda value: value in drafted)  # a page bears the day it was published, not the day it was drafted
    tries += [line.text for line in lines if line.kind == "metadata"] + [v for n, v in values if n == "updated"]
    tries += [line.text for line in lines if line.kind == "signature"]
    found = next((d for d in (find_date(t) for t in tries if t) if d), None)
    found = found or (next((d for d in (find_date(t, year) for t in tries if t) if d), None) if year else None)
    return (found.date, found.time) if found else (None, None)


def _year(lines: list[Line]) -> int | None:
    """The one year that the article's full dates agree on."""
    years = {m for line in lines if line.kind in ("paragraph", "title", "heading") for m in re.findall(r"(?<!\d)((?:19|20)\d\d) ?年", line.key)}
    return int(years.pop()) if len(years) == 1 else None


def _site(lines: list[Line]) -> str | None:
    """The site's name: the first name of an organisation or medium among the portal's lines above the title."""
    for line in lines:
        if line.kind == "title" and line.why == "title":
            return None
        if line.kind == "furniture":
            for token in re.split(r"[\s|>»:：/]+", line.text):
                token = token.strip("[]【】()")
                if cjk(token) >= 4 and _SITE.search(token) and not furniture(token):
                    return token
    return None


def _places(lines: list[Line], title, site, source, signed, year: int) -> tuple[places.Place, ...]:
    """Passages that say for which place the account speaks, the telling ones with more weight."""
    passages = []
    for line in lines:
        weight = {"title": 6.0, "signature": 5.0, "heading": 1.0, "paragraph": 1.0, "furniture": 0.2}.get(line.kind, 0.0)
        if line.kind == "metadata":
            weight = 4.0 if any(f.name in ("source", "author") and f.value for f in line.fields) else 0.0
        if line.kind == "furniture" and site and site in line.text:
            weight = 4.0
        if weight:
            passages.append((line.text, line.segment.start, weight))
    return places.account_places(passages, [t for t in (title, source, signed, site) if t], year)
