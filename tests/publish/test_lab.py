"""What `python -m gongwen lab` says and does about the Chinese font of the browser (tests/browser/
starts it).
"""

import pytest
from gongwen.publish import lab


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine that lacks Chinese as often as is told; its folder of fonts."""

    def told(*lacks):
        answers = iter(lacks)
        monkeypatch.setattr(lab, "_lacks_chinese", lambda: next(answers))
        return tmp_path / "fonts" / "gongwen"

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return told


def test_nothing_where_there_is_chinese(machine):
    fonts = machine(False)
    assert lab.chinese_font() == "" and not fonts.exists()


def test_a_font_is_put(machine):
    from PIL import ImageFont

    fonts = machine(True, False)
    assert f"wrote one to {fonts}" in lab.chinese_font()
    assert ImageFont.truetype(fonts / f"{lab.FACE}.otf").getname()[0] == "Noto Sans CJK SC"


def test_a_font_that_is_not_looked_for_is_not_left(machine):
    fonts = machine(True, True)
    assert f"does not read fonts in {fonts}: install one" in lab.chinese_font() and not list(
        fonts.iterdir()
    )


def test_a_folder_that_cannot_be_written(machine, tmp_path):
    fonts = machine(True)
    (tmp_path / "fonts").write_text("a file, not a folder")
    told = lab.chinese_font()
    assert f"none could be put into {fonts}" in told and lab.INSTALL in told
