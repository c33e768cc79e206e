"""What was received: the files and their sheets, each by the name under which it is shown?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, count
from pathlib import Path

from campaign.office import rules
from campaign.office.rules import Period
from campaign.places.units import Unit, shipped_register
from etl.around import path_period
from etl.corrections import Correction
from etl.forms import SheetRead
from etl.inbox import Received
from etl.order import Marks, marks
from etl.staging import Staged


@dataclass(slots=True)
class File:
    """One file of the inbox, with what its staging says but for its rows."""

    received: Received
    place: Path | Staged
    """Where its rows are."""
    staged: Staged
    """Without rows."""
    path: str = ""
    """The path under which it is shown."""
    same_as: File | None = None
    """An earlier file with the same bytes, unit and period: this one's rows are merged into that file's."""
    is_slip: bool = False
    """Whether that file lies in another unit's folder: one of the two is there by mistake."""
    of_sheets: list[SheetOf] = field(default_factory=list)
    entries: tuple[Correction, ...] = ()
    """What the office corrects in it."""
    came: datetime = field(init=False)
    """Its place in the order of arrival: when it came, and after every file of its unit, form and period that its name
    makes an earlier one. Two files of one moment have no order."""

    def __post_init__(self) -> None:
        self.came = self.received.received_at
        self.path = self.staged.shown or self.received.path
        self.take(self.place, self.staged)

    def take(self, place: Path | Staged, staged: Staged, entries: tuple[Correction, ...] = ()) -> None:
        """Takes the file as another staging has it; it is still shown under the same path."""
        self.place, self.staged, self.entries = place, staged, entries
        every = zip(self.staged.sheets, self.staged.periods, self.staged.lines, strict=True)
        self.of_sheets = [SheetOf(self, nth, *one) for nth, one in enumerate(every)]

    @property
    def folder_unit(self) -> str:
        """The sending unit as the first folder names it; '' for a file that lies loose in the inbox."""
        return self.received.folder_unit

    @property
    def received_at(self) -> datetime:
        """When it came, in local time."""
        return self.received.received_at

    @property
    def location(self) -> Path:
        """Where it lies."""
        return self.received.location

    @property
    def received_as(self) -> str:
        """Its path in the inbox; where rows of it are left out that under which it is shown, for a path may name a household."""
        return self.path if self.has_left_out else self.received.path

    @property
    def has_left_out(self) -> bool:
        """Whether rows of it are left out because a household asked for it."""
        return any(sheet.left_out for sheet in self.of_sheets)

    @property
    def refused(self) -> str | None:
        """Why it was not read at all."""
        return self.staged.refused

    @property
    def sheets(self) -> list[SheetRead]:
        """Its sheets as read, without rows."""
        return self.staged.sheets

    @property
    def period(self) -> Period | None:
        """The period that the nearest folder or the file's own name gives."""
        return path_period(self.path)


@dataclass(slots=True)
class SheetOf:
    """One sheet of a file."""

    file: File
    nth: int
    """Its place in the file."""
    read: SheetRead
    period: Period | None
    lines: int
    """How many rows it holds."""
    number: int = 0
    """Its place in the load."""
    sender: Unit | None = None
    """The unit that sent it, as `etl.city.units` resolves it."""
    left_out: int = 0
    """How many of its rows are left out because a household asked for it."""

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return self.read.sheet

    @property
    def near(self) -> date:
        """The day that a date written without its year is near."""
        return rules.near(self.period)


def identify(files: Sequence[File]) -> None:
    """Settles by what path each file is shown, and which file repeats another."""
    _name_apart(files)
    _put_in_order(files)
    _mark_repeats(files)


def _name_apart(files: Sequence[File]) -> None:
    """Gives each file whose name was hidden one that nothing else has: its folder, and the beginning of its fingerprint."""
    taken = {file.received.path for file in files}
    for file in files:
        if file.path == file.received.path:
            continue
        folder, slash, name = file.path.rpartition("/")
        stem, dot, kind = name.rpartition(".") if "." in name else (name, "", "")
        numbers = chain([""], (f"-{number}" for number in count(2)))
        ways = (f"{folder}{slash}{stem}#{file.received.sha256[:6]}{n}{dot}{kind}" for n in numbers)
        file.path = next(way for way in ways if way not in taken)
        taken.add(file.path)


def _put_in_order(files: Sequence[File]) -> None:
    """Lets each file come after those of its unit, form and period that its name makes earlier ones.

    A file that names no period may be of any.
    """
    marked = [(marks(file.received.path), file) for file in files]
    before: dict[tuple[str, str], dict[Period | None, list[tuple[Marks, datetime]]]] = {}
    for mark, file in sorted(marked, key=lambda one: (one[0].key, one[1].received_at)):
        papers = {(s.read.form, s.period) for s in file.of_sheets if s.read.form and s.lines}
        for form, period in papers:
            known = before.get((file.folder_unit, form), {})
            others = known if period is None else {period, None} & known.keys()
            earlier = (came for other in others for one, came in known[other] if mark.follows(one))
            file.came = max([file.came, *(came + timedelta(microseconds=1) for came in earlier)])
        for form, period in papers:
            told = before.setdefault((file.folder_unit, form), {}).setdefault(period, [])
            # of files with the same marks the last one counts for those that follow
            if told and told[-1][0] == mark:
                told[-1] = (mark, max(told[-1][1], file.came))
            else:
                told.append((mark, file.came))


def _mark_repeats(files: Sequence[File]) -> None:
    """Marks a file that has the same bytes as an earlier one, of the same unit and period or in another unit's folder.

    Not where the unit sent another sheet of that form in between: the copy then takes a correction back.
    """
    first: dict[tuple, File] = {}
    owner: dict[str, File] = {}
    by_unit: dict[str, list[File]] = {}
    units = {folder: _unit_of(folder) for folder in {file.folder_unit for file in files}}
    for file in files:
        by_unit.setdefault(units[file.folder_unit], []).append(file)
    for file in files:
        unit = units[file.folder_unit]
        known = first.setdefault((file.received.sha256, unit, file.period), file)
        if known is not file and not any(_came_between(by_unit[unit], known, file)):
            file.same_as = known
        if unit and any(sheet.lines for sheet in file.of_sheets):
            owns = owner.setdefault(file.received.sha256, file)
            if units[owns.folder_unit] != unit:
                file.same_as, file.is_slip = owns, True


def _unit_of(folder: str) -> str:
    """The unit that a folder names by the register, by whichever of its names; else the folder's own name."""
    known = shipped_register().find(folder)
    return known[0].unit_name if len(known) == 1 else folder


def _came_between(files: Sequence[File], one: File, other: File) -> Iterator[bool]:
    since, until = sorted((one.came, other.came))
    forms = {sheet.form for sheet in one.sheets}
    for file in files:
        is_another = since < file.came < until and file.received.sha256 != one.received.sha256
        yield is_another and any(sheet.form in forms for sheet in file.sheets)
