"""Accounts become tidy tables; manifest and corrections, reprints, groups; Parquet, and Dask when
the corpus outgrows a machine.
"""

from . import findings, groups, plots, reposts, scores
from .build import build_corpus
from .cleaning import about, on_page, places, rules, shares
from .corpus import BuiltCorpus, Corpus, from_accounts, read_corpus, save
from .groups import labels, units
from .study import Study
from .study import open_study as open
from .tables import split_sentences, trace
