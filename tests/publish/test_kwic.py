"""The page on which words are found: what it knows of each page, sentence and word."""

import json

import gongwen as gw
import pytest
from gongwen.publish import report
from lxml import html

TEXTS = {
    "a": "某校通报\n全体教师波坚守岗位。打赢疫情防控阻击战,我们阿坚守一线😷。"
    "党员李建设说:“我坚守。”\n",
    "b": "某厂通报\n=1+1坚守车间。再次坚守。全体教师都在。\n",
    "李建设": "某队通报\n大家坚守课堂。李建设来了。\n",
}
MANIFEST = "file,published,side\na,2020-03-01,东\nb,2021-04-02,西\n李建设,,\n"


def write(folder):
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf8")
    (folder / "manifest.csv").write_text(MANIFEST, "utf8")
    corpus = gw.read_corpus(folder)
    return corpus, report.concordance(corpus, report.people_of(corpus), "side")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    corpus, body = write(tmp_path_factory.mktemp("kwic"))
    tree = html.document_fromstring(body)
    return corpus, tree, json.loads(tree.xpath("string(//script[@id='facts'])"))


def test_pages_have_their_day_and_groups(page):
    _, tree, facts = page
    columns = tree.xpath("//select[@id='by']/option/text()")
    assert columns == ["side", "month", "year", "account"]
    assert tree.xpath("//select[@id='by']/option[@selected]/text()") == ["side"]
    known = [[p["account"], p["date"], p["values"][0]] for p in facts["pages"]]
    assert known == [
        ["a", "2020-03-01", "东"],
        ["b", "2021-04-02", "西"],
        ["李××", "", "not stated"],
    ]
    assert tree.xpath("//select[@name='group']/optgroup[@label='side']/option/@value") == [
        *("not stated", "东", "西")
    ]


def test_sentences_have_their_devices(page):
    corpus, tree, facts = page
    letters = {o.get("value"): o.text for o in tree.xpath("//select[@name='device']/option")}
    marks = gw.rhetoric.mark(corpus.sentences)
    assert {"war", "quote"} <= set(letters.values()) == {*marks["device"], "any or none"}
    name = corpus.accounts["account"][0]
    number, *pairs = next(block for block in facts["blocks"][0] if len(block) > 1)
    assert corpus.account(name).blocks[number].kind == "paragraph"
    second = marks.query("account == 'a' and sentence == 1")
    assert [letters[letter] for letter in pairs[3]] == list(second["device"].unique())
    # ends count as in JavaScript, where 😷 has two places
    sentences = corpus.sentences.query("account == 'a'")["text"]
    sizes = [len(text.encode("utf-16-le")) // 2 for text in sentences]
    assert pairs[::2] == [sum(sizes[: i + 1]) for i in range(len(sizes))]


def test_words_are_counted_by_page_and_names_are_none(page):
    _, _, facts = page
    counts = {word: pairs for word, *pairs in facts["words"]}
    assert counts["课堂"] == [3, 1] and counts["教师"] == [1, 1, 1, 1]
    assert not any("建设" in word for word in counts)
