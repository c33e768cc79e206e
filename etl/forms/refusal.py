"""Why is a sheet none of the known forms, in a few lines that say what it does hold?

A row that looks like a header is quoted, with what of it is known, which form is nearest and what that lacks; a row that may
be somebody's record is not. Which headings every form is known by is the same for all, and stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from campaign.access import quoting
from campaign.masking import is_registered
from etl import values
from etl.forms.form import Form, heading_key, without_brackets
from etl.forms.recognise import LABELS_WITHIN, heading_names, table_bottom
from etl.forms.suggest import ADDRESS, DATE, NUMBER, PERSON, Proposal, look_of, proposals
from etl.readers import Grid

MOST_NAMED = 8
"""Of the headings of a sheet."""
LONGEST_NAMED = 12
"""Characters of one of them."""
LONGEST_HEADING = 24
"""A longer text of an unknown row is a sentence."""
_NO_FIGURES = "文字中也未读到走访户数、收集和解决的问题数；属表格的请在数据上方写明栏目，属简报的请写明上述数字，存为 Word 或文本后再报"
"""Of a sheet that is lines of text."""
_ONLY_DIGITS = re.compile(r"[\d.,\-—/:%\s]+|.*\d{5}.*", re.DOTALL)
_OF_RECORDS = frozenset({NUMBER, DATE, ADDRESS})
"""What a record holds, and no heading is."""
_ENDS_A_HEADING = re.compile(r"[人者名数额间期号况率址话容题见类型款表单据项称务所等级量费由式]$")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence, the headings that no form knows as they may be quoted, and the fields that are proposed for them."""

    sentence: str
    unknown: list[str] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)


def refusal(grid: Grid, forms: Sequence[Form]) -> Refusal:
    """Why the sheet is none of `forms`."""
    name = f"工作表“{grid.sheet}”"
    r = _header_row(grid, forms)
    if r is None:
        if sum(any(map(str.strip, column)) for column in grid.columns) == 1:
            return Refusal(f"{name}未找到表头，{_NO_FIGURES}")
        return Refusal(f"{name}未找到表头；请在数据上方写明栏目")
    columns = {
        text.strip().replace("\n", ""): [column[k] for k in range(r + 1, table_bottom(grid))]
        for column in reversed(grid.columns)
        if (text := column[r]).strip()
    }
    columns = dict(reversed(columns.items()))
    lists = [form for form in forms if form.must_have]
    known = {form: _known(columns, form) for form in lists}
    proposed = {form: proposals(form, _unknown(columns, form), known[form]) for form in lists}

    def lacking(form: Form) -> list[str]:
        return [name for name in form.must_have if name not in known[form]]

    def rank(form: Form) -> tuple[float, ...]:
        likely = {name for _, name, _ in proposed[form].values()}
        met = len(set(form.must_have) & (known[form] | likely))
        return (met > 0, len(known[form]) + len(likely), met / len(form.must_have)) if met else (False,)

    nearest = max(filter(lacking, lists), key=rank)
    unknown = [heading_key(text) for text in _unknown(columns, nearest)]
    sentence = f"{name}无法识别表种：第{grid.line(r)}行像表头，内容为{_quoted(list(columns))}"
    if not any(rank(nearest)):
        return Refusal(f"{sentence}，无可识别的栏目", [values.quotable_heading(text) for text in unknown])
    labels = "、".join(nearest.field(name).label for name in lacking(nearest))
    return Refusal(
        f"{sentence}；与{nearest.label}最接近，缺少{labels}",
        [values.quotable_heading(text) for text in unknown],
        {h: p for text, p in proposed[nearest].items() if values.quotable_heading(h := heading_key(text)) == h},
    )


def _known(columns: Mapping[str, Sequence[str]], form: Form) -> set[str]:
    """The fields that some heading of the row names."""
    names = heading_names(form)
    keys = {k for text in columns for k in (heading_key(text), without_brackets(heading_key(text)))}
    return {name for key in keys for name in names.get(key, ())}


def _unknown(columns: Mapping[str, Sequence[str]], form: Form) -> dict[str, Sequence[str]]:
    """The columns whose headings the form does not know."""
    names = heading_names(form)
    return {
        text: below
        for text, below in columns.items()
        if (key := heading_key(text)) not in names and without_brackets(key) not in names
    }


def _quoted(headings: Sequence[str]) -> str:
    named = "、".join(f"“{values.quotable_heading(text)[:LONGEST_NAMED]}”" for text in headings[:MOST_NAMED])
    return named + (f"等{len(headings)}栏" if len(headings) > MOST_NAMED else "")


def _header_row(grid: Grid, forms: Sequence[Form]) -> int | None:
    """The row that looks like the header: the first of the widest ones that hold headings and no record."""
    rows = range(min(grid.n_rows, LABELS_WITHIN[-1]))
    texts = {r: list(dict.fromkeys(text.strip() for text in grid.row(r) if text.strip())) for r in rows}
    widest = max(map(len, texts.values()), default=0)
    keys = frozenset(chain.from_iterable(heading_names(form) for form in forms))
    wide = (r for r in sorted(rows, key=lambda r: -len(texts[r])) if 2 * len(texts[r]) > widest and len(texts[r]) > 1)
    return next((r for r in wide if _is_headings(grid, r, keys)), None)


def _is_headings(grid: Grid, r: int, known: frozenset[str]) -> bool:
    """Whether a row holds headings: none of its cells is what a record holds, and none is a person above persons."""
    unknown = 0
    for column in grid.columns:
        text = column[r].strip()
        key = heading_key(text)
        if not text or key in known or without_brackets(key) in known:
            continue
        unknown += 1
        if len(text) > LONGEST_HEADING or _ONLY_DIGITS.fullmatch(text):
            return False
        if key in quoting.PRINTED_WORDS or is_registered(text):
            return False
        if (look := look_of([text])) in _OF_RECORDS and not _ENDS_A_HEADING.search(key):
            return False
        if look == PERSON and not _ENDS_A_HEADING.search(key):
            below = column[r + 1 : table_bottom(grid)]
            if not any(map(str.strip, below)) or look_of(below) == PERSON:
                return False
    return unknown > 0 or any(heading_key(text) in known for text in grid.row(r))
