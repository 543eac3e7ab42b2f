"""Who is told which transport."""

from hypothesis import given
from hypothesis import strategies as st

from jackfield.config import Settings
from jackfield.server.arms import NO_ARM, arm_of, mode_of, transport_of

CLIENTS = [f"client-{number}" for number in range(2000)]


def auto(share: float) -> Settings:
    return Settings(transport="auto", websocket_share=share)


def test_the_share_is_kept() -> None:
    some, nobody, everybody = auto(0.3), auto(0), auto(1)
    told = [transport_of(some, client) for client in CLIENTS]
    assert 0.27 < told.count("websocket") / len(told) < 0.33
    assert {transport_of(nobody, client) for client in CLIENTS} == {"webrtc"}
    assert {transport_of(everybody, client) for client in CLIENTS} == {"websocket"}


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_growing_share_moves_nobody_back(client: str, first: float, second: float) -> None:
    small, large = sorted((first, second))
    if transport_of(auto(small), client) == "websocket":
        assert transport_of(auto(large), client) == "websocket"


def test_there_are_arms_only_in_a_test() -> None:
    assert arm_of(Settings(transport="websocket"), "a") == NO_ARM
    assert arm_of(auto(1), "") == NO_ARM
    assert arm_of(auto(1), "a") == "websocket"
    assert transport_of(Settings(transport="websocket"), "a") == "websocket"


def test_where_one_transport_is_switched_off_the_other_is_told_and_there_is_no_test() -> None:
    for served, told in (("whip", "webrtc"), ("websocket", "websocket")):
        for wish in ("webrtc", "websocket", "auto"):
            settings = Settings.model_validate({"transport": wish, "served_transports": served})
            assert mode_of(settings) == transport_of(settings, "me") == told
            assert arm_of(settings, "me") == NO_ARM
