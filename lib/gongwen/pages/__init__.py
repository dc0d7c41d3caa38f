"""Reads files and folders as text, and each page as an `Account`: every character of the page has
exactly one label.
"""

from .account import Account, Block, parse_page
from .sources import PageError, decode
