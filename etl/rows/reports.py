"""What does a row of a 周报 or of an 附件5 report, and can its figures all be true?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from campaign.office import rules
from etl import values
from etl.rows.typed import Columns, TypedRows
from etl.values import Problem

UNKNOWN_BLOCK = Problem("block-unknown", "这一行前面没有写 困难需求 或 意见建议；请照附件5的两块填写")
UNKNOWN_CATEGORY = Problem("category-unknown", f"意见建议的项目只有七类：{'、'.join(rules.CATEGORIES)}；请照此填写")
OF_OTHER_ROWS = re.compile("计|总|共|其中")
"""In a label that is none of the seven: the row may be the sum of others, or a part of one."""
NOT_MADE = Problem("report-not-made", "写的是未报，这一时段还没有报数；报来后请重新填写这一行")
NOT_A_WEEK = Problem(
    "period-not-a-week",
    "周报一周一报，写的时段比一周长，无法确定是哪一周；请在表上写明是哪几天（如 3月13日-3月19日），一周一行或一张表",
)
WRONG_TOTAL = Problem("total-mismatch", "已解决＋待解决 与小计不相等；请核对这一行的三个数")
WEEKLY, SUMMARY = "周报", "半月汇总"


def _weekly(rows: TypedRows) -> Columns:
    period = rows.periods()
    days = pc.days_between(period["period_start"], period["period_end"])
    rows.reject_where(pc.greater_equal(days, rows.form.period_days), "period", NOT_A_WEEK)
    return {
        "report_kind": pa.repeat(WEEKLY, rows.n),
        "unit_text": rows.text("unit"),
        "place_no": pa.nulls(rows.n, pa.int32()),
        **period,
        **_counts(rows, "visitor_count", "household_count", "issue_count", "solved_count"),
    }


def _summary(rows: TypedRows) -> Columns:
    place_no = rows.places()
    rows.require("village", place_no)
    period = rows.periods()
    names = ("solved_count", "pending_count", "issue_count")
    counts = _counts(rows, *names)
    counts |= {f"{name}_unknown": _unknown(rows, name) for name in names}
    counts |= _proved(counts)
    rows.reject_where(_cannot_add_up(counts), "issue_count", WRONG_TOTAL)
    block, category, item_text = _labels(rows)
    return {
        "report_kind": pa.repeat(SUMMARY, rows.n),
        "unit_text": rows.text("unit"),
        "place_no": place_no,
        **period,
        **counts,
        "item_text": item_text,
        "item_key": values.text_keys(item_text),
        "block": block,
        "category": category,
    }


TYPES = {"weekly_report": _weekly, "village_summary": _summary}


def _counts(rows: TypedRows, *names: str) -> dict[str, pa.Array]:
    """The numbers of each row and their bounds; a row that says 未报 throughout is a report that was not made."""
    unmade = [pc.is_in(rows.text(name), pa.array([*values.NOT_REPORTED, *values.BLANKS])) for name in names]
    unknown = [_unknown(rows, name) for name in names]
    rows.reject_where(pc.and_(reduce(pc.and_, unmade), reduce(pc.or_, unknown)), names[0], NOT_MADE)
    return {column: array for name in names for column, array in rows.bounded(name).items()}


def _unknown(rows: TypedRows, name: str) -> pa.Array:
    """Whether a cell says 未报: nobody knows the number, so that it is not 0."""
    return pc.is_in(rows.text(name), pa.array([*values.NOT_REPORTED]))


def _proved(counts: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """The blanks that the other two exact numbers of a row leave no choice: a part is 0, the whole is the sum."""
    names = ("solved_count", "pending_count", "issue_count")
    solved, pending, whole = (counts[name] for name in names)
    is_exact = reduce(pc.and_, (pc.is_null(counts[f"{name}_bound"]) for name in names))
    is_exact = pc.and_not(is_exact, reduce(pc.or_, (counts[f"{name}_unknown"] for name in names)))

    def nothing_left(part: pa.Array, other: pa.Array) -> pa.Array:
        is_zero = pc.and_(is_exact, pc.equal(pc.fill_null(other, 0), whole))
        return pc.if_else(pc.and_(pc.is_null(part), pc.fill_null(is_zero, False)), pa.scalar(0, part.type), part)

    return {
        "solved_count": nothing_left(solved, pending),
        "pending_count": nothing_left(pending, solved),
        "issue_count": pc.if_else(pc.and_(is_exact, pc.is_null(whole)), pc.add(solved, pending), whole),
    }


def _cannot_add_up(counts: Mapping[str, pa.Array]) -> pa.Array:
    """Whether no three numbers within their bounds make 已解决＋待解决＝小计; 0 may be left blank beside a number."""
    solved, pending, whole = (_interval(counts, name) for name in ("solved_count", "pending_count", "issue_count"))
    either = pc.or_(pc.is_valid(counts["solved_count"]), pc.is_valid(counts["pending_count"]))
    over = pc.greater(pc.add(solved[0], pending[0]), whole[1])
    under = pc.less(pc.add(solved[1], pending[1]), whole[0])
    return pc.and_(pc.and_(either, pc.is_valid(counts["issue_count"])), pc.or_(over, under))


def _interval(counts: Mapping[str, pa.Array], name: str) -> tuple[pa.Array, pa.Array]:
    """The least and the most that a number with its bound can be."""
    value, bound = pc.fill_null(counts[name], 0), pc.fill_null(counts[f"{name}_bound"], "")
    least = pc.if_else(pc.is_in(bound, pa.array(["≤", "≈"])), 0, value)
    is_open = pc.or_(pc.is_in(bound, pa.array(["≥", "起", "≈"])), counts[f"{name}_unknown"])
    most = pc.if_else(is_open, values.LARGEST_COUNT, value)
    return least, most


def _labels(rows: TypedRows) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Block and category of each row, whichever of the label columns carries them, and its 具体内容.

    A block is printed once at its top: a row without one belongs to the last one printed above it, and one of the seven
    printed names begins 意见建议 unless its own row says 困难需求. A row of
    意见建议 must name what it is of, retyped in five columns under 具体内容; a row of no block is a problem. One that is
    of none of the seven counts in none of them, and its label is kept with its 具体内容.
    """
    contents: list[str | None] = []
    blocks: list[str | None] = []
    categories: list[str | None] = []
    of_none: set[int] = set()
    sheet, above = None, None
    texts = (rows.text(name).to_pylist() for name in ("item_text", "block", "item"))
    for row, (no, content, *labels) in enumerate(zip(rows.sheet.to_pylist(), *texts, strict=True)):
        above = above if no == sheet else None
        sheet = no
        own = next((b for text in labels if isinstance(b := values.parse_block(text), str)), None)
        above = own or above
        named = [(c, text) for text in labels if isinstance(c := values.parse_category(text), str)]
        # 低保 among the rows of 困难需求 is one of them; the seven that are printed begin the other block
        category = next((c for c, text in named if above != rules.BLOCKS[0] or is_printed(text, c)), None)
        if category is None and above == rules.BLOCKS[1] and isinstance(c := values.parse_category(content), str):
            category, content = c, "" if is_printed(content, c) else content
        label = next((text for text in labels if is_label(text)), "")
        if category is None and above == rules.BLOCKS[1] and label and not OF_OTHER_ROWS.search(label):
            if isinstance(unknown := values.parse_category(label), Problem):
                rows.note(row, "item", unknown)
            of_none.add(row)
        if label and (category == rules.OTHER or row in of_none) and label not in content:
            content = f"{label}：{content}" if content else label
        # a label that is merged over the row's other boxes is no content of it
        contents.append(None if isinstance(values.parse_block(content), str) else content or None)
        block = own or (rules.BLOCKS[1] if category else above)
        if block is None:
            rows.note(row, "block", UNKNOWN_BLOCK)
        blocks.append(block)
        categories.append(category)
    for row in _one_that_is_left(rows, blocks, categories, contents):
        rows.remark(
            row,
            "item",
            Problem("category-by-elimination", f"项目没有写；七类里只缺{categories[row]}，已照此计，请核对"),
        )
    for row, (block, category) in enumerate(zip(blocks, categories, strict=True)):
        if block == rules.BLOCKS[1] and category is None and row not in of_none:
            rows.note(row, "item", UNKNOWN_CATEGORY)
    return tuple(pa.array(column, pa.string()) for column in (blocks, categories, contents))


def is_printed(text: str, category: str) -> bool:
    """Whether a cell that means a category is its printed name, or a half of it.

    >>> is_printed("房屋 土地", "房屋土地"), is_printed("医疗、卫生", "医疗卫生"), is_printed("其他", "其他方面"), is_printed("低保", "社会保障")
    (True, True, True, False)
    """
    return re.sub("[、/·.]|方面$|类$", "", values.word_key(text)) in category


def is_label(text: str) -> bool:
    """Whether a cell of the label columns names what a row is of, in words of the office's own.

    >>> is_label("交通出行"), is_label("意 见 建 议"), is_label("其他 方面"), is_label("3"), is_label("")
    (True, False, False, False, False)
    """
    key = values.word_key(text)
    is_printed = isinstance(values.parse_block(text), str) or key.removesuffix("方面") in ("其他", "其它")
    return bool(re.search("[\u4e00-\u9fff]", key)) and not is_printed


def _one_that_is_left(
    rows: TypedRows, blocks: Sequence[str | None], categories: list[str | None], contents: Sequence[str | None]
) -> Iterator[int]:
    """Names the row of 意见建议 that has lost its label where the six others stand around it in the printed order."""
    by_sheet: dict[int, list[int]] = defaultdict(list)
    for row, no in enumerate(rows.sheet.to_pylist()):
        if blocks[row] == rules.BLOCKS[1]:
            by_sheet[no].append(row)
    for seven in by_sheet.values():
        named = [categories[row] for row in seven]
        if len(seven) != len(rules.CATEGORIES) or named.count(None) != 1 or contents[seven[named.index(None)]]:
            continue
        at = named.index(None)
        if [*named[:at], rules.CATEGORIES[at], *named[at + 1 :]] == [*rules.CATEGORIES]:
            categories[seven[at]] = rules.CATEGORIES[at]
            yield seven[at]
