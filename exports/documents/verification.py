"""What does the letter say by which a unit is asked to check its figures before the 通报: its own figures and rows, reply by?"""

from __future__ import annotations

from datetime import timedelta

from campaign.numbers.metrics import OVERDUE
from campaign.office import rules
from campaign.office.letterhead import full_day
from campaign.places.units import shown_name
from exports.documents import layout, of_unit
from exports.documents.document import Document, Field, Order, Values

FIELDS = (
    Field("标题", "关于核对“大走访”活动3月份有关数据的函"),
    Field("单位", "发给哪家单位"),
    Field("统计截至", "2017年3月31日"),
    Field("反馈期限", "发文日期加 letterhead.toml 的 reply_days"),
    Field("指标", "本单位的数，一行一个", of_unit.OF_FIGURE),
    Field("超期问题", "超期未办结的问题，一行一件", of_unit.OF_ISSUE),
    Field("超期说明", "超期未办结的共多少件；列不下的写明"),
)


def fill(order: Order) -> Values:
    """The values of FIELDS."""
    rows, count = of_unit.issues(order, OVERDUE.id)
    more = f"，此处列出时限最早的{len(rows)}件，其余请在系统中查看" if len(rows) < count else ""
    return {
        "标题": f"关于核对“{rules.CAMPAIGN.name}”活动{rules.in_its_year(order.period.label)}份有关数据的函",
        "单位": shown_name(order.unit),
        "统计截至": full_day(order.day),
        "反馈期限": full_day(order.issued + timedelta(days=order.letterhead.reply_days)),
        "指标": of_unit.figures(order),
        "超期问题": rows,
        "超期说明": f"超期未办结的问题共{count:,}件{more}。" if count else "没有超期未办结的问题。",
    }


def lay_out() -> layout.Page:
    """The template as it is shipped."""
    page = layout.Page()
    page.to_unit("{{ 标题 }}")
    page.add(
        "为保证通报内容准确，现将根据你单位所报报表统计的有关数据（截至{{ 统计截至 }}，见附件）印送你单位，请认真核对。"
    )
    page.add("如有异议，请于{{ 反馈期限 }}前填写附件2，注明依据并附原始报表；逾期未反馈的，视为无异议。")
    page.signed("有关数据和超期问题", "异议反馈表")
    page.annex("有关数据和超期问题", 1)
    page.table("指标", of_unit.OF_FIGURE, (100, 56))
    page.add("{{ 超期说明 }}")
    page.table("超期问题", of_unit.OF_ISSUE, of_unit.ISSUE_WIDTHS, texts=of_unit.ISSUE_TEXTS)
    page.reply(
        "异议反馈表", 2, ("指标或问题编号", "通报数据", "本单位核实数据", "依据（报表名称、行号）"), (40, 30, 36, 50)
    )
    return page


DOCUMENT = Document("verification", "核对函", 20, FIELDS, fill, lay_out, needs="rows", to=lambda source: source.units)
