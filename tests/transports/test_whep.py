"""Clients of WHEP offer to receive, and only that."""

import pytest

from fake_sdp import read_offer
from jackfield.errors import RemoteProtocolError
from jackfield.transports.whep import require_listening

AUDIO = read_offer("chromium-156-audio")
BOTH = read_offer("chromium-156-audio-video")


@pytest.mark.parametrize(
    "offer",
    [
        AUDIO.replace("a=sendrecv", "a=recvonly"),
        BOTH.replace("a=sendrecv", "a=recvonly"),
        BOTH.replace("a=sendrecv", "a=recvonly", 1).replace("a=sendrecv", "a=inactive"),
        AUDIO.replace("a=sendrecv\r\n", "").replace("t=0 0\r\n", "t=0 0\r\na=recvonly\r\n"),
        AUDIO.replace("a=sendrecv", "a=recvonly")
        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:9\r\n",
    ],
)
def test_who_only_receives_is_let_in(offer: str) -> None:
    require_listening(offer)


@pytest.mark.parametrize(
    ("offer", "kind"),
    [
        (AUDIO, "audio"),
        (AUDIO.replace("a=sendrecv", "a=sendonly"), "audio"),
        (AUDIO.replace("a=sendrecv\r\n", ""), "audio"),  # RFC 8866 §6.7: that is sendrecv
        (BOTH.replace("a=sendrecv", "a=recvonly", 1), "video"),
    ],
)
def test_who_would_send_is_refused_with_the_section(offer: str, kind: str) -> None:
    with pytest.raises(RemoteProtocolError, match=kind) as refused:
        require_listening(offer)
    assert (refused.value.status_hint, refused.value.code) == (422, "sdp_unsupported")
