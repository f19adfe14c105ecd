"""The address a request comes from: the peer's, unless a proxy that is trusted says for whom it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from posgraph.errors import UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The addresses whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed; those of anybody else are ignored."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> Proxies:
        """The proxies that a setting names, as addresses or networks. Raises UsageError.

        >>> Proxies.of(["10.0.0.0/8"]).trust("10.1.2.3"), Proxies().trust("127.0.0.1")
        (True, False)
        """
        found = []
        for word in words:
            try:
                found.append(ip_network(word, strict=False))
            except ValueError:
                raise UsageError("trusted-proxies", word, "an address or a network, as 10.0.0.7 or 10.0.0.0/8") from None
        return cls(tuple(found))

    def trust(self, text: str) -> bool:
        """True for the address of a proxy."""
        address = read(text) if self.networks else None
        return address is not None and any(address in network for network in self.networks)

    def client(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address behind a peer: of the hops that ``X-Forwarded-For`` lists, the last that is no proxy of ours.

        What stands before that one was written by the client itself, or by somebody it chose.

        >>> Proxies.of(["10.0.0.1"]).client("10.0.0.1", ["1.1.1.1, 203.0.113.9"])
        '203.0.113.9'
        >>> Proxies().client("10.0.0.1", ["203.0.113.9"])
        '10.0.0.1'
        """
        found = plain(peer)
        hops = [hop.strip() for line in forwarded for hop in line.split(",")]
        while self.trust(found) and hops:
            address = read(hops.pop())
            if address is None:
                break
            found = str(address)
        return found


@lru_cache(1024)
def read(text: str) -> Address | None:
    """An address as text has it, also with a port; None where it is none. IPv4 inside IPv6 is IPv4.

    >>> str(read("[2001:db8::1]:443")), str(read("::ffff:10.0.0.1")), read("unknown")
    ('2001:db8::1', '10.0.0.1', None)
    """
    bare = text.partition(":")[0] if text.count(":") == 1 else text.partition("]")[0].removeprefix("[")
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def plain(text: str) -> str:
    """An address in its usual form; a text that is none stays."""
    address = read(text)
    return text if address is None else str(address)


def near(text: str) -> bool:
    """True where a request comes from this machine, also over a socket that has no addresses."""
    address = read(text)
    return address is None or address.is_loopback


def block(text: str) -> str:
    """Whom a limit for an address holds for: it alone, but all of the 2^64 addresses that IPv6 gives to one customer.

    >>> block("203.0.113.9"), block("2001:db8:1:2:3:4:5:6")
    ('203.0.113.9', '2001:db8:1:2::/64')
    """
    address = read(text)
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else text
