"""What is a form: which labels does it carry, and what does each mean?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal

import pyarrow as pa

from campaign import schema
from etl import values

TEXT = pa.string()
LONGEST_LABEL = 60
_FULL_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Field:
    """One column or box of a form: its name here, and every heading that offices print over it."""

    name: str
    headings: tuple[str, ...]
    parse: Callable[..., Any] | None = None
    type: pa.DataType = TEXT
    personal: bool = False
    bounded: bool = False
    """Whether its number comes with a bound: 80余 is at least 80."""
    money: Literal["元", "万元", ""] = ""
    """The unit of an amount of money; a label that says the other one is the `twin`'s."""
    twin: str = ""
    bare: bool = False
    """Beside a table: printed without a colon after its label, or, a place, without a label."""

    @property
    def label(self) -> str:
        """The heading of the official form, in full width."""
        return self.headings[0].translate(_FULL_WIDTH)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One paper of the campaign, recognised by its labels, never by a file's name.

    A `list` has a header and a row for each record; `boxes` is one record of label and value
    cells; `text` is running text, a record for each paragraph that tells a figure. `about` are facts
    that stand once, beside the table. `must_have` names the fields whose labels must all be there.
    """

    id: str
    label: str
    shape: Literal["list", "boxes", "text"]
    fields: tuple[Field, ...]
    must_have: tuple[str, ...]
    about: tuple[Field, ...] = ()
    marks_a_record: tuple[str, ...] = ()
    """A row in which all of these are blank is a printed line that nobody filled in; empty: any field counts."""
    above: tuple[str, ...] = ()
    """Where forms follow each other: the facts that stand above their table, the others below it; empty: all on one side."""
    needs_unit: bool = True
    """Whether a row of which nobody knows the unit is set aside; of forms that name a unit."""
    one: str = "户"
    """What one form of boxes is of, as it is counted in: 第2户."""
    identity: tuple[tuple[str, ...], ...] = ()
    """What says which record a row is, besides whose, where and of which period; of fields that stand together one is enough."""

    def field(self, name: str) -> Field:
        """The field called `name`, column or fact."""
        for field in (*self.fields, *self.about):
            if field.name == name:
                return field
        raise KeyError(f"{self.id}.{name}")

    @property
    def needs(self) -> str:
        """The labels that this form is recognised by, for a sentence."""
        return "、".join(self.field(name).label for name in self.must_have) or "写明走访户数、问题数的句子"


@lru_cache(maxsize=65536)
def heading_key(said: str) -> str:
    """A heading for comparing: half width, no spaces, no colon.

    >>> heading_key("市（区）"), heading_key("房屋 土地\\n"), heading_key("走访人：")
    ('市(区)', '房屋土地', '走访人')
    """
    return re.sub(r"[\s_:：*＊]+", "", values.plain(said))


def money_unit(key: str) -> str:
    """The unit of money that a heading key says in brackets; '' when it says none.

    >>> money_unit("集体总收入(万元)"), money_unit("集体总收入(单位元)"), money_unit("村(社区)")
    ('万元', '元', '')
    """
    match = re.search(r"\((?:单位)?(万?元)\)", key)
    return match[1] if match else ""


@lru_cache(maxsize=65536)
def without_brackets(key: str) -> str:
    """A heading key without what stands in brackets: 致贫原因及现状(贫困户填写) → 致贫原因及现状."""
    return re.sub(r"\(.*?\)", "", key)


RETURNED = tuple(Field(c.name.replace("source", "returned"), (c.label,)) for c in schema.SOURCE)
"""Columns of any list: the rejected row that this one corrects, as the workbook that went back names it."""

DATE = {"parse": values.parse_campaign_date, "type": pa.date32()}
COUNT = {"parse": values.parse_count, "type": pa.int64()}
PEOPLE = {"parse": partial(values.parse_quantity, counted_in=values.PEOPLE), "type": pa.int64(), "bounded": True}
HOUSEHOLDS = {
    "parse": partial(values.parse_quantity, counted_in=values.HOUSEHOLDS),
    "type": pa.int64(),
    "bounded": True,
}
CARDS = {"parse": partial(values.parse_quantity, counted_in=values.CARDS), "type": pa.int64(), "bounded": True}
ISSUES = {
    "parse": partial(values.parse_quantity, counted_in=values.ISSUES, none_is_zero=True),
    "type": pa.int64(),
    "bounded": True,
}
"""Counts that people round, each with the measure words that fit; where 无 answers how many issues, it is 0."""

DISTRICT = Field("district", ("市(区)", "辖市区", "辖市(区)", "区", "区县", "所属区", "县区", "市区", "市、区"))
TOWN = Field("town", ("镇(街道)", "镇街", "镇、街道", "乡镇", "街道", "乡镇(街道)", "街道(镇)", "所属镇街", "镇/街道"))
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
)
PLACE = (DISTRICT, TOWN, VILLAGE)
UNIT = Field(
    "unit",
    ("走访单位", "单位", "单位名称", "报送单位", "填报单位", "部门(单位)", "部门", "采集单位", "走访部门"),
)
VISITORS = Field("visitor_names", ("走访人", "走访人员", "走访干部", "采集人", "入户人员"), personal=True)
HEAD = Field("head_name", ("户主姓名", "户主", "姓名", "走访对象姓名"), personal=True)
PHONE = Field("phone", ("联系电话", "电话", "联系方式", "手机", "手机号", "电话号码"), personal=True)
ADDRESS = Field("address", ("家庭住址", "住址", "家庭地址", "地址", "详细地址"), personal=True)
MEMBERS = Field(
    "member_count",
    ("家庭成员数", "家庭人口", "人口数", "家庭人数", "成员数", "家庭成员(人)"),
    values.parse_family,
    pa.int64(),
)
INCOME = Field("income", ("家庭收入情况", "家庭收入", "家境情况", "收入情况", "家庭收入情况(家境情况)"), personal=True)
POVERTY = Field("poverty_cause", ("致贫原因及现状", "致贫原因", "贫困原因"), personal=True)
NEEDS = Field("needs_text", ("困难需求", "困难诉求", "存在困难", "困难及需求"), personal=True)
OPINION = Field("opinion_text", ("意见建议", "意见和建议", "意见及建议", "意见与建议"), personal=True)
OUTCOME = Field(
    "outcome_text",
    ("意见建议处理落实情况", "处理落实情况", "落实情况", "处理情况", "办理落实情况"),
    personal=True,
)
VISIT_DATE = Field("visit_date", ("走访日期", "走访时间", "入户日期", "入户时间", "日期"), **DATE)
VISIT_TYPE = Field("visit_type", ("走访方式", "走访类型", "方式"))
PERIOD = Field("period", ("时段", "周次", "统计时段", "报送时段", "统计周期", "时间段", "所属期", "汇总时间"))
FILLED_DATE = Field(
    "filled_date", ("填报日期", "填表日期", "报送日期", "制表日期"), parse=values.parse_date, type=pa.date32()
)
