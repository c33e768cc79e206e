"""What did a load or a check come to, file by file and in all?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from etl.city.files import File


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load or a check found; `snapshot` is None when nothing was published."""

    report: Mapping[str, Any]
    """files, totals, correcting, reasons, doubts and slips, as `etl.build` counts them; kept beside the snapshot."""
    snapshot: str | None
    seconds: float
    is_new: bool = True
    """Whether a new snapshot was made: not where nothing has changed since the one that is shown."""
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    """Every table by name, read when it is asked for."""
    sources: tuple[File, ...] = ()
    """The files as read, in the order in which they were named."""
    notices: tuple[str, ...] = ()
    """What somebody should know of the inbox besides: files that are gone, or that came before. A sentence each."""

    @property
    def files(self) -> list[dict[str, Any]]:
        """Each file with its form, its counts and its refusal."""
        return self.report["files"]

    def named_files(self, sees_names: bool) -> list[dict[str, Any]]:
        """The same under the names under which they came for whoever sees names, for others under those that are shown."""
        return [
            {name: fact for name, fact in file.items() if name != "received_as"}
            | ({"path": file["received_as"]} if sees_names else {})
            for file in self.files
        ]

    @property
    def totals(self) -> dict[str, int]:
        """The counts of all files together."""
        return self.report["totals"]

    @property
    def sentence(self) -> str:
        """What the load or check came to, in one line."""
        totals, correcting = self.totals, self.report["correcting"]
        replaced = f"，被更正{totals['replaced']:,}行" if totals["replaced"] else ""
        forgotten = f"，应要求删除{totals['forgotten']:,}行" if totals.get("forgotten") else ""
        corrected = f"（其中更正{correcting:,}行）" if correcting else ""
        refused = f"{totals['refused']:,}个文件未读取或未读全" if totals["refused"] else "文件全部读取成功"
        return (
            f"读取{totals['files']:,}个文件、{totals['rows_read']:,}行："
            f"采用{totals['kept']:,}行{corrected}，归并{totals['merged'] - totals['replaced']:,}行{replaced}，"
            f"退回{totals['rejected']:,}行{forgotten}；{refused}"
        )

    @property
    def ending(self) -> str:
        """Which snapshot is shown now, and whether it is another one."""
        if self.is_new:
            return f"新数据已启用（数据版本 {self.snapshot}），用时{self.seconds:.1f}秒"
        return f"没有变化：收到的文件、更正清单和程序均与数据版本 {self.snapshot} 相同，未重新入库"

    @property
    def is_clean(self) -> bool:
        """Whether nothing was rejected and nothing refused."""
        return not self.totals["rejected"] and not self.totals["refused"]
