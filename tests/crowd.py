"""How long does each of a hundred people wait, and how long one who is alone? Half of what they ask nobody has asked before.

It ends by itself: so many seconds, and then whatever is still drawn.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import product
from statistics import quantiles

from websockets.exceptions import WebSocketException

from tests.visitors import Visitor, visiting

THINK = 8.0
"""Seconds that a person reads before the next click, on average."""
WHOLE: Mapping[str, str] = {"area": "全市", "level": "全部"}
"""How the two boxes stand that leave everything in sight."""

Choice = Mapping[str, str]
"""The key of a box → what is chosen in it."""


@dataclass(slots=True)
class Waited:
    """What people met who clicked for a while."""

    seconds: list[float] = field(default_factory=list)
    """Of each click, until all of it had come."""
    failures: list[str] = field(default_factory=list)

    def part(self, percent: int) -> float:
        """The seconds within which so many of a hundred clicks were drawn."""
        return quantiles(self.seconds, n=100, method="inclusive")[percent - 1]


@dataclass(slots=True)
class Views:
    """What can be asked of 总览: a few views that everybody asks, and many that nobody has asked yet."""

    warm: Sequence[Choice]
    cold: Iterator[Choice]

    def next(self, chance: random.Random) -> Choice:
        """Each kind half of the time."""
        return next(self.cold) if chance.random() < 0.5 else chance.choice(self.warm)


async def views(address: str, seed: int) -> Views:
    """The views of the page at an address, in an order of their own for each seed."""
    async with visiting(address) as visitor:
        await visitor.open()
        days, areas, levels = (visitor.options[key] for key in ("as_of", "area", "level"))
    warm = [{**WHOLE, "as_of": days[0], "area": area} for area in areas]
    cold = [{"as_of": day, "area": area, "level": level} for day, area, level in product(days[1:], areas, levels)]
    random.Random(seed).shuffle(cold)
    return Views(warm, iter(cold))


async def ask_once(address: str, asked: Sequence[Choice], processes: int) -> None:
    """Has every process draw these views, so that they are warm; each new visitor comes to the next process."""
    for _ in range(processes):
        async with visiting(address) as visitor:
            await visitor.open()
            for one in asked:
                await visitor.choose(one)


async def crowd(
    address: str, people: int, asked: Views, *, seconds: float, think: float = THINK, seed: int = 1
) -> Waited:
    """So many people who come within one time of reading and click for so many seconds."""
    waited = Waited()
    end = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(
        *(_click(address, asked, waited, end, think, random.Random(f"{seed} {number}")) for number in range(people))
    )
    return waited


async def _click(address: str, asked: Views, waited: Waited, end: float, think: float, chance: random.Random) -> None:
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(chance.uniform(0, think))
    try:
        async with visiting(address) as visitor:
            waited.failures += (await visitor.open()).failures
            while clock() + (reading := min(chance.expovariate(1 / think), 3 * think)) < end:
                await asyncio.sleep(reading)
                run = await visitor.choose(asked.next(chance))
                waited.seconds.append(run.seconds)
                waited.failures += run.failures
    except (OSError, TimeoutError, WebSocketException) as error:
        waited.failures.append(f"{type(error).__name__}: {error}")


async def sitting(stack: AsyncExitStack, address: str, people: int, view: Choice) -> list[Visitor]:
    """So many people who have drawn one view and stay until the stack ends."""
    visitors = [await stack.enter_async_context(visiting(address)) for _ in range(people)]
    for visitor in visitors:
        await visitor.open()
        await visitor.choose(view)
    return visitors
