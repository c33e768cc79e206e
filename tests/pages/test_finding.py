"""Does the search field of every page lead to what somebody has in mind, within what their role is shown?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages_shelf import look_at
from tests.signed_in import sign_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def shelf(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(marked_shelf, monkeypatch)


def opened(page: str = "", **filters: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page:
        at.switch_page(f"pages/{page}.py")
    for name, value in filters.items():
        at.query_params[name] = [value]
    return at.run()


def links_for(at: AppTest, typed: str) -> str:
    """What stands under the field once something is typed."""
    at.text_input(key="find").set_value(typed).run()
    assert not at.exception
    return "\n".join(str(one.proto.body) for one in at.get("html") if "leads" in str(one.proto.body))


@pytest.mark.parametrize("page", ["", "issues", "definitions"])
def test_每页都能查找_没有写就什么也不显示(page: str) -> None:
    at = opened(page)
    assert at.text_input(key="find").value == ""
    assert links_for(at, "覆盖率").count("definitions?number=") - links_for(at, " ").count("definitions?number=") > 0


def test_查到的单位_地方_指标_页面和词各有去处() -> None:
    at = opened()
    assert 'href="unit?unit=' in links_for(at, "民政局")
    assert 'href="places?' in links_for(at, "武进区")
    assert 'href="definitions?number=coverage"' in links_for(at, "覆盖率")
    assert 'href="issues?' in links_for(at, "停車難") and "subcategory=" in links_for(at, "停車難")


def test_查找带着所选的时段() -> None:
    assert "month=2017" in links_for(opened("issues", month="2017年3月"), "武进区")


def test_没有找到的给出写法相近的() -> None:
    at = opened()
    links_for(at, "胡塘镇镇")
    assert any("没有找到" in one.value and "湖塘镇" in one.value for one in at.caption)


def test_单位只找得到自己(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "unit", "市民政局")
    assert "市建设局" not in links_for(opened(), "建设局")
    assert "市民政局" in links_for(opened(), "民政局")


def test_问号通到这个指标的口径_口径可以查找() -> None:
    at = opened()
    assert any("definitions?number=" in str(one.proto.help) for one in at.metric)
    shown = opened("definitions", number="coverage")
    assert any(one.value == "所查指标" for one in shown.header)
    shown.text_input(key="definition-words").set_value("覆蓋率").run()
    assert any(one.value == "所查指标" for one in shown.header)
    shown.text_input(key="definition-words").set_value("没有的指标名").run()
    assert any("没有找到“没有的指标名”" in one.value for one in shown.info)
