"""A corpus in partitions: pages per second on one and on two workers, and memory as the corpus
grows. python -m benchmarks.scale

Pages are made from the seeds' paragraphs with changed characters and a portal's furniture around
them, some 2 kB each, in folders of a thousand; they are thrown away afterwards. Memory is the
largest sum of all processes' resident memory, sampled five times a second.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import dask
import gongwen as gw
import pandas as pd
import psutil
from gongwen import corpus
from gongwen.corpus import partitions

ROOT = Path(__file__).parents[1]
HEAD = (
    "首页 > 新闻中心 > 工作动态\n\n{title}\n发布时间：2020-{month:02d}-{day:02d} "
    "来源：{office} 浏览次数：{n}\n\n"
)
FOOT = (
    "\n\n打印本页 "
    "关闭窗口\n上一篇：关于调整办公时间的通知\n下一篇：一图读懂防护知识\n主办：{office} "
    "备案号：00000000\n"
)
PLACES = (
    "烟台市牟平区",
    "保定市清苑区",
    "天水市秦州区",
    "盐城市大丰区",
    "曲靖市麒麟区",
    "株洲市渌口区",
)


def make(folder: Path, n: int, seed: int = 0) -> None:
    """`n` pages in folders of a thousand."""
    seeds = gw.read_corpus(ROOT / "seeds")
    paragraphs = [
        b.text
        for a in seeds.accounts["account"]
        for b in seeds.account(a).paragraphs
        if 60 <= len(b.text) <= 300
    ]
    letters = sorted(set("".join(paragraphs)))
    rng = random.Random(seed)
    for i in range(n):
        office = rng.choice(PLACES) + "退役军人事务局"
        body = [
            _noisy(paragraph, letters, rng)
            for paragraph in rng.sample(paragraphs, rng.randint(3, 5))
        ]
        told = {
            "title": f"{office}防控工作第{i}期",
            "month": rng.randint(1, 4),
            "day": rng.randint(1, 28),
            "office": office,
            "n": rng.randint(9, 9999),
        }
        path = folder / f"{i // 1000:04d}" / f"{i:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            HEAD.format(**told) + "\n".join("　　" + p for p in body) + FOOT.format(**told),
            encoding="utf8",
        )


def _noisy(text: str, letters: list[str], rng: random.Random) -> str:
    changed = list(text)
    for place in rng.sample(range(len(text)), len(text) // 30):
        changed[place] = rng.choice(letters)
    return "".join(changed)


@contextmanager
def workers(n: int):
    with partitions.cluster(workers=n) as client:
        client.run(_warm)
        yield client


def _warm() -> None:
    sentences = corpus.from_accounts(
        [gw.parse_page("标题\n2020-02-03\n\n　　全区退役军人奋战在疫情防控一线,筑牢防线。\n", "x")]
    ).sentences
    for measure in MEASURES.values():
        measure(sentences)


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak(work) -> float:
    """Largest resident memory of this process and its children while `work` runs, in MB."""
    done, largest = Event(), [0]

    def look() -> None:
        me = psutil.Process()
        while not done.wait(0.2):
            found = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    found += process.memory_info().rss
                except psutil.Error:
                    continue
            largest[0] = max(largest[0], found)

    watch = Thread(target=look)
    watch.start()
    try:
        work()
    finally:
        done.set()
        watch.join()
    return largest[0] / 2**20


def count(sentences: pd.DataFrame) -> pd.DataFrame:
    return total(gw.phrases.count(sentences))


def mark(sentences: pd.DataFrame) -> pd.DataFrame:
    return total(gw.rhetoric.mark(sentences).rename(columns={"device": "phrase"}).assign(n=1))


def score(sentences: pd.DataFrame) -> pd.DataFrame:
    favourable = gw.sentiment.score(list(sentences["text"])) > 0.5
    return pd.DataFrame(
        {"phrase": ["above one half", "sentences"], "n": [int(favourable.sum()), len(sentences)]}
    )


def total(table: pd.DataFrame) -> pd.DataFrame:
    """An aggregate: the partitions give back no more than this."""
    return table.groupby("phrase", sort=True)["n"].sum().reset_index()


MEASURES = {"count": count, "mark": mark, "score": score}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument(
        "--small",
        type=int,
        default=10_000,
        help="pages of the smaller corpus, on which speed is measured too",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "small", options.small)
        make(folder / "few", 2000, seed=1)
        size = sum(f.stat().st_size for f in (folder / "small").rglob("*.txt")) / options.small
        print(f"{options.small:,} pages of {size:,.0f} bytes")
        loops(folder)
        rates = {n: speeds(folder, n, options.small) for n in (1, 2)}
        for what in rates[1]:
            one, two = (options.small / rates[n][what] for n in (1, 2))
            print(
                f"{what}: {one:,.0f} pages/s on one worker, {two:,.0f} "
                f"on two: {two / one:.2f} times"
            )
        make(folder / "large", options.pages)
        memory(folder, options.pages, options.small)


def loops(folder: Path) -> None:
    """A plain loop in this process, and the same work by Dask's synchronous scheduler: three times
    each, by turns.
    """
    plain, through = [], []
    for i in range(3):
        plain.append(
            timed(lambda i=i: corpus.save(gw.read_corpus(folder / "few"), folder / f"plain{i}"))
        )
        with dask.config.set(scheduler="synchronous"):
            through.append(timed(lambda i=i: gw.build_corpus(folder / "few", folder / f"built{i}")))
    ratios = [b / a for a, b in zip(plain, through)]
    print(
        f"2,000 pages: plain loop {min(plain):.1f} s, synchronous Dask {min(through):.1f} "
        f"s: {sorted(ratios)[1]:.2f} times (median of 3)"
    )


def speeds(folder: Path, n: int, pages: int) -> dict[str, float]:
    """Seconds for parsing and each measure of the small corpus on `n` workers, that are there
    already.
    """
    with workers(n) as client:
        out = folder / f"speed{n}"
        found = {"parse": timed(lambda: gw.build_corpus(folder / "small", out, client, size=500))}
        built = gw.read_corpus(out)
        for name, measure in MEASURES.items():
            found[name] = timed(lambda measure=measure: built.apply(measure, combine=total))
    shutil.rmtree(out)
    return found


def memory(folder: Path, many: int, few: int) -> None:
    """Peak memory of building and measuring the small and the large corpus on two workers."""
    peaks = {}
    for name, n in (("small", few), ("large", many)):
        with workers(2) as client:
            out, started = folder / f"memory_{name}", time.perf_counter()
            parse = peak(
                lambda out=out, name=name, client=client: gw.build_corpus(
                    folder / name, out, client
                )
            )
            seconds = time.perf_counter() - started
            measure = peak(
                lambda out=out: [
                    gw.read_corpus(out).apply(m, combine=total) for m in (count, score)
                ]
            )
        peaks[name] = parse, measure
        print(
            f"{n:,} pages on two workers: parsed in {seconds:,.0f} s; peak memory "
            f"{parse:,.0f} MB, then {measure:,.0f} MB measuring"
        )
    print(
        "memory, large to small: "
        + ", ".join(f"{b / a:.2f} times" for a, b in zip(*peaks.values()))
    )


if __name__ == "__main__":
    main()
