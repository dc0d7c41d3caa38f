"""Accounts side by side: profiles, distances, maps, stability, authorities, names of the disease,
absences, confounding.
"""

import gongwen as gw
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from gongwen import compare
from gongwen.common.show import note_of
from gongwen.compare import plots as compare_plots
from matplotlib.backends.backend_svg import FigureCanvasSVG

LONG = "全体党员主动请战,坚守一线,用实际行动践行初心使命,为打赢疫情防控阻击战作出贡献。"


def sentences(**accounts):
    rows, start = [], 0
    for account, texts in accounts.items():
        for i, text in enumerate(texts):
            rows.append((account, i, 0, "paragraph", start, start + len(text), text))
            start += len(text)
    return pd.DataFrame(
        rows, columns=["account", "paragraph", "sentence", "kind", "start", "end", "text"]
    )


class Tables:
    """As much of a corpus as is compared."""

    def __init__(self, table, **columns):
        names = list(dict.fromkeys(table["account"]))
        self.sentences = table
        self.accounts = pd.DataFrame(
            {"account": names, "published": [pd.Timestamp("2020-02-18")] * len(names), **columns}
        )


def many(n=24):
    texts = {
        f"a{i:02d}": [
            LONG * (1 + i % 3),
            f"发放口罩{100 + i}个。" if i % 2 else "召开会议,传达省委部署。",
        ]
        for i in range(n)
    }
    return Tables(sentences(**texts), group=["east" if i % 2 else "west" for i in range(n)])


def test_profile_of_the_seeds(corpus):
    table = compare.profile(corpus)
    assert list(table.columns) == list(compare.PROFILE) and len(table) == 5 * len(compare.MEASURES)
    assert table[["low", "high", "q"]].isna().all(axis=None) and table["estimate"].notna().all()
    war = table[(table["measure"] == "war")].set_index("account")["estimate"]
    shares = gw.rhetoric.shares(
        gw.rhetoric.mark(corpus.sentences), corpus.sentences, devices=["war"]
    ).set_index("account")["share"]
    assert np.allclose(war, 100 * shares)
    size = table[table["measure"] == "characters"].set_index("account")["estimate"]
    assert (
        size["000_6de53d0ef1d4ba38"]
        == corpus.sentences[corpus.sentences["account"].str.startswith("000")]["text"]
        .str.len()
        .sum()
    )


def test_measures_can_be_chosen_and_added(corpus):
    assert set(compare.profile(corpus, ["mattr", "war"])["measure"]) == {"mattr", "war"}
    mine = {
        "masks": compare.Measure(
            "masks 口罩",
            "times",
            lambda r: r.per(r.sentences["text"].str.count("口罩")).astype(float),
        )
    }
    assert (
        compare.profile(corpus, mine)["estimate"].sum()
        == corpus.sentences["text"].str.count("口罩").sum()
    )
    with pytest.raises(ValueError, match="no measure 'irony'; there are: characters"):
        compare.profile(corpus, ["irony"])
    with pytest.raises(ValueError, match="no column 'colour'"):
        compare.profile(corpus, by="colour")


def test_groups_have_intervals_from_twenty_accounts_on():
    table = compare.profile(many(), ["quantities", "characters"], by="group")
    part = table[table["measure"] == "quantities"].set_index("account")
    assert (
        (part["low"] <= part["estimate"]).all()
        and (part["estimate"] <= part["high"]).all()
        and (part["n"] == 12).all()
    )
    assert (part["q"] < 0.05).all()  # masks stand in the accounts of the east only
    assert (
        compare.profile(many(8), ["quantities"], by="group")[["low", "high", "q"]]
        .isna()
        .all(axis=None)
    )


def test_the_known_error_of_a_detector_is_an_interval(corpus):
    columns = {
        "account": ["000_6de53d0ef1d4ba38"],
        "device": ["war"],
        "corrected": [0.3],
        "low": [0.2],
        "high": [0.5],
    }
    table = compare.profile(corpus, ["war"], error=pd.DataFrame(columns)).set_index("account")
    assert (
        table.loc["000_6de53d0ef1d4ba38", ["estimate", "low", "high"]].tolist() == [30, 20, 50]
        and table["low"].notna().sum() == 1
    )


def test_corrected_shares_lie_in_their_intervals(corpus):
    marks = gw.rhetoric.mark(corpus.sentences)
    coded = pd.read_csv("tests/gold/sentences.csv", encoding="utf-8-sig").iloc[::3]
    error = gw.rhetoric.corrected_shares(marks, corpus.sentences, coded)
    table = compare.profile(corpus, list(gw.rhetoric.DEVICES), error=error).dropna(subset=["low"])
    assert (
        len(table)
        and (table["low"] - 1e-9 <= table["estimate"]).all()
        and (table["estimate"] <= table["high"] + 1e-9).all()
    )


def test_distances_by_hand():
    table = sentences(a=["好好"], b=["坏坏"], c=["好坏"])
    square = compare.distances(table, "characters")
    assert square.loc["a", "b"] == 1 and square.loc["a", "a"] == 0
    assert square.loc["a", "c"] == pytest.approx(gw.stats.jsd([2, 0], [1, 1])) and square.equals(
        square.T
    )
    with pytest.raises(ValueError, match="words, characters, devices"):
        compare.distances(table, "sounds")


def test_an_account_without_devices_is_left_out_of_distances_by_devices():
    square = compare.distances(sentences(a=[LONG], b=["今天。"], c=[LONG + LONG]), "devices")
    assert list(square.index) == ["a", "c"] and square.notna().all(axis=None)


def test_moved_by_hand():
    table = sentences(a=["好", "坏"], b=["好"])
    row = compare.moved(table, "characters").iloc[0]
    assert row["distance"] == pytest.approx(gw.stats.jsd([1, 1], [1, 0]))
    assert (row["low"], row["high"]) == (0, 1) and row["account"] == "a"


def test_too_many_accounts_have_no_distances():
    many = sentences(**{f"a{i}": ["疫情"] for i in range(2001)})
    with pytest.raises(ValueError, match=r"2,001 accounts have 2,001,000 distances: give at most"):
        compare.distances(many, "characters")


def test_one_account_and_two_identical_ones():
    one, same = sentences(a=[LONG]), sentences(a=[LONG, LONG], b=[LONG, LONG])
    assert len(compare.moved(one)) == 0 and compare.distances(one).shape == (1, 1)
    assert compare.distances(same).to_numpy().tolist() == [[0, 0], [0, 0]]
    assert compare.moved(same)[["distance", "low", "high"]].to_numpy().tolist() == [[0, 0, 0]]


def test_pairs_of_each_kind_with_and_without_shared_wording():
    table = sentences(a=[LONG, "今天晴。"], b=[LONG, "明天雨。"], c=["召开会议。"])
    own = compare.Readings(table, None).own.sentences
    pairs = compare.pairs(table, own, ["words", "characters"])
    assert pairs["kind"].tolist() == ["words"] * 3 + ["characters"] * 3
    first = pairs.iloc[0]
    assert (first["account_a"], first["account_b"]) == ("a", "b")
    square = compare.distances(own, "words")
    assert first["distance_without_shared"] == square.loc["a", "b"] > first["distance"]
    assert compare.pairs(table)["distance_without_shared"].isna().all()


def test_the_profile_both_ways():
    table = sentences(a=[LONG, "发放口罩100个。"], b=[LONG])
    readings = compare.Readings(table, Tables(table).accounts)
    rows = compare.both_ways(readings, ["characters"]).set_index("account")
    assert rows["estimate"].tolist() == [len(LONG) + 9, len(LONG)]
    assert rows.loc["a", "without_shared"] < 12 and rows.loc["b", "without_shared"] != len(LONG)
    own = sentences(a=[LONG], b=["今天。"])
    both = compare.both_ways(compare.Readings(own, Tables(own).accounts), ["characters"])
    assert (both["estimate"] == both["without_shared"]).all()


def test_key_words_of_others_and_of_a_folder(tmp_path):
    table = sentences(a=["口罩" * 5], b=["会议" * 5])
    assert compare.keywords(table)[["account", "word"]].values.tolist() == [
        ["a", "口罩"],
        ["b", "会议"],
    ]
    assert compare.keywords(sentences(a=["口罩" * 5])).empty
    (tmp_path / "other.txt").write_text("某局召开会议\n今天召开会议,部署工作。会议结束。\n", "utf8")
    key = compare.keywords(table, str(tmp_path))
    assert key["word"].tolist()[0] == "口罩" and set(key["account"]) <= {"a", "b"}


def test_correspondence():
    counts = pd.DataFrame(
        [[9, 1, 2], [1, 9, 2], [5, 5, 9]], index=list("abc"), columns=["war", "loyalty", "slogan"]
    )
    points = compare.correspondence(counts).set_index("name")
    assert (
        points.loc["a", "x"] * points.loc["war", "x"]
        > 0
        > points.loc["a", "x"] * points.loc["loyalty", "x"]
    )
    assert (
        points.loc["a", "x"] > 0
        and 0.99 < points["share_x"].iloc[0] + points["share_y"].iloc[0] <= 1.0001
    )


def test_correspondence_is_that_of_the_textbook():
    """Greenacre's table of smokers: inertias .0748 and .0100 of .0852 in all."""
    smokers = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
    points = compare.correspondence(
        pd.DataFrame(smokers, index=list("abcde"), columns=["none", "light", "medium", "heavy"])
    )
    assert points[["share_x", "share_y"]].iloc[0].round(4).tolist() == [0.8776, 0.1176]
    mass = points[points["side"] == "account"]["n"] / 193
    assert (mass * points.loc[points["side"] == "account", "x"] ** 2).sum() == pytest.approx(
        0.07476, abs=1e-5
    )


def test_distances_on_a_map_with_all_axes_are_chi_square_distances():
    counts = pd.DataFrame(
        [[9, 1, 2], [1, 9, 2], [5, 5, 9]], index=list("abc"), columns=["war", "loyalty", "slogan"]
    )
    at = compare.correspondence(counts).set_index("name")[["x", "y"]]
    shares, mass = counts.div(counts.sum(axis=1), axis=0), counts.sum() / counts.to_numpy().sum()
    for one, other in ("ab", "ac", "bc"):
        assert ((at.loc[one] - at.loc[other]) ** 2).sum() == pytest.approx(
            ((shares.loc[one] - shares.loc[other]) ** 2 / mass).sum()
        )


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([[1, 2, 3], [3, 2, 1]], "three accounts"),
        ([[2, 2, 2], [4, 4, 4], [6, 6, 6]], "same shares"),
        ([[0, 0, 0]] * 3, "three accounts"),
    ],
)
def test_no_map(counts, message):
    table = pd.DataFrame(counts, columns=["war", "loyalty", "slogan"])
    with pytest.raises(ValueError, match=message):
        compare.correspondence(table)


def test_shared_wording_is_taken_out(corpus):
    shared = gw.phrases.reuse(corpus.sentences)
    own = compare.without(corpus.sentences, shared)
    assert own["text"].str.len().sum() < corpus.sentences["text"].str.len().sum()
    again = gw.phrases.reuse(corpus.sentences.merge(own[["account", "paragraph", "sentence"]]))
    assert len(again) <= len(shared)
    shares = compare.shared_shares(corpus.sentences, shared).set_index(["account", "other"])[
        "share"
    ]
    assert shares.between(0, 100).all()
    for account in corpus.accounts["account"]:
        singles = [
            shares[account, other] for other in corpus.accounts["account"] if other != account
        ]
        assert max(singles) - 1e-9 <= shares[account, "any other"] <= sum(singles) + 1e-9


def test_shared_wording_of_groups():
    table = sentences(a=[LONG], b=[LONG], c=["今天召开会议。"])
    shared = gw.phrases.reuse(table)
    by_group = compare.shared_shares(table, shared, {"a": "x", "b": "x", "c": "y"}).set_index(
        ["account", "other"]
    )["share"]
    assert (
        by_group["x", "y"] == 0
        and by_group["x", "any other"] > 95
        and by_group["y", "any other"] == 0
    )


def test_nothing_shared_takes_nothing():
    table = sentences(a=[LONG], b=["今天召开会议。"])
    shared = gw.phrases.reuse(table)
    assert (
        compare.without(table, shared).equals(table)
        and (compare.shared_shares(table, shared)["share"] == 0).all()
    )


@pytest.mark.parametrize(
    ("text", "authorities"),
    [
        ("习近平总书记作出重要指示", ["习近平"]),
        ("传达党中央、国务院部署", ["党中央", "国务院"]),
        ("落实省委省政府要求", ["省委、省政府"]),
        ("按照区委区政府和市局部署", ["区委、区政府", "市局"]),
        ("厅党组召开会议", ["本单位党组"]),
        ("中央电视台报道", []),
        ("社区委员会通知", []),
        ("城市局部地区", []),
        ("州委老干部局组织学习", []),
        ("民政部门发放补助", []),
        ("省委、省政府和厅党委要求", ["省委、省政府", "本单位党组"]),
        ("在区疫情防控指挥部的领导下", ["防控指挥部"]),
        ("省退役军人厅召开会议", ["省厅"]),
        ("教育部门停课", []),
        ("中央一套播出,中央美术学院师生捐款", []),
        ("市政府广场张贴标语", []),
        ("向上级医院转诊", []),
        ("省委党校组织学习", []),
        ("城区委派干部", []),
        ("中央红军老战士", []),
    ],
)
def test_authorities(text, authorities):
    assert compare.authorities(sentences(a=[text]))["authority"].tolist() == authorities


def test_chain_is_in_the_order_of_first_mention():
    chain = compare.chain(
        compare.authorities(sentences(a=["省委部署。", "习近平总书记指示,省委要求。"]))
    )
    assert chain[["authority", "n", "rank"]].values.tolist() == [
        ["省委、省政府", 2, 1],
        ["习近平", 1, 2],
    ]


def test_qingxin_names_neither_the_leader_nor_the_centre(corpus):
    chain = compare.chain(compare.authorities(corpus.sentences))
    top = set(chain.loc[chain["level"].isin(["leader", "centre"]), "account"])
    assert set(corpus.accounts["account"]) - top == {"001_d37b505c4ff1b8eb"}


def test_every_authority_leads_back_to_the_page(corpus):
    found = corpus.to_page(compare.authorities(corpus.sentences))
    assert all(
        corpus.account(r.account).raw[r.page_start : r.page_end].replace("&nbsp;", "") == r.term
        for r in found.itertuples()
    )


def test_levels_count_authorities_from_the_leader_down():
    named = compare.authorities(sentences(a=["省委部署。", "习近平总书记指示,省委要求。"]))
    table = compare.levels(named, ["a", "b"])
    assert list(table.columns) == ["account", "leader", "province"]
    assert table.values.tolist() == [["a", 1, 2], ["b", 0, 0]]
    assert compare.levels(named.head(0), ["b"]).values.tolist() == [["b"]]


def test_names_of_the_disease_are_not_counted_inside_longer_ones():
    table = Tables(sentences(a=["新型冠状病毒感染的肺炎、新冠肺炎、新型冠状病毒"]))
    found = compare.disease_names(table.sentences, table.accounts)
    assert found["since"].notna().tolist() == [True, True, False]
    assert found[["name", "n"]].values.tolist() == [
        ["新型冠状病毒感染的肺炎", 1],
        ["新冠肺炎", 1],
        ["新型冠状病毒", 1],
    ]


def test_expected_words_have_zeros(corpus):
    table = compare.expected(corpus.sentences)
    totals = table.groupby("word")["n"].sum()
    assert totals["死亡"] == totals["确诊"] == totals["患者"] == 0 < totals["武汉"]
    assert totals["武汉"] == sum(t.count("武汉") for t in corpus.sentences["text"])


def test_a_word_is_not_absent_where_another_form_of_it_stands(corpus):
    """不信谣、不传谣 speaks of rumours."""
    table = compare.expected(sentences(a=["不信谣、不传谣"], b=["众志成城"]))
    assert table[table["word"] == "谣言"]["n"].tolist() == [2, 0]
    assert compare.expected(corpus.sentences).groupby("word")["n"].sum()["谣言"] > 0


def test_shared_wording_without_the_name_of_the_disease():
    """The name is cut out, and what is left too short to be shared wording:
    疫情防控工作领导小组.
    """
    named, plain = (
        "新型冠状病毒感染的肺炎疫情防控工作领导小组",
        "在田间地头、在交通卡口、在城市街道。",
    )
    table = sentences(a=[named, plain], b=["成立" + named, plain])
    shares = (
        compare.shared_shares(table, gw.phrases.reuse(table))
        .set_index(["account", "other"])
        .loc[("a", "any other")]
    )
    # one piece of the passage; a stop at its end is no letter
    kept = 100 * (len("疫情防控工作领导小组" + plain) - 1) / len(named + plain)
    assert shares["share"] > 90 and shares["share_without_names"] == pytest.approx(kept)
    table = sentences(a=[named], b=["成立" + named])
    assert (compare.shared_shares(table, gw.phrases.reuse(table))["share_without_names"] == 0).all()


def test_confounded():
    accounts = pd.DataFrame(
        {
            "account": list("abcd"),
            "province": list("wxyz"),
            "level": list("ccpp"),
            "office": list("vvrr"),
            "genre": list("gghg"),
        }
    )
    table = compare.confounded(accounts).set_index(["a", "b"])["decides"]
    assert (table["province", "level"], table["level", "office"], table["level", "genre"]) == (
        "a",
        "both",
        "",
    )


def test_confounded_by_one_account(corpus):
    """On the seeds level decides office because one account of the five is of another office."""
    rests = compare.confounded(corpus.accounts).set_index(["a", "b"])[["decides", "rests_on"]]
    assert rests.loc["level", "office"].tolist() == ["a", 1] and rests.loc[
        "province", "level"
    ].tolist() == ["a", 3]


def test_above_twelve_accounts_groups_or_the_largest_are_compared():
    corpus = many()
    units = gw.units(corpus)
    assert (units.by, set(units.names), set(units.sentences["account"])) == (
        "group",
        {"east", "west"},
        {"east", "west"},
    )
    assert (
        not units.sentences.duplicated(["account", "paragraph", "sentence"]).any()
        and len(units.sentences) == 48
    )
    corpus.accounts = corpus.accounts.drop(columns="group")
    units = gw.units(corpus)
    assert (units.by, units.total, len(units.names), units.sentences["account"].nunique()) == (
        "account",
        24,
        12,
        12,
    )
    assert str(units) == "24 accounts, drawn: the 12 with most text"


def test_units_of_a_month_keep_the_rows_of_any_table():
    corpus = many()
    corpus.accounts = corpus.accounts.assign(
        published=pd.to_datetime(["2020-03-01", "2020-02-01"] * 12)
    )
    units = gw.units(corpus, "month")
    marks = gw.rhetoric.mark(corpus.sentences)
    assert list(units.names) == list(dict.fromkeys(units(marks)["account"])) == [
        "2020-02",
        "2020-03",
    ] and len(units(marks)) == len(marks)
    keys = ["account", "paragraph", "sentence"]
    assert len(units(marks)[keys].merge(units.sentences[keys])) == len(marks)
    with pytest.raises(ValueError, match="there are: account"):
        gw.units(corpus, "weather")


def test_an_interval_is_inside_its_axis():
    gw.figures.use_style()
    profile = compare.profile(many(), ["quantities", "characters"], by="group")
    for ax, (_, part) in zip(
        compare_plots.profiles(profile, {}, ["quantities", "characters"]).axes,
        profile.groupby("measure", sort=False),
    ):
        low, high = ax.get_xlim()
        assert low < part["low"].min() and part["high"].max() < high


def test_figures_of_odd_corpora(tmp_path, monkeypatch):
    """One account, two identical, one of a sentence, one without words of the lexicons: a figure,
    or a figure that says why not.
    """
    gw.figures.use_style()
    monkeypatch.setitem(plt.rcParams, "svg.fonttype", "none")
    for table in (
        sentences(a=[LONG]),
        sentences(a=[LONG], b=[LONG]),
        sentences(a=[LONG] * 3, b=["今天。"]),
    ):
        corpus = Tables(table)
        readings = compare.Readings(table, corpus.accounts)
        names = {"a": "A", "b": "B"}
        for fig in [
            compare_plots.profiles(compare.both_ways(readings), names),
            compare_plots.pair_distances(compare.pairs(table, readings.own.sentences), names),
            compare_plots.key_panels(compare.keywords(table), names),
            compare_plots.absences(compare.expected(table)),
        ]:
            fig.set_layout_engine("none")  # whatever it looks like
            FigureCanvasSVG(fig).print_svg(tmp_path / "figure.svg")  # drawn once, words as words
            plt.close(fig)
            assert "nan" not in (tmp_path / "figure.svg").read_text("utf8").lower()
    with pytest.raises(ValueError, match="no sentence to compare"):
        compare.profile(Tables(sentences()))


def test_what_is_unchanged_without_shared_wording_is_not_scored_again():
    same, own = "各镇严格落实责任分工制度安排", ["老人们感谢干部。", "孩子不怕困难。"]
    table = pd.DataFrame(
        [(a, i, 0, "paragraph", 40 * i, 40 * i + len(t), t)
         for a, texts in (("a", [own[0], same]), ("b", [own[1] + same]))
         for i, t in enumerate(texts)],
        columns=["account", "paragraph", "sentence", "kind", "start", "end", "text"],
        index=[7, 3, 1],
    )  # fmt: skip
    tables = compare.AccountTables(table, pd.DataFrame({"account": ["a", "b"]}))
    texts = tables.own.sentences["text"]
    assert texts.tolist() == own and texts.index.tolist() == [7, 1]
    plain = gw.sentiment.polarity(texts.tolist())
    pd.testing.assert_frame_equal(tables.own.scored, plain)


def test_of_many_accounts_only_all_others_are_compared():
    names = [f"a{i}" for i in range(501)]
    table = pd.DataFrame({"account": names, "start": 0, "end": 2, "text": "甲乙"})
    none = gw.phrases.reuse(table.assign(paragraph=0, sentence=0, kind="paragraph"))
    shares = compare.shared_shares(table, none)
    assert len(shares) == 501 and set(shares["other"]) == {"any other"}
    assert "501 accounts" in note_of(shares)
