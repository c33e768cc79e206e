"""Who was visited, and how far has each cadre got: the tables visits, households and cadres."""

from __future__ import annotations

from campaign.office import rules
from etl.city.relations import SOURCE, City


def flags(city: City) -> None:
    """Makes household_numbers, visit_flags, disturbed and household_facts.

    The flags of first visits, and the days of those before, let households be counted without DISTINCT: all of them, and
    those that were visited in a period.
    """
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
            SELECT row_key, household_id, v.place_no, unit_no, unit_name, unit_level, supervision_group, visit_date,
                row_number() OVER (ORDER BY visit_date, row_key) AS turn
            FROM {city.visit_rows} v JOIN {city.visit_fates} USING (row_key) JOIN {city.household_numbers} USING (household)
            JOIN {city.unit_names} USING (unit_no) WHERE into_key = row_key),
        turns AS (
            SELECT *, lag(visit_date) OVER (PARTITION BY household_id ORDER BY turn) AS previous_date,
                lag(visit_date) OVER (PARTITION BY household_id, unit_no ORDER BY turn) AS previous_date_by_unit,
                lag(visit_date) OVER (PARTITION BY household_id, unit_level ORDER BY turn) AS previous_date_by_level,
                lag(visit_date) OVER (PARTITION BY household_id, supervision_group ORDER BY turn) AS previous_date_by_group,
                lag(visit_date) OVER (PARTITION BY household_id, unit_level, supervision_group ORDER BY turn)
                    AS previous_date_by_level_group
            FROM kept)
        SELECT row_key, household_id, {", ".join(f"previous_date{grain}" for grain in _GRAINS)},
            previous_date IS NULL AS is_first, previous_date_by_unit IS NULL AS is_first_by_unit,
            previous_date_by_level IS NULL AS is_first_by_level,
            CASE WHEN supervision_group IS NOT NULL THEN previous_date_by_group IS NULL END AS is_first_by_group,
            CASE WHEN supervision_group IS NOT NULL THEN previous_date_by_level_group IS NULL END AS is_first_by_level_group,
            place_no IN (SELECT place_no FROM surveyed) AS is_village_surveyed,
            unit_name IN (SELECT unit_name FROM units WHERE cadre_count > 0) AS is_unit_rostered
        FROM turns
        """,
        of=[city.visit_rows],
    )
    _disturbed(city)
    city.make(
        "household_facts",
        f"""
        SELECT household_id, count(*) FILTER (into_key = row_key) AS household_visit_count,
            bool_or(poverty_is_written OR needs_is_issue) AS is_poor, coalesce(bool_or(is_special), false) AS is_special
        FROM {city.visit_rows} JOIN {city.visit_fates} USING (row_key) JOIN {city.household_numbers} USING (household) GROUP BY 1
        """,
        of=[city.visit_rows],
    )


_GRAINS = ("", "_by_unit", "_by_level", "_by_group", "_by_level_group")


def visits(city: City) -> None:
    """Fills visits, each with what is known of its household."""
    city.fill(
        "visits",
        f"""
        SELECT row_number() OVER (ORDER BY row_key) AS visit_id, v.visit_date, v.form, '{rules.OBJECT_TYPES[0]}' AS object_type,
            nullif(needs_text, '') AS needs_text, nullif(opinion_text, '') AS opinion_text,
            nullif(outcome_text, '') AS outcome_text, nullif(visitor_names, '') AS visitor_names,
            visit_type, nullif(visit_type_written, '') AS visit_type_written,
            u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE}, f.* EXCLUDE (row_key),
            d.disturbed_date, h.* EXCLUDE (household_id), coalesce(r.household_issue_count, 0) AS household_issue_count,
            CASE WHEN isodow(v.visit_date) >= 6 OR is_evening THEN true ELSE is_evening END AS is_off_hours
        FROM {city.visit_rows} v JOIN {city.visit_flags} f USING (row_key) JOIN {city.visit_texts} USING (row_key)
        LEFT JOIN {city.disturbed} d USING (household_id) JOIN {city.household_facts} h USING (household_id)
        LEFT JOIN {city.raised_counts} r USING (household_id)
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
            SELECT household_id, count(DISTINCT unit_no) AS visiting_unit_count,
                coalesce(arg_min(phone, turn) FILTER (phone_key <> ''), arg_min(nullif(phone, ''), turn)) AS phone, arg_min(nullif(address, ''), turn) AS address,
                arg_min(nullif(income, ''), turn) AS income, arg_min(nullif(poverty_cause, ''), turn) AS poverty_cause,
                arg_min(member_count, turn) AS member_count
            FROM every GROUP BY household_id)
        SELECT seen.*, h.is_poor, h.is_special, h.household_visit_count AS visit_count, t.head_name, p.* EXCLUDE (place_no), v.visit_date AS first_visit_date,
            u.unit_name AS first_unit_name, {SOURCE}
        FROM {city.visit_flags} f JOIN {city.visit_rows} v USING (row_key) JOIN seen USING (household_id)
        JOIN {city.household_facts} h USING (household_id)
        JOIN {city.visit_texts} t USING (row_key) JOIN {city.unit_names} u USING (unit_no)
        JOIN {city.place_names} p USING (place_no) JOIN {city.sheets} USING (sheet_no)
        WHERE f.is_first ORDER BY household_id
        """,
        of=[city.visit_rows],
    )


def visitor_days(city: City) -> None:
    """Fills visitor_days: who went out for which unit on which day, the names as numbers.

    Whoever is named by a row that repeats a visit went along; whoever only a corrected row names did not.
    """
    city.fill(
        "visitor_days",
        f"""
        WITH called AS (
            SELECT unit_no, visit_date, unnest(people) AS visitor, row_key
            FROM {city.visit_rows} JOIN {city.visit_fates} USING (row_key)
            WHERE into_key = row_key OR rule <> 'visit-corrected'),
        out AS (SELECT unit_no, visit_date, visitor, min(row_key) AS row_key FROM called GROUP BY ALL),
        numbered AS (
            SELECT unit_no, visit_date, min(row_key) OVER (PARTITION BY unit_no, visitor) AS first_row, visitor,
                lag(visit_date) OVER (PARTITION BY unit_no, visitor ORDER BY visit_date) AS previous_day_out
            FROM out)
        SELECT * EXCLUDE (unit_no), dense_rank() OVER (ORDER BY first_row, visitor) AS visitor_no
        FROM numbered JOIN {city.unit_names} USING (unit_no) ORDER BY unit_name, visit_date, visitor_no
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
