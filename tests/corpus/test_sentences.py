"""Where a sentence ends: not inside brackets, nor at a quotation that its clause goes on behind."""

import pytest
from gongwen.corpus import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["人手紧（岗位多、路途远！），仍无人离岗。"],
        ["清单（粮、油、菜……）按户送达。"],
        ["他说不清（谁先到的？），也不在意。"],
        ["墙上写着“一个都不能少！”的标语。"],
        ["“平安就好。”是她的口头禅。"],
        ["“我先上！”、“我年轻！”，请战声不断。"],
        ["“人在岗在！”这句话写在门上。"],
        ["“路不通，人要通。”等口号传开了。"],
        ["“我在。", "我不走！”的回答很响。"],  # inside a quotation the marks cut
        ["“收到！”", "他转身出发。"],
        ["“放心吧。”", "她说。", "门关上了。"],
        ["“不退。”", "的确没有人退。"],
        ["任务完成。", "（全场鼓掌。）", "散会。"],
        ["（一）摸清底数。", "（二）建好台账。"],
        ["开头（没有另一半。", "第二句。"],
    ],
)
def test_a_sentence_ends_where_it_is_over(sentences):
    text = "".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences
