"""What do the lead agencies and the districts write down of the enterprises and the 名士 whom they visit?

The firms are called 示例 and a number, so that none of them can be a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell
from etl.sample.habits import date_written, half_of, place_written
from etl.sample.office import Office
from etl.sample.paper import Paper, Part, Record, Sent
from etl.sample.plan import END, MARCH_DAYS, Plan, apportion, scaled
from etl.sample.visits import PLACE, PLACE_KEYS

ENTERPRISES, ENTERPRISE_ISSUES, ENTERPRISE_SOLVED = 2_251, 913, 384
"""Enterprises visited, problems raised by them and solved for them in March, the whole city, as published."""
NOTABLES, SUGGESTIONS = 161, 216
"""名士 visited and what they suggested in March, as published."""
UNPLACED_EVERY = 5
"""One firm in so many has no place in its row."""
IN_APRIL = 0.2
"""So many more of each in the first days of April."""
VISIT_ENTERPRISES = (
    *("市发改委", "市经信委", "市科技局", "市工商联"),
    *("溧阳市", "金坛区", "武进区", "新北区", "天宁区", "钟楼区", "经开区"),
)
VISIT_NOTABLES = ("市委组织部", "市委统战部", "市科技局", "市工商联")
ENTERPRISE_LEDGER = Paper(
    "enterprise_visits",
    "企业走访台账",
    "走访企业情况台账",
    headings=f"序号、{PLACE}、企业名称|走访企业|企业/名称、企业类型、企业负责人|法人代表|企业/负责人、联系电话|电话|联系/电话、"
    "走访人|走访干部|走访人：、走访单位、走访日期|走访时间|走访/日期、反映问题|问题及诉求|反映/问题、办理情况、是否解决|是否解决|是否/解决、办结日期",
)
NOTABLE_LEDGER = Paper(
    "notable_visits",
    "名士走访台账",
    "走访名士情况台账",
    headings="序号、名士姓名|姓名|名士/姓名、名士类别|类别|名士/类别、联系电话、走访人|走访干部|走访人：、走访单位、走访日期|走访时间|走访/日期、意见建议",
)
TRADES = ("纺织", "机械", "电子", "食品", "塑料", "建材", "物流", "化纤")
FIRM_KINDS = ("民营", "外资", "国有", "个体工商户")
FIRM_WISHES = (
    "贷款审批慢，希望协调银行",
    "招工难，缺熟练工{n}名",
    "厂区门前道路破损，货车进出不便",
    "用电容量不足，申请增容{n}个月未批",
    "希望了解技改补助政策",
    "土地证办理时间长",
    "环评手续办理周期长",
    "夜班职工{n}人乘车难，希望开通公交",
)
NOTABLE_KINDS = ("省劳模", "院士", "非遗传承人", "文化名人", "企业家", "教授")
NOTABLE_WISHES = (
    "建议加强非遗保护经费投入",
    "建议引进高层次人才时解决子女入学",
    "建议在老城区保留{n}处历史建筑",
    "建议校企共建实验室",
    "建议社区多办读书活动",
)


@dataclass(frozen=True, slots=True)
class Visited:
    """One enterprise or 名士 visited: its number in the city, by whom and when; how much it raised, when it was solved (0: not)."""

    number: int
    sender: int
    day: int
    raised: int
    solved_day: int
    village: int
    """Where it lies; -1: nobody wrote it."""


def enterprises(plan: Plan) -> list[Visited]:
    """Every enterprise visited, each once, with at most one problem."""
    return _visited(plan, VISIT_ENTERPRISES, (ENTERPRISES, ENTERPRISE_ISSUES, ENTERPRISE_SOLVED), most=1, purpose=61)


def notables(plan: Plan) -> list[Visited]:
    """Every 名士 visited, each once; some suggest two things or three."""
    return _visited(plan, VISIT_NOTABLES, (NOTABLES, SUGGESTIONS, 0), most=3, purpose=67)


def _visited(
    plan: Plan, offices: tuple[str, ...], march: tuple[int, int, int], most: int, purpose: int
) -> list[Visited]:
    """The visits of March, whose totals are laid down, and those of April."""
    random = np.random.default_rng([plan.seed, purpose])
    senders = [i for i, sender in enumerate(plan.senders) if sender.sends and sender.unit.unit_name in offices]
    homes = [_villages_of(plan.senders[sender].unit.zone) for sender in senders]
    april = tuple(round(total * IN_APRIL) for total in march)
    visited: list[Visited] = []
    for totals, first, last in ((march, 2, MARCH_DAYS), (april, MARCH_DAYS + 1, END)):
        many, raised, solved = (scaled(total, plan.scale) for total in totals)
        days = np.sort(random.integers(first, last + 1, many)).tolist()
        of_each = apportion(raised, random.random(many), np.full(many, most)).tolist() if many else []
        with_issue = [n for n, one in enumerate(of_each) if one]
        done = set(random.choice(with_issue, min(solved, len(with_issue)), replace=False).tolist()) if solved else set()
        for n, (day, one) in enumerate(zip(days, of_each, strict=True)):
            solved_day = min(day + int(random.integers(0, 6)), last) if n in done else 0
            turn = len(visited) % len(senders)
            village = homes[turn][len(visited) * 7 % len(homes[turn])] if len(visited) % UNPLACED_EVERY else -1
            visited.append(Visited(len(visited) + 1, senders[turn], day, one, solved_day, village))
    return visited


def _villages_of(zone: str | None) -> list[int]:
    """The villages in which an office of this zone visits firms; of the whole city where it is of none."""
    inhabited = [i for i, area in enumerate(AREAS) if "虚拟" not in area.village_name]
    return [i for i in inhabited if zone is None or AREAS[i].zone == zone]


def enterprise_ledgers(office: Office) -> Iterator[Sent]:
    """企业走访台账, one a half month, of the offices that visit enterprises."""
    if office.name not in VISIT_ENTERPRISES:
        return
    ours = [one for one in enterprises(office.plan) if one.sender == office.index]
    yield from _ledgers(office, ENTERPRISE_LEDGER, ours, _firm)


def notable_ledgers(office: Office) -> Iterator[Sent]:
    """名士走访台账, one a half month, of the offices that visit them."""
    if office.name not in VISIT_NOTABLES:
        return
    ours = [one for one in notables(office.plan) if one.sender == office.index]
    yield from _ledgers(office, NOTABLE_LEDGER, ours, _notable)


def _ledgers(
    office: Office, paper: Paper, ours: list[Visited], cells_of: Callable[[Office, Visited], dict[str, Cell]]
) -> Iterator[Sent]:
    halves = half_of(np.array([one.day for one in ours], dtype=int))
    for half in range(3):
        records = [
            Record(cells_of(office, one)) for one, of_half in zip(ours, halves.tolist(), strict=True) if of_half == half
        ]
        if records:
            kind = "xlsx" if office.habit.kind == "xlsx-as-xls" else office.habit.kind
            yield office.send(paper, half, [Part(paper.name, records)], kind=kind, habit=office.habit)


def _common(office: Office, one: Visited) -> dict[str, Cell]:
    cadre = office.cadre_names[one.number % len(office.cadre_names)]
    return {
        "联系电话": people.phone(40_000_000 + one.number),
        "走访人": cadre,
        "走访单位": office.name,
        "走访日期": date_written(one.day, office.habit.date_style),
    }


def _firm(office: Office, one: Visited) -> dict[str, Cell]:
    """A row of 企业走访台账."""
    wish = FIRM_WISHES[one.number % len(FIRM_WISHES)].format(n=one.number % 9 + 2)
    outcome = "已协调解决" if one.solved_day else "正在协调"
    place = place_written(one.village, office.habit.place_style) if one.village >= 0 else ("", "", "")
    return _common(office, one) | {
        **dict(zip(PLACE_KEYS, place, strict=True)),
        "企业名称": f"常州示例{one.number}号{TRADES[one.number % len(TRADES)]}有限公司",
        "企业类型": FIRM_KINDS[one.number % len(FIRM_KINDS)],
        "企业负责人": people.name(51_000 + one.number * 7),
        "反映问题": wish if one.raised else ("", "无")[one.number % 2],
        "办理情况": outcome if one.raised else "",
        "是否解决": ("已解决" if one.solved_day else "待解决") if one.raised else "",
        "办结日期": date_written(one.solved_day, office.habit.date_style),
    }


def _notable(office: Office, one: Visited) -> dict[str, Cell]:
    """A row of 名士走访台账."""
    wishes = [
        NOTABLE_WISHES[(one.number + turn) % len(NOTABLE_WISHES)].format(n=one.number % 7 + 2)
        for turn in range(one.raised)
    ]
    written = "；".join(wishes) if one.number % 2 else "\n".join(f"{n}.{wish}" for n, wish in enumerate(wishes, 1))
    return _common(office, one) | {
        "名士姓名": people.name(71_000 + one.number * 11),
        "名士类别": NOTABLE_KINDS[one.number % len(NOTABLE_KINDS)],
        "意见建议": written if len(wishes) > 1 else "".join(wishes),
    }
