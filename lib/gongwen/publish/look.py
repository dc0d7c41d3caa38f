"""A look before the analysis: one page on what was read of a corpus and what not, what the pages
say of themselves, what looks odd, and random pages with each block's line for corrections.csv.

The page is one self-contained file, as those of a report. Texts and messages have the names of
private persons masked; accounts and files keep their names, by which they are corrected.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections import Counter
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import pandas as pd

from ..common.characters import legible, whole
from ..common.figures import MINE
from ..common.files import located, project_root, write_text
from ..common.lists import read_lexicon
from ..common.prose import many
from ..common.sheets import spreadsheet_safe
from ..corpus import partitions
from ..corpus.corpus import Corpus, read_corpus
from ..corpus.groups import NOT_STATED
from ..corpus.manifest import REMOVED, SHORT, in_memory, looks
from ..language.people import Mask
from ..pages import sources
from ..pages.account import KINDS, Account
from . import web
from .kwic import PAGES, shown
from .report import people_of

COVERAGE = {
    "title": "title 标题",
    "published": "date 日期",
    "province": "place 地点 (province)",
    "source": "source 来源",
}
# rows of `errors` about pages that were read, or about files that are no pages
REMARKS = (
    *("columns", "cell", "corrections", "damaged", "lexicon", "manifest", "no article"),
    *("not a page", "sample"),
)
ODD = {
    "no text": "no text was kept",
    "list": "look like a list or a table",
    "short": f"short: less than {SHORT} characters were kept",
    "removed": f"more than {REMOVED:.0%} of the text was removed",
    "no title": "no title was found",
    "reprint": "reprints: the text of another page again",
}
KINDS_OF_FILE = {
    "text": sources.TEXT,
    "saved web page": sources.HTML,
    "Word": {".docx"},
    "PDF": {".pdf"},
    "table of pages": sources.TABLES,
}
NAMES = 10  # pages that are named without opening a list
ROWS = 5_000  # lines of a list that can be opened
MONTHS = 48  # a longer span is shown by years
PROVINCES = 40
BLOCKS = 300  # of a drawn page that are shown, kept and removed each
TEXT = 1_000  # characters of a block that are shown
_NOT_STATED = f"{NOT_STATED} 未注明"


def write(
    corpus: str | None = None, out: str | None = None, pages: int = 20, seed: int = 0
) -> tuple[Path, str]:
    """Write the page about a corpus (default: seeds): a folder of pages, a page, a table of pages,
    or a built corpus. Returns its path and what was read, in a sentence.

    `out`: the file (.html), or a folder for look.html (default: figures/mine/<name of the
    corpus>). `pages`: how many are drawn at random and shown, by `seed`. Raises FileNotFoundError
    if the corpus does not exist, ValueError if there is neither a page nor a file in it.
    """
    if pages < 0:
        raise ValueError(f"pages is a number of pages to show, 0 or more: {pages}")
    place = located(corpus or "seeds")
    read = read_corpus(place)
    accounts, errors = in_memory(read.accounts), in_memory(read.errors)
    if not len(accounts) and not len(errors):
        raise ValueError(sources.NO_PAGE.format(str(place)))
    root, path = project_root(), place.resolve()
    name = legible(path.name if path.is_dir() else path.stem)
    target = root / (out or f"{MINE}/{name}")
    target = target if target.suffix.lower() in (".html", ".htm") else target / "look.html"
    facts = _facts(accounts, errors)
    body = _body(read, accounts, errors, path, facts, pages, seed)
    title = f"A look at {name}"
    url = web.font(web.shown(body) + title)
    footer = f"Made with gongwen {version('gongwen')}. Chinese type: Noto Sans CJK (OFL)."
    page = web.page(
        body, url, ("look.js",), tables=False, title=title, pages=(), href="", footer=footer
    )
    write_text(target, page)
    return target, facts


def _body(
    read: Corpus,
    accounts: pd.DataFrame,
    errors: pd.DataFrame,
    path: Path,
    facts: str,
    pages: int,
    seed: int,
) -> str:
    some = read.sample(PAGES, seed)
    drawn = some.sample(pages, seed) if pages else some.only(())
    mask = people_of(some)
    odd = looks(read)
    errors = errors[errors["error"] != "no article"]  # these are among what looks odd
    told = errors["error"].isin(REMARKS)
    return web.fill(
        "look.html.j2",
        name=legible(path.name),
        facts=facts,
        total=len(accounts),
        kinds=_kinds(path, accounts["account"]),
        unread=_grouped(errors[~told], mask),
        remarks=_grouped(errors[told], mask),
        coverage=_coverage(accounts),
        when=_when(accounts["published"]),
        where=_where(accounts["province"]),
        odd=[_odd(kind, odd[odd["look"] == kind]) for kind in ODD],
        drawn=[_page(drawn.account(row.account), row, mask) for row in drawn.accounts.itertuples()],
        choices=[kind for kind in KINDS if kind not in ("blank", "markup")],
        seed=seed,
        masked=bool(mask.names),
        **_next(path),
    )


def _facts(accounts: pd.DataFrame, errors: pd.DataFrame) -> str:
    """How many pages were read and how many not, with their characters and sentences."""
    characters, sentences = int(accounts["characters"].sum()), int(accounts["sentences"].sum())
    lost = _number(errors[~errors["error"].isin(REMARKS)])
    bare = int((accounts["characters"] == 0).sum())
    return (
        f"{many(len(accounts), 'page')} read, {lost:,} not read: {characters:,} characters in "
        f"{many(sentences, 'sentence')}" + f"; no article on {many(bare, 'page')}" * bool(bare)
    )


_MORE = re.compile(r"so are ([\d,]+) more rows")


def _number(errors: pd.DataFrame) -> int:
    """How many pages rows of errors stand for; one may stand for many of a table."""
    more = (_MORE.fullmatch(message) for message in errors["message"])
    return sum(int(match[1].replace(",", "")) if match else 1 for match in more)


def _kinds(path: Path, accounts: pd.Series) -> list[dict]:
    """The files of each kind, and the pages read from them; nothing of a built corpus, which does
    not know its files.
    """
    if partitions.is_built(path):
        return []
    kinds = {ending: kind for kind, endings in KINDS_OF_FILE.items() for ending in endings}
    files, of = Counter(), {}
    for item in sources.listing(path):
        if isinstance(item, sources.Listed):
            kind = kinds.get(item.file.suffix.lower(), "other")
            of[item.name] = kind
            files[kind] += 1
    tables = tuple(f"{name}/" for name, kind in of.items() if kind == "table of pages")
    pages = Counter(
        "table of pages" if tables and name.startswith(tables) else of.get(name, "other")
        for name in accounts
    )
    return [
        {"kind": kind, "files": files[kind], "pages": pages[kind]}
        for kind in (*KINDS_OF_FILE, "other")
        if files[kind]
    ]


def _grouped(errors: pd.DataFrame, mask: Mask) -> dict:
    """Errors by kind and advice (messages that differ in numbers alone are one), the most frequent
    first, and each with its message.
    """
    alike = errors["message"].str.replace(r"\d[\d,.]*", "0", regex=True)
    groups = [
        {
            "kind": kind,
            "message": mask(part["message"].iloc[0]),
            "n": _number(part),
            **_named(part["name"]),
        }
        for (kind, _), part in errors.groupby(["error", alike], sort=True)
    ]
    groups.sort(key=lambda group: -group["n"])
    return {
        "n": _number(errors),
        "groups": groups[:NAMES],
        "rows": [
            {"name": row.name, "kind": row.error, "message": mask(row.message)}
            for row in errors.head(ROWS).itertuples(index=False)
        ],
        "more": max(0, len(errors) - ROWS),
    }


def _named(names: pd.Series, notes: pd.Series | None = None) -> dict:
    """The first names, those for a list that is opened, and how many more there are."""
    lines = names if notes is None else [f"{name}: {note}" for name, note in zip(names, notes)]
    lines = list(dict.fromkeys(lines))
    return {
        "names": lines[:NAMES],
        "others": lines[NAMES:ROWS],
        "more": max(0, len(lines) - ROWS),
    }


def _coverage(accounts: pd.DataFrame) -> list[dict]:
    """Of how many accounts title, date, place and source are known, and of these, where there is a
    manifest, from how many rows of it.
    """
    given = accounts["from_manifest"].fillna("") if "from_manifest" in accounts else None
    rows, total = [], len(accounts)
    for column, label in COVERAGE.items():
        n = int(accounts[column].notna().sum())
        own = 0 if given is None else int(given.str.contains(rf"(?:^|,){column}(?:,|$)").sum())
        rows.append(
            {
                "label": label,
                "n": n,
                "total": total,
                "share": _share(n, total),
                "percent": _percent(n, total),
                "own": own,
                "own_percent": _percent(own, total),
                "given": given is not None,
            }
        )
    return rows


def _percent(n: int, total: int) -> int:
    """A whole percentage, rounded down, so that 100 are all."""
    return 100 * n // total if total else 0


def _share(n: int, total: int) -> str:
    return "<1 %" if 0 < 100 * n < total else f"{_percent(n, total)} %"


def _when(published: pd.Series) -> list[dict]:
    """Accounts by month, or by year if they span more than four; those without a date last."""
    days = published.dropna()
    bars: list[dict] = []
    if len(days):
        long = 12 * (days.max().year - days.min().year) + days.max().month - days.min().month
        by = "Y" if long >= MONTHS else "M"
        counted = days.dt.to_period(by).value_counts().sort_index()
        whole = pd.period_range(counted.index[0], counted.index[-1], freq=by)
        for n, run in groupby(whole, lambda period: int(counted.get(period, 0))):
            periods = [str(period) for period in run]
            if n or len(periods) < 3:
                bars += [{"label": period, "n": n} for period in periods]
            else:
                bars.append({"label": f"{periods[0]} to {periods[-1]}", "n": 0})
    return _drawn(bars, int(published.isna().sum()))


def _where(provinces: pd.Series) -> list[dict]:
    """Accounts by province, the most first; those without one last."""
    english = {row["name"]: row["english"] for row in read_lexicon("provinces")}
    counted = sorted(provinces.dropna().value_counts().items(), key=lambda c: (-c[1], str(c[0])))
    bars = [
        {"label": f"{english.get(name, '')} {name}".strip(), "n": int(n)}
        for name, n in counted[:PROVINCES]
    ]
    if rest := counted[PROVINCES:]:
        bars.append({"label": f"{len(rest)} others", "n": int(sum(n for _, n in rest))})
    return _drawn(bars, int(provinces.isna().sum()))


def _drawn(bars: list[dict], without: int) -> list[dict]:
    """Bars with their lengths in percent of the longest, and a line for accounts that do not say,
    without a bar, which would make the others short.
    """
    longest = max((bar["n"] for bar in bars), default=0)
    bars = [bar | {"percent": 100 * bar["n"] / longest} for bar in bars]
    return [*bars, {"label": _NOT_STATED, "n": without, "percent": 0}] if without else bars


def _odd(kind: str, found: pd.DataFrame) -> dict:
    noted = found["note"] if kind in ("list", "reprint") else None
    return {"label": ODD[kind], "n": len(found), **_named(found["account"], noted)}


def _page(account: Account, row, mask: Mask) -> dict:
    """A page to check: what is known of it (`row` of the accounts: read or given), and its blocks
    on two sides, each with its line for corrections.csv. Blocks beyond the first ones are counted.
    """
    sides: dict[str, list] = {"kept": [], "removed": []}
    for block, kept, text in shown(account):
        sides["kept" if kept else "removed"].append(
            {
                "kind": block.kind,
                "why": block.why,
                "text": mask(text[: 2 * TEXT])[:TEXT],
                "cut": max(0, len(text) - TEXT),
                "line": line(account.name, block.start, block.end, _other(kept)),
            }
        )
    tags = [block for block in account.blocks if block.kind == "markup"]
    place = (part for part in (row.province, row.prefecture, row.county) if pd.notna(part))
    known = (
        ("title", row.title),
        ("date", row.published.date() if pd.notna(row.published) else ""),
        ("source", row.source),
        ("place", "".join(place)),
    )
    return {
        "name": account.name,
        "known": [(label, mask(str(v)) if pd.notna(v) and v else "—") for label, v in known],
        "sides": [
            {"side": side, "blocks": blocks[:BLOCKS], "more": max(0, len(blocks) - BLOCKS)}
            for side, blocks in sides.items()
        ],
        "tags": sum(block.end - block.start for block in tags),
    }


def _other(kept: bool) -> str:
    """What a block most likely is if its label is wrong."""
    return "furniture" if kept else "paragraph"


def line(account: str, start: int, end: int, kind: str) -> str:
    """A line for corrections.csv (account, start, end, kind), safe for a spreadsheet.

    >>> line("a,b", 0, 12, "furniture")
    '"a,b",0,12,furniture'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow((spreadsheet_safe(account), start, end, kind))
    return text.getvalue()


def _next(path: Path) -> dict:
    """The commands that come next, for a shell; and whether the corpus is built, or a folder."""
    root = project_root().resolve()
    inside = path.is_relative_to(root) and path != root
    quoted = shlex.quote(path.relative_to(root).as_posix() if inside else str(path))
    return {
        "quoted": whole(quoted),
        "built": partitions.is_built(path),
        "folder": path.is_dir(),
    }
