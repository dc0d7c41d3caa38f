"""What a corpus may be compared with."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.phrases import keyness, reference


def test_the_newspaper_is_official_prose_without_tags(corpus):
    """Every party paper of 1998 says 同志 and 改革; none says 新冠."""
    paper = reference("peoples_daily_1998")
    assert paper["text"].str.len().sum() == 1_841_657 and not paper["text"].eq("").any()
    assert paper["text"].str.contains("改革").sum() > 500
    assert not paper["text"].str.contains("/n|/w|新冠").any()
    own = corpus.sentences.head(80)
    table = keyness(own, "peoples_daily_1998", min_n=3).set_index("word")
    epidemic = table.loc["疫情"]
    assert (epidemic["n_reference"] < 20).all() and (epidemic["log_ratio"] > 3).all()


def test_counted_words_say_what_their_text_says(corpus, tmp_path):
    """Word counts of a text that cannot be shared give the effect sizes of the text."""
    own, other = corpus.sentences.head(60), corpus.sentences.tail(60)
    counted = gw.words.count(other.assign(all="x"), by="all")[["word", "n"]]
    path = tmp_path / "counted.csv"
    counted.to_csv(path, index=False, encoding="utf-8-sig")
    columns = ["account", "word", "n", "n_reference", "g2", "log_ratio", "z"]
    by_words, by_text = (keyness(own, source)[columns] for source in (str(path), other))
    pd.testing.assert_frame_equal(by_words, by_text)


def test_a_folder_of_pages(corpus):
    seeds = gw.read_corpus("seeds")
    assert reference("seeds")["text"].tolist() == seeds.sentences["text"].tolist()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("word,count\n甲,1\n", "need the columns word and n"),
        ("word,n\n", "a row at least"),
        ("word,n\n甲,1\n乙,many\n", "row 2 needs a word and a whole number: '乙', 'many'"),
        ("word,n\n ,1\n", "row 1 needs a word"),
        ("word,n\n甲,-1\n", "row 1 needs a word and a whole number"),
    ],
)
def test_counts_that_are_none(tmp_path, content, said):
    path = tmp_path / "counted.csv"
    path.write_text(content, "utf8")
    with pytest.raises(ValueError, match=said):
        reference(path)


def test_unknown_references_are_named():
    with pytest.raises(ValueError, match="no reference 'wikipedia': give .*'peoples_daily_1998'"):
        reference("wikipedia")
