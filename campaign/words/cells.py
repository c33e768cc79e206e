"""Which text would a spreadsheet take for a formula, and how does it stay a text?"""

from __future__ import annotations

RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a formula may begin with, in whatever width it was typed."""


def harmless(cell: object) -> object:
    """The cell of a csv; a text that a spreadsheet would calculate has an apostrophe before it.

    >>> harmless("=1+1"), harmless("路灯不亮"), harmless(-3), harmless("-3")
    ("'=1+1", '路灯不亮', -3, "'-3")
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(RISKY) else cell
