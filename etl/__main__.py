"""What can the office that loads the sheets ask for? `python -m etl sample | check | load | shelf | back`."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from functools import partial
from pathlib import Path

from tqdm import tqdm

from etl import build, publish
from etl.forms import BadHeadings

ALL_READ, SOMETHING_ASIDE, NOTHING_PUBLISHED = 0, 1, 2
INBOX, SHELF = Path("data/inbox"), Path("data/shelf")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code is 0 all read, 1 something rejected or refused, 2 nothing published."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except (publish.NotPublished, BadHeadings, OSError) as why:
        print(why, file=sys.stderr)
    except Exception as why:  # noqa: BLE001 (an exit code of 1 would say that something was published)
        # the places and not the message: it may quote a cell
        places = " < ".join(
            f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(why.__traceback__))
        )
        print(
            f"程序出错，没有发布；原来的数字不变。请把这一行交给维护人员：{type(why).__name__} 在 {places}",
            file=sys.stderr,
        )
    return NOTHING_PUBLISHED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="从收来的表到快照")
    commands = parser.add_subparsers(required=True, metavar="命令")

    sample = commands.add_parser("sample", help="写出一套演示用的表（人物均为虚构）")
    sample.add_argument("--out", type=Path, required=True, help="写到哪个文件夹")
    sample.add_argument("--scale", type=float, default=1.0, help="规模，1.0 为全市一个月")
    sample.add_argument("--seed", type=int, default=1, help="随机种子，相同则文件相同")
    sample.set_defaults(run=_sample)

    check = commands.add_parser("check", help="看一份或几份表会被怎样读，不改动任何东西")
    check.add_argument("files", type=Path, nargs="+", metavar="文件")
    check.set_defaults(run=_check)

    load = commands.add_parser("load", help="装载收件夹，发布新快照")
    load.add_argument("--inbox", type=Path, default=INBOX, help="收件夹")
    load.add_argument("--shelf", type=Path, default=SHELF, help="书架")
    load.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")
    load.set_defaults(run=_load)

    for name, run, words in (("shelf", _shelf, "列出书架上的快照"), ("back", _back, "退回上一个快照")):
        command = commands.add_parser(name, help=words)
        command.add_argument("--shelf", type=Path, default=SHELF, help="书架")
        command.set_defaults(run=run)
    return parser


def _sample(asked: argparse.Namespace) -> int:
    from etl import sample  # numpy and the writers are needed by this command alone

    with _bar(is_quiet=False) as bar:
        manifest = sample.write(asked.out, asked.scale, asked.seed, partial(_advance(bar), "写演示表"))
    print(f"写好 {manifest['files']} 个文件，在 {asked.out}")
    return ALL_READ


def _load(asked: argparse.Namespace) -> int:
    with _bar(asked.json) as bar:
        done = build.load(asked.inbox, asked.shelf, _advance(bar))
    if asked.json:
        told = {
            "files": done.files,
            "totals": done.totals,
            "snapshot": done.snapshot,
            "seconds": round(done.seconds, 2),
        }
        print(json.dumps(told, ensure_ascii=False))
    else:
        _say(done)
        print(f"快照 {done.snapshot} 已发布，用时 {done.seconds:.1f} 秒")
    return ALL_READ if done.is_clean else SOMETHING_ASIDE


def _say(done: build.Loaded) -> None:
    """The totals, the refused files, and the reasons for rejection, most frequent first."""
    totals = done.totals
    print(
        f"{totals['files']:,} 个文件，读到 {totals['rows_read']:,} 行："
        f"采用 {totals['kept']:,}，归并 {totals['merged']:,}，退回 {totals['rejected']:,}；"
        f"有 {totals['refused']:,} 个文件没有读或没有读全"
    )
    for file in done.files:
        if file["refused"]:
            print(f"  未读 {file['path']}：{file['refused']}")
    rejected = done.tables["rejected_rows"].group_by(["field", "rule"]).aggregate([([], "count_all")])
    for row in sorted(rejected.to_pylist(), key=lambda row: -row["count_all"]):
        print(f"  退回 {row['count_all']:,} 行：{row['field']}（{row['rule']}）")


def _check(asked: argparse.Namespace) -> int:
    missing = [path for path in asked.files if not path.is_file()]
    if missing:
        print(f"找不到文件 {missing[0]}", file=sys.stderr)
        return NOTHING_PUBLISHED
    done = build.check(asked.files)
    sheets = done.tables["source_sheets"].to_pylist()
    rejected = done.tables["rejected_rows"].to_pylist()
    merged = done.tables["merged_rows"].to_pylist()
    for file in done.files:
        print(f"{file['path']}")
        own = [sheet for sheet in sheets if sheet["source_file"] == file["path"]]
        if file["refused"] and not own:
            print(f"  没有读：{file['refused']}")
        for sheet in own:
            _check_sheet(sheet, rejected, merged)
    return ALL_READ if done.is_clean else SOMETHING_ASIDE


def _check_sheet(sheet: dict, rejected: list[dict], merged: list[dict]) -> None:
    here = (sheet["source_file"], sheet["source_sheet"])
    title = f"  “{sheet['source_sheet']}”{'（隐藏的工作表）' if sheet['is_hidden'] else ''}："
    if sheet["refused"]:
        print(f"{title}没有读。{sheet['refused']}")
        return
    if sheet["form"] is None:
        print(f"{title}没有数据，不读")
        return
    print(
        f"{title}{sheet['form']}，单位 {sheet['unit_name'] or '未知'}，时段 {sheet['period_label'] or '未知'}；"
        f"{sheet['rows_read']} 行，采用 {sheet['rows_kept']}，归并 {sheet['rows_merged']}，退回 {sheet['rows_rejected']}"
    )
    if sheet["hidden_row_count"]:
        print(f"    有 {sheet['hidden_row_count']} 行是隐藏的，已照常读入")
    if sheet["unknown_headings"]:
        print(f"    没有用到的栏目：{'、'.join(sheet['unknown_headings'])}")
    for row in rejected:
        if (row["source_file"], row["source_sheet"]) == here:
            also = f"；另外，{row['also']}" if row["also"] else ""
            print(f"    退回 {row['cell']}（{row['field']}）：{row['sentence']}{also}")
    for row in merged:
        if (row["source_file"], row["source_sheet"]) == here:
            print(f"    归并 第{row['source_row']}行：{row['sentence']}（{row['into_file']} 第{row['into_row']}行）")


def _shelf(asked: argparse.Namespace) -> int:
    now = publish.current(asked.shelf)
    names = publish.snapshots(asked.shelf)
    for name in names:
        print(f"{'→' if name == now else ' '} {name}")
    if not names:
        print(f"书架 {asked.shelf} 上没有快照；请先运行 python -m etl load")
    return ALL_READ


def _back(asked: argparse.Namespace) -> int:
    print(f"已退回快照 {publish.back(asked.shelf)}")
    return ALL_READ


def _bar(is_quiet: bool) -> tqdm:
    return tqdm(unit="份", total=0, disable=is_quiet, leave=False, mininterval=0.5, file=sys.stderr)


def _advance(bar: tqdm) -> build.Progress:
    def advance(stage: str, done: int, whole: int) -> None:
        bar.set_description(stage, refresh=not whole)
        if whole:
            bar.total = whole
            bar.update(done - bar.n)

    return advance


if __name__ == "__main__":
    raise SystemExit(main())
