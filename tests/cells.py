"""Code cells of notebooks run in this process: a figure is laid out but not packed, and what no
result rests on can be left out.

That kernels execute the notebooks, and what is then stored, is seen by `test_same`; here it is what
the cells do with other pages.
"""

import ast
import builtins
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gongwen as gw
import pandas as pd
import pytest


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
        tree = ast.parse(cell)
        shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), space)
        if shown:
            value = eval(compile(ast.Expression(shown.value), "cell", "eval"), space)
            html = getattr(value, "_repr_html_", None)
            assert isinstance((html() if html else None) or repr(value), str)


@contextmanager
def elsewhere(corpus: Path | None, out: Path) -> Iterator[list[str]]:
    """Cells run on this corpus (None: the seeds) and write tables to `out`; gives the names of the
    figures that they drew.
    """
    import matplotlib.pyplot as plt

    drawn: list[str] = []

    def save(fig, table, name):
        fig.draw_without_rendering()
        plt.close(fig)
        gw.figures.save_table(table, name)
        drawn.append(name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gw.figures, "save_figure", save)
        patch.setenv("GONGWEN_OUT", str(out))
        patch.setenv("TQDM_DISABLE", "1")
        if corpus:
            patch.setenv("GONGWEN_CORPUS", str(corpus))
        with pd.option_context("display.max_colwidth", 50):
            yield drawn
