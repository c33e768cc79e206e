"""Who is before this page, in this run?"""

from __future__ import annotations

import streamlit as st

from campaign.access.roles import ROLES
from campaign.access.scope import DEMONSTRATION, Visitor
from campaign.office.desk import is_desk

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def current() -> Visitor:
    """The visitor of this run; looked up anew in every run, so that whoever was signed out is gone with the next click."""
    if is_desk() and st.get_option("server.address") in LOOPBACK:
        return Visitor("", ROLES["desk"].label, ROLES["desk"])
    return DEMONSTRATION
