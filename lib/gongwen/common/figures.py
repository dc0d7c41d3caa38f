"""The style of figures, a Chinese font from the installed packages, and `save_figure` (a picture
and its data).

The same figure gives the same bytes of SVG and the same pixels on every run and machine. How pixels
are packed into a PNG depends on the machine's zlib; a stored PNG with the same pixels is left
unchanged.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .files import atomically, data_file, project_root, setting
from .sheets import write_sheet

if TYPE_CHECKING:
    import pandas as pd

FONT = (  # release, file and its SHA-256
    "noto-cjk-sans-otc==0.0.1",
    "NotoSansCJK-Regular.ttc",
    "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
)
FAMILY = "Noto Sans CJK SC"
MISSING = "〓"
PIXELS = 945  # pixels across of a picture in a notebook: 16 cm at 150 dots per inch
LARGEST = 120_000  # bytes of such a picture
DPI, SHOWN_DPI = 200, 150  # of a saved picture, and of the same in a notebook


class MissingGlyph(ValueError):
    """The font can draw neither a character nor the mark for a missing one; a box in its place
    would falsify the figure.
    """


def use_style() -> None:
    """Register the Chinese font from its file and set the style of figures; call once, before the
    first figure.

    The font is Noto Sans CJK (OFL, from the package noto-cjk-sans-otc), or the file named by
    GONGWEN_FONT.
    """
    import matplotlib
    from matplotlib import font_manager

    path = setting("font", "") or _font_file()
    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    if Path(path) not in known:
        font_manager.fontManager.addfont(path)
    names = [
        entry.name for entry in font_manager.fontManager.ttflist if Path(entry.fname) == Path(path)
    ]
    # before a font of the same name on this machine
    font_manager.fontManager.ttflist.sort(key=lambda entry: Path(entry.fname) != Path(path))
    family = FAMILY if FAMILY in names else names[0]
    matplotlib.rcParams.update(
        {
            "font.family": [family],
            "font.size": 10,
            "axes.titlesize": 11,
            "axes.titlelocation": "left",
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "legend.fontsize": 9,
            "figure.dpi": 100,
            "savefig.dpi": DPI,
            "svg.fonttype": "path",
            "figure.constrained_layout.use": True,
            "text.parse_math": False,
        }
    )


def _font_file() -> Path:
    return data_file(*FONT)


@cache
def font_face() -> tuple[Path, int]:
    """The file of the package's fonts, and the number of the face for simplified Chinese in it."""
    from fontTools.ttLib import TTCollection

    with TTCollection(str(_font_file()), lazy=True) as faces:
        return _font_file(), next(
            i for i, face in enumerate(faces.fonts) if face["name"].getDebugName(1) == FAMILY
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A saved figure for a notebook: a PNG, which every viewer shows without trusting the notebook,
    with its title and alternative text.
    """

    name: str
    title: str
    alt: str
    png: bytes

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        stop = "" if self.title.endswith(("?", "!", ".")) else "."
        return self.png, {"alt": f"{self.title}{stop} {self.alt}".strip(), "figure": self.name}

    def __repr__(self) -> str:
        return f"{self.title}\n{self.alt}".strip()


def titled(fig, title: str, alt: str):
    """The figure, with a title above it and its alternative text (what is drawn, in words)."""
    fig.suptitle(title, x=0.01, ha="left", fontsize=11)
    fig.set_label(alt)
    return fig


def _words(fig, name: str) -> tuple[str, str]:
    """Title and alternative text of a figure: those of `titled`, else from its axes."""
    titles = [
        fig.get_suptitle(),
        *(ax.get_title(place) for ax in fig.axes for place in ("left", "center", "right")),
    ]
    drawn = [text.get_text() for ax in fig.axes for text in ax.texts] if not fig.get_label() else []
    labels = [label for ax in fig.axes for label in (ax.get_ylabel(), ax.get_xlabel())]
    alt = str(fig.get_label()) or "; ".join(dict.fromkeys(filter(None, [*labels, *drawn[:1]])))
    return next(filter(None, titles), name), " ".join(alt.split())


def out_folder() -> Path:
    """Where figures go: the folder of GONGWEN_OUT, else figures/ of the project."""
    return project_root() / str(setting("out", "figures"))


def save_figure(fig, table: pd.DataFrame, name: str) -> Picture:
    """Write `name`.svg, `name`.png and `name`.csv (the data of the figure), close the figure, and
    return its picture.

    The same figure gives the same bytes of SVG and the same pixels on every run: fixed ids, no
    date, no creator. A character that the font lacks is drawn as 〓, the printers' mark for a
    missing letter, and is unchanged in the table. Raises MissingGlyph if the font lacks that too.
    """
    import matplotlib
    import matplotlib.pyplot as plt

    _check_name(name)
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": name}):
        warnings.filterwarnings("error", message=r"Glyph .* missing from")
        try:
            try:
                png = _save(fig, name)
            except UserWarning:
                _mark_missing(fig)
                png = _save(fig, name)
        except UserWarning as warning:
            raise MissingGlyph(
                f"{name}: {warning}: set GONGWEN_FONT to a font that has it"
            ) from None
        finally:
            plt.close(fig)
    save_table(table, name)
    return Picture(name, *_words(fig, name), reduced(png, scale=SHOWN_DPI / DPI))


@contextmanager
def _laid_out(fig) -> Iterator[None]:
    """A context in which a figure has its final layout, so that saving only draws it."""
    import matplotlib

    engine = fig.get_layout_engine()
    with matplotlib.rc_context({"figure.constrained_layout.use": False}):
        if engine:
            fig.set_dpi(DPI)
            engine.execute(fig)
            fig.set_layout_engine(None)
        try:
            yield
        finally:
            fig.set_layout_engine(engine)


def _save(fig, name: str) -> bytes:
    """Write SVG and PNG with the same layout; returns the PNG."""
    drawing, path = out_folder() / f"{name}.svg", out_folder() / f"{name}.png"
    png = io.BytesIO()
    with _laid_out(fig):
        atomically(
            drawing,
            lambda file: fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None}),
        )
        fig.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    if not (path.is_file() and same_picture(path.read_bytes(), png.getvalue())):
        atomically(path, lambda file: Path(file).write_bytes(png.getvalue()))
    return png.getvalue()


def same_picture(a: bytes, b: bytes) -> bool:
    """Whether two pictures have the same pixels after decoding; data that cannot be decoded equal
    only the same bytes.
    """
    from PIL import Image

    def values(data: bytes):
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size, picture.convert("RGBA").tobytes()

    try:
        return a == b or values(a) == values(b)
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ):
        # Pillow's errors for a file that is damaged or not a picture
        return False


def reduced(png: bytes, width: int = PIXELS, scale: float = 1) -> bytes:
    """A picture as PNG: `scale` times as large, at most `width` pixels across, in 256 colours and
    at most LARGEST bytes.
    """
    from PIL import Image

    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    scale = min(scale, width / picture.width, 1)
    while True:
        small = picture.resize(
            [max(1, round(side * scale)) for side in picture.size], Image.Resampling.LANCZOS
        )
        mapped, data = (
            small.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE),
            io.BytesIO(),
        )
        palette, ground = mapped.getpalette(), mapped.getpixel((0, 0))
        # quantizing takes an average: white must stay white
        palette[3 * ground : 3 * ground + 3] = small.getpixel((0, 0))
        mapped.putpalette(palette)
        mapped.save(data, "PNG")
        if data.tell() <= LARGEST:
            return data.getvalue()
        scale *= 0.9


def _mark_missing(fig) -> None:
    """Replace each character that the font lacks by 〓 in all texts of a figure and in the labels
    of its axes.
    """
    from matplotlib import font_manager
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    known = font_manager.get_font(
        font_manager.findfont(font_manager.FontProperties())
    ).get_charmap()

    def drawn(text: str) -> str:
        return "".join(c if c == "\n" or ord(c) in known else MISSING for c in text)

    for text in fig.findobj(Text):
        text.set_text(drawn(text.get_text()))
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        labels = axis.get_major_formatter()
        if isinstance(labels, FixedFormatter | FuncFormatter):
            axis.set_major_formatter(
                FuncFormatter(lambda value, place, labels=labels: drawn(labels(value, place)))
            )


def save_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Write `name`.csv and return the table: UTF-8 with BOM (Excel shows the Chinese), LF, floats
    rounded to four places.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    import pandas as pd

    _check_name(name)
    rounded = table.copy()
    for i, kind in enumerate(table.dtypes):
        if pd.api.types.is_float_dtype(kind):
            rounded.isetitem(i, table.iloc[:, i].round(4))
    write_sheet(out_folder() / f"{name}.csv", rounded)
    return table


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[\w-]+", name):
        raise ValueError(
            f"a figure's name has letters, digits, - and _ only, such as 02_counts: {name!r}"
        )


WIDTH = 5.6  # inches: in a column of 8 cm a letter of 10 points is still 5.6 points high


# After Okabe & Ito 2008: distinguishable with any colour vision.
COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7", "#F0E442", "#000000")


def busiest(table: pd.DataFrame, pages: int) -> list[str]:
    """The `pages` accounts with most occurrences, in the table's order."""
    order = list(dict.fromkeys(table["account"]))
    totals = table.groupby("account")["n"].sum()
    chosen = sorted(order, key=lambda account: -totals[account])[:pages]
    return [account for account in order if account in chosen]


def empty_figure(text: str):
    """A figure that says why there is nothing to draw."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(WIDTH, 1.5))
    ax.set_axis_off()
    ax.text(0, 0.5, text)
    return fig


def matrix(ax, values, numbers: Sequence[Sequence[str]], norm=None):
    """Draw rows × columns of cells, darker for a higher value (0 and NaN: white), with a number in
    each; returns the image, for a colour bar.

    `norm`: how values become shades; default: in proportion to the value.
    """
    import numpy as np
    from matplotlib.colors import Normalize

    shades = np.nan_to_num(np.asarray(values, float))
    norm = norm or Normalize(0, max(1e-9, shades.max(initial=0)))
    image = ax.imshow(shades, cmap="Blues", aspect="auto", norm=norm)
    for (y, x), shade in np.ndenumerate(norm(shades)):
        if numbers[y][x]:
            colour = "white" if shade > 0.6 else "black"
            ax.text(x, y, numbers[y][x], ha="center", va="center", fontsize=9, color=colour)
    ax.set(xticks=range(shades.shape[1]), yticks=range(shades.shape[0]))
    return image


def column_heads(ax, texts: Iterable[str]) -> None:
    """Put headings above the columns of a matrix, one word per line, and remove its frame."""
    ax.set_xticklabels([text.replace(" ", "\n") for text in texts], fontsize=8)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)


def how_many(drawn: int, of: int, what: str) -> str:
    return "" if drawn == of else f" ({drawn} of {of} {what})"


def shortened(gloss: str, size: int = 34) -> str:
    return gloss if len(gloss) <= size else gloss[: size - 1].rsplit(" ", 1)[0] + " …"
