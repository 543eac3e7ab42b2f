"""Print what happens in the calls of a server, as it posts it: a receiver of signed webhooks.

    JACKFIELD_WEBHOOK_SECRET=... python examples/receive_webhooks.py 9000

and on the server, with the same secret:

    JACKFIELD_WEBHOOKS='{"url": "http://127.0.0.1:9000/", "secret": "..."}' jackfield serve
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from typing_extensions import override

from jackfield import RemoteProtocolError
from jackfield.webhooks import verify

SECRET = os.environ["JACKFIELD_WEBHOOK_SECRET"]
LARGEST = 1_000_000
SEEN_LIMIT = 10_000


class Receiver(BaseHTTPRequestHandler):
    """Takes events once each; answers 401 to what the server did not sign."""

    seen: dict[object, None] = {}  # noqa: RUF012  # shared by all requests, as it is meant to be

    def do_POST(self) -> None:
        """Take one event."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), LARGEST))
        try:
            event = verify(SECRET, dict(self.headers.items()), body)
        except RemoteProtocolError as error:
            print("refused:", error.code, flush=True)
            self._answer(401)
            return
        if event["id"] not in self.seen:  # an answer may have been lost
            self._remember(event["id"])
            print(event["time"], event["call"], event["type"], event["data"], flush=True)
        self._answer(204)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Print events, not requests."""

    def _remember(self, event_id: object) -> None:
        self.seen[event_id] = None
        if len(self.seen) > SEEN_LIMIT:
            self.seen.pop(next(iter(self.seen)))

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print("listening on port", server.server_port, flush=True)
    server.serve_forever()
