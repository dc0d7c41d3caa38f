"""The parser against pages read by hand: precision, recall and F1 of paragraphs, headings and
captions.
"""

from __future__ import annotations

import json
from collections import Counter
from os import PathLike
from pathlib import Path

import pandas as pd

from ..common.files import project_root
from ..pages.account import Account

SCORES = ("part", "found", "gold", "right", "precision", "recall", "f1")
FIELDS = ("title", "published", "source", "author", "editor", "province", "prefecture", "county")


def read_gold(folder: str | PathLike[str]) -> dict[str, dict]:
    """Readings by account name. Each has body_paragraphs, headings, captions and the fields; either
    form of the gold is read.
    """
    return {
        path.stem: _reading(json.loads(path.read_text("utf8")))
        for path in sorted(Path(folder).glob("*.json"))
    }


def _reading(gold: dict) -> dict:
    headings = gold.get("headings", [])
    captions = gold.get("captions", [])
    soft = gold.get("heading_candidates_soft", gold.get("heading_soft", []))
    return {
        "paragraphs": gold["body_paragraphs"],
        "headings": [
            h["text"] if isinstance(h, dict) else h
            for h in headings
            if not isinstance(h, dict) or h["standalone"]
        ],
        "captions": [c["text"] if isinstance(c, dict) else c for c in captions],
        "soft_headings": [h["text"] if isinstance(h, dict) else h for h in soft],
        "soft_paragraphs": [*gold.get("signoff_lines", []), *gold.get("soft_paragraphs", [])],
        "titles": [_value(gold.get("title")), *gold.get("title_alternatives", [])],
        **{field: _value(gold.get(field)) for field in FIELDS if field != "title"},
    }


def _value(found):
    return found.get("value") if isinstance(found, dict) else found


def caption_text(text: str) -> str:
    """A caption without its outer brackets and the triangle before it."""
    return text.strip("()（）【】▲△ ")


def parts(account: Account, gold: dict) -> dict[str, tuple[Counter, Counter]]:
    """Found and gold texts of each part; a soft heading, and a soft line that the gold's body
    leaves out, do not count.
    """
    loose = set(gold["soft_paragraphs"]) - set(gold["paragraphs"])
    soft = set(gold["soft_headings"])
    headings = [b.text for b in account.paragraphs if b.kind == "heading" and b.text not in soft]
    return {
        "paragraphs": (
            Counter(b.text for b in account.paragraphs if b.text not in loose),
            Counter(gold["paragraphs"]),
        ),
        "headings": (Counter(headings), Counter(h for h in gold["headings"] if h not in soft)),
        "captions": (
            Counter(caption_text(b.text) for b in account.captions),
            Counter(map(caption_text, gold["captions"])),
        ),
    }


def score(accounts: dict[str, Account], gold: dict[str, dict]) -> pd.DataFrame:
    """Exact matches over all accounts that the gold has: part found gold right precision recall f1
    (one where both are empty).
    """
    totals = {part: [0, 0, 0] for part in ("paragraphs", "headings", "captions")}
    for name in sorted(accounts.keys() & gold.keys()):
        for part, (found, wanted) in parts(accounts[name], gold[name]).items():
            for i, n in enumerate((found.total(), wanted.total(), (found & wanted).total())):
                totals[part][i] += n
    rows = [
        (part, found, wanted, right, *_prf(found, wanted, right))
        for part, (found, wanted, right) in totals.items()
    ]
    return pd.DataFrame(rows, columns=list(SCORES))


def by_hand(corpus, folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """`score` of the pages of a corpus that were read by hand (`folder`, else the project's
    tests/gold/accounts); without rows where there are none.
    """
    gold = read_gold(folder or project_root() / "tests" / "gold" / "accounts")
    read = {name: corpus.account(name) for name in corpus.accounts["account"] if name in gold}
    return score(read, gold) if read else pd.DataFrame(columns=list(SCORES))


def _prf(found: int, wanted: int, right: int) -> tuple[float, float, float]:
    precision = right / found if found else 1.0
    recall = right / wanted if wanted else 1.0
    return precision, recall, 2 * right / (found + wanted) if found + wanted else 1.0


def fields(accounts: dict[str, Account], gold: dict[str, dict]) -> pd.DataFrame:
    """Fields right, per field: field right of (spaces are not compared)."""
    rows = []
    for field in FIELDS:
        names = sorted(accounts.keys() & gold.keys())
        right = sum(_field_right(accounts[name], gold[name], field) for name in names)
        rows.append((field, right, len(names)))
    return pd.DataFrame(rows, columns=["field", "right", "of"])


def _field_right(account: Account, gold: dict, field: str) -> bool:
    if field == "title":
        return _tight(account.title) in [_tight(t) for t in gold["titles"]]
    if field == "published":
        return (account.published.isoformat() if account.published else "") == (
            gold["published"] or ""
        )[:10]
    return _tight(getattr(account, field)) == _tight(gold[field])


def _tight(value: str | None) -> str | None:
    return "".join(value.split()) if value else None
