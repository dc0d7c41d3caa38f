"""The runner: failures are named and write nothing; what is written holds nothing of the moment or
the machine.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from gongwen import read_corpus
from gongwen.__main__ import main
from gongwen.publish import record, run

from .. import cells
from ..here import NOTEBOOKS, ROOT

SECOND = NOTEBOOKS[1]


def project(tmp_path, monkeypatch, *sources):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    nbformat.write(notebook, tmp_path / "notebooks" / "01_try.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "notebooks" / "01_try.ipynb"


def test_a_failing_cell_is_named_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    path = project(tmp_path, monkeypatch, "x = 1", "x / 0")
    before = path.read_bytes()
    (result,) = run.run()
    assert result.error.startswith("cell 2") and "ZeroDivisionError" in result.error
    said = capsys.readouterr().err
    assert "01_try.ipynb, cell 2" in said and "ZeroDivisionError" in said and "\x1b" not in said
    assert path.read_bytes() == before


def test_a_timeout_is_named(tmp_path, monkeypatch):
    project(tmp_path, monkeypatch, "import time", "time.sleep(60)")
    (result,) = run.run(timeout=1)
    assert result.error.startswith("cell 2") and "timed out" in result.error


def test_second_run_changes_no_byte(tmp_path, monkeypatch):
    path = project(
        tmp_path,
        monkeypatch,
        "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n{3, 1, 2}",
    )
    assert not run.run()[0].error
    first = path.read_bytes()
    assert not run.run()[0].error
    assert path.read_bytes() == first
    notebook = json.loads(first)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert notebook["cells"][0]["execution_count"] == 1 and notebook["cells"][0]["metadata"] == {}


def test_other_corpus_leaves_the_stored_notebooks(tmp_path, monkeypatch):
    path = project(
        tmp_path,
        monkeypatch,
        "import os; print(os.environ['GONGWEN_CORPUS'], os.environ['GONGWEN_OUT'])",
    )
    before = path.read_bytes()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("某校通报\n2021-03-01\n全体教师坚守岗位。\n", "utf8")
    assert not run.run(corpus="mine", out="elsewhere")[0].error
    assert path.read_bytes() == before
    written = nbformat.read(tmp_path / "elsewhere" / "notebooks" / "01_try.ipynb", as_version=4)
    corpus, out = written.cells[0].outputs[0].text.split()
    assert corpus == str(tmp_path / "mine")
    assert Path(out).is_relative_to(tmp_path / "elsewhere")  # a folder of this run
    assert not Path(out).exists() and record.read(tmp_path / "elsewhere").corpus == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--corpus", "no_such"],
        ["run", "99"],
        ["parse", "no_such"],
        ["build", "no_such", "x", "--workers", "1"],
    ],
)
def test_mistakes_say_what_is_wrong(arguments, capsys):
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[-1].startswith("gongwen ") and "Traceback" not in said


def test_parse_prints_one_account(root, capsys):
    assert main(["parse", str(root / "seeds" / "001_d37b505c4ff1b8eb.txt")]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["county"] == "清新区" and record["blocks"][0]["start"] == 0


def test_nothing_is_built_over_something_else(root, tmp_path, capsys):
    """That a build succeeds as a command is seen with the commands of docs/ (test_readme)."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "one.txt").write_text("chapter one")
    assert main(["build", "--workers", "1", str(root / "seeds"), str(tmp_path / "thesis")]) == 1
    assert "holds something else" in capsys.readouterr().err


def test_the_notebooks_run_on_other_pages(root, tmp_path, capsys):
    """Two pages without province, manifest, gold or the main formula."""
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(root / "tests" / "pages" / "a" / "001.txt", pages)
    (pages / "b.txt").write_text(
        "某校通报\n时间:2021-03-01\n全体教师坚守岗位,认真上好每一节课。\n", "utf8"
    )
    (pages / "c.txt").write_text("", "utf8")
    (pages / "menu.txt").write_text("首页\n打印\n", "utf8")  # a page without an article
    for path in NOTEBOOKS[::2]:  # all of them run on hostile pages (test_hostile)
        with cells.elsewhere(pages, tmp_path / "out") as drawn:
            cells.run(cells.sources(path))
        assert drawn and all((tmp_path / "out" / f"{name}.csv").is_file() for name in drawn)
        said = capsys.readouterr()
        assert "accounts of pages: " in said.out and not said.err, path.name


def test_accounts_are_compared_where_no_column_decides_another(root, tmp_path):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("07"))
    written = cells.sources(path)
    (place,) = [i for i, cell in enumerate(written) if '"07_profile"' in cell]
    with cells.elsewhere(root / "notebooks" / "example", tmp_path / "out") as drawn:
        cells.run(cells.leading_to_the_last(written[: place + 1]))
    assert drawn == ["07_profile"]


def test_groups_of_a_run_are_no_groups_of_the_worked_example(root, tmp_path, monkeypatch):
    """`make CORPUS=… BY=writer`: its pages alone have no such column."""
    monkeypatch.setenv("GONGWEN_BY", "writer")
    written = cells.sources(NOTEBOOKS[-1])
    with cells.elsewhere(root / "notebooks" / "example", tmp_path / "out"):
        cells.run(written[:3])


def test_warnings_are_for_who_runs_the_notebook(tmp_path, monkeypatch, capsys):
    """And not for who reads it: they may name a machine."""
    path = project(tmp_path, monkeypatch, "import warnings\nwarnings.warn('a')\nprint('b')")
    assert not run.run()[0].error
    [cell] = nbformat.read(path, as_version=4).cells
    assert [(o.name, o.text) for o in cell.outputs] == [("stdout", "b\n")]
    assert "UserWarning: a" in capsys.readouterr().err


DRAWS = """
import os, pathlib
out = pathlib.Path(os.environ["GONGWEN_OUT"])
out.mkdir(parents=True, exist_ok=True)
(out / "01_seeds.csv").write_text("seeds")
"""


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """A project of one notebook that writes a table with the name of its corpus, and prints it; on
    the corpus `bad` it fails. No kernel is started.
    """
    project(tmp_path, monkeypatch, "1")

    def execute(path, folder, environment, timeout, running, file):
        name = Path(environment["GONGWEN_CORPUS"]).name
        table = Path(environment["GONGWEN_OUT"]) / f"{file[:2]}_{name}.csv"
        table.parent.mkdir(parents=True)
        table.write_text(name)
        if name == "bad":
            return run.Result(file, 1, "cell 1: ValueError: no <b> here")
        cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text=name)])
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / file)
        return run.Result(file, 1)

    monkeypatch.setattr(run, "execute", execute)


def pages_of(tmp_path, *names):
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("某校通报\n2021-03-01\n全体教师坚守岗位。\n", "utf8")


def test_nothing_of_another_corpus_is_left(tmp_path, drawn):
    pages_of(tmp_path, "one", "two", "bad")
    out = tmp_path / "figures" / "mine"

    def there():
        return sorted(path.name for path in out.rglob("*") if path.is_file())

    known = ["run.json", ".gongwen.lock"]
    for corpus in ("one", "two"):
        assert not run.run(corpus=corpus)[0].error
        assert there() == sorted([*known, f"01_{corpus}.csv", "01_try.ipynb", "findings.json"])
        assert record.read(out).corpus == corpus
    assert run.run(corpus="bad")[0].error
    assert there() == sorted(known)
    [(stem, outcome)] = record.read(out).notebooks.items()
    assert stem == "01_try" and outcome.error == "cell 1: ValueError: no <b> here"


def test_what_is_no_notebook_is_named(tmp_path, capsys):
    (tmp_path / "me.ipynb").write_text("{")
    result = run.execute(tmp_path / "me.ipynb", tmp_path / "out", {}, 1, name="99_me.ipynb")
    assert result.error.startswith("it cannot be read as a notebook: ")
    assert "FAILED 99_me.ipynb" in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_notebooks_in_the_folder_of_a_corpus_run_too(tmp_path, drawn, capsys):
    pages_of(tmp_path, "one")
    own, out = tmp_path / "one" / "notebooks", tmp_path / "figures" / "mine"
    own.mkdir()
    for name in ("me.ipynb", "01_try.ipynb", "12_me.ipynb"):
        (own / name).write_text("{}")
    (own / "out.ipynb").symlink_to(tmp_path / "notebooks" / "01_try.ipynb")
    results = {result.stem: result.error for result in run.run(corpus="one")}
    clash = "it writes 99_one.csv, as 99_01_try does: give its file another name"
    assert results == {"01_try": "", "99_01_try": "", "12_me": "", "99_me": clash}
    assert "FAILED 99_me.ipynb" in capsys.readouterr().err
    ran = record.read(out)
    assert {stem: outcome.error for stem, outcome in ran.notebooks.items()} == results
    assert (out / "99_one.csv").is_file() and not (out / "notebooks" / "99_me.ipynb").exists()
    # they are no pages, and no part of what the corpus is
    corpus = read_corpus(tmp_path / "one")
    assert len(corpus.accounts) == 1
    assert corpus.errors[["name", "error"]].values.tolist() == [["notebooks/out.ipynb", "outside"]]
    (own / "me.ipynb").write_text("{")
    assert record.new(tmp_path / "one").state == ran.state


def test_notebooks_that_no_run_wrote_stay(tmp_path, drawn):
    pages_of(tmp_path, "one", "two")
    own = tmp_path / "mine" / "notebooks" / "10_my_own.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("{")  # whatever it is
    for corpus in ("one", "two"):
        assert not run.run(corpus=corpus, out="mine")[0].error
        assert own.read_text() == "{"
    with pytest.raises(ValueError, match="another --out"):
        run.run(corpus="one", out=".")


def test_results_take_the_place_of_earlier_ones_as_a_whole(tmp_path, drawn):
    pages_of(tmp_path, "one", "two")
    out = tmp_path / "figures" / "mine"
    assert not run.run(corpus="one")[0].error

    def there():
        return {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}

    before = there()
    (out / "01_two.csv").mkdir()  # where a figure is to be written
    with pytest.raises(OSError, match="01_two.csv"):
        run.run(corpus="two")
    assert there() == before
    (out / "01_two.csv").rmdir()
    killed = out / ".gongwen-7"  # as a process leaves it that is killed in the midst
    with pytest.raises(KeyError), run._exchange(killed, out, out / "notebooks"):
        shutil.copytree(killed, tmp_path / "copy")
        (out / "run.json").write_text("half")
        (out / "notebooks" / "01_try.ipynb").unlink()
        raise KeyError
    assert there() == before
    (out / "run.json").write_text("half")
    (out / "notebooks" / "01_try.ipynb").unlink()
    shutil.copytree(tmp_path / "copy", killed, dirs_exist_ok=True)
    run._clear(out, out / "notebooks")
    assert there() == before and not killed.exists()


def test_ctrl_c_waits_for_the_moment_of_exchange(tmp_path):
    (tmp_path / "notebooks").mkdir()
    done = []
    with (
        pytest.raises(KeyboardInterrupt),
        run._exchange(tmp_path / "s", tmp_path, tmp_path / "notebooks"),
    ):
        signal.raise_signal(signal.SIGINT)
        done.append(1)
    assert done


def test_of_a_notebook_of_the_project_that_fails_nothing_changes(tmp_path, monkeypatch):
    path = project(tmp_path, monkeypatch, DRAWS)
    assert not run.run()[0].error
    before = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, path)
    edited = path.read_bytes()
    assert run.run()[0].error and path.read_bytes() == edited != before
    assert (tmp_path / "figures" / "01_seeds.csv").read_text() == "seeds"
    assert "ZeroDivisionError" in record.read(tmp_path / "figures").notebooks["01_try"].error


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C as a signal")
def test_ctrl_c_stops_within_three_seconds_and_changes_nothing(tmp_path, monkeypatch):
    path = project(tmp_path, monkeypatch, "import os; print(os.getpid())", "import time")
    notebook = nbformat.read(path, as_version=4)
    mark = tmp_path / "began"
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            f"import pathlib; pathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
            "time.sleep(600)"
        )
    )
    nbformat.write(notebook, path)
    shutil.copy(path, tmp_path / "notebooks" / "02_try.ipynb")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.ipynb")}
    child = subprocess.Popen(
        [sys.executable, "-m", "gongwen", "run", "-j", "2"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        encoding="utf8",
        # whoever started the tests may ignore it, and a child would, too
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not mark.is_file() or not mark.read_text():
        time.sleep(0.05)
    kernel = int(mark.read_text())
    child.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    _, said = child.communicate(timeout=30)
    assert time.monotonic() - stopped < 3 and child.returncode == 130
    assert "stopped: 0 of 2 notebooks had ended" in said and not re.search("Traceback|FAILED", said)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.ipynb")} == before
    assert [p.name for p in (tmp_path / "figures").iterdir()] == [".gongwen.lock"]
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def test_what_a_killed_run_left_is_swept(tmp_path, monkeypatch):
    project(tmp_path, monkeypatch, "1")
    left = [
        tmp_path / "figures" / ".gongwen-7" / "01_try" / "01_a.svg",
        tmp_path / "notebooks" / ".gongwen-7-ab.ipynb",
        tmp_path / ".gongwen-7-ab.md",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    assert not run.run()[0].error
    assert not list(tmp_path.rglob(".gongwen-*"))


def test_the_same_notebooks_whatever_home(tmp_path, monkeypatch):
    path = project(
        tmp_path,
        monkeypatch,
        "import os\nimport matplotlib\nmatplotlib.get_cachedir()\n"
        "print(os.access(os.environ['GONGWEN_CACHE'], os.W_OK), matplotlib.get_backend())",
    )
    assert not run.run()[0].error
    before = path.read_bytes()
    assert "True agg" in path.read_text("utf8")
    (tmp_path / "file").write_text("no folder")
    for name in ("GONGWEN_CACHE", "XDG_CACHE_HOME", "MPLCONFIGDIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "below"))
    assert not run.run()[0].error
    assert path.read_bytes() == before
    assert not list(tmp_path.rglob(".gongwen-*"))


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
@pytest.mark.parametrize(
    "name", ["it's", 'a "b" c', "$HOME $(date) `date`", "a;b #c", "网页", "$(shell touch pwned)"]
)
def test_make_hands_a_path_over_as_it_is(tmp_path, name):
    stub = tmp_path / "python"
    stub.write_text('#!/bin/sh\necho "corpus=$GONGWEN_CORPUS by=$GONGWEN_BY"\n')
    stub.chmod(0o755)
    done = subprocess.run(
        ["make", "report", f"BIN={tmp_path}", "STAMP=", f"CORPUS={name}", "BY=level"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf8",
    )
    assert f"corpus={name} by=level" in done.stdout, done.stderr
    assert not (ROOT / "pwned").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="locales as Unix has them")
def test_a_path_that_the_locale_cannot_spell(tmp_path, monkeypatch):
    project(tmp_path, monkeypatch, "1")
    pages_of(tmp_path, "网页 ü $x \"q\" 'p'")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "gongwen", "run", "--corpus", "网页 ü $x \"q\" 'p'"],
        cwd=tmp_path,
        env=os.environ | plain,
        capture_output=True,
        encoding="utf8",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "figures" / "mine" / "run.json").read_text("ascii"))["notebooks"]


@pytest.mark.parametrize(
    "texts",
    [
        ["防控通报\n时间:2020-02-01\n疫情就是命令。全县迅速行动。\n"],  # one account, hardly a word
        [
            "甲县通报\n时间:2020-02-01\n疫情就是军令。疫情就是军令如山。全县迅速行动起来。\n",
            "乙县通报\n时间:2020-02-02\n疫情就是军令,防控就是责任。\n",
        ],
    ],
)
def test_the_second_notebook_runs_on_very_little(tmp_path, texts):
    pages = tmp_path / "pages"
    pages.mkdir()
    for i, text in enumerate(texts):
        (pages / f"{i}.txt").write_text(text, "utf8")
    with cells.elsewhere(pages, tmp_path / "out") as drawn:
        cells.run(cells.sources(SECOND))
    assert drawn


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            'FORMULA = "疫情就是命令"',
            'FORMULA = "疫情.{1,2}命令"',
            "four of five accounts say 疫情.{1,2}命令, five times in all; Guangdong never does.",
        ),
        (
            "PHRASES = None",
            'PHRASES = ["志愿者", "突击队"]',
            "four of five accounts say 疫情就是命令, five times in all; Guangdong never does.",
        ),
        (
            'FORMULA = "疫情就是命令"',
            'FORMULA = "没有的词"',
            "没有的词 occurs in none of five accounts.",
        ),
    ],
)
def test_changing_the_cell_changes_the_finding(tmp_path, capsys, old, new, finding):
    """Through every cell on which the finding rests; that an edited notebook is executed is seen in
    the browser (test_lab).
    """
    written = cells.sources(SECOND)
    (place,) = [i for i, cell in enumerate(written) if old in cell]
    written[place] = written[place].replace(old, new)
    with cells.elsewhere(None, tmp_path):
        cells.run(cells.leading_to_the_last(written))
    assert finding in capsys.readouterr().out


def test_only_what_the_last_cell_rests_on_is_run():
    written = ["import a", "x = a.b", "y = 1", "z = {}\nz['k'] = x", "z.k = 2\nz", "y", "print(z)"]
    assert cells.leading_to_the_last(written) == [
        "import a",
        "x = a.b",
        "z = {}\nz['k'] = x",
        "z.k = 2\nz",
        "print(z)",
    ]
