"""Invented pages of other sites; in-sample since their first run (see tests/pages/README.md)."""

import gongwen as gw
import pytest
from gongwen.common.gold import read_gold

FLOORS = {
    "a": (0.98, 0.95, 0.93),
    "b": (0.98, 0.95, 0.95),
    "c": (0.98, 0.95, 0.95),
    "d": (0.98, 0.85, 0.85),
}


def read(root, name):
    folder = root / "tests" / "pages" / name
    texts = gw.sources.texts(folder)
    gold = read_gold(folder.with_suffix(".csv"), texts)
    assert texts.keys() == gold.keys() and len(gold) >= 20
    return {name: gw.parse_page(text, name) for name, text in texts.items()}, gold


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_parts(root, name):
    accounts, gold = read(root, name)
    table = gw.corpus.scores.score(accounts, gold).set_index("part")
    for part, floor in zip(("paragraphs", "headings", "captions"), FLOORS[name]):
        assert table.loc[part, "f1"] >= floor, part


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_fields(root, name):
    accounts, gold = read(root, name)
    table = gw.corpus.scores.fields(accounts, gold).set_index("field")
    assert (
        table.loc[["title", "published", "source", "province"], "right"] >= 0.9 * len(gold)
    ).all()


ODD = (
    "某局抗击疫情纪实\n来源:本网 "
    "时间:2020-02-04\n全体干部坚守岗位,打赢阻击战。\n{line}\n大家纷纷表示,疫情不退、"
    "我们不退。\n上一篇:没有了\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "今天是大年初一,老兵李建国没有回家。",
        "扫码、测温、登记,一个都不能少。",
        "现在是疫情防控最吃劲的时候。",
        "群众可关注公众号预约接种,减少排队聚集。",
        "下一篇章更加精彩,我们接着写。",
        "36.5",
        "12",
        "“快来人!”",
        "“桥在,我就在。”",
        "时间:2月5日上午9时",
        "不怕苦,不怕累,坚守就是胜利!",
    ],
)
def test_lines_of_an_article_that_look_like_the_portals(line):
    assert [p.text for p in gw.parse_page(ODD.format(line=line)).paragraphs][1] == line


def test_an_article_without_a_full_stop():
    page = (
        "某县教育局\n我县首批学生复学\n发布日期:2020-04-07\n4月7日上午,我县首批3200名学生返校\n"
        "各校严格落实体温检测等措施\n家长们表示很放心\n【关闭窗口】\n"
    )
    account = gw.parse_page(page)
    assert account.title == "我县首批学生复学"
    assert [p.text[:4] for p in account.paragraphs] == ["4月7日", "各校严格", "家长们表"]


def test_a_refrain_is_no_copy():
    oath = (
        "“请党放心,坚决完成任务!我们是党员突击队,哪里最危险我们就到哪里去,"
        "不获全胜,决不收兵,请党和人民考验!”"
    )
    page = (
        "某市火线上的誓言\n来源:日报 "
        f"时间:2020-04-03\n{oath}\n这是党员突击队出发前的誓言。\n{oath}\n4月2日,明火全部扑灭,队员们返回驻地休整待命。\n"
    )
    account = gw.parse_page(page)
    assert not account.duplicates and account.text.count("请党放心") == 2


def test_a_letter_begins_with_whom_it_speaks_to():
    account = gw.parse_page(
        "各位乡亲:\n疫情来势汹汹,请大家务必做到以下几点:\n不串门\n不聚会\n让我们携手同心,共渡难关!\n某镇人民政府\n2020年1月28日\n"
    )
    assert account.paragraphs[0].text == "各位乡亲:" and len(account.paragraphs) == 5
    assert account.published.isoformat() == "2020-01-28"
