"""What an office writes for a category, a route, a state, an answer or a kind of visit: what does it mean, and what does it cost?"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from campaign import schema
from campaign.office import rules
from etl import check_report, fingerprint, values
from etl.__main__ import main
from etl.values.vocabulary import AS_WRITTEN, LABELS, MEANINGS, WORDS, BadWords, read_words
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.products import every_pair

FOLDER = "红梅街道/3月下半月"
HEADINGS = "问题编号|村（社区）|反映人|反映日期|反映问题|类别|办理方式|是否解决|办结日期|回访日期|群众是否满意"
COLUMNS = ("category", "route", "status", "satisfaction")


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def ledger(*lines: str) -> list[list[str]]:
    """A 问题台账, of each line the text, category, route, state, 办结日期, 回访日期 and satisfaction."""
    return drawn("\n".join([HEADINGS, *(f"A{n}|虹景社区|居民{n}|3月20日|{line}" for n, line in enumerate(lines, 1))]))


def csv(table: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in table).encode()


KINDS = [("a.xlsx", workbook), ("a.csv", csv), ("a.docx", lambda table: word(table))]

DRESSED = {
    "category": {
        **dict.fromkeys(("①房屋土地", "2.房屋土地", "【房屋土地】", "《房产》", "房屋土地（住房）", "（3）拆迁类"), "房屋土地"),
        **dict.fromkeys(("物业管理/停车", "其他（垃圾）"), "其他方面"),
        **dict.fromkeys(("平安治理、社会保障", "医疗卫生（养老）"), None),
    },
    "route": {
        **dict.fromkeys(("自办（即知即改）", "√自办", "1 自办", "①自办", "自办√", "“自办”"), "自办"),
        **dict.fromkeys(("交办（红梅街道）", "2、交办"), "交办"),
        "委托办理（市城管局）": "委托办理",
        **dict.fromkeys(("自办、交办", "自办（未办）", "函商（市住建局）"), None),
    },
    "status": {
        **dict.fromkeys(("已办结（3.25）", "办结√", "☑已解决", "①已解决", "已解决（电话回访）", "已办结、已解决"), "已解决"),
        **dict.fromkeys(("未解决，正在协调", "部分解决（3月）"), "正在办理"),
        "无法解决，已解释": "已解释",
        **dict.fromkeys(("已解决（部分）", "已完成90%", "已解决/待解决", "已解决，待回访", "已解决（群众不认）", "100%"), None),
    },
    "satisfaction": {
        **dict.fromkeys(("满意（电话）", "1.满意", "满意√", "满意（其子接听）", "很满意、满意"), "满意"),
        **dict.fromkeys(("不满意（入户）", "3.不满意"), "不满意"),
        **dict.fromkeys(("满意/不满意", "满意（不满意）", "一般（电话）", "满意（部分）", "90%满意"), None),
    },
}  # fmt: skip
"""Column → a known word with its number in a list, a tick, brackets, a remark, and what it means; None where the remark may change it."""


@every_pair(column=list(DRESSED), kind={name: (name, written) for name, written in KINDS})
def test_what_is_around_a_word_does_not_change_it_and_what_may_change_it_leaves_it_unknown(inbox, column, kind):
    name, written = kind
    cells = {
        "category": "{}||待解决|||",
        "route": "|{}|待解决|||",
        "status": "||{}|||",
        "satisfaction": "||已解决|3月25日|3月27日|{}",
    }
    lines = [f"事项{n}|" + cells[column].format(w) for n, w in enumerate(DRESSED[column])]
    table = [[cell.replace(",", "，") for cell in line] for line in ledger(*lines)]
    inbox.put(f"{FOLDER}/{name}", written(table))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    known = "category_reported" if column == "category" else column
    assert rows(tables["issues"], f"{column}_written", known) == [*DRESSED[column].items()]


def test_一般_with_a_remark_is_an_answer_too(inbox):
    assert [values.is_heard(word) for word in ("一般（电话）", "①一般", "空号（3.25）", "马马虎虎（电话）")] == [
        True,
        True,
        False,
        None,
    ]


def test_answers_of_no_day_are_told_of_once_a_sheet(inbox):
    inbox.put(
        f"{FOLDER}/a.csv",
        csv(ledger(*(f"路灯不亮{n}||自办|已解决|3月25日||{w}" for n, w in enumerate(("满意", "不满意", "一般", ""))))),
    )
    inbox.put(
        f"{FOLDER}/b.csv",
        csv(ledger("车位太少||自办|已解决|3月25日|3月27日|满意", "外墙渗水||自办|已解决|3月25日||未联系上")),
    )
    ((rule, cell, sentence),) = inbox.rows("remarks", "rule", "cell", "sentence")
    assert (rule, cell) == ("followup-undated", "K2") and "共 2 行" in sentence


FOLLOWED = "问题编号|回访日期|回访方式|是否联系上|是否满意"


@pytest.mark.parametrize(("name", "written"), KINDS)
def test_an_unknown_way_or_answer_of_a_follow_up_costs_its_cell_alone(inbox, name, written):
    inbox.put(f"{FOLDER}/台账.csv", csv(ledger(*(f"路灯不亮{n}||自办|已解决|3月25日||" for n in range(4)))))
    lines = (
        "A1|3月27日|电话（本人接听）|√（其子）|满意",
        "A2|3月27日|托人带话|是|满意",
        "A3|3月27日|微信视频|好像在|",
        "A4|3月27日|电话|关机|",
    )
    inbox.put(f"{FOLDER}/{name}", written(drawn("\n".join([FOLLOWED, *lines]))))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    told = rows(tables["followups"], "followup_method", "is_reached", "satisfaction")
    assert told == [("电话", True, "满意"), (None, True, "满意"), ("电话", None, None), ("电话", False, None)]
    left = rows(tables["remarks"], "rule", "is_left_blank")
    assert left == [("method-unknown", True), ("reached-unknown", True)]


# ── no word sends a row back ──────────────────────────────────────────────────────────────────

CATEGORIES = {
    **dict.fromkeys(("住房", "拆迁安置", "宅基地", "房屋土地类"), ("房屋土地", None)),
    **dict.fromkeys(("医保", "看病就医", "卫生计生"), ("医疗卫生", None)),
    **dict.fromkeys(("文体", "上学"), ("教育文化", None)),
    **dict.fromkeys(("治安", "综治", "群众纠纷", "食品安全", "社会治理及稳定"), ("平安治理", None)),
    **dict.fromkeys(("就业创业问题", "创业"), ("就业创业", None)),
    **dict.fromkeys(("低保", "养老", "社会救助"), ("社会保障", None)),
    **{level: ("其他方面", level) for level in rules.SUBCATEGORIES[:-1]},
    **dict.fromkeys(("公交", "交通问题"), ("其他方面", "交通出行")),
    **dict.fromkeys(("物业", "其他方面（物业管理）", "其他-物业"), ("其他方面", "物业管理")),
    **dict.fromkeys(("停车难", "三、停车难"), ("其他方面", "停车")),
}
"""What offices write, with the category and the second level that it means."""
OF_NO_SUBJECT = ("困难诉求", "投诉举报", "行政办理事项", "堆码物清理", "卫生", "民生", "医疗卫生、教育文化", "鸡毛蒜皮")
ROUTES = {
    **dict.fromkeys(("即知即改", "现场办理"), "自办"),
    **dict.fromkeys(("交办件", "交办社区"), "交办"),
    **dict.fromkeys(("转办", "委托办理单"), "委托办理"),
    **dict.fromkeys(("集中整治", "逐级上报"), "上报"),
    "政策解释": "解释说明",
    **dict.fromkeys(
        ("函商", "吹哨报到", "会办", "会商", "联办", "协调", "协办", "督办", "催办", "移交", "限期整改", "代办"), None
    ),
}
STATES = {
    **dict.fromkeys(("已销号", "已销账", "办结"), "已解决"),
    **dict.fromkeys(("不销账", "挂账", "暂缓办理", "未销号"), "待解决"),
    **dict.fromkeys(("长期推进", "列入计划", "转入长效", "部分解决", "持续跟踪"), "正在办理"),
    **dict.fromkeys(("作废", "大概解决了", "同意", "已解决待回访"), None),
}
ANSWERS = {
    "非常满意": "满意", "比较满意": "基本满意", "不太满意": "不满意", "空号": "未联系上",
    **dict.fromkeys(("一般", "认可", "理解", "未表态", "马马虎虎", "还行"), None),
}  # fmt: skip


@pytest.mark.parametrize(("name", "written"), KINDS)
def test_no_category_that_offices_write_sends_its_row_back(inbox, name, written):
    assert len(CATEGORIES) + len(OF_NO_SUBJECT) > 29
    inbox.put(
        f"{FOLDER}/{name}", written(ledger(*(f"路灯不亮{n}|{w}|自办|待解决|||" for n, w in enumerate(CATEGORIES))))
    )
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    meant = rows(tables["issues"], "category_written", "category", "category_basis")
    assert meant == [(word, category, "报送") for word, (category, _) in CATEGORIES.items()]
    levels = dict(rows(tables["issues"], "category_written", "subcategory"))
    assert {word: levels[word] for word, (_, level) in CATEGORIES.items() if level} == {
        word: level for word, (_, level) in CATEGORIES.items() if level
    }


def test_of_a_category_that_tells_no_subject_the_text_decides(inbox):
    texts = ("外墙渗水无人修", "绿化带里的事", "医保报销比例太低")
    for text in texts:
        inbox.put(
            f"{FOLDER}/{text}.xlsx",
            workbook(ledger(*(f"{text}{n}|{w}|自办|待解决|||" for n, w in enumerate(OF_NO_SUBJECT)))),
        )
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == [] and tables["issues"].num_rows == len(texts) * len(
        OF_NO_SUBJECT
    )
    for row in tables["issues"].to_pylist():
        assert row["category_reported"] is None and row["category_written"] in OF_NO_SUBJECT
        assert row["category"] == (row["category_auto"] or rules.UNCATEGORISED)
        assert row["category_basis"] == ("自动" if row["category_auto"] else "待人工")
    assert ("房屋土地", "自动") in rows(tables["issues"], "category", "category_basis")


def test_the_second_level_that_a_sheet_names_goes_before_the_one_that_its_text_is_of(inbox):
    inbox.put(f"{FOLDER}/a.csv", csv(ledger("小区垃圾没人清运|停车|||||", "小区垃圾没人清运|其他方面|||||")))
    assert inbox.rows("issues", "subcategory") == [("停车",), ("环境卫生",)]


@pytest.mark.parametrize(("name", "written"), KINDS)
def test_no_route_that_offices_write_sends_its_row_back(inbox, name, written):
    assert len(ROUTES) > 17
    inbox.put(f"{FOLDER}/{name}", written(ledger(*(f"路灯不亮{n}||{w}|待解决|||" for n, w in enumerate(ROUTES)))))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["issues"], "route_written", "route") == [*ROUTES.items()]


@pytest.mark.parametrize(("name", "written"), KINDS)
def test_no_state_that_offices_write_sends_its_row_back(inbox, name, written):
    inbox.put(f"{FOLDER}/{name}", written(ledger(*(f"路灯不亮{n}||自办|{w}|||" for n, w in enumerate(STATES)))))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["issues"], "status_written", "status") == [*STATES.items()]


@pytest.mark.parametrize(("name", "written"), KINDS)
def test_no_answer_that_offices_write_sends_its_row_back(inbox, name, written):
    lines = [f"路灯不亮{n}||自办|已解决|3月25日|3月27日|{w}" for n, w in enumerate(ANSWERS)]
    inbox.put(f"{FOLDER}/{name}", written(ledger(*lines)))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["issues"], "satisfaction_written", "satisfaction") == [*ANSWERS.items()]
    reached = {written for written, day in rows(tables["issues"], "satisfaction_written", "reached_date") if day}
    assert reached == {w for w, meant in ANSWERS.items() if meant not in (None, "未联系上")} | {
        "一般",
        "认可",
        "理解",
        "未表态",
    }


def test_a_kind_of_visit_is_one_of_the_campaigns_or_kept_as_written(inbox):
    kinds = {
        **{kind: kind for kind in rules.VISIT_TYPES},
        **{"补访": "补课访", "回头看": "回头访", "重点走访": "重点访", "夜间走访": "夜访", "入户": None, "重访": None},
        "10000000001": None,
    }
    head = "村（社区）|户主姓名|家庭住址|走访人|走访日期|走访方式"
    lines = [f"虹景社区|户主{n}|{n}组{n}号|宋立军|3月20日|{kind}" for n, kind in enumerate(kinds, 1)]
    inbox.put(f"{FOLDER}/走访.csv", "\n".join([head, *lines]))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["visits"], "visit_type_written", "visit_type") == [*kinds.items()]


def test_what_was_written_is_personal_for_it_may_be_a_name():
    for table in ("issues", "visits", "followups"):
        for column in schema.table(table).columns:
            assert column.personal or not column.name.endswith("_written") or column.type == "flag", column.name


# ── only what says solved is solved ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", ["作废", "大概解决了", "转入长效", "不销账", "挂账", "已列入计划"])
def test_a_day_beside_a_word_that_does_not_say_solved_does_not_make_it_solved(inbox, state):
    inbox.put(f"{FOLDER}/a.csv", csv(ledger(f"路灯不亮||自办|{state}|3月25日||", "路面坑洼||自办||3月25日||")))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    first, dated = tables["issues"].to_pylist()
    assert dated["status"] == "已解决"
    assert first["status"] != "已解决" and first["solved_date"] is None


def test_a_day_beside_what_is_plainly_open_still_contradicts_it(inbox):
    inbox.put(f"{FOLDER}/a.csv", csv(ledger("路灯不亮||自办|待解决|3月25日||")))
    assert inbox.rows("rejected_rows", "rule") == [("status-contradicts",)]


AGAIN = "问题编号|回访日期|回访方式|是否解决|是否满意"


@pytest.mark.parametrize(("answer", "reached"), [("一般", True), ("马马虎虎", None), ("空号", False), ("满意", True)])
def test_a_follow_up_that_answers_in_another_word_is_kept(inbox, answer, reached):
    inbox.put(f"{FOLDER}/台账.csv", csv(ledger("路灯不亮||自办|已解决|3月25日||")))
    inbox.put(f"{FOLDER}/回访.csv", f"{AGAIN}\nA1|3月28日|电话|差不多了|{answer}")
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["followups"], "satisfaction_written", "is_reached", "is_solved") == [(answer, reached, None)]
    ((written, day),) = rows(tables["issues"], "satisfaction_written", "reached_date")
    assert (day is not None) == (reached is True) and written in (answer, None)


def test_a_call_that_is_answered_in_another_word_is_kept(inbox):
    head = "单位|家庭住址|回访日期|是否接通|是否走访过|是否解决|是否满意"
    inbox.put("市信访局/抽查.csv", f"{head}\n民政局|3组5号|3.20|是|是|还在弄|一般")
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["call_checks"], "is_visited", "is_solved", "satisfaction") == [(True, None, None)]


def test_a_row_of_an_annex_5_that_is_of_none_of_the_seven_is_kept_and_no_sum_or_part_is(inbox):
    head = (
        "市（区）|天宁区|镇（街道）|红梅街道|村（社区）|虹景社区\n项 目||具体内容|已解决（个）|待解决（个）|小计（个）"
    )
    named = ["困难需求|低保|", "意见建议|房屋土地|", "|交通出行|", "|其他方面|", "|堆码物清理|楼道"]
    lines = [f"{name}|1|1|2" for name in named]
    inbox.put(f"{FOLDER}/附件5.csv", "\n".join([head, *lines]))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["reports"], "block", "category", "item_text") == [
        ("困难需求", None, None),
        ("意见建议", "房屋土地", None),
        ("意见建议", "其他方面", "交通出行"),
        ("意见建议", "其他方面", None),
        ("意见建议", None, "堆码物清理：楼道"),
    ]
    for part in ("其中：物业", "本期共计", "总数"):
        inbox.put(f"{FOLDER}/附件5.csv", "\n".join([head, *lines, f"|{part}||1|1|2"]))
        tables = inbox.sift()
        assert sum(n or 0 for (n,) in rows(tables["reports"], "issue_count")) == 10, part


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def test_every_meaning_is_its_own_word_and_no_word_has_two():
    known = read_words(WORDS)
    for section, meanings in MEANINGS.items():
        assert {known.meanings[section][meaning] for meaning in meanings} == set(meanings)
        assert not known.as_written[section] & known.meanings[section].keys()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[routes]\n"自办" = ["包办"]', r"\[routes\] 不是词表；可以写 category、route"),
        ('[route]\n"包办" = ["包办"]', "“包办”不是约定的意思；可以写 自办、交办"),
        ('[route]\n"自办" = ["包办"]\n"交办" = ["包办"]', "“包办”已经是“自办”的写法"),
        ('[route]\n"自办" = ["交办"]', "“交办”已经是“交办”的写法"),
        ('[category]\n"停车" = ["乱停"]\n"照原文" = ["乱 停。"]', "“乱 停。”已经是“停车”的写法"),
        ('[route]\n"自办" = "包办"', '应写成 "自办" = '),
        ('[status]\n"已解决" = ["是"]', "“是”不能作写法"),
        ('[status]\n"已解决" = ["无"]', "“无”不能作写法"),
        ('[status]\n"已解决" = ["这件事已经由社区和物业一起解决"]', "不能作写法：要是一个词"),
        ('[outcome]\n"照原文" = ["已经"]', "“照原文”不是约定的意思"),
        ('\n\n[route\n"自办" = ["包办"]', "第 3 行读不出"),
        ("route = 3", "route 应写成一段"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_place_and_what_would_be_right(tmp_path, text, says):
    file = tmp_path / "words.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadWords, match=says) as why:
        read_words(file)
    assert "data/reference/words.toml" in str(why.value)


def test_lines_that_were_pasted_one_after_the_other_add_up(tmp_path):
    file = tmp_path / "words.toml"
    pasted = '\n[route]\n  "自办" = ["包办"]\n[status]\n"待解决" = ["歇着"]\n[route]  # 说明\n"自办" = ["代办"]\n"照原文" = ["函商"]\n'
    file.write_text(WORDS.read_text(encoding="utf-8") + pasted, encoding="utf-8")
    known = read_words(file)
    assert [known.meanings["route"][word] for word in ("包办", "代办", "转办")] == ["自办", "自办", "委托办理"]
    assert known.meanings["status"]["歇着"] == "待解决" and "函商" in known.as_written["route"]


# ── what check and load say of an unknown word ────────────────────────────────────────────────

ODD = ledger(
    *(f"路灯不亮{n}|鸡毛蒜皮|函商|大概解决了|||" for n in range(5)),
    "楼道堆物无人清理|堆码物清理|张大牛|待解决|||",
    "路面坑洼|平安治理|由社区会同物业、业委会商量着办|待解决|||",
)


def test_check_names_each_word_once_with_its_cells_and_proposes_a_line_for_several(inbox):
    inbox.put(f"{FOLDER}/a.xlsx", workbook(ODD))
    report = check_report.report(inbox.check())
    assert report.may_be_sent and report.to_mend == 0
    assert len(re.findall("办理方式“函商”", report.text)) == 1 and "G2、G3、G4等5格" in report.text
    assert not re.search('"已解决" = |"满意" = ', report.text)
    sections = {line.split("#")[0].strip() for line in report.to_add if re.match(r" +\[", line)}
    assert sections == {"[category]", "[route]", "[status]"}
    proposed = re.findall(r'^ +"(\S+)" = \[(.*)\]$', "\n".join(report.to_add), re.MULTILINE)
    assert ("照原文", '"函商"') in proposed and ("照原文", '"大概解决了"') in proposed
    assert "张大牛" not in "".join(words for _, words in proposed) and "商量着办" not in "".join(w for _, w in proposed)


def test_check_for_the_public_quotes_no_word(inbox):
    inbox.put(f"{FOLDER}/a.xlsx", workbook(ODD))
    text = check_report.report(inbox.check(), is_public=True).text
    assert "办理方式（G2、G3、G4等7格）" in text
    assert not any(word in text for word in ("张大牛", "函商", "大概解决了"))


def test_a_category_is_proposed_by_what_its_texts_are_of(inbox):
    inbox.put(f"{FOLDER}/a.csv", csv(ledger(*(f"{n}幢外墙渗水漏水|屋里的事|自办|待解决|||" for n in range(3)))))
    assert '"房屋土地" = ["屋里的事"]' in "".join(check_report.report(inbox.check()).to_add)


def test_what_check_proposes_is_pasted_and_read_by_the_next_load_without_a_line_of_code(tmp_path):
    root = fingerprint.ROOT
    project = tmp_path / "project"
    for folder in ("etl", "campaign", "data/reference"):
        shutil.copytree(root / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__"))
    inbox = Inbox(tmp_path / "inbox").put(f"{FOLDER}/a.xlsx", workbook(ODD))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(project)}
        command = [sys.executable, "-m", "etl", *arguments]
        return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)

    def load() -> dict:
        return json.loads(run("load", "--inbox", str(inbox.root), "--shelf", str(tmp_path / "shelf"), "--json").stdout)

    first = load()
    assert first["totals"]["kept"] == 7 and any("18格" in notice for notice in first["notices"])
    listed = project / "data/reference/words.toml"
    before = listed.read_text(encoding="utf-8")
    checked = run("check", str(inbox.root / FOLDER / "a.xlsx"))
    lines = [line for line in checked.stdout.splitlines() if re.match(r' +(?:\[|")', line)]
    listed.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")
    second = load()
    assert second["is_new"] and not second["totals"]["rejected"]
    assert any("2格用词无法识别" in notice for notice in second["notices"])
    listed.write_text(before + '[route]\n"委托办理" = ["函商"]\n', encoding="utf-8")
    assert load()["is_new"]
    asked = subprocess.run(
        [sys.executable, "-m", "campaign", "ask", "issues", "--by", "route", "--shelf", str(tmp_path / "shelf"), "--format", "json"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(project)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {row["route"]: row["issues"] for row in json.loads(asked.stdout)}["委托办理"] == 5
    listed.write_text(before + '[route]\n"委派" = ["函商"]\n', encoding="utf-8")
    refused = run("load", "--inbox", str(inbox.root), "--shelf", str(tmp_path / "shelf"))
    assert refused.returncode == 2 and "“委派”不是约定的意思" in refused.stderr


def test_a_ticked_pair_of_which_both_are_ticked_costs_its_cell_and_is_to_be_mended(inbox, capsys):
    inbox.put(
        f"{FOLDER}/a.csv", csv(ledger("路灯不亮||自办|☑已解决☑待解决|3月25日||", "路面坑洼||自办|☑已解决□待解决|||"))
    )
    assert inbox.rows("issues", "status") == [(None,), ("已解决",)]
    assert main(["check", str(inbox.root / FOLDER / "a.csv")]) == 1
    said = capsys.readouterr().out
    assert "H2（是否解决）" in said and "填写为“☑已解决☑待解决”" in said and "勾选多于一项" in said


def test_the_labels_of_the_sections_are_the_columns_that_a_clerk_sees():
    labels = {column.name: column.label for name in ("issues", "visits") for column in schema.table(name).columns}
    assert {section: labels[section] for section in LABELS} == dict(LABELS)
    assert AS_WRITTEN not in {meaning for meanings in MEANINGS.values() for meaning in meanings}
    assert {f"{section.replace('_', '-')}-unknown" for section in LABELS} == values.UNKNOWN_WORDS
