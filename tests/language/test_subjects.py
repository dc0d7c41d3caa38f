"""The subject of a clause, and marks that are turned the wrong way."""

import pytest
from gongwen.language.people import people_in
from gongwen.language.speech import well_turned
from gongwen.language.subjects import Paragraph


@pytest.mark.parametrize(
    ("clause", "kind", "name"),
    [
        ("社区主任孙丽放下电话", "name", "孙丽"),
        ("赵建国摇了摇头", "name", "赵建国"),
        ("小陈递来一杯水", "name", "小陈"),
        ("几位老战友听说后", "counted", "几位老战友"),
        ("餐馆的老板端来热汤", "someone", "餐馆的老板"),
        ("坐在一旁的邻居抢过话头", "someone", "邻居"),
        ("孙丽的声音有些哽咽", "owner", "孙丽"),
        ("他指了指胸口", "pronoun", "他"),
        ("握着老人的手", None, None),
        ("在卡口", None, None),
    ],
)
def test_subject(clause, kind, name):
    found = Paragraph(clause, clause, people_in(clause)).subject(0, len(clause))
    assert (found and (found.kind, found.name)) == (kind and (kind, name))


def test_marks_are_turned():
    turned = {
        "他说:”好。”": "他说:“好。”",
        "他说:”好。“": "他说:“好。”",
        "“好!“他说。“走!”": "“好!”他说。“走!”",
        "战“疫”的“一‘线’”": "战“疫”的“一‘线’”",
        "走了。”他说:“好。”": "走了。”他说:“好。”",
    }
    assert {text: well_turned(text) for text in turned} == turned
