"""Sheets for coders, agreement, and what a detector is worth: known tables, known values, clear
errors.
"""

import numpy as np
import pandas as pd
import pytest
from gongwen import rhetoric
from gongwen.common import stats
from gongwen.rhetoric.coding import _alpha, _coincidences

KEYS = ["account", "paragraph", "sentence"]


def coded(*devices, account="a"):
    return pd.DataFrame(
        {
            "account": account,
            "paragraph": range(len(devices)),
            "sentence": 0,
            "text": "文",
            "devices": devices,
        }
    )


def marks(*pairs):
    return pd.DataFrame(
        [("a", p, 0, d, "文", 0, 1) for p, d in pairs], columns=list(rhetoric.MARKS)
    )


def test_evaluate_counts_sentences_once():
    gold = coded("war", "war,slogan", "", "war")
    found = marks((0, "war"), (0, "war"), (2, "war"), (3, "war"), (9, "war"))  # 9 is not coded
    row = rhetoric.evaluate(found, gold, ["war"]).iloc[0]
    assert (row["precision"], row["recall"], row["f1"], row["n"]) == (
        2 / 3,
        2 / 3,
        2 / 3,
        3,
    ) and row["low"] <= row["f1"] <= row["high"]
    table = rhetoric.evaluate(found, gold)
    assert table["device"].tolist() == ["slogan", "war"] and list(table.columns) == list(
        rhetoric.EVALUATION
    )
    assert np.isnan(table["precision"][0]) and table["recall"][0] == 0 and table["f1"][0] == 0


def test_overall():
    gold = coded("war", "war,slogan", "", "war")
    found = marks((0, "war"), (2, "war"), (3, "war"))
    scores = rhetoric.overall(found, gold, ["war", "slogan"])
    assert scores["micro_f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 2)) and scores[
        "macro_f1"
    ] == pytest.approx((2 / 3 + 0) / 2)


def test_a_perfect_and_an_empty_detector():
    gold = coded("war", "", "slogan")
    perfect = marks((0, "war"), (2, "slogan"))
    assert rhetoric.evaluate(perfect, gold)[["precision", "recall", "f1"]].eq(1).all().all()
    nothing = rhetoric.evaluate(marks(), gold)
    assert nothing["recall"].eq(0).all() and nothing["f1"].eq(0).all()
    neither = (
        rhetoric.evaluate(perfect, gold, ["war", "slogan", "imagery"])
        .set_index("device")
        .loc["imagery"]
    )
    assert (
        neither.drop("n").isna().all()
        and rhetoric.overall(marks(), gold, ["war", "imagery"])["macro_f1"] == 0
    )


def test_sample_is_stratified_repeatable_and_safe(tmp_path):
    sentences = pd.DataFrame(
        {
            "account": ["a"] * 60 + ["b"] * 30 + ["c"],
            "paragraph": range(91),
            "sentence": 0,
            "text": ["=1+1"] * 91,
        }
    )
    sheet = rhetoric.sample(sentences, 31, seed=3, to=tmp_path)
    assert sheet["account"].value_counts().to_dict() == {"a": 20, "b": 10, "c": 1}
    assert sheet.equals(rhetoric.sample(sentences, 31, seed=3)) and not sheet.equals(
        rhetoric.sample(sentences, 31, seed=4)
    )
    assert sheet["paragraph"].is_monotonic_increasing and list(sheet.columns) == list(
        rhetoric.SHEET
    )
    raw = (tmp_path / "sheet_a.csv").read_bytes()
    assert (
        raw.startswith(b"\xef\xbb\xbf")
        and b",'=1+1," in raw
        and (tmp_path / "sheet_b.csv").read_bytes() == raw
    )
    with pytest.raises(FileExistsError, match="sheet_a.csv exists already"):
        rhetoric.sample(sentences, 31, to=tmp_path)
    for n in (2, 92):
        with pytest.raises(ValueError, match="n is between 3"):
            rhetoric.sample(sentences, n)
    with pytest.raises(ValueError, match="no column 'office'"):
        rhetoric.sample(sentences, 31, by="office")


def test_the_sheet_comes_back(tmp_path):
    """As a spreadsheet saves it: other encoding, Chinese commas, rows in another order, an
    apostrophe in front of a name.
    """
    sentences = pd.DataFrame(
        {"account": ["=x"] * 4, "paragraph": range(4), "sentence": 0, "text": ["疫情就是命令"] * 4}
    )
    rhetoric.sample(sentences, 4, to=tmp_path)
    table = pd.read_csv(tmp_path / "sheet_a.csv", encoding="utf-8-sig", dtype=str).assign(
        devices=["slogan，War", "", "war", ""]
    )
    table.iloc[::-1].to_csv(tmp_path / "sheet_a.csv", index=False, encoding="gb18030")
    assert rhetoric.read_coded(tmp_path / "sheet_a.csv").set_index("paragraph")["devices"][0] == {
        "slogan",
        "war",
    }
    row = rhetoric.evaluate(
        marks((0, "war")).assign(account="=x"), tmp_path / "sheet_a.csv", ["war"]
    ).iloc[0]
    assert row["n"] == 2 and row["recall"] == 0.5


def test_agreement_against_the_package():
    rng = np.random.default_rng(0)
    for _ in range(20):
        given = rng.integers(0, 2, (30, 3)).astype(float)
        given[rng.random((30, 3)) < 0.2] = np.nan
        assert _alpha(_coincidences(given)) == pytest.approx(
            stats.krippendorff_alpha(given.T, "nominal")
        )
    for same in (np.zeros((5, 2)), np.ones((5, 2)), np.full((5, 2), np.nan)):
        assert np.isnan(_alpha(_coincidences(same))) and np.isnan(
            stats.krippendorff_alpha(same.T, "nominal")
        )


def test_agreement_of_the_seeds_is_the_published_one():
    """α as tests/gold names them, from the two coders' columns."""
    from ..here import ROOT

    gold = pd.read_csv(ROOT / "tests" / "gold" / "sentences.csv", encoding="utf-8-sig")
    table = (
        rhetoric.agreement(
            [gold.assign(devices=gold["devices_a"]), gold.assign(devices=gold["devices_b"])], n=50
        )
        .set_index("device")["alpha"]
        .round(2)
    )
    known = dict.fromkeys(("fourchar", "shorthand", "quote", "urgency", "figures"), 1.0)
    some = {"war": 0.98, "parallelism": 0.97, "imagery": 0.97, "loyalty": 0.95, "slogan": 0.91}
    assert table.to_dict() == known | some | {"sacrifice": 0.88}


def test_agreement_of_extremes():
    same = rhetoric.agreement([coded("war", "", "war"), coded("war", "", "war")]).iloc[0]
    assert (same["alpha"], same["low"], same["high"], same["n"], same["units"]) == (1, 1, 1, 2, 3)
    opposite = rhetoric.agreement([coded("war", "", "war", ""), coded("", "war", "", "war")]).iloc[
        0
    ]
    assert opposite["alpha"] < 0
    for silent in (
        [coded("", ""), coded("", "")],
        [coded("war"), coded("war", account="b")],
        [coded(), coded()],
    ):
        row = rhetoric.agreement(silent, ["war"]).iloc[0]
        assert row[["alpha", "low", "high"]].isna().all()
    partly = rhetoric.agreement([coded("war", "", "war"), coded("war", "")]).iloc[0]
    assert partly["units"] == 2


def test_errors_say_what_to_do():
    with pytest.raises(ValueError, match="at least two sheets: 1"):
        rhetoric.agreement([coded("war")])
    with pytest.raises(ValueError, match="no device named 'wra'; there are: war"):
        rhetoric.agreement([coded("wra"), coded("war")], ["war"])
    with pytest.raises(ValueError, match="needs the column 'devices'"):
        rhetoric.evaluate(marks(), coded("war").drop(columns="devices"))
    with pytest.raises(ValueError, match="no device named 'warr'; there are: figures"):
        rhetoric.evaluate(marks((0, "war")), coded("war"), ["warr"])
    with pytest.raises(ValueError, match="no account of the coded table is marked"):
        rhetoric.evaluate(marks((0, "war")), coded("war", account="b"))
    with pytest.raises(ValueError, match="row 2: paragraph 'x' is not a whole number"):
        rhetoric.read_coded(coded("war", "war").assign(paragraph=["0", "x"]))
    with pytest.raises(ValueError, match="one name of letters or digits"):
        rhetoric.sample(coded("", ""), 1, coders=("a", "../evil"))
    with pytest.raises(ValueError, match="a sentence occurs twice"):
        rhetoric.sample(pd.concat([coded(""), coded("")]), 1)
    with pytest.raises(ValueError, match="is coded twice"):
        rhetoric.read_coded(pd.concat([coded("war"), coded("")]))


def test_a_share_is_corrected_by_the_sentences_that_are_coded():
    """20 of 50 are marked; of ten that are coded, two lack the device and one has it too much."""
    sentences = pd.DataFrame({"account": "a", "paragraph": range(50), "sentence": 0, "text": "文"})
    found = marks(*[(i, "war") for i in range(20)])
    labels = [*["war"] * 4, "", *[""] * 3, "war", "war"]
    sheet = pd.DataFrame(
        {"account": "a", "paragraph": range(15, 25), "sentence": 0, "devices": labels}
    )
    row = rhetoric.corrected_shares(found, sentences, sheet, devices=["war"]).iloc[0]
    assert (row["sentences"], row["coded"], row["marked"], row["share"]) == (50, 10, 20, 0.4)
    assert row["corrected"] == pytest.approx(0.4 + (2 - 1) / 10)
    assert 0 <= row["low"] < 0.4 and 0.6 < row["high"] <= 1
    right = pd.DataFrame(
        {"account": "a", "paragraph": [0, 30], "sentence": 0, "devices": ["war", ""]}
    )
    few = rhetoric.corrected_shares(found, sentences, right, devices=["war"]).iloc[0]
    assert few["corrected"] == 0.4 and (few["low"], few["high"]) == (0, 1)  # two say nothing
    one = rhetoric.corrected_shares(found, sentences, right.head(1), devices=["war"]).iloc[0]
    assert one[["corrected", "low", "high"]].isna().all()  # one says nothing at all
    everything = sentences.assign(devices=["war" if i < 18 else "" for i in range(50)])
    whole = rhetoric.corrected_shares(found, sentences, everything, devices=["war"]).iloc[0]
    assert whole["low"] == whole["corrected"] == whole["high"] == pytest.approx(18 / 50)
    misspelt = sheet.assign(devices=["wars", *labels[1:]])
    for compared in (
        lambda: rhetoric.corrected_shares(found, sentences, misspelt),
        lambda: rhetoric.evaluate(found, misspelt),
    ):
        with pytest.raises(ValueError, match="a name that is not known: no device named 'wars'"):
            compared()
    with pytest.raises(ValueError, match="no coded sentence is one of these"):
        rhetoric.corrected_shares(found, sentences, sheet.assign(account="b"))


def test_its_interval_holds_the_share_in_19_of_20_samples():
    """400 corpora of 80 sentences, of which 20 are coded; the detector errs in one of eight."""
    draw = np.random.default_rng(0)
    held = []
    for _ in range(400):
        true = draw.random(80) < 0.3
        shown = true ^ (draw.random(80) < 0.125)
        sentences = pd.DataFrame(
            {"account": "a", "paragraph": range(80), "sentence": 0, "text": "文"}
        )
        sheet = sentences.assign(devices=["war" if t else "" for t in true])
        found = marks(*[(i, "war") for i in np.flatnonzero(shown)])
        row = rhetoric.corrected_shares(
            found, sentences, sheet.iloc[draw.choice(80, 20, replace=False)], devices=["war"]
        ).iloc[0]
        held.append(row["low"] <= true.mean() <= row["high"])
    assert 0.94 <= np.mean(held) <= 0.995


def test_the_bootstrap_is_seeded():
    gold, found = coded("war", "", "war", "slogan"), marks((0, "war"), (1, "war"))
    assert rhetoric.evaluate(found, gold, seed=1).equals(rhetoric.evaluate(found, gold, seed=1))
