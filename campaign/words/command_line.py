"""What does a command print when it is typed wrong, and who may read what it writes? argparse, in Chinese where a user sees it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

WRONG = 2
"""Exit code of a command that could not be understood, and so did nothing."""

_CHINESE = {
    r"the following arguments are required: (.+)": r"还要写明 \1",
    r"one of the arguments (.+) is required": r"还要写明 \1 之一",
    r"unrecognized arguments: (.+)": r"不认识 \1",
    r"argument (.+): expected one argument": r"\1 后面要写一个值",
    r"argument (.+): expected at least one argument": r"\1 后面至少要写一个",
    r"argument (.+): expected at most one argument": r"\1 后面最多写一个值",
    r"argument (.+): expected (\d+) arguments?": r"\1 后面要写 \2 个值",
    r"argument (.+): invalid int value: '(.*)'": r"\1 要写整数，写的是“\2”",
    r"argument (.+): invalid float value: '(.*)'": r"\1 要写数字，写的是“\2”",
    r"argument (.+): invalid choice: '(.*)' \(choose from (.+)\)": r"\1 没有“\2”，可以写 \3",
    r"argument (.+): not allowed with argument (.+)": r"\1 不能和 \2 一起写",
    r"argument (.+): ignored explicit argument '(.*)'": r"\1 后面不写值，写的是“\2”",
    r"ambiguous option: (.+) could match (.+)": r"\1 写得不全，可能是 \2",
    r"argument (.+): ([^A-Za-z]*[\u4e00-\u9fff].*)": r"\1：\2",
}
"""argparse's message → the same in Chinese; the last one is a message that was Chinese already."""


def in_chinese(message: str) -> str:
    """argparse's error as a Chinese sentence; an unknown one refers to the usage.

    >>> in_chinese("the following arguments are required: 文件")
    '还要写明 文件'
    >>> in_chinese("argument 命令: invalid choice: 'laod' (choose from 'load', 'check')")
    "命令 没有“laod”，可以写 'load', 'check'"
    >>> in_chinese("something new")
    '写法见下'
    """
    for english, chinese in _CHINESE.items():
        if match := re.fullmatch(english, message, re.DOTALL):
            return match.expand(chinese)
    return "写法见下"


class _Usage(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse, in Chinese where a user sees it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Usage)
        self._positionals.title = "要写明"
        self._optionals.title = "可以加上"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Prints what is wrong and the usage, and exits with `WRONG`."""
        sys.stderr.write(f"命令写得不对：{in_chinese(message)}\n{self.format_usage()}")
        raise SystemExit(WRONG)


@contextmanager
def owner_only() -> Iterator[None]:
    """While it lasts, files are written for their owner alone: what the office keeps and sends back names people."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
