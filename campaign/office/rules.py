"""Which dates, targets, deadlines and periods does the notice set?

Source: 办发〔2017〕2号 and its annexes, unless a line says that the value is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from decimal import Decimal
from math import ceil

from campaign.office.settings import DAYS_OF_WEEK, in_force, read, read_places

DEFINITIONS = {
    "1.0": "走访户数、户次、问题、解决率、回应率、报送、对账和数据质量。",
    "2.0": "增加覆盖率、重复打扰率、反映次数、群众核实的解决率、不销账率、满意率、14天和30天解决比例、半数问题办结用时、"
    "按期办结率、承诺到期未兑现、公布的走访户次和企业、名士；多了“已撤销”，以前退回的这些行现在计入收集和待解决。"
    "超期和最长天数不再算已解释、已撤销的；及时率不再算还在宽限期内的；完成进度不再算没有花名册的单位；"
    "解释说明的日期算回应；数据截至日只看写明的日期。",
    "2.1": "问某个时段时，联系卡、对账、网上留言、收到文件只算这个时段的；没有日期的数注明不分时段。不指明时间的数都没有变。",
    "2.2": "机关干部、完成进度、干部达标率按当日的花名册算，应报按当时的单位、小组和挂钩村算；只有一份花名册的，数都没有变。",
    "3.0": "企业、学校、村（社区）组织不再算户，它们反映的另计；村（社区）、镇（街道）反映的算收集问题。写的词不认得的行不再退回，照原文采用。"
    "回应率改叫处置率，数没有变；另有答复率：解决了、解释了、回访到了的才算。多了期内解决、期内答复、期内走访、干部走访人数、即知即改率，"
    "和周报报来的四项数。问某个时段时，覆盖率、完成进度、待解决、未办结、超期、承诺到期未兑现、已解释或撤销、最长未办结天数"
    "是截至时段末日的全部，不论哪天反映或走访；不指明时段的没有变。简报的数按简报自己的日期算，回访、督查发现的问题和外地、别的年份的数不再计入。"
    "走访人写法不同的同一个人算一人，一格里几个名字算几人；困难家庭、特殊群体也看专门的栏目；台账的回访日期也算数据截至日。没有写年份的日期按表的时段定。整改、先进的控制限不再放宽，报了而没有可评的数的列为无可评数据。",
}
"""What each version of the definitions brought."""
DEFINITIONS_VERSION = list(DEFINITIONS)[-1]

CITY_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Every day of arrival is a day in this zone, whatever zone the machine runs in."""

CAMPAIGN = in_force(read)
"""As `data/reference/campaign.toml` has it; the names below are what the rest of the program reads."""
PLACES = in_force(read_places)
"""As `data/reference/places.toml` has it; `areas` reads the list that it names."""
NAME, NOTICE = CAMPAIGN.name, CAMPAIGN.notice
"""What the campaign is called, and the paper that orders it."""
NAMES = tuple(dict.fromkeys((NAME, *CAMPAIGN.also_called)))
"""All that it is called."""
START = CAMPAIGN.start
"""Nothing of the campaign can be dated before this day."""
YEAR_BEFORE = START.year - 1
"""Of which 附件1 states a village's income."""
VISIT_DEADLINE = CAMPAIGN.visit_deadline
"""确保在4月底前全面完成集中走访任务."""
SOLVE_DEADLINE = CAMPAIGN.solve_deadline
"""推动解决（3月-5月）: the due date of an issue that names none."""
LAST_DAY = CAMPAIGN.end
"""长期坚持: a later date in a sheet is a slip of the pen."""

HOUSEHOLDS_PER_CADRE = CAMPAIGN.households_per_cadre
"""每名机关干部走访群众家庭不少于30户."""
PROJECTED_FROM_SHARE = CAMPAIGN.projected_from_share
"""Assumed: of a task that fewer than this share have reported, no end is projected for the whole."""
VILLAGES_PER_UNIT = CAMPAIGN.villages_per_unit
"""每个单位挂钩1–3个村（社区）: the fewest and the most."""


def cadre_limits(target: int) -> tuple[int, ...]:
    """The most households of each band of cadres but the last, who have reached the target: none, and thirds of it.

    >>> cadre_limits(30), cadre_limits(20), cadre_limits(2), cadre_limits(1)
    ((0, 9, 19, 29), (0, 5, 12, 19), (0, 1), (0,))
    """
    return tuple(sorted({0, *(most for third in (1, 2, 3) if (most := target * third // 3 - 1) > 0)}))


def bands(limits: Sequence[int], unit: str, over: str) -> tuple[str, ...]:
    """What each band is called, of which the limits give the last of all but one.

    >>> bands((0, 9, 29), "户", "30户以上"), bands((7, 30), "天", "30天以上")
    (('0户', '1–9户', '10–29户', '30户以上'), ('0–7天', '8–30天', '30天以上'))
    """
    begins = (0, *(limit + 1 for limit in limits))
    spans = zip(begins, limits, strict=False)
    return (*(f"{first}{unit}" if first == last else f"{first}–{last}{unit}" for first, last in spans), over)


CADRE_LIMITS = cadre_limits(HOUSEHOLDS_PER_CADRE)
CADRE_BANDS = bands(CADRE_LIMITS, "户", f"{HOUSEHOLDS_PER_CADRE}户以上")
RETURN_REASON = "退回原因"
"""Heads the column with the reason in a workbook sent back; loading ignores it."""
CUT = "……（太长，后面的略去，见来源文件）"
"""Ends a text that a workbook sent back could not hold: what still ends so has not been corrected."""
SHEET_GRACE_DAYS = CAMPAIGN.sheet_grace_days
"""Assumed: a sheet of a period can hold visits of so many days after it; a later day is a slip of the pen."""
REPORT_GRACE_DAYS = CAMPAIGN.report_grace_days
"""Assumed: a report that arrives within so many days of its period's end is on time."""

NOT_REPLIED = (
    *("无", "暂无", "没有", "未答复", "未回复", "待答复", "待回复", "暂未答复", "暂未回复", "尚未答复"),
    *("-", "—", "/"),
)
"""What stands in place of a reply that there is not."""
GONE_SHARE, GONE_FEW = CAMPAIGN.gone_share, CAMPAIGN.gone_few
"""Assumed: when more files than these, as a share and as a number, have left the inbox since the last snapshot, nobody
took them out on purpose."""

CARDS_PER_HOUSEHOLD = CAMPAIGN.cards_per_household
"""附件2 is one card to each household: fewer or more than this for each visited one is a difference."""
CHECKS = ("周报对表", "半月汇总对表", "半月汇总合计", "简报对表", "联系卡对户数")
OUTCOMES = ("差异", "无表", "未报", "一致")
"""Of a reconciliation, the worst first: the two disagree, no sheets, no report, they agree."""

HOUSEHOLD_IDENTITY = (
    "同一个村（社区）里，户主姓名相同，并且住址或电话相同的，算同一户；称呼、空格、全角半角和楼栋写法的差别不算不同。",
    "两个单位走访同一户：全市计一户、两户次；各单位名下各计一户。同一单位同一天再写一遍的，归并为一次。",
    "未填户主姓名、无法确认村（社区）、住址和电话均未填的行予以退回，不作推测。",
    "家庭编号为本版数据内的流水号，不含姓名、电话和住址。",
)
"""What makes two rows one household, as `etl.city.visits.identity` does it."""

CATEGORIES = ("房屋土地", "医疗卫生", "教育文化", "平安治理", "就业创业", "社会保障", "其他方面")
"""附件5's seven rows, in its order."""
OTHER = CATEGORIES[-1]
SUBCATEGORIES = (
    "交通出行", "道路市政", "环境卫生", "物业管理", "停车", "水利防汛", "农业农村", "供水供电供气", "政策咨询", "其他",
)  # fmt: skip
"""The second level under 其他方面: 附件5 has no row for most of what people raise."""
NO_SUBCATEGORY = "看不出"
"""The second level of an issue of 其他方面 when its words do not give one."""
UNCATEGORISED = "未分类"
CATEGORY_BASES = ("报送", "人工", "自动", "待人工")
"""Where an issue's category comes from: the sheet, a person at the desk, the model, or nobody yet."""
OTHER_DEPARTMENT = "其他"
"""Shown in public in place of a 承办单位 that does not look like an office: it may name a person."""
BLOCKS = ("困难需求", "意见建议")
LEVELS, TASKED_LEVEL = CAMPAIGN.levels, CAMPAIGN.tasked_level
"""Of units, and the one whose cadres have `HOUSEHOLDS_PER_CADRE` each to visit."""
STATUSES = ("已解决", "待解决", "已解释", "正在办理", "已撤销")
WITHDRAWN = "已撤销"
ENDED_OTHERWISE = ("已解释", WITHDRAWN)
"""Ends of an issue that are no solution: competing ends of the time to solve."""
AGE_LIMITS = CAMPAIGN.age_limits
"""The last day of each band but the last, counted from the day an issue was raised."""
AGE_BANDS = bands(AGE_LIMITS, "天", f"{AGE_LIMITS[-1]}天以上")
MINIMUM_WATCHED = CAMPAIGN.minimum_watched
"""A share within so many days is shown when this many issues have been watched for as long."""
FEWEST_FAMILIES = CAMPAIGN.fewest_families
"""A number of fewer families in need is not shown to whoever sees no rows."""
SATISFACTIONS = ("满意", "基本满意", "不满意")
WHOLE_CITY = CAMPAIGN.whole
DISTURBING_UNITS, DISTURBING_DAYS = CAMPAIGN.disturbing_units, CAMPAIGN.disturbing_days
"""访民不扰民: a household visited by so many units, or by two within so many days, has been troubled."""
OBJECT_TYPES = ("家庭", "企业", "名士", "村（社区）组织", "其他")
"""What a visit is to; only 家庭 are households (口径 V1: 不含走访企业、名士)."""
RAISED_DATE_BASES = {"written": "表上注明", "visit": "走访日期", "period": "时段末日"}
"""Where the day on which an issue was raised comes from, as a snapshot stores it → as a reader sees it."""
RAISERS = ("群众", "村（社区）", "镇（街道）", "企业", "代表委员", "名士", "其他")
"""Who raised something."""
ROUTES = ("自办", "交办", "委托办理", "上报", "解释说明")
VISIT_TYPES = ("普访", "补课访", "重点访", "回头访", "夜访", "约访")
"""The kinds of visit that the campaign speaks of."""
OWN_ROUTE = ROUTES[0]
FIXED_AT_ONCE_DAYS = CAMPAIGN.fixed_at_once_days
"""Assumed: what the visiting unit handles itself is 即知即改 when it is solved so many days after it was raised."""
YES_NO = ("是", "否")
"""How a flag is written where numbers are split by it."""
WEEKDAYS = DAYS_OF_WEEK
WEEKEND = ("工作日", "周末")
"""By the day of the week alone: holidays and the working days that make up for them are not known."""
EVENING_FROM = CAMPAIGN.evening_from
"""The hour from which a visit is one of the evening."""
VILLAGE_KINDS = ("村", "社区")
ISSUE_BANDS, ISSUE_LIMITS = ("0件", "1件", "2件", "3件以上"), (0, 1, 2)
VISIT_BANDS, VISIT_LIMITS = ("1次", "2次", "3次", "4次以上"), (1, 2, 3)
"""The most of each band but the last: what one household raised, and how often it was visited."""

WEEK_DAYS, HALF_MONTH_DAYS = 7, 16
"""The most days of a week and of a half month."""
WEEK_BEGINS, WEEK_ENDS = CAMPAIGN.week_begins, DAYS_OF_WEEK[DAYS_OF_WEEK.index(CAMPAIGN.week_begins) - 1]
WEEK_SHIFT = timedelta(days=DAYS_OF_WEEK.index(WEEK_BEGINS))
"""How much later than on a Monday a week begins."""
SUPERVISION_GROUPS = CAMPAIGN.supervision_groups
"""督导小组, each with its units."""
WEEKLY_REPORT, HALF_MONTH_SUMMARY = "周报", "半月汇总"
WEEKLY_BASES = ("累计", "当周", "未判定")
"""What a unit's weekly figures are: running totals, the week's own, or nobody knows."""
REPORT_LEVELS = {
    WEEKLY_REPORT: CAMPAIGN.weekly_report.levels,
    HALF_MONTH_SUMMARY: CAMPAIGN.half_month_summary.levels,
}
"""Who owes which report; the 半月汇总 once for each village of the unit."""
OWED_UNTIL = {
    WEEKLY_REPORT: CAMPAIGN.owed_until(CAMPAIGN.weekly_report),
    HALF_MONTH_SUMMARY: CAMPAIGN.owed_until(CAMPAIGN.half_month_summary),
}
"""The last day on which a period of each report may end that is owed."""
SUMMARY_TO = {"村": CAMPAIGN.half_month_summary.to_village, "社区": CAMPAIGN.half_month_summary.to_community}
REPORT_TO = {
    WEEKLY_REPORT: f"{WEEKLY_REPORT}报{CAMPAIGN.weekly_report.to}",
    HALF_MONTH_SUMMARY: f"{HALF_MONTH_SUMMARY}，{'、'.join(f'{kind}的报{to}' for kind, to in SUMMARY_TO.items())}",
}
"""To whom each report goes, in words."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period, both days included."""

    start: date
    end: date
    label: str

    @property
    def kind(self) -> str:
        """月, 半月 or 周; empty when it is none of them."""
        return next((kind for kind in PERIOD_KINDS if self == holding(kind, self.start)), "")

    @property
    def id(self) -> str:
        """The period's id in a question, as `period` reads it; its two days when it is of no kind.

        >>> month(2017, 3).id, half_month(date(2017, 3, 16)).id, week(date(2017, 3, 25)).id
        ('2017-03', '2017-03-下', '2017-W12')
        """
        match self.kind:
            case "月":
                return f"{self.start:%Y-%m}"
            case "半月":
                return f"{self.start:%Y-%m}-{'上' if self.start.day == 1 else '下'}"
            case "周":
                year, number, _ = (self.start - WEEK_SHIFT).isocalendar()
                return f"{year}-W{number:02}"
        return f"{self.start}/{self.end}"


def day_text(day: date, after: date = START) -> str:
    """A day as people write it: with its year where that is not the year of the day written before it, or of the start.

    >>> day_text(date(2017, 4, 2)), day_text(date(2018, 1, 7)), day_text(date(2018, 1, 7), after=date(2018, 1, 1))
    ('4月2日', '2018年1月7日', '1月7日')
    """
    year = "" if day.year == after.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def days_text(first: date, last: date, after: date = START) -> str:
    """Several days as a paper writes them: the month once, the year where it is another.

    >>> days_text(date(2017, 3, 20), date(2017, 3, 26)), days_text(date(2017, 3, 27), date(2017, 4, 2))
    ('3月20日—26日', '3月27日—4月2日')
    >>> days_text(date(2018, 12, 31), date(2019, 1, 6)), days_text(date(2017, 3, 1), date(2017, 3, 1))
    ('2018年12月31日—2019年1月6日', '3月1日')
    """
    begins = day_text(first, after)
    if first == last:
        return begins
    is_one_month = (first.year, first.month) == (last.year, last.month)
    return f"{begins}—{f'{last.day}日' if is_one_month else day_text(last, after=first)}"


def former_label(period: Period) -> str:
    """How a week was written before, 3月20日-3月26日: addresses that were sent then still name it so.

    >>> former_label(week(date(2017, 3, 25))), former_label(week(date(2017, 4, 1)))
    ('3月20日-3月26日', '3月27日-4月2日')
    """
    return f"{day_text(period.start)}-{day_text(period.end, after=period.start)}"


def in_its_year(label: str) -> str:
    """The label of a period without the year in which the campaign began, for a narrow place.

    >>> in_its_year("2017年3月上半月"), in_its_year("2018年3月上半月")
    ('3月上半月', '2018年3月上半月')
    """
    return label.removeprefix(f"{START.year}年")


SOON = timedelta(days=60)
"""Assumed: a day that is written without a year is no later than so many days after its paper's."""


def near(period: Period | None) -> date:
    """The day that the days of a paper are near, for `year_of`; the start where it is of no period."""
    if period is None or START.year == LAST_DAY.year == period.end.year:
        return START  # of one year is every day
    return period.end


def year_of(month: int, day: int, near: date = START) -> int:
    """The year of a day that is written without one: the last in which the campaign has it by soon after `near`.

    So 12月28日 on a paper of January is of the year before, and 1月5日 on one of December of the next. Where there is no
    such year, that of `near`, or the first in which the campaign has the day. A paper of a year in which there is no
    campaign keeps its own.
    """
    if not START.year <= near.year <= LAST_DAY.year:
        return near.year
    held = {}
    for year in range(START.year, LAST_DAY.year + 1):
        try:
            if START <= (made := date(year, month, day)) <= LAST_DAY:
                held[year] = made
        except ValueError:  # 29 February
            continue
    by_then = [year for year, made in held.items() if made <= near + SOON]
    if by_then:
        return by_then[-1]
    return near.year if near.year in held else min(held, default=near.year)


def month(year: int, number: int) -> Period:
    """The calendar month.

    >>> month(2017, 3)
    Period(start=datetime.date(2017, 3, 1), end=datetime.date(2017, 3, 31), label='2017年3月')
    """
    start = date(year, number, 1)
    end = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Period(start, end, f"{year}年{number}月")


def half_month(day: date) -> Period:
    """The half month that holds `day`: the 1st to the 15th, or the 16th to the month's end.

    >>> half_month(date(2017, 3, 16)).label
    '2017年3月下半月'
    """
    whole = month(day.year, day.month)
    if day.day <= 15:
        return Period(whole.start, whole.start + timedelta(days=14), whole.label + "上半月")
    return Period(whole.start + timedelta(days=15), whole.end, whole.label + "下半月")


def week(day: date) -> Period:
    """The week that holds `day`, from `WEEK_BEGINS` on.

    >>> week(date(2017, 3, 25)).label
    '3月20日—26日'
    """
    monday = day - WEEK_SHIFT - timedelta(days=(day - WEEK_SHIFT).weekday())
    start = monday + WEEK_SHIFT
    end = start + timedelta(days=6)
    return Period(start, end, days_text(start, end))


PERIOD_KINDS = ("月", "半月", "周")


def holding(kind: str, day: date) -> Period:
    """The month, half month or week that holds `day`."""
    if kind == "月":
        return month(day.year, day.month)
    return half_month(day) if kind == "半月" else week(day)


def before(period: Period) -> Period:
    """The period of the same kind that ends the day before this one begins; ValueError when it is of no kind.

    >>> before(month(2017, 3)).id, before(half_month(date(2017, 4, 1))).id, before(week(date(2017, 4, 3))).id
    ('2017-02', '2017-03-下', '2017-W13')
    """
    if not period.kind:
        raise ValueError(f"“{period.label}”不是整月、半月或整周。")
    return holding(period.kind, period.start - timedelta(days=1))


def days_before(period: Period, day: date) -> tuple[Period, date]:
    """The period before, and the day by which as much of it has passed as of this one by `day`; its end if this is over.

    >>> earlier, until = days_before(month(2017, 4), date(2017, 4, 12))
    >>> earlier.id, until.isoformat(), days_before(month(2017, 3), date(2017, 3, 31))[1].isoformat()
    ('2017-03', '2017-03-12', '2017-02-28')
    """
    earlier = before(period)
    if day >= period.end:
        return earlier, earlier.end
    return earlier, min(earlier.end, earlier.start + (day - period.start))


def month_earlier(day: date) -> date:
    """The same day of the month before, or that month's last day when it has no such day.

    >>> month_earlier(date(2017, 4, 12)).isoformat(), month_earlier(date(2017, 3, 31)).isoformat()
    ('2017-03-12', '2017-02-28')
    """
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


EXAMPLE = START + timedelta(days=24)
"""A day of the campaign, for the sentences that show how a day or a period is written."""
ACCEPTED_DATE = f"请写成 {EXAMPLE} 或 {EXAMPLE.year}年{EXAMPLE.month}月{EXAMPLE.day}日"
"""How a day is to be written in a sheet."""
WEEK_EXAMPLE = week(EXAMPLE - timedelta(days=WEEK_DAYS)).label
HALF_EXAMPLE, MONTH_EXAMPLE = half_month(EXAMPLE).label, month(EXAMPLE.year, EXAMPLE.month).label
"""How a period is to be written in a sheet."""
PERIOD_WRITTEN = (
    f"{EXAMPLE:%Y-%m}（月）、{EXAMPLE:%Y-%m}-上、{EXAMPLE:%Y-%m}-下（半月）"
    f"或 {week(EXAMPLE).id}（周，{WEEK_BEGINS}到{WEEK_ENDS}）"
)
"""How a period is written in a question."""


def period(written: str) -> Period:
    """The month, half month or week of that id; ValueError, in Chinese, when it is none.

    >>> period("2017-03-上").label, period("2017-W12").label
    ('2017年3月上半月', '3月20日—26日')
    """
    refusal = f"时段应写作 {PERIOD_WRITTEN}，写的是“{written}”。"
    match = re.fullmatch(r"([12]\d{3})-(?:W(\d\d)|(0[1-9]|1[0-2])(?:-([上下]))?)", written, re.ASCII)
    if match is None:
        raise ValueError(refusal)
    year, week_number, month_number, half = match.groups()
    if month_number:
        whole = month(int(year), int(month_number))
        return whole if half is None else half_month(whole.start if half == "上" else whole.end)
    try:
        return week(date.fromisocalendar(int(year), int(week_number), 1) + WEEK_SHIFT)
    except ValueError:  # a week that the year does not have
        raise ValueError(refusal) from None


def tolerance(counted: int) -> int:
    """How far a reported figure may lie from the sheets': a share of them, begun ones counted whole, and never less than one.

    >>> tolerance(0), tolerance(50), tolerance(380)
    (1, 1, 8)
    """
    return max(1, ceil(counted * Decimal(str(CAMPAIGN.tolerance))))


TOLERANCE = f"{100 * CAMPAIGN.tolerance:.4g}%"
"""The same share, in words."""


def is_owed(period: Period, since: date | None, until: date | None) -> bool:
    """Whether a unit, or a pairing, that was there from one day until another owes the report of a period: at its end it is there.

    >>> founded = date(2017, 4, 10)
    >>> [is_owed(week(date(2017, 4, day)), founded, None) for day in (3, 10)], is_owed(month(2017, 3), None, date(2017, 3, 30))
    ([False, True], False)
    """
    return (since is None or since <= period.end) and (until is None or until >= period.end)


def half_months(until: date) -> Iterator[Period]:
    """The half months of the campaign that have ended by `until`."""
    period = half_month(START)
    while period.end <= min(until, LAST_DAY):
        yield period
        period = half_month(period.end + timedelta(days=1))


def weeks(until: date) -> Iterator[Period]:
    """The weeks of the campaign that have ended by `until`, the first full one first."""
    period = week(START + timedelta(days=6))
    while period.end <= min(until, LAST_DAY):
        yield period
        period = week(period.end + timedelta(days=1))


def owed_periods(report: str, until: date) -> Iterator[Period]:
    """The periods of which a report is owed and which have ended by `until`."""
    ended = weeks if report == WEEKLY_REPORT else half_months
    return ended(min(until, OWED_UNTIL[report]))
