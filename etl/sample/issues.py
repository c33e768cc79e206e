"""What does an office write down of its issues: the 问题台账, its cadres' 附件4, and what it heard when it asked again?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from campaign.office import rules
from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell
from etl.sample.flaws import mixed_in, spoilt_issue
from etl.sample.habits import Habit, as_date, date_written, place_written
from etl.sample.office import DATA_END, Office
from etl.sample.paper import Paper, Part, Record, Sent
from etl.sample.plan import MARCH_DAYS, Rows, units
from etl.sample.visits import PLACE, PLACE_KEYS

LEDGER = Paper(
    "issue_ledger",
    "问题台账",
    headings=f"序号、问题编号、{PLACE}、走访单位、走访人|走访干部|走访人：、反映人、反映日期、反映问题|反映问题|反映/问题、"
    "类别、承办单位、办理方式、交办日期、办理时限、办理情况、是否解决|是否解决|是否/解决、办结日期、"
    "回访方式、回访日期、群众是否满意、难易程度",
    groups={
        "所属地": "市(区)、镇(街道)、村(社区)",
        "办理情况": "办理方式|方式、交办日期、办理时限|时限、办理情况|结果",
    },
    merged_down="市(区)、镇(街道)、村(社区)",
)
LIST = Paper(
    "cadre_list",
    "党员干部走访收集问题清单",
    "党员干部走访收集问题清单",
    headings="序号、走访对象、反映问题或意见建议、办理意见",
)
FOLLOWUPS = Paper(
    "followups",
    "回访记录",
    "大走访问题回访记录",
    headings="序号、问题编号、回访日期、回访方式、是否联系上、是否解决、是否满意、回访人",
)
HANDLERS = (
    ("市房管局", "市国土局", "市城乡建设局"),
    ("市卫计委", "市人社局"),
    ("市教育局", "市文广新局", "市体育局"),
    ("市公安局", "市城管局"),
    ("市人社局", "市农委"),
    ("市民政局", "市人社局", "市残联"),
    ("市交通运输局", "市城管局", "市水利局", "市环保局", "供电公司"),
)
PROPOSALS = ("建议交办镇（街道）", "建议协调相关部门", "已当面解释")
FOLLOWED = ("满意", "满意", "满意", "满意", "满意", "满意", "基本满意", "基本满意", "不满意", "未联系上")
ASKED_AGAIN = ("满意", "满意", "满意", "基本满意", "满意", "不满意", "满意", "未联系上")
FOLLOWUP_EVERY = 4
"""One ledger office in so many keeps its follow-ups on a sheet of their own."""
OWN_CATEGORIES = (
    ("住房", "拆迁安置"),
    ("医保", "看病就医"),
    ("教育文体", "文化体育"),
    ("治安", "社会治理"),
    ("就业培训", "就业"),
    ("养老", "社会救助"),
    ("公交", "道路", "停车难", "垃圾清运", "环境卫生", "物业管理", "防汛", "自来水", "环境整治", "市政道路", "其他"),
)
"""What some offices write instead of the seven, by category; the last by what the complaint is about."""
OWN_ROUTES = {"自办": "即知即改", "交办": "交办件", "委托办理": "转办", "解释说明": "政策解释"}
NO_ROUTE = "吹哨报到"
"""A way of handling together that is none of the five."""
OWN_STATES = {"已解决": "已办结", "待解决": "挂账", "正在办理": "长期推进", "已解释": "已答复"}
OWN_ANSWERS = {"满意": "很满意", "基本满意": "比较满意", "不满意": "不太满意", "未联系上": "无人接听"}
WITHDRAWN, WITHDRAWN_EVERY = rules.WITHDRAWN, 211
"""One issue in so many that is never solved is taken back by whoever raised it."""
PROMISED_EVERY = 13
"""One open issue in so many is promised for a day."""


def _dice(office: Office) -> np.ndarray:
    """A throw for each issue of the office, by its number there."""
    return office.dice(31, len(office.issues))


def _notes_followup(office: Office) -> np.ndarray:
    """Whether the ledger itself notes how an issue's follow-up went, by the issue's number."""
    return _dice(office) % 5 < 3


def _number_written(office: Office, number: int) -> str:
    return f"{office.sender.unit.short_name}2017{number:05d}"


# --- 问题台账 ---------------------------------------------------------------------------------------


def issue_ledgers(office: Office) -> Iterator[Sent]:
    """问题台账: one a month or one a half month; in April the solved ones once more, where issues have numbers."""
    habit = office.habit
    if office.sender.issue_form != "ledger":
        return
    first_sent: dict[int, dict] = {}
    for half, issues, is_update in _ledgers(office):
        is_late = office.is_late(half)
        until = DATA_END[2] if is_late else DATA_END[half]
        records = _ledger_records(office, issues, until)
        if half == 1 and records:
            spoilt = [
                spoilt_issue(records[turn * 5 % len(records)], flaw, turn + 100 * office.index)
                for turn, flaw in enumerate(office.injection.bad_issues)
            ]
            records = mixed_in(office, records, spoilt, 0)
        if not records:
            continue
        mark = "销号" if is_update else ""
        title = "大走访活动问题台账" + (f"（{mark}）" if mark else "")
        part = office.ledger("问题台账", title, records, until)
        name = LEDGER.name + mark
        sent = office.send(LEDGER, half, [part], name, habit=habit, without=_left_out(office), is_late=is_late)
        if is_update:
            again = {"kind": "updated-issue", "into": sent.path}
            sent.merged += [first_sent[number] | again for number in sent.row_of]
        for number, (sheet, row) in sent.row_of.items():
            first_sent[number] = {"file": sent.path, "sheet": sheet, "row": row}
        yield sent


def _left_out(office: Office) -> set[str]:
    """The columns that the office's ledger lacks."""
    lacks = {
        "问题编号": not office.habit.numbers_issues,
        "反映日期": not office.sender.dates_issues,
        "走访单位": not office.habit.has_unit_column,
        "难易程度": office.habit.label_style == 1,
    }
    return {key for key, is_left_out in lacks.items() if is_left_out}


def _ledgers(office: Office) -> Iterator[tuple[int, Rows, bool]]:
    """The half month in which a ledger is sent, its issues, and whether it repeats earlier ones with their new state."""
    issues = office.issues
    day, solved = issues["day"], issues["solved_day"]
    in_march = day <= MARCH_DAYS
    is_early = (day <= 15) & ~((solved > 15) & (solved <= MARCH_DAYS))
    if office.habit.one_ledger_a_month:
        is_early[:] = False
    yield 0, issues.take(is_early), False
    yield 1, issues.take(in_march & ~is_early), False
    yield 2, issues.take(~in_march), False
    if office.habit.numbers_issues and not office.sender.is_late:
        yield 2, issues.take(in_march & (solved > MARCH_DAYS)), True


def _ledger_records(office: Office, issues: Rows, until: int) -> list[Record]:
    """The records of a 问题台账 as things are on day `until`."""
    habit, sender = office.habit, office.sender
    families, dice, is_noted = office.families(issues["household"]), _dice(office), _notes_followup(office)

    def dated(day: int) -> Cell:
        return date_written(day, habit.date_style)

    records = []
    (villages,) = office.plan.households.take(issues["household"]).lists("village")
    names = ("household", "cadre", "day", "is_committee", "category", "solved_day", "open_status", "route")
    about = np.where(issues["is_need"] | issues["is_committee"], -1, issues["template"]).tolist()
    for village, number, home, cadre, day, is_committee, category, solved, open_status, route, what in zip(
        villages, *issues.lists("number_in_unit", *names), about, strict=True
    ):
        die = int(dice[number - 1])
        done = 0 < solved <= until
        state = rules.STATUSES[0 if done else open_status]
        if not solved and die % WITHDRAWN_EVERY == 0:
            state = WITHDRAWN
        way = rules.ROUTES[route]
        is_assigned = way in ("交办", "委托办理")
        assigned = min(day + die % 4, solved if done else until) if is_assigned else 0
        followed = min(solved + 1 + die % 3, until) if done and is_noted[number - 1] else 0
        before, after = people.HANDS[office.hand(cadre) % len(people.HANDS)]
        cells: dict[str, Cell] = {
            "问题编号": _number_written(office, number),
            **dict(zip(PLACE_KEYS, place_written(village, habit.place_style), strict=True)),
            "走访单位": office.own_name(die),
            "走访人": office.cadre_names[cadre],
            "反映人": f"{AREAS[village].village_name}委会" if is_committee else families[home][0],
            "反映日期": dated(day),
            "反映问题": ("" if is_committee else before) + office.texts[number - 1] + after,
            "类别": _category_written(category, what, habit) if die % 31 else "",
            "承办单位": _handler(office, way, village, category, die) if die % 17 else "",
            "办理方式": _route_written(way, die, habit),
            "交办日期": dated(assigned),
            "办理时限": dated(assigned + (7, 15, 30)[die % 3]) if assigned and die % 5 < 3 else "",
            "办理情况": ("已协调处理", "已联系相关单位办理", "已现场处理")[die % 3]
            if done
            else _under_way(die, day, state),
            "是否解决": OWN_STATES.get(state, state) if habit.has_own_words else state,
            "办结日期": dated(solved) if done and (habit.writes_solved_date or solved > MARCH_DAYS) else "",
            "回访方式": ("电话", "电话", "入户")[die % 3] if followed else "",
            "回访日期": dated(followed),
            "群众是否满意": _answer_written(FOLLOWED[die % 10], habit) if followed else "",
            "难易程度": ("一般", "一般", "较易", "较难")[die % 4],
        }
        if not sender.status_known:
            cells |= dict.fromkeys(("办理情况", "是否解决", "办结日期", "回访方式", "回访日期", "群众是否满意"), "")
        records.append(Record(cells, village, number=number))
    return records


def _category_written(category: int, about: int, habit: Habit) -> str:
    """A category in the office's words; `about` is which complaint of its category it is, -1 for what is no complaint."""
    name = rules.CATEGORIES[category]
    if habit.has_own_words:
        words = OWN_CATEGORIES[category]
        return words[about % len(words)]
    return f"{name[:2]} {name[2:]}" if habit.label_style == 2 else name


def _route_written(way: str, die: int, habit: Habit) -> str:
    if not habit.has_own_words:
        return way
    return NO_ROUTE if way == "上报" and die % 3 == 0 else OWN_ROUTES.get(way, way)


def _answer_written(answer: str, habit: Habit) -> str:
    return OWN_ANSWERS[answer] if habit.has_own_words else answer


def _handler(office: Office, way: str, village: int, category: int, die: int) -> str:
    """Who handles an issue that goes this way."""
    match way:
        case "交办":
            return _town_units()[village]
        case "委托办理":
            return HANDLERS[category][die % len(HANDLERS[category])]
        case "上报":
            return "市“三大一实干”活动办"
    return office.sender.unit.short_name


@cache
def _town_units() -> tuple[str, ...]:
    """The name of each village's 镇街 unit, as 花名册 has it."""
    known = {name: u.unit_name for u in units() if u.level == "镇街" for name in (u.unit_name, *u.aliases)}
    return tuple(known.get(a.district + a.town_name, known.get(a.town_name, a.town_name)) for a in AREAS)


def _under_way(die: int, day: int, state: str) -> str:
    """What 办理情况 has of an issue that is not solved; a few of those being handled are promised for a day."""
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


# --- 附件4 ------------------------------------------------------------------------------------------


def cadre_lists(office: Office) -> Iterator[Sent]:
    """附件4: one list for each cadre and day, in Word or one to a sheet."""
    if office.sender.issue_form != "lists":
        return
    kind = "docx" if office.habit.paperwork == "word-forms" else "xlsx"
    for half, issues in office.halves(office.issues):
        families = office.families(issues["household"])
        lists: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
        for day, cadre, home, number in zip(*issues.lists("day", "cadre", "household", "number_in_unit"), strict=True):
            lists[day, cadre].append((families[home][0], office.texts[number - 1]))
        parts = [
            _list(f"清单{n}", office.cadre_names[cadre], as_date(day), lists[day, cadre])
            for n, (day, cadre) in enumerate(sorted(lists), 1)
        ]
        if parts:
            yield office.send(LIST, half, parts, kind=kind)


def _list(sheet: str, cadre: str, day: date, entries: Sequence[tuple[str, str]]) -> Part:
    records = [LIST.record(who, what, PROPOSALS[n % 3]) for n, (who, what) in enumerate(entries, 1)]
    facts = [f"走访人：{cadre}", "", f"走访时间：{day.year}年{day.month}月{day.day}日"]
    return Part(sheet, records, above=[["(个人填写, 交本单位汇总)"], facts])


# --- 回访记录 ---------------------------------------------------------------------------------------


def followups(office: Office) -> Iterator[Sent]:
    """回访记录 of March: the solved issues whose follow-up the ledger does not note, where issues have numbers."""
    sender, habit, is_noted = office.sender, office.habit, _notes_followup(office)
    keeps_them = sender.issue_form == "ledger" and habit.numbers_issues and sender.status_known
    if not keeps_them or office.index % FOLLOWUP_EVERY != 1:
        return
    records = []
    names = ("solved_day", "day", "number_in_unit", "cadre")
    for solved, day, number, cadre in zip(*office.issues.lists(*names), strict=True):
        if not 0 < solved < MARCH_DAYS or day > MARCH_DAYS or is_noted[number - 1]:
            continue
        answer = ASKED_AGAIN[number % len(ASKED_AGAIN)]
        is_reached = answer != "未联系上"
        record = FOLLOWUPS.record(
            _number_written(office, number),
            date_written(min(solved + 1 + number % 4, MARCH_DAYS), habit.date_style),
            ("电话", "入户", "电话回访")[number % 3],
            ("是", "√")[number % 2] if is_reached else "否",
            ("否" if answer == "不满意" else "是") if is_reached else "",
            answer,
            office.cadre_names[cadre],
        )
        records.append(record)
    if records:
        kind = "xlsx" if habit.kind == "xlsx-as-xls" else habit.kind
        yield office.send(FOLLOWUPS, 1, [Part("回访记录", records)], kind=kind)
