"""Segmentation: texts come back whole, words of one's own stay whole, and nothing is shared."""

import subprocess
import sys

import gongwen as gw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = gw.words


@settings(deadline=None)
@given(
    st.text(
        st.characters()
        | st.sampled_from("疫情就是命令,退役军人事务局战“疫” \n\t1.5Ab\ud800\x00😀"),
        max_size=60,
    )
)
def test_words_give_back_their_text(text):
    pieces = WORDS.cut(text)
    assert "".join(pieces) == text and "" not in pieces


def test_words_give_back_the_seeds(corpus):
    for text in corpus.sentences["text"]:
        assert "".join(WORDS.cut(text)) == text


def test_words_stay_whole_on_request():
    text = "沈北新区退役军人事务局联防联控,疫情就是命令,打赢战“疫”"
    assert {"退役军人事务局", "联防联控", "战“疫”"} <= set(
        WORDS.cut(text)
    ) and "疫情就是命令" not in WORDS.cut(text)
    assert "疫情就是命令" in WORDS.cut(text, WORDS.user_words("office", "term", "formula"))
    assert not {"退役军人事务局", "联防联控", "战“疫”"} & set(WORDS.cut(text, ()))
    for word in ("Ⅲ级预警", "α波", "③号楼", "１２０热线", "𠮷野家"):
        assert word in WORDS.cut(f"现在有{word}，是的", [word])
    assert "疫情就是命令" in WORDS.cut(text, "疫情就是命令") and "联防联控" not in WORDS.cut(
        text, "疫情就是命令"
    )


def test_nothing_is_shared():
    """The order of calls changes nothing, and rjieba's own default dictionary is left alone."""
    import rjieba

    text = "坚持联防联控,疫情就是命令"
    plain = WORDS.cut(text, ())
    WORDS.cut(text, ["疫情就是命令", "坚持联防"])
    assert WORDS.cut(text, ()) == plain == rjieba.cut(text)


def test_the_lexicon_takes_effect(tmp_path):
    code = (
        "import gongwen.common.lists as t, gongwen.language.words as w; from pathlib import Path;"
        f"t.LEXICONS = Path({str(tmp_path)!r}); print(w.cut('全力打好歼灭战'))"
    )
    (tmp_path / "words.csv").write_text("word,kind,gloss\n打好歼灭战,term,x\n", "utf8")
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf8", env=None
    )
    assert "'打好歼灭战'" in out.stdout, out.stderr


def test_bad_requests():
    with pytest.raises(ValueError, match="there are: office, term, formula"):
        WORDS.user_words("slogan")
    with pytest.raises(ValueError, match="empty word"):
        WORDS.cut("战疫", ["战疫", " "])
    with pytest.raises(ValueError, match="no column 'province'"):
        WORDS.count(pd.DataFrame({"account": ["a"], "text": ["战疫"]}), by="province")


def test_count():
    frame = pd.DataFrame({"account": ["b", "a", "b"], "text": ["疫情,疫情", "口罩100个", "口罩"]})
    assert WORDS.count(frame).values.tolist() == [
        ["b", "疫情", 2],
        ["b", "口罩", 1],
        ["a", "个", 1],
        ["a", "口罩", 1],
    ]
    assert WORDS.count(frame, WORDS.characters)["word"].tolist()[:2] == ["情", "疫"]
