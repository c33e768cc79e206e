"""Which known column may an unknown heading mean, and which line of headings.toml would make it known?

Nothing is taken for another on likeness: the clerk gets the closest heading, and the line that would add it. A heading is
compared only with fields that can hold what its column holds, so that a sum of money is never proposed as the unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import islice

import pyarrow as pa

from campaign.access import quoting
from campaign.masking import begins_as_a_name
from etl import values
from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.forms.headings import line_to_write
from etl.values import Problem

CLOSE_ENOUGH = 0.6
"""The least likeness, from 0 to 1, that is worth a clerk's look."""
SAMPLE = 40
"""How many of a column's texts are looked at."""
_NOT = frozenset("未不待没无非")
_AGREED = frozenset({"status", "satisfaction", "category", "route", "level", "method", "block", "reached"})
"""Kinds whose cells hold one of a few words, which nothing else holds."""
_MEANINGLESS = frozenset({"序号", "编号", "备注", "说明"})

Proposal = tuple[str, str, str]
"""A form's id, a field's name, and the heading of it that an unknown one is proposed for."""


def proposals(form: Form, columns: Mapping[str, Sequence[str]], used: Collection[str] = ()) -> dict[str, Proposal]:
    """For each unknown heading that has a likely field, that field; no field is proposed twice.

    `columns` holds the texts below each unknown heading, `used` the fields that the sheet has already. Where no heading
    is alike, a field that the form is recognised by is proposed for the one column that holds what it holds: its agreed
    words, or any value where another such field is there.
    """
    looks = {written: look_of(texts) for written, texts in columns.items()}
    alike = [
        (likeness, -rank, written, field, heading)
        for written, texts in columns.items()
        if heading_key(written) not in _MEANINGLESS
        for likeness, rank, field, heading in _likely(form, written, used)
        if likeness >= CLOSE_ENOUGH and can_hold(field, written, looks[written], texts)
    ]
    proposed: dict[str, Proposal] = {}
    taken = set(used)
    for _, _, written, field, heading in sorted(alike, key=lambda one: one[:2], reverse=True):
        if written not in proposed and field.name not in taken:
            proposed[written] = (form.id, field.name, heading)
            taken.add(field.name)
    for field in sorted(map(form.field, form.must_have), key=lambda field: field.kind not in _AGREED):
        rest = [w for w in columns if w not in proposed and looks[w] and _holds(field, looks[w], columns[w])]
        may_be = field.kind in _AGREED or not taken.isdisjoint(form.must_have)
        if field.name not in taken and may_be and len(rest) == 1:
            proposed[rest[0]] = (form.id, field.name, field.label)
            taken.add(field.name)
    return proposed


def sentences(proposed: Iterable[Mapping[str, Proposal]]) -> list[str]:
    """The lines to add for the proposals of several sheets: one for each field, and a heading in one of them only."""
    headings: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    field_of: dict[tuple[str, str], str] = {}
    for of_sheet in proposed:
        for written, (form_id, name, heading) in of_sheet.items():
            if field_of.setdefault((form_id, heading_key(written)), name) == name:
                headings[form_id, name].setdefault(written, heading)
    return [
        f"{'、'.join(f'“{written}”' for written in ways)} 如果就是“{'”或“'.join(dict.fromkeys(ways.values()))}”，"
        + line_to_write(form_id, name, [*ways])
        for (form_id, name), ways in headings.items()
    ]


def closest(form: Form, written: str, used: Collection[str] = ()) -> tuple[Field, str] | None:
    """The field whose heading is most like what was written, and that heading; None when none is close.

    >>> from etl.forms.form import BY_ID
    >>> ledger = BY_ID["visit_ledger"]
    >>> field, heading = closest(ledger, "户主大名")
    >>> field.name, heading, closest(ledger, "户主大名", used={"head_name"}), closest(ledger, "血型")
    ('head_name', '户主姓名', None, None)
    """
    if heading_key(written) in _MEANINGLESS:
        return None
    likely = max(_likely(form, written, used), key=lambda one: (one[0], -one[1]), default=None)
    return (likely[2], likely[3]) if likely and likely[0] >= CLOSE_ENOUGH else None


def _likely(form: Form, written: str, used: Collection[str]) -> list[tuple[float, int, Field, str]]:
    every = enumerate((f, h) for f in form.fields if f.name not in used for h in f.headings)
    return [(_likeness(written, heading), rank, field, heading) for rank, (field, heading) in every]


def _likeness(written: str, heading: str) -> float:
    """How alike two headings are, from 0 to 1; one that ends with the other is a closer name for the same thing."""
    ways = [(heading_key(written), heading_key(heading))]
    ways.append((without_brackets(ways[0][0]), without_brackets(ways[0][1])))
    return max(like(a, b) for a, b in ways)


def like(a: str, b: str) -> float:
    """How alike two words are, from 0 to 1; a word is never like its contrary."""
    if _NOT.isdisjoint(a) != _NOT.isdisjoint(b):  # 未解决 is all but 已解决
        return 0.0
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    is_ending = len(b) > 1 and a != b and (a.endswith(b) or b.endswith(a)) and len(a) > 1
    return CLOSE_ENOUGH + (1 - CLOSE_ENOUGH) * ratio if is_ending else ratio


# ── what a column holds ───────────────────────────────────────────────────────────────────────

NUMBER, CODE, DATE, ADDRESS = "number", "code", "date", "address"
PLACE, OFFICE, PERSON, TEXT = "place", "office", "person", "text"
_AMOUNT = re.compile(r"[约近¥￥]?\d[\d,.]*(?:[余多几]?[万千百]?(?:[元户人名件条个次张份%]|户次|人次))?[余多]?")
_OF_AN_AMOUNT = re.compile(
    r"(?:金额|[数额元率]|费用?|经费|[人户]次)$|\((?:单位:?)?[十百千万亿]?元\)|[一-鿿]\((?:人|户|件|个|次)\)$"
)
_ADDRESS = re.compile(r"\d+(?:[组号幢栋室]|单元|号楼)")
_TITLE = re.compile(r"(?:先生|女士|同志|大爷|大妈|阿姨|书记|主任)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]{2}")


def look_of(texts: Sequence[str]) -> str:
    """What most of a column's texts look like; '' of a blank column.

    >>> look_of(["3万元", "5000元"]), look_of(["3月20日", "3月21日"]), look_of(["1组1号"]), look_of(["马家巷社区"])
    ('number', 'date', 'address', 'place')
    >>> look_of(["秦小满", "樊春生"]), look_of(["村口路灯不亮", "公交站太远"]), look_of(["XF1", "XF2"]), look_of(["市民政局"])
    ('person', 'text', 'code', 'office')
    """
    sample = _sample(texts)
    looks = [_look(values.plain(text)) for text in sample]
    return max(dict.fromkeys(looks), key=looks.count, default="")


def _sample(texts: Sequence[str]) -> list[str]:
    return list(islice(dict.fromkeys(text.strip() for text in texts[: 10 * SAMPLE] if text.strip()), SAMPLE))


def _look(text: str) -> str:
    if _AMOUNT.fullmatch(text):
        return CODE if len(re.sub(r"\D", "", text)) > 6 else NUMBER
    if len(text) <= 20 and not isinstance(values.parse_date(text), Problem | None):
        return DATE
    if len(text) <= 20 and _ADDRESS.search(text):
        return ADDRESS
    if not _CHINESE.search(text):
        return CODE
    if quoting.looks_like("village", text):
        return PLACE
    if values.is_office(text):
        return OFFICE
    bare = _TITLE.sub("", "".join(text.split()))
    return PERSON if len(bare) <= 3 and begins_as_a_name(bare) and values.unknown(bare) else TEXT


@cache
def _kept_in(field: Field) -> frozenset[str]:
    """What a column of a field that is a text looks like, the likeliest alone where it can be told; empty: anything."""
    if field.kind in ("district", "town", "village"):
        return frozenset({PLACE})
    if field.kind == "unit" or field.name == "department":
        return frozenset({OFFICE, PLACE} if field.kind == "unit" else {OFFICE, PLACE, PERSON})
    if field.name.endswith(("_name", "_names", "_by")):
        return frozenset({PERSON, TEXT})
    if field.name == "phone" or field.name.endswith(("_no", "sequence")):
        return frozenset({CODE, NUMBER, TEXT})
    return frozenset({TEXT, ADDRESS, PLACE, OFFICE, PERSON, CODE})


def can_hold(field: Field, written: str, look: str, texts: Sequence[str]) -> bool:
    """Whether a field can be what a column holds, by its heading's own words and by its texts, where it has any."""
    is_amount = _OF_AN_AMOUNT.search(heading_key(written)) is not None
    if field.parse is None:
        return not is_amount and (not look or look in _kept_in(field))
    is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
    return (is_number or not is_amount) and (not look or _parses(field, texts))


def _holds(field: Field, look: str, texts: Sequence[str]) -> bool:
    """Whether a column's texts alone say that it is of the field's kind."""
    if field.parse is not None:
        return look not in (NUMBER, CODE) and _parses(field, texts)
    if field.name == "address":
        return look == ADDRESS
    if field.name == "head_name" or field.name == "raised_by":
        return look == PERSON
    if field.name.endswith("_text"):
        return look == TEXT
    return look == {"village": PLACE, "unit": OFFICE}.get(field.kind)


def _parses(field: Field, texts: Sequence[str]) -> bool:
    sample = _sample(texts)
    read = sum(not isinstance(field.parse(text), Problem | None) for text in sample) if field.parse else 0
    return 2 * read > len(sample)
