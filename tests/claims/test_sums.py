"""What a table of quantities must not add twice, and what it must."""

import pytest
from gongwen import claims

from . import role_of


def flags(text):
    return [q.flag for q in claims.quantities_in(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("累计捐赠款物200.69万元,其中向武汉捐赠108万元。", ["", "part"]),
        ("累计捐赠200.69万元。其中108万元的物资支援武汉。", ["", "part"]),
        ("共捐款161796元,王某捐十万元,张某5万元,李某等捐11796元", ["", "part", "part", "part"]),
        ("王某捐3000元,张某捐2000元,合计5000元", ["part", "part", ""]),
        ("捐款5万元,其中3万元给武汉,2万元留用", ["", "part", "part"]),
        ("每天3人值守,5人巡查,共8人", ["part", "part", ""]),
        ("坚守50天、1200小时、72000分钟", ["", "same", "same"]),
        ("全县有5000人,其中党员800人,团员200名。另有300人", ["", "part", "part", ""]),
        ("发放口罩3000个。全区发放口罩3000个", ["", "again"]),
        ("捐款20万元(含党费5万元)", ["", "part"]),
        ("全局共捐款2万元,包括局长捐5000元", ["", "part"]),
        ("捐款由2万元增至5万元", ["part", ""]),
        ("捐款10万美元,折合人民币70万元", ["same", ""]),
        ("夫妻二人分别捐款一万元", ["", "each"]),
        ("王某捐款12300元,张某捐款45500元,两人捐款57800元", ["part", "part", "", ""]),
    ],
)
def test_what_a_sum_leaves_out(text, wanted):
    assert flags(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "坚守50天,又来了60小时",
        "王某捐款300元,次日李某又捐款300元",
        "口罩300个,防护服20套",
        "共20人,其中花费10元",
        "3人值守,5人巡查,8人待命",  # no word for a total
        "捐款2000元、3000元和4000元",
        "50天后,1300小时后",
        "党员800人。其中一位说:“来了20人。”",
        "捐款300元,其中一人捐物20件",
        "王某捐款3000元,李某捐款2000元,张某捐款5000元",  # round numbers add up by chance
        "甲村捐款2万元、乙村捐款3万元、丙村捐款5万元",
        "捐款1000元,妻子捐款1000元,儿子捐款2000元",
        "捐款10万美元,另捐款人民币70万元",
    ],
)
def test_what_a_sum_keeps(text):
    assert set(flags(text)) <= {""}


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("3名党员各捐款1000元。", 3),
        ("张伟、王建国、赵强三人分别捐款2000元。", 3),
        ("退役军人李明、王芳、赵强各捐款3000元。", 3),
        ("党员李强和爱人王芳、党员赵宇分别捐款一万元。", 2),  # a couple is one giver
        ("对护士李明、队长王建国的家属登门探望,分别送去5000元慰问金。", 2),
        ("向10户困难家庭各送去500元慰问金。", 10),
        ("组织5名志愿者为3名老人各送去100元。", 3),
        ("为2名烈属、3名军属分别送去1000元。", 5),
        ("5家退役军人企业各捐款1万元。", 5),
        # whoever is counted in the clause
        (
            "全县3000名退役军人投身抗疫,5家退役军人企业各捐款1万元。",
            5,
        ),
        ("组织200名党员下沉社区,向12个社区各捐赠物资5000元。", 12),
        ("50名志愿者值守,李志明、王建国各捐款1000元。", 2),
        ("张建国分别向两个社区捐款5000元。", 2),
        ("3名党员各缴纳特殊党费1000元。", 3),
        ("12名党员,每名捐款100元。", 12),
        ("局机关30人和二级单位20人,每人捐款100元。", 50),
        ("党员李志明、王建国、刘海涛每人捐款1000元。", 3),
        ("男职工30名,女职工20名,每人捐款100元。", None),  # two clauses count
        ("20多名党员每人捐100元。", None),  # nobody says how many
        ("各自捐款100元。", None),
    ],
)
def test_of_how_many_each_gave(text, each):
    amount = next(q for q in claims.quantities_in(text) if q.kind == "money")
    assert (amount.flag, amount.each) == ("each", each)


def test_several_amounts_of_each_in_one_clause():
    found = claims.quantities_in(
        "5名局领导每人捐款2000元、12名中层干部每人捐款1000元、30名职工每人捐款500元"
    )
    assert [(q.flag, q.each) for q in found if q.kind == "money"] == [
        ("each", 5),
        ("each", 12),
        ("each", 30),
    ]


@pytest.mark.parametrize(
    "text", ["各支部捐款5000元。", "各类物资5000元。", "分别为1000元和2000元。"]
)
def test_what_each_body_is_called_is_no_gift_of_each(text):
    assert all(q.flag != "each" for q in claims.quantities_in(text))


def test_what_each_gave_adds_up_to_a_total():
    assert flags("5名志愿者每人捐款200元,共捐款1000元。") == ["", "part", ""]
    assert flags("党员李强、党员赵宇分别捐款一万元,共计3万元。") == ["each", ""]


def test_the_donations_of_the_seeds_add_up_once(corpus):
    """清新: a total of 161,796 yuan is named with its parts and theirs; 呼和浩特: 200.69万 of which
    108万.
    """
    table = claims.quantities(corpus.sentences)
    money = table[(table["kind"] == "money") & (table["surface"] != "3万元")].set_index("surface")
    assert money.loc["161796元", "flag"] == "" and set(
        money.loc[["十万元", "5万元", "2万元", "11796元"], "flag"]
    ) == {"part"}
    assert (money.loc["200.69万元", "flag"], money.loc["108万元", "flag"]) == ("", "part")
    # of Qingxin's 5万元; an old man's savings
    assert table.loc[table["surface"] == "3万元", "flag"].tolist() == [
        "part",
        "",
    ]
    assert table.set_index("surface").loc[["50天", "1200小时", "72000分钟"], "flag"].tolist() == [
        "",
        "same",
        "same",
    ]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("捐款5万元", "input"),
        ("发送短信11509条", "output"),
        ("刊登信息17篇", "publicity"),
        ("确保零感染", "outcome"),
        ("张贴标语32条", "publicity"),
        ("全省83个军休机构", ""),
        ("采购口罩2000只", "input"),
        ("排查外返人员67人", "output"),
        ("建立台账20本", "publicity"),
        ("治愈出院30人", "outcome"),
    ],
)
def test_roles_by_rule(text, role):
    q = claims.quantities_in(text, every=True)[0]
    assert (q.role if q.kind == "outcome" else role_of(q, text)) == role


def test_no_outcome():
    assert [q.kind for q in claims.quantities_in("落实“零报告”制度,零距离服务", every=True)] == []


def test_an_outcome_is_shown_as_it_stands():
    text = "確保無確診"
    found = claims.quantities_in(text, every=True)
    assert [q.surface for q in found] == ["無確診"] == [text[q.start : q.end] for q in found]
