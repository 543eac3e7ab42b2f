"""A place and who is in it."""

from http_kit import Timer
from jackfield.calls import Member, Presence
from jackfield.events import Participant


def test_a_change_is_news_only_once() -> None:
    member = Member(participant=Participant(id="ann"))
    assert member.mute(muted=True) is True
    assert member.mute(muted=True) is False
    assert member.hold(held=True) is True
    assert (member.participant.muted, member.participant.held) == (True, True)


def is_muted(member: Member) -> bool:
    """As it is now, which a type checker would take to be as it was."""
    return member.participant.muted


def test_who_may_not_speak_is_muted_and_who_may_again_is_as_before() -> None:
    member = Member(participant=Participant(id="ann"))
    member.grant(may_speak=False, may_listen=True)
    assert is_muted(member)
    assert member.mute(muted=False) is False
    member.grant(may_speak=True, may_listen=True)
    assert not is_muted(member)
    member.mute(muted=True)
    member.grant(may_speak=False, may_listen=True)
    member.grant(may_speak=True, may_listen=True)
    assert is_muted(member)


def test_the_newest_session_counts() -> None:
    member = Member(participant=Participant(id="ann"))
    assert member.session == 0
    member.lines.update({7: None, 3: None})
    assert member.session == 3


def test_who_is_back_is_not_given_up() -> None:
    timer = Timer(1.0, lambda: None)
    member = Member(participant=Participant(id="ann"), timer=timer)
    member.stop_timer()
    member.stop_timer()
    assert timer.cancelled
    assert member.timer is None


def test_nobody_is_announced_who_is_still_joining() -> None:
    member = Member(participant=Participant(id="ann"))
    assert not member.is_announced
    member.presence = Presence.AWAY
    assert member.is_announced
