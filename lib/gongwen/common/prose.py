"""Findings and titles as sentences that a scholar would write, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

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
    """The English part of an account's label (Inner Mongolia 内蒙古); the label if it has none."""
    return label.rpartition(" ")[0] or label


def chinese(label: str) -> str:
    """The Chinese part of an account's label; the label if it has none."""
    english, _, part = label.rpartition(" ")
    return part if english and not part.isascii() else label
