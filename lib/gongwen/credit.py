"""Whose words a formula is said to be: nobody's, those of quotation marks, or those of a source
that the text names.

What is read is the text's own attribution, not where the words come from
(`lexicons/formula_sources.csv` says what is known of that). A paragraph is read as a whole, so that
a quotation may run over its sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate

import pandas as pd

from .formulas import PLACES, occurrences
from .near import PAIRS
from .text import alternatives, fold, per_lists, progress, read_lexicon

CREDITS = (*PLACES, "credit", "source")
# When, where, how and to whom something was said stands between the source and the verb.
_MANNER = re.compile(
    r"(?:,?(?:在|于|向|对|给|同|跟)[^,。;:“”]{1,24}?(?:上|中|时|里|内|后|前|间|期间|记者|们"
    r"|群众|职工|同志|干部|党员|队员|人员)"
    r"|,?一边|一再|再次|多次|反复|再三|特别|进一步|见人就|逢人就|曾经?|也|还|就|都|常常?"
    r"|经常|总是?|专门|郑重|及时|当场|立即|随即|主动|毅然|率先|坚定|严肃|这样|纷纷|着重"
    r"|首先|最后|[一-龥]{2}地|[笑哭含指握流]着?[一-龥]{0,2}|语重心长|斩钉截铁|激动|,)$"
)
_ADDRESSED = (
    "(?:大家|们|民警|干部|职工|党员|群众|同志|队员|人员|居民|村民|战友|同事|记者)"  # 叮嘱民警,…
)
_OWNED = re.compile("这|是|出自|来自")
_WINDOW = 160  # characters before and behind in which a source is looked for
# A source stands behind the last of these: 积极响应退役军人事务局“…”的号召.
_LEAD = re.compile(
    "正如|据|按照|根据|"
    "遵照|依据|贯彻|落实|"
    "牢记|响应|践行|学习|"
    "传达|针对|谨记|发布|发出|收到|写给|借用|用|出自|来自|近日|昨天|今天|当天|当晚|随后|同时|其中"
    r"|日前|期间|为此|对此|于是|认真|坚决|深入|全面|严格|积极|我们"
    r"|[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日|^(?:要|必须|始终|时刻|而|但"
    r"|以|把|将|是)"
)
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉"
    "岑薛雷贺倪汤殷罗毕郝安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林钟徐邱高夏蔡田胡霍"
    "万柯卢莫房丁邓洪包石崔龚程陆翁荀甄曲封段侯宓白蒲叶黎温庄晏乔党翟谭阎易关向古游欧尚农聂辛冉于刘龙"
    "应岳牛焦饶耿桂娄敖佟佘麦隋覃滕柴瞿卓车练连解单支查辜符仇涂裴简肖管芦商仲屠燕"
)


def credits(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Each occurrence (as in `occurrences`) with credit and source.

    `credit`: "nobody"; "quotation marks" where it stands inside some and no source is named; "named
    source" where the text says whose words they are, which `source` then names: a person, an
    office, a meeting or a document, before or behind the words (习近平总书记强调…, “…”,局长李某说,
    省委“…”的要求, 《倡议书》写道). A speaker without a name (大家, 有人) is no source.
    """
    found = occurrences(sentences, phrases)
    parts = dict(
        list(sentences.groupby(["account", "paragraph"], sort=False)[["sentence", "text"]])
    )
    rows, last, here = [], None, ("", "", [])
    shifts: dict[int, int] = {}
    for row in progress(
        found.itertuples(index=False), "reading credits", " occurrences", len(found)
    ):
        if (row.account, row.paragraph) != last:
            last = (row.account, row.paragraph)
            texts = parts[last]["text"].tolist()
            shifts = dict(zip(parts[last]["sentence"], accumulate(map(len, texts), initial=0)))
            paragraph = "".join(texts)
            text = fold(paragraph)
            here = (paragraph, text, quotations(text))
        rows.append(
            credit_in(*here, shifts[row.sentence] + row.start, shifts[row.sentence] + row.end)
        )
    return found.assign(
        **{
            name: pd.Series([row[i] for row in rows], dtype="str")
            for i, name in enumerate(("credit", "source"))
        }
    )


def credit(paragraph: str, start: int, end: int) -> tuple[str, str]:
    """(credit, source) of the characters from start to end of a paragraph.

    >>> credit("“疫情就是命令”,局长李明说。", 1, 7)
    ('named source', '局长李明')
    """
    text = fold(paragraph)
    return credit_in(paragraph, text, quotations(text), start, end)


def credit_in(
    paragraph: str, text: str, quoted: list[tuple[int, int]], start: int, end: int
) -> tuple[str, str]:
    """`credit` of a paragraph whose key and quotations are known already."""
    around = _around(quoted, start, end)
    for a, b in around:
        before, behind = text[max(0, a - _WINDOW) : a], text[b + 1 : b + 1 + _WINDOW]
        # “疫情就是命令”主题党日 is a name
        named = text[b - 1] not in ",。!?…" and behind[:1] not in tuple(",。")
        source = (
            _before(before)
            or _holder(before, behind)
            or ("" if named and not _OWNED.match(behind) else _behind(behind))
        )
        if source:
            return "named source", _as_written(source, paragraph, text)
    if around:
        return "quotation marks", ""
    source = _indirect(text[max(0, start - _WINDOW) : start])
    return ("named source", _as_written(source, paragraph, text)) if source else ("nobody", "")


def _around(
    quoted: list[tuple[int, int]], start: int, end: int, most: int = 4
) -> list[tuple[int, int]]:
    """The innermost quotations (in order of their starts) that hold the characters from start to
    end.
    """
    found: list[tuple[int, int]] = []
    ended = 0  # quotations that have ended before are looked at up to a hundred
    i = bisect_left(quoted, (start, 0)) - 1
    while i >= 0 and len(found) < most and ended <= 100:
        if end <= quoted[i][1]:
            found.append(quoted[i])
        else:
            ended += 1
        i -= 1
    return found


def _as_written(source: str, paragraph: str, text: str) -> str:
    at = text.find(source)
    return paragraph[at : at + len(source)] if at >= 0 else source


def quotations(text: str) -> list[tuple[int, int]]:
    """Positions of the two marks of each quotation in order, nested ones too; one that is never
    closed ends with its sentence.

    >>> quotations("他说:“记住‘疫情就是命令’。”")
    [(3, 15), (6, 13)]
    """
    open_at: list[int] = []
    opened: Counter[str] = Counter()  # how many quotations are open that each mark would close
    spans = []
    for i, mark in enumerate(text):
        if opened[mark]:
            while PAIRS[text[open_at[-1]]] != mark:
                opened[PAIRS[text[open_at.pop()]]] -= 1
            spans.append((open_at.pop(), i))
            opened[mark] -= 1
        elif mark in PAIRS:
            open_at.append(i)
            opened[PAIRS[mark]] += 1
    stops = [m.end() for m in re.finditer("[。!?]", text)]
    for i in open_at:
        n = bisect_right(stops, i)
        spans.append((i, stops[n] if n < len(stops) else len(text)))
    return sorted(spans)


# --- where a source stands ------------------------------------------------------------------------


@per_lists
def _any(kind: str) -> str:
    """The terms of a kind as a pattern, the longest first."""
    terms = [row["term"] for row in read_lexicon("attribution") if row["kind"] == kind]
    return f"(?:{alternatives(terms)})" + ("(?!书)" if kind == "verb" else "")


def verbs_of_speech() -> str:
    """The verbs behind or before which a person's own words stand, as a pattern."""
    return f"(?:{_any('verb')}|{_any('speech')})"


def _clause_before(text: str) -> str:
    """The end of `text` from the last stop or quotation mark on."""
    return re.split(r"[。!?;”」』“「『\n]", text)[-1]


def _speaker(text: str, tail: str) -> str:
    """What stands before the last verb of speech in `text` that `tail` can follow, without manner
    and place.
    """
    verbs = [m for m in re.finditer(_any("verb"), text) if re.fullmatch(tail, text[m.end() :])]
    who = text[: verbs[-1].start()] if verbs else ""
    while who and (shorter := re.sub(f"{_any('verb')}$", "", _MANNER.sub("", who))) != who:
        who = shorter
    return who


def _before(text: str) -> str:
    """The source that speaks before a quotation: … 说:“, or … 要求牢记“."""
    clause = _clause_before(text)
    said = _words_of(clause) or _name(
        _speaker(clause, r"(?:了|过|到|道|着)?[^,:。》]{0,12}[:,]?\s*")
    )
    return said or (
        _name(clause.rstrip(" :"), strict=True) if clause.rstrip().endswith(":") else ""
    )


def _holder(before: str, behind: str) -> str:
    """The source before a quotation whose kind follows: 省委“…”的要求; or a document that has it:
    《倡议书》中的“…”.
    """
    document = re.search(r"(《[^《》]{1,60}》)[^,。“”]{0,8}$", before)
    if document:
        return document[1]
    if re.match(rf"(?:这|那)?(?:一|句)?的?[一-龥]{{0,4}}?{_any('words')}", behind):
        return _name(
            re.sub(
                r"(?:关于|有关|的|提出|发出|作出)+$",
                "",
                re.split(r"[,:]", _clause_before(before))[-1],
            ),
            strict=True,
        )
    return ""


def _behind(text: str) -> str:
    """The source behind a quotation: ”,局长李明说。, or ”是老兵王海的口头禅."""
    clause = re.match(r"[,。]?([^。!?“”「」『』:]{1,60})(:?)", text)
    if not clause or clause[2]:
        return ""
    for verb in re.finditer(_any("verb"), clause[1]):
        if re.match(r"(?:了|过|到|道|着)?(?:,|$|[^,]{0,8}$)", clause[1][verb.end() :]):
            if source := _name(_speaker(clause[1][: verb.end()], "")):
                return source
    for part in clause[1].split(","):
        owned = re.match(
            rf"(?:这[^,]{{0,3}}?|那[^,]{{0,3}}?|正?是|出自|来自){{0,3}}(?P<who>[^,]+?)(?:写"
            rf"|说|讲|喊|的|常)[^,]*?{_any('words')}",
            part,
        )
        if owned and (source := _name(owned["who"], strict=True)):
            return source
    return ""


def _indirect(text: str) -> str:
    """The source of words without quotation marks: 习近平总书记指出,生命重于泰山,疫情就是命令."""
    clause = _clause_before(text)
    who = _words_of(clause) or _speaker(
        clause, rf"(?:了|过|到)?(?:(?:[一-龥]{{0,4}}{_ADDRESSED})?[,:][^:]{{0,24}}|[^,:]{{0,12}})"
    )
    return "" if who.endswith(("重要", "有关", "系列", "的", "工作")) else _name(who, strict=True)


def _words_of(clause: str) -> str:
    """The source in 用院长王芳的话说."""
    match = re.search(r"用(?P<who>[^,:。]{2,16})的话(?:来)?(?:说|讲)[,:]?[^:]{0,24}$", clause)
    return _name(match["who"], strict=True) if match else ""


def _name(words: str, strict: bool = False) -> str:
    """The source in the words before a verb of speech: a document, a person with a title, an organ,
    or (not strict) a bare name.
    """
    document = re.findall(r"《[^《》]+》", words)
    who = _LEAD.split(re.split("[,、]", words.rstrip(","))[-1].strip())[-1]
    if document and (not who or re.search(r"》[^》]{0,2}$", who)):
        return document[-1]
    if len(who) < 2 or re.search(
        rf"(?:^{_any('nameless')}|{_any('nameless')}[上中里]?|们|^"
        r"(?:全体|广大|各|一[位名]|有的).*)$",
        who,
    ):
        return ""
    name = rf"[{SURNAMES}](?:[一-龥]{{1,2}}|某某?)"
    if re.search(
        rf"{_any('title')}(?:{name}|(?:(?![的了是在等])[一-龥]){{1,3}})?$|(?:{_any('role')}"
        rf"|[员长兵]){name}$",
        who,
    ):
        return who.split("的")[-1]
    if re.search(rf"{_any('organ')}$|{_any('document')}[上中里内]?$", who):
        return re.split("[的了等向对]", who)[-1] if re.search("[的了等向对].{2,}$", who) else who
    bare = rf"[{SURNAMES}][一-龥]{{2}}" if strict else rf"[一-龥]{{0,10}}{name}"
    return who if re.fullmatch(bare, who) else ""
