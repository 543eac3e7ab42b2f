"""The SDK in whole calls, by the core that users have."""

import asyncio
import itertools
from pathlib import Path

import numpy as np
import pytest

from jackfield import (
    CallRequest,
    Client,
    Connection,
    Event,
    JoinCode,
    JoinError,
    MockConfig,
    load_wav,
)
from jackfield.agents.parrot import pcm_parrot
from jackfield.calls import CallName
from jackfield.client.cores import Cores
from jackfield.testing import World
from jackfield.v1 import RTCPacket
from rtc_kit import (
    DATA,
    JFK,
    MP3,
    WEATHER,
    all_audio,
    held,
    kind,
    likeness,
    mock_call,
    someone,
    told,
)
from sdk_kit import SECRET, heard_by, hosting, needs_calls, needs_dial

INT16 = RTCPacket.AudioPayload.FORMAT_INT16


def test_the_sdk_and_a_call_object_can_be_made() -> None:
    call = Client().video.rtc_call("default", "example")
    assert (call.type, call.id) == ("default", "example")
    assert call.get_or_create(data=CallRequest(created_by_id="me")).created_by_id == "me"


async def test_the_first_event_says_that_the_call_was_joined() -> None:
    async with mock_call(someone("ann", WEATHER)).join("bot") as connection:
        first = await anext(aiter(connection))
    assert kind(first) == "call_join_response"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (MockConfig(), "participants: there are none"),
        (MockConfig(participants=[someone("")]), "participants[0].id: is empty"),
        (MockConfig(participants=[someone("a"), someone("a")]), '"a" is there already'),
    ],
)
async def test_a_call_that_cannot_be_joined_raises_why(config: MockConfig, reason: str) -> None:
    call = Client().video.rtc_call("default", "test")
    call.set_mock(config)
    with pytest.raises(JoinError) as raised:
        async with call.join("bot"):
            pass
    assert reason in str(raised.value)
    assert reason in repr(raised.value).replace("\\", "")
    assert raised.value.call == "default:test"
    with pytest.raises(JoinError):
        await call.join("bot")


@pytest.mark.parametrize(
    ("path", "pieces", "samples"),
    [(WEATHER, 94, 89_644), (JFK, 550, 528_000), (MP3, 550, 528_000)],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
async def test_wav_and_mp3_give_exactly_their_pieces_and_samples(
    path: Path, pieces: int, samples: int
) -> None:
    async with mock_call(someone("ann", path)).join("bot") as connection:
        frames = [pcm async for _, (_, pcm) in connection.incoming_audio]
    assert len(frames) == pieces
    assert sum(len(pcm) for pcm in frames) == samples
    assert {len(pcm) for pcm in frames[:-1]} == {960}
    assert {pcm.dtype for pcm in frames} == {np.dtype(np.int16)}


async def test_events_hold_the_audio_in_stereo() -> None:
    async with mock_call(someone("ann", JFK)).join("bot") as connection:
        packets = [event.rtc_packet async for event in connection if kind(event) == "rtc_packet"]
    assert len(packets) == 550
    who = packets[0].participant
    assert (who.id, who.name, who.transport) == ("ann", "Ann", "mock")
    pcm = packets[0].audio.pcm
    assert (pcm.format, pcm.sample_rate, pcm.channels) == (INT16, 48_000, 2)
    data = b"".join(packet.audio.pcm.data for packet in packets)
    stereo = np.frombuffer(data, "<i2").reshape(-1, 2)
    _, expected = load_wav(JFK)
    assert np.array_equal(stereo[:, 0], expected)
    assert np.array_equal(stereo[:, 1], expected)


async def test_frames_hold_the_samples_of_the_file() -> None:
    async with mock_call(someone("ann", JFK)).join("bot") as connection:
        said = await all_audio(connection)
    assert np.array_equal(said["ann"], load_wav(JFK)[1])


@pytest.mark.parametrize(
    ("name", "late"),
    # What the encoder put before it: AAC 1024 samples, AC-3 256.
    [("speech.ogg", 0), ("speech.opus", 0), ("speech.m4a", 1115), ("speech.ac3", 279)],
)
async def test_every_kind_of_file_says_the_same(name: str, late: int) -> None:
    flac, other = DATA / "files/speech.flac", DATA / "files" / name
    async with mock_call(someone("flac", flac), someone("it", other)).join("bot") as connection:
        said = await all_audio(connection)
    assert len(said["flac"]) == 48_000
    assert likeness(said["flac"], said["it"][late:]) > 0.95


async def test_mp3_says_what_the_wav_says() -> None:
    async with mock_call(someone("wav", JFK), someone("mp3", MP3)).join("bot") as connection:
        said = await all_audio(connection)
    assert likeness(said["wav"], said["mp3"]) > 0.9


async def test_participants_speak_at_the_same_time_and_their_files_in_turn() -> None:
    call = mock_call(someone("ann", WEATHER, WEATHER), someone("bob", MP3))
    async with call.join("bot") as connection:
        order = [who.id async for who, _ in connection.incoming_audio]
    assert order[: 4 * 94] == ["ann", "bob"] * 2 * 94
    assert order[4 * 94 :] == ["bob"] * (550 - 2 * 94)


async def test_after_the_last_sample_the_call_ends_and_iterators_stop() -> None:
    async with mock_call(someone("ann", WEATHER)).join("bot") as connection:
        events = [event async for event in connection]
        frames = [frame async for frame in connection.incoming_audio]
        assert await connection.wait() == "finished"
    assert kind(events[-3]) == "track_unpublished"
    assert kind(events[-1]) == "call_ended"
    assert events[-1].call_ended.reason == "finished"
    assert frames == []


async def test_an_unreadable_file_is_an_event_that_names_it_and_the_call_goes_on() -> None:
    call = mock_call(someone("ann", DATA / "missing.mp3", DATA / "files/README.md", WEATHER))
    async with call.join("bot") as connection:
        events = [event async for event in connection]
    messages = [event.error.message for event in events if kind(event) == "error"]
    assert len(messages) == 2
    assert messages[0] == f"{DATA}/missing.mp3: cannot be read: No such file or directory"
    assert messages[1].startswith(f"{DATA}/files/README.md: ffmpeg cannot decode it: ")
    assert sum(kind(event) == "rtc_packet" for event in events) == 94


async def test_events_and_audio_are_iterated_by_two_tasks_and_both_get_everything() -> None:
    async def _slowly(connection: Connection) -> list[Event]:
        events = []
        async for event in connection:
            events.append(event)
            await asyncio.sleep(0)
        return events

    call = mock_call(someone("ann", JFK), someone("bob", MP3))
    async with call.join("bot") as connection, asyncio.TaskGroup() as group:
        audio = group.create_task(all_audio(connection))
        events = group.create_task(_slowly(connection))
    assert {who: len(pcm) for who, pcm in audio.result().items()} == {
        "ann": 528_000,
        "bob": 528_000,
    }
    assert sum(kind(event) == "rtc_packet" for event in events.result()) == 1100
    assert connection.frames_dropped == 0


async def test_a_task_that_reads_only_the_audio_does_not_wait_for_itself() -> None:
    async with mock_call(someone("ann", *[MP3] * 4)).join("bot") as connection:
        events = aiter(connection)
        assert kind(await anext(events)) == "call_join_response"
        said = await all_audio(connection)
        left = [event async for event in events]
    assert len(said["ann"]) == 4 * 528_000
    assert kind(left[-1]) == "call_ended"
    assert sum(kind(event) == "rtc_packet" for event in left) < 4 * 550


async def test_a_broken_off_iteration_goes_on_where_it_was() -> None:
    async with mock_call(someone("ann", JFK)).join("bot") as connection:
        pieces = []
        for _ in range(3):
            async for _who, (_rate, pcm) in connection.incoming_audio:
                pieces.append(pcm)
                if len(pieces) % 100 == 0:
                    break
    assert np.array_equal(np.concatenate(pieces), load_wav(JFK)[1][: 300 * 960])


async def test_waiting_for_the_end_needs_no_iteration() -> None:
    connection = await mock_call(someone("ann", JFK)).join("bot")
    assert await connection.wait() == "finished"


async def test_waiting_for_the_end_does_not_wait_for_an_iterator_of_ones_own() -> None:
    async with mock_call(someone("ann", *[MP3] * 4)).join("bot") as connection:
        audio = connection.incoming_audio
        assert await connection.wait() == "finished"
        left = [frame async for frame in audio]
    assert 0 < len(left) == 4 * 550 - connection.frames_dropped


async def test_a_reader_whose_task_is_over_holds_up_nobody() -> None:
    async with mock_call(someone("ann", *[MP3] * 4)).join("bot") as connection:
        events = aiter(connection)

        async def _first() -> Event:
            return await anext(events)

        assert kind(await asyncio.create_task(_first())) == "call_join_response"
        assert len((await all_audio(connection))["ann"]) == 4 * 528_000


async def test_who_leaves_hears_nothing_more() -> None:
    async with mock_call(someone("ann", JFK)).join("bot") as connection:
        audio = connection.incoming_audio
        await anext(audio)
        await connection.leave()
        assert [frame async for frame in audio] == []
        events = [event async for event in connection]
        assert await connection.wait() == "local"
    assert told(events)[-1] == "call_ended"


@pytest.mark.parametrize("realtime", [False, True])
async def test_an_error_in_the_body_ends_the_call_and_is_not_swallowed(*, realtime: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        async with mock_call(someone("ann", JFK), realtime=realtime).join("bot") as connection:
            raise ZeroDivisionError
    assert await connection.wait() == "local"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "realtime"),
    [("finish", False), *itertools.product(("leave", "error", "cancel"), (False, True))],
)
async def test_nothing_is_left_of_a_call(way: str, *, realtime: bool) -> None:
    audio = [WEATHER, DATA / "files/speech.ac3", MP3] if way == "finish" else [MP3]
    bob = someone("bob", DATA / "files/speech.ac3")
    call = mock_call(someone("ann", *audio), bob, realtime=realtime)

    async def _attend() -> None:
        async with call.join("bot") as connection:
            async for _ in connection.incoming_audio:
                if way == "leave":
                    return
                if way == "error":
                    raise ZeroDivisionError
                if way == "cancel":
                    raise asyncio.CancelledError

    await asyncio.gather(asyncio.create_task(_attend()), return_exceptions=True)
    before = held()
    for _ in range(3):
        await asyncio.gather(asyncio.create_task(_attend()), return_exceptions=True)
    assert held() == before


async def test_reading_files_never_holds_up_the_event_loop() -> None:
    turns = 0

    async def _turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.create_task(_turn())
    async with mock_call(someone("ann", MP3, MP3)).join("bot") as connection:
        await connection.wait()
    turning.cancel()
    # Read on the loop, five batches would be five turns and a few for each.
    assert turns > 500


async def test_in_real_time_a_call_takes_as_long_as_its_longest_participant(
    virtual_world: World,
) -> None:
    began = virtual_world.now_s
    call = mock_call(someone("ann", WEATHER), someone("bob", MP3), realtime=True)
    arrivals: dict[str, list[float]] = {}
    async with call.join("bot") as connection:
        async for who, _ in connection.incoming_audio:
            arrivals.setdefault(who.id, []).append(virtual_world.now_s - began)
        assert await connection.wait() == "finished"
        assert virtual_world.now_s - began == pytest.approx(11)
    for times, pieces in ((arrivals["ann"], 94), (arrivals["bob"], 550)):
        assert times == pytest.approx([piece * 0.02 for piece in range(pieces)])


@pytest.mark.usefixtures("virtual_world")
async def test_in_real_time_a_slow_reader_loses_the_oldest() -> None:
    async with mock_call(someone("ann", JFK), realtime=True).join("bot") as connection:
        audio = connection.incoming_audio
        await asyncio.sleep(5)
        frames = [pcm async for _, (_, pcm) in audio]
        assert connection.frames_dropped == 250 - 50
    assert len(frames) == 550 - connection.frames_dropped
    said = np.concatenate(frames)
    assert np.array_equal(said, load_wav(JFK)[1][-len(said) :])


async def test_an_agent_works_in_a_mock_call_as_in_any_other(virtual_world: World) -> None:
    began = virtual_world.now_s
    async with mock_call(someone("ann", WEATHER), realtime=True).join("bot") as connection:
        await connection.play(load_wav(WEATHER)[1], rate=24_000)
        assert virtual_world.now_s - began == pytest.approx(1.867, abs=0.001)
        await pcm_parrot(connection)
        assert connection.is_heard
        assert connection.call == "default:test"
        assert connection.participant.id == "ann"


@needs_calls
@pytest.mark.slow
async def test_two_clients_of_one_process_meet_in_one_call() -> None:
    call = Client().video.rtc_call("default", "meeting")
    other = Client().video.rtc_call("default", "meeting")
    async with call.join("ann") as ann, other.join("bob") as bob:
        assert ann.call == bob.call == "default:meeting"
        speaking = asyncio.create_task(ann.play(load_wav(JFK)[1], rate=24_000))
        pcm = await heard_by(bob, "ann")
        assert len(pcm) == 960
        assert {who.id for who in call.participants()} == {"ann", "bob"}
        speaking.cancel()
        call.end()
        assert await bob.wait() == "ended"
        told = [kind(event) async for event in bob]
    assert told[0] == "call_join_response"
    assert told[-1] == "call_ended"


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_with_a_good_key_one_hears_and_is_heard_in_a_call_of_a_server() -> None:
    async with hosting() as host:
        call = host.client().video.rtc_call("default", "standup")
        async with call.join("ann") as ann, call.join("bob") as bob:
            speaking = asyncio.create_task(ann.play(load_wav(JFK)[1], rate=24_000))
            await heard_by(bob, "ann")
            first = await anext(aiter(bob))
            live = host.server.sessions.calls.find(CallName("default", "standup"))
            assert [member.id for member in live.participants] == ["ann", "bob"]
            speaking.cancel()
            live.end()
            assert await bob.wait() == "ended"
            assert await ann.wait() == "ended"
    assert kind(first) == "call_join_response"


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("key", "secret", "code"),
    [
        ("backend", "another secret of thirty-two bytes", JoinCode.TOKEN_SIGNATURE),
        ("nobody", SECRET, JoinCode.TOKEN_SIGNATURE),
        ("wrong", "", JoinCode.UNAUTHORIZED),
        ("", "", JoinCode.UNAUTHORIZED),
    ],
)
async def test_with_a_wrong_key_one_is_told_so(key: str, secret: str, code: JoinCode) -> None:
    async with hosting() as host:
        call = host.client(key, secret).video.rtc_call("default", "standup")
        with pytest.raises(JoinError, match="the server answered 401") as raised:
            await call.join("ann")
    assert raised.value.code is code
    assert "default:standup: the server answered 401" in repr(raised.value)


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_a_server_that_is_gone_is_told_so() -> None:
    async with hosting() as host:
        gone = Client("http://127.0.0.1:9", api_key="key", cores=Cores())
        with pytest.raises(JoinError, match="cannot be reached") as raised:
            await gone.video.rtc_call("default", "standup").join("ann")
        assert raised.value.code is JoinCode.UNREACHABLE
        host.server.sessions.begin_drain()
        with pytest.raises(JoinError, match="the server is draining") as raised:
            await host.client().video.rtc_call("default", "standup").join("ann")
    assert raised.value.code is JoinCode.DRAINING
