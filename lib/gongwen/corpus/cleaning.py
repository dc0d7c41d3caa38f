"""What cleaning did to a corpus: how much of each kind is on a page, what each rule took away, and
what would have been counted without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

ARTICLE = ("heading", "paragraph")
ABOUT = (
    "account",
    "title",
    "published",
    "province",
    "prefecture",
    "county",
    "level",
    "office",
    "genre",
    "characters",
)


def shares(blocks: pd.DataFrame) -> pd.DataFrame:
    """How much of each page is of each kind: account kind characters percent."""
    sized = blocks.assign(characters=blocks["end"] - blocks["start"])
    table = sized.groupby(["account", "kind"])["characters"].sum().reset_index()
    whole = table.groupby("account")["characters"].transform("sum")
    return table.assign(percent=100 * table["characters"] / whole.clip(lower=1))


def rules(blocks: pd.DataFrame, hide: Callable[[str], str] = str, size: int = 40) -> pd.DataFrame:
    """What each rule of cleaning took away, most first: kind why blocks characters example.

    `example`: the first `size` characters of the first thing that it took away. `hide` hides names
    in it before it is cut, so that no name is cut in two. Space between the lines is left out.
    """
    gone = blocks[~blocks["kind"].isin([*ARTICLE, "blank"])]
    first = gone.drop_duplicates(["kind", "why"])["text"].map(hide).str[:size]
    gone = gone.assign(characters=gone["end"] - gone["start"], example=first)
    table = gone.groupby(["kind", "why"]).agg(
        blocks=("why", "size"), characters=("characters", "sum"), example=("example", "first")
    )
    return table.reset_index().sort_values(
        ["characters", "why"], ascending=[False, True], ignore_index=True
    )


def about(accounts: pd.DataFrame) -> pd.DataFrame:
    """The columns that say which accounts these are, as far as the corpus has them."""
    return accounts[[column for column in ABOUT if column in accounts]]


def places(corpus) -> pd.DataFrame:
    """Where each account is from, and what on its page says so: account level name basis
    evidence.
    """
    rows = [
        (account, place.level, place.name, place.basis, place.evidence)
        for account in corpus.accounts["account"]
        for place in corpus.account(account).places
    ]
    return pd.DataFrame(rows, columns=["account", "level", "name", "basis", "evidence"])


def on_page(corpus, words: Iterable[str]) -> pd.DataFrame:
    """How often words occur in an account, and how often on its raw page: account word in_account
    on_page.
    """
    texts = corpus.sentences.groupby("account", sort=False)["text"].agg("\n".join)
    rows = [
        (account, word, text.count(word), corpus.account(account).raw.count(word))
        for account, text in texts.items()
        for word in dict.fromkeys(words)
    ]
    return pd.DataFrame(rows, columns=["account", "word", "in_account", "on_page"])
