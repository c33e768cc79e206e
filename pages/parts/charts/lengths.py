"""What is one bar? Bars are sorted by their caller, start at zero and are labelled directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pages.parts.charts.look import NAVY


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, the label at its end."""

    name: str
    value: float
    label: str
    part: float | None = None
    """The darker piece inside the bar; None when the bar has none."""
    colour: str = NAVY
    said: str = ""
    """Its name in a sentence, where that is not the one under it."""
    id: str = ""
    """What a click on it hands over, where that is not its name."""
    is_part: bool = False
    """Whether it is a period of which only some days are in sight: it is compared with none."""
    is_running: bool = False
    """Whether that is so because it has not ended yet."""
    is_empty: bool = False
    """Whether it is a period without any row: it has its place and no length."""

    @property
    def name_in_words(self) -> str:
        """The name without the line break, which is for the picture only."""
        return self.said or self.name.replace("<br>", "")

    @property
    def label_in_words(self) -> str:
        """The label on one line."""
        return self.label.replace("<br>", "，")


def bars_table(bars: Sequence[Bar]) -> pd.DataFrame:
    """The bars as rows."""
    cells = {
        "名称": [b.name_in_words for b in bars],
        "数": [None if b.is_empty else b.value for b in bars],
        "其中": [b.part for b in bars],
        "读作": [b.label_in_words for b in bars],
    }
    frame = pd.DataFrame(cells)
    return frame if frame["其中"].notna().any() else frame.drop(columns="其中")
