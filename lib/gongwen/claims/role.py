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
    the first verb behind it; the last verb of the sentence before, where its role can take such a
    thing; and money that nothing is said of, or that is handed out, is input. A schedule
    (24小时值班) has none.
    """
    if q.flag == "schedule" or q.kind in ("age", "ordinal"):
        return ""
    start, sentence = clause_start(text, q.start), clause_start(text, q.start, "。;!?", _REACH)
    end = min(
        (at for at in (text.find(stop, q.end) for stop in ",。;:!?") if at >= 0), default=len(text)
    )
    hits = [(sentence + at, role, word) for at, role, word in _hits(text[sentence:end])]
    verbs = [(at, role) for at, role, word in hits if word == "verb"]
    last = max((at for at, _ in verbs if at < q.start), default=start)
    listed = max(last, start, text.rfind("、", start, q.start))
    nouns = [role for _, role, word in _hits(fold(q.counted)) if word == "noun"]
    nouns += [
        role
        for at, role, word in hits
        if word == "noun" and (listed if role != "publicity" else max(last, start)) <= at < q.start
    ]
    before = [role for at, role in verbs if start <= at < q.start]
    behind = [role for at, role in verbs if at >= q.end]
    earlier = [role for at, role in verbs if at < start and q.kind in _TAKES_OVER.get(role, ())]
    if "publicity" in nouns or text[: q.start].endswith("》"):
        return "publicity"
    role = (
        before[-1:]
        or nouns[-1:]
        or behind[:1]
        or earlier[-1:]
        or ["input" if q.kind == "money" else ""]
    )[0]
    if role == "output" and q.kind == "money":  # money that is handed out or received is put in
        return "input"
    return "" if role == "frame" else role


def _hits(text: str) -> list[tuple[int, str, str]]:
    return [
        (hit.start, *_known()[hit.term])
        for hit in sorted(of_lexicon("roles")(text), key=lambda hit: hit.start)
    ]
