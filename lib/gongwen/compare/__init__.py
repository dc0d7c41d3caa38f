"""Accounts side by side: a profile of all measures, distances, authorities, and tables for
a paper.
"""

from . import findings, own, paper, plots
from .authority import LEVELS, authorities, chain, disease_names, expected, levels
from .distances import correspondence, counted, distances, moved, pairs
from .keywords import keywords
from .profile import (
    MEASURES,
    PROFILE,
    AccountTables,
    Measure,
    Readings,
    account_tables,
    both_ways,
    confounded,
    profile,
    shared_shares,
    without,
)
