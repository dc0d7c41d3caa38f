"""A first manifest for a folder of one's own pages, and a sheet to look at what was kept of them
and what was not.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

import pandas as pd

from . import reposts
from .manifest import OVERRIDES
from .page import Block

_KEPT = ("title", "heading", "paragraph")
_SHORT = 150  # characters under which an account wants a look
COLUMNS = ("file", *OVERRIDES, "group", "evidence", "look")


def draft(corpus, files: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A manifest to be checked: file, what was read of each page, an empty column `group`,
    evidence, and what needs a look.

    `files`: the file of each account (else its name, which a manifest takes too). `evidence` says
    from which words the places were read; `look` names what is missing or odd: no date, no place, a
    short text, most of the page removed, a reprint of another page.
    """
    again = reposts.of(corpus).set_index("account")["original"]
    rows = []
    for row in corpus.accounts.itertuples(index=False):
        account = corpus.account(row.account)
        places = "; ".join(f"{p.level} {p.name}: {p.basis}, {p.evidence}" for p in account.places)
        given = {
            c: "" if pd.isna(value := getattr(row, c)) else str(value)
            for c in OVERRIDES
            if c != "published"
        }
        day = "" if pd.isna(row.published) else f"{row.published:%Y-%m-%d}"
        look = "; ".join(_look(row, account, again.get(row.account, "")))
        rows.append(
            {
                "file": (files or {}).get(row.account, row.account),
                **given,
                "published": day,
                "group": "",
                "evidence": places,
                "look": look,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _look(row, account, original: str):
    if not row.characters:
        yield "no text was kept"
    elif row.characters < _SHORT:
        yield f"short: {row.characters} characters"
    for column, what in (("title", "title"), ("published", "date"), ("province", "place")):
        if pd.isna(getattr(row, column)):
            yield f"no {what}"
    kept = sum(b.end - b.start for b in account.blocks if b.kind in _KEPT)
    if account.raw and kept < 0.2 * len(account.raw.strip()):
        yield f"{1 - kept / len(account.raw.strip()):.0%} of the page was removed"
    if original:
        yield f"the text of {original}"


def review(corpus, n: int = 20, seed: int = 0) -> str:
    """A page (HTML, everything escaped) with `n` random accounts: what was kept and what was
    removed, side by side, with the reasons.
    """
    chosen = corpus.sample(n, seed).accounts["account"] if n else []
    rows = "".join(_row(corpus.account(name)) for name in chosen)
    style = (
        "table{border-collapse:collapse;width:100%}td{vertical-align:top;width:50%;border:1px "
        "solid #999;padding:.4em}small{color:#666}"
    )
    return (
        "<!doctype html><html lang='zh'><meta charset='utf-8'><title>Kept and "
        f"removed</title><style>{style}</style>"
        f"<h1>Kept and removed: {len(chosen)} of {len(corpus.accounts)} "
        f"pages</h1><table>{rows}</table></html>\n"
    )


def _row(account) -> str:
    sides = ["", ""]
    for block, kept, text in shown(account):
        why = (
            "" if kept else f" <small>[{html.escape(block.kind)}: {html.escape(block.why)}]</small>"
        )
        sides[not kept] += f"<p>{html.escape(text if kept else text[:500])}{why}</p>"
    head = f"<tr><th colspan='2'>{html.escape(account.name)}</th></tr>"
    return f"{head}<tr><td>{sides[0]}</td><td>{sides[1]}</td></tr>"


def shown(account) -> Iterator[tuple[Block, bool, str]]:
    """The blocks of a page but for the blank ones: whether each is kept, and its text (of what is
    not kept, as it stands there).
    """
    for block in account.blocks:
        if block.kind != "blank":
            kept = block.kind in _KEPT
            yield (
                block,
                kept,
                block.text if kept else " ".join(account.raw[block.start : block.end].split()),
            )
