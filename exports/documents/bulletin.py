"""What does the month's 通报 say: how the city stands, its districts and units, what is wrong, what is asked until when?

Figures and evidence are those of the pages. A unit is named under 存在的问题 only on the evidence of 督查排名, or by a plain
count of what should not be (超期, 不销账, 未报).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from campaign.judgement.monthly import Line, Monthly, listed
from campaign.judgement.ranking import BEHIND, Standing
from campaign.numbers.metrics import COVERAGE, OVERDUE, PROGRESS, REFUTED, REPORTS_MISSING, SOLVED_SHARE
from campaign.numbers.wording import EMPTY, format_share
from campaign.office import rules
from campaign.office.letterhead import full_day
from exports.documents import layout
from exports.documents.document import Document, Field, Order, Values

OF_DISTRICT = (
    Field("名称", "辖市区"),
    Field("走访户数", "走访户数"),
    Field("走访户次", "走访户次"),
    Field("覆盖率", "覆盖率；底数没有报齐的写明"),
    Field("收集问题", "收集问题"),
    Field("已解决", "已解决"),
    Field("解决率", "解决率（单位申报）"),
    Field("超期", "超期未办结"),
)
OF_UNIT = (
    Field("名称", "单位"),
    Field("同类", "同类的名称"),
    Field("档次", "档次"),
    Field("基数", "收集问题，或别的基数"),
    Field("办到", "已解决，或别的分子"),
    Field("占比", "解决率，或别的占比"),
)
FIELDS = (
    Field("标题", "关于“大走访”活动3月份进展情况的通报"),
    Field("主送", "letterhead.toml 的 to"),
    Field("总体情况", "几段话：走访、问题、企业和名士、当月、进度"),
    Field("各地情况", "几段话：覆盖率、解决率最高最低的和全市"),
    Field("各部门情况", "几段话：每一类单位的水平，各档有几家"),
    Field("落后单位", "列为整改的单位，一家一段，是它的依据；没有的为空"),
    Field("其他问题", "几段话：超期、不销账、未报，各有几件、涉及几家"),
    Field("要求", "几段话：整改、办结、补报、走访，各到哪一天"),
    Field("地区表", "各辖市区情况表的行", OF_DISTRICT),
    Field("单位表", "各单位情况表的行", OF_UNIT),
)


def fill(order: Order) -> Values:
    """The values of FIELDS."""
    monthly = Monthly(order.snapshot, order.period, order.scope)
    return {
        "标题": f"关于“{rules.CAMPAIGN.name}”活动{rules.in_its_year(order.period.label)}份进展情况的通报",
        "主送": "，".join(order.letterhead.to),
        "总体情况": list(_whole(monthly)),
        "各地情况": list(_places(monthly)),
        "各部门情况": [
            _of_group(standing, monthly.until) for standing in monthly.standings if standing.rate is not None
        ],
        "落后单位": [f"{standing.shown(place.unit)}：{place.sentence}" for standing, place in monthly.behind],
        "其他问题": list(_faults(monthly, order)),
        "要求": list(_asked(monthly, order)),
        "地区表": [_district(line) for line in monthly.districts],
        "单位表": [row for standing in monthly.standings for row in _units(standing)],
    }


def _whole(monthly: Monthly) -> Iterator[str]:
    yield monthly.summary + monthly.of_the_month
    if monthly.others:
        yield monthly.others
    for ratio, whose in ((PROGRESS, rules.TASKED_LEVEL), (COVERAGE, rules.WHOLE_CITY)):
        if way := monthly.outlook(ratio.id):
            yield f"{whose}{ratio.label}{monthly[ratio.id].full if ratio is COVERAGE else format_share(way.done / way.task)}，{way.sentence}"


def _places(monthly: Monthly) -> Iterator[str]:
    for number, label in ((COVERAGE.id, "走访覆盖率"), (SOLVED_SHARE.id, "问题解决率")):
        if said := monthly.extremes(number, label):
            yield said


def _of_group(standing: Standing, until: str) -> str:
    tiers = "、".join(
        f"{tier}{len(units)}{standing.counter}"
        for tier in ("先进", "达标", "关注", BEHIND)
        if (units := standing.of(tier))  # type: ignore[arg-type]
    )
    return f"{standing.group.name}：{until}，{standing.label}的同类水平为{format_share(standing.rate or 0)}" + (
        f"，其中{tiers}。" if tiers else "。"
    )


def _faults(monthly: Monthly, order: Order) -> Iterator[str]:
    """Counts of what should not be. Only what is missing is named with its units: of the others the largest units have most."""
    for number, what in (
        (OVERDUE.id, "超过办理时限仍未办结的问题"),
        (REFUTED.id, "申报已解决而群众回访不认可的问题（不销账）"),
    ):
        if monthly[number].value:
            yield f"{what}{monthly[number].full}，涉及{monthly.how_many(number)}家单位，清单另发各责任单位。"
    if monthly[REPORTS_MISSING.id].value:
        named = listed(monthly.most(REPORTS_MISSING.id, order.letterhead.most_named))
        yield f"应报未报的报表{monthly[REPORTS_MISSING.id].full}，涉及{monthly.how_many(REPORTS_MISSING.id)}家单位，其中{named}。"


def _asked(monthly: Monthly, order: Order) -> Iterator[str]:
    """What is asked, each until a day; nothing is asked of what is done."""
    by = full_day(order.issued + timedelta(days=order.letterhead.rectify_days))
    if any(True for _ in monthly.behind):
        yield f"列为{BEHIND}的单位要逐件分析原因，明确责任人和办结时间，于{by}前将整改情况报{order.letterhead.name}。"
    if monthly[OVERDUE.id].value:
        yield f"超期未办结的问题由责任单位逐件说明原因，能办的于{full_day(rules.SOLVE_DEADLINE)}前办结，暂不能办的向群众解释说明并书面报告。"
    if monthly[REFUTED.id].value:
        yield f"群众不认可的问题一律不予销账，由责任单位重新办理，于{by}前报办理结果。"
    if monthly[REPORTS_MISSING.id].value:
        reply = full_day(order.issued + timedelta(days=order.letterhead.reply_days))
        yield f"应报未报的单位于{reply}前补报。"
    way = monthly.outlook(PROGRESS.id)
    if way and way.left and way.needed:
        yield f"{rules.TASKED_LEVEL}尚有{way.left:,}户未走访，要于{full_day(rules.VISIT_DEADLINE)}前完成，日均走访{way.needed:,}户。"


def _district(line: Line) -> dict[str, str]:
    return {
        "名称": line.name,
        "走访户数": line["households"].bare,
        "走访户次": line["visits"].bare,
        "覆盖率": line["coverage"].full + (f"（{line.base}）" if line.base else ""),
        "收集问题": line["issues"].bare,
        "已解决": line["solved"].bare,
        "解决率": line["solved_share"].full,
        "超期": line["overdue"].bare,
    }


def _units(standing: Standing) -> Iterator[dict[str, str]]:
    for place in standing.places:
        yield {
            "名称": standing.shown(place.unit),
            "同类": standing.group.name,
            "档次": place.tier,
            "基数": EMPTY if place.whole is None else f"{place.whole:,}",
            "办到": EMPTY if place.part is None else f"{place.part:,}",
            "占比": EMPTY if place.rate is None else format_share(place.rate),
        }


def lay_out() -> layout.Page:
    """The template as it is shipped."""
    page = layout.Page()
    page.red_head()
    page.add("{{ 标题 }}", layout.TITLE)
    page.blank()
    page.add("{{ 主送 }}：", layout.TO)
    _part(page, "一、总体情况", "总体情况")
    page.add("二、各地各部门情况", layout.LEVEL1)
    _part(page, "（一）各地情况", "各地情况", layout.LEVEL2)
    _part(page, "（二）各部门情况", "各部门情况", layout.LEVEL2)
    page.add("三、存在的问题", layout.LEVEL1)
    page.add("{%p if 落后单位 %}")
    _part(page, "（一）问题办理明显落后于同类的单位", "落后单位", layout.LEVEL2)
    page.add("{%p endif %}")
    page.each("其他问题")
    _part(page, "四、下一步要求", "要求")
    page.signed("各辖市区情况表", "各单位情况表")
    page.annex("各辖市区情况表", 1)
    page.table(
        "地区表",
        OF_DISTRICT,
        (18, 20, 20, 32, 18, 18, 16, 14),
        headings=("辖市区", "走访户数（户）", "走访户次（户次）", "覆盖率", "收集问题（件）", "已解决（件）", "解决率", "超期未办结（件）"),
    )  # fmt: skip
    page.annex("各单位情况表", 2)
    page.table(
        "单位表",
        OF_UNIT,
        (48, 28, 22, 22, 20, 16),
        headings=("单位", "同类", "档次", "收集问题（件）", "已解决（件）", "解决率"),
    )
    page.record()
    return page


def _part(page: layout.Page, heading: str, field: str, level: str = layout.LEVEL1) -> None:
    page.add(heading, level)
    page.each(field)


DOCUMENT = Document("bulletin", "通报", 10, FIELDS, fill, lay_out)
