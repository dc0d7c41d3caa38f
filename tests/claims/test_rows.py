"""Numbers in rows of tables, whose unit is in the head of their column."""

import gongwen as gw
from gongwen.claims.rows import Columns

HEAD = "<h1>清河县捐款公示</h1><div>2020-02-18 来源:清河网</div>"
TEXT = "清河县收到捐款,现公示如下,感谢大家的支持。", "以后的捐款将另行公示,请大家监督。"


def quantities(*rows):
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split()) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    page = f"<html><body>{HEAD}<p>{TEXT[0]}</p><table>{table}</table><p>{TEXT[1]}</p></body></html>"
    corpus = gw.corpus.from_accounts([gw.parse_page(page, "a")])
    read = gw.claims.quantities(corpus.sentences).merge(
        corpus.sentences, on=["paragraph", "sentence"]
    )
    cut = [row.text[row.start_x : row.end_x] for row in read.itertuples()]
    assert cut == read["surface"].tolist()
    return list(read[["surface", "value", "unit"]].itertuples(index=False, name=None))


def test_the_unit_of_a_column_belongs_to_its_numbers():
    rows = "村 金额(万元) 口罩(单位:只)", "甲村 1.5 200", "乙村 2 无"
    assert quantities(*rows) == [("1.5", 15000, "元"), ("200", 200, "只"), ("2", 20000, "元")]


def test_numbers_without_a_unit_and_rows_of_another_form_have_none():
    assert quantities("村 金额", "甲村 15") == []
    assert quantities("村 金额(元)", "甲村 15 20") == []
    assert quantities("村 金额(元)", "甲村 捐款15元") == [("15元", 15, "元")]


def test_what_is_counted_stands_at_its_place_in_the_row():
    columns = Columns()
    columns.read("村\t金额(万元)\t物资", gw.claims.quantities_in)
    row = "东村\t3\t防疫口罩500只"
    _, goods = columns.read(row, gw.claims.quantities_in)
    assert row[goods.counted_start : goods.counted_end] == goods.counted == "防疫口罩"
