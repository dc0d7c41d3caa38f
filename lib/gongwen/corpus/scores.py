"""The parser against pages read by hand: precision, recall and F1 of paragraphs, headings and
captions.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..common.files import project_root
from ..common.gold import Label, read_gold
from ..pages import sources
from ..pages.account import Account

SCORES = ("part", "found", "gold", "right", "precision", "recall", "f1")
FIELDS = ("title", "published", "source", "author", "editor", "province", "prefecture", "county")


def caption_text(text: str) -> str:
    """A caption without its outer brackets and the triangle before it."""
    return text.strip("()（）【】▲△ ")


def parts(account: Account, gold: list[Label]) -> dict[str, tuple[Counter, Counter]]:
    """Found and gold texts of each part; a soft heading, and a soft line that the gold's body
    leaves out, do not count.
    """
    paragraphs, soft = _words(gold, "paragraph"), _words(gold, "soft heading")
    loose = _words(gold, "soft paragraph").keys() - paragraphs.keys()
    headings = [b.text for b in account.paragraphs if b.kind == "heading"]
    return {
        "paragraphs": (
            Counter(b.text for b in account.paragraphs if b.text not in loose),
            paragraphs,
        ),
        "headings": tuple(
            Counter(h for h in texts if h not in soft)
            for texts in (headings, _words(gold, "heading").elements())
        ),
        "captions": (
            Counter(caption_text(b.text) for b in account.captions),
            Counter(map(caption_text, _words(gold, "caption").elements())),
        ),
    }


def _words(gold: list[Label], kind: str) -> Counter:
    return Counter(label.words for label in gold if label.kind == kind)


def score(accounts: dict[str, Account], gold: dict[str, list[Label]]) -> pd.DataFrame:
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


def by_hand(corpus) -> pd.DataFrame:
    """`score` of the pages of a corpus that the project has read by hand (tests/gold/seeds.csv);
    without rows where it has none.
    """
    pages = sources.texts(project_root() / "seeds")
    gold = read_gold(project_root() / "tests" / "gold" / "seeds.csv", pages)
    accounts = [corpus.account(name) for name in corpus.accounts["account"] if name in gold]
    known = {account.name: account for account in accounts if account.raw == pages[account.name]}
    return score(known, gold) if known else pd.DataFrame(columns=list(SCORES))


def _prf(found: int, wanted: int, right: int) -> tuple[float, float, float]:
    precision = right / found if found else 1.0
    recall = right / wanted if wanted else 1.0
    return precision, recall, 2 * right / (found + wanted) if found + wanted else 1.0


def fields(accounts: dict[str, Account], gold: dict[str, list[Label]]) -> pd.DataFrame:
    """Fields right, per field: field right of (spaces are not compared)."""
    rows = []
    for field in FIELDS:
        names = sorted(accounts.keys() & gold.keys())
        right = sum(_field_right(accounts[name], gold[name], field) for name in names)
        rows.append((field, right, len(names)))
    return pd.DataFrame(rows, columns=["field", "right", "of"])


def _field_right(account: Account, gold: list[Label], field: str) -> bool:
    value = getattr(account, field)
    read = _tight(str(value) if value else None)
    return read in (list(map(_tight, _words(gold, field))) or [None])


def _tight(value: str | None) -> str | None:
    return "".join(value.split()) if value else None
