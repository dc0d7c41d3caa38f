"""A module imports only what stands before it, and the package is light until it is used."""

import ast
import subprocess
import sys

from .here import ROOT

ORDER = (
    "text",
    "markup",
    "documents",
    "sources",
    "places",
    "dates",
    "fields",
    "furniture",
    "copies",
    "lines",
    "captions",
    "headings",
    "region",
    "body",
    "facts",
    "head",
    "page",
    "manifest",
    "tables",
    "partitions",
    "corpus",
    "build",
    "grouping",
    "stats",
    "words",
    "near",
    "reposts",
    "draft",
    "wording",
    "variants",
    "repeats",
    "reuse",
    "formulas",
    "concordance",
    "couplets",
    "credit",
    "shards",
    "phrases",
    "terms",
    "shorthand",
    "quantity",
    "segments",
    "likeness",
    "parallelism",
    "fourchar",
    "speech",
    "people",
    "quotes",
    "festivals",
    "days",
    "sums",
    "role",
    "claims",
    "claim_scores",
    "deeds",
    "figurative",
    "sacrifice",
    "marking",
    "coding",
    "device_tables",
    "view",
    "rhetoric",
    "snow_tables",
    "snow",
    "tone",
    "polarity",
    "validity",
    "sentiment",
    "keyness",
    "authority",
    "readings",
    "distances",
    "compare",
    "scores",
    "trace",
    "figures",
    "plots",
    "phrase_plots",
    "device_plots",
    "sentiment_plots",
    "claims_plots",
    "compare_plots",
    "paper",
    "docs",
    "run",
    "web",
    "report",
    "lab",
)


def test_nothing_imports_upward():
    modules = {p.stem for p in (ROOT / "lib" / "gongwen").glob("*.py")} - {"__init__", "__main__"}
    assert modules == set(ORDER)
    for name in ORDER:
        tree = ast.parse((ROOT / "lib" / "gongwen" / f"{name}.py").read_text("utf8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                for used in [node.module] if node.module else [alias.name for alias in node.names]:
                    assert ORDER.index(used) < ORDER.index(name), f"{name} imports {used}"


def test_import_is_light():
    code = (
        "import sys, gongwen; print([m for m in ('pandas', 'numpy', 'matplotlib', 'lxml', "
        "'trafilatura', 'scipy', 'rjieba', 'wordfreq') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
        == "[]"
    )
