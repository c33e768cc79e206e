"""附件2 联系卡发放数: how many cards a unit gave out, one row per unit, or village, and period."""

from campaign.papers.fields import (
    FILLED_DATE,
    PERIOD,
    PERIOD_NEEDED,
    PLACE,
    UNIT,
    UNIT_NEEDED,
    VISITED_HOUSEHOLDS,
)
from campaign.papers.paper import Field, Need, Paper, Record, columns
from campaign.papers.table import Dated, Table

_FIELDS = (
    UNIT,
    *PLACE,
    PERIOD,
    Field(
        "card_count",
        (
            "发放张数",
            "发放联系卡张数",
            "联系卡发放张数",
            "发放走访联系卡张数",
            "走访联系卡发放张数",
            "发放联系卡(张)",
            "联系卡发放数(张)",
            "发放数(张)",
            "发放数量",
        ),
        "cards",
    ),
    VISITED_HOUSEHOLDS,
)

PAPER = Paper(
    id="card_counts",
    order=11,
    label="附件2 联系卡发放数",
    shape="list",
    fields=_FIELDS,
    about=(UNIT, *PLACE, PERIOD, FILLED_DATE),
    must_have=("card_count",),
    marks_a_record=("card_count", "household_count"),
    record=Record(
        Table(
            "card_counts",
            "联系卡发放数",
            "一行一个单位在一个时段报来的走访联系卡（附件2）发放张数",
            Dated("period_end", reaches_beyond=True),
            columns(*_FIELDS),
        ),
        needs=(
            UNIT_NEEDED,
            PERIOD_NEEDED,
            Need("card_count", "没有写发放张数；请填写一个整数，没有发放请填 0", "count-missing"),
        ),
        same=("unit", "village", "period"),
        rule="same-cards",
        sentence="同一单位同一时段的发放张数已有，以最后报来的为准",
        follows="due_reports",
    ),
)
