"""The days that accounts name, beside their publication and the course of events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ..common.files import project_root
from ..common.lists import read_lexicon, with_lists
from ..common.sheets import read_rows


@with_lists
def events(source: str = "events") -> pd.DataFrame:
    """Central events: date end event gloss source. `source`: a list of lexicons/, or a .csv with
    these columns.
    """
    rows = read_rows(project_root() / source) if Path(source).suffix else read_lexicon(source)
    return pd.DataFrame(rows).astype({"date": "datetime64[s]", "end": "datetime64[s]"})


def reach(dates: pd.DataFrame, accounts: pd.DataFrame, window: Sequence[str]) -> pd.DataFrame:
    """How far the days that each account names reach (rows of `dates`): account days first last
    published gap runs_on.

    `days`: different calendar days between the two of `window`; relative ones (目前 “now”) do not
    count. `gap`: days from the last of them to publication. `runs_on`: expressions that reach on to
    publication (截至目前 “until now”) or have no end (自2月7日起 “from 7 February”).
    """
    published = accounts.drop_duplicates("account").set_index("account")["published"]
    relative = dates["relative"].astype(bool)
    fixed = dates[~relative & dates["start_date"].between(*window)]
    table = fixed.groupby("account", sort=False).agg(
        days=("start_date", "nunique"), first=("start_date", "min"), last=("start_date", "max")
    )
    on = dates["end_date"].isna() & ~relative | (
        dates["end_date"] == dates["account"].map(published)
    )
    runs_on = dates[on].groupby("account").size().reindex(table.index, fill_value=0)
    own = published.reindex(table.index)
    gap = (own - table["last"]).dt.days.astype("Int64")
    return table.assign(published=own, gap=gap, runs_on=runs_on).reset_index()
