"""What do the city's own offices hold: the weekly numbers, the cards, the roster, the online messages, the briefing?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from campaign import rules
from campaign.areas import AREAS
from campaign.rules import Period
from etl.sample import books, people
from etl.sample.books import Cell, Sheet
from etl.sample.desk import CHINA, LAST_DAY_OF_HALF, Paper
from etl.sample.habits import Habit, as_date
from etl.sample.plan import MARCH_DAYS, Plan, figures, scaled

DATA_END = date(2017, 4, 12)
COLLECTOR, ROSTER_KEEPER, MESSAGE_OFFICE, BULLETIN_OFFICE = "市民政局", "市委组织部", "市信访局", "市委宣传部"
WEEKLY_HEADER = ("序号", "单位", "干部走访人数", "走访户数", "汇总问题数", "解决问题数")
MESSAGES = 420


def city_papers(plan: Plan, habits: Sequence[Habit], disagreeing: int) -> Iterator[Paper]:
    """The files of no single sender; `disagreeing` weekly lines do not fit the sheets."""
    yield from _weekly(plan, habits, disagreeing)
    yield _roster(plan)
    yield _messages(plan)
    yield from _cards(plan)
    yield _briefing(plan)


# --- 周报 -----------------------------------------------------------------------------------------


def weekly_numbers(plan: Plan, habits: Sequence[Habit], week: Period) -> list[tuple[int, int, int, int]]:
    """Each sender's four numbers for the week, or since 1 March where it reports so."""
    end = (week.end - rules.START).days + 1
    start = np.where([habit.reports_cumulative for habit in habits], 1, (week.start - rules.START).days + 1)
    visits, issues = plan.visits.frame, plan.issues.frame
    many = len(plan.senders)
    # a family counts in the week in which the unit first came
    first = visits.drop_duplicates(["sender", "household"])
    ours = first[(first["day"] <= end) & (first["day"].to_numpy() >= start[first["sender"]])]
    out = visits[(visits["day"] <= end) & (visits["day"].to_numpy() >= start[visits["sender"]])]
    cadres = out.drop_duplicates(["sender", "cadre"])
    raised = issues[(issues["day"] <= end) & (issues["day"].to_numpy() >= start[issues["sender"]])]
    solved = issues[(issues["solved_day"] > 0) & (issues["solved_day"] <= end) & _is_told(plan, habits)]
    solved = solved[solved["solved_day"].to_numpy() >= start[solved["sender"]]]

    def count(frame: pd.DataFrame) -> list[int]:
        return np.bincount(frame["sender"], minlength=many).tolist()

    return list(zip(count(cadres), count(ours), count(raised), count(solved), strict=True))


def _is_told(plan: Plan, habits: Sequence[Habit]) -> np.ndarray:
    """Whether a sheet tells of each issue's solution: what is solved in April of March's, only those tell who send it again."""
    issues = plan.issues.frame
    sender, day = issues["sender"].to_numpy(), issues["day"].to_numpy()
    late = np.array([s.is_late for s in plan.senders])
    again = np.array([habit.numbers_issues for habit in habits]) & ~late
    monthly = np.array([habit.one_ledger_a_month for habit in habits])
    sent_late = late[sender] & (monthly[sender] | (day > LAST_DAY_OF_HALF[0]))
    return (day > MARCH_DAYS) | (issues["solved_day"].to_numpy() <= MARCH_DAYS) | again[sender] | sent_late


def _weekly(plan: Plan, habits: Sequence[Habit], disagreeing: int) -> Iterator[Paper]:
    """One workbook a week from the collecting office, and the files of those who send their own."""
    random = np.random.default_rng([plan.seed, 41])
    styles = ("{0.month}月{0.day}日-{1.month}月{1.day}日", "{0.year}.{0.month}.{0.day}-{1.month}.{1.day}")
    for number, week in enumerate(rules.weeks(DATA_END)):
        said = styles[number % 2].format(week.start, week.end)
        numbers = weekly_numbers(plan, habits, week)
        arrived = datetime.combine(week.end + timedelta(days=1), time(16, 5 * number), CHINA)
        rows: list[list[Cell]] = [["大走访活动周报汇总表"], [f"统计时段：{said}"], list(WEEKLY_HEADER)]
        apart = []
        wrong = set(random.choice(len(numbers), 40, replace=False).tolist()) if number == 2 else set()
        for i, sender in enumerate(plan.senders):
            if not sender.sends or random.random() < 0.04:
                continue
            four = list(numbers[i])
            is_apart = i in wrong and len(apart) < disagreeing and four[1] > 0
            if is_apart:
                four[1], four[2] = round(four[1] * 1.3) + 5, four[2] + 6
            if habits[i].own_weekly_file:
                path = f"{habits[i].folder}/{said}/周报.xlsx"
                own = [[f"{sender.unit.name}大走访周报"], list(WEEKLY_HEADER), [1, sender.unit.name, *four]]
                paper = Paper(path, books.xlsx([Sheet("周报", own, ((0, 0, 0, 5),))]), arrived, "weekly_report", 1)
            else:
                rows.append([len(rows) - 2, sender.unit.name if i % 4 else sender.unit.short_name, *four])
                paper = None
            if is_apart:
                where = paper.path if paper else f"{COLLECTOR}/{said}/周报汇总.xlsx"
                apart.append({"file": where, "unit": sender.unit.name, "period": week.label})
                if paper:
                    paper.disagrees.append(apart[-1])
            if paper:
                yield paper
        many = len(rows) - 3
        path = f"{COLLECTOR}/{said}/周报汇总.xlsx"
        content = books.xlsx([Sheet("周报", rows, ((0, 0, 0, 5), (1, 0, 1, 5)))])
        yield Paper(path, content, arrived, "weekly_report", many, disagrees=[a for a in apart if a["file"] == path])


# --- 单位花名册 -----------------------------------------------------------------------------------

ROSTER_HEADER = ("序号", "单位名称", "简称", "级别", "干部人数", "挂钩村(社区)", "督导小组", "联系人", "联系电话")


def _roster(plan: Plan) -> Paper:
    """Every unit once; the 市级机关 with the one to three villages they visit."""
    rows: list[list[Cell]] = [["大走访活动单位花名册"], list(ROSTER_HEADER)]
    contacts = people.names(np.arange(len(plan.senders)) * 211 + 31_337)
    phones = people.phones(np.arange(len(plan.senders)) + 20_000_000)
    for i, sender in enumerate(plan.senders):
        unit = sender.unit
        tied = "" if unit.level == "镇街" else "、".join(_tied(v) for v in sender.villages)
        group = f"第{unit.group}组" if i % 2 else unit.group
        rows.append([i + 1, unit.name, unit.short_name, unit.level, sender.cadres, tied, group, contacts[i], phones[i]])
    content = books.xlsx([Sheet("花名册", rows, ((0, 0, 0, len(ROSTER_HEADER) - 1),))])
    arrived = datetime(2017, 3, 3, 10, 0, tzinfo=CHINA)
    return Paper(f"{ROSTER_KEEPER}/单位花名册.xlsx", content, arrived, "roster", len(plan.senders))


def _tied(village: int) -> str:
    area = AREAS[village]
    return f"{area.district}{area.town_name}{area.village_name}"


# --- 网上留言 -------------------------------------------------------------------------------------

MESSAGE_HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级分类", "答复意见", "答复时间")


def _messages(plan: Plan) -> Paper:
    """Another office's export: text dates beside real ones, and three lines twice."""
    random = np.random.default_rng([plan.seed, 43])
    many = max(24, round(MESSAGES * min(plan.scale, 1.0)))
    rows: list[list[Cell]] = [list(MESSAGE_HEADER)]
    start = datetime(2017, 3, 1)  # noqa: DTZ001 - a wall clock, as the export has it
    minutes = np.sort(random.integers(0, 42 * 24 * 60, many)).tolist()
    for n, minute in enumerate(minutes, 1):
        at = start + timedelta(minutes=minute, seconds=n % 60)
        said: Cell = (f"{at:%Y/%m/%d %H:%M:%S}", f"{at.year}/{at.month}/{at.day} {at:%H:%M}", at)[
            0 if n % 9 else 1 + n % 2
        ]
        topic, text, kind = people.message(n * 7, n)
        replied = at + timedelta(days=3 + n % 9) if n % 3 == 0 else None
        rows.append(
            [
                f"LY{170_000 + n}",
                f"U{(n * 7919) % 100_000:05d}",
                topic,
                said,
                f"\n\t\t\t{text}\n\t\t",
                kind,
                "您好，留言已转相关单位核实办理。" if replied else "",
                f"{replied:%Y/%m/%d %H:%M:%S}" if replied else "",
            ]
        )
    path = f"{MESSAGE_OFFICE}/网上留言导出.xlsx"
    merged = []
    for again in (5, 9, 17):
        rows.append(rows[again])
        merged.append({"file": path, "sheet": "Sheet1", "row": len(rows), "kind": "repeated-row"})
    arrived = datetime.combine(as_date(43), time(8, 30), CHINA)
    content = books.xlsx([Sheet("Sheet1", rows)])
    return Paper(path, content, arrived, "online_messages", len(rows) - 1, merged=merged)


# --- 联系卡 ---------------------------------------------------------------------------------------

CARD_HEADER = ("序号", "单位", "时段", "发放张数", "走访户数")


def card_numbers(plan: Plan) -> dict[str, tuple[int, int]]:
    """Each sending unit's cards given out in March and households visited: about one a household."""
    found = figures(plan)["units"]
    numbers = {}
    for i, sender in enumerate(plan.senders):
        if households := found[sender.unit.name]["households"]:
            spare = int(households * (i % 7 - 3) / 100)
            numbers[sender.unit.name] = (households + spare, households)
    return numbers


def _cards(plan: Plan) -> Iterator[Paper]:
    """The city's agencies on one sheet, and each zone's units on one of its own."""
    numbers = card_numbers(plan)
    month = rules.month(2017, 3).label
    by_keeper: dict[str, list[str]] = {COLLECTOR: []}
    for sender in plan.senders:
        if sender.unit.name in numbers:
            by_keeper.setdefault(sender.unit.zone or COLLECTOR, []).append(sender.unit.name)
    for turn, (keeper, names) in enumerate(sorted(by_keeper.items())):
        rows: list[list[Cell]] = [["走访联系卡发放情况统计表"], list(CARD_HEADER)]
        rows += [[n, name, month, *numbers[name]] for n, name in enumerate(names, 1)]
        if turn % 2:
            rows.append(["合计", "", "", sum(numbers[name][0] for name in names), ""])
        content = books.xlsx([Sheet("联系卡", rows, ((0, 0, 0, len(CARD_HEADER) - 1),))])
        arrived = datetime(2017, 4, 3, 9 + turn, 0, tzinfo=CHINA)
        yield Paper(f"{keeper}/{month}/联系卡发放数.xlsx", content, arrived, "card_counts", len(names))


# --- 简报 -----------------------------------------------------------------------------------------

ENTERPRISES = (2_251, 913, 384)
"""Enterprises visited, problems raised and solved in March, as published."""


def briefing_lines(plan: Plan) -> list[str]:
    """The briefing of March: the city's figures and those of a few units, as the plan has them."""
    found = figures(plan)
    city, units = found["month"], found["units"]
    visited, raised, solved = (scaled(number, plan.scale) for number in ENTERPRISES)
    office, law, roads = (units[name] for name in ("市政府办公室", "市委政法委", "市交通运输局"))
    tax, land = units["常州国税三分局"], units["经开区国土分局"]
    about = land["households"] // 100 * 100 or land["households"]
    more = "余" if about < land["households"] else ""
    return [
        "大走访工作简报",
        "第12期",
        "三月走访全面铺开",
        f"三月里，干部分头进村入户。全市各级各部门累计走访群众家庭{city['households']}户，收集各类问题{city['issues']}个，"
        f"已解决{city['solved']}个；走访企业{visited}家、梳理问题{raised}个，帮助解决{solved}个。每名干部走访不少于30户的要求不变。",
        "市政府办公室边走边办",
        f"截至3月21日，市政府办公室共走访居民{office['households']}户，梳理问题{office['issues']}个，"
        f"解决{office['solved']}个，当天有20名居民到场。          （政府办）",
        "双休日不停步",
        f"利用双休日进村，截至3月21日共走访群众{law['households']}户，收集问题{law['issues']}个，"
        f"帮助解决路灯、停车等问题{law['solved']}个。          （政法委）",
        "把路修到家门口",
        f"截至3月21日，市交通运输局走访村民{roads['households']}户，收集问题建议{roads['issues']}条。          （交通运输局）",
        "经开区：条线一起上",
        f"截至3月27日，国税三分局走访{tax['households']}户，收集问题{tax['issues']}个。"
        f"截至3月31日，经开区国土分局走访农户{about}{more}户。          （经开区）",
        "送：各辖市区，市级机关各部门",
    ]


def _briefing(plan: Plan) -> Paper:
    arrived = datetime(2017, 4, 2, 17, 0, tzinfo=CHINA)
    path = f"{BULLETIN_OFFICE}/2017年3月/大走访工作简报第12期.docx"
    return Paper(path, books.docx(briefing_lines(plan)), arrived, "briefing", 5)
