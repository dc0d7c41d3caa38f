"""Names of private persons are masked in all that is published, and can be shown."""

import json
import re
from functools import cache

import gongwen as gw
import pandas as pd
import pytest
from gongwen.language import people

from ..here import NOTEBOOKS, ROOT, labelled

# Given names of private persons that are words too, each with a sentence of the seeds in which it
# is the word.
WORDS = {"胜利": "匡扶正面导向,是我们从困境走向胜利的法宝利器。"}


@cache
def names() -> set[str]:
    """Every person whom the hand readings of the seeds name, but for those of public life."""
    return set(labelled("person")) - {
        row["name"] for row in gw.common.read_lexicon("public_persons")
    }


GIVEN = {name[1:] for name in names()}  # no surname here has two characters


def shown_in(text: str) -> list[str]:
    """Names of private persons in a text: whole, or the given name alone where it has two
    characters.
    """
    text = " ".join(re.findall(r"[\u4e00-\u9fff]+", text))  # most of a page is code and pictures
    return sorted(
        name
        for name in names() | {given for given in GIVEN if len(given) > 1} - WORDS.keys()
        if name in text
    )


def test_the_readings_name_persons():
    name = sorted(names())[0]
    assert (
        len(names()) > 60
        and len(GIVEN) > 60
        and shown_in(f"党员{name}说") == sorted([name[1:], name])
        and shown_in(f"{name[1:]}说") == [name[1:]]
    )


@pytest.mark.parametrize("word", WORDS)
def test_a_given_name_that_is_a_word_stands_in_its_sentence(word, corpus):
    assert word in GIVEN and word in WORDS[word]
    assert any(WORDS[word] in text for text in corpus.sentences["text"])


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "figures").iterdir() if p.is_file() and p.suffix != ".png"),
    ids=lambda p: p.name,
)
def test_no_table_and_no_figure_shows_a_name(path):
    assert shown_in(path.read_text("utf-8-sig")) == []


@pytest.mark.parametrize("path", sorted((ROOT / "figures").glob("*.csv")), ids=lambda p: p.stem)
def test_no_cell_is_a_given_name(path):
    """One character is a name only where it stands alone: as a word of a table."""
    cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert {*cells.to_numpy().ravel()} & GIVEN - WORDS.keys() == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_notebook_shows_a_name(path):
    assert shown_in(json.dumps(json.loads(path.read_text("utf8")), ensure_ascii=False)) == []


def test_no_page_of_the_report_shows_a_name(written):
    assert {
        name: shown for name, path in written.items() if (shown := shown_in(path.read_text("utf8")))
    } == {}


def test_every_notebook_lets_its_user_show_names(monkeypatch):
    """By `gw.open(…, show_names=True)`, or for a whole run by GONGWEN_SHOW_NAMES."""
    assert all("study = gw.open(CORPUS" in path.read_text("utf8") for path in NOTEBOOKS)
    assert gw.open("seeds").mask.names and not gw.open("seeds", show_names=True).mask.names
    monkeypatch.setenv("GONGWEN_SHOW_NAMES", "1")
    assert not gw.open("seeds").mask.names


def test_a_mask_is_as_long_as_the_name():
    mask = people.masker(["党员李明说:“我先上!”", "志愿者欧阳明说", "局长王建国强调"])
    text = "李明、欧阳明和王建国捐款"
    assert mask(text) == "李×、欧阳×和王××捐款" and len(mask(text)) == len(text)


def test_a_table_is_masked_in_its_texts_only():
    frame = pd.DataFrame(
        {
            "account": ["李明_1"],
            "text": ["李明捐款"],
            "n": [3],
            "day": [pd.Timestamp("2020-02-03")],
            "speaker": [None],
        }
    )
    masked = people.Mask(("李明",))(frame)
    assert (
        masked["text"].tolist() == ["李×捐款"]
        and masked["account"].tolist() == ["李明_1"]
        and masked["n"].tolist() == [3]
    )
    assert (
        masked["day"].equals(frame["day"])
        and frame["text"].tolist() == ["李明捐款"]
        and masked["speaker"].isna().all()
    )


@pytest.mark.parametrize("show", [True, "1", "yes", "True"])
def test_names_can_be_shown(show):
    assert people.masker(["党员李明说"], show)("李明") == "李明"


@pytest.mark.parametrize("show", [False, "0", "no", ""])
def test_names_are_masked_else(show):
    assert people.masker(["党员李明说"], show)("李明") == "李×"


@pytest.mark.parametrize(
    "text", ["习近平总书记强调", "雷锋同志", "全体党员主动请战", "严格落实责任"]
)
def test_public_names_and_words_stay(text):
    assert people.masker([text])(text) == text


def test_a_public_name_that_begins_like_a_private_one_stays():
    mask = people.masker(["党员张富说:“我来!”", "学习张富清同志"])
    assert mask("张富和张富清") == "张×和张富清"


def test_a_trace_hides_names():
    account = gw.parse_page(
        "抗疫纪实\n\n党员李明捐款5万元,得到大家的好评,他说这是应该做的事情。\n", "a"
    )
    at = account.raw.index("5万元")
    mask = people.masker([account.raw])
    assert "李明" in str(gw.trace(account, at, at + 3)) and "李×" in str(
        gw.trace(account, at, at + 3, hide=mask)
    )


def test_a_given_name_alone_is_masked_where_it_is_no_word():
    """建明 names the man wherever it stands; 胜利 stands in the texts as a word, too."""
    texts = [
        "退役军人曹建明捐款。",
        "局长杨胜利说:“我先上!”",
        "从困境走向胜利。",
        "党员李娜主动请战。",
    ]
    mask = people.masker(texts)
    assert mask("建明和胜利") == "××和胜利"
    words = pd.DataFrame({"word": ["建明", "曹建", "胜利", "娜", "战"], "n": [1, 1, 2, 1, 1]})
    assert mask(words)["word"].tolist() == ["××", "××", "胜利", "×", "战"]


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("李拥军", "全市拥军优属", "全市拥军优属"),
        ("王志成", "众志成城", "众志成城"),
        ("李国强", "中国强调", "中国强调"),
        ("何志坚", "意志坚定", "意志坚定"),
        ("杨胜利", "从困境走向胜利。胜利说:“我先上!”", "从困境走向胜利。××说:“我先上!”"),
        ("刘建平", "建平说:“我是老兵,我先上!”建国70年", "××说:“我是老兵,我先上!”建国70年"),
        ("库尔班江·依明", "依明说:“我先上!”", "××说:“我先上!”"),
    ],
)
def test_a_given_name_inside_another_word_is_that_word(name, text, shown):
    mask = people.masker([f"党员{name}捐款。", text])
    assert name in mask.names and mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "列入白名单的企业",
        "宣传范围广,力度大",
        "发放职工安家费3万元",
        "照顾祖父母",
        "志愿者祖父母",
        "岳阳云就业平台",
        "党中央强调,要坚决",
        "代表党中央和国务院",
    ],
)
def test_a_mask_eats_no_word(text):
    assert people.masker([text])(text) == text


@pytest.mark.parametrize("name", ["王建国", "王胜利", "李光明", "高明亮", "王国强", "吴国栋"])
def test_a_given_name_may_be_a_word(name):
    assert [p.name for p in people.people_in(f"党员{name}捐款")] == [name]


def test_a_concordance_is_masked_and_loses_no_line():
    """The words are looked for in the text as it is: a mask that took a word for a name would hide
    lines.
    """
    sentences = pd.DataFrame(
        {
            "account": ["a"],
            "paragraph": [0],
            "sentence": [0],
            "text": ["党员李明和父母、王芳的父母说:“好!”"],
        }
    )
    mask = people.Mask(("李明", "王芳", "父母"))
    lines = gw.phrases.kwic(sentences, "父母", 6, hide=mask)
    assert len(lines) == len(gw.phrases.kwic(sentences, "父母")) == 2
    assert lines[["left", "keyword", "right"]].values.tolist() == [
        ["党员李×和", "父×", "、王×的父×"],
        ["父×、王×的", "父×", "说:“好!”"],
    ]


@pytest.mark.parametrize(
    "before",
    [
        "退役军人事务部部长",
        "陕西省委书记",
        "省委副书记、省长",
        "内蒙古自治区主席",
        "省委常委、组织部部长",
        "国家卫生健康委员会副主任",
        "上海市市长",
        "重庆市委书记",
    ],
)
def test_who_holds_an_office_of_ministry_or_province_rank_is_public(before):
    text = f"{before}李建设强调,要守土有责。党员王小林说:“我先上!”"
    assert people.masker([text])(text) == text.replace("王小林", "王××")


@pytest.mark.parametrize(
    "before",
    ["州委组织部副部长", "县委书记", "清远市市长", "省退役军人事务厅厅长", "区财政部主任", "党员"],
)
def test_who_holds_a_lower_office_is_not(before):
    text = f"{before}李建设强调,要守土有责。"
    assert people.masker([text])(text) == text.replace("李建设", "李××")


def test_public_persons_are_public_in_traditional_script_too():
    text = "習近平總書記強調,要堅決打贏疫情防控阻擊戰。習近平指出,生命重於泰山。"
    assert people.masker([text])(text) == text


def test_a_formula_is_no_name():
    text = "党员闻令而动。闻令说:“我先上!”"
    mask = people.Mask(("闻令",), keep=("闻令而动",))
    assert mask(text) == "党员闻令而动。闻×说:“我先上!”"
    assert "闻令而动" in people.masker([text])(text)
