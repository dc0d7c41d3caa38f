"""Keyness: one row per word, against the others, general Chinese or a reference; intervals for
samples only.
"""

import gongwen as gw
import numpy as np
import pandas as pd
import pytest
from gongwen.common import stats
from gongwen.phrases.keyness import KEYNESS, keyness


def frame(**texts):
    rows = [(name, i, 0, text) for name, parts in texts.items() for i, text in enumerate(parts)]
    return pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])


def plain(text):
    return text.split(" ")


TOY = frame(a=["战 疫 疫", "疫 命令"], b=["战 口罩", "口罩 口罩 疫"])


def test_a_row_by_hand():
    table = keyness(TOY, cut=plain, min_n=1).set_index(["account", "word"])
    row = table.loc["a", "疫"]
    assert tuple(table.reset_index().columns) == KEYNESS
    assert (row["n"], row["n_reference"], row["per_10k"], row["per_10k_reference"]) == (
        3,
        1,
        6000,
        2000,
    )
    assert row["g2"] == pytest.approx(stats.log_likelihood(3, 1, 5, 5)) and row[
        "log_ratio"
    ] == pytest.approx(np.log2(3))
    assert row["dp"] == pytest.approx(stats.dp([2, 1], [3, 2])) and row["accounts"] == 1
    # 疫 命令 战 口罩 in both accounts, one pseudo-count a type on average
    prior = np.array([4, 1, 2, 3]) / 10 * 4
    assert row["z"] == pytest.approx(stats.log_odds([3, 1, 1, 0], [1, 0, 1, 3], prior)[0])
    assert table[["low", "high", "q"]].isna().all(axis=None)


def test_order_and_threshold():
    table = keyness(TOY, cut=plain, min_n=2)
    assert table[["account", "word"]].values.tolist() == [["a", "疫"], ["b", "口罩"]]


def test_general_chinese(corpus):
    table = keyness(
        corpus.sentences, "general", by=None, cut=lambda text: gw.words.cut(text, ())
    ).set_index("word")
    assert (
        (table["account"] == "all").all()
        and table.loc["疫情", "log_ratio"] > 8
        and abs(table.loc["的", "log_ratio"]) < 2
    )
    assert table.loc["防控", "accounts"] == 5 and table["log_ratio"].is_monotonic_decreasing
    assert table[["low", "high", "q"]].isna().all(axis=None), "five accounts are no sample"


def test_a_reference_of_ones_own():
    table = keyness(TOY, frame(x=["战 战 战 战"]), by=None, cut=plain, min_n=1).set_index("word")
    assert (
        table.loc["战", "log_ratio"] == pytest.approx(np.log2((2 / 10) / 1))
        and table.loc["疫", "n_reference"] == 0
    )


def test_groups():
    marked = TOY.assign(level=["province", "province", "county", "county"])
    table = keyness(marked, by="level", cut=plain, min_n=2)
    assert table[["account", "word"]].values.tolist() == [["province", "疫"], ["county", "口罩"]]


def test_a_sample_has_intervals():
    """A word that one side of 30 accounts has twice as often gets an interval above 0, one that
    both have alike does not.
    """
    rng = np.random.default_rng(0)
    texts = {}
    for i in range(60):
        often = 0.2 if i < 30 else 0.1
        texts[f"{i:02}"] = [
            " ".join(rng.choice(["疫", "战", "口罩"], p=[often, 0.3, 0.7 - often], size=200))
        ]
    marked = frame(**texts)
    marked["side"] = np.where(marked["account"] < "30", "x", "y")
    table = keyness(marked, by="side", cut=plain).set_index(["account", "word"])
    assert (
        table.loc[("x", "疫"), "low"] > 0.7
        and table.loc[("x", "疫"), "high"] < 1.3
        and table.loc[("x", "疫"), "q"] < 0.01
    )
    assert (
        table.loc[("x", "战"), "low"] < 0 < table.loc[("x", "战"), "high"]
        and table.loc[("x", "战"), "q"] > 0.05
    )
    assert table.equals(keyness(marked, by="side", cut=plain).set_index(["account", "word"]))
    whole = keyness(marked, frame(z=["战 战"]), by=None, cut=plain)
    assert whole["low"].isna().all(), "a reference of one account cannot be drawn again"


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"by": "province"}, "no column 'province'"),
        ({"reference": "wikipedia"}, "'others', 'general'"),
        ({"by": None}, "no others"),
    ],
)
def test_bad_requests(kwargs, message):
    with pytest.raises(ValueError, match=message):
        keyness(TOY, cut=plain, **kwargs)


def test_one_account_has_no_others():
    with pytest.raises(ValueError, match="no others"):
        keyness(frame(a=["战 疫"]), cut=plain)


def test_no_words():
    assert len(keyness(frame(a=["。"], b=["战 疫"]), cut=plain, min_n=5)) == 0


def test_a_column_may_split_accounts_and_miss_values():
    """The rest is every sentence with another value, and missing values are a group of
    their own.
    """
    marked = TOY.assign(kind=["x", "y", "x", None])
    table = keyness(marked, by="kind", cut=plain, min_n=1).set_index(["account", "word"])
    assert (
        table.loc[("x", "战"), ["n", "n_reference"]].tolist() == [2, 0]
        and table.loc[("y", "疫"), "n_reference"] == 3
    )
    assert set(table.index.get_level_values(0)) == {"x", "y", "nan"}


def test_traditional_pages_are_compared_in_simplified_script():
    table = keyness(frame(a=["黨員 黨員"], b=["党员 群众"]), cut=plain, min_n=1).set_index(
        ["account", "word"]
    )
    assert table.loc[("a", "党员"), "n_reference"] == 1


def test_a_reference_without_words():
    with pytest.raises(ValueError, match="no words"):
        keyness(TOY, frame(x=["。"]), by=None, cut=plain)
