"""Count formulas: where and how often each phrase of a lexicon occurs, and in which context
(`kwic`).

All phrases are searched for in one pass. Positions are characters of the sentence's text;
`Corpus.to_page` turns them into positions on the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from ..common.characters import alternatives, usual
from ..common.columns import KEYS, columns, groups, rows_of, typed
from ..common.lists import read_lexicon, with_lists
from ..common.spans import Span, merged
from ..language.terms import automaton

COUNTS = columns("count")
PLACES = columns("occurrences")


@with_lists
def lexicon(phrases=None) -> pd.DataFrame:
    """The phrases to look for: a table with the columns phrase, family, gloss, not_in.

    `phrases`: None for lexicons/slogans.csv; a table with a column `phrase`; or strings. Raises
    ValueError for an empty list, an empty phrase, or a table without that column.
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
        raise ValueError("no phrase to look for: give at least one, and no empty ones")
    return table.drop_duplicates("phrase")[["phrase", "family", "gloss", "not_in"]].reset_index(
        drop=True
    )


def find(text: str, phrases: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Every occurrence of every phrase in `text`, nested and overlapping ones too: (phrase, start,
    end), from left to right.

    >>> list(find("守土有责、守土尽责", ["守土", "守土尽责"]))
    [('守土', 0, 2), ('守土', 5, 7), ('守土尽责', 5, 9)]
    """
    listed = list(phrases)
    search = automaton(list(map(usual, listed)))
    hits = search.find_matches_as_indexes(usual(text), overlapping=True)
    yield from (
        (listed[i], start, end) for i, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2]))
    )


class _Search:
    """Finds the phrases of a lexicon in a text, except inside the longer words of their
    `not_in`.
    """

    def __init__(self, table: pd.DataFrame):
        longer = {row.phrase: row.not_in.split() for row in table.itertuples()}
        self.words = list(
            dict.fromkeys([*longer, *(word for words in longer.values() for word in words)])
        )
        number = {word: i for i, word in enumerate(self.words)}
        self.phrases = len(longer)
        # phrase -> (longer word, offset of the phrase in it)
        self.inside = {
            number[phrase]: [
                (number[w], o) for w in words for o in range(len(w)) if w.startswith(phrase, o)
            ]
            for phrase, words in longer.items()
            if words
        }
        self.automaton = automaton(list(map(usual, self.words)))

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the phrase, start, end) of each occurrence."""
        hits = self.automaton.find_matches_as_indexes(usual(text), overlapping=True)
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


@with_lists
def occurrences(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Each occurrence of each phrase: account family phrase paragraph sentence kind start end at.

    Nested occurrences count too; those inside a longer word of the row's `not_in` (words separated
    by spaces) do not. `at` is the place in the account, from 0 to 1: the characters before the
    occurrence divided by all characters.
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
    return rows_of("occurrences", rows)


@with_lists
def count(
    sentences: pd.DataFrame, phrases=None, by: str = "account", families: bool = False
) -> pd.DataFrame:
    """How often each account uses each phrase: account family phrase n characters per_10k.

    One row for each account and phrase, also where n is 0, in the order of the sentences and of the
    lexicon. `characters` counts the account's headings and paragraphs; `per_10k` is n per 10,000 of
    them. `by`: any column of `sentences`, in place of the account. Phrases of one family may be
    nested (守土 in 守土有责), so their counts must not be added up; with `families`, each stretch
    covered by phrases of a family counts once, and the column phrase is left out. Raises ValueError
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
    return typed(frame, "count")


@with_lists
def tally(texts: Iterable[str], phrases=None) -> np.ndarray:
    """How often each phrase occurs in each text: an array of texts × phrases. `phrases` as in
    `count`; each text is read once.
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
    """For each group and family, the number of stretches covered by phrases of the family: an array
    of groups × families.
    """
    place = sentences[KEYS].itertuples(index=False, name=None)
    group = dict(zip(place, codes.tolist()))
    number = {family: i for i, family in enumerate(dict.fromkeys(table["family"]))}
    n = np.zeros((size, len(number)), np.int64)
    columns = [*KEYS, "family", "start", "end"]
    spans: dict[tuple, list[Span]] = {}
    for *place, start, end in occurrences(sentences, table)[columns].itertuples(False, None):
        spans.setdefault(tuple(place), []).append((start, end))
    for (*place, family), stretches in spans.items():
        n[group[tuple(place)], number[family]] += len(merged(stretches))
    return n


@with_lists
def family(name: str, phrases=None) -> list[str]:
    """The phrases of a family of the lexicon. Raises ValueError for an unknown family, naming the
    known ones.
    """
    table = lexicon(phrases)
    if name not in set(table["family"]):
        raise ValueError(
            f"no family named {name!r}; there are: {', '.join(dict.fromkeys(table['family']))}"
        )
    return table.loc[table["family"] == name, "phrase"].tolist()


def alike(table: pd.DataFrame, phrases: Iterable[str]) -> pd.DataFrame:
    """The rows of a lexicon in the families of some phrases; a phrase that it lacks is a row and a
    family of its own.
    """
    wanted = list(dict.fromkeys(phrases))
    families = table.loc[table["phrase"].isin(wanted), "family"]
    known = table[table["family"].isin(set(families))]
    new = [phrase for phrase in wanted if phrase not in set(table["phrase"])]
    return pd.concat([known, lexicon(new)], ignore_index=True) if new else known


@with_lists
def occurring(formula: str, sentences: pd.DataFrame, table: pd.DataFrame) -> str:
    """The formula to read closely in these sentences: `formula` if it occurs, else the phrase of a
    lexicon (`table`) that most accounts use, of several the most frequent; `formula` if none does.
    """
    if len(kwic(sentences, formula)):
        return formula
    counted = count(sentences, table)
    used = counted[counted["n"] > 0].groupby("phrase", sort=False)["n"].agg(["size", "sum"])
    if used.empty:
        return formula
    return str(used.sort_values(["size", "sum"], ascending=False, kind="stable").index[0])


def unused(counts: pd.DataFrame) -> pd.DataFrame:
    """Phrases that an account does not use and others do: account family phrase gloss elsewhere,
    those used most elsewhere first.

    `counts`: account family phrase gloss n; `elsewhere`: occurrences in the other accounts.
    """
    elsewhere = counts.groupby("phrase")["n"].transform("sum")
    table = counts.assign(elsewhere=elsewhere)[(counts["n"] == 0) & (elsewhere > 0)]
    order = ["elsewhere", "phrase", "account"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)[
        ["account", "family", "phrase", "gloss", "elsewhere"]
    ]


# --- the concordance

members = family

LINES = columns("kwic")
_SORTS = ("text", "left", "right")


@with_lists
def kwic(
    sentences: pd.DataFrame,
    pattern: str | re.Pattern[str] | None = None,
    width: int = 20,
    *,
    family: str | None = None,
    sort: str = "text",
    phrases=None,
    hide: Callable[[str], str] = str,
) -> pd.DataFrame:
    """The concordance of `pattern` (a regular expression): account paragraph sentence left keyword
    right start end.

    `left` and `right` are up to `width` characters of the same paragraph. `family`, in place of a
    pattern: all phrases of that family of the lexicon (or of `phrases`); where several begin at one
    place, the longest. `sort`: "text" keeps the order of the accounts, "right" sorts by what
    follows, "left" by what precedes, read from the keyword outwards. `hide` is applied to each
    paragraph before it is shown (for example a `people.Mask`) and must not change its length.
    Raises ValueError for an invalid or empty pattern and for an unknown family or sort.
    """
    if sort not in _SORTS:
        raise ValueError(f"no sort named {sort!r}; there are: {', '.join(_SORTS)}")
    if width < 0:
        raise ValueError(f"width is the number of characters on each side, 0 or more: {width}")
    regex = _regex(pattern, family, phrases)
    rows = []
    for (account, paragraph_number), group in sentences.groupby(
        ["account", "paragraph"], sort=False
    ):
        texts = list(group["text"])
        paragraph, at = hide("".join(texts)), 0
        for number, text in zip(group["sentence"], texts):
            for match in regex.finditer(usual(text)):
                if match.end() == match.start():
                    raise _nothing(regex)
                start, end = at + match.start(), at + match.end()
                left, right = paragraph[max(0, start - width) : start], paragraph[end : end + width]
                rows.append(
                    (
                        account,
                        paragraph_number,
                        number,
                        left,
                        paragraph[start:end],
                        right,
                        match.start(),
                        match.end(),
                    )
                )
            at += len(text)
    return _in_order(rows_of("kwic", rows), sort=sort)


def _in_order(table: pd.DataFrame, *_, sort: str = "text", **__) -> pd.DataFrame:
    if sort == "text":
        return table
    pairs = enumerate(zip(table["left"].str[::-1], table["right"]))
    order = sorted(pairs, key=lambda row: row[1] if sort == "left" else row[1][::-1])
    return table.iloc[[i for i, _ in order]].reset_index(drop=True)


kwic.joined = _in_order  # applied to the joined tables of all partitions


def _regex(pattern: str | re.Pattern[str] | None, family: str | None, phrases) -> re.Pattern[str]:
    if (pattern is None) == (family is None):
        raise ValueError(
            "give either a pattern or a family: kwic(sentences, '疫情就是.{2}') or "
            "kwic(sentences, family='守土 duty')"
        )
    if pattern is None:
        pattern = alternatives(members(family, phrases))
    try:
        regex = re.compile(pattern)
    except re.error as error:
        raise ValueError(
            f"not a regular expression: {pattern!r} ({error}); a literal bracket is written \\("
        ) from None
    if regex.match(""):
        raise _nothing(regex)
    return regex


def _nothing(regex: re.Pattern[str]) -> ValueError:
    return ValueError(
        f"{regex.pattern!r} matches the empty string: give a pattern that needs a character"
    )


@with_lists
def translations() -> dict[str, str]:
    """English translations of the seeds' sentences, by the sentence (lexicons/translations.csv)."""
    return {row["text"]: row["english"] for row in read_lexicon("translations")}


@with_lists
def translated(lines: pd.DataFrame, sentences: pd.DataFrame) -> list[str]:
    """For each line of a concordance the translation of its sentence, else the gloss of its
    keyword with dots around it; "" where the project has neither.
    """
    texts = sentences.set_index(["account", "paragraph", "sentence"])["text"]
    english, gloss = translations(), lexicon().set_index("phrase")["gloss"]
    gloss = gloss[gloss != ""]
    return [
        english.get(texts.get((row.account, row.paragraph, row.sentence), ""))
        or (f"… {gloss[row.keyword]} …" if row.keyword in gloss else "")
        for row in lines.itertuples()
    ]


@with_lists
def sources(phrases: Iterable[str]) -> pd.DataFrame:
    """What is known of where formulas come from, with the source: the rows of
    lexicons/formula_sources.csv that have a date or an earlier use.
    """
    table = pd.DataFrame(read_lexicon("formula_sources"))
    known = (table["date"] != "") | (table["earlier_use"] != "")
    return table[known & table["formula"].isin(set(phrases))].reset_index(drop=True)
