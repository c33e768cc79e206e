"""What becomes of a row: kept, merged or rejected, and by which rule?"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import etl
from campaign.papers import papers
from tests.inbox import Inbox, drawn, rows, workbook

LEDGER = "村(社区) | 户主姓名 | 联系电话 | 家庭住址 | 困难需求 | 意见建议 | 处理落实情况 | 走访单位 | 走访人 | 走访日期"
ISSUES = "问题编号 | 序号 | 村(社区) | 走访单位 | 反映人 | 反映日期 | 反映问题 | 类别 | 办理方式 | 交办日期 | 是否解决 | 办结日期"


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def visits(*lines: str) -> str:
    """A 走访台账: village, head, phone, address, needs, opinion, outcome, unit, visitors, day."""
    return "\n".join([LEDGER, *lines])


def issues(*lines: str) -> str:
    return "\n".join([ISSUES, *lines])


class Test同一户:
    def test_two_units_at_one_door_are_one_household_and_two_visits(self, inbox):
        inbox.put(
            "a.csv",
            visits("马家巷社区|张甲|10000000001|3组5号||||政法委||3.10", "马家巷社区|张甲||3组5号||||公安局||3.12"),
        )
        tables = inbox.sift()
        assert rows(tables["households"], "visit_count", "visiting_unit_count", "first_unit_name") == [
            (2, 2, "市委政法委")
        ]
        assert rows(tables["visits"], "is_first", "is_first_by_unit") == [(True, True), (False, True)]

    def test_the_first_visit_is_the_earliest_day_not_the_first_row(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||||政法委||3.20", "马家巷社区|张甲||3组5号||||公安局||3.12"))
        tables = inbox.sift()
        assert rows(tables["households"], "first_visit_date", "first_unit_name") == [(date(2017, 3, 12), "市公安局")]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("张甲||宋剑湖家园4幢302室", "张 甲||宋剑湖家园４ 栋 302"),
            ("张甲||三组12号", "张甲（户主）||3组12号"),
            ("张甲|100-0000 0001|3组5号", "张甲|10000000001|新村7号"),
        ],
        ids=["building written two ways", "numerals and a title", "same phone"],
    )
    def test_ways_of_writing_do_not_make_two_households(self, inbox, one, other):
        inbox.put("a.csv", visits(f"马家巷社区|{one}||||政法委||3.10", f"马家巷社区|{other}||||公安局||3.11"))
        assert inbox.sift()["households"].num_rows == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("马家巷社区|张甲||3组5号", "马家巷社区|张乙||3组5号"),
            ("马家巷社区|张甲||3组5号", "马家巷社区|张甲||3组6号"),
            ("马家巷社区|张甲||3组5号", "丁堰村|张甲||3组5号"),
            ("马家巷社区|张甲|10000000001|3组5号", "马家巷社区|张乙|10000000001|3组5号"),
            ("马家巷社区|张甲|10000000001|", "马家巷社区|张甲|10000000002|"),
        ],
        ids=["another name", "another address", "another village", "another name at one phone", "another phone alone"],
    )
    def test_what_differs_in_name_village_or_both_address_and_phone_is_another_household(self, inbox, one, other):
        inbox.put("a.csv", visits(f"{one}||||政法委||3.10", f"{other}||||公安局||3.11"))
        assert inbox.sift()["households"].num_rows == 2

    def test_address_and_phone_join_households_one_to_the_next(self, inbox):
        inbox.put(
            "a.csv",
            visits(
                "马家巷社区|张甲|10000000001|3组5号||||政法委||3.10",
                "马家巷社区|张甲|10000000001|新村7号||||公安局||3.11",
                "马家巷社区|张甲||新村7号||||财政局||3.12",
            ),
        )
        assert inbox.rows("households", "visit_count") == [(3,)]

    def test_the_same_household_unit_and_day_twice_is_one_visit_and_one_merged_row(self, inbox):
        line = "马家巷社区|张甲||3组5号||||政法委||3.10"
        inbox.put("a.csv", visits(line)).put("b.csv", visits(line, "马家巷社区|李乙||3组6号||||政法委||3.10"))
        tables = inbox.sift()
        assert tables["visits"].num_rows == 2
        assert rows(tables["merged_rows"], "rule", "source_file", "source_row", "into_file", "into_row") == [
            ("same-visit", "b.csv", 2, "a.csv", 2)
        ]

    def test_the_same_unit_on_another_day_is_another_visit_to_the_same_household(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||||政法委||3.10", "马家巷社区|张甲||3组5号||||政法委||3.20"))
        assert inbox.rows("visits", "is_first", "is_first_by_unit") == [(True, True), (False, False)]


class Test同一问题:
    def test_a_ledger_sent_again_with_news_replaces_what_it_said_before(self, inbox):
        row = "马家巷社区|政法委|张甲|3.10|路灯不亮|平安治理|自办|"
        inbox.put("政法委/3月上半月/a.csv", issues(f"7||{row}|正在办理|"))
        inbox.put("政法委/3月下半月/a.csv", issues(f"7||{row}|已解决|3.28"))
        tables = inbox.sift()
        assert rows(tables["issues"], "issue_no", "status", "solved_date") == [("7", "已解决", date(2017, 3, 28))]
        assert rows(tables["merged_rows"], "rule", "source_file") == [("same-issue", "政法委/3月上半月/a.csv")]

    def test_the_same_words_of_two_people_are_two_issues(self, inbox):
        inbox.put("a.csv", issues(*(f"||马家巷社区|政法委|{who}|3.10|路灯不亮||||待解决|" for who in ("张甲", "李乙"))))
        assert inbox.sift()["issues"].num_rows == 2

    def test_rows_without_number_and_name_are_the_same_only_at_the_same_place_of_the_list(self, inbox):
        lines = [f"|{n}|马家巷社区|政法委||3.10|路灯不亮||||待解决|" for n in (1, 2)]
        inbox.put("a.csv", issues(*lines)).put("b.csv", issues(*lines))
        tables = inbox.sift()
        assert (tables["issues"].num_rows, tables["merged_rows"].num_rows) == (2, 2)

    def test_an_opinion_that_the_unit_s_ledger_holds_is_counted_once(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||路灯不亮，晚上很黑。|已转|政法委||3.10"))
        inbox.put("b.csv", issues("||马家巷社区|政法委|张甲|3.10|路灯不亮|平安治理|||待解决|"))
        assert inbox.rows("issues", "issue_text", "form", "block") == [("路灯不亮", "issue_ledger", "意见建议")]

    def test_needs_and_opinions_of_one_visit_are_two_issues_and_the_outcome_speaks_of_the_opinion(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号|看病花费大|路灯不亮|正在联系|政法委||3.10"))
        found = inbox.rows("issues", "block", "issue_text", "status", "raised_date", "category")
        assert sorted(found) == [
            ("困难需求", "看病花费大", None, date(2017, 3, 10), "医疗卫生"),
            ("意见建议", "路灯不亮", "正在办理", date(2017, 3, 10), "其他方面"),
        ]

    def test_an_outcome_beside_a_need_alone_speaks_of_the_need(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号|看病花费大||已解决|政法委||3.10"))
        assert inbox.rows("issues", "status", "solved_date") == [("已解决", date(2017, 3, 10))]

    def test_a_later_visit_that_finds_it_solved_solves_the_issue_of_the_first(self, inbox):
        line = "马家巷社区|张甲||3组5号||路灯不亮|{}|政法委||{}"
        inbox.put("a.csv", visits(line.format("待解决", "3.2"), line.format("已解决", "3.25")))
        assert inbox.rows("issues", "raised_date", "status", "solved_date") == [
            (date(2017, 3, 2), "已解决", date(2017, 3, 25))
        ]

    def test_solved_in_part_is_not_solved(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||路灯不亮|已解决一半，其余待解决|政法委||3.10"))
        assert inbox.rows("issues", "status", "solved_date") == [("正在办理", None)]

    def test_one_number_for_two_people_is_two_issues(self, inbox):
        row = "1||马家巷社区|政法委|{}|3.10|道路破损||||{}|"
        inbox.put("政法委/3月上半月/a.csv", issues(row.format("张甲", "否")))
        inbox.put("政法委/3月下半月/a.csv", issues(row.format("李乙", "是")))
        assert sorted(inbox.rows("issues", "raised_by", "status")) == [("张甲", "待解决"), ("李乙", "已解决")]

    def test_the_correction_received_later_wins_whatever_its_name(self, inbox):
        row = "1||马家巷社区|政法委|张甲|3.10|道路破损||||{}|{}"
        inbox.put("政法委/3月上半月/问题台账.csv", issues(row.format("待解决", "")), received="2017-03-16")
        inbox.put("政法委/3月上半月/问题台账(更正).csv", issues(row.format("已解决", "3.12")), received="2017-03-18")
        assert inbox.rows("issues", "status") == [("已解决",)]

    @pytest.mark.parametrize(
        "said", ["无", "没有困难", "暂无意见建议。", "满意", "/", "", "没有什么意见", "满意，无意见"]
    )
    def test_nothing_to_say_is_no_issue(self, inbox, said):
        inbox.put("a.csv", visits(f"马家巷社区|张甲||3组5号||{said}||政法委||3.10"))
        assert inbox.sift()["issues"].num_rows == 0

    def test_another_unit_s_ledger_does_not_swallow_an_opinion(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||路灯不亮||政法委||3.10"))
        inbox.put("b.csv", issues("||马家巷社区|公安局|张甲|3.10|路灯不亮||||待解决|"))
        assert inbox.sift()["issues"].num_rows == 2


class Test日期与状态:
    def test_an_issue_without_its_day_takes_the_day_of_the_unit_s_visit(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||||政法委||3.10"))
        inbox.put("政法委/3月下半月/b.csv", issues("||马家巷社区|政法委|张甲||路灯不亮||||待解决|"))
        assert inbox.rows("issues", "raised_date", "raised_date_basis") == [(date(2017, 3, 10), "visit")]

    def test_without_visit_it_takes_the_last_day_of_the_period(self, inbox):
        inbox.put("政法委/3月下半月/b.csv", issues("||马家巷社区|政法委|张甲||路灯不亮||||待解决|"))
        assert inbox.rows("issues", "raised_date", "raised_date_basis") == [(date(2017, 3, 31), "period")]

    def test_solved_without_a_day_is_solved_by_the_end_of_the_period(self, inbox):
        inbox.put("政法委/3月下半月/b.csv", issues("||马家巷社区|政法委|张甲|3.10|路灯不亮||||已解决|"))
        assert inbox.rows("issues", "solved_date", "is_solved_date_written") == [(date(2017, 3, 31), False)]

    def test_a_blank_state_stays_blank(self, inbox):
        inbox.put("a.csv", issues("||马家巷社区|政法委|张甲|3.10|路灯不亮|||||"))
        assert inbox.rows("issues", "status", "solved_date", "responded_date") == [(None, None, None)]

    def test_handing_an_issue_on_is_a_response_and_not_a_solution(self, inbox):
        inbox.put("a.csv", issues("||马家巷社区|政法委|张甲|3.10|路灯不亮||交办|3.12|正在办理|"))
        assert inbox.rows("issues", "responded_date", "solved_date") == [(date(2017, 3, 12), None)]

    def test_month_and_day_take_the_year_of_the_sheet_s_period(self, inbox):
        inbox.put("政法委/2017年3月上半月/a.csv", visits("马家巷社区|张甲||3组5号||||||3月10日"))
        assert inbox.rows("visits", "visit_date") == [(date(2017, 3, 10),)]

    def test_a_clock_time_does_not_change_the_day(self, inbox):
        inbox.put("a.csv", visits("马家巷社区|张甲||3组5号||||政法委||2017/3/12 8:30"))
        assert inbox.rows("visits", "visit_date") == [(date(2017, 3, 12),)]

    def test_two_people_of_one_name_do_not_lend_an_issue_their_day(self, inbox):
        inbox.put("a.csv", visits(*(f"马家巷社区|张甲||3组{n}号||||政法委||3.{n}" for n in (2, 9, 20))))
        inbox.put("政法委/3月上半月/b.csv", issues("||马家巷社区|政法委|张甲||路灯不亮||||待解决|"))
        assert inbox.rows("issues", "raised_date", "raised_date_basis") == [(date(2017, 3, 15), "period")]

    def test_无_and_非贫困户_make_no_poor_household(self, inbox):
        head = LEDGER.replace("困难需求", "致贫原因")
        inbox.put(
            "a.csv",
            "\n".join(
                [
                    head,
                    *(
                        f"马家巷社区|张{n}||3组{n}号|{said}|||政法委||3.10"
                        for n, said in enumerate(("无", "非贫困户", "因病"))
                    ),
                ]
            ),
        )
        assert inbox.rows("households", "head_name", "is_poor") == [("张0", False), ("张1", False), ("张2", True)]


class Test单位与地方:
    def test_经开区_s_towns_lie_in_武进区_and_report_to_经开区(self, inbox):
        inbox.put("a.csv", visits("东城湾村|张甲||3组5号||||政法委||3.10", "马家巷社区|李乙||3组5号||||政法委||3.10"))
        assert inbox.rows("visits", "district", "zone") == [("武进区", "经开区"), ("武进区", "武进区")]

    def test_高新区_is_新北区(self, inbox):
        inbox.put(
            "a.csv", "市(区) | 村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n高新区|富都|张甲|1幢2室|政法委|3.1"
        )
        assert inbox.rows("visits", "district", "village_name") == [("新北区", "富都社区")]

    def test_the_row_s_own_unit_stands_before_the_folder_s(self, inbox):
        inbox.put(
            "政法委/a.csv", visits("马家巷社区|张甲||3组5号||||公安局||3.10", "马家巷社区|李乙||3组6号||||||3.10")
        )
        assert inbox.rows("visits", "unit_name") == [("市公安局",), ("市委政法委",)]

    def test_names_never_merge_across_levels(self, inbox):
        units = ("市委农工办", "武进区委农工办", "市农委")
        inbox.put("a.csv", visits(*(f"马家巷社区|张{n}||3组{n}号||||{u}||3.10" for n, u in enumerate(units))))
        assert tuple(unit for (unit,) in inbox.rows("visits", "unit_name")) == units

    def test_a_department_that_is_no_registered_unit_is_kept_as_written(self, inbox):
        text = (
            issues("||马家巷社区|政法委|张甲|3.10|路灯不亮||||待解决|")
            .replace("类别", "承办单位")
            .replace("路灯不亮||", "路灯不亮|某物业公司|")
        )
        inbox.put("a.csv", text)
        assert inbox.rows("issues", "department", "department_level") == [("某物业公司", None)]

    def test_责任单位是花名册上的名称_写的不在花名册上的为其他_没有写的才是走访单位(self, inbox):
        said = ("市公安局", "某物业公司", "某小区业委会", "")
        lines = (f"||马家巷社区|政法委|张{n}|3.10|路灯{n}不亮|{d}|||待解决|" for n, d in enumerate(said))
        inbox.put("a.csv", issues(*lines).replace("类别", "承办单位"))
        assert set(inbox.rows("issues", "department_said", "handler", "handler_level")) == {
            ("市公安局", "市公安局", "市级机关"),
            ("某物业公司", "其他", None),
            ("某小区业委会", "其他", None),
            (None, "市委政法委", "市级机关"),
        }


class Test文件:
    def test_the_same_file_twice_under_one_unit_and_period_is_merged_row_by_row(self, inbox):
        text = visits("马家巷社区|张甲||3组5号||||||3.10")
        inbox.put("政法委/3月上半月/a.csv", text).put("政法委/3月上半月/a（副本）.csv", text)
        tables = inbox.sift()
        assert rows(tables["source_files"], "rows_kept", "rows_merged") == [(1, 0), (0, 1)]
        assert rows(tables["merged_rows"], "rule") == [("same-file",)]

    def test_the_same_visit_in_two_units_own_sheets_is_two_units_visits(self, inbox):
        text = visits("马家巷社区|张甲||3组5号||||||3.10")
        inbox.put("政法委/a.csv", text).put("公安局/a.csv", text.replace("||3.10", "|钱乙|3.10"))
        assert sorted(inbox.rows("visits", "unit_name")) == [("市公安局",), ("市委政法委",)]


ROW = "马家巷社区|张甲|10000000001|3组5号||||政法委||3.10"
ISSUE = "||马家巷社区|政法委|张甲|3.10|路灯不亮|平安治理|自办||已解决|3.20"
WEEK = "单位名称|干部走访人数|走访户数|汇总问题数|解决问题数|周次"
ROSTER = "单位名称|级别|干部人数|挂钩村(社区)|督导小组"
VILLAGE = "市(区)|武进区|村(社区)|马家巷社区|\n项目|具体内容|已解决|待解决|小计"
AGAIN = "问题编号|走访单位|回访日期|回访方式|是否联系上|是否满意"
MESSAGE = "留言编号|留言主题|留言时间"

REJECTED = {
    "date-unreadable": visits(ROW.replace("3.10", "3月上旬")),
    "date-impossible": visits(ROW.replace("3.10", "2017.4.31")),
    "date-outside-campaign": visits(ROW.replace("3.10", "2016.3.10")),
    "date-after-period": visits(ROW.replace("3.10", "11.5")),
    "date-missing": visits(ROW.replace("3.10", "")),
    "place-unknown": visits(ROW.replace("马家巷社区", "火星村")),
    "place-ambiguous": visits(ROW.replace("马家巷社区", "朝阳村")),
    "place-missing": visits(ROW.replace("马家巷社区", "")),
    "unit-unknown": visits(ROW.replace("政法委", "某某局")),
    "unit-missing": visits(ROW.replace("政法委", "")),
    "name-missing": visits(ROW.replace("张甲", "")),
    "household-unidentifiable": visits(ROW.replace("10000000001", "1.0E+10").replace("3组5号", "")),
    "count-unreadable": LEDGER.replace("困难需求", "家庭成员数") + "\n" + ROW.replace("3组5号||", "3组5号|三四个|"),
    "count-not-exact": LEDGER.replace("困难需求", "家庭成员数") + "\n" + ROW.replace("3组5号||", "3组5号|3人左右|"),
    "count-other-unit": f"{WEEK}\n政法委|20|80户次|3|1|3月6日-3月12日",
    "count-says-none": f"{WEEK}\n政法委|20|无|3|1|3月6日-3月12日",
    "report-not-made": f"{WEEK}\n政法委|未报|未报|未报||3月6日-3月12日",
    "period-missing": f"{WEEK}\n政法委|20|80|5|3|",
    "status-contradicts": issues(ISSUE.replace("已解决", "待解决")),
    "category-unknown": None,
    "figure-of-other-time": None,
    "figure-of-other-place": None,
    "count-too-large": LEDGER.replace("困难需求", "家庭成员数")
    + "\n"
    + ROW.replace("3组5号||", "3组5号|99999999999999999999|"),
    "period-unreadable": f"{WEEK}\n政法委|20|80|5|3|第3周",
    "period-not-a-week": f"{WEEK}\n政法委|20|80|5|3|2017年3月",
    "period-cells-differ": f"{WEEK}|截止日期\n政法委|20|80|5|3|3月6日-3月12日|3月19日",
    "period-contradicts": None,
    "period-unclear": None,
    "sheets-differ": None,
    "place-contradicts": None,
    "block-unknown": issues(ISSUE).replace("类别", "板块").replace("平安治理", "杂项"),
    "text-missing": issues(ISSUE.replace("路灯不亮", "")),
    "text-says-none": issues(ISSUE.replace("路灯不亮", "没有困难，很满意")),
    "visit-not-found": "走访人：钱乙 走访时间：3.10 单位：政法委||\n走访对象|反映问题或意见建议|办理意见\n张甲|路灯不亮|转办",
    "total-mismatch": f"{VILLAGE}\n房屋土地|漏水|1|2|4",
    "unit-names-a-person": f"{ROSTER}\n王建国10600002211|市级机关|10||3",
    "level-unknown": f"{ROSTER}\n某局|县处级|10||3",
    "level-missing": f"{ROSTER}\n某局||10||3",
    "short-name-taken": None,
    "category-by-elimination": None,
    "unit-ambiguous": None,
    "group-unknown": f"{ROSTER}\n政法委|市级机关|10||9",
    "number-missing": f"{MESSAGE}\n|甲|2020-01-02",
    "text-too-long": visits(ROW.replace("||||政法委", f"||{'字' * 999_999}||政法委")),
    "cell-error": None,
    "formula-without-value": None,
    "number-too-long": None,
    "number-cut": f"{AGAIN}\n3.20412E+17|政法委|3.20|电话|是|满意",
    "date-ambiguous": None,
    "date-system": None,
    "date-is-range": visits(ROW.replace("3.10", "3月10日-12日")),
    "date-weekday": visits(ROW.replace("3.10", "2017.3.10 周六")),
    "date-two-ways": visits(ROW.replace("3.10", "10/3/17")),
    "count-missing": "单位|发放张数|走访户数|时段\n政法委||80|3月6日-3月12日",
    "method-unknown": None,
    "reached-unknown": None,
    "followup-contradicts": f"{AGAIN}\n1|政法委|3.20|电话|否|满意",
    "issue-not-found": f"{AGAIN}\n1|政法委|3.20|电话|是|满意",
    "issue-not-unique": None,
    "answer-unknown": "单位|家庭住址|回访日期|是否接通|是否走访过\n政法委|3组5号|3.20|也许|是",
    "value-missing": "单位|家庭住址|回访日期|是否接通|是否走访过\n政法委|3组5号|3.20||是",
    "money-unit": None,
    "money-not-exact": None,
    "money-unreadable": None,
    "money-says-none": None,
    "total-below-visited": None,
}
"""Every rule by which a row is set aside, with a sheet that breaks it once; None: tested on its own below."""


FOLDERS = {
    "period-missing": "政法委/",
    "date-after-period": "政法委/3月上半月/",
    "total-mismatch": "政法委/3月上半月/",
}
"""Where a sheet must lie to break its rule; the others lie in no unit's folder."""
SHOWN = {rule: f"{FOLDERS.get(rule, '')}{rule}.csv" for rule, sheet in REJECTED.items() if sheet}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """What comes of all those sheets in one inbox; none has a row that is kept, so that none meets another."""
    inbox = Inbox(tmp_path_factory.mktemp("broken"))
    for rule, path in SHOWN.items():
        inbox.put(path, REJECTED[rule])
    return inbox.sift()


@pytest.mark.parametrize("rule", SHOWN)
def test_a_row_that_breaks_a_rule_is_rejected_with_a_sentence_and_its_cell(broken, rule):
    ((found, sentence, cell),) = [
        (r["rule"], r["sentence"], r["cell"])
        for r in broken["rejected_rows"].to_pylist()
        if r["source_file"] == SHOWN[rule]
    ]
    (kept,) = [f["rows_kept"] for f in broken["source_files"].to_pylist() if f["source_file"] == SHOWN[rule]]
    assert found == rule and kept == 0
    assert re.search(r"[\u4e00-\u9fff]{4}", sentence) and cell


def test_every_rule_in_the_code_is_shown_by_a_sheet():
    package = Path(etl.__file__).parent
    code = "\n".join(file.read_text() for file in package.rglob("*.py") if "sample" not in file.parts)
    rules = set(re.findall(r'(?:Problem|_word)\([^"]*"([a-z]+(?:-[a-z]+)+)"', code))
    rules |= {need.rule for paper in papers() if paper.record for need in paper.record.needs}
    assert rules <= set(REJECTED), "a rule that no sheet shows"
    assert set(REJECTED) <= rules, "a rule that no code gives any more"


def test_an_error_cell_a_formula_without_value_and_a_lost_number_are_each_said(inbox, tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for r, line in enumerate(
            [LEDGER, ROW, ROW.replace("3组5号", "3组6号"), ROW.replace("3组5号", "3组7号").removesuffix("3.10")]
        ):
            sheet.write_row(r, 0, drawn(line)[0])
        sheet.write_formula(1, 3, "=A99!B1", None, "#REF!")
        sheet.write_number(2, 2, 123456789012345678)
        sheet.write_blank(3, 9, None)
    (tmp_path / "b.xlsx").write_bytes(_without_values(tmp_path / "a.xlsx"))
    (tmp_path / "a.xlsx").unlink()
    found = inbox.rows("rejected_rows", "rule", "cell", "said_shown")
    assert ("cell-error", "D2", "（可能涉及个人，不显示）") in found
    assert ("number-too-long", "C3", "（可能涉及个人，不显示）") in found
    assert ("formula-without-value", "J4", "") in found


def test_a_day_typed_as_the_number_3_1_may_be_the_tenth_and_is_not_guessed(inbox):
    lines = [
        drawn(LEDGER)[0],
        *(
            ["马家巷社区", f"张{n}", "", f"3组{n}号", "", "", "", "政法委", "", day]
            for n, day in enumerate((3.1, "3.1", 3.25))
        ),
    ]
    inbox.put("a.xlsx", workbook(lines))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "rule", "cell") == [("date-ambiguous", "J2")]
    assert rows(tables["visits"], "visit_date") == [(date(2017, 3, 1),), (date(2017, 3, 25),)]


def _without_values(path: Path) -> bytes:
    """The workbook with a formula in J4 that was never computed."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rb'(<row r="4".*?)(</row>)', rb'\1<c r="J4"><f>TODAY()</f></c>\2', data, flags=re.S)
            new.writestr(name, data)
    return out.getvalue()


def test_a_unit_name_that_two_units_share_is_never_guessed():
    from campaign.places.units import Register, Unit
    from etl.values import Problem, resolve_unit

    register = Register.of([Unit("甲局", "一局", "市级机关", None, 1), Unit("乙局", "一局", "市级机关", None, 2)])
    found = resolve_unit("一局", register)
    assert isinstance(found, Problem) and found.rule == "unit-ambiguous" and "甲局、乙局" in found.sentence


def test_a_sentence_about_a_personal_cell_does_not_repeat_what_it_says(inbox):
    inbox.put("a.csv", "户主姓名|家庭住址|走访日期|走访单位\n张甲|3组5号|3.10|政法委")
    text = str(inbox.sift()["rejected_rows"].drop_columns(["said"]).to_pylist())
    assert "张甲" not in text and "3组5号" not in text


@pytest.mark.parametrize(
    "line",
    [
        "赵大有|10000000009|3组5号||||政法委||3.10|",
        "马家巷社区|张甲||3组5号||||赵大有||3.10",
        "马家巷社区|张甲||3组5号||||政法委||赵大有 3组5号",
        "马家巷社区|张甲||3组5号||||政法委||10000000009",
    ],
    ids=["a name for a village", "a name for a unit", "a name for a day", "a phone for a day"],
)
def test_a_row_that_slipped_by_one_column_shows_no_name_and_no_number(inbox, line):
    inbox.put("a.csv", visits(line))
    public = str(inbox.sift()["rejected_rows"].drop_columns(["said"]).to_pylist())
    assert "赵大有" not in public and "10000000009" not in public


def test_a_department_that_names_a_person_is_not_shown(inbox):
    text = issues("||马家巷社区|政法委|张甲|3.10|路灯不亮|孙某某10000000003|||待解决|").replace("类别", "承办单位")
    inbox.put("a.csv", text)
    assert inbox.rows("issues", "department", "department_said") == [("其他", "孙某某10000000003")]


@pytest.mark.parametrize("said", ["{said}{x}", "梅\x1f港村", "马家\u200b巷社区"])
def test_odd_characters_in_a_cell_cost_at_most_their_row(inbox, said):
    inbox.put("a.csv", visits(ROW.replace("马家巷社区", said)))
    ((read, refused),) = inbox.rows("source_files", "rows_read", "refused")
    assert read == 1 or refused


def test_names_and_numbers_are_masked_in_the_public_text_of_an_issue(inbox):
    inbox.put("a.csv", issues("||马家巷社区|政法委|张甲|3.10|张甲家路灯不亮，请打100—0000—0001||||待解决|"))
    ((public, said),) = inbox.rows("issues", "issue_text", "issue_said")
    assert "张甲" not in public and "0000" not in public and "路灯不亮" in public
    assert "张甲" in said


def test_read_equals_kept_plus_merged_plus_rejected_for_every_sheet(inbox):
    inbox.put("a.csv", visits(ROW, ROW, ROW.replace("3.10", "某日"), ROW.replace("张甲", "李乙")))
    tables = inbox.sift()
    assert rows(tables["source_sheets"], "rows_read", "rows_kept", "rows_merged", "rows_rejected") == [(4, 2, 1, 1)]


def test_every_row_names_the_file_sheet_and_row_it_came_from(inbox):
    inbox.put("政法委/3月上半月/台账.xlsx", workbook([["走访台账"], *drawn(visits(ROW))], names=["三月"]))
    for table in ("visits", "households"):
        assert inbox.rows(table, "source_file", "source_sheet", "source_row") == [
            ("政法委/3月上半月/台账.xlsx", "三月", 3)
        ]


class Test干部三十户:
    def test_the_day_of_the_thirtieth_household_is_the_day_on_target(self, inbox):
        lines = [f"马家巷社区|户{n}||3组{n}号||||政法委|钱乙、孙丙|3.{n}" for n in range(1, 31)]
        inbox.put("a.csv", visits(*lines, "马家巷社区|户1||3组1号||||政法委|钱乙|3.31"))
        inbox.put("花名册.csv", f"{ROSTER}\n政法委|市级机关|3||3")
        assert inbox.rows("cadres", "cadre_name", "household_count", "on_target_date", "has_visited") == [
            ("孙丙", 30, date(2017, 3, 30), True),
            ("钱乙", 30, date(2017, 3, 30), True),
            (None, 0, None, False),
        ]

    def test_without_a_roster_no_unit_has_cadres_to_divide_by(self, inbox):
        inbox.put("a.csv", visits(ROW.replace("||3.10", "|钱乙|3.10")))
        assert inbox.sift()["cadres"].num_rows == 0


def test_what_is_due_is_each_week_for_every_agency_and_each_half_month_for_every_village(inbox):
    inbox.put("花名册.csv", f"{ROSTER}\n政法委|市级机关|3|丁堰村、梅港村|3")
    inbox.put("a.csv", visits(ROW.replace("3.10", "3.20")))
    inbox.put("政法委/3月6日-3月12日/周报.csv", f"{WEEK}\n政法委|20|80|5|3|")
    tables = inbox.sift()
    due = [row for row in tables["due_reports"].to_pylist() if row["unit_name"] == "市委政法委"]
    assert [(r["report_kind"], r["report_due_date"], r["received_date"] is not None) for r in due] == [
        ("周报", date(2017, 3, 12), True),
        ("周报", date(2017, 3, 19), False),
        ("半月汇总", date(2017, 3, 15), False),
        ("半月汇总", date(2017, 3, 15), False),
    ]


def test_a_ledger_listed_again_does_not_move_the_day_by_which_it_was_solved(inbox):
    row = "1||马家巷社区|政法委|张甲|3.10|道路破损||||已解决|"
    inbox.put("政法委/3月下半月/a.csv", issues(row)).put("政法委/4月上半月/a.csv", issues(row))
    assert inbox.rows("issues", "solved_date", "responded_date") == [(date(2017, 3, 31), date(2017, 3, 31))]


def test_companions_do_not_swell_the_roster(inbox):
    inbox.put(
        "a.csv",
        visits(
            *(
                f"马家巷社区|张{n}||3组{n}号||||政法委|{who}|3.10"
                for n, who in enumerate(("钱 乙、村干部李", "钱乙、王支书"))
            )
        ),
    )
    inbox.put("花名册.csv", f"{ROSTER}\n政法委|市级机关|1||3")
    assert inbox.rows("cadres", "cadre_name", "household_count") == [("钱乙", 2)]


def test_a_corrected_report_came_when_its_first_version_came(inbox):
    inbox.put("a.csv", visits(ROW.replace("3.10", "3.20")))
    for name, day in (("周报", "2017-03-13"), ("周报更正", "2017-03-28")):
        inbox.put(f"政法委/3月6日-3月12日/{name}.csv", f"{WEEK}\n政法委|20|80|{len(name)}|1|", received=day)
    due = [
        row
        for row in inbox.sift()["due_reports"].to_pylist()
        if row["unit_name"] == "市委政法委" and row["received_date"]
    ]
    assert [row["received_date"] for row in due] == [date(2017, 3, 13)]


def test_a_name_in_place_of_a_town_or_a_unit_is_quoted_nowhere(inbox):
    inbox.put(
        "a.csv", "镇(街道)|村(社区)|户主姓名|家庭住址|走访单位|走访日期\n赵大有|马家巷社区|张甲|3组5号|李建中|3.10"
    )
    assert not {"赵大有", "李建中"} & set(
        re.findall(r"[\u4e00-\u9fff]{3}", str(inbox.sift()["rejected_rows"].drop_columns(["said"]).to_pylist()))
    )


@pytest.mark.parametrize("who", ["张三先生", "张三、李四", "张 三"])
def test_every_name_of_the_row_and_the_house_are_masked_in_an_issue(inbox, who):
    inbox.put("a.csv", issues(f"||马家巷社区|政法委|{who}|3.10|张三家住3组5号，路灯不亮||||待解决|"))
    ((public,),) = inbox.rows("issues", "issue_text")
    assert "张三" not in public and "3组5号" not in public and "路灯不亮" in public
