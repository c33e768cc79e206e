"""Which rows are left out because their household asked to be removed?

A household is known as identity knows it (docs/decisions/0007): by village and name, and by address or phone, and on from
row to row. Whatever its other rows say stays with it: issues under its name in its village, in the list of a unit that
visited it, rows of an issue that leave the name out, follow-ups of its issues. Where two households of one name live
in one village, a row without address and phone is the one's whose door the unit stood at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from campaign.office.forgotten import Forgotten
from campaign.places.units import Unit, is_campaign_office, shipped_register
from etl import staging, values
from etl.city.arrive import Again, keyed
from etl.city.relations import ROWS_A_SHEET, City
from etl.forms import BY_ID
from etl.values import areas

NAME, VILLAGE, HOME = "name", "village", "home"
"""What a mark is of: a name alone, a name in a village, a name in a village with an address or a phone."""
_NAMES = ("name_key", "head_name_key")
_PLACES = ("place_no", "own_place_no")
_DAYS = ("visit_date", "written_date", "raised_date", "followup_date")
_BETWEEN = re.compile(r"[、,，;；/和及与]")


def marks_of(
    listed: Forgotten, name: str, village_id: str, addresses: Iterable[str], phones: Iterable[str]
) -> set[str]:
    """The marks of a household, of keys as rows are compared by.

    With a village and, for rows whose village cannot be read, without.
    """
    homes = [("address", key) for key in addresses if key] + [("phone", key) for key in phones if key]
    return {
        listed.mark(NAME, name),
        listed.mark(VILLAGE, village_id, name),
        *(listed.mark(HOME, village, name, *home) for village in (village_id, "") for home in homes),
    }


@dataclass(slots=True, eq=False)
class _Row:
    """A row that may be of a forgotten household."""

    key: int
    village_id: str
    """Empty where none is known."""
    name: str
    address: str
    phone: str
    unit: str
    """The unit that it names, else the one that sent it."""
    day: date | None
    issue_no: str
    text: str
    written: str
    """The name as it is compared with texts around a table."""

    @property
    def homes(self) -> Iterator[tuple[str, str, str, str]]:
        """What tells its household from another of its name."""
        for kind, key in (("address", self.address), ("phone", self.phone)):
            if key:
                yield (self.village_id, self.name, kind, key)


@dataclass(slots=True)
class _Loose:
    """Rows without a name, which belong to a household only by what they speak of; and where their unit is not written."""

    rows: pa.Table
    sender: str

    def those(self, column: str, wanted: set[str]) -> Iterator[dict]:
        """The rows that speak of something wanted."""
        if column in self.rows.column_names and wanted:
            yield from self.rows.filter(pc.is_in(self.rows[column], pa.array(sorted(wanted), pa.string()))).to_pylist()


def leave_out(city: City, again: Again, listed: Forgotten | None) -> None:
    """Settles which rows are left out: `city.left_out`, and how many each sheet has of them."""
    if listed is None:
        return
    named, loose = _candidates(city, again, listed)
    rows = _of_households(named, listed)
    keys = {row.key for row in rows}
    issues = [row for row in rows if row.text or row.issue_no]
    keys |= {key for part in loose for key in _speaks_of(part, issues)}
    by_sheet: dict[int, set[int]] = defaultdict(set)
    for key in keys:
        sheet, line = city.sheet_at(key)
        by_sheet[sheet.number].add(line)
    for sheet in city.sheet:
        if sheet.file.same_as is not None:  # the same bytes: the same lines
            by_sheet[sheet.number] = by_sheet[sheet.file.same_as.of_sheets[sheet.nth].number]
    city.left_out = {number * ROWS_A_SHEET + line for number, lines in by_sheet.items() for line in lines}
    city.names_left_out = {name for row in rows for name in (row.name, row.written)}
    for sheet in city.sheet:
        sheet.left_out = len(by_sheet[sheet.number])


def _candidates(city: City, again: Again, listed: Forgotten) -> tuple[list[_Row], list[_Loose]]:
    """The rows with a name of the list, and those without a name that may speak of an issue."""
    known: dict[str, str] = {}
    named: list[_Row] = []
    loose: list[_Loose] = []
    for file in city.files:
        if file.same_as is not None or not file.of_sheets:
            continue
        try:
            staged = staging.load(file.place)
        except (staging.Damaged, OSError):
            staged = again(file)
        for form, table in staged.rows.items():
            rows = keyed(table, file.of_sheets[0].number)
            sender = _unit(file.folder_unit) if BY_ID[form].is_of_sender else ""
            column = next((name for name in _NAMES if name in rows.column_names), None)
            if column:
                named += _named(rows, column, sender, known, listed)
                rows = rows.filter(pc.equal(pc.fill_null(rows[column], ""), ""))
            slim = [name for name in (*_LOOSE, *_PLACES, *_DAYS) if name in rows.column_names]
            if rows.num_rows and {"text_key", "issue_no_key"} & {*slim}:
                loose.append(_Loose(rows.select(slim), sender))
    return named, loose


_LOOSE = ("row_key", "unit_text", "text_key", "issue_no_key")


def _named(rows: pa.Table, column: str, sender: str, known: dict[str, str], listed: Forgotten) -> Iterator[_Row]:
    """The rows in which somebody has a name of the list; `known` is the name of the list that a cell holds, or ''."""
    encoded = pc.fill_null(rows[column], "").combine_chunks().dictionary_encode()
    for text in encoded.dictionary.to_pylist():
        if text not in known:
            people = (text, *(part for part in _BETWEEN.split(text) if len(part) > 1)) if text else ()
            known[text] = next((one for one in people if listed.has(NAME, one)), "")
    wanted = [bool(known[text]) for text in encoded.dictionary.to_pylist()]
    if not any(wanted):
        return
    here = pa.array(wanted, pa.bool_()).take(encoded.indices)
    for row in rows.filter(here).to_pylist():
        own = row[column]
        place = next((row[name] for name in _PLACES if row.get(name) is not None), None)
        yield _Row(
            row["row_key"],
            areas.AREAS[place].village_id if place is not None else "",
            known[own],
            _key(row, "address", values.address_keys),
            _key(row, "phone", values.phone_keys),
            _unit(row.get("unit_text") or "") or sender,
            next((row[name] for name in _DAYS if row.get(name)), None),
            row.get("issue_no_key") or "",
            row.get("text_key") or "",
            values.plain(row.get("head_name") or row.get("raised_by") or row.get("object_name") or own),
        )


def _key(row: dict, name: str, compared: Callable[[pa.Array], pa.Array]) -> str:
    """What a row is compared by in a field, '' where it has none."""
    made = row.get(f"{name}_key")
    return made if made is not None else compared(pa.array([row.get(name)], pa.string()))[0].as_py()


@lru_cache(maxsize=4096)
def _unit(text: str) -> str:
    """A unit's name as the register has it, else as it is written."""
    meant = values.resolve_unit(text, shipped_register()) if text else None
    return meant.unit_name if isinstance(meant, Unit) else values.plain(text)


# ── whose rows ────────────────────────────────────────────────────────────────────────────────


def _of_households(rows: Sequence[_Row], listed: Forgotten) -> list[_Row]:
    """Those of the rows that are of a household of the list."""
    at_home = [row for row in rows if row.address or row.phone]
    gone = _joined(at_home, listed)
    doors: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in at_home:
        doors[row.unit, row.name].append(row)
    for row in rows:
        if row.address or row.phone:
            continue
        visits = [one for one in doors[row.unit, row.name] if row.village_id in ("", one.village_id)]
        visits = [one for one in visits if row.day and one.day == row.day] or visits
        is_of_list = any(one in gone for one in visits)
        if is_of_list or (not visits and row.village_id and listed.has(VILLAGE, row.village_id, row.name)):
            gone[row] = None
    return [*gone]


def _joined(rows: Sequence[_Row], listed: Forgotten) -> dict[_Row, None]:
    """The rows with an address or a phone of the list, and whatever joins them from row to row."""
    by_home: dict[tuple[str, str, str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        for home in row.homes:
            by_home[home].append(row)
    waiting = [home for home in by_home if listed.has(HOME, *home)]
    gone: dict[_Row, None] = {}
    while waiting:
        for row in by_home.pop(waiting.pop(), ()):
            gone[row] = None
            waiting += [home for home in row.homes if home in by_home]
    return gone


def _speaks_of(loose: _Loose, issues: Sequence[_Row]) -> Iterator[int]:
    """The rows without a name that repeat an issue of `issues`, by its text, or follow it up, by its number."""
    for column, of in (("text_key", "text"), ("issue_no_key", "issue_no")):
        by_key: dict[str, list[_Row]] = defaultdict(list)
        for issue in issues:
            by_key[getattr(issue, of)].append(issue)
        by_key.pop("", None)
        if column == "issue_no_key" and "text_key" in loose.rows.column_names:
            continue  # another issue may have that number
        for row in loose.those(column, {*by_key}):
            if any(_may_be_of(row, loose.sender, issue) for issue in by_key[row[column]]):
                yield row["row_key"]


def _may_be_of(row: dict, sender: str, issue: _Row) -> bool:
    """Whether a row is of the unit and the village of an issue, and not of an earlier day."""
    written = row.get("unit_text") or ""
    unit = _unit(written) or sender
    place = next((row[name] for name in _PLACES if row.get(name) is not None), None)
    day = row.get("followup_date")
    return (
        (unit == issue.unit or is_campaign_office(written or sender))
        and (place is None or not issue.village_id or areas.AREAS[place].village_id == issue.village_id)
        and (day is None or issue.day is None or issue.day <= day)
    )
