"""What coders and annotators say of claims, beside what the program says: the project's material by
default (tests/gold), GONGWEN_READINGS, _CLAIMS_HELDOUT, _PERSONS and _ROLES for other material.
"""

from __future__ import annotations

import pandas as pd

from ..common.columns import KEYS
from ..common.files import setting
from ..common.lists import with_lists
from . import scores
from .tables import by_role

READINGS = "tests/gold/accounts"
HELDOUT = "tests/gold/claims/heldout.jsonl"
PERSONS = "tests/gold/claims/persons.jsonl"
ROLES = "tests/gold/claims/roles.csv"
SEEN, UNSEEN = "the five seeds (in-sample)", "invented, not read before"
_PLACE = [*KEYS, "start", "end"]


@with_lists
def accuracy() -> pd.DataFrame:
    """How well claims are read, on the seeds (in-sample) and on invented accounts that no rule was
    written for: what texts n precision recall of right.

    `right`: of the claims found in both, the share whose value, days, speaker or role (`of`) is
    right. Roles of quantities are a row of their own.
    """
    material = {
        READINGS: (setting("readings", READINGS), SEEN),
        HELDOUT: (setting("claims_heldout", HELDOUT), UNSEEN),
        PERSONS: (setting("persons", PERSONS), UNSEEN),
    }
    parts = [
        scores.scores(scores.read_annotated(path)).assign(texts=texts)
        for path, texts in material.values()
    ]
    table = pd.concat([*parts, _roles()], ignore_index=True).rename(columns={"right_of": "of"})
    order = {what: place for place, what in enumerate([*scores.WHAT, "roles"])}
    table = table.sort_values(
        ["what", "texts"], key=lambda c: c.map(order) if c.name == "what" else -c.eq(SEEN)
    )
    return table[["what", "texts", "n", "precision", "recall", "of", "right"]].reset_index(
        drop=True
    )


def _roles() -> pd.DataFrame:
    """The share of quantities of unread accounts that get the coders' role."""
    codes = _codes("heldout")
    read = scores.roles_of(codes, scores.texts(setting("claims_heldout", HELDOUT)))
    right = scores.role_scores(read["role"], read["found"]).set_index("role").loc["all", "f1"]
    row = {"what": "roles", "texts": UNSEEN, "n": len(read), "right_of": "role", "right": right}
    return pd.DataFrame([row])


def _codes(part: str) -> pd.DataFrame:
    codes = scores.read_roles(setting("roles", ROLES))
    return codes[codes["set"] == part]


@with_lists
def counted(quantities: pd.DataFrame) -> pd.DataFrame:
    """How many quantities of each role and kind each account has (`by_role`): account role kind n,
    and `coded`, the same by the coders' roles, if every quantity is coded.
    """
    table = by_role(quantities)
    codes = _codes("seeds").rename(columns={"role": "coded"})
    both = quantities.merge(codes[[*_PLACE, "coded"]], on=_PLACE, how="left")
    if not len(both) or both["coded"].isna().any():
        return table
    coded = by_role(both.assign(role=both["coded"].replace("none", "")))
    keys = ["account", "role", "kind"]
    merged = table.merge(coded.rename(columns={"n": "coded"}), on=keys, how="outer", sort=False)
    order = {account: place for place, account in enumerate(dict.fromkeys(quantities["account"]))}
    merged = merged.sort_values(keys, key=lambda c: c.map(order) if c.name == "account" else c)
    return merged.fillna({"n": 0, "coded": 0}).astype({"n": "int64", "coded": "int64"})
