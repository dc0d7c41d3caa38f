"""The table and the paragraph for a paper, and the findings that README and figures/findings.json
hold.
"""

import json
import re

import gongwen as gw
import pandas as pd
import pytest
from gongwen import compare
from gongwen.compare import paper
from gongwen.publish import docs, run
from gongwen.publish.web import rendered
from lxml import html

from ..here import NOTEBOOKS, ROOT


def test_comparison(corpus):
    names = gw.corpus.labels(corpus.accounts)
    profile = compare.profile(corpus, ["characters", "war"])
    table = paper.comparison(profile, names)
    assert list(table.columns) == ["measure", "unit", *names.values()] and table[
        "measure"
    ].tolist() == ["length 篇幅", "war 战争"]
    assert table[names["000_6de53d0ef1d4ba38"]].tolist() == ["2183", "40.6"]
    full = paper.comparison(profile.assign(low=1.0, high=2.5), names, corpus.accounts)
    assert full[names["000_6de53d0ef1d4ba38"]].tolist() == [
        "2020-02-15",
        "province",
        "veterans' affairs",
        "32",
        "2183 [1.00, 2.50]",
        "40.6 [1.00, 2.50]",
    ]


def test_conventions_are_those_of_the_run(corpus):
    profile = compare.profile(corpus, ["war"])
    plain = paper.conventions("account", profile, 4)
    assert (
        plain["inference"].startswith("none")
        and "against the others" in plain["keyness"]
        and "4 occurrences" in plain["keyness"]
    )
    tested = paper.conventions("level", profile.assign(low=1.0, high=2.0), 3)
    assert (
        "bootstrap" in tested["inference"]
        and "3 occurrences" in tested["keyness"]
        and "level" in tested["unit of comparison"]
    )


def test_a_reference_is_named_and_a_caption_says_what_is_shown(corpus):
    profile = compare.profile(corpus, ["war"])
    assert "against reports" in paper.conventions("account", profile, 4, "reports")["keyness"]
    assert paper.caption("account", profile).endswith("without inference")
    assert "by level: means" in paper.caption("level", profile.assign(low=1.0, high=2.0))


def test_a_table_of_groups_has_no_rows_about_accounts(corpus):
    profile = compare.profile(corpus, ["war"], by="level")
    assert paper.comparison(profile, {}, corpus.accounts)["measure"].tolist() == ["war 战争"]


def test_what_is_not_there_is_a_dash():
    profile = pd.DataFrame(
        {
            "account": ["a"],
            "measure": ["mattr"],
            "estimate": [float("nan")],
            "low": [float("nan")],
            "high": [float("nan")],
        }
    )
    assert paper.comparison(profile, {"a": "A"})["A"].tolist() == ["—"]


def test_markdown_and_latex_are_escaped():
    table = pd.DataFrame({"measure": ["a|b & c_d 50%\n"], "unit": ["#1"], "A": ["{x}~^\\"]})
    assert paper.markdown(table).splitlines()[2] == "| a\\|b & c_d 50%  | #1 | {x}~^\\\\ |"
    row = paper.latex(table, "100%").splitlines()[8]
    assert (
        row == r"a|b \& c\_d 50\%  & \#1 & \{x\}\textasciitilde \textasciicircum \textbackslash  \\"
    )
    assert r"\caption{100\% \textbackslash input\{x\}}" in paper.latex(table, "100%\n\\input{x}")


def test_nothing_that_a_group_is_called_is_read_as_markdown():
    names = ["<b>x</b>", "![x](http://a.b/c.png)", "`x`", "*x*", "\\<i>", "a | b", "[1.2, 3]"]
    page = html.fromstring(rendered(paper.markdown(pd.DataFrame([names], columns=names))))
    assert [cell.text_content() for cell in page.iter("td")] == names
    assert not list(page.iter("b", "i", "em", "code", "img"))


def test_two_columns_of_one_name_are_two_columns():
    table = pd.DataFrame([["war", "%", "1", "2"]], columns=["measure", "unit", "A&B", "A&B"])
    lines = paper.latex(table, "").splitlines()
    assert lines[6] == r"measure & unit & A\&B & A\&B \\" and lines[8] == r"war & \% & 1 & 2 \\"


def test_methods_name_pages_versions_and_conventions(corpus):
    text = paper.methods(corpus, {"window": "100 words"}, {"dates": "F1 0.94"})
    for row in corpus.accounts.itertuples():
        assert row.sha256[:12] in text
    assert (
        "Window: 100 words." in text
        and "dates F1 0.94" in text
        and "snownlp 0.12.3" in text
        and "published 2020-02-04 to 2020-04-21" in text
    )


def test_methods_follow_the_pages(corpus):
    class Fewer:
        accounts, sentences = corpus.accounts.head(1), corpus.sentences.head(3)

    text = paper.methods(Fewer, {})
    assert (
        text.startswith("The corpus is 1 page,")
        and corpus.accounts["sha256"].iloc[1][:12] not in text
    )


def test_a_text_is_saved_as_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path))
    assert (
        paper.save_text("数\n", "t", "md") == "数\n"
        and (tmp_path / "t.md").read_bytes() == "数\n".encode()
    )
    paper.save_printed(
        pd.DataFrame({"measure": ["war"], "unit": ["%"]}), "p", "50%", tmp_path / "x"
    )
    assert (tmp_path / "x" / "p.md").read_text("utf8").endswith("| war | % |\n")
    assert r"\caption{50\%}" in (tmp_path / "x" / "p.tex").read_text("utf8")
    with pytest.raises(ValueError, match="md, tex or json"):
        paper.save_text("x", "t", "exe")


def stored() -> dict[str, dict[str, str]]:
    return json.loads((ROOT / "figures" / "findings.json").read_text("utf8"))


def readme_rows() -> list[str]:
    inside = (
        (ROOT / "README.md").read_text("utf8").partition(run.MARKS[0])[2].partition(run.MARKS[1])[0]
    )
    return [line for line in inside.splitlines() if line.startswith("| [`")]


def test_findings_are_those_of_the_notebooks():
    assert stored() == run.findings(ROOT / "notebooks") and list(stored()) == [
        path.stem for path in NOTEBOOKS
    ]


def test_the_readme_has_the_first_sentence_of_every_finding_with_its_numbers():
    rows = readme_rows()
    assert len(rows) == len(stored())
    for row, (name, finding), notebook in zip(rows, stored().items(), NOTEBOOKS):
        link, question, figure, sentence = row.strip("| ").split(" | ")
        assert (
            link == f"[`{name}`](notebooks/{name}.ipynb)"
            and question == docs.question(notebook)
            and question.endswith("?")
        )
        picture = re.fullmatch(r"\[`(\w+)`\]\((figures/\1\.png)\)", figure)
        assert picture and picture[1].startswith(name[:3]) and (ROOT / picture[2]).is_file()
        english = finding["english"].removeprefix("On the five seeds: ")
        assert english[1:].startswith(sentence[1:]) and sentence.endswith(".")
        assert len(english) == len(sentence) or re.match(" [^a-z]", english[len(sentence) :])
    assert len(run.findings(ROOT / "notebooks")) == len(rows)


def test_another_number_in_a_notebook_changes_json_and_readme(tmp_path):
    """What a run writes follows the notebooks: one changed number in a last cell shows in both."""
    notebooks, figures = tmp_path / "notebooks", tmp_path / "figures"
    notebooks.mkdir()
    figures.mkdir()
    path = NOTEBOOKS[0]
    changed = json.loads(path.read_text("utf8"))
    output = changed["cells"][-1]["outputs"][0]
    output["text"] = [line.replace("five pages", "six pages") for line in output["text"]]
    (notebooks / path.name).write_text(json.dumps(changed), "utf8")
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{run.MARKS[0]}\nstale row\n{run.MARKS[1]}\nbehind\n", "utf8")
    run.keep_findings(notebooks, figures, readme)
    assert "six pages" in (figures / "findings.json").read_text("utf8") != json.dumps(stored())
    text = readme.read_text("utf8")
    assert (
        "six pages" in text
        and "stale" not in text
        and text.startswith("before\n")
        and text.endswith("\nbehind\n")
    )
    run.keep_findings(notebooks, figures, readme)
    assert readme.read_text("utf8") == text


def test_the_stored_methods_name_the_files_that_are_there(root):
    """Else requirements or lists were changed, and the notebooks not run again."""
    stored = (root / "figures" / "07_methods.md").read_text("utf8")
    for files in ([root / "requirements.txt"], sorted(gw.common.lists.LEXICONS.rglob("*.csv"))):
        assert gw.common.files.files_hash(files)[:12] in stored, "run `make`"
