"""What happens when a page's file is run without `app.py`?

Streamlit takes a folder called `pages` for an app of its own until `st.navigation` has run once in the
process: a fresh server whose first request is /ranking runs `pages/ranking.py` alone. Each page
therefore draws nothing when it is run, and ends by calling `through_app`.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def close_side_door() -> None:
    """From now on this process serves every address through `app.py`."""
    PagesManager.uses_pages_directory = False


def through_app() -> NoReturn:
    """Draw the same address again, with its filters, through `app.py`."""
    if PagesManager.uses_pages_directory:
        close_side_door()
        st.rerun()
    st.switch_page("app.py")
