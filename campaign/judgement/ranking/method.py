"""By which published rules are units judged?

They are declared in `data/reference/ranking.toml`; what is printed under a table is made from the same values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Count, Metric, Ratio, Share
from campaign.numbers.metrics import metric
from campaign.office import rules
from campaign.places.areas import REFERENCE

FILE = REFERENCE / "ranking.toml"

Role = Literal["visiting", "handling"]
OF_PLACES = ("district", "zone", "town")
"""The dimensions by which places are compared."""
Section = TypeVar("Section")


class BadMethod(ValueError):
    """The published rules cannot be used; `str()` is the Chinese sentence with what would be right."""


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Units, or places, that are compared with one another and with nobody else."""

    name: str
    levels: tuple[str, ...] = ()
    handling_only: bool = False
    """Nobody in it owes a visit or a report: a unit with nothing to handle is not 未报."""
    by: str = ""
    """Of places the dimension that names them: all that lies there is counted, whoever visits or handles."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A share whose part and whole are counted on two tables, compared like any other share."""

    id: str
    label: str
    part: Count
    whole: Count
    beside: str = ""

    @property
    def table(self) -> str:
        """The table of its part."""
        return self.part.table


Measure = Share | Coverage


def compared(measure: str) -> Measure:
    """The measure of that id; CannotAnswer when it has no part and whole."""
    declared = metric(measure)
    if isinstance(declared, Share):
        return declared
    if isinstance(declared, Ratio) and declared.unit == "%":
        return Coverage(declared.id, declared.label, declared.top, declared.bottom)
    raise CannotAnswer(f"“{declared.label}”不是占比，不能排名。")


@dataclass(frozen=True, slots=True)
class Measures:
    """The compared shares of `campaign.numbers.metrics`, by the role of the unit that owes them."""

    default: str
    visiting: tuple[str, ...]
    handling: tuple[str, ...]
    places: tuple[str, ...]
    case_mix: tuple[str, ...]

    def role(self, measure: str) -> Role:
        """Whose measure it is; CannotAnswer when it is not one of the published ones."""
        if measure in self.handling:
            return "handling"
        if measure in (*self.visiting, *self.places):
            return "visiting"
        known = "、".join(f"{m}（{metric(m).label}）" for m in (*self.handling, *self.visiting))
        raise CannotAnswer(f"督查排名不按“{measure}”排。现有：{known}。")

    def of(self, group: PeerGroup) -> tuple[str, ...]:
        """The measures of a group, the default first."""
        all_of = (*self.handling, *self.visiting)
        if group.by:
            all_of = self.places
        elif group.handling_only:
            all_of = self.handling
        return tuple(sorted(all_of, key=lambda m: m != self.default))


@dataclass(frozen=True, slots=True)
class Tiers:
    """The thresholds of the tiers."""

    minimum_base: int
    floor_factor: float
    behind: float
    watch: float
    ahead_factor: float
    ahead: float
    progress: float


@dataclass(frozen=True, slots=True)
class Support:
    """Who needs help: the most issues, or the most waiting."""

    most: int
    visiting: str
    handling: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """How a unit's true rate is estimated from its own figures and its peers'."""

    fewest_units: int
    few_units_strength: float
    interval: float
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """The control limits."""

    inner: float
    outer: float


@dataclass(frozen=True, slots=True)
class Stability:
    """How far the rules are moved to see whether a tier depends on them."""

    draws: int
    moved_by: float


@dataclass(frozen=True, slots=True)
class Entry:
    """Points added or taken, with the reason."""

    unit: str
    points: float
    reason: str
    date: date


@dataclass(frozen=True, slots=True)
class Composite:
    """The optional score of several measures."""

    on: bool
    least_weight: float
    weights: Mapping[str, float]
    difficulty: Mapping[str, float]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """The published rules."""

    groups: tuple[PeerGroup, ...]
    territories: tuple[PeerGroup, ...]
    measures: Measures
    tiers: Tiers
    bases: Mapping[str, float]
    """Measures with another minimum base."""
    targets: Mapping[str, float]
    support: Support
    estimate: Estimate
    funnel: Funnel
    stability: Stability
    composite: Composite

    def group(self, name: str) -> PeerGroup:
        """The peer group; CannotAnswer when there is none of that name."""
        for declared in (*self.groups, *self.territories):
            if declared.name == name:
                return declared
        known = "、".join(group.name for group in (*self.groups, *self.territories))
        raise CannotAnswer(f"没有“{name}”这个同类。现有：{known}。")

    def base(self, measure: str) -> float:
        """The least number of cases with which a unit is judged on the measure."""
        return self.bases.get(measure, self.tiers.minimum_base)

    @property
    def _of_places(self) -> str:
        """How places are compared, in words."""
        return (
            f"也按地区比：{'、'.join(place.name for place in self.territories)}（{labels(self.measures.places)}），"
            "统计当地的全部问题和走访，不论由谁收集、由谁承办；与地方同名的单位写作“（本级）”，只统计本单位的。"
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The method in words, a rule a sentence; printed under every table and in every download."""
        tiers, estimate, funnel, moved = self.tiers, self.estimate, self.funnel, self.stability
        bases = "".join(f"，{metric(m).label}不足 {least:g} {metric(m).whole.unit}" for m, least in self.bases.items())  # type: ignore[union-attr]
        targets = "；".join(f"{metric(m).label}定有指标 {percent(target)}" for m, target in self.targets.items())
        return (
            f"只在同类中比较：{'、'.join(group.name for group in self.groups)}。"
            f"走访的指标（{labels(self.measures.visiting)}）比走访单位，办理的指标（{labels(self.measures.handling)}）"
            "比责任单位：即写明的承办单位，未写明的由收集的走访单位负责。承办单位不在花名册上的，不评，件数另列。",
            *((self._of_places,) if self.territories else ()),
            "解决率和按期办结率只计注明是否解决的问题，未注明的另列，不按未解决计。"
            "同类水平是同类中有数据的单位合计的占比，含样本不足的。"
            f"底线是同类水平的 {tiers.floor_factor:g} 倍{f'（{targets}）' if targets else ''}；"
            f"先进线是同类水平的 {tiers.ahead_factor:g} 倍，"
            f"同类水平过半的，改按没有办到的部分不超过同类的 {2 - tiers.ahead_factor:g} 倍。",
            f"每家的真实占比按贝塔—二项分布估计：自己的件数越少，越向同类靠拢。同类中够基数的不足 {estimate.fewest_units} 家的，"
            f"以同类水平为先验，当作 {estimate.few_units_strength:g} 件。自己的数在这样的同类中几乎不会有的"
            f"（全组出一家的概率不到 {percent((1 - funnel.outer) / 2)}），不算同一种，先验也只当 {estimate.few_units_strength:g} 件。"
            f"区间是 {percent(estimate.interval)} 区间。",
            f"低于底线的概率不低于 {percent(tiers.behind)}，并且自己的占比低于 {percent(funnel.inner)} 控制限的，为整改；"
            f"概率不低于 {percent(tiers.watch)}、未列为整改的为关注；高于先进线的概率不低于 {percent(tiers.ahead)}，"
            f"并且自己的占比高于 {percent(funnel.inner)} 控制限的，为先进；其余为达标。",
            f"不足 {tiers.minimum_base} 件{bases}的为样本不足，未报数据的为未报，已报而无此类数据的为无可评数据，均单列，不作零，也不作平均。",
            f"进步：与上一期同样天数相比，占比升高的概率不低于 {percent(tiers.progress)}。趋势是本单位占比本身的增减：选了时段的与上一期同样天数比，没有选的与一个月前的同一天比，两次都够基数才列。"
            f"治理：{metric(self.support.handling).label}或{metric(self.support.visiting).label}最多的 {self.support.most} 家，"
            f"是帮扶名单，不是问责；比{metric(self.support.visiting).label}的，要走访满 {tiers.minimum_base} 户。有未解决的对账差异的，加注。",
            f"位次是 {estimate.draws:,} 次联合抽样（种子 {estimate.seed}）的 {percent(estimate.interval)} 区间，不排单个名次。",
            f"控制限是按同类水平的二项分布 {percent(funnel.inner)} 和 {percent(funnel.outer)} 界限：和同类一样的单位，单凭偶然不会越过{'；定有指标的，下限按指标' if self.targets else ''}。"
            "各单位之间本来的差别在概率里算过，控制限不再放宽。",
            f"稳定性：底线、先进线的倍数和先验强度各上下浮动 {percent(moved.moved_by)} 以内，{moved.draws} 次中有几次仍在同一档；控制限不动。",
            f"按同类水平应有数：{labels(self.measures.case_mix)}为同类中同类别、同时长的占比乘以本单位的件数，其余指标为同类水平乘以本单位的件数，取整；占比低于同类的，应有数减实际数为少解决（少于同类水平）的数。只供参考，不定档。",
            *self._composite_in_words(),
            f"名单是督查的线索，不是结论。（口径版本 {rules.DEFINITIONS_VERSION}）",
        )

    def _composite_in_words(self) -> tuple[str, ...]:
        if not self.composite.on:
            return ("综合分没有启用。",)
        weights = "、".join(f"{metric(m).label} {weight:g}" for m, weight in self.composite.weights.items())
        difficulty = "、".join(f"{name} {weight:g}" for name, weight in self.composite.difficulty.items())
        return (
            f"综合分供领导参阅：{weights}，按估计值加权；缺的指标不作零，余下的权重按比例放大，"
            f"有数的权重不到 {percent(self.composite.least_weight)} 的不算分；定档和位次都与同类在同样的指标上比；综合分没有控制限，定档只凭概率。"
            f"难易程度{f'（{difficulty}）按一件算几件，' if difficulty else ''}没有写的一件算一件。加减分逐笔写明理由，另列，不并入。",
        )

    @property
    def note(self) -> str:
        """The method in words, in one paragraph."""
        return "".join(self.sentences)


def percent(share: float) -> str:
    """A threshold, formatted.

    >>> percent(0.998), percent(0.9)
    ('99.8%', '90%')
    """
    return f"{100 * share:.4g}%"


def labels(measures: Collection[str]) -> str:
    """The 中文名 of measures."""
    return "、".join(metric(m).label for m in measures)


@cache
def published() -> Method:
    """The rules in force; BadMethod when the file cannot be used."""
    return read(FILE)


def read(file: Path) -> Method:
    """The rules of a file; BadMethod, in Chinese, when anything in it is missing, unknown or out of its range."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadMethod(f"{file.name} 不是 TOML：{error}。") from None
    known(written, [f.name for f in fields(Method)], "", optional=("bases", "targets", "territories"))
    tiers = section(written, "tiers", Tiers)
    composite = dict(written["composite"])
    entries = composite.pop("entries", [])
    known(composite, [f.name for f in fields(Composite)], "composite", optional=("entries", "difficulty"))
    method = Method(
        groups=tuple(peer_group(group) for group in written["groups"]),
        territories=tuple(territory(place) for place in written.get("territories", ())),
        measures=section(written, "measures", Measures),
        tiers=tiers,
        bases=numbers(written.get("bases", {}), "bases", 0, 1000),
        targets=numbers(written.get("targets", {}), "targets", 0, 1),
        support=section(written, "support", Support),
        estimate=section(written, "estimate", Estimate),
        funnel=section(written, "funnel", Funnel),
        stability=section(written, "stability", Stability),
        composite=Composite(
            on=flag(composite, "on", "composite"),
            least_weight=numbers({"least_weight": composite["least_weight"]}, "composite", 0, 1)["least_weight"],
            weights=numbers(composite["weights"], "composite.weights", 0, 1000),
            difficulty=numbers(composite.get("difficulty", {}), "composite.difficulty", 0, 100),
            entries=tuple(entry(one) for one in entries),
        ),
    )
    check(method)
    return method


def known(written: Mapping[str, Any], names: Collection[str], where: str, *, optional: Collection[str] = ()) -> None:
    """BadMethod when a key is missing or unknown."""
    place = f"[{where}] 里" if where else ""
    for name in names:
        if name not in written and name not in optional:
            raise BadMethod(f"{FILE.name} {place}缺 {name}。")
    for name in written:
        if name not in names:
            raise BadMethod(f"{FILE.name} {place}的 {name} 认不得；可以写：{'、'.join(names)}。")


def section(written: Mapping[str, Any], name: str, kind: type[Section]) -> Section:
    """One section, every value of the declared type."""
    values_of = written[name]
    declared = {f.name: str(f.type) for f in fields(kind)}  # type: ignore[arg-type]
    known(values_of, list(declared), name)
    values: dict[str, Any] = {}
    for key, kind_of in declared.items():
        value = values_of[key]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if kind_of.startswith("tuple"):
            fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        elif kind_of == "str":
            fits = isinstance(value, str)
        else:
            fits = is_number and value > 0 and (kind_of == "float" or isinstance(value, int))
        if not fits:
            wanted = "一列代号" if kind_of.startswith("tuple") else "一个代号" if kind_of == "str" else "大于 0 的数"
            raise BadMethod(f"{FILE.name} [{name}] {key} 应是{wanted}，写的是 {value!r}。")
        values[key] = tuple(value) if kind_of.startswith("tuple") else value
    return kind(**values)


def numbers(written: Mapping[str, Any], where: str, least: float, most: float) -> dict[str, float]:
    """A section of numbers, each within its range."""
    for name, value in written.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not least < value <= most:
            raise BadMethod(f"{FILE.name} [{where}] {name} 应大于 {least:g}、不超过 {most:g}，写的是 {value!r}。")
    return {name: float(value) for name, value in written.items()}


def flag(written: Mapping[str, Any], name: str, where: str) -> bool:
    """A yes or no; no when it is not written."""
    value = written.get(name, False)
    if not isinstance(value, bool):
        raise BadMethod(f"{FILE.name} [{where}] {name} 应写 true 或 false，写的是 {value!r}。")
    return value


def peer_group(written: Mapping[str, Any]) -> PeerGroup:
    """One peer group, its levels among the declared ones."""
    known(written, ("name", "levels", "handling_only"), "groups", optional=("handling_only",))
    for level in written["levels"]:
        if level not in rules.LEVELS:
            raise BadMethod(f"{FILE.name} [groups] 没有“{level}”这个级别；可以写：{'、'.join(rules.LEVELS)}。")
    return PeerGroup(written["name"], tuple(written["levels"]), flag(written, "handling_only", "groups"))


def territory(written: Mapping[str, Any]) -> PeerGroup:
    """One peer group of places."""
    known(written, ("name", "by"), "territories")
    if written["by"] not in OF_PLACES:
        raise BadMethod(f"{FILE.name} [territories] 不能按“{written['by']}”比；可以写：{'、'.join(OF_PLACES)}。")
    return PeerGroup(written["name"], by=written["by"])


def entry(written: Mapping[str, Any]) -> Entry:
    """One addition or deduction: nobody gets points without a reason and a day."""
    known(written, [f.name for f in fields(Entry)], "composite.entries")
    whose = written["unit"]
    if not isinstance(written["points"], int | float) or written["points"] == 0:
        raise BadMethod(f"{FILE.name} 给“{whose}”的加减分应是不为 0 的数，写的是 {written['points']!r}。")
    if not isinstance(written["reason"], str) or not written["reason"].strip():
        raise BadMethod(f"{FILE.name} 给“{whose}”的加减分没有写理由。")
    if not isinstance(written["date"], date):
        raise BadMethod(f"{FILE.name} 给“{whose}”的加减分没有写日期，应写作 {rules.EXAMPLE} 这样。")
    return Entry(whose, float(written["points"]), written["reason"].strip(), written["date"])


def check(method: Method) -> None:
    """BadMethod when the values contradict one another."""
    measures, tiers, funnel = method.measures, method.tiers, method.funnel
    weighted = (*method.composite.weights, *method.targets, *method.bases)
    for name in (*measures.visiting, *measures.handling, *measures.places, *measures.case_mix, *weighted):
        declared = declared_metric(name)
        is_share = isinstance(declared, Share) or (
            name in measures.places and isinstance(declared, Ratio) and declared.unit == "%"
        )
        if not is_share or declared.direction != "higher":
            raise BadMethod(f"{FILE.name} 里的“{declared.label}”（{name}）不是越高越好的占比，不能排名。")
    for name in (method.support.visiting, method.support.handling):
        declared_metric(name)
    levels = [level for group in method.groups for level in group.levels]
    names = [group.name for group in (*method.groups, *method.territories)]
    if len(set(levels)) < len(levels) or len(set(names)) < len(names):
        raise BadMethod(f"{FILE.name} [groups] 一个级别只能在一个同类里，同类不能重名。")
    ranked = {*measures.visiting, *measures.handling, *measures.places}
    for name in (measures.default, *measures.case_mix, *weighted):
        if name not in ranked:
            raise BadMethod(f"{FILE.name} 用到 {name}，但 [measures] 的 visiting、handling、places 里没有它。")
    if not 0 < tiers.floor_factor < 1 < tiers.ahead_factor < 2:
        raise BadMethod(f"{FILE.name} [tiers] 应是 0 < floor_factor < 1 < ahead_factor < 2。")
    if not 0.5 < tiers.watch < tiers.behind < 1:
        raise BadMethod(f"{FILE.name} [tiers] 应是 0.5 < watch < behind < 1：没有把握的不点名。")
    if not (0.5 < tiers.ahead < 1 and 0.5 < tiers.progress < 1 and 0.5 < method.estimate.interval < 1):
        raise BadMethod(f"{FILE.name} 的 ahead、progress、interval 应在 0.5 和 1 之间。")
    if not 0 < funnel.inner < funnel.outer < 1:
        raise BadMethod(f"{FILE.name} [funnel] 应是 0 < inner < outer < 1。")
    if not method.stability.moved_by < 1:
        raise BadMethod(f"{FILE.name} 的 moved_by 应小于 1。")


def declared_metric(name: str) -> Metric:
    """The metric of a measure; BadMethod when nobody declared it."""
    try:
        return metric(name)
    except CannotAnswer as error:
        raise BadMethod(f"{FILE.name}：{error}") from None
