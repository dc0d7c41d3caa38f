"""Open JupyterLab on the notebooks: `python -m gongwen lab`.

It starts without questions and without requests to the internet (news, updates, extensions). The
figures include a Chinese font, but the page around them does not: on a Linux machine without one
the browser would show boxes for Chinese. Then the package's font is written to the user's own font
folder, without root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..common.files import atomically, project_root
from .run import kernel_folders, notebook_format

# its overrides.json answers the question about news in advance
SETTINGS = Path(__file__).parent / "jupyterlab"
OPTIONS = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
    f"--LabApp.app_settings_dir={SETTINGS}",
)
# this face alone: of the whole collection a browser would take the first face, with Japanese forms
FACE = "NotoSansCJKsc-Regular"
INSTALL = (
    "install one from the system's packages (fonts-noto-cjk on Debian and Ubuntu) to see "
    "Chinese in the browser"
)


def start(more: list[str] | None = None) -> None:
    """Run JupyterLab on the project's notebooks until it is stopped; `more` is passed on to
    `jupyter lab`.

    Raises FileNotFoundError if there are no notebooks.
    """
    folder = project_root() / "notebooks"
    if not folder.is_dir():
        raise FileNotFoundError("no notebooks/ here: run this from the project's folder")
    notebook_format()
    from jupyterlab.labapp import LabApp

    if message := chinese_font():
        print(message, file=sys.stderr)
    kernels = [f"--KernelSpecManager.kernel_dirs={path}" for path in kernel_folders()]
    at = [f"--ServerApp.root_dir={project_root()}", f"--LabApp.default_url=/lab/tree/{folder.name}"]
    LabApp.launch_instance([*OPTIONS, *at, *kernels, *(more or [])])


def chinese_font() -> str:
    """Install a Chinese font for the browser if the machine has none. Returns a line about it, or
    "" if nothing was needed.
    """
    if not _lacks_chinese():
        return ""
    path = _fonts() / "gongwen" / f"{FACE}.otf"
    try:
        write_face(path)
    except OSError as error:
        return (
            f"This machine has no Chinese font, and none could be put into {path.parent} "
            f"({error}): {INSTALL}."
        )
    if _lacks_chinese():  # still
        path.unlink()
        return (
            "This machine has no Chinese font, and it does not read fonts in "
            f"{path.parent}: {INSTALL}."
        )
    return (
        f"This machine had no Chinese font: wrote one to {path.parent} (restart your browser; "
        "to undo, delete that folder)."
    )


def _lacks_chinese() -> bool:
    """Whether fontconfig, which browsers on Linux use, knows no Chinese font. Other systems include
    one.
    """
    if not sys.platform.startswith("linux") or not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True)
    return done.returncode == 0 and not done.stdout.strip()


def _fonts() -> Path:
    """The user's own font folder, where fontconfig searches for it."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fonts"


def write_face(path: Path) -> None:
    """Write the face for simplified Chinese, taken from the font collection of the package
    noto-cjk-sans-otc.
    """
    from fontTools.ttLib import TTFont

    from ..common.figures import font_face

    file, number = font_face()
    with TTFont(file, fontNumber=number, lazy=True) as face:
        atomically(path, face.save)
