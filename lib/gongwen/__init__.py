"""gongwen (公文, official document): read China's official accounts, and lead every number back to the page.

What needs pandas or matplotlib is loaded when it is first used, so that `import gongwen` is light.
"""

from importlib import import_module

from .trace import trace as trace

__version__ = "0.1.0"

_NAMES = {
    "Account": "page", "Block": "page", "parse_page": "page", "Place": "places",
    "Corpus": "corpus", "read_corpus": "corpus", "build_corpus": "build", "setting": "text", "units": "grouping",
}  # fmt: skip
_MODULES = (
    "text",
    "sources",
    "places",
    "page",
    "corpus",
    "grouping",
    "reposts",
    "stats",
    "words",
    "phrases",
    "people",
    "claims",
    "claim_scores",
    "deeds",
    "rhetoric",
    "sentiment",
    "keyness",
    "compare",
    "scores",
    "figures",
    "plots",
    "phrase_plots",
    "device_plots",
    "sentiment_plots",
    "claims_plots",
    "compare_plots",
    "paper",
    "run",
    "lab",
)
__all__ = sorted([*_NAMES, *_MODULES, "trace"])


def __getattr__(name: str):
    if name in _NAMES:
        return getattr(import_module(f".{_NAMES[name]}", __name__), name)
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"gongwen has no {name!r}; it has: {', '.join(__all__)}")


def __dir__():
    return __all__
