"""Who watches calls gets what happens, in order, or is told what was lost."""

import asyncio

import pytest

from jackfield.calls import CallName
from jackfield.events import Participant, call_ended, participant_joined
from jackfield.server.event_feed import EventFeed, Subscription, Wanted
from jackfield.v1 import Event, Levels, RTCPacket

ROOM = "default:room"


def feed(history: int = 10) -> EventFeed:
    return EventFeed(history=history, wall=lambda: 1_700_000_000.0)


def join(feed: EventFeed, name: str, call: str = ROOM) -> None:
    feed.publish(call, participant_joined(Participant(id=name)))


async def names(subscription: Subscription) -> list[str]:
    """Who has joined according to what waits."""
    subscription.end()
    found = []
    while (event := await subscription.next()) is not None:
        found.append(event.event.participant_joined.participant.id)
    return found


async def test_an_event_is_a_document_with_its_call_and_time() -> None:
    watched = feed()
    subscription = watched.subscribe(Wanted(), limit=10)
    watched.publish(ROOM, call_ended("empty"))
    event = await subscription.next()
    assert event is not None
    assert event.document == {
        "id": event.id,
        "type": "call_ended",
        "time": "2023-11-14T22:13:20.000Z",
        "call": ROOM,
        "tenant": "",
        "data": {"reason": "empty", "detail": ""},
    }
    assert event.text.startswith('{"id":"')


async def test_each_watcher_gets_what_it_wants() -> None:
    watched = feed()
    everything = watched.subscribe(Wanted(), limit=10)
    room = watched.subscribe(Wanted(call=ROOM), limit=10)
    ends = watched.subscribe(Wanted(types=frozenset({"call_ended"})), limit=10)
    join(watched, "ann")
    join(watched, "bob", "default:other")
    assert await names(everything) == ["ann", "bob"]
    assert await names(room) == ["ann"]
    assert await names(ends) == []


async def test_a_watcher_of_a_tenant_is_told_nothing_of_others() -> None:
    watched = feed()
    acme = watched.subscribe(Wanted(call=ROOM, tenant="acme"), limit=10)
    nobodys = watched.subscribe(Wanted(tenant=""), limit=10)
    for tenant in ("acme", "other", ""):
        name = CallName("default", "room", tenant)
        watched.note(name, participant_joined(Participant(id=f"ann of {tenant}")))
    late = watched.subscribe(Wanted(tenant="acme"), limit=10, after="unknown-0")
    everything = watched.subscribe(Wanted(), limit=10, after="unknown-0")
    assert await names(acme) == await names(late) == ["ann of acme"]
    assert await names(nobodys) == ["ann of "]
    everything.end()
    tenants = [event.document["tenant"] for _ in range(3) if (event := await everything.next())]
    assert tenants == ["acme", "other", ""]


async def test_a_watcher_waits_for_what_comes() -> None:
    watched = feed()
    subscription = watched.subscribe(Wanted(), limit=10)
    waiting = asyncio.create_task(subscription.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    join(watched, "ann")
    event = await waiting
    assert event is not None
    assert event.number == 1


async def test_who_is_too_slow_loses_the_oldest_and_is_told() -> None:
    watched = feed()
    counted: list[int] = []
    slow = watched.subscribe(Wanted(), limit=2, note_missed=lambda: counted.append(1))
    quick = watched.subscribe(Wanted(), limit=10)
    for name in ("ann", "bob", "cy", "di"):
        join(watched, name)
    assert slow.take_missed() == len(counted) == 2
    assert slow.take_missed() == 0
    assert await names(slow) == ["cy", "di"]
    assert await names(quick) == ["ann", "bob", "cy", "di"]


async def test_who_comes_back_goes_on_where_it_was() -> None:
    watched = feed()
    first = watched.subscribe(Wanted(), limit=10)
    for name in ("ann", "bob", "cy"):
        join(watched, name)
    seen = await first.next()
    assert seen is not None
    again = watched.subscribe(Wanted(), limit=10, after=seen.id)
    assert again.take_missed() == 0
    assert await names(again) == ["bob", "cy"]


async def test_who_comes_back_too_late_is_told() -> None:
    watched = feed(history=2)
    first = watched.subscribe(Wanted(), limit=10)
    for name in ("ann", "bob", "cy", "di"):
        join(watched, name)
    seen = await first.next()
    assert seen is not None
    late = watched.subscribe(Wanted(), limit=10, after=seen.id)
    assert late.take_missed() == 1
    assert await names(late) == ["cy", "di"]


@pytest.mark.parametrize("after", ["nonsense", "other-3", "-", "x-" + "9" * 5000])
async def test_an_id_of_another_run_means_that_something_was_missed(after: str) -> None:
    watched = feed()
    join(watched, "ann")
    subscription = watched.subscribe(Wanted(), limit=10, after=after)
    assert subscription.take_missed() == 1
    assert await names(subscription) == ["ann"]


async def test_fleeting_events_are_for_those_who_ask_and_audio_for_nobody() -> None:
    watched = feed()
    usual = watched.subscribe(Wanted(), limit=10)
    keen = watched.subscribe(Wanted(types=frozenset({"levels", "rtc_packet"})), limit=10)
    watched.publish(ROOM, Event(levels=Levels()))
    watched.publish(ROOM, Event(rtc_packet=RTCPacket()))
    watched.publish(ROOM, Event())
    watched.close()
    got = await keen.next()
    assert got is not None
    assert got.type == "levels"
    assert await keen.next() is None
    assert await usual.next() is None


async def test_a_closed_feed_ends_those_there_are_and_those_to_come() -> None:
    watched = feed()
    subscription = watched.subscribe(Wanted(), limit=10)
    join(watched, "ann")
    watched.close()
    join(watched, "bob")
    assert await names(subscription) == ["ann"]
    assert await watched.subscribe(Wanted(), limit=10).next() is None
    assert len(watched) == 0


async def test_who_has_gone_costs_nothing() -> None:
    watched = feed()
    subscription = watched.subscribe(Wanted(), limit=10)
    watched.unsubscribe(subscription)
    join(watched, "ann")
    assert await names(subscription) == []
