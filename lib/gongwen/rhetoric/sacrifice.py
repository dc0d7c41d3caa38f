"""Sacrifice: persons, named or typical, who give up something of their own. Gifts of organisations
and mere totals do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..common.characters import clause_start
from ..language.terms import SURNAMES, Hit
from ..language.words import Segment

_ROLE = (
    "老人|首长|董事长|"
    "总经理|经理|教授|"
    "老兵|老战士|老党员|"
    "老同志|老军人|老教师|老教授|党员|同志|护士|护士长|医生|医师|民警|辅警|村民|居民|市民|志愿者|退役军人|退伍军人|退役士兵|军休干部|退休干部|"
    "干警|网格员|书记|主任|局长|院长|所长|站长|队长|组长"
    "|队员|战士|教师|"
    "老师|学生|司机|法官|"
    "检察官|委员|职工|员工|妻子|丈夫|儿子|女儿|母亲|父亲|老伴|爱人|夫妻|夫妇|岁的?"
)
_WHO = re.compile(
    rf"(?<![其利])[他她](?![们人乡处])|[小老](?:[{SURNAMES}])(?![一-龥]?[区组学])|夫妻|夫妇"
    rf"|\d岁|(?:{_ROLE})(?:[{SURNAMES}](?:某某?|[一-龥]{{1,2}}))|老(?:人|兵|党员|战士|教授"
    rf"|军人|同志)(?!们|干部|工作)|[{SURNAMES}](?:大爷|大妈|奶奶|爷爷"
    r"|阿姨|叔叔|师傅|老师|医生|某某?)"
)
_GROUP = re.compile(
    rf"(?:{_ROLE}|老干部|离退休干部|离退休|退休|干部|群众|军休|医护|人员|他们|她们|大家"
    r"|孩子|大爷|大妈|阿姨|奶奶|爷爷|自己|我|本人)"
)
_OFFICE = re.compile(
    "(?:公司|集团|企业|"
    "协会|商会|基金会|"
    "慈善会|慈善总会|银行|"
    "[局厅委会院校所站社部厂店村镇县市区]|政府|单位|系统|中心|机构|组织|支部|工商联|各界)[^,]{0,4}$"
)
_TO = re.compile("(?:向|给|为)[^,]{2,24}$")  # the receiver, between the giver and the verb
_GIFT = re.compile(
    r"捐(?:款|赠|出|献|了|助)?(?:了|出|给)?(?:现金|人民币|爱心款|善款|资金"
    r"|党费)?[^,。;、]{0,12}?\d[\d.]*[余多]?[万千百]?余?元|捐(?:款|赠|出"
    r"|献)?了?[^,。;]{0,10}?[一二两三四五六七八九十百千万]+余?元"
    r"|捐(?:出|了|赠|献)[^,。;]{0,14}?(?:口罩|积蓄|物资|血浆|蔬菜|牛奶|酒精|消毒|手套|粮食"
    r"|大米|苹果|药|钱|款|低保金|工资|津贴|奖金|补贴|退休金)|(?:纷纷|踊跃|自愿|自发|主动"
    r"|慷慨|带头|悄悄|匿名|积极主动地?|执意|坚持|委托[^,]{0,4})[^,。;]{0,14}?(?:捐款捐物"
    r"|捐款|捐赠|捐献|捐出|代捐|捐了|捐|解囊相助|解囊|交纳|缴纳)|代为捐款|代捐"
    r"|将\d[\d.]*[万千百]?余?元[^,。;]{0,8}(?:交到|送到|捐|转)|(?:交纳|缴纳"
    r"|上交)[^,。;]{0,10}党费|(?:拿出|取出|掏出|交到|送来|送到|买来|转账|汇款)[^,。;]{0,14}"
    r"(?:\d[\d.]*万?余?元|积蓄|现金|钱)"
)
_TOTAL = re.compile(
    "(?:累计|总计|共计|"
    "合计|总额|共捐|共收|"
    "共筹|筹集|募集|接收|"
    "接受|收到|组织|号召|倡议|发动|开展|呼吁|动员|鼓励|协调|(?<!主动)要求|举行|举办|仪式|对接|受赠|价值|截至|截止|通知|部署|引导)"
)
_COUNT = re.compile(r"(?:[2-9]\d|\d{3,})余?多?(?:名|人|位|个)")
_ORDERED = re.compile(
    "要求|号召|倡议|动员|呼吁|鼓励|引导|严禁|不得|必须|(?:公司|集团|企业|机器|设备)[^,]{0,6}$"
)
_GIVES = re.compile("捐|党费|积蓄|现金|解囊|送到|交到|拿出|取出|掏出|买来|转账|汇款")
_CLAUSE = re.compile("[^。;!?]+")
_NAMED_ONLY = {"volunteering", "staying"}


def sacrifices(text: str, hits: list[Hit], parts: list[Segment]) -> Iterator[tuple[int, int, str]]:
    """Where a folded sentence tells of a sacrifice: (start, end, what is given up).

    A term for volunteering or for staying at one's post counts only if a single person is named or
    meant (护士李某, 她, 老党员); a term for giving, only if persons are mentioned.
    """
    if not hits and not _GIVES.search(text):
        return
    named = bool(_WHO.search(text)) or any(_names(parts))
    group = named or bool(_GROUP.search(text))
    for hit in hits:
        first = clause_start(text, hit.start)
        if hit.category == "giving" and (
            _COUNT.search(text, first, hit.start) or _TOTAL.search(text, first, hit.start)
        ):
            continue
        if (
            named if hit.category in _NAMED_ONLY else group or hit.category != "giving"
        ) and not _ORDERED.search(text, first, hit.start):
            yield hit.start, hit.end, hit.category
    for clause in _CLAUSE.finditer(text):
        for gift in _GIFT.finditer(clause[0]):
            before = clause[0][max(0, gift.start() - 60) : gift.start()]
            if _personal(before, clause[0][gift.start() : gift.end() + 8], named):
                yield clause.start() + gift.start(), clause.start() + gift.end(), "giving"


def _personal(before: str, gift: str, named: bool) -> bool:
    """Whether a clause tells of a gift by persons, not by an office, a collection or a total."""
    clause = _TO.sub("", re.split("[,:]", before)[-1])
    if _OFFICE.search(clause) or _TOTAL.search(clause) or "共计" in gift or _COUNT.search(clause):
        return False
    who = named or bool(_WHO.search(before))
    warm = re.match("(?:纷纷|踊跃|自愿|自发|主动|慷慨|悄悄|匿名|积极主动)", gift)
    return (
        who
        or bool(warm and _GROUP.search(before))
        or bool(re.search("(?:多名|许多|不少|一[位名])[^,]{0,8}$", clause))
    )


def _names(parts: list[Segment]) -> Iterator[str]:
    """Names of persons in a sentence, by the tags of its words."""
    for part in parts:
        for (length, tag), start in zip(part.words, part.edges):
            if tag == "H" and 2 <= length <= 4 and part.letters[start] in SURNAMES:
                yield part.letters[start : start + length]
