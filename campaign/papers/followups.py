"""回访记录: one follow-up a row."""

from campaign.office.rules import ACCEPTED_DATE
from campaign.papers.fields import FILLED_DATE, PLACE, SATISFACTION, UNIT, UNIT_NEEDED
from campaign.papers.paper import Field, KnownBy, Need, Paper, Record, columns
from campaign.papers.table import Column, Dated, Table

_FIELDS = (
    Field(
        "issue_no",
        ("问题编号", "编号", "问题序号", "台账编号", "原问题编号"),
        "identifier",
        shown_as="原编号",
        note="回访记录上写的问题编号",
    ),
    UNIT,
    *PLACE,
    Field("followup_date", ("回访日期", "回访时间"), "campaign date"),
    Field("followup_method", ("回访方式", "回访形式"), "method", note="电话 或 入户"),
    Field("is_reached", ("是否联系上", "联系情况", "是否联系到", "联系上"), "reached"),
    Field(
        "is_solved",
        ("是否解决", "问题是否解决", "群众认为是否解决", "解决情况"),
        "solved as heard",
        note="群众说的，不是单位申报的",
    ),
    SATISFACTION,
    Field("followed_by", ("回访人", "回访人员", "回访干部"), personal=True),
)

PAPER = Paper(
    id="followups",
    order=10,
    label="回访记录",
    shape="list",
    fields=_FIELDS,
    about=(UNIT, *PLACE, FILLED_DATE),
    must_have=("issue_no", "followup_date", "satisfaction"),
    known_by=KnownBy(("unit_no", "issue_no_key", "followup_date"), ("place_no", "followup_method")),
    identity=(("issue_no",), ("followup_date",)),
    by_campaign_office=True,
    marks_a_record=("issue_no", "followup_date", "followup_method", "is_reached", "is_solved", "satisfaction"),
    record=Record(
        Table(
            "followups",
            "回访记录",
            "一行一次回访",
            Dated("followup_date", reaches_beyond=True),
            (
                Column("issue_id", "问题编号", "integer", "快照内编号：所回访的问题"),
                *columns(*_FIELDS),
                Column("satisfaction_written", "群众是否满意原文", note="照表上写的", personal=True),
            ),
            one_of="family",
        ),
        needs=(
            UNIT_NEEDED,
            Need(
                "issue_no",
                "没有写问题编号，无法知道回访的是哪个问题；请照本单位问题台账填写编号",
                "number-missing",
            ),
            Need("followup_date", f"没有写回访日期；{ACCEPTED_DATE}", "date-missing"),
        ),
        same=("issue_id", "followup_date", "followup_method", "is_reached"),
        stands="own",
        rule="same-followup",
        sentence="同一问题同一天的这次回访已有记录，以最后报来的为准",
        follows="issues",
    ),
)
