"""How is a sound file broken, again and again, and always the same way for the same seed?

`python -m tests.mutants --minutes 30 --out DIR` breaks files until the time is up, and keeps in DIR each one that the
reading process did not answer with sheets or a sentence.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from etl import reading
from tests import samples_bad as bad
from tests import seeds
from tests.reads import read_apart
from tests.shared import SHARED

LARGEST_SEED = 150_000
"""Bytes; a larger file says nothing more when it is broken, and takes longer to."""
ZIP = b"PK\x03\x04"

NUMBERS = ("", "-1", "0", "-0", "1e309", "1e-400", "NaN", "inf", "3.0000000000000001", "99999999999999999999", "2147483648",
    "4294967295", "-2147483649", "65536", "1048577", "2958466", "42819.99999999", "0x10", "１２", "1 2", "1,2")  # fmt: skip
TEXTS = (*NUMBERS, "A1", "XFD1048576", "A0", "ZZZZ9", "A1:XFD1048576", "B2:A1", "s", "e", "b", "d", "str", "inlineStr", "n",
    "true", "restart", "continue", "yyyy-mm-dd", "[h]", "aaaa", "P1Y", "PT99999999999H", "2017-02-30", "0000-00-00", "99999-01-01",
    "_x0000_", "_xD800_", "_x005F_x000D_", "&#xD7FF;", "&#x10FFFF;", "&#0;", "&#xD800;", "&lt;c&gt;", "&none;", "&",
    "../../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1/", "\ufeff", "\u202e张", "\u200b", "甲" * 40_000)  # fmt: skip
INSERTS = ("<!-- x -->", "<![CDATA[<c r='A1'>]]>", "<?xml version='1.0'?>", "<?x y?>", "<x>", "</x>", "<c/>", "\0", "\x0b", "\ufffe",
    "<!DOCTYPE a>", "<w:tc/>", "<w:tbl/>", "<row/>", "<v>1</v>", "<f>1</f>", "&amp;", "<is><t>甲</t></is>")  # fmt: skip
_ATTRIBUTE = re.compile(rb'(?<==")[^"<>]*(?=")')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_TAG = re.compile(rb"<[^<>]+>")
_ELEMENT = re.compile(rb"<([\w:]+)[^<>/]*>[^<>]*</\1>")
_ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-32", "big5", "utf-7", "latin-1")


def seed_files() -> list[tuple[str, bytes]]:
    """Sound files to break: drawn ones of every kind, and the small ones of the corpus where it is."""
    found = list(seeds.drawn_files())
    if (SHARED / "corpus").is_dir():
        corpus = (path for path in sorted((SHARED / "corpus").rglob("*")) if path.is_file())
        found += [(path.name, path.read_bytes()) for path in corpus if 0 < path.stat().st_size < LARGEST_SEED]
    return found


def mutants(files: Sequence[tuple[str, bytes]], seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` broken files, (name, bytes); the same for the same files and seed."""
    chance = random.Random(seed)
    for number in range(count):
        name, data = chance.choice(files)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            data = _broken(data, chance)
        if chance.random() < 0.1:
            name += chance.choice((".xls", ".xlsx", ".docx", ".csv", ".txt", ".tsv", ""))
        yield f"{seed}-{number:04d}-{name}", data


def _broken(data: bytes, chance: random.Random) -> bytes:
    if data.startswith(ZIP) and chance.random() < 0.8:
        try:
            return chance.choice((_part_edited, _part_edited, _part_edited, _parts_edited))(data, chance)
        except Exception:  # noqa: BLE001 (broken before, in one of a zip's many ways: only its bytes can be broken further)
            pass
    elif not data.startswith((ZIP, bad.OLE_MAGIC)) and chance.random() < 0.5:
        return _text_edited(data, chance)
    return _bytes_edited(data, chance)


def _bytes_edited(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data or b"\0")
    at = chance.randrange(len(out))
    length = min(chance.choice((1, 2, 4, 8, 16, 64, 512, 4096)), len(out))
    match chance.randrange(8):
        case 0:
            return bytes(out[:at])
        case 1:
            del out[at : at + length]
        case 2:
            out[at:at] = out[at : at + length] * chance.choice((1, 2, 50))
        case 3:
            out[at:at] = chance.randbytes(length)
        case 4:
            out[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\0\0\0")
            )
        case 5:
            out = out[at:] + out[:at]
        case _:
            for _ in range(chance.randrange(1, 20)):
                out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _text_edited(data: bytes, chance: random.Random) -> bytes:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(text) + 1)
        inserted = chance.choice(
            (*TEXTS, '"', '""', '"\n', "\r", "\n\n", ",", ",,,,,", ";", "\t", "|", "=", '="', "，", "\0", "\x1a")
        )
        text = text[:at] + inserted + text[at + chance.choice((0, 0, 1, 5)) :]
    return text.encode(chance.choice(_ENCODINGS), "ignore")


def _part_edited(data: bytes, chance: random.Random) -> bytes:
    parts = bad.unzipped(data)
    names = [name for name in parts if parts[name]]
    # most parts say nothing of the cells: the ones that do are broken more often
    telling = [name for name in names if re.search(r"sheet|document|content|workbook|strings|styles", name, re.I)]
    name = chance.choice(telling if telling and chance.random() < 0.8 else names)
    xml = parts[name]
    for _ in range(chance.choice((1, 1, 2, 5))):
        xml = _xml_edited(xml, chance)
    return bad.zipped({**parts, name: xml})


def _xml_edited(xml: bytes, chance: random.Random) -> bytes:
    edits: tuple[Callable[[bytes, random.Random], bytes], ...] = (
        lambda xml, chance: _replaced(xml, _ATTRIBUTE, chance, lambda _: chance.choice(TEXTS).encode()),
        lambda xml, chance: _replaced(xml, _TEXT, chance, lambda _: chance.choice(TEXTS).encode()),
        lambda xml, chance: _replaced(xml, _TAG, chance, lambda _: b""),
        lambda xml, chance: _replaced(xml, _TAG, chance, lambda tag: tag * chance.choice((2, 300))),
        lambda xml, chance: _replaced(
            xml, _TAG, chance, lambda tag: tag + chance.choice(INSERTS).encode("utf-8", "surrogatepass")
        ),
        lambda xml, chance: _replaced(xml, _ELEMENT, chance, lambda _: b""),
        lambda xml, chance: _replaced(xml, _ELEMENT, chance, lambda element: element * chance.choice((2, 1000))),
        lambda xml, chance: re.sub(
            rb'encoding="[^"]*"', f'encoding="{chance.choice(("GBK", "UTF-16", "latin-1", "x"))}"'.encode(), xml
        ),
        lambda xml, chance: xml.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "ignore"),
        _bytes_edited,
    )
    return chance.choice(edits)(xml, chance)


def _replaced(xml: bytes, pattern: re.Pattern[bytes], chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    found = list(pattern.finditer(xml))
    if not found:
        return xml
    one = chance.choice(found)
    return xml[: one.start()] + change(one.group()) + xml[one.end() :]


def _parts_edited(data: bytes, chance: random.Random) -> bytes:
    parts = bad.unzipped(data)
    first, second = chance.choice(list(parts)), chance.choice(list(parts))
    match chance.randrange(8):
        case 0:
            del parts[first]
        case 1:
            parts[first], parts[second] = parts[second], parts[first]
        case 2:
            parts[
                chance.choice(
                    ("xl/x.xml", "/" + first, first.upper(), "word/document.xml", "content.xml", "[Content_Types].xml")
                )
            ] = parts.pop(first)
        case 3:
            parts[first] = chance.choice((b"", b" ", b"<a/>", b"\xef\xbb\xbf" + parts[first], parts[first] * 2))
        case 4:
            return bad.with_declared_size(bad.zipped(parts), first, chance.choice((0, 1, 2**31, 2**32 - 1)))
        case 5:
            return chance.randbytes(chance.choice((1, 100))) + bad.zipped(parts)
        case 6:
            return bad.zipped(parts) + chance.choice((b"\0" * 100, bad.zipped({first: b"<a/>"})))
        case _:
            out = BytesIO()
            with zipfile.ZipFile(
                out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
            ) as package:
                for name, content in parts.items():
                    package.writestr(name, content)
            return out.getvalue()
    return bad.zipped(parts)


FATAL = frozenset({reading.CRASHED, reading.TOO_LONG, reading.TOO_MUCH_MEMORY})
"""The sentences of a reading process that did not answer: a mistake of the readers, whatever the file."""


def fatal(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes, str]]:
    """Those that the reading process gave no answer of its own to, each with the sentence it got instead."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (name, data) in enumerate(files):
            path = Path(folder) / str(number) / name
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        reads = read_apart(paths)
    return [
        (name, data, read.refused) for (name, data), read in zip(files, reads, strict=True) if read.refused in FATAL
    ]


def main() -> None:
    """Breaks files until the time is up."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--first-seed", type=int, default=1)
    asked.add_argument("--out", type=Path, required=True)
    told = asked.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    files, end, seed, count = seed_files(), time.monotonic() + told.minutes * 60, told.first_seed, 0
    while time.monotonic() < end:
        batch = list(mutants(files, seed, 300))
        for name, data, sentence in fatal(batch):
            (told.out / name).write_bytes(data)
            sys.stdout.write(f"{name}: {sentence}\n")
        seed, count = seed + 1, count + len(batch)
        sys.stdout.write(f"{count} files, next seed {seed}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
