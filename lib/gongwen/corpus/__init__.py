"""Tidy tables of accounts, with manifest and corrections, reprints and groups; Parquet, and Dask
for a corpus too large for one machine.
"""

from . import findings, folders, groups, plots, reposts, scores
from .build import build_corpus
from .cleaning import about, on_page, places, rules, shares
from .corpus import BuiltCorpus, Corpus, from_accounts, read_corpus, save
from .groups import labels, units
from .study import Study
from .study import open_study as open
from .tables import split_sentences, trace
