"""What a quantity is said for: means put in, what was done, a result claimed, publicity; a penalty,
a credit, trade, a promise; or none of these.

A model fitted from coded quantities decides (`language.fitted`), by the words around the number, by
the words of lexicons/roles.csv among them and by what the rule of `by_rule` makes of these, and by
the role of the quantity before in the same sentence. Where it is not sure, the role is `unclear`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..common.characters import CLAUSE_ENDS, clause_start, fold
from ..common.lists import per_lists, read_lexicon
from ..language.counted import Word, words
from ..language.fitted import best_class, class_sums
from ..language.quantities import Quantity
from ..language.terms import of_lexicon
from ..language.words import tagged

ROLES = (
    "input",
    "output",
    "outcome",
    "publicity",
    "penalty",
    "credit",
    "market",
    "promise",
    "none",
)
UNCLEAR = "unclear"
SURE = 0.45  # a role that is less probable is unclear
Hit = tuple[int, str, str]  # position, role, kind of word
_REACH, _BEHIND = 60, 40  # letters before and behind a number that are read, within the sentence
_STOPS = "。!?;\n"
_STOP = re.compile(f"[{_STOPS}]")
_LIST = 12  # letters between two quantities of a list
_TAKES_OVER = {
    "input": ("money", "goods", "measure"),
    "output": ("people", "goods", "area", "time", "actions"),
}


@per_lists
def _known() -> dict[str, tuple[str, str]]:
    return {row["term"]: (row["role"], row["word"]) for row in read_lexicon("roles")}


def with_roles(quantities: Iterable[Quantity], text: str) -> Iterator[Quantity]:
    """The quantities of a folded text, in order, each with its role unless it has one; schedules,
    ages and ordinals have the role none.
    """
    last: Quantity | None = None
    whole: list[float] = []  # what the text as a whole speaks for, of each role
    for q in quantities:
        if not q.role and (q.flag == "schedule" or q.kind in ("age", "ordinal")):
            q = replace(q, role="none")
        elif not q.role:
            whole = whole or class_sums("role", ROLES, topic(text))
            place, sure = best_class("role", ROLES, features(q, text, last), whole)
            q = replace(q, role=ROLES[place])
            last = q
            if sure < SURE:
                q = replace(q, role=UNCLEAR)
        yield q


def features(q: Quantity, text: str, last: Quantity | None) -> list[str]:
    """What tells the role of a quantity of a folded text, beside its `topic`; `last`: the quantity
    before it.
    """
    low = clause_start(text, q.start, _STOPS, _REACH)
    stop = _STOP.search(text, q.end, q.end + _BEHIND)
    high = stop.start() if stop else min(len(text), q.end + _BEHIND)
    before, behind = words(text, low, q.start)[::-1], words(text, q.end, high)
    hits = _hits(text[low:high])
    rule = by_rule(q, text, [(low + at, *what) for at, *what in hits])
    told = ["any", f"kind {q.kind}", f"unit {q.unit}", q.qualifier, f"rule {rule}"]
    told += [f"rule {rule} {q.kind}", *_beside(before, behind, q.kind)]
    told += [f"word {'behind ' * (low + at >= q.end)}{role} {word}" for at, role, word in hits]
    told.append(_after(q, text, last))
    return list(dict.fromkeys(told))


def _beside(before: list[Word], behind: list[Word], kind: str) -> Iterator[str]:
    clause = True
    for i, word in enumerate(before):
        if word.text in ",:":
            clause = False
        if word.text.strip():
            yield f"before {word.text}"
            if clause:
                yield f"clause {word.text}"
            if i < 3:
                yield from (f"before {i} {word.text}", f"before {i} {word.tag[0]} {kind}")
    for i, word in enumerate(behind):
        if word.text.strip():
            yield f"behind {word.text}"
            if i < 2:
                yield f"behind {i} {word.text}"
    verbs = [next((w.text for w in side if w.tag[0] == "v"), "-") for side in (before, behind)]
    yield from (f"verb {verbs[0]}", f"verb {verbs[0]} {kind}", f"verb behind {verbs[1]}")


def topic(text: str) -> list[str]:
    """The nouns, verbs and adverbs of two letters and more of a text, as features."""
    found = {word for word, tag in tagged(text, None) if tag[0] in "nvd" and len(word) > 1}
    return [f"text {word}" for word in sorted(found)]


def _after(q: Quantity, text: str, last: Quantity | None) -> str:
    """How a quantity follows the one before, and that one's role."""
    between = text[last.end : q.start] if last and last.end <= q.start else "。"
    if _STOP.search(between) or last is None:
        return "last -"
    return f"last {'list' if len(between) < _LIST else 'clause'} {last.role}"


def by_rule(q: Quantity, text: str, hits: list[Hit]) -> str:
    """The role of a quantity of `text` (folded) by the words of lexicons/roles.csv alone: input,
    output, outcome, publicity or "". `hits`: those of the list in the sentence.

    The first of these decides: (1) the counted noun is one of publicity, or a title in 《》
    precedes the number: publicity; (2) the last verb before it in its clause; (3) a counted noun of
    means or outcome (口罩, 复工率); (4) the first verb after it; (5) the last verb earlier in the
    sentence, if its role fits this kind of quantity; (6) money is input. Money with the role
    output, that is handed out or received, is input too.
    """
    start = clause_start(text, q.start, CLAUSE_ENDS, _REACH)
    verbs = [(at, role) for at, role, word in hits if word == "verb"]
    nouns = _nouns_counted(q, text, hits, start)
    if "publicity" in nouns or text.endswith("》", 0, q.start):
        return "publicity"
    role = _first_role(q, start, verbs, nouns)
    if role == "output" and q.kind == "money":  # money handed out or received is a means
        return "input"
    return "" if role == "frame" else role


def _nouns_counted(q: Quantity, text: str, hits: list[Hit], start: int) -> list[str]:
    """The roles of the nouns in `q.counted`, then of those between the last verb and the number in
    its clause, which begins at `start`. Of a list only the last member counts, except for
    publicity.
    """
    last = max([start, *(at for at, _, word in hits if word == "verb" and at < q.start)])
    listed = max(last, text.rfind("、", start, q.start))
    counted = _hits(fold(q.counted)) if q.counted else []
    return [role for _, role, word in counted if word == "noun"] + [
        role
        for at, role, word in hits
        if word == "noun" and (last if role == "publicity" else listed) <= at < q.start
    ]


def _first_role(q: Quantity, start: int, verbs: list[tuple[int, str]], nouns: list[str]) -> str:
    """The role of the first word that has one, in the order given in `by_rule`."""
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
