"""What does a row of 企业走访台账 or 名士走访台账 say: who was visited, what is asked for, what became of it?"""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from etl import texts, values
from etl.rows.issues import status_of
from etl.rows.raised import issues_in
from etl.rows.typed import Columns, TypedRows, by_text
from etl.rows.visits import AFTER_PERIOD, is_issue, latest, people_in, placed

TEXTS = ("issue_text", "needs_text", "opinion_text")
"""The fields in which something is asked for."""
_AS_WRITTEN = ("object_name", "object_kind", "phone", "address", "outcome_text", "visitor_names")
_CONTACTS = ("legal_person", "contact_name")


def _object_visits(rows: TypedRows, raiser: str) -> Columns:
    day = rows.parsed("visit_date")
    rows.require("visit_date", day)
    rows.reject_where(pc.greater(day, rows.by_sheet(latest, pa.date32())), "visit_date", AFTER_PERIOD)
    name = rows.text("object_name")
    rows.require("object_name", pc.if_else(pc.equal(values.name_keys(name), ""), None, name))
    kind = pa.array([raiser] * rows.n, pa.string())
    solved_date = rows.parsed("solved_date")
    given = [rows.text(field) for field in _CONTACTS if rows.form.has(field)]
    contacts = pc.binary_join_element_wise(*given, "、") if given else pa.array([""] * rows.n, pa.string())
    return {
        "raiser": kind,
        "unit_text": rows.text("unit"),
        "place_no": placed(rows, kind, rows.places(), "object_name", ("district", "town")),
        "visit_date": day,
        "name_key": values.name_keys(name),
        "phone_key": values.phone_keys(rows.text("phone")),
        **{field: rows.text(field) for field in _AS_WRITTEN},
        "contacts": pc.utf8_trim(contacts, "、"),
        "people": by_text(rows.text("visitor_names"), people_in, pa.list_(pa.string())),
        "status": status_of(rows, solved_date),
        "solved_date": solved_date,
        **{f"{field}_parts": _parts(rows, field) for field in TEXTS},
    }


def _parts(rows: TypedRows, field: str) -> pa.Array:
    if not rows.form.has(field):
        return issues_in(pa.array([""] * rows.n, pa.string()), pa.repeat(False, rows.n))
    # what a firm asks for the model of families' words does not know: only set phrases say that there is nothing
    return issues_in(rows.raw(field), is_issue(rows.text(field), texts.says_nothing))


TYPES = {
    "enterprise_visits": partial(_object_visits, raiser=values.ENTERPRISE),
    "notable_visits": partial(_object_visits, raiser=values.NOTABLE),
}
