"""What does a row of 问题台账 or of an 附件4 say: who raised what, and what became of it?"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from campaign.office import rules
from etl import texts, values
from etl.rows.raised import CATEGORY, category_of
from etl.rows.typed import Columns, TypedRows, by_text, place_number
from etl.rows.visits import is_issue, of_families, placed, without
from etl.values import Problem

NO_ISSUE = Problem(
    "text-says-none", "反映问题写的是没有问题、满意一类的话，不是问题，不能计入；请写明问题，没有问题的这一行请删去"
)
ON_THE_BOOKS = "销[账号]|挂账|长效|长期|计划"
"""In a state that is open: words of what was handled, on the day that 办结日期 gives, and is not let go of."""
CONTRADICTION = Problem("status-contradicts", "写了办结日期，是否解决却不是已解决；请核对这两栏")
DAYS = ("assigned_date", "due_date", "solved_date", "followup_date")
OWN = (
    *("block", "category", "raised_by", "visitor_names", "department", "route", "followup_method"),
    *("satisfaction", "difficulty"),
)
MEANT = ("category", "route", "status", "satisfaction")
"""Fields of which what is written is kept beside what it means."""
HANDLING = ("proposal", "co_department", "handled_by")


def _ledger(rows: TypedRows) -> Columns:
    raiser = rows.raisers("raised_by", "raiser")
    place_no = placed(rows, raiser, rows.places(), "raised_by", ("district", "town"))
    rows.require("village", without(raiser, place_no))
    days = {name: rows.parsed(name) for name in DAYS}
    raised_date = rows.parsed("raised_date")
    status = status_of(rows, days["solved_date"])
    contradict = _solved_too_early(
        rows, days["solved_date"], {"assigned_date": days["assigned_date"], "raised_date": raised_date}
    )
    # when it was solved is not known, only that it was
    days["solved_date"] = pc.if_else(contradict, None, days["solved_date"])
    period_end = rows.by_sheet(lambda sheet: sheet.period.end if sheet.period else None, pa.date32())
    own = {name: rows.parsed(name) for name in OWN}
    _undated_answers(rows, own["satisfaction"], days["followup_date"])
    return {
        "place_no": place_no,
        "raiser": raiser,
        "unit_text": rows.text("unit"),
        **_issue(rows, own["category"]),
        **rows.identified("issue_no"),
        **own,
        **{f"{name}_written": rows.written(name) for name in MEANT},
        "subcategory": rows.mapped(rows.text("category"), values.second_level, "category", pa.string(), "second level"),
        "is_heard": rows.mapped(rows.text("satisfaction"), values.is_heard, "satisfaction", pa.bool_(), "heard"),
        **days,
        "sequence": values.number_keys(rows.text("sequence")),
        "written_date": raised_date,
        "days_contradict": contradict,
        # the latest day on which it can have been raised
        "by_then": pc.min_element_wise(period_end, days["assigned_date"], days["solved_date"], skip_nulls=True),
        **_handling(rows),
        "status": status,
        "period_end": period_end,
    }


def _cadre_list(rows: TypedRows) -> Columns:
    day = rows.parsed("visit_date")
    rows.require("visit_date", day)
    raiser = rows.raisers("raised_by", "raiser")
    # whom the unit visited is placed by that visit; an organisation also by its name, or by the line above the list
    own = pc.if_else(of_families(raiser), None, _place_above(rows))
    return {
        "raiser": raiser,
        "own_place_no": placed(rows, raiser, own, "raised_by", ("district", "town")),
        "unit_text": rows.text("unit"),
        **_issue(rows, pa.nulls(rows.n, pa.string())),
        "raised_by": rows.parsed("raised_by"),
        "visitor_names": rows.parsed("visitor_names"),
        "raised_date": day,
        **_handling(rows),
    }


def _place_above(rows: TypedRows) -> pa.Array:
    """The village that the line above a list names; empty where it names none that is known, which is no fault there."""

    def number(texts: str) -> int | None:
        place = place_number(*texts.split("\x1f"))
        return None if isinstance(place, Problem) else place

    parts = [rows.text(name) for name in ("district", "town", "village")]
    return by_text(pc.binary_join_element_wise(*parts, "\x1f"), number, pa.int32())


TYPES = {"issue_ledger": _ledger, "cadre_list": _cadre_list}


def _handling(rows: TypedRows) -> Columns:
    """Who is to do what, by which paper, and what was done so far, as it is written; of 经办人 the post alone."""
    written = {name: rows.parsed(name) for name in HANDLING}
    return {
        "outcome_text": rows.text("outcome_text"),
        **rows.identified("document_no"),
        "proposal": written["proposal"],
        "co_department": written["co_department"],
        "handled_by": written["handled_by"],
        "handler_post": by_text(written["handled_by"], values.post_of, pa.string()),
    }


def _issue(rows: TypedRows, category: pa.Array) -> Columns:
    """The text of a cell that is one issue: what it is compared by, where it stands, its automatic category."""
    text, raw = rows.text("issue_text"), rows.raw("issue_text")
    key = values.text_keys(text)
    # a text of nothing but punctuation says as little as a blank one
    rows.require("issue_text", pc.if_else(pc.equal(key, ""), None, key))
    rows.reject_where(
        pc.and_(pc.not_equal(key, ""), pc.invert(is_issue(text, texts.says_nothing))), "issue_text", NO_ISSUE
    )
    start = pc.subtract(pc.utf8_length(raw), pc.utf8_length(pc.utf8_ltrim_whitespace(raw)))
    length = pc.utf8_length(pc.utf8_trim_whitespace(raw))
    judged = pa.array(
        [category_of(t, given == rules.OTHER) for t, given in zip(text.to_pylist(), category.to_pylist(), strict=True)],
        pa.struct(CATEGORY),
    )
    return {
        "name_key": values.name_keys(rows.text("raised_by")),
        "text_key": key,
        "issue_written": text,
        "text_start": start.cast(pa.int64()),
        "text_end": pc.add(start, length).cast(pa.int64()),
        **{name: pc.struct_field(judged, name) for name, _ in CATEGORY},
    }


def _solved_too_early(rows: TypedRows, solved: pa.Array, before: Mapping[str, pa.Array]) -> pa.Array:
    """Whether 办结日期 lies before a day on which the issue was there; remarked on with both cells."""
    contradict = pa.repeat(False, rows.n)
    for name, day in before.items():
        is_early = pc.fill_null(pc.less(solved, day), False)
        contradict = pc.or_(contradict, is_early)
        for row in pc.indices_nonzero(is_early).to_pylist():
            rows.remark(row, "solved_date", _too_early(rows, row, name))
    return contradict


UNDATED_ANSWER = "followup-undated"


def _undated_answers(rows: TypedRows, satisfaction: pa.Array, day: pa.Array) -> None:
    """Remarks once a sheet on answers of which nobody knows the day: they are in no share of satisfaction."""
    is_answer = pc.fill_null(pc.is_in(satisfaction, pa.array(rules.SATISFACTIONS)), False)
    undated = pc.indices_nonzero(pc.and_(is_answer, pc.is_null(day)))
    of_sheet = rows.sheet.take(undated).to_pylist()
    firsts = {sheet: row for sheet, row in reversed([*zip(of_sheet, undated.to_pylist(), strict=True)])}
    for sheet, row in firsts.items():
        sentence = f"写了群众是否满意，没有写回访日期，不知道是哪天问的，不计入满意率；这张表共 {of_sheet.count(sheet)} 行，请补填回访日期"
        rows.remark(row, "satisfaction", Problem(UNDATED_ANSWER, sentence))


def _too_early(rows: TypedRows, row: int, name: str) -> Problem:
    solved, other = (f"{rows.form.field(n).label}（{rows.cell(row, n)}）" for n in ("solved_date", name))
    rule = "solved-before-assigned" if name == "assigned_date" else "solved-before-raised"
    return Problem(rule, f"{solved}早于{other}，有一个写错了；照是否解决一栏计数，用了几天不计，请核对这两格")


def status_of(rows: TypedRows, solved_date: pa.Array) -> pa.Array:
    """The state as written; 办结日期 alone means 已解决; 办结日期 beside an open state contradicts it.

    A word that nobody knows is not alone, and one that keeps on the books what was handled (不销账) contradicts nothing.
    """
    status, text = rows.parsed("status"), rows.text("status")
    has_date = pc.is_valid(solved_date)
    open_state = pc.fill_null(pc.is_in(status, pa.array(["待解决", "正在办理"])), False)
    open_state = pc.and_not(open_state, pc.match_substring_regex(text, ON_THE_BOOKS))
    rows.reject_where(pc.and_(has_date, open_state), "status", CONTRADICTION)
    is_blank = by_text(text, values.is_left_out, pa.bool_())
    return pc.if_else(pc.and_(has_date, is_blank), pa.scalar("已解决"), status)
