"""The columns by which tables are joined and grouped."""

from __future__ import annotations

# the columns that tell one sentence of a table from the others
KEYS = [
    "account",
    "paragraph",
    "sentence",
]


def groups(sentences, by: str):
    """The values of a column in order of appearance, and for each row the number of its value;
    missing values are one value.

    Raises ValueError for an unknown column, saying how to join one of the accounts.
    """
    if by not in sentences:
        known = ", ".join(map(str, sentences.columns))
        raise ValueError(
            f"no column {by!r} to group by; there are: {known}. A column of the accounts "
            "is joined so: "
            f"sentences.merge(corpus.accounts[['account', {by!r}]], on='account')"
        )
    import pandas as pd

    codes, values = pd.factorize(sentences[by], use_na_sentinel=False)
    return list(values), codes
