"""The command line of gongwen: read one page, look at what was read of many, draft a manifest,
build a corpus, run the notebooks, write the report or the docs, open JupyterLab.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):  # UTF-8 whatever the locale
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        return options.do(options)
    except KeyboardInterrupt:
        more = "; run it again, and it goes on where it stopped" * (options.command == "build")
        print(f"\ngongwen {options.command}: stopped{more}", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        from .common.files import INSTALL

        # the message has the advice already if gongwen's own loader raised it
        advice = "" if INSTALL in str(error) else f": {INSTALL}"
        print(f"gongwen {options.command}: {error}{advice}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError) as error:
        from .common.characters import brief

        print(f"gongwen {options.command}: {brief(str(error), 2000)}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gongwen",
        description="Read China's official accounts and reproduce every figure.",
    )
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar="parse | look | manifest | build | run | report | docs | lab",
    )
    parse = commands.add_parser(
        "parse", help="one page as JSON: its account and the label of every character"
    )
    parse.add_argument("file", help="a page (.txt, .html)")
    parse.set_defaults(do=_parse)
    look = commands.add_parser(
        "look",
        help="a page to check what was read and what not, before the analysis: random pages with "
        "what was kept and removed",
    )
    look.add_argument(
        "corpus",
        nargs="?",
        help="your pages: a folder, a page, a table or a built corpus (or in GONGWEN_CORPUS; "
        "default: seeds)",
    )
    look.add_argument(
        "--pages", type=int, default=20, help="number of random pages that are shown (default: 20)"
    )
    look.add_argument("--seed", type=int, default=0, help="of the random pages (default: 0)")
    look.add_argument(
        "--out",
        help="the file (.html), or a folder for look.html (default: figures/mine/<the corpus>)",
    )
    look.add_argument("--open", action="store_true", help="open it in the browser")
    look.set_defaults(do=_look)
    manifest = commands.add_parser("manifest", help="a first manifest.csv for a folder of pages")
    manifest.add_argument("folder", help="your pages")
    manifest.set_defaults(do=_manifest)
    build = commands.add_parser(
        "build",
        help="write a folder of pages as tables (Parquet); with "
        "requirements-scale.txt in partitions, and resumable",
    )
    build.add_argument("folder", help="pages, or a table of pages")
    build.add_argument(
        "out", help="the new folder, or that of an earlier build that was interrupted"
    )
    build.add_argument(
        "--size", type=int, default=1000, help="pages in a partition (default: 1000)"
    )
    build.add_argument(
        "--workers", type=int, help="processes on this machine (default: one for each core)"
    )
    build.add_argument(
        "--cluster", help="the address of a Dask scheduler (tcp://…) in place of processes here"
    )
    build.set_defaults(do=_build)
    run = commands.add_parser("run", help="execute the notebooks in order and write the figures")
    run.add_argument(
        "numbers", nargs="*", metavar="NN", help="only these notebooks (01 02 …, and your own)"
    )
    run.add_argument(
        "--corpus",
        help="run on other pages: a folder, a page or a table (or in GONGWEN_CORPUS); the "
        "stored notebooks stay as they are",
    )
    run.add_argument("--by", help="draw groups by this column of the accounts (or in GONGWEN_BY)")
    run.add_argument(
        "--out", help="folder for the figures (default: figures; with --corpus: figures/mine)"
    )
    run.add_argument(
        "-j",
        "--jobs",
        type=int,
        default=1,
        help="number of notebooks at once (0: one for each core; default: 1)",
    )
    run.add_argument(
        "--timeout", type=int, default=600, help="seconds that one cell may take (default: 600)"
    )
    run.set_defaults(do=_run)
    report = commands.add_parser(
        "report",
        help="the executed notebooks as pages to read, each one file: build/report/index.html",
    )
    report.add_argument("--corpus", help="the corpus on which they were run (default: seeds)")
    report.add_argument(
        "--out",
        help="the folder of figures that run wrote (default: figures; with --corpus: figures/mine)",
    )
    report.set_defaults(do=_report)
    docs = commands.add_parser(
        "docs", help="write the generated pages of docs/: tables, functions, figures"
    )
    docs.set_defaults(do=_docs)
    lab = commands.add_parser(
        "lab",
        help="open JupyterLab on the notebooks, with a Chinese font for the browser if it has none",
    )
    lab.add_argument(
        "more",
        nargs="*",
        metavar="-- option",
        help="after --: options for jupyter lab (-- --no-browser --port=9999)",
    )
    lab.set_defaults(do=_lab)
    return parser


def _parse(options: argparse.Namespace) -> int:
    from .pages import sources
    from .pages.account import parse_page

    path = Path(options.file)
    try:
        account = parse_page(sources.read_text(path), path.stem)
    except sources.PageError as error:
        raise ValueError(f"{path}: {error}") from None
    fields = (
        "name title published published_time source author editor site "
        "province prefecture county unit"
    ).split()
    record = {name: getattr(account, name) for name in fields}
    record["places"] = [
        {k: getattr(p, k) for k in ("level", "name", "basis", "evidence", "start", "end")}
        for p in account.places
    ]
    record["text"] = account.text
    record["blocks"] = [
        {k: getattr(b, k) for k in ("kind", "level", "start", "end", "text", "why")}
        for b in account.blocks
    ]
    print(json.dumps(record, ensure_ascii=False, indent=1, default=str))
    return 0


def _look(options: argparse.Namespace) -> int:
    from .publish import look

    path, facts = look.write(*_named(options), options.pages, options.seed)
    print(f"{facts}; open {path}")
    if options.open:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
    return 0


def _manifest(options: argparse.Namespace) -> int:
    from .common.sheets import write_sheet
    from .corpus import manifest, partitions, read_corpus
    from .pages import sources

    folder = Path(options.folder)
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise FileNotFoundError(f"{options.folder!r} {what}: give the folder of your pages")
    if partitions.is_built(folder):
        raise ValueError(
            f"{options.folder!r} is a built corpus: give the folder of pages that it was made from"
        )
    read = read_corpus(folder)
    if not len(read.accounts):
        raise ValueError(sources.NO_PAGE.format(options.folder))
    listed = (f for f in sources.listing(folder) if isinstance(f, sources.Listed))
    # pages of a table have their own names
    files = {f.name: f.relative for f in listed if f.file.suffix.lower() not in sources.TABLES}
    table = manifest.proposed(read, files)
    own = folder / "manifest.csv"
    # never overwrite a manifest that a scholar wrote
    path = own if not os.path.lexists(own) else folder / "manifest_draft.csv"
    write_sheet(path, table)
    looks = int((table["look"] != "").sum())
    print(
        f"{len(table)} pages, {looks} of them need a look, {len(read.errors)} errors: {path}; "
        "`python -m gongwen look` with the same folder shows pages beside what was removed"
    )
    return 0


def _build(options: argparse.Namespace) -> int:
    from .corpus import build_corpus, partitions, read_corpus, save
    from .corpus.build import check_folders

    check_folders(options.folder, options.out)  # before any process is started
    try:
        with partitions.cluster(options.cluster, options.workers) as client:
            built = build_corpus(options.folder, options.out, client, options.size)
    except partitions.MissingExtra as error:
        print(f"{error}; until then the corpus is built in memory, in one step", file=sys.stderr)
        built = read_corpus(options.folder)
        save(built, options.out)
    print(f"{built}: {options.out}")
    return 0


def _run(options: argparse.Namespace) -> int:
    from .publish.run import folders, run

    corpus, out = _named(options)
    results = run(options.numbers, corpus, out, options.jobs, options.timeout, options.by)
    failed = [result for result in results if result.error]
    passed = f"{len(results) - len(failed)} of {len(results)} notebooks passed"
    print(f"{passed}; figures and tables: {folders(corpus, out)[0]}", file=sys.stderr)
    return 1 if failed else 0


def _named(options: argparse.Namespace) -> tuple[str | None, str | None]:
    """Corpus and folder: of the options, else as make hands them over, in the environment, where a
    shell does not read them.
    """
    return (
        options.corpus or os.environ.get("GONGWEN_CORPUS") or None,
        options.out or os.environ.get("GONGWEN_OUT") or None,
    )


def _report(options: argparse.Namespace) -> int:
    from .publish import report

    written = report.write(*_named(options))
    print(f"{len(written)} pages; open {written[0]}")
    return 0


def _docs(options: argparse.Namespace) -> int:
    from .common.files import project_root
    from .publish import docs

    for path in docs.write(project_root()):
        print(path)
    return 0


def _lab(options: argparse.Namespace) -> int:
    from .publish.lab import start

    start(options.more)
    return 0


if __name__ == "__main__":
    sys.exit(main())
