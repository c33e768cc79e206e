"""差在哪里: which parts of a place or a unit cost it most, in one sentence and one short table for each way of cutting it up?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import streamlit as st

from campaign.access.rights import may_compare
from campaign.judgement import shortfall as judgement
from campaign.judgement.ranking.method import BadMethod
from campaign.judgement.shortfall import Compared, Costs, Part
from campaign.numbers.dimensions import UNITS, shown
from campaign.numbers.kinds import counts_in
from campaign.numbers.metrics import (
    ANSWERED_SHARE,
    COVERAGE,
    PENDING,
    RESPONDED_SHARE,
    SOLVED_ON_TIME_SHARE,
    SOLVED_SHARE,
)
from campaign.numbers.wording import format_share
from pages.parts import bar, leads, ruled, tables
from pages.parts.frame import section
from pages.parts.view import View

TITLE = "差在哪里"
VERBS: Mapping[str, tuple[str, str]] = {
    SOLVED_SHARE.id: ("解决", "已解决/收集"),
    ANSWERED_SHARE.id: ("答复", "已答复/收集"),
    RESPONDED_SHARE.id: ("处置", "已处置/收集"),
    SOLVED_ON_TIME_SHARE.id: ("按期办结", "按期/到期"),
    COVERAGE.id: ("走访", "走访/总户数"),
}
"""Of the numbers that can be cut up: what was done with a case, and the heading over part and whole."""
HEADS: Mapping[str, str] = {
    "district": "辖市区", "zone": "报送区", "town": "镇（街道）", "village": "村（社区）", "handler": "责任单位", "unit": "走访单位", "category": "问题类别",
}  # fmt: skip
BESIDE = 2
"""Tables side by side: of three the last columns, which they are about, would be cut."""
NAMED = 3
"""Parts that the sentence names."""


class Shortfall:
    """What costs most of what a view has in sight, measured by another view; stated when made.

        costs = Shortfall(here, city, "天宁区", "全市", by=("town", "handler", "category"))
        ...
        costs.draw()

    Of a unit: `Shortfall(view.but(handler=unit), view.but(handler_level=[...]), shown_name(unit), "同类", by=("category", "town"))`.
    `number` is one of `VERBS`; a way of cutting up that it does not know, that is narrowed to already or that the visitor may
    not see has no table.
    """

    def __init__(
        self,
        view: View,
        around: View,
        whose: str,
        level: str,
        *,
        by: Sequence[str],
        number: Compared = SOLVED_SHARE,
    ) -> None:
        self.view, self.whose, self.level, self.number = view, whose, level, number
        by = [name for name in by if name not in view.where and (name not in UNITS or may_compare(view.room.scope))]
        self._refused, self._stated = "", None
        try:
            self._stated = judgement.Shortfall(
                view.room.batch,
                number,
                where=view.where,
                around=around.where,
                by=by,
                as_of=view.as_of,
                period=view.period,
            )
        except BadMethod as error:
            self._refused = str(error)

    @property
    def _verb(self) -> str:
        return VERBS[self.number.id][0]

    @property
    def _name(self) -> str:
        return self.number.label.partition("（")[0]

    def draw(self) -> None:
        """The sentence and its tables; nothing where there is nothing to compare."""
        costs = self._stated.costs if self._stated else None
        if costs is None and not self._refused:
            return
        section(f"{TITLE}：{self._name}", self._note(costs) if costs and costs.is_enough else "")
        if costs is None:
            tables.nothing(self._refused)
            return
        st.markdown(self.sentence(costs))
        listed = {split: parts for split, parts in costs.by.items() if parts}
        if not costs.is_enough or not listed:
            return
        splits = list(listed)
        for first in range(0, len(splits), BESIDE):
            for column, split in zip(st.columns(BESIDE, gap="medium"), splits[first : first + BESIDE], strict=False):
                with column:
                    self._table(split, listed[split], costs)

    def _note(self, costs: Costs) -> str:
        done, whole = counts_in(self.number)
        kinds = f"问题类别按{self.level}同一类别的{self._name}计。" if judgement.KINDS & costs.by.keys() else ""
        return (
            f"少{self._verb}：按{self.level}{self._name}{format_share(costs.whole.level)}应{self._verb}的{whole.unit}数，减去{done.label}。{kinds}"
            f"不足{costs.least:g}{whole.unit}的单位、镇村不单列。"
        )

    def sentence(self, costs: Costs) -> str:
        """How far it is from the level and what costs most, as Markdown."""
        whole, unit = costs.whole, counts_in(self.number)[1].unit
        own = f"{tables.plain(self.whose)}{self._name}**{format_share(whole.share)}**（{whole.part:,}/{whole.whole:,}{unit}）"
        if not costs.is_enough:
            return f"{own}，不足{costs.least:g}{unit}，样本不足，不作比较。"
        level = f"{self.level}{format_share(whole.level)}"
        should = f"按{self.level}水平应{self._verb}{whole.expected:,}{unit}"
        if whole.fewer > 0:
            words = f"{own}，低于{level}，{should}，少{self._verb}**{whole.fewer:,}{unit}**"
        elif whole.fewer < 0:
            words = f"{own}，高于{level}，{should}，多{self._verb}{-whole.fewer:,}{unit}"
        else:
            words = f"{own}，与{level}持平"
        named = [f"{HEADS[split]}为{self._shown(split, part)}（{part.fewer:,}{unit}）" for split, part in _most(costs)]
        if not named:
            return f"{words}。" if whole.fewer > 0 else f"{words}，各部分均不低于{self.level}水平。"
        return f"{words}；{'' if whole.fewer > 0 else '其中仍有差距，'}差距最大的{'，'.join(named)}。"

    def _shown(self, split: str, part: Part) -> str:
        return tables.plain(shown(split, part.name))

    def _table(self, split: str, parts: Sequence[Part], costs: Costs) -> None:
        unit = counts_in(self.number)[1].unit
        columns = [
            ruled.Column(HEADS[split]),
            ruled.Column(self._name, is_number=True),
            ruled.Column(VERBS[self.number.id][1], is_number=True),
            ruled.Column(f"少{self._verb}", is_number=True),
        ]
        rows: list[ruled.Row] = [
            (
                ruled.Cell(shown(split, part.name), self._page(split, part)),
                format_share(part.share),
                f"{part.part:,}/{part.whole:,}",
                ruled.Cell(f"{part.fewer:,}{unit}", self._rows(part)),
            )
            for part in parts
        ]
        if rest := costs.rest(split):
            rows.append(
                (ruled.Cell("其余合计", look="quiet"), " ", " ", f"{'' if rest > 0 else '多'}{abs(rest):,}{unit}")
            )
        ruled.show(f"{self.whose}{HEADS[split]}：少{self._verb}", columns, rows, is_narrow=True)

    def _page(self, split: str, part: Part) -> leads.Address | None:
        """The page about a part: a place's, a unit's."""
        if split in ("handler", "unit"):
            return leads.to_page("unit", self.view.but(without=tuple(self.view.where)), unit=part.name)
        return leads.to_page("places", self.view, **part.where) if split in bar.OF_PLACES else None

    def _rows(self, part: Part) -> leads.Address:
        """The rows behind a part: what is not solved, where that is what its difference is made of."""
        is_of_all = self.number is SOLVED_SHARE and not self.view.period
        return leads.to_rows(self.view, PENDING if is_of_all else counts_in(self.number)[1], **part.where)


def _most(costs: Costs) -> list[tuple[str, Part]]:
    """The worst part of each split."""
    return list(islice(((split, parts[0]) for split, parts in costs.by.items() if parts), NAMED))
