"""Sentiment: SnowNLP's exact scores, scores by lexicons, and how well they agree with coded
sentences.
"""

from . import findings, plots
from .polarity import (
    NAME,
    SATURATED,
    by_account,
    contributions,
    course,
    in_reviews,
    polarity,
    score,
    tone_words,
)
from .tone import Tone, read_tone, reader, scale
from .validity import (
    SCORERS,
    correlations,
    named,
    probabilities,
    read_polarity,
    real_worth,
    scorers,
    validity,
    worth,
)
