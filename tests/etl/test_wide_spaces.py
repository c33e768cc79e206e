"""Is a word the same word, and a name the same name, whatever blanks stand between its characters?"""

from __future__ import annotations

import pyarrow as pa
import pytest

from etl import values
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.products import every_pair

BLANKS = {"全角": "\u3000", "不间断": "\xa0", "全身": "\u2003", "半角": " ", "制表符": "\t", "换行": "\n"}
VISITS = "序号 | 村（社区） | 户主姓名 | 联系电话 | 家庭住址 | 家庭成员数 | 意见建议 | 走访人 | 走访日期"


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def visits(*more: list[str]) -> list[list[str]]:
    """A 走访台账 of two households as cells, and further lines below."""
    lines = [
        "1|马家巷社区|张甲|10000000001|3组5号|3|路灯不亮|钱乙|3.10",
        "2|马家巷社区|李丙|10000000002|3组6号|3|无|钱乙|3.10",
    ]
    return [*drawn("\n".join([VISITS, *lines])), *more]


def apart(word_: str, blank: str) -> str:
    return blank.join(word_)


@every_pair(total=["合计", "总计", "小计", "累计", "本页合计", "共计"], blank=BLANKS)
def test_字间加空格的合计是合计_不是一户(inbox, total, blank):
    below = [[apart(total, blank), "", "2户", "", "", "6", "1条", "", ""]]
    inbox.put("政法委/3月上半月/a.xlsx", workbook(visits(*below)))
    tables = inbox.sift()
    assert rows(tables["source_files"], "rows_kept", "rows_rejected") == [(2, 0)]
    assert rows(tables["note_rows"], "kind") == [("合计",)]


@every_pair(label=["备注：", "填表人：", "审核人：", "经办人：", "填报日期：", "联系电话：", "说明"], blank=BLANKS)
def test_字间加空格的备注和签字_不是一户(inbox, label, blank):
    below = [[apart(label, blank), "钱乙", "", "", "", "", "", "", ""]]
    inbox.put("政法委/3月上半月/a.xlsx", workbook(visits(*below)))
    tables = inbox.sift()
    assert rows(tables["source_files"], "rows_kept", "rows_rejected") == [(2, 0)]
    assert rows(tables["note_rows"], "kind") == [("备注",)]


def test_备注写在几格里_都是备注(inbox):
    below = [["备\u3000注：", "本表一式两份", "一份留底", "一份上报", "", "", "", "", ""]]
    inbox.put("政法委/3月上半月/a.docx", word(visits(*below)))
    tables = inbox.sift()
    assert rows(tables["source_files"], "rows_kept", "rows_rejected") == [(2, 0)]


def test_备注后面有电话的一行不当备注放过(inbox):
    below = [["备注", "马家巷社区", "王丁", "10000000003", "3组7号", "3", "无", "钱乙", "3.10"]]
    inbox.put("政法委/3月上半月/a.csv", "\n".join("|".join(line) for line in visits(*below)))
    assert inbox.rows("source_files", "rows_read") == [(3,)]


def test_合计一行的各格写明数的是什么_仍是合计(inbox):
    lines = """
    问题编号 | 村（社区） | 反映人 | 反映问题 | 类别 | 是否解决
    1 | 马家巷社区 | 张甲 | 路灯不亮 | 其他方面 | 已解决
    总　计 | | | 1件 | | 已解决1件、待解决0件
    """
    inbox.put("政法委/3月上半月/a.docx", word(drawn(lines)))
    assert inbox.rows("source_files", "rows_kept", "rows_rejected") == [(1, 0)]


def test_合计一行里另有电话住址的_不当合计放过(inbox):
    below = [["合　计", "马家巷社区", "王丁", "10000000003", "3组7号", "3", "无", "钱乙", "3.10"]]
    inbox.put("政法委/3月上半月/a.xlsx", workbook(visits(*below)))
    assert inbox.rows("source_files", "rows_read") == [(3,)]


ONE_NAME = [f"张{blank}甲" for blank in BLANKS.values()]


def test_户主姓名里的空格不分出另一户(inbox):
    lines = [f"马家巷社区|{name}|{n}000000000|3组5号|3|无|钱乙|3.{n}" for n, name in enumerate(ONE_NAME, 1)]
    inbox.put("政法委/3月上半月/a.xlsx", workbook(drawn("\n".join([VISITS.replace("序号 | ", ""), *lines[:4]]))))
    assert inbox.sift()["households"].num_rows == 1


def test_走访人姓名里的空格不分出另一名干部(inbox):
    lines = [
        f"{n}|马家巷社区|张{n}|1000000000{n}|3组{n}号|3|无|{name}|3.10"
        for n, name in enumerate(("钱乙", "钱\u3000乙", "钱\xa0乙", "钱 乙、孙\u3000丙", "孙丙"), 1)
    ]
    inbox.put("政法委/3月上半月/a.csv", "\n".join([VISITS, *lines]))
    inbox.put("政法委/花名册.csv", "单位|级别|干部人数\n市委政法委|市级机关|2")
    assert inbox.rows("cadres", "cadre_name", "household_count") == [("钱乙", 4), ("孙丙", 2)]


def test_反映人姓名里的全角空格_公开的正文照样隐去(inbox):
    sheet = "村（社区）|反映人|反映日期|反映问题|是否解决\n马家巷社区|张　甲|3.10|张甲家门口路灯不亮|待解决"
    inbox.put("政法委/3月上半月/a.csv", sheet)
    assert inbox.rows("issues", "issue_text") == [("某居民家门口路灯不亮",)]


def test_正文里的全角空格不影响处理落实情况跟着走(inbox):
    sheet = "村（社区）|户主姓名|家庭住址|意见建议|处理落实情况|走访人|走访日期\n马家巷社区|张甲|3组5号|{}|{}|钱乙|3.10"
    inbox.put("政法委/3月上半月/a.csv", sheet.format("北门　路灯不亮", "待解决"), received="2017-03-16")
    inbox.put("政法委/3月上半月/b.csv", sheet.format("北门路灯不亮", ""), received="2017-03-18")
    assert inbox.rows("issues", "status") == [("待解决",)]


@pytest.mark.parametrize("keys", [values.name_keys, values.address_keys, values.text_keys])
def test_比较时什么空格都不算字(keys):
    marks = [f"东{blank}村" for blank in (*BLANKS.values(), "\u2028", "\x85", "\x0b", "\u202f", "\u205f", "\u1680")]
    assert set(keys(pa.array(marks, pa.string())).to_pylist()) == {"东村"}
