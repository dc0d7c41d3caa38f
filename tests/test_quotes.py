"""Who is quoted, and which persons a text names."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen import claims

from .here import annotated, readings


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("党员李明说:“我先上!”", "我先上!", "李明"),
        ("“疫情当前,我们应该挺身而出。”赵乐说。", "疫情当前,我们应该挺身而出。", "赵乐"),
        ("“我是党员,我不守谁守?”科主任马卫东放下电话说。", "我是党员,我不守谁守?", "马卫东"),
        ("孙丽是护士长。她在电话里笑道:“我不累,能坚持。”", "我不累,能坚持。", "孙丽"),
        ("一名老党员说:“我也想出一份力!”", "我也想出一份力!", "一名老党员"),
        ("“我虽然年纪大了,但我还能参加排查。”", "我虽然年纪大了,但我还能参加排查。", ""),
        ("罗美生说:上不了前线,捐点钱也是心意。", "上不了前线,捐点钱也是心意。", "罗美生"),
    ],
)
def test_quotations(text, words, speaker):
    found = claims.quotations_in(text)
    assert [(q.text, q.speaker) for q in found] == [(words, speaker)]
    assert text[found[0].start : found[0].end] == words


@pytest.mark.parametrize(
    "text",
    [
        "做到“退役不褪色”",
        "“战疫”一线",
        "《倡议书》要求",
        "会议强调,要压实责任",
        "被评为“最美退役军人”",
        "他表示愿意参加",
        "“十二有”标准",
        "开展“党员先锋岗”活动",
    ],
)
def test_no_quotation(text):
    assert claims.quotations_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("党员潘德兴、李水林主动请战", ["潘德兴", "李水林"]),
        ("退役军人王大明:“我先上。”", ["王大明"]),
        ("负责人王景卫向区政府捐款", ["王景卫"]),
        ("54岁的张永权,主动要求值夜班", ["张永权"]),
        ("习近平总书记作出重要指示", ["习近平"]),
        ("志愿者欧阳明说", ["欧阳明"]),
    ],
)
def test_persons(text, names):
    found = claims.people_in(text)
    assert [p.name for p in found] == names and all(text[p.start : p.end] == p.name for p in found)


def test_a_role_is_the_texts():
    assert [(p.name, p.role) for p in claims.people_in("老党员李明带头捐款")] == [("李明", "老党员")]


@pytest.mark.parametrize(
    "text",
    [
        "全体党员主动请战", "高度重视,严格落实", "万众一心抗疫情", "安全排查", "志愿者高效服务", "干部方面", "西安市退役军人事务局", "龙颈镇党委书记", "江苏省", "向党员发出倡议",
        "党支部组织学习", "关怀老兵", "石油公司", "祝福祖国", "应急处置", "白衣天使",
    ],
)  # fmt: skip
def test_no_person(text):
    assert claims.people_in(text) == []


def test_names_are_masked_wherever_they_stand():
    texts = ["志愿者欧阳明说:“我先上。”", "习近平总书记指出", "大家都夸欧阳明好"]
    assert claims.without_names(texts) == ["志愿者欧阳×说:“我先上。”", "习近平总书记指出", "大家都夸欧阳×好"]
    assert claims.without_names(texts, keep=("欧阳明", "习近平")) == texts and claims.without_names([]) == []


def test_quotations_of_the_seeds():
    hits = missed = extra = spoken = 0
    for reading in readings():
        for number, text in enumerate(reading["body_paragraphs"]):
            found = claims.quotations_in(text)
            direct = ("direct speech", "document quote", "unattributed direct")
            wanted = [
                q for q in reading["quotes"] if q["para"] == number and "indirect" not in q["kind"] and any(d in q["kind"] for d in direct)
            ]
            used = set()
            for quote in wanted:
                here = [i for i, q in enumerate(found) if quote["text"][:12] in q.text]
                used |= set(here[:1])
                hits, missed = hits + bool(here), missed + (not here)
                spoken += bool(here) and (
                    found[here[0]].speaker in (quote["speaker"] or "") or (quote["speaker"] or "-") in found[here[0]].speaker
                )
            extra += len(found) - len(used)
    assert 2 * hits / (2 * hits + missed + extra) >= 0.9 and spoken >= 0.9 * hits


def test_persons_of_the_seeds():
    found, wanted = set(), set()
    for i, reading in enumerate(readings()):
        body = reading["body_paragraphs"]
        names = {p["name"] if isinstance(p, dict) else p for p in reading["persons"]}
        wanted |= {(i, name) for name in names if any(name in text for text in body)}
        found |= {(i, p.name) for text in body for p in claims.people_in(text)}
    assert len(found & wanted) >= 0.85 * len(wanted) and len(found & wanted) >= 0.9 * len(found)


@pytest.mark.parametrize("name", ["seen", "heldout"])
def test_quotations_of_unseen_accounts(name):
    paragraphs: dict[tuple, list] = {}
    for row in annotated(name):
        paragraphs.setdefault((row["account"], row["paragraph"]), []).append(row)
    hits = missed = extra = 0
    for part in paragraphs.values():
        found, used, at = claims.quotations_in("".join(row["text"] for row in part)), set(), 0
        for row in part:
            for quote in row["quotations"]:
                start = at + row["text"].find(quote["text"])
                here = {i for i, q in enumerate(found) if q.start < start + len(quote["text"]) and start < q.end}
                used |= here
                hits, missed = hits + bool(here), missed + (not here)
            at += len(row["text"])
        extra += len(found) - len(used)
    assert 2 * hits / (2 * hits + missed + extra) >= 0.9


@pytest.mark.parametrize("table", ["quantities", "dates", "quotations"])
def test_every_claim_leads_back_to_the_page(corpus, table):
    """Each row of each table, by its offsets, to the characters of the seed that it was read from."""
    made = {
        "quantities": lambda: claims.quantities(corpus.sentences, every=True),
        "dates": lambda: claims.dates(corpus.sentences, corpus.accounts),
        "quotations": lambda: claims.quotations(corpus.sentences).rename(columns={"text": "surface"}),
    }[table]()
    texts = corpus.sentences.set_index(["account", "paragraph", "sentence"])["text"]
    assert len(made) > 5
    for row in corpus.to_page(made).itertuples():
        assert texts[row.account, row.paragraph, row.sentence][row.start : row.end] == row.surface
        page = corpus.account(row.account)
        on_page = page.raw[row.page_start : row.page_end]
        assert on_page == row.surface or on_page.replace("&nbsp;", "").replace("&ldquo;", "“").replace("&rdquo;", "”") == row.surface
        assert "here" in {kind for kind, _ in gw.trace(page, row.page_start, row.page_end).parts}


def test_a_quotation_over_sentences_keeps_its_number(corpus):
    frame = claims.quotations(corpus.sentences)
    assert frame.groupby(["account", "quotation"])["speaker"].nunique().max() == 1
    assert (frame.groupby(["account", "quotation"]).size() > 1).any()


def test_dates_without_a_day_of_publication(corpus):
    undated = corpus.accounts.assign(published=pd.NaT)
    frame = claims.dates(corpus.sentences, undated)
    assert len(frame) == len(claims.dates(corpus.sentences, corpus.accounts)) and frame["start_date"].isna().sum() > 10
