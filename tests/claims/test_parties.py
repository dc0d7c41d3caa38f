"""Who gives and who gets: plain sentences, where a giver is in the sentence before, what is no
giver, and the kinds of parties.
"""

import pandas as pd
import pytest
from gongwen import claims
from gongwen.claims.parties import kind_of_all

from .test_tables import sentences


def parties(text):
    return [
        (q.giver, q.receiver) for q in claims.quantities_in(text) if q.kind in ("money", "goods")
    ]


@pytest.mark.parametrize(
    ("text", "giver", "receiver"),
    [
        ("市慈善总会向县医院捐赠口罩5000只。", "市慈善总会", "县医院"),
        ("县医院收到爱心企业捐赠的口罩3000只。", "爱心企业", "县医院"),
        ("企业为一线医护人员送去牛奶100箱。", "企业", "一线医护人员"),
        ("退役军人王强向武汉捐款一万元。", "王强", "武汉"),
        ("张三、李四各捐款1万元。", "张三、李四", None),
        ("社区干部走访困难群众,送去慰问金6000元。", "社区干部", "困难群众"),
        ("全县共有口罩5000只。", None, None),
        ("公司实现营业收入3亿元。", None, None),
        ("每只口罩5元。", None, None),
    ],
)
def test_plain_sentences(text, giver, receiver):
    """A name may come with the words before it (退役军人王强)."""
    ((found, got),) = parties(text)
    assert (found or "").endswith(giver or "") and bool(found) == bool(giver)
    assert got == receiver


def test_the_sentence_before_names_the_giver():
    """Offsets count from the sentence of the number: those of a sentence before are negative."""
    first, second = "某公司向县医院捐款捐物。", "捐赠口罩5000只。"
    found = claims.quantities(sentences(first, second)).iloc[0]
    assert found["giver"] == "某公司" and found["giver_start"] == -len(first)
    text = first + second
    shift = len(first)
    assert text[found["giver_start"] + shift : found["giver_end"] + shift] == found["giver"]


def test_places_of_a_sentence_count_in_it():
    rows = claims.quantities(sentences("2月3日天气晴好。", "市慈善总会捐赠口罩5000只。"))
    found = rows[rows["kind"] == "goods"].iloc[0]
    text = "市慈善总会捐赠口罩5000只。"
    assert text[found["giver_start"] : found["giver_end"]] == found["giver"] == "市慈善总会"
    assert pd.isna(found["receiver"]) and pd.isna(found["receiver_start"])


def test_nobody_gives_to_himself():
    for giver, receiver in parties("村民自筹3万元,村民获补助2万元,村委会发给村民1万元。"):
        assert giver is None or giver != receiver


@pytest.mark.parametrize(
    ("party", "kind"),
    [
        ("李明", "person"),
        ("一名老党员", "person"),
        ("老党员、志愿者李明同志", "person"),
        ("李明和爱人王芳", "people"),
        ("李明、王芳等党员", "people"),
        ("13名学生", "people"),
        ("县财政", "office"),
        ("市委、市政府", "office"),
        ("李明经营的餐饮公司", "firm"),
        ("市慈善会", "society"),
        ("武汉", "place"),
        ("党员、爱心企业等多方力量", "mixed"),
        ("天空", "other"),
    ],
)
def test_kinds_of_parties(party, kind):
    assert kind_of_all(party) == kind
