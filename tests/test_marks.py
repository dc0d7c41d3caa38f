"""What is read in a text does not depend on the kind of quotation marks that it uses."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.claims.quotes import quotations_in
from gongwen.claims.tables import quantities_in
from gongwen.common.characters import DIRECTED
from gongwen.common.spans import balanced, paired
from gongwen.language.people import people_in
from gongwen.language.quantities import shorthands
from gongwen.language.speech import speeches

TEXTS = (
    "老兵王福生说：“我先上！”科主任马卫东放下“战疫电话”说：“我来守。”",
    "王福生握紧拳头说：”我是党员，我先上！”“我也报名！“李明说。",
    "“为民服务，为国分忧”。某局干部带着“连心卡”对居民说：“我来帮您。”",
    "织密群防群控“防护网”，变身便民“快递员”，党员甘当“店小二”。",
    "牢记“守土有责、守土尽责”，“疫情就是命令”“防控就是责任”，战“疫”一线，“退役”不“褪色”。",
    "落实“早发现、早隔离、早治疗”的“三早”，增强“四个意识”，即“政治意识、大局意识”。",
    "发放“爱心”口罩300个，登记“返乡”人员20名，为“抗疫”捐款5000元。",
    "省委书记在“动员大会”上强调，疫情就是命令，《倡议书》中的“防控就是责任”也是如此。",
    "疫情就是命令，“战疫”责无旁贷。老兵潘德生“冲锋”在前，“库尔班江·依明”说：“我守。”",
    "他参加过“对越自卫反击战”，如今投身战“疫”，不“后退”，不畏艰险。",
)


FORMULAS = ("疫情就是命令", "防控就是责任", "战“疫”", "退役不褪色", "守土有责", "四个意识")


def readings(texts, formulas):
    table = pd.DataFrame(
        {"account": "a", "paragraph": range(len(texts)), "sentence": 0, "text": texts}
    ).assign(kind="body", start=0, end=[len(text) for text in texts])
    for read in (
        gw.rhetoric.mark_text,
        quotations_in,
        speeches,
        quantities_in,
        shorthands,
        people_in,
        gw.sentiment.tone.reader(),
    ):
        yield from (str(read(text)) for text in texts)
    for measure in (gw.phrases.credits, gw.phrases.couplets, gw.phrases.wordings):
        yield measure(table, formulas).to_csv(index=False)


@pytest.fixture(scope="module")
def usual():
    return list(readings(TEXTS, FORMULAS))


@pytest.mark.parametrize("opens", DIRECTED)
def test_every_reading_is_the_same(usual, opens):
    marks = opens + DIRECTED[opens]
    other = (
        [text.translate(str.maketrans("“”", marks)) for text in texts]
        for texts in (TEXTS, FORMULAS)
    )
    assert [r.translate(str.maketrans(marks, "“”")) for r in readings(*other)] == usual


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("投身战“疫”一线", "战“疫", "战“疫”"),
        ("投身战“疫”一线", "疫”一线", "“疫”一线"),
        ('投身战"疫"一线', '战"疫', '战"疫"'),
        ('投身战"疫"一线', '疫"一线', '"疫"一线'),
        ("“退役”不“褪色”", "退役”不“褪色", "“退役”不“褪色”"),
        ("他说“记住‘守土有责’这一句", "‘守土有责’这", "‘守土有责’这"),
        ("“十分钟”内响应", "钟”内响应", "内响应"),  # the quotation begins before the stretch
        ("深入“一线工作", "深入“一线工作", "一线工作"),  # and here it never ends
        ("“it’s”战疫", "“it’s”战", "“it’s”战"),
    ],
)
def test_a_stretch_is_extended_or_cut(text, words, whole):
    start = text.index(words)
    a, b = balanced(text, start, start + len(words))
    assert text[a:b] == whole


def test_marks_that_have_no_other():
    assert paired("甲”乙“丙‘丁’戊") == ([(5, 7)], [1], [3])
    assert paired('他说"好"和"行"', 4) == ([(6, 8)], [4], [])
