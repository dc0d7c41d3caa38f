"""What a notebook works with: gw.open."""

import gongwen as gw
import matplotlib
import pandas as pd
import pytest
from gongwen.common.prose import Finding

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402

PAGE = """{place}退役军人事务局抗击疫情
时间:2020-02-0{i}
党员李建设说:“我先上!”全体干部坚守岗位{i}次。
"""
FOUND = Finding("李建设 speaks.", "李建设发言。")


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "my_pages"
    folder.mkdir()
    for i, place in enumerate(["西安市", "清远市", "沈阳市"], 1):
        (folder / f"{i}.txt").write_text(PAGE.format(place=place, i=i), "utf8")
    return folder


def test_it_has_what_a_notebook_needs(pages):
    study = gw.open(pages, by="province")
    assert list(study.names) == ["1", "2", "3"] and len(study.sentences)
    assert study.by == "province" and set(study.groups.names) == {"陕西省", "广东省", "辽宁省"}
    assert study.source == f"n = 3 accounts, {len(study.sentences)} sentences. Source: my_pages."


def test_settings_of_the_run_are_taken_where_nothing_is_given(pages, monkeypatch):
    monkeypatch.setenv("GONGWEN_BY", "province")
    monkeypatch.setenv("GONGWEN_MOST", "2")
    assert gw.open(pages).by == "province" and len(gw.open(pages).names) == 2
    assert gw.open(pages, by="account", most=3).by == "account"


def test_what_is_saved_and_shown_hides_the_names_of_private_persons(pages, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path / "out"))
    gw.figures.use_style()
    study = gw.open(pages)
    table = study.sentences[["account", "text"]]
    assert "李建设" in "".join(table["text"])
    fig, ax = plt.subplots(figsize=(4, 2))
    ax.set(yticks=[0, 1], yticklabels=["李建设", "一线"], title="李建设")
    picture = study.save(fig, table, "99_said")
    shown = study.table(table, "99_table")
    saved = [(tmp_path / "out" / f"99_{name}.csv").read_text("utf8") for name in ("said", "table")]
    for text in (*saved, shown._repr_html_(), repr(shown), picture.title, picture.alt):
        assert "李建设" not in text
    assert "李××" in saved[0] and [t.get_text() for t in ax.get_yticklabels()] == ["李××", "一线"]
    assert "李建设" in gw.open(pages, show_names=True).show(table)._repr_html_()


def test_a_figure_says_what_it_rests_on(pages, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path))
    gw.figures.use_style()
    study = gw.open(pages)
    for source, text in ((None, study.source), ("n = 250 sentences.", "n = 250 sentences.")):
        fig, _ = plt.subplots(figsize=(4, 2))
        study.save(fig, study.sentences, "99_a", source=source)
        assert text in [t.get_text() for t in fig.texts]


def test_a_notebook_run_by_hand_writes_to_a_folder_of_its_own(pages, monkeypatch):
    monkeypatch.delenv("GONGWEN_OUT", raising=False)
    study = gw.open(pages)
    root = gw.common.project_root()
    assert study.folder == root / "figures" / "mine" / "my_pages"
    assert "Figures and tables go to figures/mine/my_pages/." in str(study)
    assert gw.open("seeds").folder == root / "figures" / "mine" / "seeds"


def test_accounts_are_shown_by_their_labels(study):
    shown = study.show(study.corpus.accounts, ["account", "characters"], rows=1)
    assert list(shown.frame["account"])[:2] == ["Shaanxi 陕西", "Guangdong 广东"]
    counted = study.sentences.groupby("account").size().rename("n")
    assert "Shaanxi 陕西" in repr(study.show(counted.to_frame()))


@pytest.fixture(scope="module")
def study():
    return gw.open("seeds")


def test_a_row_is_traced_to_its_page(study):
    lines = study.corpus.to_page(gw.phrases.kwic(study.sentences, "疫情就是命令"))
    assert ("here", "疫情就是命令") in study.trace(lines).parts
    assert study.trace(lines.head(0)) == "There is no such row."


def test_findings_are_two_lines_that_say_what_they_rest_on(study, pages, capsys):
    study.findings(FOUND._replace(english="A."), None, FOUND._replace(english="B."))
    gw.open(pages).findings(FOUND)
    gw.open(pages).findings()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "On the five seeds: A. B." and lines[1].startswith(
        "就本项目的五份文本而言："
    )
    assert lines[2:4] == [
        "On 3 accounts of my_pages: 李×× speaks.",
        "就 my_pages 的 3 份文本而言：李××发言。",
    ]
    assert lines[4] == "On 3 accounts of my_pages: nothing that this notebook could tell."


def test_only_the_five_seeds_are_called_so(pages, tmp_path):
    others = tmp_path / "seeds"
    pages.rename(others)
    assert gw.open(others).where.english == "On 3 accounts of seeds: "
    assert gw.open("seeds", most=1).where.english == "On 1 account of seeds: "
    assert gw.open("seeds").where.english == "On the five seeds: "


def test_where_not_all_are_drawn_the_figure_says_so(pages):
    for i in range(4, 17):
        (pages / f"{i}.txt").write_text(PAGE.format(place="某市", i=1 + i % 9), "utf8")
    study = gw.open(pages, by="account", reposts=True)
    assert "In 16 accounts, drawn: the 12 with most text. Source" in study.source
    assert "figures: 16 accounts, drawn: the 12 with most text" in str(study)
    grouped = gw.open(pages, by="month", reposts=True)
    assert grouped.source.endswith("sentences. Source: my_pages.")
    assert "figures: 1 group by month" in str(grouped)


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        gw.open(tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("", "utf8")
    with pytest.raises(ValueError, match="no account was read from"):
        gw.open(tmp_path)
    with pytest.raises(ValueError, match="no column 'rank'"):
        gw.open("seeds", by="rank")
    for nothing in ("", "  ", None, 3):
        with pytest.raises(ValueError, match="no corpus .*: give a folder of pages"):
            gw.open(nothing)


def test_as_a_last_line_it_is_one_line(study):
    assert repr(study) == "<Study of seeds: 5 accounts, 202 sentences>"
    assert repr(study.corpus) == "<Corpus: 5 accounts, 202 sentences>"


def test_a_text_in_several_files_counts_once(pages):
    (pages / "4.txt").write_text((pages / "1.txt").read_text("utf8") * 1, "utf8")
    long = (
        "全体干部坚守岗位,发放口罩,测量体温,宣传防疫知识,劝返外来车辆,走访困难家庭,登记返乡人员。"
        * 3
    )
    for name in ("5", "6"):
        (pages / f"{name}.txt").write_text(f"某局抗击疫情\n{long}\n", "utf8")
    assert len(gw.open(pages).names) == len(gw.open(pages, reposts=True).names) - 1
    assert isinstance(gw.open(pages).show(pd.DataFrame({"n": [1]})).frame, pd.DataFrame)
