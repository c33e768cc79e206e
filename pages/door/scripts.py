"""Which scripts stand in the pages themselves? Two, the same for everybody, so that a browser can refuse every other."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
INSTALLED = "".join(
    (STATIC / name).read_text(encoding="utf-8") for name in ("zh.js", "print.js", "picture.js", "chart.js", "does.js")
)
"""Streamlit's words in Chinese, how a page is printed, a picture of it to send, what is written on a chart's picture, and what a page may have a browser do."""
FIRST = (STATIC / "look.js").read_text(encoding="utf-8")
"""What runs before anything is drawn: light or dark, large or not."""
