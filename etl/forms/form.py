"""What is a form: a declared paper, with how each of its labels is compared and each of its cells read?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa

from campaign import papers, schema
from etl import values

TEXT = pa.string()
LONGEST_LABEL = 60
_NOT_COMPARED = re.compile(r"[\s_:：*＊]+")
_IN_BRACKETS = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class Field(papers.Field):
    """One column or box of a form, as the paper declares it, with how its cells are read."""

    @property
    def parse(self) -> Callable[..., Any] | None:
        """What turns a cell into a value or a `Problem`; None: a text, taken as it is written."""
        parse = values.KINDS[self.kind].parse
        if parse and self.money:
            return partial(parse, written_in=self.money)
        return partial(parse, yes=self.yes, no=self.no) if parse and (self.yes or self.no) else parse

    @property
    def type(self) -> pa.DataType:
        """The Arrow type of its values."""
        return values.KINDS[self.kind].type

    @property
    def bounded(self) -> bool:
        """Whether its values are quantities, each with its bound."""
        return values.KINDS[self.kind].bounded


@dataclass(frozen=True, slots=True, eq=False)
class Form(papers.Paper):
    """A declared paper as it is read: its fields know their parsers."""

    fields: tuple[Field, ...]
    about: tuple[Field, ...] = ()

    @property
    def offered(self) -> tuple[Field, ...]:
        """The fields that the blank has."""
        return tuple(field for field in self.fields if field.is_offered)

    def field(self, name: str) -> Field:
        """The field called `name`, column or fact."""
        for field in (*self.fields, *self.about):
            if field.name == name:
                return field
        raise KeyError(f"{self.id}.{name}")

    def has(self, name: str) -> bool:
        """Whether there is a field called `name`, column or fact."""
        return any(field.name == name for field in (*self.fields, *self.about))

    def need(self, name: str) -> papers.Need | None:
        """Why a row cannot do without `name`; None where it may be left out."""
        needs = self.record.needs if self.record else ()
        return next((need for need in needs if need.field == name), None)

    def missing(self, name: str) -> values.Problem | None:
        """What is wrong with a row that does not say `name`; None where it may be left out."""
        need = self.need(name)
        return values.Problem(need.rule, need.sentence) if need else None


def read_as(paper: papers.Paper) -> Form:
    """The form that a paper is read as."""
    return Form(
        **_facts(paper)
        | {side: tuple(Field(**_facts(f)) for f in getattr(paper, side)) for side in ("fields", "about")}
    )


def _facts(declared: papers.Paper | papers.Field) -> dict[str, Any]:
    return {fact.name: getattr(declared, fact.name) for fact in fields(declared)}


FORMS: tuple[Form, ...] = tuple(map(read_as, papers.papers()))
BY_ID = {form.id: form for form in FORMS}


@lru_cache(maxsize=65536)
def heading_key(raw: str) -> str:
    """A heading for comparing: half width, no spaces, no colon.

    >>> heading_key("市（区）"), heading_key("房屋 土地\\n"), heading_key("走访人：")
    ('市(区)', '房屋土地', '走访人')
    """
    return _NOT_COMPARED.sub("", values.plain(raw))


def money_unit(key: str) -> str:
    """The unit of money that a heading key has in brackets; '' when it has none.

    >>> money_unit("集体总收入(万元)"), money_unit("集体总收入(单位元)"), money_unit("村(社区)")
    ('万元', '元', '')
    """
    match = re.search(r"\((?:单位)?(万?元)\)", key)
    return match[1] if match else ""


@lru_cache(maxsize=65536)
def without_brackets(key: str) -> str:
    """A heading key without its brackets: 致贫原因及现状(贫困户填写) → 致贫原因及现状."""
    return _IN_BRACKETS.sub("", key) if "(" in key else key


RETURNED = tuple(Field(c.name.replace("source", "returned"), (c.label,)) for c in schema.SOURCE)
"""Columns of any list: the rejected row that this one corrects, as the workbook that went back names it."""
