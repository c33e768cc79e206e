"""回访记录: one follow-up a row."""

import pyarrow as pa

from etl import values
from etl.forms.form import DATE, FILLED_DATE, PLACE, UNIT, Field, Form

FOLLOWUPS = Form(
    id="followups",
    label="回访记录",
    shape="list",
    fields=(
        Field("issue_no", ("问题编号", "编号", "问题序号", "台账编号", "原问题编号")),
        UNIT,
        *PLACE,
        Field("followup_date", ("回访日期", "回访时间"), **DATE),
        Field("followup_method", ("回访方式", "回访形式"), values.parse_method),
        Field("is_reached", ("是否联系上", "联系情况", "是否联系到", "联系上"), values.parse_reached, pa.bool_()),
        Field(
            "is_solved",
            ("是否解决", "问题是否解决", "群众认为是否解决", "解决情况"),
            values.parse_said_solved,
            pa.bool_(),
        ),
        Field("satisfaction", ("是否满意", "群众是否满意", "满意情况", "满意度"), values.parse_satisfaction),
        Field("followed_by", ("回访人", "回访人员", "回访干部"), personal=True),
    ),
    about=(UNIT, *PLACE, FILLED_DATE),
    must_have=("issue_no", "followup_date", "satisfaction"),
    identity=(("issue_no",), ("followup_date",)),
    marks_a_record=("issue_no", "followup_date", "followup_method", "is_reached", "is_solved", "satisfaction"),
)
