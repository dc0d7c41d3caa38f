"""Bytes → text: the right encoding whatever is declared, and damage that costs a letter or two."""

from difflib import SequenceMatcher

import gongwen as gw
import pytest
from gongwen.pages.encodings import decoded
from gongwen.pages.sources import PageError, decode

WORDS = "入冬以来,全镇老兵自发组成巡逻队,在村口守夜,为独居老人送米送菜。"
LINES = [
    "青山镇老兵巡逻队的一个冬天",
    "来源:青山镇 时间:2020-02-12",
    *(f"第{n}组:{WORDS}" for n in "一二三四五六"),
]
PAGE = (
    "<html><head>{}</head><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"
)
OLD = str.maketrans("个为发时来独组逻镇间队", "個為發時來獨組邏鎮間隊")
ENCODINGS = ["gb18030", "gbk", "big5", "utf-8", "utf-16", "utf-16-le", "utf-16-be"]


def page(encoding, head=""):
    text = PAGE.format(head)
    return text.translate(OLD) if encoding == "big5" else text


def letters_lost(text, data):
    """Letters of a text that are not in what was read of damaged bytes, and the note."""
    read, note = decoded(data)
    matcher = SequenceMatcher(None, text, read, autojunk=False)
    return len(text) - sum(block.size for block in matcher.get_matching_blocks()), note


# --- damage


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("damage", ["other", "space", "zero", "missing", "more"])
def test_a_damaged_byte_costs_a_few_letters(encoding, damage):
    text = page(encoding)
    data = text.encode(encoding)
    wide = encoding.startswith("utf-16")
    for place in (len(data) // 3, len(data) // 2 + 1):
        before, after = data[:place], data[place + 1 :]
        broken = {
            "other": before + b"\xff" + after,
            "space": before + b" " + after,
            "zero": before + b"\0" + after,
            "missing": before + after,
            "more": data[:place] + b"\xff" + data[place:],
        }[damage]
        lost, note = letters_lost(text, broken)
        assert lost <= 4
        # else it is another letter; the rest of one of Big5 may be ASCII
        if damage in ("missing", "more") if wide else encoding != "big5":
            assert "damaged" in note


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_cut_letter_is_one_letter(encoding):
    text = page(encoding)[: -len("</p></body></html>")]
    broken = (text.encode(encoding) + "米".encode(encoding)[-2:])[:-1]
    read, note = decoded(broken)
    assert read == text + "\ufffd" and note.startswith("1 damaged")


def test_a_damaged_page_is_read_and_noted(tmp_path):
    data = page("gbk").encode("gbk")
    (tmp_path / "a.html").write_bytes(data.replace("巡".encode("gbk"), b"\xd1\xff", 2))
    corpus = gw.read_corpus(tmp_path)
    assert len(corpus.accounts) == 1
    [error] = corpus.errors.itertuples()
    assert error.error == "damaged" and error.message.startswith("2 damaged characters")
    assert len(corpus.blocks[corpus.blocks["kind"] == "paragraph"]) >= 6


def test_a_sound_page_has_no_note():
    for encoding in ENCODINGS:
        assert decoded(page(encoding).encode(encoding)) == (page(encoding), "")


@pytest.mark.parametrize("times", [3, 30, 300])
def test_a_missing_byte_shifts_all_letters_up_to_the_next_ascii(times):
    data = ("老兵组成巡逻队在村口守夜" * times + ",送米送菜").encode("gbk")
    text, note = decoded(data[:3] + data[4:])
    assert text.endswith("巡逻队在村口守夜,送米送菜") and text.count("\ufffd") == 1 and note


def test_rare_letters_are_no_damage():
    for rare in ("饕餮魑魅魍魉", "祎翀珺玥赟昶", "龘靐齉麤"):
        text = page("gb18030").replace("送菜。", f"送{rare}。")
        data = text.encode("gb18030")
        assert decoded(data) == (text, "")
        read, note = decoded(data + b"\xff")
        assert read == text + "\ufffd" and note


# --- which encoding


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
@pytest.mark.parametrize(
    "declared",
    [
        "",
        "<meta charset=iso-8859-1>",
        "<meta http-equiv=content-type content='text/html; charset=windows-1252'>",
        "<meta charset='latin1'>",
        "<meta charset=us-ascii>",
        "<meta charset='windows-1251'>",
        "<meta charset=utf-8>",
        "<meta charset=gb2312>",
        "<meta charset=Big5>",
        '<script charset="gbk" src="a.js"></script>',
        "<?xml version='1.0' encoding='iso-8859-1'?>",
        "<meta charset=no-such-thing>",
    ],
)
def test_a_wrong_declaration_is_no_evidence(encoding, declared):
    text = page(encoding, declared)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize("size", [5_000, 30_000, 300_000])
def test_ascii_before_the_chinese(encoding, size):
    script = "<script>" + "var menu = document.all; // top\n" * (size // 32) + "</script>"
    for declared in ("", f"<meta charset={encoding}>"):
        text = page(encoding, script + declared)
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("iso8859-1", "iso-8859-1", "Les anciens préparent un dîner à l'hôtel, très tôt."),
        ("cp1252", "windows-1252", "Fünf Männer fahren über Köln nach Zürich – schön."),
        ("cp1251", "windows-1251", "Ветераны вышли на дежурство в деревне и помогли соседям."),
        ("shift_jis", "Shift_JIS", "退役した隊員たちは村の入口で見回りをしている。"),
        ("euc_jp", "EUC-JP", "退役した隊員たちは村の入口で見回りをしている。"),
        ("euc_kr", "euc-kr", "퇴역한 대원들은 마을 입구에서 순찰을 하고 있다."),
    ],
)
def test_other_languages_are_read_as_declared(encoding, declared, text):
    text = f"<meta charset={declared}><p>{text}</p>"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-32"])
def test_wide_letters_without_a_mark(encoding):
    """一 (U+4E00), 开 (U+5F00) and 最 (U+6700) have a zero byte where ASCII has none."""
    for text in (page(encoding), "最一开始,一户一册。\n" * 3, "<p>一人一岗,一一登记。</p>"):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data", [b"\x01\x00\x02", b"text\x00" * 40, bytes(range(256)) * 9, b"ascii \x00 only"]
)
def test_zero_bytes_are_no_text(data):
    with pytest.raises(PageError) as error:
        decode(data)
    assert error.value.kind == "binary"
