"""Which papers does the campaign know, and which one is a sheet?

`FORMS` is a tuple, so that the order can be read and reviewed. A new form is one file here and
one line in `FORMS`. A new name for a known column is a line in `data/reference/headings.toml`.
"""

from __future__ import annotations

from functools import cache

from etl.forms.briefing import BRIEFING
from etl.forms.cadre_list import CADRE_LIST
from etl.forms.card_counts import CARD_COUNTS
from etl.forms.followups import FOLLOWUPS
from etl.forms.form import Field, Form
from etl.forms.headings import HEADINGS, BadHeadings, with_added
from etl.forms.household_form import HOUSEHOLD_FORM
from etl.forms.issue_ledger import ISSUE_LEDGER
from etl.forms.online_messages import ONLINE_MESSAGES
from etl.forms.roster import ROSTER
from etl.forms.sheet import SheetRead, read_sheets
from etl.forms.village_summary import VILLAGE_SUMMARY
from etl.forms.village_survey import VILLAGE_SURVEY
from etl.forms.visit_ledger import VISIT_LEDGER
from etl.forms.weekly_report import WEEKLY_REPORT

FORMS: tuple[Form, ...] = (
    ROSTER,
    VISIT_LEDGER,
    HOUSEHOLD_FORM,
    VILLAGE_SURVEY,
    CADRE_LIST,
    ISSUE_LEDGER,
    VILLAGE_SUMMARY,
    WEEKLY_REPORT,
    ONLINE_MESSAGES,
    FOLLOWUPS,
    CARD_COUNTS,
    BRIEFING,
)
BY_ID = {form.id: form for form in FORMS}


@cache
def known_forms() -> tuple[Form, ...]:
    """`FORMS` with the headings that the office has added; raises `BadHeadings`."""
    return with_added(FORMS, HEADINGS)


__all__ = ["BY_ID", "FORMS", "BadHeadings", "Field", "Form", "SheetRead", "known_forms", "read_sheets"]
