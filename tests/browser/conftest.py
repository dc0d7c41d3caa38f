"""JupyterLab and a browser for the tests of this folder.

They live as long as the folder's tests, not the whole session: Playwright keeps an event loop
running, which other tests must not meet.
"""

import pytest

from . import machine
from . import page as pages


@pytest.fixture(scope="package")
def playwright():
    sync = pytest.importorskip(
        "playwright.sync_api",
        reason="Playwright for Python is not installed: make test installs it",
    )
    if not pages.find_browser():
        pytest.skip(pages.NO_BROWSER)
    with sync.sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def lab(playwright, tmp_path_factory):
    with machine.lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright, lab):
    started = pages.launch(playwright, lab.environment)  # after JupyterLab, which has put the font
    yield started
    started.close()


@pytest.fixture(scope="package")
def reader(playwright, tmp_path_factory):
    """A browser on a machine without a Chinese font, for pages that are files."""
    started = pages.launch(
        playwright, machine.environment(tmp_path_factory.mktemp("reader") / "home")
    )
    yield started
    started.close()


@pytest.fixture(scope="package")
def window(browser):
    """A window whose pages are stopped from asking other machines, and what they asked of them."""
    context = browser.new_context(viewport={"width": 1200, "height": 1400})
    yield context, pages.guard(context)
    context.close()


@pytest.fixture(scope="package")
def desk(window, lab):
    """JupyterLab in that window, loaded once: to load it costs more than what it then shows."""
    loaded = window[0].new_page()
    pages.open_lab(loaded, lab)
    return loaded


@pytest.fixture
def page(desk, window, lab, tmp_path):
    """JupyterLab with nothing open, which must not have asked other machines; `end.png` shows how
    it ended.
    """
    yield desk
    desk.screenshot(path=tmp_path / "end.png")
    pages.close_all(desk)
    pages.stop_kernels(desk, lab)
    outside = window[1][:]
    window[1].clear()
    assert not outside and not lab.left()
