"""How are the pages served, and by how many processes? `python serve.py [--port 8501] [--processes 1] [--signed-in] [any option of Streamlit]`.

One process draws on one core. Of several each keeps its own visitors: the first answer gives a browser the number of its
process as a cookie, and whatever the browser asks from then on is handed to that process as it comes, byte by byte. All
of them listen on loopback; whoever comes from another machine comes through the web server that holds the certificate.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import uvloop

from pages.door.peers import KEY_VARIABLE, Peers
from pages.door.peers import VARIABLE as PEERS_VARIABLE

PROCESS_VARIABLE = "DAZOUFANG_PROCESS"
"""Tells one of several processes its number."""
PROCESS_COOKIE = "dazoufang_process"
"""By which a browser comes back to the process that holds its session."""
SIGNED_IN_VARIABLE = "DAZOUFANG_SIGNED_IN"
"""Tells the processes that this is no demonstration, whoever listens where."""
OF_UVICORN = {"FORWARDED_ALLOW_IPS": ""}
"""By itself it takes from everybody on this machine that they come from elsewhere; `pages/door/gateway.py` does better."""
LOOPBACK = "127.0.0.1"
ON_THIS_MACHINE = (LOOPBACK, "::1", "localhost")
OVERHEARD = "别的电脑用 http 打开，密码和姓名在路上看得见。请在前面放管证书的网页服务器：docs/operation.md。"
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "asgi.py")
OF_PROCESS = re.compile(rb"(?i)\r\ncookie:[^\r]*\b" + PROCESS_COOKIE.encode() + rb"=(\d+)")
PATIENCE = 20
"""Seconds that a browser may take to say what it wants, and processes to end."""
AT_ONCE = 1 << 16
"""Bytes handed on in one piece, and the most that the head of a request may have."""
NOBODY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def main() -> int:
    """Serves until it is ended, or until one of several processes ends: whoever started it starts all of them anew."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8501)
    asked.add_argument(
        "--processes", type=int, default=1, help="as many as the machine has cores, for a hundred visitors"
    )
    asked.add_argument("--server.address", dest="address", default=LOOPBACK, help="where it listens")
    asked.add_argument("--signed-in", action="store_true", help="refuse to start while nobody can sign in")
    own, of_streamlit = asked.parse_known_args()
    os.environ.update(OF_UVICORN, **{KEY_VARIABLE: secrets.token_hex(32)})
    if own.signed_in or own.address not in ON_THIS_MACHINE:
        os.environ[SIGNED_IN_VARIABLE] = "1"
    if own.address not in ON_THIS_MACHINE:
        print(OVERHEARD, file=sys.stderr, flush=True)
    if own.processes == 1:
        where = ("--server.port", str(own.port), "--server.address", own.address)
        os.execv(STREAMLIT[0], [*STREAMLIT, *of_streamlit, *where])
    return uvloop.run(several(own.address, own.port, own.processes, of_streamlit))


async def several(address: str, port: int, processes: int, of_streamlit: Sequence[str]) -> int:
    """Starts the processes and stands before them; 0 when it was ended from outside, otherwise what the one that ended ended with."""
    ended = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, ended.set)
    ports = free_ports(processes)
    peers = [Peers.begun() for _ in ports]
    running = [await _started(number, at, peers[number], of_streamlit) for number, at in enumerate(ports)]
    turns = itertools.cycle(range(processes))
    front = await asyncio.start_server(lambda r, w: serve_one(r, w, ports, peers, turns), address, port, limit=AT_ONCE)
    print(f"http://{address}:{port}", flush=True)
    waited = [asyncio.create_task(process.wait()) for process in running]
    stopped = asyncio.create_task(ended.wait())
    await asyncio.wait([stopped, *waited], return_when=asyncio.FIRST_COMPLETED)
    ended_with = next((process.returncode for process in running if process.returncode), 1)
    front.close()
    for process in running:
        with suppress(ProcessLookupError):
            process.terminate()
    await asyncio.wait(waited, timeout=PATIENCE)
    for process in running:
        with suppress(ProcessLookupError):
            process.kill()
    return 0 if ended.is_set() else ended_with


async def _started(number: int, port: int, peers: Peers, of_streamlit: Sequence[str]) -> asyncio.subprocess.Process:
    where = ("--server.port", str(port), "--server.address", LOOPBACK)
    given = {PROCESS_VARIABLE: str(number), PEERS_VARIABLE: str(peers.file)}
    return await asyncio.create_subprocess_exec(
        *(*STREAMLIT, *of_streamlit, *where),
        env={**os.environ, **given},
        pass_fds=[peers.file],
        stdout=subprocess.DEVNULL,
    )


def free_ports(how_many: int) -> list[int]:
    """Ports of this machine on which nobody listens."""
    held = [socket.create_server((LOOPBACK, 0)) for _ in range(how_many)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


async def serve_one(
    reader: StreamReader, writer: StreamWriter, ports: Sequence[int], peers: Sequence[Peers], turns: Iterator[int]
) -> None:
    """One connection of a browser, from its first request to its end."""
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        number = process_of(head, len(ports), turns)
        with _handing_on(peers[number], writer.get_extra_info("peername")[0]) as way:
            await _connect(way, ports[number])
            behind, before = await asyncio.open_connection(sock=way, limit=AT_ONCE)
            before.write(head)
            await asyncio.gather(_handed_on(reader, before), _handed_on(behind, writer))
    except ConnectionRefusedError:
        writer.write(NOBODY)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # gone, or nothing that a browser says
    finally:
        writer.close()


@contextmanager
def _handing_on(peers: Peers, address: str) -> Iterator[socket.socket]:
    """A way to a process, under which it reads from which address the visitor comes, as long as the way is open."""
    with socket.socket() as way:
        way.setblocking(False)
        way.bind((LOOPBACK, 0))
        port = way.getsockname()[1]
        peers.note(port, address)
        try:
            yield way
        finally:
            peers.note(port, None)


async def _connect(way: socket.socket, port: int) -> None:
    """To the visitor's process; one that is still starting is waited for."""
    for _ in range(PATIENCE * 10):
        with suppress(ConnectionRefusedError):
            await asyncio.get_running_loop().sock_connect(way, (LOOPBACK, port))
            return
        await asyncio.sleep(0.1)
    raise ConnectionRefusedError(port)


def process_of(head: bytes, processes: int, turns: Iterator[int]) -> int:
    """The process of whoever sends this head of a request; the next in turn for one who has none yet."""
    of_visitor = OF_PROCESS.search(head)
    number = int(of_visitor[1]) if of_visitor else processes
    return number if number < processes else next(turns)


async def _handed_on(reader: StreamReader, writer: StreamWriter) -> None:
    """Everything that comes from one side, to the other; the end of it too."""
    try:
        while piece := await reader.read(AT_ONCE):
            writer.write(piece)
            await writer.drain()
    finally:
        with suppress(OSError, RuntimeError):
            writer.close()


if __name__ == "__main__":
    sys.exit(main())
