"""What does the snapshot answer to a question typed in a terminal?

python -m campaign ask issues solved_share --by zone --period 2017-03
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from math import inf
from pathlib import Path

import pandas as pd

from campaign.access import users
from campaign.access.command import add_role, scope_of
from campaign.access.scope import NotAllowed, Scope
from campaign.months import changes
from campaign.months.changes import signed
from campaign.numbers.dimensions import DIMENSIONS, CannotAnswer, dimension
from campaign.numbers.few import WHY
from campaign.numbers.kinds import reported
from campaign.numbers.metrics import METRICS, metric
from campaign.numbers.question import Question, as_key
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import NoSnapshot, Snapshot, open_current
from campaign.numbers.wording import NOT_REACHED, OF_HOW_MANY, UNFILLED, format_value, of_how_many, with_time
from campaign.office import rules
from campaign.places import units
from campaign.words.cells import harmless
from campaign.words.command_line import WRONG, Parser

SPAN = "_span"
"""Suffix of the column with the time that a number is of, next to the number's column: see `Snapshot.other_time`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "metrics":
            return list_metrics()
        if options.command == "why":
            return why(options)
        if options.command == users.COMMAND:
            return users.run(options)
        return write_docs(options.check) if options.command == "docs" else ask(options)
    except (CannotAnswer, NotAllowed, NoSnapshot) as error:
        print(error, file=sys.stderr)
        return WRONG


def parser() -> Parser:
    """The command line."""
    whole = Parser(prog="python -m campaign", description="查询快照里的数")
    commands = whole.add_subparsers(dest="command", required=True, metavar="命令")
    asking = commands.add_parser("ask", help="查询指标")
    asking.add_argument("metrics", nargs="+", metavar="METRIC", help="指标代号，见 python -m campaign metrics")
    asking.add_argument("--by", nargs="+", action="extend", default=[], metavar="DIM", help="分组的维度")
    asking.add_argument(
        "--where", nargs="+", action="extend", default=[], metavar="DIM=VALUE",
        help="只看这些；同一维度可以写几个值，等号后空着指没有填的",
    )  # fmt: skip
    asking.add_argument("--period", "--month", metavar="PERIOD", help=f"某个时段：{rules.PERIOD_WRITTEN}")
    asking.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="截至某日")
    asking.add_argument("--running", action="store_true", help="沿时间维度累计")
    asking.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR")
    asking.add_argument("--format", choices=("table", "csv", "json"), default="table")
    moving = commands.add_parser("why", help="一个数为什么变了：与封存的月份，或与架上另一份快照对照，说到文件")
    moving.add_argument("metric", metavar="METRIC", help="指标代号，见 python -m campaign metrics")
    moving.add_argument(
        "--where", nargs="+", action="extend", default=[], metavar="DIM=VALUE", help="只看这些，写法同 ask"
    )
    moving.add_argument("--period", metavar="PERIOD", help=f"某个时段：{rules.PERIOD_WRITTEN}")
    moving.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="截至某日")
    moving.add_argument("--against", metavar="月份或快照", help="与哪一个对照；不写是这个时段所在的封存月份")
    moving.add_argument("--snapshot", metavar="快照", help="看哪一份快照；不写是现在的")
    moving.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR")
    moving.add_argument("--format", choices=("table", "json"), default="table")
    for command in (asking, moving):
        add_role(command)
    commands.add_parser("metrics", help="列出指标和维度")
    users.add_to(commands)
    documents = commands.add_parser("docs", help="由声明生成 docs/numbers.md、docs/tables.md 和 docs/roles.md")
    documents.add_argument("--check", action="store_true", help="只核对，不写")
    return whole


def day(written: str) -> date:
    """A day on the command line."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应写作 {rules.EXAMPLE} 这样，写的是“{written}”") from None


def ask(options: argparse.Namespace) -> int:
    """Print the answer in the chosen format."""
    where, scope = restrictions(options.where), scope_of(options)
    with open_current(options.shelf) as snapshot:
        question = Question(
            tuple(options.metrics), tuple(options.by), as_key(where), options.as_of, options.period, options.running
        )
        (answered,) = snapshot.answers([question], scope=scope)
        for refusal in answered.refused.values():
            raise CannotAnswer(refusal)
        answer = answered.frame
        if not options.running:
            answer = with_bases(snapshot, answer, options, where, scope)
        times = {
            name: snapshot.other_time(name, as_of=options.as_of, period=options.period) for name in options.metrics
        }
    if answered.few:
        print(f"有 {len(answered.few)} 组{WHY}；免得相减得出，旁边的也不显示。", file=sys.stderr)
    if options.format == "json":
        print(json.dumps(records(with_times(answer, times)), ensure_ascii=False, indent=1))
    elif options.format == "csv":
        answer = with_times(answer, times)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows(["" if v is None else harmless(v) for v in row.values()] for row in records(answer))
    else:
        print_table(answer, times)
        stamp = f"快照 {snapshot.id}"
        print(f"{stamp}，数据截至 {snapshot.data_date}" if snapshot.data_date else stamp)
    return 0


def why(options: argparse.Namespace) -> int:
    """Print what moved a number: the sentence, and the causes with their files."""
    then, kept = changes.earlier(options.shelf, options.against, options.period)
    if kept and not options.period and not options.as_of:
        options.period = kept.month
    with then, changes.later(options.shelf, options.snapshot) as now:
        where = restrictions(options.where) or None
        figure = changes.moved(
            then, now, options.metric, scope=scope_of(options), period=options.period, as_of=options.as_of, where=where,
            kept=kept,
        )  # fmt: skip
    if options.format == "json":
        print(json.dumps(figure.record, ensure_ascii=False, indent=1))
        return 0
    print(figure.sentence)
    for note in figure.notes:
        print(note)
    for one in figure.parts or (figure,):
        print_causes(one)
    print(f"对照 {kept or f'快照 {then.id}'}；现在 快照 {now.id}")
    return 0


def print_causes(figure: changes.Moved) -> None:
    """Each cause with its change, and under it each file."""
    print(f"\n{figure.label}　{figure.formatted_change}")
    for cause in figure.causes.to_dict("records"):
        print(f"  {cause['cause']}　{signed(cause['change'])}　{changes.CAUSES[cause['cause']]}")
        own = figure.files[figure.files["cause"] == cause["cause"]]
        for file in own.to_dict("records"):
            print(f"    {signed(file['change']):>8}  {file['source_file']}（{file['lines']:,} 行）")


def restrictions(pairs: Sequence[str]) -> dict[str, list[str | None]]:
    """DIM=VALUE pairs by dimension; CannotAnswer for anything else."""
    where: dict[str, list[str | None]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise CannotAnswer(f"--where 应写作 维度=值，例如 district=天宁区，写的是“{pair}”。")
        where.setdefault(name, []).append((_unit(value) if name == "unit" else value) or None)
    return where


@cache
def _unit(written: str) -> str:
    """A unit's name in the snapshot, by any name that the register has of it; another is told of, and taken as it is."""
    found = units.shipped_register().find(written)
    if written and not found and units.stored_name(written) == written:
        print(f"花名册上没有“{written}”，按这个名称没有数；请核对，写全称或简称。", file=sys.stderr)
    return found[0].unit_name if len({unit.unit_name for unit in found}) == 1 else written


def records(answer: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as plain values: None for empty, dates as ISO text."""
    return [
        {str(name): plain(value) for name, value in zip(answer.columns, row, strict=True)}
        for row in answer.itertuples(index=False, name=None)
    ]


def plain(value: object) -> object:
    """A cell as JSON has it."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if value == inf:
        return NOT_REACHED
    return value.item() if hasattr(value, "item") else value


def with_bases(
    snapshot: Snapshot, answer: pd.DataFrame, options: argparse.Namespace, where: Mapping[str, object], scope: Scope
) -> pd.DataFrame:
    """The answer with, next to each number whose base is only partly reported in some group, of how many it is.

    Not where what is reported was asked for too, and stands in a column of its own.
    """
    by = list(dict.fromkeys(options.by))
    for name in dict.fromkeys(options.metrics):
        base = reported(metric(name))
        if base is None or base.some.id in options.metrics:
            continue
        bases = snapshot.reported(name, by, scope=scope, as_of=options.as_of, period=options.period, where=where)
        words = [of_how_many(name, some, of) for some, of in zip(bases["some"], bases["of"], strict=True)]
        keys = [tuple(map(plain, row)) for row in bases[by].itertuples(index=False, name=None)]
        if not any(words) or len(set(keys)) < len(keys):  # two villages of one name cannot be told apart here
            continue
        known = dict(zip(keys, words, strict=True))
        rows = zip(answer[by].itertuples(index=False, name=None), answer[name], strict=True)
        column = ["" if plain(number) is None else known.get(tuple(map(plain, row)), "") for row, number in rows]
        answer = answer.copy()
        answer.insert(int(answer.columns.get_loc(name)) + 1, name + OF_HOW_MANY, column)
    return answer


def with_times(answer: pd.DataFrame, times: Mapping[str, str]) -> pd.DataFrame:
    """The answer with a column of its time next to each number that the question's time does not apply to."""
    columns: dict[str, object] = {}
    for name in answer.columns:
        columns[name] = answer[name]
        if times.get(name):
            columns[name + SPAN] = [times[name]] * len(answer)
    return pd.DataFrame(columns)


def print_table(answer: pd.DataFrame, times: Mapping[str, str]) -> None:
    """The answer for eyes: Chinese headings, numbers as the pages write them."""
    known = {m.id for m in METRICS}
    shown = [n for n in answer.columns if not n.endswith(BOUND)]
    heads = [head_of(n, times) for n in shown]
    lines = [heads]
    for row in answer.to_dict("records"):
        formatted = {n: format_value(n, row[n], row.get(n + BOUND)) for n in shown if n in known}
        groups = {
            n: str(row[n]) if n.endswith(OF_HOW_MANY) else UNFILLED if plain(row[n]) is None else str(plain(row[n]))
            for n in shown
            if n not in known
        }
        lines.append([(formatted | groups)[n] for n in shown])
    widths = [max(width(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        cells = [
            " " * (w - width(cell)) + cell if name in known else cell + " " * (w - width(cell))
            for cell, w, name in zip(line, widths, shown, strict=True)
        ]
        print("  ".join(cells).rstrip())


def head_of(name: str, times: Mapping[str, str]) -> str:
    """The Chinese heading of a column of an answer."""
    if name.endswith(OF_HOW_MANY):
        base = reported(metric(name.removesuffix(OF_HOW_MANY)))
        assert base is not None
        return base.some.label
    return with_time(metric(name).label, times[name]) if name in times else dimension(name).label


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "FW" else 1 for c in text)


def list_metrics() -> int:
    """Print every number and every dimension."""
    for m in METRICS:
        print(f"{m.id:<22}{m.code:<4}{m.label}（{m.unit}） {m.note}")
    print("\n维度：" + "、".join(f"{d.id}（{d.label}）" for d in DIMENSIONS))
    return 0


def write_docs(check: bool) -> int:
    """Write the generated documents, or with `check` fail when they differ."""
    from campaign import docs  # the ranking's arithmetic takes longer to import than most answers take

    changed = docs.differing() if check else docs.write()
    for path in changed:
        print(
            f"{'与声明不符' if check else '已更新'}：docs/{path.name}",
            file=sys.stderr if check else sys.stdout,
        )
    if check and changed:
        print("请运行：python -m campaign docs", file=sys.stderr)
        return WRONG
    return 0


if __name__ == "__main__":
    sys.exit(main())
