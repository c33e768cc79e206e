"""Which paper goes out, asked from a terminal or a timer?

python -m exports returns --out 退回
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from campaign.__main__ import WRONG, Parser
from campaign.access import DESK, DESK_VARIABLE, EVERYWHERE
from campaign.snapshot import NoSnapshot, open_current
from exports import returns


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    chosen = parser().parse_args(arguments)
    scope = DESK if os.environ.get(DESK_VARIABLE) == "1" else EVERYWHERE
    try:
        with open_current(chosen.shelf) as snapshot:
            written = returns.write_all(snapshot, chosen.out, scope)
    except NoSnapshot as error:
        print(error, file=sys.stderr)
        return WRONG
    except OSError as error:
        print(f"写不到“{chosen.out}”：{error.strerror}。请换一个能写的文件夹。", file=sys.stderr)
        return WRONG
    print(f"快照 {snapshot.id}：写了 {len(written)} 个单位的退回表，在 {chosen.out}")
    if not scope.sees_names and written:
        print(f"不含姓名、电话、住址等原文。收件办公室要发回带原文的，请在命令前写 {DESK_VARIABLE}=1。")
    return 0


def parser() -> Parser:
    """The command line."""
    whole = Parser(prog="python -m exports", description="生成发出去的表")
    commands = whole.add_subparsers(dest="command", required=True, metavar="命令", parser_class=Parser)
    back = commands.add_parser("returns", help="每个单位一个退回工作簿：原行、原因、来源，改好可直接再报")
    back.add_argument("--shelf", type=Path, default=Path("data/shelf"), metavar="DIR", help="书架")
    back.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    return whole


if __name__ == "__main__":
    sys.exit(main())
