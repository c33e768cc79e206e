"""Does the bar offer the places and groups of somebody's own part of the city, and no others?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages_shelf import look_at
from tests.signed_in import sign_in
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("role", "of", "places", "groups"),
    [
        ("unit", ("市民政局",), {"全市", "武进区"}, {"全部", "1"}),
        ("analyst", (), {"全市", "武进区", "天宁区"}, {"全部", "1", "2"}),
    ],
)
def test_筛选里只有自己那一片的地区和小组(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, of: tuple[str, ...], places: set[str], groups: set[str]
) -> None:
    tiny(
        tmp_path,
        visits="""
            unit_name | supervision_group | visit_date | district
            市民政局  | 1                 | 2017-03-10 | 武进区
            市建设局  | 2                 | 2017-03-10 | 天宁区
        """,
        unit_villages="""
            unit_name | supervision_group | village_id   | district
            市民政局  | 1                 | 320412100044 | 武进区
            市建设局  | 2                 | 320402001001 | 天宁区
        """,
    ).close()
    look_at(tmp_path / "shelf", monkeypatch)
    sign_in(monkeypatch, role, *of)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page("pages/issues.py").run()
    assert not at.exception
    offered = {box.label: set(box.options) for box in at.selectbox}
    assert places <= offered["区域"] and groups <= offered["督导小组"]
    if role == "unit":
        assert offered["区域"] == places and offered["督导小组"] == groups
        assert offered["镇（街道）"] == {"全部", "湖塘镇"} and offered["村（社区）"] == {"全部", "马家巷社区"}
