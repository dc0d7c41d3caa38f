"""What an account says was done: quantities, dates, quotations, under one name."""

from __future__ import annotations

from dataclasses import astuple, replace
from itertools import accumulate

import pandas as pd

from .days import DateMention as DateMention
from .days import dates_in as dates_in
from .people import Person as Person
from .people import people_in as people_in
from .people import without_names as without_names
from .quantity import FIELDS, Quantity, counted_in
from .quotes import Quotation as Quotation
from .quotes import quotations_in as quotations_in
from .role import role_of
from .shorthand import shorthands
from .sums import again, flagged
from .text import KEYS, digest, fold, progress


def quantities_in(text: str, every: bool = False) -> list[Quantity]:
    """The quantities of `text` (a sentence or a paragraph), in order; with `every` also ages,
    ordinals and claimed outcomes.

    >>> found = quantities_in("组织13名党员捐款5万余元")
    >>> [(q.surface, q.value, q.unit, q.kind, q.role) for q in found]
    [('13名', 13.0, '名', 'people', 'output'), ('5万余元', 50000.0, '元', 'money', 'input')]
    """
    folded = fold(text)
    found = sorted(counted_in(text, folded, shorthands(text, folded), every), key=lambda q: q.start)
    return flagged([replace(q, role=q.role or role_of(q, folded)) for q in found], text)


def quantities(sentences: pd.DataFrame, every: bool = False) -> pd.DataFrame:
    """The quantities of each sentence: account paragraph sentence, then the fields of `Quantity`;
    offsets into the sentence.

    Flags (`sums`) look at the whole paragraph, for 其中 “of which” may stand in the next sentence;
    `again` looks at the whole account, and `copy` at the accounts before.
    """
    return _copied(_quantities(sentences, every))


def _quantities(sentences: pd.DataFrame, every: bool = False) -> pd.DataFrame:
    """`quantities` but for the flag copy, with a digest of the sentence of each that may be one
    (else 0).
    """
    found: list[tuple[tuple, int, Quantity, str]] = []
    parts = list(sentences.groupby(KEYS[:2], sort=False)[["sentence", "text"]])
    for key, part in progress(parts, "reading quantities", " paragraphs"):
        shifts = list(accumulate(map(len, part["text"]), initial=0))
        read = [
            (number, shift, q, text)
            for number, shift, text in zip(part["sentence"], shifts, part["text"])
            for q in quantities_in(text, every)
        ]
        moved = [replace(q, start=q.start + shift, end=q.end + shift) for _, shift, q, _ in read]
        flags = [q.flag for q in flagged(moved, "".join(part["text"]))]
        found += [
            (key, number, replace(q, flag=flag), text)
            for (number, _, q, text), flag in zip(read, flags)
        ]
    twice = again([(key, q, text) for key, _, q, text in found])
    rows = [
        (
            *key,
            number,
            *astuple(replace(q, flag="again") if i in twice and q.flag in ("", "each") else q),
            digest(text) if q.value and q.value >= 100 else 0,
        )
        for i, (key, number, q, text) in enumerate(found)
    ]
    frame = pd.DataFrame(rows, columns=[*KEYS, *FIELDS, "digest"])
    words = dict.fromkeys(
        ("account", "surface", "unit", "qualifier", "counted", "kind", "flag", "role"), "str"
    ) | {"each": "Int64"}
    return frame.astype(
        words
        | dict.fromkeys(("value", "high"), "float64")
        | dict.fromkeys((*KEYS[1:], "start", "end", "digest"), "int64")
    )


def _copied(found: pd.DataFrame, *_, **__) -> pd.DataFrame:
    """The quantities that stand in an earlier account in the same sentence, letter by letter,
    flagged copy (a page that stands twice).
    """
    first = found.groupby(["value", "unit", "start", "digest"], dropna=False, sort=False)[
        "account"
    ].transform("first")
    copied = (found["digest"] != 0) & (first != found["account"]) & found["flag"].isin(["", "each"])
    return found.assign(flag=found["flag"].mask(copied, "copy")).drop(columns="digest")


# over partitions: what is done in each, and with all together
quantities.part, quantities.joined = (
    _quantities,
    _copied,
)


def dates(sentences: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The dates of each sentence: account paragraph sentence surface start_date end_date relative
    start end; offsets into the sentence.

    `accounts`: account and published, the day from which a date without a year, or 截至目前, is
    read. A sentence is read by itself, so that a day without a month takes the month of the
    publication where its own sentence names none.
    """
    published = {
        row.account: None if pd.isna(row.published) else row.published.date()
        for row in accounts.itertuples()
    }
    rows = [
        (account, *place, d.surface, d.start_date, d.end_date, d.relative, d.start, d.end)
        for account, *place, text in sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
        for d in dates_in(text, published.get(account))
    ]
    frame = pd.DataFrame(
        rows, columns=[*KEYS, "surface", "start_date", "end_date", "relative", "start", "end"]
    )
    days = {
        column: pd.to_datetime(frame[column]).astype("datetime64[s]")
        for column in ("start_date", "end_date")
    }
    kinds = {"account": "str", "surface": "str", "relative": "bool"} | dict.fromkeys(
        (*KEYS[1:], "start", "end"), "int64"
    )
    return frame.assign(**days).astype(kinds)


def quotations(sentences: pd.DataFrame) -> pd.DataFrame:
    """The quotations: account paragraph sentence quotation speaker text start end, a row for each
    sentence that a quotation runs over.

    `quotation`: its number in the account, from 0. Offsets into the sentence.
    """
    rows: list[tuple] = []
    count: dict[str, int] = {}
    parts = list(sentences.groupby(KEYS[:2], sort=False)[["sentence", "text"]])
    for (account, paragraph), part in progress(parts, "reading quotations", " paragraphs"):
        shifts = list(accumulate(map(len, part["text"]), initial=0))
        for quotation in quotations_in("".join(part["text"])):
            number = count[account] = count.get(account, -1) + 1
            for sentence, shift, text in zip(part["sentence"], shifts, part["text"]):
                start, end = max(0, quotation.start - shift), min(len(text), quotation.end - shift)
                if start < end:
                    rows.append(
                        (
                            account,
                            paragraph,
                            sentence,
                            number,
                            quotation.speaker,
                            text[start:end],
                            start,
                            end,
                        )
                    )
    frame = pd.DataFrame(rows, columns=[*KEYS, "quotation", "speaker", "text", "start", "end"])
    return frame.astype(
        dict.fromkeys(("account", "speaker", "text"), "str")
        | dict.fromkeys((*KEYS[1:], "quotation", "start", "end"), "int64")
    )
