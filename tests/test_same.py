"""The sameness gate (`make check`): executed again, notebooks and figures are what is stored, and a change of one byte is seen.

They run again under another hash seed, time zone and locale, and two at once. The gate is for what is committed: when notebooks/, lib/
or seeds/ were edited, it says so and is skipped.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from PIL import Image

from .gates import changed_seeds, differences
from .here import ROOT

ELSEWHERE = {"PYTHONHASHSEED": "31", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}


def edited() -> list[str]:
    """Changed files of the three folders; empty outside a git checkout, where everything is as it was delivered."""
    if not shutil.which("git"):
        return []
    done = subprocess.run(["git", "status", "--porcelain", "--", "notebooks", "lib", "seeds"], cwd=ROOT, capture_output=True, text=True)
    return [line[3:] for line in done.stdout.splitlines()] if done.returncode == 0 else []


def run_again(out, *options, root=ROOT):
    """Execute notebooks with figures and copies into `out`, under an environment that is not the stored ones'."""
    command = [sys.executable, "-m", "gongwen", "run", *options, "--out", str(out)]
    done = subprocess.run(command, cwd=root, env=os.environ | ELSEWHERE, capture_output=True, encoding="utf8")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    if changed := edited():
        pytest.skip(f"sameness is not checked: edited since the last commit: {', '.join(changed[:5])}")
    return run_again(tmp_path_factory.mktemp("again"), "-j", "2")


def test_notebooks(again):
    assert differences(ROOT / "notebooks", again / "notebooks") == []


def test_figures(again):
    assert differences(ROOT / "figures", again) == []


def test_the_environment_reaches_the_notebooks(tmp_path):
    """Else the gate would compare two runs under one environment."""
    code = "import gongwen.run as r, pathlib, sys; print(r.execute(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), {}, 60).error)"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    cell["source"] = "import os, time\nprint(os.environ['PYTHONHASHSEED'], time.tzname[0], hash('疫情'))"
    (tmp_path / "01_a.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf8")
    printed = set()
    for seed in ("31", "32"):
        env = os.environ | ELSEWHERE | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, tmp_path / "01_a.ipynb", tmp_path / "out"], cwd=ROOT, env=env, capture_output=True)
        text = (tmp_path / "out" / "01_a.ipynb").read_text("utf8")
        printed.add(json.loads(text)["cells"][0]["outputs"][0]["text"][0])
    assert len(printed) == 2 and all(re.match(r"3[12] \+14 ", line) for line in printed)


# Falsified: one cell of a table, one point of a drawing, one pixel, one output of a notebook, one byte of a seed.


def in_text(path, pattern, new):
    """Put `new` for the first match in a file; the bytes around it stay."""
    text = path.read_bytes().decode("utf8")
    changed = re.sub(pattern, new, text, count=1)
    assert changed != text
    path.write_bytes(changed.encode("utf8"))


def a_value(project):
    in_text(project / "figures" / "01_removed.csv", "(?<=,)4173(?=,)", "4174")
    return ["01_removed.csv"]


def a_path(project):
    in_text(project / "figures" / "01_anatomy.svg", r'(?<= d="M )\d+', "7")
    return ["01_anatomy.svg"]


def a_pixel(project):
    path = project / "figures" / "01_anatomy.png"
    picture = Image.open(path).convert("RGBA")
    picture.putpixel((5, 5), (255, 255, 254, 255))
    picture.save(path)
    return ["01_anatomy.png"]


def an_output(project):
    in_text(project / "notebooks" / "01_clean_the_pages.ipynb", "5 accounts, 202 sentences", "5 accounts, 203 sentences")
    return ["01_clean_the_pages.ipynb"]


def a_missing_figure(project):
    (project / "figures" / "01_removed.svg").unlink()
    return ["01_removed.svg"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A copy of what notebook 01 reads and wrote, and what it writes there when it is run: figures in `again`."""
    root = tmp_path_factory.mktemp("project")
    for part in ("seeds", "tests/gold"):
        shutil.copytree(ROOT / part, root / part)
    for part in ("figures", "notebooks"):
        (root / part).mkdir()
        for path in (ROOT / part).glob("01_*"):
            shutil.copy(path, root / part)
    run_again(root / "again", root=root)
    (root / "again" / "findings.json").unlink()  # of all notebooks
    return root


@pytest.fixture
def project(made, tmp_path):
    """That copy to be falsified."""
    return shutil.copytree(made, tmp_path / "project")


def seen(project):
    return differences(project / "figures", project / "again") + differences(project / "notebooks", project / "again" / "notebooks")


@pytest.mark.parametrize("falsify", [a_value, a_path, a_pixel, an_output, a_missing_figure])
def test_a_falsehood_is_seen(project, falsify):
    assert seen(project) == []
    assert falsify(project) == seen(project)


def test_one_byte_of_a_seed_is_seen(project):
    assert changed_seeds(project / "seeds") == []
    path = sorted((project / "seeds").glob("*.txt"))[2]
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    assert changed_seeds(project / "seeds") == [path.name]
    (project / "seeds" / "new.txt").write_text("新的一页", "utf8")
    assert changed_seeds(project / "seeds") == [path.name, "new.txt"]


def test_another_seed_gives_other_figures(project):
    """A character of a seed reaches the stored results: the gate does not compare constants."""
    in_text(sorted((project / "seeds").glob("*.txt"))[0], "疫情就是命令", "疫情就是")
    shutil.rmtree(project / "again")
    run_again(project / "again", root=project)
    assert {"01_accounts.csv", "01_anatomy.csv", "01_anatomy.svg", "01_clean_the_pages.ipynb"} <= set(seen(project))
