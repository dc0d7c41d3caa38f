"""The concordance: each place where a pattern or a family of formulas stands, in its context."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from .formulas import family as members
from .text import alternatives, read_lexicon

LINES = ("account", "paragraph", "sentence", "left", "keyword", "right", "start", "end")
_SORTS = ("text", "left", "right")


def kwic(
    sentences: pd.DataFrame,
    pattern: str | re.Pattern[str] | None = None,
    width: int = 20,
    *,
    family: str | None = None,
    sort: str = "text",
    phrases=None,
    hide: Callable[[str], str] = str,
) -> pd.DataFrame:
    """The concordance of `pattern` (a regular expression): account paragraph sentence left keyword
    right start end.

    `left` and `right` are up to `width` characters of the same paragraph. `family` in place of a
    pattern: all phrases of that family of the lexicon (or of `phrases`), the longest where several
    begin. `sort`: text for the order of the accounts, right for what follows, left for what stands
    before, from the keyword outwards. `hide` is called with each paragraph before it is shown (a
    `people.Mask`); it must not change the length. Raises ValueError for an invalid or empty
    pattern, an unknown family or sort.
    """
    if sort not in _SORTS:
        raise ValueError(f"no sort named {sort!r}; there are: {', '.join(_SORTS)}")
    if width < 0:
        raise ValueError(f"width is the number of characters on each side, 0 or more: {width}")
    regex = _regex(pattern, family, phrases)
    rows = []
    for (account, paragraph_number), group in sentences.groupby(
        ["account", "paragraph"], sort=False
    ):
        texts = list(group["text"])
        paragraph, at = hide("".join(texts)), 0
        for number, text in zip(group["sentence"], texts):
            for match in regex.finditer(text):
                if match.end() == match.start():
                    raise _nothing(regex)
                start, end = at + match.start(), at + match.end()
                left, right = paragraph[max(0, start - width) : start], paragraph[end : end + width]
                rows.append(
                    (
                        account,
                        paragraph_number,
                        number,
                        left,
                        paragraph[start:end],
                        right,
                        match.start(),
                        match.end(),
                    )
                )
            at += len(text)
    strings = ("account", "left", "keyword", "right")
    table = pd.DataFrame(rows, columns=list(LINES)).astype(
        {column: "str" if column in strings else "int64" for column in LINES}
    )
    return _in_order(table, sort=sort)


def _in_order(table: pd.DataFrame, *_, sort: str = "text", **__) -> pd.DataFrame:
    if sort == "text":
        return table
    pairs = enumerate(zip(table["left"].str[::-1], table["right"]))
    order = sorted(pairs, key=lambda row: row[1] if sort == "left" else row[1][::-1])
    return table.iloc[[i for i, _ in order]].reset_index(drop=True)


kwic.joined = _in_order  # over partitions: what is done with all together


def _regex(pattern: str | re.Pattern[str] | None, family: str | None, phrases) -> re.Pattern[str]:
    if (pattern is None) == (family is None):
        raise ValueError(
            "give either a pattern or a family: kwic(sentences, '疫情就是.{2}') or "
            "kwic(sentences, family='守土 duty')"
        )
    if pattern is None:
        pattern = alternatives(members(family, phrases))
    try:
        regex = re.compile(pattern)
    except re.error as error:
        raise ValueError(
            f"not a regular expression: {pattern!r} ({error}); a literal bracket is written \\("
        ) from None
    if regex.match(""):
        raise _nothing(regex)
    return regex


def _nothing(regex: re.Pattern[str]) -> ValueError:
    return ValueError(
        f"{regex.pattern!r} matches nothing at all: give a pattern with at least one character"
    )


def translations() -> dict[str, str]:
    """English translations of sentences of the seeds, by the sentence
    (lexicons/translations.csv).
    """
    return {row["text"]: row["english"] for row in read_lexicon("translations")}
