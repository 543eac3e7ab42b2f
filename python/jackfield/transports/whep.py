"""What WHEP (draft-ietf-wish-whep) asks beyond WHIP: its clients offer to receive only."""

from jackfield.errors import RemoteProtocolError

_DIRECTIONS = ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")
_MEDIA = ("m=audio ", "m=video ")


def require_listening(offer: str) -> None:
    """Refuse an offer that would send.

    Raises:
        RemoteProtocolError: 422, naming the section.
    """
    inherited = ""
    section, direction = "", ""
    for line in [*offer.splitlines(), "m="]:
        if line.startswith("m="):
            _check(section, direction or inherited)
            section, direction = line, ""
        elif line.strip() in _DIRECTIONS:
            # Before the first section it holds for all of them (RFC 8866 §6.7).
            if section:
                direction = line.strip()
            else:
                inherited = line.strip()


def _check(section: str, direction: str) -> None:
    if section.startswith(_MEDIA) and direction not in ("a=recvonly", "a=inactive"):
        kind = section[2:7]
        raise RemoteProtocolError(
            f"the offer would send {kind}: clients of WHEP offer recvonly",
            status_hint=422,
            code="sdp_unsupported",
        )
