"""Which fields do several papers print, under which headings, and what goes back without them?"""

from __future__ import annotations

from campaign.office.rules import ACCEPTED_DATE, HALF_EXAMPLE, WEEK_EXAMPLE
from campaign.papers.paper import Field, Need

DISTRICT = Field(
    "district", ("市(区)", "辖市区", "辖市(区)", "区", "区县", "所属区", "县区", "市区", "市、区"), "district"
)
TOWN = Field(
    "town", ("镇(街道)", "镇街", "镇、街道", "乡镇", "街道", "乡镇(街道)", "街道(镇)", "所属镇街", "镇/街道"), "town"
)
VILLAGE = Field(
    "village",
    (
        "村(社区)",
        "村社区",
        "村",
        "社区",
        "村、社区",
        "社区(村)",
        "村居",
        "所在村(社区)",
        "走访村(社区)",
        "村/社区",
    ),
    "village",
)
PLACE = (DISTRICT, TOWN, VILLAGE)
UNIT = Field(
    "unit",
    (
        *("走访单位", "单位", "单位名称", "报送单位", "填报单位", "部门(单位)", "部门", "采集单位", "走访部门"),
        *("上报单位", "填表单位", "填报部门", "报送部门", "制表单位"),
    ),
    "unit",
)
VISITORS = Field("visitor_names", ("走访人", "走访人员", "走访干部", "采集人", "入户人员"), personal=True, joined="、")
HEAD = Field("head_name", ("户主姓名", "户主", "姓名", "走访对象姓名"), personal=True)
PHONE = Field("phone", ("联系电话", "电话", "联系方式", "手机", "手机号", "电话号码"), personal=True)
ADDRESS = Field("address", ("家庭住址", "住址", "家庭地址", "地址", "详细地址"), personal=True)
MEMBERS = Field("member_count", ("家庭成员数", "家庭人口", "人口数", "家庭人数", "成员数", "家庭成员(人)"), "family")
INCOME = Field("income", ("家庭收入情况", "家庭收入", "家境情况", "收入情况", "家庭收入情况(家境情况)"), personal=True)
POVERTY = Field("poverty_cause", ("致贫原因及现状", "致贫原因", "贫困原因"), personal=True)
IS_POOR = Field(
    "told_poor",
    (
        *("是否贫困户", "是否困难户", "是否困难家庭", "是否贫困家庭", "是否低保户", "是否低收入户", "是否建档立卡户", "是否建档立卡"),
        *("贫困户", "困难家庭", "困难户", "家庭类型", "家庭类别", "困难类型", "贫困类型", "户别", "户类型"),
    ),
    personal=True, is_offered=False,
)  # fmt: skip
"""Whether a family is one of the poor, where a list has a column for it: an answer, or the kind of family."""
IS_SPECIAL = Field(
    "told_special",
    (
        *("特殊群体", "是否特殊群体", "特殊群体类别", "特殊群体类型", "特殊人群", "是否特殊人群", "特殊人群类别", "重点人群"),
        *("是否重点人群", "人群类别", "特殊家庭", "是否特殊家庭"),
    ),
    personal=True, is_offered=False,
)  # fmt: skip
"""Whether somebody of a family is of a special group, or of which."""
NEEDS = Field("needs_text", ("困难需求", "困难诉求", "存在困难", "困难及需求"), personal=True, joined="\n")
OPINION = Field("opinion_text", ("意见建议", "意见和建议", "意见及建议", "意见与建议"), personal=True, joined="\n")
ANSWER_WORDS = (
    "办理",
    "处理",
    "落实",
    "解决情况",
    "解决措施",
    "跟进",
    "推进",
    "协调情况",
    "进展",
    "答复",
    "回复",
    "帮办",
    "化解",
)
"""Words of which one in a heading says that it is of what became of a problem, whatever else it names."""
OUTCOME = Field(
    "outcome_text",
    ("意见建议处理落实情况", "处理落实情况", "落实情况", "处理情况", "办理落实情况"),
    personal=True,
    joined="\n",
)
OUTCOME_OF_ISSUE = Field(
    "outcome_text",
    ("办理情况", "办理结果", "办理情况结果", "处理情况", "落实情况"),
    personal=True, joined="\n", is_offered=False,
)  # fmt: skip
PROPOSAL = Field(
    "proposal",
    ("办理意见", "处理意见", "办理建议", "拟办意见", "拟办建议"),
    personal=True,
    joined="\n",
    is_offered=False,
)
CO_DEPARTMENT = Field(
    "co_department",
    ("协办单位", "协办部门", "配合单位", "配合部门", "协助单位", "会办单位", "会办部门", "协同单位"),
    personal=True, joined="、", is_offered=False,
)  # fmt: skip
HANDLED_BY = Field(
    "handled_by",
    ("经办人", "具体经办人", "承办人", "责任人", "办理人", "经办人员", "经办人(职务)", "责任人(职务)", "经办人职务"),
    personal=True, is_offered=False,
)  # fmt: skip
DOCUMENT_NO = Field(
    "document_no",
    (
        *("文号", "发文文号", "交办文号", "交办单编号", "交办单号", "交办件编号", "交办件文号", "交办单文号"),
        *("委托办理单编号", "委托办理单号", "委托单编号", "委托单号", "转办单编号", "转办单号", "转办文号", "函号"),
    ),
    "identifier",
    is_offered=False,
)  # fmt: skip
HANDLING = (PROPOSAL, CO_DEPARTMENT, HANDLED_BY, DOCUMENT_NO)
"""What a slip of 交办 or 委托办理 is printed from, besides who is to answer and by when."""
VISIT_DATE = Field("visit_date", ("走访日期", "走访时间", "入户日期", "入户时间", "日期"), "campaign date")
VISIT_TYPE = Field("visit_type", ("走访方式", "走访类型", "走访形式", "方式"), "visit type")
_DAYS = ("起止日期", "起止时间", "起止时段", "周期", "走访时间段", "走访时段")
PERIOD = Field(
    "period",
    ("时段", "统计时段", "报送时段", "统计周期", "时间段", "所属期", "汇总时间", "周次", *_DAYS),
    "period",
)
FILLED_DATE = Field("filled_date", ("填报日期", "填表日期", "报送日期", "制表日期"), "date")
SATISFACTION = Field(
    "satisfaction",
    ("是否满意", "群众是否满意", "满意情况", "满意度", "群众满意度", "群众满意情况", "满意程度"),
    "satisfaction",
    shown_as="群众是否满意",
)
OBJECT_TYPE = Field(
    "object_type",
    ("走访对象类别", "走访对象类型", "走访对象分类", "走访对象性质", "对象类别", "对象类型", "走访类别"),
    "raiser",
    else_under=("走访对象", "对象", "类别", "类型", "走访类型", "走访方式", "访别", "四访类别"),
    is_offered=False,
)
"""Of which kind each row's object is, where one list has all kinds."""
RAISER = Field(
    "raiser",
    (
        *("反映人类别", "反映人类型", "反映人身份", "反映对象类别", "反映主体", "反映对象", "诉求人类别", "来源类别"),
        *("走访对象类别", "走访对象类型", "对象类别", "对象类型"),
    ),
    "raiser",
    else_under=("问题来源", "来源", "信息来源", "来源渠道", "反映渠道", "走访类别", "走访类型", "走访对象"),
    is_offered=False,
)
"""Who each row's issue was raised by, as a kind."""
ISSUE_STATUS = Field(
    "status",
    ("是否解决", "解决情况", "办理状态", "是否办结", "状态", "是否已解决", "是否已办结", "办结情况"),
    "status",
    else_under=("办理结果", "办理情况结果", "处理结果", "办理情况", "处理情况", "落实情况"),
)
OBJECT_OPINION = Field(
    "opinion_text",
    ("意见建议", "意见和建议", "意见及建议", "意见与建议", "建议", "建议意见", "对策建议", "提出意见建议"),
    personal=True,
    joined="\n",
    worded=("建议", "意见"),
)
"""What an enterprise or a 名士 suggests."""
OBJECT_OUTCOME = Field(
    "outcome_text",
    (
        "办理情况",
        "办理结果",
        "处理情况",
        "落实情况",
        "处理落实情况",
        "办理落实情况",
        "解决措施",
        "采纳情况",
        "处理结果",
    ),
    personal=True,
    joined="\n",
    worded=ANSWER_WORDS,
)
OBJECT_SOLVED = Field("solved_date", ("办结日期", "解决日期", "办结时间", "完成日期"), "campaign date")
OBJECT_DATE = Field("visit_date", (*VISIT_DATE.headings, "反映日期", "登记日期", "收集日期"), "campaign date")
VISITED_HOUSEHOLDS = Field("household_count", ("走访户数", "走访家庭户数", "走访群众户数"), "households")

UNIT_NEEDED = Need(
    "unit", "没有写走访单位，文件也不在单位的文件夹里；请填写走访单位，或放进 单位/时段 文件夹", "unit-missing"
)
VILLAGE_NEEDED = Need(
    "village", "没有写村（社区），无法归到村；请填写市（区）、镇（街道）、村（社区）", "place-missing"
)
PERIOD_NEEDED = Need(
    "period",
    f"无法确定时段；请在表上写明，或放进写有时段的文件夹（如 {HALF_EXAMPLE}、{WEEK_EXAMPLE}）",
    "period-missing",
)
VISIT_DATE_NEEDED = Need("visit_date", f"没有写走访日期；{ACCEPTED_DATE}", "date-missing")
HEAD_NEEDED = Need("head_name", "没有写户主姓名，无法确认是哪一户", "name-missing")
ISSUE_TEXT_NEEDED = Need("issue_text", "没有写反映的问题；请填写问题内容，整行空白请删去", "text-missing")
