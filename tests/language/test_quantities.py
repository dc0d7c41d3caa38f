"""Quantities: numbers of every shape with their values, and the numbers that are none."""

import pytest
from gongwen import claims
from gongwen.language.quantities import FIELDS


def first(text, every=False):
    found = claims.quantities_in(text, every)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit", "qualifier", "kind"),
    [
        ("口罩1350余个", "1350余个", 1350, "个", "over", "goods"),
        ("捐款超100万元", "100万元", 1_000_000, "元", "over", "money"),
        ("合计200.69万元", "200.69万元", 2_006_900, "元", "exact", "money"),
        ("捐款十万元", "十万元", 100_000, "元", "exact", "money"),
        ("面积达万余平方米", "万余平方米", 10_000, "平方米", "over", "area"),
        ("发送短信１１５０９条", "１１５０９条", 11_509, "条", "exact", "goods"),
        ("共6次", "6次", 6, "次", "exact", "actions"),
        ("约300人", "300人", 300, "人", "about", "people"),
        ("不到20名", "20名", 20, "名", "below", "people"),
        ("物资20余万件(套)", "20余万件(套)", 200_000, "件", "over", "goods"),
        ("坚守20天", "20天", 20, "天", "exact", "time"),
        ("合格率98.5%", "98.5%", 98.5, "%", "exact", "percent"),
        ("增长百分之三", "百分之三", 3, "%", "exact", "percent"),
        ("增长千分之三点五", "千分之三点五", 0.0035, "", "exact", "percent"),
        ("累计捐款746万助力抗疫", "746万", 7_460_000, "", "exact", "money"),
        ("消毒两千三百处", "两千三百处", 2300, "处", "exact", "goods"),
        ("捐款两三千元", "两三千元", 2000, "元", "range", "money"),
        ("三五名党员", "三五名", 3, "名", "range", "people"),
        ("捐款壹佰万元", "壹佰万元", 1_000_000, "元", "exact", "money"),
        ("捐款10 000元", "10 000元", 10_000, "元", "exact", "money"),
        ("投入3个多亿元", "3个多亿元", 300_000_000, "元", "over", "money"),
        ("消毒5000㎡", "5000㎡", 5000, "㎡", "exact", "area"),
        ("奋战一个半月", "一个半月", 1.5, "个半月", "exact", "time"),
        ("往返2个多小时", "2个多小时", 2, "小时", "over", "time"),
        ("减免租金38.6万", "38.6万", 386_000, "", "exact", "money"),
        ("往返100多公里", "100多公里", 100, "公里", "over", "measure"),
        ("捐款2.3亿元", "2.3亿元", 230_000_000, "元", "exact", "money"),
    ],
)
def test_quantities(text, surface, value, unit, qualifier, kind):
    q = first(text)
    assert (q.surface, q.value, q.unit, q.qualifier, q.kind) == (
        surface,
        value,
        unit,
        qualifier,
        kind,
    )
    assert text[q.start : q.end] == q.surface


@pytest.mark.parametrize(
    ("text", "value", "high", "unit", "qualifier"),
    [
        # powers of every kind
        ("筹资2亿3千万元", 230_000_000, None, "元", "exact"),
        ("运走4万8千余袋", 48_000, None, "袋", "over"),
        ("总产六亿二千万斤", 620_000_000, None, "斤", "exact"),
        ("共三亿零五百零六万七千八百九十一元", 305_067_891, None, "元", "exact"),
        ("参与两万零十六人", 20_016, None, "人", "exact"),
        ("安置2万3500户", 23_500, None, "户", "exact"),
        ("增长百分之零点零八", 0.08, None, "%", "exact"),
        ("达到百分之87.5", 87.5, None, "%", "exact"),
        ("降低千分之2", 0.002, None, "", "exact"),
        ("重5千克", 5, None, "千克", "exact"),
        # one digit or the next
        ("来了二十七八人", 27, 28, "人", "range"),
        ("种下一百二三十棵", 120, 130, "棵", "range"),
        ("六、七万人", 60_000, 70_000, "人", "range"),
        # ranges with every dash, and the powers that are written once
        ("投资30–50万元", 300_000, 500_000, "元", "range"),
        ("投资30―50万元", 300_000, 500_000, "元", "range"),
        ("资助四十至六十万元", 400_000, 600_000, "元", "range"),
        ("资助三至五千万元", 30_000_000, 50_000_000, "元", "range"),
        ("资助8000至1万元", 8000, 10_000, "元", "range"),
        ("提高12%至18%", 12, 18, "%", "range"),
        ("气温-8℃至-3℃", -8, -3, "℃", "range"),
        ("零下4至6度", -6, -4, "度", "range"),
        # signs
        ("同比为-0.7%", -0.7, None, "%", "exact"),
        ("利润−3.5亿元", -350_000_000, None, "元", "exact"),
        ("增速为负2.1%", -2.1, None, "%", "exact"),
        ("为企业减负300万元", 3_000_000, None, "元", "exact"),
        # how exact
        ("不得少于40课时", 40, None, "课时", "over"),
        ("没有超过12人", 12, None, "人", "below"),
        ("不仅超过12人", 12, None, "人", "over"),
        ("人口逾百万人", 1_000_000, None, "人", "over"),
        ("近千名群众", 1000, None, "名", "about"),
        ("2万元(含)以上", 20_000, None, "元", "over"),
        ("网上百姓5人", 5, None, "人", "exact"),  # 上 is of 网上
        # shares, currencies, other units
        ("三成多", 3, None, "成", "over"),
        ("约3/5的住户", 0.6, None, "", "about"),
        ("出生率为9.2‰", 9.2, None, "‰", "exact"),
        ("收到￥860.50", 860.5, None, "元", "exact"),
        ("单价7元3角5分", 7.35, None, "元", "exact"),
        ("捐赠港币8万元", 80_000, None, "港币", "exact"),
        ("捐赠8万元新台币", 80_000, None, "新台币", "exact"),
        ("募得3万美金", 30_000, None, "美金", "exact"),
        ("募得6万人民币", 60_000, None, "人民币", "exact"),
        ("实付玖佰零陆元叁角", 906.3, None, "元", "exact"),
        ("42万共产党员", 420_000, None, "", "exact"),
        ("放养3万羽", 30_000, None, "羽", "exact"),
        ("造成1死6伤", 6, None, "伤", "exact"),
        ("指数为1024.6点", 1024.6, None, "点", "exact"),
        ("收到之日起15日内", 15, None, "日", "exact"),
    ],
)
def test_one_grammar_of_numerals(text, value, high, unit, qualifier):
    q = claims.quantities_in(text)[-1]
    assert (q.value, q.high, q.unit, q.qualifier) == (value, high, unit, qualifier)
    assert text[q.start : q.end] == q.surface


@pytest.mark.parametrize(
    ("text", "sums_to"),
    [
        ("捐款80000元(大写:捌万元整)", 80_000),
        ("共收入3.5万元(35000元)", 35_000),
        ("甲捐款200元,乙捐款200元", 400),
    ],
)
def test_money_said_again_in_brackets_is_the_same(text, sums_to):
    assert sum(q.value for q in claims.quantities_in(text) if q.flag != "same") == sums_to


def test_a_change_has_two_numbers_and_a_range_one():
    assert [q.value for q in claims.quantities_in("由20%上升到30%,由5万元到8万元")] == [
        20,
        30,
        50_000,
        80_000,
    ]
    assert [q.value for q in claims.quantities_in("年龄从6岁到9岁", every=True)] == [6]


def test_ranges():
    assert (
        first("每组15至20名").value,
        first("每组15至20名").high,
        first("每组15至20名").qualifier,
    ) == (15, 20, "range")
    assert [q.surface for q in claims.quantities_in("毛巾20个、1200余袋药")] == ["20个", "1200余袋"]
    assert (first("分3、4个组").value, first("分3、4个组").high) == (3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "坚守一线",
        "第一时间",
        "万众一心",
        "四个意识",
        "“两个”作用",
        "“十二有”",
        "84消毒液",
        "451医院",
        "双拥",
        "2020年2月3日",
        "二０二０年二月",
        "二ΟΟ八年",
        "一名党员",
        "一封信",
        "千家万户",
        "三番五次",
        "COVID-19",
        "N95口罩",
        "《十条规定》",
        "红十字会",
        "二维码",
        "一对一",
        "最后一公里",
        "三明市三元区",
        "社区二支部",
        "三组组长",
        "上半年",
        "三个100%",
        "K123+500处",
        "女儿5岁,儿子6个月",
        "8个月大",
        "队伍壮大",
        "中山路18号2单元",
        "千千万万",
        "万万千千个日夜",
        "18:00起",
        "大年三十晚上",
        "一中心两站",
        "七八十年代",
        "民国九年",
        "发放5G手机",
        "5G网络",
        "三门峡市",
        "十四届人大三次会议",
        "成百上千家",
        "2015天津论坛",
    ],
)
def test_no_quantity(text):
    assert claims.quantities_in(text) == []


def test_ages_and_ordinals_are_apart():
    assert first("84岁的老人") is None and first("84岁的老人", every=True).kind == "age"
    assert first("第18名") is None and first("第18名", every=True).kind == "ordinal"


def test_schedules_and_unspecified():
    assert first("落实24小时值班").flag == "schedule" and first("1200小时").flag == ""
    assert first("数百名群众").qualifier == "unspecified" and first("数百名群众").value is None


def test_table(corpus):
    table = claims.quantities(corpus.sentences)
    assert list(table.columns) == ["account", "paragraph", "sentence", *FIELDS] and len(table) > 80
    assert (table["end"] > table["start"]).all() and table["kind"].isin(
        {"money", "people", "goods", "area", "measure", "time", "actions", "percent"}
    ).all()
    text = corpus.sentences.set_index(["account", "paragraph", "sentence"])["text"]
    assert all(
        text[r.account, r.paragraph, r.sentence][r.start : r.end] == r.surface
        for r in table.itertuples()
    )


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("全省83个军休机构、174个党支部", ["军休机构", "党支部"]),  # jieba has 军|休|机构
        ("协助设置57个卡点,实行24小时值守", ["卡点", ""]),
        ("坚持委托战友代捐500元", [""]),  # not who took it there
        ("其中3万元定向捐给灾区,2万元留用", ["", ""]),
        ("向疫情防控指挥部捐款5万元", [""]),  # nor who got it
        ("《老兵》公众号转载2篇", [""]),
        ("24名共产党员第一时间全部报名", ["共产党员"]),
        ("17000多名军休干部全员纳入", ["军休干部"]),
        ("捐赠防控资金31800元,口罩2100多个", ["防控资金", "口罩"]),
        ("测量体温7372人次,劝散聚会人员721人次", ["测量体温", "聚会人员"]),
        ("送去5000元慰问金", ["慰问金"]),
        ("小区值守50天", ["小区值守"]),
        ("共筹集捐款合计161796元", ["捐款"]),
    ],
)
def test_what_is_counted_is_whole_or_empty(text, counted):
    assert [q.counted for q in claims.quantities_in(text)] == counted
