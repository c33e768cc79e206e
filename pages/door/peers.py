"""From which address does a connection come that `serve.py` has handed on to one of its processes?

Handed on byte by byte, every connection comes from this machine. So whoever hands it on writes down where it came from
before it is there: under the port that it is handed on from, in memory that the processes share and no file holds.
"""

from __future__ import annotations

import ipaddress
import mmap
import os
from functools import cache

VARIABLE = "DAZOUFANG_PEERS"
"""Tells a process the number of the open file that is its memory."""
KEY_VARIABLE = "DAZOUFANG_KEY"
"""Tells the processes of one server a secret, by which they know what another of them has signed; new with every start."""
_PORTS, _WIDTH = 1 << 16, 16
NOBODY = bytes(_WIDTH)


class Peers:
    """The addresses behind one process's connections, by the port that each is handed on from."""

    def __init__(self, file: int) -> None:
        self.file = file
        self._kept = mmap.mmap(file, _PORTS * _WIDTH)

    @classmethod
    def begun(cls) -> Peers:
        """With nobody in it."""
        file = os.memfd_create("peers")
        os.truncate(file, _PORTS * _WIDTH)
        return cls(file)

    def note(self, port: int, address: str | None) -> None:
        """Whose connection is handed on from that port; None when it has ended."""
        read = ipaddress.ip_address(address) if address else None
        packed = ipaddress.IPv6Address(f"::ffff:{read}").packed if read and read.version == 4 else read and read.packed
        self._kept[port * _WIDTH : (port + 1) * _WIDTH] = packed or NOBODY

    def behind(self, port: int) -> str | None:
        """Where it came from; None for a connection that nobody handed on."""
        packed = self._kept[port * _WIDTH : (port + 1) * _WIDTH]
        if packed == NOBODY:
            return None
        address = ipaddress.IPv6Address(packed)
        return str(address.ipv4_mapped or address)


@cache
def shared() -> Peers | None:
    """Those that this process was given; None where it is the only one and every connection comes to it."""
    given = os.environ.get(VARIABLE)
    return Peers(int(given)) if given else None


def address_of(client: tuple[str, int] | None) -> str:
    """The address of whoever is at the other end of a connection; "" where nobody knows.

    A connection that was handed on and has ended since, or came to one of several processes past `serve.py`, is nobody's: it
    must not count as this machine's.
    """
    if client is None:
        return ""
    handed_on = shared()
    return client[0] if handed_on is None else handed_on.behind(client[1]) or ""
