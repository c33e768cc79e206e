"""Which further names do offices print over a form's columns?"""

from __future__ import annotations

from campaign.areas import REFERENCE

HEADINGS = REFERENCE / "headings.toml"
"""Names that a clerk has added, by form and field."""
