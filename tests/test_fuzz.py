"""What must hold for any bytes, names, phrases and sentences: nothing crashes, nothing is lost,
every span holds what it says.

`python -m tests.fuzz` runs the same properties under a coverage-guided fuzzer.
"""

import datetime
import os
import re
import tempfile
from pathlib import Path

import gongwen as gw
import pandas as pd
from gongwen.common.characters import legible, whole
from gongwen.common.sheets import from_spreadsheet, spreadsheet_safe
from gongwen.corpus.corpus import parse_all
from gongwen.corpus.manifest import Manifest
from gongwen.pages import sources
from gongwen.pages.packed import Reader
from gongwen.phrases.variants import Matcher, formula, in_text
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .pages.test_properties import LINES, PIECES, check

WORDS = (
    "疫情就是命令 防控就是责任 战“疫” 守土有责 打赢 阻击战 老兵 党员 李明 张建国 王某 "
    "库尔班江·依明 同志 说 表示 他说 我先上 习近平 总书记 指出 “ ” 「 」 ‘ 《 》 ( ) , 。 "
    "! ? … ; : 、 —— "
    "300 1.2 12,000 % 万 亿 元 名 人 个 多 余 近 半 第 三 十 百分之 数百 两 零下 5℃ 50天 "
    "1200小时 至 ~ 2020年 2月 10日 正月初二 除夕 截至 昨日 同日 当天 今年 四个意识 "
    "一图一码 “三个到位” "
    "捐款 捐赠 党费 自愿 向 为 不 没有 { } | [ * + \\ ^ $ .* (?P<a> \ud800 \x00 \t \n "
    "\u3000 İ ß Σ ﬁ 𠮷 \u200b \u202e é e\u0301 = <b> &amp; \U0001f9a0"
).split(" ")
SENTENCE = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=24).map(
    "".join
)
PHRASE = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), min_size=1, max_size=3
).map("".join)
ENDINGS = [
    "",
    ".txt",
    ".html",
    ".csv",
    ".tsv",
    ".jsonl",
    ".parquet",
    ".docx",
    ".pdf",
    ".md",
    ".TXT",
    ".exe",
]
NAME = st.text(
    st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=20
)
ROWS = [
    "id,text\n",
    "a,疫情\n",
    '"',
    "\r",
    "\n",
    ",",
    ";",
    "\t",
    '{"text":"疫"}',
    "[[[",
    "{",
    "}",
    "\x00",
    "\ufeff",
    "=1+1",
    "﻿",
]
CONTENT = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(st.sampled_from(ROWS + LINES[:20]), st.text(max_size=10)), max_size=12).map(
        lambda p: "".join(p).encode("utf8", "replace")
    ),
    st.tuples(
        st.sampled_from(
            [
                b"PK\x03\x04",
                b"%PDF-1.4\n",
                b"PAR1",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b"\x84\x31\x95\x33",
            ]
        ),
        st.binary(max_size=100),
    ).map(b"".join),
)
quick = settings(max_examples=28, deadline=None, suppress_health_check=list(HealthCheck))


def sentences(*texts: str) -> pd.DataFrame:
    rows = [("a", 0, i, "paragraph", 0, len(text), whole(text)) for i, text in enumerate(texts)]
    return pd.DataFrame(
        rows, columns=["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    ).astype({"text": "str"})


READER = Reader()  # one child for all examples


def read_all(folder):
    for item in sources.listing(folder):
        yield from sources.read(item, READER) if isinstance(item, sources.Listed) else (item,)


@quick
@given(st.lists(st.tuples(NAME, st.sampled_from(ENDINGS), CONTENT), min_size=1, max_size=3))
@example([("a", ".jsonl", b"[" * 100_000)])
@example([("a", ".jsonl", b'{"text": 1, "id": ' + b"1" * 5000 + b"}")])
@example([("a\r", ".csv", b'id,text\n"\x00\r=1",x\n')])
def test_any_folder(files):
    """Every file is a page or a row that says why not, under a name that any table can hold; twice
    the same.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, ending, content in files:
            path = Path(folder) / (name + ending)
            if len(os.fsencode(path.name)) < 250 and name + ending not in (".", ".."):
                path.write_bytes(content)
        there = [
            p.name
            for p in Path(folder).iterdir()
            if not p.name.startswith((".", "~$")) and not sources._NOT_PAGES.match(p.name)
        ]
        found = list(read_all(folder))
        told = {getattr(item, "file", item.name) for item in found}
        stems = {legible(name) for name in there} | {legible(Path(name).stem) for name in there}
        assert all(
            legible(name) in told or any(t.startswith(legible(Path(name).stem)) for t in told)
            for name in there
        )
        assert all(any(item.name.startswith(stem) for stem in stems) for item in found)
        assert all(item.name == legible(item.name) for item in found)
        assert all(
            item.text.strip() and item.text.encode("utf8")
            for item in found
            if isinstance(item, sources.Page)
        )
        assert found == list(read_all(folder))
        read, _ = parse_all(found, Manifest(), [])
        assert len(read.accounts) + len(read.errors) >= len(there)


@quick
@given(CONTENT)
@example(b"\xff\xfe\x00\xd8")
@example(b"\xef\xbb\xbf\xef")
def test_any_bytes(data):
    try:
        text = sources.decode(data)
    except sources.PageError as error:
        assert error.kind and str(error)
    else:
        assert isinstance(text, str)
        check(text)


@quick
@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES + LINES + WORDS), st.text(max_size=20)), max_size=40
    ).map("".join)
)
def test_any_page(raw):
    check(raw)


@quick
@given(st.lists(SENTENCE, min_size=1, max_size=3), PHRASE, st.one_of(st.none(), st.integers(-1, 4)))
@example(["İABC"], "ABC", None)
@example(["ΑΣΑ"], "ΑΣ", None)
@example(["00:"], "0:", None)
@example(["第)第第第"], "第第第", None)
@example(["(?P<a>战“疫”)[*"], "战“疫”", 1)
@example([""], "\ud800", None)
def test_any_variants(texts, phrase, most):
    try:
        looked_for = formula(phrase, most)
    except ValueError as error:  # no letter, too many edits, a brace without its other
        assert str(error)
        return
    matcher = Matcher([looked_for.key], [looked_for.limit])
    for text in map(whole, texts):
        hits = in_text(text, [looked_for], matcher)
        assert all(0 <= start < end <= len(text) and how for _, start, end, _, how in hits)
        assert all(
            edits <= looked_for.limit or how == "echo" or how.startswith("slot")
            for *_, edits, how in hits
        )
        at = text.find(phrase) if looked_for.phrase == phrase else -1
        while at >= 0:
            assert any(
                start < at + len(phrase) and at < end and not edits
                for _, start, end, edits, _ in hits
            )
            at = text.find(phrase, at + 1)


@quick
@given(SENTENCE, st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
@example("1" * 400 + "万元", datetime.date(2020, 2, 4))
@example("9999年12月31日至次日", datetime.date(2020, 2, 4))
def test_any_claims(text, day):
    for every in (False, True):
        found = gw.claims.quantities_in(text, every)
        assert [(q.start, q.end) for q in found] == sorted((q.start, q.end) for q in found)
        for q in found:
            assert text[q.start : q.end] == q.surface and 0 <= q.start < q.end <= len(text)
            assert q.value is None or q.value == q.value
        assert found == gw.claims.quantities_in(text, every)
    for mention in gw.claims.dates_in(text, day):
        assert text[
            mention.start : mention.end
        ] == mention.surface and 0 <= mention.start < mention.end <= len(text)
    for quotation in gw.claims.quotations_in(text):
        assert text[
            quotation.start : quotation.end
        ] == quotation.text and 0 <= quotation.start <= quotation.end <= len(text)
    for person in gw.claims.people_in(text):
        assert text[
            person.start : person.end
        ] == person.name and 0 <= person.start < person.end <= len(text)


@quick
@given(SENTENCE, SENTENCE)
def test_any_marks(text, other):
    for said in (text, other + "。" + text):
        found = gw.rhetoric.mark_text(said)
        assert all(
            said[m.start : m.end] == m.surface and 0 <= m.start < m.end <= len(said) for m in found
        )
        assert found == gw.rhetoric.mark_text(said)


@settings(quick, max_examples=15)
@given(st.lists(SENTENCE, min_size=1, max_size=3), PHRASE)
@example(["1" * 400 + "万元"], "1")
def test_any_table(texts, phrase):
    """The measures of a table of sentences: each row's span holds its surface."""
    table = sentences(*texts)
    accounts = pd.DataFrame({"account": ["a"], "published": pd.to_datetime(["2020-02-10"])})
    found = [
        gw.rhetoric.mark(table),
        gw.claims.table(table, accounts),
        gw.claims.dates(table, accounts),
    ]
    if any(c.isalnum() for c in phrase) and not set("{}|") & set(phrase):
        found.append(gw.phrases.wordings(table, [phrase]))
        assert gw.phrases.variants(table, phrase)["n"].sum() == len(found[-1])
        found.append(
            gw.phrases.kwic(table, re.escape(whole(phrase))).rename(columns={"keyword": "surface"})
        )
    for part in found:
        assert all(
            whole(texts[row.sentence])[row.start : row.end] == row.surface
            for row in part.itertuples()
        )


@quick
@given(
    st.one_of(
        st.text(max_size=12),
        st.tuples(
            st.sampled_from([" ", "\t", "\u200b", "\r", "\x01", ""]),
            st.sampled_from(list("=+-@＝＋－＠|'")),
            st.text(max_size=6),
        ).map("".join),
    )
)
def test_any_cell(cell):
    """No cell is a formula or breaks its line, and what was put in front is taken away again."""
    safe = spreadsheet_safe(cell)
    bare = safe.lstrip().lstrip("\u200b\ufeff")
    assert not bare.startswith(tuple("=+@＝＋＠")) and (
        not bare.startswith(("-", "－")) or any(c.isdigit() for c in bare)
    )
    assert "\r" not in safe and "\x00" not in safe and not safe.startswith("\t")
    if not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in cell):
        assert from_spreadsheet(safe) == cell


@quick
@given(SENTENCE)
def test_folding_keeps_places_and_is_the_same_wherever_it_begins(text):
    folded = gw.common.characters.fold(text)
    assert len(folded) == len(text)
    assert folded == "".join(map(gw.common.characters.fold, text))


def test_empty_sentences_are_no_trouble():
    table = sentences("", " ", "\ud800")
    assert (
        not len(gw.rhetoric.mark(table))
        and not len(gw.claims.quantities(table))
        and not len(gw.phrases.variants(table, "疫情"))
    )
