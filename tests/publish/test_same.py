"""The sameness gate (`make check`): executed again, notebooks and figures are what is stored, and a
change of one byte is seen.

They run again under another hash seed, time zone and locale, and two at once. Who has edited
notebooks, code or lists runs `make` first, and looks at what moved (`git diff figures`).
"""

import io
import json
import re
import shutil
import sys
from base64 import b64decode, b64encode

import nbformat
import pytest
from gongwen.publish.run import execute, run
from PIL import Image

from ..conftest import ELSEWHERE
from ..gates import changed_seeds, differences
from ..here import ROOT
from ..pages.test_seeds import test_seeds_are_unchanged as seeds_are_unchanged

EDITED = (
    "not what the notebooks give; after edits of yours run `make` and look at `git diff figures`"
)


def test_notebooks(again):
    found = differences(ROOT / "notebooks", again / "notebooks")
    assert not found, f"{', '.join(found)}: {EDITED}"


def test_figures(again):
    found = differences(ROOT / "figures", again / "figures")
    assert not found, f"{', '.join(found)}: {EDITED}"


def test_the_environment_reaches_the_notebooks(tmp_path, monkeypatch):
    """Else the gate would compare two runs under one environment."""
    cell = nbformat.v4.new_code_cell(
        "import os, time\nprint(os.environ['PYTHONHASHSEED'], time.tzname[0], hash('疫情'))",
        id="cell-0",
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "01_a.ipynb")
    printed = set()
    for seed in ("31", "32"):
        for name, value in {**ELSEWHERE, "PYTHONHASHSEED": seed}.items():
            monkeypatch.setenv(name, value)
        assert not execute(tmp_path / "01_a.ipynb", tmp_path / "out", {}, 60).error
        text = (tmp_path / "out" / "01_a.ipynb").read_text("utf8")
        printed.add(json.loads(text)["cells"][0]["outputs"][0]["text"][0])
    assert len(printed) == 2 and all(re.match(r"3[12] \+14 ", line) for line in printed)


def run_again(out, root):
    """Execute the notebooks of a project with figures and copies into `out`, under an environment
    that is not the stored ones'.
    """
    with pytest.MonkeyPatch.context() as patch:  # a kernel has the environment of this process
        patch.chdir(root)
        for name, value in ELSEWHERE.items():
            patch.setenv(name, value)
        (result,) = run(out=str(out))
    assert not result.error
    return out


# Falsified: one cell of a table, one point of a drawing, one pixel, one output of a notebook, one
# byte of a seed.
# In a project of one small notebook: what the gates compare are files, whatever has written them.

SMALL = (
    "import gongwen as gw\nimport matplotlib.pyplot as plt\n\ngw.figures.use_style()\nn = "
    "gw.read_corpus(gw.setting('corpus', 'seeds')).accounts[['account', 'characters']]",
    "fig, ax = plt.subplots(figsize=(4, "
    "3))\nax.plot(n['characters'])\nax.set_title('characters "
    "字')\ngw.figures.save_figure(fig, n, '01_small')",
    "print(f\"{len(n)} accounts, {n['characters'].sum()} characters\")",
)


def in_text(path, pattern, new):
    """Put `new` for the first match in a file; the bytes around it stay."""
    text = path.read_bytes().decode("utf8")
    changed = re.sub(pattern, new, text, count=1)
    assert changed != text
    path.write_bytes(changed.encode("utf8"))


def a_value(project):
    in_text(project / "figures" / "01_small.csv", "(?<=,)1520(?=\n)", "1521")
    return ["01_small.csv"]


def a_path(project):
    in_text(project / "figures" / "01_small.svg", r'(?<= d="M )\d+', "7")
    return ["01_small.svg"]


def a_pixel(project):
    path = project / "figures" / "01_small.png"
    picture = Image.open(path).convert("RGBA")
    picture.putpixel((5, 5), (255, 255, 254, 255))
    picture.save(path)
    return ["01_small.png"]


def an_output(project):
    in_text(project / "notebooks" / "01_small.ipynb", "5 accounts, 12861", "5 accounts, 12862")
    return ["01_small.ipynb"]


def a_pixel_of_a_notebook(project):
    """One value of one picture: of its palette, so that all else is as it was."""
    repack(
        project / "notebooks" / "01_small.ipynb",
        lambda picture: picture.putpixel((5, 5), picture.getpixel((5, 5)) ^ 1),
    )
    return ["01_small.ipynb"]


def repack(path, change=lambda picture: None, level=1):
    """Pack the first picture of a notebook anew, as another zlib would."""
    notebook = json.loads(path.read_text("utf8"))
    output = next(
        o
        for cell in notebook["cells"]
        for o in cell.get("outputs", [])
        if "image/png" in o.get("data", {})
    )
    before = output["data"]["image/png"]
    picture, data = Image.open(io.BytesIO(b64decode(before))), io.BytesIO()
    change(picture)
    picture.save(data, "PNG", compress_level=level)
    in_text(path, re.escape(before.strip()), b64encode(data.getvalue()).decode())


def a_missing_figure(project):
    (project / "figures" / "01_small.svg").unlink()
    return ["01_small.svg"]


def a_byte(project):
    path = sorted((project / "seeds").glob("*.txt"))[2]
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    return [path.name]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project of one notebook with the seeds and these tests; in `again` what it writes when it
    is run there.
    """
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "seeds", root / "seeds")
    for path in (ROOT / "tests").rglob("*.py"):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    (root / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(SMALL)]
    )
    nbformat.write(notebook, root / "notebooks" / "01_small.ipynb")
    again = run_again(root / "again", root=root)
    shutil.copytree(again, root / "figures", ignore=shutil.ignore_patterns("notebooks"))
    shutil.copy(again / "notebooks" / "01_small.ipynb", root / "notebooks")
    return root


@pytest.fixture
def project(made, tmp_path):
    """That copy to be falsified."""
    return shutil.copytree(made, tmp_path / "project")


def seen(project):
    return differences(project / "figures", project / "again") + differences(
        project / "notebooks", project / "again" / "notebooks"
    )


def test_another_packing_of_a_picture_is_no_falsehood(project):
    """Of another zlib the gate says nothing."""
    path = project / "notebooks" / "01_small.ipynb"
    repack(path)
    again = project / "again" / "notebooks" / path.name
    assert path.read_bytes() != again.read_bytes() and seen(project) == []


def test_a_run_keeps_the_bytes_of_a_picture_that_is_stored(tmp_path):
    (tmp_path / "seeds").mkdir()
    path = tmp_path / "notebooks" / "01_a.ipynb"
    path.parent.mkdir()
    shown = "from IPython.display import Image\nImage(filename='a.png')"
    cell = nbformat.v4.new_code_cell(shown, id="cell-0")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    Image.radial_gradient("L").save(path.with_name("a.png"))
    again = run_again(tmp_path / "again", root=tmp_path) / "notebooks" / path.name
    shutil.copy(again, path)
    repack(path)
    before = path.read_bytes()
    assert before != again.read_bytes()
    again.unlink()
    run_again(tmp_path / "again", root=tmp_path)
    assert again.read_bytes() == before


@pytest.mark.parametrize(
    "falsify", [a_value, a_path, a_pixel, a_pixel_of_a_notebook, an_output, a_missing_figure]
)
def test_a_falsehood_is_seen(project, falsify):
    assert seen(project) == []
    assert falsify(project) == seen(project)


def test_the_gates_themselves_fail(project, monkeypatch):
    """That they pass where nothing is falsified is seen in this run."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", project)
    again = project / "again"
    shutil.copytree(again, again / "figures", ignore=shutil.ignore_patterns("notebooks"))
    gates = {
        lambda: test_notebooks(again): (an_output,),
        lambda: test_figures(again): (a_value, a_path, a_pixel),
        lambda: seeds_are_unchanged(project): (a_byte,),
    }
    for gate, falsifications in gates.items():
        gate()
        names = [name for falsify in falsifications for name in falsify(project)]
        with pytest.raises(AssertionError) as failed:
            gate()
        assert all(name in str(failed.value) for name in names)


def test_one_byte_of_a_seed_is_seen(project):
    assert changed_seeds(project / "seeds") == []
    names = a_byte(project)
    assert changed_seeds(project / "seeds") == names
    (project / "seeds" / "new.txt").write_text("新的一页", "utf8")
    in_text(project / "seeds" / "manifest.csv", "county", "province")
    assert changed_seeds(project / "seeds") == [*names, "manifest.csv", "new.txt"]


def test_another_seed_gives_other_figures(project):
    """A character of a seed reaches the stored results: the gate does not compare constants."""
    in_text(sorted((project / "seeds").glob("*.txt"))[0], "疫情就是命令", "疫情就是")
    shutil.rmtree(project / "again")
    run_again(project / "again", root=project)
    assert {"01_small.csv", "01_small.svg", "01_small.png", "01_small.ipynb"} <= set(seen(project))
