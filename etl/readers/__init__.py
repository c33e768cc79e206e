"""Which texts does a file hold, whatever program wrote it?

`read` looks at the bytes, never at the extension, and returns one `Grid` per sheet or Word table.
A file that cannot be read whole raises `Unreadable` with a Chinese sentence; nothing is dropped
in silence.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from etl.readers.cells import mark_long_texts
from etl.readers.excel import read_xlsx
from etl.readers.grid import Grid, Mark, Unreadable
from etl.readers.legacy import ENCRYPTED, OLE_MAGIC, read_ole
from etl.readers.ods import read_ods
from etl.readers.package import DAMAGED, Package
from etl.readers.protected import opened
from etl.readers.text import read_text
from etl.readers.word import read_docx

__all__ = ["Grid", "Mark", "Unreadable", "read", "why_blank"]

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_PICTURE = re.compile(r"(^|/)(media|pictures)/[^/]+$", re.IGNORECASE)


def read(data: bytes, name: str = "") -> list[Grid]:
    """Every sheet or table in `data`; Unreadable with a sentence otherwise.

    `name` only helps to recognise tab-separated text and to name the program that saves a file anew; the kind of file is
    decided by its bytes.
    """
    if not data:
        raise Unreadable("文件是空的（0 字节）；请重新报送。")
    try:
        return [mark_long_texts(grid) for grid in _read(data, name)]
    except (MemoryError, RecursionError) as error:
        raise Unreadable("文件太大或嵌套太深，读不完；请拆成几个文件后再报。") from error


def why_blank(data: bytes, grids: Sequence[Grid]) -> str:
    """What a file holds of which no cell and no line has a text, as a sentence."""
    beside = dict.fromkeys(kind for grid in grids for _, kind, _ in grid.asides)
    if data.startswith(ZIP_MAGIC) and any(_PICTURE.search(part) for part in Package(data).names):
        beside["图片"] = None
    if not beside:
        return "表是空白的，没有一个字；请核对是否拿错了文件，填好后再报"
    return f"表格里没有一个字，只有{'、'.join(beside)}，{'、'.join(beside)}里的内容不读；请把内容填进单元格再报"


def _read(data: bytes, name: str) -> list[Grid]:
    if data.startswith(ZIP_MAGIC):
        return _read_zip(data)
    if data.startswith(OLE_MAGIC):
        if ENCRYPTED.encode("utf-16-le") in data and (plain := opened(data)):
            return _read_zip(plain)
        return read_ole(data, name)
    return read_text(data, name)


def _read_zip(data: bytes) -> list[Grid]:
    package = Package(data)
    main = posixpath.basename(package.main_part).lower()
    if main == "document.xml":
        return read_docx(package)
    if main == "workbook.xml":
        return read_xlsx(data, package)
    if main == "workbook.bin":
        raise Unreadable("这是二进制工作簿（.xlsb）；请用 Excel 打开并另存为 .xlsx 后再报。")
    if main == "presentation.xml":
        raise Unreadable("这是幻灯片，不是表格；请报 Word 或 Excel 文件。")
    if "mimetype" in package and "content.xml" in package:
        kind = package.read("mimetype").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return read_ods(package)
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            raise Unreadable("这是 OpenDocument 文档（.odt）；请用 Word 或 WPS 文字打开并另存为 .docx 后再报。")
        raise Unreadable("这是 OpenDocument 文件，但不是表格；请另存为 .docx 或 .xlsx 后再报。")
    if "uof.xml" in package or "uof/uof.xml" in package:
        raise Unreadable("这是标文通文件（UOF）；请用 WPS 打开并另存为 .xlsx 或 .docx 后再报。")
    if "ofd.xml" in package:
        raise Unreadable("这是版式文件（OFD），不是表格；请报填表用的 Excel 或 Word 文件。")
    if main or "[content_types].xml" in package:
        raise Unreadable(DAMAGED)
    raise Unreadable("这是压缩包，不是表格；请解压后把里面的文件分别报送。")
