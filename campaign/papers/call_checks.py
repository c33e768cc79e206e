"""电话回访抽查表: households that an office draws and calls, to ask whether they were visited; one call a row."""

from campaign.office.rules import ACCEPTED_DATE
from campaign.papers.fields import ADDRESS, FILLED_DATE, HEAD, PHONE, PLACE, SATISFACTION
from campaign.papers.paper import Field, KnownBy, Need, Only, Paper, Record, columns
from campaign.papers.table import Dated, Table

_UNIT = Field(
    "unit",
    ("走访单位", "单位", "单位名称", "被抽查单位", "被查单位", "部门(单位)", "部门", "走访部门"),
    "unit",
)
"""Whoever fills in the sheet, 填报单位, is the office that calls, and not the unit that visited."""
_NUMBER = Field("check_no", ("抽查编号", "编号", "抽查序号", "回访编号"), "identifier")
_DATE = Field("call_date", ("回访日期", "回访时间", "抽查日期", "抽查时间", "电话回访日期"), "campaign date")
_ANSWERED = Field(
    "is_answered",
    ("是否接通", "接通情况", "电话是否接通", "是否接听", "是否打通"),
    "yes or no",
    yes=("接听", "已接听", "有人接听", "已接", "接了"),
    no=(
        "无人接听",
        "未接听",
        "没人接",
        "未接",
        "空号",
        "停机",
        "关机",
        "拒接",
        "挂断",
        "占线",
        "号码错误",
        "错号",
        "联系不上",
    ),
)
_VISITED = Field(
    "is_visited",
    ("是否走访过", "是否走访", "是否入户走访", "是否上门走访", "有无走访", "是否上门"),
    "yes or no",
    note="群众在电话里说的；说不清的为空",
    yes=(
        "走访过",
        "走访了",
        "已走访",
        "来过",
        "来过的",
        "来了",
        "上门过",
        "走访过一次",
        "走访过两次",
        "走访过几次",
        "来过一次",
        "来过两次",
        "来过几次",
    ),
    no=("未走访", "未走访过", "没走访", "没走访过", "没有走访", "没有走访过", "没来过", "没有来过", "未来过", "未上门"),
)
_WHEN = Field(
    "visited_when", ("走访时间", "走访日期", "何时走访"), personal=True, note="群众记得的走访时间，照原文，不作日期"
)
_CARD = Field(
    "has_card",
    ("是否留联系卡", "是否留下联系卡", "是否发放联系卡", "是否收到联系卡", "有无联系卡", "是否有联系卡"),
    "yes or no",
    yes=("留了", "已留", "留有", "收到", "已发放"),
    no=("未留", "没留", "没有留", "未收到", "没收到", "未发放"),
)
_TRUE = Field(
    "is_true",
    ("反映问题是否属实", "反映的问题是否属实", "问题是否属实", "是否属实"),
    "yes or no",
    yes=("属实", "基本属实"),
    no=("不属实",),
)
_SOLVED = Field(
    "is_solved",
    ("是否解决", "问题是否解决", "反映问题是否解决", "群众认为是否解决"),
    "solved as heard",
    note="群众说的，不是单位申报的",
)
_CALLER = Field("called_by", ("回访人", "回访人员", "抽查人", "抽查人员", "回访干部"), personal=True)
_ANSWERS = (_VISITED, _CARD, _TRUE, _SOLVED, SATISFACTION)
_FIELDS = (
    *(_NUMBER, _UNIT, *PLACE, HEAD, PHONE, ADDRESS, _DATE, _ANSWERED),
    *(_VISITED, _WHEN, _CARD, _TRUE, _SOLVED, SATISFACTION, _CALLER),
)

PAPER = Paper(
    id="call_checks",
    order=11,
    label="电话回访抽查表",
    shape="list",
    fields=_FIELDS,
    about=(_UNIT, *PLACE, FILLED_DATE),
    must_have=("call_date", "is_answered", "is_visited"),
    known_by=KnownBy(("unit_no", "check_no_key", "call_date"), ("place_no",)),
    identity=(("call_date",), ("check_no", "phone", "address")),
    marks_a_record=("call_date", "is_answered", *(answer.name for answer in _ANSWERS)),
    is_of_sender=False,
    record=Record(
        Table(
            "call_checks",
            "电话抽查",
            "一行一天打给一户的一次抽查电话；与单位自己的回访记录分开，从不相加",
            Dated("call_date", reaches_beyond=True),
            columns(*_FIELDS),
            one_of="family",
        ),
        needs=(
            Need("unit", "没有写是哪个单位走访的户；请在单位一栏填写走访单位", "unit-missing"),
            Need("call_date", f"没有写回访日期；{ACCEPTED_DATE}", "date-missing"),
            Need("is_answered", "没有写是否接通；请填写 是、否 之一，还没有打的电话整行不用报"),
            Need(
                "address",
                "抽查编号、联系电话、家庭住址均未填写，无法确认是哪一户；请至少填写一项",
                "household-unidentifiable",
                instead=("check_no", "phone"),
            ),
        ),
        only=(
            Only(
                tuple(answer.name for answer in _ANSWERS),
                where="is_answered",
                besides=("未联系上",),
                rule="followup-contradicts",
                sentence="没有接通，后面却有回答；没有接通的，是否走访过等各栏请空着",
            ),
        ),
        same=("unit", "village", "check_no", "head_name", "phone", "address", "call_date"),
        rule="same-call",
        sentence="同一户同一天的抽查电话已有记录，以最后报来的为准",
        follows="issues",
    ),
)
