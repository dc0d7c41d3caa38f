"""Sacrifice: persons, named or typical, who give of their own.

What may be one is a term of the list, or a gift: a verb of giving with the money given. Who gives
(a person, people, an office) is told by the words of lexicons/persons.csv and lexicons/parties.csv.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..common.characters import CLAUSE_ENDS, clause_start
from ..common.lists import per_lists, read_lexicon
from ..language.quantities import Quantity
from ..language.terms import Hit, Terms, of_lexicon
from .candidates import Candidate
from .reading import Reading

REACH = 16  # characters from a verb of giving to what is given
WINDOW = 60  # characters in which a clause begins
# what tells that a sentence is about persons
PERSON = frozenset(("has pronoun", "has role", "has family", "has age", "name True"))
_AGE = re.compile(r"\d岁")


@per_lists
def _parties() -> Terms:
    """Verbs of giving, and how whoever gives is called."""
    kinds = ("give", "get", "person", "people", "pronoun", "office", "firm", "society")
    rows = [
        {"term": row["term"], "category": row["kind"], "exceptions": ""}
        for row in read_lexicon("parties")
        if row["kind"] in kinds
    ]
    return Terms({"party": rows})


def sacrifices(
    reading: Reading, quantities: Sequence[Quantity], own: Collection[str] = ()
) -> Iterator[Candidate]:
    """Terms of the list, and gifts of money from the verb to the sum; `own`: terms that the reader
    has added, which count as they stand.
    """
    listed = [hit for hit in reading.hits if hit.device == "sacrifice"]
    if not listed and all(q.kind != "money" for q in quantities):
        return
    parties = _parties()(reading.text)
    sums = [q for q in quantities if q.kind == "money"]
    starts = [q.start for q in sums]
    gifts = [
        (hit, q)
        for hit in parties
        if hit.category == "give"
        for q in sums[bisect_left(starts, hit.end) : bisect_right(starts, hit.end + REACH)]
    ]
    if not listed and not gifts:
        return
    who = list(_who(reading, parties))
    for hit in listed:
        told = ["term", f"term {hit.term}", f"letters {min(hit.end - hit.start, 6)}"]
        found = _told(reading, hit.start, hit.end, hit.category, [*told, *who], parties)
        yield replace(found, sure=hit.term in own)
    for hit, q in gifts:
        told = ["gift", f"verb {hit.term}", f"qualifier {q.qualifier}", f"flag {q.flag}"]
        yield _told(reading, hit.start, q.end, "giving", [*told, *who], parties)


def _who(reading: Reading, parties: list[Hit]) -> Iterator[str]:
    """Who is in a sentence."""
    kinds = {hit.category for hit in of_lexicon("persons", category="kind")(reading.text)}
    yield from (f"has {kind}" for kind in sorted(kinds))
    yield from (f"has {kind}" for kind in sorted({hit.category for hit in parties} - kinds))
    yield f"name {any(tag.startswith('nr') for _, tag in reading.words)}"
    if _AGE.search(reading.text):
        yield "has age"


def _told(
    reading: Reading, start: int, end: int, category: str, told: list[str], parties: list[Hit]
) -> Candidate:
    """A candidate; there are few to learn from, so that little is told of the words around."""
    low = clause_start(reading.text, start, CLAUSE_ENDS, WINDOW)
    before = bisect_right(parties, start, key=lambda hit: hit.end) - 1
    giver = parties[before].category if before >= 0 and parties[before].start >= low else "-"
    person = any(f in PERSON for f in told)
    clause = [f for f in reading.around(start, end) if f.startswith("clause ")]
    kinds = [
        f"category {category}",
        f"giver {giver}",
        f"giver {giver} {category == 'giving'}",
        f"person {person}",
        f"person {person} {category}",
        f"epidemic {reading.epidemic}",
    ]
    return Candidate(start, end, [*told, *kinds, *clause], category)
