"""Which servers meet which load."""

from bench.plan import plan


def test_calls_over_websocket_are_measured_in_every_run() -> None:
    points = [point for point in plan() if point.kind == "websocket"]
    assert [point.load.sessions for point in points] == [10, 50]
    assert {point.load.transport for point in points} == {"websocket"}
    assert any(point.kind == "websocket" for point in plan(quick=True))


def test_our_server_is_in_every_point_and_first() -> None:
    assert {point.servers[0] for point in plan(extra_peers=True)} == {"jackfield"}


def test_native_points_go_up_to_eight_hundred_sessions_against_pion() -> None:
    native = [point for point in plan() if point.kind == "native"]
    assert [point.load.sessions for point in native] == [1, 20, 100, 400, 800]
    assert {point.servers for point in native} == {("jackfield", "pion")}


def test_transcoding_peers_are_not_asked_for_more_than_a_core_carries() -> None:
    pcm = {point.load.sessions: point.servers for point in plan() if point.kind == "pcm"}
    assert pcm == {1: ("jackfield", "aiortc"), 10: ("jackfield", "aiortc"), 50: ("jackfield",)}
