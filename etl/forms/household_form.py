"""附件3 群众入户调查表: one household, in label and value boxes (Word or Excel)."""

from etl.forms.form import (
    ADDRESS,
    HEAD,
    INCOME,
    MEMBERS,
    NEEDS,
    OPINION,
    OUTCOME,
    PHONE,
    POVERTY,
    UNIT,
    VISIT_DATE,
    Field,
    Form,
)

HOUSEHOLD_FORM = Form(
    id="household_form",
    label="附件3 群众入户调查表",
    shape="boxes",
    fields=(HEAD, PHONE, MEMBERS, ADDRESS, INCOME, POVERTY, NEEDS, OPINION, OUTCOME),
    about=(
        Field("place", ("所属地", "所属地区", "所在地")),
        Field("visitor_names", ("采集人(单位)", "采集人", "走访人", "走访人(单位)"), personal=True),
        UNIT,
        VISIT_DATE,
    ),
    must_have=("head_name", "address", "opinion_text"),
    identity=(("head_name",), ("address", "phone"), ("visit_date",)),
)
