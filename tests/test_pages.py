"""Invented pages of other sites; in-sample since their first run (see tests/pages/README.md)."""

import gongwen as gw
import pytest

FLOORS = {"a": 0.97, "b": 0.97, "c": 0.97}


def read(root, name):
    folder = root / "tests" / "pages" / name
    gold = gw.scores.read_gold(folder)
    pages = {p.name: p for p in gw.sources.pages(folder) if isinstance(p, gw.sources.Page) and p.name in gold}
    assert pages.keys() == gold.keys() and len(gold) >= 20
    return {name: gw.parse_page(page.text, name) for name, page in pages.items()}, gold


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_paragraphs(root, name):
    accounts, gold = read(root, name)
    table = gw.scores.score(accounts, gold).set_index("part")
    assert table.loc["paragraphs", "f1"] >= FLOORS[name]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_fields(root, name):
    accounts, gold = read(root, name)
    table = gw.scores.fields(accounts, gold).set_index("field")
    assert (table.loc[["title", "published", "province"], "right"] >= 0.85 * len(gold)).all()
