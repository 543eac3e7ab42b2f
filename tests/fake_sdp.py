"""Offer and answer as the core does them, as far as HTTP can see it."""

from dataclasses import dataclass
from pathlib import Path

OFFERS = Path(__file__).parent / "data" / "offers"

_FINGERPRINT = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
_ANSWERED = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "inactive"}
_SETUP = {"actpass": "passive", "active": "passive", "passive": "active"}
_CODECS = {"audio": {"opus"}, "video": {"vp8"}}


class RefusedOfferError(Exception):
    """An offer that is not answered; ``code`` as in ``_core.pyi``."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Credentials:
    """What the other side is to know of us."""

    ufrag: str
    password: str

    def lines(self) -> list[str]:
        return [f"a=ice-ufrag:{self.ufrag}", f"a=ice-pwd:{self.password}"]


def read_offer(name: str) -> str:
    """One of the recorded offers, byte for byte."""
    return (OFFERS / f"{name}.sdp").read_bytes().decode()


def offer_with(slots: int) -> str:
    """An offer of the core's own, with sections to hear others apart."""
    section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:slot{}\r\na=recvonly\r\n"
    return read_offer("chromium-156-audio") + "".join(map(section.format, range(1, slots + 1)))


def answer(offer: str, ours: Credentials, candidate: str) -> str:
    """Answer an offer or raise RefusedOfferError."""
    head, *sections = _sections(offer)
    if not head or head[0] != "v=0" or not sections:
        raise RefusedOfferError("sdp_malformed", "malformed SDP: no media section (m= line)")
    if not any("ice-ufrag" in line for line in offer.splitlines()):
        raise RefusedOfferError("sdp_malformed", "malformed SDP: no ICE credentials")
    if len(sections) > 1 and not any(line.startswith("a=group:BUNDLE") for line in head):
        raise RefusedOfferError("sdp_unsupported", "several media sections without a=group:BUNDLE")
    setup = next((_value(s, "setup") for s in (head, *sections) if _value(s, "setup")), "actpass")
    if setup not in _SETUP:
        raise RefusedOfferError("sdp_malformed", f"malformed SDP: a=setup:{setup}")
    mids = " ".join(_value(section, "mid") for section in sections)
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {mids}",
        "a=ice-lite",
    ]
    for number, section in enumerate(sections, 1):
        lines += _answered_section(number, section)
        lines += [*ours.lines(), _FINGERPRINT, f"a=setup:{_SETUP[setup]}", "a=rtcp-mux", candidate]
    return "\r\n".join([*lines, ""])


def fragment(ours: Credentials, candidate: str) -> str:
    """Our side of an ICE restart."""
    return "\r\n".join([*ours.lines(), candidate, "a=end-of-candidates", ""])


def _sections(text: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _answered_section(number: int, section: list[str]) -> list[str]:
    kind = section[0][2:].split(" ")[0]
    payload, codec = _first_codec(section, _CODECS.get(kind, set()))
    if not payload:
        raise RefusedOfferError(
            "sdp_unsupported", f"media section {number} ({kind}) offers no codec that is taken"
        )
    direction = next((_ANSWERED[d] for d in _ANSWERED if f"a={d}" in section), "sendrecv")
    lines = [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{_value(section, 'mid')}",
        f"a={direction}",
        f"a=rtpmap:{payload} {codec}",
    ]
    if rids := [line.split(":")[1].split(" ")[0] for line in section if line.startswith("a=rid:")]:
        lines += [f"a=rid:{rid} recv" for rid in rids]
        lines.append("a=simulcast:recv " + ";".join(rids))
    return lines


def _first_codec(section: list[str], known: set[str]) -> tuple[str, str]:
    for line in section:
        if line.startswith("a=rtpmap:"):
            payload, _, codec = line[len("a=rtpmap:") :].partition(" ")
            if codec.split("/")[0].lower() in known:
                return payload, codec
    return "", ""


def _value(section: list[str], name: str) -> str:
    prefix = f"a={name}:"
    return next((line[len(prefix) :] for line in section if line.startswith(prefix)), "")


def attribute(text: str, name: str) -> str:
    """The value of a line ``a=name:value``; empty without one."""
    prefix = f"a={name}:"
    return next((line[len(prefix) :] for line in text.splitlines() if line.startswith(prefix)), "")
