"""Which issues does a cell of free text raise, where in it do they stand, and of which category is each?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from campaign.office import rules
from etl import texts, values
from etl.rows.typed import visible

CATEGORY = [
    ("auto", pa.string()),
    ("under", pa.string()),
    ("words", pa.list_(pa.string())),
    ("guess", pa.string()),
    ("likelihood", pa.float64()),
]
PARTS = pa.list_(
    pa.struct(
        [
            ("text_start", pa.int64()),
            ("text_end", pa.int64()),
            ("issue_written", pa.string()),
            ("text_key", pa.string()),
            *CATEGORY,
        ]
    )
)
"""The issues of one cell in their order, each with its place in the cell, counted in characters from 0."""


_known: dict[str, list[dict[str, Any]]] = {}
"""The issues of cells that this process has split already."""


def issues_in(cells: pa.Array, raises: pa.Array) -> pa.Array:
    """The issues of each cell as PARTS; null where it raises none."""
    encoded = cells.dictionary_encode()
    written = encoded.dictionary.to_pylist()
    wanted = set(encoded.indices.filter(raises).unique().to_pylist())
    _split([written[i] for i in wanted if written[i] not in _known])
    issues = [_known[text] if i in wanted else None for i, text in enumerate(written)]
    return pa.array(issues, PARTS).take(encoded.indices)


def _split(cells: Sequence[str]) -> None:
    """Splits cells that were not split before; texts are compared and cleaned all at once."""
    places = [texts.split(cell) for cell in cells]
    flat = [cell[p.start : p.end] for cell, parts in zip(cells, places, strict=True) for p in parts]
    clean = visible(pa.array(flat, pa.string()))
    each = zip(clean.to_pylist(), values.text_keys(clean).to_pylist(), strict=True)
    for cell, parts in zip(cells, places, strict=True):
        _known[cell] = [
            {"text_start": p.start, "text_end": p.end, "issue_written": text, "text_key": key, **category_of(text)}
            for p, (text, key) in zip(parts, each, strict=False)
        ]


@lru_cache(maxsize=65536)
def category_of(text: str, is_other: bool = False) -> dict[str, Any]:
    """The automatic category, empty where it is not sure; the second level of an issue of 其他方面; the words that decided.

    `is_other` says that the sheet itself gives 其他方面.
    """
    category = texts.classify(text)
    under = texts.second_level(text) if is_other and category.name != rules.OTHER else category.subcategory
    return {
        "auto": category.name if category.is_sure else None,
        "under": under,
        "words": list(category.words) or None,
        "guess": category.name,
        "likelihood": round(category.likelihood, 3),
    }
