"""Which issues were raised, and which rows tell of the same one?

Three papers tell of issues, and one issue is counted once:

- 问题台账 is the record. The same unit, village, 反映人, text and 问题编号 is one issue, and so is one of which a sheet
  leaves the number or the person out while nothing else contradicts (docs/decisions/0029);
  the row of the latest period, and within it of the file received last, is kept and the others merge into it;
  a file without a period counts from the day it came.
  So is another text under the same number, person, village and period, in a sheet that came later: a correction.
- 附件4 names no place: its row is joined to the household that the unit visited on that day under
  that name; a committee or a street that names itself is where its name says. A row whose text the unit's ledger holds for that person is merged into the ledger's; of rows that
  repeat one another the first stands.
- 困难需求 and 意见建议 of 附件3 and 走访台账 are issues only where neither paper holds them (`etl.city.issues.heard`).
"""

from __future__ import annotations

from etl.city.accepted import accepted, is_apart, is_family
from etl.city.arrive import typed
from etl.city.relations import City
from etl.city.setting_aside import set_aside
from etl.city.units import of_units, unit_of
from etl.city.visits.identity import linked
from etl.city.visits.versions import in_turn
from etl.forms import BY_ID
from etl.values import Problem

LEDGER, CADRE_LIST = "issue_ledger", "cadre_list"
NOT_VISITED = Problem(
    "visit-not-found",
    "本单位的走访表中，找不到这一天走访这位走访对象的记录（或同名不止一户），无法确认是哪个村（社区）哪一户；请先报走访台账，并核对姓名和日期",
)
NOT_PLACED = Problem(
    "place-missing",
    "走访对象是单位、组织，无法确定所在村（社区）；请写带村（社区）或镇（街道）名称的全称，或在表的上方写明村（社区）",
)
LEAST_CONTAINED = 3
"""Characters of a text that is taken as told in a longer one; a single word such as 灯 is told in too many."""


def same_words(one: str, other: str) -> str:
    """SQL: whether two keys of issue texts tell of one issue: they are equal, or one holds the other."""
    held = f"(contains({one}, {other}) OR contains({other}, {one}))"
    return f"({one} = {other} OR (least(length({one}), length({other})) >= {LEAST_CONTAINED} AND {held}))"


def records(city: City) -> None:
    """Makes issue_rows (one row per accepted row of the two papers) and issue_fates."""
    city.make(
        "named",
        f"""
        SELECT DISTINCT unit_no, place_no, name_key, visit_date, household
        FROM {city.visit_rows} JOIN {city.who} USING (row_key)
        """,
        of=[city.visit_rows],
    )
    _raised(city)
    _visited(city)
    papers = [typed(city, LEDGER), typed(city, CADRE_LIST)]
    ledger = accepted(city, LEDGER, ("t.*", "raised_date", "raised_date_basis"), city.ledger_raised)
    heard = accepted(
        city,
        CADRE_LIST,
        ("t.* EXCLUDE (own_place_no)", "place_no", "'written' AS raised_date_basis"),
        city.cadre_places,
    )
    apart = is_apart("t.raiser")
    city.make(
        "issue_rows", f"{ledger} AND NOT {apart} UNION ALL BY NAME {heard} AND NOT {apart} ORDER BY row_key", of=papers
    )
    city.make("apart_rows", f"{ledger} AND {apart} UNION ALL BY NAME {heard} AND {apart} ORDER BY row_key", of=papers)
    _ledger_fates(city)
    _fates(city)


def _raised(city: City) -> None:
    """Makes ledger_raised: the day on which each issue of a ledger was raised, and what says so.

    The cell; else the unit's first visit to that person; else the latest it can have been: the period's last
    day, or an earlier 交办 or 办结 date.
    """
    city.make(
        "ledger_raised",
        f"""
        WITH undated AS (
            SELECT row_key, place_no, name_key, by_then, {unit_of("t")} AS unit_no
            FROM {typed(city, LEDGER)} t {of_units(city, "t")} WHERE written_date IS NULL AND name_key <> ''),
        visited AS (
            SELECT row_key, CASE WHEN count(DISTINCT household) = 1 THEN min(visit_date) END AS day
            FROM undated u JOIN {city.named} n ON n.unit_no = u.unit_no AND n.place_no = u.place_no
                AND n.name_key = u.name_key AND (by_then IS NULL OR visit_date <= by_then)
            GROUP BY row_key)
        SELECT row_key, coalesce(written_date, day, by_then) AS raised_date,
            CASE WHEN written_date IS NOT NULL THEN 'written' WHEN day IS NOT NULL THEN 'visit'
                WHEN by_then IS NOT NULL THEN 'period' END AS raised_date_basis
        FROM {typed(city, LEDGER)} LEFT JOIN visited USING (row_key)
        """,
        of=[typed(city, LEDGER)],
    )
    bad = city.rows(
        f"""
        SELECT row_key FROM {city.ledger_raised}
        WHERE raised_date IS NULL
            AND row_key NOT IN (SELECT row_key FROM {city.problems} WHERE field = 'raised_date') ORDER BY row_key
        """,
        of=[city.ledger_raised],
    )
    missing = BY_ID[LEDGER].missing("raised_date")
    assert missing is not None
    set_aside(city, LEDGER, [(key, "raised_date", missing) for (key,) in bad])


def _visited(city: City) -> None:
    """Makes cadre_places: the village of each row of an 附件4, as the visit of that day has it.

    An organisation may also be placed by its name, or by the line above the list; an enterprise or a 名士 by nothing.
    """
    city.make(
        "cadre_places",
        f"""
        WITH rows AS (
            SELECT row_key, name_key, raised_date, raiser, own_place_no, {unit_of("t")} AS unit_no
            FROM {typed(city, CADRE_LIST)} t {of_units(city, "t")}),
        visits AS (
            SELECT unit_no, place_no, name_key, visit_date, household FROM {city.named}
            UNION ALL SELECT unit_no, place_no, name_key, visit_date, object FROM {city.object_rows}
                JOIN {city.object_fates} USING (row_key))
        SELECT row_key, any_value(raiser) AS raiser,
            coalesce(CASE WHEN count(DISTINCT household) = 1 THEN min(place_no) END, any_value(own_place_no)) AS place_no
        FROM rows r LEFT JOIN visits n ON n.unit_no = r.unit_no AND n.name_key = r.name_key
            AND visit_date = raised_date AND r.name_key <> ''
        GROUP BY row_key
        """,
        of=[typed(city, CADRE_LIST)],
    )
    bad = city.rows(
        f"""
        SELECT row_key, {is_family("raiser")} FROM {city.cadre_places}
        WHERE place_no IS NULL AND NOT {is_apart("raiser")} AND row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key
        """,
        of=[city.cadre_places],
    )
    set_aside(city, CADRE_LIST, [(key, "raised_by", NOT_VISITED if is_of else NOT_PLACED) for key, is_of in bad])


_NTH = "coalesce(sequence, '') || coalesce(written_date::VARCHAR, '')"
"""SQL: what tells rows of one text apart that name neither a number nor a person."""


def _filled_in(city: City) -> None:
    """Makes filled_in: the person and the number that rows of a ledger leave out and another sheet gives to the same text.

    Only where one person, and one number, is given; where the rows that leave it out tell of one issue; and, unless the
    person is named on both, where no sheet has the text with and without it: then they are two.
    """
    city.make(
        "filled_in",
        f"""
        WITH ledger AS (
            SELECT row_key, sheet_no, unit_no, place_no, text_key, issue_no_key AS number, nullif(name_key, '') AS person, {_NTH} AS nth
            FROM {city.issue_rows} WHERE form = '{LEDGER}'),
        uneven AS (
            SELECT unit_no, place_no, text_key FROM ledger GROUP BY ALL
            HAVING count(*) > 1 AND (count(DISTINCT coalesce(number, '')) > 1 OR count(DISTINCT coalesce(person, '')) > 1)
                AND (bool_or(number IS NULL) OR bool_or(person IS NULL))),
        gaps AS (SELECT ledger.* FROM ledger JOIN uneven USING (unit_no, place_no, text_key)),
        with_persons AS (
            SELECT g.row_key, coalesce(g.person, o.person) AS person
            FROM gaps g LEFT JOIN (
                -- by the number where there is one, else by the text alone
                SELECT a.row_key, min(b.person) AS person
                FROM gaps a JOIN gaps b USING (unit_no, place_no, text_key)
                WHERE a.person IS NULL AND (a.number IS NULL OR b.number IS NOT DISTINCT FROM a.number)
                GROUP BY 1
                HAVING count(DISTINCT b.person) = 1 AND NOT bool_or(b.sheet_no = a.sheet_no AND b.person IS NOT NULL)
                    AND count(DISTINCT b.nth) FILTER (b.person IS NULL AND a.number IS NULL) <= 1
                    AND count(DISTINCT b.number) FILTER (a.number IS NULL) <= 1) o USING (row_key)),
        told AS (SELECT g.* REPLACE (p.person AS person) FROM gaps g JOIN with_persons p USING (row_key)),
        with_numbers AS (
            SELECT a.row_key, min(b.number) AS number
            FROM told a JOIN told b ON a.unit_no = b.unit_no AND a.place_no = b.place_no AND a.text_key = b.text_key
                AND a.person IS NOT DISTINCT FROM b.person
            WHERE a.number IS NULL
            GROUP BY 1
            HAVING count(DISTINCT b.number) = 1 AND (any_value(a.person) IS NOT NULL
                OR (NOT bool_or(b.sheet_no = a.sheet_no AND b.number IS NOT NULL)
                    AND count(DISTINCT b.nth) FILTER (b.number IS NULL) <= 1)))
        SELECT row_key, told.person, coalesce(told.number, n.number) AS number FROM told LEFT JOIN with_numbers n USING (row_key)
        """,
        of=[city.issue_rows],
    )


def _ledger_fates(city: City) -> None:
    """Makes ledger_fates: row_key → into_key among the rows of ledgers."""
    _filled_in(city)
    # a number tells a correction from another issue only where no sheet gives that person's number to two texts, and
    # only within a period, for offices start again at 1; of sheets that came together none is the later one
    linked(
        city,
        "same_issue",
        "issue",
        f"""
        WITH ledger AS (SELECT * FROM {city.issue_rows} WHERE form = '{LEDGER}'),
        in_sheets AS (
            SELECT unit_no, place_no, name_key, issue_no_key, sheet_no, count(DISTINCT text_key) AS texts
            FROM ledger WHERE issue_no_key IS NOT NULL AND name_key <> '' GROUP BY ALL),
        told_apart AS (
            SELECT unit_no, place_no, name_key, issue_no_key FROM in_sheets GROUP BY ALL HAVING max(texts) = 1),
        in_turn AS (
            SELECT unit_no, place_no, name_key, issue_no_key, period_end
            FROM ledger JOIN told_apart USING (unit_no, place_no, name_key, issue_no_key) WHERE period_end IS NOT NULL
            GROUP BY ALL HAVING count(DISTINCT text_key) > 1 AND count(DISTINCT came) = count(DISTINCT sheet_no)),
        numbered AS (SELECT *, row_number() OVER () AS other FROM in_turn),
        known AS (
            SELECT l.*, coalesce(f.person, l.name_key) AS person, coalesce(f.number, l.issue_no_key) AS number
            FROM ledger l LEFT JOIN {city.filled_in} f USING (row_key))
        SELECT row_key, dense_rank() OVER (ORDER BY unit_no, place_no, text_key,
                CASE WHEN number IS NOT NULL THEN '#' || number || '@' || person
                     WHEN person <> '' THEN '@' || person
                     ELSE '?' || {_NTH} END) AS one, other
        FROM known LEFT JOIN numbered USING (unit_no, place_no, name_key, issue_no_key, period_end)
        """,
        of=[city.issue_rows],
    )
    city.make(
        "ledger_fates",
        f"""
        SELECT row_key, 'same-issue' AS rule, first_value(row_key) OVER (
            PARTITION BY issue ORDER BY turn DESC NULLS LAST, came DESC, row_key DESC) AS into_key
        FROM (SELECT row_key, issue, came, {in_turn("issue", "came")} AS turn
              FROM {city.issue_rows} JOIN {city.same_issue} USING (row_key))
        """,
        of=[city.issue_rows],
    )


def _fates(city: City) -> None:
    """Makes issue_fates: row_key → into_key and rule; a row that is the record points to itself."""
    city.make(
        "issue_fates",
        f"""
        WITH kept AS (
            SELECT r.* REPLACE (coalesce(nullif(r.name_key, ''), p.person, '') AS name_key)
            FROM {city.issue_rows} r JOIN {city.ledger_fates} f USING (row_key) LEFT JOIN {city.filled_in} p USING (row_key)
            WHERE f.into_key = r.row_key),
        in_ledger AS (
            SELECT c.row_key, min(r.row_key) AS into_key
            FROM {city.issue_rows} c JOIN kept r USING (unit_no, place_no, name_key)
            WHERE c.form = '{CADRE_LIST}' AND {same_words("r.text_key", "c.text_key")}
            GROUP BY 1),
        among_themselves AS (
            SELECT row_key, min(row_key) OVER (PARTITION BY unit_no, place_no, name_key, text_key) AS into_key
            FROM {city.issue_rows} WHERE form = '{CADRE_LIST}' AND row_key NOT IN (SELECT row_key FROM in_ledger))
        SELECT row_key, rule, into_key FROM {city.ledger_fates}
        UNION ALL SELECT row_key, 'issue-in-ledger', into_key FROM in_ledger
        UNION ALL SELECT row_key, 'issue-in-list', into_key FROM among_themselves
        """,
        of=[city.issue_rows],
    )
    city.fates[LEDGER] = city.fates[CADRE_LIST] = city.issue_fates
