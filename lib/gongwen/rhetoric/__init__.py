"""Rhetorical devices: marked in the sentence, measured against coded sentences, counted and shown.

`tests/gold/CODEBOOK.md` defines the devices. Positions are characters of the sentence's text;
`Corpus.to_page` turns them into positions on the page.
"""

from . import findings, plots
from .coding import (
    AGREEMENT,
    CORRECTED,
    EVALUATION,
    SHEET,
    agreement,
    corrected_shares,
    evaluate,
    overall,
    read_coded,
    real_scores,
    sample,
    scores,
)
from .mark import DEVICES, MARKS, Mark, mark, mark_text
from .tables import (
    GIVERS,
    SHARES,
    USES,
    WAR,
    MarkedText,
    categories,
    concordance,
    examples,
    givers,
    glosses,
    marked_text,
    mean_shares,
    shares,
    uses,
    war_glosses,
    war_words,
)

view, View = marked_text, MarkedText  # their names in 0.1
