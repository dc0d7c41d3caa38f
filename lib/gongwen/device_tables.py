"""Tables about devices that were marked: how many, which go together, how the words of war are
used, whose sacrifice.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from . import terms
from .coding import KEYS, check_names
from .concordance import LINES
from .marking import DEVICES, real_wars, within
from .terms import Terms, longest, read_terms, without_marks
from .text import alternatives, fold, groups, progress, read_lexicon
from .words import whole_word

SHARES = ("device", "sentences", "with_device", "share", "marks", "characters", "per_1000")
WAR = (*KEYS, "word", "use", "category", "start", "end")
GIVERS = (*KEYS, "role", "family", "gender", "what")
USES = ("metaphor", "identity", "literal")


def shares(
    marks: pd.DataFrame, sentences: pd.DataFrame, by: str = "account", devices=None
) -> pd.DataFrame:
    """How much each account uses each device: account device sentences with_device share marks
    characters per_1000.

    `share`: of its sentences (which run to very different lengths, so that `per_1000` stands beside
    it: marks per 1,000 characters). A row for each account and device, zeros too. `by`: any column
    of `sentences` in place of the account.
    """
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
    return pd.DataFrame(rows, columns=[by, *SHARES])


def _typed(frame: pd.DataFrame, words: str, numbers: str = "") -> pd.DataFrame:
    """`frame` with columns of text, of floats, and of integers for the rest, empty or not."""
    kinds = dict.fromkeys(words.split(), "str") | dict.fromkeys(numbers.split(), "float64")
    return frame.astype({column: kinds.get(column, "int64") for column in frame.columns})


def _texts(sentences: pd.DataFrame) -> dict[tuple, str]:
    """The text of each sentence by its keys."""
    return dict(zip(sentences[KEYS].itertuples(index=False, name=None), sentences["text"]))


def concordance(
    marks: pd.DataFrame, sentences: pd.DataFrame, device: str, width: int = 20
) -> pd.DataFrame:
    """Each mark of a device in its sentence: account paragraph sentence left keyword right start
    end, as `phrases.kwic`.

    Raises ValueError for a device that is neither one of the eleven nor marked.
    """
    check_names([device], {*DEVICES, *marks["device"]})
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
    return _typed(pd.DataFrame(rows, columns=list(LINES)), "account left keyword right")


# --- war ------------------------------------------------------------------------------------------


def war_words(sentences: pd.DataFrame) -> pd.DataFrame:
    """Each word of war and soldiering, and how it is used: account paragraph sentence word use
    category start end.

    `use`: metaphor (a word of lexicons/devices/war.csv for epidemic control, with its category),
    identity (the veteran's creed: 若有战,召必回) or literal (real soldiers, units and wars:
    退役军人, and words of war in a clause that tells of a real one). Of words that overlap the
    longest counts.
    """
    find = _war_finder()
    rows = []
    lines = sentences[[*KEYS, "text"]].itertuples(index=False, name=None)
    for *key, text in progress(lines, "reading words of war", total=len(sentences)):
        folded = fold(text)
        wars = real_wars(folded)
        for hit in longest(find(folded)):
            use = "metaphor" if hit.device == "war" else hit.category
            if use == "metaphor" and within(hit, wars):
                use = "literal"
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
    return _typed(pd.DataFrame(rows, columns=list(WAR)), "account word use category")


def _war_finder() -> Terms:
    soldiers = tuple(
        {"term": row["term"], "category": row["kind"], "exceptions": ""}
        for row in read_lexicon("military")
        if row["kind"] != "history"
    )
    return Terms({"war": read_terms("devices/war"), "military": soldiers})


# --- sacrifice ------------------------------------------------------------------------------------


def givers(marks: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Whose sacrifice: for each sentence marked so, account paragraph sentence role family gender
    what, where it is stated.

    `role` and `family` are the words of lexicons/persons.csv in the sentence, by kind, in order and
    separated by spaces, each as the whole word that it is part of (副书记); `gender` is that of the
    roles and pronouns; "" where nothing is stated. What stands in brackets, what a relative is
    (妻子是医生, 她的丈夫), and the gender of family words are said of somebody else. `what`: the
    kinds of sacrifice marked.
    """
    words = read_lexicon("persons")
    pattern = re.compile(alternatives(row["term"] for row in words))
    family, pronoun = (
        alternatives(row["term"] for row in words if row["kind"] == k)
        for k in ("family", "pronoun")
    )
    others = re.compile(rf"\([^()]*\)|(?:{pronoun})的(?={family})|(?:{family})也?是[^,。;:!?]*")
    kind = {row["term"]: row["kind"] for row in words}
    gender = {row["term"]: row["gender"] for row in words}
    text = _texts(sentences)
    kinds = marks["detail"] if "detail" in marks else pd.Series("", index=marks.index)
    part = marks.assign(detail=kinds)[marks["device"] == "sacrifice"]
    rows = []
    for key, group in part.groupby(KEYS, sort=False):
        folded = others.sub(lambda match: " " * len(match[0]), fold(text[key]))
        found = [
            (match[0], folded[whole_word(folded, *match.span()) : match.end()])
            for match in pattern.finditer(folded)
        ]
        stated = [
            " ".join(dict.fromkeys(word for term, word in found if kind[term] == k))
            for k in ("role", "family")
        ]
        told = sorted({gender[term] for term, _ in found if kind[term] != "family"} - {""})
        rows.append(
            (*key, *stated, " ".join(told), " ".join(sorted({w for w in group["detail"] if w})))
        )
    return _typed(pd.DataFrame(rows, columns=list(GIVERS)), "account role family gender what")


def war_glosses() -> dict[str, str]:
    """English for the words of war and of soldiering."""
    return {row["term"]: row["gloss"] for row in read_lexicon("military")} | glosses("war")


def glosses(device: str) -> dict[str, str]:
    """English for the terms of a device's list."""
    return {row["term"]: row["gloss"] for row in read_terms(f"devices/{device}")}
