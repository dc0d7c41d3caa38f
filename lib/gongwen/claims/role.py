"""What a quantity stands for: means put in, what was done with them, what is claimed to have come
of it, or publicity.
"""

from __future__ import annotations

from ..common.characters import clause_start, fold
from ..common.lists import per_lists, read_lexicon
from ..language.quantities import Quantity
from ..language.terms import of_lexicon

_REACH = 120  # characters of the sentence before the clause that are read
_TAKES_OVER = {
    "input": ("money", "goods", "measure"),
    "output": ("people", "goods", "area", "time", "actions"),
}


@per_lists
def _known() -> dict[str, tuple[str, str]]:
    return {row["term"]: (row["role"], row["word"]) for row in read_lexicon("roles")}


def role_of(q: Quantity, text: str) -> str:
    """input, output, outcome, publicity or "" for a quantity of `text` (folded), by the words of
    lexicons/roles.csv.

    In this order: a noun of publicity that is counted, or a title in 《》 before the number; the
    last verb before it in its clause; a noun of means or outcome that is counted (口罩, 复工率);
    the first verb after it; the last verb of the sentence before, where its role can take such a
    thing; and money that nothing is said of, or that is handed out, is input. A schedule
    (24小时值班) has none.
    """
    if q.flag == "schedule" or q.kind in ("age", "ordinal"):
        return ""
    words = _words_around(q, text)
    verbs = [(at, role) for at, role, word in words if word == "verb"]
    nouns = _nouns_counted(q, text, words)
    if "publicity" in nouns or text[: q.start].endswith("》"):
        return "publicity"
    role = _first_role(q, clause_start(text, q.start), verbs, nouns)
    if role == "output" and q.kind == "money":  # money that is handed out or received is put in
        return "input"
    return "" if role == "frame" else role


def _words_around(q: Quantity, text: str) -> list[tuple[int, str, str]]:
    """The words of the sentence up to the end of the quantity's clause: (place, role, word)."""
    start = clause_start(text, q.start, "。;!?", _REACH)
    end = min(
        (at for at in (text.find(stop, q.end) for stop in ",。;:!?") if at >= 0), default=len(text)
    )
    return [(start + at, role, word) for at, role, word in _hits(text[start:end])]


def _nouns_counted(q: Quantity, text: str, words: list[tuple[int, str, str]]) -> list[str]:
    """The roles of the nouns in `q.counted`, and of those before the number in its clause, after
    the last verb (of a list only the last member, but for publicity).
    """
    start = clause_start(text, q.start)
    last = max([start, *(at for at, _, word in words if word == "verb" and at < q.start)])
    listed = max(last, text.rfind("、", start, q.start))
    return [role for _, role, word in _hits(fold(q.counted)) if word == "noun"] + [
        role
        for at, role, word in words
        if word == "noun" and (last if role == "publicity" else listed) <= at < q.start
    ]


def _first_role(q: Quantity, start: int, verbs: list[tuple[int, str]], nouns: list[str]) -> str:
    """The role of the first word that tells one, in the order of `role_of`."""
    before = [role for at, role in verbs if start <= at < q.start]
    behind = [role for at, role in verbs if at >= q.end]
    earlier = [role for at, role in verbs if at < start and q.kind in _TAKES_OVER.get(role, ())]
    untold = ["input" if q.kind == "money" else ""]
    return (before[-1:] or nouns[-1:] or behind[:1] or earlier[-1:] or untold)[0]


def _hits(text: str) -> list[tuple[int, str, str]]:
    return [
        (hit.start, *_known()[hit.term])
        for hit in sorted(of_lexicon("roles")(text), key=lambda hit: hit.start)
    ]
