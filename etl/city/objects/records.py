"""Which rows are visits of something that is no family, and which of them are one visit?

They come from 企业走访台账 and 名士走访台账, and from lists and forms of families in which a firm, a school or a committee
stands as 户主. A visit is an object, a unit and a day; sent again in a later file, what the later one says stands.
"""

from __future__ import annotations

from etl import values
from etl.city.accepted import accepted, is_family
from etl.city.arrive import received, typed
from etl.city.relations import City
from etl.city.visits.identity import FORMS as OF_FAMILIES
from etl.city.visits.identity import linked
from etl.city.visits.versions import in_turn

FORMS = ("enterprise_visits", "notable_visits")
_KEYS = ("row_key", "sheet_no", "place_no", "visit_date", "raiser", "name_key", "phone_key")
_WIDE = ("row_key", "phone", "address", "outcome_text", "visitor_names")
_OWN = ("object_name", "object_kind", "contacts", "status", "solved_date")
_FULL_NAME = "(公司|集团|厂|银行|支行|合作社|医院|小学|中学)$"
"""How names end that stand for one body wherever it is written; 小吃店 and 村委会 are in many villages."""
_SOMEBODY_OF_IT = (
    r"^(.{2,}(?:公司|集团|厂|合作社))(?:\([^()分店部]*\)|\p{Han}{1,2}(?:总|经理|总经理|厂长|董事长|老板|负责人))$"
)
"""A firm's whole name and, behind it, whom they met or where: 某某公司（张经理）, 某某公司 王总; a branch is another one."""


def object_visits(city: City) -> None:
    """Makes object_rows (one row per accepted row), the texts beside them, object_fates and object_speaks."""
    papers = [typed(city, form) for form in (*FORMS, *OF_FAMILIES)]
    keys = tuple(f"t.{name}" for name in _KEYS)
    own = [accepted(city, form, keys) for form in received(city, FORMS)]
    others = [f"{accepted(city, form, keys)} AND NOT {is_family('t.raiser')}" for form in received(city, OF_FAMILIES)]
    city.make("object_rows", " UNION ALL BY NAME ".join((*own, *others)) + " ORDER BY row_key", of=papers)
    of_families = ", ".join((*_WIDE, "head_name AS object_name", "needs_parts", "opinion_parts"))
    every = [f"SELECT {', '.join((*_WIDE, *_OWN, *_PARTS))} FROM {typed(city, form)}" for form in FORMS]
    every += [f"SELECT {of_families} FROM {typed(city, form)} WHERE NOT {is_family('raiser')}" for form in OF_FAMILIES]
    city.make("object_texts", " UNION ALL BY NAME ".join(every), of=[city.object_rows])
    _fates(city)


_PARTS = ("issue_text_parts", "needs_text_parts AS needs_parts", "opinion_text_parts AS opinion_parts")


def _fates(city: City) -> None:
    linked(
        city,
        "object_who",
        "object",
        f"""
        WITH called AS (
            SELECT *, CASE WHEN raiser = '{values.NOTABLE}' THEN 'u' || unit_no
                WHEN regexp_matches(name_key, '{_FULL_NAME}') AND length(name_key) > {values.SHORT} THEN ''
                ELSE coalesce('p' || place_no, 'u' || unit_no) END AS told_apart_by
            FROM (SELECT * REPLACE (CASE WHEN raiser = '{values.ENTERPRISE}'
                THEN regexp_replace(name_key, '{_SOMEBODY_OF_IT}', '\\1') ELSE name_key END AS name_key)
                FROM {city.object_rows}))
        SELECT row_key, dense_rank() OVER (ORDER BY raiser, name_key, told_apart_by) AS one,
            CASE WHEN phone_key <> '' THEN dense_rank() OVER (ORDER BY raiser, name_key, phone_key) END AS other
        FROM called
        """,
        of=[city.object_rows],
    )
    city.make(
        "object_fates",
        f"""
        WITH timed AS (
            SELECT r.*, object, period_end FROM {city.object_rows} r JOIN {city.object_who} USING (row_key)
            JOIN (SELECT sheet_no, period_end FROM {city.sheets}) USING (sheet_no)),
        placed AS (SELECT *, {in_turn("object, unit_no, visit_date", "came")} AS turn FROM timed)
        SELECT row_key, object, turn, first_value(row_key) OVER (
                PARTITION BY object, unit_no, visit_date ORDER BY turn DESC NULLS LAST, came DESC, row_key) AS into_key,
            CASE WHEN rank() OVER (PARTITION BY object, unit_no, visit_date ORDER BY turn DESC NULLS LAST, came DESC) = 1
                THEN 'same-object-visit' ELSE 'object-visit-corrected' END AS rule
        FROM placed
        """,
        of=[city.object_rows],
    )
    city.fates["object_visits"] = city.object_fates
    # a later file that leaves all its texts blank corrects nothing
    city.make(
        "object_speaks",
        f"""
        SELECT row_key, object FROM {city.object_rows} JOIN {city.object_fates} USING (row_key)
        JOIN {city.object_texts} USING (row_key)
        WHERE coalesce(len(needs_parts), 0) + coalesce(len(opinion_parts), 0) + coalesce(len(issue_text_parts), 0) > 0
        QUALIFY rank() OVER (PARTITION BY object, unit_no, visit_date ORDER BY turn DESC NULLS LAST, came DESC) = 1
        """,
        of=[city.object_rows],
    )
