"""How do other servers, and other programs' machines, come to the snapshot that this shelf shows?

A snapshot is never changed, so a copy of its folder is as good as itself: it is copied whole, compared byte for byte, and
only then does CURRENT of the copy name it. Whoever reads the copy meanwhile goes on with what it showed before.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from campaign.months import frozen
from etl import shelf as shelves
from etl.shelf import DRAFT, KEPT, PUBLIC, NotPublished

KEPT_PUBLIC = 2
"""So many snapshots stay in a copy of what is public: the one before may just be being opened."""


def copy(shelf: Path, to: Path, *, only_public: bool = False) -> str:
    """Brings the snapshot that a shelf shows to another folder, with the frozen months; returns its name.

    `only_public`: what other programs may see and nothing else. Raises `NotPublished` with a sentence; the copy then shows
    what it showed before.
    """
    shown = shelves.current(shelf)
    if shown is None or not (shelf / shown).is_dir():
        raise NotPublished(f"书架 {shelf} 上没有可拷的快照；请先运行 python -m etl load")
    if to.resolve() == shelf.resolve():
        raise NotPublished(f"{to} 就是书架自己，拷到别处才有用")
    with shelves.hold(to):
        if only_public:
            _bring(shelf, to, Path(shown) / PUBLIC)
            shelves.point(to, shown)
            _forget(to)
        else:
            months = sorted((shelf / frozen.FOLDER).glob(f"*/{frozen.FACTS}"))
            for folder in (Path(shown), *(facts.parent.relative_to(shelf) for facts in months)):
                _bring(shelf, to, folder)
            shelves.point(to, shown)
            shelves.keep(to, KEPT)
    return shown


def _bring(shelf: Path, to: Path, folder: Path) -> None:
    """Copies a folder that is never changed to its place under `to`, unless it is there; whole, or not at all."""
    if (to / folder).exists():
        return
    draft = to / f"{DRAFT}{'-'.join(folder.parts)}"
    for file in _files(shelf / folder):
        copied = draft / file.relative_to(shelf / folder)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copied)
    filecmp.clear_cache()
    for file in _files(shelf / folder):
        if not filecmp.cmp(file, draft / file.relative_to(shelf / folder), shallow=False):
            raise NotPublished(f"拷贝未完成：{file.name} 拷贝后内容不一致，请检查磁盘。{to} 原有数字不变")
    (to / folder).parent.mkdir(exist_ok=True)
    shelves.settle(draft, to / folder)


def _files(folder: Path) -> Iterator[Path]:
    """Every file in a folder and below."""
    for here, _, names in os.walk(folder):
        yield from (Path(here) / name for name in sorted(names))


def _forget(to: Path) -> None:
    """Takes all but the newest few out of a copy of what is public, never the one that is shown."""
    there = sorted(folder.parent.name for folder in to.glob(f"*/{PUBLIC}/") if not folder.parent.name.startswith("."))
    for name in there[:-KEPT_PUBLIC]:
        if name != shelves.current(to):
            shutil.rmtree(to / name)
