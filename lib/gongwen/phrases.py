"""Formulas in the sentences: how often, where, in which wordings, in what company, and to whom they
are credited.

The public names; each stands in a module of its own. All positions count in the sentence's text,
`Corpus.to_page` leads them to the page (only `reuse`, whose passages run over sentences, counts in
the page).
"""

from .concordance import LINES, kwic, translations
from .couplets import COUPLETS, couplets
from .credit import CREDITS, credits
from .formulas import COUNTS, PLACES, count, family, find, lexicon, occurrences
from .near import key
from .repeats import REPEATS, repeats
from .reuse import REUSE, reuse
from .shards import repeats_over
from .variants import HITS, VARIANTS, variants, wordings

__all__ = [
    "COUNTS",
    "COUPLETS",
    "CREDITS",
    "HITS",
    "LINES",
    "PLACES",
    "REPEATS",
    "REUSE",
    "VARIANTS",
    "count",
    "couplets",
    "credits",
    "family",
    "find",
    "key",
    "kwic",
    "lexicon",
    "occurrences",
    "repeats",
    "repeats_over",
    "reuse",
    "translations",
    "variants",
    "wordings",
]
