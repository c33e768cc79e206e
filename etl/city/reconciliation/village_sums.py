"""What do the rows of an 附件5 come to, and do its 合计 rows and the sheets say the same?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from campaign.office import rules
from etl import texts, values
from etl.city.files import SheetOf
from etl.city.reconciliation.claims import Claim, Evidence, Ledgers
from etl.city.reconciliation.judgement import (
    ADDED_UP,
    AGREED,
    DIFFERENT,
    ISSUES,
    NO_REPORT,
    OF_PERIOD,
    SOLVED,
    SUMMARY,
    Measure,
    Row,
    Verdict,
    judged,
    row_of,
    verdict_text,
)
from etl.city.relations import SOURCE, City
from etl.forms import BY_ID
from etl.rows.reports import SUMMARY as SUMMARY_REPORT
from etl.values import Problem, Quantity, Range, meant

VILLAGE_SUMMARY = BY_ID["village_summary"]

COUNTED = ("issue_count", "solved_count", "pending_count")
"""The three columns of 附件5, 小计 first."""


def summary_rows(city: City) -> dict[int, list[Row]]:
    """The accepted rows of each 附件5 that stands, by the number of its sheet."""
    if not city.report_rows.rows:
        return {}
    counted = ", ".join(f"{c}, {c}_bound, {c}_unknown" for c in COUNTED)
    found = city.records(
        f"""
        SELECT r.sheet_no, {SOURCE}, block, item_text, {counted},
            r.period_label, r.period_start, r.period_end, unit_name, unit_level, supervision_group, p.* EXCLUDE (place_no)
        FROM {city.report_rows} r JOIN {city.report_fates} f USING (row_key)
        JOIN {city.unit_names} USING (unit_no) JOIN {city.place_names} p USING (place_no) JOIN {city.sheets} USING (sheet_no)
        WHERE report_kind = '{SUMMARY_REPORT}' AND f.into_key = row_key ORDER BY row_key
        """
    )
    return {no: list(rows) for no, rows in groupby(found, key=lambda row: row["sheet_no"])}


def _figures(row: Mapping[str, Any]) -> dict[str, Range | None]:
    """小计, 已解决 and 待解决 of one row; None where the row does not tell.

    A blank part is 0 only beside a number in the other part, beside a 小计 of 0, or where 具体内容 is 无.
    """
    written = {name: None if row[name] is None else meant(row[name], row[f"{name}_bound"]) for name in COUNTED}
    whole, solved, pending = COUNTED
    nothing = Range(0, 0)
    text = row["item_text"]
    is_nothing = written[whole] == nothing or (written[whole] is None and bool(text) and texts.says_nothing(text))
    known = dict(written)
    for part, other in ((solved, pending), (pending, solved)):
        if written[part] is None and not row[f"{part}_unknown"] and (written[other] is not None or is_nothing):
            known[part] = nothing
    if written[whole] is None and not row[f"{whole}_unknown"]:
        known[whole] = _sum((known[solved], known[pending]))
    return known


def _sum(figures: Iterable[Range | None]) -> Range | None:
    """The figures added up; None as soon as one of them is not known."""
    whole = Range(0, 0)
    for figure in figures:
        if figure is None:
            return None
        whole += figure
    return whole


def _added(rows: Iterable[Row]) -> dict[str, Range | None]:
    """The three columns added up."""
    figures = [_figures(row) for row in rows]
    return {name: _sum(found[name] for found in figures) for name in COUNTED}


def _label(name: str) -> str:
    """A figure of 附件5 as its heading says it, without what it is counted in."""
    return VILLAGE_SUMMARY.field(name).label.removesuffix("（个）")


def summaries(papers: Mapping[int, Sequence[Row]], ledgers: Ledgers) -> Iterator[Row]:
    """附件5 of each village beside the sheets: it holds a part of all issues, so that only more than they say is a difference."""
    measures = (ISSUES, SOLVED)

    def claim(row: Row, measure: Measure) -> Claim:
        return Claim(row["unit_name"], measure.what, row["period_start"], row["period_end"], row["village_id"])

    evidence = ledgers.evidence_for(claim(rows[0], measure) for rows in papers.values() for measure in measures)
    for rows in papers.values():
        sums = _added(rows)
        for measure in measures:
            written, asked = sums[measure.column], claim(rows[0], measure)
            label = _label(measure.column)
            if written is None:
                silent = "、".join(str(r["source_row"]) for r in rows if _figures(r)[measure.column] is None)
                yield row_of(
                    SUMMARY, rows[0], measure.label, f"附件5第{silent}行没有写{label}，空白和未报不作零，各行之和不知道。",
                    outcome=NO_REPORT, evidence=evidence[asked], counted_from=asked.start, basis=OF_PERIOD,
                )  # fmt: skip
                continue
            verdict = judged(written, evidence[asked], at_most=True)
            finding = (
                f"附件5各行{label}之和 {written} {measure.unit}，"
                f"{verdict_text(verdict, measure.unit, '这半个月', at_most=True)}。"
            )
            yield row_of(
                SUMMARY, rows[0], measure.label, finding + (_uneven(rows) if measure is ISSUES else ""),
                verdict=verdict, counted_from=asked.start, basis=OF_PERIOD, **_reported(written),
            )  # fmt: skip


def _uneven(rows: Sequence[Row]) -> str:
    """Where the numbered items of 具体内容 are not as many as 小计 says: worth a look, and no difference."""
    remarks = []
    for row in rows:
        text, whole = row["item_text"] or "", _figures(row)["issue_count"]
        items = 0 if _GOES_ON.search(text) else len(texts.numbered_items(text))
        if items and whole and whole.beyond(Range(items, items)):
            remarks.append(f"第{row['source_row']}行具体内容列了 {items} 条、小计写 {whole}")
    return f"另外，{'，'.join(remarks)}，请核对。" if remarks else ""


_GOES_ON = re.compile(r"…|\.\.\.|等\s*$")


def _reported(sums: Range) -> dict[str, Any]:
    bound = None if sums.low == sums.high else "起" if sums.high >= values.LARGEST_COUNT else "≥"
    return {"reported": sums.low, "reported_bound": bound}


def totals(
    papers: Mapping[int, Sequence[Row]], sheets: Sequence[SheetOf], waiting: Container[tuple[str, str]]
) -> Iterator[Row]:
    """Both 合计 rows of 附件5 beside the sums of its rows; a sheet with a rejected row is `waiting` until that row is right."""
    for no, rows in papers.items():
        if (rows[0]["source_file"], rows[0]["source_sheet"]) not in waiting:
            yield from _totals_of(sheets[no], rows)


def _totals_of(sheet: SheetOf, rows: Sequence[Row]) -> Iterator[Row]:
    """Each 合计 row of one sheet.

    The form does not say whether the last one covers 意见建议 only or both blocks: either is right. A column of which
    a row does not tell is left out.
    """
    lines = [(line, cells, total) for line, cells in sheet.read.totals if (total := _total(cells))]
    for nth, (line, cells, total) in enumerate(lines):
        is_first = nth == 0 and len(lines) > 1
        own = values.parse_block(cells.get("block", ""))
        block = own if isinstance(own, str) else rules.BLOCKS[0] if is_first else rules.BLOCKS[1]
        above = [row for row in rows if row["source_row"] < line]
        sums = {block: _added(row for row in above if row["block"] == block), "两块": _added(above)}
        if is_first:
            del sums["两块"]
        report = {**rows[0], "source_row": line}
        measure = f"{block if is_first else '最后'}合计"
        unreadable = [name for name, figure in total.items() if isinstance(figure, Problem)]
        unknown = [n for n in total if n not in unreadable and all(added[n] is None for added in sums.values())]
        figures = {n: f for n, f in total.items() if isinstance(f, Range) and n not in unknown}
        left_out = _left_out(cells, unreadable, unknown)
        if not figures:
            finding = f"第{line}行合计无从核对：{left_out}。"
            yield row_of(ADDED_UP, report, measure, finding, outcome=NO_REPORT, basis=OF_PERIOD)
            continue
        off = {name: _off(figures, added) for name, added in sums.items()}
        nearest = min(off, key=lambda name: len(off[name]))
        compared = [n for n in figures if sums[nearest][n] is not None]
        wrong = next(iter(off[nearest] or compared))
        sums_text = "，".join(f"{name}各行之和为 {added[wrong]}" for name, added in sums.items() if added[wrong])
        fitting = "和".join(name for name in sums if not off[name])
        verdict = f"合计按{fitting}算，相符" if fitting else "都对不上；请核对各行和合计"
        derived = sums[nearest][wrong] or Range(0, 0)
        difference = figures[wrong].beyond(derived)
        evidence = Evidence(derived.low, "", derived.low, derived.high)
        yield row_of(
            ADDED_UP, report, measure,
            f"第{line}行合计的{_label(wrong)}写 {figures[wrong]}，{sums_text}；{verdict}{left_out and '；' + left_out}。",
            verdict=Verdict(DIFFERENT if difference else AGREED, evidence, difference, 0), basis=OF_PERIOD,
            counted_from=rows[0]["period_start"], **_reported(figures[wrong]),
        )  # fmt: skip


def _off(total: Mapping[str, Range], added: Mapping[str, Range | None]) -> list[str]:
    """The columns in which a 合计 row is not what its rows come to."""
    return [name for name, figure in total.items() if (own := added[name]) is not None and figure.beyond(own)]


def _left_out(cells: Mapping[str, str], unreadable: Sequence[str], unknown: Sequence[str]) -> str:
    """Which columns of a 合计 row are not compared, and why."""
    parts = [f"{_label(name)}填写的“{values.excerpt(cells[name], 20)}”无法识别" for name in unreadable]
    if unknown:
        parts.append(f"有的行没有写{'、'.join(_label(name) for name in unknown)}，这一栏不核对")
    return "，".join(parts)


def _total(cells: Mapping[str, str]) -> dict[str, Range | Problem]:
    """Those figures of a 合计 row that are cells: a blank one says nothing."""
    found = {}
    for name in COUNTED:
        figure = VILLAGE_SUMMARY.field(name).parse(cells.get(name, ""))
        if isinstance(figure, Quantity):
            found[name] = meant(figure.value, figure.bound)
        elif isinstance(figure, Problem):
            found[name] = figure
    return found
