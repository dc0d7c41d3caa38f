"""What a quantity is about: means that are put in, what was done with them, the claimed result, or
publicity.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from ..common.characters import CLAUSE_ENDS, fold
from ..common.lists import per_lists, read_lexicon
from ..language.quantities import Quantity, with_role
from ..language.terms import of_lexicon

Hit = tuple[int, str, str]  # position, role, kind of word
_REACH = 120  # how many characters before the clause are read, within the sentence
_CLAUSE, _STOPS = re.compile(f"[{CLAUSE_ENDS}]"), "。;!?"
_TAKES_OVER = {
    "input": ("money", "goods", "measure"),
    "output": ("people", "goods", "area", "time", "actions"),
}


@per_lists
def _known() -> dict[str, tuple[str, str]]:
    return {row["term"]: (row["role"], row["word"]) for row in read_lexicon("roles")}


def with_roles(quantities: Iterable[Quantity], text: str) -> Iterator[Quantity]:
    """The quantities of a folded text, in order, each with its role (`role_of`) unless it has one.
    The words of a stretch are looked up once for all that count in it.
    """
    marks = [match.end() for match in _CLAUSE.finditer(text)]
    clauses = [0, *marks, len(text) + 1]
    sentences = [0, *(end for end in marks if text[end - 1] in _STOPS), len(text) + 1]
    words: list[Hit] = []
    reach = 0  # where the stretch ends that `words` are of
    for q in quantities:
        if q.role or q.flag == "schedule" or q.kind in ("age", "ordinal"):
            yield q
            continue
        sentence, _ = _around(sentences, q)
        clause, end = _around(clauses, q)
        if end > reach:
            reach = min(sentences[bisect_right(sentences, q.end)] - 1, end + 3 * _REACH)
            words = [(sentence + at, *what) for at, *what in _hits(text[sentence:reach])]
        first, last = (bisect_left(words, at, key=itemgetter(0)) for at in (sentence, end))
        role = role_of(q, text, words[first:last], clause)
        yield with_role(q, role) if role else q


def _around(starts: list[int], q: Quantity) -> tuple[int, int]:
    """Where the stretch that holds a quantity begins, and where its last mark stands, no further
    than _REACH either way; `starts`: where stretches begin.
    """
    first = starts[bisect_right(starts, q.start) - 1]
    last = starts[bisect_right(starts, q.end)] - 1
    return max(first, q.start - _REACH), min(last, q.end + _REACH)


def role_of(q: Quantity, text: str, words: list[Hit], start: int) -> str:
    """The role of a quantity of `text` (folded) by the words of lexicons/roles.csv: input, output,
    outcome, publicity or "". `words`: those of the list in the sentence up to the end of its
    clause, which begins at `start`.

    The first of these decides: (1) the counted noun is one of publicity, or a title in 《》
    precedes the number: publicity; (2) the last verb before it in its clause; (3) a counted noun of
    means or outcome (口罩, 复工率); (4) the first verb after it; (5) the last verb earlier in the
    sentence, if its role fits this kind of quantity; (6) money is input. Money with the role
    output, that is handed out or received, is input too. Schedules (24小时值班), ages and ordinals
    have none.
    """
    verbs = [(at, role) for at, role, word in words if word == "verb"]
    nouns = _nouns_counted(q, text, words, start)
    if "publicity" in nouns or text.endswith("》", 0, q.start):
        return "publicity"
    role = _first_role(q, start, verbs, nouns)
    if role == "output" and q.kind == "money":  # money handed out or received is a means
        return "input"
    return "" if role == "frame" else role


def _nouns_counted(q: Quantity, text: str, words: list[Hit], start: int) -> list[str]:
    """The roles of the nouns in `q.counted`, then of those between the last verb and the number in
    its clause, which begins at `start`. Of a list only the last member counts, except for
    publicity.
    """
    last = max([start, *(at for at, _, word in words if word == "verb" and at < q.start)])
    listed = max(last, text.rfind("、", start, q.start))
    counted = _hits(fold(q.counted)) if q.counted else []
    return [role for _, role, word in counted if word == "noun"] + [
        role
        for at, role, word in words
        if word == "noun" and (last if role == "publicity" else listed) <= at < q.start
    ]


def _first_role(q: Quantity, start: int, verbs: list[tuple[int, str]], nouns: list[str]) -> str:
    """The role of the first word that has one, in the order given in `role_of`."""
    before = [role for at, role in verbs if start <= at < q.start]
    after = [role for at, role in verbs if at >= q.end]
    earlier = [role for at, role in verbs if at < start and q.kind in _TAKES_OVER.get(role, ())]
    default = ["input" if q.kind == "money" else ""]
    return (before[-1:] or nouns[-1:] or after[:1] or earlier[-1:] or default)[0]


def _hits(text: str) -> list[Hit]:
    """The words of a folded text that show a role, in order."""
    return [
        (hit.start, *_known()[hit.term])
        for hit in sorted(of_lexicon("roles")(text), key=lambda hit: hit.start)
    ]
