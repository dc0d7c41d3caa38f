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
    shown = folders.described(mended, alone, "month")
    assert shown.columns.tolist()[:6] == [
        "account", "published", "province", "month", "group", "writer"
    ]  # fmt: skip
    names = {"pages": alone, "corrections": mended}
    assert folders.outcome(folders.steps(names), folders.INVENTED, 2) == (
        "With a manifest, corrections and word lists, twelve invented letters became "
        "twelve accounts in two groups.",
        "配上文件清单、更正表、词表，12 封虚构的感谢信成为 12 份文本，分为 2 组。",
    )
    mine = folders.outcome(folders.steps({"pages": alone}), "my_ex", 1)
    assert mine.english == "Twelve pages of my_ex became twelve accounts in one group."


def test_pages_without_a_manifest_or_lists(tmp_path):
    pages = tmp_path / "my_pages"
    pages.mkdir()
    (pages / "a.txt").write_text("今天开会。", "utf8")
    folder = folders.pages_alone(pages)
    assert folder.name == "my_pages" and folders.pages_alone(EXAMPLE).name == folders.INVENTED
    assert not folders.take(folder, pages, "manifest.csv").exists()
    assert (folders.take(folder, pages, "lexicons") / "devices" / "thanks.csv").is_file()
    corpus = gw.read_corpus(folder)
    assert folders.sign_offs(corpus).empty  # its only paragraph
    assert "writer" not in folders.described(corpus, corpus, "level")


def test_what_a_folder_does_not_have(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"manifest\.csv"):
        folders.take(tmp_path, tmp_path / "pages", "manifest.csv")
