"""走访台账: the list form of 附件3, one household a row."""

from dataclasses import replace

from campaign.papers.fields import (
    ADDRESS,
    ANSWER_WORDS,
    FILLED_DATE,
    HEAD,
    HEAD_NEEDED,
    INCOME,
    IS_POOR,
    IS_SPECIAL,
    MEMBERS,
    NEEDS,
    OBJECT_TYPE,
    OPINION,
    OUTCOME,
    PHONE,
    PLACE,
    POVERTY,
    UNIT,
    UNIT_NEEDED,
    VILLAGE_NEEDED,
    VISIT_DATE,
    VISIT_DATE_NEEDED,
    VISIT_TYPE,
    VISITORS,
)
from campaign.papers.paper import KnownBy, Merge, Paper, Record

KNOWN_BY = KnownBy(
    ("unit_no", "place_no", "name_key", "visit_date"),
    # of a door and a phone one may be mended, or the other
    besides="'' IN (r.address_key, a.address_key, r.phone_key, a.phone_key) OR r.address_key = a.address_key OR r.phone_key = a.phone_key",
)
_ANYBODY = (
    "走访对象",
    "走访对象名称",
    "受访对象",
    "被走访人",
    "姓名/名称",
    "姓名(名称)",
    "姓名或名称",
    "名称",
    "对象名称",
)
"""What is printed over the names of a list of all kinds, families and others."""
PAPER = Paper(
    id="visit_ledger",
    order=2,
    label="走访台账",
    shape="list",
    fields=(
        *PLACE,
        replace(HEAD, headings=(*HEAD.headings, *_ANYBODY)),
        PHONE,
        ADDRESS,
        MEMBERS,
        INCOME,
        POVERTY,
        IS_POOR,
        IS_SPECIAL,
        NEEDS,
        replace(OPINION, worded=("反映", "问题", "诉求")),
        replace(OUTCOME, worded=ANSWER_WORDS),
        VISITORS,
        UNIT,
        VISIT_DATE,
        VISIT_TYPE,
        OBJECT_TYPE,
    ),
    about=(*PLACE, UNIT, VISITORS, FILLED_DATE, VISIT_DATE),
    must_have=("head_name", "address", "visit_date"),
    known_by=KNOWN_BY,
    identity=(("head_name",), ("address", "phone"), ("visit_date",)),
    marks_a_record=("head_name", "phone", "address", "needs_text", "opinion_text", "visit_date"),
    record=Record(
        "visits",
        needs=(VILLAGE_NEEDED, UNIT_NEEDED, VISIT_DATE_NEEDED, HEAD_NEEDED),
        same=("household_id", "unit", "visit_date"),
        stands="own",
        also=("object_visits",),
        own_merges={
            "same-visit": Merge("同一户、同一单位、同一天的走访已有记录", replaces=False),
            "visit-corrected": Merge("同一户、同一单位、同一天的走访后来又报，写法有改动，以最后报来的为准"),
        },
    ),
)
