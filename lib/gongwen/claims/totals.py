"""Sums of what an account names, between bounds that hold, with how many rows each rests on and why
others are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..common.columns import typed
from ..common.lists import with_lists
from ..language.quantities import IN_YUAN
from .parties import GIVEN, SIDES, kind_of_all
from .sums import total_stated

LEFT_OUT = ("part", "same", "again")  # flags of quantities that are in another one
NOT_ADDED = (*LEFT_OUT, "per", "ceiling", "floor")  # and of those that a sum leaves out
_SUM = ("n", "all", "at_most", "at_least", "left_out", "each", "open", "below", "rests_on", "why")
_ACROSS = frozenset(f"{side}{of}" for side in SIDES for of in ("", "_kind"))
NO_VALUE = "no value"  # 数十万元
# what may be more than it says, and what may be less
_MORE, _LESS = ("over", "about", "unspecified"), ("below", "about")


def money(claims: pd.DataFrame, roles: Iterable[str] | None = ("input",)) -> pd.DataFrame:
    """The rows of `table` that are money with one of some roles (None: any), with `currency`: yuan
    (元, 块, no unit) or the unit of another currency.
    """
    chosen = claims["kind"].eq("money")
    if roles is not None:
        chosen &= claims["role"].isin(list(roles))
    return _with_currency(claims[chosen])


def _with_currency(claims: pd.DataFrame) -> pd.DataFrame:
    currency = claims["unit"].replace(dict.fromkeys(IN_YUAN, "yuan"))
    return claims.assign(currency=currency.where(claims["kind"].eq("money"), ""))


@with_lists
def given(claims: pd.DataFrame) -> pd.DataFrame:
    """What is given: the rows of `table` that are money or goods put in, or that name a giver or a
    receiver, with `currency` ("" of goods), `giver_kind` and `receiver_kind`: person, people,
    office, firm, society, place, mixed, other; "" where nobody is named.
    """
    named = claims["giver"].notna() | claims["receiver"].notna()
    rows = claims[claims["kind"].isin(GIVEN) & (named | claims["role"].eq("input"))]
    parties = sorted({*rows["giver"].dropna(), *rows["receiver"].dropna()})
    kinds = {party: kind_of_all(party) for party in parties}
    of = {f"{side}_kind": rows[side].map(kinds).astype("str").fillna("") for side in SIDES}
    return _with_currency(rows.assign(**of))


def sums(claims: pd.DataFrame, by: Iterable[str] = ("account",)) -> pd.DataFrame:
    """Sums of quantities (rows of `table`) for each value of `by`: by n all at_most at_least
    left_out each open below rests_on why.

    What does not belong together is not added: where the rows have several roles, or several units
    (currencies, if they have that column), there is a sum for each, in a column of that name.

    `all` adds up every number as written. `at_most` multiplies an amount that several gave each by
    their number, takes the upper end of a range, and leaves out quantities flagged part, same,
    again, per, ceiling or floor (and copy, if accounts are added up). `at_least` takes the lower
    end of a range; and if a word for a total (累计, 合计, 共, 总额) precedes an amount, it is the
    largest such total or single amount, since the text does not say whether the total includes the
    other amounts. A part may be another's than its total is: by giver or receiver (or their kinds)
    `at_most` has the parts too, and what is said again. `each`: the number of amounts that several
    gave each.

    The bounds hold but where an end is open. `open`: the sum may be larger, because an amount in it
    is “over” (超, 余) or “about” (约, 近), has no value (数十万元), or was given by each of several
    people whose number is not stated. `below`: it may be less, because an amount is “under”
    (不足) or “about”. `rests_on`: the number of rows that are added, `left_out`: that of those that
    a flag leaves out, and `why`: their flags (3 part, 1 again), and how many have no value.
    """
    claims, keys = _apart(claims, [by] if isinstance(by, str) else list(by))
    if not keys:
        raise ValueError("sums: name at least one column in `by`")
    skipped = NOT_ADDED if "account" in keys else (*NOT_ADDED, "copy")
    out, unknown = claims["flag"].isin(skipped), claims["value"].isna()
    several, times = claims["flag"] == "each", claims["each"].astype("float64")
    # what is behind the shortened text may be a total, too
    stated = [
        start >= len(text) or total_stated(text, start)
        for text, start in zip(claims["text"], claims["start"])
    ]
    across = claims["flag"].isin(["part", "again"]) & bool(_ACROSS.intersection(keys))
    left = out & ~across
    low, high = (
        end * times.fillna(1) for end in (claims["value"], claims["high"].fillna(claims["value"]))
    )
    low, high = low.where(~out), high.where(~left)
    more, less = (claims["qualifier"].isin(words) for words in (_MORE, _LESS))
    parts = claims.assign(
        low=low,
        most=high,
        total=low.where(stated),
        out=left,
        each=several,
        open=~left & (more | unknown | (several & times.isna())),
        below=~left & less,
        rests_on=~left & ~unknown,
        why=claims["flag"].where(left, np.where(unknown, NO_VALUE, "")),
    )
    table = parts.groupby(keys, sort=False, dropna=False).agg(
        n=("value", "count"),
        all=("value", "sum"),
        at_most=("most", "sum"),
        total=("total", "max"),
        largest=("low", "max"),
        low=("low", "sum"),
        left_out=("out", "sum"),
        each=("each", "sum"),
        open=("open", "any"),
        below=("below", "any"),
        rests_on=("rests_on", "sum"),
        why=("why", _counts),
    )
    least = table["low"].where(table["total"].isna(), table[["total", "largest"]].max(axis=1))
    least = least.clip(upper=table["at_most"])  # a loss is written as less than nothing
    table = table.assign(at_least=least)[(table["n"] > 0) | table["open"]].reset_index()
    return typed(table[[*keys, *_SUM]], "sums")


def _apart(claims: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The keys, and those columns beside them whose values must not be added up."""
    yuan = claims["kind"].eq("money") & claims["unit"].isin(IN_YUAN)
    unit = claims["unit"].mask(yuan, IN_YUAN[1])  # 5万元 and 746万 are both yuan
    if "currency" in claims:
        unit = unit.mask(claims["currency"].ne(""), "")
    claims = claims.assign(unit=unit)
    apart = [c for c in ("role", "currency", "unit") if c in claims and c not in keys]
    return claims, keys + [c for c in apart if claims[c].nunique() > 1]


def _counts(flags: pd.Series) -> str:
    """How often each flag occurs, the most frequent first: 3 part, 1 again."""
    counts = Counter(flag for flag in flags if flag)
    return ", ".join(f"{n} {flag}" for flag, n in counts.most_common())
