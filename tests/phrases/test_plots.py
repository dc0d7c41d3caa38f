"""The figures about formulas show what their titles speak of."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from gongwen.common.figures import use_style
from gongwen.phrases import plots


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        use_style()
        yield
    plt.close("all")


def test_the_mark_of_a_formula_is_not_that_of_its_family():
    table = pd.DataFrame(
        [("a", "甲", 0.5), ("a", "乙", 0.01), ("b", "乙", 0.02)],
        columns=["account", "phrase", "at"],
    ).assign(family="甲 one")
    fig = plots.positions(table, {"a": "a", "b": "b"}, "甲", title="甲")
    (ax,), (legend,) = fig.axes, fig.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "甲",
        "other formulas of its family",
    ]
    filled = [
        tuple(place)
        for marks in ax.collections
        if marks.get_facecolor()[0, :3].min() < 1
        for place in marks.get_offsets()
    ]
    assert filled == [(50, 0)]
    assert "accounts of a group" in fig.get_label()
    absent = plots.positions(table, {"a": "a"}, "丙", title="丙 opens the accounts")
    assert "丙" not in absent.get_suptitle()


def test_a_formula_that_nobody_quotes_has_the_bar_of_which_the_title_speaks():
    table = pd.DataFrame(
        [("甲", "nobody"), ("甲", "nobody"), ("乙", "named source"), ("丙", "nobody")],
        columns=["phrase", "credit"],
    )
    fig = plots.credit_bars(table, "甲")
    assert fig.get_suptitle().startswith("None of two occurrences of 甲")
    assert [text.get_text().split("\n")[0] for text in fig.axes[0].get_yticklabels()] == [
        "甲",
        "乙",
    ]
    assert [text.get_text() for text in fig.axes[0].texts] == ["2", "1"]
