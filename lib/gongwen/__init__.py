"""gongwen (公文, official document): read China's official accounts, and lead every number back to
the page.

What needs pandas or matplotlib is loaded when it is first used, so that `import gongwen` is light.
"""

import sys
from importlib import import_module

# A notebook may meet any kernel; this comes before anything that an older one cannot read.
if sys.version_info < (3, 11):  # noqa: UP036
    raise ImportError(
        f"gongwen needs Python 3.11 or later; this is {sys.version.split()[0]} ({sys.executable})"
    )

from .trace import trace as trace

__version__ = "0.1.0"

_NAMES = {
    "Account": "page",
    "Block": "page",
    "parse_page": "page",
    "Place": "places",
    "Corpus": "corpus",
    "read_corpus": "corpus",
    "build_corpus": "build",
    "setting": "text",
    "units": "grouping",
}
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
    "report",
    "lab",
)
__all__ = sorted([*_NAMES, *_MODULES, "trace"])


def __getattr__(name: str):
    module = _NAMES.get(name, name if name in _MODULES else "")
    if module:
        return getattr(_module(module), name) if name in _NAMES else _module(module)
    raise AttributeError(f"gongwen has no {name!r}; it has: {', '.join(__all__)}")


def _module(name: str):
    try:
        return import_module(f".{name}", __name__)
    except ModuleNotFoundError as error:
        from .text import INSTALL

        said = f"the package {error.name} is not installed in {sys.executable}: {INSTALL}"
        raise ModuleNotFoundError(said, name=error.name) from None


def __dir__():
    return __all__
