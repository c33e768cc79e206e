"""How is a test put to every pair of two lists of values: each value once in a quick run, every pair where slow tests run?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest


def every_pair(**axes: Iterable[Any] | Mapping[str, Any]) -> pytest.MarkDecorator:
    """Parametrizes a test by the product of lists; of a mapping, the keys are what its values are called.

    Quick are as many cases as the longest list has values, so that each value of each list is in one; the others are slow.
    """
    values = [list(axis.values() if isinstance(axis, Mapping) else axis) for axis in axes.values()]
    names = [list(axis) if isinstance(axis, Mapping) else list(map(str, axis)) for axis in axes.values()]
    places = [range(len(axis)) for axis in values]
    quick = {tuple(nth % len(axis) for axis in values) for nth in range(max(map(len, values)))}
    return pytest.mark.parametrize(
        list(axes),
        [
            pytest.param(
                *(axis[nth] for axis, nth in zip(values, case, strict=True)),
                id="-".join(axis[nth] for axis, nth in zip(names, case, strict=True)),
                marks=() if case in quick else pytest.mark.slow,
            )
            for case in product(*places)
        ],
    )
