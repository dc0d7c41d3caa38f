"""The report: pages that stand alone, show what the notebooks hold, and let nothing of a corpus
run.
"""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from urllib.parse import unquote

import gongwen as gw
import nbformat
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from gongwen.publish import record, report, run, web
from lxml import html

from ..conftest import recorded
from ..here import NOTEBOOKS, ROOT, labelled
from ..language.test_masks import names

PAYLOAD = (
    "<script>flag=1</script><img src=x onerror=flag=1><b onclick='flag=1'>疫情</b><a "
    "href='javascript:flag=1'>x</a>"
)
DATA = ("text/plain", "application/json")  # of a script element that does not run
ANOTHER = {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}


@pytest.fixture(scope="module")
def trees(written):
    return {name: html.document_fromstring(path.read_bytes()) for name, path in written.items()}


def test_a_page_for_each_notebook(written):
    assert list(written) == [
        "index.html",
        *(f"{p.stem}.html" for p in NOTEBOOKS),
        "concordance.html",
    ]


def test_nothing_is_asked_for_and_only_its_own_script_runs(trees):
    for name, tree in trees.items():
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        runs = [script for script in tree.iter("script") if script.get("type") not in DATA]
        assert [
            base64.b64encode(hashlib.sha256(s.text.encode()).digest()).decode() in policy
            for s in runs
        ] == [True], name
        assert "default-src 'none'" in policy and "http" not in policy
        assert not tree.xpath("//iframe|//object|//embed|//link|//base|//*[@srcset]|//body//style")
        assert not [
            a for e in tree.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")
        ]
        assert all(src.startswith("data:image/") for src in tree.xpath("//@src"))
        assert all(re.match(r"#|[\w]+\.html|https?://", href) for href in tree.xpath("//@href"))
        style = "".join(tree.xpath("//head/style/text()"))
        assert not re.search(r"@import|url\((?!data:)", style)


def test_links_within_the_report_lead_somewhere(trees):
    for tree in trees.values():
        for href in tree.xpath("//@href"):
            page, _, place = href.partition("#")
            if not href.startswith("http") and href != "#":  # "#": the list of the concordance
                there = trees[page] if page else tree
                assert not place or there.xpath("//*[@id=$place]", place=place), href


def test_every_figure_and_table_is_there(written, trees):
    tables = {p.stem for p in (ROOT / "figures").glob("*.csv")}
    drawn = {p.stem for p in (ROOT / "figures").glob("*.svg")}
    assert tables == {
        i.removeprefix("table-")
        for t in trees.values()
        for i in t.xpath("//details[@class='table']/@id")
    }
    assert drawn == {
        i.removeprefix("figure-") for t in trees.values() for i in t.xpath("//figure/@id")
    }
    first = trees["index.html"].xpath("//section[@class='card']/figure/a/@href")
    others = trees["index.html"].xpath("//div[@class='gallery']//figure/a/@href")
    assert len(first) == len(NOTEBOOKS)
    assert drawn == {href.partition("#figure-")[2] for href in (*first, *others)}
    assert all(len(alt) > 20 for t in trees.values() for alt in t.xpath("//figure//img/@alt"))


def test_a_table_is_the_whole_table(trees):
    cells = [
        [td.text_content() for td in row]
        for row in trees["02_count_the_phrases.html"].xpath(
            "//table[@id='data-02_counts']/tbody/tr"
        )
    ]
    rows = (ROOT / "figures" / "02_counts.csv").read_text("utf-8-sig").splitlines()
    assert len(cells) == len(rows) - 1
    assert cells[0] == rows[1].split(",")


def test_the_index_has_findings_methods_and_data_statement(trees):
    text = trees["index.html"].text_content()
    for finding in run.findings(ROOT / "notebooks").values():
        assert finding["english"] in text and finding["chinese"] in text
    assert (ROOT / "figures" / "07_methods.md").read_text("utf8").strip() in text
    assert "How they were chosen" in text


def test_the_pages_can_be_read_whole(trees, corpus, gold):
    found = trees["concordance.html"].xpath("//article")
    assert len(found) == len(corpus.accounts)
    for article, name in zip(found, corpus.accounts["account"]):
        kept = [p.text for p in article.xpath("p[contains(@class, 'paragraph')]")]
        assert list(map(len, kept)) == [
            len(b.text) for b in corpus.account(name).blocks if b.kind == "paragraph"
        ]
    assert "疫情就是命令" in found[0].text_content()


def private() -> set[str]:
    """The private persons of the pages, authors and editors too."""
    return names() | set(labelled("author", "editor"))


def test_private_names_are_masked(written):
    assert len(private()) > 60 and {"冯仕禄", "高姗姗"} <= private()
    for path in written.values():
        text = path.read_text("utf8")
        assert not [name for name in private() if name in text], path.name
    assert "×" in text


def test_names_in_errors_labels_and_a_statement_are_masked(tmp_path):
    text = (
        "某局抗击疫情\n来源:本网 作者:冯小禄 "
        "时间:2020-02-04\n党员李建设说:“我先上!”全体干部坚守岗位。\n"
    )
    (tmp_path / "李建设捐款.txt").write_text(text, "utf8")
    (tmp_path / "李建设.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "README.md").write_text("捐款人李建设,作者冯小禄。", "utf8")
    corpus = gw.read_corpus(tmp_path)
    mask = report.people_of(corpus)
    for body in (
        report.concordance(corpus, mask),
        report.index([], corpus, tmp_path, mask),
    ):
        assert "李建设" not in body and "冯小禄" not in body and "李××" in body


def test_the_font_has_every_chinese_character(written):
    for path in written.values():
        page = path.read_text("utf8")
        data = re.search(r"url\(data:font/woff;base64,([^)]+)\)", page)[1]
        known = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
        body = html.document_fromstring(page.encode()).find("body")
        shown = "".join(body.xpath(".//text()[not(parent::script)]"))
        assert not {c for c in shown if "一" <= c <= "鿕"} - set(map(chr, known)), path.name


def test_a_second_run_changes_no_byte(tmp_path):
    """Of a notebook, the index and the search: the others are made by the same steps."""
    out = tmp_path / "out"
    shutil.copytree(ROOT / "figures", out, ignore=shutil.ignore_patterns("mine", ".gongwen*"))
    (out / "notebooks").mkdir()
    for path in NOTEBOOKS[1:2]:
        shutil.copy(path, out / "notebooks")
    recorded(ROOT / "seeds", out, out / "notebooks")
    written = {path.name: path.read_bytes() for path in report.write(out=str(out))}
    code = f"from gongwen.publish import report; report.write(out={str(out)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | ANOTHER,
        capture_output=True,
        encoding="utf8",
    )
    assert done.returncode == 0, done.stderr
    assert len(written) == 3
    for name, data in written.items():
        assert (out / "report" / name).read_bytes() == data, name


def hostile_notebook(folder):
    """A notebook with a payload in every kind of output that a program can make."""
    outputs = [
        nbformat.v4.new_output("display_data", {"text/html": PAYLOAD, "text/plain": PAYLOAD}),
        nbformat.v4.new_output("display_data", {"text/markdown": PAYLOAD}),
        nbformat.v4.new_output("display_data", {"application/javascript": "flag=1"}),
        nbformat.v4.new_output(
            "display_data",
            {"image/svg+xml": f"<svg onload='flag=1'>{PAYLOAD}</svg>", "text/plain": PAYLOAD},
        ),
        nbformat.v4.new_output(
            "display_data",
            {"image/png": PAYLOAD},
            metadata={"image/png": {"alt": PAYLOAD, "figure": PAYLOAD}},
        ),
        nbformat.v4.new_output("stream", name="stdout", text=PAYLOAD),
        nbformat.v4.new_output("error", ename=PAYLOAD, evalue=PAYLOAD, traceback=[PAYLOAD]),
    ]
    cells = [
        nbformat.v4.new_markdown_cell(f"# 01 · {PAYLOAD}\n\n**{PAYLOAD}**"),
        nbformat.v4.new_code_cell(f"'{PAYLOAD}'", outputs=outputs),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "01_hostile.ipynb")
    recorded(ROOT / "seeds", folder, folder)
    return report.read_notes(folder, folder, record.read(folder))


def is_harmless(page: str) -> bool:
    tree = html.document_fromstring(page)
    attributes = [a for e in tree.iter() if isinstance(e.tag, str) for a in e.attrib]
    return not tree.xpath(
        "//script[not(@type='application/json')]|//svg|//a[starts-with(@href, 'javascript')]"
    ) and not any(a.startswith("on") for a in attributes)


def test_nothing_of_an_output_runs(tmp_path):
    (note,) = hostile_notebook(tmp_path)
    page = report.notebook(note, report._exporter())
    assert is_harmless(page) and "疫情" in page
    assert not is_harmless(f"<p>{PAYLOAD}</p>")  # the test can fail


def test_nothing_of_a_corpus_runs(tmp_path):
    (tmp_path / "a.txt").write_text(
        f"某局抗击疫情\n来源:{PAYLOAD} "
        f"时间:2020-02-04\n全体干部坚守岗位。{PAYLOAD}打赢这场阻击战。\n",
        "utf8",
    )
    (tmp_path / "README.md").write_text(
        f"# 我的网页\n\n{PAYLOAD}\n\n[x](javascript:flag=1) ![y](http://example.org/y.png)", "utf8"
    )
    (tmp_path / "notebooks").mkdir()
    notes = hostile_notebook(tmp_path / "notebooks")
    corpus = gw.read_corpus(tmp_path)
    mask = report.people_of(corpus)
    for body in (
        report.concordance(corpus, mask),
        report.index(notes, corpus, tmp_path, mask),
    ):
        assert is_harmless(body) and "example.org/y.png" not in body


def test_styles_ask_for_nothing_and_cells_are_escaped():
    assert (
        web.sanitised("<p style='background:url(http://a.b/c)' title='x'>疫</p>")
        == '<p title="x">疫</p>'
    )
    shown = web.table(pd.DataFrame({"<script>": ["<b>"]}), "x")
    assert (
        "&lt;script&gt;" in shown
        and "&lt;b&gt;" in shown
        and "<script" not in shown
        and "<b>" not in shown
    )


def test_a_report_of_other_pages_speaks_of_them(tmp_path):
    figures = ROOT / "figures"
    notes = report.read_notes(ROOT / "notebooks", figures, record.read(figures))
    page = html.document_fromstring(
        report.notebook(notes[1], report._exporter(), own=True)
    ).text_content()
    # finding, not opening
    assert (
        "Run on other pages than the five seeds" in page
        and page.count("On the five seeds: four of five accounts say 疫情就是命令") == 2
    )
    hostile = "<b>x</b> *y* [z](http://a.b) ![z](http://a.b/c.png) http://a.b"
    said = replace(notes[1], finding=f"On 2 accounts: {hostile}", chinese=f"就 2 份文本：{hostile}")
    page = report.notebook(said, report._exporter(), own=True)
    tree = html.document_fromstring(page)
    assert said.finding in tree.text_content() and said.chinese in tree.text_content()
    assert not tree.xpath("//a[contains(@href, 'a.b')] | //img[contains(@src, 'a.b')]")


def test_pages_and_notebooks_belong_together(tmp_path):
    copies = tmp_path / "notebooks"
    copies.mkdir()
    hostile_notebook(copies)
    recorded(ROOT / "seeds", tmp_path, copies)
    with pytest.raises(ValueError, match="were run on 'seeds', not on 'tests/pages/d'"):
        report.write("tests/pages/d", str(tmp_path))
    assert [p.name for p in report.write(out=str(tmp_path))] == [
        "index.html",
        "01_hostile.html",
        "concordance.html",
    ]
    (tmp_path / "empty").mkdir()
    recorded(tmp_path / "empty", tmp_path, copies)
    with pytest.raises(ValueError, match="no page was read"):
        report.write(str(tmp_path / "empty"), str(tmp_path))


def test_what_does_not_belong_to_the_run_is_named_and_not_shown(tmp_path):
    pages, copies = tmp_path / "pages", tmp_path / "out" / "notebooks"
    pages.mkdir()
    copies.mkdir(parents=True)
    (pages / "a.txt").write_text("某校通报\n2021-03-01\n全体教师坚守岗位。\n", "utf8")
    outcomes = {}
    begun = record.new(pages)
    for number in range(1, 6):
        shown = nbformat.v4.new_output("stream", text=f"shown {number}")
        cell = nbformat.v4.new_code_cell("1", outputs=[shown])
        path = copies / f"0{number}_a.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        (tmp_path / "out" / f"0{number}_t.csv").write_text("a\n1\n")
        files = [tmp_path / "out" / f"0{number}_t.csv"]
        outcomes[path.stem] = record.outcome(begun.run, path, files)
    outcomes["02_a"] = record.Outcome(begun.run, error="cell 3: no <b> here")
    outcomes["03_a"] = replace(outcomes["03_a"], run="another")
    (tmp_path / "out" / "04_t.csv").write_text("a\n2\n")
    (copies / "05_a.ipynb").write_text(
        (copies / "05_a.ipynb").read_text().replace("shown 5", "shown 6")
    )
    record.write(tmp_path / "out", replace(begun, notebooks=outcomes))
    written = report.write(str(pages), str(tmp_path / "out"))
    assert [path.name for path in written] == ["index.html", "01_a.html", "concordance.html"]
    index = html.fromstring(written[0].read_text("utf8"))
    said = [p.text_content() for p in index.xpath("//p[@class='warning']")]
    assert [line[:19] for line in said] == [f"0{n}_a is not shown: "[:19] for n in range(2, 6)]
    whys = ("cell 3: no <b> here", "another state", "tables were changed", "it was changed")
    assert all(why in line for line, why in zip(said, whys))
    assert "shown 2" not in written[0].read_text("utf8")
    (pages / "b.txt").write_text("某校通报\n2021-03-02\n全体教师坚守岗位。\n", "utf8")
    written = report.write(str(pages), str(tmp_path / "out"))
    assert "have changed since the notebooks were run" in written[0].read_text("utf8")


def test_a_notebook_of_ones_own_is_a_page_without_names(tmp_path):
    pages, copies = tmp_path / "pages", tmp_path / "out" / "notebooks"
    pages.mkdir()
    copies.mkdir(parents=True)
    (pages / "a.txt").write_text("某校通报\n2021-03-01\n党员李建设说:“我先上!”\n", "utf8")
    said = nbformat.v4.new_output("stream", text="李建设 said it.\n李建设说的。\nand more")
    cells = [
        nbformat.v4.new_code_cell("# 1"),
        nbformat.v4.new_markdown_cell("# 李建设 · 谁\n\n**Who?**"),
        nbformat.v4.new_code_cell("1", outputs=[said]),
    ]
    path = copies / "99_我的 #1.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    (tmp_path / "out" / "own.csv").write_text("")  # no table
    begun = record.new(pages)
    ended = record.outcome(begun.run, path, [tmp_path / "out" / "own.csv"])
    record.write(tmp_path / "out", replace(begun, notebooks={path.stem: ended}))
    index, page, _ = report.write(str(pages), str(tmp_path / "out"))
    assert page.name == "99_我的 #1.html"
    tree = html.fromstring(index.read_bytes())
    (card,) = tree.xpath("//section[@class='card']")
    assert card.xpath(".//p/text()") == ["李×× said it.", "李××说的。"]
    (link,) = card.xpath(".//a")
    assert link.text == "李×× · 谁" and (index.parent / unquote(link.get("href"))) == page
    text = page.read_text("utf8")
    assert "李建设" not in text and "李×× said it." in text and "own.csv is not shown" in text


def test_errors_say_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="no run is recorded"):
        report.write(out=str(tmp_path))
    with pytest.raises(FileNotFoundError, match="gongwen run"):
        report.read_notes(tmp_path, tmp_path, record.Record("seeds", ""))
    (tmp_path / "notebooks").mkdir()
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]),
        tmp_path / "notebooks" / "01_new.ipynb",
    )
    record.write(tmp_path, record.new(ROOT / "seeds"))
    with pytest.raises(ValueError, match="no notebook to show.*01_new: it was not run"):
        report.write(out=str(tmp_path))
