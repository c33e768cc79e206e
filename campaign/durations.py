"""How long does it take, when many are still open?

The mean of what is closed forgets what is not: an early look at slow work reads fast. Here an open row counts as open
for as long as it has been watched, and another end (explained, withdrawn) as an end of its own: the cumulative incidence
of Aalen and Johansen, by statsmodels, from a table of events that the engine has counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan

import numpy as np
import pandas as pd

ESTIMATE = "estimate"
OPEN, SO, OTHERWISE = 0, 1, 2
"""How a row ended: not yet, in the way that is asked for, in another."""
HALF = 0.5


def estimated(events: pd.DataFrame, keys: Sequence[str], days: int | None) -> pd.DataFrame:
    """One row a group: its keys and `estimate`.

    `events` has one row a group, `days` and `ending`, and how many `rows` there are of it.
    """
    if not keys:
        return pd.DataFrame({ESTIMATE: [estimate(events, days)]})
    groups = events.groupby(list(keys), dropna=False, sort=False)
    found = [(key, estimate(group, days)) for key, group in groups]
    frame = pd.DataFrame([key for key, _ in found], columns=list(keys))
    for key in keys:
        frame[key] = frame[key].astype(events[key].dtype)
    return frame.assign(**{ESTIMATE: pd.Series([value for _, value in found], dtype="float64")})


def curves(events: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The share that had ended so by each day on which something happened: the keys, `days`, `share`."""
    groups = events.groupby(list(keys), dropna=False, sort=False) if keys else [((), events)]
    found = []
    for key, group in groups:
        days, share = curve(group)
        found.append(pd.DataFrame({**dict(zip(keys, key, strict=True)), "days": days, "share": share}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*keys, "days", "share"])


def estimate(events: pd.DataFrame, days: int | None) -> float:
    """The share that ended so within `days`; without `days`, the day by which half did, infinite when half never did.

    NaN without rows, and when nothing was watched for `days` and something is still open.

    >>> events = pd.DataFrame({"days": [5, 10, 20], "ending": [1, 1, 0], "rows": [1, 1, 3]})
    >>> estimate(events, 14), estimate(events, 30), estimate(events, None)
    (0.4, nan, inf)
    """
    if events.empty:
        return nan
    times, incidence = curve(events)
    last = int(events["days"].max())
    if days is not None:
        is_watched = days <= last or not events.loc[events["days"] == last, "ending"].eq(OPEN).any()
        reached = incidence[times <= days]
        return (float(reached[-1]) if len(reached) else 0.0) if is_watched else nan
    by_then = times[incidence >= HALF - 1e-12]
    return float(by_then[0]) if len(by_then) else inf


def curve(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The days on which something happened, rising, and the share that had ended so by each."""
    # Its import takes longer than most answers; only questions of time need it.
    from statsmodels.duration.survfunc import CumIncidenceRight

    days, ending, rows = (events[name].to_numpy(dtype="int64") for name in ("days", "ending", "rows"))
    if not (ending == SO).any():
        return np.array([0]), np.array([0.0])
    found = CumIncidenceRight(days, ending, freq_weights=rows)
    return found.times, found.cinc[SO - 1]
