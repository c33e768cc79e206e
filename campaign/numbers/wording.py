"""How is a number written, and what is a reason for sending a row back called?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import inf, isnan

from campaign import schema
from campaign.numbers.kinds import FIRST, Age, Duration, Metric, Ratio, Share, reported
from campaign.numbers.metrics import metric
from campaign.office import rules

EMPTY = "—"
UNFILLED = "（未填）"
"""The name of the rows in which a dimension is not filled."""
WHOLE_SNAPSHOT = "不分时段"
"""The note on a number that is the same on every day, wherever a question has a day or a period."""
NOT_REACHED = "尚未过半"
"""In place of the day by which half is solved, where half is not yet: no target that was missed."""
READING_RULES = (
    "无数据的写作“—”，不作零：未报送、未填写，均不等于没有。",
    "占比的分子是分母的一部分；两张表的数分别统计后相除，不逐条对应。",
    "截至某日的数，只计截至当日的记录，办理状态以当日为准；不指定日期的，以数据截至日为准。",
    "某一时段（月、半月、周）的数，只计该时段内的记录，状态以时段末日为准；时段尚未结束的，以数据截至日为准。",
    f"表上没有日期的数（花名册、数据质量等）不随所选时段变化，注明“（{WHOLE_SNAPSHOT}）”；只有当日状态的（达标、简报公布的累计数），注明截至日期。",
    "单位报送的余、近、约，汇总时予以保留：写作“≥1,226”“≤20”“≈300”。",
    "走访户数与走访户次、单位申报的解决率与群众核实的解决率对照列示，不单独引用。",
    "底数未报齐的占比，注明已报情况：“202/1,059个村（社区）已报总户数”；已报齐的不注。",
    "截至时段末日的状态（覆盖率、完成进度、待解决、超期等），选定时段后注明“（截至3月31日）”，不论何时发生；其余只计时段内的。",
    "占比保留一位小数；未达全部的不写100.0%，不为零的不写0.0%。",
)
"""How every number is to be read; shown on 口径 and in docs/numbers.md."""

RULES = {
    "value-missing": "未填必填栏目",
    "date-missing": "未填日期",
    "date-unreadable": "日期无法识别",
    "date-impossible": "日期有误（该月无此日）",
    "date-ambiguous": "日期可作两天理解",
    "date-two-ways": "日期年月日难以区分",
    "date-is-range": "日期为一段时间",
    "date-system": "日期起算年份不明",
    "date-weekday": "日期与星期不符",
    "date-outside-campaign": "日期不在活动期间",
    "figure-of-other-time": "简报数据不属活动期间",
    "figure-of-other-place": "简报数据不属本地",
    "date-after-period": "日期晚于报表时段",
    "solved-before-raised": "办结早于反映",
    "followup-undated": "已填是否满意，未填回访日期",
    "solved-before-assigned": "办结早于交办",
    "period-missing": "未填时段",
    "period-unreadable": "时段无法识别",
    "period-unclear": "时段按旬填写",
    "period-contradicts": "标题、工作表名等所写时段不一致",
    "period-cells-differ": "时段、周次、截止日期不一致",
    "period-not-a-week": "周报时段不是一周",
    "sheets-differ": "同一文件各表内容不一致",
    "place-missing": "未填村（社区）",
    "place-unknown": "村（社区）不在名录",
    "place-ambiguous": "村（社区）重名",
    "place-contradicts": "标题、工作表名等所写村（社区）不一致",
    "unit-missing": "未填走访单位",
    "unit-unknown": "单位不在花名册",
    "unit-ambiguous": "单位简称对应两家",
    "short-name-taken": "简称已属其他单位",
    "category-by-elimination": "未填项目，七类中仅缺此类",
    "name-missing": "未填户主姓名",
    "household-unidentifiable": "无法确认是哪一户",
    "visit-not-found": "无对应走访记录",
    "issue-not-found": "无对应问题记录",
    "issue-not-unique": "编号对应多件问题",
    "text-missing": "未填问题内容",
    "text-says-none": "填写为无问题",
    "unit-names-a-person": "单位栏填写人名或号码",
    "number-missing": "未填编号",
    "number-too-long": "长数字末几位缺失",
    "number-cut": "编号末几位缺失",
    "same-file-two-units": "两个单位报送同一文件",
    "text-too-long": "文字超出单元格长度",
    "count-missing": "未填数字",
    "count-unreadable": "数字无法识别",
    "count-not-exact": "数字不是确数",
    "count-other-unit": "数字计量单位不符",
    "count-says-none": "填写为“无”，无法判断是否为零",
    "count-too-large": "数字过大",
    "money-unreadable": "金额无法识别",
    "money-not-exact": "金额不是确数",
    "money-unit": "金额单位不明",
    "money-says-none": "金额填写为“无”，无法判断是否为零",
    "no-households": "总户数为零",
    "people-per-household": "总人口与总户数不一致",
    "members-over-people": "党员人数多于人口",
    "operating-over-total": "经营性收入大于总收入",
    "income-out-of-range": "收入超出合理范围",
    "total-below-visited": "总户数少于已走访户数",
    "report-not-made": "注明未报",
    "total-mismatch": "合计不一致",
    "status-unknown": "是否解决无法识别",
    "ticked-twice": "勾选多于一项",
    "visit-type-unknown": "走访方式无法识别",
    "status-contradicts": "是否解决前后不一致",
    "satisfaction-unknown": "满意情况无法识别",
    "method-unknown": "回访方式无法识别",
    "reached-unknown": "是否联系上无法识别",
    "answer-unknown": "答复无法识别",
    "followup-contradicts": "回访各栏不一致",
    "route-unknown": "办理方式无法识别",
    "category-unknown": "类别无法识别",
    "block-unknown": "板块无法识别",
    "level-missing": "未填单位级别",
    "level-unknown": "单位级别无法识别",
    "group-unknown": "督导小组无法识别",
    "cell-error": "单元格公式出错",
    "formula-without-value": "公式未保存结果",
}
"""Each rule by which a row is set aside or remarked on, in as few words as fit a table cell."""


def with_time(label: str, time: str) -> str:
    """A number's label with the time that it is of, where the question's time does not apply to it.

    >>> with_time("机关干部", WHOLE_SNAPSHOT), with_time("收集问题", "")
    ('机关干部（不分时段）', '收集问题')
    """
    return f"{label}（{time}）" if time else label


def until(day: date) -> str:
    """The note on a number that is of a day and not of the period that is asked.

    >>> until(date(2017, 3, 31))
    '截至3月31日'
    """
    return f"截至{rules.day_text(day)}"


OF_HOW_MANY = "_of_how_many"
"""Suffix of the column with how much of a number's base is reported, next to the number's own."""


def of_how_many(number: str | Metric, some: object, of: object) -> str:
    """How much of a number's base is reported, to stand beside it wherever it is written; empty where all of it is.

    >>> of_how_many("coverage", 202, 1059), of_how_many("coverage", 8, 8), of_how_many("issues", 1, 2)
    ('202/1,059个村（社区）已报总户数', '', '')
    """
    base = reported(metric(number) if isinstance(number, str) else number)
    there, all_of_them = as_number(some) or 0, as_number(of)
    if base is None or not all_of_them or not 0 < there < all_of_them:
        return ""
    return f"{there:,.0f}/{all_of_them:,.0f}{base.words}"


def rule_name(rule: str) -> str:
    """The name of a rule; its id when it has none.

    >>> rule_name("date-unreadable")
    '日期无法识别'
    """
    return RULES.get(rule, rule)


def format_value(number: str | Metric, value: object, bound: object = None) -> str:
    """The value formatted for a reader: without its unit except %, — when empty, the bound of a rounded sum in front.

    A share reads 100.0% only when it is all and 0.0% only when it is none.

    >>> format_value("households", 251633), format_value("solved", None), format_value("cards", 1226, "≥")
    ('251,633', '—', '≥1,226')
    >>> format_value("solved_share", 0.24403), format_value("solved_share", 0.99996), format_value("solve_median", inf)
    ('24.4%', '>99.9%', '尚未过半')
    """
    amount = as_number(value)
    if amount is None:
        return EMPTY
    if amount == inf:
        return NOT_REACHED
    if isinstance(bound, str):
        return bound + format_value(number, value)
    unit = (metric(number) if isinstance(number, str) else number).unit
    if unit == "%":
        return format_share(amount)
    return f"{amount:,.2f}" if "/" in unit else f"{amount:,.0f}"


def why_empty(number: Metric, count_of: Callable[[str], object], rows: Callable[[str], int]) -> str:
    """Why a number is empty, in a few words: no row, no base, or its column is filled nowhere.

    `count_of` gives the counts that it is made of under the same filters, `rows` how many rows a table has there.
    """
    if isinstance(number, Ratio):
        for counted in (number.bottom, number.top):
            if not as_number(count_of(counted.id)):
                return f"暂无{counted.label}"
        return "分子或分母暂无数据"
    if not rows(number.table):
        return f"暂无{schema.table(number.table).label}记录"
    if isinstance(number, Duration):
        return f"观察期满的不足{rules.MINIMUM_WATCHED}件"
    counted = number
    if isinstance(number, Share):
        if not as_number(count_of(number.whole.id)):
            return f"暂无{number.whole.label}"
        counted = number.part
    if isinstance(counted, Age):
        return f"暂无{counted.of.label}"
    filled = counted.known_by or counted.summed
    labels = [schema.table(counted.table).column(name).label for name in filled if name != FIRST]
    return f"均未填写{'、'.join(labels)}" if labels else f"暂无{counted.label}"


def without_ids(refusal: object) -> str:
    """A refusal for readers of a page: without the ids that only commands use.

    >>> without_ids("不能按“镇（街道）”（town）统计；可以按级别（level）、小组（group）统计。")
    '不能按“镇（街道）”统计；可以按级别、小组统计。'
    """
    return re.sub(r"（[a-z_、]+）", "", str(refusal))


def reason(refusal: object) -> str:
    """Why something is refused, in a few words: the alternatives are left out.

    >>> reason("“覆盖率”不能按“单位级别”统计。可用维度：辖市区（district）。")
    '“覆盖率”不能按“单位级别”统计'
    """
    return without_ids(refusal).partition("。")[0]


def as_number(value: object) -> float | None:
    """The value as a float; None for every way of writing empty (None, NaN, pandas' NA)."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return None if isnan(number) else number


def format_share(share: float) -> str:
    """A share in % with one decimal.

    >>> format_share(0.0), format_share(0.0001), format_share(1.0), format_share(1.236)
    ('0.0%', '<0.1%', '100.0%', '123.6%')
    """
    formatted = f"{share * 100:.1f}%"
    if share > 0 and formatted == "0.0%":
        return "<0.1%"
    return ">99.9%" if share < 1 and formatted == "100.0%" else formatted


def format_headline(number: str | Metric, value: object) -> str:
    """The number with its unit, in 万 from a hundred thousand on: so it stands on cards and in sentences; tables write it out.

    >>> format_headline("households", 251633), format_headline("issues", 56750)
    ('25.16万户', '56,750件')
    """
    declared = metric(number) if isinstance(number, str) else number
    amount, formatted = as_number(value), format_value(declared, value)
    if amount is None or amount == inf or declared.unit == "%":
        return formatted
    return (f"{amount / 10_000:,.2f}万" if abs(amount) >= 100_000 else formatted) + declared.unit
