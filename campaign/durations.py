"""How long does it take, when many are still open?

The mean of what is closed forgets what is not: an early look at slow work reads fast. Here an open row counts as open
for as long as it has been watched, and another end (explained, withdrawn) as an end of its own: the cumulative incidence
of Aalen and Johansen, by statsmodels, from a table of events that the engine has counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan

import numpy as np
import pandas as pd

OPEN, SO, OTHERWISE = 0, 1, 2
"""How a row ended: not yet, in the way that is asked for, in another."""
HALF = 0.5


def estimated(events: pd.DataFrame, keys: Sequence[str], asked: Mapping[str, int | None]) -> pd.DataFrame:
    """One row a group: its keys, and for each name that is asked the estimate within so many days, or the median.

    `events` has one row a group, `days` and `ending`, and how many `rows` there are of it.
    """
    groups = events.groupby(list(keys), dropna=False, sort=False) if keys else [((), events)]
    rows = [(*key, *estimates(group, list(asked.values()))) for key, group in groups]
    frame = pd.DataFrame(rows, columns=[*keys, *asked])
    return frame.astype({key: events[key].dtype for key in keys} | dict.fromkeys(asked, "float64"))


def curves(events: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The share that had ended so by each day on which something happened: the keys, `days`, `share`."""
    groups = events.groupby(list(keys), dropna=False, sort=False) if keys else [((), events)]
    found = []
    for key, group in groups:
        days, share = curve(group)
        found.append(pd.DataFrame({**dict(zip(keys, key, strict=True)), "days": days, "share": share}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*keys, "days", "share"])


def estimates(events: pd.DataFrame, asked: Sequence[int | None]) -> list[float]:
    """The share that ended so within so many days; for None the day by which half did, infinite when half never did.

    NaN without rows, and when nothing was watched for so many days and something is still open.

    >>> events = pd.DataFrame({"days": [5, 10, 20], "ending": [1, 1, 0], "rows": [1, 1, 3]})
    >>> estimates(events, [14, 30, None])
    [0.4, nan, inf]
    """
    if events.empty:
        return [nan] * len(asked)
    times, incidence = curve(events)
    last = int(events["days"].max())
    is_open = bool(events.loc[events["days"] == last, "ending"].eq(OPEN).any())
    found = []
    for days in asked:
        if days is None:
            by_then = times[incidence >= HALF - 1e-12]
            found.append(float(by_then[0]) if len(by_then) else inf)
        elif days > last and is_open:
            found.append(nan)
        else:
            reached = incidence[times <= days]
            found.append(float(reached[-1]) if len(reached) else 0.0)
    return found


def curve(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The days on which something happened, rising, and the share that had ended so by each."""
    # Its import takes longer than most answers; only questions of time need it.
    from statsmodels.duration.survfunc import CumIncidenceRight

    days, ending, rows = (events[name].to_numpy(dtype="int64") for name in ("days", "ending", "rows"))
    if not (ending == SO).any():
        return np.array([0]), np.array([0.0])
    found = CumIncidenceRight(days, ending, freq_weights=rows)
    return found.times, found.cinc[SO - 1]
