"""Each character of a page is folded once, when its line is made; what the rules take out of a line
(a field's value, a name) may be folded again, the whole line may not.
"""

import sys
from statistics import mean

import gongwen as gw
import pytest
from gongwen.common import characters

from ..here import ROOT

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
PAGES = sorted(p for p in (ROOT / "tests" / "pages").glob("?/*") if p.suffix != ".json")
MOST = 2.0  # times that a character may be folded; once 9.2 to 13.0 on the seeds, now 1.0 to 1.2


@pytest.fixture
def folds(monkeypatch):
    """How often each character of a page's text is folded, all modules taken together."""
    fold, sizes = characters.fold, []

    def counted(text):
        sizes.append(len(text))
        return fold(text)

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "gongwen":
            for alias in [key for key, value in vars(module).items() if value is fold]:
                monkeypatch.setattr(module, alias, counted)

    def count(path):
        raw = gw.sources.decode(path.read_bytes())
        gw.parse_page(raw)  # reads the word lists, which are folded once for all pages
        sizes.clear()
        blocks = gw.parse_page(raw).blocks
        return sum(sizes) / sum(len(block.text) for block in blocks)

    return count


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_is_folded_at_most_twice(folds, path):
    assert 1 <= folds(path) <= MOST


def test_pages_are_folded_at_most_twice_on_average(folds):
    assert len(PAGES) > 100
    assert 1 <= mean(map(folds, PAGES[::3])) <= MOST
