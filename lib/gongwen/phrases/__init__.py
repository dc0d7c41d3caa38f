"""Formulas in the sentences: how often, where, in which wordings, in what company, and to whom they
are credited.

All positions count in the sentence's text, `Corpus.to_page` leads them to the page (only `reuse`,
whose passages run over sentences, counts in the page).
"""

from ..common.characters import key
from . import plots
from .count import (
    COUNTS,
    LINES,
    PLACES,
    count,
    family,
    find,
    kwic,
    lexicon,
    occurrences,
    translations,
)
from .couplets import COUPLETS, couplets
from .credits import CREDITS, credits
from .keyness import keyness
from .repeats import REPEATS, repeats, repeats_over
from .reuse import REUSE, reuse
from .variants import HITS, VARIANTS, variants, wordings
