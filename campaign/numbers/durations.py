"""How long does it take, when many are still open?

The mean of closed rows ignores open ones, so slow work looks fast at first. Here an open row counts as open for as long
as it has been watched, and another end (explained, withdrawn) competes: the cumulative incidence of Aalen and Johansen,
by statsmodels, from a table of events that the engine has counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan

import numpy as np
import pandas as pd

from campaign.office import rules

OPEN, SO, OTHERWISE = 0, 1, 2
"""How a row ended: not yet, in the way the duration measures, in another way."""
HALF = 0.5


def estimated(events: pd.DataFrame, keys: Sequence[str], within: Mapping[str, int | None]) -> pd.DataFrame:
    """One row a group: its keys, and for each name in `within` the share within so many days, or for None the median.

    `events` has one row for each group, `days`, `ending` and `watched` (days since the beginning), with its `rows`.
    """
    groups = events.groupby(list(keys), dropna=False, sort=False) if keys else [((), events)]
    rows = [(*key, *estimates(group, list(within.values()))) for key, group in groups]
    frame = pd.DataFrame(rows, columns=[*keys, *within])
    return frame.astype({key: events[key].dtype for key in keys} | dict.fromkeys(within, "float64"))


def curves(events: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The share that had ended in the measured way by each day with an event: the keys, `days`, `share`."""
    groups = events.groupby(list(keys), dropna=False, sort=False) if keys else [((), events)]
    tables = []
    for key, group in groups:
        days, share = curve(group)
        tables.append(pd.DataFrame({**dict(zip(keys, key, strict=True)), "days": days, "share": share}))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*keys, "days", "share"])


def estimates(events: pd.DataFrame, within: Sequence[int | None]) -> list[float]:
    """The share that ended within so many days; for None the day by which half had, infinite when half has not.

    NaN without rows, and beyond the days for which enough rows have been watched.

    >>> events = pd.DataFrame({"days": [5, 10, 20], "ending": [1, 1, 0], "watched": [20, 20, 20], "rows": [1, 1, 3]})
    >>> estimates(events, [14, 30, None])
    [0.4, nan, inf]
    """
    if events.empty:
        return [nan] * len(within)
    times, incidence = curve(events)
    last = horizon(events)
    shares = []
    for days in within:
        reached = times <= (last if days is None else days)
        if days is None:
            by_then = times[reached & (incidence >= HALF - 1e-12)]
            shares.append(float(by_then[0]) if len(by_then) else inf if last >= 0 else nan)
        elif days > last:
            shares.append(nan)
        else:
            shares.append(float(incidence[reached][-1]) if reached.any() else 0.0)
    return shares


def horizon(events: pd.DataFrame) -> int:
    """The days for which at least `rules.MINIMUM_WATCHED` rows have been watched, ended or not; -1 with fewer rows."""
    longest = events.groupby("watched")["rows"].sum().sort_index(ascending=False).cumsum()
    enough = longest[longest >= rules.MINIMUM_WATCHED]
    return int(enough.index[0]) if len(enough) else -1


def curve(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The days with an event, ascending, and the share that had ended by each."""
    # Its import takes longer than most answers; only questions of time need it.
    from statsmodels.duration.survfunc import CumIncidenceRight

    days, ending, rows = (events[name].to_numpy(dtype="int64") for name in ("days", "ending", "rows"))
    if not (ending == SO).any():
        return np.array([0]), np.array([0.0])
    incidence = CumIncidenceRight(days, ending, freq_weights=rows)
    return incidence.times, incidence.cinc[SO - 1]
