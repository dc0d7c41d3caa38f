"""One bad file is one row of `errors`, and no page costs more than its limits."""

import os
import sys
import zlib

import gongwen as gw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gongwen.corpus.tables import frame
from gongwen.pages import sources
from gongwen.pages.packed import Limits, Reader

from .. import hostile

GOOD = "清河县退役军人事务局抗疫纪实\n2020-02-18\n疫情就是命令,全县党员干部坚守一线。\n"


def read(folder, **limits):
    """The corpus of a folder to which a good page is added, which must be read."""
    (folder / "good.txt").write_text(GOOD, "utf8")
    corpus = gw.read_corpus(folder, limits=Limits(**limits))
    assert "good" in set(corpus.accounts["account"])
    return corpus


# --- one bad file is one row ----------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["undefined", "idna", "hex", "rot13", "mbcs", "utf_16_32", "x"])
def test_a_charset_that_is_no_encoding(tmp_path, charset):
    page = f"<meta charset={charset}><p>{GOOD}".encode("gb18030")
    (tmp_path / "page.html").write_bytes(page)
    assert "坚守一线" in read(tmp_path).account("page").raw


def parquet(path, column, texts=(GOOD, GOOD)):
    pq.write_table(pa.table({"text": pa.array(texts), "more": column}), path)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([2**62, 0], pa.timestamp("us")),
        pa.array([0, 0], pa.timestamp("us", "Mars/Phobos")),
        pa.array([2**62, 0], pa.duration("s")),
    ],
    ids=["a day out of range", "a zone that is nowhere", "a span out of range"],
)
def test_a_cell_that_cannot_be_read_is_named_and_its_text_is_read(tmp_path, column):
    parquet(tmp_path / "a.parquet", column)
    corpus = read(tmp_path)
    assert len(corpus.accounts) == 3
    notes = [m for m in corpus.errors["message"] if " is the text" not in m]
    assert set(notes) == {"more: it cannot be read"}


def test_a_row_that_is_not_utf8_is_left_out(tmp_path):
    texts = pa.array([GOOD.encode(), b"\xff\xfe\xff", GOOD.encode()]).cast(pa.binary())
    parquet(tmp_path / "a.parquet", pa.array([1, 2, 3]), pa.Array.view(texts, pa.string()))
    corpus = read(tmp_path)
    assert len(corpus.accounts) == 3
    notes = corpus.errors[["name", "message"]].values.tolist()
    assert [name for name, _ in notes] == ["a.parquet"] * 2
    assert notes[1][1].startswith("row 1: it cannot be read")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as Unix has them")
def test_a_folder_without_rights(tmp_path):
    for name, rights in (("listed", 0o444), ("closed", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(GOOD, "utf8")
        (tmp_path / name).chmod(rights)
    (tmp_path / "good.txt").write_text(GOOD, "utf8")
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        folder.chmod(0o755)
    root = os.geteuid() == 0  # whom no rights stop
    try:
        if root:
            os.seteuid(65534)
        corpus = gw.read_corpus(tmp_path)
    finally:
        if root:
            os.seteuid(0)
        for name in ("listed", "closed"):
            (tmp_path / name).chmod(0o755)
    assert corpus.accounts["account"].tolist() == ["good"]
    assert set(corpus.errors["name"]) == {"listed/a.txt", "closed"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as Unix has them")
def test_a_pipe_is_no_page(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert read(tmp_path).errors["error"].tolist() == ["not a file"]
    assert [page.error for page in gw.sources.pages(tmp_path / "pipe.txt")] == ["not a file"]


def test_whatever_a_reader_raises_is_a_row(tmp_path, monkeypatch):
    checked = sources.checked

    def fails(data):
        if data.startswith(b"bad"):
            raise RecursionError("a library gave up")
        return checked(data)

    monkeypatch.setattr(sources, "checked", fails)
    (tmp_path / "bad.txt").write_text("bad", "utf8")
    [row] = read(tmp_path).errors.itertuples()
    assert row.name == "bad.txt" and "a library gave up" in row.message


def test_a_message_is_brief(tmp_path):
    (tmp_path / "wide.csv").write_text("a" * 9_000_000 + ",b\n1,2\n", "utf8")
    (tmp_path / "manifest.csv").write_text("x" * 1_000_000 + ",b\n1,2\n", "utf8")
    corpus = read(tmp_path)
    assert set(corpus.errors["name"]) == {"wide.csv", "manifest.csv"}
    assert corpus.errors["message"].str.len().max() < 600
    assert frame("errors", [("n" * 9999, "e", "m")])["name"].str.len().max() < 600


# --- limits ---------------------------------------------------------------------------------------


def merged(rows):
    """A table whose cells are one cell from top to bottom."""
    paragraph = "<w:p><w:r><w:t>一</w:t></w:r></w:p>"
    row = f"<w:tr><w:tc><w:tcPr><w:vMerge{{}}/></w:tcPr>{paragraph}</w:tc></w:tr>"
    first = row.format(' w:val="restart"')
    return hostile.docx(f"<w:tbl>{first}{row.format('') * rows}</w:tbl>")


def pdf(stream, filters, pages=1):
    kids = b"3 0 R " * pages
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter[%b]/Length %d>>stream\n%b\nendstream"
        % (b"/FlateDecode " * filters, len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        b"%bxref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (body, table, len(body))
    )


def squeezed(data, times):
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def test_a_word_file_that_takes_too_long_is_left_after_the_limit(tmp_path):
    bomb = hostile.docx("<w:p/>" * 1_500_000)
    assert len(bomb) < 20_000
    (tmp_path / "a.docx").write_bytes(bomb)
    (tmp_path / "b.docx").write_bytes(hostile.docx(hostile.paragraph(GOOD) * 2))
    corpus = read(tmp_path, seconds=1)
    assert corpus.errors[["name", "error"]].values.tolist() == [["a.docx", "too slow"]]
    assert "more than 1 seconds" in corpus.errors["message"].iloc[0]
    assert "b" in set(corpus.accounts["account"])  # a new child read the next one


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_what_unpacks_to_more_than_its_memory(tmp_path):
    text = squeezed(b"BT /F 12 Tf (a) Tj ET " * 700_000, 3)
    assert len(text) < 2000
    (tmp_path / "a.pdf").write_bytes(pdf(text, 3))
    pq.write_table(
        pa.table({"text": [GOOD, "好" * 20_000_000, GOOD]}),
        tmp_path / "b.parquet",
        compression="zstd",
        row_group_size=1,
    )
    assert (tmp_path / "b.parquet").stat().st_size < 100_000
    corpus = read(tmp_path, memory=20 * 2**20)
    rows = corpus.errors[["name", "error"]].values.tolist()
    assert rows == [["a.pdf", "too large"], ["b.parquet", "format"]]
    assert corpus.errors["message"].str.contains("more than 20 MB of memory").all()
    # the rows before and behind it are read
    assert corpus.accounts["account"].tolist() == ["b/000000", "b/000002", "good"]


def test_a_pdf_of_many_pages_that_are_one(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(squeezed(b"BT /F 12 Tf (a) Tj ET " * 20000, 2), 2, 5000))
    assert read(tmp_path, seconds=1).errors["error"].tolist() == ["too slow"]


def test_of_a_long_table_of_nothing_few_rows_are_named(tmp_path):
    nothing = pa.array([None] * 5000, pa.string())
    pq.write_table(pa.table({"text": nothing}), tmp_path / "a.parquet")
    errors = read(tmp_path).errors
    assert len(errors) == sources.FEW + 1
    assert errors["message"].iloc[-1] == "so are 4,900 more rows"


def test_a_word_file_of_too_many_characters(tmp_path):
    (tmp_path / "a.docx").write_bytes(hostile.docx(hostile.paragraph("疫情" * 3000)))
    assert read(tmp_path, size=5000).errors["error"].tolist() == ["too large"]


def test_a_cell_is_no_longer_than_a_page_may_be(tmp_path):
    pq.write_table(pa.table({"text": [GOOD, "好" * 1001]}), tmp_path / "a.parquet")
    corpus = read(tmp_path, size=1000)
    assert corpus.errors["error"].tolist() == ["too large"]


def test_one_child_reads_all_and_is_ended(tmp_path, monkeypatch):
    from gongwen.pages import packed

    children = []
    popen = packed.subprocess.Popen
    monkeypatch.setattr(
        packed.subprocess, "Popen", lambda *a, **k: children.append(popen(*a, **k)) or children[-1]
    )
    for name in "abc":
        (tmp_path / f"{name}.docx").write_bytes(hostile.docx(hostile.paragraph(GOOD + name)))
    pd.DataFrame({"text": [GOOD]}).to_parquet(tmp_path / "t.parquet")
    assert len(read(tmp_path).accounts) == 5
    assert len(children) == 1 and children[0].poll() is not None


def test_a_reader_that_nobody_reads_to_the_end(tmp_path):
    pq.write_table(pa.table({"text": [GOOD] * 1000}), tmp_path / "a.parquet")
    with Reader() as reader:
        [listed] = gw.sources.listing(tmp_path)
        first = next(gw.sources.read(listed, reader))
        again = list(gw.sources.read(listed, reader))
    assert first.name == "a/000000" and len(again) == 1000
