"""Which further names do offices print over a form's columns?

They are data: `data/reference/headings.toml` adds names to the fields of a form, keyed by form and field. A name that
cannot be added stops everything with a sentence, before any sheet is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign.places.areas import REFERENCE
from etl.forms.form import LONGEST_LABEL, Field, Form, heading_key
from etl.shelf import NotPublished
from etl.values.pasted import pasted

HEADINGS = REFERENCE / "headings.toml"
"""Names that a clerk has added."""
SHOWN_AS = "data/reference/headings.toml"


class BadHeadings(NotPublished):
    """Why the added names cannot be used, as a sentence for the clerk who wrote them."""


def with_added(forms: Sequence[Form], path: Path) -> tuple[Form, ...]:
    """The forms, each with the names that the file adds; raises `BadHeadings`. No file adds nothing."""
    added = _written(path)
    known = {form.id: form for form in forms}
    for name in added:
        if name not in known:
            raise BadHeadings(f"{SHOWN_AS} 里的 [{name}] 不是表种代号；可以写 {'、'.join(known)}")
    return tuple(_with(form, added[form.id]) if form.id in added else form for form in forms)


def _written(path: Path) -> Mapping[str, Any]:
    """The file's contents, form by form; raises `BadHeadings`."""
    return pasted(path, SHOWN_AS, '栏目代号 = ["名称"]', BadHeadings)


def line_to_write(form_id: str, field_name: str, headings: Sequence[str], path: Path = HEADINGS) -> str:
    """The advice to a clerk which line gives the field these names: a new one, or the whole of the one there made longer."""
    written = _written(path)
    there = written.get(form_id, {}).get(field_name, [])
    names = ", ".join(f'"{name}"' for name in dict.fromkeys((*there, *headings)))
    line = f"{field_name} = [{names}]"
    if form_id not in written:
        return f"请在 {SHOWN_AS} 末尾加两行：[{form_id}] 和 {line}"
    return f"请在 {SHOWN_AS} 的 [{form_id}] 下{'把原有的那一行改成' if there else '加一行'} {line}"


def _with(form: Form, added: Any) -> Form:
    if not isinstance(added, dict):
        raise BadHeadings(f"{SHOWN_AS} 里的 {form.id} 应写成一段：先一行 [{form.id}]，下面每行一个栏目")
    every = (*form.fields, *form.about)
    labels = {field.name: field.label for field in every}
    own = {(field.name, heading_key(heading)) for field in every for heading in field.headings}
    means = {heading_key(heading): field.name for field in every for heading in field.headings}
    for name, headings in added.items():
        where = f"{SHOWN_AS} 的 [{form.id}] 下，{name}"
        if name not in labels:
            raise BadHeadings(f"{where} 不是{form.label}的栏目代号；可以写 {'、'.join(labels)}")
        if not isinstance(headings, list) or not all(isinstance(heading, str) for heading in headings):
            raise BadHeadings(f'{where} 应写成 {name} = ["名称"]，方括号里每个名称用引号括起')
        for heading in headings:
            key = heading_key(heading)
            if not key or len(heading) > LONGEST_LABEL:
                raise BadHeadings(f"{where} 里有空的或超过 {LONGEST_LABEL} 个字的名称；请照表头写，去掉没有字的")
            other = means.setdefault(key, name)
            if other != name and (name, key) not in own:
                raise BadHeadings(
                    f"{where}（{labels[name]}）里的“{heading}”已经是 {other}（{labels[other]}）的名称；"
                    "一个名称只能是一栏，请删去其中一处"
                )
    return replace(
        form,
        fields=tuple(_named(field, added) for field in form.fields),
        about=tuple(_named(field, added) for field in form.about),
    )


def _named(field: Field, added: Mapping[str, Sequence[str]]) -> Field:
    names = map(heading_key, added.get(field.name, ()))
    return replace(field, headings=tuple(dict.fromkeys((*field.headings, *names))))
