"""What is put wrong on purpose, over and above the plan's figures?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np

from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell, ErrorCell
from etl.sample.office import Office
from etl.sample.paper import Record

BAD_VISITS = (
    "bad-date",
    "unknown-place",
    "impossible-date",
    "missing-address",
    "error-cell",
    "unknown-unit",
    "ambiguous-place",
    "bad-date",
)
BAD_ISSUES = ("unknown-place", "error-cell")
BAD_DATES = ("三月下旬", "3月", "上周六", "待补", "见附表")
IMPOSSIBLE_DATES = ("2017.2.30", "2017-04-31", "2017年3月32日", "2107.3.20", "2016.3.18")
UNKNOWN_PLACES = ("红光大队", "幸福里村", "金星新社区", "第三农场")
UNKNOWN_UNITS = ("市大走访突击队", "市重点工程指挥部", "驻村联络组")
ERRORS = ("#REF!", "#VALUE!", "#N/A")


@cache
def _ambiguous_villages() -> list[str]:
    """Villages whose name stands in two districts."""
    where = defaultdict(set)
    for area in AREAS:
        where[area.village_name].add(area.district)
    return [area.village_name for area in AREAS if len(where[area.village_name]) > 1]


def spoilt_visit(record: Record, flaw: str, turn: int) -> Record:
    """A new family's row with one thing wrong in it, which nothing in the plan counts."""
    area = AREAS[record.village]
    wrong: dict[str, dict[str, Cell]] = {
        "bad-date": {"走访日期": BAD_DATES[turn % 5]},
        "impossible-date": {"走访日期": IMPOSSIBLE_DATES[turn % 5]},
        "unknown-place": {"村(社区)": UNKNOWN_PLACES[turn % 4]},
        "ambiguous-place": {
            "市(区)": "",
            "镇(街道)": "",
            "村(社区)": _ambiguous_villages()[turn % len(_ambiguous_villages())],
        },
        "unknown-unit": {"走访单位": UNKNOWN_UNITS[turn % 3]},
        "missing-address": {"家庭住址": "", "联系电话": ""},
        "error-cell": {"走访日期": ErrorCell(ERRORS[turn % 3])},
    }
    family = {
        "户主姓名": people.name(88_001 + 17 * turn),
        "联系电话": people.phone(9_000_000 + 1000 * record.village + turn),
        "家庭住址": people.address(area.village_kind == "村", people.stem(area.village_name), 60_000 + turn),
        **dict.fromkeys(("困难需求", "意见建议", "处理落实情况"), ""),
    }
    return Record({**record.cells, **family, **wrong[flaw]}, record.village, flaw)


def spoilt_issue(record: Record, flaw: str, turn: int) -> Record:
    """A new family's issue with one thing wrong in it."""
    wrong = {"unknown-place": {"村(社区)": UNKNOWN_PLACES[turn % 4]}, "error-cell": {"反映问题": ErrorCell("#REF!")}}
    family = {"反映人": people.name(77_003 + 19 * turn), "问题编号": f"X{turn:05d}"}
    return Record({**record.cells, **family, **wrong[flaw]}, record.village, flaw)


def mixed_in(office: Office, records: list[Record], spoilt: Sequence[Record], repeats: int) -> list[Record]:
    """The rows with the spoilt ones among them, and some rows repeated further down."""
    random = np.random.default_rng([office.plan.seed, office.index, 23, len(records)])
    mixed = list(records)
    for at in sorted(random.integers(0, len(records), min(repeats, len(records))).tolist(), reverse=True):
        record = records[at]
        mixed.insert(at + 1 + int(random.integers(0, 6)), Record(record.cells, record.village, is_repeat=True))
    for record in spoilt:
        mixed.insert(int(random.integers(0, len(mixed) + 1)), record)
    return mixed
