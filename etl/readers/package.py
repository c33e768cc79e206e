"""Is this zip safe to open, and what do its parts hold?

Spreadsheets, Word files and OpenDocument are zips of XML. A part is read only after its declared
size has been checked, and XML is parsed without entities, network or unbounded trees.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from etl.readers.grid import Unreadable

MAX_PART = 512 * 2**20
"""No part may unpack to more: a sheet of a million rows and ten columns stays below."""
MAX_TOTAL = 1024 * 2**20
"""All parts together."""
MAX_PARTS = 20_000
"""A workbook of a thousand sheets and pictures stays far below."""
MAX_RATIO = 250
"""Unpacked to packed; sheets reach some 60. Looked at only above RATIO_FROM."""
RATIO_FROM = 16 * 2**20
DEFLATE_LIMIT = 1032
"""Deflate cannot unpack one byte to more than this, whatever size the zip declares."""

DAMAGED = "文件已损坏或没有传完整，打不开；请在电脑上确认能打开后再报。"
BOMB = "文件解开后大得不正常，没有读；请另存为新文件后再报。"


_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    LookupError,
    NotImplementedError,
    OSError,
    EOFError,
)
"""What zipfile raises of a broken zip; a part without a name is an IndexError."""


class Package:
    """A zip whose part names are compared the way Office does: any case, either slash."""

    def __init__(self, data: bytes) -> None:
        """Open `data`; Unreadable when it is damaged, encrypted or would unpack to something huge."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except _BROKEN_ZIP as error:
            raise Unreadable(DAMAGED) from error
        self._parts = {_normal(info.filename): info for info in infos}
        if len(self._parts) != len(infos):
            raise Unreadable("文件内部有重名的部件，读哪一个说不准；请在 Excel 或 WPS 中另存为新文件后再报。")
        if any(info.flag_bits & 0x1 for info in infos):
            raise Unreadable("压缩包有密码保护，读不了；请取消密码后再报。")
        self._check_sizes(infos)

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
            raise Unreadable(BOMB)
        for info in infos:
            size, packed = info.file_size, info.compress_size
            if size > MAX_PART or (size > RATIO_FROM and size > packed * MAX_RATIO):
                raise Unreadable(BOMB)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("文件的压缩方式不常见，读不了；请在 Excel 或 WPS 中另存为新文件后再报。")
            if info.compress_type == zipfile.ZIP_DEFLATED and packed * DEFLATE_LIMIT > MAX_PART:
                self._unpack(info)  # the declared size may lie, and other readers would believe the data

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts

    @property
    def names(self) -> list[str]:
        """Part names, lower case, forward slashes."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The bytes of a part; Unreadable when it is missing or damaged."""
        info = self._parts.get(_normal(name))
        if info is None:
            raise Unreadable(DAMAGED)
        return self._unpack(info)

    def with_part(self, name: str, content: bytes) -> bytes:
        """The whole package as a zip, with one part replaced."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for part, info in self._parts.items():
                package.writestr(info.filename, content if part == _normal(name) else self._unpack(info))
        return out.getvalue()

    def related(self, part: str) -> list[tuple[str, str]]:
        """(kind, part) of what a part's relationships point to inside the package; kinds as `comments`, `drawing`."""
        folder, name = posixpath.split(part)
        listed = f"{folder}/_rels/{name}.rels"
        if listed not in self:
            return []
        return [
            (posixpath.basename(relation.get("Type") or ""), self.resolve(folder, relation.get("Target") or ""))
            for relation in self.tree(listed).iter("{*}Relationship")
            if relation.get("TargetMode") != "External"
        ]

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        # zipfile stops at the declared size and then compares the checksum, so a lie ends here
        try:
            return self._zip.read(info)
        except _BROKEN_ZIP as error:
            raise Unreadable(DAMAGED) from error

    @property
    def main_part(self) -> str:
        """The part that the package is about: word/document.xml, xl/workbook.xml; '' when unsaid."""
        for usual in ("xl/workbook.xml", "word/document.xml", "xl/workbook.bin", "ppt/presentation.xml"):
            if usual in self:
                return usual
        if "_rels/.rels" in self:
            for relation in self.tree("_rels/.rels").iter("{*}Relationship"):
                if (relation.get("Type") or "").endswith("/officeDocument"):
                    return self.resolve("", relation.get("Target") or "")
        return ""

    def resolve(self, folder: str, target: str) -> str:
        """The part that a relationship of a part in `folder` points to."""
        target = target.replace("\\", "/")
        if target.startswith("/"):
            return target.lstrip("/")
        relative = posixpath.normpath(posixpath.join(folder, target))
        return target if relative not in self and target in self else relative

    def tree(self, name: str) -> etree._Element:
        """The root element of an XML part."""
        return parse(self.read(name))


def parse(xml: bytes) -> etree._Element:
    """The root element; Unreadable when the XML is broken or brings a DOCTYPE."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in xml:  # entities that would unfold to gigabytes end the parse
            refuse_doctype()
        raise Unreadable(DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        refuse_doctype()
    return root


def refuse_doctype() -> None:
    """Raise the sentence for a part with a DOCTYPE, which no office program writes."""
    raise Unreadable("文件内部带有外部声明（DOCTYPE），不安全，没有读；请另存为新文件后再报。")


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
