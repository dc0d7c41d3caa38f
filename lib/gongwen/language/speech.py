"""Direct speech and writing in a paragraph, and whose words the text says a formula is.

Speech is in quotation marks, nested ones too, or follows 说: without marks. Quotation marks around
a name, a title, a slogan or a word in inverted commas are not speech.

`attribution` is what the text says, not the actual origin of the words (for that see
formula_sources.csv). A paragraph is read as a whole, since a quotation may run over several
sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ..common.characters import (
    CLAUSE_ENDS,
    DIRECTED,
    MARKS,
    PAIRS,
    QUOTE,
    alternatives,
    fold,
)
from ..common.lists import per_lists, read_lexicon
from ..common.spans import paired
from .terms import SURNAMES, finder

# --- whose words a formula is said to be

# When, where, how and to whom: these words come between the source and the verb.
_MANNER = re.compile(
    rf"(?:,?(?:在|于|向|对|给|同|跟)[^,。;:{MARKS}]{{1,24}}?(?:上|中|时|里|内|后|前|间|期间|记者|们"
    r"|群众|职工|同志|干部|党员|队员|人员)"
    r"|,?一边|一再|再次|多次|反复|再三|特别|进一步|见人就|逢人就|曾经?|也|还|就|都|常常?"
    r"|经常|总是?|专门|郑重|及时|当场|立即|随即|主动|毅然|率先|坚定|严肃|这样|纷纷|着重"
    r"|首先|最后|[一-龥]{2}地|[笑哭含指握流]着?[一-龥]{0,2}|语重心长|斩钉截铁|激动|,)$"
)
_ADDRESSED = (
    "(?:大家|们|民警|干部|职工|党员|群众|同志|队员|人员|居民|村民|战友|同事|记者)"  # 叮嘱民警,…
)
_OWNED = re.compile("这|是|出自|来自")
_WINDOW = 160  # a source is searched for in this many characters before and after
# A source follows the last of these words: 积极响应退役军人事务局“…”的号召.
_LEAD = re.compile(
    "正如|据|按照|根据|"
    "遵照|依据|贯彻|落实|"
    "牢记|响应|践行|学习|"
    "传达|针对|谨记|发布|发出|收到|写给|借用|用|出自|来自|近日|昨天|今天|当天|当晚|随后|同时|其中"
    r"|日前|期间|为此|对此|于是|认真|坚决|深入|全面|严格|积极|我们"
    r"|[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日|^(?:要|必须|始终|时刻|而|但"
    r"|以|把|将|是)"
)


def attribution(paragraph: str, start: int, end: int) -> tuple[str, str]:
    """(credit, source) of the characters from start to end of a paragraph.

    >>> attribution("“疫情就是命令”,局长李明说。", 1, 7)
    ('named source', '局长李明')
    """
    text = fold(paragraph)
    return attribution_in(paragraph, text, quotations(text), start, end)


def attribution_in(
    paragraph: str, text: str, quoted: list[tuple[int, int]], start: int, end: int
) -> tuple[str, str]:
    """`attribution` for a paragraph whose key and quotations are already known."""
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


credit, credit_in = attribution, attribution_in  # the old names


def _around(
    quoted: list[tuple[int, int]], start: int, end: int, most: int = 4
) -> list[tuple[int, int]]:
    """The innermost quotations (in order of their starts) that contain the characters from start to
    end.
    """
    spans: list[tuple[int, int]] = []
    ended = 0  # quotations that have ended before are looked at up to a hundred
    i = bisect_left(quoted, (start, 0)) - 1
    while i >= 0 and len(spans) < most and ended <= 100:
        if end <= quoted[i][1]:
            spans.append(quoted[i])
        else:
            ended += 1
        i -= 1
    return spans


def _as_written(source: str, paragraph: str, text: str) -> str:
    at = text.find(source)
    return paragraph[at : at + len(source)] if at >= 0 else source


def quotations(text: str) -> list[tuple[int, int]]:
    """Positions of the two marks of each quotation, in order, nested ones too; a quotation that is
    never closed ends with its sentence.

    >>> quotations("他说:“记住‘疫情就是命令’。”")
    [(3, 15), (6, 13)]
    """
    spans, _, opening = paired(text)
    stops = [m.end() for m in re.finditer("[。!?]", text)] if opening else []
    for i in opening:
        n = bisect_right(stops, i)
        spans.append((i, stops[n] if n < len(stops) else len(text)))
    return sorted(spans)


# --- where a source is ----------------------------------------------------------------------------


@per_lists
def _any(kind: str) -> str:
    """The terms of a kind as a pattern, the longest first."""
    terms = [row["term"] for row in read_lexicon("attribution") if row["kind"] == kind]
    return f"(?:{alternatives(terms)})" + ("(?!书)" if kind == "verb" else "")


def verbs_of_speech() -> str:
    """A pattern for the verbs before or after which a person's own words come."""
    return f"(?:{_any('verb')}|{_any('speech')})"


def _clause_before(text: str) -> str:
    """The end of `text`, after its last stop or quotation mark."""
    return re.split(rf"[。!?;{MARKS}\n]", text)[-1]


def _speaker(text: str, tail: str) -> str:
    """The words before the last verb of speech in `text`, without manner and place; `tail` must
    match what follows the verb.
    """
    verbs = [m for m in re.finditer(_any("verb"), text) if re.fullmatch(tail, text[m.end() :])]
    who = text[: verbs[-1].start()] if verbs else ""
    while who and (shorter := re.sub(f"{_any('verb')}$", "", _MANNER.sub("", who))) != who:
        who = shorter
    return who


def _before(text: str) -> str:
    """The source that speaks before a quotation: … 说:“, or … 要求牢记“."""
    clause = _clause_before(text)
    source = _words_of(clause) or _name(
        _speaker(clause, r"(?:了|过|到|道|着)?[^,:。》]{0,12}[:,]?\s*")
    )
    return source or (
        _name(clause.rstrip(" :"), strict=True) if clause.rstrip().endswith(":") else ""
    )


def _holder(before: str, behind: str) -> str:
    """The source before a quotation that a word for its kind follows (省委“…”的要求), or the
    document that contains it (《倡议书》中的“…”).
    """
    document = re.search(rf"(《[^《》]{{1,60}}》)[^,。{MARKS}]{{0,8}}$", before)
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
    """The source after a quotation: ”,局长李明说。, or ”是老兵王海的口头禅."""
    clause = re.match(rf"[,。]?([^。!?:{MARKS}]{{1,60}})(:?)", text)
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
    """The source in the words before a verb of speech: a document, a person with a title, an organ
    or, unless `strict`, a bare name.
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


_BARE = re.compile(
    r"(?:宣誓|纸条|字条|消息|憋出一句|一句话|一句|说道|说到|说|讲道|写道|喊道|回答|答道"
    r"|坦言|感慨|笑道|告诉(?:记者|大家|我们)|表示)\s*([:,])\s*"
)
_STOP = re.compile("[。!?]")
_STOPS = tuple("。!?…")
_SPEAKER = re.compile(r"[我俺咱您你]")
_NAMED = re.compile(
    r"^的?(?:[一-龥]{0,4}?)(?:精神|号召|口号|原则|方针|要求|理念|誓言|诺言|承诺|活动|主题"
    r"|行动|作风|品质|本色|称号|荣誉|倡议|标语|横幅|工作法|机制|制度|模式|举措|措施|网|字样"
    r"|宣传|思想|信念|传统|优势|作用|态度|目标|标准|任务|责任|工程|计划|服务|队|岗|群|平台"
    r"|栏目|系列|项目|党日|大讨论|教育)"
)
_LEADER = re.compile("(?:总书记|主席|习近平|党中央)")
_WRITING = re.compile("^的?(?:重要)?(?:指示|讲话|批示|论述|嘱托|回信|话|心声|请战)")
_MEETING = re.compile(
    "(?:会议|会上|通知|"
    "方案|意见|文件|办法|"
    "规定|公告|要求|如下|"
    "是|即|有(?=:)|包括|分别|内容|名单|电话|时间|地点|来源|作者|记者|编辑)[^,。:]{0,4}:\\s*$"
)


@dataclass(frozen=True, slots=True)
class _Saying:
    """The patterns of the verbs of speech: before the words with a colon, with nothing between,
    with other words between; after them; and where an opening mark closes.
    """

    colon: re.Pattern[str]
    adjacent: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    turned: dict[str, re.Pattern[str]]


@per_lists
def _saying() -> _Saying:
    say = verbs_of_speech()
    return _Saying(
        re.compile(rf"{say}[^{CLAUSE_ENDS}{MARKS}]{{0,10}}[:,]\s*$|:\s*$"),
        # with nothing between the verb and the words
        re.compile(rf"{say}(?:了|过|到|道|着|起)?[:,]?\s*$"),
        re.compile(rf"{say}[^{CLAUSE_ENDS}{MARKS}]{{0,8}}[:,]\s*$"),
        re.compile(
            rf"^[,。]?\s*[^、{CLAUSE_ENDS}{MARKS}《》]{{0,30}}?{say}(?:道|到|着|了)?(?:[,。!?;]|$"
            rf"|[^,。]{{0,6}}[。,])"
        ),
        {
            a: re.compile(
                rf"({a}[^{a}{b}]*[,。!?…]){a}(?=[^,。!?{MARKS}]{{1,12}}?{say}(?:道|着)?[,。])"
            )
            for a, b in DIRECTED.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of a person or group: their position (without the marks), and the speaker as the text
    names them ("" if it does not).

    `epigraph`: the words open a paragraph like a heading, with the stop outside and no speaker
    (“为民服务,为国分忧”。某局…).
    """

    start: int
    end: int
    speaker: str
    epigraph: bool = False


def speeches(paragraph: str, speakers: bool = True) -> list[Speech]:
    """Direct speech in a paragraph, in order; a quotation inside another is part of it. `speakers`:
    whether to look for the speakers.

    >>> paragraphs = ("他说:“我先上。”", "罗某说:我也想出力。")
    >>> [paragraph[s.start : s.end] for paragraph in paragraphs for s in speeches(paragraph)]
    ['我先上。', '我也想出力。']
    """
    text = fold(paragraph)
    quoted = _open_marks(text) if QUOTE.search(text) else []
    spans: list[tuple[int, int]] = []
    for start, end in quoted:
        last = spans[-1][1] if spans else 0
        if start >= last and (
            _speech(text, start, end) or (spans and _goes_on(text, last, start, end))
        ):
            spans.append((start + 1, end))
    spans = sorted([*spans, *_bare(text, [(start - 1, end + 1) for start, end in spans])])
    who = [
        attribution_in(paragraph, text, quoted, a, min(a + 1, len(text)))[1] if speakers else ""
        for a, _ in spans
    ]
    return [Speech(a, b, speaker, _epigraph(text, a, b)) for (a, b), speaker in zip(spans, who)]


def _epigraph(text: str, start: int, end: int) -> bool:
    """Whether words in quotation marks open the paragraph, with the stop outside, and no speaker
    follows.
    """
    opens, inside, behind = not text[: start - 1].strip(), text[start:end], text[end + 1 :]
    closed, rest = (
        not inside.endswith(_STOPS) and behind.startswith(_STOPS),
        behind.lstrip("".join(_STOPS) + " "),
    )
    return (
        bool(opens and closed and rest)
        and not _SPEAKER.search(inside)
        and not _saying().behind.match(rest)
    )


def _goes_on(text: str, last: int, start: int, end: int) -> bool:
    """Whether a quotation directly after a speech is its second half, or the next speaker:
    “收到!”“我报名!”.
    """
    return len(text[last + 1 : start].strip(",。 ")) == 0 and text[end - 1 : end] in _STOPS


def _open_marks(text: str) -> list[tuple[int, int]]:
    """Quotations of a text, including those that open with a closing mark (”我…) or close with an
    opening one (“我先上!“李明说).
    """
    for a, b in DIRECTED.items():
        if b in text:
            text = re.sub(rf"(?<=[:说道]){b}(?=[^{b}{a}]*{b})", a, text)
        if a in text:
            text = _saying().turned[a].sub(rf"\1{b}", text)
    return quotations(text)


def _speech(text: str, start: int, end: int) -> bool:
    """Whether the words between two quotation marks are speech."""
    words, before, behind = (
        text[start + 1 : min(end, start + 200)],
        text[max(0, start - 40) : start],
        text[end + 1 : end + 45],
    )
    clause = re.split("[。!?;]", before)[-1]
    stopped, personal = text[max(start + 1, end - 1) : end] in _STOPS, bool(_SPEAKER.search(words))
    alone = not clause.strip() and (not behind.strip() or behind[0] in "。!?")
    if len(words) < 2:
        return False
    saying = _saying()
    if _NAMED.match(behind) and not (stopped and personal):
        return bool(_LEADER.search(clause[-12:]) and _WRITING.match(behind))
    if saying.colon.search(clause) and not _MEETING.search(clause):
        return len(words) >= 8 or stopped or personal or bool(saying.before.search(clause))
    if _LEADER.search(clause[-12:]) and _WRITING.match(behind):
        return len(words) >= 8
    if saying.behind.match(behind) and (stopped or words[-1] == "," or behind[0] in ",。"):
        return len(words) >= 6 or stopped or personal or (words[-1] == "," and len(words) > 2)
    if len(words) < 4 or is_formula(words):
        return personal and len(words) >= 8 and (stopped or not behind)
    if personal and len(words) >= 8:
        return stopped or alone or not behind or behind[0] in ",。!?—"
    return (
        (saying.adjacent.search(clause) is not None and len(words) >= 6)
        or (stopped and len(words) >= 8)
        or (alone and (stopped or len(words) >= 14))
    )


def is_formula(words: str) -> bool:
    """Whether the words are a watchword: terms of the lexicon cover at least half of them."""
    hits = finder(("slogan",))(words)
    return sum(hit.end - hit.start for hit in hits) * 2 >= len(re.sub(r"\W", "", words))


def _bare(text: str, marked: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Speech without marks: from 说: to the end of the sentence; after 说 only if the words contain
    我.
    """
    spans, starts, ended = [], [a for a, _ in marked], 0
    for match in _BARE.finditer(text):
        i = bisect_right(starts, match.start())
        if (
            (i and match.start() < marked[i - 1][1])
            or text[match.end() : match.end() + 1] in PAIRS
            or match.start() < ended
        ):
            continue
        stop = _STOP.search(text, match.end())
        end = stop.end() if stop else len(text)
        words = text[match.end() : min(end, match.end() + 200)]
        before = re.split("[。!?;]", text[max(0, match.start() - 20) : match.start()])[-1]
        if (
            (i < len(marked) and marked[i][0] < end)
            or not before.strip()
            or re.search(
                "(?:会议|通知|方案|可以|来|据|听|虽|也就是|不用|换句话|俗话|总的来)$", before
            )
        ):
            continue
        reported = match[1] == ":" and len(words) >= 3 and not match[0].startswith("表示")
        if reported or (
            len(words) >= 8
            and re.search("[我俺咱]", re.split("[,。]", words)[0] + words)
            and not re.match("(?:我[省市县区镇乡街州盟旗局校院处]|我们?单位)", words)
        ):
            spans.append((match.end(), end))
            ended = end
    return spans
