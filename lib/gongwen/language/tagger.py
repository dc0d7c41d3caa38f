"""Names of persons as LAC tags them, a network for lexical analysis (Jiao, Sun and Sun 2018,
arXiv:1807.01882): letters, two layers of gated recurrent units in both directions, and a
conditional random field.

Its small model comes with jieba (MIT), whose files are read as data. The network is a few products
of matrices, done here in numpy for many sentences at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from ..common.files import data_file
from ..common.spans import Span

RELEASE = "jieba==0.42.1"
FILES = {
    "word.dic": "0d21d1e11490c1f74b3dbb5d291213593dcf443dad742027551972f7ef0d9f25",
    "tag.dic": "ae35d28de6256118b80174526f03de95d3227f3219b4170e1dc8aa010908ea4a",
    "crfw": "1883c72d43449227dc301a56fd9d22dedcb3536ce5032700d5ea23be4f56587b",
    "fc_0.b_0": "815e0a25669ea66f6cf58a719fbe09eeb8007ad5cdc7c28b73fdf5640aea475e",
    "fc_0.w_0": "f07f01d3ff0a5e9b93b623a28fda050e16010640a5516cd83b0501add0b7b435",
    "fc_1.b_0": "c3f42160370292134e7ddb21dadb30b9320b324204e1038a437ea51b05d53312",
    "fc_1.w_0": "147454ee4c8e960e168347dd76bdc08c9bb865896c4bfbbb5a9d090693852f3a",
    "fc_2.b_0": "f83b10a5e1b53deef130c68df5d385ed0412351012af5415ee8cb4b055041696",
    "fc_2.w_0": "514f9904cda432864b5f1faa257be1f1d24c205e29eb97e968dd38b425297f1d",
    "fc_3.b_0": "9d7e41b09e929f3817148687fd03d17c239887bff18a5599b87cbd2b4290af8c",
    "fc_3.w_0": "a8fb02bf59bd971abc47872c11482fbee242343639a6bddd6e559c3c9c009492",
    "fc_4.b_0": "899a1aba22b4cb1f23cf703d0061c024a661ff33523bf4bb1cb3cafcf8444ecb",
    "fc_4.w_0": "9a5666f104851dddb51bedf267d7b829e71f26a257be4f67cdc08c7d861e3c30",
    "gru_0.b_0": "3940a09d14029870b442c55841cd2f4d4ea4ac7142221ebb50eeaea78aaae839",
    "gru_0.w_0": "b9822a37d80c79f77f28a7395e3d04f00c9834a9b21d37f535a38c4a5fd7b720",
    "gru_1.b_0": "ed17bdf16b928323d23b7652fca9003362908909360a874cc3cbe6f2a68eae12",
    "gru_1.w_0": "1d2e72eefdea8649929a9b625716643e18cad11530b270af412ea237e6778351",
    "gru_2.b_0": "cda019c833a1abf4986dec6dfa04e4115acdbf589c4ad5151277c4958338712e",
    "gru_2.w_0": "f38ae5d2a94eee65c41232ba834ad0b7ab63de739664c01a33dcec608932f664",
    "gru_3.b_0": "5dee386ee162fc417024886ac83d4d4659baa08bc75a3acb0940c4310c7cb5da",
    "gru_3.w_0": "91f837f6deaa75ba877f048bedd987198a1f635c061b85c39cd773ea6e69136b",
    "word_emb": "3b65cdc2d4ebd78f03bbfe8747162c1e63f5b1c821d08f0ec695248c40f8be38",
}
UNITS = 128
BATCH = 64  # sentences at once
KEPT = 100_000  # sentences
LONGEST = 120  # letters of a sentence that is read at once
_CLEAR = 8.0  # a sentence without a letter that comes so near to a name is not decoded
# the marks that the model knows, one for one
_MARKS = str.maketrans("。、“”‘’《》【】…—「」 \t", '.,""\'\'<>[].-"",,')


class _Layer(NamedTuple):
    """The weights of one direction: of the input (n, 3 UNITS) with its bias, and of the state for
    the gates (UNITS, 2 UNITS) and for the candidate (UNITS, UNITS).
    """

    weight: np.ndarray
    bias: np.ndarray
    gates: np.ndarray
    candidate: np.ndarray


class _Network(NamedTuple):
    """The weights: vectors of letters, two layers of two directions, and the scores of tags at a
    letter, at the beginning, at the end, and of one behind another.
    """

    letters: dict[str, int]
    vectors: np.ndarray
    layers: list[tuple[_Layer, _Layer]]
    weight: np.ndarray
    bias: np.ndarray
    first: np.ndarray
    last: np.ndarray
    between: np.ndarray
    person: tuple[int, int]


@cache
def _network() -> _Network:
    """The model. Raises FileNotFoundError if jieba is not installed, and ValueError if its files
    are not those of 0.42.1.
    """

    def array(name: str, *shape: int) -> np.ndarray:
        data = _file(name).read_bytes()  # behind a head of a few bytes
        size = int(np.prod(shape)) if -1 not in shape else (len(data) // 512) * 128
        return np.frombuffer(data[-4 * size :], dtype="<f4").reshape(shape)

    def layer(i: int, size: int) -> _Layer:
        state = array(f"gru_{i}.w_0", 3 * UNITS * UNITS)
        cut = 2 * UNITS * UNITS
        return _Layer(
            array(f"fc_{i}.w_0", size, 3 * UNITS),
            array(f"fc_{i}.b_0", 3 * UNITS) + array(f"gru_{i}.b_0", 3 * UNITS),
            state[:cut].reshape(UNITS, 2 * UNITS),
            state[cut:].reshape(UNITS, UNITS),
        )

    tags = {tag: int(i) for i, tag in _pairs("tag.dic")}
    between = array("crfw", len(tags) + 2, len(tags))
    return _Network(
        {letter: int(i) for i, letter in _pairs("word.dic")},
        array("word_emb", -1, UNITS),
        [(layer(0, UNITS), layer(1, UNITS)), (layer(2, 2 * UNITS), layer(3, 2 * UNITS))],
        array("fc_4.w_0", 2 * UNITS, len(tags)),
        array("fc_4.b_0", len(tags)),
        between[0],
        between[1],
        np.ascontiguousarray(between[2:].T),
        (tags["PER-B"], tags["PER-I"]),
    )


def _file(name: str):
    folder = "lac_small" if name.endswith(".dic") else "lac_small/model_baseline"
    return data_file(RELEASE, f"{folder}/{name}", FILES[name])


def _pairs(name: str) -> list[list[str]]:
    lines = _file(name).read_text("utf8").split("\n")
    return [line.split("\t") for line in lines if "\t" in line]


@cache
def _kept() -> dict[str, list[Span]]:
    """The names in sentences that were read before: tables of one corpus read the same ones."""
    return {}


@cache
def _threads() -> ThreadpoolController:
    """The libraries that multiply matrices; to look for them takes milliseconds."""
    return ThreadpoolController()


def persons(sentences: Sequence[str]) -> list[list[Span]]:
    """Where each sentence (folded, of at most LONGEST letters) has names of persons, in order. Many
    at once are read several times as fast as one by one.
    """
    kept = _kept()
    if len(kept) > KEPT:
        kept.clear()
    new = [s for s in dict.fromkeys(sentences) if s not in kept and len(s) > 1]
    if new:
        new.sort(key=len, reverse=True)
        with _threads().limit(limits=1):  # the products are too small to be shared
            for begin in range(0, len(new), BATCH):
                batch = new[begin : begin + BATCH]
                kept |= zip(batch, _tagged(batch))
    return [kept.get(s, []) for s in sentences]


def _tagged(batch: list[str]) -> list[list[Span]]:
    """The names in sentences of which none is longer than the one before it."""
    net = _network()
    sizes = np.array(list(map(len, batch)))
    steps = np.arange(sizes[0])[:, None]
    inside = steps < sizes  # step, sentence
    active = inside.sum(axis=1).tolist()
    unknown = net.letters["OOV"]
    codes = np.zeros(inside.shape, dtype=np.intp)
    letters = "".join(batch).translate(_MARKS)
    codes.T[inside.T] = [net.letters.get(letter, unknown) for letter in letters]
    used, codes = np.unique(codes, return_inverse=True)
    x, pick = net.vectors[used], codes.reshape(inside.shape)
    forwards = range(len(active))
    for forward, backward in net.layers:
        there = _states((x @ forward.weight + forward.bias)[pick], forward, active, forwards)
        back = _states(
            (x @ backward.weight + backward.bias)[pick], backward, active, forwards[::-1]
        )
        x, pick = np.concatenate([there, back], axis=2), slice(None)
    scores = x @ net.weight + net.bias
    return [_spans(tags, net.person) for tags in _paths(scores, sizes, net)]


def _states(inputs: np.ndarray, layer: _Layer, active: list[int], steps: range) -> np.ndarray:
    """The states of a layer at each step (step, sentence, UNITS) from what comes in (3 UNITS),
    step by step; `active`: how many sentences, the first ones, have each step.
    """
    out = np.zeros((*inputs.shape[:2], UNITS), dtype=np.float32)
    states = np.zeros(out.shape[1:], dtype=np.float32)
    for step in steps:
        state, given = states[: active[step]], inputs[step, : active[step]]
        gates = state @ layer.gates
        gates += given[:, : 2 * UNITS]
        np.negative(gates, out=gates)
        np.exp(gates, out=gates)
        gates += 1
        np.reciprocal(gates, out=gates)
        update, reset = gates[:, :UNITS], gates[:, UNITS:]
        candidate = (reset * state) @ layer.candidate
        candidate += given[:, 2 * UNITS :]
        np.tanh(candidate, out=candidate)
        candidate -= state
        candidate *= update
        state += candidate
        out[step, : len(state)] = state
    return out


def _paths(scores: np.ndarray, sizes: np.ndarray, net: _Network) -> list[list[int]]:
    """The best tags of each sentence (Viterbi); [] where no letter comes near to a name."""
    begin = scores[:, :, net.person[0]] - scores.max(axis=2)
    padded = np.arange(len(scores))[:, None] >= sizes
    near = np.flatnonzero(np.where(padded, -np.inf, begin).max(axis=0) > -_CLEAR)
    paths: list[list[int]] = [[] for _ in sizes]
    if not len(near):
        return paths
    scores, sizes = scores[: sizes[near[0]], near], sizes[near]
    best, came = scores[0] + net.first, []
    for step in range(1, len(scores)):
        n = int(np.searchsorted(-sizes, -step, side="left"))
        total = best[:n, None, :] + net.between  # sentence, tag, tag before it
        before = total.argmax(axis=2)
        came.append(before)
        best[:n] = np.take_along_axis(total, before[:, :, None], axis=2)[:, :, 0] + scores[step, :n]
    tags = (best + net.last).argmax(axis=1)
    for i, size in enumerate(sizes.tolist()):
        path = [int(tags[i])]
        for step in range(size - 2, -1, -1):
            path.append(int(came[step][i, path[-1]]))
        paths[near[i]] = path[::-1]
    return paths


def _spans(tags: list[int], person: tuple[int, int]) -> list[Span]:
    begins, inside = person
    spans: list[Span] = []
    for i, tag in enumerate(tags):
        if tag == begins:
            spans.append((i, i + 1))
        elif tag == inside and spans and spans[-1][1] == i:
            spans[-1] = (spans[-1][0], i + 1)
    return spans
