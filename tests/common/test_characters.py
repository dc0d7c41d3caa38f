"""Keys for matching: the table of simplified characters is that of the official OpenCC, and `fold`
goes character by character, so that a slice of a folded text is the folded slice.
"""

from gongwen.common.characters import SIMPLIFIED, cjk, fold, letters, simplified, squeeze, usual
from hypothesis import given
from hypothesis import strategies as st

from ..characters import table, written

# all code points, and often those that lower case or folding treats in a way of their own
TEXTS = st.text(st.characters(codec=None) | st.sampled_from("İΣσςÅß發戰，　\xa0\ud800｜丨○薴"))
EVERY = [chr(code) for code in range(0x32000)]  # the planes that have letters


def test_the_table_is_that_of_opencc():
    assert SIMPLIFIED.read_bytes() == written(table()).encode(), "run `python -m tests.characters`"


def test_one_character_becomes_one():
    pairs = table()
    assert len(pairs) > 4000 and all(len(old) == len(new) == 1 for old, new in pairs.items())


def test_keys_and_texts_are_simplified():
    assert fold("聯防聯控") == simplified("聯防聯控") == "联防联控"
    assert simplified("乾隆") == "乾隆"
    assert fold("甯") == "甯"  # a surname, and not 宁


def test_each_character_is_folded_into_one_and_a_space_into_a_space():
    folded = list(map(fold, EVERY))
    assert {len(key) for key in folded} == {1}
    assert fold("".join(EVERY)) == "".join(folded)
    assert [c for c, key in zip(EVERY, folded) if c.isspace() != key.isspace()] == []


@given(TEXTS, TEXTS)
def test_a_part_of_a_folded_text_is_the_folded_part(before, after):
    assert fold(before + after) == fold(before) + fold(after)


@given(TEXTS)
def test_letters_of_a_folded_text_are_the_squeezed_text(text):
    assert letters(fold(text)) == squeeze(text)


def test_radicals_are_folded_to_the_characters_that_look_like_them():
    """Some programs write PDFs in which ⼈ (U+2F08) or ⻋ (U+2ECB) has the shape of 人 or 车."""
    shown, meant = "⼀⼗⽉⼈⻋⻢⻔⻓⾞⻑⻰⺠⻛", "一十月人车马门长车长龙民风"
    assert fold(shown) == meant and cjk(shown) == len(shown)
    assert usual("⾞ 2⽉") == "車 2月" and usual("車") == "車"
    assert simplified("⼯作") == "工作"
    assert fold("\ufa0c\uf90a") == "兀金"  # second codes of the same characters
    every = "".join(map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))))
    assert len(fold(every)) == len(usual(every)) == len(every)
