"""What must hold for any page: it is read, and its blocks tile it."""

import random

import gongwen as gw
import pytest
from gongwen.common.characters import whole
from gongwen.corpus import from_accounts
from gongwen.pages.markup import clean
from gongwen.pages.sources import PageError, decode
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import growth
from ..here import ROOT

LINES = [
    line
    for path in sorted((ROOT / "seeds").glob("*.txt"))
    for line in path.read_text("utf8").splitlines(keepends=True)
]
PIECES = [
    "<p>",
    "</p>",
    "<br>",
    "<h3>",
    "<font color=",
    "&nbsp;",
    "&#0;",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "\u3000\u3000",
    "……",
    "来源:",
    "时间: ",
    "2020-02-30",
    "二〇二〇年二月十八日",
    "一、",
    "(一)",
    "图1.jpg",
    "\ud800",
    "\x00",
    "“",
    "”",
    "《",
    "。",
    "\r\n",
    "\u2028",
    "Ⅻ",
    "İ",
    "𠮷",
]


def check(raw: str) -> None:
    account = gw.parse_page(raw, "page")
    assert "".join(raw[b.start : b.end] for b in account.blocks) == raw
    assert all(a.end == b.start for a, b in zip(account.blocks, account.blocks[1:]))
    assert not raw or (account.blocks[0].start == 0 and account.blocks[-1].end == len(raw))
    assert {b.kind for b in account.blocks} <= set(gw.pages.account.KINDS)
    for block in account.blocks:
        if block.text:
            assert clean(raw, block.start, block.end).text == block.text
    for s in from_accounts([account]).sentences.itertuples():
        assert whole(clean(raw, s.start, s.end).text) == s.text


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_any_text(raw):
    check(raw)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=40).map("".join))
def test_pieces_of_pages(raw):
    check(raw)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=60).map("".join))
def test_shuffled_lines_of_the_seeds(raw):
    check(raw)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data):
    try:
        check(decode(data))
    except PageError as error:
        assert error.kind and str(error)


@pytest.mark.parametrize(
    "raw",
    [
        "<div>" * 50_000 + "字" + "</div>" * 50_000,
        "<!--" * 50_000,
        "<script>" * 30_000,
        "<a " * 50_000,
        '<a "' * 50_000,
        "&nbsp;" * 50_000,
        "字。" + " " * 200_000 + "字。",
        "\n" * 200_000,
        "来源:" * 40_000,
        "字。" * 100_000,
        "(a" * 50_000,
        "图." * 50_000,
        "《" * 50_000,
        "\n".join(f"第{i}行文字都在这里,我们一起努力。" for i in range(3_000)),
        "\n".join(["疫情"] * 5_000),
        "\n".join(
            ["我们一起努力,打赢疫情防控阻击战,夺取全面胜利,坚定信心,同舟共济,科学防治。"] * 3_000
        ),
        "某局抗击疫情\n来源:本网 时间:2020-02-04\n" + "全体干部坚守岗位,打赢这场阻击战。" * 5_000,
        "".join(
            f"织密第{i}张网\n全体干部坚守岗位,打赢这场阻击战{i}。\n织密第{i}张网。\n"
            for i in range(1_000)
        ),
        "某局抗击疫情纪实\n" + "2020-02-04 某某\n" * 2_000 + "全体干部坚守岗位,打赢这场阻击战。",
        "全体干部坚守岗位,打赢这场阻击战。\n"
        + "短句\n" * 5_000
        + "全体干部坚守岗位,打赢这场阻击战。",
    ],
    ids=range(20),
)
def test_growth_is_not_that_of_a_square(raw):
    """Four times as much of a hostile page takes less than ten times the CPU time (a quadratic step
    would take sixteen times).
    """
    assert not growth.is_steep(lambda n: gw.parse_page(raw[:n]), min(len(raw), 40_000))


def test_order_of_pages_does_not_matter(root):
    texts = {
        p.name: p.text for p in gw.sources.pages(root / "seeds") if isinstance(p, gw.sources.Page)
    }
    names = sorted(texts)
    first = {name: gw.parse_page(texts[name], name) for name in names}
    random.Random(0).shuffle(names)
    assert {name: gw.parse_page(texts[name], name) for name in names} == first
