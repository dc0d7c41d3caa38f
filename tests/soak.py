"""What takes long: `make soak`, or python -m tests.soak --minutes 10 --only kills damage.

Broken pages and files, files that unpack to anything, kill -9 and Ctrl-C at any moment, damaged
corpora, texts of a million characters. It prints how often each was tried and what was found, and
ends with 1 if anything was. Seeded: --seed gives another run.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from math import log
from pathlib import Path

import gongwen as gw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from gongwen.pages import sources
from gongwen.pages.packed import LIMITS, Limits, Reader

from . import hostile
from .here import ROOT
from .pages.test_limits import merged, pdf, squeezed

TABLES = ("accounts", "blocks", "sentences", "errors")
CHARACTERS = 200_000  # of the longest text that every reader is tried on
STOP = 3  # seconds that a stop may take
BACK = 300  # seconds after which a build whose worker was killed should have ended


def originals(*kinds: str) -> list[Path]:
    """Pages to start from: the seeds, and the invented ones of these kinds."""
    pages = [*(ROOT / "seeds").iterdir(), *(ROOT / "tests" / "pages").glob("[abcd]/*")]
    return sorted(path for path in pages if path.suffix in kinds)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, lost, doubled, or taken from elsewhere in it."""
    for _ in range(dice.choice((1, 2, 4, 16, 64))):
        a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + dice.choice((1, 2, 8, 200, 5000)))
        at = dice.randrange(len(data) + 1)
        data = dice.choice(
            (
                data[:a] + dice.randbytes(b - a) + data[b:],
                data[:a] + data[b:],
                data[:at] + data[a:b] + data[at:],
                data[:at]
                + dice.choice((b"<", b">", b"\x00", b"\xef\xbb\xbf", b"&#", b'"'))
                + data[at:],
                data[: at or 1],
            )
        )
        data = data or b"\n"
    return data


def is_whole(account) -> bool:
    """Whether the blocks of an account are its page, every character once."""
    places = [place for block in account.blocks for place in (block.start, block.end)]
    return (
        places[:-1:2] == [0, *places[1:-2:2]]
        and places[-1:] == [len(account.raw)]
        or (not account.raw)
    )


def pages(until: float, dice: random.Random) -> Iterator[str]:
    """Broken pages are read or named, and tiled."""
    texts = [path.read_bytes() for path in originals(".txt", ".html")]
    while time.monotonic() < until:
        data = mutated(dice.choice(texts), dice)
        fault = ""
        try:
            account = gw.parse_page(gw.sources.decode(data), "x")
            fault = "" if is_whole(account) else "not every character has one label"
        except gw.sources.PageError:
            pass
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        yield fault


def _packed_originals() -> dict[str, bytes]:
    text = originals(".txt")[0].read_text("utf8")[:3000]
    frame = io.BytesIO()
    pq.write_table(pa.table({"text": [text] * 20, "name": list(map(str, range(20)))}), frame)
    lines = "".join(hostile.paragraph(line) for line in text.splitlines())
    return {
        ".docx": hostile.docx(lines + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        ".pdf": pdf(squeezed(b"BT /F 12 Tf (hello) Tj ET " * 50, 1), 1, 3),
        ".parquet": frame.getvalue(),
    }


def _inside(data: bytes, dice: random.Random) -> bytes:
    """A Word file with its main part broken, and packed again."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w") as packed:
        for name in old.namelist():
            part = old.read(name)
            packed.writestr(name, mutated(part, dice) if name == "word/document.xml" else part)
    return new.getvalue()


def files(until: float, dice: random.Random) -> Iterator[str]:
    """Broken Word, PDF and Parquet files are read or named within their limits."""
    texts, limits = _packed_originals(), Limits(seconds=5, memory=256 * 2**20)
    with tempfile.TemporaryDirectory() as folder, Reader(limits) as reader:
        while time.monotonic() < until:
            kind = dice.choice(sorted(texts))
            data = texts[kind]
            inside = kind == ".docx" and dice.random() < 0.7
            path = Path(folder) / f"x{kind}"
            path.write_bytes(_inside(data, dice) if inside else mutated(data, dice))
            start, fault = time.monotonic(), ""
            try:
                found = list(sources.read(sources.Listed(path, "x", path.name), reader))
                if not found:
                    fault = f"{kind}: neither a page nor a row of errors"
            except Exception as error:
                fault = f"{kind}: {type(error).__name__}: {error}"
            took = time.monotonic() - start
            yield fault or (f"{kind}: {took:.0f} s" if took > 2 * limits.seconds + 2 else "")


BOMBS: dict[str, Callable[[], bytes]] = {
    "merged.docx": lambda: merged(3000),
    "merged_more.docx": lambda: merged(200_000),
    "nested.docx": lambda: hostile.docx(
        "<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200
    ),
    "many.docx": lambda: hostile.docx("<w:p><w:r><w:t>一</w:t></w:r></w:p>" * 1_500_000),
    "zeros.docx": lambda: hostile.docx(hostile.paragraph("0" * (90 * 2**20))),
    "flate.pdf": lambda: pdf(squeezed(b"BT /F 12 Tf (a) Tj ET " * 20_000_000, 3), 3),
    "pages.pdf": lambda: pdf(squeezed(b"BT /F 12 Tf (a) Tj ET " * 20000, 2), 2, 5000),
    "cell.parquet": lambda: _table(["好" * (200 * 2**20)]),
    "doubled.parquet": lambda: _table(["好" * 2**20] * 2000),
}


def _table(texts: list[str]) -> bytes:
    data = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), data, compression="zstd")
    return data.getvalue()


def bombs(until: float, dice: random.Random) -> Iterator[str]:
    """Small files that unpack to anything cost no more than the limits of a page."""
    with tempfile.TemporaryDirectory() as folder:
        for name, make in BOMBS.items():
            path = Path(folder) / name
            path.write_bytes(make())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name in BOMBS:
            start = time.monotonic()
            listed = sources.Listed(Path(folder) / name, name, name)
            with Reader() as reader:
                found = [getattr(item, "error", "page") for item in sources.read(listed, reader)]
            took = time.monotonic() - start
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
            size = (Path(folder) / name).stat().st_size
            print(f"    {name}, {size:,} bytes: {found[-1]}, {took:.1f} s, {grown} MB more here")
            late = took > 1.2 * LIMITS.seconds + 2
            yield f"{name}: {took:.0f} s" if late else f"{name}: {grown} MB" * (grown > 600)


# --- kill -9 and Ctrl-C ---------------------------------------------------------------------------


def _many(folder: Path, n: int = 60) -> Path:
    """A folder of pages, each with a number of its own."""
    texts = [path.read_text("utf8") for path in originals(".txt")[:5]]
    folder.mkdir()
    for i in range(n):
        (folder / f"{i:03d}.txt").write_text(f"第{i}号\n{texts[i % 5]}", "utf8")
    return folder


def _command(*arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "gongwen", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf8",
        start_new_session=True,
    )


def _differs(one, other) -> str:
    for table in TABLES:
        built = getattr(one, table).compute(scheduler="synchronous").reset_index(drop=True)
        if not built.equals(getattr(other, table).astype(built.dtypes)):
            return f"the table of {table} is another one"
    return ""


def _finish(folder: Path, out: Path, memory) -> str:
    """Build to the end; what is wrong with the corpus."""
    done = _command("build", folder, out, "--size", "3", "--workers", "2")
    said = done.communicate(timeout=600)[1]
    if done.returncode:
        return said[-300:]
    left = [path.name for path in out.rglob(".gongwen-*")]
    return f"left behind: {left}" if left else _differs(gw.read_corpus(out), memory)


def kills(until: float, dice: random.Random) -> Iterator[str]:
    """A build that is killed (-9, with its workers) at any moment goes on where it stopped."""
    with tempfile.TemporaryDirectory() as place:
        folder = _many(Path(place) / "pages")
        memory = gw.read_corpus(folder)
        while time.monotonic() < until:
            out = Path(place) / "out"
            shutil.rmtree(out, ignore_errors=True)
            for _ in range(dice.randint(1, 3)):
                build = _command("build", folder, out, "--size", "3", "--workers", "2")
                time.sleep(dice.uniform(0.5, 9))
                os.killpg(build.pid, signal.SIGKILL)
                build.communicate()
            yield _finish(folder, out, memory)


def workers(until: float, dice: random.Random) -> Iterator[str]:
    """A build whose worker is killed ends with the same tables; twenty times."""
    with tempfile.TemporaryDirectory() as place:
        folder = _many(Path(place) / "pages")
        memory, longest = gw.read_corpus(folder), 0.0
        for _ in range(20):
            out = Path(place) / "out"
            shutil.rmtree(out, ignore_errors=True)
            build, start = _command("build", folder, out, "--size", "3", "--workers", "2"), 0.0
            killed = False
            start = time.monotonic()
            while build.poll() is None and not killed:
                time.sleep(0.05)
                if any((out / "done").glob("*.json")) and dice.random() < 0.2:
                    killed = _kill_one_worker(build.pid, dice)
            try:
                said = build.communicate(timeout=BACK)[1]
            except subprocess.TimeoutExpired:
                os.killpg(build.pid, signal.SIGKILL)
                yield f"not back after {BACK} seconds"
                continue
            longest = max(longest, time.monotonic() - start)
            if build.returncode:
                yield said[-300:]
            else:
                yield _differs(gw.read_corpus(out), memory) or "" if killed else "none was killed"
        print(f"    the longest build with a killed worker took {longest:.0f} s")


def _kill_one_worker(leader: int, dice: random.Random) -> bool:
    """Kill one of the processes that work for a build."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "-g", str(leader)], capture_output=True, encoding="utf8"
    ).stdout.splitlines()
    found = [int(line.split()[0]) for line in listed if "spawn_main" in line]
    if found:
        os.kill(dice.choice(found), signal.SIGKILL)
    return bool(found)


def stops(until: float, dice: random.Random) -> Iterator[str]:
    """Ctrl-C at any moment ends a run or a build within three seconds, and changes nothing."""
    with tempfile.TemporaryDirectory() as place:
        folder = _many(Path(place) / "pages")
        memory = gw.read_corpus(folder)
        stored = {p: p.read_bytes() for p in (ROOT / "notebooks").glob("*.ipynb")}
        while time.monotonic() < until:
            out = Path(place) / "out"
            shutil.rmtree(out, ignore_errors=True)
            is_run = dice.random() < 0.5
            command = (
                _command("run", "-j", "2")
                if is_run
                else _command("build", folder, out, "--size", "3", "--workers", "2")
            )
            time.sleep(dice.uniform(1, 12))
            os.killpg(command.pid, signal.SIGINT)
            start = time.monotonic()
            try:
                command.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(command.pid, signal.SIGKILL)
                yield "it did not stop"
                continue
            took = time.monotonic() - start
            if took > STOP:
                yield f"{'run' if is_run else 'build'}: {took:.1f} s until it stopped"
            elif is_run:
                same = all(path.read_bytes() == data for path, data in stored.items())
                yield "" if same else "a notebook was changed"
            else:
                yield _finish(folder, out, memory)


def damage(until: float, dice: random.Random) -> Iterator[str]:
    """A built corpus of which a file is lost, cut, copied or overwritten says so and is mended."""
    import dask

    with tempfile.TemporaryDirectory() as place, dask.config.set(scheduler="synchronous"):
        folder = _many(Path(place) / "pages", 20)
        memory = gw.read_corpus(folder)
        gw.build_corpus(folder, Path(place) / "whole", size=3)
        while time.monotonic() < until:
            out = Path(place) / "out"
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(Path(place) / "whole", out)
            parts = [
                p for p in sorted(out.rglob("*")) if "part-" in p.name or p.name == "build.json"
            ]
            path, other = dice.choice(parts), dice.choice(parts)
            before = path.read_bytes()
            what = dice.choice(("lost", "cut", "copied", "overwritten"))
            if what == "lost":
                path.unlink()
            elif what == "cut":
                os.truncate(path, dice.randrange(len(before)))
            elif what == "copied":
                shutil.copy(other, path)
            else:
                path.write_bytes(dice.randbytes(dice.randrange(1, 5000)))
            if path.is_file() and path.read_bytes() == before:
                continue
            try:
                gw.read_corpus(out)
                yield f"{path.relative_to(out)} {what}: not seen"
                continue
            except (ValueError, FileNotFoundError):
                pass
            try:
                yield _differs(gw.build_corpus(folder, out, size=3), memory)
            except Exception as error:
                yield f"{path.relative_to(out)} {what}: {type(error).__name__}: {error}"


# --- long texts -----------------------------------------------------------------------------------


def readers() -> dict[str, Callable[[str], object]]:
    """The public readers of one text."""

    def corpus(text: str) -> gw.Corpus:
        return gw.corpus.from_accounts([gw.parse_page(f"标题\n{text}", "a")])

    def table(text: str) -> pd.DataFrame:
        return corpus(text).sentences

    def claims(text: str) -> pd.DataFrame:
        read = corpus(text)
        return gw.claims.table(read.sentences, read.accounts)

    return {
        "parse_page": lambda text: gw.parse_page(text, "a"),
        "corpus tables": table,
        "quantities_in": gw.claims.quantities_in,
        "dates_in": lambda text: gw.claims.dates_in(text, None),
        "people_in": gw.claims.people_in,
        "quotations_in": gw.claims.quotations_in,
        "rhetoric.mark": lambda text: gw.rhetoric.mark(table(text)),
        "phrases.count": lambda text: gw.phrases.count(table(text)),
        "phrases.variants": lambda text: gw.phrases.variants(table(text), "疫情就是命令"),
        "phrases.couplets": lambda text: gw.phrases.couplets(table(text)),
        "sentiment.score": lambda text: gw.sentiment.score(table(text)["text"]),
        "claims.table": claims,
    }


def growth(until: float, dice: random.Random) -> Iterator[str]:
    """Every reader on a text of 200,000 characters; the exponent of its growth from a fourth."""
    prose = "".join(sources.read_text(path) for path in originals(".txt"))
    prose = prose.replace("\n", "") * (1 + CHARACTERS // len(prose) * 2)
    lists = "张伟、李娜、王芳捐款2000元、3万余元、" * (CHARACTERS // 20)
    for name, reader in readers().items():
        took = {}
        for what, text in (("prose", prose), ("a list", lists)):
            reader(text[:1000])
            for size in (CHARACTERS // 4, CHARACTERS):
                start = time.process_time()
                reader(text[:size])
                took[what, size] = max(time.process_time() - start, 1e-3)
        exponents = [
            log(took[what, CHARACTERS] / took[what, CHARACTERS // 4]) / log(4)
            for what in ("prose", "a list")
        ]
        print(
            f"    {name}: {took['prose', CHARACTERS]:.2f} s, {took['a list', CHARACTERS]:.2f} s; "
            f"exponents {exponents[0]:.2f}, {exponents[1]:.2f}"
        )
        yield f"{name}: exponent {max(exponents):.2f}" if max(exponents) > 1.5 else ""


KINDS = (pages, files, bombs, kills, workers, stops, damage, growth)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="for each kind that has no end")
    parser.add_argument("--only", nargs="*", choices=[kind.__name__ for kind in KINDS])
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rows = []
    for kind in KINDS:
        if options.only and kind.__name__ not in options.only:
            continue
        print(f"{kind.__name__}: {kind.__doc__}", flush=True)
        tries, faults = 0, []
        until = time.monotonic() + 60 * options.minutes
        for fault in kind(until, random.Random(f"{kind.__name__} {options.seed}")):
            tries += 1
            if fault:
                faults.append(fault)
                print(f"    fault: {fault}", flush=True)
        rows.append((kind.__name__, tries, len(faults)))
    print(f"\n{'kind':10} {'tries':>8} {'faults':>7}")
    for name, tries, faults in rows:
        print(f"{name:10} {tries:>8,} {faults:>7,}")
    return int(any(faults for *_, faults in rows))


if __name__ == "__main__":
    sys.exit(main())
