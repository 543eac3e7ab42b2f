"""``/health`` for people, ``/health/live`` and ``/health/ready`` for orchestrators."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from jackfield.server.problems import problem_response
from jackfield.server.routes import add_view
from jackfield.server.sessions import SessionRegistry


def health_router(sessions: SessionRegistry, *, version: str, agent: str) -> APIRouter:
    """The three health routes.

    Live says that the process answers; it is never false while it does. Ready says that new
    sessions are taken: false while draining, so that a load balancer goes elsewhere. A server that
    is merely full stays ready, as its own sessions still need it; it answers 503 or 307 instead.
    """
    router = APIRouter(prefix="/health")

    async def _health() -> Response:
        return JSONResponse(
            {
                "status": "draining" if sessions.draining else "ok",
                "version": version,
                "agent": agent,
                "sessions": len(sessions),
            },
            headers={"Cache-Control": "no-store"},
        )

    async def _live() -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready() -> Response:
        if sessions.draining:
            return problem_response(503, "the server is draining", code="draining")
        return JSONResponse({"status": "ok"})

    add_view(router, "", _health)
    add_view(router, "/live", _live)
    add_view(router, "/ready", _ready)
    return router
