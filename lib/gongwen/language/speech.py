"""Direct speech and writing in a paragraph, and whose words the text says a formula is.

Speech is in quotation marks, nested ones too, or follows 说: without marks. Quotation marks around
a name, a title, a slogan or a word in inverted commas are not speech. Each quotation is read once,
with the clause before it and the clause after it (`Frame`); what is speech, whose words a formula
is, and who speaks (`claims.quotes`) follow from that.

`attribution` is what the text says, not the actual origin of the words (for that see
formula_sources.csv). A paragraph is read as a whole, since a quotation may run over several
sentences. The words are in lexicons/attribution.csv, by kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ..common.characters import (
    CLAUSE_ENDS,
    CLOSING,
    DIRECTED,
    MARKS,
    QUOTE,
    alternatives,
    clause_start,
    fold,
)
from ..common.lists import per_lists, read_lexicon
from ..common.spans import Span, paired
from .terms import SURNAMES, finder

_STOPS = tuple("。!?…")
_ENDS = ("", ",", "—", *_STOPS)  # of a sentence, a clause or the text
_REACH = 60  # a clause is read so many characters far
_SELF = re.compile("(?<![自忘])我(?![省市县区镇乡国军党局院校])|[俺咱您你]")


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


class Clause(NamedTuple):
    """A clause beside a quotation: where it begins, where its subject ends, and its verb of speech
    from `verb` to `end` (if it has none, both are where the clause ends).
    """

    start: int
    subject: int
    verb: int
    end: int

    @property
    def says(self) -> bool:
        """Whether it has a verb of speech."""
        return self.verb < self.end


@dataclass(frozen=True, slots=True)
class Frame:
    """Words (from start to end, without their marks) as they are in their sentence: the clause
    before them, the clause with a verb of speech after them, and whether a colon is before them.
    """

    start: int
    end: int
    before: Clause
    after: Clause | None
    colon: bool

    @property
    def introduced(self) -> bool:
        """Whether a verb of speech or a colon is before the words."""
        return self.colon or self.before.says

    def attributed(self, following: Frame) -> bool:
        """Whether nothing is between two quotations but the clause that says whose the first is."""
        return self.after is not None and self.after.end + 2 >= following.start - 1


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon as patterns. `verb` finds compounds too, which are no verbs of speech."""

    verb: re.Pattern[str]
    verbs: frozenset[str]
    verb_ends: frozenset[str]
    manner: re.Pattern[str]
    label: re.Pattern[str]
    thing: re.Pattern[str]


@per_lists
def _any(*kinds: str) -> str:
    """The terms of these kinds as a pattern, the longest first."""
    terms = {row["term"] for row in read_lexicon("attribution") if row["kind"] in kinds}
    return f"(?:{alternatives(terms)})" if terms else "(?!)"


def verbs_of_speech() -> str:
    """A pattern for the verbs before or after which a person's own words come, with what says how
    (接着说, 却说).
    """
    return f"(?:{_any('manner')}{{0,2}}{_any('verb', 'speech')})"


@per_lists
def _words() -> _Words:
    verbs = {
        row["term"] for row in read_lexicon("attribution") if row["kind"] in ("verb", "speech")
    }
    say = _any("verb", "speech")
    # when, where, how and to whom: these words come between the source and the verb
    manner = (
        rf"(?:,?(?:在|于|向|对|给|同(?![学事志窗桌])|跟)[^,。;:{MARKS}]{{1,24}}?(?:上|中|时|里|内|后|前|间|期间|们"
        rf"|{_any('crowd', 'role', 'calling', 'nameless')})|,?{_any('manner')}|[一-龥]{{2}}地"
        rf"|[笑哭含指握流]着?[一-龥]{{0,2}}|{say}|,)$"
    )
    return _Words(
        re.compile(_any("verb", "speech", "compound")),
        frozenset(verbs),
        frozenset(verb[-1] for verb in verbs) | frozenset(":,;—。!?…\n了过到道着起 "),
        re.compile(manner),
        re.compile(rf"的?[一-龥]{{0,4}}?{_any('label')}"),
        re.compile(
            rf"(?:{_any('thing', 'document')}|会议|大会|第[^,]{{1,5}}[条款章]"
            r"|《[^《》]*(?<![书信记])》(?:一[文书])?)[上中里内]?$"
        ),
    )


# --- quotations and their frames ------------------------------------------------------------------


def quotations(text: str) -> list[Span]:
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


# an opening mark or a closing one twice, or a closing one first
_ODD = {
    a: re.compile(f"{a}[^{a}{b}]*{a}|{b}[^{a}{b}]*{b}|^[^{a}{b}]*{b}") for a, b in DIRECTED.items()
}


def well_turned(text: str) -> str:
    """A folded text with the marks turned that open with a closing mark (”我来。”) or close with an
    opening one (“我先上!“李明说).
    """
    turned: dict[int, str] = {}
    for opens, closes in DIRECTED.items():
        if (opens in text or closes in text) and _ODD[opens].search(text):
            places = [m.start() for m in re.finditer(f"[{opens}{closes}]", text)]
            marks = _turned(text, places, opens, closes)
            turned.update(zip(places, marks))
    return "".join(turned.get(i, c) for i, c in enumerate(text)) if turned else text


def _turned(text: str, places: list[int], opens: str, closes: str) -> list[str]:
    """The marks at these places as they should be."""
    marks, depth = [text[at] for at in places], 0
    for i, at in enumerate(places):
        following, stopped = marks[i + 1 : i + 3], text[at - 1 : at] in (",", *_STOPS)
        if marks[i] == closes and not depth and following:
            # the next mark closes what this one opens, though it may be turned as well
            if following[0] == closes or (following[1:] != [closes] and not stopped):
                marks[i : i + 2] = opens, closes
        elif marks[i] == opens and depth and stopped and following[:1] != [closes]:
            marks[i] = closes
        depth = depth + 1 if marks[i] == opens else max(0, depth - 1)
    return marks


_OBJECT = re.compile(rf"[^,:。》{MARKS}]{{0,13}}[:,]?\s*")  # between the verb and the words
_REST = re.compile("[^,]{0,8}")  # after a verb that follows the words
_TAIL = re.compile(rf"[{CLOSING} ]*[,。!?]?\s*([^。!?;:\n{MARKS}]{{1,{_REACH}}})(:?)")


def read_clause(text: str, start: int, end: int, rest: re.Pattern[str] = _OBJECT) -> Clause:
    """The clause of a folded text from start to end, with the last verb of speech that only `rest`
    follows.
    """
    words, verb = _words(), (end, end)
    for match in words.verb.finditer(text, start, end):
        if match[0] in words.verbs and rest.fullmatch(text, match.end(), end):
            verb = match.span()
    if verb[0] == end:
        while end > start and text[end - 1] in " :,":
            end -= 1
        verb = (end, end)
    return Clause(start, _without_manner(text, start, verb[0]), *verb)


def _without_manner(text: str, start: int, end: int) -> int:
    """Where the words from start to end stop being the subject of a verb that comes next."""
    manner = _words().manner
    while start < end and (match := manner.search(text, start, end)):
        end = match.start()
    return end


def _before(text: str, low: int, at: int) -> Clause:
    """The clause before `at`, which begins after `low`."""
    low, last = max(low, at - 2 * _REACH), at
    while last > low and text[last - 1] in " :,":
        last -= 1
    start = max(low, clause_start(text, last, CLAUSE_ENDS + "\n", _REACH))
    return read_clause(text, start, at)


def _after(text: str, at: int) -> Clause | None:
    """The first clause with a verb of speech in the sentence after `at`; not the one that
    introduces other words.
    """
    match = _TAIL.match(text, at)
    parts = match[1].split(",") if match else []
    start, first = match.start(1) if match else at, None
    for part in parts[:-1] if match and match[2] else parts:
        clause = read_clause(text, start, start + len(part), _REST)
        if clause.says:
            first = first or clause
            if clause.subject > start:
                return clause
        start += len(part) + 1
    return first


# --- what is speech -------------------------------------------------------------------------------


def frames(text: str) -> list[Frame]:
    """The speech of a folded paragraph whose marks are well turned, in order, each with what
    stands around it; a quotation inside another is part of it.
    """
    found: list[Frame] = []
    row: list[Frame] = []  # sentences in marks without anything between, until one is speech
    quoted = quotations(text) if QUOTE.search(text) else []
    for (start, end), (next_, _) in pairwise([*quoted, (len(text), 0)]):
        low = found[-1].end + 1 if found else 0
        if start < low or _inside(text, start, end):
            continue
        if text[end : end + 1] not in CLOSING:
            if next_ < len(text):
                continue
            end = len(text)  # never closed: it goes on in the next paragraph
        frame = _frame(text, start, end, low)
        if row and not _joined(text, row[-1], frame):
            row = []
        parted = row and text[row[-1].end - 1] == ","
        if _is_speech(text, frame) or parted or (found and _goes_on(text, found[-1], frame)):
            found += [*row, frame]
            row = []
        elif text[end - 1] in (",", *_STOPS) and not is_formula(text[start + 1 : end]):
            row.append(frame)
    return sorted([*found, *_bare(text, found)], key=lambda frame: frame.start)


def _inside(text: str, start: int, end: int) -> bool:
    """Whether words between marks are part of a clause, and no verb of speech is before them."""
    return not (
        text[end - 1] in _ENDS
        or text[end + 1 : end + 2] in (*_ENDS, "的")
        or text[max(0, start - 1) : start] in _words().verb_ends
    )


def _frame(text: str, start: int, end: int, low: int) -> Frame:
    """The frame of a quotation by the positions of its marks."""
    before = _before(text, low, start)
    colon = text[max(low, start - 4) : start].rstrip().endswith(":")
    after = None if colon or before.says else _after(text, end + 1)
    # after words that do not end as a sentence does, only the clause next to them says whose
    if after and after.start > end + 2 and text[end - 1] not in _ENDS:
        after = None
    return Frame(start + 1, end, before, after, colon)


def _is_speech(text: str, frame: Frame) -> bool:
    """Whether the words between two quotation marks are speech."""
    start, end, before = frame.start, frame.end, frame.before
    size, next_ = end - start, text[end + 1 : end + 2]
    stopped = text[end - 1] in _ENDS
    sentence = stopped or bool(_SELF.search(text, start, min(end, start + 200)))
    if size < 2 or _on_thing(text, before, frame.after):
        return False
    if _words().label.match(text, end + 1) and not (stopped and next_ != "的"):
        return _of_leader(text, frame)
    if frame.colon:
        return before.says or sentence or _is_long(text, start, end)
    if before.says and (stopped or (text[start - 2] == "," and next_ in _ENDS)):
        return True
    if frame.after and (stopped or next_ in (",", "。")):
        return sentence or size >= 12
    return not is_formula(text[start:end]) and _by_itself(text, frame, sentence)


def _is_long(text: str, start: int, end: int) -> bool:
    """Whether words behind a colon that are no sentence are too many for a name, and no list."""
    return end - start >= 8 and not _LIST.search(text, max(0, start - 8), start)


def _on_thing(text: str, *clauses: Clause | None) -> bool:
    """Whether the subject of a clause is what bears words: a law, a meeting, a banner."""
    thing = _words().thing
    return any(clause and thing.search(text, clause.start, clause.subject) for clause in clauses)


def _of_leader(text: str, frame: Frame) -> bool:
    """Whether the words are what a leader is quoted for (习近平总书记“…”的重要指示)."""
    leader = _LEADER.search(text, max(0, frame.start - 13), frame.start)
    long = frame.end - frame.start >= 8
    return bool(leader and long and _WRITING.match(text, frame.end + 1))


def _by_itself(text: str, frame: Frame, sentence: bool) -> bool:
    """Whether words are speech that no colon, comma or clause after them sets off."""
    start, end, before = frame.start, frame.end, frame.before
    size, stopped = end - start, text[end - 1] in _ENDS
    over = stopped or text[end + 1 : end + 2] in _ENDS
    if before.says and not text[before.end : start - 1].strip("了过到道着起一句 "):
        return size >= 6 or (over and text[before.end - 1] in _SAY)
    opens = text[max(0, start - 2) : start - 1] in (*_ENDS, ":", ";", "\n")
    long = size >= 14 and text[end + 1 : end + 2] != ","
    return (stopped and (opens or size >= 4)) or (
        size >= 8 and opens and over and (sentence or long)
    )


_SAY = frozenset("说喊问答叫讲道")


def _joined(text: str, last: Frame, frame: Frame) -> bool:
    """Whether a quotation is the second part of the last one (“我是党员,”停了停,“也是老兵。”), or
    the next in a row (“收到!”“我报名!”).
    """
    between = text[last.end + 1 : min(frame.start - 1, last.end + 1 + _REACH)]
    parted = text[last.end - 1] == "," and between.endswith(",") and len(between) < _REACH
    stopped = parted and any(stop in between for stop in _STOPS)
    return text[frame.end - 1] in _STOPS and ((parted and not stopped) or not between.strip(",。 "))


def _goes_on(text: str, last: Frame, frame: Frame) -> bool:
    """Whether a quotation goes on with the last one, with at most who said that between them."""
    told = text[frame.start - 2] in (",", "。") and last.attributed(frame)
    return _joined(text, last, frame) or (told and text[frame.end - 1] in _STOPS)


_LIST = re.compile("(?:是|即|有|为|包括|如下|分别|如): *\\W$")
_LEADER = re.compile("(?:总书记|主席|习近平|党中央)")
_WRITING = re.compile("的?(?:重要)?(?:指示|讲话|批示|论述|嘱托|回信|话|心声|请战)")


def is_formula(words: str) -> bool:
    """Whether the words are a watchword: terms of the lexicon cover at least half of them."""
    if len(words) > 200:
        return False
    hits = finder(("slogan",))(words)
    return sum(hit.end - hit.start for hit in hits) * 2 >= len(re.sub(r"\W", "", words))


_COLON = re.compile(rf":\s*(?=[^{MARKS}\s\d])")
_STOP = re.compile("[。!?]|$")


def _bare(text: str, marked: list[Frame]) -> Iterator[Frame]:
    """Speech without marks: from 说: to the end of the sentence."""
    starts, last, end = [frame.start for frame in marked], 0, 0
    for match in _COLON.finditer(text):
        start, i = match.end(), bisect_right(starts, match.start())
        low = max(last, marked[i - 1].end + 1 if i else 0)
        if match.start() < low:
            continue
        before = _before(text, low, start)
        if not before.says or before.subject == before.start:
            continue
        if end <= start:
            end = _STOP.search(text, start).end()
        if end < start + 3 or (i < len(marked) and marked[i].start <= end):
            continue
        if not _on_thing(text, before):
            last = end
            yield Frame(start, end, before, None, True)


def speeches(paragraph: str, speakers: bool = True) -> list[Speech]:
    """Direct speech in a paragraph, in order; a quotation inside another is part of it. `speakers`:
    whether to look for the speakers.

    >>> paragraphs = ("他说:“我先上。”", "罗某说:我也想出力。")
    >>> [paragraph[s.start : s.end] for paragraph in paragraphs for s in speeches(paragraph)]
    ['我先上。', '我也想出力。']
    """
    text = fold(paragraph)
    if ":" not in text and not QUOTE.search(text):
        return []
    text = well_turned(text)
    found = frames(text)
    quoted = quotations(text) if speakers and found else []
    said = []
    for f in found:
        inside = min(f.start + 1, len(text))
        who = attribution_in(paragraph, text, quoted, f.start, inside)[1] if speakers else ""
        said.append(Speech(f.start, f.end, who, is_epigraph(text, f)))
    return said


def is_epigraph(text: str, frame: Frame) -> bool:
    """Whether words in quotation marks open the paragraph, with the stop outside, and no speaker
    follows.
    """
    outside = text[frame.end - 1] not in _STOPS and text[frame.end + 1 : frame.end + 2] in _STOPS
    return (
        outside
        and not frame.after
        and _BLANK.match(text, 0, frame.start - 1) is not None
        and text[frame.end + 1 :].strip("".join(_STOPS) + " ") != ""
        and not _SELF.search(text, frame.start, frame.end)
    )


_BLANK = re.compile(r"\s*$")


# --- whose words a formula is said to be ----------------------------------------------------------

_WINDOW = 160  # a source is searched for in this many characters before
_OWNED = re.compile("这|是|出自|来自")
_BREAK = re.compile(rf"[。!?;{MARKS}\n]")


def attribution(paragraph: str, start: int, end: int) -> tuple[str, str]:
    """(credit, source) of the characters from start to end of a paragraph.

    >>> attribution("“疫情就是命令”,局长李明说。", 1, 7)
    ('named source', '局长李明')
    """
    text = fold(paragraph)
    return attribution_in(paragraph, text, quotations(text), start, end)


def attribution_in(
    paragraph: str, text: str, quoted: list[Span], start: int, end: int
) -> tuple[str, str]:
    """`attribution` for a paragraph whose key and quotations are already known."""
    around = _around(quoted, start, end)
    source = next(filter(None, (_source(text, *span) for span in around)), "")
    if not around:
        source = _indirect(text, start)
    if source:
        at = text.find(source)
        return "named source", paragraph[at : at + len(source)] if at >= 0 else source
    return ("quotation marks" if around else "nobody"), ""


credit, credit_in = attribution, attribution_in  # the old names


def _around(quoted: list[Span], start: int, end: int, most: int = 4) -> list[Span]:
    """The innermost quotations (in order of their starts) that contain the characters from start to
    end.
    """
    spans: list[Span] = []
    ended = 0  # quotations that have ended before are looked at up to a hundred
    i = bisect_left(quoted, (start, 0)) - 1
    while i >= 0 and len(spans) < most and ended <= 100:
        if end <= quoted[i][1]:
            spans.append(quoted[i])
        else:
            ended += 1
        i -= 1
    return spans


def _source(text: str, a: int, b: int) -> str:
    """The source of what is between the marks at a and b: before it, as what holds it, or after
    it.
    """
    low = _broken(text, a)
    before, words = _before(text, low, a), text[low:a]
    source = _words_of(words) or (_name(text[low : before.subject]) if before.says else "")
    if not source and words.rstrip().endswith(":"):
        source = _name(words.rstrip(" :"), strict=True)
    behind = text[b + 1 : b + 1 + _WINDOW]
    # “疫情就是命令”主题党日 is a name
    named = text[b - 1] not in ",。!?…" and behind[:1] not in tuple(",。")
    return (
        source
        or _holder(text[max(0, a - _WINDOW) : a], behind)
        or ("" if named and not _OWNED.match(behind) else _behind(text, b + 1))
    )


def _broken(text: str, at: int) -> int:
    """Where the words before `at` begin, after the last stop or quotation mark."""
    low = max(0, at - _WINDOW)
    return max((m.end() for m in _BREAK.finditer(text, low, at)), default=low)


def _holder(before: str, behind: str) -> str:
    """The source before a quotation that a word for its kind follows (省委“…”的要求), or the
    document that contains it (《倡议书》中的“…”).
    """
    document = re.search(rf"(《[^《》]{{1,60}}》)[^,。{MARKS}]{{0,8}}$", before)
    if document:
        return document[1]
    if re.match(rf"(?:这|那)?(?:一|句)?的?[一-龥]{{0,4}}?{_any('words')}", behind):
        words = re.split(r"[,:]", before[_broken(before, len(before)) :])[-1]
        return _name(re.sub(r"(?:关于|有关|的|提出|发出|作出)+$", "", words), strict=True)
    return ""


def _behind(text: str, at: int) -> str:
    """The source after a quotation: ”,局长李明说。, or ”是老兵王海的口头禅."""
    after = _after(text, at)
    if after and (source := _name(text[after.start : after.subject])):
        return source
    clause = re.compile(rf"[,。]?([^。!?:{MARKS}]{{1,60}})(:?)").match(text, at)
    for part in clause[1].split(",") if clause and not clause[2] else ():
        owned = re.match(
            rf"(?:这[^,]{{0,3}}?|那[^,]{{0,3}}?|正?是|出自|来自){{0,3}}(?P<who>[^,]+?)(?:写"
            rf"|说|讲|喊|的|常)[^,]*?{_any('words')}",
            part,
        )
        if owned and (source := _name(owned["who"], strict=True)):
            return source
    return ""


def _indirect(text: str, at: int) -> str:
    """The source of words without quotation marks: 习近平总书记指出,生命重于泰山,疫情就是命令."""
    low = _broken(text, at)
    if source := _words_of(text[low:at]):
        return source
    clause = read_clause(text, low, at, _reported())
    who = text[low : clause.subject] if clause.says else ""
    return "" if who.endswith(("重要", "有关", "系列", "的", "工作")) else _name(who, strict=True)


@per_lists
def _reported() -> re.Pattern[str]:
    """What is between a verb and words without marks, perhaps who is addressed (叮嘱民警,…)."""
    addressed = rf"[一-龥]{{0,4}}(?:{_any('nameless', 'role', 'crowd')}|们)"
    return re.compile(rf"(?:了|过|到)?(?:(?:{addressed})?[,:][^:]{{0,24}}|[^,:]{{0,12}})")


def _words_of(clause: str) -> str:
    """The source in 用院长王芳的话说."""
    match = re.search(r"用(?P<who>[^,:。]{2,16})的话(?:来)?(?:说|讲)[,:]?[^:]{0,24}$", clause)
    return _name(match["who"], strict=True) if match else ""


def _name(words: str, strict: bool = False) -> str:
    """The source in the words before a verb of speech: a document, a person with a title, an organ
    or, unless `strict`, a bare name.
    """
    p = _names()
    document = re.findall(r"《[^《》]+》", words)
    who = p.lead.split(re.split("[,、]", words.rstrip(","))[-1].strip())[-1]
    if document and (not who or re.search(r"》[^》]{0,2}$", who)):
        return document[-1]
    if len(who) < 2 or p.nobody.search(who):
        return ""
    if p.titled.search(who):
        return who.split("的")[-1]
    if p.organ.search(who):
        return re.split("[的了等向对]", who)[-1] if re.search("[的了等向对].{2,}$", who) else who
    return who if (p.strict if strict else p.bare).fullmatch(who) else ""


class _Names(NamedTuple):
    """Patterns of a source's name."""

    lead: re.Pattern[str]
    nobody: re.Pattern[str]
    titled: re.Pattern[str]
    organ: re.Pattern[str]
    bare: re.Pattern[str]
    strict: re.Pattern[str]


@per_lists
def _names() -> _Names:
    name = rf"[{SURNAMES}](?:[一-龥]{{1,2}}|某某?)"
    number = r"[\d一二三四五六七八九十]+"
    nobody = _any("nameless", "thing", "crowd")
    patterns = (
        # a source follows the last of these words: 积极响应退役军人事务局“…”的号召
        rf"{_any('lead')}|{number}月{number}日|^(?:要|必须|始终|时刻|而|但|以|把|将|是)",
        rf"(?:^{_any('nameless', 'thing')}|{nobody}[上中里]?|们"
        "|^(?:全体|广大|各|一[位名]|有的).*)$",
        rf"{_any('title')}(?:{name}|(?:(?![的了是在等])[一-龥]){{1,3}})?$"
        rf"|(?:{_any('role')}|[员长兵]){name}$",
        rf"{_any('organ')}$|{_any('document', 'letter')}[上中里内]?$",
        rf"[一-龥]{{0,10}}{name}",
        rf"[{SURNAMES}][一-龥]{{2}}",
    )
    return _Names(*map(re.compile, patterns))
