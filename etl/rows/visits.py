"""What does a row of 走访台账 or an 附件3 say: which household, who went there and when, what was raised?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache, reduce

import pyarrow as pa
import pyarrow.compute as pc

from campaign.office import rules
from etl import texts, values
from etl.rows.raised import issues_in
from etl.rows.typed import Columns, Sheet, TypedRows, by_text, place_number
from etl.values import Problem
from etl.values.answers import parse_yes_or_no

AFTER_PERIOD = Problem("date-after-period", "走访日期晚于这份表的时段；请核对月份，或核对文件夹写的时段")
UNKNOWN_HOUSEHOLD = Problem(
    "household-unidentifiable", "家庭住址和联系电话均未填写（或无法识别），无法确认是哪一户；请至少填写一项"
)
WRITTEN = ("head_name", "phone", "address", "income", "poverty_cause", "needs_text", "opinion_text", "outcome_text")


def _ledger(rows: TypedRows) -> Columns:
    visitors = rows.text("visitor_names")
    kind = {"visit_type": rows.parsed("visit_type"), "visit_type_written": rows.text("visit_type")}
    return _visits(rows, rows.places(), "village", rows.text("unit"), visitors, kind)


def _household_form(rows: TypedRows) -> Columns:
    place = rows.mapped(
        rows.text("place"), lambda t: place_number(*values.split_place(t)), "place", pa.int32(), "place"
    )
    unit = rows.text("unit")
    unit = pc.if_else(pc.equal(unit, ""), _visitor_part(rows, 1), unit)
    none = pa.nulls(rows.n, pa.string())
    kind = {"visit_type": none, "visit_type_written": none}
    return _visits(rows, place, "place", unit, _visitor_part(rows, 0), kind)


TYPES = {"visit_ledger": _ledger, "household_form": _household_form}


def _visits(
    rows: TypedRows, place_no: pa.Array, place: str, unit: pa.Array, visitors: pa.Array, kind: Columns
) -> Columns:
    day = rows.parsed("visit_date")
    raiser = rows.raisers("head_name", "object_type")
    is_family = of_families(raiser)
    members = rows.parsed("member_count", where=is_family)
    place_no = placed(rows, raiser, place_no, "head_name", ("district", "town"))
    rows.require(place, without(raiser, place_no))
    rows.require("visit_date", day)
    rows.reject_where(pc.greater(day, rows.by_sheet(latest, pa.date32())), "visit_date", AFTER_PERIOD)
    rows.require("head_name", rows.parsed("head_name"))
    names = values.name_keys(rows.text("head_name"))
    addresses, phones = values.address_keys(rows.text("address")), values.phone_keys(rows.text("phone"))
    is_unknown = pc.and_(is_family, pc.and_(pc.equal(addresses, ""), pc.equal(phones, "")))
    rows.reject_where(is_unknown, "address", UNKNOWN_HOUSEHOLD)
    needs, opinion = is_issue(rows.text("needs_text")), is_issue(rows.text("opinion_text"))
    return {
        "place_no": place_no,
        "unit_text": unit,
        "visit_date": day,
        "member_count": members,
        "name_key": names,
        "address_key": addresses,
        "phone_key": phones,
        **kind,
        **{name: rows.text(name) for name in WRITTEN},
        "needs_is_issue": needs,
        "opinion_is_issue": opinion,
        "needs_parts": issues_in(rows.raw("needs_text"), needs),
        "opinion_parts": issues_in(rows.raw("opinion_text"), opinion),
        "poverty_is_written": pc.or_(
            is_issue(rows.text("poverty_cause"), texts.says_nothing),
            by_text(rows.text("told_poor"), names_the_poor, pa.bool_()),
        ),
        "is_special": reduce(
            pc.or_,
            (
                names_a_special_group(rows.text("income")),
                names_a_special_group(rows.text("poverty_cause")),
                names_a_special_group(rows.text("told_poor")),
                by_text(rows.text("told_special"), says_special, pa.bool_()),
            ),
        ),
        "is_evening": pc.coalesce(
            by_text(rows.text("visit_type"), _is_off_hours_visit, pa.bool_()),
            by_text(rows.text("visit_date"), is_evening, pa.bool_()),
        ),
        "visitor_names": visitors,
        "people": by_text(visitors, people_in, pa.list_(pa.string())),
        "raiser": raiser,
    }


_FAMILIES = pa.array([raiser for raiser, kind in values.OBJECT_OF.items() if kind == rules.OBJECT_TYPES[0]])


_POOR = re.compile(r"贫困|困难|低保|五保|特困|低收入|建档立卡|脱贫|边缘")
_NOT = re.compile(r"^(?:非|不|否|未|没|无|×)")


def names_the_poor(text: str) -> bool:
    """Whether a cell of 是否贫困户 or 家庭类型 answers that the family is poor.

    >>> [names_the_poor(text) for text in ("是", "√", "低保户", "建档立卡", "是（因病）", "否", "非贫困户", "一般户", "无", "")]
    [True, True, True, True, True, False, False, False, False, False]
    """
    meant = parse_yes_or_no(text)
    return meant is True or (_POOR.search(text) is not None and not _NOT.match(text)) or text.startswith("是")


def says_special(text: str) -> bool:
    """Whether a cell of 特殊群体 names one, or answers with yes.

    >>> [says_special(text) for text in ("独居老人", "√", "退役军人", "否", "不是", "无", "/", "普通群众", "")]
    [True, True, True, False, False, False, False, False, False]
    """
    meant = parse_yes_or_no(text)
    return meant is True or (isinstance(meant, Problem) and not _NOT.match(text) and not _PLAIN_PEOPLE.search(text))


_PLAIN_PEOPLE = re.compile(r"普通|一般|正常|健康|^其他$")


def of_families(raiser: pa.Array) -> pa.Array:
    """Whether each row is of a family, as `TypedRows.raisers` has it."""
    return pc.is_in(raiser, _FAMILIES)


def placed(rows: TypedRows, raiser: pa.Array, place_no: pa.Array, name: str, around: tuple[str, str]) -> pa.Array:
    """The place of each row; of an organisation that names its village or town, that, where no village is written."""
    bare = pc.and_(pc.is_null(place_no), pc.invert(of_families(raiser)))
    found = place_no.to_pylist() if pc.any(bare).as_py() else []
    for row in pc.indices_nonzero(bare).to_pylist():
        if not rows.has_problem(row, "village", "place"):
            texts = [rows.text(of)[row].as_py() if rows.form.has(of) else "" for of in around]
            apart = raiser[row].as_py() in values.APART
            own = "" if apart else rows.text(name)[row].as_py()
            found[row] = values.place_of_raiser(own, *texts)
    return pa.array(found, place_no.type) if found else place_no


def without(raiser: pa.Array, place_no: pa.Array) -> pa.Array:
    """The place of each row, for `require`: an enterprise or a 名士 may be anywhere."""
    return pc.if_else(pc.is_in(raiser, pa.array(values.APART)), pc.fill_null(place_no, 0), place_no)


def latest(sheet: Sheet) -> object:
    """The last day on which a visit of the sheet can have been."""
    return sheet.period.end + timedelta(days=rules.SHEET_GRACE_DAYS) if sheet.period else None


def is_issue(column: pa.Array, is_nothing: Callable[[str], bool] = texts.is_no_issue) -> pa.Array:
    """Whether a cell raises something: it is filled, and not with 无, 满意 and the like."""
    return by_text(column, lambda text: not is_nothing(text), pa.bool_())


@cache
def _special_groups() -> tuple[str, str]:
    """What names a family of 特殊群体, as a pattern, and the same after a no: 不是低保户."""
    words = "|".join(map(re.escape, values.vocabulary().meanings["special_group"]))
    return words, rf"(不是|并非|非|无|没有|未|不享受|不属于|不符合|取消)[^，。；、,;]{{0,4}}?({words})"


def names_a_special_group(column: pa.Array) -> pa.Array:
    """Whether a cell says that the family is of a special group; 不是低保户 does not."""
    words, denied = _special_groups()
    return pc.match_substring_regex(pc.replace_substring_regex(column, denied, ""), words)


_CLOCK = re.compile(r"(上午|早上|中午|下午)?\s*(?<!\d)(\d{1,2})\s*[:：时点](\d{2})?")


def is_evening(written: str) -> bool | None:
    """Whether a written day of a visit is of an evening; None where it does not tell the time.

    >>> [is_evening(text) for text in ("2017-03-25", "3月25日晚", "2017-03-25 19:30:00", "2017-03-25 00:00:00")]
    [None, True, True, None]
    >>> [is_evening(text) for text in ("3月25日下午", "3月25日下午7点", "2017/3/25 9:05", "3月25日上午10时")]
    [False, True, False, False]
    """
    if re.search("[晚夜]", written):
        return True
    clock = _CLOCK.search(written)
    if clock is None:
        return False if re.search("上午|早上|中午|下午", written) else None
    hour = int(clock[2])
    if hour == 0 and clock[3] in (None, "00"):
        return None  # how a program writes a day without a time
    return (hour + 12 if clock[1] == "下午" and hour < 12 else hour) >= rules.EVENING_FROM


def _is_off_hours_visit(visit_type: str) -> bool | None:
    return True if re.search("[晚夜]|错时|周末|双休|节假日", visit_type) else None


def _visitor_part(rows: TypedRows, part: int) -> pa.Array:
    return by_text(rows.text("visitor_names"), lambda text: split_visitors(text)[part], pa.string())


def split_visitors(text: str) -> tuple[str, str]:
    """采集人(单位), two facts in one cell, as (people, unit), in either order and with any mark between.

    What the bracket or the other word names is the unit only where it is an office: 张三（副科长） names none.

    >>> split_visitors("张三（市交通运输局）"), split_visitors("张三、李四"), split_visitors("市司法局 卞良生")
    (('张三', '市交通运输局'), ('张三、李四', ''), ('卞良生', '市司法局'))
    >>> split_visitors("卞良生/市司法局"), split_visitors("市司法局（卞良生、张三）"), split_visitors("市司法局：卞良生 张三")
    (('卞良生', '市司法局'), ('卞良生、张三', '市司法局'), ('卞良生、张三', '市司法局'))
    >>> split_visitors("市司法局卞良生"), split_visitors("张三（副科长）"), split_visitors("张 三（市司法局）"), split_visitors("市司法局")
    (('卞良生', '市司法局'), ('张三（副科长）', ''), ('张 三', '市司法局'), ('', '市司法局'))
    """
    line = values.plain(text)
    parts = [part for part in _PARTS.split(line) if part]
    unit = next((part for part in parts if _is_unit(part)), "")
    if not unit:
        begin = next((n for n in range(len(line) - 1, 2, -1) if values.names_a_unit(line[:n])), 0)
        return (line[begin:].strip(), line[:begin]) if begin else (text.strip(), "")
    people = [rest for side in line.split(unit, 1) if (rest := side.strip(_MARKS))]
    if len(people) == 1 and _WITH_SPACES.fullmatch(people[0]):  # 张 三 is one person
        return people[0], unit
    return "、".join(part for part in parts if part != unit), unit


def people_in(text: str) -> list[str]:
    """The people of a cell that may name their unit too."""
    return values.people(split_visitors(text)[0])


_MARKS = " 、,;/:()|-—－"
_PARTS = re.compile(f"[{re.escape(_MARKS)}]+")
_WITH_SPACES = re.compile(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")


_COMMITTEE = re.compile(r"(?:村|社区|村委会|居委会|村民委员会|居民委员会)$")


def _is_unit(text: str) -> bool:
    """Whether a text names an office that visits; a village committee only comes along."""
    is_office = len(text) > 2 and values.is_office(text) and not _COMMITTEE.search(text)
    return values.names_a_unit(text) or is_office
