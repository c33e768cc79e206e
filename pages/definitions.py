"""What exactly does every number count, and what does it leave out?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import groupby

import streamlit as st

from campaign import docs, schema
from campaign.finding import one_writing
from campaign.judgement.ranking import published
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import METRICS
from campaign.numbers.wording import READING_RULES
from campaign.office import rules
from pages.parts import door
from pages.parts.bar import WIDER, folded
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.tables import nothing
from pages.parts.view import Room

TITLE = "口径"
ICON = ":material/menu_book:"
MENU = Menu("数据", 420)


NUMBER = "number"
"""The number in the address that the page opens with: what a ? beside a number leads to."""


def render(room: Room) -> None:
    """The number that was asked for, then rules of reading, every number, the ranking's method, and the tables behind them."""
    heading(room, TITLE, "指标口径和读数说明")
    folded(room, "口径不分时段和地区")
    wanted = st.text_input("查找指标", key="definition-words", placeholder="例如 解决率、超期、覆盖", width=2 * WIDER)
    asked = [m for m in METRICS if m.id == st.query_params.get(NUMBER)]
    if words := one_writing(wanted):
        asked = [m for m in METRICS if words in one_writing(m.label + m.note + (m.code or ""))]
        if not asked:
            near = get_close_matches(words, [m.label for m in METRICS], 3, 0.3)
            nothing(f"没有找到“{wanted}”" + (f"，试试：{'、'.join(near)}。" if near else "。"))
    if asked:
        section("所查指标")
        _entries(asked)
    section("读数说明")
    st.markdown("\n".join(f"- {rule}" for rule in READING_RULES))
    section("“户”的认定")
    st.markdown("\n".join(f"- {rule}" for rule in rules.HOUSEHOLD_IDENTITY))
    section("各项指标", f"指标口径第{rules.DEFINITIONS_VERSION}版，与计算所用的是同一份声明。")
    with st.expander("口径的历次变化"):
        st.markdown("\n".join(f"- {version}：{brought}" for version, brought in rules.DEFINITIONS.items()))
    tables = list(dict.fromkeys(m.table for m in METRICS))
    for table, metrics in groupby(sorted(METRICS, key=lambda m: tables.index(m.table)), key=lambda m: m.table):
        with st.container(border=True):
            declared = schema.table(table)
            st.markdown(f"**{declared.label}** · {declared.one_row_per} · {docs.dating(declared)}")
            _entries(metrics)
    section("督查排名")
    st.markdown("\n".join(f"- {rule}" for rule in published().sentences))
    section("数据表", "系统中的每张表和每一栏；标“涉及个人”的栏目不显示、不下载。")
    for declared in schema.TABLES:
        with st.expander(f"{declared.label}：{declared.one_row_per}"):
            st.caption(docs.dating(declared))
            st.markdown("\n".join(_column(c) for c in declared.columns))


def _entries(metrics: Iterable[Metric]) -> None:
    st.markdown("\n".join(map(_entry, metrics)))


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
