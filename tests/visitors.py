"""How does a visitor's browser speak with the server? Streamlit's own messages over a real websocket, without a screen.

It keeps what a browser keeps: the cookies, the boxes that were chosen in, the address, and the large messages, which the
server then only names.
"""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browsing import cookie

PATIENCE = 120
"""Seconds that a run may take."""
FAILED = "页面加载失败"
"""How `app.py` begins when a page has failed."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run of the page."""

    seconds: float
    """From the click to the last message."""
    size: int
    """Bytes over the wire."""
    messages: tuple[ForwardMsg, ...]

    @property
    def failures(self) -> list[str]:
        """What the page says of things that went wrong; empty when nothing did."""
        drawn = [m.delta.new_element for m in self.messages if m.WhichOneof("type") == "delta"]
        raised = [one.exception.message for one in drawn if one.WhichOneof("type") == "exception"]
        return raised + [one.alert.body for one in drawn if FAILED in one.alert.body]

    def sizes(self) -> Counter[str]:
        """Bytes by kind of message before they are compressed."""
        by_kind: Counter[str] = Counter()
        for message in self.messages:
            by_kind[_kind(message)] += message.ByteSize()
        return by_kind

    def words(self) -> str:
        """Everything that was sent, as text."""
        return "\n".join(str(message) for message in self.messages)


def _kind(message: ForwardMsg) -> str:
    kind = str(message.WhichOneof("type"))
    if kind != "delta":
        return kind
    kind = str(message.delta.WhichOneof("type"))
    return str(message.delta.new_element.WhichOneof("type")) if kind == "new_element" else kind


class Counting(ClientConnection):
    """A websocket that knows how many bytes have come over it, compressed as a browser takes them."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


@dataclass(slots=True)
class Visitor:
    """A browser with one tab."""

    socket: Counting
    page: str
    cookies: str
    kept: set[str] = field(default_factory=set)
    """Hashes of the messages that need not come again."""
    boxes: dict[str, str] = field(default_factory=dict)
    """The identity of each box of the page by its key."""
    options: dict[str, list[str]] = field(default_factory=dict)
    """What can be chosen in each of them."""
    chosen: dict[str, str] = field(default_factory=dict)

    async def open(self, **address: str) -> Run:
        """The page as it is drawn at an address."""
        self.chosen = dict(address)
        return await self._run({})

    async def choose(self, chosen: Mapping[str, str]) -> Run:
        """The page after something was chosen in its boxes: key → option."""
        self.chosen |= chosen
        return await self._run(self.chosen)

    async def _run(self, chosen: Mapping[str, str]) -> Run:
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(self.chosen)
        asked.rerun_script.page_name = self.page
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        for key, option in chosen.items():
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self.boxes[key], option
        started, before = time.perf_counter(), self.socket.received
        await self.socket.send(asked.SerializeToString())
        messages = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE))
            messages.append(message)
        run = Run(time.perf_counter() - started, self.socket.received - before, tuple(messages))
        self._keep(run)
        return run

    def _keep(self, run: Run) -> None:
        for message in run.messages:
            if message.metadata.cacheable:
                self.kept.add(message.hash)
            box = message.delta.new_element.selectbox
            if box.id:
                key = box.id.rpartition("-")[2]
                self.boxes[key], self.options[key] = box.id, list(box.options)


@asynccontextmanager
async def visiting(address: str, page: str = "") -> AsyncIterator[Visitor]:
    """A visitor who has opened the first document and is connected."""
    own = cookie(address)
    cookies = "; ".join(filter(None, [own, await asyncio.to_thread(_first_cookies, f"{address}/{page}", own)]))
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookies} if cookies else {},
        create_connection=Counting,
        max_size=None,
    ) as socket:
        yield Visitor(socket, page, cookies)


def _first_cookies(address: str, own: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": own}), timeout=PATIENCE) as answer:
        return "; ".join(one.partition(";")[0] for one in answer.headers.get_all("set-cookie") or ())
