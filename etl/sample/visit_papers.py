"""What does an office write down of its visits: the rows, and the 走访台账 that holds them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from campaign.areas import AREAS
from etl.sample import people
from etl.sample.books import Cell
from etl.sample.desk import (
    DATA_END,
    LAST_DAY_OF_HALF,
    Line,
    Office,
    Paper,
    arrival,
    families_of,
    full_width,
    member_said,
    path_of,
    unit_said,
)
from etl.sample.flaws import mixed_in, spoilt_visit
from etl.sample.habits import day_said, half_of, place_said
from etl.sample.lists import VISIT_COLUMNS, VISIT_GROUPS, book_paper, list_sheet
from etl.sample.plan import MARCH_DAYS, Rows

TOGETHER = ("1.{}；2.{}", "{}；{}。", "一是{}，二是{}", "{}\n{}")
"""How two issues of one family stand in one cell."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the visit's row says was heard, and what came of it."""

    needs: str = ""
    opinion: str = ""
    outcome: str = ""


def heard_at(office: Office) -> dict[int, Heard]:
    """Visit → what its row says; only visits whose issues are written there too."""
    form, repeats = office.sender.issue_form, office.habit.repeats_in_cells
    if form == "none" or (form != "cells" and not repeats):
        return {}
    found: dict[int, Heard] = {}
    columns = office.issues.lists("visit", "is_need", "day", "solved_day", "template")
    for said, visit, need, day, solved, pick in zip(office.texts, *columns, strict=True):
        outcome = ""
        if form == "cells":
            outcome = people.SOLVED_SAID[pick % 3] if solved else people.UNSOLVED_SAID[pick % 6]
        elif solved and solved <= LAST_DAY_OF_HALF[0 if day <= 15 else 1 if day <= MARCH_DAYS else 2]:
            outcome = "已解决"
        before = found.get(visit)
        if before is None:
            found[visit] = Heard(said if need else "", "" if need else said, outcome)
        elif before.needs and not before.opinion and not need:
            found[visit] = Heard(before.needs, said, before.outcome)
        elif before.opinion and not need:
            found[visit] = Heard(
                before.needs, TOGETHER[pick % len(TOGETHER)].format(before.opinion, said), before.outcome
            )
    return found


def visit_lines(office: Office, visits: Rows, heard: Mapping[int, Heard]) -> list[Line]:
    """The rows of a 走访台账, before anything is put wrong."""
    habit, random = office.habit, office.random
    quiet = Heard()
    homes = visits["household"]
    families = families_of(office, homes)
    table = office.plan.households
    villages, members, poor = table.take(homes).lists("village", "member_count", "is_poor")
    says = office.sender.issue_form != "none"
    dates = {day: day_said(day, habit.date_style) for day in set(visits["day"].tolist())}
    dice = random.integers(0, 1_000_000, len(visits)).tolist()
    lines = []
    columns = visits.lists("visit", "household", "day", "cadre", "partner", "again")
    for (village, count, is_poor, die), (visit, home, day, cadre, partner, again) in zip(
        zip(villages, members, poor, dice, strict=True), zip(*columns, strict=True), strict=True
    ):
        name, phone, address = families[home]
        what = heard.get(visit)
        silence = people.NO_ISSUE[die % 9] if what is None else ""
        what = what or quiet
        district, town, place = place_said(village, habit.place_style)
        visitor = office.cadre_names[cadre] + (f"、{office.cadre_names[partner]}" if partner >= 0 else "")
        cells: dict[str, Cell] = {
            "市(区)": district,
            "镇(街道)": town,
            "村(社区)": place,
            "户主姓名": f"{name[0]} {name[1]}" if len(name) == 2 and die % 5 == 0 else name,
            "联系电话": "" if die % 37 == 0 else phone,
            "家庭住址": full_width(address) if die % 29 == 0 else address,
            "家庭成员数": member_said(count, habit.member_style if die % 11 else 0),
            "家庭收入情况": people.INCOMES[die % 10],
            "致贫原因": people.POVERTY[die % 6] if is_poor else "",
            "走访人": visitor,
            "走访单位": unit_said(office, die),
            "走访日期": dates[day],
            "走访方式": "回头访"
            if again
            else ("普访", "普访", "普访", "普访", "补课访", "重点访")[die % 6 if die % 23 == 0 else 0],
        }
        if says:
            cells["困难需求"] = what.needs or ("无" if die % 13 == 0 else "")
            cells["意见建议"] = what.opinion or (silence if not what.needs else "")
            cells["处理落实情况"] = what.outcome
        lines.append(Line(cells, village))
    return lines


def _visit_columns(office: Office) -> list[str]:
    habit = office.habit
    left_out = set()
    if not habit.has_unit_column:
        left_out.add("走访单位")
    if habit.label_style == 1:
        left_out |= {"走访方式"}
    if habit.place_style[2] == 1 and habit.label_style != 2:
        left_out |= {"家庭收入情况"}
    if office.sender.issue_form == "none":
        left_out |= {"困难需求", "意见建议", "处理落实情况"}
    return [c for c in VISIT_COLUMNS if c not in left_out]


def visit_ledgers(office: Office) -> Iterator[Paper]:
    """走访台账: one a half month, and now and then one of them sent again."""
    habit, injection, kind = office.habit, office.injection, office.habit.kind
    halves, heard = half_of(office.visits["day"]), heard_at(office)
    columns = _visit_columns(office)
    sent: list[Paper] = []
    for half in range(3):
        lines = visit_lines(office, office.visits.take(halves == half), heard)
        if half == 1 and lines:
            spoilt = [
                spoilt_visit(lines[turn * 7 % len(lines)], flaw, turn + 100 * office.index)
                for turn, flaw in enumerate(injection.bad_visits)
            ]
            lines = mixed_in(office, lines, spoilt, injection.repeats)
        if not lines:
            continue
        title = f"{'大走访活动入户' if half else '“大走访”'}走访台账"
        day = day_said(DATA_END[half], habit.date_style if habit.date_style != "cell" else "iso")
        late = office.sender.is_late and half == 1
        stacks = _stacks(office, lines)
        listed = [list_sheet(office, name, title, stack, columns, VISIT_GROUPS, day) for name, stack in stacks]
        groups = [[each] for each in listed] if habit.file_per_village else [listed]
        for group in groups:
            name = f"走访台账{'（' + group[0].sheet.name + '）' if habit.file_per_village else ''}"
            paper = book_paper(office, path_of(office, half, name, kind), kind, group, "visit_ledger", half, late)
            sent.append(paper)
            yield paper
    if injection.sends_file_twice and sent:
        yield _again(office, sent[0], "副本", "same-file-again", 0)
    if injection.sends_ledger_again and sent:
        yield _again(office, sent[0], "补报", "sent-again", 2)


def _again(office: Office, paper: Paper, mark: str, kind: str, half: int) -> Paper:
    """The same file once more: beside itself, or in a later half month's folder."""
    if half:
        path = path_of(office, half, f"走访台账{mark}", office.habit.kind)
    else:
        stem, dot, suffix = paper.path.rpartition(".")
        path = f"{stem}（{mark}）{dot}{suffix}"
    arrived = arrival(office, half)
    merged = [{"file": path, "kind": kind, "same_as": paper.path, "rows": paper.rows}]
    return Paper(path, paper.content, arrived, paper.form, paper.rows, merged=merged)


def _stacks(office: Office, lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The rows by sheet: one, or one a village."""
    if not (office.habit.sheet_per_village or office.habit.file_per_village):
        return [("Sheet1" if office.index % 3 else "走访台账", lines)]
    by_village: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_village[line.village].append(line)
    return [(AREAS[v].village_name, stack) for v, stack in by_village.items()]
