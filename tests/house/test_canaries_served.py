"""Does anybody receive a word of a family's over the wire: in a page, a table, a chart, a download, whatever the address?

Whoever comes is signed in at the real server with a session of a role, and takes down every byte of the websocket and of
every file that is offered.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import pages
from campaign.access.roles import ROLES
from campaign.access.scope import DESK
from campaign.numbers.questions import SOURCE
from campaign.numbers.snapshot import open_current
from pages.parts import menu
from tests.browsing import cookie, serving
from tests.canaries import UNIT
from tests.house.test_canaries import City, found, part_of
from tests.house.test_canaries import city as city
from tests.visitors import FAILED, PATIENCE, Run, Visitor, visiting

pytestmark = pytest.mark.slow

PAGES = [menu.slug(page) for page in menu.pages_in(pages)]
Address = tuple[str, tuple[tuple[str, str], ...]]
"""A page and the parameters of its address."""
MOST_LINKS = 40
"""Links of the pages that a visitor follows besides."""
ROWS_A_SHEET = 2
NOT_GIVEN = "这个文件没有给".encode()
"""In place of a file that a page offers and the server then refuses."""
_LINK = re.compile(r'href="([\w-]+\?[^"]*)"')


def addresses(city: City) -> Iterator[Address]:
    """Every page, whole and narrowed; and rows of each sheet by their place, which an attacker can guess."""
    for page in PAGES:
        yield page, ()
        yield page, (("unit", UNIT),)
    for number in ("households", "visits", "issues", "rejections", "messages", "call_checks", "object_visits"):
        yield "trace", (("metric", number),)
    with open_current(city.shelf) as snapshot:
        rows = snapshot.rows("source_rows", columns=SOURCE, scope=DESK, limit=10_000)
    for row in rows.groupby(["source_file", "source_sheet"]).head(ROWS_A_SHEET).to_dict("records"):
        yield "trace", tuple((name, str(row[name])) for name in SOURCE)


async def received(address: str, asked: Sequence[Address]) -> dict[Address, bytes]:
    """What each address sends to whoever comes; links in what comes are followed, files that are offered are fetched."""
    waiting, done = [*asked], dict[Address, bytes]()
    most = len(waiting) + MOST_LINKS
    while waiting and len(done) < most:
        page, parameters = one = waiting.pop(0)
        if one in done:
            continue
        async with visiting(address, page) as visitor:
            run = await visitor.open(**dict(parameters))
            sent = b"\n".join(message.SerializeToString() for message in run.messages)
            done[one] = sent + b"\n".join([file async for file in _files(address, visitor, run)])
        waiting += [link for link in _links(sent) if link not in done]
    return done


def _links(sent: bytes) -> Iterator[Address]:
    for link in _LINK.findall(sent.decode("utf-8", "replace")):
        parts = urlsplit(link.replace("&amp;", "&"))
        yield parts.path, tuple(parse_qsl(parts.query, keep_blank_values=True))


async def _files(address: str, visitor: Visitor, run: Run) -> AsyncIterator[bytes]:
    """Every file that a page offers: made when it is asked for, or lying there."""
    urls = re.findall(r"/media/[^\s\"\\\\<>]+", "".join(map(str, run.messages)))
    session = next((m.new_session.initialize.session_id for m in run.messages if m.HasField("new_session")), "")
    for message in run.messages:
        file_id = message.delta.new_element.download_button.deferred_file_id
        if file_id and (url := await _made(visitor, session, file_id)):
            urls.append(url)
    for url in dict.fromkeys(urls):
        yield await asyncio.to_thread(_fetched, f"{address}{url}", visitor.cookies)


async def _made(visitor: Visitor, session: str, file_id: str) -> str:
    """The address of a file after the server has made it; empty where it refuses."""
    asked = BackMsg()
    asked.backend_operation_request.request_id = file_id
    asked.backend_operation_request.session_id = session
    asked.backend_operation_request.deferred_file.file_id = file_id
    await visitor.socket.send(asked.SerializeToString())
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(visitor.socket.recv(decode=False), PATIENCE))
        if message.WhichOneof("type") == "backend_operation_response":
            return message.backend_operation_response.deferred_file.url


def _fetched(url: str, cookies: str) -> bytes:
    try:
        with urlopen(Request(url, headers={"Cookie": cookies}), timeout=PATIENCE) as answer:
            return answer.read()
    except HTTPError:
        return NOT_GIVEN


@pytest.fixture(scope="module", params=[*ROLES])
def visited(request: pytest.FixtureRequest, city: City) -> tuple[str, Mapping[Address, bytes]]:
    """A role and all that somebody of it received; the demonstration is where nobody signs in."""
    role = request.param
    views = str(city.home / f"views-{role}")
    who = {} if role == "demonstration" else {"role": role, "of": part_of(role)}
    with serving(city.shelf, DAZOUFANG_VIEWS=views, **who) as address:
        assert bool(cookie(address)) == bool(who)
        return role, asyncio.run(received(address, [*addresses(city)]))


def test_no_canary_is_in_a_byte_that_a_role_receives(city: City, visited: tuple[str, Mapping[Address, bytes]]) -> None:
    role, sent = visited
    leaks: dict[str, Address] = {}
    for address, data in sent.items():
        leaks |= dict.fromkeys(found(city, data), address)
    if "sheets" in ROLES[role].rights:
        assert {"visit_ledger.phone", "visit_ledger.income"} <= leaks.keys()  # else the others prove nothing
    else:
        assert leaks == {}


def test_no_page_fails(visited: tuple[str, Mapping[Address, bytes]]) -> None:
    assert [address for address, data in visited[1].items() if FAILED.encode() in data] == []


def test_whoever_is_offered_a_file_is_given_it(visited: tuple[str, Mapping[Address, bytes]]) -> None:
    assert [address for address, data in visited[1].items() if NOT_GIVEN in data] == []
