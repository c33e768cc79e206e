"""What can the office that loads the sheets ask for? `python -m etl sample | check | load | forget | freeze | templates | shelf | back | copy`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from functools import partial
from pathlib import Path

from tqdm import tqdm

from campaign.access import audit
from campaign.access.command import add_role, scope_of
from campaign.access.rights import may_see_written
from campaign.office import assigned, forgotten
from campaign.office.loads import TIDYING
from campaign.words.command_line import Parser, owner_only
from etl import shelf as shelves
from etl.fingerprint import CORRECTIONS
from etl.loaded import Loaded
from etl.loading import load, why_not
from etl.progress import Progress, Step

ALL_READ, SOMETHING_ASIDE, NOTHING_PUBLISHED = 0, 1, 2
INBOX, SHELF, TEMPLATES = Path("data/inbox"), Path("data/shelf"), Path("data/templates")

# What a command alone needs is imported where it runs: a load that finds nothing changed must not wait for the rest.


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code is 0 all read, 1 something rejected or refused, 2 nothing published."""
    asked = _parser().parse_args(arguments)
    is_for_all = asked.run in (_sample, _templates) or (asked.run is _copy and asked.public)
    try:
        with nullcontext() if is_for_all else owner_only():
            return asked.run(asked)
    except (Exception, KeyboardInterrupt) as why:  # noqa: BLE001 (an exit code of 1 would say that something was published)
        print(why_not(why), file=sys.stderr)
    return NOTHING_PUBLISHED


def _parser() -> Parser:
    parser = Parser(prog="python -m etl", description="从收来的表到快照")
    commands = parser.add_subparsers(required=True, metavar="命令")

    sample = commands.add_parser("sample", help="写出一套演示用的表（人物均为虚构）")
    sample.add_argument("--out", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹")
    sample.add_argument("--scale", type=float, default=1.0, metavar="数", help="规模，1.0 为全市一个月")
    sample.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子，相同则文件相同")
    sample.set_defaults(run=_sample)

    check = commands.add_parser("check", help="看一份或几份表会被怎样读，不改动任何东西")
    check.add_argument("files", type=Path, nargs="+", metavar="文件")
    check.add_argument("--public", action="store_true", help="不写出涉及个人的原文，可以公开张贴")
    check.add_argument("--details", action="store_true", help="再列出认得哪些表、各表必须有哪些栏目")
    check.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")
    check.set_defaults(run=_check)

    loading = commands.add_parser("load", help="装载收件夹，发布新快照；没有变化就不发布")
    loading.add_argument("--inbox", type=Path, default=INBOX, metavar="文件夹", help="收件夹")
    loading.add_argument("--shelf", type=Path, default=SHELF, metavar="文件夹", help="书架")
    loading.add_argument("--corrections", type=Path, default=CORRECTIONS, help="已知错误的更正（YAML）")
    loading.add_argument("--may-shrink", action="store_true", help="收件夹里少了许多文件，确是有意撤走的，照样发布")
    loading.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")
    add_role(loading)
    loading.set_defaults(run=_load)

    forgetting = commands.add_parser("forget", help="有家庭要求删除：记进删除名单，以后每次装载都不再计入它的行")
    forgetting.add_argument(
        "household", type=int, nargs="?", metavar="家庭编号", help="现在的快照里的家庭编号；不知道就写它的一行"
    )
    forgetting.add_argument("--file", metavar="文件", help="这一户的一行所在的文件，照溯源页写，或照收件夹里的路径")
    forgetting.add_argument("--sheet", metavar="工作表", help="这一行所在的工作表")
    forgetting.add_argument("--row", type=int, metavar="行号", help="这一行的行号")
    forgetting.add_argument("--why", metavar="原因", help="为什么删除，或为什么撤销；不要写姓名和电话")
    forgetting.add_argument(
        "--day", type=_day, default=None, metavar="日期", help="哪天要求的，如 2017-04-02；不写就是今天"
    )
    forgetting.add_argument("--keep", type=_at_least_one, metavar="号", help="撤销名单上的这一号，下次装载起重新计入")
    forgetting.add_argument("--list", action="store_true", help="列出删除名单，名单里没有姓名")
    forgetting.add_argument("--shelf", type=Path, default=SHELF, metavar="文件夹", help="书架")
    forgetting.set_defaults(run=_forget)

    templates = commands.add_parser("templates", help="写出空白表：附件1、3、4、5（Word）和各种台账（Excel）")
    templates.add_argument("--out", type=Path, default=TEMPLATES, metavar="文件夹", help="写到哪个文件夹")
    templates.set_defaults(run=_templates)

    closing = commands.add_parser("freeze", help="月度数据定版：当时的数字和口径永久保留，供以后对照")
    closing.add_argument("month", metavar="月份", help="写作 年-月，例如 2017-03")
    closing.add_argument("--shelf", type=Path, default=SHELF, metavar="文件夹", help="书架")
    closing.set_defaults(run=_freeze)

    for name, run, words in (("shelf", _shelf, "列出书架上的快照"), ("back", _back, "退回上一个快照")):
        command = commands.add_parser(name, help=words)
        command.add_argument("--shelf", type=Path, default=SHELF, metavar="文件夹", help="书架")
        command.set_defaults(run=run)
        if run is _shelf:
            command.add_argument("--keep", type=_at_least_one, metavar="数", help="只留最新的几个快照，定版月份不动")
            command.add_argument(
                "--only-figures", action="store_true", help="定版月份只留数字和口径，清除当时的数据；清除后无法恢复"
            )
    copy = commands.add_parser("copy", help="把看板正在显示的快照拷到另一个文件夹，给另一台服务器或者别的工具")
    copy.add_argument("to", type=Path, metavar="文件夹", help="拷到哪里：另一台服务器的书架")
    copy.add_argument("--shelf", type=Path, default=SHELF, metavar="文件夹", help="书架")
    copy.add_argument("--public", action="store_true", help="只拷公开的部分，谁都可以读，给别的工具用")
    copy.set_defaults(run=_copy)
    return parser


def _at_least_one(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"要写 1 以上的整数，写的是“{written}”")
    return int(written)


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写作 2017-04-02 这样，写的是“{written}”") from None


def _sample(asked: argparse.Namespace) -> int:
    from etl import sample

    with _bar(is_quiet=False) as bar:
        manifest = sample.write(asked.out, asked.scale, asked.seed, partial(_advance(bar), "写演示表"))
    print(f"写好 {manifest['files']} 个文件，在 {asked.out}")
    return ALL_READ


def _load(asked: argparse.Namespace) -> int:
    sees_names = may_see_written(scope_of(asked))
    with _bar(asked.json) as bar:
        done = load(asked.inbox, asked.shelf, _watched(bar), asked.corrections, asked.may_shrink)
    if done.is_new:
        _record(audit.LOADED, "etl load", done.snapshot, done.sentence)
    if asked.json:
        answer = {
            "files": done.named_files(sees_names),
            "totals": done.totals,
            "slips": done.report.get("slips", ()),
            "snapshot": done.snapshot,
            "is_new": done.is_new,
            "notices": done.notices,
            "seconds": round(done.seconds, 2),
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(done, sees_names)
        print(*done.notices, done.ending, sep="\n")
    return ALL_READ if done.is_clean else SOMETHING_ASIDE


def _record(kind: str, command: str, snapshot: str, what: str) -> None:
    """Writes down what was done; that it could not be written down does not undo it."""
    try:
        audit.by_command(kind, command, snapshot=snapshot, what=what)
    except audit.NotRecorded as why:
        print(str(why).replace("未办理：", "未记录："), file=sys.stderr)


def _print(done: Loaded, sees_names: bool) -> None:
    """The totals, the refused files, and the reasons for rejection, most frequent first."""
    print(done.sentence)
    for file in done.named_files(sees_names):
        if file["refused"]:
            print(f"  未读 {file['path']}：{file['refused']}")
        elif not file["rows_read"] and file["form"]:
            print(f"  没有行 {file['path']}：认出是{file['form']}，表里没有填一行")
    for field, rule, count in done.report["reasons"]:
        print(f"  退回 {count:,} 行：{field}，{rule}")
    for field, rule, count in done.report.get("doubts", ()):
        print(f"  请核对 {count:,} 处：{field}，{rule}")
    for slip in done.report.get("slips", ()):
        print(f"  请核对：{slip}")


def _check(asked: argparse.Namespace) -> int:
    from etl import build, check_report

    missing = [path for path in asked.files if not path.is_file()]
    if missing:
        print(f"找不到文件 {missing[0]}", file=sys.stderr)
        return NOTHING_PUBLISHED
    try:
        listed = forgotten.forgotten(forgotten.folder())
    except forgotten.NotForgotten as why:
        print(why, file=sys.stderr)
        return NOTHING_PUBLISHED
    answer = check_report.report(build.check(asked.files, listed), asked.public)
    if asked.json:
        print(json.dumps(answer.json, ensure_ascii=False))
    else:
        details = answer.details if asked.details else answer.hint
        print(answer.text.rstrip(), *answer.to_add, *details, sep="\n")
    return ALL_READ if answer.may_be_sent else SOMETHING_ASIDE


def _forget(asked: argparse.Namespace) -> int:
    from etl import forget

    where, day = forgotten.folder(), asked.day or forgotten.today()
    line = (asked.file, asked.sheet, asked.row)
    try:
        if asked.list:
            print(forget.listed(where))
            return ALL_READ
        if not asked.why or not (asked.keep or asked.household is not None or all(line)):
            print(f"{WHOM}；还要用 --why 写明原因", file=sys.stderr)
            return NOTHING_PUBLISHED
        if asked.keep:
            one = forgotten.keep(where, asked.keep, asked.why, day)
            done = f"删除名单第 {one.number} 号已撤销，下次装载起重新计入；删去的人工归类不会回来"
        elif asked.household is not None:
            done = forget.by_number(asked.shelf, where, asked.household, asked.why, day)
        else:
            done = forget.by_row(asked.shelf, where, line, asked.why, day)
    except (forgotten.NotForgotten, assigned.NotAssigned) as why:
        print(why, file=sys.stderr)
        return NOTHING_PUBLISHED
    print(done)
    _record(audit.FORGOT, "etl forget", "", done.partition("\n")[0])
    return ALL_READ


WHOM = "要写明是哪一户：家庭编号，或者 --file、--sheet、--row 三样写它的一行；撤销用 --keep 写名单上的号"


def _templates(asked: argparse.Namespace) -> int:
    from etl import blanks

    written, there = blanks.write(asked.out)
    print(f"写好 {len(written)} 份空白表，在 {asked.out}")
    if there:
        print(f"已有同名的文件，没有动：{'、'.join(there)}")
    return ALL_READ


def _freeze(asked: argparse.Namespace) -> int:
    from etl import freeze

    kept = freeze.freeze(asked.shelf, asked.month)
    _record(audit.FROZE, "etl freeze", "", f"{asked.month}")
    print(f"已定版 {kept}")
    return ALL_READ


def _shelf(asked: argparse.Namespace) -> int:
    from campaign.months import frozen

    if asked.keep:
        with shelves.hold(asked.shelf, TIDYING):
            taken_off = shelves.keep(asked.shelf, asked.keep)
        print(f"取下 {len(taken_off)} 个旧快照")
    if asked.only_figures:
        with shelves.hold(asked.shelf, TIDYING):
            cleared = frozen.only_figures(asked.shelf)
        print(f"{len(cleared)} 个定版月份只留数字：{'、'.join(cleared) or '无'}")
    now = shelves.current(asked.shelf)
    names = shelves.snapshots(asked.shelf)
    for name in names:
        print(f"{'→' if name == now else ' '} {name}")
    if not names:
        print(f"书架 {asked.shelf} 上没有快照；请先运行 python -m etl load")
    for month in frozen.frozen(asked.shelf):
        print(f"定版 {month}")
    return ALL_READ


def _back(asked: argparse.Namespace) -> int:
    print(f"已退回快照 {shelves.back(asked.shelf)}")
    return ALL_READ


def _copy(asked: argparse.Namespace) -> int:
    from etl import copies

    print(f"已拷到 {asked.to}：快照 {copies.copy(asked.shelf, asked.to, only_public=asked.public)}")
    return ALL_READ


def _bar(is_quiet: bool) -> tqdm:
    return tqdm(unit="份", total=0, disable=is_quiet, leave=False, mininterval=0.5, file=sys.stderr)


def _watched(bar: tqdm) -> Progress:
    advance = _advance(bar)

    def watched(step: Step) -> None:
        advance(step.stage, step.files, step.of)

    return watched


def _advance(bar: tqdm) -> Callable[[str, int, int], None]:
    def advance(stage: str, done: int, whole: int) -> None:
        bar.set_description(stage, refresh=not whole)
        if whole:
            bar.total = whole
            bar.update(done - bar.n)

    return advance


if __name__ == "__main__":
    raise SystemExit(main())
