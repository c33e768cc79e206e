"""Who was visited, and how far has each cadre got: the tables visits, households and cadres."""

from __future__ import annotations

from campaign import rules
from etl.city.relations import SOURCE, City


def visits(city: City) -> None:
    """Fills visits, with the flags that let households be counted without DISTINCT; makes visit_flags and disturbed."""
    city.make(
        "household_numbers",
        f"""
        SELECT household, row_number() OVER (ORDER BY household) AS household_id
        FROM (SELECT DISTINCT household FROM {city.visit_fates})
        """,
        of=[city.visit_rows],
    )
    # the flags are found on a narrow table: a window would otherwise carry every text of every row
    city.make(
        "visit_flags",
        f"""
        WITH surveyed AS (
            SELECT DISTINCT place_no FROM {city.profile_rows} JOIN {city.profile_fates} USING (row_key)
            WHERE into_key = row_key AND household_total IS NOT NULL),
        kept AS (
            SELECT row_key, household_id, v.place_no, unit_no, unit_name, unit_level, supervision_group,
                row_number() OVER (ORDER BY visit_date, row_key) AS turn
            FROM {city.visit_rows} v JOIN {city.visit_fates} USING (row_key) JOIN {city.household_numbers} USING (household)
            JOIN {city.unit_names} USING (unit_no) WHERE into_key = row_key)
        SELECT row_key, household_id,
            row_number() OVER (PARTITION BY household_id ORDER BY turn) = 1 AS is_first,
            row_number() OVER (PARTITION BY household_id, unit_no ORDER BY turn) = 1 AS is_first_by_unit,
            row_number() OVER (PARTITION BY household_id, unit_level ORDER BY turn) = 1 AS is_first_by_level,
            CASE WHEN supervision_group IS NOT NULL THEN
                row_number() OVER (PARTITION BY household_id, supervision_group ORDER BY turn) = 1 END AS is_first_by_group,
            CASE WHEN supervision_group IS NOT NULL THEN
                row_number() OVER (PARTITION BY household_id, unit_level, supervision_group ORDER BY turn) = 1
                END AS is_first_by_level_group,
            place_no IN (SELECT place_no FROM surveyed) AS is_village_surveyed,
            unit_name IN (SELECT unit_name FROM units WHERE cadre_count > 0) AS is_unit_rostered
        FROM kept
        """,
        of=[city.visit_rows],
    )
    _disturbed(city)
    city.fill(
        "visits",
        f"""
        SELECT row_number() OVER (ORDER BY row_key) AS visit_id, v.visit_date, v.form, '{rules.OBJECT_TYPES[0]}' AS object_type,
            nullif(needs_text, '') AS needs_text, nullif(opinion_text, '') AS opinion_text,
            nullif(outcome_text, '') AS outcome_text, nullif(visitor_names, '') AS visitor_names,
            nullif(visit_type, '') AS visit_type,
            u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE}, f.* EXCLUDE (row_key),
            d.disturbed_date
        FROM {city.visit_rows} v JOIN {city.visit_flags} f USING (row_key) JOIN {city.visit_texts} USING (row_key)
        LEFT JOIN {city.disturbed} d USING (household_id)
        JOIN {city.unit_names} u USING (unit_no) JOIN {city.place_names} p USING (place_no) JOIN {city.sheets} USING (sheet_no)
        ORDER BY row_key
        """,
        of=[city.visit_rows],
    )


def _disturbed(city: City) -> None:
    """Makes disturbed: the households that were visited too often, and the first day on which they were."""
    city.make(
        "disturbed",
        f"""
        WITH seen AS (
            SELECT household_id, unit_no, visit_date FROM {city.visit_rows} JOIN {city.visit_flags} USING (row_key)
            WINDOW of_household AS (PARTITION BY household_id)
            QUALIFY min(unit_no) OVER of_household <> max(unit_no) OVER of_household),
        counted AS (
            SELECT household_id, visit_date,
                min(unit_no) OVER lately <> max(unit_no) OVER lately AS is_crowded,
                row_number() OVER (PARTITION BY household_id, unit_no ORDER BY visit_date) = 1 AS is_new_unit
            FROM seen
            WINDOW lately AS (
                PARTITION BY household_id ORDER BY visit_date
                RANGE BETWEEN INTERVAL {rules.DISTURBING_DAYS} DAYS PRECEDING AND CURRENT ROW)),
        by_then AS (
            SELECT *, count(*) FILTER (is_new_unit) OVER (PARTITION BY household_id ORDER BY visit_date) AS units_by_then
            FROM counted)
        SELECT household_id, min(visit_date) AS disturbed_date FROM by_then
        WHERE is_crowded OR units_by_then >= {rules.DISTURBING_UNITS} GROUP BY 1
        """,
        of=[city.visit_rows],
    )


def households(city: City) -> None:
    """Fills households, each as its first visit has it; a fact missing there is a later visit's, then the latest merged row's."""
    city.fill(
        "households",
        f"""
        WITH turns AS (
            SELECT row_key, into_key, household, row_number() OVER (ORDER BY into_key <> row_key, into_key, age) AS turn
            FROM {city.visit_fates}),
        every AS (
            SELECT * FROM {city.visit_rows} JOIN turns USING (row_key) JOIN {city.household_numbers} USING (household)
            JOIN {city.visit_texts} USING (row_key)),
        seen AS (
            SELECT household_id, count(*) FILTER (into_key = row_key) AS visit_count,
                count(DISTINCT unit_no) AS visiting_unit_count,
                coalesce(arg_min(phone, turn) FILTER (phone_key <> ''), arg_min(nullif(phone, ''), turn)) AS phone, arg_min(nullif(address, ''), turn) AS address,
                arg_min(nullif(income, ''), turn) AS income, arg_min(nullif(poverty_cause, ''), turn) AS poverty_cause,
                arg_min(member_count, turn) AS member_count, bool_or(poverty_is_written OR needs_is_issue) AS is_poor
            FROM every GROUP BY household_id)
        SELECT seen.*, t.head_name, p.* EXCLUDE (place_no), v.visit_date AS first_visit_date,
            u.unit_name AS first_unit_name, {SOURCE}
        FROM {city.visit_flags} f JOIN {city.visit_rows} v USING (row_key) JOIN seen USING (household_id)
        JOIN {city.visit_texts} t USING (row_key) JOIN {city.unit_names} u USING (unit_no)
        JOIN {city.place_names} p USING (place_no) JOIN {city.sheets} USING (sheet_no)
        WHERE f.is_first ORDER BY household_id
        """,
        of=[city.visit_rows],
    )


def cadres(city: City) -> None:
    """Fills cadres: one row per cadre on each unit's roster.

    The roster gives a head count and no names: of the people named in a unit's sheets, who may be companions from
    the village, as many as the roster counts stand for its cadres, those with most households first; cadres
    not seen yet fill up the count.
    """
    city.fill(
        "cadres",
        f"""
        WITH visitors AS (
            SELECT unit_name, unnest(people) AS cadre_name, household_id, visit_date
            FROM {city.visit_rows} JOIN {city.visit_flags} USING (row_key) JOIN {city.unit_names} USING (unit_no)),
        doors AS (
            SELECT unit_name, cadre_name, household_id, min(visit_date) AS day FROM visitors
            GROUP BY ALL),
        counted AS (
            SELECT *, row_number() OVER (PARTITION BY unit_name, cadre_name ORDER BY day, household_id) AS nth FROM doors),
        seen AS (
            SELECT unit_name, cadre_name, count(*) AS household_count,
                min(day) FILTER (nth = {rules.HOUSEHOLDS_PER_CADRE}) AS on_target_date, true AS has_visited
            FROM counted GROUP BY ALL),
        -- the most that any roster counted
        roster AS (
            SELECT unit_name, unit_level, supervision_group, max(high) AS most
            FROM units JOIN {city.listed} USING (unit_name) GROUP BY ALL),
        ours AS (
            SELECT seen.*, row_number() OVER (PARTITION BY unit_name ORDER BY household_count DESC, cadre_name) AS number
            FROM seen JOIN roster USING (unit_name) QUALIFY number <= most),
        unseen AS (
            SELECT unit_name, NULL AS cadre_name, 0 AS household_count, NULL::DATE AS on_target_date, false AS has_visited,
                unnest(range(coalesce(n, 0) + 1, most + 1)) AS number
            FROM roster LEFT JOIN (SELECT unit_name, count(*) AS n FROM seen GROUP BY 1) USING (unit_name))
        SELECT cadres.*, unit_level, supervision_group, since, until
        FROM (SELECT * FROM ours UNION ALL SELECT * FROM unseen) cadres JOIN roster USING (unit_name)
        JOIN {city.listed} l ON l.unit_name = cadres.unit_name AND number BETWEEN low AND high
        ORDER BY unit_name, since NULLS FIRST, household_count DESC, cadre_name
        """,
        of=[city.listed],
    )
