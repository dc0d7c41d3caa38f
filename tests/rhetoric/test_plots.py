"""The figures of devices can be drawn for any corpus, and say what they leave out."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from gongwen import rhetoric
from gongwen.common import figures
from gongwen.rhetoric import DEVICES, plots


@pytest.fixture(autouse=True)
def styled():
    figures.use_style()
    yield
    plt.close("all")


def texts(fig):
    fig.canvas.draw()
    return " ".join(t.get_text() for t in fig.findobj(plt.Text))


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
    fig = plots.device_shares(shares, {f"p{k}": f"Page {k}" for k in range(9)}, most=4)
    assert (
        len(fig.axes) == 4
        and "4 of 9 accounts, the longest" in texts(fig)
        and "war 战争" in texts(fig)
    )
    bars = [patch.get_width() for patch in fig.axes[0].patches]
    assert max(bars) == 100 and len(bars) == len(DEVICES)


@pytest.mark.parametrize("lines", [("甲。",), ("打赢。",), ("甲" * 3000,)])
def test_small_and_empty_corpora(lines):
    table = sentences(*lines)
    marks = rhetoric.mark(table)
    assert plots.device_shares(rhetoric.shares(marks, table, devices=DEVICES), {"a": "A"})
    war = (
        rhetoric.war_words(table).groupby(["word", "use", "category"]).size().reset_index(name="n")
    )
    assert "Words of war" in texts(plots.war_uses(war, {}))
    fig = plots.annotated(rhetoric.marked_text(table, marks, "a"), "One account", most=10)
    assert ("lines, the first" in texts(fig)) == (len(lines[0]) > 400)


def test_every_character_of_the_account_is_drawn_once():
    table = sentences("第一时间,“战疫”1,352人。")
    fig = plots.annotated(rhetoric.marked_text(table, rhetoric.mark(table), "a"), "x")
    drawn = [t.get_text() for t in fig.axes[0].texts]
    assert "".join(drawn) == table["text"][0]


def test_detector_shows_the_scores():
    gold = sentences("打赢。", "甲。", "打赢。").assign(devices=["war", "", "war"])
    evaluation = rhetoric.evaluate(rhetoric.mark(gold), gold, ["war"], n=50)
    fig = plots.detector(evaluation, rhetoric.agreement([gold, gold], ["war"], n=50))
    assert (
        "war 战争 (2)" in texts(fig)
        and "in-sample" in texts(fig)
        and "labels by language models" in texts(fig)
    )
    assert "held-out" in texts(
        plots.detector(evaluation, rhetoric.agreement([gold, gold], ["war"], n=50), evaluation)
    )
