"""Formulas in the sentences: how often they occur, where, in which wordings, next to which words,
and to whom the text credits them.

Positions are characters of the sentence's text; `Corpus.to_page` turns them into positions on the
page. Only `reuse`, whose passages may span several sentences, gives positions on the page itself.
"""

from ..common.characters import key
from . import findings, plots
from .collocates import MEASURES, association, collocates, compare_collocates, neighbours
from .count import (
    COUNTS,
    LINES,
    PLACES,
    alike,
    count,
    family,
    find,
    kwic,
    lexicon,
    occurrences,
    occurring,
    sources,
    translated,
    translations,
    unused,
)
from .couplets import COUPLETS, couplets
from .credits import CREDITS, credits
from .keyness import keyness
from .references import reference
from .repeats import REPEATS, repeats, repeats_over, whole_passages
from .reuse import REUSE, other_texts, reuse
from .variants import HITS, VARIANTS, forms, variants, wordings
