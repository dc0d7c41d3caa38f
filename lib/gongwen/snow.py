"""SnowNLP's score, the very same number, without its wait: words by its character model, then its
naive Bayes over reviews.

Many stretches of Chinese go through the Viterbi lattice side by side; sums, and which of two equal
paths is taken, keep the order that SnowNLP 0.12.3 has them in. The score says how much more a
text's words are like favourable reviews of books, hotels and goods than like unfavourable ones. It
knows neither a neutral text nor a negation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import exp

import numpy as np

from .snow_tables import find, split, tables
from .text import progress

CELLS = 1 << 14  # characters whose lattices are held in memory at once
BATCH = 1 << 18  # characters of texts that are cut at once
_HAN = re.compile("([\u4e00-\u9fa5]+)")


class Segmenter:
    """SnowNLP's words of stretches of Chinese characters (U+4E00 to U+9FA5), from the tables of the
    character model.
    """

    def __init__(self, model: dict[str, np.ndarray]):
        self.model = model
        self.size = len(model["letters"]) + 1
        self.code = np.full(0x9FA6, -1)  # -1: never seen
        inside = (model["letters"] >= 0x4E00) & (model["letters"] <= 0x9FA5)
        self.code[model["letters"][inside]] = np.flatnonzero(inside) + 1

    def __call__(self, runs: Sequence[str]) -> list[list[str]]:
        found: list[list[str]] = [[]] * len(runs)
        order = sorted(range(len(runs)), key=lambda i: -len(runs[i]))
        at = 0
        while at < len(order):  # those of about the same length together
            part = order[at : at + max(1, CELLS // len(runs[order[at]]))]
            at += len(part)
            for i, words in zip(part, self._cut([runs[i] for i in part])):
                found[i] = words
        return found

    def _cut(self, runs: list[str]) -> list[list[str]]:
        """Words of stretches, the longest first, side by side."""
        length, text = np.array([len(run) for run in runs]), "".join(runs)
        inside = np.arange(length[0]) < length[:, None]
        padded = np.full(inside.shape, -1)
        padded[inside] = self.code[np.frombuffer(text.encode("utf-32-le"), "<u4")]
        tags = self._tags(np.vstack([np.zeros((2, len(runs)), np.int64), padded.T]), length).T[
            inside
        ]
        # a word begins with b or s, behind e, and with its stretch
        new = np.append((tags == 0) | (tags == 3), True)
        new[1:-1] |= tags[:-1] == 2
        new[np.cumsum(length) - length] = True
        edges = np.flatnonzero(new)
        words = [text[a:b] for a, b in pairwise(edges.tolist())]
        at = np.searchsorted(edges, np.append(0, np.cumsum(length))).tolist()
        return [words[a:b] for a, b in pairwise(at)]

    def _tags(self, x: np.ndarray, length: np.ndarray) -> np.ndarray:
        """The best tags (steps × stretches) of characters `x`, above which stand two rows of
        starts.
        """
        steps, width = len(x) - 2, x.shape[1]
        score = np.full((4, 4, width), -np.inf)  # by the tags of the last two characters
        score[0, 0] = 0.0
        size = max(1, CELLS // width)
        # what lies before the last window is computed again when traced back: bounded memory
        before, window = (
            [],
            None,
        )
        for a in range(0, steps, size):
            before.append(score)
            window = self._window(x[a : a + size + 2], score, a)
            score = window[0][-1]
        tags = np.empty((steps, width), np.int8)
        # how many stretches reach beyond a step
        longer = np.searchsorted(-length, -np.arange(steps), "left")
        t2, t3 = np.zeros((2, width), np.int64)
        k = 0
        for a in range((len(before) - 1) * size, -1, -size):
            scores, logs, known = window or self._window(x[a : a + size + 2], before[a // size], a)
            window = None
            for s in range(len(known) - 1, -1, -1):
                ending, k = slice(k, longer[a + s]), longer[a + s]
                last = scores[s + 1][:, :, ending].transpose(1, 0, 2).reshape(16, -1).argmax(0)
                t3[ending], t2[ending] = last >> 2, last & 3
                tags[a + s, :k] = t3[:k]
                all_r = np.arange(k)
                t1 = (scores[s][:, t2[:k], all_r] + logs[:, t2[:k], t3[:k], s, all_r]).argmax(0)
                t1[~known[s, :k]] = 3 if a + s > 1 else 0
                t3[:k], t2[:k] = t2[:k], t1
        return tags

    def _window(
        self, x: np.ndarray, score: np.ndarray, at: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Scores before and behind each step of `x` (which begins two characters early),
        log-probabilities, known characters.
        """
        known = x[2:] > 0
        logs = self._logs(x[:-2].ravel(), x[1:-1].ravel(), x[2:].ravel()).reshape(
            4, 4, 4, *known.shape
        )
        scores = np.empty((len(known) + 1, *score.shape))
        scores[0] = score
        for s, every in enumerate(known.all(axis=1).tolist()):
            np.max(scores[s][:, :, None] + logs[:, :, :, s], axis=0, out=scores[s + 1])
            if not every:
                # a character never seen takes any tag, behind the last of its forerunners
                gap = np.flatnonzero(~known[s])
                scores[s + 1][:, :, gap] = scores[s][3 if at + s > 1 else 0][:, None, gap]
        return scores, logs, known

    def _logs(self, c1: np.ndarray, c2: np.ndarray, c3: np.ndarray) -> np.ndarray:
        """Log-probability of each character with tag t3 behind tags t1 and t2: (4, 4, 4,
        characters).
        """
        m = self.model
        logs = np.empty((4, 4, 4, len(c3)))
        logs[:] = m["one"][:, c3]
        at, pair = find(m["pair_key"], m["pair_slot"], c2 * self.size + c3)
        which, entry = _entries(m["pair_at"], pair)
        logs.reshape(4, 16, -1)[:, m["pair_cell"][entry], at[which]] = m["pair_log"][entry]
        above, triple = find(m["triple_key"], m["triple_slot"], c1[at] * len(m["pair_key"]) + pair)
        which, entry = _entries(m["triple_at"], triple)
        logs.reshape(64, -1)[m["triple_cell"][entry], at[above][which]] = m["triple_log"][entry]
        return logs


def _entries(starts: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All entries of the numbered rows: which row each belongs to, and where it stands."""
    first = starts[numbers]
    size = starts[numbers + 1] - first
    which = np.repeat(np.arange(len(numbers)), size)
    return which, np.arange(len(which)) + np.repeat(first - np.cumsum(size) + size, size)


@cache
def segmenter() -> Segmenter:
    """The segmenter of snownlp 0.12.3."""
    return Segmenter(tables())


class Evidence(dict[str, tuple[float, float]]):
    """Log-probability of a word in favourable and in unfavourable reviews: `other` for one that is
    in none, 0 for a stop word.
    """

    def __init__(self, kept: dict[str, np.ndarray]):
        super().__init__(zip(split(kept["words"]), zip(*kept["word_log"].T.tolist())))
        self.stop = frozenset(split(kept["stop"]))
        self.update(dict.fromkeys(self.stop, (0.0, 0.0)))
        self.other = tuple(kept["other_log"].tolist())
        self.prior = tuple(kept["prior_log"].tolist())

    def __missing__(self, word: str) -> tuple[float, float]:
        return self.other


@cache
def evidence() -> Evidence:
    """What snownlp 0.12.3 has learnt from its reviews."""
    return Evidence(tables())


def words(texts: Sequence[str]) -> Iterator[list[str]]:
    """SnowNLP's words of each text, as SnowNLP(text).words."""
    batches = list(_batches(texts))
    for batch in (
        progress(batches, "cutting words as SnowNLP does", unit=" batches")
        if len(batches) > 1
        else batches
    ):
        pieces = [_HAN.split(text) for text in batch]
        runs = list(dict.fromkeys(run for parts in pieces for run in parts[1::2]))
        cut = dict(zip(runs, segmenter()(runs)))
        for parts in pieces:
            yield [
                word
                for i, part in enumerate(parts)
                for word in (cut[part] if i % 2 else part.split())
            ]


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch, size = [], 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def likelihood(
    words: Sequence[str], start: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Log-likelihood of the words in favourable and in unfavourable reviews, added to `start` (by
    default the shares of both).
    """
    found = evidence()
    yes, no = start or found.prior
    for word in words:
        a, b = found[word]
        yes += a
        no += b
    return yes, no


def probability(yes: float, no: float) -> float:
    """SnowNLP's score of two log-likelihoods, which is 1 / (1 + e^(no - yes)) but for its way of
    rounding.
    """
    likely, unlikely = _share(no - yes), _share(yes - no)
    return likely if likely > unlikely else 1 - unlikely


def _share(difference: float) -> float:
    try:
        return 1 / (1 + exp(difference))
    except OverflowError:
        return 0
