"""Does nothing that names a person stand where everybody may look?"""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from campaign import schema
from campaign.access.scope import DESK, EVERYWHERE
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.snapshot import open_current
from etl.__main__ import main
from tests.inbox import Inbox, drawn, rows, word, workbook

VISITS = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|困难需求|意见建议|处理落实情况|走访人|走访日期"
VISIT = "马家巷社区|张甲||3组5号|3||{}||钱乙|3.10"
ISSUES = "问题编号|村(社区)|反映人|反映日期|反映问题|类别|是否解决|办结日期|承办单位"
FOLDER = "政法委/3月上半月"


@pytest.fixture
def inbox(tmp_path) -> Inbox:
    return Inbox(tmp_path)


def ledger(opinion: str = "路灯不亮") -> list[list[str]]:
    return drawn(f"{VISITS}\n{VISIT.format(opinion)}")


def household(head: str) -> list[list[str]]:
    return [
        ["户主姓名", head, "联系电话", "10012345678", "家庭成员数", "3"],
        ["家庭住址", "3组5号"],
        ["意见建议", "路灯不亮"],
        ["所属地", "武进区湖塘镇马家巷社区"],
        ["采集人(单位)", "钱乙（市委政法委）"],
        ["走访日期", "2017年3月10日"],
    ]


def public(tables: dict[str, pa.Table]) -> str:
    """Everything that the public columns say, but for the register of places."""
    columns = ((t.name, c.name) for t in schema.TABLES if t.name != "areas" for c in t.columns if not c.personal)
    return "\n".join(str(tables[table][column].to_pylist()) for table, column in columns)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("张三", "张  三"),
        ("李四", "李四（户主）"),
        ("王五家庭", "王 五"),
        ("赵六", "赵六女士"),
        ("周七先生", "周七"),
        ("吴 八", "吴八"),
        ("郑和平家", "郑和平"),
        ("冯九", ""),
    ],
)
def test_户主姓名不论怎样写_都不在文件名和工作表名里(inbox: Inbox, name: str, head: str) -> None:
    inbox.put(f"{FOLDER}/{name}.docx", word("群众入户调查表", household(head)))
    inbox.put(f"{FOLDER}/b.xlsx", workbook([["群众入户调查表"], *household(head)], names=[name]))
    said = public(inbox.sift())
    person = re.sub(r"\s|家庭?$|先生", "", name)
    assert person not in re.sub(r"\s", "", said) and "10012345678" not in said


def test_两户同样的空表_各有各的名称(inbox: Inbox) -> None:
    for name in ("张三", "李四"):
        inbox.put(f"{FOLDER}/{name}.doc", b"")
    shown = [path for (path,) in inbox.rows("source_files", "source_file")]
    assert len(set(shown)) == 2 and not any(name in path for path in shown for name in ("张三", "李四"))


def test_户主一栏误填单位_单位的文件夹照样认得(inbox: Inbox) -> None:
    inbox.put(f"{FOLDER}/a.docx", word("群众入户调查表", household("政法委")))
    assert inbox.rows("object_visits", "unit_name", "source_file") == [("市委政法委", f"{FOLDER}/a.docx")]


def test_走访人不在台账的文件名和工作表名里_电话也不在(inbox: Inbox) -> None:
    content = workbook(ledger(), ledger("停车难"), names=["钱乙", "孙丙10012345678"])
    tables = inbox.put(f"{FOLDER}/钱乙走访台账.xlsx", content).sift()
    said = public(tables)
    assert not any(name in said for name in ("钱乙", "孙丙", "10012345678"))
    assert rows(tables["source_sheets"], "source_sheet") == [("第1张表",), ("第2张表",)]


def test_读不出的文件只按表种和地名称呼(inbox: Inbox) -> None:
    inbox.put(f"{FOLDER}/附件3 张大牛.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    inbox.put(f"{FOLDER}/马家巷社区走访台账.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"1" * 600)
    first, second = (path for (path,) in inbox.rows("source_files", "source_file"))
    assert "张大牛" not in first and first.startswith(f"{FOLDER}/附件3 ") and first.endswith(".doc")
    assert second == f"{FOLDER}/马家巷社区走访台账.doc"


def test_认不出的工作表_原因里也没有人名(inbox: Inbox) -> None:
    odd = drawn("户主姓名|家庭住址|填表人王小明10012345678\n张甲|3组5号|")
    inbox.put(f"{FOLDER}/a.xlsx", workbook(ledger(), odd, names=["台账", "王小明"]))
    said = public(inbox.sift())
    assert "王小明" not in said and "10012345678" not in said and "“第2张表”" in said


def test_更正按显示的文件名和工作表名找到格子(inbox: Inbox, tmp_path) -> None:
    inbox = Inbox(tmp_path / "inbox").put(f"{FOLDER}/钱乙台账.xlsx", workbook(ledger(), names=["钱乙"]))
    ((file, sheet),) = inbox.rows("source_sheets", "source_file", "source_sheet")
    listed = tmp_path / "corrections.yml"
    where = f"- file: '{file}'\n  sheet: {sheet}\n  row: 2\n  field: 意见建议\n"
    what = "  was: 路灯不亮\n  becomes: 停车难\n  why: 核对\n  confirmed_by: 办公室\n  confirmed_on: 2017-04-02\n"
    listed.write_text(where + what, encoding="utf-8")
    assert rows(inbox.sift(listed)["issues"], "issue_text") == [("停车难",)]


def test_没有用到的栏目里没有人名和电话_无害的照写(inbox: Inbox) -> None:
    cells = VISITS.replace("走访日期", "走访日期|填表人王小明10012345678|备用10012345678|血型|联系人电话")
    tables = inbox.put(f"{FOLDER}/a.csv", f"{cells}\n{VISIT.format('路灯不亮')}||||").sift()
    said = public(tables)
    assert "王小明" not in said and "10012345678" not in said
    assert {"血型", "联系人电话"} <= set(rows(tables["source_sheets"], "unknown_headings")[0][0])


def test_写成镇和部的人名_不当作承办单位(inbox: Inbox) -> None:
    names = ("张卫镇", "李学部", "刘中队", "湖塘镇", "市住建局")
    lines = [f"{n}|马家巷社区|张甲|3.10|{n}号路灯不亮||待解决||{name}" for n, name in enumerate(names, 1)]
    tables = inbox.put(f"{FOLDER}/b.csv", "\n".join([ISSUES, *lines])).sift()
    said = public(tables)
    assert tables["issues"].num_rows == len(names)
    assert not any(name in said for name in names[:3]) and "湖塘镇" in said


def test_写成镇和村的人名_退回时不引用(inbox: Inbox) -> None:
    lines = [VISIT.format("路灯不亮").replace("马家巷社区", name) for name in ("李卫镇", "陈大村", "火星村")]
    said = public(inbox.put(f"{FOLDER}/a.csv", "\n".join([VISITS, *lines])).sift())
    assert "李卫镇" not in said and "陈大村" not in said and "火星村" in said


def test_简报里写成镇的人名_不是公布的单位(inbox: Inbox) -> None:
    inbox.put("政法委/简报.docx", word("工作动态简报", "大走访活动", "李卫镇走访群众80户。湖塘镇走访群众90户。"))
    tables = inbox.sift()
    assert "李卫镇" not in public(tables)
    assert ("某人", 80) in rows(tables["briefing_figures"], "subject", "figure")


@pytest.mark.parametrize(
    "name",
    ["值班表.xlsx", "公务用车派车单.csv", "会议纪要.docx", "水电费统计.xlsx", "防汛值班安排.doc", "2017-03-27台账.csv"],
)
def test_不是人名的文件名照写_读得出读不出都一样(inbox: Inbox, name: str) -> None:
    inbox.put(f"政法委/2017-03-27/{name}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    inbox.put(
        f"政法委/20170320-20170326/{name}", drawn("日期|地点\n3月20日|三楼") and "日期,地点\n3月20日,三楼\n".encode()
    )
    shown = {path for (path,) in inbox.rows("source_files", "source_file")}
    assert shown == {f"政法委/2017-03-27/{name}", f"政法委/20170320-20170326/{name}"}


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("殷国庆上报走访台账", "殷国庆"),
        ("走访台账（王文明）", "王文明"),
        ("顾新建台账", "顾新建"),
        ("值班表张三丰", "张三丰"),
        ("翠柏里98幢502室走访台账", "98幢"),
        ("花园路15号问题台账", "15号"),
        ("10012345678走访台账", "10012345678"),
    ],
)
def test_格子里没有写的人名和门牌_文件名里也不写出(inbox: Inbox, name: str, hidden: str) -> None:
    inbox.put(f"{FOLDER}/{name}.xlsx", workbook(ledger()))
    inbox.put(f"{FOLDER}/{name}.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    assert hidden not in public(inbox.sift())


@pytest.mark.parametrize("is_desk", [True, False])
@pytest.mark.parametrize("again", [False, True])
def test_给收件办公室的命令_文件写原来的名字_别的不写(tmp_path, capsys, is_desk, again) -> None:
    inbox = Inbox(tmp_path / "inbox")
    role = ["--role", "收件办公室"] if is_desk else []
    inbox.put(f"{FOLDER}/张大牛走访台账.xlsx", workbook(ledger()))
    inbox.put(f"{FOLDER}/附件3 李四.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    for as_json in ([], ["--json"]):
        told = []
        for _ in range(1 + again):
            main(["load", "--inbox", str(inbox.root), "--shelf", str(tmp_path / "shelf"), *role, *as_json])
            told.append(capsys.readouterr().out)
        assert ("附件3 李四.doc" in told[-1]) == is_desk
        assert ("张大牛走访台账.xlsx" in told[-1]) == (is_desk and bool(as_json))
    with open_current(tmp_path / "shelf") as snapshot:
        assert snapshot.received_as(EVERYWHERE) == {}
        assert set(snapshot.received_as(DESK).values()) == {f"{FOLDER}/张大牛走访台账.xlsx", f"{FOLDER}/附件3 李四.doc"}
        with pytest.raises(CannotAnswer):
            snapshot.rows("source_files", columns=("received_as",), scope=DESK)
