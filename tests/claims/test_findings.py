"""What the tables of claims say in sentences: on the seeds, for one of a thing, and for none."""

import pandas as pd
import pytest
from gongwen import claims
from gongwen.claims import findings
from gongwen.corpus.groups import Units

NAMES = {"a": "Henan 河南", "b": "Hunan 湖南 2"}


@pytest.fixture(scope="module")
def tables(corpus):
    sentences = corpus.sentences
    every = corpus.to_page(claims.table(sentences, corpus.accounts))
    numbers = every[every["claim"] == "quantity"]
    return {
        "counted": claims.counted(numbers),
        "sums": claims.sums(claims.money(numbers), ["account", "currency"]),
        "speakers": claims.speakers(claims.quotations(sentences)),
        "persons": claims.persons(sentences),
    }


def counted(**roles):
    rows = [("a", role, "people", n) for role, n in roles.items()]
    return pd.DataFrame(rows, columns=["account", "role", "kind", "n"])


def sums(*rows):
    columns = ["account", "all", "at_most", "at_least", "left_out", "open"]
    return pd.DataFrame(rows, columns=columns).assign(currency="yuan", below=False)


def speech(*who, formula=False):
    return pd.DataFrame({"account": "a", "who": who, "formula": formula})


def people(*names):
    return pd.DataFrame({"account": "a", "name": names})


def test_results_on_the_seeds(tables):
    finding = findings.results(tables["counted"])
    coded = tables["counted"].groupby("role")["coded"].sum()
    assert finding.english.startswith(f"Of {coded.sum()} quantities, as language models sorted")
    assert f"{coded['output']} count what was done" in finding.english
    assert (
        finding.english.endswith("two claim a result and four remain unsorted.")
        and "只有 2 处" in finding.chinese
    )


def test_results_of_one_and_of_none():
    assert findings.results(counted(output=1, input=1, outcome=1)) == (
        "Of three quantities, one counts what was done and one what was put in; one claims a "
        "result.",
        "3 处数字中，1 处讲所做之事、1 处讲投入，1 处讲成效。",
    )
    assert findings.results(counted(input=2)).english.endswith("; none claims a result.")
    assert findings.results(counted(outcome=2)) is None and findings.results(counted()) is None


def test_money_on_the_seeds(tables, corpus):
    from gongwen.corpus import labels

    finding = findings.money(tables["sums"], labels(corpus.accounts))
    assert "Inner Mongolia names the largest sum put in, 7,460,000 to 9,548,700" in finding.english
    assert (
        "in two of the four accounts that name yuan and give Guangdong 373,592" in finding.english
    )
    assert "广东便成了 373,592 元" in finding.chinese


def test_money_of_one_account_and_of_none():
    one = sums(("a", 5000.0, 5000.0, 5000.0, 0, True))
    assert findings.money(one, NAMES) == (
        "Henan names 5,000 yuan or more as put in.",
        "河南写明投入的钱款为 5,000 元以上。",
    )
    twice = sums(("b", 9000.0, 5000.0, 5000.0, 1, False))
    assert findings.money(twice, NAMES).english == (
        "Hunan 2 names 5,000 yuan as put in; adding every number would give 9,000."
    )
    assert findings.money(one.assign(currency="美元"), NAMES) is None


def test_money_of_two_accounts_and_of_groups():
    both = sums(("a", 9e3, 5e3, 5e3, 1, False), ("b", 8e3, 4e3, 4e3, 1, False))
    assert "twice in both accounts that name yuan" in findings.money(both, NAMES).english
    county = {"a": "county", "b": "province"}
    groups = Units("level", county, both, 3, {}, {})
    assert findings.most(both, groups) == (
        "Among the 2 groups with most text “county” names the largest sum put in, 5,000 yuan",
        "在文字最多的 2 组中，写明的投入款额以“county”为最大（5,000 元）",
    )


def test_quantities_that_no_word_assigns():
    finding = findings.results(counted(output=2, outcome=1, unclear=1))
    assert finding.english.endswith("; one claims a result and one remains unsorted.")
    assert finding.chinese.endswith("1 处讲成效，其余 1 处未归类。")


def test_voices_on_the_seeds(tables):
    finding = findings.voices(tables["speakers"], tables["persons"])
    n = tables["persons"]["name"].nunique()
    assert (
        finding.english
        == f"Seven of eleven quotations have a named speaker; {n} persons are named."
    )
    assert finding.chinese == f"11 处引语中，说话人有姓名的 7 处；共提到 {n} 个人名。"


def test_voices_of_one_and_of_none():
    assert findings.voices(speech("named"), people("李明")).english == (
        "The one quotation has a named speaker; one person is named."
    )
    assert findings.voices(speech(), people("李明", "王芳")).english == (
        "Nobody is quoted; two persons are named."
    )
    assert findings.quoted(speech("role", "nobody")).english == (
        "None of two quotations has a named speaker"
    )
    assert findings.quoted(speech("named", formula=True)) is None
    assert findings.voices(speech(), people()) is None


@pytest.mark.parametrize(
    ("gaps", "between"),
    [
        ([1, 79], "is 1 to 79 days"),
        ([6], "is six days"),
        ([0, 1], "is up to 1 day "),
        ([3, 3], "three"),
    ],
)
def test_the_last_day(gaps, between):
    title = findings.lag(pd.DataFrame({"gap": gaps}))
    assert between in title and ("an account" in title) == (len(gaps) > 1)


def test_no_last_day():
    assert not findings.lag(pd.DataFrame({"gap": pd.Series([pd.NA], dtype="Int64")}))
    assert not findings.lag(pd.DataFrame({"gap": [-2, 3]}))
