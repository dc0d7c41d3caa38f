"""A corpus is data: whatever a folder holds, nothing of it runs, nothing outside of it is read, and
each bad file is named.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import gongwen as gw
import pandas as pd
import pytest
from gongwen.__main__ import main
from gongwen.common.characters import legible
from gongwen.common.sheets import spreadsheet_safe, write_sheet
from gongwen.corpus import partitions, save
from gongwen.publish import report
from lxml import etree
from lxml import html as lxml_html

from . import hostile
from .here import ROOT

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="links, pipes and limits as Linux has them"
)
pytestmark = linux
PLAIN = re.compile(r"[-－][\d.,]*\d[\d.,]*%?")
BAD_TAGS = frozenset(
    "script iframe object embed link base form input meta svg math "
    "frame applet audio video template".split()
)


@pytest.fixture(scope="module")
def read(hostile_folder):
    return gw.read_corpus(hostile_folder[0])


def python(code: str, *arguments, limit: int = 4, seconds: int = 200) -> str:
    """What a program prints that has so many GB of memory and so many seconds; `most()` is the most
    memory that it took so far.
    """
    head = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({limit} << 30, {limit} << 30))\n"
        "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes until now\n"
    )
    environment = {**os.environ, "TQDM_DISABLE": "1", "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", head + code, *map(str, arguments)],
        capture_output=True,
        encoding="utf8",
        timeout=seconds,
        cwd=ROOT,
        env=environment,
    )
    assert not done.returncode, done.stderr[-2000:]
    return done.stdout


# --- what is read ---------------------------------------------------------------------------------


def test_every_bad_file_is_named(hostile_folder, read):
    told = {(name, error) for name, error in zip(read.errors["name"], read.errors["error"])}
    assert not {(name, error) for name, error in hostile_folder[1].items()} - told
    assert (
        read.errors["message"].str.len().gt(5).all()
        and not read.errors["message"].str.contains("Traceback|Error:").any()
    )


def test_nothing_is_lost_silently(hostile_folder, read):
    """Everything in the folder that is no list, manifest or link within it is an account, or a row
    of errors, by its name.
    """
    root = hostile_folder[0]
    known = {
        *read.errors["name"],
        *read.accounts["account"],
        *(
            name.split("/")[0]
            for table in (read.accounts, read.errors)
            for name in table.iloc[:, 0]
        ),
    }
    own = {
        "manifest.csv",
        "corrections.csv",
        "lexicons",
        "loop",
        "manifest_draft.csv",
        "review.html",
    }
    lost = [
        p.name
        for p in root.iterdir()
        if p.name not in own and not known & {legible(p.name), legible(Path(p.name).stem)}
    ]
    assert not lost


def test_good_pages_are_read_and_every_row_of_a_table(read):
    names = set(read.accounts["account"])
    assert {
        "shown",
        "twice",
        "raw",
        "formulas",
        "math",
        "control",
        "attributes",
        "slip",
        "outside",
        "nested",
        "half",
        "surrogates",
    } <= names
    assert sum(name.startswith("table/") for name in names) == hostile.TABLE_ROWS
    assert "passwd" not in read.account("outside").raw and "root:" not in "".join(
        read.account(name).raw for name in names
    )


def test_names_can_be_written_into_any_line(read):
    for table in (read.accounts, read.errors):
        for name in table.iloc[:, 0]:
            assert not any(
                unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")
                or c in "\u202d\u202e\u2066\u2069"
                for c in name
            ), ascii(name)


def test_a_folder_that_cannot_be_listed_and_one_too_deep_are_named(tmp_path, monkeypatch):
    deep = tmp_path
    for _ in range(70):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(hostile.page(), "utf8")
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def closed(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = [(f.name.count("d"), f.error) for f in gw.sources.pages(tmp_path)]
    assert sorted(found) == [(1, "unreadable"), (50, "too deep")]


def test_a_link_to_itself_and_a_list_that_is_elsewhere(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "self.txt").symlink_to("self.txt")
    (tmp_path / "pages" / "a.txt").write_text(hostile.page(), "utf8")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "slogans.csv").write_text("phrase,family,gloss,not_in\n好,a,,\n", "utf8")
    (tmp_path / "away" / "m.csv").write_text("file,title\na.txt,secret\n", "utf8")
    (tmp_path / "pages" / "lexicons").symlink_to(tmp_path / "away")
    (tmp_path / "pages" / "manifest.csv").symlink_to(tmp_path / "away" / "m.csv")
    (tmp_path / "pages" / "corrections.csv").symlink_to("/etc/passwd")
    corpus = gw.read_corpus(tmp_path / "pages")
    assert sorted(corpus.errors["name"]) == [
        "corrections.csv",
        "lexicons",
        "manifest.csv",
        "self.txt",
    ]
    assert not corpus.lists and "secret" not in set(corpus.accounts["title"])


OPENED = """
import os, sys
from pathlib import Path
import gongwen as gw
for name in ("claims", "compare", "deeds", "phrases", "rhetoric", "sentiment"):
    getattr(gw, name)
import docx, chardet, pypdfium2, pyarrow.parquet
gw.read_corpus("seeds")
opened = []
READS = ("open", "os.listdir", "os.scandir")
sys.addaudithook(lambda event, args: opened.append(args[0]) if event in READS else None)
gw.read_corpus(sys.argv[1])
opened = [os.fsdecode(path) for path in opened if isinstance(path, (str, bytes, os.PathLike))]
places = (sys.prefix, sys.base_prefix, sys.argv[1], Path(gw.__file__).parent)
own = [os.path.realpath(p) for p in places]
real = os.path.realpath
is_own = lambda path: path == os.devnull or any(Path(real(path)).is_relative_to(p) for p in own)
print(*{path for path in opened if not is_own(path)}, len(opened), sep="\\n")
"""


@pytest.mark.parametrize("name", ["README.md", "readme.MD"])
def test_a_report_prints_no_file_that_a_link_leads_to(tmp_path, name):
    """A data statement is shown to everybody who reads the report: only one that lies in the folder
    of the pages.
    """
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text("某局抗疫纪实\n疫情就是命令,全局党员干部坚守一线。", "utf8")
    (tmp_path / "secret").write_text("# a secret of this machine", "utf8")
    (pages / name).symlink_to(tmp_path / "secret")

    def index():
        read = gw.read_corpus(pages)
        return read, report.index([], read, pages, gw.people.Mask(()))

    read, page = index()
    assert "secret" not in page and "There is no data statement" in page
    assert read.errors[["name", "error"]].values.tolist() == [[name, "outside"]]
    (pages / "statement.txt").write_text("Whose these texts are", "utf8")
    (pages / name).unlink()
    (pages / name).symlink_to("statement.txt")  # a link that stays inside is followed
    assert "Whose these texts are" in index()[1]


def test_a_built_corpus_reads_no_file_that_a_link_leads_to(tmp_path, corpus):
    save(corpus, tmp_path / "built")
    part = tmp_path / "built" / "blocks" / "part-000000.parquet"
    part.rename(tmp_path / "away.parquet")
    part.symlink_to(tmp_path / "away.parquet")
    with pytest.raises(FileNotFoundError, match="a link leads out of the corpus"):
        partitions.read_part(0, tmp_path / "built", "blocks")
    (tmp_path / "built" / "build.json").rename(tmp_path / "build.json")
    (tmp_path / "built" / "build.json").symlink_to(tmp_path / "build.json")
    assert not partitions.is_built(tmp_path / "built")


def test_nothing_outside_the_folder_is_opened(hostile_shown):
    *outside, count = python(OPENED, hostile_shown).split("\n")[:-1]
    assert int(count) > 50 and not outside


# --- all measures ---------------------------------------------------------------------------------


def test_all_measures_run(hostile_shown):
    whole = gw.read_corpus(hostile_shown)
    rows = [name for name in whole.accounts["account"] if name.startswith("table/")]
    read = whole.only(["raw", "formulas", "math", "control", "slip", "outside", *rows[-9:]])
    sentences, accounts = read.sentences, read.accounts
    marks = gw.rhetoric.mark(sentences)
    claims = gw.claims.table(sentences, accounts)
    for found in (
        marks,
        claims,
        gw.phrases.kwic(sentences, "疫情.{2}"),
        gw.phrases.occurrences(sentences, ["疫情就是命令", "[", "\\", "=1+1"]),
    ):
        assert len(found) and (found["start"] < found["end"]).all()
        read.to_page(found)
    assert (
        len(gw.phrases.count(sentences))
        and len(gw.phrases.variants(sentences, "疫情就是命令"))
        and len(gw.phrases.credits(sentences))
    )
    gw.phrases.couplets(sentences, ["疫情就是命令", "(a+)+$"])
    gw.phrases.reuse(sentences)
    gw.phrases.repeats(sentences["text"], 8)
    gw.sentiment.polarity(sentences["text"])
    assert len(gw.sentiment.score(sentences["text"])) == len(sentences)
    gw.claims.sums(gw.claims.select(claims, 'kind == "money"'))
    gw.corpus.reposts.in_corpus(read)
    profile = gw.compare.profile(read, by="group")
    assert len(profile) and "=g" in set(profile["account"])
    assert json.loads(
        json.dumps(gw.compare.paper.markdown(gw.compare.paper.comparison(profile, {})))
    ) and gw.compare.paper.latex(accounts.head(), "\\input{/etc/passwd}")


# --- what is written ------------------------------------------------------------------------------


def test_tables_are_safe_in_a_spreadsheet(hostile_shown, hostile_run):
    tables = [*hostile_run.glob("*.csv"), hostile_shown / "manifest_draft.csv"]
    assert len(tables) > 40
    for path in tables:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1, path.name
        for cell in {cell for row in rows for cell in row}:
            assert dangerous(cell) is None, (path.name, ascii(cell))


def dangerous(cell: str) -> str | None:
    """Why a spreadsheet should not be given this cell."""
    bare = cell.lstrip().lstrip("\u200b\ufeff\u00ad")
    if bare.startswith(tuple("=+@＝＋＠")) or (
        bare.startswith(("-", "－")) and not PLAIN.fullmatch(bare)
    ):
        return "formula"
    if cell.startswith(("\t", "\n")) or any(
        unicodedata.category(c) == "Cc" and c not in "\t\n" for c in cell
    ):
        return "control character"
    return None


def test_a_drafted_manifest_is_read_back_as_it_was_meant(tmp_path):
    (tmp_path / "a.txt").write_text(
        hostile.page('=HYPERLINK("http://evil.invalid","抗击疫情纪实")'), "utf8"
    )
    (tmp_path / "=1+1.txt").write_text(hostile.page("'=1抗击疫情纪实"), "utf8")
    before = gw.read_corpus(tmp_path).accounts
    assert main(["manifest", str(tmp_path)]) == 0
    assert "\"'=HYPERLINK" in (tmp_path / "manifest.csv").read_text("utf8")
    after = gw.read_corpus(tmp_path)
    pd.testing.assert_frame_equal(after.accounts[before.columns], before)


def test_a_manifest_is_not_written_through_a_link(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(hostile.page(), "utf8")
    for name in ("manifest.csv", "manifest_draft.csv"):
        (tmp_path / "pages" / name).symlink_to(tmp_path / f"outside-{name}")
    assert main(["manifest", str(tmp_path / "pages")]) == 0
    assert not list(tmp_path.glob("outside*"))


@pytest.mark.parametrize("cell", hostile.FORMULAS)
def test_no_formula_is_left_in_cell_or_header(cell, tmp_path):
    write_sheet(
        tmp_path / "a.csv",
        pd.DataFrame({cell: [cell, "x"], "n": [1, -2.5], "c": pd.Categorical([cell, cell])}),
    )
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [3, 3, 3] and not any(
        dangerous(c) for row in rows for c in row
    ), rows


def test_numbers_stay_numbers():
    assert [
        spreadsheet_safe(c) for c in ("-5", "-5.2%", "－3", "-1,000", -5, None, "a-b", "一+一")
    ] == [
        "-5",
        "-5.2%",
        "－3",
        "-1,000",
        -5,
        None,
        "a-b",
        "一+一",
    ]


def test_what_notebooks_show_is_escaped(hostile_run):
    shown = hostile.outputs(hostile_run)
    kinds = Counter(kind for _, kind, _ in shown)
    assert (
        set(kinds) <= {"text/html", "text/plain", "image/png"}
        and kinds["text/html"] > 30
        and kinds["image/png"] > 20
    )
    assert "&lt;img src=x onerror=" in "".join(
        text for _, kind, text in shown if kind == "text/html"
    )
    drawings = [
        (path.name, "image/svg+xml", path.read_text("utf8"))
        for path in sorted(hostile_run.glob("*.svg"))
    ]
    assert len(drawings) == 2
    for name, kind, text in [*shown, *drawings]:
        if kind in ("text/html", "image/svg+xml"):
            check_markup(text, f"{name} {kind}")


def test_the_page_of_what_was_removed_is_escaped(hostile_run):
    text = (hostile_run / "look.html").read_text("utf8")
    assert text.count("&lt;img src=x onerror=") > 20
    body = re.search("(?s)<main>(.*)</main>", text)[1]
    check_markup(body, "look.html", allowed={"template"})


def check_markup(text: str, where: str, allowed: frozenset[str] | set[str] = frozenset()) -> None:
    is_svg = "<svg" in text[:400] and "image/svg" in where
    tree = (
        etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
        if is_svg
        else lxml_html.document_fromstring(f"<div>{text}</div>")
    )
    for element in tree.iter():
        if not isinstance(element.tag, str):
            assert not is_svg or element.tag is etree.Comment, where
            continue
        tag = etree.QName(element).localname.lower()
        assert tag not in BAD_TAGS - allowed - ({"svg"} if is_svg else set()), (where, tag)
        for name, value in element.attrib.items():
            local = etree.QName(name).localname.lower()
            assert not local.startswith("on") and local not in (
                "srcdoc",
                "formaction",
                "action",
                "data",
                "background",
            ), (where, name)
            value = value if not value.startswith("data:image/png;base64,") else ""
            assert not re.search(
                r"javascript:|vbscript:|//(?!www\.w3\.org/|purl\.org/dc/)", value, re.IGNORECASE
            ), (where, value[:80])
            assert local not in ("href", "src") or value.startswith("#") or not value, (
                where,
                value[:80],
            )
        if tag == "style":
            assert not re.search(
                r"url\s*\((?!#)|@import|expression", element.text or "", re.IGNORECASE
            ), where


def test_the_check_of_markup_can_fail():
    for payload in hostile.PAYLOADS[:20]:
        if "<" in payload and "alert" not in payload:
            with pytest.raises((AssertionError, etree.XMLSyntaxError)):
                check_markup(payload, "control")


def test_labels_are_not_read_as_formulas_of_tex():
    """A title with $…$ is drawn letter by letter: a figure of it shows the dollar signs."""
    import matplotlib.pyplot as plt

    gw.figures.use_style()
    fig, ax = plt.subplots()
    text = ax.set_title("$\\frac{a}{b}$ $x_1$")
    assert not text.get_parse_math()
    plt.close(fig)


# --- time and memory ------------------------------------------------------------------------------

SHAPES = {
    "nested tags": '"<div>" * n + "疫情就是命令,防控就是责任。"',
    "open and closed": '"<div>" * n + "</div>" * n',
    "nested page": '"<html><body>" + "<div>" * n + "疫情。"',
    "one sentence": '"疫情就是命令," * n',
    "no break": '"疫" * 5 * n',
    "spaces": '"疫。" + " " * 5 * n',
    "entities": '"&lt;" * n',
    "comments": '"<!--" * n',
    "attributes": '"<a " + "b=c " * n',
    "quotes": '"“" * n',
    "lines": '"疫情就是命令\\n" * (n // 20)',
    "digits": '"1" * 3 * n',
}


PARSE = """
import sys
import gongwen as gw
n = 25_000
for shape in sys.argv[1:]:
    raw = eval(shape)
    assert sum(b.end - b.start for b in gw.parse_page(raw).blocks) == len(raw), shape
"""


def test_pages_of_hundreds_of_thousands_of_characters_are_parsed():
    """In two GB of memory; that time grows as the page does is seen at two sizes
    (test_properties).
    """
    python(PARSE, *SHAPES.values(), limit=2)


HUGE = """
import os, sys
from pathlib import Path
import gongwen as gw
root = Path(sys.argv[1])
with (root / "line.txt").open("wb") as out:
    out.write(b"a" * (80 << 20))
HEADS = {
    "cell.csv": b'id,text\\nx,sound page of a table\\ny,"',
    "rows.jsonl": b'{"id": "x", "text": "sound"}\\n{"id": "y", "text": "',
    "open.csv": b'id,text\\nx,sound\\ny,"',
}
for name, head in HEADS.items():
    with (root / name).open("wb") as out:
        out.write(head)
        for _ in range(80):
            out.write(b"a" * (1 << 20) + b"\\n" * (name == "open.csv"))
import chardet, docx, pyarrow  # else reading loads them
before, found = most(), list(gw.sources.pages(root))
assert most() - before < 50 << 10, most() - before
print(*((f.name, getattr(f, "error", "page")) for f in found), sep="\\n")
"""


def test_lines_and_cells_of_eighty_megabytes_are_not_held(tmp_path):
    """Less memory than any of four files has, each of one line or cell."""
    told = python(HUGE, tmp_path).splitlines()
    assert told == [
        "('cell/x', 'page')",
        "('cell.csv', 'format')",
        "('line.txt', 'too large')",
        "('open/x', 'page')",
        "('open.csv', 'format')",
        "('rows/x', 'page')",
        "('rows.jsonl', 'format')",
    ]


PARQUET = """
import sys
import gongwen as gw
import pyarrow.parquet
before, read = most(), sum(len(page.text) for page in gw.sources.pages(sys.argv[1]))
print(read, most() - before)
"""


def test_a_small_parquet_file_of_many_long_texts_is_read_a_few_at_a_time(tmp_path):
    """Together they have seventy million characters, three bytes each."""
    pd.DataFrame({"text": pd.Categorical(["疫情就是命令。" * 100_000] * 100)}).to_parquet(
        tmp_path / "t.parquet"
    )
    assert (tmp_path / "t.parquet").stat().st_size < 2**20
    read, most = map(int, python(PARQUET, tmp_path / "t.parquet").split())
    assert read == 70_000_000 and most < 60 << 10
