"""Which of the few things that each unit has to do does its paper show: 五个一, as the office lists them?

The list is `data/reference/duties.toml`: another notice counts six. What no paper can show is said so, and is never taken
for not done.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from campaign import schema
from campaign.access.scope import Scope
from campaign.numbers.batch import Batch
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import ROWS_ACCEPTED, metric
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_value
from campaign.papers import Paper, papers
from campaign.places.areas import REFERENCE

FILE = REFERENCE / "duties.toml"
State = Literal["有", "没有", "无从得知"]


class BadDuties(ValueError):
    """The file of duties cannot be used; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that every unit has to do, and what shows that it was done."""

    name: str
    papers: tuple[Paper, ...] = ()
    number: str = ""
    beside: tuple[str, ...] = ()
    column: str = ""
    """A column of the register that says it."""
    why: str = ""
    """Why no paper shows it."""


@dataclass(frozen=True, slots=True)
class Duties:
    """The list as the office calls it."""

    title: str
    source: str
    each: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """One duty of one unit: whether it is seen to be done, and by what."""

    duty: str
    state: State
    seen_in: str
    """The papers that would show it."""
    sentence: str


@cache
def listed() -> Duties:
    """The duties in force; BadDuties when the file cannot be used."""
    return read(FILE)


def read(file: Path) -> Duties:
    """The duties of a file; BadDuties, in Chinese, when anything in it is missing or unknown."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        return Duties(written["title"], written["source"], tuple(_duty(file, one) for one in written["duties"]))
    except tomllib.TOMLDecodeError as error:
        raise BadDuties(f"{file.name} 不是 TOML：{error}。") from None
    except KeyError as missing:
        raise BadDuties(f"{file.name} 缺 {missing}。") from None


def _duty(file: Path, written: dict[str, Any]) -> Duty:
    by_id = {paper.id: paper for paper in papers()}
    unknown = [name for name in written.get("papers", ()) if name not in by_id]
    unknown += [name for name in written if name not in Duty.__dataclass_fields__]
    if column := written.get("column"):
        unknown += [column] * (column not in {c.name for c in schema.UNITS.public})
    if unknown:
        raise BadDuties(f"{file.name} 里“{written['name']}”写的 {'、'.join(unknown)} 认不得。")
    several = {"papers": tuple(by_id[name] for name in written["papers"]), "beside": tuple(written.get("beside", ()))}
    duty = Duty(**written | several)
    try:
        for name in (*filter(None, (duty.number,)), *duty.beside):
            metric(name)
    except CannotAnswer as error:
        raise BadDuties(f"{file.name} 里“{duty.name}”：{error}") from None
    return duty


def done(snapshot: Snapshot, unit: str, *, scope: Scope) -> tuple[Done, ...]:
    """Each duty of a unit, by all that the snapshot holds: its sheets are of no day."""
    return Doing(snapshot, Batch(partial(snapshot.answers, scope=scope)), unit, scope=scope).done


class Doing:
    """The duties of a unit, for which what must be known is stated: see `done`."""

    def __init__(self, snapshot: Snapshot, batch: Batch, unit: str, *, scope: Scope) -> None:
        self._snapshot, self._unit, self._scope = snapshot, unit, scope
        self._numbers = tuple(
            dict.fromkeys(name for duty in listed().each for name in (duty.number, *duty.beside) if name)
        )
        self._sheets = batch.ask((ROWS_ACCEPTED.id,), ("form",), where={"unit": unit})
        self._counted = batch.ask(self._numbers, where={"unit": unit}) if self._numbers else None

    @property
    def done(self) -> tuple[Done, ...]:
        """Each duty; CannotAnswer where something that is needed cannot be counted."""
        rows = _rows(self._snapshot, self._unit, self._scope, self._sheets.required)
        register = self._snapshot.rows(
            "units", scope=self._scope, where={"unit": self._unit}, columns=_columns(), limit=1
        )
        facts = register.iloc[0].to_dict() if len(register) else {}
        answer = self._counted.required.iloc[0] if self._counted else {}
        known = {name: _formatted(name, answer) for name in self._numbers}
        return tuple(_done(duty, rows, known, facts.get(duty.column)) for duty in listed().each)


def _rows(snapshot: Snapshot, unit: str, scope: Scope, sheets: pd.DataFrame) -> dict[str, int]:
    """How many rows of each paper are a unit's: those that name it, where each row does; else those of its own sheets."""
    rows = {row["form"]: int(row[ROWS_ACCEPTED.id]) for row in sheets.dropna().to_dict("records")}
    wanted = {paper.id: paper for duty in listed().each for paper in duty.papers}.values()
    return {
        paper.id: _named(snapshot, unit, paper, scope) if _names_units(paper) else rows.get(paper.label, 0)
        for paper in wanted
    }


def _names_units(paper: Paper) -> bool:
    """Whether each row names its unit, so that one office may send those of many."""
    return paper.record is not None and any(field.kind == "unit" for field in paper.fields)


def _named(snapshot: Snapshot, unit: str, paper: Paper, scope: Scope) -> int:
    assert paper.record is not None
    table = schema.table(paper.record.table_name)
    of_form = {"form": paper.id} if any(column.name == "form" for column in table.columns) else {}
    return snapshot.count_rows(table.name, scope=scope, where={"unit": unit, **of_form})


def _columns() -> tuple[str, ...]:
    return ("unit_name", *dict.fromkeys(duty.column for duty in listed().each if duty.column))


def _formatted(name: str, answer: Mapping[str, object]) -> str:
    """A number with its label, bound and unit; '' where it is not known or nothing."""
    value = as_number(answer[name])
    bound = answer.get(name + BOUND)
    declared = metric(name)
    return f"{declared.label}{format_value(name, value, bound)}{declared.unit}" if value else ""


def _done(duty: Duty, rows: dict[str, int], known: dict[str, str], fact: object) -> Done:
    seen_in = "、".join(paper.label for paper in duty.papers)
    written = [*_sheets(duty, rows), *filter(None, [known.get(duty.number)])]
    beside = [text for name in duty.beside if (text := known[name])]
    if written:
        return Done(duty.name, "有", seen_in, "；".join([*written, *beside]))
    if duty.column and fact is not None and not pd.isna(fact):  # type: ignore[call-overload]
        return Done(duty.name, "有" if fact else "没有", "单位花名册", "单位花名册上写的")
    if not duty.papers:
        return Done(duty.name, "无从得知", "", duty.why)
    return Done(duty.name, "没有", seen_in, "；".join([f"没有收到{seen_in.replace('、', '或')}", *beside]))


def _sheets(duty: Duty, rows: dict[str, int]) -> Iterator[str]:
    for paper in duty.papers:
        if count := rows[paper.id]:
            yield f"{paper.label}{count:,}{'份' if paper.shape == 'boxes' else '行'}"
