"""Other wordings of a formula: near in letters, with a word of its frame replaced, or named as an echo in the lexicon.

Compared are keys (`key`), so punctuation, quotation marks, spaces and script make no difference; what they were is told in
`how`. All positions count in the sentence's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from .text import fold, read_lexicon
from .words import tagged

VARIANTS = ("account", "surface", "edits", "how", "n")
HITS = ("account", "paragraph", "sentence", "phrase", "surface", "edits", "how", "start", "end")
TREE = ("family", "phrase", "parent", "surface", "edits", "how", "n", "accounts")
_LETTER = re.compile(r"[^\W_]")
_PAUSE = re.compile(r"[,;:。!?、…\n.—]")  # a clause ends here (of a folded text)
_STOP = re.compile(r"[。!?…\n]")
_MARK = re.compile(r"[“”‘’「」『』\"《》()【】]")
_OPEN, _CLOSE = '“‘「『"', '”’」』"'
# Numeral shorthand is a name (四个意识): another number or content is another name, not another wording.
_NAME = re.compile(r"[一二三四五六七八九十两双百千万\d]+(?:个|项|大|不|有|条|严|种|型|化|到位)")
_EMPTY = frozenset(("r", "c", "uj", "ul", "u", "p", "d", "ad", "a", "y"))  # pronouns, particles, adverbs … fill no slot


def key(text: str) -> tuple[str, list[int]]:
    """The letters, digits and ideographs of `text`, folded (simplified script, narrow, lower case), and where each stands.

    >>> key("戰「疫」!")
    ('战疫', [0, 2])
    """
    folded = fold(text)
    at = [m.start() for m in _LETTER.finditer(folded)]
    return "".join(folded[i] for i in at), at


# --- near matches of many phrases in one pass -------------------------------------------------------------------------------


class Matcher:
    """All places where one of `phrases` stands in a text with at most as many edits as `limits` allow for it.

    By pigeonhole: of k + 1 pieces of a phrase one must stand unchanged, and Aho–Corasick finds the pieces of all phrases in
    one pass; what stands around a piece is then compared with the rest of its phrase. Nothing within the limit is missed.
    """

    def __init__(self, phrases: Iterable[str], limits: Iterable[int]):
        import ahocorasick_rs

        self.phrases, self.limits = list(phrases), list(limits)
        places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for i, (phrase, limit) in enumerate(zip(self.phrases, self.limits)):
            if not 0 <= limit < len(phrase):
                raise ValueError(f"max_edits is 0 or more and less than the {len(phrase)} letters of {phrase!r}: {limit}")
            cuts = [len(phrase) * j // (limit + 1) for j in range(limit + 2)]
            for a, b in zip(cuts, cuts[1:]):
                places[phrase[a:b]].append((i, a, b))
        self._places = list(places.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(places), store_patterns=False)

    def __call__(self, text: str) -> list[tuple[int, int, int, int]]:
        """(phrase, start, end, edits), no two of one phrase overlapping: fewest edits first, then the longest, then the first."""
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
        return [(i, *hit) for i in sorted(found) for hit in _best([(*span, d) for span, d in found[i].items()])]


def _reach(rest: str, text: str, at: int, limit: int, way: int) -> list[tuple[int, int]]:
    """How far from `at` a stretch of `text` reaches (way 1 or -1) that is within `limit` edits of `rest`: [(position, edits)]."""
    from rapidfuzz.distance import Levenshtein

    room = len(text) - at if way > 0 else at
    reached = []
    for size in range(max(0, len(rest) - limit), min(len(rest) + limit, room) + 1 if rest else 1):
        window = text[at : at + size] if way > 0 else text[at - size : at]
        edits = Levenshtein.distance(rest, window, score_cutoff=limit)
        if edits <= limit:
            reached.append((at + way * size, edits))
    return reached


def _best(hits: list[tuple]) -> list[tuple]:
    """Of overlapping hits (start, end, edits[, how]) first those without edits, then named ones, fewest edits, longest, first."""
    taken: list[tuple] = []
    for group in _overlapping(sorted(hits)):
        kept: list[tuple] = []
        for hit in sorted(group, key=lambda h: (h[2] > 0, h[3:] == ("",), h[2], h[0] - h[1], h[0])):
            if all(hit[1] <= other[0] or other[1] <= hit[0] for other in kept):
                kept.append(hit)
        taken += sorted(kept)
    return taken


def _overlapping(hits: list[tuple]) -> Iterator[list[tuple]]:
    group: list[tuple] = []
    end = 0
    for hit in hits:
        if group and hit[0] >= end:
            yield group
            group = []
        group.append(hit)
        end = max(end, hit[1])
    if group:
        yield group


# --- formulas with slots and echoes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """A frame with one word open: letters before, the word, the words listed for it (none: any), letters behind."""

    before: str
    word: str
    listed: tuple[str, ...]
    behind: str


@dataclass(frozen=True)
class Formula:
    """A formula as given, its key and where in it a pause stands, the edits allowed, its slots, echoes, and longer words."""

    phrase: str
    key: str
    pauses: frozenset[int]
    limit: int
    slots: tuple[Slot, ...]
    echoes: tuple[str, ...]
    not_in: tuple[str, ...]


def formula(phrase: str, max_edits: int | None = None) -> Formula:
    """What is looked for: `phrase`, its slots in braces if it has them, and its rows of lexicons/wordings.csv.

    `max_edits`: None for a quarter of the key's length, and none at all for numeral shorthand (四个意识), which is a name.
    Raises ValueError for a phrase without letters and for too many edits.

    >>> formula("{灾情|疫情}就是命令").slots[0].listed
    ('灾情', '疫情')
    """
    plain = re.sub(r"\{([^{}|]*)[^{}]*\}", r"\1", phrase)
    letters = key(plain)[0]
    if not letters:
        raise ValueError(f"no letter in the phrase {phrase!r}: give a formula such as 疫情就是命令")
    rows = [row for row in read_lexicon("wordings") if key(row["phrase"])[0] == letters]
    slots = [row["wording"] for row in rows if row["kind"] == "slot"] + ([phrase] if "{" in phrase else [])
    limit = (0 if _NAME.match(letters) else len(letters) // 4) if max_edits is None else max_edits
    if not 0 <= limit < len(letters):
        raise ValueError(f"max_edits is 0 or more and less than the {len(letters)} letters of {plain}: {max_edits}")
    echoes = tuple(key(row["wording"])[0] for row in rows if row["kind"] == "echo")
    not_in = tuple(key(row["wording"])[0] for row in rows if row["kind"] == "not")
    line = Line(plain, letters, key(plain)[1])
    pauses = frozenset(n for n in range(1, len(letters)) if line.pause(n))
    return Formula(plain, letters, pauses, limit, tuple(_slot(text) for text in slots), echoes, not_in)


def _slot(text: str) -> Slot:
    match = re.fullmatch(r"([^{}]*)\{([^{}]+)\}([^{}]*)", text)
    if not match:
        raise ValueError(f"a wording with a slot has one pair of braces, such as {{疫情}}就是命令: {text!r}")
    words = [key(word)[0] for word in match[2].split("|")]
    return Slot(key(match[1])[0], words[0], tuple(words) if len(words) > 1 else (), key(match[3])[0])


def variants(sentences: pd.DataFrame, phrase: str, max_edits: int | None = None) -> pd.DataFrame:
    """Every wording of `phrase` and how often each account has it: account surface edits how n.

    Found are stretches whose key (`key`) is within `max_edits` insertions, deletions and replacements of the formula's (None: a
    quarter of its length, so one for four to seven letters), frames with a word replaced and echoes (lexicons/wordings.csv, or
    braces in the phrase: "{疫情}就是命令" any noun, "{战|抗}疫" these words). `how`: "as written", "marks", "script", the letters
    replaced (命→号), added (+即) or left out (−有), "slot 疫情→灾情", "echo". `edits` counts letters, for slots and echoes too.
    A formula of up to four letters takes enclosing quotation marks into its surface (“战疫”).
    """
    hits = wordings(sentences, [phrase], max_edits)
    return (
        hits.groupby(["account", "surface", "edits", "how"], sort=False)
        .size()
        .reset_index(name="n")
        .astype({"account": "str", "surface": "str", "how": "str", "edits": "int64", "n": "int64"})[list(VARIANTS)]
    )


def wordings(sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None) -> pd.DataFrame:
    """Each wording where it stands: account paragraph sentence phrase surface edits how start end (see `variants`)."""
    formulas = [formula(phrase, max_edits) for phrase in dict.fromkeys(phrases)]
    matcher = Matcher([f.key for f in formulas], [f.limit for f in formulas]) if formulas else None
    rows = []
    for s in sentences.itertuples(index=False):
        for phrase, start, end, edits, how in in_text(s.text, formulas, matcher):
            rows.append((s.account, s.paragraph, s.sentence, phrase, s.text[start:end], edits, how, start, end))
    frame = pd.DataFrame(rows, columns=list(HITS))
    return frame.astype({column: "str" if column in ("account", "phrase", "surface", "how") else "int64" for column in HITS})


def in_text(text: str, formulas: list[Formula], matcher: Matcher | None = None) -> list[tuple[str, int, int, int, str]]:
    """Wordings of the formulas in one sentence: (phrase, start, end, edits, how)."""
    line = Line.of(text)
    matcher = matcher or Matcher([f.key for f in formulas], [f.limit for f in formulas])
    found: dict[int, list[tuple]] = defaultdict(list)
    for i, start, end, edits in matcher(line.letters):
        if _plausible(formulas[i], line, start, end, edits):
            found[i].append((start, end, edits, ""))
    rows = []
    for i, f in enumerate(formulas):
        echoes = [(*m.span(), "echo") for echo in f.echoes for m in re.finditer(re.escape(echo), line.letters)]
        for start, end, how in [*_replaced(f, line), *echoes]:
            found[i].append((start, end, _distance(f.key, line.letters[start:end]), how))
        for start, end, edits, how in _best(found[i]):
            if not _inside(line.letters, start, end, f.not_in):
                a, b = _surface(f, line, start, end)
                rows.append((f.phrase, a, b, edits, _how(f, text[a:b], line.letters[start:end], edits, how)))
    return rows


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
        """What stands between the letters n - 1 and n, folded; the ends of the sentence are line ends."""
        first = self.at[n - 1] + 1 if n else 0
        return fold(self.text[first : self.at[n]]) if n < len(self.at) else "\n"

    def pause(self, n: int) -> bool:
        return n == 0 or bool(_PAUSE.search(self.gap(n)))

    def edge(self, n: int) -> bool:
        """A pause, or a quotation mark or bracket, between the letters n - 1 and n."""
        return self.pause(n) or bool(_MARK.search(self.gap(n)))


def _distance(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(a, b)


def _inside(letters: str, start: int, end: int, longer: tuple[str, ...]) -> bool:
    """Whether the stretch stands inside one of the `longer` words."""
    spans = ((first, first + len(word)) for word in longer for first in range(max(0, end - len(word)), start + 1))
    return any(letters[a:b] in longer for a, b in spans)


def _plausible(f: Formula, line: Line, start: int, end: int, edits: int) -> bool:
    """Whether a match of the key is a wording, and no chance likeness.

    Not across a full stop, nor across another pause unless the formula has one there, or three letters stand on both sides
    (two beside a 、), or it is all of the formula between two pauses. Up to four letters: not where a dictionary's word begins or ends inside (实战|疫苗), and with a letter
    added or left out only at an edge (联防控 in 包联防控). Never with a negation put in or left out (疫情不是命令), nor with
    the first or last two letters gone, which is a part of the formula.
    """
    edges = [start, *(n for n in range(start + 1, end) if line.pause(n) and n - start not in f.pauses), end]
    room = min((b - a for a, b in zip(edges, edges[1:])), default=0)
    gaps = "".join(line.gap(n) for n in edges[1:-1])
    if gaps and (_STOP.search(gaps) or (edits or not (line.edge(start) and line.edge(end))) and room < (2 if gaps.strip() == "、" else 3)):
        return False
    if edits and (_negations(f.key) != _negations(line.letters[start:end]) or _cut_off(f.key, line.letters[start:end])):
        return False
    if len(f.key) > 4:
        return True
    whole = end - start == len(f.key) or line.edge(start) or line.edge(end)
    return whole and not any(a < at < b for at in (line.at[start], line.at[end - 1] + 1) for a, b, _ in _tags(line.text))


def _cut_off(old: str, new: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    changed = [(a, b) for tag, a, b, _, _ in Levenshtein.opcodes(old, new) if tag != "equal"]
    return any(b - a > 1 and (a == 0 or b == len(old)) for a, b in changed)


def _negations(letters: str) -> int:
    return sum(letters.count(word) for word in "不没无非未莫")


# --- a word of the frame replaced -------------------------------------------------------------------------------------------


def _replaced(f: Formula, line: Line) -> Iterator[tuple[int, int, str]]:
    """Stretches that are the formula with another word in one of its slots: (start, end, how)."""
    for slot in f.slots:
        for start, end in _listed(slot, line) if slot.listed else _open(slot, line):
            word = line.letters[start + len(slot.before) : end - len(slot.behind)]
            if word != slot.word:
                yield start, end, f"slot {slot.word}→{word}"


def _listed(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    for word in slot.listed:
        yield from (m.span() for m in re.finditer(re.escape(slot.before + word + slot.behind), line.letters))


def _open(slot: Slot, line: Line) -> Iterator[tuple[int, int]]:
    """The frame with one noun in its slot, or with a clause of about the slot's length that says something."""
    size = len(slot.word)
    low, high = max(2, size - max(1, size // 3)), size + max(1, size // 3)
    for match in re.finditer(re.escape(slot.before or slot.behind), line.letters):
        for width in range(low, high + 1):
            start, end = (match.start(), match.end() + width) if slot.before else (match.start() - width, match.end())
            first, last = (match.end(), end) if slot.before else (start, match.start())
            if start < 0 or end > len(line.letters) or any(line.pause(n) for n in range(first + 1, last)):
                continue
            if slot.before and slot.behind and not line.letters.startswith(slot.behind, last):
                continue
            if _fills(slot, line, first, last):
                yield start, last + len(slot.behind) if slot.before else end


def _fills(slot: Slot, line: Line, first: int, last: int) -> bool:
    """Whether the letters fill an open slot: one noun, or words up to a pause on the open side that are not grammar alone."""
    tags = _tags(line.text)
    a, b = line.at[first], line.at[last - 1] + 1
    words = [(x, y, tag) for x, y, tag in tags if a < y and x < b and tag != "x"]
    if not words or words[0][0] < a or words[-1][1] > b or any(tag in _EMPTY for _, _, tag in words):
        return False
    closed = (bool(slot.before) or line.edge(first)) and (bool(slot.behind) or line.edge(last))
    return closed or (len(words) == 1 and words[0][2].startswith(("n", "vn")))


@lru_cache(maxsize=64)
def _tags(text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and part of speech of each word of a sentence (jieba's tags; without its guesses at unknown words)."""
    spans, at = [], 0
    for word, tag in tagged(text):
        spans.append((at, at + len(word), tag))
        at += len(word)
    return tuple(spans)


# --- what was found, as it stands -------------------------------------------------------------------------------------------


def _surface(f: Formula, line: Line, start: int, end: int) -> tuple[int, int]:
    """Positions in the text, with the other mark of a quotation that begins or ends inside (战“疫”).

    Both enclosing marks belong to it where the formula is given with marks, or is a word of up to three letters (“战疫”).
    """
    text, a, b = line.text, line.at[start], line.at[end - 1] + 1
    ahead, behind = text[a - 1 : a], text[b : b + 1]
    opened, closed = ([c for c in text[a:b] if c in marks] for marks in (_OPEN, _CLOSE))
    straight = text[a:b].count('"') % 2 == 1
    if behind and (behind == '"' if straight else len(opened) > len(closed) and _CLOSE[_OPEN.index(opened[-1])] == behind):
        return a, b + 1
    if ahead and (ahead == '"' if straight else len(closed) > len(opened) and _OPEN[_CLOSE.index(closed[0])] == ahead):
        return a - 1, b
    pair = bool(ahead) and ahead in _OPEN and behind == _CLOSE[_OPEN.index(ahead)]
    return (a - 1, b + 1) if pair and (end - start <= 3 or any(c in _OPEN for c in f.phrase)) else (a, b)


def _how(f: Formula, surface: str, letters: str, edits: int, label: str) -> str:
    """How the wording differs from the formula, in a few words."""
    if label:
        return label
    if edits:
        return _edits(f.key, letters)
    if surface == f.phrase:
        return "as written"
    marks = _marks(surface) != _marks(f.phrase)
    script = [c for c in surface if _LETTER.match(c)] != [c for c in f.phrase if _LETTER.match(c)]
    return ", ".join(name for name, differs in (("marks", marks), ("script", script)) if differs)


def _marks(text: str) -> list[tuple[int, str]]:
    """The marks of a text, and behind how many letters each stands."""
    return [(len(key(text[:i])[0]), c) for i, c in enumerate(text) if not _LETTER.match(c)]


def _edits(old: str, new: str) -> str:
    """命→号 for letters replaced, +即 for letters added, −有 for letters left out."""
    from rapidfuzz.distance import Levenshtein

    parts = []
    for tag, a, b, c, d in Levenshtein.opcodes(old, new):
        if tag != "equal":
            parts.append({"replace": f"{old[a:b]}→{new[c:d]}", "insert": f"+{new[c:d]}", "delete": f"−{old[a:b]}"}[tag])
    return ", ".join(parts)


# --- a family's tree --------------------------------------------------------------------------------------------------------


def tree(sentences: pd.DataFrame, families: pd.DataFrame, max_edits: int | None = None) -> pd.DataFrame:
    """The wordings of each family's formulas as a tree: family phrase parent surface edits how n accounts.

    `families`: a table with family and phrase (such as `phrases.lexicon()`). A wording's `parent` is the nearest wording that
    has fewer edits, the formula itself where none is nearer; n is 0 for a formula that stands nowhere as written.
    """
    hits = wordings(sentences, families["phrase"], max_edits)
    rows = []
    for family, phrase in zip(families["family"], families["phrase"]):
        own = hits[hits["phrase"] == phrase]
        found = own.groupby(["surface", "edits", "how"], sort=False)["account"].agg(["size", "nunique"]).reset_index()
        found = found.sort_values(["edits", "size", "surface"], ascending=[True, False, True])
        nodes: list[tuple[str, str, int]] = [(phrase, key(phrase)[0], -1)]
        here = found[found["surface"] == phrase]
        rows.append((family, phrase, "", phrase, 0, "as written", int(here["size"].sum()), int(here["nunique"].sum())))
        for row in found[found["surface"] != phrase].itertuples():
            letters = key(row.surface)[0]
            nearer = [node for node in nodes if node[2] < row.edits]
            parent = min(nearer, key=lambda node: _distance(node[1], letters))[0]
            rows.append((family, phrase, parent, row.surface, row.edits, row.how, row.size, row.nunique))
            nodes.append((row.surface, letters, row.edits))
    frame = pd.DataFrame(rows, columns=list(TREE))
    return frame.astype({c: "int64" if c in ("edits", "n", "accounts") else "str" for c in TREE})


def draw(table: pd.DataFrame) -> str:
    """A table of `tree` as lines of text, each wording under its parent."""
    lines: list[str] = []
    for family, members in table.groupby("family", sort=False):
        lines.append(str(family))
        for phrase, part in members.groupby("phrase", sort=False):
            lines += _branch(part, part[part["parent"] == ""].iloc[0], 1) if part["n"].sum() else []
    return "\n".join(lines)


def _branch(part: pd.DataFrame, node, depth: int) -> list[str]:
    lines = [f"{'   ' * depth}{node['surface']}  {node['n']}  ({node['how']})"]
    for _, child in part[part["parent"] == node["surface"]].iterrows():
        lines += _branch(part, child, depth + 1)
    return lines
