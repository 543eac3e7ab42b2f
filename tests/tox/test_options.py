"""Defaults of libtoxcore."""

from jackfield.tox import ProxyType, ToxOptions


def test_the_defaults_are_those_of_the_library() -> None:
    options = ToxOptions()
    assert options.ipv6
    assert options.udp
    assert options.local_discovery
    assert options.hole_punching
    assert options.proxy is ProxyType.NONE
    assert (options.start_port, options.end_port, options.tcp_port) == (0, 0, 0)
