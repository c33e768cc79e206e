"""By what can a number be split or narrowed, and which table has it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import pandas as pd

from campaign import schema
from campaign.office import rules
from campaign.papers.village_survey import ASPECTS
from campaign.places import areas
from campaign.places.units import shown_name

HARDSHIP = frozenset(c.name for table in schema.TABLES for c in table.columns if c.hardship)
"""The columns that say of a family how it is off."""
Where = tuple[tuple[str, tuple[object, ...]], ...]
"""Filters in a form that can be a cache's key: (dimension or column, values)."""


class CannotAnswer(ValueError):
    """A question that the declarations do not allow; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split a number; a table has it when it has the column."""

    id: str
    label: str
    column: str = ""
    """Empty for those that are cut from the table's dating column."""
    order: tuple[str, ...] = ()
    """The order in which the office lists the values; by value when empty."""
    banded_from: str = ""
    """The column that its bands are cut from: a day, from which they count to the as-of day, or a count."""
    only_in: str = ""
    """The one table that has it, where other tables mean something else by the same column."""
    distinguished_by: str = ""
    """A column that distinguishes two values of the same name."""
    searched_in: str = ""
    """The column in which its words are searched: it narrows numbers, and splits none."""
    of_one_family: bool = False
    """Narrows numbers to one family, and splits none: only for whoever may see names, or the sheets."""
    names_units: bool = False
    """Whether its values are units, some of which share a place's name."""

    @property
    def only_narrows(self) -> bool:
        """Whether no number can be split by it."""
        return bool(self.searched_in) or self.of_one_family

    @property
    def tells_hardship(self) -> bool:
        """Whether it says of families how they are off: by a column, or by any word that is searched for."""
        return bool(self.searched_in) or self.column in HARDSHIP


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("unit", "走访单位", "unit_name", names_units=True),
    Dimension("level", "单位级别", "unit_level", order=rules.LEVELS),
    Dimension("group", "督导小组", "supervision_group"),
    Dimension("district", "辖市区", "district", order=areas.DISTRICTS),
    Dimension("zone", "报送区", "zone", order=areas.ZONES),
    Dimension("town", "镇（街道）", "town_name"),
    Dimension("village", "村（社区）", "village_name", distinguished_by="village_id"),
    Dimension("village_id", "村（社区）代码", "village_id"),
    Dimension("village_kind", "村或社区", "village_kind", order=rules.VILLAGE_KINDS),
    Dimension("route_to", "半月汇总报送对象", "route_to"),
    Dimension("department", "承办单位", "department", names_units=True),
    Dimension("department_level", "承办单位级别", "department_level", order=rules.LEVELS),
    Dimension("handler", "责任单位", "handler", names_units=True),
    Dimension("handler_level", "责任单位级别", "handler_level", order=rules.LEVELS),
    Dimension("age_band", "反映时长", order=rules.AGE_BANDS, banded_from="raised_date"),
    Dimension("cadre_band", "走访户数分档", order=rules.CADRE_BANDS, banded_from="household_count", only_in="cadres"),
    Dimension("category", "类别", "category", order=(*rules.CATEGORIES, rules.UNCATEGORISED)),
    Dimension("subcategory", "二级类别", "subcategory", order=rules.SUBCATEGORIES),
    Dimension("category_basis", "类别依据", "category_basis", order=rules.CATEGORY_BASES),
    Dimension("block", "板块", "block", order=rules.BLOCKS),
    Dimension("route", "办理方式", "route", order=rules.ROUTES),
    Dimension("status", "是否解决", "status", order=rules.STATUSES),
    Dimension("difficulty", "难易程度", "difficulty"),
    Dimension("month", "月份"),
    Dimension("half", "半月"),
    Dimension("week", f"周（{rules.WEEK_BEGINS}）"),
    Dimension("day", "日期"),
    Dimension("weekday", "星期", order=rules.WEEKDAYS),
    Dimension("weekend", "工作日或周末", order=rules.WEEKEND),
    Dimension("form", "表种", "form"),
    Dimension("rule", "规则", "rule"),
    Dimension("field", "栏目", "field"),
    Dimension("period", "时段", "period_label"),
    Dimension("report_kind", "报表", "report_kind"),
    Dimension("visit_type", "走访方式", "visit_type", order=rules.VISIT_TYPES),
    Dimension("off_hours", "错时走访", "is_off_hours", order=rules.YES_NO),
    Dimension("is_poor", "困难家庭", "is_poor", order=rules.YES_NO),
    Dimension("is_special", "特殊群体", "is_special", order=rules.YES_NO),
    Dimension("issue_band", "该户问题数", order=rules.ISSUE_BANDS, banded_from="household_issue_count"),
    Dimension("visit_band", "该户走访次数", order=rules.VISIT_BANDS, banded_from="household_visit_count"),
    Dimension("household_id", "家庭编号", "household_id", of_one_family=True),
    Dimension("object_type", "走访对象", "object_type", order=rules.OBJECT_TYPES),
    Dimension("raised_by", "反映主体", "raiser", order=rules.RAISERS),
    Dimension("check", "核对事项", "check", order=rules.CHECKS),
    Dimension("message_category", "一级分类", "message_category"),
    Dimension("aspect", "方面", "aspect", order=tuple(ASPECTS.values())),
    Dimension("outcome", "对账结果", "outcome", order=rules.OUTCOMES),
    Dimension("text", "关键词", searched_in="issue_text"),
)
UNITS = frozenset(d.id for d in DIMENSIONS if d.names_units)
UNIT_COLUMNS = frozenset(d.column for d in DIMENSIONS if d.names_units) | {"first_unit_name"}
"""The columns that hold a unit."""
TIMES = ("month", "half", "week", "day")
OF_DAY = (*TIMES, "weekday", "weekend")
"""What is cut from a row's day."""
AREA = ("district", "zone", "town", "village", "village_id", "village_kind", "route_to")
OF_HOUSEHOLD = ("is_poor", "is_special", "issue_band", "visit_band", "household_id")
"""What every visit to one household has in common."""
FLAGGED = frozenset((*AREA, *OF_DAY, *OF_HOUSEHOLD, "unit", "level", "group", "object_type"))
"""Dimensions by which households can be counted without a DISTINCT, thanks to the first-visit flags: a household counts
on the day of the visit that is counted for it, its first one, or its first one in the period."""


def shown(name: str, value: object) -> str:
    """A value of a dimension or a column as a reader sees it.

    >>> shown("unit", "天宁区"), shown("first_unit_name", "市民政局"), shown("district", "天宁区")
    ('天宁区（本级）', '市民政局', '天宁区')
    >>> shown("raised_date_basis", "written"), shown("source_field", "needs_text")
    ('表上注明', '困难需求')
    """
    if name in schema.CODED:
        return schema.CODED[name].get(str(value), str(value))
    return shown_name(str(value)) if name in UNITS or name in UNIT_COLUMNS else str(value)


def as_shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows or numbers with their units, and what is stored as a code, as a reader sees them; what is empty stays so."""
    written_otherwise = UNITS | UNIT_COLUMNS | schema.CODED.keys()
    names = [name for name in frame.columns if name in written_otherwise]
    return frame.assign(**{name: frame[name].map(partial(shown, name), na_action="ignore") for name in names})


def dimension(dimension_id: str) -> Dimension:
    """The dimension; CannotAnswer when there is none of that id."""
    for declared in DIMENSIONS:
        if declared.id == dimension_id:
            return declared
    known = "、".join(f"{d.id}（{d.label}）" for d in DIMENSIONS)
    raise CannotAnswer(f"没有“{dimension_id}”这个维度。现有维度：{known}。")


@cache
def dimensions_of(table: str) -> tuple[Dimension, ...]:
    """The dimensions that the table has."""
    declared = schema.table(table)
    public, every = ({c.name for c in columns} for columns in (declared.public, declared.columns))
    return tuple(
        d
        for d in DIMENSIONS
        if (d.id in OF_DAY and declared.dated_by)
        or (
            (d.column or d.banded_from or d.searched_in) in (every if d.of_one_family else public)
            and d.only_in in ("", table)
        )
    )


def splitting(dimension_id: str) -> Dimension:
    """The dimension, to split numbers by; CannotAnswer when it only narrows them."""
    declared = dimension(dimension_id)
    if declared.only_narrows:
        raise CannotAnswer(f"维度“{declared.label}”（{declared.id}）只能用来筛选，不能用来分组。")
    return declared


def column_of(table: str, dimension_id: str) -> str:
    """The table's column behind the dimension; CannotAnswer when the table does not have it."""
    wanted = dimension(dimension_id)
    declared = dimensions_of(table)
    if wanted not in declared:
        known = "、".join(f"{d.id}（{d.label}）" for d in declared) or "无"
        raise CannotAnswer(
            f"“{schema.table(table).label}”表不能按“{wanted.label}”（{wanted.id}）统计。可用维度：{known}。"
        )
    return (
        schema.table(table).dated_by
        if wanted.id in OF_DAY
        else wanted.column or wanted.banded_from or wanted.searched_in
    )
