"""How is a list read that an office adds lines to?

`check` proposes lines and an office pastes them one after the other, so that a section or a name may be there twice.
"""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

from etl.shelf import NotPublished

_STATEMENT = re.compile(r"""^[ \t]*(?=\[\w|[\w."'-]+[ \t]*=)""", re.MULTILINE)


def pasted(path: Path, shown_as: str, example: str, wrong: type[NotPublished]) -> dict[str, Any]:
    """The file's contents, section by section; what is written twice is taken together. No file holds nothing.

    Raises `wrong` with the line that cannot be read, and how a line is written by `example`.
    """
    contents: dict[str, Any] = {}
    section = contents
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        starts = [match.start() for match in _STATEMENT.finditer(text)]
        for start, end in pairwise([0, *starts, len(text)]):
            statement = tomllib.loads("\n" * text.count("\n", 0, start) + text[start:end])  # a fault has its true line
            for name, value in statement.items():
                if isinstance(value, dict):
                    section = contents.setdefault(name, value)
                    continue
                there = section.setdefault(name, value)
                if isinstance(there, list) and isinstance(value, list):
                    there += [one for one in value if one not in there]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        where = re.search(r"line (\d+)", str(why))
        line = f"第 {where[1]} 行" if where else ""
        raise wrong(f"{shown_as} {line}读不出；每行请写成 {example}，用半角引号和方括号，并存为 UTF-8") from None
    return contents
