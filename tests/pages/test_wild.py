"""Kinds of pages and lines as they occur in the wild, in invented words."""

import gongwen as gw
import pytest
from gongwen.pages.credit import is_credit
from gongwen.pages.furniture import furniture

TEXT = (
    "疫情发生以来,清河县老兵志愿者坚守卡点,为群众登记、测温。\n",
    "他们白天值守,夜里巡逻,没有一人退缩。\n",
)
PAGE = "清河县老兵坚守卡点\n2020-02-18 来源:清河发布\n" + "".join(TEXT)


def words(text):
    return [block.text for block in gw.parse_page(text).paragraphs]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("责编/王小五 校对/李四", True),
        ("清河晚报记者 王小五 清河晚报编辑 李四", True),
        ("图片均来自网络", True),
        ("王小五摄影", True),
        ("总监制:王小五", True),
        ("记者从会上获悉", False),
        ("编辑部工作十分辛苦", False),
        ("党员带头,人人上阵", False),
    ],
)
def test_credits(line, credit):
    assert is_credit(line) == credit


@pytest.mark.parametrize("line", ["责编/王小五", "未经授权,严禁转载。", "(原题为《老兵坚守》)"])
def test_what_closes_an_article_is_not_its_text(line):
    assert words(PAGE + line + "\n") == [line.strip() for line in TEXT]


def test_sites_behind_the_tools_are_not_text():
    offices = "、".join(f"某某{what}" for what in ("局", "厅", "委", "办", "站", "中心", "学校"))
    sites = "".join(f"{i}市人民政府 {i}县人民政府 {i}区人民政府 {offices}\n" for i in "甲乙丙")
    assert words(f"{PAGE}打印 关闭\n{sites}") == [line.strip() for line in TEXT]


def test_a_tag_that_is_never_closed():
    body = f"<button class='a' /><h1>清河县老兵坚守卡点</h1><p>{'<p>'.join(TEXT)}"
    page = f"<html><body>{body}</body></html>"
    assert words(page) == [line.strip() for line in TEXT]


def test_glued_buttons():
    assert furniture("字号减小字号增大打印") == "word" and furniture("打印社的党员") is None


def test_a_page_that_lists_others_has_no_article():
    titles = "".join(f"清河县召开第{i}次疫情防控工作会议 2020-02-{i:02d}\n" for i in range(10, 22))
    assert not words("通知公告\n" + titles)


def test_a_title_over_two_lines():
    page = f"清河县老兵志愿者坚守卡点\n白天值守夜里巡逻没有一人退缩\n2020-02-18\n{''.join(TEXT)}"
    title = gw.parse_page(page).title
    assert title == "清河县老兵志愿者坚守卡点白天值守夜里巡逻没有一人退缩"


def test_an_article_of_wechat():
    page = (
        "<html><head><script>var ct = '1581517074'; var nickname = '清河发布';</script></head>"
        "<body><h1 id='activity-name'>清河县老兵坚守卡点</h1><p>关注我们,每天都有好消息告诉你。</p>"
        f"<div id='js_content'><div><p>{'<p>'.join(TEXT)}</div></div>"
        "<p>更多文章,请看下面的链接,每天都有。</p></body></html>"
    )
    account = gw.parse_page(page)
    assert account.source == "清河发布" and account.published.isoformat() == "2020-02-12"
    assert [block.text for block in account.paragraphs] == [line.strip() for line in TEXT]


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("清河晚报 2021-11-25 16:26:07", "清河晚报"),
        ("清河客户端举报", "清河客户端"),
        ("清河网-《清河日报", "清河网-《清河日报》"),
        ("清河日报 记者王小五、通讯员李四", "清河日报"),
    ],
)
def test_a_source_is_a_name_alone(source, bare):
    page = PAGE.replace("清河发布", source)
    assert gw.parse_page(page).source == bare


@pytest.mark.parametrize(
    "words", ["新华社北京2月3日电", "我县医疗队支援武汉,", "与湖北省接壤的清河县,"]
)
def test_a_dateline_a_destination_and_a_neighbour_are_no_place(words):
    """清河县 is in Hebei; the place in these words would outvote it, or leave it open."""
    page = f"{words}老兵坚守卡点\n2020-02-18\n{words}{''.join(TEXT)}"
    assert gw.parse_page(page).province == "河北省"
