"""The look before the analysis: its numbers are those of the tables, nothing of a corpus runs, and
its lines change the block that they stand beside and nothing else.
"""

import csv
import re

import gongwen as gw
import pytest
from gongwen.__main__ import main
from gongwen.corpus import manifest
from gongwen.publish import look, web
from lxml import html

from .. import hostile

TITLE = "某区退役军人事务局扎实做好疫情防控工作"
ROSTER = tuple(f"第{i}小队\t城东社区\t{i}人" for i in range(1, 9))
NAMES = ("a,b", 'c"d', "=1+1", "'=1+1", "#x", " e ", "f;g", "<b>h</b>")  # of rows of a table


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setattr(web, "font", lambda text: "")  # most of the cost


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "my pages, 'of' $1"
    folder.mkdir()
    for i in range(3):
        paragraphs = (f"第{i}期：党员李水生主动请战，带领{i + 3}名队员在卡口值守。",)
        text = hostile.page(f"{TITLE}之{i}", paragraphs).replace("2020-02-11", f"2020-0{i + 2}-11")
        (folder / f"p{i}.txt").write_text(text, "utf8")
    (folder / "again.txt").write_text((folder / "p0.txt").read_text("utf8"), "utf8")
    (folder / "short.txt").write_text("通知\n\n请各单位认真落实各项措施，按时上报情况。\n", "utf8")
    (folder / "roster.txt").write_text(hostile.page(TITLE, ROSTER), "utf8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "empty.txt").write_text("", "utf8")
    (folder / "manifest.csv").write_text(
        "file,province,source\np0.txt,江苏省,\np1.txt,江苏省,某网\nnone.txt,江苏省,\n", "utf8"
    )
    return folder


def seen(folder, out, *options):
    """The page of the command about a folder, as a tree."""
    assert main(["look", str(folder), "--out", str(out), *options]) == 0
    return html.document_fromstring(out.read_bytes())


def rows(tree, path):
    return [[cell.text_content() for cell in row] for row in tree.xpath(path)]


def test_its_numbers_are_those_of_the_tables(pages, tmp_path, capsys):
    tree = seen(pages, tmp_path / "look.html")
    read = gw.read_corpus(pages)
    facts = capsys.readouterr().out
    assert facts.startswith("6 pages read, 2 not read: ")
    assert f"{read.accounts['characters'].sum():,} characters in {len(read.sentences)}" in facts
    assert facts.strip().endswith(f"open {tmp_path / 'look.html'}")
    assert [row[2:] for row in rows(tree, "//table[contains(@class, 'coverage')]//tr")] == [
        [f"{known} of 6 ({100 * known // 6} %){known - own} from the page, {own} given"]
        for column, own in (("title", 0), ("published", 0), ("province", 2), ("source", 1))
        for known in [int(read.accounts[column].notna().sum())]
    ]
    months = rows(tree, "//h3[starts-with(text(), 'By month')]/following-sibling::table//tr")
    assert [(row[0], row[2]) for row in months] == [
        ("2020-02", "3"),
        ("2020-03", "1"),
        ("2020-04", "1"),
        ("not stated 未注明", "1"),
    ]
    odd = rows(tree, "//table[@class='plain odd']//tr")
    assert odd == [
        ["0", "no text was kept"],
        [
            "1",
            "look like a list or a table"
            "roster: 8 of 11 paragraphs look like rows of a list or table",
        ],
        ["1", "short: less than 150 characters were keptshort"],
        ["0", "more than 80% of the text was removed"],
        ["1", "no title was foundshort"],
        [
            "3",
            "reprints: the text of another page again"
            + "; ".join(f"p{i}: the text of again" for i in range(3)),
        ],
    ]
    text = tree.text_content()
    assert ".jpg is not read: it is a picture" in text and "photo.jpg" in text
    assert "none.txt" in text  # a row of the manifest without a page
    assert not (pages / "review.html").exists() and not (pages / "look.html").exists()
    assert "make CORPUS='" in text and """'"'"'of'"'"' $1'""" in text


def test_the_pages_are_drawn_by_the_seed(pages, tmp_path):
    drawn = [
        seen(pages, tmp_path / f"{i}.html", "--pages", "3", "--seed", seed).xpath("//article/h3")
        for i, seed in enumerate("0012")
    ]
    named = [[h.text for h in headings] for headings in drawn]
    assert named[0] == named[1] and len(named[0]) == 3 and len({tuple(n) for n in named}) > 1
    assert not seen(pages, tmp_path / "none.html", "--pages", "0").xpath("//article")


def test_names_of_private_persons_are_masked(pages, tmp_path):
    seen(pages, tmp_path / "look.html")
    text = (tmp_path / "look.html").read_text("utf8")
    assert "李××" in text and "李水生" not in text and "张建国" not in text


def table_of(folder):
    """A table of pages whose names would break a line of a CSV that is not written with care."""
    folder.mkdir()
    with (folder / "t.csv").open("w", encoding="utf8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "text"])
        for i, name in enumerate(NAMES):
            out.writerow([name, hostile.page(f"{TITLE}之{i}", (hostile.coded("<i>x</i>"),))])
    (folder / "=1,\"2'.txt").write_text(hostile.page(), "utf8")
    (folder / "g .txt").write_text(hostile.page(), "utf8")
    return folder


def test_a_line_changes_its_block_and_nothing_else(tmp_path):
    folder = table_of(tmp_path / "pages")
    tree = seen(folder, tmp_path / "look.html")
    before = gw.read_corpus(folder)
    articles = tree.xpath("//article")
    assert len(articles) == len(NAMES) + 2
    lines, changed = [], set()
    for side, kind, to in (
        ("kept", "paragraph", "furniture"),
        ("removed", "furniture", "paragraph"),
    ):
        for article in articles:
            block = article.xpath(f".//section[@class='{side}']/div[@class='block {kind}']")[-1]
            lines.append(block.xpath("string(.//code)"))
            [(name, start, end, given)] = csv.reader([lines[-1]])
            assert given == to
            changed.add((article.xpath("string(h3)"), int(start), int(end), kind, to))
    head = tree.xpath("string(//textarea)")
    (folder / "corrections.csv").write_text(head + "\n".join(lines) + "\n", "utf8")
    after = gw.read_corpus(folder)
    assert after.errors.equals(before.errors)
    key = ["account", "start", "end", "kind"]
    was, now = (set(map(tuple, read.blocks[key].values.tolist())) for read in (before, after))
    assert was - now == {(*place, kind) for *place, kind, _ in changed}
    assert now - was == {(*place, to) for *place, _, to in changed}


def test_nothing_of_a_corpus_runs(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for i, payload in enumerate(hostile.PAYLOADS[:8]):
        said = hostile.coded(hostile.said(payload, i))
        (folder / f"p{i}.html").write_text(
            f"<h1>{hostile.coded(payload)}</h1><p>{said}</p><p>{said * 2}</p>", "utf8"
        )
    (folder / f"{hostile.PAYLOADS[1].replace('/', '')}.txt").write_text(hostile.page(), "utf8")
    (folder / "<script>.jpg").write_bytes(b"\xff\xd8")
    tree = seen(folder, tmp_path / "look.html")
    text = (tmp_path / "look.html").read_text("utf8")
    assert text.count("&lt;img src=x onerror=") > 3 and "&lt;script&gt;.jpg" in text
    assert len(tree.xpath("//script")) == 1 and not tree.xpath("//img|//svg|//iframe|//link|//@src")
    assert not [a for e in tree.iter("*") for a in e.attrib if a.startswith("on")]
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'") and "blob:" not in policy
    assert not re.search(r"https?://(?!evil)", text)


def test_a_built_corpus_gives_the_same(pages, tmp_path):
    dask = pytest.importorskip("dask", reason="Dask is not installed: make scale")
    with dask.config.set(scheduler="synchronous"):
        built = gw.build_corpus(pages, tmp_path / "built", size=2)
        assert manifest.looks(built).equals(manifest.looks(gw.read_corpus(pages)))
        trees = [seen(p, tmp_path / "look.html") for p in (pages, tmp_path / "built")]
    for part in ("//p[@class='lead']", "//table[@class='plain odd']", "//article"):
        whole, again = ([e.text_content() for e in tree.xpath(part)] for tree in trees)
        assert whole == again and whole
    assert "then build it again" in trees[1].text_content()


def test_a_drawn_page_has_what_is_given_for_it(tmp_path):
    (tmp_path / "t.csv").write_text(f"标题,日期,正文\n给出的标题,2020-02-03,{TITLE}\n", "utf8")
    tree = seen(tmp_path / "t.csv", tmp_path / "look.html")
    [known] = tree.xpath("//article/p[@class='note']")
    assert "title 给出的标题 · date 2020-02-03 · source —" in known.text_content()


def test_one_page_and_none(pages, tmp_path, capsys, monkeypatch):
    assert (
        "put the file into a folder" in seen(pages / "p0.txt", tmp_path / "a.html").text_content()
    )
    only = seen(pages / "photo.jpg", tmp_path / "b.html")
    assert "0 pages read, 1 not read" in only.text_content() and not only.xpath("//h2[@id='odd']")
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["look", str(pages), "--out", str(tmp_path / "c"), "--open"]) == 0
    assert opened == [(tmp_path / "c" / "look.html").as_uri()]
    (tmp_path / "nothing").mkdir()
    assert main(["look", str(tmp_path / "nothing")]) == 1
    assert "put .txt or .html pages" in capsys.readouterr().err


def test_a_line_of_a_mark_is_safe_for_a_spreadsheet():
    assert look.line("=1", 0, 2, "paragraph") == "'=1,0,2,paragraph"
