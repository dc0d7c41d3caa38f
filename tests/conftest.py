"""What several tests need: the five seeds and their hand readings."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import gongwen as gw
import nbformat
import pytest
from gongwen.__main__ import main
from gongwen.publish import record, report, run, web

try:
    import resource
except ImportError:  # Windows
    resource = None

from . import cells, hostile
from .here import NOTEBOOKS, ROOT, readings


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> "gw.Corpus":
    return gw.read_corpus(ROOT / "seeds")


@pytest.fixture(scope="session")
def gold() -> dict[str, list]:
    return readings()


ELSEWHERE = {"PYTHONHASHSEED": "31", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}


@pytest.fixture(scope="session")
def again(tmp_path_factory) -> Path:
    """A copy of the project without figures and outputs, in which the notebooks have been run
    again, as the README says.

    Under another hash seed, time zone and locale than those of what is stored, and two notebooks at
    once.
    """
    copy = tmp_path_factory.mktemp("again") / "copy"
    ignored = shutil.ignore_patterns(
        ".venv*", ".git", "__pycache__", ".hypothesis", "*_cache", "build"
    )
    shutil.copytree(
        ROOT,
        copy,
        ignore=lambda folder, names: {
            *ignored(folder, names),
            *(["figures"] if Path(folder) == ROOT else []),
        },
    )
    for path in (copy / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        notebook = json.loads(path.read_text("utf8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        path.write_text(json.dumps(notebook), "utf8")
    command = [sys.executable, "-m", "gongwen", "run", "-j", "2"]
    done = subprocess.run(
        command, cwd=copy, env=os.environ | ELSEWHERE, capture_output=True, encoding="utf8"
    )
    assert done.returncode == 0, done.stderr
    return copy


@pytest.fixture(scope="session")
def written(tmp_path_factory) -> dict[str, Path]:
    """The report of the stored notebooks: its pages by name."""
    return {path.name: path for path in report.write(target=tmp_path_factory.mktemp("report"))}


def _made_to_do_harm(folder: Path) -> tuple[Path, dict[str, str]]:
    if sys.platform != "linux":
        pytest.skip("links, pipes and names as Linux has them")
    folder.mkdir()
    return folder, hostile.make(folder)


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A folder made to do harm, and the kind of error of each bad file in it."""
    return _made_to_do_harm(tmp_path_factory.mktemp("hostile") / "pages")


@pytest.fixture(scope="session")
def hostile_shown(tmp_path_factory) -> Path:
    """That folder without what is to exhaust its readers, which is survived once (`read`), and with
    each ninth row of its table: of what stands in their names one page shows all.
    """
    folder, _ = _made_to_do_harm(tmp_path_factory.mktemp("shown") / "pages")
    for name in hostile.HEAVY:
        (folder / name).unlink()
    hostile.thin(folder / "table.csv", 9)
    return folder


@pytest.fixture(scope="session")
def hostile_run(hostile_shown, tmp_path_factory) -> Path:
    """What the notebooks show and write about that folder, beside the page of `gongwen look`, and
    the draft of a manifest in the folder. In this process: seven kernels would load the same
    packages, and show the same.
    """
    out = tmp_path_factory.mktemp("run")
    assert main(["manifest", str(hostile_shown)]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "font", lambda text: "")  # half of the cost, and no place to attack
        look = ["look", str(hostile_shown), "--pages", "200", "--out", str(out / "look.html")]
        assert main(look) == 0
    (out / "notebooks").mkdir()
    with cells.elsewhere(hostile_shown, out, drawn_too=("02_credits", "02_positions")):
        for path in NOTEBOOKS:
            nbformat.write(cells.executed(path), out / "notebooks" / path.name)
    recorded(hostile_shown, out, out / "notebooks")
    run.keep_findings(out / "notebooks", out, None)
    return out


def recorded(corpus: Path, figures: Path, folder: Path) -> None:
    """Write the record of a run that wrote these figures and notebooks."""
    begun = record.new(corpus)
    outcomes = {
        path.stem: record.outcome(begun.run, path, list(figures.glob(f"{path.stem[:2]}_*")))
        for path in run.numbered(folder)
    }
    record.write(figures, replace(begun, notebooks=outcomes))


_SECONDS: Counter[str] = Counter()


def _spent() -> float:
    """Seconds of CPU of this process and of the children that it has waited for."""
    return sum(
        sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Of each file the CPU seconds; what a session fixture costs counts where it is first wanted, a
    browser where it is closed.
    """
    if not resource:
        return (yield)
    before = _spent()
    try:
        return (yield)
    finally:
        _SECONDS[item.location[0]] += _spent() - before


# Files that share a dear fixture (its name is the group's, or begins so) run in one process, the
# dearest first; of the others each is a group of its own.
GROUPS = {
    "again": ("tests/publish/test_same.py", "tests/test_readme.py"),
    "hostile": ("tests/test_hostile.py", "tests/browser/test_hostile_page.py"),
    "written": (
        "tests/publish/test_report.py",
        "tests/browser/test_report.py",
        "tests/language/test_masks.py",
    ),
    "lab": ("tests/browser/test_lab.py",),
}
GROUP = {file: group for group, files in GROUPS.items() for file in files}


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return GROUP.get(file, file)


def pytest_collection_modifyitems(items):
    """The groups first, in their order: what takes long is not begun when all else is done."""
    for item in items:
        dear = {name.split("_")[0] for name in getattr(item, "fixturenames", ())} & set(GROUPS)
        assert dear <= {_group(item.nodeid)}, f"{item.nodeid} belongs into {dear}"
    rank = {group: i for i, group in enumerate(GROUPS)}
    groups = {item: _group(item.nodeid) for item in items}
    items.sort(key=lambda item: (rank.get(groups[item], len(rank)), groups[item]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n 2` a process takes a group at a time, in that order."""
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    config.option.loadscopereorder = False
    return Grouped(config, log)


def pytest_sessionfinish(session) -> None:
    """A process of several tells the first one what its files cost."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["seconds"] = dict(_SECONDS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    _SECONDS.update(getattr(node, "workeroutput", {}).get("seconds", {}))


def pytest_terminal_summary(terminalreporter) -> None:
    """What the run cost: CPU seconds with children, and the ten dearest files."""
    if resource:
        terminalreporter.section("CPU seconds")
        terminalreporter.write_line(f"{_spent():7.0f} in all, with children")
        for name, seconds in _SECONDS.most_common(10):
            terminalreporter.write_line(f"{seconds:7.1f} {name}")


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts from the project's folder, as a user does, without settings of its own."""
    monkeypatch.chdir(ROOT)
    for name in ("GONGWEN_CORPUS", "GONGWEN_OUT", "GONGWEN_FONT", "GONGWEN_SHOW_NAMES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def styled():
    """The project's style, and no figure left open."""
    import matplotlib.pyplot as plt
    from gongwen.common.figures import use_style

    use_style()
    yield
    plt.close("all")
