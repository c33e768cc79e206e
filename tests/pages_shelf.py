"""What small shelf do the tests of the pages look at? Every personal cell of it holds a word that nobody else uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

import pages
from campaign import schema
from campaign.access.scope import DEMONSTRATION
from campaign.numbers.snapshot import Snapshot
from pages.parts import menu
from pages.parts.opened import SHELF_VARIABLE
from tests.tiny import tiny

SENTINEL = "哨兵"
"""Stands in every personal cell; no page, log or download may show it."""
PUBLIC_TEXT = "路灯不亮，夜里看不见路"
SNAPSHOT_ID = "20170412T090000001"
DATA_DATE = "2017-04-12"

ROOMS = menu.pages_in(pages)
PAGES = tuple(menu.slug(page) for page in menu.open_to(ROOMS, DEMONSTRATION.scope))
"""The pages that everybody has where nobody signs in, in the order of the menu."""
OF_DESK = tuple(menu.slug(page) for page in ROOMS if page.MENU.needs == "load")
"""Those of the office that loads."""
FIRST = PAGES[0]


def slow_but_for(*quick: str) -> list[Any]:
    """Every page as a parameter; all but the `quick` ones are looked at only where slow tests run."""
    return [page if page in quick else pytest.param(page, marks=pytest.mark.slow) for page in PAGES]


_looked_at: list[Path] = []
"""The shelf of which Streamlit's caches hold answers."""


def look_at(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the pages show this shelf; what they kept of another is dropped, for tests name snapshots alike."""
    monkeypatch.setenv(SHELF_VARIABLE, str(shelf))
    if _looked_at != [shelf]:
        forget()
        _looked_at[:] = [shelf]


def forget() -> None:
    """Drops what the pages kept: another shelf, another method, another file of tests."""
    st.cache_data.clear()
    st.cache_resource.clear()
    _looked_at.clear()


def shelf(tmp_path: Path, snapshot_id: str = SNAPSHOT_ID) -> Snapshot:
    """A shelf at `tmp_path/"shelf"`: two districts, three units, a refused file, a rejected row."""
    return tiny(
        tmp_path,
        data_date=DATA_DATE,
        snapshot_id=snapshot_id,
        units=_with_personal(
            "units",
            """
            unit_name    | unit_level | supervision_group | cadre_count
            市民政局     | 市级机关   | 1                 | 2
            市建设局     | 市级机关   | 2                 | 1
            市台办       | 市级机关   | 3                 |
            """,
        ),
        cadres=_with_personal(
            "cadres",
            """
            unit_name | unit_level | supervision_group | on_target_date | has_visited
            市民政局  | 市级机关   | 1                 | 2017-03-20     | true
            市民政局  | 市级机关   | 1                 |                | true
            市建设局  | 市级机关   | 2                 |                | false
            """,
        ),
        households=_with_personal(
            "households",
            """
            household_id | district | zone   | first_visit_date
            1            | 武进区   | 经开区 | 2017-03-10
            2            | 天宁区   | 天宁区 | 2017-04-10
            """,
        ),
        visits=_with_personal("visits", _visits()),
        issues=_with_personal("issues", _issues()),
        object_visits=_with_personal(
            "object_visits",
            """
            × | object_id | object_type    | visit_date | unit_name | unit_level | supervision_group | district | zone   | is_first | is_first_by_unit | is_first_by_level | is_first_by_group | source_file                        | source_sheet | source_row
            3 | 1         | 企业           | 2017-03-10 | 市民政局  | 市级机关   | 1                 | 武进区   | 经开区 | true     | true             | true              | true              | 市民政局/2017年3月/企业走访台账.xlsx | 企业         | 3
            1 | 2         | 名士           | 2017-04-10 | 市建设局  | 市级机关   | 2                 |          |        | true     | true             | true              | true              | 市建设局/2017年4月/名士走访台账.xlsx | 名士         | 3
            1 | 3         | 村（社区）组织 | 2017-04-10 | 市建设局  | 市级机关   | 2                 | 天宁区   | 天宁区 | true     | true             | true              | true              | 市民政局/2017年3月/走访台账.xlsx     | 走访台账     | 9
            """,
        ),
        object_issues=_with_personal(
            "object_issues",
            """
            × | object_type | raised_date | unit_name | unit_level | district | zone   | issue_text   | status | solved_date | source_file                          | source_sheet | source_row
            2 | 企业        | 2017-03-10  | 市民政局  | 市级机关   | 武进区   | 经开区 | 招工难       | 已解决 | 2017-03-20  | 市民政局/2017年3月/企业走访台账.xlsx | 企业         | 3
            4 | 名士        | 2017-04-10  | 市建设局  | 市级机关   |          |        | 办好职工夜校 |        |             | 市建设局/2017年4月/名士走访台账.xlsx | 名士         | 3
            """,
        ),
        reports=_with_personal(
            "reports",
            """
            report_kind | period_label    | period_start | period_end | unit_name | unit_level | household_count | issue_count | basis | source_file                    | source_sheet | source_row
            周报        | 3月6日-3月12日  | 2017-03-06   | 2017-03-12 | 市民政局  | 市级机关   | 33              | 30          | 累计  | 市民政局/2017年3月/周报.xlsx   | 周报         | 4
            """,
        ),
        reconciliations="""
            reconciliation_id | check    | outcome | unit_name | period_label   | period_start | period_end | measure    | basis | reported | derived | counted_from | difference | tolerance | finding                                    | source_file                  | source_sheet | source_row
            1                 | 周报对表 | 差异    | 市民政局  | 3月6日-3月12日 | 2017-03-06   | 2017-03-12 | 走访户数   | 累计  | 33       | 30      | 2017-03-01   | 3          | 1         | 周报写累计走访 33 户，表中到3月12日为 30 户。 | 市民政局/2017年3月/周报.xlsx | 周报         | 4
            2                 | 周报对表 | 一致    | 市民政局  | 3月6日-3月12日 | 2017-03-06   | 2017-03-12 | 汇总问题数 | 累计  | 30       | 30      | 2017-03-01   | 0          | 1         | 相符。                                     | 市民政局/2017年3月/周报.xlsx | 周报         | 4
        """,
        source_files="""
            source_file                        | unit_name | refused      | rows_read | rows_kept | rows_merged | rows_rejected
            市民政局/2017年3月/走访台账.xlsx   | 市民政局  |              | 46        | 45        | 0           | 1
            市台办/2017年3月/扫描件.pdf        | 市台办    | 这是扫描件   |           |           |             |
        """,
        source_sheets="""
            source_file                      | source_sheet | form         | unit_name | rows_read | rows_kept | rows_merged | rows_rejected
            市民政局/2017年3月/走访台账.xlsx | 走访台账     | visit_ledger | 市民政局  | 46        | 45        | 0           | 1
        """,
        source_columns="""
            source_file                      | source_sheet | position | field    | place | is_personal
            市民政局/2017年3月/走访台账.xlsx | 走访台账     | 1        | 户主姓名 | C     | true
            市民政局/2017年3月/走访台账.xlsx | 走访台账     | 2        | 走访日期 | F     | false
            市民政局/2017年3月/问题台账.xlsx | 问题台账     | 1        | 反映问题 | J     | true
            市民政局/2017年3月/问题台账.xlsx | 问题台账     | 2        | 是否解决 | K     | false
        """,
        source_rows=f"""
            source_file                      | source_sheet | source_row | cells
            市民政局/2017年3月/走访台账.xlsx | 走访台账     | 9          | ['{SENTINEL}户主', '3月上旬']
            市民政局/2017年3月/问题台账.xlsx | 问题台账     | 7          | ['{SENTINEL}反映', '已解决']
        """,
        remarks="""
            source_file                      | source_sheet | source_row | cell | form     | unit_name | field    | rule                   | sentence
            市民政局/2017年3月/问题台账.xlsx | 问题台账     | 7          | L7   | 问题台账 | 市民政局  | 办结日期 | solved-before-assigned | 办结日期（L7）早于交办日期（K7），请核对这两格
        """,
        rejected_rows=_with_personal(
            "rejected_rows",
            """
            source_file                      | source_sheet | source_row | cell | form     | unit_name | field    | rule            | said_shown | sentence                        | bad_fields | bad_rules
            市民政局/2017年3月/走访台账.xlsx | 走访台账     | 9          | F9   | 走访台账 | 市民政局  | 走访日期 | date-unreadable | 3月上旬    | 走访日期“3月上旬”读不出是哪一天 | [走访日期] | [date-unreadable]
            """,
        ),
    )


def _visits() -> str:
    return """
        ×  | visit_id | household_id | visit_date | unit_name | unit_level | supervision_group | district | zone   | is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_unit_rostered
        30 | 1        | 1            | 2017-03-10 | 市民政局  | 市级机关   | 1                 | 武进区   | 经开区 | true     | true             | true              | true              | true
        12 | 2        | 2            | 2017-04-10 | 市建设局  | 市级机关   | 2                 | 天宁区   | 天宁区 | true     | true             | true              | true              | true
        3  | 3        | 2            | 2017-04-11 | 市民政局  | 市级机关   | 1                 | 天宁区   | 天宁区 | false    | true             | false             | true              | true
    """


def _issues() -> str:
    columns = (
        "× | raised_date | unit_name | unit_level | department | handler | handler_level | category | subcategory | category_basis | block | status | solved_date | "
        "responded_date | due_date | district | zone | issue_text | source_file | source_sheet | source_row"
    )
    where = f"{PUBLIC_TEXT} | 市民政局/2017年3月/问题台账.xlsx | 问题台账 | 7"
    return "\n".join(
        (
            columns,
            f"5 | 2017-03-10 | 市民政局 | 市级机关 | 市建设局 | 市建设局 | 市级机关 | 平安治理 | | 报送 | 意见建议 | 已解决 | 2017-03-20 | "
            f"2017-03-20 | 2017-05-31 | 武进区 | 经开区 | {where}",
            f"25 | 2017-03-11 | 市民政局 | 市级机关 | 市建设局 | 市建设局 | 市级机关 | 其他方面 | 停车 | 自动 | 意见建议 | 待解决 | | "
            f"| 2017-03-31 | 武进区 | 经开区 | {where}",
            f"20 | 2017-04-10 | 市建设局 | 市级机关 | | 市建设局 | 市级机关 | 房屋土地 | | 报送 | 困难需求 | 已解决 | 2017-04-11 | "
            f"2017-04-11 | 2017-05-31 | 天宁区 | 天宁区 | {where}",
        )
    )


def _with_personal(table: str, drawn: str) -> str:
    """The drawn table with every personal text of the schema filled with the sentinel."""
    personal = [c.name for c in schema.table(table).columns if c.personal and c.type == "text"]
    head, *rows = [line for line in drawn.splitlines() if line.strip()]
    filled = [" | ".join((head, *personal))]
    filled += [" | ".join((row, *(f"{SENTINEL}{table}{name}" for name in personal))) for row in rows]
    return "\n".join(filled)
