"""How well claims are read: the bars on the seeds (in-sample) and on accounts that were not read,
and scores that can fail.
"""

import numpy as np
import pandas as pd
import pytest
from gongwen.claims import scores as claim_scores
from gongwen.common import stats
from gongwen.pages import sources

from ..here import ROOT

GOLD = ROOT / "tests" / "gold"


def annotated(name):
    if name == "seeds":
        return claim_scores.read_annotated(GOLD / "seeds.csv", sources.texts(ROOT / "seeds"))
    texts = sources.texts(GOLD / "claims" / "texts")
    return claim_scores.read_annotated(GOLD / "claims" / f"{name}.csv", texts)


def scores(name):
    return claim_scores.scores(annotated(name)).set_index("what")


def test_the_seeds():
    table = scores("seeds")
    assert (
        table["f1"]
        >= pd.Series({"quantities": 0.95, "dates": 0.95, "quotations": 0.9, "persons": 0.95})
    ).all()
    assert (
        table["right"].dropna() >= pd.Series({"quantities": 0.98, "dates": 0.95, "quotations": 0.9})
    ).all()
    assert table["n"].to_dict() == {"quantities": 93, "dates": 32, "quotations": 11, "persons": 78}


@pytest.mark.parametrize(
    ("name", "least", "speakers"), [("seen", 0.95, 0.9), ("heldout", 0.9, 0.6)]
)
def test_invented_accounts(name, least, speakers):
    table = scores(name)
    assert (table.loc[["quantities", "dates"], "f1"] >= least).all() and table.loc[
        "quotations", "f1"
    ] >= 0.9
    assert (table.loc[["quantities", "dates"], "right"] >= 0.9).all() and table.loc[
        "quotations", "right"
    ] >= speakers


def test_persons_of_accounts_that_were_not_read():
    table = scores("persons")
    assert (
        list(table.index) == ["persons"]
        and table.loc["persons", "precision"] >= 0.85
        and table.loc["persons", "recall"] >= 0.8
    )


@pytest.mark.parametrize(("name", "least"), [("seen", 0.75), ("heldout", 0.62)])
def test_roles_of_invented_accounts(name, least):
    codes = claim_scores.roles_of(annotated(name))
    read = codes.dropna(subset=["found"])
    assert (read["found"] == "unclear").mean() < 0.2
    read = read[read["found"] != "unclear"]
    table = claim_scores.role_scores(read["role"], read["found"]).set_index("role")
    assert table.loc["all", "f1"] >= least and len(read) > 0.7 * len(codes)
    # always the commonest role
    assert table.loc["all", "f1"] > 0.1 + read["role"].value_counts(normalize=True).max()


def test_roles_of_the_seeds():
    codes = claim_scores.roles_of(annotated("seeds"))
    told = codes[codes["found"] != "unclear"]
    assert codes["found"].notna().all() and len(told) > 0.88 * len(codes)
    assert (told["role"] == told["found"]).mean() >= 0.85


def test_the_two_coders_of_roles_agree():
    codes = pd.concat([claim_scores.roles_of(annotated(n)) for n in ("seeds", "seen", "heldout")])
    numbers = np.array(
        [[claim_scores.ROLES.index(role) for role in codes[f"role_{c}"]] for c in "ab"], float
    )
    assert stats.krippendorff_alpha(numbers, "nominal") > 0.85
    settled = codes[codes["role_a"] == codes["role_b"]]
    assert (settled["role"] == settled["role_a"]).all() and len(codes) == 733


TEXT = "2月3日,李明捐款5万元。"


def annotate(tmp_path, *rows):
    """A set of one account with these quantities: its paragraphs as they are read."""
    lines = ["account,kind,start,end,surface,value,optional", f"a,paragraph,0,{len(TEXT)},,,"]
    path = tmp_path / "set.csv"
    path.write_text("\n".join([*lines, *rows]), "utf8")
    return claim_scores.read_annotated(path, {"a": TEXT})


def quantity(surface, value, optional=""):
    start = TEXT.index(surface)
    return f"a,quantity,{start},{start + len(surface)},{surface},{value},{optional}"


def test_what_is_missed_wrong_or_too_much_lowers_a_score(tmp_path):
    def score(*rows):
        return claim_scores.scores(annotate(tmp_path, *rows)).iloc[0]

    right = score(quantity("5万元", 50_000))
    assert (right["precision"], right["recall"], right["right"]) == (1, 1, 1)
    assert score(quantity("5万元", 5))["right"] == 0
    assert score(quantity("5万元", 50_000), quantity("李明", 1))["recall"] == 0.5
    assert score(quantity("李明", 1))["precision"] == 0
    assert len(claim_scores.scores(annotate(tmp_path, quantity("5万元", 1, "yes")))) == 0


def test_role_scores_by_hand():
    table = claim_scores.role_scores(
        ["input", "input", "output", ""], ["input", "output", "output", ""]
    ).set_index("role")
    assert (table.loc["input", "precision"], table.loc["input", "recall"]) == (1, 0.5)
    assert (
        table.loc["all", "f1"] == 0.75
        and table.loc["none", "n"] == 1
        and np.isnan(table.loc["outcome", "f1"])
    )
