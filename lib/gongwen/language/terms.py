"""Device words: all terms of editable lists, found in one pass over a sentence, except inside
longer words that are not terms.

A list is a CSV in lexicons/devices (or a table, or your own file) with term, category, gloss,
source, exceptions. Quotation marks inside a term are ignored (战“疫”), and … in a term matches up
to twelve characters of the same clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..common.characters import MARKS, fold
from ..common.files import located
from ..common.lists import LEXICONS, own_lists, per_lists, read_lexicon
from ..common.sheets import read_rows
from ..common.spans import balanced, disjoint, span_of

COLUMNS = ("term", "category", "gloss", "source", "exceptions")
GAP = 12  # … in a term matches at most this many characters
IGNORED = frozenset(MARKS + "'")  # inside a term
_PAUSE = re.compile(r"[,;:。!?、\n]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A term of a device in a text; positions are 0-based, end exclusive."""

    device: str
    category: str
    term: str
    start: int
    end: int


def without_marks(text: str) -> tuple[str, list[int] | range]:
    """`text` without quotation marks, and the position of each remaining character in `text`."""
    if IGNORED.isdisjoint(text):
        return text, range(len(text))
    at = [i for i, c in enumerate(text) if c not in IGNORED]
    return "".join(text[i] for i in at), at


def devices() -> list[str]:
    """The devices that have a list of words: those of lexicons/devices, and new ones in the folder
    of lists in use.
    """
    own = {name.removeprefix("devices/") for name in own_lists() if name.startswith("devices/")}
    return sorted({path.stem for path in (LEXICONS / "devices").glob("*.csv")} | own)


def read_terms(source) -> tuple[dict[str, str], ...]:
    """Rows of a list of terms, with all COLUMNS.

    `source`: the name of a lexicon (devices/war, discipline), the path of a CSV, a table with a
    column `term`, or the terms themselves (words, or rows). Raises ValueError where a term is
    missing or empty, FileNotFoundError where there is no such file.
    """
    if hasattr(source, "to_dict"):
        rows = source.to_dict("records")
    elif isinstance(source, (str, Path)):
        # a notebook's working folder is its own: what is not there is looked for in the project
        path = located(source)
        rows = read_rows(path) if path.suffix else read_lexicon(str(source))
    else:
        rows = [{"term": term} if isinstance(term, str) else term for term in source]
    if not rows or any(
        not isinstance(row.get("term"), str) or not row["term"].strip(" …") for row in rows
    ):
        raise ValueError("a list of terms needs a column `term` with a word in every row")
    return tuple(
        {c: row[c] if isinstance(row.get(c), str) else "" for c in COLUMNS} for row in rows
    )


class Terms:
    """A finder of the terms of several devices: call it with a folded text for the hits, longest
    first where they overlap.
    """

    def __init__(self, lists: Mapping[str, Iterable[dict[str, str]]]):
        self.heads: dict[
            str, list[tuple[str, str, str, tuple[str, ...], list[tuple[str, int]]]]
        ] = {}
        for device, rows in lists.items():
            for row in rows:
                key, _ = without_marks(fold(row["term"]))
                head, *rest = key.split("…")
                inside = [(w, i) for w in fold(row["exceptions"]).split() for i in _places(w, head)]
                self.heads.setdefault(head, []).append(
                    (device, row["category"], row["term"], tuple(rest), inside)
                )
        self.words = list(self.heads)
        self.automaton = automaton(self.words)

    def __call__(self, text: str) -> list[Hit]:
        bare, at = without_marks(text)
        by_device: dict[str, list[Hit]] = {}
        for i, start, end in self.automaton.find_matches_as_indexes(bare, overlapping=True):
            for device, category, term, rest, inside in self.heads[self.words[i]]:
                stop = _rest(bare, end, rest) if rest else end
                if stop and not any(
                    bare.startswith(word, start - shift) for word, shift in inside if start >= shift
                ):
                    span = at[start], at[stop - 1] + 1
                    if bare is text or (span := _whole(text, *span)):
                        by_device.setdefault(device, []).append(Hit(device, category, term, *span))
        return [hit for hits in by_device.values() for hit in longest(hits)]


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A term with both quotation marks of a pair (战“疫”, “疫”线); None if a quotation begins or
    ends inside it (“10分钟”内).
    """
    first, last = balanced(text, start, end)
    return (first, last) if first <= start and end <= last else None


def _places(word: str, term: str) -> list[int]:
    return [m.start() for m in re.finditer(f"(?={re.escape(term)})", word)]


def _rest(text: str, end: int, pieces: tuple[str, ...]) -> int:
    """The end of a term with … whose first piece ends at `end`; 0 if the other pieces do not follow
    in the clause.
    """
    for piece in pieces:
        at = text.find(piece, end, end + GAP + len(piece)) if piece else end
        if at < 0 or _PAUSE.search(text, end, at):
            return 0
        end = at + len(piece)
    return end


def longest(hits: list[Hit]) -> list[Hit]:
    """Hits in order, without those that overlap a longer one (of equal length: the first, then by
    the name of the device).
    """
    return disjoint(hits, lambda hit: (hit.start - hit.end, hit.start, hit.device), span_of)


@per_lists
def finder(names: tuple[str, ...] = ()) -> Terms:
    """The finder of the package's own device lists (or of those named)."""
    return Terms({name: read_terms(f"devices/{name}") for name in names or devices()})


@per_lists
def of_lexicon(name: str, column: str = "term", category: str = "") -> Terms:
    """A finder for the words of a lexicon that is not a device list: its column of words, its
    exceptions, and a column as category.
    """
    rows = read_lexicon(name)
    return Terms(
        {
            name: read_terms(
                [row | {"term": row[column], "category": row.get(category, "")} for row in rows]
            )
        }
    )


def automaton(phrases: list[str]):
    """An Aho–Corasick automaton; its hits give the number of the phrase."""
    import ahocorasick_rs

    # A complete table of states is half as fast again to run, but grows with the phrases.
    kind = ahocorasick_rs.Implementation.DFA if len(phrases) <= 5000 else None
    return ahocorasick_rs.AhoCorasick(phrases, implementation=kind, store_patterns=False)


SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉"
    "岑薛雷贺倪汤殷罗毕郝安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林钟徐邱高夏蔡田胡霍"
    "万柯卢莫房丁邓洪包石崔龚程陆翁荀甄曲封段侯宓白蒲叶黎温庄晏乔党翟谭阎易关向古游欧尚农聂辛冉于刘龙"
    "应岳牛焦饶耿桂娄敖佟佘麦隋覃滕柴瞿卓车练连解单支查辜符仇涂裴简肖管芦商仲屠燕"
)
RARE_SURNAMES = (
    "习仇仝尧尉岑帅干应文库廖闫闵晁桑殷浦湛牟甘皮眭祁福程符糜綦缪翁耀聪臧荆莘蔺藏虞蒙蓬行裘谌谷"
    "赖辛辜迟逄邝邬郁郗郜鄢鄭钮闻阚阳隗雍靳鞠韶骆鲍麻佀介卜寇巩巫展师扈敬曾朴栗桓楚母池洪海涂游"
    "滑潭焦熊牧狄珂甯申畅盖益盛相碧祖禹窦竺米粟索红纪练绳维缴罕耿胥舒舟艾苍英茹荀莫萨葛蒲薄蓝蔚"
    "蔡藤融衡褚西言计訾许诸谈谯豆贝贡费路车达连逯遇郄郝酆金铁银锁阎阴阿隋雒雷霍靖鞏韦韩项须顿颉"
    "颜风饶马高鱼鲜鲁鹿麦黎黑齐"
)
TWO_LETTER_SURNAMES = tuple(
    (
        "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 端木 呼延 南宫 夏侯 "
        "令狐 拓跋 独孤 宇文 长孙 司空 淳于 澹台 公冶 宗政 濮阳 申屠 轩辕 钟离 闾丘 "
        "鲜于 仲孙 公羊 万俟 闻人 赫连 完颜 纳兰 "
    ).split()
)
# the letters that are a surname by themselves
ONE_LETTER_SURNAMES = frozenset(SURNAMES + RARE_SURNAMES)
