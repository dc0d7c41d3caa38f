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


BODY = [line.strip() for line in TEXT]
HEAD = "<h1>清河县老兵坚守卡点</h1><div>2020-02-18 09:10 来源:清河网</div>"


def document(inside, head=HEAD):
    return f"<html><body>{head}<div class='text'>{inside}</div></body></html>"


@pytest.mark.parametrize(
    "line",
    [
        "据清河社",
        "王小五 李四",
        "(全文共56字)",
        "--> 2020-02-18 3 清河报 c1234.html 1 清河县老兵坚守卡点 /enpproperty-->",
        "原文链接: http://example.org/a?b=1",
        "《清河日报》(2020年02月18日 03版)",
        "总监制:王 五",
        "本网站登载的稿件不代表清河社观点。转载本网站的稿件,须取得书面授权,并写明出自何处,一律不得改动。",
        "声明:本文由清河号的作者上传,内容不作为任何建议,照此办理后果自负,与本平台无关,请读者自行判断。",
        "大家都在看",
    ],
)
def test_lines_that_close_a_page_are_not_text(line):
    assert words(PAGE + line + "\n") == BODY


def test_a_notice_above_the_text_is_not_text():
    notice = "凡清河晚报的文字和图片,版权都归本报。没有授权不得转载,违者追究法律责任。\n"
    page = "清河县老兵坚守卡点\n2020-02-18 来源:清河发布\n" + notice + "".join(TEXT)
    assert words(page) == BODY


def test_where_a_notice_begins_tells_it_from_a_text_that_ends_with_one():
    owned = "凡清河晚报的记者、通讯员所写的文字和所拍的图片,版权归清河晚报社。"
    notice = owned + "任何媒体、网站或者个人,没有得到书面的授权,不得转载,违者追究责任。\n"
    page = "清河县老兵坚守卡点\n2020-02-18 来源:清河发布\n" + notice + "".join(TEXT)
    assert words(page) == BODY
    line = "".join(TEXT).replace("\n", "") * 2 + "未经授权不得转载,版权归清河发布。"
    assert words(line)


def test_a_last_paragraph_may_name_the_law():
    last = "凡违反本通告的,由公安机关依法追究法律责任。"
    assert words(PAGE + last + "\n") == [*BODY, last]


def test_titles_of_other_articles_after_the_text():
    cut = "清河县人民代表大会常务委员会任免名单(2020年2月1日清河县第七届人民...\n"
    assert words(PAGE + "清河县召开春耕工作会议清河新闻网\n" + cut) == BODY
    titles = (
        "清河县召开全县春耕备耕工作会议\n清河一中学生向老兵学习的故事\n"
        "清河大桥今日起恢复双向通车\n清河医院开通夜间门诊方便群众\n"
    )
    assert words(PAGE + titles) == BODY


def test_comments_below_a_text_are_not_text():
    one = "<div><b>清河网友</b><p>老兵真了不起!!</p><p>3小时前</p><p>回复</p></div>"
    page = document("".join(f"<p>{line}</p>" for line in BODY) * 1)
    page = page.replace("</body>", f"<div class='c'>{one * 30}</div></body>")
    assert words(page) == BODY
    dump = "清河网友\n老兵真了不起!!\n3小时前\n顶12踩0\n" * 30
    assert words(PAGE + "\n" + dump) == BODY


def test_a_menu_of_long_titles_is_not_the_article():
    row = (
        "<div class='row'><span>清河县召开第{}次会议,学习上级文件,部署今年的各项工作,"
        "明确人员分工和时间要求,开展培训</span></div>"
    )
    rows = "<tr><td>当事人:清河砂石公司</td></tr><tr><td>主要事实:没有登记用水量</td></tr>"
    menu = "".join(row.format(i) for i in "一二三四")
    page = f"<html><body>{menu}{HEAD}<table>{rows}</table></body></html>"
    account = gw.parse_page(page)
    assert account.title == "清河县老兵坚守卡点"
    assert [b.text for b in account.paragraphs] == [
        "当事人:清河砂石公司",
        "主要事实:没有登记用水量",
    ]


def test_a_row_of_a_table_is_one_line():
    rows = "<tr><td><p>村</p></td><td>口罩(只)</td></tr><tr><td>甲村</td><td>120</td></tr>"
    table = f"<table>{rows}</table>"
    page = document(f"<p>{BODY[0]}</p>{table}<p>{BODY[1]}</p>")
    assert words(page) == [BODY[0], "村\t口罩(只)", "甲村\t120", BODY[1]]


def test_a_comment_does_not_cut_a_paragraph():
    assert words(document(f"<p>{BODY[0][:10]}<!-- x -->{BODY[0][10:]}</p><p>{BODY[1]}</p>")) == BODY


def test_words_at_the_end_of_a_paragraph_that_lead_on():
    assert words(document(f"<p>{BODY[0]}详情>></p><p>{BODY[1]}</p>")) == BODY


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            "清河县新冠肺炎疫情防控工作的\n领导小组办公室\n通 告\n",
            "清河县新冠肺炎疫情防控工作的领导小组办公室通 告",
        ),
        ("清河县人民政府\n关于设立卡点的通知\n", "清河县人民政府关于设立卡点的通知"),
        ("要闻 | 社会 | 视频 | 图片 | 专题\n清河县老兵坚守卡点\n", "清河县老兵坚守卡点"),
        (
            "清河县老兵坚守卡点纪实 各地动态-清河网\n清河县老兵坚守卡点纪实\n",
            "清河县老兵坚守卡点纪实",
        ),
        ("• 清河县老兵坚守卡点\n", "清河县老兵坚守卡点"),
        ("清河县老兵坚守卡点\n(2020年2月1日清河县人大常委会通过)\n", "清河县老兵坚守卡点"),
    ],
)
def test_titles(lines, title):
    assert gw.parse_page(f"{lines}\n2020-02-18 来源:清河发布\n{''.join(TEXT)}").title == title


def test_the_stated_title_may_be_on_several_lines():
    head = "<meta name='ArticleTitle' content='清河县关于坚守卡点的通告'>"
    lines = "<p>清河县</p><p>关于坚守卡点的</p><p>通告</p>"
    page = f"<html><head>{head}</head><body>{lines}<p>{'</p><p>'.join(BODY)}</p></body></html>"
    assert gw.parse_page(page).title == "清河县关于坚守卡点的通告"


def test_a_note_of_adoption_alone_is_no_title():
    page = "(2020年3月6日清河县第十届人民代表大会第三次会议通过)\n" + "".join(TEXT)
    account = gw.parse_page(page)
    assert account.title is None and account.published is None


def test_the_title_on_a_picture_is_not_text():
    page = PAGE.replace(TEXT[1], f"清河县老兵坚守卡点纪实_图片1\n{TEXT[1]}")
    page = page.replace("清河县老兵坚守卡点\n", "清河县老兵坚守卡点纪实\n", 1)
    assert words(page) == BODY and gw.parse_page(page).title == "清河县老兵坚守卡点纪实"


def test_bold_lines_like_each_other_are_headings_and_not_captions():
    page = document(
        f"<p>{BODY[0]}</p><p><img src='a.jpg'></p><p><strong>夜里也有人守着</strong></p>"
        f"<p>{BODY[1]}</p><p><strong>群众送来热汤</strong></p><p>{BODY[0]}谢谢。</p>"
    )
    account = gw.parse_page(page)
    assert [b.text for b in account.blocks if b.kind == "heading"] == [
        "夜里也有人守着",
        "群众送来热汤",
    ]
    assert not account.captions


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='a.jpg' alt='老兵在卡点 (手机截图)'><span>老兵在卡点 (手机截图)</span>",
        "<img src='a.jpg'><p><font style='font-size: 9pt'>老兵向群众敬礼。</font></p>",
        "<img src='a.jpg'><p class='img_descr'>老兵向群众敬礼。</p>",
    ],
)
def test_captions_by_their_tags(picture):
    account = gw.parse_page(document(f"<p>{BODY[0]}</p>{picture}<p>{BODY[1]}</p>"))
    assert len(account.captions) == 1 and [b.text for b in account.paragraphs] == BODY


def test_a_story_in_pictures():
    captions = ["镇长来到卡点", "老兵给司机量体温", "志愿者为老人送米"]
    account = gw.parse_page(PAGE + "\n" + "\n\n".join(captions) + "\n图文|王小五\n")
    assert [b.text for b in account.captions] == captions


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("清河社\n2020-02-18 18:13\n", "清河社"),
        ("2020-02-18 09:52:19清河眼\n", "清河眼"),
        ("来源于:清河街道办事处\n2020-02-18\n", "清河街道办事处"),
        ("發布機關:清河縣指揮部\n2020年2月18日\n", "清河縣指揮部"),
        ("2020-02-18    清河周报\n", "清河周报"),
        ("第A06版:城乡\n2020年02月18日\n", None),
    ],
)
def test_sources(head, source):
    assert gw.parse_page(f"清河县老兵坚守卡点\n{head}{''.join(TEXT)}").source == source


def test_the_medium_that_closes_a_text_is_its_source():
    page = "清河县老兵坚守卡点\n2020-02-18\n" + "".join(TEXT) + "据清河社\n"
    assert gw.parse_page(page).source == "清河社"


def test_the_name_of_an_e_paper_is_the_source():
    page = f"清河晚报\n第A06版:城乡\n2020年02月18日 星期二\n清河县老兵坚守卡点\n{''.join(TEXT)}"
    assert gw.parse_page(page).source == "清河晚报"


def test_office_and_day_on_one_line_sign():
    page = "".join(TEXT) + "祝大家身体健康!\n清河县退役军人事务局 2020年2月3日\n"
    account = gw.parse_page(page)
    assert str(account.published) == "2020-02-03" and account.paragraphs[-1].text.endswith("健康!")


@pytest.mark.parametrize(
    "head",
    [
        "<meta itemprop='datePublished' content='2020-02-18T09:10:00+08:00'>",
        '<script type="application/ld+json">{"@type":"News","datePublished":"2020-02-18"}</script>',
        '<script>{"pubDate": "2020-02-18T08:00:00"}</script>',
    ],
)
def test_days_that_the_page_states(head):
    text = f"<h1>清河县老兵坚守卡点</h1><p>{'</p><p>'.join(BODY)}"
    page = f"<html><head>{head}</head><body>{text}</body></html>"
    assert str(gw.parse_page(page).published) == "2020-02-18"


def test_lost_indents_and_bullets():
    page = PAGE.replace(TEXT[0], "??????" + TEXT[0]).replace(TEXT[1], "  • " + TEXT[1])
    assert words(page) == ["??????" + BODY[0], BODY[1]]


def test_paragraphs_on_one_line():
    assert words(" \u3000\u3000".join(BODY)) == BODY


def test_verse_without_stops():
    lines = ["春水涨了", "老兵来了", "一早就上堤", "▼", "他们走在田埂间", "从不说累!"]
    account = gw.parse_page("春灌到了\n\n2020-02-18  清河周报\n\n" + "\n".join(lines))
    assert [b.text for b in account.paragraphs] == [line for line in lines if line != "▼"]
    assert account.title == "春灌到了"


def test_the_title_inside_a_letter_is_text():
    inner = ["致全县老兵的", "倡议书", "各位老兵:"]
    page = "清河县发出倡议书\n2020-02-18 来源:清河发布\n" + "".join(
        f"  {line}\n\n" for line in (*inner, *BODY)
    )
    assert words(page) == [*inner, *BODY]


def test_a_line_that_breaks_inside_a_word_goes_on():
    broken = "疫情发生以来,清河县老兵坚守卡点。镇里的干部到各村蹲点抓落\n实,给他们送去棉衣。\n"
    assert words(broken) == [broken.replace("\n", "")]


@pytest.mark.parametrize("end", ["贴心服务", "没有一人退缩"])
def test_a_paragraph_without_its_stop_ends_all_the_same(end):
    lines = [f"疫情发生以来,清河县老兵坚守卡点。大家{end}", "他们白天值守,夜里巡逻。"]
    assert words("\n".join(lines)) == lines


def test_a_short_article_with_many_dated_links_is_an_article():
    links = "".join(f"清河县召开第{i}次工作会议 2020-02-{i}\n" for i in range(10, 16))
    assert words(PAGE + "相关新闻\n" + links) == BODY
    assert words(PAGE.replace(TEXT[1], TEXT[1] * 3) + links)
