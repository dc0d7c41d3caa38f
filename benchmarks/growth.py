"""How the CPU time of measures grows with the number of accounts: python -m benchmarks.growth
[FOLDER].

FOLDER: a corpus of at least 2,250 pages of some 1,500 characters; without one, invented walks over
the words of the newspaper. Each measure runs on 150, 300, 600 and 1,200 accounts, no account twice
(marks are remembered); the exponent is the slope of log CPU time on log characters. Times under a
twentieth of a second are left out.
"""

from __future__ import annotations

import sys
import time

import gongwen as gw
import numpy as np
import pandas as pd
from gongwen.corpus import reposts
from gongwen.phrases.repeats import texts_of

from . import texts

SIZES = (150, 300, 600, 1200)
LEAST = 0.05  # seconds
MEASURES = {
    "phrases.reuse": gw.phrases.reuse,
    "phrases.repeats": lambda s: gw.phrases.repeats(texts_of(s)),
    "phrases.couplets": gw.phrases.couplets,
    "phrases.wordings": lambda s: gw.phrases.wordings(s, ["疫情就是命令", "守土有责"]),
    "phrases.keyness, others by account": gw.phrases.keyness,
    "compare.distances": gw.compare.distances,
    "reposts.signatures": reposts.signatures,
    "rhetoric.mark": gw.rhetoric.mark,
    "sentiment.polarity": lambda s: gw.sentiment.polarity(s["text"]),
    "claims.quantities": gw.claims.quantities,
    "claims.persons": gw.claims.persons,
}


def sentences(folder: str | None, n: int) -> pd.DataFrame:
    """The sentences of `n` accounts."""
    if folder:
        return gw.read_corpus(folder).sample(n).sentences
    invented = texts.walked(n * texts.SIZE)
    accounts = [
        gw.parse_page(f"第{i}期\n\n" + text[:1500], f"{i:05d}") for i, text in enumerate(invented)
    ]
    return gw.corpus.from_accounts(accounts).sentences


def seconds(measure, table: pd.DataFrame) -> float:
    """CPU seconds of a measure."""
    start = time.process_time()
    measure(table)
    return time.process_time() - start


def main() -> None:
    every = sentences(sys.argv[1] if len(sys.argv) > 1 else None, sum(SIZES))
    names = list(dict.fromkeys(every["account"]))
    ends = np.cumsum(SIZES)
    parts = [every[every["account"].isin(names[end - n : end])] for n, end in zip(SIZES, ends)]
    characters = [int(part["text"].str.len().sum()) for part in parts]
    print(f"{'characters':<36}" + "".join(f"{n:>10,}" for n in characters) + "  exponent")
    for name, measure in MEASURES.items():
        measure(parts[0].head(200))  # dictionaries and word lists are read before
        times = np.array([seconds(measure, part) for part in parts])
        slow = times >= LEAST
        slope = np.polyfit(np.log(np.array(characters)[slow]), np.log(times[slow]), 1)[0]
        shown = f"{slope:.2f}" if slow.sum() > 1 else "too fast"
        print(f"{name:<36}" + "".join(f"{t:>10.2f}" for t in times) + f"  {shown}", flush=True)


if __name__ == "__main__":
    main()
