"""Events are values."""

from jackfield.tox import FriendMessage, FriendRequest, MessageType


def test_events_are_told_apart_by_what_they_hold() -> None:
    one = FriendMessage(1, MessageType.NORMAL, "hello")
    assert one == FriendMessage(1, MessageType.NORMAL, "hello")
    assert one != FriendMessage(2, MessageType.NORMAL, "hello")
    assert {FriendRequest("AB", "me"), FriendRequest("AB", "me")} == {FriendRequest("AB", "me")}
