"""The README and docs/ keep their word: snippets run, the data dictionary is the code's, and what
they name is there.
"""

import json
import re
import shutil
import subprocess
import sys

import gongwen as gw
import pandas as pd
import pytest
from gongwen.corpus import tables
from gongwen.publish import docs
from gongwen.sentiment.validity import SCORER_NAMES

from .here import NOTEBOOKS, ROOT

README = (ROOT / "README.md").read_text("utf8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path: path.read_text("utf8") for path in PAGES}
ALL = "\n".join(TEXTS.values())
ACCURACY = (ROOT / "docs" / "accuracy.md").read_text("utf8")
GENERATED = ["tables.md", "functions.md", "figures.md", "rooms.md"]


def code(text, language=r"\w+"):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def blocks(language):
    """The blocks of a language in all pages, each once: a Chinese page has those of the English
    one.
    """
    return list(dict.fromkeys(block for text in TEXTS.values() for block in code(text, language)))


def test_the_readme_is_one_page():
    assert len(README.splitlines()) <= 120


def test_the_readme_links_to_every_page():
    assert set(re.findall(r"\]\((docs/[^)#]+|CONTRIBUTING\.md)\)", README)) == {
        p.relative_to(ROOT).as_posix() for p in PAGES[1:]
    }


def test_generated_pages_are_up_to_date(tmp_path):
    """Else run `python -m gongwen docs`."""
    for folder in ("notebooks", "figures"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    assert [path.name for path in docs.write(tmp_path)] == GENERATED
    for name in GENERATED:
        assert (tmp_path / "docs" / name).read_bytes() == (ROOT / "docs" / name).read_bytes(), name


def test_every_public_function_says_what_it_does():
    names = [name for room in docs.NAMES.values() for name in room.split()]
    assert len(names) == len(set(names)) and sum(docs.find(name) is not None for name in names) > 45
    for name in names:
        value = docs.find(name)
        assert value is None or docs.docstring(value)[0].strip(), name
    assert " at 0x" not in docs.functions()


def test_every_table_has_a_maker():
    for table in dictionary():
        assert callable(docs.find(docs.maker(table))) and callable(
            docs.find(docs.ALSO.get(table, "trace"))
        ), table


def test_chinese_pages_have_the_same_code():
    """Commands, snippets, options in code and headings of a Chinese page are those of the English
    one.
    """
    for chinese in (ROOT / "docs").glob("*.zh.md"):
        english = TEXTS[chinese.with_name(chinese.name.replace(".zh", ""))]
        mine, theirs = (
            [re.sub(r" *#.*", "", block) for block in code(text)]
            for text in (TEXTS[chinese], english)
        )
        assert mine and mine == theirs, chinese.name
        mine, theirs = (set(re.findall(r"`([^`\n]+)`", text)) for text in (TEXTS[chinese], english))
        assert theirs == mine, (chinese.name, theirs ^ mine)
        assert len(re.findall("^#+ ", TEXTS[chinese], re.MULTILINE)) == len(
            re.findall("^#+ ", english, re.MULTILINE)
        )


def test_python_snippets_run(capsys, tmp_path, monkeypatch):
    pytest.importorskip("dask", reason="Dask is not installed: make scale")
    import dask

    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    snippets = blocks("python")
    assert len(snippets) == 4
    with dask.config.set(scheduler=dask.config.get("scheduler", None)):  # put back afterwards
        for snippet in snippets:
            exec(compile(snippet, "docs", "exec"), {})
    assert "here  疫情就是命令" in capsys.readouterr().out


def command_lines(language="sh"):
    return list(
        dict.fromkeys(
            line.split("#")[0].strip() for block in blocks(language) for line in block.splitlines()
        )
    )


def test_commands_run(again):
    """Every `python -m gongwen …` of the pages, in a copy of the project; installing is what `make`
    has done before.
    """
    lines = [line for line in command_lines() if " -m gongwen " in line]
    lines.remove(".venv/bin/python -m gongwen lab")  # it does not end; the browser tests start it
    lines.remove(".venv/bin/python -m gongwen run")  # it has run there, for the gate
    assert len(lines) == 2
    said = []
    for line in lines:
        done = subprocess.run(
            [sys.executable, *line.split()[1:]], cwd=again, capture_output=True, encoding="utf8"
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        said.append(done.stdout)
    parsed, built = said
    assert json.loads(parsed)["county"] == "清新区"
    assert "5 accounts, 202 sentences:" in built


def test_commands_for_windows_are_those_that_run():
    lines = [
        line.replace("py -3 ", "python3 ").replace(".venv\\Scripts\\python", ".venv/bin/python")
        for line in command_lines("bat")
    ]
    assert len(lines) == 6 and lines == [line for line in command_lines() if ".venv" in line]


def test_targets_exist():
    makefile = (ROOT / "Makefile").read_text("utf8")
    named = set(
        re.findall(
            r"(?<![\w/])make ([a-z]+)\b", "\n".join(re.findall(r"`[^`\n]+`", ALL) + blocks("sh"))
        )
    )
    assert {
        "test",
        "lab",
        "help",
        "check",
        "clean",
        "bench",
        "lint",
        "setup",
        "scale",
        "requirements",
        "report",
        "pythons",
    } <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_notebook_and_figure_is_listed():
    """Each file of figures/ is listed under a notebook whose code names it, and each notebook is in
    the README.
    """
    parts = re.split(r"^## ", (ROOT / "docs" / "figures.md").read_text("utf8"), flags=re.MULTILINE)[
        1:
    ]
    listed = {part.split("\n")[0]: set(re.findall(r"\.\./figures/([^)]+)", part)) for part in parts}
    assert list(listed) == [notebook.stem for notebook in NOTEBOOKS]
    for notebook in NOTEBOOKS:
        assert f"| [`{notebook.stem}`]" in README
        source = notebook.read_text("utf8")
        for name in listed[notebook.stem]:
            assert f'\\"{name.partition(".")[0]}\\"' in source, name
    assert set().union(*listed.values()) == {path.name for path in (ROOT / "figures").glob("0*.*")}


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_links_lead_somewhere():
    for page, text in TEXTS.items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            name, _, anchor = target.partition("#")
            path = (page.parent / name).resolve() if name else page
            assert path.exists(), (page.name, target)
            assert not anchor or anchor in anchors(path.read_text("utf8")), (page.name, target)


def test_files_named_in_code_are_there():
    """The paths that the pages give in code."""
    for path in set(re.findall(r"`((?:lib|tests|seeds|benchmarks|figures)/[\w./-]+)`", ALL)):
        assert (ROOT / path).exists() or path.startswith("figures/mine"), path


def test_lists_named_are_there():
    """The pages on one's own folder name lists that the package has."""
    for name in ("your-own-pages.md", "your-own-pages.zh.md"):
        listed = re.findall(
            r"^\| `(\w+(?:\.csv|/))` \|", (ROOT / "docs" / name).read_text("utf8"), re.MULTILINE
        )
        assert len(listed) == 26 and all(
            (gw.common.lists.LEXICONS / path).exists() for path in listed
        )


def dictionary():
    found: dict[str, dict[str, str]] = {}
    for row in docs.columns():
        assert (
            list(row) == ["table", "column", "type", "meaning"]
            and len(row["meaning"]) > 5
            and "|" not in row["meaning"]
        )
        assert row["column"] not in found.setdefault(row["table"], {}), row
        found[row["table"]][row["column"]] = row["type"]
    return found


def test_data_dictionary(corpus):
    claims = gw.claims.table(corpus.sentences, corpus.accounts)
    quantities = claims[claims["claim"] == "quantity"]
    quoted, reused = gw.claims.quotations(corpus.sentences), gw.phrases.reuse(corpus.sentences)
    authorities = gw.compare.authorities(corpus.sentences)
    marks = gw.rhetoric.mark(corpus.sentences, details=True)
    coded = pd.read_csv(ROOT / "tests" / "gold" / "sentences.csv", encoding="utf-8-sig")
    frames = {
        "accounts": corpus.accounts[list(tables.ACCOUNTS)],
        "blocks": corpus.blocks,
        "sentences": corpus.sentences,
        "errors": corpus.errors,
        "count": gw.phrases.count(corpus.sentences),
        "occurrences": gw.phrases.occurrences(corpus.sentences),
        "kwic": gw.phrases.kwic(corpus.sentences, "疫情"),
        "credits": gw.phrases.credits(corpus.sentences),
        "variants": gw.phrases.variants(corpus.sentences, "战“疫”"),
        "wordings": gw.phrases.wordings(corpus.sentences, ["战“疫”"]),
        "couplets": gw.phrases.couplets(corpus.sentences),
        "repeats": gw.phrases.repeats(corpus.accounts["account"]),
        "reuse": reused,
        "marks": gw.rhetoric.mark(corpus.sentences.head(20)),
        "evaluate": gw.rhetoric.evaluate(marks, coded, n=2),
        "agreement": gw.rhetoric.agreement([coded, coded], n=2),
        "corrected_shares": gw.rhetoric.corrected_shares(marks, corpus.sentences, coded),
        "shares": gw.rhetoric.shares(marks, corpus.sentences),
        "war_words": gw.rhetoric.war_words(corpus.sentences),
        "givers": gw.rhetoric.givers(marks, corpus.sentences),
        "sheet": gw.rhetoric.sample(corpus.sentences, 9),
        "quantities": gw.claims.quantities(corpus.sentences),
        "dates": gw.claims.dates(corpus.sentences, corpus.accounts),
        "quotations": quoted,
        "polarity": gw.sentiment.polarity(corpus.sentences["text"]),
        "contributions": gw.sentiment.contributions(corpus.sentences["text"].head(3)),
        "by_account": gw.sentiment.by_account(corpus.sentences),
        "course": gw.sentiment.course(corpus.sentences),
        "tone_words": gw.sentiment.tone_words(corpus.sentences),
        "validity": gw.sentiment.validity(gw.sentiment.read_polarity(coded), n=2),
        "in_reviews": gw.sentiment.in_reviews(["好"]),
        "correlations": gw.sentiment.correlations(gw.sentiment.scorers(corpus.sentences.head(9))),
        "claims": claims,
        "documents": gw.claims.documents(corpus.sentences),
        "sums": gw.claims.sums(gw.claims.money(quantities)),
        "by_role": gw.claims.by_role(quantities),
        "speakers": gw.claims.speakers(quoted),
        "voices": gw.claims.voices(corpus.sentences, quoted),
        "persons": gw.claims.persons(corpus.sentences),
        "scores": gw.claims.scores.scores(
            gw.claims.scores.read_annotated(
                ROOT / "tests" / "gold" / "seeds.csv", gw.sources.texts(ROOT / "seeds")
            )
        ),
        "profile": gw.compare.profile(corpus, ["war"]),
        "moved": gw.compare.moved(corpus),
        "correspondence": gw.compare.correspondence(
            gw.compare.counted(corpus.sentences, "devices").groupby(level="account").sum()
        ),
        "shared_shares": gw.compare.shared_shares(corpus.sentences, reused),
        "authorities": authorities,
        "chain": gw.compare.chain(authorities),
        "disease_names": gw.compare.disease_names(corpus.sentences, corpus.accounts),
        "expected": gw.compare.expected(corpus.sentences),
        "signatures": gw.corpus.reposts.signatures(corpus.sentences),
        "reposts": gw.corpus.reposts.in_corpus(corpus),
        "own_text": gw.corpus.reposts.shares(
            gw.corpus.reposts.signatures(corpus.sentences, "paragraph"), corpus.accounts
        ),
        "confounded": gw.compare.confounded(corpus.accounts),
        "words": gw.words.count(corpus.sentences),
        "keyness": gw.phrases.keyness(corpus.sentences),
        "collocates": gw.phrases.collocates(corpus.sentences, "疫情"),
        "compare_collocates": gw.phrases.compare_collocates(corpus.sentences, "疫情"),
        "neighbours": gw.phrases.neighbours(corpus.sentences, "疫情"),
    }
    assert dictionary() == {
        name: {column: str(kind) for column, kind in frame.dtypes.items()}
        for name, frame in frames.items()
    }


def test_scores_of_the_seeds(corpus, gold):
    """The scores of the seeds in docs/accuracy.md are the measured ones."""
    measured = gw.corpus.scores.score({name: corpus.account(name) for name in gold}, gold)["f1"]
    row = next(line for line in ACCURACY.splitlines() if line.startswith("| the five seeds"))
    assert re.findall(r"\d\.\d{3}", row) == [f"{value:.3f}" for value in measured]


def test_scores_of_wordings():
    """The row of wordings on the seeds in docs/accuracy.md is that of the judged table."""
    judged = (
        (ROOT / "tests" / "gold" / "formulas" / "judged.csv").read_text("utf8").splitlines()[1:]
    )
    missed = (
        (ROOT / "tests" / "gold" / "formulas" / "missed.csv").read_text("utf8").splitlines()[1:]
    )
    right = sum(",yes," in row for row in judged)
    assert (
        f"precision {right} of {len(judged)}, recall {right} of {right + len(missed)}" in ACCURACY
    )


def test_device_scores_are_those_measured():
    """docs/accuracy.md has the measured micro and macro F1 of the devices, to the last digit that
    it gives.
    """
    for path, words in (
        ("sentences.csv", "the 202 sentences of the seeds"),
        ("devices/heldout.csv", "250 sentences of ten invented accounts"),
    ):
        table = pd.read_csv(ROOT / "tests" / "gold" / path, encoding="utf-8-sig")
        scores = gw.rhetoric.overall(gw.rhetoric.mark(table), table, gw.rhetoric.DEVICES)
        row = next(line for line in ACCURACY.splitlines() if line.startswith(f"| {words}"))
        given = [float(cell) for cell in row.split("|")[2:4]]
        assert (
            given == [round(scores["micro_f1"], 3), round(scores["macro_f1"], 3)]
            and str(len(table)) in words
        )


def test_claim_scores_are_those_measured(corpus):
    """docs/accuracy.md has the measured scores of the readers of claims, to the last digit that it
    gives.
    """
    gold, texts = ROOT / "tests" / "gold", gw.sources.texts
    rows = {
        path: gw.claims.scores.read_annotated(gold / f"{path}.csv", texts(folder))
        for path, folder in (
            ("seeds", ROOT / "seeds"),
            ("claims/heldout", gold / "claims" / "texts"),
            ("claims/persons", gold / "claims" / "texts"),
        )
    }
    scores = list(map(gw.claims.scores.scores, rows.values()))
    inside, outside = scores[0].set_index("what"), pd.concat(scores[1:]).set_index("what")
    columns = ["precision", "recall", "right"]
    for what in inside.index:
        row = next(line for line in ACCURACY.splitlines() if line.startswith(f"| {what}; "))
        wanted = [*inside.loc[what, columns].dropna(), *outside.loc[what, columns]]
        assert [float(n) for n in re.findall(r"\d?\.\d+", row)] == [
            float(f"{n:.3f}") for n in wanted
        ], row
    read = [
        gw.claims.scores.roles_of(rows[name]).dropna(subset=["found"])
        for name in ("seeds", "claims/heldout")
    ]
    row = next(line for line in ACCURACY.splitlines() if line.startswith("| role of a quantity"))
    shares = [(part["role"] == part["found"].replace("", "none")).mean() for part in read]
    assert re.findall(r"(\.\d+) of (\d+)", row) == [
        (f"{share:.3f}".lstrip("0"), str(len(part))) for share, part in zip(shares, read)
    ]


def test_sentiment_scores_are_those_measured():
    """docs/accuracy.md has the measured scores of the scorers, to the last digit that it gives."""
    gold, heldout = (
        gw.sentiment.read_polarity(ROOT / "tests" / "gold" / path)
        for path in ("sentences.csv", "tone/heldout.csv")
    )
    seen = gw.sentiment.scorers(gold)
    inside = gw.sentiment.validity(gold, seen).set_index("scorer")
    outside = gw.sentiment.validity(heldout, trained=(seen, gold)).set_index("scorer")
    real = gw.sentiment.real_worth(ROOT / "tests" / "gold" / "real" / "tone_scores.csv")
    real = real[real["where"] == "real"].set_index("scorer")
    for scorer in inside.index:
        row = next(
            line
            for line in ACCURACY.splitlines()
            if line.startswith(f"| {' '.join(SCORER_NAMES.get(scorer, scorer).split())} |")
        )
        given = [float(number) for number in re.findall(r"\d?\.\d+", row)]
        ends = ["auc", "low", "high"]
        wanted = [n for part in (inside, outside, real) for n in part.loc[scorer, ends]]
        assert given == [float(f"{number:.2f}") for number in wanted], row
