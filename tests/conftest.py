"""What several tests need: the five seeds and their hand readings."""

from pathlib import Path

import gongwen as gw
import pytest

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


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts from the project's folder, as a user does, without settings of its own."""
    monkeypatch.chdir(ROOT)
    for name in ("GONGWEN_CORPUS", "GONGWEN_OUT", "GONGWEN_FONT", "GONGWEN_SHOW_NAMES"):
        monkeypatch.delenv(name, raising=False)
