"""The report in a browser: words are found and shown in their page, tables searched and sorted; by
day, by night, small and printed.
"""

import csv
import io
import re
from contextlib import contextmanager

import gongwen as gw
import pypdfium2
import pytest
from gongwen.common.sheets import spreadsheet_safe
from gongwen.publish import look, web

from ..here import ROOT
from ..publish.test_kwic import write
from . import page as pages

FORMULA = "疫情就是命令"
CHOSEN = """() => {
    const [range] = [...CSS.highlights.get('chosen') ?? []], place = range?.getBoundingClientRect();
    const article = range?.startContainer.parentElement.closest('article');
    const inSight = place?.top >= 0 && place?.bottom <= innerHeight;
    return range && [range.toString(), article.dataset.label, inSight];
}"""
# Every picture, also those further down, which are loaded when they are seen.
DRAWN = """async () => {
    for (const i of document.images) { i.loading = 'eager'; await i.decode(); }
    return [...document.images].every(i => i.naturalWidth > 0);
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def windows(reader):
    """Windows by colour scheme, each opened once: a new one starts processes of its own."""
    opened = {}

    def window(scheme):
        if scheme not in opened:
            opened[scheme] = reader.new_context(color_scheme=scheme)
        return opened[scheme]

    yield window
    for context in opened.values():
        context.close()


@contextmanager
def opening(windows):
    """Opens a file as a reader does, in a window of a given size and colour scheme; in the end it
    must have asked for nothing.
    """
    tabs, asked, said = [], [], []

    def opened(path, width=1200, scheme="light", place=""):
        page = windows(scheme).new_page()
        tabs.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri() + place)
        page.wait_for_function("() => document.fonts.status === 'loaded'")
        return page

    opened.said = said
    yield opened
    for page in tabs:
        page.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def show(windows):
    with opening(windows) as opened:
        yield opened


@pytest.fixture(scope="module")
def concordance(windows, written):
    """The page on which words are found, to be asked for one after another."""
    with opening(windows) as opened:
        page = opened(written["concordance.html"])
        page.wait_for_selector("#hits tbody tr")
        yield page
        assert not opened.said


def rows(page, selector):
    return [
        [cell.strip() for cell in row]
        for row in page.locator(f"{selector} tbody tr").evaluate_all(
            "all => all.map(r => [...r.cells].map(c => c.textContent))"
        )
    ]


def test_a_formula_is_found_and_shown_in_its_page(show, written, corpus):
    page = show(written["concordance.html"])
    page.wait_for_selector("#hits tbody tr td:nth-child(5)")
    n = int(gw.phrases.count(corpus.sentences, [FORMULA])["n"].sum())
    lines = rows(page, "#hits")
    assert page.input_value("#words") == FORMULA
    assert sum(row[1] in ("paragraph", "heading") for row in lines) == n == 5
    assert (
        len(lines)
        == sum(
            account.raw.count(FORMULA)
            for account in map(corpus.account, corpus.accounts["account"])
        )
        == 6
    )
    assert page.inner_text("#found") == "5 in headings and paragraphs, 1 elsewhere on the pages"
    for number, row in enumerate(lines):
        page.evaluate("scrollTo(0, 0)")
        page.locator("#hits tbody tr").nth(number).click()
        assert page.evaluate(CHOSEN) == [FORMULA, row[0], True]
    assert not show.said


@pytest.mark.parametrize("words", ["志愿者", "一", "<b>", "不会出现的词语"])
def test_other_words_are_found(concordance, words):
    page = concordance
    page.fill("#words", words)
    texts = page.locator("article > p").evaluate_all("all => all.map(p => p.textContent)")
    assert sum(found(page)) == sum(text.count(words) for text in texts)
    assert (sum(found(page)) == 0) == (
        page.inner_text("#hits tbody") == "It occurs on none of these pages."
    )
    page.fill("#words", "")
    assert page.inner_text("#found") == ""


def found(page):
    """How often the words stand in headings and paragraphs, and elsewhere."""
    return list(map(int, re.findall(r"\d+", page.inner_text("#found"))))


@pytest.mark.parametrize(
    ("typed", "like"),
    [("疫情就是命令 ", FORMULA), ('战"疫"', "战“疫”"), ("習近平", "习近平"), ("２０２０", "2020")],
)
def test_letters_that_are_the_same_are_found(concordance, typed, like):
    page = concordance
    page.fill("#words", like)
    exact = found(page)
    page.fill("#words", typed)
    assert found(page) == exact and exact[0] > 0


LEFT = "1阿波次家我"  # left of 坚守, by pinyin; by code point 1家我次波阿


def first_left(page):
    return "".join(row[3][-1] for row in rows(page, "#hits"))


def test_lines_are_sorted_outward_filtered_counted_and_saved(show, tmp_path):
    corpus, body = write(tmp_path)
    path = tmp_path / "concordance.html"
    path.write_text(web.page(body, "", title="a", pages=[], href="", footer=""), "utf8")
    page = show(path)
    page.fill("#words", "坚守")
    assert first_left(page) == "波阿我1次家"
    page.select_option("[name=order]", "3")
    assert first_left(page) == LEFT
    page.select_option("[name=script]", "code")
    assert first_left(page) == "".join(sorted(LEFT))
    page.select_option("[name=order]", "5")
    assert [row[5][0] for row in rows(page, "#hits")] == sorted("岗一。车。课")
    assert rows(page, "#groups") == [
        ["not stated", "1", "1", *per(corpus, "李建设", 1)],
        ["东", "1", "3", *per(corpus, "a", 3)],
        ["西", "1", "2", *per(corpus, "b", 2)],
    ]
    page.select_option("[name=device]", label="war")
    assert first_left(page) == "阿"
    page.select_option("[name=device]", "")
    page.uncheck("[name=undated]")
    assert page.inner_text("#found").startswith("5 in") and "2 of 3" in page.inner_text("#found")
    page.fill("[name=since]", "2021-04-01")
    assert [row[2] for row in rows(page, "#hits")] == ["2021-04-02"] * 2
    page.click("#word-list summary")
    page.locator("#frequencies tbody td").first.wait_for()  # the list is made when it opens
    assert ["教师", "1", "1"] in rows(page, "#frequencies")
    page.fill("[name=since]", "")
    page.check("[name=undated]")
    page.select_option("[name=group]", label="西")
    with page.expect_download() as saved:
        page.click("[name=save]")
    text = saved.value.path().read_bytes().decode("utf8")
    assert text[0] == "\ufeff" and "\r" not in text
    (first, second) = csv.DictReader(io.StringIO(text[1:]))
    kept = {"account": "b", "label": "b", "side": "西", "date": "2021-04-02", "part": "paragraph"}
    left = {row["left"]: row for row in (first, second)}["'=1+1"]
    assert left["left"] == spreadsheet_safe("=1+1") and kept.items() <= left.items()
    block = corpus.account("b").blocks[int(left["block"])]
    start = int(left["start"])
    assert block.text[start:].startswith(left["words"] + left["right"])
    page.locator("#frequencies tbody tr", has_text="车间").click()
    assert page.input_value("#words") == "车间" and first_left(page) == "守"
    assert not show.said


def per(corpus, name, hits):
    """Characters of an account, and hits per 10,000 of them, as they are shown."""
    size = int(corpus.accounts.set_index("account")["characters"][name])
    return [f"{size:,}", f"{10000 * hits / size:,.1f}".removesuffix(".0")]


def test_cells_are_guarded_as_in_the_tables(concordance):
    cells = ["=1", " ＝1", "'=1", "-5.2%", "-a", "\t1", "\u200b@a", "a\x07\r\nb", "战疫", "－1,0"]
    invisible = "JSON.parse(document.getElementById('facts').textContent).invisible"
    script = (web.TEMPLATES / "concordance.js").read_text("utf8")
    (safe,) = re.findall(r"(?ms)^function safe\(.*?^\}", script)
    guard = f"all => {{ {safe}; return all.map(cell => safe(cell, {invisible})); }}"
    shown = concordance.evaluate(guard, cells)
    assert shown == [spreadsheet_safe(cell) for cell in cells]


def test_the_words_are_in_sight_on_a_telephone(concordance):
    page = concordance
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("#words", FORMULA)
    boxes = page.locator("#hits td.w").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    page.set_viewport_size({"width": 1200, "height": 900})
    assert len(boxes) == 6 and len({(a + b) // 2 for a, b in boxes}) == 1
    assert all(100 < a < b < 290 for a, b in boxes)


def test_a_line_is_chosen_with_the_keyboard_and_the_list_found_again(show, written):
    page = show(written["concordance.html"])
    for key in ("Enter", " "):
        page.locator("#hits tbody tr").nth(2).press(key)
        assert page.evaluate(CHOSEN)[0] == FORMULA and page.evaluate("scrollY") > 100
        page.click("#back")
        assert page.evaluate("scrollY") == 0 and not page.is_visible("#back")
    page.locator("#hits thead [role=button]").first.press("Enter")
    page.wait_for_selector("#hits thead th:first-child[aria-sort=ascending]")  # once, not twice


def test_the_words_are_in_the_address(show, written):
    page = show(written["concordance.html"])
    page.fill("#words", "志愿者")
    page.reload()
    page.wait_for_selector("#hits tbody tr")
    assert page.input_value("#words") == "志愿者"


def test_a_table_is_searched_and_sorted(show, written):
    page = show(written["02_count_the_phrases.html"])
    page.locator("#figure-02_counts figcaption a").click()
    page.wait_for_selector("#table-02_counts[open] .dt-search input")
    page.fill("#table-02_counts .dt-search input", FORMULA)
    lines = [
        line
        for line in (ROOT / "figures" / "02_counts.csv").read_text("utf-8-sig").splitlines()
        if FORMULA in line
    ]
    assert [",".join(row) for row in rows(page, "#data-02_counts")] == lines[:25]
    page.fill("#table-02_counts .dt-search input", "")
    for order, direction in (
        (sorted, "ascending"),
        (lambda n: sorted(n, reverse=True), "descending"),
    ):
        page.locator("#data-02_counts thead th", has_text=re.compile("^n$")).click()
        page.wait_for_selector(f"#data-02_counts th[aria-sort={direction}]")
        numbers = [int(row[3]) for row in rows(page, "#data-02_counts")]
        assert numbers == order(numbers) and len(numbers) == 25
    assert numbers[0] > 10
    assert not show.said


def test_a_link_opens_the_table(show, written):
    page = show(written["02_count_the_phrases.html"], place="#table-02_credits")
    page.wait_for_selector("#table-02_credits[open] .dt-search input")


def test_every_page_fits_and_is_drawn(show, written):
    for path in written.values():
        page = show(path)
        for width, scheme, ground in (
            (1200, "light", "rgb(255, 255, 255)"),
            (390, "dark", "rgb(23, 24, 26)"),
        ):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(TOO_WIDE) <= 0, (path.name, width)
            assert page.evaluate(DRAWN), path.name
            found = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert found == ground, path.name
        page.close()
    assert not show.said


def test_chinese_is_drawn_without_a_chinese_font(show, written):
    page = show(written["concordance.html"])
    page.wait_for_selector("#hits tbody tr td:nth-child(5)")
    for place in ("h1", "#hits td", "article p.paragraph", "article p.title"):
        assert any("CJK" in name for name in pages.fonts(page, place)), place
    a, b, missing = pages.draws(page, "article p.paragraph", "疫情\ue123")
    assert len({a, b, missing}) == 3
    for field in ("#words", ".dt-search input"):  # what is typed
        assert (
            page.locator(field)
            .first.evaluate("e => getComputedStyle(e).fontFamily")
            .startswith("gongwen")
        ), field


def sheets(page):
    """The texts of the pages of paper."""
    return [
        sheet.get_textpage().get_text_range()
        for sheet in pypdfium2.PdfDocument(page.pdf(format="A4"))
    ]


@pytest.fixture(scope="module")
def printed(windows, written):
    """The sheets of the page with the longest tables, printed once."""
    with opening(windows) as opened:
        return sheets(opened(written["02_count_the_phrases.html"]))


def test_it_prints(show, written, printed):
    for name, least in (
        ("02_count_the_phrases.html", 6),
        ("concordance.html", 6),
        ("index.html", 4),
    ):
        texts = printed if name.startswith("02_") else sheets(show(written[name]))
        assert "CORPUS = " in "".join(texts) or not name.startswith("02_")
        assert least <= len(texts) < 40 and any(FORMULA in text for text in texts), name
        assert not any("entries per page" in text or "Search in" in text for text in texts)


def test_an_open_table_is_printed_whole_and_black(show, written, printed):
    page = show(written["02_count_the_phrases.html"], scheme="dark", place="#table-02_counts")
    page.wait_for_selector("#table-02_counts[open] .dt-search input")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        len(rows(page, "#data-02_counts"))
        == len((ROOT / "figures" / "02_counts.csv").read_text("utf8").splitlines()) - 1
    )
    page.emulate_media(media="print")
    assert (
        page.locator("#data-02_counts td").first.evaluate("e => getComputedStyle(e).color")
        == "rgb(0, 0, 0)"
    )
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(rows(page, "#data-02_counts")) == 25
    assert len(sheets(page)) >= len(printed) + 3


def test_a_look_fits_and_collects_corrections(show, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "font", lambda text: "")
    page = show(look.write(str(ROOT / "notebooks" / "example"), str(tmp_path), 3)[0], width=390)
    assert page.evaluate(TOO_WIDE) <= 0
    block = page.locator(".block.furniture").first
    block.locator("summary").click()
    line = block.locator("code").inner_text()
    assert line.endswith(",paragraph")
    for kind in ("heading", "caption"):  # the second in place of the first
        block.locator("select").select_option(kind)
        block.locator("button").click()
    right = line.replace("paragraph", "caption")
    assert page.input_value("#lines") == f"account,start,end,kind\n{right}\n"
    assert block.locator("code").inner_text() == right and not show.said


INJECTED = (
    "<script>window.flag = 1</script><img src=x onerror='window.flag = 1'><img "
    "src='http://example.org/x.png'>"
)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_policy_stops_what_would_run(reader, written, tmp_path, guarded):
    """A second wall behind escaping: put raw into the page, nothing runs; without the policy it
    does, so the test can fail.
    """
    text = written["index.html"].read_text("utf8").replace("<main>", f"<main>{INJECTED}")
    path = tmp_path / "index.html"
    path.write_text(text if guarded else re.sub("<meta http-equiv=[^>]*>", "", text), "utf8")
    context, asked = reader.new_context(), []
    # what the policy let through
    context.route(
        re.compile("^http"), lambda route: (asked.append(route.request.url), route.abort())
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_timeout(500)
    assert (page.evaluate("window.flag"), bool(asked)) == ((None, False) if guarded else (1, True))
    context.close()
