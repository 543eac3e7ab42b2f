"""What is asked of the load generator."""

from bench.load import Load
from bench.servers import Target

TARGET = Target(label="pion", url="http://127.0.0.1:1/whip", pid=7, load_options=("-api", "json"))


def _value(line: list[str], flag: str) -> str:
    return line[line.index(flag) + 1]


def test_a_load_becomes_the_generators_arguments() -> None:
    line = Load(sessions=50, seconds=30, signal="bursts").command_line(TARGET)
    assert _value(line, "-n") == "50"
    assert _value(line, "-duration") == "30s"
    assert _value(line, "-signal") == "bursts"
    assert _value(line, "-pid") == "7"
    assert line[-2:] == ["-api", "json"]


def test_a_websocket_load_has_a_generator_and_an_address_of_its_own() -> None:
    load = Load(sessions=50, transport="websocket")
    assert load.program[-1] == "bench.socketload"
    line = load.command_line(TARGET)
    assert _value(line, "--url") == "ws://127.0.0.1:1/ws/audio"
    assert _value(line, "--pid") == "7"


def test_a_lean_load_sends_no_feedback() -> None:
    assert "-rtcp=false" in Load(sessions=1).command_line(TARGET)
    assert "-rtcp=true" in Load(sessions=1, lean=False).command_line(TARGET)
