"""What does a number format show of a number that is a name: 001, WT201700012?

Only formats that spell a whole number out: digits with leading zeros, and letters or signs of their own. How many
decimals, which currency or what colour is shown says nothing about which number it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from etl.readers.cells import cell_index
from etl.readers.grid import Grid
from etl.readers.package import Package

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?:\$-[0-9A-Fa-f]+|[A-Za-z]+\d*)\]|_.|\*.|(?P<general>General|G/通用格式)|(?P<plain>.)', re.IGNORECASE | re.DOTALL)  # fmt: skip
_DIGITS = "0#?"
_SHOWN_AS_IT_IS = re.compile(r"[-+()（）:：\s\u3400-\u9fff—–、]")
"""Characters that a format shows without quotes."""
_WHOLE = re.compile(r"\d{1,15}")

Shown = Callable[[str], str]
"""The text of a cell → what is seen of it."""
Spelt = tuple[int, int, Shown]
"""Row and column of a cell, from 0, and what shows it."""


@lru_cache(maxsize=4096)
def shown_by(number_format: str) -> Shown | None:
    """What a format shows of a cell's text; None where it spells nothing out.

    >>> shown_by("000")("12"), shown_by('"WT2017"00000')("12"), shown_by("0000-00")("123"), shown_by('"第"0"号"')("3")
    ('012', 'WT201700012', '0001-23', '第3号')
    >>> shown_by('"CZ-"@')("7"), shown_by('"A"General')("12"), shown_by(r"\\A000;[Red]-0")("7")
    ('CZ-7', 'A12', 'A007')
    >>> [shown_by(code) for code in ("General", "0", "0.00", "#,##0", "yyyy-mm-dd", "0%", "@", "[>5]0;000")]
    [None, None, None, None, None, None, None, None]
    """
    parts: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(_first_section(number_format)):
        if (character := token["plain"]) is None:
            parts.append(("general", "") if token["general"] else ("text", token["quoted"] or token["escaped"] or ""))
        elif character in _DIGITS or character == "@":
            parts.append(("digit" if character in _DIGITS else "general", character))
        elif _SHOWN_AS_IT_IS.fullmatch(character):
            parts.append(("text", character))
        else:
            return None
    kinds = [kind for kind, text in parts if text or kind == "general"]
    values = [kind for kind in kinds if kind != "text"]
    spells = "text" in kinds or [kind for kind, text in parts if text == "0"][1:]
    if not values or not spells or ("general" in values and len(values) > 1):
        return None
    return lambda text: _spelt(text, parts, takes_text="@" in number_format)


def _first_section(number_format: str) -> str:
    """The part of a format that positive numbers are shown by; '' where conditions choose among the parts."""
    bare = re.sub(r'"[^"]*"|\\.', lambda literal: "x" * len(literal[0]), number_format)
    return "" if re.search(r"\[[<>=]", bare) else number_format[: bare.find(";") if ";" in bare else None]


def _spelt(text: str, parts: list[tuple[str, str]], takes_text: bool) -> str:
    """The text as the parts show it; as it is where it is no whole number and they are of numbers."""
    if not (takes_text or _WHOLE.fullmatch(text)):
        return text
    shown, left = "", text
    first = next((i for i, (kind, _) in enumerate(parts) if kind == "digit"), None)
    for i, (kind, own) in reversed([*enumerate(parts)]):
        if kind == "text":
            shown = own + shown
        elif kind == "general" or i == first:  # the first place takes all figures that are left
            shown, left = (left or "0" * (own == "0")) + shown, ""
        else:
            shown, left = (left[-1:] or "0" * (own == "0")) + shown, left[:-1]
    return shown


def spelling_styles(package: Package) -> Mapping[bytes, Shown]:
    """The cell styles of a workbook whose format spells numbers out: number of the style → what it shows."""
    part = next((name for name in package.names if name.endswith("styles.xml")), None)
    if part is None:
        return {}
    styles = package.read(part)
    codes = {key: html.unescape(code.decode("utf-8", "replace")) for key, code in _codes(styles)}
    spelt = {key: shown for key, code in codes.items() if (shown := shown_by(code))}
    if not spelt:
        return {}
    formats = package.tree(part).find("{*}cellXfs")
    numbers = [style.get("numFmtId", "").encode() for style in formats] if formats is not None else []
    return {str(i).encode(): spelt[number] for i, number in enumerate(numbers) if number in spelt}


def _codes(styles: bytes) -> list[tuple[bytes, bytes]]:
    """Each format of its own: number, code."""
    found = []
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles):
        key, code = re.search(rb'numFmtId="(\d+)"', tag), re.search(rb'formatCode="([^"]*)"', tag)
        if key and code:
            found.append((key[1], code[1]))
    return found


def spelt_cells(xml: bytes, styles: Mapping[bytes, Shown]) -> list[Spelt]:
    """The cells of a worksheet that are shown by one of the styles."""
    if not styles:
        return []
    cell = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: [a-z]+="[^"]*")*? s="(' + b"|".join(styles) + rb')"')
    return [(int(row) - 1, cell_index(letters.decode()), styles[style]) for letters, row, style in cell.findall(xml)]


def displayed(grid: Grid, spelt: Iterable[Spelt]) -> dict[tuple[int, int], str]:
    """What is seen of the cells that are shown otherwise than by their text."""
    known = ((r, c, grid.columns[c][r], shown) for r, c, shown in spelt if c < grid.n_columns and r < grid.n_rows)
    return {(r, c): seen for r, c, text, shown in known if text and (seen := shown(text)) != text}
