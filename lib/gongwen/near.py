"""Near matches: the key by which wordings are compared, and every place where a phrase stands
within some edits.

All positions count in the key; `Line.at` leads them to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .text import fold

# quotation marks: each opening one with the one that closes it
PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    '"': '"',
}
QUOTE = re.compile("[" + "".join(map(re.escape, sorted({*PAIRS, *PAIRS.values()}))) + "]")
LETTER = re.compile(r"[^\W_]")
_PAUSE = re.compile(r"[,;:。!?、…\n.—]")  # a clause ends here (of a folded text)
_MARK = re.compile(r"[“”‘’「」『』\"《》()【】]")


def key(text: str) -> tuple[str, list[int]]:
    """The letters, digits and ideographs of `text`, folded (simplified script, narrow, lower case),
    and where each stands.

    >>> key("戰「疫」!")
    ('战疫', [0, 2])
    """
    folded = fold(text)
    at = [m.start() for m in LETTER.finditer(folded)]
    return "".join(folded[i] for i in at), at


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
    starts: list[int] = []
    kept: list[tuple] = []
    for hit in sorted(hits, key=lambda h: (h[2] > 0, h[3:] == ("",), h[2], h[0] - h[1], h[0])):
        n = bisect_right(starts, hit[0])
        if (not n or kept[n - 1][1] <= hit[0]) and (n == len(kept) or hit[1] <= starts[n]):
            starts.insert(n, hit[0])
            kept.insert(n, hit)
    return kept
