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
WHOLE_SNAPSHOT = "整个快照"
"""The note on a number that is the same on every day, wherever a question has a day or a period."""
NOT_REACHED = "未达到"
"""In place of the day by which half is solved, where half is not yet."""
READING_RULES = (
    "没有数据的写作“—”，不作零：没有报、没有填，都不等于没有。",
    "占比的分子一定是分母的一部分；两张表的数分别统计，并列后相除，从不连接。",
    "累计到某一天的数，只算到当日为止的行，状态也是当日的状态；不指明日期的，截至快照的数据截至日。",
    "某个时段（月、半月、周）的数，只算其中的行，状态是时段末日的状态；数据还没有到末日的，是数据截至日的状态。",
    f"表上没有日期的数（花名册、数据质量等）不随所选的时间变，问某个时段时写明“（{WHOLE_SNAPSHOT}）”；只知道当日状态的（达标、简报公布的累计数），写明截至哪一天。",
    "单位报的余、近、约，相加时一直带着：写作“≥1,226”“≤20”“≈300”。",
    "走访户数旁边总有走访户次，单位申报的解决率旁边总有群众核实的解决率：只看一个会误会。",
    "底数只报来一部分的占比，旁边写明是多少里的多少：“202/1,059个村（社区）有附件1”；底数报齐了就不写。",
    "到时段末日为止的状态（覆盖率、完成进度、待解决、超期等），问某个时段时写明“（截至3月31日）”，不论事情是哪天的；其余的只算时段里的。",
    "占比保留一位小数；不到全部不写100.0%，不是没有不写0.0%。",
)
"""How every number is to be read; shown on 口径 and in docs/numbers.md."""

RULES = {
    "value-missing": "必填的一栏没有写",
    "date-missing": "没有写日期",
    "date-unreadable": "日期无法识别",
    "date-impossible": "日期有误",
    "date-ambiguous": "日期可能是两天",
    "date-two-ways": "日期有两种读法",
    "date-is-range": "日期是一段时间",
    "date-system": "日期起算年不清楚",
    "date-weekday": "日期与星期不符",
    "date-outside-campaign": "日期不在活动期间",
    "figure-of-other-time": "简报的数不是活动期间的",
    "figure-of-other-place": "简报的数是外地的",
    "date-after-period": "日期晚于这份表的时段",
    "solved-before-raised": "办结早于反映",
    "followup-undated": "已填是否满意，未填回访日期",
    "solved-before-assigned": "办结早于交办",
    "period-missing": "未填时段",
    "period-unreadable": "时段无法识别",
    "period-unclear": "时段写的是旬",
    "period-contradicts": "标题、工作表名等写的时段不一致",
    "period-cells-differ": "时段、周次、截止日期不一致",
    "period-not-a-week": "周报的时段不是一周",
    "sheets-differ": "一份文件的几张表写得不一样",
    "place-missing": "未填村（社区）",
    "place-unknown": "村（社区）不在名录",
    "place-ambiguous": "村（社区）同名",
    "place-contradicts": "标题、工作表名等写的村不一致",
    "unit-missing": "未填走访单位",
    "unit-unknown": "单位不在花名册",
    "unit-ambiguous": "单位简称有两家",
    "short-name-taken": "简称已是别的单位的",
    "category-by-elimination": "项目未填，七类里只缺这一类",
    "name-missing": "未填户主姓名",
    "household-unidentifiable": "无法确认是哪一户",
    "visit-not-found": "无对应的走访",
    "issue-not-found": "无对应的问题",
    "issue-not-unique": "编号对得上的问题不止一件",
    "text-missing": "未填问题内容",
    "text-says-none": "写的是没有问题",
    "unit-names-a-person": "单位一栏写的是人名或号码",
    "number-missing": "未填编号",
    "number-too-long": "长数字末几位缺失",
    "number-cut": "编号末几位缺失",
    "same-file-two-units": "同一份文件在两个单位",
    "text-too-long": "文字超过一格能写的长度",
    "count-missing": "未填数字",
    "count-unreadable": "数字无法识别",
    "count-not-exact": "数字不是确数",
    "count-other-unit": "数字的单位不对",
    "count-says-none": "写了“无”，无法判断是否为零",
    "count-too-large": "数字太大",
    "money-unreadable": "金额无法识别",
    "money-not-exact": "金额不是确数",
    "money-unit": "金额的单位不清楚",
    "money-says-none": "金额写了“无”，无法判断是否为零",
    "no-households": "总户数是零",
    "people-per-household": "总人口与总户数不一致",
    "members-over-people": "党员多于人口",
    "operating-over-total": "经营性收入大于总收入",
    "income-out-of-range": "收入不在合理范围",
    "total-below-visited": "总户数少于已走访户数",
    "report-not-made": "写明未报",
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
    "cell-error": "单元格是公式错误",
    "formula-without-value": "公式没有算好的结果",
}
"""Each rule by which a row is set aside or remarked on, in as few words as fit a table cell."""


def with_time(label: str, time: str) -> str:
    """A number's label with the time that it is of, where the question's time does not apply to it.

    >>> with_time("机关干部", WHOLE_SNAPSHOT), with_time("收集问题", "")
    ('机关干部（整个快照）', '收集问题')
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
    ('202/1,059个村（社区）有附件1', '', '')
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
    ('24.4%', '>99.9%', '未达到')
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
                return f"没有{counted.label}"
        return "分子或分母不知道"
    if not rows(number.table):
        return f"没有{schema.table(number.table).label}的记录"
    if isinstance(number, Duration):
        return f"看满天数的不到{rules.MINIMUM_WATCHED}件"
    counted = number
    if isinstance(number, Share):
        if not as_number(count_of(number.whole.id)):
            return f"没有{number.whole.label}"
        counted = number.part
    if isinstance(counted, Age):
        return f"没有{counted.of.label}的"
    filled = counted.known_by or counted.summed
    labels = [schema.table(counted.table).column(name).label for name in filled if name != FIRST]
    return f"没有一行填了{'、'.join(labels)}" if labels else f"没有{counted.label}"


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
