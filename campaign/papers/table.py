"""What is a table, what is a column, and which columns do many tables share?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from campaign.office import rules

Type = Literal["text", "texts", "date", "instant", "integer", "number", "flag"]

Mask = Literal["", "name", "phone", "address"]
"""李*宗, 137****6150, or an address up to the building."""

ARROW: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "date": pa.date32(),
    "instant": pa.timestamp("us"),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
}
DUCKDB: dict[Type, str] = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "date": "DATE",
    "instant": "TIMESTAMP",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a table; `personal` ones identify a family or a person and stay inside.

    A text is personal unless it is declared otherwise: where a parser, a register or the load itself makes it (`word`), or
    where the masker has been over it.
    """

    name: str
    label: str
    type: Type = "text"
    note: str = ""
    personal: bool | None = None
    hardship: bool = False
    """Whether it says of a family how it is off: in no file for other programs, and in few numbers of few families."""
    masked: Mask = ""
    """How a personal one is shown to whoever sees rows: not at all where empty."""

    def __post_init__(self) -> None:
        if self.personal is None:
            object.__setattr__(self, "personal", self.type in ("text", "texts"))


def word(name: str, label: str, note: str = "") -> Column:
    """A text that names nobody: an agreed word, a name of the registers, or what the load itself writes."""
    return Column(name, label, "text", note, personal=False)


@dataclass(frozen=True, slots=True)
class Dated:
    """The rows fall into days, and so into periods, by one column: a date, or an instant of which the day counts."""

    by: str
    reaches_beyond: bool = False
    """Whether a row may have no day, or one after the data's last day, which is that of visits and issues: such a row
    counts in questions without a time."""


@dataclass(frozen=True, slots=True)
class Undated:
    """The rows have no date: a question about a period gets those of the whole snapshot, with a note of that."""

    why: str
    """In a few Chinese words."""
    reaches_beyond: bool = False
    """Whether a row may tell of a day after the data's last day: such a row counts in questions without a time."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the snapshot: `one_row_per` is its grain, `time` how its rows are dated."""

    name: str
    label: str
    one_row_per: str
    time: Dated | Undated
    columns: tuple[Column, ...]
    one_of: Literal["", "family", "line"] = ""
    """What a row is of: one family or person, or one line of a sheet. Only whoever may see rows sees such rows."""

    def __post_init__(self) -> None:
        if self.dated_by and self.column(self.dated_by).type not in ("date", "instant"):
            raise ValueError(f"{self.name}.{self.dated_by} is no day")

    @property
    def dated_by(self) -> str:
        """The column by which the rows fall into days; empty when they fall into none."""
        return self.time.by if isinstance(self.time, Dated) else ""

    @property
    def reaches_beyond(self) -> bool:
        """Whether rows without a day, or of one after the data's last day, count in questions without a time."""
        return self.time.reaches_beyond

    @property
    def public(self) -> tuple[Column, ...]:
        """The columns that pages and downloads may show."""
        return tuple(c for c in self.columns if not c.personal)

    @property
    def outside(self) -> tuple[Column, ...]:
        """The columns that may leave row by row, for anybody and for other programs."""
        return tuple(c for c in self.public if not c.hardship)

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, in declared order."""
        return pa.schema([(c.name, ARROW[c.type]) for c in self.columns])

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def ddl(self) -> str:
        """The CREATE TABLE statement."""
        columns = ", ".join(f'"{c.name}" {DUCKDB[c.type]}' for c in self.columns)
        return f'CREATE TABLE "{self.name}" ({columns})'


SOURCE = (
    word("source_file", "来源文件", note="收件目录内的相对路径"),
    word("source_sheet", "来源工作表"),
    Column("source_row", "来源行号", "integer", "与 Excel 左侧行号一致；Word 为该表第几行"),
)
_APART = rules.PLACES.apart
_ZONE = (
    f"辖市区和{_APART.name}；{_APART.name} {len(_APART.towns)} 个镇街在行政上属{_APART.around}"
    if _APART
    else "同辖市区"
)
PLACE = (
    word("village_id", "村（社区）代码", note=f"{rules.PLACES.year} 年统计代码"),
    word("village_name", "村（社区）"),
    word("town_name", "镇（街道）"),
    word("district", "辖市区", note="行政区划"),
    word("zone", "报送区", note=_ZONE),
    word("village_kind", "村或社区", note="村 或 社区；由村（社区）名称判断，与镇街无关"),
    word(
        "route_to",
        "半月汇总报送对象",
        note="，".join(f"{kind} → {to}" for kind, to in rules.SUMMARY_TO.items()) + "；另有指定的从其指定",
    ),
)
UNIT = (
    word("unit_name", "走访单位", note="花名册上的规范全称"),
    word("unit_level", "单位级别"),
    Column("supervision_group", "督导小组", "integer", "1–7"),
)
PERIOD = (
    word("period_label", "时段"),
    Column("period_start", "起", "date"),
    Column("period_end", "止", "date"),
)


def bounded(name: str, label: str, note: str = "") -> tuple[Column, Column]:
    """A count that people round: 80余户 is 80 with the bound ≥."""
    return (
        Column(name, label, "integer", note),
        word(f"{name}_bound", f"{label}的界", note="≥ 余、多；起 至少、以上；≤ 近、不足；≈ 约、左右；准数为空"),
    )
