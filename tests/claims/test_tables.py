"""The table of claims and what is made of it: filters, sums without doubles, roles, voices,
persons, spans.
"""

from types import SimpleNamespace

import gongwen as gw
import pandas as pd
import pytest
from gongwen import claims
from gongwen.claims import plots as claims_plots
from gongwen.claims import scores as claim_scores
from gongwen.claims import tables as deeds

from ..here import ROOT, labelled
from . import role_of


def sentences(*texts):
    rows = [("a", 0, i, "paragraph", text) for i, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["account", "paragraph", "sentence", "kind", "text"])


ACCOUNTS = pd.DataFrame({"account": ["a"], "published": [pd.Timestamp("2020-02-18")]})
TEXTS = (
    "2月3日,党员李明说:“我先上!”",
    "全区共捐款15万元,其中王某捐10万元,张某等捐5万元。",
    "发放《致居民的一封信》300份,实行24小时值班,确保零感染。",
)


def groups(of):
    return gw.units(SimpleNamespace(accounts=ACCOUNTS, sentences=of))


def table(*texts):
    return deeds.table(sentences(*(texts or TEXTS)), ACCOUNTS)


def test_every_claim_with_its_sentence():
    found = table()
    assert found["claim"].value_counts().to_dict() == {
        "quantity": 6,
        "date": 1,
        "quotation": 1,
        "document": 1,
    }
    assert all(
        text[start:end] == surface
        for text, start, end, surface in zip(
            found["text"], found["start"], found["end"], found["surface"]
        )
    )
    assert (
        list(found.columns) == list(deeds.CLAIMS)
        and found["start"].is_monotonic_increasing is not None
    )


def test_ages_and_ordinals_are_no_claims_and_outcomes_are():
    found = table("84岁的老人,第18名,无一感染。")
    assert found["surface"].tolist() == ["无一感染"] and found["role"].tolist() == ["outcome"]


def test_select():
    found = table()
    assert deeds.select(found, 'kind == "money" and value > 60000')["surface"].tolist() == [
        "15万元",
        "10万元",
    ]
    assert deeds.select(found, " ") is found
    with pytest.raises(ValueError, match="cannot read the condition 'amount > 3'.*surface"):
        deeds.select(found, "amount > 3")


def test_roles_are_counted_once_and_schedules_not():
    by_role = (
        deeds.by_role(deeds.select(table(), 'claim == "quantity"'))
        .set_index(["role", "kind"])["n"]
        .to_dict()
    )
    assert by_role == {("input", "money"): 1, ("unclear", "goods"): 1, ("outcome", "outcome"): 1}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("捐赠口罩2000个", "input"),
        ("配备消毒液300升", "input"),
        ("自掏5000元", "input"),
        ("排查群众3000人", "output"),
        ("发送短信11509条", "output"),
        ("连续坚守20天", "output"),
        ("配送生活物资300份", "output"),
        ("发放慰问金50万元", "input"),
        ("实现复工率98.5%", "outcome"),
        ("编发信息32条", "publicity"),
        ("发放宣传册350册", "publicity"),
        ("全县现有党员5000名", ""),
        ("实行24小时值班", ""),
        ("全省83个单位", ""),
        ("距县城30公里", ""),
    ],
)
def test_roles_by_rule(text, role):
    assert [role_of(q, text) for q in claims.quantities_in(text)] == [role]


def test_goods_of_a_list_are_not_the_verb_in_their_name():
    text = "协调配备帐篷8顶、消毒液1000升、防护服20套、测温枪26把"
    found = claims.quantities_in(text)
    assert {role_of(q, text) for q in found} == {"input"} and len(found) == 4


def test_documents():
    found = deeds.documents(
        sentences("转发《关于做好防控工作的通知》和《人民日报》。", "没有文件。")
    )
    assert found["title"].tolist() == ["《关于做好防控工作的通知》", "《人民日报》"]


def test_speakers():
    quoted = claims.quotations(sentences("党员李明说:“我先上!”", "一名老党员说:“我也想出一份力!”"))
    assert deeds.speakers(quoted)[["speaker", "who"]].values.tolist() == [
        ["李明", "named"],
        ["一名老党员", "role"],
    ]
    alone = claims.quotations(sentences("“我虽然年纪大了,但我还能参加排查。”"))
    assert deeds.speakers(alone)["who"].tolist() == ["nobody"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("我局积极行动", ["own"]),
        ("该局组织党员", ["told"]),
        ("我们要打赢", ["we"]),
        ("我国疫情好转", ["nation"]),
        ("应该局部调整", []),
        ("自我防护", []),
        ("忘我工作", []),
        ("咨询服务", []),
    ],
)
def test_voices(text, kinds):
    assert (
        deeds.voices(sentences(text), claims.quotations(sentences(text)))["kind"].tolist() == kinds
    )


def test_a_voice_in_a_quotation_or_a_title_is_not_the_accounts():
    given = sentences("李明说:“我是党员,我先上!”", "学习《我们在一起》。", "我局部署。")
    found = deeds.voices(given, claims.quotations(given))
    assert found["quoted"].tolist() == [True, True, True, False]


def test_persons_with_role():
    found = deeds.persons(sentences("党员李明捐款。", "李明说:“我先上!”", "局长王建国强调。"))
    assert found[["account", "name", "role", "n"]].values.tolist() == [
        ["a", "李明", "党员", 2],
        ["a", "王建国", "局长", 1],
    ]


def test_one_person_in_two_accounts():
    """The same name with the same office is one person; without an office it may be another."""
    texts = {
        "a": "县民政局局长王建国强调,党员李明捐款。",
        "b": "党委书记、局长王建国部署,党员李明报名。",
        "c": "医生王建国说。",
        "d": "习近平总书记强调。",
        "e": "学习习近平同志的讲话。",
    }
    rows = pd.concat([sentences(text).assign(account=account) for account, text in texts.items()])
    found = deeds.persons(rows).set_index(["name", "account"])["person"]
    assert found["王建国", "a"] == found["王建国", "b"] != found["王建国", "c"]
    assert found["李明", "a"] != found["李明", "b"]
    assert found["习近平", "d"] == found["习近平", "e"]


def test_the_seeds_quotations(corpus):
    """As in the hand readings: 11, without an epigraph; a watchword that is credited to a leader is
    told apart.
    """
    found = deeds.speakers(claims.quotations(corpus.sentences))
    read = sum(
        len(row["quotations"])
        for row in claim_scores.read_annotated(
            ROOT / "tests" / "gold" / "seeds.csv", gw.sources.texts(ROOT / "seeds")
        )
    )
    assert (~found["formula"]).sum() == read == 11
    assert found.loc[found["formula"], ["account", "speaker"]].values.tolist() == [
        ["004_e43ddadba8ea318a", "习近平"]
    ]


def test_the_seeds_persons_are_counted_once_each(corpus):
    """The 65 persons whom the hand readings name in sentences, and nobody else."""
    text = "\n".join(corpus.sentences["text"])
    by_hand = {name for name in labelled("person") if name in text}
    assert len(by_hand) == 65 and set(deeds.persons(corpus.sentences)["name"]) == by_hand


def test_accounts_without_any_claim(tmp_path, monkeypatch):
    """Nothing to count gives empty tables and a figure that says so."""
    monkeypatch.setenv("GONGWEN_OUT", str(tmp_path))
    gw.figures.use_style()
    nothing = sentences("全体党员主动请战。")
    empty = deeds.table(nothing, ACCOUNTS)
    quoted = claims.quotations(nothing)
    assert (
        len(empty)
        == len(claims.sums(empty))
        == len(deeds.by_role(empty))
        == len(deeds.speakers(quoted))
        == 0
    )
    for fig in (
        claims_plots.kinds(deeds.by_role(empty), groups(nothing)),
        claims_plots.given(claims.given(empty), groups(nothing)),
        claims_plots.speaking(
            deeds.speakers(quoted), deeds.voices(nothing, quoted), groups(nothing)
        ),
    ):
        gw.figures.save_figure(fig, empty, "empty")
    assert (tmp_path / "empty.svg").is_file()


def test_no_sentences_at_all():
    assert len(deeds.table(sentences(), ACCOUNTS)) == 0 and len(deeds.persons(sentences())) == 0


def test_a_timeline_shows_what_falls_into_its_window():
    gw.figures.use_style()
    told = sentences("2月3日出发,2月5日至9日值守,自2月10日起,1998年抗洪。")
    days, own = claims.dates(told, ACCOUNTS), groups(told)
    events = pd.DataFrame(
        {
            "date": [pd.Timestamp("2020-02-07")],
            "end": [pd.Timestamp("2020-02-07")],
            "gloss": ["an event"],
        }
    )
    fig = claims_plots.timeline(days, ACCOUNTS, own, events, ("2020-02-01", "2020-02-29"))
    assert "1: 7 Feb, an event" in fig.texts[-1].get_text()
    assert "1" in [text.get_text() for text in fig.axes[0].texts]
    late = claims_plots.timeline(days, ACCOUNTS, own, events, ("2020-02-08", "2020-02-29"))
    assert "an event" not in late.texts[-1].get_text()
    never = claims_plots.timeline(days, ACCOUNTS, own, events, ("2021-02-01", "2021-02-28"))
    drawn = [text.get_text() for text in never.axes[0].texts]
    assert drawn == ["These accounts name no day from 1 Feb 2021 to 28 Feb 2021."]


def made(corpus):
    found = deeds.table(corpus.sentences, corpus.accounts)
    quoted = claims.quotations(corpus.sentences)
    yield "table", found, "surface"
    yield "documents", deeds.documents(corpus.sentences), "title"
    yield "voices", deeds.voices(corpus.sentences, quoted), "term"
    yield "persons", deeds.persons(corpus.sentences), "name"
    yield "money", claims.money(found), "surface"
    yield "speakers", deeds.speakers(quoted), None


def test_every_row_of_every_table_leads_to_the_page(corpus):
    """Every table with offsets, before masking, back to the seed's characters."""
    sentences = corpus.sentences.set_index(["account", "paragraph", "sentence"])["text"]
    repairs = {"&nbsp;": "", "&ldquo;": "“", "&rdquo;": "”"}
    for name, frame, column in made(corpus):
        assert len(frame), name
        for row in corpus.to_page(frame).itertuples():
            said = sentences[row.account, row.paragraph, row.sentence][row.start : row.end]
            page = corpus.account(row.account).raw[row.page_start : row.page_end]
            for mark, text in repairs.items():
                page = page.replace(mark, text) if page != said else page
            assert page == said and said and (column is None or said == getattr(row, column)), (
                name,
                row,
            )


def dates_of(texts, published=None, **account):
    given = pd.DataFrame({"account": ["a"], "published": pd.to_datetime([published]), **account})
    found = claims.dates(sentences(*texts), given)
    return list(zip(found["start_date"].astype("str"), found["basis"]))


def test_dates_are_read_over_the_sentences_of_a_paragraph():
    texts = ("2018年3月动工。", "同年9月完工。", "2月3日，举行仪式。")
    found = claims.dates(sentences(*texts), ACCOUNTS)
    assert found["surface"].tolist() == ["2018年3月", "同年9月", "2月3日"]
    assert all(
        texts[sentence][start:end] == surface
        for sentence, start, end, surface in zip(
            found["sentence"], found["start"], found["end"], found["surface"]
        )
    )
    assert dates_of(texts, "2020-02-18") == [
        ("2018-03-01", "stated"),
        ("2018-09-01", "paragraph"),
        ("2020-02-03", "publication"),
    ]


def test_a_page_without_a_day_of_publication_has_a_year_where_it_states_one():
    assert dates_of(["2月3日动员。"], title=["某局2019年工作总结"]) == [("2019-02-03", "page")]
    address = ["https://example.org/gk/202103/t20210305_17.html"]
    assert dates_of(["2月3日动员。"], link=address) == [("2021-02-03", "page")]
    numbered = ["依据某政发〔2016〕3号，现印发（某办〔2018〕7号）。", "5月1日起施行。"]
    assert dates_of(numbered) == [("2018-05-01", "page")]
    dated = ["他2001年退役。", "2月3日到岗，2017年2月9日返回，2017年3月再去，2025年6月结束。"]
    assert dates_of(dated)[1] == ("2017-02-03", "page")
    assert dates_of(["2月3日动员。"])[0][1] == ""
