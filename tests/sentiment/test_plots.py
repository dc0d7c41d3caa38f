"""The figures of sentiment can be drawn for any corpus, and what they say is true of the table."""

import pandas as pd
import pytest
from gongwen import sentiment
from gongwen.common.prose import of
from gongwen.sentiment import findings, plots
from gongwen.sentiment.validity import DEVICE, INSIDE, NEUTRAL, OUTSIDE, REAL, SCORERS

from ..drawn import texts

pytestmark = pytest.mark.usefixtures("styled")


def course(*ends):
    """Two sentences of each account, the second with the score of the whole."""
    return pd.DataFrame(
        [
            (f"p{k}", 0, i, i / 2, 10, 0.0, 0.6, p)
            for k, end in enumerate(ends)
            for i, p in enumerate((0.5, end))
        ],
        columns="account paragraph sentence at words log_odds p p_so_far".split(),
    )


def worth(sets=(INSIDE, OUTSIDE), auc=0.6, **over):
    """A table of `worth` in which the scorers beat length by so much at least."""
    rows = [
        {
            "where": where,
            "scorer": scorer,
            "n": 12,
            "auc": auc if scorer == DEVICE else 0.6,
            "low": 0.5,
            "high": 0.7,
            "over_low": over.get(scorer, -0.1),
            "accuracy": 0.59,
            "adds": 1.5,
            "adds_low": 1.1,
            "adds_high": 2.0,
        }
        for where in sets
        for scorer in SCORERS
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("ends", "english", "chinese"),
    [
        (
            (1.0,),
            "Read as one text, the one account scores above 0.999.",
            "1 份得分在 0.999 以上。",
        ),
        (
            (1.0, 1.0),
            f"Read as one text, {of(2, 2, 'account')} score above 0.999.",
            "2 份得分都在 0.999 以上。",
        ),
        (
            (1.0, 0.0, 0.5),
            "Read as one text, one of three accounts scores above 0.999 and one below 0.001.",
            "3 份中有 1 份得分在 0.999 以上，1 份在 0.001 以下。",
        ),
        (
            (0.0, 0.5),
            "Read as one text, one of two accounts scores below 0.001.",
            "2 份中有 1 份得分在 0.001 以下。",
        ),
    ],
)
def test_scores_of_whole_accounts(ends, english, chinese):
    finding = findings.ends(course(*ends))
    assert finding.english == english and finding.chinese.endswith(f"打分，{chinese}")
    assert english.rstrip(".") in texts(plots.saturation(course(*ends), {}))


def test_no_account_at_an_end_is_no_finding():
    assert findings.ends(course(0.5)) is None
    assert "A score as its text grows" in texts(plots.saturation(course(0.5), {"p0": "A"}))
    many = texts(plots.saturation(course(*[0.5] * 9), {}))
    assert "the 5 accounts of 9 with most sentences" in many


def test_where_no_account_grows_a_sentence_says_so():
    one = course(0.5)[:1]
    assert "No account has two sentences with a score" in texts(plots.saturation(one, {}))
    assert "No account has two" in texts(plots.saturation(one.assign(p=float("nan")), {}))
    mixed = pd.concat([course(0.5), course(0.5, 0.6)[2:3]])
    lines = plots.saturation(mixed, {}).axes[0].lines
    assert [line.get_marker() for line in lines] == ["", "."]


def test_words_of_examples():
    examples = {"有人死亡": "someone died", "会议要求各单位做好值班工作": "the meeting asks"}
    parts = sentiment.contributions(examples)
    assert findings.chances(parts) == pytest.approx(list(sentiment.score(examples)))
    assert (
        findings.extremes(parts, examples) == '"Someone died" scores 0.85, "the meeting asks" 0.12'
    )
    assert findings.examples(parts, examples).english.startswith("Whatever the corpus, ")
    assert findings.examples(parts, examples).chinese.startswith("不论语料为何，")
    assert "有人死亡 (someone died) gets 0.85" in findings.examples(parts, examples).english
    fig = plots.contributions(parts, examples, {"死亡": "death"}, most=3)
    shown = texts(fig)
    assert "死亡 death" in shown and "有人死亡: 0.85 someone died" in shown
    assert "3 others" in shown and "1 others" not in shown
    one = {"有人死亡": "someone died"}
    alone = sentiment.contributions(one)
    assert findings.examples(alone, one) is None
    assert "Which words make" in texts(plots.contributions(alone, one, {}))
    assert plots.contributions(sentiment.contributions([]), {}, {})


def test_what_the_scorers_are_worth():
    finding = findings.worth(worth(devices=0.1, auc=0.8))
    assert finding.english == (
        "Asked whether a sentence is positive, against labels by language models on 12 held-out "
        "sentences that are not of this corpus, the highest AUC is that of devices (0.80); "
        "devices are shown to beat the length of the sentence. SnowNLP alone has an AUC of 0.60, "
        "length 0.60; at the same length one standard deviation of it "
        "multiplies the odds by 1.5 (1.1 to 2.0); calling none positive is right for 59%."
    )
    assert "12 个留出的句子" in finding.chinese and "修辞手法最高（0.80）" in finding.chinese
    assert "no scorer is shown to beat" in findings.worth(worth()).english
    real = worth((INSIDE, OUTSIDE, REAL), devices=0.1)
    real.loc[(real["where"] == REAL) & (real["scorer"] == "HowNet"), ["auc", "over_low"]] = 0.9
    real.loc[(real["where"] == OUTSIDE) & (real["scorer"] == "SnowNLP"), "auc"] = 0.7
    both = findings.worth(real)
    assert "12 held-out and 12 real sentences" in both.english
    assert (
        "the highest AUC is that of SnowNLP on the held-out (0.70) and HowNet on the real (0.90)"
        in both.english
    )
    assert "devices are shown to beat the length of the sentence on every set" in both.english
    assert "在留出的句子上是 SnowNLP（0.70），在真实文本的句子上是知网词典（0.90）" in both.chinese
    assert "各组均优于句长的有修辞手法" in both.chinese
    assert findings.better(real) == (
        "Only devices are shown to beat the length of the sentence on every set"
    )
    assert findings.worth(worth()[:0]) is None
    assert findings.better(worth()) == "No scorer is shown to beat the length of the sentence"
    shown = texts(plots.worth(worth(devices=0.1)))
    assert "Only devices are shown to beat" in shown
    heads = {" ".join(text.split()) for text in sentiment.named(worth())["scorer"]}
    assert "official praise 褒扬词" in heads and all(head in shown for head in heads - {NEUTRAL})
    assert "always neutral" not in shown and "Labels by language models" in shown


def test_both_tables_of_coded_sentences_are_asked():
    rows = [
        (f"p{k}", i, 0, "感谢他们无私奉献,向英雄致敬。" if i % 2 else "会议时间是周一。", i % 2)
        for k in range(2)
        for i in range(4)
    ]
    gold = pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text", "polarity"])
    table = sentiment.worth(gold, gold[:4], n=20)
    assert table["where"].tolist() == [INSIDE] * len(SCORERS) + [OUTSIDE] * len(SCORERS)
    assert table.groupby("where")["n"].first().to_dict() == {INSIDE: 8, OUTSIDE: 4}
    inside = sentiment.validity(gold, n=20)
    assert table.loc[table["where"] == INSIDE, "auc"].tolist() == inside["auc"].tolist()
