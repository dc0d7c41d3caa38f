"""What every stored notebook keeps to."""

import ast
import json
import re
import statistics
import subprocess
import sys
from base64 import b64decode

import pytest

from ..here import NOTEBOOKS


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: p.stem)
def notebook(request):
    return json.loads(request.param.read_text("utf8"))


def source(cell):
    return "".join(cell["source"])


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_executed_top_to_bottom(notebook):
    assert [cell["execution_count"] for cell in code(notebook)] == list(
        range(1, len(code(notebook)) + 1)
    )


def test_no_error_and_nothing_on_stderr(notebook):
    for cell in code(notebook):
        assert not [
            o for o in cell["outputs"] if o["output_type"] == "error" or o.get("name") == "stderr"
        ]


def figures(notebook):
    return [
        output
        for cell in code(notebook)
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]


def test_every_figure_is_a_picture_with_words(notebook):
    """Every viewer shows a PNG without trusting the notebook; an SVG it does not, and there is
    none.
    """
    names = []
    for output in figures(notebook):
        data, about = output["data"], output["metadata"]["image/png"]
        title, _, alt = "".join(data["text/plain"]).partition("\n")
        assert set(data) == {"image/png", "text/plain"} and len(title) > 8 and len(alt) > 60
        assert about["alt"].startswith(title) and about["alt"].endswith(f" {alt}")
        assert len(b64decode("".join(data["image/png"]))) <= 120_000
        names.append(about["figure"])
    shown = {
        kind
        for cell in code(notebook)
        for output in cell["outputs"]
        for kind in output.get("data", {})
    }
    assert names and shown <= {"image/png", "text/plain", "text/html"}
    saved = {
        node.args[2].value
        for cell in code(notebook)
        for node in ast.walk(ast.parse(source(cell)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "save"
    }
    assert len(names) == len(set(names)) and set(names) == saved


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_not_large(path):
    assert path.stat().st_size <= 1_500_000


def test_the_findings_are_those_computed(notebook):
    """What the opening says of the seeds, in English and in Chinese, is what the last cell
    prints.
    """
    opening = source(notebook["cells"][0])
    english = re.search("^On the five seeds: .+", opening, re.M)[0]
    chinese = re.search(r"^\*\*发现\*\* (.+)", opening, re.M)[1]
    printed = "".join(notebook["cells"][-1]["outputs"][0]["text"]).strip().split("\n")
    assert printed == [english, chinese] and chinese.startswith("就本项目的五份文本而言：")
    assert 1 <= len(re.findall(r"[.?!] (?=[A-Z一-龥])", english)) + 1 <= 4


def test_title_and_question_are_given_in_chinese_too(notebook):
    opening = source(notebook["cells"][0])
    assert re.search(r"^\*\*题目\*\* [一-龥]+.*\*\*问题\*\* .+？", opening, re.M)


def test_a_notebook_has_few_figures_and_settings(notebook):
    """One idea: at most four figures, six settings, and cells that are read at a glance."""
    cells = [source(cell) for cell in code(notebook)]
    assert 1 <= len(figures(notebook)) <= 4
    assert sum(bool(re.match("[A-Z_]+ = ", line)) for line in cells[0].splitlines()) <= 6
    lines = [len(cell.splitlines()) for cell in cells]
    assert statistics.median(lines) <= 5 and max(lines) <= 16
    assert not [cell for cell in cells if "mask(" in cell or " if " in cell]


def test_skeleton(notebook):
    headings = [
        line
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
        for line in source(cell).splitlines()
        if line.startswith("#")
    ]
    assert headings[0].startswith("# 0") and "## Change this cell" in headings
    assert headings[-3:] == ["## What this cannot show", "## On your own", "## Findings"]
    assert sum(h.endswith("?") for h in headings) >= 4


def test_cells_are_clean(notebook):
    for cell in code(notebook):
        assert len(cell["id"]) > 3
        assert not re.search(r"^\s*[!%]|\.\./|^def |https?://", source(cell), re.MULTILINE)


def test_no_name_is_assigned_twice(notebook):
    targets = re.findall(
        r"^(\w+(?:, \w+)*) = ", "\n".join(source(cell) for cell in code(notebook)), re.MULTILINE
    )
    assigned = [name for target in targets for name in target.split(", ")]
    assert len(assigned) == len(set(assigned)), sorted(
        name for name in assigned if assigned.count(name) > 1
    )


def test_nothing_of_a_machine_is_stored(notebook):
    assert not re.search(
        r"/(?:home|root|Users|opt|mnt|var)/|\.venv", json.dumps(notebook, ensure_ascii=False)
    )


def fails(code, *options):
    """What Python says at last when it cannot run the code."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, encoding="utf8"
    )
    assert done.returncode, "it ran"
    return done.stderr.splitlines()[-1]


def test_another_kernel_is_told_what_to_do(notebook):
    """A Python without the project's packages stops at the first line, which the error shows."""
    first = source(code(notebook)[0])
    error = fails(first, "-I", "-S")
    assert error == "ModuleNotFoundError: No module named 'gongwen'"
    assert first.startswith("import gongwen as gw  # not found? Run `make`, then open the notebook")


def test_an_old_python_is_named():
    said = fails(
        "import sys; sys.version_info = (3, 9, 1); sys.version = '3.9.1 (main)'; import gongwen"
    )
    assert said.startswith("ImportError: gongwen needs Python 3.11 or later; this is 3.9.1 (")


def test_a_missing_package_is_named():
    said = fails("import sys; sys.modules['pandas'] = None; import gongwen; gongwen.read_corpus")
    assert "the package pandas is not installed in" in said and "`make clean` and `make`" in said


def test_a_folder_that_is_not_there_is_named_with_where_it_was_looked_for():
    said = fails("import gongwen; gongwen.read_corpus('nowhere')")
    assert (
        said.startswith("FileNotFoundError: there is no file or folder 'nowhere' in ")
        and "full path" in said
    )
