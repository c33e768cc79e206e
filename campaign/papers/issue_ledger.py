"""问题台账: one issue a row, kept by a unit through its handling."""

from dataclasses import replace

from campaign.office.rules import ACCEPTED_DATE
from campaign.papers.fields import (
    FILLED_DATE,
    HANDLING,
    ISSUE_STATUS,
    ISSUE_TEXT_NEEDED,
    OUTCOME_OF_ISSUE,
    PLACE,
    RAISER,
    UNIT,
    UNIT_NEEDED,
    VILLAGE_NEEDED,
    VISITORS,
)
from campaign.papers.paper import Field, KnownBy, Need, Paper, Record

PAPER = Paper(
    id="issue_ledger",
    order=6,
    label="问题台账",
    shape="list",
    fields=(
        Field("sequence", ("序号",), personal=False),
        Field("issue_no", ("问题编号", "编号", "问题序号", "台账编号"), "identifier"),
        *PLACE,
        UNIT,
        VISITORS,
        Field("raised_by", ("反映人", "反映人姓名", "诉求人", "户主姓名", "企业名称"), personal=True),
        Field(
            "raised_date",
            ("反映日期", "登记日期", "登记时间", "收集日期", "反映时间", "走访日期"),
            "campaign date",
        ),
        Field(
            "issue_text",
            (
                "反映问题",
                "问题内容",
                "反映问题或意见建议",
                "具体问题",
                "问题",
                "反映的问题",
                "反映内容",
                "诉求内容",
                "问题描述",
            ),
            personal=True,
        ),
        Field("block", ("板块", "问题性质"), "block"),
        Field("category", ("类别", "问题类别", "分类", "问题分类"), "category"),
        Field("department", ("承办单位", "责任单位", "责任部门", "办理单位", "承办部门"), personal=False),
        Field("route", ("办理方式", "办理情况方式", "处理方式", "办理途径", "处理途径", "办理形式"), "route"),
        Field("assigned_date", ("交办日期", "交办时间", "转办日期", "办理情况交办日期"), "campaign date"),
        Field("due_date", ("办理时限", "办理情况时限", "办结时限", "完成时限", "时限"), "campaign date"),
        replace(OUTCOME_OF_ISSUE, is_offered=True),
        *HANDLING,
        ISSUE_STATUS,
        Field("solved_date", ("办结日期", "解决日期", "办结时间", "完成日期"), "campaign date"),
        Field("followup_method", ("回访方式",), "method"),
        Field("followup_date", ("回访日期", "回访时间"), "campaign date"),
        Field(
            "satisfaction",
            ("群众是否满意", "是否满意", "满意情况", "满意度", "群众满意度", "群众满意情况", "满意程度"),
            "satisfaction",
        ),
        Field("difficulty", ("难易程度", "难度"), "difficulty"),
        RAISER,
    ),
    about=(*PLACE, UNIT, FILLED_DATE),
    must_have=("issue_text", "status"),
    known_by=KnownBy(
        # offices begin again at 1: a number is one within a period, of one person or one text
        ("unit_no", "issue_no_key", "sheet_period"),
        ("place_no", "name_key"),
        besides="r.text_key = '' OR r.text_key = a.text_key OR (r.name_key <> '' AND r.name_key = a.name_key)",
    ),
    identity=(("issue_text",),),
    marks_a_record=("issue_text", "raised_by", "issue_no", "village", "status"),
    record=Record(
        "issues",
        needs=(
            VILLAGE_NEEDED,
            UNIT_NEEDED,
            Need("raised_date", f"没有写反映日期，也无从知道时段；{ACCEPTED_DATE}", "date-missing"),
            ISSUE_TEXT_NEEDED,
        ),
        same=("unit", "village", "raised_by", "issue_text", "issue_no"),
        stands="own",
        also=("object_issues",),
        rule="same-issue",
        sentence="同一单位的同一个问题已有记录，以最后报来的为准",
    ),
)
