"""What do all pages wear: the favicon, the few style rules that the theme cannot hold, Streamlit's words in Chinese?"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from pages.parts import charts

STATIC = Path(__file__).resolve().parents[2] / "static"
FAVICON = STATIC / "favicon.png"


def to_the_top(of: str) -> None:
    """Scroll to the page's head once for each `of`: what was clicked below is shown there."""
    times = json.dumps(of)  # another script for another row: one that was run is not run again
    script = f"document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0, {times})"
    st.html(f"<script>{script.replace('<', '')}</script>", unsafe_allow_javascript=True)


def full_screen() -> None:
    """Take the menu and the head of the window away, and write as large as a wall needs."""
    st.html(STATIC / "wall.css")


def put_on() -> None:
    """Put the colours, the style sheet and the translations on the page; takes no room."""
    light, dark = ("".join(f"--{name}:{pair[n]};" for name, pair in charts.VARIABLES.items()) for n in range(2))
    colours = f":root{{{light}}} @media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}"
    st.html(f"<style>{colours}{(STATIC / 'style.css').read_text(encoding='utf-8')}</style>")
    scripts = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("zh.js", "print.js"))
    st.html(f"<script>{scripts}</script>", unsafe_allow_javascript=True)
    st.logo(str(STATIC / "logo.svg"), size="large")
