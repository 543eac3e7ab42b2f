"""The core as Python asks it: one contract, kept by the fake of the tests and by the real one."""

import importlib.util
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from fake_sdp import read_offer
from fakes import FakeEngine
from jackfield.config import Settings
from jackfield.engine import Engine, EngineEvent, make_engine
from jackfield.errors import ConfigError

PACKAGE = Path(__file__).parents[1] / "python" / "jackfield"
OFFER = read_offer("chromium-156-audio")
RESTART = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
CANDIDATE = "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host\r\n"
PATIENCE_S = 5.0

is_built = importlib.util.find_spec("jackfield._core") is not None
needs_core = pytest.mark.skipif(not is_built, reason="the core is not built: make build")


def make_fake() -> Engine:
    return FakeEngine()


def make_real() -> Engine:
    return make_engine(Settings(workers=1))


@pytest.fixture(params=[make_fake, pytest.param(make_real, marks=needs_core)], ids=["fake", "real"])
def core(request: pytest.FixtureRequest) -> Iterator[Engine]:
    make: Callable[[], Engine] = request.param
    engine = make()
    yield engine
    engine.shutdown()
    if isinstance(engine, FakeEngine):
        engine.dispose()


@pytest.fixture
def real_core() -> Iterator[Engine]:
    engine = make_real()
    yield engine
    engine.shutdown()


def wait_for(core: Engine, kind: str) -> EngineEvent:
    """Drain whenever the core says so until such an event comes."""
    while select.select([core.fileno()], [], [], PATIENCE_S)[0]:
        for event in core.drain().events:
            if event.kind == kind:
                return event
    raise AssertionError(f"no {kind!r} came")


def opened(core: Engine) -> int:
    session = core.open(OFFER, "agent")
    assert wait_for(core, "opened").session == session
    return session


def test_an_offer_is_answered_as_an_event_with_sdp_and_ufrag(core: Engine) -> None:
    session = core.open(OFFER, "agent")
    event = wait_for(core, "opened")
    assert event.session == session
    assert event.text.startswith("v=0")
    assert f"a=ice-ufrag:{event.code}" in event.text
    assert "a=sendrecv" in event.text
    assert core.session_count == 1


@pytest.mark.parametrize("name", ["gstreamer-style-sendonly", "ffmpeg-style-passive"])
def test_who_only_sends_is_answered_recvonly(core: Engine, name: str) -> None:
    core.open(read_offer(name), "agent")
    assert "a=recvonly" in wait_for(core, "opened").text


def test_an_offer_of_audio_and_video_is_answered_as_a_whole(core: Engine) -> None:
    core.open(read_offer("chromium-156-audio-video"), "forward")
    answer = wait_for(core, "opened").text
    assert answer.count("m=") == 2
    assert answer.count("a=rtcp-mux") == 2


def test_a_simulcast_offer_is_answered(core: Engine) -> None:
    core.open(read_offer("chromium-156-simulcast"), "forward")
    assert wait_for(core, "opened").text.count("a=recvonly") == 2


@pytest.mark.parametrize("role", ["actpass", "active", "passive"])
def test_each_dtls_role_is_answered_with_the_other(core: Engine, role: str) -> None:
    core.open(OFFER.replace("a=setup:actpass", f"a=setup:{role}"), "agent")
    answer = wait_for(core, "opened").text
    assert ("a=setup:active" in answer) == (role == "passive")


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ("", "sdp_malformed"),
        ("rubbish", "sdp_malformed"),
        (OFFER.replace("opus/48000/2", "speex/8000"), "sdp_unsupported"),
        (
            read_offer("chromium-156-audio-video").replace("a=group:BUNDLE 0 1\r\n", ""),
            "sdp_unsupported",
        ),
    ],
)
def test_an_offer_that_is_not_taken_says_why(core: Engine, offer: str, code: str) -> None:
    session = core.open(offer, "agent")
    event = wait_for(core, "refused")
    assert (event.session, event.code) == (session, code)
    assert event.text
    assert core.session_count == 0


@needs_core
def test_an_offer_of_ours_takes_the_answer_to_it_once(real_core: Engine) -> None:
    session = real_core.dial("agent")
    offered = wait_for(real_core, "opened")
    assert offered.session == session
    assert "m=audio" in offered.text
    assert "m=application" in offered.text
    real_core.open(offered.text, "agent")
    answer = wait_for(real_core, "opened").text
    request = real_core.accept_answer(session, "rubbish")
    event = wait_for(real_core, "rejected")
    assert (event.request, event.code) == (request, "malformed")
    request = real_core.accept_answer(session, answer)
    assert wait_for(real_core, "accepted").request == request
    real_core.accept_answer(session, answer)
    assert wait_for(real_core, "rejected").code == "unsupported"


@needs_core
def test_without_a_data_channel_no_message_is_taken(real_core: Engine) -> None:
    assert not real_core.send_message(opened(real_core), b"hello")
    assert not real_core.send_message(12_345, b"hello")


@needs_core
def test_keys_that_no_telephone_has_are_refused_by_name(real_core: Engine) -> None:
    session = opened(real_core)
    real_core.send_dtmf(session, "0123456789*#ABCD")
    for digits in ("", "12x"):
        with pytest.raises(ValueError, match="digits"):
            real_core.send_dtmf(session, digits)
    with pytest.raises(ValueError, match="duration_ms"):
        real_core.send_dtmf(session, "1", duration_ms=5)


def test_candidates_are_taken_and_names_passed_over(core: Engine) -> None:
    session = opened(core)
    named = CANDIDATE.replace("192.0.2.1", "5c1a2b6e-0000-4000-8000-000000000000.local")
    request = core.trickle(session, CANDIDATE + named)
    event = wait_for(core, "trickled")
    assert (event.session, event.request, event.value) == (session, request, 1.0)


def test_a_restart_makes_new_credentials(core: Engine) -> None:
    core.open(OFFER, "agent")
    first = wait_for(core, "opened")
    request = core.restart(first.session, RESTART)
    event = wait_for(core, "restarted")
    assert (event.session, event.request) == (first.session, request)
    assert event.code != first.code
    assert f"a=ice-ufrag:{event.code}" in event.text
    assert "a=ice-pwd:" in event.text
    assert "a=candidate:" in event.text


def test_a_restart_that_fails_does_not_end_the_session(core: Engine) -> None:
    session = opened(core)
    request = core.restart(session, "a=ice-ufrag:EsAw\r\na=ice-pwd:short\r\n")
    event = wait_for(core, "rejected")
    assert (event.request, event.code) == (request, "malformed")
    assert core.session_count == 1


def test_who_is_gone_is_unknown(core: Engine) -> None:
    session = opened(core)
    core.close(session)
    event = wait_for(core, "closed")
    assert (event.session, event.code) == (session, "local")
    request = core.trickle(session, CANDIDATE)
    event = wait_for(core, "rejected")
    assert (event.request, event.code) == (request, "unknown_session")
    assert core.session_count == 0
    assert core.session_stats(session) is None
    core.close(session)


def test_the_end_of_a_session_tells_its_figures(core: Engine) -> None:
    session = opened(core)
    known = core.session_stats(session)
    core.close(session)
    figures = wait_for(core, "closed").figures
    assert known is not None
    assert figures is not None
    assert set(figures) == set(known)


def test_audio_for_nobody_is_not_taken(core: Engine) -> None:
    lengths = np.array([960], np.uint32)
    taken = core.send_audio(np.array([4711], np.uint64), 48_000, lengths, np.zeros(960, np.int16))
    assert taken.tolist() == [False]


def test_an_empty_drain_gives_an_empty_batch(core: Engine) -> None:
    batch = core.drain()
    assert list(batch.events) == []
    assert batch.sessions.tolist() == []
    assert batch.frames.shape == (0, 960)


def test_a_core_that_accepts_nothing_is_full(core: Engine) -> None:
    core.set_accepting(False)
    core.open(OFFER, "agent")
    assert wait_for(core, "refused").code == "at_capacity"
    core.set_accepting(True)
    opened(core)


def test_shutting_down_ends_sessions_and_can_be_repeated(core: Engine) -> None:
    session = opened(core)
    core.shutdown()
    event = wait_for(core, "closed")
    assert (event.session, event.code) == (session, "shutdown")
    core.shutdown()
    with pytest.raises(RuntimeError):
        core.open(OFFER, "agent")


def test_figures_have_the_names_that_metrics_show(core: Engine) -> None:
    opened(core)
    figures = core.metrics()
    assert figures["sessions"] == 1.0
    assert 'packets_dropped_total{reason="late"}' in figures
    assert 'hairpin_latency_seconds_bucket{le="+Inf"}' in figures


# How a core is made.


def test_without_the_core_the_start_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jackfield._core", None)  # as if it could not be found
    with pytest.raises(ConfigError, match="make build"):
        make_engine(Settings())


@needs_core
def test_an_address_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1"):
        make_engine(Settings(media_bind="192.0.2.1"))


@needs_core
def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="bind"):
        make_engine(Settings(media_bind="no address"))
