"""Tables of pages: which column is what, in every kind of file, and what a row cannot give."""

import io
import json
import zipfile
from xml.sax.saxutils import escape

import gongwen as gw
import pandas as pd
import pytest
from gongwen.pages import rows
from gongwen.pages.packed import PageError

TEXT = "各科室坚守岗位，做好防控工作。第{}批物资已经送到社区，居民表示感谢。"
COLUMNS = ("标题", "发布日期", "来源", "省份", "体裁", "正文")
ROWS = [
    (f"第{i}号通知", f"2020/2/{i}", "某市办公室", province, genre, TEXT.format(i))
    for i, (province, genre) in enumerate([("陕西", "通知"), ("全国", "意见"), ("Hainan", "")], 1)
]
TABLE = pd.DataFrame(ROWS, columns=COLUMNS)


def workbook(*sheets: tuple[str, list]) -> bytes:
    """A workbook with the parts that Excel writes for sheets of text (name, rows)."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, (name, _) in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
        "</Relationships>",
    }
    for i, (_, table) in enumerate(sheets, 1):
        cells = "".join(
            "<row>"
            + "".join(f'<c t="inlineStr"><is><t>{escape(str(c))}</t></is></c>' for c in row)
            + "</row>"
            for row in table
        )
        parts[f"xl/worksheets/{i}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, xml in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return out.getvalue()


FILES = {
    "excel.csv": lambda: TABLE.to_csv(index=False).encode("gb18030"),
    "semicolons.csv": lambda: TABLE.to_csv(index=False, sep=";").encode("utf-8-sig"),
    "titled.csv": lambda: f"2020年文件汇总表,,,,,\n,,,,,\n{TABLE.to_csv(index=False)}".encode(),
    "tabs.tsv": lambda: TABLE.to_csv(index=False, sep="\t").encode("utf-16"),
    "lines.jsonl": lambda: TABLE.to_json(orient="records", lines=True).encode(),
    "list.json": lambda: TABLE.to_json(orient="records", indent=1).encode(),
    "nested.json": lambda: json.dumps({"n": 3, "data": TABLE.to_dict("records")}).encode(),
    "t.parquet": lambda: TABLE.to_parquet(),
    "book.xlsx": lambda: workbook(("说明", [["汇总"]]), ("文件", [["汇总表"], COLUMNS, *ROWS])),
}


@pytest.mark.parametrize("name", FILES)
def test_columns_replace_what_is_read_or_group_the_accounts(tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name]())
    corpus = gw.read_corpus(tmp_path)
    accounts = corpus.accounts
    assert accounts["title"].tolist() == TABLE["标题"].tolist()
    assert accounts["published"].dt.strftime("%d").tolist() == ["01", "02", "03"]
    assert accounts["province"].tolist() == ["陕西省", "全国", "海南省"]
    assert accounts["体裁"].fillna("-").tolist() == ["通知", "意见", "-"]
    assert set(accounts["from_manifest"]) == {"title,published,source,province"}
    assert [corpus.account(a).text for a in accounts["account"]] == TABLE["正文"].tolist()
    notes = [m for _, kind, m in corpus.errors.values.tolist() if kind == "columns"]
    assert notes == [
        "正文 is the text; 标题 (as title), 发布日期 (as published), 来源 (as source) and 省份 (as "
        "province) replace what is read on the page; 体裁 is a column of the accounts"
    ]
    others = corpus.errors[corpus.errors["error"] != "columns"]["message"].tolist()
    sheets = ["of this workbook the sheet '文件' is read, not 说明"]
    assert others == (sheets if name == "book.xlsx" else [])


def test_a_json_file_of_one_page_is_called_by_its_file(tmp_path):
    for i, row in enumerate(TABLE.to_dict("records")):
        (tmp_path / f"d{i}.json").write_text(json.dumps(row), "utf8")
    corpus = gw.read_corpus(tmp_path)
    assert corpus.accounts["account"].tolist() == ["d0", "d1", "d2"] and corpus.errors.empty
    assert corpus.accounts["title"].tolist() == TABLE["标题"].tolist()


def test_the_best_name_counts_and_the_rest_are_columns():
    found = rows.roles(["id", "Publish Date", "date", "content", "text", "sha256", "", "url"])
    assert (found.text, found.name) == ("text", "id")
    assert found.fields == {"Publish Date": "published"}
    assert list(found.own) == ["date", "content", "url"]
    assert found.left == {"measured, not given": ("sha256",), "no name": ("a column",)}
    with pytest.raises(PageError, match="this one has: a, b"):
        rows.roles(["a", "b"])


def test_what_a_row_cannot_give_is_said(tmp_path):
    lines = [
        "id,date,text,note",
        f"a,2020,{TEXT.format(1)},{'长' * (rows.CELL + 1)}",
        f"b,20200203,{TEXT.format(2)},x,y,z",
        f"b,1580659200,{TEXT.format(3).ljust(rows.EXCEL_FULL, '好')},x",
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines), "utf8")
    corpus = gw.read_corpus(tmp_path)
    days = corpus.accounts["published"].dt.strftime("%Y-%m-%d").fillna("")
    assert days.tolist() == ["", "2020-02-03", "2020-02-03"]
    assert corpus.accounts["id"].tolist() == ["a", "b", "b"]  # two rows have one name
    said = corpus.errors.set_index("error")["message"].loc[["cell", "damaged"]].tolist()
    assert [message.split(":")[0] for message in said] == [
        "date",
        "note",
        "2 cells beyond the header",
        "32,767 characters, where Excel cuts a text",
    ]


def test_what_is_beside_a_table_is_said(tmp_path):
    (tmp_path / "t.csv").write_text(f'text\n{TEXT.format(1)}\n""\n', "utf8")
    (tmp_path / "corrections.csv").write_text("account,start,end,kind\n", "utf8")
    (tmp_path / "lexicons").mkdir()
    alone = gw.read_corpus(tmp_path / "t.csv").errors
    assert alone["name"].tolist() == ["corrections.csv", "lexicons"]
    assert alone["message"].str.contains("give the folder").all()
    assert not gw.read_corpus(tmp_path).errors["message"].str.contains("give the folder").any()


def test_a_place_in_another_province_goes_and_the_manifest_comes_last(tmp_path):
    page = f"西安市退役军人事务局抗击疫情\n时间:2020-02-01\n{TEXT.format(1)}\n"
    table = pd.DataFrame({"text": [page, page], "province": ["全国", ""], "genre": ["x", "y"]})
    table.to_csv(tmp_path / "t.csv", index=False)
    read = gw.read_corpus(tmp_path).accounts
    assert read["province"].tolist() == ["全国", "陕西省"]
    assert read["prefecture"].fillna("-").tolist() == ["-", "西安市"]
    manifest = "文件,省份,genre\nt/000000,广东,\nt/000001,,z\n"
    (tmp_path / "manifest.csv").write_text(manifest, "utf8")
    read = gw.read_corpus(tmp_path).accounts
    assert read["province"].tolist() == ["广东省", "陕西省"] and read["genre"].tolist() == [
        "x",
        "z",
    ]


def test_other_files_say_what_to_do_with_them(tmp_path):
    for name in ("a.doc", "b.zip", "c.png", "d.xlsx", "e.json", "f.json"):
        (tmp_path / name).write_bytes(b"{}" if name == "f.json" else b"{nothing")
    said = gw.read_corpus(tmp_path).errors["message"].tolist()
    advice = (
        "save it as .docx",
        "unpack it",
        "it is a picture",
        "not a workbook",
        "not JSON",
        "no",
    )
    assert all(a in message for a, message in zip(advice, said)) and len(said) == len(advice)
