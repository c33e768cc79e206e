"""What does the notice say that asks a unit to put things right: facts as of the day, the standard missed, what is asked, until when?

Only for a unit that the evidence of 督查排名 names on some measure: nobody else can be sent one.
"""

from __future__ import annotations

from datetime import timedelta

from campaign.judgement.ranking import BEHIND
from campaign.numbers.metrics import OVERDUE
from campaign.numbers.wording import format_share
from campaign.office.letterhead import full_day
from campaign.places.units import shown_name
from exports.documents import layout, of_unit
from exports.documents.document import Document, Field, Order, Values

FIELDS = (
    Field("单位", "发给哪家单位"),
    Field("统计截至", "2017年3月31日"),
    Field("事实", "几段话：哪个指标，多少，同类多少，依据"),
    Field("标准", "几段话：每个指标的底线"),
    Field("超期", "超期未办结的共多少件；没有的为空"),
    Field("整改期限", "发文日期加 letterhead.toml 的 rectify_days"),
    Field("超期问题", "超期未办结的问题，一行一件", of_unit.OF_ISSUE),
)


def fill(order: Order) -> Values:
    """The values of FIELDS; NotToUnit where no measure names the unit."""
    behind = of_unit.behind(order.source, order.unit)
    if not behind:
        raise of_unit.NotToUnit(
            f"{shown_name(order.unit)}截至{full_day(order.day)}没有列为{BEHIND}的指标，不能发整改通知书；有超期问题的可用催办单。"
        )
    rows, count = of_unit.issues(order, OVERDUE.id)
    return {
        "单位": shown_name(order.unit),
        "统计截至": full_day(order.day),
        "事实": [f"{standing.label}：{place.sentence}" for standing, place in behind],
        "标准": [
            f"{standing.group.name}{standing.label}的底线为{format_share(standing.floor or 0)}，同类水平为{format_share(standing.rate or 0)}。"
            for standing, _ in behind
        ],
        "超期": f"另有{count:,}件问题超过办理时限仍未办结（见附件1）。" if count else "",
        "整改期限": full_day(order.issued + timedelta(days=order.letterhead.rectify_days)),
        "超期问题": rows,
    }


def lay_out() -> layout.Page:
    """The template as it is shipped."""
    page = layout.Page()
    page.to_unit("整改通知书")
    page.add("根据你单位所报报表统计，截至{{ 统计截至 }}，你单位存在以下问题，请认真整改。")
    page.add("一、基本事实", layout.LEVEL1)
    page.each("事实")
    page.add("{%p if 超期 %}")
    page.add("{{ 超期 }}")
    page.add("{%p endif %}")
    page.add("二、未达到的标准", layout.LEVEL1)
    page.each("标准")
    page.add("三、整改要求", layout.LEVEL1)
    page.add("（一）逐件核实未解决的问题，明确责任人、措施和办结时间；暂不能解决的，向群众解释说明。")
    page.add("（二）于{{ 整改期限 }}前填写附件2，将整改情况书面报{{ 发文机关 }}。")
    page.add("（三）对事实有异议的，请在收到本通知后及时提出，并附原始报表。")
    page.signed("超期未办结问题清单", "整改情况反馈表")
    page.annex("超期未办结问题清单", 1)
    page.table("超期问题", of_unit.OF_ISSUE, of_unit.ISSUE_WIDTHS, texts=of_unit.ISSUE_TEXTS)
    page.reply(
        "整改情况反馈表",
        2,
        ("问题", "原因", "整改措施", "责任人", "完成时间", "结果"),
        (30, 30, 36, 18, 20, 22),
    )
    return page


DOCUMENT = Document("rectification", "整改通知书", 30, FIELDS, fill, lay_out, needs="rows", to=of_unit.named)
