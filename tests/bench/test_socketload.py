"""The load generator of calls over WebSocket."""

import os
import socket
import time
from array import array

import pytest
from bench.socketload.caller import FRAME_S, LOOP_FRAMES, ONSETS, Caller, Signal, Turn
from bench.socketload.processes import Usage
from bench.socketload.report import Course, quantiles, report
from bench.socketload.wire import BINARY, CLOSE, PING, TEXT, Reader, frame

RATE = 16_000
FRAME_BYTES = 640
IDLE = Usage(server=0.0, generator=0.0, machine=0.0, rss_kb=1_000)
BUSY = Usage(server=1.0, generator=2.0, machine=3.5, rss_kb=1_200)


def answer(opcode: int, payload: bytes) -> bytes:
    """A server's frame: a client's without its mask."""
    masked = frame(opcode, payload)
    size = len(masked) - len(payload) - 4
    return bytes([masked[0], masked[1] & 0x7F]) + masked[2:size] + payload


@pytest.mark.parametrize("cut", [1, 7, 10_000])
def test_frames_are_found_however_the_stream_is_cut(cut: int) -> None:
    sent = [(TEXT, b"{}"), (BINARY, bytes(FRAME_BYTES)), (PING, b""), (CLOSE, b"\x03\xe8")]
    stream = b"".join(answer(opcode, payload) for opcode, payload in sent)
    reader = Reader()
    pieces = (stream[at : at + cut] for at in range(0, len(stream), cut))
    assert [found for piece in pieces for found in reader.feed(piece)] == sent


def test_a_loop_has_six_bursts_of_120_ms() -> None:
    signal = Signal(RATE)
    loud = [
        number for number in range(LOOP_FRAMES) if max(array("h", signal.frame(number, None)[8:]))
    ]
    assert len(loud) == 36
    assert {number for number in loud if number - 1 not in loud} == set(ONSETS)


def test_a_caller_finds_its_bursts_again_and_answers_pings() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003  # the socket's own signature
    caller, signal = Caller(ours, Reader(), Signal(RATE)), Signal(RATE)
    for number in range(60):
        caller.send(number * FRAME_S)
        theirs.recv(2_000)
        theirs.sendall(answer(BINARY, signal.frame(number, None)[8:]))
        caller.read(number * FRAME_S + 0.003)
    assert caller.burst_times() == [pytest.approx(25 * FRAME_S)]
    assert caller.onsets == [pytest.approx(25 * FRAME_S + 0.003)]
    assert [late for _, late in caller.echoes] == [pytest.approx(0.003)] * 60
    theirs.sendall(answer(PING, b"id"))
    caller.read(2.0)
    caller.send(2.0)
    assert theirs.recv(2_000).startswith(frame(0xA, b"id"))
    theirs.close()
    caller.read(2.1)
    assert caller.is_over
    ours.close()


def test_speakers_of_a_call_take_turns() -> None:
    turns = [Turn(speaker=speaker, speakers=3) for speaker in (0, 1, 2, None)]
    loud = [[turn.place(number) is not None for turn in turns] for number in range(3_000)]
    assert max(map(sum, loud)) == 1
    begun = [sum(turn.place(number) == 0 for number in range(3_000)) for turn in turns]
    assert begun == [40, 40, 40, 0]


def test_in_a_call_everybody_hears_the_others() -> None:
    sockets = [socket.socketpair() for _ in range(3)]
    callers = [
        Caller(ours, Reader(), Signal(RATE), turn=Turn(speaker=speaker, speakers=2))
        for (ours, _), speaker in zip(sockets, (0, 1, None), strict=True)
    ]
    for caller in callers:
        caller.sent = [number * FRAME_S for number in range(51)]
    first, second = 0.0, (25 + 7 % 5) * FRAME_S
    callers[0].onsets = [second + 0.01]
    callers[1].onsets = [first + 0.02]
    callers[2].onsets = [first + 0.03]  # misses the second
    course = Course(
        callers=callers,
        errors=[],
        connected_ms=[],
        frame_bytes=FRAME_BYTES,
        is_native=False,
        is_call=True,
        lag_ms=[],
        begin=0.0,
        end=1.0,
        ramp_s=0.0,
        before=IDLE,
        ramped=IDLE,
        opened=IDLE,
        closed=IDLE,
    )
    found = report("ours", course)
    assert (found["onsets_sent"], found["onsets_found"]) == (4, 3)
    assert found["onset_ms"]["p50"] == pytest.approx(20)
    for pair in sockets:
        for end in pair:
            end.close()


def test_figures_are_those_of_the_window() -> None:
    ours, theirs = socket.socketpair()
    caller = Caller(ours, Reader(), Signal(RATE))
    caller.sent = [number * FRAME_S for number in range(200)]
    caller.received = [(at + 0.004, FRAME_BYTES) for at in caller.sent[:150]]
    caller.onsets = [25 * FRAME_S + 0.004, 110 * FRAME_S + 0.006]
    course = Course(
        callers=[caller],
        errors=["refused"],
        connected_ms=[2.0],
        frame_bytes=FRAME_BYTES,
        is_native=False,
        is_call=False,
        lag_ms=[0.1],
        begin=0.0,
        end=4.0,
        ramp_s=0.0,
        before=IDLE,
        ramped=IDLE,
        opened=IDLE,
        closed=BUSY,
    )
    found = report("ours", course)
    assert (found["established"], found["echoing"], found["failed"]) == (1, 1, 1)
    assert found["onset_ms"]["max"] == pytest.approx(6)
    assert (found["onsets_sent"], found["onsets_found"]) == (2, 2)
    assert found["loss_pct"] == pytest.approx(25)
    assert found["server_cpu_pct_session"] == pytest.approx(25)
    assert found["rss_session_kb"] == pytest.approx(200)
    assert found["host_other_cores"] == pytest.approx(0.125)
    assert found["gap_ms"]["max"] == pytest.approx(1e3 * (4.0 - caller.received[-1][0]))
    ours.close()
    theirs.close()


def test_without_measurements_there_are_no_quantiles() -> None:
    assert quantiles([])["n"] == 0
    assert quantiles([3.0, 1.0, 2.0])["p50"] == pytest.approx(2)


def test_a_process_that_works_uses_cpu_and_memory() -> None:
    before = Usage.now(os.getpid())
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    after = Usage.now(os.getpid())
    assert after.server > before.server
    assert after.machine > before.machine
    assert after.rss_kb > 1_000
