"""Names of private persons are masked in all that is published, and can be shown."""

import json

import gongwen as gw
import pandas as pd
import pytest
from gongwen import people

from .here import NOTEBOOKS, ROOT, readings


def names() -> set[str]:
    """Every person whom the hand readings of the seeds name, but for those of public life."""
    found = {p["name"] if isinstance(p, dict) else p for reading in readings() for p in reading["persons"]}
    return found - {row["name"] for row in gw.text.read_lexicon("public_persons")}


def shown_in(text: str) -> list[str]:
    return sorted(name for name in names() if name in text)


def test_the_readings_name_persons():
    assert len(names()) > 60 and shown_in(f"党员{sorted(names())[0]}说")


@pytest.mark.parametrize("path", sorted((ROOT / "figures").glob("*.csv")), ids=lambda p: p.stem)
def test_no_table_shows_a_name(path):
    assert shown_in(path.read_text("utf-8-sig")) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_notebook_shows_a_name(path):
    assert shown_in(json.dumps(json.loads(path.read_text("utf8")), ensure_ascii=False)) == []


def test_every_notebook_lets_its_user_show_names():
    assert all('SHOW_NAMES = gw.setting(\\"show_names\\", False)' in path.read_text("utf8") for path in NOTEBOOKS)


def test_a_mask_is_as_long_as_the_name():
    mask = people.masker(["党员李明说:“我先上!”", "志愿者欧阳明说", "局长王建国强调"])
    text = "李明、欧阳明和王建国捐款"
    assert mask(text) == "李×、欧阳×和王××捐款" and len(mask(text)) == len(text)


def test_a_table_is_masked_in_its_texts_only():
    frame = pd.DataFrame({"account": ["李明_1"], "text": ["李明捐款"], "n": [3], "day": [pd.Timestamp("2020-02-03")], "speaker": [None]})
    masked = people.Mask(("李明",))(frame)
    assert masked["text"].tolist() == ["李×捐款"] and masked["account"].tolist() == ["李明_1"] and masked["n"].tolist() == [3]
    assert masked["day"].equals(frame["day"]) and frame["text"].tolist() == ["李明捐款"] and masked["speaker"].isna().all()


@pytest.mark.parametrize("show", [True, "1", "yes", "True"])
def test_names_can_be_shown(show):
    assert people.masker(["党员李明说"], show)("李明") == "李明"


@pytest.mark.parametrize("show", [False, "0", "no", ""])
def test_names_are_masked_else(show):
    assert people.masker(["党员李明说"], show)("李明") == "李×"


@pytest.mark.parametrize("text", ["习近平总书记强调", "雷锋同志", "全体党员主动请战", "严格落实责任"])
def test_public_names_and_words_stay(text):
    assert people.masker([text])(text) == text


def test_a_public_name_that_begins_like_a_private_one_stays():
    mask = people.masker(["党员张富说:“我来!”", "学习张富清同志"])
    assert mask("张富和张富清") == "张×和张富清"


def test_a_trace_hides_names():
    account = gw.parse_page("抗疫纪实\n\n党员李明捐款5万元,得到大家的好评,他说这是应该做的事情。\n", "a")
    at = account.raw.index("5万元")
    mask = people.masker([account.raw])
    assert "李明" in str(gw.trace(account, at, at + 3)) and "李×" in str(gw.trace(account, at, at + 3, hide=mask))
