"""Open JupyterLab on the notebooks: `python -m gongwen lab`.

It starts quietly: nothing is asked and nothing looked up on the internet (news, updates,
extensions). The figures bring their own Chinese font, the page around them does not: where a Linux
machine has none, the browser would draw boxes for Chinese, so the package's font is put into the
user's own folder of fonts, without root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..common.files import atomically, project_root
from .run import kernel_folders, notebook_format

# its overrides.json answers the question about news before it is put
SETTINGS = Path(__file__).parent / "jupyterlab"
OPTIONS = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
    f"--LabApp.app_settings_dir={SETTINGS}",
)
# alone; the collection whole would show Chinese in its first face, with Japanese forms of letters
FACE = "NotoSansCJKsc-Regular"
INSTALL = (
    "install one from the system's packages (fonts-noto-cjk on Debian and Ubuntu) to see "
    "Chinese in the browser"
)


def start(more: list[str] | None = None) -> None:
    """Run JupyterLab on the project's notebooks until it is stopped; `more` goes to `jupyter lab`
    as it is.

    Raises FileNotFoundError where there are no notebooks.
    """
    folder = project_root() / "notebooks"
    if not folder.is_dir():
        raise FileNotFoundError("no notebooks/ here: run this from the project's folder")
    notebook_format()
    from jupyterlab.labapp import LabApp

    if told := chinese_font():
        print(told, file=sys.stderr)
    kernels = [f"--KernelSpecManager.kernel_dirs={path}" for path in kernel_folders()]
    LabApp.launch_instance([*OPTIONS, *kernels, *(more or []), str(folder)])


def chinese_font() -> str:
    """Give the browser a Chinese font where the machine has none, and say so in a line; "" where
    there was nothing to do.
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
            "This machine has no Chinese font, and fonts in "
            f"{path.parent} are not looked for: {INSTALL}."
        )
    return (
        f"This machine had no Chinese font: put one into {path.parent} (start your browser "
        "anew; to undo, delete that folder)."
    )


def _lacks_chinese() -> bool:
    """Whether fontconfig, by which browsers find their fonts on Linux, knows no font for Chinese;
    other systems bring one.
    """
    if not sys.platform.startswith("linux") or not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True)
    return done.returncode == 0 and not done.stdout.strip()


def _fonts() -> Path:
    """The user's own folder of fonts, as fontconfig looks for it."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fonts"


def write_face(path: Path) -> None:
    """Write the face for simplified Chinese, out of the collection of faces in the package
    noto-cjk-sans-otc.
    """
    from fontTools.ttLib import TTFont

    from ..common.figures import font_face

    file, number = font_face()
    with TTFont(file, fontNumber=number, lazy=True) as face:
        atomically(path, face.save)
