"""The lines that describe an article: labelled fields (来源:…|发布时间:…) and bylines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import find_date
from .text import alternatives, cjk, fold, per_lists, read_lexicon, squeeze

_EDGE = " |-—–_·/\\[]【】()（）<>《》»,，;；、。~:：*+"
_ORGANISATION = re.compile(
    r"(网|报|社|台|局|厅|委|部|办|办公室|政府|发布|频道|客户端|公众号|中心|站|处|科|室|会"
    r"|党校|学校|医院|街道|镇|乡|村|委员会|晚报|日报|在线|之声|之窗|之家)$"
)
ROLES = (
    "供稿 撰稿 投稿 报道 摄影报道 通讯员 记者 作者 文/图 图/文 图文 文图 摄影 供图 摄 编辑 "
    "责任编辑 责编 校对 审核 执笔 整理 来源 文 图"
).split()
_ROLE = alternatives(ROLES)
_BYLINE = re.compile(r"[(\[【](?P<inside>[^()【】\[\]]{2,80})[)\]】]$")


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value of a line; `value` is None where the label stands alone (来源: with
    nothing behind it).
    """

    name: str
    label: str
    value: str | None
    start: int
    end: int


@per_lists
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
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
    return re.compile(f"{colon}|{bare}"), rows


def fields(line: str) -> tuple[Field, ...]:
    """The labelled fields of a metadata line, in order; () when the line is not one.

    The first label opens the line (behind brackets, separators or a date); every further one may be
    glued to the value before it.

    >>> [(f.name, f.value) for f in fields("来源:本网访问量:-发布时间:2020-02-04")]
    [('source', '本网'), ('views', None), ('published', '2020-02-04')]
    """
    key = fold(line)
    if len(key) > 400 or not re.search(r"[:\d]", key):
        return ()
    pattern, rows = _labels()
    found = [m for m in pattern.finditer(key) if _is_label(key, m)]
    if not found or not _opens(key[: found[0].start()]):
        return ()
    result = []
    for match, following in zip(found, [*found[1:], None]):
        label = re.sub(" ", "", match["label"] or match["dated"] or match["counted"])
        end = following.start() if following else len(line)
        start = match.end()
        result.append(Field(rows[label], label, value_of(line[start:end]), match.start(), end))
    if sum(cjk(f.value or "") for f in result) > 120 or any(
        "。" in (f.value or "")[:-1] for f in result
    ):
        return ()
    return tuple(result)


def inline_fields(text: str) -> tuple[int, int] | None:
    """Start and end of the labelled fields that stand in one line with the title before them or the
    article behind them.

    >>> text = "某局动员干部下沉社区 发布时间:2020-05-26 浏览次数:12 5月26日,某局动员全体干部下沉。"
    >>> start, end = inline_fields(text); text[start:end].strip()
    '发布时间:2020-05-26 浏览次数:12'
    """
    key = fold(text[:400])
    if ":" not in key or fields(text):
        return None  # no fields, or nothing else
    pattern, rows = _labels()
    found = [m for m in pattern.finditer(key) if _is_label(key, m) and m["label"]]
    found = [m for m in found if m.start() == 0 or key[m.start() - 1] in " |[(【"]
    telling = [
        m
        for m in found
        if rows[re.sub(" ", "", m["label"])] in ("published", "updated", "source", "views")
    ]
    if not telling or telling[0].start() > 150 or "。" in key[: telling[0].start()]:
        return None
    if rows[re.sub(" ", "", telling[0]["label"])] == "source" and len(telling) < 2:
        return None
    start = telling[0].start()
    last = [
        m
        for m in found
        if m.start() >= start and "。" not in key[start : m.start()] and m.start() - start <= 200
    ][-1]
    end = last.end()
    for token in re.finditer(r"\S+", text[end:]):
        if (
            cjk(token[0]) >= 15
            or "。" in token[0]
            or (re.match(r"\d+月\d+日", fold(token[0])) and cjk(token[0]) > 4)
        ):
            break
        end = last.end() + token.end()
    return None if start < 6 and end >= len(text.rstrip()) else (start, end)


def _is_label(key: str, match: re.Match[str]) -> bool:
    label = match["label"] or match["dated"] or match["counted"]
    before = key[max(0, match.start() - 1) : match.start()]
    if len(label) > 1 and match.start() and match["label"] and cjk(before):
        return label in _GLUED
    return not cjk(before) and not (before.isalnum() and label.isascii())


_GLUED = frozenset(
    (
        "来源 信息来源 文章来源 作者 原作者 编辑 责任编辑 发布时间 发布日期 时间 日期 "
        "发布者 浏览次数 浏览 浏览量 访问量 "
        "点击数 点击量 点击 阅读 阅读量 阅读次数 字号 字体 审核 责编 校对 摄影 供稿 "
        "更新时间 分享到 打印"
    ).split()
)


def _opens(before: str) -> bool:
    """Whether only brackets, separators, a date or a short name stand before the first label."""
    found = find_date(before)
    rest = before[: found.start] + before[found.end :] if found else before
    return (
        not squeeze(rest)
        or (found is not None and cjk(rest) <= 20)
        or (before.strip() in ("本文", "本页"))
    )


def value_of(text: str) -> str | None:
    """A field's value without separators and without the buttons behind it; None where nothing is
    left.
    """
    text = re.split(r"[|｜]", text.strip().strip("|｜ "))[0]
    tokens = [t for t in re.split(r"[\s\u3000\xa0]+", text) if t]
    while tokens and (not squeeze(tokens[-1]) or (len(tokens) > 1 and is_button(tokens[-1]))):
        tokens.pop()
    value = " ".join(tokens).strip(_EDGE)
    if value and (is_button(value) or is_image(value)):
        return None
    return value or None


@per_lists
def _buttons() -> frozenset[str]:
    return frozenset(
        fold(row["term"]) for row in read_lexicon("furniture") if row["match"] == "word"
    )


def is_button(token: str) -> bool:
    """Whether `token` is a word of the portal's own (打印, 字号, 分享)."""
    return fold(token).strip(_EDGE + "0123456789") in _buttons()


_IMAGE = re.compile(
    r"\S[^\n<>:;,。、，：；]{0,118}?\.(?:jpe?g|png|gif|bmp|webp|tiff?|svg)(?=\s|$|[<>)])",
    re.IGNORECASE,
)


def is_image(text: str) -> bool:
    """Whether `text` is nothing but names of image files.

    >>> is_image("1516图片.jpg"), is_image("ztfd.png ztsx.png"), is_image("见图1.jpg。")
    (True, True, False)
    """
    return len(text) < 500 and bool(_IMAGE.match(text)) and not squeeze(_IMAGE.sub("", text))


def person(value: str | None) -> str | None:
    """A name without the role glued before it: 家网编辑高姗姗 → 高姗姗."""
    if not value:
        return None
    tokens = value.split()
    if len(tokens) > 1 and source_like(tokens[0]):  # 滨海县委机关工委 唐洁
        value = " ".join(tokens[1:])
    value = re.sub(r"(?<=\S)[\s、]+(?:通讯员|记者)[:： ]+", " ", value)
    match = re.fullmatch(rf"\S*?(?:{_ROLE}|管理员|通讯员)[:： ]*([\u3400-\u9fff· ]{{2,20}})", value)
    return match[1].strip() if match else value


def source_like(value: str) -> bool:
    """Whether `value` reads like the name of an organisation or a medium."""
    return len(value) <= 30 and bool(_ORGANISATION.search(fold(value)))


def byline(line: str) -> tuple[str | None, str | None] | None:
    """(author, unit) of a byline in brackets, None when the line is not one.

    >>> byline("(清新区退役军人事务局 李静供稿)")
    ('李静', '清新区退役军人事务局')
    """
    key = fold(line)
    match = _BYLINE.match(key)
    if not match:
        return None
    inside = line[match.start("inside") : match.end("inside")].strip()
    role = re.search(rf"(?:{_ROLE})(?![\u3400-\u9fff])|^(?:{_ROLE})[: ]", fold(inside))
    if re.search(r"^(?:作者单位|作者系|作者为|注|此件)", inside):
        return None, None
    if not role and re.fullmatch(
        r"[\u3400-\u9fff]{2,4}(?:[\s\xa0、]+[\u3400-\u9fff]{2,4}){1,3}", inside
    ):
        return " ".join(re.split(r"[\s\xa0、]+", inside)), None
    signed = re.fullmatch(
        r"(?P<unit>\S{4,24})[\s\xa0]+[\u3400-\u9fff·]{2,6}"
        r"(?:[\s\xa0、]+[\u3400-\u9fff·]{2,6}){0,4}",
        inside,
    )
    if (
        not role
        and not (signed and source_like(signed["unit"]))
        and not (source_like(inside) and len(inside) <= 24)
        and not re.search(r"(?:图片|照片|本文).{0,12}(?:提供|摄)|^(?:转自|原载|转载自)", inside)
    ):
        return None
    names = [
        t
        for t in re.split(
            r"[\s\u3000\xa0:：,，;；、|]+",
            re.sub(rf"(?:{_ROLE})(?:[:：]|(?=\s|$)|(?=[,，;；、]))", " ", inside),
        )
        if t
    ]
    names = [re.sub(rf"^(?:{_ROLE})(?=[\u3400-\u9fff]{{2,4}}$)", "", n) for n in names]
    units = [n for n in names if source_like(n)]
    people = [
        n
        for n in names
        if n not in units and 2 <= cjk(n) <= 6 and squeeze(n) == squeeze(n.replace("·", ""))
    ]
    return (" ".join(people) or None), (units[0] if units else None)
