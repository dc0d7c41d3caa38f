"""Tables about marked devices: how often they are used, how war words are used, whose sacrifice it
is; and `marked_text`, one account in colour (escaped HTML, or plain text for a terminal).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..common.characters import alternatives, fold
from ..common.columns import columns, groups, rows_of, typed
from ..common.files import progress
from ..common.lists import read_lexicon, with_lists, words_of
from ..common.spans import span_of
from ..language import terms
from ..language.terms import Terms, longest, read_terms, without_marks
from ..language.words import whole_word
from .coding import KEYS, check_names
from .mark import DEVICES, real_wars, war_marks
from .reading import within

if TYPE_CHECKING:
    import pandas as pd

    from ..corpus.groups import Units

SHARES = columns("shares")[1:]
WAR, GIVERS = columns("war_words"), columns("givers")
USE_NAMES = {
    "metaphor": "metaphor 隐喻",
    "identity": "the veteran's creed 军人身份",
    "literal": "meant plainly 本义",
}
USES = tuple(USE_NAMES)
NAMES = {
    "war": "war 战争",
    "loyalty": "loyalty 忠诚",
    "slogan": "slogan 口号",
    "parallelism": "parallelism 排比",
    "fourchar": "four-character runs 四字格",
    "shorthand": "numeral shorthand 数字简称",
    "quote": "quotation 引语",
    "sacrifice": "sacrifice 奉献",
    "urgency": "urgency 紧迫",
    "figures": "figures 数字",
    "imagery": "imagery 比喻",
}


@with_lists
def shares(
    marks: pd.DataFrame, sentences: pd.DataFrame, by: str = "account", devices=None
) -> pd.DataFrame:
    """How much each account uses each device: account device sentences with_device share marks
    characters per_1000.

    `share`: with_device divided by sentences. Since sentences differ much in length, `per_1000`
    gives the marks per 1,000 characters, too. One row per account and device, also where it is 0.
    `by`: any column of `sentences`, in place of the account. Raises ValueError for an unknown
    device or column.
    """
    import pandas as pd

    values, codes = groups(sentences, by)
    names = list(devices) if devices is not None else sorted(set(marks["device"]))
    check_names(names, {*DEVICES, *terms.devices(), *marks["device"]})
    part = dict(zip(sentences[KEYS].itertuples(index=False, name=None), codes.tolist()))
    seen, times = Counter(), Counter()
    for (*key, device), n in Counter(
        marks[[*KEYS, "device"]].itertuples(index=False, name=None)
    ).items():
        if tuple(key) in part:
            seen[part[tuple(key)], device] += 1
            times[part[tuple(key)], device] += n
    sizes = pd.Series(codes).value_counts().to_dict()
    length = sentences["text"].str.len().groupby(codes).sum().to_dict()
    rows = [
        (
            value,
            d,
            sizes[i],
            seen[i, d],
            seen[i, d] / sizes[i],
            times[i, d],
            length[i],
            1000 * times[i, d] / max(1, length[i]),
        )
        for i, value in enumerate(values)
        for d in names
    ]
    return rows_of("shares", rows, by)


def mean_shares(table: pd.DataFrame, units: Units) -> pd.DataFrame:
    """The shares of accounts (the table of `shares`) for the units that are drawn, in its columns:
    of a group the means of share and per_1000 over its accounts, as in `compare.profile`, and the
    sums of the rest.
    """
    means = dict.fromkeys(("share", "per_1000"), "mean")
    sums = dict.fromkeys(("sentences", "with_device", "marks", "characters"), "sum")
    grouped = units(table).groupby(["account", "device"], sort=False)
    return typed(grouped.agg({**sums, **means}).reset_index()[list(table)], "shares")


def name(device: str) -> str:
    """English and Chinese for a device; a device of your own keeps its name."""
    return NAMES.get(device, device)


def examples(marks: pd.DataFrame, devices: Iterable[str] = DEVICES, size: int = 60) -> pd.DataFrame:
    """What marks of each device look like: device marks such_as, the most frequent surfaces first,
    those of more than 24 characters only where there are no others.
    """
    import pandas as pd

    rows = []
    for device in devices:
        surfaces = marks.loc[marks["device"] == device, "surface"]
        brief = surfaces[surfaces.str.len() <= 24]
        often = Counter(brief if len(brief) else surfaces).most_common()
        rows.append((name(device), len(surfaces), " · ".join(text for text, _ in often)[:size]))
    return pd.DataFrame(rows, columns=["device", "marks", "such_as"])


@with_lists
def uses(words: pd.DataFrame) -> pd.DataFrame:
    """How often each word of war or soldiering is used in which way (the table of `war_words`):
    word gloss use category n, the most frequent first.
    """
    n = words.groupby(["word", "use", "category"]).size().reset_index(name="n")
    n.insert(1, "gloss", n["word"].map(war_glosses()).fillna(""))
    return n.sort_values(["n", "word", "use"], ascending=[False, True, True], ignore_index=True)


def categories(words: pd.DataFrame) -> pd.DataFrame:
    """How often words of war and soldiering are used in which way (the table of `war_words`), and
    for what the metaphors are: use category n, the uses called as in the figure.
    """
    n = words.groupby(["use", "category"]).size().reset_index(name="n")
    return n.assign(use=n["use"].map(USE_NAMES))


def _texts(sentences: pd.DataFrame) -> dict[tuple, str]:
    """(account, paragraph, sentence) -> text."""
    return dict(zip(sentences[KEYS].itertuples(index=False, name=None), sentences["text"]))


def concordance(
    marks: pd.DataFrame,
    sentences: pd.DataFrame,
    device: str,
    width: int = 20,
    add: Iterable[str] = (),
) -> pd.DataFrame:
    """Each mark of a device with its context: account paragraph sentence left keyword right start
    end, as in `phrases.kwic`.

    `add`: devices of your own, which may be marked nowhere. Raises ValueError for a device that is
    neither built in nor your own nor marked.
    """
    check_names([device], {*DEVICES, *add, *marks["device"]})
    text = _texts(sentences)
    rows = []
    for account, paragraph, sentence, surface, start, end in marks.loc[
        marks["device"] == device, [*KEYS, "surface", "start", "end"]
    ].itertuples(index=False):
        whole = text[account, paragraph, sentence]
        rows.append(
            (
                account,
                paragraph,
                sentence,
                whole[max(0, start - width) : start],
                surface,
                whole[end : end + width],
                start,
                end,
            )
        )
    return rows_of("kwic", rows)


# --- war ------------------------------------------------------------------------------------------


@with_lists
def war_words(sentences: pd.DataFrame) -> pd.DataFrame:
    """Each word of war and soldiering, and how it is used: account paragraph sentence word use
    category start end.

    `use` is metaphor (a word of lexicons/devices/war.csv that marks the device, with its category),
    identity (the veteran's creed: 若有战,召必回) or literal (real soldiers, units and
    wars: 退役军人, and war words in a clause about a real war). Of overlapping words the longest
    counts.
    """
    find = _war_finder()
    rows = []
    lines = sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
    for *key, text in progress(lines, "reading words of war", total=len(sentences)):
        folded = fold(text)
        wars = real_wars(folded)
        metaphors = {span_of(mark) for mark in war_marks(folded, wars)}
        for hit in longest(find(folded)):
            use = "metaphor" if hit.device == "war" else hit.category
            if use == "metaphor" and within(hit, wars):
                use = "literal"
            elif use == "metaphor" and span_of(hit) not in metaphors:
                continue
            rows.append(
                (
                    *key,
                    without_marks(folded[hit.start : hit.end])[0],
                    use,
                    hit.category if use == "metaphor" else "",
                    hit.start,
                    hit.end,
                )
            )
    return rows_of("war_words", rows)


def _war_finder() -> Terms:
    soldiers = tuple(
        {"term": row["term"], "category": row["kind"], "exceptions": ""}
        for row in read_lexicon("military")
        if row["kind"] != "history"
    )
    return Terms({"war": read_terms("devices/war"), "military": soldiers})


# --- sacrifice ------------------------------------------------------------------------------------


@with_lists
def givers(marks: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Whose sacrifice it is: account paragraph sentence role family gender what, one row for each
    sentence marked as sacrifice.

    `role` and `family`: the words of these kinds from lexicons/persons.csv (and the titles of
    attribution.csv) that the sentence has,
    in order and separated by spaces, each extended to the whole word (副书记). `gender`: that of
    the roles and pronouns. `what`: the kinds of sacrifice marked. A cell is "" if the sentence says
    nothing. Left out, since they are about somebody else: words in brackets, what a relative is
    (妻子王芳是医生, 当护士的妻子), the pronoun in 她的丈夫; and the gender of family words.
    """
    import pandas as pd

    words = read_lexicon("persons")
    titles = words_of("attribution", "title")
    pattern = re.compile(alternatives({*titles, *(row["term"] for row in words)}))
    family, pronoun = (
        alternatives(row["term"] for row in words if row["kind"] == k)
        for k in ("family", "pronoun")
    )
    others = re.compile(
        rf"\([^()]*\)|(?:{pronoun})的(?={family})"
        rf"|(?:当|做|是|身为|作为)[^,。;:!?、的]{{1,12}}的(?={family})"
        rf"|(?P<kept>{family})[^,。;:!?、]{{0,4}}?也?(?:是|当|做)[^,。;:!?]*"
    )
    kind = dict.fromkeys(titles, "role") | {row["term"]: row["kind"] for row in words}
    gender = {row["term"]: row["gender"] for row in words}
    text = _texts(sentences)
    kinds = marks["detail"] if "detail" in marks else pd.Series("", index=marks.index)
    part = marks.assign(detail=kinds)[marks["device"] == "sacrifice"]
    rows = []
    for key, group in part.groupby(KEYS, sort=False):
        folded = others.sub(_blank, fold(text[key]))
        hits = [
            (match[0], folded[whole_word(folded, *match.span()) : match.end()])
            for match in pattern.finditer(folded)
        ]
        stated = [
            " ".join(dict.fromkeys(word for term, word in hits if kind[term] == k))
            for k in ("role", "family")
        ]
        genders = sorted(
            {gender.get(term, "") for term, _ in hits if kind[term] != "family"} - {""}
        )
        rows.append(
            (*key, *stated, " ".join(genders), " ".join(sorted({w for w in group["detail"] if w})))
        )
    return rows_of("givers", rows)


def _blank(match: re.Match[str]) -> str:
    """Spaces for what a relative is; the word for the relative stays."""
    return (match["kept"] or "").ljust(len(match[0]))


@with_lists
def war_glosses() -> dict[str, str]:
    """English for the words of war and soldiering: term -> gloss."""
    return {row["term"]: row["gloss"] for row in read_lexicon("military")} | glosses("war")


@with_lists
def glosses(device: str) -> dict[str, str]:
    """English for the terms of a device: term -> gloss."""
    return {row["term"]: row["gloss"] for row in read_terms(f"devices/{device}")}


# --- one account with its devices in colour

# Light backgrounds for black text; the letter distinguishes the devices without colour.
STYLES = {
    "war": ("#F4B6A6", "W"),
    "loyalty": ("#F7D774", "L"),
    "slogan": ("#BFD9F2", "S"),
    "parallelism": ("#D9E8C4", "P"),
    "fourchar": ("#C7E5DA", "4"),
    "shorthand": ("#E5D5F0", "N"),
    "quote": ("#E6E6E6", "Q"),
    "sacrifice": ("#F6C9DF", "G"),
    "urgency": ("#FBD0A2", "U"),
    "figures": ("#CFE8EF", "#"),
    "imagery": ("#EBDDC3", "I"),
}
_OTHER = ("#D0D0D0", "+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence with the same devices throughout; `first`: those that begin
    with it.
    """

    text: str
    devices: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class MarkedText:
    """An account's paragraphs in pieces. A notebook shows it in colour, with all text escaped."""

    account: str
    paragraphs: tuple[tuple[Piece, ...], ...]

    def __str__(self) -> str:
        return "\n".join(
            "".join("".join(f"[{style(d)[1]}]" for d in p.first) + p.text for p in pieces)
            for pieces in self.paragraphs
        )

    def __repr__(self) -> str:
        return f"MarkedText({self.account!r}, {len(self.paragraphs)} paragraphs)"

    def _repr_html_(self) -> str:
        used = [
            d for d in STYLES if any(d in p.devices for pieces in self.paragraphs for p in pieces)
        ]
        used += sorted(
            {d for pieces in self.paragraphs for p in pieces for d in p.devices} - set(STYLES)
        )
        key = " ".join(
            f"<span style='background:{style(d)[0]};color:#000;padding:0 "
            f".4em'>{html.escape(style(d)[1])} {html.escape(d)}</span>"
            for d in used
        )
        body = "".join(
            f"<p style='text-align:left;line-height:1.9'>{''.join(map(_html, pieces))}</p>"
            for pieces in self.paragraphs
        )
        return (
            "<div class='mathjax_ignore'><p "
            f"style='text-align:left'><b>{html.escape(self.account)}</b> {key}</p>{body}</div>"
        )


def style(device: str) -> tuple[str, str]:
    """Background colour and letter of a device; all devices of your own share one."""
    return STYLES.get(device, _OTHER)


def _html(piece: Piece) -> str:
    if not piece.devices:
        return html.escape(piece.text)
    grounds = [style(device)[0] for device in piece.devices]
    bands = ",".join(
        f"{c} {100 * i // len(grounds)}% {100 * (i + 1) // len(grounds)}%"
        for i, c in enumerate(grounds)
    )
    ground = f"linear-gradient({bands})" if len(grounds) > 1 else grounds[0]
    letters = "".join(
        f"<sup style='font-size:.6em'>{html.escape(style(device)[1])}</sup>"
        for device in piece.first
    )
    title = html.escape(", ".join(piece.devices), quote=True)
    return (
        f"<span title='{title}' "
        f"style='background:{ground};color:#000'>{letters}{html.escape(piece.text)}</span>"
    )


def marked_text(
    sentences: pd.DataFrame,
    marks: pd.DataFrame,
    account: str | int,
    hide: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> MarkedText:
    """An account's sentences with their marks. `account`: its name, or its place among those of the
    table, counted from 0. `hide`: hides names and keeps each text's length (a study's mask). Raises
    ValueError for an account that is not in the table, naming some that are.
    """
    if isinstance(account, int):
        present = list(dict.fromkeys(sentences["account"]))
        if account not in range(-len(present), len(present)):
            raise ValueError(
                f"no account {account}: the table has {len(present)}, counted from 0 to "
                f"{len(present) - 1}"
            )
        account = present[account]
    part = sentences[sentences["account"] == account]
    part = hide(part) if hide else part
    if part.empty:
        raise ValueError(
            f"no account named {account!r}; there are: "
            f"{', '.join(sorted(set(sentences['account']))[:10])}"
        )
    spans: dict[tuple, list[tuple[str, int, int]]] = {}
    for *key, device, start, end in marks.loc[
        marks["account"] == account, [*KEYS, "device", "start", "end"]
    ].itertuples(index=False):
        spans.setdefault(tuple(key), []).append((device, int(start), int(end)))
    paragraphs: dict[int, list[Piece]] = {}
    for row in part.itertuples(index=False):
        paragraphs.setdefault(row.paragraph, []).extend(
            pieces(row.text, spans.get((row.account, row.paragraph, row.sentence), []))
        )
    return MarkedText(account, tuple(map(tuple, paragraphs.values())))


def pieces(text: str, marks: list[tuple[str, int, int]]) -> list[Piece]:
    """A sentence cut where a device begins or ends.

    >>> [(p.text, p.devices) for p in pieces("第一时间请战", [("urgency", 0, 4), ("war", 4, 6)])]
    [('第一时间', ('urgency',)), ('请战', ('war',))]
    """
    cuts = sorted({0, len(text), *(place for _, start, end in marks for place in (start, end))})
    result = []
    for a, b in zip(cuts, cuts[1:]):
        devices = dict.fromkeys(d for d, start, end in marks if start <= a and b <= end)
        first = dict.fromkeys(d for d, start, _ in marks if start == a)
        result.append(Piece(text[a:b], tuple(devices), tuple(first)))
    return result
