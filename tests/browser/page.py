"""What a reader does with a notebook in JupyterLab, and what then stands on the page."""

import json
import os
import re
import shutil
from base64 import b64decode
from pathlib import Path

from .machine import Lab, is_root

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
NO_BROWSER = (
    "no browser: install chromium from the system's packages, or name one: CHROME=/path/to/chromium"
)
SECONDS = 300  # a machine may be busy
RUNS = (
    "() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(e "
    "=> e.textContent.trim())"
)
# "Idle" alone does not do: the indicator says so before a kernel is there, and what is asked of the
# notebook then is lost.
READY = """() => {
    const panel = document.querySelector('.jp-NotebookPanel');
    const kernel = panel?.querySelector('.jp-Toolbar-kernelName')?.textContent.trim();
    const indicator = panel?.querySelector('.jp-Notebook-ExecutionIndicator');
    const bar = [...document.querySelectorAll('.jp-StatusBar-TextItem')];
    return kernel && kernel !== 'No Kernel' && indicator?.dataset.status === 'idle'
        && bar.some(e => e.textContent.trim().endsWith('| Idle'));
}"""
ERRORS = (
    '.jp-OutputArea [data-mime-type="application/vnd.jupyter.error"], .jp-OutputArea '
    '[data-mime-type="application/vnd.jupyter.stderr"]'
)
# All cells with a number, or an error, at which the run stops.
ENDED = f"""() => {{
    const numbers = ({RUNS})();
    return ({READY})() && !numbers.some(n => n.includes('*')) &&
        (document.querySelector('{ERRORS}') || numbers.every(n => parseInt(n.slice(1)) > 0));
}}"""
# Of each figure: its source, its size, and the share of its pixels that are not those of its
# corner.
FIGURES = """async () => Promise.all(
[...document.querySelectorAll('.jp-OutputArea img')].map(async image => {
    await image.decode();
    const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
    canvas.width = 300; canvas.height = 300;
    pen.drawImage(image, 0, 0, 300, 300);
    const points = new Uint32Array(pen.getImageData(0, 0, 300, 300).data.buffer);
    return {src: image.src, width: image.naturalWidth, height: image.naturalHeight,
            shown: image.getBoundingClientRect().height,
            drawn: points.filter(p => p !== points[0]).length / points.length};
}))"""
# Each character as the font of an element draws it.
DRAWN = """(element, characters) => [...characters].map(character => {
    const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
    canvas.width = canvas.height = 60;
    pen.font = `40px ${getComputedStyle(element).fontFamily}`;
    pen.fillText(character, 5, 45);
    return canvas.toDataURL();
})"""


def find_browser() -> str | None:
    """The Chromium to use: that of CHROME, else the first one installed; None where there is none.

    Raises FileNotFoundError when CHROME names none.
    """
    named = os.environ.get("CHROME")
    if named and not shutil.which(named):
        raise FileNotFoundError(f"CHROME={named} is no program")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright, environment: dict[str, str]):
    """A Chromium as a user with this environment has it; it reads the fonts when it starts."""
    options = [
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--renderer-process-limit=1",  # else each page starts one, and one more in advance
        *(["--no-sandbox"] if is_root() else []),
    ]
    return playwright.chromium.launch(executable_path=find_browser(), env=environment, args=options)


def is_local(url: str) -> bool:
    return bool(re.match(r"(?:https?|wss?)://127\.0\.0\.1[:/]|(?:data|blob|about|file):", url))


def guard(context) -> list[str]:
    """Stop what a page asks of other machines; the list fills with it."""
    outside: list[str] = []
    context.route(lambda url: not is_local(url), lambda route: route.abort())
    context.route_web_socket(
        lambda url: not is_local(url), lambda socket: (outside.append(socket.url), socket.close())
    )
    context.on(
        "request", lambda request: None if is_local(request.url) else outside.append(request.url)
    )
    return outside


def wait(page, condition: str) -> None:
    """Wait until this holds. It is asked a few times in a second: to ask it at each frame, as is
    usual, keeps a whole core busy.
    """
    page.wait_for_function(condition, timeout=SECONDS * 1000, polling=200)


def open_lab(page, lab: Lab) -> None:
    """Load JupyterLab, and wait until it shows the files."""
    page.goto(f"{lab.url}lab?reset&token={lab.token}", wait_until="domcontentloaded")
    wait(
        page,
        "() => window.jupyterapp && document.querySelector('.jp-Launcher, .jp-DirListing-item')",
    )
    page.evaluate("async () => { await jupyterapp.restored; }")


def show(page, name: str) -> None:
    """Open a file of the project's notebooks/, as JupyterLab's root has it, as a notebook."""
    page.evaluate(
        "async path => { await jupyterapp.commands.execute('docmanager:open', "
        "{path, factory: 'Notebook'}); }",
        f"notebooks/{name}",
    )


def close_all(page) -> None:
    """Close what is open, without asking whether it is to be kept."""
    page.evaluate("() => { for (const w of [...jupyterapp.shell.widgets('main')]) w.dispose(); }")


def open_notebook(page, name: str) -> None:
    """Open a notebook and wait until its kernel is there and idle."""
    show(page, name)
    wait(page, READY)


def menu(page, name: str, item: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=name).first.click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def numbers(page) -> list[str]:
    """What stands before each code cell: [1]: …"""
    return page.evaluate(RUNS)


def run_all(page) -> None:
    """Clear what stands there, run all cells, and wait until each has run, or one has failed."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    wait(page, f"() => ({RUNS})().every(n => !/[0-9]/.test(n))")
    menu(page, "Run", "Run All Cells")
    wait(page, ENDED)


def errors(page) -> list[str]:
    """What stands on the page of errors and of the standard error stream."""
    return page.locator(ERRORS).all_text_contents()


def figures(page) -> list[dict]:
    return page.evaluate(FIGURES)


def png(figure: dict) -> bytes:
    """The picture that stands on the page."""
    kind, _, text = figure["src"].partition(",")
    assert kind == "data:image/png;base64", kind
    return b64decode(text)


def open_stored(page, path: Path) -> None:
    """Open a notebook, run nothing, and wait until its kernel is idle and all its cells are on the
    page.
    """
    cells = len(json.loads(path.read_text("utf8"))["cells"])
    open_notebook(page, path.name)
    wait(page, f"() => document.querySelectorAll('.jp-Notebook .jp-Cell').length >= {cells}")


def trusted(page) -> str:
    """What the status bar says of how many cells are trusted."""
    return page.locator(".jp-StatusItem-trust").get_attribute("title")


def printed(page) -> list[str]:
    """The texts that the cells printed, in order."""
    return page.locator(
        '.jp-OutputArea [data-mime-type="application/vnd.jupyter.stdout"]'
    ).all_text_contents()


def edit(page, name: str, old: str, new: str) -> None:
    """Put another text for the value of a name (`name = "old"`), with the keyboard, as a reader
    does.
    """
    page.locator(".jp-Notebook .jp-CodeCell .cm-line", has_text=f'{name} = "{old}"').click()
    page.keyboard.press("Home")
    for _ in f'{name} = "':
        page.keyboard.press("ArrowRight")
    for _ in old:
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.insert_text(new)


def draws(page, selector: str, characters: str) -> list[str]:
    """The characters as pictures, each drawn with the fonts of the first element that the selector
    finds.
    """
    return page.locator(selector).first.evaluate(DRAWN, characters)


def fonts(page, selector: str) -> set[str]:
    """The fonts that the browser took for an element's letters."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return {
        font["familyName"]
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    }


def stop_kernels(page, lab: Lab) -> None:
    """End the kernels of a page that is done, so that they do not pile up."""
    headers = {"Authorization": f"token {lab.token}"}
    for session in page.request.get(f"{lab.url}api/sessions", headers=headers).json():
        page.request.delete(f"{lab.url}api/sessions/{session['id']}", headers=headers)
