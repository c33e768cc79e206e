"""What goes back to a unit: which of its rows were not taken, why, and how does it send them again?

A workbook holds the rows in the layout of their own form, as they were written, so that the unit corrects them in
place and the corrected workbook is read like any other sheet. In a list the source columns tell the readers which
rejected row each line corrects; the reason means nothing to them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from campaign import schema
from campaign.access.scope import Scope
from campaign.numbers.questions import SOURCE
from campaign.numbers.snapshot import Snapshot, is_column
from campaign.office.rules import BLOCKS, CUT
from campaign.office.rules import RETURN_REASON as REASON
from campaign.papers import papers
from exports.sheets import LINE, Papers, fitting, height, origin

NO_UNIT = "未知单位"
"""The word in a file's name where nobody knows whose sheet it is."""
UNIT = schema.REJECTED_ROWS.column("unit_name").label
OWN_HEADINGS = (REASON, *(c.label for c in schema.SOURCE))
MOST_CHARACTERS = 32_767
"""Of a cell, in Excel."""
GUIDE = (
    "以下各行未入库，不计入任何统计数。",
    f"黄色单元格有误，“{REASON}”一栏写明如何更正；请直接在黄色单元格中修改。",
    f"请勿改动表头。“{REASON}”一栏无需修改，也不会被读取；“{schema.SOURCE[0].label}”等来源各栏写明退回的是哪一行，凭此销号，请原样保留。",
    "改好后请将整个文件报回收件办公室。入库后原退回记录即予销号；未改好的行仍会退回，不影响其他行。",
)
GUIDE_WITHOUT_NAMES = (
    "以下各行未入库，不计入任何统计数。",
    "本表不含姓名、电话、住址等原文：请按来源文件、工作表和单元格，在原表上更正后重报。",
    "带原文、可直接修改报回的工作簿，请向收件办公室索取。",
)
FACTS = {paper.label: frozenset(field.label for field in paper.about) for paper in papers()}
"""What is written once above the list of each paper, for all of its rows, or below its boxes."""
CARRIED = frozenset(
    (field.label, position) for paper in papers() for position, field in enumerate(paper.fields, 1) if field.carried
)
"""The columns in which a blank repeats the cell above it, as label and position: the block of 附件5."""
PUBLIC = ("field", "cell", "said_shown")
REASON_WIDTH, MOST_OF_A_FIELD = 44.0, 28
"""Characters of a column: of the reason, and at most of a field of the form."""
NUMBER = re.compile(r"-?\d+(\.\d+)?")
NUMBER_RULES = ("date-ambiguous", "number-too-long")
FORMULA_RULES = ("cell-error", "formula-without-value")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one field of a row as it was written, and its place in the sheet."""

    position: int
    field: str
    place: str
    raw: str


@dataclass(frozen=True, slots=True)
class Row:
    """One rejected row."""

    form: str
    period: str
    unit: str
    reason: str
    source: tuple[str, str, int]
    bad: tuple[tuple[str, str], ...]
    """Each field with a rule that its cell broke, in the order of the form."""
    public: tuple[str, ...]
    """The values of the columns PUBLIC."""
    cells: tuple[Cell, ...]

    @property
    def is_listed(self) -> bool:
        """Whether the row is one line of a list, and not a form of boxes."""
        return any(is_column(cell.place) for cell in self.cells)

    @property
    def listed(self) -> tuple[Cell, ...]:
        """The cells of its line."""
        return tuple(cell for cell in self.cells if is_column(cell.place))

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts written once for its table, with the unit, which is otherwise only in the name of a folder."""
        listed = {cell.field for cell in self.listed}
        facts = [(c.field, c.raw) for c in self.cells if not is_column(c.place) and c.raw]
        facts += [(label, "") for label in self.missing if self.is_fact(label)]
        known = listed | {label for label, _ in facts}
        return (*facts, *([(UNIT, self.unit)] if self.unit and UNIT not in known else ()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The bad fields for which its sheet had neither a cell nor a line."""
        there = {cell.field for cell in self.cells if is_column(cell.place) or cell.raw or not self.is_listed}
        return tuple(dict.fromkeys(label for label, _ in self.bad if label not in there))

    @property
    def missing_columns(self) -> tuple[str, ...]:
        """Those that get a column of its list."""
        return tuple(label for label in self.missing if not self.is_fact(label))

    def is_bad(self, label: str) -> bool:
        """Whether a rule was broken in the field of this label."""
        return any(bad == label for bad, _ in self.bad)

    def is_fact(self, label: str) -> bool:
        """Whether the field of this label is written once, above the list or below the boxes."""
        return label in FACTS.get(self.form, ())


def units(snapshot: Snapshot, scope: Scope) -> dict[str, list[Row]]:
    """The rejected rows by unit; those of an unknown unit under ''."""
    return _by_unit(snapshot, {}, scope)


def workbook(snapshot: Snapshot, unit: str | None, scope: Scope) -> bytes:
    """The workbook (.xlsx) of one unit; `None` for the rows of an unknown unit."""
    rows_by_unit = _by_unit(snapshot, {"unit": unit}, scope)
    return written([row for rows in rows_by_unit.values() for row in rows], scope, source_of(snapshot, unit))


def zipped(snapshot: Snapshot, scope: Scope) -> bytes:
    """Every unit's workbook in one .zip."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit, rows in units(snapshot, scope).items():
            archive.writestr(file_name(unit, snapshot.id), written(rows, scope, source_of(snapshot, unit)))
    return out.getvalue()


def write_all(snapshot: Snapshot, out: Path, scope: Scope) -> list[Path]:
    """Every unit's workbook as a file in `out`; OSError when it cannot be written there."""
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for unit, rows in units(snapshot, scope).items():
        path = out / file_name(unit, snapshot.id)
        path.write_bytes(written(rows, scope, source_of(snapshot, unit)))
        paths.append(path)
    return paths


def source_of(snapshot: Snapshot, unit: str | None) -> list[tuple[str, str]]:
    """What stands at the foot of each printed page: the unit, and which data its rows were sent back from."""
    return [("单位", unit or NO_UNIT), *origin(snapshot)]


def file_name(unit: str | None, snapshot_id: str) -> str:
    """The name of a unit's workbook.

    >>> file_name("市民政局", "20170412T090000001"), file_name("a/b", "x")
    ('退回_市民政局_20170412T090000001.xlsx', '退回_a_b_x.xlsx')
    """
    safe = re.sub(r"[^\w（）-]", "_", unit or NO_UNIT)
    return f"退回_{safe}_{snapshot_id}.xlsx"


# ── what is in it ─────────────────────────────────────────────────────────────────────────────


def _by_unit(snapshot: Snapshot, where: Mapping[str, object], scope: Scope) -> dict[str, list[Row]]:
    columns = ("form", "period_label", "unit_name", "sentence", "also", *SOURCE, "bad_fields", "bad_rules", *PUBLIC)
    count = snapshot.count_rows("rejected_rows", where=where, scope=scope)
    rejected = snapshot.rows("rejected_rows", where=where, scope=scope, columns=columns, limit=count)
    cells: dict[tuple[str, str, int], list[Cell]] = {}
    if scope.sees_names:
        as_written = snapshot.written("rejected_rows", where, scope=scope)
        for file, sheet, row, *cell in as_written[[*SOURCE, "position", "field", "place", "said"]].itertuples(
            index=False
        ):
            cells.setdefault((file, sheet, row), []).append(Cell(*cell))
    _fill_blocks(snapshot, scope, cells)
    rows_by_unit: dict[str, list[Row]] = {}
    for values in rejected.astype(object).where(rejected.notna(), "").to_dict("records"):
        source = (values["source_file"], values["source_sheet"], values["source_row"])
        row = Row(
            form=values["form"],
            period=values["period_label"],
            unit=values["unit_name"],
            reason="；".join(filter(None, (values["sentence"], values["also"]))),
            source=source,
            bad=tuple(zip(values["bad_fields"], values["bad_rules"], strict=True)),
            public=tuple(values[name] for name in PUBLIC),
            cells=tuple(cells.get(source, ())),
        )
        rows_by_unit.setdefault(row.unit, []).append(row)
    return {unit: sorted(rows, key=lambda r: (r.form, r.source)) for unit, rows in sorted(rows_by_unit.items())}


def _fill_blocks(snapshot: Snapshot, scope: Scope, cells: Mapping[tuple[str, str, int], list[Cell]]) -> None:
    """Writes into the blank block of each row of 附件5 the one that is printed above it in its sheet."""
    sheets = {source[:2] for source, of_row in cells.items() if any(map(_is_block, of_row))}
    for sheet in sheets:
        as_written = snapshot.written("source_rows", dict(zip(SOURCE[:2], sheet, strict=True)), scope=scope)
        above = ""
        for line, of_row in as_written.sort_values(["source_row", "position"]).groupby("source_row"):
            labels = of_row[of_row["field"].isin([label for label, _ in CARRIED])]["said"]
            above = next((plain for raw in labels if (plain := re.sub(r"\s+", "", raw)) in BLOCKS), above)
            row = cells.get((*sheet, int(line)), [])
            for i, cell in enumerate(row):
                if above and _is_block(cell) and not cell.raw.strip():
                    row[i] = replace(cell, raw=above)


def _is_block(cell: Cell) -> bool:
    return (cell.field, cell.position) in CARRIED


# ── how it looks ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of one workbook; cells are text, so that phone numbers and leading zeros survive."""

    title: Format
    head: Format
    text: Format
    bad: Format
    reason: Format


def written(rows: Sequence[Row], scope: Scope, source: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook of rows: a sheet for each form and period, a sheet of guidance before them.

    Every cell is a text as it was written, also a number or a day: what Excel makes of one would be read as another.
    """
    out = Papers(source)
    book = out.book
    line: dict[str, Any] = {"border": 1, "valign": "top"}
    looks = Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}),
        text=book.add_format({**line, "num_format": "@"}),
        bad=book.add_format({**line, "bg_color": "yellow"}),
        reason=book.add_format({**line, "text_wrap": True, "num_format": "@"}),
    )
    guide = book.add_worksheet("说明")
    sentences = [f"{i}．{text}" for i, text in enumerate(GUIDE if scope.sees_names else GUIDE_WITHOUT_NAMES, start=1)]
    for i, sentence in enumerate(sentences):
        guide.write_string(i, 0, sentence, out.look(text_wrap=True, valign="top"))
    out.print_on_paper(guide, [100], [height([text], [100]) for text in sentences])
    names: set[str] = {"说明"}
    for form, of_form in groupby(rows, key=lambda r: r.form):
        whole = list(of_form)
        boxes = [row for row in whole if row.cells and not row.is_listed]
        bare = [row for row in whole if not row.cells]
        for row in boxes:
            _boxes(out, _sheet_name(form, names), row, looks)
        for group in _alike(row for row in whole if row.is_listed):
            _list(out, _sheet_name(f"{form} {group[0].period}".strip(), names), group, looks)
        if bare:
            _reasons(out, _sheet_name(form, names), form, bare, looks)
    return out.finish()


def _alike(rows: Iterable[Row]) -> list[list[Row]]:
    """Listed rows that can share one table: of one period, and with the same facts.

    Rows for which a fact has yet to be written share one only if they came from one sheet.
    """
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        bad = tuple(label for label, _ in row.facts if row.is_bad(label))
        groups.setdefault((row.period, row.facts, bad, row.source[:2] if bad else ()), []).append(row)
    return list(groups.values())


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """`wanted` as Excel allows it, different from the names that are taken."""
    clean = re.sub(r"[\[\]:*?/\\']", "_", wanted) or REASON
    name, again = clean[:31], 1
    while name.casefold() in taken:
        again += 1
        name = f"{clean[: 31 - len(str(again)) - 2]}（{again}）"
    taken.add(name.casefold())
    return name


def _title(form: str, period: str) -> str:
    """The line above a table; the readers take the period from it."""
    return f"{form}（{period}）退回的行" if period else f"{form}退回的行"


def _list(out: Papers, name: str, rows: Sequence[Row], looks: Looks) -> None:
    """One table: title, facts, header, a line for each row with its reason before it and its source after it."""
    sheet = out.book.add_worksheet(name)
    fields = {cell.position: cell.field for row in rows for cell in row.listed}
    missing = dict.fromkeys(label for row in rows for label in row.missing_columns)
    fields |= dict(enumerate((m for m in missing if m not in fields.values()), max(fields, default=0) + 1))
    positions = sorted(fields)
    sheet.write_string(0, 0, _title(rows[0].form, rows[0].period), looks.title)
    facts = rows[0].facts
    for i, (label, raw) in enumerate(facts, 1):
        _write(sheet, i, 0, label, looks.head)
        _cell(sheet, i, 1, rows[0], label, raw, looks)
    top = len(facts) + 2  # a line of facts right above the header would be read as its upper row
    headings = (REASON, *(fields[p] for p in positions), *OWN_HEADINGS[1:])
    texts = [[heading] for heading in headings]
    for c, heading in enumerate(headings):
        _write(sheet, top, c, heading, looks.head)
    for r, row in enumerate(rows, top + 1):
        _write(sheet, r, 0, row.reason, looks.reason)
        cells = {cell.position: cell for cell in row.listed}
        for c, position in enumerate(positions, 1):
            raw = cells[position].raw if position in cells else ""
            texts[c].append(raw)
            _cell(sheet, r, c, row, fields[position], raw, looks)
        for c, place in enumerate(row.source, len(positions) + 1):
            texts[c].append(str(place))
            _write(sheet, r, c, str(place), looks.text)
    widths = [REASON_WIDTH, *(fitting(column[:1], column[1:], MOST_OF_A_FIELD) for column in texts[1:])]
    heights = [height([row.reason], widths) for row in rows]
    out.print_on_paper(sheet, widths, heights, heads=(top, top), first=1)


def _boxes(out: Papers, name: str, row: Row, looks: Looks) -> None:
    """One form of boxes, label and value in a line, the reason next to the first; the facts below them."""
    sheet = out.book.add_worksheet(name)
    sheet.write_string(0, 0, _title(row.form, row.period), looks.title)
    _write(sheet, 1, 2, f"{REASON}：{row.reason}", looks.reason)
    boxes, facts = [], []
    for label in row.missing:
        (facts if row.is_fact(label) else boxes).append(Cell(0, label, "", ""))
    cells = [*boxes, *row.cells, *facts]
    if row.unit and UNIT not in {cell.field for cell in cells}:
        cells.append(Cell(0, UNIT, "", row.unit))
    for r, cell in enumerate(cells, 1):
        _write(sheet, r, 0, cell.field, looks.head)
        _cell(sheet, r, 1, row, cell.field, cell.raw, looks)
    for r, (label, place) in enumerate(zip(OWN_HEADINGS[1:], row.source, strict=True), len(cells) + 1):
        _write(sheet, r, 0, label, looks.head)
        _write(sheet, r, 1, str(place), looks.text)
    out.print_on_paper(sheet, [26, 52, REASON_WIDTH], [LINE] * (len(cells) + 4))


def _reasons(out: Papers, name: str, form: str, rows: Sequence[Row], looks: Looks) -> None:
    """The reasons without the rows, for those who may not see names."""
    sheet = out.book.add_worksheet(name)
    sheet.write_string(0, 0, _title(form, ""), looks.title)
    declared = schema.REJECTED_ROWS
    heads = (REASON, *(declared.column(name).label for name in PUBLIC), *OWN_HEADINGS[1:])
    for c, heading in enumerate(heads):
        _write(sheet, 1, c, heading, looks.head)
    for r, row in enumerate(rows, 2):
        for c, text in enumerate((row.reason, *row.public, *row.source)):
            _write(sheet, r, c, str(text), looks.reason if c == 0 else looks.text)
    texts = [(row.reason, *row.public, *(str(place) for place in row.source)) for row in rows]
    widths = [
        60.0,
        *(fitting([head], [text[at] for text in texts], MOST_OF_A_FIELD) for at, head in enumerate(heads[1:], 1)),
    ]
    out.print_on_paper(sheet, widths, [height(text, widths) for text in texts], heads=(1, 1), first=1)


def _cell(sheet: Worksheet, r: int, c: int, row: Row, field: str, raw: str, looks: Looks) -> None:
    """One cell of a row as it was written.

    What is wrong only as a number stays a number, and as a formula a formula: as text they would be read as corrected.
    """
    rules = {rule for bad, rule in row.bad if bad == field}
    if not rules.isdisjoint(FORMULA_RULES):
        sheet.write_formula(r, c, "=NA()", looks.bad, "#N/A")
    elif not rules.isdisjoint(NUMBER_RULES) and NUMBER.fullmatch(raw):
        sheet.write_number(r, c, float(raw), looks.bad)
    else:
        _write(sheet, r, c, raw, looks.bad if rules else looks.text)


def _write(sheet: Worksheet, r: int, c: int, text: str, look: Format) -> None:
    """Write a text, never as a formula or a link, whatever it begins with."""
    if text == "":
        sheet.write_blank(r, c, None, look)
        return
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(CUT)] + CUT
    sheet.write_string(r, c, text, look)
