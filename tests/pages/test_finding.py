"""Does the search field of every page lead to what somebody has in mind, within what their role is shown?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from campaign.finding import Kind
from tests.pages.test_pages import opened
from tests.pages_shelf import FIRST, look_at
from tests.signed_in import sign_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def shelf(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(marked_shelf, monkeypatch)


def links_for(at: AppTest, typed: str) -> str:
    """What stands under the field once something is typed."""
    at.text_input(key="find").set_value(typed).run()
    assert not at.exception
    return shown(at)


def shown(at: AppTest) -> str:
    """What stands under the field: those links alone name of each what it is."""
    bodies = (str(one.proto.body) for one in at.get("html"))
    return "\n".join(
        body for body in bodies if "leads" in body and any(f">{kind}：" in body for kind in get_args(Kind))
    )


@pytest.mark.parametrize("page", [FIRST, "issues", "definitions"])
def test_每页都能查找_没有写就什么也不显示(page: str) -> None:
    at = opened(page)
    assert at.text_input(key="find").value == ""
    assert not shown(at)


def test_查到的单位_地方_指标_页面和词各有去处() -> None:
    at = opened(FIRST)
    assert 'href="unit?unit=' in links_for(at, "民政局")
    assert 'href="places?' in links_for(at, "武进区")
    assert 'href="definitions?number=coverage"' in links_for(at, "覆盖率")
    assert 'href="issues?' in links_for(at, "停車難") and "subcategory=" in links_for(at, "停車難")


def test_查找带着所选的时段() -> None:
    links = re.findall(r'href="(places[^"]*)"', links_for(opened("issues", month="2017年3月"), "武进区"))
    assert links and all(f"month={quote('2017年3月')}" in link for link in links)


def test_没有找到的给出写法相近的_可以点() -> None:
    at = opened(FIRST)
    assert f"town={quote('湖塘镇')}" in links_for(at, "胡塘镇镇")
    assert any("没有找到" in one.value and "湖塘镇" in one.value for one in at.caption)


def test_单位只找得到自己(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "unit", "市民政局")
    assert "市建设局" not in links_for(opened(FIRST), "建设局")
    assert "市民政局" in links_for(opened(FIRST), "民政局")


def test_问号通到这个指标的口径_口径可以查找() -> None:
    at = opened(FIRST)
    assert any("definitions?number=" in str(one.proto.help) for one in at.metric)
    page = opened("definitions", number="coverage")
    assert any(one.value == "所查指标" for one in page.header)
    page.text_input(key="definition-words").set_value("覆蓋率").run()
    assert any(one.value == "所查指标" for one in page.header)
    page.text_input(key="definition-words").set_value("没有的指标名").run()
    assert any("没有找到“没有的指标名”" in one.value for one in page.info)
