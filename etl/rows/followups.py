"""What does a row of 回访记录 say?"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.rows.typed import Columns, TypedRows
from etl.values import Problem

CONTRADICTS = Problem("followup-contradicts", "是否联系上与是否满意两栏对不上；没有联系上的，是否满意请填 未联系上")


def _followups(rows: TypedRows) -> Columns:
    place_no = rows.places()
    number, day = rows.identified("issue_no"), rows.parsed("followup_date")
    rows.require("issue_no", number["issue_no_key"])
    rows.require("followup_date", day)
    written = rows.parsed("is_reached")
    # 是否满意 says by itself whether anybody was reached
    reached = rows.mapped(rows.text("satisfaction"), values.is_heard, "satisfaction", pa.bool_(), "heard")
    rows.reject_where(pc.and_(pc.is_valid(reached), pc.not_equal(written, reached)), "is_reached", CONTRADICTS)
    return {
        "unit_text": rows.text("unit"),
        "place_no": place_no,
        **number,
        "followup_date": day,
        "followup_method": rows.parsed("followup_method"),
        "is_reached": pc.coalesce(written, reached),
        "is_solved": rows.parsed("is_solved"),
        "satisfaction": rows.parsed("satisfaction"),
        "satisfaction_written": rows.written("satisfaction"),
        "followed_by": rows.parsed("followed_by"),
        "followed_by_key": values.name_keys(rows.text("followed_by")),
    }


TYPES = {"followups": _followups}
