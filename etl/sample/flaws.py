"""What is put wrong on purpose, over and above the plan's figures?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from campaign.areas import AREAS
from etl.sample import people
from etl.sample.books import Cell, ErrorCell
from etl.sample.desk import Line, Office

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


def _ambiguous_villages() -> list[int]:
    """Villages whose name stands in two districts."""
    where = defaultdict(set)
    for area in AREAS:
        where[area.village_name].add(area.district)
    return [i for i, area in enumerate(AREAS) if len(where[area.village_name]) > 1]


def spoilt_visit(line: Line, flaw: str, turn: int) -> Line:
    """A new family's row with one thing wrong in it, which nothing in the plan counts."""
    kind = AREAS[line.village].village_kind == "村"
    serial = 60_000 + turn
    new = {
        "户主姓名": people.names(np.array([88_001 + 17 * turn]))[0],
        "联系电话": people.phones(np.array([9_000_000 + 1000 * line.village + turn]))[0],
        "家庭住址": people.address(kind, people.stem(AREAS[line.village].village_name), serial),
    }
    if "意见建议" in line.cells:
        new |= {"困难需求": "", "意见建议": "", "处理落实情况": ""}
    match flaw:
        case "bad-date":
            new["走访日期"] = BAD_DATES[turn % 5]
        case "impossible-date":
            new["走访日期"] = IMPOSSIBLE_DATES[turn % 5]
        case "unknown-place":
            new["村(社区)"] = UNKNOWN_PLACES[turn % 4]
        case "ambiguous-place":
            twice = _ambiguous_villages()
            new |= {"市(区)": "", "镇(街道)": "", "村(社区)": AREAS[twice[turn % len(twice)]].village_name}
        case "unknown-unit":
            new["走访单位"] = UNKNOWN_UNITS[turn % 3]
        case "missing-address":
            new |= {"家庭住址": "", "联系电话": ""}
        case "error-cell":
            new["走访日期"] = ErrorCell(("#REF!", "#VALUE!", "#N/A")[turn % 3])
    return Line(line.cells | new, line.village, flaw)


def spoilt_issue(line: Line, flaw: str, turn: int) -> Line:
    """A new family's issue with one thing wrong in it."""
    new: dict[str, Cell] = {"反映人": people.names(np.array([77_003 + 19 * turn]))[0]}
    if "问题编号" in line.cells:
        new["问题编号"] = f"X{turn:05d}"
    if flaw == "unknown-place":
        new["村(社区)"] = UNKNOWN_PLACES[turn % 4]
    else:
        new["反映问题"] = ErrorCell("#REF!")
    return Line(line.cells | new, line.village, flaw)


def mixed_in(office: Office, lines: list[Line], spoilt: Sequence[Line], repeats: int) -> list[Line]:
    """The rows with the spoilt ones among them, and some rows repeated further down."""
    random = np.random.default_rng([office.plan.seed, office.index, 23, len(lines)])
    mixed = list(lines)
    for at in sorted(random.integers(0, len(lines), min(repeats, len(lines))).tolist(), reverse=True):
        line = lines[at]
        mixed.insert(at + 1 + int(random.integers(0, 6)), Line(line.cells, line.village, is_repeat=True))
    for line in spoilt:
        mixed.insert(int(random.integers(0, len(mixed) + 1)), line)
    return mixed
