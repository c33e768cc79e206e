"""What is to be looked at although it was taken: which cell, and why?

A row that is kept may hold a cell that cannot be quite right: a number that was cut, a day before another. It counts, and
what is doubtful of it counts for nothing; the clerk is told where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl import values
from etl.city.relations import City
from etl.city.units import unit_columns
from etl.forms import BY_ID

SLIP = "same-file-two-units"


def remarks(city: City) -> None:
    """Fills remarks: the cells of rows that are not set aside, then the files that lie with two units."""
    city.fill_rows("remarks", [*_cells(city), *_slips(city)])


def _cells(city: City) -> Iterator[dict[str, Any]]:
    kept = (
        f"SELECT * FROM {city.doubts} WHERE row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key, nth"
    )
    for row in city.records(kept, of=[city.doubts]):
        sheet, _ = city.sheet_at(row["row_key"])
        form = BY_ID[sheet.read.form or ""]
        yield {
            **city.source(row["row_key"]),
            **unit_columns(sheet.sender),
            "form": form.label,
            "cell": row["cell"],
            "field": row["label"],
            "rule": row["rule"],
            "is_left_blank": row["field"] in form.spares or row["rule"] in values.LEFT_BLANK,
            "said_shown": row["shown"],
            "sentence": row["sentence"],
        }


def _slips(city: City) -> Iterator[dict[str, Any]]:
    """A file that lies in two units' folders, with each of the two."""
    for file in city.files:
        if file.is_slip and file.same_as:
            sentence = (
                f"“{file.path}”与“{file.same_as.path}”内容完全相同，却放在两个单位的文件夹里，有一份放错了；"
                f"暂只计 {file.same_as.folder_unit} 的一份，请核对是哪个单位的，撤下另一份"
            )
            for one in (file.same_as, file):
                sheet = next((sheet for sheet in one.of_sheets if sheet.lines), None)
                if sheet:
                    yield {
                        "source_file": one.path,
                        "source_sheet": sheet.name,
                        **unit_columns(sheet.sender),
                        "form": BY_ID[sheet.read.form or ""].label,
                        "rule": SLIP,
                        "is_left_blank": False,
                        "sentence": sentence,
                    }
