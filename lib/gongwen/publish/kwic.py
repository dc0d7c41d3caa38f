"""The page of a report on which words are found in the pages of a corpus: a concordance (KWIC) that
is sorted, filtered, counted by group and saved in the browser, and a list of words.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from .. import phrases, rhetoric
from ..common.characters import INVISIBLE, MARKS, fold
from ..common.prose import many
from ..corpus import groups
from ..corpus.corpus import Corpus
from ..corpus.manifest import KEPT
from ..corpus.tables import split_sentences
from ..language import words
from ..language.people import Mask
from ..pages.account import Account, Block
from . import web

PAGES = 500  # accounts on the page; from a larger corpus they are drawn at random
WORDS = 1_000  # the most frequent words that the page lists
VALUES = 50  # a column of the accounts with 2 to this many values makes groups
# columns of the accounts that are no groups: names, persons, and what differs from page to page
_NO_GROUPS = frozenset(
    "account title published author editor characters sentences sha256 from_manifest".split()
)


def concordance(corpus: Corpus, mask: Mask, by: str = "") -> str:
    """The page for searching the texts of the corpus, as a body of HTML; names of private persons
    are masked, as in the notebooks.

    `by`: the column of the accounts by which the page counts at first.
    """
    total, drawn = len(corpus.accounts), corpus.sample(PAGES)
    accounts = groups.with_periods(drawn.accounts)
    label, names = groups.labels(accounts), accounts["account"].tolist()
    columns = _columns(accounts)
    values = [[mask(v) for v in groups.values(accounts, names, c)] for c in columns]
    days = ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in accounts["published"]]
    dated = sorted(filter(None, days))
    devices, marked = _devices(drawn)
    blocks = [list(_blocks(drawn.account(name), mask, marked[name])) for name in names]
    listed, different = _words(drawn, mask, names)
    first = by or groups.column(drawn)
    of_pages = zip(names, days, zip(*values) if values else [()] * len(names))
    facts = {
        "pages": [{"account": mask(n), "date": d, "values": v} for n, d, v in of_pages],
        "blocks": [[block.pop("facts") for block in page] for page in blocks],
        "words": listed,
        "invisible": INVISIBLE,
    }
    found = formulas(drawn)
    return web.fill(
        "concordance.html.j2",
        {"folding": _data(_folding()), "facts": _data(facts)},
        accounts=[{"label": mask(label[n]), "blocks": page} for n, page in zip(names, blocks)],
        columns=[(c, sorted(set(of_column))) for c, of_column in zip(columns, values)],
        by=first if first in columns else next(iter(columns), "account"),
        devices=devices,
        days=(dated[0], dated[-1]) if dated else (),
        undated=len(days) - len(dated),
        formulas=found,
        words=found[0] if found else "",
        listed=f"the {WORDS:,} most frequent of {many(different, 'word')}"
        if different > WORDS
        else many(different, "word"),
        shown=f"{PAGES:,} of {total:,} pages, drawn at random." if total > PAGES else "",
        masked="" if not mask.names else "The given names of private persons are masked (×).",
    )


def _data(content) -> str:
    """JSON that can be put into a script element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def formulas(corpus: Corpus) -> list[str]:
    """The formulas of the list that the accounts use."""
    listed = phrases.lexicon(lists=corpus)
    n = phrases.count(corpus.sentences, listed).groupby("phrase", sort=False)["n"].sum()
    return [phrase for phrase, times in n.items() if times]


def _columns(accounts: pd.DataFrame) -> list[str]:
    """The columns that group the accounts: the usual ones first, those of time last."""
    known = {*groups.FIRST, *groups.LAST, *_NO_GROUPS}
    columns = (*groups.FIRST, *(c for c in accounts if c not in known), *groups.LAST)
    present = [c for c in columns if c in accounts]
    return [c for c in present if 2 <= accounts[c].nunique() <= VALUES]


def _devices(corpus: Corpus) -> tuple[list[tuple[str, str]], dict[str, dict]]:
    """The devices that occur, each with the letter that stands for it in the page; and account →
    (paragraph, sentence) → the letters of its devices.
    """
    marks = rhetoric.mark(corpus.sentences)
    present = dict.fromkeys([*rhetoric.DEVICES, *sorted(set(marks["device"]))])
    letters = {d: chr(0x61 + i) for i, d in enumerate(present) if (marks["device"] == d).any()}
    found: dict[str, dict] = defaultdict(lambda: defaultdict(str))
    once = marks.drop_duplicates(["account", "paragraph", "sentence", "device"])
    columns = once[["account", "paragraph", "sentence", "device"]]
    for account, paragraph, sentence, device in columns.itertuples(index=False):
        found[account][paragraph, sentence] += letters[device]
    return list(letters.items()), found


def _blocks(account: Account, mask: Mask, marked: dict) -> Iterator[dict]:
    """The blocks of a page as they are shown, each with its `facts`: its number in the table of
    blocks, then the end of each sentence with the letters of its devices. Ends count in UTF-16.
    """
    number = {block.start: i for i, block in enumerate(account.blocks)}
    paragraph = {block.start: i for i, block in enumerate(account.paragraphs)}
    for block, kept, text in shown(account):
        facts: list = [number[block.start]]
        if block.start in paragraph:
            for i, (_, end) in enumerate(split_sentences(text)):
                wide = sum(letter > "\uffff" for letter in text[:end])
                facts += [end + wide, marked.get((paragraph[block.start], i), "")]
        yield {"kind": block.kind, "kept": kept, "text": mask(text), "facts": facts}


def shown(account: Account) -> Iterator[tuple[Block, bool, str]]:
    """The blocks of a page that can be read, without tags and blanks: whether each is kept, and its
    text (of an image without words, the page's own characters).
    """
    for block in account.blocks:
        if block.kind not in ("blank", "markup"):
            text = block.text or " ".join(account.raw[block.start : block.end].split())
            if text:
                yield block, block.kind in KEPT, text


def _words(corpus: Corpus, mask: Mask, names: list[str]) -> tuple[list[list], int]:
    """The most frequent words, each followed by pairs: how many accounts further on it occurs (the
    first counts from -1), and how often; and the number of different words.
    """
    counts = words.count(mask(corpus.sentences))
    total = counts.groupby("word", sort=False)["n"].sum()
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    rows: dict[str, list] = {word: [word] for word, _ in ranked}
    place = {name: i for i, name in enumerate(names)}
    chosen = counts[counts["word"].isin(set(rows))]
    chosen = chosen.assign(place=chosen["account"].map(place)).sort_values("place", kind="stable")
    last = dict.fromkeys(rows, -1)
    for word, at, n in chosen[["word", "place", "n"]].itertuples(index=False):
        rows[word] += [at - last[word], n]
        last[word] = at
    return list(rows.values()), len(total)


def _folding() -> dict[str, str]:
    """Characters that count as equal in a search: those of `characters.fold`, and all quotation
    marks.
    """
    letters = (chr(code) for code in range(0x2000, 0x10000) if not 0xD800 <= code < 0xE000)
    folded = {letter: fold(letter) for letter in letters} | dict.fromkeys(MARKS + "„‟‚‛'", '"')
    return {
        letter: key
        for letter, key in folded.items()
        if key != letter and len(key) == 1 and ord(key) < 0x10000
    }
