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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

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
MINE = "figures/mine"  # where the figures of notebooks run by hand go
PIXELS = 945  # pixels across of a picture in a notebook: 16 cm at 150 dots per inch
LARGEST = 120_000  # bytes of such a picture
DPI, SHOWN_DPI = 200, 150  # of a saved picture, and of the same in a notebook
# Inches and points: in a column of 8 cm the smallest letters are 7 points high.
WIDTH, SIZE, TITLE = 4.0, 9, 10.5
NOTE, _LINE = "note", 0.165  # the mark of the text below a figure; inches of one of its lines


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
            "font.size": SIZE,
            "axes.titlesize": SIZE,
            "axes.labelsize": SIZE,
            "xtick.labelsize": SIZE,
            "ytick.labelsize": SIZE,
            "axes.titlelocation": "left",
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "legend.fontsize": SIZE,
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


def titled(fig, title: str, alt: str, note: str = ""):
    """Put the title above a figure and the note below it, keep its alternative text with it (what
    is drawn, in words), and return it.

    Title and note are broken into lines that fit. `note`: n, unit and whatever a reader must know.
    """
    fig.suptitle(fitted(title, fig, TITLE), x=0.01, ha="left", fontsize=TITLE)
    fig.set_label(alt)
    return noted(fig, note)


def noted(fig, note: str):
    """Add a line to the note below a figure, for which the figure grows."""
    text = fitted(note, fig, SIZE)
    if text:
        before = [t for t in fig.texts if t.get_gid() == NOTE]
        lines = "\n".join([*(t.get_text() for t in before), text])
        for old in before:
            old.remove()
        fig.text(
            0.01,
            0.03 / fig.get_figheight(),
            lines,
            gid=NOTE,
            va="bottom",
            fontsize=SIZE,
            color="#555555",
        )
        fig.set_figheight(fig.get_figheight() + _LINE * (text.count("\n") + 1))
    return fig


def legend_below(fig, handles=None, **how):
    """A legend between the axes and the note, for which the figure grows; `how`: as for
    `fig.legend`.
    """
    named = {"handles": handles} if handles else {}
    how = {"loc": "lower left", "borderaxespad": 0.3, "ncol": 1} | how
    legend = fig.legend(**named, **how)
    if legend.get_window_extent(fig.canvas.get_renderer()).width > fig.bbox.width:
        legend.remove()
        legend = fig.legend(**named, **(how | {"ncol": 1}))
    fig.set_figheight(fig.get_figheight() + _height(legend, fig))
    return legend


def _height(legend, fig) -> float:
    """The height of a legend in inches."""
    return legend.get_window_extent(fig.canvas.get_renderer()).height / fig.dpi


def _keep_room_below(fig, engine) -> None:
    """The note at the bottom, above it the legends, and the axes in what remains."""
    notes = [text.get_text() for text in fig.texts if text.get_gid() == NOTE]
    used = sum(_LINE * (note.count("\n") + 1) + 0.06 for note in notes)
    for legend in fig.legends:
        legend.set_bbox_to_anchor((0, used / fig.get_figheight()), fig.transFigure)
        used += _height(legend, fig)
    share = used / fig.get_figheight()
    engine.set(rect=(0, share, 1, 1 - share))


_OPENING = r"(\[{“‘「『《〈（【〔"  # within a class
# What a line may not break: a Latin word, or up to eight Chinese characters, with the marks before
# and after it. An opening mark belongs to what follows it.
_PIECES = re.compile(
    rf"""
    \n | \s+
    | [^\s\w]* (?: [^\s⺀-\uffef]* [^\s⺀-\uffef{_OPENING}] | (?: (?=\w) [⺀-\uffef] ){{1,8}} )
      (?: (?![{_OPENING}]) [^\s\w] )*
    | [^\s\w]+
    """,
    re.VERBOSE,
)


def fitted(text: str, fig, size: float) -> str:
    """The text in lines as wide as the figure at most, broken at spaces, and in Chinese after eight
    characters at most, but not after an opening mark or before a closing one. A letter counts half
    of the type's size, a Chinese character the whole.
    """
    room = 2 * 72 * fig.get_figwidth() * 0.96 / size
    lines, width = [""], 0.0
    for word in _PIECES.findall(text):
        needs = sum(2 if east_asian_width(c) in "WF" else 1.06 for c in word)
        if word == "\n" or width + needs > room and lines[-1]:
            lines, width = [*lines, ""], 0.0
        if lines[-1] or word.strip():
            lines[-1] += word.strip("\n")
            width += needs
    return "\n".join(line.rstrip() for line in lines)


def _words(fig, name: str) -> tuple[str, str]:
    """Title and alternative text of a figure: those of `titled`, else from its axes."""
    titles = [
        fig.get_suptitle(),
        *(ax.get_title(place) for ax in fig.axes for place in ("left", "center", "right")),
    ]
    drawn = [text.get_text() for ax in fig.axes for text in ax.texts] if not fig.get_label() else []
    labels = [label for ax in fig.axes for label in (ax.get_ylabel(), ax.get_xlabel())]
    alt = str(fig.get_label()) or "; ".join(dict.fromkeys(filter(None, [*labels, *drawn[:1]])))
    title = next(filter(None, titles), name)
    return " ".join(title.split()), " ".join(alt.split())


def out_folder() -> Path:
    """Where figures go: the folder of GONGWEN_OUT, else figures/mine/ of the project. Only
    `python -m gongwen run` writes the stored figures.
    """
    return project_root() / str(setting("out", MINE))


def save_figure(fig, table: pd.DataFrame, name: str, folder: Path | None = None) -> Picture:
    """Write `name`.svg, `name`.png and `name`.csv (the table behind the figure) into `folder`
    (without one `out_folder`) and close the figure.

    The same figure gives the same bytes of SVG and the same pixels on every run: fixed ids, no
    date, no creator. A character that the font lacks is drawn as 〓, the printers' mark for a
    missing letter, and is unchanged in the table. Raises MissingGlyph if the font lacks that too.
    """
    import matplotlib
    import matplotlib.pyplot as plt

    _check_name(name)
    folder = folder or out_folder()
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.hashsalt": name}):
        warnings.filterwarnings("error", message=r"Glyph .* missing from")
        try:
            try:
                png = _save(fig, folder / name)
            except UserWarning:
                _mark_missing(fig)
                png = _save(fig, folder / name)
        except UserWarning as warning:
            raise MissingGlyph(
                f"{name}: {warning}: call gw.figures.use_style() before you draw, which sets a "
                "Chinese font, or set GONGWEN_FONT to a font that has it"
            ) from None
        finally:
            plt.close(fig)
    save_table(table, name, folder)
    return Picture(name, *_words(fig, name), reduced(png, scale=SHOWN_DPI / DPI))


@contextmanager
def _laid_out(fig) -> Iterator[None]:
    """A context in which a figure has its final layout, so that saving only draws it."""
    import matplotlib

    engine = fig.get_layout_engine()
    with matplotlib.rc_context({"figure.constrained_layout.use": False}):
        if engine:
            fig.set_dpi(DPI)
            _keep_room_below(fig, engine)
            engine.execute(fig)
            fig.set_layout_engine(None)
        try:
            yield
        finally:
            fig.set_layout_engine(engine)


def _save(fig, stem: Path) -> bytes:
    """Write SVG and PNG, laid out once and alike; the PNG."""
    drawing = Path(f"{stem}.svg")
    png = io.BytesIO()
    with _laid_out(fig):
        atomically(
            drawing,
            lambda file: fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None}),
        )
        fig.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    atomically(Path(f"{stem}.png"), lambda file: Path(file).write_bytes(png.getvalue()))
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
    """Put 〓 for each character that the font lacks into all texts of a figure."""
    from matplotlib import font_manager

    known = font_manager.get_font(
        font_manager.findfont(font_manager.FontProperties())
    ).get_charmap()
    rewritten(fig, lambda s: "".join(c if c == "\n" or ord(c) in known else MISSING for c in s))


def rewritten(fig, change: Callable[[str], str]) -> None:
    """Put `change` of it in place of each text of a figure, and of each label that its axes will
    make.
    """
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    for text in fig.findobj(Text):
        text.set_text(change(text.get_text()))
    fig.set_label(change(str(fig.get_label())))
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        labels = axis.get_major_formatter()
        if isinstance(labels, FixedFormatter | FuncFormatter):
            axis.set_major_formatter(
                FuncFormatter(lambda value, place, labels=labels: change(labels(value, place)))
            )


def save_table(table: pd.DataFrame, name: str, folder: Path | None = None) -> pd.DataFrame:
    """Write `name`.csv for people into `folder` (without one `out_folder`): UTF-8 with BOM (Excel
    shows the Chinese), LF, floats rounded to four places.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    import pandas as pd

    _check_name(name)
    rounded = table.copy()
    for i, kind in enumerate(table.dtypes):
        if pd.api.types.is_float_dtype(kind):
            rounded.isetitem(i, table.iloc[:, i].round(4))
    write_sheet((folder or out_folder()) / f"{name}.csv", rounded)
    return table


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[\w-]+", name):
        raise ValueError(
            f"a figure's name has letters, digits, - and _ only, such as 02_counts: {name!r}"
        )


# After Okabe & Ito 2008: told apart by readers with any colour vision.
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
            ax.text(x, y, numbers[y][x], ha="center", va="center", color=colour)
    ax.set(xticks=range(shades.shape[1]), yticks=range(shades.shape[0]))
    return image


def column_heads(ax, texts: Iterable[str]) -> None:
    """Heads over the columns of a table of cells, aslant where there are many, and no frame around
    it.
    """
    heads = list(texts)
    long = len(heads) > 3 or sum(map(len, heads)) > 20
    aslant = {"rotation": 40, "ha": "left", "rotation_mode": "anchor"} if long else {}
    ax.set_xticks(range(len(heads)))
    ax.set_xticklabels(heads, **aslant)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)


def row_heads(ax, words: Sequence[str], glosses: Mapping[str, str], size: int = 30) -> None:
    """Heads of the rows: each word with its gloss below it; of glosses that begin alike the end is
    shown.
    """
    known = [glosses.get(word, "") for word in words]
    begins = Counter(shortened(gloss, size) for gloss in set(known))
    brief = [
        shortened(gloss, size)
        if begins[shortened(gloss, size)] == 1
        else shortened(gloss[::-1], size)[::-1]
        for gloss in known
    ]
    ax.set_yticks(range(len(words)), [f"{w}\n{g}" if g else w for w, g in zip(words, brief)])
    ax.tick_params(axis="y", length=0)


def how_many(drawn: int, of: int, what: str) -> str:
    return "" if drawn == of else f" ({drawn} of {of} {what})"


def shortened(gloss: str, size: int = 34) -> str:
    return gloss if len(gloss) <= size else gloss[: size - 1].rsplit(" ", 1)[0] + " …"
