"""Where the names of persons stand in a text: as a network tags them (`tagger`), with what it is
known to get wrong mended by the form of names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain, pairwise

from ..common.characters import CLAUSE_ENDS, alternatives
from ..common.lists import callings, per_lists, read_lexicon, words_of
from ..common.spans import Span, disjoint, overlaps
from .places import countries
from .tagger import LONGEST, persons
from .terms import ONE_LETTER_SURNAMES, SURNAMES, TWO_LETTER_SURNAMES
from .words import tagged

_PIECE = re.compile(  # a sentence; of a longer one up to a pause, if it has any
    rf"[^。!?;\n]{{0,{LONGEST}}}[。!?;\n]"
    rf"|[^。!?;\n]{{0,{LONGEST}}}[,、:)]"
    rf"|[^。!?;\n]{{1,{LONGEST}}}"
)
_DOTS = "·•‧・⋅∙."
_DOT = re.compile(rf"(?<=[一-龥]) ?[{_DOTS}] ?(?=[一-龥])")
_LETTERS, _LETTERS_BEFORE = re.compile("[一-龥]{1,10}"), re.compile("[一-龥]+$")
_HIDDEN = re.compile(  # 张某, 李××
    "[一-龥](?:某(?![市县区镇乡村省州地])[某甲乙丙丁]?|[×*x]{1,2}(?![a-z0-9]))"
)
_JOINED = re.compile("(.{2,})[和与及、](.{2,})")
_NO_NAME = re.compile(f"[{CLAUSE_ENDS}()]|^[一-龥]家[庄村湾坝沟堡屯营寨口]$")
_ITEM = re.compile("(?<![一-龥])[一-龥]{2,3}(?=[、(。;)])")
_FUNCTION = "pcudr"  # parts of speech that no given name is
_NO_NOUN = "avd"
_LAST = re.compile("(?![和与及等说])[一-龥](?=[、(。;)])")


def names_in(folded: str) -> list[Span]:
    """The names of persons in a folded text, in order."""
    pieces = [match.span() for match in _PIECE.finditer(folded)]
    pieces = [(start, end) for start, end in pieces if _may_name(folded[start:end])]
    found = persons([folded[start:end] for start, end in pieces])
    spans = [
        span
        for (start, _), tags in zip(pieces, found)
        for a, b in tags
        for span in _mended(folded, start + a, start + b)
    ]
    for pattern in (_known(), _of_parts()):
        spans += [match.span() for match in pattern.finditer(folded)]
    spans += [m.span() for m in _HIDDEN.finditer(folded) if _begins(folded, m.start())]
    spans = _longest(_with_dots(folded, _longest(spans)))
    return sorted([*_listed(folded, spans), *_titled(folded, spans)])


def read_ahead(folded: Iterable[str]) -> None:
    """Read many texts at once, which is several times as fast as one by one: `names_in` then has
    what it needs.
    """
    pieces = dict.fromkeys(match[0] for text in folded for match in _PIECE.finditer(text))
    persons([piece for piece in pieces if _may_name(piece)])


@lru_cache(maxsize=1 << 15)
def _may_name(piece: str) -> bool:
    """Whether a sentence is worth the network, which takes a hundred times as long: jieba sees or
    guesses a name in it, or it has a surname that is no part of a usual word. Half of the sentences
    of official prose are not; one name in two hundred is lost with them (docs/accuracy.md).
    """
    words = tagged(piece, ())
    return (
        any(tag.startswith("nr") for _, tag in words)
        or any(
            word in TWO_LETTER_SURNAMES
            or (
                word[:1] in ONE_LETTER_SURNAMES
                and (len(word) > 2 or (len(word) == 1 and _is_short(behind)))
            )
            for (word, _), (behind, _) in pairwise([*words, ("", "")])
        )
        or any(_is_foreign(word) for word, _ in words)
        or bool(_DOT.search(piece))
        or any(tag.startswith("nr") for _, tag in tagged(piece, (), guess=True))
    )


def _is_foreign(word: str) -> bool:
    """Whether a word is written as foreign names are, and is no country (奥巴马)."""
    return len(word) > 2 and _sounds().issuperset(word) and word not in countries()


@per_lists
def _sounds() -> frozenset[str]:
    """The letters that foreign names are written with: those that two names of countries share."""
    names = [set(name) for name in countries() if len(name) > 2]
    return frozenset(c for c, n in Counter(chain.from_iterable(names)).items() if n > 1)


def _is_short(word: str) -> bool:
    return 0 < len(word) < 3 and "一" <= word[0] <= "龥"


def _mended(folded: str, start: int, end: int) -> Iterator[Span]:
    """A name as tagged, without a title (孙明书记) or an adverb behind it (孙明|均已); two
    where 和 joins them; none where it is no name.
    """
    if joined := _JOINED.fullmatch(folded, start, end):
        yield from _mended(folded, *joined.span(1))
        yield from _mended(folded, *joined.span(2))
        return
    while start < end and not folded[start].isalnum():
        start += 1
    while start < end and not folded[end - 1].isalnum():
        end -= 1
    sizes = range(min(4, end - start - 1), 1, -1)
    end -= next((n for n in sizes if folded[end - n : end] in _titles()), 0)
    if end - start == 3 and _adverbs().match(folded, end - 1):
        end -= 1
    if not _is_no_name(folded[start:end]) and not _place_behind().match(folded, end):
        yield start, end


def _is_no_name(name: str) -> bool:
    """Whether a name as tagged is nothing but a surname with 老 or 小 (老孙, 孙老, 阿明), a
    village, a country or two (韩美), or a surname that is more often another word and a word
    that is no noun (党忠诚).
    """
    if len(name) == 3 and name[0] in _rarely_surnames():
        words = tagged(name, ())
        if len(words) == 2 and len(words[1][0]) == 2 and words[1][1][0] in _NO_NOUN:
            return True
    if len(name) == 2 and (
        (name[0] in "老小" and name[1] in ONE_LETTER_SURNAMES)
        or name[0] == "阿"
        or name[1] in "老说道"
    ):
        return True
    country = name in countries() or _letters_of_countries().issuperset(name)
    return len(name) < 2 or country or bool(_NO_NAME.search(name))


_OFFICES = ("title", "office", "role", "calling")


@per_lists
def _titles() -> frozenset[str]:
    """What stands behind a name and is no part of it."""
    return frozenset(callings(*_OFFICES, "pronoun", "kin", "family"))


@per_lists
def _adverbs() -> re.Pattern[str]:
    """An adverb and what follows it: such a letter is no given name (均已, 都在)."""
    first, then = (alternatives(words_of("name_words", kind)) for kind in ("adverb", "behind"))
    return re.compile(f"(?:{first})(?:{then})")


@per_lists
def _place_behind() -> re.Pattern[str]:
    return re.compile(alternatives(words_of("name_words", "place")))


@per_lists
def _rarely_surnames() -> frozenset[str]:
    """Surnames that are more often other words."""
    return frozenset(words_of("name_words", "surname"))


@per_lists
def _surnames() -> frozenset[str]:
    """Surnames that are hardly other words."""
    return frozenset(SURNAMES) - _rarely_surnames()


@per_lists
def public_names() -> frozenset[str]:
    """Persons of public life (lexicons/public_persons.csv)."""
    return frozenset(row["name"] for row in read_lexicon("public_persons"))


@per_lists
def _known() -> re.Pattern[str]:
    return re.compile(alternatives(public_names()))


@per_lists
def _of_parts() -> re.Pattern[str]:
    """Names made of parts of Tibetan, Mongol and Turkic names: of two (次仁|多吉), or of a long one
    (其其格), with an ending (买买提江).
    """
    rows = read_lexicon("name_parts")
    parts, ends = (
        [row["part"] for row in rows if (row["language"] == "ending") == ending]
        for ending in (False, True)
    )
    long = (part for part in parts if len(part) > 2)
    return re.compile(
        rf"(?:(?:{alternatives(parts)}){{2,}}|{alternatives(long)})(?:{alternatives(ends)})?"
        "(?![市县区旗镇乡盟州])"
    )


@per_lists
def _letters_of_countries() -> frozenset[str]:
    return frozenset(words_of("name_words", "country"))


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Of names that overlap, the longest."""
    return disjoint(spans, lambda span: (span[0] - span[1], span[0]), lambda span: span)


def _with_dots(folded: str, spans: Iterable[Span]) -> list[Span]:
    """The names, those with dots whole even where a part of them was tagged (阿不都·热合曼)."""
    until = dict(spans)  # where the name ends that begins at a place
    since = {end: start for start, end in until.items()}
    for dot in _DOT.finditer(folded):
        left, right = dot.span()
        if left not in since and right not in until:
            continue
        start = since.pop(left, None)
        if start is None:
            start = left - len(_word_before(folded, left))
        end = until.pop(right, None)
        if end is None:
            end = right + len(_word_behind(folded, right))
        until[start], since[end] = end, start
    return list(until.items())


def _begins(folded: str, start: int) -> bool:
    """Whether a word that is a surname begins at a place (not in 广西某公司)."""
    word = _word_before(folded, start + 1)
    return len(word) == 1 and word in ONE_LETTER_SURNAMES


def _listed(folded: str, spans: list[Span]) -> Iterator[Span]:
    """The names, those in a list whole (罗显铜、李明, where 罗显 was tagged), and those between two
    names of a list.
    """
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    items = {match.start(): match.end() for match in _ITEM.finditer(folded)} if spans else {}

    def beside(start: int, end: int) -> tuple[bool, bool]:
        """Whether names of the list stand before and behind an item."""
        return (
            folded[start - 1 : start] == "、" and start - 1 in ends,
            folded[end : end + 1] == "、" and end + 1 in starts,
        )

    for start, end in spans:
        items.pop(start, None)
        cut = end - start == 2 and _LAST.match(folded, end) and any(beside(start, end + 1))
        yield start, end + bool(cut)
    for start, end in items.items():
        if folded[start] in ONE_LETTER_SURNAMES and all(beside(start, end)):
            yield start, end


def _titled(folded: str, spans: list[Span]) -> Iterator[Span]:
    """Names directly behind a title that were not tagged (厅长高中立要求): three letters that are
    no word, and behind which a word begins.
    """
    for match in _behind_titles().finditer(folded):
        start = match.start("name")
        if folded[start] not in _surnames() and folded[start] not in _sounds():
            continue
        words = tagged(match["name"], ())
        first = words[0][0]
        if _is_foreign(first) and not overlaps(spans, start, start + len(first)):
            yield start, start + len(first)
            continue
        if folded[start] not in _surnames():
            continue
        ends = dict(zip(accumulate(len(word) for word, _ in words), words))
        word, tag = ends.get(3, ("", ""))
        whole = len(word) == 3 and not tag.startswith("nr")
        function = len(word) == 1 and tag[0] in _FUNCTION
        if word and not whole and not function and not overlaps(spans, start, start + 3):
            yield from _mended(folded, start, start + 3)


@per_lists
def _behind_titles() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(callings(*_OFFICES))})(?P<name>[一-龥]{{3,9}})")


def _word_before(folded: str, at: int) -> str:
    """The word that ends at a place, with names guessed."""
    letters = _LETTERS_BEFORE.search(folded, max(0, at - 10), at)
    return tagged(letters[0], (), guess=True)[-1][0] if letters else ""


def _word_behind(folded: str, at: int) -> str:
    """The word that begins at a place, with names guessed."""
    letters = _LETTERS.match(folded, at)
    return tagged(letters[0], (), guess=True)[0][0] if letters else ""
