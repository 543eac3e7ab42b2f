"""Webhooks over real HTTP: a receiver on this machine that fails at first."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override

from jackfield.config import Settings
from jackfield.errors import TransportError
from jackfield.events import Participant, participant_joined
from jackfield.server.event_feed import EventFeed
from jackfield.server.metrics import Metrics
from jackfield.server.webhook_poster import WebhookPoster
from jackfield.server.webhook_sender import WebhookSender
from jackfield.webhooks import verify

SECRET = "a-secret-that-only-two-sides-know"


class Receiver(ThreadingHTTPServer):
    """Answers with these statuses, then 204."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = list(statuses)
        self.documents: list[dict[str, object]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.documents.append(verify(SECRET, dict(self.headers.items()), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    receiver = Receiver(*statuses)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()


async def test_a_receiver_that_fails_at_first_gets_the_event_again() -> None:
    with receiving(500, 307) as receiver:
        settings = Settings.model_validate(
            {
                "webhooks": [{"url": receiver.url, "secret": SECRET}],
                "webhook_backoff_s": 0.01,
            }
        )
        feed = EventFeed(history=10)
        poster = WebhookPoster()
        sender = WebhookSender(settings, feed, Metrics(version="1"), poster)
        async with asyncio.TaskGroup() as tasks:
            sender.start(tasks)
            feed.publish("default:room", participant_joined(Participant(id="ann")))
            feed.close()
            await sender.stop()
    ids = [document["id"] for document in receiver.documents]
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert receiver.documents[0]["type"] == "participant_joined"


async def test_a_receiver_that_is_not_there_is_told_without_its_address() -> None:
    with receiving() as receiver:
        pass
    poster = WebhookPoster()
    with pytest.raises(TransportError) as failed:
        await poster.post(receiver.url, {}, b"{}")
    await poster.close()
    assert str(failed.value) == "ConnectError"


async def test_nothing_is_made_for_a_server_without_webhooks() -> None:
    await WebhookPoster().close()
