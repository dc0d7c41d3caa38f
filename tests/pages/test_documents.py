"""Word and PDF files as pages; a first manifest for a folder; what cannot be read is said."""

import io
import subprocess
import sys
import textwrap

import gongwen as gw
import pytest
from gongwen.__main__ import main
from gongwen.corpus import manifest
from gongwen.pages import documents, packed

from ..here import ROOT

docx = pytest.importorskip("docx")
pytest.importorskip("pypdfium2")

TITLE = "清河县退役军人事务局众志成城抗击疫情"
PARAGRAPHS = [
    "新冠肺炎疫情发生以来,清河县退役军人事务局坚决贯彻党中央决策部署,组织党员干部下沉社区,参与卡点值守、测量体温、登记信息,用实际行动践行初心使命。",
    "一、加强领导,压实责任",
    "1月24日,局党组召开专题会议,成立领导小组,制定工作方案,明确职责分工,落实24小时值班制度,确保各项工作有序开展。",
    "二、志愿服务,冲锋在前",
    "全县312名退役军人报名参加志愿服务,累计值守2600人次,捐款5.6万元,为打赢疫情防控阻击战作出了积极贡献。",
]


def word(*paragraphs, table=()):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for row in table:
        cells = document.add_table(rows=1, cols=len(row)).rows[0].cells
        for cell, text in zip(cells, row):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def wrapped(width=30):
    return [line for paragraph in PARAGRAPHS for line in textwrap.wrap(paragraph, width)]


BRIEF = "清河县退役军人事务局工作简报"
POEM = ["众志成城抗疫情", "老兵冲锋在前行", "不负韶华守初心"]
DOCUMENTS = {  # pages of lines
    "broken": [[TITLE, *wrapped()[:6]], wrapped()[6:]],
    "running": [
        [BRIEF, TITLE, *wrapped()[:4], "— 1 —"],
        [BRIEF, *wrapped()[4:8], "— 2 —"],
        [BRIEF, *wrapped()[8:], "— 3 —"],
    ],
    "poem": [[*POEM, "全县312名退役军人报名参加志愿服务,累计值守2600人次。"]],
    "uncoded": [[TITLE, "全区退役军人奋战在疫情防控一线。"]],
}


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    """The documents as PDFs: parts of one file, so that its font is written once."""
    import pypdfium2

    drawn = pypdfium2.PdfDocument(pdf([page for pages in DOCUMENTS.values() for page in pages]))
    found, at = {}, 0
    for name, pages in DOCUMENTS.items():
        part, stream = pypdfium2.PdfDocument.new(), io.BytesIO()
        part.import_pages(drawn, [*range(at, at + len(pages))])
        part.save(stream)
        found[name], at = stream.getvalue(), at + len(pages)
    return found


def pdf(pages):
    """A PDF with text, by matplotlib: pages of lines."""
    import matplotlib
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_pdf import PdfPages

    gw.figures.use_style()
    stream = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(stream) as file:
        for lines in pages:
            fig = plt.figure(figsize=(6, 8))
            for k, line in enumerate(lines):
                fig.text(0.1, 0.95 - 0.05 * k, line, fontsize=10)
            file.savefig(fig)
            plt.close(fig)
    return stream.getvalue()


def test_word_file():
    assert documents.docx_text(
        word(TITLE, *PARAGRAPHS, table=[("口罩", "2000只")])
    ).splitlines() == [TITLE, *PARAGRAPHS, "口罩\t2000只"]


def test_lines_that_the_margin_broke_are_joined(pdfs):
    text, furniture = documents.pdf_text(pdfs["broken"])
    assert text.splitlines() == [TITLE, *PARAGRAPHS] and furniture == []


def test_running_heads_and_page_numbers_are_furniture(pdfs, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdfs["running"])
    corpus = gw.read_corpus(tmp_path)
    account = corpus.account("a")
    assert (
        account.title == TITLE
        and [p.text for p in account.paragraphs if p.kind != "title"] == PARAGRAPHS
    )
    assert [b.text for b in account.furniture] == [
        text for i in (1, 2, 3) for text in (BRIEF, f"— {i} —")
    ]
    assert "".join(account.raw[b.start : b.end] for b in account.blocks) == account.raw


def test_short_lines_of_a_poem_stay_lines(pdfs):
    assert documents.pdf_text(pdfs["poem"])[0].splitlines()[:3] == POEM


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("bad.docx", b"PK\x03\x04junk", "Word file cannot be read"),
        ("bad.pdf", b"%PDF-1.4 junk", "PDF cannot be read"),
        ("empty.pdf", b"", "empty"),
        ("empty.docx", word(), "no text"),
        ("old.doc", b"\xd0\xcf\x11\xe0", ".doc is not read"),
    ],
)
def test_what_cannot_be_read_is_a_row_of_errors(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("\n".join([TITLE, "", *PARAGRAPHS]), "utf8")
    corpus = gw.read_corpus(tmp_path)
    assert corpus.accounts["account"].tolist() == ["good"]
    assert corpus.errors["name"].tolist() == [name] and message in corpus.errors["message"].iloc[0]


def test_a_scan_says_so():
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    ax.imshow([[0, 1], [1, 0]])
    ax.set_axis_off()
    stream = io.BytesIO()
    fig.savefig(stream, format="pdf")
    plt.close(fig)
    with pytest.raises(ValueError, match="without a text layer"):
        documents.pdf_text(stream.getvalue())


@pytest.mark.parametrize(("library", "name"), [("docx", "a.docx"), ("pypdfium2", "a.pdf")])
def test_a_missing_library_is_named(tmp_path, monkeypatch, library, name):
    monkeypatch.setitem(sys.modules, library, None)
    (tmp_path / name).write_bytes(b"PK\x03\x04 or %PDF")
    [row] = read_here(tmp_path / name)
    assert row.error == "library" and "pip install" in row.message


class Here:
    """Reads in this process, where a test can change a library."""

    limits = packed.LIMITS

    def ask(self, reading, *arguments):
        return documents.READINGS[reading][1](*arguments)


def read_here(path):
    return list(gw.sources.read(next(gw.sources.listing(path)), Here()))


def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("a.txt", "b.txt"):
        (pages / name).write_text("\n".join([TITLE, "2020-02-18", "", *PARAGRAPHS]), "utf8")
    (pages / "c.txt").write_text(
        "通知\n\n请<b>各单位</b>做好工作,认真落实各项措施,切实保障安全,确保万无一失,按时上报。\n",
        "utf8",
    )
    return pages


def test_a_first_manifest(tmp_path):
    table = manifest.proposed(gw.read_corpus(folder(tmp_path))).set_index("file")
    assert (
        table.loc["a", "title"] == TITLE
        and table.loc["a", "published"] == "2020-02-18"
        and table.loc["a", "look"] == ""
    )
    assert table.loc["b", "look"] == "the text of a"
    assert (
        "short" in table.loc["c", "look"]
        and "no date" in table.loc["c", "look"]
        and "no place" in table.loc["c", "look"]
    )
    assert "stated" in table.loc["a", "evidence"] and (table["group"] == "").all()


def test_the_command_writes_a_manifest_that_is_read_again(tmp_path):
    pages = folder(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "gongwen", "manifest", str(pages)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf8",
    )
    assert done.returncode == 0 and "3 pages, 2 of them need a look" in done.stdout
    path = pages / "manifest.csv"
    path.write_text(path.read_text("utf-8-sig").replace("c.txt,,", "c.txt,一份通知,"), "utf-8-sig")
    again = gw.read_corpus(pages)
    assert len(again.errors) == 0 and set(again.accounts["title"]) == {TITLE, "一份通知"}
    kept = path.read_bytes()
    assert main(["manifest", str(pages)]) == 0
    assert path.read_bytes() == kept and (pages / "manifest_draft.csv").is_file()
    assert len(gw.read_corpus(pages).accounts) == 3  # the draft is no page


def test_a_folder_without_pages(tmp_path, capsys):
    assert main(["manifest", str(tmp_path)]) == 1
    assert "put .txt or .html pages" in capsys.readouterr().err


def test_characters_without_a_code_are_seen(pdfs, tmp_path, monkeypatch):
    """Some programs write PDFs in which a common character has a shape and no code: it is not lost
    silently.
    """
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode
    monkeypatch.setattr(
        raw,
        "FPDFText_GetUnicode",
        lambda page, i: 0 if code(page, i) == ord("疫") else code(page, i),
    )
    (tmp_path / "a.pdf").write_bytes(pdfs["uncoded"])
    found = read_here(tmp_path / "a.pdf")
    assert (
        "奋战在\ufffd情防控" in found[0].text
        and found[1].error == "damaged"
        and "no code" in found[1].message
    )
