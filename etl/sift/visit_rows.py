"""Which households were visited, by whom and when?

Identity of a household: the same village and the same 户主姓名, and the same address or the same
phone, each compared after `etl.values` has taken spaces, widths and ways of writing out. Two
units at one door are one household and two visits. A visit is a household, a unit and a day: rows
that repeat all three are one visit. Sent again in a later sheet, what the later row fills in stands
instead of what the earlier one said; within one sheet every row speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules
from etl import texts, values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import ROWS_A_SHEET, Reference, Sheet
from etl.values import Problem

HOUSEHOLD_FORM = BY_ID["household_form"]
VISIT_LEDGER = BY_ID["visit_ledger"]

MISSING_UNIT = Problem(
    "unit-missing", "没有写走访单位，文件也不在单位的文件夹里；请填写走访单位，或放进 单位/时段 文件夹"
)
AFTER_PERIOD = Problem("date-after-period", "走访日期晚于这份表的时段；请核对月份，或核对文件夹写的时段")
MISSING_VILLAGE = Problem("place-missing", "没有写村（社区），无法归到村；请填写市（区）、镇（街道）、村（社区）")


def row_keys(sieve: Sieve) -> pa.Array:
    """One number for each row of the whole load, in the order of files, sheets and rows."""
    sheet = pc.multiply(sieve.sheet_no.cast(pa.int64()), ROWS_A_SHEET)
    return pc.add(sheet, sieve.rows["source_row"].combine_chunks().cast(pa.int64()))


def sift_visits(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates the tables visit_rows (one row per accepted row) and visit_fates; returns the two sieves."""
    sieves = [Sieve(form, sheets, reference) for form in (VISIT_LEDGER, HOUSEHOLD_FORM)]
    accepted = [_accepted(sieve) for sieve in sieves]
    con.register("accepted_visits", pa.concat_tables(accepted))
    con.execute("CREATE TEMP TABLE visit_rows AS SELECT * FROM accepted_visits ORDER BY row_key")
    con.unregister("accepted_visits")
    linked(
        con,
        "who",
        "household",
        """
        SELECT row_key,
            CASE WHEN address_key <> '' THEN dense_rank() OVER (ORDER BY place_no, name_key, address_key) END AS one,
            CASE WHEN phone_key <> '' THEN dense_rank() OVER (ORDER BY place_no, name_key, phone_key) END AS other
        FROM visit_rows
        """,
    )
    _same_visit(con, sheets)
    return sieves


def _accepted(sieve: Sieve) -> pa.Table:
    place_no = resolve_places(sieve)
    unit_no = resolve_units(sieve)
    day = sieve.parsed("visit_date")
    members = sieve.parsed("member_count")
    sieve.require(place_no, "village" if sieve.form is VISIT_LEDGER else "place", MISSING_VILLAGE)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    sieve.require(day, "visit_date", Problem("date-missing", f"没有写走访日期；{values.ACCEPTED_DATE}"))
    latest = sieve.by_sheet(
        lambda sheet: sheet.period.end + timedelta(days=rules.SHEET_GRACE_DAYS) if sheet.period else None, pa.date32()
    )
    sieve.reject_where(pc.greater(day, latest), "visit_date", AFTER_PERIOD)
    sieve.require(sieve.parsed("head_name"), "head_name", Problem("name-missing", "没有写户主姓名，无法确认是哪一户"))
    addresses = values.address_keys(pa.chunked_array([sieve.said("address")]))
    phones = values.phone_keys(pa.chunked_array([sieve.said("phone")]))
    nowhere = pc.and_(pc.equal(addresses, ""), pc.equal(phones, "")).combine_chunks()
    unknown = Problem(
        "household-unidentifiable", "家庭住址和联系电话都没有写（或读不出），无法确认是哪一户；请至少填写一项"
    )
    sieve.reject_where(nowhere, "address", unknown)
    visit_type = sieve.said("visit_type") if sieve.form is VISIT_LEDGER else pa.nulls(sieve.n, pa.string())
    cells = ("needs_text", "opinion_text", "outcome_text")
    table = pa.table(
        {
            "row_key": row_keys(sieve),
            "sheet_no": sieve.sheet_no,
            "place_no": place_no,
            "unit_no": unit_no,
            "visit_date": day,
            "member_count": members,
            "name_key": values.name_keys(pa.chunked_array([sieve.said("head_name")])),
            "address_key": addresses,
            "phone_key": phones,
            "visit_type": visit_type,
            **{name: sieve.said(name) for name in ("head_name", "phone", "address", "income", "poverty_cause")},
            **{name: sieve.said(name) for name in cells},
            **{f"{name[:-5]}_raw": sieve.raw(name) for name in cells[:2]},
            **{f"{name[:-5]}_is_issue": is_issue(sieve.said(name)) for name in cells[:2]},
            "poverty_is_told": is_issue(sieve.said("poverty_cause")),
            "outcome_told": sieve.said("outcome_text"),
            "visitor_names": visitors(sieve),
            "form": pa.repeat(sieve.form.id, sieve.n),
        }
    )
    return table.filter(pc.invert(sieve.rejected))


def is_issue(said: pa.Array) -> pa.Array:
    """Whether an opinion cell raises something: it is filled, and not with 无, 满意 and the like."""
    encoded = said.dictionary_encode()
    return pa.array([not texts.says_no_issue(t) for t in encoded.dictionary.to_pylist()], pa.bool_()).take(
        encoded.indices
    )


def resolve_places(sieve: Sieve) -> pa.Array:
    """The number of each row's village in the list of places; problems are noted at the village cell."""
    if sieve.form is HOUSEHOLD_FORM:
        return sieve.mapped(sieve.said("place"), lambda said: _number(sieve, *split_place(said)), "place", pa.int32())
    parts = [sieve.said(name) for name in ("district", "town", "village")]
    said = pc.binary_join_element_wise(*parts, "\x1f")
    return sieve.mapped(said, lambda text: _number(sieve, *text.split("\x1f")), "village", pa.int32())


def _number(sieve: Sieve, district: str, town: str, village: str) -> int | Problem | None:
    area = values.resolve_place(district, town, village)
    return area if area is None or isinstance(area, Problem) else sieve.reference.place_number[area.village_id]


_PRINTED = re.compile(r"(.*?)市\(区\)(.*?)镇\(街道\)(.*?)村\(社区\)")


def split_place(said: str) -> tuple[str, str, str]:
    """A line 所属地 as district, town and village; printed words between the blanks are taken off.

    >>> split_place("武进 市（区） 湖塘 镇(街道) 马家巷 村（社区）"), split_place("武进区湖塘镇马家巷社区")
    (('武进', '湖塘', '马家巷'), ('', '', '武进区湖塘镇马家巷社区'))
    """
    text = re.sub(r"[\s_]+", "", values.plain(said))
    match = _PRINTED.fullmatch(text)
    return (match[1], match[2], match[3]) if match else ("", "", text)


def resolve_units(sieve: Sieve) -> pa.Array:
    """The number of each row's visiting unit: its own cell, the line beside the table, then the folder."""
    said = sieve.said("unit")
    if sieve.form is HOUSEHOLD_FORM:
        said = pc.if_else(pc.equal(said, ""), _split_visitors(sieve, 1), said)
    own = sieve.mapped(said, lambda text: _unit_number(sieve, text), "unit", pa.int32())
    folder = [_unit_number(sieve, sheet.file.folder_unit) for sheet in sieve.sheets]
    from_folder = pa.array([None if isinstance(f, Problem) else f for f in folder], pa.int32()).take(sieve.sheet_no)
    blank = pc.equal(said, "")
    for row in pc.indices_nonzero(pc.and_(blank, pc.is_null(from_folder))).to_pylist():
        problem = folder[sieve.sheet_no[row].as_py()]
        if isinstance(problem, Problem):
            sieve.note(row, "unit", Problem(problem.rule, "没有写走访单位，文件夹也不是：" + problem.sentence))
    return pc.if_else(blank, from_folder, own)


def _unit_number(sieve: Sieve, said: str) -> int | Problem | None:
    unit = sieve.reference.unit(said)
    return unit if unit is None or isinstance(unit, Problem) else sieve.reference.number[unit.unit_name]


def visitors(sieve: Sieve) -> pa.Array:
    """Who visited, without the unit in brackets that 附件3 prints into the same cell."""
    return _split_visitors(sieve, 0) if sieve.form is HOUSEHOLD_FORM else sieve.said("visitor_names")


def _split_visitors(sieve: Sieve, part: int) -> pa.Array:
    encoded = sieve.said("visitor_names").dictionary_encode()
    found = [split_visitors(text)[part] for text in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.string()).take(encoded.indices)


def split_visitors(said: str) -> tuple[str, str]:
    """采集人(单位), two facts in one cell, as (people, unit).

    >>> split_visitors("张三（市交通运输局）"), split_visitors("张三、李四")
    (('张三', '市交通运输局'), ('张三、李四', ''))
    """
    match = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", values.plain(said))
    return (match[1], match[2]) if match else (said.strip(), "")


NAMES = r"""list_filter(list_transform(regexp_split_to_array(visitor_names, '[、,，;；/]+'),
    lambda name: regexp_replace(name, '\s+|先生|女士|同志|[（(].*?[)）]', '', 'g')), lambda name: name <> '')"""
"""SQL: the people named in visitor_names, one by one, however spaced, titled and separated."""


def in_turn(what: str, came: str) -> str:
    """SQL: the period of a row's sheet; a sheet without one stands with the latest that had come by then for `what`."""
    return f"coalesce(period_end, max(period_end) OVER (PARTITION BY {what} ORDER BY {came}))"


def linked(con: duckdb.DuckDBPyConnection, name: str, first: str, rows: str) -> None:
    """Creates the table `name`: each row_key of `rows` with `first`, the smallest row key among rows of one thing.

    Rows are of one thing when they share the key `one` or the key `other`, null being no key. Sharing is
    transitive, so the smallest key is handed on until nothing changes.
    """
    con.execute(f"CREATE TEMP TABLE {name} AS SELECT row_key, row_key AS {first}, one, other FROM ({rows})")
    before = -1
    while (now := con.execute(f"SELECT coalesce(sum({first}), 0)::HUGEINT FROM {name}").fetchall()[0][0]) != before:
        before = now
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {name} AS
            WITH by_one AS (SELECT one, min({first}) AS first_one FROM {name} WHERE one IS NOT NULL GROUP BY 1),
                 by_other AS (SELECT other, min({first}) AS first_other FROM {name} WHERE other IS NOT NULL GROUP BY 1)
            SELECT row_key, least({first}, first_one, first_other) AS {first}, one, other
            FROM {name} LEFT JOIN by_one USING (one) LEFT JOIN by_other USING (other)
            """
        )


def _same_visit(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet]) -> None:
    """Creates visit_fates: row_key → household, into_key, rule and age; silences in visit_rows what was corrected later.

    Versions are the sheets, of one form and of the same named visitors, that tell of one visit, in the order of their
    periods and then of the day they came; sheets that came on one day are one version, and where nobody is named every
    row speaks. A cell left blank in a later version corrects nothing. The row kept is the first that says what the last
    version says; of the others, `age` is 1 for the latest.
    """
    ends = pa.array([sheet.period.end if sheet.period else None for sheet in sheets], pa.date32())
    arrivals = pa.array([sheet.file.received_at.date() for sheet in sheets], pa.date32())
    numbers = pa.array(range(len(sheets)), pa.int32())
    con.register("sheet_times", pa.table({"sheet_no": numbers, "period_end": ends, "came": arrivals}))
    con.execute(
        f"""
        CREATE TEMP TABLE visit_versions AS
        WITH every AS (SELECT * FROM visit_rows JOIN who USING (row_key)),
        repeated AS (SELECT household, unit_no, visit_date FROM every GROUP BY ALL HAVING count(*) > 1),
        timed AS (
            SELECT *, array_to_string(list_sort({NAMES}), '、') AS people,
                row(form, people, phone_key, address_key, member_count, income, poverty_cause, needs_text, opinion_text,
                    outcome_text, visit_type) AS content,
                min(row_key) OVER (PARTITION BY household, unit_no, visit_date, form, people,
                    CASE WHEN people = '' THEN row_key END) AS series
            FROM every JOIN repeated USING (household, unit_no, visit_date) JOIN sheet_times USING (sheet_no)),
        placed AS (
            SELECT *, {in_turn("series", "came")} AS turn, {in_turn("household, unit_no, visit_date", "came")} AS visit_turn
            FROM timed),
        numbered AS (
            SELECT *, dense_rank() OVER (PARTITION BY series ORDER BY turn NULLS FIRST, came) AS version FROM placed),
        versions AS (SELECT *, version = max(version) OVER (PARTITION BY series) AS is_last FROM numbered)
        SELECT row_key, household, unit_no, visit_date, content, series, version,
            needs_text, opinion_text, outcome_text, needs_is_issue, opinion_is_issue,
            coalesce(version = max(version) FILTER (needs_text <> '') OVER whole, true) AS needs_stand,
            coalesce(version = max(version) FILTER (opinion_text <> '') OVER whole, true) AS opinion_stands,
            coalesce(version = max(version) FILTER (poverty_cause <> '') OVER whole, true) AS poverty_stands,
            row_number() OVER (PARTITION BY household, unit_no, visit_date
                ORDER BY visit_turn DESC NULLS LAST, came DESC, row_key) AS age,
            list(content) FILTER (is_last) OVER whole AS last_contents
        FROM versions
        WINDOW whole AS (PARTITION BY series)
        """
    )
    con.execute(
        """
        CREATE TEMP TABLE visit_fates AS
        WITH last AS (
            SELECT *, first_value(content) OVER (PARTITION BY household, unit_no, visit_date ORDER BY age) AS last_content
            FROM visit_versions),
        decided AS (
            SELECT row_key, age,
                min(row_key) FILTER (content = last_content) OVER (PARTITION BY household, unit_no, visit_date) AS into_key,
                CASE WHEN list_contains(last_contents, content) THEN 'same-visit' ELSE 'visit-corrected' END AS rule
            FROM last)
        SELECT row_key, household, coalesce(into_key, row_key) AS into_key, coalesce(rule, 'same-visit') AS rule,
            coalesce(age, 1) AS age
        FROM who LEFT JOIN decided USING (row_key)
        """
    )
    # what is said of an opinion that was corrected speaks of nothing any more
    con.execute(
        """
        UPDATE visit_rows SET needs_is_issue = visit_rows.needs_is_issue AND needs_stand,
            opinion_is_issue = visit_rows.opinion_is_issue AND opinion_stands,
            poverty_is_told = poverty_is_told AND poverty_stands,
            outcome_told = CASE WHEN opinion_stands OR v.opinion_text = '' THEN outcome_told ELSE '' END
        FROM visit_versions v WHERE v.row_key = visit_rows.row_key AND NOT (needs_stand AND opinion_stands AND poverty_stands)
        """
    ).fetchall()
    _carry_outcomes(con)
    con.unregister("sheet_times")


def _carry_outcomes(con: duckdb.DuckDBPyConnection) -> None:
    """Gives what stands the last 处理落实情况 that speaks of it, where another version fills it in.

    A version speaks of the opinion that stands (of the need, where none does) if it says the same, or leaves it
    blank later on and nothing else stands beside it; of the opinion not where it raises another need.
    """
    con.execute(
        r"""
        CREATE TEMP TABLE carried AS
        WITH compared AS (
            SELECT * REPLACE (regexp_replace(needs_text, '[\s\pP]+', '', 'g') AS needs_text,
                regexp_replace(opinion_text, '[\s\pP]+', '', 'g') AS opinion_text),
                bool_or(opinion_is_issue AND opinion_stands) OVER (PARTITION BY series) AS of_opinion
            FROM visit_versions WHERE series IN (SELECT series FROM visit_versions WHERE version > 1)),
        standing AS (
            SELECT *, CASE WHEN of_opinion THEN opinion_text ELSE needs_text END AS subject,
                min(subject) OVER same = max(subject) OVER same AS is_only
            FROM compared
            WHERE CASE WHEN of_opinion THEN opinion_is_issue AND opinion_stands
                  ELSE needs_is_issue AND needs_stand AND NOT opinion_is_issue END
            WINDOW same AS (PARTITION BY series))
        SELECT s.row_key, arg_max(o.outcome_text, (o.version, o.row_key)) AS outcome,
            list(o.row_key) FILTER (o.version > s.version) AS spoken
        FROM standing s JOIN compared o ON o.series = s.series AND o.outcome_text <> ''
            AND (o.version > s.version OR (o.version < s.version AND s.outcome_text = ''))
            AND CASE WHEN s.of_opinion THEN o.opinion_text = s.subject OR (s.is_only AND o.version > s.version
                        AND o.opinion_text = '' AND o.needs_text IN ('', s.needs_text))
                ELSE NOT o.opinion_is_issue AND (o.needs_text = s.subject
                        OR (s.is_only AND o.version > s.version AND o.needs_text = '')) END
        GROUP BY 1
        """
    )
    con.execute(
        """
        UPDATE visit_rows SET outcome_told = '' FROM (SELECT DISTINCT unnest(spoken) AS row_key FROM carried) c
        WHERE c.row_key = visit_rows.row_key
        """
    ).fetchall()
    con.execute(
        "UPDATE visit_rows SET outcome_told = outcome FROM carried c WHERE c.row_key = visit_rows.row_key"
    ).fetchall()
