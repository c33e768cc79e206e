"""What exactly does every number count, and what does it leave out?"""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from campaign import docs, schema
from campaign.judgement.ranking import published
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import METRICS
from campaign.numbers.wording import READING_RULES
from campaign.office import rules
from pages.parts import door
from pages.parts.bar import folded
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "口径"
ICON = ":material/menu_book:"
MENU = Menu("数据", 420)


def render(room: Room) -> None:
    """Rules of reading, then every number, the ranking's method, and the tables behind them."""
    heading(room, TITLE, "每个数怎么来的，不含什么？")
    folded(room, "口径对谁都一样")
    section("读数的规矩")
    st.markdown("\n".join(f"- {rule}" for rule in READING_RULES))
    section("一户怎么算")
    st.markdown("\n".join(f"- {rule}" for rule in rules.HOUSEHOLD_IDENTITY))
    section("各项指标", f"口径版本{rules.DEFINITIONS_VERSION}，由程序中的声明生成，与计算所用的是同一份。")
    st.markdown("\n".join(f"- {version}：{brought}" for version, brought in rules.DEFINITIONS.items()))
    tables = list(dict.fromkeys(m.table for m in METRICS))
    for table, metrics in groupby(sorted(METRICS, key=lambda m: tables.index(m.table)), key=lambda m: m.table):
        with st.container(border=True):
            declared = schema.table(table)
            st.markdown(f"**{declared.label}** · {declared.one_row_per} · {docs.dating(declared)}")
            st.markdown("\n".join(_entry(m) for m in metrics))
    section("督查排名")
    st.markdown("\n".join(f"- {rule}" for rule in published().sentences))
    section("数据表", "快照里的每张表和每一栏；标“涉及个人”的栏目不显示、不下载。")
    for declared in schema.TABLES:
        with st.expander(f"{declared.label}：{declared.one_row_per}"):
            st.caption(docs.dating(declared))
            st.markdown("\n".join(_column(c) for c in declared.columns))


def _entry(metric: Metric) -> str:
    code = f"{metric.code} " if metric.code else ""
    unit = "" if metric.unit == "%" else f"（{metric.unit}）"
    parts = [metric.note or docs.formula(metric)]
    if metric.leaves_out:
        parts.append(f":gray[不含：{metric.leaves_out}]")
    return f"- **{code}{metric.label}**{unit}　" + " ".join(parts)


def _column(column: schema.Column) -> str:
    note = f"：{column.note}" if column.note else ""
    personal = "（涉及个人）" if column.personal else ""
    return f"- **{column.label}**{personal} {docs.TYPES[column.type]}{note}"


if __name__ == "__main__":  # run without app.py
    door.through_app()
