"""Dates that a text names, and what is none."""

from datetime import date

import pytest
from gongwen import claims
from gongwen.common.lists import read_lexicon
from gongwen.language.dates import festival, find_date

PUBLISHED = date(2020, 2, 18)


def days(text, published=PUBLISHED):
    return [
        (
            d.surface,
            d.start_date and d.start_date.isoformat(),
            d.end_date and d.end_date.isoformat(),
        )
        for d in claims.dates_in(text, published)
    ]


@pytest.mark.parametrize(
    ("text", "surface", "first", "final"),
    [
        ("1月24日至30日", "1月24日至30日", "2020-01-24", "2020-01-30"),
        ("1月24日-2月3日", "1月24日-2月3日", "2020-01-24", "2020-02-03"),
        ("2月3日上午", "2月3日", "2020-02-03", "2020-02-03"),
        ("二〇二〇年二月十八日", "二〇二〇年二月十八日", "2020-02-18", "2020-02-18"),
        ("二０二０年二月十八日", "二０二０年二月十八日", "2020-02-18", "2020-02-18"),
        ("二Ｏ二Ο年2月18日", "二Ｏ二Ο年2月18日", "2020-02-18", "2020-02-18"),
        ("2020年⼆⽉⼗⼋⽇", "2020年⼆⽉⼗⼋⽇", "2020-02-18", "2020-02-18"),
        ("2020-02-03发布", "2020-02-03", "2020-02-03", "2020-02-03"),
        ("２月１０日", "２月１０日", "2020-02-10", "2020-02-10"),
        ("大年初二", "大年初二", "2020-01-26", "2020-01-26"),
        ("农历正月十五", "农历正月十五", "2020-02-08", "2020-02-08"),
        ("除夕之夜", "除夕", "2020-01-24", "2020-01-24"),
        ("春节前夕", "春节前夕", None, "2020-01-25"),
        ("春节期间", "春节期间", "2020-01-25", None),
        ("自2月2日起", "2月2日", "2020-02-02", None),
        ("2月7日以来", "2月7日", "2020-02-07", None),
        ("自1月26日封村起", "1月26日", "2020-01-26", None),
        ("截至目前", "截至目前", "2020-02-18", "2020-02-18"),
        ("截至2月18日24时", "2月18日", "2020-02-18", "2020-02-18"),
        ("昨日", "昨日", "2020-02-17", "2020-02-17"),
        ("12月28日启程", "12月28日", "2019-12-28", "2019-12-28"),  # the year before
        ("去年10月", "去年10月", "2019-10-01", "2019-10-31"),
        ("2019年底", "2019年底", "2019-12-31", "2019-12-31"),
        ("1—3月累计", "1—3月", "2020-01-01", "2020-03-31"),
        ("3月中下旬三次", "3月中下旬", "2020-03-11", "2020-03-31"),
        ("2020年一季度", "2020年一季度", "2020-01-01", "2020-03-31"),
        ("清明节", "清明节", "2020-04-04", "2020-04-04"),
        ("正月初三至元宵节", "正月初三至元宵节", "2020-01-27", "2020-02-08"),
        ("年初刚做完手术", "年初", "2020-01-01", "2020-01-31"),
        ("1985年入伍", "1985年", "1985-01-01", "1985-12-31"),
    ],
)
def test_dates(text, surface, first, final):
    assert days(text) == [(surface, first, final)]
    found = claims.dates_in(text, PUBLISHED)[0]
    assert text[found.start : found.end] == found.surface


@pytest.mark.parametrize(
    "text",
    [
        "加强对春节探亲、旅游返程人员的管理",
        "中秋节慰问品",
        "元宵节晚会取消",
        "发放春节福利",
        "国庆出行高峰",
        "春节返乡人员登记",
        "取消春节拜年",
    ],
)
def test_what_people_do_at_a_festival_is_no_day(text):
    assert days(text) == []


def test_a_month_that_leads_to_a_day():
    assert days("1月至2月10日") == [("1月至2月10日", "2020-01-01", "2020-02-10")]
    assert days("今年1月至2月10日") == [("今年1月至2月10日", "2020-01-01", "2020-02-10")]
    assert days("11月至次年1月") == [("11月至次年1月", "2019-11-01", "2020-01-31")]
    assert days("1月至3月底") == [("1月至3月底", "2020-01-01", "2020-03-31")]


def test_the_holiday_is_not_until_now():
    """A holiday ends, even where the text does not say when: unlike 自2月2日起 it is relative, and
    no span that runs on.
    """
    holiday, since = claims.dates_in("春节假期取消;自2月2日起值守", PUBLISHED)
    assert (holiday.end_date, holiday.relative, since.end_date, since.relative) == (
        None,
        True,
        None,
        False,
    )


def test_days_of_one_month_and_a_day_alone():
    assert days("1月28日、29日和2月3日") == [
        ("1月28日", "2020-01-28", "2020-01-28"),
        ("29日", "2020-01-29", "2020-01-29"),
        ("2月3日", "2020-02-03", "2020-02-03"),
    ]
    assert days("1月28日到达,30日返回")[1] == ("30日", "2020-01-30", "2020-01-30")
    # the last such day
    assert days("15日下午")[0][1] == "2020-02-15" and days("25日下午")[0][1] == "2020-01-25"


@pytest.mark.parametrize(
    "text",
    [
        "坚守50天",
        "24小时值班",
        "每月5日",
        "每天",
        "3个月",
        "十四日内",
        "连续20日",
        "第3日",
        "三月龄",
        "八一敬老院",
        "54岁",
        "当前形势",
        "现在出发",
        "两年前入党的老兵说",
        "《2020春节期间统计表》",
        "《2月3日通知》",
        "〔2020〕8号",
        "3号楼",
        "1月大的孩子",
        "全年",
        "大年夜饭",
        "半年前的新楼",
        "10号线",
        "5日游",
        "中医院",
    ],
)
def test_no_date(text):
    assert days(text) == []


def test_relative_days_are_marked_and_a_text_without_its_day_of_publication_is_read():
    found = claims.dates_in("近日,截至目前,当天,2月3日", PUBLISHED)
    assert [d.relative for d in found] == [True, True, True, False] and found[0].start_date is None
    assert days("2月4日,截至目前,大年初二,2019年2月3日", None) == [
        ("2月4日", None, None),
        ("截至目前", None, None),
        ("大年初二", None, None),
        ("2019年2月3日", "2019-02-03", "2019-02-03"),
    ]


def test_days_that_no_calendar_has():
    assert days("2月30日") == days("2020-13-01") == days("2月10日至3日") == []


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 1998, "1998-01-28"),
        ("除夕", 2019, "2019-02-04"),
        ("清明", 2023, "2023-04-05"),
        ("元旦", 2020, "2020-01-01"),
    ],
)
def test_festivals(name, year, day):
    assert festival(name, year).isoformat() == day
    assert festival("春节", 1700) is None


@pytest.mark.parametrize(
    "text",
    [
        "二０二０年二月十八日",
        "二0二0年2月18日",
        "二◯二◯年二月十八日",
        "二Ｏ二Ｏ年 二月 十八日",
        "2020年二月十八日",
        "二〇二〇年２月１８日",
        "二〇二〇年⼆⽉⼗⼋⽇",
    ],
)
def test_a_signature_s_day_whatever_its_zeros(text):
    found = find_date(text)
    assert str(found.date) == "2020-02-18" and (found.start, found.end) == (0, len(text))


def spans(text, published=PUBLISHED, year=None):
    """first/last of each date, without the last where it is the same day"""
    return [
        f"{d.start_date or ''}" + f"/{d.end_date or ''}" * (d.end_date != d.start_date)
        for d in claims.dates_in(text, published, year)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the year that is stated before
        ("2016年4月进场，同年9月交付", "2016-04-01/2016-04-30 2016-09-01/2016-09-30"),
        ("2016年4月进场；6月封顶，次年2月交付", "2016-04-01/2016-04-30 2016-06-01/2016-06-30 "
         "2017-02-01/2017-02-28"),
        ("2017年11月30日出发，1月5日回到驻地", "2017-11-30 2018-01-05"),
        ("2013年入伍的他2月6日报到", "2013-01-01/2013-12-31 2020-02-06"),
        ("2019年，两次集训：4月一次，10月一次", "2019-01-01/2019-12-31 2019-04-01/2019-04-30 "
         "2019-10-01/2019-10-31"),
        ("2009年8月立功。2月6日，他又报名", "2009-08-01/2009-08-31 2020-02-06"),
        ("2018年立项，当年建成，比上年提前", "2018-01-01/2018-12-31 2018-01-01/2018-12-31 "
         "2017-01-01/2017-12-31"),
        # parts
        ("去年下半年", "2019-07-01/2019-12-31"),
        ("上半年", "2020-01-01/2020-06-30"),
        ("前三季度", "2020-01-01/2020-09-30"),
        ("2019年一、二季度", "2019-01-01/2019-03-31 2019-04-01/2019-06-30"),
        ("今年前两个月", "2020-01-01/2020-02-29"),
        ("前年年底", "2018-12-31"),
        ("本月底", "2020-02-29"),
        ("20世纪60年代", "1960-01-01/1969-12-31"),
        ("2018年度", "2018-01-01/2018-12-31"),
        # words
        ("上月9日", "2020-01-09"),
        ("下个月", "2020-03-01/2020-03-31"),
        ("元月6日", "2020-01-06"),
        ("上周四", "2020-02-13"),
        ("本周", "2020-02-17/2020-02-23"),
        ("大前天", "2020-02-15"),
        ("2月7日集合，当晚出发，次日到岗", "2020-02-07 2020-02-07 2020-02-08"),
        ("四天前，他到岗", "2020-02-14"),
        # spans and lists
        ("2月4日（星期二）至2月9日（星期日）", "2020-02-04/2020-02-09"),
        ("2月4日20时至6日8:00", "2020-02-04/2020-02-06"),
        ("1月30日（初六）—2月2日", "2020-01-30/2020-02-02"),
        ("1月30日〜2月2日", "2020-01-30/2020-02-02"),
        ("1981─1984年", "1981-01-01/1984-12-31"),
        ("10月至2015年1月", "2014-10-01/2015-01-31"),
        ("去年11月至今年1月", "2019-11-01/2020-01-31"),
        ("1月27、29日和2月1日", "2020-01-27 2020-01-29 2020-02-01"),
        ("1月30日至2日", "2020-01-30/2020-02-02"),
        ("2 月 8 日", "2020-02-08"),
        ("二O一六年五月", "2016-05-01/2016-05-31"),
        ("二、2月6日前报送", "2020-02-06"),
        # ends
        ("去年8月以来", "2019-08-01/"),
        ("本月以来", "2020-02-01/"),
        ("今年以来", "2020-01-01/"),
        ("2月6日起草", "2020-02-06"),
        ("2月6日起航班恢复", "2020-02-06/"),
        ("2月6日至今", "2020-02-06/"),
        # festivals and the Chinese calendar
        ("2016年的中秋节", "2016-09-15"),
        ("2015年“五四”青年节", "2015-05-04"),
        ("重阳节", "2019-10-07"),
        ("“七一”前夕", "/2020-07-01"),
        ("国庆假期", "2019-10-01"),
        ("国家公祭日", "2019-12-13"),
        ("2017年农历腊月初八", "2018-01-24"),
        ("农历九月", "2019-09-29/2019-10-27"),
        ("闰四月初二", "2020-05-24"),
        ("大年初一、初二", "2020-01-25 2020-01-26"),
        # ahead
        ("拟于20日签约", "2020-02-20"),
        ("拟于6日签约", "2020-03-06"),
        ("计划12月完工", "2020-12-01/2020-12-31"),
        ("11号闭馆", "2020-02-11"),
    ],
)  # fmt: skip
def test_what_a_date_leaves_out(text, expected):
    assert " ".join(spans(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "每年3月、9月",
        "每月6日至9日",
        "往年中秋节",
        "神舟九号",
        "3号、4号机组",
        "有1900年历史",
        "10日内、15日来",
        "今日头条",
        "当今年轻人",
        "光明日报社",
        "此前日均三十人次",
        "组织一次日常检查",
        "不同月份",
        "晚上月色",
        "上周转的车",
        "以前年度",
        "八一起义",
        "“七一勋章”",
        "十一、会议要求",
        "初三学生",
        "政治清明",
        "历时三月",
        "当年的战友",
        "冀科〔2012〕21号",
        "2月30日",
    ],
)
def test_what_only_looks_like_a_date(text):
    assert spans(text) == []


def test_the_basis_of_each_day():
    def bases(text, *page):
        return " ".join(d.basis or "-" for d in claims.dates_in(text, *page))

    text = "2018年3月2日，次日，近日，2月6日，昨天"
    assert bases(text, PUBLISHED) == "stated paragraph - paragraph publication"
    assert bases("2月6日，昨天，今年", None, 2019) == "page - page"
    assert bases("2月6日，昨天") == "- -"
    assert spans("2月6日,今年,元旦", None, 2019) == ["2019-02-06", "2019-01-01/2019-12-31"] + [
        "2019-01-01"
    ]


def test_the_words_of_dates_have_known_kinds():
    kinds = {row["kind"] for row in read_lexicon("date_words")}
    told = {f"{period} told" for period in ("year", "month", "day")}
    assert kinds == told | {
        *("year", "month", "quarter", "week", "day", "now", "loose", "month name", "lunar month"),
        *("part of year", "part of month", "around", "framed", "recurring", "plan", "time of day"),
        *("open", "rise", "from", "on", "compared", "lasting", "after days", "after month"),
        *("named number", "after number", "place", "overlap", "not"),
    }
    assert {row["term"] for row in read_lexicon("date_words") if row["kind"] == "framed"} <= {
        row["name"] for row in read_lexicon("festivals")
    }


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("08年9月开馆", "2008-09-01", "2008-09-30"),
        ("六三年二月参军", "1963-02-01", "1963-02-28"),
        ("五九年建厂", "1959-01-01", "1959-12-31"),
        ("2O18年4月建成", "2018-04-01", "2018-04-30"),
        ("六月初六晒书", "2020-07-26", "2020-07-26"),
        ("2019年六月初六", "2019-07-08", "2019-07-08"),
        ("六月初动工", "2020-06-01", "2020-06-10"),
        ("小雪节气", "2019-11-22", "2019-11-22"),
        ("母亲节当天", "2020-05-10", "2020-05-10"),
    ],
)
def test_years_of_two_digits_and_days_of_the_chinese_calendar(text, start, end):
    found = claims.dates_in(text, date(2020, 3, 10))[0]
    assert (str(found.start_date), str(found.end_date)) == (start, end)


@pytest.mark.parametrize("text", ["相隔六七年", "三五年之后", "98年的历史", "下了小雪"])
def test_a_span_of_years_and_the_weather_are_no_dates(text):
    assert claims.dates_in(text, date(2020, 3, 10)) == []


def test_a_span_may_not_end_with_a_day_of_a_month_that_nobody_named():
    found = claims.dates_in("今天到初六", date(2020, 3, 10))
    assert [d.surface for d in found] == ["今天"]
