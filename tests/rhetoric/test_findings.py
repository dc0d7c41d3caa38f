"""What is said about devices is true of the table; where there is nothing to say, nothing is."""

import pandas as pd
import pytest
from gongwen import rhetoric
from gongwen.language.terms import read_terms
from gongwen.rhetoric import findings
from gongwen.rhetoric.tables import MarkedText, Piece


def shares(*rows):
    """(account, device, sentences, with_device)"""
    table = pd.DataFrame(rows, columns=["account", "device", "sentences", "with_device"])
    return table.assign(share=table["with_device"] / table["sentences"])


@pytest.mark.parametrize(
    ("rows", "english", "chinese"),
    [
        (
            [
                ("a", "war", 10, 5),
                ("a", "quote", 10, 1),
                ("b", "war", 10, 1),
                ("b", "quote", 10, 2),
            ],
            "The most frequent device is war, in 30% of 20 sentences, then quotation (15%); "
            "it comes first in one of two accounts.",
            "最常见的手法是“战争”，见于 20 句中的 30%，其次是“引语”（15%）；"
            "在 2 份文本中有 1 份居首。",
        ),
        (
            [("a", "war", 1, 1), ("a", "quote", 1, 0)],
            "The one sentence has war.",
            "仅有的一句用了“战争”。",
        ),
        (
            [("a", "war", 1, 1), ("a", "mine", 1, 1)],
            "The one sentence has war and mine.",
            "仅有的一句用了“战争”、“mine”。",
        ),
        (
            [
                ("a", "war", 4, 2),
                ("a", "quote", 4, 2),
                ("b", "war", 4, 1),
                ("b", "quote", 4, 0),
                ("c", "war", 4, 1),
                ("c", "quote", 4, 0),
                ("d", "war", 4, 0),
                ("d", "quote", 4, 1),
            ],
            "The most frequent device is war, in 25% of 16 sentences, then quotation (19%); "
            "it comes first, alone or tied, in three of four accounts.",
            "最常见的手法是“战争”，见于 16 句中的 25%，其次是“引语”（19%）；"
            "在 4 份文本中有 3 份居首（含并列）。",
        ),
        (
            [("a", "war", 4, 1), ("a", "mine", 4, 1)],
            "The most frequent devices are war and mine, both in 25% of 4 sentences.",
            "最常见的手法是“战争”、“mine”，各见于 4 句中的 25%。",
        ),
    ],
)
def test_the_most_frequent_device(rows, english, chinese):
    assert findings.leading(shares(*rows)) == (english, chinese)


def test_no_device_is_no_finding():
    assert findings.leading(shares(("a", "war", 3, 0))) is None
    assert findings.covered(MarkedText("a", ((Piece("甲。", (), ()),),)), "A") == ""


def test_how_words_of_war_are_used():
    words = pd.DataFrame({"use": ["metaphor", "literal", "literal", "identity"]})
    assert findings.war(words).english == (
        "One of four words of war and soldiering is a metaphor; "
        "two are meant plainly and one belongs to the veteran's creed."
    )
    assert findings.war(words).chinese == (
        "战争与军人用语共出现 4 次，其中隐喻 1 次，用其本义 2 次，表明军人身份 1 次。"
    )
    assert findings.war(words[:1]) is None
    counted = pd.DataFrame({"use": ["metaphor", "literal"], "n": [3, 0]})
    assert findings.war(counted) == (
        "All three words of war and soldiering are metaphors.",
        "战争与军人用语共出现 3 次，其中隐喻 3 次。",
    )


def test_how_far_the_detector_is_to_be_trusted():
    nan = float("nan")
    scores = pd.DataFrame(
        {
            "device": ["war", "quote", "mine", findings.ALL],
            "f1": [1.0, 0.8, nan, 0.9],
            "f1_heldout": [0.7, 0.5, nan, 0.6],
        }
    )
    assert "micro F1 is 0.90 in-sample and 0.60 on 12 sentences" in (
        findings.detector(scores, 12).english
    )
    assert findings.detector(scores, 12).english.startswith("Whatever the corpus, ")
    assert findings.detector(scores, 12).chinese.startswith("不论语料为何，")
    assert "least for quotation (0.50)" in findings.detector(scores, 12).english
    assert "“引语”最低（0.50）" in findings.detector(scores, 12).chinese
    assert findings.detection(scores).startswith("The detector's F1 is 0.90 in-sample and 0.60")
    parts = [findings.ALL, f"{findings.ALL}: office", "war"]
    real = pd.DataFrame({"half": "unread", "what": parts, "f1": 0.7, "low": 0.6, "high": 0.8})
    said = findings.detector(scores, 12, real)
    assert (
        "micro F1 against labels by language models is 0.70 (0.60 to 0.80; office 0.70); it is 0.90"
        in (said.english)
    )
    genre = "程序的微平均 F1 为 0.70（0.60 至 0.80；单位文稿 0.70）；在样本内为 0.90"
    assert genre in said.chinese
    shown = findings.detection(scores.assign(f1_real=0.7))
    assert shown.startswith("The detector's F1 is 0.70 on real documents, 0.90 in-sample")
    assert findings.detector(scores[2:3], 12) is None and findings.detection(scores[:1]) == ""


def test_the_share_of_an_account_that_carries_a_device():
    text = MarkedText("a", ((Piece("打赢", ("war",), ("war",)), Piece("了。", (), ())),))
    assert findings.covered(text, "A") == "50% of the characters of A carry a device"


def test_examples_and_uses():
    table = pd.DataFrame(
        {
            "account": "a",
            "paragraph": 0,
            "sentence": [0, 1],
            "kind": "paragraph",
            "text": ["打赢打赢,阻击战。", "奋战。"],
        }
    )
    marks = rhetoric.mark(table)
    row = rhetoric.examples(marks, ["war", "quote"]).set_index("device")
    assert row.loc["quotation 引语"].tolist() == [0, ""]
    assert "阻击战" in row.loc["war 战争", "such_as"]
    uses = rhetoric.uses(rhetoric.war_words(table))
    assert uses["word"].iloc[0] == "打赢" and uses["gloss"].iloc[0] == "win (a battle)"
    counted = rhetoric.categories(rhetoric.war_words(table))
    assert set(counted["use"]) == {"metaphor 隐喻"} and counted["n"].sum() == uses["n"].sum()


def test_devices_and_accounts_that_a_notebook_may_ask_for():
    table = pd.DataFrame(
        {"account": "a", "paragraph": 0, "sentence": [0], "kind": "paragraph", "text": "感谢。"}
    )
    own = rhetoric.mark(table, add={"thanks": ["感谢"], "blame": ["问责"]})
    lines = rhetoric.concordance(own, table, "thanks", add=["thanks", "blame"])
    assert lines["keyword"].tolist() == ["感谢"]
    assert rhetoric.concordance(own, table, "blame", add=["thanks", "blame"]).empty
    with pytest.raises(ValueError, match="blame"):
        rhetoric.concordance(own, table, "blame")
    assert rhetoric.marked_text(table, own, 0).account == "a"
    assert rhetoric.marked_text(table, own, -1).account == "a"
    with pytest.raises(ValueError, match="no account 9: the table has 1"):
        rhetoric.marked_text(table, own, 9)


def test_a_list_is_looked_for_in_the_project_too(tmp_path, monkeypatch):
    for folder in ("notebooks", "seeds"):
        (tmp_path / folder).mkdir()
    (tmp_path / "thanks.csv").write_text("term\n感谢\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert read_terms("thanks.csv")[0]["term"] == "感谢"


def test_a_sheet_without_a_number_fits_the_corpus():
    lines = pd.DataFrame(
        {
            "account": [f"p{k}" for k in range(50)],
            "paragraph": 0,
            "sentence": 0,
            "kind": "paragraph",
            "text": "甲。",
        }
    )
    assert len(rhetoric.sample(lines)) == 50 and len(rhetoric.sample(lines[:3])) == 3
