"""Counting, and the concordance."""

import re

import gongwen as gw
import pandas as pd
import pytest

PHRASES = gw.phrases


def frame(*texts):
    rows = [("a", 0, i, "paragraph", 0, 0, text) for i, text in enumerate(texts)]
    return pd.DataFrame(
        rows, columns=["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    )


def test_nested_and_overlapping_occurrences_count():
    counts = PHRASES.count(
        frame("守土有责、守土尽责", "哈哈哈"), ["守土", "守土有责", "哈哈"]
    ).set_index("phrase")["n"]
    assert counts.to_dict() == {"守土": 2, "守土有责": 1, "哈哈": 2}


def test_not_in_takes_away_longer_words():
    lexicon = pd.DataFrame({"phrase": ["使命"], "not_in": ["使命感 新使命"]})
    assert PHRASES.count(frame("使命呼唤担当,强烈的使命感", "新使命;使命感,使命"), lexicon)[
        "n"
    ].tolist() == [2]


def test_zeros_are_rows(corpus):
    counts = PHRASES.count(corpus.sentences)
    assert len(counts) == len(corpus.accounts) * len(PHRASES.lexicon())
    zero = counts[(counts["account"].str.startswith("001")) & (counts["phrase"] == "疫情就是命令")]
    assert zero["n"].tolist() == [0]
    assert tuple(counts.columns) == PHRASES.COUNTS


def test_rate_is_per_10_000_characters(corpus):
    row = PHRASES.count(corpus.sentences, ["一线"]).iloc[3]
    assert (row["n"], row["characters"]) == (18, 4095)
    assert row["per_10k"] == pytest.approx(10_000 * 18 / 4095)


def test_the_lexicon_of_slogans():
    table = PHRASES.lexicon()
    assert len(table) >= 40 and table["phrase"].is_unique
    assert (table["gloss"].str.len() > 3).all() and (table["family"].str.len() > 1).all()
    for phrase in (
        "疫情就是命令",
        "防控就是责任",
        "生命重于泰山",
        "守土有责",
        "守土担责",
        "守土尽责",
    ):
        assert phrase in set(table["phrase"])


@pytest.mark.parametrize(
    "phrases", [[], [""], pd.DataFrame({"word": ["一线"]}), pd.DataFrame({"phrase": []})]
)
def test_bad_lexicons(phrases):
    with pytest.raises(ValueError, match="phrase"):
        PHRASES.count(frame("一线"), phrases)


def test_kwic(corpus):
    lines = PHRASES.kwic(corpus.sentences, "疫情就是命令", 10)
    assert lines["account"].str[:3].tolist() == ["000", "002", "003", "004", "004"]
    assert lines["left"].iat[1] == "考验。生命重于泰山,"
    assert tuple(lines.columns) == PHRASES.LINES
    led = corpus.to_page(lines)
    for row in led.itertuples():
        assert corpus.account(row.account).raw[row.page_start : row.page_end] == "疫情就是命令"


def test_kwic_takes_patterns_and_context_of_the_paragraph():
    lines = PHRASES.kwic(
        frame("先说一句。", "疫情即是命令。", "再说一句。"), re.compile("疫情.{1,2}命令"), 4
    )
    assert lines[["left", "keyword", "right"]].values.tolist() == [
        ["说一句。", "疫情即是命令", "。再说一"]
    ]


@pytest.mark.parametrize("pattern", ["(一", "", "x*"])
def test_bad_patterns(pattern):
    with pytest.raises(ValueError):
        PHRASES.kwic(frame("一线"), pattern)


def test_kwic_is_sorted_by_either_side():
    text = frame("甲疫情乙。", "丙疫情甲。", "乙疫情丙。")
    assert PHRASES.kwic(text, "疫情", 1, sort="left")["left"].tolist() == ["丙", "乙", "甲"]
    assert PHRASES.kwic(text, "疫情", 1, sort="right")["right"].tolist() == ["丙", "乙", "甲"]
    assert PHRASES.kwic(text, "疫情", 1)["left"].tolist() == ["甲", "丙", "乙"]
    with pytest.raises(ValueError, match="there are: text, left, right"):
        PHRASES.kwic(text, "疫情", sort="middle")


def test_kwic_takes_a_family():
    text = frame("守土有责、守土尽责,守土。")
    assert PHRASES.kwic(text, family="守土 duty")["keyword"].tolist() == ["守土有责", "守土尽责"]
    own = pd.DataFrame({"phrase": ["守土", "守土有责"], "family": "duty"})
    assert PHRASES.kwic(text, family="duty", phrases=own)["keyword"].tolist() == [
        "守土有责",
        "守土",
        "守土",
    ]
    with pytest.raises(ValueError, match="no family named 'nonsense'; there are: 疫情就是命令"):
        PHRASES.kwic(text, family="nonsense")
    with pytest.raises(ValueError, match="either a pattern or a family"):
        PHRASES.kwic(text)


def test_families_count_overlapping_phrases_once():
    table = pd.DataFrame({"phrase": ["守土", "守土有责", "有责任"], "family": "duty"})
    counted = PHRASES.count(frame("守土有责任,守土", "无"), table, families=True)
    assert (
        counted[["account", "family", "n"]].values.tolist() == [["a", "duty", 2]]
        and "phrase" not in counted
    )


def test_count_by_any_column():
    text = frame("一线", "一线一线", "无").assign(month=["1", "2", "2"])
    counted = PHRASES.count(text, ["一线"], by="month")
    assert counted[["month", "n", "characters"]].values.tolist() == [["1", 1, 2], ["2", 2, 5]]
    assert PHRASES.count(text, ["一线"], by="month", families=True)["n"].tolist() == [1, 2]
    with pytest.raises(ValueError, match="no column 'level'"):
        PHRASES.count(text, ["一线"], by="level")


def test_missing_values_are_one_group():
    text = frame("一线", "一线", "一线").assign(
        place=["x", None, float("nan")], kind=["heading", "paragraph", "paragraph"]
    )
    for families in (False, True):
        assert PHRASES.count(text, ["一线"], by="place", families=families)["n"].tolist() == [1, 2]
        assert PHRASES.count(text, ["一线"], by="kind", families=families)["n"].tolist() == [1, 2]
        assert PHRASES.count(text, ["一线"], by="start", families=families)["n"].tolist() == [3]
    with pytest.raises(ValueError, match="merge"):
        PHRASES.count(text, ["一线"], by="province")


def test_what_is_counted_is_a_wording(corpus):
    """Each occurrence of a phrase is found by `wordings` too, as written, unless the lexicon of
    wordings says no.
    """
    lexicon = PHRASES.lexicon().query("not_in == ''")
    counted = PHRASES.count(corpus.sentences, lexicon).groupby("phrase")["n"].sum()
    found = PHRASES.wordings(corpus.sentences, lexicon["phrase"])
    written = found[found["how"] == "as written"].groupby("phrase").size()
    assert counted[counted > 0].to_dict() == written.to_dict()


def test_count_equals_the_occurrences(corpus):
    counts = PHRASES.count(corpus.sentences).set_index(["account", "phrase"])["n"]
    found = PHRASES.occurrences(corpus.sentences).groupby(["account", "phrase"]).size()
    assert counts[counts > 0].sort_index().to_dict() == found.to_dict()


def test_translations_are_of_sentences_that_are_there(corpus):
    assert set(PHRASES.translations()) <= set(corpus.sentences["text"])
    with_formula = corpus.sentences[corpus.sentences["text"].str.contains("疫情就是命令")]
    assert set(with_formula["text"]) == set(PHRASES.translations())


def test_positions_lie_in_the_account(corpus):
    at = PHRASES.occurrences(corpus.sentences)["at"]
    assert len(at) > 100 and at.between(0, 1, inclusive="left").all()


def test_radicals_in_a_pdf_are_found():
    sentences = frame("⻓江边的⼈民⽇夜坚守。")
    assert PHRASES.count(sentences, ["长江", "人民", "⽇夜"])["n"].tolist() == [1, 1, 1]
    row = PHRASES.kwic(sentences, "日夜").iloc[0]
    assert (row["keyword"], row["right"]) == ("⽇夜", "坚守。")
    assert list(PHRASES.find("⻓江", ["长江"])) == [("长江", 0, 2)]


def test_a_formula_that_does_not_occur_gives_way_to_that_of_most_accounts():
    said = ["守土有责，守土有责。", "守土有责，众志成城。", "众志成城，一线。"]
    sentences = gw.corpus.from_accounts(
        [gw.parse_page(f"{text}全体干部坚守岗位。", f"a{i}") for i, text in enumerate(said)]
    ).sentences
    table = gw.phrases.lexicon(["一线", "众志成城", "守土有责", "疫情就是命令"])
    find = gw.phrases.occurring
    assert find("疫情就是命令", sentences, table) == "守土有责"  # in two accounts, three times
    assert find("一线", sentences, table) == "一线" and find("干部", sentences, table) == "干部"
    assert find("疫情就是命令", sentences.head(0), table) == "疫情就是命令"
