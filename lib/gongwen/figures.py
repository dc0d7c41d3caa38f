"""Figures: one style, a Chinese font that comes with the installation, and `save_figure` (picture and the table behind it).

The same figure gives the same bytes of SVG and the same pixels on every run and machine.
"""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from .text import atomically, package_file, project_root, setting, write_sheet

FAMILY = "Noto Sans CJK SC"
MISSING = "〓"


class MissingGlyph(ValueError):
    """A character that the font cannot draw, nor the mark for one; a box in its place would be a false figure."""


def use_style() -> None:
    """Register the Chinese font by its file and set the style; call once, before the first figure.

    Tables are shown as they are: what stands between two $ of a text is no mathematics.

    The font is Noto Sans CJK (OFL, from the package noto-cjk-sans-otc), or the file named by GONGWEN_FONT.
    """
    import matplotlib
    from matplotlib import font_manager

    pd.set_option("display.html.use_mathjax", False)
    path = os.environ.get("GONGWEN_FONT") or _font_file()
    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    if Path(path) not in known:
        font_manager.fontManager.addfont(path)
    names = [entry.name for entry in font_manager.fontManager.ttflist if Path(entry.fname) == Path(path)]
    font_manager.fontManager.ttflist.sort(key=lambda entry: Path(entry.fname) != Path(path))  # before the machine's own of the same name
    family = FAMILY if FAMILY in names else names[0]
    matplotlib.rcParams.update(
        {
            "font.family": [family], "font.size": 10, "axes.titlesize": 11, "axes.titlelocation": "left", "axes.unicode_minus": False,
            "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False, "legend.fontsize": 9, "figure.dpi": 100,
            "savefig.dpi": 200, "svg.fonttype": "path", "figure.constrained_layout.use": True, "text.parse_math": False,
        }
    )  # fmt: skip


def _font_file() -> Path:
    return package_file("noto-cjk-sans-otc", ".ttc")


@cache
def font_face() -> tuple[Path, int]:
    """The package's collection of fonts, and the number in it of the face for simplified Chinese."""
    from fontTools.ttLib import TTCollection

    with TTCollection(str(_font_file()), lazy=True) as faces:
        return _font_file(), next(i for i, face in enumerate(faces.fonts) if face["name"].getDebugName(1) == FAMILY)


@dataclass(frozen=True, slots=True)
class Picture:
    """A saved figure; a notebook shows it as the very SVG that was saved."""

    name: str
    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"Picture({self.name!r})"


def out_folder() -> Path:
    """Where figures go: the folder of GONGWEN_OUT, else figures/ of the project."""
    return project_root() / str(setting("out", "figures"))


def save_figure(fig, table: pd.DataFrame, name: str) -> Picture:
    """Write `name`.svg, `name`.png and `name`.csv (the table behind the figure) and close the figure.

    The same figure gives the same bytes of SVG and the same pixels on every run: fixed ids, no date, no creator. A character that
    the font lacks is drawn as 〓, the printers' mark for a letter that is not at hand, and stands in the table. Raises MissingGlyph
    where the font lacks that too.
    """
    import matplotlib
    import matplotlib.pyplot as plt

    folder = out_folder()
    _check_name(name)
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": name}):
        warnings.filterwarnings("error", message=r"Glyph .* missing from")
        try:
            try:
                _save(fig, folder, name)
            except UserWarning:
                _mark_missing(fig)
                _save(fig, folder, name)
        except UserWarning as warning:
            raise MissingGlyph(f"{name}: {warning}: set GONGWEN_FONT to a font that has it") from None
        finally:
            plt.close(fig)
    save_table(table, name)
    return Picture(name, (folder / f"{name}.svg").read_text("utf8"))


def _save(fig, folder: Path, name: str) -> None:
    for kind, meta in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
        atomically(folder / f"{name}.{kind}", lambda path, kind=kind, meta=meta: fig.savefig(path, format=kind, metadata=meta))


def _mark_missing(fig) -> None:
    """Put 〓 for each character that the font lacks into all texts of a figure, and into the labels that its axes will make."""
    from matplotlib import font_manager
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    known = font_manager.get_font(font_manager.findfont(font_manager.FontProperties())).get_charmap()

    def drawn(text: str) -> str:
        return "".join(c if c == "\n" or ord(c) in known else MISSING for c in text)

    for text in fig.findobj(Text):
        text.set_text(drawn(text.get_text()))
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        labels = axis.get_major_formatter()
        if isinstance(labels, FixedFormatter | FuncFormatter):
            axis.set_major_formatter(FuncFormatter(lambda value, place, labels=labels: drawn(labels(value, place))))


def save_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Write `name`.csv for people: UTF-8 with BOM (Excel shows the Chinese), LF, floats rounded to four places.

    Text that a spreadsheet would take for a formula gets an apostrophe in front. Returns the table.
    """
    _check_name(name)
    shown = table.copy()
    for i, kind in enumerate(table.dtypes):
        if pd.api.types.is_float_dtype(kind):
            shown.isetitem(i, table.iloc[:, i].round(4))
    write_sheet(out_folder() / f"{name}.csv", shown)
    return table


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[\w-]+", name):
        raise ValueError(f"a figure's name has letters, digits, - and _ only, such as 02_counts: {name!r}")
