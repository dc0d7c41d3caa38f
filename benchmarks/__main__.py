"""How fast, as ratios to named peers: `make bench`.

Both sides of a line run in turns on the same text in this process, five times or more; given is the
ratio of the medians, and whether both sides found the same. Nothing here is a test of time: a ratio
depends on the machine far less than a time does.
"""

from __future__ import annotations

import gc
import json
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable

import gongwen as gw
import numpy as np
import pandas as pd
from gongwen.common.characters import fold
from gongwen.common.files import project_root
from gongwen.language.quantities import counted_in, shorthands
from gongwen.language.terms import Hit, Terms, devices, read_terms, without_marks
from gongwen.language.terms import finder as device_words
from gongwen.phrases.count import tally
from gongwen.phrases.variants import Matcher
from gongwen.rhetoric.mark import remembered

from .texts import clauses, newspaper, walked

ROUNDS = 5


def race(
    ours: Callable, theirs: Callable, rounds: int = ROUNDS, clock: Callable = time.perf_counter
) -> tuple[float, float, object, object]:
    """Medians of both in seconds, run in turns, and what each returned last."""
    times: tuple[list[float], list[float]] = ([], [])
    results: list = [None, None]
    for _ in range(rounds):
        for side, run in enumerate((ours, theirs)):
            gc.collect()
            gc.disable()  # as timeit does
            start = clock()
            results[side] = run()
            times[side].append(clock() - start)
            gc.enable()
    return statistics.median(times[0]), statistics.median(times[1]), *results


def line(what: str, peer: str, raced: tuple, same: bool, wanted: float) -> None:
    ours, theirs = raced[:2]
    verdict = "same result" if same else "RESULTS DIFFER"
    print(
        f"{what:<46}{ours:>10.4f} s   {peer:<30}{theirs:>10.4f} s {theirs / ours:>8.1f} ×  "
        f"(at least {wanted:g})  {verdict}",
        flush=True,
    )


def counting() -> None:
    """500 phrases in 900 texts, 5.4 MB: how often each stands in each, against loops that count the
    same.
    """
    import ahocorasick

    texts, phrases = newspaper(1_800_000), clauses(500)

    def with_pyahocorasick() -> np.ndarray:
        automaton = ahocorasick.Automaton()
        for i, phrase in enumerate(phrases):
            automaton.add_word(phrase, i)
        automaton.make_automaton()
        return np.array(
            [
                np.bincount([i for _, i in automaton.iter(text)], minlength=len(phrases))
                for text in texts
            ]
        )

    def with_str_count() -> np.ndarray:
        return np.array([[text.count(phrase) for phrase in phrases] for text in texts])

    for peer, theirs, wanted in (
        ("pyahocorasick", with_pyahocorasick, 3),
        ("a str.count loop", with_str_count, 8),
    ):
        raced = race(lambda: tally(texts, phrases), theirs)
        line(
            "count: 500 phrases, 1.8 M characters",
            peer,
            raced,
            bool((raced[2] == raced[3]).all()),
            wanted,
        )
    encoding, reading, *_ = race(
        lambda: [text[1:].encode() for text in texts],
        lambda: [text.count("\x00") for text in texts],
    )
    print(
        f"    limits: encoding as UTF-8 {encoding:.4f} s ({raced[0] / encoding:.0f} × as "
        f"fast), a pass over memory {reading:.5f} s"
    )


def variants() -> None:
    """500 phrases within one edit in raw text, normalisation off."""
    try:
        from fuzzysearch import find_near_matches
    except ImportError:
        print("variants: fuzzysearch cannot be installed here (it has no wheel for this Python)")
        return
    text = "".join(newspaper(500_000))
    phrases = clauses(500)
    limits = [1] * len(phrases)

    def theirs() -> list:
        return sorted(
            (i, m.start, m.end, m.dist)
            for i, p in enumerate(phrases)
            for m in find_near_matches(p, text, max_l_dist=1)
        )

    raced = race(lambda: Matcher(phrases, limits)(text), theirs)
    line(
        "variants: 500 phrases, 1 edit, 0.5 M characters",
        "fuzzysearch",
        raced,
        raced[2] == raced[3],
        2,
    )


def passages() -> None:
    """Repeated passages in 1 MB of text against counting all stretches of 4 to 20 characters."""
    from sklearn.feature_extraction.text import CountVectorizer

    texts = newspaper(335_000)
    size = len("".join(texts).encode())

    def with_counter() -> Counter:
        return Counter(
            text[i : i + n]
            for text in texts
            for n in range(4, 21)
            for i in range(len(text) - n + 1)
        )

    def with_vectorizer():
        vectorizer = CountVectorizer(analyzer="char", ngram_range=(4, 20), lowercase=False)
        return dict(
            zip(
                vectorizer.fit(texts).get_feature_names_out(),
                vectorizer.transform(texts).sum(axis=0).A1,
            )
        )

    for peer, theirs, wanted in (
        ("Counter of 4–20-grams", with_counter, 50),
        ("CountVectorizer(char, 4–20)", with_vectorizer, 100),
    ):
        raced = race(lambda: gw.phrases.repeats(texts), theirs)
        same = (
            maximal(raced[3]) == within(gw.phrases.repeats(texts, 4, 1))
            and within(raced[2]).items() <= raced[3].items()
        )
        line(f"repeats: {size / 1e6:.2f} MB", peer, raced, same, wanted)


WORDS = ("war", "loyalty", "urgency")  # devices that only words of a list show


def marking() -> None:
    """Eleven devices in 4,000 sentences against one pass of a regular expression that holds every
    word of the same lists.

    The pass only finds words; marking also cuts words, compares segments, reads numbers and
    quotation marks, and weighs what it finds: every device of words that it marks is a word of its
    list.
    """
    sentences = in_sentences(newspaper(200_000))
    size = sentences["text"].str.encode("utf8").str.len().sum() / 1e6
    plain = plain_terms()
    words = sorted(
        {without_marks(fold(row["term"]))[0] for rows in plain.values() for row in rows},
        key=len,
        reverse=True,
    )
    regex, finder = re.compile("|".join(map(re.escape, words))), Terms(plain)
    texts = [without_marks(fold(text))[0] for text in sentences["text"]]

    def marked() -> pd.DataFrame:
        remembered().cache_clear()  # or only the first round marks
        return gw.rhetoric.mark(sentences)

    raced = race(marked, lambda: [regex.findall(text) for text in texts])
    columns = ["account", "sentence", "device"]
    shown = set(raced[2].loc[raced[2]["device"].isin(WORDS), columns].itertuples(index=False))
    keys = sentences[["account", "sentence"]].itertuples(index=False, name=None)
    listed = device_words()
    hits = {(*key, hit.device) for key, text in zip(keys, texts) for hit in listed(text)}
    line(
        f"rhetoric: 11 devices, {size:.2f} MB",
        "one compiled pass, words only",
        raced,
        {tuple(row) for row in shown} <= hits,
        0.3,
    )
    searched = race(
        lambda: [finder(text) for text in texts],
        lambda: [[m.span() for m in regex.finditer(text)] for text in texts],
    )
    same = all(map(inside, searched[3], searched[2]))
    line("    its search for words alone", "one compiled pass", searched, same, 3)
    print(f"    marking {size / raced[0]:.2f} MB/s on one core")


def in_sentences(texts: list[str]) -> pd.DataFrame:
    """The sentences of the texts, each text an account of one paragraph."""
    rows = [
        (str(i), 0, j, s)
        for i, text in enumerate(texts)
        for j, s in enumerate(re.findall("[^。！？]+[。！？”]*", text))
    ]
    return pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "text"])


def plain_terms() -> dict[str, list[dict[str, str]]]:
    """The terms of each device that a pass can hold: without a gap, without exceptions."""
    return {
        name: [
            row
            for row in read_terms(f"devices/{name}")
            if "…" not in row["term"] and not row["exceptions"]
        ]
        for name in devices()
    }


def inside(spans: list[tuple[int, int]], hits: list[Hit]) -> bool:
    """Whether each of the spans begins in one of the hits."""
    return {s for s, _ in spans} <= {s for h in hits for s in range(h.start, h.end)}


def maximal(counts: dict[str, int], most: int = 19) -> dict[str, int]:
    """Of counted stretches those that stand twice and lose an occurrence when made longer by one
    character on either side.
    """
    longer = {
        piece
        for w, n in counts.items()
        if n > 1
        for piece in (w[1:], w[:-1])
        if counts.get(piece) == n
    }
    return {w: int(n) for w, n in counts.items() if n > 1 and len(w) <= most and w not in longer}


def within(found: pd.DataFrame, most: int = 19) -> dict[str, int]:
    """Passages of at most `most` characters, which the peer has counted with what makes them
    longer, and their counts.
    """
    short = found[found["length"] <= most]
    return dict(zip(short["phrase"], short["n"].tolist()))


def growth() -> None:
    """Time and memory of `repeats` as the text grows, each in a process of its own."""
    for characters in (100_000, 1_000_000, 10_000_000):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf8") as file:
            json.dump(walked(characters), file)
            file.flush()
            run = subprocess.run(
                [sys.executable, "-m", "benchmarks.memory", file.name],
                capture_output=True,
                text=True,
                check=True,
            )
        print(run.stdout.strip(), flush=True)


def numbers() -> None:
    """Quantities and days in the newspaper, CPU, against JioNLP, which reads money alone, and times
    of day beside days: what both find differs, and the numbers found are given.
    """
    from datetime import date, datetime

    try:
        import jionlp
    except ImportError:
        print("numbers: jionlp cannot be installed here")
        return
    texts, day = newspaper(100_000), date(1998, 1, 31)
    size = len("".join(texts).encode()) / 1e6
    base = datetime(1998, 1, 31).timestamp()

    def times(text: str) -> list:
        return jionlp.ner.extract_time(text, time_base=base, with_parsing=True)

    def money(text: str) -> list:
        return jionlp.ner.extract_money(text, with_parsing=True)

    def plain(text: str) -> list:
        folded = fold(text)
        return list(counted_in(text, folded, shorthands(text, folded), things=False))

    for what, ours, theirs in (
        ("quantities: number, unit, kind, how exact", plain, money),
        ("    with what they count, roles, flags", gw.claims.quantities_in, money),
        ("days", lambda text: gw.claims.dates_in(text, day), times),
    ):
        mine, others, found, given = race(
            lambda read=ours: sum(len(read(text)) for text in texts),
            lambda read=theirs: sum(len(read(text)) for text in texts),
            clock=time.process_time,
        )
        print(
            f"{what:<46}{size / mine:>10.2f} MB/s   {'jionlp':<30}{size / others:>7.2f} MB/s"
            f"{others / mine:>8.1f} ×  {found} and {given} found",
            flush=True,
        )

    gift = "党员李明、王芳分别捐款500元、1000元;"
    for what, read in (
        ("quantities", gw.claims.quantities_in),
        ("days", lambda text: gw.claims.dates_in(text, day)),
    ):
        short, long, *_ = race(
            lambda read=read: read(gift * 1_000),
            lambda read=read: read(gift * 4_000),
            rounds=3,
            clock=time.process_time,
        )
        print(
            f"    {what} of a list of gifts, {len(gift) * 1000:,} characters {short:.2f} s, four "
            f"times as many {long:.2f} s: exponent {math.log(long / short, 4):.2f}",
            flush=True,
        )


def cutting() -> None:
    """Segmentation of stretches of Chinese characters with jieba's own dictionary."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    spans = re.findall(r"[\u4e00-\u9fff]+", "".join(newspaper(200_000)))
    raced = race(
        lambda: [gw.words.cut(span, ()) for span in spans],
        lambda: [jieba.lcut(span) for span in spans],
    )
    line("cut: 0.2 M characters", "jieba", raced, raced[2] == raced[3], 8)
    if raced[2] != raced[3]:
        same = sum(a == b for a, b in zip(raced[2], raced[3]))
        print(f"    {same} of {len(spans)} stretches are cut in the same way")


def scoring() -> None:
    """SnowNLP's score of 1,000 different sentences, warm; then whole processes: start to first
    score, memory, a first run on the seeds.
    """
    from snownlp import SnowNLP

    gc.freeze()
    texts = list(dict.fromkeys(re.findall("[^。！？]+[。！？”]*", "".join(newspaper(60_000)))))[
        :1000
    ]
    size = sum(map(len, texts))
    raced = race(
        lambda: gw.sentiment.score(texts).tolist(),
        lambda: [SnowNLP(t).sentiments for t in texts],
        clock=time.process_time,
    )
    line(
        f"score: 1,000 sentences, {size:,} characters, CPU",
        "SnowNLP, warm",
        raced,
        raced[2] == raced[3],
        60,
    )
    sentence = repr(texts[0])
    ours, theirs = (
        f"import gongwen as gw; print(repr(float(gw.sentiment.score([{sentence}])[0])))",
        f"from snownlp import SnowNLP; print(repr(SnowNLP({sentence}).sentiments))",
    )
    started("start to first score", ours, theirs, 5)
    seeds = json.dumps(gw.read_corpus(project_root() / "seeds").sentences["text"].tolist())
    ours, theirs = (
        f"import json, gongwen as gw; print(gw.sentiment.score(json.loads({seeds!r})).tolist())",
        "import json; from snownlp import SnowNLP; print([SnowNLP(t).sentiments for t in "
        f"json.loads({seeds!r})])",
    )
    started("first run on the seeds, tables made", ours, theirs, 1, fresh=True)


def started(what: str, ours: str, theirs: str, wanted: float, fresh: bool = False) -> None:
    """Two programs as whole processes in turns: seconds of CPU and by the wall, and peak memory.
    `fresh`: without kept tables.
    """
    seen: tuple[list, list] = ([], [])
    for _ in range(ROUNDS):
        for side, code in enumerate((ours, theirs)):
            with tempfile.TemporaryDirectory() as folder:
                environment = os.environ | ({"GONGWEN_CACHE": folder} if fresh else {})
                before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                code = f"{code}\nfrom benchmarks.memory import peak\nprint(peak())"
                run = subprocess.run(
                    [sys.executable, "-c", code],
                    capture_output=True,
                    text=True,
                    check=True,
                    env=environment,
                )
                wall, after = (
                    time.perf_counter() - start,
                    resource.getrusage(resource.RUSAGE_CHILDREN),
                )
            result, memory = run.stdout.strip().split("\n")
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            seen[side].append((cpu, wall, int(memory) / 1e6, result))
    (cpu, wall, memory), (cpu_2, wall_2, memory_2) = (
        [statistics.median(row[i] for row in side) for i in range(3)] for side in seen
    )
    same = seen[0][0][3] == seen[1][0][3]
    line(f"    {what}, CPU", "SnowNLP", (cpu, cpu_2), same, wanted)
    line(f"    {what}, by the wall", "SnowNLP", (wall, wall_2), same, wanted)
    print(f"    memory {memory:.0f} MB against {memory_2:.0f} MB: {memory / memory_2:.2f} of it")


if __name__ == "__main__":
    chosen = sys.argv[1:] or [
        "counting",
        "variants",
        "passages",
        "growth",
        "numbers",
        "cutting",
        "marking",
        "scoring",
    ]
    for name in chosen:
        globals()[name]()
