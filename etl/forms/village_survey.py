"""附件1 村（社区）调查表: what a village is like and what it lacks, one form a village, in label and value boxes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pyarrow as pa

from etl import values
from etl.forms.form import PLACE, UNIT, Field, Form
from etl.values import Problem

ONES = frozenset({"个"})


def parse_labelled(said: str, written_in: str, unit: values.MoneyUnit) -> float | Problem | None:
    """An amount in `unit`, whose label says that bare numbers are in `written_in`.

    >>> parse_labelled("35000000", "元", "万元"), parse_labelled("3.2", "万元", "元"), parse_labelled("3.2万元", "元", "万元")
    (3500.0, 32000.0, 3.2)
    """
    is_bare = re.search(r"\d", said) and not re.search("[元万亿块]", said)
    return values.parse_money(
        f"{values.plain(said)}{written_in}" if is_bare else said, unit, none_is_zero=unit == "万元"
    )


def _count(name: str, heading: str, *others: str, counted_in: frozenset[str], none_is_zero: bool = False) -> Field:
    parse = partial(values.parse_count, counted_in=counted_in, none_is_zero=none_is_zero)
    return Field(name, (heading, *others), parse, pa.int64())


def _money(name: str, unit: values.MoneyUnit, heading: str, *others: str) -> tuple[Field, Field]:
    """The printed box and its twin, for offices that write the other unit into the label."""
    other: values.MoneyUnit = "万元" if unit == "元" else "元"
    twin = f"{name}_{OTHER_UNIT}"
    parse, parse_twin = (partial(parse_labelled, written_in=written, unit=unit) for written in (unit, other))
    return (
        Field(name, (f"{heading}({unit})", *others), parse, pa.float64(), money=unit, twin=twin),
        Field(twin, (f"{heading}({other})",), parse_twin, pa.float64(), money=other),
    )


OTHER_UNIT = "otherwise"
"""Ends the name of a box whose label says the other unit."""
INCOMES, SUMS = ("income_per_head", "cadre_income"), ("collective_income", "operating_income", "collective_assets")
"""Boxes in 元 and boxes in 万元."""
ASPECTS = {
    "party_need": "基层党建",
    "economy_need": "村级经济发展",
    "service_need": "公共服务",
    "order_need": "社会治理及稳定",
    "work_need": "就业创业",
    "other_need": "其他",
}
"""The six 方面; not the seven categories of 附件5."""
_NEEDS = tuple(Field(name, (f"{aspect}方面", aspect), personal=True) for name, aspect in ASPECTS.items())

VILLAGE_SURVEY = Form(
    id="village_survey",
    label="附件1 村（社区）调查表",
    shape="boxes",
    fields=(
        _count("household_total", "总户数", "总户数(户)", "户数", counted_in=values.HOUSEHOLDS),
        _count("population", "总人口", "总人口(人)", "总人口数", "人口", counted_in=values.PEOPLE),
        *_money("income_per_head", "元", "人均可支配收入", "人均收入"),
        *_money(
            "cadre_income", "元", "村(社区)干部平均年收入", "村干部平均年收入", "社区干部平均年收入", "干部平均年收入"
        ),
        _count("hamlet_count", "自然村个数", "自然村数", "自然村(个)", counted_in=ONES, none_is_zero=True),
        _count(
            "villager_group_count", "村民小组个数", "村民小组数", "村民小组(个)", counted_in=ONES, none_is_zero=True
        ),
        _count("party_member_count", "党员人数", "党员数", "党员(人)", counted_in=values.PEOPLE),
        _count("party_branch_count", "党支部个数", "党支部数", "党支部(个)", counted_in=ONES, none_is_zero=True),
        _count(
            "graduate_official_count", "大学生村官人数", "大学生村官数", counted_in=values.PEOPLE, none_is_zero=True
        ),
        *_money(
            "collective_income", "万元", "2016年村(社区)集体总收入", "2016年村集体总收入", "村集体总收入", "集体总收入"
        ),
        *_money(
            "operating_income", "万元", "2016年村(社区)经营性收入", "2016年村经营性收入", "村经营性收入", "经营性收入"
        ),
        *_money(
            "collective_assets", "万元", "2016年村(社区)集体总资产", "2016年村集体总资产", "村集体总资产", "集体总资产"
        ),
        *_NEEDS,
    ),
    about=(
        Field("place", ("所属地", "所在地"), bare=True),
        *PLACE,
        replace(UNIT, bare=True),
        Field("secretary_name", ("书记", "村(社区)书记", "村书记", "社区书记", "党组织书记"), personal=True),
        Field("secretary_phone", ("书记电话", "书记联系电话", "电话"), personal=True),
        Field("contact_name", ("联系人", "走访单位联系人"), personal=True),
        Field("contact_phone", ("联系人电话", "联系人联系电话", "联系电话"), personal=True),
        Field("filled_date", ("日期", "填表日期", "填报日期", "调查日期"), values.parse_campaign_date, pa.date32()),
        *_NEEDS,
    ),
    must_have=("household_total", "population", "party_member_count"),
    above=("place", "district", "town", "village"),
    one="村",
    needs_unit=False,
)
