"""附件3 群众入户调查表: one household, in label and value boxes (Word or Excel)."""

from dataclasses import replace

from campaign.papers import visit_ledger
from campaign.papers.fields import (
    ADDRESS,
    HEAD,
    HEAD_NEEDED,
    INCOME,
    MEMBERS,
    NEEDS,
    OPINION,
    OUTCOME,
    PHONE,
    POVERTY,
    UNIT,
    UNIT_NEEDED,
    VILLAGE_NEEDED,
    VISIT_DATE,
    VISIT_DATE_NEEDED,
)
from campaign.papers.paper import Field, Paper

PAPER = Paper(
    id="household_form",
    order=3,
    label="附件3 群众入户调查表",
    shape="boxes",
    fields=(HEAD, PHONE, MEMBERS, ADDRESS, INCOME, POVERTY, NEEDS, OPINION, OUTCOME),
    about=(
        Field("place", ("所属地", "所属地区", "所在地"), personal=False),
        Field("visitor_names", ("采集人(单位)", "采集人", "走访人", "走访人(单位)"), personal=True),
        UNIT,
        VISIT_DATE,
    ),
    must_have=("head_name", "address", "opinion_text"),
    known_by=visit_ledger.KNOWN_BY,
    identity=(("head_name",), ("address", "phone"), ("visit_date",)),
    record=replace(
        visit_ledger.PAPER.record,
        needs=(replace(VILLAGE_NEEDED, field="place"), UNIT_NEEDED, VISIT_DATE_NEEDED, HEAD_NEEDED),
    ),
)
