"""Is what a number, a reason, a column and a span of days are called what an office calls them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import inf

import pandas as pd
import pytest

from campaign import schema
from campaign.numbers.dimensions import DIMENSIONS, as_shown
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Duration, reported
from campaign.numbers.metrics import METRICS
from campaign.numbers.wording import READING_RULES, RULES, format_value
from campaign.office import rules
from etl.values.dates import parse_period
from tests.pages.test_plain_words import ENGLISH, KNOWN, RIDDLES

WEEKS = [rules.week(rules.START + timedelta(days=7 * n)) for n in range(60)]


def said() -> Iterator[tuple[str, str]]:
    """All that is declared to be read: of what it is, the words."""
    for number in METRICS:
        yield number.id, f"{number.label}。{number.note}。{number.leaves_out}"
        if base := reported(number):
            yield number.id, base.words
    for table in schema.TABLES:
        yield table.name, f"{table.label}。{table.one_row_per}"
        yield from ((f"{table.name}.{column.name}", f"{column.label}。{column.note}") for column in table.columns)
    yield from ((one.id, one.label) for one in DIMENSIONS)
    yield from RULES.items()
    yield from (("读数说明", rule) for rule in (*READING_RULES, *rules.HOUSEHOLD_IDENTITY))
    yield from rules.DEFINITIONS.items()


def test_no_number_reason_or_column_is_a_riddle() -> None:
    assert not [(of, bad, words) for of, words in said() for bad in RIDDLES if bad in words]


def test_no_number_reason_or_column_is_described_in_code_words() -> None:
    assert not [(of, one) for of, words in said() for one in ENGLISH.findall(words) if one not in KNOWN]


def test_what_is_stored_as_a_code_is_read_as_words() -> None:
    assert as_shown(pd.DataFrame({"raised_date_basis": ["written", "visit", "period", None]}))[
        "raised_date_basis"
    ].tolist()[:3] == ["表上注明", "走访日期", "时段末日"]


def test_no_two_reasons_for_sending_back_and_no_two_numbers_are_called_alike() -> None:
    assert len(set(RULES.values())) == len(RULES)
    assert len({number.label for number in METRICS}) == len(METRICS)


def test_a_share_is_called_no_index() -> None:
    assert not [number.label for number in METRICS if number.unit == "%" and "指数" in number.label]


@pytest.mark.parametrize(
    "number", [m for m in METRICS if isinstance(m, Duration) and m.days is None], ids=lambda m: m.id
)
def test_half_that_is_not_solved_yet_does_not_read_as_a_target_missed(number: Duration) -> None:
    assert format_value(number, inf) == Figure(number, inf).full == Figure(number, inf).brief == "尚未过半"


def test_days_are_written_as_in_a_paper_the_month_once() -> None:
    assert [week.label for week in WEEKS[2:5]] == ["3月13日—19日", "3月20日—26日", "3月27日—4月2日"]
    assert rules.week(date(2018, 1, 3)).label == "2018年1月1日—7日"


def test_a_sheet_may_write_its_week_as_the_pages_do_and_as_they_did() -> None:
    for week in WEEKS:
        assert parse_period(week.label, near=week.end) == week, week.label
        assert parse_period(rules.former_label(week), near=week.end) == week, week.label
