"""What does a row of the roster say of a unit?"""

from __future__ import annotations

import re

import pyarrow as pa

from campaign.places.areas import Area
from etl import values
from etl.rows.typed import Columns, TypedRows, by_text
from etl.values import Problem
from etl.values.places import PLACE_NUMBER

UNIT_IS_A_PERSON = Problem(
    "unit-names-a-person", "单位一栏写的是人名或号码，不能作单位名称；请写单位全称，姓名、电话写在联系人、联系电话两栏"
)
_BETWEEN = re.compile(r"[、,，;；\n/]+")


def _roster(rows: TypedRows) -> Columns:
    level = rows.parsed("level")
    group = rows.parsed("supervision_group")
    rows.require("unit", rows.parsed("unit"))
    names_a_person = by_text(rows.text("unit"), lambda text: not values.names_nobody(text), pa.bool_())
    rows.reject_where(names_a_person, "unit", UNIT_IS_A_PERSON)
    rows.require("level", level)
    return {
        "unit_text": rows.text("unit"),
        "unit_level": level,
        **rows.bounded("cadre_count"),
        "supervision_group": group,
        "is_trained": by_text(rows.text("is_trained"), _is_trained, pa.bool_()),
        "since": rows.parsed("since"),
        "until": rows.parsed("until"),
        "village_nos": pa.array(
            [_villages(rows, row, text) for row, text in enumerate(rows.text("villages").to_pylist())],
            pa.list_(pa.int32()),
        ),
        "short_names": by_text(rows.text("short_name"), _short_names, pa.list_(pa.string())),
        **{name: rows.text(name) for name in ("contact_name", "contact_phone")},
    }


TYPES = {"roster": _roster}


def _is_trained(text: str) -> bool | None:
    """Whether a unit has trained its visitors, as an office notes it beside others; a note that says neither is none.

    >>> [_is_trained(text) for text in ("是", "已组织", "2次", "否", "未开展", "0", "", "筹备中")]
    [True, True, True, False, False, False, None, None]
    """
    plain = values.plain(text)
    count = re.fullmatch(r"(\d+)[次场期]?", plain)
    if count:
        return int(count[1]) > 0
    if plain in values.YES or plain.startswith("已"):
        return True
    return False if plain in values.NO or plain.startswith(("未", "没有", "尚未")) else None


def _short_names(text: str) -> list[str]:
    """The names that one cell of 简称 lists, each once, but for those that are a person's.

    >>> _short_names("司法局、市司法、张三丰 10600002211")
    ['司法局', '市司法']
    """
    names = map(values.plain, _BETWEEN.split(text))
    return list(dict.fromkeys(name for name in names if name not in values.NOTHING and values.names_nobody(name)))


def village_numbers(text: str) -> list[int]:
    """The villages that a text lists, those that are one."""
    areas = (values.resolve_place("", "", name) for name in map(str.strip, _BETWEEN.split(text)) if name)
    return [PLACE_NUMBER[area.village_id] for area in areas if isinstance(area, Area)]


def _villages(rows: TypedRows, row: int, text: str) -> list[int]:
    """The villages that one cell lists; a name that is not one village sets the row aside."""
    numbers = []
    for name in filter(None, map(str.strip, _BETWEEN.split(text))):
        area = values.resolve_place("", "", name)
        if isinstance(area, Problem):
            rows.note(row, "villages", area)
        elif isinstance(area, Area):
            numbers.append(PLACE_NUMBER[area.village_id])
    return numbers
