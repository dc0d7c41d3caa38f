"""Other wordings of a formula, counted, and where they stand.

All positions count in the sentence's text.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .near import Matcher
from .text import progress, whole
from .wording import formula, in_text

VARIANTS = ("account", "surface", "edits", "how", "n")
HITS = ("account", "paragraph", "sentence", "phrase", "surface", "edits", "how", "start", "end")


def variants(sentences: pd.DataFrame, phrase: str, max_edits: int | None = None) -> pd.DataFrame:
    """Every wording of `phrase` and how often each account has it: account surface edits how n.

    Found are stretches whose key (`key`) is within `max_edits` insertions, deletions and
    replacements of the formula's (None: a quarter of its length, so one for four to seven letters),
    frames with a word replaced and echoes (lexicons/wordings.csv, or braces in the phrase:
    "{疫情}就是命令" any noun, "{战|抗}疫" these words). `how`: "as written", "marks", "script", the
    letters replaced (命→号), added (+即) or left out (−有), "slot 疫情→灾情", "echo". `edits`
    counts letters, for slots and echoes too. A formula given with quotation marks takes enclosing
    ones into its surface (“战疫” for 战“疫”).
    """
    if not isinstance(phrase, str):
        raise ValueError(
            f"variants takes one phrase, such as 疫情就是命令 (wordings takes several): {phrase!r}"
        )
    hits = wordings(sentences, [phrase], max_edits)
    return (
        hits.groupby(["account", "surface", "edits", "how"], sort=False)
        .size()
        .reset_index(name="n")
        .astype({"account": "str", "surface": "str", "how": "str", "edits": "int64", "n": "int64"})[
            list(VARIANTS)
        ]
    )


def wordings(
    sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None
) -> pd.DataFrame:
    """Each wording where it stands: account paragraph sentence phrase surface edits how start end
    (see `variants`).
    """
    wanted = [phrases] if isinstance(phrases, str) else phrases
    # half a character is in no table
    formulas = [formula(whole(phrase), max_edits) for phrase in dict.fromkeys(wanted)]
    matcher = Matcher([f.key for f in formulas], [f.limit for f in formulas])
    rows = []
    for s in progress(
        sentences.itertuples(index=False), "looking for wordings", total=len(sentences)
    ):
        for phrase, start, end, edits, how in in_text(s.text, formulas, matcher):
            rows.append(
                (
                    s.account,
                    s.paragraph,
                    s.sentence,
                    phrase,
                    s.text[start:end],
                    edits,
                    how,
                    start,
                    end,
                )
            )
    frame = pd.DataFrame(rows, columns=list(HITS))
    return frame.astype(
        {
            column: "str" if column in ("account", "phrase", "surface", "how") else "int64"
            for column in HITS
        }
    )
