"""Is there anything to load, and how did it end?

An inbox that has not changed since the snapshot that is shown costs the fingerprints of its files and nothing more: what
reads, types and publishes is imported only when it is needed.
"""

from __future__ import annotations

import errno
import os
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from campaign.office import assigned, forgotten, loads, receipts, rules, sent
from campaign.office.receipts import Receipt
from etl import fingerprint
from etl import shelf as shelves
from etl.inbox import Arrivals, Received, as_first_seen, received
from etl.loaded import Loaded
from etl.progress import Progress, Told, say_nothing
from etl.shelf import NotPublished


class FilesGone(NotPublished):
    """So many files have left the inbox that somebody has to say that it is meant."""


def load(
    inbox: Path,
    shelf: Path,
    progress: Progress = say_nothing,
    corrected_by: Path = fingerprint.CORRECTIONS,
    may_shrink: bool = False,
    assigned_in: Path | None = None,
    forgotten_in: Path | None = None,
) -> Loaded:
    """Loads the inbox and publishes a snapshot, or says that nothing has changed; raises `NotPublished` with a sentence.

    `may_shrink`: publish although a great part of the files of the last snapshot has left the inbox. How it ended is
    left on the shelf, as `campaign.office.loads` reads it.
    """
    with shelves.hold(shelf) as holder:
        last = loads.noted(shelf)
        told = Told(shelf, holder, progress, last.stages if last else {})
        try:
            beside = (assigned_in or assigned.folder(), forgotten_in or forgotten.folder())
            done = _load(inbox, shelf, told, corrected_by, beside, may_shrink)
        except BaseException as why:
            told.done()
            _note(shelf, told, loads.NOT_PUBLISHED, why_not(why), lacks_files=isinstance(why, FilesGone))
            raise
        told.done()
        sentence = "。".join([done.sentence, *done.notices])
        _note(shelf, told, loads.PUBLISHED if done.is_new else loads.UNCHANGED, sentence, done)
    return done


def _load(
    inbox: Path,
    shelf: Path,
    progress: Progress,
    corrected_by: Path,
    beside: tuple[Path, Path],
    may_shrink: bool,
) -> Loaded:
    started = time.perf_counter()
    if not inbox.is_dir():
        raise NotPublished(f"收件目录 {inbox} 不存在；请管理员建好目录，或用 --inbox 指明")
    arrivals = _arrivals(received(inbox), shelf)
    files = arrivals.files
    if not files:
        raise NotPublished(f"收件目录 {inbox} 为空，没有可入库的报表")
    try:
        decisions = [*assigned.assigned(beside[0]).values()]
        listed = forgotten.forgotten(beside[1])
    except (assigned.NotAssigned, forgotten.NotForgotten) as why:
        raise NotPublished(f"新数据未启用：{why}。原有数字不变") from None
    inputs = _inputs(files, corrected_by, decisions, listed)
    shown = shelves.current(shelf)
    known = shelves.report(shelf, shown) if shown else None
    # what the machine was to blame for, and not the file, is tried again
    if shown and known and known["inputs"] == inputs and not known["failed"]:
        told = (*_again(arrivals, known), *_unordered(known), *_unknown_words(known))
        return Loaded(known, shown, time.perf_counter() - started, is_new=False, notices=told)
    gone = _gone(files, shelf, known, may_shrink) if known else ()
    from etl import build  # what reads and publishes is needed only now

    had_rows = bool(known and known["totals"]["kept"])
    done = build.load(files, shelf, corrected_by, inputs, progress, decisions, had_rows, listed)
    shelves.keep(shelf, shelves.KEPT)
    return replace(
        done,
        notices=(
            *gone,
            *_again(arrivals, done.report),
            *_unordered(done.report),
            *_unknown_words(done.report),
            *_still_held(shelf, done.report),
        ),
        seconds=time.perf_counter() - started,
    )


def _arrivals(files: Sequence[Received], shelf: Path) -> Arrivals:
    """The files, each with the time at which it first came; what is new is noted, a damaged book is written anew.

    What a damaged book has lost, the snapshots still know.
    """
    book = receipts.read(shelf)
    noted = [*book.receipts, *(() if book.is_whole else _noted_in_snapshots(shelf))]
    arrivals = as_first_seen(files, noted)
    if book.is_whole:
        receipts.note(shelf, arrivals.new)
    else:
        receipts.rewrite(shelf, dict.fromkeys([*noted, *arrivals.new]))
    return arrivals


def _noted_in_snapshots(shelf: Path) -> list[Receipt]:
    known = (shelves.report(shelf, name) or {} for name in shelves.snapshots(shelf))
    rows = (row for report in known for row in report.get("received", ()))
    return [Receipt(path, sha256, datetime.fromisoformat(at)) for path, sha256, at, _ in rows]


def _again(arrivals: Arrivals, report: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence on files whose bytes had come before; none where there are none."""
    shown = {path: name for path, _, _, name in report.get("received", ())}
    names = [shown.get(one.path, one.folder_unit) for one in arrivals.again]
    if not names:
        return ()
    return (f"{len(names):,}份文件内容此前已收到，仅时间或位置有变，收到时间仍以首次为准：{_named(names)}",)


def _unordered(report: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence on the files that tell one thing differently, of which none is the later; none where there are none."""
    pairs = [f"{one}与{other}（{rows:,}行）" for one, other, rows in report.get("unordered", ())]
    if not pairs:
        return ()
    return (f"同一事项在两份表中填写不一致且无法判断先后，请核对后保留一份，或在文件名中注明“更正”：{_named(pairs)}",)


def _unknown_words(report: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence on the cells with words that nobody has told the meaning of; none where there are none."""
    cells = report.get("unknown_words", 0)
    if not cells:
        return ()
    return (f"{cells:,}格用词无法识别，所在行已采用，该格保留原文、不归类；检查该表可得到补充用词表的建议",)


def _still_held(shelf: Path, report: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence on the older snapshots that still hold households that were removed; none where there are none."""
    older = len(shelves.snapshots(shelf)) - 1
    if not report["totals"]["forgotten"] or not older:
        return ()
    return (
        f"应家庭要求删除{report['totals']['forgotten']:,}行，新数据中已无；另有{older:,}个旧数据版本尚未清理，"
        "请管理员按运行手册“有家庭要求删除”一节清理",
    )


def _gone(files: Sequence[Received], shelf: Path, known: Mapping[str, Any], may_shrink: bool) -> tuple[str, ...]:
    """A sentence on the files of the last snapshot that are in the inbox no more; raises `FilesGone` when too many are.

    A file that was moved or has another content is not gone; one that was taken back on purpose is none too many.
    """
    paths, contents = ({getattr(one, name) for one in files if not one.obstacle} for name in ("path", "sha256"))
    before = known.get("received", ())
    gone = {(path, sha256): shown for path, sha256, _, shown in before if path not in paths and sha256 not in contents}
    if not gone:
        return ()
    back = [key for key in sent.taken_back(shelf) if key in gone]
    told = f"（其中{len(back):,}份由收件人员撤回）" if back else ""
    sentence = f"上次入库的{len(before):,}份文件中，{len(gone):,}份已不在收件目录{told}，其中的行不再计入：{_named([*gone.values()])}"
    if len(gone) - len(back) > max(rules.GONE_FEW, rules.GONE_SHARE * len(before)) and not may_shrink:
        raise FilesGone(
            f"新数据未启用：{sentence}。原有数字不变。可能是磁盘未挂载或文件被误删，请先找回；确属有意撤走的，请确认后重新入库"
            "（命令加 --may-shrink）"
        )
    return (sentence,)


def _named(paths: Sequence[str]) -> str:
    return "、".join(paths[:MOST_NAMED]) + (f"等{len(paths):,}份" if len(paths) > MOST_NAMED else "")


MOST_NAMED = 5
"""Files that a sentence names."""


def _inputs(
    files: Sequence[Received],
    corrected_by: Path,
    decisions: Sequence[assigned.Assignment],
    listed: forgotten.Forgotten | None,
) -> str:
    """The fingerprint of all that a snapshot is made of."""
    marks = sorted(listed.marks) if listed else ()
    corrected = corrected_by.read_bytes() if corrected_by.is_file() else b""
    return fingerprint.of(
        fingerprint.code(), corrected, decisions, marks, [(f.path, f.sha256, f.received_at) for f in files]
    )


def _note(
    shelf: Path, told: Told, result: str, sentence: str, done: Loaded | None = None, *, lacks_files: bool = False
) -> None:
    """Leaves word of how a load ended; a shelf that takes no word changes nothing about the load."""
    snapshot, counts = (done.snapshot, done.totals) if done else (None, {})
    stages, began = (told.stages if result == loads.PUBLISHED else told.earlier), told.holder
    with suppress(OSError):
        loads.note(
            shelf,
            loads.LastLoad(
                began.since, loads.now(), result, sentence, began.pid, snapshot, counts, stages, lacks_files
            ),
        )


def why_not(why: BaseException) -> str:
    """Why nothing was published, as a sentence for the person at the terminal and for the page.

    Of a mistake in the program it names the places and not the message, which may quote a cell.
    """
    if isinstance(why, NotPublished):
        return str(why)
    if isinstance(why, KeyboardInterrupt):
        return "入库被人为中断，新数据未启用，原有数字不变"
    if isinstance(why, OSError) and why.errno in _DISK:
        where = f"（{why.filename}）" if why.filename else ""
        return f"{_DISK[why.errno]}，新数据未启用，原有数字不变{where}"
    if _NO_SPACE in str(why):  # a database says it in its own words
        return f"{_DISK[errno.ENOSPC]}，新数据未启用，原有数字不变"
    places = " < ".join(
        f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(why.__traceback__))
    )
    return f"程序出错，新数据未启用，原有数字不变。请将此行告知管理员：{type(why).__name__} 在 {places}"


_NO_SPACE = os.strerror(errno.ENOSPC)
_FULL = "磁盘已满，请管理员清理旧数据版本"
_DISK = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: "磁盘只读，无法写入",
    errno.EACCES: "没有读写权限",
    errno.EPERM: "没有读写权限",
    errno.ENOENT: "找不到文件或文件夹",
    errno.EIO: "磁盘读写错误",
}
