"""In what company a formula stands: neighbouring clauses, and whose words it is said to be."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.common.gold import read_gold
from gongwen.corpus import split_sentences
from gongwen.language.speech import attribution, quotations

from .. import growth
from ..here import ROOT

GOLD = ROOT / "tests" / "gold" / "formulas"
KINDS = {"nobody": "nobody", "marks": "quotation marks", "named": "named source"}


def paragraph(text):
    rows = [("a", 0, i, "paragraph", text[x:y]) for i, (x, y) in enumerate(split_sentences(text))]
    return pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "kind", "text"])


def edges(text, *phrases):
    found = gw.phrases.couplets(paragraph(text), list(phrases))
    return {(left, right): n for left, right, _, n in found.itertuples(index=False)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("疫情就是命令,防控就是责任。", {("疫情就是命令", "防控就是责任"): 1}),
        ("防控就是责任、疫情就是命令!", {("防控就是责任", "疫情就是命令"): 1}),
        (
            "生命重于泰山,疫情就是命令;全县行动。",
            {("生命重于泰山", "疫情就是命令"): 1, ("疫情就是命令", "全县行动"): 1},
        ),
        ("疫情就是命令,“战疫”责无旁贷。", {("疫情就是命令", "“战疫”责无旁贷"): 1}),
        ("疫情就是命令!防控就是责任!", {("疫情就是命令", "防控就是责任"): 1}),
        ("疫情就是命令 防控就是责任", {("疫情就是命令", "防控就是责任"): 1}),
        ("疫情就是命令。全县干部,迅速行动。", {}),
        ("我们深知疫情就是命令,防控就是责任", {("疫情就是命令", "防控就是责任"): 1}),
        ("牢记总书记“疫情就是命令,防控就是责任”的指示", {("疫情就是命令", "防控就是责任"): 1}),
        ("“疫情就是命令”,“防控就是责任”", {("疫情就是命令", "防控就是责任"): 1}),
        ("疫情就是命令的理念,深入人心", {}),
        ("一、疫情就是命令,5,000人出动", {("疫情就是命令", "5,000人出动"): 1}),
        (
            "12:30,疫情就是命令——防控就是责任",
            {("12:30", "疫情就是命令"): 1, ("疫情就是命令", "防控就是责任"): 1},
        ),
        (
            "疫情就是命令,疫情就是命令,快",
            {("疫情就是命令", "疫情就是命令"): 1, ("疫情就是命令", "快"): 1},
        ),
    ],
)
def test_couplets(text, wanted):
    assert edges(text, "疫情就是命令") == wanted


def test_a_formula_of_two_clauses_is_one_neighbour():
    assert edges("祖国需要,若有战,召必回,战必胜。", "若有战,召必回") == {
        ("祖国需要", "若有战,召必回"): 1,
        ("若有战,召必回", "战必胜"): 1,
    }


def test_an_edge_between_two_formulas_counts_once(corpus):
    found = gw.phrases.couplets(corpus.sentences, ["疫情就是命令", "防控就是责任", "生命重于泰山"])
    assert tuple(found.columns) == ("left", "right", "account", "n")
    accounts = (
        found.groupby(["left", "right"])["account"]
        .agg(lambda names: [name[:3] for name in names])
        .to_dict()
    )
    assert accounts["疫情就是命令", "防控就是责任"] == ["002", "004"] and accounts[
        "生命重于泰山", "疫情就是命令"
    ] == ["002", "003", "004"]
    assert found.set_index(["left", "right"]).loc[
        ("疫情就是命令", "防控就是责任"), "n"
    ].tolist() == [1, 2]
    assert accounts["生命重于泰山", "使命呼唤担当"] == ["003"] and accounts[
        "疫情就是命令", "“战疫”责无旁贷"
    ] == ["000"]


@pytest.mark.parametrize(("name", "share"), [("couplets_a", 0.98), ("couplets_b", 1.0)])
def test_couplets_of_invented_sentences(name, share):
    squeeze, right, of = gw.common.characters.squeeze, 0, 0
    for text, labels in read_gold(GOLD / f"{name}.csv").items():
        for formula in {label.value for label in labels}:
            found = gw.phrases.couplets(paragraph(text), [formula])
            for side, other in (("left", "right"), ("right", "left")):
                clauses = [squeeze(x) for x in found.loc[found[other] == formula, side]]
                gold = [x.surface for x in labels if (x.kind, x.value) == (side, formula)]
                right += squeeze(gold[0]) in clauses if gold else not clauses
                of += 1
    assert right / of >= share and of > 100


# --- credit


@pytest.mark.parametrize(
    ("text", "kind", "source"),
    [
        ("疫情就是命令,院长王芳第一时间返岗。", "nobody", ""),
        ("“疫情就是命令,防控就是责任。”面对疫情,全院行动。", "quotation marks", ""),
        ("大家说:“疫情就是命令!”", "quotation marks", ""),
        ("习近平总书记指出,生命重于泰山,疫情就是命令。", "named source", "习近平总书记"),
        ("“疫情就是命令。”赵乐说。", "named source", "赵乐"),
        ("“疫情就是命令,”镇长李强在会上说,“马上出发。”", "named source", "镇长李强"),
        ("“疫情就是命令”,王芳说:“出发!”", "quotation marks", ""),
        ("按照省委“疫情就是命令”的要求", "named source", "省委"),
        ("《倡议书》中写道:“疫情就是命令。大家行动起来。”", "named source", "《倡议书》"),
        ("院長王芳說:「疫情就是命令。」", "named source", "院長王芳"),
        # never closed: the quotation ends with its sentence
        (
            "县长说:“时间紧。疫情就是命令,不能等。",
            "nobody",
            "",
        ),
        ("县里挂出“疫情就是命令”横幅,县长刘明要求落实责任", "quotation marks", ""),
        ("局长王强表示感谢,疫情就是命令的标语随处可见", "nobody", ""),
        ("“疫情就是命令”,这是习近平总书记的重要指示。", "named source", "习近平总书记"),
        ("“疫情就是命令。”2月1日,县局局长顾玉坤在动员会上说。", "named source", "县局局长顾玉坤"),
        ("正如钟南山院士所说,疫情就是命令", "named source", "钟南山院士"),
        ("局长肖明说:“疫情就是命令。”", "named source", "局长肖明"),
        ("“前面的话。”疫情就是命令。", "nobody", ""),
        ("横幅上写着“疫情就是命令”", "quotation marks", ""),
    ],
)
def test_credit(text, kind, source):
    at = text.index("疫情就是命令")
    assert attribution(text, at, at + 6) == (kind, source)


def test_the_seeds_credit_the_formula_once(corpus):
    """Two of five stand in quotation marks, and the last account credits at its end what it says
    itself at its start.
    """
    found = gw.phrases.credits(corpus.sentences, ["疫情就是命令"])
    assert tuple(found.columns) == gw.phrases.CREDITS
    assert found["credit"].tolist() == [
        "nobody",
        "nobody",
        "quotation marks",
        "nobody",
        "named source",
    ]
    assert found["source"].tolist()[-1] == "习近平总书记" and found["account"].str[:3].tolist() == [
        "000",
        "002",
        "003",
        "004",
        "004",
    ]


def test_credits_keep_every_occurrence(corpus):
    credited = gw.phrases.credits(corpus.sentences)
    plain = gw.phrases.occurrences(corpus.sentences)
    pd.testing.assert_frame_equal(credited[plain.columns], plain)
    assert (
        set(credited["credit"]) == set(KINDS.values())
        and ((credited["source"] != "") == (credited["credit"] == "named source")).all()
    )


@pytest.mark.parametrize(
    ("name", "kinds", "sources"), [("credits_a", 0.98, 0.97), ("credits_b", 0.97, 0.96)]
)
def test_credits_of_invented_sentences(name, kinds, sources):
    right = of = named = named_right = 0
    for text, labels in read_gold(GOLD / f"{name}.csv").items():
        for label in labels:
            kind, source = attribution(text, label.start, label.end)
            right, of = right + (kind == KINDS[label.kind]), of + 1
            if label.value:
                named, named_right = named + 1, named_right + (label.value in source)
    assert right / of >= kinds and named_right / named >= sources


def test_quotations():
    text = "他说:“记住‘命令’。”又说:“走"
    assert [text[a : b + 1] for a, b in quotations(text)] == ["“记住‘命令’。”", "‘命令’", "“走"]
    assert quotations("”，“") == [(2, 3)] and quotations("") == []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (lambda n: "“" * n + "疫情就是命令" + "」" * n, 20_000),
        (lambda n: "守土有责" * n, 10_000),
        (lambda n: "笑" * n + "说:“疫情就是命令”", 20_000),
        (lambda n: "“疫情就是命令”" + "这" * n, 20_000),
        (lambda n: "《" * n + "“疫情就是命令”", 20_000),
        (lambda n: "“守土有责”" * n, 4_000),
    ],
    ids=range(6),
)
@pytest.mark.parametrize("measure", ["credits", "couplets", "kwic", "wordings"])
def test_growth_is_not_that_of_a_square(text, size, measure):
    """Four times the text takes less than ten times the CPU time (a quadratic step would take
    sixteen times).
    """
    wanted = "疫" if measure == "kwic" else ["守土有责", "战“疫”"]
    measured = getattr(gw.phrases, measure)
    assert not growth.is_steep(lambda n: measured(paragraph(text(n)), wanted), size)
