"""What may an office set of its campaign without code: its name, dates, targets, reports owed and thresholds, and where it is?

They are written in `data/reference/campaign.toml` and `places.toml`. What the former leaves out is as declared here, so
that a campaign of which only the dates are new is a file of dates.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
FILE, PLACES = REFERENCE / "campaign.toml", REFERENCE / "places.toml"
SHOWN_AS = "data/reference/campaign.toml"

DAYS_OF_WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NAMED_DAYS = ("visit_deadline", "solve_deadline", "end")
"""The dates by which `until` of a report may be written."""
NOTHING_DONE = 2
"""Exit code of every command when the file cannot be used."""

Section = TypeVar("Section")


class WrongSettings(ValueError):
    """A reference file that cannot be used; `str()` is the Chinese sentence with what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """Who owes 周报, to whom, and until when."""

    levels: tuple[str, ...] = ("市级机关", "辖市区")
    to: str = "市民政局"
    until: date | str = "visit_deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfMonthSummary:
    """Who owes 半月汇总 for each of its villages, to whom those of a 村 and of a 社区 go, and until when."""

    levels: tuple[str, ...] = ("市级机关",)
    to_village: str = "市委农工办"
    to_community: str = "市民政局"
    until: date | str = "solve_deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign, as `rules` names its values and says what each means."""

    name: str = "大走访"
    also_called: tuple[str, ...] = ("三大一实干", "大走访")
    whole: str = "全市"
    notice: str = "办发〔2017〕2号"
    start: date = date(2017, 3, 1)
    visit_deadline: date = date(2017, 4, 30)
    solve_deadline: date = date(2017, 5, 31)
    end: date = date(2017, 12, 31)
    households_per_cadre: int = 30
    villages_per_unit: tuple[int, ...] = (1, 3)
    levels: tuple[str, ...] = ("市级机关", "辖市区", "区级部门", "镇街", "条管单位")
    tasked_level: str = "市级机关"
    supervision_groups: int = 7
    week_begins: str = "周一"
    report_grace_days: int = 2
    sheet_grace_days: int = 7
    tolerance: float = 0.02
    cards_per_household: tuple[float, ...] = (0.9, 1.05)
    gone_share: float = 0.2
    gone_few: int = 5
    disturbing_units: int = 3
    disturbing_days: int = 7
    minimum_watched: int = 5
    fewest_families: int = 5
    projected_from_share: float = 0.5
    fixed_at_once_days: int = 7
    evening_from: int = 18
    age_limits: tuple[int, ...] = (7, 14, 30)
    weekly_report: WeeklyReport = field(default_factory=WeeklyReport)
    half_month_summary: HalfMonthSummary = field(default_factory=HalfMonthSummary)

    def owed_until(self, report: WeeklyReport | HalfMonthSummary) -> date:
        """The last day on which a period of a report may end that is still owed."""
        return report.until if isinstance(report.until, date) else getattr(self, report.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Towns and streets that lie in one district by law and report as another."""

    name: str
    around: str
    towns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a campaign is: the list of its villages and communities, and how its districts and towns are called."""

    register: str
    year: int
    city: str
    province: str = ""
    districts: tuple[str, ...] = ()
    apart: Apart | None = None
    other_districts: Mapping[str, str] = field(default_factory=dict)
    other_towns: Mapping[str, str] = field(default_factory=dict)


def read(file: Path = FILE) -> Campaign:
    """The campaign of a file; WrongSettings when anything in it is unknown, of another type or contradicts the rest."""
    campaign = section(written(file), Campaign, SHOWN_AS)
    _check(campaign)
    return campaign


def read_places(file: Path = PLACES) -> Places:
    """The places of a file; WrongSettings when it cannot be used."""
    places = section(written(file), Places, f"data/reference/{file.name}")
    if not file.with_name(places.register).is_file():
        raise WrongSettings(f"data/reference/{file.name} 的 register 写了 {places.register}，文件夹里没有这个文件。")
    return places


def in_force(settings: Callable[[], Section]) -> Section:
    """What this office has set. No command can do without: a file that cannot be used ends it with the sentence."""
    try:
        return settings()
    except WrongSettings as why:
        sys.stderr.write(f"{why}\n")
        raise SystemExit(NOTHING_DONE) from why


def written(file: Path) -> Mapping[str, Any]:
    """What a TOML file of the reference data has; WrongSettings when it cannot be read."""
    name = f"data/reference/{file.name}"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise WrongSettings(f"没有 {name}；请放回原来的那一份，再改要改的。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise WrongSettings(f"{name} 读不出：{why}。每行请写成 名称 = 值，并存为 UTF-8。") from None


def section(values: Mapping[str, Any], kind: type[Section], where: str) -> Section:
    """The declared kind with the written values, each of its declared type; WrongSettings, `where` says of which part.

    >>> section({"to": "市委组织部"}, WeeklyReport, "周报").to
    '市委组织部'
    >>> section({"level": ["镇街"]}, WeeklyReport, "周报")
    Traceback (most recent call last):
    campaign.office.settings.WrongSettings: 周报 里不认识 level，是不是 levels？可以写：levels、to、until。
    """
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    types = get_type_hints(kind)
    for name in values:
        if name not in names:
            near = get_close_matches(name, names, 1)
            meant = f"，是不是 {near[0]}？" if near else "。"
            raise WrongSettings(f"{where} 里不认识 {name}{meant}可以写：{'、'.join(names)}。")
    for one in fields(kind):  # type: ignore[arg-type]
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING:
            raise WrongSettings(f"{where} 里缺 {one.name}。")
    return kind(**{name: _typed(value, types[name], f"{where} 里的 {name}") for name, value in values.items()})


def _typed(value: Any, wanted: Any, where: str) -> Any:
    wanted = next((part for part in get_args(wanted) if hasattr(part, "__dataclass_fields__")), wanted)
    if hasattr(wanted, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise WrongSettings(f"{where} 应是一段：先写 [{where.rpartition(' ')[2]}] 一行，下面一行一项。")
        return section(value, wanted, where)
    fits, shape = _SHAPES[wanted]
    if not fits(value):
        raise WrongSettings(f"{where} 应写成{shape}，写的是{_shown(value)}。")
    return tuple(value) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    """A value nearly as the file has it, in quotation marks."""
    written = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"“{written.lower() if isinstance(value, bool) else written}”"


def _is_day(value: Any) -> bool:
    return type(value) is date  # a datetime is a date as well


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _all(fits: Any) -> Any:
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


_SHAPES: Mapping[Any, tuple[Any, str]] = {
    str: (_is_text, '加引号的文字，例如 "市民政局"'),
    date: (_is_day, "不加引号的日期，例如 2017-03-01"),
    date | str: (
        lambda value: _is_day(value) or value in NAMED_DAYS,
        f"日期，或 {'、'.join(NAMED_DAYS)} 之一（加引号）",
    ),
    int: (_is_count, "大于 0 的整数"),
    float: (_is_number, "大于 0 的数"),
    tuple[str, ...]: (_all(_is_text), '方括号里的几个名称，例如 ["市级机关", "辖市区"]'),
    tuple[int, ...]: (_all(_is_count), "方括号里的几个大于 0 的整数，例如 [7, 14, 30]"),
    Mapping[str, str]: (_is_table, '一段，每行写 "这样写的" = "是哪个"'),
    tuple[float, ...]: (_all(_is_number), "方括号里的几个大于 0 的数，例如 [0.9, 1.05]"),
}
"""Each type that a setting may have: what fits, and how it is written."""


def _check(campaign: Campaign) -> None:
    """WrongSettings when the values contradict one another."""
    dates = ("start", *NAMED_DAYS)
    for earlier, later in pairwise(dates):
        first, last = getattr(campaign, earlier), getattr(campaign, later)
        if first > last:
            raise WrongSettings(
                f"{SHOWN_AS} 的 {later}（{last}）早于 {earlier}（{first}）；先后应是 {'、'.join(dates)}。"
            )
    for name in ("age_limits", "levels"):
        values = getattr(campaign, name)
        if len(set(values)) < len(values):
            raise WrongSettings(f"{SHOWN_AS} 的 {name} 有重复：{'、'.join(map(str, values))}。")
    if list(campaign.age_limits) != sorted(campaign.age_limits):
        raise WrongSettings(f"{SHOWN_AS} 的 age_limits 应从小到大。")
    for name in ("villages_per_unit", "cards_per_household"):
        ends = getattr(campaign, name)
        if len(ends) != 2 or ends[0] > ends[1]:
            raise WrongSettings(f"{SHOWN_AS} 的 {name} 应是两个数：最少、最多。")
    if campaign.gone_share >= 1 or campaign.tolerance >= 1:
        raise WrongSettings(f"{SHOWN_AS} 的 gone_share、tolerance 是占比，应小于 1。")
    if campaign.week_begins not in DAYS_OF_WEEK:
        raise WrongSettings(
            f"{SHOWN_AS} 的 week_begins 应是 {'、'.join(DAYS_OF_WEEK)} 之一，写的是“{campaign.week_begins}”。"
        )
    owing = {
        "weekly_report.levels": campaign.weekly_report.levels,
        "half_month_summary.levels": campaign.half_month_summary.levels,
        "tasked_level": (campaign.tasked_level,),
    }
    for name, levels in owing.items():
        for level in levels:
            if level not in campaign.levels:
                raise WrongSettings(
                    f"{SHOWN_AS} 的 {name} 写了“{level}”，levels 里没有；有的是 {'、'.join(campaign.levels)}。"
                )
