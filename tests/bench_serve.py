"""What does a visitor cost, in bytes, processor, memory and time, and what does one of a hundred wait?

`python -m tests.bench_serve SHELF` measures over a shelf that is there; `make bench` over the one that it loads.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests import crowd, processes
from tests.browsing import WIDE, browsing, go, looking, serving
from tests.visitors import visiting

MIB = 1 << 20
PEOPLE, SECONDS = 100, 60
ROUNDS = 7
ALONE, READING_ALONE = 60, 1.0
"""Seconds that one person clicks alone, and reads before each click."""
FILTERS: tuple[crowd.Choice, ...] = (
    {"area": "武进区"},
    {"area": "全市", "level": "市级机关"},
    {"level": "全部", "as_of": "2017-03-31"},
)
"""Changes of a filter that draw nearly everything anew, one after the other."""
EMPTY = 'import streamlit as st\n\nst.title("空")\n'
"""The least page that Streamlit can draw."""
DRAWN = "() => !!document.querySelector('[data-testid=stMain] h1')"


def show(shelf: Path) -> None:
    """Every row with its aim; the load of the machine stands above them."""
    cores = os.cpu_count() or 1
    print(f"\nserving, {cores} cores, load {os.getloadavg()[0]:.1f} before{'':34}{'measured':>9}  aim")
    with serving(shelf) as address:
        with browsing() as browser:  # in whose thread no other loop may run
            fetched = first_visit(browser, address)
            ratio, raw = drawn_by_empty(browser, address)
        _line("bytes of a first visit, MB", (fetched + asyncio.run(_first_run(address))) / 1e6, 2.9)
        asyncio.run(_one_process(address))
        _line("everything drawn ÷ an empty Streamlit page, both in a warm browser", ratio, 2.5, raw)
    with serving(shelf, processes=cores) as address:
        asyncio.run(_hundred(address, cores))
    print(f"load {os.getloadavg()[0]:.1f} after")


def _line(label: str, value: float, aim: float, raw: str = "") -> None:
    verdict = "reached" if value <= aim else "NOT reached"
    print(f"{label:66}{value:9.2f}  ≤ {aim:<5g} {verdict}{raw and f'  ({raw})'}", flush=True)


def first_visit(browser: Browser, address: str) -> int:
    """Bytes over the wire until 总览 is drawn in a browser that has nothing, heads included, the websocket not."""
    sizes: list[int] = []
    with looking(browser, WIDE) as page:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        go(page, address)
    return sum(sizes)


async def _first_run(address: str) -> int:
    async with visiting(address) as visitor:
        return (await visitor.open()).size


async def _one_process(address: str) -> None:
    async with visiting(address) as visitor:
        await visitor.open()
        sizes = [(await visitor.choose(one)).size for one in FILTERS]
        _line("websocket for a change of filter on 总览, kB", max(sizes) / 1e3, 30, _raw(size / 1e3 for size in sizes))
        pids = _server_of(address)
        used = []
        for _ in range(3 * ROUNDS):
            before = processes.used(pids)
            await visitor.choose(FILTERS[0])
            await visitor.choose(FILTERS[1])
            used.append((processes.used(pids) - before) / 2 * 1000)
        _line("warm rerun of 总览, ms of processor", statistics.median(used), 60, _raw(used))
    async with AsyncExitStack() as stack:
        view = {**FILTERS[0], "level": "全部"}
        await crowd.sitting(stack, address, 5, view)
        before = sum(map(processes.memory, pids))
        await crowd.sitting(stack, address, 40, view)
        after = sum(map(processes.memory, pids))
    _line("memory of each further person, MiB", (after - before) / 40 / MIB, 1.5)


def drawn_by_empty(browser: Browser, address: str) -> tuple[float, str]:
    """How many times as long 总览 takes as an empty page until all is drawn, in turn; the medians in words."""
    with empty_page() as empty, looking(browser, WIDE) as page:
        seconds: dict[str, list[float]] = {address: [], empty: []}
        for _ in range(ROUNDS + 1):
            for one, of_page in seconds.items():
                started = time.perf_counter()
                page.goto(one)
                page.wait_for_function(DRAWN if one == empty else ALL_DRAWN, polling=20)
                of_page.append(time.perf_counter() - started)
    ours, least = (
        statistics.median(of_page[1:]) for of_page in seconds.values()
    )  # the first fills the browser's cache
    return ours / least, f"{ours:.2f} s ÷ {least:.2f} s"


ALL_DRAWN = """() => {
  const app = document.querySelector('[data-testid="stApp"]'), plots = [...document.querySelectorAll('.js-plotly-plot')];
  return !!app && app.dataset.testScriptState === 'notRunning' && plots.length >= 5
    && plots.every(plot => plot._fullLayout && plot.querySelector('.main-svg'));
}"""
"""The five charts of 总览 and the map stand."""


@contextmanager
def empty_page() -> Iterator[str]:
    """A server of the empty page; its address."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with serving(Path(folder), script=script) as address:
            yield address


async def _hundred(address: str, cores: int) -> None:
    asked = await crowd.views(address, seed=1)
    await crowd.ask_once(address, asked.warm, cores)
    alone = await crowd.crowd(address, 1, asked, seconds=ALONE, think=READING_ALONE)
    together = await crowd.crowd(address, PEOPLE, asked, seconds=SECONDS)
    of_each = [
        f"{who} p50 {one.part(50):.2f} s p95 {one.part(95):.2f} s of {len(one.seconds)}"
        for who, one in (("alone", alone), ("together", together))
    ]
    _line(f"{PEOPLE} people, {cores} processes: p95 ÷ alone", together.part(95) / alone.part(95), 8, ", ".join(of_each))
    failures = [*alone.failures, *together.failures]
    _line("errors among all of them", len(failures), 0, "; ".join(dict.fromkeys(failures)))


def _server_of(address: str) -> list[int]:
    """The processes of the server at an address."""
    port = address.rpartition(":")[2]
    servers = [pid for pid in processes.below(os.getpid()) if port in processes.command(pid)]
    return servers + [pid for server in servers for pid in processes.below(server)]


def _raw(values: Iterator[float] | list[float]) -> str:
    return " ".join(f"{value:.0f}" for value in values)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("shelf", type=Path)
    sys.exit(show(asked.parse_args().shelf.resolve()))
