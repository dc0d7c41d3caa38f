"""What every other room uses: characters, word lists, files, statistics, the style of figures."""

from .files import project_root, setting
from .gold import read_gold
from .lists import own_lists, read_lexicon
from .sheets import read_rows
