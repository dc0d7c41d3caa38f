"""How well quantities, dates, quotations, persons and roles are read, measured on annotated
texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from ..common.columns import KEYS, rows_of
from ..common.lists import with_lists
from ..common.sheets import read_rows
from ..language.dates import dates_in
from ..language.people import people_in
from .quotes import quotations_in
from .tables import quantities_in

WHAT = {
    "quantities": "value",
    "dates": "days",
    "quotations": "speaker",
    "persons": "role beside the name",
}
ROLES = ("input", "output", "outcome", "publicity", "none")
_SPEECH = ("direct speech", "document quote", "unattributed direct")


def read_annotated(path) -> list[dict]:
    """Annotated texts: text published quantities dates quotations persons, each entry with its
    start and end in the text.

    `path`: a .jsonl of sentences (text, published, and the annotations; see
    tests/gold/claims/SPEC.md), which are joined into paragraphs, or a folder of hand readings
    (tests/gold/accounts). What was not annotated is None.
    """
    path = Path(path)
    if path.is_dir():
        return [
            row
            for file in sorted(path.glob("*.json"))
            for row in _reading(json.loads(file.read_text("utf8")))
        ]
    sentences = [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]
    paragraphs: dict[tuple, list[dict]] = {}
    for row in sentences:
        paragraphs.setdefault((row.get("set"), row["account"], row["paragraph"]), []).append(row)
    return [_joined(part) for part in paragraphs.values()]


@with_lists
def scores(rows: Iterable[dict]) -> pd.DataFrame:
    """How well the readers do on annotated texts: what n found precision recall f1 right_of right
    counted, one row each for quantities, dates, quotations and persons.

    `n`: annotated entries. `found`: entries that the program finds. `right`: of the entries found
    in both, the share with the annotated value, days, speaker or role (`right_of` says which).
    `counted`: for quantities, the share whose counted thing overlaps the annotated one. Optional
    entries (a schedule, a bare 一名, a span without a day) do not count for or against the program.
    """
    rows = list(rows)
    readers: dict[str, tuple[Callable, Callable]] = {
        "quantities": (
            _quantities,
            lambda q, e: (
                e["value"] is None
                or abs((q.value or 0) - e["value"]) < 1e-6 * max(1, abs(e["value"]))
            ),
        ),
        "dates": (lambda row: dates_in(row["text"], row["published"]), _same_days),
        "quotations": (
            lambda row: quotations_in(row["text"]),
            lambda q, e: _alike(q.speaker, e["speaker"]),
        ),
        "persons": (
            lambda row: people_in(row["text"]),
            lambda p, e: None if e["role"] is None else _alike(p.role, e["role"]),
        ),
    }
    table = [
        _score(what, [row for row in rows if row[what] is not None], *readers[what])
        for what in readers
    ]
    return rows_of("scores", [row for row in table if row])


def read_roles(path) -> pd.DataFrame:
    """Coded roles of quantities (tests/gold/claims/roles.csv): set account paragraph sentence start
    end surface role_a role_b role.
    """
    return pd.DataFrame(read_rows(Path(path))).astype(
        dict.fromkeys(("paragraph", "sentence", "start", "end"), "int64")
    )


def texts(path) -> dict[tuple, str]:
    """The sentences of an annotated .jsonl: (account, paragraph, sentence) -> text."""
    rows = (json.loads(line) for line in Path(path).read_text("utf8").splitlines() if line.strip())
    return {tuple(row[key] for key in KEYS): row["text"] for row in rows}


@with_lists
def roles_of(coded: pd.DataFrame, sentences: dict[tuple, str]) -> pd.DataFrame:
    """The coded quantities that the program finds too, with the role that it assigns (column
    `found`).
    """
    rows = []
    for row in coded.itertuples(index=False):
        quantities = quantities_in(sentences[row.account, row.paragraph, row.sentence], every=True)
        role = next((q.role for q in quantities if q.start < row.end and row.start < q.end), None)
        rows.append(role)
    return coded.assign(found=pd.Series(rows, index=coded.index, dtype="object")).dropna(
        subset=["found"]
    )


@with_lists
def role_scores(coded: Sequence[str], found: Sequence[str]) -> pd.DataFrame:
    """Scores for pairs of roles ("": no role): role n found precision recall f1. The last row,
    `all`, has the share of equal pairs.
    """
    pairs = pd.DataFrame(
        {"coded": [r or "none" for r in coded], "found": [r or "none" for r in found]}
    )
    rows = []
    for role in ROLES:
        both = int(((pairs["coded"] == role) & (pairs["found"] == role)).sum())
        rows.append(
            (
                role,
                *_measures(
                    both, int((pairs["coded"] == role).sum()), int((pairs["found"] == role).sum())
                ),
            )
        )
    same = float((pairs["coded"] == pairs["found"]).mean()) if len(pairs) else float("nan")
    return pd.DataFrame(
        [*rows, ("all", len(pairs), len(pairs), same, same, same)],
        columns=["role", "n", "found", "precision", "recall", "f1"],
    )


def _measures(both: int, n: int, n_found: int) -> tuple[int, int, float, float, float]:
    nan = float("nan")
    return (
        n,
        n_found,
        both / n_found if n_found else nan,
        both / n if n else nan,
        2 * both / (n + n_found) if n + n_found else nan,
    )


def _score(what: str, rows: list[dict], find: Callable, right: Callable) -> tuple | None:
    both = n = extra = same = judged = things = named = 0
    for row in rows:
        read, used = find(row), set()
        for entry in row[what]:
            hits = [
                i for i, x in enumerate(read) if x.start < entry["end"] and entry["start"] < x.end
            ]
            used |= set(hits)
            if not entry["optional"]:
                n, both = n + 1, both + bool(hits)
                verdict = right(read[hits[0]], entry) if hits else None
                same, judged = same + bool(verdict), judged + (verdict is not None)
                if hits and entry.get("counted"):
                    things, named = (
                        things + 1,
                        named + _overlap(read[hits[0]].counted, entry["counted"]),
                    )
        extra += len(read) - len(used)
    if not n:
        return None
    return (
        what,
        *_measures(both, n, both + extra),
        WHAT[what],
        same / judged if judged else float("nan"),
        named / things if things else float("nan"),
    )


def _quantities(row: dict) -> list:
    return [
        q
        for q in quantities_in(row["text"], every=row["every"])
        if q.kind not in ("ordinal", "outcome")
    ]


def _same_days(mention, entry: dict) -> bool:
    days = [day.isoformat() if day else None for day in (mention.start_date, mention.end_date)]
    return (
        entry["days"] is None
        or days == entry["days"]
        or any(day and day in entry["any"] for day in days)
    )


def _overlap(counted: str, annotated: str) -> bool:
    """Whether two names of a thing have two consecutive characters in common (志愿者 and
    党员志愿者).
    """
    return any(counted[i : i + 2] in annotated for i in range(len(counted) - 1))


def _alike(a: str | None, b: str | None) -> bool:
    return (a or "") == (b or "") or bool(a and b and (a in b or b in a))


def _places(text: str, surface: str, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = text.find(surface, start + 1)
    if start < 0:
        raise ValueError(f"{surface!r} is annotated but does not occur {nth} times in {text!r}")
    return start, start + len(surface)


def _joined(part: list[dict]) -> dict:
    """One annotated paragraph, joined from its annotated sentences."""
    text, published = "".join(row["text"] for row in part), part[0].get("published")
    result = {
        "text": text,
        "published": date.fromisoformat(published) if published else None,
        "every": False,
    }
    result |= {what: [] if what in part[0] else None for what in WHAT}
    shift = 0
    for row in part:
        for what in WHAT:
            for entry in row.get(what, ()):
                start, end = _places(
                    row["text"],
                    entry.get("surface") or entry.get("text") or entry["name"],
                    entry.get("nth", 1),
                )
                result[what].append(
                    {"start": shift + start, "end": shift + end, **_entry(what, entry)}
                )
        shift += len(row["text"])
    return result


def _entry(what: str, entry: dict) -> dict:
    if what == "quantities":
        return {
            "value": entry["value"],
            "counted": entry.get("counted"),
            "optional": not entry["core"],
        }
    if what == "dates":
        days = [entry["start_date"], entry["end_date"]]
        return {
            "days": None if entry["relative"] else days,
            "any": "",
            "optional": entry["relative"] and not any(days),
        }
    return {key: entry.get(key) for key in ("speaker", "role")} | {"optional": False}


def _reading(reading: dict) -> Iterable[dict]:
    """The paragraphs of a hand reading, each with its entries."""
    published = reading["published"]
    day = date.fromisoformat(
        str(published["value"] if isinstance(published, dict) else published)[:10]
    )
    names = {p["name"] if isinstance(p, dict) else p for p in reading["persons"]}
    for number, text in enumerate(reading["body_paragraphs"]):
        of = {
            key: [e for e in reading[key] if e["para"] == number]
            for key in ("numeric_claims", "dates_mentioned", "quotes")
        }
        direct = [
            q
            for q in of["quotes"]
            if "indirect" not in q["kind"] and any(kind in q["kind"] for kind in _SPEECH)
        ]
        yield {
            "text": text,
            "published": day,
            "every": True,
            "quantities": [
                {**e, "counted": e["what_is_counted"], "optional": not e["core"]}
                for e in of["numeric_claims"]
            ],
            "dates": [
                {**e, "days": [], "any": e["iso"], "optional": False} for e in of["dates_mentioned"]
            ],
            "quotations": [_quoted(text, q) for q in direct],
            "persons": [
                {"start": i, "end": i + len(n), "role": None, "optional": False}
                for n in sorted(names)
                for i in _every(text, n)
            ],
        }


def _quoted(text: str, quote: dict) -> dict:
    start = max(0, text.find(quote["text"][:12]))
    return {
        "start": start,
        "end": start + len(quote["text"]),
        "speaker": quote["speaker"],
        "optional": False,
    }


def _every(text: str, name: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(name, i)]
