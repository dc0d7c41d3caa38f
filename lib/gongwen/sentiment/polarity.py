"""SnowNLP's score of sentences (trained on reviews), the words that make it, and a lexicon's score
beside it.

The score says whether the words of a text are more frequent in favourable or in unfavourable
reviews of books, hotels and goods. It is a number about words, not the tone of a text, and it
approaches 0 or 1 with length: score sentences, never documents.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from ..common.characters import whole
from ..common.columns import KEYS, columns, groups, rows_of
from ..common.files import progress
from ..common.lists import with_lists
from .snow import evidence, likelihood, probability, split, tables, words

if TYPE_CHECKING:
    import pandas as pd

NAME = "SnowNLP score (trained on reviews)"
POLARITY = columns("polarity")
CONTRIBUTIONS = columns("contributions")
PRIOR = "(share of favourable reviews)"
SATURATED = 0.001  # nearer to 0 or 1 than this, a score of three places only shows the side
BY = columns("by_account")[1:]
COURSE = columns("course")


def score(texts: Iterable[str]) -> np.ndarray:
    """SnowNLP score (trained on reviews) of each text, 0 to 1: equal to SnowNLP(text).sentiments to
    the last bit.

    NaN where SnowNLP gives none (an empty text, or something else than text), with one warning that
    says how many and why. Scores of more than a sentence are near 0 or 1 whatever the text. Raises
    TypeError for one text in place of a list of texts.

    >>> score(["疫情就是命令,防控就是责任"]).round(2).tolist()
    [0.27]
    """
    texts = _listed(texts)
    reasons = [_reason(text) for text in texts]
    scores = np.full(len(texts), np.nan)
    scored = [i for i, reason in enumerate(reasons) if not reason]
    for i, cut in zip(scored, words([texts[i] for i in scored])):
        scores[i] = probability(*likelihood(cut))
    _warn(reasons)
    return scores


def _listed(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, (str, bytes)):
        raise TypeError("a list of texts is scored, not one text: score([text])")
    if hasattr(texts, "columns"):
        raise TypeError("a column of texts is scored, not a table: score(sentences['text'])")
    return list(texts)


def _reason(text) -> str:
    if not isinstance(text, str):
        return f"not text but {type(text).__name__}"
    return "" if text else "empty text"


def _warn(reasons: Sequence[str]) -> None:
    without = Counter(reason for reason in reasons if reason)
    if without:
        why = ", ".join(f"{reason}: {n}" for reason, n in sorted(without.items()))
        warnings.warn(
            f"{without.total()} of {len(reasons)} texts have no SnowNLP score ({why})", stacklevel=3
        )


@with_lists
def polarity(texts: Iterable[str], lexicon="official", most: int = 3) -> pd.DataFrame:
    """The score of each text (a sentence), and what makes it: one row per text, in order.

    text_id (its position, or the index of a Series), p (as `score`), log_odds (natural logarithm of
    the odds, which does not saturate), per_root_n (log_odds over the root of the number of words),
    words (their number, without SnowNLP's stop words), unseen (share of words that are in no
    review), saturated (p within .001 of 0 or 1), lexicon (`scale` of the words of `lexicon`),
    negated and masked (how many of these a negation reversed, or lexicons/tone_masked.csv removed),
    moved (the `most` words with the largest effect on log_odds), reason (why there is no score).
    Raises as `score`, and as `tone.read_tone` for the lexicon.
    """

    from .tone import reader, scale

    ids = list(texts.index) if hasattr(texts, "index") and not callable(texts.index) else None
    texts = _listed(texts)
    tone = reader(lexicon)
    reasons = [_reason(text) for text in texts]
    cuts = words([text for text, reason in zip(texts, reasons) if not reason])
    rows = []
    for i, (text, reason) in enumerate(
        progress(zip(texts, reasons), "reading tone", " texts", len(texts))
    ):
        if reason:
            rows.append((i, *(np.nan,) * 3, 0, np.nan, False, np.nan, 0, 0, "", reason))
            continue
        cut = next(cuts)
        yes, no = likelihood(cut)
        p, parts = probability(yes, no), _parts(cut)
        n, hits = sum(count for count, *_ in parts.values()), tone(text)
        unseen = sum(count for count, _, new in parts.values() if new) / n if n else np.nan
        moved = " ".join(
            f"{whole(word)} {weight:+.2f}" for word, (_, weight, _) in list(parts.items())[:most]
        )
        counts = sum(w.negated for w in hits), sum(w.masked for w in hits)
        root = (yes - no) / sqrt(n) if n else np.nan
        rows.append(
            (
                i,
                p,
                yes - no,
                root,
                n,
                unseen,
                min(p, 1 - p) < SATURATED,
                scale(hits),
                *counts,
                moved,
                "",
            )
        )
    table = rows_of("polarity", rows)
    return table if ids is None else table.assign(text_id=ids)


def _parts(cut: Sequence[str]) -> dict[str, tuple[int, float, bool]]:
    """Each word that counts: its number, the log-odds that all its occurrences add, whether it is
    in no review; the largest effects first.
    """
    known, parts = evidence(), {}
    for word, n in Counter(cut).items():
        if word not in known.stop:
            yes, no = known[word]
            parts[word] = (n, n * (yes - no), word not in known)
    return dict(sorted(parts.items(), key=lambda part: (-abs(part[1][1]), part[0])))


def contributions(texts: Iterable[str]) -> pd.DataFrame:
    """What each word adds to the log-odds of its text, the largest effects first: a table with the
    columns text_id, word, n, log_odds and unseen (whether no review has the word).

    The rows of a text add up to its log-odds (but for rounding); the prior is its last row. Texts
    are cut into words as SnowNLP cuts them; its stop words add nothing and are left out.
    """

    texts = [text if not _reason(text) else "" for text in _listed(texts)]
    rows = []
    for i, cut in enumerate(words(texts)):
        rows += [(i, whole(word), n, weight, new) for word, (n, weight, new) in _parts(cut).items()]
        yes, no = likelihood([])
        rows.append((i, PRIOR, 1, yes - no, False))
    return rows_of("contributions", rows)


def in_reviews(wanted: Iterable[str]) -> pd.DataFrame:
    """How often words occur in the reviews that SnowNLP was trained on: word favourable
    unfavourable.
    """

    counts = tables()
    seen = dict(zip(split(counts["words"]), counts["word_count"].tolist()))
    return rows_of("in_reviews", [(word, *seen.get(word, (0, 0))) for word in wanted])


@with_lists
def by_account(
    sentences: pd.DataFrame, scored: pd.DataFrame | None = None, by: str = "account"
) -> pd.DataFrame:
    """The scores of each account's sentences, never of its whole text: one row per value of the
    column `by`.

    sentences, undefined (without a score), above_half and saturated (shares of those with one),
    p_25 p_50 p_75 (quartiles of p), per_root_n (median), unseen (share of all words), lexicon
    (mean). `scored`: `polarity(sentences["text"])`, if known.
    """

    scored = polarity(sentences["text"]) if scored is None else scored
    values, codes = groups(sentences, by)
    rows = []
    for code, value in enumerate(values):
        part = scored[codes == code]
        known = part[part["p"].notna()]
        total = known["words"].sum()
        shares = (
            (known["p"] > 0.5).mean(),
            known["saturated"].mean(),
            *known["p"].quantile([0.25, 0.5, 0.75]),
        )
        unseen = (known["unseen"] * known["words"]).sum() / total if total else np.nan
        rows.append(
            (
                value,
                len(part),
                len(part) - len(known),
                *shares,
                known["per_root_n"].median(),
                unseen,
                known["lexicon"].mean(),
            )
        )
    return rows_of("by_account", rows, by)


def course(sentences: pd.DataFrame) -> pd.DataFrame:
    """The score along each account: account paragraph sentence at words log_odds p p_so_far.

    `at`: characters of the account before the sentence divided by all its characters, 0 to 1.
    `p_so_far`: the score of the account up to this sentence as one text, one sentence per line; it
    shows how a score approaches 0 or 1 with length.
    """
    import pandas as pd

    reasons = [_reason(text) for text in sentences["text"]]
    _warn(reasons)
    texts = ["" if reason else text for text, reason in zip(sentences["text"], reasons)]
    sizes = pd.Series(map(len, texts), index=sentences.index, dtype="int64")
    total = sizes.groupby(sentences["account"], sort=False).transform("sum")
    at = (sizes.groupby(sentences["account"], sort=False).cumsum() - sizes) / total.clip(lower=1)
    sums: dict[str, tuple[float, float]] = {}
    rows = []
    keys = sentences[KEYS].itertuples(index=False, name=None)
    for key, place, cut, reason in zip(keys, at, words(texts), reasons):
        alone = likelihood(cut)
        sums[key[0]] = likelihood(cut, sums.get(key[0]))
        n = sum(count for count, *_ in _parts(cut).values())
        odds, p = (np.nan, np.nan) if reason else (alone[0] - alone[1], probability(*alone))
        rows.append((*key, place, n, odds, p, probability(*sums[key[0]])))
    return rows_of("course", rows)


@with_lists
def tone_words(sentences: pd.DataFrame, lexicon="official") -> pd.DataFrame:
    """Every tone word in its sentence: account paragraph sentence word polarity negated masked
    averted start end.
    """

    from .tone import reader

    tone = reader(lexicon)
    keys = sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
    rows = [
        (*key, w.surface, w.polarity, w.negated, w.masked, w.averted, w.start, w.end)
        for *key, text in keys
        for w in tone(text)
    ]
    return rows_of("tone_words", rows)
