"""Persons whom a text names: a surname and one or two characters, in a context that calls for a
name.

Such a context is a role before it (党员潘某), a title, an age or a verb of speech after it, or
another name next to it. Names without any of these are missed, since characters alone do not tell a
name from another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain

from ..common.characters import CLAUSE_ENDS, CLOSING, MARKS, OPENING, alternatives, fold
from ..common.lists import per_lists, read_lexicon, with_lists, words_of
from ..common.lists import roles as roles
from ..common.spans import overlaps, span_of
from .places import gazetteer, level_of
from .speech import verbs_of_speech
from .terms import SURNAMES
from .words import tagged, whole_word

_COMPOUND = (
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|端木|呼延|南宫|夏侯|令狐|拓跋|独孤|宇文|长孙"
)
_RARE = (
    "习仇仝尧尉岑帅干应文库廖闫闵晁桑殷浦湛牟甘皮眭祁福程符糜綦缪翁耀聪臧荆莘蔺藏虞蒙蓬行裘谌谷赖辛辜迟逄邝邬郁郗郜鄢鄭钮闻阚阳隗雍靳鞠韶骆鲍麻佀介卜寇巩巫展师扈敬曾朴"
    "栗桓楚母池洪海涂游滑潭焦熊牧狄珂甯申畅盖益盛相碧祖禹窦"
    "竺米粟索红纪练绳维缴罕耿胥舒舟艾苍英茹荀莫萨葛蒲薄蓝蔚蔡藤融衡褚西言计訾许诸谈谯豆贝贡费路车达连逯遇郄郝酆金铁银锁阎阴阿隋雒雷霍靖鞏韦韩项须顿颉颜风饶马高鱼鲜鲁鹿麦黎黑齐"
)
_SURNAMES = f"(?:{_COMPOUND}|[{SURNAMES}{_RARE}])"
_STOP = rf"[{CLAUSE_ENDS}、(){MARKS}'《》<>\s]|$"
_AFTER = (
    "同志|等|今年|自己|"
    "主动|带领|带头|立即|"
    "第一|每天|毅然|坚持|"
    "作为|表示|介绍|告诉|得知|放下|自掏|率先|积极|来到|不顾|不幸|因为|因|在|对|向|和|与|及|也|就|从"
    "|于|为|把|将|的|"
    "是|又|还|不|捐|"
    "自|说|写|家|带|"
    "到|跟|给|却|一|被|让|正|已|便|再|没|有|用|到|只|年|像|托|则|所|走|站|接|冒|摄|报道|供稿|供图|通讯|\\d"
)
_NOT = re.compile(  # words that begin like a name
    "(?:成员|项目|高度|"
    "高效|任务|任何|安全|"
    "安排|安心|平安|平时|"
    "平均|时间|时刻|万元|万余|万众|万名|金额|关键|关于|关心|关爱|方面|方式|方案|方法|方便|党员|江苏|江西|江南|江北|云南|常态|常务"
    "|严格|严防|严密|"
    "严肃|康复|康养|温暖|"
    "温度|明确|明白|华侨|"
    "广大|向社|连续|连日|连夜|连线|全体|全力|全市|全县|全区|全局|全国|全省|全面|全程|易发|车辆|车站|包括|包联|包保|解决|解释|支部|支援|支持|支队"
    "|管理|管控|管委|"
    "应急|应对|应当|来自|"
    "来源|来到|应该|简单|"
    "简易|牛奶|查验|查看|席卷|单位|单独|计划|路口|路段|金银|黄金|黄色|白衣|白天|时任|都是|都在|都有|那些|里面|阳光|高速|高校|高三|毛巾|石油|曾经|曾任|曾在"
    "|师生|师傅|关怀|"
    "关注|祝福|祝愿|辛苦|"
    "辛勤|安置|安慰|向党|"
    "向老|向一|向广|向全|维护|任组|时后|张贴|有关|有效|有序|达到|相关|相互|海外|红十|红色|银行|铁路|部分|部队|部门|部署|路上|风险|须知|达成|"
    "艾滋|计生|申请|申报|盖章|言行|谈话|祖国|益民|敬老|敬业|介绍|行动|行业|行政|来电|干部|干警|干净|应聘|福利|符合|皮肤|文明|文化|文件|文艺|"
    "文体|文字|文章|农[家庄村民业户场药资产机历]|安徽|风采|金白银|红四|阿通|贺[新年]|大包|小包|何许|都非|都能|盛赞|胡辣汤)"
)


_SURNAME = re.compile(f"{_SURNAMES}[一-龥]{{1,2}}")
_BESIDE_BEFORE = re.compile(
    f"(?:^|(?<=[、,:(和与及 ]))(?P<name>{_SURNAMES}[一-龥]{{1,2}})(?:、|和|与|及| )"
)
# share of all words; a word at least as frequent (祝福, 关怀) is not taken for a guessed name
_COMMON = 1e-6
_ADDRESS = re.compile(
    "大爷|大妈|大娘|大姐|"
    "大哥|大伯|奶奶|爷爷|阿姨|叔叔|老师|师傅|医生|女士|先生|老汉|市长|大使|教授|主任|书记"
)
# The atomic group reads each name in one way only (欧阳人 or 欧 and 阳人: both end at 、);
# otherwise a hundred names could be read in 2^100 ways.
_ROW = re.compile(
    f"(?>{_SURNAMES}[一-龥]{{1,2}}、"
    f"){{2,}}{_SURNAMES}[一-龥]{{1,2}}(?=[,。;:!?、)]|等|$|[二三四五六七八九十两]名|\\d)"
)
_ADDRESSED = re.compile(
    f"(?P<name>{_SURNAMES}[一-龥]{{2}})(?=同志|先生|女士|老人|大爷|大妈|大娘|阿姨|医生|老师)"
)
# a word of two characters at least as frequent is never a name (许多, 马上)
_PLAIN = 1e-5
_LEADER = re.compile(f"(?P<name>[{SURNAMES}{_RARE}][一-龥]{{1,2}})(?=总书记|主席|总理|委员长)")
_FUNCTION = frozenset("是在向对和与及也就从为把将的又还不说写到带跟给却被让没有等都要")
_COMPLEMENT = frozenset("好着过了完住出上下入来去")  # 戴好, 守住: a verb and how it went
_AMBIGUOUS = "包连查解单车"  # surnames that are more often verbs or things
_PREPOSITIONS = "向于"  # surnames that are more often prepositions: 向武汉, 于凌晨
# surnames that are measure words after a number (4600余名)
_MEASURES = frozenset("余万项张段支卷束米方石斗车连团双对")
_NUMERALS = frozenset("0123456789零一二两三四五六七八九十百千万亿几数")
_PLACES = frozenset("市县区镇乡村州旗省街路部局厅院校委办处室科")  # no given name ends with these
_PLACE = re.compile(
    "籍|[市县区镇乡村州旗省街路山河湖]|社区|小区|中心|集团|公司|医院|大学|学校|服务"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A named person; `role` as the text gives it next to the name ("" if it does not). Positions
    are 0-based, end exclusive.
    """

    name: str
    role: str
    start: int
    end: int


@per_lists
def _behind() -> str:
    """What can only follow a name: a title or role, an age, a verb of speech."""
    role = roles("role", "title", "calling")
    speech = (
        rf"(?:[对向跟同][^{CLAUSE_ENDS}{OPENING}]{{1,8}})?{verbs_of_speech()}[^,。]{{0,4}}"
        rf"[,:。{OPENING}]"
    )
    aged = r"(?:,|\(|今年)?(?:男|女)?,?今?年?\d{1,3}岁"
    return (
        rf"是?(?:同志|先生|女士|老人|大爷|大妈|大娘|阿姨|医生|护士|{aged}|\([一-龥]{{1,4}}族\)"
        rf"|{role}|{speech})"
    )


@per_lists
def _patterns() -> tuple[re.Pattern[str], ...]:
    behind = _behind()
    # 陈志和、… is one name: no stop can follow 和
    name = rf"(?P<name>{_SURNAMES}[一-龥][和与及从](?=[,、。;:!?])|{_SURNAMES}[一-龥]{{1,2}}?)"
    before = re.compile(
        rf"(?P<role>{roles('role', 'title', 'family', 'calling')})(?:的|、|——|[: ]{{1,2}})?"
        rf"(?:\d{{1,3}}岁的?)?{name}"
        rf"(?={_STOP}|{_AFTER}|{behind})"
    )
    alone = re.compile(rf"(?<![一-龥]){name}(?={behind})")
    beside = re.compile(
        rf"(?:、|和|与|及| )(?P<name>{_SURNAMES}[一-龥]{{1,2}}?)(?={_STOP}|{_AFTER})"
    )
    parts = "(?P<name>[一-龥]{1,6}[·•‧・][一-龥]{1,6}?)"  # 库尔班江·依明: names of other peoples
    dotted = re.compile(
        rf"(?P<role>{roles('role', 'title', 'family', 'calling')}){parts}"
        rf"(?={_STOP}|{_AFTER}|{behind})"
    )
    dotted_alone = re.compile(rf"(?:^|(?<=[{CLAUSE_ENDS}、({OPENING}])){parts}(?={behind})")
    titled = re.compile(
        rf"(?:(?P<title>{roles('title')})|{roles('role', 'calling')})(?={_SURNAMES}[一-龥]{{3}})"
    )
    return before, alone, beside, titled, dotted, dotted_alone


@with_lists
def people_in(text: str) -> list[Person]:
    """The persons that a text names, in order.

    >>> [(p.name, p.role) for p in people_in("党员潘德、李水生主动请战,李明说:“我先上!”")]
    [('潘德', '党员'), ('李水生', ''), ('李明', '')]
    """
    folded = fold(text)
    persons: dict[int, Person] = {}
    before, alone, beside, _, dotted, dotted_alone = _patterns()
    for pattern in (dotted, dotted_alone, before, alone, _LEADER):
        for match in pattern.finditer(folded):
            role = (
                folded[whole_word(folded, *match.span("role")) : match.end("role")]
                if pattern in (dotted, before)
                else ""
            )
            _add(persons, text, folded, match.span("name"), role, sure=pattern is not alone)
    for span in _guessed(text):
        _add(persons, text, folded, span)
    for span in chain(_titled(folded), _rows(folded)):
        _add(persons, text, folded, span, sure=True)
    waiting = list(persons.values())
    while waiting:  # other names may be next to a name
        person = waiting.pop()
        behind = beside.match(folded, person.end)
        ahead = next(
            (
                m
                for m in _BESIDE_BEFORE.finditer(folded, max(0, person.start - 5), person.start)
                if m.end() == person.start
            ),
            None,
        )
        for match in (behind, ahead):
            if match and _add(persons, text, folded, match.span("name"), sure=True, listed=True):
                waiting.append(persons[match.start("name")])
    return [persons[start] for start in sorted(persons)]


def _titled(folded: str) -> Iterator[tuple[int, int]]:
    """Names between a title or a role and a plain word (局长李永明深入…), of three characters if
    possible, otherwise of two; and names before 同志 or 老人.
    """
    for match in _patterns()[3].finditer(folded):
        start = match.end()
        title = match["title"] is not None
        for size in (3, 2) if not _usual(folded, start, 2) else (3,) if title else ():
            rest = start + size
            if folded[rest - 1] in _FUNCTION | _COMPLEMENT:
                continue
            goes_on = _usual(folded, rest, 2) or folded[rest + 1 : rest + 2] in tuple("着了过")
            if (
                (title and size == 3 or not _usual(folded, start, size))
                and not _usual(folded, rest - 1, 2)
                and goes_on
            ):
                yield start, rest
                break
    for match in _ADDRESSED.finditer(folded):
        start, end = match.span("name")
        if not any(
            _usual(folded, *span)
            for span in ((start, 2), (start, 3), (start + 1, 2), (start - 1, 2), (end - 1, 2))
        ):
            yield start, end


def _rows(folded: str) -> Iterator[tuple[int, int]]:
    """Three or more names in a row (刘洋、黄海涛、金晓), none of which is an ordinary word."""
    for match in _ROW.finditer(folded):
        spans = [part.span() for part in re.finditer("[^、]+", folded[match.start() : match.end()])]
        words = [
            (_usual(folded, match.start() + a, b - a), _usual(folded, match.start() + a, 2))
            for a, b in spans
        ]
        if (
            not any(whole for whole, _ in words)
            and sum(begun for _, begun in words) <= len(words) / 3
        ):
            yield from ((match.start() + a, match.start() + b) for a, b in spans)


def _usual(folded: str, start: int, size: int) -> bool:
    """Whether the `size` characters from `start` are a common word."""
    return _frequencies().get(folded[start : start + size], 0) >= _COMMON


def _word_like(name: str, sure: bool) -> bool:
    """Whether what begins with a rare surname is more likely a word: 行踪; also 红马甲, 农家乐, if
    the context does not call for a name.
    """
    if name[0] not in _RARE + _AMBIGUOUS or len(name) > 3:
        return False
    known = _frequencies()
    if len(name) == 2 or sure:
        return len(name) == 2 and known.get(name, 0) >= (_COMMON / 10 if sure else _COMMON / 100)
    return (
        known.get(name, 0) > 0
        or max(known.get(part, 0) for part in (name[:2], name[1:])) >= _COMMON
    )


@cache
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("zh")


def _guessed(text: str) -> Iterator[tuple[int, int]]:
    """Names guessed by jieba's model for unknown words: three characters that begin with a
    surname.
    """
    at = 0
    for word, tag in tagged(text, None, guess=True):
        if (
            tag.startswith("nr")
            and len(word) == 3
            and word[-1] not in _FUNCTION
            and _SURNAME.match(word)
            and _frequencies().get(word, 0) < _COMMON
            and not _made_of_words(word)
        ):
            yield at, at + len(word)
        at += len(word)


def _made_of_words(name: str, sure: bool = False) -> bool:
    """Whether three characters are more likely a word and a character (范围广, 岳阳云; 白名单) than
    a person.

    A given name may itself be a word (胜利). Then the three characters are not a name if they are a
    known word or, where the context calls for a name (`sure`), a common one (党中央强调), or if
    they begin with a surname that is more often a preposition (向武汉捐款). If the first two
    characters are a common word or a prefecture and no word has the last two, they are not a name
    either (范围广, but not 王国强).
    """
    known = _frequencies()
    if len(name) != 3 or _surname(name) == 2:
        return False
    rest = known.get(name[1:], 0)
    plain = rest >= _COMMON and not _tag(name[1:]).startswith(("nr", "ns", "nz", "t"))
    if name[:2] in _prefectures() and (plain or not rest):
        return True
    begun = known.get(name[:2], 0) >= _COMMON and not _tag(name[:2]).startswith("nr")
    if begun and not rest and (name in known or not sure):
        return True
    if name[0] in _PREPOSITIONS and rest >= _COMMON:
        return True
    return plain and known.get(name, 0) >= (_COMMON if sure else 1e-9)


def _tag(word: str) -> str:
    """The part of speech of two characters that form one word; nr if they are two words."""
    tokens = tagged(word, None)
    return tokens[0][1] if len(tokens) == 1 else "nr"


@per_lists
def _kin() -> frozenset[str]:
    """Words for relatives: 岳父, 祖父母."""
    return frozenset(row["term"] for row in read_lexicon("persons") if row["kind"] == "family")


@cache
def _prefectures() -> frozenset[str]:
    """Short names of prefectures."""
    return frozenset(
        division.short for code, division in gazetteer().items() if level_of(code) == "prefecture"
    )


def _add(
    persons: dict[int, Person],
    text: str,
    folded: str,
    span: tuple[int, int],
    role: str = "",
    sure: bool = False,
    listed: bool = False,
) -> bool:
    """Add a name, unless it looks like a word or a place, or overlaps another name.

    `sure`: the words before it call for a name; `listed`: other names are next to it (张旗、王行).
    """
    start, end = span
    if (
        _names_other(folded, start, end, listed)
        or _is_word(folded[start:end], sure, listed)
        or overlaps(map(span_of, persons.values()), start, end)
    ):
        return False
    persons[start] = Person(text[start:end], role, start, end)
    return True


def _names_other(folded: str, start: int, end: int, listed: bool) -> bool:
    """Whether an apparent name is a place, a form of address (刘大爷), part of a quoted word, a
    measure word after a number, or the beginning of a word of `_NOT`.
    """
    name = folded[start:end]
    return bool(
        (name[-1] in _PLACES and not (listed and name[-1] == "旗"))
        or _ADDRESS.match(folded, start + 1)
        or re.match("家[湾村庄坝沟堡屯营寨口]", name[1:])
        or folded.startswith(tuple(CLOSING), end)
        and re.search(f"[{OPENING}][一-龥]{{1,4}}$", folded[max(0, start - 5) : start])
        or (name[0] in _MEASURES and start and folded[start - 1] in _NUMERALS)
        or _NOT.match(folded, start)
        or _PLACE.match(folded, end)
    )


def _is_word(name: str, sure: bool, listed: bool) -> bool:
    """Whether an apparent name is an ordinary word, a prefecture or a relative."""
    return (
        _word_like(name, sure)
        or name in _prefectures()
        or name in _kin()
        or (not listed and _made_of_words(name, sure=True))
        or (len(name) == 2 and _frequencies().get(name, 0) >= _PLAIN)
    )


@dataclass(frozen=True)
class Mask:
    """Replaces the given names of these persons by ×. Call it with a text, or with a table to mask
    its text columns (not `account`).

    `pieces`: parts of these names that occur nowhere else in the corpus, so that they identify the
    person by themselves (建明 of 曹建明, which a tokenizer splits off); a single character only if
    it is a whole cell of a table. `given_names`: those that do occur elsewhere; they are masked
    only where a person speaks or is spoken of (胜利说, but not 走向胜利). A masked text keeps its
    length, so positions still fit; but words found in it are not those of the original.

    >>> Mask(("李明", "欧阳明"))("李明和欧阳明捐款")
    '李×和欧阳×捐款'
    >>> mask = Mask(("曹建明", "杨胜利"), pieces=("建明",), given_names=("胜利",))
    >>> mask("曹建明捐款,建明说,走向胜利。胜利说:“好!”")
    '曹××捐款,××说,走向胜利。××说:“好!”'
    """

    names: tuple[str, ...]
    keep: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()

    def __call__(self, content):
        if not self.names:
            return content
        if isinstance(content, str):
            return self._hidden(content)
        texts = [
            c
            for c, kind in content.dtypes.items()
            if c != "account" and kind in (object, "str", "string")
        ]
        hidden = cache(self._hidden)  # shared passages are in many rows
        return content.assign(
            **{c: content[c].map(lambda x: hidden(x) if isinstance(x, str) else x) for c in texts}
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = (piece for piece in self.pieces if len(piece) > 1)
        # the longest first: 张富清 is not 张富
        return re.compile(alternatives({*self.names, *self.keep, *pieces}))

    @cached_property
    def _mentions(self) -> re.Pattern[str] | None:
        return (
            re.compile(rf"(?<![一-龥·])(?:{alternatives(self.given_names)})(?={_behind()})")
            if self.given_names
            else None
        )

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(piece for piece in self.pieces if len(piece) == 1)

    def _hidden(self, cell):
        if not isinstance(cell, str):
            return cell
        if cell in self._letters:
            return "×"
        masked = self._pattern.sub(self._masked, cell)
        if self._mentions:
            for match in reversed(list(self._mentions.finditer(fold(masked)))):
                masked = masked[: match.start()] + "×" * len(match[0]) + masked[match.end() :]
        return masked

    def _masked(self, match: re.Match[str]) -> str:
        if match[0] in self.keep:
            return match[0]
        return _masked(match[0]) if match[0] in self.names else "×" * len(match[0])


@per_lists
def _offices() -> re.Pattern[str]:
    """An office of ministry or province rank at the end of a text, with further titles after it
    (lexicons/public_offices.csv).
    """
    office, body, title = (
        alternatives(words_of("public_offices", kind)) for kind in ("office", "body", "title")
    )
    return re.compile(
        rf"(?:^|[^市州县区旗盟])(?:{office}|(?:{body})(?:{title}))"  # of no lower place
        r"(?:[、,兼][一-龥]{2,14}){0,3}$"
    )


def _in_public_office(text: str, person: Person) -> bool:
    """Whether the text says directly before the name that the person holds such an office."""
    return bool(_offices().search(fold(text[max(0, person.start - 60) : person.start])))


def _public(named: Iterable[tuple[str, Person]]) -> set[str]:
    """Persons of public life, by the list or by the office that the text gives them."""
    listed = {row["name"] for row in read_lexicon("public_persons")}
    return listed | {person.name for text, person in named if _in_public_office(text, person)}


@per_lists
def _set_phrases() -> frozenset[str]:
    """The formulas, their wordings and the words of devices in the lists."""
    columns = {"slogans": "phrase", "wordings": "wording", "words": "word"}
    columns |= dict.fromkeys(("devices/war", "devices/loyalty", "devices/slogan"), "term")
    return frozenset(row[column] for name, column in columns.items() for row in read_lexicon(name))


@with_lists
def masker(texts: Iterable[str], show=False, bylines: Iterable[str | None] = ()) -> Mask:
    """A `Mask` for the private persons whom the texts name, at every place where their names occur;
    with `show` (True, "1", "yes") it masks nobody.

    `bylines`: authors and editors as the pages name them; those that are names of persons are
    masked too. Not masked are the names in lexicons/public_persons.csv, and persons of whom a text
    says directly before the name that they hold an office of ministry or province rank
    (lexicons/public_offices.csv). Names that `people_in` misses are not masked either: check before
    you publish.
    """
    if str(show).lower() in ("true", "1", "yes"):
        return Mask(())
    texts = list(texts)
    named = [(text, person) for text in texts for person in people_in(text)]
    public = _public(named)
    persons = {person.name for _, person in named}
    persons |= {
        word
        for line in bylines
        for word in re.findall("[一-龥]+", line or "")
        if _SURNAME.fullmatch(word)
    }
    names = {name for name in persons - public if fold(name) not in public}
    # 闻令而动 names nobody, though 闻令 may be taken for a name
    public |= {phrase for phrase in _set_phrases() if any(name in phrase for name in names)}
    pieces = _pieces(names, texts)
    given_names = {
        part
        for name in names
        for part in re.split("[·•‧・]", name[_surname(name) :] if name.isalpha() else name)
        if len(part) > 1
    }
    return Mask(*(tuple(sorted(part)) for part in (names, public, pieces, given_names - pieces)))


def _pieces(names: set[str], texts: Iterable[str]) -> set[str]:
    """Parts of names, longer than the surname, that occur in the texts only as parts of these
    names.
    """
    import ahocorasick_rs

    parts = {
        name[a:b]
        for name in names
        for a in range(len(name))
        for b in range(a + 1, len(name) + 1)
        if b > _surname(name)
    } - names
    words = sorted(names | {part for part in parts if len(part) > 1})
    if not words:
        return set()
    automaton, elsewhere = ahocorasick_rs.AhoCorasick(words), set()
    for text in texts:
        hits = [
            (words[i], a, b)
            for i, a, b in automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        inside, rest = bytearray(len(text)), 0
        for word, a, b in sorted(hits, key=lambda hit: hit[1]):
            if word in names:
                inside[a:b] = b"\1" * (b - a)
                elsewhere.update(text[rest:a])
                rest = max(rest, b)
        elsewhere.update(text[rest:])
        elsewhere.update(word for word, a, b in hits if word in parts and not all(inside[a:b]))
    return parts - elsewhere


@with_lists
def without_names(texts: Iterable[str], keep: Iterable[str] = ()) -> list[str]:
    """The texts with the given names of private persons masked, wherever they occur; `keep`: names
    that are not masked.

    >>> without_names(["党员李明说:“我先上!”", "李明捐款"])
    ['党员李×说:“我先上!”', '李×捐款']
    """
    texts = list(texts)
    mask = masker(texts)
    mask = replace(mask, names=tuple(sorted(set(mask.names) - set(keep))), keep=(*mask.keep, *keep))
    return [mask(text) for text in texts]


def _surname(name: str) -> int:
    """The length of the surname in a name."""
    return 2 if re.match(_COMPOUND, name) else 1


def _masked(name: str) -> str:
    return name[: _surname(name)] + "×" * (len(name) - _surname(name))
