"""A corpus in partitions gives what it gives in memory, whatever happens on the way."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import gongwen as gw
import pandas as pd
import pytest
from gongwen.claims.tables import documents, persons
from gongwen.compare.authority import authorities, expected
from gongwen.corpus import build, partitions, reposts
from gongwen.phrases.repeats import texts_of

from ..here import ROOT

dask = pytest.importorskip("dask", reason="Dask is not installed: make scale")
TABLES = ("accounts", "blocks", "sentences")
SIZE = 6  # pages of a partition
PAGE = (
    "首页 > 工作动态\n\n{t}\n发布时间：2020-02-{d:02d} "
    "来源：烟台市牟平区退役军人事务局\n\n　　{p}\n\n打印本页 关闭窗口\n"
)


@pytest.fixture(autouse=True)
def synchronous():
    with dask.config.set(scheduler="synchronous"):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Thirty pages in files, a subfolder and tables, with a manifest, corrections, a list, and
    things that are no pages.
    """
    folder = tmp_path_factory.mktemp("pages")
    seeds = gw.read_corpus(ROOT / "seeds")
    paragraphs = [
        b.text
        for name in seeds.accounts["account"]
        for b in seeds.account(name).paragraphs
        if len(b.text) > 60
    ]
    texts = [
        PAGE.format(
            t=f"牟平区退役军人事务局筑牢防线之{i}",
            d=1 + i % 28,
            p=f"第{i}期。" + "\n　　".join(paragraphs[i : i + 2]),
        )
        for i in range(30)
    ]
    (folder / "sub").mkdir()
    for i, text in enumerate(texts[:14]):
        (folder / ("sub" if i % 3 == 0 else "") / f"p{i:02d}.txt").write_text(
            text, encoding="gb18030" if i % 2 else "utf8"
        )
    rows = [{"name": f"r{i}", "text": t} for i, t in enumerate(texts)]
    pd.DataFrame(rows[14:22]).to_csv(folder / "table.csv", index=False, encoding="utf-8-sig")
    (folder / "lines.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows[22:26]), "utf8"
    )
    pd.DataFrame(
        [*rows[26:30], {"name": "r26", "text": texts[0]}, {"name": "empty", "text": ""}]
    ).to_parquet(folder / "more.parquet")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "nothing.txt").write_text("")
    (folder / "manifest.csv").write_text(
        "file,province,group,published\np01.txt,山东省,a,2020-03-01\n"
        "table/r15,山东省,b,\ntable/r16,,b,soon\ngone.txt,x,y,\n",
        "utf8",
    )
    (folder / "corrections.csv").write_text(
        "account,start,end,kind\np01,0,4,tag\nnobody,0,1,tag\n", "utf8"
    )
    (folder / "lexicons").mkdir()
    (folder / "lexicons" / "expected.csv").write_text(
        "word,gloss,theme\n口罩,masks,goods\n", "utf8"
    )
    (folder / "lexicons" / "unknown.csv").write_text("a\n1\n", "utf8")
    return folder


@pytest.fixture(scope="module")
def memory(folder):
    return gw.read_corpus(folder)


@pytest.fixture(scope="module")
def built(folder, tmp_path_factory):
    with dask.config.set(scheduler="synchronous"):
        return gw.build_corpus(folder, tmp_path_factory.mktemp("out") / "built", size=SIZE)


@pytest.fixture
def copied(folder, built, tmp_path):
    """A copy of the pages, and one of what was built of them."""
    return (
        Path(shutil.copytree(folder, tmp_path / "pages")),
        Path(shutil.copytree(built._parsed.root, tmp_path / "out")),
    )


def same(one, other):
    for table in TABLES:
        pd.testing.assert_frame_equal(
            getattr(one, table).compute().reset_index(drop=True), getattr(other, table)
        )
    keys = ["name", "error", "message"]
    sides = [
        frame.sort_values(keys, ignore_index=True) for frame in (one.errors.compute(), other.errors)
    ]
    pd.testing.assert_frame_equal(*sides)


def test_the_tables_are_those_in_memory(built, memory):
    assert len(memory.accounts) == 31 and len(built._parsed.sizes) > 5
    same(built, memory)
    assert str(built) == str(memory)


def test_every_kind_of_note_is_there(memory):
    assert set(memory.errors["error"]) == {
        *("empty", "format", "columns", "manifest", "corrections", "lexicon")
    }
    notes = memory.errors.set_index("name")["message"]
    assert (
        "no list of this name" in notes["lexicons/unknown.csv"]
        and "without a file" in notes["gone.txt"]
    )


def test_accounts_and_pages_are_read_one_by_one(built, memory):
    for name in ("p01", "sub/p00", "table/r15", "more/row-000004"):
        assert built.account(name) == memory.account(name)
    assert built.account("p01").blocks[0].kind == "tag"
    with pytest.raises(KeyError, match="no account named"):
        built.account("nobody")


def summed(table):
    return table.groupby(["group", "phrase"], sort=False, dropna=False)["n"].sum().reset_index()


MEASURES = {
    "count": gw.phrases.count,
    "families": partial(gw.phrases.count, families=True),
    "occurrences": gw.phrases.occurrences,
    "kwic": partial(gw.phrases.kwic, pattern="一线"),
    "kwic sorted": partial(gw.phrases.kwic, pattern="一线", sort="right"),
    "variants": partial(gw.phrases.variants, phrase="疫情就是命令"),
    "couplets": partial(gw.phrases.couplets, phrases=["疫情就是命令"]),
    "credits": gw.phrases.credits,
    "mark": gw.rhetoric.mark,
    "war": gw.rhetoric.war_words,
    "quantities": gw.claims.quantities,
    "quotations": gw.claims.quotations,
    "persons": persons,
    "documents": documents,
    "authorities": authorities,
    "expected": expected,
    "words": gw.words.count,
    "signatures": reposts.signatures,
}


@pytest.fixture(scope="module")
def measured(built, memory):
    """A measure by its name: what it gives over partitions, and in memory."""
    return cache(lambda name: (built.apply(MEASURES[name]), memory.apply(MEASURES[name])))


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_gives_what_it_gives_in_memory(name, measured):
    found, expected_table = measured(name)
    pd.testing.assert_frame_equal(found, expected_table)
    assert len(expected_table)


def test_several_partitions_at_once_give_the_same(built, measured):
    _, expected_table = measured("count")
    pd.testing.assert_frame_equal(built.apply(gw.phrases.count, at_once=3), expected_table)


def test_the_flag_copy_reaches_over_partitions(measured):
    found, expected_table = measured("quantities")
    assert (found["flag"] == "copy").sum() == (expected_table["flag"] == "copy").sum() > 0


def test_arguments_join_and_combine(built, memory):
    tables = [
        c.apply(gw.phrases.count, ["一线", "疫情"], by="group", join=["group"], combine=summed)
        for c in (built, memory)
    ]
    pd.testing.assert_frame_equal(*tables)
    assert tables[0]["n"].sum() == memory.apply(gw.phrases.count, ["一线", "疫情"])["n"].sum()


def test_the_lists_of_the_folder_are_used_by_the_workers(built):
    assert set(built.apply(expected)["word"]) == {"口罩"}


def test_a_sample_is_in_memory_and_says_so(built, memory):
    drawn = built.sample(5)
    assert len(drawn.accounts) == 5 and drawn.errors["error"].iloc[-1] == "sample"
    pd.testing.assert_frame_equal(drawn.sentences, memory.sample(5).sentences)
    every = built.sample(1000)
    pd.testing.assert_frame_equal(every.accounts, memory.accounts)
    marks = gw.rhetoric.mark(drawn.sentences)
    pd.testing.assert_frame_equal(built.to_page(marks), memory.to_page(marks))


def test_built_again_nothing_is_parsed_and_a_changed_page_alone_is(copied, monkeypatch):
    pages, out = copied
    parsed = []
    monkeypatch.setattr(
        build,
        "parse_all",
        lambda found, *rest: parsed.append(found) or gw.corpus.corpus.parse_all(found, *rest),
    )
    gw.build_corpus(pages, out, size=SIZE)
    assert not parsed
    page = pages / "p01.txt"
    page.write_text(page.read_text("gb18030").replace("筑牢", "守牢"), "utf8")
    again = gw.build_corpus(pages, out, size=SIZE)
    assert len(parsed) == 1
    same(again, gw.read_corpus(pages))
    (pages / "sub" / "p00.txt").unlink()
    for path in pages.glob("p*.txt"):
        path.unlink()
    fewer = gw.build_corpus(pages, out, size=SIZE)
    same(fewer, gw.read_corpus(pages))


def test_stopped_in_the_middle_nothing_is_lost_and_nothing_doubled(
    folder, memory, tmp_path, monkeypatch
):
    """Started again it ends with the same tables and keeps what was done. `make soak` does the same
    with kill -9 of workers and of whole builds.
    """
    out, parse, calls = tmp_path / "out", build.parse_all, []

    def stops(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return parse(*arguments)

    monkeypatch.setattr(build, "parse_all", stops)
    with pytest.raises(KeyboardInterrupt):
        gw.build_corpus(folder, out, size=2)
    (out / "blocks" / ".gongwen-7-half.parquet").write_bytes(b"PAR1")
    done = {path.name: path.stat().st_mtime_ns for path in (out / "done").glob("part-*.json")}
    assert len(done) == 3 and not partitions.is_built(out)
    with pytest.raises(ValueError, match="was not finished"):
        gw.read_corpus(out)
    same(gw.build_corpus(folder, out, size=2), memory)
    assert all((out / "done" / name).stat().st_mtime_ns == before for name, before in done.items())
    for table in (*TABLES, "errors", "pages"):
        # no half-written file is left
        assert len(list((out / table).glob("*"))) == len(partitions.state(out)["sizes"])


KILLER = """
import os
import gongwen.corpus.build
from gongwen.pages.account import parse_page as parse
def deadly(page, name=""):
    if "致命" in page:
        os.kill(os.getpid(), 9)
    return parse(page, name)
gongwen.corpus.corpus.parse_page = gongwen.corpus.build.parse_page = deadly
"""


def test_a_page_that_kills_its_worker_is_an_error_and_the_rest_is_read(tmp_path):
    from distributed import Client, LocalCluster

    (tmp_path / "pages").mkdir()
    for i in range(6):
        (tmp_path / "pages" / f"p{i}.txt").write_text(
            PAGE.format(t=f"防控工作之{i}", d=i + 1, p="全区退役军人奋战在疫情防控一线。" * 3),
            "utf8",
        )
    (tmp_path / "pages" / "p3.txt").write_text("致命", "utf8")
    (tmp_path / "killer.py").write_text(KILLER)
    quiet = {"dashboard_address": None, "silence_logs": 50}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0, "scheduler": None}),
        LocalCluster(
            n_workers=1, threads_per_worker=1, preload=[str(tmp_path / "killer.py")], **quiet
        ) as cluster,
        Client(cluster) as client,
    ):
        corpus = gw.build_corpus(tmp_path / "pages", tmp_path / "out", client, size=3)
        errors = corpus.errors.compute(scheduler="synchronous")
    assert errors["name"].tolist() == ["p3"] and "died" in errors["message"].iloc[0]
    assert list(corpus._parsed) == ["p0", "p1", "p2", "p4", "p5"]


def test_a_part_that_was_done_before_its_worker_died_is_taken_as_done(built):
    out = built._parsed.root
    told = partitions.checked(partitions.mark_path(out, 0).read_text("utf8"))
    assert not build._planned(out, 0).exists()
    assert build._page_by_page(None, (out, 0, told["mark"], ())) == told


def file_of(root, number, table):
    return partitions.table_path(root, table, number)


DAMAGES = {
    "missing": lambda root: file_of(root, 1, "sentences").unlink(),
    "truncated": lambda root: os.truncate(file_of(root, 0, "blocks"), 1000),
    "doubled": lambda root: shutil.copy(file_of(root, 0, "pages"), file_of(root, 1, "pages")),
    "one too many": lambda root: shutil.copy(
        file_of(root, 0, "sentences"), root / "sentences" / "part-000001 (1).parquet"
    ),
    "damaged mark": lambda root: partitions.mark_path(root, 2).write_text('{"mark": "'),
    "mark of a part gone": lambda root: partitions.mark_path(root, 0).unlink(),
    "a digit of a mark": lambda root: digit(partitions.mark_path(root, 0)),
    "a digit of the state": lambda root: digit(root / "build.json"),
    "a folder in its place": lambda root: (
        file_of(root, 2, "blocks").unlink(),
        file_of(root, 2, "blocks").mkdir(),
    ),
    "no folder": lambda root: shutil.rmtree(root / "sentences"),
    "damaged state": lambda root: (root / "build.json").write_text('{"sizes": [6, '),
    "state of another kind": lambda root: (root / "build.json").write_text("[]"),
}


def digit(path):
    """Another number, and a file of the same size."""
    text = path.read_text("utf8")
    number = re.search(r'"(?:sentences|accounts)": \d*(\d)', text)
    new = str((int(number[1]) + 1) % 10)
    path.write_text(text[: number.start(1)] + new + text[number.end(1) :], "utf8")


def test_a_damaged_corpus_says_so_and_is_mended(copied, memory, monkeypatch):
    pages, out = copied
    for damage, do in DAMAGES.items():
        shutil.rmtree(out.with_name("damaged"), ignore_errors=True)
        damaged = Path(shutil.copytree(out, out.with_name("damaged")))
        do(damaged)
        with pytest.raises(ValueError, match="build_corpus again"):
            raise AssertionError(f"{damage}: {gw.read_corpus(damaged)}")
    for damage in ("truncated", "one too many", "damaged mark", "damaged state"):
        DAMAGES[damage](out)
    flipped = bytearray(file_of(out, 1, "sentences").read_bytes())
    flipped[40] ^= 1  # which no size tells
    file_of(out, 1, "sentences").write_bytes(flipped)
    (out / "accounts" / ".DS_Store").write_text("not of the corpus")
    (out / "errors" / "part-000099.parquet").mkdir()
    (out / "done" / "part-000099.json").mkdir()
    DAMAGES["a folder in its place"](out)
    parsed = []
    parse = build.parse_all
    monkeypatch.setattr(build, "parse_all", lambda *a: parsed.append(1) or parse(*a))
    same(gw.build_corpus(pages, out, size=SIZE), memory)
    assert len(parsed) == 3  # the parts that were damaged


def test_a_corpus_that_an_earlier_version_built_is_opened(copied):
    _, out = copied
    state = json.loads((out / "build.json").read_text())
    state = {key: value for key, value in state.items() if key not in ("bytes", "check")}
    (out / "build.json").write_text(json.dumps(state))
    assert len(gw.read_corpus(out).sentences.compute())


def test_a_mark_is_written_after_what_it_speaks_of_is_on_the_disk(folder, tmp_path, monkeypatch):
    calls = []
    replace, sync = Path.replace, os.fsync
    monkeypatch.setattr(
        Path, "replace", lambda self, to: calls.append(("named", str(to))) or replace(self, to)
    )
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: (
            calls.append(("synced", str(Path(f"/proc/self/fd/{handle}").readlink())))
            or sync(handle)
        ),
    )
    gw.build_corpus(folder, tmp_path / "out", size=100)
    marks = [i for i, (what, path) in enumerate(calls) if what == "named" and "/done/" in path]
    assert marks
    before = calls[: marks[0]]
    for table in (*TABLES, "errors", "pages"):
        [named] = [i for i, (what, path) in enumerate(before) if f"/{table}/part-000000" in path]
        assert before[named - 1][0] == "synced" and f"/{table}/" in before[named - 1][1]
        assert before[named + 1] == ("synced", str(tmp_path / "out" / table))
    assert calls[marks[0] - 1][0] == "synced" and calls[marks[0] + 1][0] == "synced"


def test_one_writer_at_a_time_and_a_dead_one_holds_nothing(copied):
    pages, out = copied
    code = (
        "import sys, time; from pathlib import Path; from gongwen.common.files import sole_writer\n"
        "with sole_writer(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdout=subprocess.PIPE, encoding="utf8"
    )
    assert other.stdout.readline() == "in\n"
    with pytest.raises(ValueError, match="another process writes into"):
        gw.build_corpus(pages, out, size=SIZE)
    other.kill()
    other.wait()
    (out / "sentences" / ".gongwen-1-half.parquet").write_bytes(b"PAR1")
    assert len(gw.build_corpus(pages, out, size=SIZE).sentences.compute())
    assert not list(out.rglob(".gongwen-*"))


def test_nobody_waits_for_workers_that_do_not_come_back(monkeypatch):
    class Gone:
        nthreads = dict

    def never(timeout):
        raise TimeoutError

    monkeypatch.setattr(partitions, "PATIENCE", 2 * partitions.STEP)
    with pytest.raises(ConnectionError, match="none has come back"):
        partitions.patiently(Gone(), never)


def test_a_folder_that_holds_something_else_is_left_alone(folder, tmp_path):
    (tmp_path / "thesis.txt").write_text("chapter one")
    for name in ("done", "lexicons", "accounts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.csv").write_text("mine")
    with pytest.raises(ValueError, match="something else"):
        gw.build_corpus(folder, tmp_path)
    assert all(
        (tmp_path / name / "mine.csv").read_text() == "mine"
        for name in ("done", "lexicons", "accounts")
    )
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        gw.build_corpus(tmp_path / "none", tmp_path / "out")
    assert (tmp_path / "thesis.txt").read_text() == "chapter one"


def test_an_empty_folder_gives_an_empty_corpus(tmp_path):
    (tmp_path / "pages").mkdir()
    corpus = gw.build_corpus(tmp_path / "pages", tmp_path / "out")
    assert not len(corpus.accounts.compute()) and str(corpus) == "0 accounts, 0 sentences"


def test_a_build_neither_reads_nor_lies_in_its_own_pages(folder, built, tmp_path):
    shutil.copytree(folder, tmp_path / "pages")
    for out in (tmp_path / "pages", tmp_path / "pages" / "built"):
        with pytest.raises(ValueError, match="inside the pages"):
            gw.build_corpus(tmp_path / "pages", out)
    with pytest.raises(ValueError, match="is a built corpus"):
        gw.build_corpus(built._parsed.root, tmp_path / "again")
    shutil.copytree(built._parsed.root, tmp_path / "pages" / "built")
    read = gw.read_corpus(tmp_path / "pages")
    assert len(read.accounts) == 31 and "a built corpus: read it by itself" in set(
        read.errors["message"]
    )


@pytest.mark.parametrize("pages", [{}, {"a.txt": "", "b.jpg": "x"}], ids=["none", "errors"])
def test_a_corpus_without_an_account(pages, tmp_path):
    (tmp_path / "pages").mkdir()
    for name, text in pages.items():
        (tmp_path / "pages" / name).write_text(text)
    corpus = gw.build_corpus(tmp_path / "pages", tmp_path / "out")
    memory = gw.read_corpus(tmp_path / "pages")
    assert len(corpus.errors.compute()) == len(memory.errors) == len(pages)
    for one in (corpus, memory):
        assert (
            not len(reposts.in_corpus(one))
            and not len(gw.phrases.repeats_over(one))
            and not len(one.apply(gw.rhetoric.mark))
        )
        assert not len(one.sample(5).accounts)


def test_no_accounts_and_no_rows_are_asked_for(built, memory):
    for one in (built, memory):
        assert not len(one.only([]).sentences)
        assert list(one.to_page(gw.rhetoric.mark(memory.sentences).head(0)).columns)[-2:] == [
            "page_start",
            "page_end",
        ]
        with pytest.raises(KeyError):
            one.only(["p01"]).account("p02")
    part = memory.only(memory.accounts["account"].head(6))
    assert len(part.sample(4).accounts) == 4 and len(part.sample(9).accounts) == 6


def test_the_table_of_claims_over_partitions(built, memory):
    args = (memory.accounts,)
    one, other = built.apply(gw.claims.table, *args), memory.apply(gw.claims.table, *args)
    pd.testing.assert_frame_equal(one, other)
    assert (one["flag"] == "copy").any() and "digest" not in one


def test_arguments_that_cannot_be(built, folder, tmp_path):
    with pytest.raises(ValueError, match="give combine"):
        built.apply(gw.phrases.count, by="group", join=["group"])
    with pytest.raises(ValueError, match="no column 'nope' of the accounts"):
        built.apply(gw.phrases.count, join=["nope"])
    with pytest.raises(ValueError, match="1 or more"):
        built.apply(gw.phrases.count, at_once=0)
    with pytest.raises(ValueError, match="one page or more"):
        gw.build_corpus(folder, tmp_path / "out", size=0)
    with pytest.raises(ValueError, match="one account or more"):
        built.sample(0)
    with pytest.raises(ValueError, match="give built.sample"):
        gw.units(built)


def test_each_corpus_is_measured_by_its_own_lists(built, tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "expected.csv").write_text(
        "word,gloss,theme\n疫情,epidemic,x\n", "utf8"
    )
    (tmp_path / "a.txt").write_text(
        PAGE.format(t="防控工作", d=1, p="全区退役军人奋战在疫情防控一线。" * 3), "utf8"
    )
    mine = gw.read_corpus(tmp_path)
    assert set(built.apply(expected)["word"]) == {"口罩"} and set(mine.apply(expected)["word"]) == {
        "疫情"
    }
    assert set(expected(built.sentences.compute())["word"]) == {"口罩"}


def test_pages_are_parsed_again_when_a_reader_or_a_list_of_the_package_is_another(
    copied, monkeypatch
):
    pages, out = copied
    parsed = []
    monkeypatch.setattr(
        build,
        "parse_all",
        lambda found, *rest: parsed.append(found) or gw.corpus.corpus.parse_all(found, *rest),
    )
    monkeypatch.setattr(build, "_made_with", lambda: {"python-docx": "9.9"})
    gw.build_corpus(pages, out, size=SIZE)
    assert len(parsed) == len(partitions.state(out)["sizes"]) - 1 > 2
    assert partitions.state(out)["made_with"] == {"python-docx": "9.9"}


def test_without_dask_one_sentence_says_what_to_do(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in "abc":
        page = PAGE.format(t=f"防控工作之{name}", d=1, p="全区退役军人奋战在疫情防控一线。" * 3)
        (folder / f"{name}.txt").write_text(page, "utf8")
    code = f"""
import sys
sys.modules["distributed"] = None
import gongwen as gw
try:
    gw.build_corpus({str(folder)!r}, {str(tmp_path / "out")!r})
except ImportError as error:
    print(error)
from gongwen.__main__ import main
print(main(["build", {str(folder)!r}, {str(tmp_path / "saved")!r}]))
print(gw.read_corpus({str(tmp_path / "saved")!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install -r requirements-scale.txt" in done.stdout.splitlines()[0], done.stderr
    assert done.stdout.splitlines()[-1].startswith("3 accounts")


def test_repeats_over_one_shard_are_all_repeats(memory):
    pd.testing.assert_frame_equal(
        gw.phrases.repeats_over(memory, 10),
        gw.phrases.repeats(texts_of(memory.sentences), 10),
    )


def test_repeats_over_shards_are_exact_and_cover_what_is_frequent(built, memory):
    whole = gw.phrases.repeats(texts_of(memory.sentences), 8)
    split = gw.phrases.repeats_over(built, 8, at_once=2)
    rows = set(split.itertuples(index=False, name=None))
    # each with its length, n and texts over all shards
    assert rows and rows <= set(whole.itertuples(index=False, name=None))
    n_shards = -(-len(built._parsed.sizes) // 2)
    frequent = whole.loc[whole["texts"] > n_shards, "phrase"]
    assert all(any(phrase in found for found in split["phrase"]) for phrase in frequent)
    assert split.equals(
        split.sort_values(
            ["texts", "length", "n", "phrase"],
            ascending=[False, False, False, True],
            ignore_index=True,
        )
    )
