"""The word lists that a scholar may edit: whole rows, known kinds, no word twice, and the BOM that
Excel wants.
"""

import re
from datetime import date

import pytest
from gongwen.common.lists import LEXICONS, read_lexicon
from gongwen.compare.authority import LEVELS
from gongwen.pages.furniture import FURNITURE

DEVICE = ("term", "category", "gloss", "source", "exceptions")
COLUMNS = {
    "attribution": ("term", "kind", "gloss"),
    "callings": ("term", "kind", "gender"),
    "captions": ("term", "gloss"),
    "credits": ("term", "gloss"),
    "clause_words": ("term", "kind", "gloss"),
    "formula_sources": ("formula", "date", "source", "citation", "earlier_use"),
    "furniture": ("term", "match", "gloss"),
    "glosses": ("word", "gloss"),
    "metadata": ("label", "field"),
    "offices": ("term", "gloss"),
    "page_words": ("term", "kind", "gloss"),
    "place_names": ("term", "name"),
    "place_words": ("term", "kind", "gloss", "exceptions"),
    "provinces": ("name", "short", "english"),
    "slogans": ("phrase", "family", "gloss", "not_in"),
    "translations": ("text", "english"),
    "shorthand": ("term", "kind", "gloss"),
    "table_columns": ("term", "field"),
    "units": ("unit", "kind", "gloss"),
    "number_words": ("term", "kind", "gloss"),
    "military": ("term", "kind", "gloss"),
    "war_stretches": ("term", "kind", "gloss"),
    "persons": ("term", "kind", "gender", "pair", "gloss"),
    "image_verbs": ("term", "gloss"),
    "discipline": DEVICE,
    **{
        f"devices/{name}": DEVICE
        for name in ("war", "loyalty", "slogan", "urgency", "imagery", "sacrifice")
    },
    "tone": ("term", "polarity", "category", "gloss", "source", "exceptions"),
    "tone_masked": ("term", "kind", "gloss", "why"),
    "name_parts": ("part", "language"),
    "name_words": ("term", "kind"),
    "parties": ("term", "kind"),
    "negators": ("term", "gloss"),
    "prevention": ("term", "kind", "gloss"),
    "roles": ("term", "role", "word", "gloss", "exceptions"),
    "events": ("date", "end", "event", "gloss", "source"),
    "public_persons": ("name", "gloss"),
    "public_offices": ("kind", "term", "gloss"),
    "authorities": ("term", "authority", "level", "gloss", "exceptions"),
    "disease_names": ("name", "kind", "gloss", "since", "source", "exceptions"),
    "expected": ("word", "gloss", "theme"),
    "expected_forms": ("word", "form", "gloss"),
    "voices": ("term", "kind", "gloss", "exceptions"),
    "date_words": ("term", "kind", "shift", "gloss"),
    "festivals": ("name", "calendar", "month", "day", "gloss"),
    "festival_uses": ("term", "gloss"),
    "wordings": ("phrase", "wording", "kind", "gloss"),
    "wording_words": ("term", "kind", "gloss"),
    "words": ("word", "kind", "gloss"),
    "weights": ("model", "feature", "weight"),
}
FIELDS = {
    "published",
    "updated",
    "source",
    "author",
    "editor",
    "reviewer",
    "photographer",
    "views",
    "comments",
    "tool",
    "title",
    "tags",
    "record",
}


def test_every_lexicon_is_known():
    assert {
        path.relative_to(LEXICONS).with_suffix("").as_posix() for path in LEXICONS.rglob("*.csv")
    } == COLUMNS.keys()


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_rows(name):
    rows = read_lexicon(name)
    assert rows and all(tuple(row) == COLUMNS[name] and None not in row.values() for row in rows)
    keys = [
        tuple(
            row[c]
            for c in COLUMNS[name][
                : 2
                if name
                in (
                    "attribution",
                    "callings",
                    "furniture",
                    "page_words",
                    "place_words",
                    "clause_words",
                    "wording_words",
                    "wordings",
                    "shorthand",
                    "military",
                    "name_words",
                    "expected_forms",
                    "public_offices",
                    "number_words",
                    "date_words",
                    "weights",
                )
                else 1
            ]
        )
        for row in rows
    ]
    assert len(keys) == len(set(keys))
    assert (LEXICONS / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_each_kind_of_page_words_is_asked_for():
    code = "".join(path.read_text("utf8") for path in (LEXICONS.parent / "pages").glob("*.py"))
    asked = re.findall(r"""\b(?:ends|one_of|within|words)\(["'](\w+)["']\)""", code)
    assert {row["kind"] for row in read_lexicon("page_words")} == set(asked)


def test_kinds_are_known():
    assert {row["match"] for row in read_lexicon("furniture")} <= {*FURNITURE, "rights"}
    assert {row["field"] for row in read_lexicon("metadata")} <= FIELDS
    assert {row["kind"] for row in read_lexicon("shorthand")} == {"name", "verb", "behind", "not"}
    assert {row["kind"] for row in read_lexicon("units")} == {
        "money",
        "people",
        "goods",
        "area",
        "measure",
        "time",
        "actions",
        "percent",
    }
    assert {row["kind"] for row in read_lexicon("military")} == {"literal", "identity", "history"}
    assert {row["kind"] for row in read_lexicon("persons")} == {"role", "family", "pronoun"}
    assert {row["gender"] for row in read_lexicon("persons")} == {"", "female", "male"}
    assert {row["kind"] for row in read_lexicon("wordings")} == {"slot", "echo", "not"}
    assert {row["kind"] for row in read_lexicon("wording_words")} == {
        "lead",
        "of",
        "negation",
        "digit",
        "number",
        "amount",
        "counted",
    }
    assert {row["kind"] for row in read_lexicon("place_words")} == {
        "thing",
        "word",
        "away",
        "near",
        "after",
        "after_short",
        "nation",
        "agency",
        "medium",
        "medium_end",
        "official",
        "owner",
        "zone",
    }
    assert {row["kind"] for row in read_lexicon("clause_words")} == {"and", "supposed", "bound"}
    assert {row["kind"] for row in read_lexicon("words")} == {"office", "term", "formula"}
    assert {row["kind"] for row in read_lexicon("attribution")} == {
        "verb",
        "title",
        "role",
        "organ",
        "words",
        "nameless",
        "document",
        "speech",
        "crowd",
        "calling",
        "compound",
        "manner",
        "lead",
        "letter",
        "thing",
        "label",
        "ending",
        "function",
    }
    assert {row["level"] for row in read_lexicon("authorities")} == set(LEVELS)
    assert all(row["source"] for row in read_lexicon("disease_names") if row["since"])
    assert {row["kind"] for row in read_lexicon("voices")} == {"own", "told", "we", "i", "nation"}
    assert {row["role"] for row in read_lexicon("roles")} == {
        "input",
        "output",
        "outcome",
        "publicity",
        "frame",
    }
    assert {row["word"] for row in read_lexicon("roles")} == {"verb", "noun"}


def test_words_that_are_compared_by_the_letter_are_single_letters():
    """Negations and numbers of a wording are counted letter by letter."""
    for row in read_lexicon("wording_words"):
        assert row["kind"] not in ("negation", "digit", "number", "amount") or len(row["term"]) == 1
        assert row["gloss"], row


def test_words_of_tone_have_a_side_a_kind_and_a_source():
    for row in read_lexicon("tone"):
        assert row["source"] and (row["polarity"], row["category"]) in {
            *((("1", kind)) for kind in ("praise", "resolve", "warmth")),
            *((("-1", kind)) for kind in ("harm", "blame")),
        }


def test_events_are_dated_in_order_and_have_a_source():
    rows = read_lexicon("events")
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert all(
        date.fromisoformat(row["date"]) <= date.fromisoformat(row["end"]) and row["source"]
        for row in rows
    )


def test_words_that_are_masked_have_a_kind():
    assert {row["kind"] for row in read_lexicon("tone_masked")} == {
        "topic",
        "office",
        "procedure",
        "polysemy",
    }


def test_a_source_is_named_whole_or_not_at_all():
    """A formula's source has a date, a source and a citation, or none of them."""
    for row in read_lexicon("formula_sources"):
        assert len({bool(row[c]) for c in ("date", "source", "citation")}) == 1


def test_an_unknown_lexicon_is_named():
    with pytest.raises(FileNotFoundError, match="there are: attribution"):
        read_lexicon("nonsense")
