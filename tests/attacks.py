"""Strings on which a regular expression may take far longer than it should, made from the
expression itself.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

END = "\ue000"  # no pattern of ours has it: what was begun fails here
_CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "疫",
    op.CATEGORY_NOT_DIGIT: "疫",
    op.CATEGORY_NOT_SPACE: "疫",
    op.CATEGORY_NOT_WORD: "~",
}
_USUAL = "疫 一1a人,”x<(\t"  # tried in turn for a class that is told by what is not in it


@contextmanager
def recorded(package: str) -> Iterator[set[tuple[str | bytes, int]]]:
    """The patterns that modules of a package compile while this lasts, whichever function of `re`
    they use.
    """
    seen: set[tuple[str | bytes, int]] = set()
    compile_ = re._compile  # type: ignore[attr-defined]

    def record(pattern, flags):
        frame = sys._getframe(1)
        while frame and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        if (
            frame
            and frame.f_globals.get("__name__", "").startswith(package)
            and isinstance(pattern, str | bytes)
        ):
            seen.add((pattern, int(flags)))
        return compile_(pattern, flags)

    re._compile = record  # type: ignore[attr-defined]
    try:
        yield seen
    finally:
        re._compile = compile_  # type: ignore[attr-defined]


def written(folder: Path) -> set[tuple[str | bytes, int]]:
    """The patterns that stand as literals in calls of `re` in the files of a folder."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            called = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
            )
            if (
                called
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add((node.args[0].value, 0))
    return found


def strings(pattern: str, flags: int = 0) -> list[tuple[str, str]]:
    """(prefix, pump) for each part of a pattern that may be repeated without end: prefix + pump * n
    + END is the attack.
    """
    found: dict[tuple[str, str], None] = {}
    parsed = _parser.parse(pattern, flags)
    for usual in _USUAL:
        _walk(parsed, "", usual, found)
    return list(found)


def _walk(items, before: str, usual: str, found: dict) -> str:
    """Adds the attacks of a sequence that stands behind `before`; gives a string that the sequence
    takes.
    """
    taken = ""
    for code, value in items:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, body = value
            once = _walk(body, before + taken, usual, found)
            if high >= 20 and once:
                found[before + taken, once] = None
            taken += once * max(low, min(high, 1))
        elif code is op.SUBPATTERN:
            taken += _walk(value[3], before + taken, usual, found)
        elif code is op.ATOMIC_GROUP:
            taken += _walk(value, before + taken, usual, found)
        elif code is op.BRANCH:
            branches = [_walk(branch, before + taken, usual, found) for branch in value[1][:6]]
            taken += branches[0]
        elif code in (op.ASSERT, op.ASSERT_NOT):
            _walk(value[1], before + taken, usual, found)
        elif code is op.LITERAL:
            taken += chr(value)
        elif code is op.NOT_LITERAL:
            taken += usual if ord(usual) != value else "y"
        elif code is op.ANY:
            taken += usual
        elif code is op.IN:
            taken += _member(value, usual)
    return taken


def _member(items, usual: str) -> str:
    regex = items[0][0] is op.NEGATE
    chosen = [_example(code, value) for code, value in items if code is not op.NEGATE]
    if regex:
        return next(
            (
                c
                for c in (usual, *_USUAL, "y", "。")
                if not any(_has(code, value, c) for code, value in items[1:])
            ),
            "\ue001",
        )
    return usual if any(_has(code, value, usual) for code, value in items) else chosen[0]


def _example(code, value) -> str:
    return (
        chr(value)
        if code is op.LITERAL
        else chr(value[0])
        if code is op.RANGE
        else _CATEGORIES.get(value, "x")
    )


def _has(code, value, c: str) -> bool:
    if code is op.LITERAL:
        return ord(c) == value
    if code is op.RANGE:
        return value[0] <= ord(c) <= value[1]
    tests = {
        op.CATEGORY_DIGIT: c.isdigit(),
        op.CATEGORY_SPACE: c.isspace(),
        op.CATEGORY_WORD: c.isalnum() or c == "_",
    }
    if value in tests:
        return tests[value]
    opposite = {
        op.CATEGORY_NOT_DIGIT: not c.isdigit(),
        op.CATEGORY_NOT_SPACE: not c.isspace(),
        op.CATEGORY_NOT_WORD: not (c.isalnum() or c == "_"),
    }
    return opposite.get(value, False)
