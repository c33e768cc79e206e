"""What do all pages wear: the favicon, the few style rules that the theme cannot hold, Streamlit's words in Chinese?"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import streamlit as st

from campaign.office import rules
from pages.door.scripts import INSTALLED
from pages.parts import charts

STATIC = Path(__file__).resolve().parents[2] / "static"
FAVICON = STATIC / "favicon.png"
TITLE = f"{rules.NAME}数据看板"
LOOKS = (
    ("look-light", "明暗", (("", "跟随系统"), ("light", "浅色"), ("dark", "深色"))),
    ("look-type", "字号", (("", "标准字号"), ("large", "大字号"))),
)
"""What a reader may choose of the look: under which name the browser keeps it, what it is called, its values."""


def to_the_top(of: str) -> None:
    """Scroll to the page's head once for each `of`: what was clicked below is shown there."""
    have_done("top", of)


def have_done(what: str, of: object) -> None:
    """Has the browser do one of the things that static/does.js can, once for each `of`: JSON, which may be shown to nobody."""
    st.html(f'<span hidden data-does="{what}" data-of="{escape(json.dumps(of))}"></span>')


def switch() -> None:
    """Light or dark, normal or large type: remembered by the browser, which alone knows what is chosen."""
    st.html(
        '<div class="look" data-does="look" data-of="0">'
        + "".join(
            f'<div role="group" aria-label="{said}">'
            + "".join(
                f'<button type="button" data-press="{name}" data-value="{value}">{words}</button>'
                for value, words in choices
            )
            + "</div>"
            for name, said, choices in LOOKS
        )
        + "</div>"
    )


def to_take_along() -> None:
    """The buttons that print a page and make a picture of it to send."""
    st.html(
        '<div class="take"><button type="button" data-press="print">打印</button>'
        '<button type="button" data-press="picture">保存长图</button></div>'
    )


def full_screen() -> None:
    """Take the menu and the head of the window away, and write as large as a wall needs."""
    st.html(STATIC / "wall.css")


def logo() -> str:
    """The drawing beside the menu, with the name of the campaign, as wide as that is long."""
    drawn = (STATIC / "logo.svg").read_text(encoding="utf-8")
    named = re.sub(r"[^<>]+(?=</text>)", lambda _: escape(TITLE), drawn)
    return named.replace("236", str(82 + 22 * len(TITLE)))


def put_on() -> None:
    """Put the colours, the style sheet and the translations on the page; takes no room."""
    light, dark = ("".join(f"--{name}:{pair[n]};" for name, pair in charts.VARIABLES.items()) for n in range(2))
    colours = f":root{{{light}}} @media screen{{:root[data-light=dark]{{{dark}}}}}"
    st.html(f"<style>{colours}{(STATIC / 'style.css').read_text(encoding='utf-8')}</style>")
    st.html(f"<script>{INSTALLED}</script>", unsafe_allow_javascript=True)
    st.logo(logo(), size="large")
