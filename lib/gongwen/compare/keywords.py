"""The key words of accounts: words that each uses more than the others, or than other official
prose.
"""

from __future__ import annotations

import pandas as pd

from ..common.files import located
from ..common.lists import with_lists
from ..corpus.corpus import read_corpus
from ..phrases.keyness import keyness
from ..phrases.references import NAMED

_MOST = 5000  # pages of a reference that are read


@with_lists
def keywords(sentences: pd.DataFrame, reference: str | None = None, min_n: int = 3) -> pd.DataFrame:
    """The rows of `phrases.keyness` for words that an account uses more often than the reference.

    `reference`: one that has a name, counted words, or a folder of other pages, found from where
    you are or from the project's root (`phrases.reference`); without one the other accounts, so
    that a single account has no key words.
    """
    if reference:
        pages = reference not in NAMED and located(reference).is_dir()
        other = read_corpus(located(reference)).sample(_MOST).sentences if pages else reference
        table = keyness(sentences, other, min_n=min_n)
    elif sentences["account"].nunique() < 2:
        return keyness(sentences, "general", min_n=min_n).head(0)
    else:
        table = keyness(sentences, min_n=min_n)
    return table[table["log_ratio"] > 0].reset_index(drop=True)
