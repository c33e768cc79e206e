"""Which papers does the campaign know, and which one is a sheet?

A new paper is one file in `campaign.papers`. A new name for a known column is a line in `data/reference/headings.toml`.
"""

from __future__ import annotations

from functools import cache

from etl.forms.form import BY_ID, FORMS, Field, Form
from etl.forms.headings import HEADINGS, with_added
from etl.forms.sheet import SheetRead, read_sheets


@cache
def known_forms() -> tuple[Form, ...]:
    """`FORMS` with the headings that the office has added; raises `BadHeadings`."""
    return with_added(FORMS, HEADINGS)


__all__ = ["BY_ID", "FORMS", "Field", "Form", "SheetRead", "known_forms", "read_sheets"]
