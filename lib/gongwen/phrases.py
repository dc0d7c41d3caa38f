"""Formulas in the sentences: how often, where, in what company.

All positions count in the sentence's text; `Corpus.to_page` leads them to the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from .text import read_lexicon

COUNTS = ("account", "family", "phrase", "n", "characters", "per_10k")
LINES = ("account", "paragraph", "sentence", "left", "keyword", "right", "start", "end")
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


def count(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """How often each account uses each phrase: account family phrase n characters per_10k.

    One row for each account and phrase, zeros too, in the order of the sentences and of the lexicon. `characters` are those
    of the account's headings and paragraphs, `per_10k` the occurrences per 10,000 of them; phrases of one family may be
    nested (守土 in 守土有责), so their counts must not be summed without thought.
    """
    table = lexicon(phrases)
    found = occurrences(sentences, table).groupby(["account", "phrase"]).size()
    sizes = sentences["text"].str.len().groupby(sentences["account"], sort=False).sum()
    rows = []
    for account, characters in sizes.items():
        for row in table.itertuples():
            n = int(found.get((account, row.phrase), 0))
            rows.append((account, row.family, row.phrase, n, int(characters), 10_000 * n / characters if characters else 0.0))
    return pd.DataFrame(rows, columns=list(COUNTS)).astype({"account": "str", "family": "str", "phrase": "str"})


def kwic(sentences: pd.DataFrame, pattern: str | re.Pattern[str], width: int = 20) -> pd.DataFrame:
    """The concordance of `pattern` (a regular expression): account paragraph sentence left keyword right start end.

    `left` and `right` are up to `width` characters of the same paragraph. Raises ValueError for an invalid or empty pattern.
    """
    try:
        regex = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {pattern!r} ({error}); a literal bracket is written \\(") from None
    if regex.match(""):
        raise ValueError(f"{regex.pattern!r} matches nothing at all: give a pattern with at least one character")
    rows = []
    for (account, paragraph), group in sentences.groupby(["account", "paragraph"], sort=False):
        texts = list(group["text"])
        for i, (number, text) in enumerate(zip(group["sentence"], texts)):
            behind, ahead = "".join(texts[:i]), "".join(texts[i + 1 :])
            for match in regex.finditer(text):
                left = (behind + text[: match.start()])[-width:] if width else ""
                right = (text[match.end() :] + ahead)[:width]
                rows.append((account, paragraph, number, left, match[0], right, match.start(), match.end()))
    return pd.DataFrame(rows, columns=list(LINES)).astype(dict.fromkeys(("account", "left", "keyword", "right"), "str"))


def translations() -> dict[str, str]:
    """English translations of sentences of the seeds, by the sentence (lexicons/translations.csv)."""
    return {row["text"]: row["english"] for row in read_lexicon("translations")}
