"""Which households were visited, and which rows are of one household?

Identity of a household: the same village and the same 户主姓名, and the same address or the same phone, each compared
after `etl.values` has taken spaces, widths and ways of writing out. Two units at one door are one household and two
visits. A visit is a household, a unit and a day: rows that repeat all three are one visit.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.city.accepted import accepted, is_family
from etl.city.arrive import received, typed
from etl.city.relations import City, Relation

FORMS = ("visit_ledger", "household_form")
_KEYS = ("row_key", "place_no", "name_key", "address_key", "phone_key", "visit_date", "member_count", "people")
_NARROW = (*_KEYS, "needs_is_issue", "opinion_is_issue", "poverty_is_written", "is_special", "is_evening", "raiser")
_TEXTS = ("head_name", "phone", "address", "income", "poverty_cause", "needs_text", "opinion_text", "outcome_text")
_WIDE = ("row_key", *_TEXTS, "visitor_names", "visit_type", "visit_type_written", "needs_parts", "opinion_parts")


def households(city: City) -> None:
    """Makes visit_rows, the texts beside them, and who: which rows are of one household."""
    papers = [typed(city, form) for form in FORMS]
    columns = (*(f"t.{name}" for name in _NARROW), "t.sheet_no")
    narrow = [f"{accepted(city, form, columns)} AND {is_family('t.raiser')}" for form in received(city, FORMS)]
    city.make("visit_rows", " UNION ALL BY NAME ".join(narrow) + " ORDER BY row_key", of=papers)
    wide = (f"SELECT {', '.join(_WIDE)} FROM {typed(city, form)}" for form in FORMS)
    city.view("visit_texts", " UNION ALL BY NAME ".join(wide), sum(paper.rows for paper in papers))
    linked(
        city,
        "who",
        "household",
        f"""
        SELECT row_key,
            CASE WHEN address_key <> '' THEN dense_rank() OVER (ORDER BY place_no, name_key, address_key) END AS one,
            CASE WHEN phone_key <> '' THEN dense_rank() OVER (ORDER BY place_no, name_key, phone_key) END AS other
        FROM {city.visit_rows}
        """,
        of=[city.visit_rows],
    )


def linked(city: City, name: str, first: str, rows: str, of: Sequence[Relation]) -> Relation:
    """Makes the relation `name`: each row_key of `rows` with `first`, the smallest row key among rows of one thing.

    Rows are of one thing when they share the key `one` or the key `other`, null being no key. Sharing is
    transitive, so the smallest key is handed on until nothing changes.
    """
    made = city.make(name, f"SELECT row_key, row_key AS {first}, one, other FROM ({rows})", of=of)
    before = -1
    while (
        made.rows > 1 and (now := city.rows(f"SELECT coalesce(sum({first}), 0)::HUGEINT FROM {made}")[0][0]) != before
    ):
        before = now
        city.make(
            name,
            f"""
            WITH by_one AS (SELECT one, min({first}) AS first_one FROM {made} WHERE one IS NOT NULL GROUP BY 1),
                 by_other AS (SELECT other, min({first}) AS first_other FROM {made} WHERE other IS NOT NULL GROUP BY 1)
            SELECT row_key, least({first}, first_one, first_other) AS {first}, one, other
            FROM {made} LEFT JOIN by_one USING (one) LEFT JOIN by_other USING (other)
            """,
        )
    return made
