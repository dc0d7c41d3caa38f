"""Each occurrence of a formula, and whose words the text says it is
(`language.speech.attribution`).
"""

from __future__ import annotations

import pandas as pd

from ..common.characters import fold
from ..common.columns import columns
from ..common.files import progress
from ..common.lists import with_lists
from ..common.paragraphs import paragraphs
from ..language.speech import attribution_in, quotations
from .count import occurrences

CREDITS = columns("credits")


@with_lists
def credits(sentences: pd.DataFrame, phrases=None) -> pd.DataFrame:
    """Each occurrence (as in `occurrences`) with credit and source.

    `credit` is "named source" if the text says whose words they are: a person, an office, a meeting
    or a document, before or after the words (习近平总书记强调…, “…”,局长李某说, 省委“…”的要求,
    《倡议书》写道). `source` is that name. Otherwise it is "quotation marks" inside quotation
    marks, and "nobody" elsewhere. A speaker without a name (大家, 有人) is not a source.
    """
    hits = occurrences(sentences, phrases)
    parts = {(part.account, part.number): part for part in paragraphs(sentences)}
    rows, last, here = [], None, ("", "", [])
    starts: dict[int, int] = {}
    for row in progress(hits.itertuples(index=False), "reading credits", " occurrences", len(hits)):
        if (row.account, row.paragraph) != last:
            last = (row.account, row.paragraph)
            part = parts[last]
            starts = dict(zip(part.sentences, part.starts))
            text = fold(part.text)
            here = (part.text, text, quotations(text))
        begin = starts[row.sentence]
        rows.append(attribution_in(*here, begin + row.start, begin + row.end))
    return hits.assign(
        **{
            name: pd.Series([row[i] for row in rows], dtype="str")
            for i, name in enumerate(("credit", "source"))
        }
    )
