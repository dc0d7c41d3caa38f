"""The devices: each in sentences that have it and in sentences that only look so, and where its
characters stand.
"""

import re

import gongwen as gw
import pandas as pd
import pytest
from gongwen import rhetoric
from gongwen.common.gold import read_gold
from gongwen.common.spans import overlaps, span_of
from gongwen.rhetoric import DEVICES, mark_text

from ..here import ROOT

CASES = read_gold(ROOT / "tests" / "gold" / "devices" / "cases.csv")
# Cases that the models do not settle: what would settle one would cost more elsewhere.
KNOWN = {
    "从接到任务到完成病区改造,工人们只用了三天三夜。",
    "低保户老罗执意捐出当月的低保金,说什么也不肯收回。",
    "为了节省防护服，护士们八小时不喝水、不上厕所。",
    "村主任赵德胜带病坚守岗位,晕倒在排查路上,醒来第一句话是问还有几户没查。",
}


def found(text, device):
    return [m.surface for m in mark_text(text) if m.device == device]


@pytest.mark.parametrize("device", DEVICES)
def test_cases(device):
    wrong = []
    for text, labels in CASES.items():
        for case in (label for label in labels if label.kind == device):
            marks = [m for m in mark_text(text) if m.device == device]
            shown = not case.surface or overlaps(map(span_of, marks), *span_of(case))
            if bool(marks) != (case.value == "yes") or (marks and not shown):
                wrong.append(text)
    assert set(wrong) <= KNOWN, wrong


@pytest.mark.parametrize("text", [*sorted(KNOWN)])
def test_known_failures_fail_still(text):
    """A known failure that passes belongs among the cases again."""
    case = CASES[text][0]
    assert bool(found(text, case.kind)) != (case.value == "yes")


@pytest.mark.parametrize(
    ("text", "device", "surfaces"),
    [
        ("做到不信谣、不传谣、不恐慌。", "parallelism", ["不信谣、不传谣、不恐慌"]),
        ("疫情就是命令,防控就是责任。", "parallelism", ["疫情就是命令,防控就是责任"]),
        ("切实做到守土有责、守土担责、守土尽责。", "parallelism", ["守土有责、守土担责、守土尽责"]),
        ("响应“抗疫一线,为国解难,为党分忧”的号召", "parallelism", ["为国解难,为党分忧"]),
        (
            "以更坚决的态度、更有力的措施、更严实的作风抓好工作。",
            "parallelism",
            ["更坚决的态度、更有力的措施、更严实的作风"],
        ),
        ("把防控措施抓紧抓实抓细。", "parallelism", ["抓紧抓实抓细"]),
        ("参会的有县委书记李明、县长王刚、副县长赵强。", "parallelism", []),
        ("排查甲村32人、乙村45人、丙村51人。", "parallelism", []),
        ("做到底数清,情况明。", "parallelism", ["底数清,情况明"]),
        ("坚持职责明晰、分工明确、各司其职。", "fourchar", ["职责明晰、分工明确、各司其职"]),
        ("严守政治纪律组织纪律工作纪律。", "fourchar", []),
        ("社区工作者走街串巷、挨家挨户、苦口婆心。", "fourchar", ["走街串巷、挨家挨户、苦口婆心"]),
        ("走访市卫健委、市公安局、市民政局。", "fourchar", []),
        (
            "增强“四个意识”,制定“五不准”,用好“两个”作用。",
            "shorthand",
            ["四个意识", "五不准", "两个"],
        ),
        (
            "落实十六字方针,守好三道防线,织密四张网。",
            "shorthand",
            ["十六字方针", "三道防线", "四张网"],
        ),
        ("抽调三名同志到两个小区,送去一封信,这是第一道防线。", "shorthand", []),
        (
            "他说:“战士们喊‘疫情就是命令’,我们就上。”",
            "quote",
            ["战士们喊‘疫情就是命令’,我们就上。"],
        ),
        ("王强说:我是党员,我先上。", "quote", ["我是党员,我先上。"]),
        ("“我先上!”老党员王强说。", "quote", ["我先上!"]),
        ("“我们一定守住,绝不后退。", "quote", ["我们一定守住,绝不后退。"]),
        ("他被称为“帐篷哥”,获“最美退役军人”称号。", "quote", []),
        ("会议强调,要落实责任。", "quote", ["要落实责任。"]),
        ("按照市委要求,我局立即部署。", "quote", []),
        ("发放口罩1350余个,消毒两次,捐款五万余元。", "figures", ["1350余个", "两次", "五万余元"]),
        (
            "1月24日,84岁的老人第一时间到451医院,落实24小时值班,使用84消毒液,坚守一线。",
            "figures",
            [],
        ),
        ("他舍小家、为大家,毅然放弃春节休假。", "sacrifice", ["舍小家", "放弃春节休假"]),
        ("老党员李某拿出积蓄捐款一万元。", "sacrifice", ["积蓄捐款一万元"]),
        ("县农商银行向县慈善总会捐款10万元。", "sacrifice", []),
        ("全县累计接收捐款361万元。", "sacrifice", []),
        ("打赢疫情防控阻击战,打响战“疫”。", "war", ["打赢", "阻击战", "打响战“疫”"]),
        ("退役军人、军休干部和战友到空军军医大学,部队支援。", "war", []),
        ("他在抗美援朝战场上负过伤。", "war", []),
        ("要强化作用发挥,组织网络招聘。", "imagery", []),
        ("变身“专属快递员”,织密“防护网”。", "imagery", ["变身", "专属快递员", "织密", "防护网"]),
    ],
)
def test_surfaces(text, device, surfaces):
    assert found(text, device) == surfaces


@pytest.mark.parametrize(
    ("text", "expansion"),
    [
        ("制定“五不准”即:(不准聚众娱乐;不准谎报;不准传谣)。", "不准聚众娱乐;不准谎报;不准传谣"),
        ("落实“四早”:早发现、早报告、早隔离、早治疗。", "早发现、早报告、早隔离、早治疗"),
        ("坚持“外防输入、内防扩散”八字方针。", "外防输入、内防扩散"),
        ("筑牢体温检测、健康跟踪、居家观察“三道防线”。", "筑牢体温检测、健康跟踪、居家观察"),
        ("增强“四个意识”。", ""),
    ],
)
def test_a_shorthand_is_spelt_out_where_the_text_does(text, expansion):
    assert [m.detail for m in mark_text(text) if m.device == "shorthand"] == [expansion]


def test_full_width_and_traditional_text_is_read():
    assert found("疫情就是命令，防控就是責任。", "parallelism") == ["疫情就是命令，防控就是責任"]
    assert found("發放口罩３００個", "figures") == ["３００個"]
    assert found("堅決打贏戰「疫」", "war") == ["打贏戰「疫」"]


def test_marks_stand_where_they_say(seeds_marks):
    sentences, marks = seeds_marks
    text = sentences.set_index(["account", "paragraph", "sentence"])["text"]
    for row in marks.itertuples():
        assert (
            text[row.account, row.paragraph, row.sentence][row.start : row.end] == row.surface
            and row.surface
        )


def test_marks_lead_to_the_page(seeds_marks, corpus):
    _, marks = seeds_marks
    for row in corpus.to_page(marks).itertuples():
        page = corpus.account(row.account).raw[row.page_start : row.page_end]
        assert re.sub(r"\W|<[^>]*>|&\w+;", "", row.surface) == re.sub(r"<[^>]*>|&\w+;|\W", "", page)


def test_quotation_marks_in_a_surface_are_pairs(seeds_marks):
    """Over the seeds, the held-out accounts and the cases."""
    _, marks = seeds_marks
    heldout = pd.read_csv(ROOT / "tests" / "gold" / "devices" / "heldout.csv", encoding="utf-8-sig")
    surfaces = [
        *marks["surface"],
        *rhetoric.mark(heldout)["surface"],
        *(m.surface for text in CASES for m in mark_text(text)),
    ]
    odd = [s for s in surfaces if any(s.count(a) != s.count(b) for a, b in ("“”", "‘’", "「」"))]
    assert odd == []


@pytest.fixture(scope="module")
def seeds_marks(corpus):
    return corpus.sentences, rhetoric.mark(corpus.sentences, details=True)


def test_columns(seeds_marks):
    sentences, marks = seeds_marks
    assert list(rhetoric.mark(sentences.head(3)).columns) == list(rhetoric.MARKS)
    assert list(marks.columns) == [*rhetoric.MARKS, "detail"] and set(marks["device"]) == set(
        DEVICES
    )
    assert list(rhetoric.mark(sentences.head(0)).columns) == list(rhetoric.MARKS)


def test_an_open_quotation_runs_on():
    """From one sentence of a paragraph to the next, and no further."""
    texts = ["老兵说:“我报名。", "哪里需要我就去哪里。", "一定守住!”", "大家鼓掌。"]
    sentences = pd.DataFrame(
        {"account": "a", "paragraph": [0, 0, 0, 0], "sentence": range(4), "text": texts}
    )
    marks = rhetoric.mark(sentences)
    assert marks.loc[marks["device"] == "quote", "sentence"].tolist() == [0, 1, 2]
    assert marks.loc[marks["device"] == "quote", "surface"].tolist() == [
        "我报名。",
        "哪里需要我就去哪里。",
        "一定守住!",
    ]


def test_scores_on_the_seeds_hold(seeds_marks):
    """In-sample, so a floor only: a change that loses a device shows. Nine sentences have a
    sacrifice, of the others at least ten.
    """
    gold = pd.read_csv(ROOT / "tests" / "gold" / "sentences.csv", encoding="utf-8-sig")
    scores = rhetoric.evaluate(seeds_marks[1], gold, DEVICES, n=1).set_index("device")["f1"]
    assert scores["sacrifice"] >= 0.75 and (scores.drop("sacrifice") >= 0.88).all()
    assert rhetoric.overall(seeds_marks[1], gold, DEVICES)["micro_f1"] >= 0.95


def test_scores_on_held_out_accounts_hold():
    heldout = pd.read_csv(ROOT / "tests" / "gold" / "devices" / "heldout.csv", encoding="utf-8-sig")
    overall = rhetoric.overall(rhetoric.mark(heldout), heldout, DEVICES)
    assert overall["micro_f1"] >= 0.84 and overall["macro_f1"] >= 0.84


def test_a_device_of_ones_own(tmp_path):
    """By the name of a list, a file, a table, or words: each adds a device and leaves the others as
    they are.
    """
    text = "严禁聚集,对失职的一律问责,感谢你们"
    plain = mark_text(text)
    (tmp_path / "thanks.csv").write_bytes("﻿term,gloss\n感谢,thank\n".encode())
    for source, device in (
        ("discipline", "discipline"),
        (tmp_path / "thanks.csv", "thanks"),
        (["感谢"], "thanks"),
        (pd.DataFrame({"term": ["感谢"]}), "thanks"),
    ):
        marks = mark_text(text, add={device: source})
        assert [m for m in marks if m.device != device] == plain and any(
            m.device == device for m in marks
        )
    sentences = pd.DataFrame({"account": ["a"], "paragraph": [0], "sentence": [0], "text": [text]})
    assert set(rhetoric.mark(sentences, add={"discipline": "discipline"})["device"]) >= {
        "discipline"
    }


def test_exceptions_and_gaps():
    assert [
        m.surface
        for m in mark_text(
            "不得聚集,不得不停",
            add={"x": pd.DataFrame({"term": ["不得"], "exceptions": ["不得不"]})},
        )
        if m.device == "x"
    ] == ["不得"]
    gap = {"x": ["放弃…团聚"]}
    assert [m.surface for m in mark_text("他放弃与家人团聚", add=gap) if m.device == "x"] == [
        "放弃与家人团聚"
    ]
    assert not [m for m in mark_text("他放弃休假,家人团聚", add=gap) if m.device == "x"]


def test_the_order_of_rows_does_not_matter(seeds_marks):
    sentences, marks = seeds_marks
    mixed = rhetoric.mark(sentences.sample(frac=1, random_state=1), details=True)
    order = list(rhetoric.MARKS)
    assert mixed.sort_values(order, ignore_index=True).equals(
        marks.sort_values(order, ignore_index=True)
    )


def test_unknown_names_are_named(seeds_marks):
    sentences, marks = seeds_marks
    with pytest.raises(ValueError, match="no device named 'wra'; there are: figures"):
        rhetoric.concordance(marks, sentences, "wra")
    with pytest.raises(ValueError, match="no device named 'wra'"):
        rhetoric.shares(marks, sentences, devices=["wra"])
    with pytest.raises(ValueError, match="'war' is a device already"):
        rhetoric.mark(sentences.head(1), add={"war": ["甲"]})
    with pytest.raises(ValueError, match="'quote' is a device already: give yours another name$"):
        mark_text("甲", add={"quote": ["甲"]})
    with pytest.raises(ValueError, match="a sentence without text"):
        rhetoric.mark(sentences.head(2).assign(text=["甲", None]))


def test_wrong_lists_are_named():
    with pytest.raises(FileNotFoundError, match="no lexicon named 'nonsense'"):
        mark_text("甲", add={"x": "nonsense"})
    for empty in ([], [""], pd.DataFrame({"word": ["甲"]}), ["…"]):
        with pytest.raises(ValueError, match="column `term`"):
            mark_text("甲", add={"x": empty})


def test_hostile_text():
    """Half characters, controls, emptiness, unbroken length: no error, and a surface is what stands
    there.
    """
    for text in (
        "",
        " ",
        "\ud800打赢",
        "“" * 3000,
        "、" * 5000,
        "一" * 5000,
        "不" * 5000,
        "他说:" * 1500,
        "<script>打赢</script>",
        "捐" * 3000,
        "1" * 4000,
        "“甲”," * 1500,
    ):
        for m in mark_text(text):
            assert text[m.start : m.end] == m.surface


def test_letters_set_apart_are_no_parallels():
    assert not [m for m in mark_text("春 风 化 雨 润 物 无 声 ,秋 收") if m.device == "parallelism"]


def test_war_words(corpus):
    war = rhetoric.war_words(corpus.sentences)
    assert set(war["use"]) == set(rhetoric.USES) and list(war.columns) == list(rhetoric.WAR)
    use = war.drop_duplicates("word").set_index("word")["use"]
    assert (
        use["退役军人"] == "literal"
        and use["退役不褪色"] == "identity"
        and use["阻击战"] == "metaphor"
        and use["战疫"] == "metaphor"
    )
    for text, metaphors in (
        ("参加过对越自卫反击战的老兵王某奋战在抗疫一线", ["奋战", "一线"]),
        ("参战老兵孙某奔赴抗疫一线筑牢防线", ["一线", "防线"]),
        ("1950年,他随部队入朝参战", []),
        ("在老山前线,他坚守阵地", []),
        ("抗美援朝老兵李某主动请战", ["请战"]),
    ):
        assert [m.surface for m in mark_text(text) if m.device == "war"] == metaphors
    literal = rhetoric.war_words(
        pd.DataFrame(
            {
                "account": ["a"],
                "paragraph": [0],
                "sentence": [0],
                "text": ["他在抗美援朝的战场上冲锋,如今又奔赴抗疫一线"],
            }
        )
    )
    assert dict(zip(literal["word"], literal["use"])) == {
        "抗美援朝": "literal",
        "战场": "literal",
        "冲锋": "literal",
        "一线": "metaphor",
    }


def test_tables(seeds_marks):
    sentences, marks = seeds_marks
    shares = rhetoric.shares(marks, sentences, devices=DEVICES)
    assert (
        len(shares) == 5 * 11
        and (shares["share"] == shares["with_device"] / shares["sentences"]).all()
    )
    assert shares["marks"].sum() == len(marks)
    lines = rhetoric.concordance(marks, sentences, "war", width=5)
    assert len(lines) == (marks["device"] == "war").sum() and lines["left"].str.len().max() <= 5
    givers = rhetoric.givers(marks, sentences)
    assert (
        "军嫂" in " ".join(givers["role"])
        and "female" in " ".join(givers["gender"])
        and givers["what"].ne("").all()
    )


def given(*texts):
    """Sentences, and the marks of a sacrifice in each."""
    keys = {"account": "a", "paragraph": range(len(texts)), "sentence": 0}
    sentences = pd.DataFrame(keys | {"kind": "paragraph", "text": texts})
    marks = pd.DataFrame(keys | {"device": "sacrifice", "surface": "", "start": 0, "end": 1})
    return marks, sentences


def test_a_giver_is_not_his_wife(corpus):
    """Roles are whole words, and neither the job nor the gender of a relative is the giver's."""
    texts = corpus.sentences["text"]
    givers = rhetoric.givers(*given(*texts[texts.str.contains("妻子是医生")]))
    assert (
        len(givers) == 2
        and not givers["role"].str.contains("医生").any()
        and set(givers["gender"]) == {""}
    )
    secretary = rhetoric.givers(*given(*texts[texts.str.contains("党支部副书记")]))
    assert secretary["role"].tolist() == ["副书记"]


@pytest.mark.parametrize(
    ("text", "role", "family", "gender"),
    [
        ("他的妻子孙倩是医生,他放弃休假。", "", "妻子", ""),
        ("民警周涛和当护士的妻子放弃休假。", "民警", "妻子", ""),
        ("她丈夫是民警,她放弃休假。", "", "丈夫", "female"),
        ("副区长周涛放弃休假。", "副区长", "", ""),
        ("社会工作者周涛放弃休假。", "", "", ""),
    ],
)
def test_what_is_said_of_a_giver(text, role, family, gender):
    (found,) = rhetoric.givers(*given(text)).itertuples()
    assert (found.role, found.family, found.gender) == (role, family, gender)


def test_empty_tables_have_their_types(seeds_marks):
    sentences, marks = seeds_marks
    assert (
        rhetoric.givers(marks.head(0), sentences).dtypes.to_dict()
        == rhetoric.givers(marks, sentences).dtypes.to_dict()
    )
    assert (
        rhetoric.war_words(sentences.head(0)).dtypes.to_dict()
        == rhetoric.war_words(sentences).dtypes.to_dict()
    )


def test_the_view_is_escaped():
    sentences = pd.DataFrame(
        {
            "account": ["<b>x</b>"],
            "paragraph": [0],
            "sentence": [0],
            "text": ["<img onerror=alert(1)>打赢&'\""],
        }
    )
    view = rhetoric.marked_text(sentences, rhetoric.mark(sentences), "<b>x</b>")
    shown = view._repr_html_()
    assert (
        "<img" not in shown
        and "<b>x" not in shown
        and "&lt;img onerror" in shown
        and "打赢" in shown
    )
    assert "".join(p.text for pieces in view.paragraphs for p in pieces) == sentences["text"][0]
    with pytest.raises(ValueError, match="no account named 'y'; there are"):
        rhetoric.marked_text(sentences, rhetoric.mark(sentences), "y")


def test_every_device_list_is_whole():
    from gongwen.language.terms import COLUMNS, devices, read_terms

    for name in devices():
        rows = read_terms(f"devices/{name}")
        assert len({row["term"] for row in rows}) == len(rows) and all(
            row["category"] and row["gloss"] and row["source"] for row in rows
        )
        assert all(
            row["term"] in row["exceptions"].replace("“", "") or not row["exceptions"]
            for row in rows
            if "…" not in row["term"]
        )
        assert set(rows[0]) == set(COLUMNS)
    assert (
        set(devices())
        == {"war", "loyalty", "slogan", "urgency", "imagery", "sacrifice"}
        <= set(DEVICES)
    )
    assert gw.rhetoric is rhetoric
