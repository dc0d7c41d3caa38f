"""Rhetorical devices: marked in the sentence, measured against coded sentences, counted and shown.

The public names; each stands in a module of its own. `tests/gold/CODEBOOK.md` defines the devices.
Positions count in the sentence's text, `Corpus.to_page` leads them to the page.
"""

from .coding import (
    AGREEMENT,
    EVALUATION,
    PREVALENCE,
    SHEET,
    agreement,
    evaluate,
    overall,
    prevalence,
    read_coded,
    sample,
)
from .device_tables import (
    GIVERS,
    SHARES,
    USES,
    WAR,
    concordance,
    givers,
    glosses,
    shares,
    war_glosses,
    war_words,
)
from .marking import DEVICES, MARKS, Mark, mark, mark_text
from .view import View, view

__all__ = [
    "AGREEMENT",
    "DEVICES",
    "EVALUATION",
    "GIVERS",
    "MARKS",
    "PREVALENCE",
    "SHARES",
    "SHEET",
    "USES",
    "WAR",
    "Mark",
    "View",
    "agreement",
    "concordance",
    "evaluate",
    "givers",
    "glosses",
    "mark",
    "mark_text",
    "overall",
    "prevalence",
    "read_coded",
    "sample",
    "shares",
    "view",
    "war_glosses",
    "war_words",
]
