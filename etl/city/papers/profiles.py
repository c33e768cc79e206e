"""What is each village like, and what does it lack, as its 附件1 says?

The paper that was received last stands. A 总户数 below the households already visited there sets its paper aside: nobody
knows which of the two is wrong, and the village goes without 覆盖率 until it is known (docs/decisions/0020).
"""

from __future__ import annotations

from campaign.papers.village_survey import ASPECTS
from etl.city.accepted import accepted
from etl.city.arrive import typed
from etl.city.papers.simple import fill, set_aside_sheets_that_differ, standing
from etl.city.relations import SOURCE, City, masked
from etl.city.setting_aside import cells_of, set_aside
from etl.forms import BY_ID
from etl.rows.typed import address_of
from etl.values import Problem

FORM = "village_survey"


def profiles(city: City) -> None:
    """Makes profile_rows (one row per accepted paper) and profile_fates; fills village_profiles and village_needs."""
    if typed(city, FORM).rows:
        _set_aside_too_few(city)
        set_aside_sheets_that_differ(city, FORM)
    city.make("profile_rows", f"{accepted(city, FORM)} ORDER BY row_key", of=[typed(city, FORM)])
    city.make("profile_fates", standing(BY_ID[FORM], city.profile_rows), of=[city.profile_rows])
    city.fates[FORM] = city.profile_fates
    _fill(city)


def _set_aside_too_few(city: City) -> None:
    """Sets aside the papers that count fewer households than have been visited."""
    bad = city.rows(
        f"""
        WITH visited AS (
            SELECT place_no, count(DISTINCT household) AS n
            FROM {city.visit_rows} JOIN {city.visit_fates} USING (row_key) GROUP BY 1)
        SELECT row_key, household_total, n FROM {typed(city, FORM)} JOIN visited USING (place_no)
        WHERE household_total < n ORDER BY row_key
        """
    )
    cells = cells_of(city, [key for key, _, _ in bad])
    problems = []
    for key, total, visited in bad:
        sheet, line = city.sheet_at(key)
        place = address_of(BY_ID[FORM], sheet.read, line, cells[key], "household_total")
        sentence = (
            f"总户数（{place}）写的是 {total:,}，而各单位已经走访了这个村（社区） {visited:,} 户；请先核对总户数，"
            "是否少写了一位、只填了户籍户或其中几个组；总户数没有错的，请核对走访表，是否把别的村写成了这个村，或把一户写成了几种样子"
        )
        problems.append((key, "household_total", Problem("total-below-visited", sentence)))
    set_aside(city, FORM, problems)


def _fill(city: City) -> None:
    fill(city, FORM, "village_profiles", city.profile_rows, city.profile_fates, order="village_id")
    each = " UNION ALL ".join(
        f"SELECT r.*, {n} AS nth, '{aspect}' AS aspect, {name} AS need_text FROM kept r WHERE {name} IS NOT NULL"
        for n, (name, aspect) in enumerate(ASPECTS.items())
    )
    # what the last papers say under each of the six 方面; the joins are planned once, not once for each of them
    city.fill(
        "village_needs",
        f"""
        WITH kept AS MATERIALIZED (
            SELECT r.*, u.* EXCLUDE (unit_no), p.* EXCLUDE (place_no), source_file, source_sheet
            FROM {city.profile_rows} r JOIN {city.profile_fates} f USING (row_key)
            JOIN {city.place_names} p USING (place_no) JOIN {city.sheets} USING (sheet_no)
            LEFT JOIN {city.unit_names} u USING (unit_no) WHERE f.into_key = r.row_key)
        SELECT n.*, {masked("need_text", others="concat_ws('、', secretary_name, contact_name)")} AS issue_text, {SOURCE} FROM ({each}) n ORDER BY village_id, nth
        """,
        of=[city.profile_rows],
    )
