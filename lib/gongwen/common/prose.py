"""Findings and titles as sentences that a scholar would write, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# Henan 河南 2: as `corpus.labels` makes them

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
    >>> of(2, 2, "account"), of(0, 1, "account")
    ('both accounts', 'not the one account')
    """
    if n == total:
        whole = {0: f"none of no {noun}s", 1: f"the one {noun}", 2: f"both {noun}s"}
        return whole.get(n, f"all {number(n)} {noun}s")
    if total == 1:
        return f"not the one {noun}"
    return f"{number(n) if n else 'none'} of {number(total)} {noun}s"


def of_them(sentence: Finding, n: int) -> Finding:
    """The sentence without its first number of accounts, after a beginning that says it: in English
    of its first clause, in Chinese at its start.

    >>> of_them(Finding("Eight of 26 accounts say it.", "26 份文本中有 8 份用了。"), 26)
    Finding(english='Eight of them say it.', chinese='其中 8 份用了。')
    >>> of_them(Finding("All 26 accounts say it.", "26 份文本都用了。"), 26)
    Finding(english='All of them say it.', chinese='各份都用了。')
    """
    english = rf"^([^,;]*?)(?:\bof |(?<=\ball )){number(n)} accounts\b"
    return Finding(
        re.sub(english, r"\1of them", sentence.english, flags=re.I),
        re.sub(rf"^{n} 份文本(中有)?", lambda m: "其中" if m[1] else "各份", sentence.chinese),
    )


def many(n: int, noun: str) -> str:
    """A number in digits with its noun.

    >>> many(1, "account"), many(1234, "account")
    ('1 account', '1,234 accounts')
    """
    return f"{n:,} {noun}{'s' * (n != 1)}"


def how_often(n: int) -> str:
    """How often, in words.

    >>> [how_often(n) for n in (0, 1, 2, 5)]
    ['never', 'once', 'twice', 'five times']
    """
    return {0: "never", 1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def headline(title: Finding | str | None, otherwise: str = "") -> str:
    """A finding as the title of a figure, without its full stop; else `otherwise`."""
    text = title.english if isinstance(title, Finding) else title
    return (text or otherwise).removesuffix(".")


def capitalised(sentence: str) -> str:
    """The sentence with its first letter a capital, the others as they are."""
    return sentence[:1].upper() + sentence[1:]


def short(label: str) -> str:
    """The English part of an account's label and its number, if it has one; the label if it has no
    English part.

    >>> short("Inner Mongolia 内蒙古"), short("Hunan 湖南 2"), short("陕西省")
    ('Inner Mongolia', 'Hunan 2', '陕西省')
    """
    english = [word for word in label.split() if word.isascii()]
    return " ".join(english) if label[:1].isascii() and english else label


def chinese(label: str) -> str:
    """The Chinese part of an account's label and its number, if it has one; the label if it has no
    Chinese part.

    >>> chinese("Inner Mongolia 内蒙古"), chinese("Hunan 湖南 2"), chinese("p07")
    ('内蒙古', '湖南 2', 'p07')
    """
    words = label.split()
    first = next((i for i, word in enumerate(words) if not word.isascii()), 0)
    return " ".join(words[first:])
