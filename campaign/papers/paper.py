"""What does a paper declare: what is printed on it, and what becomes of a row that is filled in?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Literal

from campaign.papers.table import PERIOD, PLACE, SOURCE, UNIT, Column, Table, Type, bounded

KINDS: Mapping[str, Type] = MappingProxyType(
    {
        **dict.fromkeys(("text", "identifier", "label", "unit", "district", "town", "village", "period"), "text"),
        **dict.fromkeys(("date", "campaign date"), "date"),
        "instant": "instant",
        **dict.fromkeys(("people", "people or none", "households", "cards", "issues", "things"), "integer"),
        **dict.fromkeys(("count", "family", "group"), "integer"),
        **dict.fromkeys(("money 元", "money 万元"), "number"),
        **dict.fromkeys(("yes or no", "reached", "solved as heard"), "flag"),
        **dict.fromkeys(
            (
                *("status", "route", "category", "block", "satisfaction", "visit type", "level", "method", "raiser"),
                "difficulty",
            ),
            "text",
        ),
    }
)
"""What a field may hold → how a table keeps it; how each kind is read, `etl.values` says."""
FREE = "text"
"""The kind that no parser reads: whatever stands in such a cell is personal, unless the field is declared otherwise."""
BOUNDED = frozenset({"people", "people or none", "households", "cards", "issues", "things"})
"""Counts that people round: 80余户 is 80 with a bound."""
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "unit": UNIT,
    **dict.fromkeys(("district", "town", "village"), PLACE),
    "period": PERIOD,
}
"""Kinds that a table holds as columns of the registers and the calendar, not as they were written."""
_FULL_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Field:
    """One column or box of a paper: its name here, every heading that offices print over it, what it holds."""

    name: str
    headings: tuple[str, ...]
    kind: str = "text"
    personal: bool | None = None
    """Whether its cells may name somebody; where it does not say, those of a free text may. No: a rule of the paper's own
    reads them, or they are shown only where they name an office."""
    money: Literal["元", "万元", ""] = ""
    """The unit of an amount of money that the label says; a label that says the other one is the `twin`'s."""
    twin: str = ""
    bare: bool = False
    """Beside a table: printed without a colon after its label, or, a place, without a label."""
    sum_of: tuple[str, ...] = ()
    """The fields of a row that it adds up."""
    joined: str = ""
    """What comes between the parts where an office gives it several numbered columns; empty: it cannot have them."""
    else_under: tuple[str, ...] = ()
    """Without a column of its own: headings of other fields that mean it where the cells are its agreed words."""
    worded: tuple[str, ...] = ()
    """Without a column of its own: words of which one in a heading that no field has says that it is this text."""
    carried: bool = False
    """Printed once above the rows that it holds for: a blank is what the row above says."""
    shown_as: str = ""
    """What its column in the table is called, where that is not the label."""
    is_offered: bool = True
    """Whether the blank has it; no: it is read where an office prints it."""
    note: str = ""
    """What its column in the table holds, where the label does not say it all."""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    """Of a yes or no: the words of its own question that people answer with, besides those of every question."""

    def __post_init__(self) -> None:
        if self.personal is None:
            object.__setattr__(self, "personal", self.kind == FREE)

    @property
    def label(self) -> str:
        """The heading of the official form, in full width."""
        return self.headings[0].translate(_FULL_WIDTH)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table that holds this field."""
        if self.kind in _COLUMNS:
            return _COLUMNS[self.kind]
        label = self.shown_as or self.label
        if self.kind in BOUNDED:
            return bounded(self.name, label)
        return (Column(self.name, label, KINDS[self.kind], self.note, self.personal),)


def columns(*fields: Field) -> tuple[Column, ...]:
    """The columns of a table whose rows are rows of a paper: of each field in turn, each once, then where the row stands."""
    return (*dict.fromkeys(chain.from_iterable(field.columns for field in fields)), *SOURCE)


@dataclass(frozen=True, slots=True)
class Need:
    """A field without which a row cannot be taken, and the sentence that it then goes back with."""

    field: str
    sentence: str
    rule: str = "value-missing"
    instead: tuple[str, ...] = ()
    """Fields of which any one does as well."""


@dataclass(frozen=True, slots=True)
class Only:
    """Answers that there can only be where another question is answered with yes, and the sentence of a row that gives them after a no."""

    fields: tuple[str, ...]
    where: str
    rule: str
    sentence: str
    besides: tuple[str, ...] = ()
    """Answers that say no themselves."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Why a row goes into another, as a sentence, and whether the row that stands replaces what the other said.

    `replaces` False: what it said is said by the row that stands, or still holds; None: replaced only where they differ.
    """

    sentence: str
    replaces: bool | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What a row of a paper becomes: a row of a table, unless it says again what another one said."""

    table: Table | str
    """The paper's own table, or the name of one that `campaign.schema` declares."""
    needs: tuple[Need, ...] = ()
    only: tuple[Only, ...] = ()
    same: tuple[str, ...] = ()
    """The fields, or columns of the table, that make two rows the same record: a unit, a place and a period as they are meant."""
    stands: Literal["last", "first", "own"] = "last"
    """Which of them stands: the one received last, the first, or as rules of the paper's own in `etl.city` say."""
    rule: str = ""
    """The rule by which the others are merged into it."""
    sentence: str = ""
    """The sentence that a merged row gets."""
    replaces: bool | None = None
    """As in `Merge`."""
    own_merges: Mapping[str, Merge] = field(default_factory=lambda: MappingProxyType({}))
    """The rules of a paper that merges by rules of its own, where one is not enough."""
    also: tuple[str, ...] = ()
    """Other tables that a row may stand in instead: a firm in a list of families is a visit of a firm."""
    follows: str = "village_needs"
    """The table of `campaign.schema` after which the paper's own stands in every list of tables."""

    @property
    def table_name(self) -> str:
        """What its table is called, whoever declares it."""
        return self.table.name if isinstance(self.table, Table) else self.table

    @property
    def merges(self) -> Mapping[str, Merge]:
        """Every rule by which a row of this paper is merged."""
        return {self.rule: Merge(self.sentence, self.replaces)} if self.rule else self.own_merges


@dataclass(frozen=True, slots=True)
class KnownBy:
    """The typed columns by which a returned row and an accepted one are the same record: equal and filled in both, alike
    where both are filled."""

    equal: tuple[str, ...]
    alike: tuple[str, ...] = ()
    besides: str = "true"
    """SQL: what else must hold of a rejected row `r` and an accepted one `a`."""


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One paper of the campaign, recognised by its labels, never by a file's name.

    A `list` has a header and a row for each record; `boxes` is one record of label and value
    cells; `text` is running text, a record for each paragraph that tells a figure. `about` are facts
    that stand once, beside the table. `must_have` names the fields whose labels must all be there.
    """

    id: str
    label: str
    shape: Literal["list", "boxes", "text"]
    fields: tuple[Field, ...]
    must_have: tuple[str, ...]
    about: tuple[Field, ...] = ()
    also_boxes: bool = False
    """Whether offices also send a list's record as a form of label and value cells of its own."""
    titled: tuple[str, ...] = ()
    """Words of which one must stand in the title or over its first needed column: its other headings are those of lists of
    families too; empty: its headings alone say what it is."""
    marks_a_record: tuple[str, ...] = ()
    """A row in which all of these are blank is a printed line that nobody filled in; empty: any field counts."""
    above: tuple[str, ...] = ()
    """Where forms follow each other: the facts that stand above their table, the others below it; empty: all on one side."""
    one: str = "户"
    """What one form of boxes is of, as it is counted in: 第2户."""
    spares: tuple[str, ...] = ()
    """Fields of which a bad cell costs itself alone: it is left blank and named, and the rest of the paper is taken."""
    known_by: KnownBy | None = None
    """By what a row that went back is found again once it is mended."""
    identity: tuple[tuple[str, ...], ...] = ()
    """What says which record a row is, besides whose, where and of which period; of fields that stand together one is enough."""
    record: Record | None = None
    period_days: int = 0
    """The most days that its period has: around its table a text that names no more goes before one that does; 0: any number."""
    is_of_sender: bool = True
    """Whether a row that names no unit is of the unit in whose folder it lies; no: who sends the paper looks into others."""
    by_campaign_office: bool = False
    """Whether the campaign's own office, which visits nobody, may send it, of any unit's issues."""
    exported: bool = False
    """A program exports it: nobody fills it in, and there is no blank."""
    order: int = 100
    """Where it stands among the papers; those of one number by their ids."""

    @property
    def needs(self) -> str:
        """The labels that it is recognised by, for a sentence."""
        labels = {field.name: field.label for field in (*self.fields, *self.about)}
        return "、".join(labels[name] for name in self.must_have) or "写明走访户数、问题数的句子"
