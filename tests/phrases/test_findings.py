"""What the tables about formulas say in sentences."""

import pandas as pd
import pytest
from gongwen import phrases
from gongwen.common.prose import of_them
from gongwen.common.show import note_of
from gongwen.phrases import findings

NAMES = {"a": "Shaanxi 陕西", "b": "Henan 河南 2"}
FORMULA = "疫情就是命令"


@pytest.mark.parametrize(
    ("accounts", "names", "english"),
    [
        ("ab", NAMES, "Both accounts say X."),
        ("aab", NAMES, "Both accounts say X, three times in all."),
        ("aa", NAMES, "One of two accounts says X, twice in all; Henan 2 never does."),
        ("", NAMES, "X occurs in none of two accounts."),
        ("aac", {"a": "a"}, "X occurs twice."),
        ("", {"a": "a"}, "X does not occur."),
    ],
)
def test_who_says_it(accounts, names, english):
    assert findings.sayers(accounts, "X", names).english == english


@pytest.mark.parametrize(
    ("accounts", "english", "chinese"),
    [
        ("aa", "One of them says X, twice in all; Henan 2 never does.", "其中 1 份用了“X”"),
        ("ab", "Both accounts say X.", "各份都用了“X”，共 2 次。"),
        ("", "X occurs in none of them.", "各份都没有“X”。"),
    ],
)
def test_a_finding_does_not_repeat_how_many_accounts_there_are(accounts, english, chinese):
    finding = of_them(findings.sayers(accounts, "X", NAMES), len(NAMES))
    assert finding.english == english and finding.chinese.startswith(chinese)


def test_whose_words_it_is():
    def credited(*rows):
        table = pd.DataFrame(rows, columns=["credit", "source"])
        return findings.voices(table.assign(phrase="X"), "X")

    assert credited(("nobody", "")) == (
        "X is said in the account's own voice once.",
        "“X”的 1 处用例属自述。",
    )
    assert credited(("nobody", ""), ("nobody", ""), ("named source", "某局")).english == (
        "X is said in the account's own voice twice of three and with a source once (某局)."
    )
    assert credited() is None


def test_what_adjoins_it():
    edges = pd.DataFrame(
        [("生命重于泰山", FORMULA, 2), (FORMULA, "防控就是责任", 3), (FORMULA, "某", 1)],
        columns=["left", "right", "n"],
    )
    assert findings.company(edges, FORMULA, 5).english == (
        f"防控就是责任 follows {FORMULA} in three of five places, "
        "and 生命重于泰山 precedes it in two."
    )
    assert findings.company(edges.assign(n=1), FORMULA, 5) is None


def test_other_wordings_may_be_formulas_of_the_list():
    forms = pd.DataFrame(
        [("a", "守土有责", "as written"), ("a", "守土尽责", "slot"), ("a", "守土责", "−有")],
        columns=["phrase", "surface", "how"],
    )
    both = ["守土有责", "守土尽责"]
    assert findings.rewording(forms, both).english == (
        "One of two other wordings is a formula of its own in the list; 守土责 is not."
    )
    assert findings.rewording(forms.head(1), both) is None
    assert findings.rewording(forms.assign(how="script"), both) is None


def test_passages_are_whole():
    name = "新型冠状病毒感染的肺炎"
    texts = {
        "a": f"甲。生命重于泰山,疫情就是命令,防控就是责任。{name}疫情",
        "b": f"乙。生命重于泰山,疫情就是命令,防控就是责任。丙{name}疫情",
    }
    whole = phrases.whole_passages(phrases.repeats(texts, 5), texts)
    assert whole["phrase"].tolist() == ["生命重于泰山,疫情就是命令,防控就是责任"]
    assert whole[["n", "texts", "a", "b"]].iloc[0].tolist() == [2, 2, 1, 1]
    assert "18 characters in two of them" in findings.longest(whole).english


def test_of_many_accounts_those_with_most_text_have_a_column():
    texts = {f"a{i}": "生命重于泰山" for i in range(600)} | {"long": "生命重于泰山。生命重于泰山啊"}
    whole = phrases.whole_passages(phrases.repeats(texts, 5), texts)
    assert whole[["n", "texts", "long"]].iloc[0].tolist() == [602, 601, 2]
    assert len(whole.columns) == 4 + 50
    assert note_of(whole).startswith("Of 601 accounts or groups the 50 with most text")


def test_from_when_a_formula_is_documented():
    sources = phrases.sources([FORMULA])
    assert findings.documented(sources, FORMULA).english.startswith(
        f"{FORMULA} is documented from 25 January 2020 on (meeting of"
    )
    assert findings.documented(sources.head(0), FORMULA) is None
