"""How well quantities, dates, quotations, persons and roles are read, measured on annotated
texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from ..common.columns import rows_of
from ..common.files import project_root, setting
from ..common.gold import Label, read_gold
from ..common.lists import with_lists
from ..common.spans import covers, overlaps, span_of
from ..language.dates import dates_in
from ..language.people import people_in
from ..pages.sources import texts
from .quotes import quotations_in
from .tables import by_role, quantities_in

WHAT = {
    "quantities": "value",
    "dates": "days",
    "quotations": "speaker",
    "persons": "role beside the name",
}
# the kinds of labels that are read as quantities, dates …
KINDS = {
    "quantities": ("quantity", "age"),
    "dates": ("date",),
    "quotations": ("quotation",),
    "persons": ("person",),
    "roles": ("role",),
    "parties": ("giver", "receiver"),
}
# What was annotated: setting → file and the folder of its texts.
MATERIAL = {
    "readings": ("tests/gold/seeds.csv", "seeds"),
    "claims_heldout": ("tests/gold/claims/heldout.csv", "tests/gold/claims/texts"),
    "persons": ("tests/gold/claims/persons.csv", "tests/gold/claims/texts"),
}
SEEN, UNSEEN = "the five seeds (in-sample)", "invented accounts"
ROLES = ("input", "output", "outcome", "publicity", "none")


def read_annotated(path, texts: Mapping[str, str]) -> list[dict]:
    """Annotated paragraphs: account start text published, and the labels of its quantities, dates,
    quotations, persons and roles (`common.gold.Label`), with positions in the paragraph.

    `path`, `texts`: as in `read_gold`. What the set does not annotate is None. `every`: whether
    it annotates ages too, which are else no quantities.
    """
    gold = read_gold(path, texts)
    kinds = {label.kind for labels in gold.values() for label in labels}
    rows = []
    for account, labels in gold.items():
        days = [date.fromisoformat(label.value) for label in labels if label.kind == "published"]
        for paragraph in (label for label in labels if label.kind == "paragraph"):
            inside = [
                replace(label, start=label.start - shift, end=label.end - shift)
                for shift in [paragraph.start]
                for label in labels
                if covers([span_of(paragraph)], *span_of(label))
            ]
            rows.append(
                {
                    "account": account,
                    "start": paragraph.start,
                    "text": paragraph.words,
                    "published": days[0] if days else None,
                    "every": "age" in kinds,
                }
                | {
                    what: [label for label in inside if label.kind in names]
                    if kinds.intersection(names)
                    else None
                    for what, names in KINDS.items()
                }
            )
    return rows


@with_lists
def scores(rows: Iterable[dict]) -> pd.DataFrame:
    """How well the readers do on annotated texts: what n found precision recall f1 right_of right
    counted, one row each for quantities, dates, quotations and persons.

    `n`: annotated entries. `found`: entries that the program finds. `right`: of the entries found
    in both, the share with the annotated value, days, speaker or role (`right_of` says which).
    `counted`: for quantities, the share whose counted thing overlaps the annotated one. Optional
    entries (a schedule, a bare 一名, a span without a day) do not count for or against the program.
    """
    rows = list(rows)
    readers: dict[str, tuple[Callable, Callable]] = {
        "quantities": (_quantities, _same_value),
        "dates": (lambda row: dates_in(row["text"], row["published"]), _same_days),
        "quotations": (
            lambda row: quotations_in(row["text"]),
            lambda q, label: _alike(q.speaker, label.value),
        ),
        "persons": (
            lambda row: people_in(row["text"]),
            lambda p, label: _alike(p.role, label.value) if label.value else None,
        ),
    }
    table = [
        _score(what, [row for row in rows if row[what] is not None], *readers[what])
        for what in readers
    ]
    return rows_of("scores", [row for row in table if row])


@with_lists
def roles_of(rows: Iterable[dict]) -> pd.DataFrame:
    """The coded roles of quantities, with the role that the program assigns (None where it finds no
    quantity): account start end surface role_a role_b role found. Positions are in the account.
    """
    table = []
    for row in rows:
        quantities = quantities_in(row["text"], every=True)
        for label in row["roles"] or ():
            hits = _hits(quantities, label)
            table.append(
                (
                    row["account"],
                    row["start"] + label.start,
                    row["start"] + label.end,
                    label.surface,
                    label.more["value_a"],
                    label.more["value_b"],
                    label.value,
                    quantities[hits[0]].role if hits else None,
                )
            )
    names = ["account", "start", "end", "surface", "role_a", "role_b", "role", "found"]
    return pd.DataFrame(table, columns=names).astype({"start": "int64", "end": "int64"})


@with_lists
def role_scores(coded: Sequence[str], found: Sequence[str]) -> pd.DataFrame:
    """Scores for pairs of roles ("": no role): role n found precision recall f1. The last row,
    `all`, has the share of equal pairs.
    """
    pairs = pd.DataFrame(
        {"coded": [r or "none" for r in coded], "found": [r or "none" for r in found]}
    )
    rows = []
    for role in ROLES:
        both = int(((pairs["coded"] == role) & (pairs["found"] == role)).sum())
        rows.append(
            (
                role,
                *_measures(
                    both, int((pairs["coded"] == role).sum()), int((pairs["found"] == role).sum())
                ),
            )
        )
    same = float((pairs["coded"] == pairs["found"]).mean()) if len(pairs) else float("nan")
    return pd.DataFrame(
        [*rows, ("all", len(pairs), len(pairs), same, same, same)],
        columns=["role", "n", "found", "precision", "recall", "f1"],
    )


def _measures(both: int, n: int, n_found: int) -> tuple[int, int, float, float, float]:
    nan = float("nan")
    return (
        n,
        n_found,
        both / n_found if n_found else nan,
        both / n if n else nan,
        2 * both / (n + n_found) if n + n_found else nan,
    )


def _hits(items: Sequence, label: Label) -> list[int]:
    return [i for i, item in enumerate(items) if overlaps([span_of(item)], *span_of(label))]


def _score(what: str, rows: list[dict], find: Callable, right: Callable) -> tuple | None:
    both = n = extra = same = judged = things = named = 0
    for row in rows:
        read, used = find(row), set()
        for label in row[what]:
            hits = _hits(read, label)
            used |= set(hits)
            if label.more.get("optional"):
                continue
            n, both = n + 1, both + bool(hits)
            verdict = right(read[hits[0]], label) if hits else None
            same, judged = same + bool(verdict), judged + (verdict is not None)
            counted = label.more.get("counted")
            if hits and counted:
                things, named = things + 1, named + _overlap(read[hits[0]].counted, counted)
        extra += len(read) - len(used)
    if not n:
        return None
    return (
        what,
        *_measures(both, n, both + extra),
        WHAT[what],
        same / judged if judged else float("nan"),
        named / things if things else float("nan"),
    )


def _quantities(row: dict) -> list:
    return [
        q
        for q in quantities_in(row["text"], every=row["every"])
        if q.kind not in ("ordinal", "outcome")
    ]


def _same_value(quantity, label: Label) -> bool:
    value = float(label.value or "nan")
    return not label.value or abs((quantity.value or 0) - value) < 1e-6 * max(1, abs(value))


def _same_days(mention, label: Label) -> bool:
    """A label without days fixes none; `..` is an open end, one day is its own end."""
    days = [day.isoformat() if day else ".." for day in (mention.start_date, mention.end_date)]
    return not label.value or days == (label.value.split("/") * 2)[:2]


def _overlap(counted: str, annotated: str) -> bool:
    """Whether two names of a thing have two consecutive characters in common (志愿者 and
    党员志愿者).
    """
    return any(counted[i : i + 2] in annotated for i in range(len(counted) - 1))


def _alike(read: str | None, value: str) -> bool:
    return bool(read and (read in value or value in read)) or (read or "none") == value


@with_lists
def accuracy() -> pd.DataFrame:
    """How well claims are read, on the seeds (in-sample) and on invented accounts (some of them
    looked at, see docs/accuracy.md): what texts n precision recall of right.

    `right`: of the claims found in both, the share whose value, days, speaker or role (`of`) is
    right. The roles of quantities have a row of their own. The material is the project's
    (tests/gold), or the files that GONGWEN_READINGS, _CLAIMS_HELDOUT and _PERSONS name.
    """
    parts = [
        scores(annotated(name)).assign(texts=SEEN if name == "readings" else UNSEEN)
        for name in MATERIAL
    ]
    roles = roles_of(annotated("claims_heldout")).dropna(subset=["found"])
    right = role_scores(roles["role"], roles["found"]).set_index("role").loc["all", "f1"]
    row = {"what": "roles", "texts": UNSEEN, "n": len(roles), "right_of": "role", "right": right}
    table = pd.concat([*parts, pd.DataFrame([row])], ignore_index=True)
    order = {what: place for place, what in enumerate([*WHAT, "roles"])}
    ranked = table.rename(columns={"right_of": "of"}).sort_values(
        ["what", "texts"],
        key=lambda c: c.map(order) if c.name == "what" else -c.eq(SEEN),
        ignore_index=True,
    )
    return ranked[["what", "texts", "n", "precision", "recall", "of", "right"]]


def annotated(name: str) -> list[dict]:
    """The annotated paragraphs of a set of MATERIAL, or of the file that GONGWEN_<NAME> names,
    whose texts are beside it in texts/.
    """
    default, folder = MATERIAL[name]
    path = str(setting(name, default))
    root = project_root()
    pages = root / folder if path in (default, str(root / default)) else Path(path).parent / "texts"
    return read_annotated(root / path, texts(pages))


@with_lists
def counted(quantities: pd.DataFrame) -> pd.DataFrame:
    """How many quantities of each role and kind each account has (`by_role`): account role kind n,
    and `coded`, the same by the coders' roles, if every quantity is coded.

    `quantities`: with page_start and page_end (`Corpus.to_page`).
    """
    table, keys = by_role(quantities), ["account", "page_start", "page_end"]
    codes = roles_of(annotated("readings")).rename(
        columns={"start": "page_start", "end": "page_end", "role": "coded"}
    )
    both = quantities.merge(codes[[*keys, "coded"]], on=keys, how="left")
    if not len(both) or both["coded"].isna().any():
        return table
    coded = by_role(both.assign(role=both["coded"]))
    keys = ["account", "role", "kind"]
    merged = table.merge(coded.rename(columns={"n": "coded"}), on=keys, how="outer", sort=False)
    order = {account: place for place, account in enumerate(dict.fromkeys(quantities["account"]))}
    merged = merged.sort_values(keys, key=lambda c: c.map(order) if c.name == "account" else c)
    return merged.fillna({"n": 0, "coded": 0}).astype({"n": "int64", "coded": "int64"})


@with_lists
def as_coded(quantities: pd.DataFrame) -> pd.DataFrame:
    """The quantities with the roles, givers and receivers that coders read in the accounts that are
    annotated, and `coded`: whether their account is. The others are as the program reads them.

    `quantities`: with page_start and page_end (`Corpus.to_page`).
    """
    rows = annotated("readings")
    told = {}
    for row in rows:
        for label in row["roles"] or ():
            told["role", row["account"], row["start"] + label.start] = label.value
        for label in row["parties"] or ():
            told[label.kind, row["account"], int(label.value)] = label.surface
    coded = quantities["account"].isin({row["account"] for row in rows})
    places = list(zip(quantities["account"], quantities["page_start"]))
    read = {
        name: pd.Series([told.get((name, *p)) for p in places], quantities.index, "str")
        for name in ("role", "giver", "receiver")
    }
    read["role"] = read["role"].fillna(quantities["role"])
    changed = {name: quantities[name].where(~coded, column) for name, column in read.items()}
    return quantities.assign(coded=coded, **changed)
