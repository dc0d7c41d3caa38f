"""Labels do not hang on the kind of quotation marks that a page uses."""

import gongwen as gw
import pytest
from gongwen.common.characters import DIRECTED, FRAMES, PAIRS
from gongwen.pages.documents import _goes_on
from gongwen.pages.furniture import furniture

HEAD = "某局抗击疫情工作纪实\n来源：本网 时间：2020-02-04\n　　疫情就是命令，全体干部坚守岗位。\n"
END = "　　全体干部坚守岗位，守护群众安全。\n责任编辑：李四\n打印\n"
PAGES = {
    "speech below the metadata": HEAD.replace("　　疫", "“守土有责！”\n　　疫") + END,
    "speech is no heading": HEAD + "　　“守土有责，人人尽责”\n" + END,
    "speech that is prose": HEAD + "“守土有责，人人尽责，不退一步”\n" + END,
    "what somebody says": HEAD + "\n\n\n老党员王某：“守土有责人人有责不退”\n责任编辑：李四\n打印\n",
    "speech below a picture": HEAD + "1.jpg\n党员说“我守。你退”在卡点\n" + END,
    "a name below a lost picture": HEAD + HEAD[-18:] + "\n\n\n　　“守土有责”\n责任编辑：李四\n",
    "an act below a lost picture": HEAD + "\n\n“党员突击队”在卡点测量体温\n" + END,
    "a mark that is left over": HEAD + "“\n" + END + "”\n",
    "words behind the article": HEAD + END.split("\n")[0] + "\n疫情\n“岗位”\n干部\n安全\n群众\n",
    "a list in the annex": HEAD + "2020年2月4日\n“先进集体名单”\n张三 李四\n",
    "printed on one line": HEAD[:-1] * 3 + "　　他说：“全体坚守岗位。”　　王某是党员。　　" + END,
    "fields behind speech": HEAD + "　　老党员王某说：“守土有责。” 责任编辑：李四 打印\n" + END,
}
# a straight mark does not tell whether it opens what follows
ONE_WAY = {"fields behind speech", "speech below a picture"}
CASES = [(name, a) for name in PAGES for a in PAIRS if a in DIRECTED or name not in ONE_WAY]


def labels(page):
    return [(b.kind, b.level, b.start, b.end) for b in gw.parse_page(page).blocks]


@pytest.mark.parametrize(("name", "opens"), CASES)
def test_labels_are_the_same(name, opens):
    other = PAGES[name].replace("“", opens).replace("”", PAIRS[opens])
    assert labels(other) == labels(PAGES[name])


@pytest.mark.parametrize("opens", PAIRS)
def test_marks_part_buttons_but_buttons_do_not_speak(opens):
    spoken = f"{opens}打印{PAIRS[opens]} 关闭"
    assert furniture(spoken) == ("channel" if opens in DIRECTED else "word")
    assert furniture(PAIRS[opens]) == "word"


@pytest.mark.parametrize("closes", PAIRS.values())
def test_a_line_of_a_pdf_that_ends_in_speech_ends_its_paragraph(closes):
    assert not _goes_on("他说守土有责人人尽责" + closes, "王某", 12)


@pytest.mark.parametrize("opens", FRAMES)
def test_a_medium_is_named_in_any_brackets(opens):
    line = f"2020-02-04 10:30 {opens}某县日报{FRAMES[opens]}"
    assert (
        gw.parse_page(HEAD.replace("来源：本网 时间：2020-02-04", line) + END).source == "某县日报"
    )
