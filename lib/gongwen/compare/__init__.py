"""Accounts side by side: a profile of all measures, distances, authorities, and tables for
a paper.
"""

from . import own, paper, plots
from .authority import LEVELS, authorities, chain, disease_names, expected
from .distances import correspondence, counted, distances, moved
from .profile import (
    MEASURES,
    PROFILE,
    AccountTables,
    Measure,
    Readings,
    confounded,
    profile,
    shared_shares,
    without,
)
