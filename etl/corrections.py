"""Which cells of received sheets are known to be wrong, and what do they become?

`data/reference/corrections.yml` lists them, each with the reason and who confirmed it. They are
applied to what was read, before anything is sifted. An entry that no longer meets the cell it
was written for is an error: the sheet has changed, and somebody must look again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from campaign import masking
from campaign.office import rules
from etl.fingerprint import CORRECTIONS as LISTED
from etl.forms import BY_ID, Field, SheetRead
from etl.forms.figures import figures

NEEDED = ("file", "sheet", "was", "becomes", "why", "confirmed_by", "confirmed_on")
WHERE = ("row", "field", "cell")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d*)|第(\d+)行(第\d+列)")


class WrongCorrection(Exception):
    """An entry that cannot be applied, or a list that cannot be read; `str()` is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry: where, what was written, what it becomes, and on whose word."""

    number: int
    """Its place in the list, from 1."""
    file: str
    sheet: str
    row: int | None
    field: str
    cell: str
    was: str
    becomes: str
    why: str
    confirmed_by: str
    confirmed_on: date

    @property
    def name(self) -> str:
        """The entry as a sentence names it."""
        where = self.cell or (f"第{self.row}行 {self.field}" if self.row else self.field)
        return f"corrections.yml 第 {self.number} 条（{self.file} 的“{self.sheet}” {where}）"


@dataclass(frozen=True, slots=True)
class _Target:
    """The cell that an entry means: a field of a row, or a fact beside the table where `row` is None."""

    field: Field
    row: int | None
    cell: str


def known(path: Path) -> tuple[Correction, ...]:
    """The entries of a list; raises `WrongCorrection` when it is no YAML, or an entry is not complete."""
    if path == LISTED and not path.exists():
        return ()
    try:
        # every scalar as it is written: 3.10 is no number and 2017-03-10 no date here
        listed = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as why:
        mark = getattr(why, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else "全文"
        raise WrongCorrection(f"{path.name} 不是能读的 YAML（{where}）；请核对缩进、冒号后的空格和引号") from why
    if not listed:
        return ()
    if not isinstance(listed, list):
        raise WrongCorrection(f"{path.name} 应当是一个列表，每条以“- file:”开头")
    return tuple(_entry(path.name, number, entry) for number, entry in enumerate(listed, 1))


def _entry(name: str, number: int, entry: Any) -> Correction:
    where = f"{name} 第 {number} 条"
    if not isinstance(entry, dict) or not all(isinstance(text, str) for text in entry.values()):
        raise WrongCorrection(f"{where}不是“项目: 内容”的写法；请照文件开头的例子写")
    unknown = [key for key in entry if key not in (*NEEDED, *WHERE)]
    if unknown:
        raise WrongCorrection(f"{where}有不认得的项目 {'、'.join(unknown)}；可用的是 {'、'.join((*NEEDED, *WHERE))}")
    missing = [key for key in NEEDED if key not in entry or not (entry[key].strip() or key in ("was", "becomes"))]
    if missing:
        raise WrongCorrection(f"{where}缺 {'、'.join(missing)}")
    if not entry.get("cell") and not entry.get("field"):
        raise WrongCorrection(f"{where}没有写是哪一格；请写 cell（如 C7），或 row 和 field（如 走访日期）")
    row = entry.get("row", "").strip()
    if row and not row.isdecimal():
        raise WrongCorrection(f"{where}的 row 应当是行号，如 7")
    try:
        confirmed_on = date.fromisoformat(entry["confirmed_on"].strip())
    except ValueError as why:
        raise WrongCorrection(f"{where}的 confirmed_on 应当写成 {rules.EXAMPLE} 这样的日期") from why
    if entry["was"].strip() == entry["becomes"].strip():
        raise WrongCorrection(f"{where}的 was 和 becomes 相同，没有更正什么")
    texts = {key: entry.get(key, "").strip() for key in ("file", "sheet", "field", "cell", "why", "confirmed_by")}
    return Correction(
        number=number,
        row=int(row) if row else None,
        was=entry["was"],
        becomes=entry["becomes"],
        confirmed_on=confirmed_on,
        **texts,
    )


def correct(
    sheets: Sequence[SheetRead], entries: Sequence[Correction], is_strict: bool = True
) -> tuple[list[SheetRead], list[dict[str, Any]]]:
    """The sheets of one file with its entries applied, and what was done, as rows of the table corrections.

    Raises `WrongCorrection` naming the first entry that does not meet its cell; when not `is_strict` it is left out.
    """
    by_name = {read.sheet: i for i, read in enumerate(sheets)}
    changed, done = list(sheets), []
    for entry in entries:
        try:
            if entry.sheet not in by_name:
                raise WrongCorrection(f"{entry.name}：文件里没有这张工作表；有的是 {'、'.join(by_name) or '（没有）'}")
            read = changed[by_name[entry.sheet]]
            target = _target(read, entry)
            if target.field.name == "paragraph" and not figures(entry.becomes):
                raise WrongCorrection(
                    f"{entry.name}：简报的这一段改成 becomes 后没有一个数字，就不是一条记录了；请写明改后的数字，或删去这一条"
                )
            changed[by_name[entry.sheet]] = _with(read, target, entry)
        except WrongCorrection:
            if is_strict:
                raise
            continue
        done.append(
            {
                "source_sheet": entry.sheet,
                "source_row": target.row,
                "cell": target.cell,
                "field": target.field.label,
                "was": entry.was,
                "becomes": entry.becomes,
                "why": masking.masked(entry.why),
                "confirmed_by": entry.confirmed_by,
                "confirmed_on": entry.confirmed_on,
            }
        )
    return changed, done


def _target(read: SheetRead, entry: Correction) -> _Target:
    """The cell that an entry means; raises `WrongCorrection` where there is none, or it holds something else."""
    if read.form is None or read.refused:
        raise WrongCorrection(f"{entry.name}：这张工作表没有读，改不了其中的格")
    targets = [target for target in _targets(read, entry) if entry.row in (None, target.row)]
    if not targets:
        raise WrongCorrection(f"{entry.name}：表中没有这一格；请核对行号和栏目，行号与 Excel 左侧一致")
    same = [target for target in targets if _text_of(read, target).strip() == entry.was.strip()]
    if not same:
        raise WrongCorrection(
            f"{entry.name}：格里现在写的不是 was 所写的内容；原表可能已改过，请核对后修改或删去这一条"
        )
    if len(same) > 1:
        raise WrongCorrection(f"{entry.name}：合乎这一条的不止一格；请写明 row，或改用 cell")
    return same[0]


def _targets(read: SheetRead, entry: Correction) -> list[_Target]:
    """Every cell of a sheet that the entry's address or field can mean."""
    form = BY_ID[read.form or ""]
    lines = read.rows["source_row"].to_pylist() if read.rows is not None else []
    targets = []
    for field in form.fields:
        place = read.cells.get(field.name)
        if place is None or (entry.field and entry.field not in (field.name, field.label)):
            continue
        if form.shape == "boxes":
            targets += [_Target(field, line, place) for line in lines if entry.cell in ("", place)]
        elif entry.cell:
            at = _ADDRESS.fullmatch(entry.cell)
            column, line = (at[1] or at[4], int(at[2] or at[3])) if at else ("", 0)
            targets += [_Target(field, line, entry.cell)] if column == place and line in lines else []
        else:
            targets += [_Target(field, n, f"第{n}行{place}" if read.is_word else f"{place}{n}") for n in lines]
    for field in form.about:
        place = read.cells.get(f"about:{field.name}")
        named = not entry.field or entry.field in (field.name, field.label)
        if place is not None and named and entry.row is None and entry.cell in ("", place):
            targets.append(_Target(field, None, place))
    return targets


def _text_of(read: SheetRead, target: _Target) -> str:
    if target.row is None:
        return read.about[target.field.name]
    assert read.rows is not None
    return read.rows[target.field.name][pc.index(read.rows["source_row"], target.row).as_py()].as_py() or ""


def _with(read: SheetRead, target: _Target, entry: Correction) -> SheetRead:
    """The sheet with one cell corrected; the mark of its number format no longer holds."""
    name = target.field.name
    if target.row is None:
        return replace(read, about={**read.about, name: entry.becomes})
    assert read.rows is not None
    column = pc.if_else(pc.equal(read.rows["source_row"], target.row), pa.scalar(entry.becomes), read.rows[name])
    rows = read.rows.set_column(read.rows.column_names.index(name), name, column.cast(pa.string()))
    marks = [mark for mark in read.marks if mark[:2] != (target.row, name)]
    return replace(read, rows=rows, marks=marks)


def by_file(entries: Sequence[Correction]) -> Mapping[str, list[Correction]]:
    """The entries of each file, in their order."""
    grouped: dict[str, list[Correction]] = {}
    for entry in entries:
        grouped.setdefault(entry.file, []).append(entry)
    return grouped
