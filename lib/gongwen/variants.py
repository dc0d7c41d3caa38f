"""Other wordings of a formula, counted, where they stand, and as a tree.

All positions count in the sentence's text.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .near import Matcher, distance, key
from .text import progress, whole
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
    A formula given with quotation marks takes enclosing ones into its surface (“战疫” for 战“疫”).
    """
    if not isinstance(phrase, str):
        raise ValueError(f"variants takes one phrase, such as 疫情就是命令 (wordings takes several): {phrase!r}")
    hits = wordings(sentences, [phrase], max_edits)
    return (
        hits.groupby(["account", "surface", "edits", "how"], sort=False)
        .size()
        .reset_index(name="n")
        .astype({"account": "str", "surface": "str", "how": "str", "edits": "int64", "n": "int64"})[list(VARIANTS)]
    )


def wordings(sentences: pd.DataFrame, phrases: Iterable[str], max_edits: int | None = None) -> pd.DataFrame:
    """Each wording where it stands: account paragraph sentence phrase surface edits how start end (see `variants`)."""
    wanted = [phrases] if isinstance(phrases, str) else phrases
    formulas = [formula(whole(phrase), max_edits) for phrase in dict.fromkeys(wanted)]  # half a character is in no table
    matcher = Matcher([f.key for f in formulas], [f.limit for f in formulas])
    rows = []
    for s in progress(sentences.itertuples(index=False), "looking for wordings", total=len(sentences)):
        for phrase, start, end, edits, how in in_text(s.text, formulas, matcher):
            rows.append((s.account, s.paragraph, s.sentence, phrase, s.text[start:end], edits, how, start, end))
    frame = pd.DataFrame(rows, columns=list(HITS))
    return frame.astype({column: "str" if column in ("account", "phrase", "surface", "how") else "int64" for column in HITS})


# --- a family's tree --------------------------------------------------------------------------------------------------------


def tree(sentences: pd.DataFrame, families: pd.DataFrame, max_edits: int | None = None) -> pd.DataFrame:
    """The wordings of each family's formulas as a tree: family phrase parent surface edits how n accounts.

    `families`: a table with family and phrase (such as `phrases.lexicon()`). Every wording of a family stands once, under the
    first formula in the table's order of which it is one; its `parent` is the nearest wording there that has fewer edits. A
    formula that is a wording of an earlier one (守土尽责 of 守土有责) stands under that; others are roots (parent ""), with n 0
    where they stand nowhere as written.
    """
    hits = wordings(sentences, families["phrase"], max_edits)
    rows: list[tuple] = []
    for family, members in families.groupby("family", sort=False):
        seen: set[str] = set()
        for phrase in members["phrase"]:
            parts = {"edits": ("edits", "min"), "how": ("how", "first"), "size": ("account", "size"), "nunique": ("account", "nunique")}
            found = hits[hits["phrase"] == phrase].sort_values("edits", kind="stable").groupby("surface", sort=False).agg(**parts)
            found = found.reset_index().sort_values(["edits", "size", "surface"], ascending=[True, False, True])
            if phrase not in seen:
                own = found[found["surface"] == phrase]
                rows.append((family, phrase, "", phrase, 0, "as written", int(own["size"].sum()), int(own["nunique"].sum())))
            rows += _children(str(family), phrase, found[~found["surface"].isin({*seen, phrase})])
            seen |= {phrase, *found["surface"]}
    frame = pd.DataFrame(rows, columns=list(TREE))
    return frame.astype({c: "int64" if c in ("edits", "n", "accounts") else "str" for c in TREE})


def _children(family: str, phrase: str, found: pd.DataFrame) -> list[tuple]:
    nodes = [(phrase, key(phrase)[0], -1)]
    rows = []
    for row in found.itertuples():
        letters = key(row.surface)[0]
        parent = min((node for node in nodes if node[2] < row.edits), key=lambda node: distance(node[1], letters))[0]
        rows.append((family, phrase, parent, row.surface, row.edits, row.how, row.size, row.nunique))
        nodes.append((row.surface, letters, row.edits))
    return rows


def draw(table: pd.DataFrame) -> str:
    """A table of `tree` as lines of text, each wording under its parent; formulas without any are left out."""
    lines: list[str] = []
    for family, members in table.groupby("family", sort=False):
        branches = [(root["n"], _branch(members, root, 1)) for _, root in members[members["parent"] == ""].iterrows()]
        found = [line for n, branch in branches if n or len(branch) > 1 for line in branch]
        lines += [str(family), *found] if found else []
    return "\n".join(lines)


def _branch(members: pd.DataFrame, node, depth: int) -> list[str]:
    lines = [f"{'   ' * depth}{node['surface']}  {node['n']}  ({node['how']})"]
    for _, child in members[members["parent"] == node["surface"]].iterrows():
        lines += _branch(members, child, depth + 1)
    return lines
