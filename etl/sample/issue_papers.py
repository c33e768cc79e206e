"""What does an office write down of its issues: the 问题台账, and its cadres' 附件4 lists?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import groupby

import numpy as np

from campaign import rules
from campaign.areas import AREAS
from etl.sample import books
from etl.sample.books import Cell, Sheet, WordTable
from etl.sample.desk import DATA_END, Line, Office, Paper, arrival, families_of, path_of, unit_said
from etl.sample.flaws import mixed_in, spoilt_issue
from etl.sample.habits import as_date, day_said, half_of, place_said
from etl.sample.lists import ISSUE_COLUMNS, ISSUE_GROUPS, book_paper, list_sheet, sheet_said
from etl.sample.plan import MARCH_DAYS, Rows, units

HANDLERS = (
    ("市房管局", "市国土局", "市城乡建设局"),
    ("市卫计委", "市人社局"),
    ("市教育局", "市文广新局", "市体育局"),
    ("市公安局", "市城管局"),
    ("市人社局", "市农委"),
    ("市民政局", "市人社局", "市残联"),
    ("市交通运输局", "市城管局", "市水利局", "市环保局", "供电公司"),
)
FOLLOWED = ("满意", "满意", "满意", "满意", "满意", "满意", "基本满意", "基本满意", "不满意", "未联系上")

WITHDRAWN, WITHDRAWN_EVERY = rules.ENDED_OTHERWISE[1], 211
"""One issue in so many that is never solved is taken back by whoever raised it."""
PROMISED_EVERY = 13
"""One open issue in so many is promised for a day."""


def _dice(office: Office) -> np.ndarray:
    """A throw for each issue of the office, by its number there."""
    return np.random.default_rng([office.plan.seed, office.index, 31]).integers(0, 1_000_000, len(office.issues))


def notes_followup(office: Office) -> np.ndarray:
    """Whether the ledger itself notes how an issue's follow-up went, by the issue's number."""
    return _dice(office) % 5 < 3


def _under_way(die: int, day: int, state: str) -> str:
    """What 办理情况 says of an issue that is not solved; a few of those being handled are promised for a day."""
    if state == WITHDRAWN:
        return "反映人自行撤回"
    if state == "已解释" or die % PROMISED_EVERY:
        return ("正在协调", "")[die % 2]
    raised = as_date(day)
    last = rules.month(raised.year, raised.month).end + timedelta(days=15)
    return (
        f"正在协调，争取{raised.month}月底前解决",
        f"已列入计划，预计{last.month}月{last.day}日前完成",
        f"计划{last.month}月下旬完成改造",
    )[die // PROMISED_EVERY % 3]


def _issue_lines(office: Office, issues: Rows, texts: Sequence[str], until: int) -> list[Line]:
    """The rows of a 问题台账 as things stand on day `until`."""
    habit, sender = office.habit, office.sender
    homes = issues["household"]
    families = families_of(office, homes)
    villages = office.plan.households["village"][homes].tolist()
    dice, is_noted = _dice(office), notes_followup(office)
    said: Callable[[int], Cell] = lambda day: day_said(day, habit.date_style)  # noqa: E731
    town_of = _town_units()
    lines = []
    names = ("household", "cadre", "day", "category", "solved_day", "status", "open_status", "route", "number_in_unit")
    for (village, text), (home, cadre, day, category, solved, status, open_status, route, sequence) in zip(
        zip(villages, texts, strict=True), zip(*issues.lists(*names), strict=True), strict=True
    ):
        die = int(dice[sequence - 1])
        done = 0 < solved <= until
        state = rules.STATUSES[status if done or status else open_status]
        if not solved and die % WITHDRAWN_EVERY == 0:
            state = WITHDRAWN
        district, town, place = place_said(village, habit.place_style)
        way = rules.ROUTES[route]
        handler = {
            "自办": sender.unit.short_name,
            "解释说明": sender.unit.short_name,
            "交办": town_of.get(village, AREAS[village].town_name),
            "委托办理": HANDLERS[category][die % len(HANDLERS[category])],
            "上报": "市“三大一实干”活动办",
        }[way]
        assigned = min(day + die % 4, solved if done else until) if way in ("交办", "委托办理") else 0
        followed = min(solved + 1 + die % 3, until) if done and is_noted[sequence - 1] else 0
        category_said = rules.CATEGORIES[category] if die % 31 else ""
        if habit.label_style == 2 and category_said:
            category_said = f"{category_said[:2]} {category_said[2:]}"
        cells: dict[str, Cell] = {
            "市(区)": district,
            "镇(街道)": town,
            "村(社区)": place,
            "走访单位": unit_said(office, die),
            "走访人": office.cadre_names[cadre],
            "反映人": families[home][0],
            "反映日期": said(day),
            "反映问题": text + habit.tail,
            "类别": category_said,
            "承办单位": "" if die % 17 == 0 else handler,
            "办理方式": way,
            "交办日期": said(assigned),
            "办理时限": said(assigned + (7, 15, 30)[die % 3]) if assigned and die % 5 < 3 else "",
            "办理情况": ("已协调处理", "已联系相关单位办理", "已现场处理")[die % 3]
            if done
            else _under_way(die, day, state),
            "是否解决": state if sender.status_known else "",
            "办结日期": said(solved) if done and (habit.writes_solved_date or solved > MARCH_DAYS) else "",
            "回访方式": ("电话", "电话", "入户")[die % 3] if followed else "",
            "回访日期": said(followed),
            "群众是否满意": FOLLOWED[die % 10] if followed else "",
            "难易程度": ("一般", "一般", "较易", "较难")[die % 4],
        }
        if habit.numbers_issues:
            cells["问题编号"] = f"{sender.unit.short_name}2017{sequence:05d}"
        if not sender.status_known:
            cells |= {"办理情况": "", "办结日期": "", "回访方式": "", "回访日期": "", "群众是否满意": ""}
        lines.append(Line(cells, village, number=sequence))
    return lines


@cache
def _town_units() -> dict[int, str]:
    """Village → the name of its 镇街 unit, as 花名册 has it."""
    known = {name: u.name for u in units() if u.level == "镇街" for name in (u.name, *u.aliases)}
    return {i: known.get(a.district + a.town_name, known.get(a.town_name, a.town_name)) for i, a in enumerate(AREAS)}


def _issue_parts(office: Office) -> list[tuple[int, Rows, bool]]:
    """(half month in which it is sent, its issues, whether it repeats earlier ones with their new state)."""
    issues = office.issues
    day, solved = issues["day"], issues["solved_day"]
    march = day <= MARCH_DAYS
    parts = []
    if office.habit.one_ledger_a_month:
        parts.append((1, issues.take(march), False))
    else:
        early = (day <= 15) & ~((solved > 15) & (solved <= MARCH_DAYS))
        parts += [(0, issues.take(early), False), (1, issues.take(march & ~early), False)]
    parts.append((2, issues.take(~march), False))
    if office.habit.numbers_issues and not office.sender.is_late:
        parts.append((2, issues.take(march & (solved > MARCH_DAYS)), True))
    return parts


def issue_ledgers(office: Office) -> Iterator[Paper]:
    """问题台账: one a month or one a half month; in April the solved ones once more, where issues have numbers."""
    habit, injection, kind = office.habit, office.injection, office.habit.kind
    columns = [
        c
        for c in ISSUE_COLUMNS
        if not (c == "问题编号" and not habit.numbers_issues)
        and not (c == "反映日期" and not habit.has_raised_date)
        and not (c == "走访单位" and not habit.has_unit_column)
        and not (c == "难易程度" and habit.label_style == 1)
    ]
    texts = np.array(office.texts, dtype=object)
    first_sent: dict[int, tuple[str, str, int]] = {}
    for half, issues, is_update in _issue_parts(office):
        late = office.sender.is_late and half == 1
        until = DATA_END[2] if late else DATA_END[half]
        mine = texts[issues["number_in_unit"] - 1]
        lines = _issue_lines(office, issues, mine, until)
        if half == 1 and lines:
            spoilt = [
                spoilt_issue(lines[turn * 5 % len(lines)], flaw, turn + 100 * office.index)
                for turn, flaw in enumerate(injection.bad_issues)
            ]
            lines = mixed_in(office, lines, spoilt, 0)
        if not lines:
            continue
        day = day_said(until, habit.date_style if habit.date_style != "cell" else "iso")
        title = "大走访活动问题台账" if not is_update else "大走访活动问题台账（销号）"
        listed = [list_sheet(office, "问题台账", title, lines, columns, ISSUE_GROUPS, day)]
        name = "问题台账" + ("销号" if is_update else "")
        paper = book_paper(office, path_of(office, half, name, kind), kind, listed, "issue_ledger", half, late)
        sheet_name = sheet_said(kind, listed[0].sheet.name)
        if is_update:
            paper.merged += [
                dict(zip(("file", "sheet", "row"), first_sent[number], strict=True))
                | {"kind": "updated-issue", "into": paper.path}
                for number in listed[0].row_of
            ]
        first_sent |= {n: (paper.path, sheet_name, row) for n, row in listed[0].row_of.items()}
        yield paper


def cadre_lists(office: Office) -> Iterator[Paper]:
    """附件4: one list for each cadre and day, in Word or one to a sheet."""
    families = families_of(office, office.issues["household"])
    by_list: dict[tuple[int, int, int], list[tuple[str, str]]] = defaultdict(list)
    columns = office.issues.lists("cadre", "household", "day")
    for text, cadre, home, day in zip(office.texts, *columns, strict=True):
        by_list[int(half_of(np.array(day))), day, cadre].append((families[home][0], text))
    for half, keys in groupby(sorted(by_list), key=lambda key: key[0]):
        lists = [(office.cadre_names[cadre], as_date(day), by_list[h, day, cadre]) for h, day, cadre in keys]
        in_word = office.habit.paperwork == "word-forms"
        content = _lists_in_word(lists) if in_word else books.xlsx(_list_sheets(lists))
        path = path_of(office, half, "党员干部走访收集问题清单", "docx" if in_word else "xlsx")
        rows = sum(len(entries) for _, _, entries in lists)
        yield Paper(path, content, arrival(office, half), "cadre_list", rows)


CadreList = tuple[str, date, list[tuple[str, str]]]
LIST_HEADER = ("序号", "走访对象", "反映问题或意见建议", "办理意见")
PROPOSALS = ("建议交办镇（街道）", "建议协调相关部门", "已当面解释")


def _lists_in_word(lists: Sequence[CadreList]) -> bytes:
    blocks: list[str | WordTable] = ["附件4"]
    for cadre, day, entries in lists:
        blocks += ["党员干部走访收集问题清单", "(个人填写, 交本单位汇总)", f"走访人：{cadre}"]
        blocks.append(f"走访时间：{day.year}年{day.month}月{day.day}日")
        rows = [[(label, 1) for label in LIST_HEADER]]
        rows += [[(str(n), 1), (who, 1), (what, 1), (PROPOSALS[n % 3], 1)] for n, (who, what) in enumerate(entries, 1)]
        blocks.append(WordTable(rows))
    return books.docx(blocks)


def _list_sheets(lists: Sequence[CadreList]) -> list[Sheet]:
    sheets = []
    for number, (cadre, day, entries) in enumerate(lists, 1):
        rows: list[list[Cell]] = [
            ["党员干部走访收集问题清单"],
            ["(个人填写, 交本单位汇总)"],
            [f"走访人：{cadre}", "", f"走访时间：{day.year}.{day.month}.{day.day}"],
            list(LIST_HEADER),
            *[[n, who, what, PROPOSALS[n % 3]] for n, (who, what) in enumerate(entries, 1)],
        ]
        sheets.append(Sheet(f"清单{number}", rows, ((0, 0, 0, 3), (1, 0, 1, 3))))
    return sheets
