"""Simplified characters are those of the official OpenCC."""

import gongwen as gw
from gongwen.common.characters import SIMPLIFIED, fold, simplified

from ..characters import table, written


def test_the_table_is_that_of_opencc():
    assert SIMPLIFIED.read_bytes() == written(table()).encode(), "run `python -m tests.characters`"


def test_one_character_becomes_one():
    pairs = table()
    assert len(pairs) > 4000 and all(len(old) == len(new) == 1 for old, new in pairs.items())


def test_keys_and_texts_are_simplified():
    assert fold("聯防聯控") == simplified("聯防聯控") == "联防联控"
    assert simplified("乾隆") == "乾隆"
    assert gw.common.characters.fold("甯") == "甯"  # a surname, and not 宁
