"""Word files: all text that a reader sees, in order, whatever Word keeps it in."""

import pytest
from gongwen.pages.documents import docx_text

from .. import hostile
from .test_limits import merged

pytest.importorskip("docx")
DRAWING = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="urn:mc"'


def lines(*body):
    return docx_text(hostile.docx("".join(body))).split("\n")


def r(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def p(*inline, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inline)}</w:p>"


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def tr(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tc(*content, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or '<w:p/>'}</w:tc>"


def within(text, tag):
    return f"<w:{tag}>{r(text)}</w:{tag}>"


def control(content):
    return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    "inline",
    [
        within("四月", "ins"),
        within("四月", "moveTo"),
        within("四月", "smartTag"),
        within("四月", "hyperlink"),
        within("四月", "fldSimple"),
        within("四月", "customXml"),
        within("四月", "bdo"),
        control(r("四月")),
        f"<w:ins><w:hyperlink>{within('四月', 'smartTag')}</w:hyperlink></w:ins>",
        within("三月", "moveFrom") + r("四月"),
        "<w:del><w:r><w:delText>三月</w:delText></w:r></w:del>" + r("四月"),
        mark("begin") + code(" DATE ") + mark("separate") + r("四月") + mark("end"),
        mark("begin") + code("a") + mark("end") + r("四月"),
        mark("begin") + r("四月"),  # a field without an end
        r("三月", "<w:vanish/>") + r("四月", '<w:vanish w:val="0"/>'),
        f"<w:r><w:ruby><w:rt>{r('sì')}</w:rt><w:rubyBase>{r('四')}</w:rubyBase></w:ruby></w:r>"
        + r("月"),
        "<w:r><w:t>四<!-- a remark -->月</w:t></w:r>",
    ],
)
def test_what_holds_text_in_a_paragraph(inline):
    assert lines(p(r("在"), inline, r("种树。")), p(r("完"))) == ["在四月种树。", "完"]


def test_a_field_within_the_instruction_of_a_field():
    inner = mark("begin") + code("A1") + mark("separate") + r("7") + mark("end")
    outer = mark("begin") + code("=") + inner + mark("separate") + r("21") + mark("end")
    assert lines(p(r("共"), outer, r("棵"))) == ["共21棵"]


def test_text_boxes_come_once_after_their_paragraph():
    box = f"<w:txbxContent>{p(r('图注一'))}{p(r('图注二'))}</w:txbxContent>"
    forms = f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    drawing = f"<w:r><mc:AlternateContent {DRAWING}>{forms}</mc:AlternateContent></w:r>"
    assert lines(p(r("前半"), drawing, r("后半"))) == ["前半后半", "图注一", "图注二"]
    art = f'<w:r><w:pict {DRAWING}><v:textpath string="种树"/></w:pict></w:r>'
    assert lines(p(art)) == ["", "种树"]


def test_controls_around_paragraphs_rows_and_cells():
    row = tr(control(tc(p(r("甲")))), tc(p(r("3棵"))))
    assert lines(control(p(r("一")) + control(p(r("二")))), table(control(row))) == [
        "一",
        "二",
        "甲\t3棵",
    ]


def test_paragraphs_whose_end_is_deleted_are_one():
    deleted = "<w:rPr><w:del/></w:rPr>"
    assert lines(p(r("上"), properties=deleted), p(r("中"), properties=deleted), p(r("下"))) == [
        "上中下"
    ]
    gone = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    assert lines(p(r("一")), p(gone, properties=deleted), p(r("二"))) == ["一", "二"]


def test_a_row_is_a_line_and_a_merged_cell_is_there_once():
    first, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    inner = table(tr(tc(p(r("桃"))), tc(p(r("5棵")))))
    assert lines(
        table(
            tr(tc(p(r("东村")), properties=first), tc(p(r("9棵"))), tc(p(r("9棵")))),
            tr(tc(p(r("东村")), properties=more), tc(p(r("4棵")), p(r("已活")))),
            tr(tc(p(r("旧行"))), properties="<w:del/>"),
            tr(tc(p(r("旧格")), properties="<w:cellDel/>"), tc(p(r("西村"))), tc(p(r("2棵")))),
            tr(tc(p(r("明细")), inner, p()), tc(p(r("附后")))),
            tr(tc(p(r("总述")), p(r("分述")), inner)),
        )
    ) == [
        "东村\t9棵\t9棵",
        "4棵 已活",
        "西村\t2棵",
        "明细\t附后",
        "桃\t5棵",
        "总述",
        "分述",
        "桃\t5棵",
    ]


def test_a_cell_that_is_merged_over_many_rows_takes_no_time():
    assert docx_text(merged(3000)) == "一"
