"""附件4 党员干部走访收集问题清单: what one cadre heard, handed to the own unit."""

from dataclasses import replace

from campaign.office.rules import ACCEPTED_DATE
from campaign.papers.fields import (
    HANDLING,
    ISSUE_TEXT_NEEDED,
    OUTCOME_OF_ISSUE,
    PLACE,
    PROPOSAL,
    RAISER,
    UNIT,
    UNIT_NEEDED,
    VISIT_DATE,
    VISITORS,
)
from campaign.papers.paper import Field, Merge, Need, Paper, Record

PAPER = Paper(
    id="cadre_list",
    order=5,
    label="附件4 走访收集问题清单",
    shape="list",
    fields=(
        Field("raised_by", ("走访对象", "走访对象姓名", "走访户"), personal=True),
        Field(
            "issue_text",
            ("反映问题或意见建议", "反映问题", "问题或意见建议", "反映问题(意见建议)"),
            personal=True,
        ),
        replace(PROPOSAL, is_offered=True),
        OUTCOME_OF_ISSUE,
        *(field for field in HANDLING if field != PROPOSAL),
        RAISER,
    ),
    about=(VISITORS, VISIT_DATE, UNIT, *PLACE),
    must_have=("raised_by", "issue_text", "proposal"),
    identity=(("raised_by",), ("issue_text",), ("visit_date",)),
    record=Record(
        "issues",
        needs=(
            UNIT_NEEDED,
            ISSUE_TEXT_NEEDED,
            Need("visit_date", f"表上方没有写走访时间；{ACCEPTED_DATE}", "date-missing"),
        ),
        same=("unit", "village", "raised_by", "issue_text"),
        stands="own",
        also=("object_issues",),
        own_merges={
            "issue-in-list": Merge("同一单位的同一个问题在走访收集问题清单中已有，以先写的一行为准", replaces=False),
            "issue-in-ledger": Merge("同一人反映的同一个问题在本单位问题台账中已有，以台账为准", replaces=False),
        },
    ),
)
