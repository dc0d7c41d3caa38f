"""Counting formulas: every phrase of a lexicon in one pass, where it stands, and how often.

All positions count in the sentence's text; `Corpus.to_page` leads them to the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from .text import KEYS, groups, read_lexicon

COUNTS = ("account", "family", "phrase", "n", "characters", "per_10k")
PLACES = ("account", "family", "phrase", "paragraph", "sentence", "kind", "start", "end", "at")


def lexicon(phrases=None) -> pd.DataFrame:
    """The phrases to look for, as phrase, family, gloss, not_in.

    `phrases`: None for lexicons/slogans.csv; a table with a column `phrase`; or strings. Raises
    ValueError for an empty list, an empty phrase, or a table without the column.
    """
    if phrases is None:
        table = pd.DataFrame(read_lexicon("slogans"))
    elif isinstance(phrases, pd.DataFrame):
        table = phrases.copy()
    else:
        table = pd.DataFrame({"phrase": [phrases] if isinstance(phrases, str) else list(phrases)})
    if "phrase" not in table:
        raise ValueError(
            "a table of phrases needs a column `phrase`; this one has: "
            f"{', '.join(map(str, table.columns))}"
        )
    for column in ("family", "gloss", "not_in"):
        table[column] = table[column].fillna("") if column in table else ""
    table["family"] = table["family"].where(table["family"] != "", table["phrase"])
    if (
        table.empty
        or not table["phrase"].map(lambda p: isinstance(p, str) and bool(p.strip())).all()
    ):
        raise ValueError("no phrase to look for: give at least one, and none that is empty")
    return table.drop_duplicates("phrase")[["phrase", "family", "gloss", "not_in"]].reset_index(
        drop=True
    )


def find(text: str, phrases: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Every occurrence of every phrase in `text`, nested and overlapping ones too: (phrase, start,
    end), left to right.

    >>> list(find("守土有责、守土尽责", ["守土", "守土尽责"]))
    [('守土', 0, 2), ('守土', 5, 7), ('守土尽责', 5, 9)]
    """
    listed = list(phrases)
    hits = automaton(listed).find_matches_as_indexes(text, overlapping=True)
    yield from (
        (listed[i], start, end) for i, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2]))
    )


def automaton(phrases: list[str]):
    """An Aho–Corasick automaton of the phrases, whose hits name them by number."""
    import ahocorasick_rs

    # A complete table of states is half as fast again to run, but grows with the phrases.
    kind = ahocorasick_rs.Implementation.DFA if len(phrases) <= 5000 else None
    return ahocorasick_rs.AhoCorasick(phrases, implementation=kind, store_patterns=False)


class _Search:
    """An automaton for the phrases of a lexicon, which leaves out those inside a longer word of
    their `not_in`.
    """

    def __init__(self, table: pd.DataFrame):
        longer = {row.phrase: row.not_in.split() for row in table.itertuples()}
        self.words = list(
            dict.fromkeys([*longer, *(word for words in longer.values() for word in words)])
        )
        number = {word: i for i, word in enumerate(self.words)}
        self.phrases = len(longer)
        # For each phrase the longer words, and how far behind their start it begins in them.
        self.inside = {
            number[phrase]: [
                (number[w], o) for w in words for o in range(len(w)) if w.startswith(phrase, o)
            ]
            for phrase, words in longer.items()
            if words
        }
        self.automaton = automaton(self.words)

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the phrase, start, end) of each occurrence."""
        hits = self.automaton.find_matches_as_indexes(text, overlapping=True)
        if not self.inside:
            return hits
        starts: dict[int, set[int]] = defaultdict(set)
        for i, start, _ in hits:
            starts[i].add(start)
        return [
            hit
            for hit in hits
            if hit[0] < self.phrases
            and not any(hit[1] - o in starts[word] for word, o in self.inside.get(hit[0], ()))
        ]


def occurrences(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Each occurrence: account family phrase paragraph sentence kind start end at.

    Plain occurrences of the string, nested ones too, less those inside a longer word of the row's
    `not_in` (separated by spaces). `at` is the place in the account, 0 to 1: characters before the
    occurrence over all characters.
    """
    table = lexicon(phrases)
    search, family = _Search(table), table["family"].tolist()
    sizes = sentences["text"].str.len().groupby(sentences["account"]).sum()
    before: dict[str, int] = defaultdict(int)
    rows = []
    for s in sentences.itertuples(index=False):
        for i, start, end in sorted(search(s.text), key=lambda hit: (hit[1], hit[2])):
            at = (before[s.account] + start) / max(1, sizes[s.account])
            rows.append(
                (
                    s.account,
                    family[i],
                    search.words[i],
                    s.paragraph,
                    s.sentence,
                    s.kind,
                    start,
                    end,
                    round(at, 6),
                )
            )
        before[s.account] += len(s.text)
    frame = pd.DataFrame(rows, columns=list(PLACES))
    integers = dict.fromkeys(("paragraph", "sentence", "start", "end"), "int64")
    return frame.astype(
        {"account": "str", "family": "str", "phrase": "str", "kind": "str", "at": "float64"}
        | integers
    )


def count(
    sentences: pd.DataFrame, phrases=None, by: str = "account", families: bool = False
) -> pd.DataFrame:
    """How often each account uses each phrase: account family phrase n characters per_10k.

    One row for each account and phrase, zeros too, in the order of the sentences and of the
    lexicon. `characters` are those of the account's headings and paragraphs, `per_10k` the
    occurrences per 10,000 of them. `by`: any column of `sentences` in place of the account. Phrases
    of one family may be nested (守土 in 守土有责), so their counts must not be summed: `families`
    counts each family once where its phrases overlap (without the column phrase). Raises ValueError
    for an unknown column.
    """
    values, codes = groups(sentences, by)
    table = lexicon(phrases)
    parts: list[list[str]] = [[] for _ in values]
    for code, text in zip(codes.tolist(), sentences["text"].tolist()):
        parts[code].append(text)
    names = table.drop_duplicates("family")[["family"]] if families else table[["family", "phrase"]]
    n = (
        _family_counts(sentences, table, codes, len(values))
        if families
        else tally(map("\n".join, parts), table)
    )
    frame = names.iloc[np.tile(np.arange(len(names)), len(values))].reset_index(drop=True)
    frame.insert(
        0,
        by,
        pd.Series(values)
        .iloc[np.repeat(np.arange(len(values)), len(names))]
        .reset_index(drop=True),
    )
    sizes = [sum(map(len, texts)) for texts in parts]
    frame = frame.assign(
        n=n.ravel(), characters=np.repeat(np.array(sizes, dtype="int64"), len(names))
    )
    frame["per_10k"] = 10_000 * frame["n"] / frame["characters"].clip(lower=1)
    return frame.astype({by: "str"} if by == "account" else {})


def tally(texts: Iterable[str], phrases=None) -> np.ndarray:
    """Occurrences of each phrase (as `count` takes them) in each text: an array of texts × phrases,
    by one pass over each text.
    """
    table = lexicon(phrases)
    search, size = _Search(table), len(table)
    cells: list[int] = []
    row = 0
    for row, text in enumerate(texts, 1):
        cells += [(row - 1) * size + i for i, _, _ in search(text)]
    return np.bincount(np.array(cells, dtype=np.int64), minlength=row * size).reshape(row, size)


def _family_counts(
    sentences: pd.DataFrame, table: pd.DataFrame, codes: np.ndarray, size: int
) -> np.ndarray:
    """Groups × families: stretches covered by phrases of the family."""
    place = sentences[KEYS].itertuples(index=False, name=None)
    group = dict(zip(place, codes.tolist()))
    number = {family: i for i, family in enumerate(dict.fromkeys(table["family"]))}
    n = np.zeros((size, len(number)), np.int64)
    for row in _once(occurrences(sentences, table)).itertuples():
        n[group[row.account, row.paragraph, row.sentence], number[row.family]] += 1
    return n


def _once(found: pd.DataFrame) -> pd.DataFrame:
    """Occurrences without those that overlap an earlier one of the same family in the same
    sentence.
    """
    kept, ends = [], {}
    for row in found.itertuples():
        place = (row.account, row.paragraph, row.sentence, row.family)
        if row.start >= ends.get(place, 0):
            kept.append(row.Index)
        ends[place] = max(row.end, ends.get(place, 0))
    return found.loc[kept]


def family(name: str, phrases=None) -> list[str]:
    """The phrases of a family of the lexicon; raises ValueError for an unknown one, naming those
    there are.
    """
    table = lexicon(phrases)
    if name not in set(table["family"]):
        raise ValueError(
            f"no family named {name!r}; there are: {', '.join(dict.fromkeys(table['family']))}"
        )
    return table.loc[table["family"] == name, "phrase"].tolist()
