"""The font, the style, and what is written."""

import hashlib

import gongwen as gw
import matplotlib
import pandas as pd
import pytest
from PIL import Image

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402

TABLE = pd.DataFrame({"词": ["疫情", "=HYPERLINK(1)", "-一线", "-5"], "n": [1, 2, 3, 4], "rate": [1 / 3, 0.0, 2.0, 1.0]})


@pytest.fixture(autouse=True)
def figures_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path))
    gw.figures.use_style()
    return tmp_path


def draw(title="疫情就是命令 “战疫” −1.5"):
    fig, ax = plt.subplots()
    ax.bar([1, 2, 3], [1, 3, 2])
    ax.set_title(title)
    return fig


def pixels(path):
    return hashlib.sha256(Image.open(path).convert("RGBA").tobytes()).hexdigest()


def test_a_font_of_the_same_name_is_not_taken(tmp_path):
    """Such as the one that `make lab` puts, or a system's of another version: figures would depend on the machine."""
    from gongwen.lab import write_face
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
        seen.append(((tmp_path / "99_same.svg").read_bytes(), (tmp_path / "99_same.csv").read_bytes(), pixels(tmp_path / "99_same.png")))
    assert seen[0] == seen[1]
    assert b"dc:date" not in seen[0][0]


@pytest.mark.parametrize("text", ["直骨今令", "戰「疫」臺灣", "龑㛃𠮷赟䶮镕", "☞▶◆①②", "… — “” 《》"])
def test_traditional_and_rare_characters_are_there(text):
    gw.figures.save_figure(draw(text), TABLE, "99_rare")


def test_a_character_that_the_font_lacks_is_drawn_as_a_mark(tmp_path):
    """One page with such a letter in its title does not end a notebook; the table has the letter."""
    drawn = [
        gw.figures.save_figure(_labelled(f"{c} 疫情", f"{c}a\n一线"), TABLE.assign(c=c), "99_missing").svg for c in "\U0001f9a0\ufffd〓"
    ]
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
    assert data.decode("utf-8-sig").splitlines() == ["词,n,rate", "疫情,1,0.3333", "'=HYPERLINK(1),2,0.0", "'-一线,3,2.0", "-5,4,1.0"]


@pytest.mark.parametrize("name", ["../x", "a b", "", "a/b"])
def test_names_stay_in_the_folder(name):
    with pytest.raises(ValueError, match="name"):
        gw.figures.save_figure(draw(), TABLE, name)


def test_a_notebook_shows_what_was_saved(tmp_path):
    picture = gw.figures.save_figure(draw(), TABLE, "99_shown")
    assert picture._repr_svg_() == (tmp_path / "99_shown.svg").read_text("utf8")


def test_labels_tell_accounts_apart():
    accounts = pd.DataFrame({"account": ["a", "b", "c"], "province": ["陕西省", "陕西省", None]})
    assert gw.plots.labels(accounts) == {"a": "Shaanxi 陕西 1", "b": "Shaanxi 陕西 2", "c": "c"}


def test_plots_of_nothing_and_of_many(corpus):
    names = {f"p{i}": f"page {i}" for i in range(60)}
    blocks = pd.concat([corpus.blocks.assign(account=name) for name in names])
    plt.close(gw.plots.anatomy(blocks, names))
    empty = gw.phrases.occurrences(corpus.sentences, ["没有的词"])
    gw.figures.save_figure(gw.plots.positions(empty, gw.plots.labels(corpus.accounts), {}), empty, "99_empty")
    counts = gw.phrases.count(corpus.sentences, ["没有的词"]).assign(gloss="")
    gw.figures.save_figure(gw.plots.counts(counts, gw.plots.labels(corpus.accounts)), counts, "99_none")
