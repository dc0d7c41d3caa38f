"""Direct speech and writing in a paragraph: in quotation marks, nested ones too, and without marks
behind 说:.

Quotation marks around a name, a title, a slogan or a word in inverted commas are no speech.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from .credit import credit_in, quotations, verbs_of_speech
from .near import PAIRS, QUOTE
from .terms import finder
from .text import fold, per_lists

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
    """The patterns of the verbs of speech: with a colon before the words, close before them, told
    before them, and behind them.
    """

    colon: re.Pattern[str]
    said: re.Pattern[str]
    told: re.Pattern[str]
    behind: re.Pattern[str]
    turned: re.Pattern[str]


@per_lists
def _saying() -> _Saying:
    say = verbs_of_speech()
    return _Saying(
        re.compile(rf"{say}[^,。;:!?“”]{{0,10}}[:,]\s*$|[:：]\s*$"),
        # with nothing between the verb and the words
        re.compile(rf"{say}(?:了|过|到|道|着|起)?[:,]?\s*$"),
        re.compile(rf"{say}[^,。;:!?“”]{{0,8}}[:,]\s*$"),
        re.compile(
            rf"^[,。]?\s*[^,、。;:!?“”《》]{{0,30}}?{say}(?:道|到|着|了)?(?:[,。!?;]|$"
            rf"|[^,。]{{0,6}}[。,])"
        ),
        re.compile(rf"(“[^“”]*[,。!?…])“(?=[^“”,。!?]{{1,12}}?{say}(?:道|着)?[,。])"),
    )


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of a person or group: where they stand (without the marks), and the speaker whom the
    text names ("" for none).

    `epigraph`: they open a paragraph like a heading, the stop outside and nobody's
    (“为民服务,为国分忧”。某局…).
    """

    start: int
    end: int
    speaker: str
    epigraph: bool = False


def speeches(paragraph: str, speakers: bool = True) -> list[Speech]:
    """Direct speech in a paragraph, in order; a quotation inside another belongs to it. `speakers`:
    find out who speaks.

    >>> said = ("他说:“我先上。”", "罗某说:我也想出力。")
    >>> [paragraph[s.start : s.end] for paragraph in said for s in speeches(paragraph)]
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
        credit_in(paragraph, text, quoted, a, min(a + 1, len(text)))[1] if speakers else ""
        for a, _ in spans
    ]
    return [Speech(a, b, speaker, _epigraph(text, a, b)) for (a, b), speaker in zip(spans, who)]


def _epigraph(text: str, start: int, end: int) -> bool:
    """Whether words between quotation marks open the paragraph, with the stop outside, and the
    paragraph goes on with nobody who said them.
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
    """Whether a quotation directly behind a speech is its second half, or the next voice:
    “收到!”“我报名!”.
    """
    return len(text[last + 1 : start].strip(",。 ")) == 0 and text[end - 1 : end] in _STOPS


def _open_marks(text: str) -> list[tuple[int, int]]:
    """Quotations of a text; one that opens with a closing mark (”我…), or closes with an opening
    one (“我先上!“李明说), too.
    """
    turned = re.sub(r"(?<=[:说道])”(?=[^”“]*”)", "“", text) if "”" in text else text
    turned = _saying().turned.sub(r"\1”", turned)
    return quotations(turned)


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
        return len(words) >= 8 or stopped or personal or bool(saying.told.search(clause))
    if _LEADER.search(clause[-12:]) and _WRITING.match(behind):
        return len(words) >= 8
    if saying.behind.match(behind) and (stopped or words[-1] == "," or behind[0] in ",。"):
        return len(words) >= 6 or stopped or personal or (words[-1] == "," and len(words) > 2)
    if len(words) < 4 or is_formula(words):
        return personal and len(words) >= 8 and (stopped or not behind)
    if personal and len(words) >= 8:
        return stopped or alone or not behind or behind[0] in ",。!?—"
    return (
        (saying.said.search(clause) is not None and len(words) >= 6)
        or (stopped and len(words) >= 8)
        or (alone and (stopped or len(words) >= 14))
    )


def is_formula(words: str) -> bool:
    """Whether the words are a watchword: terms of the lexicon make most of them."""
    hits = finder(("slogan",))(words)
    return sum(hit.end - hit.start for hit in hits) * 2 >= len(re.sub(r"\W", "", words))


def _bare(text: str, marked: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Speech without marks: behind 说: to the end of the sentence; behind 说, where somebody says
    我.
    """
    found, starts, ended = [], [a for a, _ in marked], 0
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
        told = match[1] == ":" and len(words) >= 3 and not match[0].startswith("表示")
        if told or (
            len(words) >= 8
            and re.search("[我俺咱]", re.split("[,。]", words)[0] + words)
            and not re.match("(?:我[省市县区镇乡街州盟旗局校院处]|我们?单位)", words)
        ):
            found.append((match.end(), end))
            ended = end
    return found
