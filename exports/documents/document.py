"""What is an official paper made of: the template that the office edits, the fields that it may use, who may have it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from campaign.access.scope import Scope
from campaign.judgement.ranking import Ranking, Standing, published
from campaign.judgement.ranking.questions import question_of
from campaign.numbers.batch import Batch
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Count
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from campaign.office.letterhead import Letterhead, full_day
from exports.sheets import UNSAFE

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a template that is filled: its name there, and what stands in it."""

    name: str
    meaning: str
    each: tuple[Field, ...] = ()
    """Of a list, the fields of each of its lines."""


@dataclass(frozen=True)
class Source:
    """What the papers of one period are written from: a snapshot, the period, and for whose eyes. Judged once for all of them."""

    snapshot: Snapshot
    period: rules.Period
    scope: Scope

    @property
    def day(self) -> date:
        """The day whose state is told."""
        return min(self.period.end, self.snapshot.data_date or self.period.end)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every peer group on every measure that is published for it."""
        method, batch = published(), self.batch
        stated = []
        for group in method.groups:
            for measure in method.measures.of(group):
                with suppress(CannotAnswer):
                    question = question_of(
                        self.snapshot, group, measure, batch=batch, scope=self.scope, as_of=self.day, method=method
                    )
                    stated.append(Ranking(question))
        return tuple(ranking.standing for ranking in stated)

    @property
    def batch(self) -> Batch:
        """Where its questions are stated."""
        return Batch(partial(self.snapshot.answers, scope=self.scope))

    def with_any(self, number: Count, by: str, *, as_of: date | None = None, period: str | None = None) -> list[str]:
        """The groups of a dimension of which a number counts anything, by name."""
        rows = self.batch.ask((number.id,), (by,), as_of=as_of, period=period).answer.rows
        return sorted(str(row[by]) for row in rows if row[by] is not None and row[number.id])

    @property
    def units(self) -> list[str]:
        """The units that any of them compares, by name."""
        judged = {place.unit for standing in self.standings for place in standing.places}
        return sorted(judged)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: from what, as which number, on which day it is issued, and to which unit."""

    source: Source
    letterhead: Letterhead
    issued: date
    number: int | None = None
    is_draft: bool = True
    """Whether it goes round for comments first."""
    unit: str = ""
    """Of a paper to one unit, which."""

    @property
    def snapshot(self) -> Snapshot:
        """What it is written from."""
        return self.source.snapshot

    @property
    def scope(self) -> Scope:
        """For whose eyes it is written."""
        return self.source.scope

    @property
    def period(self) -> rules.Period:
        """The month, or half month, that it is of."""
        return self.source.period

    @property
    def day(self) -> date:
        """The day whose state it tells."""
        return self.source.day


Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of official paper."""

    id: str
    """Its name on the command line."""
    title: str
    order: int
    """Among all papers."""
    fields: tuple[Field, ...] = ()
    fill: Callable[[Order], Values] | None = None
    """The value of every field."""
    lay_out: Callable[[], Any] | None = None
    """Makes the template as it is shipped."""
    make: Callable[[Order], bytes] | None = None
    """Of a workbook, which has no template, the file itself."""
    rhythm: str = rules.PERIOD_KINDS[0]
    """Of which kind of period it is."""
    needs: str = "comparison"
    """The right without which nobody has it."""
    to: Callable[[Source], Iterable[str]] | None = None
    """Of a paper to one unit, the units that are due one; None of a paper to all."""

    @property
    def template(self) -> Path:
        """The Word file that the office edits."""
        return TEMPLATES / f"{self.title}.docx"

    def file_name(self, order: Order) -> str:
        """通报_2017年3月_征求意见稿.docx; nothing that a file's name cannot hold."""
        stage = "征求意见稿" if order.is_draft and not self.make else ""
        parts = [self.title, order.unit, order.period.label, stage]
        return "_".join(filter(None, parts)).translate(UNSAFE) + (".xlsx" if self.make else ".docx")


EVERYWHERE: tuple[Field, ...] = (
    Field("发文机关", "data/reference/letterhead.toml 的 name"),
    Field("发文字号", "机关代字、年份、序号；没有给序号的留空"),
    Field("稿别", "征求意见稿；定稿为空"),
    Field("成文日期", "发文的日子：2017年4月5日"),
    Field("抄送", "letterhead.toml 的 copies"),
    Field("数据来源", "数据版本、数据截至哪天、指标口径的版本；页脚里的一行"),
)
"""The fields that every paper has."""


def everywhere(order: Order) -> dict[str, object]:
    """The values of EVERYWHERE."""
    head, snapshot = order.letterhead, order.snapshot
    return {
        "发文机关": head.name,
        "发文字号": head.number(order.issued.year, order.number),
        "稿别": "征求意见稿" if order.is_draft else "",
        "成文日期": full_day(order.issued),
        "抄送": "，".join(head.copies),
        "数据来源": f"数据版本{snapshot.id}；数据截至{full_day(snapshot.data_date or order.day)}；统计截至{full_day(order.day)}；"
        f"指标口径第{rules.DEFINITIONS_VERSION}版",
    }
