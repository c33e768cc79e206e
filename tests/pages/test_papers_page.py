"""Does the page of official papers offer each only to whoever may have it, of a month, and for units that are due one?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import opened
from tests.pages_shelf import look_at
from tests.signed_in import sign_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def shelf(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(marked_shelf, monkeypatch)


def choices(at: AppTest, key: str) -> list[str]:
    return next(list(one.options) for one in at.get("button_group") if one.key == key)


def test_先给已经结束的那个月_只列月份() -> None:
    at = opened("papers")
    month = at.selectbox(key="paper-month")
    assert list(month.options) == ["2017年4月", "2017年3月"] and month.value == "2017年3月"
    assert any("关于“大走访”活动3月份进展情况的通报" in one.value for one in at.markdown)


def test_看不到逐条记录的角色只有通报(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "leader")
    assert choices(opened("papers"), "paper") == ["通报", "月度总结", "附件5汇总"]
    sign_in(monkeypatch, "desk")
    assert choices(opened("papers"), "paper") == [
        "通报",
        "核对函",
        "整改通知书",
        "催办单",
        "月度总结",
        "附件5",
        "附件5汇总",
    ]


def test_没有单位要发的公文_用一句话写明() -> None:
    at = opened("papers", paper="整改通知书")
    assert [one.value for one in at.info] == ["2017年3月没有需要发整改通知书的单位。"]


def test_核对函发给哪一家可以选() -> None:
    at = opened("papers", paper="核对函")
    units = at.selectbox(key="paper-unit-verification")
    assert "市民政局" in list(units.options)
    units.set_value("市民政局").run()
    assert any(one.value == "市民政局：" for one in at.markdown)
