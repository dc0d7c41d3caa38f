"""What the comparison says, in sentences."""

import pandas as pd
import pytest
from gongwen import compare
from gongwen.compare import findings, plots
from gongwen.corpus.groups import Units

NAMES = {"a": "Shaanxi 陕西", "b": "Guizhou 贵州", "c": "Liaoning 辽宁"}


def accounts(**columns):
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"account": list("abcdef")[:n], **columns})


def test_what_goes_with_what(corpus):
    finding = findings.goes_with(compare.confounded(corpus.accounts))
    assert finding.english == (
        "Among the five accounts province fixes level, office, genre and month, so that no "
        "difference can be put down to province, level, office, genre or month alone."
    )
    assert finding.chinese.startswith("在这 5 份文本中，省份一定，层级、部门、体裁、月份也就定了")
    free = compare.confounded(accounts(level=list("ccpp"), genre=list("ghgh")))
    assert findings.goes_with(free).english == (
        "Neither level nor genre fixes the other among the four accounts."
    )
    three = accounts(level=list("ccpp"), genre=list("ghgh"), office=list("vrrv"))
    assert findings.goes_with(compare.confounded(three)).english == (
        "None of level, office and genre fixes another one among the four accounts."
    )
    back = compare.confounded(
        accounts(level=list("ccp"), province=list("xyz")), ["level", "province"]
    )
    assert findings.goes_with(back).english.startswith(
        "Among the three accounts province fixes level"
    )
    assert findings.goes_with(compare.confounded(accounts(level=["c"]))) is None


def test_provinces_inside_a_group_can_be_compared():
    two = accounts(province=list("wxyzww"), group=list("aabbaa"))
    finding = findings.goes_with(compare.confounded(two, ["province", "group"]))
    assert finding == (
        "Among the six accounts province fixes group, so that a difference by group may be one by "
        "province.",
        "在这 6 份文本中，省份一定，group也就定了，因此按group看到的差异也可能只是省份的差异。",
    )
    both = accounts(province=list("xxyy"), level=list("ccpp"))
    finding = findings.goes_with(compare.confounded(both))
    assert finding.english.endswith("no difference can be put down to province or level alone.")


def some(by="account", total=3, **names):
    """Units of which only those with a name are drawn."""
    return Units(by, names or NAMES, pd.DataFrame(), total, {}, {})


def test_findings_of_some_accounts_and_of_groups():
    rows = pairs(("a", "b", 0.5, 0.55, 0.6), ("a", "c", 0.6, 0.7, 0.7))
    few = findings.nearest(rows, some(total=25))
    assert few.english.startswith("Among the 3 accounts with most text by their words Shaanxi and")
    assert few.chinese.startswith("在文字最多的 3 份文本中，就用词而言，陕西与贵州最近")
    assert findings.pair(rows, some(total=25)).startswith("Among the 3 accounts with most text")
    levels = some("level", a="province", b="county", c="not stated")
    assert "“province” and “county” are nearest" in findings.nearest(rows, levels).english
    assert "“province”与“county”最近" in findings.nearest(rows, levels).chinese
    nearest = findings.nearest(rows, levels).english
    assert "“province” and accounts without a stated level farthest" in nearest
    assert "Drawn: 3 of 25 accounts" in " ".join(
        plots.pair_distances(rows.assign(low=0.4), some(total=25)).texts[-1].get_text().split()
    )


@pytest.mark.parametrize(
    ("units", "others"),
    [
        (some(), "the others together"),
        (some(total=25), "the two others drawn"),
        (some(total=2, a="A", b="B"), "the other account"),
        (some("level", total=2, a="A", b="B"), "the other group"),
    ],
)
def test_what_the_key_words_are_compared_with(units, others):
    assert findings.others_of(units) == others


def test_the_first_of_chosen_measures():
    rows = [("a", "x", 12.0, 3), ("b", "x", 40.2, 3)]
    profile = pd.DataFrame(rows, columns=["account", "measure", "estimate", "n"])
    level = some("level", total=2, a="county", b="province")
    args = ("x", "thanking 致谢", "% of sentences", level)
    assert findings.first_measure(profile, *args) == (
        "Thanking: on average 40% of sentences in “province”, 12% in “county”"
    )
    assert findings.first_measure(profile.head(1), *args) == ""


def pairs(*rows):
    columns = ["account_a", "account_b", "distance", "high", "distance_without_shared"]
    return pd.DataFrame(rows, columns=columns).assign(kind="words")


@pytest.mark.parametrize(
    ("rows", "end", "title"),
    [
        ([("a", "b", 0.5, 0.55, 0.6), ("a", "c", 0.6, 0.7, 0.7)], "(0.60).", ""),
        (
            [("a", "b", 0.5, 0.6, 0.6), ("a", "c", 0.6, 0.7, 0.7)],
            "; without one paragraph another pair may come first.",
            ", but one paragraph can change that",
        ),
        (
            [("a", "b", 0.5, 0.6, 0.8), ("a", "c", 0.6, 0.7, 0.7)],
            "; without one paragraph or the shared wording another pair may come first.",
            ", but one paragraph or the shared wording can change that",
        ),
    ],
)
def test_the_nearest_pair_and_what_may_change_it(rows, end, title):
    finding = findings.nearest(pairs(*rows), NAMES)
    assert finding.english.startswith(
        "By their words Shaanxi and Guizhou are nearest (Jensen–Shannon divergence 0.50) and "
        "Shaanxi and Liaoning farthest (0.60)"
    ) and finding.english.endswith(end)
    assert ("共有文句" in finding.chinese) == ("shared wording" in end)
    assert findings.pair(pairs(*rows), NAMES) == (
        f"Shaanxi and Guizhou are nearest by their words{title}"
    )


def test_one_pair_is_not_the_nearest():
    one = pairs(("a", "b", 0.5, 0.6, 0.6))
    assert findings.nearest(one, NAMES) is None and findings.pair(one, NAMES) == ""


def expected(*rows):
    table = [
        (word, gloss, theme, a, n) for word, gloss, theme, *ns in rows for a, n in zip("ab", ns)
    ]
    return pd.DataFrame(table, columns=["word", "gloss", "theme", "account", "n"])


def test_words_that_are_absent(corpus):
    finding = findings.absent(compare.expected(corpus.sentences))
    assert finding.english == (
        "31 of 45 words that one might expect of an epidemic occur in no account, among them "
        "死亡 (death), 焦虑 (anxiety) and 失职 (neglect of duty)."
    )
    one = expected(("死亡", "death", "the ill", 0, 0), ("医院", "hospital", "the ill", 1, 0))
    assert findings.absent(one).english == (
        "One of two words that one might expect of an epidemic occurs in neither account: "
        "死亡 (death)."
    )
    assert findings.absent(one[one["n"] > 0]) is None
    assert plots.absences(one).get_suptitle().endswith("occurs in neither account")
    none = pd.concat([one.assign(n=0), expected(*((w, "x", "the ill", 0, 0) for w in "甲乙"))])
    assert findings.absent(none).english == (
        "None of the four words that one might expect of an epidemic occurs in either account, not "
        "even 死亡 (death)."
    )
    alone = findings.absent(one[one["account"] == "a"])
    assert "does not occur in the account: 死亡" in alone.english and "不见于文中" in alone.chinese


def test_the_device_that_differs_most():
    rows = [("a", "war", 10.0), ("b", "war", 40.0), ("a", "loyalty", 5.0), ("b", "loyalty", 6.0)]
    profile = pd.DataFrame(rows, columns=["account", "measure", "estimate"])
    finding = findings.widest(profile, NAMES)
    assert finding.english == (
        "The device that differs most is war: 10% of the sentences in Shaanxi, 40% in Guizhou."
    )
    assert "战争：陕西占 10% 的句子，贵州占 40%" in finding.chinese
    grouped = findings.widest(profile.assign(n=3), {"a": "not stated", "b": "county"})
    assert (
        "on average 10% of the sentences in accounts without a stated value, 40% in county"
        in grouped.english
    )
    assert findings.widest(profile[profile["account"] == "a"], NAMES) is None
    assert findings.widest(profile.head(0), NAMES) is None


def test_the_key_word_with_most_evidence():
    rows = [("a", "军休", 8, 0, 20.0), ("b", "老干部", 19, 1, 40.0), ("b", "区", 99, 0, 90.0)]
    key = pd.DataFrame(rows, columns=["account", "word", "n", "n_reference", "g2"])
    assert findings.key_word(key, NAMES, {"老干部": "retired cadres"}, "the others together") == (
        "老干部 (retired cadres) occurs 19 times in Guizhou and once in the others together"
    )
    assert findings.key_word(key.head(1), NAMES, {}, "the pages of 2019") == (
        "军休 occurs eight times in Shaanxi and never in the pages of 2019"
    )
    assert findings.key_word(key.head(0), NAMES, {}, "") == ""
