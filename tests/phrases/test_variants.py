"""Wordings of formulas: nothing within the edits is missed, little is flooded, and each says how it
differs.
"""

import csv
from collections import Counter

import gongwen as gw
import pandas as pd
import pytest
from gongwen.common.characters import key
from gongwen.common.gold import read_gold
from gongwen.phrases.variants import Line, Matcher, formula
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ..here import ROOT

GOLD = ROOT / "tests" / "gold" / "formulas"


def frame(*texts):
    return pd.DataFrame(
        [("a", 0, i, text) for i, text in enumerate(texts)],
        columns=["account", "paragraph", "sentence", "text"],
    )


def wordings(text, phrase, **kwargs):
    found = gw.phrases.wordings(frame(text), [phrase], **kwargs)
    return list(zip(found["surface"], found["edits"], found["how"]))


@pytest.mark.parametrize(
    ("phrase", "text", "wanted"),
    [
        ("疫情就是命令", "疫情就是命令,快!", [("疫情就是命令", 0, "as written")]),
        ("疫情就是命令", "疫情即是命令", [("疫情即是命令", 1, "slot 就是→即是")]),
        ("疫情就是命令", "疫情就是我命令", [("疫情就是我命令", 1, "+我")]),
        ("疫情就是命令", "疫情就命令", [("疫情就命令", 1, "−是")]),
        ("疫情就是命令", "疫情就是号令", [("疫情就是号令", 1, "slot 命令→号令")]),
        ("疫情就是命令", "疫情就是战场,岗位就是哨位", [("疫情就是战场", 2, "slot 命令→战场")]),
        (
            "疫情就是命令",
            "灾情就是命令;险情就是命令",
            [("灾情就是命令", 1, "slot 疫情→灾情"), ("险情就是命令", 1, "slot 疫情→险情")],
        ),
        ("疫情就是命令", "以令为号,下好先手棋", [("以令为号", 6, "echo")]),
        ("疫情就是命令", "疫情就是这样", []),
        ("疫情就是命令", "疫情不是命令", []),
        ("疫情就是命令", "最怕疫情。就是命令", []),
        ("若有战,召必回", "如有战、召必回", [("如有战、召必回", 1, "slot 若→如")]),
        ("若有战,召必回", "若有战召必回", [("若有战召必回", 0, "marks")]),
        (
            "战“疫”",
            "打赢战“疫”,战疫,“战疫”",
            [("战“疫”", 0, "as written"), ("战疫", 0, "marks"), ("“战疫”", 0, "marks")],
        ),
        (
            "战“疫”",
            "抗“疫”和戰「疫」",
            [("抗“疫”", 1, "slot 战→抗"), ("戰「疫」", 0, "marks, script")],
        ),
        ("战“疫”", "抗疫,抗击疫情,实战疫苗", []),
        (
            "生命重于泰山,疫情就是命令",
            "生命重于泰山,使命呼唤担当",
            [("生命重于泰山,使命呼唤担当", 6, "slot 疫情就是命令→使命呼唤担当")],
        ),
        ("守土有责", "守土责、守土尽责", [("守土责", 1, "−有"), ("守土尽责", 1, "slot 有→尽")]),
        ("联防联控", "开展包联防控工作", []),
        ("四个意识", "三个意识,四个意见", []),
        (
            "{志愿}红",
            "冬日红,志愿红,这样红",
            [("冬日红", 2, "slot 志愿→冬日"), ("志愿红", 0, "as written")],
        ),
    ],
)
def test_wordings(phrase, text, wanted):
    assert wordings(text, phrase) == wanted


def test_variants_is_the_contract(corpus):
    found = gw.phrases.variants(corpus.sentences, "疫情就是命令")
    assert tuple(found.columns) == ("account", "surface", "edits", "how", "n")
    assert found[found["how"] == "as written"]["n"].sum() == 5 and found[found["how"] == "echo"][
        "surface"
    ].tolist() == ["以令为号"]
    assert (
        gw.phrases.variants(corpus.sentences, "疫情就是命令", 0)["surface"].tolist()[0]
        == "疫情就是命令"
    )


def test_offsets_lead_to_the_page(corpus):
    found = gw.phrases.wordings(corpus.sentences, ["战“疫”", "守土有责", "若有战,召必回"])
    for row in corpus.to_page(found).itertuples():
        assert corpus.account(row.account).raw[row.page_start : row.page_end] == row.surface


def test_twenty_formulas_on_the_seeds_were_judged_one_by_one(corpus):
    """Exactly the hits that were judged are found; nine of ten at least are wordings, and few are
    missed.
    """
    judged = list(csv.DictReader((GOLD / "judged.csv").open(encoding="utf8")))
    phrases = list(dict.fromkeys(row["phrase"] for row in judged))
    assert len(phrases) == 20
    place = ["phrase", "account", "paragraph", "sentence", "start", "end", "surface"]
    found = Counter(
        gw.phrases.wordings(corpus.sentences, phrases)[place]
        .astype(str)
        .itertuples(index=False, name=None)
    )
    assert found == Counter(tuple(row[c] for c in place) for row in judged)
    right = sum(row["wording"] == "yes" for row in judged)
    missed = len(list(csv.DictReader((GOLD / "missed.csv").open(encoding="utf8"))))
    assert right / len(judged) >= 0.9 and right / (right + missed) >= 0.9


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("variants_a", 0.88, 0.98), ("variants_b", 0.98, 0.97)]
)
def test_invented_sentences(name, precision, recall):
    right = found = wanted = 0
    for text, labels in read_gold(GOLD / f"{name}.csv").items():
        got = Counter(key(surface)[0] for surface, _, _ in wordings(text, labels[0].value))
        gold = Counter(key(label.surface)[0] for label in labels if label.kind != "none")
        right, found, wanted = (
            right + (got & gold).total(),
            found + got.total(),
            wanted + gold.total(),
        )
    assert right / found >= precision and right / wanted >= recall


def brute(text, phrase, limit):
    """Every stretch within the limit, by trying all."""
    spans = (
        (a, b)
        for a in range(len(text))
        for b in range(a + 1, len(text) + 1)
        if abs(b - a - len(phrase)) <= limit
    )
    return {(a, b): d for a, b in spans if (d := Levenshtein.distance(phrase, text[a:b])) <= limit}


@settings(max_examples=100, deadline=None)
@given(
    st.text("疫情就是命令", max_size=30),
    st.text("疫情就是命令", min_size=2, max_size=8),
    st.integers(0, 2),
)
def test_nothing_within_the_edits_is_missed(text, phrase, limit):
    """Every near stretch overlaps a hit that is at least as near, and every hit is one."""
    limit = min(limit, len(phrase) - 1)
    near = brute(text, phrase, limit)
    hits = [(a, b, d) for _, a, b, d in Matcher([phrase], [limit])(text)]
    assert all(near[a, b] == d for a, b, d in hits)
    assert all(b <= c for (_, b, _), (c, _, _) in zip(hits, hits[1:]))
    for (a, b), d in near.items():
        assert any(x < b and a < y and e <= d for x, y, e in hits)


@settings(deadline=None)
@given(
    st.lists(
        st.text("疫情就是命令防控责任", min_size=1, max_size=7), min_size=1, max_size=6, unique=True
    ),
    st.text("疫情就是命令防控责任,。", max_size=60),
)
def test_many_phrases_are_found_as_one_by_one(phrases, text):
    together = Matcher(phrases, [len(p) // 4 for p in phrases])(text)
    alone = [
        (i, *hit[1:]) for i, p in enumerate(phrases) for hit in Matcher([p], [len(p) // 4])(text)
    ]
    assert together == alone


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_searched(text):
    for surface, _, _ in wordings(text + "战“疫”", "战“疫”"):
        assert surface in text + "战“疫”"


def test_key_is_stated():
    letters, at = key("戰「疫」 ＡＢ１")
    assert letters == "战疫ab1" and at == [0, 2, 5, 6, 7]
    assert Line.of("若有战,召必回").pause(3) and not Line.of("战“疫”").pause(1)


def test_more_edits_find_more():
    text = "疫情便如军令"
    assert (
        not wordings(text, "疫情就是命令")
        and wordings(text, "疫情就是命令", max_edits=3)[0][1] == 3
    )


@pytest.mark.parametrize(
    ("phrase", "edits", "message"),
    [
        ("", None, "no letter"),
        ("“”", None, "no letter"),
        ("疫情", 2, "less than the 2"),
        ("疫情", -1, "0 or more"),
        ("{a}{b}c", None, "one pair of braces"),
    ],
)
def test_bad_requests(phrase, edits, message):
    with pytest.raises(ValueError, match=message):
        gw.phrases.variants(frame("疫情"), phrase, edits)


def test_formula_limits():
    assert [
        formula(p).limit
        for p in ("战“疫”", "守土有责", "疫情就是命令", "打赢疫情防控阻击战", "四个意识")
    ] == [0, 1, 1, 2, 0]
