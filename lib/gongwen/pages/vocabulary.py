"""Words by which lines of a page are known (lexicons/page_words.csv, credits.csv), as patterns for
folded text.
"""

from __future__ import annotations

import re

from ..common.characters import alternatives, fold
from ..common.lists import per_lists, words_of


@per_lists
def words(kind: str) -> frozenset[str]:
    """The words of a kind, folded."""
    return frozenset(map(fold, words_of("page_words", kind)))


@per_lists
def one_of(kind: str) -> str:
    """A pattern for any word of a kind; it matches nothing where there is none."""
    return alternatives(words(kind)) or "(?!)"


@per_lists
def within(kind: str) -> re.Pattern[str]:
    return re.compile(one_of(kind))


@per_lists
def ends(kind: str) -> re.Pattern[str]:
    """A pattern for a text that ends in a word of a kind."""
    return re.compile(f"(?:{one_of(kind)})$")


@per_lists
def role() -> str:
    """A pattern for a word for what somebody did for a text."""
    return alternatives(map(fold, words_of("credits")))
