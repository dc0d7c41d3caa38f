"""gongwen (公文, official document): read China's official accounts, and trace every number back to
the page.

Modules that need pandas or matplotlib are loaded when first used, so that `import gongwen` is fast.
"""

import sys
from importlib import import_module
from types import SimpleNamespace

# A notebook may run in any kernel; this comes before any syntax that an older Python cannot read.
if sys.version_info < (3, 11):  # noqa: UP036
    raise ImportError(
        f"gongwen needs Python 3.11 or later; this is {sys.version.split()[0]} ({sys.executable})"
    )

__version__ = "0.1.0"

_NAMES = {
    "Account": "pages",
    "Block": "pages",
    "parse_page": "pages",
    "Place": "language",
    "Corpus": "corpus",
    "Study": "corpus",
    "open": "corpus",
    "read_corpus": "corpus",
    "build_corpus": "corpus",
    "units": "corpus",
    "trace": "corpus",
    "setting": "common",
}
# In the order of the data flow: each imports only from those before it.
ROOMS = "common language pages corpus phrases rhetoric claims sentiment compare publish".split()
# Modules that notebooks use directly.
_MODULES = {
    "stats": "common.stats",
    "figures": "common.figures",
    "words": "language.words",
    "people": "language.people",
    "sources": "pages.sources",
    "keyness": "phrases.keyness",
}
# Names of 0.1, from before there were rooms; removed in the next version (CHANGELOG).
_OLD = {
    "text": ("common.characters", "common.sheets", "common.lists", "common.files"),
    "places": ("language.places",),
    "page": ("pages.account",),
    "grouping": ("corpus.groups",),
    "reposts": ("corpus.reposts",),
    "scores": ("corpus.scores",),
    "deeds": ("claims",),
    "claim_scores": ("claims.scores",),
    "plots": ("phrases.plots", "corpus.groups", "corpus.plots"),
    "phrase_plots": ("phrases.plots",),
    "device_plots": ("rhetoric.plots",),
    "sentiment_plots": ("sentiment.plots",),
    "claims_plots": ("claims.plots",),
    "compare_plots": ("compare.plots",),
    "paper": ("compare.paper",),
    "run": ("publish.run",),
    "report": ("publish.report",),
    "lab": ("publish.lab",),
}
__all__ = sorted([*_NAMES, *ROOMS, *_MODULES])


def __getattr__(name: str):
    if name in _NAMES:
        return getattr(_module(_NAMES[name]), name)
    if name in _OLD:
        modules = [_module(path) for path in _OLD[name]]
        if len(modules) == 1:
            return modules[0]
        return SimpleNamespace(**{k: v for module in modules for k, v in vars(module).items()})
    if name in ROOMS or name in _MODULES:
        return _module(_MODULES.get(name, name))
    raise AttributeError(f"gongwen has no {name!r}; it has: {', '.join(__all__)}")


def _module(name: str):
    try:
        return import_module(f".{name}", __name__)
    except ModuleNotFoundError as error:
        from .common.files import INSTALL

        message = f"the package {error.name} is not installed in {sys.executable}: {INSTALL}"
        raise ModuleNotFoundError(message, name=error.name) from None


def __dir__():
    return __all__
