"""Which figures did the units report themselves: the weekly four numbers and 附件5?

They are kept as they were sent, beside what the sheets say, and never mixed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules
from etl import values
from etl.forms import BY_ID
from etl.forms.form import RETURNED
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.sift.visit_rows import MISSING_UNIT, MISSING_VILLAGE, resolve_places, resolve_units, row_keys
from etl.values import Problem

VILLAGE_SUMMARY = BY_ID["village_summary"]
WEEKLY_REPORT = BY_ID["weekly_report"]

MISSING_PERIOD = Problem(
    "period-missing",
    "看不出是哪个时段；请在表上写明，或放进写有时段的文件夹（如 2017年3月下半月、3月13日-3月19日）",
)
UNREADABLE_PERIOD = Problem(
    "period-unreadable", "时段写的不是起止日期，看不出是哪几天；请写成 3月13日-3月19日 或 2017年3月下半月"
)
UNKNOWN_BLOCK = Problem("block-unknown", "这一行前面没有写 困难需求 或 意见建议；请照附件5的两块填写")
UNKNOWN_CATEGORY = Problem("category-unknown", f"意见建议的项目只有七类：{'、'.join(rules.CATEGORIES)}；请照此填写")
NOT_MADE = Problem("report-not-made", "写的是未报，这一时段还没有报数；报来后请重新填写这一行")
WRONG_TOTAL = Problem("total-mismatch", "已解决＋待解决 与小计不相等；请核对这一行的三个数")


def sift_reports(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates report_rows (one row per accepted row) and report_fates; returns the two sieves."""
    weekly = Sieve(WEEKLY_REPORT, sheets, reference)
    summary = Sieve(VILLAGE_SUMMARY, sheets, reference)
    tables = pa.concat_tables([_weekly_rows(weekly), _summary_rows(summary)], promote_options="default")
    con.register("accepted_reports", tables)
    con.execute("CREATE TEMP TABLE report_rows AS SELECT * FROM accepted_reports ORDER BY row_key")
    con.unregister("accepted_reports")
    con.execute(
        """
        CREATE TEMP TABLE report_fates AS
        WITH standing AS (
            -- an 附件5 that is sent again stands whole in the place of the one before, also where it leaves a row out;
            -- a row that came back corrected names the sheet it belongs to, and joins what stands
            SELECT *, first_value(sent_in) OVER newest = sent_in OR (is_returned AND received_at >= first_value(received_at) OVER newest)
                AS is_newest, first_value(row_key) OVER newest AS newest_key
            FROM report_rows WHERE report_kind = '半月汇总'
            WINDOW newest AS (
                PARTITION BY unit_no, place_no, period_start, period_end ORDER BY is_returned, received_at DESC, row_key DESC)),
        items AS (
            SELECT *, max(row_key) FILTER (is_newest) OVER same_item AS same_key, max(sheet_no) FILTER (is_newest) OVER same_item AS last_sheet
            FROM standing
            WINDOW same_item AS (
                PARTITION BY unit_no, place_no, period_start, period_end, block, category, coalesce(item_key, '')))
        SELECT row_key, 'same-report' AS rule, first_value(row_key) OVER (
            PARTITION BY unit_no, period_start, period_end ORDER BY received_at DESC, row_key DESC) AS into_key
        FROM report_rows WHERE report_kind = '周报'
        -- within one sheet every row of 附件5 is an issue of its own
        UNION ALL SELECT row_key, 'same-report',
            CASE WHEN is_newest AND sheet_no = last_sheet THEN row_key ELSE coalesce(same_key, newest_key) END
        FROM items
        """
    )
    return [weekly, summary]


def _weekly_rows(sieve: Sieve) -> pa.Table:
    unit_no = resolve_units(sieve)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    period = periods(sieve, sieve.said("period"))
    counts = _counts(sieve, "visitor_count", "household_count", "issue_count", "solved_count")
    return _accepted(sieve, "周报", unit_no, pa.nulls(sieve.n, pa.int32()), period, counts)


def _summary_rows(sieve: Sieve) -> pa.Table:
    place_no = resolve_places(sieve)
    unit_no = resolve_units(sieve)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    sieve.require(place_no, "village", MISSING_VILLAGE)
    period = periods(sieve, sieve.said("period"))
    names = ("solved_count", "pending_count", "issue_count")
    counts = _counts(sieve, *names)
    counts |= {f"{name}_untold": _untold(sieve, name) for name in names}
    sieve.reject_where(_cannot_add_up(counts), "issue_count", WRONG_TOTAL)
    block, category = _labels(sieve)
    text = {
        "item_text": sieve.parsed("item_text"),
        "item_key": values.text_keys(pa.chunked_array([sieve.said("item_text")])),
    }
    return _accepted(
        sieve, "半月汇总", unit_no, place_no, period, {**counts, **text, "block": block, "category": category}
    )


def _counts(sieve: Sieve, *names: str) -> dict[str, pa.Array]:
    """The numbers of each row and their bounds; a row that says 未报 throughout is a report that was not made."""
    said = [sieve.said(name) for name in names]
    unmade = [pc.is_in(text, pa.array([*values.NOT_REPORTED, *values.BLANKS])) for text in said]
    told = [_untold(sieve, name) for name in names]
    sieve.reject_where(pc.and_(reduce(pc.and_, unmade), reduce(pc.or_, told)), names[0], NOT_MADE)
    return {column: array for name in names for column, array in sieve.bounded(name).items()}


def _untold(sieve: Sieve, name: str) -> pa.Array:
    """Whether a cell says 未报: nobody knows the number, so that it is not 0."""
    return pc.is_in(sieve.said(name), pa.array([*values.NOT_REPORTED]))


def _cannot_add_up(counts: Mapping[str, pa.Array]) -> pa.Array:
    """Whether no three numbers within their bounds make 已解决＋待解决＝小计; 0 may be left blank beside a number."""
    solved, pending, whole = (_interval(counts, name) for name in ("solved_count", "pending_count", "issue_count"))
    either = pc.or_(pc.is_valid(counts["solved_count"]), pc.is_valid(counts["pending_count"]))
    over = pc.greater(pc.add(solved[0], pending[0]), whole[1])
    under = pc.less(pc.add(solved[1], pending[1]), whole[0])
    return pc.and_(pc.and_(either, pc.is_valid(counts["issue_count"])), pc.or_(over, under))


def _interval(counts: Mapping[str, pa.Array], name: str) -> tuple[pa.Array, pa.Array]:
    """The least and the most that a number with its bound can be."""
    value, bound = pc.fill_null(counts[name], 0), pc.fill_null(counts[f"{name}_bound"], "")
    least = pc.if_else(pc.is_in(bound, pa.array(["≤", "≈"])), 0, value)
    is_open = pc.or_(pc.is_in(bound, pa.array(["≥", "起", "≈"])), counts[f"{name}_untold"])
    most = pc.if_else(is_open, values.LARGEST_COUNT, value)
    return least, most


def _labels(sieve: Sieve) -> tuple[pa.Array, pa.Array]:
    """Block and category of each row, whichever of the two label columns carries them.

    A block is printed once at its top: a row without one belongs to the last one printed above it. A row of
    意见建议 must name one of the seven; a row of no block is a problem.
    """
    blocks: list[str | None] = []
    categories: list[str | None] = []
    sheet, above = None, None
    rows = zip(sieve.sheet_no.to_pylist(), sieve.said("block").to_pylist(), sieve.said("item").to_pylist(), strict=True)
    for row, (no, *labels) in enumerate(rows):
        above = above if no == sheet else None
        sheet = no
        category = next((c for said in labels if isinstance(c := values.parse_category(said), str)), None)
        above = next((b for said in labels if isinstance(b := values.parse_block(said), str)), above)
        block = "意见建议" if category else above
        if block is None:
            sieve.note(row, "block", UNKNOWN_BLOCK)
        elif block == "意见建议" and category is None:
            sieve.note(row, "item", UNKNOWN_CATEGORY)
        blocks.append(block)
        categories.append(category)
    return pa.array(blocks, pa.string()), pa.array(categories, pa.string())


def periods(sieve: Sieve, said: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Label, first and last day of each row's period: its own cell, else the sheet's."""
    encoded = said.dictionary_encode()
    own = [values.parse_period(text) for text in encoded.dictionary.to_pylist()]
    sheet = [s.period for s in sieve.sheets]
    numbers = zip(encoded.indices.to_pylist(), sieve.sheet_no.to_pylist(), strict=True)
    periods = [own[i] or sheet[no] for i, no in numbers]
    written = encoded.dictionary.to_pylist()
    for row, i in enumerate(encoded.indices.to_pylist()):
        if written[i] and own[i] is None:
            sieve.note(row, "period", UNREADABLE_PERIOD)
        elif periods[row] is None:
            sieve.note(row, "period", MISSING_PERIOD)
    label = pa.array([p.label if p else None for p in periods], pa.string())
    start, end = ([getattr(p, side) if p else None for p in periods] for side in ("start", "end"))
    return label, pa.array(start, pa.date32()), pa.array(end, pa.date32())


def _accepted(
    sieve: Sieve,
    kind: rules.ReportKind,
    unit_no: pa.Array,
    place_no: pa.Array,
    period: tuple[pa.Array, ...],
    more: dict,
) -> pa.Table:
    label, start, end = period
    table = pa.table(
        {
            "row_key": row_keys(sieve),
            "sheet_no": sieve.sheet_no,
            "report_kind": pa.repeat(kind, sieve.n),
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "sent_in": sieve.by_sheet(lambda sheet: sheet.file.path),
            "is_returned": pc.not_equal(sieve.raw(RETURNED[0].name), ""),
            "unit_no": unit_no,
            "place_no": place_no,
            "period_label": label,
            "period_start": start,
            "period_end": end,
            **more,
        }
    )
    return table.filter(pc.invert(sieve.rejected))
