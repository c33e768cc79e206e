"""How does a household that asks for it leave all later loads, and how does it come back?

The office names it by its 家庭编号 of the snapshot that is shown, or by one of its rows. What identifies it goes into the list
of `campaign.office.forgotten`, as marks; its name, address and phone do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from campaign.months import frozen
from campaign.office import assigned, forgotten
from campaign.office.forgotten import NotForgotten, Request
from etl import shelf as shelves
from etl import values
from etl.city.account.forgotten import marks_of
from etl.forms import BY_ID, FORMS
from etl.rows.typed import text_of
from etl.values import areas

Line = tuple[str, str, int]
"""A row of a sheet: file, sheet, row."""
_NAMES = ("head_name", "raised_by", "object_name")


@dataclass(slots=True)
class _Household:
    """What identifies a household, of all its rows, and the marks of its issues' texts."""

    village_id: str = ""
    names: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    visits: int = 0
    issues: int = 0
    text_marks: set[str] = field(default_factory=set)

    def add(self, name: str, address: str, phone: str) -> None:
        """Adds what one row says of it, as rows are compared."""
        one = [pa.array([text]) for text in (name, address, phone)]
        keys = (values.name_keys(one[0]), values.address_keys(one[1]), values.phone_keys(one[2]))
        for known, key in zip((self.names, self.addresses, self.phones), keys, strict=True):
            known.update(text for text in key.to_pylist() if text)
        self.written |= {text for text in (name, phone) if text}


def by_number(shelf: Path, where: Path, household_id: int, why: str, day: str) -> str:
    """Notes the household of that 家庭编号; raises `NotForgotten` with a sentence where there is none."""
    with _opened(shelf) as con:
        return _note(shelf, where, _of_number(con, household_id), why, day)


def by_row(shelf: Path, where: Path, line: Line, why: str, day: str) -> str:
    """Notes the household that a row is of; raises `NotForgotten` where the snapshot has no such row, or it names nobody."""
    with _opened(shelf) as con:
        return _note(shelf, where, _of_row(con, line), why, day)


def listed(where: Path) -> str:
    """Every request in a line of its own: its number, the day, the reason, whether it still holds."""
    lines = [
        f"第 {one.number} 号　{one.day}　{one.why}　" + (f"{one.kept_since} 撤销" if one.kept_since else "不再计入")
        for one in forgotten.requests(where)
    ]
    return "\n".join(lines) or "删除名单是空的"


def _opened(shelf: Path) -> duckdb.DuckDBPyConnection:
    shown = shelves.current(shelf)
    if shown is None:
        raise NotForgotten(f"书架 {shelf} 上没有快照，认不出是哪一户；请先运行 python -m etl load")
    return duckdb.connect(str(shelf / shown / shelves.FILE), read_only=True)


def _note(shelf: Path, where: Path, one: _Household, why: str, day: str) -> str:
    if any(text in why for text in (*one.written, *one.names)):
        raise NotForgotten("没有记下：原因里写了这一户的姓名或电话；名单里不能留下它们，请改写原因")
    marker = forgotten.key_for(where)
    marks = {mark for name in one.names for mark in marks_of(marker, name, one.village_id, one.addresses, one.phones)}
    request = forgotten.add(where, marks, why, day)
    cleared = assigned.remove(assigned.folder(), one.text_marks)
    return "\n".join(_told(shelf, request, one, cleared))


def _told(shelf: Path, request: Request, one: _Household, cleared: int) -> Sequence[str]:
    """What was noted, what the next load leaves out, and what still holds the household."""
    months = "、".join(kept.month for kept in frozen.frozen(shelf))
    assigned_too = f"；人工归类里它的 {cleared:,} 条已经删去" if cleared else ""
    return [
        f"删除名单第 {request.number} 号已记下。现在的快照里它有 {one.visits:,} 次走访、{one.issues:,} 个问题，"
        f"下次装载起都不再计入{assigned_too}",
        "接着：python -m etl load（新快照和读表的底稿里就没有它了），再 python -m etl shelf --keep 1（取下旧快照）",
        *(
            [f"封存的 {months} 还留着当时的数据；要清掉：python -m etl shelf --only-figures（封存的数字不变）"]
            if months
            else []
        ),
        "收件夹里的原表、收件簿里的文件名、拷出去的表和备份，这个命令管不到，请照规定另行处理",
    ]


# ── which household ───────────────────────────────────────────────────────────────────────────


def _of_number(con: duckdb.DuckDBPyConnection, household_id: int) -> _Household:
    known = con.execute(
        "SELECT village_id, head_name, address, phone FROM households WHERE household_id = $1", [household_id]
    ).fetchall()
    if not known:
        raise NotForgotten(f"现在的快照里没有家庭编号 {household_id}；编号每个快照各排各的，请在现在的快照里查")
    village_id, *said = known[0]
    one = _Household(village_id)
    one.add(*(text or "" for text in said))
    lines = con.execute(
        """
        WITH own AS (SELECT source_file, source_sheet, source_row FROM visits WHERE household_id = $1)
        SELECT * FROM own UNION SELECT m.source_file, m.source_sheet, m.source_row FROM merged_rows m
            JOIN own ON m.into_file = own.source_file AND m.into_sheet = own.source_sheet AND m.into_row = own.source_row
        """,
        [household_id],
    ).fetchall()
    for line in lines:
        one.add(*_said(con, line)[1:])
    ((one.visits,),) = con.execute("SELECT count(*) FROM visits WHERE household_id = $1", [household_id]).fetchall()
    issues = con.execute("SELECT text_mark FROM issues WHERE household_id = $1", [household_id]).fetchall()
    one.issues = len(issues)
    shared = con.execute("SELECT DISTINCT text_mark FROM issues WHERE household_id IS DISTINCT FROM $1", [household_id])
    one.text_marks = {mark for (mark,) in issues} - {mark for (mark,) in shared.fetchall()}
    return one


def _of_row(con: duckdb.DuckDBPyConnection, line: Line) -> _Household:
    file, sheet, row = line
    named = con.execute("SELECT source_file FROM source_files WHERE received_as = $1", [file]).fetchall()
    line = (named[0][0] if named else file, sheet, row)
    at = "source_file = $1 AND source_sheet = $2 AND source_row = $3"
    into = con.execute(f"SELECT into_file, into_sheet, into_row FROM merged_rows WHERE {at}", [*line]).fetchall()
    stands = into[0] if into else line
    for table in ("visits", "issues"):
        found = con.execute(f"SELECT household_id FROM {table} WHERE {at}", [*stands]).fetchall()
        if found and found[0][0] is not None:
            return _of_number(con, found[0][0])
    village_id, *said = _said(con, line)
    one = _Household(village_id)
    one.add(*said)
    if not one.names or not village_id:
        raise NotForgotten(
            f"“{file}”的“{sheet}”第 {row} 行看不出是哪个村（社区）的哪一户；请改用家庭编号，或写这一户的另一行"
        )
    homes = _called_so(con, one)
    if len(homes) > 1:
        raise NotForgotten(f"这个村（社区）同名的有 {len(homes)} 户，这一行分不清是哪一户；请改用家庭编号")
    if homes:
        return _of_number(con, homes[0])
    ((one.issues,),) = con.execute(f"SELECT count(*) FROM issues WHERE {at}", [*stands]).fetchall()
    return one


def _called_so(con: duckdb.DuckDBPyConnection, one: _Household) -> list[int]:
    """The households of that name in that village; of several those with the address or the phone, where it is known."""
    known = con.execute(
        "SELECT household_id, head_name, address, phone FROM households WHERE village_id = $1", [one.village_id]
    ).fetchall()
    homes = []
    for number, *said in known:
        other = _Household(one.village_id)
        other.add(*(text or "" for text in said))
        if other.names & one.names:
            homes.append((number, other.addresses & one.addresses or other.phones & one.phones))
    return [number for number, is_at_home in homes if is_at_home] or [number for number, _ in homes]


def _said(con: duckdb.DuckDBPyConnection, line: Line) -> tuple[str, str, str, str]:
    """The village, name, address and phone that a row gives; NotForgotten where the snapshot has no such row."""
    rows = con.execute(
        """
        SELECT r.cells, s.form FROM source_rows r JOIN source_sheets s USING (source_file, source_sheet)
        WHERE source_file = $1 AND source_sheet = $2 AND source_row = $3
        """,
        [*line],
    ).fetchall()
    if not rows:
        raise NotForgotten(f"现在的快照里没有“{line[0]}”的“{line[1]}”第 {line[2]} 行；请照溯源页写文件、工作表和行号")
    ((cells, label),) = rows
    form = next(form for form in FORMS if form.label == label)
    said = {name: text_of(BY_ID[form.id], cells, name) for name in (*_NAMES, *_PLACE, "place", "address", "phone")}
    place = values.split_place(said["place"]) if said["place"] else tuple(said[name] for name in _PLACE)
    area = values.resolve_place(*place)
    village_id = area.village_id if isinstance(area, areas.Area) else ""
    return village_id, next((said[name] for name in _NAMES if said[name]), ""), said["address"], said["phone"]


_PLACE = ("district", "town", "village")
