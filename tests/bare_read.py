"""What is the least that reading the sheets can cost? The readers' own libraries, one process, every cell thrown away.

`python -m tests.bare_read FOLDER` prints how many files and cells it read; of an empty folder it costs what the
interpreter and the imports cost.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from pathlib import Path

import python_calamine
import xlrd
from lxml import etree


def sheets(folder: Path) -> list[Path]:
    """Every file that an office sent, in the order of their paths: all but the sample's own list."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest.json"]


def kind(data: bytes) -> str:
    """What a file is by its first bytes: word, excel, old excel, or text."""
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return "old excel"
    if data[:4] != b"PK\x03\x04":
        return "text"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "word" if "word/document.xml" in package.namelist() else "excel"


def cells(path: Path) -> int:
    """Cells of a file, each of them read."""
    data = path.read_bytes()
    match kind(data):
        case "word":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                return sum(1 for _ in etree.fromstring(package.read("word/document.xml")).iter("{*}tc"))
        case "excel":
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        case "old excel":
            book = xlrd.open_workbook(file_contents=data, formatting_info=True)
            return sum(len(sheet.row_values(r)) for sheet in book.sheets() for r in range(sheet.nrows))
        case _:
            return sum(len(row) for row in csv.reader(io.StringIO(decoded(data)), delimiter=separator(path)))


def separator(path: Path) -> str:
    """What stands between the cells of a text file."""
    return "\t" if path.suffix == ".tsv" else ","


def decoded(data: bytes) -> str:
    """Text in the two encodings that offices use."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


if __name__ == "__main__":
    files = sheets(Path(sys.argv[1]))
    print(json.dumps({"files": len(files), "cells": sum(map(cells, files))}))
