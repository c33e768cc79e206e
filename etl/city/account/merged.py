"""Which rows went into another one, why, and did they lose anything by it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from campaign import papers
from etl import values
from etl.city.account.remarks import SLIP
from etl.city.files import SheetOf
from etl.city.relations import ROWS_A_SHEET, City
from etl.city.setting_aside import cells_of
from etl.forms import BY_ID
from etl.rows.typed import period_fields, text_of

OF_FILES = {
    "same-file": "与另一份文件的内容、单位、时段完全相同，不再重复计入",
    SLIP: "与另一单位文件夹里的一份内容完全相同，有一份放错了，不重复计入；请核对是哪个单位的",
    "corrected-later": "退回后已更正重报",
}
THERE_ALREADY, REPLACED, UNORDERED = "已有", "被更正", "不一致"
NO_ORDER = "两份表写的是同一件事，内容不同，收到的时间和文件名都分不出先后；请核对后更正，或只留一份"


def fates(city: City) -> dict[int, tuple[int, str]]:
    """The accepted rows that went into another: row key → the other's, and the rule."""
    gone = {}
    for relation in dict.fromkeys(city.fates.values()):
        for key, into, rule in city.rows(
            f"SELECT row_key, into_key, rule FROM {relation} WHERE into_key <> row_key ORDER BY row_key", of=[relation]
        ):
            gone[key] = (into, rule)
    return gone


def merged_rows(city: City, gone: Mapping[int, tuple[int, str]], closed: Mapping[int, int]) -> None:
    """Fills merged_rows: the rows that repeat another, were corrected later, or came in a file that came twice."""
    city.fill_rows("merged_rows", _merged(city, gone, closed))


def _merged(city: City, gone: Mapping[int, tuple[int, str]], closed: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    merges = papers.merges()
    unordered = {key for key, (into, _) in gone.items() if _without_order(*(city.sheet_at(k)[0] for k in (key, into)))}
    compared = [key for key, (_, rule) in gone.items() if merges[rule].replaces is None or key in unordered]
    cells = cells_of(city, [*compared, *(gone[key][0] for key in compared)])
    for key, (into, rule) in gone.items():
        if key in unordered and _disagree(city, key, into, cells):
            yield _merge(city, key, rule, NO_ORDER, UNORDERED, into)
            continue
        replaces = merges[rule].replaces
        if replaces is None:
            replaces = not _says_the_same(city, cells, key, into)
        yield _merge(city, key, rule, merges[rule].sentence, REPLACED if replaces else THERE_ALREADY, into)
    for key, into in sorted(closed.items()):
        yield _merge(city, key, "corrected-later", OF_FILES["corrected-later"], REPLACED, into)
    first = {
        sheet.number: sheet.file.same_as.of_sheets[sheet.nth].number
        for sheet in city.sheet
        if sheet.file.same_as and sheet.lines
    }
    for number, line in _lines(city, list(first)):
        here, there = number * ROWS_A_SHEET + line, first[number] * ROWS_A_SHEET + line
        rule = SLIP if city.sheet[number].file.is_slip else "same-file"
        yield _merge(city, here, rule, OF_FILES[rule], THERE_ALREADY, there)


def _without_order(sheet: SheetOf, other: SheetOf) -> bool:
    """Whether two sheets of one form and period lie in different files and neither came later."""
    return (
        sheet.file is not other.file
        and sheet.file.came == other.file.came
        and (sheet.read.form, sheet.period) == (other.read.form, other.period)
    )


def _disagree(city: City, key: int, into: int, cells: Mapping[int, list[str | None]]) -> bool:
    """Whether two rows say different things where both say something; two colleagues at one door are no contradiction."""
    form = BY_ID[city.sheet_at(key)[0].read.form or ""]
    both = {f.name: (text_of(form, cells[key], f.name), text_of(form, cells[into], f.name)) for f in form.fields}
    different = {name for name, (one, other) in both.items() if one and other and one != other}
    return bool(different - NEVER_A_CONTRADICTION) and "visitor_names" not in different


NEVER_A_CONTRADICTION = frozenset({"sequence", "filled_date"})


def _lines(city: City, sheets: Sequence[int]) -> list[tuple[int, int]]:
    """Every row of the given sheets: sheet_no, line."""
    if not sheets:
        return []
    return city.rows(
        f"""
        SELECT sheet_no, source_row FROM source_rows JOIN {city.sheets} USING (source_file, source_sheet)
        WHERE sheet_no IN (SELECT unnest($sheets)) ORDER BY ALL
        """,
        sheets=sheets,
    )


def _says_the_same(city: City, cells: Mapping[int, list[str | None]], one: int, other: int) -> bool:
    """Whether two rows are of one form and say the same in every field, their numbers in the list aside."""
    form, of_other = (BY_ID[city.sheet_at(key)[0].read.form or ""] for key in (one, other))
    if form is not of_other:
        return False
    # rows that merge are of one period, however it is written
    apart = {"sequence", *period_fields(form)}
    names = [field.name for field in form.fields if field.name not in apart]
    told = ((name, text_of(form, cells[one], name), text_of(form, cells[other], name)) for name in names)
    return all(said == again or _means(name, said) == _means(name, again) for name, said, again in told)


def _means(name: str, text: str) -> str:
    """What a field is compared by."""
    return values.COMPARED[name](pa.array([text]))[0].as_py() or text if name in values.COMPARED else text


def _merge(city: City, key: int, rule: str, sentence: str, fate: str, into_key: int) -> dict[str, Any]:
    sheet, _ = city.sheet_at(key)
    into, into_line = city.sheet_at(into_key)
    return {
        **city.source(key),
        "form": BY_ID[sheet.read.form or ""].label,
        "rule": rule,
        "fate": fate,
        "sentence": sentence,
        "into_file": into.file.path,
        "into_sheet": into.name,
        "into_row": into_line,
    }
