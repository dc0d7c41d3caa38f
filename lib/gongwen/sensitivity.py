"""What becomes of the SnowNLP score when something is left out, and where each word of tone stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .corpus import Corpus, split_sentences
from .marking import mark
from .polarity import score
from .snow import evidence, likelihood, probability, words
from .stats import auc
from .text import KEYS
from .tone import masked, reader

SENSITIVITY = ("variant", "sentences", "auc", "above_half", "median_change", "sides_changed")
_DIGITS = re.compile(r"[\d０-９.,%％〇一二三四五六七八九十百千万亿]+")


def sensitivity(gold: pd.DataFrame, marks: pd.DataFrame | None = None) -> pd.DataFrame:
    """What becomes of the SnowNLP score when something is left out: variant sentences auc above_half median_change sides_changed.

    Variants: as it is; words that are in no review, numbers, topic words (those of the
    kinds topic and office in lexicons/tone_masked.csv) left out of the sum;
    slogans and quotations cut out of the text. above_half: share of sentences with a score above one half; median_change: median of
    the change of p; sides_changed: share that changes its side of one half. auc as in `validity`.
    """
    y, groups = gold["polarity"].to_numpy() > 0, gold["account"].factorize()[0]
    cuts = list(words(gold["text"]))
    known, topic = evidence(), masked("topic", "office")
    base = _scores(cuts)
    variants = {
        "as it is": base,
        "unseen words left out": _scores([[w for w in cut if w in known] for cut in cuts]),
        "numbers left out": _scores([[w for w in cut if not _DIGITS.fullmatch(w)] for cut in cuts]),
        "topic words left out": _scores([[w for w in cut if w not in topic] for cut in cuts]),
        "slogans and quotations cut out": score(_without(gold, mark(gold) if marks is None else marks)),
    }
    rows = []
    for name, p in variants.items():
        sides = float(((p > 0.5) != (base > 0.5)).mean())
        rows.append((name, len(p), auc(p, y, groups), float((p > 0.5).mean()), float(np.median(p - base)), sides))
    return pd.DataFrame(rows, columns=list(SENSITIVITY))


def copies(corpus: Corpus) -> list[str]:
    """The sentences of the copies of an article that stand on its own page, which a careless reader of the page counts once more."""
    texts = corpus.blocks.loc[corpus.blocks["kind"] == "duplicate", "text"]
    return [text[a:b] for text in texts for a, b in split_sentences(text)]


def _scores(cuts: list[list[str]]) -> np.ndarray:
    return np.array([probability(*likelihood(cut)) for cut in cuts])


def _without(sentences: pd.DataFrame, marks: pd.DataFrame, devices: Sequence[str] = ("slogan", "quote")) -> list[str]:
    """The texts of the sentences with a space in place of these devices."""
    spans = marks[marks["device"].isin(devices)].groupby(KEYS)[["start", "end"]].apply(lambda part: part.to_numpy().tolist()).to_dict()
    texts = []
    for *key, text in sentences[[*KEYS, "text"]].itertuples(index=False, name=None):
        cut = list(text)
        for start, end in spans.get(tuple(key), ()):
            cut[start:end] = " " * (end - start)
        texts.append("".join(cut))
    return texts


def tone_words(sentences: pd.DataFrame, lexicon="official") -> pd.DataFrame:
    """Every word of tone in its sentence: account paragraph sentence word polarity negated masked start end."""
    tone = reader(lexicon)
    keys = sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
    rows = [(*key, w.surface, w.polarity, w.negated, w.masked, w.start, w.end) for *key, text in keys for w in tone(text)]
    frame = pd.DataFrame(rows, columns=[*KEYS, "word", "polarity", "negated", "masked", "start", "end"])
    kinds = {"account": "str", "word": "str", "negated": "bool", "masked": "bool"}
    return frame.astype({column: kinds.get(column, "int64") for column in frame.columns})
