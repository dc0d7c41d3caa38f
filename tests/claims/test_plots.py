"""The figures about claims, and the tables made for them: of accounts, of groups, of nothing."""

import re

import pandas as pd
import pytest
from gongwen import claims
from gongwen.claims import days, plots, scores
from gongwen.common.figures import empty_figure
from gongwen.corpus import units

WINDOW = ("2020-01-01", "2020-04-30")


@pytest.fixture(scope="module")
def numbers(corpus):
    every = corpus.to_page(claims.table(corpus.sentences, corpus.accounts))
    return every[every["claim"] == "quantity"]


pytestmark = pytest.mark.usefixtures("styled")


def texts(fig):
    return [text.get_text() for ax in fig.axes for text in ax.texts]


def heads(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_kinds_has_each_quantity_once(numbers, corpus):
    counted = claims.counted(numbers)
    for groups in (units(corpus, "account"), units(corpus, "level")):
        rows, values, _ = plots._cells(groups(counted), list(groups.names))
        assert sum(map(sum, values)) == counted["n"].sum()
        kinds = [row for row in rows if row[1]]
        assert len(kinds) == len(set(kinds)) == len(counted.groupby(["role", "kind"]))
        assert rows[0] == ("output", "") and [r for r, k in rows if not k][-1] in plots.REST
    fig = plots.kinds(counted, units(corpus, "account"))
    assert any(re.fullmatch(r"\d+ \(\d+\)", text) for text in texts(fig))
    assert "in brackets" in fig.texts[-1].get_text().replace("\n", " ")


def test_kinds_that_nobody_has_coded(numbers, corpus):
    moved = numbers.assign(page_start=numbers["page_start"] + 1)
    assert "coded" not in claims.counted(moved)
    assert not any("(" in text for text in texts(plots.kinds(claims.counted(moved), units(corpus))))


def test_coded_numbers_are_those_of_the_coders(numbers):
    counted, codes = claims.counted(numbers), scores.roles_of(scores.annotated("readings"))
    coded = {(row.account, row.start, row.end): row.role for row in codes.itertuples()}
    once = claims.once(numbers)
    places = zip(once["account"], once["page_start"], once["page_end"])
    expected = pd.Series([coded[place] for place in places]).value_counts()
    found = counted.groupby("role")["coded"].sum()
    assert found[found > 0].to_dict() == expected.to_dict()


def test_gifts_are_sorted_by_the_sum(numbers, corpus):
    gifts = claims.given(claims.as_coded(numbers))
    fig = plots.given(gifts, units(corpus))
    rows = heads(fig.axes[0])
    assert [head for head in rows if "→" not in head] == [
        "Inner Mongolia",
        "Shaanxi",
        "Guangdong",
        "Guizhou",
    ]
    assert "person → office" in rows and "– → place" in rows
    assert {"陕西 1,000,000 to 1,021,166 yuan or more", "7 kinds of goods"} <= set(texts(fig))
    grouped = plots.given(gifts, units(corpus, "month"))
    assert len([head for head in heads(grouped.axes[0]) if "→" not in head]) == 2


def test_timeline_numbers_each_event(corpus):
    dates, events = claims.dates(corpus.sentences, corpus.accounts), days.events()
    fig = plots.timeline(dates, corpus.accounts, units(corpus), events, WINDOW)
    assert [t for t in texts(fig) if t.isdigit()] == [str(n + 1) for n in range(len(events))]
    assert all(gloss.split()[0] in fig.texts[-1].get_text() for gloss in events["gloss"])
    assert heads(fig.axes[0])[0].startswith("Guangdong")  # published first


@pytest.mark.parametrize("final", ["2020-12-31", "2021-12-31", "2050-01-01"])
def test_a_long_timeline_has_few_ticks(corpus, recwarn, final):
    dates = claims.dates(corpus.sentences, corpus.accounts)
    fig = plots.timeline(
        dates, corpus.accounts, units(corpus), days.events(), ("2019-01-01", final)
    )
    fig.canvas.draw()
    assert 1 <= len(fig.axes[0].get_xticklabels()) <= 5
    assert not [w for w in recwarn.list if "interval" in str(w.message)]  # of AutoDateLocator


def test_a_timeline_without_days(corpus):
    dates, window = claims.dates(corpus.sentences, corpus.accounts), ("1990-01-01", "1990-02-01")
    fig = plots.timeline(dates, corpus.accounts, units(corpus), days.events(), window)
    assert texts(fig) == ["These accounts name no day from 1 Jan 1990 to 1 Feb 1990."]


def test_nobody_is_quoted(corpus):
    quoted = claims.quotations(corpus.sentences)
    speakers, voices = claims.speakers(quoted).head(0), claims.voices(corpus.sentences, quoted)
    fig = plots.speaking(speakers, voices, units(corpus))
    assert len(fig.axes) == 1 and fig.get_suptitle() == "Nobody is quoted"


def test_figures_say_how_many_are_drawn(numbers, corpus):
    groups = units(corpus, "account", most=2)
    for fig in (
        plots.given(claims.given(numbers), groups),
        plots.kinds(claims.counted(numbers), groups),
    ):
        note = " ".join(fig.texts[-1].get_text().split())
        assert "Drawn: 2 of 5 accounts, those with most text." in note
    fig = plots.given(claims.given(numbers), groups)
    assert "logarithmic" in fig.axes[0].get_xlabel()


def test_reach(corpus):
    dates = claims.dates(corpus.sentences, corpus.accounts)
    table = days.reach(dates, corpus.accounts, WINDOW).set_index("account")
    assert (table["last"] <= table["published"]).all() and table["gap"].max() == 79
    assert (table["first"] <= table["last"]).all() and (table["days"] > 0).all()
    assert days.reach(dates.head(0), corpus.accounts, WINDOW).empty


def test_events_of_a_file(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("date,end,event,gloss,source\n2003-04-20,2003-04-20,,a day,x\n", "utf8")
    assert days.events(str(path))["date"].tolist() == [pd.Timestamp("2003-04-20")]


def test_accuracy_has_both_materials():
    table = claims.accuracy()
    assert set(table["what"]) == {"quantities", "dates", "quotations", "persons", "roles"}
    assert set(table["texts"]) == {scores.SEEN, scores.UNSEEN}
    assert table["right"].dropna().between(0.5, 1).all() and len(table) == 9


def test_speaking_leaves_out_formulas_and_quotations(corpus):
    quoted = claims.quotations(corpus.sentences)
    speakers, voices = claims.speakers(quoted), claims.voices(corpus.sentences, quoted)
    fig = plots.speaking(speakers, voices, units(corpus))
    left, right = ([p.get_width() for p in ax.patches] for ax in fig.axes)
    assert sum(left) == (~speakers["formula"]).sum() and sum(right) == (~voices["quoted"]).sum()


def test_nothing_to_draw(numbers, corpus):
    groups, none = units(corpus), numbers.head(0)
    quoted = claims.quotations(corpus.sentences.head(0))
    drawn = [
        plots.kinds(claims.counted(none), groups),
        plots.given(claims.given(none), groups),
        plots.speaking(
            claims.speakers(quoted), claims.voices(corpus.sentences.head(0), quoted), groups
        ),
    ]
    assert all(texts(fig) for fig in drawn) and all(
        fig.get_figheight() == empty_figure("").get_figheight() for fig in drawn
    )


@pytest.mark.filterwarnings("error:Glyph")
def test_large_sums_have_an_axis_in_words(numbers, corpus):
    large = claims.given(numbers).assign(value=lambda t: t["value"] * 1e8)
    fig = plots.given(large, units(corpus))
    fig.canvas.draw()
    assert "1 trillion\n1 万亿" in [label.get_text() for label in fig.axes[0].get_xticklabels()]
