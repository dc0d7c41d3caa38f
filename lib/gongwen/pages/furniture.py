"""Lines that belong to the portal, not to the article: buttons, breadcrumbs, footers, lists of
other articles.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ..common.characters import DIRECTED, MARKS, alternatives, cjk, fold
from ..common.lists import per_lists, read_lexicon
from .vocabulary import within

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
_SEPARATOR = r"\s|·•/\\>»›<«_:,、，。;()（）\[\]【】{}~*+=#&!?…《》'" + MARKS
_SEPARATORS = re.compile(f"[{_SEPARATOR}-]+")
_NAMING = re.compile(f"[^0-9.{_SEPARATOR}-]")  # what neither separates words nor counts
# Speech is not buttons. A straight mark may also be left from a tag that was cut (">打印 关闭).
_SPEAKS = re.compile("[。!?" + "".join(DIRECTED) + "]")

_SHORT = 40  # a notice of so few letters needs one phrase
_ADORNED = "[]【】|·•■◆>»"  # marks around the title of a list
_MORE = ("更多", "more", "换一批", "查看")
_COUNTER = "0123456789.:"  # 评论(0), 12:30
_STEP = re.compile("[>»›]")
_COUNTED = re.compile(r"[(]?\d+条?[)]?$")  # 网友评论(3条)
_FLOOR = re.compile(r"(?:沙发|板凳|地板|[2-9]楼|[2-9]#)[:：]?")  # a forum's
_OMITTED = re.compile(r"[.。…·、]+|[\d.,%]+\w?")
_BRACKETED = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_FORMS = re.compile(
    r"(?:点击|点此|戳)(?:这里|上方|下方|下载|进入|查看|观看|收听|阅读)"
    # a digest that was cut
    r"|.{0,2}(?:内容摘要|内容提要|摘要|导读|导语|核心提示).{0,2}[:：】\]].*(?:…|\.\.).{0,8}$"
    # an attached file
    r"|.{0,60}\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|wps|et|ofd|7z|mp4|mp3)"
    r"(?:[(][\d.kmb]{1,12}[)])?(?:下载)?$"
    # the portal's clock
    r"|(?:今天|今日|现在|当前)(?:是|时间)?[:：]?.{0,6}(?:\d{4}[年/-]|星期|周[一二三四五六日])"
    r"|poweredby|gmt\+8"
)
_RESIDUE = re.compile(
    r".{0,8}https?://\S+$"
    r"|\d{1,3}/\d{1,3}$"  # a gallery
    r"|[-—]*(?:the)?end[-—]*$"
    # a script
    r"|[^\u3400-\u9fff]*(?:function ?\(|var [a-z_$]+ ?=|document\.|window\.|\$\()[^\u3400-\u9fff]*$"
    r"|[^\u3400-\u9fff]*[\"'] ?/?>$"  # the tail of a tag
    r"|--!?>|<!--|.*--!?>$|.*/enpproperty"  # what a comment of the page leaves in a dump
    r"|[(]?(?:全文|本文|正文)?共?计?\d+字[)]?$"
)


class _Lexicon:
    """The words of lexicons/furniture.csv as the rules look them up."""

    def __init__(self, terms: dict[str, list[str]], site: tuple[str, ...]):
        self.words, self.channels = frozenset(terms["word"]), frozenset(terms["channel"])
        self.names = self.words | self.channels
        # a line of names alone begins with one of these letters
        self.first = frozenset(name[0] for name in self.names)
        self.sections = frozenset(terms["section"])
        self.labels = tuple(f"{term}:" for term in self.sections)
        self.start, self.site = _one_of(alternatives(terms["start"])), site
        self.anywhere = _one_of(alternatives(terms["anywhere"]))
        # phrases of notices of rights and contact; … of a phrase is up to twelve letters
        notices = terms["disclaimer"]
        gaps = [".{0,12}?".join(map(re.escape, term.split("…"))) for term in notices if "…" in term]
        self.notices = _one_of(*gaps, alternatives(t for t in notices if "…" not in t))
        self.rights = _one_of(alternatives(terms["rights"]))


def _one_of(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of these; without any it matches nothing."""
    return re.compile("|".join(filter(None, patterns)) or "(?!)")


@per_lists
def _lexicon() -> _Lexicon:
    terms: dict[str, list[str]] = defaultdict(list)
    site = []  # the opening words that say whose site it is
    for row in read_lexicon("furniture"):
        term = re.sub(r"\s", "", fold(row["term"]))
        terms[row["match"]].append(term)
        if row["match"] == "start" and row["gloss"] == "whose site":
            site.append(term)
    return _Lexicon(terms, tuple(site))


def _tokens(key: str) -> list[str]:
    """The words of a line without counters: 评论(0) 打印 → [评论, 打印]."""
    return [t for token in _SEPARATORS.split(key) if (t := token.strip(_COUNTER))]


def _all_buttons(tokens: list[str], known: frozenset[str]) -> bool:
    """Whether all tokens are known words, also if two are glued or one is spaced out (关 闭,
    打印关闭).
    """
    return all(t in known or _glued(t, known) for t in tokens) or "".join(tokens) in known


def _glued(token: str, known: frozenset[str]) -> bool:
    """Whether a token is made of known words of two to eight letters, one after the other."""
    size = len(token)
    if not 4 <= size <= 60:
        return False
    ends = [0]  # where a row of known words ends that begins with the token
    for start in ends:
        for end in range(start + 2, min(start + 8, size) + 1):
            if token[start:end] in known and end not in ends:
                ends.append(end)
    return size in ends


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
    if not key or len(key) > 400:
        return None
    tight = "".join(key.split())
    if _OMITTED.fullmatch(tight):
        return None  # an omission, or a number as in the cell of a table
    first = _NAMING.search(key)
    if not first:
        return "word"
    lexicon = _lexicon()
    named = len(key) <= 200 and first[0] in lexicon.first
    tokens = _tokens(key) if named or "首页" in key or _STEP.search(key) else []
    return _by_words(key, tight, tokens, lexicon) or _by_form(key, tight, tokens, lexicon)


def _by_words(key: str, tight: str, tokens: list[str], lexicon: _Lexicon) -> str | None:
    """Rules that compare the whole line with the lexicon; no `tokens`: they can be no names."""
    bare = tight.strip(_ADORNED).rstrip(":>»》.。+▼")
    if bare.endswith((")", "条")) or bare[-1:].isdigit():
        bare = _COUNTED.sub("", bare)
    if bare.endswith(_MORE):
        bare = bare.removesuffix(next(word for word in _MORE if bare.endswith(word)))
    if bare in lexicon.sections or (len(tight) <= 3 and _FLOOR.fullmatch(tight)):
        return "section"
    names = bool(tokens) and len(key) <= 200 and _all_buttons(tokens, lexicon.names)
    if names and not _SPEAKS.search(tight) and _all_buttons(tokens, lexicon.words):
        return "word"
    if ":" in tight and tight.startswith(lexicon.labels):
        return "start"
    return "channel" if names and not _breadcrumb(key, tokens, lexicon) else None


def _by_form(key: str, tight: str, tokens: list[str], lexicon: _Lexicon) -> str | None:
    """Rules that look at how the line begins, or at a phrase in it."""
    if _breadcrumb(key, tokens, lexicon) or _FORMS.match(tight) or _RESIDUE.match(tight):
        return "start"
    opened = tight.lstrip("【[(<〖『「")  # brackets that adorn a label; “ opens speech or a name
    prose = "。" in tight[:-1] or (tight.endswith("。") and len(tight) > 15)
    if not (prose and len(tight) > 60) and opened.startswith(lexicon.site):
        return "site"
    if not (prose and (len(tight) > 60 or "," in tight)):
        if lexicon.start.match(opened):
            return "start"
        if lexicon.anywhere.search(tight):
            return "anywhere"
    notice = lexicon.notices.search(tight)
    bracketed = bool(notice) and bool(_BRACKETED.fullmatch(tight))
    if not notice or (tight.startswith(("一", "二", "(")) and not bracketed):
        return None
    return "disclaimer" if bracketed or _is_notice(tight, lexicon) else None


def _is_notice(tight: str, lexicon: _Lexicon) -> bool:
    """Whether a line without a speaker has a phrase of notices, and in a long line words of rights
    or another phrase beside it.
    """
    if within("speech").search(tight):
        return False
    begins = [
        found.start() for p in (lexicon.notices, lexicon.rights) if (found := p.search(tight))
    ]
    if min(begins) > max(_SHORT, len(tight) // 2):
        return False  # at the end of a text on a single line
    phrases = set(lexicon.notices.findall(tight))
    rights = set(lexicon.rights.findall(lexicon.notices.sub(" ", tight)))
    return len(tight) < _SHORT or (bool(rights) and len(phrases) + len(rights) > 1)


def _breadcrumb(key: str, tokens: list[str], lexicon: _Lexicon) -> bool:
    """Whether a line is a breadcrumb: steps joined by arrows with one of the portal's words among
    them (首页 > 新闻动态 > 正文), or 首页 among short names.
    """
    arrow = _STEP.search(key)
    if not (arrow or "首页" in tokens) or len(key) > 120 or "。" in key or cjk(key) < 4:
        return False
    if arrow:
        return len(tokens) >= 2 and any(t in lexicon.names for t in tokens)
    return len(tokens) >= 3 and all(len(t) <= 10 for t in tokens)
