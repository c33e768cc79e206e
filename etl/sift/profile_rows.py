"""What is each village like, and what does it lack, as its 附件1 says?

The paper that was received last stands. A figure that cannot be true beside the others (more members of the party than
people, ten people to a household, 元 in a box of 万元) sets the paper aside and names both boxes. So does a 总户数 below
the households already visited there: nobody knows which of the two is wrong, and the village goes without 覆盖率 until
it is known (docs/decisions/0020).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign.papers.village_survey import ASPECTS, INCOMES, OTHER_UNIT, SUMS
from etl import values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.sift.tables import SOURCE, query
from etl.sift.visit_rows import MISSING_VILLAGE, resolve_units, row_keys, split_place
from etl.values import Problem

VILLAGE_SURVEY = BY_ID["village_survey"]

PEOPLE_A_HOUSEHOLD = (1.5, 6.0)
"""总人口 to 总户数: outside of it one of the two was counted in something else."""
YEARLY_INCOME = (3_000, 200_000)
"""元 a year, of a head or of a village cadre."""

_COUNTS = (
    "household_total",
    "population",
    "hamlet_count",
    "villager_group_count",
    "party_member_count",
    "party_branch_count",
    "graduate_official_count",
)
_PEOPLE = ("secretary_name", "secretary_phone", "contact_name", "contact_phone")
_ON_OTHER_PAPER = re.compile(r"(详?见|另)附.{0,6}|附后|附页")


def sift_profiles(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates profile_rows (one row per accepted paper) and profile_fates; needs visit_rows and visit_fates."""
    sieve = Sieve(VILLAGE_SURVEY, sheets, reference)
    place_no, unit_no = _places(sieve), resolve_units(sieve)
    sieve.require(place_no, "place", MISSING_VILLAGE)
    told: dict[str, pa.Array] = {name: sieve.parsed(name) for name in _COUNTS}
    for name in (*INCOMES, *SUMS):
        told[name] = pc.coalesce(sieve.parsed(name), sieve.parsed(f"{name}_{OTHER_UNIT}"))
    _check(sieve, told)
    _check_visited(sieve, told["household_total"], _visited(con, place_no))
    rows = pa.table(
        {
            "row_key": row_keys(sieve),
            "sheet_no": sieve.sheet_no,
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "place_no": place_no,
            "unit_no": unit_no,
            **told,
            "filled_date": sieve.parsed("filled_date"),
            **{name: sieve.parsed(name) for name in _PEOPLE},
            **{name: _need(sieve, name) for name in ASPECTS},
        }
    )
    con.register("accepted_profiles", rows.filter(pc.invert(sieve.rejected)))
    con.execute("CREATE TEMP TABLE profile_rows AS SELECT * FROM accepted_profiles ORDER BY row_key")
    con.unregister("accepted_profiles")
    con.execute(
        """
        CREATE TEMP TABLE profile_fates AS
        SELECT row_key, 'same-village' AS rule,
            first_value(row_key) OVER (PARTITION BY place_no ORDER BY received_at DESC, row_key DESC) AS into_key
        FROM profile_rows
        """
    )
    return [sieve]


def _places(sieve: Sieve) -> pa.Array:
    """The number of each paper's village: the line above the table, or its labelled parts."""
    printed, parts = sieve.said("place"), [sieve.said(name) for name in ("district", "town", "village")]
    said = pc.binary_join_element_wise(printed, *parts, "\x1f")

    def number(text: str) -> int | Problem | None:
        line, *labelled = text.split("\x1f")
        where = split_place(line) if line and not labelled[-1] else labelled
        area = values.resolve_place(where[0], where[1], re.sub(r"村\(社区\)$", "", where[2]))
        return area if area is None or isinstance(area, Problem) else sieve.reference.place_number[area.village_id]

    return sieve.mapped(said, number, "place", pa.int32())


def _check(sieve: Sieve, told: dict[str, pa.Array]) -> None:
    """Sets aside the papers whose figures cannot all be true."""
    households, people = told["household_total"], told["population"]
    ratio = pc.divide(
        people.cast(pa.float64()), pc.if_else(pc.equal(households, 0), None, households).cast(pa.float64())
    )
    least, most = PEOPLE_A_HOUSEHOLD
    _reject(
        sieve,
        pc.equal(households, 0),
        "household_total",
        "no-households",
        lambda row: f"总户数（{_at(sieve, row, 'household_total')}）是 0；请填写全村户数，没有统计请留空",
    )
    _reject(
        sieve,
        pc.or_(pc.less(ratio, least), pc.greater(ratio, most)),
        "population",
        "people-per-household",
        lambda row: (
            f"{_pair(sieve, row, 'population', 'household_total')}，平均每户 {ratio[row].as_py():.1f} 人，"
            f"不在 {least:g} 到 {most:g} 人之间；请核对这两格，是否把户和人填反"
        ),
    )
    _reject(
        sieve,
        pc.greater(told["party_member_count"], people),
        "party_member_count",
        "members-over-people",
        lambda row: f"{_pair(sieve, row, 'party_member_count', 'population')}，党员比人口还多；请核对这两格",
    )
    income = "operating_income"
    _reject(
        sieve,
        pc.greater(told[income], told["collective_income"]),
        income,
        "operating-over-total",
        lambda row: (
            f"{_pair(sieve, row, income, 'collective_income')}，经营性收入大于集体总收入；请核对这两格，单位都是万元"
        ),
    )
    lowest, highest = YEARLY_INCOME
    for name in INCOMES:
        label = sieve.form.field(name).label
        _reject(
            sieve,
            pc.or_(pc.less(told[name], lowest), pc.greater(told[name], highest)),
            name,
            "income-out-of-range",
            lambda row, name=name, label=label: (
                f"{label}（{_at(sieve, row, name)}）折合 {told[name][row].as_py():,.0f} 元，"
                f"不在 {lowest:,} 到 {highest:,} 元之间；请核对数字和单位"
            ),
        )


def _visited(con: duckdb.DuckDBPyConnection, place_no: pa.Array) -> pa.Array:
    """How many households have been visited in each paper's village."""
    found = con.sql(
        "SELECT place_no, count(DISTINCT household) AS n FROM visit_rows JOIN visit_fates USING (row_key) GROUP BY 1"
    ).to_arrow_table()
    return found["n"].combine_chunks().take(pc.index_in(place_no, value_set=found["place_no"].combine_chunks()))


def _check_visited(sieve: Sieve, total: pa.Array, visited: pa.Array) -> None:
    """Sets aside the papers that count fewer households than have been visited."""
    _reject(
        sieve,
        pc.less(total, visited),
        "household_total",
        "total-below-visited",
        lambda row: (
            f"总户数（{_at(sieve, row, 'household_total')}）写的是 {total[row].as_py():,}，而各单位已经走访了这个村（社区）"
            f" {visited[row].as_py():,} 户；请先核对总户数，是否少写了一位、只填了户籍户或其中几个组；总户数没有错的，"
            "请核对走访表，是否把别的村写成了这个村，或把一户写成了几种样子"
        ),
    )


def _reject(sieve: Sieve, mask: pa.Array, field: str, rule: str, sentence: Callable[[int], str]) -> None:
    for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist():
        sieve.note(row, field, Problem(rule, sentence(row)))


def _pair(sieve: Sieve, row: int, *names: str) -> str:
    """Both boxes with what they say: 总人口（D3）写的是 912，总户数（B3）写的是 700."""
    said = [
        f"{sieve.form.field(n).label}（{_at(sieve, row, n)}）写的是 {values.shown(_written(sieve, row, n))}"
        for n in names
    ]
    return "，".join(said)


def _written(sieve: Sieve, row: int, name: str) -> str:
    return sieve.said(name)[row].as_py() or (
        sieve.said(f"{name}_{OTHER_UNIT}")[row].as_py() if name in (*INCOMES, *SUMS) else ""
    )


def _at(sieve: Sieve, row: int, name: str) -> str:
    """Where a box is, whichever unit its label says."""
    in_other_unit = name in (*INCOMES, *SUMS) and not sieve.said(name)[row].as_py()
    return sieve.cell(row, f"{name}_{OTHER_UNIT}" if in_other_unit else name)


def _need(sieve: Sieve, name: str) -> pa.Array:
    """What the village says of one 方面; empty where it says 无. 见附页 gives way to the line below the table."""
    beside = sieve.by_sheet(lambda sheet: sheet.read.about.get(name, "")).to_pylist()
    meant = []
    for said, below in zip(sieve.said(name).to_pylist(), beside, strict=True):
        text = below if below and _ON_OTHER_PAPER.fullmatch(said.strip("（）()。 ")) else said
        meant.append(None if values.plain(text).rstrip("。") in values.NOTHING else text)
    return pa.array(meant, pa.string())


def village_profiles(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The table village_profiles: the last paper of each village."""
    return query(con, "village_profiles", f"SELECT k.*, {SOURCE} FROM ({_KEPT}) k ORDER BY village_id")


def village_needs(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The table village_needs: what the last papers say under each of the six 方面."""
    each = " UNION ALL ".join(
        f"SELECT k.*, {n} AS nth, '{aspect}' AS aspect, {name} AS need_text FROM kept k WHERE {name} IS NOT NULL"
        for n, (name, aspect) in enumerate(ASPECTS.items())
    )
    # the joins are planned once, not once for each 方面
    sql = f"WITH kept AS MATERIALIZED ({_KEPT}) SELECT n.*, {SOURCE} FROM ({each}) n ORDER BY village_id, nth"
    return query(con, "village_needs", sql)


_KEPT = """
    SELECT r.*, u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), source_file, source_sheet
    FROM profile_rows r JOIN profile_fates f USING (row_key) JOIN place_names p USING (place_no)
    JOIN sheet_names USING (sheet_no) LEFT JOIN unit_names u USING (unit_no) WHERE f.into_key = r.row_key
"""
