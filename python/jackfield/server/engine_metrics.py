"""The core's own figures in Prometheus' terms."""

import re
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import Metric

PREFIX = "jackfield_"

# What /metrics says about each; docs/metrics.md has the same names, and a test compares them.
ENGINE_HELP: Mapping[str, str] = {
    "packets_received": "RTP packets from peers, after decryption",
    "packets_sent": "RTP packets to peers",
    "datagrams_received": "UDP datagrams and TCP frames from peers, of any kind",
    "datagrams_sent": "UDP datagrams and TCP frames to peers, of any kind",
    "bytes_received": "Bytes of those datagrams",
    "bytes_sent": "Bytes of those datagrams",
    "packets_lost": "RTP packets from peers that never came",
    "packets_dropped": "Datagrams and RTP packets that came and were not used, by reason",
    "frames_dropped": "20 ms frames an agent did not fetch in time, by reason",
    "frames_tapped": "20 ms frames handed to Python",
    "frames_played": "20 ms frames encoded for peers",
    "websocket_messages_received": "Audio messages from WebSocket clients",
    "websocket_messages_sent": "Audio messages to WebSocket clients",
    "websocket_pictures_received": "Video frames from WebSocket clients and Tox friends",
    "websocket_pictures_sent": "Video frames to WebSocket clients and Tox friends",
    "websocket_pictures_dropped": "Video frames of or for them left out, by reason",
    "playout_refused": "Times audio of an agent found no room in play-out",
    "samples_received": "Samples at 48 kHz decoded from their own packet",
    "samples_recovered": "Samples at 48 kHz recovered from RED or in-band FEC",
    "samples_concealed": "Samples at 48 kHz made up by concealment",
    "samples_dropped": "Samples at 48 kHz left out because they were too late, by reason",
    "tcp_connections_closed": "ICE-TCP connections that ended or were not taken, by reason",
    "sessions_opened": "Offers answered",
    "sessions_connected": "Sessions whose media could flow",
    "sessions_refused": "Offers refused, by reason",
    "sessions_closed": "Sessions that ended, by reason",
    "hairpin_latency_seconds": "From a packet's arrival at the kernel until its echo was sent",
    "calls": "Calls of many there are",
    "calls_opened": "Calls of many that were made",
    "sessions": "Sessions of the core, those being opened included",
    "sessions_limit": "Sessions the core takes",
    "workers": "Media threads",
    "file_descriptors_limit": "File descriptors the process may have",
    "file_descriptors_wanted": "File descriptors needed if all configured limits were reached",
}

_NAME = re.compile(r"([a-zA-Z_][a-zA-Z0-9_]*)(?:\{(.*)\})?")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="([^"]*)"')
_HISTOGRAM = re.compile(r"(.+)_(?:bucket|sum|count)")


def engine_families(figures: Mapping[str, float]) -> Iterable[Metric]:
    """Group the core's flat names into families with a type and a help text."""
    histograms = {name.partition("_bucket{")[0] for name in figures if "_bucket{" in name}
    families: dict[str, Metric] = {}
    for sample, labels, value in _samples(figures):
        family, kind = _family(sample, histograms)
        if family not in families:
            text = ENGINE_HELP.get(family, "A figure of the media core")
            families[family] = Metric(PREFIX + family, text, kind)
        families[family].add_sample(PREFIX + sample, labels, value)
    return families.values()


def _samples(figures: Mapping[str, float]) -> Iterator[tuple[str, dict[str, str], float]]:
    for name, value in figures.items():
        matched = _NAME.fullmatch(name)
        if matched is not None:
            yield matched[1], dict(_LABEL.findall(matched[2] or "")), value


def _family(sample: str, histograms: set[str]) -> tuple[str, str]:
    if (matched := _HISTOGRAM.fullmatch(sample)) and matched[1] in histograms:
        return matched[1], "histogram"
    if sample.endswith("_total"):
        return sample.removesuffix("_total"), "counter"
    return sample, "gauge"
