"""How far may the automatic judgement of free texts be trusted: thresholds and measured figures of its card?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from campaign.office.settings import REFERENCE

CARD = REFERENCE / "text_model.toml"
"""Written by the training, beside the weights."""


@cache
def card() -> Mapping[str, Any]:
    """learned_from, measured_on, limits, thresholds, measured."""
    return tomllib.loads(CARD.read_text(encoding="utf-8"))


def trust() -> str:
    """What was measured of the categories, in one sentence for the pages.

    >>> trust().startswith("自动归类经"), trust().endswith("。")
    (True, True)
    """
    measured = card()["measured"]
    right = 1 - measured["left_to_a_person"] - measured["sure_and_wrong"]
    return (
        f"自动归类经{measured['issues']}件测试问题检验："
        f"正确{right:.0%}，有误{measured['sure_and_wrong']:.0%}，留待人工核定{measured['left_to_a_person']:.0%}。"
    )
