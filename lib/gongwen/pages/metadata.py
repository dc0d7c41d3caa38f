"""The lines that describe an article (来源:…|发布时间:…, bylines), and what the page says about its
account: date, source, author, place.
"""

from __future__ import annotations

import html
import re
from datetime import date, time
from typing import NamedTuple

from ..common.characters import (
    BRACKETS,
    CLOSING_BRACKETS,
    OPENING_BRACKETS,
    cjk,
    fold,
    letters,
    squeeze,
)
from ..common.lists import per_lists, read_lexicon
from ..language import places
from ..language.dates import FoundDate, find_date
from ..language.terms import SURNAMES
from . import wechat
from .furniture import FURNITURE, furniture
from .line import REPORTER, Field, Line
from .vocabulary import ends, one_of, role, within, words

_EDGE = " |-—–_·/\\[]【】()（）<>《》»,，;；、。~:：*+"
_DIGIT = re.compile(r"\d")
_BYLINE = re.compile(
    rf"[{OPENING_BRACKETS}](?P<inside>[^{OPENING_BRACKETS}{CLOSING_BRACKETS}]{{2,80}})"
    rf"[{CLOSING_BRACKETS}]$"
)


class _Labels(NamedTuple):
    """The labels of lexicons/metadata.csv: patterns for any, and for one without a colon (before a
    year or a number); and the field of each label.
    """

    any: re.Pattern[str]
    bare: re.Pattern[str]
    field: dict[str, str]


_MARKS = re.compile(r"[\W_]*")  # before the first label


@per_lists
def _labels() -> _Labels:
    rows = {row["label"]: row["field"] for row in read_lexicon("metadata")}
    spaced = (
        "[ ]{0,4}".join(map(re.escape, label)) for label in sorted(rows, key=len, reverse=True)
    )
    counted = "|".join(
        re.escape(label) for label, name in rows.items() if name in ("views", "comments")
    )
    dated = "|".join(
        re.escape(label) for label, name in rows.items() if name in ("published", "updated")
    )
    colon = rf"(?P<label>{'|'.join(spaced)}) ?:"
    bare = rf"(?P<dated>{dated}) ?(?=(?:19|20)\d\d)|(?P<counted>{counted}) ?[(]? ?(?=\d)"
    # most letters begin no label: to see this at once saves trying each
    first = f"(?=[{re.escape(''.join({label[0] for label in rows}))}])"
    return _Labels(
        re.compile(f"{first}(?:{colon}|{bare})"),
        re.compile(f"{first}(?:(?P<label>(?!))|{bare})"),
        rows,
    )


def fields(line: str, folded: str | None = None) -> tuple[Field, ...]:
    """The labelled fields of a metadata line, in order; () if the line is not one.

    The first label opens the line (after brackets, separators or a date); later ones may be glued
    to the value before them. `folded`: the line folded, if known.

    >>> [(f.name, f.value) for f in fields("来源:本网访问量:-发布时间:2020-02-04")]
    [('source', '本网'), ('views', None), ('published', '2020-02-04')]
    """
    key = fold(line) if folded is None else folded
    labels = _labels_in(key)
    if not labels or not _may_open(key[: labels[0].start()]):
        return ()
    known, result = _labels().field, []
    for match, following in zip(labels, [*labels[1:], None]):
        label = re.sub(" ", "", match["label"] or match["dated"] or match["counted"])
        end = following.start() if following else len(line)
        start = match.end()
        result.append(Field(known[label], label, value_of(line[start:end]), match.start(), end))
    if sum(cjk(f.value or "") for f in result) > 120 or any(map(_is_speech, result)):
        return ()
    return tuple(result)


def _is_speech(field: Field) -> bool:
    """Whether the value is a sentence, as after 记者: in an interview."""
    value = field.value or ""
    asked = field.name == "author" and cjk(value) >= 8 and bool(_ASKED.search(value))
    return "。" in value[:-1] or asked


_ASKED = re.compile("[?？。!！]$|[,，].*[,，]")


def _labels_in(key: str) -> list[re.Match[str]]:
    """The labels of a line, folded; none if a word is before the first one (`_may_open`)."""
    if len(key) > 400 or not (":" in key or _DIGIT.search(key)):
        return []
    known = _labels()
    start = _MARKS.match(key).end()
    opens = key.startswith(("本文", "本页"), start) or known.any.match(key, start)
    if not (opens or find_date(key, folded=key)):
        return []
    pattern = known.any if ":" in key else known.bare
    return [m for m in pattern.finditer(key) if _is_label(key, m)]


def inline_fields(text: str, folded: str | None = None) -> tuple[int, int] | None:
    """Start and end of labelled fields on one line with the title before them or the article after
    them, else None. `folded`: the text folded, if known.

    >>> text = "某局动员干部下沉社区 发布时间:2020-05-26 浏览次数:12 5月26日,某局动员全体干部下沉。"
    >>> start, end = inline_fields(text); text[start:end].strip()
    '发布时间:2020-05-26 浏览次数:12'
    """
    folded = fold(text) if folded is None else folded
    key = folded[:400]
    if ":" not in key:
        return None
    labels = _labels_apart(key)
    telling = [
        (m.start(), name)
        for m, name in labels
        if name in ("published", "updated", "source", "views")
    ]
    if not telling or fields(text, folded):
        return None  # no fields, or nothing else
    start, name = telling[0]
    if start > 150 or "。" in key[:start] or (name == "source" and len(telling) < 2):
        return None
    last = [
        m.end()
        for m, _ in labels
        if start <= m.start() <= start + 200 and "。" not in key[start : m.start()]
    ][-1]
    end = last
    for token in re.compile(r"\S+").finditer(text, last):
        if _starts_text(token[0], folded[token.start() : token.end()]):
            break
        end = token.end()
    return None if start < 6 and end >= len(text.rstrip()) else (start, end)


def _labels_apart(key: str) -> list[tuple[re.Match[str], str]]:
    """Labels with a colon and nothing glued to them, each with the name of its field."""
    known = _labels()
    return [
        (m, known.field[re.sub(" ", "", m["label"])])
        for m in known.any.finditer(key)
        if m["label"] and _is_label(key, m) and (m.start() == 0 or key[m.start() - 1] in " |[(【")
    ]


def _starts_text(token: str, folded: str) -> bool:
    """Whether a word after fields belongs to the article and is not a value: it is long, has a full
    stop, or is a day with words glued to it.
    """
    size = cjk(token)
    return size >= 15 or "。" in token or (size > 4 and bool(re.match(r"\d+月\d+日", folded)))


def _is_label(key: str, match: re.Match[str]) -> bool:
    label = match["label"] or match["dated"] or match["counted"]
    before = key[max(0, match.start() - 1) : match.start()]
    if len(label) > 1 and match.start() and match["label"] and cjk(before):
        return label in words("glued")
    return not cjk(before) and not (before.isalnum() and label.isascii())


def _may_open(before: str) -> bool:
    """Whether there are only brackets, separators, a date or a short name before the first label;
    `before` is folded.
    """
    day = find_date(before, folded=before)
    rest = before[: day.start] + before[day.end :] if day else before
    return (
        not letters(rest)
        or (day is not None and cjk(rest) <= 20)
        or (before.strip() in ("本文", "本页"))
    )


def value_of(text: str) -> str | None:
    """A field's value without separators and the buttons after it; None if nothing is left."""
    text = re.split(r"[|｜]", text.strip().strip("|｜ "))[0]
    tokens = [t for t in re.split(r"[\s\u3000\xa0]+", text) if t]
    while tokens and (not squeeze(tokens[-1]) or (len(tokens) > 1 and is_button(tokens[-1]))):
        tokens.pop()
    value = " ".join(tokens).strip(_EDGE)
    if value and (is_button(value) or is_image(value)):
        return None
    return value or None


# 据某社, (转自《某报》), 注:引用时请注明信息来自某厅网站
@per_lists
def _origin_named() -> re.Pattern[str]:
    return re.compile(
        rf".{{0,16}}?(?:^[(]?|[“:]|(?:{one_of('text')})[均系由为]?)(?:据|{one_of('origin')})[《\"“]?"
        rf"(?P<medium>[^《》\"“”()。,:]{{1,22}}(?:{one_of('origin_end')}))[》\"”]?(?:消息|报道|电)?[)。]*$"
    )


def origin(line: str, folded: str) -> str | None:
    """The medium that a short line names as where its text is from, without a label; else None.

    >>> origin("据晨光社", "据晨光社"), origin("据介绍", "据介绍")
    ('晨光社', None)
    """
    match = _origin_named().match(folded) if len(folded) <= 60 else None
    if not match or not source_like(match["medium"]):
        return None
    return line[match.start("medium") : match.end("medium")]


@per_lists
def _buttons() -> frozenset[str]:
    return frozenset(
        fold(row["term"]) for row in read_lexicon("furniture") if row["match"] == "word"
    )


def is_button(token: str) -> bool:
    """Whether `token` is a word of the portal (打印, 字号, 分享)."""
    return fold(token).strip(_EDGE + "0123456789") in _buttons()


_IMAGE = re.compile(
    r"\S[^\n<>:;,。、，：；]{0,118}?\.(?:jpe?g|png|gif|bmp|webp|tiff?|svg)(?=\s|$|[<>)])",
    re.IGNORECASE,
)


def is_image(text: str) -> bool:
    """Whether `text` is only names of image files.

    >>> is_image("1516图片.jpg"), is_image("ztfd.png ztsx.png"), is_image("见图1.jpg。")
    (True, True, False)
    """
    return (
        "." in text
        and len(text) < 500
        and bool(_IMAGE.match(text))
        and not squeeze(_IMAGE.sub("", text))
    )


def person(value: str | None) -> str | None:
    """A name without the role glued in front: 家网编辑高姗姗 → 高姗姗."""
    if not value:
        return None
    tokens = value.split()
    if len(tokens) > 1 and source_like(tokens[0]):  # 滨海县委机关工委 唐洁
        value = " ".join(tokens[1:])
    value = re.sub(r"(?<=\S)[\s、]+(?:通讯员|记者)[:： ]+", " ", value)
    match = _behind_role().fullmatch(value)
    return match[1].strip() if match else value


def source_like(value: str) -> bool:
    """Whether `value` reads like the name of an organisation or a medium."""
    return len(value) <= 30 and bool(ends("organisation").search(fold(value)))


@per_lists
def _behind_role() -> re.Pattern[str]:
    """A pattern for names with the role glued in front."""
    return re.compile(rf"\S*?(?:{role()}|管理员)[:： ]*([\u3400-\u9fff· ]{{2,20}})")


@per_lists
def _role_alone() -> re.Pattern[str]:
    return re.compile(rf"(?:{role()})(?![\u3400-\u9fff])|^(?:{role()})[: ]")


@per_lists
def _role_glued() -> re.Pattern[str]:
    return re.compile(rf"^(?:{role()})(?=[\u3400-\u9fff]{{2,4}}$)")


@per_lists
def _role_apart() -> re.Pattern[str]:
    return re.compile(rf"(?:{role()})(?:[:：]|(?=\s|$)|(?=[,，;；、]))")


def byline(line: str, folded: str | None = None) -> tuple[str | None, str | None] | None:
    """(author, unit) of a byline in brackets, None if the line is not one; `folded`: the line
    folded, if known.

    >>> byline("(清新区退役军人事务局 李静供稿)")
    ('李静', '清新区退役军人事务局')
    """
    key = fold(line) if folded is None else folded
    match = _BYLINE.match(key)
    if not match:
        return None
    inside = line[match.start("inside") : match.end("inside")].strip()
    named = _role_alone().search(match["inside"].strip())
    if re.search(r"^(?:作者单位|作者系|作者为|注|此件)", inside):
        return None, None
    if not named and re.fullmatch(
        r"[\u3400-\u9fff]{2,4}(?:[\s\xa0、]+[\u3400-\u9fff]{2,4}){1,3}", inside
    ):
        return " ".join(re.split(r"[\s\xa0、]+", inside)), None
    if not named and not _names_origin(inside):
        return None
    names = [
        _role_glued().sub("", t)
        for t in re.split(
            r"[\s\u3000\xa0:：,，;；、|]+",
            _role_apart().sub(" ", inside),
        )
        if t
    ]
    units = [n for n in names if source_like(n)]
    people = [
        n
        for n in names
        if n not in units and 2 <= cjk(n) <= 6 and squeeze(n) == squeeze(n.replace("·", ""))
    ]
    return (" ".join(people) or None), (units[0] if units else None)


def _names_origin(inside: str) -> bool:
    """Whether words in brackets that name no role still say who wrote the text: a unit, alone or
    with persons, or where text or pictures come from.
    """
    signed = re.fullmatch(
        r"(?P<unit>\S{4,24})[\s\xa0]+[\u3400-\u9fff·]{2,6}"
        r"(?:[\s\xa0、]+[\u3400-\u9fff·]{2,6}){0,4}",
        inside,
    )
    return bool(
        (signed and source_like(signed["unit"]))
        or (source_like(inside) and len(inside) <= 24)
        or re.search(r"(?:图片|照片|本文).{0,12}(?:提供|摄)|^(?:转自|原载|转载自)", inside)
    )


# --- what the page says about its account

_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
# JSON-LD, also that for search engines
_SCRIPTED = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"<>]{8,40})"', re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(name|property|itemprop|content)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE
)
_META_NAMES = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "publish-date": "published",
    "publish_date": "published",
    "datepublished": "published",
    "og:release_date": "published",
    "weibo:article:create_at": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "source": "source",
    "sitename": "site",
    "og:site_name": "site",
    "author": "author",
    "article:author": "author",
}


def meta(raw: str) -> dict[str, str]:
    """What the page's <meta> elements state: title, published, source, site, author."""
    stated: dict[str, str] = {}
    for element in _META.finditer(raw[:200_000]):
        attributes = {
            m[1].lower(): m[2] if m[2] is not None else m[3]
            for m in _ATTRIBUTE.finditer(element[0])
        }
        key = next(filter(None, map(attributes.get, ("name", "property", "itemprop"))), "")
        name = _META_NAMES.get(key.lower())
        value = html.unescape(attributes.get("content") or "").strip()
        if name and value:
            stated.setdefault(name, value)
    if scripted := _SCRIPTED.search(raw):
        stated.setdefault("published", scripted[1])
    return stated


def account_fields(raw: str, lines: list[Line]) -> dict:
    """Title, dates, names and places of the account, by the names of the fields of Account."""
    own = wechat.stated(raw)
    listing = any(line.why == FURNITURE["list"] for line in lines)
    stated = {} if listing else meta(raw) | own
    chosen = "".join(line.text for line in lines if line.why == "title")
    title = _bare(chosen) if chosen else _clean_title(stated.get("title"), lines)
    published, clock = _published(lines, stated)
    named = sorted(
        _fields(lines, "source"),
        key=lambda f: not re.search(r"来源|来自|出处|稿源|转自|转载", f.label),
    )
    source = (
        own.get("source")
        or next((f.value for f in named), None)
        or _placeholder(stated.get("source"))
        or _wechat(lines, 1)
        or next(filter(None, map(_medium, lines)), None)
        or next(filter(None, map(_origin, lines)), None)
        or _newspaper(lines)
    )
    signed_author, signed_unit = _bylines(lines)
    site = stated.get("site") or _site(lines)
    named_places = _places(
        lines,
        title,
        site,
        source,
        signed_unit,
        published.year if published else places.DEFAULT_YEAR,
    )
    by_level = {p.level: p.name for p in named_places}
    return {
        "title": title,
        "published": published,
        "published_time": clock,
        "source": _medium_alone(source),
        "author": _author(lines)
        or _wechat(lines, 0)
        or signed_author
        or _person_only(stated.get("author")),
        "editor": _editor(lines),
        "site": site,
        "province": by_level.get("province"),
        "prefecture": by_level.get("prefecture"),
        "county": by_level.get("county"),
        "unit": by_level.get("unit"),
        "places": named_places,
    }


def said(text: str) -> dict:
    """The day, time and source that a line says of its account, as fields of Account."""
    key = fold(text)
    values = {f.name: f.value for f in fields(text, key) if f.value}
    day = find_date(text, folded=key)
    result = {"published": day.date, "published_time": day.time} if day else {}
    source = values.get("source") or origin(text, key)
    return result | ({"source": _medium_alone(source)} if source else {})


# 云溪新闻网王小五
_PERSON_GLUED = re.compile(rf"(?<=.[网报社])[{''.join(SURNAMES)}][\u3400-\u9fff]{{1,2}}$")
_BEHIND_SOURCE = re.compile(
    r"[\s,，、|]*(?:\s\S{2,6}[:：].*|第\d+页.*)?(?:\d{4} ?[-年/.] ?\d{1,2}.*"
    r"|(?:举报|分享|打印|收藏|关注|评论|字号|编辑|作者|记者|通讯员)(?:[:：\s].*)?"
    r"|\s(?:记者|通讯员|作者|编辑)\S.*)$"
)


def reads_like_name(word: str) -> bool:
    """Whether a word has the form of a person's name: two or three letters, a surname first."""
    return 2 <= cjk(word) == len(word) <= 3 and word[0] in SURNAMES


def _medium_alone(source: str | None) -> str | None:
    """The name of a source without the day, the names and the buttons that follow it, and with
    both of its brackets.
    """
    if not source:
        return None
    bare = _BEHIND_SOURCE.sub("", source).strip() or source
    first, *rest = bare.split()
    named = all(reads_like_name(word) and not source_like(word) for word in rest)
    if rest and source_like(first) and named:
        bare = first
    bare = _PERSON_GLUED.sub("", bare)
    for opening, closing in ("《》", "()", "（）", "【】"):
        if bare.count(opening) == bare.count(closing) + 1:
            bare += closing
        elif bare.count(closing) == bare.count(opening) + 1:
            bare = opening + bare if not bare.endswith(closing) else bare.removesuffix(closing)
    return bare


_WECHAT = re.compile(r"原创:? +([\u3400-\u9fff·]{2,6}) +([\u3400-\u9fffA-Za-z·]{2,20}) ")


def _wechat(lines: list[Line], which: int) -> str | None:
    """Author (0) or account (1) from the line under a WeChat title: 原创 杨柳青 某某发布
    2020-09-10.
    """
    for line in lines:
        match = line.text.startswith("原创") and _WECHAT.match(line.text + " ")
        if match and line.kind in ("metadata", "furniture"):
            return match[1 + which]
    return None


def _bare(text: str) -> str:
    """A title without its label, the category before it ([部门] …) and the button after it (…
    [复制链接]).
    """
    text = re.sub(r"^[#•·●◆■★☆▶\s]+(?=\S)", "", text)
    text = re.sub(r"^(?:标\s*题|题\s*目)\s*[:：]\s*|^\[[\u3400-\u9fff]{2,6}\] +", "", text)
    return re.sub(r"\s*\[(?:复制链接|打印|关闭|收藏)\]$", "", text)


def _clean_title(text: str | None, lines: list[Line]) -> str | None:
    return text if text and any(line.kind == "paragraph" for line in lines) else None


def _placeholder(value: str | None) -> str | None:
    """`value`, or None if it only fills the form (未知, admin)."""
    return (
        None
        if value is None or squeeze(value) in words("placeholder") or not squeeze(value)
        else value
    )


def _fields(lines: list[Line], *names: str) -> list[Field]:
    """Labelled fields of these names with a real value, in the page's order."""
    told = [
        (line.kind, f)
        for line in lines
        if line.fields and line.kind in ("metadata", "signature", "furniture")
        for f in line.fields
        if f.name in names and _placeholder(f.value)
    ]
    near = [f for kind, f in told if kind != "furniture"]
    return near or [f for _, f in told]  # after the portal's lines, if nowhere else


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
    """The editor's name, not that of a user account (admin) or an office; the name of who uploaded
    the page is the last choice.
    """
    editors = sorted(
        _fields(lines, "editor"), key=lambda f: bool(within("uploaded").match(f.label))
    )
    return next(
        (
            person(f.value)
            for f in editors
            if cjk(f.value) >= 2 and not (source_like(f.value) and cjk(f.value) > 4)
        ),
        None,
    )


MEDIUM = "name of a medium beside the date"


def _medium(line: Line) -> str | None:
    """The medium that a line names beside a date, or alone above or below it."""
    if line.why == MEDIUM:
        return line.text
    day = line.day
    if not day or not (line.why.startswith("date") or line.why == "labelled fields"):
        return None
    rest = line.text[: day.start] + " " + line.text[day.end :]
    if line.fields:
        first = line.fields[0].start
        rest = line.text[: min(day.start, first)] + " " + line.text[day.end : max(day.end, first)]
    names = [t for word in re.split(r"[\s|]+", rest) if (t := word.strip(BRACKETS))]
    names = [name for name in names if not (furniture(name) or is_button(name))]
    names = [name for name in names if not name.startswith("来自")]
    alone = len(names) == 1 and (day.time or len(names[0]) > 3) and _may_be_medium(names[0])
    return next((name for name in names if source_like(name)), names[0] if alone else None)


def _may_be_medium(name: str) -> bool:
    """Whether a word beside a date may be a medium's name: it is Chinese and no person's."""
    return 2 <= cjk(name) == len(name) <= 12 and not reads_like_name(name)


_SHEET = re.compile(r"第 ?[a-z]?\d{1,3} ?版|\d{1,3}版[:：]")


def _newspaper(lines: list[Line]) -> str | None:
    """The newspaper of a page that names its sheet (第A06版), from a line above the title."""
    end = next((i for i, line in enumerate(lines) if line.kind == "title"), 0)
    above = [line for line in lines[:end] if line.kind == "furniture"]
    if not any(_SHEET.match(line.key) for line in above):
        return None
    names = (token for line in above for token in line.text.split())
    return next((t for t in names if 3 <= cjk(t) == len(t) <= 12 and t.endswith("报")), None)


def _origin(line: Line) -> str | None:
    return origin(line.text, line.key) if line.kind in ("signature", "furniture") else None


def _bylines(lines: list[Line]) -> tuple[str | None, str | None]:
    for line in lines:
        if line.kind in ("signature", "metadata") and not line.fields:
            if signed := byline(line.text, line.key):
                return signed
            if match := REPORTER.match(line.key):
                return match["names"].strip(), None
    return None, None


def _published(lines: list[Line], stated: dict[str, str]) -> tuple[date | None, time | None]:
    """Date and time: from a label, else from the page's <meta>, else from a line above the article,
    else from the sign-off.
    """
    labelled = sorted(
        _fields(lines, "published"), key=lambda f: bool(within("drafted").match(f.label))
    )
    values = [fold(f.value) for f in labelled]
    texts = [
        *values,
        fold(stated.get("published", "")),
        *(line.key for line in lines if line.kind == "metadata"),
        *(fold(f.value) for f in _fields(lines, "updated")),
        *(line.key for line in lines if line.kind == "signature"),
        *(line.key for line in lines if _may_date(line)),
    ]
    days = list(filter(None, (find_date(text, folded=text) for text in texts)))
    if days:
        chosen = next((day for day in days if day.date == days[0].date and day.time), days[0])
    else:
        chosen = _first_day(values, labelled=True)
    if not chosen and (year := _year(lines)):
        chosen = _first_day(texts, year=year)
    return (chosen.date, chosen.time) if chosen else (None, None)


def _may_date(line: Line) -> bool:
    """Whether a short line above the article has its day, among words that no rule knows."""
    plain = line.why == FURNITURE["above"] and line.text[0] not in OPENING_BRACKETS
    return plain and len(line.text) <= 60 and line.day is not None


def _first_day(texts: list[str], **options) -> FoundDate | None:
    """The first day that one of the folded texts names, read by `find_date` with these options."""
    return next(filter(None, (find_date(text, folded=text, **options) for text in texts)), None)


def _year(lines: list[Line]) -> int | None:
    """The year of the article's full dates, if they all name the same."""
    years = {
        m
        for line in lines
        if line.kind in ("paragraph", "title", "heading")
        for m in re.findall(r"(?<!\d)((?:19|20)\d\d) ?年", line.key)
    }
    return int(years.pop()) if len(years) == 1 else None


def _site(lines: list[Line]) -> str | None:
    """The site's name: the first name of an organisation or medium in the portal's lines above the
    title.
    """
    for line in lines:
        if line.kind == "title" and line.why == "title":
            return None
        if line.kind == "furniture":
            for token in re.split(r"[\s|>»:：/]+", line.text):
                token = token.strip("[]【】()")  # wide round ones belong to it: 林业局（规划局）
                if (
                    len(token) >= 4
                    and cjk(token) >= 4
                    and ends("site").search(token)
                    and not furniture(token)
                ):
                    return token
    return None


_SPEAKS = {  # how much a line of a kind says of the account's place, and as what
    "title": (6.0, "title"),
    "signature": (5.0, "issuer"),
    "metadata": (4.0, "issuer"),
    "heading": (1.0, "text"),
    "paragraph": (1.0, "text"),
}


# An address in the page's frame: that of an institution which is the account's source. A medium's
# does not count, since it prints news of the whole nation.
_ADDRESS = re.compile(r"[\u3400-\u9fff]省[\u3400-\u9fff]{2,8}[市州盟]")


def _places(lines: list[Line], title, site, source, signed, year: int) -> tuple[places.Place, ...]:
    """The places that the account speaks for, from its lines, each kind with its weight."""
    passages = []
    institution = bool(source) and not places.is_medium(source)
    for line in lines:
        weight, role = _SPEAKS.get(line.kind, (0.0, "text"))
        if line.kind == "metadata" and not any(
            f.name in ("source", "author") and f.value for f in line.fields
        ):
            weight = 0.0
        if line.kind == "furniture":
            if institution and "省" in line.key and _ADDRESS.search(line.key):
                weight, role = 4.0, "issuer"
            elif site and site in line.text:
                weight, role = 4.0, "site"
            elif places.names_owner(line.key):
                weight, role = 1.0, "site"
        if weight:
            passages.append(places.Passage(line.text, line.key, weight, line.segment.at, role))
    return places.account_places(passages, [t for t in (title, source, signed, site) if t], year)
