"""What was true when a month was closed?

A frozen month stays on the shelf under `frozen/2017-03/` for ever: the snapshot's own file, the figures as they were
reported, and the definitions that they were counted by. `etl.freeze` writes it, nothing changes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from campaign import schema
from campaign.access.scope import EVERYWHERE
from campaign.numbers.dimensions import CannotAnswer, Where
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import METRICS
from campaign.numbers.questions import BOUND, definition, splits
from campaign.numbers.snapshot import FILE, NoSnapshot, Snapshot, open_snapshot
from campaign.office import rules

FOLDER = "frozen"
FACTS, FIGURES, DEFINITIONS = "frozen.json", "figures.parquet", "definitions.parquet"
MONTH, RUNNING = "month", "running"
"""A figure is the month's own, or everything up to its last day."""
CUTS = ("district", "zone", "unit", "handler", "category")
"""The dimensions by which figures are kept along with the whole, each where the number can be split by it."""
COLUMNS = pa.schema(
    [
        ("metric_id", pa.string()),
        ("span", pa.string()),
        ("by", pa.string()),
        ("group", pa.string()),
        ("figure", pa.float64()),
        ("bound", pa.string()),
    ]
)
"""Of the kept figures: `by` and `group` are empty texts for the whole, a `figure` that was shown as — is empty."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """One month that was closed."""

    month: str
    """As in 2017-03."""
    snapshot_id: str
    frozen_at: str
    """Local time, to the second."""
    data_date: str
    definitions_version: str
    folder: Path

    @property
    def has_data(self) -> bool:
        """Whether its rows are there besides its figures, so that a change can be explained."""
        return (self.folder / FILE).is_file()

    @property
    def label(self) -> str:
        """The month in words: 2017年3月."""
        return the_month(self.month).label

    @property
    def last_day(self) -> date:
        """The month's last day."""
        return the_month(self.month).end

    def __str__(self) -> str:
        return f"{self.month}，{self.frozen_at} 定版，数据版本 {self.snapshot_id}，数据截至 {self.data_date}"


WHEN = "入库数据截至月末或以后，当月方可定版"
"""What a month waits for before it can be closed."""


def the_month(written: str) -> rules.Period:
    """The month written 2017-03; CannotAnswer for anything else, also for a half month or a week."""
    try:
        month = rules.period(written)
    except ValueError:
        month = None
    if month is None or month.id != written or month != rules.month(month.start.year, month.start.month):
        raise CannotAnswer(f"月份应写作 {rules.EXAMPLE:%Y-%m} 这样，写的是“{written}”")
    return month


def frozen(shelf: Path) -> list[Frozen]:
    """The months on the shelf that were closed, the latest first."""
    return sorted(
        (_read(file.parent) for file in (shelf / FOLDER).glob(f"*/{FACTS}") if not file.parent.name.startswith(".")),
        key=lambda kept: kept.month,
        reverse=True,
    )


def frozen_month(shelf: Path, month: str) -> Frozen | None:
    """The month as it was closed; None when it is open still."""
    folder = shelf / FOLDER / the_month(month).id
    return _read(folder) if (folder / FACTS).is_file() else None


def _read(folder: Path) -> Frozen:
    return Frozen(**json.loads((folder / FACTS).read_text(encoding="utf-8")), folder=folder)


def facts(kept: Frozen) -> str:
    """The text of a frozen month's `FACTS`: every field but its folder."""
    values = {name: value for name, value in asdict(kept).items() if name != "folder"}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def open_frozen(kept: Frozen) -> Snapshot:
    """The snapshot that the month was closed with; NoSnapshot when its file is gone."""
    if not kept.has_data:
        raise NoSnapshot(
            f"{kept.label}定版数据仅存数字，明细已按要求清除或遗失，无法说明变动原因；如属遗失，请从备份恢复。"
        )
    return open_snapshot(kept.folder.parent, kept.folder.name)


def to_freeze(shelf: Path, data_date: date) -> rules.Period | None:
    """The last month of the campaign that is over in data up to `data_date` and is not closed; None where there is none."""
    last = rules.month(data_date.year, data_date.month)
    while last.end >= rules.START:
        if last.end <= data_date and frozen_month(shelf, last.id) is None:
            return last
        last = _before(last)
    return None


def _before(month: rules.Period) -> rules.Period:
    day = month.start - timedelta(days=1)
    return rules.month(day.year, day.month)


def only_figures(shelf: Path) -> list[str]:
    """Clears the data of every frozen month, whose figures and definitions stay; returns the months that had any."""
    cleared = [kept for kept in frozen(shelf) if kept.has_data]
    for kept in cleared:
        (kept.folder / FILE).unlink()
    return [kept.month for kept in cleared]


def figures(snapshot: Snapshot, month: str) -> Iterator[pa.Table]:
    """Every number of a month as `COLUMNS`: the month's own and up to its last day, whole and by each of `CUTS`."""
    spans: Mapping[str, Mapping[str, object]] = {MONTH: {"period": month}, RUNNING: {"as_of": the_month(month).end}}
    for by in ("", *CUTS):
        numbers = [m for m in METRICS if not by or by in {d.id for d in splits(m)}]
        if not numbers:
            continue
        for span, days in spans.items():
            answer = snapshot.ask([m.id for m in numbers], by=(by,) if by else (), scope=EVERYWHERE, **days)  # type: ignore[arg-type]
            for m in numbers:
                yield _figure_rows(m, span, by, answer)


def _figure_rows(m: Metric, span: str, by: str, answer: pd.DataFrame) -> pa.Table:
    rows = len(answer)
    groups = answer[by].astype("string").fillna("") if by else pd.Series([""] * rows, dtype="string")
    bounds = answer.get(m.id + BOUND, pd.Series([None] * rows, dtype="string"))
    return pa.table(
        {
            "metric_id": pa.array([m.id] * rows),
            "span": pa.array([span] * rows),
            "by": pa.array([by] * rows),
            "group": pa.array(groups, pa.string()),
            "figure": pa.array(answer[m.id].astype("Float64"), pa.float64()),
            "bound": pa.array(bounds, pa.string()),
        },
        schema=COLUMNS,
    )


def kept_figure(kept: Frozen, metric_id: str, *, running: bool, where: Where = ()) -> tuple[bool, float | None]:
    """Whether the figure was kept, and its value; only the whole and single values of one of `CUTS` are kept.

    The value is None for a figure that was shown as —.
    """
    by, group = "", ""
    if where:
        if len(where) != 1 or len(where[0][1]) != 1:
            return False, None
        by, group = where[0][0], "" if where[0][1][0] is None else str(where[0][1][0])
    wanted = [("metric_id", "=", metric_id), ("span", "=", RUNNING if running else MONTH), ("by", "=", by)]
    rows = pq.read_table(kept.folder / FIGURES, filters=wanted).to_pylist()
    figures = {row["group"]: row["figure"] for row in rows}
    # A group of which nothing was known then has no row, and was shown as —.
    return bool(rows), figures.get(group)


def definitions() -> list[dict[str, str | None]]:
    """Every number as it is defined today, as rows of `schema.DEFINITIONS`."""
    return [
        {
            "metric_id": m.id,
            "metric_label": m.label,
            "metric_code": m.code or None,
            "metric_unit": m.unit,
            "metric_note": m.note or None,
            "leaves_out": m.leaves_out or None,
            "definitions_version": rules.DEFINITIONS_VERSION,
            "definition_sql": definition(m),
        }
        for m in METRICS
    ]


def kept_definition(kept: Frozen, metric_id: str) -> dict[str, str | None] | None:
    """The number's definition when the month was closed; None when there was none."""
    rows = pq.read_table(kept.folder / DEFINITIONS, filters=[("metric_id", "=", metric_id)]).to_pylist()
    return rows[0] if rows else None


def definitions_table() -> pa.Table:
    """`definitions` as a table."""
    return pa.Table.from_pylist(definitions(), schema=schema.DEFINITIONS.arrow)
