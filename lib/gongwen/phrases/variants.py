"""Other wordings of a formula: where they occur, and how they differ.

A wording is within a few edits of the formula and plausible: a word is replaced, a slot has another
word, or it is an echo. `Formula` is what is searched for; `in_text` finds its wordings in one
sentence and says how each differs. Positions in a `Line` are those of its key (`characters.key`),
and `Line.at` turns them into positions in the text; positions in a table are those of the
sentence's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import pandas as pd

from ..common.characters import BRACKETS, LETTER, MARKS, PAIRS, QUOTE, fold, key, whole
from ..common.columns import columns, rows_of, typed
from ..common.files import progress
from ..common.lists import read_lexicon, with_lists, words_of
from ..common.spans import balanced, disjoint
from ..language.words import tagged

_PAUSE = re.compile(r"[,;:。!?、…\n.—]")  # the end of a clause in a folded text
_MARK = re.compile(rf"[《》{MARKS}{re.escape(BRACKETS)}]")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, folded, and its key; `at[i]` is the position in the text of letter i of the
    key.
    """

    text: str
    folded: str
    letters: str
    at: list[int]

    @classmethod
    def of(cls, text: str) -> Line:
        folded = fold(text)
        return cls(text, folded, *key(folded))

    def gap(self, n: int) -> str:
        """The folded text between letters n - 1 and n; a line break at either end of the
        sentence.
        """
        first = self.at[n - 1] + 1 if n else 0
        return self.folded[first : self.at[n]] if n < len(self.at) else "\n"

    def pause(self, n: int) -> bool:
        return n == 0 or bool(_PAUSE.search(self.gap(n)))

    def edge(self, n: int) -> bool:
        """Whether a pause, a quotation mark or a bracket is between letters n - 1 and n."""
        return self.pause(n) or bool(_MARK.search(self.gap(n)))


def distance(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(a, b)


class Matcher:
    """Finds all places in a text that are within a number of edits (`limits`, one per phrase) of
    one of `phrases`.

    If a phrase is cut into k + 1 pieces, k edits leave at least one piece unchanged. Aho–Corasick
    finds the pieces of all phrases in one pass, and the text around each piece is then compared
    with the rest of its phrase. Nothing within the limit is missed.
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
        """(phrase number, start, end, edits), without overlaps within a phrase: matches without
        edits come first, then the fewest edits, then the longest, then the first.
        """
        spans: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        for piece, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for i, a, b in self._places[piece]:
                phrase, limit = self.phrases[i], self.limits[i]
                after = _reach(phrase[b:], text, end, limit, 1)
                before = _reach(phrase[:a], text, start, limit, -1) if after else ()
                for left, d in before:
                    for right, e in after:
                        if d + e <= limit and d + e < spans[i].get((left, right), limit + 1):
                            spans[i][left, right] = d + e
        return [
            (i, *hit)
            for i in sorted(spans)
            for hit in best([(*span, edits) for span, edits in spans[i].items()])
        ]


def _reach(rest: str, text: str, at: int, limit: int, way: int) -> list[tuple[int, int]]:
    """The positions that a stretch of `text` starting at `at` (way 1: forwards, -1: backwards) can
    reach within `limit` edits of `rest`: [(position, edits)].
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
    """Hits (start, end, edits[, how]) without overlaps. Preferred are hits without edits, then
    named ones, then the fewest edits, the longest, the first.
    """
    return disjoint(
        hits, lambda h: (h[2] > 0, h[3:] == ("",), h[2], h[0] - h[1], h[0]), itemgetter(0, 1)
    )


# --- what counts as another wording of a formula

_STOP = re.compile(r"[。!?…\n]")
# parts of speech that cannot fill a slot: pronouns, adverbs, measure words …; also particles, u…
_EMPTY = frozenset(("r", "c", "p", "d", "ad", "a", "y", "q"))


def _words(*kinds: str) -> tuple[str, ...]:
    """Words of lexicons/wording_words.csv, read at each call: a folder may have its own list."""
    return words_of("wording_words", *kinds)


def _is_shorthand(letters: str) -> bool:
    """Whether the letters begin with a number and a counted word (四个意识). Such a phrase is a
    name: with another number or content it is another name, not another wording.
    """
    numbers = _words("digit", "number", "amount")
    end = next((i for i, c in enumerate(letters) if not (c.isdecimal() or c in numbers)), 0)
    return end > 0 and letters.startswith(_words("counted"), end)


# --- formulas with slots and echoes ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """A frame with one open word: the letters before it, the word, the words allowed in its place
    (empty: any), and the letters after it.

    A frame written with quotation marks inside (战“疫”) matches only with quotation marks: 抗“疫”
    has the pun, 抗疫 is an ordinary word.
    """

    before: str
    word: str
    listed: tuple[str, ...]
    behind: str
    marked: bool


@dataclass(frozen=True)
class Formula:
    """A formula, its key, the places of pauses in the key, the edits allowed, its slots, its
    echoes, and the longer words in which it does not count; `outside` is the number of characters
    before its first letter and after its last, such as quotation marks.
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
    """What is searched for: `phrase` with its slots (in braces) and its rows of
    lexicons/wordings.csv.

    `max_edits`: None for a quarter of the key's length, and 0 for numeral shorthand (四个意识),
    which is a name. Raises ValueError for a phrase without letters and for too many edits.

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
    line = Line.of(plain)
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
        any(mark in PAIRS for mark in fold(text)),
    )


def in_text(
    text: str, formulas: list[Formula], matcher: Matcher
) -> list[tuple[str, int, int, int, str]]:
    """Wordings of the formulas in one sentence: (phrase, start, end, edits, how). `matcher` is made
    from their keys and limits.
    """
    line = Line.of(text)
    matches: dict[int, list[tuple]] = defaultdict(list)
    for i, start, end, edits in matcher(line.letters):
        if _plausible(formulas[i], line, start, end, edits):
            matches[i].append((start, end, edits, ""))
        elif not edits:  # 守守 in 守)守守: it may begin again within a rejected stretch
            again = [
                n for n in range(start + 1, end) if line.letters.startswith(formulas[i].key, n)
            ]
            matches[i] += [
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
                matches[i].append((start, end, distance(f.key, line.letters[start:end]), how))
        for start, end, edits, how in best(matches[i]):
            if not _inside(line.letters, start, end, f.not_in):
                a, b = _surface(f, line, start, end)
                rows.append(
                    (f.phrase, a, b, edits, _how(f, text[a:b], line.letters[start:end], edits, how))
                )
    return rows


def _inside(letters: str, start: int, end: int, longer: tuple[str, ...]) -> bool:
    """Whether the stretch is part of one of the `longer` words."""
    spans = (
        (first, first + len(word))
        for word in longer
        for first in range(max(0, end - len(word)), start + 1)
    )
    return any(letters[a:b] in longer for a, b in spans)


def _plausible(f: Formula, line: Line, start: int, end: int, edits: int) -> bool:
    """Whether a match of the key is a wording of the formula and not similar by chance. An exact
    match always is.

    A match must not cross a full stop. It may cross another pause only if the formula has a pause
    there, if at least three letters are on each side (two at a 、), or if it is an unedited match
    between two pauses. No dictionary word may cross its edge (实战|疫苗, 就是责任|人), unless the
    match is unedited and has five letters or more. No negation or number may be added, left out or
    replaced (疫情不是命令, 第二时间), and the first or last two letters may not be missing, since
    that is only a part of the formula. An edited match of a formula of up to four letters must not
    be an ordinary word, and may have a letter more or less only next to a pause (not 联防控 in
    包联防控).
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
    """Whether the match crosses a pause that it may not cross; see `_plausible`."""
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
    """Whether the match is the formula exactly as it was given, with the punctuation around it."""
    first, last = line.at[start] - f.outside[0], line.at[end - 1] + 1 + f.outside[1]
    return first >= 0 and line.text[first:last] == f.phrase


def _runs_over(line: Line, start: int, end: int) -> bool:
    """Whether a dictionary word crosses an edge of the stretch with one letter outside. With more
    letters outside it is taken for a compound (堡垒|作用), which does not count.
    """
    words = _tags(line.text)
    (a, b, _), (c, d, _) = words[start], words[end - 1]
    return a < start < b and start - a < 2 or c < end < d and d - end < 2


def _cut_off(old: str, new: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    changed = [(a, b) for tag, a, b, _, _ in Levenshtein.opcodes(old, new) if tag != "equal"]
    return any(b - a > 1 and (a == 0 or b == len(old)) for a, b in changed)


def _negations(letters: str) -> list[str]:
    """The negations and numbers among the letters, sorted; every wording of a formula has the same
    ones.
    """
    turning = _words("negation", "digit", "number")
    return sorted(c for c in letters if c in turning)


# --- a word of the frame replaced -----------------------------------------------------------------


def _replaced(f: Formula, line: Line) -> Iterator[tuple[int, int, str]]:
    """Stretches that are the formula with another word in one of its slots: (start, end, how)."""
    for slot in f.slots:
        for start, end in _listed(slot, line) if slot.listed else _open(slot, line):
            word = line.letters[start + len(slot.before) : end - len(slot.behind)]
            marked = any(c in PAIRS for c in line.folded[line.at[start] : line.at[end - 1]])
            if word != slot.word and (marked or not slot.marked):
                yield start, end, f"slot {slot.word}→{word}"


def _listed(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    for word in slot.listed:
        yield from (
            m.span() for m in re.finditer(re.escape(slot.before + word + slot.behind), line.letters)
        )


def _open(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    """The frame with a noun, or with a clause of about the same length, in its slot:
    (start, end).
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
    are not only function words.
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
    """For each character of a sentence the word that it is in: (start, end, part of speech), from
    jieba without its guesses at unknown words.
    """
    words, at = [], 0
    for word, tag in tagged(text):
        words += [(at, at + len(word), tag)] * len(word)
        at += len(word)
    return tuple(words)


# --- the wording as written -----------------------------------------------------------------------


def _surface(f: Formula, line: Line, start: int, end: int) -> tuple[int, int]:
    """Start and end in the text, extended to the other quotation mark if one of a pair is inside
    (战“疫”).

    A formula given with quotation marks takes the marks around it, too (“战疫” for 战“疫”).
    """
    text, a, b = line.folded, line.at[start], line.at[end - 1] + 1
    first, last = balanced(text, a, b)
    if (first, last) == (a, b):
        pair = PAIRS.get(text[a - 1 : a]) == text[b : b + 1] and QUOTE.search(fold(f.phrase))
        return (a - 1, b + 1) if pair else (a, b)
    return (first, last) if first <= a and b <= last else (a, b)


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
    """The punctuation of a text: (number of letters before it, mark)."""
    return [(len(key(text[:i])[0]), c) for i, c in enumerate(text) if not LETTER.match(c)]


def _edits(old: str, new: str) -> str:
    """The edits in words: 命→号 for replaced letters, +即 for added ones, −有 for missing ones."""
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


# --- tables: other wordings counted, and each with its place

VARIANTS = columns("variants")
HITS = columns("wordings")


@with_lists
def variants(sentences: pd.DataFrame, phrase: str, max_edits: int | None = None) -> pd.DataFrame:
    """Every wording of `phrase` and how often each account has it: account surface edits how n.

    A wording is a stretch whose key is within `max_edits` insertions, deletions and replacements of
    the formula's key (None: a quarter of its length, so one for four to seven letters), a frame
    with another word in its slot, or an echo. Frames and echoes come from lexicons/wordings.csv or
    from braces in the phrase: "{疫情}就是命令" takes any noun, "{战|抗}疫" only these words. `how`
    is "as written", "marks", "script", "echo", the letters replaced (命→号), added (+即) or missing
    (−有), or "slot 疫情→灾情". `edits` counts letters, also for slots and echoes. If the formula is
    given with quotation marks, marks around a wording belong to it (“战疫” for 战“疫”). Raises
    ValueError for anything but one phrase.
    """
    if not isinstance(phrase, str):
        raise ValueError(
            f"variants takes one phrase, such as 疫情就是命令 (wordings takes several): {phrase!r}"
        )
    hits = wordings(sentences, [phrase], max_edits)
    counts = hits.groupby(list(VARIANTS[:-1]), sort=False).size().reset_index(name="n")
    return typed(counts, "variants")


@with_lists
def wordings(
    sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None
) -> pd.DataFrame:
    """Each wording with its place: account paragraph sentence phrase surface edits how start end
    (see `variants`).
    """
    wanted = [phrases] if isinstance(phrases, str) else phrases
    # `whole` drops half characters, which no table can hold
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


def forms(hits: pd.DataFrame) -> pd.DataFrame:
    """The wordings of each formula: phrase surface edits how n accounts, formulas in the order of
    `hits` (of `wordings`), the formula as it is listed first, then the nearest.
    """
    place = {phrase: i for i, phrase in enumerate(dict.fromkeys(hits["phrase"]))}
    by_form = hits.groupby(["phrase", "surface", "edits", "how"], sort=False)
    table = by_form.agg(n=("account", "size"), accounts=("account", "nunique")).reset_index()
    ranked = table.assign(place=table["phrase"].map(place)).sort_values(
        ["place", "edits", "n", "surface"], ascending=[True, True, False, True], ignore_index=True
    )
    return ranked.drop(columns="place")
