"""How well claims are read: the bars on the seeds (in-sample) and on accounts that were not read,
and scores that can fail.
"""

import json

import numpy as np
import pandas as pd
import pytest
from gongwen.claims import scores as claim_scores
from gongwen.common import stats

from ..here import ROOT

GOLD = ROOT / "tests" / "gold"


def scores(*paths):
    rows = [row for path in paths for row in claim_scores.read_annotated(GOLD / path)]
    return claim_scores.scores(rows).set_index("what")


def test_the_seeds():
    table = scores("accounts")
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
    table = scores(f"claims/{name}.jsonl")
    assert (table.loc[["quantities", "dates"], "f1"] >= least).all() and table.loc[
        "quotations", "f1"
    ] >= 0.9
    assert (table.loc[["quantities", "dates"], "right"] >= 0.9).all() and table.loc[
        "quotations", "right"
    ] >= speakers


def test_persons_of_accounts_that_were_not_read():
    table = scores("claims/persons.jsonl")
    assert (
        list(table.index) == ["persons"]
        and table.loc["persons", "precision"] >= 0.85
        and table.loc["persons", "recall"] >= 0.8
    )


def coded(name):
    codes = claim_scores.read_roles(GOLD / "claims" / "roles.csv")
    return codes[codes["set"] == name]


@pytest.mark.parametrize(("name", "least"), [("seen", 0.75), ("heldout", 0.57)])
def test_roles_of_invented_accounts(name, least):
    read = claim_scores.roles_of(coded(name), claim_scores.texts(GOLD / "claims" / f"{name}.jsonl"))
    table = claim_scores.role_scores(read["role"], read["found"]).set_index("role")
    assert table.loc["all", "f1"] >= least and len(read) > 0.8 * len(coded(name))
    # always the commonest role
    assert table.loc["all", "f1"] > 0.2 + read["role"].value_counts(normalize=True).max()


def test_roles_of_the_seeds(corpus):
    texts = {(r.account, r.paragraph, r.sentence): r.text for r in corpus.sentences.itertuples()}
    read = claim_scores.roles_of(coded("seeds"), texts)
    assert (
        len(read) == len(coded("seeds"))
        and (read["role"] == read["found"].replace("", "none")).mean() >= 0.85
    )


def test_the_two_coders_of_roles_agree():
    codes = claim_scores.read_roles(GOLD / "claims" / "roles.csv")
    numbers = np.array(
        [[claim_scores.ROLES.index(role) for role in codes[f"role_{c}"]] for c in "ab"], float
    )
    assert stats.krippendorff_alpha(numbers, "nominal") > 0.85
    settled = codes[codes["role_a"] == codes["role_b"]]
    assert (settled["role"] == settled["role_a"]).all() and len(codes) == 733


def annotate(tmp_path, **entries):
    row = {
        "account": "a",
        "paragraph": 0,
        "sentence": 0,
        "published": "2020-02-18",
        "text": "2月3日,李明捐款5万元。",
    }
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(row | entries, ensure_ascii=False), "utf8")
    return path


def quantity(surface, value, core=True):
    return {"surface": surface, "nth": 1, "value": value, "core": core}


def test_what_is_missed_wrong_or_too_much_lowers_a_score(tmp_path):
    def score(*entries):
        return claim_scores.scores(
            claim_scores.read_annotated(annotate(tmp_path, quantities=list(entries)))
        ).iloc[0]

    right = score(quantity("5万元", 50_000))
    assert (right["precision"], right["recall"], right["right"]) == (1, 1, 1)
    assert score(quantity("5万元", 5))["right"] == 0
    assert score(quantity("5万元", 50_000), quantity("李明", 1))["recall"] == 0.5
    assert score(quantity("李明", 1))["precision"] == 0
    assert (
        len(
            claim_scores.scores(
                claim_scores.read_annotated(
                    annotate(tmp_path, quantities=[quantity("5万元", 1, core=False)])
                )
            )
        )
        == 0
    )


def test_an_annotation_that_is_not_in_its_text(tmp_path):
    with pytest.raises(ValueError, match="6万元.*does not occur"):
        claim_scores.read_annotated(annotate(tmp_path, quantities=[quantity("6万元", 60_000)]))


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
