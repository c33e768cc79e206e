"""What does the slip say that reminds a unit of what is late: which issues, by how much, since which slip?"""

from __future__ import annotations

from datetime import timedelta

from campaign.judgement.ranking.questions import BY
from campaign.numbers.metrics import OVERDUE
from campaign.office import rules
from campaign.office.letterhead import full_day
from campaign.places.units import shown_name
from exports.documents import layout, of_unit
from exports.documents.document import Document, Field, Order, Source, Values

COLUMNS = {
    "编号": "issue_id",
    "交办文号": "document_no",
    "交办日期": "assigned_date",
    "村": "village_name",
    "内容": "issue_text",
    "时限": of_unit.DUE,
    "超期天数": of_unit.LATE,
}
OF_LATE = (
    Field("编号", "问题编号"),
    Field("交办文号", "交办单的文号；没有的写“—”"),
    Field("交办日期", "哪天交办；没有的写“—”"),
    Field("村", "村（社区）"),
    Field("内容", "问题内容，不含姓名、电话、住址"),
    Field("时限", "办理时限"),
    Field("超期天数", "到统计截至那天超了几天"),
)
FIELDS = (
    Field("单位", "发给哪家单位"),
    Field("统计截至", "2017年3月31日"),
    Field("件数", "超期未办结的共多少件"),
    Field("列出", "列不下的写明；都列出的为空"),
    Field("反馈期限", "发文日期加 letterhead.toml 的 reply_days"),
    Field("问题", "超期未办结的问题，一行一件，时限最早的在前", OF_LATE),
)


def fill(order: Order) -> Values:
    """The values of FIELDS; NotToUnit where nothing of the unit is late."""
    rows, count = of_unit.issues(order, OVERDUE.id, COLUMNS)
    if not count:
        raise of_unit.NotToUnit(f"{shown_name(order.unit)}截至{full_day(order.day)}没有超期未办结的问题，不用催办。")
    return {
        "单位": shown_name(order.unit),
        "统计截至": full_day(order.day),
        "件数": f"{count:,}",
        "列出": f"，此处列出时限最早的{len(rows)}件" if len(rows) < count else "",
        "反馈期限": full_day(order.issued + timedelta(days=order.letterhead.reply_days)),
        "问题": rows,
    }


def late(source: Source) -> list[str]:
    """The units of which something is late, by name."""
    found = source.with_any(OVERDUE, BY["handling"][0], as_of=source.day)
    return [unit for unit in found if unit != rules.OTHER_DEPARTMENT]


def lay_out() -> layout.Page:
    """The template as it is shipped."""
    page = layout.Page()
    page.to_unit("催办单")
    page.add("截至{{ 统计截至 }}，由你单位负责办理的问题有{{ 件数 }}件超过办理时限仍未办结（见附件{{ 列出 }}）。")
    page.add(
        "请逐件抓紧办理，于{{ 反馈期限 }}前书面反馈办理情况。确需延期的，请写明原因和预计办结日期；已办结的，请在下次报送的问题台账中写明办结日期和结果。"
    )
    page.signed("超期未办结问题清单")
    page.annex("超期未办结问题清单")
    headings = ("编号", "交办文号", "交办日期", "村（社区）", "问题内容", "办理时限", "超期天数")
    page.table("问题", OF_LATE, (14, 24, 20, 22, 42, 20, 14), headings=headings, texts=(4,))
    return page


DOCUMENT = Document("reminder", "催办单", 40, FIELDS, fill, lay_out, needs="rows", to=late)
