"""Names of places in a text → province, prefecture, county, each with the words that show it.

The gazetteer is that of the package cpca 0.5.5 (MIT, 3,511 divisions as of 2020), read as a file. A name counts when it
stands in full (西安市), or in a short form (西安, 黔西南州) that no other division shares; short forms of one character more
are not guessed. Of two places of one name, the one whose superior the text also names is taken.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Literal

from .text import fold, package_file

Level = Literal["province", "prefecture", "county", "unit"]
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county")
# Bodies that issue accounts; a unit's name is a place (or 省/市/县 without a name) followed by one of them.
_BODY = (
    r"(?:退役军人事务|老干部|离退休干部|卫生健康|卫生|教育|民政|公安|财政|交通运输|农业农村|水利|水务|应急管理|市场监督管理|人力资源和社会保障|人社|文化和旅游|文旅|文化广电旅游体育|"
    r"住房和城乡建设|住建|发展和改革|发改|司法|统计|审计|医疗保障|医保|生态环境|自然资源|林业和草原|林业|税务|气象|体育|信访|扶贫开发|乡村振兴|商务|科技|科学技术|民族宗教|党史|档案|机关事务|城市管理|综合执法|"
    r"人民政府|政府|工信|工业和信息化|组织|宣传|统战|政法)"
)
_UNIT = re.compile(
    rf"(?:(?:中共)?(?:省|市|区|县|州|旗|盟|自治区|镇|乡|街道|委|州委|省委|市委|区委|县委|旗委|盟委)*{_BODY}"
    r"(?:事务|工作)?(?:局|厅|委员会|委|办公室|办|部|服务中心|中心|管理局|事务局)?)"
)
_SUFFIXES = "特别行政区 自治区 自治州 自治县 自治旗 林区 特区 新区 地区 矿区 省 市 区 县 旗 盟 州".split()


@dataclass(frozen=True, slots=True)
class Place:
    """A division: `name` in full, `basis` stated or inferred, `evidence` the words that show it, at start:end."""

    level: Level
    name: str
    basis: Literal["stated", "inferred"]
    evidence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a place as it stands in a text: the divisions it may mean (codes), and whether it stands in full."""

    surface: str
    start: int
    end: int
    codes: tuple[str, ...]
    full: bool


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, str]:
    """Code (six digits) → full name; 110000 a province, 610100 a prefecture, 441803 a county."""
    path = package_file("cpca", "resources/adcodes.csv")
    with path.open(encoding="utf8", newline="") as lines:
        names = {row["adcode"][:6]: row["name"] for row in csv.DictReader(lines)}
    return {code: name for code, name in sorted(names.items()) if "直辖" not in name and name != "市辖区" and "群岛" not in name}


@lru_cache(maxsize=1)
def _nations() -> re.Pattern[str]:
    names = [line.split(",")[0].strip() for line in package_file("cpca", "56_nations.csv").read_text("utf-8-sig").splitlines()]
    names = {n for n in names if n.endswith("族")} | {"蒙古", "维吾尔", "哈萨克", "柯尔克孜", "各族"}
    return re.compile("(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")+(?=自治)")


def level_of(code: str) -> Level:
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _forms(code: str, name: str) -> set[tuple[str, bool]]:
    """The forms under which a division is named: (surface, in full or with its kind of division)."""
    forms = {(name, True)}
    core = _nations().sub("", name)
    suffix = next((s for s in _SUFFIXES if core.endswith(s) and len(core) > len(s)), "")
    stem = core[: len(core) - len(suffix)]
    if core != name:  # 黔西南布依族苗族自治州 → 黔西南州, 长阳土家族自治县 → 长阳县
        forms |= {(core, True), (stem + suffix[-1:], True)}
    if len(stem) >= 2 and (level_of(code) != "county" or len(stem) >= 3):
        forms.add((stem, False))
    return {f for f in forms if len(f[0]) >= 2}


@lru_cache(maxsize=1)
def _index():
    import ahocorasick_rs

    meanings: dict[str, set[str]] = defaultdict(set)
    full: dict[str, bool] = {}
    for code, name in gazetteer().items():
        for form, complete in _forms(code, name):
            meanings[form].add(code)
            full[form] = full.get(form, False) or complete
    # A short form that is also a province's or prefecture's name means the higher division (吉林: the province).
    forms = sorted(meanings)
    table = [(form, tuple(sorted(meanings[form])), full[form]) for form in forms]
    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, table


def mentions(text: str) -> list[Mention]:
    """Names of places in `text`, left to right, the longest at each position.

    >>> [m.surface for m in mentions("西安市军休中心与延安八一敬老院")]
    ['西安市', '延安']
    """
    automaton, table = _index()
    key = fold(text)
    found = []
    for index, start, end in automaton.find_matches_as_indexes(key):
        form, codes, full = table[index]
        if not full and key[end : end + 1] in ("路", "街", "道", "人", "话", "菜"):
            continue
        found.append(Mention(text[start:end], start, end, codes, full))
    return found


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself and its superiors that the gazetteer knows, lowest first."""
    chain = (code, code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(c for c in chain if c in gazetteer()))


def _choose(mention: Mention, support: Counter[str]) -> str:
    """Of the divisions that share a name, the one whose superiors the text names most; then the highest."""
    return min(mention.codes, key=lambda c: (-sum(support[a] for a in ancestors(c)[1:]), c[2:] != "0000", c[4:] != "00", c))


def resolve(passages: Iterable[tuple[str, int, float]]) -> tuple[Place, ...]:
    """The place that the account speaks for, from passages (text, start in the page, weight), strongest first.

    A title, a site's name or a byline weighs more than a mention in the body. A level is given when at least half of the
    weight of its kind agrees; a province without its name is inferred from the places in it. Empty when nothing is said.
    """
    found = [(m, start, weight) for text, start, weight in passages for m in mentions(text)]
    plain: Counter[str] = Counter()
    for mention, _, weight in found:
        if len(mention.codes) == 1:
            for code in ancestors(mention.codes[0]):
                plain[code] += weight if mention.full else weight / 2
    votes: Counter[str] = Counter()
    where: dict[str, tuple[Mention, int]] = {}
    for mention, start, weight in found:
        code = _choose(mention, plain)
        for superior in ancestors(code):
            votes[superior] += weight if mention.full else weight / 2
        where.setdefault(code, (mention, start))
    return _descend(votes, where)


def _descend(votes: Counter[str], where: dict[str, tuple[Mention, int]]) -> tuple[Place, ...]:
    chain: list[str] = []
    total = sum(n for code, n in votes.items() if level_of(code) == "province")
    for level in LEVELS:
        below = {c: n for c, n in votes.items() if level_of(c) == level and (not chain or c.startswith(_stem(chain[-1])))}
        if not below:
            if level == "prefecture" and chain:
                continue  # counties directly under a province
            break
        best = min(below, key=lambda c: (-below[c], c))
        if below[best] < 0.5 * (votes[chain[-1]] if chain else total):
            break
        chain.append(best)
    return tuple(_place(code, where) for code in chain)


def _stem(code: str) -> str:
    return code.rstrip("0") if level_of(code) != "province" else code[:2]


def _place(code: str, where: dict[str, tuple[Mention, int]]) -> Place:
    stated = code in where
    witness = code if stated else min((c for c in where if code in ancestors(c)), key=lambda c: (where[c][1] + where[c][0].start, c))
    mention, start = where[witness]
    return Place(level_of(code), gazetteer()[code], "stated" if stated else "inferred", mention.surface, start + mention.start, start + mention.end)


_SCOPES = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "地区": "prefecture", "县": "county", "旗": "county"}


def account_places(passages: list[tuple[str, int, float]], names: list[str]) -> tuple[Place, ...]:
    """The account's province, prefecture, county and unit. `names` are telling strings (title, source, byline, site)."""
    chain = resolve(_weighted(passages))
    strong = {m for name in names for m in (c for mention in mentions(name) for c in mention.codes)}
    scope = _scope(passages)
    if scope and chain and not any(p.level == "prefecture" or p.level == "county" for p in chain if _code(p) in strong):
        chain = tuple(p for p in chain if LEVELS.index(p.level) <= LEVELS.index(scope))
    unit = _unit(passages, names, chain)
    return (*chain, unit) if unit else chain


def _code(place: Place) -> str:
    return next((code for code, name in gazetteer().items() if name == place.name and level_of(code) == place.level), "")


def _weighted(passages: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """The first paragraph says who speaks: its names count twice."""
    first = next((i for i, (_, _, weight) in enumerate(passages) if weight == 1.0), None)
    return [(text, start, weight * (2 if i == first else 1)) for i, (text, start, weight) in enumerate(passages)]


def _scope(passages: list[tuple[str, int, float]]) -> Level | None:
    """The level that the account speaks for in its own words: 全省, 我市, 全县; None where they do not say."""
    votes: Counter[Level] = Counter()
    for text, _, weight in passages:
        for match in re.finditer(r"(?:全|我|本)(省|市|州|盟|县|旗|地区)(?![\u3400-\u9fff]?[一二三]级)", fold(text)):
            votes[_SCOPES[match[1]]] += weight
    return min(votes, key=lambda level: (-votes[level], LEVELS.index(level))) if votes else None


def _unit(passages: list[tuple[str, int, float]], names: list[str], chain: tuple[Place, ...]) -> Place | None:
    """The body that speaks: a unit named in the title, source, byline or site; else the one the text names most."""
    found: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    for text, start, weight in passages:
        for surface, at in _units(text):
            found[surface] += weight * (2 if chain and chain[-1].evidence and surface.startswith(tuple(p.name for p in chain[-1:])) else 1)
            where.setdefault(surface, (start + at, start + at + len(surface)))
    if not found:
        return None
    best = min(found, key=lambda s: (-found[s], where[s]))
    return Place("unit", best, "stated", best, *where[best])


def _units(text: str) -> list[tuple[str, int]]:
    """Names of bodies in `text`: names of places with what follows them, or 省/市/县 with it; with their positions."""
    key = fold(text)
    ends = {m.end: m for m in mentions(text)}
    result = []
    for match in _UNIT.finditer(key):
        if not re.search(r"(?:局|厅|委|办|部|中心|委员会|办公室|政府)$", match[0]):
            continue
        start = match.start()
        while before := ends.get(start):
            start = before.start
        if start < match.start() or re.match(r"(?:中共)?[省市区县州旗盟自]", match[0]):
            result.append((text[start : match.end()], start))
    return result
