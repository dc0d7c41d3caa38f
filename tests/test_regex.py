"""No regular expression takes time out of proportion: each is tried on strings that are made from
it, and the readers on the worst. None is long unless it is built from a list of words.
"""

import datetime
import json
import re
import subprocess
import sys

import gongwen as gw
import pandas as pd
import pytest
from gongwen import ROOMS

from . import attacks, growth
from .here import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a search is interrupted by a signal"
)

COLLECT = """
import importlib, json, pkgutil, re
from collections import Counter
from pathlib import Path
from tests import attacks, growth

with attacks.recorded("gongwen") as seen, attacks.joined("gongwen") as made:
    import gongwen as gw
    for module in pkgutil.walk_packages(gw.__path__, "gongwen."):
        importlib.import_module(module.name) if not module.name.endswith("__main__") else None
    corpus = gw.read_corpus("seeds")
    sentences = corpus.sentences
    gw.rhetoric.mark(sentences)
    gw.claims.table(sentences, corpus.accounts)
    gw.phrases.credits(sentences)
    gw.phrases.variants(sentences, "战“疫”")
    gw.phrases.couplets(sentences)
    gw.sentiment.tone_words(sentences)
    gw.people.masker(corpus.blocks["text"], False)(corpus.blocks)
    gw.compare.AccountTables(sentences, corpus.accounts).authorities
    expected = gw.compare.expected(sentences)
code = Path("lib/gongwen")
places = attacks.written(code) | seen
patterns = sorted((p, f) for p, f in places if isinstance(p, str))


def name_of(pattern, flags):  # module:function, or module:variable for one compiled at import
    module, _, function = places[pattern, flags].partition(":")
    if function != "<module>":
        return f"{module}:{function}"
    bound = vars(importlib.import_module(f"gongwen.{module}")).items()
    names = [n for n, v in bound if isinstance(v, re.Pattern) and v.pattern == pattern]
    return f"{module}:{names[0] if names else function}"


in_code = attacks.chinese_words(code)
sizes = {(p, f): len(attacks.beside_lists(p, made, in_code)) for p, f in patterns}
long = Counter(name_of(p, f) for (p, f), size in sizes.items() if size > 400)
dense = sorted(
    name_of(p, f) for (p, f), size in sizes.items() if size > 80 and not f & re.VERBOSE
)


def searched(search, before, pump, n):
    text = before + pump * max(n // len(pump), 2) + attacks.END
    return lambda: search(text)


def all_of(regex):
    return lambda text: [None for _ in regex.finditer(text)]


hopeless, slow, tried = [], {}, 0
for pattern, flags in patterns:
    regex = re.compile(pattern, flags & ~re.DEBUG)
    slowest = {}  # by what is repeated: one of its beginnings stands for the others
    for before, pump in attacks.strings(pattern, flags):
        tried += 1
        for search in (regex.fullmatch, regex.match, all_of(regex)):
            if growth.is_hopeless(lambda n: searched(search, before, pump, n)):
                hopeless.append((pattern[:200], before, pump))
        took = growth.spent(searched(all_of(regex), before, pump, 400))
        slowest[pump] = max(slowest.get(pump, (0, "")), (took, before))
    for pump, (took, before) in slowest.items():
        slow[before, pump] = max(slow.get((before, pump), 0), took)
worst = sorted(slow, key=slow.get, reverse=True)[:16]
result = {"patterns": len(patterns), "tried": tried, "hopeless": hopeless, "worst": worst}
print(json.dumps(result | {"long": long, "dense": dense, "alternations": len(made)}))
"""

# Patterns of more than 400 characters that do not come from `alternatives` of a list, and how many
# of each function; this list only gets shorter.
LONG = {
    "language.dates:_pattern": 1,
    "language.quantities:_pattern": 1,
    "language.quantities:_patterns": 1,
    "language.speech:_names": 1,
    "pages.captions:_caption_words": 1,
    "pages.markup:_REPAIR": 1,
    "pages.metadata:_labels": 2,
}
# rooms in which no pattern of more than 80 characters is a single line
VERBOSE = {"common", "corpus", "phrases", "rhetoric", "sentiment", "compare", "publish"}

HEAD = "某局抗击疫情纪实\n来源:本网 时间:2020-02-04\n全体干部坚守岗位,打赢这场阻击战。\n"


def frame(text: str) -> pd.DataFrame:
    columns = ["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    return pd.DataFrame([("a", 0, 0, "paragraph", 0, len(text), text)], columns=columns)


READERS = {
    "page": gw.parse_page,
    "line": lambda text: gw.parse_page(HEAD + text + "\n疫情就是命令,防控就是责任。"),
    "paragraph": lambda text: gw.parse_page(HEAD + "全体干部" + text + "坚守岗位,打赢阻击战。"),
    "people": gw.claims.people_in,
    "quantities": lambda text: gw.claims.quantities_in(text, True),
    "dates": lambda text: gw.claims.dates_in(text, datetime.date(2020, 2, 4)),
    "quotations": gw.claims.quotations_in,
    "marks": gw.rhetoric.mark_text,
    "variants": lambda text: gw.phrases.variants(frame(text), "疫情就是命令"),
    "credits": lambda text: gw.phrases.credits(frame(text)),
}

# What once took minutes or for ever: what stands before, what is repeated.
FOUND = (
    ("", "欧阳人、"),
    ("", "壹"),
    ("零下1", ",111"),
    ("1", " 111"),
    ("", "1"),
    ("七八", "亿"),
    ("“", ","),
    ("", "“,"),
)


@pytest.fixture(scope="module")
def tried() -> dict:
    """In a process of its own, in which no pattern has been compiled before."""
    done = subprocess.run(
        [sys.executable, "-c", COLLECT], capture_output=True, encoding="utf8", cwd=ROOT, timeout=400
    )
    assert not done.returncode, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_no_pattern_is_exponential(tried):
    """What is made from a pattern is read, or refused, in a time that grows by a power of its
    length.
    """
    assert tried["patterns"] > 350 and tried["tried"] > 1000
    assert not tried["hopeless"]


def test_a_long_pattern_is_built_from_a_list(tried):
    """No other has more than 400 characters; one in LONG that no longer has must be struck off."""
    assert tried["alternations"] > 50
    assert tried["long"] == LONG


def test_a_pattern_of_more_than_a_line_is_verbose(tried):
    """Lists left out, a pattern of these rooms has at most 80 characters, or a line for each part.

    Shown to be seen by those of the other rooms, which are to come.
    """
    rooms = {place.partition(".")[0] for place in tried["dense"]}
    assert rooms == set(ROOMS) - VERBOSE


def test_words_are_a_list_only_outside_the_code(tmp_path):
    """The control: joined words make a pattern long unless they come from a list."""
    words = [f"某{i:03}局" for i in range(40)]
    made = {"|".join(words): words}
    pattern = f"(?:{'|'.join(words)})。"
    assert attacks.beside_lists(pattern, made, set()) == "(?:)。"
    assert attacks.beside_lists(pattern, made, set(words)) == pattern
    assert attacks.beside_lists(pattern, {}, set()) == pattern
    (tmp_path / "a.py").write_text(
        'WORDS = ["某局", "某厅", "a"]\nMORE = "某委 某办".split()', "utf8"
    )
    (tmp_path / "a.csv").write_text("term,gloss\n某厅,office\n", "utf8")
    assert attacks.chinese_words(tmp_path) == {"某局", "某委 某办", "某委", "某办"}


def test_no_reader_grows_with_the_square_on_what_patterns_are_slow_on(tried):
    assert not tried["hopeless"] and len(tried["worst"]) == 16
    steep = [
        (name, before, pump)
        for before, pump in [*tried["worst"], *FOUND]
        for name, read in READERS.items()
        if growth.is_steep(
            lambda n, read=read, before=before, pump=pump: read(
                before + pump * (n // len(pump)) + attacks.END
            ),
            4_000,
        )
    ]
    assert not steep


def test_a_square_is_seen():
    """The control: a search that begins anew at each character, and one that does not."""

    for pattern, steep_ in (("(?:(x)|y)*b", True), ("(?:x|y)", False)):
        looks = (growth.is_steep(lambda n, p=pattern: re.findall(p, "x" * n), 4_000) for _ in "abc")
        assert any(looks) == steep_  # a busy machine may hide a square from one look


@pytest.mark.parametrize(
    ("pattern", "pump", "exponential"),
    [("(?:a+)+b", "a", True), ("a*a*b", "a", False), ("(?:a|b)*c", "ab", False)],
)
def test_growth_beyond_any_power_is_told_from_a_power(pattern, pump, exponential):
    """The control of what is called hopeless."""
    regex = re.compile(pattern)
    assert exponential == growth.is_hopeless(
        lambda n: lambda: regex.match(pump * (n // len(pump)) + attacks.END)
    )


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
