"""Reads files and folders as text, and each page as an `Account`: every character of the page has
exactly one label.
"""

from importlib import import_module

from .sources import PageError, decode

_RULES = ("Account", "Block", "account", "parse_page")


def __getattr__(name: str):
    if name not in _RULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # the rules are loaded when first used: a child process that unpacks files needs none
    account = import_module(".account", __name__)
    return account if name == "account" else getattr(account, name)
