"""How is a month kept for ever? Its snapshot, its figures and its definitions, next to the snapshots of the shelf."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from campaign.access.scope import EVERYWHERE
from campaign.months import frozen
from campaign.months.frozen import Frozen
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.snapshot import FILE, NoSnapshot, Snapshot, open_current
from campaign.office import rules
from campaign.office.loads import FREEZING, now
from etl import shelf as shelves


def freeze(shelf: Path, month: str) -> Frozen:
    """Keeps a month ("2017-03") as the current snapshot has it; raises `NotPublished` with a sentence.

    Written under another name, synced and renamed as a snapshot is: a crash leaves no half of it. What is kept is never replaced.
    """
    try:
        frozen.the_month(month)
    except CannotAnswer as why:
        raise shelves.NotPublished(f"未定版：{why}") from why
    with shelves.hold(shelf, FREEZING):
        if there := frozen.frozen_month(shelf, month):
            raise shelves.NotPublished(
                f"未定版：{there.label}数据已于{there.frozen_at}定版，定版数据不再改动；此后的变动见“数字变动”页"
            )
        try:
            with open_current(shelf) as snapshot:
                return _freeze(shelf, month, snapshot)
        except NoSnapshot as why:
            raise shelves.NotPublished(f"未定版：{why}") from why


def _freeze(shelf: Path, month: str, snapshot: Snapshot) -> Frozen:
    end = frozen.the_month(month).end
    there = [snapshot.count_rows(table, scope=EVERYWHERE, period=month) for table in ("visits", "issues")]
    if snapshot.data_date is None or not any(there):
        raise shelves.NotPublished(f"未定版：现有数据中没有{frozen.the_month(month).label}的走访和问题")
    if snapshot.data_date < end:
        raise shelves.NotPublished(
            f"未定版：{frozen.the_month(month).label}止于{rules.day_text(end)}，数据仅到{rules.day_text(snapshot.data_date)}；{frozen.WHEN}"
        )
    draft = shelf / f"{shelves.DRAFT}{frozen.FOLDER}-{month}"
    draft.mkdir()
    shelves.second_name(shelf / snapshot.id / FILE, draft / FILE)
    pq.write_table(pa.concat_tables(frozen.figures(snapshot, month)), draft / frozen.FIGURES, compression="zstd")
    pq.write_table(frozen.definitions_table(), draft / frozen.DEFINITIONS, compression="zstd")
    kept = Frozen(month, snapshot.id, now(), snapshot.data_date.isoformat(), rules.DEFINITIONS_VERSION, draft)
    (draft / frozen.FACTS).write_text(frozen.facts(kept), encoding="utf-8")
    home = shelf / frozen.FOLDER / month
    home.parent.mkdir(exist_ok=True)
    shelves.settle(draft, home)
    shelves.sync(shelf)  # which names the folder of the months since the first one
    return replace(kept, folder=home)
