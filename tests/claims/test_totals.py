"""Sums: what is added once, the bounds between which they lie, and what is never added."""

import pandas as pd
import pytest
from gongwen import claims
from gongwen.claims import tables as deeds

from .test_tables import ACCOUNTS, table


def total(*texts, by=("account",)):
    return claims.sums(claims.money(table(*texts), None), by)


def test_sums_leave_out_what_stands_twice():
    money = deeds.select(table(), 'kind == "money"')
    row = claims.sums(money).iloc[0]
    assert (row["n"], row["all"], row["at_most"], row["at_least"], row["left_out"]) == (
        3,
        300_000,
        150_000,
        150_000,
        2,
    )


def test_sums_keep_what_does_not():
    money = deeds.select(
        table("甲公司捐款3万元。乙公司捐款4万元。", "数百元不计。"), 'kind == "money"'
    )
    row = claims.sums(money).iloc[0]
    assert row["all"] == row["at_most"] == row["at_least"] == 70_000 and row["left_out"] == 0


def test_a_total_that_does_not_say_what_it_holds():
    money = deeds.select(table("全市累计捐款100万元。", "李明捐款5000元。"), 'kind == "money"')
    row = claims.sums(money).iloc[0]
    assert (row["at_least"], row["at_most"]) == (1_000_000, 1_005_000)


def test_the_upper_end_is_open():
    """超 and 余 open it, and what each of an unknown number gave; an amount that is left out does
    not.
    """
    for texts, at_most, opened in (
        (("捐款超100万元。", "李明捐款500元。"), 1_000_500, True),
        (("3名党员各捐款1000元。",), 3_000, False),
        (("党员各自捐款100元。",), 100, True),
        (("全局捐款5万元,其中办公室捐款1万余元。",), 50_000, False),
        (("捐款不少于100元。",), 100, True),
        (("捐款不超过100元。",), 100, False),
        (("18名干部职工分别捐款100元至500元。",), 9_000, False),
        (("李明捐款500元。", "企业捐款数十万元。"), 500, True),
    ):
        row = claims.sums(deeds.select(table(*texts), 'kind == "money"')).iloc[0]
        assert (row["at_most"], row["open"]) == (at_most, opened), texts


def test_a_claim_of_another_paragraph_is_not_added_twice():
    rows = [
        ("a", 0, 0, "全县累计捐款126000元。"),
        ("a", 3, 0, "党员带头,累计捐款126000元,其中党员捐款88000元。"),
        ("a", 4, 0, "李某捐款1000元。"),
        ("a", 5, 0, "王某捐款1000元。"),
    ]
    given = pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])
    found = deeds.table(given, ACCOUNTS)
    assert (
        found["flag"].tolist() == ["", "again", "part", "", ""]
        and claims.sums(found)["at_most"].iloc[0] == 128_000
    )


def test_a_page_that_stands_twice():
    """Each account keeps its own sum; over both, nothing is added twice."""
    rows = [(account, 0, 0, "全县累计捐款126000元。") for account in "ab"]
    given = pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])
    money = claims.money(
        deeds.table(given, pd.DataFrame({"account": ["a", "b"], "published": [pd.NaT] * 2}))
    )
    assert money["flag"].tolist() == ["", "copy"]
    assert claims.sums(money)["at_most"].tolist() == [126_000, 126_000] and claims.sums(
        money, ["currency"]
    )["at_most"].tolist() == [126_000]


def test_currencies_are_not_added():
    money = claims.money(table("捐款5万美元。", "捐款100万日元。", "捐款2万元。", "捐款746万。"))
    assert claims.sums(money, ["currency"]).set_index("currency")["at_most"].to_dict() == {
        "美元": 5e4,
        "日元": 1e6,
        "yuan": 7.48e6,
    }


def test_wages_and_loans_are_not_given():
    assert (
        len(claims.money(table("月薪6500元。", "发放创业贷款1140万元。", "商户营业额3万元。"))) == 0
    )


def test_the_seeds_sums(corpus):
    """Qingxin's 161,796 yuan are counted once, Hohhot's 1.08 million stay inside the 2.0069
    million.
    """
    quantities = deeds.select(
        deeds.table(corpus.sentences, corpus.accounts), 'kind == "money" and role == "input"'
    )
    sums = claims.sums(quantities).set_index("account")[["at_least", "at_most"]]
    assert sums.loc["001_d37b505c4ff1b8eb"].tolist() == [161_796, 161_796]
    # 5,000 yuan for each of two families
    assert sums.loc["003_7c6b3b5f6e6f48d2"].tolist() == [
        7_460_000,
        9_548_700,
    ]
    # 10,000 yuan of each of two couples
    assert sums.loc["000_6de53d0ef1d4ba38"].tolist() == [
        1_000_000,
        1_021_166,
    ]
    assert sums.loc["004_e43ddadba8ea318a"].tolist() == [60_000, 60_000]
    opened = claims.sums(quantities).set_index("account")["open"]
    # 超100万元, 5万余元
    assert opened[opened].index.tolist() == [
        "000_6de53d0ef1d4ba38",
        "004_e43ddadba8ea318a",
    ]


@pytest.mark.parametrize(
    ("text", "opened", "below"),
    [
        ("捐款近5万元。", True, True),
        ("捐款不足5万元。", False, True),
        ("捐款约5万元。", True, True),
        ("捐款5万余元。", True, False),
        ("捐款5万元。", False, False),
    ],
)
def test_which_end_of_a_sum_is_open(text, opened, below):
    row = total(text).iloc[0]
    assert (row["open"], row["below"]) == (opened, below)


def test_the_least_is_a_total_or_a_single_amount():
    """What one gave may be more than a total of others."""
    row = total("党员累计捐款2万元。", "李明捐款50万元。").iloc[0]
    assert (row["at_least"], row["at_most"]) == (500_000, 520_000)


def test_a_sum_says_on_what_it_rests():
    row = total("全区共捐款15万元,其中王某捐10万元,张某等捐5万元。", "企业捐款数十万元。").iloc[0]
    assert (row["rests_on"], row["left_out"]) == (1, 2)
    assert row["why"] == "2 part, 1 no value"


def test_a_rate_and_a_ceiling_are_named_and_not_added():
    """A grant of two million, 100 yuan a day: never 2,000,100."""
    row = total("县财政拨款200万元。", "每人每天补助100元。", "最高补助50万元。")
    assert not {2_000_100, 2_500_100}.intersection(row["at_most"])
    assert sum(row["left_out"]) == 2 and set(", ".join(row["why"]).split(", ")) <= {
        "",
        "1 per",
        "1 ceiling",
    }


def test_roles_and_units_are_never_added_up():
    found = table("县财政拨款5万元。", "该店被罚款3万元。", "捐赠口罩500只、酒精20瓶。")
    summed = claims.sums(found)
    assert {"role", "unit"} <= set(summed.columns)
    assert set(summed["at_most"]) == {50_000, 30_000, 500, 20}
    named = claims.sums(claims.money(found, None), ["account", "currency"])
    assert named.set_index("role")["at_most"].to_dict() == {"input": 50_000, "penalty": 30_000}


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("李明捐款5万元。“我捐的这5万元不算什么。”李明说。", 50_000),
        ("县里拨款5万元。该5万元用于购买口罩。", 50_000),
        ("捐款伍万元整(50000元)。", 50_000),
        ("张三捐款1万元,李四捐款1万元。", 20_000),
        ("李明捐款5万元。“我也捐5万元!”王芳说。", 100_000),
        ("捐款:人民币(大写)伍万元整,(小写)50000元。", 50_000),
        ("捐款人民币70万元,折合10万美元。", 700_000),
        ("捐款10万美元,折合人民币70万元。", 700_000),
        ("李明向社区捐款5000元。王强向社区捐款5000元。", 10_000),
        ("全市投入资金1000万元,同比增加200万元。", 10_000_000),
        ("甲县捐款100万元,其中党员捐款30万元,乙县捐款80万元。", 1_800_000),
        ("共捐款10万元,其中党员捐款6万元,另有企业捐款8万元。", 180_000),
        ("捐款10万元(其中党员捐款6万元),企业捐款8万元。", 180_000),
        ("李明捐款2000元,王芳捐款3000元,总工会捐款5000元。", 10_000),
        ("李明和王芳分别捐款1000元和2000元。", 3000),
        ("慰问困难党员50人,每人1000元。", 50_000),
        ("今年减免租金120万元。", 1_200_000),
        ("全市最大的药企捐款50万元。", 500_000),
        ("捐款0.00万元。", 0),
    ],
)
def test_the_same_money_said_again_counts_once(text, added):
    assert total(text)["at_most"].sum() == added


def test_in_a_table_as_in_a_text():
    """What a paragraph tells decides there, too: what others got, and what for."""
    text = "慰问组为困难党员张伟家送去慰问金500元,为困难党员李强家送去慰问金500元。"
    assert table(text)["flag"].tolist() == [q.flag for q in claims.quantities_in(text)] == ["", ""]
    found = table("全年营业收入900万元,其中捐款30万元。")
    assert claims.sums(claims.money(found))["at_most"].sum() == 300_000


def test_another_gives_the_same_in_the_next_paragraph():
    """By the giver it is another gift; one that is pointed at (该5万元) is not."""
    rows = [("a", i, 0, f"{name}向武汉捐款12500元。") for i, name in enumerate(("李明", "王强"))]
    rows.append(("a", 2, 0, "该12500元已用于购买口罩。"))
    given = pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])
    assert deeds.table(given, ACCOUNTS)["flag"].tolist() == ["", "", "again"]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("向5名工人每人每天发放补助50元。", "per"),
        ("每人每天补助200元、300元。", "per"),
        ("年收入27000元。", "per"),
        ("口罩10元一个。", "per"),
        ("一个月还贷一万元。", "per"),
        ("贷款不超过30万元。", "ceiling"),
        ("给予最高4000元、5000元补贴。", "ceiling"),
        ("李明捐款5万元一天后,王芳又捐3万元。", ""),
        ("2020年产业扶贫资金投入300万元。", ""),
        ("十一月收到善款5万元。", ""),
        ("“我只能捐500元。”", ""),
        ("最多的一笔捐款50万元。", ""),
    ],
)
def test_rates_and_ceilings(text, flag):
    flags = {q.flag for q in claims.quantities_in(text) if q.kind == "money"}
    assert flags == {flag}


def test_neither_end_of_a_range_of_fines_is_paid():
    found = claims.quantities_in("处五千元以上五万元以下的罚款。")
    assert [q.flag for q in found] == ["floor", "ceiling"]


def test_goods_are_added_by_unit_beside_money():
    found = claims.given(table("李明向社区捐赠口罩500只、酒精20瓶和现金5000元。"))
    summed = claims.sums(found, ["account", "giver_kind", "role"])
    assert set(summed["at_most"]) == {500, 20, 5000}


def test_by_giver_a_part_is_in_the_upper_bound():
    """Who gave the total is another; a rate of five firms is multiplied in it, too."""
    found = claims.given(table("5家企业各捐款10万元,3名党员各捐款5万元,共计65万元。"))
    by = claims.sums(found[found["kind"] == "money"], "giver_kind").set_index("giver_kind")
    firm = by.loc["firm"]
    assert (firm["at_least"], firm["at_most"], firm["rests_on"]) == (0, 500_000, 1)


def test_what_has_no_value_is_named():
    row = total("企业捐款数十万元。").iloc[0]
    assert (row["n"], row["rests_on"], row["open"], row["why"]) == (0, 0, True, "1 no value")
    with pytest.raises(ValueError, match="name at least one column"):
        claims.sums(table("捐款5万元。"), [])
