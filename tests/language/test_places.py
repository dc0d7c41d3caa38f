"""The place that an account speaks for: each invented page shows one kind of evidence."""

import gongwen as gw
import pytest
from gongwen.language.places import gazetteer, mentions

REST = "全体党员坚守岗位，认真做好登记，得到一致好评。"


def read(lead, day="2020-03-06", title="老兵值守纪实", source="本站"):
    """Province, prefecture, county and unit of a page with this first paragraph."""
    page = gw.parse_page(f"{title}\n来源：{source} {day}\n{lead}{REST}\n{REST}\n")
    return page.province, page.prefecture, page.county, page.unit


@pytest.mark.parametrize(
    ("lead", "day", "expected"),
    [
        ("沙县民政局走村入户。", "2021-01-15", ("福建省", "三明市", "沙县")),
        ("广西横县民政局走村入户。", "2021-02-15", ("广西壮族自治区", "南宁市", "横县")),
        ("山东省章丘市民政局走村入户。", "2016-05-05", ("山东省", "济南市", "章丘市")),
        ("济南市章丘区民政局走村入户。", "2016-12-20", ("山东省", "济南市", "章丘区")),
    ],
)
def test_both_names_count_in_the_year_of_a_renaming(lead, day, expected):
    assert read(lead, day)[:3] == expected


def test_an_old_name_leads_to_one_division():
    """简阳市 changed its superior in 2016, and 沙县 is the short form of 沙县区 after 2021."""
    assert [len(m.codes) for m in mentions("简阳市与沙县", 2016)] == [1, 1]
    assert "市" not in {division.name for division in gazetteer(2000).values()}


@pytest.mark.parametrize(
    ("lead", "province", "prefecture", "unit"),
    [
        ("长沙高新区民政局入户。", "湖南省", "长沙市", "长沙高新区民政局"),
        ("厦门市火炬高新区民政局入户。", "福建省", "厦门市", "厦门市火炬高新区民政局"),
        ("无锡经济技术开发区民政局入户。", "江苏省", "无锡市", "无锡经济技术开发区民政局"),
        ("南昌临空港区民政局入户。", "江西省", "南昌市", "南昌临空港区民政局"),
        ("徐州经开区管委会入户。", "江苏省", "徐州市", None),
    ],
)
def test_a_zone_lies_in_its_city(lead, province, prefecture, unit):
    assert read(lead) == (province, prefecture, None, unit)


@pytest.mark.parametrize(
    ("lead", "province"),
    [
        ("大连市山东路社区入户。", "辽宁省"),
        ("天津市湖北路小学值守。", "天津市"),
        ("杭州市四川大学校友会捐款。", "浙江省"),
        ("沈阳市贵州饭店员工值守。", "辽宁省"),
        ("太原市西安东街社区入户。", "山西省"),
        ("江苏路街道的老兵入户。", None),
        ("广州路社区的老兵入户。", None),
    ],
)
def test_a_street_or_school_with_the_name_of_a_place_is_not_the_place(lead, province):
    assert read(lead)[0] == province


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("苏右旗民政局入户。", ("内蒙古自治区", "锡林郭勒盟", "苏尼特右旗")),
        ("鄂伦春旗民政局入户。", ("内蒙古自治区", "呼伦贝尔市", "鄂伦春自治旗")),
        ("黔东南州民政局入户。", ("贵州省", "黔东南苗族侗族自治州", None)),
        ("阜蒙县民政局入户。", ("辽宁省", "阜新市", "阜新蒙古族自治县")),
        ("克州民政局入户。", ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", None)),
        ("江西赣州积极开展登记。", ("江西省", "赣州市", None)),
    ],
)
def test_short_names(lead, expected):
    assert read(lead)[:3] == expected


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("福州市鼓楼区民政局按照福州市要求、福州市部署入户。", "鼓楼区"),
        ("福州市民政局到鼓楼区、台江区走访。", None),
        ("福州市民政局走访鼓楼区民政局。", None),
        ("福州市民政局慰问南平市老兵。", None),
    ],
)
def test_the_county_is_that_of_the_office_that_speaks(lead, expected):
    assert read(lead)[:3] == ("福建省", "福州市", expected)


@pytest.mark.parametrize(
    "lead",
    [
        "我们把蔬菜运到武汉、黄冈。",
        "老兵致武汉前线的战友，愿你们平安。",
        "我镇紧邻湖南省炎陵县，任务很重。",
        "我镇与湖南省炎陵县一河之隔，任务很重。",
        "湖北省武汉市发生疫情以来，我们日夜值守。",
        "自武汉暴发疫情，我们日夜值守。",
        "新华社北京3月6日电（记者 王小五）",
        "中新网武汉3月6日电（记者 王小五）",
        "记者从国家卫健委获悉，会议在北京市举行。",
    ],
)
def test_a_place_in_passing_is_not_where_an_account_is_from(lead):
    assert read(lead)[0] is None


@pytest.mark.parametrize(
    ("lead", "province"),
    [
        ("滨州3月6日讯（记者 王小五）", "山东省"),
        ("本报遵义讯（记者 王小五）", "贵州省"),
        ("3月6日，武威市报告两例，", "甘肃省"),
        ("陕西省商南县与河南省西峡县搭界，", "陕西省"),
    ],
)
def test_a_local_dateline_and_an_opening_are(lead, province):
    assert read(lead)[0] == province


def test_a_newspaper_alone_does_not_show_the_place_but_an_office_does():
    assert read("老兵在村口。", source="西江日报")[0] is None
    assert read("老兵在村口。", source="贵州日报")[0] is None
    assert read("全省老兵在村口。", source="贵州日报")[0] == "贵州省"
    assert read("老兵在村口。", source="遵义市民政局")[:2] == ("贵州省", "遵义市")


def test_a_page_about_the_nation_has_no_place():
    lead = "湖北省民政厅、武汉市民政局要做好保障。"
    assert read(lead, title="国务院要求湖北省做好保障", source="新华社")[0] is None
    assert read(lead, title="湖北省部署保障工作")[0] == "湖北省"
    assert read("江苏省、浙江省、安徽省民政厅签订协议。")[0] is None


def test_words_that_only_contain_the_name_of_a_place():
    assert mentions("国家长治久安，盛大庆典，佛罗里达州，北京时间九点") == []
    assert [m.surface for m in mentions("山西长治的佛子岭")] == ["山西", "长治"]
    assert [m.surface for m in mentions("湖北人大与湖北人")] == ["湖北"]
