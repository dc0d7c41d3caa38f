"""Strings on which a regular expression may take far longer than it should, made from the
expression itself.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
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
def recorded(package: str) -> Iterator[dict[tuple[str | bytes, int], str]]:
    """The patterns that modules of a package compile while this lasts, whichever function of `re`
    they use, and where each is compiled first (module:function, without the package's name).
    """
    seen: dict[tuple[str | bytes, int], str] = {}
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
            module = frame.f_globals["__name__"].removeprefix(f"{package}.")
            seen.setdefault((pattern, int(flags)), f"{module}:{frame.f_code.co_qualname}")
        return compile_(pattern, flags)

    re._compile = record  # type: ignore[attr-defined]
    try:
        yield seen
    finally:
        re._compile = compile_  # type: ignore[attr-defined]


@contextmanager
def joined(package: str) -> Iterator[dict[str, list[str]]]:
    """The alternations that `alternatives` of a package makes while this lasts, with their words.

    Begins before the modules that use it are imported, which bind its name.
    """
    make = import_module(f"{package}.common.characters").alternatives
    made: dict[str, list[str]] = {}

    def record(words: Iterable[str]) -> str:
        words = list(words)
        alternation = make(words)
        made[alternation] = words
        return alternation

    def bind(old, new) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith(package) and vars(module).get("alternatives") is old:
                module.alternatives = new

    bind(make, record)
    try:
        yield made
    finally:
        bind(record, make)


def beside_lists(pattern: str, made: dict[str, list[str]], in_code: set[str]) -> str:
    """A pattern without the alternations that it is built from; their words that are in the code
    stay, so that words do not become a list by being joined.
    """
    for alternation in sorted(made, key=len, reverse=True):
        if len(alternation) > 80:  # a shorter one may be part of a pattern by chance
            words = "|".join(word for word in made[alternation] if word in in_code)
            pattern = pattern.replace(alternation, words)
    return pattern


def chinese_words(folder: Path) -> set[str]:
    """The Chinese words that are literals in the files of a folder, or parts of one between spaces,
    and in none of its lists.
    """
    words: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words |= {node.value, *node.value.split()}
    for path in folder.rglob("*.csv"):
        words -= set(re.split(r'[,"\s]', path.read_text("utf-8-sig")))
    return {word for word in words if re.search("[\u3400-\u9fff]", word)}


def written(folder: Path) -> dict[tuple[str | bytes, int], str]:
    """The patterns that are literals in calls of `re` in the files of a folder, and the module of
    each.
    """
    found = {}
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
                module = ".".join(path.relative_to(folder).with_suffix("").parts)
                found[node.args[0].value, 0] = f"{module}:written"
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
