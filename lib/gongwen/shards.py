"""Repeated passages of a corpus that is too large for one suffix array: found shard by shard, and
counted again over all.

First round: in each shard all maximal repeats that stand in two of its texts, then what is repeated
among these. Second round: all of them are counted in every shard. What is given is given exactly:
each is a maximal repeat of the whole, n and texts are those of the whole. Not found is what no
shard has in two texts: a passage that stands once in each of a few shards. A repeat that stands in
more texts than there are shards stands in two texts of one of them, so that it is found, or stands
inside a longer one that is. Short formulas are for `count`: one that goes with one neighbour in
each shard is given with its neighbour here.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from .formulas import automaton
from .repeats import REPEATS, repeats


def repeats_over(
    corpus, min_length: int = 12, min_texts: int = 2, at_once: int = 10
) -> pd.DataFrame:
    """Maximal repeats over the partitions of a corpus: phrase length n texts, in the order of
    `repeats`; what it can miss is above.

    A text is an account's paragraphs, a line each. A shard is `at_once` partitions: the larger, the
    less is missed, at some 30 bytes of memory for each of its characters. A corpus in memory is one
    shard, and gives what `repeats` gives. Raises ValueError for a length or number below 1.
    """
    if min_length < 1 or min_texts < 1:
        raise ValueError(f"min_length and min_texts are at least 1: {min_length}, {min_texts}")
    found = corpus.apply(
        _candidates, min_length, min(2, min_texts), combine=_distinct, at_once=at_once
    )["phrase"].tolist()
    among = repeats(found, min_length, 2)["phrase"].tolist()
    phrases = list(dict.fromkeys([*found, *among]))
    empty = pd.DataFrame({"phrase": pd.Series(dtype="str"), "n": [], "texts": []})
    counted = corpus.apply(_recount, phrases, combine=_added) if phrases else empty
    counted = counted[(counted["n"] > 1) & (counted["texts"] >= min_texts)].assign(
        length=lambda t: t["phrase"].str.len()
    )
    ranked = counted.sort_values(
        ["texts", "length", "n", "phrase"], ascending=[False, False, False, True], ignore_index=True
    )
    return ranked[list(REPEATS)].astype({"phrase": "str"} | dict.fromkeys(REPEATS[1:], "int64"))


def texts_of(sentences: pd.DataFrame) -> dict[str, str]:
    """The text of each account: its paragraphs, a line each."""
    paragraphs = sentences.groupby(["account", "paragraph"], sort=False)["text"].agg("".join)
    return paragraphs.groupby(level="account", sort=False).agg("\n".join).to_dict()


def _candidates(sentences: pd.DataFrame, min_length: int, min_texts: int) -> pd.DataFrame:
    return repeats(texts_of(sentences), min_length, min_texts)[["phrase"]]


def _distinct(found: pd.DataFrame) -> pd.DataFrame:
    return found.drop_duplicates(ignore_index=True)


def _recount(sentences: pd.DataFrame, phrases: list[str]) -> pd.DataFrame:
    """phrase n texts: places of each phrase in these texts, overlapping ones too, and in how many
    texts.
    """
    search, n, texts = (
        automaton(phrases),
        np.zeros(len(phrases), np.int64),
        np.zeros(len(phrases), np.int64),
    )
    for text in texts_of(sentences).values():
        hits = Counter(i for i, _, _ in search.find_matches_as_indexes(text, overlapping=True))
        for i, times in hits.items():
            n[i] += times
            texts[i] += 1
    kept = np.flatnonzero(n)
    return pd.DataFrame(
        {
            "phrase": pd.array([phrases[i] for i in kept], dtype="str"),
            "n": n[kept],
            "texts": texts[kept],
        }
    )


def _added(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.groupby("phrase", sort=False)[["n", "texts"]].sum().reset_index()
