"""Which texts does a .csv, .tsv or .txt hold, in which encoding and with which separator?

Both are worked out from the bytes. A file that does not decode strictly is refused: a replaced character
would be a lost one.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from typing import NoReturn

from charset_normalizer import from_bytes

from etl.readers.cells import check_extent
from etl.readers.grid import Grid, Mark, Unreadable

SHEET_NAME, PROSE_NAME = "数据", "正文"
MAX_FIELD = 1_000_000
"""A longer cell comes of a quote that was never closed."""
SAMPLE_ROWS = 200
"""How many rows decide the separator…"""
SAMPLE_LENGTH = 500_000
"""…as far as they lie in so many first characters."""

_RESAVE = "请用 Excel 打开并另存为 .xlsx 后再报。"
_BINARY = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"%PDF", "PDF"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_SEALED = (b"%TSD-Header-###%", b"E-SafeNet")
"""What the programs begin a file with that encrypt every document of an office."""
_RESAVE_WORD = "请用 Word 或 WPS 文字打开并另存为 .docx 后再报。"
_MARKUP = (
    (
        re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel", re.I),
        "XML 表格（Excel 2003）",
        _RESAVE,
    ),
    (re.compile(rb"office/word/2003/wordml|progid=.Word|<w:worddocument", re.I), "XML 文档（Word 2003）", _RESAVE_WORD),
    (
        re.compile(rb"schemas\.uof\.org|<uof:uof", re.I),
        "标文通文件（UOF）",
        "请用 WPS 打开并另存为 .xlsx 或 .docx 后再报。",
    ),
    (re.compile(rb"opendocument[^>]*spreadsheet", re.I), "XML 表格（OpenDocument）", _RESAVE),
    (re.compile(rb"\A\{\\rtf", re.I), "写字板文档（RTF）", _RESAVE_WORD),
    (
        re.compile(rb"office:word|schemas-microsoft-com:office:word|name=.?generator.?[^>]*word", re.I),
        "Word 存的网页",
        _RESAVE_WORD,
    ),
    (re.compile(rb"\A<!doctype html|<html|<table|<head|\AMIME-Version:", re.I), "网页", _RESAVE),
    (re.compile(rb"\A<\?xml|\A<[a-z!][^>]*>", re.I), "XML", _RESAVE),
)
"""What a file of marked-up text is, the first that fits, and with which program it is saved anew."""
_WORD_NAMES = (".doc", ".docx", ".rtf", ".wps")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # begins as UTF-16 does
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
DIGITS = 15
"""So many figures of a number Excel keeps."""
_LONG = re.compile(rf"\d{{{DIGITS + 1},}}")
_KEPT_AS_TEXT = re.compile(r'\A="([^"]*)"\Z')
_SEPARATORS = ",\t;|"
_WIDE_SEPARATORS = "，；"
_CONTROLS = bytes([*range(0x01, 0x09), 0x0B, *range(0x0E, 0x1A), *range(0x1C, 0x20)])
MAX_CONTROL_SHARE = 0.005
UTF8_EVIDENCE = 6
"""So many bytes of sound multi-byte UTF-8 before the first fault: the file is damaged UTF-8, not GBK."""


def read_text(data: bytes, name: str = "") -> list[Grid]:
    """The one sheet of a text file."""
    _refuse_other_kinds(data, name)
    text = _decode(data).lstrip("\ufeff")
    if "\0" in text:
        _refuse_nul(text[: text.index("\0")].count("\n") + 1)
    _refuse_markup(text[:4096].encode(), name)  # what is UTF-16 outside
    # bytes, not text: quick, and no encoding here uses these bytes for anything else (UTF-16 apart)
    if len(data) - len(data.translate(None, _CONTROLS)) > MAX_CONTROL_SHARE * len(data) and b"\0" not in data:
        raise Unreadable("这不是文本文件，也不是能认出的表格；请另存为 .xlsx 或 .csv 后再报。")
    text = text.rstrip("\x1a")  # DOS wrote it at the end of every text file
    if not text.strip():
        raise Unreadable("文件里没有内容；请确认报的是填好的表。")
    hint, text = _declared_separator(text)
    if not hint and not name.lower().endswith((".csv", ".tsv")) and _is_prose(text):
        return [Grid(PROSE_NAME, [[line.rstrip("\r") for line in text.split("\n")]])]
    rows = _rows(text, hint or _separator(text, name))
    check_extent(SHEET_NAME, len(rows), max(map(len, rows), default=1) or 1)
    width = max(map(len, rows), default=0)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    columns = list(map(list, zip(*rows, strict=True)))
    if '="' in text:  # ="001" is how exports keep Excel from dropping the zeros; Excel shows 001
        columns = [[_KEPT_AS_TEXT.sub(r"\1", cell) for cell in column] for column in columns]
    return [Grid(SHEET_NAME, columns, marks=_cut_numbers(columns), is_text=True)]


def _cut_numbers(columns: Sequence[Sequence[str]]) -> dict[tuple[int, int], Mark]:
    """Marks the long numbers of a column in which nothing but zeros follows the fifteenth figure of any: Excel cut them.

    One zero alone may be the number's own.
    """
    marks: dict[tuple[int, int], Mark] = {}
    for c, column in enumerate(columns):
        long = [
            (r, text.strip()) for r, text in enumerate(column) if len(text) > DIGITS and _LONG.fullmatch(text.strip())
        ]
        beyond = "".join(text[DIGITS:] for _, text in long)
        if len(beyond) > 1 and not beyond.strip("0"):
            marks |= {(r, c): Mark.LONG_NUMBER for r, _ in long}
    return marks


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for magic, kind in _BINARY:
        if data.startswith(magic) and (magic not in (b"BM", b"MZ") or b"\0" in data[:64]):
            raise Unreadable(f"这是{kind}，不是表格；请报 Excel、Word 或 csv 文件。")
    if any(seal in data[:64] for seal in _SEALED):
        raise Unreadable("文件被单位的加密软件加了密，读不了；请先解密（导出明文），再报。")
    _refuse_markup(data[:4096], name)


def _refuse_markup(head: bytes, name: str) -> None:
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith((b"<", b"{\\rtf", b"MIME-Version:")):
        for pattern, kind, resave in _MARKUP:
            if pattern.search(head):
                advice = _RESAVE_WORD if kind == "网页" and name.lower().endswith(_WORD_NAMES) else resave
                raise Unreadable(f"这个文件其实是{kind}，只是改了扩展名或导出成这样；{advice}")


def _decode(data: bytes) -> str:
    for bom, encoding, label in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding, label)
    if b"\0" in data:
        _refuse_nul(data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if sum(byte > 0x7F for byte in data[: error.start]) >= UTF8_EVIDENCE:
            return _strictly(data, "utf-8", "UTF-8")
    text = _strictly(data, "gb18030", "GB18030")
    try:
        text.encode("gb2312")  # Big5's second bytes nearly never stay inside the common characters
    except UnicodeEncodeError:
        best = from_bytes(data[:200_000], cp_isolation=["gb18030", "big5"]).best()
        if best is not None and best.encoding == "big5":
            raise Unreadable(f"文字像是繁体编码（Big5），怕读成乱码；{_RESAVE}") from None
    return text


def _refuse_nul(line: int) -> NoReturn:
    raise Unreadable(f"第 {line} 行有空字符（NUL），不是文本文件；{_RESAVE}")


def _strictly(data: bytes, encoding: str, label: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(f"第 {line} 行有读不出的文字（按 {label} 编码）；{_RESAVE}") from error


def _declared_separator(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, taken off; Excel does not show it either."""
    match = re.match(r"sep=([,;\t|])\r?\n", text)
    return (match[1], text[match.end() :]) if match else ("", text)


def _separator(text: str, name: str) -> str:
    """The separator that gives the most rows of one width; full-width ones only when every row agrees."""
    candidates = "\t,;|" if name.lower().endswith((".tsv", ".txt")) else _SEPARATORS
    best, score = "", (0.0, 0)
    for candidate in candidates:
        widths = _widths(text, candidate)
        share, width = _agreement(widths)
        if width > 1 and (share, width) > score:
            best, score = candidate, (share, width)
    if best:
        return best
    for candidate in _WIDE_SEPARATORS:
        widths = _widths(text, candidate)
        if len(widths) > 1 and len(set(widths)) == 1 and widths[0] > 2:
            return candidate
    return ","


def _is_prose(text: str) -> bool:
    """Whether the lines are paragraphs: there are sentences, and no line without one is a header over columns."""
    lines = [line for line in text[:SAMPLE_LENGTH].splitlines() if line.strip()][:SAMPLE_ROWS]
    if not any("。" in line for line in lines):
        return False
    for separator in (*_SEPARATORS, *_WIDE_SEPARATORS):
        width, rows = Counter(line.count(separator) for line in lines).most_common(1)[0]
        as_columns = width if rows > 1 and 2 * rows >= len(lines) else 2 if separator in _SEPARATORS else 0
        if as_columns and any(line.count(separator) >= as_columns and "。" not in line for line in lines):
            return False
    return True


def _agreement(widths: list[int]) -> tuple[float, int]:
    """The share of rows that have the commonest width above one, and that width."""
    split = [width for width in widths if width > 1]
    if not split:
        return 0.0, 0
    width = max(set(split), key=lambda width: (split.count(width), width))
    return len(split) / len(widths), width


def _widths(text: str, separator: str) -> list[int]:
    widths = []
    try:
        for row in csv.reader(StringIO(text[:SAMPLE_LENGTH], newline=""), delimiter=separator):
            if any(row):
                widths.append(len(row))
            if len(widths) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # judged by the rows before; the real reading reports what is wrong, and where
    return widths


def _rows(text: str, separator: str) -> list[list[str]]:
    """Every row, blank ones included; Unreadable when a quote is never closed."""
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        # a quoted word inside a cell ("某某"小区) is no harm, as long as no line is swallowed
        line = 1 + sum(1 + sum(cell.count("\n") for cell in row) for row in rows)
        rows = _loosely(text, separator)
        if any("\n" in cell or "\r" in cell for row in rows for cell in row):
            raise Unreadable(f"第 {line} 行起引号不成对，分不清哪里换行；{_RESAVE}") from error
    return rows


def _loosely(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Unreadable(f"有一格长得不正常，多半是引号不成对；{_RESAVE}") from error
