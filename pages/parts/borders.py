"""Where do the districts lie, and where are their names written?

Borders are shipped with the house: `data/reference/districts.geojson`. 经开区 has none in any source: a block is drawn for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil, cos, radians

from campaign.places import areas

Point = tuple[float, float]
"""Longitude and latitude."""

BORDERS = areas.REFERENCE / "districts.geojson"
STRETCH = 1 / cos(radians(31.6))
"""How much longer a degree of latitude is than one of longitude, here."""
NAME_AT: Mapping[str, Point] = {
    "溧阳市": (119.38, 31.40), "金坛区": (119.50, 31.71), "武进区": (119.90, 31.645), "新北区": (119.885, 31.93),
    "天宁区": (120.17, 31.97), "钟楼区": (119.60, 31.94), "经开区": (120.315, 31.648),
}  # fmt: skip
"""Where a district's name is written: next to the district where that is too small for it."""
LINE_TO: Mapping[str, tuple[Point, Point]] = {
    "天宁区": ((120.15, 31.915), (120.12, 31.835)), "钟楼区": ((119.645, 31.885), (119.785, 31.795)),
}  # fmt: skip
"""A line from a name next to its district into the district."""
BLOCK: tuple[Point, ...] = (
    (120.25, 31.67), (120.25, 31.78), (120.38, 31.78), (120.38, 31.67), (120.25, 31.67),
)  # fmt: skip
"""Drawn for 经开区, which has no border in any source: east of where its towns lie."""
NAMED_OUTSIDE = (*LINE_TO, "经开区")
"""Those whose name is written next to them, on the page."""
BLOCK_LABEL = "（示意，无边界）"
CLICK_STEP = 0.045
"""Between two points of a district that can be clicked, in degrees."""


@cache
def borders() -> dict[str, tuple[tuple[Point, ...], ...]]:
    """The rings of each district, islands and holes apart."""
    rings_by_name = {}
    collected = json.loads(BORDERS.read_text(encoding="utf-8")) if BORDERS.exists() else {"features": ()}
    for feature in collected["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings_by_name[feature["properties"]["name"]] = tuple(
            tuple((x, y) for x, y in ring) for rings in polygons for ring in rings
        )
    return rings_by_name


def rings_of(name: str) -> tuple[tuple[Point, ...], ...]:
    """The outline of a district or zone."""
    return (BLOCK,) if name == areas.ECONOMIC_ZONE else borders()[name]


def have_borders(names: Collection[str]) -> bool:
    """Whether each of the districts or zones can be drawn; another city's cannot, and are tiles."""
    return all(name in NAME_AT and (name == areas.ECONOMIC_ZONE or name in borders()) for name in names)


def is_inside(point: Point, rings: Sequence[Sequence[Point]]) -> bool:
    """Whether a point lies within the rings: a line from it crosses them an odd number of times."""
    x, y = point
    crossed = sum(
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for ring in rings
        for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return crossed % 2 == 1


@cache
def to_click(name: str) -> tuple[Point, ...]:
    """Points all over a district and at its name: what is filled cannot be clicked itself."""
    rings = rings_of(name)
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    grid = (
        (round(min(xs) + (i + 0.5) * CLICK_STEP, 3), round(min(ys) + (j + 0.5) * CLICK_STEP / STRETCH, 3))
        for i in range(ceil((max(xs) - min(xs)) / CLICK_STEP))
        for j in range(ceil((max(ys) - min(ys)) / CLICK_STEP * STRETCH))
    )
    return (NAME_AT[name], *(p for p in grid if is_inside(p, rings)))
