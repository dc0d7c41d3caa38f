"""No regular expression takes time out of proportion: each is tried on strings that are made from
it, and the readers on the worst.
"""

import json
import subprocess
import sys

import pytest

from . import attacks
from .here import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a search is interrupted by a signal"
)

COLLECT = """
import importlib, json, pkgutil, re, signal, sys, time
from pathlib import Path
from tests import attacks

with attacks.recorded("gongwen") as seen:
    import gongwen as gw
    for module in pkgutil.walk_packages(gw.__path__, "gongwen."):
        importlib.import_module(module.name) if not module.name.endswith("__main__") else None
    corpus = gw.read_corpus("seeds")
    sentences = corpus.sentences
    gw.rhetoric.mark(sentences)
    gw.claims.table(sentences, corpus.accounts)
    gw.phrases.credits(sentences)
    gw.phrases.variants(sentences, "战“疫”")
    gw.people.masker(corpus.blocks["text"], False)(corpus.blocks)
    gw.compare.Readings(sentences, corpus.accounts).authorities
written = attacks.written(Path("lib/gongwen"))
patterns = sorted({(p, f) for p, f in seen | written if isinstance(p, str)})


class Late(Exception):
    pass


def late(*_):
    raise Late


signal.signal(signal.SIGALRM, late)


def seconds(search, text, most):
    start = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, most)
    try:
        search(text)
    except Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - start


hopeless, slow, tried = [], {}, 0
for pattern, flags in patterns:
    regex = re.compile(pattern, flags & ~re.DEBUG)
    for before, pump in attacks.strings(pattern, flags):
        tried += 1
        short, long = (before + pump * (n // len(pump)) + attacks.END for n in (400, 1500))
        every = lambda text: [None for _ in regex.finditer(text)]
        for search in (regex.fullmatch, regex.match, every):
            if all(seconds(search, short, 2) > 1 for _ in range(2)):
                hopeless.append((pattern[:200], before, pump))
        slow[before, pump] = max(slow.get((before, pump), 0), seconds(every, long, 1))
worst = sorted(slow, key=slow.get, reverse=True)[:30]
print(json.dumps({"patterns": len(patterns), "tried": tried, "hopeless": hopeless, "worst": worst}))
"""

READ = """
import datetime, signal, sys, time
import gongwen as gw
import pandas as pd

HEAD = "某局抗击疫情纪实\\n来源:本网 时间:2020-02-04\\n全体干部坚守岗位,打赢这场阻击战。\\n"


def frame(text):
    columns = ["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    return pd.DataFrame([("a", 0, 0, "paragraph", 0, len(text), text)], columns=columns)


READERS = {
    "page": gw.parse_page,
    "line": lambda text: gw.parse_page(HEAD + text + "\\n疫情就是命令,防控就是责任。"),
    "paragraph": lambda text: gw.parse_page(HEAD + "全体干部" + text + "坚守岗位,打赢阻击战。"),
    "people": gw.claims.people_in,
    "quantities": lambda text: gw.claims.quantities_in(text, True),
    "dates": lambda text: gw.claims.dates_in(text, datetime.date(2020, 2, 4)),
    "quotations": gw.claims.quotations_in,
    "marks": gw.rhetoric.mark_text,
    "variants": lambda text: gw.phrases.variants(frame(text), "疫情就是命令"),
    "credits": lambda text: gw.phrases.credits(frame(text)),
}


def late(*_):
    raise TimeoutError


signal.signal(signal.SIGALRM, late)
for text in map(eval, sys.stdin):
    for name, read in READERS.items():
        signal.setitimer(signal.ITIMER_REAL, float(sys.argv[1]))
        try:
            read(text)
        except TimeoutError:
            print(name, ascii(text[:60]), len(text))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
"""

# What once took minutes or for ever, at a length at which time that grows with the square still
# would.
FOUND = (
    "'欧阳人、' * 12_000",
    "'壹' * 100_000",
    "'零下1' + ',111' * 12_000",
    "'1' + ' 111' * 12_000",
    "'1' * 100_000",
    "'七八' + '亿' * 100_000 + '元'",
    "'“' + ',' * 50_000",
    "'“,' * 20_000",
)


def python(code: str, *arguments: str, given: str = "", seconds: int = 400) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=given,
        capture_output=True,
        encoding="utf8",
        cwd=ROOT,
        timeout=seconds,
    )
    assert not done.returncode, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def tried() -> dict:
    return json.loads(python(COLLECT))


def test_no_pattern_is_exponential(tried):
    """Four hundred characters made from a pattern are read, or refused, in a second."""
    assert tried["patterns"] > 350 and tried["tried"] > 1000
    assert not tried["hopeless"]


def test_readers_are_quick_on_what_patterns_are_slow_on(tried):
    given = "".join(
        f"{before + pump * (10_000 // len(pump)) + chr(0xE000)!r}\n"
        for before, pump in tried["worst"]
    )
    assert not python(READ, "20", given=given)


def test_what_was_found_stays_quick():
    assert not python(READ, "30", given="\n".join(FOUND) + "\n")


@pytest.mark.parametrize(
    ("pattern", "pump"),
    [
        (r"(?:a+)+b", "a"),
        (r"(?:x|xx)*c", "x"),
        ("(?:(?:欧阳|[欧])[一-龥]{1,2}、){2,}!", "欧阳疫、"),
    ],
)
def test_the_search_for_slow_patterns_finds_known_ones(pattern, pump):
    """The control: (a+)+b and the row of names as it once was."""
    assert pump in {found for _, found in attacks.strings(pattern)}
