"""By what a corpus of many accounts is drawn, and how it says so."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.corpus import groups

TEXT = "各科室坚守岗位，做好第{}项防控工作。"


def corpus(n=20, **columns):
    """A corpus of `n` accounts with these columns (a function of the account's number)."""
    made = gw.corpus.from_accounts(
        [gw.parse_page(TEXT.format(i) * 2, f"a{i:02d}") for i in range(n)]
    )
    given = {name: [value(i) for i in range(n)] for name, value in columns.items()}
    if "published" in given:
        given["published"] = pd.to_datetime(pd.Series(given["published"])).astype("datetime64[s]")
    made.accounts[list(given)] = pd.DataFrame(given)
    return made


def month(i):
    return f"2020-0{1 + i % 3}-01"


@pytest.mark.parametrize(
    ("columns", "by"),
    [
        ({"published": lambda i: month(i) if i < 2 else None}, "account"),  # two of twenty
        ({"published": lambda i: month(i) if i < 16 else None}, "month"),
        ({"published": lambda i: f"{1995 + i}-01-01"}, "decade"),  # too many months and years
        ({"published": month, "genre": lambda i: ["通知", "意见"][i % 2]}, "genre"),
        ({"genre": lambda i: ["通知", "意见"][i % 2] if i < 15 else None}, "account"),
        ({"flag": lambda i: str(i % 2), "link": lambda i: f"a.cn/{i % 2}"}, "account"),  # no words
        ({"genre": lambda i: "通知" if i else "意见"}, "account"),  # all but one are in one group
        ({"genre": lambda i: f"第{'甲乙丙丁'[i % 4]}类", "province": lambda i: "陕西省"}, "genre"),
        ({"province": lambda i: f"第{i}省"}, "account"),  # twelve of them are not four fifths
        ({"group": lambda i: "甲" if i % 2 else "乙", "level": lambda i: str(i % 2)}, "group"),
    ],
)
def test_a_column_that_covers_four_fifths(columns, by):
    assert groups.column(corpus(**columns)) == by
    assert groups.column(corpus(12, **columns)) == "account"


def test_one_line_says_what_was_chosen_and_what_else_there_is():
    genres = corpus(published=month, genre=lambda i: ["通知", "意见"][i % 2] if i else None)
    assert gw.units(genres).chosen == (
        "Drawn by genre, which 19 of 20 accounts state. Other columns (BY=…): month (3 values)."
    )
    assert gw.units(genres, "month").chosen == "" == gw.units(corpus(12)).chosen
    assert gw.units(corpus()).chosen == (
        "Drawn are the 12 longest accounts: no column groups four fifths of them."
    )


def test_accounts_without_a_value_are_a_group_of_their_own_the_last():
    made = gw.units(corpus(published=lambda i: month(i) if i else None), "month")
    assert list(made.names) == ["2020-01", "2020-02", "2020-03", groups.NOT_STATED]
    assert gw.corpus.findings.named(made, groups.NOT_STATED) == (
        "accounts without a stated month",
        "未注明者",
    )


def test_an_account_is_called_by_its_province_or_by_a_short_title():
    long = "table/https://www.example.org/2020/02/page.html"
    table = pd.DataFrame(
        {
            "account": ["a", "b", long, *(f"c{i}" for i in range(6))],
            "province": ["陕西省", "陕西省", None, *["广东省"] * 6],
            "title": ["", "", "某市关于做好第一批防控物资发放工作的紧急通知全文", *[""] * 6],
        }
    )
    title = "某市关于做好第一批防控物…"
    few = gw.corpus.labels(table.head(5))
    assert list(few.values()) == ["Shaanxi 陕西 1", "Shaanxi 陕西 2", title, *_guangdong(2)]
    many = gw.corpus.labels(table)  # six share one: none is called by its province
    assert list(many.values()) == ["a", "b", title, *(f"c{i}" for i in range(6))]


def test_a_number_is_no_name_where_there_is_a_title():
    assert groups.short_name("table/000012", "防控工作简报") == "防控工作简报"
    assert groups.short_name("table/000012") == "table/000012"


def _guangdong(n: int) -> list[str]:
    return [f"Guangdong 广东 {i}" for i in range(1, n + 1)]


def test_a_column_may_have_the_name_that_a_table_gives_it():
    made = corpus(3, province=lambda i: "陕西省")
    assert groups.units(made, "省份").by == "province"
    with pytest.raises(ValueError, match="no column '某列'"):
        groups.units(made, "某列")
