"""Labels by hand: read with the characters that they mean, refused where they mean others."""

import pytest
from gongwen.common.gold import read_gold

TEXTS = {"a": "通知\n疫情就是命令。\n"}


def written(folder, *rows):
    path = folder / "set.csv"
    path.write_text("account,kind,start,end,surface,value,note\n" + "\n".join(rows), "utf8")
    return path


def test_a_label_has_the_characters_of_its_text(tmp_path):
    path = written(tmp_path, "a,paragraph,3,10,疫情,,", "a,day,,,,2020-02-18,", "a,x,0,2,,读,odd")
    paragraph, day, x = read_gold(path, TEXTS)["a"]
    assert (paragraph.surface, paragraph.words) == ("疫情就是命令。",) * 2
    assert (day.start, day.end, day.surface, day.words) == (0, 0, "", "2020-02-18")
    assert (x.surface, x.words, x.more) == ("通知", "读", {"note": "odd"})


def test_a_text_may_be_in_the_table_itself(tmp_path):
    path = tmp_path / "set.csv"
    path.write_text("text,kind,start,end,surface,value\n战疫,war,0,1,战,\n战疫,none,,,,", "utf8")
    assert [(label.kind, label.surface) for label in read_gold(path)["战疫"]] == [
        ("war", "战"),
        ("none", ""),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,paragraph,3,10,防控,,", "row 1: '防控' is not at 3 to 10"),
        ("a,paragraph,3,4,疫情,,", "row 1: '疫情' is not at 3 to 4"),
        ("a,paragraph,8,18,令。,,", "row 1: '令。' is not at 8 to 18"),
        ("b,paragraph,0,1,,,", "row 1: there is no text of 'b'"),
    ],
)
def test_a_label_that_does_not_fit_its_text(tmp_path, row, message):
    with pytest.raises(ValueError, match=message):
        read_gold(written(tmp_path, row), TEXTS)
