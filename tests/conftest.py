"""What several tests need: the five seeds and their hand readings."""

import os
import subprocess
import sys
from pathlib import Path

import gongwen as gw
import pytest

from . import hostile
from .here import ROOT


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> "gw.Corpus":
    return gw.read_corpus(ROOT / "seeds")


@pytest.fixture(scope="session")
def gold() -> dict[str, dict]:
    return gw.scores.read_gold(ROOT / "tests" / "gold" / "accounts")


@pytest.fixture(scope="session")
def written(tmp_path_factory) -> dict[str, Path]:
    """The report of the stored notebooks: its pages by name."""
    return {path.name: path for path in gw.report.write(target=tmp_path_factory.mktemp("report"))}


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A folder made to do harm, and the kind of error of each bad file in it."""
    if sys.platform != "linux":
        pytest.skip("links, pipes and names as Linux has them")
    folder = tmp_path_factory.mktemp("hostile") / "pages"
    folder.mkdir()
    return folder, hostile.make(folder)


@pytest.fixture(scope="session")
def hostile_run(hostile_folder, tmp_path_factory) -> Path:
    """What `gongwen run` writes about that folder, beside the sheet that `gongwen manifest` writes into it."""
    out = tmp_path_factory.mktemp("run")
    commands = (
        ["manifest", str(hostile_folder[0]), "--pages", "200"],
        ["run", "-j", "2", "--corpus", str(hostile_folder[0]), "--out", str(out)],
    )
    for command in commands:
        environment = {**os.environ, "TQDM_DISABLE": "1"}
        done = subprocess.run([sys.executable, "-m", "gongwen", *command], capture_output=True, cwd=ROOT, env=environment, timeout=900)
        assert not done.returncode, done.stderr.decode("utf8", "replace")[-3000:]
    return out


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts from the project's folder, as a user does, without settings of its own."""
    monkeypatch.chdir(ROOT)
    for name in ("GONGWEN_CORPUS", "GONGWEN_OUT", "GONGWEN_FONT", "GONGWEN_SHOW_NAMES"):
        monkeypatch.delenv(name, raising=False)
