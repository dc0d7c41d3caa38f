"""Repeated passages equal a brute-force reference; shared wording leads to both pages."""

from collections import Counter, defaultdict

import gongwen as gw
import pandas as pd
import pytest
from gongwen.common.show import note_of
from hypothesis import given, settings
from hypothesis import strategies as st


def brute(texts, min_length, min_texts):
    """Every stretch that stands twice and loses an occurrence when made longer by one character on
    either side.
    """
    n, where = Counter(), defaultdict(set)
    for number, text in enumerate(texts):
        for a in range(len(text)):
            for b in range(a + 1, len(text) + 1):
                n[text[a:b]] += 1
                where[text[a:b]].add(number)
    longer = {
        piece
        for w, times in n.items()
        if len(w) > 1
        for piece in (w[1:], w[:-1])
        if n[piece] == times
    }
    kept = (
        w
        for w in n
        if n[w] > 1 and len(w) >= min_length and len(where[w]) >= min_texts and w not in longer
    )
    return {w: (len(w), n[w], len(where[w])) for w in kept}


@settings(deadline=None)
@given(
    st.sampled_from(["ab", "a\x00b\n", "疫情就是命令", "战疫😀\U0010ffff"]).flatmap(
        lambda letters: st.lists(st.text(letters, max_size=25), max_size=6)
    ),
    st.integers(1, 5),
    st.integers(1, 3),
)
def test_repeats_equal_brute_force(texts, min_length, min_texts):
    found = gw.phrases.repeats(texts, min_length, min_texts)
    assert {row[0]: row[1:] for row in found.itertuples(index=False, name=None)} == brute(
        texts, min_length, min_texts
    )
    assert found["phrase"].is_unique


def test_many_texts_and_many_occurrences():
    """More occurrences than are looked at together, in more texts than 16 bits number, and
    characters beyond 65,536 kinds.
    """
    found = gw.phrases.repeats(["疫情就是命令"] * 70_000)
    assert found.values.tolist() == [["疫情就是命令", 6, 70_000, 70_000]]
    kinds = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x13000)]))
    assert gw.phrases.repeats([kinds, kinds])["length"].tolist() == [len(kinds)]


def test_one_character_repeated_is_no_burden():
    """A hostile page: the intervals overlap in all their occurrences, and what would be printed is
    the square of the page.
    """
    with pytest.raises(ValueError, match="greater min_length"):
        gw.phrases.repeats(["啊" * 100_000, "啊" * 90_000])
    assert gw.phrases.repeats(["啊" * 3000, "啊" * 2900], min_length=2890)[
        "length"
    ].tolist() == list(range(2900, 2889, -1))


def test_order_and_columns(corpus):
    found = gw.phrases.repeats(
        {name: corpus.account(name).text for name in corpus.accounts["account"]}
    )
    assert tuple(found.columns) == gw.phrases.REPEATS and len(found) == 395
    assert found["phrase"].iat[0] == "新型冠状病毒感染" and found["texts"].is_monotonic_decreasing
    longest = found.sort_values("length").iloc[-1]
    assert (longest["phrase"], longest["n"]) == ("生命重于泰山,疫情就是命令,防控就是责任", 2)


@pytest.mark.parametrize(
    "texts", [[], [""], ["", ""], ["疫情"], ["\ud800疫情就是", "\ud800疫情就是"]]
)
def test_little_to_find(texts):
    assert len(gw.phrases.repeats(texts)) == (1 if len("".join(texts)) > 4 else 0)


@pytest.mark.parametrize(
    ("kwargs", "message"), [({"min_length": 0}, "at least 1"), ({"min_texts": 0}, "at least 1")]
)
def test_bad_requests(kwargs, message):
    with pytest.raises(ValueError, match=message):
        gw.phrases.repeats(["a", "b"], **kwargs)
    with pytest.raises(ValueError, match="list of them"):
        gw.phrases.repeats("one text alone")


# --- shared wording


def sentences(**texts):
    rows = [
        (name, 0, i, 10 * i, 10 * i + len(t), t)
        for name, parts in texts.items()
        for i, t in enumerate(parts)
    ]
    return pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "start", "end", "text"])


def test_reuse_on_the_seeds(corpus):
    found = gw.phrases.reuse(corpus.sentences)
    assert (
        tuple(found.columns) == gw.phrases.REUSE and (found["account_a"] < found["account_b"]).all()
    )
    raw = {name: corpus.account(name).raw for name in corpus.accounts["account"]}
    pairs = {
        (raw[r.account_a][r.start_a : r.end_a], raw[r.account_b][r.start_b : r.end_b], r.similarity)
        for r in found.itertuples()
    }
    assert ("生命重于泰山,疫情就是命令,防控就是责任",) * 2 + (1.0,) in pairs
    assert ("做到守土有责、守土担责、守土尽责", "做到守土有责、守土责、守土尽责", 0.9286) in pairs
    assert ("作为当前压倒一切的重大政治任务", "作为当前压倒一切的重要重要政治任务", 0.8235) in pairs
    assert all(raw[r.account_a][r.start_a : r.end_a] == r.text for r in found.itertuples())


def test_small_changes_are_bridged_and_marks_ignored():
    found = gw.phrases.reuse(
        sentences(
            a=["坚决打赢疫情防控人民战争,总体战。"],
            b=["我们要坚决打赢这场疫情防控的人民战争、总体战!"],
        )
    )
    assert len(found) == 1 and found["similarity"].iat[0] == pytest.approx(1 - 3 / 18, abs=1e-4)
    assert found[["start_a", "end_a", "start_b", "end_b"]].values.tolist() == [[0, 16, 3, 22]]


def test_passages_run_over_sentences():
    found = gw.phrases.reuse(
        sentences(a=["生命重于泰山。", "疫情就是命令。"], b=["生命重于泰山。", "疫情就是命令!"])
    )
    assert found["text"].tolist() == ["生命重于泰山。疫情就是命令"]


def test_each_stretch_has_one_partner():
    found = gw.phrases.reuse(
        sentences(
            a=["新型冠状病毒感染的肺炎疫情"],
            b=["新型冠状病毒感染的肺炎疫情甲", "乙新型冠状病毒感染的肺炎疫情"],
        )
    )
    assert len(found) == 1


def test_unlike_texts_share_nothing():
    assert (
        len(
            gw.phrases.reuse(
                sentences(a=["坚决打赢疫情防控阻击战。"], b=["今天天气很好,我们去公园散步。"])
            )
        )
        == 0
    )
    assert len(gw.phrases.reuse(sentences(a=["疫情"]))) == 0
    with pytest.raises(ValueError, match="at least 4"):
        gw.phrases.reuse(sentences(a=["疫情"]), min_length=2)


def test_wording_of_more_than_fifty_accounts_is_in_each_of_them_and_the_table_says_so():
    few, many = (
        gw.phrases.reuse(sentences(**{f"a{i:02d}": ["坚决打赢疫情防控人民战争"] for i in range(n)}))
        for n in (50, 60)
    )
    assert len(few) == 50 * 49 / 2 and note_of(few) == ""
    assert len(many) == 4 * 56 + 3 + 2 + 1
    assert len({*many["account_a"], *many["account_b"]}) == 60
    assert note_of(many).startswith("Stretches that occur in more than 50 accounts: 1, of them 1 ")


def test_a_row_of_one_character_is_shared_once():
    found = gw.phrases.reuse(sentences(a=["哈" * 30 + "一"], b=["二" + "哈" * 26 + "三"]))
    assert found[["start_a", "end_a", "start_b", "end_b"]].values.tolist() == [[0, 26, 1, 27]]


def test_a_sentence_with_markup_inside_gives_its_own_place():
    frame = sentences(a=["生命重于泰山疫情就是命令"], b=["生命重于泰山疫情就是命令"])
    frame.loc[0, "end"] = 60  # the page has tags inside
    assert gw.phrases.reuse(frame)[["start_a", "end_a", "start_b", "end_b"]].values.tolist() == [
        [0, 60, 0, 12]
    ]
