"""How long a page takes to read beside readers that take articles out of HTML, on the same pages:
python -m benchmarks.pages FOLDER

CPU time for each character of the page, gongwen's and each peer's in turn, round after round; every
reader has read a page before. Measured are the seeds, and the folder's text and HTML pages (.txt
and .html). A peer reads a text page as an HTML document that has each line in <p>. Peers that are
not installed are left out. The growth of gongwen's time is measured on each seed, repeated up to
eight times, with other letters in each repetition.
"""

from __future__ import annotations

import argparse
import html
import math
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from statistics import median

import pandas as pd
from gongwen.common.files import project_root
from gongwen.pages import parse_page, sources

ROUNDS = 5
TIMES = (1, 2, 4, 8)  # how often a page is repeated
Reader = Callable[[str], object]


def _trafilatura() -> Reader:
    return import_module("trafilatura").extract


def _readability() -> Reader:
    document = import_module("readability").Document
    return lambda page: document(page).summary()


def _gne() -> Reader:
    return import_module("gne").GeneralNewsExtractor().extract


PEERS = {"trafilatura": _trafilatura, "readability-lxml": _readability, "gne": _gne}


def peers() -> tuple[dict[str, Reader], list[str]]:
    """The peers that are installed, and the names of the others."""
    installed, missing = {}, []
    for name, load in PEERS.items():
        try:
            installed[name] = load()
        except ImportError:
            missing.append(name)
    return installed, missing


def document(text: str) -> str:
    """A text page as a minimal HTML document."""
    lines = (f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<html><head><title></title></head><body>{''.join(lines)}</body></html>"


def seconds(read: Reader, pages: list[str]) -> float:
    """CPU seconds to read the pages; one that a peer fails at counts as read."""
    failures = () if read is parse_page else Exception
    start = time.process_time()
    for page in pages:
        with suppress(failures):
            read(page)
    return time.process_time() - start


def rows(form: str, pages: list[str], others: dict[str, Reader]) -> Iterator[dict]:
    """A row for each reader: microseconds for a character of the page, the best of all rounds, and
    how often gongwen's time it takes, in the best and in the median round.
    """
    wrapped = pages if form == "html" else list(map(document, pages))
    readers = {"gongwen": (parse_page, pages)} | {name: (r, wrapped) for name, r in others.items()}
    for read, own in readers.values():
        seconds(read, own[:1])
    times = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, (read, own) in readers.items():
            times[name].append(seconds(read, own))
    size = sum(map(len, pages))
    for name, taken in times.items():
        ratios = [a / b for a, b in zip(taken, times["gongwen"])]
        yield {
            "pages": f"{len(pages)} {form}",
            "reader": name,
            "µs a character": round(1e6 * min(taken) / size, 2),
            "ratio, best": round(min(taken) / min(times["gongwen"]), 2),
            "ratio, median": round(median(ratios), 2),
        }


def repeated(text: str, times: int, seed: int = 0) -> str:
    """A page `times` times in a row, each time with a tenth of its ideographs exchanged, so that
    none is a copy of another.
    """
    rng = random.Random(seed)
    letters = re.findall(r"[\u4e00-\u9fff]", text)

    def other(match: re.Match[str]) -> str:
        return rng.choice(letters) if rng.random() < 0.1 else match[0]

    return "\n".join(re.sub(r"[\u4e00-\u9fff]", other, text) for _ in range(times))


def growth(texts: list[str]) -> float:
    """The exponent of the time by the page's length: the slope of a line through the logarithms; 1
    is linear.
    """
    grown = [[repeated(text, times) for text in texts] for times in TIMES]
    taken = [min(seconds(parse_page, pages) for _ in range(ROUNDS)) for pages in grown]
    x = [math.log(sum(map(len, pages))) for pages in grown]
    y = list(map(math.log, taken))
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / spread


def read_all(folder: Path, ending: str) -> list[str]:
    """The texts of the folder's files with this ending."""
    texts = []
    for path in sorted(folder.glob(f"*{ending}")):
        with suppress(sources.PageError):
            texts.append(sources.read_text(path))
    return texts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages are")
    folder = parser.parse_args().folder
    others, missing = peers()
    if missing:
        print(f"not installed, left out: {', '.join(missing)}")
    seeds = read_all(project_root() / "seeds", ".txt")
    sets = {"seeds": seeds, "text": read_all(folder, ".txt"), "html": read_all(folder, ".html")}
    table = [row for form, pages in sets.items() if pages for row in rows(form, pages, others)]
    print(pd.DataFrame(table).to_string(index=False))
    print(f"exponent of growth: {growth(seeds):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
