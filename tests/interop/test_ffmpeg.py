"""FFmpeg's WHIP muxer: it only sends, wants to be the DTLS server, and trickles nothing."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from e2e.browser import SPEECH
from e2e.server import LiveServer, serving

CLIENT = Path(__file__).with_name("ffmpeg_client.py")
SPEAK_S = 2
LIMIT_S = 45


async def test_ffmpeg_sends_speech_with_a_certificate_it_was_given(tmp_path: Path) -> None:
    with serving(tmp_path, "--agent", "pcm-parrot") as server:
        await _send_speech(server, _certificate(tmp_path))


async def test_ffmpeg_sends_speech_with_the_certificate_it_makes(tmp_path: Path) -> None:
    # GnuTLS, which Debian builds FFmpeg with, makes one on the curve P-224.
    with serving(tmp_path, "--agent", "pcm-parrot") as server:
        await _send_speech(server, ())


async def _send_speech(server: LiveServer, options: tuple[str, ...]) -> None:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, CLIENT, server.whip, SPEECH),
        *(str(SPEAK_S), *options),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await asyncio.wait_for(client.communicate(), LIMIT_S)
    except TimeoutError:
        client.kill()
        await client.wait()
        pytest.fail(f"FFmpeg did not come to its end: {server.log}")
    assert client.returncode == 0
    assert (await server.logged("session_closed"))["reason"] == "local"
    assert server.metric("packets_received_total") == int(output)
    assert server.metric("samples_received_total") == pytest.approx(int(output) * 960, rel=0.05)
    assert server.metric("packets_sent_total") == 0  # to a sendonly offer nothing is sent back


def _certificate(folder: Path) -> tuple[str, ...]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ffmpeg")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    return (f"cert_file={folder}/cert.pem", f"key_file={folder}/key.pem")
