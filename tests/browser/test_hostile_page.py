"""In a browser nothing of a hostile corpus runs: no script, no dialog, no request, from what
notebooks show and from the page of what was read.
"""

import html
from pathlib import Path

import pytest
from gongwen.publish import report, web

from .. import hostile

# Every link but those to other pages of the report, and every field.
TOUCH = """() => {
    const elsewhere = a => !/^\\w+\\.html/.test(a.getAttribute('href'));
    [...document.querySelectorAll('a')].filter(elsewhere).forEach(a => a.click());
    document.querySelectorAll('details').forEach(e => e.open = true);
    document.querySelectorAll('*').forEach(e => e.focus && e.focus());
}"""


@pytest.fixture(scope="module")
def tab(reader):
    """One tab for all pages: to open one costs more than what is then shown in it."""
    opened = reader.new_page()
    yield opened
    opened.close()


def harm(tab, page: Path) -> list[str]:
    """What a page does that it should not: the flag set, a dialog, a request; with every link
    clicked and every field focused.
    """
    seen: list[str] = []

    def asked(request):
        if request.url != page.as_uri() and not request.url.startswith(("data:", "blob:")):
            seen.append(f"request {request.url}")

    def told(dialog):
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def answer(route):
        return route.continue_() if route.request.url == page.as_uri() else route.abort()

    tab.on("request", asked)
    tab.on("dialog", told)
    tab.route("**/*", answer)
    tab.goto(page.as_uri(), wait_until="load")
    tab.evaluate(TOUCH)
    tab.wait_for_timeout(200)
    if tab.evaluate("window.__pwned"):
        seen.append("flag")
    tab.remove_listener("request", asked)
    tab.remove_listener("dialog", told)
    tab.unroute("**/*", answer)
    tab.goto("about:blank")
    assert tab.context.pages == [tab]
    return seen


def raw(folder: Path, outputs: list[str]) -> Path:
    """Outputs in a page as JupyterLab shows them in a trusted notebook: as they are. What innerHTML
    would not run runs here too.
    """
    page = folder / "shown.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8>"
        + "".join(f"<div class=output>{text}</div>\n" for text in outputs),
        "utf8",
    )
    return page


def test_what_notebooks_show_does_nothing(tab, hostile_run, tmp_path):
    shown = hostile.outputs(hostile_run)
    for name in sorted({name for name, _, _ in shown}):
        chosen = [text for where, kind, text in shown if where == name and kind == "text/html"]
        assert chosen and not harm(tab, raw(tmp_path, chosen)), name


def test_the_page_of_what_was_removed_does_nothing(tab, hostile_run):
    assert not harm(tab, hostile_run / "look.html")


def test_the_report_does_nothing(tab, hostile_shown, hostile_run, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "font", lambda text: "")  # half of the cost, and no place to attack
    written = report.write(str(hostile_shown), str(hostile_run), tmp_path / "report")
    assert len(written) == 10
    for path in written:
        assert not harm(tab, path), path.name


@pytest.mark.parametrize(
    "payload", [p for p in hostile.PAYLOADS if "<" in p and not p.startswith("<base")]
)
def test_every_payload_would_do_something(tab, tmp_path, payload):
    """The control: unescaped, each of them sets the flag, opens a dialog or asks a server."""
    opened = {"</title>": "<title>", "</style>": "<style>", "-->": "<!--"}
    before = next((start for end, start in opened.items() if payload.startswith(end)), "")
    assert harm(tab, raw(tmp_path, [before + payload]))


def test_without_escaping_a_view_would_do_something(tab, tmp_path, monkeypatch):
    """The control: the same view of the same sentence, once as it is and once with the escaping
    switched off.
    """
    from gongwen.rhetoric.tables import MarkedText, Piece

    view = MarkedText("a", (tuple(Piece(payload, (), ()) for payload in hostile.PAYLOADS),))
    assert not harm(tab, raw(tmp_path, [view._repr_html_()]))
    monkeypatch.setattr(html, "escape", lambda text, quote=True: text)
    assert "flag" in harm(tab, raw(tmp_path, [view._repr_html_()]))
