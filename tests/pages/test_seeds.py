"""The five seeds against their hand readings; the scores are in-sample."""

import csv

import gongwen as gw
import pytest

from ..gates import changed_seeds


def test_bars(corpus, gold):
    table = gw.corpus.scores.score({name: corpus.account(name) for name in gold}, gold).set_index(
        "part"
    )
    assert len(gold) == 5
    assert table.loc["paragraphs", "f1"] >= 0.98
    assert table.loc["captions", "f1"] >= 0.95
    assert table.loc["headings", "f1"] >= 0.90


def test_fields(corpus, gold):
    table = gw.corpus.scores.fields({name: corpus.account(name) for name in gold}, gold).set_index(
        "field"
    )
    assert (table["of"] == 5).all()
    assert table.loc[["title", "published", "source", "province"], "right"].tolist() == [5, 5, 5, 5]
    assert table["right"].min() == 5


def test_seeds_are_unchanged(root):
    changed = changed_seeds(root / "seeds")
    assert not changed, f"{', '.join(changed)}: not what SHA256SUMS says"
    assert len(list((root / "seeds").glob("*.txt"))) == 5


def test_sentences_are_those_of_the_gold(corpus, root):
    with (root / "tests" / "gold" / "sentences.csv").open(
        encoding="utf-8-sig", newline=""
    ) as lines:
        coded = [
            (row["account"], int(row["paragraph"]), int(row["sentence"]), row["text"])
            for row in csv.DictReader(lines)
        ]
    found = list(
        corpus.sentences[["account", "paragraph", "sentence", "text"]].itertuples(
            index=False, name=None
        )
    )
    assert len(coded) == 202
    assert sorted(found) == sorted(coded)


def test_plain_counts_are_those_of_the_gold(corpus, gold):
    for account, labels in gold.items():
        wanted = {x.more["counted"]: int(x.value) for x in labels if x.kind == "count"}
        counts = gw.phrases.count(corpus.sentences, list(wanted)).set_index(["account", "phrase"])[
            "n"
        ]
        assert len(wanted) > 50
        assert {phrase: counts[account, phrase] for phrase in wanted} == wanted


def test_faults_of_the_sources_are_kept(corpus):
    text = "".join(corpus.account(name).text for name in corpus.accounts["account"])
    for fault in ("守土有责、守土责、守土尽责", "退役军人事物部", "重要重要政治任务", "社 区"):
        assert fault in text


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        # toolbar icons are not the article's pictures
        (
            "000",
            "furniture",
            "ztfd.png ztsx.png ztzc.png",
        ),
        ("000", "heading", "☞第一时间迅速反应。"),
        ("001", "signature", "(清新区退役军人事务局\xa0吴静怡供稿)"),
        ("001", "furniture", "分享:"),
        ("002", "signature", "二〇二〇年二月十八日"),
        ("002", "tag", "一线"),
        ("003", "caption", "2月26日抗疫物资捐赠启动仪式在呼和浩特市召开。"),
        ("003", "furniture", "list"),
        ("004", "furniture", "我们的二十大——离退休干部对党的心声表白"),
        ("004", "heading", "织好“关爱网”,基层关爱暖心贴心。"),
    ],
)
def test_traps(corpus, name, kind, text):
    blocks = corpus.blocks[corpus.blocks["account"].str.startswith(name)]
    assert blocks.loc[blocks["text"] == text, "kind"].tolist()[:1] == [kind]


def test_second_copy_is_a_duplicate(corpus):
    account = corpus.account("003_7c6b3b5f6e6f48d2")
    assert account.raw.count("疫情就是命令") == 2
    assert account.text.count("疫情就是命令") == 1
    assert sum(b.end - b.start for b in account.duplicates) > 4000


def test_places_carry_evidence(corpus):
    for name in corpus.accounts["account"]:
        account = corpus.account(name)
        for place in account.places:
            assert account.raw[place.start : place.end] == place.evidence
    shaanxi = corpus.account("000_6de53d0ef1d4ba38").places[0]
    assert (shaanxi.name, shaanxi.basis) == ("陕西省", "inferred")
    assert "陕西" not in corpus.account("000_6de53d0ef1d4ba38").raw


def test_evidence_stands_where_it_stands_in_html():
    raw = (
        "<p>&nbsp;&nbsp;"
        "&ldquo;战疫&rdquo;一线:<b>陕西省</b>西安市教育局开展工作,全体干部坚守岗位,打赢阻击战。</p>"
    )
    places = {p.level: p for p in gw.parse_page(raw).places}
    assert raw[places["province"].start : places["province"].end] == "陕西省"
    assert raw[places["prefecture"].start : places["prefecture"].end] == "西安市"
    assert places["unit"].name == "陕西省西安市教育局"
    assert raw[places["unit"].start : places["unit"].end] == "陕西省</b>西安市教育局"
