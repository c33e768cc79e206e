"""Is everything that is installed what somebody chose, to the byte?"""

from __future__ import annotations

import re

import pytest

from tests import pins


@pytest.mark.parametrize("layer", pins.LAYERS)
def test_选定的每个包都按同一版本写在锁定文件里(layer: str) -> None:
    chosen = re.findall(r"(?m)^(\w[\w.-]*)(.*)$", (pins.ROOT / f"{layer}.txt").read_text())
    assert chosen
    assert [(name, rest) for name, rest in chosen if f"=={pins.locked().get(pins.same(name))}" != rest] == []


@pytest.mark.parametrize("layer", pins.LAYERS)
def test_锁定文件只有带哈希的包和照哈希安装的设置(layer: str) -> None:
    text = (pins.ROOT / f"{layer}.lock").read_text()
    options = [line for line in text.splitlines() if line.startswith("-")]
    assert pins.pins(text)
    assert "--require-hashes" in options
    assert "--only-binary :all:" in options
    assert pins.rest(text) == options


def test_没有哈希的包和别处来的包都认得出() -> None:
    with pytest.raises(ValueError, match=r"b==2"):
        pins.pins("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\nb==2\n")
    assert pins.rest("b @ https://127.0.0.1/b.whl\n") == ["b @ https://127.0.0.1/b.whl"]


def test_环境里没有锁定文件以外的东西() -> None:
    assert pins.unpinned(pins.installed(), pins.locked()) == []


def test_多装的和换了版本的都认得出() -> None:
    assert pins.unpinned([("Jinja2", "3"), ("b_c", "2"), ("pip", "9")], {"jinja2": "3", "b-c": "1"}) == ["b_c 2"]
    assert pins.unpinned([("d", "1")], {"jinja2": "3"}) == ["d 1"]
