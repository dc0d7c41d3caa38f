"""A folder of pages made to do harm: what a corpus may hold that nobody has looked at. Written by
code, so that nothing of it is stored.
"""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import pandas as pd

FLAG = "window.__pwned=1"
REMOTE = "http://evil.invalid"
# Each would set the flag, open a dialog or ask a server if a browser took it for HTML.
PAYLOADS = (
    f"<script>{FLAG}</script>",
    f"<img src=x onerror={FLAG}>",
    f"<svg onload={FLAG}>",
    f'"><img src=x onerror={FLAG}>',
    f"'><svg/onload={FLAG}>",
    f"</style><script>{FLAG}</script>",
    f"</title><script>{FLAG}</script>",
    f"</td></table><img src=x onerror={FLAG}>",
    f"--><script>{FLAG}</script>",
    f"]]><img src=x onerror={FLAG}>",
    f'<a href="javascript:{FLAG}">x</a>',
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    f"<p style='background:url({REMOTE}/css)'>x</p>",
    f"<style>*{{background:url({REMOTE}/all)}}</style>",
    f"<link rel=stylesheet href={REMOTE}/x.css>",
    f"<base href={REMOTE}/>",
    f"<form action={REMOTE}><input autofocus onfocus={FLAG}></form>",
    f"<details open ontoggle={FLAG}>",
    f"<object data={REMOTE}/o></object>",
    "<script>alert(1)</script>",
    f"[x](javascript:{FLAG})",
    f"![x]({REMOTE}/m.png)",
)
FORMULAS = (
    f'=HYPERLINK("{REMOTE}","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\t=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x01=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "- 1+1",
    "--1+1",
    "-1%+1",
    "-.",
    "-,5+1",
    "\r=1+1",
    "a\r=1+1",
    "a\n=1+1",
    "'=1+1",
    "%=1",
    "|=1",
)
CONTROL = (
    "".join(map(chr, [*range(1, 32), *range(127, 160)]))
    + "\u202e\u202d\u2066\u2069\u200b\ufeff\u2028\u2029"
)
TABLE_ROWS = len(FORMULAS) + len(PAYLOADS) + 6
BODY = (
    "连日来,全区退役军人事务系统坚决贯彻上级部署,奋战在疫情防控一线,筑牢联防联控的严密防线,疫情就是命令,防控就是责任。",
    "截至2月10日,累计组织志愿者312名,设置卡点26个,排查返乡人员4800人次,发放宣传单1.2万份,捐款捐物折合人民币35万元。",
    "党员张建国说:“我是老兵,我先上!”退役老兵们轮流值守,为独居老人送菜送药,向过往群众讲解防护知识,得到了一致好评。",
)


# They are to exhaust who reads them, and leave nothing to be shown but their names in the table of
# errors.
HEAVY = ("nested.html", "cells.csv", "line.txt", "bomb.docx", "wide.docx", "deep.docx")


def coded(text: str) -> str:
    """HTML that a page *shows*: what a reader sees is the tag itself."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def page(
    title: str = "某区退役军人事务局扎实做好疫情防控工作",
    extra: tuple[str, ...] = (),
    source: str = "某区退役军人事务局",
    author: str = "张建国",
) -> str:
    body = "\n".join("　　" + p for p in (*BODY[:1], *extra, *BODY[1:]))
    return (
        f"首页 > 工作动态\n\n{title}\n发布时间：2020-02-11 来源：{source} "
        f"作者：{author}\n\n{body}\n\n打印本页 关闭窗口\n"
    )


def said(payload: str, i: int = 0) -> str:
    """A sentence that the measures read, with the payload where they take their words from."""
    return (
        f"{payload}疫情就是命令{payload},防控就是责任。第{i}支队伍捐款{i + 2}万元{payload},"
        f"李明说:“{payload}我先上!”根据《{payload}通知》,{payload}。"
    )


def docx(xml: str, names: tuple[str, ...] = (), prolog: str = "") -> bytes:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override '
            f'PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" '
            f'Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        z.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prolog}<w:document {word}><w:body>{xml}</w:body></w:document>',
        )
        for name in names:
            z.writestr(name, "owned")
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a0 "哈哈哈哈">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)
PASSWD = Path("/etc/passwd").as_uri()
OUTSIDE = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{PASSWD}">]>'


def make(folder: Path) -> dict[str, str]:
    """Fill the folder; gives for each bad file, by its name in `errors`, the kind of error that it
    must be named with.
    """
    pages = {
        "shown.txt": page(
            coded(PAYLOADS[1]) + "抗击疫情",
            tuple(said(coded(p), i) for i, p in enumerate(PAYLOADS)),
            coded(PAYLOADS[0]) + "日报",
            coded(PAYLOADS[2]),
        ),
        "twice.txt": page(
            "双重编码", tuple(said(coded(coded(p)), i) for i, p in enumerate(PAYLOADS))
        ),
        "raw.txt": page(
            PAYLOADS[0], tuple(said(p, i) for i, p in enumerate(PAYLOADS)), PAYLOADS[3], PAYLOADS[4]
        ),
        "formulas.txt": page(
            '=HYPERLINK("http://evil.invalid","抗击疫情纪实")',
            tuple(f"{f}疫情就是命令,防控就是责任。\n{f}" for f in FORMULAS),
            "=1+1日报",
            "@SUM(1)",
        ),
        "math.txt": page(
            "$\\frac{疫情}{防控}$ $x_1$",
            (
                "$\\href{javascript:window.__pwned=1}{疫情就是命令}$,捐款$100$元,"
                "$$\\int$$一线,\\input{/etc/passwd}。",
            ),
        ),
        "control.txt": page(
            "控制\x1b[31m字符\u202e抗击疫情", (f"疫情就是命令{CONTROL}防控就是责任。",)
        ),
        "attributes.html": f"<html><head><title>{coded(PAYLOADS[1])}疫情纪实</title>"
        f"<meta name='author' content='{coded(PAYLOADS[0])}'></head><body "
        f"onload={FLAG}><h1>{coded(PAYLOADS[1])}疫情纪实</h1>"
        + "".join(f"<p>{said(coded(p), i)}</p>{p}" for i, p in enumerate(PAYLOADS))
        + "".join(f"<p>{p}</p>" for p in BODY)
        + "</body></html>",
        "<img src=x onerror=window.__pwned=1>.txt": page("文件名一"),
        "=HYPERLINK(1).txt": page("文件名二"),
        "+1.txt": page("文件名三"),
        "-1+1.txt": page("文件名四"),
        "@x.txt": page("文件名五"),
        "a\nb.txt": page("文件名六"),
        "a\r=1+1.txt": page("文件名七"),
        "\u202egpj.txt": page("文件名八"),
        "x\x1b]0;y\x07.txt": page("文件名九"),
        "$x^2$ | `a` **b**.txt": page("文件名十"),
        " =1 .txt": page("文件名十一"),
        "长" * 80 + ".txt": page("文件名十二"),
        "\\..\\..\\x.txt": page("文件名十三"),
    }
    errors: dict[str, str] = {}
    for name, text in pages.items():
        (folder / name).write_text(text, "utf8", newline="")
    (folder / os.fsdecode(b"\xff\xfe\xe4.txt")).write_text(page("坏文件名"), "utf8")
    _tables(folder, errors)
    _documents(folder, errors)
    _bytes(folder, errors)
    _links(folder, errors)
    _sheets(folder, errors)
    return errors


def _tables(folder: Path, errors: dict[str, str]) -> None:
    names = [
        *FORMULAS,
        *PAYLOADS,
        "../../etc/passwd",
        "$\\alpha$",
        "| a | b |",
        "\\input{x}",
        "nan",
        "长" * 5000,
    ]
    rows = [
        {"name": n, "text": page(f"表格第{i}篇{n[:50]}", (said(n[:200], i),))}
        for i, n in enumerate(names)
    ]
    pd.DataFrame(rows).to_csv(folder / "table.csv", index=False, quoting=csv.QUOTE_ALL)
    (folder / "zero.csv").write_text(f'name,text\na\x00b,"{page("零")}"\n', "utf8")
    errors["zero.csv"] = "binary"
    with (folder / "lines.jsonl").open("w", encoding="utf8") as out:
        out.write(json.dumps({"id": {"a": ["=1+1"]}, "text": page("嵌套的名")}) + "\n")
        out.write(
            "[" * 100_000
            + "\n"
            + '{"a":' * 100_000
            + "\n"
            + "NaN\n"
            + "1" * 5000
            + "\n"
            + '"text"\n'
        )
        out.write(json.dumps({"id": "half \ud800", "text": page("半个字符") + "\ud800"}) + "\n")
        out.write(json.dumps({"id": "deep", "text": [[[["x"]]]]}) + "\n")
    errors["lines.jsonl"] = "format"
    errors["lines/half \ufffd"] = "damaged"
    errors["lines/deep"] = "format"
    (folder / "cells.csv").write_text(
        "id,text\nbig,"
        + "疫" * (7 * 2**20)
        + "x" * (14 * 2**20)
        + f'\nsound,"{page("大单元格后")}"\nopen,"no end',
        "utf8",
    )
    errors["cells/big"] = "too large"
    (folder / "junk.parquet").write_bytes(b"PAR1" + os.urandom(200) + b"PAR1")
    errors["junk.parquet"] = "format"
    pd.DataFrame({"text": [b"\xff\x00", b"x"], "n": [1, 2]}).to_parquet(folder / "bytes.parquet")
    errors["bytes/000000"] = errors["bytes/000001"] = "format"
    pd.DataFrame({'=HYPERLINK("x")': ["a"], "<script>": ["b"]}).to_csv(
        folder / "columns.csv", index=False
    )
    errors["columns.csv"] = "no text column"


def thin(table: Path, step: int) -> None:
    """Leave of a table's rows each so many-th one."""
    rows = pd.read_csv(table, keep_default_na=False)[::step]
    rows.to_csv(table, index=False, quoting=csv.QUOTE_ALL)


def _documents(folder: Path, errors: dict[str, str]) -> None:
    body = "".join(map(paragraph, (coded(PAYLOADS[1]) + "抗击疫情", *BODY)))
    wide = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan "
        'w:val="1000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    )
    files = {
        "slip.docx": (docx(body, ("../../../tmp/slipped.txt", "/etc/slipped", "C:\\slipped")), ""),
        "laughs.docx": (docx(paragraph("&a9;") + body, prolog=LAUGHS), ""),
        "outside.docx": (docx(paragraph("&x;") + body, prolog=OUTSIDE), ""),
        "bomb.docx": (docx(paragraph("疫" * 100_000_000)), "format"),
        "wide.docx": (docx(wide + body), "format"),
        "deep.docx": (docx("<w:tbl><w:tr><w:tc>" * 5000), "format"),
        "junk.docx": (b"PK\x03\x04" + os.urandom(500), "format"),
        "junk.pdf": (b"%PDF-1.7\n" + os.urandom(500), "format"),
        "trailer.pdf": (
            b"%PDF-1.7\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count "
            b"99999999>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
            "format",
        ),
    }
    for name, (data, error) in files.items():
        (folder / name).write_bytes(data)
        if error:
            errors[name] = error


def _bytes(folder: Path, errors: dict[str, str]) -> None:
    files = {
        "nul.txt": (page().encode() + b"\x00" * 50, "binary"),
        "empty.txt": (b" \n", "empty"),
        "picture.txt": (b"\x89PNG\r\n" + os.urandom(99), "binary"),
        "surrogates.txt": (
            page().encode() + "\ud800\udfff".encode("utf-8", "surrogatepass") * 3,
            "damaged",
        ),
        "odd.xlsm": (b"x", "format"),
        "half.txt": (page().encode("utf-16") + b"\xd8", "damaged"),
    }
    for name, (data, error) in files.items():
        (folder / name).write_bytes(data)
        errors[name] = error
    (folder / "line.txt").touch()
    os.truncate(folder / "line.txt", 100 * 2**20)
    errors["line.txt"] = "too large"
    os.mkfifo(folder / "pipe.txt")
    errors["pipe.txt"] = "not a file"
    (folder / "nested.html").write_text(
        "<html><body>" + "<div>" * 300_000 + "".join(f"<p>{p}</p>" for p in BODY), "utf8"
    )


def _links(folder: Path, errors: dict[str, str]) -> None:
    for name, target in {"loop": ".", "up": "..", "etc": "/etc"}.items():
        (folder / name).symlink_to(target)
    for name, target, error in (
        ("self.txt", "self.txt", "not a file"),
        ("passwd.txt", "/etc/passwd", "outside"),
        ("climb.txt", "../../../../../../etc/passwd", "outside"),
        ("broken.txt", "nothing", "not a file"),
        ("README.md", "/etc/passwd", "outside"),
        ("linked.csv", "/etc/passwd", "outside"),
        ("proc.txt", "/proc/self/environ", "outside"),
    ):
        (folder / name).symlink_to(target)
        errors[name] = error


def _sheets(folder: Path, errors: dict[str, str]) -> None:
    manifest = pd.DataFrame(
        {
            "file": [
                "shown.txt",
                "raw.txt",
                "formulas.txt",
                "../../etc/passwd",
                "/etc/passwd",
                PASSWD,
                "twice.txt",
                "math.txt",
                "=1+1",
            ],
            "title": ["=1+1", PAYLOADS[1], "\r=1+1", "x", "x", "x", "", "$x$", ""],
            "published": [
                "=1+1",
                "2020-02-12",
                "9999-99-99",
                "",
                "",
                "",
                "0001-01-01",
                PAYLOADS[0],
                "",
            ],
            "province": [PAYLOADS[1], "=1+1", "广东省", "", "", "", "", "", ""],
            "level": ["=county", PAYLOADS[2], "$y$", "", "", "", "", "", ""],
            "office": ["@x", "+1", "-1", "", "", "", "", "", ""],
            "group": ["=g", "=g", "<b>", "", "", "", "", "", ""],
            "=HYPERLINK(1)": ["=1"] * 9,
            PAYLOADS[1]: [PAYLOADS[1]] * 9,
            "+x": ["+1+1"] * 9,
            "a\rb": ["a\r=1+1"] * 9,
            "sha256": ["0"] * 9,
            "index": ["1"] * 9,
        }
    )
    manifest.to_csv(folder / "manifest.csv", index=False, quoting=csv.QUOTE_ALL)
    for name in ("../../etc/passwd", "/etc/passwd", PASSWD, "=1+1"):
        errors[name] = "manifest"
    rows = [
        "account,start,end,kind",
        "../../etc/passwd,0,5,title",
        "shown,1e999,2e999,title",
        "shown,nan,5,title",
        "shown,-5,5,title",
        "shown,0,5,<script>",
        "shown,９,２０,title",
        "shown,0,99999999999999999999,title",
    ]
    (folder / "corrections.csv").write_text("\n".join(rows) + "\n", "utf8")
    errors["corrections.csv"] = "corrections"
    lists = folder / "lexicons"
    (lists / "devices").mkdir(parents=True)
    (lists / "slogans.csv").write_text(
        'phrase,family,gloss,not_in\n疫情就是命令,=f,"=HYPERLINK(1)",\n(a+)+$,<img src=x '
        "onerror=window.__pwned=1>,<script>,\n[,$x$,\\,\n",
        "utf8",
    )
    (lists / "devices" / "=thanks.csv").write_text(
        "term,category\n好评,=x\n.*,<b>\n(?P<x>,y\n", "utf8"
    )
    (lists / "devices" / "nul.csv").write_bytes(b"term\n\x00\xff\xfe\n")
    errors["lexicons/devices/nul.csv"] = "lexicon"
    (lists / "tone.csv").symlink_to("/etc/passwd")
    errors["lexicons/tone.csv"] = "outside"


def outputs(run: Path) -> list[tuple[str, str, str]]:
    """(notebook, type, content) of all that the executed notebooks of a run show."""
    found = []
    for path in sorted((run / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf8"))["cells"]:
            for output in cell.get("outputs", []):
                assert output["output_type"] in ("execute_result", "display_data", "stream"), (
                    path.name
                )
                found += [
                    (path.stem, kind, "".join(text))
                    for kind, text in output.get("data", {}).items()
                ]
    return found
