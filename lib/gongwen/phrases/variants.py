"""Other wordings of a formula: where it stands within some edits, and which of them count.

A wording is near in letters and plausible: a word of its frame replaced, a slot filled anew, or an
echo. What is searched for is a `Formula`; `in_text` finds its wordings in one sentence and says how
each differs. Positions of a `Line` count in its key (`characters.key`), and `Line.at` leads them to
the text; positions in a table count in the sentence's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import pandas as pd

from ..common.characters import LETTER, PAIRS, fold, key, whole
from ..common.columns import columns, rows_of, typed
from ..common.files import progress
from ..common.lists import read_lexicon, with_lists, words_of
from ..common.spans import disjoint
from ..language.words import tagged

_PAUSE = re.compile(r"[,;:。!?、…\n.—]")  # a clause ends here (of a folded text)
_MARK = re.compile(r"[“”‘’「」『』\"《》()【】]")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and its key: positions in `letters` are the key's, `at` leads them to the text."""

    text: str
    letters: str
    at: list[int]

    @classmethod
    def of(cls, text: str) -> Line:
        return cls(text, *key(text))

    def gap(self, n: int) -> str:
        """What stands between the letters n - 1 and n, folded; the ends of the sentence are line
        ends.
        """
        first = self.at[n - 1] + 1 if n else 0
        return fold(self.text[first : self.at[n]]) if n < len(self.at) else "\n"

    def pause(self, n: int) -> bool:
        return n == 0 or bool(_PAUSE.search(self.gap(n)))

    def edge(self, n: int) -> bool:
        """A pause, or a quotation mark or bracket, between the letters n - 1 and n."""
        return self.pause(n) or bool(_MARK.search(self.gap(n)))


def distance(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(a, b)


class Matcher:
    """All places where one of `phrases` stands in a text with at most as many edits as `limits`
    allow for it.

    By pigeonhole: of k + 1 pieces of a phrase one must stand unchanged, and Aho–Corasick finds the
    pieces of all phrases in one pass; what stands around a piece is then compared with the rest of
    its phrase. Nothing within the limit is missed.
    """

    def __init__(self, phrases: Iterable[str], limits: Iterable[int]):
        import ahocorasick_rs

        self.phrases, self.limits = list(phrases), list(limits)
        places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for i, (phrase, limit) in enumerate(zip(self.phrases, self.limits)):
            if not 0 <= limit < len(phrase):
                raise ValueError(
                    f"max_edits is 0 or more and less than the {len(phrase)} letters of "
                    f"{phrase!r}: {limit}"
                )
            cuts = [len(phrase) * j // (limit + 1) for j in range(limit + 2)]
            for a, b in zip(cuts, cuts[1:]):
                places[phrase[a:b]].append((i, a, b))
        self._places = list(places.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(places), store_patterns=False)

    def __call__(self, text: str) -> list[tuple[int, int, int, int]]:
        """(phrase, start, end, edits), no two of one phrase overlapping: none before some edits,
        then the longest, then the first.
        """
        found: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        for piece, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for i, a, b in self._places[piece]:
                phrase, limit = self.phrases[i], self.limits[i]
                behind = _reach(phrase[b:], text, end, limit, 1)
                ahead = _reach(phrase[:a], text, start, limit, -1) if behind else ()
                for left, d in ahead:
                    for right, e in behind:
                        if d + e <= limit and d + e < found[i].get((left, right), limit + 1):
                            found[i][left, right] = d + e
        return [
            (i, *hit)
            for i in sorted(found)
            for hit in best([(*span, edits) for span, edits in found[i].items()])
        ]


def _reach(rest: str, text: str, at: int, limit: int, way: int) -> list[tuple[int, int]]:
    """How far from `at` a stretch of `text` reaches (way 1 or -1) that is within `limit` edits of
    `rest`: [(position, edits)].
    """
    from rapidfuzz.distance import Levenshtein

    room = len(text) - at if way > 0 else at
    reached = []
    for size in range(max(0, len(rest) - limit), min(len(rest) + limit, room) + 1 if rest else 1):
        window = text[at : at + size] if way > 0 else text[at - size : at]
        edits = Levenshtein.distance(rest, window, score_cutoff=limit)
        if edits <= limit:
            reached.append((at + way * size, edits))
    return reached


def best(hits: list[tuple]) -> list[tuple]:
    """Of overlapping hits (start, end, edits[, how]) first those without edits, then named ones,
    fewest edits, longest, first.
    """
    return disjoint(
        hits, lambda h: (h[2] > 0, h[3:] == ("",), h[2], h[0] - h[1], h[0]), itemgetter(0, 1)
    )


# --- what counts as another wording of a formula

_STOP = re.compile(r"[。!?…\n]")
_OPEN, _CLOSE = "".join(PAIRS) + "〝﹁", "".join(PAIRS.values()) + "〞﹂"
# pronouns, adverbs, measure words … (and particles, u…) fill no slot
_EMPTY = frozenset(("r", "c", "p", "d", "ad", "a", "y", "q"))


def _words(*kinds: str) -> tuple[str, ...]:
    """Words of lexicons/wording_words.csv, read when they are used: a folder may have its own."""
    return words_of("wording_words", *kinds)


def _is_shorthand(letters: str) -> bool:
    """Whether a number and a counted word begin the letters (四个意识): a name, of which another
    number or content is another name, not another wording.
    """
    numbers = _words("digit", "number", "amount")
    end = next((i for i, c in enumerate(letters) if not (c.isdecimal() or c in numbers)), 0)
    return end > 0 and letters.startswith(_words("counted"), end)


# --- formulas with slots and echoes ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """A frame with one word open: letters before, the word, the words listed for it (none: any),
    letters after.

    A frame that is written with quotation marks inside (战“疫”) needs some: 抗“疫” has the pun,
    抗疫 is an ordinary word.
    """

    before: str
    word: str
    listed: tuple[str, ...]
    behind: str
    marked: bool


@dataclass(frozen=True)
class Formula:
    """A formula as given, its key and where in it a pause stands, the edits allowed, its slots,
    echoes, and longer words; `outside`: how many characters of it, such as quotation marks, stand
    before its first letter and after its last.
    """

    phrase: str
    key: str
    pauses: frozenset[int]
    limit: int
    slots: tuple[Slot, ...]
    echoes: tuple[str, ...]
    not_in: tuple[str, ...]
    outside: tuple[int, int] = (0, 0)


def formula(phrase: str, max_edits: int | None = None) -> Formula:
    """What is looked for: `phrase`, its slots in braces if it has them, and its rows of
    lexicons/wordings.csv.

    `max_edits`: None for a quarter of the key's length, and none at all for numeral shorthand
    (四个意识), which is a name. Raises ValueError for a phrase without letters and for too many
    edits.

    >>> formula("{灾情|疫情}就是命令").slots[0].listed
    ('灾情', '疫情')
    """
    plain = re.sub(r"\{([^{}|]*)[^{}]*\}", r"\1", phrase)
    letters = key(plain)[0]
    if not letters:
        raise ValueError(f"no letter in the phrase {phrase!r}: give a formula such as 疫情就是命令")
    rows = [row for row in read_lexicon("wordings") if key(row["phrase"])[0] == letters]
    for row in rows:
        if row["kind"] not in ("slot", "echo", "not") or not key(row["wording"])[0]:
            raise ValueError(
                f"wordings.csv: a row has a wording, and its kind is slot, echo or not: {dict(row)}"
            )
    slots = [row["wording"] for row in rows if row["kind"] == "slot"] + (
        [phrase] if "{" in phrase else []
    )
    limit = max_edits
    if limit is None:
        limit = 0 if _is_shorthand(letters) else len(letters) // 4
    if not 0 <= limit < len(letters):
        raise ValueError(
            f"max_edits is 0 or more and less than the {len(letters)} "
            f"letters of {plain}: {max_edits}"
        )
    echoes = tuple(key(row["wording"])[0] for row in rows if row["kind"] == "echo")
    not_in = tuple(key(row["wording"])[0] for row in rows if row["kind"] == "not")
    line = Line(plain, letters, key(plain)[1])
    pauses = frozenset(n for n in range(1, len(letters)) if line.pause(n))
    outside = (line.at[0], len(plain) - line.at[-1] - 1)
    return Formula(
        plain, letters, pauses, limit, tuple(_slot(text) for text in slots), echoes, not_in, outside
    )


def _slot(text: str) -> Slot:
    match = re.fullmatch(r"([^{}]*)\{([^{}]+)\}([^{}]*)", text)
    if not match:
        raise ValueError(
            f"a wording with a slot has one pair of braces, such as {{疫情}}就是命令: {text!r}"
        )
    words = [key(word)[0] for word in match[2].split("|")]
    return Slot(
        key(match[1])[0],
        words[0],
        tuple(words) if len(words) > 1 else (),
        key(match[3])[0],
        any(c in _OPEN for c in text),
    )


def in_text(
    text: str, formulas: list[Formula], matcher: Matcher
) -> list[tuple[str, int, int, int, str]]:
    """Wordings of the formulas in one sentence, the matcher made of their keys and limits: (phrase,
    start, end, edits, how).
    """
    line = Line.of(text)
    found: dict[int, list[tuple]] = defaultdict(list)
    for i, start, end, edits in matcher(line.letters):
        if _plausible(formulas[i], line, start, end, edits):
            found[i].append((start, end, edits, ""))
        elif not edits:  # 守守 in 守)守守: it begins again inside a stretch that is not a wording
            again = [
                n for n in range(start + 1, end) if line.letters.startswith(formulas[i].key, n)
            ]
            found[i] += [
                (n, n + end - start, 0, "")
                for n in again
                if _to_the_letter(formulas[i], line, n, n + end - start)
            ]
    rows = []
    for i, f in enumerate(formulas):
        echoes = [
            (*m.span(), "echo")
            for echo in f.echoes
            for m in re.finditer(re.escape(echo), line.letters)
        ]
        for start, end, how in [*_replaced(f, line), *echoes]:
            if _plausible(f, line, start, end, 0) and not (
                len(f.key) > 4 and _runs_over(line, line.at[start], line.at[end - 1] + 1)
            ):
                found[i].append((start, end, distance(f.key, line.letters[start:end]), how))
        for start, end, edits, how in best(found[i]):
            if not _inside(line.letters, start, end, f.not_in):
                a, b = _surface(f, line, start, end)
                rows.append(
                    (f.phrase, a, b, edits, _how(f, text[a:b], line.letters[start:end], edits, how))
                )
    return rows


def _inside(letters: str, start: int, end: int, longer: tuple[str, ...]) -> bool:
    """Whether the stretch stands inside one of the `longer` words."""
    spans = (
        (first, first + len(word))
        for word in longer
        for first in range(max(0, end - len(word)), start + 1)
    )
    return any(letters[a:b] in longer for a, b in spans)


def _plausible(f: Formula, line: Line, start: int, end: int, edits: int) -> bool:
    """Whether a match of the key is a wording, and no chance likeness; the formula to the letter
    always is.

    Not across a full stop, nor across another pause unless the formula has one there, or three
    letters stand on both sides (two beside a 、), or it is all of the formula between two pauses.
    Not where a word of the dictionary runs over its edge (实战|疫苗, 就是责任|人). Never with a
    negation or a number put in, left out or replaced (疫情不是命令, 第二时间), nor with the first
    or last two letters gone, which is a part of the formula. Up to four letters: with a letter
    added or left out only beside a pause (not 联防控 in 包联防控), and no ordinary word.
    """
    if _to_the_letter(f, line, start, end):
        return True
    if _parted(f, line, start, end, edits):
        return False
    letters = line.letters[start:end]
    if edits and (_negations(f.key) != _negations(letters) or _cut_off(f.key, letters)):
        return False
    first, last = line.at[start], line.at[end - 1] + 1
    if _runs_over(line, first, last) and (edits or len(f.key) < 5):
        return False
    if len(f.key) > 4 or not edits:
        return True
    ordinary = _tags(line.text)[first][:2] == (first, last)
    return not ordinary and (end - start == len(f.key) or line.edge(start) or line.edge(end))


def _parted(f: Formula, line: Line, start: int, end: int, edits: int) -> bool:
    """Whether the match runs over a pause that it may not: see `_plausible`."""
    pauses = [n for n in range(start + 1, end) if line.pause(n) and n - start not in f.pauses]
    if not pauses:
        return False
    gaps = "".join(map(line.gap, pauses))
    if _STOP.search(gaps):
        return True
    if not edits and line.edge(start) and line.edge(end):
        return False
    edges = [start, *pauses, end]
    return min(b - a for a, b in zip(edges, edges[1:])) < (2 if gaps.strip() == "、" else 3)


def _to_the_letter(f: Formula, line: Line, start: int, end: int) -> bool:
    """Whether the formula stands there as it was given, with the marks around it."""
    first, last = line.at[start] - f.outside[0], line.at[end - 1] + 1 + f.outside[1]
    return first >= 0 and line.text[first:last] == f.phrase


def _runs_over(line: Line, start: int, end: int) -> bool:
    """Whether a dictionary's word begins outside and ends inside, or the other way round; a
    compound (堡垒|作用) does not count.
    """
    words = _tags(line.text)
    (a, b, _), (c, d, _) = words[start], words[end - 1]
    return a < start < b and start - a < 2 or c < end < d and d - end < 2


def _cut_off(old: str, new: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    changed = [(a, b) for tag, a, b, _, _ in Levenshtein.opcodes(old, new) if tag != "equal"]
    return any(b - a > 1 and (a == 0 or b == len(old)) for a, b in changed)


def _negations(letters: str) -> list[str]:
    """The negations and numbers among the letters, which every wording of a formula has alike."""
    turning = _words("negation", "digit", "number")
    return sorted(c for c in letters if c in turning)


# --- a word of the frame replaced -----------------------------------------------------------------


def _replaced(f: Formula, line: Line) -> Iterator[tuple[int, int, str]]:
    """Stretches that are the formula with another word in one of its slots: (start, end, how)."""
    for slot in f.slots:
        for start, end in _listed(slot, line) if slot.listed else _open(slot, line):
            word = line.letters[start + len(slot.before) : end - len(slot.behind)]
            marked = any(c in _OPEN for n in range(start + 1, end) for c in line.gap(n))
            if word != slot.word and (marked or not slot.marked):
                yield start, end, f"slot {slot.word}→{word}"


def _listed(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    for word in slot.listed:
        yield from (
            m.span() for m in re.finditer(re.escape(slot.before + word + slot.behind), line.letters)
        )


def _open(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    """The frame with one noun in its slot, or with a clause of about the slot's length that says
    something.
    """
    size = len(slot.word)
    low, high = max(2, size - max(1, size // 3)), size + max(2, size // 3)
    for match in re.finditer(re.escape(slot.before or slot.behind), line.letters):
        for width in range(low, high + 1):
            start, end = (
                (match.start(), match.end() + width)
                if slot.before
                else (match.start() - width, match.end())
            )
            first, last = (match.end(), end) if slot.before else (start, match.start())
            if (
                start < 0
                or end > len(line.letters)
                or any(line.pause(n) for n in range(first + 1, last))
            ):
                continue
            if slot.before and slot.behind and not line.letters.startswith(slot.behind, last):
                continue
            if _fills(slot, line, first, last):
                yield start, last + len(slot.behind) if slot.before else end


def _fills(slot: Slot, line: Line, first: int, last: int) -> bool:
    """Whether the letters fill an open slot: one noun, or words up to a pause on the open side that
    are not grammar alone.
    """
    a, b = line.at[first], line.at[last - 1] + 1
    words = [word for word in dict.fromkeys(_tags(line.text)[a:b]) if word[2] != "x"]
    empty = _EMPTY if slot.before else _EMPTY - {"a"}  # 健康重于泰山, but not 疫情就是可怕
    if (
        not words
        or words[0][0] < a
        or words[-1][1] > b
        or any(tag in empty or tag[0] == "u" for _, _, tag in words)
    ):
        return False
    led = bool(slot.before) or line.edge(first) or line.letters[:first].endswith(_words("lead"))
    noun = len(words) == 1 and words[0][2].startswith(("n", "vn"))
    return led and (
        bool(slot.behind)
        or line.edge(last)
        or (noun and line.letters.startswith(_words("of"), last))
    )


@lru_cache(maxsize=64)
def _tags(text: str) -> tuple[tuple[int, int, str], ...]:
    """For each character of a sentence its word: start, end, part of speech (jieba's, without its
    guesses at unknown words).
    """
    words, at = [], 0
    for word, tag in tagged(text):
        words += [(at, at + len(word), tag)] * len(word)
        at += len(word)
    return tuple(words)


# --- what was found, as it stands -----------------------------------------------------------------


def _surface(f: Formula, line: Line, start: int, end: int) -> tuple[int, int]:
    """Positions in the text, with the other mark of a quotation that begins or ends inside
    (战“疫”).

    Both enclosing marks belong to it where the formula is given with marks (“战疫” for 战“疫”).
    """
    text, a, b = line.text, line.at[start], line.at[end - 1] + 1
    ahead, behind = text[a - 1 : a], text[b : b + 1]
    opened, closed = ([c for c in text[a:b] if c in marks] for marks in (_OPEN, _CLOSE))
    straight = text[a:b].count('"') % 2 == 1
    if behind and (
        behind == '"'
        if straight
        else len(opened) > len(closed) and _CLOSE[_OPEN.index(opened[-1])] == behind
    ):
        return a, b + 1
    if ahead and (
        ahead == '"'
        if straight
        else len(closed) > len(opened) and _OPEN[_CLOSE.index(closed[0])] == ahead
    ):
        return a - 1, b
    pair = bool(ahead) and ahead in _OPEN and behind == _CLOSE[_OPEN.index(ahead)]
    return (a - 1, b + 1) if pair and any(c in _OPEN for c in f.phrase) else (a, b)


def _how(f: Formula, surface: str, letters: str, edits: int, label: str) -> str:
    """How the wording differs from the formula, in a few words."""
    if label:
        return label
    if edits:
        return _edits(f.key, letters)
    if surface == f.phrase:
        return "as written"
    marks = _marks(surface) != _marks(f.phrase)
    script = [c for c in surface if LETTER.match(c)] != [c for c in f.phrase if LETTER.match(c)]
    return ", ".join(name for name, differs in (("marks", marks), ("script", script)) if differs)


def _marks(text: str) -> list[tuple[int, str]]:
    """The marks of a text, and after how many letters each stands."""
    return [(len(key(text[:i])[0]), c) for i, c in enumerate(text) if not LETTER.match(c)]


def _edits(old: str, new: str) -> str:
    """命→号 for letters replaced, +即 for letters added, −有 for letters left out."""
    from rapidfuzz.distance import Levenshtein

    parts = []
    for tag, a, b, c, d in Levenshtein.opcodes(old, new):
        if tag != "equal":
            parts.append(
                {
                    "replace": f"{old[a:b]}→{new[c:d]}",
                    "insert": f"+{new[c:d]}",
                    "delete": f"−{old[a:b]}",
                }[tag]
            )
    return ", ".join(parts)


# --- other wordings, counted, and where they stand

VARIANTS = columns("variants")
HITS = columns("wordings")


@with_lists
def variants(sentences: pd.DataFrame, phrase: str, max_edits: int | None = None) -> pd.DataFrame:
    """Every wording of `phrase` and how often each account has it: account surface edits how n.

    Found are stretches whose key (`key`) is within `max_edits` insertions, deletions and
    replacements of the formula's (None: a quarter of its length, so one for four to seven letters),
    frames with a word replaced and echoes (lexicons/wordings.csv, or braces in the phrase:
    "{疫情}就是命令" any noun, "{战|抗}疫" these words). `how`: "as written", "marks", "script", the
    letters replaced (命→号), added (+即) or left out (−有), "slot 疫情→灾情", "echo". `edits`
    counts letters, for slots and echoes too. A formula given with quotation marks takes enclosing
    ones into its surface (“战疫” for 战“疫”).
    """
    if not isinstance(phrase, str):
        raise ValueError(
            f"variants takes one phrase, such as 疫情就是命令 (wordings takes several): {phrase!r}"
        )
    hits = wordings(sentences, [phrase], max_edits)
    found = hits.groupby(list(VARIANTS[:-1]), sort=False).size().reset_index(name="n")
    return typed(found, "variants")


@with_lists
def wordings(
    sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None
) -> pd.DataFrame:
    """Each wording where it stands: account paragraph sentence phrase surface edits how start end
    (see `variants`).
    """
    wanted = [phrases] if isinstance(phrases, str) else phrases
    # half a character is in no table
    formulas = [formula(whole(phrase), max_edits) for phrase in dict.fromkeys(wanted)]
    matcher = Matcher([f.key for f in formulas], [f.limit for f in formulas])
    rows = []
    for s in progress(
        sentences.itertuples(index=False), "looking for wordings", total=len(sentences)
    ):
        for phrase, start, end, edits, how in in_text(s.text, formulas, matcher):
            rows.append(
                (
                    s.account,
                    s.paragraph,
                    s.sentence,
                    phrase,
                    s.text[start:end],
                    edits,
                    how,
                    start,
                    end,
                )
            )
    return rows_of("wordings", rows)
