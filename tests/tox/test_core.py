"""A Tox and its friends."""

from typing import TypeVar

import pytest

from jackfield.tox import (
    ConnectionStatus,
    FriendMessage,
    FriendName,
    FriendNotConnectedError,
    FriendNotFoundError,
    FriendStatus,
    FriendStatusMessage,
    KilledError,
    LosslessPacket,
    LossyPacket,
    MessageType,
    ReadReceipt,
    Tox,
    ToxAV,
    ToxError,
    ToxEvent,
    ToxLibrary,
    ToxOptions,
    UserStatus,
)
from tox_kit import NOBODY, Friends, Side, make_tox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

E = TypeVar("E", bound=ToxEvent)


def told(friends: Friends, side: Side, kind: type[E]) -> E:
    """The first event of that kind."""
    found: list[E] = []

    def _look() -> bool:
        found.extend(event for event in side.events if isinstance(event, kind))
        return bool(found)

    friends.until(_look)
    return found[0]


def test_an_address_holds_the_public_key(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        assert len(tox.address) == 76
        assert tox.address.startswith(tox.public_key)
        assert 34_000 <= tox.udp_port <= 39_999
        assert tox.connection_status is ConnectionStatus.NONE
        assert 0 < tox.iteration_interval <= 1


def test_names_and_status_are_kept(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        tox.name, tox.status_message, tox.status = "Zoë", "answers calls", UserStatus.BUSY
        assert (tox.name, tox.status_message, tox.status) == (
            "Zoë",
            "answers calls",
            UserStatus.BUSY,
        )
        with pytest.raises(ToxError) as refused:
            tox.name = "x" * 129
        assert refused.value.code == "TOX_ERR_SET_INFO_TOO_LONG"


def test_friends_are_added_found_and_deleted(library: ToxLibrary) -> None:
    with make_tox(library) as tox, make_tox(library) as other:
        friend = tox.friend_add(other.address.lower(), "it is me")
        assert tox.friends == [friend]
        assert tox.friend_by_public_key(other.public_key) == friend
        assert tox.friend_public_key(friend) == other.public_key
        assert tox.friend_connection(friend) is ConnectionStatus.NONE
        assert tox.friend_name(friend) == ""
        with pytest.raises(FriendNotConnectedError):
            tox.send_message(friend, "hello")
        tox.friend_delete(friend)
        assert not tox.friend_exists(friend)
        with pytest.raises(FriendNotFoundError):
            tox.friend_by_public_key(other.public_key)
        assert tox.friends == []


def test_mistakes_in_addresses_are_named(library: ToxLibrary) -> None:
    with make_tox(library) as tox, make_tox(library) as other:
        wrong = other.address[:-1] + ("0" if other.address[-1] != "0" else "1")
        for address, message, code in (
            (wrong, "hello", "BAD_CHECKSUM"),
            (tox.address, "hello", "OWN_KEY"),
            (other.address, "", "NO_MESSAGE"),
            (other.address, "x" * 1017, "TOO_LONG"),
        ):
            with pytest.raises(ToxError) as refused:
                tox.friend_add(address, message)
            assert refused.value.code == f"TOX_ERR_FRIEND_ADD_{code}"
        with pytest.raises(ToxError, match="address: must be 76"):
            tox.friend_add("abc", "hello")


def test_who_is_no_friend_is_named_so(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        for attempt in (
            tox.friend_delete,
            tox.friend_public_key,
            tox.friend_name,
            tox.friend_status,
            tox.friend_status_message,
            tox.friend_connection,
            lambda number: tox.send_message(number, "hello"),
            lambda number: tox.send_lossy_packet(number, b"\xc8"),
        ):
            with pytest.raises(FriendNotFoundError):
                attempt(NOBODY)


def test_nodes_that_cannot_be_are_refused(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        with pytest.raises(ToxError) as refused:
            tox.bootstrap("127.0.0.1", 0, tox.public_key)
        assert refused.value.code == "TOX_ERR_BOOTSTRAP_BAD_PORT"
        with pytest.raises(ToxError, match="public_key: must be 64"):
            tox.add_tcp_relay("127.0.0.1", 33445, "abc")


def test_messages_and_packets_arrive(friends: Friends) -> None:
    ann, bob = friends.sides
    number = ann.tox.send_message(ann.friend, "waves ✋", MessageType.ACTION)
    assert told(friends, bob, FriendMessage) == FriendMessage(
        bob.friend, MessageType.ACTION, "waves ✋"
    )
    assert told(friends, ann, ReadReceipt) == ReadReceipt(ann.friend, number)
    ann.tox.send_lossless_packet(ann.friend, b"\xa0whole")
    assert told(friends, bob, LosslessPacket) == LosslessPacket(bob.friend, b"\xa0whole")
    ann.tox.send_lossy_packet(ann.friend, b"\xc8perhaps")
    assert told(friends, bob, LossyPacket) == LossyPacket(bob.friend, b"\xc8perhaps")
    for send, data in (
        (ann.tox.send_lossy_packet, b"\x01"),
        (ann.tox.send_lossless_packet, b"\xc8"),
        (ann.tox.send_lossless_packet, b""),
        (ann.tox.send_lossy_packet, b"\xc8" * 1374),
    ):
        with pytest.raises(ToxError) as refused:
            send(ann.friend, data)
        assert refused.value.code.startswith("TOX_ERR_FRIEND_CUSTOM_PACKET_")


def test_friends_see_what_one_says_of_oneself(friends: Friends) -> None:
    ann, bob = friends.sides
    ann.tox.name = "Ann"
    assert told(friends, bob, FriendName) == FriendName(bob.friend, "Ann")
    ann.tox.status_message = "here"
    assert told(friends, bob, FriendStatusMessage) == FriendStatusMessage(bob.friend, "here")
    ann.tox.status = UserStatus.AWAY
    assert told(friends, bob, FriendStatus) == FriendStatus(bob.friend, UserStatus.AWAY)
    assert bob.tox.friend_name(bob.friend) == "Ann"
    assert bob.tox.friend_status_message(bob.friend) == "here"
    assert bob.tox.friend_status(bob.friend) is UserStatus.AWAY
    ann.tox.name, ann.tox.status = "", UserStatus.NONE


def test_one_that_is_killed_says_so_and_stays_so(library: ToxLibrary) -> None:
    tox = make_tox(library)
    tox.kill()
    tox.kill()
    assert tox.is_killed
    for attempt in (tox.iterate, lambda: tox.address, lambda: tox.friends, tox.savedata):
        with pytest.raises(KilledError):
            attempt()


def test_without_a_profile_there_is_nothing_to_save(library: ToxLibrary) -> None:
    with make_tox(library) as tox, pytest.raises(ToxError, match="without a profile"):
        tox.save()


def test_a_range_of_ports_that_are_taken_is_an_error(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        port = tox.udp_port
        with pytest.raises(ToxError) as refused:
            Tox(ToxOptions(ipv6=False, start_port=port, end_port=port), library=library)
    assert refused.value.code == "TOX_ERR_NEW_PORT_ALLOC"


def test_friends_may_go_after_the_toxav_was_killed(friends: Friends) -> None:
    """libtoxcore 0.2.18 by itself would use memory that was freed."""
    ann = friends.ann.tox
    with make_tox(ann.library) as stranger:
        friend = ann.friend_accept(stranger.public_key)
    friends.ann.av.kill()
    ann.friend_delete(friend)
    assert friend not in ann.friends
    with ToxAV(ann) as again:
        assert not again.is_killed
