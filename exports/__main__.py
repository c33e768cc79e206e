"""Which paper does a command in a terminal or a timer write?

python -m exports returns --out 退回
python -m exports crosstab issues solved_share --rows category --columns district --grain week --out 问题.xlsx
python -m exports bulletin --period 2017-03 --out 通报.docx
python -m exports all --month 2017-03 --outbox 公文
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from campaign.__main__ import WRONG, Parser, day, restrictions
from campaign.access import audit
from campaign.access.command import add_role, scope_of
from campaign.access.rights import may_see_written
from campaign.access.roles import ROLES
from campaign.access.scope import NotAllowed
from campaign.numbers.crosstab import GRAINS, Question, answered
from campaign.numbers.dimensions import CannotAnswer, dimension, shown
from campaign.numbers.snapshot import NoSnapshot, Snapshot, open_current
from campaign.numbers.wording import UNFILLED
from campaign.office import rules
from campaign.office.letterhead import letterhead
from campaign.office.settings import WrongSettings
from campaign.places.units import stored_name
from campaign.words.command_line import owner_only
from exports import crosstab, returns
from exports.documents import called, documents
from exports.documents.document import Order, Source
from exports.documents.filling import WrongTemplate, written
from exports.documents.of_unit import NotToUnit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    chosen = parser().parse_args(arguments)
    if chosen.command == "templates":
        print(write_templates())
        return 0
    try:
        with owner_only(), open_current(chosen.shelf) as snapshot:
            sentence = COMMANDS.get(chosen.command, write_document)(snapshot, chosen)
    except (CannotAnswer, NotAllowed, NoSnapshot, audit.NotRecorded, NotToUnit, WrongSettings, WrongTemplate) as error:
        print(error, file=sys.stderr)
        return WRONG
    except OSError as error:
        print(f"写不到“{chosen.out}”：{error.strerror}。请换一个能写的地方。", file=sys.stderr)
        return WRONG
    print(f"快照 {snapshot.id}：{sentence}")
    return 0


def send_back(snapshot: Snapshot, chosen: argparse.Namespace) -> str:
    """Write every unit's workbook; what was written, in words."""
    scope = scope_of(chosen)
    if may_see_written(scope):
        audit.by_command(audit.DOWNLOADED, "exports returns", snapshot=snapshot.id, what="全部单位带原文的退回表")
    written = returns.write_all(snapshot, chosen.out, scope)
    sentence = f"写了 {len(written)} 个单位的退回表，在 {chosen.out}"
    if not scope.sees_names and written:
        sentence += f"\n不含姓名、电话、住址等原文。收件办公室要发回带原文的，请写 --role {ROLES['desk'].label}。"
    return sentence


def write_table(snapshot: Snapshot, chosen: argparse.Namespace) -> str:
    """Write one crosstab; what was written, in words."""
    question = Question(tuple(chosen.numbers), tuple(chosen.rows), chosen.columns, chosen.grain)
    where = restrictions(chosen.where)
    table = answered(
        snapshot, question, scope=scope_of(chosen), as_of=chosen.as_of, period=chosen.period, where=where or None
    )
    spans = (("时段", chosen.period), ("截至", chosen.as_of))
    filters = [(label, f"{value}") for label, value in spans if value]
    filters += [
        (dimension(n).label, "、".join(shown(n, v) if v else UNFILLED for v in values)) for n, values in where.items()
    ]
    chosen.out.write_bytes(crosstab.workbook(snapshot, table, filters))
    left_out = "".join(f"\n没有列出 {table.name(number)}：{why}" for number, why in table.left_out.items())
    other = "".join(f"\n{table.label(number)}：这个数不分时段" for number, time in table.times.items() if time)
    return f"{question.words}，写在 {chosen.out}{left_out}{other}"


def write_document(snapshot: Snapshot, chosen: argparse.Namespace) -> str:
    """Write one official paper; what was written, in words."""
    paper = called(chosen.command)
    order = Order(
        Source(snapshot, chosen.period, scope_of(chosen)),
        letterhead(),
        issued_on(chosen),
        chosen.number,
        is_draft=not chosen.final,
        unit=stored_name(chosen.unit) if paper.to else "",
    )
    made = written(paper, order)
    audit.by_command(audit.DOWNLOADED, f"exports {paper.id}", snapshot=snapshot.id, what=paper.file_name(order))
    chosen.out.write_bytes(made)
    return f"{paper.title}，写在 {chosen.out}"


def write_all(snapshot: Snapshot, chosen: argparse.Namespace) -> str:
    """Write every paper of a month into a folder, those to one unit in a folder of their kind; what was written, in words."""
    sources = {period: Source(snapshot, period, scope_of(chosen)) for period in parts_of(chosen.period)}
    issued = issued_on(chosen)
    audit.by_command(audit.DOWNLOADED, "exports all", snapshot=snapshot.id, what=f"{chosen.period.label}的全部公文")
    counts = []
    for document in documents():
        folder = chosen.out / document.title if document.to else chosen.out
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for source in (source for period, source in sources.items() if period.kind == document.rhythm):
            for unit in document.to(source) if document.to else ("",):
                order = Order(source, letterhead(), issued, is_draft=not chosen.final, unit=unit)
                (folder / document.file_name(order)).write_bytes(written(document, order))
                count += 1
        counts.append(f"{document.title}{count}份")
    return f"{'、'.join(counts)}，在 {chosen.out}"


def parts_of(month: rules.Period) -> list[rules.Period]:
    """A month and its half months: the periods of which a month has papers."""
    return [month, *(rules.half_month(day) for day in (month.start, month.end))]


def issued_on(chosen: argparse.Namespace) -> date:
    """The day on which papers are issued: that which was given, else today."""
    return chosen.issued or datetime.now(rules.CITY_TIME).date()


def write_templates() -> str:
    """Lay out the templates that are not there; what was written, in words."""
    lacking = [document for document in documents() if document.lay_out and not document.template.exists()]
    for document in lacking:
        document.template.parent.mkdir(exist_ok=True)
        document.lay_out().word.save(str(document.template))
    return f"写了模板：{'、'.join(one.template.name for one in lacking)}" if lacking else "模板都在，没有改动"


COMMANDS: Mapping[str, Callable[[Snapshot, argparse.Namespace], str]] = {
    "returns": send_back,
    "crosstab": write_table,
    "all": write_all,
}


def parser() -> Parser:
    """The command line."""
    whole = Parser(prog="python -m exports", description="生成发出去的表")
    commands = whole.add_subparsers(dest="command", required=True, metavar="命令", parser_class=Parser)
    back = commands.add_parser("returns", help="每个单位一个退回工作簿：原行、原因、来源，改好可直接再报")
    back.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR", help="书架")
    back.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    table = commands.add_parser("crosstab", help="一张行列表，带合计和口径，同自助查询页下载的一样")
    table.add_argument("numbers", nargs="+", metavar="METRIC", help="指标代号，见 python -m campaign metrics")
    table.add_argument("--rows", nargs="+", default=[], metavar="DIM", help="行按什么分，最多两个维度")
    table.add_argument("--columns", default="", metavar="DIM", help="列按什么分")
    table.add_argument("--grain", default="", choices=tuple(GRAINS), help="逐月、半月、周、日")
    table.add_argument(
        "--where", nargs="+", action="extend", default=[], metavar="DIM=VALUE", help="只看这些，写法同 ask"
    )
    table.add_argument("--period", metavar="PERIOD", help=f"某个时段：{rules.PERIOD_WRITTEN}")
    table.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="截至某日")
    table.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR", help="书架")
    table.add_argument("--out", type=Path, required=True, metavar="FILE", help="写成哪个 .xlsx")
    every = commands.add_parser("all", help="一个月的全部公文，写进一个文件夹；给定时任务用")
    every.add_argument("--outbox", dest="out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    commands.add_parser("templates", help="补齐 exports/templates 里缺的模板；已有的不改")
    papers = []
    for document in documents():
        kind = "Excel" if document.make else "Word"
        paper = commands.add_parser(document.id, help=f"{document.title}（{kind}，按{document.rhythm}）")
        paper.add_argument("--out", type=Path, required=True, metavar="FILE", help=f"写成哪个 {kind} 文件")
        paper.add_argument("--number", type=int, metavar="N", help="发文序号；不写的留空")
        paper.add_argument(
            "--period",
            type=_period(document.rhythm),
            required=True,
            metavar="PERIOD",
            help=f"哪个{document.rhythm}：{EXAMPLES[document.rhythm]}",
        )
        if document.to:
            paper.add_argument("--unit", required=True, metavar="单位", help="发给哪家单位，写规范全称")
        papers.append(paper)
    month = rules.PERIOD_KINDS[0]
    every.add_argument("--month", dest="period", type=_period(month), required=True, metavar="YYYY-MM", help="哪个月")
    for paper in (every, *papers):
        paper.add_argument("--issued", type=day, metavar="YYYY-MM-DD", help="成文日期；不写是今天")
        paper.add_argument("--final", action="store_true", help="定稿；不写的是征求意见稿")
        paper.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR", help="书架")
    for command in (back, table, every, *papers):
        add_role(command)
    return whole


EXAMPLES = dict(zip(rules.PERIOD_KINDS, ("2017-03", "2017-03-上", "2017-W12"), strict=True))
"""How a period of each kind is written."""


def _period(kind: str) -> Callable[[str], rules.Period]:
    """A period of one kind on the command line."""

    def read(written: str) -> rules.Period:
        try:
            period = rules.period(written)
        except ValueError:
            period = None
        if period is None or period.kind != kind:
            raise argparse.ArgumentTypeError(f"应写作 {EXAMPLES[kind]} 这样的{kind}，写的是“{written}”")
        return period

    return read


if __name__ == "__main__":
    sys.exit(main())
