"""The words near a node, counted once more word by word; measures as printed in the literature."""

import re
from collections import Counter

import gongwen as gw
import numpy as np
import pandas as pd
import pytest
from gongwen.common.characters import fold
from gongwen.language.words import cut, is_word
from gongwen.phrases import MEASURES, association, collocates, compare_collocates, neighbours
from scipy.stats import fisher_exact


def table(*texts, account="a"):
    """Sentences of one account, each in a paragraph of its own."""
    return pd.DataFrame(
        {"account": account, "paragraph": range(len(texts)), "sentence": 0, "text": list(texts)}
    )


def by_hand(sentences, node, window, side):
    """Near and elsewhere: how often each word, without those that the node covers."""
    near, every = Counter(), Counter()
    for text in sentences["text"]:
        words, at = [], 0
        for word in cut(text):
            if is_word(word):
                words.append((fold(word), at, at + len(word)))
            at += len(word)
        spans = [m.span() for m in re.finditer(re.escape(node), fold(text))]
        covered = {i for i, (_, a, b) in enumerate(words) for s, e in spans if a < e and b > s}
        for i, (word, *_) in enumerate(words):
            if i in covered:
                continue
            every[word] += 1
            beside = False
            for start, end in spans:
                lefts = [j for j, (_, _, y) in enumerate(words) if y <= start][-window:]
                rights = [j for j, (_, x, _) in enumerate(words) if x >= end][:window]
                beside |= (side != "right" and i in lefts) or (side != "left" and i in rights)
            near[word] += beside
    return near, every


@pytest.mark.parametrize("node", ["疫情", "疫情就是命令", "控", "党员"])
@pytest.mark.parametrize(("window", "side"), [(1, "both"), (5, "both"), (3, "left"), (2, "right")])
def test_the_counts_are_those_of_word_by_word(corpus, node, window, side):
    sentences = corpus.sentences.head(30)
    found = collocates(sentences, node, window, side=side, min_n=1).set_index("collocate")
    near, every = by_hand(sentences, node, window, side)
    assert found["n"].to_dict() == {word: n for word, n in near.items() if n}
    assert found["total"].to_dict() == {word: every[word] for word in found.index}
    size = sum(near.values()), sum(every.values())
    expected = size[0] * found["total"] / size[1]
    assert found["expected"].tolist() == pytest.approx(expected.tolist())


def test_the_measures_are_those_of_their_sources():
    """ "of course" in the spoken BNC, Gries 2013: ΔP .032 and .697."""
    of_course = association([5610], [5610 + 2257], 174_548, 5610 + 168_938, 2257 + 10_233_063)
    assert of_course["delta_p"].round(3).tolist() == [0.032]
    assert of_course["delta_p_node"].round(3).tolist() == [0.697]
    # strong and powerful in one: O11 10 of R1 40, C1 25, N 200
    m = {name: float(value[0]) for name, value in association([10], [25], 8, 40, 160).items()}
    assert m["expected"] == 5 and m["mi"] == 1 and m["mi3"] == pytest.approx(np.log2(200))
    assert m["t"] == pytest.approx(5 / np.sqrt(10)) and m["log_dice"] == pytest.approx(
        14 + np.log2(20 / 33)
    )
    assert m["p"] == pytest.approx(fisher_exact([[10, 30], [15, 145]], "greater")[1])
    cells = np.array([[10, 30], [15, 145]])
    even = np.outer(cells.sum(1), cells.sum(0)) / 200
    assert m["g2"] == pytest.approx(2 * (cells * np.log(cells / even)).sum())


def test_a_node_is_found_in_characters_and_covers_whole_words():
    """A window has as many words as it says, punctuation takes no place, sentences are not left."""
    text = table("甲乙丙,打赢防控战。", "甲乙丙!打赢")
    words = {"cut": lambda text: re.findall("甲|乙|丙|打赢|防控战|.", text)}
    found = collocates(text, "防控", 2, min_n=1, **words)
    assert dict(zip(found["collocate"], found["n"])) == {"打赢": 1, "丙": 1}
    assert found.set_index("collocate").loc["打赢", ["start", "end"]].tolist() == [4, 6]
    right = collocates(text, "丙", 1, side="right", min_n=1, **words)
    assert right[["collocate", "n"]].values.tolist() == [["打赢", 2]]
    near = collocates(text, "丙", 3, "characters", "right", min_n=1, **words)
    assert near[["collocate", "n"]].values.tolist() == [["打赢", 2]]
    assert collocates(text, "没有的词").empty and collocates(text[:0], "甲").empty
    assert len(collocates(text, "甲", **words)) == 3  # 乙 丙 打赢, twice each


def test_sentences_and_paragraphs_count_once():
    rows = [("a", 0, 0, "风雨风雨雷"), ("a", 0, 1, "电"), ("b", 0, 0, "风电"), ("b", 1, 0, "雨")]
    text = pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])
    found = collocates(text, "风", unit="sentence", min_n=1, cut=list).set_index("collocate")
    assert found["n"].to_dict() == {"雨": 1, "雷": 1, "电": 1}
    assert found.loc["雨", ["total", "expected"]].tolist() == [2, 1]  # two of four with each
    whole = collocates(text, "风", unit="paragraph", min_n=1, cut=list).set_index("collocate")
    assert whole["n"].to_dict() == {"雨": 1, "雷": 1, "电": 2}
    assert whole.loc["电", ["accounts", "account", "sentence"]].tolist() == [2, "a", 1]
    assert 0 <= whole.loc["电", "dp"] < whole.loc["雨", "dp"]
    assert collocates(text, "雷", 9, within="paragraph", min_n=1, cut=list)["n"].sum() == 5


def test_what_a_node_may_be(corpus):
    text = corpus.sentences
    assert collocates(text, ["疫情", "防控"]).equals(collocates(text, re.compile("疫情|防控")))
    family = gw.phrases.lexicon()["family"].iloc[0]
    assert len(collocates(text, family, family=True, min_n=1))
    assert collocates(text, "疫情", sort="n")["n"].is_monotonic_decreasing
    assert collocates(text, "疫情")["q"].isna().all()
    many = pd.concat([text.assign(account=f"{i}") for i in range(20)])
    assert collocates(many, "疫情")["q"].notna().all()
    for wrong, said in (
        ({"unit": "word"}, "unit is one of words"),
        ({"side": "l"}, "side is one of both"),
        ({"sort": "dice"}, f"sort is one of {MEASURES[0]}"),
        ({"window": 0}, "at least one word"),
        ({"within": "text"}, "within is one of sentence"),
    ):
        with pytest.raises(ValueError, match=said):
            collocates(text, "疫情", **wrong)
    for node in ("", " ", [], re.compile("x*")):
        with pytest.raises(ValueError, match=r"node is empty|matches the empty string"):
            collocates(text, node)


def test_what_stands_near_it_here_and_not_elsewhere():
    text = pd.concat(
        [table("防甲", "防甲", "防乙", account="a"), table("防乙", "防乙", account="b")]
    )
    rows = compare_collocates(text, "防", cut=list).set_index(["account", "collocate"])
    assert rows.loc[("a", "甲"), ["n", "n_others"]].tolist() == [2, 0]
    assert rows.loc[("a", "甲"), "log_ratio"] == pytest.approx(np.log2((2 / 3) / (0.5 / 2)))
    assert ("a", "乙") not in rows.index and rows.loc[("b", "乙"), "per_100"] == 100
    assert rows.loc[("b", "乙"), "g2"] > 0
    with pytest.raises(ValueError, match="no others to compare with"):
        compare_collocates(text[:3], "防")


def test_every_case_leads_back_to_its_characters(corpus):
    found = collocates(corpus.sentences, "疫情", min_n=1)
    texts = corpus.sentences.set_index(["account", "paragraph", "sentence"])["text"]
    for row in found.itertuples():
        text = texts[row.account, row.paragraph, row.sentence]
        assert fold(text[row.start : row.end]) == row.collocate


def test_stretches_near_a_node_need_no_segmenter():
    """春风化雨 is found whole, with the segmenters that cut there; 风化 alone says no more."""
    text = table("春风化雨防甲", "春风化雨防乙乙", "防春风化雨", "春风 春风化雨")
    cuts = {"letters": list, "pairs": lambda t: re.findall("春风|化雨|.", t), "blind": str.split}
    rows = neighbours(text, "防", segmenters=cuts).set_index("stretch")
    assert list(rows.index) == ["春风化雨"]
    row = rows.loc["春风化雨"]
    assert row[["n", "left", "right", "total"]].tolist() == [3, 2, 1, 4]
    assert row["log_dice"] == pytest.approx(14 + np.log2(2 * 3 / (3 + 4)))
    assert row[["letters", "pairs", "blind"]].tolist() == [3, 3, 0]
    assert list(neighbours(text, "防", side="left")["n"]) == [2]
    assert neighbours(text, "防", window=1).empty and neighbours(text, "无").empty
    assert neighbours(table("甲、防", "甲、防"), "防", min_length=1)["stretch"].tolist() == ["甲"]


def test_stretches_near_a_formula_are_there(corpus):
    rows = neighbours(corpus.sentences, "疫情")
    texts = [fold(text) for text in corpus.sentences["text"]]
    for row in rows.head(20).itertuples():
        assert row.total == sum(len(re.findall(f"(?={row.stretch})", text)) for text in texts)
        assert 2 <= row.n == row.left + row.right
