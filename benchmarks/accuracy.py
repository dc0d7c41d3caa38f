"""How well real pages and sentences are read, which are not in the repository:
`make accuracy REAL=folder`.

The folder has the pages, under any name; those of tests/gold/real/pages.csv are found by their
hash, and so are the paragraphs of numbers.csv (`sentences`), persons.csv and speech.csv (`people`).
Other readers that are installed are scored on the same texts. The tables go into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from gongwen.common.files import project_root, write_text
from gongwen.common.gold import Label, read_gold
from gongwen.common.sheets import write_sheet
from gongwen.compare.paper import markdown
from gongwen.pages import parse_page, sources

from . import counted, devices, people, sentences, tone

GOLD = Path("tests") / "gold" / "real" / "pages.csv"
MARKS = {
    what: (f"<!-- real {what}: written by make accuracy -->", f"<!-- end of real {what} -->")
    for what in ("pages", "sentences", "people", "quantities", "devices", "tone")
}
BODY = ("paragraph", "heading")
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A real page: its `text`, what is right (`labels`), and its `form`, `half`, and whether it is
    `cut`.
    """

    sha256: str
    text: str
    labels: tuple[Label, ...]

    def of(self, *kinds: str) -> list[str]:
        """The words of the labels of these kinds, without spaces."""
        return [
            label.value or tight(visible(label.surface, self.form))
            for label in self.labels
            if label.kind in kinds
        ]

    @property
    def form(self) -> str:
        return self.labels[0].more["form"]

    @property
    def half(self) -> str:
        return self.labels[0].more["half"]

    @property
    def cut(self) -> bool:
        return self.labels[0].more["cut"] == "yes"

    @property
    def listing(self) -> bool:
        return self.labels[0].kind == "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives of a page; fields are None where it has none for any page."""

    body: list[str]
    captions: list[str] | None = None
    title: str | None = None
    published: str | None = None
    source: str | None = None
    province: str | None = None


def tight(text: str | None) -> str:
    return "".join((text or "").split())


def visible(raw: str, form: str) -> str:
    """The words of a stretch of a page."""
    return raw if form == "text" else html.unescape(_TAG.sub("", raw))


def texts_by_hash(folder: Path) -> dict[str, str]:
    """The texts of a folder, by the SHA-256 of their bytes."""
    texts = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            with suppress(sources.PageError):
                texts[hashlib.sha256(data).hexdigest()] = sources.decode(data)
    return texts


def pages(texts: Mapping[str, str]) -> list[Page]:
    """The pages of the set whose texts are there, in the order of their hashes."""
    gold = read_gold(project_root() / GOLD, texts, some=True)
    return [Page(sha256, texts[sha256], tuple(labels)) for sha256, labels in sorted(gold.items())]


def gongwen(page: Page) -> Reading:
    account = parse_page(page.text, page.sha256)
    return Reading(
        [tight(block.text) for block in account.paragraphs],
        [tight(block.text) for block in account.captions],
        tight(account.title),
        account.published.isoformat() if account.published else "",
        tight(account.source),
        account.province or "",
    )


def _lines(text: str | None) -> list[str]:
    return [line for line in map(tight, (text or "").splitlines()) if line]


def _of_html(fragment: str) -> list[str]:
    from lxml import html as lxml_html

    blocks = "p div br h1 h2 h3 h4 li tr section blockquote".split()
    if not fragment.strip():
        return []
    tree = lxml_html.fromstring(fragment)
    for element in tree.iter(*blocks):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    return _lines(tree.text_content())


def peers() -> dict[str, Callable[[Page], Reading]]:
    """The readers that are installed, by their names."""

    def trafilatura(page: Page) -> Reading:
        from trafilatura import bare_extraction

        read = bare_extraction(
            page.text, include_comments=False, include_tables=True, with_metadata=True
        )
        return Reading(
            _lines(read.text if read else ""),
            title=tight(read.title if read else ""),
            published=(read.date if read else "") or "",
        )

    def readability(page: Page) -> Reading:
        from readability import Document

        document = Document(page.text)
        return Reading(
            _of_html(document.summary(html_partial=True)), title=tight(document.short_title())
        )

    def newspaper4k(page: Page) -> Reading:
        from newspaper import Article

        article = Article("http://localhost/", language="zh")
        article.download(input_html=page.text)
        article.parse()
        day = article.publish_date
        return Reading(
            _lines(article.text),
            title=tight(article.title),
            published=day.date().isoformat() if day else "",
        )

    def justext(page: Page) -> Reading:
        import justext as library

        paragraphs = library.justext(
            page.text.encode("utf8"),
            frozenset(),
            encoding="utf8",
            length_low=20,
            length_high=60,
            stopwords_low=0,
            stopwords_high=0,
        )
        return Reading([tight(p.text) for p in paragraphs if not p.is_boilerplate])

    def gne(page: Page) -> Reading:
        from gne import GeneralNewsExtractor

        read = GeneralNewsExtractor().extract(page.text)
        return Reading(
            _lines(read["content"]), title=tight(read["title"]), published=read["publish_time"][:10]
        )

    modules = {"trafilatura": trafilatura, "readability": readability, "newspaper": newspaper4k}
    modules |= {"justext": justext, "gne": gne}
    return {name: read for name, read in modules.items() if _installed(name)}


def _installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def counts(page: Page, read: Reading) -> tuple[int, int, int]:
    """Paragraphs and headings given, wanted and right to the letter; what is right either way, and
    the title, do not count.
    """
    wanted = Counter(page.of(*BODY))
    loose = set(page.of("soft paragraph", "soft heading", "title", "soft title")) - wanted.keys()
    given = Counter(words for words in read.body if words not in loose)
    return given.total(), wanted.total(), (given & wanted).total()


def _f1(given: int, wanted: int, right: int) -> float:
    return 2 * right / (given + wanted) if given + wanted else 1.0


def score(chosen: list[Page], read: Mapping[str, Reading]) -> dict[str, str]:
    """A row of the table: what a reader gives of these pages."""
    whole = [page for page in chosen if not page.cut and not page.listing]
    each = [counts(page, read[page.sha256]) for page in whole]
    row = {
        "pages": str(len(chosen)),
        "micro F1": f"{_f1(*map(sum, zip(*each))):.3f}" if each else "",
        "macro F1": f"{sum(_f1(*c) for c in each) / len(each):.3f}" if each else "",
        "whole bodies": f"{sum(c[0] == c[1] == c[2] for c in each)} of {len(each)}",
    }
    captions = [
        (Counter(read[p.sha256].captions or []), Counter(p.of("caption")))
        for p in whole
        if read[p.sha256].captions is not None
    ]
    if captions:
        sums = [
            (given.total(), wanted.total(), (given & wanted).total()) for given, wanted in captions
        ]
        row["captions F1"] = f"{_f1(*map(sum, zip(*sums))):.3f}"
    for field in ("title", "published", "source"):
        row[field] = _field([page for page in chosen if not page.listing], read, field)
    row |= _provinces([page for page in chosen if not page.listing], read)
    return row


def _field(chosen: list[Page], read: Mapping[str, Reading], field: str) -> str:
    """How many of the pages that have it are read right, and how many have none and are given
    one.
    """
    if all(getattr(read[page.sha256], field) is None for page in chosen):
        return ""
    right = has = made_up = 0
    for page in chosen:
        wanted = page.of(field, f"soft {field}")
        given = getattr(read[page.sha256], field) or ""
        has += bool(wanted)
        right += bool(wanted) and given in wanted
        made_up += not wanted and bool(given)
    return f"{right} of {has}" + (f", {made_up} made up" if made_up else "")


def _provinces(chosen: list[Page], read: Mapping[str, Reading]) -> dict[str, str]:
    if all(read[page.sha256].province is None for page in chosen):
        return {}
    given = [page for page in chosen if read[page.sha256].province]
    right = sum(read[page.sha256].province in page.of("province") for page in given)
    wanted = sum(bool(page.of("province")) for page in chosen)
    return {"province": f"{right} of {len(given)} given, {wanted} there"}


def tables(chosen: list[Page], with_peers: bool) -> Iterator[tuple[str, pd.DataFrame]]:
    """For each half of the set a table: a row for each form and reader."""
    readers = {"gongwen": gongwen} | (peers() if with_peers else {})
    read = {}
    for name, reader in readers.items():
        for page in chosen:
            if name == "gongwen" or page.form != "text":
                read[name, page.sha256] = _tried(reader, page)
    for half in ("unread", "read"):
        rows = []
        for form in ("text", "html", "wechat"):
            of = [page for page in chosen if page.half == half and page.form == form]
            for name in readers:
                if of and (name, of[0].sha256) in read:
                    here = {page.sha256: read[name, page.sha256] for page in of}
                    rows.append({"form": form, "reader": name, **score(of, here)})
        yield half, pd.DataFrame(rows).fillna("")


# What a label of a block may be by hand; for other kinds of blocks, none of these.
_HAND = {
    "title": {"title", "soft title"},
    "heading": {"heading", "soft heading"},
    "paragraph": {"paragraph", "soft paragraph"},
    "caption": {"caption", "soft caption"},
}
_ONCE_MORE = ("title, again", "title, with the site's name")
_OF_ARTICLE = {"heading", "paragraph", "caption"}


def rules(chosen: list[Page]) -> pd.DataFrame:
    """How often each rule that labels lines is right and wrong on these pages, the worst first. A
    line of the portal is right where no paragraph, heading or caption is.
    """
    counted: dict[tuple[str, str], Counter[bool]] = {}
    for page in chosen:
        if page.cut or page.listing:
            continue
        for block in parse_page(page.text, page.sha256).blocks:
            if block.kind in ("blank", "markup"):
                continue
            here = {
                label.kind
                for label in page.labels
                if label.end and label.start < block.end and label.end > block.start
            }
            wanted = None if block.why in _ONCE_MORE else _HAND.get(block.kind)
            right = bool(here & wanted) if wanted else not here & _OF_ARTICLE
            rule = re.sub(r"^\w+, ", "", block.why)
            counted.setdefault((block.kind, rule), Counter())[right] += 1
    rows = [(kind, rule, n[True], n[False]) for (kind, rule), n in counted.items()]
    rows.sort(key=lambda row: (row[2] / (row[2] + row[3]), -row[2] - row[3], row[:2]))
    return pd.DataFrame(rows, columns=["label", "rule", "right", "wrong"])


def _tried(reader: Callable[[Page], Reading], page: Page) -> Reading:
    try:
        return reader(page)
    except Exception:  # a peer that fails at a page has read nothing of it
        return Reading([])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages are")
    parser.add_argument("--write", action="store_true", help="into docs/accuracy.md")
    parser.add_argument("--rules", action="store_true", help="each rule, right and wrong")
    parser.add_argument("--alone", action="store_true", help="without other readers")
    options = parser.parse_args()
    texts = texts_by_hash(options.folder)
    chosen, marked = pages(texts), devices.scores(texts)
    worth = tone.scores(texts)
    sections = {
        "sentences": sentences.table(texts, not options.alone),
        "people": people.table(texts, not options.alone),
        "quantities": counted.table(texts),
        "devices": devices.table(marked),
    }
    print(f"{len(chosen)} pages of the set are in {options.folder}")
    if not chosen and all(table.empty for table in (*sections.values(), worth)):
        return 1
    if options.rules:
        print(rules(chosen).to_string(index=False))
        return 0
    made = list(tables(chosen, not options.alone)) if chosen else []
    for half, table in [*made, *sections.items()]:
        print(f"\n{half}\n{table.to_string(index=False)}")
    if options.write and made:
        text = "\n".join(f"Half *{half}*:\n\n{markdown(table)}" for half, table in made)
        text += (
            f"\nRules, on all of these pages but cut ones and lists:\n\n{markdown(rules(chosen))}"
        )
        write_between(MARKS["pages"], text)
    agreements = {
        "quantities": lambda: counted.agreement(texts),
        "devices": lambda: pd.DataFrame(devices.agreement()),
    }
    for what, table in sections.items():
        if options.write and len(table):
            agreed = agreements.get(what)
            coders = f"\nThe two coders:\n\n{markdown(agreed())}" if agreed else ""
            write_between(MARKS[what], markdown(table) + coders)
    told = list(tone.tables(texts, worth, not options.alone)) if len(worth) else []
    for said, table in told:
        print(f"\n{said}\n{table.to_string(index=False)}")
    if options.write and told:
        text = "\n".join(f"{said}\n\n{markdown(table)}" for said, table in told)
        write_between(MARKS["tone"], text)
        write_sheet(project_root() / tone.SCORES, worth.round(4))
    if options.write and len(marked):
        write_sheet(project_root() / devices.SCORES, marked.round(4))
    return 0


def write_between(marks: tuple[str, str], text: str) -> None:
    """Put a text between two marks of docs/accuracy.md."""
    path = project_root() / "docs" / "accuracy.md"
    before, _, rest = path.read_text("utf8").partition(marks[0])
    _, _, after = rest.partition(marks[1])
    write_text(path, f"{before}{marks[0]}\n{text}{marks[1]}{after}")


if __name__ == "__main__":
    sys.exit(main())
