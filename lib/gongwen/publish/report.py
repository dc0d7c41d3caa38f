"""A report from executed notebooks: one page for each, one to search the pages of the corpus, and
an index.

Each page is one self-contained file that makes no requests and runs only its own script. A second
run changes no byte.
"""

from __future__ import annotations

import html
import re
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from ..common.characters import brief
from ..common.files import own_file, progress, project_root, setting, write_text
from ..common.prose import many
from ..corpus import reposts
from ..corpus.corpus import Corpus, read_corpus
from ..language import people
from ..pages import sources
from . import record, run, web
from .kwic import concordance, formulas

_SHORT = 24  # characters of a title in the line of links
_NO_STATEMENT = (
    "There is no data statement here: whose these texts are, how they were chosen, what "
    "they cannot show, and whom they may harm. "
    "Write it into a file README.md in the folder of the pages, and it is shown."
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a report needs of one notebook: its file, title, question, and finding in English and in
    Chinese; the files that it wrote; of its figures the first and the others, as they are shown; or
    `fault`, why it is not shown; `mask`, for names in one that does not mask them itself.
    """

    path: Path
    title: str
    question: str = ""
    finding: str = ""
    chinese: str = ""
    files: tuple[Path, ...] = ()
    picture: dict[str, str] | None = None
    others: tuple[dict[str, str], ...] = ()
    fault: str = ""
    mask: people.Mask | None = None

    @property
    def file(self) -> str:
        return f"{self.path.stem}.html"

    @property
    def href(self) -> str:
        return quote(self.file)

    @property
    def short(self) -> str:
        short = self.title.partition("·")[0].strip()
        return short if len(short) <= _SHORT else f"{short[:_SHORT]}…"


def write(
    corpus: str | None = None, out: str | None = None, target: Path | None = None
) -> list[Path]:
    """Write the report of the stored notebooks, or of those run on another corpus. Returns its
    files, the index first.

    The folder is `target`; without it report/ in the folder of figures if `corpus` or `out` is
    given (with the same values as for `run`), otherwise build/report. Of a notebook that failed, or
    that does not belong to the last run, the report says so and shows nothing. Raises
    FileNotFoundError if notebooks or figures are missing, ValueError if they were run on another
    corpus, or none of them passed.
    """
    root = project_root()
    figures, folder = run.folders(corpus, out)
    target = target or (figures / "report" if corpus or out else root / "build" / "report")
    ran = record.read(figures)
    if ran is None:
        raise FileNotFoundError(
            f"no run is recorded in {figures}: `python -m gongwen run` makes one (with the same "
            "--corpus and --out)"
        )
    pages = root / (corpus or ran.corpus)
    now = record.new(pages)
    if now.corpus != ran.corpus:
        raise ValueError(
            f"the notebooks in {folder} were run on {ran.name!r}, not on {now.name!r}: run them "
            f"again, or give --corpus {ran.name}"
        )
    notes, read = read_notes(folder, figures, ran), read_corpus(pages)
    if all(note.fault for note in notes):
        why = "; ".join(f"{note.path.stem}: {note.fault}" for note in notes[:3])
        raise ValueError(f"there is no notebook to show in {folder}: {why}")
    if not len(read.accounts):
        raise ValueError(sources.NO_PAGE.format(str(pages)))
    mask, exporter = people_of(read), _exporter()
    notes = _masked(notes, mask)
    parts = [
        (
            "index.html",
            "Report",
            "gongwen 公文 · report",
            partial(index, notes, read, pages, mask, now.state != ran.state),
        ),
        *(
            (
                note.file,
                note.short,
                note.title,
                partial(notebook, note, exporter, ran.corpus != "seeds"),
            )
            for note in notes
            if not note.fault
        ),
        (
            "concordance.html",
            "Find words",
            "Find words in the pages 检索",
            partial(concordance, read, mask, ran.settings.get("by", "")),
        ),
    ]
    links = [{"href": quote(file), "short": short} for file, short, _, _ in parts]
    footer = (
        f"Made with gongwen {version('gongwen')}; its notebooks run again to the same "
        "bytes. Every number leads back to the pages it "
        "was read from. Chinese type: Noto Sans CJK (OFL); tables: DataTables (MIT)."
    )
    bodies = [body() for *_, body in progress(parts, "writing the report", "page", len(parts))]
    around = [text for _, short, title, _ in parts for text in (short, title)]
    url = web.font("".join([*map(web.shown, bodies), *around]))
    for (file, _, title, _), body in zip(parts, bodies):
        page = web.page(body, url, title=title, pages=links, href=quote(file), footer=footer)
        write_text(target / file, page)
    return [target / file for file, *_ in parts]


def _masked(notes: list[Note], mask: people.Mask) -> list[Note]:
    """The notes; the project's own notebooks mask names themselves, in others they are masked."""
    project = {path.stem for path in run.numbered(project_root() / "notebooks")}
    hide = _whole_names(mask)
    return [
        note
        if note.path.stem in project
        else replace(
            note,
            title=hide(note.title),
            question=hide(note.question),
            finding=hide(note.finding),
            chinese=hide(note.chinese),
            mask=hide,
        )
        for note in notes
    ]


def read_notes(folder: Path, figures: Path, ran: record.Record) -> list[Note]:
    """The notebooks of a run in order, with those of the folder that do not belong to it (`fault`).
    Raises FileNotFoundError if there are none.
    """
    stems = sorted({path.stem for path in run.numbered(folder)} | set(ran.notebooks))
    if not stems:
        raise FileNotFoundError(
            f"no executed notebooks in {folder}: `python -m gongwen run` makes them (with "
            "the same --corpus and --out)"
        )
    findings, notes = run.findings(folder), []
    for stem in stems:
        path = folder / f"{stem}.ipynb"
        if fault := record.fault(ran, stem, figures, folder):
            notes.append(Note(path, stem, fault=fault))
            continue
        cells = _book(path).cells
        opening = next((cell.source for cell in cells if cell.cell_type == "markdown"), "")
        finding = findings.get(stem, {})
        title, question = (
            re.search("^# (.+)", opening, re.M),
            re.search(r"^\*\*(.+?)\*\*", opening, re.M),
        )
        notes.append(
            Note(
                path,
                title[1] if title else stem,
                question[1] if question else "",
                finding.get("english", ""),
                finding.get("chinese", ""),
                files=tuple(figures / name for name in sorted(ran.files(stem))),
            )
        )
    return notes


@cache
def _book(path: Path):
    nbformat = run.notebook_format()

    return nbformat.read(path, as_version=4)


def _exporter():
    """nbconvert's exporter with the project's template, shared by all notebooks so that it is
    compiled once.
    """
    from nbconvert import HTMLExporter
    from nbconvert.filters import Highlight2HTML
    from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter

    return HTMLExporter(
        raw_template=(web.TEMPLATES / "notebook.html.j2").read_text("utf8"),
        sanitize_html=True,
        exclude_anchor_links=True,
        filters={
            "clean_html": web.sanitised,
            "highlight_code": Highlight2HTML(pygments_lexer="ipython3"),
            "filter_data_type": WidgetsDataTypeFilter(notebook_metadata={}),
        },
    )


def notebook(note: Note, exporter, own: bool = False) -> str:
    """A notebook as the body of a page: its text, folded code and outputs, then every table of its
    number in full.

    `own`: it was run on other pages than the seeds. Then the opening line is its own finding, and a
    note says that the text about the seeds does not apply.
    """
    from nbconvert import TemplateExporter

    book = deepcopy(_book(note.path))
    if own and book.cells:
        about = (
            "*Run on other pages than the five seeds. Sentences in the text that speak of the "
            "seeds do not speak of these pages.*"
        )
        # escaped: what a cell printed may contain words of the corpus
        opening = f"<p>{html.escape(note.finding)}</p>\n\n{about}"
        source = re.sub(
            "^On the five seeds: .*", lambda _: opening, book.cells[0].source, flags=re.M
        )
        found = f"<p><strong>发现</strong> {html.escape(note.chinese)}</p>"
        book.cells[0].source = re.sub(r"^\*\*发现\*\* .*", lambda _: found, source, flags=re.M)
    # HTMLExporter's own method would parse the finished page, which only its own template needs
    body, _ = TemplateExporter.from_notebook_node(exporter, book)
    tables = "\n".join(_table(path) for path in note.files if path.suffix == ".csv")
    page = f"{body}<h2 id='tables'>Tables</h2>\n{tables}"
    return note.mask(page) if note.mask else page


def _table(path: Path) -> str:
    """A table of a notebook, folded; or why it is not shown: a user's notebook may write any."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except ValueError as error:
        why = f"{path.name} is not shown: {brief(str(error))}"
        return f"<p class='note'>{html.escape(why)}</p>"
    name = html.escape(path.stem)
    size = f"{len(frame):,} row{'s' * (len(frame) != 1)}, {len(frame.columns)} columns"
    return (
        f"<details class='table' id='table-{name}'><summary>{name} · "
        f"{size}</summary>{web.table(frame, name)}</details>"
    )


def index(
    notes: list[Note], corpus: Corpus, folder: Path, mask: people.Mask, changed: bool = False
) -> str:
    """The first page: a figure and a finding of each notebook and a search box, then contents, the
    other figures, methods, and the facts about the pages.

    `changed`: pages, lists or version are not those that the notebooks were run on.
    """
    own = own_file(folder if folder.is_dir() else folder.parent, "README.md")
    readers = own_file(project_root() / "tests" / "gold", "README.md")
    statements = [
        path.read_text("utf8", "replace") if path else missing
        for path, missing in ((own, _NO_STATEMENT), (readers, ""))
    ]
    whole_names = _whole_names(mask)
    written = [path for note in notes for path in note.files]
    methods = next((path for path in written if path.name == "07_methods.md"), None)
    errors = mask(corpus.errors)
    error_table = web.table(errors, "errors") if len(errors) else ""
    facts = _facts(corpus)
    return web.fill(
        "index.html.j2",
        {
            "statements": [web.rendered(whole_names(statement)) for statement in statements],
            "errors": error_table,
        },
        title="gongwen 公文 · report",
        lead=f"{folder.name}: {facts}",
        words=next(iter(formulas(corpus)), ""),
        notes=[_with_pictures(note) for note in notes],
        changed=changed,
        facts=facts,
        methods=methods.read_text("utf8").strip().splitlines() if methods else [],
    )


def _whole_names(mask: people.Mask) -> people.Mask:
    """The mask without parts of names, which are masked on the pages only, not in what is written
    about them.
    """
    return replace(mask, pieces=(), given_names=())


def _with_pictures(note: Note) -> Note:
    """The note with its figures."""
    shown, files = [], {path.stem: path for path in note.files if path.suffix == ".png"}
    for cell in () if note.fault else _book(note.path).cells:
        for output in cell.get("outputs", []):
            data = output.get("metadata", {}).get(run.PNG, {})
            if path := files.get(data.get("figure")):
                shown.append(
                    {
                        "name": path.stem,
                        "href": f"{note.href}#figure-{path.stem}",
                        "alt": data["alt"],
                        "src": web.picture(path),
                    }
                )
    return replace(note, picture=shown[0] if shown else None, others=tuple(shown[1:]))


def _facts(corpus: Corpus) -> str:
    """The number of accounts, sentences and characters, and the span of publication."""
    accounts, days = corpus.accounts, corpus.accounts["published"].dropna()
    span = (
        f"published {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
        if len(days)
        else "without a date"
    )
    undated = (
        f" ({len(accounts) - len(days):,} without a date)" if 0 < len(days) < len(accounts) else ""
    )
    characters = int(accounts["characters"].sum())
    reprints = len(reposts.in_corpus(corpus))
    again = f" {many(reprints, 'account')} of these reprint another one." if reprints else ""
    return (
        f"{many(len(accounts), 'account')}, {span}{undated}: "
        f"{many(len(corpus.sentences), 'sentence')}, {characters:,} characters.{again}"
    )


def people_of(corpus: Corpus) -> people.Mask:
    """A mask for the names of private persons in the texts, and of authors and editors."""
    accounts = [corpus.account(name) for name in corpus.accounts["account"]]
    bylines = [name for account in accounts for name in (account.author, account.editor)]
    return people.masker(corpus.blocks["text"], setting("show_names", False), bylines)
