"""Headers that keep browsers from doing with our responses what nobody meant."""

from pydantic import HttpUrl
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",  # AudioWorklet modules count as scripts
    "style-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(self), display-capture=(), geolocation=()",
}


def content_security_policy(overflow_url: HttpUrl | None = None) -> str:
    """What the page may load, and whom it may ask: us, and where we send too many offers."""
    policy = dict(_POLICY)
    if overflow_url is not None:
        place = f"{overflow_url.host}:{overflow_url.port}"
        sockets = overflow_url.scheme.replace("http", "ws")
        policy["connect-src"] += f" {overflow_url.scheme}://{place} {sockets}://{place}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def security_headers(overflow_url: HttpUrl | None = None) -> dict[str, str]:
    """All of them."""
    return {"Content-Security-Policy": content_security_policy(overflow_url), **_HEADERS}


class SecurityHeaders:
    """Adds them to every response, errors included."""

    def __init__(self, app: ASGIApp, *, overflow_url: HttpUrl | None = None) -> None:
        self._app = app
        self._headers = security_headers(overflow_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""

        async def _send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, _send if scope["type"] == "http" else send)
