"""Files and folders become text, and text becomes an `Account`: every character of the page gets
exactly one label.
"""

from .account import Account, Block, parse_page
from .sources import PageError, decode
