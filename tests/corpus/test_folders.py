"""From a folder of pages to a corpus, a step at a time."""

import gongwen as gw
import pytest
from gongwen.corpus import folders

from ..here import ROOT

EXAMPLE = ROOT / "notebooks" / "example"


def test_the_steps_of_the_example():
    folder = folders.pages_alone(EXAMPLE, "letters")
    assert folder.name == "letters" and not list(folder.glob("*.csv")) + list(folder.glob("*.md"))
    alone = gw.read_corpus(folder)
    folders.take(folder, EXAMPLE, "manifest.csv")
    folders.take(folder, EXAMPLE, "lexicons")
    fixes = folders.sign_offs(alone)
    fixes.to_csv(folder / "corrections.csv", index=False)
    mended = gw.read_corpus(folder)
    table = folders.steps({"alone": alone, "all": mended}).set_index("step")
    assert len(fixes) == 4 and all("：" in text for text in fixes["text"])
    assert table.loc["alone", ["accounts", "columns", "lists"]].tolist() == [12, "", ""]
    assert table["sentences"].diff().iloc[-1] == -4 and not len(mended.errors)
    assert table.loc["all", "columns"].startswith("group, writer")
    assert "slogans" in table.loc["all", "lists"]


def test_what_a_folder_does_not_have(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"manifest\.csv"):
        folders.take(tmp_path, tmp_path / "pages", "manifest.csv")
