"""Lines that belong to the portal, not to the article: buttons, breadcrumbs, footers, lists of
other articles.
"""

from __future__ import annotations

import re

from ..common.characters import DIRECTED, MARKS, alternatives, cjk, fold
from ..common.lists import per_lists, read_lexicon

# The rules, and their names in `Block.why`.
FURNITURE = {
    "word": "furniture, buttons",
    "start": "furniture, by its first words",
    "anywhere": "furniture, footer phrase",
    "section": "furniture, title of other lists",
    "site": "furniture, footer label",
    "channel": "furniture, channel names",
    "disclaimer": "furniture, disclaimer",
    "above": "furniture, above the article",
    "list": "furniture, a list of other pages",
    "teaser": "furniture, cut titles of other articles",
}
_SEPARATORS = re.compile(r"[\s|·•/\\>»›<«_:,、，。;()（）\[\]【】{}~*+=#&!?…《》'" + MARKS + "-]+")
# Speech is not buttons. A straight mark may also be left from a tag that was cut (">打印 关闭).
_SPEAKS = re.compile("[。!?" + "".join(DIRECTED) + "]")

_FORMS = [
    re.compile(form)
    for form in (
        r"^(?:点击|点此|戳)(?:这里|上方|下方|下载|进入|查看|观看|收听|阅读)",
        # a digest that was cut
        r"^.{0,2}(?:内容摘要|内容提要|摘要|导读|导语|核心提示).{0,2}[:：】\]].*(?:…|\.\.).{0,8}$",
        # an attached file
        r"^.{0,60}\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|wps|et|ofd|7z|mp4|mp3)"
        r"(?:[(][\d.kmb]{1,12}[)])?(?:下载)?$",
        # the portal's clock
        r"^(?:今天|今日|现在|当前)(?:是|时间)?[:：]?.{0,6}(?:\d{4}[年/-]|星期|周[一二三四五六日])",
        r"^.{0,8}https?://\S+$",
        r"^--!?>|--!?>$|^<!--|/enpproperty",  # what a comment of the page leaves in a dump
        r"^[(]?(?:全文|本文|正文)?共?计?\d+字[)]?$",
        r"只看该作者|只看楼主|倒序浏览|才可以下载或查看|后才可以回帖|^poweredby|^gmt\+8",  # a forum
    )
]


@per_lists
def _terms() -> dict[str, tuple[str, ...]]:
    terms: dict[str, list[str]] = {}
    for row in read_lexicon("furniture"):
        terms.setdefault(row["match"], []).append(re.sub(r"\s", "", fold(row["term"])))
    return {
        match: tuple(sorted(set(words), key=len, reverse=True)) for match, words in terms.items()
    }


@per_lists
def _notices() -> re.Pattern[str]:
    """The phrases of notices of rights and contact; … of a phrase is up to twelve letters."""
    terms = _terms()["disclaimer"]
    gaps = [".{0,12}?".join(map(re.escape, term.split("…"))) for term in terms if "…" in term]
    return re.compile("|".join([*gaps, alternatives(t for t in terms if "…" not in t)]))


@per_lists
def _rights() -> re.Pattern[str]:
    """Words of rights, which make a notice only beside its phrases."""
    return re.compile(alternatives(_terms()["rights"]))


@per_lists
def _words() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_terms()["word"]), frozenset(_terms()["channel"])


def _tokens(key: str) -> list[str]:
    """The words of a line without counters: 评论(0) 打印 → [评论, 打印]."""
    tokens = (re.sub(r"^[\d.:]+|[\d.:]+$", "", t) for t in _SEPARATORS.split(key))
    return [t for t in tokens if t]


def _all_buttons(tokens: list[str], known: frozenset[str]) -> bool:
    """Whether all tokens are known words, also if two are glued or one is spaced out (关 闭,
    打印关闭).
    """
    return all(t in known or _glued(t, known) for t in tokens) or "".join(tokens) in known


def _glued(token: str, known: frozenset[str]) -> bool:
    """Whether a token is made of known words of two letters and more, one after the other."""
    ends = {0}
    for end in range(2, len(token) + 1):
        if any(
            start in ends and token[start:end] in known for start in range(max(0, end - 8), end - 1)
        ):
            ends.add(end)
    return 4 <= len(token) <= 60 and len(token) in ends


def furniture(line: str, folded: str | None = None) -> str | None:
    """The rule by which `line` is furniture, else None; `folded`: the line folded, if known.

    `word` (only buttons), `start`, `anywhere` (a phrase of a footer or a QR code), `section` (the
    title of a list of other pages), `site` (a label of a footer: 主办, 地址), `channel` (only names
    of channels) and `disclaimer`. The last three also occur in articles: the caller decides by the
    place of the line.

    >>> furniture("打印 | 分享到:"), furniture("上一篇:某局召开会议"), furniture("疫情就是命令")
    ('word', 'start', None)
    """
    key = (fold(line) if folded is None else folded).strip()
    tight = re.sub(r"\s", "", key)
    if not tight or len(key) > 400:
        return None
    tokens = _tokens(key)
    if re.fullmatch(r"[.。…·、]+|[\d.,%]+\w?", tight):
        return None  # an omission, or a number as in the cell of a table
    if not tokens:
        return "word"
    return _by_words(key, tight, tokens) or _by_form(key, tight, tokens)


def _by_words(key: str, tight: str, tokens: list[str]) -> str | None:
    """Rules that compare the whole line with the lexicon."""
    sections = _terms()["section"]
    words, channels = _words()
    bare = re.sub(r"(?:更多|more|换一批|查看)?[:>»》.。+▼]*$", "", tight.strip("[]【】|·•■◆>»"))
    if bare in sections or re.fullmatch(r"(?:沙发|板凳|地板|[2-9]楼|[2-9]#)[:：]?", tight):
        return "section"
    if len(key) <= 200 and not _SPEAKS.search(tight) and _all_buttons(tokens, words):
        return "word"
    if ":" in tight and any(tight.startswith(term + ":") for term in sections):
        return "start"
    return (
        "channel"
        if len(key) <= 200
        and _all_buttons(tokens, words | channels)
        and not _breadcrumb(key, tokens)
        else None
    )


def _by_form(key: str, tight: str, tokens: list[str]) -> str | None:
    """Rules that look at how the line begins, or at a phrase in it."""
    prose = "。" in tight[:-1] or (tight.endswith("。") and len(tight) > 30)
    if _breadcrumb(key, tokens) or any(form.search(tight) for form in _FORMS):
        return "start"
    opened = tight.lstrip("【[(<〖『「")  # brackets that adorn a label; “ opens speech or a name
    if not (prose and len(tight) > 60):
        if opened.startswith(_terms()["start"]):
            return "site" if opened.startswith(_site_terms()) else "start"
        if any(term in tight for term in _terms()["anywhere"]):
            return "anywhere"
    bracketed = bool(re.fullmatch(r"[(\[【][^()\[\]【】]*[)\]】]", tight))
    if tight.startswith(("一", "二", "(")) and not bracketed:
        return None
    return "disclaimer" if _is_notice(tight, bracketed or len(tight) < 40) else None


def _is_notice(tight: str, alone: bool) -> bool:
    """Whether a line has a phrase of notices; `alone`: whether one phrase is enough, without
    another or a word of rights.
    """
    phrases = _notices().findall(tight)
    if not phrases or alone:
        return bool(phrases)
    return len(phrases) > 1 or bool(_rights().search(_notices().sub(" ", tight)))


@per_lists
def _site_terms() -> tuple[str, ...]:
    """The opening words that say whose site it is."""
    return tuple(
        re.sub(r"\s", "", fold(r["term"]))
        for r in read_lexicon("furniture")
        if r["match"] == "start" and r["gloss"] == "whose site"
    )


def _breadcrumb(key: str, tokens: list[str]) -> bool:
    """Whether a line is a breadcrumb: steps joined by arrows with one of the portal's words among
    them (首页 > 新闻动态 > 正文), or 首页 among short names.
    """
    words, channels = _words()
    if len(key) > 120 or "。" in key or cjk(key) < 4:
        return False
    known = sum(t in words or t in channels for t in tokens)
    if re.search(r"[>»›]", key):
        return known >= 1 and len(tokens) >= 2
    return "首页" in tokens and len(tokens) >= 3 and all(len(t) <= 10 for t in tokens)
