"""What cleaning did, in sentences: for the title of the figure and for the findings.

Each takes tables of this room and gives None where they say no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..common.prose import Finding, capitalised, chinese, listed, number, of, short
from .cleaning import ARTICLE
from .groups import NOT_STATED, Units

# The five groups of kinds that the figure tells apart, in English and Chinese.
GROUPS = {
    "article": ("the articles themselves", "正文"),
    "about": ("titles, dates and signatures", "标题、来源和落款"),
    "picture": ("captions and names of images", "图注和图片名"),
    "portal": ("the portal's own text and HTML tags", "网站自身的文字和标记"),
    "again": ("text printed a second time", "重复印出的文字"),
}
GROUP_OF = {
    **dict.fromkeys(ARTICLE, "article"),
    **dict.fromkeys(("title", "metadata", "signature"), "about"),
    **dict.fromkeys(("caption", "image"), "picture"),
    **dict.fromkeys(("tag", "furniture", "markup"), "portal"),
    "duplicate": "again",
}
PARTS = {"paragraphs": "段落", "headings": "小标题", "captions": "图注"}


def as_units(names: Units | Mapping[str, str]) -> Units:
    """Units as they are; names of accounts (account → label) as units that are all drawn."""
    if isinstance(names, Units):
        return names
    return Units("account", dict(names), pd.DataFrame(), len(names), {}, {})


def unit(groups: Units) -> str:
    """What is drawn: account, or group."""
    return "account" if groups.by == "account" else "group"


def named(groups: Units, account: str) -> Finding:
    """An account as a sentence names it, in English and in Chinese; a group in quotation marks,
    so that its value (province) is not read as a word of the sentence.
    """
    label = groups.names.get(account, account)
    if label == NOT_STATED:
        what = "value" if groups.by == "account" else groups.by
        return Finding(f"accounts without a stated {what}", "未注明者")
    if groups.by != "account":
        return Finding(f"“{short(label)}”", f"“{chinese(label)}”")
    return Finding(short(label), chinese(label))


def among(groups: Units) -> Finding:
    """The beginning of a sentence that is about what is drawn, where that is not everything."""
    n = len(groups.names)
    if n >= groups.total:
        return Finding("", "")
    what = "份文本" if groups.by == "account" else "组"
    return Finding(f"Among the {n} {unit(groups)}s with most text ", f"在文字最多的 {n} {what}中，")


def in_figure(sentence: str) -> str:
    """A sentence for a figure, whose font has “ ” as wide as a Chinese character."""
    return sentence.replace("“", '"').replace("”", '"')


def drawn(groups: Units) -> str:
    """How many of how many are drawn, for the note of a figure; "" where it is all of them."""
    n = len(groups.names)
    if n >= groups.total:
        return ""
    return f" Drawn: {n} of {groups.total:,} {unit(groups)}s, those with most text."


def _sizes(blocks: pd.DataFrame) -> pd.Series:
    """The characters of each group of kinds."""
    return (blocks["end"] - blocks["start"]).groupby(blocks["kind"].map(GROUP_OF)).sum()


def article(blocks: pd.DataFrame) -> Finding | None:
    """How much of the pages is article, and what is most of the rest (account kind start end)."""
    n, pages = _sizes(blocks), blocks["account"].nunique()
    total = int((blocks["end"] - blocks["start"]).sum())
    if not total or not n.get("article", 0):
        return None
    own = int(n["article"])
    what = "the one page" if pages == 1 else f"the {number(pages)} pages"
    english = (
        f"Of the {total:,} characters on {what}, {own:,} ({own / total:.0%}) are "
        f"{GROUPS['article'][0] if pages > 1 else 'the article itself'}"
    )
    text = f"{pages} 个网页共 {total:,} 个字符，其中正文 {own:,} 个（{own / total:.0%}）"
    rest = n.drop("article")
    if rest.max() > 0.005 * total:
        kind, most = rest.idxmax(), int(rest.max())
        on = blocks.loc[blocks["kind"].map(GROUP_OF) == kind, "account"].nunique()
        one = (", all of it on one page", "，都在同一页上") if on == 1 < pages else ("", "")
        english += f"; most of the rest is {GROUPS[kind][0]} ({most / total:.0%}{one[0]})"
        text += f"；其余部分中最多的是{GROUPS[kind][1]}（{most / total:.0%}{one[1]}）"
    return Finding(f"{english}.", f"{text}。")


def headline(blocks: pd.DataFrame) -> str:
    """The title of the figure: how much of the pages is article, and what is most of the rest."""
    finding = article(blocks)
    if not finding:
        return ""
    n = _sizes(blocks) / (blocks["end"] - blocks["start"]).sum()
    pages, rest = blocks["account"].nunique(), n.drop("article")
    what = "the page" if pages == 1 else f"{number(pages)} pages"
    title = f"The article makes up {n['article']:.0%} of {what}"
    return f"{title}, {GROUPS[rest.idxmax()][0]} {rest.max():.0%}" if rest.max() > 0.005 else title


def raw_counts(table: pd.DataFrame) -> Finding | None:
    """The word of which the raw pages would give the most wrong count (word in_account
    on_page).
    """
    n = table.groupby("word", sort=False)[["in_account", "on_page"]].sum()
    more = n["on_page"] - n["in_account"]
    if more.empty or more.max() <= 0:
        return None
    word, own, raw = more.idxmax(), *map(int, n.loc[more.idxmax()])
    return Finding(
        f"Counted on the raw pages, {word} would occur {raw:,} times in place of {own:,}.",
        f"若直接数原始网页，“{word}”会数出 {raw:,} 次，而正文中只有 {own:,} 次。",
    )


def read_right(scores: pd.DataFrame) -> Finding | None:
    """How many parts of the pages equal the reading in tests/gold (part gold right)."""
    known = [row for row in scores.itertuples() if row.gold]
    if not known:
        return None
    parts = [of(row.right, row.gold, row.part.removesuffix("s")) for row in known]
    text = "、".join(
        f"{PARTS[row.part]} {row.gold} 处" + f"中 {row.right} 处" * (row.right < row.gold)
        for row in known
    )
    all_ = "全部" * all(row.right == row.gold for row in known)
    return Finding(
        f"{capitalised(listed(parts))} equal a language model's line-by-line reading, of pages "
        "that the rules were written with.",
        f"与语言模型逐行细读的结果相比，{text}{all_}一致（清理规则就是据这些网页写成的）。",
    )
