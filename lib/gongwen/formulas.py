"""Counting formulas: every phrase of a lexicon in one pass, where it stands, and how often.

All positions count in the sentence's text; `Corpus.to_page` leads them to the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from .text import read_lexicon

COUNTS = ("account", "family", "phrase", "n", "characters", "per_10k")
PLACES = ("account", "family", "phrase", "paragraph", "sentence", "kind", "start", "end", "at")


def lexicon(phrases=None) -> pd.DataFrame:
    """The phrases to look for, as phrase, family, gloss, not_in.

    `phrases`: None for lexicons/slogans.csv; a table with a column `phrase`; or strings. Raises ValueError for an empty
    list, an empty phrase, or a table without the column.
    """
    if phrases is None:
        table = pd.DataFrame(read_lexicon("slogans"))
    elif isinstance(phrases, pd.DataFrame):
        table = phrases.copy()
    else:
        table = pd.DataFrame({"phrase": [phrases] if isinstance(phrases, str) else list(phrases)})
    if "phrase" not in table:
        raise ValueError(f"a table of phrases needs a column `phrase`; this one has: {', '.join(map(str, table.columns))}")
    for column in ("family", "gloss", "not_in"):
        table[column] = table[column].fillna("") if column in table else ""
    table["family"] = table["family"].where(table["family"] != "", table["phrase"])
    if table.empty or not table["phrase"].map(lambda p: isinstance(p, str) and bool(p.strip())).all():
        raise ValueError("no phrase to look for: give at least one, and none that is empty")
    return table.drop_duplicates("phrase")[["phrase", "family", "gloss", "not_in"]].reset_index(drop=True)


def find(text: str, phrases: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Every occurrence of every phrase in `text`, nested and overlapping ones too: (phrase, start, end), left to right.

    >>> list(find("守土有责、守土尽责", ["守土", "守土尽责"]))
    [('守土', 0, 2), ('守土', 5, 7), ('守土尽责', 5, 9)]
    """
    listed = list(phrases)
    hits = _automaton(listed).find_matches_as_indexes(text, overlapping=True)
    yield from ((listed[i], start, end) for i, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2])))


def _automaton(phrases: list[str]):
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(phrases, store_patterns=False)


def occurrences(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Each occurrence: account family phrase paragraph sentence kind start end at.

    Plain occurrences of the string, nested ones too, less those inside a longer word of the row's `not_in` (separated by
    spaces). `at` is the place in the account, 0 to 1: characters before the occurrence over all characters.
    """
    table = lexicon(phrases)
    longer = {row.phrase: row.not_in.split() for row in table.itertuples()}
    family = dict(zip(table["phrase"], table["family"]))
    searched = list(dict.fromkeys([*longer, *(word for words in longer.values() for word in words)]))
    automaton = _automaton(searched)
    sizes = sentences["text"].str.len().groupby(sentences["account"]).sum()
    before: dict[str, int] = defaultdict(int)
    rows = []
    for s in sentences.itertuples(index=False):
        hits = [(searched[i], a, b) for i, a, b in automaton.find_matches_as_indexes(s.text, overlapping=True)]
        for phrase, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2])):
            inside = any(w in longer.get(phrase, ()) and a <= start and end <= b for w, a, b in hits)
            if phrase in longer and not inside:
                at = (before[s.account] + start) / max(1, sizes[s.account])
                rows.append((s.account, family[phrase], phrase, s.paragraph, s.sentence, s.kind, start, end, round(at, 6)))
        before[s.account] += len(s.text)
    frame = pd.DataFrame(rows, columns=list(PLACES))
    return frame.astype({"account": "str", "family": "str", "phrase": "str", "kind": "str"})


def count(sentences: pd.DataFrame, phrases=None, by: str = "account", families: bool = False) -> pd.DataFrame:
    """How often each account uses each phrase: account family phrase n characters per_10k.

    One row for each account and phrase, zeros too, in the order of the sentences and of the lexicon. `characters` are those
    of the account's headings and paragraphs, `per_10k` the occurrences per 10,000 of them. `by`: any column of `sentences` in
    place of the account. Phrases of one family may be nested (守土 in 守土有责), so their counts must not be summed: `families`
    counts each family once where its phrases overlap (without the column phrase). Raises ValueError for an unknown column.
    """
    if by not in sentences:
        raise ValueError(f"no column {by!r} to count by; there are: {', '.join(map(str, sentences.columns))}")
    table = lexicon(phrases)
    group = dict(zip(sentences[["account", "paragraph", "sentence"]].itertuples(index=False, name=None), sentences[by]))
    found = occurrences(sentences, table)
    found[by] = [group[place] for place in found[["account", "paragraph", "sentence"]].itertuples(index=False, name=None)]
    name = "family" if families else "phrase"
    n = (_once(found) if families else found).groupby([by, name]).size()
    sizes = sentences["text"].str.len().groupby(sentences[by], sort=False).sum()
    names = table.drop_duplicates("family")[["family"]] if families else table[["family", "phrase"]]
    rows = []
    for value, characters in sizes.items():
        for row in names.itertuples(index=False):
            times = int(n.get((value, getattr(row, name)), 0))
            rows.append((value, *row, times, int(characters), 10_000 * times / characters if characters else 0.0))
    frame = pd.DataFrame(rows, columns=[by, *names.columns, *COUNTS[3:]])
    return frame.astype(dict.fromkeys(names.columns, "str") | ({by: "str"} if by == "account" else {}))


def _once(found: pd.DataFrame) -> pd.DataFrame:
    """Occurrences without those that overlap an earlier one of the same family in the same sentence."""
    kept, ends = [], {}
    for row in found.itertuples():
        place = (row.account, row.paragraph, row.sentence, row.family)
        if row.start >= ends.get(place, 0):
            kept.append(row.Index)
        ends[place] = max(row.end, ends.get(place, 0))
    return found.loc[kept]


def family(name: str, phrases=None) -> list[str]:
    """The phrases of a family of the lexicon; raises ValueError for an unknown one, naming those there are."""
    table = lexicon(phrases)
    if name not in set(table["family"]):
        raise ValueError(f"no family named {name!r}; there are: {', '.join(dict.fromkeys(table['family']))}")
    return table.loc[table["family"] == name, "phrase"].tolist()
