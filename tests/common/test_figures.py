"""The font, the style, and what is written."""

import hashlib
import io
import re

import gongwen as gw
import matplotlib
import numpy as np
import pandas as pd
import pytest
from gongwen.publish import run
from PIL import Image, ImageChops, ImageStat

from ..here import ROOT

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402

TABLE = pd.DataFrame(
    {
        "词": ["疫情", "=HYPERLINK(1)", "-一线", "-5"],
        "n": [1, 2, 3, 4],
        "rate": [1 / 3, 0.0, 2.0, 1.0],
    }
)


@pytest.fixture(autouse=True)
def figures_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path))
    gw.figures.use_style()
    return tmp_path


def draw(title="疫情就是命令 “战疫” −1.5", figsize=(3, 2)):
    fig, ax = plt.subplots(figsize=figsize)
    ax.bar([1, 2, 3], [1, 3, 2])
    ax.set_title(title)
    return fig


def pixels(path):
    return hashlib.sha256(Image.open(path).convert("RGBA").tobytes()).hexdigest()


def test_a_font_of_the_same_name_is_not_taken(tmp_path):
    """Such as the one that `make lab` puts, or a system's of another version: figures would depend
    on the machine.
    """
    from gongwen.publish.lab import write_face
    from matplotlib import font_manager

    write_face(tmp_path / "other.otf")
    manager = font_manager.fontManager
    manager.addfont(tmp_path / "other.otf")
    other = manager.ttflist.pop()
    manager.ttflist.insert(0, other)
    try:
        gw.figures.use_style()
        assert font_manager.findfont(gw.figures.FAMILY).endswith(".ttc")
    finally:
        manager.ttflist.remove(other)


def test_same_figure_same_bytes(tmp_path):
    seen = []
    for _ in range(2):
        gw.figures.save_figure(draw(), TABLE, "99_same")
        seen.append(
            (
                (tmp_path / "99_same.svg").read_bytes(),
                (tmp_path / "99_same.csv").read_bytes(),
                pixels(tmp_path / "99_same.png"),
            )
        )
    assert seen[0] == seen[1]
    assert b"dc:date" not in seen[0][0]


def test_traditional_and_rare_characters_are_there():
    """None of them is drawn as the mark for what the font lacks."""
    text = "直骨今令\n戰「疫」臺灣\n龑㛃𠮷赟䶮镕\n☞▶◆①②\n… — “” 《》"
    fig = draw(text)
    gw.figures.save_figure(fig, TABLE, "99_rare")
    assert fig.axes[0].get_title(loc="left") == text


def test_a_character_that_the_font_lacks_is_drawn_as_a_mark(tmp_path):
    """One page with such a letter in its title does not end a notebook; the table has
    the letter.
    """
    drawn = []
    for c in "\U0001f9a0\ufffd〓":
        gw.figures.save_figure(
            _labelled(f"{c} 疫情", f"{c}a\n一线"), TABLE.assign(c=c), "99_missing"
        )
        drawn.append((tmp_path / "99_missing.svg").read_bytes())
    assert drawn[0] == drawn[1] == drawn[2]
    assert "〓" in (tmp_path / "99_missing.csv").read_text("utf8")


def _labelled(title, label):
    fig = draw(title)
    fig.axes[0].set(xticks=[1, 2], xticklabels=[label, "b"])
    fig.axes[0].annotate(label, (1, 1))
    return fig


def test_a_font_without_chinese_raises(tmp_path, monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "font.family", ["DejaVu Sans"])
    with pytest.raises(gw.figures.MissingGlyph, match="99_missing"):
        gw.figures.save_figure(draw(), TABLE, "99_missing")
    assert not list(tmp_path.glob("99_missing*"))


def test_the_table_is_for_people(tmp_path):
    gw.figures.save_figure(draw(), TABLE, "99_table")
    data = (tmp_path / "99_table.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    assert data.decode("utf-8-sig").splitlines() == [
        "词,n,rate",
        "疫情,1,0.3333",
        "'=HYPERLINK(1),2,0.0",
        "'-一线,3,2.0",
        "-5,4,1.0",
    ]


@pytest.mark.parametrize("name", ["../x", "a b", "", "a/b"])
def test_names_stay_in_the_folder(name):
    with pytest.raises(ValueError, match="name"):
        gw.figures.save_figure(draw(), TABLE, name)


def decoded(png):
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_notebook_shows_what_was_saved_and_says_it_in_words(tmp_path):
    """A PNG, which needs no trust; its title and alternative text stand for it where no picture is
    shown.
    """
    from IPython.core.formatters import DisplayFormatter

    picture = gw.figures.save_figure(
        gw.figures.titled(
            draw("", plt.rcParams["figure.figsize"]),
            "疫情就是命令 in three bars",
            "A bar for each.\nOf three.",
        ),
        TABLE,
        "99_shown",
    )
    data, metadata = DisplayFormatter().format(picture)
    assert set(data) == {"image/png", "text/plain"}
    assert data["text/plain"] == "疫情就是命令 in three bars\nA bar for each. Of three."
    assert metadata["image/png"] == {
        "alt": "疫情就是命令 in three bars. A bar for each. Of three.",
        "figure": "99_shown",
    }
    saved, shown = Image.open(tmp_path / "99_shown.png").convert("RGB"), decoded(data["image/png"])
    assert shown.width == gw.figures.PIXELS < saved.width and shown.getpixel((0, 0)) == (
        255,
        255,
        255,
    )
    apart = ImageStat.Stat(ImageChops.difference(saved.resize(shown.size), shown)).mean
    assert max(apart) < 5 and len(set(shown.get_flattened_data())) > 10  # the same picture


def test_a_figure_of_ones_own_has_words_too():
    fig = draw("Three bars 三")
    fig.axes[0].set(xlabel="day", ylabel="occurrences")
    assert repr(gw.figures.save_figure(fig, TABLE, "99_own")) == "Three bars 三\noccurrences; day"


def test_a_picture_is_at_most_so_large():
    """A picture that cannot be packed well is made smaller until it is."""
    fig, ax = plt.subplots(figsize=(8, 8))
    ax.imshow(np.random.default_rng(0).random((300, 300)))
    picture = gw.figures.save_figure(fig, TABLE, "99_full")
    assert (
        60_000 < len(picture.png) <= 120_000
        and 200 < decoded(picture.png).width < gw.figures.PIXELS
    )


def packed(path, level):
    """The same picture packed otherwise, as another zlib would."""
    data = io.BytesIO()
    Image.open(path).save(data, "PNG", compress_level=level)
    return data.getvalue()


def test_a_stored_picture_keeps_its_bytes_while_its_values_are_equal(tmp_path):
    stored, new = tmp_path / "figures" / "99_kept.png", tmp_path / "new"

    def put(title="a title"):
        gw.figures.save_figure(draw(title), TABLE, "99_kept", new)
        run._moved(new / "99_kept.png", stored.parent)
        return stored.read_bytes()

    first = put()
    other = packed(stored, 1)
    assert other != first and gw.figures.same_picture(other, first)
    stored.write_bytes(other)
    assert put() == other
    assert put("another title") != other
    stored.write_bytes(b"\x89PNG damaged")  # what cannot be decoded is written anew
    assert gw.figures.same_picture(put(), other)


def test_labels_tell_accounts_apart():
    accounts = pd.DataFrame({"account": ["a", "b", "c"], "province": ["陕西省", "陕西省", None]})
    assert gw.corpus.labels(accounts) == {"a": "Shaanxi 陕西 1", "b": "Shaanxi 陕西 2", "c": "c"}


def test_plots_of_nothing_and_of_many(corpus):
    names = {f"p{i}": f"page {i}" for i in range(60)}
    blocks = pd.concat([corpus.blocks[:5].assign(account=name) for name in names])
    plt.close(gw.corpus.plots.anatomy(blocks, names))
    empty = gw.phrases.occurrences(corpus.sentences, ["没有的词"])
    gw.figures.save_figure(
        gw.phrases.plots.positions(empty, gw.corpus.labels(corpus.accounts)), empty, "99_empty"
    )
    counts = gw.phrases.count(corpus.sentences, ["没有的词"]).assign(gloss="")
    gw.figures.save_figure(
        gw.phrases.plots.counts(counts, gw.corpus.labels(corpus.accounts)), counts, "99_none"
    )


def test_stored_figures_are_read_in_a_column_of_8_cm():
    """No figure is so wide that its smallest letters (9 points) would be below 7 there, and none is
    taller than a page.
    """
    small = re.compile(r"fontsize=(\d+(?:\.\d+)?)")
    sizes = [
        float(size)
        for path in (ROOT / "lib" / "gongwen").glob("*/plots.py")
        for size in small.findall(path.read_text("utf8"))
    ]
    assert min([gw.figures.SIZE, *sizes]) >= 9
    for path in sorted((ROOT / "figures").glob("*.svg")):
        head = path.read_text("utf8")[:1000]
        width, height = map(
            float, re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', head).groups()
        )
        scale = 8 / 2.54 * 72 / width
        assert 9 * scale >= 7 and height * scale <= 680, path.name


def test_no_line_ends_after_an_opening_mark_or_begins_with_a_closing_one():
    text = 'All say “疫情就是命令”，见《某报》（一）。"某省" of (甲) 众志成城、共克时艰：“某”！〓'
    for width in range(8, 40):
        fig = plt.figure(figsize=(width / 10, 1))
        lines = gw.figures.fitted(text, fig, 10.5).split("\n")
        plt.close(fig)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert not [line for line in lines[:-1] if line[-1] in "“‘「《（("], lines
        assert not [line for line in lines[1:] if line[0] in "”’」》）)，。、；：！？"], lines


def test_cut_glosses_tell_words_apart():
    fig, ax = plt.subplots()
    glosses = {"甲": "to guard the ground is duty", "乙": "to guard the ground is to fulfil it"}
    gw.figures.row_heads(ax, [*glosses, "丙"], glosses | {"丙": "going against the stream"}, 16)
    heads = [text.get_text() for text in ax.get_yticklabels()]
    plt.close(fig)
    assert heads == ["甲\n… ground is duty", "乙\n… to fulfil it", "丙\ngoing against …"]
