"""The sameness gate (`make check`): executed again, notebooks and figures are what is stored.

Compared are the bytes of CSV, SVG, texts and notebooks and the decoded pixels of PNG (its bytes depend on the machine's zlib). The
gate is for what is committed: when notebooks/, lib/ or seeds/ were edited, it says so and is skipped.
"""

import shutil
import subprocess
import sys

import pytest
from PIL import Image

from .here import NOTEBOOKS, ROOT

KINDS = {".svg", ".csv", ".png", ".md", ".tex", ".json"}


def edited() -> list[str]:
    """Changed files of the three folders; empty outside a git checkout, where everything is as it was delivered."""
    if not shutil.which("git"):
        return []
    done = subprocess.run(["git", "status", "--porcelain", "--", "notebooks", "lib", "seeds"], cwd=ROOT, capture_output=True, text=True)
    return [line[3:] for line in done.stdout.splitlines()] if done.returncode == 0 else []


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    if changed := edited():
        pytest.skip(f"sameness is not checked: edited since the last commit: {', '.join(changed[:5])}")
    out = tmp_path_factory.mktemp("again")
    done = subprocess.run(
        [sys.executable, "-m", "gongwen", "run", "-j", "2", "--out", str(out)], cwd=ROOT, capture_output=True, encoding="utf8"
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks(again, notebook):
    assert (again / "notebooks" / notebook.name).read_bytes() == notebook.read_bytes()


def test_the_same_files(again):
    stored = {p.name for p in (ROOT / "figures").iterdir() if p.suffix in KINDS}
    assert stored == {p.name for p in again.iterdir() if p.suffix in KINDS}


def test_tables_and_drawings(again):
    for path in sorted(path for path in (ROOT / "figures").iterdir() if path.suffix in KINDS - {".png"}):
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def pixels(path):
    """Size and decoded pixels of a picture."""
    picture = Image.open(path).convert("RGBA")
    return picture.size, picture.tobytes()


def test_pictures(again):
    for path in sorted((ROOT / "figures").glob("*.png")):
        assert pixels(again / path.name) == pixels(path), path.name


def test_one_changed_pixel_is_seen(tmp_path):
    path = ROOT / "figures" / "01_anatomy.png"
    picture = Image.open(path).convert("RGBA")
    picture.putpixel((5, 5), (255, 255, 254, 255))
    picture.save(tmp_path / "changed.png")
    assert pixels(tmp_path / "changed.png") != pixels(path)
