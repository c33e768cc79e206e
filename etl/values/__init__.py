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
from etl.values.objects import (
    APART,
    ENTERPRISE,
    FAMILY,
    NOTABLE,
    OBJECT_OF,
    SHORT,
    TOWN_PLACES,
    place_of_raiser,
    raiser_of,
    town_number,
)
from etl.values.objects import WORDS as _RAISERS
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
from etl.values.words import AGREED as _AGREED
from etl.values.words import (
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

AGREED = {**_AGREED, "raiser": _RAISERS}
"""Kind of field → its agreed words and what each means, but for the answers to any question."""

__all__ = [
    "AGREED",
    "ANY_BLANK",
    "APART",
    "BLANKS",
    "COMPARED",
    "ENTERPRISE",
    "ERROR_NAMES",
    "FAMILY",
    "HOUSEHOLDS",
    "INVISIBLE",
    "ISSUES",
    "KINDS",
    "LARGEST_COUNT",
    "LARGEST_FAMILY",
    "NO",
    "NOTABLE",
    "NOTHING",
    "NOT_REPORTED",
    "OBJECT_OF",
    "OUTCOME_BEGINS",
    "OUTCOME_IN_PART",
    "PEOPLE",
    "SHORT",
    "TOWN_PLACES",
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
    "place_of_raiser",
    "plain",
    "promised_day",
    "quotable_heading",
    "raiser_of",
    "resolve_place",
    "resolve_unit",
    "text_keys",
    "town_number",
    "unknown",
    "villages_in",
    "week_ending",
    "without_persons",
]
