"""Other wordings of a formula, counted, where they stand, and as a tree.

All positions count in the sentence's text.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .near import Matcher, distance, key
from .wording import formula, in_text

VARIANTS = ("account", "surface", "edits", "how", "n")
HITS = ("account", "paragraph", "sentence", "phrase", "surface", "edits", "how", "start", "end")
TREE = ("family", "phrase", "parent", "surface", "edits", "how", "n", "accounts")


def variants(sentences: pd.DataFrame, phrase: str, max_edits: int | None = None) -> pd.DataFrame:
    """Every wording of `phrase` and how often each account has it: account surface edits how n.

    Found are stretches whose key (`key`) is within `max_edits` insertions, deletions and replacements of the formula's (None: a
    quarter of its length, so one for four to seven letters), frames with a word replaced and echoes (lexicons/wordings.csv, or
    braces in the phrase: "{疫情}就是命令" any noun, "{战|抗}疫" these words). `how`: "as written", "marks", "script", the letters
    replaced (命→号), added (+即) or left out (−有), "slot 疫情→灾情", "echo". `edits` counts letters, for slots and echoes too.
    A formula of up to four letters takes enclosing quotation marks into its surface (“战疫”).
    """
    hits = wordings(sentences, [phrase], max_edits)
    return (
        hits.groupby(["account", "surface", "edits", "how"], sort=False)
        .size()
        .reset_index(name="n")
        .astype({"account": "str", "surface": "str", "how": "str", "edits": "int64", "n": "int64"})[list(VARIANTS)]
    )


def wordings(sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None) -> pd.DataFrame:
    """Each wording where it stands: account paragraph sentence phrase surface edits how start end (see `variants`)."""
    formulas = [formula(phrase, max_edits) for phrase in dict.fromkeys(phrases)]
    matcher = Matcher([f.key for f in formulas], [f.limit for f in formulas]) if formulas else None
    rows = []
    for s in sentences.itertuples(index=False):
        for phrase, start, end, edits, how in in_text(s.text, formulas, matcher):
            rows.append((s.account, s.paragraph, s.sentence, phrase, s.text[start:end], edits, how, start, end))
    frame = pd.DataFrame(rows, columns=list(HITS))
    return frame.astype({column: "str" if column in ("account", "phrase", "surface", "how") else "int64" for column in HITS})


# --- a family's tree --------------------------------------------------------------------------------------------------------


def tree(sentences: pd.DataFrame, families: pd.DataFrame, max_edits: int | None = None) -> pd.DataFrame:
    """The wordings of each family's formulas as a tree: family phrase parent surface edits how n accounts.

    `families`: a table with family and phrase (such as `phrases.lexicon()`). A wording's `parent` is the nearest wording that
    has fewer edits, the formula itself where none is nearer; n is 0 for a formula that stands nowhere as written.
    """
    hits = wordings(sentences, families["phrase"], max_edits)
    rows = []
    for family, phrase in zip(families["family"], families["phrase"]):
        own = hits[hits["phrase"] == phrase]
        found = own.groupby(["surface", "edits", "how"], sort=False)["account"].agg(["size", "nunique"]).reset_index()
        found = found.sort_values(["edits", "size", "surface"], ascending=[True, False, True])
        nodes: list[tuple[str, str, int]] = [(phrase, key(phrase)[0], -1)]
        here = found[found["surface"] == phrase]
        rows.append((family, phrase, "", phrase, 0, "as written", int(here["size"].sum()), int(here["nunique"].sum())))
        for row in found[found["surface"] != phrase].itertuples():
            letters = key(row.surface)[0]
            nearer = [node for node in nodes if node[2] < row.edits]
            parent = min(nearer, key=lambda node: distance(node[1], letters))[0]
            rows.append((family, phrase, parent, row.surface, row.edits, row.how, row.size, row.nunique))
            nodes.append((row.surface, letters, row.edits))
    frame = pd.DataFrame(rows, columns=list(TREE))
    return frame.astype({c: "int64" if c in ("edits", "n", "accounts") else "str" for c in TREE})


def draw(table: pd.DataFrame) -> str:
    """A table of `tree` as lines of text, each wording under its parent."""
    lines: list[str] = []
    for family, members in table.groupby("family", sort=False):
        lines.append(str(family))
        for _, part in members.groupby("phrase", sort=False):
            lines += _branch(part, part[part["parent"] == ""].iloc[0], 1) if part["n"].sum() else []
    return "\n".join(lines)


def _branch(part: pd.DataFrame, node, depth: int) -> list[str]:
    lines = [f"{'   ' * depth}{node['surface']}  {node['n']}  ({node['how']})"]
    for _, child in part[part["parent"] == node["surface"]].iterrows():
        lines += _branch(part, child, depth + 1)
    return lines
