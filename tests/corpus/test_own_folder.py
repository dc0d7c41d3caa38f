"""A folder of one's own: its lists, its groups, its reprints, and the mistakes that a scholar
makes.
"""

import gongwen as gw
import pandas as pd
import pytest
from gongwen.__main__ import main
from gongwen.corpus import reposts
from gongwen.language import terms

TITLE = "牟平区退役军人事务局扎实做好疫情防控工作"
BODY = [
    "连日来,全区退役军人事务系统坚决贯彻上级部署,奋战在疫情防控一线,筑牢联防联控的严密防线,用行动书写初心使命。",
    "截至2月10日,累计组织志愿者312名,设置卡点26个,排查返乡人员4800人次,发放宣传单1.2万份,捐款捐物折合人民币35万元。",
    "在城东社区,退役老兵们轮流值守,为独居老人送菜送药,向过往群众讲解防护知识,得到了居民的一致好评和衷心感谢。",
]


def page(title=TITLE, body=BODY, day="2020-02-11", office="牟平区退役军人事务局"):
    return (
        f"首页 > 工作动态\n\n{title}\n发布时间：{day} 来源：{office}\n\n"
        + "\n".join("　　" + p for p in body)
        + "\n\n打印本页 关闭窗口\n"
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(page(), "utf8")
    (tmp_path / "b.txt").write_text(
        page("一线防控见闻", BODY[::-1][:2], "2020-03-02", "海阳市退役军人事务局"), "utf8"
    )
    return tmp_path


def give(folder, name, text, encoding="utf8"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding)
    return path


def notes(folder):
    return [tuple(row) for row in gw.read_corpus(folder).errors.itertuples(index=False)]


# --- lists ----------------------------------------------------------------------------------------


SLOGAN = "phrase,family,gloss,not_in\n严密防线,defence,a tight line,\n"


def test_a_list_of_the_folder_takes_the_place_of_the_package_s_for_its_corpus_alone(folder, corpus):
    before = gw.phrases.count(corpus.sentences)
    give(folder, "lexicons/slogans.csv", SLOGAN)
    read = gw.read_corpus(folder)
    assert gw.phrases.lexicon(lists=read)["phrase"].tolist() == ["严密防线"]
    assert gw.phrases.count(read.sentences)["n"].tolist() == [1, 0]
    pd.testing.assert_frame_equal(gw.phrases.count(corpus.sentences), before)
    assert "疫情就是命令" in set(gw.phrases.lexicon()["phrase"])
    give(folder, "other/c.txt", page())
    other = gw.read_corpus(folder / "other")
    assert len(gw.phrases.lexicon(lists=other)) > 50 and not other.lists
    # a table made of a table of the corpus has its lists, too
    some = read.sentences[read.sentences["account"] == "a"].reset_index(drop=True)
    assert gw.phrases.count(some)["n"].tolist() == [1]


def test_an_edited_list_is_read_again(folder):
    path = give(folder, "lexicons/slogans.csv", SLOGAN)
    read = gw.read_corpus(folder)
    assert len(gw.phrases.lexicon(lists=read)) == 1
    path.write_text(SLOGAN + "初心使命,loyalty,,\n", "utf8")
    assert len(gw.phrases.lexicon(lists=read)) == 2


@pytest.mark.parametrize(("device", "row"), [("imagery", "浮槎,way"), ("sacrifice", "浮槎,duty")])
def test_a_word_added_to_a_device_counts_and_the_others_are_weighed_as_before(folder, device, row):
    """A model knows nothing of what a reader adds."""
    text = "大家都说这是一座通天浮槎,也是一座灯塔。"
    marked = [mark.surface for mark in gw.rhetoric.mark_text(text)]
    name = f"devices/{device}.csv"
    package = (gw.common.lists.LEXICONS / name).read_text("utf-8-sig")
    give(folder, f"lexicons/{name}", f"{package}{row},raft,own reading,\n")
    own = [mark.surface for mark in gw.rhetoric.mark_text(text, lists=gw.read_corpus(folder))]
    assert "浮槎" in own and "浮槎" not in marked and [m for m in own if m != "浮槎"] == marked


def test_a_list_that_is_taken_away_is_gone_whatever_the_times_of_the_others(folder):
    path = give(folder, "lexicons/slogans.csv", SLOGAN)
    give(folder, "lexicons/devices/thanks.csv", "term\n感谢\n")
    read = gw.read_corpus(folder)
    assert len(gw.phrases.lexicon(lists=read)) == 1
    path.unlink()
    assert len(gw.phrases.lexicon(lists=read)) > 50


def test_the_parser_reads_the_folder_s_lists_too(folder):
    give(folder, "c.txt", page().replace("打印本页 关闭窗口", "请用小程序浏览"))
    before = gw.read_corpus(folder).account("c")
    own = gw.common.lists.LEXICONS / "furniture.csv"
    give(
        folder,
        "lexicons/furniture.csv",
        own.read_text("utf-8-sig").rstrip("\n") + "\n请用小程序浏览,start,a hint\n",
    )
    after = gw.read_corpus(folder).account("c")
    rules = [
        next(b.why for b in account.blocks if "小程序" in b.text) for account in (before, after)
    ]
    assert rules[0] != rules[1] == "furniture, by its first words"


def test_a_new_list_in_devices_is_a_new_device(folder):
    give(folder, "lexicons/devices/thanks.csv", "term,category\n衷心感谢,word\n好评,word\n")
    read = gw.read_corpus(folder)
    marks = gw.rhetoric.mark(read.sentences)
    assert marks.loc[marks["device"] == "thanks", "surface"].tolist() == [
        "好评",
        "衷心感谢",
        "好评",
        "衷心感谢",
    ]
    assert set(marks["device"]) >= {"thanks"} and "thanks" not in terms.devices()
    assert gw.compare.AccountTables(read.sentences, read.accounts).shares["thanks"].tolist() == [
        1 / 3,
        0.5,
    ]
    marks = gw.rhetoric.mark(read.sentences, lists="")
    assert "thanks" not in set(marks["device"])


TONE = "term,polarity,category,gloss,source,exceptions\n好,1,praise,good,,\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("slogan.csv", "phrase\nx\n", "no list of this name; there are: attribution"),
        ("slogans.csv", "phrase,gloss\nx,y\n", "it needs the columns family, not_in"),
        ("slogans.csv", "", "it has no rows below a header; the columns are phrase, family"),
        ("slogans.csv", "phrase,family,gloss,not_in\n好,a,,\n,b,,\n", "row 2 needs phrase"),
        ("tone.csv", TONE.replace("1", "good"), "a number in polarity"),
        ("devices/parallelism.csv", "term\n好\n", "known by its form"),
        ("slogans.xlsx", "", "save the list as .csv"),
        ("devices/thanks.csv", "word\n感谢\n", "it needs the column term"),
    ],
)
def test_a_list_that_does_not_fit_is_named_and_not_used(folder, name, text, said):
    give(folder, f"lexicons/{name}", text)
    read = gw.read_corpus(folder)
    assert read.errors["message"].str.contains(said, regex=False).any(), read.errors
    assert "疫情就是命令" in set(gw.phrases.lexicon(lists=read)["phrase"])


def test_a_list_saved_by_excel_is_read(folder):
    give(folder, "lexicons/slogans.csv", "phrase,family,gloss,not_in\n严密防线,防线,,\n", "gb18030")
    read = gw.read_corpus(folder)
    assert gw.phrases.lexicon(lists=read)["phrase"].tolist() == ["严密防线"]


# --- reprints -------------------------------------------------------------------------------------


def test_a_reprint_counts_once_and_is_named(folder):
    give(
        folder,
        "c.txt",
        page(
            "退役军人事务系统在行动",
            [p.replace("连日来", "近日") for p in BODY],
            "2020-02-20",
            "烟台日报",
        ),
    )
    every = gw.read_corpus(folder)
    found = reposts.in_corpus(every)
    assert (
        found[["account", "original"]].values.tolist() == [["c", "a"]]
        and 0.8 <= found["similarity"].iloc[0] < 1
    )
    once = reposts.collapse(every)
    assert once.accounts["account"].tolist() == ["a", "b"] and once.errors["error"].tolist() == [
        "repost"
    ]
    assert reposts.collapse(every, keep=True) is every
    both = [gw.phrases.count(c.sentences, ["衷心感谢"])["n"].sum() for c in (every, once)]
    assert both == [3, 2]


def test_the_original_is_the_earlier_one_whatever_the_names(folder):
    give(folder, "0.txt", page("转载", day="2020-02-28"))
    assert reposts.in_corpus(gw.read_corpus(folder))[["account", "original"]].values.tolist() == [
        ["0", "a"]
    ]
    give(folder, "undated.txt", page("转载").replace("发布时间：2020-02-11 ", ""))
    assert reposts.in_corpus(gw.read_corpus(folder))["original"].tolist() == ["a", "a"]


def test_no_repost_among_the_seeds_and_none_in_part_of_a_text(corpus, folder):
    assert not len(reposts.in_corpus(corpus))
    assert not len(reposts.in_corpus(gw.read_corpus(folder)))  # b has two of a's three paragraphs


def test_minhash_finds_what_exact_comparison_finds(corpus):
    """Sixty texts with copies that differ by more and more characters: above .85 all are found,
    below .75 none.
    """
    import random

    rng = random.Random(3)
    paragraphs = [
        b.text
        for name in corpus.accounts["account"]
        for b in corpus.account(name).paragraphs
        if len(b.text) > 80
    ]
    texts = {f"t{i:02d}": rng.sample(paragraphs, 4) for i in range(60)}
    for i in range(30):
        changed = [
            "".join(rng.choice("的一了在是") if rng.random() < i / 500 else c for c in p)
            for p in texts[f"t{i:02d}"]
        ]
        texts[f"u{i:02d}"] = changed
    rows = [
        (name, n, 0, "paragraph", 0, len(p), p)
        for name, body in texts.items()
        for n, p in enumerate(body)
    ]
    columns = ["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    sentences = pd.DataFrame(rows, columns=columns).astype({"account": "str", "text": "str"})
    accounts = pd.DataFrame(
        {"account": list(texts), "published": pd.to_datetime([None] * len(texts))}
    )
    estimated = reposts.find(reposts.signatures(sentences), accounts).set_index("account")[
        "original"
    ]
    held = type("Held", (), {"sentences": sentences, "accounts": accounts})()
    exact = reposts.in_corpus(held, threshold=0.7).set_index("account")
    assert len(texts) > reposts.MANY  # so that `of` compares only what MinHash proposes
    sure = exact[exact["similarity"] > 0.87].index
    assert len(sure) > 3 and set(sure) <= set(estimated.index)
    assert set(estimated.index) <= set(exact[exact["similarity"] > 0.73].index)
    assert all(estimated[name] == exact["original"][name] for name in sure)


def test_own_shared_and_relayed_text_of_a_page(folder):
    read = gw.read_corpus(folder)
    table = reposts.shares(
        reposts.signatures(read.sentences, "paragraph"), read.accounts
    ).set_index("account")
    sizes = {name: [len(p) for p in BODY] for name in "ab"}
    assert table.loc["a", ["own", "shared", "relayed"]].tolist() == [
        sizes["a"][0],
        sum(sizes["a"][1:]),
        0,
    ]
    assert table.loc["b", ["own", "shared", "relayed"]].tolist() == [
        0,
        sum(sizes["b"][1:]),
        sum(sizes["b"][1:]),
    ]
    assert table["most_like"].tolist() == ["b", "a"]
    undated = read.accounts.assign(published=pd.NaT)
    assert (
        reposts.shares(reposts.signatures(read.sentences, "paragraph"), undated)["relayed"].sum()
        == 0
    )
    with pytest.raises(ValueError, match="without a unit"):
        reposts.find(reposts.signatures(read.sentences, "paragraph"), read.accounts)
    with pytest.raises(ValueError, match="account or paragraph"):
        reposts.signatures(read.sentences, "page")


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "default", "value"),
    [("0", True, False), ("no", True, False), ("1", False, True), ("7", 3, 7), (".5", 1.0, 0.5)],
)
def test_a_setting_has_the_type_of_its_default(monkeypatch, given, default, value):
    monkeypatch.setenv("GONGWEN_THING", given)
    assert gw.setting("thing", default) == value and type(gw.setting("thing", default)) is type(
        value
    )


def test_a_setting_that_is_no_number_says_so(monkeypatch):
    monkeypatch.setenv("GONGWEN_MOST", "many")
    with pytest.raises(ValueError, match="GONGWEN_MOST is a number such as 5000"):
        gw.setting("most", 5000)


# --- mistakes -------------------------------------------------------------------------------------


def test_a_table_in_another_encoding_is_read(folder):
    rows = "编号,正文\n" + "".join(f'{i},"{page(f"{TITLE}之{i}")}"\n' for i in range(3))
    give(folder, "table.csv", rows, "gb18030")
    read = gw.read_corpus(folder)
    assert not len(read.errors) and "table/1" in set(read.accounts["account"])


@pytest.mark.parametrize("value", ["前期", "医院", "县级", "学校", "批次"])
@pytest.mark.parametrize("rows", [1, 25])
def test_a_manifest_saved_by_excel_is_read(folder, value, rows):
    for i in range(rows):
        give(folder, f"q{i}.txt", page(f"{TITLE}之{i}"))
    table = f"file,level,{value}\n" + "".join(f"q{i}.txt,county,{value}\n" for i in range(rows))
    give(folder, "Manifest.CSV", table, "gb18030")
    read = gw.read_corpus(folder)
    assert not len(read.errors) and read.accounts[value].dropna().tolist() == [value] * rows


def test_a_page_of_a_table_may_have_a_row_of_its_own(folder):
    give(
        folder,
        "t.csv",
        "name,text\n" + "".join(f'r{i},"{page(f"{TITLE}之{i}")}"\n' for i in range(3)),
    )
    give(
        folder,
        "manifest.csv",
        "# groups\n\nfile,province,group\nt.csv,广东省,a\nt/r2,辽宁省,b\n.\\b.txt,海南省,\n",
    )
    read = gw.read_corpus(folder)
    given = read.accounts.set_index("account")["province"]
    assert given[["t/r0", "t/r1", "t/r2", "b"]].tolist() == [
        "广东省",
        "广东省",
        "辽宁省",
        "海南省",
    ] and not len(read.errors)


def test_a_drafted_manifest_changes_nothing(folder, capsys):
    give(
        folder,
        "t.csv",
        "name,text\n"
        + "".join(f'r{i},"{page(f"{TITLE}之{i}", day=f"2020-02-0{i + 1}")}"\n' for i in range(3)),
    )
    before = gw.read_corpus(folder).accounts
    assert main(["manifest", str(folder)]) == 0
    after = gw.read_corpus(folder)
    assert not len(after.errors)
    pd.testing.assert_frame_equal(after.accounts[before.columns], before)


def test_the_manifest_says_what_it_overrides_and_no_more(folder):
    give(folder, "empty.txt", "")
    give(
        folder,
        "manifest.csv",
        "file,published,title\na.txt,5.3.2020,新标题\nempty.txt,2020-01-01,x\n",
    )
    read = gw.read_corpus(folder)
    assert read.accounts["from_manifest"].tolist() == ["title", ""]
    assert read.errors.loc[
        read.errors["error"] == "manifest", ["name", "message"]
    ].values.tolist() == [["a", "not a date: '5.3.2020'; write it as 2020-02-10"]]


def test_no_page_takes_the_name_of_another(folder):
    give(
        folder,
        "t.csv",
        'name,text\nr1,"' + page() + '"\n000001,"' + page("甲") + '"\n,"' + page("乙") + '"\n',
    )
    give(folder, "t/r1.txt", page("丙"))
    give(folder, "a.html", f"<html><body><h1>{TITLE}</h1><p>{BODY[0]}</p></body></html>")
    give(folder, "a.html.txt", page("丁"))
    read = gw.read_corpus(folder)
    assert read.accounts["account"].tolist() == [
        "a.html",
        "a.html.txt",
        "a.txt",
        "b",
        "t.csv/r1",
        "t.csv/000001",
        "t.csv/row-000002",
        "t/r1",
    ]
    assert not len(read.errors)
    give(folder, "manifest.csv", "file,group\nt.csv,all\nt.csv/r1,own\n")
    read = gw.read_corpus(folder)
    assert read.accounts["group"].tolist()[4:7] == ["own", "all", "all"] and not len(read.errors)


def test_one_bad_line_of_a_table_leaves_the_others(folder):
    lines = [
        '{"id": 0, "text": "' + page().replace("\n", "\\n") + '"}',
        "{nope",
        '{"id": 2, "text": "' + page("乙").replace("\n", "\\n") + '"}',
    ]
    give(folder, "t.jsonl", "\n".join(lines))
    read = gw.read_corpus(folder)
    assert read.accounts["account"].tolist()[-2:] == ["t/0", "t/2"]
    assert read.errors[["name", "message"]].values.tolist() == [
        ["t.jsonl", "line 2 is not JSON: this row is left out"]
    ]


@pytest.mark.parametrize(
    ("name", "text", "error", "said"),
    [
        (
            "table.csv",
            "名称,网址\na,b\n",
            "no text column",
            "needs a column `text`; this one has: 名称, 网址",
        ),
        ("table.csv", "text\n", "empty", "no rows"),
        ("manifest.csv", "页面,组\na.txt,x\n", "manifest", "needs a header with a column `file`"),
        ("manifest.csv", "file,group\nc.txt,x\n", "manifest", "a row without a file of this name"),
        ("manifest.csv", "file,group\na.txt,x\na.txt,y\n", "manifest", "two rows for one file"),
        ("manifest.csv", "file,published\na.txt,早春\n", "manifest", "not a date: '早春'"),
        ("manifest.csv", "file,characters\na.txt,5\n", "manifest", "is measured, not given"),
        (
            "corrections.csv",
            "account,start,end,kind\na,0,5,advert\n",
            "corrections",
            "unknown kind 'advert'; there are:",
        ),
        (
            "corrections.csv",
            "account,start,end,kind\na,0,99999,title\n",
            "corrections",
            "is not a stretch of a page of",
        ),
        (
            "corrections.csv",
            "page,start,end,kind\na,0,5,title\n",
            "corrections",
            "no column or account 'account'",
        ),
        ("page.doc", "", "format", ".doc is not read: save it as .docx"),
    ],
)
def test_a_scholar_s_mistake_is_named_and_the_rest_is_read(folder, name, text, error, said):
    give(folder, name, text)
    found = [n for n in notes(folder) if n[1] == error and said in n[2]]
    assert len(found) == 1, notes(folder)
    assert {"a", "b"} <= set(gw.read_corpus(folder).accounts["account"])


def test_two_files_with_one_name_are_two_accounts(folder):
    give(
        folder,
        "a.html",
        f"<html><body><h1>{TITLE}</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></body></html>",
    )
    give(folder, "2020/a.txt", page())
    assert gw.read_corpus(folder).accounts["account"].tolist() == ["a.html", "a.txt", "b", "2020/a"]
    give(folder, "manifest.csv", "file,group\na.txt,text\na.html,saved\n2020/a.txt,below\n")
    read = gw.read_corpus(folder)
    assert read.accounts["group"].fillna("").tolist() == ["saved", "text", "", "below"] and not len(
        read.errors
    )


def test_an_empty_folder_says_what_to_put_into_it(tmp_path, capsys):
    assert not len(gw.read_corpus(tmp_path).accounts)
    assert main(["manifest", str(tmp_path)]) == 1
    assert (
        "put .txt or .html pages or a table with a column `text` into it" in capsys.readouterr().err
    )


def test_a_run_on_an_empty_folder_fails_with_one_sentence(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert (
        main(["run", "02", "--corpus", str(tmp_path / "empty"), "--out", str(tmp_path / "out")])
        == 1
    )
    assert "no page was read in" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_named(capsys):
    assert main(["run", "--corpus", "no_such_folder"]) == 1
    assert "there is no corpus 'no_such_folder'" in capsys.readouterr().err
