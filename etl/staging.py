"""What does one file say, taken by itself: its sheets, its typed rows, its problems?

A staged file depends on nothing but the file's bytes and name, the corrections that name it, and the program and
reference data that read it. It is kept under a key that says all of these, and a kept one that is damaged is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa

from campaign.office.rules import Period
from etl import corrections, fingerprint, reading, values
from etl.around import around
from etl.corrections import Correction
from etl.forms import SheetRead, known_forms
from etl.inbox import Received
from etl.rows import Sheet, typed_rows

SUFFIX = ".staged"
_MAGIC = b"staged 1\n"
_TABLES = ("rows", "problems", "remarks")

Read = Callable[[Path], reading.FileRead]
Done = Callable[[int, int, int], None]
"""Is told how many files are finished, the rows of those that were read for it, and how many of these cannot be taken."""


def say_nothing(files: int, rows: int, rejected: int) -> None:
    """Nobody is told."""


class Damaged(Exception):
    """A staged file that was not written whole, or not by this program."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be staged: where it lies, its path in the inbox, and what the office corrects in it."""

    location: Path
    path: str
    sha256: str
    bytes: int
    entries: tuple[Correction, ...] = ()
    is_strict: bool = True
    """Whether a correction that does not meet its cell is a fault."""
    name: str = ""
    """The name under which the staged file is kept."""

    def __post_init__(self) -> None:
        key = fingerprint.of(self.sha256, self.path, self.entries, self.is_strict, fingerprint.code())
        object.__setattr__(self, "name", self.name or key + SUFFIX)


@dataclass(slots=True)
class Staged:
    """One file as staged."""

    refused: str | None = None
    """Why it could not be read, as a sentence."""
    shown: str = ""
    """Its path as it may be shown: without the names of the people whom its cells name."""
    sheets: list[SheetRead] = field(default_factory=list)
    """With the office's corrections, and without rows."""
    periods: list[Period | None] = field(default_factory=list)
    """Of each sheet."""
    lines: list[int] = field(default_factory=list)
    """How many rows each sheet has."""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """What was corrected, as rows of the table corrections, without the file."""
    wrong: str | None = None
    """The first correction that does not meet its cell, as a sentence."""
    rejected: int = 0
    """How many of its rows cannot be taken."""
    rows: dict[str, pa.Table] = field(default_factory=dict)
    """Form → rows: sheet, line, cells, written and the form's typed columns."""
    problems: dict[str, pa.Table] = field(default_factory=dict)
    remarks: dict[str, pa.Table] = field(default_factory=dict)
    """Form → what is to be looked at in rows that are kept, as problems are listed."""


# ── staging ───────────────────────────────────────────────────────────────────────────────────


def stage(
    files: Sequence[Received],
    kept: Path,
    entries: Mapping[str, Sequence[Correction]] | None = None,
    is_strict: bool = True,
    done: Done = say_nothing,
) -> list[Path | Staged]:
    """Each file's staged form, as the file in `kept` that holds it, or as itself where nothing is worth keeping.

    `entries` are the corrections by path. What went wrong may have been the machine's fault: it is not kept.
    """
    known_forms()  # whatever is wrong with the added headings and words is said here, once, and not of every file
    values.vocabulary()
    entries = entries or {}
    jobs = [
        Job(f.location, f.path, f.sha256, f.bytes, tuple(entries.get(f.path, ())), is_strict)
        for f in files
        if not f.obstacle
    ]
    kept.mkdir(parents=True, exist_ok=True)
    places = {job.path: kept / job.name for job in jobs}
    waiting = [job for job in jobs if not places[job.path].exists()]
    finished, rows, rejected = len(jobs) - len(waiting), 0, 0
    done(finished, rows, rejected)
    failed = {f.path: _not_read(f.path, f.obstacle) for f in files if f.obstacle}
    work = partial(_stage_and_keep, read=reading.read_file, kept=kept)
    for job, result in reading.apart(work, waiting):
        if isinstance(result, str):
            failed[job.path] = _not_read(job.path, result)
        else:
            rows, rejected = rows + result[0], rejected + result[1]
        finished += 1
        done(finished, rows, rejected)
    return [failed.get(f.path) or places[f.path] for f in files]


def _not_read(path: str, why: str) -> Staged:
    """What is staged of a file of which nothing could be read."""
    return Staged(refused=why, shown=_shown(path, reading.FileRead([], why)))


def _stage_and_keep(jobs: Sequence[Job], read: Read, kept: Path) -> list[str | tuple[int, int]]:
    """Stages a batch and keeps each file of it: its rows, and how many cannot be taken; the sentence of one that was not handed over."""
    results: list[str | tuple[int, int]] = [(0, 0)] * len(jobs)
    opened = []
    for i, job in enumerate(jobs):
        try:
            opened.append((i, job, read(job.location)))
        except reading.NotOpened:
            results[i] = reading.NOT_OPENED
    for (i, job, _), staged in zip(
        opened, staged_together([(job, file_read) for _, job, file_read in opened]), strict=True
    ):
        results[i] = (sum(staged.lines), staged.rejected)
        _keep(kept / job.name, dump(staged))
    return results


def staged_together(files: Sequence[tuple[Job, reading.FileRead]]) -> list[Staged]:
    """Files that were read, typed in one go: small tables cost more than their rows."""
    done, sheets, owners = [], [], []
    for number, (job, file_read) in enumerate(files):
        staged = Staged(file_read.refused, _shown(job.path, file_read))
        own = file_read.sheets
        if job.entries and own:
            try:
                own, staged.corrections = corrections.correct(own, job.entries, job.is_strict)
            except corrections.WrongCorrection as why:
                staged.wrong = str(why)
        unit = job.path.split("/")[0] if "/" in job.path else ""
        for read, written in zip(own, file_read.sheets, strict=True):
            meant = around(read, staged.shown)
            received = meant.read if read is written else around(written, staged.shown).read
            sheets.append(Sheet(meant.read, received, unit, meant.period, meant.problems))
            owners.append((number, len(staged.sheets)))
            staged.sheets.append(replace(meant.read, rows=None))
            staged.periods.append(meant.period)
            staged.lines.append(read.rows.num_rows if read.rows is not None else 0)
        done.append(staged)
    for form, tables in typed_rows(sheets).items():
        for table, of_kind in zip(tables, _TABLES, strict=True):
            for number, part in _by_file(table, owners):
                getattr(done[number], of_kind)[form] = part
    for staged in done:
        staged.rejected = sum(
            table.group_by(["sheet", "line"]).aggregate([]).num_rows for table in staged.problems.values()
        )
    return done


def _by_file(table: pa.Table, owners: Sequence[tuple[int, int]]) -> Iterable[tuple[int, pa.Table]]:
    """The rows of each file; rows lie in the order of their sheets, and a file's sheets lie together."""
    sheet = table["sheet"].combine_chunks()
    file = pa.array([number for number, _ in owners], pa.int32()).take(sheet)
    within = pa.array([place for _, place in owners], pa.int32()).take(sheet)
    table = table.set_column(table.column_names.index("sheet"), "sheet", within).combine_chunks()
    start = 0
    for run in file.value_counts().to_pylist():
        yield run["values"], table.slice(start, run["counts"])
        start += run["counts"]


def _shown(path: str, file_read: reading.FileRead) -> str:
    """The path without people's names and the numbers that reach somebody; the unit's folder as it is, where it is one.

    Offices name files after a family or a colleague. The file is found again by its folder and fingerprint.
    """
    *folders, name = path.split("/")
    stem, dot, kind = name.rpartition(".") if "." in name else (name, "", "")
    is_office = not folders or values.is_office(folders[0]) or values.names_nobody(folders[0])
    units, own = folders[:is_office], [*folders[is_office:], stem]
    if not any(map(values.may_name_somebody, own)):
        return path
    named = {person: shown for read in file_read.sheets for person, shown in read.persons.items()}
    *between, shown = (values.without_persons(part, named) for part in own)
    return "/".join([*units, *between, f"{shown}{dot}{kind}"])


# ── keeping ───────────────────────────────────────────────────────────────────────────────────


def forget_others(kept: Path, used: Iterable[Path | Staged]) -> None:
    """Deletes the staged files that were not used."""
    names = {place.name for place in used if isinstance(place, Path)}
    for old in kept.iterdir():
        if old.name not in names:
            old.unlink()


def _keep(path: Path, data: bytes) -> None:
    partial_file = path.with_suffix(f".{os.getpid()}")
    try:
        partial_file.write_bytes(data)
        partial_file.replace(path)
    except OSError:
        partial_file.unlink(missing_ok=True)
        raise


def _body(data: bytes) -> memoryview:
    """A staged file without its head; raises `Damaged` where it is not what was written."""
    start = len(_MAGIC) + 32
    body = memoryview(data)[start:]
    if data[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        raise Damaged
    return body


def dump(staged: Staged) -> bytes:
    """A staged file as bytes: a fingerprint, the length of the head, the head as JSON, an Arrow stream for each table."""
    out = BytesIO()
    facts = {f.name: getattr(staged, f.name) for f in fields(staged) if f.name not in (*_TABLES, "sheets", "periods")}
    facts["sheets"] = [
        {f.name: getattr(sheet, f.name) for f in fields(sheet) if f.name != "rows"} for sheet in staged.sheets
    ]
    facts["periods"] = [
        period and (period.start.isoformat(), period.end.isoformat(), period.label) for period in staged.periods
    ]
    facts["tables"] = [(kind, form) for kind in _TABLES for form in getattr(staged, kind)]
    told = json.dumps(facts, ensure_ascii=False, default=str).encode()
    out.write(len(told).to_bytes(8, "little") + told)
    for kind, form in facts["tables"]:
        table = getattr(staged, kind)[form]
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    body = out.getvalue()
    return _MAGIC + hashlib.sha256(body).digest() + body


def load(place: Path | Staged) -> Staged:
    """The staged file that a path names; raises `Damaged`."""
    if isinstance(place, Staged):
        return place
    return _loaded(_body(place.read_bytes()), with_rows=True)


def head(place: Path | Staged) -> Staged:
    """The same without its rows; raises `Damaged`."""
    if isinstance(place, Staged):
        return replace(place, **{kind: {} for kind in _TABLES})
    return _loaded(_body(place.read_bytes()), with_rows=False)


def _loaded(body: memoryview, with_rows: bool) -> Staged:
    end = int.from_bytes(body[:8], "little") + 8
    facts = json.loads(bytes(body[8:end]))
    source = pa.BufferReader(pa.py_buffer(body[end:]))
    tables = facts.pop("tables")
    facts["sheets"] = [_sheet(sheet) for sheet in facts["sheets"]]
    facts["periods"] = [
        period and Period(date.fromisoformat(period[0]), date.fromisoformat(period[1]), period[2])
        for period in facts["periods"]
    ]
    for row in facts["corrections"]:
        row["confirmed_on"] = date.fromisoformat(row["confirmed_on"])
    staged = Staged(**facts)
    for kind, form in tables if with_rows else ():
        getattr(staged, kind)[form] = pa.ipc.open_stream(source).read_all()
    return staged


def _sheet(facts: dict[str, Any]) -> SheetRead:
    facts["notes"] = [tuple(note) for note in facts["notes"]]
    facts["totals"] = [(row, figures) for row, figures in facts["totals"]]
    facts["marks"] = [tuple(mark) for mark in facts["marks"]]
    facts["suggestions"] = {heading: tuple(proposal) for heading, proposal in facts["suggestions"].items()}
    return SheetRead(**facts)
