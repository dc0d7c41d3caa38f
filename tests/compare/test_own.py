"""A question of one's own, in sentences."""

import pandas as pd
import pytest
from gongwen import compare
from gongwen.compare import own
from gongwen.corpus.groups import Units

PLACE = ["account", "paragraph", "sentence"]


def marks(*sentences):
    return pd.DataFrame([("a", 0, n) for n in sentences], columns=PLACE)


def profile(**estimates):
    rows = [(group, "thanks", value, 3) for group, value in estimates.items()]
    return pd.DataFrame(rows, columns=["account", "measure", "estimate", "n"])


def test_a_sentence_counts_once():
    ten = pd.DataFrame({"text": ["谢谢。"] * 10})
    finding = own.frequency(marks(1, 1, 4), ten, "thanking 致谢")
    assert finding.english == "Two of ten sentences have words of thanking."
    assert finding.chinese == "10 句中，含“致谢”一类词的有 2 句。"
    assert own.frequency(marks(1), ten, "thanking 致谢").english.startswith(
        "One of ten sentences has"
    )
    assert own.frequency(marks(), ten, "thanking 致谢").chinese == "10 句中没有一句含“致谢”一类词。"
    assert own.frequency(marks(), ten.head(0), "thanking 致谢") is None
    assert own.frequency(marks(), ten.head(1), "thanking 致谢") == (
        "The one sentence has no words of thanking.",
        "仅有一句，不含“致谢”一类词。",
    )


def test_groups_by_their_share():
    both = profile(patients=11.2, offices=18.9)
    finding = own.by_group(both, "thanks", "thanking 致谢", "invented_letters")
    assert finding.english == (
        "In six invented letters words of thanking are on average in 19% of the sentences of "
        "“offices” and 11% of those of “patients”."
    )
    assert finding.chinese == (
        "6 封虚构的感谢信里，含“致谢”一类词的句子平均在“offices”组占 19%，在“patients”组占 11%。"
    )
    assert own.by_group(profile(patients=11.2), "thanks", "thanking 致谢", "mine") is None
    mine = own.by_group(both, "thanks", "thanking 致谢", "my_ex")
    assert mine.english.startswith("In six accounts of my_ex ") and "虚构" not in mine.chinese
    many = own.by_group(profile(**dict(zip("abcde", range(5)))), "thanks", "thanking 致谢", "m")
    assert many.english.endswith(
        "on average between 4% of the sentences of “e” and 0% of those of “a”."
    )
    none = own.by_group(profile(a=0.0, b=0.0), "thanks", "thanking 致谢", "m")
    assert none.english == "In six accounts of m no sentence has words of thanking."


def test_a_device_without_a_list(corpus):
    with pytest.raises(
        ValueError, match=r"no list lexicons/devices/praise\.csv; there are: figures"
    ):
        compare.profile(corpus, {"praise": own.device("praise", "praise 赞扬")})


def test_phrases_of_one_group_alone():
    rows = [
        ("b", "x", 2),
        ("a", "y", 1),
        ("b", "y", 1),
        ("b", "z", 3),
        ("a", "v", 1),
        ("a", "z", 0),
    ]
    counts = pd.DataFrame(rows, columns=["account", "phrase", "n"])
    names = {"a": "patients", "b": "offices"}
    title = "Of four phrases two occur in offices only and one in patients only"
    assert own.apart(counts, names) == title
    groups = Units("group", names, counts, 2, {}, {})
    assert own.apart(counts, groups).startswith('Of four phrases two occur in "offices" only')
    assert not own.apart(counts[counts["phrase"] == "y"], names) and not own.apart(
        counts, {"a": "a"}
    )
