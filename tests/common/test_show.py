"""Tables as a notebook shows them."""

import pandas as pd
from gongwen.common.show import Shown, noting
from lxml import html

TABLE = pd.DataFrame(
    {
        "account": ["a", "b", "c"],
        "yuan": [1_000_000, 161_796, 0],
        "share": [0.62345, float("nan"), 1.0],
        "each": [2.0, float("nan"), 3.0],
        "day": pd.to_datetime(["2020-02-15", None, "2020-04-21"]),
        "masked": [True, False, True],
        "text": ["<b onclick=x>疫情</b>", None, "$a$"],
    }
)


def cells(shown, tag="td"):
    return [
        [(cell.text_content(), cell.get("style")) for cell in row.xpath(tag)]
        for row in html.fromstring(shown._repr_html_()).xpath("//tr")
        if row.xpath(tag)
    ]


def test_numbers_days_and_text_are_readable():
    rows = [[text for text, _ in row] for row in cells(Shown(TABLE))]
    assert rows == [
        ["a", "1,000,000", "0.62", "2", "2020-02-15", "yes", "<b onclick=x>疫情</b>"],
        ["b", "161,796", "", "", "", "no", ""],
        ["c", "0", "1.00", "3", "2020-04-21", "yes", "$a$"],
    ]
    assert "161,796" in repr(Shown(TABLE))


def test_text_is_on_the_left_and_numbers_on_the_right():
    (head, *_), (row, *_) = cells(Shown(TABLE), "th"), cells(Shown(TABLE))
    lean = ["left", "right", "right", "right", "left", "left", "left"]
    assert [style for _, style in row] == [f"text-align:{side}" for side in lean]
    assert [style for _, style in head] == [f"text-align:{side}" for side in lean]


def test_every_cell_and_head_is_escaped():
    page = Shown(TABLE.rename(columns={"text": "<script>"}))._repr_html_()
    assert "<b onclick" not in page and "<script" not in page


def test_of_a_long_table_the_first_rows_and_how_many_there_are():
    shown = Shown(pd.DataFrame({"n": range(2_000)}), rows=3)
    assert len(cells(shown)) == 3
    assert "The first 3 of 2,000 rows." in shown._repr_html_() and "2,000 rows" in repr(shown)
    assert "rows" not in Shown(TABLE)._repr_html_()


def test_a_concordance_has_its_keyword_in_the_middle_and_the_translation_below():
    lines = pd.DataFrame(
        {
            "account": ["Shaanxi 陕西", "Guizhou 贵州"],
            "left": ["", "重于泰山,"],
            "keyword": ["疫情就是命令"] * 2,
            "right": [",责无旁贷", ",防控"],
            "english": ["The epidemic is an order", ""],
        }
    )
    rows = cells(Shown(lines))
    assert [text for text, _ in rows[0]] == ["Shaanxi 陕西", "", "疫情就是命令", ",责无旁贷"]
    sides = ["left", "right", "center", "left"]
    assert [style for _, style in rows[0]] == [f"text-align:{side}" for side in sides]
    assert rows[1] == [("The epidemic is an order", "text-align:center")]
    assert len(rows) == 3  # no empty line where there is no translation


def test_an_empty_table_has_its_heads():
    assert [text for text, _ in cells(Shown(TABLE.head(0)), "th")[0]] == list(TABLE)


def test_the_note_of_a_table_is_below_it_and_what_is_made_of_it():
    noted = noting(TABLE.copy(), "no more than <five>").sort_values("yuan")[["account"]]
    assert repr(Shown(noted, 2)).endswith("The first 2 of 3 rows.\nno more than <five>")
    assert "<p>no more than &lt;five&gt;</p>" in Shown(noted)._repr_html_()
    assert "<p>" not in Shown(TABLE)._repr_html_()
