"""Encodings, folders, tables of pages, and everything that is not a page."""

import json
import os

import gongwen as gw
import pandas as pd
import pytest
from gongwen.pages.sources import Failure, Page, PageError, decode, pages

TEXT = "某局抗击疫情\n来源:本网 时间:2020-02-04\n疫情就是命令,全体干部坚守岗位,打赢阻击战。\n"
TRADITIONAL = (
    "某局抗擊疫情\n來源:本網 時間:2020-02-04\n疫情就是命令,全體幹部堅守崗位,打贏阻擊戰。\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["big5", "utf-8", "utf-16", "gb18030"])
def test_traditional(encoding):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_declared_gb2312_is_read_as_gb18030():
    page = f'<html><meta charset="gb2312"><p>{TEXT}䶮镕</p>'
    assert decode(page.encode("gb18030")) == page


def test_short_text_without_declaration():
    for text in ("疫情就是命令", "守土有责、守土尽责。", "全市卫生健康系统"):
        assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n123", "binary"),
        (b"%PDF-1.4 x", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"ab\x00\x00cd" * 9, "binary"),
    ],
)
def test_what_is_no_text(data, kind):
    with pytest.raises(PageError) as error:
        decode(data)
    assert error.value.kind == kind


def write(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_mixed_folder(tmp_path):
    for name, data in {
        "a.txt": TEXT,
        "sub/b.html": f"<html><body><p>{TEXT}</p></body></html>",
        "c.txt": TEXT.encode("gbk"),
        "empty.txt": "",
        "picture.png": b"\x89PNG1",
        "letter.docx": b"PK\x03\x04",
        "manifest.csv": "file\n",
        "README.md": "no page",
        "SHA256SUMS": "",
        ".hidden": "x",
        "same.txt": TEXT,
        "same.html": TEXT,
        "saved.html": TEXT,
        "saved_files/x.js": "var a",
        "broken.txt": TEXT.encode() + b"\xff\xfe\xff",
        "lexicons/slogans.csv": "phrase\n",
    }.items():
        write(tmp_path, name, data)
    os.symlink("/etc/hosts", tmp_path / "outside.txt")
    os.symlink(tmp_path, tmp_path / "loop")
    found = list(pages(tmp_path))
    names = [p.name for p in found if isinstance(p, Page)]
    failures = {f.name: f.error for f in found if isinstance(f, Failure)}
    assert names == ["a", "broken", "c", "same.html", "same.txt", "saved", "sub/b"]
    assert failures == {
        "empty.txt": "empty",
        "picture.png": "format",
        "letter.docx": "format",
        "saved_files": "not a page",
        "outside.txt": "outside",
        "broken.txt": "damaged",
    }


def test_a_huge_file_is_not_read(tmp_path):
    path = write(tmp_path, "huge.txt", "")
    os.truncate(path, 60 * 2**20)
    (failure,) = pages(tmp_path)
    assert failure.error == "too large" and "60 MB" in failure.message


def test_tables_of_pages(tmp_path):
    rows = [
        {"id": "x", "text": TEXT, "url": "u"},
        {"id": "y", "text": ""},
        {"id": "z", "text": TEXT},
    ]
    write(tmp_path, "t.jsonl", "\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
    pd.DataFrame(rows).to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / "t.gbk.csv").write_bytes(pd.DataFrame(rows).to_csv(index=False).encode("gbk"))
    pd.DataFrame(rows).to_parquet(tmp_path / "t.parquet")
    for name in ("t.jsonl", "t.csv", "t.gbk.csv", "t.parquet"):
        found = list(pages(tmp_path / name))
        assert [p.text.strip() for p in found if isinstance(p, Page)] == [TEXT.strip()] * 2
        assert [p.name.split("/")[1] for p in found if isinstance(p, Page)] == ["x", "z"]
        assert [f.error for f in found if isinstance(f, Failure)] == ["columns", "empty"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", "a,b\n1,2\n", "text"),
        ("t.jsonl", "{nope", "line 1"),
        ("t.parquet", "x", "Parquet"),
        ("t.csv", "text\n", "no rows"),
    ],
)
def test_bad_tables(tmp_path, name, data, message):
    (failure,) = pages(write(tmp_path, name, data))
    assert message in failure.message


def test_surrogates_in_a_table(tmp_path):
    write(tmp_path, "t.jsonl", '{"text": "疫情就是命令,全体干部\\ud800坚守岗位。"}')
    corpus = gw.read_corpus(tmp_path)
    assert len(corpus.accounts) == 1 and corpus.errors["error"].tolist() == ["damaged"]


def test_nothing_there():
    with pytest.raises(FileNotFoundError, match="no_such_folder"):
        gw.read_corpus("no_such_folder")


def test_bytes_are_refused():
    with pytest.raises(TypeError, match="page.txt"):
        gw.parse_page(b"abc", "page.txt")
