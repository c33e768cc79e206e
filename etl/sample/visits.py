"""What does an office write down of its visits: a 走访台账, or one 附件3 a family?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell, as_text
from etl.sample.flaws import mixed_in, spoilt_visit
from etl.sample.habits import full_width, half_of, members_written, phone_written, place_written, visit_date_written
from etl.sample.office import DATA_END, LAST_DAY_OF_HALF, Office
from etl.sample.paper import Paper, Part, Record, Sent
from etl.sample.plan import Rows

PLACE = "市(区)|市（区）|市/（区）、镇(街道)|镇（街道）|镇/（街道）、村(社区)|村（社区）|村/（社区）"
PLACE_KEYS = ("市(区)", "镇(街道)", "村(社区)")
LEDGER = Paper(
    "visit_ledger",
    "走访台账",
    headings=f"序号、{PLACE}、户主姓名|户主|户主/姓名、联系电话|电话|联系/电话、家庭住址|家庭 住址|家庭/住址、"
    "家庭成员数|家庭人口|家庭/成员数、家庭收入情况|家庭收入|家庭收入情况/（家境情况）、"
    "致贫原因|致贫原因及现状|致贫原因/（贫困户填写）、困难需求|困难 需求|困难需求/（贫困户填写）、"
    "意见建议|意 见 建 议|意见/建议、处理落实情况|落实情况|意见建议/处理落实情况、"
    "走访人|走访干部|走访人：、走访单位、走访日期|走访时间|走访/日期、走访方式",
    groups={
        "所属地": "市(区)、镇(街道)、村(社区)",
        "家庭情况": "户主姓名、联系电话、家庭住址、家庭成员数、家庭收入情况、致贫原因",
        "走访情况": "走访人、走访单位、走访日期、走访方式",
    },
    merged_down="市(区)、镇(街道)、村(社区)",
)
FORM = Paper(
    "household_form",
    "群众入户调查表",
    "群众入户调查表",
    boxes="""
户主姓名；联系电话；家庭成员数
家庭住址
家庭收入情况|家庭收入情况/(家境情况)
致贫原因|致贫原因及现状/(贫困户填写)
困难需求|困难需求/(贫困户填写)
意见建议|意见建议/(对居住、就医、教育、文化、平安、社保等)
处理落实情况|意见建议处理落实情况
""",
)
HEARD = ("困难需求", "意见建议", "处理落实情况")
WAYS = ("普访", "普访", "普访", "普访", "补课访", "重点访", "回头访")
OWN_WAYS = ("普遍走访", "普遍走访", "夜间走访", "入户", "补访", "重点", "回头看")
"""Of visits, of which one in so many is none of the common kind; the last is one made again."""
FORMS_A_WORKBOOK, FORMS_ALONE = 40, 5


@dataclass(frozen=True, slots=True)
class Heard:
    """What the visit's row has of what was heard, and what came of it."""

    needs: str = ""
    opinion: str = ""
    outcome: str = ""


def heard_at(office: Office) -> dict[int, Heard]:
    """Visit → what its row has; only visits whose issues are written there too, never what a committee raised."""
    form = office.sender.issue_form
    if form == "none" or (form != "cells" and not office.habit.repeats_in_cells):
        return {}
    heard: dict[int, Heard] = {}
    columns = office.issues.lists("visit", "is_need", "is_committee", "solved_day", "template", "cadre")
    halves = half_of(office.issues["day"]).tolist()
    for text, half, visit, is_need, is_committee, solved, pick, cadre in zip(
        office.texts, halves, *columns, strict=True
    ):
        if is_committee:
            continue
        outcome = ""
        if form == "cells":
            outcome = people.SOLVED[pick % 3] if solved else people.UNSOLVED[pick % 6]
        elif solved and solved <= LAST_DAY_OF_HALF[half]:
            outcome = "已解决"
        before = heard.get(visit)
        if before is None:
            heard[visit] = Heard(text if is_need else "", "" if is_need else text, outcome)
        elif not is_need:
            together = people.TOGETHER[office.hand(cadre) % len(people.TOGETHER)]
            both = together.format(before.opinion, text) if before.opinion else text
            heard[visit] = replace(before, opinion=both)
    return heard


def visit_records(office: Office, visits: Rows, heard: Mapping[int, Heard]) -> list[Record]:
    """A record for each visit, before anything is put wrong."""
    habit, names, homes = office.habit, office.cadre_names, visits["household"]
    families = office.families(homes)
    dice = office.dice(11, len(visits)).tolist()
    of_home = office.plan.households.take(homes).lists("village", "member_count", "is_poor")
    of_visit = visits.lists("visit", "household", "day", "is_evening", "cadre", "partner", "again")
    records = []
    for die, village, count, is_poor, visit, home, day, is_evening, cadre, partner, again in zip(
        dice, *of_home, *of_visit, strict=True
    ):
        name, phone, address = families[home]
        hand = office.hand(cadre)
        cells: dict[str, Cell] = {
            **dict(zip(PLACE_KEYS, place_written(village, habit.place_style), strict=True)),
            "户主姓名": f"{name[0]} {name[1]}" if len(name) == 2 and die % 5 == 0 else name,
            "联系电话": phone_written(phone, habit),
            "家庭住址": full_width(address) if die % 29 == 0 else address,
            "家庭成员数": members_written(count, habit.member_style if die % 11 else 0),
            "家庭收入情况": people.INCOMES[die % 10],
            "致贫原因": people.POVERTY[die % 6] if is_poor else "",
            "走访人": names[cadre] + (f"、{names[partner]}" if partner >= 0 else ""),
            "走访单位": office.own_name(die),
            "走访日期": visit_date_written(day, is_evening, habit),
            "走访方式": (OWN_WAYS if habit.has_own_words else WAYS)[again * 6 or (die % 6 if die % 23 == 0 else 0)],
        }
        what = heard.get(visit) or Heard()
        silence = people.SILENCE[hand % len(people.SILENCE)]
        cells["困难需求"] = what.needs or ("无" if die % 13 == 0 else "")
        cells["意见建议"] = what.opinion or ("" if what.needs else silence[die % len(silence)])
        cells["处理落实情况"] = what.outcome
        records.append(Record(cells, village))
    return records


# --- 走访台账 ---------------------------------------------------------------------------------------


def visit_ledgers(office: Office) -> Iterator[Sent]:
    """走访台账: one a half month, and now and then one of them sent again."""
    habit, injection = office.habit, office.injection
    if habit.paperwork != "ledger":
        return
    heard, without, sent = heard_at(office), _left_out(office), []
    for half, visits in office.halves(office.visits):
        records = visit_records(office, visits, heard)
        if half == 1 and records:
            spoilt = [
                spoilt_visit(records[turn * 7 % len(records)], flaw, turn + 100 * office.index)
                for turn, flaw in enumerate(injection.bad_visits)
            ]
            records = mixed_in(office, records, spoilt, injection.repeats)
        title = f"{'大走访活动入户' if half else '“大走访”'}走访台账"
        parts = [office.ledger(name, title, stack, DATA_END[half]) for name, stack in _stacks(office, records)]
        files = [[part] for part in parts] if habit.file_per_village else [parts] if records else []
        for file in files:
            name = f"走访台账（{file[0].name}）" if habit.file_per_village else ""
            late = office.is_late(half)
            sent.append(office.send(LEDGER, half, file, name, habit=habit, without=without, is_late=late))
    yield from sent
    if injection.sends_file_twice:
        yield _again(office, sent[0], "副本", "same-file-again")
    if injection.sends_ledger_again:
        yield _again(office, sent[0], "补报", "sent-again")


def _left_out(office: Office) -> set[str]:
    """The columns that the office's ledger lacks."""
    habit = office.habit
    lacks = {
        ("走访单位",): not habit.has_unit_column,
        ("走访方式",): habit.label_style == 1,
        ("家庭收入情况",): habit.place_style[2] == 1 and habit.label_style != 2,
        HEARD: office.sender.issue_form == "none",
    }
    return {key for keys, is_left_out in lacks.items() if is_left_out for key in keys}


def _stacks(office: Office, records: list[Record]) -> list[tuple[str, list[Record]]]:
    """The rows by sheet: one, or one a village."""
    if office.habit.sheet_per_village or office.habit.file_per_village:
        return _by_village(records)
    return [("Sheet1" if office.index % 3 else "走访台账", records)]


def _by_village(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    stacks: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        stacks[record.village].append(record)
    return [(AREAS[village].village_name, stack) for village, stack in stacks.items()]


def _again(office: Office, first: Sent, mark: str, kind: str) -> Sent:
    """The same file once more: a copy beside itself, or in the folder of April."""
    stem, dot, suffix = first.path.rpartition(".")
    is_copy = kind == "same-file-again"
    path = f"{stem}（{mark}）{dot}{suffix}" if is_copy else office.path(2, f"走访台账{mark}", office.habit.kind)
    merged = [{"file": path, "kind": kind, "same_as": first.path, "rows": first.rows}]
    return Sent(path, first.content, office.arrival(0 if is_copy else 2), first.form, first.rows, merged=merged)


# --- 附件3 ------------------------------------------------------------------------------------------


def household_forms(office: Office) -> Iterator[Sent]:
    """附件3: in Word the first five families one to a file and the others by village, or in Excel one sheet a family."""
    if office.habit.paperwork == "ledger":
        return
    heard, in_word = heard_at(office), office.habit.paperwork == "word-forms"
    for half, visits in office.halves(office.visits):
        records = visit_records(office, visits, heard)
        if in_word:
            alone = FORMS_ALONE if half == 0 else 0
            stacks = [(f"{n}", [record]) for n, record in enumerate(records[:alone], 1)]
            stacks += [(f"（{village}）", stack) for village, stack in _by_village(records[alone:])]
        else:
            starts = range(0, len(records), FORMS_A_WORKBOOK)
            stacks = [(f"{n}", records[at : at + FORMS_A_WORKBOOK]) for n, at in enumerate(starts, 1)]
        for name, stack in stacks:
            parts = [_form(office, number, record) for number, record in enumerate(stack, 1)]
            yield office.send(FORM, half, parts, FORM.name + name, "docx" if in_word else "xlsx")


def _form(office: Office, number: int, record: Record) -> Part:
    """One family's form; some offices write between the printed words below it, some over them."""
    cells = record.cells
    place = [str(cells[key]) for key in PLACE_KEYS]
    if office.index % 2:
        place = [f" {name} {key}" for name, key in zip(place, PLACE_KEYS, strict=True)]
    who = f"采集人(单位)：{cells['走访人']}（{office.name}） 走访日期：{as_text(cells['走访日期'])}"
    return Part(f"第{number}户", [record], below=[[f"所属地：{''.join(place)}"], [who]])
