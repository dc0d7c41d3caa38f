"""The four tables of a corpus: their columns, their types, and how a paragraph is cut into
sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from .markup import clean
from .page import Account
from .text import whole

TABLES = ("accounts", "blocks", "sentences", "errors")
ACCOUNTS = (
    "account",
    "title",
    "published",
    "source",
    "author",
    "province",
    "prefecture",
    "county",
    "unit",
    "characters",
    "sentences",
    "sha256",
)
BLOCKS = ("account", "block", "kind", "level", "start", "end", "text", "why")
SENTENCES = ("account", "paragraph", "sentence", "kind", "start", "end", "text")
ERRORS = ("name", "error", "message")
_INTEGERS = ("characters", "sentences", "block", "start", "end", "paragraph", "sentence")
PARSED = ("title", "source", "author", "province", "prefecture", "county", "unit")
# A sentence ends with its stops, and the closing marks behind them belong to it; a stop inside 《》
# does not end one.
_SENTENCE = re.compile(
    r"(?:《[^《》]{0,200}》|[^。！？!?…《]|《)*(?:[。！？!?…]+[”’』」》）)\]\"'】]*|$)"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph: up to 。！？… (or ! ?) and the closing marks
    behind it.

    >>> text = "“好!”他说。出发"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['“好!”', '他说。', '出发']
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        piece = match[0].strip()
        if piece:
            start = match.start() + match[0].index(piece)
            spans.append((start, start + len(piece)))
    return spans


def frame(rows: list[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows as a table with the types of its columns, whether there are any rows or not."""
    rows = [tuple(whole(v) if isinstance(v, str) else v for v in row) for row in rows]
    table = pd.DataFrame(rows, columns=list(columns))
    for column in columns:
        if column == "level":
            table[column] = table[column].astype("Int64")
        elif column == "published":
            table[column] = pd.to_datetime(table[column]).astype("datetime64[s]")
        else:
            table[column] = table[column].astype("int64" if column in _INTEGERS else "str")
    return table


def sentence_rows(account: Account) -> Iterator[tuple]:
    """The rows of the table of sentences that an account gives."""
    for number, block in enumerate(account.paragraphs):
        segment = clean(account.raw, block.start, block.end)
        for i, (start, end) in enumerate(split_sentences(block.text)):
            yield (
                account.name,
                number,
                i,
                block.kind,
                segment.at(start)[0],
                segment.at(end - 1)[1],
                block.text[start:end],
            )
