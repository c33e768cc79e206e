"""How do the records of a paper look in the habit of an office, and where on the sheet does each come to stand?

A paper is declared by its headings, as a list or as boxes of label and value; everything else is habit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from etl.sample.files import WORKBOOKS, Area, Cell, Kind, Row, Sheet, to_bytes
from etl.sample.habits import Habit

TEXT_SHEET = "数据"
"""What the one table of a text file is called by who reads it."""


@dataclass(slots=True)
class Record:
    """One row of a list or one filled-in form.

    `flaw` names what is wrong in it on purpose, `number` which issue of the unit it is; a note is a row that is no
    record, such as a total.
    """

    cells: Mapping[str, Cell]
    village: int = -1
    flaw: str = ""
    is_repeat: bool = False
    is_note: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the campaign under headings of its own; one without headings and boxes is running text.

    Headings are parted by 、 and each is its ways of being printed, `户主姓名|户主|户主/姓名`, / for a line break; the
    first way is the key of its cells, and each `label_style` of an office prints another.
    """

    form: str
    """Its key among the manifest's rows."""
    name: str
    """What its files are called."""
    title: str = ""
    headings: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    """Upper heading → the keys below it, parted by 、, and `|` what one is called there where that is shorter."""
    merged_down: str = ""
    """Keys whose equal neighbours are one cell: whatever the habit, or, of a list with groups, where it is the habit."""
    boxes: str = ""
    """Lines of boxes, parted by ；, as `label`, or `key|label`; 【label】 reaches over the table."""

    @property
    def keys(self) -> list[str]:
        """The keys of a list's cells."""
        return [heading.split("|")[0] for heading in self.headings.split("、")]

    def record(self, *values: Cell, is_repeat: bool = False) -> Record:
        """A record of a list: its values in the order of the headings, but for 序号, which is counted."""
        keys = self.keys[self.keys[0] == "序号" :]
        return Record(dict(zip(keys, values, strict=True)), is_repeat=is_repeat)


@dataclass(slots=True)
class Part:
    """One sheet of a file: its records, and the facts that are written once, beside them."""

    name: str
    records: Sequence[Record]
    title: str = ""
    above: Sequence[Row] = ()
    below: Sequence[Row] = ()


@dataclass(slots=True)
class Sent:
    """One file: its place in the inbox, its bytes, its arrival, and what the manifest says of it."""

    path: str
    content: bytes
    arrived: datetime
    form: str
    rows: int
    rejected: list[dict] = field(default_factory=list)
    merged: list[dict] = field(default_factory=list)
    disagrees: list[dict] = field(default_factory=list)
    is_late: bool = False
    row_of: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Issue's number in its unit → sheet and Excel row."""


def written(
    paper: Paper,
    path: str,
    kind: Kind,
    parts: Sequence[Part],
    habit: Habit,
    arrived: datetime,
    without: Set[str] = frozenset(),
    is_late: bool = False,
) -> Sent:
    """The file of these parts, `without` some columns, and what the manifest says of it."""
    laid = [_laid(paper, part, habit, without) for part in parts]
    rows = sum(not record.is_note for part in parts for record in part.records)
    sent = Sent(path, to_bytes(kind, [sheet for sheet, _ in laid]), arrived, paper.form, rows, is_late=is_late)
    for sheet, placed in laid:
        name = sheet.name if kind in WORKBOOKS else TEXT_SHEET
        for row, record in placed:
            where = {"file": path, "sheet": name, "row": row}
            if record.flaw:
                sent.rejected.append(where | {"kind": record.flaw})
            if record.is_repeat:
                sent.merged.append(where | {"kind": "repeated-row"})
            if record.number:
                sent.row_of[record.number] = (name, row)
    return sent


def _laid(paper: Paper, part: Part, habit: Habit, without: Set[str]) -> tuple[Sheet, list[tuple[int, Record]]]:
    """The sheet, and the Excel row of each record."""
    title = part.title or paper.title
    sheet = Sheet(part.name, [*([[title]] if title else []), *part.above], below=part.below)
    if paper.boxes:
        (record,) = part.records
        sheet.table, sheet.merged = _boxed(paper, record)
        return sheet, []
    if not paper.headings:
        sheet.above = [*sheet.above, *([cell] for record in part.records for cell in record.cells.values())]
        return sheet, []
    ways = {key: heading.split("|") for key, heading in zip(paper.keys, paper.headings.split("、"), strict=True)}
    labels = {key: _printed(ways[key][habit.label_style % len(ways[key])]) for key in ways if key not in without}
    keys, is_ledger = list(labels), bool(paper.groups)
    records = sorted(part.records, key=lambda r: r.village) if is_ledger and habit.merges_areas else part.records
    header, merged = _header(paper, labels, habit.has_two_headers)
    table = [[record.cells.get(key, "") for key in keys] for record in records]
    if keys[0] == "序号":
        numbered = [row for row, record in zip(table, records, strict=True) if not record.is_note]
        for number, row in enumerate(numbered, 1):
            row[0] = number
        table += [[len(numbered) + n] for n in range(1, habit.blank_lines + 1)]
    if paper.merged_down and (habit.merges_areas or not is_ledger):
        columns = [keys.index(key) for key in paper.merged_down.split("、")]
        merged += _merged_down(table, len(header), columns, len(records))
    merged += [(r, 0, r, 1) for r, row in enumerate(table, len(header)) if row[:2] == ["合 计", ""]]
    sheet.table, sheet.merged = [*header, *table], merged
    if habit.hides_rows:
        sheet.hidden = range(len(header) + 2, len(header) + min(6, len(records)))
    return sheet, list(enumerate(records, len(sheet.above) + len(header) + 1))


def _printed(label: str) -> str:
    return label.replace("/", "\n")


def _header(paper: Paper, labels: Mapping[str, str], has_two_rows: bool) -> tuple[list[list[Cell]], list[Area]]:
    """One header row, or two with the group's name merged over its columns; a blank label continues the one before."""
    if not (has_two_rows and paper.groups):
        return [list(labels.values())], [(0, c - 1, 0, c) for c, label in enumerate(labels.values()) if not label]
    shorter = {
        member.split("|")[0]: (group, member.split("|")[-1])
        for group, members in paper.groups.items()
        for member in members.split("、")
    }
    upper, lower, merged = [], [], []
    for group, run in groupby(labels, key=lambda key: shorter.get(key, ("", ""))[0]):
        keys, start = list(run), len(upper)
        if group:
            upper += [group, *[""] * (len(keys) - 1)]
            lower += [labels[key] if shorter[key][1] == key else shorter[key][1] for key in keys]
            merged += [(0, start, 0, start + len(keys) - 1)] if len(keys) > 1 else []
        else:
            upper += [labels[key] for key in keys]
            lower += [""] * len(keys)
            merged += [(0, c, 1, c) for c in range(start, len(upper))]
    return [upper, lower], merged


def _merged_down(table: list[list[Cell]], top: int, columns: Sequence[int], many: int) -> list[Area]:
    """Merges equal neighbours under one another, leaving the word in the upper cell, as Excel does."""
    merged = []
    for _, run in groupby(range(many), key=lambda r: [table[r][c] for c in columns]):
        rows = list(run)
        if len(rows) == 1:
            continue
        for c in columns:
            merged.append((top + rows[0], c, top + rows[-1], c))
            for r in rows[1:]:
                table[r][c] = ""
    return merged


def _boxed(paper: Paper, record: Record) -> tuple[list[list[Cell]], list[Area]]:
    """Labels and values side by side; the value of a label that is alone in its line reaches to the edge."""
    lines = [line.split("；") for line in paper.boxes.strip().splitlines()]
    across = 2 * max(map(len, lines))
    table, merged = [], []
    for r, line in enumerate(lines):
        if line[0].startswith("【"):
            row = [line[0].strip("【】")]
        else:
            row = [cell for box in line for cell in (_printed(box.split("|")[-1]), record.cells[box.split("|")[0]])]
        if len(row) < across:
            merged.append((r, len(row) - 1, r, across - 1))
        table.append([*row, *[""] * (across - len(row))])
    return table, merged
