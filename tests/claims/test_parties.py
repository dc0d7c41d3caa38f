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
        ("李明送给王芳一万元。", "李明", "王芳"),
        ("李明向某公司捐款5万元。", "李明", "某公司"),
        ("10余名党员捐款5000元。", "10余名党员", None),
        ("全县共有口罩5000只。", None, None),
        ("公司实现营业收入3亿元。", None, None),
        ("每只口罩5元。", None, None),
    ],
)
def test_plain_sentences(text, giver, receiver):
    """A name may come with the words before it (退役军人王强)."""
    found, got = parties(text)[-1]
    assert (found or "").endswith(giver or "") and bool(found) == bool(giver)
    assert got == receiver


PAIRS = (
    ("某公司向县医院捐款捐物。", "捐赠口罩5000只。"),
    ("党员向县慈善会捐款。", "共收到捐款5万元。"),
    ("老党员李明来到村委会。", "他向武汉捐款5000元。"),
    ("全县党员积极捐款。", "累计捐款12万元。"),
)


def test_the_sentence_before_may_name_a_party():
    """Places count from the sentence of the number: those of a sentence before are negative."""
    starts = []
    for first, second in PAIRS:
        found = claims.quantities(sentences(first, second)).iloc[-1]
        for side in ("giver", "receiver"):
            if pd.notna(found[side]):
                start, end = (found[f"{side}_{end}"] + len(first) for end in ("start", "end"))
                assert (first + second)[start:end] == found[side]
                starts.append(found[f"{side}_start"])
    assert min(starts) < 0 <= max(starts)


def test_places_of_a_sentence_count_in_it():
    rows = claims.quantities(sentences("2月3日天气晴好。", "市慈善总会捐赠口罩5000只。"))
    found = rows[rows["kind"] == "goods"].iloc[0]
    text = "市慈善总会捐赠口罩5000只。"
    assert text[found["giver_start"] : found["giver_end"]] == found["giver"] == "市慈善总会"
    assert pd.isna(found["receiver"]) and pd.isna(found["receiver_start"])


def test_nobody_gives_to_himself():
    for giver, receiver in parties("村民自筹3万元,村民获补助2万元,村委会发给村民1万元。"):
        assert giver is None or giver != receiver


def test_each_of_a_list_is_given_by_its_own():
    assert parties("甲公司捐款10万元、乙公司捐款20万元。") == [("甲公司", None), ("乙公司", None)]


def test_cells_of_a_table_are_apart():
    assert [g for g, _ in parties("1\t某公司捐款5万元\t2\t李明捐款3000元")] == ["某公司", "李明"]


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
        ("县委、李明", "mixed"),
        ("李明夫妇", "people"),
        ("天空", "other"),
    ],
)
def test_kinds_of_parties(party, kind):
    assert kind_of_all(party) == kind
