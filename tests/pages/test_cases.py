"""Cases by kind: in the wild, negative, and known failures (which must fail until somebody mends
them).
"""

import json

import pytest
from gongwen.corpus import split_sentences
from gongwen.language.dates import find_date
from gongwen.pages.furniture import furniture
from gongwen.pages.markup import clean
from gongwen.pages.metadata import byline, fields

from ..here import ROOT

CASES = json.loads((ROOT / "tests" / "cases.json").read_text("utf8"))


def _date(text):
    found = find_date(text)
    return found.date.isoformat() if found else None


def _byline(text):
    found = byline(text)
    return list(found) if found else None


RULES = {
    "furniture": furniture,
    "date": _date,
    "fields": lambda text: {f.name: f.value for f in fields(text)},
    "byline": _byline,
    "sentences": lambda text: [text[a:b] for a, b in split_sentences(text)],
    "clean": lambda text: clean(text).text,
}


def _listed():
    for rule, groups in CASES.items():
        for group, cases in groups.items():
            for text, wanted in cases:
                marks = [pytest.mark.xfail(strict=True)] if group == "known_failures" else []
                yield pytest.param(
                    rule, text, wanted, marks=marks, id=f"{rule}-{group}-{text[:12]}"
                )


@pytest.mark.parametrize(("rule", "text", "wanted"), list(_listed()))
def test_case(rule, text, wanted):
    assert RULES[rule](text) == wanted


def test_every_rule_has_cases():
    assert CASES.keys() == RULES.keys()
