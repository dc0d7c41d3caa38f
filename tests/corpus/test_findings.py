"""What cleaning did, in tables and in sentences."""

import gongwen as gw
import pandas as pd
from gongwen.corpus import findings, plots


def blocks(*rows):
    """Rows of kind and size, one after the other on page a."""
    table, start = [], 0
    for kind, size in rows:
        table.append(("a", kind, start, start + size, "字" * size, kind))
        start += size
    return pd.DataFrame(table, columns=["account", "kind", "start", "end", "text", "why"])


def test_how_much_of_the_pages_is_article(corpus):
    finding = findings.article(corpus.blocks)
    assert finding.english == (
        "Of the 20,214 characters on the five pages, 12,861 (64%) are the articles themselves; "
        "most of the rest is text printed a second time (21%, all of it on one page)."
    )
    assert "5 个网页共 20,214 个字符，其中正文 12,861 个（64%）" in finding.chinese
    one = findings.article(blocks(("title", 4), ("paragraph", 6)))
    assert one.english == (
        "Of the 10 characters on the one page, 6 (60%) are the article itself; "
        "most of the rest is titles, dates and signatures (40%)."
    )
    alone = blocks(("paragraph", 6))
    assert findings.article(alone).english.endswith("6 (100%) are the article itself.")
    assert findings.headline(alone) == "The article makes up 100% of the page"
    assert findings.article(blocks(("furniture", 6))) is None
    assert findings.headline(blocks(("furniture", 6))) == ""


def test_what_the_raw_page_would_have_counted(corpus):
    table = gw.corpus.on_page(corpus, ["疫情就是命令", "退役军人"])
    assert findings.raw_counts(table).english == (
        "Counted on the raw pages, 退役军人 would occur 192 times in place of 108."
    )
    assert (table["on_page"] >= table["in_account"]).all()
    assert findings.raw_counts(table[table["in_account"] == table["on_page"]]) is None
    assert findings.raw_counts(gw.corpus.on_page(corpus, [])) is None


def test_a_hand_reading(corpus, tmp_path):
    (tmp_path / "000_6de53d0ef1d4ba38.txt").write_text("某局抗击疫情\n全体干部坚守岗位。\n", "utf8")
    scores = gw.corpus.scores.by_hand(corpus)
    assert findings.read_right(scores).english.startswith(
        "All 90 paragraphs, all 20 headings and all 13 captions equal a language model's"
    )
    less = findings.read_right(scores.assign(right=[89, 20, 13]))
    assert less.english.startswith("89 of 90 paragraphs, all 20 headings")
    assert "段落 90 处中 89 处、小标题 20 处、" in less.chinese
    assert findings.read_right(gw.corpus.scores.by_hand(gw.read_corpus(tmp_path))) is None


def test_rules_say_what_they_took_away(corpus):
    rules = gw.corpus.rules(corpus.blocks, lambda text: text.replace("面对", "××"))
    first = rules.iloc[0]
    assert (first["kind"], first["why"], first["characters"]) == ("duplicate", "copy, exact", 4173)
    assert first["example"].startswith("××突如其来") and len(first["example"]) == 40
    gone = corpus.blocks[~corpus.blocks["kind"].isin(["heading", "paragraph", "blank"])]
    assert rules["characters"].sum() == (gone["end"] - gone["start"]).sum()


def test_shares_add_up(corpus):
    shares = gw.corpus.shares(corpus.blocks)
    assert (shares.groupby("account")["percent"].sum().round(6) == 100).all()


def test_the_figure_says_the_finding(corpus):
    fig = plots.anatomy(corpus.blocks, {})
    assert fig.get_suptitle().replace("\n", " ") == (
        "The article makes up 64% of five pages, text printed a second time 21%"
    )
    assert plots.anatomy(corpus.blocks.head(0), {}).axes[0].texts
