"""Findings and titles as sentences that a scholar would write, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# Henan 河南 2: as `corpus.labels` makes them
_LABEL = re.compile(r"^(.*\w) ([^\x00-\x7f]+)( \d+)?$")
_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


class Finding(NamedTuple):
    """A sentence in English and the same in Chinese, each with its full stop."""

    english: str
    chinese: str


def number(n: int) -> str:
    """A number as a text has it: in words up to twelve, else in digits.

    >>> number(4), number(1234)
    ('four', '1,234')
    """
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words with commas, and `last` before the last of them.

    >>> listed(["Shaanxi", "Liaoning", "Guizhou"])
    'Shaanxi, Liaoning and Guizhou'
    """
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def of(n: int, total: int, noun: str) -> str:
    """How many of how many, as a subject: `noun` in the singular, with a regular plural.

    >>> of(4, 5, "account"), of(5, 5, "account"), of(0, 5, "account"), of(1, 1, "account")
    ('four of five accounts', 'all five accounts', 'none of five accounts', 'the one account')
    """
    if n == total:
        return f"all {number(n)} {noun}s" if n > 1 else f"the one {noun}"
    return f"{number(n) if n else 'none'} of {number(total)} {noun}s"


def capitalised(sentence: str) -> str:
    """The sentence with its first letter a capital, the others as they are."""
    return sentence[:1].upper() + sentence[1:]


def short(label: str) -> str:
    """The English part of an account's label, with its number; the label if it has none.

    >>> short("Inner Mongolia 内蒙古"), short("Henan 河南 2"), short("letter_01")
    ('Inner Mongolia', 'Henan 2', 'letter_01')
    """
    return _LABEL.sub(r"\1\3", label)


def chinese(label: str) -> str:
    """The Chinese part of an account's label, with its number; the label if it has none.

    >>> chinese("Inner Mongolia 内蒙古"), chinese("Henan 河南 2"), chinese("letter_01")
    ('内蒙古', '河南2', 'letter_01')
    """
    return _LABEL.sub(lambda m: m[2] + (m[3] or "").strip(), label)
