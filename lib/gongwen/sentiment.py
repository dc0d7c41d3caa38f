"""Sentiment: scores, lexicons, and what they are worth, under one name.

Each name is loaded when it is first used, so that the first score does not wait for pandas.
"""

from importlib import import_module

_MODULES = {
    "polarity": (
        "score",
        "polarity",
        "contributions",
        "in_reviews",
        "by_account",
        "course",
        "tone_words",
        "NAME",
        "SATURATED",
    ),
    "tone": ("read_tone", "reader", "scale", "Tone"),
    "validity": (
        "read_polarity",
        "scorers",
        "probabilities",
        "validity",
        "correlations",
        "SCORERS",
    ),
}
_NAMES = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_NAMES)


def __getattr__(name: str):
    if name not in _NAMES:
        raise AttributeError(f"gongwen.sentiment has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f".{_NAMES[name]}", __package__), name)


def __dir__():
    return __all__
