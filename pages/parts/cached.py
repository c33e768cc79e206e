"""What has a snapshot answered already, so that it is not asked again?

Answers belong to one snapshot and are dropped with it. People who see the same part of the city share them, others never
do: the scope is a part of every key, whether or not a function mentions it.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import nullcontext
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial, wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import pandas as pd
import pyarrow as pa
import streamlit as st

from campaign.numbers.snapshot import Snapshot

MOST_BYTES = 128 * 1024**2
"""Of the answers of one snapshot together; those that nobody has needed for longest go first."""
MOST_OF_ONE = MOST_BYTES // 16
"""Of one answer: a larger one, such as all rows for a csv, is given and not kept."""
OF_A_FRAME = 2048
"""What an empty data frame takes."""


class Answers:
    """The answers of one snapshot by key, bounded by bytes; each is made once, however many need it at the same time."""

    def __init__(self, most: int = MOST_BYTES, most_of_one: int = MOST_OF_ONE) -> None:
        self.most, self.most_of_one = most, most_of_one
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._awaited: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, keys: Sequence[Hashable], make: Callable[[list[Any]], Sequence[Any]]) -> list[Any]:
        """The answers to `keys`: those that are not there are made all at once, those that another thread makes are awaited."""
        with self._lock:
            known = {key: self._look_up(key) for key in keys if key in self._kept}
            awaited = {key: self._awaited[key] for key in keys if key in self._awaited and key not in known}
            mine = [key for key in dict.fromkeys(keys) if key not in known and key not in awaited]
            own: dict[Hashable, Future[Any]] = {key: Future() for key in mine}
            self._awaited |= own
        if mine:
            known |= self._made(own, make)
        for key, future in awaited.items():
            try:
                known[key] = future.result()
            except CancelledError:
                (known[key],) = self.of([key], make)
        return [known[key] for key in keys]

    def _made(
        self, own: Mapping[Hashable, Future[Any]], make: Callable[[list[Any]], Sequence[Any]]
    ) -> dict[Hashable, Any]:
        made: dict[Hashable, Any] = {}
        try:
            made = dict(zip(own, make(list(own)), strict=True))
            return made
        finally:
            sizes = {key: size_of(answer) for key, answer in made.items()}
            with self._lock:
                for key in own:
                    del self._awaited[key]
                    if key in made:
                        self._keep(key, made[key], sizes[key])
            for key, future in own.items():
                if key in made:
                    future.set_result(made[key])
                else:  # whoever waits makes it again: the reason may be that this visitor has left
                    future.cancel()

    def _look_up(self, key: Hashable) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def _keep(self, key: Hashable, answer: object, size: int) -> None:
        if size > self.most_of_one:
            return
        self._kept[key] = answer, size
        self.bytes += size
        while self.bytes > self.most:
            _, (_, gone) = self._kept.popitem(last=False)
            self.bytes -= gone


@dataclass(eq=False)
class Opened:
    """One snapshot, open, with what it has answered."""

    snapshot: Snapshot
    answers: Answers = field(default_factory=Answers)


class Asker(Protocol):
    """Who asks a snapshot: a room, or a view of one."""

    @property
    def answers(self) -> Answers:
        """What its snapshot has answered."""

    @property
    def key(self) -> Hashable:
        """Whose answers it shares: its scope, and of a view all that narrows it."""


A = TypeVar("A", bound=Asker)
P = ParamSpec("P")
R = TypeVar("R")


def cached(spinner: str = "") -> Callable[[Callable[Concatenate[A, P], R]], Callable[Concatenate[A, P], R]]:
    """A function of a room or a view, asked once for each snapshot, scope, view and further arguments, which are hashable.

    What it returns is shared and so never changed; of a data frame everybody has a copy of their own. `spinner` is shown
    while it is made.
    """

    def decorated(function: Callable[Concatenate[A, P], R]) -> Callable[Concatenate[A, P], R]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def once(asker: A, *args: P.args, **kwargs: P.kwargs) -> R:
            key = (name, asker.key, args, tuple(sorted(kwargs.items())))
            answers = asker.answers
            with st.spinner(spinner) if spinner and key not in answers else nullcontext():
                (answer,) = answers.of([key], lambda _: [function(asker, *args, **kwargs)])
            return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer

        return once

    return decorated


def size_of(answer: object, counted: set[int] | None = None) -> int:
    """About how many bytes an answer takes; what it holds twice is counted once.

    >>> size_of("a" * 1000) > 1000, size_of(["a" * 1000] * 10) < 2000
    (True, True)
    """
    counted = set() if counted is None else counted
    if id(answer) in counted:
        return 0
    counted.add(id(answer))
    if isinstance(answer, pd.DataFrame | pd.Series):
        return OF_A_FRAME + int(pd.DataFrame(answer).memory_usage(deep=True).sum())
    if isinstance(answer, pa.Table):
        return OF_A_FRAME + answer.nbytes
    inside: Collection[object] = ()
    if isinstance(answer, partial):  # what is made when it is first read
        inside = (*answer.args, *answer.keywords.values())
    elif isinstance(answer, Mapping):
        inside = (*answer.keys(), *answer.values())
    elif isinstance(answer, list | tuple | set | frozenset):
        inside = answer
    elif is_dataclass(answer) and not isinstance(answer, type):
        inside = [getattr(answer, field.name) for field in fields(answer)]
    return sys.getsizeof(answer) + sum(size_of(one, counted) for one in inside)
