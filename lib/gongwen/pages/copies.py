"""Text of the article that occurs again on its own page: exact, cut short, or slightly changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

from ..common.characters import CLOSING_BRACKETS, OPENING_BRACKETS, letters
from ..common.lists import per_lists
from .vocabulary import one_of

SHORT = 8  # shorter keys prove nothing by themselves
CUT = 20  # from this length on, a lone line that is the beginning of a longer one is a teaser
PROOF = 40  # from this many characters on, an exact repetition is a copy
GRAM = 12
_FACTOR = 0x9E3779B97F4A7C15  # any large odd number
LONG = 3000  # characters of a longer line that are compared
ALIKE = 0.8  # similarity (rapidfuzz ratio, 0 to 1) of a line and its slightly changed copy


def copies(texts: list[str], tight: list[str]) -> dict[int, str]:
    """Index of each line that repeats an earlier part of the page → how; if the earlier part is cut
    short, it is the copy. `tight`: their letters, folded.

    How: `exact`, `cut`, `changed`, `line in between` (a short line inside the repeated stretch). A
    line that merely recurs, such as a slogan, is not a copy: a copy is a stretch in the order of
    the original, or at least 40 identical characters.
    """
    labels = (match[0] if (match := _digest().match(text)) else "" for text in texts)
    keys = [key[len(letters(label)) :] if label else key for key, label in zip(tight, labels)]
    known = Counter(keys)
    before = list(accumulate((len(k) if len(k) >= CUT else 0 for k in keys), initial=0))
    result: dict[int, str] = {}
    pairs = {
        j: pair
        for j, pair in _pairs(keys).items()
        if pair[2] != "cut" or _is_teaser(*sorted((texts[j], texts[pair[0]]), key=len))
    }
    fresh = max((j for j, key in enumerate(keys) if len(key) >= CUT and j not in pairs), default=-1)
    for run in _runs(pairs, keys):
        if not _is_alone(run, fresh) and _is_copy(run, keys, before[run[0][1]]):
            result |= _copied_side(run, keys, texts, known)
    return dict(sorted(result.items()))


def _is_alone(run: list[Pair], fresh: int) -> bool:
    """Whether a run is a refrain, after which the article goes on (`fresh`: its last line), or two
    sentences of the same build, one after the other.
    """
    original, copy, how = run[0]
    refrain = how == "exact" and copy < fresh
    return len(run) == 1 and (refrain or (how == "changed" and copy - original <= 2))


@per_lists
def _digest() -> re.Pattern[str]:
    return re.compile(
        rf"^\s*[{OPENING_BRACKETS}]?(?:{one_of('digest')})[{CLOSING_BRACKETS}]?\s*[:：]?\s*"
    )


Pair = tuple[int, int, str]  # original, copy, how


def _recurring(keys: list[str]) -> dict[str, list[int]]:
    """For each key where its stretches of GRAM letters begin that occur elsewhere in these keys,
    too: all of them, and perhaps a few others.
    """
    import numpy as np

    keys = [key for key in dict.fromkeys(keys) if len(key) >= CUT]
    parts = [key[:LONG] for key in keys]
    text = "".join(parts)
    if len(text) < GRAM:
        return {}
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype("u8")
    # A number for each stretch, the same for the same letters; what overflows is cut off.
    numbers = np.convolve(codes, np.uint64(_FACTOR) ** np.arange(GRAM, dtype="u8"), "valid")
    ordered = np.sort(numbers)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    starts = list(accumulate(map(len, parts), initial=0))
    result: dict[str, list[int]] = defaultdict(list)
    for place in np.flatnonzero(np.isin(numbers, repeated)).tolist():
        part = bisect_right(starts, place) - 1
        if place + GRAM <= starts[part + 1]:
            result[keys[part]].append(place - starts[part])
    return result


def _pairs(keys: list[str]) -> dict[int, Pair]:
    """For each later line the earlier line that it repeats."""
    first: dict[str, int] = {}
    openings: dict[str, int] = {}
    grams: dict[str, int] = {}
    pairs: dict[int, Pair] = {}
    recurring = _recurring(keys)
    for j, key in enumerate(keys):
        if len(key) >= SHORT:
            pair = _match(j, key, keys, first, openings, grams, recurring.get(key, ()))
            if pair:
                pairs[j] = pair
        first.setdefault(key, j)
        if len(key) >= CUT and j not in pairs:
            openings.setdefault(key[:CUT], j)
            for at in recurring.get(key, ()):
                grams.setdefault(key[at : at + GRAM], j)
    return pairs


def _match(
    j: int,
    key: str,
    keys: list[str],
    first: dict,
    openings: dict,
    grams: dict,
    recurring: Sequence[int],
) -> Pair | None:
    """The earlier line that line j repeats; `recurring`: where its stretches of letters begin that
    occur elsewhere, of which those at every fourth letter are compared.
    """
    if key in first:
        return first[key], j, "exact"
    i = openings.get(key[:CUT]) if len(key) >= CUT else None
    if i is not None and (keys[i].startswith(key) or key.startswith(keys[i])):
        return i, j, "cut"
    if len(key) < PROOF:
        return None
    size = min(len(key), LONG)
    sample = (key[at : at + GRAM] for at in recurring if at % 4 == 0)
    votes = Counter(grams[gram] for gram in sample if gram in grams)
    if not votes:
        return None
    i, shared = min(votes.items(), key=lambda item: (-item[1], item[0]))
    if shared * 4 < 0.2 * size:
        return None
    from rapidfuzz.fuzz import ratio

    return (i, j, "changed") if ratio(keys[i][:LONG], key[:LONG]) >= 100 * ALIKE else None


def _runs(pairs: dict[int, Pair], keys: list[str]) -> list[list[Pair]]:
    """Pairs in runs: originals and copies both go forward, and at most two lines of either are
    skipped.
    """
    runs: list[list[Pair]] = []
    lines = [j for j, key in enumerate(keys) if len(key) >= SHORT]
    rank = {j: n for n, j in enumerate(lines)}
    for j in sorted(pairs):
        i = pairs[j][0]
        last = runs[-1][-1] if runs else None
        if last and 0 < rank[i] - rank[last[0]] <= 3 and rank[j] - rank[last[1]] <= 3:
            runs[-1].append(pairs[j])
        else:
            runs.append([pairs[j]])
    return runs


def _is_copy(run: list[Pair], keys: list[str], before: int) -> bool:
    """Whether a run is a copy; `before`: characters of the longer lines above it."""
    if max(i for i, _, _ in run) >= min(j for _, j, _ in run):
        return False  # lines of the same form, not a second copy
    exact = sum(min(len(keys[i]), len(keys[j])) for i, j, how in run if how == "exact")
    cut = sum(min(len(keys[i]), len(keys[j])) for i, j, how in run if how == "cut")
    changed = sum(len(keys[j]) for _, j, how in run if how == "changed")
    if exact >= PROOF or cut >= CUT:
        return True
    return changed >= PROOF and exact + cut + changed >= 0.5 * before


def _is_teaser(shorter: str, longer: str) -> bool:
    """Whether a line that begins a longer one may be cut from it: the longer one is running text,
    not a title with the site's name or a picture's number behind it.
    """
    return "。" in longer or _ends_cut(shorter)


def _ends_cut(text: str) -> bool:
    return bool(_digest().match(text)) or bool(
        re.search(
            rf"(?:…|\.{{2,}}|。{{2,}})"
            rf"(?:[{CLOSING_BRACKETS}]|[{OPENING_BRACKETS}].{{2,6}}[{CLOSING_BRACKETS}])?$",
            text.rstrip(),
        )
    )


def _copied_side(
    run: list[Pair], keys: list[str], texts: list[str], known: Counter[str]
) -> dict[int, str]:
    """The lines of a run that are the copy, and how: the later ones, unless the earlier ones are a
    teaser that was cut short.
    """
    originals, later = [i for i, _, _ in run], [j for _, j, _ in run]
    shorter = sum(len(keys[i]) for i in originals) < sum(len(keys[j]) for j in later)
    cut_first = run[-1][2] == "cut" and not any(_ends_cut(texts[j]) for j in later)
    side = (
        originals
        if cut_first and (shorter or any(_ends_cut(texts[i]) for i in originals))
        else later
    )
    how = {line: pair[2] for line, pair in zip(side, run)}
    taken = Counter(keys[i] for i in how)
    for between in range(min(side), max(side) + 1):
        if between not in how and (
            known[keys[between]] > taken[keys[between]] + 1 or not keys[between]
        ):
            how[between] = "line in between"
    return how
