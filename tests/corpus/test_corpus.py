"""The four tables, the manifest, corrections, and a saved corpus."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.corpus import save
from gongwen.corpus.manifest import relabel
from gongwen.corpus.tables import ACCOUNTS, BLOCKS, ERRORS, SENTENCES

PAGE = (
    "某局抗击疫情\n来源:本网 "
    "时间:2020-02-04\n疫情就是命令,全体干部坚守岗位。\n一线同志辛苦了。\n打印\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(PAGE, "utf8")
    (tmp_path / "b.txt").write_text(PAGE.replace("02-04", "02-05"), "utf8")
    return tmp_path


def test_columns(corpus):
    assert tuple(corpus.accounts.columns[:12]) == ACCOUNTS
    assert tuple(corpus.blocks.columns) == BLOCKS
    assert tuple(corpus.sentences.columns) == SENTENCES
    assert tuple(corpus.errors.columns) == ERRORS and corpus.errors.empty
    assert str(corpus.accounts["published"].dtype) == "datetime64[s]"
    assert corpus.accounts["genre"].tolist() == ["纪实", "工作动态", "总结", "工作动态", "工作动态"]


def test_empty_tables_keep_their_columns(tmp_path):
    empty = gw.read_corpus(tmp_path)
    assert tuple(empty.accounts.columns) == ACCOUNTS and empty.accounts.empty
    assert tuple(empty.sentences.columns) == SENTENCES
    assert gw.phrases.count(empty.sentences).empty


def test_characters_are_those_of_the_sentences(corpus):
    sizes = corpus.sentences.groupby("account")["text"].apply(lambda t: t.str.len().sum())
    assert corpus.accounts.set_index("account")["characters"].to_dict() == sizes.to_dict()


def test_sentences_lead_back_to_the_page(corpus):
    frame = corpus.sentences.assign(
        page_from=corpus.sentences["start"], page_to=corpus.sentences["end"]
    )
    whole = frame.assign(start=0, end=frame["text"].str.len())
    led = corpus.to_page(whole)
    assert (led["page_start"] == frame["page_from"]).all() and (
        led["page_end"] == frame["page_to"]
    ).all()


def test_manifest_overrides_and_says_so(folder):
    (folder / "manifest.csv").write_bytes(
        "file;province;"
        "published;组别\na.txt;浙江省;2021年3月1日;甲\nb.txt;;;乙\nc.txt;;;丙\n".encode("gbk")
    )
    corpus = gw.read_corpus(folder)
    accounts = corpus.accounts.set_index("account")
    assert accounts.loc["a", "province"] == "浙江省" and accounts.loc[
        "a", "published"
    ] == pd.Timestamp("2021-03-01")
    assert accounts["from_manifest"].to_dict() == {"a": "published,province", "b": ""}
    assert accounts["组别"].to_dict() == {"a": "甲", "b": "乙"}
    assert accounts.loc["b", "published"] == pd.Timestamp("2020-02-05")
    assert corpus.errors[["name", "error"]].values.tolist() == [["c.txt", "manifest"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,genre\na.txt,x\n", "column `file`"),
        ("", "empty"),
        ("file,published\na.txt,soon\n", "not a date"),
        ("file\na.txt\na.txt\n", "two rows"),
        ("file,sha256\na.txt,1\n", "measured"),
    ],
)
def test_manifest_mistakes(folder, text, message):
    (folder / "manifest.csv").write_text(text, "utf8")
    corpus = gw.read_corpus(folder)
    assert len(corpus.accounts) == 2
    assert message in " ".join(corpus.errors["message"])


def test_a_named_manifest_must_exist(folder):
    with pytest.raises(FileNotFoundError, match="other.csv"):
        gw.read_corpus(folder, manifest=folder / "other.csv")


def test_corrections(folder):
    start = PAGE.index("一线同志")
    rows = [
        "account,start,end,kind",
        f"a,{start},{start + 8},caption",
        "a,0,9999,caption",
        "x,0,1,tag",
        "a,0,1,nonsense",
        "a,one,2,tag",
    ]
    (folder / "corrections.csv").write_text("\n".join(rows) + "\n", "utf8")
    corpus = gw.read_corpus(folder)
    assert [b.text for b in corpus.account("a").captions] == ["一线同志辛苦了。"]
    assert "一线" not in corpus.account("a").text and "一线" in corpus.account("b").text
    assert [m.split(" ")[1] for m in corpus.errors["message"]] == ["3", "4", "5", "6"]


def test_relabelled_blocks_still_tile(folder):
    account = gw.parse_page(PAGE, "a")
    changed = relabel(account, 3, len(PAGE) - 4, "furniture")
    assert "".join(PAGE[b.start : b.end] for b in changed.blocks) == PAGE


def test_what_a_relabelled_block_says():
    text = "清河县老兵坚守卡点\n老兵坚守卡点,为群众登记、测温。\n更多内容\n"
    page = text + "清河县民政局二〇二〇年二月三日供稿\n"
    account = gw.parse_page(page, "a")
    start = page.index("清河县民政局")
    assert account.published is None
    signed = relabel(account, start, len(page), "signature")
    assert str(signed.published) == "2020-02-03" and signed.title == account.title
    assert relabel(signed, 0, 9, "title").title == page[:9]
    dated = relabel(gw.parse_page(PAGE, "b"), 0, 3, "signature")
    assert dated.published == gw.parse_page(PAGE, "b").published


def test_saved_and_read_again(corpus, tmp_path):
    save(corpus, tmp_path / "built")
    again = gw.read_corpus(tmp_path / "built")
    for table in ("accounts", "blocks", "sentences", "errors"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(corpus, table))
    name = corpus.accounts["account"].iat[0]
    assert again.account(name) == corpus.account(name)


def test_saved_corrections_stay(folder, tmp_path):
    start = PAGE.index("一线同志")
    (folder / "corrections.csv").write_text(
        f"account,start,end,kind\na,{start},{start + 8},caption\n", "utf8"
    )
    corpus = gw.read_corpus(folder)
    save(corpus, tmp_path / "saved" / "corpus")
    again = gw.read_corpus(tmp_path / "saved" / "corpus")
    assert again.account("a") == corpus.account("a") and len(again.account("a").captions) == 1
    with pytest.raises(ValueError, match="manifest"):
        gw.read_corpus(tmp_path / "saved" / "corpus", manifest=folder / "manifest.csv")


def test_apply_runs_a_measure(corpus):
    pd.testing.assert_frame_equal(
        corpus.apply(gw.phrases.count, ["一线"]), gw.phrases.count(corpus.sentences, ["一线"])
    )


def test_unknown_account_is_named(corpus):
    with pytest.raises(KeyError, match="no account named 'x'"):
        corpus.account("x")


def test_a_page_without_an_article_is_reported(tmp_path):
    (tmp_path / "nav.txt").write_text("首页\n打印\n", "utf8")
    corpus = gw.read_corpus(tmp_path)
    assert len(corpus.accounts) == 1 and corpus.errors["error"].tolist() == ["no article"]


def test_one_file(root):
    assert gw.read_corpus(root / "seeds" / "001_d37b505c4ff1b8eb.txt").accounts[
        "genre"
    ].tolist() == ["工作动态"]


def test_trace_shows_and_escapes(corpus):
    account = gw.parse_page(
        "标题某局通报\n时间:2020-02-04\n<b>疫情</b>&lt;script&gt;就是命令,我们坚守岗位。", "p"
    )
    shown = gw.trace(account, account.paragraphs[0].start, account.paragraphs[0].end)
    assert "<script>" not in shown._repr_html_() and "<mark>" in shown._repr_html_()
    with pytest.raises(ValueError, match="not on the page"):
        gw.trace(account, 0, 10_000)
