"""The company that a word or formula keeps: which words stand near it, and how much more often than
elsewhere.

The node is found in the characters, not among the words of a segmenter; what a node covers is no
collocate. Punctuation is no word and takes no place in a window, and a window never leaves the
sentence or paragraph. Counts are those of Evert 2008 (Corpora and collocations, in Lüdeling & Kytö,
Corpus Linguistics, 1212–1248): by window every word outside the nodes is one case, near a node or
not (surface co-occurrence); by sentence or paragraph each of them is one, with the node or without
(textual co-occurrence).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from ..common import stats
from ..common.characters import alternatives, fold, usual
from ..common.columns import columns, groups, rows_of, typed
from ..common.lists import with_lists
from ..language.terms import automaton
from ..language.words import cut as cut_words
from ..language.words import is_word
from .count import family as members
from .repeats import repeats

COLLOCATES, NEIGHBOURS = columns("collocates"), columns("neighbours")
UNITS = ("words", "characters", "sentence", "paragraph")
SIDES = ("both", "left", "right")
MEASURES = ("log_dice", "mi", "mi3", "t", "g2", "delta_p", "delta_p_node")
SAMPLE = 20  # accounts from which on a q is given
_PAUSE = re.compile(r"\W+")  # no stretch goes on over punctuation
_CELLS = 500_000  # counts of words in accounts in memory at once


@with_lists
def collocates(
    sentences: pd.DataFrame,
    node: str | Iterable[str] | re.Pattern[str],
    window: int = 5,
    unit: str = "words",
    side: str = "both",
    *,
    within: str = "sentence",
    family: bool = False,
    cut: Callable[[str], list[str]] = cut_words,
    min_n: int = 2,
    sort: str = "log_dice",
) -> pd.DataFrame:
    """The words near a node, one row per word: collocate n expected total log_dice mi mi3 t g2
    delta_p delta_p_node p q accounts dp account paragraph sentence start end.

    `node`: a word or formula as a string, several, or a compiled regular expression; with `family`
    the name of a family of the lexicon. `window`: how many words (or characters, by `unit`) on each
    side, or on one (`side`: both, left, right), in the same sentence or paragraph (`within`).
    `unit` sentence or paragraph: words in a sentence or paragraph with the node, each counted once;
    `window`, `side` and `within` say nothing then. Words are compared in simplified script and
    lower case.

    `n`: cases near the node (O11); `expected`: the same if words were placed at random; `total`:
    cases of the word outside the nodes. log_dice: 14 + log2(2 n / (nodes + total)), Rychlý 2008,
    RASLAN, 6–9. mi: log2(n / expected); mi3: log2(n³ / expected); t: (n - expected) / √n; g2:
    Dunning's over the whole table, negative for a word that is rarer near the node (Evert 2008).
    delta_p: by how much a word near the node is more often this one than elsewhere; delta_p_node:
    by how much this word is more often near the node than others are (Gries 2013, International
    Journal of Corpus Linguistics 18(1), 137–165). p: Fisher's exact test, one-sided, q after
    Benjamini & Hochberg over all words, from 20 accounts on, else NaN; both take words for
    independent draws, which they are not. accounts: how many have the word near the node; dp:
    Gries's dispersion of the cases near the node over the accounts, by their words (NaN with one).
    The last five columns are the first case near the node. Words with `n` below `min_n` are left
    out; the order is that of `sort` (one of MEASURES, or n), then g2, then the word.

    Raises ValueError for an unknown unit, side, measure or family, an empty node, and a window
    below 1.
    """
    _check(unit, side, within, sort, window)
    text = _Text(sentences, cut, unit, within)
    starts, ends = text.spans(_regex(node, family))
    near, covered = text.near(starts, ends, window, unit, side)
    if unit in UNITS[:2]:
        case, nodes = np.flatnonzero(~covered), len(starts)
        near_case = near[case]
        size = near_case.sum(), len(case) - near_case.sum()
    else:
        # each word once in a sentence or paragraph
        free = np.flatnonzero(~covered)
        pairs = text.part[free].astype(np.int64) * len(text.words) + text.code[free]
        case = free[np.sort(np.unique(pairs, return_index=True)[1])]
        with_node = np.unique(text.part_of(starts))
        near_case = np.isin(text.part[case], with_node)
        nodes = len(with_node)
        size = nodes, text.parts - nodes
    return _table(text, case, near_case, nodes, size, min_n, sort)


def _check(unit: str, side: str, within: str, sort: str, window: int) -> None:
    for name, value, known in (
        ("unit", unit, UNITS),
        ("side", side, SIDES),
        ("within", within, UNITS[2:]),
        ("sort", sort, (*MEASURES, "n")),
    ):
        if value not in known:
            raise ValueError(f"{name} is one of {', '.join(known)}, not {value!r}")
    if window < 1:
        raise ValueError(f"a window has at least one word or character: {window}")


def _regex(node: str | Iterable[str] | re.Pattern[str], family: bool) -> re.Pattern[str]:
    if isinstance(node, re.Pattern):
        regex = node
    else:
        listed = [node] if isinstance(node, str) else list(node)
        if family:
            listed = [phrase for name in listed for phrase in members(name)]
        if not listed or not all(isinstance(part, str) and part.strip() for part in listed):
            raise ValueError("the node is empty: give a word, several, or a regular expression")
        regex = re.compile(alternatives([fold(part) for part in listed]))
    if regex.match(""):
        raise ValueError(f"{regex.pattern!r} matches the empty string: it needs a character")
    return regex


class _Text:
    """All words of some sentences, one after the other.

    `code`: the number of each word in `words`; `start`, `end`: its characters in the joined text;
    `part`: the sentence or paragraph in which a window stays, `account`: the number of its account;
    `row`: its sentence.
    """

    def __init__(
        self,
        sentences: pd.DataFrame,
        cut: Callable[[str], list[str]],
        unit: str,
        within: str,
    ):
        self.sentences = sentences.reset_index(drop=True)
        whole = unit if unit in UNITS[2:] else within
        keys = ["account", "paragraph", "sentence"][: 3 if whole == "sentence" else 2]
        part = self.sentences.groupby(keys, sort=False).ngroup().to_numpy()
        order = np.argsort(part, kind="stable")
        texts = self.sentences["text"].tolist()
        numbers: dict[str, int] = {}
        code, start, end, row = [], [], [], []
        self.offset = np.zeros(len(texts), np.int64)
        at = last = 0
        for i in order.tolist():
            at += part[i] != last  # a character between parts, which no node crosses
            last = part[i]
            self.offset[i] = at
            for word in cut(texts[i]):
                if is_word(word):
                    code.append(numbers.setdefault(fold(word), len(numbers)))
                    start.append(at)
                    end.append(at + len(word))
                    row.append(i)
                at += len(word)
        self.words = list(numbers)
        self.code, self.row = np.array(code, np.int64), np.array(row, np.int64)
        self.start, self.end = np.array(start, np.int64), np.array(end, np.int64)
        self.row_part, self.parts = part, int(part.max()) + 1 if len(part) else 0
        self.part = part[self.row] if len(code) else np.zeros(0, np.int64)
        self.accounts, number = groups(self.sentences, "account")
        self.account = number[self.row] if len(code) else np.zeros(0, np.int64)

    def spans(self, regex: re.Pattern[str]) -> tuple[np.ndarray, np.ndarray]:
        """Where each node starts and ends in the joined text."""
        found = [
            (start + match.start(), start + match.end())
            for start, text in zip(self.offset.tolist(), self.sentences["text"])
            for match in regex.finditer(fold(usual(text)))
            if match.end() > match.start()
        ]
        starts, ends = np.array(found, np.int64).reshape(-1, 2).T
        return starts, ends

    def part_of(self, starts: np.ndarray) -> np.ndarray:
        """The part of each node."""
        order = np.argsort(self.offset, kind="stable")
        rows = order[np.searchsorted(self.offset[order], starts, "right") - 1]
        return self.row_part[rows]

    def near(
        self, starts: np.ndarray, ends: np.ndarray, window: int, unit: str, side: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which words are near a node, and which are covered by one, wholly or in part."""
        size = len(self.code)
        near, covered = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
        if not len(starts):
            return near[:size] > 0, covered[:size] > 0
        first = np.searchsorted(self.end, starts, "right")
        last = np.searchsorted(self.start, ends, "left")
        np.add.at(covered, first, 1)
        np.add.at(covered, np.maximum(first, last), -1)
        part = self.part_of(starts)
        low = np.searchsorted(self.part, part, "left")
        high = np.searchsorted(self.part, part, "right")
        if unit == "characters":
            left = np.searchsorted(self.start, starts - window, "left")
            right = np.searchsorted(self.end, ends + window, "right")
        else:
            left, right = first - window, last + window
        if side != "right":
            np.add.at(near, np.clip(left, low, first), 1)
            np.add.at(near, first, -1)
        if side != "left":
            np.add.at(near, last, 1)
            np.add.at(near, np.clip(right, last, np.maximum(high, last)), -1)
        return near.cumsum()[:size] > 0, covered.cumsum()[:size] > 0


def _table(
    text: _Text,
    case: np.ndarray,
    near: np.ndarray,
    nodes: int,
    size: tuple[int, int],
    min_n: int,
    sort: str,
) -> pd.DataFrame:
    """Rows of `collocates`: `case`, the words counted; `near`: which of them are near a node."""
    code, chosen = text.code[case], case[near]
    n = np.bincount(text.code[chosen], minlength=len(text.words))
    total = np.bincount(code, minlength=len(text.words))
    words = np.flatnonzero(n >= max(1, min_n))
    if not len(words):
        return rows_of("collocates", [])
    measures = association(n[words], total[words], nodes, *map(int, size))
    own = pd.DataFrame({"word": text.code[chosen], "account": text.account[chosen]})
    kinds = own.drop_duplicates().groupby("word").size()
    first = pd.Series(chosen).groupby(text.code[chosen]).first()
    row = text.row[first[words]]
    where = text.sentences.iloc[row].reset_index(drop=True)
    start = text.start[first[words]] - text.offset[row]
    frame = pd.DataFrame(
        {
            "collocate": [text.words[i] for i in words],
            **measures,
            "accounts": kinds[words].to_numpy(),
            "dp": _dispersion(text, own, words),
            "account": where["account"],
            "paragraph": where["paragraph"],
            "sentence": where["sentence"],
            "start": start,
            "end": start + text.end[first[words]] - text.start[first[words]],
        }
    )
    q = stats.benjamini_hochberg(frame["p"]) if len(text.accounts) >= SAMPLE else np.nan
    frame = frame.assign(q=q).sort_values(
        [sort, "g2", "collocate"], ascending=[False, False, True], ignore_index=True
    )
    return typed(frame[list(COLLOCATES)], "collocates")


def association(
    n: np.ndarray, total: np.ndarray, nodes: int, near: int, far: int
) -> dict[str, np.ndarray]:
    """The measures of words with `n` of `total` cases near the node, of which there are `nodes`;
    `near` and `far`: how many cases there are near it and elsewhere. Formulas as in `collocates`.
    """
    from scipy.stats import hypergeom

    n, total = np.asarray(n, float), np.asarray(total, float)
    every = near + far
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = near * total / every
        rest = total - n
        values = {
            "n": n.astype(np.int64),
            "expected": expected,
            "total": total.astype(np.int64),
            "log_dice": 14 + np.log2(2 * n / (nodes + total)),
            "mi": np.log2(n / expected),
            "mi3": np.log2(n**3 / expected),
            "t": (n - expected) / np.sqrt(n),
            "g2": stats.log_likelihood(n, rest, near, far),
            "delta_p": n / near - rest / far,
            "delta_p_node": n / total - (near - n) / (every - total),
        }
    values["p"] = hypergeom.sf(n - 1, every, total, near)
    return values


def _dispersion(text: _Text, own: pd.DataFrame, words: np.ndarray) -> np.ndarray:
    """Gries's DP of the cases near the node over the accounts, a few words at a time."""
    from scipy.sparse import csr_array

    parts = len(text.accounts)
    if parts < 2:
        return np.full(len(words), np.nan)
    sizes = np.bincount(text.account, minlength=parts)
    here = own[own["word"].isin(words)]
    place = np.searchsorted(words, here["word"]), here["account"]
    counts = csr_array((np.ones(len(here), np.int64), place), shape=(len(words), parts))
    step = max(1, _CELLS // parts)
    found = [stats.dp(counts[i : i + step].toarray(), sizes) for i in range(0, len(words), step)]
    return np.concatenate(found)


@with_lists
def compare_collocates(
    sentences: pd.DataFrame,
    node: str | Iterable[str] | re.Pattern[str],
    by: str = "account",
    window: int = 5,
    side: str = "both",
    *,
    within: str = "sentence",
    family: bool = False,
    cut: Callable[[str], list[str]] = cut_words,
    min_n: int = 2,
) -> pd.DataFrame:
    """What stands near a node in one account or group and not in the others: account (or `by`)
    collocate n n_others per_100 per_100_others g2 log_ratio, for words that occur at least `min_n`
    times near it.

    Rates are per 100 words near the node. g2: Dunning's, negative where the word is rarer here;
    log_ratio: binary logarithm, with 0.5 for a count of zero. The other arguments are those of
    `collocates`. Sorted by log ratio within each value. Raises ValueError as it does, and if there
    are no others.
    """
    _check("words", side, within, "n", window)
    values, codes = groups(sentences, by)
    if len(values) < 2:
        raise ValueError("there are no others to compare with: it takes two values of the column")
    text = _Text(sentences, cut, "words", within)
    near, covered = text.near(*text.spans(_regex(node, family)), window, "words", side)
    chosen = np.flatnonzero(near & ~covered)
    group = np.asarray(codes)[text.row[chosen]]
    counts = np.zeros((len(values), len(text.words)), np.int64)
    np.add.at(counts, (group, text.code[chosen]), 1)
    rows = [
        row
        for number, value in enumerate(values)
        for row in _side(
            value, counts[number], counts.sum(axis=0) - counts[number], text.words, min_n
        )
    ]
    return rows_of("compare_collocates", rows, by)


def _side(
    value: object, own: np.ndarray, others: np.ndarray, words: list[str], min_n: int
) -> Iterator[tuple]:
    """The rows of one value."""
    listed = np.flatnonzero(own >= max(1, min_n))
    x, y, n, m = own[listed], others[listed], int(own.sum()), int(others.sum())
    if not len(listed) or not m:
        return
    ratio, g2 = stats.log_ratio(x, y, n, m), stats.log_likelihood(x, y, n, m)
    names = [words[i] for i in listed]
    order = sorted(range(len(names)), key=lambda i: (-ratio[i], -g2[i], names[i]))
    for i in order:
        rates = 100 * x[i] / n, 100 * y[i] / m
        yield value, names[i], int(x[i]), int(y[i]), *rates, float(g2[i]), float(ratio[i])


@with_lists
def neighbours(
    sentences: pd.DataFrame,
    node: str | Iterable[str] | re.Pattern[str],
    window: int = 10,
    side: str = "both",
    *,
    family: bool = False,
    segmenters: Mapping[str, Callable[[str], list[str]]] | None = None,
    min_n: int = 2,
    min_length: int = 2,
) -> pd.DataFrame:
    """The stretches of characters near a node that recur, without a segmenter: stretch n left right
    total log_dice, and for each of `segmenters` (name → a function from a text to its words) how
    many of the `n` begin and end where its words do.

    A stretch has at least `min_length` characters, lies within `window` characters of the node in
    its sentence, on the left or right, has no punctuation and is maximal: a longer one would occur
    less often there (`repeats`). n: sides of a node that have it, `min_n` at least; left, right: of
    these. total: its occurrences anywhere, overlapping ones too; log_dice: 14 + log2(2 n / (nodes +
    total)). What begins and ends with words by every segmenter does not hang on any. Sorted by
    log_dice, then length, then the stretch. `node`, `family` and `side` as in `collocates`, with
    the same errors.
    """
    _check("characters", side, "sentence", "n", window)
    regex = _regex(node, family)
    contexts: list[tuple[str, int, int, bool]] = []  # text, its sentence, its place there, left
    nodes, texts = 0, [fold(usual(text)) for text in sentences["text"]]
    for i, text in enumerate(texts):
        for match in regex.finditer(text):
            start, end = match.span()
            nodes += 1
            if side != "right":
                low = max(0, start - window)
                contexts.append((text[low:start], i, low, True))
            if side != "left":
                contexts.append((text[end : end + window], i, end, False))
    pieces = [piece for text, *_ in contexts for piece in _PAUSE.split(text) if piece]
    wanted = repeats(pieces, min_length, max(1, min_n))["phrase"].tolist()
    total = _recounted(texts, wanted)
    cuts = {name: _Cuts(cut, texts) for name, cut in (segmenters or {}).items()}
    rows = []
    for phrase in wanted:
        here = [(own, i, low, left) for own, i, low, left in contexts if phrase in own]
        if len(here) < min_n:
            continue
        left = sum(1 for *_, side_left in here if side_left)
        score = 14 + np.log2(2 * len(here) / (nodes + total[phrase]))
        whole = [
            sum(cut.whole(i, low + own.index(phrase), len(phrase)) for own, i, low, _ in here)
            for cut in cuts.values()
        ]
        rows.append((phrase, len(here), left, len(here) - left, total[phrase], score, *whole))
    frame = pd.DataFrame(rows, columns=[*NEIGHBOURS, *cuts])
    order = frame.assign(length=frame["stretch"].str.len()).sort_values(
        ["log_dice", "length", "stretch"], ascending=[False, False, True]
    )
    return typed(frame.loc[order.index].reset_index(drop=True), "neighbours")


class _Cuts:
    """Where the words of a segmenter begin and end, in the texts that are asked for; it may leave
    out spaces.
    """

    def __init__(self, cut: Callable[[str], list[str]], texts: list[str]):
        self._cut, self._texts, self._known = cut, texts, {}

    def whole(self, i: int, start: int, size: int) -> bool:
        """Whether a stretch of the i-th text begins and ends where words do."""
        if i not in self._known:
            text, at, edges = self._texts[i], 0, {0}
            for word in self._cut(text):
                begin = max(at, text.find(word, at))
                at = begin + len(word)
                edges |= {begin, at}
            self._known[i] = edges
        return {start, start + size} <= self._known[i]


def _recounted(texts: list[str], phrases: list[str]) -> dict[str, int]:
    """How often each phrase occurs in all texts, overlapping ones too."""
    if not phrases:
        return {}
    search, n = automaton(phrases), Counter()
    for text in texts:
        n.update(i for i, *_ in search.find_matches_as_indexes(text, overlapping=True))
    return {phrase: n[i] for i, phrase in enumerate(phrases)}
