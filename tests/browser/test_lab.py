"""Every notebook in JupyterLab, in a browser, on a machine as a new user has it."""

import json
import re
import shutil
import sys
from base64 import b64decode

import nbformat
import pytest
from gongwen.common.figures import same_picture
from gongwen.publish.lab import FACE

from ..here import NOTEBOOKS, ROOT
from . import page as pages

HANZI = "疫情命令战"
NO_LETTER = "\ue000\uffff"  # no font has them
TEXTS = (
    ".jp-RenderedMarkdown p",
    ".jp-RenderedHTMLCommon td",
    '[data-mime-type="application/vnd.jupyter.stdout"] pre',
    ".jp-CodeCell .cm-line",
)
FINDINGS = json.loads((ROOT / "figures" / "findings.json").read_text("utf8"))
EDITED = next(path for path in NOTEBOOKS if path.name.startswith("02_"))
NO_FONTCONFIG = not (sys.platform.startswith("linux") and shutil.which("fc-list"))


def is_drawn(pictures):
    """Whether each picture of a hanzi is another, and none the box that stands for a missing
    letter.
    """
    return len(set(pictures[: len(HANZI)])) == len(HANZI) and not set(pictures[: len(HANZI)]) & set(
        pictures[len(HANZI) :]
    )


def is_quiet(page):
    """Whether nothing asks for the reader's attention."""
    notices = page.locator(".jp-Notification-Status").all_text_contents()
    return not page.locator(".jp-Dialog, .Toastify__toast").count() and not any(
        re.search("[1-9]", text) for text in notices
    )


def assert_are_stored(shown, notebook):
    """The pictures on the page are those that the notebook stores, in order, and are drawn: they
    have a size, and more than one colour.
    """
    stored = stored_figures(notebook)
    assert len(shown) == len(stored) > 0
    for figure, png in zip(shown, stored):
        assert same_picture(pages.png(figure), png)
        assert (
            min(figure["width"], figure["height"], figure["shown"]) > 50 and figure["drawn"] > 0.005
        )


def stored_figures(notebook):
    return [
        b64decode(o.data["image/png"])
        for cell in nbformat.read(notebook, 4).cells
        for o in cell.get("outputs", [])
        if is_figure(o)
    ]


def is_figure(output):
    return "image/png" in output.get("data", {})


def opens_untrusted_and_not_run(page, notebook):
    """As after a clone: no signature is known, no cell is run, and each figure is a picture."""
    pages.open_stored(page, notebook)
    assert re.match(r"Notebook not trusted: 0 of \d+ code cells", pages.trusted(page))
    assert pages.numbers(page) == numbered(notebook)  # as they are stored
    assert_are_stored(pages.figures(page), notebook)


def numbered(notebook):
    """What stands before the code cells of a notebook that was run once, in order."""
    cells = [cell for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    return [f"[{n}]:" for n in range(1, len(cells) + 1)]


@pytest.mark.parametrize(
    "notebook", [path for path in NOTEBOOKS[:1] if path != EDITED], ids=lambda path: path.stem
)
def test_its_figures_are_seen_untrusted_and_not_run(page, lab, notebook):
    opens_untrusted_and_not_run(page, notebook)


def test_it_runs_and_another_formula_changes_the_figures(page, lab):
    """All cells run, without an error, in Chinese letters; the figures and the finding are others
    than those that are stored, which it gives without the edit (test_same).
    """
    opens_untrusted_and_not_run(page, EDITED)
    assert FINDINGS[EDITED.stem]["english"].startswith(
        "On the five seeds: four of five accounts say 疫情就是命令, five times in all;"
    )
    pages.edit(page, "FORMULA", "疫情就是命令", "众志成城")
    pages.run_all(page)
    assert not pages.errors(page) and is_quiet(page)
    assert pages.numbers(page) == numbered(EDITED)
    assert pages.printed(page)[-1].startswith(
        "On the five seeds: two of five accounts say 众志成城"
    )
    for text in TEXTS:
        assert is_drawn(pages.draws(page, text, HANZI + NO_LETTER)), text
    shown, before = pages.figures(page), stored_figures(EDITED)
    changed = [not same_picture(pages.png(a), b) for a, b in zip(shown, before, strict=True)]
    assert all(changed) and all(f["drawn"] > 0.005 for f in shown)


def run_new(page, lab, name, *sources):
    """A notebook of these cells, opened and run."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources], metadata=metadata
    )
    nbformat.write(notebook, lab.project / "notebooks" / name)
    pages.open_notebook(page, name)
    pages.run_all(page)


def test_an_error_and_a_call_outside_are_seen(page, lab):
    run_new(
        page,
        lab,
        "wrong.ipynb",
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "print('after')",
    )
    assert "PermissionError" in pages.errors(page)[0] and not pages.printed(page)
    assert "192.0.2.1" in lab.left()


def test_what_stands_between_two_dollars_is_no_mathematics(page, lab):
    """A text of the corpus is shown as it is; the last cell shows that JupyterLab would set it as a
    formula.
    """
    table = (
        "import pandas as pd, gongwen as gw\n"
        "pd.set_option('display.html.use_mathjax', False)\n"
        "pd.DataFrame({'$a$': ['$x^2$']})"
    )
    trace = "gw.trace(gw.parse_page('某局抗击疫情 $x^2$ 纪实', 'a'), 0, 6)"
    run_new(
        page,
        lab,
        "dollars.ipynb",
        table,
        trace,
        "from IPython.display import HTML\nHTML('<p>$x^2$</p>')",
    )
    page.wait_for_selector(".jp-OutputArea mjx-container")
    assert page.locator(".jp-OutputArea mjx-container").count() == 1
    assert page.locator(".jp-OutputArea td", has_text="$x^2$").count() == 2


@pytest.mark.skipif(NO_FONTCONFIG, reason="the browser finds its fonts without fontconfig here")
def test_the_font_is_that_of_simplified_chinese(window, lab):
    page = window[0].new_page()
    page.set_content("<p>疫情就是命令，直</p>")
    assert {name for name in pages.fonts(page, "p") if "CJK" in name} == {"Noto Sans CJK SC"}
    assert (lab.project.parent / "home" / "data" / "fonts" / "gongwen" / f"{FACE}.otf").is_file()
    assert "wrote one to" in (lab.project.parent / "log.txt").read_text("utf8")
    page.close()


@pytest.mark.skipif(NO_FONTCONFIG, reason="the browser finds its fonts without fontconfig here")
def test_boxes_are_seen(reader):
    """Without the font that was put there, the letters are boxes, and the test above
    would say so.
    """
    page = reader.new_page()
    page.set_content("<p>疫情就是命令</p>")
    pictures = pages.draws(page, "p", HANZI + NO_LETTER)
    page.close()
    assert not is_drawn(pictures) and len(set(pictures[: len(HANZI)])) == 1


def test_starts_quietly(page, lab):
    config = json.loads(page.locator("#jupyter-config-data").text_content())
    headers = {"Authorization": f"token {lab.token}"}
    asked = {
        what: page.request.get(f"{lab.url}lab/api/{what}", headers=headers).json()
        for what in ("news", "update")
    }
    assert asked == {"news": {"news": []}, "update": {"notification": None}}
    assert config["news"] == {"disabled": True}
    assert config["extensionManager"]["can_install"] is False
    page.wait_for_timeout(2000)
    assert is_quiet(page)


def test_the_guard_sees_what_leaves(browser):
    context = browser.new_context()
    outside = pages.guard(context)
    page = context.new_page()
    page.evaluate("() => fetch('http://192.0.2.1/a').catch(() => 0)")
    page.evaluate("() => new Promise(end => { new WebSocket('ws://192.0.2.1/b').onclose = end; })")
    context.close()
    assert {"http://192.0.2.1/a", "ws://192.0.2.1/b"} <= set(outside)
