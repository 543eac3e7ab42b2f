"""How a Tox reaches the network."""

from dataclasses import dataclass

from jackfield.tox.values import ProxyType

DEFAULT_PORTS = (33445, 33545)
"""libtoxcore's own range; the first that is free is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToxOptions:
    """What a Tox is made with; the defaults are libtoxcore's.

    Attributes:
        ipv6: Use IPv6 beside IPv4.
        udp: Use UDP; without it everything goes over TCP relays.
        local_discovery: Look for others in the local network, by broadcast.
        hole_punching: Open ways through NATs.
        start_port: First UDP port that is tried, 0 for the library's own range.
        end_port: The last one.
        tcp_port: Be a TCP relay for others there; 0 for not.
        proxy: Send TCP through a proxy of this kind.
        proxy_host: Its address.
        proxy_port: Its port.
    """

    ipv6: bool = True
    udp: bool = True
    local_discovery: bool = True
    hole_punching: bool = True
    start_port: int = 0
    end_port: int = 0
    tcp_port: int = 0
    proxy: ProxyType = ProxyType.NONE
    proxy_host: str = ""
    proxy_port: int = 0
