"""Posts webhooks by HTTP."""

import ssl
from collections.abc import Mapping

import httpx

from jackfield.errors import TransportError


class WebhookPoster:
    """One client for all endpoints; it follows no redirects and reads no answers.

    It waits for as long as it is let: :class:`WebhookSender` limits that by the settings in force.
    """

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Post once; gives the status.

        Raises:
            TransportError: There was no answer; the message says why and names no address.
        """
        if self._client is None:
            # Only now: certificates take a tenth of a second to read, and most servers post none.
            self._client = httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113  # see the class
        try:
            async with self._client.stream(
                "POST", url, headers=dict(headers), content=body
            ) as answer:
                return answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise TransportError(type(error).__name__, code="unreachable") from error

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()
