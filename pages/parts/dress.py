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


def to_the_top(of: str) -> None:
    """Scroll to the page's head once for each `of`: what was clicked below is shown there."""
    have_done("top", of)


def have_done(what: str, of: object) -> None:
    """Has the browser do one of the things that static/does.js can, once for each `of`: JSON, which may be shown to nobody."""
    st.html(f'<span hidden data-does="{what}" data-of="{escape(json.dumps(of))}"></span>')


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
    colours = f":root{{{light}}} @media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}"
    st.html(f"<style>{colours}{(STATIC / 'style.css').read_text(encoding='utf-8')}</style>")
    st.html(f"<script>{INSTALLED}</script>", unsafe_allow_javascript=True)
    st.logo(logo(), size="large")
