"""Code cells of notebooks run in this process: figures are made but not all of them saved, and what
no result rests on can be left out.

That kernels execute the notebooks, and what is then stored, is seen by `test_same`; here it is what
the cells do with other pages.
"""

import ast
import builtins
import io
import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import gongwen as gw
import nbformat
import pandas as pd
import pytest
from gongwen.corpus import study
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from .here import ROOT

GOLD = ROOT / "tests" / "gold"


def sources(path: Path) -> list[str]:
    """The code cells of a notebook, in order."""
    return [
        "".join(cell["source"])
        for cell in json.loads(path.read_text("utf8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def leading_to_the_last(cells: list[str]) -> list[str]:
    """The last cell, and those that assign or change a name on which it rests."""
    wanted, chosen = set(), []
    for cell in reversed(cells):
        gives, takes = names(cell)
        if not chosen or gives & wanted:
            wanted |= takes
            chosen.append(cell)
    return chosen[::-1]


def names(cell: str) -> tuple[set[str], set[str]]:
    """The names that a cell assigns or changes, and those that it reads."""
    gives, takes = set(), set()
    for node in ast.walk(ast.parse(cell)):
        if isinstance(node, ast.Name):
            (takes if isinstance(node.ctx, ast.Load) else gives).add(node.id)
        elif isinstance(node, ast.alias):
            gives.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed = node.value
            while isinstance(changed, ast.Attribute | ast.Subscript):
                changed = changed.value
            gives.update([changed.id] if isinstance(changed, ast.Name) else [])
    return gives, takes - set(dir(builtins))


def run(cells: list[str]) -> None:
    """Run cells one after another and show what the last line of each gives, as a notebook does."""
    space: dict = {}
    for cell in cells:
        value = given(cell, space)
        html = getattr(value, "_repr_html_", None)
        assert isinstance((html() if html else None) or repr(value), str)


def given(cell: str, space: dict):
    """Run a cell; what its last line gives, None where that is no expression."""
    tree = ast.parse(cell)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None


def executed(path: Path) -> nbformat.NotebookNode:
    """A notebook with what its cells print and show, as a kernel would have it."""
    notebook, shows, space = nbformat.read(path, 4), DisplayFormatter(), {}
    for cell in [cell for cell in notebook.cells if cell.cell_type == "code"]:
        cell.outputs, printed = [], io.StringIO()
        with redirect_stdout(printed):
            value = given(cell.source, space)
        if printed.getvalue():
            cell.outputs.append(nbformat.v4.new_output("stream", text=printed.getvalue()))
        if value is not None:
            data, metadata = shows.format(value)
            data = {
                k: b64encode(v).decode() if isinstance(v, bytes) else v for k, v in data.items()
            }
            cell.outputs.append(
                nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
            )
    return notebook


# What is measured on readings by hand is the same with every corpus (test_same has it whole).
JUDGED = {
    "GOLD": "sentences.csv",
    "TONE_GOLD": "sentences.csv",
    "HELDOUT": "devices/heldout.csv",
    "TONE_HELDOUT": "tone/heldout.csv",
}


def every_twentieth(table: Path, folder: Path) -> Path:
    """The head of a table and each twentieth of its rows, in a file of its own."""
    shorter = folder / "judged" / table.relative_to(GOLD)
    shorter.parent.mkdir(parents=True, exist_ok=True)
    rows = pd.read_csv(table, encoding="utf-8-sig", dtype=str, keep_default_na=False)
    rows.iloc[::20].to_csv(shorter, index=False)
    return shorter


def point() -> bytes:
    """A picture of one empty point."""
    data = io.BytesIO()
    Image.new("RGB", (1, 1)).save(data, "PNG")
    return data.getvalue()


class Scored:
    """SnowNLP's score of a text in place of SnowNLP, which is long to load; that both are the same
    is seen elsewhere (test_snow).
    """

    def __init__(self, text: str) -> None:
        self.sentiments = gw.sentiment.score([text])[0]


def read_once(corpus: str, read=gw.read_corpus):
    """`gw.read_corpus`, which reads this corpus once for all notebooks."""
    known = cache(read)

    def read_corpus(place, **options):
        return read(place, **options) if options or str(place) != corpus else known(place)

    return read_corpus


def opened_once(corpus: str, opening=gw.corpus.open):
    """`gw.open`, which opens this corpus once for all notebooks that open it in the same way."""
    known: dict[str, study.Study] = {}

    def opened(place, **options):
        if str(place) != corpus:
            return opening(place, **options)
        way = repr(sorted(options.items()))
        return known.setdefault(way, known.get(way) or opening(place, **options))

    return opened


@contextmanager
def elsewhere(
    corpus: Path | None, out: Path, drawn_too: tuple[str, ...] = ()
) -> Iterator[list[str]]:
    """Cells run on this corpus (None: the seeds) and write tables to `out`; gives the names of
    their figures, of which one empty point is shown; those whose name begins so are saved whole.
    """
    import matplotlib.pyplot as plt

    drawn: list[str] = []

    def save(fig, table, name, folder=None, whole=gw.figures.save_figure):
        if name.startswith(drawn_too):
            return whole(fig, table, name, folder)
        fig.set_layout_engine("none")  # whatever it looks like
        fig.draw_without_rendering()
        plt.close(fig)
        gw.figures.save_table(table, name, folder)
        drawn.append(name)
        return gw.figures.Picture(name, *gw.figures._words(fig, name), point())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gw.figures, "save_figure", save)
        reading = read_once(str(corpus or ROOT / "seeds"))
        patch.setattr(gw, "read_corpus", reading)
        patch.setattr(study, "read_corpus", reading)
        patch.setattr(gw.corpus, "open", opened_once(str(corpus or ROOT / "seeds")))
        package = SimpleNamespace(SnowNLP=Scored, __spec__=find_spec("snownlp"))
        patch.setitem(sys.modules, "snownlp", package)
        patch.setenv("GONGWEN_OUT", str(out))
        patch.setenv("TQDM_DISABLE", "1")
        if corpus:
            patch.setenv("GONGWEN_CORPUS", str(corpus))
            for name, file in JUDGED.items():
                patch.setenv(f"GONGWEN_{name}", str(every_twentieth(GOLD / file, out)))
        with pd.option_context("display.max_colwidth", 50, "display.html.use_mathjax", True):
            yield drawn
