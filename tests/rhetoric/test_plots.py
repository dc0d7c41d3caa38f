"""The figures of devices can be drawn for any corpus, and say what they leave out."""

import pandas as pd
import pytest
from gongwen import rhetoric
from gongwen.language.people import Mask
from gongwen.rhetoric import DEVICES, plots

from ..drawn import texts

pytestmark = pytest.mark.usefixtures("styled")


def sentences(*lines, account="a"):
    return pd.DataFrame(
        {
            "account": account,
            "paragraph": range(len(lines)),
            "sentence": 0,
            "kind": "paragraph",
            "text": lines,
        }
    )


def test_shares_of_many_accounts_show_the_longest():
    table = pd.concat(
        [sentences(*["打赢疫情防控阻击战。"] * (k + 1), account=f"p{k}") for k in range(9)],
        ignore_index=True,
    )
    shares = rhetoric.shares(rhetoric.mark(table), table, devices=DEVICES)
    names = {f"p{k}": f"Page {k}" for k in range(9)}
    fig = plots.device_shares(shares, names, most=4)
    shown = texts(fig)
    assert "the 4 longest of 9" in shown and "Page 5" in shown and "Page 4" not in shown
    assert "The most frequent device is war, in 100% of 45 sentences" in shown
    assert "war 战争" in shown and [t.get_text() for t in fig.axes[0].texts][:5] == [
        *["100"] * 4,
        "·",
    ]
    longest = shares[shares["account"].isin(["p7", "p8"])]
    some = texts(plots.device_shares(longest, names, every=shares, of=9))
    assert "in 100% of 45 sentences" in some and "Columns: the 2 longest of 9." in some
    assert "Columns: 9 of 9." in texts(plots.device_shares(shares, names))
    assert "Of my own" in texts(plots.device_shares(shares, names, title="Of my own"))


@pytest.mark.parametrize("lines", [("甲。",), ("打赢。打赢。",), ("甲" * 3000,)])
def test_small_and_empty_corpora(lines):
    table = sentences(*lines)
    marks = rhetoric.mark(table)
    shown = texts(plots.device_shares(rhetoric.shares(marks, table, devices=DEVICES), {"a": "A"}))
    assert ("No device" in shown) == marks.empty
    uses = rhetoric.uses(rhetoric.war_words(table))
    shown = texts(plots.war_uses(uses, {}))
    assert ("No word of war" in shown) == uses.empty
    fig = plots.annotated(rhetoric.marked_text(table, marks, "a"), "One account")
    assert ("The first " in texts(fig)) == (len(lines[0]) > 400)
    assert fig.get_figheight() <= 9.2


def test_every_character_of_the_account_is_drawn_once():
    table = sentences("第一时间,“战疫”1,352人。")
    fig = plots.annotated(rhetoric.marked_text(table, rhetoric.mark(table), "a"), "x")
    drawn = [t.get_text() for t in fig.axes[0].texts]
    assert "".join(drawn) == table["text"][0]


def test_a_name_is_hidden_before_characters_are_drawn_one_by_one():
    table = sentences("李明请战。")
    mask = Mask(("李明",))
    text = rhetoric.marked_text(table, rhetoric.mark(table), "a", hide=mask)
    fig = plots.annotated(text, "x")
    assert "".join(t.get_text() for t in fig.axes[0].texts) == "李×请战。"


def test_war_words_are_drawn_by_use_the_most_frequent_first():
    table = sentences("打赢阻击战,打赢。", "退役军人退役不褪色。")
    fig = plots.war_uses(rhetoric.uses(rhetoric.war_words(table)), {"打赢": "win ’s"})
    heads = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert heads == ["打赢\nwin 's", "阻击战", "退役不褪色", "退役军人"]
    assert "metaphor 隐喻" in texts(fig)


def test_detector_shows_the_scores():
    gold = sentences("打赢。", "甲。", "打赢。").assign(
        devices=[{"war"}, set(), {"war"}], devices_a="war", devices_b=["war", "", "war"]
    )
    scores = rhetoric.scores(gold, gold, ["war"], n=50)
    assert scores["device"].tolist() == ["war", "all devices"]
    assert scores.loc[1, ["f1", "f1_heldout"]].tolist() == [1, 1]
    shown = texts(plots.detector(scores))
    assert "war (2) 战争" in shown and "in-sample" in shown and "held out" in shown
    assert "labels by language models" in shown and "α of two coders" in shown
    assert scores["f1_real"].isna().all() and "real documents" not in shown
    measured = {"n": 10, "precision": 0.8, "recall": 0.7, "f1": 0.75, "low": 0.6, "high": 0.9}
    real = pd.DataFrame([{"half": "unread", "what": "war"} | measured])
    scores = rhetoric.scores(gold, gold, ["war"], n=50, real=real)
    assert scores.loc[0, "f1_real"] == 0.75 and "real documents" in texts(plots.detector(scores))
    few = rhetoric.scores(gold, gold, ["war"], n=50, real=real.assign(n=9))
    assert "real documents" not in texts(plots.detector(few))
    alone = rhetoric.scores(gold.drop(columns="devices_b"), gold, ["war"], n=50)
    assert alone["alpha"].isna().all() and "α" not in texts(plots.detector(alone))
