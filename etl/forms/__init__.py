"""Which papers does the campaign know, and which one is a sheet?

`FORMS` is a tuple, so that the order can be read and reviewed. A new form is one file here and
one line in `FORMS`.
"""

from __future__ import annotations

from etl.forms.briefing import BRIEFING
from etl.forms.cadre_list import CADRE_LIST
from etl.forms.form import Field, Form
from etl.forms.household_form import HOUSEHOLD_FORM
from etl.forms.issue_ledger import ISSUE_LEDGER
from etl.forms.online_messages import ONLINE_MESSAGES
from etl.forms.roster import ROSTER
from etl.forms.sheet import SheetRead, read_sheets
from etl.forms.village_summary import VILLAGE_SUMMARY
from etl.forms.visit_ledger import VISIT_LEDGER
from etl.forms.weekly_report import WEEKLY_REPORT

FORMS: tuple[Form, ...] = (
    ROSTER,
    VISIT_LEDGER,
    HOUSEHOLD_FORM,
    CADRE_LIST,
    ISSUE_LEDGER,
    VILLAGE_SUMMARY,
    WEEKLY_REPORT,
    ONLINE_MESSAGES,
    BRIEFING,
)
BY_ID = {form.id: form for form in FORMS}

__all__ = ["BY_ID", "FORMS", "Field", "Form", "SheetRead", "read_sheets"]
