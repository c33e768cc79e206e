"""Which known column may an unknown heading mean?

Nothing is taken for another on likeness: the clerk gets the closest heading, and the line that would add it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.forms.headings import line_to_write

CLOSE_ENOUGH = 0.6
"""The least likeness, from 0 to 1, that is worth a clerk's look."""
_NOT = frozenset("未不待没无非")
_MEANINGLESS = frozenset({"序号", "编号", "备注", "说明"})


def suggestions(form: Form, unknown: Iterable[str], used: Collection[str] = ()) -> dict[str, str]:
    """For each unknown heading of a sheet that has a close one: a sentence that names it and the line to add.

    `used` are the fields that the sheet has already.
    """
    sentences = {}
    for written in unknown:
        near = closest(form, written, used)
        if near is not None:
            field, heading = near
            sentences[written] = (
                f"没有用到的栏目“{written}”；最接近的是“{heading}”。若是同一栏，{line_to_write(form.id, field.name, written)}"
            )
    return sentences


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
    likely = (
        (_likeness(written, heading), -rank, field, heading)
        for rank, (field, heading) in enumerate((f, h) for f in form.fields if f.name not in used for h in f.headings)
    )
    likeness, _, field, heading = max(likely, key=lambda candidate: candidate[:2], default=(0.0, 0, None, ""))
    return (field, heading) if field is not None and likeness >= CLOSE_ENOUGH else None


def _likeness(written: str, heading: str) -> float:
    """How alike two headings are, from 0 to 1; one that ends with the other is a closer name for the same thing."""
    ways = [(heading_key(written), heading_key(heading))]
    ways.append((without_brackets(ways[0][0]), without_brackets(ways[0][1])))
    return max(_like(a, b) for a, b in ways)


def _like(a: str, b: str) -> float:
    if _NOT.isdisjoint(a) != _NOT.isdisjoint(b):  # 未解决 is all but 已解决
        return 0.0
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    is_ending = len(b) > 1 and a != b and (a.endswith(b) or b.endswith(a)) and len(a) > 1
    return CLOSE_ENOUGH + (1 - CLOSE_ENOUGH) * ratio if is_ending else ratio
