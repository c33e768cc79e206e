"""Which issues were raised, and which rows tell of the same one?

Three papers tell of issues, and one issue is counted once:

- 问题台账 is the record. The same unit, village, 反映人, text and, where there is one, 问题编号 is one issue;
  the row of the latest period, and within it of the file received last, is kept and the others merge into it;
  a file without a period counts from the day it came.
  So is another text under the same number, person, village and period, in a sheet that came later: a correction.
- 附件4 names no place: its row is joined to the household that the unit visited on that day under
  that name. A row whose text the unit's ledger holds for that person is merged into the ledger's; of rows that
  repeat one another the first stands.
- 困难需求 and 意见建议 of 附件3 and 走访台账 are issues only where neither paper holds them.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.sift.visit_rows import (
    MISSING_UNIT,
    MISSING_VILLAGE,
    in_turn,
    is_issue,
    linked,
    resolve_places,
    resolve_units,
    row_keys,
)
from etl.values import Problem

CADRE_LIST = BY_ID["cadre_list"]
ISSUE_LEDGER = BY_ID["issue_ledger"]

MISSING_TEXT = Problem("text-missing", "没有写反映的问题；请填写问题内容，整行空白请删去")
NO_ISSUE = Problem(
    "text-says-none", "反映问题写的是没有问题、满意一类的话，不是问题，不能计入；请写明问题，没有问题的这一行请删去"
)
NOT_VISITED = Problem(
    "visit-not-found",
    "本单位的走访表中，找不到这一天走访这位走访对象的记录（或同名不止一户），无法确认是哪个村（社区）哪一户；请先报走访台账，并核对姓名和日期",
)


LEAST_CONTAINED = 3
"""Characters of a text that is taken as told in a longer one; a single word such as 灯 is told in too many."""


def same_words(one: str, other: str) -> str:
    """SQL: whether two keys of issue texts tell of one issue: they are equal, or one holds the other."""
    held = f"(contains({one}, {other}) OR contains({other}, {one}))"
    return f"({one} = {other} OR (least(length({one}), length({other})) >= {LEAST_CONTAINED} AND {held}))"


def sift_issues(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates issue_rows (one row per accepted row of the two papers) and issue_fates; needs visit_rows and who."""
    ledger = Sieve(ISSUE_LEDGER, sheets, reference)
    cadre = Sieve(CADRE_LIST, sheets, reference)
    _households_by_name(con)
    tables = pa.concat_tables([_ledger_rows(con, ledger), _cadre_rows(con, cadre)], promote_options="default")
    con.register("accepted_issues", tables)
    con.execute("CREATE TEMP TABLE issue_rows AS SELECT * FROM accepted_issues ORDER BY row_key")
    con.unregister("accepted_issues")
    _same_issue(con)
    return [ledger, cadre]


def _households_by_name(con: duckdb.DuckDBPyConnection) -> None:
    """Creates `named`: each unit's visits by village, name and day, with the household."""
    con.execute(
        """
        CREATE TEMP TABLE named AS
        SELECT DISTINCT unit_no, place_no, name_key, visit_date, household FROM visit_rows JOIN who USING (row_key)
        """
    )


def _ledger_rows(con: duckdb.DuckDBPyConnection, sieve: Sieve) -> pa.Table:
    place_no = resolve_places(sieve)
    unit_no = resolve_units(sieve)
    sieve.require(place_no, "village", MISSING_VILLAGE)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    text_key = _text_keys(sieve)
    keys = row_keys(sieve)
    days = {name: sieve.parsed(name) for name in ("assigned_date", "due_date", "solved_date", "followup_date")}
    names = values.name_keys(pa.chunked_array([sieve.said("raised_by")])).combine_chunks()
    period_end = sieve.by_sheet(lambda sheet: sheet.period.end if sheet.period else None, pa.date32())
    by_then = pc.min_element_wise(period_end, days["assigned_date"], days["solved_date"], skip_nulls=True)
    raised, basis = _raised(con, keys, unit_no, place_no, names, sieve.parsed("raised_date"), by_then)
    sieve.require(
        raised,
        "raised_date",
        Problem("date-missing", f"没有写反映日期，也无从知道时段；{values.ACCEPTED_DATE}"),
    )
    status = _status(sieve, days["solved_date"])
    late = Problem("solved-before-raised", "办结日期早于反映日期；请核对两个日期")
    sieve.reject_where(pc.less(days["solved_date"], raised), "solved_date", late)
    table = pa.table(
        {
            "row_key": keys,
            "sheet_no": sieve.sheet_no,
            "place_no": place_no,
            "unit_no": unit_no,
            "name_key": names,
            "text_key": text_key,
            "sequence": sieve.said("sequence"),
            "issue_no": sieve.parsed("issue_no"),
            "block": sieve.parsed("block"),
            "category": sieve.parsed("category"),
            "issue_said": sieve.said("issue_text"),
            **_whole_cell(sieve.raw("issue_text")),
            "raised_by": sieve.parsed("raised_by"),
            "visitor_names": sieve.parsed("visitor_names"),
            "raised_date": raised,
            "raised_date_basis": basis,
            "written_date": sieve.parsed("raised_date"),
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "department": sieve.parsed("department"),
            "route": sieve.parsed("route"),
            "outcome_text": sieve.said("outcome_text"),
            "status": status,
            **days,
            "period_end": period_end,
            "followup_method": sieve.parsed("followup_method"),
            "satisfaction": sieve.parsed("satisfaction"),
            "difficulty": sieve.parsed("difficulty"),
            "form": pa.repeat(sieve.form.id, sieve.n),
        }
    )
    return table.filter(pc.invert(sieve.rejected))


def _text_keys(sieve: Sieve) -> pa.Array:
    """What each row's issue is compared by; a text of nothing but punctuation says as little as a blank one."""
    key = values.text_keys(pa.chunked_array([sieve.said("issue_text")])).combine_chunks()
    sieve.require(pc.if_else(pc.equal(key, ""), None, key), "issue_text", MISSING_TEXT)
    sieve.reject_where(
        pc.and_(pc.not_equal(key, ""), pc.invert(is_issue(sieve.said("issue_text")))), "issue_text", NO_ISSUE
    )
    return key


def _whole_cell(raw: pa.Array) -> dict[str, pa.Array]:
    """Where the text of a cell that is one issue stands in it: all but the space at its ends."""
    start = pc.subtract(pc.utf8_length(raw), pc.utf8_length(pc.utf8_ltrim_whitespace(raw)))
    length = pc.utf8_length(pc.utf8_trim_whitespace(raw))
    return {"text_start": start.cast(pa.int64()), "text_end": pc.add(start, length).cast(pa.int64())}


def _status(sieve: Sieve, solved_date: pa.Array) -> pa.Array:
    """The state as written; 办结日期 alone means 已解决; 办结日期 beside an open state contradicts it."""
    status = sieve.parsed("status")
    has_date = pc.is_valid(solved_date)
    open_state = pc.fill_null(pc.is_in(status, pa.array(["待解决", "正在办理"])), False)
    contradiction = Problem("status-contradicts", "写了办结日期，是否解决却不是已解决；请核对这两栏")
    sieve.reject_where(pc.and_(has_date, open_state), "status", contradiction)
    return pc.if_else(pc.and_(has_date, pc.is_null(status)), pa.scalar("已解决"), status)


def _raised(
    con: duckdb.DuckDBPyConnection,
    keys: pa.Array,
    unit_no: pa.Array,
    place_no: pa.Array,
    names: pa.Array,
    written: pa.Array,
    by_then: pa.Array,
) -> tuple[pa.Array, pa.Array]:
    """The day an issue was raised, and what says so.

    The cell; else the unit's first visit to that person; else the latest it can have been: the period's last
    day, or an earlier 交办 or 办结 date.
    """
    asked = pa.table({"row_key": keys, "unit_no": unit_no, "place_no": place_no, "name_key": names, "end": by_then})
    con.register("asked", asked)
    visited = (
        con.sql(
            """
        SELECT CASE WHEN count(DISTINCT household) = 1 THEN min(visit_date) END AS day
        FROM asked LEFT JOIN named ON named.unit_no = asked.unit_no AND named.place_no = asked.place_no
            AND named.name_key = asked.name_key AND asked.name_key <> ''
            AND (asked."end" IS NULL OR visit_date <= asked."end")
        GROUP BY row_key ORDER BY row_key
        """
        )
        .to_arrow_table()["day"]
        .combine_chunks()
    )
    con.unregister("asked")
    visited = visited.cast(pa.date32())
    basis = pc.case_when(
        pc.make_struct(pc.is_valid(written), pc.is_valid(visited), pc.is_valid(by_then)),
        pa.scalar("written"),
        pa.scalar("visit"),
        pa.scalar("period"),
    )
    return pc.coalesce(written, visited, by_then), basis


def _cadre_rows(con: duckdb.DuckDBPyConnection, sieve: Sieve) -> pa.Table:
    unit_no = resolve_units(sieve)
    day = sieve.parsed("visit_date")
    sieve.require(unit_no, "unit", MISSING_UNIT)
    text_key = _text_keys(sieve)
    sieve.require(day, "visit_date", Problem("date-missing", f"表上方没有写走访时间；{values.ACCEPTED_DATE}"))
    names = values.name_keys(pa.chunked_array([sieve.said("raised_by")])).combine_chunks()
    keys = row_keys(sieve)
    con.register("asked", pa.table({"row_key": keys, "unit_no": unit_no, "name_key": names, "day": day}))
    found = con.sql(
        """
        SELECT CASE WHEN count(DISTINCT household) = 1 THEN min(place_no) END::INTEGER AS place_no
        FROM asked LEFT JOIN named ON named.unit_no = asked.unit_no AND named.name_key = asked.name_key
            AND named.visit_date = asked.day AND asked.name_key <> ''
        GROUP BY row_key ORDER BY row_key
        """
    ).to_arrow_table()
    con.unregister("asked")
    place_no = found["place_no"].combine_chunks()
    fine = pc.invert(sieve.rejected)
    sieve.reject_where(pc.and_(fine, pc.is_null(place_no)), "raised_by", NOT_VISITED)
    table = pa.table(
        {
            "row_key": keys,
            "sheet_no": sieve.sheet_no,
            "place_no": place_no,
            "unit_no": unit_no,
            "name_key": names,
            "text_key": text_key,
            "issue_said": sieve.said("issue_text"),
            **_whole_cell(sieve.raw("issue_text")),
            "raised_by": sieve.parsed("raised_by"),
            "visitor_names": sieve.parsed("visitor_names"),
            "raised_date": day,
            "raised_date_basis": pa.repeat("written", sieve.n),
            "form": pa.repeat(sieve.form.id, sieve.n),
        }
    )
    return table.filter(pc.invert(sieve.rejected))


def _same_issue(con: duckdb.DuckDBPyConnection) -> None:
    """Creates issue_fates: row_key → into_key and rule; a row that is the record points to itself."""
    # a number tells a correction from another issue only where no sheet gives that person's number to two texts, and
    # only within a period, for offices start again at 1; of sheets that came together none is the later one
    linked(
        con,
        "same_issue",
        "issue",
        """
        WITH ledger AS (SELECT * FROM issue_rows WHERE form = 'issue_ledger'),
        in_sheets AS (
            SELECT unit_no, place_no, name_key, issue_no, sheet_no, count(DISTINCT text_key) AS texts
            FROM ledger WHERE issue_no IS NOT NULL AND name_key <> '' GROUP BY ALL),
        told_apart AS (
            SELECT unit_no, place_no, name_key, issue_no FROM in_sheets GROUP BY ALL HAVING max(texts) = 1),
        in_turn AS (
            SELECT unit_no, place_no, name_key, issue_no, period_end
            FROM ledger JOIN told_apart USING (unit_no, place_no, name_key, issue_no) WHERE period_end IS NOT NULL
            GROUP BY ALL HAVING count(DISTINCT text_key) > 1 AND count(DISTINCT received_at::DATE) = count(DISTINCT sheet_no)),
        numbered AS (SELECT *, row_number() OVER () AS other FROM in_turn)
        SELECT row_key, dense_rank() OVER (ORDER BY unit_no, place_no, text_key,
                CASE WHEN issue_no IS NOT NULL THEN '#' || issue_no || '@' || name_key
                     WHEN name_key <> '' THEN '@' || name_key
                     ELSE '?' || coalesce(sequence, '') || coalesce(written_date::VARCHAR, '') END) AS one, other
        FROM ledger LEFT JOIN numbered USING (unit_no, place_no, name_key, issue_no, period_end)
        """,
    )
    con.execute(
        f"""
        CREATE TEMP TABLE ledger_fates AS
        SELECT row_key, 'same-issue' AS rule, first_value(row_key) OVER (
            PARTITION BY issue ORDER BY turn DESC NULLS LAST, received_at DESC, row_key DESC) AS into_key
        FROM (SELECT *, {in_turn("issue", "received_at::DATE")} AS turn FROM issue_rows JOIN same_issue USING (row_key))
        """
    )
    con.execute(
        f"""
        CREATE TEMP TABLE issue_fates AS
        WITH records AS (SELECT r.* FROM issue_rows r JOIN ledger_fates f USING (row_key) WHERE f.into_key = r.row_key),
        in_ledger AS (
            SELECT c.row_key, min(r.row_key) AS into_key
            FROM issue_rows c JOIN records r USING (unit_no, place_no, name_key)
            WHERE c.form = 'cadre_list' AND {same_words("r.text_key", "c.text_key")}
            GROUP BY 1),
        among_themselves AS (
            SELECT row_key, min(row_key) OVER (PARTITION BY unit_no, place_no, name_key, text_key) AS into_key
            FROM issue_rows WHERE form = 'cadre_list' AND row_key NOT IN (SELECT row_key FROM in_ledger))
        SELECT row_key, rule, into_key FROM ledger_fates
        UNION ALL SELECT row_key, 'issue-in-ledger', into_key FROM in_ledger
        UNION ALL SELECT row_key, 'issue-in-list', into_key FROM among_themselves
        """
    )
