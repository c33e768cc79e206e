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

from campaign import rules

OPEN, SO, OTHERWISE = 0, 1, 2
"""How a row ended: not yet, in the way that is asked for, in another."""
HALF = 0.5


def estimated(events: pd.DataFrame, keys: Sequence[str], asked: Mapping[str, int | None]) -> pd.DataFrame:
    """One row a group: its keys, and for each name that is asked the estimate within so many days, or the median.

    `events` has one row a group, `days`, `ending` and `watched` (the days since it began), and how many `rows` there are of it.
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
    """The share that ended so within so many days; for None the day by which half did, infinite when half has not.

    NaN without rows, and beyond the days for which enough rows have been watched: there a share rests on one or two.

    >>> events = pd.DataFrame({"days": [5, 10, 20], "ending": [1, 1, 0], "watched": [20, 20, 20], "rows": [1, 1, 3]})
    >>> estimates(events, [14, 30, None])
    [0.4, nan, inf]
    """
    if events.empty:
        return [nan] * len(asked)
    times, incidence = curve(events)
    last = horizon(events)
    found = []
    for days in asked:
        within = times <= (last if days is None else days)
        if days is None:
            by_then = times[within & (incidence >= HALF - 1e-12)]
            found.append(float(by_then[0]) if len(by_then) else inf if last >= 0 else nan)
        elif days > last:
            found.append(nan)
        else:
            found.append(float(incidence[within][-1]) if within.any() else 0.0)
    return found


def horizon(events: pd.DataFrame) -> int:
    """The days for which at least `rules.MINIMUM_WATCHED` rows have been watched, ended or not; -1 when so many are not there."""
    longest = events.groupby("watched")["rows"].sum().sort_index(ascending=False).cumsum()
    enough = longest[longest >= rules.MINIMUM_WATCHED]
    return int(enough.index[0]) if len(enough) else -1


def curve(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The days on which something happened, rising, and the share that had ended so by each."""
    # Its import takes longer than most answers; only questions of time need it.
    from statsmodels.duration.survfunc import CumIncidenceRight

    days, ending, rows = (events[name].to_numpy(dtype="int64") for name in ("days", "ending", "rows"))
    if not (ending == SO).any():
        return np.array([0]), np.array([0.0])
    found = CumIncidenceRight(days, ending, freq_weights=rows)
    return found.times, found.cinc[SO - 1]
