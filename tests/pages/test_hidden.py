"""What a page hides is no part of its account, unless a script shows it."""

import gongwen as gw
import pytest
from gongwen.pages.hidden import hides

TEXT = [
    "开春以后,全镇老兵自发组成植树队,在荒坡上挖坑培土,一个月种下六百棵桃树。",
    "队员们每天清晨出工,中午在坡上吃饭,傍晚收工以后再给前一天种下的树苗浇水。",
]
EXTRA = "这一句话只写给搜索引擎,读者在网页上从头到尾都看不到它,也不应当计入正文。"


def account(*parts):
    head = "<html><body><h1>青山镇老兵植树记</h1><div>来源:青山镇 时间:2020-03-12</div>"
    raw = f"{head}<div>{''.join(parts)}</div></body></html>"
    read = gw.parse_page(raw)
    assert "".join(raw[block.start : block.end] for block in read.blocks) == raw
    return read


def p(text, attributes=""):
    return f"<p {attributes}>{text}</p>"


def paragraphs(*parts):
    return [block.text for block in account(*parts).paragraphs]


@pytest.mark.parametrize(
    "part",
    [
        p(EXTRA, "style='display:none'"),
        p(EXTRA, 'STYLE="Color:red; DISPLAY : None !important;"'),
        p(EXTRA, "style=visibility:hidden"),
        p(EXTRA, "hidden"),
        p(EXTRA, 'hidden="until-found"'),
        f"<div hidden><div>{p(EXTRA)}</div><div>{p('另一句。')}</div></div>",
        f'<table style="display:none"><tr><td>{EXTRA}</td></tr></table>',
        f'<p style="display:none">{EXTRA}',  # the next paragraph ends it
        f"<p><span hidden>{EXTRA}</span></p>",
        f'<section style="display:none"><p>{EXTRA}<br></section>',
    ],
)
def test_hidden_text_is_furniture(part):
    read = account(p(TEXT[0]), part, p(TEXT[1]))
    assert [block.text for block in read.paragraphs] == TEXT
    assert all(block.why == "furniture, hidden by the page" for block in read.furniture)


@pytest.mark.parametrize(
    "part",
    [
        p(EXTRA, 'style="font-size:12px; display:block"'),
        p(EXTRA, 'style="display:none; display:block"'),
        p(EXTRA, 'hidden style="display:block"'),
        p(EXTRA, 'aria-hidden="true"'),
        p(EXTRA, 'title="a hidden b" data-style="display:none" class="hidden"'),
        p(EXTRA, 'style="overflow:hidden"'),
        f'<input type="hidden" value="1">{p(EXTRA)}',
        f'<!-- <div style="display:none"> -->{p(EXTRA)}</div>',
        f"<script>write('<div hidden>')</script>{p(EXTRA)}</div>",
        f'<b><div style="display:none"></b>{p(EXTRA)}',
    ],
)
def test_what_is_shown_is_read(part):
    assert paragraphs(p(TEXT[0]), part, p(TEXT[1])) == [TEXT[0], EXTRA, TEXT[1]]


def test_hidden_words_within_a_line_are_not_read():
    half = len(TEXT[0]) // 2
    for element in (
        '<span style="display:none">qx7 转载</span>',
        '<font style="font-size:0px;color:#FFF">9 a</font>',
        "<i hidden>x</i>",
    ):
        line = p(TEXT[0][:half] + element + TEXT[0][half:])
        assert paragraphs(line, p(element + TEXT[1])) == TEXT


def test_an_article_that_a_script_shows_is_read():
    hidden = 'style="display:none"'
    assert paragraphs(f"<div {hidden}>", *map(p, TEXT), "</div>") == TEXT
    assert paragraphs(f"<div {hidden}>", *map(p, TEXT), p(EXTRA, "hidden"), "</div>") == TEXT
    leaves = [
        "头一个月雨水少,大家从三里外的河沟挑水上坡,肩膀磨破了也没有人叫苦。",
        "到了五月,坡上的树苗大多抽出新叶,路过的乡亲都停下来数一数活了几棵。",
        "秋天补种的时候,镇上的中学生也来帮忙,老兵们手把手教他们扶苗和踩土。",
        "如今这片坡地成了全镇最热闹的去处,花开时节有人专程从城里赶来看花。",
    ]
    turned = [f"<div {hidden}>{p(text)}</div>" for text in leaves]
    assert paragraphs(p(TEXT[0]), *turned) == [TEXT[0], *leaves]


def test_an_element_that_is_not_closed_hides_nothing():
    assert paragraphs('<div style="display:none">', p(EXTRA), *map(p, TEXT)) == [EXTRA, *TEXT]


def test_a_hidden_date_is_the_date_of_the_page():
    raw = f"<h1>青山镇老兵植树记</h1><p hidden>发布时间:2020-03-12</p>{p(TEXT[0])}{p(TEXT[1])}"
    assert str(gw.parse_page(f"<html><body>{raw}</body></html>").published) == "2020-03-12"


def test_attributes_that_hide():
    assert hides(" style=display:none") and hides(" a hidden") and hides(" hidden=''")
    assert not hides(' style="display:block" alt="hidden"') and not hides("")
