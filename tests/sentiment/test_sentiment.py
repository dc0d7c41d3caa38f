"""What comes with a score, the lexicons beside it, and what both are worth against
coded sentences.
"""

import pickle
import sys

import gongwen as gw
import numpy as np
import pandas as pd
import pytest
from gongwen import sentiment
from gongwen.common.stats import auc, bootstrap
from gongwen.sentiment import tone
from gongwen.sentiment.validity import average_precision, fitted, naive_bayes
from scipy.special import expit

from ..here import ROOT

GOLD = ROOT / "tests" / "gold" / "sentences.csv"
HELDOUT = ROOT / "tests" / "gold" / "tone" / "heldout.csv"


@pytest.fixture(scope="module")
def coded():
    return sentiment.read_polarity(GOLD)


@pytest.fixture(scope="module")
def seen(coded):
    return sentiment.scorers(coded)


def table(*rows, columns=("account", "paragraph", "sentence", "text", "polarity")):
    return pd.DataFrame(rows, columns=list(columns))


# Polarity


def test_polarity_says_what_stands_behind_a_score():
    frame = sentiment.polarity(["疫情就是命令,防控就是责任", "", "他们不畏艰险", "的"])
    assert list(frame.columns) == [
        "text_id",
        "p",
        "log_odds",
        "per_root_n",
        "words",
        "unseen",
        "saturated",
        "lexicon",
        "negated",
        "masked",
        "moved",
        "reason",
    ]
    first = frame.iloc[0]
    assert first["p"] == sentiment.score(["疫情就是命令,防控就是责任"])[0] and (
        first["words"],
        first["unseen"],
    ) == (5, 0.2)
    assert first["log_odds"] == pytest.approx(np.log(first["p"] / (1 - first["p"])))
    assert first["per_root_n"] == pytest.approx(first["log_odds"] / 5**0.5) and first[
        "moved"
    ].startswith("责任 -0.71 控 +0.63")
    assert (
        frame["reason"].tolist() == ["", "empty text", "", ""]
        and frame.loc[1, ["p", "log_odds", "unseen", "lexicon"]].isna().all()
    )
    # the share of good reviews
    assert (
        frame.loc[3, "words"] == 0
        and np.isnan(frame.loc[3, "per_root_n"])
        and frame.loc[3, "p"] > 0.5
    )


def test_a_series_keeps_its_index_and_an_empty_list_its_columns():
    assert sentiment.polarity(pd.Series(["好", "坏"], index=["x", "y"]))["text_id"].tolist() == [
        "x",
        "y",
    ]
    empty = sentiment.polarity([])
    assert len(empty) == 0 and empty.dtypes.astype(str).to_dict()["p"] == "float64"
    with pytest.raises(TypeError):
        sentiment.polarity("一句话")
    for read in (sentiment.score, sentiment.polarity):
        with pytest.raises(TypeError, match="a column of texts"):
            read(pd.DataFrame({"text": ["好"]}))


def test_half_a_character_is_read_and_shown_as_what_it_is():
    frame = sentiment.polarity(["好\ud83d坏"])
    assert (
        frame.loc[0, "p"] == sentiment.score(["好\ud83d坏"])[0]
        and "\ufffd" in frame.loc[0, "moved"]
    )
    assert "\ufffd" in set(sentiment.contributions(["好\ud83d坏"])["word"])


def test_saturation_is_flagged():
    frame = sentiment.polarity(["生命的力量" * 5, "好"])
    assert frame["saturated"].tolist() == [True, False] and frame.loc[0, "p"] > 0.999


def test_contributions_add_up(corpus):
    texts = corpus.sentences["text"].head(40).tolist()
    parts = sentiment.contributions(texts)
    sums = parts.groupby("text_id")["log_odds"].sum()
    assert sums.to_numpy() == pytest.approx(
        sentiment.polarity(texts)["log_odds"].to_numpy(), abs=1e-9
    )
    assert parts.groupby("text_id")["word"].last().eq("(share of favourable reviews)").all()


def test_unseen_words_move_the_score_by_one_amount():
    parts = sentiment.contributions(["疫情", "防控疫情", "退役"])
    each = (parts["log_odds"] / parts["n"])[parts["unseen"]].round(12)
    assert len(each) >= 3 and each.nunique() == 1 and each.iloc[0] < 0


def test_accounts_are_summed_up_by_sentence(corpus):
    frame = sentiment.by_account(corpus.sentences)
    scored = sentiment.polarity(corpus.sentences["text"])
    first = scored[(corpus.sentences["account"] == frame.loc[0, "account"]).to_numpy()]
    assert frame["sentences"].sum() == 202 and frame.loc[0, "p_50"] == first["p"].median()
    assert frame.loc[0, "above_half"] == (first["p"] > 0.5).mean()
    whole = sentiment.by_account(
        corpus.sentences.assign(kind_=corpus.sentences["kind"]), scored, by="kind_"
    )
    assert whole["kind_"].tolist() == list(dict.fromkeys(corpus.sentences["kind"]))
    with pytest.raises(ValueError, match="no column 'province'"):
        sentiment.by_account(corpus.sentences, scored, by="province")


def test_a_sentence_without_a_score_is_counted_as_undefined():
    sentences = table(
        ("a", 0, 0, "好"),
        ("a", 0, 1, ""),
        ("b", 0, 0, ""),
        columns=("account", "paragraph", "sentence", "text"),
    )
    frame = sentiment.by_account(sentences)
    assert (
        frame["undefined"].tolist() == [1, 1]
        and frame.loc[0, "above_half"] == 1
        and np.isnan(frame.loc[1, "p_50"])
    )


def test_the_course_ends_with_the_score_of_the_whole(corpus):
    course = sentiment.course(corpus.sentences)
    for name in corpus.accounts["account"]:
        part = course[course["account"] == name]
        texts = corpus.sentences.loc[corpus.sentences["account"] == name, "text"]
        assert part["p_so_far"].iloc[-1] == sentiment.score(["\n".join(texts)])[0]
        assert (
            part["p"].tolist() == sentiment.score(texts).tolist()
            and part["at"].is_monotonic_increasing
        )


def test_a_sentence_without_text_has_no_place_in_the_course():
    sentences = table(
        ("a", 0, 0, "好"),
        ("a", 0, 1, ""),
        ("a", 0, 2, None),
        columns=("account", "paragraph", "sentence", "text"),
    )
    with pytest.warns(UserWarning, match="2 of 3 texts"):
        course = sentiment.course(sentences)
    assert course["p"].isna().tolist() == [False, True, True] and course["p_so_far"].nunique() == 1


def test_words_are_counted_in_the_reviews():
    frame = sentiment.in_reviews(["感染", "感染力", "不在其中的词"])
    assert frame[["favourable", "unfavourable"]].to_numpy().tolist() == [[10, 3], [8, 3], [0, 0]]


# Lexicons


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("他英勇奋战", [("英勇", 1), ("奋战", 1)]),
        ("他们不够坚定", [("坚定", -1)]),
        ("没有一丝恐慌", [("恐慌", 1)]),
        ("并非没有信心", [("信心", 1)]),  # negated twice
        ("不仅勇敢,而且坚强", [("勇敢", 1), ("坚强", 1)]),  # 不仅 is no negation
        ("没有硝烟的战场上有英雄", [("英雄", 1)]),  # behind 的
        ("没有退缩,都是英雄", [("英雄", 1)]),  # in another clause
        ("虽然不能奋战在最前线", [("奋战", 1)]),  # granted, not denied
        ("不会忘记英雄", [("英雄", 1)]),
        ("没有什么比英雄更可敬", [("英雄", 1), ("可敬", 1)]),
        ("如果没有英雄的付出", [("英雄", 1)]),
        ("绝不能松懈", [("松懈", 1)]),
        ("开展爱国卫生运动,解决突出问题", []),  # set terms
        ("不断奋斗", [("奋斗", 1)]),
        # the 不 of 不怕 turns nothing; half of 奋勇向前
        (
            "他们不怕牺牲奋勇向前",
            [("不怕牺牲", 1), ("奋勇", 1)],
        ),
        ("有效期为三年", []),  # a longer word
        ("困难群众得到帮助", []),
        ("党员先锋模范作用突出", [("先锋模范作用", 1), ("突出", 1)]),  # the longest
        ("卫生健康委通知", []),
        ("退役军人事务局召开会议", []),
        ("他報名參加,事跡感人", [("事跡", 1), ("感人", 1)]),  # traditional characters
    ],
)
def test_words_of_tone(text, wanted):
    found = tone.Tone()(text)
    assert [(w.surface, w.polarity) for w in found if not w.masked] == wanted
    assert all(text[w.start : w.end] == w.surface for w in found)


def test_the_genres_words_are_masked():
    """退役 and 严格 are unfavourable in HowNet; here they say who and how, and count for
    nothing.
    """
    words = tone.read_tone("hownet")
    assert words["严格"] and words["疾病"]
    found = tone.Tone("hownet")("严格落实退役军人疫情防控,问题得到解决")
    assert found and {w.surface: w.polarity for w in found if w.masked}["严格"] == 0
    assert any(w.masked and w.surface == "严格" for w in found)


def test_the_scale_is_lowes():
    tones = tone.Tone({"甲方": 1, "乙方": -1})
    assert (
        tone.scale(tones("甲方和甲方")) == pytest.approx(np.log(2.5 / 0.5)) and tone.scale([]) == 0
    )


def test_packaged_dictionaries_are_read_and_never_run(monkeypatch):
    def refuse(*_):
        raise AssertionError("a pickle was run")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    hownet, dutir = tone.read_tone("hownet"), tone.read_tone("dutir")
    assert hownet["感激不尽"] == 1 and hownet["鲁莽的"] == -1 and len(hownet) > 15_000
    assert dutir["信心"] == 1 and len(dutir) > 20_000 and "惊" not in tone.PACKAGED["dutir"][0]
    both = [word for word, polarity in dutir.items() if polarity == 0]
    assert both  # on both sides: counts for neither


def test_a_list_is_looked_for_in_the_project_too(tmp_path, monkeypatch):
    for folder in ("notebooks", "seeds"):
        (tmp_path / folder).mkdir()
    (tmp_path / "my_words.csv").write_text("term,polarity\n好,1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert tone.read_tone("my_words.csv") == {"好": 1}
    with pytest.raises(FileNotFoundError):
        tone.read_tone("not_there.csv")


def test_a_lexicon_of_ones_own(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,polarity\n志愿者,1\n拥堵,-1\n", encoding="gb18030")
    assert tone.read_tone(path) == tone.read_tone(str(path)) == {"志愿者": 1, "拥堵": -1}
    assert (
        sentiment.polarity(["志愿者来了"], path)["lexicon"][0]
        == sentiment.polarity(["志愿者来了"], str(path))["lexicon"][0]
        > 1
    )
    assert tone.read_tone(pd.DataFrame({"term": ["好"], "polarity": [1]})) == {"好": 1}
    # on both sides
    assert tone.read_tone(pd.DataFrame({"term": ["好"] * 3, "polarity": [1, -1, 1]})) == {"好": 0}
    path.write_text("term,polarity\n志愿者,-1\n", encoding="utf8")  # edited: read anew
    assert sentiment.polarity(["志愿者来了"], str(path))["lexicon"][0] == pytest.approx(-np.log(3))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nonsense", "there are: official, hownet, dutir"),
        ({"好": 2}, "row 1 of a tone lexicon"),
        ({}, "needs at least one row"),
        ({"": 1}, "row 1 of a tone lexicon"),
        (pd.DataFrame({"word": ["好"]}), "row 1 of a tone lexicon"),
        (pd.DataFrame({"term": ["好"], "polarity": [np.nan]}), "row 1 of a tone lexicon"),
    ],
)
def test_a_lexicon_that_is_none_is_refused(source, message):
    with pytest.raises(ValueError, match=message):
        tone.read_tone(source)


def test_every_word_of_tone_has_its_place(corpus):
    words = corpus.to_page(sentiment.tone_words(corpus.sentences))
    for row in words.head(30).itertuples():
        assert row.word in corpus.account(row.account).raw[row.page_start : row.page_end].replace(
            "&nbsp;", ""
        )
    scored = sentiment.polarity(corpus.sentences["text"])
    assert (
        scored["masked"].sum() == words["masked"].sum()
        and scored["negated"].sum() == words["negated"].sum()
    )


# Validity


def test_chance_is_chance_and_a_perfect_scorer_is_perfect(coded, seen):
    perfect = seen.assign(**{"official words": (coded["polarity"] > 0).astype(float)})
    frame = sentiment.validity(
        coded, perfect, names=["always neutral", "official words"], n=50
    ).set_index("scorer")
    assert frame.loc["official words", ["auc", "accuracy"]].tolist() == [1, 1]
    assert (
        frame.loc["always neutral", "auc"] == 0.5
        and frame.loc["always neutral", "accuracy"] == (coded["polarity"] <= 0).mean()
    )
    shuffled = seen.assign(**{"official words": np.random.default_rng(1).normal(size=len(seen))})
    low, high = sentiment.validity(coded, shuffled, names=["official words"], n=500)[
        ["low", "high"]
    ].iloc[0]
    assert low < 0.5 < high


def test_intervals_are_those_of_the_bootstrap(coded, seen):
    """The quick way over counted pairs gives what stats.bootstrap gives."""
    y, groups = (coded["polarity"] > 0).to_numpy(), coded["account"].factorize()[0]
    clusters = coded.groupby(["account", "paragraph"], sort=False).ngroup().to_numpy()
    rows = np.column_stack([seen["SnowNLP"], y, groups])
    slow = bootstrap(rows, clusters, lambda r: auc(r[:, 0], r[:, 1] > 0, r[:, 2]), n=200)
    quick = sentiment.validity(coded, seen, names=["SnowNLP"], n=200).iloc[0]
    assert quick[["auc", "low", "high"]].tolist() == pytest.approx(list(slow))


def test_nothing_is_judged_by_a_fit_on_its_own_account(coded, seen, monkeypatch):
    used = []
    real = fitted

    def watched(x, y):
        used.append(len(y))
        return real(x, y)

    monkeypatch.setattr(sys.modules[fitted.__module__], "fitted", watched)
    sentiment.probabilities("SnowNLP", seen, coded)
    sizes = coded["account"].value_counts().sort_index()
    assert used == [len(coded) - n for n in sizes]
    one = coded["account"] == coded["account"].iloc[0]
    with pytest.raises(ValueError, match="code sentences of a second account"):
        sentiment.probabilities("SnowNLP", seen[one], coded[one])
    with pytest.raises(ValueError, match="there are: always neutral, length"):
        sentiment.probabilities("magic", seen, coded)


def test_the_fit_is_the_penalised_maximum_of_the_likelihood():
    from scipy.optimize import minimize

    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 3)) * (1, 5, 0.1) + 2
    y = (x[:, 0] + rng.normal(size=80) > 2).astype(float)
    z = np.column_stack([np.ones(80), (x - x.mean(0)) / x.std(0)])

    def loss(w):
        return np.logaddexp(0, z @ w).sum() - y @ (z @ w) + 0.5 * (w[1:] ** 2).sum()

    best = minimize(loss, np.zeros(4), tol=1e-12).x
    assert expit(fitted(x, y)(x)) == pytest.approx(1 / (1 + np.exp(-(z @ best))), abs=1e-4)
    assert expit(fitted(x[:, :0], y)(x[:, :0])) == pytest.approx(y.mean(), abs=1e-6)
    apart = expit(
        fitted(np.arange(20.0)[:, None], (np.arange(20) > 9).astype(float))(
            np.array([[0.0], [19.0]])
        )
    )
    # two kinds that are wholly apart have a finite weight
    assert 0 < apart[0] < 0.1 and 0.9 < apart[1] < 1
    assert np.isfinite(
        fitted(np.ones((10, 1)), y[:10])(np.ones((1, 1)))
    ).all()  # a column without variance


def test_a_naive_bayes_of_characters_is_counted_by_hand():
    """甲乙 is positive, 甲 not: of 甲 乙 甲乙, three kinds, once each, and of 甲 once."""
    log_odds = naive_bayes(["甲乙", "甲"], np.array([1, 0]))
    one = np.log((2 / 6) / (2 / 4))  # 甲: 1 + 1 of 3 + 3, and 1 + 1 of 1 + 3
    other = np.log((2 / 6) / (1 / 4))
    assert log_odds(["甲", "甲乙", "丙", ""]) == pytest.approx([one, one + 2 * other, 0, 0])


def test_the_share_of_positive_ones_among_all_that_rank_as_high():
    """Ties are ranked together; whoever says the same of all has the share of positive ones."""
    assert average_precision([3, 2, 1], [True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([1, 1, 1, 1], [True, False, False, False]) == 0.25
    assert np.isnan(average_precision([1, 2], [False, False]))
    assert np.isnan(average_precision([np.nan, 2], [True, False]))


def test_sentences_of_one_kind_have_no_scores(coded, seen, tmp_path):
    none = sentiment.validity(coded.assign(polarity=0), seen, n=20)
    assert none[["auc", "balanced", "average_precision", "adds"]].isna().all(axis=None)
    path = tmp_path / "scores.csv"
    path.write_text("where,scorer\nreal,length\n", "utf8")
    with pytest.raises(ValueError, match="scores of real sentences need the column 'n'"):
        sentiment.real_worth(path)


def test_what_a_scorer_adds_to_length(coded, seen):
    """A scorer that is unrelated to length and to tone adds nothing, one that knows adds much."""
    rng = np.random.default_rng(5)
    positive = (coded["polarity"] > 0).to_numpy(float)
    wide = coded.assign(document=np.arange(len(coded)))
    told = seen.assign(
        **{
            "official words": 2 * positive + rng.normal(size=len(seen)),
            "HowNet": rng.normal(size=202),
        }
    )
    names = ["official words", "HowNet", "length", "always neutral"]
    frame = sentiment.validity(wide, told, names=names, n=20).set_index("scorer")
    assert frame.loc["official words", "adds_low"] > 2
    assert frame.loc["HowNet", "adds_low"] < 1 < frame.loc["HowNet", "adds_high"]
    assert frame.loc[["length", "always neutral"], "adds"].isna().all()
    # each document twice says no more than once, if sentences of a document are taken for alike
    doubled = pd.concat([wide, wide], ignore_index=True).assign(sentence=range(404))
    again = sentiment.validity(
        doubled, pd.concat([told, told], ignore_index=True), names=names[:1], n=20
    ).iloc[0]
    once = frame.loc["official words", ["adds", "adds_low", "adds_high"]].astype(float)
    assert again[once.index].tolist() == pytest.approx(once.tolist(), rel=0.01)
    few = sentiment.validity(wide.assign(document=0), told, names=names[:1], n=20).iloc[0]
    assert np.isnan(few["adds"])


def test_harm_behind_a_verb_of_prevention_does_not_count():
    tone = sentiment.Tone({"蔓延": -1, "官僚主义": -1, "不力": -1, "侥幸": -1})

    def polarity(text):
        return [(w.surface, w.polarity, w.averted) for w in tone(text)]

    assert polarity("坚决反对官僚主义。") == [("官僚主义", 0, True)]
    assert polarity("要防止因大意造成的蔓延,克服侥幸心理。") == [
        ("蔓延", 0, True),
        ("侥幸", 0, True),
    ]
    assert polarity("防控不力,存在官僚主义。") == [("不力", -1, False), ("官僚主义", -1, False)]
    assert polarity("严防死守;有人侥幸。") == [("侥幸", -1, False)]
    # where prevention fails, does not happen, or is but the topic, the harm is there
    for text in ("未能防止蔓延", "没有克服官僚主义", "医治无效后蔓延", "防控形势是蔓延"):
        assert {(value, averted) for _, value, averted in polarity(text)} == {(-1, False)}, text
    # a verb that averts something is no harm itself
    both = sentiment.Tone({"打击": -1, "蔓延": -1})
    assert [w.polarity for w in both("打击蔓延")] == [0, 0]
    assert [w.polarity for w in both("受到打击")] == [-1]
    table = sentiment.tone_words(
        pd.DataFrame({"account": "a", "paragraph": 0, "sentence": 0, "text": ["反对官僚主义"]}),
        pd.DataFrame({"term": ["官僚主义"], "polarity": [-1]}),
    )
    assert table[["polarity", "masked", "averted"]].iloc[0].tolist() == [0, False, True]


def test_nothing_coded_is_said(coded, seen):
    with pytest.raises(ValueError, match="no coded sentence"):
        sentiment.validity(coded[:0], seen[:0])


def test_what_the_scores_are_worth():
    """What notebook 05 says of invented accounts: SnowNLP is not shown to beat the length of a
    sentence and yet adds to it; characters alone beat every scorer that knows of tone.
    """
    gold, heldout = sentiment.read_polarity(GOLD), sentiment.read_polarity(HELDOUT)
    frame = sentiment.validity(heldout, trained=(sentiment.scorers(gold), gold)).set_index("scorer")
    assert frame.loc["SnowNLP", "over_low"] < 0 < frame.loc["SnowNLP", "over_high"]
    assert frame.loc["SnowNLP", "adds_low"] > 1
    assert frame.loc["character n-grams", "auc"] == frame["auc"].max() > 0.85
    others = frame.drop("character n-grams")["auc"]
    assert frame.loc["SnowNLP + lexicons + devices", "auc"] == others.max() > 0.8
    assert frame.loc["always neutral", ["balanced", "accuracy"]].round(2).tolist() == [0.5, 0.59]
    assert (
        frame.loc["devices", "over_low"] > 0.05 and frame.loc["official words", "accuracy"] > 0.65
    )


def test_correlations_of_scorers(coded, seen):
    frame = sentiment.correlations(seen, coded["polarity"])
    assert len(frame) == 15 and frame["rho"].abs().max() <= 1 and set(frame["n"]) == {202}
    assert (
        len(sentiment.correlations(seen)) == 10
        and sentiment.correlations(seen[:2])["rho"].isna().all()
    )
    half = coded["polarity"].where(coded.index % 2 == 0)
    assert set(sentiment.correlations(seen, half)["n"]) == {101}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="polarity"), "needs the column 'polarity'"),
        (lambda t: t.assign(polarity=2), "row 1: polarity 2 is not -1, 0 or 1"),
        (lambda t: t.assign(polarity=""), "row 1: polarity '' is not"),
        (lambda t: t.assign(sentence="x"), "row 1: sentence 'x' is not a whole number"),
        (lambda t: pd.concat([t, t]), "is coded twice"),
    ],
)
def test_a_coded_table_that_is_none_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        sentiment.read_polarity(change(table(("a", 0, 0, "好", 1))))


def test_the_held_out_labels_are_whole():
    """Both coders' codes stand beside the adjudicated one, which is theirs where they agree."""
    frame = pd.read_csv(HELDOUT, encoding="utf-8-sig")
    other = pd.read_csv(ROOT / "tests" / "gold" / "devices" / "heldout.csv", encoding="utf-8-sig")
    keys = ["account", "paragraph", "sentence", "text"]
    assert frame[keys].equals(other[keys]) and len(frame) == 250
    agree = frame["polarity_a"] == frame["polarity_b"]
    assert (frame["polarity"] == frame["polarity_a"])[agree].all() and frame["doubt"][~agree].all()
    alpha = gw.stats.krippendorff_alpha(frame[["polarity_a", "polarity_b"]].T.to_numpy(), "ordinal")
    assert 0.9 < alpha <= 1
