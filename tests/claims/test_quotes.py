"""Who is quoted, and which persons a text names."""

import gongwen as gw
import pandas as pd
import pytest
from gongwen import claims
from gongwen.language import without_names


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
        (
            "“我是党员,又是老兵,我不守谁守?”周国平今年54岁。",
            "我是党员,又是老兵,我不守谁守?",
            "周国平",
        ),
        (
            "周国平守了十天。妻子打电话劝他回家,他只说了一句:“守住了再说。”",
            "守住了再说。",
            "周国平",
        ),
        (
            "老战士刘德顺来到服务中心。老人声音很大:“国家有难处,我不能看着!”",
            "国家有难处,我不能看着!",
            "刘德顺",
        ),
        ("有网友留言:“三分钟办好,给你们点赞!”", "三分钟办好,给你们点赞!", "网友"),
        ("老秦说:“我是党员,我先上!”", "我是党员,我先上!", "老秦"),
        ("李明对王刚说:“你先休息,我来。”", "你先休息,我来。", "李明"),
        # no epigraph
        (
            "“国家有难,匹夫有责,这点钱不算什么”。李志明说。",
            "国家有难,匹夫有责,这点钱不算什么",
            "李志明",
        ),
        (
            "“必须24小时值守,不漏一户、不漏一人”。局长李志明在会上强调。",
            "必须24小时值守,不漏一户、不漏一人",
            "李志明",
        ),
    ],
)
def test_quotations(text, words, speaker):
    found = claims.quotations_in(text)
    assert [(q.text, q.speaker) for q in found] == [(words, speaker)]
    assert text[found[0].start : found[0].end] == words


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # nobody is named, or too many
        ("她说:“我不累。”赵乐却说:“我来换你。”", ["", "赵乐"]),
        ("有人劝:“算了吧。”赵乐也笑着说:“不能算。”", ["有人", "赵乐"]),
        ("孙丽和赵乐都来了。他说:“我来搬。”", [""]),
        ("孙丽在卡口值班。她说:“我不冷。”随即又补充道:“有热水。”", ["孙丽", "孙丽"]),
        # one after another
        ("孙丽说:“我值早班!”赵乐接着说:“我值晚班!”", ["孙丽", "赵乐"]),
        ("孙丽问我。我回答说:“不冷。”", [""]),  # 我 is nobody who was named before
        ("孙丽到卡口后,对记者说:“我不冷。”", ["孙丽"]),
        ("孙丽说:“我值早班!”“我值晚班!”赵乐抢着说。", ["孙丽", "赵乐"]),
        ("“够不够?”“够了!”志愿者们齐声喊道。", ["", "志愿者们"]),
        ("“老周,回去吧!”孙丽劝道。周国平把脸一沉:“我还能站岗!”", ["孙丽", "周国平"]),
        ("“好!”周国平说:“我这就去。”", ["周国平", "周国平"]),
        # a sentence or a clause earlier
        ("孙丽在和平社区工作。她说:“我不冷。”", ["孙丽"]),
        ("赵乐遇到了孙丽。他说:“我来搬。”", ["赵乐"]),
        ("赵乐一夜没有合眼。“还有三户没送到。”天快亮时雪停了。", ["赵乐"]),
        ("院长助理孙丽表示,其更看重人手,“先把班排好。”", ["孙丽"]),
        ("赵乐听说后,流泪说:“我来照顾他。”", ["赵乐"]),
        # beside others
        ("赵乐跑去和居民说:“我来搬。”", ["赵乐"]),
        ("孙丽等同学表示:“我们都报名。”", ["孙丽"]),
        ("有的同学说:“我也去。”", ["同学"]),
        ("乡卫生院与县医院医生孙丽说:“床位够。”", ["孙丽"]),
        ("走廊里安静的夜被打破:“快来人!”", [""]),
        ("工程师Anna Berg说:“机器修好了。”", ["Anna Berg"]),
        ("卖菜的人和我说:“明天还来。”", ["卖菜的人"]),
        ("赵乐和我说:“明天还来。”", ["赵乐"]),
        # in turn, with nothing between
        ("孙丽问:“够不够?”“够了!”“几天?”“三天。”大家笑了。", ["孙丽", "", "孙丽", ""]),
        # an answer in an interview
        ("孙丽:我是去年来的。那时什么都没有。", ["孙丽"]),
        ("孙丽:女,中共党员,社区主任。", []),
        # in two parts
        ("“我不走,”周国平摇摇头,“这里离不开人。”", ["周国平", "周国平"]),
        ("“没事,”孙丽对记者说。“都会好的。”", ["孙丽", "孙丽"]),
        # whose words
        ("大家都说:“有他在,放心。”", ["大家"]),
        ("提起妻子,赵建国红了眼眶:“我欠她太多。”", ["赵建国"]),
        ("孙丽告诉记者:“口罩够用。”", ["孙丽"]),
        ("社区主任孙丽对上门的干部说:“药送到了。”", ["孙丽"]),
        ("返乡学生孙丽在请战书中写道:“请让我上!”", ["孙丽"]),
        ("孙丽的母亲拉着记者的手说:“孩子瘦了。”", ["孙丽的母亲"]),
        ("一名刚下夜班的护士说:“就想睡一觉。”", ["一名刚下夜班的护士"]),
        ("“药够吃一个月。”坐在一旁的马卫东握着老人的手说。", ["马卫东"]),
        ("《县报》记者孙丽说:“我来看看。”", ["孙丽"]),
        ("保证书上写着:“随时听候调遣!”", [""]),
        # marks the wrong way round, straight ones, and one that is never closed
        ("孙丽说:”我值早班。“赵乐说:“我值晚班。“大家笑了。", ["孙丽", "赵乐"]),
        ('「我值早班。」孙丽说。"我值晚班。"赵乐说。', ["孙丽", "赵乐"]),
        ("孙丽说:“我值早班。天黑了再换人。", ["孙丽"]),
    ],
)
def test_speakers(text, speakers):
    assert [q.speaker for q in claims.quotations_in(text)] == speakers


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
        "《防治条例》第三条规定:“任何人不得隐瞒。”",
        "会议指出:“要守住每一道关口。”",
        "横幅上写着:“少出门,不聚集!”",
        "“少出门,不聚集!”横幅上写着。",
        "文章题为“老兵不老,初心不改”,传遍全县。",
        "围绕“我为群众办实事”,全局行动。",
        # an epigraph
        "“做好宣传教育和舆论引导工作,更好强信心、暖人心、聚民心”。某市退役军人事务局积极宣传。",
        "“人民至上的初心,从来不会因为风雨而改变”。全局上下闻令而动。",
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
        ("局长李永明深入社区", ["李永明"]),
        ("厅长高中立明确要求", ["高中立"]),
        ("退役军人郝磊经营的公司", ["郝磊"]),
        ("他们:刘峰、张旗、王行、陈红林等同志", ["刘峰", "张旗", "王行", "陈红林"]),
        ("罗小英和爱人王文海捐款", ["罗小英", "王文海"]),
        ("烈属涂秀英老人腿脚不便", ["涂秀英"]),
        ("队长库尔班江·依明把自家的面包车开来", ["库尔班江·依明"]),
        ("局长何建军3月2日讲话", ["何建军"]),
    ],
)
def test_persons(text, names):
    found = claims.people_in(text)
    assert [p.name for p in found] == names and all(text[p.start : p.end] == p.name for p in found)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("退役军人工作者孙宝龙,号召", "工作者"),
        ("区委副书记李明说", "副书记"),
        ("作者李明说", "作者"),
        ("书记李明说", "书记"),
    ],
)
def test_a_role_is_a_whole_word(text, role):
    assert [p.role for p in claims.people_in(text)] == [role]


def test_a_role_is_the_texts():
    assert [(p.name, p.role) for p in claims.people_in("老党员李明带头捐款")] == [
        ("李明", "老党员")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全体党员主动请战",
        "高度重视,严格落实",
        "万众一心抗疫情",
        "安全排查",
        "志愿者高效服务",
        "干部方面",
        "西安市退役军人事务局",
        "龙颈镇党委书记",
        "江苏省",
        "向党员发出倡议",
        "党支部组织学习",
        "关怀老兵",
        "石油公司",
        "祝福祖国",
        "应急处置",
        "白衣天使",
        "4600余名退役军人",
        "党员戴好口罩",
        "学生的行踪",
        "“红马甲”冲在前",
        "农家乐19户",
        "许多战士",
        "干部马上捐款",
        "安徽籍老兵",
        "新闻·聚焦",
        "真金白银",
    ],
)
def test_no_person(text):
    assert claims.people_in(text) == []


def test_names_are_masked_wherever_they_stand():
    texts = ["志愿者欧阳明说:“我先上。”", "习近平总书记指出", "大家都夸欧阳明好"]
    assert without_names(texts) == [
        "志愿者欧阳×说:“我先上。”",
        "习近平总书记指出",
        "大家都夸欧阳×好",
    ]
    assert without_names(texts, keep=("欧阳明", "习近平")) == texts and without_names([]) == []


@pytest.mark.parametrize("table", ["quantities", "dates", "quotations"])
def test_every_claim_leads_back_to_the_page(corpus, table):
    """Each row of each table, by its offsets, to the characters of the seed that it
    was read from.
    """
    made = {
        "quantities": lambda: claims.quantities(corpus.sentences, every=True),
        "dates": lambda: claims.dates(corpus.sentences, corpus.accounts),
        "quotations": lambda: claims.quotations(corpus.sentences).rename(
            columns={"text": "surface"}
        ),
    }[table]()
    texts = corpus.sentences.set_index(["account", "paragraph", "sentence"])["text"]
    assert len(made) > 5
    for row in corpus.to_page(made).itertuples():
        assert texts[row.account, row.paragraph, row.sentence][row.start : row.end] == row.surface
        page = corpus.account(row.account)
        on_page = page.raw[row.page_start : row.page_end]
        assert (
            on_page == row.surface
            or on_page.replace("&nbsp;", "").replace("&ldquo;", "“").replace("&rdquo;", "”")
            == row.surface
        )
        assert "here" in {kind for kind, _ in gw.trace(page, row.page_start, row.page_end).parts}


def test_a_quotation_over_sentences_keeps_its_number(corpus):
    frame = claims.quotations(corpus.sentences)
    assert frame.groupby(["account", "quotation"])["speaker"].nunique().max() == 1
    assert (frame.groupby(["account", "quotation"]).size() > 1).any()


def test_dates_without_a_day_of_publication(corpus):
    undated = corpus.accounts.assign(published=pd.NaT)
    frame = claims.dates(corpus.sentences, undated)
    assert (
        len(frame) == len(claims.dates(corpus.sentences, corpus.accounts))
        and frame["start_date"].isna().sum() > 10
    )
