"""What does one written cell mean?

Each parser turns what was written into a value or a `Problem`: never a guess. Blank is None: the
caller decides whether a blank is allowed.
"""

from __future__ import annotations

from campaign import areas
from campaign.access import is_office, looks_like, may_be_a_person
from etl.values.dates import (
    UNCLEAR_PERIOD,
    days_from,
    in_figures,
    is_third,
    parse_campaign_date,
    parse_date,
    parse_instant,
    parse_period,
    week_ending,
)
from etl.values.keys import COMPARED, address_keys, is_cut, name_keys, number_keys, phone_keys, text_keys
from etl.values.kinds import KINDS
from etl.values.money import MoneyUnit, parse_money
from etl.values.persons import may_name_somebody, persons, quotable_heading, unknown, without_persons
from etl.values.places import names_a_unit, resolve_place, resolve_unit, villages_in
from etl.values.problem import (
    ANY_BLANK,
    BLANKS,
    ERROR_NAMES,
    INVISIBLE,
    NOT_REPORTED,
    NOTHING,
    Problem,
    excerpt,
    plain,
)
from etl.values.promises import promised_day
from etl.values.quantities import (
    HOUSEHOLDS,
    ISSUES,
    LARGEST_COUNT,
    LARGEST_FAMILY,
    PEOPLE,
    Bound,
    Quantity,
    Range,
    chinese_number,
    meant,
    parse_count,
    parse_family,
    parse_quantity,
)
from etl.values.words import (
    AGREED,
    NO,
    OUTCOME_BEGINS,
    OUTCOME_IN_PART,
    YES,
    parse_block,
    parse_category,
    parse_level,
    parse_route,
    parse_satisfaction,
    parse_status,
)

__all__ = [
    "AGREED",
    "ANY_BLANK",
    "BLANKS",
    "COMPARED",
    "ERROR_NAMES",
    "HOUSEHOLDS",
    "INVISIBLE",
    "ISSUES",
    "KINDS",
    "LARGEST_COUNT",
    "LARGEST_FAMILY",
    "NO",
    "NOTHING",
    "NOT_REPORTED",
    "OUTCOME_BEGINS",
    "OUTCOME_IN_PART",
    "PEOPLE",
    "UNCLEAR_PERIOD",
    "YES",
    "Bound",
    "MoneyUnit",
    "Problem",
    "Quantity",
    "Range",
    "address_keys",
    "areas",
    "chinese_number",
    "days_from",
    "excerpt",
    "in_figures",
    "is_cut",
    "is_office",
    "is_third",
    "looks_like",
    "may_be_a_person",
    "may_name_somebody",
    "meant",
    "name_keys",
    "names_a_unit",
    "number_keys",
    "parse_block",
    "parse_campaign_date",
    "parse_category",
    "parse_count",
    "parse_date",
    "parse_family",
    "parse_instant",
    "parse_level",
    "parse_money",
    "parse_period",
    "parse_quantity",
    "parse_route",
    "parse_satisfaction",
    "parse_status",
    "persons",
    "phone_keys",
    "plain",
    "promised_day",
    "quotable_heading",
    "resolve_place",
    "resolve_unit",
    "text_keys",
    "unknown",
    "villages_in",
    "week_ending",
    "without_persons",
]
