"""附件2 联系卡发放数: how many cards a unit gave out, one row per unit, or village, and period."""

from etl.forms.form import CARDS, FILLED_DATE, HOUSEHOLDS, PERIOD, PLACE, UNIT, Field, Form

CARD_COUNTS = Form(
    id="card_counts",
    label="附件2 联系卡发放数",
    shape="list",
    fields=(
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
            **CARDS,
        ),
        Field("household_count", ("走访户数", "走访家庭户数", "走访群众户数"), **HOUSEHOLDS),
    ),
    about=(UNIT, *PLACE, PERIOD, FILLED_DATE),
    must_have=("card_count",),
    marks_a_record=("card_count", "household_count"),
)
