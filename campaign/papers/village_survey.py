"""附件1 村（社区）调查表: what a village is like and what it lacks, one form a village, in label and value boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from campaign.office.rules import YEAR_BEFORE
from campaign.papers.fields import PLACE, UNIT, VILLAGE_NEEDED
from campaign.papers.paper import Field, KnownBy, Paper, Record

OTHER_UNIT = "otherwise"
"""Ends the name of a box whose label says the other unit."""


def _money(name: str, unit: Literal["元", "万元"], heading: str, *others: str) -> tuple[Field, Field]:
    """The printed box and its twin, for offices that write the other unit into the label."""
    other: Literal["元", "万元"] = "万元" if unit == "元" else "元"
    twin = f"{name}_{OTHER_UNIT}"
    return (
        Field(name, (f"{heading}({unit})", *others), f"money {unit}", money=unit, twin=twin),
        Field(twin, (f"{heading}({other})",), f"money {unit}", money=other),
    )


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


def _of_the_year_before(what: str) -> tuple[str, ...]:
    """How the label of a sum names its year: 2016年, 2016年度, 2016年末, 上年, or not at all."""
    years = (*(f"{YEAR_BEFORE}年{end}" for end in ("", "度", "末", "底")), "上年", "上年度", "上年末", "去年", "")
    return tuple(f"{year}{body}{what}" for year in years for body in ("村(社区)", "村", "社区", "村级", ""))


_FIGURES = (
    Field("household_total", ("总户数", "总户数(户)", "户数"), "households"),
    Field("population", ("总人口", "总人口(人)", "总人口数", "人口"), "people"),
    *_money("income_per_head", "元", "人均可支配收入", "人均收入"),
    *_money("cadre_income", "元", "村(社区)干部平均年收入", "村干部平均年收入", "社区干部平均年收入", "干部平均年收入"),
    Field("hamlet_count", ("自然村个数", "自然村数", "自然村(个)"), "things"),
    Field("villager_group_count", ("村民小组个数", "村民小组数", "村民小组(个)"), "things"),
    Field("party_member_count", ("党员人数", "党员数", "党员(人)"), "people"),
    Field("party_branch_count", ("党支部个数", "党支部数", "党支部(个)"), "things"),
    Field("graduate_official_count", ("大学生村官人数", "大学生村官数"), "people or none"),
    *_money(
        "collective_income",
        "万元",
        *_of_the_year_before("集体总收入"),
    ),
    *_money(
        "operating_income",
        "万元",
        *_of_the_year_before("经营性收入"),
    ),
    *_money(
        "collective_assets",
        "万元",
        *_of_the_year_before("集体总资产"),
    ),
)

PAPER = Paper(
    id="village_survey",
    order=4,
    label="附件1 村（社区）调查表",
    shape="boxes",
    fields=(*_FIGURES, *_NEEDS),
    about=(
        Field("place", ("所属地", "所在地"), personal=False, bare=True),
        *PLACE,
        replace(UNIT, bare=True),
        Field("secretary_name", ("书记", "村(社区)书记", "村书记", "社区书记", "党组织书记"), personal=True),
        Field("secretary_phone", ("书记电话", "书记联系电话", "电话"), personal=True),
        Field("contact_name", ("联系人", "走访单位联系人"), personal=True),
        Field("contact_phone", ("联系人电话", "联系人联系电话", "联系电话"), personal=True),
        Field("filled_date", ("日期", "填表日期", "填报日期", "调查日期"), "campaign date"),
        *_NEEDS,
    ),
    known_by=KnownBy(("unit_no", "place_no")),
    must_have=("household_total", "population", "party_member_count"),
    spares=(*(field.name for field in _FIGURES), "filled_date"),
    above=("place", "district", "town", "village"),
    one="村",
    record=Record(
        "village_profiles",
        needs=(replace(VILLAGE_NEEDED, field="place"),),
        same=("village",),
        rule="same-village",
        sentence="同一个村（社区）的调查表已有，以最后报来的为准",
    ),
)

INCOMES, SUMS = (tuple(f.name for f in PAPER.fields if f.twin and f.money == unit) for unit in ("元", "万元"))
"""Boxes in 元 and boxes in 万元."""
