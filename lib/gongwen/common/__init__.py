"""Characters, word lists, files, statistics, the style of figures: nothing of this genre."""

from .files import project_root, setting
from .gold import read_gold
from .lists import own_lists, read_lexicon
from .sheets import read_rows
