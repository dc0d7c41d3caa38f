"""Reposts: one text in several files, and what of each page is its own, by MinHash (datasketch)
over letters.

A signature holds, for each of 128 orders of all five-letter stretches, the first stretch that the
text has. The share of these that two texts have in common estimates the share of all their
stretches in common (Broder 1997), within about .04. Only texts that share a band of four are
compared; two texts with similarity .8 share none once in twenty million times. `signatures` is a
measure: `corpus.apply(signatures)` runs it over all partitions of a built corpus.

The bands are sorted here and not kept in datasketch's MinHashLSH. For 20,000 texts this takes a
hundredth of the time, and a paragraph in 4,000 accounts makes 45,000 pairs instead of eight
million, since each is compared with at most eight earlier ones of a band.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from ..common.characters import key
from ..common.columns import columns, rows_of
from ..common.files import progress

GRAM = 5  # letters in a stretch
ORDERS = 128
ROWS = 4  # of a band
ALIKE = 0.8
LEAST = 30  # letters of the shortest text that is compared
MANY = 50  # with more accounts than this, not all pairs are compared
NEIGHBOURS = 8  # earlier texts of a band that a text is compared with
REPOSTS = columns("reposts")
SHARES = columns("own_text")


def signatures(sentences: pd.DataFrame, unit: str = "account") -> pd.DataFrame:
    """The signature of each account, or paragraph (`unit`), with at least 30 letters: account
    paragraph letters characters signature.

    `letters` and `characters` are those of its text. `signature`: 128 numbers of 32 bits as bytes.
    `paragraph`: -1 for accounts.
    """
    if unit not in ("account", "paragraph"):
        raise ValueError(f"unit is account or paragraph, not {unit!r}")
    keys = ["account"] if unit == "account" else ["account", "paragraph"]
    texts = sentences.groupby(keys, sort=False)["text"].agg("".join)
    rows = []
    for place, text in progress(texts.items(), "signatures", " texts", len(texts)):
        letters, _ = key(text)
        if len(letters) >= LEAST:
            account, paragraph = (place, -1) if unit == "account" else place
            rows.append((account, paragraph, len(letters), len(text), _signature(letters)))
    return rows_of("signatures", rows)


def _signature(letters: str) -> bytes:
    from datasketch import MinHash

    made = MinHash(num_perm=ORDERS, seed=1, hashfunc=int)
    made.update_batch(np.unique(_stretches(letters)).tolist())
    return made.hashvalues.astype("<u4").tobytes()


def _stretches(letters: str) -> np.ndarray:
    """A 32-bit number for each stretch of five letters."""
    points = np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    number = np.zeros(len(points) - GRAM + 1, np.uint64)
    for i in range(GRAM):
        number = (number ^ points[i : len(points) - GRAM + 1 + i]) * np.uint64(0x9E3779B97F4A7C15)
        number ^= number >> np.uint64(29)
    return number >> np.uint64(32)


def pairs(signed: pd.DataFrame, threshold: float = ALIKE) -> pd.DataFrame:
    """Pairs of rows of `signatures` (by number) that are alike: earlier later similarity. Each row
    is compared with up to eight earlier ones of a band.
    """
    table = _table(signed)
    parts = []
    for part in _candidates(table):
        alike = (table[part[:, 0]] == table[part[:, 1]]).mean(axis=1)
        parts.append(
            pd.DataFrame({"earlier": part[:, 0], "later": part[:, 1], "similarity": alike})[
                alike >= threshold
            ]
        )
    every = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame({"earlier": [], "later": [], "similarity": []})
    )
    every = every.drop_duplicates(["earlier", "later"]).sort_values(
        ["later", "earlier"], ignore_index=True
    )
    return every.astype({"earlier": "int64", "later": "int64", "similarity": "float64"})


def _table(signed: pd.DataFrame) -> np.ndarray:
    return np.frombuffer(b"".join(signed["signature"]), "<u4").reshape(len(signed), ORDERS)


def _candidates(table: np.ndarray) -> Iterator[np.ndarray]:
    """Pairs of rows (earlier, later) that share a band, a band at a time."""
    for band in range(0, ORDERS if len(table) > 1 else 0, ROWS):
        words = np.ascontiguousarray(table[:, band : band + ROWS]).view("<u8")
        # stable: of the same band the earlier row first
        order = np.lexsort((words[:, 1], words[:, 0]))
        new = np.r_[True, (words[order[1:]] != words[order[:-1]]).any(axis=1)]
        first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        rank = np.arange(len(order)) - first
        for step in range(min(NEIGHBOURS, int(rank.max()))):
            later = np.flatnonzero(rank > step)
            yield np.column_stack([order[first[later] + step], order[later]])


def find(signed: pd.DataFrame, accounts: pd.DataFrame, threshold: float = ALIKE) -> pd.DataFrame:
    """A table of reposts: `account` (the later text), `original` (the earlier account with the same
    text), `similarity` (the share of five-letter stretches in common, at least `threshold`).

    Earlier means published earlier; accounts without a date come after all dated ones, in the order
    of the table. An original is not itself a repost. `signed`: `signatures` of accounts. Raises
    ValueError for signatures of paragraphs.
    """
    if len(signed) and (signed["paragraph"] >= 0).any():
        raise ValueError("reposts are found among accounts: signatures(sentences), without a unit")
    signed = _in_time(signed, accounts)
    return _first_ones(pairs(signed, threshold), signed["account"].tolist())


def in_corpus(corpus, threshold: float = ALIKE) -> pd.DataFrame:
    """The reposts of a corpus, as from `find`: account original similarity. In memory, similarity
    is the exact share of stretches in common.
    """
    if not isinstance(corpus.sentences, pd.DataFrame):  # in partitions
        return find(
            corpus.apply(signatures), corpus.accounts[["account", "published"]].compute(), threshold
        )
    if not len(corpus.sentences):
        return _first_ones(pd.DataFrame({"later": []}), [])
    texts = corpus.sentences.groupby("account", sort=False)["text"].agg("".join)
    ordered = _in_time(
        pd.DataFrame({"account": texts.index, "text": texts.to_numpy(), "paragraph": -1}),
        corpus.accounts,
    )
    keys = {
        row.account: letters
        for row in ordered.itertuples()
        if len(letters := key(row.text)[0]) >= LEAST
    }
    names, sets = list(keys), [frozenset(_stretches(letters).tolist()) for letters in keys.values()]
    if len(names) > MANY:
        # an estimate may be this much too low
        candidates = pairs(
            _in_time(signatures(corpus.sentences), corpus.accounts), threshold - 0.15
        )
        couples = zip(candidates["earlier"].tolist(), candidates["later"].tolist())
    else:
        couples = combinations(range(len(names)), 2)
    rows = [(i, j, len(sets[i] & sets[j]) / len(sets[i] | sets[j])) for i, j in couples]
    alike = pd.DataFrame(
        [row for row in rows if row[2] >= threshold], columns=["earlier", "later", "similarity"]
    )
    return _first_ones(alike, names)


def _first_ones(alike: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The reposts among similar texts (numbered by time): each with the most similar earlier text
    that is not itself a repost.
    """
    original: dict[int, tuple[int, float]] = {}
    for later, part in alike.groupby("later"):
        originals = part[~part["earlier"].isin(original)]
        if len(originals):
            best = originals.loc[originals["similarity"].idxmax()]
            original[int(later)] = (int(best["earlier"]), float(best["similarity"]))
    rows = sorted(
        (names[later], names[first], round(share, 4)) for later, (first, share) in original.items()
    )
    return rows_of("reposts", rows)


def _in_time(signed: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    if not len(signed):
        return signed.assign(_day=pd.Series(dtype="datetime64[s]"), _place=pd.Series(dtype="int64"))
    known = accounts.drop_duplicates("account").set_index("account")["published"]
    place = pd.Series(range(len(known)), index=known.index)
    table = signed.assign(_day=signed["account"].map(known), _place=signed["account"].map(place))
    return table.sort_values(
        ["_day", "_place", "paragraph"], na_position="last", kind="stable", ignore_index=True
    )


def collapse(corpus, keep: bool = False, again: pd.DataFrame | None = None):
    """The corpus with each text once: reposts are removed from its tables, and named in its errors.
    `keep`: the corpus unchanged. `again`: the reposts, if they are known (`in_corpus`).
    """
    if not keep and again is None:
        again = in_corpus(corpus)
    if keep or not len(again):
        return corpus
    notes = [
        (
            r.account,
            "repost",
            f"the text of {r.original} again (similarity {r.similarity:.2f}): counted once",
        )
        for r in again.itertuples()
    ]
    return corpus.only(set(corpus.accounts["account"]) - set(again["account"])).noted(*notes)


def shares(signed: pd.DataFrame, accounts: pd.DataFrame, threshold: float = ALIKE) -> pd.DataFrame:
    """How much of each account's paragraphs occurs in other accounts: account characters own shared
    relayed most_like (in characters).

    `signed`: `signatures` of paragraphs; shorter ones do not count. A paragraph is *shared* if
    another account has a similar one, and *relayed* (a part of shared) if that account has an
    earlier date; a date does not tell who took it from whom. `most_like`: the account with which
    most characters are shared.
    """
    signed = _in_time(signed, accounts)
    alike = pairs(signed, threshold)
    names, sizes, days = (
        signed["account"].tolist(),
        signed["characters"].tolist(),
        signed["_day"].tolist(),
    )
    shared: dict[str, set[int]] = defaultdict(set)
    relayed: dict[str, set[int]] = defaultdict(set)
    common: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one, other in zip(alike["earlier"].tolist(), alike["later"].tolist()):
        if names[one] != names[other]:
            for a, b in ((one, other), (other, one)):
                shared[names[a]].add(a)
                common[names[a]][names[b]].add(a)
            if days[one] < days[other]:  # False where a date is missing
                relayed[names[other]].add(other)
    total = signed.groupby("account", sort=False)["characters"].sum()
    rows = []
    for account in dict.fromkeys(accounts["account"]):
        both = sum(sizes[i] for i in shared[account])
        size = int(total.get(account, 0))
        like = max(
            common[account].items(),
            key=lambda item: (sum(sizes[i] for i in item[1]), item[0]),
            default=("", ()),
        )[0]
        rows.append(
            (account, size, size - both, both, sum(sizes[i] for i in relayed[account]), like)
        )
    return rows_of("own_text", rows)


of = in_corpus  # its name in 0.1
