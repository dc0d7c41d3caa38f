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
        ("全省83个军休机构、174个党支部", ["", "党支部"]),  # 军 alone would be a part of it
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
