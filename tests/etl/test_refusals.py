"""What is a clerk told of a sheet that is no known form, of a heading that is unknown, and of a name that is misspelt?"""

from __future__ import annotations

import re

import pytest

from etl import check_report, forms, reading
from etl import inbox as inbox_of
from etl.__main__ import main
from etl.forms import BY_ID, suggest
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.products import every_pair


@pytest.fixture
def inbox(tmp_path) -> Inbox:
    return Inbox(tmp_path)


def read_of(inbox: Inbox) -> list[forms.SheetRead]:
    return [read for file in inbox_of.received(inbox.root) for read in reading.read_file(file.location).sheets]


HEADERS = {
    "issue_ledger": (
        "受理号|所在村居|群众称呼|事项描述|目前进展\nXF1|马家巷社区|秦小满|村口路灯不亮|已解决\nXF2|马家巷社区|樊春生|公交站太远|待解决",
        {"village": "所在村居", "issue_text": "事项描述", "status": "目前进展"},
    ),
    "visit_ledger": (
        "门牌|当家的|哪天去的|群众有何想法\n1组1号|秦小满|3月20日|村口路灯不亮\n2组2号|樊春生|3月21日|公交站太远",
        {},
    ),
    "weekly_report": (
        "报数部门|走访户数目|问题总数|金额（万元）\n市民政局|120|30|3.5\n市教育局|110|31|4",
        {"household_count": "走访户数目", "issue_count": "问题总数", "unit": "报数部门"},
    ),
}


@every_pair(form=list(HEADERS), kind=["csv", "xlsx", "docx"])
def test_a_header_that_is_there_is_never_denied(inbox, form, kind):
    text, proposed = HEADERS[form]
    lines = [["3月下半月情况"], *drawn(text)]
    content = {"csv": lambda: "\n".join(",".join(line) for line in lines).encode(), "xlsx": lambda: workbook(lines)}
    inbox.put(f"a.{kind}", content.get(kind, lambda: word("3月下半月情况", drawn(text)))())
    (read,) = read_of(inbox)
    assert "未找到表头" not in read.refused
    assert all(f"“{heading}”" in read.refused for heading in drawn(text)[0])
    fields = {name: heading for heading, (form_id, name, _) in read.suggestions.items() if form_id == form}
    assert proposed.items() <= fields.items()


@pytest.mark.parametrize(
    "text",
    [
        "1|孙曦霆先生|10000000007|翠柏里12幢3室|路灯\n2|巢 霞芬|10000000008|翠柏里13幢3室|停车",
        "马家巷社区|张甲|路灯不亮\n马家巷社区|李乙|停车难",
        "秦小满|樊春生\n宗立夏|宗桂芳",
        "3月20日|翠柏里|张大牛\n3月21日|翠柏里|李四",
    ],
)
def test_a_row_that_may_be_a_record_is_quoted_as_no_header(inbox, text):
    inbox.put("a.xlsx", workbook(drawn(text)))
    (read,) = read_of(inbox)
    assert "未找到表头" in read.refused
    assert not any(cell in read.refused for line in drawn(text) for cell in line if len(cell) > 1)
    assert read.unknown_headings == [] and read.suggestions == {}


def test_a_refusal_is_short_whatever_the_sheet_holds(inbox):
    wide = "|".join(f"栏目{chr(0x4E00 + n)}的一个很长很长很长的名称" for n in range(60))
    inbox.put("a.xlsx", workbook(drawn(f"{wide}\n"), drawn("车号|事由\n1号车|接送"), drawn("张甲|李乙\n王丙|赵丁")))
    assert all(len(read.refused) < 240 for read in read_of(inbox))
    ((of_file,),) = rows(inbox.sift()["source_files"], "refused")
    assert len(of_file) < 600


def test_a_file_of_many_sheets_that_are_no_form_names_the_first_and_counts_the_rest(inbox):
    inbox.put("a.xlsx", workbook(*[drawn("车号|事由\n1号车|接送")] * 9, names=[f"表{n}" for n in range(9)]))
    ((of_file,),) = inbox.rows("source_files", "refused")
    assert "“表0”" in of_file and "另有" in of_file and len(of_file) < 400


# ── the lines for headings.toml ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("heading", "cells", "never"),
    [
        ("单位金额", ("3万元", "5000元"), {"unit"}),
        ("帮扶单位(万元)", ("3", "5"), {"unit"}),
        ("走访单位数", ("3", "5"), {"unit"}),
        ("单位情况", ("12", "15"), {"unit"}),
        ("走访日期说明", ("三人同行", "一人前往"), {"visit_date"}),
        ("联系电话登记", ("村口路灯不亮", "公交站太远"), {"member_count"}),
        ("户主姓名电话", ("10000000001", "10000000002"), {"head_name"}),
        ("走访单位费用", (), {"unit"}),
    ],
)
def test_a_heading_is_proposed_for_no_field_of_another_kind(heading, cells, never):
    for form in forms.known_forms():
        proposed = suggest.proposals(form, {heading: cells})
        assert not {name for _, name, _ in proposed.values()} & never, form.id


def test_no_field_is_proposed_twice_for_one_sheet():
    columns = {"户名": ["秦小满"], "户主名": ["秦小满"], "户主大名": ["秦小满"], "诉求人": ["秦小满"]}
    for form in forms.known_forms():
        named = [name for _, name, _ in suggest.proposals(form, columns).values()]
        assert len(named) == len(set(named)), form.id


def test_several_files_that_propose_one_field_get_one_line_of_it(inbox, capsys):
    for n, name in enumerate(("户名", "户主大名")):
        inbox.put(f"{n}.csv", f"序号,{name},家庭住址,走访的日子\n1,秦小满,1组1号,3月20日\n".encode())
    main(["check", *(str(inbox.root / f"{n}.csv") for n in range(2))])
    lines = re.findall(r"(\w+) = (\[.*\])", capsys.readouterr().out)
    assert len(lines) == len({name for name, _ in lines})
    assert all(f'"{name}"' in dict(lines)["head_name"] for name in ("户名", "户主大名"))


def test_all_proposed_lines_pasted_make_the_sheet_a_form(inbox, tmp_path, capsys):
    inbox.put(
        "a.csv",
        "序号,户名,住处,走访的日子,诉求\n1,秦小满,1组1号,3月20日,村口路灯不亮\n2,樊春生,2组2号,3月21日,公交站太远\n".encode(),
    )
    main(["check", str(inbox.root / "a.csv")])
    pasted = "".join(
        f"[{form}]\n{line}\n"
        for form, line in re.findall(r"\[(\w+)\] (?:下\S+|和) (\w+ = \[.*\])", capsys.readouterr().out)
    )
    file = tmp_path / "headings.toml"
    file.write_text(forms.HEADINGS.read_text(encoding="utf-8") + pasted, encoding="utf-8")
    known = {form.id: form for form in forms.with_added(tuple(BY_ID.values()), file)}
    (grid_read,) = forms.read_sheets(reading.readers.read((inbox.root / "a.csv").read_bytes()), tuple(known.values()))
    assert grid_read.form == "visit_ledger" and grid_read.rows.num_rows == 2


# ── cells, each once, and the nearest name ────────────────────────────────────────────────────

LIST = "序号,村（社区）,户主姓名,家庭住址,意见建议,走访人,走访日期"


def faults(inbox: Inbox, capsys, *more: str) -> tuple[list[str], str]:
    main(["check", *more, *(str(path) for path in sorted(inbox.root.rglob("*.csv")))])
    said = capsys.readouterr().out
    return [line for line in said.splitlines() if "需更正：" in line], said


def test_a_cell_is_counted_once_however_many_rows_it_spoils(inbox, capsys):
    lines = [f"{n},马家巷社区,秦小满{n},{n}组1号,无,宗立夏,3月2{n}日" for n in range(1, 4)]
    inbox.put("a.csv", "\n".join(["单位：市财政某局,,,,,,", LIST, *lines]).encode())
    told, said = faults(inbox, capsys)
    assert len(told) == 1 and "A1" in told[0] and "市财政局" in told[0] and "有1处需更正" in said


def test_two_things_wrong_with_one_cell_are_one_place_to_mend():
    same = [check_report.Fault("表", "B2", "村", "某", why) for why in ("不在名录中", "写了两个")]
    other = [check_report.Fault("表", "第3行", name, "", "没有写") for name in ("村", "单位")]
    merged = check_report._each_once([*same, *other])
    assert [fault.sentence for fault in merged] == ["不在名录中；写了两个", "没有写", "没有写"]


@pytest.mark.parametrize(
    ("village", "near"),
    [
        ("马家港社区", "马家巷社区（武进区湖塘镇）"),
        ("武进区湖塘镇马家港社区", "马家巷社区（武进区湖塘镇）"),
        ("剑胡社区", "剑湖社区（"),
        ("湖塘社去", "湖塘社区（武进区湖塘镇）"),
        ("孙霞芬家村", ""),
        ("无此村", ""),
    ],
)
def test_the_nearest_village_is_named_where_one_is_near_and_never_taken(inbox, capsys, village, near):
    inbox.put("a.csv", f"{LIST}\n1,{village},秦小满,1组1号,无,宗立夏,3月20日".encode())
    told, _ = faults(inbox, capsys)
    ((fault),) = [line for line in told if "B2" in line]
    named = fault.partition("不在名录，相近的有：")[2]
    assert near in named if near else not named
    assert inbox.rows("visits", "visit_date") == []


def test_in_public_no_cell_is_quoted_and_the_nearest_name_is(inbox, capsys):
    inbox.put(
        "a.csv",
        f"{LIST}\n1,孙霞芬家村,秦小满,1组1号,无,宗立夏,3月20日\n2,马家港社区,秦小满,1组1号,无,宗立夏,3月20日".encode(),
    )
    _, said = faults(inbox, capsys, "--public")
    assert "孙霞芬" not in said and "马家港" not in said and "马家巷社区（武进区湖塘镇）" in said


@pytest.mark.parametrize("path", ["a.txt", "a.docx", "a.xlsx"])
def test_一段文字里没有数的_告诉要写什么(inbox: Inbox, path: str) -> None:
    lines = ["关于开会的通知", "请各单位准时参加。"]
    made = {"a.txt": "\n".join(lines).encode(), "a.docx": word(*lines), "a.xlsx": workbook([[line] for line in lines])}
    told = check_report.report(inbox.put(path, made[path]).check()).text
    assert "未找到表头，文字中也未读到走访户数" in told
