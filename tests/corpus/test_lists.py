"""A corpus carries its word lists: whatever else was read, every measure gives what it gives where
nothing else was ever read.
"""

import shutil

import gongwen as gw
import pandas as pd
import pytest
from gongwen.common.lists import LEXICONS, lists_of, read_lexicon
from gongwen.compare import authorities, disease_names, expected
from gongwen.corpus import save
from gongwen.phrases.variants import formula

# To each list a row that the pages of the fixture hold; the lists of the package stay in it.
ROWS = {
    "slogans": ("phrase", "全体教师"),
    "words": ("word", "全体教师"),
    "devices/urgency": ("term", "上好"),
    "devices/war": ("term", "教师"),
    "tone": ("term", "岗位"),
    "authorities": ("term", "某校"),
    "disease_names": ("name", "流感"),
    "expected": ("word", "流感"),
    "units": ("unit", "节课"),
    "festivals": ("name", "校庆"),
    "persons": ("term", "伙夫"),
    "attribution": ("term", "念道"),
    "voices": ("term", "全体教师"),
    "roles": ("term", "上好"),
    "wordings": ("phrase", "全体教师"),
}
PAGE = """某校关于防控工作的通报
时间:2021-03-01 来源:某校

    全体教师坚守岗位,认真上好每一节课,流感来袭,校庆推迟,共上课三节课。伙夫赵某某念道:“全体教师,坚守岗位。”
    某校捐款5000元,疫情就是命令,全体教师闻令而动。
"""
TEXT = "全体教师坚守岗位,上好三节课。伙夫赵小明念道:“校庆推迟。”"
MEASURES = {
    "count": lambda c: gw.phrases.count(c.sentences),
    "occurrences": lambda c: gw.phrases.occurrences(c.sentences),
    "couplets": lambda c: gw.phrases.couplets(c.sentences, None),
    "credits": lambda c: gw.phrases.credits(c.sentences),
    "variants": lambda c: gw.phrases.variants(c.sentences, "全体教师"),
    "kwic": lambda c: gw.phrases.kwic(c.sentences, family=gw.phrases.lexicon(lists=c)["family"][0]),
    "words": lambda c: gw.words.count(c.sentences),
    "mark": lambda c: gw.rhetoric.mark(c.sentences),
    "war words": lambda c: gw.rhetoric.war_words(c.sentences),
    "shares": lambda c: gw.rhetoric.shares(gw.rhetoric.mark(c.sentences), c.sentences),
    "claims": lambda c: gw.claims.table(c.sentences, c.accounts),
    "voices": lambda c: gw.claims.voices(c.sentences, gw.claims.quotations(c.sentences)),
    "persons": lambda c: gw.claims.persons(c.sentences),
    "polarity": lambda c: gw.sentiment.polarity(c.sentences["text"]),
    "scorers": lambda c: gw.sentiment.scorers(c.sentences),
    "tone words": lambda c: gw.sentiment.tone_words(c.sentences),
    "authorities": lambda c: authorities(c.sentences),
    "disease names": lambda c: disease_names(c.sentences, c.accounts),
    "expected": lambda c: expected(c.sentences),
    "profile": lambda c: gw.compare.profile(c),
    "applied": lambda c: c.apply(gw.phrases.count),
    "lexicon": lambda c: gw.phrases.lexicon(lists=c),
    "one sentence": lambda c: pd.DataFrame(gw.rhetoric.mark_text(TEXT, lists=c)),
    "quantities": lambda c: pd.DataFrame(gw.claims.quantities_in(TEXT, lists=c)),
    "quotations": lambda c: pd.DataFrame(gw.claims.quotations_in(TEXT, lists=c)),
    "words of a text": lambda c: pd.DataFrame({"word": gw.words.cut(TEXT, lists=c)}),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder with its own version of every list of ROWS."""
    folder = tmp_path_factory.mktemp("own") / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE, "utf8")
    for name, (column, word) in ROWS.items():
        own = pd.read_csv(LEXICONS / f"{name}.csv", comment="#", dtype="str", keep_default_na=False)
        added = own.iloc[[0]].assign(**{column: word})
        to = folder / "lexicons" / f"{name}.csv"
        to.parent.mkdir(parents=True, exist_ok=True)
        pd.concat([added, own.iloc[1:]]).to_csv(to, index=False)
    return folder


@pytest.fixture(scope="module")
def plain(pages):
    """The same pages without lists."""
    folder = pages.parent / "plain"
    folder.mkdir()
    shutil.copy(pages / "a.txt", folder)
    return gw.read_corpus(folder)


@pytest.fixture(scope="module")
def own(pages, plain):
    read = gw.read_corpus(pages)
    assert not len(read.errors), read.errors
    return read


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_knows_the_lists_of_its_corpus(name, own, plain, pages):
    measure = MEASURES[name]
    with lists_of(pages / "lexicons"):  # as if nothing else were
        right = measure(gw.read_corpus(pages))
    with lists_of(None):
        right_plain = measure(plain)
    pd.testing.assert_frame_equal(measure(own), right)
    pd.testing.assert_frame_equal(measure(plain), right_plain)
    gw.read_corpus(pages.parent / "plain")  # changes nothing for the one that was read before
    pd.testing.assert_frame_equal(measure(own), right)


@pytest.mark.parametrize(
    "name", sorted(set(MEASURES) - {"couplets", "quotations", "credits", "variants"})
)
def test_the_lists_matter(name, own, plain):
    """Else the test above shows nothing."""
    assert not MEASURES[name](own).equals(MEASURES[name](plain))


def test_a_saved_corpus_keeps_its_lists_and_no_path(own, tmp_path):
    save(own, tmp_path / "saved")
    again = gw.read_corpus(tmp_path / "saved")
    pd.testing.assert_frame_equal(
        gw.phrases.count(again.sentences), gw.phrases.count(own.sentences)
    )
    for path in (tmp_path / "saved").rglob("*.parquet"):
        assert own.lists.encode() not in path.read_bytes()


def one(text):
    """A sentence as a table."""
    columns = ["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    return pd.DataFrame([("a", 0, 0, "paragraph", 0, len(text), text)], columns=columns)


def surfaces(phrase, text):
    return gw.phrases.wordings(one(text), [phrase])["surface"].tolist()


# list, kind, what goes by the words of this kind, its result with them and without
RULES = [
    (
        "wording_words",
        "lead",
        lambda: surfaces("生命重于泰山", "深知责任重于泰山"),
        ["责任重于泰山"],
        ["深知责任重于泰山"],
    ),
    (
        "wording_words",
        "of",
        lambda: surfaces("疫情就是命令", "疫情就是号角的时候"),
        ["疫情就是号角"],
        [],
    ),
    (
        "wording_words",
        "negation",
        lambda: surfaces("疫情就是命令", "疫情不是命令"),
        [],
        ["疫情不是命令"],
    ),
    (
        "wording_words",
        "digit",
        lambda: gw.phrases.couplets(one("一、疫情就是命令"), ["疫情就是命令"])["left"].tolist(),
        [],
        ["一"],
    ),
    (
        "wording_words",
        "number",
        lambda: surfaces("坚持两手都要抓", "坚持双手都要抓"),
        [],
        ["坚持双手都要抓"],
    ),
    ("wording_words", "amount", lambda: formula("百项措施落地").limit, 0, 1),
    ("wording_words", "counted", lambda: formula("四个意识").limit, 0, 1),
    ("clause_words", "and", lambda: len(authorities(one("省委和省政府部署"))), 1, 2),
    ("clause_words", "supposed", lambda: polarity("如果没有英雄"), [1], [-1]),
    ("clause_words", "bound", lambda: polarity("没有硝烟的英雄"), [1], [-1]),
]


def polarity(text):
    return [word.polarity for word in gw.sentiment.reader()(text)]


@pytest.mark.parametrize(("name", "kind", "measure", "with_them", "without"), RULES)
def test_the_words_of_a_rule_are_read_when_they_are_used(
    name, kind, measure, with_them, without, tmp_path
):
    """A folder's list without the words of a kind changes what goes by them, and only there."""
    own = pd.read_csv(LEXICONS / f"{name}.csv", comment="#", dtype="str", keep_default_na=False)
    (tmp_path / "lexicons").mkdir()
    own[own["kind"] != kind].to_csv(tmp_path / "lexicons" / f"{name}.csv", index=False)
    assert measure() == with_them
    with lists_of(tmp_path / "lexicons"):
        assert measure() == without
    assert measure() == with_them


def test_every_kind_of_rule_is_tried():
    kinds = {(name, row["kind"]) for name, *_ in RULES for row in read_lexicon(name)}
    assert kinds == {(name, kind) for name, kind, *_ in RULES}
