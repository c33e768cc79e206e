"""What is one bar, and what is to be seen in several?

Bars are sorted by their caller, start at zero and are labelled directly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pages.parts.charts.look import NAVY

MOST_TOGETHER = 3
"""Names of a tie that a sentence holds."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, the label at its end."""

    name: str
    value: float
    label: str
    part: float | None = None
    """The darker piece inside the bar; None when the bar has none."""
    colour: str = NAVY

    @property
    def name_in_words(self) -> str:
        """The name without the line break, which is for the picture only."""
        return self.name.replace("<br>", "")

    @property
    def label_in_words(self) -> str:
        """The label on one line."""
        return self.label.replace("<br>", "，")


def bars_table(bars: Sequence[Bar]) -> pd.DataFrame:
    """The bars as rows."""
    cells = {
        "名称": [b.name_in_words for b in bars],
        "数": [b.value for b in bars],
        "其中": [b.part for b in bars],
        "读作": [b.label_in_words for b in bars],
    }
    frame = pd.DataFrame(cells)
    return frame if frame["其中"].notna().any() else frame.drop(columns="其中")


def seen(bars: Sequence[Bar], *, is_whole: bool = True) -> str:
    """What to see in bars: who has most and, where all bars are drawn, who has least; ties are named together."""
    if not bars:
        return ""
    if len(bars) == 1:
        return f"只有{bars[0].name_in_words}：{bars[0].label_in_words}。"
    most, least = ([b for b in bars if b.value == end(b.value for b in bars)] for end in (max, min))
    if len(most) == len(bars):
        return f"{len(bars)}个一样多：{most[0].label_in_words}。"
    leader = f"最多的是{_together(most)}"
    return f"{leader}；最少的是{_together(least)}。" if is_whole else f"{leader}。"


def _together(bars: Sequence[Bar]) -> str:
    """Bars of one length in words."""
    names = "、".join(b.name_in_words for b in bars[:MOST_TOGETHER])
    if len(bars) > MOST_TOGETHER:
        names += f"等{len(bars)}个"
    return f"{names}，{'各' if len(bars) > 1 else ''}{bars[0].label_in_words}"
