"""What lies on one office's desk: every file that it sends?"""

from __future__ import annotations

from collections.abc import Iterator

from etl.sample.desk import Office, Paper
from etl.sample.further_papers import followup_records, keeps_followups, village_surveys
from etl.sample.household_papers import form_sheets, word_forms
from etl.sample.issue_papers import cadre_lists, issue_ledgers, notes_followup
from etl.sample.village_papers import village_summaries
from etl.sample.visit_papers import visit_ledgers


def papers(office: Office) -> Iterator[Paper]:
    """Every file that this office sends, in the order of its folder."""
    if not office.sender.sends:
        return
    match office.habit.paperwork:
        case "ledger":
            yield from visit_ledgers(office)
        case "word-forms":
            yield from word_forms(office)
        case "form-sheets":
            yield from form_sheets(office)
    if office.sender.issue_form == "ledger":
        yield from issue_ledgers(office)
    if office.sender.issue_form == "lists":
        yield from cadre_lists(office)
    if office.sender.unit.level == "市级机关" and office.sender.issue_form != "none":
        yield from village_summaries(office)
    if office.sender.unit.level == "市级机关":
        yield from village_surveys(office)
    if keeps_followups(office):
        yield from followup_records(office, notes_followup(office))
