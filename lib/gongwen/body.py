"""Where the article begins and ends on the page, and what its lines are: paragraphs, headings, captions, tags, sign-offs."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from .fields import byline, find_date, source_like
from .lines import Line
from .places import mentions
from .text import cjk, fold, read_lexicon, squeeze

HEADING = 40  # longest heading, in Chinese characters
CAPTION = 60  # longest caption
STYLES = ("part", "一、", "(一)", "1.", "(1)")
Region = tuple[int, int]  # first and last line of the body, inclusive; (0, -1) when there is none


def votes(raw: str) -> str | None:
    """What trafilatura takes for the body of a saved HTML page, squeezed; None when it finds nothing or fails."""
    if raw.count("<") > 200_000:
        return None
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(raw, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False)
    except (ValueError, TypeError, AttributeError, RecursionError):  # it only votes: a page it cannot read is read by the rules
        return None
    return squeeze(found) if found else None


def is_prose(line: Line) -> bool:
    """Whether a line may be a paragraph of the article by its look alone."""
    return not line.kind and line.prose and cjk(line.text) >= 8 and line.segment.linked < 0.7 and line.hint not in ("disclaimer", "channel", "site")


def region(lines: list[Line], votes: str | None) -> Region:
    """First and last line of the body.

    Running text makes a body. It starts behind the line of metadata when only little running text stands above that line
    (a banner), and it ends before a list of other articles or comments, unless most of the text stands behind it.
    """
    prose = [i for i, line in enumerate(lines) if is_prose(line)]
    if votes:
        voted = [i for i in prose if squeeze(lines[i].text) in votes]
        if sum(len(lines[i].text) for i in voted) >= 0.4 * sum(len(lines[i].text) for i in prose):
            prose = voted
    prose = _behind_metadata(lines, prose)
    prose = _before_sections(lines, prose)
    if not prose:
        return 0, -1
    first, last = _reach_up(lines, prose[0]), prose[-1]
    return first, _reach_down(lines, first, last)


def _size(lines: list[Line], chosen: list[int]) -> int:
    return sum(len(lines[i].text) for i in chosen)


def describes(line: Line) -> bool:
    """Whether the line tells when or where the article was published."""
    return line.kind == "metadata" and any(f.name in ("published", "source", "views", "author", "editor") for f in line.fields)


def _behind_metadata(lines: list[Line], prose: list[int]) -> list[int]:
    for anchor in (i for i, line in enumerate(lines) if describes(line)):
        above, below = [i for i in prose if i < anchor], [i for i in prose if i > anchor]
        if below and _size(lines, above) < min(200, 0.4 * _size(lines, below)) and len(above) <= 3:
            prose = below
        else:
            break
    return prose


def _before_sections(lines: list[Line], prose: list[int]) -> list[int]:
    for mark in (i for i, line in enumerate(lines) if line.why == "furniture, section"):
        above, below = [i for i in prose if i < mark], [i for i in prose if i > mark]
        if above and _size(lines, above) >= 0.5 * _size(lines, below):
            return above
    return prose


def _reach_up(lines: list[Line], first: int) -> int:
    """The body's headings above its first paragraph belong to it: numbered ones, and a salutation (各县区:)."""
    while first > 0:
        line = lines[first - 1]
        numbered = not line.kind and line.style and cjk(line.text) <= HEADING and line.style != "☞"
        salutation = not line.kind and line.key.endswith(":") and 2 <= cjk(line.text) <= 30 and not line.fields
        if not (numbered or salutation or line.kind == "image" and first > 1 and lines[first - 2].style and not lines[first - 2].kind):
            return first
        first -= 1
    return first


def _reach_down(lines: list[Line], first: int, last: int) -> int:
    """Lines directly behind the last full sentence that go on with the article: list items, lines indented as it is."""
    indents = Counter(line.indent for line in lines[first : last + 1] if is_prose(line))
    common = indents.most_common(1)[0][0] if indents else ""
    tags = tag_run(lines, last + 1, lines[first : last + 1])
    i = last + 1
    while i < len(lines) and i not in tags:
        line = lines[i]
        if line.kind == "image":
            i += 1
            continue
        if (sign_off(line.text) or is_unit_line(lines, i)) and _annexed(lines, i):
            line.set("signature", "signature, date or unit")
            i += 1
            continue
        if line.kind or line.hint in ("site", "disclaimer", "channel") or sign_off(line.text) or is_unit_line(lines, i):
            break
        numbered = line.style and line.style in {other.style for other in lines[first : last + 1]}
        indented = bool(common) and line.indent == common
        listed = len(squeeze(line.text)) >= 4 and line.breaks <= 2 and line.segment.linked < 0.5
        if byline(line.text) or not (numbered or indented or listed):
            break
        last = i
        i += 1
    return last


def _annexed(lines: list[Line], i: int) -> bool:
    """Whether a list or an annex of the article follows a sign-off at line i (附件, …名单)."""
    behind = [line for line in lines[i + 1 : i + 4] if not line.kind and not sign_off(line.text)]
    return bool(behind) and bool(re.search(r"^附件|^附[:：]|名单|一览表|汇总表", behind[0].text))


def tag_run(lines: list[Line], start: int, article: list[Line]) -> set[int]:
    """Lines of a list of keywords behind the article: at least three very short ones, most of them words of the article."""
    text = fold("".join(line.text for line in article))
    run: list[int] = []
    for i in range(start, len(lines)):
        line = lines[i]
        if not run and (sign_off(line.text) or is_unit_line(lines, i)):
            continue
        short = not line.kind and 1 < len(line.text) <= 10 and not re.search(r"[,.、。;:!?()《》“”]", line.key)
        if not short:
            break
        run.append(i)
    known = [i for i in run if lines[i].key.strip("#") in text]
    return set(run) if len(run) >= 3 and len(known) >= 0.6 * len(run) else set()


def sign_off(text: str) -> bool:
    """Whether the line is a date and nothing more, as below a letter: 二〇二〇年二月十八日, 2020年2月18日, 2月18日.

    >>> sign_off("二〇二〇年二月十八日"), sign_off("2月18日到岗")
    (True, False)
    """
    found = find_date(text, year=2000) if len(text) <= 40 else None
    rest = squeeze(text[: found.start] + text[found.end :]) if found else text
    return bool(found) and rest in ("", "完", "星期", "上午", "下午")


def is_unit_line(lines: list[Line], i: int) -> bool:
    """Whether line i names who signs: an organisation or names, with a date-only line right behind it."""
    line = lines[i]
    short = cjk(line.text) <= 30 and not line.prose and not line.style
    return short and any(sign_off(after.text) for after in lines[i + 1 : i + 3]) and not re.search(r"[,;:。!?]", line.key)


# --- behind the article --------------------------------------------------------------------------------------------------


def label_tail(lines: list[Line], region: Region) -> None:
    """Everything behind the body: keywords, bylines, sign-offs, labelled fields, and the portal's own."""
    first, last = region
    if last < first:
        return
    keywords = tag_run(lines, last + 1, lines[first : last + 1])
    closed = False  # once the portal speaks, short lines are its own
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if line.kind in ("duplicate", "image", "tag"):
            continue
        if i in keywords:
            line.set("tag", "tag, keywords behind the article")
        elif line.kind == "metadata":
            line.set("signature" if not closed else "furniture", "signature, labelled" if not closed else "furniture, labelled")
        elif line.kind:
            closed = closed or line.kind == "furniture"
        elif not closed and (sign_off(line.text) or is_unit_line(lines, i)):
            line.set("signature", "signature, date or unit")
        elif not closed and byline(line.text):
            line.set("signature", "signature, byline in brackets")
        elif not closed and caption_by_form(line.text):
            line.set("caption", "caption, by its form")
        elif not closed and lines[i - 1].kind == "image" and cjk(line.text) <= CAPTION and not line.hint:
            line.set("caption", "caption, behind an image name")
        elif re.fullmatch(r"(?:#[^#\s]{2,20}#?\s*)+", line.key):
            line.set("tag", "tag, hash")
        else:
            line.set("furniture", f"furniture, {line.hint}" if line.hint else "furniture, behind the article")


# --- inside the article --------------------------------------------------------------------------------------------------


def label_body(lines: list[Line], region: Region) -> None:
    """Lines of the body: captions, headings, paragraphs; labels of the portal keep theirs."""
    first, last = region
    inside = [lines[i] for i in range(first, last + 1)]
    for line in inside:
        if line.kind == "metadata" and not _strong(line):
            line.set("", "")  # 时间:2月5日 in a notice is a line of the notice
            line.fields = ()
    for i, line in enumerate(inside):
        if not line.kind and (why := _caption(inside, i)):
            line.set("caption", why)
    _signed_inside(inside)
    rows = [line for line in inside if not line.kind]
    heads = _headings(rows)
    for row in rows:
        if row.hint == "disclaimer" and not any(later.prose for later in rows[rows.index(row) + 1 :]):
            row.set("furniture", "furniture, disclaimer")
        elif row in heads:
            row.set("heading", f"heading, {heads[row]}", None)
        else:
            row.set("paragraph", "paragraph")
    _set_levels(rows)


def _strong(line: Line) -> bool:
    """Fields that no article has inside it."""
    labels = {f.label for f in line.fields}
    named = {f.name for f in line.fields}
    return bool(named & {"views", "tool"}) or len(named) >= 3 or bool(
        labels & {"来源", "责任编辑", "责编", "发布时间", "发布日期", "浏览次数", "文章来源", "信息来源", "编辑", "供稿", "审核", "校对"}
    )


def _signed_inside(inside: list[Line]) -> None:
    """A byline in brackets among the paragraphs, when it names a role."""
    for line in inside:
        if not line.kind and len(line.text) <= 40 and re.search(r"供稿|撰稿|通讯员|记者|文/|图/|摄影|编辑|图片|照片|作者", line.text) and byline(line.text):
            line.set("signature", "signature, byline in brackets")


@lru_cache(maxsize=1)
def _caption_words() -> re.Pattern[str]:
    return re.compile("|".join(row["term"] for row in read_lexicon("captions")))


_CAPTION_FORM = re.compile(
    r"(?:图为|图片?[一二三四五六七八九十\d]{0,2} ?[:：]|[上下左右]图 ?[:：为]|[(]?[上下左右]图[)]|[▲△↑▼↓])|.{4,}[(（ ][\u3400-\u9fff ·]{2,12} ?摄[)）]?$"
)


def caption_by_form(text: str) -> bool:
    """图为…, 图1:…, ▲…, …(张三 摄): captions by their form alone.

    >>> caption_by_form("图为党员在卡点值守。"), caption_by_form("党员在卡点值守")
    (True, False)
    """
    key = fold(text)
    return cjk(key) <= CAPTION + 40 and bool(_CAPTION_FORM.match(key)) and key.count("。") <= 1


def _caption(inside: list[Line], i: int) -> str:
    """By which rule line i is a caption, else ""."""
    line = inside[i]
    if caption_by_form(line.text):
        return "caption, by its form"
    if cjk(line.text) > CAPTION or line.key.count("。") > 1 or line.style not in ("", "☞"):
        bracketed = re.fullmatch(r"[(][^()]{4,80}[)]", line.key) and line.style == ""
        if not bracketed:
            return ""
    pictured = line.picture_before or (i > 0 and (inside[i - 1].kind == "image" or inside[i - 1].why == "title, again"))
    behind_caption = i > 1 and inside[i - 1].kind == "caption" and inside[i - 2].kind == "image"
    if re.fullmatch(r"[(][^()]{4,80}[)]", line.key) and (pictured or behind_caption) and not byline(line.text):
        return "caption, in brackets behind an image"
    if "figcaption" in line.tags:
        return "caption, by its tag"
    spoken = re.search(r"[!?][”\"]?$|“[^“”]*[,。!?][^“”]*”", line.key)
    plain = not line.style and not line.key.endswith((":", ";", ",")) and not spoken
    if pictured and plain and cjk(line.text) <= 45 and not line.key.startswith('"“') and (
        not line.key.endswith("。") or bool(_caption_words().search(line.text))
    ):
        if not _parallel(line, inside) and not _slogan_pair(line):
            return "caption, behind an image"
    ends = i + 1 == len(inside) and not re.search(r"[。!?,;:…”]$", line.key)
    if plain and _lost_picture(inside, i) and (_shows(line) or ends):
        return "caption, where a picture stood"
    return ""


def _slogan_pair(line: Line) -> bool:
    """Two halves of nearly one length, as headings have: 筑牢战斗堡垒,切实抢占主动权."""
    halves = re.split(r"[, ]", line.key)
    return len(halves) == 2 and min(map(cjk, halves)) >= 4 and not _caption_words().search(line.text)


def _lost_picture(inside: list[Line], i: int) -> bool:
    """Whether the gap above is wider than the page's usual gap between paragraphs, or holds an empty indented line."""
    usual = Counter(line.breaks for line in inside[1:])
    common = max(usual, key=lambda n: (usual[n], -n)) if usual else 1
    wide = inside[i].breaks > common and usual[inside[i].breaks] <= 0.5 * sum(usual.values())
    empty = bool(re.search(r"\n[ \t\u3000\xa0]+(?:\r?\n)", inside[i].gap)) and not any(
        re.search(r"\n[ \t\u3000\xa0]+(?:\r?\n)", line.gap) for line in inside if line.prose and cjk(line.text) > CAPTION
    )
    return i > 0 and cjk(inside[i].text) <= 45 and (wide or empty)


def _shows(line: Line) -> bool:
    """Whether a short line says who is seen doing what: an act or a scene, and somebody or a day at its head."""
    key = line.key
    if key.count(",") > 1 or "!" in key or key.startswith(('"', "“", "《")):
        return False
    somebody = bool(mentions(line.text)) or re.search(r"党员|干部|军人|老兵|志愿|队员|职工|人员|群众|同志|医护|医生|护士|民警|学生|老人|书记|局长|主任|队|局|中心|社区|医院|村|镇|\d+月\d+日", key)
    return bool(_caption_words().search(line.text)) and bool(somebody)


def _headings(rows: list[Line]) -> dict[Line, str]:
    """Which of the body's lines are headings, and by which mark."""
    found: dict[Line, str] = {}
    tagged = _tagged_headings(rows)
    for i, row in enumerate(rows):
        why = _heading(rows, i, tagged)
        if why:
            found[row] = why
    plain = [row for row, why in found.items() if why == "unnumbered"]
    for i, row in enumerate(rows):  # a sibling that ends with a full stop
        if row not in found and len(plain) >= 2 and _sibling(row, plain) and i + 1 < len(rows):
            found[row] = "unnumbered, as its siblings"
    return found


def _heading(rows: list[Line], i: int, tagged: bool) -> str:
    row = rows[i]
    before, after = rows[i - 1] if i else None, rows[i + 1] if i + 1 < len(rows) else None
    size, key = cjk(row.rest), row.key
    if after is None or not 2 <= size <= HEADING or key[-1] in ":;,、,":
        return ""
    if tagged and row.tags & {"h1", "h2", "h3", "h4", "h5"} and "。" not in key[:-1]:
        return "by its tag"
    if "。" in key[:-1] or re.search(r"[!?;]", key[:-1]):
        return ""
    if row.style:
        return _numbered(rows, i)
    if key[-1] in "。…" or (key[-1] in "!?" and size > 20) or key[0] in "“\"'(" and key[-1] in "”\"')":
        return ""
    if re.match(r"\d+月\d+日|[\d,.% ]+$", key) or _is_list_line(row):
        return ""
    neighbours = [n for n in (before, after) if n is not None and _is_item(n)]
    run = _run_of_items(rows, i)
    if run >= 3 or (run == 2 and neighbours and after in neighbours and not _opens_section(rows, i + 1)):
        return ""
    return "unnumbered" if _opens_section(rows, i) else ""


def _is_item(row: Line) -> bool:
    return not row.style and not row.prose and cjk(row.text) <= HEADING and not _is_list_line(row) and not re.match(r"\d+月\d+日", row.key)


def _is_list_line(row: Line) -> bool:
    """A row of names or of things with numbers: 张三 李四 王五; 某公司 1000元."""
    tokens = row.key.split()
    names = len(tokens) >= 4 and all(len(t) <= 4 for t in tokens)
    listed = row.key.count("、") >= 3
    amount = bool(re.search(r"\d[\d,.余多万亿]*(?:元|万元|只|个|箱|瓶|套|件|人|名|亩|公里|米|吨|斤|公斤|桶|副|双|份|台|辆|顶|升|包|袋|盒|支|块|床|张|本)(?:[(].*[)])?[;,。]?$", row.key))
    return names or listed or amount


def _run_of_items(rows: list[Line], i: int) -> int:
    start, end = i, i
    while start > 0 and _is_item(rows[start - 1]):
        start -= 1
    while end + 1 < len(rows) and _is_item(rows[end + 1]):
        end += 1
    return end - start + 1


def _opens_section(rows: list[Line], i: int) -> bool:
    after = rows[i + 1] if i + 1 < len(rows) else None
    return after is not None and (after.prose or bool(after.style))


def _numbered(rows: list[Line], i: int) -> str:
    row, key = rows[i], rows[i].key
    size = cjk(row.rest)
    if key.endswith("。") and (size > 25 or row.style in ("1.", "(1)")):
        return ""
    neighbours = [rows[k] for k in (i - 1, i + 1) if 0 <= k < len(rows)]
    short = [n for n in neighbours if n.style == row.style and cjk(n.rest) <= HEADING and not ("。" in n.key[:-1])]
    if short or (row.style in ("1.", "(1)", "☞") and _is_list_line(row)):
        return ""  # a list: items follow each other without text between
    if row.style == "☞" and (size > 30 or rows[i + 1].style == "☞"):
        return ""
    return f"numbered {row.style}" if row.style != "☞" else "marked"


def _tagged_headings(rows: list[Line]) -> bool:
    """Whether the page uses <h1>…<h5> for headings; some editors wrap whole paragraphs in them."""
    wrapped = [row for row in rows if row.tags & {"h1", "h2", "h3", "h4", "h5"}]
    return bool(wrapped) and all(cjk(row.text) <= HEADING for row in wrapped)


def _parallel(line: Line, inside: list[Line]) -> bool:
    """Whether other short lines are built alike (same first character and same number of clauses)."""
    alike = [o for o in inside if o is not line and cjk(o.text) <= HEADING and o.key[:1] == line.key[:1] and o.key.count(",") == line.key.count(",")]
    return len(alike) >= 2 and "," in line.key


def _sibling(row: Line, plain: list[Line]) -> bool:
    key = row.key
    shaped = key.endswith("。") and "。" not in key[:-1] and 4 <= cjk(key) <= 30 and not row.style
    alike = [p for p in plain if p.key[:1] == key[:1] and p.key.count(",") == key.count(",")]
    return shaped and len(alike) >= 2 and len(alike) >= 0.5 * len(plain)


def _set_levels(rows: list[Line]) -> None:
    """Levels by the kinds of numbering that the article uses, in their customary order; unnumbered ones stand highest
    unless numbered ones of the first kind do."""
    styles = [s for s in STYLES if any(row.style == s and (row.kind == "heading" or row.prose) for row in rows)]
    if styles and styles[0] in ("1.", "(1)") and not any(row.kind == "heading" and row.style in STYLES for row in rows):
        styles = []
    own = any(row.kind == "heading" and row.style not in STYLES for row in rows)
    top = styles and styles[0] in ("part", "一、")
    for row in rows:
        if row.kind != "heading":
            continue
        if row.style in styles:
            row.level = styles.index(row.style) + (1 if top or not own else 2)
        else:
            row.level = 2 if top else 1
