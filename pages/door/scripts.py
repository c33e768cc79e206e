"""Which scripts stand in the pages themselves? One, the same for everybody, so that a browser can refuse every other."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
INSTALLED = "".join(
    (STATIC / name).read_text(encoding="utf-8") for name in ("zh.js", "print.js", "chart.js", "does.js")
)
"""Streamlit's words in Chinese, how a page is printed, what is written on a chart's picture, and what a page may have a browser do."""
