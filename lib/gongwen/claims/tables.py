"""What an account says was done, in tables: every claim with its sentence, money without double
counting, who speaks, who is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, replace
from functools import partial

import pandas as pd

from ..common.characters import DOCUMENT, digest, fold
from ..common.columns import KEYS, columns, rows_of, typed
from ..common.files import progress
from ..common.lists import with_lists
from ..common.paragraphs import Paragraph, paragraphs
from ..common.spans import covers
from ..language.dates import DateMention, dates_in
from ..language.names import read_ahead
from ..language.people import is_public, offices, people_in
from ..language.quantities import FIELDS, Quantity, counted_in, shorthands
from ..language.speech import is_formula
from ..language.terms import of_lexicon
from .parties import with_parties
from .quotes import quotations_in
from .role import with_roles
from .rows import Columns
from .sums import flagged, repeated
from .totals import LEFT_OUT


@with_lists
def quantities_in(text: str, every: bool = False) -> list[Quantity]:
    """The quantities of `text` (a sentence or a paragraph), in order; with `every` also ages,
    ordinals and claimed outcomes.

    >>> numbers = quantities_in("组织13名党员捐款5万余元")
    >>> [(q.surface, q.value, q.unit, q.kind, q.role) for q in numbers]
    [('13名', 13.0, '名', 'people', 'output'), ('5万余元', 50000.0, '元', 'money', 'input')]
    """
    return _told(_counted(text, every), text, fold(text))


def _told(quantities: list[Quantity], text: str, folded: str) -> list[Quantity]:
    """The quantities of a paragraph with what its text tells of them: roles, flags, parties."""
    return flagged(with_parties(with_roles(quantities, folded), text, folded), text, folded)


def _counted(text: str, every: bool) -> list[Quantity]:
    """The quantities of a text alone, without what the text around tells of them."""
    folded = fold(text)
    return sorted(counted_in(text, folded, shorthands(text, folded), every), key=lambda q: q.start)


@with_lists
def quantities(sentences: pd.DataFrame, every: bool = False) -> pd.DataFrame:
    """The quantities of each sentence: account paragraph sentence, then the fields of `Quantity`.
    Positions are characters of the sentence.

    The flags (`sums`) depend on the whole paragraph, since 其中 “of which” may be in the next
    sentence; `again` depends on the whole account, and `copy` on the accounts before it.
    """
    return _copied(_quantities(sentences, every))


def _quantities(sentences: pd.DataFrame, every: bool = False) -> pd.DataFrame:
    """`quantities` without the flag copy, and with a digest of the sentence for values of 100 or
    more (0 for others), by which copies are recognised.
    """
    claims: list[tuple[tuple, int, Quantity, str]] = []
    heads, account = Columns(), None
    read_all = partial(_counted, every=every)
    for part in progress(paragraphs(sentences), "reading quantities", " paragraphs"):
        if part.account != account or "\t" not in part.text:
            heads, account = Columns(), part.account
        read = [
            (number, begin, q, text)
            for number, begin, text in zip(part.sentences, part.starts, part.texts)
            for q in (heads.read(text, read_all) if "\t" in text else read_all(text))
        ]
        moved = [q.moved(begin) for _, begin, q, _ in read]
        folded = fold(part.text) if moved else ""
        told = _told(moved, part.text, folded)
        claims += [
            ((part.account, part.number), number, t.moved(-begin), text)
            for (number, begin, _, text), t in zip(read, told)
        ]
    twice = repeated([(key, q, text) for key, _, q, text in claims])
    digests = {text: digest(text) for text in {text for *_, text in claims}}
    rows = [
        (
            *key,
            number,
            *astuple(replace(q, flag="again") if i in twice and q.flag in ("", "each") else q),
            digests[text] if q.value and q.value >= 100 else 0,
        )
        for i, (key, number, q, text) in enumerate(claims)
    ]
    frame = pd.DataFrame(rows, columns=[*KEYS, *FIELDS, "digest"])
    return typed(frame, "quantities").astype({"digest": "int64"})


def _copied(numbers: pd.DataFrame, *_, **__) -> pd.DataFrame:
    """Flags quantities as copy that an earlier account has in exactly the same sentence (a page
    that occurs twice).
    """
    first = numbers.groupby(["value", "unit", "start", "digest"], dropna=False, sort=False)[
        "account"
    ].transform("first")
    copied = (
        (numbers["digest"] != 0)
        & (first != numbers["account"])
        & numbers["flag"].isin(["", "each"])
    )
    return numbers.assign(flag=numbers["flag"].mask(copied, "copy")).drop(columns="digest")


# over partitions: `part` is applied to each, `joined` to the tables joined
quantities.part, quantities.joined = (
    _quantities,
    _copied,
)


@with_lists
def dates(sentences: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The dates of each sentence: account paragraph sentence surface start_date end_date relative
    start end basis. Positions are characters of the sentence.

    What a date leaves out is taken from those before it in its paragraph, then from the day of
    publication in `accounts`; `basis` says which. A page without that day has its year from
    `page_years`.
    """
    days = {row.account: row.published for row in accounts.itertuples() if pd.notna(row.published)}
    parts = paragraphs(sentences)
    undated = [part for part in parts if part.account not in days]
    years = page_years(undated, accounts) if undated else {}
    rows = []
    for part in progress(parts, "reading dates", " paragraphs"):
        day = days.get(part.account)
        for d in dates_in(part.text, day and day.date(), years.get(part.account)):
            i, start, end = part.cut(d.start, d.end)[0]
            place = (part.account, part.number, part.sentences[i], part.texts[i][start:end])
            rows.append((*place, d.start_date, d.end_date, d.relative, start, end, d.basis))
    return rows_of("dates", rows)


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(?:0[1-9]|1[0-2])(?!\d{3})")
_NUMBERED = re.compile(r"[〔\[【(﹝]((?:19|20)\d\d)[〕\]】)﹞] ?第?\d+ ?号")


def page_years(parts: Iterable[Paragraph], accounts: pd.DataFrame) -> dict[str, int]:
    """The years of pages whose day of publication is not known: that of the title, the source or
    an address (in any column of `accounts`, as /2020/02/), if they state only one; else that of
    the document's number (〔2020〕12号), the latest, since others that it cites are older; else the
    one that most days and months of the article state, since a page tells of its own time above
    all; of two the later.
    """
    years: dict[str, int] = {}
    named = accounts.reindex(columns=["account", "title", "source"]).astype("object").fillna("")
    stated_in = {
        account: set(_YEAR.findall(" ".join(map(fold, texts))))
        for account, *texts in named.to_numpy()
    }
    for row in accounts.to_dict("records"):
        addresses = " ".join(v for v in row.values() if isinstance(v, str) and "://" in v)
        stated_in[row["account"]] |= set(_IN_ADDRESS.findall(addresses))
    texts: dict[str, list[str]] = {}
    for part in parts:
        texts.setdefault(part.account, []).append(part.text)
    for account, lines in texts.items():
        stated = stated_in.get(account, set())
        numbers = _NUMBERED.findall(fold("\n".join(lines)))
        if len(stated) == 1:
            years[account] = int(stated.pop())
        elif numbers:
            years[account] = int(max(numbers))
        else:
            days = [d for line in lines for d in dates_in(line) if d.basis == "stated"]
            counts = Counter(d.start_date.year for d in days if d.start_date and _in_year(d))
            if counts:
                years[account] = max(counts, key=lambda year: (counts[year], year))
    return years


def _in_year(day: DateMention) -> bool:
    """Whether a date is shorter than a year: 1998年 tells of a life, 1998年8月 of what is told."""
    return day.end_date is None or (day.end_date - day.start_date).days < 360


@with_lists
def quotations(sentences: pd.DataFrame) -> pd.DataFrame:
    """The quotations: account paragraph sentence quotation speaker text start end, one row for each
    sentence that a quotation spans.

    `quotation`: its number in the account, from 0. Positions are characters of the sentence.
    """
    rows: list[tuple] = []
    count: dict[str, int] = {}
    for part in progress(paragraphs(sentences), "reading quotations", " paragraphs"):
        for quotation in quotations_in(part.text):
            number = count[part.account] = count.get(part.account, -1) + 1
            for i, start, end in part.cut(quotation.start, quotation.end):
                place = (part.account, part.number, part.sentences[i])
                words = part.texts[i][start:end]
                rows.append((*place, number, quotation.speaker, words, start, end))
    return rows_of("quotations", rows)


# --- deeds: every claim with its sentence, money without double counting

CLAIMS = columns("claims")
LONGEST = 2000  # characters of a sentence that are shown beside each of its claims


@with_lists
def table(sentences: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Every claim in one table, with its sentence (`text`, up to 2,000 characters of it):
    quantities, dates, quotations and documents named in 《》.

    `claim`: quantity, date, quotation or document. Ages and ordinals are left out; claimed outcomes
    (零感染) are included. Positions are characters of the sentence; `corpus.to_page` turns them
    into positions on the page. Columns that do not apply to a kind of claim are empty.
    """
    return joined(_table(sentences, accounts))


def _table(sentences: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """`table` without the flag copy, which needs all accounts."""
    numbers = quantities.part(sentences, every=True)
    parts = {
        "quantity": numbers[~numbers["kind"].isin(["age", "ordinal"])],
        "date": dates(sentences, accounts),
        "quotation": quotations(sentences).rename(columns={"text": "surface"}),
        "document": documents(sentences).rename(columns={"title": "surface"}),
    }
    frame = pd.concat(
        [part.assign(claim=claim) for claim, part in parts.items()], ignore_index=True
    )
    # each claim of a page without stops would have the whole page beside it
    brief = sentences[KEYS].assign(text=sentences["text"].str.slice(0, LONGEST))
    frame = frame.merge(brief, on=KEYS, validate="many_to_one").reindex(columns=[*CLAIMS, "digest"])
    words = ["unit", "qualifier", "counted", "kind", "role", "flag", "speaker", "basis"]
    order = {account: i for i, account in enumerate(dict.fromkeys(sentences["account"]))}
    frame = frame.assign(
        **{c: frame[c].fillna("") for c in words}, order=frame["account"].map(order)
    )
    return (
        typed(frame, "claims")
        .sort_values(["order", "paragraph", "sentence", "start", "end", "claim"], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def joined(claims: pd.DataFrame, *_, **__) -> pd.DataFrame:
    """The claims of all accounts, with the flag copy on quantities that an earlier account has in
    the same sentence.
    """
    return quantities.joined(claims.assign(digest=claims["digest"].fillna(0).astype("int64")))


# over partitions: `part` is applied to each, `joined` to the tables joined
table.part, table.joined = (
    _table,
    joined,
)


def select(claims: pd.DataFrame, condition: str = "") -> pd.DataFrame:
    """The rows of `table` that fulfil a condition, such as `kind == "money" and value > 1000`; all
    rows for "".

    Raises ValueError, naming the columns, if the condition cannot be read.
    """
    try:
        return claims.query(condition) if condition.strip() else claims
    except Exception as error:  # pandas raises many kinds of errors for an invalid condition
        raise ValueError(
            f"cannot read the condition {condition!r} ({error}); the columns are: "
            f"{', '.join(claims.columns)}"
        ) from None


@with_lists
def documents(sentences: pd.DataFrame) -> pd.DataFrame:
    """Documents, papers and programmes named in 《》: account paragraph sentence title
    start end.
    """
    rows = [
        (*key, text[match.start() : match.end()], match.start(), match.end())
        for *key, text in sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
        for match in DOCUMENT.finditer(text)
    ]
    return rows_of("documents", rows)


def once(claims: pd.DataFrame) -> pd.DataFrame:
    """The quantities that count: without ages, ordinals, schedules, and those that a sum leaves
    out.
    """
    return claims[
        ~claims["kind"].isin(["age", "ordinal"]) & ~claims["flag"].isin(["schedule", *LEFT_OUT])
    ]


def by_role(claims: pd.DataFrame) -> pd.DataFrame:
    """How many quantities of each role and kind each account has: account role kind n. Only
    quantities that count (`once`).
    """
    counting = once(claims)
    return counting.groupby(["account", "role", "kind"], sort=False).size().reset_index(name="n")


def speakers(quoted: pd.DataFrame) -> pd.DataFrame:
    """Each quotation once (from rows of `quotations`): account paragraph sentence quotation speaker
    who characters start end formula.

    `who`: named, role (一名老党员) or nobody. The place is that of the first sentence. `formula`:
    the words are watchwords of the lexicon that the text credits to somebody
    (“疫情就是命令”的指示精神), not speech; `phrases.credits` counts these.
    """
    quoted = quoted.assign(characters=quoted["text"].str.len())
    first = {c: (c, "first") for c in ("paragraph", "sentence", "speaker", "start", "end")}
    whole = quoted.groupby(["account", "quotation"], sort=False).agg(
        **first, characters=("characters", "sum"), text=("text", "sum")
    )
    whole = whole.reset_index()
    who = ["nobody" if not s else "named" if _is_name(s) else "role" for s in whole["speaker"]]
    formula = [is_formula(fold(text)) for text in whole["text"]]
    return typed(whole.assign(who=who, formula=formula)[list(columns("speakers"))], "speakers")


def _is_name(speaker: str) -> bool:
    return any(person.name == speaker for person in people_in(f"党员{speaker}说"))


@with_lists
def voices(sentences: pd.DataFrame, quoted: pd.DataFrame) -> pd.DataFrame:
    """How the accounts refer to themselves, by lexicons/voices.csv: account paragraph sentence term
    kind quoted start end.

    `kind`: own (我局 “our bureau”), told (该局 “the bureau”), we, i, nation (我国). `quoted`:
    whether it is inside a quotation (rows of `quotations`) or a title in 《》, and so not the
    account's own word.
    """
    find = of_lexicon("voices", category="kind")
    inside: dict[tuple, list[tuple[int, int]]] = {}
    for *key, start, end in quoted[[*KEYS, "start", "end"]].itertuples(index=False, name=None):
        inside.setdefault(tuple(key), []).append((start, end))
    rows = []
    for *key, text in progress(
        sentences[[*KEYS, "text"]].itertuples(index=False, name=None),
        "reading voices",
        total=len(sentences),
    ):
        others = [*inside.get(tuple(key), ()), *(match.span() for match in DOCUMENT.finditer(text))]
        for hit in find(fold(text)):
            quoted_here = covers(others, hit.start, hit.end)
            rows.append(
                (*key, text[hit.start : hit.end], hit.category, quoted_here, hit.start, hit.end)
            )
    return rows_of("voices", rows)


@with_lists
def persons(sentences: pd.DataFrame) -> pd.DataFrame:
    """Persons named in the accounts, one row per account and name: account paragraph sentence name
    person role gender n start end.

    `role` and `gender` are the first ones that the text gives; the place is that of the first
    mention. `person`: a number for each person. A name is one person in an account, and in others
    where an office agrees (局长李明), or where it is a name of public life; any other name in two
    accounts counts as two persons.
    """
    return _numbered(_persons(sentences))


def _persons(sentences: pd.DataFrame) -> pd.DataFrame:
    """`persons` without the number, which needs all accounts."""
    read_ahead(map(fold, sentences["text"]))
    rows = [
        (*key, person.name, person.role, person.gender, person.start, person.end)
        for *key, text in progress(
            sentences[[*KEYS, "text"]].itertuples(index=False, name=None),
            "reading names",
            total=len(sentences),
        )
        for person in people_in(text)
    ]
    frame = pd.DataFrame(rows, columns=[*KEYS, "name", "role", "gender", "start", "end"])
    # the first role and gender that the text gives: "" is none
    given = frame.assign(**{c: frame[c].replace("", None) for c in ("role", "gender")})
    first = {c: (c, "first") for c in ("paragraph", "sentence", "role", "gender", "start", "end")}
    people = given.groupby(["account", "name"], sort=False).agg(n=("name", "size"), **first)
    people = people.reset_index().fillna({"role": "", "gender": ""})
    people["person"] = 0
    return typed(people[list(columns("persons"))], "persons")


def _numbered(people: pd.DataFrame, *_, **__) -> pd.DataFrame:
    """The rows with a number for each person."""
    known: dict[tuple[str, str], int] = {}
    numbers = []
    for n, (name, role) in enumerate(zip(people["name"], people["role"])):
        keys = [(name, office) for office in (*offices(role), *(["public"] * is_public(name)))]
        numbers.append(next((known[key] for key in keys if key in known), n))
        known |= {key: numbers[-1] for key in keys if key not in known}
    return people.assign(person=numbers).astype({"person": "int64"})


# over partitions: `part` is applied to each, `joined` to the tables joined
persons.part, persons.joined = _persons, _numbered
