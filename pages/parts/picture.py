"""What is written on a chart's picture, which leaves the page: title, unit, scope, day and source?

The page, its parts and the bar say it in the order in which they are drawn; a chart takes what was said last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import streamlit as st

from campaign.office import rules

_SAID = "said-for-pictures"
LONGEST = 60
"""Characters of a file's name."""


def of_page(title: str, day: date, snapshot_id: str) -> None:
    """A page begins: its title, the last day of its data, its version."""
    st.session_state[_SAID] = {"title": title, "day": f"{day.year}年{day.month}月{day.day}日", "version": snapshot_id}


def of_part(title: str) -> None:
    """A part of a page begins."""
    st.session_state.setdefault(_SAID, {})["title"] = title


def of_view(words: str) -> None:
    """The bar has been drawn: what is in sight, in words."""
    st.session_state.setdefault(_SAID, {})["scope"] = words


def words(sentence: str, *, title: str = "", unit: str = "") -> dict[str, str | Sequence[str]]:
    """The lines of a chart's picture: `title` and `sentence` above it, `foot` below it, and the `name` of its file."""
    said: dict[str, str] = st.session_state.get(_SAID, {})
    named = title or said.get("title", rules.NAME)
    scope = said.get("scope", "")
    about = (
        f"统计范围：{scope}" if scope else "",
        f"单位：{unit}" if unit else "",
        f"数据截至{said['day']}" if "day" in said else "",
    )
    version = f"，数据版本{said['version']}" if "version" in said else ""
    return {
        "title": named,
        "about": "；".join(filter(None, about)),
        "sentence": sentence,
        "foot": f"数据来源：{rules.NAME}数据看板，各单位报表汇总{version}",
        "name": file_name(named, scope),
    }


def file_name(title: str, scope: str) -> str:
    """A picture's file name, without its ending.

    >>> file_name("各区解决率", "截至4月12日 · 全市"), file_name("新增/解决：3月", "")
    ('各区解决率_截至4月12日_全市', '新增_解决_3月')
    """
    whole = "_".join(filter(None, (title, scope)))
    return re.sub(r"[\\/:*?\"<>|\s·，；：、（）()_]+", "_", whole)[:LONGEST].strip("_")
