"""Which files arrive that no program should have written, and how are they made?"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import xlsxwriter
import xlwt

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of `parts`."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def empty_workbook() -> bytes:
    """A sound .xlsx with one empty sheet named 表."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("表")
    book.close()
    return out.getvalue()


def workbook_of(sheet_data: str, *, root: str = f'<worksheet xmlns="{MAIN}">', tail: str = "") -> bytes:
    """A .xlsx whose only sheet holds `sheet_data`, written as it stands."""
    parts = unzipped(empty_workbook())
    close = "</" + root[1:].split()[0].rstrip(">") + ">"
    prefix = root[1:].split(":")[0] + ":" if ":" in root.split()[0] else ""
    parts["xl/worksheets/sheet1.xml"] = (
        f"{root}<{prefix}sheetData>{sheet_data}</{prefix}sheetData>{tail}{close}".encode()
    )
    return zipped(parts)


def with_part(data: bytes, name: str, content: str | bytes) -> bytes:
    """`data` with one part replaced."""
    return zipped({**unzipped(data), name: content})


def renamed(data: bytes, names: Mapping[str, str]) -> bytes:
    """`data` with parts renamed; everything else as it was."""
    return zipped({names.get(name, name): content for name, content in unzipped(data).items()})


def repeated_part(data: bytes, name: str) -> bytes:
    """`data` with a second part that differs from `name` only in case."""
    return zipped({**unzipped(data), name.upper(): b"<x/>"})


def with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """`data` whose directory claims that part `name` unpacks to `size` bytes."""
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == name.encode():
            return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]
        at = data.find(b"PK\x01\x02", at + 4)
    raise KeyError(name)


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a0 "哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + ' <!ENTITY file SYSTEM "file:///etc/hostname">]>'
)
"""Declares &a9;, a thousand million characters, and &file;, a file of the machine."""


def with_doctype(data: bytes, name: str, entity: str) -> bytes:
    """`data` whose part `name` declares `ENTITIES` and puts `entity` where its first text stands."""
    xml = unzipped(data)[name].decode()
    head, said, tail = re.split(r"(?<=>)([^<>\s][^<>]*)(?=</)", xml, maxsplit=1)
    at = re.search(r"<[\w]", head).start()  # type: ignore[union-attr]
    return with_part(data, name, head[:at] + ENTITIES + head[at:] + said + entity + tail)


def xls_with_password() -> bytes:
    """An .xls that says of itself that what follows is encrypted."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "甲")
    biff = book.get_biff_data()
    begin = 4 + struct.unpack_from("<H", biff, 2)[0]
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    out = BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, biff[:begin] + password + biff[begin:])
    return out.getvalue()


def ole_with(stream: str) -> bytes:
    """The beginning of an old container that names `stream` in its directory."""
    return OLE_MAGIC + b"\0" * 504 + stream.encode("utf-16-le").ljust(128, b"\0") + b"\0" * 512
