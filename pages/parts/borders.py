"""Where do the districts lie, and where are their names written?

Borders are shipped with the house: `data/reference/districts.geojson`. 经开区 has none in any source: a block is drawn for it.
A browser fetches all that a map fills from this server once, as one file, and keeps it; a map then only names its places.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from math import ceil, cos, floor, radians
from typing import Any

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
LEGEND_AT: Point = (119.70, 31.47)
"""South of 武进区 there is nothing."""
LEGEND_STEP = 0.052
LEGEND_ROWS = 7
"""Five steps of colour, what is hatched, and what is grey."""
HATCH_STEP, HATCH_WIDTH = 0.0224, 0.004
"""Eight pixels of a wide screen from one line of a hatching to the next; one and a half for the line."""


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


# ── what a browser fetches ────────────────────────────────────────────────────────────────────


def hatching(name: str) -> str:
    """What the lines over a place are called among the shapes."""
    return f"{name}/"


def legend_row(row: int) -> str:
    """What the square of a row of the legend is called among the shapes, the first row on top."""
    return f"legend-{row}"


@cache
def shapes() -> bytes:
    """All that a map fills, as GeoJSON: the districts and the block, the squares of the legend, and the lines over each."""
    rings_by_name = {name: rings_of(name) for name in (*borders(), areas.ECONOMIC_ZONE)}
    rings_by_name |= {legend_row(row): (_square(row),) for row in range(LEGEND_ROWS)}
    features = [_feature(name, [[ring] for ring in rings]) for name, rings in rings_by_name.items()]
    features += [
        _feature(hatching(name), [[line] for line in _lines_over(rings)]) for name, rings in rings_by_name.items()
    ]
    collected = {"type": "FeatureCollection", "features": features}
    return json.dumps(collected, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def address() -> str:
    """Where a page of this server fetches the shapes; another where they are others, so that a browser may keep them for ever."""
    return f"borders/{sha256(shapes()).hexdigest()[:12]}.json"


def _feature(name: str, polygons: Sequence[Sequence[Sequence[Point]]]) -> dict[str, Any]:
    clockwise = [[_clockwise(ring) for ring in polygon] for polygon in polygons]
    return {"type": "Feature", "id": name, "geometry": {"type": "MultiPolygon", "coordinates": clockwise}}


def _clockwise(ring: Sequence[Point]) -> list[Point]:
    """On a sphere a ring has two insides: what draws it takes the one on its right."""
    turned = sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(ring))
    return list(ring) if turned > 0 else list(ring)[::-1]


def _square(row: int) -> tuple[Point, ...]:
    x, y = LEGEND_AT[0], LEGEND_AT[1] - row * LEGEND_STEP
    half = LEGEND_STEP * 0.42
    left, right, low, high = x, x + 0.06, round(y - half, 4), round(y + half, 4)
    return ((left, low), (left, high), (right, high), (right, low), (left, low))


def _lines_over(rings: Sequence[Sequence[Point]]) -> Iterator[tuple[Point, ...]]:
    """Thin bands from the lower left to the upper right, each as long as it lies within the rings; none that is wider than long."""
    heights = [_height(point) for ring in rings for point in ring]
    for step in range(ceil(min(heights) / HATCH_STEP), floor(max(heights) / HATCH_STEP) + 1):
        height = step * HATCH_STEP
        ends = sorted(_crossed(rings, height))
        for left, right in zip(ends[::2], ends[1::2], strict=True):
            if right - left < HATCH_WIDTH:
                continue
            low, high = ((height + aside) / STRETCH for aside in (-HATCH_WIDTH / 2, HATCH_WIDTH / 2))
            corners = ((left, low), (left, high), (right, high), (right, low), (left, low))
            yield tuple((round(x, 3), round(x / STRETCH + y, 4)) for x, y in corners)


def _height(point: Point) -> float:
    """How far a point lies above the line from the lower left to the upper right through zero."""
    return point[1] * STRETCH - point[0]


def _crossed(rings: Sequence[Sequence[Point]], height: float) -> Iterator[float]:
    """The longitudes at which the line of a height enters or leaves the rings."""
    for ring in rings:
        for begin, end in pairwise(ring):
            if (_height(begin) > height) != (_height(end) > height):
                part = (height - _height(begin)) / (_height(end) - _height(begin))
                yield begin[0] + part * (end[0] - begin[0])
