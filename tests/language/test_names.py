"""Names of persons, what they are called, and which of them is one person."""

import pytest
from gongwen.common.characters import fold
from gongwen.language import names, tagger
from gongwen.language.people import masker, offices, people_in


def named(text):
    found = people_in(text)
    assert all(text[p.start : p.end] == p.name for p in found)
    return [p.name for p in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lists, also before a verb
        ("民兵赵磊、孙倩、周涛请战。", ["赵磊", "孙倩", "周涛"]),
        ("村医郑芳和马超上门。", ["郑芳", "马超"]),
        ("退役军人罗显铜、伍次秋、李树镜捐款。", ["罗显铜", "伍次秋", "李树镜"]),
        ("沈家庄、孙家庄、周家村报到。", []),
        # an adverb or a title behind the name
        ("网格员孙倩均已返岗。", ["孙倩"]),
        ("孙倩副镇长带队。", ["孙倩"]),
        ("区卫健局郑芳局长调研。", ["郑芳"]),
        ("妻子孙倩都报了名。", ["孙倩"]),
        ("全体民兵均已返岗。", []),
        # surnames of two letters
        ("民兵诸葛文武请战。", ["诸葛文武"]),
        ("镇长慕容晓雪主持。", ["慕容晓雪"]),
        ("退役军人司空健请战。", ["司空健"]),
        # other peoples of the country
        ("藏族民警扎西顿珠请战。", ["扎西顿珠"]),
        ("牧民其木格送来羊肉。", ["其木格"]),
        ("村民买买提江守着卡点。", ["买买提江"]),
        ("民警艾力．吐尔逊请战。", ["艾力．吐尔逊"]),
        ("民警艾力 · 吐尔逊请战。", ["艾力 · 吐尔逊"]),
        ("乌兰察布市、巴彦淖尔市报告。", []),
        # foreign names, no countries
        ("美国总统奥巴马是支持者,总统马尔代夫之行。", ["奥巴马"]),
        # bylines, and names half hidden
        ("(记者 孙晓倩 通讯员 周涛)", ["孙晓倩", "周涛"]),
        ("患者张某、李××已痊愈,广西某公司捐款。", ["张某", "李××"]),
        # words that look like names, forms of address, two countries
        ("充分认识疫情的严峻性,各级党组织任务庄严。", []),
        ("对党忠诚,毕生奉献,列入白名单。", []),
        ("孙书记和老周看望了马大姐。", []),
        ("韩美两国发表声明。", []),
        ("姜山社区设了卡点。", []),
    ],
)
def test_names(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "role", "gender"),
    [
        ("区民政局副局长孙倩部署。", "副局长", ""),
        ("党委书记、局长孙倩部署。", "书记、局长", ""),
        ("孙倩(区医院院长)部署。", "院长", ""),
        ("社会工作者孙倩上门。", "社会工作者", ""),  # not 作者
        ("炊事员孙倩备餐。", "炊事员", ""),
        ("孙倩女士捐款。", "", "female"),
        ("孙倩(女)捐款。", "", "female"),
        ("他的妻子孙倩是医生。", "妻子", "female"),
        ("周涛的妻子是医生。", "", ""),
        ("周涛妻子报名。", "", ""),
        ("周涛领导大家排查。", "", ""),
        ("女民警孙倩值守。", "女民警", "female"),
    ],
)
def test_what_a_person_is_called(text, role, gender):
    (person,) = people_in(text)
    assert (person.role, person.gender) == (role, gender)


def test_offices():
    assert offices("党委书记、局长、党员") == ["党委书记", "局长"] and offices("党员") == []


def test_many_sentences_at_once_are_read_like_each_by_itself():
    texts = [
        "民兵赵磊请战。",
        "区卫健局郑芳局长调研,孙倩和周涛陪同。",
        "全体干部坚守岗位。",
        "。",
        "",
    ]
    tagger._kept().clear()
    names.read_ahead(map(fold, texts))
    together = [names.names_in(fold(text)) for text in texts]
    tagger._kept().clear()
    assert together == [names.names_in(fold(text)) for text in texts]
    assert [len(spans) for spans in together] == [1, 3, 0, 0, 0]


def test_a_name_stands_anywhere_in_a_long_text():
    text = fold("全体干部坚守岗位," * 300 + "民兵赵磊请战")
    assert [text[a:b] for a, b in names.names_in(text)] == ["赵磊"]


def test_another_model_is_refused(monkeypatch):
    monkeypatch.setitem(tagger.FILES, "tag.dic", "0" * 64)
    tagger._network.cache_clear()
    for _ in range(2):  # nor is a sentence taken for one without names the second time
        with pytest.raises(ValueError, match=r"jieba's file lac_small/tag\.dic is not the one of"):
            tagger.persons(["民兵赵磊来请战了"])
    monkeypatch.undo()
    tagger._network.cache_clear()


def test_a_mask_spares_countries_and_divisions():
    """Words that contain a masked name, and a name with which the name of a division begins."""
    mask = masker(["民兵罗斯捐款。", "俄罗斯来电。", "沈北", "沈北新区的民兵请战。"])
    assert mask("民兵罗斯捐款,俄罗斯来电,沈北新区请战") == "民兵罗×捐款,俄罗斯来电,沈北新区请战"
