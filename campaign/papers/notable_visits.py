"""名士走访台账 (名士走访表): one visit of a 名士 a row, with what he or she suggests."""

from dataclasses import replace

from campaign.papers import enterprise_visits
from campaign.papers.fields import (
    FILLED_DATE,
    ISSUE_STATUS,
    OBJECT_DATE,
    OBJECT_OPINION,
    OBJECT_OUTCOME,
    OBJECT_SOLVED,
    PHONE,
    PLACE,
    UNIT,
    UNIT_NEEDED,
    VISIT_DATE_NEEDED,
    VISITORS,
)
from campaign.papers.paper import Field, Need, Paper

PAPER = Paper(
    id="notable_visits",
    order=13,
    label="名士走访台账",
    shape="list",
    fields=(
        *PLACE,
        Field(
            "object_name",
            (
                *("名士姓名", "名士", "走访名士", "走访名士姓名", "名士名单", "姓名", "走访对象姓名", "走访对象"),
                *("受访人", "受访人姓名", "乡贤", "乡贤姓名", "走访乡贤", "人才姓名", "专家姓名", "劳模姓名"),
            ),
            personal=True,
        ),
        Field(
            "object_kind",
            (
                *("类别", "名士类别", "类型", "名士类型", "称号", "荣誉称号", "身份", "身份类别", "人才类别"),
                *("主要荣誉", "头衔", "界别"),
            ),
            personal=True,
        ),
        Field(
            "workplace",
            ("工作单位", "所在单位", "工作单位及职务", "单位及职务", "单位职务", "职务", "现任职务"),
            personal=True,
        ),
        PHONE,
        Field("address", ("家庭住址", "住址", "地址", "联系地址", "详细地址"), personal=True),
        replace(
            OBJECT_OPINION,
            headings=(
                *OBJECT_OPINION.headings,
                *("意见、建议", "主要意见建议", "反映问题或意见建议", "反映问题", "问题建议", "诉求", "建言献策"),
            ),
        ),
        OBJECT_OUTCOME,
        ISSUE_STATUS,
        OBJECT_SOLVED,
        VISITORS,
        UNIT,
        OBJECT_DATE,
    ),
    about=(*PLACE, UNIT, VISITORS, FILLED_DATE, OBJECT_DATE),
    must_have=("object_name", "visit_date"),
    also_boxes=True,
    titled=("名士", "乡贤", "贤达", "知名人士"),
    one="位",
    known_by=enterprise_visits.PAPER.known_by,
    identity=enterprise_visits.PAPER.identity,
    marks_a_record=("object_name", "phone", "opinion_text"),
    record=replace(
        enterprise_visits.PAPER.record,
        needs=(
            UNIT_NEEDED,
            VISIT_DATE_NEEDED,
            Need("object_name", "没有写名士姓名，不知道走访的是哪一位", "name-missing"),
        ),
    ),
)
