"""What does an 附件1 say of its village, and can its figures all be true beside one another?

A figure that cannot be true beside another (more members of the party than people, ten people to a household, 元 in a box
of 万元) is taken for neither: both boxes are named and left blank, and the rest of the paper is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from campaign.papers.village_survey import ASPECTS, INCOMES, OTHER_UNIT, SUMS
from etl import values
from etl.rows.typed import Columns, TypedRows, place_number
from etl.values import Problem

PEOPLE_A_HOUSEHOLD = (1.5, 6.0)
"""总人口 to 总户数: outside of it one of the two was counted in something else."""
YEARLY_INCOME = (3_000, 200_000)
"""元 a year, of a head or of a village cadre."""
COUNTS = (
    *("household_total", "population", "hamlet_count", "villager_group_count", "party_member_count"),
    *("party_branch_count", "graduate_official_count"),
)
PEOPLE = ("secretary_name", "secretary_phone", "contact_name", "contact_phone")
_NEXT_NUMBER = re.compile(
    r"(?<=[。；;！\n])\s*(?:\d{1,2}[.、．]|[一二三四五六][、.]|[(（][一二三四五六\d][)）][、.]?)\s*$"
)
"""The number of the next 方面, where all six are written one after the other."""
_ON_OTHER_PAPER = re.compile(r"(详?见|另)附.{0,6}|附后|附页")


def _survey(rows: TypedRows) -> Columns:
    place_no = _places(rows)
    rows.require("place", place_no)
    figures: dict[str, pa.Array] = {}
    for name in COUNTS:
        figures |= rows.bounded(name)
    for name in (*INCOMES, *SUMS):
        figures[name] = pc.coalesce(rows.parsed(name), rows.parsed(f"{name}_{OTHER_UNIT}"))
    _check(rows, figures)
    return {
        "place_no": place_no,
        "unit_text": rows.text("unit"),
        **figures,
        "filled_date": rows.parsed("filled_date"),
        **{name: rows.parsed(name) for name in PEOPLE},
        **{name: _need(rows, name) for name in ASPECTS},
    }


TYPES = {"village_survey": _survey}


def _places(rows: TypedRows) -> pa.Array:
    """The number of each paper's village: the line above the table, or its labelled parts."""
    printed, parts = rows.text("place"), [rows.text(name) for name in ("district", "town", "village")]

    def number(text: str) -> int | Problem | None:
        line, *labelled = text.split("\x1f")
        on_line = values.split_place(line)
        each = zip(labelled, on_line, strict=True)
        district, town, village = (values.split_place(label).village or name for label, name in each)
        return place_number(district, town, village)

    return rows.mapped(pc.binary_join_element_wise(printed, *parts, "\x1f"), number, "place", pa.int32(), "survey")


def _check(rows: TypedRows, figures: dict[str, pa.Array]) -> None:
    """Names the figures that cannot all be true, and blanks them."""
    _doubt(
        rows,
        figures,
        pc.equal(figures["household_total"], 0),
        ("household_total",),
        "no-households",
        lambda row: f"总户数（{_at(rows, row, 'household_total')}）是 0；请填写全村户数，没有统计请留空",
    )
    households, people = figures["household_total"], figures["population"]
    ratio = pc.divide(people.cast(pa.float64()), households.cast(pa.float64()))
    least, most = PEOPLE_A_HOUSEHOLD
    _doubt(
        rows,
        figures,
        pc.or_(pc.less(ratio, least), pc.greater(ratio, most)),
        ("population", "household_total"),
        "people-per-household",
        lambda row: (
            f"{_pair(rows, row, 'population', 'household_total')}，平均每户 {ratio[row].as_py():.1f} 人，"
            f"不在 {least:g} 到 {most:g} 人之间；请核对这两格，是否把户和人填反"
        ),
    )
    _doubt(
        rows,
        figures,
        pc.greater(figures["party_member_count"], figures["population"]),
        ("party_member_count", "population"),
        "members-over-people",
        lambda row: f"{_pair(rows, row, 'party_member_count', 'population')}，党员比人口还多；请核对这两格",
    )
    income = "operating_income"
    _doubt(
        rows,
        figures,
        pc.greater(figures[income], figures["collective_income"]),
        (income, "collective_income"),
        "operating-over-total",
        lambda row: (
            f"{_pair(rows, row, income, 'collective_income')}，经营性收入大于集体总收入；请核对这两格，单位都是万元"
        ),
    )
    lowest, highest = YEARLY_INCOME
    for name in INCOMES:
        label = rows.form.field(name).label
        _doubt(
            rows,
            figures,
            pc.or_(pc.less(figures[name], lowest), pc.greater(figures[name], highest)),
            (name,),
            "income-out-of-range",
            lambda row, income=figures[name], name=name, label=label: (
                f"{label}（{_at(rows, row, name)}）折合 {income[row].as_py():,.0f} 元，"
                f"不在 {lowest:,} 到 {highest:,} 元之间；请核对数字和单位"
            ),
        )


def _doubt(
    rows: TypedRows,
    figures: dict[str, pa.Array],
    mask: pa.Array,
    fields: Sequence[str],
    rule: str,
    sentence: Callable[[int], str],
) -> None:
    """Notes the first of the fields in every row where `mask` holds, and blanks all of them there."""
    mask = pc.fill_null(mask, False)
    for row in pc.indices_nonzero(mask).to_pylist():
        rows.note(row, fields[0], Problem(rule, sentence(row)))
    for name in fields:
        for column in (name, f"{name}_bound"):
            if column in figures:
                figures[column] = pc.if_else(mask, None, figures[column])


def _pair(rows: TypedRows, row: int, *names: str) -> str:
    """Both boxes with what they say: 总人口（D3）写的是 912，总户数（B3）写的是 700."""
    parts = [
        f"{rows.form.field(n).label}（{_at(rows, row, n)}）写的是 {values.excerpt(_written(rows, row, n))}"
        for n in names
    ]
    return "，".join(parts)


def _written(rows: TypedRows, row: int, name: str) -> str:
    return rows.text(name)[row].as_py() or (
        rows.text(f"{name}_{OTHER_UNIT}")[row].as_py() if name in (*INCOMES, *SUMS) else ""
    )


def _at(rows: TypedRows, row: int, name: str) -> str:
    """Where a box is, whichever unit its label says."""
    in_other_unit = name in (*INCOMES, *SUMS) and not rows.text(name)[row].as_py()
    return rows.cell(row, f"{name}_{OTHER_UNIT}" if in_other_unit else name)


def _need(rows: TypedRows, name: str) -> pa.Array:
    """What the village says of one 方面; empty where it says 无. 见附页 gives way to the line below the table."""
    beside = rows.by_sheet(lambda sheet: sheet.read.about.get(name, "")).to_pylist()
    meant = []
    for written, below in zip(rows.text(name).to_pylist(), beside, strict=True):
        text = below if below and _ON_OTHER_PAPER.fullmatch(written.strip("（）()。 ")) else written
        text = _NEXT_NUMBER.sub("", text)
        meant.append(None if values.plain(text).rstrip("。") in values.NOTHING else text)
    return pa.array(meant, pa.string())
