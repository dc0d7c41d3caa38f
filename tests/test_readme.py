"""The README keeps its word: snippets run, the data dictionary is the code's, and what it names is there."""

import re
import shutil
import subprocess
import sys

import gongwen as gw
import pandas as pd
import pytest
from gongwen import corpus as tables

from .here import NOTEBOOKS, ROOT

README = (ROOT / "README.md").read_text("utf8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_python_snippets_run(capsys, tmp_path, monkeypatch):
    pytest.importorskip("dask", reason="Dask is not installed: make scale")
    import dask

    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    space: dict = {}
    with dask.config.set(scheduler=dask.config.get("scheduler", None)):  # put back afterwards
        for snippet in blocks("python"):
            exec(compile(snippet, "README.md", "exec"), space)
    assert "here  疫情就是命令" in capsys.readouterr().out


def test_commands_run(again):
    """Every `python -m gongwen …` of the README, in a copy of the project; installing is what `make` has done before."""
    lines = [line.strip() for block in blocks("sh") for line in block.splitlines() if " -m gongwen " in line]
    lines.remove(".venv/bin/python -m gongwen lab")  # it does not end; the browser tests start it
    lines.remove(".venv/bin/python -m gongwen run")  # it has run there, for the gate
    assert len(lines) == 2
    for line in lines:
        arguments = line.split("#")[0].split()[1:]
        done = subprocess.run([sys.executable, *arguments], cwd=again, capture_output=True, encoding="utf8")
        assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_targets_exist():
    makefile = (ROOT / "Makefile").read_text("utf8")
    named = set(re.findall(r"(?<![\w/])make ([a-z]+)\b", README)) | set(
        re.findall(r"`(check|bench|lint|clean|setup|scale|requirements)`", README)
    )
    assert {"test", "lab", "help", "check", "clean"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_notebook_and_figure_is_listed():
    for notebook in NOTEBOOKS:
        assert f"| `{notebook.stem}` |" in README
    for path in (ROOT / "figures").glob("0*.*"):
        assert f"`{path.stem}`" in README


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def dictionary():
    found: dict[str, dict[str, str]] = {}
    for table, column, kind, meaning in re.findall(r"^\| (\w+) \| (\w+) \| ([\w\[\]]+) \| (.+) \|$", README, re.MULTILINE):
        assert len(meaning) > 5
        found.setdefault(table, {})[column] = kind
    del found["table"]  # the header
    return found


def test_data_dictionary(corpus):
    claims = gw.deeds.table(corpus.sentences, corpus.accounts)
    quantities, quoted = claims[claims["claim"] == "quantity"], gw.claims.quotations(corpus.sentences)
    marks = gw.rhetoric.mark(corpus.sentences, details=True)
    coded = pd.read_csv(ROOT / "tests" / "gold" / "sentences.csv", encoding="utf-8-sig")
    frames = {
        "accounts": corpus.accounts[list(tables.ACCOUNTS)], "blocks": corpus.blocks, "sentences": corpus.sentences, "errors": corpus.errors,
        "count": gw.phrases.count(corpus.sentences), "occurrences": gw.phrases.occurrences(corpus.sentences),
        "kwic": gw.phrases.kwic(corpus.sentences, "疫情"), "credits": gw.phrases.credits(corpus.sentences),
        "variants": gw.phrases.variants(corpus.sentences, "战“疫”"), "wordings": gw.phrases.wordings(corpus.sentences, ["战“疫”"]),
        "tree": gw.phrases.tree(corpus.sentences, gw.phrases.lexicon(["战“疫”"])), "couplets": gw.phrases.couplets(corpus.sentences),
        "repeats": gw.phrases.repeats(corpus.accounts["account"]), "reuse": gw.phrases.reuse(corpus.sentences),
        "marks": gw.rhetoric.mark(corpus.sentences), "evaluate": gw.rhetoric.evaluate(marks, coded, n=2),
        "agreement": gw.rhetoric.agreement([coded, coded], n=2), "prevalence": gw.rhetoric.prevalence(marks, corpus.sentences, coded, n=2),
        "shares": gw.rhetoric.shares(marks, corpus.sentences), "together": gw.rhetoric.together(marks, corpus.sentences),
        "war_words": gw.rhetoric.war_words(corpus.sentences), "givers": gw.rhetoric.givers(marks, corpus.sentences),
        "sheet": gw.rhetoric.sample(corpus.sentences, 9), "quantities": gw.claims.quantities(corpus.sentences),
        "dates": gw.claims.dates(corpus.sentences, corpus.accounts), "quotations": gw.claims.quotations(corpus.sentences),
        "polarity": gw.sentiment.polarity(corpus.sentences["text"]), "contributions": gw.sentiment.contributions(corpus.sentences["text"].head(3)),
        "by_account": gw.sentiment.by_account(corpus.sentences), "course": gw.sentiment.course(corpus.sentences),
        "tone_words": gw.sentiment.tone_words(corpus.sentences), "validity": gw.sentiment.validity(gw.sentiment.read_polarity(coded), n=2),
        "calibration": gw.sentiment.calibration([0.1, 0.9], [False, True]), "sensitivity": gw.sentiment.sensitivity(gw.sentiment.read_polarity(coded)), "in_reviews": gw.sentiment.in_reviews(["好"]),
        "correlations": gw.sentiment.correlations(gw.sentiment.scorers(corpus.sentences.head(9))),
        "claims": claims, "documents": gw.deeds.documents(corpus.sentences), "sums": gw.deeds.sums(quantities), "by_role": gw.deeds.by_role(quantities),
        "spans": gw.deeds.spans(quantities), "speakers": gw.deeds.speakers(quoted), "voices": gw.deeds.voices(corpus.sentences, quoted),
        "persons": gw.deeds.persons(corpus.sentences), "evidence": gw.deeds.evidence(corpus.sentences, quantities, marks),
        "scores": gw.claim_scores.scores(gw.claim_scores.read_annotated(ROOT / "tests" / "gold" / "claims" / "persons.jsonl")),
        "profile": gw.compare.profile(corpus, ["war"]), "moved": gw.compare.moved(corpus), "stability": gw.compare.stability(corpus.sentences),
        "correspondence": gw.compare.correspondence(gw.compare.counted(corpus.sentences, "devices").groupby(level="account").sum()),
        "shared_shares": gw.compare.shared_shares(corpus.sentences, gw.phrases.reuse(corpus.sentences)),
        "authorities": gw.compare.authorities(corpus.sentences), "chain": gw.compare.chain(gw.compare.authorities(corpus.sentences)),
        "disease_names": gw.compare.disease_names(corpus.sentences, corpus.accounts), "expected": gw.compare.expected(corpus.sentences),
        "signatures": gw.reposts.signatures(corpus.sentences), "reposts": gw.reposts.of(corpus),
        "own_text": gw.reposts.shares(gw.reposts.signatures(corpus.sentences, "paragraph"), corpus.accounts),
        "confounded": gw.compare.confounded(corpus.accounts), "words": gw.words.count(corpus.sentences), "keyness": gw.keyness.keyness(corpus.sentences),
    }  # fmt: skip
    assert dictionary() == {name: {column: str(kind) for column, kind in frame.dtypes.items()} for name, frame in frames.items()}


def test_scores_of_the_seeds(corpus, gold):
    """The README's first row of scores is the measured one."""
    measured = gw.scores.score({name: corpus.account(name) for name in gold}, gold)["f1"]
    row = next(line for line in README.splitlines() if line.startswith("| the five seeds"))
    assert re.findall(r"\d\.\d{3}", row) == [f"{value:.3f}" for value in measured]


def test_scores_of_wordings():
    """The README's row of wordings on the seeds is that of the judged table."""
    judged = (ROOT / "tests" / "gold" / "formulas" / "judged.csv").read_text("utf8").splitlines()[1:]
    missed = (ROOT / "tests" / "gold" / "formulas" / "missed.csv").read_text("utf8").splitlines()[1:]
    right = sum(",yes," in row for row in judged)
    assert f"precision {right} of {len(judged)}, recall {right} of {right + len(missed)}" in README


def test_device_scores_are_those_measured():
    """The README's micro and macro F1 of the devices, to the last digit that it gives."""
    for path, words in (
        ("sentences.csv", "the 202 sentences of the seeds"),
        ("devices/heldout.csv", "250 sentences of ten invented accounts"),
    ):
        table = pd.read_csv(ROOT / "tests" / "gold" / path, encoding="utf-8-sig")
        scores = gw.rhetoric.overall(gw.rhetoric.mark(table), table, gw.rhetoric.DEVICES)
        row = next(line for line in README.splitlines() if line.startswith(f"| {words}"))
        given = [float(cell) for cell in row.split("|")[2:4]]
        assert given == [round(scores["micro_f1"], 3), round(scores["macro_f1"], 3)] and str(len(table)) in words


def test_claim_scores_are_those_measured(corpus):
    """The README's table of readers of claims, to the last digit that it gives."""
    gold = ROOT / "tests" / "gold"
    scores = [
        gw.claim_scores.scores(gw.claim_scores.read_annotated(gold / path))
        for path in ("accounts", "claims/heldout.jsonl", "claims/persons.jsonl")
    ]
    inside, outside = scores[0].set_index("what"), pd.concat(scores[1:]).set_index("what")
    columns = ["precision", "recall", "right"]
    for what in inside.index:
        row = next(line for line in README.splitlines() if line.startswith(f"| {what}; "))
        wanted = [*inside.loc[what, columns].dropna(), *outside.loc[what, columns]]
        assert [float(n) for n in re.findall(r"\d?\.\d+", row)] == [float(f"{n:.3f}") for n in wanted], row
    codes = gw.claim_scores.read_roles(gold / "claims" / "roles.csv")
    texts = {(r.account, r.paragraph, r.sentence): r.text for r in corpus.sentences.itertuples()} | gw.claim_scores.texts(
        gold / "claims" / "heldout.jsonl"
    )
    read = [gw.claim_scores.roles_of(codes[codes["set"] == name], texts) for name in ("seeds", "heldout")]
    row = next(line for line in README.splitlines() if line.startswith("| role of a quantity"))
    shares = [(part["role"] == part["found"].replace("", "none")).mean() for part in read]
    assert re.findall(r"(\.\d+) of (\d+)", row) == [(f"{share:.3f}".lstrip("0"), str(len(part))) for share, part in zip(shares, read)]


def test_sentiment_scores_are_those_measured():
    """The README's table of scorers, to the last digit that it gives."""
    gold, heldout = (gw.sentiment.read_polarity(ROOT / "tests" / "gold" / path) for path in ("sentences.csv", "tone/heldout.csv"))
    seen = gw.sentiment.scorers(gold)
    inside = gw.sentiment.validity(gold, seen).set_index("scorer")
    outside = gw.sentiment.validity(heldout, trained=(seen, gold)).set_index("scorer")
    for scorer in inside.index:
        row = next(line for line in README.splitlines() if line.startswith(f"| {gw.sentiment_plots.SCORER_NAMES.get(scorer, scorer)} |"))
        given = [float(number) for number in re.findall(r"\d?\.\d+", row)]
        wanted = [*inside.loc[scorer, ["auc", "low", "high"]], *outside.loc[scorer, ["auc", "low", "high", "accuracy"]]]
        assert given == [float(f"{number:.2f}") for number in wanted], row
