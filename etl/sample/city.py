"""What do the city's own offices hold: the weekly numbers, the roster, the online messages, the cards, the calls, the briefing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import numpy as np

from campaign.office import rules
from campaign.office.rules import Period
from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell, Row
from etl.sample.habits import PLAIN, Habit, as_date
from etl.sample.objects import ENTERPRISE_ISSUES, ENTERPRISE_SOLVED, ENTERPRISES, NOTABLES, SUGGESTIONS
from etl.sample.office import CHINA, LAST_DAY_OF_HALF
from etl.sample.paper import Paper, Part, Record, Sent, written
from etl.sample.plan import END, MARCH_DAYS, Plan, Rows, figures, scaled

DATA_END = as_date(END)
Habits = tuple[Habit, ...]
COLLECTOR, ROSTER_KEEPER, MESSAGE_OFFICE, BULLETIN_OFFICE = "市民政局", "市委组织部", "市信访局", "市委宣传部"
CALLER = "市级机关党工委"
WEEKLY = Paper("weekly_report", "周报", headings="序号、单位、干部走访人数、走访户数、汇总问题数、解决问题数")
ROSTER = Paper(
    "roster",
    "花名册",
    "大走访活动单位花名册",
    headings="序号、单位名称、简称、级别、干部人数、挂钩村(社区)、督导小组、联系人、联系电话",
)
MESSAGES = Paper(
    "online_messages",
    "Sheet1",
    headings="留言编号、留言用户、留言主题、留言时间、留言详情、一级分类、答复意见、答复时间",
)
CARDS = Paper("card_counts", "联系卡", "走访联系卡发放情况统计表", headings="序号、单位、时段、发放张数、走访户数")
CALLS = Paper(
    "call_checks",
    "电话回访抽查",
    "大走访电话回访抽查表",
    headings="抽查编号、单位、村(社区)、家庭住址、回访日期、是否接通、是否走访过、是否留联系卡、是否满意",
)
BRIEFING = Paper("briefing", "简报")
MESSAGES_IN_MARCH = 420
CALLS_IN_APRIL = 600
DISAGREEING_WEEKS = 8
"""Weekly lines that do not fit the sheets, all of one week."""


def city_papers(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """The files of no single sender."""
    for paper in PAPERS:
        yield from paper(plan, habits)


def _send(
    paper: Paper, path: str, records: list[Record], arrived: datetime, title: str = "", above: tuple[Row, ...] = ()
) -> Sent:
    """A file of one sheet that is called as the paper is, laid out plainly."""
    return written(paper, path, "xlsx", [Part(paper.name, records, title, above)], PLAIN, arrived)


# --- 周报 -----------------------------------------------------------------------------------------


def _day_number(day: date) -> int:
    return (day - rules.START).days + 1


def weekly_numbers(plan: Plan, habits: Habits, week: Period) -> list[tuple[int, int, int, int]]:
    """Each sender's four numbers for the week, or since 1 March where it reports so."""
    end = _day_number(week.end)
    start = np.where([habit.reports_cumulative for habit in habits], 1, _day_number(week.start))

    def count(rows: Rows, day: str, of: str = "") -> list[int]:
        """Rows of the time by sender, or its different `of`."""
        ours = rows.take((rows[day] <= end) & (rows[day] >= start[rows["sender"]]))
        sender = ours["sender"]
        if of:
            sender = np.unique(sender * 1_000_000 + ours[of]) // 1_000_000
        return np.bincount(sender, minlength=len(plan.senders)).tolist()

    # a family counts in the week in which the unit first came; visits are sorted by day
    _, first = np.unique(plan.visits["sender"] * 1_000_000 + plan.visits["household"], return_index=True)
    solved = plan.issues.take((plan.issues["solved_day"] > 0) & _is_reported(plan, habits))
    numbers = (
        count(plan.visits, "day", "cadre"),
        count(plan.visits.take(first), "day"),
        count(plan.issues, "day"),
        count(solved, "solved_day"),
    )
    return list(zip(*numbers, strict=True))


def _is_reported(plan: Plan, habits: Habits) -> np.ndarray:
    """Whether a sheet tells of each issue's solution: what is solved in April of March's, only those tell who send it again."""
    issues = plan.issues
    sender, day = issues["sender"], issues["day"]
    is_late = np.array([s.is_late for s in plan.senders])
    again = np.array([habit.numbers_issues for habit in habits]) & ~is_late
    monthly = np.array([habit.one_ledger_a_month for habit in habits])
    sent_late = is_late[sender] & (monthly[sender] | (day > LAST_DAY_OF_HALF[0]))
    return (day > MARCH_DAYS) | (issues["solved_day"] <= MARCH_DAYS) | again[sender] | sent_late


def weekly_reports(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """One workbook a week from the collecting office, and the files of those who send their own."""
    random = np.random.default_rng([plan.seed, 41])
    styles = ("{0.month}月{0.day}日-{1.month}月{1.day}日", "{0.year}.{0.month}.{0.day}-{1.month}.{1.day}")
    for number, week in enumerate(rules.weeks(DATA_END)):
        period = styles[number % 2].format(week.start, week.end)
        numbers = weekly_numbers(plan, habits, week)
        arrived = datetime.combine(week.end + timedelta(days=1), time(16, 5 * number), CHINA)
        collected, apart_there, many_apart = [], [], 0
        path = f"{COLLECTOR}/{period}/周报汇总.xlsx"
        wrong = random.choice(len(numbers), 40, replace=False).tolist() if number == 2 else []
        for i, (sender, habit) in enumerate(zip(plan.senders, habits, strict=True)):
            if not sender.sends or random.random() < habit.misses_weeks:
                continue
            four, name = list(numbers[i]), sender.unit.unit_name
            # not where rows will be rejected, for these could explain it
            is_apart = i in wrong and many_apart < DISAGREEING_WEEKS and four[1] > 0 and not habit.is_injected
            if is_apart:
                many_apart += 1
                four[1], four[2] = round(four[1] * 1.3) + 5, four[2] + 6
            own = habit.own_weekly_file
            record = WEEKLY.record(name if own or i % 4 else sender.unit.short_name, *four)
            file = f"{habit.folder}/{period}/周报.xlsx" if own else path
            apart = [{"file": file, "unit": name, "period": week.label}] if is_apart else []
            if own:
                sent = _send(WEEKLY, file, [record], arrived, f"{name}大走访周报")
                sent.disagrees += apart
                yield sent
            else:
                collected.append(record)
                apart_there += apart
        sent = _send(WEEKLY, path, collected, arrived, "大走访活动周报汇总表", ([f"统计时段：{period}"],))
        sent.disagrees += apart_there
        yield sent


# --- 单位花名册 -----------------------------------------------------------------------------------


def roster(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """Every unit once; all but the towns with the one to three villages that they visit."""
    records = []
    for i, sender in enumerate(plan.senders):
        unit = sender.unit
        tied = [] if unit.level == "镇街" else [AREAS[v] for v in sender.villages]
        villages = "、".join(f"{area.district}{area.town_name}{area.village_name}" for area in tied)
        group = f"第{unit.supervision_group}组" if i % 2 else unit.supervision_group
        names = (unit.unit_name, unit.short_name, unit.level)
        contact, phone = people.contact(i)
        records.append(ROSTER.record(*names, sender.cadres, villages, group, contact, phone))
    yield _send(ROSTER, f"{ROSTER_KEEPER}/单位花名册.xlsx", records, datetime(2017, 3, 3, 10, 0, tzinfo=CHINA))


# --- 网上留言 -------------------------------------------------------------------------------------


def online_messages(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """Another office's export: text dates beside real ones, and three lines twice."""
    random = np.random.default_rng([plan.seed, 43])
    many = max(24, round(MESSAGES_IN_MARCH * min(plan.scale, 1.0)))
    start = datetime(2017, 3, 1)  # noqa: DTZ001 - a wall clock, as the export has it
    records = []
    for n, minute in enumerate(np.sort(random.integers(0, 42 * 24 * 60, many)).tolist(), 1):
        at = start + timedelta(minutes=minute, seconds=n % 60)
        as_typed = f"{at.year}/{at.month}/{at.day} {at:%H:%M}"
        sent_at: Cell = f"{at:%Y/%m/%d %H:%M:%S}" if n % 9 else (as_typed, at)[n % 2]
        topic, text, kind = people.message(n * 7, n)
        is_replied = n % 3 == 0
        record = MESSAGES.record(
            f"LY{170_000 + n}",
            f"U{(n * 7919) % 100_000:05d}",
            topic,
            sent_at,
            f"\n\t\t\t{text}\n\t\t",
            kind,
            "您好，留言已转相关单位核实办理。" if is_replied else "",
            f"{at + timedelta(days=3 + n % 9):%Y/%m/%d %H:%M:%S}" if is_replied else "",
        )
        records.append(record)
    records += [Record(records[again].cells, is_repeat=True) for again in (4, 8, 16)]
    arrived = datetime.combine(DATA_END, time(8, 30), CHINA)
    yield _send(MESSAGES, f"{MESSAGE_OFFICE}/网上留言导出.xlsx", records, arrived)


# --- 联系卡 ---------------------------------------------------------------------------------------


def card_numbers(plan: Plan) -> dict[str, tuple[int, int]]:
    """Each sending unit's cards given out in March and households visited: about one a household."""
    numbers = {}
    for i, (name, unit) in enumerate(figures(plan)["units"].items()):
        if households := unit["households"]:
            numbers[name] = (households + int(households * (i % 7 - 3) / 100), households)
    return numbers


def card_counts(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """The city's agencies on one sheet, and each zone's units on one of its own."""
    numbers = card_numbers(plan)
    month = rules.month(2017, 3).label
    by_keeper: dict[str, list[str]] = {}
    for sender in plan.senders:
        if sender.unit.unit_name in numbers:
            by_keeper.setdefault(sender.unit.zone or COLLECTOR, []).append(sender.unit.unit_name)
    for turn, (keeper, names) in enumerate(sorted(by_keeper.items())):
        records = [CARDS.record(name, month, *numbers[name]) for name in names]
        if turn % 2:
            total = {"序号": "合计", "发放张数": sum(numbers[name][0] for name in names)}
            records.append(Record(total, is_note=True))
        arrived = datetime(2017, 4, 3, 9 + turn, 0, tzinfo=CHINA)
        yield _send(CARDS, f"{keeper}/{month}/联系卡发放数.xlsx", records, arrived)


# --- 电话回访抽查 ---------------------------------------------------------------------------------


def calls(plan: Plan) -> Iterator[tuple[str, int, str, bool, bool]]:
    """The families that the supervisors call: unit, village, address, whether they answered, whether they were visited.

    Of every seven calls one is not answered; of those who answer one in forty knows of no visit.
    """
    random = np.random.default_rng([plan.seed, 47])
    sends = np.array([sender.sends for sender in plan.senders])
    of_march = plan.visits.take((plan.visits["day"] <= MARCH_DAYS) & sends[plan.visits["sender"]])
    drawn = random.choice(len(of_march), min(len(of_march), max(20, scaled(CALLS_IN_APRIL, plan.scale))), replace=False)
    every = plan.households.lists("village", "serial")
    for n, row in enumerate(np.sort(drawn).tolist()):
        home, sender = int(of_march["household"][row]), plan.senders[int(of_march["sender"][row])]
        village, serial = every[0][home], every[1][home]
        area = AREAS[village]
        address = people.address(area.village_kind == "村", people.stem(area.village_name), serial)
        yield sender.unit.unit_name, village, address, n % 7 != 3, n % 40 != 11


def call_checks(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """The call sheet of the first days of April: who does not answer is asked nothing."""
    records = []
    for n, (unit, village, address, is_answered, is_visited) in enumerate(calls(plan), 1):
        area, day = AREAS[village], f"4月{5 + n % 4}日"
        answers = [
            "是" if is_visited else "否",
            "是" if is_visited and n % 9 else "否",
            "满意" if n % 5 else "基本满意",
        ]
        place = f"{area.district}{area.town_name}{area.village_name}"
        answered = ["是", *answers] if is_answered else ["无人接听", "", "", ""]
        records.append(CALLS.record(f"H{n:04d}", unit, place, address, day, *answered))
    path = f"{CALLER}/2017年4月/电话回访抽查表.xlsx"
    yield _send(CALLS, path, records, datetime(2017, 4, 9, 11, 0, tzinfo=CHINA), "大走访电话回访抽查表")


# --- 简报 -----------------------------------------------------------------------------------------

BRIEFING_TEXT = """\
大走访工作简报
第12期
三月走访全面铺开
三月里，干部分头进村入户。全市各级各部门累计走访群众家庭{city[households]}户，收集各类问题{city[issues]}个，\
已解决{city[solved]}个；走访企业{firms[0]}家、梳理问题{firms[1]}个，帮助解决{firms[2]}个；走访名士{notables[0]}位，收集意见建议{notables[1]}条。每名干部走访不少于30户的要求不变。
市政府办公室边走边办
截至3月21日，市政府办公室共走访居民{of[市政府办公室][households]}户，梳理问题{of[市政府办公室][issues]}个，\
解决{of[市政府办公室][solved]}个，当天有20名居民到场。          （政府办）
双休日不停步
利用双休日进村，截至3月21日共走访群众{of[市委政法委][households]}户，收集问题{of[市委政法委][issues]}个，\
帮助解决路灯、停车等问题{of[市委政法委][solved]}个。          （政法委）
把路修到家门口
截至3月21日，市交通运输局走访村民{of[市交通运输局][households]}户，收集问题建议{of[市交通运输局][issues]}条。          （交通运输局）
经开区：条线一起上
截至3月27日，国税三分局走访{of[常州国税三分局][households]}户，收集问题{of[常州国税三分局][issues]}个。\
截至3月31日，经开区国土分局走访农户{about}户。          （经开区）
送：各辖市区，市级机关各部门"""


INSPECTION_TEXT = """\
大走访工作简报
第13期
市“三大一实干”活动办公室　　　　2017年4月11日
【工作动态】
访一次，再访一次
三月底以来，全市开展补课访{again[0]}户、重点访{again[1]}户、回头访{again[2]}户，电话回访{again[3]}户，群众满意率98%。
【督查通报】
督查组看现场
督查组对109家市级机关开展专项督查，发现问题23个，已整改8个。
【亮点典型】
小事当天办
截至3月31日，经开区党群工作部共走访群众{east[households]}户，排出问题{east[issues]}个。          （经开区）
送：各辖市区，市级机关各部门"""
"""The next one tells of what is no visit and no issue of the campaign: visits made again, calls, findings of an inspection."""
AGAIN = (1_860, 640, 1_250, 600)
"""补课访, 重点访, 回头访 and calls of that briefing, at scale 1."""


def briefings(plan: Plan, habits: Habits) -> Iterator[Sent]:
    """The briefing of March with the city's figures and those of a few units, as the plan has them; and the one after it."""
    of_plan = figures(plan)
    land = of_plan["units"]["经开区国土分局"]["households"]
    facts = {
        "city": of_plan["month"],
        "of": of_plan["units"],
        "firms": [scaled(number, plan.scale) for number in (ENTERPRISES, ENTERPRISE_ISSUES, ENTERPRISE_SOLVED)],
        "notables": [scaled(number, plan.scale) for number in (NOTABLES, SUGGESTIONS)],
        "about": f"{land // 100 * 100}余" if land > 100 and land % 100 else land,
        "again": [max(1, scaled(number, plan.scale)) for number in AGAIN],
        "east": of_plan["units"]["经开区党群工作部"],
    }
    for number, month, text, day in ((12, 3, BRIEFING_TEXT, 2), (13, 4, INSPECTION_TEXT, 11)):
        records = [
            Record({"": line.format(**facts)}, is_note=not line.split("    ")[0].endswith("。"))
            for line in text.splitlines()
        ]
        path = f"{BULLETIN_OFFICE}/2017年{month}月/大走访工作简报第{number}期.docx"
        arrived = datetime(2017, 4, day, 17, 0, tzinfo=CHINA)
        yield written(BRIEFING, path, "docx", [Part("正文", records)], PLAIN, arrived)


PAPERS: tuple[Callable[[Plan, Habits], Iterator[Sent]], ...] = (
    weekly_reports,
    roster,
    online_messages,
    card_counts,
    call_checks,
    briefings,
)
